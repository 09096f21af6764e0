#include "base/name.h"
#include "web/po.h"

static uint32_t word(const struct po *p, uint64_t at) {
    const uint8_t *b = p->mo.at + at;
    return p->swapped ? (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3]
                      : (uint32_t)b[3] << 24 | (uint32_t)b[2] << 16 | (uint32_t)b[1] << 8 | b[0];
}

static struct bytes string_at(const struct po *p, uint32_t table, uint32_t i) {
    uint64_t at = table + (uint64_t)i * 8;
    return bytes_of(p->mo.at + word(p, at + 4), word(p, at));
}

bool po_at(const struct po *p, uint32_t i, struct bytes *ret_key, struct bytes *ret_forms) {
    if (i >= p->n)
        return false;
    *ret_key = string_at(p, p->from_at, i);
    *ret_forms = string_at(p, p->to_at, i);
    return true;
}

/* --- the plural expression: precedence climbing over C's operators
 * -------------------------------- */

struct parser {
    struct po *po;
    struct bytes rest;
    int depth;
    bool bad;
};

static bool take(struct parser *p, const char *s) {
    while (p->rest.n && (p->rest.at[0] == ' ' || p->rest.at[0] == '\t'))
        p->rest = bytes_part(p->rest, 1, SIZE_MAX);
    size_t n = strlen(s);
    if (p->rest.n < n || (n && memcmp(p->rest.at, s, n) != 0))
        return false;
    p->rest = bytes_part(p->rest, n, SIZE_MAX);
    return true;
}

static uint8_t node(struct parser *p, struct po_node n) {
    if (p->po->nodes_n == PO_NODES_MAX) {
        p->bad = true;
        return 0;
    }
    p->po->nodes[p->po->nodes_n] = n;
    return p->po->nodes_n++;
}

static uint8_t ternary(struct parser *p);

static uint8_t primary(struct parser *p) {
    if (++p->depth > 32)
        p->bad = true;
    uint8_t made = 0;
    if (p->bad) {
        made = 0;
    } else if (take(p, "(")) {
        made = ternary(p);
        p->bad = p->bad || !take(p, ")");
    } else if (take(p, "!")) {
        uint8_t a = primary(p);
        made = node(p, (struct po_node){.op = '~', .a = a});
    } else if (take(p, "n")) {
        made = node(p, (struct po_node){.op = 'n'});
    } else {
        uint64_t number = 0;
        size_t digits = 0;
        for (; digits < p->rest.n && digits < 9 && p->rest.at[digits] >= '0' &&
               p->rest.at[digits] <= '9';
             digits++)
            number = number * 10 + (uint64_t)(p->rest.at[digits] - '0');
        p->bad = p->bad || digits == 0;
        p->rest = bytes_part(p->rest, digits, SIZE_MAX);
        made = node(p, (struct po_node){.op = '#', .number = (uint32_t)number});
    }
    p->depth--;
    return made;
}

static const struct {
    const char *text;
    char op;
    uint8_t level; /* a higher one binds tighter */
} OPERATORS[] = {{"||", '|', 1}, {"&&", '&', 2}, {"==", '=', 3}, {"!=", '!', 3}, {"<=", 'l', 4},
                 {">=", 'g', 4}, {"<", '<', 4},  {">", '>', 4},  {"+", '+', 5},  {"-", '-', 5},
                 {"*", '*', 6},  {"/", '/', 6},  {"%", '%', 6}};
#define OPERATORS_N (sizeof(OPERATORS) / sizeof(OPERATORS[0]))

static uint8_t binary(struct parser *p, uint8_t level) {
    if (level > 6)
        return primary(p);
    uint8_t left = binary(p, level + 1);
    for (size_t i = 0; i < OPERATORS_N && !p->bad; i++) {
        if (OPERATORS[i].level == level && take(p, OPERATORS[i].text)) {
            uint8_t right = binary(p, level + 1);
            left = node(p, (struct po_node){.op = OPERATORS[i].op, .a = left, .b = right});
            i = SIZE_MAX; /* from the first operator again */
        }
    }
    return left;
}

static uint8_t ternary(struct parser *p) {
    if (++p->depth > 32)
        p->bad = true;
    uint8_t made = p->bad ? 0 : binary(p, 1);
    if (!p->bad && take(p, "?")) {
        uint8_t yes = ternary(p);
        p->bad = p->bad || !take(p, ":");
        uint8_t no = p->bad ? 0 : ternary(p);
        made = node(p, (struct po_node){.op = '?', .a = made, .b = yes, .c = no});
    }
    p->depth--;
    return made;
}

int po_plural_parse(struct po *p, struct bytes text, struct fail *fail) {
    struct parser parser = {.po = p, .rest = text};
    p->nodes_n = 0;
    bool good = take(&parser, "nplurals=");
    uint32_t forms = 0;
    for (; parser.rest.n && parser.rest.at[0] >= '0' && parser.rest.at[0] <= '9' && forms < 100;
         parser.rest = bytes_part(parser.rest, 1, SIZE_MAX))
        forms = forms * 10 + (uint32_t)(parser.rest.at[0] - '0');
    good = good && forms >= 1 && forms <= PO_FORMS_MAX && take(&parser, ";") &&
           take(&parser, "plural=");
    uint8_t root = good ? ternary(&parser) : 0;
    take(&parser, ";");
    take(&parser, "");
    if (!good || parser.bad || parser.rest.n)
        return fail_set(fail, ERR_SYNTAX, "translation: Plural-Forms \"%.*s\" is not understood",
                        (int)(text.n > 200 ? 200 : text.n), (const char *)text.at);
    p->forms = forms;
    p->root = root;
    return 0;
}

static bool eval(const struct po *p, uint8_t at, uint64_t n, uint64_t *ret) {
    const struct po_node *o = &p->nodes[at];
    uint64_t a = 0, b = 0;
    if (o->op == 'n' || o->op == '#') {
        *ret = o->op == 'n' ? n : o->number;
        return true;
    }
    if (!eval(p, o->a, n, &a))
        return false;
    if (o->op == '~') {
        *ret = !a;
        return true;
    }
    if (o->op == '?')
        return eval(p, a ? o->b : o->c, n, ret);
    if (!eval(p, o->b, n, &b) || ((o->op == '/' || o->op == '%') && b == 0))
        return false;
    *ret = o->op == '|'   ? a || b
           : o->op == '&' ? a && b
           : o->op == '=' ? a == b
           : o->op == '!' ? a != b
           : o->op == '<' ? a < b
           : o->op == '>' ? a > b
           : o->op == 'l' ? a <= b
           : o->op == 'g' ? a >= b
           : o->op == '+' ? a + b
           : o->op == '-' ? a - b
           : o->op == '*' ? a * b
           : o->op == '/' ? a / b
                          : a % b;
    return true;
}

uint32_t po_form(const struct po *p, uint64_t n) {
    uint64_t form;
    return p->nodes_n && eval(p, p->root, n, &form) && form < p->forms ? (uint32_t)form : 0;
}

/* --- opening ------------------------------------------------------------------------------------
 */

/* The part before the first NUL: of a key, what it is found by. */
static struct bytes until_nul(struct bytes text) {
    const uint8_t *nul = text.n ? memchr(text.at, 0, text.n) : NULL;
    return nul ? bytes_part(text, 0, (size_t)(nul - text.at)) : text;
}

static bool form_at(struct bytes forms, uint32_t i, struct bytes *ret) {
    for (;; i--) {
        struct bytes part = until_nul(forms);
        if (i == 0) {
            *ret = part;
            return true;
        }
        if (part.n == forms.n)
            return false;
        forms = bytes_part(forms, part.n + 1, SIZE_MAX);
    }
}

static uint32_t forms_count(struct bytes forms) {
    uint32_t n = 1;
    for (size_t i = 0; i < forms.n; i++)
        n += forms.at[i] == 0;
    return n;
}

static bool table_fits(const struct po *p, uint32_t table) {
    if (table % 4 || (uint64_t)table + (uint64_t)p->n * 8 > p->mo.n)
        return false;
    for (uint32_t i = 0; i < p->n; i++) {
        uint64_t n = word(p, table + (uint64_t)i * 8), at = word(p, table + (uint64_t)i * 8 + 4);
        if (at + n >= p->mo.n || p->mo.at[at + n] != 0)
            return false;
    }
    return true;
}

/* The value of a field of the header entry, whose lines are "Name: value". */
static struct bytes header_field(struct bytes header, const char *name) {
    size_t n = strlen(name);
    while (header.n) {
        const uint8_t *end = memchr(header.at, '\n', header.n);
        size_t line = end ? (size_t)(end - header.at) : header.n;
        if (line > n && memcmp(header.at, name, n) == 0)
            return bytes_part(header, n, line - n);
        header = bytes_part(header, line + 1, SIZE_MAX);
    }
    return (struct bytes){0};
}

static int check_entries(const struct po *p, struct fail *fail) {
    struct bytes before = {0};
    for (uint32_t i = 0; i < p->n; i++) {
        struct bytes key = string_at(p, p->from_at, i), forms = string_at(p, p->to_at, i), form;
        struct bytes id = until_nul(key);
        if (i > 0 && bytes_compare(before, id) >= 0)
            return fail_set(fail, ERR_SYNTAX, "translation: entry %u is out of order", i);
        before = id;
        uint32_t n = forms_count(forms);
        if (n != (id.n < key.n ? p->forms : 1))
            return fail_set(fail, ERR_SYNTAX, "translation: \"%.60s\" has %u forms, expected %u",
                            (const char *)key.at, n, id.n < key.n ? p->forms : 1);
        for (uint32_t f = 0; form_at(forms, f, &form); f++) {
            if (!text_valid(form, true))
                return fail_set(fail, ERR_SYNTAX, "translation: \"%.60s\" is not valid UTF-8",
                                (const char *)key.at);
        }
    }
    return 0;
}

int po_open(struct po *ret, struct bytes mo, struct fail *fail) {
    struct po p = {.mo = mo, .forms = 1};
    static const uint8_t here[4] = {0xde, 0x12, 0x04, 0x95}, other[4] = {0x95, 0x04, 0x12, 0xde};
    if (mo.n < 28 || (memcmp(mo.at, here, 4) != 0 && memcmp(mo.at, other, 4) != 0))
        return fail_set(fail, ERR_SYNTAX, "translation: this is no .mo file");
    p.swapped = memcmp(mo.at, other, 4) == 0;
    p.n = word(&p, 8);
    p.from_at = word(&p, 12);
    p.to_at = word(&p, 16);
    if (word(&p, 4) >> 16 > 1)
        return fail_set(fail, ERR_VERSION, "translation: the .mo file is of a later format");
    if (p.n > mo.n / 16 || !table_fits(&p, p.from_at) || !table_fits(&p, p.to_at))
        return fail_set(fail, ERR_SYNTAX, "translation: the .mo file is cut off or damaged");
    struct bytes header = po_find(&p, NULL, BYTES_LIT(""), 0);
    struct bytes plural = header_field(header, "Plural-Forms:");
    int err = plural.n ? po_plural_parse(&p, plural, fail) : 0;
    if (err == 0)
        err = check_entries(&p, fail);
    if (err == 0)
        *ret = p;
    return err;
}

/* Order of a key's searchable part against CONTEXT EOT MSGID, without joining them. */
static int compare_key(struct bytes id, struct bytes context, struct bytes msgid) {
    if (!context.at)
        return bytes_compare(id, msgid);
    int order = bytes_compare(bytes_part(id, 0, context.n), context);
    if (order == 0 && id.n == context.n)
        return -1;
    if (order == 0)
        order = id.at[context.n] - 4;
    return order ? order : bytes_compare(bytes_part(id, context.n + 1, SIZE_MAX), msgid);
}

struct bytes po_find(const struct po *p, const char *context, struct bytes msgid, uint32_t form) {
    uint32_t low = 0, high = p->n;
    struct bytes within = context ? bytes_str(context) : (struct bytes){0}, found;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = compare_key(until_nul(string_at(p, p->from_at, middle)), within, msgid);
        if (order == 0)
            return form_at(string_at(p, p->to_at, middle), form, &found) && found.n
                       ? found
                       : (struct bytes){0};
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return (struct bytes){0};
}
