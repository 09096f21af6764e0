/* Sample data for the pictures and the catalogue of components: sums of a council of the past. */
#ifndef KOINON_TEST_WEB_SAMPLE_H
#define KOINON_TEST_WEB_SAMPLE_H

#include "web/chart.h"

static const struct zone athens = {"Europe/Athens", "EET-2EEST,M3.5.0/3,M10.5.0/4"};

static inline struct chart_part part(const char *label, int64_t n, uint8_t colour) {
    return (struct chart_part){bytes_str(label), n, colour};
}
static inline int32_t julian(int32_t year, uint8_t month, uint8_t day) {
    int32_t ret = 0;
    civil_to_day((struct civil){year, month, day}, CALENDAR_JULIAN, &ret);
    return ret;
}
static inline struct chart picture(const char *id, const char *title, const char *description) {
    return (struct chart){.id = id,
                          .title = bytes_str(title),
                          .description = bytes_str(description),
                          .unit = BYTES_LIT("seats")};
}

static inline void draw_hemicycle(struct buf *b, const struct lang *l) {
    struct chart c = picture("hc", "Composition of the committee", "39 seats: 6 of one group.");
    struct chart_part parts[] = {part("Left", 6, 1), part("Centre", 14, 2), part("Right", 9, 3),
                                 part("Free", 5, 4)};
    chart_hemicycle(b, l, &c, parts, 4, 5);
}

static inline void draw_congress(struct buf *b, const struct lang *l) {
    struct chart c = picture("cg", "Composition of the congress", "1,090 delegates <by group>.");
    struct chart_part parts[] = {part("A", 105, 1), part("B", 285, 2), part("C", 248, 3),
                                 part("D", 32, 4), part("E", 10, 5)};
    chart_hemicycle(b, l, &c, parts, 5, 410);
}

static inline void draw_vote(struct buf *b, const struct lang *l) {
    struct chart c = picture("vt", "The vote", "For 543, against 126, abstained 52.");
    struct chart_part parts[] = {part("For", 543, 4), part("Against", 126, 2),
                                 part("Abstained", 52, 7)};
    struct chart_mark marks[] = {{361, BYTES_LIT("majority 361")}};
    chart_bar(b, l, &c, parts, 3, 101, marks, 1);
}

static inline void draw_obedience(struct buf *b, const struct lang *l) {
    struct chart c = picture("ob", "Who obeyed whom", "Five units and two centres, 1917.");
    static const char *const names[] = {"1st Machine-Gun Regiment", "Fortress of Peter and Paul",
                                        "Cruiser", "Telephone exchange", "Arsenal"};
    struct bytes rows[5];
    for (int i = 0; i < 5; i++)
        rows[i] = bytes_str(names[i]);
    int32_t a = julian(1917, 2, 20), z = julian(1917, 11, 10);
    struct chart_axis axis = {a, z, CALENDAR_JULIAN, julian(1917, 10, 25)};
    struct chart_span spans[] = {
        {0, 1, a - 9, a - 9, julian(1917, 3, 1), julian(1917, 3, 4), BYTES_LIT("Government")},
        {0, 2, julian(1917, 3, 1), julian(1917, 3, 4), z + 9, z + 9,
         BYTES_LIT("Council of deputies")},
        {1, 1, julian(1917, 3, 2), julian(1917, 3, 2), julian(1917, 10, 23), julian(1917, 10, 23),
         BYTES_LIT("Government")},
        {1, 2, julian(1917, 10, 23), julian(1917, 10, 23), z + 9, z + 9, BYTES_LIT("Council")},
        {2, 0, a, a, julian(1917, 6, 1), julian(1917, 6, 20), BYTES_LIT("not stated")},
        {2, 3, julian(1917, 6, 10), julian(1917, 6, 20), z + 9, z + 9, BYTES_LIT("Neutral")},
        {3, 1, julian(1917, 10, 25), julian(1917, 10, 25), julian(1917, 10, 26),
         julian(1917, 10, 26), BYTES_LIT("")},
        {3, 2, julian(1917, 10, 26), julian(1917, 10, 26), z, z, BYTES_LIT("Council")},
        {4, 4, julian(1917, 4, 1), julian(1917, 4, 1), julian(1917, 9, 1), julian(1917, 9, 1),
         BYTES_LIT("A name that is far too long for the little room it has in this picture")},
    };
    chart_timeline(b, l, &c, &axis, rows, 5, spans, sizeof(spans) / sizeof(spans[0]));
}

static inline void draw_change(struct buf *b, const struct lang *l) {
    struct chart c = picture("ar", "Composition over time", "Six counts of a council.");
    struct chart_part parts[] = {part("Left", 0, 1), part("Centre", 0, 2), part("Right", 0, 3),
                                 part("not stated", 0, 0)};
    static const int64_t values[] = {40,  300, 260, 0,   65,  310, 250, 100, 180, 250, 200, 120,
                                     400, 190, 90,  130, 520, 150, 60,  90,  612, 101, 40,  0};
    int32_t days[] = {julian(1917, 3, 1), julian(1917, 4, 15), julian(1917, 6, 3),
                      julian(1917, 8, 31), julian(1917, 9, 25), julian(1917, 10, 25)};
    struct chart_axis axis = {julian(1917, 2, 23), julian(1917, 11, 15), CALENDAR_JULIAN, 0};
    chart_areas(b, l, &c, &axis, parts, 4, days, values, 6);
}

static inline struct chart_box box(const char *label, const char *note, bool round) {
    return (struct chart_box){bytes_str(label), bytes_str(note), round};
}

static inline void draw_structure(struct buf *b, const struct lang *l) {
    struct chart c = picture("bd", "Bodies", "Who elects, appoints and vetoes whom.");
    struct chart_box boxes[] = {
        box("Members", "30 branches", true),       box("Branch meeting", "every member", false),
        box("Branch committee", "5 seats", false), box("Congress", "1 per 100 members", false),
        box("Central council", "25 seats", false), box("Executive", "7 seats", false),
        box("Auditors", "3 seats", false),         box("Credentials committee", "3 seats", false),
        box("Regional council", "4 regions", false), box("General secretary", "", false)};
    struct chart_arrow arrows[] = {
        {0, 1, CHART_ELECTS, BYTES_LIT("")},      {1, 2, CHART_ELECTS, BYTES_LIT("")},
        {1, 3, CHART_ELECTS, BYTES_LIT("")},      {3, 4, CHART_ELECTS, BYTES_LIT("")},
        {4, 5, CHART_ELECTS, BYTES_LIT("")},      {3, 6, CHART_ELECTS, BYTES_LIT("")},
        {4, 7, CHART_APPOINTS, BYTES_LIT("")},    {2, 8, CHART_ELECTS, BYTES_LIT("")},
        {5, 9, CHART_APPOINTS, BYTES_LIT("")},    {5, 4, CHART_ACCOUNTABLE, BYTES_LIT("")},
        {6, 5, CHART_VETO, BYTES_LIT("")},        {8, 4, CHART_VETO, BYTES_LIT("")},
        {1, 9, CHART_OTHER, BYTES_LIT("")},       {9, 3, CHART_ACCOUNTABLE, BYTES_LIT("")}};
    chart_bodies(b, &c, boxes, 10, arrows, sizeof(arrows) / sizeof(arrows[0]));
}

static const struct {
    const char *name;
    void (*draw)(struct buf *b, const struct lang *l);
} pictures[] = {{"hemicycle", draw_hemicycle}, {"congress", draw_congress},
                {"vote", draw_vote},           {"obedience", draw_obedience},
                {"composition", draw_change},  {"bodies", draw_structure}};
#define PICTURES_N (sizeof(pictures) / sizeof(pictures[0]))

#endif
