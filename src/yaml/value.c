#include "yaml/value.h"

#include "base/check.h"
#include "base/embedded.h"
#include "base/name.h"
#include "charter/method.h"

void said(void *into, const struct key *key, enum given given) {
    if (key->given)
        *(uint8_t *)field(into, key->given) = (uint8_t)given;
}

bool switched(const struct node *n, void *into, const struct key *key) {
    bool none = n->plain && node_is(n, "none"), silent = n->plain && node_is(n, "not-stated");
    if (!none && !silent)
        return false;
    said(into, key, none ? GIVEN_NONE : GIVEN_NOT_STATED);
    return true;
}

/* --- parts of texts --------------------------------------------------------------------------- */

struct bytes word_next(struct bytes text, size_t *at, size_t *from) {
    while (*at < text.n && text.at[*at] == ' ')
        ++*at;
    *from = *at;
    while (*at < text.n && text.at[*at] != ' ')
        ++*at;
    return bytes_part(text, *from, *at - *from);
}

bool cut_prefix(struct bytes *text, size_t *inside, const char *prefix) {
    size_t n = strlen(prefix);
    if (text->n <= n || memcmp(text->at, prefix, n) != 0 || text->at[n] != ' ')
        return false;
    while (n < text->n && text->at[n] == ' ')
        n++;
    *text = bytes_part(*text, n, text->n);
    *inside += n;
    return true;
}

bool cut_at(struct bytes *text, const char *mark, struct bytes *ret_rest) {
    size_t n = strlen(mark);
    for (size_t i = 1; i + n + 1 < text->n; i++) {
        if (text->at[i - 1] != ' ' || text->at[i + n] != ' ' || memcmp(text->at + i, mark, n) != 0)
            continue;
        size_t end = i - 1, from = i + n;
        while (end > 0 && text->at[end - 1] == ' ')
            end--;
        while (from < text->n && text->at[from] == ' ')
            from++;
        *ret_rest = bytes_part(*text, from, text->n);
        *text = bytes_part(*text, 0, end);
        return true;
    }
    return false;
}

bool whole(struct bytes text, int64_t *ret) {
    int64_t value = 0;
    if (text.n == 0 || text.n > 15)
        return false;
    for (size_t i = 0; i < text.n; i++) {
        if (text.at[i] < '0' || text.at[i] > '9')
            return false;
        value = value * 10 + (text.at[i] - '0');
    }
    *ret = value;
    return true;
}

/* --- words of closed lists -------------------------------------------------------------------- */

const struct word words_ballot[] = {
    {"open", BALLOT_OPEN}, {"roll-call", BALLOT_ROLL_CALL}, {"secret", BALLOT_SECRET}, {NULL}};
const struct word words_ties[] = {{"lot", TIES_LOT},
                                  {"eldest", TIES_ELDEST},
                                  {"chair", TIES_CHAIR},
                                  {"falls", TIES_FALLS},
                                  {NULL}};
const struct word words_votes[] = {
    {"one", VOTES_ONE}, {"members", VOTES_MEMBERS}, {"none", VOTES_NONE}, {NULL}};
const struct word words_otherwise[] = {
    {"falls", OTHERWISE_FALLS}, {"stands", OTHERWISE_STANDS}, {NULL}};
const struct word words_vacancy[] = {{"alternate", VACANCY_ALTERNATE},
                                     {"countback", VACANCY_COUNTBACK},
                                     {"by-election", VACANCY_BY_ELECTION},
                                     {"empty", VACANCY_EMPTY},
                                     {"not-stated", VACANCY_NOT_STATED},
                                     {NULL}};
const struct word words_mandate[] = {{"free", MANDATE_FREE}, {"bound", MANDATE_BOUND}, {NULL}};
const struct word words_standing[] = {
    {"granted", STANDING_GRANTED},     {"provisional", STANDING_PROVISIONAL},
    {"ad-hoc", STANDING_AD_HOC},       {"promised", STANDING_PROMISED},
    {"claimed", STANDING_CLAIMED},     {"disputed", STANDING_DISPUTED},
    {"inferred", STANDING_INFERRED},   {"in-practice", STANDING_IN_PRACTICE},
    {"transferred", STANDING_TRANSFERRED}, {"lapsed", STANDING_LAPSED},
    {NULL}};
const struct word words_see[] = {{"public", SEE_PUBLIC},
                                 {"members", SEE_MEMBERS},
                                 {"own-unit", SEE_OWN_UNIT},
                                 {"own-unit-officers", SEE_OWN_UNIT_OFFICERS},
                                 {"body", SEE_BODY},
                                 {"auditors", SEE_AUDITORS},
                                 {NULL}};

bool word_value(const struct word *words, struct bytes text, uint8_t *ret) {
    for (; words->name; words++)
        if (bytes_is(text, words->name)) {
            *ret = words->value;
            return true;
        }
    return false;
}

void unknown_word(struct reader *r, const struct node *n, size_t inside, const char *what,
                  struct bytes text, const struct word *words) {
    struct bytes known[40];
    size_t n_known = 0;
    for (; words->name && n_known < 40; words++)
        if (r->past || strcmp(words->name, "not-stated") != 0)
            known[n_known++] = bytes_str(words->name);
    error_unknown(r, n, inside, what, text, known, n_known);
}

static void read_word(struct reader *r, const struct node *n, void *into, const struct key *key) {
    struct bytes text;
    uint8_t value;
    if (n->kind == NODE_LIST && key->words == words_ballot) {
        error_at(r, n,
                 "a secret ballot cannot be a roll-call: write one of open, roll-call, secret");
        return;
    }
    if (!scalar(r, n, "one word", &text))
        return;
    if (word_value(key->words, text, &value)) {
        *(uint8_t *)field(into, key->at) = value;
        said(into, key, GIVEN_SAID);
    } else if (!switched(n, into, key)) {
        unknown_word(r, n, 0, key->name, text, key->words);
    }
}
const struct type type_word = {NULL, read_word, NULL, NULL};

/* several words of a closed list, kept as text: `about: [election, roll]` */
static void read_words_list(struct reader *r, const struct node *value, void *into,
                            const struct key *key) {
    size_t n;
    uint8_t *count = field(into, key->given), code;
    struct bytes text;
    for (const struct node *item = items(value, &n); item; item = item_next(value, item)) {
        if (!scalar(r, item, "one word", &text))
            continue;
        if (!word_value(key->words, text, &code))
            unknown_word(r, item, 0, key->name, text, key->words);
        else if (*count == key->max)
            error_at(r, item, "more than %d; no rule needs that", key->max);
        else
            ((struct bytes *)field(into, key->at))[(*count)++] = kept(r, text);
    }
}
const struct type type_words_list = {NULL, read_words_list, NULL, NULL};

static void read_flag(struct reader *r, const struct node *n, void *into, const struct key *key) {
    struct bytes text;
    if (!scalar(r, n, "true or false", &text))
        return;
    if (n->plain && (bytes_is(text, "true") || bytes_is(text, "false")))
        *(bool *)field(into, key->at) = bytes_is(text, "true");
    else
        error_at(r, n, "\"%.*s\": write %s: true or %s: false", SHOWN(text), key->name, key->name);
}
const struct type type_flag = {"flag", read_flag, "`true` or `false`", "{\"type\": \"boolean\"}"};

/* --- numbers and spans ------------------------------------------------------------------------ */

#define INTEGER_MAX 1000000000

static void read_integer(struct reader *r, const struct node *n, void *into,
                         const struct key *key) {
    struct bytes text;
    int64_t value, max = key->max ? key->max : INTEGER_MAX;
    if (!scalar(r, n, "a whole number", &text))
        return;
    if (!whole(text, &value))
        error_at(r, n, "\"%.*s\" is not a whole number, as in %s", SHOWN(text), key->example);
    else if (value > max)
        error_at(r, n, "%.*s is too many: %s is %lld at most", SHOWN(text), key->name,
                 (long long)max);
    else if (value == 0 && (key->flags & KEY_POSITIVE))
        error_at(r, n, "%s 0 says nothing: leave it out", key->name);
    else
        *(int32_t *)field(into, key->at) = (int32_t)value;
}
const struct type type_integer = {"number", read_integer, "a whole number",
                                  "{\"type\": \"integer\", \"minimum\": 0}"};

/* What "7 days" should have been: the letter of its unit. */
static char span_letter(struct bytes rest) {
    static const struct {
        const char *begins;
        char unit;
    } words[] = {{"h", 'h'},   {"d", 'd'},  {"w", 'w'},   {"mi", 0},  {"m", 'm'},  {"y", 'y'},
                 {"Η", 'd'},   {"η", 'd'},  {"ώ", 'h'},   {"ε", 'w'}, {"μ", 'm'},  {"έ", 'y'},
                 {"χ", 'y'},   {"H", 'h'},  {"D", 'd'},   {"W", 'w'}, {"M", 'm'},  {"Y", 'y'}};
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        size_t n = strlen(words[i].begins);
        if (rest.n >= n && memcmp(rest.at, words[i].begins, n) == 0)
            return words[i].unit;
    }
    return 0;
}

bool span_of(struct reader *r, const struct node *n, size_t inside, struct bytes text,
             struct span *ret) {
    struct span span;
    int err = span_parse(text, &span);
    if (err == 0 && span.count > 0) {
        *ret = span;
        return true;
    }
    size_t digits = 0;
    while (digits < text.n && text.at[digits] >= '0' && text.at[digits] <= '9')
        digits++;
    size_t from = digits;
    while (from < text.n && text.at[from] == ' ')
        from++;
    char letter = span_letter(bytes_part(text, from, text.n));
    if (err == 0)
        error_in(r, n, inside, "\"%.*s\" is no time at all: leave it out, or write 1d",
                 SHOWN(text));
    else if (err == ERR_RANGE)
        error_in(r, n, inside, "\"%.*s\" is longer than any rule needs", SHOWN(text));
    else if (digits && digits == text.n)
        error_in(r, n, inside, "\"%.*s\" is not a time span: write %.*sd for days, %.*sw, %.*sm "
                               "or %.*sy for weeks, months or years",
                 SHOWN(text), SHOWN(text), SHOWN(text), SHOWN(text), SHOWN(text));
    else if (digits && letter)
        error_in(r, n, inside, "\"%.*s\" is not a time span: write %.*s%c", SHOWN(text),
                 (int)digits, (const char *)text.at, letter);
    else
        error_in(r, n, inside,
                 "\"%.*s\" is not a time span: write a number and h, d, w, m or y, as in 7d",
                 SHOWN(text));
    return false;
}

static void read_span(struct reader *r, const struct node *n, void *into, const struct key *key) {
    struct bytes text;
    if (scalar(r, n, "a time span", &text) && !switched(n, into, key) &&
        span_of(r, n, 0, text, field(into, key->at)))
        said(into, key, GIVEN_SAID);
}
#define SPAN_PATTERN "[0-9]+[hdwmy]"
const struct type type_span = {"span", read_span, "time span",
                               "{\"type\": \"string\", \"pattern\": \"^" SPAN_PATTERN "$\"}"};

static void read_term(struct reader *r, const struct node *n, void *into, const struct key *key) {
    if (node_is(n, "until-next")) {
        *(bool *)field(into, key->also) = true;
        said(into, key, GIVEN_SAID);
    } else {
        read_span(r, n, into, key);
    }
}
const struct type type_term = {
    "term", read_term, "time span or `until-next`",
    "{\"type\": \"string\", \"pattern\": \"^(" SPAN_PATTERN "|until-next)$\"}"};

static void read_sits(struct reader *r, const struct node *n, void *into, const struct key *key) {
    struct bytes text;
    size_t inside = 0;
    if (!scalar(r, n, "how often it sits", &text))
        return;
    if (cut_prefix(&text, &inside, "every"))
        span_of(r, n, inside, text, field(into, key->at));
    else
        error_at(r, n, "\"%.*s\": write every and a time span, as in sits: every 1m", SHOWN(text));
}
const struct type type_sits = {
    "sits", read_sits, "`every` time span",
    "{\"type\": \"string\", \"pattern\": \"^every " SPAN_PATTERN "$\"}"};

static void read_version(struct reader *r, const struct node *n, void *into,
                         const struct key *key) {
    if (!node_is(n, "1"))
        error_at(r, n, "this is not a constitution, or of a later version: koinon: 1 is expected");
}
const struct type type_version = {NULL, read_version, "`1`", "{\"const\": 1}"};

/* --- texts ------------------------------------------------------------------------------------ */

static bool language_valid(struct bytes text) {
    size_t letters = 0;
    while (letters < text.n && text.at[letters] >= 'a' && text.at[letters] <= 'z')
        letters++;
    if (letters < 2 || letters > 3 || text.n > 20)
        return false;
    for (size_t i = letters; i < text.n; i++) {
        uint8_t c = text.at[i];
        bool hyphen = c == '-' && i + 1 < text.n && text.at[i - 1] != '-';
        if (!hyphen && !(i > letters && ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                                         (c >= '0' && c <= '9'))))
            return false;
    }
    return true;
}

static void report_language(struct reader *r, const struct node *n) {
    error_at(r, n, "\"%.*s\" is not a language: write its code, as in en, el, pt-BR",
             SHOWN(n->text));
}

static bool text_one(struct reader *r, const struct node *n, struct bytes *ret) {
    struct bytes text;
    if (!scalar(r, n, "a text", &text))
        return false;
    if (text.n > LIMIT_TITLE_BYTES) {
        error_at(r, n, "the text has %zu bytes; %d at most", text.n, LIMIT_TITLE_BYTES);
        return false;
    }
    *ret = kept(r, text);
    return true;
}

static void read_texts(struct reader *r, const struct node *map, struct title *ret,
                       const struct key *key) {
    bool authentic = false;
    if (map->n == 0)
        error_at(r, map, "a block without keys, where a text is expected");
    for (const struct node *n = map->first; n; n = n->next) {
        struct bytes text;
        if (!language_valid(n->key->text)) {
            report_language(r, n->key);
            continue;
        }
        if (ret->n == LIMIT_LANGUAGES) {
            error_at(r, n->key, "more than %d languages", LIMIT_LANGUAGES);
            return;
        }
        authentic |= bytes_equal(n->key->text, r->charter->authentic);
        if (!text_one(r, n, &text))
            continue;
        ret->language[ret->n] = kept(r, n->key->text);
        ret->text[ret->n++] = text;
    }
    struct bytes language = r->charter->authentic;
    if (ret->n > 1 && language.n && !authentic)
        error_at(r, map, "%s has no text in %.*s, the authentic language", key->name,
                 SHOWN(language));
    else if (ret->n > 1 && !language.n)
        error_at(r, map, "%s is in several languages: say at the top which one decides, as in "
                         "authentic: %.*s", key->name, SHOWN(ret->language[0]));
}

static void read_text(struct reader *r, const struct node *n, void *into, const struct key *key) {
    struct title *title = field(into, key->at);
    if (n->kind == NODE_MAP) {
        read_texts(r, n, title, key);
    } else if (text_one(r, n, &title->text[0])) {
        title->language[0] = r->charter->authentic;
        title->n = 1;
    }
}
const struct type type_text = {
    "text", read_text, "text",
    "{\"anyOf\": [{\"type\": \"string\", \"minLength\": 1, \"maxLength\": 1000}, {\"type\": "
    "\"object\", "
    "\"propertyNames\": {\"pattern\": \"^[a-z]{2,3}(-[A-Za-z0-9]+)*$\"}, "
    "\"additionalProperties\": {\"type\": \"string\"}, \"minProperties\": 1}]}"};

static void read_language(struct reader *r, const struct node *n, void *into,
                          const struct key *key) {
    struct bytes text;
    if (!scalar(r, n, "a language", &text))
        return;
    if (language_valid(text))
        *(struct bytes *)field(into, key->at) = kept(r, text);
    else
        report_language(r, n);
}
const struct type type_language = {
    "language", read_language, "language code",
    "{\"type\": \"string\", \"pattern\": \"^[a-z]{2,3}(-[A-Za-z0-9]+)*$\"}"};

/* --- dates, zones, sources -------------------------------------------------------------------- */

static void read_date(struct reader *r, const struct node *n, void *into, const struct key *key) {
    static const struct zone utc = {"UTC", "UTC0"};
    struct bytes text;
    struct when when;
    struct fail fail = {0};
    if (!scalar(r, n, "a date", &text))
        return;
    const struct zone *zone = r->charter->zone.rule[0] ? &r->charter->zone : &utc;
    if (when_parse(text, r->charter->calendar, zone, &when, &fail) < 0)
        error_at(r, n, "%s", fail.text);
    else
        *(struct bytes *)field(into, key->at) = kept(r, text);
}
const struct type type_date = {"date", read_date, "date",
                               "{\"type\": [\"string\", \"integer\"]}"};

/* `L34` or `[L34, C21]`, kept as "L34 C21". */
static void read_source(struct reader *r, const struct node *value, void *into,
                        const struct key *key) {
    size_t n, used = 0;
    char text[LIMIT_TITLE_BYTES];
    struct bytes part;
    for (const struct node *item = items(value, &n); item; item = item_next(value, item)) {
        if (!scalar(r, item, "a source", &part))
            return;
        if (used + part.n + 2 > sizeof(text)) {
            error_at(r, item, "the sources have more than %d bytes together", LIMIT_TITLE_BYTES);
            return;
        }
        if (used)
            text[used++] = ' ';
        memcpy(text + used, part.at, part.n);
        used += part.n;
    }
    *(struct bytes *)field(into, key->at) = kept(r, bytes_of(text, used));
}
const struct type type_source = {"source", read_source, "place in a source, or a list",
                                 "{\"anyOf\": [{\"type\": \"string\"}, {\"type\": \"array\", "
                                 "\"items\": {\"type\": \"string\"}}]}"};

#define ZONES_MAX 700

/* "Europe/Athens<tab>EET-2EEST,..." a line; the file's lines beginning with # are left out. */
static size_t zones(struct bytes *names, struct bytes *rules) {
    const struct bytes *file = embedded("share/zones.tsv");
    size_t n = 0;
    for (size_t at = 0; file && at < file->n && n < ZONES_MAX;) {
        const uint8_t *line = file->at + at, *end = memchr(line, '\n', file->n - at);
        size_t length = end ? (size_t)(end - line) : file->n - at;
        const uint8_t *tab = memchr(line, '\t', length);
        at += length + 1;
        if (!tab || *line == '#')
            continue;
        names[n] = bytes_of(line, (size_t)(tab - line));
        rules[n] = bytes_of(tab + 1, length - names[n].n - 1);
        n++;
    }
    return n;
}

/* "Athens" means the zone that ends in it. */
static int zone_by_city(struct bytes city, const struct bytes *names, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (names[i].n > city.n && names[i].at[names[i].n - city.n - 1] == '/' && city.n &&
            strncasecmp((const char *)names[i].at + names[i].n - city.n, (const char *)city.at,
                        city.n) == 0)
            return (int)i;
    return -1;
}

static void read_zone(struct reader *r, const struct node *n, void *into, const struct key *key) {
    struct bytes text, names[ZONES_MAX], rules[ZONES_MAX];
    struct zone *zone = field(into, key->at);
    size_t known = zones(names, rules);
    if (!scalar(r, n, "a time zone", &text))
        return;
    for (size_t i = 0; i < known; i++)
        if (bytes_equal(names[i], text) && text.n < sizeof(zone->name) &&
            rules[i].n < sizeof(zone->rule)) {
            memcpy(zone->name, text.at, text.n);
            memcpy(zone->rule, rules[i].at, rules[i].n);
            return;
        }
    int near = zone_by_city(text, names, known);
    if (near < 0)
        near = name_nearest(text, names, known);
    if (near >= 0)
        error_at(r, n, "unknown time zone \"%.*s\"; did you mean %.*s?", SHOWN(text),
                 SHOWN(names[near]));
    else
        error_at(r, n, "unknown time zone \"%.*s\": write a region and its city, as in "
                       "Europe/Athens", SHOWN(text));
}
const struct type type_zone = {"zone", read_zone, "region/city",
                               "{\"type\": \"string\", \"pattern\": \"^[A-Za-z0-9_+/-]+$\"}"};

/* --- methods ---------------------------------------------------------------------------------- */

const char *method_name(size_t i) {
    return charter_method_name(i);
}

int method_traits(struct bytes name) {
    for (size_t i = 0; charter_method_name(i); i++)
        if (bytes_is(name, charter_method_name(i)))
            return (int)charter_method_traits(name);
    return -1;
}

#define METHODS 64
bool method_of(struct reader *r, const struct node *n, size_t inside, struct bytes text,
               bool apportionment, struct bytes *ret) {
    struct bytes known[METHODS];
    size_t n_known = 0;
    int traits = method_traits(text);
    for (size_t i = 0; charter_method_name(i) && n_known < METHODS; i++) {
        struct bytes one = bytes_str(charter_method_name(i));
        if (!apportionment || (charter_method_traits(one) & METHOD_APPORTIONS))
            known[n_known++] = one;
    }
    if (bytes_is(text, "stv")) {
        error_in(r, n, inside, "\"stv\" is a family of methods that count differently: write "
                               "scottish-stv, meek, warren, wigm or minneapolis");
        return false;
    }
    if (traits < 0 || (apportionment && !(traits & METHOD_APPORTIONS))) {
        int near = name_nearest(text, known, n_known);
        if (near >= 0)
            error_in(r, n, inside, "unknown method \"%.*s\"; did you mean %.*s?", SHOWN(text),
                     SHOWN(known[near]));
        else
            error_unknown(r, n, inside, "method", text, known, n_known);
        return false;
    }
    *ret = kept(r, text);
    return true;
}

static void read_method(struct reader *r, const struct node *n, void *into, const struct key *key) {
    struct bytes text;
    if (scalar(r, n, "a counting method", &text))
        method_of(r, n, 0, text, false, field(into, key->at));
}
const struct type type_method = {"method", read_method, "counting method",
                                 "{\"type\": \"string\", \"pattern\": \"^[a-z0-9-]+$\"}"};
