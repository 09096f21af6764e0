/* A result in words and numbers: what a returning officer signs and a losing candidate can
 * follow. */
#include "base/arena.h"
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

static void ballots(struct buf *out, uint64_t n) {
    buf_format(out, "   (%llu ballot%s)", (unsigned long long)n, n == 1 ? "" : "s");
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
        if (t->ballots)
            ballots(out, t->ballots);
        buf_byte(out, '\n');
    }
}

static bool is_zero(const char *votes) {
    return votes[strspn(votes, "0.")] == 0;
}

/* 1, 0, -1; of fractions, whose size a text does not show, 2. */
static int compared(const char *x, const char *y) {
    size_t a = strcspn(x, "."), b = strcspn(y, ".");
    if (strchr(x, '/') || strchr(y, '/') || *x == '-' || *y == '-')
        return 2;
    if (a != b)
        return a > b ? 1 : -1;
    int cmp = strcmp(x, y);
    return cmp > 0 ? 1 : cmp < 0 ? -1 : 0;
}

static bool among(uint32_t c, const uint32_t *list, uint32_t n) {
    for (uint32_t i = 0; i < n; i++)
        if (list[i] == c)
            return true;
    return false;
}

/* Notes of a rule in the words of who reads them for the first time. */
static const char *plain(const char *note) {
    static const struct {
        const char *note, *words;
    } notes[] = {
        {"surplus below omega", "the surplus that is left is too small to change anything"},
        {"surplus no longer falls", "the surplus can be shared no further"},
        {"sure losers", "all their votes and all surplus together are fewer than the next one has"},
        {"the next batch of papers", "the next batch of her papers"},
        {"elected", "somebody has the quota"},
    };
    for (size_t i = 0; i < sizeof(notes) / sizeof(notes[0]); i++)
        if (strcmp(note, notes[i].note) == 0)
            return notes[i].words;
    return note;
}

/* What the stage did, and to whom. A round of run-off is named by its decision. */
static void heading(struct buf *out, const struct count_result *r, uint32_t i) {
    static const char *const kinds[] = {"First preferences", "Transfer of a surplus",
                                        "Exclusion",         "Keep factors recomputed",
                                        "Election",          "Last seats"};
    const struct count_stage *s = &r->stage[i];
    bool round = s->kind == COUNT_STAGE_ELECTION, elects = round && s->elected_n;
    const char *kind = !round || elects ? kinds[s->kind]
                       : s->excluded_n  ? kinds[COUNT_STAGE_EXCLUSION]
                                        : "Votes passed on";
    if (r->stages_n == 1 && s->kind == COUNT_STAGE_FIRST && (r->method->counts || !s->exhausted))
        kind = r->method->counts ? r->method->counts : "Votes";
    buf_format(out, r->stages_n > 1 ? "\nStage %u. " : "\n", i + 1);
    buf_str(out, kind);
    if (s->kind == COUNT_STAGE_SURPLUS && s->transfers_n) {
        buf_str(out, ": ");
        name(out, r, s->transfer[0].from);
    }
    if (elects || s->excluded_n)
        buf_str(out, ": ");
    if (elects)
        list(out, r, s->elected, s->elected_n);
    if (elects && s->excluded_n)
        buf_str(out, "; also excluded: ");
    if (s->excluded_n)
        list(out, r, s->excluded, s->excluded_n);
    if (s->note)
        buf_format(out, " (%s)", plain(s->note));
    buf_byte(out, '\n');
}

/* Of many candidates those whose votes are others than before: a table of all at each of thousands
 * of stages is read by nobody. */
#define TABLE_OF_ALL 100

/* Was she excluded before stage AT, and has nothing any more? */
static bool is_gone(const struct count_result *r, uint32_t at, uint32_t c, const char *number) {
    while (is_zero(number) && at-- > 0)
        if (among(c, r->stage[at].excluded, r->stage[at].excluded_n))
            return true;
    return false;
}

static void votes(struct buf *out, const struct count_result *r, uint32_t at, size_t wide) {
    const struct count_stage *s = &r->stage[at];
    bool changes = at && r->b->candidates > TABLE_OF_ALL;
    uint32_t n = changes ? s->changes_n : r->b->candidates;
    buf_str(out, changes                       ? "  Votes that changed:\n"
                 : s->transfers_n && !s->idle ? "  Votes now:\n"
                                               : "");
    for (uint32_t i = 0; i < n; i++) {
        uint32_t c = changes ? s->change[i].candidate : i;
        const char *number = changes ? s->change[i].number : count_votes(r, at, c);
        bool leaves = among(c, s->excluded, s->excluded_n);
        if (!number || (!changes && !leaves && is_gone(r, at, c, number)))
            continue;
        row(out, wide, 18, r->b->candidate[c].name, number);
        buf_str(out, among(c, s->elected, s->elected_n) ? "   elected\n"
                     : leaves                           ? "   excluded\n"
                                                        : "\n");
    }
    if (s->exhausted) {
        row(out, wide, 18, BYTES_LIT("not transferable"), s->exhausted);
        buf_byte(out, '\n');
    }
}

static void bounds(struct buf *out, const struct count_result *r, const struct count_stage *s) {
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
}

static void stage(struct buf *out, const struct count_result *r, uint32_t i, size_t wide) {
    const struct count_stage *s = &r->stage[i];
    heading(out, r, i);
    for (uint32_t k = 0; k < s->ties_n; k++)
        tie(out, r, &s->tie[k]);
    bool round = s->idle != NULL; /* its votes are those before it decided */
    if (!round)
        transfers(out, r, s, wide);
    bounds(out, r, s);
    votes(out, r, i, wide);
    if (round && s->transfers_n)
        buf_str(out, "  Then go on:\n");
    if (round)
        transfers(out, r, s, wide);
    if (s->elected_n) {
        buf_str(out, "  Elected: ");
        list(out, r, s->elected, s->elected_n);
        buf_byte(out, '\n');
    }
}

/* ---- what became of each: what somebody who lost asks first ---- */

#define NEAREST_MOST 1000 /* candidates among whom the next one is looked for */

struct fates {
    struct buf *out;
    const struct count_result *r;
    uint32_t *elected, *excluded; /* the stage of each, from 1; 0: none */
};

/* The stage with the votes by which somebody was excluded at S: a transfer shows what is left
 * after it. */
static uint32_t before_exclusion(const struct fates *f, uint32_t s) {
    const struct count_stage *stage = &f->r->stage[s];
    for (uint32_t i = 0; s && stage->kind == COUNT_STAGE_EXCLUSION && i < stage->transfers_n; i++)
        if (stage->transfer[i].from == stage->excluded[0])
            return s - 1;
    return s;
}

/* Of those who stayed beyond stage S who had the fewest votes at stage SHOWN. */
static uint32_t nearest(const struct fates *f, uint32_t s, uint32_t shown,
                        const char **ret_votes) {
    uint32_t best = COUNT_NOBODY, n = f->r->b->candidates;
    for (uint32_t c = 0; c < n && n <= NEAREST_MOST; c++) {
        const char *votes = count_votes(f->r, shown, c);
        bool stays = (!f->excluded[c] || f->excluded[c] > s + 1) &&
                     (!f->elected[c] || f->elected[c] >= s + 1);
        if (!stays || !votes || f->r->b->candidate[c].withdrawn)
            continue;
        int cmp = best == COUNT_NOBODY ? -1 : compared(votes, *ret_votes);
        if (cmp == 2)
            return COUNT_NOBODY;
        if (cmp < 0) {
            best = c;
            *ret_votes = votes;
        }
    }
    return best;
}

static void excluded(const struct fates *f, uint32_t c) {
    uint32_t s = f->excluded[c] - 1, shown = before_exclusion(f, s), other;
    const struct count_stage *stage = &f->r->stage[s];
    const char *votes = count_votes(f->r, shown, c), *least = NULL;
    buf_format(f->out, "excluded at stage %u with %s", s + 1, votes ? votes : "nothing");
    for (uint32_t i = 0; i < stage->bounds_n; i++)
        if (stage->bound[i].candidate == c && stage->bound[i].doomed) {
            buf_format(f->out, ", since she could no longer be elected: %s",
                       stage->bound[i].why->words);
            return;
        }
    if (!votes || stage->excluded_n != 1)
        return;
    other = nearest(f, s, shown, &least);
    if (other == COUNT_NOBODY)
        return;
    int cmp = compared(votes, least);
    if (cmp == 2)
        return;
    buf_str(f->out, cmp < 0 ? "; the next, " : cmp == 0 ? "; as many had " : "; ");
    name(f->out, f->r, other);
    if (cmp < 0)
        buf_format(f->out, ", had %s", least);
    else if (cmp > 0)
        buf_format(f->out, " had %s, but could not be excluded", least);
}

static void stays(const struct fates *f, uint32_t c) {
    const struct count_result *r = f->r;
    uint32_t last = r->stages_n - 1;
    if (last && among(c, r->stage[last].excluded, r->stage[last].excluded_n))
        last--; /* she left when all was over */
    const char *votes = count_votes(r, last, c);
    if (f->elected[c]) {
        uint32_t s = f->elected[c] - 1;
        votes = count_votes(r, s, c);
        bool below = votes && r->stage[s].quota && compared(votes, r->stage[s].quota) == -1;
        buf_format(f->out, "elected at stage %u with %s%s", s + 1, votes ? votes : "nothing",
                   below ? ", below the quota, as the last seats were filled" : "");
    } else {
        buf_format(f->out, "not elected: %s when the count ended", votes ? votes : "nothing");
    }
}

/* Duels that she lost. */
static void duels(const struct fates *f, uint32_t c) {
    const struct count_result *r = f->r;
    uint32_t n = r->b->candidates, lost = 0;
    for (uint32_t x = 0; x < n; x++) {
        uint64_t against = r->pairwise[(size_t)x * n + c], hers = r->pairwise[(size_t)c * n + x];
        if (x == c || against <= hers || r->b->candidate[x].withdrawn)
            continue;
        buf_str(f->out, lost++ ? ", " : "beaten by ");
        name(f->out, r, x);
        buf_format(f->out, " (%llu to %llu)", (unsigned long long)against,
                   (unsigned long long)hers);
    }
    buf_str(f->out, lost ? "" : "beaten by nobody");
}

static void fate(const struct fates *f, uint32_t c, uint32_t place) {
    const struct count_result *r = f->r;
    buf_format(f->out, "  %u. ", place);
    name(f->out, r, c);
    buf_str(f->out, ": ");
    if (r->pairwise && r->b->candidates <= 40)
        duels(f, c);
    else if (r->stages_n == 1 && r->score)
        buf_format(f->out, "%s", r->score[c] ? r->score[c] : "nothing");
    else if (f->excluded[c] && !f->elected[c])
        excluded(f, c);
    else
        stays(f, c);
    bool said = r->stages_n != 1 || (!r->pairwise && !r->score);
    buf_str(f->out, !said && among(c, r->winners, r->winners_n) ? "; elected.\n" : ".\n");
}

/* Seat by seat whoever is out of a pass comes back: only the last one counts. */
static void note_stages(struct fates *f, bool passes) {
    const struct count_result *r = f->r;
    const char *seat = passes && r->stages_n ? r->stage[r->stages_n - 1].note : NULL;
    for (uint32_t s = 0; s < r->stages_n; s++) {
        const char *note = r->stage[s].note ? r->stage[s].note : "";
        bool counts = r->stage[s].kind != COUNT_STAGE_END && (!seat || strcmp(seat, note) == 0);
        for (uint32_t i = 0; i < r->stage[s].elected_n; i++)
            f->elected[r->stage[s].elected[i]] = s + 1;
        for (uint32_t i = 0; i < r->stage[s].excluded_n && counts; i++)
            f->excluded[r->stage[s].excluded[i]] = s + 1;
    }
    for (uint32_t c = 0; c < r->b->candidates; c++) /* taken back, where a count began again */
        if (!among(c, r->winners, r->winners_n))
            f->elected[c] = 0;
}

static void became(struct buf *out, const struct count_result *r, bool passes) {
    struct arena a;
    arena_init(&a, out->alloc, SIZE_MAX / 2);
    struct fates f = {.out = out, .r = r};
    f.elected = ARENA_ARRAY(&a, r->b->candidates, uint32_t);
    f.excluded = ARENA_ARRAY(&a, r->b->candidates, uint32_t);
    out->failed = out->failed || !f.elected || !f.excluded;
    if (!out->failed) {
        note_stages(&f, passes);
        buf_str(out, "\nWhat became of each\n");
        for (uint32_t g = 0, i = 0; g < r->ranks_n; g++)
            for (uint32_t place = i + 1; i < r->rank_end[g]; i++)
                fate(&f, r->ranking[i], place);
    }
    arena_drop(&a);
}

/* A fraction, and about how much it is. */
static void fraction(struct buf *out, const char *text) {
    uint64_t part[2] = {0};
    const char *p = text;
    for (int i = 0; i < 2; i++, p += *p == '/')
        for (; *p >= '0' && *p <= '9' && part[i] < UINT64_MAX / 10000; p++)
            part[i] = part[i] * 10 + (uint64_t)(*p - '0');
    buf_str(out, text);
    if (*p || part[1] == 0)
        return;
    uint64_t rest = part[0] % part[1] * 1000 / part[1];
    buf_format(out, " (about %llu.%03llu)", (unsigned long long)(part[0] / part[1]),
               (unsigned long long)rest);
}

/* Lists: what the last seat of each cost, and what one more would have. */
static void seats_of_lists(struct buf *out, const struct count_result *r) {
    buf_str(out, "\nWhat became of each\n");
    for (uint32_t c = 0; c < r->b->candidates; c++) {
        const struct count_list *l = &r->proof.list[c];
        unsigned long long seats = r->seats_by_list[c];
        buf_str(out, "  ");
        name(out, r, c);
        buf_format(out, ": %llu seat%s for %llu vote%s", seats, seats == 1 ? "" : "s",
                   (unsigned long long)l->votes, l->votes == 1 ? "" : "s");
        if (!l->in)
            buf_str(out, "; below the threshold");
        if (l->in && l->remainder) {
            buf_format(out, "; full quotas: %llu; remainder, in quotas: ",
                       (unsigned long long)l->full);
            fraction(out, l->remainder);
        }
        if (l->in && l->last) {
            buf_str(out, "; average at its last seat: ");
            fraction(out, l->last);
        }
        if (l->in && l->next) {
            buf_str(out, "; with one more: ");
            fraction(out, l->next);
        }
        buf_str(out, ".\n");
    }
}

/* Committees: who was taken in each round, and how near the others were. */
static void rounds(struct buf *out, const struct count_result *r, size_t wide) {
    static const struct {
        const char *phase, *words;
    } phases[] = {{"gain", "the most is gained by"},
                  {"load", "the smallest load is that of"},
                  {"price", "the lowest price is that of"},
                  {"unapproved", "nobody approved is left; taken:"}};
    for (uint32_t i = 0; i < r->proof.rounds_n; i++) {
        const struct count_round *x = &r->proof.round[i];
        buf_format(out, "\nRound %u: ", i + 1);
        for (size_t k = 0; k < sizeof(phases) / sizeof(phases[0]); k++)
            if (strcmp(x->phase, phases[k].phase) == 0)
                buf_str(out, phases[k].words);
        buf_byte(out, ' ');
        name(out, r, x->chosen);
        buf_byte(out, '\n');
        for (uint32_t c = 0; c < r->b->candidates; c++)
            if (x->score[c]) {
                row(out, wide, 18, r->b->candidate[c].name, x->score[c]);
                buf_str(out, c == x->chosen ? "   taken\n" : "\n");
            }
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

/* Who won, in a line; a countback: who follows. */
static void answer(struct buf *out, const struct count_result *r) {
    if (r->vacancy) {
        vacancy(out, r);
        return;
    }
    buf_str(out, "Elected: ");
    list(out, r, r->winners, r->winners_n);
    buf_str(out, r->winners_n ? ".\n" : "nobody.\n");
}

static void outcome(struct buf *out, const struct count_result *r, bool full) {
    if (r->seats_by_list) {
        buf_str(out, "Seats:");
        for (uint32_t c = 0; c < r->b->candidates; c++)
            if (r->seats_by_list[c]) {
                buf_format(out, "\n  %6llu  ", (unsigned long long)r->seats_by_list[c]);
                name(out, r, c);
            }
        buf_byte(out, '\n');
    } else if (!full) {
        answer(out, r);
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
    if (full && !r->seats_by_list) {
        answer(out, r);
        buf_byte(out, '\n');
    }
    if (full) {
        buf_format(out, "Method: %s (%s).\nSource: %s.\n", r->method->name, r->method->what,
                   r->method->source);
        if (r->arithmetic)
            buf_format(out, "Arithmetic: %s.\n", r->arithmetic);
        buf_format(out, "Seats: %u. Ballots: %llu. Valid: %llu.", r->seats,
                   (unsigned long long)r->ballots, (unsigned long long)r->valid);
        bool by_quota = r->quota && !r->method->counts && o->winners != COUNT_BOTTOMS_UP &&
                        o->winners != COUNT_BOTTOMS_UP_THRESHOLD;
        if (r->quota)
            buf_format(out, " Quota: %s%s.", r->quota, by_quota ? " votes, which elect" : "");
        buf_byte(out, '\n');
        for (uint32_t i = 0; i < r->stages_n; i++)
            stage(out, r, i, wide);
        if (r->pairwise && r->b->candidates <= 40)
            pairwise(out, r, wide);
        rounds(out, r, wide);
        if (r->proof.list && r->seats_by_list)
            seats_of_lists(out, r);
        else if (r->ranks_n)
            became(out, r, o->winners == COUNT_SEQUENTIAL);
        if (r->exhausted && !is_zero(r->exhausted))
            buf_str(out, "\nNot transferable: ballots that name nobody else who is still in.\n");
        buf_byte(out, '\n');
    }
    outcome(out, r, full);
}
