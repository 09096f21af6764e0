#include <stdlib.h>

#include "base/check.h"
#include "web/chart_draw.h"

/* A layered drawing after Sugiyama, Tagawa and Toda (1981): boxes in layers so that who elects
 * stands below whom they elect, bends where an arrow passes a layer, an order in each layer that
 * crosses few arrows, and places that keep arrows straight. */

#define BOX_WIDTH (176 * PX)
#define BOX_HEIGHT (46 * PX)
#define BETWEEN (22 * PX)
#define BEND_WIDTH (12 * PX)
#define LAYER (112 * PX)
#define MARGIN (14 * PX)
#define NODES_MAX 1000
#define SWEEPS 8

struct node {
    int32_t layer, order;
    int64_t x, wish; /* of its middle */
    bool bend;
};

/* An arrow between two layers that follow one another; low is below. */
struct segment {
    uint16_t low, high, arrow;
    int64_t low_x, high_x; /* where it leaves and enters */
};

struct plan {
    const struct chart_box *boxes;
    const struct chart_arrow *arrows;
    size_t boxes_n, arrows_n, nodes_n, segments_n;
    int32_t layers;
    struct node nodes[NODES_MAX];
    struct segment segments[NODES_MAX];
    bool backward[CHART_ARROWS_MAX]; /* closes a circle: not counted for layers */
};

static bool makes_layers(const struct plan *p, size_t i) {
    const struct chart_arrow *a = &p->arrows[i];
    return (a->tie == CHART_ELECTS || a->tie == CHART_APPOINTS) && !p->backward[i] &&
           a->from != a->to;
}

/* Depth first; an arrow to a box that is still open closes a circle. */
static void find_circles(struct plan *p, uint16_t box, uint8_t *seen) {
    seen[box] = 1;
    for (size_t i = 0; i < p->arrows_n; i++) {
        if (p->arrows[i].from != box || !makes_layers(p, i))
            continue;
        if (seen[p->arrows[i].to] == 1)
            p->backward[i] = true;
        else if (seen[p->arrows[i].to] == 0)
            find_circles(p, p->arrows[i].to, seen);
    }
    seen[box] = 2;
}

/* Boxes that only elect stand just below those whom they elect, not all on the ground. */
static void pull_up(struct plan *p) {
    for (size_t b = 0; b < p->boxes_n; b++) {
        int32_t above = INT32_MAX;
        bool elected = false;
        for (size_t i = 0; i < p->arrows_n; i++) {
            if (!makes_layers(p, i))
                continue;
            elected = elected || p->arrows[i].to == b;
            if (p->arrows[i].from == b && p->nodes[p->arrows[i].to].layer < above)
                above = p->nodes[p->arrows[i].to].layer;
        }
        if (!elected && above != INT32_MAX)
            p->nodes[b].layer = above - 1;
    }
}

/* A box that nobody elects and that elects nobody stands beside one that it has to do with. */
static void place_strays(struct plan *p) {
    for (size_t b = 0; b < p->boxes_n; b++) {
        bool layered = false;
        int32_t beside = 0;
        for (size_t i = 0; i < p->arrows_n; i++) {
            const struct chart_arrow *a = &p->arrows[i];
            if (a->from != b && a->to != b)
                continue;
            layered = layered || makes_layers(p, i);
            beside = p->nodes[a->from == b ? a->to : a->from].layer;
        }
        if (!layered)
            p->nodes[b].layer = beside;
    }
}

static void choose_layers(struct plan *p) {
    uint8_t seen[CHART_BOXES_MAX] = {0};
    for (uint16_t b = 0; b < p->boxes_n; b++) {
        if (!seen[b])
            find_circles(p, b, seen);
    }
    for (size_t round = 0; round < p->boxes_n; round++) {
        for (size_t i = 0; i < p->arrows_n; i++) {
            const struct chart_arrow *a = &p->arrows[i];
            if (makes_layers(p, i) && p->nodes[a->to].layer <= p->nodes[a->from].layer)
                p->nodes[a->to].layer = p->nodes[a->from].layer + 1;
        }
    }
    pull_up(p);
    place_strays(p);
    int32_t ground = INT32_MAX;
    for (size_t b = 0; b < p->boxes_n; b++)
        ground = p->nodes[b].layer < ground ? p->nodes[b].layer : ground;
    for (size_t b = 0; b < p->boxes_n; b++)
        p->nodes[b].layer -= ground;
    for (size_t b = 0; b < p->boxes_n; b++)
        p->layers = p->nodes[b].layer >= p->layers ? p->nodes[b].layer + 1 : p->layers;
}

static void add_segment(struct plan *p, size_t low, size_t high, size_t arrow) {
    if (p->segments_n < NODES_MAX)
        p->segments[p->segments_n++] =
            (struct segment){(uint16_t)low, (uint16_t)high, (uint16_t)arrow, 0, 0};
}

static void cut_arrows(struct plan *p) {
    for (size_t i = 0; i < p->arrows_n; i++) {
        size_t low = p->arrows[i].from, high = p->arrows[i].to;
        if (p->nodes[low].layer > p->nodes[high].layer) {
            size_t swap = low;
            low = high;
            high = swap;
        }
        size_t at = low;
        int32_t top = p->nodes[high].layer;
        for (int32_t layer = p->nodes[low].layer + 1; layer < top; layer++) {
            if (p->nodes_n == NODES_MAX)
                break;
            p->nodes[p->nodes_n] = (struct node){.layer = layer, .bend = true};
            add_segment(p, at, p->nodes_n, i);
            at = p->nodes_n++;
        }
        if (p->nodes[low].layer < top)
            add_segment(p, at, high, i);
    }
}

/* --- order in the layers, and places
 * ---------------------------------------------------------------- */

static size_t layer_nodes(const struct plan *p, int32_t layer, uint16_t *ret) {
    size_t n = 0;
    for (size_t i = 0; i < p->nodes_n; i++) {
        if (p->nodes[i].layer != layer)
            continue;
        size_t at = n++;
        for (; at > 0 && p->nodes[ret[at - 1]].order > p->nodes[i].order; at--)
            ret[at] = ret[at - 1];
        ret[at] = (uint16_t)i;
    }
    return n;
}

/* The mean place of the neighbours on one side, or its own where there are none. */
static void make_wishes(struct plan *p, int32_t layer, bool from_below) {
    int64_t sums[NODES_MAX] = {0}, counts[NODES_MAX] = {0};
    for (size_t i = 0; i < p->segments_n; i++) {
        const struct segment *s = &p->segments[i];
        size_t mine = from_below ? s->high : s->low, other = from_below ? s->low : s->high;
        if (p->nodes[mine].layer == layer) {
            sums[mine] += p->nodes[other].x;
            counts[mine]++;
        }
    }
    for (size_t i = 0; i < p->nodes_n; i++) {
        struct node *n = &p->nodes[i];
        if (n->layer == layer)
            n->wish = counts[i] ? sums[i] / counts[i] : n->x;
    }
}

static int64_t half_width(const struct node *n) {
    return (n->bend ? BEND_WIDTH : BOX_WIDTH) / 2;
}

/* Places as near to the wishes as the order and the widths allow. */
static void place_layer(struct plan *p, const uint16_t *at, size_t n) {
    int64_t shift = 0;
    for (size_t i = 0; i < n; i++) {
        struct node *node = &p->nodes[at[i]];
        int64_t least = i ? p->nodes[at[i - 1]].x + half_width(&p->nodes[at[i - 1]]) + BETWEEN +
                                half_width(node)
                          : node->wish;
        node->x = i && least > node->wish ? least : node->wish;
        shift += node->x - node->wish;
    }
    for (size_t i = 0; i < n; i++)
        p->nodes[at[i]].x -= shift / (int64_t)n;
}

static void sort_layer(struct plan *p, uint16_t *at, size_t n) {
    for (size_t i = 1; i < n; i++) {
        uint16_t moving = at[i];
        size_t j = i;
        for (; j > 0 && p->nodes[at[j - 1]].wish > p->nodes[moving].wish; j--)
            at[j] = at[j - 1];
        at[j] = moving;
    }
    for (size_t i = 0; i < n; i++)
        p->nodes[at[i]].order = (int32_t)i;
}

static void arrange(struct plan *p) {
    uint16_t at[NODES_MAX];
    for (size_t i = 0; i < p->nodes_n; i++)
        p->nodes[i].order = (int32_t)i;
    for (int32_t layer = 0; layer < p->layers; layer++) {
        size_t n = layer_nodes(p, layer, at);
        for (size_t i = 0; i < n; i++)
            p->nodes[at[i]].wish = (BOX_WIDTH + BETWEEN) * (int64_t)i;
        place_layer(p, at, n);
    }
    for (int sweep = 0; sweep < 2 * SWEEPS; sweep++) {
        bool up = sweep % 2 == 0;
        for (int32_t i = 0; i < p->layers; i++) {
            int32_t layer = up ? i : p->layers - 1 - i;
            size_t n = layer_nodes(p, layer, at);
            make_wishes(p, layer, up);
            if (sweep < SWEEPS)
                sort_layer(p, at, n);
            if (n)
                place_layer(p, at, n);
        }
    }
}

/* Moves everything so that it begins at the margin; returns the width. */
static int64_t settle(struct plan *p) {
    int64_t low = INT64_MAX, high = 0;
    for (size_t i = 0; i < p->nodes_n; i++) {
        int64_t left = p->nodes[i].x - half_width(&p->nodes[i]);
        low = left < low ? left : low;
    }
    for (size_t i = 0; i < p->nodes_n; i++) {
        p->nodes[i].x += MARGIN - low;
        int64_t right = p->nodes[i].x + half_width(&p->nodes[i]);
        high = right > high ? right : high;
    }
    return high + MARGIN;
}

/* Where the arrows of one side of a box begin: spread over its width in the order of where they go.
 */
static void spread(struct plan *p, size_t node, bool upper) {
    struct segment *mine[CHART_ARROWS_MAX];
    size_t n = 0;
    for (size_t i = 0; i < p->segments_n; i++) {
        struct segment *s = &p->segments[i];
        if ((upper ? s->low : s->high) != node || n == CHART_ARROWS_MAX)
            continue;
        int64_t to = p->nodes[upper ? s->high : s->low].x;
        size_t at = n++;
        for (; at > 0 && p->nodes[upper ? mine[at - 1]->high : mine[at - 1]->low].x > to; at--)
            mine[at] = mine[at - 1];
        mine[at] = s;
    }
    int64_t width = p->nodes[node].bend ? 0 : BOX_WIDTH * 8 / 10;
    for (size_t i = 0; i < n; i++) {
        int64_t x = p->nodes[node].x - width / 2 + width * (int64_t)(i + 1) / (int64_t)(n + 1);
        *(upper ? &mine[i]->low_x : &mine[i]->high_x) = x;
    }
}

/* --- drawing
 * ------------------------------------------------------------------------------------------ */

static int64_t top_of(const struct plan *p, int32_t layer) {
    return MARGIN + 24 * PX + LAYER * (p->layers - 1 - layer);
}

static const char *tie_class(uint8_t tie) {
    static const char *const names[] = {"elects", "appoints", "accountable", "veto", "other"};
    return names[tie <= CHART_OTHER ? tie : CHART_OTHER];
}

static void arrow_head(struct buf *b, uint8_t tie, int64_t x, int64_t y, int up) {
    buf_format(b, "<path class=\"head h-%s\" d=\"", tie_class(tie));
    DRAW(b, "M%# %#l%# %#h%#z\"/>", x, y, -4 * PX, up * 8 * PX, 8 * PX);
}

static void draw_segment(struct buf *b, const struct plan *p, const struct segment *s) {
    const struct chart_arrow *a = &p->arrows[s->arrow];
    const struct node *low = &p->nodes[s->low], *high = &p->nodes[s->high];
    int64_t y1 = top_of(p, low->layer) + (low->bend ? BOX_HEIGHT / 2 : 0);
    int64_t y2 = top_of(p, high->layer) + (high->bend ? BOX_HEIGHT / 2 : BOX_HEIGHT);
    bool at_high = s->high == a->to, at_low = s->low == a->to;
    if (at_high)
        arrow_head(b, a->tie, s->high_x, y2, 1);
    if (at_low)
        arrow_head(b, a->tie, s->low_x, y1, -1);
    y2 += at_high ? 7 * PX : 0;
    y1 -= at_low ? 7 * PX : 0;
    int64_t bow = (y1 - y2) / 2;
    buf_format(b, "<path class=\"edge e-%s\" d=\"", tie_class(a->tie));
    DRAW(b, "M%# %#C%# %# %# %# %# %#\"/>", s->low_x, y1, s->low_x, y1 - bow, s->high_x, y2 + bow,
         s->high_x, y2);
}

/* Between boxes of one layer an arrow goes over their tops. */
static void draw_beside(struct buf *b, const struct plan *p, const struct chart_arrow *a) {
    const struct node *from = &p->nodes[a->from], *to = &p->nodes[a->to];
    int64_t y = top_of(p, from->layer), side = from->x < to->x ? 1 : -1;
    int64_t x1 = from->x + side * BOX_WIDTH * 44 / 100, x2 = to->x - side * BOX_WIDTH * 44 / 100;
    int64_t apart = x2 > x1 ? x2 - x1 : x1 - x2, rise = 14 * PX + apart / 20;
    rise = rise < 30 * PX ? rise : 30 * PX;
    arrow_head(b, a->tie, x2, y, -1);
    buf_format(b, "<path class=\"edge e-%s\" d=\"", tie_class(a->tie));
    DRAW(b, "M%# %#C%# %# %# %# %# %#\"/>", x1, y, x1, y - rise, x2, y - rise, x2, y - 7 * PX);
}

static void draw_box(struct buf *b, const struct plan *p, size_t i) {
    const struct chart_box *box = &p->boxes[i];
    int64_t x = p->nodes[i].x - BOX_WIDTH / 2, y = top_of(p, p->nodes[i].layer);
    DRAW(b, "<rect class=\"frame\" x=\"%#\" y=\"%#\" width=\"%#\" height=\"%#\" rx=\"%#\"/>", x, y,
         BOX_WIDTH, BOX_HEIGHT, box->round ? BOX_HEIGHT / 2 : 5 * PX);
    int64_t line = box->note.n ? y + 20 * PX : y + 28 * PX;
    draw_text(b, p->nodes[i].x, line, 13, "strong", "middle", box->label, BOX_WIDTH - 8 * PX);
    if (box->note.n)
        draw_text(b, p->nodes[i].x, y + 37 * PX, 11, "soft", "middle", box->note,
                  BOX_WIDTH - 8 * PX);
}

void chart_bodies(struct buf *b, const struct chart *c, const struct chart_box *boxes,
                  size_t boxes_n, const struct chart_arrow *arrows, size_t arrows_n) {
    check(boxes_n <= CHART_BOXES_MAX && arrows_n <= CHART_ARROWS_MAX);
    struct plan p = {.boxes = boxes,
                     .arrows = arrows,
                     .boxes_n = boxes_n,
                     .arrows_n = arrows_n,
                     .nodes_n = boxes_n};
    for (size_t i = 0; i < arrows_n; i++)
        check(arrows[i].from < boxes_n && arrows[i].to < boxes_n);
    choose_layers(&p);
    cut_arrows(&p);
    arrange(&p);
    int64_t width = boxes_n ? settle(&p) : 2 * MARGIN;
    for (size_t i = 0; i < p.nodes_n; i++) {
        spread(&p, i, true);
        spread(&p, i, false);
    }
    draw_begin(b, c, width, top_of(&p, 0) + BOX_HEIGHT + MARGIN, true);
    for (size_t i = 0; i < p.segments_n; i++)
        draw_segment(b, &p, &p.segments[i]);
    for (size_t i = 0; i < arrows_n; i++) {
        if (arrows[i].from != arrows[i].to &&
            p.nodes[arrows[i].from].layer == p.nodes[arrows[i].to].layer)
            draw_beside(b, &p, &arrows[i]);
    }
    for (size_t i = 0; i < boxes_n; i++)
        draw_box(b, &p, i);
    draw_end(b);
}
