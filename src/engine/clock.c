#include "engine/clock.h"

#include <time.h>

static int64_t system_now(struct clock *self) {
    struct timespec t;
    (void)self;
    clock_gettime(CLOCK_REALTIME, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

struct clock *clock_system(void) {
    static struct clock system = {system_now};
    return &system;
}

static int64_t simulated_now(struct clock *self) {
    return ((struct clock_simulated *)self)->ms;
}

void clock_simulated_init(struct clock_simulated *c, int64_t ms) {
    *c = (struct clock_simulated){{simulated_now}, ms};
}
