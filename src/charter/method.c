#include "charter/method.h"

#define STV (METHOD_KEEPS_RANKINGS | METHOD_ELECTS_MINORITY)
#define STV_SEVERAL (STV | METHOD_SEVERAL_SEATS)
#define COMMITTEE (METHOD_APPROVALS | METHOD_ELECTS_MINORITY | METHOD_SEVERAL_SEATS)
#define APPORTION (METHOD_APPORTIONS | METHOD_ELECTS_MINORITY | METHOD_SEVERAL_SEATS)

static const struct {
    const char *name;
    unsigned traits;
} methods[] = {
    {"plurality", METHOD_BY_VOTES},
    {"block", METHOD_BY_VOTES | METHOD_SEVERAL_SEATS},
    {"limited",
     METHOD_APPROVALS | METHOD_MARKS | METHOD_SEVERAL_SEATS | METHOD_ELECTS_MINORITY},
    {"cumulative", METHOD_GRADES | METHOD_MARKS | METHOD_SEVERAL_SEATS | METHOD_ELECTS_MINORITY},
    {"approval", METHOD_BY_VOTES},
    {"score", METHOD_GRADES | METHOD_MARKS},
    {"majority-judgment", METHOD_GRADES | METHOD_MARKS},
    {"borda", METHOD_KEEPS_RANKINGS},
    {"irv", METHOD_KEEPS_RANKINGS | METHOD_ONE_SEAT},
    {"scottish-stv", STV},
    {"meek", STV_SEVERAL},
    {"meek-prf", STV_SEVERAL},
    {"warren", STV_SEVERAL},
    {"wigm", STV_SEVERAL},
    {"wigm-prf", STV_SEVERAL},
    {"minneapolis", STV_SEVERAL},
    {"qpq", STV_SEVERAL},
    {"seqpav", COMMITTEE},
    {"phragmen", COMMITTEE},
    {"equal-shares", COMMITTEE},
    {"schulze", METHOD_KEEPS_RANKINGS},
    {"ranked-pairs", METHOD_KEEPS_RANKINGS},
    {"minimax", METHOD_KEEPS_RANKINGS},
    {"copeland", METHOD_KEEPS_RANKINGS},
    {"debian", METHOD_KEEPS_RANKINGS | METHOD_ONE_SEAT | METHOD_OWN_DEFAULT},
    {"dhondt", APPORTION},
    {"sainte-lague", APPORTION},
    {"modified-sainte-lague", APPORTION},
    {"imperiali", APPORTION},
    {"danish", APPORTION},
    {"adams", APPORTION},
    {"hare", APPORTION},
    {"droop", APPORTION},
    {"hagenbach-bischoff", APPORTION},
};
#define METHODS (sizeof(methods) / sizeof(methods[0]))

unsigned charter_method_traits(struct bytes name) {
    for (size_t i = 0; i < METHODS; i++)
        if (bytes_is(name, methods[i].name))
            return methods[i].traits;
    return name.n ? 0 : METHOD_BY_VOTES;
}

const char *charter_method_name(size_t i) {
    return i < METHODS ? methods[i].name : NULL;
}
