/* The verbs of the command line: one table, from which `koinon help`, `VERB --help` and the man
 * pages are made, and by which arguments are read. A verb's file defines its function; verb.c has
 * the table.
 *
 * Exit status of every verb: 0 done, and what was asked holds; 1 refused, or does not hold; 2 the
 * command line is not understood; 3 the input is bad (a file, a line: place and remedy are named);
 * 4 the world failed (disk, memory, permissions); 5 busy: another process writes. */
#ifndef KOINON_CLI_VERB_H
#define KOINON_CLI_VERB_H

#include <stdbool.h>
#include <stdint.h>

#include "base/fail.h"

enum exit_status {
    EXIT_DONE = 0,
    EXIT_NO = 1,
    EXIT_USAGE = 2,
    EXIT_INPUT = 3,
    EXIT_WORLD = 4,
    EXIT_BUSY = 5
};

struct verb_option {
    const char *name;  /* "--constitution" */
    const char *value; /* "FILE"; NULL: a switch */
    const char *help;
};
#define VERB_OPTIONS 12
#define VERB_ARGS 64
struct verb_args {
    const char *args[VERB_ARGS]; /* what is no option */
    int n;
    const char *values[VERB_OPTIONS]; /* by index in the verb's options; a switch given: "" */
};
struct cli_verb {
    const char *name, *args, *summary;
    const char *text; /* a few sentences more */
    struct verb_option options[VERB_OPTIONS];
    int min_args, max_args;
    const char *example;
    int (*run)(const struct cli_verb *v, const struct verb_args *a);
};
const struct cli_verb *verbs(int *ret_n);

/* The option's value, NULL when it was not given. check()s that the verb has it. */
const char *verb_value(const struct cli_verb *v, const struct verb_args *a, const char *option);
static inline bool verb_has(const struct cli_verb *v, const struct verb_args *a,
                            const char *option) {
    return verb_value(v, a, option) != 0;
}
/* What --language names; English when it was not given. ERR_MISSING: there is no such language. */
struct lang;
int verb_language(const struct cli_verb *v, const struct verb_args *a, struct lang *ret,
                  struct fail *fail);
/* "koinon VERB: TEXT" on stderr; the exit status for the failure. */
int verb_fail(const struct cli_verb *v, const struct fail *fail);
/* Reads a whole file (or stdin for "-") of at most MAX bytes. */
struct buf;
int verb_read_file(const char *path, size_t max, struct buf *ret, struct fail *fail);
/* "12 000 of 1 000 000" on stderr, when it is a terminal or the work is long. */
void verb_progress(void *self, uint64_t done, uint64_t of);
/* What is said while a record is opened (engine_options.note), a line on stderr. */
void verb_note(void *self, const char *text);

/* argv as main has it. */
int verb_main(int argc, char **argv);

/* The verbs: exit status. */
int cli_new(const struct cli_verb *v, const struct verb_args *a);
int cli_submit(const struct cli_verb *v, const struct verb_args *a);
int cli_check(const struct cli_verb *v, const struct verb_args *a);
int cli_log(const struct cli_verb *v, const struct verb_args *a);
int cli_verify(const struct cli_verb *v, const struct verb_args *a);
int cli_rehearse(const struct cli_verb *v, const struct verb_args *a);

#endif
