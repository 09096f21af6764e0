/* Writes the reference pages of doc/ from the program's own tables, as Markdown on stdout:
 *
 *     reference findings   what koinon check finds in a constitution, and how to mend it
 *     reference entries    what a record can say: commands, fields, effects
 *
 * tools/doc writes them all; the test house/doc fails when they are not what it would write. */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "charter/finding.h"
#include "wire/types.h"

static const struct {
    uint8_t kind;
    const char *name, *notation;
} value_notations[] = {
    {VALUE_INT, "number", "a whole number"},
    {VALUE_BOOL, "yes or no", "`true` or `false`"},
    {VALUE_TEXT, "text", "text of one or more lines"},
    {VALUE_WORD, "word", "one word in the form of a name: a kind, a verb, a method"},
    {VALUE_REF, "reference", "a thing by its name or number, or `[thing, part]`"},
    {VALUE_REFS, "references", "a list of references"},
    {VALUE_WORDS, "words", "a list of words or short texts"},
    {VALUE_WHEN, "date", "a date as written, with its calendar; see doc/words.md"},
    {VALUE_QUANTITY, "quantity", "a number, or text such as `about 500` or `400..600`"},
    {VALUE_BYTES, "bytes", "base64 in JSON"},
    {VALUE_TITLE, "title", "text, or a text for each language: `{\"en\": ..., \"el\": ...}`"},
    {VALUE_ROWS, "rows", "a list of objects with words as keys"},
    {VALUE_MAP, "map", "an object with words as keys"},
};

static const char *const rooms[] = {
    [ROOM_RECORD] = "The record itself",      [ROOM_ENTITY] = "Who and what there is",
    [ROOM_TIE] = "Relations and states",      [ROOM_FIGURE] = "Figures, claims, actions",
    [ROOM_MEMBERS] = "Members and rolls",     [ROOM_ELECTION] = "Elections and mandates",
    [ROOM_SITTING] = "Sittings and votes",    [ROOM_ACT] = "Acts and powers",
    [ROOM_RECALL] = "Recall",                 [ROOM_DISPUTE] = "Disputes and the opening",
    [ROOM_PROCEEDING] = "Other proceedings",
};
#define ROOMS (sizeof(rooms) / sizeof(rooms[0]))

static const char *notation_name(uint8_t kind) {
    for (size_t i = 0; i < sizeof(value_notations) / sizeof(value_notations[0]); i++)
        if (value_notations[i].kind == kind)
            return value_notations[i].name;
    return "?";
}

/* The fields that many commands share: from what source it is known. Listed once, in the page's
 * head. */
static bool is_attesting(uint16_t field) {
    static const uint16_t fields[] = {FIELD_SOURCE,  FIELD_LINE,  FIELD_NOTE,  FIELD_ALTERNATIVE,
                                      FIELD_READING, FIELD_AFTER, FIELD_BEFORE};
    for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
        if (fields[i] == field)
            return true;
    return false;
}

static void print_fields_of(const struct command_kind *c, bool must) {
    const char *before = must ? "  Needs " : "  May have ";
    bool is_attested = false;
    for (size_t i = 0; i < c->n_fields; i++) {
        is_attested = is_attested || c->fields[i].field == FIELD_SOURCE;
        if (c->fields[i].must != must || is_attesting(c->fields[i].field))
            continue;
        printf("%s`%s`", before, field_type(c->fields[i].field)->name);
        before = ", ";
    }
    if (before[0] == ',')
        puts(".");
    if (!must && is_attested)
        puts("  May be attested.");
}

static void print_commands(void) {
    size_t n;
    const struct command_kind *kinds = command_kinds(&n);
    for (uint8_t room = 0; room < ROOMS; room++) {
        printf("\n## %s\n\n", rooms[room]);
        for (size_t i = 0; i < n; i++) {
            if (kinds[i].room != room)
                continue;
            printf("- **`%s`** (%d): %s.\n", kinds[i].name, kinds[i].number, kinds[i].help);
            print_fields_of(&kinds[i], true);
            print_fields_of(&kinds[i], false);
        }
    }
}

static void print_effects(void) {
    size_t n;
    const struct effect_kind *kinds = effect_kinds(&n);
    puts("\n## Effects\n\n| number | effect | arguments | text |\n|---|---|---|---|");
    for (size_t i = 0; i < n; i++)
        printf("| %d | `%s` | %s | %s |\n", kinds[i].number, kinds[i].name, kinds[i].args,
               kinds[i].text);
}

static void print_entries(void) {
    puts("# What a record can say\n\n"
         "Made from the tables of src/wire/types.h by `meson compile -C build doc`; edit those.\n\n"
         "A record is a chain of entries. Each holds a command, with its stamp, and the effects\n"
         "that the law gave it. A command is one JSON object on a line of its own: `\"do\"` names\n"
         "it and the other keys are its fields. Numbers never change their meaning.\n\n"
         "    {\"do\": \"enrol\", \"person\": \"anna\", \"unit\": \"piraeus\"}\n\n"
         "What *may be attested* can say from what source it is known, and how it stands to other\n"
         "statements: `source`, `line`, `note`, `alternative-of`, `reading`, `after`, `before`. A\n"
         "record of the past needs the source.");
    print_commands();
    puts("\n## Fields\n\n| number | field | kind | meaning |\n|---|---|---|---|");
    for (uint16_t number = 1; number < FIELD_COUNT_; number++) {
        const struct field_type *f = field_type(number);
        if (f)
            printf("| %d | `%s` | %s | %s |\n", number, f->name, notation_name(f->kind), f->help);
    }
    puts("\nKinds of fields:\n");
    for (size_t i = 0; i < sizeof(value_notations) / sizeof(value_notations[0]); i++)
        printf("- *%s*: %s\n", value_notations[i].name, value_notations[i].notation);
    print_effects();
}

static void print_findings(void) {
    static const char *const severities[] = {
        [SEVERITY_NOTICE] = "notice", [SEVERITY_WARNING] = "warning", [SEVERITY_ERROR] = "error"};
    static const char *const of_the_past[] = {
        [PAST_SAME] = ".",
        [PAST_WARNING] = "; in a record of the past at most a warning.",
        [PAST_NOTICE] = "; in a record of the past a notice.",
        [PAST_SILENT] = "; not looked for in a record of the past."};
    size_t n;
    const struct finding_kind *kinds = finding_kinds(&n);
    puts("# What can be wrong with a constitution\n\n"
         "Made from the tables of src/charter/ by `meson compile -C build doc`; edit those.\n\n"
         "`koinon check FILE` names these, each with the article where it was found; %1, %2 stand "
         "for\n"
         "what was found there. Below each: how to mend it.");
    for (size_t i = 0; i < n; i++)
        printf("\n## %s\n\n*%s%s* %s\n\n%s\n", kinds[i].code, severities[kinds[i].severity],
               of_the_past[kinds[i].past], kinds[i].text, kinds[i].remedy);
}

int main(int argc, char **argv) {
    if (argc == 2 && strcmp(argv[1], "entries") == 0) {
        print_entries();
    } else if (argc == 2 && strcmp(argv[1], "findings") == 0) {
        print_findings();
    } else {
        fputs("usage: reference entries|findings\n", stderr);
        return 2;
    }
    return 0;
}
