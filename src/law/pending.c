/* Commands whose room is being furnished: each says so until its file has it. This file goes when
 * the last one is there. */
#include "law/rooms.h"
#include "law/tally.h"

static enum law_verdict pending(struct docket *d) {
    return REFUSE1(d, LAW_CANNOT_DECIDE, command_kind(d->c->type)->name);
}
enum law_verdict decide_enrol(struct docket *d) {
    return pending(d);
}
enum law_verdict decide_leave(struct docket *d) {
    return pending(d);
}
enum law_verdict decide_dues(struct docket *d) {
    return pending(d);
}
enum law_verdict decide_arrears(struct docket *d) {
    return pending(d);
}
enum law_verdict decide_freeze_roll(struct docket *d) {
    return pending(d);
}
enum law_verdict decide_credentials(struct docket *d) {
    return pending(d);
}
enum law_verdict decide_call_election(struct docket *d) {
    return pending(d);
}
enum law_verdict decide_nominate(struct docket *d) {
    return pending(d);
}
enum law_verdict decide_accept(struct docket *d) {
    return pending(d);
}
enum law_verdict decide_decline(struct docket *d) {
    return pending(d);
}
enum law_verdict decide_draw(struct docket *d) {
    return pending(d);
}
enum law_verdict decide_cast(struct docket *d) {
    return pending(d);
}
enum law_verdict decide_certify(struct docket *d) {
    return pending(d);
}
enum law_verdict decide_close(struct docket *d) {
    return pending(d);
}
enum law_verdict decide_instruct(struct docket *d) {
    return pending(d);
}
enum law_verdict decide_recall(struct docket *d) {
    return pending(d);
}
enum law_verdict decide_sign(struct docket *d) {
    return pending(d);
}
enum law_verdict decide_unsign(struct docket *d) {
    return pending(d);
}
enum law_verdict decide_declare(struct docket *d) {
    return pending(d);
}
enum law_verdict decide_check_opening(struct docket *d) {
    return pending(d);
}
void due_close(struct docket *d, uint32_t id) {
}
void due_opening(struct docket *d, uint32_t id) {
}
void due_carry_on(struct docket *d, uint32_t id) {
}
void due_quorum_again(struct docket *d, uint32_t id) {
}
/* votes: until tally.c is here nothing can be put to the vote */
uint32_t vote_open(struct docket *d, const struct vote_new *v, const struct decision *decision) {
    return 0;
}
enum law_verdict tally_certified(struct docket *d, uint32_t body, const struct decision *decision,
                                 uint32_t *ret_outcome) {
    return pending(d);
}
