/* Whatever is done to a record, verification names the first entry that does not hold: every bit of
 * every byte changed, every entry dropped, moved, doubled, cut. */
#include "base/cbor.h"
#include "base/date.h"
#include "engine/engine.h"
#include "engine/verify.h"
#include "test.h"
#include "wire/merkle.h"
#include "yaml/yaml.h"

#define ENTRIES_MAX 64
struct record {
    struct buf bytes[ENTRIES_MAX];
    struct hash leaves[ENTRIES_MAX];
    size_t n;
};
static struct record original;

static int keep(void *self, uint64_t seq, struct bytes entry) {
    struct record *r = self;
    struct entry e;
    buf_init(&r->bytes[seq], &alloc_heap, LIMIT_ENTRY_BYTES);
    buf_bytes(&r->bytes[seq], entry);
    if (entry_decode(entry, &e, NULL) < 0)
        return ERR_BROKEN;
    r->leaves[seq] = entry_leaf_hash(&e);
    r->n = (size_t)seq + 1;
    return 0;
}

static void command(struct buf *b, enum command_type type, const char *kind, const char *name,
                    const char *within) {
    struct buf scratch;
    struct command_maker m;
    buf_init(&scratch, &alloc_heap, 4096);
    command_begin(&m, type, &scratch);
    if (kind)
        command_put_text(&m, FIELD_KIND, bytes_str(kind));
    if (name)
        command_put_text(&m, FIELD_NAME, bytes_str(name));
    if (within)
        command_put_text(&m, FIELD_WITHIN, bytes_str(within));
    if (type == COMMAND_FOUND)
        command_put_text(&m, FIELD_TITLE, bytes_str("A small union"));
    EXPECT(command_end(&m, b, NULL) == 0);
    buf_drop(&scratch);
}

static bool adopt(struct buf *b) {
    static const char text[] =
        "koinon: 1\nname: A club\ntime-zone: Europe/Athens\n"
        "bodies:\n  assembly: {seats: every-member, called-by: committee}\n"
        "  committee: {seats: {from: members, number: 3}, term: 1y, recall: none}\n"
        "acts:\n  resolution: {by: assembly}\nadoption: {by: assembly}\n";
    struct arena a;
    struct charter *c;
    struct yaml_errors errors = {0};
    struct buf canonical, scratch, value;
    struct command_maker m;
    struct hash h = sha256_of(bytes_str(text));
    arena_init(&a, &alloc_heap, 64u << 20);
    if (yaml_charter(bytes_str(text), "club", &a, &c, &errors) < 0) {
        printf("# %u: %s\n", errors.first->line, errors.first->text);
        return false;
    }
    buf_init(&canonical, &alloc_heap, LIMIT_CHARTER_BYTES);
    buf_init(&scratch, &alloc_heap, LIMIT_PART_BYTES);
    buf_init(&value, &alloc_heap, LIMIT_PART_BYTES);
    charter_encode(c, &canonical);
    cbor_put_bytes(&value, buf_view(&canonical));
    command_begin(&m, COMMAND_ADOPT, &scratch);
    command_put_raw(&m, FIELD_CHARTER, buf_view(&value));
    buf_clear(&value);
    cbor_put_bytes(&value, bytes_of(h.b, 32));
    command_put_raw(&m, FIELD_HASH, buf_view(&value));
    command_put_int(&m, FIELD_RULES, LAW_RULES);
    bool good = command_end(&m, b, NULL) == 0;
    buf_drop(&value);
    buf_drop(&scratch);
    buf_drop(&canonical);
    arena_drop(&a);
    return good;
}

/* Twelve entries of a living record. */
static bool make_record(void) {
    struct engine *e;
    struct fail fail = {0};
    static const char *const names[] = {"maria", "nikos", "eleni", "petros", "anna", "yorgos",
                                        "sofia", "kostas", "irini", "thanos"};
    if (original.n)
        return true;
    struct store *s = store_mem_new(&alloc_heap, 1 << 24), *copy = s;
    if (engine_open(NULL, &(struct engine_options){.store = s, .stamps_as_given = true}, &e,
                    &fail) < 0)
        return false;
    for (size_t i = 0; i < 12; i++) {
        struct buf b;
        struct engine_answer answer;
        buf_init(&b, &alloc_heap, LIMIT_PART_BYTES);
        if (i == 1 && !adopt(&b))
            return false;
        if (i != 1)
            command(&b, i ? COMMAND_ENTER : COMMAND_FOUND, i ? "person" : NULL,
                    i ? names[i - 2] : NULL, NULL);
        struct engine_request r = {.command = buf_view(&b), .auth = AUTH_OPERATOR,
                                   .stamp = INT64_C(1767225600000) + (int64_t)i * 60000};
        if (engine_submit(e, &r, 1, &answer, &fail) < 0 || answer.code < 0 ||
            answer.verdict != LAW_ACCEPTED) {
            printf("# entry %zu: %s %s\n", i, answer.fail.text,
                   law_verdict_kind(answer.verdict)->name);
            return false;
        }
        buf_drop(&b);
    }
    bool good = store_scan(copy, 0, UINT64_MAX, keep, &original, &fail) == 0;
    engine_free(e);
    return good && original.n == 12;
}

/* Verifies N entries in the order given; the report. */
static struct verify_report verify(const struct bytes *entries, size_t n) {
    struct store *s = store_mem_new(&alloc_heap, 1 << 24);
    struct verify_report report = {0};
    struct fail fail = {0};
    struct verify_options o = {.leaves = original.leaves, .n_leaves = original.n};
    struct merkle m;
    merkle_init(&m);
    for (size_t i = 0; i < original.n; i++)
        merkle_add(&m, &original.leaves[i]);
    o.known_size = original.n;
    o.known_root = merkle_root(&m);
    for (size_t i = 0; i < n; i++)
        EXPECT(store_append(s, i, &entries[i], 1, &fail) == 0);
    EXPECT(verify_record(s, &o, &report, &fail) == 0);
    store_free(s);
    return report;
}

static void views(struct bytes *ret) {
    for (size_t i = 0; i < original.n; i++)
        ret[i] = buf_view(&original.bytes[i]);
}

TEST(a_whole_record_holds) {
    struct bytes all[ENTRIES_MAX];
    REQUIRE(make_record());
    views(all);
    struct verify_report r = verify(all, original.n);
    EXPECT(r.holds);
    EXPECT_INT(r.entries, 12);
    EXPECT_INT(r.decisions, 12);
}

TEST(every_changed_byte_is_found_in_its_entry) {
    struct bytes all[ENTRIES_MAX];
    REQUIRE(make_record());
    views(all);
    for (size_t i = 0; i < original.n; i++) {
        struct buf copy;
        buf_init(&copy, &alloc_heap, LIMIT_ENTRY_BYTES);
        buf_bytes(&copy, all[i]);
        struct bytes changed[ENTRIES_MAX];
        views(changed);
        changed[i] = buf_view(&copy);
        /* the constitution's entry is long: every seventh byte */
        size_t step = all[i].n > 600 ? 7 : 1;
        for (size_t k = 0; k < all[i].n; k += step) {
            copy.at[k] ^= (uint8_t)(1u << (k % 8));
            struct verify_report r = verify(changed, original.n);
            if (r.holds || r.first_bad != i)
                TEST_FAIL_("entry %zu byte %zu: %s %llu", i, k, r.holds ? "holds" : "found in",
                           (unsigned long long)r.first_bad);
            copy.at[k] ^= (uint8_t)(1u << (k % 8));
        }
        buf_drop(&copy);
    }
}

TEST(a_dropped_entry_is_found) {
    REQUIRE(make_record());
    for (size_t i = 0; i < original.n; i++) {
        struct bytes all[ENTRIES_MAX];
        views(all);
        memmove(&all[i], &all[i + 1], (original.n - i - 1) * sizeof(all[0]));
        struct verify_report r = verify(all, original.n - 1);
        EXPECT(!r.holds);
        EXPECT_INT(r.first_bad, i);
    }
}

TEST(two_entries_in_another_order_are_found) {
    REQUIRE(make_record());
    for (size_t i = 0; i + 1 < original.n; i++) {
        struct bytes all[ENTRIES_MAX];
        views(all);
        struct bytes one = all[i];
        all[i] = all[i + 1];
        all[i + 1] = one;
        struct verify_report r = verify(all, original.n);
        EXPECT(!r.holds);
        EXPECT_INT(r.first_bad, i);
    }
}

TEST(an_entry_put_in_twice_is_found) {
    REQUIRE(make_record());
    for (size_t i = 0; i < original.n; i++) {
        struct bytes all[ENTRIES_MAX];
        views(all);
        memmove(&all[i + 1], &all[i], (original.n - i) * sizeof(all[0]));
        struct verify_report r = verify(all, original.n + 1);
        EXPECT(!r.holds);
        EXPECT_INT(r.first_bad, i + 1);
    }
}

TEST(a_cut_record_is_found) {
    struct bytes all[ENTRIES_MAX];
    REQUIRE(make_record());
    views(all);
    for (size_t n = 0; n < original.n; n++) {
        struct verify_report r = verify(all, n);
        EXPECT(!r.holds);
        EXPECT_INT(r.first_bad, n);
    }
}

/* Erasure: a part is gone, its hash stays, the record still verifies. */
TEST(a_withheld_text_leaves_the_record_whole) {
    struct bytes all[ENTRIES_MAX];
    struct entry e;
    struct buf b;
    REQUIRE(make_record());
    views(all);
    REQUIRE(entry_decode(all[3], &e, NULL) == 0);
    for (uint8_t i = 0; i < e.n_parts; i++)
        e.parts[i].withheld = true;
    buf_init(&b, &alloc_heap, LIMIT_ENTRY_BYTES);
    entry_encode(&e, &b);
    all[3] = buf_view(&b);
    struct verify_report r = verify(all, original.n);
    EXPECT(r.holds);
    EXPECT_INT(r.parts_withheld, 2);
    EXPECT(r.not_decided > 0);
    buf_drop(&b);
}

TEST_MAIN(T(a_whole_record_holds), T(every_changed_byte_is_found_in_its_entry),
          T(a_dropped_entry_is_found), T(two_entries_in_another_order_are_found),
          T(an_entry_put_in_twice_is_found), T(a_cut_record_is_found),
          T(a_withheld_text_leaves_the_record_whole))
