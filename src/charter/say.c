#include "charter/say.h"

#include "charter/finding.h"
#include "charter/notation.h"
#include "charter/words.h"

/* --- building --------------------------------------------------------------------------------- */
struct phrase_part say_parts(struct say *s, const char *msgid, const struct phrase_part *parts,
                             size_t n) {
    struct phrase *p = ARENA_NEW(s->arena, struct phrase);
    if (!p) {
        s->failed = true;
        return (struct phrase_part){0};
    }
    p->msgid = msgid;
    for (size_t i = 0; i < n && i < PHRASE_PARTS; i++)
        p->parts[i] = parts[i];
    return (struct phrase_part){.phrase = p};
}

struct phrase_part say_words(struct say *s, const char *msgid) {
    return say_parts(s, msgid, NULL, 0);
}

struct phrase_part say_text(struct bytes text) {
    return (struct phrase_part){.text = text};
}

static struct phrase_part say_copy(struct say *s, struct bytes text) {
    char *copy = arena_copy(s->arena, text);
    s->failed |= !copy;
    return say_text(bytes_of(copy, copy ? text.n : 0));
}

struct phrase_part say_word(struct say *s, struct bytes word) {
    char *copy = arena_copy(s->arena, word);
    s->failed |= !copy;
    return copy ? say_words(s, copy) : (struct phrase_part){0};
}

struct phrase_part say_date(struct say *s, struct bytes date) {
    static const char *const words[] = {N_("early %1"), N_("mid %1"),    N_("late %1"),
                                        N_("about %1"), N_("before %1"), N_("after %1")};
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        size_t n = strlen(words[i]) - 2;
        if (date.n > n && memcmp(date.at, words[i], n) == 0)
            return SAY(s, words[i], say_text(bytes_part(date, n, date.n - n)));
    }
    return say_text(date);
}

struct phrase_part say_number(struct say *s, int64_t n) {
    char text[24];
    int length = snprintf(text, sizeof(text), "%lld", (long long)n);
    return say_copy(s, bytes_of(text, (size_t)length));
}

struct phrase_part say_ratio(struct say *s, struct ratio r) {
    char text[RATIO_TEXT_MAX];
    ratio_format(r, text);
    return say_copy(s, bytes_str(text));
}

struct phrase_part say_list(struct say *s, const struct phrase_part *parts, size_t n, bool either) {
    if (n == 0)
        return (struct phrase_part){0};
    struct phrase_part all = parts[0];
    for (size_t i = 1; i + 1 < n; i++)
        all = SAY(s, N_("%1, %2"), all, parts[i]);
    if (n == 1)
        return all;
    return either ? SAY(s, N_("%1 or %2"), all, parts[n - 1])
              : SAY(s, N_("%1 and %2"), all, parts[n - 1]);
}

/* --- names ------------------------------------------------------------------------------------ */
static struct bytes title_in(const struct title *t, struct bytes language) {
    for (int i = 0; t && i < t->n; i++) {
        if (bytes_equal(t->language[i], language) || t->language[i].n == 0)
            return t->text[i];
    }
    return (struct bytes){0};
}

struct phrase_part say_name(struct say *s, struct bytes name, const struct title *title) {
    if (s->plain)
        return say_text(name);
    struct bytes text = s->words ? (struct bytes){0} : title_in(title, bytes_str(s->language));
    if (text.n == 0 && !s->words)
        text = title_in(title, s->c->authentic);
    if (text.n)
        return say_text(text);
    char *copy = arena_copy(s->arena, name);
    s->failed |= !copy;
    for (size_t i = 0; copy && i < name.n && !s->words; i++) {
        if (copy[i] == '-')
            copy[i] = ' ';
    }
    return copy ? say_words(s, copy) : (struct phrase_part){0};
}

struct phrase_part say_body(struct say *s, int body) {
    return say_name(s, s->c->bodies[body].name, &s->c->bodies[body].title);
}

struct phrase_part say_unit(struct say *s, int unit) {
    return say_name(s, s->c->units[unit].name, &s->c->units[unit].title);
}

struct phrase_part say_units(struct say *s, int unit) {
    const struct unit_rule *u = &s->c->units[unit];
    return say_name(s, u->many.n ? u->many : u->name, NULL);
}

struct phrase_part say_act(struct say *s, int act) {
    return say_name(s, s->c->acts[act].name, &s->c->acts[act].title);
}

/* --- amounts ---------------------------------------------------------------------------------- */
struct phrase_part say_span(struct say *s, struct span span) {
    static const struct {
        char unit;
        const char *one, *many;
    } units[] = {{'h', N_("one hour"), N_("%1 hours")},    {'d', N_("one day"), N_("%1 days")},
                 {'w', N_("one week"), N_("%1 weeks")},    {'m', N_("one month"), N_("%1 months")},
                 {'y', N_("one year"), N_("%1 years")}};
    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
        if (units[i].unit == span.unit)
            return span.count == 1 ? say_words(s, units[i].one)
                                   : SAY(s, units[i].many, say_number(s, span.count));
    }
    return say_words(s, N_("no time"));
}

struct phrase_part say_every(struct say *s, struct span span) {
    static const struct {
        char unit;
        const char *words;
    } units[] = {{'h', N_("every hour")}, {'d', N_("every day")}, {'w', N_("every week")},
                 {'m', N_("every month")}, {'y', N_("every year")}};
    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
        if (span.count == 1 && units[i].unit == span.unit)
            return say_words(s, units[i].words);
    }
    return SAY(s, N_("every %1"), say_span(s, span));
}

struct phrase_part say_seats(struct say *s, int64_t n) {
    return n == 1 ? say_words(s, N_("one seat")) : SAY(s, N_("%1 seats"), say_number(s, n));
}

struct phrase_part say_members(struct say *s, int64_t n) {
    return n == 1 ? say_words(s, N_("one member")) : SAY(s, N_("%1 members"), say_number(s, n));
}

/* "two thirds"; what has no words of its own stays a fraction. */
static struct phrase_part say_part(struct say *s, struct ratio r) {
    static const struct {
        uint8_t num, den;
        const char *words;
    } parts[] = {
        {1, 1, N_("all")},         {1, 2, N_("half")},         {1, 3, N_("a third")},
        {2, 3, N_("two thirds")},  {1, 4, N_("a quarter")},    {3, 4, N_("three quarters")},
        {1, 5, N_("a fifth")},     {2, 5, N_("two fifths")},   {3, 5, N_("three fifths")},
        {4, 5, N_("four fifths")}, {1, 10, N_("a tenth")},     {1, 20, N_("a twentieth")},
        {1, 40, N_("a fortieth")}, {1, 100, N_("a hundredth")}};
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        if (r.num == parts[i].num && r.den == parts[i].den)
            return say_words(s, parts[i].words);
    }
    return say_ratio(s, r);
}

static struct phrase_part say_base(struct say *s, const struct share *share) {
    static const char *const words[] = {
        [BASE_CAST] = N_("the votes cast"),
        [BASE_PRESENT] = N_("those present"),
        [BASE_FILLED] = N_("those who hold a seat"),
        [BASE_SEATS] = N_("all its seats, empty ones too"),
        [BASE_MEMBERS] = N_("the members in good standing"),
        [BASE_ELECTORS] = N_("those who sent them"),
        [BASE_VALID] = N_("the valid votes"),
    };
    if (share->base == BASE_UNITS && share->of >= 0 && share->of < s->c->n_units)
        return SAY(s, N_("the %1"), say_units(s, share->of));
    if (share->base == BASE_BODY && share->of >= 0 && share->of < s->c->n_bodies)
        return SAY(s, N_("the %1"), say_body(s, share->of));
    if (share->base < sizeof(words) / sizeof(words[0]) && words[share->base])
        return say_words(s, words[share->base]);
    return (struct phrase_part){0};
}

struct phrase_part say_share(struct say *s, const struct share *share) {
    if (share->given == GIVEN_NONE)
        return say_words(s, N_("none"));
    if (share->given == GIVEN_NOT_STATED)
        return say_words(s, N_("a number the source does not state"));
    struct phrase_part amount =
        share->count || share->base == BASE_NONE ? say_ratio(s, share->ratio)
                                                 : say_part(s, share->ratio);
    if (share->base == BASE_NONE)
        return share->more_than ? SAY(s, N_("more than %1"), amount) : amount;
    return share->more_than ? SAY(s, N_("more than %1 of %2"), amount, say_base(s, share))
                            : SAY(s, N_("%1 of %2"), amount, say_base(s, share));
}

struct phrase_part say_majority(struct say *s, const struct majority *m) {
    static const char *const words[] = {
        [MAJORITY_SIMPLE] = N_("more yes than no"),
        [MAJORITY_PRESENT] = N_("more than half of those present"),
        [MAJORITY_ABSOLUTE] = N_("more than half of all its seats, empty ones too"),
        [MAJORITY_PLURALITY] = N_("the most votes"),
        [MAJORITY_UNANIMOUS] = N_("no vote against"),
    };
    struct phrase_part parts[MAJORITY_MAX];
    if (m->given == GIVEN_NOT_STATED)
        return say_words(s, N_("a majority the source does not state"));
    for (int i = 0; i < m->n; i++)
        parts[i] = m->each[i].kind == MAJORITY_SHARE ? say_share(s, &m->each[i].share)
                                                     : say_words(s, words[m->each[i].kind]);
    struct phrase_part all = m->n ? parts[0] : (struct phrase_part){0};
    for (int i = 1; i < m->n; i++)
        all = SAY(s, N_("%1, and besides %2"), all, parts[i]);
    return all;
}

/* --- who -------------------------------------------------------------------------------------- */
static struct phrase_part say_named(struct say *s, const struct who *w) {
    const struct charter *c = s->c;
    if (w->kind == WHO_BODY)
        return say_body(s, w->of);
    if (w->kind == WHO_UNIT)
        return w->each ? say_unit(s, w->of) : say_units(s, w->of);
    if (w->kind == WHO_ASSOCIATION)
        return say_name(s, w->each || !c->associations[w->of].many.n ? c->associations[w->of].name
                                                                     : c->associations[w->of].many,
                        w->each ? &c->associations[w->of].title : NULL);
    if (w->kind == WHO_ENTITY)
        return say_name(s, c->entities[w->of].name, NULL);
    return say_name(s, w->name, NULL);
}

struct phrase_part say_who(struct say *s, const struct who *w) {
    switch ((enum who_kind)w->kind) {
    case WHO_NOBODY:
        return say_words(s, N_("nobody"));
    case WHO_MEMBERS:
        return say_words(s, N_("the members"));
    case WHO_ELECTORS:
        return say_words(s, N_("those who sent them"));
    case WHO_ANY_BODY:
        return say_words(s, N_("any body"));
    case WHO_ANYONE:
        return say_words(s, N_("anyone"));
    case WHO_UNITS_CALLED:
        return say_words(s, N_("the units that are called"));
    case WHO_SHARE:
        return say_share(s, &w->share);
    case WHO_OFFICE:
        if (w->of >= 0 && w->of < s->c->n_bodies)
            return SAY(s, N_("the %1 of the %2"), say_name(s, w->name, NULL), say_body(s, w->of));
        break;
    case WHO_BODY:
        if (!w->each && s->c->bodies[w->of].n_for_each && !s->plain)
            return s->inside && s->inside->n_for_each ? SAY(s, N_("its %1"), say_named(s, w))
                                                      : SAY(s, N_("each %1"), say_named(s, w));
        break;
    default:
        break;
    }
    return w->each ? SAY(s, N_("each %1"), say_named(s, w)) : SAY(s, N_("the %1"), say_named(s, w));
}

struct phrase_part say_whos(struct say *s, const struct whos *w, bool either) {
    struct phrase_part parts[WHO_MAX];
    if (w->given == GIVEN_NOT_STATED)
        return say_words(s, N_("somebody the source does not state"));
    if (w->n == 0)
        return say_words(s, N_("nobody"));
    for (int i = 0; i < w->n; i++)
        parts[i] = say_who(s, &w->each[i]);
    return say_list(s, parts, w->n, either || w->either);
}

/* --- beside the notation -----------------------------------------------------------------------*/
const struct phrase *charter_say_share(const struct charter *c, const struct share *share,
                                       struct arena *a) {
    struct say s = {.c = c, .arena = a, .language = "", .words = true};
    struct phrase_part part = share->given == GIVEN_NOT_STATED
                                  ? say_words(&s, N_("not stated"))
                                  : SAY(&s, "%1", say_share(&s, share));
    return s.failed ? NULL : part.phrase;
}

const struct phrase *charter_say_majority(const struct charter *c, const struct majority *m,
                                          struct arena *a) {
    static const char *const named[] = {
        [MAJORITY_SIMPLE] = N_("simple majority: %1"),
        [MAJORITY_PRESENT] = N_("majority of those present: %1"),
        [MAJORITY_ABSOLUTE] = N_("absolute majority: %1"),
        [MAJORITY_PLURALITY] = N_("plurality: %1"),
        [MAJORITY_UNANIMOUS] = N_("unanimity: %1"),
        [MAJORITY_SHARE] = "%1",
    };
    struct say s = {.c = c, .arena = a, .language = "", .words = true};
    struct phrase_part said = say_majority(&s, m);
    const char *name = m->given == GIVEN_SAID && m->n == 1 ? named[m->each[0].kind] : "%1";
    struct phrase_part part = m->given == GIVEN_NOT_STATED ? say_words(&s, N_("not stated"))
                                                           : SAY(&s, name, said);
    return s.failed ? NULL : part.phrase;
}

const struct phrase *charter_say_names(const struct charter *c, struct bytes text,
                                       struct arena *a) {
    struct say s = {.c = c, .arena = a, .language = "", .words = true};
    struct bytes own = BYTES_LIT(" (own-unit)");
    bool own_unit = text.n > own.n &&
                    bytes_equal(bytes_part(text, text.n - own.n, own.n), own);
    struct phrase_part all = {0};
    size_t end = own_unit ? text.n - own.n : text.n;
    for (size_t from = 0, at = 0; at <= end; at++) {
        if (at < end && text.at[at] != ',')
            continue;
        struct phrase_part one = say_name(&s, bytes_part(text, from, at - from), NULL);
        all = all.phrase ? SAY(&s, N_("%1, %2"), all, one) : one;
        from = at + 2;
    }
    struct phrase_part part = own_unit ? SAY(&s, N_("%1, in its own unit only"), all) : all;
    return s.failed ? NULL : part.phrase;
}

/* --- in the notation -------------------------------------------------------------------------- */
struct phrase_part say_share_written(struct say *s, const struct share *share) {
    struct buf b;
    buf_init(&b, s->arena->alloc, LIMIT_TITLE_BYTES);
    share_text(s->c, share, &b);
    struct phrase_part part = say_copy(s, buf_view(&b));
    s->failed |= b.failed;
    buf_drop(&b);
    return part;
}

struct phrase_part say_majority_written(struct say *s, const struct majority *m) {
    struct buf b;
    buf_init(&b, s->arena->alloc, LIMIT_TITLE_BYTES);
    majority_text(s->c, m, &b);
    struct phrase_part part = say_copy(s, buf_view(&b));
    s->failed |= b.failed;
    buf_drop(&b);
    return part;
}
