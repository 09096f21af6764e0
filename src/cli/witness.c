/* koinon witness: the keys of witnesses, what to send to them, what they answered. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "cli/extra.h"
#include "engine/witness.h"
#include "view/command_json.h"

/* The witness that NAME is a part of. */
static int witness_named(const struct witnesses *w, const char *name, size_t *ret,
                         struct fail *fail) {
    size_t found = 0;
    for (size_t i = WITNESS_FIRST; i < w->n; i++) {
        if (strcmp(w->keys[i].name, name) == 0) {
            *ret = i;
            return 0;
        }
        if (!strstr(w->keys[i].name, name))
            continue;
        if (found)
            return fail_set(fail, ERR_SYNTAX, "\"%s\" is a part of two names: %s and %s", name,
                            w->keys[found].name, w->keys[i].name);
        found = i;
    }
    if (!found)
        return fail_set(fail, ERR_MISSING,
                        w->n == WITNESS_FIRST
                            ? "no witness is pinned: begin with --pin (looking for \"%s\")"
                            : "no pinned witness has \"%s\" in its name",
                        name);
    *ret = found;
    return 0;
}

static int pin(const char *folder, const char *path, struct fail *fail) {
    struct note_key key;
    struct buf text;
    buf_init(&text, &alloc_heap, 4096);
    int r = verb_read_file(path, 4095, &text, fail);
    struct bytes line = buf_view(&text);
    const uint8_t *end = line.n ? memchr(line.at, '\n', line.n) : NULL;
    line = end ? bytes_part(line, 0, (size_t)(end - line.at)) : line;
    r = r < 0 ? r : witness_pin(folder, line, &key, fail);
    if (r == 0)
        fprintf(stderr, "%s is pinned\n", key.name);
    buf_drop(&text);
    return r;
}

static int ask(const char *folder, const struct witnesses *w, const char *name, const char *old,
               struct fail *fail) {
    size_t key = 0;
    uint64_t size = WITNESS_KNOWN;
    struct buf b;
    if (old && !decimal_parse(bytes_str(old), &size))
        return fail_set(fail, ERR_SYNTAX, "--old takes a number of entries, not \"%s\"", old);
    buf_init(&b, &alloc_heap, 1 << 20);
    int r = witness_named(w, name, &key, fail);
    r = r < 0 ? r : witness_ask(folder, w, key, size, &b, fail);
    if (r == 0)
        fwrite(b.at, 1, b.n, stdout);
    buf_drop(&b);
    return r;
}

static int take(const char *folder, const struct witnesses *w, const char *path,
                struct fail *fail) {
    struct witness_taken taken[LIMIT_WITNESSES];
    size_t n = 0;
    struct buf text;
    buf_init(&text, &alloc_heap, LIMIT_NOTE_BYTES);
    int r = verb_read_file(path, LIMIT_NOTE_BYTES - 1, &text, fail);
    r = r < 0 ? r : witness_take(folder, w, buf_view(&text), taken, &n, fail);
    for (size_t i = 0; r == 0 && i < n; i++)
        printf("cosigned up to %llu entries by %s\n", (unsigned long long)taken[i].size,
               w->keys[taken[i].key].name);
    buf_drop(&text);
    return r;
}

static int show(const char *folder, const struct witnesses *w, bool json, struct fail *fail) {
    static struct cosigned_last last[WITNESS_FIRST + LIMIT_WITNESSES];
    char stamp[INSTANT_TEXT_MAX];
    struct buf name;
    int r = cosigned_last(folder, w, last, fail);
    if (r < 0)
        return r;
    if (!json && w->n == WITNESS_FIRST)
        printf("no witness is pinned: koinon witness --help tells how\n");
    for (size_t i = WITNESS_FIRST; i < w->n; i++) {
        instant_format((int64_t)last[i].time * 1000, stamp);
        buf_init(&name, &alloc_heap, 4096);
        json_put_text(&name, bytes_str(w->keys[i].name));
        if (json)
            printf("{\"by\": %.*s, \"size\": %llu, \"time\": %llu}\n", (int)name.n,
                   (const char *)name.at, (unsigned long long)last[i].size,
                   (unsigned long long)last[i].time);
        else if (last[i].size)
            printf("%s\n    cosigned up to %llu entries, at %s\n", w->keys[i].name,
                   (unsigned long long)last[i].size, stamp);
        else
            printf("%s\n    has not cosigned yet\n", w->keys[i].name);
        buf_drop(&name);
    }
    return 0;
}

int cli_witness(const struct cli_verb *v, const struct verb_args *a) {
    const char *pinned = verb_value(v, a, "--pin"), *name = verb_value(v, a, "--ask"),
               *answer = verb_value(v, a, "--take"), *old = verb_value(v, a, "--old");
    struct witnesses w;
    struct fail fail = {0};
    if (!!pinned + !!name + !!answer > 1 || (old && !name)) {
        fprintf(stderr, "koinon witness: one of --pin, --ask (with --old), --take at a time\n");
        return EXIT_USAGE;
    }
    int r = pinned ? pin(a->args[0], pinned, &fail) : 0;
    r = r < 0 ? r : witnesses_read(a->args[0], NULL, &w, &fail);
    if (r == 0 && name)
        r = ask(a->args[0], &w, name, old, &fail);
    else if (r == 0 && answer)
        r = take(a->args[0], &w, answer, &fail);
    else if (r == 0 && !pinned)
        r = show(a->args[0], &w, verb_has(v, a, "--json"), &fail);
    return r < 0 ? verb_fail(v, &fail) : EXIT_DONE;
}
