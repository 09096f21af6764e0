/* Levelling seats from the text of the law: Bundeswahlgesetz as of 2013, section 6 (with the change
 * of 2020: some overhanging seats need no levelling). Seats are given one by one. */
#include <string.h>

#include "naive.h"
#include "naive_tests.h"

#define PARTIES 4
#define REGIONS 4
enum { SETTLED, TIED, IMPOSSIBLE };

static uint32_t parties, regions, seats[REGIONS], won[PARTIES][REGIONS];
static int64_t votes[PARTIES][REGIONS];
static uint32_t want[PARTIES][REGIONS], party_place[PARTIES], place[PARTIES][REGIONS];
static bool in[PARTIES], by_order;
static uint32_t order[PARTIES * REGIONS];

/* Sainte-Lague over N votes, each having LEAST seats already: the next seat to the highest
 * votes / (2 seats + 1). TIED: more have that number than seats are left. */
static int share(const int64_t *v, const uint32_t *least, const uint32_t *before, uint32_t n,
                 uint32_t all, uint32_t *ret) {
    uint32_t given = 0;
    int how = SETTLED;
    for (uint32_t i = 0; i < n; i++) {
        ret[i] = least ? least[i] : 0;
        given += ret[i];
    }
    for (; given < all; given++) {
        uint32_t first = n, equal = 0;
        for (uint32_t i = 0; i < n; i++) {
            if (v[i] == 0)
                continue;
            int64_t a = first == n ? 1 : v[i] * (2 * ret[first] + 1);
            int64_t b = first == n ? 0 : v[first] * (2 * ret[i] + 1);
            equal = a > b ? 1 : equal + (a == b);
            if (a > b || (a == b && before[i] < before[first]))
                first = i;
        }
        if (first == n)
            return IMPOSSIBLE;
        if (equal > all - given)
            how = TIED;
        ret[first]++;
    }
    return how;
}

static uint32_t valid(void) {
    int64_t sum = 0;
    for (uint32_t p = 0; p < parties; p++)
        for (uint32_t g = 0; g < regions; g++)
            sum += votes[p][g];
    return (uint32_t)sum;
}

static int64_t country(uint32_t p) {
    int64_t sum = 0;
    for (uint32_t g = 0; g < regions; g++)
        sum += votes[p][g];
    return sum;
}

static uint32_t direct(uint32_t p) {
    uint32_t sum = 0;
    for (uint32_t g = 0; g < regions; g++)
        sum += won[p][g];
    return sum;
}

/* (3): five per cent, or three constituencies. Who has no vote shares in nothing. */
static bool shares(uint32_t p) {
    bool enough = country(p) * o.threshold.den >= (int64_t)valid() * o.threshold.num;
    bool direct_enough = o.threshold_direct && direct(p) >= o.threshold_direct;
    return country(p) > 0 && (o.threshold.num == 0 || enough || direct_enough);
}

/* (2), (3), (4): what a party is owed, region by region. */
static int minimums(uint32_t *ret) {
    int how = SETTLED;
    memset(ret, 0, PARTIES * sizeof(*ret));
    for (uint32_t g = 0; g < regions; g++) {
        int64_t v[PARTIES];
        uint32_t before[PARTIES], got[PARTIES], rest = seats[g];
        for (uint32_t p = 0; p < parties; p++) {
            v[p] = in[p] ? votes[p][g] : 0;
            before[p] = place[p][g];
            rest -= in[p] ? 0 : won[p][g];
        }
        int one = share(v, NULL, before, parties, rest, got);
        if (one > how && o.minimum == COUNT_MINIMUM_LISTS)
            how = one;
        for (uint32_t p = 0; p < parties; p++) {
            uint32_t list = o.minimum == COUNT_MINIMUM_LISTS ? got[p] : 0;
            if (in[p])
                ret[p] += list > won[p][g] ? list : won[p][g];
        }
    }
    return how;
}

/* (5): the house grows until every party has its minimum, or few enough seats are missing. */
static int grow(const uint32_t *minimum, uint32_t *ret) {
    int64_t v[PARTIES];
    uint32_t house = o.seats;
    for (uint32_t g = 0; g < regions && o.seats == 0; g++)
        house += seats[g];
    for (uint32_t p = 0; p < parties; p++) {
        v[p] = in[p] ? country(p) : 0;
        house -= in[p] ? 0 : direct(p) < house ? direct(p) : house;
    }
    for (; house < 20000; house++) {
        uint32_t missing = 0;
        int how = share(v, NULL, party_place, parties, house, ret);
        if (how == IMPOSSIBLE)
            return how;
        for (uint32_t p = 0; p < parties; p++)
            missing += minimum[p] > ret[p] ? minimum[p] - ret[p] : 0;
        if (missing > o.overhang)
            continue;
        for (uint32_t p = 0; p < parties; p++)
            ret[p] = minimum[p] > ret[p] ? minimum[p] : ret[p];
        return how;
    }
    return IMPOSSIBLE;
}

/* (6): a party's seats to its regions, none with fewer than its constituencies. */
static int level(void) {
    uint32_t minimum[PARTIES], party[PARTIES];
    int how = minimums(minimum), next;
    if (how == IMPOSSIBLE)
        return how;
    next = grow(minimum, party);
    how = next > how ? next : how;
    for (uint32_t p = 0; p < parties && how < IMPOSSIBLE; p++) {
        memcpy(want[p], won[p], sizeof(won[p]));
        if (!in[p])
            continue;
        next = share(votes[p], won[p], place[p], regions, party[p], want[p]);
        how = next > how ? next : how;
    }
    return how;
}

static void invent_table(void) {
    static const struct ratio thresholds[] = {{0, 0}, {0, 0}, {1, 20}, {1, 10}, {1, 4}};
    parties = 1 + roll(PARTIES);
    regions = 1 + roll(REGIONS);
    memset(won, 0, sizeof(won));
    uint32_t big = roll(2) ? 9 : 90;
    for (uint32_t p = 0; p < parties; p++)
        for (uint32_t g = 0; g < regions; g++)
            votes[p][g] = roll(8) ? 1 + roll(p == 0 ? big : 40) : 0;
    for (uint32_t g = 0; g < regions; g++) {
        seats[g] = roll(7);
        for (uint32_t k = roll(seats[g] + 1); k > 0; k--)
            won[roll(2) ? 0 : roll(parties)][g]++;
    }
    o = COUNT_OPTIONS;
    o.threshold = thresholds[roll(5)];
    o.threshold_direct = roll(3) ? 0 : 1 + roll(3);
    o.minimum = roll(3) ? COUNT_MINIMUM_LISTS : COUNT_MINIMUM_DIRECT;
    o.overhang = roll(3) ? 0 : roll(4);
    o.seats = roll(3) ? 0 : 1 + roll(30);
}

static void invent_order(void) {
    uint32_t n = parties * regions;
    by_order = roll(3) == 0;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t at = by_order ? roll(i + 1) : i;
        order[i] = order[at];
        order[at] = i;
    }
    for (uint32_t i = 0; i < n; i++)
        place[order[i] / regions][order[i] % regions] = i;
    for (uint32_t p = 0; p < parties; p++)
        party_place[p] = place[p][0]; /* a party stands where its first list does */
    if (by_order) {
        o.tie[0] = COUNT_TIE_ORDER;
        o.order = order;
        o.order_n = n;
    }
}

static struct count_ballots b;
static struct arena arena;
static char table[2000];

/* The table as people write it. */
static void write_table(void) {
    size_t n = (size_t)snprintf(table, sizeof(table), "party");
    for (uint32_t g = 0; g < regions; g++)
        n += (size_t)snprintf(table + n, sizeof(table) - n, ",R%u", g);
    n += (size_t)snprintf(table + n, sizeof(table) - n, "\nseats");
    for (uint32_t g = 0; g < regions; g++)
        n += (size_t)snprintf(table + n, sizeof(table) - n, ",%u", seats[g]);
    for (uint32_t p = 0; p < parties; p++) {
        n += (size_t)snprintf(table + n, sizeof(table) - n, "\n%c", 'A' + (int)p);
        for (uint32_t g = 0; g < regions; g++)
            n += (size_t)snprintf(table + n, sizeof(table) - n, won[p][g] ? ",%d:%u" : ",%d",
                                  (int)votes[p][g], won[p][g]);
    }
    snprintf(table + n, sizeof(table) - n, "\n");
}

static int counted_table(void) {
    count_ballots_drop(&b);
    count_ballots_init(&b, &alloc_heap);
    arena_drop(&arena);
    arena_init(&arena, &alloc_heap, 64 << 20);
    fault = (struct fail){0};
    r = (struct count_result){0};
    int code = count_read_districts(&b, bytes_str(table), &fault);
    if (code < 0)
        return code;
    return count_run(count_method_find(bytes_str("levelling")), &b, &o, &arena, &r, &fault);
}

static bool so(bool it, const char *what) {
    if (it)
        return true;
    printf("# %s# threshold %d/%d direct %u minimum %d overhang %u seats %u order %d\n", table,
           (int)o.threshold.num, (int)o.threshold.den, o.threshold_direct, (int)o.minimum,
           o.overhang, o.seats, by_order);
    for (uint32_t p = 0; p < parties; p++)
        for (uint32_t g = 0; g < regions; g++)
            printf("# %c R%u place %u: want %u has %d\n", 'A' + (int)p, g, place[p][g], want[p][g],
                   r.seats_by_list ? (int)r.seats_by_list[p * regions + g] : -1);
    memset(&e, 0, sizeof(e));
    return holds(false, "levelling", what);
}

void levelling_agrees(void) {
    for (uint64_t k = 0; k < elections; k++) {
        uint32_t all = 0;
        invent_table();
        invent_order();
        write_table();
        for (uint32_t p = 0; p < parties; p++)
            in[p] = shares(p);
        for (uint32_t g = 0; g < regions; g++)
            all += seats[g];
        int how = all ? level() : IMPOSSIBLE, code = counted_table();
        if (how == IMPOSSIBLE) {
            if (!so(code < 0, "refused"))
                return;
            continue;
        }
        if (how == TIED && !by_order) {
            if (!so(code == ERR_CONFLICT, "a tie refused"))
                return;
            continue;
        }
        if (!so(code == 0, "a count"))
            return;
        for (uint32_t i = 0; i < parties * regions; i++)
            if (!so(r.seats_by_list[i] == want[i / regions][i % regions], "the same seats"))
                return;
    }
}
