#include <stdio.h>

#include "base/embedded.h"
#include "web/assets.h"
#include "web/said.h"
#include "web/site.h"

int site_open(struct site *ret, struct fail *fail) {
    *ret = (struct site){.build = assets_build()};
    int err = langs_open(ret->langs, LIMIT_LANGUAGES, &ret->langs_n, fail);
    if (err == 0)
        err = templates_new(&alloc_heap, embedded_at(0), embedded_count(), ret->langs, ret->langs_n,
                            &ret->templates, fail);
    if (err < 0)
        return err;
    ret->cache = http_cache_new(&alloc_heap, LIMIT_CACHE_BYTES, LIMIT_CACHE_PAGES);
    if (ret->cache)
        return 0;
    site_close(ret);
    return fail_set(fail, ERR_NOMEM, "not enough memory for the pages");
}

void site_close(struct site *s) {
    templates_free(s->templates);
    http_cache_free(s->cache);
    s->templates = NULL;
    s->cache = NULL;
}

static void begin(struct site *s, struct http_exchange *x, struct site_page *ret) {
    *ret = (struct site_page){.x = x, .m = {.arena = &x->arena}};
    size_t lang = layout_language(x, s->langs, s->langs_n);
    ret->lang = &s->langs[lang];
    ret->layout = (struct layout){.x = x,
                                  .langs = s->langs,
                                  .langs_n = s->langs_n,
                                  .lang = lang,
                                  .federation = s->federation,
                                  .past = s->past};
    ret->values = tv_root(&ret->m);
}

bool site_begin(struct site *s, struct http_exchange *x, uint64_t sequence, struct bytes viewer,
                struct site_page *ret) {
    begin(s, x, ret);
    ret->sequence = sequence;
    ret->viewer = viewer;
    if (!bytes_is(viewer, "public"))
        x->reply.cache_control = "private, no-cache";
    return http_unchanged(x, s->build, sequence, ret->lang->code, viewer) ||
           http_cache_get(s->cache, x, sequence, ret->lang->code, viewer);
}

/* True when the page is whole in the reply. */
static bool render(struct site *s, struct site_page *p, const char *template) {
    struct fail fail = {0};
    layout_fill(&p->m, p->values, &p->layout);
    int err = p->m.failed ? ERR_NOMEM
                          : templates_render(s->templates, template, p->values, p->layout.lang,
                                             &p->x->reply.body, &fail);
    if (err == ERR_MISSING || err == ERR_RANGE)
        fprintf(stderr, "koinon: %s\n", fail.text);
    if (err == ERR_NOMEM)
        http_plain(p->x, 503, "This page is too large at the moment.");
    return err == 0;
}

void site_end(struct site *s, struct site_page *p, const char *template) {
    if (render(s, p, template))
        http_cache_put(s->cache, p->x, p->sequence, p->lang->code, p->viewer);
}

static const char *title_of(int status) {
    static const struct {
        int status;
        const char *title;
    } titles[] = {{400, N_("The request is not understood")},
                  {401, N_("Please sign in")},
                  {403, N_("Not allowed")},
                  {404, N_("Not found")},
                  {405, N_("Not possible here")},
                  {409, N_("Somebody was faster")},
                  {413, N_("Too large")},
                  {414, N_("Too large")},
                  {431, N_("Too large")},
                  {429, N_("Too many requests")},
                  {503, N_("Too much to do at the moment")}};
    for (size_t i = 0; i < sizeof(titles) / sizeof(titles[0]); i++) {
        if (titles[i].status == status)
            return titles[i].title;
    }
    return status >= 500 ? N_("Our mistake") : N_("Not possible");
}

void site_refuse(void *self, struct http_exchange *x, int status, const char *why) {
    struct site *s = self;
    struct site_page p;
    begin(s, x, &p);
    buf_clear(&x->reply.body);
    x->reply.fixed = (struct bytes){0};
    x->reply.status = status;
    x->reply.etag[0] = 0;
    x->reply.cache_control = "no-store";
    p.layout.title = lang_text(p.lang, title_of(status));
    p.layout.outside = !p.layout.under; /* no address is promised that may lead nowhere */
    struct buf b;
    buf_init(&b, &alloc_heap, 4000);
    said_in(p.lang, why, &b);
    char *text = arena_copy(&x->arena, buf_view(&b));
    buf_drop(&b);
    tv_str(&p.m, p.values, "why", text ? text : "");
    tv_id(&p.m, p.values, "status", (uint64_t)status);
    render(s, &p, "error.html");
}
