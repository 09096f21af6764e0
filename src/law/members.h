/* Membership as a rule sees it: who belongs to a unit, in good standing, with how many votes, at an
 * instant; and how many members a unit counts for. Private to law/. Articles: members, units. */
#ifndef KOINON_LAW_MEMBERS_H
#define KOINON_LAW_MEMBERS_H

#include "law/state.h"

/* The federation as a thing: an electorate of all members. */
#define FEDERATION_ID 1

/* Where a span that ends at AT began: h exactly; d and w so many local midnights before; m and y
 * the same day of an earlier month (its last day where there is none). AT itself without a span. */
int64_t span_back(struct span s, int64_t at, const struct zone *z);

/* Does UNIT lie in OUTER, or is it OUTER? The federation holds all. */
bool unit_lies_in(const struct law *l, uint32_t unit, uint32_t outer);
/* By which membership (row in ties) PERSON belongs to UNIT, or to a unit within it, at AT as known
 * after entry KNOWN-1: the latest; 0 none. */
uint32_t member_of(const struct law *l, uint32_t person, uint32_t unit, int64_t at, uint64_t known);
/* Another unit of the same kind to which she belongs now: a member is of one branch. 0 none. */
uint32_t member_of_sister(const struct law *l, uint32_t person, uint32_t unit);
/* Did this membership owe no more dues than good standing allows, at AT? */
bool member_good_at(const struct law *l, const struct charter *c, uint32_t tie_row, int64_t at);
/* Votes of its class; 1 where the constitution has no classes. */
int64_t member_votes(const struct law *l, const struct charter *c, uint32_t tie_row);

/* Members with a vote, in good standing, of UNIT and the units within it (the federation: all),
 * each person once: heads, and their votes. Of a unit whose roll is counted: the members last
 * stated. */
void members_entitled(const struct law *l, const struct charter *c, uint32_t unit, int64_t at,
                      uint64_t known, int64_t *ret_heads, int64_t *ret_votes);
/* Units of that rule that have not ended. */
int64_t units_count(const struct law *l, const struct charter *c, int rule);
/* The body of that name: for UNIT where it exists for each one, else the single one; 0. */
uint32_t body_named(const struct law *l, struct bytes name, uint32_t unit);

#endif
