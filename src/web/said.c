#include "web/said.h"

#define SLOTS SAID_SLOTS

const char *const said_patterns[] = {
    N_("there is no %1 \"%2\"; the nearest is \"%3\""),
    N_("there is no %1 \"%2\" in this record"),
    N_("there is no entry %1: the last is %2"),
    N_("there is no legal order \"%1\""),
    N_("this record has not been founded: it is empty"),
    N_("this page needs more memory than there is"),
    N_("no federation \"%1\" is served here; the nearest is \"%2\""),
    N_("no federation \"%1\" is served here"),
    N_("\"%1\" is not the number of an entry"),
    N_("\"%1\" is not a number"),
    N_("a reading makes at most %1 choices"),
    N_("%1 cannot be read together with the choices before it"),
    N_("nothing in this record is told under \"%1\"; the page of what does not fit lists the "
       "readings "
       "there are"),
    N_("no checkpoint is signed yet"),
    N_("no signed checkpoint covers entry %1 yet"),
    N_("no field is named \"%1\" here"),
    N_("%1 is stated twice"),
    N_("%1 is missing"),
    N_("the address of a request begins with '/'"),
    N_("not enough memory for this request"),
    N_("the decoded text is not valid UTF-8, or has control characters"),
    N_("\"%1\" is not a whole number"),
    N_("%1 is not between %2 and %3"),
    N_("\"%1\": write year-month-day, as in 1917-03-02"),
    N_("\"%1\" is not a date: write 1917, 1917-03, 1917-03-02 or 1917-10-25 21:40, with early, "
       "mid, "
       "late, about, before or after in front, or unknown"),
    N_("\"%1\" does not exist in the Julian calendar"),
    N_("\"%1\" does not exist"),
    N_("%1 does not exist in the Julian calendar"),
    N_("%1 does not exist"),
    N_("\"%1\" ends before it begins"),
    N_("\"%1\": dates are of the years 1 to 9999"),
    N_("\"do\": there is no command \"%1\"; did you mean \"%2\"?"),
    N_("\"do\": there is no command \"%1\"; koinon help commands lists them"),
    N_("\"%1\" has no field \"%2\"; did you mean \"%3\"?"),
    N_("\"%1\" has no field \"%2\""),
    N_("expected a JSON object {\"do\": ...}"),
    N_("command \"%1\": the field \"%2\" is missing"),
    N_("column %1: %2"),
    N_("\"%1\": expected %2"),
};
const size_t said_patterns_n = sizeof(said_patterns) / sizeof(said_patterns[0]);

static bool is_slot(const char *p) {
    return p[0] == '%' && p[1] >= '1' && p[1] <= '0' + SLOTS;
}

/* Does TEXT follow the pattern? Then what stands in its slots. A slot ends where what follows it in
 * the pattern first comes; the last one runs to the end. */
static bool follows(const char *pattern, struct bytes text, struct bytes slots[SLOTS]) {
    size_t at = 0;
    while (*pattern) {
        if (!is_slot(pattern)) {
            if (at >= text.n || text.at[at++] != (uint8_t)*pattern++)
                return false;
            continue;
        }
        struct bytes *slot = &slots[pattern[1] - '1'];
        const char *next = pattern += 2;
        while (*next && !is_slot(next))
            next++;
        size_t n = (size_t)(next - pattern);
        const uint8_t *end =
            n == 0 ? text.at + text.n : memmem(text.at + at, text.n - at, pattern, n);
        if (!*next && n && text.n - at >= n) /* what ends the pattern ends the text */
            end = memcmp(text.at + text.n - n, pattern, n) == 0 ? text.at + text.n - n : NULL;
        if (!end || end == text.at + at)
            return false;
        *slot = bytes_part(text, at, (size_t)(end - text.at) - at);
        at = (size_t)(end - text.at);
    }
    return at == text.n;
}

/* Names stand in quotes and stay; a bare word ("body") is said in the language, and so is what has
 * several words, which no name has. */
void said_slot(const struct lang *l, struct bytes slot, bool bare, struct buf *b) {
    char word[160];
    bare = bare || memchr(slot.at, ' ', slot.n);
    if (!bare || !slot.n || slot.n >= sizeof(word)) {
        buf_bytes(b, slot);
        return;
    }
    memcpy(word, slot.at, slot.n);
    word[slot.n] = 0;
    buf_bytes(b, lang_text(l, word));
}

void said_fill(const struct lang *l, const char *pattern, const struct bytes slots[SLOTS],
               said_put_slot *put, struct buf *b) {
    struct bytes to = lang_text(l, pattern);
    for (size_t i = 0; i < to.n; i++) {
        bool slot =
            to.at[i] == '%' && i + 1 < to.n && to.at[i + 1] >= '1' && to.at[i + 1] <= '0' + SLOTS;
        if (!slot) {
            buf_byte(b, to.at[i]);
            continue;
        }
        size_t k = (size_t)(to.at[++i] - '1');
        char quoted[] = {'"', '%', (char)('1' + k), 0};
        put(l, slots[k], !strstr(pattern, quoted), b);
    }
}

bool said_by(const struct lang *l, const char *pattern, struct bytes text, struct buf *b) {
    struct bytes slots[SLOTS] = {{0}};
    if (!follows(pattern, text, slots))
        return false;
    said_fill(l, pattern, slots, said_slot, b);
    return true;
}

void said_in(const struct lang *l, const char *sentence, struct buf *b) {
    struct bytes text = bytes_str(sentence);
    struct bytes whole = text.n ? lang_text(l, sentence) : text; /* "" is a catalogue's head */
    if (!bytes_equal(whole, text)) {
        buf_bytes(b, whole);
        return;
    }
    for (size_t from = 0, round = 0; round < 3; round++) { /* "query: at: ..." keeps its places */
        for (size_t i = 0; i < said_patterns_n; i++) {
            size_t n = b->n;
            buf_add(b, text.at, from);
            if (said_by(l, said_patterns[i], bytes_part(text, from, text.n), b))
                return;
            b->n = n;
        }
        const char *colon = strstr(sentence + from, ": ");
        if (!colon)
            break;
        from = (size_t)(colon + 2 - sentence);
    }
    buf_bytes(b, text);
}
