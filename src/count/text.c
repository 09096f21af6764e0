/* A result in words and numbers: what a returning officer signs and a losing candidate can
 * follow. */
#include "base/buf.h"
#include "count/tally.h"

static int shown(struct bytes s) {
    return (int)(s.n > 200 ? 200 : s.n);
}

static void name(struct buf *out, const struct count_result *r, uint32_t c) {
    struct bytes s = c == COUNT_NOBODY    ? BYTES_LIT("not transferable")
                     : c == COUNT_ROUNDED ? BYTES_LIT("lost in rounding")
                                          : r->b->candidate[c].name;
    buf_add(out, s.at, (size_t)shown(s));
}

static void list(struct buf *out, const struct count_result *r, const uint32_t *who, uint32_t n) {
    for (uint32_t i = 0; i < n; i++) {
        if (i)
            buf_str(out, i + 1 == n ? " and " : ", ");
        name(out, r, who[i]);
    }
}

/* Columns are counted in characters, not in bytes. */
static size_t columns(struct bytes s) {
    size_t n = 0;
    for (size_t i = 0; i < s.n && i < 200; i++)
        n += (s.at[i] & 0xc0) != 0x80;
    return n;
}

static void pad(struct buf *out, size_t from, size_t to) {
    for (; from < to; from++)
        buf_byte(out, ' ');
}

static void row(struct buf *out, size_t wide, size_t digits, struct bytes label,
                const char *value) {
    size_t n = strlen(value);
    buf_str(out, "  ");
    buf_add(out, label.at, (size_t)shown(label));
    pad(out, columns(label), wide + 2);
    pad(out, n, digits);
    buf_str(out, value);
}

static void tie(struct buf *out, const struct count_result *r, const struct count_tie *t) {
    buf_str(out, "  Tied for ");
    buf_str(out, t->what);
    buf_str(out, ": ");
    list(out, r, t->candidate, t->n);
    buf_str(out, ". Chosen: ");
    name(out, r, t->chosen);
    switch (t->rule) {
    case COUNT_TIE_BACKWARDS:
    case COUNT_TIE_FORWARDS:
        buf_format(out, ", by the votes at stage %u.\n", t->stage + 1);
        break;
    case COUNT_TIE_LOT:
        buf_str(out, ", by the lot drawn from the published seed.\n");
        break;
    default:
        buf_str(out, ", by the order fixed before the count.\n");
    }
}

static void transfers(struct buf *out, const struct count_result *r, const struct count_stage *s,
                      size_t wide) {
    for (uint32_t i = 0; i < s->transfers_n; i++) {
        const struct count_transfer *t = &s->transfer[i];
        if (i == 0 || s->transfer[i - 1].from != t->from) {
            buf_str(out, "  From ");
            name(out, r, t->from);
            buf_str(out, ":\n");
        }
        buf_str(out, "    ");
        struct bytes to = t->to < r->b->candidates ? r->b->candidate[t->to].name
                          : t->to == COUNT_NOBODY  ? BYTES_LIT("not transferable")
                                                   : BYTES_LIT("lost in rounding");
        row(out, wide, 16, to, t->votes);
        if (t->to != COUNT_ROUNDED)
            buf_format(out, "   (%llu ballots)", (unsigned long long)t->ballots);
        buf_byte(out, '\n');
    }
}

/* Of many candidates those whose votes are others than before: a table of all at each of thousands
 * of stages is read by nobody. */
#define TABLE_OF_ALL 100

static void votes(struct buf *out, const struct count_result *r, uint32_t at, size_t wide) {
    const struct count_stage *s = &r->stage[at];
    bool changes = at && r->b->candidates > TABLE_OF_ALL;
    uint32_t n = changes ? s->changes_n : r->b->candidates;
    buf_str(out, changes ? "  Votes that changed:\n" : s->transfers_n ? "  Votes now:\n" : "");
    for (uint32_t i = 0; i < n; i++) {
        uint32_t c = changes ? s->change[i].candidate : i;
        const char *number = changes ? s->change[i].number : count_votes(r, at, c);
        if (number) {
            row(out, wide, 18, r->b->candidate[c].name, number);
            buf_byte(out, '\n');
        }
    }
}

static void stage(struct buf *out, const struct count_result *r, uint32_t i, size_t wide) {
    static const char *const kinds[] = {"First preferences", "Transfer of a surplus",
                                        "Exclusion",         "Keep factors recomputed",
                                        "Election",          "Last seats"};
    const struct count_stage *s = &r->stage[i];
    buf_format(out, "\nStage %u. %s", i + 1, kinds[s->kind]);
    if (s->kind == COUNT_STAGE_SURPLUS && s->transfers_n) {
        buf_str(out, ": ");
        name(out, r, s->transfer[0].from);
    }
    if (s->excluded_n) {
        buf_str(out, ": ");
        list(out, r, s->excluded, s->excluded_n);
    }
    if (s->note)
        buf_format(out, " (%s)", s->note);
    buf_byte(out, '\n');
    for (uint32_t k = 0; k < s->ties_n; k++)
        tie(out, r, &s->tie[k]);
    transfers(out, r, s, wide);
    for (uint32_t k = 0; k < s->bounds_n; k++) {
        if (!s->bound[k].newly)
            continue;
        buf_str(out, "  ");
        name(out, r, s->bound[k].candidate);
        buf_format(out, " %s: %s.\n",
                   s->bound[k].doomed ? "can no longer be elected (doomed)"
                                      : "can no longer be excluded (guarded)",
                   s->bound[k].why->words);
    }
    votes(out, r, i, wide);
    if (s->exhausted) {
        row(out, wide, 18, BYTES_LIT("not transferable"), s->exhausted);
        buf_byte(out, '\n');
    }
    if (s->elected_n) {
        buf_str(out, "  Elected: ");
        list(out, r, s->elected, s->elected_n);
        buf_byte(out, '\n');
    }
}

static void pairwise(struct buf *out, const struct count_result *r, size_t wide) {
    uint32_t n = r->b->candidates;
    buf_str(out, "\nHow many prefer the candidate of the row to the one of the column:\n");
    pad(out, 0, wide + 6);
    for (uint32_t y = 0; y < n; y++)
        buf_format(out, "%9u", y + 1);
    buf_byte(out, '\n');
    for (uint32_t x = 0; x < n; x++) {
        buf_format(out, "%3u ", x + 1);
        struct bytes s = r->b->candidate[x].name;
        buf_add(out, s.at, (size_t)shown(s));
        pad(out, columns(s), wide + 2);
        for (uint32_t y = 0; y < n; y++)
            if (x == y)
                buf_str(out, "        -");
            else
                buf_format(out, "%9llu", (unsigned long long)r->pairwise[(size_t)x * n + y]);
        buf_byte(out, '\n');
    }
}

static void passed_over(struct buf *out, const struct count_result *r,
                        const struct count_seating *s) {
    name(out, r, s->candidate);
    buf_format(out, " is passed over: %s.\n", s->why->words);
}

static void vacancy(struct buf *out, const struct count_result *r) {
    const struct count_vacancy *v = r->vacancy;
    buf_str(out, "The seat of ");
    name(out, r, v->vacates);
    buf_str(out, " is vacant: all ballots were counted again as if she had not stood.\n");
    if (v->sits_n) {
        buf_str(out, "They keep their seats: ");
        list(out, r, v->sits, v->sits_n);
        buf_str(out, ".\n");
    }
    for (uint32_t i = 0; i < v->passed_n; i++)
        passed_over(out, r, &v->passed[i]);
    name(out, r, v->follows);
    buf_str(out, " follows: the first of the new ranking who has no seat.\n");
}

static void outcome(struct buf *out, const struct count_result *r) {
    if (r->seats_by_list) {
        buf_str(out, "Seats:");
        for (uint32_t c = 0; c < r->b->candidates; c++)
            if (r->seats_by_list[c]) {
                buf_format(out, "\n  %6llu  ", (unsigned long long)r->seats_by_list[c]);
                name(out, r, c);
            }
        buf_byte(out, '\n');
    } else if (r->vacancy) {
        vacancy(out, r);
    } else {
        buf_str(out, "Elected: ");
        list(out, r, r->winners, r->winners_n);
        buf_str(out, r->winners_n ? ".\n" : "nobody.\n");
    }
    if (r->standing_n) {
        buf_format(out, "Tied for the last %u: ", r->seats - r->winners_n);
        list(out, r, r->standing, r->standing_n);
        buf_str(out, ". No rule was given to settle it.\n");
    }
    for (uint32_t i = 0; i < r->remarks_n; i++) {
        buf_str(out, r->remark[i]);
        buf_byte(out, '\n');
    }
    for (uint32_t i = 0; i < r->proof.seatings_n; i++)
        if (r->proof.seating[i].why)
            passed_over(out, r, &r->proof.seating[i]);
}

void count_text(struct buf *out, const struct count_result *r, const struct count_options *o,
                bool full) {
    size_t wide = 16;
    for (uint32_t c = 0; c < r->b->candidates; c++) {
        size_t w = columns(r->b->candidate[c].name);
        wide = w > wide && w <= 60 ? w : wide;
    }
    if (r->b->title.n) {
        buf_add(out, r->b->title.at, (size_t)shown(r->b->title));
        buf_byte(out, '\n');
    }
    if (full) {
        buf_format(out, "Method: %s (%s).\nSource: %s.\n", r->method->name, r->method->what,
                   r->method->source);
        if (r->arithmetic)
            buf_format(out, "Arithmetic: %s.\n", r->arithmetic);
        buf_format(out, "Seats: %u. Ballots: %llu. Valid: %llu.", r->seats,
                   (unsigned long long)r->ballots, (unsigned long long)r->valid);
        if (r->quota)
            buf_format(out, " Quota: %s.", r->quota);
        buf_byte(out, '\n');
        for (uint32_t i = 0; i < r->stages_n; i++)
            stage(out, r, i, wide);
        if (r->pairwise && r->b->candidates <= 40)
            pairwise(out, r, wide);
        buf_byte(out, '\n');
    }
    outcome(out, r);
}
