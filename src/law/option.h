/* The options of a vote, the candidates of an election: found by name, number or person however
 * many there are. Private to law/. A row in `options`, the last that fits; 0: there is none. */
#ifndef KOINON_LAW_OPTION_H
#define KOINON_LAW_OPTION_H

#include "law/state.h"

/* Of PROCEEDING: by its name, its number, the thing it stands for. */
uint32_t option_named(const struct law *l, uint32_t proceeding, struct bytes name);
uint32_t option_numbered(const struct law *l, uint32_t proceeding, uint32_t number);
uint32_t option_of(const struct law *l, uint32_t proceeding, uint32_t thing);

/* --- kept up by apply.c ----------------------------------------------------------------------- */
#define OPTION_KEYS 3 /* that a row has in options_by */
void option_index(struct law *l, uint32_t row);

#endif
