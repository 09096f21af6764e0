/* What koinon says about itself, all of it from tables: `koinon help`, `koinon VERB --help`, man
 * pages, and the commands of a record. Private to cli/. */
#ifndef KOINON_CLI_HELP_H
#define KOINON_CLI_HELP_H

#include <stdio.h>

#include "cli/verb.h"

/* All verbs, a line each. */
void help_all(FILE *to);
/* One verb: what it does, its options, an example. */
void help_verb(const struct cli_verb *v);
/* `koinon help [--man] [TOPIC]`: a verb; `commands`, all that koinon submit takes; or one command
 * with its fields. Exit status. */
int help_topic(int argc, char **argv);
/* There is no such verb or topic; perhaps another was meant. EXIT_USAGE. */
int help_unknown(const char *said);

#endif
