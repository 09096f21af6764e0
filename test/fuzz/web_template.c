/* Any text as a template: it is refused with its line, or renders; and a hostile value in it never
 * opens a tag, never leaves its quotes. */
#include "fuzz.h"

#include "web/template.h"

#define HOSTILE "\"'<script>&x=javascript:"

static struct tv *values(struct tv_maker *m) {
    struct tv *page = tv_root(m);
    tv_str(m, page, "a", HOSTILE);
    tv_str(m, page, "b", "");
    tv_int(m, page, "n", 1);
    tv_flag(m, page, "yes", true);
    struct tv *list = tv_list(m, page, "l");
    for (int i = 0; i < 2; i++)
        tv_str(m, tv_item(m, list), "a", HOSTILE);
    return page;
}

static bool contains(struct bytes text, const char *what) {
    return text.n && memmem(text.at, text.n, what, strlen(what)) != NULL;
}

void fuzz_one(struct bytes input) {
    struct embedded_file files[] = {{"templates/p.html", input},
                                    {"templates/q.html", BYTES_LIT("<b>{{a}}</b>{{%content}}")}};
    struct lang en;
    struct templates *t = NULL;
    struct fail fail = {0};
    if (input.n > 4000)
        return;
    lang_english(&en);
    if (templates_new(&alloc_heap, files, 2, &en, 1, &t, &fail) < 0) {
        FUZZ_CHECK(fail.text[0]);
        return;
    }
    struct arena a;
    struct buf out;
    arena_init(&a, &alloc_heap, 1 << 20);
    buf_init(&out, &alloc_heap, 1 << 16);
    struct tv_maker m = {.arena = &a};
    templates_render(t, "p.html", values(&m), 0, &out, NULL);
    if (!contains(input, "<script>"))
        FUZZ_CHECK(!contains(buf_view(&out), "<script>"));
    if (!contains(input, "javascript:"))
        FUZZ_CHECK(!contains(buf_view(&out), "\"javascript:"));
    templates_free(t);
    buf_drop(&out);
    arena_drop(&a);
}

FUZZ_TARGET
