/* Each kind of finding: one thing is broken in a constitution that is sound, and it is found there;
 * in the sound one it is not. */
#include "test.h"

#include "charter/finding.h"
#include "charter_random.h"
#include "charter_sound.h"

static struct sound sound;
static struct arena arena;

static struct finding *check_sound(void) {
    struct finding *f = NULL;
    arena_init(&arena, &alloc_heap, 16 << 20);
    EXPECT_INT(charter_check(&sound.c, &arena, &f), 0);
    return f;
}

static const struct finding *find(const struct finding *f, const char *code) {
    while (f && strcmp(f->kind->code, code) != 0)
        f = f->next;
    return f;
}

/* --- what is broken, kind by kind ------------------------------------------------------------- */
#define BREAK(name) static void break_##name(struct sound *s, struct charter *c)
#define BODY(i) (&s->bodies[i])
#define SEATS(i) (&s->groups[i][0])
#define STEP(act, i) (&s->acts[act].steps[i])

BREAK(name_twice) {
    BODY(PANEL)->name = BYTES_LIT("payment");
}
BREAK(unit_within_itself) {
    s->units[REGION].within = BRANCH;
}
BREAK(unit_without_voice) {
    s->units[BRANCH].voice = -1;
}
BREAK(voice_of_another) {
    s->units[REGION].voice = MEETING;
}
BREAK(body_without_seats) {
    BODY(PANEL)->n_groups = 0;
}
BREAK(seat_nobody_fills) {
    SEATS(EXECUTIVE)->from = (struct whos){0};
}
BREAK(body_without_members) { /* each fills the other, and neither is tied to anybody */
    SEATS(EXECUTIVE)->from = sound_by(s, AUDITORS);
    SEATS(AUDITORS)->from = sound_by(s, EXECUTIVE);
}
BREAK(order_not_said) {
    s->orders[0].name = BYTES_LIT("state");
    s->orders[1].name = BYTES_LIT("soviets");
    c->n_orders = 2;
}
BREAK(two_highest) { /* M28: an assembly of all members beside the congress of delegates */
    struct body_rule *b = sound_body(s, 6, "assembly", 75);
    s->groups[6][0].every_member = true;
    b->sits_every = (struct span){1, 'y'};
    sound_act(s, 4, "law", 95, sound_by(s, 6));
}
BREAK(sits_in_circle) {
    SEATS(EXECUTIVE)->sits_in = AUDITORS;
    SEATS(AUDITORS)->sits_in = EXECUTIVE;
}
BREAK(not_with_own_source) {
    SEATS(AUDITORS)->how = HOW_EX_OFFICIO;
    SEATS(AUDITORS)->from = sound_by(s, EXECUTIVE);
}
BREAK(bounds_crossed) {
    SEATS(CONGRESS)->at_least = 5;
    SEATS(CONGRESS)->at_most = 4;
}
BREAK(steps_after_each) {
    SEATS(CONGRESS)->number = (struct seat_number){
        .kind = NUMBER_STEPS, .unit = -1, .n_steps = 2,
        .steps = {{.each = 50, .seats = 1}, {.first = 100, .seats = 1}}};
}
BREAK(reserved_too_many) {
    SEATS(EXECUTIVE)->reserved[0].at_least = 16;
}
BREAK(method_needs_seats) {
    SEATS(EXECUTIVE)->number.seats = 1;
    SEATS(EXECUTIVE)->n_reserved = 0;
}
BREAK(method_for_one_seat) {
    SEATS(EXECUTIVE)->method = BYTES_LIT("irv");
}
BREAK(remainder_not_said) {
    SEATS(CONGRESS)->remainder = REMAINDER_NOT_SAID;
}
BREAK(uneven_seats) {
    SEATS(CONGRESS)->votes = VOTES_ONE;
}
BREAK(cap_on_seats) {
    SEATS(CONGRESS)->votes = VOTES_ONE;
    SEATS(CONGRESS)->at_most = 12;
}
BREAK(equal_seats) {
    SEATS(CONGRESS)->votes = VOTES_ONE;
    SEATS(CONGRESS)->number = sound_fixed(2);
}
BREAK(countback_without_rankings) {
    SEATS(AUDITORS)->method = BYTES_LIT("approval");
}
BREAK(alternates_missing) {
    SEATS(CONGRESS)->alternates.given = false;
}
BREAK(seat_for_ever) {
    BODY(AUDITORS)->term_given = GIVEN_ABSENT;
    BODY(AUDITORS)->recall.given = GIVEN_NONE;
}
BREAK(recall_not_said) {
    c->usual.recall.given = GIVEN_ABSENT;
}
BREAK(recall_none) {
    BODY(AUDITORS)->recall.given = GIVEN_NONE;
}
BREAK(recall_every_day) {
    c->usual.recall.again_after_given = GIVEN_ABSENT;
}
BREAK(recall_asked_by_nobody) {
    c->usual.recall.asked_by.given = GIVEN_ABSENT;
}
BREAK(recall_gathered_for_ever) {
    c->usual.recall.gathered_within.unit = 0;
}
BREAK(recall_of_office) {
    SEATS(AUDITORS)->how = HOW_EX_OFFICIO;
    BODY(AUDITORS)->recall = c->usual.recall;
}
BREAK(recall_of_minority) {
    c->usual.recall.removes_group = false;
}
BREAK(body_nobody_calls) {
    BODY(CONGRESS)->sits_every.unit = 0;
    BODY(CONGRESS)->called_by = sound_by(s, EXECUTIVE);
}
BREAK(body_not_called) {
    BODY(CONGRESS)->sits_every.unit = 0;
    BODY(CONGRESS)->called_by = (struct whos){0};
}
BREAK(term_before_electors) {
    sound_term(BODY(EXECUTIVE), 1, 'y');
}
BREAK(credentials_before_call) {
    BODY(CONGRESS)->notice = (struct span){21, 'd'};
}
BREAK(act_by_nobody) {
    s->acts[RESOLUTION].n_steps = 0;
}
BREAK(agreement_of_one) {
    s->acts[RESOLUTION].agreement = true;
    s->acts[RESOLUTION].between = sound_by(s, CONGRESS);
}
BREAK(share_of_members) {
    BODY(EXECUTIVE)->quorum = sound_share(2, 3, BASE_MEMBERS);
}
BREAK(more_than_there_are) {
    BODY(EXECUTIVE)->quorum = sound_count(16, BASE_FILLED);
}
BREAK(units_not_in_body) {
    STEP(PAYMENT, 0)->majority = sound_majority_of(sound_more_than(1, 2, BASE_UNITS));
    STEP(PAYMENT, 0)->majority.each[0].share.of = BRANCH;
}
BREAK(electors_of_no_seat) {
    STEP(PAYMENT, 0)->majority = sound_majority_of(sound_more_than(1, 2, BASE_ELECTORS));
}
BREAK(plurality_of_yes_and_no) {
    STEP(RESOLUTION, 0)->majority = sound_majority(MAJORITY_PLURALITY);
}
BREAK(quorum_again_not_lower) {
    BODY(MEETING)->quorum_again.quorum = sound_share(1, 20, BASE_MEMBERS);
}
BREAK(turnout_of_body) {
    STEP(RESOLUTION, 0)->turnout = sound_share(1, 2, BASE_SEATS);
}
BREAK(no_quorum) {
    BODY(EXECUTIVE)->quorum.given = GIVEN_NONE;
}
BREAK(otherwise_missing) {
    STEP(AMENDMENT, 1)->otherwise = OTHERWISE_NOT_SAID;
}
BREAK(needed_without_each) {
    STEP(AMENDMENT, 1)->by.each[0].each = false;
}
BREAK(needed_of_others) {
    STEP(AMENDMENT, 1)->needed.of = REGION;
}
BREAK(every_unit_can_stop) {
    STEP(AMENDMENT, 1)->needed.given = GIVEN_ABSENT;
}
BREAK(notice_after_deadline) {
    STEP(RESOLUTION, 0)->within = (struct span){30, 'd'};
    STEP(RESOLUTION, 0)->otherwise = OTHERWISE_FALLS;
}
BREAK(lapses_before_force) {
    s->acts[STRIKE].lapses = (struct span){2, 'd'};
    s->acts[STRIKE].in_force = IN_FORCE_AFTER;
    s->acts[STRIKE].in_force_after = (struct span){5, 'd'};
}
BREAK(two_can_win) {
    STEP(RESOLUTION, 0)->majority = sound_majority_of(sound_share(1, 2, BASE_CAST));
}
BREAK(one_can_stop) {
    STEP(PAYMENT, 0)->majority = sound_majority_of(sound_share(19, 20, BASE_SEATS));
}
BREAK(one_decides) {
    SEATS(EXECUTIVE)->number.seats = 1;
}
BREAK(amendment_missing) {
    s->acts[AMENDMENT].changes = CHANGES_NOTHING;
}
BREAK(amendment_as_any) {
    s->acts[AMENDMENT].n_steps = 1;
    STEP(AMENDMENT, 0)->majority.given = GIVEN_ABSENT;
    STEP(AMENDMENT, 0)->quorum.given = GIVEN_ABSENT;
}
BREAK(amendment_way_round) {
    s->acts[RESOLUTION].changes = CHANGES_CONSTITUTION;
}
BREAK(amendment_of_itself) {
}
BREAK(power_over_nothing) {
    s->powers[ANNUL].n_what = 0;
}
BREAK(where_field_unknown) {
    s->powers[COUNTERSIGN].where_field = BYTES_LIT("hours");
}
BREAK(must_without_end) {
    s->powers[COUNTERSIGN].within = (struct span){0};
}
BREAK(veto_without_window) {
    s->powers[ANNUL].verbs = 1u << VERB_VETO;
}
BREAK(countersigns_itself) {
    s->powers[COUNTERSIGN].who = sound_by(s, EXECUTIVE);
}
BREAK(block_each_other) { /* three in a circle: executive -> auditors -> panel -> executive */
    sound_act(s, 4, "report", 95, sound_by(s, AUDITORS));
    sound_act(s, 5, "verdict", 96, sound_by(s, PANEL));
    sound_what(sound_power(s, 4, VERB_CONSENT, PANEL, "powers.5"), 4);
    sound_what(sound_power(s, 5, VERB_CONSENT, EXECUTIVE, "powers.6"), 5);
}
BREAK(veto_each_other) {
    sound_act(s, 4, "report", 95, sound_by(s, AUDITORS));
    sound_what(sound_power(s, 4, VERB_VETO, EXECUTIVE, "powers.5"), 4);
    sound_what(sound_power(s, 5, VERB_VETO, AUDITORS, "powers.6"), PAYMENT);
    s->powers[4].within = s->powers[5].within = (struct span){7, 'd'};
}
BREAK(checker_may_sit) {
    BODY(AUDITORS)->not_with = (struct whos){0};
}
BREAK(checker_sent) {
    SEATS(AUDITORS)->from = sound_by(s, EXECUTIVE);
}
BREAK(checker_without_quorum) {
    BODY(AUDITORS)->quorum = sound_count(4, BASE_FILLED);
}
BREAK(objections_after_roll) {
    c->members.roll_objections = (struct span){31, 'd'};
}
BREAK(small_public_votes) {
    c->publicity.votes_in[0].body = COMMITTEE;
}
BREAK(small_cells) {
    c->publicity.turnout_cell_min = 3;
}
BREAK(publicity_not_said) {
    c->publicity.given = false;
}
BREAK(disputes_not_said) {
    c->disputes.given = false;
}
BREAK(final_is_first) {
    c->disputes.final = c->disputes.to;
}
BREAK(trust_not_said) {
    c->trust.given = false;
}
BREAK(trustees_needed) {
    c->trust.trustees_needed = 4;
}
BREAK(witnesses_none) {
    c->trust.witnesses = 0;
}
BREAK(adoption_not_said) {
    c->adoption.given = false;
}
BREAK(opening_not_said) {
    c->adoption.opening = false;
}
BREAK(opening_checked_by_itself) {
    c->adoption.checked_by = c->adoption.declared_by;
}
BREAK(not_stated) {
    c->past = true;
    BODY(EXECUTIVE)->quorum = (struct share){.given = GIVEN_NOT_STATED, .of = -1};
}

#define CASE(code, name, path) {code, path, break_##name}
static const struct {
    const char *code, *path;
    void (*breaks)(struct sound *s, struct charter *c);
} broken[] = {
    CASE("name-twice", name_twice, "acts.payment"),
    CASE("unit-within-itself", unit_within_itself, "units.branch.within"),
    CASE("unit-without-voice", unit_without_voice, "bodies.congress.called-by"),
    CASE("voice-of-another", voice_of_another, "units.region.voice"),
    CASE("body-without-seats", body_without_seats, "bodies.judicial-panel"),
    CASE("seat-nobody-fills", seat_nobody_fills, "bodies.executive"),
    CASE("body-without-members", body_without_members, "bodies.executive.seats"),
    CASE("order-not-said", order_not_said, "bodies.congress"),
    CASE("two-highest", two_highest, "assembly"),
    CASE("sits-in-circle", sits_in_circle, "bodies.executive.sits-in"),
    CASE("not-with-own-source", not_with_own_source, "bodies.auditors.not-with"),
    CASE("bounds-crossed", bounds_crossed, "bodies.congress.at-least"),
    CASE("steps-after-each", steps_after_each, "bodies.congress.number"),
    CASE("reserved-too-many", reserved_too_many, "bodies.executive.reserved"),
    CASE("method-needs-seats", method_needs_seats, "bodies.executive.method"),
    CASE("method-for-one-seat", method_for_one_seat, "bodies.executive.method"),
    CASE("remainder-not-said", remainder_not_said, "bodies.congress"),
    CASE("uneven-seats", uneven_seats, "bodies.congress.number"),
    CASE("cap-on-seats", cap_on_seats, "bodies.congress.at-most"),
    CASE("equal-seats", equal_seats, "bodies.congress.number"),
    CASE("countback-without-rankings", countback_without_rankings, "bodies.auditors.vacancy"),
    CASE("alternates-missing", alternates_missing, "bodies.congress.vacancy"),
    CASE("seat-for-ever", seat_for_ever, "bodies.auditors"),
    CASE("recall-not-said", recall_not_said, "bodies.branch-committee"),
    CASE("recall-none", recall_none, "bodies.auditors.recall"),
    CASE("recall-every-day", recall_every_day, "usual.recall"),
    CASE("recall-asked-by-nobody", recall_asked_by_nobody, "usual.recall"),
    CASE("recall-gathered-for-ever", recall_gathered_for_ever, "usual.recall"),
    CASE("recall-of-office", recall_of_office, "bodies.auditors.recall"),
    CASE("recall-of-minority", recall_of_minority, "bodies.branch-committee.recall"),
    CASE("body-nobody-calls", body_nobody_calls, "bodies.congress.called-by"),
    CASE("body-not-called", body_not_called, "bodies.congress"),
    CASE("term-before-electors", term_before_electors, "bodies.executive.term"),
    CASE("credentials-before-call", credentials_before_call, "bodies.congress.credentials"),
    CASE("act-by-nobody", act_by_nobody, "acts.resolution"),
    CASE("agreement-of-one", agreement_of_one, "acts.resolution.between"),
    CASE("share-of-members", share_of_members, "bodies.executive.quorum"),
    CASE("more-than-there-are", more_than_there_are, "bodies.executive.quorum"),
    CASE("units-not-in-body", units_not_in_body, "acts.payment.majority"),
    CASE("electors-of-no-seat", electors_of_no_seat, "acts.payment.majority"),
    CASE("plurality-of-yes-and-no", plurality_of_yes_and_no, "acts.resolution.majority"),
    CASE("quorum-again-not-lower", quorum_again_not_lower, "bodies.branch-meeting.quorum-again"),
    CASE("turnout-of-body", turnout_of_body, "acts.resolution.turnout"),
    CASE("no-quorum", no_quorum, "bodies.executive.quorum"),
    CASE("otherwise-missing", otherwise_missing, "acts.amendment.within"),
    CASE("needed-without-each", needed_without_each, "acts.amendment.needed"),
    CASE("needed-of-others", needed_of_others, "acts.amendment.needed"),
    CASE("every-unit-can-stop", every_unit_can_stop, "acts.amendment.needed"),
    CASE("notice-after-deadline", notice_after_deadline, "acts.resolution.within"),
    CASE("lapses-before-force", lapses_before_force, "acts.strike.lapses"),
    CASE("two-can-win", two_can_win, "acts.resolution.majority"),
    CASE("one-can-stop", one_can_stop, "acts.payment.majority"),
    CASE("one-decides", one_decides, "acts.payment.by"),
    CASE("amendment-missing", amendment_missing, "acts"),
    CASE("amendment-as-any", amendment_as_any, "acts.amendment"),
    CASE("amendment-way-round", amendment_way_round, "acts.resolution"),
    CASE("amendment-of-itself", amendment_of_itself, "acts.amendment"),
    CASE("power-over-nothing", power_over_nothing, "powers.3"),
    CASE("where-field-unknown", where_field_unknown, "powers.1.where"),
    CASE("must-without-end", must_without_end, "powers.1.within"),
    CASE("veto-without-window", veto_without_window, "powers.3.within"),
    CASE("countersigns-itself", countersigns_itself, "powers.1"),
    CASE("block-each-other", block_each_other, "bodies.executive"),
    CASE("veto-each-other", veto_each_other, "bodies.auditors"),
    CASE("checker-may-sit", checker_may_sit, "bodies.auditors.not-with"),
    CASE("checker-sent", checker_sent, "bodies.auditors.seats"),
    CASE("checker-without-quorum", checker_without_quorum, "powers.1"),
    CASE("objections-after-roll", objections_after_roll, "members.roll"),
    CASE("small-public-votes", small_public_votes, "publicity.votes-in"),
    CASE("small-cells", small_cells, "publicity.turnout-of-units"),
    CASE("publicity-not-said", publicity_not_said, "publicity"),
    CASE("disputes-not-said", disputes_not_said, "disputes"),
    CASE("final-is-first", final_is_first, "disputes.final"),
    CASE("trust-not-said", trust_not_said, "trust"),
    CASE("trustees-needed", trustees_needed, "trust.trustees"),
    CASE("witnesses-none", witnesses_none, "trust.witnesses"),
    CASE("adoption-not-said", adoption_not_said, "adoption"),
    CASE("opening-not-said", opening_not_said, "adoption.opening"),
    CASE("opening-checked-by-itself", opening_checked_by_itself, "adoption.opening"),
    CASE("not-stated", not_stated, "bodies.executive.quorum"),
};
#define CASES (sizeof(broken) / sizeof(broken[0]))

/* Every part that the sentence names is there, and it ends as one. */
static void expect_sentence(const struct finding *f) {
    struct buf b;
    buf_init(&b, &alloc_heap, 4000);
    phrase_write(&f->says, NULL, NULL, &b);
    for (int i = 0; i < PHRASE_PARTS; i++) {
        const char place[] = {'%', (char)('1' + i), 0};
        bool has = f->says.parts[i].text.n > 0 || f->says.parts[i].phrase;
        if (strstr(f->kind->text, place) ? !has : has)
            TEST_FAIL_("%s: part %d of \"%s\"", f->kind->code, i + 1, f->kind->text);
    }
    EXPECT(b.n > 10 && b.at[b.n - 1] == '.');
    buf_drop(&b);
}

TEST(a_sound_constitution_has_no_findings_but_that_it_can_change_itself) {
    sound_make(&sound);
    const struct finding *f = check_sound();
    for (const struct finding *i = f; i; i = i->next)
        EXPECT_STR(i->kind->code, "amendment-of-itself");
    arena_drop(&arena);
    sound.acts[AMENDMENT].changes = CHANGES_NOTHING;
    EXPECT(!find(check_sound(), "amendment-of-itself"));
    arena_drop(&arena);
}

TEST(what_is_broken_is_found_where_it_stands) {
    for (size_t i = 0; i < CASES; i++) {
        sound_make(&sound);
        broken[i].breaks(&sound, &sound.c);
        const struct finding *f = find(check_sound(), broken[i].code);
        if (!f) {
            TEST_FAIL_("%s is not found", broken[i].code);
        } else {
            EXPECT_BYTES(f->article.path, bytes_str(broken[i].path));
            if (!sound.c.past)
                EXPECT_INT(f->severity, f->kind->severity);
            expect_sentence(f);
        }
        arena_drop(&arena);
    }
}

TEST(every_kind_of_finding_has_its_case) {
    size_t n;
    const struct finding_kind *kinds = finding_kinds(&n);
    EXPECT_INT(n, CASES);
    for (size_t i = 0; i < n; i++) {
        bool has = false;
        for (size_t j = 0; j < CASES; j++)
            has |= strcmp(kinds[i].code, broken[j].code) == 0;
        if (!has)
            TEST_FAIL_("no case for %s", kinds[i].code);
        EXPECT(kinds[i].remedy && kinds[i].remedy[0]);
        for (size_t j = 0; j < i; j++)
            EXPECT(strcmp(kinds[i].code, kinds[j].code) != 0);
    }
}

/* A record of the past breaks no rule by what its source does not say. */
TEST(in_a_record_of_the_past_what_is_not_said_is_a_notice) {
    for (size_t i = 0; i < CASES; i++) {
        sound_make(&sound);
        broken[i].breaks(&sound, &sound.c);
        sound.c.past = true;
        const struct finding *f = find(check_sound(), broken[i].code);
        size_t n;
        const struct finding_kind *kind = finding_kinds(&n);
        while (strcmp(kind->code, broken[i].code) != 0)
            kind++;
        if (kind->past == PAST_SILENT)
            EXPECT(!f);
        else if (kind->past == PAST_NOTICE && f)
            EXPECT_INT(f->severity, SEVERITY_NOTICE);
        else if (kind->past == PAST_WARNING && f)
            EXPECT(f->severity <= SEVERITY_WARNING);
        else if (kind->past == PAST_SAME)
            EXPECT(f && f->severity == kind->severity);
        arena_drop(&arena);
    }
}

static void says(const struct finding *f, char *ret, size_t room) {
    struct buf b;
    buf_init(&b, &alloc_heap, room - 1);
    phrase_write(&f->says, NULL, NULL, &b);
    snprintf(ret, room, "%.*s", (int)b.n, (const char *)b.at);
    buf_drop(&b);
}

TEST(findings_say_it_in_words) {
    static const struct {
        const char *code, *text;
    } texts[] = {
        {"unit-within-itself", "branch is within itself (branch > region > branch)."},
        {"share-of-members",
         "2/3 of members cannot be met in executive: it has seats, not members."},
        {"more-than-there-are", "16 of filled cannot be met in executive: it has 15 seats."},
        {"cap-on-seats", "A unit has at most 12 seats in congress: beyond 1101 members its further "
                         "members add nothing to its voice."},
        {"uneven-seats",
         "One seat in congress can stand for 25 of a unit of 25 members, and for 100 "
         "of a unit of 100 members."},
        {"block-each-other",
         "executive, judicial-panel and auditors wait for each other's consent: "
         "each can keep the other from acting for ever."},
        {"notice-after-deadline",
         "congress must decide within 30 days, and needs 90 days notice to sit."},
        {"two-highest",
         "congress and assembly both decide for the whole federation, and neither "
         "answers to the other: nothing settles what holds when resolution of the one "
         "contradicts law of the other."},
        {"must-without-end",
         "auditors must countersign payment within no time: it can hold it for ever."},
    };
    char text[400];
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        size_t j = 0;
        while (strcmp(broken[j].code, texts[i].code) != 0)
            j++;
        sound_make(&sound);
        broken[j].breaks(&sound, &sound.c);
        const struct finding *f = find(check_sound(), texts[i].code);
        REQUIRE(f);
        says(f, text, sizeof(text));
        EXPECT_STR(text, texts[i].text);
        arena_drop(&arena);
    }
}

static struct bytes greek(void *context, const char *msgid) {
    ++*(int *)context;
    return bytes_str(strcmp(msgid, "%1 seats") == 0 ? "%1 έδρες" : msgid);
}

TEST(a_finding_is_translated_piece_by_piece) {
    struct buf b;
    int asked = 0;
    sound_make(&sound);
    break_more_than_there_are(&sound, &sound.c);
    const struct finding *f = find(check_sound(), "more-than-there-are");
    REQUIRE(f);
    buf_init(&b, &alloc_heap, 400);
    phrase_write(&f->says, greek, &asked, &b);
    EXPECT_BYTES(buf_view(&b),
                 BYTES_LIT("16 of filled cannot be met in executive: it has 15 έδρες."));
    EXPECT_INT(asked, 2);
    buf_drop(&b);
    arena_drop(&arena);
}

/* --- win tests: decided from the constitution alone ------------------------------------------- */
static bool found_with(struct majority m, const char *code) {
    sound_make(&sound);
    sound.acts[PAYMENT].steps[0].majority = m; /* by the executive, of 15 */
    bool found = find(check_sound(), code) != NULL;
    arena_drop(&arena);
    return found;
}

TEST(a_proposal_and_its_opposite_can_both_win_with_half_or_less) {
    EXPECT(found_with(sound_majority_of(sound_share(1, 3, BASE_FILLED)), "two-can-win"));
    EXPECT(found_with(sound_majority_of(sound_share(1, 2, BASE_FILLED)), "two-can-win"));
    EXPECT(!found_with(sound_majority_of(sound_more_than(1, 2, BASE_FILLED)), "two-can-win"));
    EXPECT(found_with(sound_majority_of(sound_count(7, BASE_FILLED)), "two-can-win"));
    EXPECT(!found_with(sound_majority_of(sound_count(8, BASE_FILLED)), "two-can-win"));
    EXPECT(!found_with(sound_majority(MAJORITY_SIMPLE), "two-can-win"));
    /* concurrent: one proper part is enough */
    struct majority both = sound_majority(MAJORITY_SIMPLE);
    both.n = 2;
    both.each[1] = (struct majority_part){MAJORITY_SHARE, sound_share(1, 3, BASE_FILLED)};
    EXPECT(!found_with(both, "two-can-win"));
}

TEST(one_alone_can_stop_what_needs_all_of_them) {
    EXPECT(found_with(sound_majority(MAJORITY_UNANIMOUS), "one-can-stop"));
    EXPECT(found_with(sound_majority_of(sound_share(29, 30, BASE_SEATS)), "one-can-stop"));
    EXPECT(!found_with(sound_majority_of(sound_share(14, 15, BASE_SEATS)), "one-can-stop"));
    EXPECT(found_with(sound_majority_of(sound_more_than(14, 15, BASE_SEATS)), "one-can-stop"));
    EXPECT(found_with(sound_majority_of(sound_count(15, BASE_PRESENT)), "one-can-stop"));
    EXPECT(!found_with(sound_majority_of(sound_count(16, BASE_PRESENT)), "one-can-stop"));
    EXPECT(found_with(sound_majority_of(sound_count(16, BASE_PRESENT)), "more-than-there-are"));
}

TEST(a_deadline_makes_holding_up_harmless) {
    sound_make(&sound);
    break_block_each_other(&sound, &sound.c);
    sound.powers[5].within = (struct span){14, 'd'};
    sound.powers[5].otherwise = OTHERWISE_STANDS;
    EXPECT(!find(check_sound(), "block-each-other"));
    arena_drop(&arena);
    sound.powers[5].otherwise = OTHERWISE_FALLS; /* silence still kills the act */
    EXPECT(find(check_sound(), "block-each-other"));
    arena_drop(&arena);
}

TEST(findings_come_in_the_order_of_the_text) {
    sound_make(&sound);
    for (size_t i = 0; i < CASES; i++)
        broken[i].breaks(&sound, &sound.c);
    uint32_t line = 0;
    size_t n = 0;
    for (const struct finding *f = check_sound(); f; f = f->next, n++) {
        EXPECT(f->article.line >= line);
        line = f->article.line;
    }
    EXPECT(n > 25);
    arena_drop(&arena);
}

/* Whatever the bytes of a constitution hold, looking at it ends, in words, or for want of
 * memory. */
TEST(constitutions_by_chance_are_looked_at_to_the_end) {
    for (uint64_t seed = 1; seed <= 40; seed++) {
        struct arena a, small;
        struct finding *f = NULL, *none = NULL;
        arena_init(&a, &alloc_heap, 64 << 20);
        struct charter *c = chance_charter(seed, 10 + (int)(seed % 4) * 25, &a);
        EXPECT_INT(charter_check(c, &a, &f), 0);
        EXPECT(f);
        arena_init(&small, &alloc_heap, 3000 + (size_t)seed * 40);
        EXPECT_INT(charter_check(c, &small, &none), ERR_NOMEM);
        EXPECT(!none);
        arena_drop(&small);
        arena_drop(&a);
    }
}

TEST_MAIN(T(a_sound_constitution_has_no_findings_but_that_it_can_change_itself),
          T(what_is_broken_is_found_where_it_stands), T(every_kind_of_finding_has_its_case),
          T(in_a_record_of_the_past_what_is_not_said_is_a_notice), T(findings_say_it_in_words),
          T(a_finding_is_translated_piece_by_piece),
          T(a_proposal_and_its_opposite_can_both_win_with_half_or_less),
          T(one_alone_can_stop_what_needs_all_of_them), T(a_deadline_makes_holding_up_harmless),
          T(findings_come_in_the_order_of_the_text),
          T(constitutions_by_chance_are_looked_at_to_the_end))
