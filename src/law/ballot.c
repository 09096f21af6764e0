/* One ballot box for votes and elections: casting, certified counts, closing. A vote cast stands
 * until its ballot closes and is void if the seat it was cast from fell before (mandate.c). */
#include "charter/method.h"
#include "law/counting.h"
#include "law/election.h"
#include "law/mandate.h"
#include "law/members.h"
#include "law/option.h"
#include "law/pseudonym.h"
#include "law/rooms.h"
#include "law/tally.h"

static enum law_verdict box_field(struct docket *d, uint32_t *ret) {
    char name[NAME_TEXT];
    TRY(need_living(d));
    TRY(field_thing(d, FIELD_PROCEEDING, true, NOUN_PROCEEDING, 0, ret));
    const struct proc_row *p = proc(d->l, *ret);
    if (p->kind != PROC_VOTE && p->kind != PROC_ELECTION)
        return refuse(d, LAW_WRONG_THING, "", name_text(d->l, *ret, name), kind_word(p->kind),
                      "a vote or an election");
    if (p->closed != INSTANT_MAX)
        return REFUSE1(d, LAW_CLOSED, name_text(d->l, *ret, name));
    return LAW_ACCEPTED;
}

static uint32_t number_named(const struct law *l, uint32_t id, struct bytes name) {
    uint32_t o = option_named(l, id, name);
    return o ? options_at(l, o)->number : 0;
}

/* --- casting ---------------------------------------------------------------------------------- */

#define NONE "none" /* of these: the default option of Debian's rule */

static uint32_t chosen(const struct docket *d, uint32_t id, struct bytes name) {
    const struct proc_row *p = proc(d->l, id);
    uint32_t o = number_named(d->l, id, name);
    bool none = !o && bytes_is(name, NONE) && p->kind == PROC_ELECTION &&
                election_method(d->l, p, NULL) & METHOD_OWN_DEFAULT;
    return none ? p->n_options + 1 : o; /* it becomes one with the first ballot */
}

static enum law_verdict add_choice(struct docket *d, uint32_t id, struct bytes option,
                                   uint16_t grade, struct ballot *b) {
    char text[REFUSAL_ARG_BYTES], name[NAME_TEXT];
    uint32_t o = chosen(d, id, option), at = b->n;
    snprintf(text, sizeof(text), "%.*s", (int)option.n, (const char *)option.at);
    if (!o)
        return refuse(d, LAW_NOT_A_CANDIDATE, "", text, name_text(d->l, id, name), "");
    for (uint32_t i = 0; i < b->n; i++)
        if (b->option[i] == o)
            return refuse(d, LAW_BAD_VALUE, "", text, "choice", "each option once");
    if (b->n == BALLOT_CHOICES_MAX)
        return REFUSE1(d, LAW_LIMIT, "64 choices");
    for (; b->graded && at && (b->grade[at - 1] < grade ||
                               (b->grade[at - 1] == grade && b->option[at - 1] > o));
         at--) {
        b->option[at] = b->option[at - 1];
        b->grade[at] = b->grade[at - 1];
    }
    b->option[at] = o;
    b->grade[at] = grade;
    b->n++;
    return LAW_ACCEPTED;
}

static enum law_verdict choices_of(struct docket *d, uint32_t id, struct ballot *ret) {
    struct value v = field(d, FIELD_CHOICE), one;
    struct value_list list;
    value_list_begin(&v, &list);
    while (value_list_next(&list, &one))
        TRY(add_choice(d, id, one.bytes, 0, ret));
    return LAW_ACCEPTED;
}

static enum law_verdict grades_of(struct docket *d, uint32_t id, struct ballot *ret) {
    struct value_map map;
    struct bytes option;
    struct value grade;
    char text[REFUSAL_ARG_BYTES];
    ret->graded = true;
    value_map_begin(field(d, FIELD_GRADES).bytes, &map);
    while (value_map_next(&map, &option, &grade)) {
        snprintf(text, sizeof(text), "%.*s", (int)option.n, (const char *)option.at);
        if (grade.kind != VALUE_INT || grade.i < 0 || grade.i >= COUNT_NO_SCORE)
            return refuse(d, LAW_BAD_VALUE, "", text, "grades", "a whole number, 0 or more");
        TRY(add_choice(d, id, option, (uint16_t)grade.i, ret));
    }
    return LAW_ACCEPTED;
}

/* Grades: each up to the highest there is; points: no more than there are, and some. */
static enum law_verdict grades_fit(struct docket *d, const struct proc_row *p,
                                   const struct ballot *b) {
    struct bytes method;
    char text[REFUSAL_ARG_BYTES];
    int64_t most = election_marks(d->l, p), sum = 0;
    election_method(d->l, p, &method);
    for (uint32_t i = 0; i < b->n; i++)
        sum += b->grade[i];
    bool points = bytes_is(method, "cumulative");
    if (b->graded && b->n && (points ? sum > 0 && sum <= most : b->grade[0] <= most))
        return LAW_ACCEPTED;
    snprintf(text, sizeof(text),
             points ? "1 to %lld points in all" : "0 to %lld for each", (long long)most);
    return refuse(d, LAW_BAD_VALUE, "", "the ballot", "grades", text);
}

/* Methods that are computed here; the others are counted by the counting library or certified. */
static enum law_verdict ballot_fits(struct docket *d, uint32_t id, const struct ballot *b) {
    const struct law *l = d->l;
    const struct proc_row *p = proc(l, id);
    char text[REFUSAL_ARG_BYTES];
    int64_t most = 1;
    unsigned traits = 0;
    if (p->kind == PROC_ELECTION) {
        struct bytes method;
        if (election_drawn(l, p))
            return refuse(
                d, LAW_CANNOT_DECIDE, "", name_text(l, id, text),
                "these seats are drawn by lot: nobody votes, tellers certify who is drawn", "");
        traits = election_method(l, p, &method);
        snprintf(text, sizeof(text), "%.*s", (int)method.n,
                 method.n ? (const char *)method.at : "");
        bool counted = election_counted(l, p);
        if (!election_computed(l, p) && !counted)
            return REFUSE1(d, LAW_NO_METHOD, text);
        most = counted || bytes_is(method, "approval") ? BALLOT_CHOICES_MAX : p->number[PROC_SEATS];
        most = traits & METHOD_MARKS ? election_marks(l, p) : most;
        most = traits & METHOD_APPORTIONS ? 1 : most;
    }
    if (traits & METHOD_GRADES)
        return grades_fit(d, p, b);
    if (b->graded)
        return refuse(d, LAW_BAD_VALUE, "", "the ballot", "grades", "choice");
    if (b->n < 1 || b->n > most) {
        snprintf(text, sizeof(text), "1 to %lld", (long long)most);
        return refuse(d, LAW_BAD_VALUE, "", "the ballot", "choice", text);
    }
    uint32_t first = option_numbered(l, id, b->option[0]);
    uint32_t person = traits & METHOD_APPORTIONS ? options_at(l, first)->thing : 0;
    if (person && election_list(l, id, person))
        return refuse(d, LAW_BAD_VALUE, "", name_text(l, person, (char[NAME_TEXT]){0}), "choice",
                      "the list on which she stands");
    return LAW_ACCEPTED;
}

enum law_verdict decide_cast(struct docket *d) {
    struct law *l = d->l;
    uint32_t id = 0, mandate_id = 0;
    struct ballot b = {0};
    struct voter voter = {0};
    char who[NAME_TEXT], name[NAME_TEXT], text[BALLOT_TEXT];
    TRY(box_field(d, &id));
    TRY(field_thing(d, FIELD_MANDATE, false, NOUN_TIE, TIE_MANDATE, &mandate_id));
    if (!acts_hidden(d) && !is_kind(l, d->h->actor, KIND_PERSON))
        return refuse(d, LAW_NOT_ENTITLED, "", "nobody", "a vote is a person's: say whose", "");
    TRY(tally_voter(d, id, mandate_id, &voter));
    uint32_t key = voter.mandate ? voter.mandate : pseudonym_met(d, id);
    if (step_find(l, id, STEP_CAST, key))
        return refuse(d, LAW_DONE_ALREADY, "", author_text(d, who), name_text(l, id, name), "");
    if (has(d, FIELD_CHOICE) == has(d, FIELD_GRADES))
        return refuse(d, LAW_MISSING_FIELD, "", "choice", "or grades, one of them", "");
    TRY(has(d, FIELD_GRADES) ? grades_of(d, id, &b) : choices_of(d, id, &b));
    TRY(ballot_fits(d, id, &b));
    if (!voter.mandate)
        key = pseudonym_meet(d, id, &(struct law_standing){voter.unit, voter.votes});
    const struct proc_row *p = proc(l, id);
    if (p->kind == PROC_ELECTION && election_method(l, p, NULL) & METHOD_OWN_DEFAULT &&
        !election_default(l, p))
        EMIT_TEXT(d, OPTION, BYTES_LIT(NONE), id, p->n_options + 1, 0);
    EMIT_TEXT(d, STEP, ballot_write(&b, text), id, STEP_CAST, key, b.option[0], voter.votes,
              voter.mandate);
    return LAW_ACCEPTED;
}

/* --- closing ---------------------------------------------------------------------------------- */

bool ballot_chooses(const struct law *l, const struct step_row *s, uint32_t option) {
    struct bytes rest = state_text(l, s->text);
    uint32_t n = 0;
    if (s->option == option)
        return true;
    for (size_t i = 0; i <= rest.n && (i == rest.n || rest.at[i] != ';'); i++) {
        if (i < rest.n && rest.at[i] >= '0' && rest.at[i] <= '9') {
            n = n * 10 + (uint32_t)(rest.at[i] - '0');
            continue;
        }
        if (n == option)
            return true;
        n = 0;
    }
    return false;
}

static void close_election(struct docket *d, uint32_t id) {
    struct law *l = d->l;
    bool by_votes = election_computed(l, proc(l, id)) && !proc(l, id)->number[PROC_CERTIFIED];
    for (uint32_t o = 1; by_votes && o <= proc(l, id)->n_options; o++) {
        int64_t votes = 0;
        for (uint32_t s = proc(l, id)->step_last; s; s = steps_at(l, s)->prev)
            if (steps_at(l, s)->kind == STEP_CAST && !steps_at(l, s)->voided &&
                ballot_chooses(l, steps_at(l, s), o))
                votes += steps_at(l, s)->weight;
        EMIT(d, TALLY, id, o, votes, 0);
    }
    election_decided(d, id);
}

static void close_box(struct docket *d, uint32_t id) {
    if (proc(d->l, id)->kind == PROC_VOTE) {
        vote_close(d, id);
        return;
    }
    close_election(d, id);
}

/* Its ballots are not cast one by one here: what decides it is a certified count. */
static bool on_paper(const struct law *l, const struct proc_row *p) {
    bool counted = election_counted(l, p) && p->number[PROC_STEPS];
    return !p->number[PROC_CERTIFIED] &&
           (election_drawn(l, p) || p->number[PROC_BALLOT] == BALLOT_SECRET ||
            (p->kind == PROC_ELECTION && !election_computed(l, p) && !counted));
}

enum law_verdict decide_close(struct docket *d) {
    struct law *l = d->l;
    uint32_t id = 0;
    char at[INSTANT_TEXT_MAX], name[NAME_TEXT];
    TRY(box_field(d, &id));
    const struct proc_row *p = proc(l, id);
    if (p->body)
        TRY(need_acts_for(d, p->body));
    else if (d->h->auth != AUTH_OPERATOR && d->h->auth != AUTH_CLERK)
        return refuse(d, LAW_NO_CAPACITY, "", "this actor", "the vote",
                      "a clerk or the time it ends");
    if (p->closes != INSTANT_MAX && d->now < p->closes)
        return refuse(d, LAW_TOO_EARLY, "", instant_text(p->closes, at), "", "");
    if (p->number[PROC_BALLOT] == BALLOT_SECRET && !p->number[PROC_CERTIFIED])
        return REFUSE(d, LAW_SECRET);
    if (on_paper(l, p) || thing(l, id)->state == STATE_WAITING)
        return refuse(d, LAW_CANNOT_DECIDE, "", name_text(l, id, name),
                      on_paper(l, p) ? "its count has to be certified"
                                     : "the votes are equal: the tie is settled first",
                      "");
    close_box(d, id);
    return LAW_ACCEPTED;
}

/* Its time is over. A ballot on paper waits for the count to be certified. */
void due_close(struct docket *d, uint32_t id) {
    const struct proc_row *p = proc(d->l, id);
    if (p->closed != INSTANT_MAX || (p->kind != PROC_VOTE && p->kind != PROC_ELECTION))
        return;
    if (on_paper(d->l, p))
        emit_state(d, id, 0, STATE_WAITING, d->now, 0, 0);
    else
        close_box(d, id);
}

/* --- certified counts ------------------------------------------------------------------------- */

struct sums { /* of the rows of a count */
    int64_t all, most, elected;
    int64_t least_elected, most_other; /* votes of those declared elected, and of the others */
};

static enum law_verdict row_ok(struct docket *d, uint32_t id, struct bytes row, struct sums *ret) {
    struct bytes option = value_in_map(row, "option").bytes;
    struct value n = value_in_map(row, "votes");
    char text[REFUSAL_ARG_BYTES], name[NAME_TEXT];
    uint32_t o = number_named(d->l, id, option);
    bool elected = value_in_map(row, "elected").i != 0;
    snprintf(text, sizeof(text), "%.*s", (int)option.n, (const char *)option.at);
    if (!o)
        return refuse(d, LAW_NOT_A_CANDIDATE, "", text, name_text(d->l, id, name), "");
    if (n.kind != VALUE_INT || n.i < 0 || n.i > UINT32_MAX)
        return REFUSE1(d, LAW_COUNT_WRONG, "each row has its votes, a whole number");
    if (proc(d->l, id)->kind == PROC_VOTE && !tally_units_fit(d->l, id, row))
        return REFUSE1(d, LAW_COUNT_WRONG, "more units than there are, or than votes");
    if (proc(d->l, id)->number[PROC_STEPS] &&
        options_at(d->l, option_numbered(d->l, id, o))->votes != n.i)
        return REFUSE1(d, LAW_COUNT_WRONG, "the ballots are counted already: only the tie is open");
    ret->all += n.i;
    ret->most = n.i > ret->most ? n.i : ret->most;
    ret->elected += elected;
    if (elected && n.i < ret->least_elected)
        ret->least_elected = n.i;
    if (!elected && n.i > ret->most_other)
        ret->most_other = n.i;
    return LAW_ACCEPTED;
}

/* What tellers declare must follow from their own numbers, where the method is computed here. */
static enum law_verdict declared_ok(struct docket *d, const struct proc_row *p,
                                    const struct sums *s) {
    char text[REFUSAL_ARG_BYTES];
    const struct seat_group *g = seat_group_of(d->l, p->subject, p->group);
    snprintf(text, sizeof(text), "%lld declared elected to %lld seats", (long long)s->elected,
             (long long)p->number[PROC_SEATS]);
    if (s->elected > p->number[PROC_SEATS])
        return REFUSE1(d, LAW_COUNT_WRONG, text);
    bool computed = election_computed(d->l, p);
    if (election_drawn(d->l, p) && (s->all || !s->elected))
        return REFUSE1(d, LAW_COUNT_WRONG,
                       "drawn by lot: nobody has votes, and it says who is drawn");
    if (!computed && !s->elected && s->all)
        return REFUSE1(d, LAW_COUNT_WRONG, "this method is counted on paper: say who is elected");
    if (computed && s->elected && g && !g->n_reserved && s->least_elected < s->most_other)
        return REFUSE1(d, LAW_COUNT_WRONG, "declared elected with fewer votes than another");
    if (thing(d->l, p->thing)->state == STATE_WAITING && p->number[PROC_STEPS] && !s->elected)
        return REFUSE1(d, LAW_COUNT_WRONG, "the votes are equal: say who is elected");
    return LAW_ACCEPTED;
}

/* The rows of a count that were looked at: which options they speak of. */
struct spoken {
    size_t n;
    uint32_t option[LIMIT_LIST];
};
static bool spoken_twice(struct spoken *s, uint32_t option) {
    for (size_t i = 0; i < s->n; i++)
        if (s->option[i] == option)
            return true;
    check(s->n < LIMIT_LIST); /* of the command's form */
    s->option[s->n++] = option;
    return false;
}

/* A count of members spoken for says how many delegates were there, and how many of them were for
 * it where that is asked. */
static enum law_verdict persons_ok(struct docket *d, uint32_t id) {
    const struct proc_row *p = proc(d->l, id);
    struct value v = field(d, FIELD_RESULT);
    struct value_list rows;
    struct bytes row;
    int64_t present = field(d, FIELD_PRESENT).i;
    if (!has(d, FIELD_PRESENT))
        return refuse(d, LAW_MISSING_FIELD, "", "present",
                      "how many delegates were there: votes here are members spoken for", "");
    if (present > entity(d->l, p->body)->seats_filled)
        return REFUSE1(d, LAW_COUNT_WRONG, "more present than sit in the body");
    value_rows_begin(&v, &rows);
    while (tally_counts_persons(d->l, id) && value_rows_next(&rows, &row))
        if (bytes_is(value_in_map(row, "option").bytes, "yes"))
            TRY(tally_persons_ok(d, row, present));
    return LAW_ACCEPTED;
}

static enum law_verdict rows_ok(struct docket *d, uint32_t id) {
    const struct proc_row *p = proc(d->l, id);
    struct value v = field(d, FIELD_RESULT);
    struct value_list rows;
    struct bytes row;
    struct sums s = {.least_elected = INT64_MAX};
    char text[REFUSAL_ARG_BYTES];
    struct spoken spoken = {0};
    value_rows_begin(&v, &rows);
    while (value_rows_next(&rows, &row)) {
        TRY(row_ok(d, id, row, &s));
        if (spoken_twice(&spoken, number_named(d->l, id, value_in_map(row, "option").bytes)))
            return REFUSE1(d, LAW_COUNT_WRONG, "one option has two rows");
    }
    int64_t eligible = p->number[PROC_ELIGIBLE], present = field(d, FIELD_PRESENT).i;
    bool weighted = p->body && tally_weighted(d->l, p->body);
    snprintf(text, sizeof(text), "%lld votes of %lld that may be cast",
             (long long)(p->kind == PROC_VOTE ? s.all : s.most), (long long)eligible);
    if (s.most > eligible || (p->kind == PROC_VOTE && s.all > eligible))
        return REFUSE1(d, LAW_COUNT_WRONG, text);
    if (p->kind == PROC_ELECTION)
        TRY(declared_ok(d, p, &s));
    if (weighted && p->kind == PROC_VOTE)
        TRY(persons_ok(d, id));
    if (has(d, FIELD_PRESENT) &&
        (present < 0 || (!weighted && p->kind == PROC_VOTE && present < s.all)))
        return REFUSE1(d, LAW_COUNT_WRONG, "more votes than were present");
    if (has(d, FIELD_PRESENT) && present > eligible)
        return REFUSE1(d, LAW_COUNT_WRONG, "more present than may vote");
    return LAW_ACCEPTED;
}

static int64_t emit_rows(struct docket *d, uint32_t id) {
    struct value v = field(d, FIELD_RESULT);
    struct value_list rows;
    struct bytes row;
    int64_t sum = 0, rank = 0;
    value_rows_begin(&v, &rows);
    while (value_rows_next(&rows, &row)) {
        uint32_t o = number_named(d->l, id, value_in_map(row, "option").bytes);
        int64_t votes = value_in_map(row, "votes").i, units = value_in_map(row, "units").i;
        bool elected = value_in_map(row, "elected").i != 0;
        int64_t persons = value_in_map(row, "persons").i;
        if (proc(d->l, id)->kind ==
            PROC_ELECTION) /* there it is the rank in which they are elected */
            units = elected ? ++rank : 0;
        else if (o == OPTION_YES && persons)
            EMIT(d, NUMBER, id, PROC_FOR, persons);
        EMIT(d, TALLY, id, o, votes, units);
        sum += votes;
    }
    return sum;
}

enum law_verdict decide_certify(struct docket *d) {
    struct law *l = d->l;
    uint32_t id = 0;
    char at[INSTANT_TEXT_MAX];
    TRY(box_field(d, &id));
    const struct proc_row *p = proc(l, id);
    if (p->opens > d->now)
        return refuse(d, LAW_TOO_EARLY, "", instant_text(p->opens, at), "", "");
    if (p->closes != INSTANT_MAX && d->now < p->closes)
        return refuse(d, LAW_TOO_EARLY, "", instant_text(p->closes, at), "", "");
    if (p->number[PROC_STEPS] && thing(l, id)->state != STATE_WAITING)
        return refuse(d, LAW_CONFLICT, "", "ballots cast one by one", "a count in the hall", "");
    if (p->body)
        TRY(need_acts_for(d, p->body));
    else if (d->h->auth != AUTH_OPERATOR && d->h->auth != AUTH_CLERK)
        return refuse(d, LAW_NO_CAPACITY, "", "this actor", "the count", "a clerk");
    TRY(tellers_ok(d, p->body, id));
    TRY(rows_ok(d, id));
    int64_t sum = emit_rows(d, id);
    EMIT(d, NUMBER, id, PROC_CERTIFIED, 1);
    EMIT(d, NUMBER, id, PROC_PRESENT, has(d, FIELD_PRESENT) ? field(d, FIELD_PRESENT).i : sum);
    close_box(d, id);
    return LAW_ACCEPTED;
}

/* --- instructions ----------------------------------------------------------------------------- */

/* Electors tell their delegate how to vote; whether it binds is the constitution's `mandate`. Kept
 * beside the vote, and compared with it (M16). */
enum law_verdict decide_instruct(struct docket *d) {
    uint32_t id = 0, on = 0;
    TRY(need_living(d));
    TRY(field_thing(d, FIELD_MANDATE, true, NOUN_TIE, TIE_MANDATE, &id));
    TRY(field_thing(d, FIELD_ON, false, 0, 0, &on));
    uint32_t sender = mandate(d->l, id)->sender;
    if (is_kind(d->l, sender, KIND_BODY))
        TRY(need_acts_for(d, sender));
    EMIT_TEXT(d, TEXT, field(d, FIELD_TEXT).bytes, id, 1, 0);
    if (on) { /* one instruction on one matter: a later one takes its place */
        struct value choice = field(d, FIELD_CHOICE), one = {0};
        struct value_list list;
        uint32_t before = tie_between(d->l, TIE_TASK, id, on);
        value_list_begin(&choice, &list);
        bool said = choice.kind != VALUE_NONE && value_list_next(&list, &one);
        if (before)
            EMIT(d, TIE_END, ties_at(d->l, before)->thing, d->now, 0);
        uint32_t word = said ? word_number(d, 0, one.bytes) : 0;
        emit_tie(d, TIE_TASK, id, 0, on, 0, word, d->now, INSTANT_MAX, STANDS_GRANTED, sender,
                 (struct bytes){0});
    }
    return LAW_ACCEPTED;
}
