#include "base/check.h"
#include "web/assets.h"
#include "web/layout.h"

#define COOKIE "lang"
#define COOKIE_AGE_S (365 * 24 * 3600)

/* Which of LANGS has this code, or N. */
static size_t find_code(const struct lang *langs, size_t n, struct bytes code) {
    for (size_t i = 0; i < n; i++) {
        if (bytes_is(code, langs[i].code))
            return i;
    }
    return n;
}

size_t layout_language(struct http_exchange *x, const struct lang *langs, size_t n) {
    const char *codes[LIMIT_LANGUAGES];
    check(n <= LIMIT_LANGUAGES);
    for (size_t i = 0; i < n; i++)
        codes[i] = langs[i].code;
    size_t asked = find_code(langs, n, http_field(&x->request.query_form, "lang"));
    size_t kept = find_code(langs, n, http_cookie(&x->request, COOKIE));
    if (asked < n && asked != kept)
        http_cookie_set(x, COOKIE, bytes_str(codes[asked]), COOKIE_AGE_S, false);
    return asked < n  ? asked
           : kept < n ? kept
                      : http_language(http_header(&x->request, "accept-language"), codes, n);
}

/* --- addresses ----------------------------------------------------------------------------------
 */

/* What an address says of how the record is looked at goes with every link; what it says of this
 * page's own list, with this page's links only; the rest (from, seen) with none. */
enum kept { KEPT_NOWHERE, KEPT_HERE, KEPT_EVERYWHERE };

static bool is_date(struct bytes name) {
    return bytes_is(name, "at") || bytes_is(name, "known");
}

static enum kept kept_of(struct bytes name) {
    if (is_date(name) || bytes_is(name, "order") || bytes_is(name, "reading") ||
        bytes_is(name, "lang"))
        return KEPT_EVERYWHERE;
    return bytes_is(name, "from") || bytes_is(name, "seen") ? KEPT_NOWHERE : KEPT_HERE;
}

/* Adds name=value to an address that has a query already, or not yet. */
static void add_field(struct buf *b, bool *first, struct bytes name, struct bytes value) {
    buf_byte(b, *first ? '?' : '&');
    *first = false;
    http_encode(b, name, false);
    buf_byte(b, '=');
    http_encode(b, value, false);
}

static const char *kept_text(const struct layout *l, struct buf *b) {
    const char *text = b->failed ? NULL : arena_copy(&l->x->arena, buf_view(b));
    buf_drop(b);
    return text ? text : "";
}

/* The fields of this page's query that are kept at least so far, after an address: but those of the
 * name OMIT ("at": both dates). True: none was added. */
static bool add_query(const struct layout *l, struct buf *b, enum kept least, const char *omit) {
    const struct http_form *query = &l->x->request.query_form;
    bool first = true, dates = omit && strcmp(omit, "at") == 0;
    for (size_t i = 0; i < query->n; i++) {
        struct bytes name = query->pairs[i].name;
        if (kept_of(name) >= least && query->pairs[i].value.n && !(omit && bytes_is(name, omit)) &&
            !(dates && is_date(name)))
            add_field(b, &first, name, query->pairs[i].value);
    }
    return first;
}

static const char *link_but(const struct layout *l, const char *before, struct bytes name,
                            const char *after, const char *omit) {
    struct buf b;
    buf_init(&b, &alloc_heap, 4 * LIMIT_URI_BYTES);
    buf_str(&b, before);
    http_encode(&b, name, true);
    buf_str(&b, after ? after : "");
    add_query(l, &b, KEPT_EVERYWHERE, omit);
    return kept_text(l, &b);
}

const char *layout_link(const struct layout *l, const char *before, struct bytes name,
                        const char *after) {
    return link_but(l, before, name, after, NULL);
}

const char *layout_link_data(const struct layout *l, const char *before, struct bytes name) {
    return link_but(l, before, name, NULL, "lang");
}

/* This page's own address without OMIT, and in the language LANG when it is not NULL. */
static const char *own_address(const struct layout *l, enum kept least, const char *omit,
                               const char *lang) {
    struct buf b;
    buf_init(&b, &alloc_heap, 4 * LIMIT_URI_BYTES);
    buf_bytes(&b, l->x->request.path);
    bool first = add_query(l, &b, least, omit);
    if (lang)
        add_field(&b, &first, BYTES_LIT("lang"), bytes_str(lang));
    return kept_text(l, &b);
}

/* This page's own address without OMIT, to be continued with a field: "/f/union/acts?at=2026&". */
static const char *address_but(const struct layout *l, const char *omit) {
    struct buf b;
    buf_init(&b, &alloc_heap, 4 * LIMIT_URI_BYTES);
    buf_bytes(&b, l->x->request.path);
    buf_byte(&b, add_query(l, &b, KEPT_HERE, omit) ? '?' : '&');
    return kept_text(l, &b);
}

/* --- the values of base.html
 * ---------------------------------------------------------------------- */

static void fill_languages(struct tv_maker *m, struct tv *page, const struct layout *l) {
    struct tv *list = tv_list(m, page, "languages");
    for (size_t i = 0; i < l->langs_n; i++) {
        struct tv *item = tv_item(m, list);
        tv_str(m, item, "code", l->langs[i].code);
        tv_text(m, item, "name",
                lang_text_in(&l->langs[i], "this language's own name",
                             NC_("this language's own name", "English")));
        tv_str(m, item, "url", own_address(l, KEPT_NOWHERE, "lang", l->langs[i].code));
        tv_flag(m, item, "current", i == l->lang);
    }
}

static const char *under(const struct layout *l) {
    return l->under ? l->under : "";
}

static void fill_navigation(struct tv_maker *m, struct tv *page, const struct layout *l) {
    static const char *const places[][2] = {{"overview", ""},
                                            {"bodies", "/bodies"},
                                            {"acts", "/acts"},
                                            {"units", "/units"},
                                            {"record", "/record"},
                                            {"verify", "/about"},
                                            {"powers", "/powers"},
                                            {"findings", "/findings"},
                                            {"things", "/things"},
                                            {"proceedings", "/proceedings"},
                                            {"recognition", "/recognition"},
                                            {"authorities", "/authorities"}};
    struct tv *nav = tv_map(m, page, "nav");
    tv_str(m, nav, "api", l->api ? l->api : "/api");
    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
        tv_str(m, nav, places[i][0],
               i == 0 && !*under(l) ? "/"
                                    : layout_link(l, under(l), (struct bytes){0}, places[i][1]));
}

static void fill_dates(struct tv_maker *m, struct tv *page, const struct layout *l) {
    const struct http_form *query = &l->x->request.query_form;
    tv_text(m, page, "asof", l->asof);
    tv_text(m, page, "known_as", l->known_as);
    tv_text(m, page, "at", http_field(query, "at"));
    tv_text(m, page, "known", http_field(query, "known"));
    bool dated = http_field(query, "at").n || http_field(query, "known").n;
    tv_str(m, page, "asof_reset", dated ? own_address(l, KEPT_HERE, "at", NULL) : "");
    struct tv *kept = tv_list(m, page, "kept");
    for (size_t i = 0; i < query->n; i++) {
        struct bytes name = query->pairs[i].name;
        if (is_date(name) || kept_of(name) == KEPT_NOWHERE)
            continue; /* what the form asks itself */
        struct tv *field = tv_item(m, kept);
        tv_text(m, field, "name", name);
        tv_text(m, field, "value", query->pairs[i].value);
    }
}

static void fill_record(struct tv_maker *m, struct tv *page, const struct layout *l) {
    if (l->entries == 0)
        return;
    struct tv *record = tv_map(m, page, "record");
    tv_int(m, record, "entries", (int64_t)l->entries);
    tv_text(m, record, "head", bytes_part(l->head, 0, 16));
    if (l->checkpoint_time.n) {
        struct tv *checkpoint = tv_map(m, record, "checkpoint");
        tv_text(m, checkpoint, "time", l->checkpoint_time);
        char *url = arena_format(&l->x->arena, "%s/checkpoint", under(l));
        tv_str(m, checkpoint, "url", url ? url : "");
    }
}

void layout_fill(struct tv_maker *m, struct tv *page, const struct layout *l) {
    tv_str(m, page, "lang", l->langs[l->lang].code);
    tv_text(m, page, "title", l->title);
    tv_text(m, page, "federation", l->federation);
    tv_str(m, page, "style_url", assets_url(&l->x->arena, "style.css"));
    tv_str(m, page, "icon_url", assets_url(&l->x->arena, "icon.svg"));
    tv_str(m, page, "section", l->section ? l->section : "");
    tv_flag(m, page, "outside", l->outside);
    tv_flag(m, page, "past", l->past);
    tv_text(m, page, "path", l->x->request.path);
    fill_languages(m, page, l);
    fill_navigation(m, page, l);
    fill_dates(m, page, l);
    tv_str(m, page, "here", address_but(l, ""));
    tv_str(m, page, "here_kind", address_but(l, "kind"));
    tv_str(m, page, "here_reading", address_but(l, "reading"));
    fill_record(m, page, l);
}

void layout_crumb(struct tv_maker *m, struct tv *page, struct bytes name, const char *url) {
    struct bytes key = BYTES_LIT("crumbs");
    struct tv *list = (struct tv *)(uintptr_t)tv_get(page, key, tv_hash(key));
    struct tv *item = tv_item(m, list ? list : tv_list(m, page, "crumbs"));
    tv_text(m, item, "name", name);
    tv_str(m, item, "url", url);
}
