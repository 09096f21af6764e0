#include "cli/verb.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/check.h"
#include "base/name.h"
#include "cli/count.h"
#include "cli/extra.h"
#include "cli/help.h"
#include "web/lang.h"

/* --- the table
 * --------------------------------------------------------------------------------------- */

static const struct cli_verb table[] = {
    {"new",
     "FOLDER",
     "make a federation from its constitution",
     "Makes the folder with an empty record, its keys and its vault, founds the record and brings "
     "the "
     "constitution into force.",
     {{"--constitution", "FILE", "the constitution (see doc/constitution.md)"},
      {"--stamps-as-given", NULL,
       "commands may bring their stamps: for examples, imports, rehearsals"},
      {"--seed", "TEXT",
       "make the record's secrets of TEXT, so that an example comes out the same"},
      {"--at", "STAMP", "the stamp of the founding, with --stamps-as-given"}},
     1,
     1,
     "koinon new union.koinon --constitution union.yaml",
     cli_new},
    {"check",
     "FILE",
     "explain a constitution and find what is wrong with it",
     "Prints every error with file, line and column; then, for one that can be read, what it says "
     "in "
     "plain sentences and what is worth knowing about it.",
     {{"--quiet", NULL, "errors and warnings only"},
      {"--language", "CODE", "in which it is said: en, el"}},
     1,
     1,
     "koinon check union.yaml",
     cli_check},
    {"submit",
     "FOLDER [FILE]",
     "enter commands, one JSON object a line",
     "Reads lines from FILE or standard input and answers each with a line of JSON. A line that is "
     "refused is reported and the run goes on; lines that begin with # and empty lines are passed "
     "over. Standard input may stay open for months: what has come is answered as soon as nothing "
     "more comes for a moment, and what falls due is settled meanwhile. propose and adopt take "
     "\"constitution\": FILE, the text as people wrote it.",
     {{"--as", "PERSON", "who acts, where a line does not say"},
      {"--for", "BODY", "in whose name"},
      {"--clerk", "PERSON", "who types it"},
      {"--stop", NULL, "stop at the first line that is refused"},
      {"--quiet", NULL, "answer only lines that were refused"},
      {"--language", "CODE", "in which refusals and mistakes are said: en, el"}},
     1,
     2,
     "koinon submit union.koinon < commands.jsonl",
     cli_submit},
    {"log",
     "FOLDER",
     "the record, entry by entry",
     "Each entry with its number, stamp, who acted, the command and what it did.",
     {{"--from", "N", "from this entry on"},
      {"--to", "N", "before this entry"},
      {"--json", NULL, "a line of JSON for each"}},
     1,
     1,
     "koinon log union.koinon --from 100",
     cli_log},
    {"verify",
     "[FOLDER]",
     "check the whole record, trusting nothing",
     "Recomputes the tree, the signatures and every decision of the law, and names the first entry "
     "that "
     "does not hold. Works offline on a copy; needs record.db only.",
     {{"--since", "FILE", "a checkpoint kept from before: the record must begin with it"},
      {"--receipt", "FILE", "check this receipt (*.tlog-proof) instead, without the record"},
      {"--key", "FILE", "log.vkey as you kept it: of a receipt, of --since"},
      {"--auditor-key", "FILE",
       "who is behind each pseudonym is checked, too (export FOLDER auditor-key)"},
      {"--witnesses", "FILE", "keys of witnesses as you kept them, instead of the folder's list"},
      {"--json", NULL, "the report as JSON"}},
     0,
     1,
     "koinon verify union.koinon",
     cli_verify},
    {"rehearse",
     "FOLDER [FILE]",
     "try commands on a copy that is thrown away",
     "Copies the record, enters the commands there, shows what would happen, and removes the copy.",
     {{"--as", "PERSON", "who acts"},
      {"--for", "BODY", "in whose name"},
      {"--quiet", NULL, "refusals only"},
      {"--language", "CODE", "in which refusals and mistakes are said: en, el"}},
     1,
     2,
     "koinon rehearse union.koinon < plan.jsonl",
     cli_rehearse},
    CLI_EXTRA_VERBS};

const struct cli_verb *verbs(int *ret_n) {
    *ret_n = (int)(sizeof(table) / sizeof(table[0]));
    return table;
}

/* --- arguments
 * ---------------------------------------------------------------------------------------- */

static int option_index(const struct cli_verb *v, const char *name, size_t n) {
    for (int i = 0; i < VERB_OPTIONS && v->options[i].name; i++)
        if (strlen(v->options[i].name) == n && strncmp(v->options[i].name, name, n) == 0)
            return i;
    return -1;
}

const char *verb_value(const struct cli_verb *v, const struct verb_args *a, const char *option) {
    int i = option_index(v, option, strlen(option));
    check(i >= 0);
    return a->values[i];
}

static int usage(const struct cli_verb *v, const char *what, const char *arg) {
    fprintf(stderr, "koinon %s: %s%s; koinon %s --help tells more\n", v->name, what, arg, v->name);
    return EXIT_USAGE;
}

static int no_option(const struct cli_verb *v, const char *arg) {
    struct bytes names[VERB_OPTIONS];
    size_t n = 0;
    for (; n < VERB_OPTIONS && v->options[n].name; n++)
        names[n] = bytes_str(v->options[n].name);
    int near = name_nearest(bytes_part(bytes_str(arg), 0, strcspn(arg, "=")), names, n);
    char text[256];
    snprintf(text, sizeof(text), "%.100s%s%s%s", arg, near < 0 ? "" : " (did you mean ",
             near < 0 ? "" : v->options[near].name, near < 0 ? "" : "?)");
    return usage(v, "there is no option ", text);
}

static int read_option(const struct cli_verb *v, struct verb_args *a, int argc, char **argv,
                       int *i) {
    const char *arg = argv[*i], *equals = strchr(arg, '=');
    int o = option_index(v, arg, equals ? (size_t)(equals - arg) : strlen(arg));
    if (o < 0)
        return no_option(v, arg);
    if (!v->options[o].value) {
        a->values[o] = "";
        return equals ? usage(v, "takes no value: ", arg) : EXIT_DONE;
    }
    a->values[o] = equals ? equals + 1 : *i + 1 < argc ? argv[++*i] : NULL;
    return a->values[o] ? EXIT_DONE : usage(v, "needs a value: ", arg);
}

static int run_verb(const struct cli_verb *v, int argc, char **argv) {
    struct verb_args a = {0};
    bool only_args = false;
    for (int i = 2; i < argc; i++) {
        const char *arg = argv[i];
        if (!only_args && (strcmp(arg, "--help") == 0 || strcmp(arg, "-h") == 0)) {
            help_verb(v);
            return EXIT_DONE;
        }
        if (!only_args && strcmp(arg, "--") == 0) {
            only_args = true;
        } else if (!only_args && arg[0] == '-' && arg[1]) {
            int r = read_option(v, &a, argc, argv, &i);
            if (r != EXIT_DONE)
                return r;
        } else if (a.n == VERB_ARGS) {
            return usage(v, "too many arguments", "");
        } else {
            a.args[a.n++] = arg;
        }
    }
    if (a.n < v->min_args)
        return usage(v, "needs ", v->args);
    if (a.n > v->max_args)
        return usage(v, "does not take ", a.args[v->max_args]);
    return v->run(v, &a);
}

static const struct cli_verb *verb_called(const char *name) {
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
        if (strcmp(table[i].name, name) == 0)
            return &table[i];
    return NULL;
}

static int main_verb(int argc, char **argv) {
    const char *said = argc > 1 ? argv[1] : "";
    if (argc < 2) {
        help_all(stderr);
        return EXIT_USAGE;
    }
    if (strcmp(said, "help") == 0 || strcmp(said, "--help") == 0 || strcmp(said, "-h") == 0)
        return help_topic(argc - 2, argv + 2);
    if (strcmp(said, "--version") == 0) {
        printf("koinon " KOINON_VERSION "\n");
        return EXIT_DONE;
    }
    if (strcmp(said, "count") == 0)
        return cli_count(argc - 1, argv + 1);
    const struct cli_verb *v = verb_called(said);
    return v ? run_verb(v, argc, argv) : help_unknown(said);
}

/* An answer that did not reach its file (a full disk) is no answer, whatever the verb thought. */
int verb_main(int argc, char **argv) {
    int status = main_verb(argc, argv);
    if (fflush(stdout) == 0 && !ferror(stdout))
        return status;
    fprintf(stderr, "koinon: the answer could not be written whole: %s\n", strerror(errno));
    return EXIT_WORLD;
}

/* --- what verbs share
 * ----------------------------------------------------------------------------------- */

int verb_language(const struct cli_verb *v, const struct verb_args *a, struct lang *ret,
                  struct fail *fail) {
    const char *code = verb_value(v, a, "--language");
    return lang_choose(code ? bytes_str(code) : BYTES_LIT("en"), ret, fail);
}

int verb_fail(const struct cli_verb *v, const struct fail *fail) {
    fprintf(stderr, "koinon %s: %s\n", v->name, fail->text[0] ? fail->text : err_name(fail->code));
    switch (fail->code) {
    case ERR_SYNTAX:
    case ERR_RANGE:
    case ERR_VERSION:
    case ERR_EXISTS:
    case ERR_MISSING:
        return EXIT_INPUT;
    case ERR_BROKEN:
        return EXIT_NO;
    case ERR_CONFLICT:
    case ERR_BUSY:
        return EXIT_BUSY;
    default:
        return EXIT_WORLD;
    }
}

int verb_read_file(const char *path, size_t max, struct buf *ret, struct fail *fail) {
    int fd = strcmp(path, "-") == 0 ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    char chunk[65536];
    ssize_t n = 0;
    if (fd < 0)
        return fail_set(fail, errno == ENOENT ? ERR_MISSING : ERR_IO, "%s: %s", path,
                        strerror(errno));
    while (ret->n <= max && (n = read(fd, chunk, sizeof(chunk))) > 0)
        buf_add(ret, chunk, (size_t)n);
    int error = n < 0 ? errno : 0;
    if (fd != STDIN_FILENO)
        close(fd);
    if (error == EISDIR)
        return fail_set(fail, ERR_SYNTAX, "%s is a folder; a file is expected", path);
    if (error)
        return fail_set(fail, ERR_IO, "%s: %s", path, strerror(error));
    if (ret->failed || ret->n > max)
        return fail_set(fail, ERR_RANGE, "%s is larger than %zu bytes", path, max);
    return 0;
}

void verb_note(void *self, const char *text) {
    (void)self;
    fprintf(stderr, "koinon: %s\n", text);
}

void verb_progress(void *self, uint64_t done, uint64_t of) {
    (void)self;
    if (done && isatty(STDERR_FILENO))
        fprintf(stderr, "\r%llu of %llu", (unsigned long long)done, (unsigned long long)of);
}
