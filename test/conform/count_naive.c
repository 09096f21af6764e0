/* A second counting of everything, plain and slow, from the rules' texts: each ballot for itself,
 * no parcels, no trees. Random elections must come out the same. SEED=N repeats a run, ELECTIONS=N
 * sets how many of each method (the count of the acceptance is 100000). */
#include "naive.h"
#include "naive_tests.h"
#include "test.h"

extern uint64_t naive_state; /* of the numbers that invent elections */
extern bool naive_differs;

#define NAIVE_TEST(name)                                                                           \
    TEST(name) {                                                                                   \
        naive_differs = false;                                                                     \
        name();                                                                                    \
        EXPECT(!naive_differs);                                                                    \
    }
NAIVE_TESTS(NAIVE_TEST)

int main(int argc, char **argv) {
#define NAIVE_CASE(name) T(name),
    static const struct test_case cases[] = {NAIVE_TESTS(NAIVE_CASE)};
    const char *seed = getenv("SEED"), *n = getenv("ELECTIONS");
    naive_state = seed ? strtoull(seed, NULL, 10) : 20261124;
    elections = n ? strtoull(n, NULL, 10) : 500;
    marks_begin();
    lists_begin();
    stv_begin();
    ers97_begin();
    irv_begin();
    meek_begin();
    committee_begin();
    table_begin();
    return test_run_all_(cases, sizeof(cases) / sizeof(cases[0]), argc, argv);
}
