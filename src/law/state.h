/* The living state: tables of plain rows and one heap of texts (base/table.h). Rows hold no
 * pointers, only indexes, ids and heap references, so a snapshot is the tables written down, a hash
 * is the hash of them, and a copy is a copy. Row 0 of each table means none. Private to law/.
 *
 * A thing has an id: its row in `things`. A `text` is a reference into the heap; a `word` is a
 * number: built in below WORD_FIRST (wire/kinds.h), else WORD_FIRST + row in `words`. Instants are
 * ms; `made`, `ended`, `undone` are entry numbers plus one (0: not), for "as known then". */
#ifndef KOINON_LAW_STATE_H
#define KOINON_LAW_STATE_H

#include "base/buf.h"
#include "base/index.h"
#include "base/table.h"
#include "charter/charter.h"
#include "law/law.h"
#include "wire/kinds.h"

struct thing_row {
    uint64_t made, undone;
    uint32_t name, title;    /* texts; title is CBOR */
    uint32_t rule;           /* word: the name of its rule in the constitution; 0 none */
    /* unit: within; body: legal order; wing: association; proceeding: parent */
    uint32_t parent;
    uint32_t unit;           /* body, mandate: the unit or association it is for */
    uint32_t row;            /* in the table of its noun */
    uint32_t names, whens, sources, texts, amounts, ordered; /* last row of each chain */
    uint32_t alternative_of; /* thing */
    uint32_t reading;        /* word: "c01a" */
    uint16_t noun, kind;
    uint16_t state;          /* last STATE_* of the whole in its first order; 0 */
    uint16_t layer;
};

/* Detail of an entity that can have members or seats. */
struct entity_row {
    uint32_t thing;
    uint32_t members, members_good; /* living ties `member` to it */
    uint32_t seats_open, seats_filled, seat_next, seat_last; /* seat_last: chain of seats */
    uint32_t sitting;               /* the sitting that is open; 0 */
    uint32_t alternate_last;
    uint32_t dues_last;
    uint32_t body_last;   /* unit: chain of bodies that exist for it */
    uint32_t body_prev;   /* body: the next in that chain */
    uint32_t key_last;    /* person: signing keys */
    uint32_t rule_last;   /* rule: chain of its instances (body_prev of those is `instance_prev`) */
    uint32_t instance_prev;
    uint32_t forgotten;   /* person: 1 */
    uint32_t spare;
};

struct tie_row {
    int64_t since, until;          /* [since, until); INSTANT_MIN / INSTANT_MAX unbounded */
    uint64_t made, ended, undone;
    uint32_t thing;                /* its id; 0 for states, which are not things */
    uint32_t kind;                 /* TIE_* or a word */
    uint32_t from, from_part, to, to_part, value;
    uint32_t cause, end_cause;     /* things */
    uint32_t quantity;             /* text */
    uint32_t detail;               /* mandate: row in mandates; member: row in members */
    uint32_t end_how;              /* word */
    uint16_t standing, layer;
    uint32_t chain[2];             /* 0: by near end, 1: by far end; row in chains */
    uint32_t prev[2], jump[2], depth[2]; /* skew-binary ancestors: a date is found in O(log n) */
    uint32_t spare;
};
/* All ties of one kind at one end (thing and part), in order of entry. */
struct chain_row {
    uint32_t end, part, kind, side; /* side 0: near end, 1: far end */
    uint32_t last, n;
    uint32_t unsorted;              /* 1: some `since` lies before an earlier one's */
    uint32_t next_of_thing;         /* the thing's next chain */
};

struct mandate_row {
    int64_t term_end; /* INSTANT_MAX: none */
    int64_t votes;    /* fixed weight; -1: shared at the moment of the vote (votes: members) */
    uint32_t tie, person, body, seat, group, sender, via, how;
};
struct member_row {
    uint64_t groups; /* bit i: members.groups[i] */
    uint32_t tie, class, arrears, arrears_last; /* arrears: months owed now */
};
struct arrears_row { /* what she owed, since when: a roll is judged as of its instant */
    int64_t at;
    uint32_t months, prev;
};
struct seat_row {
    uint64_t made, ended;
    uint32_t body, number, group, sender;
    uint32_t holder;    /* mandate (thing) that fills it; 0 vacant */
    uint32_t prev;      /* the body's chain */
    uint32_t last_holder, spare;
};
struct alternate_row {
    uint32_t body, group, sender, person, rank, via, prev, gone;
};

/* Numbers a proceeding keeps: effect `number`. */
enum proc_number {
    PROC_SEATS = 0,      /* to be filled */
    PROC_NEEDED = 1,     /* signatures, or yes votes, as computed when it opened */
    PROC_ELIGIBLE = 2,   /* electors, as of the frozen roll; weights summed */
    PROC_PRESENT = 3,    /* checked in now (sitting); at the vote (vote) */
    PROC_STEPS = 4,      /* signatures or ballots that stand */
    PROC_STEP_NO = 5,    /* which step of the act this vote is */
    PROC_FROZEN = 6,     /* instant of the roll */
    PROC_ROUND = 7,
    PROC_QUORUM = 8,     /* least number present */
    PROC_REMEDY = 9,     /* word */
    PROC_VERB = 10,      /* enum verb: this vote uses a power */
    PROC_BALLOT = 11,    /* enum ballot_kind */
    PROC_CERTIFIED = 12, /* 1: the counts are certified, not computed */
    PROC_RESULT = 13,    /* thing that came of it */
    PROC_SEAT = 14,
    PROC_VACANT_ONLY = PROC_SEAT, /* election: 1, it fills vacant seats only (a by-election) */
    PROC_FOR = PROC_SEAT, /* vote certified in members spoken for: how many persons were for it */
    PROC_USER = 15,
    PROC_ELECTED = PROC_USER, /* election counted from its ballots: how many places are elected */
    PROC_NUMBERS = 16,
};
struct proc_row {
    int64_t opens, closes, closed;   /* closed: INSTANT_MAX while open */
    int64_t number[PROC_NUMBERS];
    uint64_t made, ended;
    uint32_t thing, kind, subject, part, body, group, sender, parent;
    uint32_t rules, charter;         /* row in charters: the text in force when it opened */
    uint32_t outcome;                /* OUTCOME_* or a word; 0 open */
    uint32_t step_last, option_last, n_options;
    uint32_t child_last, child_prev; /* votes of a sitting, objections of a roll */
    uint32_t subject_prev;           /* the subject's earlier proceeding */
    uint32_t majority_last;          /* what a vote was judged by when it closed */
    uint32_t pseudonym_last; /* members who acted in it (pseudonym.h) */
    uint32_t n_pseudonyms;   /* how many ever */
    uint32_t spare;
};
struct majority_row { /* one majority: how many of how many, and how many it needed */
    int64_t part, whole, needed;
    uint32_t proc, number, text, prev; /* text: as the constitution writes it */
};
/* Who took a step: a thing, or the number of a pseudonym in that proceeding with this bit
 * (pseudonym.h); things are fewer (LIMIT_THINGS). */
#define PSEUDONYM_BIT 0x80000000u
static inline bool is_pseudonym(uint32_t who) {
    return who & PSEUDONYM_BIT;
}
struct step_row {
    int64_t weight, at;
    uint64_t seq;
    uint32_t proc, kind, who, option, mandate, text, prev, voided;
};
struct pseudonym_row {
    uint8_t name[16];
    int64_t votes;
    uint32_t proc, number, unit, prev;
};
struct option_row {
    int64_t votes, units;
    uint32_t proc, number, thing, name, prev, spare;
};

/* Which number of an act the effect `act-number` sets. */
enum act_number { ACT_STEP = 1, ACT_WAITING, ACT_LAPSES, ACT_PUBLISHED, ACT_DEADLINE };
#define ACT_ORDERS 4
struct act_row {
    int64_t adopted, in_force, deadline, lapses, published;
    uint32_t thing, rule, issuer, unit, on, mover;
    uint32_t step;                  /* the step it is at, from 0 */
    uint32_t vote;                  /* the vote that is open on it; 0 */
    uint32_t waiting;               /* windows and countersignatures it still waits for */
    /* STATE_* in each legal order, as in charter->orders; [0] if none */
    uint32_t state[ACT_ORDERS];
    uint32_t hash;                  /* text: hash of the constitution it brings */
    uint32_t terms;
    uint32_t proc_last;             /* chain of proceedings about it (subject_prev) */
};
struct figure_row {
    uint32_t thing, of, part, kind, measure, dimension, complete, quantity, part_last, spare;
    int64_t at, until;
};
struct figure_part_row {
    uint32_t figure, number, of, word, quantity, prev;
};
struct claim_row {
    uint32_t thing, of, part, kind, standing, by, text, spare;
};
struct name_row {
    int64_t since, until;
    uint64_t made;
    uint32_t thing, text, language, prev;
};
struct when_row {
    int64_t lo, hi;
    uint64_t made;
    uint32_t thing, which, text, prev;
    uint16_t calendar, flags, precision, spare;
};
struct source_row { /* made: by which entry it was named, so of which statement it is the source */
    uint64_t made;
    uint32_t thing, document, line, note, prev, spare;
};
struct text_row {
    uint32_t thing, part, language, text, prev, spare;
};
struct amount_row {
    int64_t num, den;
    uint32_t thing, field, unit, prev;
};
struct ordered_row {
    uint32_t thing, relation, other, prev;
};
struct due_row {
    int64_t at;
    uint32_t thing, what;
};
struct word_row {
    uint32_t text;
};
struct charter_row {
    uint64_t made;
    int64_t since;
    uint32_t text, rules;
};
struct dues_row {
    int64_t month; /* first day, as a day */
    uint32_t unit, members, prev, spare;
};
struct key_row {
    uint64_t made, ended;
    uint32_t person, key, prev, spare;
};
struct undone_row {
    uint64_t entry, by;
    uint32_t effect, spare;
};

#define LAW_TABLES(X)                                                                              \
    X(things, thing_row) X(entities, entity_row) X(ties, tie_row) X(chains, chain_row)             \
    X(mandates, mandate_row) X(members, member_row) X(arrears, arrears_row) X(seats, seat_row)     \
    X(alternates, alternate_row) X(procs, proc_row) X(steps, step_row) X(options, option_row)      \
    X(majorities, majority_row) X(pseudonyms, pseudonym_row)                                       \
    X(acts, act_row) X(figures, figure_row) X(figure_parts, figure_part_row) X(claims, claim_row)  \
    X(names, name_row) X(whens, when_row) X(sources, source_row) X(texts, text_row)                \
    X(amounts, amount_row) X(ordered, ordered_row) X(due, due_row) X(words, word_row)              \
    X(charters, charter_row) X(dues, dues_row) X(keys, key_row) X(undone, undone_row)

/* Of each chain the ties that hold now, newest first. Who was elected ten thousand times holds one
 * seat. A tie that no longer holds keeps its `prev`, so a walk goes on from it. */
struct tie_link {
    uint32_t prev[2], next[2], linked;
};
struct chain_top {
    uint32_t last;
};
struct use_row { /* of a thing: rows of other entries that refer to it (uses.h) */
    uint32_t n;
};

#define LAW_CHARTERS_MAX 1000 /* constitutions and amendments of one record */

struct law {
    struct alloc *alloc;
    bool founded, past;
    uint64_t size;
    int64_t stamp;
    uint32_t title;       /* text (CBOR) of the federation's title */
    uint32_t step_free, pseudonym_free; /* chains of freed rows */
#define X(name, row) struct table name;
    LAW_TABLES(X)
#undef X
    struct heap heap;
    /* derived: rebuilt from the tables by law_load */
    struct index names_by_text, chains_by_end, seats_by_number, steps_by_who, words_by_text;
    struct index procs_open, procs_of_body, procs_past, ended_in, acts_in_force; /* find.h */
    struct index pseudonyms_by; /* pseudonym.h */
    struct index options_by;    /* option.h */
    struct table tie_links, chain_tops; /* rows as in ties and chains: those that hold now */
    struct table uses;                  /* rows as in things */
    struct arena charter_arena; /* the charters in force and those proceedings were opened under */
    const struct charter *charters_read[LAW_CHARTERS_MAX + 1]; /* by row in charters */
    const struct charter *charter_pending; /* read, about to be put in force */
    const struct charter *charter;  /* the one in force; NULL before the first adoption */
    /* what law_hash() was after so many entries, as it was told (law_hash_known); 0: not told */
    uint64_t hashed_size;
    struct hash hashed;
    /* pieces of a long consequence that are no entries yet (carry.h); from carry_at on */
    struct buf carry;
    size_t carry_at;
};

/* Row access: `thing(l, id)`. check()s the index; 0 is not a row. */
#define X(name, row)                                                                               \
    static inline struct row *name##_at(const struct law *l, uint32_t i) {                         \
        return table_row(&l->name, i);                                                             \
    }
LAW_TABLES(X)
#undef X

static inline struct thing_row *thing(const struct law *l, uint32_t id) {
    return things_at(l, id);
}
static inline struct entity_row *entity(const struct law *l, uint32_t id) {
    return entities_at(l, thing(l, id)->row);
}
static inline struct proc_row *proc(const struct law *l, uint32_t id) {
    return procs_at(l, thing(l, id)->row);
}
static inline struct act_row *act(const struct law *l, uint32_t id) {
    return acts_at(l, thing(l, id)->row);
}
static inline struct tie_row *tie(const struct law *l, uint32_t id) {
    return ties_at(l, thing(l, id)->row);
}
static inline struct mandate_row *mandate(const struct law *l, uint32_t id) {
    return mandates_at(l, tie(l, id)->detail);
}
static inline bool is_noun(const struct law *l, uint32_t id, uint16_t noun) {
    return id && thing(l, id)->noun == noun;
}
static inline bool is_kind(const struct law *l, uint32_t id, uint16_t kind) {
    return id && thing(l, id)->kind == kind;
}
struct bytes state_text(const struct law *l, uint32_t text);
struct bytes state_word(const struct law *l, uint32_t word); /* built in or interned */
uint32_t state_word_find(const struct law *l, struct bytes word); /* interned only; 0 none */
/* The thing of that name (its own or an alias), 0 none. */
uint32_t state_named(const struct law *l, struct bytes name);
struct bytes state_name(const struct law *l, uint32_t id); /* its first name; "" */

/* --- ties ------------------------------------------------------------------------------------- */
/* The chain of ties of one kind at one end; 0 none. */
uint32_t chain_find(const struct law *l, uint32_t end, uint32_t part, uint32_t kind, int side);
/* The latest tie in the chain that held at AT as known after entry KNOWN-1 (UINT64_MAX: now); 0. */
uint32_t chain_at(const struct law *l, uint32_t chain, int64_t at, uint64_t known);
/* Walks back over those that hold now: the last of the chain (0: none), then the one before T. */
uint32_t living_last(const struct law *l, uint32_t chain);
uint32_t living_prev(const struct law *l, uint32_t t, int side);
/* Walks back: the chain's last tie, then ties_at(l, t)->prev[side]. Did this one hold, as known? */
bool tie_held(const struct tie_row *t, int64_t at, uint64_t known);
/* Does it hold now? */
static inline bool tie_holds(const struct tie_row *t) {
    return t->until == INSTANT_MAX && !t->undone;
}
/* The tie of that kind from A to B that holds now (row), 0 none. B may be 0: any. */
uint32_t tie_between(const struct law *l, uint32_t kind, uint32_t from, uint32_t to);
/* The state (STATE_*, or a word) of a part of a thing in an order (0: its own, or the only one). */
uint32_t state_of(const struct law *l, uint32_t id, uint32_t part, uint32_t order, int64_t at,
                  uint64_t known);

/* --- seats, mandates -------------------------------------------------------------------------- */
uint32_t seat_find(const struct law *l, uint32_t body, uint32_t number); /* row, 0 */
/* The mandate (thing) a person holds in a body now, 0 none. */
uint32_t mandate_of(const struct law *l, uint32_t person, uint32_t body);
/* Of a body in which nobody sits: the mandate she held in its last composition, 0 none. */
uint32_t mandate_last(const struct law *l, uint32_t person, uint32_t body);
/* The last composition of a body in which nobody sits: who sat together with whoever was seated
 * there last. Since when that is; the mandate by which a seat (row) belongs to it, 0: none. */
int64_t composition_last(const struct law *l, uint32_t body);
uint32_t seat_sat_last(const struct law *l, uint32_t seat, int64_t since);
/* The step (row) of WHO in a proceeding of that kind that stands, 0. */
uint32_t step_find(const struct law *l, uint32_t proc, uint32_t kind, uint32_t who);

/* --- the constitution ------------------------------------------------------------------------- */
/* The charter a proceeding is judged by. */
const struct charter *charter_of(const struct law *l, const struct proc_row *p);
/* The rule of a thing in the charter in force: index in bodies, acts, units...; -1. */
int body_rule_of(const struct law *l, uint32_t id);
int act_rule_of(const struct law *l, uint32_t id);
int unit_rule_of(const struct law *l, uint32_t id);
/* The body that exists under rule RULE for UNIT (0: single), 0 none. */
uint32_t body_for(const struct law *l, int rule, uint32_t unit);
/* The unit of that kind in which UNIT lies (itself included), 0 none. */
uint32_t unit_within(const struct law *l, uint32_t unit, int unit_rule);

/* --- readings (reading.c) --------------------------------------------------------------------- */
/* Does anything in the record belong to this reading ("c01a")? */
bool reading_used(const struct law *l, uint32_t word);
/* Is there a fact of which one telling belongs to A and another to B? */
bool readings_rival(const struct law *l, uint32_t a, uint32_t b);

/* --- terms that bar (term.c) ------------------------------------------------------------------ */
/* A term may bar a kind of act, a power or a manner, towards somebody or anybody: a tie `barred`
 * from [agreement, number]. Does it bar this act? */
bool term_bars(const struct law *l, const struct tie_row *bar, uint32_t id);
/* Does the agreement limit a power of BY (powers.limited-by)? */
bool term_limits(const struct law *l, uint32_t agreement, uint32_t by);

#endif
