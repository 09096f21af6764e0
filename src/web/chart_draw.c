#include "web/chart_draw.h"
#include "web/template.h"

void draw_number(struct buf *b, int64_t hundredths) {
    uint64_t n = hundredths < 0 ? -(uint64_t)hundredths : (uint64_t)hundredths;
    buf_format(b, "%s%llu", hundredths < 0 ? "-" : "", (unsigned long long)(n / 100));
    if (n % 10)
        buf_format(b, ".%02u", (unsigned)(n % 100));
    else if (n % 100)
        buf_format(b, ".%u", (unsigned)(n % 100 / 10));
}

void draw(struct buf *b, const char *format, const int64_t *numbers, size_t n) {
    size_t used = 0;
    for (const char *mark; (mark = strstr(format, "%#")) != NULL && used < n; format = mark + 2) {
        buf_add(b, format, (size_t)(mark - format));
        draw_number(b, numbers[used++]);
    }
    buf_str(b, format);
}

/* Sines of whole degrees, in millionths. */
static const int32_t SINES[91] = {
    0,      17452,  34899,  52336,  69756,  87156,  104528,  121869, 139173, 156434, 173648, 190809,
    207912, 224951, 241922, 258819, 275637, 292372, 309017,  325568, 342020, 358368, 374607, 390731,
    406737, 422618, 438371, 453990, 469472, 484810, 500000,  515038, 529919, 544639, 559193, 573576,
    587785, 601815, 615661, 629320, 642788, 656059, 669131,  681998, 694658, 707107, 719340, 731354,
    743145, 754710, 766044, 777146, 788011, 798636, 809017,  819152, 829038, 838671, 848048, 857167,
    866025, 874620, 882948, 891007, 898794, 906308, 913545,  920505, 927184, 933580, 939693, 945519,
    951057, 956305, 961262, 965926, 970296, 974370, 978148,  981627, 984808, 987688, 990268, 992546,
    994522, 996195, 997564, 998630, 999391, 999848, 1000000,
};

int64_t draw_sin(int64_t angle) {
    angle = (angle % 36000 + 36000) % 36000;
    if (angle >= 18000)
        return -draw_sin(angle - 18000);
    if (angle > 9000)
        angle = 18000 - angle;
    int64_t whole = angle / 100, part = angle % 100;
    int64_t low = SINES[whole], high = SINES[whole < 90 ? whole + 1 : 90];
    return low + (high - low) * part / 100;
}

int64_t draw_cos(int64_t angle) {
    return draw_sin(angle + 9000);
}

uint8_t draw_colour(uint8_t colour) {
    return colour ? (uint8_t)((colour - 1) % CHART_COLOURS + 1) : 0;
}

int64_t draw_count(int64_t n) {
    const int64_t most = INT64_C(1000000000000);
    return n < 0 ? 0 : n < most ? n : most;
}

/* --- text ----------------------------------------------------------------------------------------
 */

static bool begins_character(uint8_t byte) {
    return (byte & 0xc0) != 0x80;
}

/* In hundredths of the size: narrow letters of Latin, the rest alike. */
static int64_t character_width(uint8_t c) {
    return strchr("iljtf.,:;'|!()[] I", c) && c ? 36 : c >= 'A' && c <= 'Z' ? 70 : 62;
}

int64_t draw_text_width(struct bytes text, int size) {
    int64_t width = 0;
    for (size_t i = 0; i < text.n; i++)
        width += begins_character(text.at[i]) ? character_width(text.at[i]) : 0;
    return width * size;
}

/* How many bytes of TEXT fit, whole characters only. */
static size_t fitting(struct bytes text, int size, int64_t width) {
    int64_t used = 0;
    for (size_t i = 0; i < text.n; i++) {
        used += begins_character(text.at[i]) ? character_width(text.at[i]) * size : 0;
        if (used > width)
            return i;
    }
    return text.n;
}

void draw_text(struct buf *b, int64_t x, int64_t y, int size, const char *class, const char *anchor,
               struct bytes text, int64_t width) {
    if (strstr(class, "strong"))
        width = width * 9 / 10; /* bold letters are wider */
    bool cut = draw_text_width(text, size) > width;
    size_t n = cut ? fitting(text, size, width - 62 * size) : text.n;
    buf_format(b, "<text class=\"%s\" text-anchor=\"%s\" font-size=\"%d\"", class, anchor, size);
    DRAW(b, " x=\"%#\" y=\"%#\">", x, y);
    html_escape(b, bytes_part(text, 0, n));
    buf_str(b, cut ? "\xe2\x80\xa6</text>" : "</text>");
}

/* --- frame ---------------------------------------------------------------------------------------
 */

void draw_begin(struct buf *b, const struct chart *c, int64_t width, int64_t height, bool fixed) {
    DRAW(b, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %# %#\"", width, height);
    if (fixed)
        DRAW(b, " width=\"%#\" height=\"%#\"", width, height);
    buf_format(b, " role=\"img\" aria-labelledby=\"%s-t %s-d\"><title id=\"%s-t\">", c->id, c->id,
               c->id);
    html_escape(b, c->title);
    buf_format(b, "</title><desc id=\"%s-d\">", c->id);
    html_escape(b, c->description);
    buf_str(b, "</desc>");
}

void draw_end(struct buf *b) {
    buf_str(b, "</svg>");
}

struct safe_html chart_keep(struct arena *a, struct buf *b) {
    const char *kept = b->failed ? NULL : arena_copy(a, buf_view(b));
    struct safe_html made = {bytes_of(kept, kept ? b->n : 0)};
    buf_drop(b);
    return made;
}

/* --- colours and what goes with them
 * --------------------------------------------------------------- */

/* Lines in a square of 8, laid over an area of that colour. */
static const char *const HATCHES[CHART_COLOURS + 1] = {
    [0] = "M-2 2l4-4M0 8l8-8M6 10l4-4",
    [2] = "M-2 2l4-4M0 8l8-8M6 10l4-4",
    [3] = "M2 2h.01M6 6h.01",
    [4] = "M-2 6l4 4M0 0l8 8M6-2l4 4",
    [5] = "M2 0v8M6 0v8",
    [6] = "M0 2h8M0 6h8",
    [7] = "M0 0l8 8M8 0l-8 8",
    [8] = "M4 0v8M0 4h8",
};

void draw_patterns(struct buf *b, const char *id) {
    buf_str(b, "<defs>");
    for (int i = 0; i <= CHART_COLOURS; i++) {
        if (!HATCHES[i])
            continue;
        buf_format(b,
                   "<pattern id=\"%s-p%d\" width=\"8\" height=\"8\" "
                   "patternUnits=\"userSpaceOnUse\"><path class=\"%s\" d=\"%s\" "
                   "stroke-width=\"%s\" stroke-linecap=\"round\"/></pattern>",
                   id, i, i ? "gap" : "hatch", HATCHES[i], i == 3 ? "2.6" : "1.2");
    }
    buf_str(b, "</defs>");
}

void draw_area(struct buf *b, const char *id, uint8_t colour, const struct buf *d) {
    colour = draw_colour(colour);
    if (colour)
        buf_format(b, "<path class=\"c%d\" d=\"%.*s\"/>", colour, (int)d->n, (const char *)d->at);
    if (HATCHES[colour])
        buf_format(b, "<path fill=\"url(#%s-p%d)\" d=\"%.*s\"/>", id, colour, (int)d->n,
                   (const char *)d->at);
}

static void circle(struct buf *b, int64_t x, int64_t y, int64_t r, bool hole) {
    DRAW(b, "M%# %#a%# %# 0 1 ", x - r, y, r, r);
    DRAW(b, hole ? "1 %# 0a%# %# 0 1 1 %# 0z" : "0 %# 0a%# %# 0 1 0 %# 0z", 2 * r, r, r, -2 * r);
}

static void square(struct buf *b, int64_t x, int64_t y, int64_t r, bool hole) {
    if (hole)
        DRAW(b, "M%# %#v%#h%#v%#z", x - r, y - r, 2 * r, 2 * r, -2 * r);
    else
        DRAW(b, "M%# %#h%#v%#h%#z", x - r, y - r, 2 * r, 2 * r, -2 * r);
}

static void diamond(struct buf *b, int64_t x, int64_t y, int64_t r) {
    DRAW(b, "M%# %#l%# %#l%# %#l%# %#z", x, y - r, r, r, -r, r, -r, -r);
}

static void triangle(struct buf *b, int64_t x, int64_t y, int64_t r, int up) {
    DRAW(b, "M%# %#h%#l%# %#z", x - r, y + up * r * 7 / 10, 2 * r, -r, -up * r * 17 / 10);
}

static void plus(struct buf *b, int64_t x, int64_t y, int64_t r) {
    int64_t t = r * 4 / 10, s = r - t;
    DRAW(b, "M%# %#h%#v%#h%#v%#h%#v%#h%#v%#h%#v%#h%#z", x - t, y - r, 2 * t, s, s, 2 * t, -s, s,
         -2 * t, -s, -s, -2 * t, s);
}

void draw_seat(struct buf *b, uint8_t colour, int64_t x, int64_t y, int64_t r) {
    switch (draw_colour(colour)) {
    case 2:
        square(b, x, y, r * 85 / 100, false);
        break;
    case 3:
        diamond(b, x, y, r * 115 / 100);
        break;
    case 4:
        triangle(b, x, y, r, 1);
        break;
    case 5:
        circle(b, x, y, r, false);
        circle(b, x, y, r * 45 / 100, true);
        break;
    case 6:
        square(b, x, y, r * 85 / 100, false);
        square(b, x, y, r * 35 / 100, true);
        break;
    case 7:
        plus(b, x, y, r);
        break;
    case 8:
        triangle(b, x, y, r, -1);
        break;
    default:
        circle(b, x, y, r, false);
    }
}
