/* A small club for tests: its record in an engine, and commands said as JSON. */
#ifndef KOINON_TEST_STORY_H
#define KOINON_TEST_STORY_H

#include "base/cbor.h"
#include "base/date.h"
#include "engine/engine.h"
#include "test.h"
#include "view/command_json.h"
#include "yaml/yaml.h"

#define STORY_BEGIN INT64_C(1767225600000) /* 2026-01-01 */

static const char story_text[] =
    "koinon: 1\nname: A club\ntime-zone: Europe/Athens\n"
    "units:\n  branch: {many: branches}\n"
    "bodies:\n  assembly: {seats: every-member, called-by: committee}\n"
    "  committee: {seats: {from: members, number: 3}, term: 1y, recall: none}\n"
    "acts:\n  resolution: {by: assembly}\nadoption: {by: assembly, opening: "
    "{declared-by: assembly, checked-by: committee, objections: 7d}}\n";

/* The commands that found it and adopt its constitution. */
static inline bool story_found(struct buf *b) {
    struct buf scratch;
    struct command_maker m;
    buf_init(&scratch, &alloc_heap, 4096);
    command_begin(&m, COMMAND_FOUND, &scratch);
    command_put_text(&m, FIELD_TITLE, BYTES_LIT("A club"));
    bool good = command_end(&m, b, NULL) == 0;
    buf_drop(&scratch);
    return good;
}

/* The command that adopts this text. */
static inline bool story_adopt_text(struct bytes text, struct buf *b) {
    struct arena a;
    struct charter *c = NULL;
    struct yaml_errors errors = {0};
    struct buf canonical, scratch;
    struct command_maker m;
    struct hash h = sha256_of(text);
    arena_init(&a, &alloc_heap, 64u << 20);
    if (yaml_charter(text, "constitution", &a, &c, &errors) < 0) {
        printf("# %u:%u: %s\n", errors.first->line, errors.first->column, errors.first->text);
        arena_drop(&a);
        return false;
    }
    buf_init(&canonical, &alloc_heap, LIMIT_CHARTER_BYTES);
    buf_init(&scratch, &alloc_heap, LIMIT_PART_BYTES);
    charter_encode(c, &canonical);
    command_begin(&m, COMMAND_ADOPT, &scratch);
    command_put_text(&m, FIELD_CHARTER, buf_view(&canonical));
    command_put_text(&m, FIELD_HASH, bytes_of(h.b, HASH_BYTES));
    command_put_int(&m, FIELD_RULES, LAW_RULES);
    bool good = command_end(&m, b, NULL) == 0;
    buf_drop(&scratch);
    buf_drop(&canonical);
    arena_drop(&a);
    return good;
}

static inline bool story_adopt(struct buf *b) {
    return story_adopt_text(bytes_str(story_text), b);
}

static inline bool story_adopt_file(const char *path, struct buf *b) {
    static char text[LIMIT_CHARTER_BYTES];
    FILE *f = fopen(path, "re");
    size_t n = f ? fread(text, 1, sizeof(text), f) : 0;
    if (f)
        fclose(f);
    return n > 0 && story_adopt_text(bytes_of(text, n), b);
}

/* Says one command; 0, or why nothing is known of it. STAMP: INSTANT_MIN is the clock's. */
static inline int story_submit(struct engine *e, struct bytes command, int64_t stamp,
                               const char *key, struct engine_answer *ret, struct fail *fail) {
    struct engine_request r = {.command = command, .auth = AUTH_OPERATOR, .stamp = stamp};
    if (key)
        memcpy(r.key, key, strlen(key) < ENTRY_KEY_BYTES ? strlen(key) : ENTRY_KEY_BYTES);
    return engine_submit(e, &r, 1, ret, fail);
}

static inline int story_say(struct engine *e, const char *json, int64_t stamp, const char *key,
                            struct engine_answer *ret) {
    struct arena a;
    struct command_request c;
    struct fail fail = {0};
    arena_init(&a, &alloc_heap, 1 << 20);
    int r = command_from_json(bytes_str(json), &a, &c, &fail);
    r = r < 0 ? r : story_submit(e, c.command, stamp, key, ret, &fail);
    if (r < 0)
        printf("# %s: %s\n", json, fail.text);
    arena_drop(&a);
    return r;
}

static inline bool story_good(int r, const struct engine_answer *a) {
    if (r == 0 && a->code < 0)
        printf("# %s\n", a->fail.text);
    if (r == 0 && a->code == 0 && a->verdict != LAW_ACCEPTED)
        printf("# refused: %s\n", law_verdict_kind(a->verdict)->name);
    return r == 0 && a->code == 0 && a->verdict == LAW_ACCEPTED;
}

/* Founds the club in an open engine with an empty record. */
static inline bool story_begin(struct engine *e, int64_t stamp) {
    struct buf b;
    struct engine_answer a;
    struct fail fail = {0};
    buf_init(&b, &alloc_heap, LIMIT_PART_BYTES);
    bool good =
        story_found(&b) && story_good(story_submit(e, buf_view(&b), stamp, NULL, &a, &fail), &a);
    buf_clear(&b);
    good = good && story_adopt(&b) &&
           story_good(story_submit(e, buf_view(&b), stamp, NULL, &a, &fail), &a);
    buf_drop(&b);
    if (fail.text[0])
        printf("# %s\n", fail.text);
    return good;
}

/* Enters N persons from number FROM on, a millisecond apart, in one batch (N <= LIMIT_BATCH). */
static inline bool story_persons(struct engine *e, int from, int n, int64_t stamp) {
    static struct engine_request requests[LIMIT_BATCH];
    static struct engine_answer answers[LIMIT_BATCH];
    struct arena a;
    struct command_request c;
    struct fail fail = {0};
    bool good = true;
    arena_init(&a, &alloc_heap, 8u << 20);
    for (int i = 0; i < n; i++) {
        char *json = arena_format(&a, "{\"do\": \"enter\", \"kind\": \"person\", "
                                  "\"name\": \"p-%d\"}", from + i);
        good = good && json && command_from_json(bytes_str(json), &a, &c, &fail) == 0;
        requests[i] = (struct engine_request){.command = c.command, .auth = AUTH_OPERATOR,
                                              .stamp = stamp == INSTANT_MIN ? stamp : stamp + i};
    }
    good = good && engine_submit(e, requests, (size_t)n, answers, &fail) == 0;
    for (int i = 0; good && i < n; i++)
        good = story_good(0, &answers[i]);
    if (fail.text[0])
        printf("# %s\n", fail.text);
    arena_drop(&a);
    return good;
}

/* --- a disk: what an engine that owns its store leaves behind when it is gone ----------------- */

struct story_disk {
    struct store store; /* hand this to an engine; freeing it leaves `inner` */
    struct store *inner;
};

static inline struct store *story_inner_(struct store *s) {
    return ((struct story_disk *)s)->inner;
}
static inline int story_append_(struct store *s, uint64_t first, const struct bytes *entries,
                                size_t n, struct fail *fail) {
    return store_append(story_inner_(s), first, entries, n, fail);
}
static inline int story_size_(struct store *s, uint64_t *ret, struct fail *fail) {
    return store_size(story_inner_(s), ret, fail);
}
static inline int story_get_(struct store *s, uint64_t seq, struct buf *ret, struct fail *fail) {
    return store_get(story_inner_(s), seq, ret, fail);
}
static inline int story_scan_(struct store *s, uint64_t from, uint64_t to, store_visit *visit,
                              void *self, struct fail *fail) {
    return store_scan(story_inner_(s), from, to, visit, self, fail);
}
static inline int story_redact_(struct store *s, uint64_t seq, struct bytes form,
                                struct fail *fail) {
    return store_redact(story_inner_(s), seq, form, fail);
}
static inline int story_tend_(struct store *s, struct fail *fail) {
    return store_tend(story_inner_(s), fail);
}
static inline void story_free_(struct store *s) {
    s->ops = NULL;
}

/* Plugs it in: to be done again for each engine. */
static inline struct store *story_plug(struct story_disk *d, struct store *inner) {
    static const struct store_ops ops = {"disk",      story_append_, story_size_, story_get_,
                                         story_scan_, story_redact_, story_tend_, story_free_};
    memset(d, 0, sizeof(*d));
    d->store.ops = &ops;
    d->inner = inner;
    return &d->store;
}

#endif
