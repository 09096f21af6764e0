/* Findings about powers: what they are over, who can hold up whom, who checks whom. */
#include "charter/check.h"

static struct phrase_part name_of(const struct checker *k, int body) {
    return say_text(k->c->bodies[body].name);
}

static uint32_t bits(int verb) {
    return 1u << verb;
}
#define OVER_ACTS (bits(VERB_VETO) | bits(VERB_ANNUL) | bits(VERB_COUNTERSIGN))
#define OVER_BODIES (bits(VERB_DISMISS) | bits(VERB_DISSOLVE) | bits(VERB_CONVENE))

static struct phrase_part verbs_of(struct checker *k, uint32_t verbs) {
    struct phrase_part parts[VERB_COUNT_];
    size_t n = 0;
    for (int verb = 1; verb < VERB_COUNT_; verb++) {
        if (verbs & bits(verb))
            parts[n++] = say_text(bytes_str(verb_names[verb]));
    }
    return say_list(&k->say, parts, n, false);
}

static struct phrase_part who_of(struct checker *k, const struct power_rule *p) {
    return p->who.n ? say_text(p->who.each[0].name) : (struct phrase_part){0};
}

static struct phrase_part acts_of(struct checker *k, const struct power_rule *p) {
    struct phrase_part parts[16];
    for (int i = 0; i < p->n_what; i++)
        parts[i] = say_text(k->c->acts[p->what[i]].name);
    return say_list(&k->say, parts, p->n_what, false);
}

/* --- one power -------------------------------------------------------------------------------- */
static bool has_field(const struct act_rule *a, struct bytes name) {
    for (int i = 0; i < a->n_fields; i++) {
        if (bytes_equal(a->fields[i].name, name))
            return true;
    }
    return false;
}

static void check_power(struct checker *k, const struct power_rule *p) {
    bool what = p->n_what > 0 || p->n_what_words > 0, whom = p->whom.n > 0 || p->whom.given;
    if ((p->verbs & OVER_ACTS && !what) || (p->verbs & OVER_BODIES && !whom))
        FIND(k, FINDING_POWER_OVER_NOTHING, &p->article, NULL, who_of(k, p),
             verbs_of(k, p->verbs));
    for (int i = 0; i < p->n_what && p->where_field.n; i++) {
        if (!has_field(&k->c->acts[p->what[i]], p->where_field))
            FIND(k, FINDING_WHERE_FIELD_UNKNOWN, &p->article, "where", say_text(p->where_field),
                 say_text(k->c->acts[p->what[i]].name));
    }
    bool ends = p->within.unit && p->otherwise != OTHERWISE_NOT_SAID;
    if (p->must && !ends && (p->verbs & OVER_ACTS || p->verbs & bits(VERB_CONSENT)))
        FIND(k, FINDING_MUST_WITHOUT_END, &p->article, "within", who_of(k, p),
             verbs_of(k, p->verbs), acts_of(k, p));
    if (p->verbs & bits(VERB_VETO) && !p->within.unit)
        FIND(k, FINDING_VETO_WITHOUT_WINDOW, &p->article, "within", who_of(k, p), acts_of(k, p));
}

/* --- whose acts a power is over --------------------------------------------------------------- */

/* Calls FOUND for every body that decides one of the acts of P (or whom P names) and body that
 * holds P. */
typedef void over_body(struct checker *k, const struct power_rule *p, int holder, int other,
                       void *context);

static void over_acts(struct checker *k, const struct power_rule *p, int holder, over_body *found,
                      void *context) {
    for (int i = 0; i < p->n_what; i++) {
        const struct act_rule *a = &k->c->acts[p->what[i]];
        for (int j = 0; j < a->n_steps; j++) {
            for (int w = 0; w < a->steps[j].by.n; w++) {
                int other = who_body(&a->steps[j].by.each[w]);
                if (other >= 0 && (p->from.kind != WHO_BODY || p->from.of == other))
                    found(k, p, holder, other, context);
            }
        }
    }
}

static void over(struct checker *k, const struct power_rule *p, over_body *found, void *context) {
    for (int i = 0; i < p->who.n; i++) {
        int holder = who_body(&p->who.each[i]);
        if (holder < 0)
            continue;
        over_acts(k, p, holder, found, context);
        for (int w = 0; w < p->whom.n; w++) {
            if (who_body(&p->whom.each[w]) >= 0)
                found(k, p, holder, who_body(&p->whom.each[w]), context);
        }
    }
}

/* --- who checks whom -------------------------------------------------------------------------- */
#define CHECKING (bits(VERB_INSPECT) | bits(VERB_INVESTIGATE) | bits(VERB_COUNTERSIGN))

struct pair {
    int checker, checked;
};
struct pairs {
    struct pair seen[LIMIT_CHARTER_ITEMS]; /* said once, whatever powers tie them */
    int n;
};

/* Does CHECKED answer to, or come from, CHECKER? Then it looks at its own, as a congress does. */
static bool is_above(const struct charter *c, int checker, int checked) {
    const struct body_rule *b = &c->bodies[checked];
    bool above = whos_have_body(&b->accountable_to, checker);
    for (int i = 0; i < b->n_groups; i++)
        above |= whos_have_body(&b->groups[i].from, checker);
    return above;
}

static bool is_sent_only_by(const struct charter *c, int body, int by) {
    const struct body_rule *b = &c->bodies[body];
    bool only = b->n_groups > 0;
    for (int i = 0; i < b->n_groups; i++)
        only = only && b->groups[i].from.n == 1 && who_is_body(&b->groups[i].from.each[0], by);
    return only;
}

static void check_pair(struct checker *k, const struct power_rule *p, int holder, int other,
                       void *context) {
    struct pairs *pairs = context;
    if (holder == other || is_above(k->c, holder, other) || pairs->n == LIMIT_CHARTER_ITEMS)
        return;
    for (int i = 0; i < pairs->n; i++) {
        if (pairs->seen[i].checker == holder && pairs->seen[i].checked == other)
            return;
    }
    pairs->seen[pairs->n++] = (struct pair){holder, other};
    const struct body_rule *a = &k->c->bodies[holder], *b = &k->c->bodies[other];
    if (!whos_have_body(&a->not_with, other) && !whos_have_body(&b->not_with, holder))
        FIND(k, FINDING_CHECKER_MAY_SIT, &a->article, "not-with", name_of(k, holder),
             name_of(k, other));
    if (is_sent_only_by(k->c, holder, other))
        FIND(k, FINDING_CHECKER_SENT, &a->article, "seats", name_of(k, holder), name_of(k, other));
}

/* --- who can hold up whom --------------------------------------------------------------------- */
enum { HOLDS_UP = 1, VETOES = 2 };

struct graph {
    uint8_t *edges; /* n * n: holder, other */
    int n;
    uint8_t *color; /* 0 not seen, 1 on the path, 2 done */
    int path[LIMIT_CHARTER_ITEMS], length;
};

static uint8_t *edge(struct graph *g, int from, int to) {
    return &g->edges[from * g->n + to];
}

static void add_edge(struct checker *k, const struct power_rule *p, int holder, int other,
                     void *context) {
    struct graph *g = context;
    bool passes = p->within.unit && p->otherwise == OTHERWISE_STANDS;
    if (p->verbs & (bits(VERB_COUNTERSIGN) | bits(VERB_CONSENT)) && !passes) {
        if (holder != other)
            *edge(g, holder, other) |= HOLDS_UP;
        else if (p->verbs & bits(VERB_COUNTERSIGN))
            FIND(k, FINDING_COUNTERSIGNS_ITSELF, &p->article, NULL, name_of(k, holder),
                 acts_of(k, p));
    }
    if (p->verbs & bits(VERB_VETO) && p->override.given == GIVEN_ABSENT && holder != other)
        *edge(g, holder, other) |= VETOES;
}

static void report_circle(struct checker *k, const struct graph *g, int from) {
    struct phrase_part parts[LIMIT_CHARTER_ITEMS];
    size_t n = 0;
    int first = from;
    while (first > 0 && g->path[first] != g->path[g->length])
        first--;
    for (int i = first; i < g->length; i++)
        parts[n++] = name_of(k, g->path[i]);
    FIND(k, FINDING_BLOCK_EACH_OTHER, &k->c->bodies[g->path[first]].article, NULL,
         say_list(&k->say, parts, n, false));
}

/* Circles of bodies that wait for each other: depth first, without recursion. */
static void find_circles(struct checker *k, struct graph *g, int start) {
    int next[LIMIT_CHARTER_ITEMS] = {0};
    if (g->color[start])
        return;
    g->length = 1;
    g->path[0] = start;
    g->color[start] = 1;
    while (g->length > 0) {
        int at = g->path[g->length - 1], to = next[g->length - 1]++;
        if (to == g->n) {
            g->color[at] = 2;
            g->length--;
        } else if (*edge(g, at, to) & HOLDS_UP && g->color[to] == 1) {
            g->path[g->length] = to;
            report_circle(k, g, g->length - 1);
        } else if (*edge(g, at, to) & HOLDS_UP && g->color[to] == 0) {
            g->color[to] = 1;
            next[g->length] = 0;
            g->path[g->length++] = to;
        }
    }
}

static void check_vetoes(struct checker *k, struct graph *g) {
    for (int i = 0; i < g->n; i++) {
        for (int j = 0; j < i; j++) {
            if (*edge(g, i, j) & VETOES && *edge(g, j, i) & VETOES)
                FIND(k, FINDING_VETO_EACH_OTHER, &k->c->bodies[i].article, NULL, name_of(k, j),
                     name_of(k, i));
        }
    }
}

/* A body that must act, and never can. */
static void check_able(struct checker *k, const struct power_rule *p) {
    for (int i = 0; i < p->who.n; i++) {
        int body = who_body(&p->who.each[i]);
        if (body < 0 || !(p->verbs & (bits(VERB_COUNTERSIGN) | bits(VERB_CONSENT))))
            continue;
        struct share quorum = charter_quorum(k->c, &k->c->bodies[body]);
        if (share_is_impossible(k->c, &quorum, &k->c->bodies[body]))
            FIND(k, FINDING_CHECKER_WITHOUT_QUORUM, &p->article, NULL, name_of(k, body),
                 acts_of(k, p));
    }
}

void charter_check_powers(struct checker *k) {
    struct pairs *pairs = ARENA_NEW(k->arena, struct pairs);
    if (!pairs) {
        k->say.failed = true;
        return;
    }
    for (int i = 0; i < k->c->n_powers; i++) {
        const struct power_rule *p = &k->c->powers[i];
        check_power(k, p);
        check_able(k, p);
        if (p->verbs & CHECKING)
            over(k, p, check_pair, pairs);
    }
}

void charter_check_blocking(struct checker *k) {
    struct graph *g = ARENA_NEW(k->arena, struct graph);
    int n = k->c->n_bodies;
    if (g) {
        g->n = n;
        g->edges = arena_array(k->arena, (size_t)n, (size_t)n);
        g->color = arena_get(k->arena, (size_t)n);
    }
    if (!g || !g->edges || !g->color) {
        k->say.failed = true;
        return;
    }
    for (int i = 0; i < k->c->n_powers; i++)
        over(k, &k->c->powers[i], add_edge, g);
    for (int i = 0; i < n; i++)
        find_circles(k, g, i);
    check_vetoes(k, g);
}
