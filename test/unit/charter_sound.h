/* A small constitution with nothing wrong in it, built by hand; tests break one thing of it at a
 * time. A union of branches within regions: each branch has a meeting and a committee; the branches
 * send delegates to a congress; congress elects an executive and auditors; a panel settles
 * disputes. */
#ifndef KOINON_TEST_CHARTER_SOUND_H
#define KOINON_TEST_CHARTER_SOUND_H

#include "charter/charter.h"

enum sound_unit { BRANCH, REGION };
enum sound_body { MEETING, COMMITTEE, CONGRESS, EXECUTIVE, AUDITORS, PANEL };
enum sound_act { RESOLUTION, PAYMENT, STRIKE, AMENDMENT };
enum sound_power { COUNTERSIGN, INSPECT, ANNUL, CERTIFY };

struct sound {
    struct charter c;
    struct unit_rule units[4];
    struct association_rule associations[2];
    struct order_rule orders[3];
    struct entity_rule entities[2];
    struct body_rule bodies[10];
    struct seat_group groups[10][3];
    struct act_rule acts[8];
    struct power_rule powers[10];
    struct kind_rule kinds[1];
};

static inline struct share sound_share(int64_t num, int64_t den, uint8_t base) {
    return (struct share){.given = GIVEN_SAID, .ratio = {num, den}, .base = base, .of = -1};
}
static inline struct share sound_more_than(int64_t num, int64_t den, uint8_t base) {
    struct share s = sound_share(num, den, base);
    s.more_than = true;
    return s;
}
static inline struct share sound_count(int64_t n, uint8_t base) {
    struct share s = sound_share(n, 1, base);
    s.count = true;
    return s;
}
static inline struct majority sound_majority(uint8_t kind) {
    struct majority m = {.given = GIVEN_SAID, .n = 1};
    m.each[0].kind = kind;
    m.each[0].share.of = -1;
    return m;
}
static inline struct majority sound_majority_of(struct share s) {
    struct majority m = sound_majority(MAJORITY_SHARE);
    m.each[0].share = s;
    return m;
}
static inline struct who sound_who(uint8_t kind, int of, const char *name) {
    return (struct who){.kind = kind, .of = (int16_t)of, .share.of = -1, .name = bytes_str(name)};
}
static inline struct whos sound_whos(struct who w) {
    struct whos ws = {.given = GIVEN_SAID, .n = 1};
    ws.each[0] = w;
    return ws;
}
static inline struct who sound_body_who(const struct sound *s, int body) {
    struct who w = {.kind = WHO_BODY, .of = (int16_t)body, .share.of = -1};
    w.name = s->bodies[body].name;
    return w;
}
static inline struct whos sound_by(const struct sound *s, int body) {
    return sound_whos(sound_body_who(s, body));
}
static inline struct whos sound_by_two(const struct sound *s, int one, int other) {
    struct whos ws = sound_by(s, one);
    ws.each[ws.n++] = sound_body_who(s, other);
    return ws;
}
static inline struct article sound_article(uint32_t line, const char *path) {
    return (struct article){line, bytes_str(path)};
}
static inline struct seat_number sound_fixed(int seats) {
    return (struct seat_number){.kind = NUMBER_FIXED, .seats = seats, .unit = -1};
}

static inline struct body_rule *sound_body(struct sound *s, int i, const char *name,
                                           uint32_t line) {
    static const char *const paths[] = {"bodies.branch-meeting", "bodies.branch-committee",
                                        "bodies.congress",       "bodies.executive",
                                        "bodies.auditors",       "bodies.judicial-panel"};
    struct body_rule *b = &s->bodies[i];
    *b = (struct body_rule){.article = sound_article(line, i < 6 ? paths[i] : name),
                            .name = bytes_str(name), .order = -1, .becomes = -1, .n_groups = 1,
                            .groups = s->groups[i], .quorum.of = -1};
    s->groups[i][0] = (struct seat_group){.sits_in = -1, .number = {.unit = -1}};
    s->groups[i][0].article = b->article;
    if (s->c.n_bodies <= i)
        s->c.n_bodies = (uint16_t)(i + 1);
    return b;
}
static inline void sound_term(struct body_rule *b, int32_t count, char unit) {
    b->term_given = GIVEN_SAID;
    b->term = (struct span){count, unit};
}

static inline void sound_usual(struct usual *u) {
    u->quorum = sound_share(1, 2, BASE_FILLED);
    u->majority = sound_majority(MAJORITY_SIMPLE);
    u->notice_given = GIVEN_SAID;
    u->notice = (struct span){7, 'd'};
    u->recall = (struct recall){.given = GIVEN_SAID, .article = sound_article(10, "usual.recall"),
                                .asked_by = sound_share(1, 10, BASE_ELECTORS),
                                .gathered_within = {30, 'd'}, .removes_given = GIVEN_SAID,
                                .removes_group = true, .turnout = sound_share(1, 4, BASE_ELECTORS),
                                .majority = sound_majority(MAJORITY_SIMPLE),
                                .again_after_given = GIVEN_SAID, .again_after = {6, 'm'},
                                .decided_by = sound_who(WHO_ELECTORS, -1, "electors")};
    u->vacancy = VACANCY_BY_ELECTION;
}

static inline void sound_meeting(struct sound *s) {
    struct body_rule *b = sound_body(s, MEETING, "branch-meeting", 30);
    b->n_for_each = 1;
    b->for_each[0].of = BRANCH;
    s->groups[MEETING][0].every_member = true;
    b->quorum = sound_share(1, 20, BASE_MEMBERS);
    b->quorum_again = (struct quorum_again){true, {7, 'd'}, sound_share(1, 40, BASE_MEMBERS)};
    b->called_by = sound_whos(sound_who(WHO_SHARE, -1, "1/10 of members"));
    b->called_by.each[0].share = sound_share(1, 10, BASE_MEMBERS);
}

static inline void sound_committee(struct sound *s) {
    struct body_rule *b = sound_body(s, COMMITTEE, "branch-committee", 36);
    struct seat_group *g = &s->groups[COMMITTEE][0];
    b->n_for_each = 1;
    b->for_each[0].of = BRANCH;
    g->from = sound_by(s, MEETING);
    g->number = sound_fixed(5);
    g->method = BYTES_LIT("scottish-stv");
    g->ballot_given = GIVEN_SAID;
    g->ballot = BALLOT_SECRET;
    sound_term(b, 2, 'y');
    b->sits_every = (struct span){1, 'm'};
    b->vacancy = VACANCY_COUNTBACK;
    b->accountable_to = sound_by(s, MEETING);
}

static inline void sound_congress(struct sound *s) {
    struct body_rule *b = sound_body(s, CONGRESS, "congress", 42);
    struct seat_group *g = &s->groups[CONGRESS][0];
    g->from = sound_by(s, MEETING);
    g->number = (struct seat_number){.kind = NUMBER_PER_MEMBERS, .members = 100, .unit = -1};
    g->rounding = ROUNDING_UP;
    g->votes = VOTES_MEMBERS;
    g->remainder = REMAINDER_CHAIR;
    g->method = BYTES_LIT("scottish-stv");
    g->alternates.given = g->alternates.same = true;
    g->credentials.given = true;
    g->credentials.sent = (struct span){30, 'd'};
    g->credentials.settled_by = sound_who(WHO_BODY, PANEL, "judicial-panel");
    b->term_given = GIVEN_SAID;
    b->term_until_next = true;
    b->vacancy = VACANCY_ALTERNATE;
    b->sits_every = (struct span){2, 'y'};
    b->notice_given = GIVEN_SAID;
    b->notice = (struct span){90, 'd'};
    b->called_by = sound_whos(sound_who(WHO_SHARE, -1, "1/3 of branches"));
    b->called_by.each[0].share = sound_share(1, 3, BASE_UNITS);
    b->called_by.each[0].share.of = BRANCH;
}

static inline void sound_elected(struct sound *s, int body, const char *name, uint32_t line,
                                 int seats) {
    struct body_rule *b = sound_body(s, body, name, line);
    struct seat_group *g = &s->groups[body][0];
    g->from = sound_by(s, CONGRESS);
    g->number = sound_fixed(seats);
    g->method = BYTES_LIT("meek");
    sound_term(b, 2, 'y');
    b->sits_every = (struct span){1, 'm'};
    b->accountable_to = sound_by(s, CONGRESS);
    b->vacancy = VACANCY_COUNTBACK;
}

static inline void sound_panel(struct sound *s) {
    struct body_rule *b = sound_body(s, PANEL, "judicial-panel", 70);
    struct seat_group *g = &s->groups[PANEL][0];
    g->from = sound_by(s, MEETING);
    g->number = (struct seat_number){.kind = NUMBER_PER_UNIT, .seats = 1, .unit = REGION};
    g->how = HOW_DRAWN_BY_LOT;
    sound_term(b, 4, 'y');
    b->sits_every = (struct span){3, 'm'};
    b->not_with = sound_by_two(s, EXECUTIVE, AUDITORS);
}

static inline void sound_bodies(struct sound *s) {
    sound_meeting(s);
    sound_committee(s);
    sound_congress(s);
    sound_elected(s, EXECUTIVE, "executive", 55, 15);
    sound_elected(s, AUDITORS, "auditors", 62, 3);
    s->groups[EXECUTIVE][0].n_reserved = 1;
    s->groups[EXECUTIVE][0].reserved[0] = (struct reserved){BYTES_LIT("women"), 6};
    s->bodies[AUDITORS].not_with = sound_by_two(s, EXECUTIVE, COMMITTEE);
    s->bodies[COMMITTEE].recall.given = GIVEN_ABSENT;
    sound_panel(s);
}

static inline struct decision *sound_act(struct sound *s, int i, const char *name, uint32_t line,
                                         struct whos by) {
    static const char *const paths[] = {"acts.resolution", "acts.payment", "acts.strike",
                                        "acts.amendment"};
    struct act_rule *a = &s->acts[i];
    *a = (struct act_rule){.article = sound_article(line, i < 4 ? paths[i] : name),
                           .name = bytes_str(name), .n_steps = 1,
                           .terms_judged_by = {.of = -1}};
    a->steps[0] = (struct decision){.article = a->article, .by = by, .quorum.of = -1};
    if (s->c.n_acts <= i)
        s->c.n_acts = (uint16_t)(i + 1);
    return &a->steps[0];
}

static inline void sound_acts(struct sound *s) {
    sound_act(s, RESOLUTION, "resolution", 80, sound_by(s, CONGRESS));
    sound_act(s, PAYMENT, "payment", 82, sound_by(s, EXECUTIVE));
    s->acts[PAYMENT].n_fields = 1;
    s->acts[PAYMENT].fields[0] = (struct act_field){BYTES_LIT("amount"), FIELD_KIND_MONEY};
    struct decision *strike = sound_act(s, STRIKE, "strike", 84,
                                        sound_whos(sound_who(WHO_MEMBERS, -1, "members")));
    strike->turnout = sound_share(1, 2, BASE_MEMBERS);
    strike->majority = sound_majority(MAJORITY_SIMPLE);
    strike->majority.n = 2;
    strike->majority.each[1] =
        (struct majority_part){MAJORITY_SHARE, sound_share(2, 5, BASE_MEMBERS)};
    struct decision *first = sound_act(s, AMENDMENT, "amendment", 90, sound_by(s, CONGRESS));
    struct decision *second = &s->acts[AMENDMENT].steps[1];
    s->acts[AMENDMENT].changes = CHANGES_CONSTITUTION;
    s->acts[AMENDMENT].n_steps = 2;
    first->majority = sound_majority_of(sound_share(2, 3, BASE_CAST));
    first->quorum = sound_share(2, 3, BASE_FILLED);
    *second = (struct decision){.article = first->article, .by = sound_by(s, MEETING),
                                .within = {120, 'd'}, .otherwise = OTHERWISE_FALLS};
    second->article.line++;
    second->by.each[0].each = true;
    second->needed = sound_more_than(1, 2, BASE_UNITS);
    second->needed.of = BRANCH;
}

static inline struct power_rule *sound_power(struct sound *s, int i, int verb, int who,
                                             const char *path) {
    struct power_rule *p = &s->powers[i];
    *p = (struct power_rule){.article = sound_article(100 + (uint32_t)i, path),
                             .who = sound_by(s, who), .verbs = 1u << verb, .from = {.of = -1},
                             .limited_by = -1, .override.of = -1};
    if (s->c.n_powers <= i)
        s->c.n_powers = (uint16_t)(i + 1);
    return p;
}
static inline void sound_what(struct power_rule *p, int act) {
    p->what[p->n_what++] = (int16_t)act;
}

static inline void sound_powers(struct sound *s) {
    struct power_rule *p =
        sound_power(s, COUNTERSIGN, VERB_COUNTERSIGN, AUDITORS, "powers.1");
    sound_what(p, PAYMENT);
    p->must = true;
    p->where_field = BYTES_LIT("amount");
    p->where_over = (struct ratio){5000, 1};
    p->where_unit = BYTES_LIT("EUR");
    p->within_given = GIVEN_SAID;
    p->within = (struct span){14, 'd'};
    p->otherwise = OTHERWISE_FALLS;
    sound_power(s, INSPECT, VERB_INSPECT, AUDITORS, "powers.2")->whom = sound_by(s, EXECUTIVE);
    sound_what(sound_power(s, ANNUL, VERB_ANNUL, CONGRESS, "powers.3"), PAYMENT);
    p = sound_power(s, CERTIFY, VERB_CERTIFY, PANEL, "powers.4");
    p->n_what_words = 1;
    p->what_words[0] = BYTES_LIT("roll");
}

static inline void sound_rest(struct sound *s) {
    struct charter *c = &s->c;
    c->disputes.given = true;
    c->disputes.article = sound_article(120, "disputes");
    c->disputes.n_about = 1;
    c->disputes.about[0] = BYTES_LIT("election");
    c->disputes.to = sound_who(WHO_BODY, PANEL, "judicial-panel");
    c->disputes.within = (struct span){14, 'd'};
    c->disputes.final = sound_who(WHO_BODY, CONGRESS, "congress");
    c->publicity = (struct publicity_rule){.article = sound_article(124, "publicity"),
                                           .given = true, .n_votes_in = 1, .turnout_cell_min = 20,
                                           .roll = SEE_OWN_UNIT_OFFICERS};
    c->publicity.votes_in[0] = (struct votes_in){CONGRESS, SEE_PUBLIC};
    c->trust.given = true;
    c->trust.article = sound_article(130, "trust");
    c->trust.trustees = sound_who(WHO_BODY, AUDITORS, "auditors");
    c->trust.trustees_needed = 2;
    c->trust.witnesses = 3;
    c->adoption.given = true;
    c->adoption.decision = (struct decision){.article = sound_article(136, "adoption"),
                                             .by = sound_by(s, MEETING)};
    c->adoption.decision.by.each[0].each = true;
    c->adoption.decision.needed = sound_share(2, 3, BASE_UNITS);
    c->adoption.decision.needed.of = BRANCH;
    c->adoption.opening = true;
    c->adoption.declared_by = sound_who(WHO_BODY, EXECUTIVE, "executive");
    c->adoption.checked_by = sound_who(WHO_BODY, AUDITORS, "auditors");
    c->adoption.objections = (struct span){30, 'd'};
}

static inline struct charter *sound_make(struct sound *s) {
    *s = (struct sound){0};
    struct charter *c = &s->c;
    *c = (struct charter){.authentic = BYTES_LIT("en"), .units = s->units, .orders = s->orders,
                          .associations = s->associations, .entities = s->entities,
                          .bodies = s->bodies, .acts = s->acts, .powers = s->powers,
                          .kinds = s->kinds, .n_units = 2};
    c->name = (struct title){.n = 1, .language = {BYTES_LIT("en")},
                             .text = {BYTES_LIT("Port Workers' Union")}};
    c->zone = (struct zone){"Europe/Athens", "EET-2EEST,M3.5.0/3,M10.5.0/4"};
    sound_usual(&c->usual);
    c->has_members = true;
    c->members = (struct members_rule){.article = sound_article(20, "members"), .n_groups = 1,
                                       .groups = {BYTES_LIT("women")}, .n_classes = 1,
                                       .classes = {{BYTES_LIT("working"), 1}},
                                       .roll_frozen = {30, 'd'}, .roll_objections = {10, 'd'},
                                       .roll_settled_by = sound_who(WHO_BODY, PANEL,
                                                                    "judicial-panel")};
    s->units[BRANCH] = (struct unit_rule){.article = sound_article(26, "units.branch"),
                                          .name = BYTES_LIT("branch"),
                                          .many = BYTES_LIT("branches"),
                                          .within = REGION,
                                          .members_min = 25,
                                          .voice = MEETING};
    s->units[REGION] = (struct unit_rule){.article = sound_article(27, "units.region"),
                                          .name = BYTES_LIT("region"), .many = BYTES_LIT("regions"),
                                          .within = -1, .voice = -1};
    sound_bodies(s);
    sound_acts(s);
    sound_powers(s);
    sound_rest(s);
    return c;
}

#endif
