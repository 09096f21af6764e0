/* What charter/ must know of counting methods: whether ballots keep rankings, whether a minority
 * can elect, for how many seats it is. The methods themselves are count/'s. */
#ifndef KOINON_CHARTER_METHOD_H
#define KOINON_CHARTER_METHOD_H

#include "base/bytes.h"

enum method_trait {
    METHOD_KEEPS_RANKINGS = 1,  /* a countback is possible */
    METHOD_ELECTS_MINORITY = 2, /* proportional: a minority elects its share of the seats */
    METHOD_ONE_SEAT = 4,        /* fills one seat only */
    METHOD_SEVERAL_SEATS = 8,   /* makes sense from two seats on */
};
/* Traits by the name in the text; a method that is not known has none. Empty is plurality. */
unsigned charter_method_traits(struct bytes name);

#endif
