#include "charter/words.h"

#include "charter/charter.h"

const char *const base_names[] = {"",        "cast",      "present", "filled", "seats", "members",
                                  "electors", "",          "",        "valid",  NULL};
const char *const majority_names[] = {"simple",    "present", "absolute", "plurality",
                                      "unanimous", "",        NULL};
const char *const ballot_names[] = {"open", "roll-call", "secret", NULL};
const char *const ties_names[] = {"lot", "eldest", "chair", "falls", NULL};
const char *const votes_names[] = {"one", "members", "none", NULL};
const char *const otherwise_names[] = {"", "falls", "stands", NULL};
const char *const vacancy_names[] = {"",      "alternate",  "countback", "by-election",
                                     "empty", "not-stated", NULL};
const char *const mandate_names[] = {"", "free", "bound", NULL};
const char *const how_names[] = {"elected",      "appointed", "delegated", "ex-officio",
                                 "drawn-by-lot", "co-opted",  "agreed",    "self-constituted",
                                 "not-stated",   NULL};
const char *const rounding_names[] = {"down", "up", "nearest", NULL};
const char *const remainder_names[] = {"", "delegation-chair", "lost", "largest-first", NULL};
const char *const seated_names[] = {"by-rank", "by-votes", "declared", NULL};
const char *const standing_names[] = {"granted",     "provisional", "ad-hoc",   "promised",
                                      "claimed",     "disputed",    "inferred", "in-practice",
                                      "transferred", "lapsed",      NULL};
const char *const changes_names[] = {"", "constitution", "federation", NULL};
const char *const in_force_names[] = {"adoption", "after", "publication", NULL};
const char *const act_field_names[] = {"money", "number", "unit", "date", NULL};
const char *const pending_names[] = {"", "waits", "runs", NULL};
const char *const see_names[] = {"",     "public",   "members", "own-unit", "own-unit-officers",
                                 "body", "auditors", NULL};
const char *const calendar_names[] = {"gregorian", "julian", NULL};
const char *const removes_names[] = {"seat", "group", NULL};
const char *const any_time_names[] = {"", "any-time", "none", "not-stated", NULL};
const char *const signatures_names[] = {"secret", "open", NULL};
const char *const late_names[] = {"refused", "by-vote", NULL};
const char *const shared_names[] = {"equally", "as-declared", NULL};
const char *const meanwhile_names[] = {"stands", "suspended", NULL};
const char *const roll_names[] = {"named", "counted", NULL};
const char *const may_names[] = {"may", "must", NULL};
const char *const given_names[] = {"", "", "none", "not-stated", NULL};
const char *const verb_names[VERB_COUNT_] = {
    "",        "legislate", "execute",  "veto",     "annul",     "suspend",     "countersign",
    "consent", "appoint",   "dismiss",  "inspect",  "question",  "investigate", "convene",
    "dissolve", "command",  "oversee",  "withdraw", "certify",   "attest",      "propose"};

int word_find(const char *const *words, struct bytes word) {
    for (int i = 0; words[i]; i++) {
        if (word.n && bytes_is(word, words[i]))
            return i;
    }
    return -1;
}
