#include "count/format.h"

/* Devotee's tally sheets: "Option 3---->: Title" lines, then "V: 21-3<tab>voter": each place is an
 * option, the character its rank (1-9, then A-Z), '-' unranked. */

static int option_line(struct scan *s, struct count_ballots *b, struct bytes line) {
    line = bytes_part(line, 7, line.n);
    uint64_t number;
    if (!scan_number(&line, 36, &number))
        return 0; /* prose that begins with the word */
    const uint8_t *colon = line.n ? memchr(line.at, ':', line.n) : NULL;
    if (!colon || line.at[0] != '-')
        return 0;
    size_t skip = (size_t)(colon - line.at) + 1;
    if (number != b->candidates + 1u)
        return scan_fail(s, ERR_SYNTAX, "option %llu, expected %u", (unsigned long long)number,
                         b->candidates + 1);
    return scan_candidate(s, b, scan_trim(bytes_part(line, skip, line.n)));
}

static uint32_t rank_of(uint8_t c) {
    return c >= '1' && c <= '9' ? c - '0' : c >= 'A' && c <= 'Z' ? c - 'A' + 10 : 0;
}

static int vote_line(struct scan *s, struct count_ballots *b, struct bytes line) {
    uint32_t element[64], n = 0;
    line = scan_trim(bytes_part(line, 2, line.n));
    for (uint32_t i = 0; i < b->candidates; i++)
        if (i >= line.n || (line.at[i] != '-' && line.at[i] != '0' && !rank_of(line.at[i])))
            return scan_fail(s, ERR_SYNTAX, "expected %u ranks", b->candidates);
    if (line.n > b->candidates && line.at[b->candidates] != ' ' && line.at[b->candidates] != '\t')
        return scan_fail(s, ERR_SYNTAX, "more than %u ranks", b->candidates);
    for (uint32_t rank = 1; rank <= 36; rank++) {
        bool tied = false;
        for (uint32_t i = 0; i < b->candidates; i++)
            if (rank_of(line.at[i]) == rank) {
                element[n++] = (i + 1) | (tied ? b->tied : 0);
                tied = true;
            }
    }
    return count_ballots_add(b, element, n, 1);
}

int count_read_debian(struct count_ballots *b, struct bytes text, struct fail *f) {
    struct scan s;
    struct bytes line;
    scan_init(&s, text, f);
    while (scan_line(&s, &line)) {
        line = scan_trim(line);
        while (line.n && (line.at[0] == '/' || line.at[0] == '|' || line.at[0] == ' '))
            line = bytes_part(line, 1, line.n);
        int r = 0;
        if (scan_begins(line, "Option ") && b->n == 0)
            r = option_line(&s, b, line);
        else if (scan_begins(line, "V: "))
            r = b->candidates ? vote_line(&s, b, line)
                              : scan_fail(&s, ERR_SYNTAX, "a vote before the options%s", "");
        if (r < 0)
            return scan_fail(&s, r, "%s", err_name(r));
    }
    if (b->candidates == 0)
        return scan_fail(&s, ERR_SYNTAX, "no options%s", "");
    return 0;
}

/* ---- the Condorcet Election Format ---- */

static int header_line(struct scan *s, struct count_ballots *b, struct bytes line) {
    struct bytes value = bytes_part(line, 2, line.n), key = scan_trim(scan_until(&value, ':'));
    uint64_t seats;
    if (scan_same(key, "Candidates"))
        while (value.n) {
            int r = scan_candidate(s, b, scan_trim(scan_until(&value, ';')));
            if (r < 0)
                return r;
        }
    value = scan_trim(value);
    if (scan_same(key, "Number of Seats") && scan_number(&value, 1000000, &seats))
        b->seats = (uint32_t)seats;
    return 0;
}

static int rank(struct scan *s, struct count_ballots *b, struct ballot *x, struct bytes names) {
    bool tied = false;
    while (names.n) {
        struct bytes name = scan_trim(scan_until(&names, '='));
        int64_t c = count_candidate_find(b, name);
        if (c < 0)
            return scan_fail(s, ERR_SYNTAX, "no candidate \"%.*s\"",
                             (int)(name.n > 60 ? 60 : name.n), (const char *)name.at);
        if (ballot_put(x, b, (uint32_t)c + 1, tied) < 0)
            return scan_fail(s, ERR_SYNTAX, "candidate \"%.*s\" twice",
                             (int)(name.n > 60 ? 60 : name.n), (const char *)name.at);
        tied = true;
    }
    return 0;
}

/* "tags || A > B = C ^weight * times" */
static int ballot_line(struct scan *s, struct count_ballots *b, struct ballot *x,
                       struct bytes line) {
    uint64_t times = 1, weight = 1;
    for (size_t i = 0; i + 1 < line.n; i++)
        if (line.at[i] == '|' && line.at[i + 1] == '|') {
            line = bytes_part(line, i + 2, line.n);
            break;
        }
    struct bytes after = line, ranks = scan_until(&after, '*');
    after = scan_trim(after);
    if (after.n && (!scan_number(&after, UINT32_MAX, &times) || times == 0))
        return scan_fail(s, ERR_SYNTAX, "expected how many times after *%s", "");
    after = ranks;
    ranks = scan_until(&after, '^');
    after = scan_trim(after);
    if (after.n && (!scan_number(&after, UINT32_MAX, &weight) || weight == 0))
        return scan_fail(s, ERR_SYNTAX, "expected a weight after ^%s", "");
    if (weight > UINT32_MAX / times)
        return scan_fail(s, ERR_RANGE, "weight too large%s", "");
    ballot_clear(x);
    ranks = scan_trim(ranks);
    if (!bytes_is(ranks, "/EMPTY_RANKING/"))
        while (ranks.n) {
            int r = rank(s, b, x, scan_until(&ranks, '>'));
            if (r < 0)
                return r;
        }
    return count_ballots_add(b, x->element, x->n, (uint32_t)(weight * times));
}

int count_read_condorcet(struct count_ballots *b, struct bytes text, struct fail *f) {
    struct scan s;
    struct bytes line;
    struct ballot x = {0};
    scan_init(&s, text, f);
    while (scan_line(&s, &line)) {
        struct bytes rest = scan_trim(line);
        int r = 0;
        if (scan_begins(rest, "#/"))
            r = header_line(&s, b, rest);
        else if (rest.n && rest.at[0] != '#') {
            if (b->candidates == 0)
                return scan_fail(&s, ERR_SYNTAX, "expected \"#/Candidates: A ; B\" first%s", "");
            if (!x.room)
                r = ballot_init(&x, b);
            if (r == 0)
                r = ballot_line(&s, b, &x, scan_trim(scan_until(&rest, '#')));
        }
        if (r < 0)
            return scan_fail(&s, r, "%s", err_name(r));
    }
    return b->candidates ? 0 : scan_fail(&s, ERR_SYNTAX, "no candidates%s", "");
}
