#include "wire/types.h"

#include "base/limits.h"

/* --- fields ----------------------------------------------------------------------------------- */

static const struct field_type fields[] = {
#define X(number, id, json, kind, help) [number] = {number, json, VALUE_##kind, help},
    WIRE_FIELDS(X)
#undef X
};
#define N_FIELDS (sizeof(fields) / sizeof(fields[0]))

const struct field_type *field_type(uint16_t number) {
    return number < N_FIELDS && fields[number].name ? &fields[number] : NULL;
}

const struct field_type *field_type_named(struct bytes name) {
    for (size_t i = 0; i < N_FIELDS; i++)
        if (fields[i].name && bytes_is(name, fields[i].name))
            return &fields[i];
    return NULL;
}

/* --- commands --------------------------------------------------------------------------------- */

#define M(f) {FIELD_##f, true},
#define O(f) {FIELD_##f, false},
#define ATTESTED O(SOURCE) O(LINE) O(NOTE) O(ALTERNATIVE) O(READING) O(AFTER) O(BEFORE)

/* Each list ends in {0}, so that a command without fields has one too. */
#define X(number, id, json, room, help, list)                                                      \
    static const struct field_use uses_of_##id[] = {list{0, false}};                               \
    _Static_assert(sizeof(uses_of_##id) / sizeof(struct field_use) - 1 <= LIMIT_COMMAND_FIELDS,    \
                   #id " has more fields than a command may have");
WIRE_COMMANDS(X)
#undef X

static const struct command_kind commands[] = {
#define X(number, id, json, room, help, list)                                                      \
    {number,      json, ROOM_##room, help,                                                         \
     uses_of_##id, sizeof(uses_of_##id) / sizeof(struct field_use) - 1},
    WIRE_COMMANDS(X)
#undef X
};
#define N_COMMANDS (sizeof(commands) / sizeof(commands[0]))

const struct command_kind *command_kind(uint16_t number) {
    size_t lo = 0, hi = N_COMMANDS;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (commands[mid].number == number)
            return &commands[mid];
        if (commands[mid].number < number)
            lo = mid + 1;
        else
            hi = mid;
    }
    return NULL;
}

const struct command_kind *command_kind_named(struct bytes name) {
    for (size_t i = 0; i < N_COMMANDS; i++)
        if (bytes_is(name, commands[i].name))
            return &commands[i];
    return NULL;
}

const struct command_kind *command_kinds(size_t *ret_n) {
    *ret_n = N_COMMANDS;
    return commands;
}

/* --- effects ---------------------------------------------------------------------------------- */

/* How many words a literal has, counted by the compiler: one more than its spaces. */
#define S1(s, i) (sizeof(s) > (i) + 1 && (s)[(i) % sizeof(s)] == ' ')
#define S4(s, i) (S1(s, i) + S1(s, (i) + 1) + S1(s, (i) + 2) + S1(s, (i) + 3))
#define S16(s, i) (S4(s, i) + S4(s, (i) + 4) + S4(s, (i) + 8) + S4(s, (i) + 12))
#define S64(s, i) (S16(s, i) + S16(s, (i) + 16) + S16(s, (i) + 32) + S16(s, (i) + 48))
#define WORDS(s) (sizeof(s) == 1 ? 0 : 1 + S64(s, 0) + S64(s, 64))

#define X(number, id, json, args, text)                                                            \
    _Static_assert(sizeof(args) <= 128, "WORDS() counts no further in the arguments of " #id);
WIRE_EFFECTS(X)
#undef X

static const struct effect_kind effects[] = {
#define X(number, id, json, args, text) {number, json, args, text, WORDS(args)},
    WIRE_EFFECTS(X)
#undef X
};
#define N_EFFECTS (sizeof(effects) / sizeof(effects[0]))

/* Effects are looked up for each effect of a replay: by number, in one step. */
enum effect_index {
#define X(number, id, json, args, text) EFFECT_INDEX_##id,
    WIRE_EFFECTS(X)
#undef X
};
static const uint8_t effect_at[] = {
#define X(number, id, json, args, text) [number] = EFFECT_INDEX_##id + 1,
    WIRE_EFFECTS(X)
#undef X
};

const struct effect_kind *effect_kind(uint16_t number) {
    if (number >= sizeof(effect_at) || effect_at[number] == 0)
        return NULL;
    return &effects[effect_at[number] - 1];
}

const struct effect_kind *effect_kinds(size_t *ret_n) {
    *ret_n = N_EFFECTS;
    return effects;
}
