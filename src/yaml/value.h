/* How single values are written: words, numbers, spans, texts, names, dates, zones, methods. */
#ifndef KOINON_YAML_VALUE_H
#define KOINON_YAML_VALUE_H

#include "charter/charter.h"
#include "yaml/keys.h"
#include "yaml/read.h"

/* --- fields of the struct being read ---------------------------------------------------------- */
static inline void *field(void *into, uint16_t at) {
    return (char *)into + at - 1;
}
/* key->given, where there is one. */
void said(void *into, const struct key *key, enum given given);
/* `none` or `not-stated` (read_key() has settled that they may stand here): true. */
bool switched(const struct node *n, void *into, const struct key *key);

/* --- names ------------------------------------------------------------------------------------ */
/* A name in its stored form; false (reported) when it is none. */
bool name_read(struct reader *r, const struct node *n, struct bytes *ret);
/* What several of a unit or association are called: its `many`, else NAME with an s; empty when
 * that cannot be made. */
struct bytes many_name(struct reader *r, const struct node *unit, struct bytes name);
/* A reference: found, or reported with the nearest name. NULL: reported. */
const struct name *refer(struct reader *r, const struct node *n, size_t inside, struct bytes text,
                         uint32_t allow, const char *key);

/* --- parts of values -------------------------------------------------------------------------- */
bool span_of(struct reader *r, const struct node *n, size_t inside, struct bytes text,
             struct span *ret);
/* A whole number in digits; false when it is none. */
bool whole(struct bytes text, int64_t *ret);
/* Words of a text, by spaces: *from is where the word stands; empty at the end. */
struct bytes word_next(struct bytes text, size_t *at, size_t *from);
/* Does TEXT begin with the words of PREFIX and a space? Cuts them off, *inside moves on. */
bool cut_prefix(struct bytes *text, size_t *inside, const char *prefix);
/* TEXT up to the next " MARK ", the rest in *ret_rest. */
bool cut_at(struct bytes *text, const char *mark, struct bytes *ret_rest);
bool word_value(const struct word *words, struct bytes text, uint8_t *ret);
void unknown_word(struct reader *r, const struct node *n, size_t inside, const char *what,
                  struct bytes text, const struct word *words);
bool share_of(struct reader *r, const struct node *n, size_t inside, struct bytes text,
              struct share *ret);
bool who_of(struct reader *r, const struct node *n, const struct key *key, struct who *ret);

/* --- counting methods ------------------------------------------------------------------------- */
const char *method_name(size_t i); /* NULL past the last */
/* Traits, or -1 for an unknown method. */
int method_traits(struct bytes name);
bool method_of(struct reader *r, const struct node *n, size_t inside, struct bytes text,
               bool apportionment, struct bytes *ret);

extern const struct type type_word, type_flag, type_integer, type_span, type_term, type_sits,
    type_text, type_new_name, type_names, type_words_list, type_date, type_source, type_zone,
    type_language, type_method, type_share, type_majority, type_who, type_whos, type_body,
    type_agreement, type_version;

/* Words that several blocks use. */
extern const struct word words_ballot[], words_ties[], words_votes[], words_otherwise[],
    words_vacancy[], words_mandate[], words_standing[], words_see[];

#endif
