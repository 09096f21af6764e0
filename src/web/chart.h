/* Pictures of numbers, drawn as SVG: who sits in a body, how that changed, who obeyed whom, which
 * body elects which. Pure functions with integer arithmetic: the same input gives the same bytes.
 *
 *     struct buf b;
 *     buf_init(&b, &alloc_heap, LIMIT_CHART_BYTES);
 *     chart_hemicycle(&b, l, &(struct chart){.id = "h", .title = title, .description = words},
 *                     parts, 3, 985);
 *     tv_safe(&m, page, "picture", chart_keep(&x->arena, &b));
 *
 * No picture says anything that a table behind it does not; its title and description are read
 * aloud instead of it. Parts differ by colour and by shape or pattern (static/style.css has the
 * colours, for light and dark); numbers and names are written on them where there is room. */
#ifndef KOINON_WEB_CHART_H
#define KOINON_WEB_CHART_H

#include "base/buf.h"
#include "web/lang.h"
#include "web/value.h"

#define LIMIT_CHART_BYTES (1u << 20)
#define CHART_COLOURS 8 /* 1..8; 0 is "not stated" */

struct chart {
    const char *id; /* letters and digits, one for each picture of a page */
    struct bytes title, description;
    struct bytes unit; /* under the total of a hemicycle: "seats"; may be empty */
    /* of a hemicycle: the total as it is told ("2,000 to 3,000"); empty: the sum of the parts */
    struct bytes total;
    bool vague; /* a part is told as about, a range, a bound: the rest has a size but no number */
};

struct chart_part {
    struct bytes label;
    int64_t n; /* less than 0 counts as 0 */
    uint8_t colour;
    struct bytes said; /* written upon it: "160 to 190"; empty: n */
};

/* Copies what was drawn into the arena; {NULL, 0} when it failed. Drops B. */
struct safe_html chart_keep(struct arena *a, struct buf *b);

/* A half circle of seats from left to right in the order of PARTS, then UNSTATED ones, hollow:
 * seats that are there, of whom the source says nothing. Single seats up to CHART_SEATS_MAX of
 * them, wedges above. */
#define CHART_SEATS_MAX 400
void chart_hemicycle(struct buf *b, const struct lang *l, const struct chart *c,
                     const struct chart_part *parts, size_t n, int64_t unstated);

/* One bar from left to right, with lines across it: what a majority needed. */
struct chart_mark {
    int64_t at; /* in the parts' unit, from the left */
    struct bytes label;
};
void chart_bar(struct buf *b, const struct lang *l, const struct chart *c,
               const struct chart_part *parts, size_t n, int64_t unstated,
               const struct chart_mark *marks, size_t marks_n);

/* The mark of a colour for a key: SEAT as in a hemicycle of single seats, else as in wedges and
 * bars. */
void chart_swatch(struct buf *b, uint8_t colour, bool seat);

/* Bars over time, one row a thing: which authority a unit obeyed, who held an office. Days as in
 * base/date.h. Between `from` and `from_sure`, and `to_sure` and `to`, a bar is thin: not known
 * when in that time it began or ended. Ends outside the picture get an arrow. */
struct chart_span {
    uint32_t row;
    uint8_t colour;
    int32_t from, from_sure, to_sure, to; /* ascending; half-open */
    struct bytes label;
};
struct chart_axis {
    int32_t from, to; /* days; from < to */
    enum calendar calendar;
    int32_t now; /* a line at this day, if it is inside */
};
void chart_timeline(struct buf *b, const struct lang *l, const struct chart *c,
                    const struct chart_axis *axis, const struct bytes *rows, size_t rows_n,
                    const struct chart_span *spans, size_t spans_n);

/* A composition that changes on certain days: areas upon one another. VALUES has steps_n rows of
 * parts_n numbers; DAYS ascend. From the last day on the last row holds. */
void chart_areas(struct buf *b, const struct lang *l, const struct chart *c,
                 const struct chart_axis *axis, const struct chart_part *parts, size_t parts_n,
                 const int32_t *days, const int64_t *values, size_t steps_n);

/* The flow of votes through a count: a column of bars for each stage, a bar for each candidate, and
 * ribbons for what stays and what is passed on to the next stage. VALUES has stages_n rows of
 * rows_n numbers in one unit, any (a ten-thousandth of a vote, say): a bar is as high as its share
 * of the largest column. Rows stand from top to bottom; a row of 0 is not drawn. The last row may
 * be what no longer counts for anybody (colour 0). At least one stage. A move is from a row of
 * STAGE to one of the next; what no move takes away stays. */
struct chart_move {
    uint32_t stage, from, to; /* rows */
    int64_t n;
};
struct chart_flow {
    const struct chart_part *rows; /* n is not read; `strong` of them, the first, are the elected */
    size_t rows_n, strong;
    const struct bytes *stages; /* headings */
    size_t stages_n;
    const int64_t *values;
    const struct chart_move *moves;
    size_t moves_n;
    /* enum chart_sign of each value, upon its bar; NULL: none. A row of 0 with one is drawn. */
    const uint8_t *marks;
};
enum chart_sign { CHART_UNMARKED, CHART_CROSSED, CHART_RINGED };
#define CHART_FLOW_ROWS_MAX 60
#define CHART_FLOW_STAGES_MAX 80
void chart_flow(struct buf *b, const struct chart *c, const struct chart_flow *f);

/* Bodies and what ties them: those who elect stand below those whom they elect. */
enum chart_tie { CHART_ELECTS, CHART_APPOINTS, CHART_ACCOUNTABLE, CHART_VETO, CHART_OTHER };
struct chart_box {
    struct bytes label, note; /* note: a second, smaller line ("251 seats"); may be empty */
    bool round;               /* electors, units: not a body */
};
struct chart_arrow {
    uint16_t from, to; /* boxes */
    uint8_t tie;
    struct bytes label;
};
#define CHART_BOXES_MAX 120
#define CHART_ARROWS_MAX 400
void chart_bodies(struct buf *b, const struct chart *c, const struct chart_box *boxes,
                  size_t boxes_n, const struct chart_arrow *arrows, size_t arrows_n);

#endif
