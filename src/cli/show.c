/* koinon show: any view, as JSON or as indented lines for people. */
#include <stdio.h>
#include <string.h>

#include "cli/extra.h"
#include "engine/follower.h"
#include "view/json.h"
#include "web/pages.h"
#include "wire/value.h"

#define SHOW_MAX (64u << 20)

/* --- lines: "name: value", lists with a dash -------------------------------------------------- */

struct printer {
    struct view *view;
    struct lang lang;
};

/* In English as the API has it, as names of fields are always. */
static struct bytes word(const struct printer *p, struct bytes word) {
    return p->lang.translated ? pages_word(&p->lang, p->view->law, p->view->make.arena, word)
                              : word;
}

static struct bytes phrase_text(void *printer, const char *msgid) {
    const struct printer *p = printer;
    return strpbrk(msgid, " %") ? lang_text(&p->lang, msgid) : word(p, bytes_str(msgid));
}

static void put_one(const struct printer *p, struct buf *b, const struct doc *d) {
    if (d->kind == DOC_REF) {
        struct bytes title =
            d->ref->title.n ? value_title(d->ref->title, p->lang.code, "") : d->ref->name;
        buf_bytes(b, title.n          ? title
                     : d->ref->name.n ? d->ref->name
                                      : lang_text(&p->lang, N_("(a member)")));
        if (d->ref->title.n) {
            buf_str(b, " (");
            buf_bytes(b, d->ref->name);
            buf_byte(b, ')');
        }
        return;
    }
    if (d->kind == DOC_TITLE)
        buf_bytes(b, value_title(d->text, p->lang.code, ""));
    else if (d->kind == DOC_WHEN)
        buf_bytes(b, d->when->text);
    else if (d->kind == DOC_FLAG)
        buf_bytes(b, lang_text(&p->lang, d->number ? N_("yes") : N_("no")));
    else if (d->kind == DOC_WORD)
        buf_bytes(b, word(p, d->text));
    else if (d->kind == DOC_RULE && d->rule->says)
        phrase_write(d->rule->says, phrase_text, (void *)(uintptr_t)p, b);
    else if (d->kind == DOC_TEXT || d->kind == DOC_QUANTITY)
        buf_bytes(b, d->text);
    else
        view_json(p->view, d, NULL, b);
}

/* A sentence with its %1.. filled. */
static void put_sentence(const struct printer *p, struct buf *b, const struct doc *d) {
    const char *msgid = arena_copy(p->view->make.arena, doc_get(d, "sentence")->text);
    struct bytes text = lang_text(&p->lang, msgid ? msgid : "");
    char name[3] = "a1";
    for (size_t i = 0; i < text.n; i++) {
        bool arg =
            text.at[i] == '%' && i + 1 < text.n && text.at[i + 1] >= '1' && text.at[i + 1] <= '9';
        name[1] = arg ? (char)text.at[i + 1] : '1';
        const struct doc *value = arg ? doc_get(d, name) : NULL;
        if (value)
            put_one(p, b, value);
        else if (!arg)
            buf_byte(b, text.at[i]);
        i += arg;
    }
}

static void put_lines(const struct printer *p, struct buf *b, const struct doc *d, int depth) {
    for (const struct doc_field *f = d->first; f; f = f->next) {
        const struct doc *one = &f->value;
        bool deep = one->kind == DOC_LIST || one->kind == DOC_MAP;
        if ((deep && !one->n) || (one->kind == DOC_FLAG && !one->number))
            continue;
        buf_format(b, "%*s%s", 2 * depth, "", f->name ? f->name : "-");
        buf_str(b, f->name ? ": " : "");
        if (doc_get(one, "sentence"))
            put_sentence(p, b, one);
        else if (!deep)
            put_one(p, b, one);
        buf_byte(b, '\n');
        if (deep && !doc_get(one, "sentence"))
            put_lines(p, b, one, depth + 1);
    }
}

/* --- the verb --------------------------------------------------------------------------------- */

static int look(const struct cli_verb *verb, const struct verb_args *a, struct follower *f,
                struct view *v, struct fail *fail) {
    const char *at = verb_value(verb, a, "--at"), *known = verb_value(verb, a, "--known"),
               *since = verb_value(verb, a, "--since"), *order = verb_value(verb, a, "--order"),
               *reading = verb_value(verb, a, "--reading");
    struct when w;
    int r = 0;
    v->viewer.operator_ = !verb_has(verb, a, "--public");
    if (known) {
        r = view_when(v, bytes_str(known), &w, fail);
        r = r < 0 ? r
                  : follower_known_at(f, w.hi == INSTANT_MAX ? w.hi : w.hi - 1, &v->known, fail);
    }
    if (r == 0 && at)
        r = view_at_set(v, bytes_str(at), fail);
    if (r == 0 && since)
        r = view_since_set(v, bytes_str(since), fail);
    if (r == 0 && order)
        r = view_order_set(v, bytes_str(order), fail);
    if (r == 0 && reading)
        r = view_reading_set(v, bytes_str(reading), fail);
    return r;
}

static int show(const struct cli_verb *verb, const struct verb_args *a, struct follower *f,
                struct derived *derived, struct arena *arena, struct fail *fail) {
    const struct view_kind *k = view_kind(bytes_str(a->args[1]));
    const struct doc *d;
    struct view v;
    struct printer p = {.view = &v};
    struct buf b;
    if (!k)
        return fail_set(
            fail, ERR_SYNTAX,
            "there is no view \"%s\"; expected overview, bodies, body NAME, "
            "units, unit NAME, person NAME, acts, act NAME, proceedings, proceeding NAME, "
            "powers, authorities, recognition, things, thing NAME, entries, entry N, findings, "
            "about",
            a->args[1]);
    if ((k->of != NULL) != (a->n == 3))
        return fail_set(fail, ERR_SYNTAX,
                        k->of ? "%s needs a name: koinon show FOLDER %s NAME"
                              : "%s takes no name: koinon show FOLDER %s",
                        k->name, k->name);
    view_init(&v, follower_law(f), follower_store(f), derived, arena);
    v.follower = f;
    int r = verb_language(verb, a, &p.lang, fail);
    r = r < 0 ? r : look(verb, a, f, &v, fail);
    r = r < 0 ? r : view_make(&v, k, bytes_str(a->n == 3 ? a->args[2] : ""), &d, fail);
    if (r < 0)
        return r;
    buf_init(&b, &alloc_heap, SHOW_MAX);
    if (verb_has(verb, a, "--json")) {
        view_json(&v, d, NULL, &b);
        buf_byte(&b, '\n');
    } else {
        put_lines(&p, &b, d, 0);
    }
    r = b.failed ? fail_set(fail, ERR_NOMEM, "this view needs more memory than there is") : 0;
    if (r == 0)
        fwrite(b.at, 1, b.n, stdout);
    buf_drop(&b);
    return r;
}

int cli_show(const struct cli_verb *verb, const struct verb_args *a) {
    struct fail fail = {0};
    struct follower *f = NULL;
    struct derived *derived = NULL;
    struct arena arena;
    arena_init(&arena, &alloc_heap, SHOW_MAX);
    struct engine_options options = {.progress = verb_progress, .note = verb_note};
    int r = follower_open(a->args[0], &options, &f, &fail);
    if (r == 0 && derived_new(&alloc_heap, &derived) < 0)
        r = fail_set(&fail, ERR_NOMEM, "not enough memory to read the record");
    r = r < 0 ? r : show(verb, a, f, derived, &arena, &fail);
    int status = r == ERR_MISSING && f ? EXIT_NO : EXIT_DONE;
    if (r < 0) {
        int failed = verb_fail(verb, &fail);
        status = status == EXIT_NO ? status : failed;
    }
    arena_drop(&arena);
    derived_free(derived);
    follower_free(f);
    return status;
}
