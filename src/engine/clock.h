/* Where stamps come from: one real clock, one simulated twin with the same header. */
#ifndef KOINON_ENGINE_CLOCK_H
#define KOINON_ENGINE_CLOCK_H

#include <stdint.h>

struct clock {
    int64_t (*now)(struct clock *self); /* ms since 1970 UTC */
};
struct clock *clock_system(void);

struct clock_simulated {
    struct clock base;
    int64_t ms; /* set it, add to it */
};
void clock_simulated_init(struct clock_simulated *c, int64_t ms);

static inline int64_t clock_now(struct clock *c) {
    return c->now(c);
}

#endif
