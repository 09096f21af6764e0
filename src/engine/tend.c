/* What is done beside the record while the writer has nothing to answer: hashes, checkpoint,
 * snapshot. engine.h, engine_rest(). */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/local.h"
#include "engine/snapshot.h"

#define SNAPSHOT_EVERY 65536
#define BESIDE_EVERY_MS 10000
#define BESIDE_BYTES ((size_t)SNAPSHOT_EVERY * HASH_BYTES) /* of hashes held in memory */

static void say(struct engine *e, const char *what, const char *why) {
    char text[FAIL_TEXT_MAX + 64];
    snprintf(text, sizeof(text), "%s: %s", what, why);
    if (e->options.note)
        e->options.note(e->options.progress_self, text);
}

/* --- a snapshot ------------------------------------------------------------------------------- */

/* So many entries after the last, and no fewer than an eighth of the record: the work stays in
 * proportion to it. */
static bool snapshot_wanted(const struct engine *e) {
    uint64_t n = e->fold.tree.n, every = e->options.snapshot_every;
    uint64_t last = e->tried > e->snapshot ? e->tried : e->snapshot;
    every = every ? every : SNAPSHOT_EVERY;
    return n && !e->child && n - last >= every && n - last >= e->snapshot / 8 &&
           law_charter(e->fold.law) && !law_due(e->fold.law, law_stamp(e->fold.law));
}

/* HASH NULL: announces that the state as it is now will be stated. */
static int state_hash(struct engine *e, const struct hash *hash, struct fail *fail) {
    uint8_t room[64], bytes_room[64];
    struct buf scratch = buf_on(room, sizeof(room)),
               command = buf_on(bytes_room, sizeof(bytes_room));
    struct command_maker m;
    command_begin(&m, COMMAND_STATE_HASH, &scratch);
    if (hash) {
        command_put_text(&m, FIELD_HASH, bytes_of(hash->b, HASH_BYTES));
        command_put_int(&m, FIELD_ENTRY, (int64_t)e->tried);
        law_hash_known(e->fold.law, e->tried, hash);
    }
    int r = command_end(&m, &command, fail);
    return r < 0 ? r : engine_own(e, buf_view(&command), fail);
}

/* The child answers nobody and holds nothing open that its parent's clients wait for. Its exit
 * status is an errno. */
static _Noreturn void child_write(const struct engine *e) {
    int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    for (int fd = 0; fd < 3; fd++)
        if (nothing < 0 || dup2(nothing, fd) < 0)
            close(fd);
    (void)signal(SIGTERM, SIG_DFL);
    (void)nice(10);
    _exit(snapshot_write(e->draft, e->fold.law, &e->keys_seen) & 0xff);
}

/* After the announcement failed the record is not what the child writes about. */
static void child_stop(struct engine *e) {
    if (e->child > 0) {
        (void)kill(e->child, SIGKILL);
        while (waitpid(e->child, NULL, 0) < 0 && errno == EINTR)
            ;
    }
    snapshot_abandon(e->path, e->draft);
    e->child = 0;
}

/* WHOLE: here, when no child can be had. 0: begun, or it could not be and no harm is done. */
static int snapshot_begin(struct engine *e, bool whole, struct fail *fail) {
    struct fail why = {0};
    uint64_t before = e->tried;
    e->tried = e->fold.tree.n;
    if (snapshot_draft(e->path, &e->draft, &why) < 0) {
        say(e, "no snapshot is written", why.text);
        return 0;
    }
    e->child = fork();
    if (e->child == 0)
        child_write(e);
    int failed = e->child > 0 ? 0
                 : whole      ? snapshot_write(e->draft, e->fold.law, &e->keys_seen)
                              : errno;
    if (failed) {
        say(e, "no snapshot is written", strerror(failed));
        snapshot_abandon(e->path, e->draft);
        e->child = 0;
        return 0;
    }
    int r = state_hash(e, NULL, fail);
    if (r < 0) {
        child_stop(e);
        e->tried = before;
    }
    return r;
}

/* false: the child is still at it. *RET_WHY: "" when it wrote all. */
static bool child_done(struct engine *e, bool wait, const char **ret_why) {
    int status = 0;
    pid_t done = e->child;
    while (e->child > 0 && (done = waitpid(e->child, &status, wait ? 0 : WNOHANG)) < 0)
        if (errno != EINTR)
            break; /* reaped by somebody else: the draft itself tells */
    if (e->child > 0 && done == 0)
        return false;
    *ret_why = done < 0 || status == 0 ? ""
               : WIFEXITED(status)     ? strerror(WEXITSTATUS(status))
                                       : "the process that wrote it was ended";
    return true;
}

/* The draft first, then the entry that states its hash, then its name: at whatever moment the power
 * goes, the snapshot that stands there is stated. */
static int snapshot_end(struct engine *e, bool wait, struct fail *fail) {
    const char *why = "";
    struct fail its = {0};
    struct hash hash;
    uint64_t size = 0;
    if (!child_done(e, wait, &why))
        return 0;
    e->child = 0;
    int r = snapshot_written(e->draft, &size, &hash, &its);
    if (*why || r < 0 || size != e->tried) {
        say(e, "a snapshot could not be written", *why ? why : its.text);
        snapshot_abandon(e->path, e->draft);
        return 0;
    }
    uint64_t stated = e->fold.tree.n;
    r = state_hash(e, &hash, fail);
    if (r < 0) {
        snapshot_abandon(e->path, e->draft);
        return r;
    }
    if (snapshot_place(e->path, e->draft, stated, &its) < 0)
        say(e, "a snapshot could not be written", its.text);
    else
        e->snapshot = size;
    return 0;
}

/* --- hashes and checkpoint -------------------------------------------------------------------- */

static int beside(struct engine *e, struct fail *fail) {
    if (e->leaves.failed)
        return fail_set(fail, ERR_NOMEM, "not enough memory for the hashes beside the record");
    int r = beside_write(e->path, e->fold.leaves_from, buf_view(&e->leaves), &e->fold.tree,
                         &e->folder.keys, fail);
    if (r < 0)
        return r;
    buf_clear(&e->leaves);
    e->fold.leaves_from = e->fold.tree.n;
    return store_tend(e->store, fail);
}

static bool beside_wanted(const struct engine *e, int64_t now) {
    return e->leaves.n && (e->leaves.n >= BESIDE_BYTES || now - e->beside_at >= BESIDE_EVERY_MS ||
                           now < e->beside_at);
}

int engine_rest(struct engine *e, struct fail *fail) {
    struct fail why = {0};
    int r = 0;
    if (e->dead || !e->path[0])
        return 0;
    int64_t now = clock_now(e->options.clock);
    if (!e->options.stamps_as_given && law_due(e->fold.law, now))
        r = engine_tick(e, fail);
    if (r < 0)
        return r;
    if (e->child)
        r = snapshot_end(e, false, fail);
    else if (!e->options.stamps_as_given && snapshot_wanted(e)) /* examples come out the same */
        r = snapshot_begin(e, false, fail);
    if (r < 0 || !beside_wanted(e, now))
        return r;
    e->beside_at = now; /* what failed is tried again as much later */
    if (beside(e, &why) < 0)
        say(e, "the hashes beside the record are not written", why.text);
    return 0;
}

int engine_tend(struct engine *e, struct fail *fail) {
    int r = 0;
    if (e->dead || !e->path[0]) {
        if (e->child)
            child_stop(e);
        return 0;
    }
    if (e->child)
        r = snapshot_end(e, true, fail);
    if (r == 0 && snapshot_wanted(e))
        r = snapshot_begin(e, true, fail);
    if (r == 0 && e->child)
        r = snapshot_end(e, true, fail);
    return r < 0 ? r : beside(e, fail);
}
