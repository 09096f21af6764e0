#include "test.h"

#include "base/cbor.h"
#include "charter_random.h"

#define ARENA_MAX (64u << 20)

static struct bytes encode(const struct charter *c, struct buf *b) {
    buf_init(b, &alloc_heap, 1u << 20);
    charter_encode(c, b);
    return buf_view(b);
}

TEST(what_is_read_is_written_the_same) {
    for (uint64_t seed = 1; seed <= 60; seed++) {
        struct arena a;
        struct buf first, second;
        struct charter *back = NULL;
        struct fail fail = {0};
        arena_init(&a, &alloc_heap, ARENA_MAX);
        struct bytes bytes = encode(chance_charter(seed, (int)(seed % 5) * 20 + 10, &a), &first);
        EXPECT(!first.failed);
        EXPECT(cbor_valid(bytes));
        EXPECT_INT(charter_decode(bytes, &a, &back, &fail), 0);
        EXPECT_STR(fail.text, "");
        if (back) {
            struct bytes again = encode(back, &second);
            EXPECT(bytes_equal(bytes, again));
            buf_drop(&second);
        }
        buf_drop(&first);
        arena_drop(&a);
    }
}

/* What one changed byte may do: be refused, or be another constitution in its only form. */
static void one_change(struct bytes bytes, struct arena *a, int *ret_read) {
    struct charter *c = NULL;
    struct buf again;
    arena_clear(a);
    if (charter_decode(bytes, a, &c, NULL) < 0) {
        EXPECT(c == NULL);
        return;
    }
    (*ret_read)++;
    EXPECT(bytes_equal(encode(c, &again), bytes));
    buf_drop(&again);
}

TEST(a_changed_bit_is_refused_or_another_constitution) {
    int read = 0, changes = 0;
    struct arena a;
    arena_init(&a, &alloc_heap, ARENA_MAX);
    for (uint64_t seed = 1; seed <= 3; seed++) {
        struct arena source;
        struct buf b;
        arena_init(&source, &alloc_heap, ARENA_MAX);
        struct bytes bytes = encode(chance_charter(seed, 12, &source), &b);
        for (size_t i = 0; i < bytes.n; i++) {
            for (int bit = 0; bit < 8; bit += 1 + (int)(i % 2)) {
                b.at[i] ^= (uint8_t)(1 << bit);
                one_change(bytes, &a, &read);
                b.at[i] ^= (uint8_t)(1 << bit);
                changes++;
            }
        }
        buf_drop(&b);
        arena_drop(&source);
    }
    EXPECT(read > 0);
    EXPECT(read < changes);
    arena_drop(&a);
}

TEST(cut_bytes_are_refused_and_more_bytes_too) {
    struct arena a;
    struct buf b;
    struct charter *c = NULL;
    struct fail fail = {0};
    arena_init(&a, &alloc_heap, ARENA_MAX);
    struct bytes bytes = encode(chance_charter(4, 20, &a), &b);
    for (size_t n = 0; n < bytes.n; n += 1 + n / 64)
        EXPECT(charter_decode(bytes_part(bytes, 0, n), &a, &c, NULL) < 0);
    buf_byte(&b, 0);
    EXPECT_INT(charter_decode(buf_view(&b), &a, &c, &fail), ERR_SYNTAX);
    EXPECT(strstr(fail.text, "more bytes than a constitution has"));
    buf_drop(&b);
    arena_drop(&a);
}

TEST(a_constitution_of_a_later_version_is_named_as_such) {
    struct arena a;
    struct buf b;
    struct charter *c = NULL;
    struct fail fail = {0};
    arena_init(&a, &alloc_heap, ARENA_MAX);
    struct bytes bytes = encode(chance_charter(5, 10, &a), &b);
    b.at[1] = 2;
    EXPECT_INT(charter_decode(bytes, &a, &c, &fail), ERR_VERSION);
    EXPECT(strstr(fail.text, "another version"));
    buf_drop(&b);
    arena_drop(&a);
}

TEST(without_memory_decoding_says_so) {
    struct arena a, small;
    struct buf b;
    arena_init(&a, &alloc_heap, ARENA_MAX);
    struct bytes bytes = encode(chance_charter(6, 30, &a), &b);
    bool read = false;
    for (size_t max = 0; !read && max < ARENA_MAX; max += max / 3 + 64) {
        struct charter *c = NULL;
        arena_init(&small, &alloc_heap, max);
        int code = charter_decode(bytes, &small, &c, NULL);
        read = code == 0;
        EXPECT(read || code == ERR_NOMEM);
        EXPECT((c != NULL) == read);
        arena_drop(&small);
    }
    EXPECT(read);
    buf_drop(&b);
    arena_drop(&a);
}

/* --- no field of a struct is forgotten by its table ------------------------------------------- */
static size_t value_size(const struct shape_field *f) {
    static const size_t sizes[SHAPE_KINDS_] = {
        [SHAPE_BOOL] = 1, [SHAPE_ENUM] = 1, [SHAPE_COUNT] = 4, [SHAPE_BITS] = 4, [SHAPE_INDEX] = 2,
        [SHAPE_NAME] = sizeof(struct bytes), [SHAPE_TEXT] = sizeof(struct bytes),
        [SHAPE_PATH] = sizeof(struct article), [SHAPE_SPAN] = sizeof(struct span),
        [SHAPE_TERM] = sizeof(struct span), [SHAPE_RATIO] = sizeof(struct ratio),
        [SHAPE_SHARE] = sizeof(struct share), [SHAPE_MAJORITY] = sizeof(struct majority),
        [SHAPE_WHO] = sizeof(struct who), [SHAPE_WHOS] = sizeof(struct whos),
        [SHAPE_TITLE] = sizeof(struct title), [SHAPE_ZONE] = sizeof(struct zone)};
    if (f->kind == SHAPE_STRUCT || f->kind == SHAPE_OPTIONAL)
        return f->shape->size;
    if (f->kind == SHAPE_LIST)
        return f->pointer ? sizeof(void *) : f->max * (size_t)f->stride;
    return sizes[f->kind];
}

static void cover(const struct shape_field *f, bool *covered) {
    memset(covered + f->at, true, value_size(f));
    if (f->has_given || f->kind == SHAPE_OPTIONAL)
        covered[f->given] = true;
    if (f->kind == SHAPE_LIST || f->kind == SHAPE_TERM)
        memset(covered + f->count, true, f->count16 ? 2 : 1);
}

/* Padding is at most 7 bytes in a row; a pointer, text or span that is forgotten is more. GIVEN:
 * where in it the struct above says whether it is there. */
static void expect_covered(const struct shape *s, size_t given) {
    static bool covered[1 << 16];
    REQUIRE(s->size < sizeof(covered));
    for (size_t i = 0; i < s->n; i++) {
        const struct shape_field *f = &s->fields[i];
        if (f->shape)
            expect_covered(f->shape, f->given >= f->at ? (size_t)(f->given - f->at) : SIZE_MAX);
    }
    memset(covered, 0, s->size);
    if (given < s->size)
        covered[given] = true;
    for (size_t i = 0; i < s->n; i++)
        cover(&s->fields[i], covered);
    size_t gap = 0;
    for (size_t i = 0; i < s->size; i++) {
        gap = covered[i] ? 0 : gap + 1;
        if (gap == 8)
            TEST_FAIL_("%s: nothing writes the bytes from %zu on", s->name, i - 7);
    }
}

TEST(no_field_of_a_struct_is_forgotten_by_its_table) {
    expect_covered(&shape_charter, SIZE_MAX);
}

/* Two bodies and a unit by hand: the order of what may say it, nearest first. */
static struct charter small(struct body_rule *bodies, struct order_rule *order) {
    struct charter c = {.n_bodies = 2, .bodies = bodies, .n_orders = 1, .orders = order};
    bodies[0] = (struct body_rule){.name = BYTES_LIT("congress"), .order = -1, .becomes = -1};
    bodies[1] = (struct body_rule){.name = BYTES_LIT("soviet"), .order = 0, .becomes = -1};
    *order = (struct order_rule){.name = BYTES_LIT("soviets")};
    return c;
}

TEST(lookup_by_name) {
    struct body_rule bodies[2];
    struct order_rule order;
    struct charter c = small(bodies, &order);
    struct unit_rule unit = {.name = BYTES_LIT("branch"), .many = BYTES_LIT("branches")};
    c.units = &unit;
    c.n_units = 1;
    EXPECT_INT(charter_body(&c, BYTES_LIT("soviet")), 1);
    EXPECT_INT(charter_body(&c, BYTES_LIT("duma")), -1);
    EXPECT_INT(charter_unit(&c, BYTES_LIT("branch")), 0);
    EXPECT_INT(charter_unit(&c, BYTES_LIT("branches")), 0);
    EXPECT_INT(charter_order(&c, BYTES_LIT("soviets")), 0);
    EXPECT_INT(charter_act(&c, BYTES_LIT("branch")), -1);
}

TEST(a_rule_is_taken_from_itself_its_order_the_usual_or_the_default) {
    struct body_rule bodies[2];
    struct order_rule order;
    struct charter c = small(bodies, &order);
    struct body_rule *soviet = &bodies[1];
    struct decision step = {0};
    EXPECT_INT(charter_quorum(&c, soviet).given, GIVEN_NONE);
    EXPECT_INT(charter_majority(&c, soviet, &step).each[0].kind, MAJORITY_SIMPLE);
    EXPECT_INT(charter_ballot(&c, soviet, NULL, NULL), BALLOT_OPEN);
    EXPECT_INT(charter_recall(&c, soviet)->given, GIVEN_ABSENT);

    c.usual.quorum = (struct share){.given = GIVEN_SAID, .ratio = {1, 2}, .base = BASE_FILLED};
    c.usual.vacancy = VACANCY_EMPTY;
    c.usual.ballot_given = GIVEN_SAID;
    c.usual.ballot = BALLOT_ROLL_CALL;
    EXPECT_INT(charter_quorum(&c, soviet).base, BASE_FILLED);
    EXPECT_INT(charter_ballot(&c, soviet, NULL, &step), BALLOT_ROLL_CALL);

    order.usual_given = true;
    order.usual.quorum = (struct share){.given = GIVEN_NOT_STATED};
    order.usual.recall.given = GIVEN_SAID;
    order.usual.vacancy = VACANCY_BY_ELECTION;
    EXPECT_INT(charter_quorum(&c, soviet).given, GIVEN_NOT_STATED);
    EXPECT_INT(charter_quorum(&c, &bodies[0]).given, GIVEN_SAID);
    EXPECT(charter_recall(&c, soviet) == &order.usual.recall);
    EXPECT(charter_recall(&c, &bodies[0]) == &c.usual.recall);
    EXPECT_INT(charter_vacancy(&c, soviet), VACANCY_BY_ELECTION);
    EXPECT_INT(charter_vacancy(&c, &bodies[0]), VACANCY_EMPTY);

    soviet->quorum = (struct share){.given = GIVEN_NONE};
    soviet->majority = (struct majority){.given = GIVEN_SAID, .n = 1};
    soviet->majority.each[0].kind = MAJORITY_ABSOLUTE;
    EXPECT_INT(charter_quorum(&c, soviet).given, GIVEN_NONE);
    EXPECT_INT(charter_majority(&c, soviet, NULL).each[0].kind, MAJORITY_ABSOLUTE);
    step.majority = (struct majority){.given = GIVEN_SAID, .n = 1};
    step.majority.each[0].kind = MAJORITY_UNANIMOUS;
    EXPECT_INT(charter_majority(&c, soviet, &step).each[0].kind, MAJORITY_UNANIMOUS);
    EXPECT_INT(charter_majority(&c, NULL, NULL).each[0].kind, MAJORITY_SIMPLE);
}

TEST_MAIN(T(no_field_of_a_struct_is_forgotten_by_its_table),
          T(what_is_read_is_written_the_same), T(a_changed_bit_is_refused_or_another_constitution),
          T(cut_bytes_are_refused_and_more_bytes_too),
          T(a_constitution_of_a_later_version_is_named_as_such),
          T(without_memory_decoding_says_so), T(lookup_by_name),
          T(a_rule_is_taken_from_itself_its_order_the_usual_or_the_default))
