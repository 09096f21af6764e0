/* Questions to the living state: each is "word arguments [at DATE] [known DATE] = answer". */
#include "scene.h"

#include "law/tally.h"

/* One question taken apart. */
struct question {
    struct bytes args[8];
    size_t n;
    struct bytes want; /* after "="; empty when there is none */
    bool has_want;
    int64_t at;
    uint64_t known;
};

static int64_t int_of(struct bytes b) {
    int64_t n = 0;
    for (size_t i = 0; i < b.n && i < 18; i++)
        n = n * 10 + (b.at[i] - '0');
    return n;
}

static bool take(struct question *q, const char *word, struct bytes *ret) {
    for (size_t i = 0; i + 1 < q->n; i++) {
        if (!bytes_is(q->args[i], word))
            continue;
        *ret = q->args[i + 1];
        for (size_t k = i; k + 2 < q->n; k++)
            q->args[k] = q->args[k + 2];
        q->n -= 2;
        return true;
    }
    return false;
}

static bool question_read(struct scene *s, struct bytes rest, struct question *q) {
    struct bytes word, date;
    *q = (struct question){.at = s->now, .known = UINT64_MAX};
    while ((word = scene_word(&rest)).n) {
        if (bytes_is(word, "=")) {
            q->has_want = true;
            q->want = scene_word(&rest);
            break;
        }
        if (q->n < 8)
            q->args[q->n++] = word_plain(s, word);
    }
    if (take(q, "known", &date)) /* as known when so many entries were in the record */
        q->known = (uint64_t)int_of(date);
    return !take(q, "at", &date) || scene_when(s, date, &q->at);
}

static bool compare(struct scene *s, const struct question *q, struct bytes got) {
    struct bytes want = word_plain(s, q->want);
    if (!q->has_want || !bytes_equal(got, want))
        scene_fail(s, "it is %.*s; expected %.*s", (int)got.n, (const char *)got.at, (int)want.n,
                   (const char *)want.at);
    return true;
}

static bool compare_int(struct scene *s, const struct question *q, int64_t got) {
    char text[24];
    int n = snprintf(text, sizeof(text), "%lld", (long long)got);
    return compare(s, q, bytes_of(text, (size_t)n));
}

/* Argument I as a thing; 0 after scene_fail. */
static uint32_t arg_thing(struct scene *s, const struct question *q, size_t i) {
    uint32_t id = i < q->n ? thing_meant(s, q->args[i]) : 0;
    if (!id)
        scene_fail(s, "there is no \"%.*s\"", i < q->n ? (int)q->args[i].n : 0,
                   i < q->n ? (const char *)q->args[i].at : "");
    return id;
}

static bool arg_proc(struct scene *s, const struct question *q, uint32_t *ret) {
    *ret = arg_thing(s, q, 0);
    if (*ret && is_noun(s->law, *ret, NOUN_PROCEEDING))
        return true;
    if (*ret)
        scene_fail(s, "it is no proceeding");
    return false;
}

/* --- questions ------------------------------------------------------------------------------- */

static bool ask_state(struct scene *s, struct question *q) {
    struct bytes order = {0}, part = {0};
    take(q, "in", &order);
    take(q, "part", &part);
    size_t of = q->n == 2 ? 1 : 0; /* "state act NAME" or "state NAME" */
    uint32_t id = arg_thing(s, q, of);
    if (!id)
        return true;
    uint32_t in = order.n ? state_named(s->law, order) : 0;
    uint32_t state = state_of(s->law, id, (uint32_t)int_of(part), in, q->at, q->known);
    return compare(s, q, state ? state_word(s->law, state) : BYTES_LIT("none"));
}

static uint32_t holder_at(struct scene *s, const struct question *q, uint32_t body, uint32_t seat) {
    const struct law *l = s->law;
    uint32_t c = chain_find(l, body, seat, TIE_MANDATE, 1);
    uint32_t t = chain_at(l, c, q->at, q->known);
    return t ? ties_at(l, t)->from : 0;
}

static bool ask_holder(struct scene *s, struct question *q) {
    uint32_t body = arg_thing(s, q, 0);
    if (!body || q->n < 2)
        return true;
    uint32_t who = holder_at(s, q, body, (uint32_t)int_of(q->args[1]));
    return compare(s, q, who ? state_name(s->law, who) : BYTES_LIT("vacant"));
}

/* The names of all who sit in a body, in the order of their seats. */
static bool ask_holders(struct scene *s, struct question *q) {
    const struct law *l = s->law;
    uint32_t body = arg_thing(s, q, 0);
    if (!body)
        return true;
    struct bytes each[LIMIT_LIST];
    size_t n = list_read(s, q->want, each, LIMIT_LIST), seated = 0;
    for (uint32_t seat = 1; seat < entity(l, body)->seat_next; seat++) {
        uint32_t who = holder_at(s, q, body, seat);
        bool listed = false;
        for (size_t i = 0; who && i < n; i++)
            listed |= bytes_equal(each[i], state_name(l, who));
        seated += who != 0;
        if (who && !listed)
            scene_fail(s, "seat %u is held by %.*s", (unsigned)seat, (int)state_name(l, who).n,
                       (const char *)state_name(l, who).at);
    }
    if (seated != n)
        scene_fail(s, "%zu seats are held; expected %zu", seated, n);
    return true;
}

static bool ask_seats(struct scene *s, struct question *q) {
    uint32_t body = arg_thing(s, q, 0);
    if (!body)
        return true;
    bool filled = q->n > 1 && bytes_is(q->args[1], "filled");
    const struct entity_row *b = entity(s->law, body);
    return compare_int(s, q, filled ? b->seats_filled : b->seats_open);
}

static bool ask_members(struct scene *s, struct question *q) {
    uint32_t unit = arg_thing(s, q, 0);
    bool good = q->n > 1 && bytes_is(q->args[1], "good");
    if (!unit)
        return true;
    const struct entity_row *u = entity(s->law, unit);
    return compare_int(s, q, good ? u->members_good : u->members);
}

static bool tie_is_there(struct scene *s, struct question *q) {
    const struct law *l = s->law;
    uint32_t kind = kind_number(200, q->args[0]), from = arg_thing(s, q, 1);
    uint32_t to = q->n > 2 ? arg_thing(s, q, 2) : 0;
    struct bytes value = word_plain(s, q->want);
    if (!kind)
        kind = state_word_find(l, q->args[0]);
    uint32_t c = from ? chain_find(l, from, 0, kind, 0) : 0;
    for (uint32_t t = c ? chains_at(l, c)->last : 0; t; t = ties_at(l, t)->prev[0]) {
        const struct tie_row *row = ties_at(l, t);
        if (tie_held(row, q->at, q->known) && (!to || row->to == to) &&
            (!value.n || bytes_equal(state_word(l, row->value), value)))
            return true;
    }
    return false;
}

static bool ask_tie(struct scene *s, struct question *q) {
    if (q->n < 2 || !tie_is_there(s, q))
        scene_fail(s, "there is no such tie");
    return true;
}

static bool ask_no_tie(struct scene *s, struct question *q) {
    if (q->n >= 2 && tie_is_there(s, q))
        scene_fail(s, "there is such a tie");
    return true;
}

static bool ask_outcome(struct scene *s, struct question *q) {
    uint32_t p;
    if (!arg_proc(s, q, &p))
        return true;
    uint32_t outcome = proc(s->law, p)->outcome;
    return compare(s, q, outcome ? state_word(s->law, outcome) : BYTES_LIT("open"));
}

static bool ask_open(struct scene *s, struct question *q) {
    uint32_t p;
    if (arg_proc(s, q, &p) && proc(s->law, p)->closed != INSTANT_MAX)
        scene_fail(s, "it is closed");
    return true;
}

/* votes NAME in BODY = N: the votes a seat carries now. */
static bool ask_votes(struct scene *s, struct question *q) {
    struct bytes body = {0};
    take(q, "in", &body);
    uint32_t id = arg_thing(s, q, 0), in = body.n ? state_named(s->law, body) : 0;
    if (id && in)
        id = mandate_of(s->law, id, in);
    return id ? compare_int(s, q, tally_mandate_votes(s->law, id))
              : compare(s, q, BYTES_LIT("no-seat"));
}

static bool ask_strength(struct scene *s, struct question *q) {
    uint32_t unit = arg_thing(s, q, 0);
    return !unit || compare_int(s, q, tally_strength(s->law, unit, q->at));
}

/* power BODY VERB: does it hold such a power now? */
static bool ask_power(struct scene *s, struct question *q) {
    const struct law *l = s->law;
    uint32_t body = arg_thing(s, q, 0);
    uint32_t c = body ? chain_find(l, body, 0, TIE_POWER, 0) : 0;
    for (uint32_t t = c ? chains_at(l, c)->last : 0; t; t = ties_at(l, t)->prev[0])
        if (q->n > 1 && tie_held(ties_at(l, t), q->at, q->known) &&
            bytes_equal(state_word(l, ties_at(l, t)->value), q->args[1]))
            return true;
    scene_fail(s, "it has no such power");
    return true;
}

static bool ask_undone(struct scene *s, struct question *q) {
    return compare_int(s, q, s->law->undone.n > 1 ? s->law->undone.n - 1 : 0);
}

/* tally PROCEEDING OPTION = VOTES */
static bool ask_tally(struct scene *s, struct question *q) {
    const struct law *l = s->law;
    uint32_t p;
    if (!arg_proc(s, q, &p) || q->n < 2)
        return true;
    for (uint32_t o = proc(l, p)->option_last; o; o = options_at(l, o)->prev) {
        const struct option_row *row = options_at(l, o);
        struct bytes name = row->name ? state_text(l, row->name) : state_name(l, row->thing);
        if (bytes_equal(name, q->args[1]))
            return compare_int(s, q, row->votes);
    }
    return compare(s, q, BYTES_LIT("no-such-option"));
}

/* number PROCEEDING WHICH = N: what it keeps (law/state.h, enum proc_number). */
static bool ask_number(struct scene *s, struct question *q) {
    static const char *const names[PROC_NUMBERS] = {
        [PROC_SEATS] = "seats",     [PROC_NEEDED] = "needed", [PROC_ELIGIBLE] = "eligible",
        [PROC_PRESENT] = "present", [PROC_STEPS] = "steps",   [PROC_STEP_NO] = "step",
        [PROC_ROUND] = "round",     [PROC_QUORUM] = "quorum", [PROC_CERTIFIED] = "certified",
        [PROC_ELECTED] = "elected"};
    uint32_t p;
    if (!arg_proc(s, q, &p) || q->n < 2)
        return true;
    for (size_t i = 0; i < PROC_NUMBERS; i++)
        if (names[i] && bytes_is(q->args[1], names[i]))
            return compare_int(s, q, proc(s->law, p)->number[i]);
    return compare(s, q, BYTES_LIT("no-such-number"));
}

/* exists NAME, missing NAME */
static bool ask_exists(struct scene *s, struct question *q) {
    arg_thing(s, q, 0);
    return true;
}
static bool ask_missing(struct scene *s, struct question *q) {
    if (q->n && thing_meant(s, q->args[0]))
        scene_fail(s, "it is there");
    return true;
}

/* --- the entry before ------------------------------------------------------------------------ */

/* Is the argument's value the word: a number, a thing's name, a built-in or interned word? */
static bool argument_is(struct scene *s, int64_t value, struct bytes word) {
    const struct law *l = s->law;
    char text[24];
    int n = snprintf(text, sizeof(text), "%lld", (long long)value);
    if (bytes_equal(bytes_of(text, (size_t)n), word))
        return true;
    if (value <= 0 || value > UINT32_MAX)
        return false;
    uint32_t id = (uint32_t)value;
    bool is_word = id < WORD_FIRST || (id > WORD_FIRST && id - WORD_FIRST < l->words.n);
    return (id < l->things.n && (thing_meant(s, word) == id)) ||
           (is_word && bytes_equal(state_word(l, id), word));
}

static bool effect_is(struct scene *s, const struct effect *e, const struct question *q) {
    const struct effect_kind *k = effect_kind(e->type);
    if (!bytes_is(q->args[0], k->name))
        return false;
    for (size_t i = 1; i < q->n; i++) {
        const uint8_t *eq = memchr(q->args[i].at, '=', q->args[i].n);
        size_t at = eq ? (size_t)(eq - q->args[i].at) : q->args[i].n;
        struct bytes key = bytes_part(q->args[i], 0, at), rest = bytes_str(k->args), name;
        struct bytes word = bytes_part(q->args[i], at + 1, q->args[i].n - at);
        bool found = bytes_is(key, "text") && bytes_equal(word_plain(s, word), e->text);
        for (size_t a = 0; (name = scene_word(&rest)).n; a++)
            found |= bytes_equal(name, key) && argument_is(s, e->a[a], word);
        if (!found)
            return false;
    }
    return true;
}

static size_t effects_like(struct scene *s, const struct question *q) {
    struct effect_reader r;
    struct effect e;
    size_t n = 0;
    effect_read(buf_view(&s->effects), &r);
    while (q->n && effect_next(&r, &e))
        n += effect_is(s, &e, q);
    return n;
}

/* effect NAME argument=value... [times N]: the entry before had such an effect. */
static bool ask_effect(struct scene *s, struct question *q) {
    struct bytes times = {0};
    bool exact = take(q, "times", &times);
    size_t n = effects_like(s, q);
    if (exact ? n != (size_t)int_of(times) : n == 0)
        scene_fail(s, "the entry before has %zu such effects", n);
    return true;
}
static bool ask_no_effect(struct scene *s, struct question *q) {
    if (effects_like(s, q))
        scene_fail(s, "the entry before has such an effect");
    return true;
}

bool ask(struct scene *s, struct bytes word, struct bytes rest) {
    static const struct {
        const char *word;
        bool (*ask)(struct scene *s, struct question *q);
    } questions[] = {
        {"state", ask_state},        {"holder", ask_holder},     {"holders", ask_holders},
        {"seats", ask_seats},        {"members", ask_members},   {"tie", ask_tie},
        {"no-tie", ask_no_tie},      {"outcome", ask_outcome},   {"open", ask_open},
        {"votes", ask_votes},        {"strength", ask_strength}, {"power", ask_power},
        {"undone", ask_undone},      {"tally", ask_tally},       {"number", ask_number},
        {"exists", ask_exists},      {"missing", ask_missing},   {"effect", ask_effect},
        {"no-effect", ask_no_effect}};
    struct question q;
    for (size_t i = 0; i < sizeof(questions) / sizeof(questions[0]); i++)
        if (bytes_is(word, questions[i].word))
            return question_read(s, rest, &q) ? questions[i].ask(s, &q) : true;
    return false;
}
