#include "web/page_chart.h"

#include "base/quantity.h"
#include "web/chart.h"

#define PARTS_MAX 24

static int64_t whole(const struct doc *q) {
    struct quantity n;
    if (!q || q->kind != DOC_QUANTITY || quantity_parse(q->text, &n) < 0)
        return 0;
    struct ratio r = n.lo.den ? n.lo : n.hi;
    return r.den == 1 ? r.num : 0;
}

/* A number that is not told exactly, as it is told; empty: it is exact. */
static struct bytes told(const struct pages_reader *r, const struct doc *q, bool *vague) {
    struct quantity n;
    struct buf b;
    if (!q || q->kind != DOC_QUANTITY || quantity_parse(q->text, &n) < 0 ||
        n.kind == QUANTITY_EXACT)
        return (struct bytes){0};
    *vague = true;
    buf_init(&b, &alloc_heap, 400);
    lang_quantity(r->lang, &b, &n);
    char *kept = arena_copy(r->arena, buf_view(&b));
    struct bytes text = bytes_of(kept, kept ? b.n : 0);
    buf_drop(&b);
    return text;
}

static struct bytes part_label(const struct pages_reader *r, const struct doc *part) {
    const struct doc *of = doc_get(part, "of"), *name = doc_get(part, "name");
    if (of && of->kind == DOC_REF)
        return pages_title(r, of->ref);
    return name ? pages_word(r->lang, r->law, r->arena, name->text) : (struct bytes){0};
}

/* The seats of a body by faction, from the figure that holds at the page's date. */
static void hemicycle(const struct pages_reader *r, struct tv *item, const struct doc *figure,
                      const char *id) {
    const struct doc *parts = doc_get(figure, "parts");
    struct chart_part drawn[PARTS_MAX];
    size_t n = 0;
    int64_t sum = 0, total = whole(doc_get(figure, "quantity"));
    bool vague = false;
    struct bytes total_told = told(r, doc_get(figure, "quantity"), &vague);
    for (const struct doc_field *f = parts ? parts->first : NULL; f && n < PARTS_MAX; f = f->next) {
        int64_t seats = whole(doc_get(&f->value, "n"));
        if (seats <= 0)
            continue;
        drawn[n] = (struct chart_part){.label = part_label(r, &f->value),
                                       .n = seats,
                                       .said = told(r, doc_get(&f->value, "n"), &vague),
                                       .colour = (uint8_t)(1 + n % CHART_COLOURS)};
        sum += seats;
        n++;
    }
    const struct doc *complete = doc_get(figure, "complete");
    if (!n || (complete && bytes_is(complete->text, "overlapping")))
        return;
    struct buf b;
    buf_init(&b, &alloc_heap, LIMIT_CHART_BYTES);
    chart_hemicycle(&b, r->lang,
                    &(struct chart){.id = id,
                                    .title = lang_text(r->lang, N_("Composition")),
                                    .description = lang_text(
                                        r->lang, N_("Seats by faction; the table says the same")),
                                    .unit = lang_text(r->lang, N_("seats")),
                                    .total = total_told,
                                    .vague = vague},
                    drawn, n, total > sum ? total - sum : 0);
    tv_safe(r->maker, item, "hemicycle", chart_keep(r->arena, &b));
}

/* One picture for each telling: two only where a figure is told in two ways and none is chosen. */
static void composition(const struct pages_reader *r, struct tv *page, const struct doc *d) {
    const struct doc *list = doc_get(d, "composition");
    struct tv_field *shown = page->first;
    while (shown && (!shown->name || strcmp(shown->name, "composition") != 0))
        shown = shown->next;
    struct tv_field *item = shown ? shown->value.first : NULL;
    int number = 1;
    for (struct doc_field *f = list ? list->first : NULL; f && item; f = f->next) {
        char *id = arena_format(r->arena, "composition-%d", number);
        if (id)
            hemicycle(r, &item->value, &f->value, id);
        item = item->next;
        number++;
    }
}

/* --- a vote: votes as parts of all, and what was needed ----------------------------------------
 */

static int64_t number_in(const struct doc *map, const char *name) {
    const struct doc *n = doc_get(map, name);
    return n && n->kind == DOC_INT ? n->number : 0;
}

static bool is_yes(const struct doc *option) {
    const struct doc *name = doc_get(option, "name");
    return name && bytes_is(name->text, "yes");
}

/* Those in favour stand first, so that the line of what was needed can be compared with them. */
static size_t vote_parts(const struct pages_reader *r, const struct doc *options,
                         struct chart_part *parts, int64_t *ret_sum) {
    static const uint8_t colours[] = {4, 2, 3, 6, 7, 5, 8};
    size_t n = 0;
    for (int yes = 1; yes >= 0; yes--)
        for (const struct doc_field *f = options->first; f && n < PARTS_MAX; f = f->next) {
            if (is_yes(&f->value) != (yes == 1))
                continue;
            const struct doc *thing = doc_get(&f->value, "thing");
            parts[n] = (struct chart_part){.n = number_in(&f->value, "votes"),
                                           .label = thing && thing->kind == DOC_REF
                                                        ? pages_title(r, thing->ref)
                                                        : part_label(r, &f->value),
                                           .colour = yes ? 1 : colours[n % sizeof(colours)]};
            *ret_sum += parts[n++].n;
        }
    return n;
}

static void put_key(const struct pages_reader *r, struct tv *page, const struct chart_part *parts,
                    size_t n, int64_t silent) {
    struct tv *list = tv_list(r->maker, page, "vote_key");
    for (size_t i = 0; i < n + (silent > 0); i++) {
        struct tv *item = tv_item(r->maker, list);
        struct buf b;
        buf_init(&b, &alloc_heap, LIMIT_CHART_BYTES);
        chart_swatch(&b, i < n ? parts[i].colour : 0, false);
        tv_safe(r->maker, item, "swatch", chart_keep(r->arena, &b));
        tv_text(r->maker, item, "label",
                i < n ? parts[i].label : lang_text(r->lang, N_("did not vote")));
        tv_int(r->maker, item, "votes", i < n ? parts[i].n : silent);
    }
}

static void vote(const struct pages_reader *r, struct tv *page, const struct doc *d) {
    const struct doc *options = doc_get(d, "options"), *kind = doc_get(d, "kind");
    const struct doc *known = doc_get(d, "counts_known"), *numbers = doc_get(d, "numbers");
    struct chart_part parts[PARTS_MAX];
    int64_t sum = 0, needed = number_in(numbers, "needed");
    if (!options || !kind || kind->kind != DOC_WORD || !bytes_is(kind->text, "vote") || !known ||
        !known->number)
        return;
    size_t n = vote_parts(r, options, parts, &sum);
    int64_t eligible = number_in(numbers, "eligible");
    int64_t silent = eligible > sum ? eligible - sum : 0;
    bool marked = n > 0 && options->first && needed > 0 && needed <= sum + silent;
    struct buf b, label;
    buf_init(&label, &alloc_heap, 400);
    buf_init(&b, &alloc_heap, LIMIT_CHART_BYTES);
    buf_bytes(&label, lang_text(r->lang, N_("needed:")));
    buf_byte(&label, ' ');
    lang_number(r->lang, &label, needed);
    struct chart_mark mark = {.at = needed, .label = buf_view(&label)};
    if (sum > 0) {
        chart_bar(&b, r->lang,
                  &(struct chart){.id = "vote",
                                  .title = lang_text(r->lang, N_("The count")),
                                  .description = lang_text(
                                      r->lang, N_("Votes as parts of all, and what was needed; the "
                                                  "table says the same"))},
                  parts, n, silent, &mark, marked);
        tv_safe(r->maker, page, "vote_picture", chart_keep(r->arena, &b));
        put_key(r, page, parts, n, silent);
    } else {
        buf_drop(&b);
    }
    buf_drop(&label);
}

/* --- who obeyed whom, over time --------------------------------------------------------------- */

#define ROWS_MAX 60
#define SPANS_MAX 200
#define ORDERS_MAX 8
struct obeyed {
    const struct pages_reader *r;
    struct chart_axis axis;
    uint32_t row_ids[ROWS_MAX], order_ids[ORDERS_MAX];
    struct bytes rows[ROWS_MAX];
    struct chart_span spans[SPANS_MAX];
    size_t rows_n, orders_n, spans_n;
};

static bool day_range(const struct obeyed *o, const struct doc *d, int32_t *ret_lo,
                      int32_t *ret_hi) {
    const struct zone *zone = view_clock(o->r->law).zone;
    if (!d || (d->kind != DOC_WHEN && d->kind != DOC_DAY && d->kind != DOC_INSTANT))
        return false;
    int64_t lo = d->kind == DOC_WHEN ? d->when->when.lo : d->number;
    int64_t hi = d->kind == DOC_WHEN ? d->when->when.hi : d->number + 1;
    if (lo == INSTANT_MIN || hi == INSTANT_MAX)
        return false;
    *ret_lo = zone_day(zone, lo);
    *ret_hi = zone_day(zone, hi - 1);
    return true;
}

/* The place of ID in a list, added when there is room; N_MAX when there is none. */
static size_t place(uint32_t *ids, size_t *n, size_t n_max, uint32_t id) {
    for (size_t i = 0; i < *n; i++)
        if (ids[i] == id)
            return i;
    if (*n < n_max)
        ids[(*n)++] = id;
    return ids[*n - 1] == id ? *n - 1 : n_max;
}

static void add_span(struct obeyed *o, const struct doc *row) {
    const struct doc *who = doc_get(row, "who"), *to = doc_get(row, "obeys");
    int32_t lo, hi, until_lo = INT32_MAX, until_hi = INT32_MAX;
    if (!who || !to || who->kind != DOC_REF || to->kind != DOC_REF || o->spans_n == SPANS_MAX ||
        !day_range(o, doc_get(row, "since"), &lo, &hi))
        return;
    (void)day_range(o, doc_get(row, "until"), &until_lo, &until_hi);
    size_t n = o->rows_n, at = place(o->row_ids, &o->rows_n, ROWS_MAX, who->ref->id);
    size_t order = place(o->order_ids, &o->orders_n, ORDERS_MAX, to->ref->id);
    if (at == ROWS_MAX || order == ORDERS_MAX || until_hi < lo)
        return;
    if (o->rows_n > n)
        o->rows[at] = pages_title(o->r, who->ref);
    int32_t sure = hi < until_lo ? hi : until_lo;
    sure = sure < lo ? lo : sure;
    o->spans[o->spans_n++] =
        (struct chart_span){.row = (uint32_t)at,
                            .colour = (uint8_t)(1 + order % CHART_COLOURS),
                            .from = lo,
                            .from_sure = sure,
                            .to_sure = until_lo < sure ? sure : until_lo,
                            .to = until_hi == INT32_MAX ? INT32_MAX : until_hi + 1,
                            .label = pages_title(o->r, to->ref)};
    o->axis.from = lo < o->axis.from ? lo : o->axis.from;
    o->axis.to = sure > o->axis.to ? sure : o->axis.to;
    if (until_hi != INT32_MAX && until_hi > o->axis.to)
        o->axis.to = until_hi;
}

static void recognition(const struct pages_reader *r, struct tv *page, const struct doc *d) {
    const struct doc *list = doc_get(d, "recognition");
    struct obeyed *o = ARENA_NEW(r->arena, struct obeyed);
    if (!o || !list || !list->n)
        return;
    o->r = r;
    o->axis = (struct chart_axis){.from = INT32_MAX,
                                  .to = INT32_MIN,
                                  .calendar = view_clock(r->law).calendar,
                                  .now = INT32_MAX};
    for (const struct doc_field *f = list->first; f; f = f->next)
        add_span(o, &f->value);
    if (!o->spans_n)
        return;
    o->axis.from -= 7;
    o->axis.to += 45;
    struct buf b;
    buf_init(&b, &alloc_heap, LIMIT_CHART_BYTES);
    chart_timeline(&b, r->lang,
                   &(struct chart){.id = "obeyed",
                                   .title = lang_text(r->lang, N_("Who obeys whom")),
                                   .description = lang_text(
                                       r->lang, N_("Whom each obeyed, over time; the table below "
                                                   "says the same"))},
                   &o->axis, o->rows, o->rows_n, o->spans, o->spans_n);
    tv_safe(r->maker, page, "picture", chart_keep(r->arena, &b));
}

void page_charts(const struct pages_reader *r, const struct view *v, struct tv *page,
                 const struct doc *d) {
    composition(r, page, d);
    recognition(r, page, d);
    vote(r, page, d);
}
