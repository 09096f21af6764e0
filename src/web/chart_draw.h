/* What the pictures share: numbers in hundredths of a unit, sines from a table, text that fits. */
#ifndef KOINON_WEB_CHART_DRAW_H
#define KOINON_WEB_CHART_DRAW_H

#include "web/chart.h"

#define PX 100 /* one unit of the picture */

/* 1234 is written 12.34, 1200 is 12. */
void draw_number(struct buf *b, int64_t hundredths);
/* FORMAT with %# for each number in hundredths, in order; nothing else is special. */
void draw(struct buf *b, const char *format, const int64_t *numbers, size_t n);
#define DRAW(b, format, ...)                                                                       \
    draw(b, format, (const int64_t[]){__VA_ARGS__},                                                \
         sizeof((const int64_t[]){__VA_ARGS__}) / sizeof(int64_t))

/* <svg> with its title and description; WIDTH and HEIGHT in units. FIXED: in pixels, for pictures
 * that scroll instead of shrinking. */
void draw_begin(struct buf *b, const struct chart *c, int64_t width, int64_t height, bool fixed);
void draw_end(struct buf *b);
/* <text> at x, y; CLASS may hold several; ANCHOR start, middle or end; cut to WIDTH with an
 * ellipsis. */
void draw_text(struct buf *b, int64_t x, int64_t y, int size, const char *class, const char *anchor,
               struct bytes text, int64_t width);
/* The width of a text of that size, about: fonts differ. */
int64_t draw_text_width(struct bytes text, int size);
/* Hatching of the colours 2 to 8, to lie upon an area of that colour, and of 0. */
void draw_patterns(struct buf *b, const char *id);
/* The path D of an area in its colour, then its hatching. */
void draw_area(struct buf *b, const char *id, uint8_t colour, const struct buf *d);
/* The path of one seat: its shape goes with the colour. */
void draw_seat(struct buf *b, uint8_t colour, int64_t x, int64_t y, int64_t r);

/* Of an angle in hundredths of a degree, any size: sine and cosine in millionths. */
int64_t draw_sin(int64_t angle);
int64_t draw_cos(int64_t angle);
uint8_t draw_colour(uint8_t colour);
/* A number as it can be drawn: not below 0, and so that sums and products fit. */
int64_t draw_count(int64_t n);

#endif
