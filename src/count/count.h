/* Counting votes: every method by the rule's own arithmetic, exact to the digit, with its working.
 *
 * A library by itself: it needs base/ and GMP, reads no file, no clock, no environment, uses no
 * floating point, and gives the same answer for the same bytes for ever.
 *
 *     struct count_ballots b;
 *     count_ballots_init(&b, &alloc_heap);
 *     if (count_read_blt(&b, text, &fail) < 0) ...              // "line 7: candidate 12 of 9..."
 *     struct count_options o = COUNT_OPTIONS;
 *     o.seats = 3;
 *     struct count_result r;
 *     if (count_run(count_method_find("scottish"), &b, &o, &arena, &r, &fail) < 0) ...
 *     for (uint32_t i = 0; i < r.winners_n; i++) puts(b.candidate[r.winners[i]].name) ...
 *
 * Ballots are packed: a preference is one byte (two when there are more than 125 candidates),
 * ballots lie one behind the other, each ended by a zero. A count makes few passes over them and
 * works on parcels (ballots of one value), never on single ballots where a parcel will do; that is
 * exact, since every rule gives equal ballots equal values.
 *
 * Numbers of a result are text, exact: a decimal with the rule's own places ("1035.05847") or a
 * fraction in lowest terms ("9/7"). */
#ifndef KOINON_COUNT_COUNT_H
#define KOINON_COUNT_COUNT_H

#include "base/arena.h"
#include "base/bytes.h"
#include "base/fail.h"
#include "base/ratio.h"

/* ---- ballots ---- */

struct count_candidate {
    struct bytes name;  /* as in the file */
    bool withdrawn;     /* preferences for her are passed over */
    uint32_t members;   /* of a list: parties of the coalition, 0 or 1 = one */
};

/* Elements of a ballot: 0 ends it; 1..candidates is a candidate counted from 1; candidates+1 a rank
 * left blank; candidates+2 a rank with too many marks. The bit `tied` says "at the same rank as the
 * one before it". Readers of formats that know no blanks and overvotes never write them. */
struct count_ballots {
    struct alloc *alloc;
    struct arena names; /* texts */
    struct count_candidate *candidate;
    uint32_t candidates;
    uint32_t seats;     /* as the file says; 0: it does not */
    struct bytes title; /* may be empty */
    uint8_t width;      /* bytes of an element: 1 or 2 */
    uint32_t tied;      /* 0x80 or 0x8000 */
    void *pref;         /* prefs_n elements */
    size_t prefs_n, prefs_room;
    uint32_t *weight;   /* of each ballot; NULL: all are 1 */
    size_t n;           /* ballots (lines): weight[0..n) */
    size_t weights_room;
    uint64_t total;     /* sum of the weights, blank ones included */
    uint64_t blank;     /* weight of ballots without any preference */
    bool has_ties;      /* an element has the bit `tied` */
    bool has_gaps;      /* an element is a blank rank or an overvote */
    uint32_t *order;    /* candidates in the file's order for ties; NULL: as they stand */
    uint32_t districts; /* lists are "party / district", party by party; 0: no districts */
    uint32_t *district_seats;
    uint32_t *won;      /* seats each list won in constituencies; NULL: none */
    uint16_t *score;    /* n * candidates grades or points; NULL: preferences only */
    size_t scores_room;
};
#define COUNT_NO_SCORE 0xffffu

static inline uint32_t count_element(const struct count_ballots *b, size_t at) {
    return b->width == 1 ? ((const uint8_t *)b->pref)[at] : ((const uint16_t *)b->pref)[at];
}
static inline uint64_t count_weight(const struct count_ballots *b, size_t ballot) {
    return b->weight ? b->weight[ballot] : 1;
}

void count_ballots_init(struct count_ballots *b, struct alloc *alloc);
void count_ballots_drop(struct count_ballots *b);
/* Candidates first, all of them; then ballots. ERR_NOMEM, ERR_RANGE (too many). */
int count_ballots_candidate(struct count_ballots *b, struct bytes name);
/* One ballot: N elements without the final zero. ERR_RANGE when an element is none, or the sum of
 * weights passes 2^62. */
int count_ballots_add(struct count_ballots *b, const uint32_t *element, size_t n, uint32_t weight);
/* The same with a grade for each candidate (COUNT_NO_SCORE: none). */
int count_ballots_add_scores(struct count_ballots *b, const uint16_t *score, uint32_t weight);
/* Index of the candidate with this name, or -1. */
int64_t count_candidate_find(const struct count_ballots *b, struct bytes name);

/* Readers: memory in, ballots out; every error names line and reason. B is initialised and empty.
 * blt: Hill, Wichmann and Woodall's format with the dialects of OpaVote, Droop and stv-rs
 * (nicknames,
 *      [tie], [withdrawn], '=' for equal rank, '-' for a blank one, # comments).
 * preflib: soi, soc, toi, toc (preflib.org), new and old headers.
 * debian: devotee's tally sheets. condorcet: the Condorcet Election Format (.cvotes).
 * lists: "party,votes[,members]" or with ';' or tabs; a ballot of weight v a party, v from 0 on.
 * districts: a table of lists by district, for biproportional and levelling seats
 *      ("party,Altdorf,...", "seats,15,..."; a cell is VOTES, or VOTES:SEATS won there).
 * scores: a header of candidates, then a line of grades a ballot.
 * abc: the subset of YAML that abcvoting writes (profile, num_cand, committeesize). */
int count_read_blt(struct count_ballots *b, struct bytes text, struct fail *f);
int count_read_preflib(struct count_ballots *b, struct bytes text, struct fail *f);
int count_read_debian(struct count_ballots *b, struct bytes text, struct fail *f);
int count_read_condorcet(struct count_ballots *b, struct bytes text, struct fail *f);
int count_read_lists(struct count_ballots *b, struct bytes text, struct fail *f);
int count_read_districts(struct count_ballots *b, struct bytes text, struct fail *f);
int count_read_scores(struct count_ballots *b, struct bytes text, struct fail *f);
int count_read_abc(struct count_ballots *b, struct bytes text, struct fail *f);
/* Looks at the first bytes and calls one of the above. */
int count_read(struct count_ballots *b, struct bytes text, struct fail *f);
/* The readers by name, and the name that count_read would choose ("blt"); NULL: none. */
typedef int count_reader(struct count_ballots *b, struct bytes text, struct fail *f);
count_reader *count_reader_find(const char *format);
const char *count_format(struct bytes text);

/* ---- rules ---- */

enum count_arithmetic {
    COUNT_BY_RULE, /* what the method's source says */
    COUNT_FIXED,   /* decimal, `places` after the point, truncated or rounded as the rule says */
    COUNT_GUARDED, /* places + guard digits; numbers nearer than half a unit of the last place are
                      equal */
    COUNT_RATIONAL, /* exact fractions */
};
enum count_quota {
    COUNT_QUOTA_BY_RULE,
    COUNT_DROOP,          /* floor(votes / (seats + 1)) + 1 */
    /* votes / (seats + 1), and one unit of the last place more, or to exceed */
    COUNT_DROOP_FRACTION,
    COUNT_HARE,           /* floor(votes / seats) */
    COUNT_HARE_FRACTION,
};
/* How a tie is settled: in the order given, until one tells the tied apart. */
enum count_tie_rule {
    COUNT_TIE_NONE,
    COUNT_TIE_BACKWARDS,   /* by the latest earlier stage at which their votes differ */
    COUNT_TIE_FORWARDS,    /* by the earliest such stage */
    COUNT_TIE_ORDER,       /* the earlier in the order fixed before the count stands higher */
    COUNT_TIE_ORDER_FIRST, /* the earlier in that order is taken for whatever is decided */
    COUNT_TIE_LOT,         /* an order drawn from the published seed (count_lot) */
    COUNT_TIE_REFUSE,      /* the count ends and says who must decide: ERR_CONFLICT */
    COUNT_TIE_RCTAB,       /* RCTab's pseudo-random choice from a number, to check its reports */
};
#define COUNT_TIES_MAX 4
enum count_strength { COUNT_WINNING_VOTES, COUNT_MARGINS, COUNT_OPPOSITION };
enum count_equal { COUNT_EQUAL_BY_RULE, COUNT_EQUAL_STOP, COUNT_EQUAL_WAIT, COUNT_EQUAL_SPLIT,
                   COUNT_EQUAL_FULL };
enum count_overvote { COUNT_OVERVOTE_EXHAUST, COUNT_OVERVOTE_SKIP, COUNT_OVERVOTE_MULTIPLE };
enum count_winners { COUNT_SINGLE, COUNT_MANY_PER_ROUND, COUNT_ONE_PER_ROUND, COUNT_BOTTOMS_UP,
                     COUNT_BOTTOMS_UP_THRESHOLD, COUNT_SEQUENTIAL };

/* Biproportional: how many voters a list has. Who has as many votes as her district has seats
 * counts once: votes by seats, to the nearest whole, or exactly; or each vote is a voter. */
enum count_voters { COUNT_VOTERS_ROUNDED, COUNT_VOTERS_EXACT, COUNT_VOTERS_VOTES };

/* What a party is owed in a region: list seats or those won in constituencies, the more of them;
 * or the latter alone. */
enum count_minimum { COUNT_MINIMUM_LISTS, COUNT_MINIMUM_DIRECT };

/* Candidates with a minimum and a maximum of seats (count/reserve.h). */
struct count_group {
    const bool *member; /* of each candidate; groups may overlap */
    uint32_t min, max;  /* max UINT32_MAX: any number */
    struct bytes name;  /* for reasons and errors */
};
#define COUNT_GROUPS_MAX 16

struct count_options {
    uint32_t seats; /* 0: as the ballots say, else 1 */
    enum count_arithmetic arithmetic;
    int places, guard, omega; /* -1: by rule; omega: iterate until the surplus is below 10^-omega */
    int keep_places; /* Meek by fractions: keep factors rounded up to so many places; 0: exact */
    enum count_quota quota;
    enum count_tie_rule tie[COUNT_TIES_MAX];
    const uint32_t *order;    /* candidates, the earliest first; NULL: the ballots' own */
    uint32_t order_n;
    struct bytes seed;        /* of the lot */
    int batch;                /* exclude at once those who cannot win: 1, 0, -1 by rule */
    enum count_equal equal;
    bool equalize;            /* Meek: equal ranks are counted as all their orders at once */
    bool cutoff;              /* bottoms up by share: all below it are excluded at once */
    bool until_two;           /* instant run-off goes on until two are left */
    enum count_strength strength;
    bool explicit_only;       /* Condorcet: those not ranked are compared with nobody */
    bool every_rank_counts;   /* Borda etc.: points from 0 instead of from 1 */
    /* cast vote records (RCTab's settings) */
    enum count_overvote overvote;
    int skips_max;            /* blank ranks in a row a ballot survives; -1: any number */
    int ranks_max;            /* ranks looked at; -1: all */
    bool duplicate_exhausts;
    uint64_t minimum_votes;   /* excluded together when below; no threshold is lower */
    enum count_winners winners;
    struct ratio share;       /* bottoms up: until all left reach this share */
    bool first_round_sets_quota;
    int stop_after;           /* rounds; 0: none */
    int write_in;             /* candidate (from 1) who is excluded first; 0: none */
    /* votes a member has: limited, cumulative; score: the highest grade */
    uint32_t marks_max;
    /* decisions: Debian A.6 */
    int default_option;       /* candidate from 1; 0: the last */
    uint64_t electorate;      /* members entitled; 0: no quorum */
    struct ratio quorum;      /* in units of the square root of the electorate: 3/2 */
    const struct ratio *majority; /* of each option, over the default; NULL: 1 */
    uint32_t majority_n;
    /* groups with a minimum and a maximum of seats (count/reserve.h); they may overlap */
    struct count_group *group;
    uint32_t groups;
    /* lists */
    struct ratio threshold;   /* share of valid votes a list needs, reached or exceeded */
    struct ratio threshold_two, threshold_many; /* coalitions of 2-3, of 4 and more members */
    /* biproportional: the share of the votes of any one district that does instead of `threshold`,
     * or (threshold_all) is needed beside it */
    struct ratio threshold_district;
    bool threshold_all;
    bool winner_takes_one; /* the strongest list of a district has a seat there at least */
    enum count_voters voters;
    struct ratio threshold_seats; /* only lists with this share of the quota get remainder seats */
    bool units; /* lists are units, votes their members: says how evenly delegates speak for them */
    uint32_t seats_base;      /* seats every list past the threshold has at least */
    int remainders_one;       /* at most one remainder seat a list: 1 */
    bool absolute_majority;   /* Dutch P 9 */
    bool quota_rounded;       /* to the nearest whole number, halves up */
    /* levelling: constituency seats that stand for the threshold, 0: none do; overhanging seats
     * that need no levelling */
    uint32_t threshold_direct, overhang;
    enum count_minimum minimum;
    const uint32_t *district_seats; /* biproportional: candidates are party-major of districts */
    uint32_t districts;
    bool certify; /* keep what a certificate needs (struct count_proof); no option of a rule */
};
/* Everything by the rule; one default that shows: ties by the order of candidates, reported. */
bool count_option_is_flag(struct bytes key); /* it takes no value */
#define COUNT_OPTIONS ((struct count_options){.places = -1, .guard = -1, .omega = -1, .batch = -1, \
                                              .skips_max = -1, .ranks_max = -1})
/* A group of candidates with its bounds, as "group", "min" and "max" set it. ERR_SYNTAX: no such
 * candidate, one twice, a group of this name, too many. */
int count_option_group(struct count_options *o, const struct count_ballots *b, struct bytes name,
                       const struct bytes *member, size_t members, uint32_t min, uint32_t max,
                       struct arena *a, struct fail *f);
/* One option by its name of the command line: "seats" "3". ERR_MISSING, ERR_SYNTAX. Lists need
 * memory of A. Candidates are named, so the ballots come first. */
int count_option_set(struct count_options *o, const struct count_ballots *b, struct bytes key,
                     struct bytes value, struct arena *a, struct fail *f);
/* Those that were set, as a JSON object under the names of the command line. */
struct buf;
void count_options_json(struct buf *out, const struct count_options *o,
                        const struct count_ballots *b);

/* ---- results ---- */

enum count_stage_kind {
    COUNT_STAGE_FIRST,     /* first preferences, or the only stage */
    COUNT_STAGE_SURPLUS,
    COUNT_STAGE_EXCLUSION,
    COUNT_STAGE_ITERATION, /* Meek, Warren: keep factors recomputed */
    COUNT_STAGE_ELECTION,
    COUNT_STAGE_END,       /* last seats filled without a transfer */
};
struct count_transfer {
    /* candidates; to = COUNT_NOBODY: exhausted, COUNT_ROUNDED: lost in rounding */
    uint32_t from, to;
    const char *votes;
    const char *value;  /* of each ballot, NULL where they differ */
    uint64_t ballots;
};
#define COUNT_NOBODY 0xffffffffu
#define COUNT_ROUNDED 0xfffffffeu
struct count_tie {
    const char *what;          /* "exclusion", "surplus", "election", "seat" */
    const uint32_t *candidate; /* who were tied */
    uint32_t n, chosen;
    enum count_tie_rule rule;  /* the one that told them apart */
    uint32_t stage;            /* of a look backwards or forwards: counted from 0 */
};
/* Kinds of ballots that count for nobody. */
enum { COUNT_IDLE_CHOICES, COUNT_IDLE_OVERVOTE, COUNT_IDLE_REPEATED, COUNT_IDLE_SKIPPED,
       COUNT_IDLE_FINAL_SURPLUS, COUNT_IDLE };
/* Of a count with groups: whom the groups' bounds no longer let be elected (doomed) or excluded
 * (guarded), and why: the first bound, in the order of the groups, the most before the least, that
 * would have to give way. */
struct count_why {
    uint32_t group;         /* index in options.group; COUNT_NOBODY: several bounds together, or: */
    bool all_needed;        /* as many can still be elected (`open`) as seats are left */
    bool least;             /* her group's minimum, else its maximum */
    uint32_t bound;         /* that minimum or maximum */
    uint32_t elected, open; /* of the group: elected, and still in the count (she too) */
    uint32_t left;          /* seats to fill */
    const char *words;
};
struct count_bound {
    uint32_t candidate;
    bool doomed; /* else guarded */
    bool newly;  /* not yet so at the stage before */
    const struct count_why *why;
};
/* A number of one candidate: votes, a keep factor. */
struct count_number {
    uint32_t candidate;
    const char *number;
};
/* Meek, Warren: what the elected kept of each vote in one distribution, with every digit that was
 * reckoned with, and what came of it. Of those not named: 1 when she runs, 0 when she is out. */
struct count_iteration {
    const struct count_number *keep; /* in the order of candidates */
    uint32_t keep_n;
    const char *quota, *surplus;
};
struct count_stage {
    enum count_stage_kind kind;
    /* Whose votes are others than at the stage before, in the order of candidates, and what they
     * are now (NULL: out of the count); at the first stage everybody's. count_votes() has the votes
     * of anybody at any stage. */
    const struct count_number *change;
    uint32_t changes_n;
    const char *exhausted;     /* so far */
    const char *quota;         /* at this stage, NULL: none */
    const char *surplus;       /* left to transfer, NULL: not reckoned */
    const uint32_t *elected, *excluded;
    uint32_t elected_n, excluded_n;
    const struct count_transfer *transfer;
    uint32_t transfers_n;
    const struct count_tie *tie;
    uint32_t ties_n;
    const char **idle;         /* why ballots count for nobody, COUNT_IDLE kinds; or NULL */
    /* who is doomed or guarded after this stage, or was excluded at it since she was doomed; in the
     * order of candidates */
    const struct count_bound *bound;
    uint32_t bounds_n;
    const char *note;          /* what the rule calls this stage, or NULL */
    const struct count_iteration *iteration; /* with options.certify: those of this stage */
    uint32_t iterations_n;
};
/* What a certificate says besides the result, so that each step can be checked by itself. Kept with
 * options.certify; each method fills its own part, the rest is zero. */
struct count_defeat { /* ranked pairs, in the order of trying */
    uint32_t over, under;
    uint64_t won, lost;
    bool locked;
};
struct count_tested { /* an option of a decision against the default one */
    uint32_t option;
    uint64_t won, lost;
    struct ratio majority;
    bool quorum_reached, majority_reached;
};
struct count_list {
    uint64_t votes;
    bool in;                 /* past the threshold */
    const char *last, *next; /* quotients of her last seat and of one more; NULL: none */
    const char *remainder;   /* largest remainders, as a part of the quota; NULL: none */
    uint64_t full;           /* seats by full quotas */
};
struct count_given { /* a seat beyond full quotas, in the order of giving */
    uint32_t to;
    const char *by, *number; /* "remainder", "average", "majority"; NULL for the last */
};
struct count_seating { /* groups on top of a ranking: each candidate in turn */
    uint32_t candidate;
    const struct count_why *why; /* she is passed over; NULL: seated */
};
struct count_round { /* of a committee */
    const char *phase;   /* "gain", "load", "price", "unapproved" */
    const char **score;  /* of each candidate who could be taken, else NULL */
    const uint32_t *tied;
    uint32_t tied_n, chosen;
};
struct count_proof {
    const int64_t *path;         /* [a][b]: strength of the strongest path from a to b */
    const uint32_t *path_before; /* [a][b]: who stands before b on it */
    const struct count_defeat *defeat;
    uint32_t defeats_n;
    struct count_tested *tested;
    uint32_t tested_n;
    struct count_list *list;     /* of each candidate as a list */
    struct count_given *given;
    uint32_t given_n;
    const char **party_divisor, **district_divisor;
    const uint64_t *party_seats, *party_minimum; /* minimum: what a party is owed; levelling */
    uint32_t parties, districts;
    struct count_round *round;
    uint32_t rounds_n;
    const struct count_seating *seating;
    uint32_t seatings_n;
};
struct count_when;
struct count_result {
    const struct count_method *method;
    const struct count_ballots *b;
    uint32_t seats;
    uint64_t ballots, valid, invalid; /* weights */
    const char *quota, *exhausted;    /* NULL: the method has none */
    uint32_t *winners;                /* in order of election */
    uint32_t winners_n;
    uint32_t *ranking, *rank_end;     /* ranks_n groups of tied candidates: group g is
                                         ranking[g ? rank_end[g-1] : 0 .. rank_end[g]) */
    uint32_t ranks_n;
    uint32_t *standing;               /* tied for the last seats, when no rule settled it */
    uint32_t standing_n;
    struct count_stage *stage;
    uint32_t stages_n;
    struct count_when *when;          /* private to count_votes: of each candidate, the stages at */
    uint32_t *when_end;               /* which her votes changed; NULL: one stage, the scores */
    uint64_t *pairwise;               /* candidates * candidates, [a][b]: prefer a to b; or NULL */
    const char **score;               /* of each candidate: points, strength, quotient; or NULL */
    uint64_t *seats_by_list;          /* of each candidate as a list; or NULL */
    uint32_t **committees;            /* approval committees: all that are tied; or NULL */
    uint32_t committees_n;
    const char *arithmetic;           /* in words */
    /* what a reader must know: quorum missed, option dropped... */
    const char **remark;
    uint32_t remarks_n;
    struct count_proof proof;
    const struct count_group *group;  /* the groups that were to be kept */
    uint32_t groups;
    const struct count_vacancy *vacancy; /* of a countback: what it is about; or NULL */
};
/* A seat that fell vacant: the result is the second count, of all ballots without her. */
struct count_vacancy {
    const struct count_result *before; /* the count that filled the seats */
    uint32_t vacates, follows;
    const uint32_t *sits; /* those elected then, without her; they keep their seats */
    uint32_t sits_n;
    /* groups: those of the new ranking before `follows` who would break a bound */
    const struct count_seating *passed;
    uint32_t passed_n;
};

struct count_method {
    const char *name, *aliases; /* aliases: words separated by spaces */
    const char *what;           /* one line */
    const char *source;         /* statute, paper */
    const char *options;        /* names that it heeds, separated by spaces */
    int (*run)(const struct count_method *m, const struct count_ballots *b,
               const struct count_options *o, struct arena *a, struct count_result *ret,
               struct fail *f);
    int variant;
    const char *counts; /* what the numbers of a stage are ("Points"); NULL: votes */
};
extern const struct count_method count_methods[];
extern const uint32_t count_methods_n;
const struct count_method *count_method_find(struct bytes name);

/* Counts. The result lives in A and borrows B. ERR_RANGE: absurd options or too much working for
 * A; ERR_CONFLICT: a tie that the rule leaves to people; ERR_SYNTAX: ballots this method cannot
 * read; ERR_NOMEM. */
int count_run(const struct count_method *m, const struct count_ballots *b,
              const struct count_options *o, struct arena *a, struct count_result *ret,
              struct fail *f);

/* The votes of CANDIDATE at STAGE, both counted from 0; NULL: she is out of the count. A result
 * keeps what changed, so that 10 000 candidates who go one by one do not need a table of 10 000
 * rows. */
const char *count_votes(const struct count_result *r, uint32_t stage, uint32_t candidate);

/* A seat that fell vacant, filled from the ballots that filled it: they are counted again as if she
 * had not stood; those who sit keep their seats, and the first in the new ranking who does not sit
 * follows, with groups: the first with whom, beside those who sit, they keep their bounds. RET is
 * the new count, with its vacancy. ERR_CONFLICT: she was not elected by these ballots, or nobody
 * keeps the bounds; ERR_MISSING: nobody is left. */
int count_countback(const struct count_method *m, const struct count_ballots *b,
                    const struct count_options *o, uint32_t vacates, struct arena *a,
                    struct count_result *ret, uint32_t *ret_successor, struct fail *f);

/* The lot, in the manner of RFC 3797: N things into an order nobody could choose. The i-th draw
 * takes SHA-256(i as two bytes || seed || i as two bytes) as a whole number, modulo what is left.
 * ret[0] is drawn first. */
void count_lot(struct bytes seed, uint32_t *ret, uint32_t n);

/* LIST in the order that RCTab makes of it from this seed ("generatePermutation"). */
void count_shuffle_rctab(struct bytes seed, uint32_t *list, uint32_t n);

/* Plurality over plain numbers, for who has no ballots: indices with the most votes. Returns how
 * many are tied at the top (1: a winner), 0 when N is 0. RET has room for N. */
uint32_t count_top(const uint64_t *votes, uint32_t n, uint32_t *ret);

/* A result as JSON (the form of `koinon count --json`), as plain text in full, in short. */
void count_json(struct buf *out, const struct count_result *r, const struct count_options *o);
void count_text(struct buf *out, const struct count_result *r, const struct count_options *o,
                bool full);

/* What a count was of, for its certificate. Hashes are SHA-256 in hexadecimal. */
struct count_file {
    struct bytes path; /* as the rules name it */
    const char *sha256;
};
struct count_subject {
    const char *format;         /* of the ballots */
    const char *ballots_sha256; /* NULL: they are in `record` */
    const struct count_file *record;
    uint32_t records_n;
    const char *rules_sha256;   /* of the file of rules; NULL: there was none */
    /* options that were set beside that file, over it; NULL: none */
    const struct count_options *besides;
};
/* A certificate: the count with every number its rule reckons with, in the form doc/counting.md
 * describes, for a checker that knows the rule and not this library. The count ran with
 * options.certify. OPTIONS are as they were set. Of a countback: of both counts. ERR_CONFLICT: two
 * candidates have one name. */
int count_certificate(struct buf *out, const struct count_result *r, const struct count_options *o,
                      const struct count_subject *subject, struct fail *f);
/* A yes-or-no vote of units (count/majority.h): the table TEXT decided by the rules MAJORITY
 * (empty: simple) and QUORUM (empty: none), as JSON or in words. */
int count_poll_decide(struct bytes text, struct bytes majority, struct bytes quorum, bool json,
                      struct arena *a, struct buf *out, struct fail *f);

#endif
