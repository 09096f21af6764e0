/* Rules back into the notation of the grammar (doc/constitution.md, "Notation of values"): what
 * these write, yaml/ reads as the same. For refusals, differences, forms and reports.
 *
 *     share_text(c, &s, &b)     more than 1/2 of branches     20 of filled     none     not-stated
 *     majority_text(c, &m, &b)  simple     [2/3 of cast, more than 1/2 of branches]
 *     whos_text(c, &w, &b)      [each branch-meeting, 1/10 of members]
 *
 *     power_text(c, &p, &b)     {who: auditors, must: countersign, what: payment, within: 14d}
 *
 * What says nothing writes nothing. */
#ifndef KOINON_CHARTER_NOTATION_H
#define KOINON_CHARTER_NOTATION_H

#include "charter/charter.h"

/* Each appends. */
void span_text(struct span s, struct buf *b);
void share_text(const struct charter *c, const struct share *s, struct buf *b);
void majority_text(const struct charter *c, const struct majority *m, struct buf *b);
/* One of a majority's parts read back, as majority_text writes it (a closed vote keeps that text);
 * false: it is none. */
bool majority_part_read(const struct charter *c, struct bytes text, struct majority_part *ret);
void who_text(const struct charter *c, const struct who *w, struct buf *b);
void whos_text(const struct charter *c, const struct whos *w, struct buf *b);
void number_text(const struct charter *c, const struct seat_number *n, struct buf *b);
void title_text(const struct title *t, struct buf *b);
void verbs_text(uint32_t verbs, struct buf *b);
void quorum_again_text(const struct charter *c, const struct quorum_again *q, struct buf *b);
void power_text(const struct charter *c, const struct power_rule *p, struct buf *b);
void term_text(uint8_t given, bool until_next, struct span term, struct buf *b);

/* Any field of the tables in shape.h. BASE is its struct, AT the value. */
struct shape_field;
void field_text(const struct charter *c, const struct shape_field *f, const void *base,
                const void *at, struct buf *b);

#endif
