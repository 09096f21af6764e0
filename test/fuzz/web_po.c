/* Any bytes as a .mo file: refused, or every look-up stays within them. */
#include "fuzz.h"

#include "web/po.h"

void fuzz_one(struct bytes input) {
    struct po p;
    struct bytes key, forms;
    struct fail fail = {0};
    if (po_plural_parse(&(struct po){0}, input, NULL) == 0)
        FUZZ_CHECK(input.n > 0);
    if (po_open(&p, input, &fail) < 0) {
        FUZZ_CHECK(fail.text[0]);
        return;
    }
    for (uint64_t n = 0; n < 200; n++)
        FUZZ_CHECK(po_form(&p, n) < p.forms);
    for (uint32_t i = 0; po_at(&p, i, &key, &forms); i++) {
        struct bytes got = po_find(&p, NULL, bytes_part(key, 0, strlen((const char *)key.at)), 0);
        FUZZ_CHECK(got.n <= input.n);
    }
}

FUZZ_TARGET
