/* A result as JSON: names as in the file, numbers of votes as strings, since they are exact. */
#include "base/buf.h"
#include "count/json.h"
#include "count/tally.h"

void json_text(struct buf *out, struct bytes s) {
    size_t from = 0;
    buf_byte(out, '"');
    for (size_t i = 0; i < s.n; i++) {
        uint8_t c = s.at[i];
        if (c >= 0x20 && c != '"' && c != '\\')
            continue;
        buf_add(out, s.at + from, i - from);
        from = c < 0x20 ? i + 1 : i;
        if (c < 0x20)
            buf_format(out, "\\u%04x", c);
        else
            buf_byte(out, '\\');
    }
    buf_add(out, s.at + from, s.n - from);
    buf_byte(out, '"');
}

void json_quoted(struct buf *out, const char *s) {
    json_text(out, bytes_str(s));
}

void json_name(struct buf *out, const struct count_result *r, uint32_t c) {
    if (c == COUNT_NOBODY)
        buf_str(out, "\"exhausted\"");
    else if (c == COUNT_ROUNDED)
        buf_str(out, "\"rounding\"");
    else
        json_text(out, r->b->candidate[c].name);
}

void json_names(struct buf *out, const struct count_result *r, const uint32_t *list, uint32_t n) {
    buf_byte(out, '[');
    for (uint32_t i = 0; i < n; i++) {
        if (i)
            buf_byte(out, ',');
        json_name(out, r, list[i]);
    }
    buf_byte(out, ']');
}

void json_votes(struct buf *out, const struct count_result *r, const char *const *row) {
    bool first = true;
    buf_byte(out, '{');
    for (uint32_t c = 0; c < r->b->candidates; c++) {
        if (!row[c])
            continue;
        if (!first)
            buf_byte(out, ',');
        first = false;
        json_name(out, r, c);
        buf_byte(out, ':');
        json_quoted(out, row[c]);
    }
    buf_byte(out, '}');
}

static void numbers(struct buf *out, const struct count_result *r, const struct count_number *list,
                    uint32_t n) {
    buf_byte(out, '{');
    for (uint32_t i = 0; i < n; i++) {
        if (i)
            buf_byte(out, ',');
        json_name(out, r, list[i].candidate);
        buf_byte(out, ':');
        json_quoted(out, list[i].number);
    }
    buf_byte(out, '}');
}

void json_pair(struct buf *out, const char *key, const char *value) {
    if (value) {
        buf_format(out, ",\"%s\":", key);
        json_quoted(out, value);
    }
}

static void ties(struct buf *out, const struct count_result *r, const struct count_stage *s) {
    if (s->ties_n == 0)
        return;
    buf_str(out, ",\"tie\":[");
    for (uint32_t i = 0; i < s->ties_n; i++) {
        const struct count_tie *t = &s->tie[i];
        buf_str(out, i ? ",{\"for\":" : "{\"for\":");
        json_quoted(out, t->what);
        buf_str(out, ",\"tied\":");
        json_names(out, r, t->candidate, t->n);
        buf_str(out, ",\"chosen\":");
        json_name(out, r, t->chosen);
        json_pair(out, "rule", tie_rule_name(t->rule));
        if (t->rule == COUNT_TIE_BACKWARDS || t->rule == COUNT_TIE_FORWARDS)
            buf_format(out, ",\"by_stage\":%u", t->stage + 1);
        buf_byte(out, '}');
    }
    buf_byte(out, ']');
}

static void transfers(struct buf *out, const struct count_result *r, const struct count_stage *s) {
    if (s->transfers_n == 0)
        return;
    buf_str(out, ",\"transfers\":[");
    for (uint32_t i = 0; i < s->transfers_n; i++) {
        const struct count_transfer *t = &s->transfer[i];
        buf_str(out, i ? ",{\"from\":" : "{\"from\":");
        json_name(out, r, t->from);
        buf_str(out, ",\"to\":");
        json_name(out, r, t->to);
        json_pair(out, "votes", t->votes);
        json_pair(out, "value", t->value);
        if (t->to != COUNT_ROUNDED)
            buf_format(out, ",\"ballots\":%llu", (unsigned long long)t->ballots);
        buf_byte(out, '}');
    }
    buf_byte(out, ']');
}

void json_why(struct buf *out, const struct count_options *o, const struct count_why *w) {
    if (w->group == COUNT_NOBODY) {
        json_pair(out, "by", w->all_needed ? "seats" : "all groups together");
        buf_format(out, ",\"still_open\":%u", w->open);
    } else {
        buf_str(out, ",\"group\":");
        json_text(out, o->group[w->group].name);
        buf_format(out, ",\"%s\":%u,\"elected\":%u,\"still_open\":%u",
                   w->least ? "min" : "max", w->bound, w->elected, w->open);
    }
    buf_format(out, ",\"seats_left\":%u", w->left);
}

static void bounds(struct buf *out, const struct count_result *r, const struct count_options *o,
                   const struct count_stage *s) {
    for (uint32_t i = 0; i < s->bounds_n; i++) {
        const struct count_bound *x = &s->bound[i];
        buf_str(out, i ? ",{\"candidate\":" : ",\"constraints\":[{\"candidate\":");
        json_name(out, r, x->candidate);
        json_pair(out, "state", x->doomed ? "doomed" : "guarded");
        json_why(out, o, x->why);
        buf_byte(out, '}');
    }
    buf_str(out, s->bounds_n ? "]" : "");
}

static void idle(struct buf *out, const struct count_stage *s) {
    static const char *const names_of[] = {"exhausted_choices", "overvotes", "repeated_ranks",
                                           "skipped_ranks", "final_surplus"};
    for (int i = 0; s->idle && i < COUNT_IDLE; i++) {
        buf_str(out, i ? "," : ",\"inactive\":{");
        buf_format(out, "\"%s\":\"%s\"", names_of[i], s->idle[i]);
    }
    buf_str(out, s->idle ? "}" : "");
}

static void iterations(struct buf *out, const struct count_result *r, const struct count_stage *s) {
    for (uint32_t i = 0; i < s->iterations_n; i++) {
        const struct count_iteration *x = &s->iteration[i];
        buf_str(out, i ? ",\n  {\"keep\":" : ",\n \"iterations\":[\n  {\"keep\":");
        numbers(out, r, x->keep, x->keep_n);
        json_pair(out, "quota", x->quota);
        json_pair(out, "surplus", x->surplus);
        buf_byte(out, '}');
    }
    buf_str(out, s->iterations_n ? "]" : "");
}

static void votes(struct buf *out, const struct count_result *r, uint32_t stage) {
    bool first = true;
    buf_byte(out, '{');
    for (uint32_t c = 0; c < r->b->candidates; c++) {
        const char *number = count_votes(r, stage, c);
        if (!number)
            continue;
        if (!first)
            buf_byte(out, ',');
        first = false;
        json_name(out, r, c);
        buf_byte(out, ':');
        json_quoted(out, number);
    }
    buf_byte(out, '}');
}

void json_stages(struct buf *out, const struct count_result *r, const struct count_options *o,
                 bool proof) {
    static const char *const kinds[] = {"first",     "surplus",  "exclusion",
                                        "iteration", "election", "end"};
    buf_str(out, ",\n\"stages\":[");
    for (uint32_t i = 0; i < r->stages_n; i++) {
        const struct count_stage *s = &r->stage[i];
        buf_str(out, i ? ",\n{\"kind\":" : "\n{\"kind\":");
        json_quoted(out, kinds[s->kind]);
        buf_str(out, ",\"votes\":");
        votes(out, r, i);
        buf_str(out, ",\"elected\":");
        json_names(out, r, s->elected, s->elected_n);
        buf_str(out, ",\"excluded\":");
        json_names(out, r, s->excluded, s->excluded_n);
        json_pair(out, "exhausted", s->exhausted);
        json_pair(out, "quota", s->quota);
        json_pair(out, "surplus", s->surplus);
        json_pair(out, "note", s->note);
        idle(out, s);
        transfers(out, r, s);
        ties(out, r, s);
        bounds(out, r, o, s);
        if (proof)
            iterations(out, r, s);
        buf_byte(out, '}');
    }
    buf_byte(out, ']');
}

void json_ranking(struct buf *out, const struct count_result *r) {
    uint32_t from = 0;
    buf_str(out, ",\n\"ranking\":[");
    for (uint32_t g = 0; g < r->ranks_n; g++) {
        if (g)
            buf_byte(out, ',');
        json_names(out, r, r->ranking + from, r->rank_end[g] - from);
        from = r->rank_end[g];
    }
    buf_byte(out, ']');
}

void json_pairwise(struct buf *out, const struct count_result *r) {
    uint32_t n = r->b->candidates;
    bool first = true;
    buf_str(out, ",\n\"pairwise\":{");
    for (uint32_t x = 0; x < n; x++) {
        bool inner = true;
        if (r->b->candidate[x].withdrawn)
            continue;
        buf_str(out, first ? "\n" : ",\n");
        first = false;
        json_name(out, r, x);
        buf_str(out, ":{");
        for (uint32_t y = 0; y < n; y++) {
            if (x == y || r->b->candidate[y].withdrawn)
                continue;
            if (!inner)
                buf_byte(out, ',');
            inner = false;
            json_name(out, r, y);
            buf_format(out, ":%llu", (unsigned long long)r->pairwise[(size_t)x * n + y]);
        }
        buf_byte(out, '}');
    }
    buf_byte(out, '}');
}

void json_seating(struct buf *out, const struct count_result *r, const struct count_options *o) {
    buf_str(out, ",\n\"seating\":[");
    for (uint32_t i = 0; i < r->proof.seatings_n; i++) {
        const struct count_seating *s = &r->proof.seating[i];
        buf_str(out, i ? ",\n{\"candidate\":" : "\n{\"candidate\":");
        json_name(out, r, s->candidate);
        buf_format(out, ",\"seated\":%s", s->why ? "false" : "true");
        if (s->why)
            json_why(out, o, s->why);
        buf_byte(out, '}');
    }
    buf_byte(out, ']');
}

static void seats(struct buf *out, const struct count_result *r) {
    buf_str(out, ",\n\"seats_by_party\":{");
    for (uint32_t c = 0; c < r->b->candidates; c++) {
        if (c)
            buf_byte(out, ',');
        json_name(out, r, c);
        buf_format(out, ":%llu", (unsigned long long)r->seats_by_list[c]);
    }
    buf_byte(out, '}');
}

static void option_list(struct buf *out, const struct count_result *r,
                        const struct count_options *o) {
    buf_str(out, ",\n\"options\":{\"seats\":");
    buf_format(out, "%u", r->seats);
    json_pair(out, "arithmetic", r->arithmetic);
    if (o->tie[0]) {
        buf_str(out, ",\"tie\":[");
        for (int i = 0; i < COUNT_TIES_MAX && o->tie[i]; i++) {
            if (i)
                buf_byte(out, ',');
            json_quoted(out, tie_rule_name(o->tie[i]));
        }
        buf_byte(out, ']');
    }
    if (o->seed.n) {
        buf_str(out, ",\"seed\":");
        json_text(out, o->seed);
    }
    buf_byte(out, '}');
}

/* Of a countback: who follows has won; whose seat, and beside whom. */
static void json_vacancy(struct buf *out, const struct count_result *r) {
    json_names(out, r, &r->vacancy->follows, 1);
    buf_str(out, ",\n\"vacates\":");
    json_name(out, r, r->vacancy->vacates);
    buf_str(out, ",\n\"sit\":");
    json_names(out, r, r->vacancy->sits, r->vacancy->sits_n);
}

void count_json(struct buf *out, const struct count_result *r, const struct count_options *o) {
    buf_str(out, "{\"method\":");
    json_quoted(out, r->method->name);
    if (r->b->title.n) {
        buf_str(out, ",\"title\":");
        json_text(out, r->b->title);
    }
    option_list(out, r, o);
    buf_format(out, ",\n\"seats\":%u,\"ballots\":%llu,\"valid\":%llu", r->seats,
               (unsigned long long)r->ballots, (unsigned long long)r->valid);
    json_pair(out, "quota", r->quota);
    json_pair(out, "exhausted", r->exhausted);
    buf_str(out, ",\n\"winners\":");
    if (r->vacancy)
        json_vacancy(out, r);
    else
        json_names(out, r, r->winners, r->winners_n);
    if (r->ranks_n)
        json_ranking(out, r);
    if (r->standing_n) {
        buf_str(out, ",\n\"tied_for_the_last_seats\":");
        json_names(out, r, r->standing, r->standing_n);
    }
    if (r->stages_n)
        json_stages(out, r, o, false);
    if (r->pairwise)
        json_pairwise(out, r);
    if (r->seats_by_list)
        seats(out, r);
    if (r->proof.seating)
        json_seating(out, r, o);
    if (r->committees_n) {
        buf_str(out, ",\n\"committees\":[");
        for (uint32_t i = 0; i < r->committees_n; i++) {
            if (i)
                buf_byte(out, ',');
            json_names(out, r, r->committees[i], r->seats);
        }
        buf_byte(out, ']');
    }
    if (r->remarks_n) {
        buf_str(out, ",\n\"remarks\":[");
        for (uint32_t i = 0; i < r->remarks_n; i++) {
            if (i)
                buf_byte(out, ',');
            json_quoted(out, r->remark[i]);
        }
        buf_byte(out, ']');
    }
    buf_str(out, "}\n");
}
