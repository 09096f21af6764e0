/* The pages of the federations that this process serves, over the views (view/view.h) and nothing
 * else: /f/NAME/body/congress is the view "body" in the template body.html.
 *
 *     struct pages *p;
 *     pages_new(&served, &p, &fail);
 *     http_table tables[] = {api_table(&served), pages_table(p)}; */
#ifndef KOINON_WEB_PAGES_H
#define KOINON_WEB_PAGES_H

#include "view/served.h"
#include "web/site.h"

struct pages {
    struct site site; /* first: a struct pages is a site for site_refuse */
    struct served *served;
};
int pages_new(struct served *served, struct pages **ret, struct fail *fail);
void pages_free(struct pages *p);
struct http_table pages_table(struct pages *p);

/* --- between pages ---------------------------------------------------------------------------- */
/* A view's tree as what templates show: things become {name, title, url, kind_text}, words {word,
 * text}, dates and quantities texts in the reader's language, sentences lists of parts. */
struct pages_reader {
    struct tv_maker *maker;
    const struct lang *lang;
    const struct law *law;
    const char *under;           /* "/f/union" */
    const struct layout *layout; /* for addresses that keep the dates */
    struct arena *arena;
};
void pages_show(const struct pages_reader *r, struct tv *map, const struct doc *d);
struct bytes pages_title(const struct pages_reader *r, const struct doc_ref *ref);
/* The same beside a column of dates: "Vote: the budget", without its day. */
struct bytes pages_title_undated(const struct pages_reader *r, const struct doc_ref *ref);
/* A word of the record or the constitution in the reader's language. */
struct bytes pages_word(const struct lang *l, const struct law *law, struct arena *a,
                        struct bytes word);
/* The built-in words that have translations, with spaces for hyphens. */
extern const char *const pages_words[];
extern const size_t pages_words_n;
/* Words that mean something of their own in a field of that name: {field, word}. */
extern const char *const pages_field_words[][2];
extern const size_t pages_field_words_n;
/* Words of the records that come with the program, so that their pages are whole in every
 * language. */
extern const char *const pages_record_words[];
extern const size_t pages_record_words_n;

#endif
