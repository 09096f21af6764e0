#include "base/limits.h"
#include "count/format.h"

/* The format, after Hill, Wichmann and Woodall (1987) and its users since:
 *
 *     CANDIDATES SEATS
 *     [nick a b c] [tie a c b] [withdrawn b]      Droop, stv-rs
 *     -2                                           candidate 2 withdrew
 *     WEIGHT PREFERENCE... 0                       1=2: equal rank; -: a rank left blank
 *     0
 *     "Name"... "Title"
 *
 * What is read a hundred million times, plain ballots, have their own short way. */
struct blt {
    const uint8_t *at, *end;
    size_t line;
    struct count_ballots *b;
    struct fail *f;
    const uint8_t *long_way; /* until there ballots are not all plain */
    struct bytes *nick;      /* NULL: none */
    uint32_t *seen; /* by candidate, from 1: the ballot that last named her, when over 63 */
    size_t gaps;
};

#define blt_fail(x, code, format, ...)                                                             \
    fail_set((x)->f, (code), "line %zu: " format, (x)->line, __VA_ARGS__)

static void skip_line(struct blt *x) {
    const uint8_t *stop = memchr(x->at, '\n', (size_t)(x->end - x->at));
    x->at = stop ? stop : x->end;
}

/* Over blanks, line ends and comments. */
static void skip(struct blt *x) {
    for (; x->at < x->end; x->at++) {
        if (*x->at == '\n')
            x->line++;
        else if (*x->at == '#') {
            skip_line(x);
            x->at--;
        } else if (*x->at != ' ' && *x->at != '\t' && *x->at != '\r')
            return;
    }
}

static bool at_blank(const struct blt *x) {
    return x->at == x->end || *x->at == ' ' || *x->at == '\n' || *x->at == '\t' || *x->at == '\r';
}

static struct bytes word(struct blt *x) {
    const uint8_t *from = x->at;
    while (!at_blank(x) && *x->at != '=' && *x->at != ']')
        x->at++;
    return bytes_of(from, (size_t)(x->at - from));
}

static int shown(struct bytes w) {
    return w.n > 40 ? 40 : (int)w.n;
}

static bool number(struct blt *x, uint64_t max, uint64_t *ret) {
    struct bytes rest = bytes_of(x->at, (size_t)(x->end - x->at));
    if (!scan_number(&rest, max, ret))
        return false;
    x->at = rest.at;
    return true;
}

/* A candidate by number or nickname, from 1; 0 with the failure set. */
static uint32_t candidate(struct blt *x, struct bytes w) {
    struct bytes rest = w;
    uint64_t c = 0;
    if (scan_number(&rest, UINT32_MAX, &c) && rest.n == 0) {
        if (c >= 1 && c <= x->b->candidates)
            return (uint32_t)c;
    } else if (x->nick) {
        for (uint32_t i = 0; i < x->b->candidates; i++)
            if (bytes_equal(x->nick[i], w))
                return i + 1;
    }
    blt_fail(x, ERR_SYNTAX, "no candidate \"%.*s\"; there are %u, numbered from 1", shown(w),
             (const char *)w.at, x->b->candidates);
    return 0;
}

static int bracket_names(struct blt *x, bool nicks) {
    struct count_ballots *b = x->b;
    if (nicks) {
        x->nick = ARENA_ARRAY(&b->names, b->candidates, struct bytes);
        if (!x->nick)
            return ERR_NOMEM;
    } else if (!b->order) {
        b->order = ARENA_ARRAY(&b->names, b->candidates, uint32_t);
        if (!b->order)
            return ERR_NOMEM;
    }
    uint32_t n = 0;
    for (skip(x); x->at < x->end && *x->at != ']'; skip(x), n++) {
        struct bytes w = word(x);
        if (n >= b->candidates || w.n == 0)
            return blt_fail(x, ERR_SYNTAX, "more than %u names in brackets", b->candidates);
        if (nicks) {
            x->nick[n] = w;
            continue;
        }
        uint32_t c = candidate(x, w);
        if (!c)
            return ERR_SYNTAX;
        for (uint32_t i = 0; i < n; i++)
            if (b->order[i] == c - 1)
                return blt_fail(x, ERR_SYNTAX, "candidate %u twice in the order of ties", c);
        b->order[n] = c - 1;
    }
    if (n != b->candidates)
        return blt_fail(x, ERR_SYNTAX, "%u names in brackets, expected %u", n, b->candidates);
    return 0;
}

static int bracket(struct blt *x) {
    x->at++;
    struct bytes key = word(x);
    int r = 0;
    if (bytes_is(key, "nick") || bytes_is(key, "tie")) {
        r = bracket_names(x, bytes_is(key, "nick"));
    } else if (bytes_is(key, "withdrawn")) {
        for (skip(x); r == 0 && x->at < x->end && *x->at != ']'; skip(x)) {
            uint32_t c = candidate(x, word(x));
            if (!c)
                return ERR_SYNTAX;
            x->b->candidate[c - 1].withdrawn = true;
        }
    } else if (bytes_is(key, "droop")) { /* options of that program */
        while (x->at < x->end && *x->at != ']')
            x->line += *x->at++ == '\n';
    } else {
        return blt_fail(x, ERR_SYNTAX, "\"[%.*s\" is not known here: nick, tie, withdrawn",
                        shown(key), (const char *)key.at);
    }
    if (r < 0)
        return r;
    if (x->at == x->end)
        return blt_fail(x, ERR_SYNTAX, "the bracket \"[%.*s\" does not end", shown(key),
                        (const char *)key.at);
    x->at++;
    return 0;
}

/* After a candidate who withdrew ("-2") nothing but another one may stand on her line: a ballot
 * whose weight is below 0 is none. */
static int only_withdrawn(struct blt *x) {
    while (x->at < x->end && (*x->at == ' ' || *x->at == '\t' || *x->at == '\r'))
        x->at++;
    if (x->at == x->end || *x->at == '\n' || *x->at == '#' || *x->at == '-' || *x->at == '[')
        return 0;
    return blt_fail(x, ERR_SYNTAX, "a line of those who withdrew has only numbers below 0%s", "");
}

static int header(struct blt *x) {
    uint64_t candidates, seats;
    skip(x);
    if (!number(x, UINT32_MAX, &candidates) || candidates < 1 || !at_blank(x))
        return blt_fail(x, ERR_SYNTAX, "expected the number of candidates%s", "");
    skip(x);
    if (!number(x, UINT32_MAX, &seats) || seats < 1 || !at_blank(x))
        return blt_fail(x, ERR_SYNTAX, "expected the number of seats, 1 or more%s", "");
    if (candidates > LIMIT_COUNT_CANDIDATES)
        return blt_fail(x, ERR_RANGE, "%llu candidates, at most %u", (unsigned long long)candidates,
                        LIMIT_COUNT_CANDIDATES);
    x->b->seats = (uint32_t)seats;
    for (uint64_t c = 0; c < candidates; c++) {
        int r = count_ballots_candidate(x->b, bytes_of("", 0));
        if (r < 0)
            return r;
    }
    x->seen = ARENA_ARRAY(&x->b->names, candidates + 1, uint32_t);
    int r = x->seen ? ballots_room(x->b, (size_t)(x->end - x->at) / 2 + 16) : ERR_NOMEM;
    for (;;) {
        skip(x);
        if (r < 0)
            return r;
        if (x->at < x->end && *x->at == '[') {
            r = bracket(x);
        } else if (x->at + 1 < x->end && *x->at == '-' && x->at[1] >= '0' && x->at[1] <= '9') {
            x->at++;
            uint32_t c = candidate(x, word(x));
            r = c ? only_withdrawn(x) : ERR_SYNTAX;
            if (c)
                x->b->candidate[c - 1].withdrawn = true;
        } else {
            return 0;
        }
    }
}

static inline void put(struct count_ballots *b, uint32_t element) {
    if (b->width == 1)
        ((uint8_t *)b->pref)[b->prefs_n++] = (uint8_t)element;
    else
        ((uint16_t *)b->pref)[b->prefs_n++] = (uint16_t)element;
}

/* Preferences in any dialect, up to and with the final 0. */
static int preferences(struct blt *x, size_t start) {
    struct count_ballots *b = x->b;
    bool tied = false;
    for (;;) {
        skip(x);
        struct bytes w = word(x);
        if (w.n == 0)
            return blt_fail(x, ERR_SYNTAX, "the ballot does not end with 0%s", "");
        if (w.n == 1 && w.at[0] == '0' && !tied)
            return 0;
        if (b->prefs_n - start > 2 * (size_t)b->candidates + 64)
            return blt_fail(x, ERR_RANGE, "more ranks than twice the candidates%s", "");
        uint32_t c = b->candidates + 1;
        if (w.n == 1 && w.at[0] == '-' && !tied) {
            b->has_gaps = true;
        } else {
            c = candidate(x, w);
            if (!c)
                return ERR_SYNTAX;
            if (x->seen[c] == (uint32_t)b->n + 1)
                return blt_fail(x, ERR_SYNTAX, "candidate %u twice on one ballot", c);
            x->seen[c] = (uint32_t)b->n + 1;
        }
        put(b, c | (tied ? b->tied : 0));
        tied = x->at < x->end && *x->at == '=';
        x->at += tied;
        b->has_ties = b->has_ties || tied;
    }
}

/* ---- plain ballots, sixteen bytes at a time ---- */

/* A ballot is plain when it is written the usual way: "1 7 12 3 0\n", its weight 1, one blank
 * between, up to 63 candidates, known ones, none twice. A block of whole lines of plain ballots is
 * classified in vectors (which compilers make of whatever the machine has); anything else in it
 * leaves the block to the long way, which also finds what is wrong. */
#define PLAIN_BLOCK 1024
#define PLAIN_CANDIDATES 63
typedef uint8_t vector __attribute__((vector_size(16)));
typedef uint16_t pairs __attribute__((vector_size(16)));
#define ALL(byte) ((vector){0} + (uint8_t)(byte))

static inline vector load(const uint8_t *p) {
    vector v;
    memcpy(&v, p, sizeof(v));
    return v;
}

/* The numbers from P to TO but for the weights, to OUT; where they end, or NULL: not plain. */
static uint8_t *plain_numbers(const uint8_t *p, const uint8_t *to, uint32_t n, uint8_t *out) {
    const vector place = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    const vector ten = ALL(10), none = ALL(0), known = ALL(n + 1), line_end = ALL('\n');
    vector wrong = none, lines = none, zeros = none;
    for (; p < to; p += sizeof(vector)) {
        vector before = load(p - 1), here = load(p), after = load(p + 1);
        vector in = (vector)(place < ALL(to - p < 16 ? to - p : 16));
        vector tens = before - ALL('0'), units = here - ALL('0');
        vector is_digit = (vector)(units < ten), was_digit = (vector)(tens < ten),
               more = (vector)(after - ALL('0') < ten);
        tens &= was_digit;
        vector doubled = tens + tens,
               value = units + doubled + doubled + doubled + doubled + doubled;
        vector last = is_digit & ~more, zero = last & (vector)(value == none);
        vector line = (vector)(here == line_end), blank = (vector)(here == ALL(' '));
        vector weight = (vector)(before == line_end);
        wrong |=
            in & (~(is_digit | line | blank) | (is_digit & was_digit & more) | (~is_digit & ~more) |
                  (weight & (vector)(here != ALL('1'))) | (weight & (vector)(after != ALL(' '))) |
                  (last & (vector)(value >= known)) | (last & was_digit & (vector)(value < ten)) |
                  (zero & (vector)(after != line_end)));
        lines -= in & line;
        zeros -= in & zero;
        /* two neighbours never both end a number: of each pair one byte is the number or none */
        pairs number = (pairs)((value | ALL(0x80)) & last & ~weight & in);
        number |= number >> 8;
        for (int i = 0; i < 8; i++) {
            *out = number[i] & 0x7f;
            out += number[i] >> 7 & 1;
        }
    }
    int bad = 0, unended = 0;
    for (int i = 0; i < 16; i++) {
        bad |= wrong[i];
        unended += lines[i] - zeros[i];
    }
    return bad || unended ? NULL : out;
}

/* The whole lines of a block, if they are plain ballots. */
static bool plain_block(struct blt *x) {
    struct count_ballots *b = x->b;
    const uint8_t *to = x->end - x->at < PLAIN_BLOCK + 17 ? x->end - 17 : x->at + PLAIN_BLOCK;
    while (to > x->at && to[-1] != '\n')
        to--;
    uint8_t *const first = (uint8_t *)b->pref + b->prefs_n;
    uint8_t *end = to > x->at ? plain_numbers(x->at, to, b->candidates, first) : NULL;
    uint64_t seen = 0, twice = 0;
    size_t ballots = 0, blank = 0;
    for (const uint8_t *at = first; end && at < end; at++) {
        uint64_t one = UINT64_C(1) << *at, over = *at == 0; /* sums, since a branch is a guess */
        ballots += over;
        blank += over & (seen == 0);
        twice |= seen & one;
        seen = (seen | one) & (over - 1);
    }
    if (!end || twice)
        return false;
    x->at = to;
    x->line += ballots;
    b->prefs_n += (size_t)(end - first);
    b->n += ballots;
    b->total += ballots;
    b->blank += blank;
    return true;
}

static void plain_ballots(struct blt *x) {
    const struct count_ballots *b = x->b;
    if (b->width != 1 || b->candidates > PLAIN_CANDIDATES || b->weight)
        return;
    while (x->at >= x->long_way && x->end - x->at > 17 && x->at[-1] == '\n' &&
           b->n + PLAIN_BLOCK < LIMIT_COUNT_BALLOTS)
        if (!plain_block(x))
            x->long_way = x->at + PLAIN_BLOCK;
}

static int ballots(struct blt *x) {
    struct count_ballots *b = x->b;
    for (;;) {
        skip(x);
        plain_ballots(x);
        skip(x);
        if (x->at < x->end && *x->at == '(') { /* an identifier of the ballot */
            while (x->at < x->end && *x->at != ')' && *x->at != '\n')
                x->at++;
            x->at += x->at < x->end && *x->at == ')';
            skip(x);
        }
        uint64_t weight = 0;
        const uint8_t *from = x->at;
        bool is_number = number(x, UINT64_MAX / 10, &weight) && at_blank(x);
        while (!is_number && x->at < x->end && *x->at >= '0' && *x->at <= '9')
            x->at++;
        bool digits = x->at > from && at_blank(x);
        if (digits && (!is_number || weight > UINT32_MAX))
            return blt_fail(x, ERR_RANGE, "the weight of a ballot is %.*s, at most 4294967295",
                            (int)(x->at - from > 40 ? 40 : x->at - from), (const char *)from);
        if (!is_number)
            return blt_fail(x, ERR_SYNTAX,
                            "expected the weight of a ballot (a whole number), or 0 "
                            "after the last ballot; found \"%.*s\"",
                            (int)(x->end - from > 20 ? 20 : x->end - from), (const char *)from);
        if (weight == 0)
            return 0;
        size_t start = b->prefs_n;
        int r = preferences(x, start);
        if (r < 0)
            return r;
        if (b->prefs_n == start)
            b->blank += weight;
        put(b, 0);
        if (!b->weight && weight == 1 && b->n + 1 < LIMIT_COUNT_BALLOTS) {
            b->n++;
            b->total++;
            continue;
        }
        r = ballots_weigh(b, weight);
        if (r < 0)
            return blt_fail(x, r, "%s", r == ERR_RANGE ? "too many ballots" : "not enough memory");
    }
}

/* Where a text in quotes ends that begins at FROM: at a quotation mark that is not doubled, END
 * when there is none. */
static const uint8_t *closing(const uint8_t *from, const uint8_t *end) {
    const uint8_t *at = from;
    for (; at < end; at++) {
        bool doubled = at + 1 < end && at[1] == '"';
        if (*at == '"' && !doubled)
            return at;
        at += *at == '"';
    }
    return end;
}

/* What stands in quotes, or bare up to the end of its line. */
static int quoted(struct blt *x, struct bytes *ret) {
    skip(x);
    if (x->at == x->end)
        return ERR_MISSING;
    const uint8_t *from = x->at;
    if (*from != '"') {
        while (x->at < x->end && *x->at != '\n' && *x->at != '#')
            x->at++;
        *ret = bytes_of(from, (size_t)(x->at - from));
        return 0;
    }
    const uint8_t *close = closing(++from, x->end);
    if (close == x->end)
        return blt_fail(x, ERR_SYNTAX, "a name's quotation mark does not close%s", "");
    for (x->at = from; x->at < close; x->at++)
        x->line += *x->at == '\n';
    x->at++;
    *ret = bytes_of(from, (size_t)(close - from));
    return 0;
}

/* True when each of the lines of names has two texts in quotes: a name and her list. */
static bool names_have_lists(struct blt here) {
    for (uint32_t c = 0; c < here.b->candidates; c++) {
        uint32_t texts = 0;
        skip(&here);
        while (here.at < here.end && *here.at != '\n') {
            const uint8_t *close = *here.at == '"' ? closing(here.at + 1, here.end) : here.at;
            texts += close > here.at;
            here.at = close < here.end ? close + 1 : here.end;
        }
        if (texts != 2)
            return false;
    }
    return true;
}

/* A name in the memory of the ballots: runs of blanks become one, those at its ends go, a doubled
 * quotation mark is one. */
static int own_name(struct blt *x, struct bytes raw, struct bytes *ret) {
    char *copy = arena_copy(&x->b->names, raw);
    size_t n = 0;
    bool blank = false;
    if (!copy)
        return ERR_NOMEM;
    for (size_t i = 0; i < raw.n; i++) {
        uint8_t c = raw.at[i];
        bool is_blank = c == ' ' || (c >= '\t' && c <= '\r');
        if (!is_blank && (c < ' ' || c == 0x7f))
            return blt_fail(x, ERR_SYNTAX, "a name has the byte %u, which is no letter", c);
        if (!is_blank && blank && n)
            copy[n++] = ' ';
        if (!is_blank)
            copy[n++] = (char)c;
        i += c == '"' && i + 1 < raw.n && raw.at[i + 1] == '"';
        blank = is_blank;
    }
    *ret = bytes_of(copy, n);
    if (!bytes_utf8(*ret))
        return blt_fail(x, ERR_SYNTAX, "the name \"%.*s\" is not UTF-8: convert the file",
                        shown(*ret), copy);
    return 0;
}

/* "Name" "List": Name (List). */
static int with_list(struct blt *x, struct bytes *name) {
    struct bytes raw = {0}, list = {0};
    int r = quoted(x, &raw);
    if (r == 0)
        r = own_name(x, raw, &list);
    if (r < 0 || list.n == 0)
        return r;
    const char *both = arena_format(&x->b->names, "%.*s (%.*s)", (int)name->n,
                                    (const char *)name->at, (int)list.n, (const char *)list.at);
    *name = bytes_str(both ? both : "");
    return both ? 0 : ERR_NOMEM;
}

static int name_of(struct blt *x, uint32_t c, struct bytes name) {
    struct count_ballots *b = x->b;
    if (name.n == 0)
        return blt_fail(x, ERR_SYNTAX, "candidate %u has no name", c + 1);
    for (uint32_t d = 0; d < c; d++)
        if (bytes_equal(b->candidate[d].name, name))
            return blt_fail(x, ERR_SYNTAX, "candidates %u and %u are both called \"%.*s\"", d + 1,
                            c + 1, shown(name), (const char *)name.at);
    b->candidate[c].name = name;
    return 0;
}

/* Names, then the title; what else follows is for people. */
static int names(struct blt *x) {
    struct count_ballots *b = x->b;
    bool lists = names_have_lists(*x);
    for (uint32_t c = 0; c <= b->candidates; c++) {
        struct bytes raw = {0}, name = {0};
        int r = quoted(x, &raw);
        if (r == ERR_MISSING && c == b->candidates)
            return 0;
        if (r == ERR_MISSING)
            return blt_fail(x, ERR_SYNTAX, "the file ends after %u names, expected %u", c,
                            b->candidates);
        if (r == 0)
            r = own_name(x, raw, &name);
        if (r == 0 && lists && c < b->candidates)
            r = with_list(x, &name);
        if (r == 0 && c < b->candidates)
            r = name_of(x, c, name);
        else if (r == 0)
            b->title = name;
        if (r < 0)
            return r;
    }
    return 0;
}

int count_read_blt(struct count_ballots *b, struct bytes text, struct fail *f) {
    struct blt x = {
        .at = text.at, .end = text.at + text.n, .line = 1, .b = b, .f = f, .long_way = text.at};
    if (text.n >= 3 && memcmp(text.at, "\xef\xbb\xbf", 3) == 0)
        x.at += 3;
    int r = header(&x);
    if (r == 0)
        r = ballots(&x);
    ballots_trim(b);
    if (r == 0)
        r = names(&x);
    if (r == ERR_NOMEM)
        fail_set(f, r, "not enough memory for these ballots");
    return r;
}
