/* A growing buffer with a bound. Appending never fails halfway: past the bound, or without memory,
 * the buffer turns `failed`, keeps what it had, and ignores what follows; ask once, at the end.
 *
 *     struct buf b;
 *     buf_init(&b, &alloc_heap, LIMIT_PAGE_BYTES);
 *     buf_str(&b, "<p>"); buf_format(&b, "%d", n);
 *     if (b.failed) ...
 *     buf_drop(&b);
 */
#ifndef KOINON_BASE_BUF_H
#define KOINON_BASE_BUF_H

#include "base/alloc.h"
#include "base/bytes.h"

typedef bool buf_taker(void *to, struct bytes part);
struct buf {
    struct alloc *alloc;
    uint8_t *at; /* always a NUL after the n bytes once anything was appended */
    size_t n, room, max;
    bool failed;
    buf_taker *take; /* of a stream */
    void *to;
};

void buf_init(struct buf *b, struct alloc *alloc, size_t max);
/* A buffer on memory given (an array on the stack): SIZE - 1 bytes, past that it is `failed`. It
 * owns nothing and is not dropped. */
static inline struct buf buf_on(void *at, size_t size) {
    return (struct buf){.at = at, .room = size, .max = size - 1};
}
/* A stream: what was appended goes to TAKE in large parts, so that a long answer is never whole in
 * memory; the rest at buf_flush. TAKE returns false when it could not, and the buffer is `failed`.
 * No bound but TAKE's. */
void buf_stream(struct buf *b, struct alloc *alloc, buf_taker *take, void *to);
void buf_flush(struct buf *b);
void buf_drop(struct buf *b);
void buf_clear(struct buf *b); /* keeps the memory, forgets failed */

void buf_add(struct buf *b, const void *at, size_t n);
void buf_byte(struct buf *b, uint8_t byte);
void buf_bytes(struct buf *b, struct bytes bytes);
void buf_str(struct buf *b, const char *s);
void buf_format(struct buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* n bytes to write into, or NULL (and failed). */
uint8_t *buf_room(struct buf *b, size_t n);

static inline struct bytes buf_view(const struct buf *b) {
    return (struct bytes){b->at, b->n};
}

#endif
