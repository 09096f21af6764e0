/* The counting methods a constitution may name, in one table: how their ballots are marked, whether
 * a minority can elect, for how many seats they are. The methods themselves are count/'s, under the
 * same names. */
#ifndef KOINON_CHARTER_METHOD_H
#define KOINON_CHARTER_METHOD_H

#include <stddef.h>

#include "base/bytes.h"

enum method_trait {
    METHOD_KEEPS_RANKINGS = 1,  /* ballots are rankings: a countback is possible */
    METHOD_ELECTS_MINORITY = 2, /* proportional: a minority elects its share of the seats */
    METHOD_ONE_SEAT = 4,        /* fills one seat only */
    METHOD_SEVERAL_SEATS = 8,   /* makes sense from two seats on */
    METHOD_APPORTIONS = 16,     /* shares seats among units or lists by their numbers */
    METHOD_APPROVALS = 32,      /* ballots are sets; count/ finds who is elected */
    METHOD_BY_VOTES = 64,       /* the most votes win: plurality, block, approval */
    METHOD_OWN_DEFAULT = 128,   /* has a default option beside the candidates */
    METHOD_GRADES = 256,        /* ballots have a number for each candidate: a grade, or points */
    METHOD_MARKS = 512,         /* heeds `marks`: how many votes or points, or the highest grade */
};
/* Traits by the name in the text; a method that is not known has none. Empty is plurality. */
unsigned charter_method_traits(struct bytes name);
/* Every name, in the order of the manual; NULL past the last. */
const char *charter_method_name(size_t i);

#endif
