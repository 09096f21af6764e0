/* Integers that do not wrap. Each returns true and sets *ret, or false and leaves it. */
#ifndef KOINON_BASE_CHECKED_H
#define KOINON_BASE_CHECKED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Products of two 64-bit integers, exactly. */
__extension__ typedef __int128 int128;
__extension__ typedef unsigned __int128 uint128;

#define CHECKED_OP(name, type, op)                                                                 \
    static inline bool name(type a, type b, type *ret) {                                           \
        type r;                                                                                    \
        if (op(a, b, &r))                                                                          \
            return false;                                                                          \
        *ret = r;                                                                                  \
        return true;                                                                               \
    }
CHECKED_OP(add_i64, int64_t, __builtin_add_overflow)
CHECKED_OP(sub_i64, int64_t, __builtin_sub_overflow)
CHECKED_OP(mul_i64, int64_t, __builtin_mul_overflow)
CHECKED_OP(add_u64, uint64_t, __builtin_add_overflow)
CHECKED_OP(mul_u64, uint64_t, __builtin_mul_overflow)
CHECKED_OP(add_size, size_t, __builtin_add_overflow)
CHECKED_OP(mul_size, size_t, __builtin_mul_overflow)
#undef CHECKED_OP

#endif
