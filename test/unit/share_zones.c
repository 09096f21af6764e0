#include "test.h"

#include "base/date.h"
#include "base/embedded.h"

/* The next line of TEXT that is no comment, split at its TAB; false at the end. */
static bool next_zone(struct bytes *text, struct bytes *name, struct bytes *rule) {
    while (text->n) {
        const uint8_t *end = memchr(text->at, '\n', text->n);
        size_t n = end ? (size_t)(end - text->at) : text->n;
        struct bytes line = bytes_part(*text, 0, n);
        *text = bytes_part(*text, n + 1, text->n);
        const uint8_t *tab = line.n && line.at[0] != '#' ? memchr(line.at, '\t', line.n) : NULL;
        if (!tab)
            continue;
        *name = bytes_part(line, 0, (size_t)(tab - line.at));
        *rule = bytes_part(line, name->n + 1, line.n);
        return true;
    }
    return false;
}

TEST(every_zone_has_a_rule_that_is_understood) {
    const struct bytes *file = embedded("share/zones.tsv");
    REQUIRE(file);
    struct bytes text = *file, name, rule, before = {0};
    int zones = 0;
    while (next_zone(&text, &name, &rule)) {
        struct zone z = {0};
        REQUIRE(name.n < sizeof(z.name) && rule.n < sizeof(z.rule));
        memcpy(z.rule, rule.at, rule.n);
        if (!zone_rule_valid(z.rule))
            EXPECT_BYTES(rule, name);
        EXPECT(bytes_compare(before, name) < 0); /* in order, so that it can be searched */
        before = name;
        zones++;
    }
    EXPECT(zones > 500);
}

TEST(names_of_today_and_of_old) {
    static const char *const some[][2] = {{"Europe/Athens", "EET-2EEST,M3.5.0/3,M10.5.0/4"},
                                          {"Europe/Dublin", "IST-1GMT0,M10.5.0,M3.5.0/1"},
                                          {"Asia/Calcutta", "IST-5:30"},
                                          {"Europe/Moscow", "MSK-3"},
                                          {"UTC", "UTC0"}};
    const struct bytes *file = embedded("share/zones.tsv");
    REQUIRE(file);
    for (size_t i = 0; i < sizeof(some) / sizeof(some[0]); i++) {
        struct bytes text = *file, name = {0}, rule = {0};
        while (next_zone(&text, &name, &rule) && !bytes_is(name, some[i][0]))
            continue;
        EXPECT_BYTES(name, bytes_str(some[i][0]));
        EXPECT_BYTES(rule, bytes_str(some[i][1]));
    }
}

TEST_MAIN(T(every_zone_has_a_rule_that_is_understood), T(names_of_today_and_of_old))
