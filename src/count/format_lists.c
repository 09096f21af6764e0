#include "count/format.h"

/* "party,votes[,members]" a line, with ',' ';' or tabs; members: parties of a coalition. A table of
 * districts has a header "party,District 1,District 2..." and may have a line "seats,15,7...": its
 * lists are "party / district". And ballots with grades: a header of candidates, then numbers. */

static uint8_t mark_of(struct bytes line) {
    return memchr(line.at, ';', line.n) ? ';' : memchr(line.at, '\t', line.n) ? '\t' : ',';
}

/* The next cell, quotes taken off. */
static struct bytes cell(struct bytes *line, uint8_t mark) {
    struct bytes c;
    if (line->n && line->at[0] == '"') {
        struct bytes rest = bytes_part(*line, 1, line->n);
        c = scan_until(&rest, '"');
        scan_until(&rest, mark);
        *line = rest;
        return c;
    }
    return scan_trim(scan_until(line, mark));
}

static bool whole(struct bytes c, uint64_t *ret) {
    return scan_number(&c, UINT32_MAX, ret) && c.n == 0;
}

static int add_votes(struct scan *s, struct count_ballots *b, const uint64_t *votes) {
    for (uint32_t c = 0; c < b->candidates; c++) {
        uint32_t element = c + 1;
        int r = votes[c] ? count_ballots_add(b, &element, 1, (uint32_t)votes[c]) : 0;
        if (r < 0)
            return scan_fail(s, r, "%s", err_name(r));
    }
    return 0;
}

int count_read_lists(struct count_ballots *b, struct bytes text, struct fail *f) {
    struct scan s;
    struct bytes line;
    uint64_t *votes = ARENA_ARRAY(&b->names, 10000, uint64_t);
    bool head = true;
    scan_init(&s, text, f);
    while (votes && scan_line(&s, &line)) {
        if (scan_trim(line).n == 0 || line.at[0] == '#')
            continue;
        bool first = head;
        head = false;
        uint8_t mark = mark_of(line);
        struct bytes name = cell(&line, mark), v = cell(&line, mark), m = cell(&line, mark);
        uint64_t n, members = 0;
        if (!whole(v, &n)) {
            bool like_number = v.n && (v.at[0] == '-' || (v.at[0] >= '0' && v.at[0] <= '9'));
            if (first && !like_number)
                continue; /* a header */
            return scan_fail(&s, ERR_SYNTAX, "expected a number of votes, up to 4294967295, after "
                             "\"%.*s\"", (int)(name.n > 60 ? 60 : name.n), (const char *)name.at);
        }
        if (m.n && !whole(m, &members))
            return scan_fail(&s, ERR_SYNTAX, "expected the number of parties of the coalition%s",
                             "");
        int r = scan_candidate(&s, b, name);
        if (r < 0)
            return r;
        b->candidate[b->candidates - 1].members = (uint32_t)members;
        votes[b->candidates - 1] = n;
    }
    if (b->candidates == 0)
        return scan_fail(&s, ERR_SYNTAX, "no list%s", "");
    return add_votes(&s, b, votes);
}

static int score_line(struct scan *s, struct count_ballots *b, struct bytes line, uint8_t mark,
                      uint16_t *score) {
    for (uint32_t c = 0; c < b->candidates; c++) {
        struct bytes v = cell(&line, mark);
        uint64_t n = COUNT_NO_SCORE;
        if (v.n && (!whole(v, &n) || n >= COUNT_NO_SCORE))
            return scan_fail(s, ERR_SYNTAX, "column %u: expected a grade, 0 to 65534", c + 1);
        score[c] = (uint16_t)n;
    }
    if (line.n)
        return scan_fail(s, ERR_SYNTAX, "more than %u columns", b->candidates);
    return count_ballots_add_scores(b, score, 1);
}

int count_read_scores(struct count_ballots *b, struct bytes text, struct fail *f) {
    struct scan s;
    struct bytes line;
    uint16_t *score = NULL;
    uint8_t mark = ',';
    scan_init(&s, text, f);
    while (scan_line(&s, &line)) {
        int r = 0;
        if (scan_trim(line).n == 0)
            continue;
        if (score) {
            r = score_line(&s, b, line, mark, score);
        } else {
            mark = mark_of(line);
            while (line.n && r == 0)
                r = scan_candidate(&s, b, cell(&line, mark));
            score = ARENA_ARRAY(&b->names, b->candidates, uint16_t);
            r = r == 0 && !score ? ERR_NOMEM : r;
        }
        if (r < 0)
            return scan_fail(&s, r, "%s", err_name(r));
    }
    return score ? 0 : scan_fail(&s, ERR_SYNTAX, "no candidates%s", "");
}

int count_read_districts(struct count_ballots *b, struct bytes text, struct fail *f) {
    struct scan s;
    struct bytes line, head;
    scan_init(&s, text, f);
    if (!scan_line(&s, &head))
        return scan_fail(&s, ERR_SYNTAX, "expected \"party,District...\"%s", "");
    uint8_t mark = mark_of(head);
    struct bytes names = head;
    uint64_t *votes = ARENA_ARRAY(&b->names, 10000, uint64_t), n;
    for (cell(&names, mark); names.n; cell(&names, mark))
        b->districts++;
    b->district_seats = ARENA_ARRAY(&b->names, b->districts + 1, uint32_t);
    if (!votes || !b->district_seats)
        return ERR_NOMEM;
    while (scan_line(&s, &line)) {
        if (scan_trim(line).n == 0)
            continue;
        struct bytes party = cell(&line, mark), district;
        names = head;
        cell(&names, mark);
        for (uint32_t d = 0; d < b->districts; d++) {
            uint64_t held = 0;
            district = cell(&names, mark);
            struct bytes won = cell(&line, mark), count = scan_until(&won, ':');
            if (!whole(count, &n) || (won.n && !whole(won, &held)))
                return scan_fail(&s, ERR_SYNTAX,
                                 "column %u: expected a number of votes, or VOTES:SEATS", d + 2);
            if (scan_same(party, "seats")) {
                b->district_seats[d] = (uint32_t)n;
                continue;
            }
            const char *name = arena_format(&b->names, "%.*s / %.*s", (int)party.n,
                                            (const char *)party.at, (int)district.n,
                                            (const char *)district.at);
            int r = name ? scan_candidate(&s, b, bytes_str(name)) : ERR_NOMEM;
            if (r < 0)
                return scan_fail(&s, r, "%s", err_name(r));
            votes[b->candidates - 1] = n;
            if (held && !(b->won = b->won ? b->won : ARENA_ARRAY(&b->names, 10000, uint32_t)))
                return ERR_NOMEM;
            if (held)
                b->won[b->candidates - 1] = (uint32_t)held;
        }
        if (scan_trim(line).n)
            return scan_fail(&s, ERR_SYNTAX, "more than %u columns", b->districts + 1);
    }
    if (b->candidates == 0)
        return scan_fail(&s, ERR_SYNTAX, "no list%s", "");
    return add_votes(&s, b, votes);
}
