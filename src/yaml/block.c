#include "yaml/block.h"

#include "charter/notation.h"

/* --- blocks in blocks ------------------------------------------------------------------------- */

static void read_one(struct reader *r, const struct node *n, void *into, const struct key *key) {
    if (n->kind == NODE_SCALAR && switched(n, into, key))
        return;
    said(into, key, GIVEN_SAID);
    read_block(r, n, key->block, field(into, key->at));
}
const struct type type_block = {NULL, read_one, NULL, NULL};

static void read_several(struct reader *r, const struct node *value, void *into,
                         const struct key *key) {
    size_t n, i = 0;
    char *at = field(into, key->at);
    const struct node *item = items(value, &n);
    if (n == 0)
        error_at(r, value, "an empty list: write at least one, or leave %s out", key->name);
    if (n > key->max) {
        error_at(r, value, "%zu of them; %d at most", n, key->max);
        return;
    }
    if (key->flags & KEY_POINTER) {
        char *array = room(r, n, key->block->size);
        memcpy(at, &array, sizeof(array));
        at = array;
    }
    if (r->nomem)
        return;
    *(uint8_t *)field(into, key->given) = (uint8_t)n;
    for (; item; item = item_next(value, item), i++) {
        if (n > 1)
            path_push_index(r, i + 1);
        read_block(r, item, key->block, at + i * key->block->size);
        if (n > 1)
            path_pop(r);
    }
}
const struct type type_blocks = {NULL, read_several, NULL, NULL};

/* NAME: block. The array and its length are there (scope_collect). */
static void read_section(struct reader *r, const struct node *section, void *into,
                         const struct key *key) {
    uint16_t n = *(uint16_t *)field(into, key->given), i = 0;
    char *at;
    struct bytes name;
    memcpy(&at, field(into, key->at), sizeof(at));
    if (section->kind != NODE_MAP) {
        error_at(r, section, "%s is expected here: each has its name and, behind a colon, its keys",
                 key->values);
        return;
    }
    for (const struct node *item = section->first; item && i < n; item = item->next, i++) {
        char *one = at + (size_t)i * key->block->size;
        if (!name_read(r, item->key, &name))
            name = item->key->text;
        else
            *(struct bytes *)(one + key->block->name_at - 1) = name;
        path_push(r, name);
        read_block(r, item, key->block, one);
        path_pop(r);
    }
}
const struct type type_section = {NULL, read_section, NULL, NULL};

static void read_rounds(struct reader *r, const struct node *n, void *into, const struct key *key) {
    struct bytes text;
    int64_t value;
    if (!scalar(r, n, "a whole number", &text))
        return;
    if (!whole(text, &value))
        error_at(r, n, "\"%.*s\" is not a whole number, as in %s", SHOWN(text), key->example);
    else if (value < 1 || value > key->max)
        error_at(r, n, "%.*s rounds: write 1 to %d", SHOWN(text), key->max);
    else
        *(uint8_t *)field(into, key->at) = (uint8_t)value;
}
const struct type type_rounds = {"rounds", read_rounds, "1 to 20",
                                 "{\"type\": \"integer\", \"minimum\": 1, \"maximum\": 20}"};

void block_defaults(const struct block *block, void *into) {
    for (uint16_t i = 0; i < block->n_keys; i++) {
        const struct key *key = &block->keys[i];
        void *at = key->at ? field(into, key->at) : NULL;
        if (key->type == &type_body)
            *(int16_t *)at = -1;
        else if (key->type == &type_number)
            ((struct seat_number *)at)->unit = -1;
        else if (key->type == &type_share)
            ((struct share *)at)->of = -1;
        else if (key->type == &type_who)
            ((struct who *)at)->of = ((struct who *)at)->share.of = -1;
        else if (key->type == &type_whos)
            for (int k = 0; k < WHO_MAX; k++)
                ((struct whos *)at)->each[k].of = ((struct whos *)at)->each[k].share.of = -1;
        else if (key->type == &type_majority)
            for (int k = 0; k < MAJORITY_MAX; k++)
                ((struct majority *)at)->each[k].share.of = -1;
        else if (key->type == &type_block && !key->block->shares)
            block_defaults(key->block, at);
    }
}

/* --- what checks share ------------------------------------------------------------------------ */

bool is_assembly(const struct body_rule *b) {
    return b->n_groups == 1 && b->groups[0].every_member;
}

static bool exists_for(const struct body_rule *b, bool association, int16_t of) {
    for (uint8_t i = 0; i < b->n_for_each; i++)
        if (b->for_each[i].association == association && b->for_each[i].of == of)
            return true;
    return false;
}

/* Is WHO one electorate as seen from body B (and not one for each of something)? */
static bool is_one(const struct charter *c, const struct body_rule *b, const struct who *who) {
    if (who->kind == WHO_UNIT || who->kind == WHO_ASSOCIATION)
        return exists_for(b, who->kind == WHO_ASSOCIATION, who->of);
    if (who->kind == WHO_BODY) {
        const struct body_rule *from = &c->bodies[who->of];
        for (uint8_t i = 0; i < from->n_for_each; i++)
            if (!exists_for(b, from->for_each[i].association, from->for_each[i].of))
                return false;
        return true;
    }
    return who->kind == WHO_MEMBERS;
}

int32_t seats_fixed(const struct charter *c, const struct body_rule *b) {
    int64_t seats = 0;
    for (uint8_t i = 0; i < b->n_groups; i++) {
        const struct seat_group *g = &b->groups[i];
        bool together = g->from.n > 1; /* a list is one electorate */
        if (g->every_member || g->number.kind != NUMBER_FIXED || g->from.n == 0 ||
            (!together && !is_one(c, b, &g->from.each[0])))
            return 0;
        seats += g->number.seats;
    }
    return seats > INT32_MAX ? 0 : (int32_t)seats;
}

struct decider decider_of(const struct charter *c, const struct whos *by) {
    struct decider d = {0};
    for (uint8_t i = 0; i < by->n; i++) {
        const struct who *who = &by->each[i];
        const struct body_rule *body = who->kind == WHO_BODY ? &c->bodies[who->of] : NULL;
        d.members |= who->kind == WHO_MEMBERS || who->kind == WHO_ELECTORS ||
                     who->kind == WHO_UNIT || who->kind == WHO_ASSOCIATION;
        if (by->n == 1 && body) {
            d.body = body;
            d.seats = seats_fixed(c, body);
        }
    }
    return d;
}

/* A share as it is written. */
static const char *share_shown(struct reader *r, const struct share *share) {
    struct buf b;
    buf_init(&b, r->arena->alloc, LIMIT_TITLE_BYTES);
    share_text(r->charter, share, &b);
    struct bytes text = kept(r, buf_view(&b));
    buf_drop(&b);
    return text.n ? (const char *)text.at : "";
}

void check_quorum(struct reader *r, const struct node *n, const struct share *quorum,
                  const struct body_rule *body) {
    if (!n || quorum->given != GIVEN_SAID || is_assembly(body))
        return;
    int32_t seats = seats_fixed(r->charter, body);
    bool heads = quorum->base == BASE_NONE || quorum->base == BASE_FILLED ||
                 quorum->base == BASE_SEATS || quorum->base == BASE_PRESENT;
    bool too_many = quorum->count && heads && seats &&
                    quorum->ratio.num + quorum->more_than > seats;
    const char *text = share_shown(r, quorum);
    if (quorum->base == BASE_MEMBERS && seats)
        error_at(r, n, "quorum %s cannot be met: the body has %d seats", text, seats);
    else if (quorum->base == BASE_MEMBERS)
        error_at(r, n, "quorum %s cannot be met: the body has seats, and only those who hold them "
                       "are checked in", text);
    else if (too_many)
        error_at(r, n, "quorum %s cannot be met: the body has %d seats", text, seats);
    else if (quorum->base == BASE_CAST)
        error_at(r, n, "quorum %s counts votes; a quorum counts who is there: write of filled, of "
                       "seats or of members", text);
}

void check_quorum_again(struct reader *r, const struct node *n, const struct share *quorum,
                        const struct share *again) {
    if (!n || quorum->given != GIVEN_SAID || again->given != GIVEN_SAID ||
        quorum->base != again->base || quorum->of != again->of || quorum->count != again->count)
        return;
    int order = ratio_compare(again->ratio, quorum->ratio);
    if (order > 0 || (order == 0 && again->more_than >= quorum->more_than))
        error_at(r, n, "the second quorum must be the lower one");
}

void check_no_plurality(struct reader *r, const struct node *n, const struct majority *m) {
    for (uint8_t i = 0; n && m->given == GIVEN_SAID && i < m->n; i++)
        if (m->each[i].kind == MAJORITY_PLURALITY)
            error_at(r, n, "plurality decides elections, not a yes or no");
}

bool span_longer(struct span a, struct span b) {
    static const struct {
        char unit;
        int least, most; /* hours */
    } units[] = {{'h', 1, 1},       {'d', 24, 24},       {'w', 168, 168},
                 {'m', 672, 744},   {'y', 8760, 8784}};
    int64_t least = 0, most = 0;
    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
        if (units[i].unit == a.unit)
            least = (int64_t)a.count * units[i].least;
        if (units[i].unit == b.unit)
            most = (int64_t)b.count * units[i].most;
    }
    if (a.unit == b.unit)
        return a.count > b.count;
    return a.unit && b.unit && least > most;
}
