#include "cli/help.h"

#include <string.h>

#include "base/name.h"
#include "cli/count.h"
#include "wire/types.h"

#define COLUMNS 78

static const char statuses[] =
    "0 done and it holds; 1 refused or does not hold; 2 usage; 3 bad input; 4 disk, memory or "
    "permissions; 5 another process writes.";

/* TEXT in lines of COLUMNS, each behind INDENT spaces; the first begins at column AT. */
static void print_wrapped(const char *text, int indent, int at) {
    const char *gap = "";
    for (int column = at; *text;) {
        int n = (int)strcspn(text, " ");
        if (column > indent && column + n + 1 > COLUMNS) {
            printf("\n%*s", indent, "");
            column = indent;
            gap = "";
        }
        printf("%s%.*s", gap, n, text);
        column += n + (*gap != 0);
        gap = " ";
        text += n + (text[n] == ' ');
    }
    printf("\n");
}

static int verb_options(const struct cli_verb *v) {
    int n = 0;
    while (n < VERB_OPTIONS && v->options[n].name)
        n++;
    return n;
}

void help_verb(const struct cli_verb *v) {
    enum { TEXT = 31 };
    printf("koinon %s%s%s\n    %s\n\n", v->name, *v->args ? " " : "", v->args, v->summary);
    print_wrapped(v->text, 0, 0);
    printf("%s", verb_options(v) ? "\nOptions:\n" : "");
    for (int i = 0; i < verb_options(v); i++) {
        const struct verb_option *o = &v->options[i];
        int n = printf("    %s%s%s ", o->name, o->value ? " " : "", o->value ? o->value : "");
        printf("%*s", n < TEXT ? TEXT - n : 0, "");
        print_wrapped(o->help, TEXT, TEXT);
    }
    printf("\nExample:\n    %s\n\nExit status: ", v->example);
    print_wrapped(statuses, 0, (int)strlen("Exit status: "));
}

void help_all(FILE *to) {
    int n;
    const struct cli_verb *all = verbs(&n);
    fprintf(to, "koinon: runs a federation of councils by its own constitution\n\nVerbs:\n");
    for (int i = 0; i < n; i++)
        fprintf(to, "    %-10s %s\n", all[i].name, all[i].summary);
    fprintf(to, "    %-10s %s\n", "count", "count an election from a file");
    fprintf(to, "\nkoinon VERB --help tells more. koinon help commands lists what a record can be "
                "told.\nkoinon --version says which program this is.\n");
}

/* --- man pages ---------------------------------------------------------------------------------
 */

static void man_verb(const struct cli_verb *v) {
    printf(".TH KOINON-%s 1 \"\" \"koinon " KOINON_VERSION
           "\" \"Koinon\"\n.SH NAME\nkoinon-%s \\- %s\n"
           ".SH SYNOPSIS\n.B koinon %s\n%s%s\n.SH DESCRIPTION\n%s\n",
           v->name, v->name, v->summary, v->name, v->args, verb_options(v) ? " [options]" : "",
           v->text);
    printf("%s", verb_options(v) ? ".SH OPTIONS\n" : "");
    for (int i = 0; i < verb_options(v); i++)
        printf(".TP\n.B %s %s\n%s\n", v->options[i].name,
               v->options[i].value ? v->options[i].value : "", v->options[i].help);
    printf(".SH EXIT STATUS\n%s\n.SH EXAMPLE\n%s\n", statuses, v->example);
}

static int help_count(bool man) {
    static char name[] = "count", option[] = "--help";
    char *argv[] = {name, option, NULL};
    if (man)
        printf(".TH KOINON-COUNT 1 \"\" \"koinon " KOINON_VERSION
               "\" \"Koinon\"\n.SH NAME\nkoinon-count \\- count an election from a file\n"
               ".SH DESCRIPTION\n.nf\n");
    int status = cli_count(2, argv);
    printf("%s", man ? ".fi\n" : "");
    return status;
}

/* --- the commands of a record ------------------------------------------------------------------
 */

static void help_commands(void) {
    size_t n;
    const struct command_kind *all = command_kinds(&n);
    printf(
        "What a record can be told, a line of JSON each: {\"do\": COMMAND, ...} to koinon submit.\n"
        "koinon help COMMAND lists its fields; doc/entries.md has them all.\n");
    for (uint8_t room = 0, said = 1; said; room++) {
        said = 0;
        for (size_t i = 0; i < n; i++)
            if (all[i].room == room) {
                printf("%s    %-20s ", said ? "" : "\n", all[i].name);
                print_wrapped(all[i].help, 25, 25);
                said = 1;
            }
    }
}

static void help_command(const struct command_kind *k) {
    printf("{\"do\": \"%s\", ...}\n    %s\n\n", k->name, k->help);
    for (int must = 1; must >= 0; must--)
        for (size_t i = 0; i < k->n_fields; i++) {
            const struct field_type *f = field_type(k->fields[i].field);
            if (k->fields[i].must != (bool)must)
                continue;
            printf("    %-15s %-7s ", f->name, must ? "needed" : "");
            print_wrapped(f->help, 28, 28);
        }
    printf("\nAlso, in any command: as (who acts), for (in whose name), clerk (who types it), at "
           "(the\n"
           "stamp, in a record made with --stamps-as-given). Kinds of values: doc/entries.md.\n");
}

/* --- topics ------------------------------------------------------------------------------------
 */

int help_unknown(const char *said) {
    enum { AT_MOST = 160 };
    int n_verbs;
    const struct cli_verb *all = verbs(&n_verbs);
    struct bytes names[AT_MOST] = {BYTES_LIT("count"), BYTES_LIT("help"), BYTES_LIT("commands")};
    size_t n = 3, n_commands;
    const struct command_kind *commands = command_kinds(&n_commands);
    for (int i = 0; i < n_verbs && n < AT_MOST; i++)
        names[n++] = bytes_str(all[i].name);
    for (size_t i = 0; i < n_commands && n < AT_MOST; i++)
        names[n++] = bytes_str(commands[i].name);
    if (command_kind_named(bytes_str(said))) {
        fprintf(stderr, "koinon: \"%s\" is no verb but a command of a record: koinon help %s\n",
                said, said);
        return EXIT_USAGE;
    }
    int near = name_nearest(bytes_str(said), names, n);
    fprintf(stderr, "koinon: there is no verb \"%s\"%s%.*s%s; koinon help lists them\n", said,
            near < 0 ? "" : ": did you mean ", near < 0 ? 0 : (int)names[near].n,
            near < 0 ? "" : (const char *)names[near].at, near < 0 ? "" : "?");
    return EXIT_USAGE;
}

int help_topic(int argc, char **argv) {
    bool man = argc > 0 && strcmp(argv[0], "--man") == 0;
    const char *topic = argc > man ? argv[man] : NULL;
    int n;
    const struct cli_verb *all = verbs(&n);
    for (int i = 0; topic && i < n; i++)
        if (strcmp(all[i].name, topic) == 0) {
            (man ? man_verb : help_verb)(&all[i]);
            return EXIT_DONE;
        }
    if (topic && strcmp(topic, "count") == 0)
        return help_count(man);
    const struct command_kind *k = topic ? command_kind_named(bytes_str(topic)) : NULL;
    if (!topic)
        help_all(stdout);
    else if (strcmp(topic, "commands") == 0)
        help_commands();
    else if (k)
        help_command(k);
    else
        return help_unknown(topic);
    return EXIT_DONE;
}
