/* The constitutions that come with the program are read without a complaint, and their bytes decode
 * to what was read. */
#include "test.h"

#include <stdio.h>

#include "charter/finding.h"
#include "yaml/yaml.h"

static char text[LIMIT_CHARTER_BYTES];

static struct bytes file_read(const char *path) {
    FILE *f = fopen(path, "rb");
    size_t n = f ? fread(text, 1, sizeof(text), f) : 0;
    if (f)
        fclose(f);
    EXPECT(n > 0);
    return bytes_of(text, n);
}

static struct charter *read_example(const char *name, struct arena *a) {
    char path[256];
    struct charter *c = NULL;
    struct yaml_errors errors;
    snprintf(path, sizeof(path), SOURCE_ROOT "/examples/%s/constitution.yaml", name);
    arena_init(a, &alloc_heap, YAML_ARENA_BYTES);
    EXPECT_INT(yaml_charter(file_read(path), path, a, &c, &errors), 0);
    for (const struct yaml_error *e = errors.first; e; e = e->next)
        printf("# %s:%u:%u: %s\n", errors.file, e->line, e->column, e->text);
    return c;
}

static void expect_same_bytes(const char *name) {
    struct arena a, b;
    struct buf first, second;
    struct charter *c = read_example(name, &a), *again = NULL;
    struct fail fail = {0};
    if (!c) {
        arena_drop(&a);
        return;
    }
    arena_init(&b, &alloc_heap, YAML_ARENA_BYTES);
    buf_init(&first, &alloc_heap, LIMIT_CHARTER_BYTES);
    buf_init(&second, &alloc_heap, LIMIT_CHARTER_BYTES);
    charter_encode(c, &first);
    EXPECT_INT(charter_decode(buf_view(&first), &b, &again, &fail), 0);
    EXPECT_STR(fail.text, "");
    if (again)
        charter_encode(again, &second);
    EXPECT_BYTES(buf_view(&second), buf_view(&first));
    buf_drop(&first);
    buf_drop(&second);
    arena_drop(&a);
    arena_drop(&b);
}

TEST(the_bytes_of_every_example_decode_to_the_same_bytes) {
    static const char *const names[] = {"union", "1917", "cooperative", "club"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        expect_same_bytes(names[i]);
}

TEST(the_union_is_read_as_it_is_written) {
    struct arena a;
    struct charter *c = read_example("union", &a);
    if (!c)
        return;
    const struct body_rule *congress = &c->bodies[charter_body(c, BYTES_LIT("congress"))];
    const struct body_rule *committee = &c->bodies[charter_body(c, BYTES_LIT("branch-committee"))];
    EXPECT_INT(c->n_units, 3);
    EXPECT_INT(c->units[0].within, 1);
    EXPECT_INT(c->units[0].voice, charter_body(c, BYTES_LIT("branch-meeting")));
    EXPECT_INT(congress->n_groups, 2);
    EXPECT_INT(congress->groups[0].number.kind, NUMBER_PER_MEMBERS);
    EXPECT_INT(congress->groups[0].number.members, 100);
    EXPECT_INT(congress->groups[0].at_most, 12);
    EXPECT_INT(congress->groups[0].rounding, ROUNDING_UP);
    EXPECT_INT(congress->groups[0].remainder, REMAINDER_CHAIR);
    EXPECT(congress->groups[0].alternates.same);
    EXPECT_INT(congress->groups[1].how, HOW_EX_OFFICIO);
    EXPECT_INT(congress->groups[1].votes, VOTES_NONE);
    EXPECT_INT(committee->recall.given, GIVEN_ABSENT);
    EXPECT_INT(c->usual.recall.given, GIVEN_SAID);
    EXPECT(c->usual.recall.removes_given && c->usual.recall.removes_group);
    EXPECT_INT(c->bodies[charter_body(c, BYTES_LIT("judicial-panel"))].recall.given, GIVEN_NONE);
    const struct act_rule *strike = &c->acts[charter_act(c, BYTES_LIT("strike"))];
    EXPECT_INT(strike->n_steps, 1);
    EXPECT_INT(strike->steps[0].of.kind, WHO_UNITS_CALLED);
    EXPECT_INT(strike->steps[0].majority.n, 2);
    EXPECT_INT(strike->steps[0].majority.each[1].share.base, BASE_MEMBERS);
    EXPECT_INT(strike->steps[0].notice.count, 7);
    EXPECT_INT(strike->in_force, IN_FORCE_AFTER);
    const struct act_rule *amendment = &c->acts[charter_act(c, BYTES_LIT("amendment"))];
    EXPECT_INT(amendment->n_steps, 2);
    EXPECT(amendment->steps[1].by.each[0].each);
    EXPECT_INT(amendment->steps[1].needed.base, BASE_UNITS);
    EXPECT(amendment->steps[1].needed.more_than);
    const struct share *filled = &c->acts[0].proposed_by.each[2].share;
    EXPECT(filled->count && filled->ratio.num == 20 && filled->base == BASE_FILLED);
    const struct power_rule *sign = &c->powers[4];
    EXPECT(sign->must && sign->own_unit == false);
    EXPECT_BYTES(sign->where_field, BYTES_LIT("amount"));
    EXPECT_INT(sign->where_over.num, 5000);
    EXPECT_BYTES(sign->where_unit, BYTES_LIT("EUR"));
    EXPECT_BYTES(sign->article.path, BYTES_LIT("powers.5"));
    EXPECT_INT(c->trust.tellers_needed, 2);
    EXPECT_STR(c->zone.rule, "EET-2EEST,M3.5.0/3,M10.5.0/4");
    arena_drop(&a);
}

TEST(the_past_keeps_what_its_source_leaves_open) {
    struct arena a;
    struct charter *c = read_example("1917", &a);
    if (!c)
        return;
    const struct act_rule *support = &c->acts[charter_act(c, BYTES_LIT("support"))];
    EXPECT(c->past && support->agreement);
    EXPECT_INT(support->between.n, 4);
    EXPECT_INT(support->between.each[0].either, 0);
    EXPECT_INT(support->between.each[3].either, 1);
    EXPECT_BYTES(support->between.source, BYTES_LIT("L38 C22"));
    EXPECT_INT(c->usual.quorum.given, GIVEN_NOT_STATED);
    EXPECT_INT(c->bodies[0].groups[0].from.each[0].kind, WHO_ENTITY); /* electors of the Duma */
    EXPECT_INT(c->bodies[0].groups[0].number.kind, NUMBER_NOT_STATED);
    const struct body_rule *struggle =
        &c->bodies[charter_body(c, BYTES_LIT("committee-of-struggle"))];
    EXPECT_INT(struggle->becomes, charter_body(c, BYTES_LIT("mrc")));
    EXPECT(struggle->groups[0].from.either);
    EXPECT_INT(c->orders[1].usual.recall.at_any_time, GIVEN_SAID);
    EXPECT_INT(c->calendar, CALENDAR_JULIAN);
    arena_drop(&a);
}

TEST(no_example_has_an_error) {
    static const char *const names[] = {"union", "1917", "cooperative", "club"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        struct arena a;
        struct finding *f = NULL;
        struct charter *c = read_example(names[i], &a);
        REQUIRE(c);
        EXPECT_INT(charter_check(c, &a, &f), 0);
        EXPECT(f);
        for (; f; f = f->next) {
            if (f->severity == SEVERITY_ERROR)
                TEST_FAIL_("%s:%u: %s", names[i], f->article.line, f->kind->code);
        }
        arena_drop(&a);
    }
}

TEST_MAIN(T(no_example_has_an_error), T(the_bytes_of_every_example_decode_to_the_same_bytes),
          T(the_union_is_read_as_it_is_written),
          T(the_past_keeps_what_its_source_leaves_open))
