/* What the readers of formats share: growing ballots, and a cursor over lines. Not for users. */
#ifndef KOINON_COUNT_FORMAT_H
#define KOINON_COUNT_FORMAT_H

#include "count/count.h"

size_t ballots_candidates_room(size_t n);
int ballots_room(struct count_ballots *b, size_t more); /* elements */
void ballots_trim(struct count_ballots *b);
/* One ballot more, of this weight (at most 2^32-1). ERR_RANGE, ERR_NOMEM. */
int ballots_weigh(struct count_ballots *b, uint64_t weight);

struct scan {
    const uint8_t *at, *end;
    size_t line; /* counted from 1 */
    struct fail *f;
};
void scan_init(struct scan *s, struct bytes text, struct fail *f);
/* The next line without its end (LF or CRLF); false at the end of the text. */
bool scan_line(struct scan *s, struct bytes *ret);
/* "line 7: ...", returns CODE. At least one argument after the format. */
#define scan_fail(s, code, format, ...)                                                            \
    fail_set((s)->f, (code), "line %zu: " format, (s)->line, __VA_ARGS__)
/* A candidate (a list) more. Her name must be there, be UTF-8 without control characters, and be
 * nobody else's. */
int scan_candidate(struct scan *s, struct count_ballots *b, struct bytes name);
/* Digits at the head of *TEXT, taken off it. false: none, or more than MAX. */
bool scan_number(struct bytes *text, uint64_t max, uint64_t *ret);
struct bytes scan_trim(struct bytes text);
/* What stands before the first MARK, taken off *TEXT with the mark; all of it when there is
 * none. */
struct bytes scan_until(struct bytes *text, uint8_t mark);
bool scan_begins(struct bytes text, const char *with);
bool scan_same(struct bytes a, const char *b); /* without regard to ASCII case, '_' or '-' */

/* A ballot under construction: no candidate twice. */
struct ballot {
    uint32_t *element;
    uint32_t *seen; /* stamps, by candidate */
    uint32_t n, room, stamp;
};
int ballot_init(struct ballot *x, struct count_ballots *b);
void ballot_clear(struct ballot *x);
/* CANDIDATE from 1. ERR_EXISTS: already on this ballot. */
int ballot_put(struct ballot *x, const struct count_ballots *b, uint32_t candidate, bool tied);

#endif
