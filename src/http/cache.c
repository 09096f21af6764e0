#include <stdio.h>

#include "http/http.h"

/* FNV-1a, 64 bits (RFC 9923): spreads keys; nothing rests on its being hard to collide. */
static uint64_t mix(uint64_t h, struct bytes text) {
    for (size_t i = 0; i < text.n; i++)
        h = (h ^ text.at[i]) * UINT64_C(0x100000001b3);
    return (h ^ 0xff) * UINT64_C(0x100000001b3); /* "ab","c" is not "a","bc" */
}
#define MIX_START UINT64_C(0xcbf29ce484222325)

static bool tag_listed(struct bytes list, const char *etag) {
    size_t n = strlen(etag);
    for (size_t i = 0; i + n <= list.n; i++) {
        bool starts =
            i == 0 || list.at[i - 1] == ' ' || list.at[i - 1] == ',' || list.at[i - 1] == '/';
        if (starts && memcmp(list.at + i, etag, n) == 0)
            return true;
    }
    return list.n == 1 && list.at[0] == '*';
}

bool http_unchanged(struct http_exchange *x, uint64_t build, uint64_t sequence,
                    const char *language, struct bytes viewer) {
    struct http_reply *r = &x->reply;
    uint64_t h = mix(MIX_START, bytes_of(&build, sizeof(build)));
    h = mix(mix(mix(h, x->request.path), x->request.query), viewer);
    snprintf(r->etag, sizeof(r->etag), "\"%llu-%.15s-%016llx\"", (unsigned long long)sequence,
             language, (unsigned long long)h);
    if (!tag_listed(http_header(&x->request, "if-none-match"), r->etag))
        return false;
    r->status = 304;
    return true;
}

/* One finished reply: in a chain of its bucket, and in the list from newest to oldest use. */
struct page {
    struct page *chain, *newer, *older;
    uint64_t hash, sequence;
    size_t key_n, content_n;
    const char *type, *cache_control, *policy;
    char etag[80];
    uint8_t data[]; /* the key, then the content */
};

#define BUCKETS 4096u

struct http_cache {
    struct alloc *alloc;
    size_t bytes_max, pages_max;
    struct page *newest, *oldest;
    struct http_cache_stats stats;
    struct page *buckets[BUCKETS];
};

struct http_cache *http_cache_new(struct alloc *alloc, size_t bytes_max, size_t pages_max) {
    struct http_cache *c = alloc->resize(alloc, NULL, 0, sizeof(*c));
    if (!c)
        return NULL;
    memset(c, 0, sizeof(*c));
    c->alloc = alloc;
    c->bytes_max = bytes_max;
    c->pages_max = pages_max;
    return c;
}

static size_t page_size(const struct page *p) {
    return sizeof(*p) + p->key_n + p->content_n;
}

static void leave_list(struct http_cache *c, struct page *p) {
    *(p->newer ? &p->newer->older : &c->newest) = p->older;
    *(p->older ? &p->older->newer : &c->oldest) = p->newer;
}

static void become_newest(struct http_cache *c, struct page *p) {
    p->newer = NULL;
    p->older = c->newest;
    *(c->newest ? &c->newest->newer : &c->oldest) = p;
    c->newest = p;
}

static void drop(struct http_cache *c, struct page *p) {
    struct page **at = &c->buckets[p->hash % BUCKETS];
    while (*at != p)
        at = &(*at)->chain;
    *at = p->chain;
    leave_list(c, p);
    c->stats.pages--;
    c->stats.bytes -= page_size(p);
    c->alloc->resize(c->alloc, p, page_size(p), 0);
}

void http_cache_free(struct http_cache *c) {
    if (!c)
        return;
    while (c->newest)
        drop(c, c->newest);
    c->alloc->resize(c->alloc, c, sizeof(*c), 0);
}

/* What a page is kept under; all of it is compared. */
struct key {
    struct bytes parts[4];
    uint64_t hash;
    size_t n;
};

static struct key make_key(const struct http_request *r, const char *language,
                           struct bytes viewer) {
    struct key k = {{r->path, r->query, bytes_str(language), viewer}, MIX_START, 0};
    for (size_t i = 0; i < 4; i++) {
        k.hash = mix(k.hash, k.parts[i]);
        k.n += k.parts[i].n + 1;
    }
    return k;
}

static void write_key(const struct key *k, uint8_t *at) {
    for (size_t i = 0; i < 4; i++) {
        if (k->parts[i].n)
            memcpy(at, k->parts[i].at, k->parts[i].n);
        at += k->parts[i].n;
        *at++ = 0xff; /* in no path and no UTF-8 */
    }
}

static bool same_key(const struct key *k, const struct page *p) {
    const uint8_t *at = p->data;
    if (k->hash != p->hash || k->n != p->key_n)
        return false;
    for (size_t i = 0; i < 4; i++) {
        size_t n = k->parts[i].n;
        if ((n && memcmp(at, k->parts[i].at, n) != 0) || at[n] != 0xff)
            return false;
        at += n + 1;
    }
    return true;
}

static struct page *find(const struct http_cache *c, const struct key *k) {
    for (struct page *p = c->buckets[k->hash % BUCKETS]; p; p = p->chain) {
        if (same_key(k, p))
            return p;
    }
    return NULL;
}

bool http_cache_get(struct http_cache *c, struct http_exchange *x, uint64_t sequence,
                    const char *language, struct bytes viewer) {
    struct key k = make_key(&x->request, language, viewer);
    struct page *p = find(c, &k);
    if (p && p->sequence != sequence) {
        drop(c, p);
        p = NULL;
    }
    if (!p) {
        c->stats.misses++;
        return false;
    }
    c->stats.hits++;
    leave_list(c, p);
    become_newest(c, p);
    struct http_reply *r = &x->reply;
    r->status = 200;
    r->type = p->type;
    r->cache_control = p->cache_control;
    r->policy = p->policy;
    memcpy(r->etag, p->etag, sizeof(r->etag));
    r->fixed = bytes_of(p->data + p->key_n, p->content_n);
    return true;
}

void http_cache_put(struct http_cache *c, const struct http_exchange *x, uint64_t sequence,
                    const char *language, struct bytes viewer) {
    const struct http_reply *r = &x->reply;
    struct key k = make_key(&x->request, language, viewer);
    struct bytes content = http_content(r);
    size_t size = sizeof(struct page) + k.n + content.n;
    if (r->status != 200 || r->headers_n || r->broken || r->body.failed ||
        size > c->bytes_max / 8 || !c->pages_max)
        return;
    struct page *old = find(c, &k);
    if (old)
        drop(c, old);
    while (c->oldest && (c->stats.pages >= c->pages_max || c->stats.bytes + size > c->bytes_max))
        drop(c, c->oldest);
    struct page *p = c->alloc->resize(c->alloc, NULL, 0, size);
    if (!p)
        return;
    *p = (struct page){.chain = c->buckets[k.hash % BUCKETS],
                       .hash = k.hash,
                       .sequence = sequence,
                       .key_n = k.n,
                       .content_n = content.n,
                       .type = r->type,
                       .cache_control = r->cache_control,
                       .policy = r->policy};
    memcpy(p->etag, r->etag, sizeof(p->etag));
    write_key(&k, p->data);
    if (content.n)
        memcpy(p->data + k.n, content.at, content.n);
    c->buckets[k.hash % BUCKETS] = p;
    become_newest(c, p);
    c->stats.pages++;
    c->stats.bytes += size;
}

struct http_cache_stats http_cache_stats(const struct http_cache *c) {
    return c->stats;
}
