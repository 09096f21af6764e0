/* Between the rows of the law and the tree of a view. Private to view/. */
#ifndef KOINON_VIEW_LENS_H
#define KOINON_VIEW_LENS_H

#include "law/state.h"
#include "view/derived.h"
#include "view/view.h"

#define M (&v->make)

/* --- who may see what ------------------------------------------------------------------------- */
enum sight {
    SIGHT_NAME,      /* a person's name: only of those who hold or held a mandate or office */
    SIGHT_VOTES_IN,  /* single votes cast by mandate in a body */
    SIGHT_SIGNATURES,
    SIGHT_ROLL,      /* who is a member of a unit */
};
bool view_may_see(const struct view *v, enum sight what, uint32_t id);
/* The least turnout that is said as it is (publicity; 20 where nothing is said). */
int64_t view_cell_min(const struct view *v);
/* A number of people: left out, and `name_under` said, when it is under the least cell. */
void view_count(struct view *v, struct doc *map, const char *name, int64_t n);

/* --- things ----------------------------------------------------------------------------------- */
bool view_told(const struct view *v, uint32_t id); /* made by then, not undone by then */
/* Told, and the reading chosen does not reject it: what every page counts and shows. */
bool view_known(const struct view *v, uint32_t id);
/* Alternatives of one fact: false when the reading chosen believes another one. */
bool view_believed(const struct view *v, uint32_t id);
bool view_chosen(const struct view *v, uint32_t id); /* it believes this one, by name */
/* Looks once which readings are contested (a record of the past). */
void view_contested(struct view *v);
/* The readings that the record names, and what is chosen now. */
void view_readings(struct view *v, struct doc *d);
/* To which reading it belongs; `either`: it is one of several, and none is chosen. */
void view_reading(struct view *v, struct doc *map, uint32_t id);
void view_ref(struct view *v, struct doc *map, const char *name, uint32_t id);
void view_ref_part(struct view *v, struct doc *map, const char *name, uint32_t id, uint32_t part);
void view_word(struct view *v, struct doc *map, const char *name, uint32_t word);
/* A date of the thing as written, else INSTANT in the record's own exactness. */
void view_date(struct view *v, struct doc *map, const char *name, uint32_t id, uint32_t which,
               int64_t instant);
/* The date of one statement about a thing, as the entry MADE - 1 wrote it; else the instant. */
void view_date_of(struct view *v, struct doc *map, const char *name, uint32_t id, uint64_t made,
                  int64_t instant);
void view_time(struct view *v, struct doc *map, const char *name, int64_t instant);
/* The month that begins at that day (UTC). */
void view_month(struct view *v, struct doc *map, const char *name, int64_t day);
/* The last day of what ends at an instant: a term that ends at 0:00 on the 15th ends on the
 * 14th. */
void view_last_day(struct view *v, struct doc *map, const char *name, int64_t end);
void view_entry_no(struct view *v, struct doc *map, const char *name, uint64_t made);
/* UINT32_MAX: nowhere in the record */
uint32_t view_word_find(const struct view *v, const char *word);
bool view_word_is(const struct view *v, uint32_t word, const char *text);
/* name, title, kind, names over time, dates, sources, texts, alternatives: what any page begins
 * with. */
void view_head(struct view *v, struct doc *d, uint32_t id);
void view_sources(struct view *v, struct doc *d, uint32_t id);
/* The sources of one statement about a thing: those that the entry MADE - 1 named with it (what
 * became of an act, how a matter ended, who walked out); else of the CAUSE that the same entry
 * made. */
void view_sources_of(struct view *v, struct doc *d, uint32_t id, uint64_t made, uint32_t cause);
/* Relations, figures, claims, actions, and the order of events: what any page may end with. SKIP:
 * kinds the page shows itself. */
void view_tail(struct view *v, struct doc *d, uint32_t id, const uint32_t *skip, size_t skip_n);
void view_texts(struct view *v, struct doc *d, uint32_t id);

/* Walks the ties of one kind at one end that held at the view's date, latest first. 0: none. */
uint32_t view_tie_first(const struct view *v, uint32_t id, uint32_t part, uint32_t kind, int side);
uint32_t view_tie_next(const struct view *v, uint32_t tie, int side);
/* All of them, whenever they held, as known. */
uint32_t view_tie_any_first(const struct view *v, uint32_t id, uint32_t part, uint32_t kind,
                            int side);
uint32_t view_tie_any_next(const struct view *v, uint32_t tie, int side);

/* --- rows that several pages have ------------------------------------------------------------- */
/* `count`, and where the next page of LIST begins (`next`), of N rows in all. */
void view_paged(struct view *v, struct doc *d, const struct doc *list, uint64_t n);
void view_body_row(struct view *v, struct doc *row, uint32_t id);
/* Marks the rows of bodies at which another legal order begins; where there is one, none. */
void view_orders_begin(struct view *v, struct doc *list);
/* Is this act known, and was it made by the date looked at? */
bool view_act_there(const struct view *v, uint32_t id);
int64_t view_act_made(const struct view *v, uint32_t id); /* INSTANT_MAX: not known */
/* Acts of a record of the past, whose entries stand in no order of time, by the dates told: the
 * latest first, at most MAX; how many there are. */
void view_acts_dated(struct view *v, struct doc *list, uint32_t max, uint64_t *ret_n);
void view_act_row(struct view *v, struct doc *row, uint32_t id);
void view_proceeding_row(struct view *v, struct doc *row, uint32_t id);
/* The state of a part of a thing in an order (0: its own) at the view's date, under its reading: a
 * state whose cause the reading rejects never was. */
uint32_t view_state_row(const struct view *v, uint32_t id, uint32_t part, uint32_t order);
uint32_t view_state(const struct view *v, uint32_t id, uint32_t part, uint32_t order);
/* `either`: the states that are told of it where the one shown is one of several, none chosen. */
void view_states_told(struct view *v, struct doc *row, uint32_t id, uint32_t part);
uint32_t view_act_state(const struct view *v, uint32_t id, uint32_t order);
uint32_t view_order_of(const struct view *v, int rule); /* the thing of the charter's order */
struct bytes view_order_name(const struct view *v, int rule);
bool view_entity_ended(const struct view *v, uint32_t id);
void view_composition(struct view *v, struct doc *d, uint32_t id);
/* What a power reaches, as its entry says it: "law, decree (own-unit)". */
void view_over(struct view *v, struct doc *row, uint32_t text);
void view_powers_of(struct view *v, struct doc *list, uint32_t holder, uint32_t through);
void view_entry_row(struct view *v, struct doc *row, uint64_t seq, bool whole);
void view_entry_text(struct view *v, struct doc *d, uint64_t made);
/* A part of a whole, exact and in lowest terms ("6/13"); left out when the whole is none. */
void view_share(struct view *v, struct doc *row, const char *name, int64_t part, int64_t whole);
/* Do the group's seats belong to one electorate, so that its number is all of them? */
bool view_one_electorate(const struct charter *c, const struct body_rule *b,
                         const struct seat_group *g);
/* Of a body: steps to its electors, quotas, what each delegation's seats stand for. */
void view_audit(struct view *v, struct doc *d, uint32_t id);
/* Beside a vote by mandate: what she was instructed, and whether she voted so. */
void view_instruction(struct view *v, struct doc *row, const struct step_row *s,
                      struct bytes choice);
/* Of an election whose ballots are in the record: its count, stage by stage, made again. */
void view_stages(struct view *v, struct doc *d, uint32_t id);
/* Of an election that is closed: its candidates, the elected first, then who follows, with the seat
 * of each and what became of it since. */
void view_elected(struct view *v, struct doc *d, uint32_t id);
/* `settled`: how a tie of a count was settled, in words. */
struct count_tie;
void view_tie_settled(struct view *v, struct doc *tie, const struct count_tie *t);
/* Findings about ID (0: all) into LIST; how many there are. */
size_t view_findings_of(struct view *v, struct doc *list, uint32_t id, size_t max);

/* --- the views -------------------------------------------------------------------------------- */
void view_overview(struct view *v, struct doc *d, uint32_t id);
void view_bodies(struct view *v, struct doc *d, uint32_t id);
void view_body(struct view *v, struct doc *d, uint32_t id);
void view_units(struct view *v, struct doc *d, uint32_t id);
void view_unit(struct view *v, struct doc *d, uint32_t id);
void view_person(struct view *v, struct doc *d, uint32_t id);
void view_acts(struct view *v, struct doc *d, uint32_t id);
void view_act(struct view *v, struct doc *d, uint32_t id);
void view_proceedings(struct view *v, struct doc *d, uint32_t id);
void view_proceeding(struct view *v, struct doc *d, uint32_t id);
void view_powers(struct view *v, struct doc *d, uint32_t id);
void view_authorities(struct view *v, struct doc *d, uint32_t id);
void view_recognition(struct view *v, struct doc *d, uint32_t id);
void view_things(struct view *v, struct doc *d, uint32_t id);
void view_thing(struct view *v, struct doc *d, uint32_t id);
void view_entries(struct view *v, struct doc *d, uint32_t id);
void view_entry(struct view *v, struct doc *d, uint32_t seq);
void view_findings(struct view *v, struct doc *d, uint32_t id);
void view_about(struct view *v, struct doc *d, uint32_t id);

#endif
