/* A command that proposes or adopts a constitution names the file in which people wrote it:
 *
 *     {"do": "propose", "kind": "amendment", "name": "a-1", "constitution": "new.yaml"}
 *     {"do": "adopt", "act": "a-1", "constitution": "new.yaml"}
 *
 * The first gets the hash of the canonical bytes, so that what is adopted is what was voted on; the
 * second these bytes, the hash of the text, and this program's rules. Both get the text as a part
 * of the entry, for people. */
#ifndef KOINON_CLI_CONSTITUTION_H
#define KOINON_CLI_CONSTITUTION_H

#include "base/arena.h"
#include "base/fail.h"

/* LINE without a "constitution" stays as it is. *RET_TEXT: the part; empty: none. Everything in the
 * arena. ERR_MISSING, ERR_IO: the file; ERR_SYNTAX: its first mistake, with line and column. */
int constitution_in_line(struct bytes *line, struct arena *a, struct bytes *ret_text,
                         struct fail *fail);

#endif
