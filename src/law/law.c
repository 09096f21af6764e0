#include "base/cbor.h"
#include "base/check.h"
#include "law/apply.h"
#include "law/carry.h"
#include "law/option.h"
#include "law/pseudonym.h"
#include "law/rooms.h"

#define CHARTER_MEMORY (256u << 20)

/* --- verdicts -----------------------------------------------------------------------------------
 */

static const struct law_verdict_kind verdicts[] = {
#define X(number, id, sentence) [number] = {#id, sentence},
    LAW_VERDICTS(X)
#undef X
};

const struct law_verdict_kind *law_verdict_kind(enum law_verdict v) {
    check((size_t)v < sizeof(verdicts) / sizeof(verdicts[0]));
    return &verdicts[v];
}

void refusal_text(const struct refusal *r, const char *sentence, struct buf *b) {
    const char *s = sentence ? sentence : law_verdict_kind(r->verdict)->sentence;
    for (; *s; s++) {
        if (*s == '%' && s[1] >= '1' && s[1] < '1' + REFUSAL_ARGS)
            buf_str(b, r->args[*++s - '1']);
        else
            buf_byte(b, (uint8_t)*s);
    }
    if (r->article[0])
        buf_format(b, " (%s)", r->article);
}

/* --- life ---------------------------------------------------------------------------------------
 */

int law_new(struct alloc *alloc, struct law **ret) {
    struct law *l = alloc->resize(alloc, NULL, 0, sizeof(*l));
    if (!l)
        return ERR_NOMEM;
    memset(l, 0, sizeof(*l));
    l->alloc = alloc;
    l->stamp = INSTANT_MIN;
#define X(name, row) table_init(&l->name, alloc, sizeof(struct row), LIMIT_THINGS);
    LAW_TABLES(X)
#undef X
    heap_init(&l->heap, alloc, LIMIT_LAW_HEAP);
    index_init(&l->names_by_text, alloc);
    index_init(&l->chains_by_end, alloc);
    index_init(&l->seats_by_number, alloc);
    index_init(&l->steps_by_who, alloc);
    index_init(&l->words_by_text, alloc);
    index_init(&l->procs_open, alloc);
    index_init(&l->procs_of_body, alloc);
    index_init(&l->procs_past, alloc);
    index_init(&l->pseudonyms_by, alloc);
    index_init(&l->ended_in, alloc);
    index_init(&l->acts_in_force, alloc);
    table_init(&l->uses, alloc, sizeof(struct use_row), LIMIT_THINGS);
    index_init(&l->options_by, alloc);
    table_init(&l->tie_links, alloc, sizeof(struct tie_link), LIMIT_THINGS);
    table_init(&l->chain_tops, alloc, sizeof(struct chain_top), LIMIT_THINGS);
    arena_init(&l->charter_arena, alloc, CHARTER_MEMORY);
    carry_clear(l);
    *ret = l;
    return 0;
}

void law_free(struct law *l) {
    if (!l)
        return;
#define X(name, row) table_drop(&l->name);
    LAW_TABLES(X)
#undef X
    heap_drop(&l->heap);
    index_drop(&l->names_by_text);
    index_drop(&l->chains_by_end);
    index_drop(&l->seats_by_number);
    index_drop(&l->steps_by_who);
    index_drop(&l->words_by_text);
    index_drop(&l->procs_open);
    index_drop(&l->procs_of_body);
    index_drop(&l->procs_past);
    index_drop(&l->pseudonyms_by);
    index_drop(&l->ended_in);
    index_drop(&l->acts_in_force);
    table_drop(&l->uses);
    index_drop(&l->options_by);
    table_drop(&l->tie_links);
    table_drop(&l->chain_tops);
    arena_drop(&l->charter_arena);
    buf_drop(&l->carry);
    l->alloc->resize(l->alloc, l, sizeof(*l), 0);
}

int law_reserve(struct law *l, struct fail *fail) {
    int r = 0;
#define X(name, row) r = r < 0 ? r : table_reserve(&l->name, LIMIT_EFFECTS);
    LAW_TABLES(X)
#undef X
    r = r < 0 ? r : heap_reserve(&l->heap, heap_cost(LIMIT_EFFECTS, LIMIT_ENTRY_BYTES));
    struct index *indexes[] = {&l->names_by_text, &l->chains_by_end, &l->seats_by_number,
                               &l->steps_by_who, &l->words_by_text, &l->procs_open,
                               &l->procs_of_body, &l->procs_past,    &l->pseudonyms_by,
                               &l->ended_in,      &l->acts_in_force, &l->options_by};
    for (size_t i = 0; i < sizeof(indexes) / sizeof(indexes[0]); i++)
        r = r < 0 ? r : index_reserve(indexes[i], OPTION_KEYS * LIMIT_EFFECTS);
    r = r < 0 ? r : carry_reserve(l);
    return r < 0 ? fail_set(fail, r, "not enough memory for the state of this record") : 0;
}

/* --- deciding ------------------------------------------------------------------------------------
 */

static decide_fn *const decide_table[] = {
    [COMMAND_FOUND] = decide_found,
    [COMMAND_ADOPT] = decide_adopt,
    [COMMAND_CORRECT] = decide_correct,
    [COMMAND_REGISTER_KEY] = decide_register_key,
    [COMMAND_REVOKE_KEY] = decide_revoke_key,
    [COMMAND_STATE_HASH] = decide_state_hash,
    [COMMAND_ERASE] = decide_erase,
    [COMMAND_ENTER] = decide_enter,
    [COMMAND_RENAME] = decide_rename,
    [COMMAND_LINEAGE] = decide_lineage,
    [COMMAND_END] = decide_end,
    [COMMAND_TIE] = decide_tie,
    [COMMAND_UNTIE] = decide_untie,
    [COMMAND_CLAIM_POWER] = decide_claim_power,
    [COMMAND_FIGURE] = decide_figure,
    [COMMAND_CLAIM] = decide_claim,
    [COMMAND_READING] = decide_reading,
    [COMMAND_ACTION] = decide_action,
    [COMMAND_ENROL] = decide_enrol,
    [COMMAND_LEAVE] = decide_leave,
    [COMMAND_DUES] = decide_dues,
    [COMMAND_ARREARS] = decide_arrears,
    [COMMAND_FREEZE_ROLL] = decide_freeze_roll,
    [COMMAND_CREDENTIALS] = decide_credentials,
    [COMMAND_CALL] = decide_call_election,
    [COMMAND_NOMINATE] = decide_nominate,
    [COMMAND_ACCEPT] = decide_accept,
    [COMMAND_DECLINE] = decide_decline,
    [COMMAND_CAST] = decide_cast,
    [COMMAND_CERTIFY] = decide_certify,
    [COMMAND_CLOSE] = decide_close,
    [COMMAND_APPOINT] = decide_appoint,
    [COMMAND_RESIGN] = decide_resign,
    [COMMAND_FILL] = decide_fill_vacancy,
    [COMMAND_DRAW] = decide_draw,
    [COMMAND_OFFICE] = decide_office,
    [COMMAND_INSTRUCT] = decide_instruct,
    [COMMAND_COMPOSED] = decide_composed,
    [COMMAND_CONVENE] = decide_convene,
    [COMMAND_OPEN_SITTING] = decide_open_sitting,
    [COMMAND_CHECK_IN] = decide_check_in,
    [COMMAND_CHECK_OUT] = decide_check_out,
    [COMMAND_PUT] = decide_put,
    [COMMAND_CLOSE_SITTING] = decide_close_sitting,
    [COMMAND_STEP] = decide_step,
    [COMMAND_VOTED] = decide_voted,
    [COMMAND_PROPOSE] = decide_propose,
    [COMMAND_ISSUE] = decide_issue,
    [COMMAND_EXERCISE] = decide_exercise,
    [COMMAND_PUBLISH] = decide_publish,
    [COMMAND_ANSWER] = decide_answer,
    [COMMAND_COMPLY] = decide_comply,
    [COMMAND_ASSESS] = decide_assess,
    [COMMAND_REPEAL] = decide_repeal,
    [COMMAND_REPORT] = decide_report,
    [COMMAND_LIFE] = decide_life,
    [COMMAND_RECALL] = decide_recall,
    [COMMAND_SIGN] = decide_sign,
    [COMMAND_UNSIGN] = decide_unsign,
    [COMMAND_DISPUTE] = decide_dispute,
    [COMMAND_SETTLE] = decide_settle,
    [COMMAND_OBJECT] = decide_object,
    [COMMAND_DECLARE] = decide_declare,
    [COMMAND_CHECK] = decide_check_opening,
    [COMMAND_RAISE] = decide_raise,
    [COMMAND_CONCLUDE] = decide_conclude,
};

static due_fn *const due_table[] = {
    [DUE_CLOSE] = due_close,       [DUE_TERM] = due_term,   [DUE_VETO_WINDOW] = due_veto_window,
    [DUE_IN_FORCE] = due_in_force, [DUE_LAPSE] = due_lapse, [DUE_DEADLINE] = due_deadline,
    [DUE_OPENING] = due_opening,   [DUE_STEP] = due_step,   [DUE_SUSPENSION] = due_suspension,
    [DUE_CARRY_ON] = due_carry_on, [DUE_ROLL] = due_roll,   [DUE_GATHERING] = due_gathering,
    [DUE_BODY] = due_body,         [DUE_VACANCY] = due_vacancy,
};

/* A tick settles in the order (due time, id) and leaves what would pass the bound to the next. */
static enum law_verdict decide_tick(struct docket *d) {
    struct law *l = d->l;
    if (d->h->auth != AUTH_ENGINE)
        return REFUSE(d, LAW_TICK_ONLY);
    if (law_halfway(l))
        return refuse(d, LAW_CANNOT_DECIDE, "", "a tick",
                      "the record ends amid what the entry before does", "");
    while (l->due.n > 1 && due_at(l, 1)->at <= d->h->stamp && has_room(d)) {
        struct due_row due = *due_at(l, 1);
        d->now = due.at;
        EMIT(d, DUE_DONE, due.thing, due.what);
        check(due.what < sizeof(due_table) / sizeof(due_table[0]) && due_table[due.what]);
        if (!thing(l, due.thing)->undone)
            due_table[due.what](d, due.thing);
    }
    d->now = d->h->stamp;
    return LAW_ACCEPTED;
}

/* A command signed by a person must be signed by a key that is hers in the record. The signature
 * itself was checked by whoever took the command in (engine/, verify). */
static enum law_verdict check_actor(struct docket *d) {
    const struct entry_header *h = d->h;
    const struct law *l = d->l;
    uint32_t ids[] = {h->actor, h->acting_for, h->entered_by};
    char text[32];
    for (size_t i = 0; i < 3; i++) {
        if (ids[i] < (l->things.n ? l->things.n : 1))
            continue;
        snprintf(text, sizeof(text), "%u", (unsigned)ids[i]);
        return REFUSE1(d, LAW_UNKNOWN_THING, text);
    }
    if (h->auth != AUTH_SIGNED || (h->pseudonym.n && !h->actor))
        return LAW_ACCEPTED; /* whose key it is is sealed with it */
    char name[NAME_TEXT];
    if (is_kind(l, h->actor, KIND_PERSON))
        for (uint32_t k = entity(l, h->actor)->key_last; k; k = keys_at(l, k)->prev)
            if (!keys_at(l, k)->ended &&
                bytes_equal(state_text(l, keys_at(l, k)->key), h->auth_key))
                return LAW_ACCEPTED;
    return REFUSE1(d, LAW_BAD_SIGNATURE, name_text(l, h->actor, name));
}

/* Numbers stand in effects as 32 bits: groups, seats, votes, lines, entries. None is negative. */
static enum law_verdict check_numbers(struct docket *d) {
    for (size_t i = 0; i < d->c->n; i++) {
        const struct value *v = &d->c->f[i].value;
        char text[32];
        if (v->kind != VALUE_INT || (v->i >= 0 && v->i <= INT32_MAX))
            continue;
        snprintf(text, sizeof(text), "%lld", (long long)v->i);
        return refuse(d, LAW_BAD_VALUE, "", text, field_type(d->c->f[i].field)->name,
                      "a whole number from 0 to 2147483647");
    }
    return LAW_ACCEPTED;
}

/* Where the rules decide, a body is one of the constitution in force, and a person is a person. (In
 * a record of the past a source may speak of other things there.) */
static enum law_verdict check_things(struct docket *d) {
    uint32_t body, person;
    char name[NAME_TEXT];
    if (d->l->past || !d->l->charter)
        return LAW_ACCEPTED;
    TRY(field_thing(d, FIELD_PERSON, false, NOUN_ENTITY, KIND_PERSON, &person));
    TRY(field_thing(d, FIELD_BODY, false, NOUN_ENTITY, KIND_BODY, &body));
    if (body && body_rule_of(d->l, body) < 0)
        return refuse(d, LAW_WRONG_THING, "", name_text(d->l, body, name),
                      "a body the constitution in force does not have", "one that it has");
    return LAW_ACCEPTED;
}

static enum law_verdict decide(struct docket *d) {
    uint16_t type = d->c->type;
    if (!d->l->founded && type != COMMAND_FOUND)
        return REFUSE(d, LAW_NO_RECORD);
    TRY(check_actor(d));
    TRY(check_numbers(d));
    TRY(check_things(d));
    TRY(need_references(d));
    TRY(need_pseudonym(d));
    if (type == COMMAND_TICK)
        return decide_tick(d);
    check(type < sizeof(decide_table) / sizeof(decide_table[0]) && decide_table[type]);
    if (!d->l->charter && type != COMMAND_FOUND && type != COMMAND_ADOPT)
        return REFUSE(d, LAW_NO_CONSTITUTION);
    return decide_table[type](d);
}

/* The decision, or ACCEPTED with `failed` effects when it had to be left. */
static enum law_verdict decide_whole(struct docket *d) {
    struct carry_exit exit;
    d->exit = &exit;
    if (setjmp(exit.at)) {
        d->out->failed = true;
        carry_clear(d->l);
        return LAW_ACCEPTED;
    }
    enum law_verdict v = decide(d);
    check(v == LAW_ACCEPTED || d->n == 0);
    if (v == LAW_ACCEPTED)
        carry_end(d);
    return v;
}

enum law_verdict law_decide(struct law *l, const struct entry_header *h, const struct command *c,
                            const struct law_standing *said, struct buf *effects,
                            struct refusal *ret) {
    struct buf list;
    enum law_verdict v = LAW_ACCEPTED;
    check(h->seq == l->size && h->stamp >= l->stamp);
    memset(ret, 0, sizeof(*ret));
    if (carry_waits(l)) {
        check(c->type == COMMAND_TICK); /* law_due() said so */
        carry_next(l, effects);
    } else {
        buf_init(&list, l->alloc, LIMIT_ENTRY_BYTES);
        v = decide_whole(&(struct docket){.l = l,
                                          .h = h,
                                          .c = c,
                                          .said = said,
                                          .now = h->stamp,
                                          .effects = &list,
                                          .out = effects,
                                          .refusal = ret});
        buf_drop(&list);
    }
    if (v == LAW_ACCEPTED) {
        l->size = h->seq + 1;
        l->stamp = h->stamp;
    }
    return v;
}

/* The effects of an entry that is a piece of what was decided before it are folded already. */
static int apply_piece(struct law *l, const struct entry *e, struct fail *fail) {
    const struct entry_part *part = entry_part(e, PART_EFFECTS);
    struct buf piece;
    buf_init(&piece, l->alloc, LIMIT_PART_BYTES);
    carry_next(l, &piece);
    int r = piece.failed ? fail_set(fail, ERR_NOMEM, "not enough memory for what goes on")
            : bytes_equal(part->content, buf_view(&piece))
                ? 0
                : fail_set(fail, ERR_BROKEN, "entry %llu: its effects are not what was to follow",
                           (unsigned long long)e->header.seq);
    buf_drop(&piece);
    if (r == 0) {
        l->size = e->header.seq + 1;
        l->stamp = e->header.stamp;
    }
    return r;
}

int law_apply(struct law *l, const struct entry *e, struct fail *fail) {
    const struct entry_header *h = &e->header;
    const struct entry_part *part = entry_part(e, PART_EFFECTS);
    unsigned long long seq = h->seq;
    if (h->seq != l->size || h->stamp < l->stamp)
        return fail_set(fail, ERR_BROKEN,
                        "entry %llu: expected entry %llu, not earlier than the one "
                        "before",
                        seq, (unsigned long long)l->size);
    if (!part || part->withheld)
        return fail_set(fail, ERR_MISSING, "entry %llu: its effects are withheld", seq);
    if (carry_waits(l))
        return apply_piece(l, e, fail);
    int r = law_reserve(l, fail);
    if (r < 0)
        return r;
    struct effect_reader reader;
    struct effect effect;
    effect_read(part->content, &reader);
    for (unsigned n = 1; effect_next(&reader, &effect); n++) {
        if (effect.type == EFFECT_CHARTER && (r = apply_charter_ready(l, effect.text)) == ERR_NOMEM)
            return fail_set(fail, r, "not enough memory for the constitution of entry %llu", seq);
        if (n > LIMIT_EFFECTS || !apply_fits(l, &effect))
            return fail_set(fail, ERR_BROKEN, "entry %llu: effect %u does not fit the state", seq,
                            n);
        apply_effect(l, &effect, h->seq, h->stamp);
    }
    if (reader.failed)
        return fail_set(fail, ERR_BROKEN, "entry %llu: its effects are out of form", seq);
    l->size = h->seq + 1;
    l->stamp = h->stamp;
    return 0;
}

bool law_due(const struct law *l, int64_t stamp) {
    return law_next_due(l) <= stamp;
}
int64_t law_next_due(const struct law *l) {
    if (carry_waits(l))
        return INSTANT_MIN;
    return l->due.n > 1 ? due_at(l, 1)->at : INSTANT_MAX;
}
size_t law_carries(const struct law *l) {
    return carry_count(l);
}
bool law_halfway(const struct law *l) {
    return !carry_waits(l) && l->due.n > 1 && due_at(l, 1)->what == DUE_PIECE;
}
uint64_t law_size(const struct law *l) {
    return l->size;
}
int64_t law_stamp(const struct law *l) {
    return l->stamp;
}
uint32_t law_next_id(const struct law *l) {
    return l->things.n ? l->things.n : 1;
}
uint32_t law_named(const struct law *l, struct bytes name) {
    return state_named(l, name);
}
struct bytes law_name(const struct law *l, uint32_t id) {
    return id && id < law_next_id(l) ? state_name(l, id) : (struct bytes){0};
}
const struct charter *law_charter(const struct law *l) {
    return l->charter;
}

/* --- the state as bytes --------------------------------------------------------------------------
 * "koinon-state-1\n", then the scalars, then each table (rows' size, count, rows from 1), then the
 * heap. Rows are little-endian and without padding: asserted below for every row, and the build
 * refuses other machines. */

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "the state's form is little-endian");
#define X(name, row) _Static_assert(sizeof(struct row) % 4 == 0, "no padding in " #row);
LAW_TABLES(X)
#undef X
static const char state_magic[] = "koinon-state-1\n";

struct state_scalars {
    uint64_t size;
    int64_t stamp;
    uint32_t founded, past, title, step_free, pseudonym_free, spare;
};

void law_save_to(const struct law *l, law_put *put, void *self) {
    struct state_scalars s = {l->size,  l->stamp,     l->founded,        l->past,
                              l->title, l->step_free, l->pseudonym_free, 0};
    put(self, state_magic, sizeof(state_magic) - 1);
    put(self, &s, sizeof(s));
#define X(name, row)                                                                               \
    {                                                                                              \
        uint32_t head[2] = {sizeof(struct row), l->name.n > 1 ? l->name.n - 1 : 0};                \
        put(self, head, sizeof(head));                                                             \
        if (head[1])                                                                               \
            put(self, l->name.at + sizeof(struct row), (size_t)head[1] * sizeof(struct row));      \
    }
    LAW_TABLES(X)
#undef X
    uint32_t n = l->heap.at ? l->heap.n : 0;
    put(self, &n, sizeof(n));
    if (n)
        put(self, l->heap.at, n);
}

static void put_hash(void *self, const void *at, size_t n) {
    sha256_add(self, at, n);
}
struct hash law_form(void) {
    static const struct {
        const char *name;
        uint32_t size;
    } tables[] = {
#define X(name, row) {#name, sizeof(struct row)},
        LAW_TABLES(X)
#undef X
    };
    struct sha256 s;
    struct hash h;
    sha256_init(&s);
    sha256_add(&s, state_magic, sizeof(state_magic));
    for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
        sha256_add(&s, tables[i].name, strlen(tables[i].name) + 1);
        sha256_add(&s, &tables[i].size, sizeof(tables[i].size));
    }
    sha256_end(&s, &h);
    return h;
}

struct hash law_hash(const struct law *l) {
    struct sha256 s;
    struct hash h;
    sha256_init(&s);
    law_save_to(l, put_hash, &s);
    sha256_end(&s, &h);
    return h;
}

void law_hash_known(struct law *l, uint64_t size, const struct hash *h) {
    l->hashed_size = size;
    l->hashed = *h;
}

static void put_buf(void *self, const void *at, size_t n) {
    buf_add(self, at, n);
}
int law_save(const struct law *l, struct buf *ret) {
    law_save_to(l, put_buf, ret);
    return ret->failed ? ERR_NOMEM : 0;
}

struct cursor {
    struct bytes rest;
    bool failed;
};
static const void *take(struct cursor *c, size_t n) {
    if (c->rest.n < n) {
        c->failed = true;
        return NULL;
    }
    const void *at = c->rest.at;
    c->rest = bytes_part(c->rest, n, c->rest.n - n);
    return at;
}
static uint32_t take_u32(struct cursor *c) {
    uint32_t n = 0;
    const void *at = take(c, sizeof(n));
    if (at)
        memcpy(&n, at, sizeof(n));
    return n;
}

static int take_table(struct cursor *c, struct table *t) {
    uint32_t size = take_u32(c), n = take_u32(c);
    const uint8_t *rows = take(c, (size_t)n * t->row_size);
    if (c->failed || size != t->row_size)
        return ERR_SYNTAX;
    if (!n)
        return 0;
    if (table_reserve(t, n) < 0)
        return ERR_NOMEM;
    for (uint32_t i = 0; i < n; i++)
        memcpy(table_add(t), rows + (size_t)i * size, size);
    return 0;
}

static int take_heap(struct cursor *c, struct heap *h) {
    uint32_t n = take_u32(c);
    const uint8_t *at = take(c, n);
    if (c->failed || c->rest.n)
        return ERR_SYNTAX;
    if (n <= 4)
        return 0;
    if (heap_reserve(h, n) < 0)
        return ERR_NOMEM;
    memcpy(h->at, at, n);
    h->n = n;
    return 0;
}

static int take_state(struct law *l, struct cursor *c) {
    const void *magic = take(c, sizeof(state_magic) - 1);
    struct state_scalars s;
    const void *scalars = take(c, sizeof(s));
    if (c->failed || memcmp(magic, state_magic, sizeof(state_magic) - 1) != 0)
        return ERR_SYNTAX;
    memcpy(&s, scalars, sizeof(s));
    int r = 0;
#define X(name, row) r = r < 0 ? r : take_table(c, &l->name);
    LAW_TABLES(X)
#undef X
    r = r < 0 ? r : take_heap(c, &l->heap);
    l->size = s.size;
    l->stamp = s.stamp;
    l->founded = s.founded;
    l->past = s.past;
    l->title = s.title;
    l->step_free = s.step_free;
    l->pseudonym_free = s.pseudonym_free;
    return r;
}

static int build_indexes(struct law *l) {
    struct {
        struct index *x;
        uint32_t n;
    } each[] = {{&l->names_by_text, l->names.n},
                {&l->chains_by_end, l->chains.n},
                {&l->seats_by_number, l->seats.n},
                {&l->steps_by_who, l->steps.n},
                {&l->words_by_text, l->words.n},
                {&l->procs_open, l->procs.n},
                {&l->procs_of_body, l->procs.n},
                {&l->procs_past, 2 * l->procs.n},
                {&l->pseudonyms_by, 2 * l->pseudonyms.n},
                {&l->ended_in, l->ties.n + l->procs.n + l->undone.n},
                {&l->acts_in_force, l->acts.n},
                {&l->options_by, OPTION_KEYS * l->options.n}};
    for (size_t i = 0; i < sizeof(each) / sizeof(each[0]); i++)
        if (index_reserve(each[i].x, each[i].n + 1) < 0)
            return ERR_NOMEM;
    if (table_reserve(&l->uses, l->things.n + 1) < 0 ||
        table_reserve(&l->tie_links, l->ties.n + 1) < 0 ||
        table_reserve(&l->chain_tops, l->chains.n + 1) < 0)
        return ERR_NOMEM;
    apply_index_all(l);
    for (TABLE_EACH(&l->charters, i)) {
        int r = apply_read_charter(l, i);
        if (r < 0)
            return r;
    }
    return 0;
}

int law_load(struct alloc *alloc, struct bytes saved, struct law **ret, struct fail *fail) {
    struct law *l = NULL;
    struct cursor c = {.rest = saved};
    int r = law_new(alloc, &l);
    r = r < 0 ? r : take_state(l, &c);
    r = r < 0 ? r : build_indexes(l);
    if (r < 0) {
        law_free(l);
        return fail_set(fail, r,
                        r == ERR_NOMEM ? "not enough memory for the saved state"
                                       : "this is not a saved state of this version");
    }
    *ret = l;
    return 0;
}
