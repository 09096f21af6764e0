#include "engine/verify.h"

#include <stdlib.h>

#include "base/date.h"
#include "engine/member.h"
#include "engine/snapshot.h"
#include "law/law.h"
#include "wire/effect.h"
#include "wire/ed25519.h"
#include "wire/merkle.h"

struct verifying {
    const struct verify_options *o;
    struct verify_report *report;
    struct alloc *alloc;
    struct law *law;
    struct merkle tree;
    struct hash record_id;
    struct buf effects, message;
    struct buf signed_keys; /* struct signed_key, in order of entries */
    struct fail fail;       /* why an entry does not hold */
    int64_t stamp;
    bool known_met, kept_met;
    bool folding_only; /* a withheld part: the law cannot go on deciding */
    uint64_t of;
};

static int bad(struct verifying *v, uint64_t seq) {
    v->report->holds = false;
    v->report->first_bad = seq;
    memcpy(v->report->why, v->fail.text, sizeof(v->report->why));
    return 1;
}

static int in_place(struct verifying *v, const struct entry *e, uint64_t seq) {
    const struct entry_header *h = &e->header;
    if (h->seq != seq)
        return fail_set(&v->fail, ERR_BROKEN, "it says it is entry %llu",
                        (unsigned long long)h->seq);
    if (h->stamp < v->stamp)
        return fail_set(&v->fail, ERR_BROKEN, "its stamp is earlier than that of the entry before");
    v->stamp = h->stamp;
    return 0;
}

/* What was signed once may stand in the record once: whoever keeps it could else enter a vote, or a
 * signature that was taken back, a second time. */
struct signed_key {
    uint8_t key[ENTRY_KEY_BYTES];
    uint64_t seq;
};

static int by_key(const void *a, const void *b) {
    const struct signed_key *x = a, *y = b;
    int order = memcmp(x->key, y->key, ENTRY_KEY_BYTES);
    return order ? order : x->seq < y->seq ? -1 : x->seq > y->seq;
}

static void repeated_signature(struct verifying *v) {
    struct signed_key *all = (struct signed_key *)(void *)v->signed_keys.at;
    size_t n = v->signed_keys.n / sizeof(*all);
    uint64_t first = UINT64_MAX;
    if (n)
        qsort(all, n, sizeof(*all), by_key);
    for (size_t i = 1; i < n; i++)
        if (memcmp(all[i].key, all[i - 1].key, ENTRY_KEY_BYTES) == 0 && all[i].seq < first)
            first = all[i].seq;
    if (first == UINT64_MAX || (!v->report->holds && v->report->first_bad <= first))
        return;
    fail_set(&v->fail, ERR_BROKEN, "it was signed once and entered before: its key is used twice");
    v->report->entries = first;
    bad(v, first);
}

static int signature(struct verifying *v, const struct entry *e) {
    const struct entry_part *command = entry_part(e, PART_COMMAND);
    switch (e->header.auth) {
    case AUTH_SIGNED:
        v->report->signed_entries++;
        break;
    case AUTH_SESSION:
        v->report->session_entries++;
        break;
    case AUTH_CLERK:
        v->report->clerk_entries++;
        break;
    case AUTH_OPERATOR:
        v->report->operator_entries++;
        break;
    default:
        v->report->ticks++;
    }
    if (e->header.auth != AUTH_SIGNED)
        return 0;
    struct signed_key once = {.seq = e->header.seq};
    memcpy(once.key, e->header.key, sizeof(once.key));
    buf_add(&v->signed_keys, &once, sizeof(once));
    if (v->signed_keys.failed)
        return fail_set(&v->fail, ERR_NOMEM, "not enough memory to verify");
    bool hidden = e->header.pseudonym.n && !e->header.actor;
    if (!command || command->withheld || hidden)
        return 0;
    buf_clear(&v->message);
    entry_signed_bytes(&v->record_id, e, &v->message);
    if (e->header.auth_key.n == 32 && e->header.signature.n == 64 &&
        ed25519_verify(e->header.auth_key.at, buf_view(&v->message), e->header.signature.at))
        return 0;
    return fail_set(&v->fail, ERR_BROKEN, "its signature does not verify");
}

/* The law of today may make effects that no follower can read: equal bytes do not show that. */
static bool readable(struct bytes effects) {
    struct effect_reader reader;
    struct effect e;
    effect_read(effects, &reader);
    while (effect_next(&reader, &e))
        ;
    return !reader.failed;
}

/* With the keys: who acted under a pseudonym. What is withheld stays so. */
static int member(struct verifying *v, struct entry *e, uint8_t room[MEMBER_SEALED_MAX]) {
    if (!e->header.pseudonym.n)
        return 0;
    v->report->pseudonyms++;
    const struct entry_part *sealed = entry_part(e, PART_SEALED);
    if (!v->o->keys || !sealed || sealed->withheld)
        return 0;
    int r = member_open(v->o->keys, e, room, &v->fail);
    v->report->members_known += r == 0;
    return r;
}

/* Is this the pseudonym of who acts, and not one that was made up? */
static int member_is(struct verifying *v, const struct entry_header *h, const struct command *c) {
    if (!h->pseudonym.n || !h->actor)
        return 0;
    struct pseudonym p = member_pseudonym(v->o->keys, h, law_member_act(v->law, h, c));
    if (bytes_equal(bytes_of(p.b, sizeof(p.b)), h->pseudonym))
        return 0;
    return fail_set(&v->fail, ERR_BROKEN,
                    "its pseudonym is not that of who is sealed in it, in this proceeding");
}

static int decide_again(struct verifying *v, const struct entry *e) {
    const struct entry_part *command = entry_part(e, PART_COMMAND),
                            *effects = entry_part(e, PART_EFFECTS);
    struct command c;
    struct refusal refusal;
    int r;
    /* what a withheld command does may go on in ticks */
    if (!command || command->withheld || !effects || effects->withheld || v->folding_only ||
        law_halfway(v->law)) {
        v->report->not_decided++;
        v->folding_only |= !effects || effects->withheld;
        return v->folding_only ? 0 : law_apply(v->law, e, &v->fail);
    }
    if ((r = command_decode(command->content, &c, &v->fail)) < 0)
        return r;
    if (c.type != e->header.type)
        return fail_set(&v->fail, ERR_BROKEN,
                        "its header names another kind of command than it has");
    if (c.type != COMMAND_TICK && law_due(v->law, e->header.stamp))
        return fail_set(&v->fail, ERR_BROKEN, "something fell due before it and was not settled");
    if ((r = law_reserve(v->law, &v->fail)) < 0)
        return r;
    if (c.type == COMMAND_STATE_HASH && command_get(&c, FIELD_HASH).kind == VALUE_NONE) {
        struct hash now = law_hash(v->law);
        law_hash_known(v->law, law_size(v->law), &now);
    }
    if ((r = member_is(v, &e->header, &c)) < 0)
        return r;
    struct law_standing said;
    bool says = e->header.pseudonym.n && law_standing_said(effects->content, &said);
    buf_clear(&v->effects);
    enum law_verdict verdict =
        law_decide(v->law, &e->header, &c, says ? &said : NULL, &v->effects, &refusal);
    if (v->effects.failed)
        return fail_set(&v->fail, ERR_NOMEM, "not enough memory to decide it again");
    if (verdict != LAW_ACCEPTED)
        return fail_set(&v->fail, ERR_BROKEN, "the law refuses it (%s)",
                        law_verdict_kind(verdict)->name);
    if (!bytes_equal(buf_view(&v->effects), effects->content))
        return fail_set(&v->fail, ERR_BROKEN, "its effects are not what the law makes of it");
    if (!readable(effects->content))
        return fail_set(&v->fail, ERR_BROKEN, "its effects are out of form");
    v->report->decisions++;
    const struct entry_part *text = entry_part(e, PART_TEXT);
    if (c.type == COMMAND_ADOPT && v->o->charter && text && !text->withheld)
        return v->o->charter(v->o->charter_self, text->content,
                             command_get(&c, FIELD_CHARTER).bytes, &v->fail);
    return 0;
}

static int against_checkpoint(struct verifying *v) {
    struct hash root;
    if (v->o->kept_size && v->tree.n == v->o->kept_size) {
        root = merkle_root(&v->tree);
        v->kept_met = true;
        if (!hash_equal(&root, &v->o->kept_root))
            return fail_set(&v->fail, ERR_BROKEN,
                            "up to it this is not the record that the checkpoint kept from before "
                            "signed: it was split, or written anew");
    }
    if (!v->o->known_size || v->tree.n != v->o->known_size)
        return 0;
    root = merkle_root(&v->tree);
    v->known_met = true;
    if (hash_equal(&root, &v->o->known_root))
        return 0;
    return fail_set(&v->fail, ERR_BROKEN, "the tree up to it is not the one the checkpoint signed");
}

static int visit(void *self, uint64_t seq, struct bytes stored) {
    struct verifying *v = self;
    struct entry e;
    uint8_t sealed[MEMBER_SEALED_MAX];
    v->fail = (struct fail){0};
    if (entry_decode(stored, &e, &v->fail) < 0 || in_place(v, &e, seq) < 0)
        return bad(v, seq);
    struct hash leaf = entry_leaf_hash(&e);
    if (seq < v->o->n_leaves && !hash_equal(&leaf, &v->o->leaves[seq])) {
        fail_set(&v->fail, ERR_BROKEN, "it is not the entry whose hash was signed for this place");
        return bad(v, seq);
    }
    if (seq == 0)
        v->record_id = leaf;
    merkle_add(&v->tree, &leaf);
    for (uint8_t i = 0; i < e.n_parts; i++)
        v->report->parts_withheld += e.parts[i].withheld;
    int r = member(v, &e, sealed);
    r = r < 0 ? r : signature(v, &e);
    r = r < 0 ? r : decide_again(v, &e);
    if (r == ERR_NOMEM)
        return r;
    if (r < 0 || against_checkpoint(v) < 0)
        return bad(v, seq);
    v->report->entries++;
    if (v->o->progress && seq % 16384 == 0)
        v->o->progress(v->o->progress_self, seq, v->of);
    return 0;
}

/* Ticks that belong to the last entry are missing. */
static void cut_amid(struct verifying *v) {
    if (!v->law || !v->report->holds || (!law_carries(v->law) && !law_halfway(v->law)))
        return;
    fail_set(&v->fail, ERR_BROKEN, "the record ends amid what the entry before it does");
    (void)bad(v, v->tree.n);
}

int verify_record(struct store *s, const struct verify_options *o, struct verify_report *ret,
                  struct fail *fail) {
    struct verifying v = {
        .o = o, .report = ret, .alloc = o->alloc ? o->alloc : &alloc_heap, .stamp = INSTANT_MIN};
    *ret = (struct verify_report){.holds = true};
    merkle_init(&v.tree);
    buf_init(&v.effects, v.alloc, LIMIT_ENTRY_BYTES);
    buf_init(&v.message, v.alloc, LIMIT_ENTRY_BYTES);
    buf_init(&v.signed_keys, v.alloc, SIZE_MAX / 2);
    int r = law_new(v.alloc, &v.law);
    r = r < 0 ? fail_set(fail, r, "not enough memory to verify") : store_size(s, &v.of, fail);
    r = r < 0 ? r : store_scan(s, 0, v.of, visit, &v, fail);
    uint64_t known = o->kept_size > o->known_size ? o->kept_size : o->known_size;
    bool met = (!o->known_size || v.known_met) && (!o->kept_size || v.kept_met);
    if (r >= 0 && ret->holds && (v.tree.n != v.of || !met)) {
        ret->holds = false;
        ret->first_bad = v.tree.n;
        snprintf(ret->why, sizeof(ret->why),
                 "entries are missing: the record was known to have %llu",
                 (unsigned long long)(known > v.of ? known : v.of));
    }
    repeated_signature(&v);
    cut_amid(&v);
    ret->root = merkle_root(&v.tree);
    if (v.law)
        ret->state = law_hash(v.law);
    law_free(v.law);
    buf_drop(&v.effects);
    buf_drop(&v.message);
    buf_drop(&v.signed_keys);
    return r < 0 ? r : 0;
}

int verify_snapshot(const char *folder, struct store *s, uint64_t *ret_size, struct fail *fail) {
    struct snapshot snapshot;
    int r = snapshot_open(folder, &snapshot, fail);
    if (r < 0)
        return r;
    r = snapshot_stated(&snapshot, s, &alloc_heap, fail);
    if (r == 0)
        *ret_size = snapshot.size;
    snapshot_close(&snapshot);
    return r;
}
