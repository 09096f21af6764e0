/* The words of the grammar, by number: one table for each closed list, so that the reader of texts,
 * the writer of notation, the schema and the reference use the same. Each ends with NULL; "" is a
 * number that has no word (not said). Example: ballot_names[BALLOT_SECRET] is "secret". */
#ifndef KOINON_CHARTER_WORDS_H
#define KOINON_CHARTER_WORDS_H

/* enum base_kind; units and bodies go by their own name */
extern const char *const base_names[];
extern const char *const majority_names[];  /* enum majority_kind */
extern const char *const ballot_names[];    /* enum ballot_kind */
extern const char *const ties_names[];      /* enum ties_kind */
extern const char *const votes_names[];     /* enum votes_kind */
extern const char *const otherwise_names[]; /* enum otherwise_kind */
extern const char *const vacancy_names[];   /* enum vacancy_kind */
extern const char *const mandate_names[];   /* enum mandate_kind */
extern const char *const how_names[];       /* enum seat_how */
extern const char *const rounding_names[];  /* enum rounding_kind */
extern const char *const remainder_names[]; /* enum remainder_kind */
extern const char *const seated_names[];    /* enum seated_kind */
extern const char *const standing_names[];  /* enum standing_kind */
extern const char *const changes_names[];   /* enum act_changes */
extern const char *const in_force_names[];  /* enum in_force_kind */
extern const char *const act_field_names[]; /* enum field_kind */
extern const char *const pending_names[];   /* power_rule.pending */
extern const char *const see_names[];       /* enum see */
extern const char *const calendar_names[];  /* enum calendar */
extern const char *const given_names[];     /* enum given */
extern const char *const removes_names[];   /* recall.removes_group */
extern const char *const any_time_names[];  /* recall.at_any_time */
/* and of the bools that are told by two words */
extern const char *const signatures_names[];
extern const char *const late_names[];
extern const char *const shared_names[];
extern const char *const meanwhile_names[];
extern const char *const roll_names[];
extern const char *const may_names[];
/* verb_names: charter.h */

/* The number of WORD in one of these tables, -1 when it is not there. */
struct bytes;
int word_find(const char *const *words, struct bytes word);

#endif
