#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/date.h"
#include "cli/constitution.h"
#include "cli/verb.h"
#include "engine/engine.h"
#include "store/folder.h"
#include "view/command_json.h"
#include "view/members.h"
#include "web/refused.h"
#include "web/said.h"

#define ARENA_BYTES ((size_t)LIMIT_BATCH * LIMIT_PART_BYTES)
#define LINE_MAX_BYTES LIMIT_BODY_BYTES
#define MOMENT_MS 5 /* so long after the last line, those that came are answered */
#define REST_MS 1000

struct run {
    const struct cli_verb *verb;
    struct lang lang;
    struct engine *engine;
    struct arena arena;
    struct engine_request requests[LIMIT_BATCH];
    unsigned long lines[LIMIT_BATCH];
    size_t n;
    const char *as, *by, *clerk;
    bool quiet, stop;
    unsigned long line, accepted, refused;
    struct fail fail;
};

/* A name that is not in the record: what it should have been, perhaps. */
static void put_nearest(struct run *r, const struct engine_answer *a, struct buf *why) {
    struct bytes said = bytes_str(a->refusal.args[0]);
    struct bytes near = a->verdict == LAW_UNKNOWN_THING
                            ? view_thing_near(engine_law(r->engine), said)
                            : (struct bytes){0};
    struct bytes slots[SAID_SLOTS] = {near};
    if (near.n)
        said_fill(&r->lang, N_("; did you mean \"%1\"?"), slots, said_slot, why);
}

static void print_refusal(struct run *r, const struct engine_answer *a) {
    struct buf why, out;
    buf_init(&why, &alloc_heap, 8192);
    buf_init(&out, &alloc_heap, 16384);
    refused_in(&r->lang, &a->refusal, &why);
    put_nearest(r, a, &why);
    buf_format(&out, "\"refused\": \"%s\", \"article\": ", law_verdict_kind(a->verdict)->name);
    json_put_text(&out, bytes_str(a->refusal.article));
    buf_str(&out, ", \"why\": ");
    json_put_text(&out, buf_view(&why));
    printf("%.*s", (int)out.n, (const char *)out.at);
    buf_drop(&out);
    buf_drop(&why);
}

static void print_answer(struct run *r, unsigned long line, const struct engine_answer *a) {
    bool good = a->code == 0 && a->verdict == LAW_ACCEPTED;
    char hex[2 * HASH_BYTES + 1];
    if (good && r->quiet)
        return;
    printf("{\"line\": %lu, ", line);
    if (a->code < 0) {
        struct buf said, text;
        buf_init(&said, &alloc_heap, 8192);
        buf_init(&text, &alloc_heap, 16384);
        said_in(&r->lang, a->fail.text, &said);
        json_put_text(&text, buf_view(&said));
        printf("\"error\": %.*s", (int)text.n, (const char *)text.at);
        buf_drop(&text);
        buf_drop(&said);
    } else if (!good) {
        print_refusal(r, a);
    } else {
        bytes_to_hex(bytes_of(a->leaf.b, HASH_BYTES), hex);
        printf("\"entry\": %llu, \"leaf\": \"%s\"%s", (unsigned long long)a->seq, hex,
               a->repeated ? ", \"repeated\": true" : "");
        if (a->first_new)
            printf(", \"new\": %u", a->first_new);
    }
    printf("}\n");
}

static int flush_batch(struct run *r) {
    static struct engine_answer answers[LIMIT_BATCH];
    if (!r->n)
        return 0;
    int e = engine_submit(r->engine, r->requests, r->n, answers, &r->fail);
    if (e < 0)
        return e;
    for (size_t i = 0; i < r->n; i++) {
        bool good = answers[i].code == 0 && answers[i].verdict == LAW_ACCEPTED;
        r->accepted += good;
        r->refused += !good;
        print_answer(r, r->lines[i], &answers[i]);
    }
    fflush(stdout);
    arena_clear(&r->arena);
    r->n = 0;
    return engine_rest(r->engine, &r->fail);
}

static struct engine_who who(struct bytes said, const char *otherwise) {
    return (struct engine_who){.name = said.n ? said : bytes_str(otherwise ? otherwise : "")};
}

static int take_line(struct run *r, struct bytes line) {
    struct command_request c;
    struct fail fail = {0};
    struct bytes text;
    if (constitution_in_line(&line, &r->arena, &text, &fail) < 0 ||
        command_from_json(line, &r->arena, &c, &fail) < 0) {
        struct engine_answer a = {.code = fail.code, .fail = fail};
        int e = flush_batch(r);
        print_answer(r, r->line, &a);
        r->refused++;
        return e;
    }
    struct engine_request *q = &r->requests[r->n];
    *q = (struct engine_request){.command = c.command,
                                 .text = text,
                                 .actor = who(c.as, r->as),
                                 .acting_for = who(c.by, r->by),
                                 .entered_by = who(c.clerk, r->clerk),
                                 .stamp = c.at};
    q->auth = q->entered_by.name.n ? AUTH_CLERK : AUTH_OPERATOR;
    if (c.is_signed) {
        const char *kept = arena_copy(&r->arena, bytes_of(c.signed_by, sizeof(c.signed_by)));
        const char *signature = arena_copy(&r->arena, bytes_of(c.signature, sizeof(c.signature)));
        q->auth = kept && signature ? AUTH_SIGNED : q->auth;
        q->auth_key = bytes_of(kept, sizeof(c.signed_by));
        q->signature = bytes_of(signature, sizeof(c.signature));
    }
    memcpy(q->key, c.key, ENTRY_KEY_BYTES);
    r->lines[r->n++] = r->line;
    return r->n == LIMIT_BATCH || r->stop ? flush_batch(r) : 0;
}

static bool skipped(struct bytes line) {
    size_t i = 0;
    while (i < line.n && (line.at[i] == ' ' || line.at[i] == '\t' || line.at[i] == '\r'))
        i++;
    return i == line.n || line.at[i] == '#';
}

/* --- lines ------------------------------------------------------------------------------------ */

struct lines {
    int fd;
    struct buf b;
    size_t at; /* of the line that comes next */
    bool ended;
};

/* Nothing more has come for a moment: what was said is answered before more is waited for, and what
 * is due beside the record is done meanwhile. */
static int wait_for_more(struct run *r, int fd) {
    struct pollfd p = {.fd = fd, .events = POLLIN};
    int e = poll(&p, 1, MOMENT_MS) == 0 ? flush_batch(r) : 0;
    while (e == 0 && poll(&p, 1, REST_MS) == 0)
        e = engine_rest(r->engine, &r->fail);
    return e;
}

static int read_more(struct run *r, struct lines *in) {
    char chunk[65536];
    int e = wait_for_more(r, in->fd);
    if (e < 0)
        return e;
    ssize_t n;
    do
        n = read(in->fd, chunk, sizeof(chunk));
    while (n < 0 && errno == EINTR);
    if (n < 0) { /* what came before is entered all the same */
        int error = errno;
        e = flush_batch(r);
        return e < 0 ? e
                     : fail_set(&r->fail, ERR_IO, "after line %lu: %s", r->line, strerror(error));
    }
    in->ended = n == 0;
    if (in->at) { /* what was read before; at first there is no memory yet */
        memmove(in->b.at, in->b.at + in->at, in->b.n - in->at);
        in->b.n -= in->at;
        in->at = 0;
    }
    buf_add(&in->b, chunk, (size_t)n);
    return in->b.failed ? fail_set(&r->fail, ERR_RANGE, "line %lu is longer than %u bytes",
                                   r->line + 1, LINE_MAX_BYTES)
                        : 0;
}

/* The next line without its end: 1; 0: there is none. */
static int next_line(struct run *r, struct lines *in, struct bytes *ret) {
    size_t looked = 0;
    for (;;) {
        struct bytes rest = bytes_part(buf_view(&in->b), in->at, in->b.n - in->at);
        const uint8_t *end =
            rest.n > looked ? memchr(rest.at + looked, '\n', rest.n - looked) : NULL;
        looked = rest.n;
        if (end || (in->ended && rest.n)) {
            *ret = bytes_part(rest, 0, end ? (size_t)(end - rest.at) : rest.n);
            in->at += ret->n + (end ? 1 : 0);
            return 1;
        }
        if (in->ended)
            return 0;
        int e = read_more(r, in);
        if (e < 0)
            return e;
    }
}

static int read_lines(struct run *r, int fd) {
    struct lines in = {.fd = fd};
    struct bytes line;
    int e;
    buf_init(&in.b, &alloc_heap, LINE_MAX_BYTES + 65536);
    while ((e = next_line(r, &in, &line)) > 0) {
        r->line++;
        if (line.n > LINE_MAX_BYTES)
            e = fail_set(&r->fail, ERR_RANGE, "line %lu is longer than %u bytes", r->line,
                         LINE_MAX_BYTES);
        else
            e = skipped(line) ? 0 : take_line(r, line);
        if (e < 0 || (r->stop && r->refused))
            break;
        if (r->line % 10000 == 0 && isatty(STDERR_FILENO))
            fprintf(stderr, "\r%lu lines", r->line);
    }
    buf_drop(&in.b);
    return e < 0 ? e : flush_batch(r);
}

static int submit_to(const struct cli_verb *v, const struct verb_args *a, const char *folder) {
    static struct run r;
    const char *path = a->n > 1 ? a->args[1] : "-";
    int in = strcmp(path, "-") == 0 ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    r = (struct run){.verb = v,
                     .as = verb_value(v, a, "--as"),
                     .by = verb_value(v, a, "--for"),
                     .quiet = verb_has(v, a, "--quiet")};
    if (verb_language(v, a, &r.lang, &r.fail) < 0)
        return verb_fail(v, &r.fail);
    if (in < 0) {
        fail_set(&r.fail, ERR_MISSING, "%s: %s", path, strerror(errno));
        return verb_fail(v, &r.fail);
    }
    if (strcmp(v->name, "submit") == 0) {
        r.clerk = verb_value(v, a, "--clerk");
        r.stop = verb_has(v, a, "--stop");
    }
    arena_init(&r.arena, &alloc_heap, ARENA_BYTES);
    struct engine_options o = {.progress = verb_progress, .note = verb_note};
    int e = engine_open(folder, &o, &r.engine, &r.fail);
    e = e < 0 ? e : read_lines(&r, in);
    engine_free(r.engine);
    arena_drop(&r.arena);
    if (in != STDIN_FILENO)
        close(in);
    if (e < 0)
        return verb_fail(v, &r.fail);
    fprintf(stderr, "%lu accepted, %lu refused\n", r.accepted, r.refused);
    return r.refused ? EXIT_NO : EXIT_DONE;
}

int cli_submit(const struct cli_verb *v, const struct verb_args *a) {
    return submit_to(v, a, a->args[0]);
}

/* true: nothing of it is left. */
static bool remove_copy(const char *folder) {
    static const char *const files[] = {
        "record.db",    "record.db-wal",   "record.db-shm", "record.db.lock", "vault.db",
        "vault.db-wal", "vault.db-shm",    "vault.db.lock", "vault.keys",     "keys",
        "README.txt",   "stamps-as-given", "checkpoint",    "snapshot",       "leaves",
        "log.vkey",     "vault.lock",      "nodes-1",       "nodes-2",        "nodes-3"};
    char path[4200];
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        snprintf(path, sizeof(path), "%s/%s", folder, files[i]);
        (void)unlink(path);
    }
    return rmdir(folder) == 0;
}

int cli_rehearse(const struct cli_verb *v, const struct verb_args *a) {
    (void)signal(SIGPIPE, SIG_IGN); /* whoever reads may stop early: the copy goes all the same */
    char copy[4096], mark[4200];
    struct fail fail = {0};
    snprintf(copy, sizeof(copy), "%s-rehearsal-%ld", a->args[0], (long)getpid());
    snprintf(mark, sizeof(mark), "%s/keys", a->args[0]); /* an auditor's copy has none */
    unsigned what = access(mark, F_OK) == 0 ? FOLDER_COPY_PSEUDONYMS : 0;
    if (folder_copy(a->args[0], copy, what, &alloc_heap, &fail) < 0)
        return verb_fail(v, &fail);
    snprintf(mark, sizeof(mark), "%s/stamps-as-given", copy);
    int fd = open(mark, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (fd >= 0)
        close(fd);
    int status = submit_to(v, a, copy);
    if (!remove_copy(copy)) {
        fprintf(stderr, "koinon rehearse: the copy %s could not be removed: remove it by hand\n",
                copy);
        return EXIT_WORLD;
    }
    fprintf(stderr, "rehearsed on a copy, which is gone; %s is as it was\n", a->args[0]);
    return status;
}
