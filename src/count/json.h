/* Pieces of JSON that a result and its certificate share. Not for users of the library. */
#ifndef KOINON_COUNT_JSON_H
#define KOINON_COUNT_JSON_H

#include "base/buf.h"
#include "count/count.h"

void json_text(struct buf *out, struct bytes s);
void json_quoted(struct buf *out, const char *s);
/* ,"key":"value"; nothing when VALUE is NULL. */
void json_pair(struct buf *out, const char *key, const char *value);
void json_name(struct buf *out, const struct count_result *r, uint32_t c);
void json_names(struct buf *out, const struct count_result *r, const uint32_t *list, uint32_t n);
/* {"Ann":"12"}: those of the row that are not NULL. */
void json_votes(struct buf *out, const struct count_result *r, const char *const *row);
/* ,"group":"women","min":2...: what keeps somebody from being elected or excluded. */
void json_why(struct buf *out, const struct count_options *o, const struct count_why *w);
/* Groups on top of a ranking: who was seated, and who passed over by which bound. */
void json_seating(struct buf *out, const struct count_result *r, const struct count_options *o);
/* Each begins with a comma and a new line. PROOF: with the iterations of each stage. */
void json_stages(struct buf *out, const struct count_result *r, const struct count_options *o,
                 bool proof);
void json_ranking(struct buf *out, const struct count_result *r);
void json_pairwise(struct buf *out, const struct count_result *r);

#endif
