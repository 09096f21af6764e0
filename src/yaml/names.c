#include "base/check.h"
#include "base/fail.h"
#include "base/name.h"
#include "yaml/value.h"

/* --- new names -------------------------------------------------------------------------------- */

static bool fold_or_report(struct reader *r, const struct node *n, struct bytes text,
                           struct bytes *ret) {
    int err = r->nomem ? ERR_NOMEM : name_fold(r->arena, text, ret);
    if (err == 0 && !memchr(ret->at, '/', ret->n))
        return true;
    const char *better = err == ERR_NOMEM ? NULL : name_suggest(r->arena, text);
    if (!better)
        r->nomem = true;
    else
        error_at(r, n, "\"%.*s\" is not a name: write %s", SHOWN(text), better);
    return false;
}

bool name_read(struct reader *r, const struct node *n, struct bytes *ret) {
    struct bytes text;
    return scalar(r, n, "a name", &text) && fold_or_report(r, n, text, ret);
}

static bool is_ascii(struct bytes text) {
    for (size_t i = 0; i < text.n; i++)
        if (text.at[i] >= 0x80)
            return false;
    return true;
}

struct bytes many_name(struct reader *r, const struct node *unit, struct bytes name) {
    const struct node *many = node_get(unit, "many");
    struct bytes text = {0};
    if (many)
        return name_read(r, many, &text) ? text : (struct bytes){0};
    if (!is_ascii(name) || name.n + 1 > LIMIT_NAME_BYTES || r->nomem)
        return text;
    const char *made = arena_format(r->arena, "%.*ss", (int)name.n, (const char *)name.at);
    r->nomem |= !made;
    return made ? bytes_str(made) : text;
}

static void read_names(struct reader *r, const struct node *value, void *into,
                       const struct key *key) {
    size_t n;
    uint8_t *count = field(into, key->given);
    struct bytes name, *names = field(into, key->at);
    for (const struct node *item = items(value, &n); item; item = item_next(value, item)) {
        if (!name_read(r, item, &name))
            continue;
        for (uint8_t i = 0; i < *count; i++)
            if (bytes_equal(names[i], name))
                error_at(r, item, "\"%.*s\" is named twice", SHOWN(name));
        if (item->bad)
            continue;
        if (*count == key->max) {
            error_at(r, item, "more than %d of %s", key->max, key->name);
            return;
        }
        names[(*count)++] = name;
    }
}
#define NAME_SCHEMA "{\"type\": \"string\", \"minLength\": 1, \"maxLength\": 96}"
const struct type type_names = {
    "names", read_names, "name, or a list of names",
    "{\"anyOf\": [{\"$ref\": \"#/$defs/name\"}, {\"type\": \"array\", \"items\": {\"$ref\": "
    "\"#/$defs/name\"}}]}"};

static void read_new_name(struct reader *r, const struct node *n, void *into,
                          const struct key *key) {
    struct bytes name;
    if (name_read(r, n, &name))
        *(struct bytes *)field(into, key->at) = name;
}
const struct type type_new_name = {"name", read_new_name, "name", NAME_SCHEMA};

/* --- references ------------------------------------------------------------------------------- */

/* "a body, a unit or an entity": what a key takes. */
static void allowed(uint32_t allow, char *ret, size_t size) {
    const char *parts[8];
    size_t n = 0, used = 0;
    for (uint16_t kind = 1; kind <= ALLOW_OFFICE; kind = (uint16_t)(kind << 1))
        if ((allow & kind) && kind != ALLOW_ENTITY)
            parts[n++] = kind_called(kind);
    for (size_t i = 0; i < n; i++)
        used += (size_t)snprintf(ret + used, size - used, "%s%s",
                                 i == 0 ? "" : i + 1 == n ? " or " : ", ", parts[i]);
}

#define KNOWN_MAX 12

static void list_known(const struct bytes *known, size_t n, char *ret, size_t size) {
    size_t used = 0;
    for (size_t i = 0; i < n && used + 80 < size; i++)
        used += (size_t)snprintf(ret + used, size - used, "%s%.*s", i ? ", " : "; known: ",
                                 SHOWN(known[i]));
}

/* The names of bodies alone, at most KNOWN_MAX. */
static size_t bodies(const struct reader *r, struct bytes *ret) {
    size_t n = 0;
    for (size_t i = 0; i < r->scope.n && n < KNOWN_MAX; i++)
        if (r->scope.names[i].kind == ALLOW_BODY)
            ret[n++] = r->scope.names[i].text;
    return n;
}

static void report_unknown(struct reader *r, const struct node *n, size_t inside,
                           struct bytes text, uint32_t allow, const char *key) {
    struct bytes *known = room(r, r->scope.n + 1, sizeof(*known));
    size_t n_known = 0, used = 0;
    char what[200], hint[700] = "";
    if (!known)
        return;
    for (size_t i = 0; i < r->scope.n; i++)
        if (r->scope.names[i].kind & allow)
            known[n_known++] = r->scope.names[i].text;
    int near = name_nearest(text, known, n_known);
    bool body = (allow & ALLOW_BODY) && !(allow & (ALLOW_UNIT | ALLOW_ACT));
    if ((allow & ALLOW_BODY) && (allow & ALLOW_UNIT))
        snprintf(what, sizeof(what), "is not a body, unit or association of this constitution");
    else if (body)
        snprintf(what, sizeof(what), "no such body");
    else
        used = (size_t)snprintf(what, sizeof(what), "is not ");
    if (used)
        allowed(allow, what + used, sizeof(what) - used);
    if (near >= 0)
        snprintf(hint, sizeof(hint), "; did you mean \"%.*s\"?", SHOWN(known[near]));
    else if (body)
        list_known(known, bodies(r, known), hint, sizeof(hint));
    else if (n_known && n_known <= KNOWN_MAX && !((allow & ALLOW_BODY) && (allow & ALLOW_UNIT)))
        list_known(known, n_known, hint, sizeof(hint));
    if (body)
        error_in(r, n, inside, "%s \"%.*s\": %s%s", key ? key : "body", SHOWN(text), what, hint);
    else
        error_in(r, n, inside, "\"%.*s\" %s%s", SHOWN(text), what, hint);
}

const struct name *refer(struct reader *r, const struct node *n, size_t inside, struct bytes text,
                         uint32_t allow, const char *key) {
    struct bytes folded;
    char what[160];
    if (!fold_or_report(r, n, text, &folded))
        return NULL;
    const struct name *found = scope_find(&r->scope, folded, allow);
    if (found)
        return found;
    found = scope_find(&r->scope, folded, ~0u);
    if (!found) {
        report_unknown(r, n, inside, folded, allow, key);
        return NULL;
    }
    allowed(allow, what, sizeof(what));
    error_in(r, n, inside, "\"%.*s\" is %s; %s needs %s", SHOWN(folded), kind_called(found->kind),
             key ? key : "this", what);
    return NULL;
}

static void read_ref(struct reader *r, const struct node *n, void *into, const struct key *key) {
    struct bytes text;
    if (!scalar(r, n, "a name", &text))
        return;
    const struct name *name = refer(r, n, 0, text, key->allow, key->name);
    if (name)
        *(int16_t *)field(into, key->at) = name->index;
}
const struct type type_body = {"reference", read_ref, "name", NAME_SCHEMA};

/* formed-by: {agreement: NAME}: an act's name, as written. */
static void read_agreement(struct reader *r, const struct node *n, void *into,
                           const struct key *key) {
    struct bytes text;
    const struct name *name =
        scalar(r, n, "a name", &text) ? refer(r, n, 0, text, ALLOW_ACT, key->name) : NULL;
    if (name)
        *(struct bytes *)field(into, key->at) = name->text;
}
const struct type type_agreement = {"reference", read_agreement, "name", NAME_SCHEMA};
