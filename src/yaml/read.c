#include "yaml/block.h"

#include <stdarg.h>

#include "base/check.h"
#include "base/fail.h"
#include "base/name.h"

/* --- memory ----------------------------------------------------------------------------------- */

void *room(struct reader *r, size_t n, size_t size) {
    void *at = r->nomem ? NULL : arena_array(r->arena, n, size);
    r->nomem |= !at;
    return at;
}

struct bytes kept(struct reader *r, struct bytes text) {
    const char *copy = r->nomem ? NULL : arena_copy(r->arena, text);
    r->nomem |= !copy;
    return copy ? bytes_of(copy, text.n) : (struct bytes){0};
}

/* --- places ----------------------------------------------------------------------------------- */

uint32_t line_of(const struct reader *r, size_t at, uint32_t *ret_column) {
    size_t lo = 0, hi = r->n_lines; /* the last line that begins at or before AT */
    while (hi - lo > 1) {
        size_t middle = lo + (hi - lo) / 2;
        if (r->lines[middle] <= at)
            lo = middle;
        else
            hi = middle;
    }
    uint32_t column = 1;
    if (ret_column) {
        for (size_t i = r->lines ? r->lines[lo] : 0; i < at && i < r->text.n; i++)
            column += (r->text.at[i] & 0xc0) != 0x80;
        *ret_column = column;
    }
    return (uint32_t)lo + 1;
}

int shown_length(struct bytes b) {
    size_t n = b.n;
    if (n > 60)
        for (n = 60; n > 0 && (b.at[n] & 0xc0) == 0x80;)
            n--;
    return (int)n;
}

void path_push(struct reader *r, struct bytes part) {
    check(r->depth < DEPTH_MAX);
    r->path[r->depth++] = part;
}

void path_push_index(struct reader *r, size_t from_1) {
    const char *part = r->nomem ? NULL : arena_format(r->arena, "%zu", from_1);
    r->nomem |= !part;
    path_push(r, bytes_str(part));
}

void path_pop(struct reader *r) {
    check(r->depth > 0);
    r->depth--;
}

static struct bytes path_text(struct reader *r) {
    size_t n = 0;
    for (uint8_t i = 0; i < r->depth; i++)
        n += r->path[i].n + 1;
    char *text = room(r, n + 1, 1);
    if (!text)
        return (struct bytes){0};
    n = 0;
    for (uint8_t i = 0; i < r->depth; i++) {
        if (i)
            text[n++] = '.';
        if (r->path[i].n)
            memcpy(text + n, r->path[i].at, r->path[i].n);
        n += r->path[i].n;
    }
    return bytes_of(text, n);
}

struct article article_of(struct reader *r, const struct node *n) {
    const struct node *from = n->key ? n->key : n;
    return (struct article){line_of(r, from->at, NULL), path_text(r)};
}

/* --- errors ----------------------------------------------------------------------------------- */

static void add(struct reader *r, uint32_t line, uint32_t column, const char *format,
                va_list list) {
    r->errors->n++;
    if (r->nomem || r->errors->n > 4 * YAML_ERRORS_MAX)
        return;
    char text[FAIL_TEXT_MAX];
    vsnprintf(text, sizeof(text), format, list);
    struct yaml_error *e = room(r, 1, sizeof(*e));
    struct bytes copy = kept(r, bytes_str(text)), path = path_text(r);
    if (r->nomem)
        return;
    *e = (struct yaml_error){line, column, (const char *)path.at, (const char *)copy.at, NULL};
    if (r->errors->last)
        r->errors->last->next = e;
    else
        r->errors->first = e;
    r->errors->last = e;
}

static void add_at(struct reader *r, size_t at, const char *format, va_list list) {
    uint32_t column, line = line_of(r, at, &column);
    add(r, line, column, format, list);
}

/* A check stands in its block; the path of its error goes on to the key it is about. */
static bool path_to(struct reader *r, const struct node *n) {
    const struct node *key = n->is_key ? n : n->key;
    if (!r->checking || !key || key->kind != NODE_SCALAR || r->depth == DEPTH_MAX ||
        (r->depth && bytes_equal(r->path[r->depth - 1], key->text)))
        return false;
    path_push(r, key->text);
    return true;
}

void error_at(struct reader *r, const struct node *n, const char *format, ...) {
    va_list list;
    if (n->bad)
        return;
    ((struct node *)n)->bad = true; /* a mark on the tree we made, not on what it says */
    va_start(list, format);
    bool further = path_to(r, n);
    add_at(r, n->at, format, list);
    if (further)
        path_pop(r);
    va_end(list);
}

void error_in(struct reader *r, const struct node *n, size_t inside, const char *format, ...) {
    va_list list;
    if (n->bad)
        return;
    ((struct node *)n)->bad = true;
    va_start(list, format);
    bool further = path_to(r, n);
    add_at(r, n->exact ? n->at + inside : n->at, format, list);
    if (further)
        path_pop(r);
    va_end(list);
}

void error_byte(struct reader *r, size_t at, const char *format, ...) {
    va_list list;
    va_start(list, format);
    add_at(r, at, format, list);
    va_end(list);
}

void error_place(struct reader *r, uint32_t line, uint32_t column, const char *format, ...) {
    va_list list;
    va_start(list, format);
    add(r, line, column, format, list);
    va_end(list);
}

#define KNOWN_SHOWN_MAX 24

void error_unknown(struct reader *r, const struct node *n, size_t inside, const char *what,
                   struct bytes found, const struct bytes *known, size_t n_known) {
    int nearest = name_nearest(found, known, n_known);
    char list[700] = "", hint[160] = "";
    size_t used = 0;
    if (n_known <= KNOWN_SHOWN_MAX || nearest < 0)
        for (size_t i = 0; i < n_known && used + LIMIT_NAME_BYTES + 8 < sizeof(list); i++)
            used += (size_t)snprintf(list + used, sizeof(list) - used, "%s%.*s",
                                     i ? ", " : "; known: ", SHOWN(known[i]));
    if (nearest >= 0)
        snprintf(hint, sizeof(hint), "; did you mean %.*s?", SHOWN(known[nearest]));
    error_in(r, n, inside, "unknown %s \"%.*s\"%s%s", what, SHOWN(found), list, hint);
}

static bool is_before(const struct yaml_error *a, const struct yaml_error *b) {
    return a->line != b->line ? a->line < b->line : a->column < b->column;
}

void errors_sort(struct yaml_errors *errors) {
    struct yaml_error *sorted = NULL, *next;
    for (struct yaml_error *e = errors->first; e; e = next) {
        next = e->next;
        struct yaml_error **at = &sorted;
        while (*at && !is_before(e, *at))
            at = &(*at)->next;
        e->next = *at;
        *at = e;
    }
    errors->first = errors->last = sorted;
    for (size_t n = 1; errors->last && errors->last->next; n++) {
        if (n == YAML_ERRORS_MAX)
            errors->last->next = NULL;
        else
            errors->last = errors->last->next;
    }
}

/* --- values ----------------------------------------------------------------------------------- */

bool scalar(struct reader *r, const struct node *n, const char *what, struct bytes *ret) {
    if (n->bad)
        return false;
    if (n->kind == NODE_MAP)
        error_at(r, n, "a block of keys, where %s is expected", what);
    else if (n->kind == NODE_LIST)
        error_at(r, n, "a list, where %s is expected", what);
    else if (n->text.n == 0)
        error_at(r, n, "nothing is written here, where %s is expected", what);
    else {
        *ret = n->text;
        return true;
    }
    return false;
}

const struct node *items(const struct node *value, size_t *ret_n) {
    *ret_n = value->kind == NODE_LIST ? value->n : 1;
    return value->kind == NODE_LIST ? value->first : value;
}

const struct node *item_next(const struct node *value, const struct node *item) {
    return value->kind == NODE_LIST ? item->next : NULL;
}

/* --- blocks ----------------------------------------------------------------------------------- */

static const struct key *key_find(const struct block *block, struct bytes name) {
    for (uint16_t i = 0; i < block->n_keys; i++)
        if (bytes_is(name, block->keys[i].name))
            return &block->keys[i];
    return NULL;
}

/* Where a key that does not belong here would belong: "usual, a body". */
static bool other_homes(struct bytes key, char *ret, size_t size) {
    size_t used = 0, n = 0;
    for (size_t i = 0; i < n_blocks; i++) {
        if (!key_find(blocks[i], key) || used + 40 > size)
            continue;
        used += (size_t)snprintf(ret + used, size - used, "%s%s", n++ ? ", " : "",
                                 blocks[i]->called);
    }
    return n > 0;
}

static void unknown_key(struct reader *r, const struct node *key, const struct block *block) {
    struct bytes known[64];
    char homes[300];
    check(block->n_keys <= 64);
    for (uint16_t i = 0; i < block->n_keys; i++)
        known[i] = bytes_str(block->keys[i].name);
    int nearest = name_nearest(key->text, known, block->n_keys);
    if (block == &block_usual && key_find(&block_body, key->text)) {
        error_at(r, key, "\"%.*s\" cannot be usual: each body says its own", SHOWN(key->text));
        return;
    }
    if (nearest < 0 && other_homes(key->text, homes, sizeof(homes))) {
        error_at(r, key, "\"%.*s\" is no key of %s; it is one of: %s", SHOWN(key->text),
                 block->called, homes);
        return;
    }
    char what[80];
    snprintf(what, sizeof(what), "key of %s", block->called);
    error_unknown(r, key, 0, what, key->text, known, block->n_keys);
}

/* MISSING with the name of what lacks it in place of %. */
static void report_missing(struct reader *r, const struct node *n, const struct block *block,
                           const struct key *key) {
    const char *percent = strchr(key->missing, '%');
    struct bytes name = r->depth ? r->path[r->depth - 1] : (struct bytes){0};
    if (percent)
        error_at(r, n, "%.*s%.*s%s", (int)(percent - key->missing), key->missing, SHOWN(name),
                 percent + 1);
    else
        error_at(r, n, "%s", key->missing);
    ((struct node *)n)->bad = false; /* more may be missing */
}

static bool has_word(const struct word *words, const char *name) {
    for (; words && words->name; words++)
        if (strcmp(words->name, name) == 0)
            return true;
    return false;
}

static void read_key(struct reader *r, const struct node *value, const struct key *key,
                     void *into) {
    path_push(r, bytes_str(key->name));
    bool word = value->kind == NODE_SCALAR && value->plain;
    if ((key->flags & KEY_PAST) && !r->past)
        error_at(r, value->key, "\"%s\" is for a record of the past (past: true)", key->name);
    else if (word && node_is(value, "not-stated") && !r->past)
        error_at(r, value,
                 "\"not-stated\" is for a record of the past; a living federation needs a "
                 "rule here");
    else if (word && node_is(value, "none") && !(key->flags & KEY_NONE) &&
             !has_word(key->words, "none"))
        error_at(r, value, "\"%s\" cannot be none: it is %s", key->name, key->help);
    else if (!value->bad)
        key->type->read(r, value, into, key);
    path_pop(r);
}

static void read_keys(struct reader *r, const struct node *n, const struct block *block,
                      void *into) {
    for (const struct node *value = n->first; value && !r->nomem; value = value->next) {
        const struct key *key =
            value->key->kind == NODE_SCALAR ? key_find(block, value->key->text) : NULL;
        if (key)
            read_key(r, value, key, into);
        else if (!value->key->bad)
            unknown_key(r, value->key, block);
    }
    const struct node *at = n->key ? n->key : n;
    for (uint16_t i = 0; i < block->n_keys && !r->nomem; i++) {
        const struct key *key = &block->keys[i];
        if (key->missing && !(r->past && (key->flags & KEY_LIVING)) && !node_get(n, key->name))
            report_missing(r, at, block, key);
    }
}

static void check_later(struct reader *r, const struct node *n, const struct block *block,
                        void *into) {
    struct pending *p = room(r, 1, sizeof(*p));
    if (!p)
        return;
    *p = (struct pending){.block = block, .node = n, .into = into, .depth = r->depth};
    memcpy(p->path, r->path, sizeof(p->path));
    if (r->pending_last)
        r->pending_last->next = p;
    else
        r->pending = p;
    r->pending_last = p;
}

void read_block(struct reader *r, const struct node *n, const struct block *block, void *into) {
    if (n->bad || r->nomem)
        return;
    if (!block->shares)
        block_defaults(block, into);
    if (block->article_at)
        *(struct article *)((char *)into + block->article_at - 1) = article_of(r, n);
    if (n->kind == NODE_SCALAR && n->text.n && block->word && block->word(r, n, into))
        return;
    if (n->bad)
        return;
    if (n->kind != NODE_MAP) {
        error_at(r, n, "%s is expected here: keys with their values, as in {%s}", block->called,
                 block->keys[0].example);
        return;
    }
    size_t before = r->errors->n;
    read_keys(r, n, block, into);
    if (block->verify && r->errors->n == before)
        check_later(r, n, block, into);
}

void run_checks(struct reader *r) {
    r->checking = true;
    for (struct pending *p = r->pending; p && !r->nomem; p = p->next) {
        r->depth = p->depth;
        memcpy(r->path, p->path, sizeof(r->path));
        p->block->verify(r, p->node, p->into);
    }
    r->depth = 0;
}
