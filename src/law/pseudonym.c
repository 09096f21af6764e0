#include "law/pseudonym.h"

#include "base/check.h"
#include "base/message.h"
#include "law/members.h"
#include "law/recall.h"
#include "law/tally.h"

/* --- the table -------------------------------------------------------------------------------- */

static uint64_t key_of_name(uint32_t proceeding, struct bytes name) {
    return hash_u64(hash_bytes(1, name), proceeding);
}
uint32_t pseudonym_named(const struct law *l, uint32_t proceeding, struct bytes name) {
    struct index_find f = index_find(&l->pseudonyms_by, key_of_name(proceeding, name));
    for (uint32_t i; (i = index_next(&f));) {
        const struct pseudonym_row *row = pseudonyms_at(l, i);
        if (row->proc == proceeding && bytes_equal(bytes_of(row->name, sizeof(row->name)), name))
            return i;
    }
    return 0;
}

uint32_t pseudonym_unit(const struct law *l, const struct proc_row *p, uint32_t who, uint32_t *at) {
    uint32_t number = who & ~PSEUDONYM_BIT;
    if (!is_pseudonym(who))
        return 0;
    if (!*at || pseudonyms_at(l, *at)->number < number)
        *at = p->pseudonym_last;
    while (*at && pseudonyms_at(l, *at)->number > number)
        *at = pseudonyms_at(l, *at)->prev;
    return *at && pseudonyms_at(l, *at)->number == number ? pseudonyms_at(l, *at)->unit : 0;
}

void pseudonym_index(struct law *l, uint32_t row) {
    const struct pseudonym_row *r = pseudonyms_at(l, row);
    if (r->proc)
        index_add(&l->pseudonyms_by, key_of_name(r->proc, bytes_of(r->name, sizeof(r->name))), row);
}

void pseudonym_add(struct law *l, const struct effect *e) {
    struct proc_row *p = proc(l, (uint32_t)e->a[0]);
    uint32_t i = l->pseudonym_free;
    struct pseudonym_row *row = i ? pseudonyms_at(l, i) : table_add(&l->pseudonyms);
    if (i)
        l->pseudonym_free = row->prev;
    *row = (struct pseudonym_row){.proc = p->thing,
                                  .number = (uint32_t)e->a[1],
                                  .unit = (uint32_t)e->a[2],
                                  .votes = e->a[3],
                                  .prev = p->pseudonym_last};
    memcpy(row->name, e->text.at, sizeof(row->name));
    p->pseudonym_last = table_number(&l->pseudonyms, row);
    p->n_pseudonyms++;
    pseudonym_index(l, p->pseudonym_last);
}

void pseudonyms_free(struct law *l, struct proc_row *p) {
    for (uint32_t i = p->pseudonym_last, prev; i; i = prev) {
        struct pseudonym_row *r = pseudonyms_at(l, i);
        prev = r->prev;
        index_remove(&l->pseudonyms_by, key_of_name(r->proc, bytes_of(r->name, sizeof(r->name))),
                     i);
        *r = (struct pseudonym_row){.prev = l->pseudonym_free};
        l->pseudonym_free = i;
    }
    p->pseudonym_last = 0;
}

bool pseudonym_fits(const struct law *l, const struct effect *e) {
    uint32_t id = (uint32_t)e->a[0];
    return proc(l, id)->closed == INSTANT_MAX &&
           e->a[1] == (int64_t)proc(l, id)->n_pseudonyms + 1 && e->a[1] < (int64_t)PSEUDONYM_BIT &&
           e->text.n == ENTRY_PSEUDONYM_BYTES && !pseudonym_named(l, id, e->text);
}

/* --- deciding --------------------------------------------------------------------------------- */

uint32_t pseudonym_met(const struct docket *d, uint32_t proceeding) {
    uint32_t row = pseudonym_named(d->l, proceeding, d->h->pseudonym);
    return row ? PSEUDONYM_BIT | pseudonyms_at(d->l, row)->number : 0;
}

uint32_t pseudonym_meet(struct docket *d, uint32_t proceeding, const struct law_standing *s) {
    uint32_t who = pseudonym_met(d, proceeding);
    check(acts_hidden(d));
    if (who)
        return who;
    who = proc(d->l, proceeding)->n_pseudonyms + 1;
    EMIT_TEXT(d, PSEUDONYM, d->h->pseudonym, proceeding, who, s->unit, s->votes);
    return PSEUDONYM_BIT | who;
}

/* Nobody here knows who it is: what the record says, as far as it can be so. */
static struct members_place standing_said(const struct docket *d, uint32_t unit,
                                          struct law_standing *ret) {
    const struct law *l = d->l;
    if (!d->said)
        return (struct members_place){N_("nobody says who this is"), ""};
    *ret = *d->said;
    bool place =
        ret->unit == FEDERATION_ID || (ret->unit < l->things.n && is_kind(l, ret->unit, KIND_UNIT));
    if (!place || !unit_lies_in(l, ret->unit, unit))
        return (struct members_place){N_("not on the roll"), ""};
    return (struct members_place){0};
}

struct members_place pseudonym_standing(const struct docket *d, const struct charter *c,
                                        uint32_t proceeding, uint32_t unit, int64_t at,
                                        struct law_standing *ret) {
    const struct law *l = d->l;
    struct members_place place = {0};
    uint32_t row = acts_hidden(d) && proceeding ? pseudonym_named(l, proceeding, d->h->pseudonym)
                                                : 0; /* she was met: as she stood then */
    if (acts_hidden(d) && !d->h->actor && !row) {
        place = standing_said(d, unit, ret);
    } else if (d->h->actor || !row) {
        uint32_t t = d->h->actor ? member_of(l, d->h->actor, unit, at, UINT64_MAX) : 0;
        if (!t)
            return (struct members_place){N_("not on the roll"), ""};
        if (!member_good_at(l, c, t, at))
            return (struct members_place){N_("not in good standing"), "members.good-standing"};
        *ret = (struct law_standing){ties_at(l, t)->to, member_votes(l, c, t)};
    }
    if (row)
        *ret = (struct law_standing){pseudonyms_at(l, row)->unit, pseudonyms_at(l, row)->votes};
    if (!place.missing && ret->votes <= 0)
        place = (struct members_place){N_("a place without a vote"), ""};
    return place;
}

bool law_standing_said(struct bytes effects, struct law_standing *ret) {
    struct effect_reader reader;
    struct effect e;
    effect_read(effects, &reader);
    while (effect_next(&reader, &e))
        if (e.type == EFFECT_PSEUDONYM && e.a[2] >= 0 && e.a[2] <= UINT32_MAX) {
            *ret = (struct law_standing){(uint32_t)e.a[2], e.a[3]};
            return true;
        }
    return false;
}

/* --- which commands --------------------------------------------------------------------------- */

static uint32_t named(const struct law *l, const struct command *c, enum field f) {
    struct value v = command_get(c, f);
    if (v.kind == VALUE_NONE)
        return 0;
    uint32_t id = v.by_id ? (v.i > 0 && v.i < (int64_t)l->things.n ? (uint32_t)v.i : 0)
                          : state_named(l, v.bytes);
    return id && id < l->things.n ? id : 0;
}

static uint32_t proceeding_named(const struct law *l, const struct command *c) {
    uint32_t id = named(l, c, FIELD_PROCEEDING);
    return is_noun(l, id, NOUN_PROCEEDING) && thing(l, id)->row ? id : 0;
}

/* Do members sign it, each for herself? */
static bool members_sign(const struct law *l, uint32_t id) {
    const struct proc_row *p = proc(l, id);
    if (p->kind == PROC_COURSE)
        return !p->body && p->number[PROC_VERB] == VERB_PROPOSE;
    return p->kind == PROC_RECALL && recall_by_members(l, recall_rule(l, id), p->sender);
}

static bool members_vote(const struct law *l, uint32_t id) {
    uint32_t unit;
    uint32_t kind = proc(l, id)->kind;
    return (kind == PROC_VOTE || kind == PROC_ELECTION) && !tally_electorate(l, id, &unit);
}

static bool opens_as_member(const struct law *l, const struct command *c) {
    return c->type == COMMAND_DISPUTE || c->type == COMMAND_OBJECT ||
           (c->type == COMMAND_RECALL && recall_begun_by_members(l, c));
}

uint32_t law_member_act(const struct law *l, const struct entry_header *h,
                        const struct command *c) {
    bool person = h->actor && h->actor < l->things.n && is_kind(l, h->actor, KIND_PERSON);
    if (l->past || !l->charter || (!person && !h->pseudonym.n) || h->acting_for)
        return 0;
    if (opens_as_member(l, c))
        return law_next_id(l);
    uint32_t id = proceeding_named(l, c);
    if (!id)
        return 0;
    switch (c->type) {
    case COMMAND_CAST:
        return command_get(c, FIELD_MANDATE).kind == VALUE_NONE && members_vote(l, id) ? id : 0;
    case COMMAND_NOMINATE: /* who stands herself is named anyway */
        return members_vote(l, id) && named(l, c, FIELD_PERSON) != h->actor ? id : 0;
    case COMMAND_SIGN:
    case COMMAND_UNSIGN:
        return members_sign(l, id) ? id : 0;
    default:
        return 0;
    }
}

/* Votes and signatures of members are hers alone: who also named a body could act twice, once by
 * number. */
static bool borrows_a_name(const struct docket *d) {
    uint16_t type = d->c->type;
    struct entry_header alone = *d->h;
    alone.acting_for = 0;
    return d->h->acting_for &&
           (type == COMMAND_CAST || type == COMMAND_SIGN || type == COMMAND_UNSIGN ||
            type == COMMAND_RECALL) &&
           law_member_act(d->l, &alone, d->c);
}

enum law_verdict need_pseudonym(struct docket *d) {
    if (borrows_a_name(d))
        return REFUSE1(d, LAW_PSEUDONYM, "a member acts here for herself, in nobody's name");
    bool member = law_member_act(d->l, d->h, d->c) != 0;
    if (member == acts_hidden(d))
        return LAW_ACCEPTED;
    return REFUSE1(d, LAW_PSEUDONYM,
                   member ? "a member acts here" : "here one acts by number, for a mandate");
}
