/* What came of an election: who was elected, in what order and with how many votes, who follows,
 * what has become of each one's seat since, and how equal votes were settled. */
#include "base/message.h"
#include "law/counting.h"
#include "law/election.h"
#include "view/lens.h"

#define CANDIDATES_MAX 256

struct candidate {
    uint32_t person, name, mandate; /* mandate: row of the tie that this election gave; 0 none */
    uint32_t place;                 /* in the order of election, from 1; 0: not elected */
    uint32_t rank;                  /* among the alternates, from 1 */
    int64_t votes;
    bool seated; /* an alternate who took a seat */
};

/* The mandate in BODY that this election gave her (0: none): if several, the first. */
static uint32_t mandate_by(const struct view *v, uint32_t person, uint32_t body,
                           uint32_t election) {
    uint32_t found = 0;
    for (uint32_t t = person ? view_tie_any_first(v, person, 0, TIE_MANDATE, 0) : 0; t;
         t = view_tie_any_next(v, t, 0)) {
        const struct tie_row *row = ties_at(v->law, t);
        if (row->to == body && mandates_at(v->law, row->detail)->via == election)
            found = t;
    }
    return found;
}

static uint32_t rank_of(const struct view *v, uint32_t person, uint32_t body, uint32_t election) {
    for (uint32_t a = entity(v->law, body)->alternate_last; a; a = alternates_at(v->law, a)->prev) {
        const struct alternate_row *row = alternates_at(v->law, a);
        if (row->person == person && row->via == election)
            return row->rank;
    }
    return 0;
}

static bool stands_before(const struct candidate *a, const struct candidate *b) {
    uint32_t place = a->place ? a->place : UINT32_MAX, other = b->place ? b->place : UINT32_MAX;
    uint32_t rank = a->rank ? a->rank : UINT32_MAX, second = b->rank ? b->rank : UINT32_MAX;
    return place != other ? place < other : rank != second ? rank < second : a->votes > b->votes;
}

static struct candidate candidate_of(const struct view *v, const struct proc_row *p,
                                     const struct option_row *o) {
    struct candidate c = {.person = o->thing, .name = o->name, .votes = o->votes};
    c.mandate = mandate_by(v, o->thing, p->subject, p->thing);
    c.rank = o->thing ? rank_of(v, o->thing, p->subject, p->thing) : 0;
    uint32_t how = c.mandate ? mandates_at(v->law, ties_at(v->law, c.mandate)->detail)->how : 0;
    c.seated = how == CAME_ALTERNATE || how == CAME_COUNTBACK;
    uint32_t place =
        (uint32_t)o->units; /* of a count: of everybody; of tellers: of who is elected */
    bool placed = place && (!p->number[PROC_ELECTED] || place <= p->number[PROC_ELECTED]);
    c.place = c.seated || c.rank ? 0 : placed ? place : c.mandate ? CANDIDATES_MAX : 0;
    return c;
}

/* Her seat since: which, and whether she still has it at the date looked at. */
static void put_seat(struct view *v, struct doc *row, uint32_t t) {
    const struct tie_row *tie = ties_at(v->law, t);
    const struct mandate_row *m = mandates_at(v->law, tie->detail);
    struct doc *seat = doc_map(M, row, "seat");
    doc_id(M, seat, "number", m->seat);
    view_ref(v, seat, "body", m->body);
    view_date(v, seat, "since", tie->thing, WHEN_SINCE, tie->since);
    bool ended = tie->until <= v->at && tie->until != INSTANT_MAX;
    doc_flag(M, seat, "held", !ended);
    if (ended) {
        view_date(v, seat, "until", tie->thing, WHEN_UNTIL_, tie->until);
        view_word(v, seat, "ended_how", tie->end_how);
        view_ref(v, seat, "end_cause", tie->end_cause);
        view_entry_no(v, seat, "entry", tie->ended);
    } else if (m->term_end != INSTANT_MAX) {
        view_last_day(v, seat, "term_ends", m->term_end);
    }
}

void view_elected(struct view *v, struct doc *d, uint32_t id) {
    const struct proc_row *p = proc(v->law, id);
    struct candidate *all = ARENA_ARRAY(v->make.arena, CANDIDATES_MAX, struct candidate);
    uint32_t n = 0;
    if (!all || p->kind != PROC_ELECTION || v->law->past || p->closed > v->at || !p->ended ||
        p->ended > v->known || !is_noun(v->law, p->subject, NOUN_ENTITY))
        return;
    for (uint32_t o = p->option_last; o && n < CANDIDATES_MAX; o = options_at(v->law, o)->prev) {
        struct candidate c = candidate_of(v, p, options_at(v->law, o));
        uint32_t at = n++;
        for (; at && stands_before(&c, &all[at - 1]); at--)
            all[at] = all[at - 1];
        all[at] = c;
    }
    struct doc *list = doc_list(M, d, "candidates");
    uint32_t order = 0;
    for (uint32_t i = 0; i < n; i++) {
        struct doc *row = doc_item(M, list);
        view_ref(v, row, "who", all[i].person);
        if (!all[i].person)
            doc_word(M, row, "name", state_text(v->law, all[i].name));
        doc_int(M, row, "votes", all[i].votes);
        if (all[i].place)
            doc_id(M, row, "place", ++order);
        if (all[i].rank)
            doc_id(M, row, "alternate", all[i].rank);
        doc_flag(M, row, "elected", all[i].place != 0);
        doc_flag(M, row, "took_a_seat", all[i].seated);
        if (all[i].mandate)
            put_seat(v, row, all[i].mandate);
    }
    doc_flag(M, d, "drawn_by_lot", draw_find(v->law, id, DRAW_DRAWN).n > 0);
}

void view_tie_settled(struct view *v, struct doc *tie, const struct count_tie *t) {
    static const char *const rules[] = {
        [COUNT_TIE_BACKWARDS] = N_("by the votes at the last stage at which they differed (%1)"),
        [COUNT_TIE_FORWARDS] = N_("by the votes at the first stage at which they differed (%1)"),
        [COUNT_TIE_ORDER] = N_("by the order that was fixed before the count"),
        [COUNT_TIE_ORDER_FIRST] = N_("by the order that was fixed before the count"),
        [COUNT_TIE_LOT] = N_("by lot, from a seed committed to before the first ballot"),
        [COUNT_TIE_REFUSE] = N_("by those who count"),
    };
    if (t->rule >= sizeof(rules) / sizeof(rules[0]) || !rules[t->rule])
        return;
    struct doc *says = doc_sentence(M, tie, "settled", rules[t->rule]);
    if (t->rule == COUNT_TIE_BACKWARDS || t->rule == COUNT_TIE_FORWARDS)
        doc_id(M, says, "a1", (uint64_t)t->stage + 1);
}
