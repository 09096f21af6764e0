/* A certificate: what was counted, by what rule, and every number on the way. The result's own
 * parts are written as `--json` writes them; what only a checker asks for comes from struct
 * count_proof. */
#include "count/json.h"

/* Names are how a certificate tells candidates apart. */
static int distinct(const struct count_ballots *b, struct fail *f) {
    for (uint32_t c = 0; c < b->candidates; c++) {
        struct bytes s = b->candidate[c].name;
        bool taken = bytes_is(s, "exhausted") || bytes_is(s, "rounding");
        if (taken || count_candidate_find(b, s) != (int64_t)c)
            return fail_set(f, ERR_CONFLICT,
                            "a certificate tells candidates apart by name: candidate %u (%.*s) has "
                            "a name that is taken",
                            c + 1, (int)(s.n > 100 ? 100 : s.n), (const char *)s.at);
    }
    return 0;
}

/* Of which files. */
static void subject(struct buf *out, const struct count_result *r, const struct count_subject *s) {
    buf_str(out, "{\"certificate\":1");
    json_pair(out, "rules_sha256", s->rules_sha256);
    if (s->besides) {
        buf_str(out, ",\"besides\":");
        count_options_json(out, s->besides, r->b);
    }
    json_pair(out, "ballots_sha256", s->ballots_sha256);
    for (uint32_t i = 0; i < s->records_n; i++) {
        buf_str(out, i ? ",\n{\"file\":" : ",\"records\":[\n{\"file\":");
        json_text(out, s->record[i].path);
        json_pair(out, "sha256", s->record[i].sha256);
        buf_byte(out, '}');
    }
    buf_str(out, s->records_n ? "]" : "");
    json_pair(out, "format", s->format);
}

static void head(struct buf *out, const struct count_result *r, const struct count_options *o) {
    bool first = true;
    buf_str(out, "\"method\":");
    json_quoted(out, r->method->name);
    buf_str(out, ",\n\"options\":");
    count_options_json(out, o, r->b);
    buf_str(out, ",\n\"candidates\":[");
    for (uint32_t c = 0; c < r->b->candidates; c++) {
        buf_str(out, c ? "," : "");
        json_name(out, r, c);
    }
    buf_str(out, "],\n\"withdrawn\":[");
    for (uint32_t c = 0; c < r->b->candidates; c++)
        if (r->b->candidate[c].withdrawn) {
            buf_str(out, first ? "" : ",");
            json_name(out, r, c);
            first = false;
        }
    buf_byte(out, ']');
    json_pair(out, "arithmetic", r->arithmetic);
    buf_format(out, ",\n\"seats\":%u,\"ballots\":%llu,\"valid\":%llu", r->seats,
               (unsigned long long)r->ballots, (unsigned long long)r->valid);
    json_pair(out, "quota", r->quota);
    json_pair(out, "exhausted", r->exhausted);
    buf_str(out, ",\n\"winners\":");
    json_names(out, r, r->winners, r->winners_n);
    if (r->standing_n) {
        buf_str(out, ",\n\"tied_for_the_last_seats\":");
        json_names(out, r, r->standing, r->standing_n);
    }
}

/* Each path with its strength and those it passes, from the one who is strong to the one beaten. */
static void path(struct buf *out, const struct count_result *r, uint32_t x, uint32_t y) {
    const uint32_t *before = r->proof.path_before + (size_t)x * r->b->candidates;
    uint32_t n = 0;
    json_name(out, r, y);
    buf_format(out, ":{\"strength\":%lld,\"by\":[",
               (long long)r->proof.path[(size_t)x * r->b->candidates + y]);
    /* from y back to x; a path passes nobody twice */
    for (uint32_t at = before[y]; at != x && n < r->b->candidates; at = before[at], n++) {
        buf_str(out, n ? "," : "");
        json_name(out, r, at);
    }
    buf_str(out, "]}");
}

static void paths(struct buf *out, const struct count_result *r) {
    uint32_t n = r->b->candidates;
    buf_str(out, ",\n\"paths\":{");
    for (uint32_t x = 0, rows = 0; x < n; x++) {
        bool first = true;
        if (r->b->candidate[x].withdrawn)
            continue;
        buf_str(out, rows++ ? ",\n" : "\n");
        json_name(out, r, x);
        buf_str(out, ":{");
        for (uint32_t y = 0; y < n; y++)
            if (r->proof.path[(size_t)x * n + y]) {
                buf_str(out, first ? "" : ",");
                path(out, r, x, y);
                first = false;
            }
        buf_byte(out, '}');
    }
    buf_byte(out, '}');
}

static void defeats(struct buf *out, const struct count_result *r) {
    buf_str(out, ",\n\"defeats\":[");
    for (uint32_t i = 0; i < r->proof.defeats_n; i++) {
        const struct count_defeat *d = &r->proof.defeat[i];
        buf_str(out, i ? ",\n{\"over\":" : "\n{\"over\":");
        json_name(out, r, d->over);
        buf_str(out, ",\"under\":");
        json_name(out, r, d->under);
        buf_format(out, ",\"won\":%llu,\"lost\":%llu,\"locked\":%s}", (unsigned long long)d->won,
                   (unsigned long long)d->lost, d->locked ? "true" : "false");
    }
    buf_byte(out, ']');
}

static void tested(struct buf *out, const struct count_result *r) {
    buf_str(out, ",\n\"tested\":[");
    for (uint32_t i = 0; i < r->proof.tested_n; i++) {
        const struct count_tested *t = &r->proof.tested[i];
        buf_str(out, i ? ",\n{\"option\":" : "\n{\"option\":");
        json_name(out, r, t->option);
        buf_format(out,
                   ",\"won\":%llu,\"lost\":%llu,\"majority\":\"%lld/%lld\","
                   "\"quorum_reached\":%s,\"majority_reached\":%s}",
                   (unsigned long long)t->won, (unsigned long long)t->lost,
                   (long long)t->majority.num, (long long)t->majority.den,
                   t->quorum_reached ? "true" : "false", t->majority_reached ? "true" : "false");
    }
    buf_byte(out, ']');
}

static void lists(struct buf *out, const struct count_result *r) {
    buf_str(out, ",\n\"lists\":[");
    for (uint32_t c = 0; c < r->b->candidates; c++) {
        const struct count_list *l = &r->proof.list[c];
        buf_str(out, c ? ",\n{\"list\":" : "\n{\"list\":");
        json_name(out, r, c);
        buf_format(out, ",\"votes\":%llu,\"past_threshold\":%s,\"seats\":%llu",
                   (unsigned long long)l->votes, l->in ? "true" : "false",
                   (unsigned long long)r->seats_by_list[c]);
        if (l->remainder)
            buf_format(out, ",\"full\":%llu", (unsigned long long)l->full);
        json_pair(out, "remainder", l->remainder);
        json_pair(out, "last", l->last);
        json_pair(out, "next", l->next);
        buf_byte(out, '}');
    }
    buf_byte(out, ']');
    for (uint32_t i = 0; i < r->proof.given_n; i++) {
        const struct count_given *g = &r->proof.given[i];
        buf_str(out, i ? ",\n{\"to\":" : ",\n\"given\":[\n{\"to\":");
        json_name(out, r, g->to);
        json_pair(out, "by", g->by);
        json_pair(out, "number", g->number);
        buf_byte(out, '}');
    }
    buf_str(out, r->proof.given_n ? "]" : "");
}

static void divisors(struct buf *out, const char *key, const char *const *list, uint32_t n) {
    buf_format(out, ",\n\"%s\":[", key);
    for (uint32_t i = 0; i < n; i++)
        buf_format(out, "%s\"%s\"", i ? "," : "", list[i]);
    buf_byte(out, ']');
}

static void seats(struct buf *out, const char *key, const uint64_t *list, uint32_t n) {
    buf_format(out, ",\n\"%s\":[", key);
    for (uint32_t i = 0; i < n; i++)
        buf_format(out, "%s%llu", i ? "," : "", (unsigned long long)list[i]);
    buf_byte(out, ']');
}

static void table(struct buf *out, const struct count_result *r) {
    const struct count_proof *p = &r->proof;
    if (p->party_divisor) {
        divisors(out, "party_divisors", p->party_divisor, p->parties);
        divisors(out, "district_divisors", p->district_divisor, p->districts);
    }
    if (p->party_minimum)
        seats(out, "party_minimums", p->party_minimum, p->parties);
    seats(out, "party_seats", p->party_seats, p->parties);
    seats(out, "cells", r->seats_by_list, r->b->candidates);
}

static void rounds(struct buf *out, const struct count_result *r) {
    buf_str(out, ",\n\"rounds\":[");
    for (uint32_t i = 0; i < r->proof.rounds_n; i++) {
        const struct count_round *x = &r->proof.round[i];
        buf_format(out, "%s{\"by\":\"%s\",\"scores\":", i ? ",\n" : "\n", x->phase);
        json_votes(out, r, x->score);
        buf_str(out, ",\"best\":");
        json_names(out, r, x->tied, x->tied_n);
        buf_str(out, ",\"chosen\":");
        json_name(out, r, x->chosen);
        buf_byte(out, '}');
    }
    buf_str(out, "],\n\"committees\":[");
    for (uint32_t i = 0; i < r->committees_n; i++) {
        buf_str(out, i ? ",\n" : "\n");
        json_names(out, r, r->committees[i], r->seats);
    }
    buf_byte(out, ']');
}

/* One count. */
static void body(struct buf *out, const struct count_result *r, const struct count_options *o) {
    head(out, r, o);
    if (r->ranks_n)
        json_ranking(out, r);
    if (r->stages_n)
        json_stages(out, r, o, true);
    if (r->pairwise)
        json_pairwise(out, r);
    if (r->proof.tested)
        tested(out, r);
    if (r->proof.path)
        paths(out, r);
    if (r->proof.defeat)
        defeats(out, r);
    if (r->proof.list)
        lists(out, r);
    if (r->proof.party_seats)
        table(out, r);
    if (r->proof.round)
        rounds(out, r);
    if (r->proof.seating)
        json_seating(out, r, o);
}

/* Both counts of a countback, and how the second fills the seat. */
static void countback(struct buf *out, const struct count_result *r,
                      const struct count_options *o) {
    const struct count_vacancy *v = r->vacancy;
    buf_str(out, "\"countback\":{\"vacates\":");
    json_name(out, r, v->vacates);
    buf_str(out, ",\"rule\":\"all ballots again as if she had not stood\",\"ballots_again\":");
    buf_format(out, "%llu,\n\"sit\":", (unsigned long long)r->ballots);
    json_names(out, r, v->sits, v->sits_n);
    buf_str(out, v->passed_n ? ",\n\"passed_over\":[" : "");
    for (uint32_t i = 0; i < v->passed_n; i++) {
        buf_str(out, i ? ",{\"candidate\":" : "{\"candidate\":");
        json_name(out, r, v->passed[i].candidate);
        json_why(out, o, v->passed[i].why);
        buf_byte(out, '}');
    }
    buf_str(out, v->passed_n ? "],\n\"follows\":" : ",\n\"follows\":");
    json_name(out, r, v->follows);
    buf_str(out, "},\n\"before\":{");
    body(out, v->before, o);
    buf_str(out, "},\n\"again\":{");
    body(out, r, o);
    buf_byte(out, '}');
}

int count_certificate(struct buf *out, const struct count_result *r, const struct count_options *o,
                      const struct count_subject *s, struct fail *f) {
    int code = distinct(r->b, f);
    if (code < 0)
        return code;
    subject(out, r, s);
    buf_str(out, ",\n");
    if (r->vacancy)
        countback(out, r, o);
    else
        body(out, r, o);
    buf_str(out, "}\n");
    return 0;
}
