#include "charter/shape.h"

#include "charter/words.h"

/* The notation of the tables below: T is set to the struct of each in turn. */
#define AT(m) .at = offsetof(T, m)
#define PLAIN(no, k, m, K) {.number = no, .key = k, .kind = K, AT(m)}
#define BOOL(no, k, m) PLAIN(no, k, m, SHAPE_BOOL)
#define CHOICE(no, k, m, w) {.number = no, .key = k, .kind = SHAPE_BOOL, .words = w, AT(m)}
#define COUNT(no, k, m) PLAIN(no, k, m, SHAPE_COUNT)
#define NAME(no, k, m) PLAIN(no, k, m, SHAPE_NAME)
#define MUST_NAME(no, k, m)                                                                        \
    {.number = no, .key = k, .kind = SHAPE_NAME, .required = true, AT(m)}
#define TEXT(no, k, m) PLAIN(no, k, m, SHAPE_TEXT)
#define SPAN(no, k, m) PLAIN(no, k, m, SHAPE_SPAN)
#define SHARE(no, k, m) PLAIN(no, k, m, SHAPE_SHARE)
#define MAJORITY(no, k, m) PLAIN(no, k, m, SHAPE_MAJORITY)
#define WHO(no, k, m) PLAIN(no, k, m, SHAPE_WHO)
#define WHOS(no, k, m) PLAIN(no, k, m, SHAPE_WHOS)
#define TITLE(no, m) PLAIN(no, "title", m, SHAPE_TITLE)
#define PATH(no, m) PLAIN(no, "", m, SHAPE_PATH)
#define RATIO(no, k, m) PLAIN(no, k, m, SHAPE_RATIO)
#define INDEX(no, k, m, t) {.number = no, .key = k, .kind = SHAPE_INDEX, .target = t, AT(m)}
#define ENUM(no, k, m, w, top)                                                                     \
    {.number = no, .key = k, .kind = SHAPE_ENUM, .words = w, .max = (top) + 1, AT(m)}
#define GIVEN(g) .has_given = true, .given = offsetof(T, g)
#define GIVEN_ENUM(no, k, m, w, top)                                                               \
    {.number = no, .key = k, .kind = SHAPE_ENUM, .words = w, .max = (top) + 1, AT(m),              \
     GIVEN(m##_given)}
#define GIVEN_SPAN(no, k, m)                                                                       \
    {.number = no, .key = k, .kind = SHAPE_SPAN, AT(m), GIVEN(m##_given)}
#define STRUCT(no, k, m, s) {.number = no, .key = k, .kind = SHAPE_STRUCT, .shape = &s, AT(m)}
#define OPTIONAL(no, k, m, s, g)                                                                   \
    {.number = no, .key = k, .kind = SHAPE_OPTIONAL, .shape = &s, AT(m), .given = offsetof(T, g)}
#define LIST(no, k, m, c, E, top)                                                                  \
    {.number = no, .key = k, .kind = SHAPE_LIST, .element = E, AT(m), .count = offsetof(T, c),     \
     .stride = sizeof(((T *)0)->m[0]), .max = top}
#define LIST_OF(no, k, m, c, s, top)                                                               \
    {.number = no, .key = k, .kind = SHAPE_LIST, .element = SHAPE_STRUCT, .shape = &s, AT(m),      \
     .count = offsetof(T, c), .stride = sizeof(((T *)0)->m[0]), .max = top}
#define ITEMS(no, k, m, s, t)                                                                      \
    {.number = no, .key = k, .kind = SHAPE_LIST, .element = SHAPE_STRUCT, .shape = &s, AT(m),      \
     .count = offsetof(T, n_##m), .stride = sizeof(((T *)0)->m[0]), .max = LIMIT_CHARTER_ITEMS,    \
     .pointer = true, .count16 = true, .target = t}
#define LENGTH_OF(table) (sizeof(table) / sizeof((table)[0]))
#define SHAPE(s, title)                                                                            \
    static const struct shape shape_##s = {                                                        \
        title, sizeof(T), LENGTH_OF(s##_fields), s##_fields}

#define LENGTH(T_, m) (sizeof(((T_ *)0)->m) / sizeof(((T_ *)0)->m[0]))

/* --- the parts of rules ----------------------------------------------------------------------- */
#define T struct quorum_again
static const struct shape_field quorum_again_fields[] = {
    SPAN(1, "after", after),
    SHARE(2, "quorum", quorum),
};
SHAPE(quorum_again, "quorum-again");
#undef T

#define T struct decision
static const struct shape_field decision_fields[] = {
    PATH(1, article),
    WHOS(2, "by", by),
    WHO(3, "of", of),
    MAJORITY(4, "majority", majority),
    SHARE(5, "quorum", quorum),
    OPTIONAL(6, "quorum-again", quorum_again, shape_quorum_again, quorum_again.given),
    SHARE(7, "turnout", turnout),
    GIVEN_ENUM(8, "ballot", ballot, ballot_names, BALLOT_SECRET),
    NAME(9, "method", method),
    GIVEN_ENUM(10, "ties", ties, ties_names, TIES_FALLS),
    ENUM(11, "rounds", rounds, NULL, UINT8_MAX),
    ENUM(12, "votes", votes, votes_names, VOTES_NONE),
    SPAN(13, "notice", notice),
    SPAN(14, "within", within),
    ENUM(15, "otherwise", otherwise, otherwise_names, OTHERWISE_STANDS),
    SHARE(16, "needed", needed),
};
SHAPE(decision, "decision");
#undef T

#define T struct recall
static const struct shape_field recall_fields[] = {
    PATH(1, article),
    ENUM(2, "at", at_any_time, any_time_names, GIVEN_NOT_STATED),
    SPAN(3, "at.after", at_after),
    SHARE(4, "asked-by", asked_by),
    CHOICE(5, "signatures", signatures_open, signatures_names),
    SPAN(6, "gathered-within", gathered_within),
    WHO(7, "decided-by", decided_by),
    SHARE(8, "turnout", turnout),
    MAJORITY(9, "majority", majority),
    GIVEN_ENUM(10, "ballot", ballot, ballot_names, BALLOT_SECRET),
    {.number = 11, .key = "removes", .kind = SHAPE_ENUM, .words = removes_names, .max = 2,
     AT(removes_group), GIVEN(removes_given)},
    GIVEN_SPAN(12, "again-after", again_after),
    TEXT(13, "source", source),
};
SHAPE(recall, "recall");
#undef T

#define RECALL(no, m)                                                                              \
    {.number = no, .key = "recall", .kind = SHAPE_STRUCT, .shape = &shape_recall, AT(m),           \
     GIVEN(m.given)}
#define TERM(no)                                                                                   \
    {.number = no, .key = "term", .kind = SHAPE_TERM, AT(term), GIVEN(term_given),                 \
     .count = offsetof(T, term_until_next)}

#define T struct usual
static const struct shape_field usual_fields[] = {
    SHARE(1, "quorum", quorum),
    OPTIONAL(2, "quorum-again", quorum_again, shape_quorum_again, quorum_again.given),
    MAJORITY(3, "majority", majority),
    GIVEN_ENUM(4, "ballot", ballot, ballot_names, BALLOT_SECRET),
    GIVEN_SPAN(5, "notice", notice),
    RECALL(6, recall),
    ENUM(7, "vacancy", vacancy, vacancy_names, VACANCY_NOT_STATED),
    TERM(8),
    NAME(11, "method", method),
    GIVEN_ENUM(12, "ties", ties, ties_names, TIES_FALLS),
    ENUM(13, "mandate", mandate, mandate_names, MANDATE_BOUND),
    GIVEN_SPAN(14, "vacancy-within", vacancy_within),
};
SHAPE(usual, "usual");
#undef T

/* --- who belongs ------------------------------------------------------------------------------ */
#define T struct member_class
static const struct shape_field member_class_fields[] = {
    MUST_NAME(1, "", name),
    COUNT(2, "votes", votes),
};
SHAPE(member_class, "class");
#undef T

#define T struct members_rule
static const struct shape_field members_fields[] = {
    PATH(1, article),
    LIST_OF(2, "classes", classes, n_classes, shape_member_class, LENGTH(T, classes)),
    {.number = 3, .key = "groups", .kind = SHAPE_LIST, .element = SHAPE_NAME, AT(groups),
     .count = offsetof(T, n_groups), .stride = sizeof(struct bytes), .max = LENGTH(T, groups),
     .target = TARGET_GROUP},
    SPAN(4, "good-standing.dues-owed-at-most", dues_owed_at_most),
    BOOL(5, "strength.by-dues", strength_by_dues),
    SPAN(6, "strength.average", strength_average),
    SPAN(7, "strength.ending", strength_ending),
    SPAN(8, "roll.frozen", roll_frozen),
    SPAN(9, "roll.objections", roll_objections),
    WHO(10, "roll.settled-by", roll_settled_by),
};
SHAPE(members, "members");
#undef T

#define T struct unit_rule
static const struct shape_field unit_fields[] = {
    MUST_NAME(1, "", name),
    PATH(2, article),
    NAME(3, "many", many),
    TITLE(4, title),
    INDEX(5, "within", within, TARGET_UNIT),
    CHOICE(6, "roll", counted, roll_names),
    COUNT(7, "members-at-least", members_min),
    INDEX(8, "voice", voice, TARGET_BODY),
};
SHAPE(unit, "unit");
#undef T

#define T struct association_rule
static const struct shape_field association_fields[] = {
    MUST_NAME(1, "", name),
    PATH(2, article),
    NAME(3, "many", many),
    TITLE(4, title),
    BOOL(5, "wings", wings),
    COUNT(6, "members-at-least", members_min),
    LIST(7, "lineage", lineage, n_lineage, SHAPE_TEXT, LENGTH(T, lineage)),
};
SHAPE(association, "association");
#undef T

#define T struct order_rule
static const struct shape_field order_fields[] = {
    MUST_NAME(1, "", name),
    PATH(2, article),
    TITLE(3, title),
    WHOS(4, "highest", highest),
    OPTIONAL(5, "usual", usual, shape_usual, usual_given),
};
SHAPE(order, "order");
#undef T

#define T struct entity_rule
static const struct shape_field entity_fields[] = {
    MUST_NAME(1, "", name),
    PATH(2, article),
};
SHAPE(entity, "entity");
#undef T

/* --- who sends whom --------------------------------------------------------------------------- */
#define T struct number_step
static const struct shape_field number_step_fields[] = {
    COUNT(1, "first", first),
    COUNT(2, "each", each),
    COUNT(3, "seats", seats),
};
SHAPE(number_step, "step");
#undef T

#define T struct seat_number
static const struct shape_field seat_number_fields[] = {
    ENUM(1, "kind", kind, NULL, NUMBER_STEPS),
    COUNT(2, "seats", seats),
    COUNT(3, "members", members),
    INDEX(4, "unit", unit, TARGET_UNIT),
    NAME(5, "method", method),
    LIST_OF(6, "steps", steps, n_steps, shape_number_step, NUMBER_STEPS_MAX),
};
const struct shape shape_seat_number = {"number", sizeof(T), LENGTH_OF(seat_number_fields),
                                        seat_number_fields};
#undef T

#define T struct reserved
static const struct shape_field reserved_fields[] = {
    MUST_NAME(1, "group", group),
    COUNT(2, "at-least", at_least),
};
SHAPE(reserved, "reserved");
#undef T

#define T struct alternates
static const struct shape_field alternates_fields[] = {
    BOOL(1, "same", same),
    COUNT(2, "number", number),
    ENUM(3, "seated", seated, seated_names, SEATED_DECLARED),
};
SHAPE(alternates, "alternates");
#undef T

#define T struct credentials
static const struct shape_field credentials_fields[] = {
    SPAN(1, "sent", sent),
    WHO(2, "settled-by", settled_by),
    CHOICE(3, "late", late_by_vote, late_names),
};
SHAPE(credentials, "credentials");
#undef T

#define T struct seat_group
static const struct shape_field seat_group_fields[] = {
    PATH(1, article),
    BOOL(2, "every-member", every_member),
    WHOS(3, "from", from),
    ENUM(4, "how", how, how_names, HOW_NOT_STATED),
    STRUCT(5, "number", number, shape_seat_number),
    COUNT(6, "at-least", at_least),
    COUNT(7, "at-most", at_most),
    ENUM(8, "rounding", rounding, rounding_names, ROUNDING_NEAREST),
    NAME(9, "method", method),
    GIVEN_ENUM(10, "ballot", ballot, ballot_names, BALLOT_SECRET),
    GIVEN_ENUM(11, "ties", ties, ties_names, TIES_FALLS),
    TEXT(12, "nomination", nomination),
    LIST_OF(13, "reserved", reserved, n_reserved, shape_reserved, RESERVED_MAX),
    ENUM(14, "votes", votes, votes_names, VOTES_NONE),
    CHOICE(15, "shared", shared_as_declared, shared_names),
    ENUM(16, "remainder", remainder, remainder_names, REMAINDER_LARGEST),
    OPTIONAL(17, "alternates", alternates, shape_alternates, alternates.given),
    OPTIONAL(18, "credentials", credentials, shape_credentials, credentials.given),
    INDEX(19, "sits-in", sits_in, TARGET_BODY),
    ENUM(20, "mandate", mandate, mandate_names, MANDATE_BOUND),
    COUNT(21, "marks", marks),
};
SHAPE(seat_group, "seats");
#undef T

#define T struct body_rule
static const struct shape_field body_fields[] = {
    MUST_NAME(1, "", name),
    PATH(2, article),
    TITLE(3, title),
    LIST(4, "for-each", for_each, n_for_each, SHAPE_FOR_EACH, LENGTH(T, for_each)),
    INDEX(5, "order", order, TARGET_ORDER),
    {.number = 6, .key = "seats", .kind = SHAPE_LIST, .element = SHAPE_STRUCT,
     .shape = &shape_seat_group, AT(groups), .count = offsetof(T, n_groups),
     .stride = sizeof(struct seat_group), .max = LIMIT_SEAT_GROUPS, .pointer = true},
    TERM(7),
    COUNT(10, "terms-at-most", terms_at_most),
    SPAN(11, "sits", sits_every),
    WHOS(12, "called-by", called_by),
    GIVEN_SPAN(13, "notice", notice),
    LIST(14, "officers", officers, n_officers, SHAPE_NAME, LENGTH(T, officers)),
    WHOS(15, "accountable-to", accountable_to),
    WHOS(16, "not-with", not_with),
    SHARE(17, "quorum", quorum),
    OPTIONAL(18, "quorum-again", quorum_again, shape_quorum_again, quorum_again.given),
    MAJORITY(19, "majority", majority),
    GIVEN_ENUM(20, "ballot", ballot, ballot_names, BALLOT_SECRET),
    RECALL(21, recall),
    ENUM(22, "vacancy", vacancy, vacancy_names, VACANCY_NOT_STATED),
    ENUM(23, "standing", standing, standing_names, STANDING_LAPSED),
    TEXT(24, "since", since),
    TEXT(25, "until", until),
    INDEX(26, "becomes", becomes, TARGET_BODY),
    TEXT(27, "formed-by", formed_by),
    TEXT(28, "source", source),
    GIVEN_SPAN(29, "vacancy-within", vacancy_within),
};
SHAPE(body, "body");
#undef T

/* --- who decides what ------------------------------------------------------------------------- */
#define T struct act_field
static const struct shape_field act_field_fields[] = {
    MUST_NAME(1, "", name),
    ENUM(2, "kind", kind, act_field_names, FIELD_KIND_DATE),
};
SHAPE(act_field, "field");
#undef T

#define T struct act_rule
static const struct shape_field act_fields[] = {
    MUST_NAME(1, "", name),
    PATH(2, article),
    TITLE(3, title),
    BOOL(4, "agreement", agreement),
    WHOS(5, "proposed-by", proposed_by),
    WHOS(6, "addressed-to", addressed_to),
    LIST_OF(7, "fields", fields, n_fields, shape_act_field, LENGTH(T, fields)),
    ENUM(8, "changes", changes, changes_names, CHANGES_FEDERATION),
    LIST_OF(9, "steps", steps, n_steps, shape_decision, LIMIT_STEPS),
    BOOL(10, "published", published),
    TEXT(11, "published-field", published_field),
    ENUM(12, "in-force", in_force, in_force_names, IN_FORCE_PUBLICATION),
    SPAN(13, "in-force-after", in_force_after),
    SPAN(14, "notice", notice),
    SPAN(15, "lapses", lapses),
    BOOL(16, "deadline-required", deadline_required),
    WHOS(17, "between", between),
    LIST(18, "terms.each", term_states, n_term_states, SHAPE_TEXT, LENGTH(T, term_states)),
    WHO(19, "terms.judged-by", terms_judged_by),
    TEXT(20, "gives", gives),
    BOOL(21, "ends-when-withdrawn", ends_when_withdrawn),
    TEXT(22, "source", source),
};
SHAPE(act, "act");
#undef T

#define T struct power_rule
static const struct shape_field power_fields[] = {
    PATH(1, article),
    WHOS(2, "who", who),
    CHOICE(3, "may", must, may_names),
    {.number = 4, .key = "verbs", .kind = SHAPE_BITS, .required = true, AT(verbs)},
    {.number = 5, .key = "what", .kind = SHAPE_LIST, .element = SHAPE_INDEX, .target = TARGET_ACT,
     AT(what), .count = offsetof(T, n_what), .stride = sizeof(int16_t), .max = LENGTH(T, what)},
    LIST(6, "what-words", what_words, n_what_words, SHAPE_TEXT, LENGTH(T, what_words)),
    WHOS(7, "whom", whom),
    WHO(8, "from", from),
    BOOL(9, "own-unit", own_unit),
    NAME(10, "where", where_field),
    RATIO(11, "where-over", where_over),
    TEXT(12, "where-in", where_unit),
    GIVEN_SPAN(13, "within", within),
    ENUM(14, "pending", pending, pending_names, 2),
    ENUM(15, "otherwise", otherwise, otherwise_names, OTHERWISE_STANDS),
    SHARE(16, "override", override),
    STRUCT(17, "", how, shape_decision),
    INDEX(18, "limited-by", limited_by, TARGET_ACT),
    ENUM(19, "standing", standing, standing_names, STANDING_LAPSED),
    TEXT(20, "since", since),
    TEXT(21, "until", until),
    TEXT(22, "source", source),
};
const struct shape shape_power = {"power", sizeof(T), LENGTH_OF(power_fields), power_fields};
#undef T

/* --- the rest --------------------------------------------------------------------------------- */
#define T struct votes_in
static const struct shape_field votes_in_fields[] = {
    {.number = 1, .key = "", .kind = SHAPE_INDEX, .target = TARGET_BODY, .required = true,
     AT(body)},
    ENUM(2, "see", see, see_names, SEE_AUDITORS),
};
SHAPE(votes_in, "votes-in");
#undef T

#define T struct publicity_rule
static const struct shape_field publicity_fields[] = {
    PATH(1, article),
    LIST_OF(2, "votes-in", votes_in, n_votes_in, shape_votes_in, LENGTH(T, votes_in)),
    ENUM(3, "roll", roll, see_names, SEE_AUDITORS),
    WHOS(4, "signatures", signatures),
    COUNT(5, "turnout-of-units", turnout_cell_min),
};
SHAPE(publicity, "publicity");
#undef T

#define T struct disputes_rule
static const struct shape_field disputes_fields[] = {
    PATH(1, article),
    LIST(2, "about", about, n_about, SHAPE_TEXT, LENGTH(T, about)),
    WHO(3, "to", to),
    WHO(4, "final", final),
    SPAN(5, "within", within),
    CHOICE(6, "meanwhile", suspended_meanwhile, meanwhile_names),
};
SHAPE(disputes, "disputes");
#undef T

#define T struct trust_rule
static const struct shape_field trust_fields[] = {
    PATH(1, article),
    WHO(2, "trustees.from", trustees),
    COUNT(3, "trustees.needed", trustees_needed),
    COUNT(4, "witnesses", witnesses),
    LIST(5, "may-certify-hall-votes", may_certify, n_may_certify, SHAPE_TEXT,
         LENGTH(T, may_certify)),
    COUNT(6, "tellers", tellers_needed),
    WHOS(7, "attest", attest),
};
SHAPE(trust, "trust");
#undef T

#define T struct adoption_rule
static const struct shape_field adoption_fields[] = {
    STRUCT(1, "", decision, shape_decision),
    BOOL(2, "opening", opening),
    WHO(3, "opening.declared-by", declared_by),
    WHO(4, "opening.checked-by", checked_by),
    SPAN(5, "opening.objections", objections),
};
SHAPE(adoption, "adoption");
#undef T

#define T struct kind_rule
static const struct shape_field kind_fields[] = {
    MUST_NAME(1, "of", noun),
    MUST_NAME(2, "", name),
    LIST(3, "values", values, n_values, SHAPE_TEXT, LENGTH(T, values)),
};
SHAPE(kind, "kind");
#undef T

#define T struct charter
static const struct shape_field charter_fields[] = {
    BOOL(1, "past", past),
    TITLE(2, name),
    TEXT(3, "authentic", authentic),
    PLAIN(4, "time-zone", zone, SHAPE_ZONE),
    ENUM(5, "calendar", calendar, calendar_names, CALENDAR_JULIAN),
    STRUCT(6, "usual", usual, shape_usual),
    OPTIONAL(7, "members", members, shape_members, has_members),
    ITEMS(8, "units", units, shape_unit, TARGET_UNIT),
    ITEMS(9, "associations", associations, shape_association, TARGET_ASSOCIATION),
    ITEMS(10, "orders", orders, shape_order, TARGET_ORDER),
    ITEMS(11, "entities", entities, shape_entity, TARGET_ENTITY),
    ITEMS(12, "bodies", bodies, shape_body, TARGET_BODY),
    ITEMS(13, "acts", acts, shape_act, TARGET_ACT),
    ITEMS(14, "powers", powers, shape_power, TARGET_NONE),
    OPTIONAL(15, "disputes", disputes, shape_disputes, disputes.given),
    OPTIONAL(16, "publicity", publicity, shape_publicity, publicity.given),
    OPTIONAL(17, "trust", trust, shape_trust, trust.given),
    OPTIONAL(18, "adoption", adoption, shape_adoption, adoption.given),
    ITEMS(19, "kinds", kinds, shape_kind, TARGET_NONE),
};
const struct shape shape_charter = {"constitution", sizeof(T),
                                    LENGTH_OF(charter_fields), charter_fields};
#undef T

/* --- does a value say anything? --------------------------------------------------------------- */
static bool struct_said(const struct shape *s, const void *base) {
    for (size_t i = 0; i < s->n; i++) {
        if (shape_said(&s->fields[i], base, (const uint8_t *)base + s->fields[i].at))
            return true;
    }
    return false;
}

bool shape_said(const struct shape_field *f, const void *base, const void *at) {
    if (f->has_given)
        return *((const uint8_t *)base + f->given) != GIVEN_ABSENT;
    switch ((enum shape_kind)f->kind) {
    case SHAPE_BOOL:
        return *(const bool *)at;
    case SHAPE_TERM: /* always with GIVEN */
        return false;
    case SHAPE_ENUM:
        return *(const uint8_t *)at != 0;
    case SHAPE_COUNT:
        return *(const int32_t *)at != 0;
    case SHAPE_BITS:
        return *(const uint32_t *)at != 0;
    case SHAPE_INDEX:
        return *(const int16_t *)at >= 0;
    case SHAPE_NAME:
    case SHAPE_TEXT:
        return ((const struct bytes *)at)->n > 0;
    case SHAPE_PATH:
        return ((const struct article *)at)->path.n > 0;
    case SHAPE_SPAN:
        return ((const struct span *)at)->unit != 0;
    case SHAPE_RATIO:
        return ((const struct ratio *)at)->den != 0;
    case SHAPE_SHARE:
        return ((const struct share *)at)->given != GIVEN_ABSENT;
    case SHAPE_MAJORITY:
        return ((const struct majority *)at)->given != GIVEN_ABSENT;
    case SHAPE_WHO:
        return ((const struct who *)at)->kind != WHO_NOBODY;
    case SHAPE_WHOS:
        return ((const struct whos *)at)->given != GIVEN_ABSENT;
    case SHAPE_TITLE:
        return ((const struct title *)at)->n > 0;
    case SHAPE_ZONE:
        return ((const struct zone *)at)->rule[0] != 0;
    case SHAPE_FOR_EACH:
        return true;
    case SHAPE_STRUCT:
        return struct_said(f->shape, at);
    case SHAPE_OPTIONAL:
        return *((const bool *)base + f->given);
    case SHAPE_LIST:
        return shape_count(f, base) > 0;
    case SHAPE_KINDS_:
        break;
    }
    return false;
}
