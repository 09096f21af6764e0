#include "count/format.h"

void scan_init(struct scan *s, struct bytes text, struct fail *f) {
    *s = (struct scan){.at = text.at, .end = text.at + text.n, .f = f};
    if (text.n >= 3 && memcmp(text.at, "\xef\xbb\xbf", 3) == 0)
        s->at += 3;
}

int scan_candidate(struct scan *s, struct count_ballots *b, struct bytes name) {
    int shown = (int)(name.n > 60 ? 60 : name.n);
    const char *text = (const char *)name.at;
    if (name.n == 0)
        return scan_fail(s, ERR_SYNTAX, "a name is missing%s", "");
    for (size_t i = 0; i < name.n; i++)
        if (name.at[i] < ' ' || name.at[i] == 0x7f)
            return scan_fail(s, ERR_SYNTAX, "a name has the byte %u, which is no letter",
                             name.at[i]);
    if (!bytes_utf8(name))
        return scan_fail(s, ERR_SYNTAX, "the name \"%.*s\" is not UTF-8: convert the file", shown,
                         text);
    if (count_candidate_find(b, name) >= 0)
        return scan_fail(s, ERR_SYNTAX, "\"%.*s\" twice: names tell candidates apart", shown, text);
    int r = count_ballots_candidate(b, name);
    return r < 0 ? scan_fail(s, r, "%s", r == ERR_RANGE ? "too many candidates" : "memory") : 0;
}

bool scan_line(struct scan *s, struct bytes *ret) {
    if (s->at == s->end)
        return false;
    const uint8_t *stop = memchr(s->at, '\n', (size_t)(s->end - s->at));
    const uint8_t *next = stop ? stop + 1 : s->end;
    if (!stop)
        stop = s->end;
    if (stop > s->at && stop[-1] == '\r')
        stop--;
    *ret = bytes_of(s->at, (size_t)(stop - s->at));
    s->at = next;
    s->line++;
    return true;
}

bool scan_number(struct bytes *text, uint64_t max, uint64_t *ret) {
    uint64_t v = 0;
    size_t i = 0;
    for (; i < text->n && text->at[i] >= '0' && text->at[i] <= '9'; i++) {
        unsigned digit = text->at[i] - '0';
        if (v > (max - digit) / 10)
            return false;
        v = v * 10 + digit;
    }
    if (i == 0)
        return false;
    text->at += i;
    text->n -= i;
    *ret = v;
    return true;
}

static bool is_space(uint8_t c) {
    return c == ' ' || c == '\t' || c == '\r';
}

struct bytes scan_trim(struct bytes text) {
    while (text.n && is_space(text.at[0])) {
        text.at++;
        text.n--;
    }
    while (text.n && is_space(text.at[text.n - 1]))
        text.n--;
    return text;
}

struct bytes scan_until(struct bytes *text, uint8_t mark) {
    const uint8_t *at = text->n ? memchr(text->at, mark, text->n) : NULL;
    size_t n = at ? (size_t)(at - text->at) : text->n;
    struct bytes head = bytes_of(text->at, n);
    text->at += n + (at != NULL);
    text->n -= n + (at != NULL);
    return head;
}

bool scan_begins(struct bytes text, const char *with) {
    size_t n = strlen(with);
    return text.n >= n && memcmp(text.at, with, n) == 0;
}

static int fold(int c) {
    return c == '_' ? '-' : c >= 'A' && c <= 'Z' ? c + 32 : c;
}

bool scan_same(struct bytes a, const char *b) {
    for (size_t i = 0; i < a.n; i++)
        if (b[i] == 0 || fold(a.at[i]) != fold((uint8_t)b[i]))
            return false;
    return b[a.n] == 0;
}

int ballot_init(struct ballot *x, struct count_ballots *b) {
    *x = (struct ballot){.room = b->candidates * 2 + 64};
    x->element = ARENA_ARRAY(&b->names, x->room, uint32_t);
    x->seen = ARENA_ARRAY(&b->names, b->candidates + 1, uint32_t);
    return x->element && x->seen ? 0 : ERR_NOMEM;
}

void ballot_clear(struct ballot *x) {
    x->n = 0;
    x->stamp++;
}

int ballot_put(struct ballot *x, const struct count_ballots *b, uint32_t candidate, bool tied) {
    if (x->n == x->room)
        return ERR_RANGE;
    if (candidate <= b->candidates) {
        if (x->seen[candidate] == x->stamp)
            return ERR_EXISTS;
        x->seen[candidate] = x->stamp;
    }
    x->element[x->n++] = candidate | (tied ? b->tied : 0);
    return 0;
}
