#include "web/chart_draw.h"

static int64_t total_of(const struct chart_part *parts, size_t n, int64_t unstated) {
    int64_t total = draw_count(unstated);
    for (size_t i = 0; i < n; i++)
        total += draw_count(parts[i].n);
    return total;
}

void chart_swatch(struct buf *b, uint8_t colour, bool seat) {
    static const char *const lines[CHART_COLOURS + 1] = {
        [0] = "M2 14L14 2",           [2] = "M2 14L14 2M0 8L8 0M8 16l8-8",
        [3] = "M5 5h.01M11 11h.01",   [4] = "M2 2l12 12M8 0l8 8M0 8l8 8",
        [5] = "M5 0v16M11 0v16",      [6] = "M0 5h16M0 11h16",
        [7] = "M0 0l16 16M16 0L0 16", [8] = "M8 0v16M0 8h16"};
    colour = draw_colour(colour);
    buf_str(b, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 16 16\" width=\"16\" "
               "height=\"16\" aria-hidden=\"true\">");
    if (seat) {
        buf_format(b, "<path class=\"c%d\" stroke-dasharray=\"%s\" d=\"", colour,
                   colour ? "none" : "2 1.4");
        draw_seat(b, colour, 8 * PX, 8 * PX, 650);
        buf_str(b, "\"/>");
    } else {
        buf_format(b, "<rect class=\"c%d\" x=\".5\" y=\".5\" width=\"15\" height=\"15\"/>", colour);
        if (lines[colour])
            buf_format(b,
                       "<path class=\"%s\" d=\"%s\" stroke-width=\"%s\" stroke-linecap=\"round\"/>",
                       colour ? "gap" : "hatch", lines[colour], colour == 3 ? "3" : "1.3");
    }
    draw_end(b);
}

/* --- hemicycle ----------------------------------------------------------------------------------
 */

#define MIDDLE_X (200 * PX)
#define MIDDLE_Y (196 * PX)
#define OUTER (186 * PX)
#define INNER (84 * PX)
#define ROWS_MAX 14
#define HALF_TURN_ARC(r) ((r)*314159 / 100000)

struct seat {
    int64_t angle; /* from the left, hundredths of a degree */
    int64_t x, y;
};

static int64_t row_radius(int row, int rows) {
    return rows == 1 ? (OUTER + INNER) / 2 : OUTER - (OUTER - INNER) * row / (rows - 1);
}

/* As few rows as leave the seats of a row no closer than the rows are. */
static int choose_rows(int64_t total) {
    for (int rows = 1; rows < ROWS_MAX; rows++) {
        int64_t arc = 0, apart = rows == 1 ? OUTER - INNER : (OUTER - INNER) / (rows - 1);
        for (int r = 0; r < rows; r++)
            arc += HALF_TURN_ARC(row_radius(r, rows));
        if (arc / total >= apart * 9 / 10)
            return rows;
    }
    return ROWS_MAX;
}

static void place_row(struct seat *seats, int64_t count, int64_t radius, int64_t margin) {
    for (int64_t i = 0; i < count; i++) {
        int64_t angle = count == 1 ? 9000 : margin + (18000 - 2 * margin) * i / (count - 1);
        seats[i] = (struct seat){angle, MIDDLE_X - draw_cos(angle) * radius / 1000000,
                                 MIDDLE_Y - draw_sin(angle) * radius / 1000000};
    }
}

static int by_angle(const void *a, const void *b) {
    const struct seat *p = a, *q = b;
    if (p->angle != q->angle)
        return p->angle < q->angle ? -1 : 1;
    return p->y < q->y ? -1 : p->y > q->y;
}

/* Seats from left to right; returns the radius of one. */
static int64_t place_seats(struct seat *seats, int64_t total) {
    int rows = choose_rows(total);
    int64_t arc = 0, before = 0, placed = 0;
    for (int r = 0; r < rows; r++)
        arc += row_radius(r, rows);
    for (int r = 0; r < rows; r++) {
        before += row_radius(r, rows);
        int64_t upto = r == rows - 1 ? total : (total * before + arc / 2) / arc;
        place_row(seats + placed, upto - placed, row_radius(r, rows), 0);
        placed = upto;
    }
    qsort(seats, (size_t)total, sizeof(seats[0]), by_angle);
    int64_t apart = rows == 1 ? OUTER - INNER : (OUTER - INNER) / (rows - 1);
    int64_t along = HALF_TURN_ARC(arc) / total;
    int64_t r = (apart < along ? apart : along) * 42 / 100;
    return r < 11 * PX ? r : 11 * PX;
}

static void draw_seats(struct buf *b, const struct chart_part *parts, size_t n, int64_t unstated,
                       int64_t total) {
    struct seat seats[CHART_SEATS_MAX];
    int64_t r = place_seats(seats, total), at = 0;
    for (size_t i = 0; i <= n; i++) {
        int64_t count = draw_count(i < n ? parts[i].n : unstated);
        uint8_t colour = i < n ? draw_colour(parts[i].colour) : 0;
        if (count == 0)
            continue;
        buf_format(b, "<path class=\"c%d\"%s d=\"", colour,
                   colour ? " fill-rule=\"evenodd\""
                          : " stroke-width=\"1.2\" stroke-dasharray=\"2 1.4\"");
        for (int64_t end = at + count; at < end; at++)
            draw_seat(b, colour, seats[at].x, seats[at].y, colour ? r : r - 60);
        buf_str(b, "\"/>");
    }
}

static void wedge_path(struct buf *d, int64_t from, int64_t to) {
    static const int64_t radii[2] = {OUTER + 8 * PX, INNER};
    int64_t angles[2] = {from, to};
    for (int ring = 0; ring < 2; ring++) {
        for (int i = 0; i < 2; i++) {
            int64_t angle = angles[ring ? 1 - i : i], r = radii[ring];
            int64_t x = MIDDLE_X - draw_cos(angle) * r / 1000000;
            int64_t y = MIDDLE_Y - draw_sin(angle) * r / 1000000;
            if (i == 0)
                DRAW(d, ring ? "L%# %#" : "M%# %#", x, y);
            else
                DRAW(d, ring ? "A%# %# 0 0 0 %# %#" : "A%# %# 0 0 1 %# %#", r, r, x, y);
        }
    }
    buf_byte(d, 'z');
}

static void draw_wedges(struct buf *b, const struct lang *l, const struct chart *c,
                        const struct chart_part *parts, size_t n, int64_t unstated, int64_t total) {
    int64_t before = 0;
    struct buf d, number;
    buf_init(&d, b->alloc, 1000);
    buf_init(&number, b->alloc, 1000);
    draw_patterns(b, c->id);
    for (size_t i = 0; i <= n; i++) {
        int64_t count = draw_count(i < n ? parts[i].n : unstated);
        int64_t from = 18000 * before / total, to = 18000 * (before + count) / total;
        before += count;
        if (to == from)
            continue;
        buf_clear(&d);
        wedge_path(&d, from, to);
        draw_area(b, c->id, i < n ? parts[i].colour : 0, &d);
        buf_format(b, "<path class=\"gap\" fill=\"none\" stroke-width=\"1.5\" d=\"%.*s\"/>",
                   (int)d.n, (const char *)d.at);
        buf_clear(&number);
        if (i < n && parts[i].said.n)
            buf_bytes(&number, parts[i].said);
        else if (i < n || !c->vague)
            lang_number(l, &number, count);
        int64_t r = (OUTER + INNER) / 2, middle = (from + to) / 2;
        int64_t room = (to - from) * HALF_TURN_ARC(r) / 18000;
        if (room >= draw_text_width(buf_view(&number), 13) * 8 / 10 && room >= 16 * PX)
            draw_text(b, MIDDLE_X - draw_cos(middle) * r / 1000000,
                      MIDDLE_Y - draw_sin(middle) * r / 1000000 + 5 * PX, 13, "halo strong",
                      "middle", buf_view(&number), 200 * PX);
    }
    buf_drop(&d);
    buf_drop(&number);
}

void chart_hemicycle(struct buf *b, const struct lang *l, const struct chart *c,
                     const struct chart_part *parts, size_t n, int64_t unstated) {
    int64_t total = total_of(parts, n, unstated);
    draw_begin(b, c, 400 * PX, 214 * PX, false);
    if (total > 0 && total <= CHART_SEATS_MAX && !c->vague)
        draw_seats(b, parts, n, unstated, total);
    else if (total > 0)
        draw_wedges(b, l, c, parts, n, unstated, total);
    struct buf number;
    buf_init(&number, b->alloc, 100);
    if (c->total.n)
        buf_bytes(&number, c->total);
    else
        lang_number(l, &number, total);
    int size = draw_text_width(buf_view(&number), 34) > 130 * PX ? 15 : 34;
    draw_text(b, MIDDLE_X, MIDDLE_Y - 14 * PX, size, "strong", "middle", buf_view(&number),
              160 * PX);
    draw_text(b, MIDDLE_X, MIDDLE_Y + 6 * PX, 13, "soft", "middle", c->unit, 160 * PX);
    buf_drop(&number);
    draw_end(b);
}

/* --- bar ----------------------------------------------------------------------------------------
 */

#define BAR_X (4 * PX)
#define BAR_WIDTH (392 * PX)
#define BAR_Y (24 * PX)
#define BAR_HEIGHT (30 * PX)

static void bar_marks(struct buf *b, const struct chart_mark *marks, size_t n, int64_t total) {
    for (size_t i = 0; i < n; i++) {
        int64_t at = draw_count(marks[i].at) < total ? draw_count(marks[i].at) : total;
        int64_t x = BAR_X + BAR_WIDTH * at / total;
        DRAW(b, "<path class=\"mark\" d=\"M%# %#V%#\"/>", x, BAR_Y - 5 * PX,
             BAR_Y + BAR_HEIGHT + 5 * PX);
        bool left = x > BAR_X + BAR_WIDTH / 2;
        draw_text(b, x, BAR_Y - 9 * PX, 12, "strong", left ? "end" : "start", marks[i].label,
                  left ? x : BAR_X + BAR_WIDTH - x);
    }
}

void chart_bar(struct buf *b, const struct lang *l, const struct chart *c,
               const struct chart_part *parts, size_t n, int64_t unstated,
               const struct chart_mark *marks, size_t marks_n) {
    int64_t total = total_of(parts, n, unstated), before = 0;
    struct buf d, number;
    buf_init(&d, b->alloc, 1000);
    buf_init(&number, b->alloc, 100);
    draw_begin(b, c, 400 * PX, 62 * PX, false);
    draw_patterns(b, c->id);
    for (size_t i = 0; total && i <= n; i++) {
        int64_t count = draw_count(i < n ? parts[i].n : unstated);
        int64_t x = BAR_X + BAR_WIDTH * before / total;
        int64_t width = BAR_X + BAR_WIDTH * (before + count) / total - x;
        before += count;
        if (width == 0)
            continue;
        buf_clear(&d);
        DRAW(&d, "M%# %#h%#v%#h%#z", x, BAR_Y, width, BAR_HEIGHT, -width);
        draw_area(b, c->id, i < n ? parts[i].colour : 0, &d);
        buf_format(b, "<path class=\"gap\" fill=\"none\" stroke-width=\"1.2\" d=\"%.*s\"/>",
                   (int)d.n, (const char *)d.at);
        buf_clear(&number);
        lang_number(l, &number, count);
        if (width > draw_text_width(buf_view(&number), 13) + 6 * PX)
            draw_text(b, x + width / 2, BAR_Y + 20 * PX, 13, "halo strong", "middle",
                      buf_view(&number), width);
    }
    if (total)
        bar_marks(b, marks, marks_n, total);
    draw_end(b);
    buf_drop(&d);
    buf_drop(&number);
}
