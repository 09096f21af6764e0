/* Writes the reference pages of doc/ from the program's own tables, as Markdown on stdout:
 *
 *     reference findings   what koinon check finds in a constitution, and how to mend it
 *     reference entries    what a record can say: commands, fields, effects
 *     reference words      the words of the field; the built-in words; how dates and numbers are
 *     written
 *
 * tools/doc writes them all; the test house/doc fails when they are not what it would write. */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "charter/charter.h"
#include "charter/finding.h"
#include "wire/kinds.h"
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

static const struct {
    const char *word, *meaning;
} terms[] = {
    {"unit", "a base electorate: a branch, a workplace, a village"},
    {"member", "a person who belongs to a unit"},
    {"class", "members who differ in their votes: working, retired"},
    {"roll", "the list of who may vote, frozen on a day, open to objections"},
    {"body", "an assembly, council, congress, committee or office"},
    {"seat", "a place in a body, held or vacant"},
    {"mandate", "a right to a seat, sent by electors, with votes and instructions"},
    {"electors", "of a seat: those who sent it, nobody else"},
    {"delegation", "all whom one unit sent to a body, and the strength that they share"},
    {"credentials", "the proof of who was elected, checked before a body sits"},
    {"alternate", "who takes a seat that falls vacant, in an order fixed by the election"},
    {"apportionment", "how many seats each unit has"},
    {"sitting", "a meeting of a body, from its opening to its end; who is there is checked in"},
    {"quorum", "how many must be present for a decision"},
    {"turnout", "how many must take part for a vote to count"},
    {"majority",
     "by its own name always: simple, present, absolute, unanimous, an amount of something"},
    {"recall", "electors take a seat back before its term ends"},
    {"vacancy", "a seat that nobody holds, and how it is filled"},
    {"countback", "the ballots that filled a seat are counted again for who follows"},
    {"by-election", "an election for a vacant seat alone"},
    {"act", "an instrument with a legal life: order, resolution, budget, agreement, decree"},
    {"power", "what a body may do to others or to their acts, granted, claimed or in practice"},
    {"proceeding", "what is opened, goes through steps and is closed with an outcome"},
    {"legal order", "one set of rules by which acts are valid; dual power is two of them"},
    {"tie", "a relation or a state that holds from one date to another"},
    {"figure", "a quantity at a date, as exact as it is known"},
    {"claim", "what somebody says, with its standing"},
    {"record", "the chain of all entries, which anybody can check"},
    {"entry", "a command, when and by whom it was made, and what followed from it"},
    {"effect", "one thing that an entry changed"},
    {"tick", "an entry of time itself: what fell due is settled"},
    {"checkpoint", "the root of the record's tree at a size, signed"},
    {"receipt", "the proof that an entry stands in the record"},
    {"computed", "worked out from ballots and signatures that are in the record"},
    {"certified", "worked out from what officers counted and stated"},
    {"attested", "said by a source about the past"},
    {"finding", "what does not fit, derived from the record and never entered"},
    {"reading", "which side of a contradiction is believed"},
};

#define X(number, id, name) name,
static const char *const entity_words[] = {WIRE_ENTITY_KINDS(X)};
static const char *const tie_words[] = {WIRE_TIE_KINDS(X)};
static const char *const proceeding_words[] = {WIRE_PROCEEDING_KINDS(X)};
static const char *const step_words[] = {WIRE_STEP_KINDS(X)};
static const char *const state_words[] = {WIRE_STATES(X)};
static const char *const outcome_words[] = {WIRE_OUTCOMES(X)};
static const char *const how_words[] = {WIRE_HOWS(X)};
static const char *const standing_words[] = {WIRE_STANDINGS(X)};
#undef X

static void print_words_of(const char *what, const char *const *words, size_t n) {
    printf("\n**%s:**", what);
    for (size_t i = 0; i < n; i++)
        printf(" `%s`%s", words[i], i + 1 < n ? "," : "\n");
}
#define COUNT(words) (sizeof(words) / sizeof((words)[0]))

static const char dates_and_numbers[] =
    "\n## How dates are written\n\n"
    "As exactly as they are known, in the record's calendar unless ` (julian)` or ` (gregorian)` "
    "is\n"
    "added. A date that does not exist is an error.\n\n"
    "| written | means |\n|---|---|\n"
    "| `1917`, `1917-03`, `1917-03-02` | the year, the month, the day |\n"
    "| `1917-10-25 21:40` | that minute, local time |\n"
    "| `early 1917-03`, `mid 1917`, `late 1917-02` | a third of the month or year |\n"
    "| `about 1917-03`, `before 1917-03`, `after 1917-03-02` | near it; up to it; from its end on "
    "|\n"
    "| `1917-03..1917-05`, `1917-03..` | between the two; no end |\n"
    "| `1917-03..unknown`, `unknown` | an end that is not stated; nothing is known |\n"
    "| `1917-03~`, `1917-03?`, `191X` | EDTF (ISO 8601-2), level 1 and some of level 2 |\n"
    "\nA stamp (`at`) is an instant: `2026-03-02T10:00:00Z`.\n"
    "\n## How numbers are written\n\n"
    "`390`, `1 000 000`, `1/3`, `about 390`, `400..600`, `over 2100`, `at least 5`, `at most 5`,\n"
    "`under 5`, `hundreds`, `unknown`. A sum is never more exact than its parts. A share of what "
    "is\n"
    "not how many, so percentages are none.";

static void print_words(void) {
    puts("# Words\n\n"
         "Made by `meson compile -C build doc` from `doc/reference.c`, `src/wire/kinds.h` and\n"
         "`src/charter/words.c`; edit those.\n\n"
         "The standard terms of the field are used everywhere: in constitutions, pages, names in "
         "the\n"
         "code.\n\n| word | meaning |\n|---|---|");
    for (size_t i = 0; i < sizeof(terms) / sizeof(terms[0]); i++)
        printf("| %s | %s |\n", terms[i].word, terms[i].meaning);
    puts("\n## Words that are built in\n\n"
         "A constitution adds its own: `kinds` there.");
    print_words_of("Who and what acts (`enter`, `kind`)", entity_words, COUNT(entity_words));
    print_words_of("Relations and states (`tie`, `kind`)", tie_words, COUNT(tie_words));
    print_words_of("Powers", verb_names + 1, VERB_COUNT_ - 1);
    print_words_of("Proceedings", proceeding_words, COUNT(proceeding_words));
    print_words_of("Steps of a proceeding", step_words, COUNT(step_words));
    print_words_of("States of acts, bodies and terms", state_words, COUNT(state_words));
    print_words_of("Outcomes", outcome_words, COUNT(outcome_words));
    print_words_of("How a seat was come by, and how it ended", how_words, COUNT(how_words));
    print_words_of("Standings", standing_words, COUNT(standing_words));
    puts(dates_and_numbers);
}

int main(int argc, char **argv) {
    if (argc == 2 && strcmp(argv[1], "entries") == 0) {
        print_entries();
    } else if (argc == 2 && strcmp(argv[1], "findings") == 0) {
        print_findings();
    } else if (argc == 2 && strcmp(argv[1], "words") == 0) {
        print_words();
    } else {
        fputs("usage: reference entries|findings|words\n", stderr);
        return 2;
    }
    return 0;
}
