/* A constitution in bytes: what is read is written as the same bytes, and can be looked at. */
#include "fuzz.h"

#include "base/limits.h"
#include "charter/charter.h"
#include "charter/finding.h"

static void look_at(const struct charter *c, struct arena *a) {
    struct finding *f = NULL;
    struct difference *d = NULL;
    struct sentence *t = NULL;
    struct buf b;
    buf_init(&b, &alloc_heap, 1 << 20);
    FUZZ_CHECK(charter_check(c, a, &f) == 0 || f == NULL);
    for (; f; f = f->next)
        phrase_write(&f->says, NULL, NULL, &b);
    FUZZ_CHECK(charter_explain(c, "en", a, &t) == 0 || t == NULL);
    for (; t; t = t->next)
        sentence_write(&t->says, NULL, NULL, &b);
    FUZZ_CHECK(charter_compare(c, c, a, &d) < 0 || !d);
    buf_drop(&b);
}

void fuzz_one(struct bytes input) {
    struct arena a;
    struct buf b;
    struct charter *c;
    struct fail fail = {0};
    arena_init(&a, &alloc_heap, 16u << 20);
    buf_init(&b, &alloc_heap, LIMIT_CHARTER_BYTES);
    if (charter_decode(input, &a, &c, &fail) >= 0) {
        charter_encode(c, &b);
        FUZZ_CHECK(!b.failed && bytes_equal(buf_view(&b), input));
        look_at(c, &a);
    } else {
        FUZZ_CHECK(fail.text[0]);
    }
    buf_drop(&b);
    arena_drop(&a);
}

FUZZ_TARGET
