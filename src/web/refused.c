#include "web/refused.h"

#include "web/said.h"

/* What stands in the sentence of a refusal and has names or numbers of its own. */
const char *const refused_patterns[] = {
    N_("it brought a constitution into force: amend it"),
    N_("the record begins with it"),
    N_("it was undone already"),
    N_("a vote or other proceeding was closed by it: dispute it instead"),
    N_("it changed what became of an act or proceeding: dispute it, or repeal the act"),
    N_("a vote was closed by it: dispute it instead"),
    N_("later entries stand on what it made"),
    N_("it has no effect that can be undone, or it was undone already"),
    N_("it reaches only its own unit"),
    N_("the amount is not over the bound"),
    N_("%1 declared elected to %2 seats"),
    N_("%1 votes of %2 that may be cast"),
    N_("term %1 of %2 bars it"),
    N_("%1 (who may: %2)"),
    N_("%1 to %2 points in all"),
    N_("%1 to %2 for each"),
    N_("%1 to %2"),
    N_("entry %1"),
    N_("a %1"),
};
const size_t refused_patterns_n = sizeof(refused_patterns) / sizeof(refused_patterns[0]);

/* "7d", as constitutions write it. */
static bool put_span(const struct lang *l, struct bytes text, struct buf *b) {
    static const struct {
        char unit;
        const char *one, *many;
    } units[] = {{'h', N_("one hour"), N_("%1 hours")},
                 {'d', N_("one day"), N_("%1 days")},
                 {'w', N_("one week"), N_("%1 weeks")},
                 {'m', N_("one month"), N_("%1 months")},
                 {'y', N_("one year"), N_("%1 years")}};
    size_t digits = 0;
    while (digits < text.n && text.at[digits] >= '0' && text.at[digits] <= '9')
        digits++;
    if (!digits || digits + 1 != text.n)
        return false;
    struct bytes slots[SAID_SLOTS] = {bytes_part(text, 0, digits)};
    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
        if (text.at[digits] == (uint8_t)units[i].unit) {
            said_fill(l, bytes_is(slots[0], "1") ? units[i].one : units[i].many, slots, said_slot,
                      b);
            return true;
        }
    return false;
}

/* What stands in a refusal is in words of its own, has names in it, or is a name. */
static void put_argument(const struct lang *l, struct bytes text, bool bare, struct buf *b) {
    char sentence[REFUSAL_ARG_BYTES];
    if (text.n >= sizeof(sentence) || (bare && put_span(l, text, b)))
        return;
    if (!text.n || !memchr(text.at, ' ', text.n)) {
        said_slot(l, text, bare, b);
        return;
    }
    memcpy(sentence, text.at, text.n);
    sentence[text.n] = 0;
    bool found = !bytes_equal(lang_text(l, sentence), text);
    for (size_t i = 0; bare && !found && i < refused_patterns_n; i++)
        if (said_by(l, refused_patterns[i], text, b))
            return;
    if (bare)
        said_in(l, sentence, b);
    else
        said_slot(l, text, false, b);
}

void refused_in(const struct lang *l, const struct refusal *r, struct buf *b) {
    struct bytes slots[SAID_SLOTS] = {{0}};
    for (size_t i = 0; i < REFUSAL_ARGS; i++)
        slots[i] = bytes_str(r->args[i]);
    said_fill(l, law_verdict_kind(r->verdict)->sentence, slots, put_argument, b);
    if (r->article[0])
        buf_format(b, " (%s)", r->article);
}
