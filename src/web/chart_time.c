#include <stdio.h>

#include "base/check.h"
#include "web/chart_draw.h"

#define LABELS (180 * PX) /* where the plot begins: behind the names of the rows */
#define PLOT (660 * PX)
#define RIGHT (20 * PX)
#define TOP (34 * PX)
#define ROW (28 * PX)

static int64_t x_of(const struct chart_axis *a, int32_t day) {
    int64_t d = day < a->from ? a->from : day > a->to ? a->to : day;
    return LABELS + PLOT * (d - a->from) / ((int64_t)a->to - a->from);
}

/* --- the axis -----------------------------------------------------------------------------------
 */

/* Marks stand at the first of a month: every so many months, so that their names have room. */
static int months_between(const struct chart_axis *a) {
    static const int steps[] = {1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 6000};
    int64_t days = (int64_t)a->to - a->from;
    size_t i = 0;
    while (i + 1 < sizeof(steps) / sizeof(steps[0]) && days / (steps[i] * 30) > 7)
        i++;
    return steps[i];
}

/* *FREE: where the label before it ends; a label that has no room is left out. */
static void tick(struct buf *b, int64_t x, int64_t bottom, struct bytes label, int64_t *free) {
    DRAW(b, "<path class=\"axis\" d=\"M%# %#V%#\"/>", x, TOP - 6 * PX, bottom);
    if (x < *free || x + draw_text_width(label, 12) >= LABELS + PLOT + RIGHT)
        return;
    draw_text(b, x + 2 * PX, TOP - 12 * PX, 12, "soft", "start", label, 130 * PX);
    *free = x + draw_text_width(label, 12) + 8 * PX;
}

/* The year is in the first label only, and in that of its January: there is no room in the
 * others. */
static struct bytes without_year(struct bytes label, int32_t year) {
    char tail[16];
    int n = snprintf(tail, sizeof(tail), " %d", (int)year);
    bool ends = n > 0 && label.n > (size_t)n &&
                memcmp(label.at + label.n - (size_t)n, tail, (size_t)n) == 0;
    return ends ? bytes_part(label, 0, label.n - (size_t)n) : label;
}

/* One label without its buffer in the way: "March 1917", "May", or the year alone. */
static void month_tick(struct buf *b, const struct lang *l, const struct chart_axis *a, int32_t day,
                       int64_t bottom, bool year_only, int64_t *free) {
    bool first = *free == 0;
    struct civil c = civil_of_day(day, a->calendar);
    struct when w = {.lo = (int64_t)day * DAY_MS, .calendar = (uint8_t)a->calendar};
    int32_t last = day + civil_month_days(c.year, c.month, a->calendar);
    static const struct zone utc = {"UTC", "UTC0"};
    struct buf label;
    buf_init(&label, b->alloc, 200);
    w.hi = (int64_t)last * DAY_MS;
    w.precision = WHEN_MONTH;
    if (year_only)
        buf_format(&label, "%d", (int)c.year);
    else
        lang_when(l, &label, &w, &utc);
    struct bytes text = buf_view(&label);
    text = first || c.month == 1 || year_only ? text : without_year(text, c.year);
    tick(b, x_of(a, day), bottom, text, free);
    buf_drop(&label);
}

static void days_axis(struct buf *b, const struct lang *l, const struct chart_axis *a,
                      int64_t bottom) {
    int64_t free = 0;
    int32_t days = a->to - a->from, step = days <= 7 ? 1 : days <= 14 ? 2 : days <= 35 ? 7 : 14;
    for (int32_t day = a->from; day < a->to; day += step) {
        struct buf label;
        buf_init(&label, b->alloc, 200);
        lang_day_only(l, &label, day, a->calendar);
        struct bytes text = buf_view(&label);
        if (day != a->from)
            text = without_year(text, civil_of_day(day, a->calendar).year);
        tick(b, x_of(a, day), bottom, text, &free);
        buf_drop(&label);
    }
}

static void draw_axis(struct buf *b, const struct lang *l, const struct chart_axis *a,
                      int64_t bottom) {
    if (a->to - a->from <= 75) {
        days_axis(b, l, a, bottom);
        return;
    }
    int step = months_between(a);
    int64_t free = 0;
    struct civil c = civil_of_day(a->from, a->calendar);
    int32_t month = c.year * 12 + c.month - 1 + (c.day > 1), day;
    month += (step - month % step) % step;
    for (;; month += step) {
        struct civil first = {month / 12, (uint8_t)(month % 12 + 1), 1};
        if (!civil_to_day(first, a->calendar, &day) || day >= a->to)
            return;
        month_tick(b, l, a, day, bottom, step >= 12, &free);
    }
}

static void now_line(struct buf *b, const struct chart_axis *a, int64_t bottom) {
    if (a->now > a->from && a->now < a->to)
        DRAW(b,
             "<path class=\"now\" stroke-width=\"1.5\" stroke-dasharray=\"4 3\" d=\"M%# %#V%#\"/>",
             x_of(a, a->now), TOP - 6 * PX, bottom);
}

/* --- bars over time
 * -------------------------------------------------------------------------------- */

static void span_path(struct buf *d, const struct chart_axis *a, const struct chart_span *s,
                      int64_t y) {
    int64_t h = ROW - 8 * PX, thin = h / 4;
    int64_t from = x_of(a, s->from), to = x_of(a, s->to);
    int64_t sure_from = x_of(a, s->from_sure), sure_to = x_of(a, s->to_sure);
    if (sure_to < sure_from)
        sure_from = sure_to = (sure_from + sure_to) / 2;
    if (sure_to - sure_from < 2 * PX && s->from == s->from_sure && s->to == s->to_sure)
        sure_to = sure_from + 2 * PX; /* a day is seen, however long the picture */
    int64_t point = 7 * PX, middle = y + h / 2;
    if (s->from_sure < a->from && sure_to - sure_from > 2 * point)
        DRAW(d, "M%# %#L%# %#L%# %#", sure_from + point, y + h, sure_from, middle,
             sure_from + point, y);
    else
        DRAW(d, "M%# %#V%#", sure_from, y + h, y);
    if (s->to_sure > a->to && sure_to - sure_from > 2 * point)
        DRAW(d, "H%#L%# %#L%# %#z", sure_to - point, sure_to, middle, sure_to - point, y + h);
    else
        DRAW(d, "H%#V%#z", sure_to, y + h);
    if (from < sure_from)
        DRAW(d, "M%# %#H%#v%#H%#z", from, middle - thin / 2, sure_from, thin, from);
    if (to > sure_to)
        DRAW(d, "M%# %#H%#v%#H%#z", sure_to, middle - thin / 2, to, thin, sure_to);
}

static void draw_span(struct buf *b, const struct chart *c, const struct chart_axis *a,
                      const struct chart_span *s) {
    int64_t y = TOP + ROW * s->row + 4 * PX;
    int64_t from = x_of(a, s->from_sure), to = x_of(a, s->to_sure);
    struct buf d;
    buf_init(&d, b->alloc, 2000);
    span_path(&d, a, s, y);
    buf_str(b, "<g>");
    draw_area(b, c->id, s->colour, &d);
    buf_format(b, "<path class=\"%s\" fill=\"none\" stroke-width=\"1\" d=\"%.*s\"/>",
               s->colour ? "gap" : "hatch", (int)d.n, (const char *)d.at);
    if (to - from > 30 * PX)
        draw_text(b, from + 6 * PX, y + 15 * PX, 12, "halo", "start", s->label,
                  to - from - 10 * PX);
    buf_str(b, "</g>");
    buf_drop(&d);
}

void chart_timeline(struct buf *b, const struct lang *l, const struct chart *c,
                    const struct chart_axis *axis, const struct bytes *rows, size_t rows_n,
                    const struct chart_span *spans, size_t spans_n) {
    check(axis->from < axis->to);
    int64_t bottom = TOP + ROW * (int64_t)rows_n;
    draw_begin(b, c, LABELS + PLOT + RIGHT, bottom + 8 * PX, true);
    draw_patterns(b, c->id);
    draw_axis(b, l, axis, bottom);
    for (size_t i = 0; i < rows_n; i++) {
        int64_t y = TOP + ROW * (int64_t)i;
        DRAW(b, "<path class=\"axis\" d=\"M0 %#H%#\"/>", y + ROW, LABELS + PLOT);
        draw_text(b, 0, y + 19 * PX, 13, "name", "start", rows[i], LABELS - 12 * PX);
    }
    for (size_t i = 0; i < spans_n; i++) {
        check(spans[i].row < rows_n);
        if (spans[i].from < axis->to && spans[i].to > axis->from)
            draw_span(b, c, axis, &spans[i]);
    }
    now_line(b, axis, bottom);
    draw_end(b);
}

/* --- areas
 * ------------------------------------------------------------------------------------------ */

#define HEIGHT (260 * PX)

/* 1, 2 or 5 times a power of ten, so that there are about five lines. */
static int64_t scale_step(int64_t max) {
    int64_t step = 1;
    for (int i = 0; max / step > 5; i++)
        step = i % 3 == 1 ? step / 2 * 5 : step * 2;
    return step;
}

static void draw_scale(struct buf *b, const struct lang *l, int64_t max) {
    int64_t step = scale_step(max);
    for (int64_t at = 0; at <= max; at += step) {
        struct buf number;
        int64_t y = TOP + HEIGHT - HEIGHT * at / max;
        buf_init(&number, b->alloc, 100);
        lang_number(l, &number, at);
        DRAW(b, "<path class=\"axis\" d=\"M%# %#H%#\"/>", LABELS, y, LABELS + PLOT);
        draw_text(b, LABELS - 8 * PX, y + 4 * PX, 12, "soft", "end", buf_view(&number), LABELS);
        buf_drop(&number);
    }
}

struct areas {
    const struct chart_axis *axis;
    const int32_t *days;
    const int64_t *values;
    size_t parts_n, steps_n;
    int64_t max;
};

/* The height of the first PARTS parts at a step. */
static int64_t y_of(const struct areas *a, size_t step, size_t parts) {
    int64_t sum = 0;
    for (size_t i = 0; i < parts; i++)
        sum += draw_count(a->values[step * a->parts_n + i]);
    return TOP + HEIGHT - HEIGHT * sum / a->max;
}

static void area_path(struct buf *d, const struct areas *a, size_t part) {
    DRAW(d, "M%# %#", x_of(a->axis, a->days[0]), y_of(a, 0, part));
    for (size_t s = 0; s < a->steps_n; s++) {
        int32_t until = s + 1 < a->steps_n ? a->days[s + 1] : a->axis->to;
        DRAW(d, "V%#H%#", y_of(a, s, part + 1), x_of(a->axis, until));
    }
    for (size_t s = a->steps_n; s-- > 0;)
        DRAW(d, "V%#H%#", y_of(a, s, part), x_of(a->axis, a->days[s]));
    buf_byte(d, 'z');
}

void chart_areas(struct buf *b, const struct lang *l, const struct chart *c,
                 const struct chart_axis *axis, const struct chart_part *parts, size_t parts_n,
                 const int32_t *days, const int64_t *values, size_t steps_n) {
    struct areas a = {axis, days, values, parts_n, steps_n, 1};
    check(axis->from < axis->to);
    for (size_t s = 0; s < steps_n; s++) {
        int64_t sum = 0;
        check(s == 0 || days[s - 1] < days[s]);
        for (size_t i = 0; i < parts_n; i++)
            sum += draw_count(values[s * parts_n + i]);
        a.max = sum > a.max ? sum : a.max;
    }
    draw_begin(b, c, LABELS + PLOT + RIGHT, TOP + HEIGHT + 10 * PX, true);
    draw_patterns(b, c->id);
    draw_scale(b, l, a.max);
    struct buf d;
    buf_init(&d, b->alloc, LIMIT_CHART_BYTES);
    for (size_t i = 0; steps_n && i < parts_n; i++) {
        buf_clear(&d);
        area_path(&d, &a, i);
        draw_area(b, c->id, parts[i].colour, &d);
        buf_format(b, "<path class=\"gap\" fill=\"none\" stroke-width=\"1\" d=\"%.*s\"/>", (int)d.n,
                   (const char *)d.at);
    }
    b->failed = b->failed || d.failed;
    buf_drop(&d);
    draw_axis(b, l, axis, TOP + HEIGHT);
    now_line(b, axis, TOP + HEIGHT);
    draw_end(b);
}
