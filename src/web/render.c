#include <stdio.h>
#include <strings.h>

#include "base/check.h"
#include "http/http.h"
#include "web/template_ops.h"

#define ARGS_MAX 16

/* Where names are looked up: what a section pushed, or the arguments of a template. */
struct frame {
    const struct frame *up;
    const struct tv *value;
    const struct arg *args; /* instead of value: their values are in given[] */
    const struct tv *given;
    uint16_t args_n;
    bool loop;
    uint32_t number, of;
};

struct render {
    const struct templates *t;
    const struct lang *lang;
    size_t lang_i;
    struct buf *out;
    struct fail *fail;
    int err;
    int32_t pages[6]; /* what {{%content}} stands for, from the outermost layout inwards */
    int pages_n;
};

static void exec(struct render *r, const struct template *tpl, uint32_t from, uint32_t to,
                 const struct frame *f, int depth);

static void complain(struct render *r, const struct template *tpl, const struct op *op,
                     const struct path *p, const char *what) {
    r->err = ERR_MISSING;
    fail_set(r->fail, ERR_MISSING, "%s:%u: {{%.*s}} %s", tpl->path, op->line, (int)p->text.n,
             p->text.n ? (const char *)p->text.at : "", what);
}

static const struct tv *find(const struct frame *f, struct bytes name, uint32_t hash) {
    for (; f; f = f->up) {
        for (uint16_t i = 0; i < f->args_n; i++) {
            if (f->args[i].hash == hash && bytes_equal(f->args[i].name, name))
                return f->given[i].kind == TV_NONE ? NULL : &f->given[i];
        }
        const struct tv *v = f->args_n ? NULL : tv_get(f->value, name, hash);
        if (v)
            return v;
    }
    return NULL;
}

/* Innermost frame that holds an element, past the arguments of templates. */
static const struct frame *element(const struct frame *f, bool loop) {
    while (f && (f->args_n || (loop && !f->loop)))
        f = f->up;
    return f;
}

/* The value of a path, or NULL; TMP is room for one that is computed. */
static const struct tv *resolve(const struct frame *f, const struct path *p, struct tv *tmp) {
    if (p->special) {
        const struct frame *loop = element(f, true);
        if (!loop)
            return NULL;
        *tmp = (struct tv){.kind = p->special == 'n' ? TV_INT : TV_FLAG};
        tmp->number = p->special == 'n'   ? loop->number
                      : p->special == 'f' ? loop->number == 1
                                          : loop->number == loop->of;
        return tmp;
    }
    if (p->n == 0) {
        const struct frame *e = element(f, false);
        return e ? e->value : NULL;
    }
    const struct tv *v = find(f, p->parts[0], p->hashes[0]);
    for (uint8_t i = 1; v && i < p->n; i++) {
        if (v->kind == TV_LIST && bytes_is(p->parts[i], "count")) {
            *tmp = (struct tv){.kind = TV_INT};
            tmp->number = v->n;
            v = tmp;
        } else {
            v = tv_get(v, p->parts[i], p->hashes[i]);
        }
    }
    return v;
}

/* An address that a value is the beginning of: of this site, or of a kind that runs no code. */
static bool address_is_safe(struct bytes a) {
    static const char *const schemes[] = {"https:", "http:", "mailto:"};
    if (a.n == 0 || a.at[0] == '#' || a.at[0] == '?')
        return true;
    if (a.at[0] == '/')
        return a.n == 1 || (a.at[1] != '/' && a.at[1] != '\\');
    for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
        size_t n = strlen(schemes[i]);
        if (a.n > n && strncasecmp((const char *)a.at, schemes[i], n) == 0)
            return true;
    }
    return false;
}

static void show_text(struct buf *out, struct bytes text, enum html_state state) {
    if (state == HTML_ADDRESS_PART)
        http_encode(out, text, true);
    else if (state == HTML_ADDRESS && !address_is_safe(text))
        buf_byte(out, '#');
    else
        html_escape(out, text);
}

/* LOCAL: numbers as people write them, also in an attribute. */
static void show(struct render *r, const struct template *tpl, const struct op *op,
                 const struct path *p, const struct tv *v, bool local) {
    enum html_state state = (enum html_state)op->state;
    if (!v || v->kind == TV_NONE) {
        if (!p->optional)
            complain(r, tpl, op, p, "is not there");
    } else if (v->kind == TV_TEXT) {
        show_text(r->out, v->text, state);
    } else if (v->kind == TV_INT && (local || state == HTML_TEXT)) {
        lang_number(r->lang, r->out, v->number);
    } else if (v->kind == TV_INT) {
        buf_format(r->out, "%lld", (long long)v->number);
    } else {
        complain(r, tpl, op, p, "is a list, a map, a flag or markup, not a text or number");
    }
}

static bool is_equal(const struct tv *v, struct bytes text) {
    char digits[24];
    if (v && v->kind == TV_INT) {
        snprintf(digits, sizeof(digits), "%lld", (long long)v->number);
        return bytes_is(text, digits);
    }
    return v && v->kind == TV_TEXT && bytes_equal(v->text, text);
}

static void exec_section(struct render *r, const struct template *tpl, uint32_t at,
                         const struct frame *f, int depth) {
    const struct op *op = &tpl->ops[at];
    struct tv tmp;
    const struct tv *v = resolve(f, &op->path, &tmp);
    bool holds = op->compares ? is_equal(v, op->text) : tv_truth(v);
    uint32_t from = at + 1, to = op->end - 1;
    if (holds != (op->code == OP_SECTION))
        return;
    if (op->code == OP_INVERTED || op->compares || (v->kind != TV_LIST && v->kind != TV_MAP)) {
        exec(r, tpl, from, to, f, depth + 1);
        return;
    }
    struct frame inner = {.up = f, .value = v};
    if (v->kind == TV_MAP) {
        exec(r, tpl, from, to, &inner, depth + 1);
        return;
    }
    inner.loop = true;
    inner.of = v->n;
    for (const struct tv_field *e = v->first; e && !r->out->failed; e = e->next) {
        inner.value = &e->value;
        inner.number++;
        exec(r, tpl, from, to, &inner, depth + 1);
    }
}

static void exec_partial(struct render *r, const struct template *tpl, const struct op *op,
                         const struct frame *f, int depth) {
    const struct template *target = &r->t->at[op->target];
    struct tv given[ARGS_MAX], tmp;
    for (uint16_t i = 0; i < op->args_n; i++) {
        const struct arg *arg = &op->args[i];
        const struct tv *v = arg->literal ? &arg->text : resolve(f, &arg->path, &tmp);
        if (!v && !arg->path.optional)
            complain(r, tpl, op, &arg->path, "is not there");
        given[i] = v ? *v : (struct tv){.kind = TV_NONE};
    }
    struct frame inner = {.up = f, .args = op->args, .given = given, .args_n = op->args_n};
    exec(r, target, 0, (uint32_t)target->ops_n, op->args_n ? &inner : f, depth + 1);
}

static void exec_content(struct render *r, const struct frame *f, int depth) {
    if (r->pages_n == 0)
        return;
    const struct template *page = &r->t->at[r->pages[--r->pages_n]];
    exec(r, page, 1, (uint32_t)page->ops_n, f, depth + 1); /* op 0 is the layout itself */
    r->pages_n++;
}

static void exec_message(struct render *r, const struct template *tpl, const struct op *op,
                         const struct frame *f, int depth) {
    const struct message *m = &r->t->messages[op->target];
    struct tv tmp;
    uint32_t form = 0;
    if (m->count_arg >= 0) {
        const struct arg *count = &op->args[m->count_arg];
        const struct tv *v = count->literal ? &count->text : resolve(f, &count->path, &tmp);
        if (!v || v->kind != TV_INT)
            complain(r, tpl, op, &count->path, "is not there, or no number, and chooses a plural");
        uint64_t n = v && v->kind == TV_INT && v->number >= 0 ? (uint64_t)v->number : 2;
        form = m->english >> r->lang_i & 1 ? n != 1 : po_form(&r->lang->po, n);
    }
    const struct pieces *pieces = &m->forms[r->lang_i * PO_FORMS_MAX + form];
    for (size_t i = 0; i < pieces->n; i++) {
        const struct piece *p = &pieces->at[i];
        if (p->slot < 0) {
            buf_bytes(r->out, p->text);
            continue;
        }
        const struct arg *arg = &op->args[p->slot];
        if (arg->part)
            exec(r, tpl, arg->from, arg->to, f, depth + 1);
        else
            show(r, tpl, op, &arg->path, arg->literal ? &arg->text : resolve(f, &arg->path, &tmp),
                 true);
    }
}

static void exec_raw(struct render *r, const struct template *tpl, const struct op *op,
                     const struct frame *f) {
    struct tv tmp;
    const struct tv *v = resolve(f, &op->path, &tmp);
    if (v && v->kind == TV_SAFE)
        buf_bytes(r->out, v->text);
    else if (v || !op->path.optional)
        complain(r, tpl, op, &op->path, "is not markup that a chart made");
}

static void exec(struct render *r, const struct template *tpl, uint32_t from, uint32_t to,
                 const struct frame *f, int depth) {
    struct tv tmp;
    if (depth > LIMIT_TEMPLATE_DEPTH) {
        r->err = ERR_RANGE;
        fail_set(r->fail, ERR_RANGE, "%s: templates too deep inside one another", tpl->path);
        return;
    }
    for (uint32_t i = from; i < to && !r->out->failed; i++) {
        const struct op *op = &tpl->ops[i];
        switch ((enum op_code)op->code) {
        case OP_TEXT:
            buf_bytes(r->out, op->text);
            break;
        case OP_VALUE:
            show(r, tpl, op, &op->path, resolve(f, &op->path, &tmp), false);
            break;
        case OP_RAW:
            exec_raw(r, tpl, op, f);
            break;
        case OP_SECTION:
        case OP_INVERTED:
            exec_section(r, tpl, i, f, depth);
            i = op->end - 1;
            break;
        case OP_PARTIAL:
            exec_partial(r, tpl, op, f, depth);
            break;
        case OP_CONTENT:
            exec_content(r, f, depth);
            break;
        case OP_MESSAGE:
            exec_message(r, tpl, op, f, depth);
            i = op->end - 1;
            break;
        case OP_END:
            break;
        }
    }
}

int templates_render(const struct templates *t, const char *name, const struct tv *data,
                     size_t lang, struct buf *out, struct fail *fail) {
    int32_t at = templates_find(t, bytes_str(name));
    check(at >= 0 && lang < t->langs_n);
    struct render r = {.t = t, .lang = &t->langs[lang], .lang_i = lang, .out = out, .fail = fail};
    for (; t->at[at].layout >= 0; at = t->at[at].layout)
        r.pages[r.pages_n++] = at;
    struct frame root = {.value = data};
    exec(&r, &t->at[at], 0, (uint32_t)t->at[at].ops_n, &root, 0);
    if (out->failed)
        return fail_set(fail, ERR_NOMEM, "%s: the page is too large", name);
    return r.err;
}
