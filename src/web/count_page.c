#include "web/count_page.h"

#include "base/limits.h"
#include "web/assets.h"
#include "web/chart.h"

#define UNIT 10000 /* a vote in the picture's numbers */
#define ROWS_SHOWN 30
#define TABLE_OF_ALL 100 /* as in a report */

struct page {
    const struct count_page *p;
    const struct count_result *r;
    const struct lang *lang;
    struct tv_maker m;
    struct arena *arena;
    uint32_t *order;     /* candidates as the picture stacks them */
    uint32_t row[65536]; /* of a candidate in it */
};

/* --- numbers
 * --------------------------------------------------------------------------------------
 */

/* A decimal or a fraction in ten-thousandths, for the picture only; the tables have it as it is. */
static int64_t drawn(const char *text) {
    int64_t whole = 0, part = 0, den = 0;
    int places = 0;
    const char *p = text;
    for (; p && *p >= '0' && *p <= '9'; p++)
        whole = whole < INT64_MAX / UNIT / 20 ? whole * 10 + (*p - '0') : whole;
    if (p && *p == '.')
        for (p++; *p >= '0' && *p <= '9' && places < 4; p++, places++)
            part = part * 10 + (*p - '0');
    for (; places && places < 4; places++)
        part *= 10;
    if (p && *p == '/') { /* both sides cut to the same number of digits */
        size_t n = (size_t)(p - text), d = strspn(p + 1, "0123456789");
        size_t cut = (n > d ? n : d) > 14 ? (n > d ? n : d) - 14 : 0;
        whole = 0;
        for (size_t i = 0; i + cut < n; i++)
            whole = whole * 10 + (text[i] - '0');
        for (size_t i = 0; i + cut < d; i++)
            den = den * 10 + (p[1 + i] - '0');
        return den ? whole * UNIT / den : 0;
    }
    return whole * UNIT + part;
}

/* The number with the reader's decimal mark; no digit is added or lost. */
static void put_number(struct page *g, struct tv *map, const char *name, const char *text) {
    struct buf b;
    buf_init(&b, &alloc_heap, 4096);
    for (const char *p = text; *p; p++)
        if (*p == '.')
            buf_add(&b, g->lang->decimal.at, g->lang->decimal.n);
        else
            buf_byte(&b, (uint8_t)*p);
    const char *kept = b.failed ? NULL : arena_copy(g->arena, buf_view(&b));
    tv_text(&g->m, map, name, bytes_of(kept, kept ? b.n : 0));
    g->m.failed |= !kept;
    buf_drop(&b);
}

/* The sentences of a count that hold numbers and names: the library writes them in English. */
static const char *const patterns[] = {
    /* what a tie was about */
    N_("exclusion"),
    N_("surplus"),
    N_("election"),
    N_("seat"),
    N_("seat of all districts"),
    N_("the last seats"),
    /* arithmetic, stages, remarks */
    N_("decimals with %1 places and %2 guard digits"),
    N_("decimals with %1 places"),
    N_("exact fractions"),
    N_("whole numbers"),
    N_("seat %1"),
    N_("%1: %2 lists are the strongest, and there are not as many seats: none has to have one."),
    N_("Seat %1 to %2: highest average %3."),
    N_("Seat %1 to %2: remainder %3."),
    N_("Seat %1 to %2: absolute majority of votes, taken from the last remainder."),
    N_("Party %1: %2 seats, divisor %3."),
    N_("Option %1 (%2) is dropped: quorum not reached (%3 against %4)."),
    N_("Option %1 (%2) is dropped: majority not reached (%3 against %4)."),
    N_("Several options remain: whoever has the casting vote decides."),
    N_("The house has %1 seats, %2 before."),
    N_("%1 seats stay empty: no list may have another one."),
    N_("%1: owed %2 seats, has %3."),
    N_("%1: %2 members a delegate."),
    N_("Members a delegate: %1 in the mean, %2 to %3 (%4 times as many); %5 have none. The "
       "smallest share of members whose delegates make a majority: %6; in order of members a "
       "delegate (Dauer-Kelsay): %7."),
    N_("Seated in the order of the ranking, as the groups allow."),
    /* notes of stages */
    N_("cannot be elected"),
    N_("sure losers"),
    N_("no votes"),
    N_("as many left as seats"),
    N_("seats filled"),
    N_("the next batch of papers"),
    N_("surplus below omega"),
    N_("surplus no longer falls"),
    N_("the highest quotient, above the quota"),
    N_("the lowest quotient"),
    N_("Seats against votes: Gallagher %1, Loosemore-Hanby %2, Rae %3; effective number of lists "
       "%4 "
       "by votes, %5 by seats."),
};

/* Is TEXT the pattern with something in each place? What stood there goes to ARG. */
static bool fits(const char *text, const char *pattern, struct bytes arg[9]) {
    while (*pattern) {
        if (pattern[0] != '%') {
            if (*text++ != *pattern++)
                return false;
            continue;
        }
        const char *after = pattern + 2;
        size_t literal = strcspn(after, "%");
        const char *end = text + strlen(text) - literal;
        if (after[literal]) /* up to where the next piece of the pattern begins */
            for (end = text; *end && strncmp(end, after, literal) != 0; end++)
                ;
        if (end < text || strncmp(end, after, literal) != 0)
            return false;
        arg[pattern[1] - '1'] = bytes_of(text, (size_t)(end - text));
        text = end;
        pattern = after;
    }
    return *text == 0;
}

/* A pattern in the reader's language, with what stands in its places. */
static struct bytes filled(struct page *g, const char *pattern, const struct bytes arg[9]) {
    struct bytes form = lang_text(g->lang, pattern);
    struct buf b;
    buf_init(&b, &alloc_heap, 4096);
    for (size_t k = 0; k < form.n; k++)
        if (form.at[k] == '%' && k + 1 < form.n && form.at[k + 1] >= '1' && form.at[k + 1] <= '9') {
            struct bytes a = arg[form.at[++k] - '1'];
            buf_add(&b, a.at, a.n);
        } else {
            buf_byte(&b, form.at[k]);
        }
    const char *kept = b.failed ? NULL : arena_copy(g->arena, buf_view(&b));
    struct bytes made = bytes_of(kept, kept ? b.n : 0);
    g->m.failed |= !kept;
    buf_drop(&b);
    return made;
}

/* A text of the count in the reader's language, itself where there is no translation. */
static struct bytes said(struct page *g, const char *text) {
    struct bytes arg[9] = {{0}};
    size_t i = 0;
    if (!*text)
        return (struct bytes){0};
    while (i < sizeof(patterns) / sizeof(patterns[0]) && !fits(text, patterns[i], arg))
        i++;
    if (i == sizeof(patterns) / sizeof(patterns[0]))
        return lang_text(g->lang, text);
    return filled(g, patterns[i], arg);
}

static struct bytes digits(struct page *g, uint32_t n) {
    const char *text = arena_format(g->arena, "%u", n);
    g->m.failed |= !text;
    return bytes_str(text);
}

/* Why the groups do not let her be elected, or excluded. */
static struct bytes why(struct page *g, const struct count_why *w, bool doomed) {
    if (w->all_needed)
        return lang_text(g->lang, N_("as many can still be elected as seats are left"));
    if (w->group == COUNT_NOBODY)
        return lang_text(g->lang, N_("the groups together leave no other choice"));
    bool by_open = w->least && !doomed;
    const struct bytes arg[9] = {g->r->group[w->group].name, digits(g, w->elected),
                                 digits(g, w->bound), digits(g, by_open ? w->open : w->left)};
    const char *form =
        doomed && !w->least ? N_("group %1 has %2 elected of %3 at most")
        : !w->least         ? N_("group %1 has %2 elected of %3 at most; seats left: %4")
        : doomed            ? N_("group %1 has %2 elected of %3 at least; seats left: %4")
                            : N_("group %1 has %2 elected of %3 at least; still in the count: %4");
    return filled(g, form, arg);
}

static void put_words(struct page *g, struct tv *map, const char *name, const char *text) {
    tv_text(&g->m, map, name, said(g, text));
}

static struct bytes named(const struct page *g, uint32_t c) {
    return c == COUNT_NOBODY    ? lang_text(g->lang, N_("not transferable"))
           : c == COUNT_ROUNDED ? lang_text(g->lang, N_("lost in rounding"))
                                : g->r->b->candidate[c].name;
}

static void put_names(struct page *g, struct tv *map, const char *name, const uint32_t *who,
                      uint32_t n) {
    struct tv *list = tv_list(&g->m, map, name);
    for (uint32_t i = 0; i < n; i++)
        tv_item_text(&g->m, list, named(g, who[i]));
}

/* --- the picture ---------------------------------------------------------------------------------
 */

/* The elected in their order, then those who stayed longest, the first excluded at the bottom. */
static bool stack(struct page *g) {
    const struct count_result *r = g->r;
    uint32_t n = r->b->candidates, at = 0, end = n;
    g->order = ARENA_ARRAY(g->arena, n + 1, uint32_t);
    uint8_t *placed = ARENA_ARRAY(g->arena, n + 1, uint8_t);
    if (!g->order || !placed)
        return false;
    memset(placed, 0, n + 1);
    for (uint32_t i = 0; i < r->winners_n; i++)
        if (!placed[r->winners[i]]++)
            g->order[at++] = r->winners[i];
    for (uint32_t s = 0; s < r->stages_n; s++)
        for (uint32_t k = 0; k < r->stage[s].excluded_n; k++)
            if (!placed[r->stage[s].excluded[k]]++)
                g->order[--end] = r->stage[s].excluded[k];
    for (uint32_t c = 0; c < n; c++)
        if (!placed[c])
            g->order[at++] = c;
    return true;
}

static bool among(uint32_t c, const uint32_t *list, uint32_t n) {
    for (uint32_t i = 0; i < n; i++)
        if (list[i] == c)
            return true;
    return false;
}

struct drawing {
    struct chart_part rows[ROWS_SHOWN + 2];
    struct bytes stages[CHART_FLOW_STAGES_MAX];
    uint32_t stage[CHART_FLOW_STAGES_MAX]; /* of the count */
    int64_t values[CHART_FLOW_STAGES_MAX * (ROWS_SHOWN + 2)];
    uint8_t marks[CHART_FLOW_STAGES_MAX * (ROWS_SHOWN + 2)];
    size_t rows_n, stages_n;
    bool others, marked;
};

static void draw_rows(struct page *g, struct drawing *d) {
    uint32_t n = g->r->b->candidates, own = n <= ROWS_SHOWN ? n : ROWS_SHOWN;
    for (uint32_t i = 0; i < n; i++) {
        g->row[g->order[i]] = i < own ? i : own;
        if (i < own)
            d->rows[i] = (struct chart_part){.label = named(g, g->order[i]),
                                             .colour = (uint8_t)(1 + i % CHART_COLOURS)};
    }
    d->others = own < n;
    if (d->others)
        d->rows[own] = (struct chart_part){.label = lang_text(g->lang, N_("others"))};
    d->rows_n = own + d->others;
    d->rows[d->rows_n++] = (struct chart_part){.label = named(g, COUNT_NOBODY)};
}

/* Those who can no longer be elected or excluded; but nobody who is gone, nor who shares a row. */
static void draw_marks(struct page *g, struct drawing *d, const struct count_stage *s,
                       uint8_t *marks) {
    for (uint32_t i = 0; i < s->bounds_n; i++) {
        const struct count_bound *x = &s->bound[i];
        uint32_t stage = (uint32_t)(s - g->r->stage);
        const char *votes = count_votes(g->r, stage, x->candidate);
        bool gone = among(x->candidate, s->excluded, s->excluded_n) && (!votes || !drawn(votes));
        if (g->row[x->candidate] >= ROWS_SHOWN || gone)
            continue;
        marks[g->row[x->candidate]] = x->doomed ? CHART_CROSSED : CHART_RINGED;
        d->marked = true;
    }
}

/* Every stage, or, of more than fit, the first and those at which somebody is elected or excluded.
 */
static void draw_stages(struct page *g, struct drawing *d) {
    const struct count_result *r = g->r;
    for (uint32_t s = 0; s < r->stages_n && d->stages_n < CHART_FLOW_STAGES_MAX; s++) {
        const struct count_stage *st = &r->stage[s];
        if (r->stages_n > CHART_FLOW_STAGES_MAX && s && !st->elected_n && !st->excluded_n)
            continue;
        char text[24];
        int n = snprintf(text, sizeof(text), "%u", s + 1);
        const char *kept = arena_copy(g->arena, bytes_of(text, (size_t)n));
        d->stages[d->stages_n] = bytes_of(kept, kept ? (size_t)n : 0);
        d->stage[d->stages_n] = s;
        draw_marks(g, d, st, &d->marks[d->stages_n * d->rows_n]);
        int64_t *values = &d->values[d->stages_n++ * d->rows_n];
        for (uint32_t c = 0; c < r->b->candidates; c++)
            if (count_votes(r, s, c))
                values[g->row[c]] += drawn(count_votes(r, s, c));
        values[d->rows_n - 1] = st->exhausted ? drawn(st->exhausted) : 0;
    }
}

/* A transferable vote shows a transfer with the votes after it; a round of run-off shows the votes
 * and then what leaves. */
static size_t draw_moves(struct page *g, const struct drawing *d, struct chart_move *ret) {
    const struct count_result *r = g->r;
    bool before = r->stages_n && r->stage[0].transfers_n;
    size_t n = 0;
    for (size_t k = 0; k + 1 < d->stages_n; k++) {
        if (d->stage[k + 1] != d->stage[k] + 1)
            continue;
        const struct count_stage *s = &r->stage[d->stage[k] + !before];
        for (uint32_t i = 0; i < s->transfers_n; i++) {
            const struct count_transfer *t = &s->transfer[i];
            if (t->from >= r->b->candidates || t->to == COUNT_ROUNDED)
                continue;
            ret[n++] = (struct chart_move){.stage = (uint32_t)k,
                                           .from = g->row[t->from],
                                           .to = t->to == COUNT_NOBODY ? (uint32_t)d->rows_n - 1
                                                                       : g->row[t->to],
                                           .n = drawn(t->votes)};
        }
    }
    return n;
}

static void picture(struct page *g, struct tv *page) {
    const struct count_result *r = g->r;
    struct drawing *d = ARENA_ARRAY(g->arena, 1, struct drawing);
    size_t moves = 1;
    for (uint32_t s = 0; s < r->stages_n; s++)
        moves += r->stage[s].transfers_n;
    struct chart_move *move = ARENA_ARRAY(g->arena, moves, struct chart_move);
    if (!d || !move || !stack(g)) {
        g->m.failed = true;
        return;
    }
    memset(d, 0, sizeof(*d));
    draw_rows(g, d);
    draw_stages(g, d);
    size_t n = draw_moves(g, d, move);
    struct buf b;
    buf_init(&b, &alloc_heap, 8 * LIMIT_CHART_BYTES);
    chart_flow(&b,
               &(struct chart){
                   .id = "flow",
                   .title = lang_text(g->lang, N_("The flow of votes")),
                   .description =
                       lang_text(g->lang, N_("A column for each stage; the tables say the same"))},
               &(struct chart_flow){.rows = d->rows,
                                    .rows_n = d->rows_n,
                                    .strong = r->winners_n,
                                    .stages = d->stages,
                                    .stages_n = d->stages_n,
                                    .values = d->values,
                                    .moves = move,
                                    .moves_n = n,
                                    .marks = d->marks});
    tv_flag(&g->m, page, "flow_marked", d->marked);
    tv_safe(&g->m, page, "flow", chart_keep(g->arena, &b));
    tv_flag(&g->m, page, "flow_part", d->stages_n < r->stages_n);
}

/* --- the tables ----------------------------------------------------------------------------------
 */

static void tie(struct page *g, struct tv *row, const struct count_tie *t) {
    put_words(g, row, "what", t->what);
    put_names(g, row, "tied", t->candidate, t->n);
    tv_text(&g->m, row, "chosen", named(g, t->chosen));
    bool look = t->rule == COUNT_TIE_BACKWARDS || t->rule == COUNT_TIE_FORWARDS;
    tv_int(&g->m, row, "stage", look ? (int64_t)t->stage + 1 : 0);
    tv_flag(&g->m, row, "lot", t->rule == COUNT_TIE_LOT);
}

static const struct count_bound *bound_of(const struct count_stage *s, uint32_t c) {
    uint32_t low = 0, high = s->bounds_n; /* in the order of candidates */
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (s->bound[middle].candidate < c)
            low = middle + 1;
        else
            high = middle;
    }
    return low < s->bounds_n && s->bound[low].candidate == c ? &s->bound[low] : NULL;
}

static bool changed(const struct count_stage *s, uint32_t c) {
    uint32_t low = 0, high = s->changes_n;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (s->change[middle].candidate < c)
            low = middle + 1;
        else
            high = middle;
    }
    return low < s->changes_n && s->change[low].candidate == c;
}

/* Of many candidates, after the first stage, those to whom something happened. */
static void votes(struct page *g, struct tv *out, uint32_t stage) {
    const struct count_stage *s = &g->r->stage[stage];
    struct tv *rows = tv_list(&g->m, out, "votes");
    bool part = stage && g->r->b->candidates > TABLE_OF_ALL;
    tv_flag(&g->m, out, "part", part);
    for (uint32_t i = 0; i < g->r->b->candidates; i++) {
        uint32_t c = g->order[i];
        const char *number = count_votes(g->r, stage, c);
        if (!number)
            continue;
        const struct count_bound *bound = bound_of(s, c);
        bool elected = among(c, s->elected, s->elected_n),
             excluded = among(c, s->excluded, s->excluded_n);
        if (part && !elected && !excluded && !bound && !changed(s, c))
            continue;
        struct tv *row = tv_item(&g->m, rows);
        tv_text(&g->m, row, "name", named(g, c));
        put_number(g, row, "n", number);
        tv_flag(&g->m, row, "elected", elected);
        tv_flag(&g->m, row, "excluded", excluded);
        tv_flag(&g->m, row, "doomed", bound && bound->doomed);
        tv_flag(&g->m, row, "guarded", bound && !bound->doomed);
        tv_text(&g->m, row, "why",
                bound ? why(g, bound->why, bound->doomed) : (struct bytes){0});
    }
    if (s->exhausted) {
        struct tv *row = tv_item(&g->m, rows);
        tv_text(&g->m, row, "name", named(g, COUNT_NOBODY));
        put_number(g, row, "n", s->exhausted);
        static const char *const flags[] = {"elected", "excluded", "doomed", "guarded"};
        for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
            tv_flag(&g->m, row, flags[i], false);
        tv_text(&g->m, row, "why", (struct bytes){0});
    }
}

/* What a stage did, and to whom. A round of run-off is named by its decision. */
static void heading(struct page *g, struct tv *out, const struct count_stage *s) {
    static const char *const kinds[] = {N_("First preferences"), N_("Transfer of a surplus"),
                                        N_("Exclusion"),         N_("Keep factors recomputed"),
                                        N_("Election"),          N_("Last seats")};
    static const char *const passed_on = N_("Votes passed on");
    bool decides = s->kind == COUNT_STAGE_ELECTION, elects = decides && s->elected_n;
    bool excludes = s->excluded_n && !elects;
    const char *kind = !decides || elects ? kinds[s->kind]
                       : excludes         ? kinds[COUNT_STAGE_EXCLUSION]
                                          : passed_on;
    if (g->r->stages_n == 1 && s->kind == COUNT_STAGE_FIRST && !s->exhausted)
        kind = g->r->method->counts ? g->r->method->counts : N_("Votes");
    put_words(g, out, "kind", kind);
    put_words(g, out, "note", s->note ? s->note : "");
    tv_text(&g->m, out, "of",
            s->kind == COUNT_STAGE_SURPLUS && s->transfers_n ? named(g, s->transfer[0].from)
                                                             : (struct bytes){0});
    put_names(g, out, "names", elects ? s->elected : s->excluded,
              elects ? s->elected_n : s->excluded_n);
    put_names(g, out, "also_excluded", s->excluded, elects ? s->excluded_n : 0);
}

static void stage(struct page *g, struct tv *out, uint32_t at) {
    const struct count_stage *s = &g->r->stage[at];
    tv_id(&g->m, out, "number", at + 1);
    heading(g, out, s);
    tv_flag(&g->m, out, "round", s->idle != NULL); /* its votes are those before it decided */
    if (s->quota)
        put_number(g, out, "quota", s->quota);
    struct tv *ties = tv_list(&g->m, out, "ties"), *moves = tv_list(&g->m, out, "transfers");
    for (uint32_t i = 0; i < s->ties_n; i++)
        tie(g, tv_item(&g->m, ties), &s->tie[i]);
    for (uint32_t i = 0; i < s->transfers_n; i++) {
        const struct count_transfer *t = &s->transfer[i];
        struct tv *row = tv_item(&g->m, moves);
        tv_text(&g->m, row, "from", named(g, t->from));
        tv_text(&g->m, row, "to", named(g, t->to));
        put_number(g, row, "n", t->votes);
        if (t->to == COUNT_ROUNDED)
            tv_text(&g->m, row, "ballots", (struct bytes){0});
        else
            tv_format(&g->m, row, "ballots", "%llu", (unsigned long long)t->ballots);
    }
    votes(g, out, at);
}

static void pairwise(struct page *g, struct tv *page) {
    uint32_t n = g->r->b->candidates;
    struct tv *rows = tv_list(&g->m, page, "pairs");
    for (uint32_t x = 0; x < n && n <= 40; x++) {
        struct tv *row = tv_item(&g->m, rows);
        tv_text(&g->m, row, "name", named(g, x));
        struct tv *cells = tv_list(&g->m, row, "cells");
        for (uint32_t y = 0; y < n; y++) {
            struct tv *cell = tv_item(&g->m, cells);
            uint64_t over = g->r->pairwise[(size_t)x * n + y],
                     under = g->r->pairwise[(size_t)y * n + x];
            tv_flag(&g->m, cell, "self", x == y);
            tv_flag(&g->m, cell, "wins", over > under);
            tv_int(&g->m, cell, "n", (int64_t)over);
        }
    }
}

static void lists(struct page *g, struct tv *page) {
    const struct count_result *r = g->r;
    struct tv *rows = tv_list(&g->m, page, "lists");
    struct chart_part parts[24];
    size_t n = 0;
    for (uint32_t c = 0; c < r->b->candidates; c++) {
        if (!r->seats_by_list[c])
            continue;
        struct tv *row = tv_item(&g->m, rows);
        tv_text(&g->m, row, "name", named(g, c));
        tv_int(&g->m, row, "n", (int64_t)r->seats_by_list[c]);
        if (n < 24)
            parts[n] = (struct chart_part){.label = named(g, c),
                                           .n = (int64_t)r->seats_by_list[c],
                                           .colour = (uint8_t)(1 + n % CHART_COLOURS)};
        n++;
    }
    if (n == 0 || n > 24)
        return;
    struct buf b;
    buf_init(&b, &alloc_heap, LIMIT_CHART_BYTES);
    chart_hemicycle(&b, g->lang,
                    &(struct chart){.id = "seats",
                                    .title = lang_text(g->lang, N_("Seats")),
                                    .description = lang_text(
                                        g->lang, N_("Seats by list; the table says the same")),
                                    .unit = lang_text(g->lang, N_("seats"))},
                    parts, n, 0);
    tv_safe(&g->m, page, "hemicycle", chart_keep(g->arena, &b));
}

/* The groups, and how many of each were elected. */
static void groups(struct page *g, struct tv *page) {
    const struct count_result *r = g->r;
    struct tv *rows = tv_list(&g->m, page, "groups");
    for (uint32_t k = 0; k < r->groups; k++) {
        const struct count_group *group = &r->group[k];
        struct tv *row = tv_item(&g->m, rows);
        uint32_t elected = 0;
        tv_text(&g->m, row, "name", group->name);
        struct tv *members = tv_list(&g->m, row, "members");
        for (uint32_t c = 0; c < r->b->candidates; c++)
            if (group->member[c])
                tv_item_text(&g->m, members, named(g, c));
        for (uint32_t i = 0; i < r->winners_n; i++)
            elected += group->member[r->winners[i]];
        tv_text(&g->m, row, "min", group->min ? digits(g, group->min) : (struct bytes){0});
        tv_text(&g->m, row, "max",
                group->max < UINT32_MAX ? digits(g, group->max) : (struct bytes){0});
        tv_int(&g->m, row, "elected", elected);
    }
}

static void passed_over(struct page *g, struct tv *list, const struct count_seating *s,
                        uint32_t n) {
    for (uint32_t i = 0; i < n; i++) {
        if (!s[i].why)
            continue;
        struct tv *row = tv_item(&g->m, list);
        tv_text(&g->m, row, "name", named(g, s[i].candidate));
        tv_text(&g->m, row, "why", why(g, s[i].why, true));
    }
}

/* A countback: whose seat, who sits, who follows. */
static void vacancy(struct page *g, struct tv *page) {
    const struct count_vacancy *v = g->r->vacancy;
    tv_flag(&g->m, page, "vacancy", v != NULL);
    tv_text(&g->m, page, "vacates", v ? named(g, v->vacates) : (struct bytes){0});
    tv_text(&g->m, page, "follows", v ? named(g, v->follows) : (struct bytes){0});
    put_names(g, page, "sit", v ? v->sits : NULL, v ? v->sits_n : 0);
    struct tv *list = tv_list(&g->m, page, "passed");
    passed_over(g, list, v ? v->passed : NULL, v ? v->passed_n : 0);
    passed_over(g, list, g->r->proof.seating, g->r->proof.seatings_n);
}

static void facts(struct page *g, struct tv *page) {
    const struct count_result *r = g->r;
    tv_str(&g->m, page, "lang", g->lang->code);
    tv_text(&g->m, page, "title", r->b->title);
    tv_str(&g->m, page, "method", r->method->name);
    put_words(g, page, "what", r->method->what);
    tv_str(&g->m, page, "source", r->method->source);
    put_words(g, page, "arithmetic", r->arithmetic ? r->arithmetic : "");
    tv_int(&g->m, page, "seats", r->seats);
    tv_int(&g->m, page, "ballots", (int64_t)r->ballots);
    tv_int(&g->m, page, "valid", (int64_t)r->valid);
    if (r->quota)
        put_number(g, page, "quota", r->quota);
    put_names(g, page, "winners", r->winners, r->seats_by_list || r->vacancy ? 0 : r->winners_n);
    vacancy(g, page);
    groups(g, page);
    put_names(g, page, "standing", r->standing, r->standing_n);
    tv_int(&g->m, page, "open_seats", (int64_t)r->seats - r->winners_n);
    struct tv *remarks = tv_list(&g->m, page, "remarks");
    for (uint32_t i = 0; i < r->remarks_n; i++)
        tv_item_text(&g->m, remarks, said(g, r->remark[i]));
}

/* --- the page ------------------------------------------------------------------------------------
 */

/* The style sheet goes where the template says so: a file that stands by itself brings it along. */
static void with_style(struct buf *out, struct bytes page) {
    static const char mark[] = "/* static/style.css */";
    const struct bytes *style = embedded("static/style.css");
    const uint8_t *at = memmem(page.at, page.n, mark, sizeof(mark) - 1);
    size_t before = at && style ? (size_t)(at - page.at) : page.n;
    buf_add(out, page.at, before);
    if (before == page.n)
        return;
    buf_add(out, style->at, style->n);
    before += sizeof(mark) - 1;
    buf_add(out, page.at + before, page.n - before);
}

int count_page_open(struct count_page *ret, struct bytes language, struct fail *fail) {
    *ret = (struct count_page){0};
    int err = langs_open(ret->langs, LIMIT_LANGUAGES, &ret->langs_n, fail);
    err = err < 0 ? err : langs_find(ret->langs, ret->langs_n, language, &ret->lang, fail);
    if (err == 0)
        err = templates_new(&alloc_heap, embedded_at(0), embedded_count(), ret->langs, ret->langs_n,
                            &ret->templates, fail);
    return err;
}

void count_page_close(struct count_page *p) {
    templates_free(p->templates);
    p->templates = NULL;
}

static int render(struct page *g, struct tv *page, struct buf *out, struct fail *fail) {
    struct buf b;
    buf_init(&b, &alloc_heap, LIMIT_COUNT_WORKING);
    int err = g->m.failed
                  ? fail_set(fail, ERR_NOMEM, "the page of this count is too large")
                  : templates_render(g->p->templates, "count.html", page, g->p->lang, &b, fail);
    if (err == 0)
        with_style(out, buf_view(&b));
    buf_drop(&b);
    return err < 0       ? err
           : out->failed ? fail_set(fail, ERR_NOMEM, "the page of this count is too large")
                         : 0;
}

int count_page(const struct count_page *p, const struct count_result *r, struct buf *out,
               struct fail *fail) {
    struct arena arena;
    arena_init(&arena, &alloc_heap, LIMIT_COUNT_WORKING);
    struct page *g = ARENA_ARRAY(&arena, 1, struct page);
    int err = ERR_NOMEM;
    if (g && r->b->candidates < sizeof(g->row) / sizeof(g->row[0])) {
        *g = (struct page){
            .p = p, .r = r, .lang = &p->langs[p->lang], .m = {.arena = &arena}, .arena = &arena};
        struct tv *page = tv_root(&g->m);
        facts(g, page);
        if (stack(g) && r->stages_n > 1)
            picture(g, page);
        struct tv *stages = tv_list(&g->m, page, "stages");
        for (uint32_t s = 0; s < r->stages_n && !g->m.failed; s++)
            stage(g, tv_item(&g->m, stages), s);
        if (r->pairwise)
            pairwise(g, page);
        if (r->seats_by_list)
            lists(g, page);
        err = render(g, page, out, fail);
    }
    arena_drop(&arena);
    return err == ERR_NOMEM ? fail_set(fail, err, "the page of this count is too large") : err;
}
