#include "wire/tile.h"

#include "base/check.h"

/* --- paths --------------------------------------------------------------------------------------
 */

struct path_writer {
    char *at;
};

static void put(struct path_writer *w, const char *s) {
    size_t n = strlen(s);
    memcpy(w->at, s, n + 1);
    w->at += n;
}

static void put_number(struct path_writer *w, uint64_t n, size_t digits_min) {
    char digits[20];
    size_t at = sizeof(digits);
    do {
        digits[--at] = (char)('0' + n % 10);
        n /= 10;
    } while (n || sizeof(digits) - at < digits_min);
    memcpy(w->at, digits + at, sizeof(digits) - at);
    w->at += sizeof(digits) - at;
    *w->at = 0;
}

void tile_path(const struct tile *t, char *ret) {
    struct path_writer w = {ret};
    uint64_t groups[7], rest = t->index;
    size_t n = 0;
    put(&w, t->entries ? "tile/entries" : "tile/");
    if (!t->entries)
        put_number(&w, t->level, 1);
    do {
        groups[n++] = rest % 1000;
        rest /= 1000;
    } while (rest);
    while (n > 0) {
        put(&w, n > 1 ? "/x" : "/");
        put_number(&w, groups[--n], 3);
    }
    if (t->width < TILE_WIDTH) {
        put(&w, ".p/");
        put_number(&w, t->width, 1);
    }
    check((size_t)(w.at - ret) < TILE_PATH_MAX);
}

struct path_reader {
    const uint8_t *at, *end;
};

static bool take(struct path_reader *r, const char *s) {
    size_t n = strlen(s);
    if ((size_t)(r->end - r->at) < n || memcmp(r->at, s, n) != 0)
        return false;
    r->at += n;
    return true;
}

static bool digit(const struct path_reader *r) {
    return r->at < r->end && *r->at >= '0' && *r->at <= '9';
}

/* A number without zeros before it, from MIN to MAX (below 10000). */
static bool take_number(struct path_reader *r, unsigned min, unsigned max, unsigned *ret) {
    const uint8_t *from = r->at;
    unsigned n = 0;
    while (digit(r) && r->at - from < 4)
        n = n * 10 + (unsigned)(*r->at++ - '0');
    bool zeros = r->at - from > 1 && *from == '0';
    if (r->at == from || zeros || n < min || n > max)
        return false;
    *ret = n;
    return true;
}

static bool take_group(struct path_reader *r, uint64_t *n) {
    uint64_t group = 0;
    for (int i = 0; i < 3; i++) {
        if (!digit(r))
            return false;
        group = group * 10 + (uint64_t)(*r->at++ - '0');
    }
    if (*n > (INT64_MAX - group) / 1000)
        return false;
    *n = *n * 1000 + group;
    return true;
}

/* x001/x234/067: no first group x000, which would be a second name. */
static bool take_index(struct path_reader *r, uint64_t *ret) {
    uint64_t n = 0;
    bool first = true;
    while (take(r, "x")) {
        if (!take_group(r, &n) || !take(r, "/") || (first && n == 0))
            return false;
        first = false;
    }
    if (!take_group(r, &n))
        return false;
    *ret = n;
    return true;
}

int tile_parse(struct bytes path, struct tile *ret) {
    if (path.n == 0)
        return ERR_SYNTAX;
    struct path_reader r = {path.at, path.at + path.n};
    struct tile t = {.width = TILE_WIDTH};
    unsigned level = 0, width = TILE_WIDTH;
    if (!take(&r, "tile/"))
        return ERR_SYNTAX;
    t.entries = take(&r, "entries/");
    if (!t.entries && (!take_number(&r, 0, TILE_LEVEL_MAX, &level) || !take(&r, "/")))
        return ERR_SYNTAX;
    if (!take_index(&r, &t.index))
        return ERR_SYNTAX;
    if (take(&r, ".p/") && !take_number(&r, 1, TILE_WIDTH - 1, &width))
        return ERR_SYNTAX;
    if (r.at != r.end)
        return ERR_SYNTAX;
    t.level = (uint8_t)level;
    t.width = (uint16_t)width;
    *ret = t;
    return 0;
}

/* --- what a tree has ----------------------------------------------------------------------------
 */

unsigned tile_width(unsigned level, uint64_t index, uint64_t size) {
    uint64_t hashes = level < 8 ? size >> (8 * level) : 0;
    if (index > UINT64_MAX / TILE_WIDTH || index * TILE_WIDTH >= hashes)
        return 0;
    uint64_t width = hashes - index * TILE_WIDTH;
    return width < TILE_WIDTH ? (unsigned)width : TILE_WIDTH;
}

bool tile_exists(const struct tile *t, uint64_t size) {
    return t->width > 0 && t->width <= tile_width(t->level, t->index, size);
}

int tile_read(const struct tile *t, merkle_node *node, void *self, struct hash *ret,
              struct fail *fail) {
    if (t->level >= 8)
        return fail_set(fail, ERR_RANGE, "no tree has a tile of level %d", t->level);
    for (unsigned i = 0; i < t->width; i++) {
        int r = node(self, 8u * t->level, t->index * TILE_WIDTH + i, &ret[i], fail);
        if (r < 0)
            return r;
    }
    return 0;
}
