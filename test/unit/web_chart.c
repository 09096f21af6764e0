#include "test.h"

#include "web/chart.h"

static struct lang en;
static struct buf out;

static const struct chart chart = {"x",
                                   {(const uint8_t *)"A & <B>", 7},
                                   {(const uint8_t *)"\"words\"", 7},
                                   {(const uint8_t *)"seats", 5}};

static void start(void) {
    lang_english(&en);
    buf_init(&out, &alloc_heap, LIMIT_CHART_BYTES);
}

static bool has(const char *text) {
    buf_str(&out, "");
    return out.at && strstr((const char *)out.at, text) != NULL;
}

static size_t count(const char *text) {
    size_t n = 0;
    buf_str(&out, "");
    for (const char *at = (const char *)out.at; (at = strstr(at, text)) != NULL; at++)
        n++;
    return n;
}

static struct chart_part part(int64_t n, uint8_t colour) {
    return (struct chart_part){BYTES_LIT("p"), n, colour};
}

TEST(a_picture_has_a_title_and_words_instead_of_it) {
    start();
    chart_hemicycle(&out, &en, &chart, NULL, 0, 0);
    EXPECT(has("role=\"img\" aria-labelledby=\"x-t x-d\""));
    EXPECT(has("<title id=\"x-t\">A &amp; &lt;B&gt;</title>"));
    EXPECT(has("<desc id=\"x-d\">&quot;words&quot;</desc>"));
    EXPECT(!has(" style=")); /* which the pages' policy forbids */
    buf_drop(&out);
}

/* A circle of a seat begins with M and ends with z. */
TEST(every_seat_is_drawn_once) {
    static const int64_t totals[] = {1, 2, 7, 39, 151, CHART_SEATS_MAX};
    for (size_t i = 0; i < sizeof(totals) / sizeof(totals[0]); i++) {
        start();
        struct chart_part parts[] = {part(totals[i] - 1, 1)};
        chart_hemicycle(&out, &en, &chart, parts, 1, 1);
        EXPECT_INT(count("0z"), totals[i]);
        EXPECT_INT(count("class=\"c0\""), 1);
        buf_drop(&out);
    }
}

TEST(many_seats_become_wedges_with_their_numbers) {
    start();
    struct chart_part parts[] = {part(105, 1), part(0, 2), part(-5, 3), part(575, 4)};
    chart_hemicycle(&out, &en, &chart, parts, 4, 410);
    EXPECT(has(">105<") && has(">575<") && has(">410<") && has(">1,090<"));
    EXPECT(has("class=\"c1\"") && has("class=\"c4\""));
    EXPECT(!has("class=\"c2\"") && !has("class=\"c3\""));
    EXPECT(has("fill=\"url(#x-p0)\"")); /* those of whom nothing is said are hatched */
    buf_drop(&out);
}

TEST(numbers_of_any_size_are_drawn) {
    start();
    struct chart_part parts[] = {part(INT64_MAX, 1), part(INT64_MAX, 2), part(INT64_MIN, 3),
                                 part(1, 250)};
    struct chart_mark marks[] = {{INT64_MAX, BYTES_LIT("far")}, {INT64_MIN, BYTES_LIT("near")}};
    int32_t days[] = {0, 5};
    struct chart_axis axis = {INT32_MIN / 2, INT32_MAX / 1000, CALENDAR_GREGORIAN, 0};
    int64_t values[8] = {INT64_MAX, INT64_MAX, INT64_MIN, 1, 0, 0, 0, 0};
    chart_hemicycle(&out, &en, &chart, parts, 4, INT64_MAX);
    chart_bar(&out, &en, &chart, parts, 4, INT64_MAX, marks, 2);
    axis.from = -719000;
    axis.to = 2900000;
    chart_areas(&out, &en, &chart, &axis, parts, 4, days, values, 2);
    EXPECT(!out.failed);
    EXPECT_INT(count("<svg"), 3);
    EXPECT_INT(count("</svg>"), 3);
    buf_drop(&out);
}

TEST(nothing_is_drawn_of_nothing) {
    start();
    struct chart_axis axis = {0, 1, CALENDAR_GREGORIAN, 0};
    chart_hemicycle(&out, &en, &chart, NULL, 0, 0);
    chart_bar(&out, &en, &chart, NULL, 0, 0, NULL, 0);
    chart_timeline(&out, &en, &chart, &axis, NULL, 0, NULL, 0);
    chart_areas(&out, &en, &chart, &axis, NULL, 0, NULL, NULL, 0);
    chart_bodies(&out, &chart, NULL, 0, NULL, 0);
    EXPECT_INT(count("</svg>"), 5);
    EXPECT(!out.failed);
    buf_drop(&out);
}

TEST(a_span_that_ends_beyond_the_picture_has_an_arrow) {
    start();
    struct chart_axis axis = {0, 100, CALENDAR_GREGORIAN, 50};
    struct bytes rows[] = {BYTES_LIT("row & co")};
    struct chart_span inside = {0, 1, 10, 10, 90, 90, BYTES_LIT("<in>")};
    chart_timeline(&out, &en, &chart, &axis, rows, 1, &inside, 1);
    EXPECT(has("&lt;in&gt;") && has("row &amp; co"));
    size_t without = count("L");
    buf_clear(&out);
    struct chart_span beyond = {0, 1, -10, -10, 110, 110, BYTES_LIT("on")};
    chart_timeline(&out, &en, &chart, &axis, rows, 1, &beyond, 1);
    EXPECT(count("L") > without);
    buf_clear(&out);
    struct chart_span before = {0, 1, -30, -30, -10, -10, BYTES_LIT("gone")};
    chart_timeline(&out, &en, &chart, &axis, rows, 1, &before, 1);
    EXPECT(!has("gone"));
    buf_drop(&out);
}

/* y of the box with this label: the rect comes right before its text. */
static double y_of_box(const char *label) {
    char text[100];
    snprintf(text, sizeof(text), ">%s<", label);
    const char *found = out.at ? strstr((const char *)out.at, text) : NULL, *y = NULL;
    for (const char *at = (const char *)out.at; found && (at = strstr(at, "<text")) && at < found;
         at++)
        y = strstr(at, " y=\"");
    return y ? strtod(y + 4, NULL) : -1;
}

TEST(who_is_elected_stands_above_who_elects) {
    start();
    struct chart_box boxes[] = {{BYTES_LIT("base"), BYTES_LIT(""), true},
                                {BYTES_LIT("council"), BYTES_LIT(""), false},
                                {BYTES_LIT("executive"), BYTES_LIT(""), false},
                                {BYTES_LIT("court"), BYTES_LIT(""), false}};
    struct chart_arrow arrows[] = {
        {0, 1, CHART_ELECTS}, {1, 2, CHART_ELECTS}, {2, 0, CHART_ACCOUNTABLE}, {3, 2, CHART_VETO}};
    chart_bodies(&out, &chart, boxes, 4, arrows, 4);
    EXPECT(y_of_box("base") > y_of_box("council"));
    EXPECT(y_of_box("council") > y_of_box("executive"));
    EXPECT(y_of_box("court") == y_of_box("executive")); /* beside the one it may stop */
    EXPECT_INT(count("h-elects"), 2);
    EXPECT_INT(count("h-veto"), 1);
    EXPECT_INT(count("h-accountable"), 1);
    buf_drop(&out);
}

TEST(circles_and_loops_are_drawn_too) {
    start();
    struct chart_box boxes[CHART_BOXES_MAX];
    struct chart_arrow arrows[CHART_ARROWS_MAX];
    for (uint16_t i = 0; i < CHART_BOXES_MAX; i++)
        boxes[i] = (struct chart_box){BYTES_LIT("box"), BYTES_LIT("note"), false};
    for (uint16_t i = 0; i < CHART_ARROWS_MAX; i++)
        arrows[i] = (struct chart_arrow){(uint16_t)(i * 7 % CHART_BOXES_MAX),
                                         (uint16_t)(i * 11 % CHART_BOXES_MAX), (uint8_t)(i % 5)};
    chart_bodies(&out, &chart, boxes, CHART_BOXES_MAX, arrows, CHART_ARROWS_MAX);
    EXPECT_INT(count("<rect"), CHART_BOXES_MAX);
    buf_clear(&out);
    struct chart_arrow circle[] = {
        {0, 1, CHART_ELECTS}, {1, 2, CHART_ELECTS}, {2, 0, CHART_ELECTS}, {1, 1, CHART_ELECTS}};
    chart_bodies(&out, &chart, boxes, 3, circle, 4);
    EXPECT_INT(count("h-elects"), 3);
    buf_drop(&out);
}

TEST(a_picture_past_its_bound_is_not_kept) {
    struct arena a;
    arena_init(&a, &alloc_heap, 1 << 20);
    start();
    out.max = 300;
    struct chart_part parts[] = {part(300, 1)};
    chart_hemicycle(&out, &en, &chart, parts, 1, 0);
    EXPECT(chart_keep(&a, &out).markup.at == NULL);
    start();
    chart_hemicycle(&out, &en, &chart, parts, 1, 0);
    EXPECT(chart_keep(&a, &out).markup.n > 300);
    EXPECT(out.at == NULL);
    arena_drop(&a);
}

TEST_MAIN(T(a_picture_has_a_title_and_words_instead_of_it), T(every_seat_is_drawn_once),
          T(many_seats_become_wedges_with_their_numbers), T(numbers_of_any_size_are_drawn),
          T(nothing_is_drawn_of_nothing), T(a_span_that_ends_beyond_the_picture_has_an_arrow),
          T(who_is_elected_stands_above_who_elects), T(circles_and_loops_are_drawn_too),
          T(a_picture_past_its_bound_is_not_kept))
