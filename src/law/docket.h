/* One command being decided: what a subject's function gets, how it refuses, how it emits effects.
 * Private to law/. A function decides in two halves: every check first (return refuse(...)), then
 * effects; after the first effect nothing refuses. */
#ifndef KOINON_LAW_DOCKET_H
#define KOINON_LAW_DOCKET_H

#include "law/state.h"

struct docket {
    struct law *l;
    const struct entry_header *h;
    const struct command *c;
    const struct law_standing *said; /* law_decide() */
    int64_t now;          /* the stamp, or, inside a tick, the time something was due */
    struct buf *effects;  /* the list's elements; the count is put in front at the end */
    uint32_t n;           /* effects so far */
    /* A long consequence (carry.h): finished pieces, effects of this one, where the first goes, and
     * how a decision that no record can hold is left. */
    uint32_t piece, piece_n;
    struct buf *out;
    struct carry_exit *exit;
    struct refusal *refusal;
};

/* --- refusing --------------------------------------------------------------------------------- */
/* Arguments are printf texts up to REFUSAL_ARGS, each by itself:
 *     return refuse(d, LAW_CLOSED, "", name_of(d, p));  */
enum law_verdict refuse(struct docket *d, enum law_verdict v, const char *article, const char *arg1,
                        const char *arg2, const char *arg3);
#define REFUSE(d, v) refuse(d, v, "", "", "", "")
#define REFUSE1(d, v, a) refuse(d, v, "", a, "", "")
/* The article's path of a rule, as a string in a rotating buffer of the docket's refusal: only for
 * passing to refuse. */
#define ARTICLE_TEXT 128
const char *article_text(struct article a, char ret[ARTICLE_TEXT]);
/* A name for people: the thing's name, else "kind 12". */
#define NAME_TEXT (LIMIT_NAME_BYTES + 16)
const char *name_text(const struct law *l, uint32_t id, char ret[NAME_TEXT]);
/* Whose command it is, for refusals: the body acted for, the person; "nobody"; "this member", where
 * only her pseudonym is known. */
const char *author_text(const struct docket *d, char ret[NAME_TEXT]);
const char *instant_text(int64_t at, char ret[INSTANT_TEXT_MAX]);

/* --- reading the command ---------------------------------------------------------------------- */
struct value field(const struct docket *d, enum field f);
bool has(const struct docket *d, enum field f);
/* The thing a field names; LAW_UNKNOWN_THING when it names none, LAW_MISSING_FIELD when MUST and
 * absent (else *ret = 0). NOUN, KIND: 0 any; LAW_WRONG_THING otherwise. */
enum law_verdict field_thing(struct docket *d, enum field f, bool must, uint16_t noun,
                             uint16_t kind, uint32_t *ret);
enum law_verdict value_thing(struct docket *d, const struct value *v, uint16_t noun, uint16_t kind,
                             uint32_t *ret);
/* A date field; ABSENT when it is not there: [now, now+1ms), exact. LAW_BAD_DATE. */
enum law_verdict field_when(struct docket *d, enum field f, struct when *ret, bool *ret_given);
/* A name for a new thing: LAW_NAME_BAD, LAW_NAME_TAKEN. */
enum law_verdict field_name_new(struct docket *d, struct bytes *ret);
/* A word as a number: built in under HUNDRED (200 ties...), else interned (emitted when new, so
 * only call it after the last check). 0 when the field is absent. */
uint32_t word_number(struct docket *d, uint32_t hundred, struct bytes word);
#define TRY(expr)                                                                                  \
    do {                                                                                           \
        enum law_verdict verdict_ = (expr);                                                        \
        if (verdict_ != LAW_ACCEPTED)                                                              \
            return verdict_;                                                                       \
    } while (0)

/* --- emitting --------------------------------------------------------------------------------- */
/* EMIT(d, STATE, id, part, state, since, cause, order): writes the effect and folds it. The number
 * of integers is checked against the table. */
void emit(struct docket *d, enum effect_type type, struct bytes text, size_t n, const int64_t *a);
#define EMIT_TEXT(d, type, text, ...)                                                              \
    emit(d, EFFECT_##type, text, sizeof((int64_t[]){__VA_ARGS__}) / sizeof(int64_t),               \
         (const int64_t[]){__VA_ARGS__})
#define EMIT(d, type, ...) EMIT_TEXT(d, type, ((struct bytes){0}), __VA_ARGS__)
/* The id the next new thing gets. */
uint32_t next_id(const struct docket *d);
/* A new thing: effect `thing`; returns its id. */
uint32_t emit_thing(struct docket *d, uint16_t noun, uint32_t kind, struct bytes name,
                    uint32_t rule, uint32_t parent, uint32_t unit);
/* A new tie (its thing and the tie), holding from SINCE; returns its thing id. */
uint32_t emit_tie(struct docket *d, uint32_t kind, uint32_t from, uint32_t from_part, uint32_t to,
                  uint32_t to_part, uint32_t value, int64_t since, int64_t until, uint32_t standing,
                  uint32_t cause, struct bytes quantity);
/* A consequence may be longer than one entry (LIMIT_EFFECTS): whoever emits in a loop over seats or
 * bodies asks for room before each, and leaves the rest to a tick at the same instant, which comes
 * before anything else (due_carry_on). What is left to do must follow from the state. EFFECTS_SPARE
 * is for one step of such a loop and what closes the entry. */
#define EFFECTS_SPARE 1024
static inline bool has_room(const struct docket *d) {
    return d->n < LIMIT_EFFECTS - EFFECTS_SPARE;
}
void carry_on(struct docket *d, uint32_t id);
/* The command's name for a tie it made (ties need none: only what is spoken of later does). */
void emit_tie_name(struct docket *d, uint32_t id);
/* What became of a thing, told in several ways: the telling is a claim of its own, which has the
 * reading, and is the state's cause. 0: the command names no reading. */
uint32_t emit_telling(struct docket *d, uint32_t of, uint32_t part);
/* State of a part of a thing in an order (0: all orders of a record with one). */
void emit_state(struct docket *d, uint32_t id, uint32_t part, uint32_t state, int64_t since,
                uint32_t cause, uint32_t order);
void emit_due(struct docket *d, int64_t at, uint32_t id, uint32_t what);
/* What is common to all commands that take ATTESTED fields: as-written dates, source, alternative,
 * reading, order of things. Call it once, after the thing was made. */
void emit_attested(struct docket *d, uint32_t id);
/* Only the source, to what stood there already: what became of an act, how a matter ended. */
void emit_source(struct docket *d, uint32_t id);
/* The same with the date as it is written (WHEN_AT): what a source says happened to ID, or in it.
 * The entry is what ties both to the state or the step that it made. */
void emit_told(struct docket *d, uint32_t id);
/* A date field as it is written, as WHICH date of the thing. */
void emit_when(struct docket *d, uint32_t id, enum field f, enum when_which which);
/* Check of the layer: in a record of the past a source is needed; in a living one the power to
 * attest (trust.attest). For commands that are only about the past. */
enum law_verdict need_attested(struct docket *d);
/* What any command may refer to (dates, alternatives, order in time) is there: asked of all of
 * them. */
enum law_verdict need_references(struct docket *d);
enum law_verdict need_living(struct docket *d);
enum layer layer_of(const struct docket *d);

/* --- who acts --------------------------------------------------------------------------------- */
/* May the actor act for BODY: she holds an office of it, or, where it has no officers, a seat; a
 * clerk or the operator may enter it (the entry says so). LAW_NO_CAPACITY. */
enum law_verdict need_acts_for(struct docket *d, uint32_t body);
/* Does a `who` of the constitution include this body, unit or person? */
bool whos_include(const struct law *l, const struct whos *w, uint32_t id);
/* Its words, for refusals. */
const char *whos_words(const struct whos *w, char ret[REFUSAL_ARG_BYTES]);

/* --- what is due (effect `due`): what a tick does with it ------------------------------------- */
enum due_what {
    DUE_CLOSE = 1,       /* a proceeding closes */
    DUE_TERM = 2,        /* a mandate's term ends */
    DUE_VETO_WINDOW = 3, /* the window of a veto, consent or countersignature ends */
    DUE_IN_FORCE = 4,    /* an act comes into force */
    DUE_LAPSE = 5,       /* an act lapses */
    DUE_DEADLINE = 6,    /* an ultimatum, an agreement's or a matter's deadline */
    DUE_OPENING = 7,     /* the opening closes */
    DUE_STEP = 8,        /* the time of an act's step ends */
    DUE_SUSPENSION = 9,  /* a suspension ends */
    DUE_CARRY_ON = 10,   /* a long consequence goes on */
    DUE_ROLL = 12,       /* a roll is final */
    DUE_PIECE = 15,      /* the next entry has the next piece of what this one does (carry.h) */
    DUE_BODY = 14,       /* a body ends at the date its rule gives */
    DUE_GATHERING = 13,  /* the time to gather signatures ends */
    DUE_VACANCY = 16,    /* the time ends in which an empty seat or office must be on its way */
};

/* --- the subjects: one function a command, one a due matter ----------------------------------- */
typedef enum law_verdict decide_fn(struct docket *d);
typedef void due_fn(struct docket *d, uint32_t id);
/* law.c has the tables; a subject's file defines its functions and declares them in rooms.h. */

#endif
