/* The record itself: entries, in words through the tables of wire/types.h. */
#include "engine/follower.h"
#include "view/lens.h"
#include "wire/command.h"
#include "wire/effect.h"

/* Commands that a member gives as a member: outside a record of the past nobody but she sees what
 * they say; that they were given, everybody (publicity). */
static bool command_private(uint16_t type) {
    return type == COMMAND_CAST || type == COMMAND_SIGN || type == COMMAND_UNSIGN ||
           type == COMMAND_ENROL || type == COMMAND_LEAVE || type == COMMAND_ARREARS ||
           type == COMMAND_ERASE;
}

static bool entry_shows(const struct view *v, const struct entry_header *h) {
    if (v->law->past || v->viewer.operator_)
        return true;
    if (h->type == COMMAND_ENTER || !command_private(h->type))
        return !h->actor || !is_kind(v->law, h->actor, KIND_PERSON) ||
               view_may_see(v, SIGHT_NAME, h->actor);
    return false;
}

/* A leaf says who acted, and of what is in the entry nothing: it is for everybody where nobody's
 * number stands there whose name is not. */
static bool leaf_shows(const struct view *v, const struct entry_header *h) {
    uint32_t ids[] = {h->actor, h->acting_for, h->entered_by};
    for (size_t i = 0; i < 3; i++)
        if (ids[i] && ids[i] < v->law->things.n && is_kind(v->law, ids[i], KIND_PERSON) &&
            !view_may_see(v, SIGHT_NAME, ids[i]))
            return false;
    return true;
}

/* A hidden person's name may stand in a command as text: of `enter` the name itself, of others a
 * reference by name. */
static bool value_hidden(const struct view *v, uint16_t type, uint16_t field,
                         const struct value *x) {
    uint32_t id = 0;
    if (x->kind == VALUE_REF && x->by_id)
        id = x->i > 0 && x->i < (int64_t)v->law->things.n ? (uint32_t)x->i : 0;
    else if (x->kind == VALUE_REF || (type == COMMAND_ENTER && field == FIELD_NAME))
        id = state_named(v->law, x->bytes);
    return id && is_kind(v->law, id, KIND_PERSON) && !view_may_see(v, SIGHT_NAME, id);
}

static void put_hex(struct view *v, struct doc *row, const char *name, struct bytes b) {
    char hex[2 * HASH_BYTES + 1];
    if (!b.n || b.n > HASH_BYTES)
        return;
    bytes_to_hex(b, hex);
    char *copy = arena_copy(v->make.arena, bytes_str(hex));
    v->make.failed |= !copy;
    doc_text(M, row, name, bytes_str(copy));
}

static void put_scalar(struct view *v, struct doc *row, const struct value *x) {
    uint32_t id = 0;
    switch (x->kind) {
    case VALUE_INT:
        doc_id(M, row, "number", (uint64_t)x->i);
        break;
    case VALUE_BOOL:
        doc_flag(M, row, "flag", x->i != 0);
        break;
    case VALUE_REF:
        id = !x->by_id                                      ? state_named(v->law, x->bytes)
             : x->i > 0 && x->i < (int64_t)v->law->things.n ? (uint32_t)x->i
                                                            : 0;
        if (id)
            view_ref_part(v, row, "thing", id, x->part);
        else
            doc_text(M, row, "text", x->bytes);
        break;
    case VALUE_QUANTITY:
        if (x->by_id)
            doc_int(M, row, "quantity", x->i);
        else
            doc_quantity(M, row, "quantity", x->bytes);
        break;
    case VALUE_WORD:
        doc_word(M, row, "word", x->bytes);
        break;
    case VALUE_TITLE:
        doc_title(M, row, "title", x->bytes);
        break;
    case VALUE_BYTES:
        doc_int(M, row, "bytes", (int64_t)x->bytes.n);
        put_hex(v, row, "hex", x->bytes);
        break;
    default:
        doc_text(M, row, "text", x->bytes);
        break;
    }
}

static void put_map(struct view *v, struct doc *list, struct bytes map) {
    struct value_map m;
    struct bytes key;
    struct value x;
    struct doc *item = doc_item(M, list), *pairs = doc_list(M, item, "pairs");
    value_map_begin(map, &m);
    while (value_map_next(&m, &key, &x)) {
        struct doc *row = doc_item(M, pairs);
        doc_word(M, row, "key", key);
        put_scalar(v, row, &x);
    }
}

static void put_value(struct view *v, struct doc *row, uint16_t type, uint16_t field,
                      const struct value *x) {
    struct value_list l;
    struct value one;
    struct bytes map;
    if (value_hidden(v, type, field, x)) {
        doc_flag(M, row, "hidden", true);
        return;
    }
    if (x->kind == VALUE_REFS || x->kind == VALUE_WORDS) {
        struct doc *list = doc_list(M, row, "list");
        value_list_begin(x, &l);
        while (value_list_next(&l, &one) && list->n < VIEW_LIST_MAX) {
            struct doc *item = doc_item(M, list);
            if (value_hidden(v, type, field, &one))
                doc_flag(M, item, "hidden", true);
            else
                put_scalar(v, item, &one);
        }
        return;
    }
    if (x->kind == VALUE_ROWS || x->kind == VALUE_MAP) {
        struct doc *list = doc_list(M, row, "rows");
        if (x->kind == VALUE_MAP) {
            put_map(v, list, x->bytes);
            return;
        }
        value_rows_begin(x, &l);
        while (value_rows_next(&l, &map) && list->n < VIEW_LIST_MAX)
            put_map(v, list, map);
        return;
    }
    put_scalar(v, row, x);
}

static void put_command(struct view *v, struct doc *d, struct bytes content) {
    struct command c;
    if (command_decode(content, &c, NULL) < 0)
        return;
    struct doc *list = doc_list(M, d, "command");
    for (uint8_t i = 0; i < c.n; i++) {
        const struct field_type *f = field_type(c.f[i].field);
        struct doc *row = doc_item(M, list);
        doc_word(M, row, "field", bytes_str(f ? f->name : ""));
        put_value(v, row, c.type, c.f[i].field, &c.f[i].value);
    }
}

/* --- effects ---------------------------------------------------------------------------------- */

static bool names_thing(struct bytes arg) {
    static const char *const names[] = {"id",    "of",     "from",    "to",     "body",  "person",
                                        "unit",  "sender", "subject", "in",     "who",   "cause",
                                        "via",   "issuer", "on",      "parent", "thing", "by",
                                        "other", "mover",  "mandate", "order"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (bytes_is(arg, names[i]))
            return true;
    return false;
}
static bool names_word(struct bytes arg) {
    static const char *const names[] = {"noun",      "kind",     "rule",    "state", "value",
                                        "standing",  "how",      "outcome", "class", "measure",
                                        "dimension", "complete", "reading", "word",  "language"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (bytes_is(arg, names[i]))
            return true;
    return false;
}
static bool names_instant(struct bytes arg) {
    return bytes_is(arg, "since") || bytes_is(arg, "until") || bytes_is(arg, "at") ||
           bytes_is(arg, "opens") || bytes_is(arg, "closes") || bytes_is(arg, "lo") ||
           bytes_is(arg, "hi") || bytes_is(arg, "term-end") || bytes_is(arg, "deadline");
}

static void put_arg(struct view *v, struct doc *list, struct bytes name, int64_t n, bool figure) {
    bool thing_id = n > 0 && n < (int64_t)v->law->things.n;
    bool word_ok =
        n > 0 && n < UINT32_MAX && (n < WORD_FIRST || n - WORD_FIRST < (int64_t)v->law->words.n);
    if (n == 0 || n == INSTANT_MIN || n == INSTANT_MAX)
        return;
    struct doc *row = doc_item(M, list);
    doc_word(M, row, "arg", name);
    if (bytes_is(name, "who") && n > 0 && n <= UINT32_MAX && is_pseudonym((uint32_t)n))
        doc_id(M, row, "number", (uint64_t)n & ~(uint64_t)PSEUDONYM_BIT);
    else if (names_thing(name) && thing_id)
        view_ref(v, row, "thing", (uint32_t)n);
    else if (names_word(name) && word_ok && n != WORD_FIRST && !figure)
        view_word(v, row, "word", (uint32_t)n);
    else if (names_instant(name))
        view_time(v, row, "when", n);
    else
        doc_id(M, row, "number", (uint64_t)n);
}

static void put_effect(struct view *v, struct doc *row, const struct effect *e) {
    const struct effect_kind *k = effect_kind(e->type);
    if (!k)
        return;
    doc_word(M, row, "effect", bytes_str(k->name));
    struct doc *args = doc_list(M, row, "args");
    const char *at = k->args;
    for (uint8_t i = 0; i < e->n && *at; i++) {
        size_t n = strcspn(at, " ");
        bool figure = e->type == EFFECT_NUMBER || e->type == EFFECT_ACT_NUMBER;
        put_arg(v, args, bytes_of(at, n), e->a[i], figure);
        at += n + (at[n] == ' ');
    }
    if (!e->has_text)
        return;
    bool person = e->type == EFFECT_THING && e->a[2] == KIND_PERSON && e->a[0] > 0 &&
                  e->a[0] < (int64_t)v->law->things.n &&
                  !view_may_see(v, SIGHT_NAME, (uint32_t)e->a[0]);
    if (person)
        doc_flag(M, row, "hidden", true);
    else if (strcmp(k->text, "title") == 0)
        doc_title(M, row, "title", e->text);
    else if (strcmp(k->text, "pseudonym") == 0)
        put_hex(v, row, "text", e->text);
    else if (strcmp(k->text, "charter") == 0 || strcmp(k->text, "key") == 0 ||
             strcmp(k->text, "hash") == 0)
        doc_int(M, row, "bytes", (int64_t)e->text.n);
    else
        doc_text(M, row, "text", e->text);
}

#define EFFECTS_SHOWN 200
static void put_effects(struct view *v, struct doc *d, struct bytes content) {
    struct effect_reader r;
    struct effect e;
    struct doc *list = doc_list(M, d, "effects");
    int64_t more = 0;
    effect_read(content, &r);
    while (effect_next(&r, &e)) {
        if (list->n < EFFECTS_SHOWN)
            put_effect(v, doc_item(M, list), &e);
        else
            more++;
    }
    if (more)
        doc_int(M, d, "more_effects", more);
}

/* --- entries ---------------------------------------------------------------------------------- */

static void put_header(struct view *v, struct doc *row, const struct entry *e) {
    static const char *const auth[] = {"engine", "signed", "session", "clerk", "operator"};
    const struct entry_header *h = &e->header;
    const struct command_kind *k = command_kind(h->type);
    doc_id(M, row, "seq", h->seq);
    doc_instant(M, row, "stamp", h->stamp);
    doc_word(M, row, "do", bytes_str(k ? k->name : "unknown"));
    if (k)
        doc_text(M, row, "help", bytes_str(k->help));
    uint32_t n = v->law->things.n;
    if (h->actor < n)
        view_ref(v, row, "actor", h->actor);
    if (h->acting_for < n)
        view_ref(v, row, "acting_for", h->acting_for);
    if (h->entered_by < n)
        view_ref(v, row, "entered_by", h->entered_by);
    put_hex(v, row, "pseudonym", h->pseudonym);
    doc_word(M, row, "auth", bytes_str(h->auth < 5 ? auth[h->auth] : "unknown"));
}

static void put_parts(struct view *v, struct doc *d, const struct entry *e) {
    static const char *const kinds[] = {"",          "command-part", "effects-part",
                                        "text-part", "private-part", "sealed-part"};
    struct doc *list = doc_list(M, d, "parts");
    for (uint8_t i = 0; i < e->n_parts; i++) {
        const struct entry_part *p = &e->parts[i];
        struct doc *row = doc_item(M, list);
        doc_word(M, row, "part", bytes_str(p->kind < 6 ? kinds[p->kind] : "unknown"));
        doc_flag(M, row, "withheld", p->withheld);
        if (!p->withheld)
            doc_int(M, row, "bytes", (int64_t)p->content.n);
        put_hex(v, row, "hash", bytes_of(p->hash.b, HASH_BYTES));
    }
}

/* What the entry is about in one line: the first thing it made or named. */
static void put_about(struct view *v, struct doc *row, const struct entry *e) {
    const struct entry_part *p = entry_part(e, PART_COMMAND);
    static const enum field about[] = {FIELD_OF,         FIELD_PERSON, FIELD_ACT,
                                       FIELD_PROCEEDING, FIELD_FROM,   FIELD_BODY,
                                       FIELD_UNIT,       FIELD_ON,     FIELD_BY};
    struct command c;
    if (!p || p->withheld || command_decode(p->content, &c, NULL) < 0)
        return;
    struct value name = command_get(&c, FIELD_NAME);
    uint32_t id = name.kind == VALUE_WORD ? state_named(v->law, name.bytes) : 0;
    for (size_t i = 0; !id && i < sizeof(about) / sizeof(about[0]); i++) {
        struct value x = command_get(&c, about[i]);
        if (x.kind == VALUE_REF)
            id = !x.by_id                                     ? state_named(v->law, x.bytes)
                 : x.i > 0 && x.i < (int64_t)v->law->things.n ? (uint32_t)x.i
                                                              : 0;
    }
    view_ref(v, row, "about", id);
    struct value kind = command_get(&c, FIELD_KIND);
    if (kind.kind == VALUE_WORD)
        doc_word(M, row, "kind", kind.bytes);
}

static struct bytes entry_bytes(struct view *v, uint64_t seq) {
    struct buf b;
    buf_init(&b, v->law->alloc, LIMIT_ENTRY_BYTES);
    struct bytes copy = {0};
    if (v->store && store_get(v->store, seq, &b, v->fail) == 0) {
        char *at = arena_copy(v->make.arena, buf_view(&b));
        v->make.failed |= !at;
        copy = at ? bytes_of(at, b.n) : copy;
    }
    buf_drop(&b);
    return copy;
}

bool view_leaf_seen(const struct view *v, uint64_t seq) {
    struct entry e;
    struct buf b;
    buf_init(&b, v->law->alloc, LIMIT_ENTRY_BYTES);
    bool seen = v->store && store_get(v->store, seq, &b, NULL) == 0 &&
                entry_decode(buf_view(&b), &e, NULL) == 0 && leaf_shows(v, &e.header);
    buf_drop(&b);
    return seen;
}

void view_entry_row(struct view *v, struct doc *row, uint64_t seq, bool whole) {
    struct entry e;
    struct bytes bytes = entry_bytes(v, seq);
    if (!bytes.n || entry_decode(bytes, &e, v->fail) < 0)
        return;
    put_header(v, row, &e);
    bool shows = entry_shows(v, &e.header);
    doc_flag(M, row, "withheld", !shows);
    if (shows)
        put_about(v, row, &e);
    if (!whole)
        return;
    struct hash leaf = entry_leaf_hash(&e);
    put_hex(v, row, "leaf", bytes_of(leaf.b, HASH_BYTES));
    put_parts(v, row, &e);
    const struct entry_part *command = entry_part(&e, PART_COMMAND);
    const struct entry_part *effects = entry_part(&e, PART_EFFECTS);
    const struct entry_part *text = entry_part(&e, PART_TEXT);
    if (shows && command && !command->withheld)
        put_command(v, row, command->content);
    if (shows && effects && !effects->withheld)
        put_effects(v, row, effects->content);
    if (shows && text && !text->withheld)
        doc_text(M, row, "text", text->content);
}

/* The words of an act stand in the entry that made it: in its command, or in a part of their
 * own. */
void view_entry_text(struct view *v, struct doc *d, uint64_t made) {
    struct entry e;
    struct command c;
    struct bytes bytes = made ? entry_bytes(v, made - 1) : (struct bytes){0};
    if (!bytes.n || entry_decode(bytes, &e, v->fail) < 0 || !entry_shows(v, &e.header))
        return;
    const struct entry_part *command = entry_part(&e, PART_COMMAND);
    const struct entry_part *text = entry_part(&e, PART_TEXT);
    if (text && !text->withheld)
        doc_text(M, d, "text", text->content);
    else if (command && !command->withheld && command_decode(command->content, &c, NULL) == 0)
        doc_text(M, d, "text", command_get(&c, FIELD_TEXT).bytes);
}

void view_entries(struct view *v, struct doc *d, uint32_t id) {
    uint64_t size = v->law->size < v->known ? v->law->size : v->known;
    uint64_t from = v->from_given ? v->from : size > VIEW_PAGE ? size - VIEW_PAGE : 0;
    struct doc *list = doc_list(M, d, "entries");
    doc_int(M, d, "size", (int64_t)size);
    if (from >= size)
        from = size > VIEW_PAGE ? size - VIEW_PAGE : 0;
    uint64_t to = size - from > VIEW_PAGE ? from + VIEW_PAGE : size;
    for (uint64_t seq = to; seq-- > from;)
        view_entry_row(v, doc_item(M, list), seq, false);
    doc_id(M, d, "first", from);
    doc_flag(M, d, "has_older", from > 0);
    if (from > 0)
        doc_id(M, d, "older", from > VIEW_PAGE ? from - VIEW_PAGE : 0);
    if (to < size)
        doc_id(M, d, "newer", to);
}

/* The way from this entry's leaf to a root that is signed, so that whoever holds the root need not
 * believe the page. */
static void put_proof(struct view *v, struct doc *d, uint64_t seq) {
    struct follower_inclusion p;
    if (!v->follower || seq >= v->law->size)
        return;
    struct doc *proof = doc_map(M, d, "proof");
    bool good = follower_inclusion(v->follower, seq, &p, NULL) == 0;
    doc_flag(M, proof, "signed", good);
    if (!good)
        return;
    doc_id(M, proof, "size", p.size);
    put_hex(v, proof, "root", bytes_of(p.root.b, HASH_BYTES));
    doc_flag(M, proof, "receipt", view_leaf_seen(v, seq));
    struct doc *path = doc_list(M, proof, "path");
    for (size_t i = 0; i < p.proof_n; i++)
        put_hex(v, doc_item(M, path), "hash", bytes_of(p.proof[i].b, HASH_BYTES));
}

void view_entry(struct view *v, struct doc *d, uint32_t seq) {
    view_entry_row(v, d, seq, true);
    put_proof(v, d, seq);
    if (seq)
        doc_id(M, d, "before", seq - 1);
    if (seq + 1 < v->law->size)
        doc_id(M, d, "after", seq + 1);
}
