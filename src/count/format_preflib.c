#include "count/format.h"

/* preflib.org: strict and tied orders, complete and incomplete. New files carry "# KEY: value"
 * lines and "weight: 1,{2,3},4"; old ones begin with the number of candidates, "1,Name" lines, a
 * line "voters,sum,unique", and then "weight,1,{2,3},4". */

static int add_name(struct scan *s, struct count_ballots *b, struct bytes name, bool placed,
                    uint64_t number) {
    if (placed && number != b->candidates + 1u)
        return scan_fail(s, ERR_SYNTAX, "candidate %llu, expected %u", (unsigned long long)number,
                         b->candidates + 1);
    return scan_candidate(s, b, name);
}

/* What a new header says of the file; 0: it does not. */
struct said {
    uint64_t alternatives, voters;
};

static int header_line(struct scan *s, struct count_ballots *b, struct bytes line,
                       struct said *said) {
    struct bytes value = line;
    value.at++;
    value.n--;
    struct bytes key = scan_trim(scan_until(&value, ':'));
    value = scan_trim(value);
    if (scan_begins(key, "ALTERNATIVE NAME ")) {
        key = bytes_part(key, 17, key.n);
        uint64_t number;
        if (!scan_number(&key, UINT32_MAX, &number))
            return scan_fail(s, ERR_SYNTAX, "expected the number of an alternative%s", "");
        return add_name(s, b, value, true, number);
    }
    struct bytes number = value;
    if (bytes_is(key, "NUMBER ALTERNATIVES"))
        scan_number(&number, UINT32_MAX, &said->alternatives);
    if (bytes_is(key, "NUMBER VOTERS"))
        scan_number(&number, UINT64_MAX / 10, &said->voters);
    if (bytes_is(key, "TITLE")) {
        char *copy = arena_copy(&b->names, value);
        if (!copy)
            return ERR_NOMEM;
        b->title = bytes_of(copy, value.n);
    }
    return 0;
}

/* The old header: returns 1 when it was one and is read. */
static int old_header(struct scan *s, struct count_ballots *b, struct bytes line) {
    uint64_t n, number;
    if (!scan_number(&line, UINT32_MAX, &n) || scan_trim(line).n || n == 0)
        return scan_fail(s, ERR_SYNTAX, "expected the number of alternatives%s", "");
    for (uint64_t i = 0; i < n; i++) {
        if (!scan_line(s, &line) || !scan_number(&line, UINT32_MAX, &number) || line.n == 0)
            return scan_fail(s, ERR_SYNTAX, "expected \"%llu,name\"", (unsigned long long)i + 1);
        int r = add_name(s, b, scan_trim(bytes_part(line, 1, line.n)), true, number);
        if (r < 0)
            return r;
    }
    if (!scan_line(s, &line))
        return scan_fail(s, ERR_SYNTAX, "expected the numbers of voters%s", "");
    return 0;
}

static int one_preference(struct scan *s, struct count_ballots *b, struct ballot *x,
                          struct bytes *line, bool tied) {
    uint64_t c;
    if (!scan_number(line, UINT32_MAX, &c))
        return scan_fail(s, ERR_SYNTAX, "expected the number of an alternative at \"%.*s\"",
                         (int)(line->n > 20 ? 20 : line->n), (const char *)line->at);
    if (c < 1 || c > b->candidates)
        return scan_fail(s, ERR_SYNTAX, "alternative %llu of %u", (unsigned long long)c,
                         b->candidates);
    int r = ballot_put(x, b, (uint32_t)c, tied);
    if (r == ERR_EXISTS)
        return scan_fail(s, ERR_SYNTAX, "alternative %llu twice", (unsigned long long)c);
    *line = scan_trim(*line);
    return r;
}

static int order(struct scan *s, struct count_ballots *b, struct ballot *x, struct bytes line) {
    bool braces = false, tied = false;
    ballot_clear(x);
    for (line = scan_trim(line); line.n; line = scan_trim(line)) {
        if (line.at[0] == ',' || line.at[0] == '{' || line.at[0] == '}') {
            if ((line.at[0] == '{' && braces) || (line.at[0] == '}' && !braces))
                return scan_fail(s, ERR_SYNTAX, "a brace too many%s", "");
            if (line.at[0] != ',') {
                braces = line.at[0] == '{';
                tied = false;
            }
            line = bytes_part(line, 1, line.n);
            continue;
        }
        int r = one_preference(s, b, x, &line, tied);
        if (r < 0)
            return r;
        tied = braces;
    }
    return braces ? scan_fail(s, ERR_SYNTAX, "a brace does not close%s", "") : 0;
}

/* A file cut short has fewer than it says. */
static int as_said(struct scan *s, const struct count_ballots *b, const struct said *said) {
    if (b->candidates == 0)
        return scan_fail(s, ERR_SYNTAX, "no alternatives%s", "");
    if (said->alternatives && said->alternatives != b->candidates)
        return scan_fail(s, ERR_SYNTAX, "%u alternatives, the header says %llu", b->candidates,
                         (unsigned long long)said->alternatives);
    if (said->voters && said->voters != b->total)
        return scan_fail(s, ERR_SYNTAX, "%llu voters, the header says %llu",
                         (unsigned long long)b->total, (unsigned long long)said->voters);
    return 0;
}

int count_read_preflib(struct count_ballots *b, struct bytes text, struct fail *f) {
    struct scan s;
    struct bytes line;
    struct ballot x = {0};
    struct said said = {0};
    scan_init(&s, text, f);
    while (scan_line(&s, &line)) {
        line = scan_trim(line);
        if (line.n == 0)
            continue;
        int r = 0;
        if (line.at[0] == '#') {
            r = header_line(&s, b, line, &said);
        } else if (b->candidates == 0) {
            r = old_header(&s, b, line);
        } else {
            uint64_t weight;
            if (!x.room && (r = ballot_init(&x, b)) < 0)
                return fail_set(f, r, "not enough memory");
            if (!scan_number(&line, UINT32_MAX, &weight) || line.n == 0 || weight == 0 ||
                (line.at[0] != ':' && line.at[0] != ','))
                return scan_fail(&s, ERR_SYNTAX, "expected \"weight: order\"%s", "");
            r = order(&s, b, &x, bytes_part(line, 1, line.n));
            if (r == 0)
                r = count_ballots_add(b, x.element, x.n, (uint32_t)weight);
        }
        if (r < 0)
            return scan_fail(&s, r, "%s", err_name(r));
    }
    return as_said(&s, b, &said);
}
