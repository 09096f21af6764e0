/* The smallest test harness that says what went wrong: TAP on stdout, one line a test.
 *
 *     TEST(ratio_of_a_third) { EXPECT(ratio_floor(third) == 0); EXPECT_INT(n, 3); }
 *     TEST_MAIN(T(ratio_of_a_third), T(another))
 *
 * A failed EXPECT prints file, line and values and goes on; SKIP("why") ends the test as
 * skipped. */
#ifndef KOINON_TEST_H
#define KOINON_TEST_H

#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int test_failures_;
static const char *test_skip_;

typedef void test_function(void);
struct test_case {
    const char *name;
    test_function *run;
};

#define TEST(name) static void test_##name(void)
#define SKIP(why)                                                                                  \
    do {                                                                                           \
        test_skip_ = (why);                                                                        \
        return;                                                                                    \
    } while (0)
#define TEST_FAIL_(...)                                                                            \
    do {                                                                                           \
        test_failures_++;                                                                          \
        printf("# %s:%d: ", __FILE__, __LINE__);                                                   \
        printf(__VA_ARGS__);                                                                       \
        printf("\n");                                                                              \
    } while (0)
#define EXPECT(cond)                                                                               \
    do {                                                                                           \
        if (!(cond))                                                                               \
            TEST_FAIL_("expected %s", #cond);                                                      \
    } while (0)
#define REQUIRE(cond)                                                                              \
    do {                                                                                           \
        if (!(cond)) {                                                                             \
            TEST_FAIL_("required %s", #cond);                                                      \
            return;                                                                                \
        }                                                                                          \
    } while (0)
#define EXPECT_INT(got, want)                                                                      \
    do {                                                                                           \
        intmax_t got_ = (intmax_t)(got), want_ = (intmax_t)(want);                                 \
        if (got_ != want_)                                                                         \
            TEST_FAIL_("%s is %jd, expected %jd", #got, got_, want_);                              \
    } while (0)
#define EXPECT_STR(got, want)                                                                      \
    do {                                                                                           \
        const char *got_ = (got), *want_ = (want);                                                 \
        if (!got_ || strcmp(got_, want_) != 0)                                                     \
            TEST_FAIL_("%s is\n#   \"%s\", expected\n#   \"%s\"", #got, got_ ? got_ : "(null)",    \
                       want_);                                                                     \
    } while (0)
#define EXPECT_BYTES(got, want)                                                                    \
    do {                                                                                           \
        struct bytes got_ = (got), want_ = (want);                                                 \
        if (!bytes_equal(got_, want_))                                                             \
            TEST_FAIL_("%s is \"%.*s\", expected \"%.*s\"", #got, (int)got_.n,                     \
                       (const char *)got_.at, (int)want_.n, (const char *)want_.at);               \
    } while (0)

static inline int test_run_all_(const struct test_case *cases, size_t n, int argc, char **argv) {
    int failed = 0;
    printf("TAP version 13\n1..%zu\n", n);
    for (size_t i = 0; i < n; i++) {
        test_failures_ = 0;
        test_skip_ = NULL;
        if (argc > 1 && !strstr(cases[i].name, argv[1]))
            test_skip_ = "not asked for";
        else
            cases[i].run();
        if (test_failures_)
            printf("not ok %zu %s\n", i + 1, cases[i].name);
        else if (test_skip_)
            printf("ok %zu %s # SKIP %s\n", i + 1, cases[i].name, test_skip_);
        else
            printf("ok %zu %s\n", i + 1, cases[i].name);
        failed += test_failures_ > 0;
        fflush(stdout);
    }
    return failed ? 1 : 0;
}

#define T(name) {#name, test_##name}
#define TEST_MAIN(...)                                                                             \
    int main(int argc, char **argv) {                                                              \
        static const struct test_case cases[] = {__VA_ARGS__};                                     \
        return test_run_all_(cases, sizeof(cases) / sizeof(cases[0]), argc, argv);                 \
    }

#endif
