#include "base/fail.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* How many of the n bytes of S are whole characters: a text may have been cut inside one. */
static size_t whole_characters(const char *s, size_t n) {
    size_t start = n;
    while (start > 0 && n - start < 3 && ((uint8_t)s[start - 1] & 0xc0) == 0x80)
        start--;
    if (start == 0)
        return n;
    uint8_t lead = (uint8_t)s[start - 1];
    size_t want = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
    return n - (start - 1) < want ? start - 1 : n;
}

int fail_set(struct fail *f, int code, const char *format, ...) {
    if (!f || f->code)
        return code;
    va_list args;
    va_start(args, format);
    int n = vsnprintf(f->text, sizeof(f->text), format, args);
    va_end(args);
    f->code = code;
    if (n < 0)
        f->text[0] = 0;
    else if ((size_t)n >= sizeof(f->text))
        f->text[whole_characters(f->text, sizeof(f->text) - 1)] = 0;
    return code;
}

const char *err_name(int code) {
    switch ((enum err)code) {
    case ERR_NONE:
        return "nothing failed";
    case ERR_NOMEM:
        return "not enough memory";
    case ERR_IO:
        return "input or output failed";
    case ERR_SYNTAX:
        return "not written as its format asks";
    case ERR_RANGE:
        return "outside what is allowed";
    case ERR_MISSING:
        return "not found";
    case ERR_EXISTS:
        return "exists already";
    case ERR_CONFLICT:
        return "in conflict with something else";
    case ERR_DENIED:
        return "not allowed";
    case ERR_VERSION:
        return "made by a later version of the program";
    case ERR_BROKEN:
        return "the record is broken";
    case ERR_BUSY:
        return "too busy; try again";
    }
    return "failed";
}
