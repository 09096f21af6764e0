#include "yaml/node.h"

#include <libfyaml.h>

#include "base/fail.h"
#include "base/name.h"
#include "yaml/read.h"

/* --- the bytes -------------------------------------------------------------------------------- */

static bool index_lines(struct reader *r) {
    size_t n = 1;
    for (size_t i = 0; i < r->text.n; i++)
        n += r->text.at[i] == '\n';
    r->lines = room(r, n, sizeof(*r->lines));
    if (!r->lines)
        return false;
    for (size_t i = 0, line = 1; i < r->text.n; i++)
        if (r->text.at[i] == '\n')
            r->lines[line++] = (uint32_t)i + 1;
    r->n_lines = n;
    return true;
}

/* CR LF becomes LF, a byte order mark goes: columns and lines stay what an editor shows. */
static bool normalise(struct reader *r, struct bytes text) {
    uint8_t *copy = room(r, text.n + 1, 1);
    size_t n = 0, from = text.n >= 3 && memcmp(text.at, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
    if (!copy)
        return false;
    for (size_t i = from; i < text.n; i++)
        if (text.at[i] != '\r' || i + 1 == text.n || text.at[i + 1] != '\n')
            copy[n++] = text.at[i];
    r->text = bytes_of(copy, n);
    return index_lines(r);
}

/* The first byte at which the text is no longer text. */
static size_t valid_until(struct bytes text) {
    size_t i = 0;
    while (i < text.n) {
        uint8_t lead = text.at[i];
        size_t n = lead < 0xc0 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
        if (!text_valid(bytes_part(text, i, n), true))
            return i;
        i += n;
    }
    return i < text.n ? i : text.n;
}

static bool bytes_are_text(struct reader *r, struct bytes text) {
    if (text.n > LIMIT_CHARTER_BYTES) {
        error_byte(r, 0, "the text has %zu bytes; a constitution has %u at most", text.n,
                   LIMIT_CHARTER_BYTES);
        return false;
    }
    if (text.n >= 2 && ((text.at[0] == 0xff && text.at[1] == 0xfe) ||
                        (text.at[0] == 0xfe && text.at[1] == 0xff))) {
        error_byte(r, 0, "the file is saved as UTF-16; save it as UTF-8");
        return false;
    }
    if (!normalise(r, text))
        return false;
    size_t end = valid_until(r->text);
    if (end == r->text.n)
        return true;
    uint8_t byte = r->text.at[end];
    if (byte >= 0x80)
        error_byte(r, end, "these bytes are not UTF-8 text (0x%02x); save the file as UTF-8", byte);
    else if (byte == 0)
        error_byte(r, end, "a zero byte: this is not a text file");
    else
        error_byte(r, end, "a control character (0x%02x) that no text needs; delete it", byte);
    return false;
}

/* --- the events ------------------------------------------------------------------------------- */

#define CHILDREN_MAX (2 * LIMIT_CHARTER_ITEMS)

struct builder {
    struct reader *r;
    struct node *open[DEPTH_MAX], *key[DEPTH_MAX]; /* key: of a map, waiting for its value */
    uint8_t depth;
    struct node *root;
    bool stop;
    unsigned documents;
    char said[200]; /* libfyaml's first complaint, and where */
    uint32_t line, column;
};

static size_t place(struct fy_event *e) {
    const struct fy_mark *mark = fy_event_start_mark(e);
    return mark ? mark->input_pos : SIZE_MAX;
}

static bool is_truth_word(struct bytes text) {
    static const char *const words[] = {"yes", "no", "on", "off", "null", "~"};
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (text.n == strlen(words[i]) && strncasecmp((const char *)text.at, words[i], text.n) == 0)
            return true;
    return false;
}

static void check_plainness(struct builder *b, struct fy_event *e, struct node *n) {
    struct fy_token *anchor = fy_event_get_anchor_token(e), *tag = fy_event_get_tag_token(e);
    const struct fy_mark *mark = anchor ? fy_token_start_mark(anchor) : NULL;
    if (mark)
        error_byte(b->r, mark->input_pos ? mark->input_pos - 1 : 0,
                   "an anchor (&) is not allowed: a rule must be readable where it stands; what "
                   "holds in general goes into usual");
    mark = tag ? fy_token_start_mark(tag) : NULL;
    if (mark)
        error_byte(b->r, mark->input_pos, "a tag (!) is not allowed: write the value alone");
    if (n->kind == NODE_SCALAR && n->plain && is_truth_word(n->text))
        error_at(b->r, n,
                 "\"%.*s\" is turned into true, false or nothing by some editors: write another "
                 "word, or quote it inside a text",
                 SHOWN(n->text));
}

static void check_key(struct builder *b, const struct node *map, struct node *key) {
    if (key->kind != NODE_SCALAR) {
        error_at(b->r, key, "a key must be one word, followed by a colon");
        return;
    }
    if (key->plain && bytes_is(key->text, "<<")) {
        error_at(b->r, key,
                 "a merge (<<) is not allowed: write the rule out, or put it into usual");
        return;
    }
    for (const struct node *v = map->first; v; v = v->next)
        if (v->key->kind == NODE_SCALAR && bytes_equal(v->key->text, key->text)) {
            error_at(b->r, key, "\"%.*s\" is written twice; the first is in line %u",
                     SHOWN(key->text), line_of(b->r, v->key->at, NULL));
            key->bad = true;
            return;
        }
}

static void attach(struct builder *b, struct node *n) {
    if (b->depth == 0) {
        b->root = n;
        return;
    }
    struct node *parent = b->open[b->depth - 1], **key = &b->key[b->depth - 1];
    if (parent->kind == NODE_MAP && !*key) {
        check_key(b, parent, n);
        n->is_key = true;
        *key = n;
        return;
    }
    if (parent->kind == NODE_MAP) {
        n->key = *key;
        *key = NULL;
        if (n->at == UINT32_MAX)
            n->at = n->key->at;
        if (n->key->bad)
            return; /* not read: its error stands */
    }
    if (parent->last)
        parent->last->next = n;
    else
        parent->first = n;
    parent->last = n;
    if (++parent->n > CHILDREN_MAX && !b->stop) {
        error_at(b->r, n, "more than %d of these in one place; no constitution needs that",
                 CHILDREN_MAX);
        b->stop = true;
    }
}

static struct node *node_new(struct builder *b, struct fy_event *e, enum node_kind kind) {
    struct node *n = room(b->r, 1, sizeof(*n));
    if (!n)
        return NULL;
    n->kind = (uint8_t)kind;
    size_t at = place(e);
    n->at = at <= b->r->text.n ? (uint32_t)at : UINT32_MAX;
    if (n->at == UINT32_MAX && b->depth && !b->key[b->depth - 1])
        n->at = b->open[b->depth - 1]->at;
    return n;
}

static void add_scalar(struct builder *b, struct fy_event *e) {
    struct node *n = node_new(b, e, NODE_SCALAR);
    size_t length = 0;
    const char *text = e->scalar.value ? fy_token_get_text(e->scalar.value, &length) : "";
    if (!n)
        return;
    if (!text) {
        b->r->nomem = true;
        return;
    }
    n->plain = !e->scalar.value || fy_token_scalar_style(e->scalar.value) == FYSS_PLAIN;
    if (n->plain && length == 0 && b->depth) /* where nothing is differs between versions */
        n->at = b->key[b->depth - 1] ? UINT32_MAX : b->open[b->depth - 1]->at;
    n->text = kept(b->r, bytes_of(text, length));
    n->exact = n->at != UINT32_MAX &&
               bytes_equal(bytes_part(b->r->text, n->at, n->text.n), n->text);
    attach(b, n);
    check_plainness(b, e, n);
}

static void open_node(struct builder *b, struct fy_event *e, enum node_kind kind) {
    struct node *n = node_new(b, e, kind);
    if (!n)
        return;
    attach(b, n);
    check_plainness(b, e, n);
    if (b->depth == DEPTH_MAX) {
        error_at(b->r, n, "nested more than %d deep; no rule needs that", DEPTH_MAX);
        b->stop = true;
        return;
    }
    b->open[b->depth] = n;
    b->key[b->depth++] = NULL;
}

static void add_alias(struct builder *b, struct fy_event *e) {
    struct node *n = node_new(b, e, NODE_SCALAR);
    if (!n)
        return;
    if (n->at && n->at != UINT32_MAX && b->r->text.at[n->at] != '*')
        n->at--;
    attach(b, n);
    error_at(b->r, n, "an alias (*) is not allowed: a rule must be readable where it stands; write "
                      "it out, or put it into usual");
}

static void check_directives(struct builder *b, struct fy_event *e) {
    struct fy_document_state *state = e->document_start.document_state;
    if (state && (fy_document_state_version_explicit(state) ||
                  fy_document_state_tags_explicit(state)))
        error_byte(b->r, 0,
                   "a directive (%%) is not allowed: a constitution begins with koinon: 1");
}

static void take(struct builder *b, struct fy_event *e) {
    switch (e->type) {
    case FYET_DOCUMENT_START:
        check_directives(b, e);
        if (++b->documents == 2) {
            size_t at = place(e);
            error_byte(b->r, at > b->r->text.n ? b->r->text.n : at,
                       "a second document begins here (---); a constitution is one");
            b->stop = true;
        }
        break;
    case FYET_SCALAR:
        add_scalar(b, e);
        break;
    case FYET_SEQUENCE_START:
        open_node(b, e, NODE_LIST);
        break;
    case FYET_MAPPING_START:
        open_node(b, e, NODE_MAP);
        break;
    case FYET_SEQUENCE_END:
    case FYET_MAPPING_END:
        b->depth -= b->depth > 0;
        break;
    case FYET_ALIAS:
        add_alias(b, e);
        break;
    default:
        break;
    }
}

/* --- what libfyaml says, in words that help --------------------------------------------------- */

static const struct {
    const char *part, *text;
} said[] = {
    {"tab", "a tab where spaces are needed: indent with spaces"},
    {"nested block mapping on the same line",
     "a second \": \" in one line: put the text in quotes, or begin a new line"},
    {"without a closing bracket", "a list that was opened with [ is not closed with ]"},
    {"extra closing bracket", "a ] that closes nothing"},
    {"without a closing brace", "a { is not closed with }"},
    {"extra closing brace", "a } that closes nothing"},
    {"missing comma in flow mapping", "a comma is missing between { and }, or the } that closes "
                                      "it; two keys are separated by a comma"},
    {"missing comma", "a comma is missing between [ and ], or the ] that closes it"},
    {"invalid multiline plain key",
     "after this the next line does not fit: is a space missing after a colon, or is the next line "
     "indented more than it should be?"},
    {"invalid value after mapping", "this line is no \"key: value\": is a colon missing?"},
    {"invalid indentation",
     "this line is indented by a number of spaces that fits no block above it"},
    {"wrongly indented flow", "what was opened with [ or { is not closed"},
    {"mismatched flow mapping end",
     "a } where a ] is expected: what was opened last is closed first"},
    {"mismatched flow sequence end",
     "a ] where a } is expected: what was opened last is closed first"},
    {"wrongly indented",
     "a text in quotes is not closed, or goes on in a line that is not indented"},
    {"without closing quote", "a text in quotes is not closed"},
    {"trailing content", "something follows the closing quote: is a colon or comma missing?"},
    {"cannot start with", "a value cannot begin with this character: put it in quotes"},
    {"invalid escape", "a \\ in a text in double quotes means something else: use single quotes"},
    {"did not find expected node content", "a value is missing here"},
    {"missing document start",
     "the constitution ends in the line before: one file is one map of keys"},
};

/* libfyaml writes "<...>:LINE:COLUMN: error: WHAT\n", then the line itself. Its way of collecting
 * errors (0.7.12) never frees them, so they are taken from what it writes. */
static void listen(struct fy_diag *diag, void *user, const char *text, size_t n) {
    static const char mark[] = ": error: ";
    struct builder *b = user;
    const char *at = memmem(text, n, mark, strlen(mark));
    if (b->said[0] || !at || *text != '<') /* the line itself may say anything */
        return;
    uint32_t *numbers[] = {&b->column, &b->line}, scale = 1;
    for (int i = 0; i < 2; i++, scale = 1) {
        const char *digit = at;
        for (; digit > text && digit[-1] >= '0' && digit[-1] <= '9' && scale < 1000000; scale *= 10)
            *numbers[i] += (uint32_t)(*--digit - '0') * scale;
        at = digit > text ? digit - 1 : digit; /* the colon */
    }
    const char *what = (const char *)memmem(text, n, mark, strlen(mark)) + strlen(mark);
    size_t length = strcspn(what, "\n");
    snprintf(b->said, sizeof(b->said), "%.*s", (int)(length < 190 ? length : 190), what);
}

static void report_syntax(struct builder *b) {
    if (!b->said[0]) {
        error_byte(b->r, 0, "this is not YAML");
        return;
    }
    uint32_t line = b->line ? b->line : 1, column = b->column ? b->column : 1;
    const char *text = b->said;
    for (size_t i = sizeof(said) / sizeof(said[0]); i-- > 0;)
        if (strstr(b->said, said[i].part))
            text = said[i].text;
    if (!text_valid(bytes_str(text), false))
        text = "this is not YAML";
    const struct node *open = b->depth ? b->open[b->depth - 1] : NULL;
    uint32_t from;
    bool flow = open && open->at < b->r->text.n && strchr("[{", b->r->text.at[open->at]);
    if (flow && (strstr(b->said, "clos") || strstr(b->said, "comma") || strstr(b->said, "flow"))) {
        uint32_t from_line = line_of(b->r, open->at, &from);
        error_place(b->r, line, column, "%s (it began in line %u, column %u)", text, from_line,
                    from);
    } else {
        error_place(b->r, line, column, "%s", text);
    }
}

static void run(struct builder *b, struct fy_parser *parser, struct fy_diag *diag) {
    struct fy_event *e = NULL;
    bool ended = false;
    while (!ended && !b->stop && !b->r->nomem && (e = fy_parser_parse(parser))) {
        ended = e->type == FYET_STREAM_END;
        take(b, e);
        fy_parser_event_free(parser, e);
    }
    if (fy_diag_got_error(diag) || (!ended && !b->stop && !b->r->nomem)) {
        report_syntax(b);
        b->stop = true;
    }
}

struct node *node_parse(struct reader *r, struct bytes text) {
    if (!bytes_are_text(r, text))
        return NULL;
    struct fy_diag_cfg diag_cfg;
    fy_diag_cfg_default(&diag_cfg);
    struct builder b = {.r = r};
    diag_cfg.fp = NULL;
    diag_cfg.output_fn = listen;
    diag_cfg.user = &b;
    diag_cfg.level = FYET_ERROR;
    diag_cfg.colorize = diag_cfg.show_source = diag_cfg.show_position = false;
    diag_cfg.show_type = diag_cfg.show_module = false;
    struct fy_diag *diag = fy_diag_create(&diag_cfg);
    if (!diag) {
        r->nomem = true;
        return NULL;
    }
    const struct fy_parse_cfg cfg = {
        .flags = FYPCF_DEFAULT_VERSION_1_2 | FYPCF_JSON_NONE, .diag = diag};
    struct fy_parser *parser = fy_parser_create(&cfg);
    if (!parser || fy_parser_set_string(parser, (const char *)r->text.at, r->text.n))
        r->nomem = true;
    else
        run(&b, parser, diag);
    fy_parser_destroy(parser);
    fy_diag_unref(diag);
    if (!r->nomem && !b.stop && !b.root)
        error_byte(r, 0, "the text is empty: a constitution begins with koinon: 1");
    return r->nomem || b.stop ? NULL : b.root;
}

const struct node *node_get(const struct node *map, const char *key) {
    if (map->kind != NODE_MAP)
        return NULL;
    for (const struct node *v = map->first; v; v = v->next)
        if (v->key->kind == NODE_SCALAR && bytes_is(v->key->text, key))
            return v;
    return NULL;
}
