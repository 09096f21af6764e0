#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define ROOM_MIN 128u
#define PART (64u << 10) /* of a stream */

void buf_init(struct buf *b, struct alloc *alloc, size_t max) {
    *b = (struct buf){.alloc = alloc, .max = max};
}

void buf_stream(struct buf *b, struct alloc *alloc, buf_taker *take, void *to) {
    *b = (struct buf){.alloc = alloc, .max = SIZE_MAX / 2, .take = take, .to = to};
}

void buf_flush(struct buf *b) {
    if (b->take && b->n && !b->failed)
        b->failed = !b->take(b->to, buf_view(b));
    if (b->take)
        b->n = 0;
}

void buf_drop(struct buf *b) {
    if (b->at)
        b->alloc->resize(b->alloc, b->at, b->room, 0);
    *b = (struct buf){.alloc = b->alloc, .max = b->max, .take = b->take, .to = b->to};
}

void buf_clear(struct buf *b) {
    b->n = 0;
    b->failed = false;
    if (b->at)
        b->at[0] = 0;
}

/* Room for n more bytes and the NUL after them. */
static bool reserve(struct buf *b, size_t n) {
    if (b->take && b->n >= PART)
        buf_flush(b);
    if (b->failed)
        return false;
    if (n > b->max - b->n || b->n + n == SIZE_MAX) {
        b->failed = true;
        return false;
    }
    size_t need = b->n + n + 1;
    if (need <= b->room)
        return true;
    size_t room = b->room < ROOM_MIN / 2 ? ROOM_MIN : b->room > SIZE_MAX / 2 ? need : b->room * 2;
    if (room < need)
        room = need;
    uint8_t *at = b->alloc->resize(b->alloc, b->at, b->room, room);
    if (!at) {
        b->failed = true;
        return false;
    }
    b->at = at;
    b->room = room;
    return true;
}

uint8_t *buf_room(struct buf *b, size_t n) {
    if (!reserve(b, n))
        return NULL;
    uint8_t *at = b->at + b->n;
    b->n += n;
    b->at[b->n] = 0;
    return at;
}

void buf_add(struct buf *b, const void *at, size_t n) {
    uint8_t *to = buf_room(b, n);
    if (to && n)
        memcpy(to, at, n);
}

void buf_byte(struct buf *b, uint8_t byte) {
    uint8_t *to = buf_room(b, 1);
    if (to)
        *to = byte;
}

void buf_bytes(struct buf *b, struct bytes bytes) {
    buf_add(b, bytes.at, bytes.n);
}

void buf_str(struct buf *b, const char *s) {
    buf_add(b, s, strlen(s));
}

void buf_format(struct buf *b, const char *format, ...) {
    va_list args;
    va_start(args, format);
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (n < 0) {
        b->failed = true;
        return;
    }
    uint8_t *to = buf_room(b, (size_t)n);
    if (!to)
        return;
    va_start(args, format);
    vsnprintf((char *)to, (size_t)n + 1, format, args);
    va_end(args);
}
