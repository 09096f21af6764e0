#include "count/majority.h"

#include "base/buf.h"
#include "base/checked.h"
#include "base/limits.h"
#include "count/format.h"

static const char *const kinds[] = {"simple", "present", "absolute", "plurality", "unanimous"};
static const char *const bases[] = {"cast", "present", "votes", "units", "members"};

/* ---- the table ---- */

enum column { UNIT, MEMBERS, VOTES, YES, NO, ABSTAIN, COLUMNS };
static const char *const columns[] = {"unit", "members", "votes", "yes", "no", "abstain"};

static int head(struct scan *s, struct bytes line, uint8_t mark, int *where) {
    int at = 0;
    for (int c = 0; c < COLUMNS; c++)
        where[c] = -1;
    for (; line.n; at++) {
        struct bytes name = scan_trim(scan_until(&line, mark));
        int c = 0;
        while (c < COLUMNS && !scan_same(name, columns[c]))
            c++;
        if (c == COLUMNS || where[c] >= 0)
            return scan_fail(s, ERR_SYNTAX,
                             "column %d \"%.*s\": expected unit, members, votes, yes, no or "
                             "abstain, each once",
                             at + 1, (int)(name.n > 40 ? 40 : name.n), (const char *)name.at);
        where[c] = at;
    }
    if (where[UNIT] < 0 || where[VOTES] < 0 || where[YES] < 0 || where[NO] < 0)
        return scan_fail(s, ERR_SYNTAX, "the columns unit, votes, yes and no are needed%s", "");
    return 0;
}

static int row(struct scan *s, struct bytes line, uint8_t mark, const int *where,
               struct count_poll *p) {
    struct count_poll_unit *u = &p->unit[p->n];
    uint64_t number[COLUMNS] = {0};
    *u = (struct count_poll_unit){0};
    for (int at = 0; line.n; at++) {
        struct bytes v = scan_trim(scan_until(&line, mark)), rest = v;
        for (int c = 0; c < COLUMNS; c++)
            if (where[c] == at && c == UNIT)
                u->name = v;
            else if (where[c] == at && v.n &&
                     (!scan_number(&rest, INT64_MAX / LIMIT_COUNT_CANDIDATES, &number[c]) ||
                      rest.n))
                return scan_fail(s, ERR_SYNTAX, "%s \"%.*s\": expected a whole number", columns[c],
                                 (int)(v.n > 40 ? 40 : v.n), (const char *)v.at);
    }
    for (uint32_t i = 0; i < p->n; i++)
        if (bytes_equal(p->unit[i].name, u->name))
            return scan_fail(s, ERR_SYNTAX, "unit \"%.*s\" a second time", (int)u->name.n,
                             (const char *)u->name.at);
    u->members = number[MEMBERS];
    u->votes = number[VOTES];
    u->yes = number[YES];
    u->no = number[NO];
    u->abstain = number[ABSTAIN];
    if (u->yes + u->no + u->abstain > u->votes)
        return scan_fail(s, ERR_SYNTAX, "%.*s gave %llu votes and has %llu", (int)u->name.n,
                         (const char *)u->name.at,
                         (unsigned long long)(u->yes + u->no + u->abstain),
                         (unsigned long long)u->votes);
    p->n++;
    return 0;
}

int count_poll_read(struct count_poll *ret, struct bytes text, struct arena *a, struct fail *f) {
    struct scan s;
    struct bytes line;
    struct count_poll p = {.unit = ARENA_ARRAY(a, LIMIT_COUNT_CANDIDATES, struct count_poll_unit)};
    int where[COLUMNS], r = p.unit ? 0 : ERR_NOMEM;
    uint8_t mark = 0;
    scan_init(&s, text, f);
    while (r == 0 && scan_line(&s, &line)) {
        if (scan_trim(line).n == 0)
            continue;
        if (p.n == LIMIT_COUNT_CANDIDATES)
            return scan_fail(&s, ERR_RANGE, "more than %d units", LIMIT_COUNT_CANDIDATES);
        if (mark) {
            r = row(&s, line, mark, where, &p);
        } else {
            mark = memchr(line.at, ';', line.n) ? ';' : memchr(line.at, '\t', line.n) ? '\t' : ',';
            r = head(&s, line, mark, where);
        }
    }
    if (r == 0 && p.n == 0)
        r = scan_fail(&s, ERR_SYNTAX, "no unit%s", "");
    if (r == 0)
        *ret = p;
    return r;
}

/* ---- what is asked ---- */

static int read_one(struct bytes text, struct count_majority *ret, struct fail *f) {
    struct bytes rest = text;
    struct count_majority m = {.kind = COUNT_MAJORITY_SHARE};
    for (int k = 0; k < COUNT_MAJORITY_SHARE; k++)
        if (bytes_is(text, kinds[k])) {
            *ret = (struct count_majority){.kind = (enum count_majority_kind)k};
            return 0;
        }
    m.more_than = scan_begins(rest, "more than ");
    if (m.more_than)
        rest = bytes_part(rest, 10, rest.n);
    struct bytes share = scan_until(&rest, ' '), of = scan_until(&rest, ' ');
    int base = 0, n = sizeof(bases) / sizeof(bases[0]);
    while (base < n && !bytes_is(rest, bases[base]))
        base++;
    bool is = ratio_parse(share, &m.share) == 0 && m.share.den > 0 && m.share.num >= 0 &&
              m.share.num <= m.share.den;
    if (!is || !bytes_is(of, "of") || base == n)
        return fail_set(f, ERR_SYNTAX,
                        "\"%.*s\": expected simple, present, absolute, plurality, unanimous, or "
                        "[more than] SHARE of cast, present, votes, units or members",
                        (int)(text.n > 60 ? 60 : text.n), (const char *)text.at);
    m.base = (enum count_base)base;
    *ret = m;
    return 0;
}

int count_majorities_read(struct bytes text, struct count_majority *ret, uint32_t *ret_n,
                          struct fail *f) {
    uint32_t n = 0;
    while (text.n) {
        if (n == COUNT_MAJORITIES_MAX)
            return fail_set(f, ERR_RANGE, "more than %d majorities", COUNT_MAJORITIES_MAX);
        int r = read_one(scan_trim(scan_until(&text, ',')), &ret[n], f);
        if (r < 0)
            return r;
        n++;
    }
    *ret_n = n;
    return n ? 0 : fail_set(f, ERR_SYNTAX, "no majority");
}

/* ---- deciding ---- */

struct sums {
    uint64_t votes, yes, no, abstain, units, units_yes, units_there, members, members_yes,
        members_there;
};

static bool add(struct sums *s, const struct count_poll_unit *u) {
    bool for_it = u->yes > u->no, there = u->yes + u->no + u->abstain > 0;
    s->units++;
    s->units_yes += for_it;
    s->units_there += there;
    return add_u64(s->votes, u->votes, &s->votes) && add_u64(s->yes, u->yes, &s->yes) &&
           add_u64(s->no, u->no, &s->no) && add_u64(s->abstain, u->abstain, &s->abstain) &&
           add_u64(s->members, u->members, &s->members) &&
           add_u64(s->members_yes, for_it ? u->members : 0, &s->members_yes) &&
           add_u64(s->members_there, there ? u->members : 0, &s->members_there) &&
           s->votes <= INT64_MAX && s->members <= INT64_MAX;
}

static void whole_of(const struct sums *s, enum count_base base, struct count_reached *x) {
    const uint64_t part[] = {s->yes, s->yes, s->yes, s->units_yes, s->members_yes};
    const uint64_t whole[] = {s->yes + s->no, s->yes + s->no + s->abstain, s->votes, s->units,
                              s->members};
    x->part = part[base];
    x->whole = whole[base];
}

/* The least whole number that is at least (or more than) SHARE of WHOLE. */
static uint64_t least(struct ratio share, uint64_t whole, bool more_than) {
    uint128 product = (uint128)whole * (uint64_t)share.num, den = (uint64_t)share.den;
    uint128 n = product / den;
    return (uint64_t)(more_than || n * den < product ? n + 1 : n);
}

static const char *words(const struct count_majority *m, const struct count_reached *x,
                         struct arena *a) {
    bool share = m->kind == COUNT_MAJORITY_SHARE;
    const char *what =
        share ? arena_format(a, "%s%lld/%lld of %s", m->more_than ? "more than " : "",
                             (long long)m->share.num, (long long)m->share.den, bases[m->base])
              : kinds[m->kind];
    uint64_t by = x->reached ? x->part - x->needed : x->needed - x->part;
    return arena_format(a, "%s: %llu of %llu, %llu needed: %s by %llu.", what ? what : "",
                        (unsigned long long)x->part, (unsigned long long)x->whole,
                        (unsigned long long)x->needed, x->reached ? "reached, exceeded" : "missed",
                        (unsigned long long)by);
}

static void judge(const struct sums *s, const struct count_majority *m, struct count_reached *x) {
    struct ratio half = {1, 2};
    uint64_t more = s->no > s->abstain ? s->no : s->abstain;
    whole_of(s, COUNT_BASE_CAST, x);
    switch (m->kind) {
    case COUNT_MAJORITY_SIMPLE:
        x->needed = s->no + 1;
        break;
    case COUNT_MAJORITY_PRESENT:
        whole_of(s, COUNT_BASE_PRESENT, x);
        x->needed = least(half, x->whole, true);
        break;
    case COUNT_MAJORITY_ABSOLUTE:
        whole_of(s, COUNT_BASE_VOTES, x);
        x->needed = least(half, x->whole, true);
        break;
    case COUNT_MAJORITY_PLURALITY:
        whole_of(s, COUNT_BASE_PRESENT, x);
        x->needed = more + 1;
        break;
    case COUNT_MAJORITY_UNANIMOUS:
        x->needed = x->whole;
        break;
    case COUNT_MAJORITY_SHARE:
        whole_of(s, m->base, x);
        x->needed = least(m->share, x->whole, m->more_than);
        break;
    }
    x->needed = x->needed ? x->needed : 1; /* nothing is carried by nobody */
    x->reached = x->part >= x->needed;
}

static void quorum_of(const struct sums *s, const struct count_majority *q,
                      struct count_decision *d) {
    bool units = q->base == COUNT_BASE_UNITS, members = q->base == COUNT_BASE_MEMBERS;
    uint64_t cast = s->yes + s->no;
    d->quorum_met = true;
    if (q->share.den == 0)
        return;
    d->quorum_part = units                        ? s->units_there
                     : members                    ? s->members_there
                     : q->base == COUNT_BASE_CAST ? cast
                                                  : cast + s->abstain;
    d->quorum_whole = units ? s->units : members ? s->members : s->votes;
    d->quorum_needed = least(q->share, d->quorum_whole, q->more_than);
    d->quorum_met = d->quorum_part >= d->quorum_needed;
}

int count_decide(const struct count_poll *poll, const struct count_majority *m, uint32_t n,
                 const struct count_majority *quorum, struct arena *a, struct count_decision *ret,
                 struct fail *f) {
    struct sums s = {0};
    struct count_decision d = {.n = n};
    for (uint32_t i = 0; i < poll->n; i++)
        if (!add(&s, &poll->unit[i]))
            return fail_set(f, ERR_RANGE, "the votes of all units are too many to add");
    quorum_of(&s, quorum, &d);
    d.carried = d.quorum_met;
    for (uint32_t i = 0; i < n; i++) {
        judge(&s, &m[i], &d.each[i]);
        d.each[i].words = words(&m[i], &d.each[i], a);
        if (!d.each[i].words)
            return fail_set(f, ERR_NOMEM, "not enough memory");
        d.carried = d.carried && d.each[i].reached;
    }
    *ret = d;
    return 0;
}

/* ---- in words ---- */

static const char *outcome(const struct count_decision *d) {
    return d->carried ? "carried" : d->quorum_met ? "lost" : "no quorum";
}

void count_decision_text(struct buf *out, const struct count_decision *d) {
    buf_format(out, "%s\n",
               d->carried      ? "Carried."
               : d->quorum_met ? "Lost."
                               : "Not decided: there was no quorum.");
    if (d->quorum_whole)
        buf_format(out, "quorum: %llu of %llu, %llu needed: %s.\n",
                   (unsigned long long)d->quorum_part, (unsigned long long)d->quorum_whole,
                   (unsigned long long)d->quorum_needed, d->quorum_met ? "reached" : "missed");
    for (uint32_t i = 0; i < d->n; i++)
        buf_format(out, "%s\n", d->each[i].words);
}

void count_decision_json(struct buf *out, const struct count_decision *d) {
    buf_format(out, "{\"outcome\":\"%s\"", outcome(d));
    if (d->quorum_whole)
        buf_format(out, ",\"quorum\":{\"part\":%llu,\"whole\":%llu,\"needed\":%llu,\"reached\":%s}",
                   (unsigned long long)d->quorum_part, (unsigned long long)d->quorum_whole,
                   (unsigned long long)d->quorum_needed, d->quorum_met ? "true" : "false");
    buf_str(out, ",\"majorities\":[");
    for (uint32_t i = 0; i < d->n; i++) {
        const struct count_reached *x = &d->each[i];
        buf_format(
            out, "%s{\"part\":%llu,\"whole\":%llu,\"needed\":%llu,\"reached\":%s,\"words\":\"%s\"}",
            i ? "," : "", (unsigned long long)x->part, (unsigned long long)x->whole,
            (unsigned long long)x->needed, x->reached ? "true" : "false", x->words);
    }
    buf_str(out, "]}\n");
}

int count_poll_decide(struct bytes text, struct bytes majority, struct bytes quorum, bool json,
                      struct arena *a, struct buf *out, struct fail *f) {
    struct count_poll poll;
    struct count_majority m[COUNT_MAJORITIES_MAX] = {{.kind = COUNT_MAJORITY_SIMPLE}};
    struct count_majority q[COUNT_MAJORITIES_MAX] = {{0}};
    struct count_decision d;
    uint32_t n = 1, quorums = 0;
    int r = count_poll_read(&poll, text, a, f);
    if (r == 0 && majority.n)
        r = count_majorities_read(majority, m, &n, f);
    if (r == 0 && quorum.n)
        r = count_majorities_read(quorum, q, &quorums, f);
    if (r == 0 && (quorums > 1 || (quorums && q[0].kind != COUNT_MAJORITY_SHARE)))
        r = fail_set(f, ERR_SYNTAX, "quorum: expected one SHARE of BASE");
    r = r < 0 ? r : count_decide(&poll, m, n, q, a, &d, f);
    if (r < 0)
        return r;
    if (json)
        count_decision_json(out, &d);
    else
        count_decision_text(out, &d);
    return 0;
}
