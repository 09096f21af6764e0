#include "count/format.h"

/* What abcvoting writes: lines "num_cand: 6", "committeesize: 3", "profile: [[3, 4], [1, 2]]" (sets
 * of approved candidates from 0, over several lines), other keys passed over. A set is one equal
 * rank. */

static bool key_at(struct bytes text, const char *key, struct bytes *ret) {
    size_t n = strlen(key);
    for (size_t i = 0; i + n < text.n; i++)
        if ((i == 0 || text.at[i - 1] == '\n') && memcmp(text.at + i, key, n) == 0 &&
            text.at[i + n] == ':') {
            *ret = bytes_part(text, i + n + 1, text.n);
            return true;
        }
    return false;
}

static void blanks(struct scan *s) {
    for (; s->at < s->end && (*s->at == ' ' || *s->at == '\n' || *s->at == '\r' || *s->at == ',');
         s->at++)
        s->line += *s->at == '\n';
}

static int one_set(struct scan *s, struct count_ballots *b, struct ballot *x) {
    ballot_clear(x);
    for (blanks(s); s->at < s->end && *s->at != ']'; blanks(s)) {
        struct bytes rest = bytes_of(s->at, (size_t)(s->end - s->at));
        uint64_t c;
        if (!scan_number(&rest, UINT32_MAX, &c) || c >= b->candidates)
            return scan_fail(s, ERR_SYNTAX, "expected a candidate, 0 to %u", b->candidates - 1);
        if (ballot_put(x, b, (uint32_t)c + 1, x->n > 0) < 0)
            return scan_fail(s, ERR_SYNTAX, "candidate %llu twice", (unsigned long long)c);
        s->at = rest.at;
    }
    if (s->at == s->end)
        return scan_fail(s, ERR_SYNTAX, "the profile does not end%s", "");
    s->at++;
    return count_ballots_add(b, x->element, x->n, 1);
}

static int names(struct count_ballots *b, uint64_t n) {
    for (uint64_t c = 0; c < n; c++) {
        const char *name = arena_format(&b->names, "%llu", (unsigned long long)c);
        int r = name ? count_ballots_candidate(b, bytes_str(name)) : ERR_NOMEM;
        if (r < 0)
            return r;
    }
    return 0;
}

int count_read_abc(struct count_ballots *b, struct bytes text, struct fail *f) {
    struct bytes value;
    struct scan s;
    struct ballot x = {0};
    uint64_t n = 0, seats = 0;
    if (key_at(text, "committeesize", &value)) {
        value = scan_trim(value);
        scan_number(&value, 1000000, &seats);
    }
    if (!key_at(text, "num_cand", &value) || (value = scan_trim(value),
                                              !scan_number(&value, 10000, &n)) || n == 0)
        return fail_set(f, ERR_SYNTAX, "expected \"num_cand: N\", 1 to 10000");
    int r = names(b, n);
    b->seats = (uint32_t)seats;
    if (!key_at(text, "profile", &value))
        return fail_set(f, ERR_SYNTAX, "expected \"profile: [[...], ...]\"");
    scan_init(&s, value, f);
    for (const uint8_t *at = text.at; at < value.at; at++)
        s.line += *at == '\n';
    s.line++;
    blanks(&s);
    if (r == 0 && (s.at == s.end || *s.at++ != '['))
        r = scan_fail(&s, ERR_SYNTAX, "expected a list of sets%s", "");
    if (r == 0)
        r = ballot_init(&x, b);
    for (blanks(&s); r == 0; blanks(&s)) {
        if (s.at < s.end && *s.at == ']')
            return 0;
        if (s.at == s.end || *s.at++ != '[')
            return scan_fail(&s, ERR_SYNTAX, "expected a set of candidates%s", "");
        r = one_set(&s, b, &x);
    }
    return r < 0 ? scan_fail(&s, r, "%s", err_name(r)) : r;
}
