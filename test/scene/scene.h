/* The runner of scenes, in three rooms: scene.c runs a file line by line, value.c makes commands of
 * text by the tables of wire/types.h, ask.c answers questions to the living state. The language is
 * README.md. */
#ifndef KOINON_TEST_SCENE_H
#define KOINON_TEST_SCENE_H

#include "base/arena.h"
#include "base/buf.h"
#include "charter/charter.h"
#include "law/law.h"
#include "law/state.h"

#define SCENE_VARIABLES 8

struct scene {
    const char *path;
    const char *title; /* the first comment */
    struct arena arena;
    struct bytes *lines;
    size_t n_lines, line; /* line: the one being run, from 0 */
    struct { struct bytes name, value; } variables[SCENE_VARIABLES];
    size_t n_variables;
    unsigned failures;

    struct law *law, *follower; /* decides; folds what was encoded and decoded */
    const struct charter *charter; /* as the text said it: for the zone before it is adopted */
    struct hash head;           /* hash of all leaves so far, in order */
    int64_t now;
    unsigned entries;
    bool refused;               /* the command before was refused and nobody said so yet */
    struct refusal refusal;
    struct bytes verb;          /* of the command before */
    struct buf effects;         /* of the entry before: the content of its part */
    uint32_t made;              /* first thing the entry before made; 0 */
    struct buf out;             /* lines of `hash`, for NAME.out */
};

/* "# file:line: ..." and one failure more. */
void scene_fail(struct scene *s, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* A file of the source tree (or beside the scene) whole, in the arena. */
bool scene_read(struct scene *s, struct bytes name, struct bytes *ret);
/* The constitution in a YAML file; NULL after scene_fail. */
const struct charter *scene_charter(struct scene *s, struct bytes name, struct bytes *ret_text);
/* A date in local time of the constitution; its earliest instant. */
bool scene_when(struct scene *s, struct bytes text, int64_t *ret);

/* --- value.c --------------------------------------------------------------------------------- */
/* Cuts the next word off REST: up to a blank outside quotes and brackets. Empty at the end. */
struct bytes scene_word(struct bytes *rest);
/* What stands between quotes, or the word itself. */
struct bytes word_plain(struct scene *s, struct bytes word);
/* "verb name=value ..." as a command's bytes in the arena. */
bool command_read(struct scene *s, struct bytes text, struct bytes *ret_verb, struct bytes *ret);
/* The thing a word means: a name, #id, ^ (what the entry before made), person@body (her
 * mandate). */
uint32_t thing_meant(struct scene *s, struct bytes word);
/* Elements of "[a, b]", or of "a". */
size_t list_read(struct scene *s, struct bytes word, struct bytes *ret, size_t max);

/* --- ask.c ----------------------------------------------------------------------------------- */
/* Answers a question, or compares; false when the word is none. */
bool ask(struct scene *s, struct bytes word, struct bytes rest);

#endif
