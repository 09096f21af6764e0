/* Functions that have a safer name here are compile errors. Included in every file by the build
 * (-include banned.h); the reason stands behind each. */
#ifndef KOINON_BANNED_H
#define KOINON_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#undef strcpy
#undef strcat
#undef strncpy
#undef strncat
#undef strtok
#undef sprintf
#undef vsprintf
#undef gets
#undef atoi
#undef atol
#undef atof
#undef rand
#undef srand
#undef gmtime
#undef localtime
#undef ctime
#undef asctime
#undef strdup
#define strcpy(x, y) banned_use_buf_or_arena_copy(strcpy)
#define strcat(x, y) banned_use_buf(strcat)
#define strncpy(x, y, n) banned_use_arena_copy(strncpy)
#define strncat(x, y, n) banned_use_buf(strncat)
#define strtok(x, y) banned_keeps_state(strtok)
#define sprintf(...) banned_use_snprintf_or_buf_format(sprintf)
#define vsprintf(...) banned_use_vsnprintf(vsprintf)
#define gets(x) banned(gets)
#define atoi(x) banned_no_errors(atoi)
#define atol(x) banned_no_errors(atol)
#define atof(x) banned_no_floating_point(atof)
#define rand() banned_use_randombytes(rand)
#define srand(x) banned_use_randombytes(srand)
#define gmtime(x) banned_use_date_h(gmtime)
#define localtime(x) banned_use_date_h(localtime)
#define ctime(x) banned_use_date_h(ctime)
#define asctime(x) banned_use_date_h(asctime)
#define strdup(x) banned_use_arena_copy(strdup)

#endif
