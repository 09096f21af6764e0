/* Files of ballots from anywhere: each reader answers with ballots or with line and reason, and
 * what was read is counted by any method without harm: winners are candidates, each once, as many
 * as seats. */
#include "fuzz.h"

#include "base/buf.h"
#include "count/count.h"

typedef int reader(struct count_ballots *b, struct bytes text, struct fail *f);
static reader *const readers[] = {count_read,       count_read_blt,    count_read_preflib,
                                  count_read_debian, count_read_condorcet, count_read_lists,
                                  count_read_districts, count_read_scores, count_read_abc};

/* Two groups that overlap: every other one, at least one of them; the first half, at most two. */
static const bool odd[12] = {false, true, false, true, false, true,
                             false, true, false, true, false, true};
static const bool first[12] = {true, true, true, true, true, true};
static struct count_group groups[] = {{.member = odd, .min = 1, .max = UINT32_MAX},
                                      {.member = first, .min = 0, .max = 2}};

static void keeps_bounds(const struct count_result *r) {
    for (uint32_t g = 0; g < r->groups; g++) {
        uint32_t n = 0;
        for (uint32_t i = 0; i < r->winners_n; i++)
            n += groups[g].member[r->winners[i]];
        FUZZ_CHECK(n >= groups[g].min && n <= groups[g].max);
    }
}

static void count_with(const struct count_ballots *b, uint8_t choice, uint8_t seats) {
    struct arena a;
    struct buf text;
    struct count_result r;
    struct fail f = {0};
    struct count_options o = COUNT_OPTIONS;
    uint8_t seen[64] = {0};
    o.seats = seats % 5;
    o.winners = (enum count_winners)(seats / 8 % 6);
    o.batch = seats / 64 - 1;
    o.equal = (enum count_equal)(seats / 16 % 5);
    o.group = groups;
    o.groups = (choice ^ seats) & 4 ? 2 : 0;
    o.certify = seats & 1;
    arena_init(&a, &alloc_heap, 64u << 20);
    int code = count_run(&count_methods[choice % count_methods_n], b, &o, &a, &r, &f);
    FUZZ_CHECK(code == 0 || (code < 0 && f.code == code && f.text[0]));
    if (code == 0) {
        for (uint32_t i = 0; i < r.winners_n; i++) {
            FUZZ_CHECK(r.winners[i] < b->candidates && !seen[r.winners[i]]);
            FUZZ_CHECK(!b->candidate[r.winners[i]].withdrawn);
            seen[r.winners[i]] = 1;
        }
        keeps_bounds(&r);
        buf_init(&text, &alloc_heap, 64u << 20);
        count_json(&text, &r, &o);
        count_text(&text, &r, &o, true);
        count_certificate(&text, &r, &o,
                          &(struct count_subject){.format = "blt", .ballots_sha256 = ""}, NULL);
        buf_drop(&text);
    }
    arena_drop(&a);
}

void fuzz_one(struct bytes input) {
    const uint8_t *data = input.at;
    size_t n = input.n;
    if (n < 3)
        return;
    struct count_ballots b;
    struct fail f = {0};
    count_ballots_init(&b, &alloc_heap);
    int r = readers[data[0] % (sizeof(readers) / sizeof(readers[0]))](&b, bytes_of(data + 3, n - 3),
                                                                      &f);
    FUZZ_CHECK(r == 0 || (r < 0 && f.code == r && f.text[0]));
    if (r == 0 && b.candidates <= 12 && b.n <= 200)
        count_with(&b, data[1], data[2]);
    count_ballots_drop(&b);
}
FUZZ_TARGET
