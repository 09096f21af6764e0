#include "charter/method.h"

#define STV (METHOD_KEEPS_RANKINGS | METHOD_ELECTS_MINORITY)
#define CONDORCET (METHOD_KEEPS_RANKINGS | METHOD_ONE_SEAT)

static const struct {
    const char *name;
    unsigned traits;
} methods[] = {
    {"block", METHOD_SEVERAL_SEATS},
    {"limited", METHOD_SEVERAL_SEATS | METHOD_ELECTS_MINORITY},
    {"cumulative", METHOD_SEVERAL_SEATS | METHOD_ELECTS_MINORITY},
    {"majority-judgment", METHOD_ONE_SEAT},
    {"irv", CONDORCET},
    {"scottish-stv", STV},
    {"meek", STV | METHOD_SEVERAL_SEATS},
    {"warren", STV | METHOD_SEVERAL_SEATS},
    {"wigm", STV | METHOD_SEVERAL_SEATS},
    {"ers97", STV | METHOD_SEVERAL_SEATS},
    {"minneapolis", STV | METHOD_SEVERAL_SEATS},
    {"schulze", CONDORCET},
    {"ranked-pairs", CONDORCET},
    {"minimax", CONDORCET},
    {"debian", CONDORCET},
    {"dhondt", METHOD_ELECTS_MINORITY | METHOD_SEVERAL_SEATS},
    {"sainte-lague", METHOD_ELECTS_MINORITY | METHOD_SEVERAL_SEATS},
    {"modified-sainte-lague", METHOD_ELECTS_MINORITY | METHOD_SEVERAL_SEATS},
    {"huntington-hill", METHOD_ELECTS_MINORITY | METHOD_SEVERAL_SEATS},
    {"adams", METHOD_ELECTS_MINORITY | METHOD_SEVERAL_SEATS},
    {"danish", METHOD_ELECTS_MINORITY | METHOD_SEVERAL_SEATS},
    {"imperiali", METHOD_ELECTS_MINORITY | METHOD_SEVERAL_SEATS},
    {"hare", METHOD_ELECTS_MINORITY | METHOD_SEVERAL_SEATS},
    {"droop", METHOD_ELECTS_MINORITY | METHOD_SEVERAL_SEATS},
};

unsigned charter_method_traits(struct bytes name) {
    for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++) {
        if (bytes_is(name, methods[i].name))
            return methods[i].traits;
    }
    return 0;
}
