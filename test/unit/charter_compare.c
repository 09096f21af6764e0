#include "test.h"

#include "charter/finding.h"
#include "charter/notation.h"
#include "charter_random.h"
#include "charter_sound.h"

static struct sound sound_a, sound_b;

static const char *text_of(void (*write)(struct buf *)) {
    static char text[400];
    struct buf b;
    buf_init(&b, &alloc_heap, 399);
    write(&b);
    buf_byte(&b, 0);
    memcpy(text, b.at, b.n);
    buf_drop(&b);
    return text;
}

#define EXPECT_TEXT(call, want)                                                                    \
    do {                                                                                           \
        struct buf b;                                                                              \
        buf_init(&b, &alloc_heap, 400);                                                            \
        call;                                                                                      \
        EXPECT_BYTES(buf_view(&b), BYTES_LIT(want));                                               \
        buf_drop(&b);                                                                              \
    } while (0)

TEST(shares_in_the_notation) {
    const struct charter *c = sound_make(&sound_a);
    struct share s = sound_share(2, 3, BASE_CAST);
    EXPECT_TEXT(share_text(c, &s, &b), "2/3 of cast");
    s = sound_more_than(1, 2, BASE_UNITS);
    s.of = BRANCH;
    EXPECT_TEXT(share_text(c, &s, &b), "more than 1/2 of branches");
    s = sound_share(2, 3, BASE_BODY);
    s.of = CONGRESS;
    EXPECT_TEXT(share_text(c, &s, &b), "2/3 of congress");
    s = sound_count(20, BASE_FILLED);
    EXPECT_TEXT(share_text(c, &s, &b), "20 of filled");
    s = sound_count(20, BASE_NONE);
    EXPECT_TEXT(share_text(c, &s, &b), "20");
    s = sound_share(1, 1, BASE_SEATS); /* all of them, not one of them */
    EXPECT_TEXT(share_text(c, &s, &b), "100% of seats");
    s.count = true;
    EXPECT_TEXT(share_text(c, &s, &b), "1 of seats");
    s.given = GIVEN_NONE;
    EXPECT_TEXT(share_text(c, &s, &b), "none");
    s.given = GIVEN_NOT_STATED;
    EXPECT_TEXT(share_text(c, &s, &b), "not-stated");
    s.given = GIVEN_ABSENT;
    EXPECT_TEXT(share_text(c, &s, &b), "");
}

static void expect_read_as_written(const struct charter *c, struct majority_part part) {
    struct majority m = {.given = GIVEN_SAID, .n = 1, .each = {part}}, again = m;
    char text[300], second[300];
    struct buf one = buf_on(text, sizeof(text)), two = buf_on(second, sizeof(second));
    majority_text(c, &m, &one);
    EXPECT(majority_part_read(c, buf_view(&one), &again.each[0]));
    majority_text(c, &again, &two);
    EXPECT_BYTES(buf_view(&two), buf_view(&one));
    EXPECT_INT(again.each[0].kind, part.kind);
    EXPECT_INT(again.each[0].share.count, part.share.count);
}

TEST(a_majority_is_read_as_it_was_written) {
    const struct charter *c = sound_make(&sound_a);
    struct majority_part part = {.kind = MAJORITY_SHARE};
    for (uint8_t kind = 0; kind < MAJORITY_SHARE; kind++)
        expect_read_as_written(c, (struct majority_part){.kind = kind});
    part.share = sound_share(2, 3, BASE_CAST);
    expect_read_as_written(c, part);
    part.share = sound_more_than(1, 2, BASE_UNITS);
    part.share.of = BRANCH;
    expect_read_as_written(c, part);
    part.share = sound_share(1, 1, BASE_SEATS);
    expect_read_as_written(c, part);
    part.share = sound_count(20, BASE_FILLED);
    expect_read_as_written(c, part);
    part.share = sound_share(3, 4, BASE_BODY);
    part.share.of = CONGRESS;
    expect_read_as_written(c, part);
    static const char *const none[] = {"",          "of",         "2/3 of nobody", "more than ",
                                       "x of cast", "7% of cast", " of cast",      "2/3 of "};
    for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
        EXPECT(!majority_part_read(c, bytes_str(none[i]), &part));
}

TEST(majorities_people_and_numbers_in_the_notation) {
    const struct charter *c = sound_make(&sound_a);
    EXPECT_TEXT(majority_text(c, &c->acts[STRIKE].steps[0].majority, &b),
                "[simple, 2/5 of members]");
    EXPECT_TEXT(majority_text(c, &c->usual.majority, &b), "simple");
    EXPECT_TEXT(whos_text(c, &c->acts[AMENDMENT].steps[1].by, &b), "each branch-meeting");
    EXPECT_TEXT(whos_text(c, &c->bodies[PANEL].not_with, &b), "[executive, auditors]");
    EXPECT_TEXT(whos_text(c, &c->bodies[CONGRESS].called_by, &b), "1/3 of branches");
    EXPECT_TEXT(quorum_again_text(c, &c->bodies[MEETING].quorum_again, &b),
                "{after: 7d, quorum: 1/40 of members}");
    EXPECT_TEXT(number_text(c, &sound_a.groups[CONGRESS][0].number, &b), "1 per 100 members");
    EXPECT_TEXT(number_text(c, &sound_a.groups[PANEL][0].number, &b), "1 per region");
    EXPECT_TEXT(verbs_text(1u << VERB_COMMAND | 1u << VERB_INSPECT, &b), "[inspect, command]");
    struct seat_number steps = {.kind = NUMBER_STEPS,
                                .n_steps = 2,
                                .steps = {{.first = 100, .seats = 1}, {.each = 50, .seats = 1}}};
    EXPECT_TEXT(number_text(c, &steps, &b), "[{first: 100, seats: 1}, {each: 50, seats: 1}]");
    struct title title = {.n = 2,
                          .language = {BYTES_LIT("en"), BYTES_LIT("el")},
                          .text = {BYTES_LIT("Russia, 1917"), BYTES_LIT("Ρωσία")}};
    EXPECT_TEXT(title_text(&title, &b), "{en: \"Russia, 1917\", el: Ρωσία}");
    struct who chair = sound_who(WHO_OFFICE, EXECUTIVE, "president");
    EXPECT_TEXT(who_text(c, &chair, &b), "president of executive");
}

TEST(alternatives_of_a_source_in_the_notation) {
    const struct charter *c = sound_make(&sound_a);
    struct whos w = sound_by_two(&sound_a, EXECUTIVE, CONGRESS);
    w.either = true;
    w.source = BYTES_LIT("L38 C22");
    w.each[0].either = w.each[1].either = 1;
    EXPECT_TEXT(whos_text(c, &w, &b), "{either: [executive, congress], source: L38 C22}");
    w.n = 3;
    w.each[2] = sound_body_who(&sound_a, AUDITORS);
    EXPECT_TEXT(whos_text(c, &w, &b),
                "[{either: [executive, congress], source: L38 C22}, auditors]");
}

/* "path: before -> after" of all differences. */
static struct arena arena;
static void differences(struct buf *b) {
    struct difference *d = NULL;
    arena_init(&arena, &alloc_heap, 1 << 22);
    EXPECT_INT(charter_compare(&sound_a.c, &sound_b.c, &arena, &d), 0);
    for (; d; d = d->next) {
        buf_bytes(b, d->path);
        buf_str(b, ": ");
        buf_bytes(b, d->before);
        buf_str(b, " -> ");
        buf_bytes(b, d->after);
        buf_str(b, d->next ? "; " : "");
    }
    arena_drop(&arena);
}

TEST(differences_of_values) {
    sound_make(&sound_a);
    sound_make(&sound_b);
    EXPECT_STR(text_of(differences), "");
    sound_b.bodies[CONGRESS].quorum = sound_share(2, 3, BASE_FILLED);
    EXPECT_STR(text_of(differences), "bodies.congress.quorum:  -> 2/3 of filled");
    sound_b.bodies[CONGRESS].term_until_next = false;
    sound_b.bodies[CONGRESS].term = (struct span){2, 'y'};
    sound_b.groups[CONGRESS][0].number.members = 50;
    sound_b.bodies[CONGRESS].quorum.given = GIVEN_ABSENT;
    EXPECT_STR(text_of(differences),
               "bodies.congress.seats.1.number: 1 per 100 members -> 1 per 50 members; "
               "bodies.congress.term: until-next -> 2y");
    sound_make(&sound_b);
    sound_b.c.usual.recall.given = GIVEN_NONE;
    EXPECT(strstr(text_of(differences), "again-after: 6m} -> none"));
    sound_make(&sound_b);
    sound_b.c.usual.recall.removes_group = false;
    EXPECT_STR(text_of(differences), "usual.recall.removes: group -> seat");
}

TEST(differences_follow_names_and_not_places) {
    sound_make(&sound_a);
    sound_make(&sound_b);
    /* auditors and executive change places; every index that named them follows */
    struct act_rule moved = sound_b.acts[RESOLUTION];
    sound_b.acts[RESOLUTION] = sound_b.acts[STRIKE];
    sound_b.acts[STRIKE] = moved;
    EXPECT_STR(text_of(differences), "");
    sound_b.acts[STRIKE].name = BYTES_LIT("decision");
    EXPECT_STR(text_of(differences), "acts.resolution: {resolution, steps: {by: congress}} -> ; "
                                     "acts.decision:  -> {decision, steps: {by: congress}}");
}

TEST(differences_of_powers_find_the_same_rule_elsewhere) {
    sound_make(&sound_a);
    sound_make(&sound_b);
    memmove(&sound_b.powers[0], &sound_b.powers[1], 3 * sizeof(sound_b.powers[0]));
    sound_b.c.n_powers = 3;
    EXPECT_STR(
        text_of(differences),
        "powers.1: {who: auditors, must: countersign, what: payment, where: amount over 5000 "
        "EUR, within: 14d, otherwise: falls} -> ");
}

TEST(what_is_encoded_and_read_does_not_differ) {
    for (uint64_t seed = 1; seed < 12; seed++) {
        struct arena a;
        struct buf b;
        struct charter *back = NULL;
        struct difference *d = NULL;
        arena_init(&a, &alloc_heap, 64 << 20);
        buf_init(&b, &alloc_heap, 1 << 20);
        struct charter *c = chance_charter(seed, 30, &a);
        charter_encode(c, &b);
        REQUIRE(charter_decode(buf_view(&b), &a, &back, NULL) == 0);
        EXPECT_INT(charter_compare(c, back, &a, &d), 0);
        EXPECT(!d);
        buf_drop(&b);
        arena_drop(&a);
    }
}

TEST_MAIN(T(shares_in_the_notation), T(a_majority_is_read_as_it_was_written),
          T(majorities_people_and_numbers_in_the_notation),
          T(alternatives_of_a_source_in_the_notation), T(differences_of_values),
          T(differences_follow_names_and_not_places),
          T(differences_of_powers_find_the_same_rule_elsewhere),
          T(what_is_encoded_and_read_does_not_differ))
