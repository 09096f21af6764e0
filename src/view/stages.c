/* The count of an election, made again from its ballots: what each candidate had at each stage, who
 * was elected or went out, and how ties were settled. */
#include "law/counting.h"
#include "view/lens.h"

static const char *const stage_words[] = {
    [COUNT_STAGE_FIRST] = "first-preferences", [COUNT_STAGE_SURPLUS] = "surplus",
    [COUNT_STAGE_EXCLUSION] = "exclusion",     [COUNT_STAGE_ITERATION] = "iteration",
    [COUNT_STAGE_ELECTION] = "election",       [COUNT_STAGE_END] = "last-seats"};

static void put_text(struct view *v, struct doc *d, const char *name, const char *text) {
    char *copy = text ? arena_copy(v->make.arena, bytes_str(text)) : NULL;
    if (copy)
        doc_text(M, d, name, bytes_str(copy));
}

static uint32_t candidate(const struct view *v, const struct proc_row *p, uint32_t c) {
    for (uint32_t o = p->option_last; o; o = options_at(v->law, o)->prev)
        if (options_at(v->law, o)->number == c + 1)
            return options_at(v->law, o)->thing;
    return 0;
}

static void put_who(struct view *v, struct doc *d, const char *name, const struct proc_row *p,
                    const uint32_t *list, uint32_t n) {
    struct doc *rows = n ? doc_list(M, d, name) : NULL;
    for (uint32_t i = 0; i < n; i++)
        view_ref(v, doc_item(M, rows), "who", candidate(v, p, list[i]));
}

static void put_stage(struct view *v, struct doc *d, const struct proc_row *p,
                      const struct counting *c, uint32_t at) {
    const struct count_stage *s = &c->result.stage[at];
    doc_word(M, d, "stage", bytes_str(stage_words[s->kind]));
    doc_id(M, d, "number", (uint64_t)at + 1);
    put_text(v, d, "note", s->note);
    put_text(v, d, "quota", s->quota);
    put_text(v, d, "exhausted", s->exhausted);
    struct doc *votes = doc_list(M, d, "votes");
    for (uint32_t i = 0; i < c->ballots.candidates; i++) {
        const char *number = count_votes(&c->result, at, i);
        if (!number)
            continue;
        struct doc *row = doc_item(M, votes);
        view_ref(v, row, "who", candidate(v, p, i));
        put_text(v, row, "votes", number);
    }
    put_who(v, d, "elected", p, s->elected, s->elected_n);
    put_who(v, d, "excluded", p, s->excluded, s->excluded_n);
    struct doc *ties = s->ties_n ? doc_list(M, d, "ties") : NULL;
    for (uint32_t i = 0; i < s->ties_n; i++) {
        struct doc *tie = doc_item(M, ties);
        put_who(v, tie, "between", p, s->tie[i].candidate, s->tie[i].n);
        view_ref(v, tie, "taken", candidate(v, p, s->tie[i].chosen));
        doc_text(M, tie, "what", bytes_str(s->tie[i].what ? s->tie[i].what : ""));
        view_tie_settled(v, tie, &s->tie[i]);
    }
}

/* Does the count come out as the entry that closed it says? */
static bool agrees(const struct view *v, const struct proc_row *p, const struct counting *c) {
    for (uint32_t o = p->option_last; o; o = options_at(v->law, o)->prev)
        if (options_at(v->law, o)->units != c->place[options_at(v->law, o)->number - 1])
            return false;
    return p->number[PROC_ELECTED] == c->elected;
}

#define BALLOTS_MAX 200000 /* more are shown by `koinon verify`, which counts them all */
void view_stages(struct view *v, struct doc *d, uint32_t id) {
    const struct proc_row *p = proc(v->law, id);
    struct counting c;
    if (!election_counted(v->law, p) || p->closed > v->at || p->ended > v->known ||
        p->number[PROC_CERTIFIED] || !p->number[PROC_ELECTED] ||
        p->number[PROC_STEPS] > BALLOTS_MAX)
        return;
    if (counting_again(v->law, id, &c) == COUNTING_DONE) {
        struct doc *count = doc_map(M, d, "count");
        struct bytes method;
        election_method(v->law, p, &method);
        doc_word(M, count, "method", method);
        put_text(v, count, "source", c.method->source);
        put_text(v, count, "arithmetic", c.result.arithmetic);
        put_text(v, count, "quota", c.result.quota);
        doc_flag(M, count, "agrees", agrees(v, p, &c));
        struct doc *stages = doc_list(M, count, "stages");
        for (uint32_t i = 0; i < c.result.stages_n && i < VIEW_LIST_MAX; i++)
            put_stage(v, doc_item(M, stages), p, &c, i);
        struct doc *places = doc_list(M, count, "places");
        for (uint32_t place = 1; place <= c.ballots.candidates; place++)
            for (uint32_t i = 0; i < c.ballots.candidates; i++) {
                if (c.place[i] != place)
                    continue;
                struct doc *row = doc_item(M, places);
                doc_int(M, row, "place", place);
                view_ref(v, row, "who", candidate(v, p, i));
                doc_flag(M, row, "elected", place <= c.elected);
            }
    }
    counting_drop(&c);
}
