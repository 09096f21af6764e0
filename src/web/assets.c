#include <stdio.h>

#include "base/check.h"
#include "base/embedded.h"
#include "web/assets.h"

/* FNV-1a, 64 bits. */
static uint64_t mix(uint64_t h, struct bytes text) {
    for (size_t i = 0; i < text.n; i++)
        h = (h ^ text.at[i]) * UINT64_C(0x100000001b3);
    return h;
}
#define MIX_START UINT64_C(0xcbf29ce484222325)

uint64_t assets_build(void) {
    uint64_t h = mix(MIX_START, bytes_str(KOINON_VERSION));
    for (size_t i = 0; i < embedded_count(); i++)
        h = mix(mix(h, bytes_str(embedded_at(i)->path)), embedded_at(i)->content);
    return h;
}

static const struct bytes *find(struct bytes name) {
    char path[200];
    int n = snprintf(path, sizeof(path), "static/%.*s", (int)(name.n < 180 ? name.n : 0),
                     name.n ? (const char *)name.at : "");
    return n > 7 ? embedded(path) : NULL;
}

const char *assets_url(struct arena *a, const char *name) {
    const struct bytes *content = find(bytes_str(name));
    check(content != NULL);
    return arena_format(a, "/static/%s?v=%08x", name, (unsigned)mix(MIX_START, *content));
}

static const char *type_of(struct bytes name) {
    static const struct {
        const char *ending, *type;
    } types[] = {{".css", "text/css; charset=utf-8"},
                 {".js", "text/javascript; charset=utf-8"},
                 {".svg", "image/svg+xml"},
                 {".png", "image/png"},
                 {".ico", "image/x-icon"},
                 {".json", "application/json"},
                 {".wasm", "application/wasm"},
                 {".txt", "text/plain; charset=utf-8"}};
    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        size_t n = strlen(types[i].ending);
        if (name.n > n && memcmp(name.at + name.n - n, types[i].ending, n) == 0)
            return types[i].type;
    }
    return "application/octet-stream";
}

void assets_serve(void *self, struct http_exchange *x) {
    struct bytes name = http_arg(x, "path");
    const struct bytes *content = find(name);
    if (!content) {
        http_plain(x, 404, "There is no such file.");
        return;
    }
    char version[9];
    snprintf(version, sizeof(version), "%08x", (unsigned)mix(MIX_START, *content));
    bool named = bytes_is(http_field(&x->request.query_form, "v"), version);
    x->reply.cache_control = named ? "public, max-age=31536000, immutable" : "no-cache";
    x->reply.type = type_of(name);
    if (!http_unchanged(x, mix(MIX_START, *content), 0, "", BYTES_LIT("public")))
        x->reply.fixed = *content;
}
