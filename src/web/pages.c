#include "web/pages.h"

#include <string.h>

#include "base/name.h"

#define WAIT_MS 200 /* how long a page waits for an entry its reader has seen */

int pages_new(struct pages **ret, struct fail *fail) {
    struct pages *s = alloc_heap.resize(&alloc_heap, NULL, 0, sizeof(*s));
    if (!s)
        return fail_set(fail, ERR_NOMEM, "not enough memory for the pages");
    memset(s, 0, sizeof(*s));
    int r = site_open(&s->site, fail);
    if (r < 0) {
        alloc_heap.resize(&alloc_heap, s, sizeof(*s), 0);
        return r;
    }
    *ret = s;
    return 0;
}

void pages_free(struct pages *s) {
    if (!s)
        return;
    site_close(&s->site);
    alloc_heap.resize(&alloc_heap, s, sizeof(*s), 0);
}

static struct federation *named(struct pages *s, struct bytes name) {
    for (size_t i = 0; i < s->n; i++)
        if (bytes_is(name, s->federations[i].name))
            return &s->federations[i];
    return NULL;
}

int pages_add(struct pages *s, const char *name, struct follower *follower, struct fail *fail) {
    struct bytes n = bytes_str(name);
    if (s->n >= PAGES_FEDERATIONS_MAX)
        return fail_set(fail, ERR_RANGE, "%d federations at most are served by one process",
                        PAGES_FEDERATIONS_MAX);
    if (!n.n || n.n > LIMIT_NAME_BYTES || memchr(name, '/', n.n))
        return fail_set(fail, ERR_RANGE, "\"%s\" cannot stand in an address", name);
    if (named(s, n))
        return fail_set(fail, ERR_EXISTS, "two folders are named \"%s\"", name);
    struct federation *f = &s->federations[s->n++];
    memcpy(f->name, name, n.n + 1);
    f->follower = follower;
    return 0;
}

static const char *no_federation(struct pages *s, struct http_exchange *x, struct bytes name) {
    struct bytes names[PAGES_FEDERATIONS_MAX];
    for (size_t i = 0; i < s->n; i++)
        names[i] = bytes_str(s->federations[i].name);
    int near = name_nearest(name, names, s->n);
    const char *why = near < 0 ? arena_format(&x->arena, "no federation \"%.*s\" is served here",
                                              (int)name.n, (const char *)name.at)
                               : arena_format(&x->arena,
                                              "no federation \"%.*s\" is served here; the nearest "
                                              "is \"%s\"",
                                              (int)name.n, (const char *)name.at,
                                              s->federations[near].name);
    return why ? why : "no such federation is served here";
}

struct federation *pages_federation(struct pages *s, struct http_exchange *x) {
    struct bytes name = http_arg(x, "federation");
    struct federation *f = named(s, name);
    struct fail fail = {0};
    int64_t seen;
    if (!f) {
        pages_refuse(s, x, 404, no_federation(s, x, name));
        return NULL;
    }
    if (http_field_number(&x->request.query_form, "seen", 0, INT64_MAX, -1, &seen, &fail) < 0) {
        pages_refuse(s, x, 400, fail.text);
        return NULL;
    }
    int r = seen < 0 ? follower_catch_up(f->follower, FOLLOWER_ALL, 0, &fail)
                     : follower_catch_up(f->follower, (uint64_t)seen, WAIT_MS, &fail);
    if (r < 0 && r != ERR_BUSY && follower_size(f->follower) == 0) {
        pages_refuse(s, x, 503, fail.text);
        return NULL;
    }
    return f;
}

/* --- how an address looks at the record ------------------------------------------------------------- */

static int known_set(struct federation *f, struct view *v, struct bytes text, struct fail *fail) {
    uint64_t n = 0;
    struct when w;
    for (size_t i = 0; i < text.n; i++) {
        if (text.at[i] < '0' || text.at[i] > '9' || n > UINT32_MAX || text.n == 4)
            n = UINT64_MAX;
        else
            n = n == UINT64_MAX ? n : n * 10 + (text.at[i] - '0');
    }
    if (n != UINT64_MAX) {
        v->known = n + 1;
        return 0;
    }
    int r = view_when(v, text, &w, fail);
    return r < 0 ? r
                 : follower_known_at(f->follower, w.hi == INSTANT_MAX ? w.hi : w.hi - 1, &v->known,
                                     fail);
}

static int readings_set(struct view *v, struct bytes text) {
    while (text.n && v->n_readings < VIEW_READINGS) {
        const uint8_t *comma = memchr(text.at, ',', text.n);
        size_t n = comma ? (size_t)(comma - text.at) : text.n;
        v->readings[v->n_readings++] = bytes_part(text, 0, n);
        text = bytes_part(text, comma ? n + 1 : n, text.n);
    }
    return 0;
}

int pages_view(struct federation *f, struct http_exchange *x, struct view *ret, struct fail *fail) {
    const struct http_form *q = &x->request.query_form;
    struct view v;
    int64_t from;
    int r = 0;
    view_init(&v, follower_law(f->follower), follower_store(f->follower), &x->arena);
    struct bytes at = http_field(q, "at"), known = http_field(q, "known"),
                 order = http_field(q, "order");
    if (known.n)
        r = known_set(f, &v, known, fail);
    if (r == 0 && at.n)
        r = view_at_set(&v, at, fail);
    if (r == 0 && order.n)
        r = view_order_set(&v, order, fail);
    if (r == 0)
        r = readings_set(&v, http_field(q, "reading"));
    if (r == 0)
        r = http_field_number(q, "from", 0, INT64_MAX, -1, &from, fail);
    if (r < 0)
        return r;
    v.from_given = from >= 0;
    v.from = from < 0 ? 0 : (uint64_t)from;
    v.wanted = http_field(q, "kind");
    *ret = v;
    return 0;
}

void pages_handle(void *self, struct http_exchange *x) {
    struct http_table tables[] = {pages_table};
    tables[0].self = self;
    http_dispatch(tables, 1, x);
}
