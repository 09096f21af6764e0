/* The pages: each is a view and a template of the same name. */
#include "web/assets.h"
#include "web/layout.h"
#include "web/pages.h"
#include "web/page_chart.h"

/* --- the table -------------------------------------------------------------------------------- */

static void start(void *self, struct http_exchange *x);
static void show(void *self, struct http_exchange *x);

static const struct http_param lens[] = {
    {"at", HTTP_IN_QUERY, HTTP_DATE, false, false, NULL, "how things stood then"},
    {"known", HTTP_IN_QUERY, HTTP_TEXT, false, false, NULL,
     "as known then: a date, or the number of an entry"},
    {"since", HTTP_IN_QUERY, HTTP_DATE, false, false, NULL, "of powers: what changed since then"},
    {"order", HTTP_IN_QUERY, HTTP_NAME, false, false, NULL, "the legal order by whose rules"},
    {"reading", HTTP_IN_QUERY, HTTP_TEXT, false, false, NULL,
     "which alternatives are believed: c01a,c02b"},
    {"kind", HTTP_IN_QUERY, HTTP_NAME, false, false, NULL, "of a list: only this kind"},
    {"from", HTTP_IN_QUERY, HTTP_NUMBER, false, false, NULL, "of a list: the first to show"},
    {"seen", HTTP_IN_QUERY, HTTP_NUMBER, false, false, NULL,
     "wait a moment for this entry, which the reader has seen"},
    {"lang", HTTP_IN_QUERY, HTTP_CHOICE, false, false, "en|el", "the language of the page"},
    {NULL}};

#define PAGE(path, view, help)                                                                     \
    { HTTP_GET, "/f/{federation}" path, show, view, help, lens }
static const struct http_route routes[] = {
    {HTTP_GET, "/", start, "start", "The federations that are served here", NULL},
    {HTTP_GET, "/static/{path...}", assets_serve, "static", "Styles and pictures of the pages",
     NULL},
    PAGE("", "overview", "What the federation is today"),
    PAGE("/bodies", "bodies", "Every body"),
    PAGE("/body/{name...}", "body", "A body"),
    PAGE("/units", "units", "Every unit"),
    PAGE("/unit/{name...}", "unit", "A unit"),
    PAGE("/person/{name...}", "person", "A person with a public mandate"),
    PAGE("/acts", "acts", "Acts"),
    PAGE("/act/{name...}", "act", "An act"),
    PAGE("/proceedings", "proceedings", "Votes, elections, sittings"),
    PAGE("/proceeding/{name...}", "proceeding", "A vote, election, sitting"),
    PAGE("/powers", "powers", "Powers"),
    PAGE("/authorities", "authorities", "Authorities side by side"),
    PAGE("/recognition", "recognition", "Who obeys whom"),
    PAGE("/things", "things", "Everything else the record speaks of"),
    PAGE("/thing/{name...}", "thing", "One thing"),
    PAGE("/record", "entries", "The record"),
    PAGE("/record/{name}", "entry", "One entry"),
    PAGE("/findings", "findings", "What does not fit"),
    PAGE("/about", "about", "Who sees what, and how to check"),
};

static const char *section_of(const char *view) {
    static const char *const sections[][2] = {{"overview", "overview"},
                                              {"bodies", "bodies"},
                                              {"body", "bodies"},
                                              {"person", "bodies"},
                                              {"units", "units"},
                                              {"unit", "units"},
                                              {"recognition", "units"},
                                              {"acts", "acts"},
                                              {"act", "acts"},
                                              {"powers", "powers"},
                                              {"authorities", "powers"},
                                              {"proceedings", "proceedings"},
                                              {"proceeding", "proceedings"},
                                              {"things", "things"},
                                              {"thing", "things"},
                                              {"entries", "record"},
                                              {"entry", "record"},
                                              {"findings", "findings"},
                                              {"about", ""}};
    for (size_t i = 0; i < sizeof(sections) / sizeof(sections[0]); i++)
        if (strcmp(view, sections[i][0]) == 0)
            return sections[i][1];
    return "";
}

/* --- one page --------------------------------------------------------------------------------- */

struct page {
    struct pages *pages;
    struct http_exchange *x;
    struct served_record *r;
    struct site_page out;
    struct pages_reader reader;
};

static struct bytes date_text(struct page *p, const struct view *v, struct bytes text) {
    struct when w;
    struct buf b;
    if (!text.n || view_when(v, text, &w, NULL) < 0)
        return text;
    buf_init(&b, &alloc_heap, 400);
    lang_when(p->out.lang, &b, &w, view_clock(v->law).zone);
    char *copy = arena_copy(&p->x->arena, buf_view(&b));
    buf_drop(&b);
    return bytes_str(copy);
}

static void layout_begin(struct page *p, const struct view *v) {
    const struct http_form *q = &p->x->request.query_form;
    struct layout *l = &p->out.layout;
    char *under = arena_format(&p->x->arena, "/f/%s", p->r->name);
    char hex[2 * HASH_BYTES + 1];
    served_root(p->r, hex);
    l->under = under ? under : "";
    l->api = arena_format(&p->x->arena, "/api/v1/%s/openapi.json", p->r->name);
    p->reader = (struct pages_reader){.maker = &p->out.m,
                                      .lang = p->out.lang,
                                      .law = v->law,
                                      .under = l->under,
                                      .layout = l,
                                      .arena = &p->x->arena};
    l->federation = view_title(v->law, p->out.lang->code);
    l->past = view_past(v->law);
    l->asof = date_text(p, v, http_field(q, "at"));
    l->known_as = date_text(p, v, http_field(q, "known"));
    l->entries = served_size(p->r);
    l->head = bytes_str(arena_copy(&p->x->arena, bytes_str(hex)));
}

static const char *const list_titles[][2] = {{"overview", N_("Overview")},
                                             {"bodies", N_("Bodies")},
                                             {"units", N_("Units")},
                                             {"acts", N_("Acts")},
                                             {"proceedings", N_("Votes and elections")},
                                             {"powers", N_("Powers")},
                                             {"recognition", N_("Who obeys whom")},
                                             {"things", N_("Others")},
                                             {"entries", N_("Record")},
                                             {"findings", N_("Findings")},
                                             {"about", N_("Who sees what, and how to check it")}};
#define LIST_TITLES (sizeof(list_titles) / sizeof(list_titles[0]))

static const char *list_title(const char *view) {
    for (size_t i = 0; i < LIST_TITLES; i++)
        if (strcmp(view, list_titles[i][0]) == 0)
            return list_titles[i][1];
    return NULL;
}

static struct bytes page_title(struct page *p, const struct view_kind *k, const struct doc *d,
                               struct bytes name) {
    const struct doc *thing = doc_get(d, "thing");
    if (thing && thing->kind == DOC_REF)
        return pages_title(&p->reader, thing->ref);
    const char *list = list_title(k->name);
    if (list)
        return lang_text(p->out.lang, list);
    struct buf b;
    buf_init(&b, &alloc_heap, 400);
    lang_fill(&b, lang_text(p->out.lang, N_("Entry {number}")), &(struct lang_slot){"number", name},
              1);
    char *copy = arena_copy(&p->x->arena, buf_view(&b));
    buf_drop(&b);
    return bytes_str(copy);
}

/* The list above a single thing's page: "Bodies" above a body. */
static void crumbs(struct page *p, const struct view_kind *k) {
    static const char *const above[][3] = {
        {"body", "bodies", "/bodies"},  {"unit", "units", "/units"},
        {"act", "acts", "/acts"},       {"proceeding", "proceedings", "/proceedings"},
        {"thing", "things", "/things"}, {"entry", "entries", "/record"}};
    const struct layout *l = &p->out.layout;
    for (size_t i = 0; i < sizeof(above) / sizeof(above[0]); i++) {
        if (strcmp(k->name, above[i][0]) != 0)
            continue;
        layout_crumb(&p->out.m, p->out.values, lang_text(p->out.lang, list_title(above[i][1])),
                     layout_link(l, l->under, (struct bytes){0}, above[i][2]));
        layout_crumb(&p->out.m, p->out.values, l->title, NULL);
    }
}

static void fill_page(struct page *p, const struct view *v, const struct view_kind *k,
                      const struct doc *d) {
    struct tv *values = tv_map(&p->out.m, p->out.values, "p");
    struct bytes name = k->of ? http_arg(p->x, "name") : (struct bytes){0};
    struct layout *l = &p->out.layout;
    l->title = page_title(p, k, d, name);
    l->section = section_of(k->name);
    crumbs(p, k);
    tv_str(&p->out.m, p->out.values, "under", l->under);
    tv_flag(&p->out.m, p->out.values, "has_orders", view_has_orders(v->law));
    tv_format(&p->out.m, p->out.values, "log_url", "/api/v1/%s/log", p->r->name);
    pages_show(&p->reader, values, d);
    page_charts(&p->reader, v, values, d);
    char *json =
        arena_format(&p->x->arena, "/api/v1/%s/%s%s", p->r->name, k->name, k->of ? "/" : "");
    tv_str(&p->out.m, p->out.values, "json_url", json ? layout_link_data(l, json, name) : "");
    char *template = arena_format(&p->x->arena, "%s.html", k->name);
    if (!template)
        p->out.m.failed = true;
    site_end(&p->pages->site, &p->out, template ? template : "error.html");
}

static int status_of(int err) {
    return err == ERR_MISSING ? 404 : err == ERR_NOMEM || err == ERR_IO ? 503 : 400;
}

static struct bytes asked(const void *exchange, const char *name) {
    return http_field(&((const struct http_exchange *)exchange)->request.query_form, name);
}

static void show(void *self, struct http_exchange *x) {
    struct page p = {.pages = self, .x = x};
    const struct view_kind *k = view_kind(bytes_str(x->request.route->name));
    struct fail fail = {0};
    struct view v;
    const struct doc *d = NULL;
    int r = served_named(p.pages->served, http_arg(x, "federation"), &p.r, &fail);
    r = r < 0 ? r : served_catch_up(p.r, http_field(&x->request.query_form, "seen"), &fail);
    if (r == 0 && site_begin(&p.pages->site, x, served_size(p.r), BYTES_LIT("public"), &p.out))
        return;
    struct bytes name = k->of ? http_arg(x, "name") : (struct bytes){0};
    r = r < 0 ? r : served_view(p.r, k, name, asked, x, &x->arena, &v, &d, &fail);
    if (r < 0) {
        site_refuse(self, x, status_of(r), fail.text);
        return;
    }
    layout_begin(&p, &v);
    fill_page(&p, &v, k, d);
}

/* --- pages without a view --------------------------------------------------------------------- */

static void start(void *self, struct http_exchange *x) {
    struct pages *s = self;
    struct site_page p;
    uint64_t size = 0;
    if (s->served->n == 1) {
        char *to = arena_format(&x->arena, "/f/%s", s->served->records[0].name);
        http_redirect(x, 302, bytes_str(to));
        return;
    }
    for (size_t i = 0; i < s->served->n; i++)
        size += served_size(&s->served->records[i]);
    if (site_begin(&s->site, x, size, BYTES_LIT("public"), &p))
        return;
    p.layout.title = lang_text(p.lang, N_("Federations"));
    p.layout.outside = true;
    struct tv *list = tv_list(&p.m, p.values, "federations");
    for (size_t i = 0; i < s->served->n; i++) {
        const struct served_record *r = &s->served->records[i];
        char *url = arena_format(&x->arena, "/f/%s", r->name);
        struct tv *item = tv_item(&p.m, list);
        tv_str(&p.m, item, "url", url);
        tv_text(&p.m, item, "title", view_title(served_law(r), p.lang->code));
        tv_flag(&p.m, item, "is_past", view_past(served_law(r)));
        tv_int(&p.m, item, "entries", (int64_t)served_size(r));
    }
    site_end(&s->site, &p, "start.html");
}

int pages_new(struct served *served, struct pages **ret, struct fail *fail) {
    struct pages *p = alloc_heap.resize(&alloc_heap, NULL, 0, sizeof(*p));
    if (!p)
        return fail_set(fail, ERR_NOMEM, "not enough memory for the pages");
    int r = site_open(&p->site, fail);
    p->served = served;
    p->site.federation = BYTES_LIT("Koinon");
    if (r < 0) {
        alloc_heap.resize(&alloc_heap, p, sizeof(*p), 0);
        return r;
    }
    *ret = p;
    return 0;
}

void pages_free(struct pages *p) {
    if (!p)
        return;
    site_close(&p->site);
    alloc_heap.resize(&alloc_heap, p, sizeof(*p), 0);
}

struct http_table pages_table(struct pages *p) {
    return (struct http_table){.under = "/",
                               .routes = routes,
                               .routes_n = sizeof(routes) / sizeof(routes[0]),
                               .self = p,
                               .refuse = site_refuse};
}
