/* Bugs abort. check() stays on in every build: a wrong state must never be written to a record.
 * It is for what the program promises itself; bad input and a failing world have their own types
 * (base/fail.h; verdicts in law/). */
#ifndef KOINON_BASE_CHECK_H
#define KOINON_BASE_CHECK_H

#include <stdnoreturn.h>

/* What check() does when COND does not hold. */
noreturn void check_failed(const char *file, int line, const char *what);

/* check(index < count): prints file, line and condition on stderr, then abort(). */
#define check(cond) ((cond) ? (void)0 : check_failed(__FILE__, __LINE__, #cond))
#define check_unreachable() check_failed(__FILE__, __LINE__, "reached what cannot be reached")

#endif
