/* The rule of a time zone: whatever is understood gives days that follow one another. */
#include "fuzz.h"

#include "base/date.h"

static void around(const struct zone *z, int64_t at) {
    int64_t offset = zone_offset(z, at), end = zone_day_end(z, at, 0);
    int32_t day = zone_day(z, at);
    FUZZ_CHECK(offset > -25 * INT64_C(3600000) && offset < 25 * INT64_C(3600000));
    FUZZ_CHECK(end > at && end - at < 4 * DAY_MS);
    FUZZ_CHECK(zone_day(z, end) != day && zone_day(z, end - 1) <= day);
    int64_t local = at + offset, back = zone_to_utc(z, day, (int32_t)(local - day * DAY_MS));
    FUZZ_CHECK(back <= at && back + zone_offset(z, back) == local);
    int64_t start = zone_day_start(z, day); /* a rule may go back over a whole day: near, no more */
    FUZZ_CHECK(start < at + 3 * DAY_MS && start > at - 4 * DAY_MS);
    FUZZ_CHECK(start + zone_offset(z, start) >= day * DAY_MS);
}

void fuzz_one(struct bytes input) {
    struct zone z = {.name = "fuzzed"};
    if (input.n == 0 || input.n >= sizeof(z.rule) || memchr(input.at, 0, input.n))
        return;
    memcpy(z.rule, input.at, input.n);
    if (!zone_rule_valid(z.rule))
        return;
    uint64_t seed = 0;
    for (size_t i = 0; i < input.n; i++)
        seed = seed * 1000003 + input.at[i];
    for (int i = 0; i < 24; i++) /* each of 24 half-months of a year, at some time of the day */
        around(&z, 1764000000000 + i * 15 * DAY_MS + (int64_t)(seed >> i) % DAY_MS);
}

FUZZ_TARGET
