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

static struct bytes part_label(const struct pages_reader *r, const struct doc *part) {
    const struct doc *of = doc_get(part, "of"), *name = doc_get(part, "name");
    if (of && of->kind == DOC_REF)
        return pages_title(r, of->ref);
    return name ? pages_word(r->lang, r->law, r->arena, name->text) : (struct bytes){0};
}

/* The seats of a body by faction, from the figure that holds at the page's date. */
static void composition(const struct pages_reader *r, struct tv *page, const struct doc *d) {
    const struct doc *list = doc_get(d, "composition");
    const struct doc *figure = list && list->first ? &list->first->value : NULL;
    const struct doc *parts = doc_get(figure, "parts");
    struct chart_part drawn[PARTS_MAX];
    size_t n = 0;
    int64_t sum = 0, total = whole(doc_get(figure, "quantity"));
    for (const struct doc_field *f = parts ? parts->first : NULL; f && n < PARTS_MAX; f = f->next) {
        int64_t seats = whole(doc_get(&f->value, "n"));
        if (seats <= 0)
            continue;
        drawn[n] = (struct chart_part){.label = part_label(r, &f->value), .n = seats,
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
                    &(struct chart){.id = "composition",
                                    .title = lang_text(r->lang, N_("Composition")),
                                    .description = lang_text(
                                        r->lang, N_("Seats by faction; the table says the same")),
                                    .unit = lang_text(r->lang, N_("seats"))},
                    drawn, n, total > sum ? total - sum : 0);
    tv_safe(r->maker, page, "hemicycle", chart_keep(r->arena, &b));
}

void page_charts(const struct pages_reader *r, const struct view *v, struct tv *page,
                 const struct doc *d) {
    composition(r, page, d);
}
