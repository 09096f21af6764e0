/* `koinon count`: counts a file. One function, so that the verb and the small program koinon-count
 * are the same. */
#ifndef KOINON_CLI_COUNT_H
#define KOINON_CLI_COUNT_H

/* argv[0] is the program or the verb. Exit status: 0 counted, 1 could not (reason on stderr), 2 not
 * understood. */
int cli_count(int argc, char **argv);

#endif
