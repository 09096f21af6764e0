#include "base/check.h"
#include "web/chart_draw.h"

#define LEFT (170 * PX)   /* the names before the first column; after the last there is as much */
#define WIDTH (1030 * PX) /* what the columns are spread over, but not further or nearer than: */
#define STEP_MOST (150 * PX)
#define STEP_LEAST (44 * PX)
#define BAR (14 * PX)
#define TOP (40 * PX)
#define TALL (380 * PX) /* the largest column without its gaps */
#define GAP (5 * PX)
#define MARK (9 * PX)
#define NAME (15 * PX) /* from one name to the next at least */

struct flow {
    const struct chart_flow *f;
    int64_t most;                                              /* the largest column */
    int64_t step;                                              /* from one column to the next */
    int64_t bottom;                                            /* of bars and names */
    int64_t y[CHART_FLOW_STAGES_MAX][CHART_FLOW_ROWS_MAX];     /* top of each bar */
    int64_t out[CHART_FLOW_ROWS_MAX], in[CHART_FLOW_ROWS_MAX]; /* taken so far of a column's bars */
};

static int64_t value(const struct flow *w, size_t stage, size_t row) {
    return stage < w->f->stages_n ? draw_count(w->f->values[stage * w->f->rows_n + row]) : 0;
}

static uint8_t mark_of(const struct flow *w, size_t stage, size_t row) {
    return w->f->marks ? w->f->marks[stage * w->f->rows_n + row] : CHART_UNMARKED;
}

static bool is_drawn(const struct flow *w, size_t stage, size_t row) {
    return value(w, stage, row) || mark_of(w, stage, row);
}

static int64_t high(const struct flow *w, int64_t n) {
    return TALL * n / w->most;
}

static int64_t x_of(const struct flow *w, size_t stage) {
    return LEFT + (int64_t)stage * w->step;
}

static void place(struct flow *w) {
    for (size_t s = 0; s < w->f->stages_n; s++) {
        int64_t y = TOP;
        for (size_t r = 0; r < w->f->rows_n; r++) {
            w->y[s][r] = y;
            y += is_drawn(w, s, r) ? high(w, value(w, s, r)) + GAP : 0;
            y += mark_of(w, s, r) && high(w, value(w, s, r)) < MARK ? MARK : 0;
        }
        w->bottom = y > w->bottom ? y : w->bottom;
    }
}

/* Where the name of a row stands beside its bar; *free is where the one above ends. */
static int64_t name_y(const struct flow *w, size_t stage, size_t row, int64_t *free) {
    int64_t y = w->y[stage][row] + high(w, value(w, stage, row)) / 2 + 4 * PX;
    y = y < *free + NAME ? *free + NAME : y;
    *free = y;
    return y;
}

/* From a bar of STAGE to one of the next: a band with two bends. */
static void ribbon(struct buf *b, struct flow *w, size_t stage, size_t from, size_t to, int64_t n) {
    int64_t x = x_of(w, stage) + BAR, x2 = x_of(w, stage + 1), mid = (x + x2) / 2, h = high(w, n);
    int64_t y = w->y[stage][from] + w->out[from], y2 = w->y[stage + 1][to] + w->in[to];
    w->out[from] += h;
    w->in[to] += h;
    if (h <= 0)
        return;
    buf_format(b, "<path class=\"flow c%d\"", draw_colour(w->f->rows[from].colour));
    DRAW(b, " d=\"M%# %#C%# %# %# %# %# %#V%#C%# %# %# %# %# %#z\"/>", x, y, mid, y, mid, y2, x2,
         y2, y2 + h, mid, y2 + h, mid, y + h, x, y + h);
}

/* What stays comes first, so that it lies straight; then what moves, in the order it is given. */
static void ribbons(struct buf *b, struct flow *w, size_t stage) {
    const struct chart_flow *f = w->f;
    int64_t leaves[CHART_FLOW_ROWS_MAX] = {0};
    for (size_t r = 0; r < f->rows_n; r++)
        w->out[r] = w->in[r] = 0;
    for (size_t i = 0; i < f->moves_n; i++)
        if (f->moves[i].stage == stage)
            leaves[f->moves[i].from] += draw_count(f->moves[i].n);
    for (size_t r = 0; r < f->rows_n; r++) {
        int64_t had = value(w, stage, r), has = value(w, stage + 1, r);
        int64_t stays = had > leaves[r] ? had - leaves[r] : 0;
        ribbon(b, w, stage, r, r, stays < has ? stays : has);
    }
    for (size_t i = 0; i < f->moves_n; i++)
        if (f->moves[i].stage == stage)
            ribbon(b, w, stage, f->moves[i].from, f->moves[i].to, draw_count(f->moves[i].n));
}

static void bars(struct buf *b, struct flow *w, size_t stage) {
    struct buf d;
    buf_init(&d, b->alloc, 4096);
    for (size_t r = 0; r < w->f->rows_n; r++) {
        int64_t h = high(w, value(w, stage, r));
        if (!is_drawn(w, stage, r))
            continue;
        buf_clear(&d);
        DRAW(&d, "M%# %#h%#v%#h%#z", x_of(w, stage), w->y[stage][r], BAR, h > 40 ? h : 40, -BAR);
        buf_format(b, "<path class=\"c%d\" d=\"%.*s\"/>", draw_colour(w->f->rows[r].colour),
                   (int)d.n, (const char *)d.at);
    }
    b->failed = b->failed || d.failed;
    buf_drop(&d);
}

/* Beside a bar: a cross or a ring, upon what flows there. */
static void marks(struct buf *b, struct flow *w, size_t stage) {
    for (size_t r = 0; r < w->f->rows_n; r++) {
        uint8_t mark = mark_of(w, stage, r);
        int64_t x = x_of(w, stage) + BAR / 2, half = MARK / 3;
        int64_t y = w->y[stage][r] + high(w, value(w, stage, r)) / 2;
        if (mark)
            DRAW(b, mark == CHART_RINGED ? "<circle class=\"sign\" cx=\"%#\" cy=\"%#\" r=\"%#\"/>"
                                         : "<circle class=\"frame\" cx=\"%#\" cy=\"%#\" r=\"%#\"/>",
                 x, y, MARK / 2);
        if (mark == CHART_CROSSED)
            DRAW(b, "<path class=\"sign\" d=\"M%# %#L%# %#M%# %#L%# %#\"/>", x - half, y - half,
                 x + half, y + half, x - half, y + half, x + half, y - half);
    }
}

/* Names beside the bars of a column, from top to bottom, none upon another. B may be NULL: only
 * their room is measured. */
static void names(struct buf *b, struct flow *w, size_t stage, int64_t x, const char *anchor) {
    int64_t free = TOP - NAME;
    for (size_t r = 0; r < w->f->rows_n; r++) {
        if (!is_drawn(w, stage, r))
            continue;
        int64_t y = name_y(w, stage, r, &free);
        if (b)
            draw_text(b, x, y, 12, r < w->f->strong ? "strong" : "soft", anchor,
                      w->f->rows[r].label, LEFT - 16 * PX);
    }
    w->bottom = free > w->bottom ? free : w->bottom;
}

static void measure(struct flow *w) {
    const struct chart_flow *f = w->f;
    int64_t between = f->stages_n > 1 ? (WIDTH - 2 * LEFT) / ((int64_t)f->stages_n - 1) : STEP_MOST;
    w->step = between > STEP_MOST ? STEP_MOST : between < STEP_LEAST ? STEP_LEAST : between;
    for (size_t s = 0; s < f->stages_n; s++) {
        int64_t sum = 0;
        for (size_t r = 0; r < f->rows_n; r++)
            sum += value(w, s, r);
        w->most = sum > w->most ? sum : w->most;
    }
    place(w);
    names(NULL, w, 0, 0, "");
    names(NULL, w, f->stages_n - 1, 0, "");
}

void chart_flow(struct buf *b, const struct chart *c, const struct chart_flow *f) {
    check(f->rows_n <= CHART_FLOW_ROWS_MAX && f->stages_n && f->stages_n <= CHART_FLOW_STAGES_MAX);
    struct flow w = {.f = f, .most = 1};
    measure(&w);
    int64_t last = x_of(&w, f->stages_n - 1);
    draw_begin(b, c, last + BAR + LEFT, w.bottom + 10 * PX, true);
    for (size_t s = 0; s + 1 < f->stages_n; s++)
        ribbons(b, &w, s);
    for (size_t s = 0; s < f->stages_n; s++) {
        bars(b, &w, s);
        marks(b, &w, s);
        draw_text(b, x_of(&w, s) + BAR / 2, TOP - 16 * PX, 12, "soft", "middle", f->stages[s],
                  w.step - 4 * PX);
    }
    names(b, &w, 0, LEFT - 8 * PX, "end");
    names(b, &w, f->stages_n - 1, last + BAR + 8 * PX, "start");
    draw_end(b);
}
