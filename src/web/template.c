#include "web/template_ops.h"

#include <stdio.h>

#define ARGS_MAX 16

struct section {
    uint32_t op;
    struct bytes name; /* as {{/name}} must say; "_" for a message */
    struct html_place place;
};

struct reader {
    struct templates *t;
    struct template *tpl;
    size_t at, counted;
    uint32_t line;
    struct html_place place;
    struct section open[LIMIT_TEMPLATE_DEPTH];
    size_t open_n;
    struct fail *fail;
};

#define SHOWN(b) (int)((b).n > 60 ? 60 : (b).n), (b).n ? (const char *)(b).at : ""

static int no_memory(struct fail *fail) {
    return fail_set(fail, ERR_NOMEM, "not enough memory for the templates");
}

static int wrong(struct reader *r, const char *what, struct bytes where) {
    return fail_set(r->fail, ERR_SYNTAX, "%s:%u: %s%s%.*s%s", r->tpl->path, r->line, what,
                    where.n ? ": \"" : "", SHOWN(where), where.n ? "\"" : "");
}

/* --- words of a tag -----------------------------------------------------------------------------
 */

static bool is_space(uint8_t c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static struct bytes trim(struct bytes text) {
    while (text.n && is_space(text.at[0]))
        text = bytes_part(text, 1, SIZE_MAX);
    while (text.n && is_space(text.at[text.n - 1]))
        text.n--;
    return text;
}

static bool is_name(struct bytes text) {
    for (size_t i = 0; i < text.n; i++) {
        uint8_t c = text.at[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-'))
            return false;
    }
    return text.n > 0;
}

/* A "literal" at the start of *REST. */
static bool take_literal(struct bytes *rest, struct bytes *ret) {
    *rest = trim(*rest);
    const uint8_t *end =
        rest->n && rest->at[0] == '"' ? memchr(rest->at + 1, '"', rest->n - 1) : NULL;
    if (!end)
        return false;
    size_t n = (size_t)(end - rest->at);
    *ret = bytes_part(*rest, 1, n - 1);
    *rest = bytes_part(*rest, n + 1, SIZE_MAX);
    return true;
}

/* Up to a space or MARK. */
static struct bytes take_word(struct bytes *rest, uint8_t mark) {
    size_t n = 0;
    *rest = trim(*rest);
    while (n < rest->n && !is_space(rest->at[n]) && rest->at[n] != mark)
        n++;
    struct bytes word = bytes_part(*rest, 0, n);
    *rest = bytes_part(*rest, n, SIZE_MAX);
    return word;
}

static int path_parse(struct reader *r, struct bytes text, struct path *ret) {
    struct path p = {.text = text};
    if (text.n && text.at[text.n - 1] == '?') {
        p.optional = true;
        text.n--;
    }
    if (bytes_is(text, "@first") || bytes_is(text, "@last") || bytes_is(text, "@number")) {
        p.special = (char)text.at[1];
    } else if (!bytes_is(text, ".")) {
        while (text.n) {
            const uint8_t *dot = memchr(text.at, '.', text.n);
            struct bytes part = bytes_part(text, 0, dot ? (size_t)(dot - text.at) : text.n);
            if (p.n == PATH_PARTS || !is_name(part) || (dot && dot == text.at + text.n - 1))
                return wrong(r, "not the name of a value", p.text);
            p.hashes[p.n] = tv_hash(part);
            p.parts[p.n++] = part;
            text = bytes_part(text, part.n + 1, SIZE_MAX);
        }
        if (p.n == 0)
            return wrong(r, "a name is missing", p.text);
    }
    *ret = p;
    return 0;
}

/* --- ops ----------------------------------------------------------------------------------------
 */

static struct op *add(struct reader *r, enum op_code code) {
    struct template *tpl = r->tpl;
    if (tpl->ops_n == tpl->ops_room) {
        size_t room = tpl->ops_room ? tpl->ops_room * 2 : 32;
        struct op *ops = r->t->alloc->resize(r->t->alloc, tpl->ops, tpl->ops_room * sizeof(*ops),
                                             room * sizeof(*ops));
        if (!ops) {
            no_memory(r->fail);
            return NULL;
        }
        tpl->ops = ops;
        tpl->ops_room = room;
    }
    struct op *op = &tpl->ops[tpl->ops_n++];
    *op = (struct op){.code = (uint8_t)code, .line = r->line, .state = (uint8_t)r->place.state};
    return op;
}

static int add_text(struct reader *r, struct bytes text) {
    if (text.n == 0)
        return 0;
    html_follow(&r->place, text);
    if (r->place.wrong)
        return wrong(r, r->place.wrong, bytes_part(text, 0, 0));
    struct op *op = add(r, OP_TEXT);
    if (!op)
        return ERR_NOMEM;
    op->text = text;
    return 0;
}

static int may_show(struct reader *r, struct bytes tag) {
    switch (r->place.state) {
    case HTML_TEXT:
    case HTML_ATTRIBUTE:
    case HTML_ADDRESS:
    case HTML_ADDRESS_PART:
        return 0;
    case HTML_TAG:
    case HTML_NAME:
        return wrong(r, "in a tag a value stands only inside \"quotes\"", tag);
    case HTML_FORBIDDEN:
        return wrong(r, "no value may stand in a script, a style, a comment or an on...=\"\"", tag);
    }
    return 0;
}

static int read_value(struct reader *r, struct bytes tag, enum op_code code) {
    struct path path;
    int err = path_parse(r, tag, &path);
    if (err == 0)
        err = may_show(r, tag);
    if (err == 0 && code == OP_RAW && r->place.state != HTML_TEXT)
        err = wrong(r, "markup may stand between tags only", tag);
    if (err < 0)
        return err;
    struct op *op = add(r, code);
    if (!op)
        return ERR_NOMEM;
    op->path = path;
    if (r->place.state == HTML_ADDRESS)
        r->place.state = HTML_ADDRESS_PART;
    return 0;
}

static int open_section(struct reader *r, uint32_t op, struct bytes name) {
    if (r->open_n == LIMIT_TEMPLATE_DEPTH)
        return wrong(r, "too many sections inside one another", name);
    if (!html_open(&r->place))
        return wrong(r, "a section may not begin inside a name", name);
    r->open[r->open_n++] = (struct section){op, name, r->place};
    return 0;
}

static int read_section(struct reader *r, struct bytes tag, enum op_code code) {
    struct bytes rest = tag, name = take_word(&rest, '='), value = {0};
    struct path path;
    int err = path_parse(r, name, &path);
    if (err < 0)
        return err;
    bool compares = rest.n && rest.at[0] == '=';
    if (compares)
        rest = bytes_part(rest, 1, SIZE_MAX);
    if ((compares && !take_literal(&rest, &value)) || trim(rest).n)
        return wrong(r, "expected {{#name}} or {{#name=\"text\"}}", tag);
    struct op *op = add(r, code);
    if (!op)
        return ERR_NOMEM;
    op->path = path;
    op->compares = compares;
    op->text = value;
    return open_section(r, (uint32_t)r->tpl->ops_n - 1, name);
}

static int close_section(struct reader *r, struct bytes name) {
    if (r->open_n == 0)
        return wrong(r, "nothing is open that this could close", name);
    struct section *s = &r->open[r->open_n - 1];
    if (!bytes_equal(s->name, name))
        return wrong(r, "another section is open", s->name);
    if (!html_join(&r->place, &s->place))
        return wrong(r, "the section ends elsewhere in the HTML than it began", name);
    r->open_n--;
    if (!add(r, OP_END))
        return ERR_NOMEM;
    r->tpl->ops[s->op].end = (uint32_t)r->tpl->ops_n;
    return 0;
}

/* key=path key="literal"..., onto ARGS. */
static int read_args(struct reader *r, struct bytes rest, struct arg *args, uint16_t *n) {
    for (rest = trim(rest); rest.n; rest = trim(rest)) {
        struct arg *arg = &args[*n];
        if (*n == ARGS_MAX)
            return wrong(r, "too many arguments", rest);
        struct bytes name = take_word(&rest, '=');
        if (!is_name(name) || !rest.n || rest.at[0] != '=')
            return wrong(r, "expected name=value or name=\"text\"", name);
        rest = bytes_part(rest, 1, SIZE_MAX);
        *arg = (struct arg){.name = name, .hash = tv_hash(name)};
        if (rest.n && rest.at[0] == '"') {
            if (!take_literal(&rest, &arg->text.text))
                return wrong(r, "a \" is missing", rest);
            arg->literal = true;
            arg->text.kind = TV_TEXT;
        } else {
            int err = path_parse(r, take_word(&rest, ' '), &arg->path);
            if (err < 0)
                return err;
        }
        ++*n;
    }
    return 0;
}

static int keep_args(struct reader *r, struct op *op, const struct arg *args, uint16_t n) {
    struct arg *kept = ARENA_ARRAY(&r->t->arena, n, struct arg);
    if (!kept)
        return no_memory(r->fail);
    if (n)
        memcpy(kept, args, n * sizeof(*args));
    op->args = kept;
    op->args_n = n;
    return 0;
}

static int read_partial(struct reader *r, struct bytes tag) {
    struct bytes rest = tag, name = take_word(&rest, ' ');
    struct arg args[ARGS_MAX];
    uint16_t n = 0;
    int err = read_args(r, rest, args, &n);
    if (err == 0 && r->place.state != HTML_TEXT)
        err = wrong(r, "a template may stand between tags only", name);
    struct op *op = err == 0 ? add(r, OP_PARTIAL) : NULL;
    if (!op)
        return err < 0 ? err : ERR_NOMEM;
    op->text = name; /* looked up when all templates are read */
    return keep_args(r, op, args, n);
}

/* --- messages -----------------------------------------------------------------------------------
 */

/* With every run of white space one blank: a message may be written over several lines. */
static int one_line(struct reader *r, struct bytes text, struct bytes *ret) {
    uint8_t *at = arena_get(&r->t->arena, text.n + 1);
    if (!at)
        return no_memory(r->fail);
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++) {
        bool space = is_space(text.at[i]);
        if (!space || (n && at[n - 1] != ' '))
            at[n++] = space ? ' ' : text.at[i];
    }
    *ret = trim(bytes_of(at, n));
    return 0;
}

static struct message *message_add(struct reader *r) {
    struct templates *t = r->t;
    if (t->messages_n == t->messages_room) {
        size_t room = t->messages_room ? t->messages_room * 2 : 64;
        struct message *at = t->alloc->resize(t->alloc, t->messages, t->messages_room * sizeof(*at),
                                              room * sizeof(*at));
        if (!at) {
            no_memory(r->fail);
            return NULL;
        }
        t->messages = at;
        t->messages_room = room;
    }
    struct message *m = &t->messages[t->messages_n++];
    *m = (struct message){.file = (uint32_t)(r->tpl - t->at), .line = r->line, .count_arg = -1};
    return m;
}

/* The texts of a message, and its arguments; "context" is taken out of them. */
static int message_read(struct reader *r, struct bytes rest, struct message *m, struct arg *args,
                        uint16_t *n) {
    struct bytes text;
    rest = trim(rest);
    if (!rest.n || rest.at[0] != '"')
        return rest.n ? one_line(r, rest, &m->msgid) : wrong(r, "a message without text", rest);
    for (int i = 0; take_literal(&rest, &text); i++) {
        int err = i < 2 ? one_line(r, text, i ? &m->plural : &m->msgid)
                        : wrong(r, "a message has a text and a plural", text);
        if (err < 0)
            return err;
    }
    int err = read_args(r, rest, args, n);
    for (uint16_t i = 0; err == 0 && i < *n; i++) {
        if (bytes_is(args[i].name, "context") && args[i].literal) {
            m->context = args[i].text.text;
            args[i--] = args[--*n];
        }
    }
    return err;
}

static int read_message(struct reader *r, struct bytes tag, bool with_parts) {
    struct arg args[ARGS_MAX];
    uint16_t n = 0;
    struct message *m = message_add(r);
    uint32_t index = (uint32_t)r->t->messages_n - 1;
    int err = m ? message_read(r, tag, m, args, &n) : ERR_NOMEM;
    if (err == 0)
        err = may_show(r, tag);
    if (err == 0 && (r->place.state == HTML_ADDRESS || r->place.state == HTML_ADDRESS_PART))
        err = wrong(r, "an address is not translated", tag);
    if (err == 0 && with_parts && r->place.state != HTML_TEXT)
        err = wrong(r, "a message with parts may stand between tags only", tag);
    if (err < 0)
        return err;
    struct op *op = add(r, OP_MESSAGE);
    if (!op)
        return ERR_NOMEM;
    op->target = index;
    op->end = (uint32_t)r->tpl->ops_n;
    err = keep_args(r, op, args, n);
    if (err == 0 && with_parts)
        err = open_section(r, (uint32_t)r->tpl->ops_n - 1, BYTES_LIT("_"));
    return err;
}

static bool in_message(const struct reader *r) {
    return r->open_n && r->tpl->ops[r->open[r->open_n - 1].op].code == OP_MESSAGE;
}

/* {{:name}}: the part of the message that is open begins; the one before ends. */
static int read_part(struct reader *r, struct bytes name) {
    if (!in_message(r))
        return wrong(r, "{{:name}} stands inside {{#_ ...}} only", name);
    if (!is_name(name))
        return wrong(r, "not the name of a part", name);
    struct section *s = &r->open[r->open_n - 1];
    if (!html_join(&r->place, &s->place))
        return wrong(r, "the part ends elsewhere in the HTML than it began", name);
    uint32_t message = s->op;
    struct arg args[ARGS_MAX];
    uint16_t n = r->tpl->ops[message].args_n;
    if (n == ARGS_MAX)
        return wrong(r, "too many arguments", name);
    if (n)
        memcpy(args, r->tpl->ops[message].args, n * sizeof(args[0]));
    if (!add(r, OP_END))
        return ERR_NOMEM;
    uint32_t here = (uint32_t)r->tpl->ops_n;
    if (n && args[n - 1].part)
        args[n - 1].to = here - 1;
    args[n++] =
        (struct arg){.name = name, .hash = tv_hash(name), .part = true, .from = here, .to = here};
    return keep_args(r, &r->tpl->ops[message], args, n);
}

/* {{/_}}: the last part ends where OP_END was put. */
static int close_message(struct reader *r) {
    uint32_t message = r->open[r->open_n - 1].op;
    int err = close_section(r, BYTES_LIT("_"));
    struct op *op = &r->tpl->ops[message];
    if (err == 0 && (op->args_n == 0 || !op->args[op->args_n - 1].part))
        err = wrong(r, "{{#_ ...}} without any {{:name}}", r->t->messages[op->target].msgid);
    if (err < 0)
        return err;
    struct arg args[ARGS_MAX];
    memcpy(args, op->args, op->args_n * sizeof(args[0]));
    args[op->args_n - 1].to = op->end - 1;
    return keep_args(r, op, args, op->args_n);
}

/* --- a file -------------------------------------------------------------------------------------
 */

static int read_layout(struct reader *r, struct bytes name) {
    for (size_t i = 0; i < r->tpl->ops_n; i++) {
        if (r->tpl->ops[i].code != OP_TEXT || trim(r->tpl->ops[i].text).n)
            return wrong(r, "{{< ...}} comes first in a template", name);
    }
    r->tpl->ops_n = 0;
    struct op *op = add(r, OP_PARTIAL);
    if (!op)
        return ERR_NOMEM;
    op->text = name;
    r->tpl->layout = 0;
    return 0;
}

static int read_tag(struct reader *r, struct bytes tag) {
    struct bytes rest = tag.n ? trim(bytes_part(tag, 1, SIZE_MAX)) : tag;
    switch (tag.n ? tag.at[0] : 0) {
    case '!':
        return 0;
    case '#':
        return rest.n > 1 && rest.at[0] == '_' && is_space(rest.at[1])
                   ? read_message(r, bytes_part(rest, 1, SIZE_MAX), true)
                   : read_section(r, rest, OP_SECTION);
    case '^':
        return read_section(r, rest, OP_INVERTED);
    case '/':
        return bytes_is(rest, "_") && in_message(r) ? close_message(r) : close_section(r, rest);
    case ':':
        return read_part(r, rest);
    case '>':
        return read_partial(r, rest);
    case '<':
        return read_layout(r, rest);
    case '%':
        if (!bytes_is(rest, "content") || r->place.state != HTML_TEXT)
            return wrong(r, "{{%content}} is all there is, between tags", tag);
        return add(r, OP_CONTENT) ? 0 : ERR_NOMEM;
    case '_':
        return tag.n > 1 && is_space(tag.at[1]) ? read_message(r, rest, false)
                                                : read_value(r, tag, OP_VALUE);
    default:
        return read_value(r, tag, OP_VALUE);
    }
}

/* Where the tag that begins at AT ends; quotes may hold braces. SIZE_MAX: nowhere. */
static size_t tag_end(struct bytes s, size_t at, bool raw) {
    size_t braces = raw ? 3 : 2;
    bool quoted = false, remark = at + 2 < s.n && s.at[at + 2] == '!';
    for (size_t i = at + braces; i + braces <= s.n; i++) {
        if (s.at[i] == '"' && !remark)
            quoted = !quoted;
        if (!quoted && memcmp(s.at + i, "}}}", braces) == 0)
            return i + braces;
    }
    return SIZE_MAX;
}

/* A tag that shows nothing and stands alone in its line takes the line with it. */
static void widen(struct bytes s, size_t from, size_t *begin, size_t *end) {
    size_t b = *begin, e = *end;
    if (!strchr("#^/:><%!", s.at[b + 2]))
        return;
    while (b > from && (s.at[b - 1] == ' ' || s.at[b - 1] == '\t'))
        b--;
    while (e < s.n && (s.at[e] == ' ' || s.at[e] == '\t'))
        e++;
    bool starts = b == 0 || s.at[b - 1] == '\n';
    if (!starts || (e < s.n && s.at[e] != '\n'))
        return;
    *begin = b;
    *end = e < s.n ? e + 1 : e;
}

static size_t find_tag(struct bytes s, size_t from) {
    const uint8_t *found = from < s.n ? memmem(s.at + from, s.n - from, "{{", 2) : NULL;
    return found ? (size_t)(found - s.at) : s.n;
}

static void count_lines(struct reader *r, size_t to) {
    for (; r->counted < to; r->counted++)
        r->line += r->tpl->source.at[r->counted] == '\n';
}

static int read_file(struct reader *r) {
    struct bytes s = r->tpl->source;
    while (r->at < s.n) {
        size_t begin = find_tag(s, r->at), tag = begin;
        if (begin == s.n)
            break;
        bool raw = begin + 2 < s.n && s.at[begin + 2] == '{';
        size_t end = tag_end(s, begin, raw), inside = raw ? 3 : 2;
        count_lines(r, begin);
        if (end == SIZE_MAX)
            return wrong(r, "a tag that does not end", bytes_part(s, begin, 40));
        struct bytes content = trim(bytes_part(s, tag + inside, end - tag - 2 * inside));
        widen(s, r->at, &begin, &end);
        int err = add_text(r, bytes_part(s, r->at, begin - r->at));
        if (err == 0)
            err = raw ? read_value(r, content, OP_RAW) : read_tag(r, content);
        if (err < 0)
            return err;
        r->at = end;
    }
    count_lines(r, s.n);
    int err = add_text(r, bytes_part(s, r->at, SIZE_MAX));
    if (err == 0 && r->open_n)
        err = wrong(r, "this section is never closed", r->open[r->open_n - 1].name);
    if (err == 0 && r->place.state != HTML_TEXT)
        err = wrong(r, "the template ends inside a tag, a script or a comment", (struct bytes){0});
    return err;
}

/* --- all files ----------------------------------------------------------------------------------
 */

int32_t templates_find(const struct templates *t, struct bytes name) {
    for (size_t i = 0; i < t->n; i++) {
        if (bytes_is(name, t->at[i].name))
            return (int32_t)i;
    }
    return -1;
}

bool templates_has(const struct templates *t, const char *name) {
    return templates_find(t, bytes_str(name)) >= 0;
}

static int wrong_in(const struct templates *t, uint32_t file, uint32_t line, const char *what,
                    struct bytes where, struct fail *fail) {
    return fail_set(fail, ERR_SYNTAX, "%s:%u: %s: \"%.*s\"", t->at[file].path, line, what,
                    SHOWN(where));
}

static int link_partials(struct templates *t, struct fail *fail) {
    for (uint32_t i = 0; i < t->n; i++) {
        for (size_t j = 0; j < t->at[i].ops_n; j++) {
            struct op *op = &t->at[i].ops[j];
            int32_t target = op->code == OP_PARTIAL ? templates_find(t, op->text) : 0;
            if (target < 0)
                return wrong_in(t, i, op->line, "there is no template", op->text, fail);
            op->target = op->code == OP_PARTIAL ? (uint32_t)target : op->target;
        }
        if (t->at[i].layout >= 0)
            t->at[i].layout = (int32_t)t->at[i].ops[0].target;
    }
    for (uint32_t i = 0; i < t->n; i++) {
        int32_t at = (int32_t)i;
        for (int steps = 0; at >= 0; steps++, at = t->at[at].layout) {
            if (steps > 4)
                return wrong_in(t, i, 1, "{{< ...}} goes round in a circle",
                                bytes_str(t->at[i].name), fail);
        }
    }
    return 0;
}

static int32_t slot_of(const struct op *op, struct bytes name) {
    for (uint16_t i = 0; i < op->args_n; i++) {
        if (bytes_equal(op->args[i].name, name))
            return i;
    }
    return -1;
}

static int add_piece(struct templates *t, struct piece *p, struct bytes text, struct fail *fail) {
    struct buf b;
    buf_init(&b, t->alloc, LIMIT_TEMPLATE_BYTES);
    html_escape(&b, text);
    const char *kept = b.failed ? NULL : arena_copy(&t->arena, buf_view(&b));
    *p = (struct piece){bytes_of(kept, kept ? b.n : 0), -1};
    buf_drop(&b);
    return kept ? 0 : no_memory(fail);
}

/* TEXT with its {slots}, for one language and form. */
static int cut_pieces(struct templates *t, const struct message *m, const struct op *op,
                      struct bytes text, struct pieces *ret, struct fail *fail) {
    size_t braces = 0;
    for (size_t i = 0; i < text.n; i++)
        braces += text.at[i] == '{';
    ret->at = ARENA_ARRAY(&t->arena, 2 * braces + 1, struct piece);
    if (!ret->at)
        return no_memory(fail);
    ret->n = 0;
    while (text.n) {
        const uint8_t *open = memchr(text.at, '{', text.n);
        size_t n = open ? (size_t)(open - text.at) : text.n;
        int err = n ? add_piece(t, &ret->at[ret->n++], bytes_part(text, 0, n), fail) : 0;
        if (err < 0)
            return err;
        text = bytes_part(text, n, SIZE_MAX);
        const uint8_t *close = text.n ? memchr(text.at, '}', text.n) : NULL;
        if (!text.n)
            break;
        size_t length = close ? (size_t)(close - text.at) + 1 : text.n;
        int32_t slot = close ? slot_of(op, bytes_part(text, 1, length - 2)) : -1;
        if (slot < 0)
            return wrong_in(t, m->file, m->line, "the template does not give this to its message",
                            bytes_part(text, 0, length), fail);
        ret->at[ret->n++] = (struct piece){.slot = slot};
        text = bytes_part(text, length, SIZE_MAX);
    }
    return 0;
}

static const char *context_of(struct templates *t, const struct message *m) {
    return m->context.at ? arena_copy(&t->arena, m->context) : NULL;
}

static int resolve_message(struct templates *t, struct message *m, const struct op *op,
                           struct fail *fail) {
    m->forms = ARENA_ARRAY(&t->arena, t->langs_n * PO_FORMS_MAX, struct pieces);
    const char *context = context_of(t, m);
    if (!m->forms || (m->context.at && !context))
        return no_memory(fail);
    m->count_arg = m->plural.at ? slot_of(op, BYTES_LIT("n")) : -1;
    if (m->plural.at && (m->count_arg < 0 || op->args[m->count_arg].part))
        return wrong_in(t, m->file, m->line, "a plural needs n=...", m->msgid, fail);
    for (size_t l = 0; l < t->langs_n; l++) {
        const struct lang *lang = &t->langs[l];
        bool known = lang->translated && po_find(&lang->po, context, m->msgid, 0).at;
        uint32_t forms = !m->plural.at ? 1 : known ? lang->po.forms : 2;
        if (!known)
            m->english |= 1u << l;
        for (uint32_t f = 0; f < forms; f++) {
            struct bytes text = known ? po_find(&lang->po, context, m->msgid, f)
                                : f   ? m->plural
                                      : m->msgid;
            int err = cut_pieces(t, m, op, text, &m->forms[l * PO_FORMS_MAX + f], fail);
            if (err < 0)
                return err;
        }
    }
    return 0;
}

static int resolve_messages(struct templates *t, struct fail *fail) {
    for (size_t i = 0; i < t->n; i++) {
        for (size_t j = 0; j < t->at[i].ops_n; j++) {
            const struct op *op = &t->at[i].ops[j];
            int err =
                op->code == OP_MESSAGE ? resolve_message(t, &t->messages[op->target], op, fail) : 0;
            if (err < 0)
                return err;
        }
    }
    return 0;
}

#define FOLDER "templates/"

static bool is_template(const struct embedded_file *f) {
    return strncmp(f->path, FOLDER, strlen(FOLDER)) == 0;
}

static int read_all(struct templates *t, const struct embedded_file *files, size_t files_n,
                    struct fail *fail) {
    size_t n = 0;
    for (size_t i = 0; i < files_n; i++)
        n += is_template(&files[i]);
    t->at = ARENA_ARRAY(&t->arena, n, struct template);
    if (!t->at)
        return no_memory(fail);
    for (size_t i = 0; i < files_n; i++) {
        if (!is_template(&files[i]))
            continue;
        struct template *tpl = &t->at[t->n++];
        *tpl = (struct template){.path = files[i].path,
                                 .name = files[i].path + strlen(FOLDER),
                                 .source = files[i].content,
                                 .layout = -1};
        struct reader r = {.t = t, .tpl = tpl, .line = 1, .fail = fail};
        if (tpl->source.n > LIMIT_TEMPLATE_BYTES)
            return fail_set(fail, ERR_RANGE, "%s is too large", tpl->path);
        int err = read_file(&r);
        if (err < 0)
            return err;
    }
    return 0;
}

int templates_new(struct alloc *alloc, const struct embedded_file *files, size_t files_n,
                  const struct lang *langs, size_t langs_n, struct templates **ret,
                  struct fail *fail) {
    if (langs_n == 0 || langs_n > LIMIT_LANGUAGES)
        return fail_set(fail, ERR_RANGE, "%zu languages, 1 to %d can be", langs_n, LIMIT_LANGUAGES);
    struct templates *t = alloc->resize(alloc, NULL, 0, sizeof(*t));
    if (!t)
        return no_memory(fail);
    *t = (struct templates){.alloc = alloc, .langs = langs, .langs_n = langs_n};
    arena_init(&t->arena, alloc, 64u << 20);
    int err = read_all(t, files, files_n, fail);
    if (err == 0)
        err = link_partials(t, fail);
    if (err == 0)
        err = resolve_messages(t, fail);
    if (err < 0)
        templates_free(t);
    else
        *ret = t;
    return err;
}

void templates_free(struct templates *t) {
    if (!t)
        return;
    struct alloc *alloc = t->alloc;
    for (size_t i = 0; i < t->n; i++) {
        if (t->at[i].ops)
            alloc->resize(alloc, t->at[i].ops, t->at[i].ops_room * sizeof(struct op), 0);
    }
    if (t->messages)
        alloc->resize(alloc, t->messages, t->messages_room * sizeof(struct message), 0);
    arena_drop(&t->arena);
    alloc->resize(alloc, t, sizeof(*t), 0);
}

bool templates_message(const struct templates *t, size_t i, struct template_message *ret) {
    if (i >= t->messages_n)
        return false;
    const struct message *m = &t->messages[i];
    *ret = (struct template_message){t->at[m->file].path, m->line, m->context, m->msgid, m->plural};
    return true;
}
