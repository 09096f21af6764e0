/* Options by name: one table for the command line, rule files and help. */
#include <stddef.h>

#include "base/buf.h"
#include "base/name.h"
#include "count/format.h"
#include "count/json.h"
#include "count/reserve.h"

enum kind {
    NUMBER,
    SIGNED,
    FLAG,
    SWITCH,
    WORD,
    RATIO,
    TIES,
    CANDIDATES,
    TEXT,
    CANDIDATE,
    NUMBERS,
    RATIOS,
    GROUP,
    LEAST,
    MOST
};
struct option {
    const char *name;
    enum kind kind;
    size_t at;         /* in struct count_options */
    size_t at_n;       /* where the length of a list goes */
    const char *words; /* of a WORD, by value */
};
#define AT(field) offsetof(struct count_options, field)

static const struct option options[] = {
    {"seats", NUMBER, AT(seats), 0, NULL},
    {"arithmetic", WORD, AT(arithmetic), 0, "by-rule fixed guarded rational"},
    {"places", SIGNED, AT(places), 0, NULL},
    {"precision", SIGNED, AT(places), 0, NULL},
    {"guard", SIGNED, AT(guard), 0, NULL},
    {"omega", SIGNED, AT(omega), 0, NULL},
    {"keep-places", SIGNED, AT(keep_places), 0, NULL},
    {"quota", WORD, AT(quota), 0, "by-rule droop droop-fraction hare hare-fraction"},
    {"tie", TIES, AT(tie), 0, "none backwards forwards order order-first lot refuse rctab-random"},
    {"order", CANDIDATES, AT(order), AT(order_n), NULL},
    {"seed", TEXT, AT(seed), 0, NULL},
    {"batch", SWITCH, AT(batch), 0, NULL},
    {"equal", WORD, AT(equal), 0, "by-rule stop wait split full"},
    {"equalize", FLAG, AT(equalize), 0, NULL},
    {"cutoff", FLAG, AT(cutoff), 0, NULL},
    {"until-two", FLAG, AT(until_two), 0, NULL},
    {"strength", WORD, AT(strength), 0, "winning-votes margins opposition"},
    {"explicit", FLAG, AT(explicit_only), 0, NULL},
    {"from-zero", FLAG, AT(every_rank_counts), 0, NULL},
    {"overvote", WORD, AT(overvote), 0, "exhaust skip multiple"},
    {"skips", SIGNED, AT(skips_max), 0, NULL},
    {"ranks", SIGNED, AT(ranks_max), 0, NULL},
    {"duplicate-exhausts", FLAG, AT(duplicate_exhausts), 0, NULL},
    {"minimum-votes", NUMBER, AT(minimum_votes), 0, NULL},
    {"winners", WORD, AT(winners), 0,
     "single many-per-round one-per-round bottoms-up bottoms-up-threshold sequential"},
    {"share", RATIO, AT(share), 0, NULL},
    {"first-round-quota", FLAG, AT(first_round_sets_quota), 0, NULL},
    {"stop-after", SIGNED, AT(stop_after), 0, NULL},
    {"write-in", CANDIDATE, AT(write_in), 0, NULL},
    {"marks", NUMBER, AT(marks_max), 0, NULL},
    {"default-option", CANDIDATE, AT(default_option), 0, NULL},
    {"electorate", NUMBER, AT(electorate), 0, NULL},
    {"quorum", RATIO, AT(quorum), 0, NULL},
    {"majority", RATIOS, AT(majority), AT(majority_n), NULL},
    {"threshold", RATIO, AT(threshold), 0, NULL},
    {"threshold-two", RATIO, AT(threshold_two), 0, NULL},
    {"threshold-many", RATIO, AT(threshold_many), 0, NULL},
    {"threshold-seats", RATIO, AT(threshold_seats), 0, NULL},
    {"base-seats", NUMBER, AT(seats_base), 0, NULL},
    {"one-remainder", SWITCH, AT(remainders_one), 0, NULL},
    {"absolute-majority", FLAG, AT(absolute_majority), 0, NULL},
    {"quota-rounded", FLAG, AT(quota_rounded), 0, NULL},
    {"units", FLAG, AT(units), 0, NULL},
    {"threshold-direct", NUMBER, AT(threshold_direct), 0, NULL},
    {"overhang", NUMBER, AT(overhang), 0, NULL},
    {"minimum", WORD, AT(minimum), 0, "lists direct"},
    {"group", GROUP, AT(group), AT(groups), NULL},
    {"min", LEAST, AT(group), AT(groups), NULL},
    {"max", MOST, AT(group), AT(groups), NULL},
    {"threshold-district", RATIO, AT(threshold_district), 0, NULL},
    {"threshold-all", FLAG, AT(threshold_all), 0, NULL},
    {"winner-takes-one", FLAG, AT(winner_takes_one), 0, NULL},
    {"voters", WORD, AT(voters), 0, "rounded exact votes"},
    {"districts", NUMBERS, AT(district_seats), AT(districts), NULL},
};

static const char *word_of(const char *words, int value) {
    while (value-- && words)
        words = strchr(words, ' ') ? strchr(words, ' ') + 1 : NULL;
    return words;
}

static size_t word_length(const char *word) {
    const char *end = strchr(word, ' ');
    return end ? (size_t)(end - word) : strlen(word);
}

static int word_find(const char *words, struct bytes value) {
    for (int i = 0;; i++) {
        const char *w = word_of(words, i);
        if (!w)
            return -1;
        if (value.n == word_length(w) && memcmp(w, value.at, value.n) == 0)
            return i;
    }
}

static int bad(struct fail *f, const struct option *p, struct bytes value, const char *want) {
    return fail_set(f, ERR_SYNTAX, "--%s \"%.*s\": expected %s", p->name,
                    (int)(value.n > 60 ? 60 : value.n), (const char *)value.at, want);
}

static int candidate_of(const struct count_ballots *b, struct bytes value, uint32_t *ret) {
    int64_t c = count_candidate_find(b, value);
    struct bytes rest = value;
    uint64_t number;
    if (c < 0 && scan_number(&rest, b->candidates, &number) && rest.n == 0 && number > 0)
        c = (int64_t)number - 1;
    if (c < 0)
        return ERR_MISSING;
    *ret = (uint32_t)c;
    return 0;
}

static int set_ties(const struct option *p, struct count_options *o, struct bytes value,
                    struct fail *f) {
    int n = 0;
    memset(o->tie, 0, sizeof(o->tie));
    while (value.n) {
        struct bytes w = scan_trim(scan_until(&value, ','));
        int rule = word_find(p->words, w);
        if (rule < 0 || n == COUNT_TIES_MAX)
            return bad(
                f, p, w,
                "up to four of backwards, forwards, order, order-first, lot, refuse, rctab-random");
        o->tie[n++] = (enum count_tie_rule)rule;
    }
    return 0;
}

/* Lists: numbers, shares or candidates with commas (candidates: with ';' or ','). */
static int set_list(const struct option *p, struct count_options *o, const struct count_ballots *b,
                    struct bytes value, struct arena *a, struct fail *f) {
    uint8_t mark = value.n && memchr(value.at, ';', value.n) ? ';' : ',';
    uint32_t n = 0, most = 1;
    for (size_t i = 0; i < value.n; i++)
        most += value.at[i] == mark;
    uint32_t *numbers = ARENA_ARRAY(a, most, uint32_t);
    struct ratio *shares = ARENA_ARRAY(a, most, struct ratio);
    if (!numbers || !shares)
        return fail_set(f, ERR_NOMEM, "not enough memory");
    while (value.n) {
        struct bytes w = scan_trim(scan_until(&value, mark)), rest = w;
        uint64_t v = 0;
        int r = 0;
        if (p->kind == CANDIDATES) {
            r = candidate_of(b, w, &numbers[n]);
            for (uint32_t i = 0; r == 0 && i < n; i++)
                if (numbers[i] == numbers[n])
                    r = ERR_EXISTS;
        } else if (p->kind == RATIOS) {
            r = ratio_parse(w, &shares[n]);
        } else {
            r = scan_number(&rest, UINT32_MAX, &v) && rest.n == 0 ? 0 : ERR_SYNTAX;
            numbers[n] = (uint32_t)v;
        }
        if (r < 0)
            return bad(f, p, w, p->kind == CANDIDATES ? "a candidate, each once" : "a number");
        n++;
    }
    *(uint32_t *)((uint8_t *)o + p->at_n) = n;
    *(const void **)(void *)((uint8_t *)o + p->at) = p->kind == RATIOS ? (void *)shares : numbers;
    return 0;
}

static struct count_group *group_find(struct count_options *o, struct bytes name) {
    for (uint32_t g = 0; g < o->groups; g++)
        if (bytes_equal(o->group[g].name, name))
            return &o->group[g];
    return NULL;
}

int count_option_group(struct count_options *o, const struct count_ballots *b, struct bytes name,
                       const struct bytes *who, size_t n, uint32_t min, uint32_t max,
                       struct arena *a, struct fail *f) {
    static const struct option group = {.name = "group"};
    struct bytes copy = bytes_of(arena_copy(a, name), name.n);
    bool *member = ARENA_ARRAY(a, b->candidates, bool);
    uint32_t c;
    if (!o->group)
        o->group = ARENA_ARRAY(a, COUNT_GROUPS_MAX, struct count_group);
    if (!copy.at || !member || !o->group)
        return fail_set(f, ERR_NOMEM, "not enough memory");
    if (group_find(o, name))
        return bad(f, &group, name, "each group once");
    if (o->groups == COUNT_GROUPS_MAX)
        return bad(f, &group, name, "at most 16 groups");
    for (size_t i = 0; i < n; i++) {
        if (candidate_of(b, who[i], &c) < 0 || member[c])
            return bad(f, &group, who[i], "a candidate, each once");
        member[c] = true;
    }
    o->group[o->groups++] = (struct count_group){member, min, max, copy};
    return 0;
}

static int add_group(struct count_options *o, const struct count_ballots *b, struct bytes name,
                     struct bytes who, struct arena *a, struct fail *f) {
    uint8_t mark = who.n && memchr(who.at, ';', who.n) ? ';' : ',';
    size_t n = 0, most = 1;
    for (size_t i = 0; i < who.n; i++)
        most += who.at[i] == mark;
    struct bytes *word = ARENA_ARRAY(a, most, struct bytes);
    if (!word)
        return fail_set(f, ERR_NOMEM, "not enough memory");
    while (who.n)
        word[n++] = scan_trim(scan_until(&who, mark));
    return count_option_group(o, b, name, word, n, 0, UINT32_MAX, a, f);
}

/* "women=Anna,Maria"; then "women=2" for its least and its most seats. */
static int set_group(const struct option *p, struct count_options *o, const struct count_ballots *b,
                     struct bytes value, struct arena *a, struct fail *f) {
    struct bytes rest = value, name = scan_trim(scan_until(&rest, '='));
    uint64_t n;
    if (name.n == 0 || name.n == value.n)
        return bad(f, p, value, p->kind == GROUP ? "NAME=CANDIDATE,..." : "NAME=SEATS");
    if (p->kind == GROUP)
        return add_group(o, b, name, rest, a, f);
    struct count_group *g = group_find(o, name);
    if (!g)
        return bad(f, p, name, "a group given before with --group NAME=CANDIDATE,...");
    rest = scan_trim(rest);
    if (!scan_number(&rest, 1000000, &n) || rest.n)
        return bad(f, p, value, "NAME=SEATS, a whole number");
    if (p->kind == LEAST)
        g->min = (uint32_t)n;
    else
        g->max = (uint32_t)n;
    return 0;
}

static int set_one(const struct option *p, struct count_options *o, const struct count_ballots *b,
                   struct bytes value, struct fail *f) {
    uint8_t *at = (uint8_t *)o + p->at;
    struct bytes rest = value;
    uint64_t v = 0;
    uint32_t c;
    bool wide = p->at == AT(minimum_votes) || p->at == AT(electorate);
    bool number = scan_number(&rest, wide ? UINT64_MAX / 4 : 2000000000, &v) && rest.n == 0;
    switch (p->kind) {
    case NUMBER:
        if (!number || (p->at == AT(seats) && v == 0))
            return bad(f, p, value, number ? "at least 1" : "a whole number");
        if (wide)
            *(uint64_t *)(void *)at = v;
        else
            *(uint32_t *)(void *)at = (uint32_t)v;
        return 0;
    case SIGNED:
        if (!number && !bytes_is(value, "unlimited"))
            return bad(f, p, value, "a whole number");
        *(int *)(void *)at = number ? (int)v : -1;
        return 0;
    case FLAG:
    case SWITCH:
        if (value.n && !bytes_is(value, "yes") && !bytes_is(value, "no"))
            return bad(f, p, value, "yes or no");
        if (p->kind == FLAG)
            *(bool *)at = !bytes_is(value, "no");
        else
            *(int *)(void *)at = !bytes_is(value, "no");
        return 0;
    case WORD:
        if (word_find(p->words, value) < 0)
            return bad(f, p, value, p->words);
        *(int *)(void *)at = word_find(p->words, value);
        return 0;
    case RATIO:
        return ratio_parse(value, (struct ratio *)(void *)at) < 0
                   ? bad(f, p, value, "a share: 3/2, 5%, 0.04")
                   : 0;
    case CANDIDATE:
        if (candidate_of(b, value, &c) < 0)
            return bad(f, p, value, "a candidate");
        *(int *)(void *)at = (int)c + 1;
        return 0;
    default:
        return 0;
    }
}

static int no_option(struct bytes key, struct fail *f) {
    enum { OPTIONS = sizeof(options) / sizeof(options[0]) };
    struct bytes names[OPTIONS];
    for (size_t i = 0; i < OPTIONS; i++)
        names[i] = bytes_str(options[i].name);
    int near = name_nearest(key, names, OPTIONS);
    return fail_set(f, ERR_MISSING, "no option --%.*s%s%s%s", (int)key.n, (const char *)key.at,
                    near < 0 ? "" : "; did you mean --", near < 0 ? "" : options[near].name,
                    near < 0 ? "" : "?");
}

int count_option_set(struct count_options *o, const struct count_ballots *b, struct bytes key,
                     struct bytes value, struct arena *a, struct fail *f) {
    for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
        const struct option *p = &options[i];
        if (!scan_same(key, p->name))
            continue;
        if (p->kind == TIES)
            return set_ties(p, o, value, f);
        if (p->kind == CANDIDATES || p->kind == NUMBERS || p->kind == RATIOS)
            return set_list(p, o, b, value, a, f);
        if (p->kind == GROUP || p->kind == LEAST || p->kind == MOST)
            return set_group(p, o, b, value, a, f);
        if (p->kind == TEXT) {
            char *copy = arena_copy(a, value);
            o->seed = bytes_of(copy, value.n);
            return copy ? 0 : ERR_NOMEM;
        }
        return set_one(p, o, b, value, f);
    }
    return no_option(key, f);
}

bool count_option_is_flag(struct bytes key) {
    for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++)
        if (scan_same(key, options[i].name))
            return options[i].kind == FLAG || options[i].kind == SWITCH;
    return false;
}

static bool is_default(const struct option *p, const struct count_options *o) {
    static const struct count_options none = {
        .places = -1, .guard = -1, .omega = -1, .batch = -1, .skips_max = -1, .ranks_max = -1};
    static const size_t size[] = {
        [NUMBER] = sizeof(uint32_t), [SIGNED] = sizeof(int),   [FLAG] = sizeof(bool),
        [SWITCH] = sizeof(int),      [WORD] = sizeof(int),     [RATIO] = sizeof(struct ratio),
        [TIES] = sizeof(o->tie),     [CANDIDATE] = sizeof(int)};
    const uint8_t *at = (const uint8_t *)o + p->at, *was = (const uint8_t *)&none + p->at;
    if (p->at == AT(seed))
        return o->seed.n == 0;
    if (p->at_n)
        return *(const uint32_t *)(const void *)((const uint8_t *)o + p->at_n) == 0;
    bool wide = p->at == AT(minimum_votes) || p->at == AT(electorate);
    return memcmp(at, was, wide ? sizeof(uint64_t) : size[p->kind]) == 0;
}

static void json_list(struct buf *out, const struct option *p, const struct count_options *o,
                      const struct count_ballots *b) {
    const uint8_t *at = (const uint8_t *)o;
    uint32_t n = *(const uint32_t *)(const void *)(at + p->at_n);
    const void *list = *(const void *const *)(const void *)(at + p->at);
    buf_byte(out, '[');
    for (uint32_t i = 0; i < n; i++) {
        buf_str(out, i ? "," : "");
        if (p->kind == RATIOS) {
            struct ratio r = ((const struct ratio *)list)[i];
            buf_format(out, "\"%lld/%lld\"", (long long)r.num, (long long)r.den);
        } else if (p->kind == CANDIDATES) {
            json_text(out, b->candidate[((const uint32_t *)list)[i]].name);
        } else {
            buf_format(out, "%u", ((const uint32_t *)list)[i]);
        }
    }
    buf_byte(out, ']');
}

static void json_word(struct buf *out, const char *words, int value) {
    const char *w = word_of(words, value);
    buf_format(out, "\"%.*s\"", (int)word_length(w), w);
}

static void json_groups(struct buf *out, const struct count_options *o,
                        const struct count_ballots *b) {
    for (uint32_t g = 0; g < o->groups; g++) {
        bool first = true;
        buf_str(out, g ? ",{\"name\":" : "[{\"name\":");
        json_text(out, o->group[g].name);
        buf_str(out, ",\"members\":[");
        for (uint32_t c = 0; c < b->candidates; c++)
            if (o->group[g].member[c]) {
                buf_str(out, first ? "" : ",");
                json_text(out, b->candidate[c].name);
                first = false;
            }
        buf_format(out, "],\"min\":%u", o->group[g].min);
        if (o->group[g].max != UINT32_MAX)
            buf_format(out, ",\"max\":%u", o->group[g].max);
        buf_byte(out, '}');
    }
    buf_byte(out, ']');
}

static void json_value(struct buf *out, const struct option *p, const struct count_options *o,
                       const struct count_ballots *b) {
    const void *at = (const uint8_t *)o + p->at;
    struct ratio share;
    switch (p->kind) {
    case NUMBER:
        if (p->at == AT(minimum_votes) || p->at == AT(electorate))
            buf_format(out, "%llu", (unsigned long long)*(const uint64_t *)at);
        else
            buf_format(out, "%u", *(const uint32_t *)at);
        break;
    case SIGNED:
        buf_format(out, "%d", *(const int *)at);
        break;
    case FLAG:
        buf_str(out, "true");
        break;
    case SWITCH:
        buf_str(out, *(const int *)at ? "true" : "false");
        break;
    case WORD:
        json_word(out, p->words, *(const int *)at);
        break;
    case RATIO:
        share = *(const struct ratio *)at;
        buf_format(out, "\"%lld/%lld\"", (long long)share.num, (long long)share.den);
        break;
    case TIES:
        for (int i = 0; i < COUNT_TIES_MAX && o->tie[i]; i++) {
            buf_byte(out, i ? ',' : '[');
            json_word(out, p->words, (int)o->tie[i]);
        }
        buf_byte(out, ']');
        break;
    case TEXT:
        json_text(out, o->seed);
        break;
    case CANDIDATE:
        json_text(out, b->candidate[*(const int *)at - 1].name);
        break;
    case GROUP:
        json_groups(out, o, b);
        break;
    default:
        json_list(out, p, o, b);
    }
}

void count_options_json(struct buf *out, const struct count_options *o,
                        const struct count_ballots *b) {
    bool first = true;
    buf_byte(out, '{');
    for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
        const struct option *p = &options[i];
        bool again = strcmp(p->name, "precision") == 0 || p->kind == LEAST || p->kind == MOST;
        if (is_default(p, o) || again) /* said by "places", by the group */
            continue;
        buf_format(out, "%s\"%s\":", first ? "" : ",", p->name);
        json_value(out, p, o, b);
        first = false;
    }
    buf_byte(out, '}');
}
