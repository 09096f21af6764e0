/* Elections, sittings, votes, recalls, disputes: what was asked, of whom, and how it came out. */
#include "charter/finding.h"
#include "charter/notation.h"
#include "charter/words.h"
#include "view/lens.h"

static bool closed_then(const struct view *v, const struct proc_row *p) {
    return p->closed <= v->at && p->ended && p->ended <= v->known;
}

void view_proceeding_row(struct view *v, struct doc *row, uint32_t id) {
    const struct proc_row *p = proc(v->law, id);
    view_ref(v, row, "proceeding", id);
    view_word(v, row, "kind", p->kind);
    view_ref_part(v, row, "subject", p->subject, p->part);
    view_ref(v, row, "body", p->body);
    view_date(v, row, "opened", id, WHEN_SINCE, p->opens);
    view_time(v, row, "closes", p->closes);
    bool closed = closed_then(v, p);
    /* of a sitting of the past whose end no source states, nobody says that it goes on */
    bool untold = !closed && v->law->past && p->kind == PROC_SITTING && v->at == INSTANT_MAX - 1;
    doc_flag(M, row, "open", !closed && !untold && p->opens <= v->at);
    if (untold)
        doc_flag(M, row, "end_not_stated", true);
    if (!closed)
        return;
    if (!v->law->past)
        view_time(v, row, "closed", p->closed);
    view_word(v, row, "outcome", p->outcome);
}

void view_proceedings(struct view *v, struct doc *d, uint32_t id) {
    struct doc *list = doc_list(M, d, "proceedings");
    uint64_t n = 0;
    for (uint32_t i = v->law->procs.n; i-- > 1;) {
        const struct proc_row *p = procs_at(v->law, i);
        if (p->made > v->known || !view_known(v, p->thing) || p->opens > v->at)
            continue;
        if (v->wanted.n ? !bytes_equal(v->wanted, state_word(v->law, p->kind))
                        : p->kind == PROC_COURSE)
            continue;
        if (n++ < v->from || list->n >= VIEW_LIST_MAX / 4)
            continue;
        view_proceeding_row(v, doc_item(M, list), p->thing);
    }
    doc_int(M, d, "count", (int64_t)n);
    if (n > v->from + list->n)
        doc_id(M, d, "next", v->from + list->n);
}

/* --- counts ----------------------------------------------------------------------------------- */

/* Of an election or a vote that goes on, nobody sees how it stands. */
static bool counts_show(const struct view *v, const struct proc_row *p) {
    return p->kind == PROC_VOTE || p->kind == PROC_ELECTION ? p->closed != INSTANT_MAX : true;
}

static void put_options(struct view *v, struct doc *d, const struct proc_row *p) {
    uint32_t rows[256], n = 0;
    bool counts = counts_show(v, p), any = false;
    bool election = p->kind == PROC_ELECTION && !v->law->past;
    struct doc *list = doc_list(M, d, "options");
    for (uint32_t i = p->option_last; i && n < 256; i = options_at(v->law, i)->prev) {
        rows[n++] = i;
        any |= options_at(v->law, i)->votes != 0;
    }
    while (n--) {
        const struct option_row *o = options_at(v->law, rows[n]);
        struct doc *row = doc_item(M, list);
        view_ref(v, row, "thing", o->thing);
        if (!o->thing || o->name)
            doc_word(M, row, "name", state_text(v->law, o->name));
        if (counts && any)
            doc_int(M, row, "votes", o->votes);
        if (o->units)
            doc_int(M, row, election ? "place" : "units", o->units);
    }
    doc_flag(M, d, "counts_known", counts && any);
}

static void put_numbers(struct view *v, struct doc *d, const struct proc_row *p) {
    static const struct {
        uint8_t which;
        const char *name;
    } numbers[] = {{PROC_SEATS, "seats"},     {PROC_NEEDED, "needed"}, {PROC_ELIGIBLE, "eligible"},
                   {PROC_PRESENT, "present"}, {PROC_QUORUM, "quorum"}, {PROC_ROUND, "round"}};
    struct doc *n = doc_map(M, d, "numbers");
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
        if (p->number[numbers[i].which])
            doc_int(M, n, numbers[i].name, p->number[numbers[i].which]);
    if (p->number[PROC_STEPS])
        view_count(v, n,
                   p->kind == PROC_VOTE || p->kind == PROC_ELECTION ? "ballots" : "signatures",
                   p->number[PROC_STEPS]);
    doc_flag(M, n, "certified", p->number[PROC_CERTIFIED] != 0);
    if ((p->kind == PROC_VOTE || p->kind == PROC_ELECTION) && !v->law->past)
        doc_word(M, d, "ballot", bytes_str(ballot_names[p->number[PROC_BALLOT] % 3]));
    int64_t verb = p->number[PROC_VERB];
    if (verb > 0 && verb < VERB_COUNT_)
        doc_word(M, d, "power", bytes_str(verb_names[verb]));
}

/* What a closed vote was judged by: each majority with its part, its whole and what it needed.
 * Small numbers of people stay unsaid as elsewhere: a vote's numbers are votes, and units are no
 * people. */
static void put_majorities(struct view *v, struct doc *d, const struct proc_row *p) {
    const struct charter *c = charter_of(v->law, p);
    struct majority one = {.given = GIVEN_SAID, .n = 1};
    struct doc *list = NULL;
    for (uint32_t number = 1, found = 1; found; number++) {
        found = 0;
        for (uint32_t i = p->majority_last; i; i = majorities_at(v->law, i)->prev) {
            const struct majority_row *m = majorities_at(v->law, i);
            if (m->number != number)
                continue;
            list = list ? list : doc_list(M, d, "majorities");
            struct doc *row = doc_item(M, list);
            struct bytes text = state_text(v->law, m->text);
            bool read = majority_part_read(c, text, &one.each[0]);
            doc_rule(M, row, "majority", text,
                     read ? charter_say_majority(c, &one, v->make.arena) : NULL);
            doc_int(M, row, "part", m->part);
            doc_int(M, row, "whole", m->whole);
            doc_int(M, row, "needed", m->needed);
            doc_flag(M, row, "reached", m->part >= m->needed);
            found = i;
            break;
        }
    }
}

/* The majority by its own name, as the constitution in force then wrote it. */
static void put_majority(struct view *v, struct doc *d, const struct proc_row *p) {
    const struct charter *c = charter_of(v->law, p);
    int body = p->body && thing(v->law, p->body)->rule
                   ? charter_body(c, state_word(v->law, thing(v->law, p->body)->rule))
                   : -1;
    const struct decision *step = NULL;
    if (is_noun(v->law, p->subject, NOUN_ACT)) {
        int rule = charter_act(c, state_word(v->law, thing(v->law, p->subject)->rule));
        int64_t no = p->number[PROC_STEP_NO];
        if (rule >= 0 && no >= 0 && no < c->acts[rule].n_steps)
            step = &c->acts[rule].steps[no];
    }
    if (p->kind != PROC_VOTE || (body < 0 && !step))
        return;
    char text[300];
    struct buf b = buf_on(text, sizeof(text));
    struct majority m = charter_majority(c, body < 0 ? NULL : &c->bodies[body], step);
    majority_text(c, &m, &b);
    char *copy = b.n && !b.failed ? arena_copy(v->make.arena, buf_view(&b)) : NULL;
    doc_rule(M, d, "majority", bytes_str(copy ? copy : ""),
             charter_say_majority(c, &m, v->make.arena));
    doc_text(M, d, "article",
             step        ? step->article.path
             : body >= 0 ? c->bodies[body].article.path
                         : (struct bytes){0});
}

/* --- who did what in it ----------------------------------------------------------------------- */

static bool step_shows(const struct view *v, const struct proc_row *p, const struct step_row *s) {
    if (s->seq >= v->known)
        return false;
    if (s->kind == STEP_SIGN || s->kind == STEP_UNSIGN)
        return view_may_see(v, SIGHT_SIGNATURES, p->body);
    if (s->kind == STEP_CAST)
        return s->mandate && p->number[PROC_BALLOT] != BALLOT_SECRET &&
               view_may_see(v, SIGHT_VOTES_IN, p->body) && p->closed != INSTANT_MAX;
    return true;
}

static struct bytes option_name(const struct view *v, const struct proc_row *p, uint32_t number) {
    for (uint32_t i = p->option_last; i; i = options_at(v->law, i)->prev)
        if (options_at(v->law, i)->number == number)
            return state_text(v->law, options_at(v->law, i)->name);
    return (struct bytes){0};
}

#define STEPS_SOUGHT 4000
static void put_steps(struct view *v, struct doc *d, const struct proc_row *p) {
    struct doc *steps = doc_list(M, d, "steps"), *votes = doc_list(M, d, "roll_call");
    uint32_t n = 0, *rows = ARENA_ARRAY(v->make.arena, VIEW_LIST_MAX, uint32_t);
    uint32_t seen = 0; /* of a vote of members no step shows, however many there are */
    for (uint32_t i = p->step_last; rows && i && n < VIEW_LIST_MAX && seen++ < STEPS_SOUGHT;
         i = steps_at(v->law, i)->prev)
        if (step_shows(v, p, steps_at(v->law, i)))
            rows[n++] = i;
    while (n--) {
        const struct step_row *s = steps_at(v->law, rows[n]);
        bool cast = s->kind == STEP_CAST;
        struct doc *row = doc_item(M, cast ? votes : steps);
        view_word(v, row, "kind", s->kind);
        bool seat = s->mandate && s->who == s->mandate && is_noun(v->law, s->mandate, NOUN_TIE);
        if (!is_pseudonym(s->who))
            view_ref(v, row, "who", seat ? mandate(v->law, s->mandate)->person : s->who);
        if (cast) {
            struct bytes choice = option_name(v, p, s->option);
            doc_word(M, row, "choice", choice);
            view_instruction(v, row, s, choice);
            doc_int(M, row, "weight", s->weight);
            if (s->mandate && is_noun(v->law, s->mandate, NOUN_TIE))
                view_ref(v, row, "sender", mandate(v->law, s->mandate)->sender);
        }
        doc_text(M, row, "text", cast ? (struct bytes){0} : state_text(v->law, s->text));
        doc_flag(M, row, "void", s->voided != 0);
        view_word(v, row, "void_why", s->voided > 1 ? s->voided : 0);
        view_date_of(v, row, "when", p->thing, s->seq + 1, s->at);
        view_sources_of(v, row, p->thing, s->seq + 1, 0);
        doc_id(M, row, "entry", s->seq);
    }
}

static void put_children(struct view *v, struct doc *d, const struct proc_row *p) {
    struct doc *list = NULL;
    for (uint32_t c = p->child_last; c; c = proc(v->law, c)->child_prev) {
        if (proc(v->law, c)->made > v->known)
            continue;
        list = list ? list : doc_list(M, d, "children");
        view_proceeding_row(v, doc_item(M, list), c);
    }
}

static void put_dissent(struct view *v, struct doc *d, uint32_t id) {
    struct doc *list = NULL;
    for (uint32_t t = view_tie_any_first(v, id, 0, TIE_DISSENT, 1); t;
         t = view_tie_any_next(v, t, 1)) {
        list = list ? list : doc_list(M, d, "named");
        struct doc *row = doc_item(M, list);
        view_ref(v, row, "who", ties_at(v->law, t)->from);
        view_word(v, row, "how", ties_at(v->law, t)->value);
    }
}

void view_proceeding(struct view *v, struct doc *d, uint32_t id) {
    static const uint32_t shown[] = {TIE_DISSENT};
    const struct proc_row *p = proc(v->law, id);
    view_head(v, d, id);
    view_proceeding_row(v, d, id);
    view_ref(v, d, "sender", p->sender);
    view_ref(v, d, "parent", p->parent);
    if (p->group)
        doc_id(M, d, "group", p->group);
    view_entry_no(v, d, "closing_entry", p->ended);
    if (v->law->past && p->ended != p->made) /* how it ended, where an entry of its own says it */
        view_sources_of(v, doc_map(M, d, "closing"), p->thing, p->ended, 0);
    put_numbers(v, d, p);
    put_majority(v, d, p);
    put_majorities(v, d, p);
    put_options(v, d, p);
    view_elected(v, d, id);
    view_stages(v, d, id);
    put_steps(v, d, p);
    put_children(v, d, p);
    put_dissent(v, d, id);
    view_tail(v, d, id, shown, 1);
}
