#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/cbor.h"
#include "base/date.h"
#include "cli/verb.h"
#include "engine/engine.h"
#include "yaml/yaml.h"

#define ARENA_BYTES (64u << 20)

static int found_command(const struct charter *c, struct buf *ret, struct fail *fail) {
    struct buf scratch, value;
    struct command_maker m;
    buf_init(&scratch, &alloc_heap, LIMIT_PART_BYTES);
    buf_init(&value, &alloc_heap, LIMIT_PART_BYTES);
    command_begin(&m, COMMAND_FOUND, &scratch);
    charter_title_put(&value, &c->name);
    command_put_raw(&m, FIELD_TITLE, buf_view(&value));
    if (c->past) {
        buf_clear(&value);
        cbor_put_bool(&value, true);
        command_put_raw(&m, FIELD_PAST, buf_view(&value));
    }
    int r = command_end(&m, ret, fail);
    buf_drop(&value);
    buf_drop(&scratch);
    return r;
}

static int adopt_command(const struct charter *c, struct bytes text, struct buf *ret,
                         struct fail *fail) {
    struct buf scratch, canonical, value;
    struct command_maker m;
    struct hash hash = sha256_of(text);
    buf_init(&scratch, &alloc_heap, LIMIT_PART_BYTES);
    buf_init(&canonical, &alloc_heap, LIMIT_CHARTER_BYTES);
    buf_init(&value, &alloc_heap, LIMIT_PART_BYTES);
    charter_encode(c, &canonical);
    int r = canonical.failed ? fail_set(fail, ERR_RANGE, "the constitution is too long") : 0;
    command_begin(&m, COMMAND_ADOPT, &scratch);
    cbor_put_bytes(&value, buf_view(&canonical));
    command_put_raw(&m, FIELD_CHARTER, buf_view(&value));
    buf_clear(&value);
    cbor_put_bytes(&value, bytes_of(hash.b, HASH_BYTES));
    command_put_raw(&m, FIELD_HASH, buf_view(&value));
    command_put_int(&m, FIELD_RULES, LAW_RULES);
    r = r < 0 ? r : command_end(&m, ret, fail);
    buf_drop(&value);
    buf_drop(&canonical);
    buf_drop(&scratch);
    return r;
}

static int print_errors(const char *file, const struct yaml_errors *errors) {
    for (const struct yaml_error *e = errors->first; e; e = e->next)
        fprintf(stderr, "%s:%u:%u: %s\n", file, e->line, e->column, e->text);
    fprintf(stderr, "%s: %zu %s\n", file, errors->n, errors->n == 1 ? "error" : "errors");
    return EXIT_INPUT;
}

static int found_and_adopt(const struct cli_verb *v, const char *folder, const struct charter *c,
                           struct bytes text, bool as_given, int64_t at) {
    struct buf found, adopt;
    struct engine *e = NULL;
    struct engine_answer answers[2];
    struct fail fail = {0};
    buf_init(&found, &alloc_heap, LIMIT_PART_BYTES);
    buf_init(&adopt, &alloc_heap, LIMIT_PART_BYTES);
    int r = found_command(c, &found, &fail);
    r = r < 0 ? r : adopt_command(c, text, &adopt, &fail);
    r = r < 0
            ? r
            : engine_open(folder, &(struct engine_options){.stamps_as_given = as_given}, &e, &fail);
    struct engine_request requests[2] = {
        {.command = buf_view(&found), .auth = AUTH_OPERATOR, .stamp = at},
        {.command = buf_view(&adopt), .text = text, .auth = AUTH_OPERATOR, .stamp = at}};
    r = r < 0 ? r : engine_submit(e, requests, 2, answers, &fail);
    for (int i = 0; r == 0 && i < 2; i++) {
        struct buf why;
        if (answers[i].code < 0)
            r = fail_set(&fail, answers[i].code, "%s", answers[i].fail.text);
        else if (answers[i].verdict != LAW_ACCEPTED) {
            buf_init(&why, &alloc_heap, 4096);
            refusal_text(&answers[i].refusal, NULL, &why);
            r = fail_set(&fail, ERR_SYNTAX, "%.*s", (int)why.n, (const char *)why.at);
            buf_drop(&why);
        }
    }
    engine_free(e);
    buf_drop(&found);
    buf_drop(&adopt);
    if (r < 0)
        return verb_fail(v, &fail);
    printf("%s: founded; the constitution is in force\n", folder);
    return EXIT_DONE;
}

int cli_new(const struct cli_verb *v, const struct verb_args *a) {
    const char *file = verb_value(v, a, "--constitution"), *seed = verb_value(v, a, "--seed");
    const char *at_text = verb_value(v, a, "--at");
    bool as_given = verb_has(v, a, "--stamps-as-given");
    struct fail fail = {0};
    struct arena arena;
    struct buf text;
    struct charter *c = NULL;
    struct yaml_errors errors = {0};
    int64_t at = INSTANT_MIN;
    if (!file) {
        fprintf(stderr, "koinon new: --constitution FILE is needed; examples/ has some\n");
        return EXIT_USAGE;
    }
    int stamp = at_text ? instant_parse(bytes_str(at_text), &at) : 0;
    if (at_text && (!as_given || stamp < 0)) {
        fprintf(stderr, "koinon new: --at %s: %s\n", at_text,
                stamp == ERR_RANGE ? "there is no such instant"
                : stamp < 0        ? "expected a stamp like 2026-03-02T10:00:00Z"
                                   : "needs --stamps-as-given, else the clock gives the stamp");
        return EXIT_USAGE;
    }
    buf_init(&text, &alloc_heap, LIMIT_CHARTER_BYTES + 1);
    arena_init(&arena, &alloc_heap, ARENA_BYTES);
    int r = verb_read_file(file, LIMIT_CHARTER_BYTES, &text, &fail);
    int status = r < 0 ? verb_fail(v, &fail) : EXIT_DONE;
    if (status == EXIT_DONE && yaml_charter(buf_view(&text), file, &arena, &c, &errors) < 0)
        status = print_errors(file, &errors);
    struct engine_new how = {.stamps_as_given = as_given, .seed = bytes_str(seed ? seed : "")};
    if (status == EXIT_DONE && engine_create(a->args[0], &how, &fail) < 0)
        status = verb_fail(v, &fail);
    if (status == EXIT_DONE)
        status = found_and_adopt(v, a->args[0], c, buf_view(&text), as_given, at);
    arena_drop(&arena);
    buf_drop(&text);
    return status;
}
