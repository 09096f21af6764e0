/* From a view's tree to what templates show, in the reader's language. */
#include "web/layout.h"
#include "web/pages.h"
#include "base/quantity.h"

static struct bytes kept(struct arena *a, struct buf *b) {
    char *copy = b->failed ? NULL : arena_copy(a, buf_view(b));
    struct bytes text = copy ? bytes_of(copy, b->n) : (struct bytes){0};
    buf_drop(b);
    return text;
}

/* As a sentence begins: where the word stands alone in its place. */
static struct bytes capital(const struct pages_reader *r, struct bytes text) {
    struct phrase p = {.msgid = "%1"};
    struct buf b;
    buf_init(&b, &alloc_heap, 2000);
    p.parts[0].text = text;
    sentence_write(&p, NULL, NULL, &b);
    return kept(r->arena, &b);
}

/* "in-force" -> "in force"; the first letter stays small: it may stand inside a sentence. */
static char *spaced(struct arena *a, struct bytes word) {
    char *text = arena_copy(a, word);
    for (char *c = text; c && *c; c++)
        *c = *c == '-' ? ' ' : *c;
    return text;
}

struct bytes pages_word(const struct lang *l, const struct law *law, struct arena *a,
                        struct bytes word) {
    char *text = spaced(a, word);
    struct bytes said = view_word_title(law, word, l->code);
    if (said.n || !text)
        return said;
    return lang_text(l, text);
}

/* A word alone may be a name of the constitution's. */
static struct bytes phrase_text(void *reader, const char *msgid) {
    const struct pages_reader *r = reader;
    return strpbrk(msgid, " %") ? lang_text(r->lang, msgid)
                                : pages_word(r->lang, r->law, r->arena, bytes_str(msgid));
}

/* --- things ----------------------------------------------------------------------------------- */

/* A name as a title: "petrograd-soviet" -> "Petrograd soviet"; a word of the language's is said in
 * it ("assembly" -> "Συνέλευση"). */
static struct bytes titled(const struct pages_reader *r, struct bytes name) {
    char *text = spaced(r->arena, name);
    return text ? capital(r, lang_text(r->lang, text)) : name;
}

/* "Vote: the budget", "Election: Congress, Piraeus, 23 February 2026". */
static struct bytes about_title(const struct pages_reader *r, const struct doc_ref *ref,
                                bool dated) {
    struct buf b, date;
    buf_init(&b, &alloc_heap, 2000);
    buf_init(&date, &alloc_heap, 400);
    struct phrase p = {.msgid = ref->about ? "%1: %2" : "%1"};
    p.parts[0].text = pages_word(r->lang, r->law, r->arena, ref->kind);
    if (ref->about)
        p.parts[1].text = pages_title_undated(r, ref->about);
    sentence_write(&p, NULL, NULL, &b);
    if (ref->among) {
        buf_str(&b, ", ");
        buf_bytes(&b, pages_title(r, ref->among));
    }
    if (dated && ref->when) {
        buf_str(&b, ", ");
        lang_when_short(r->lang, &date, &ref->when->when, view_clock(r->law).zone);
        buf_bytes(&b, buf_view(&date));
    }
    buf_drop(&date);
    return kept(r->arena, &b);
}

static struct bytes title_of(const struct pages_reader *r, const struct doc_ref *ref, bool dated) {
    if (!ref->name.n)
        return lang_text(r->lang, N_("a member"));
    if (ref->by_kind)
        return about_title(r, ref, dated);
    struct bytes title =
        ref->title.n ? view_title_in(r->law, ref->title, r->lang->code) : (struct bytes){0};
    bool number = !title.n && ref->name.at[0] >= '0' && ref->name.at[0] <= '9';
    if (number) {
        struct bytes kind = pages_word(r->lang, r->law, r->arena, ref->kind);
        char *text = arena_format(r->arena, "%.*s %.*s", (int)kind.n, (const char *)kind.at,
                                  (int)ref->name.n, (const char *)ref->name.at);
        return bytes_str(text);
    }
    if (!title.n)
        title = view_name_title(r->law, ref->of ? ref->kind : ref->name, r->lang->code);
    if (!title.n)
        title = titled(r, ref->of ? ref->kind : ref->name);
    if (!ref->of)
        return title;
    struct bytes of = pages_title(r, ref->of);
    char *text = arena_format(r->arena, "%.*s: %.*s", (int)title.n, (const char *)title.at,
                              (int)of.n, (const char *)of.at);
    return bytes_str(text);
}

struct bytes pages_title(const struct pages_reader *r, const struct doc_ref *ref) {
    return title_of(r, ref, true);
}

struct bytes pages_title_undated(const struct pages_reader *r, const struct doc_ref *ref) {
    return title_of(r, ref, false);
}

/* Where the same English has two meanings, the field says which (pages_field_words). */
static struct bytes word_in(const struct pages_reader *r, const char *name, struct bytes word) {
    char *text = spaced(r->arena, word);
    struct bytes said = lang_text_in(r->lang, name, text ? text : "");
    bool own = text && !bytes_is(said, text);
    return own ? said : pages_word(r->lang, r->law, r->arena, word);
}

static void put_word(const struct pages_reader *r, struct tv *map, const char *name,
                     struct bytes word) {
    struct tv *w = tv_map(r->maker, map, name);
    struct bytes said = word_in(r, name, word);
    tv_text(r->maker, w, "word", word);
    tv_text(r->maker, w, "text", said);
    tv_text(r->maker, w, "cap", capital(r, said));
}

static void put_ref(const struct pages_reader *r, struct tv *at, const struct doc_ref *ref) {
    tv_text(r->maker, at, "name", ref->name);
    tv_text(r->maker, at, "title", pages_title(r, ref));
    tv_text(r->maker, at, "brief", pages_title_undated(r, ref));
    tv_flag(r->maker, at, "says_kind", ref->by_kind);
    /* a body of which there is one is its own kind: there it says what a thing it is */
    struct bytes word = bytes_equal(ref->kind, ref->name) ? ref->noun : ref->kind;
    struct bytes kind = word_in(r, "kind", word);
    tv_text(r->maker, at, "kind_text", kind);
    tv_text(r->maker, at, "kind_cap", capital(r, kind));
    tv_text(r->maker, at, "noun", ref->noun);
    if (ref->part)
        tv_id(r->maker, at, "part_no", ref->part);
    else
        tv_flag(r->maker, at, "part_no", false);
    char *before =
        arena_format(r->arena, "%s/%.*s/", r->under, (int)ref->noun.n, (const char *)ref->noun.at);
    const char *url = ref->name.n && before ? layout_link(r->layout, before, ref->name, NULL) : "";
    tv_str(r->maker, at, "url", url);
}

static void put_rule(const struct pages_reader *r, struct tv *map, const char *name,
                     const struct doc_rule *rule) {
    struct pages_reader reader = *r;
    struct tv *w = tv_map(r->maker, map, name);
    struct buf b;
    buf_init(&b, &alloc_heap, 2000);
    if (rule->says)
        phrase_write(rule->says, phrase_text, &reader, &b);
    struct bytes said = rule->says ? kept(r->arena, &b) : rule->text;
    tv_text(r->maker, w, "word", rule->text);
    tv_text(r->maker, w, "text", said);
    tv_text(r->maker, w, "cap", capital(r, said));
}

/* --- values in words -------------------------------------------------------------------------- */

static struct bytes value_text(const struct pages_reader *r, const struct doc *d) {
    struct view_clock clock = view_clock(r->law);
    struct quantity q;
    struct buf b;
    buf_init(&b, &alloc_heap, 2000);
    switch (d->kind) {
    case DOC_INSTANT:
        lang_instant(r->lang, &b, d->number, clock.zone);
        break;
    case DOC_DAY:
        lang_day(r->lang, &b, zone_day(clock.zone, d->number), clock.calendar);
        break;
    case DOC_WHEN:
        lang_when(r->lang, &b, &d->when->when, clock.zone);
        break;
    case DOC_QUANTITY:
        if (quantity_parse(d->text, &q) == 0)
            lang_quantity(r->lang, &b, &q);
        else
            buf_bytes(&b, d->text);
        break;
    default:
        break;
    }
    return kept(r->arena, &b);
}

/* A sentence is parts, so that the things in it are links: text, or a thing. */
static void put_sentence(const struct pages_reader *r, struct tv *map, const struct doc *d) {
    const struct doc *sentence = doc_get(d, "sentence");
    struct tv *parts = tv_list(r->maker, map, "parts");
    char *msgid = arena_copy(r->arena, sentence->text), name[3] = "a1";
    struct bytes text = lang_text(r->lang, msgid ? msgid : "");
    for (size_t i = 0; i < text.n;) {
        size_t n = i;
        while (n < text.n && !(text.at[n] == '%' && n + 1 < text.n && text.at[n + 1] >= '1' &&
                               text.at[n + 1] <= '9'))
            n++;
        struct bytes said = bytes_part(text, i, n - i);
        if (n > i)
            tv_text(r->maker, tv_item(r->maker, parts), "said", i ? said : capital(r, said));
        if (n >= text.n)
            break;
        name[1] = (char)text.at[n + 1];
        const struct doc *arg = doc_get(d, name);
        struct tv *item = tv_item(r->maker, parts);
        if (arg && arg->kind == DOC_REF)
            put_ref(r, tv_map(r->maker, item, "ref"), arg->ref);
        else if (arg && arg->kind == DOC_WORD)
            tv_text(r->maker, item, "said", pages_word(r->lang, r->law, r->arena, arg->text));
        else if (arg && arg->kind == DOC_TEXT)
            tv_text(r->maker, item, "said", arg->text);
        else if (arg && (arg->kind == DOC_INT || arg->kind == DOC_ID))
            tv_int(r->maker, item, "said", arg->number);
        else if (arg)
            tv_text(r->maker, item, "said", value_text(r, arg));
        i = n + 2;
    }
}

/* Numbers of entries: beside each stands its address, NAME_url. */
static void put_entry_url(const struct pages_reader *r, struct tv *map, const char *name,
                          int64_t entry) {
    static const char *const names[] = {"entry", "seq", "after", "before", "closing_entry"};
    bool is_entry = false;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        is_entry |= strcmp(name, names[i]) == 0;
    char *before = arena_format(r->arena, "%s/record/%lld", r->under, (long long)entry);
    char *url = arena_format(r->arena, "%s_url", name);
    if (is_entry && url)
        tv_str(r->maker, map, url,
               before ? layout_link(r->layout, before, (struct bytes){0}, NULL) : "");
}

/* --- the tree --------------------------------------------------------------------------------- */

static void put(const struct pages_reader *r, struct tv *map, const char *name,
                const struct doc *d) {
    struct tv_maker *m = r->maker;
    switch (d->kind) {
    case DOC_NONE:
    case DOC_SENTENCE:
        break;
    case DOC_TEXT:
        tv_text(m, map, name, d->text);
        break;
    case DOC_WORD:
        put_word(r, map, name, d->text);
        break;
    case DOC_TITLE:
        tv_text(m, map, name, view_title_in(r->law, d->text, r->lang->code));
        break;
    case DOC_INT:
        tv_int(m, map, name, d->number);
        break;
    case DOC_ID:
        tv_id(m, map, name, (uint64_t)d->number);
        put_entry_url(r, map, name, d->number);
        break;
    case DOC_FLAG:
        tv_flag(m, map, name, d->number != 0);
        break;
    case DOC_INSTANT:
    case DOC_DAY:
    case DOC_QUANTITY:
    case DOC_WHEN:
        tv_text(m, map, name, value_text(r, d));
        break;
    case DOC_REF:
        put_ref(r, tv_map(m, map, name), d->ref);
        break;
    case DOC_RULE:
        put_rule(r, map, name, d->rule);
        break;
    case DOC_MAP:
        pages_show(r, tv_map(m, map, name), d);
        break;
    case DOC_LIST: {
        struct tv *list = tv_list(m, map, name);
        for (const struct doc_field *f = d->first; f; f = f->next)
            if (f->value.kind == DOC_MAP)
                pages_show(r, tv_item(m, list), &f->value);
        break;
    }
    }
}

void pages_show(const struct pages_reader *r, struct tv *map, const struct doc *d) {
    if (doc_get(d, "sentence"))
        put_sentence(r, map, d);
    for (const struct doc_field *f = d->first; f; f = f->next)
        put(r, map, f->name, &f->value);
}
