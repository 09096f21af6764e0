/* Runs stories a lawyer can read (README.md): one file, one test. Whatever the law accepts becomes
 * an entry, is encoded, decoded and folded by a second law, and both must then be the same. */
#include "scene.h"

#include <dirent.h>
#include <stdarg.h>

#include "base/cbor.h"
#include "wire/entry.h"
#include "wire/pseudonym.h"
#include "yaml/yaml.h"

#define ARENA_BYTES (256u << 20)
#define LINES_MAX 20000
#define FILE_MAX (1u << 20)
#define TICKS_MAX 10000
/* The two laws are compared after each of so many entries, then now and then, and at the end. */
#define COMPARE_ALL 150
#define COMPARE_EVERY 64

void scene_fail(struct scene *s, const char *format, ...) {
    va_list args;
    printf("# %s:%zu: ", s->path, s->line + 1);
    va_start(args, format);
    vprintf(format, args);
    va_end(args);
    printf("\n");
    s->failures++;
}

/* --- files ------------------------------------------------------------------------------------ */

static bool file_read(struct arena *a, const char *path, struct bytes *ret) {
    FILE *f = fopen(path, "rb");
    if (!f)
        return false;
    char *at = arena_get(a, FILE_MAX);
    size_t n = at ? fread(at, 1, FILE_MAX, f) : 0;
    bool ok = at && !ferror(f) && n < FILE_MAX;
    fclose(f);
    if (ok)
        *ret = bytes_of(at, n);
    return ok;
}

bool scene_read(struct scene *s, struct bytes name, struct bytes *ret) {
    const char *path = arena_copy(&s->arena, name);
    const char *slash = strrchr(s->path, '/');
    if (file_read(&s->arena, path, ret))
        return true;
    path = arena_format(&s->arena, "%.*s/%s", (int)(slash ? slash - s->path : 0), s->path, path);
    if (file_read(&s->arena, path, ret))
        return true;
    scene_fail(s, "cannot read %.*s", (int)name.n, (const char *)name.at);
    return false;
}

const struct charter *scene_charter(struct scene *s, struct bytes name, struct bytes *ret_text) {
    struct charter *c = NULL;
    struct yaml_errors errors = {0};
    struct bytes text;
    if (!scene_read(s, name, &text))
        return NULL;
    if (yaml_charter(text, arena_copy(&s->arena, name), &s->arena, &c, &errors) < 0) {
        for (const struct yaml_error *e = errors.first; e; e = e->next)
            scene_fail(s, "%.*s:%u:%u: %s", (int)name.n, (const char *)name.at, e->line, e->column,
                       e->text);
        return NULL;
    }
    if (ret_text)
        *ret_text = text;
    return c;
}

bool scene_when(struct scene *s, struct bytes text, int64_t *ret) {
    static const struct zone utc = {"UTC", "UTC0"};
    struct when w;
    struct fail fail = {0};
    const struct charter *c = s->charter;
    if (when_parse(text, c ? (enum calendar)c->calendar : CALENDAR_GREGORIAN, c ? &c->zone : &utc,
                   &w, &fail) < 0) {
        scene_fail(s, "%s", fail.text);
        return false;
    }
    *ret = w.lo;
    return true;
}

/* --- entries ---------------------------------------------------------------------------------- */

static void compare_laws(struct scene *s) {
    struct hash a = law_hash(s->law), b = law_hash(s->follower);
    if (!hash_equal(&a, &b))
        scene_fail(s, "the law that decided and the law that folded differ after entry %llu",
                   (unsigned long long)law_size(s->law) - 1);
}

/* Under a pseudonym: decided again by one who does not know who it is, as an auditor without keys
 * does. Else folded. */
static int follow(struct scene *s, const struct entry *e, struct bytes command, struct fail *fail) {
    struct law_standing said;
    struct command c;
    struct refusal refusal;
    struct buf effects;
    struct bytes content = entry_part(e, PART_EFFECTS)->content;
    if (!e->header.pseudonym.n)
        return law_apply(s->follower, e, fail);
    bool says = law_standing_said(content, &said);
    int r = command_decode(command, &c, fail);
    r = r < 0 ? r : law_reserve(s->follower, fail);
    if (r < 0)
        return r;
    buf_init(&effects, &alloc_heap, LIMIT_ENTRY_BYTES);
    enum law_verdict v =
        law_decide(s->follower, &e->header, &c, says ? &said : NULL, &effects, &refusal);
    if (v != LAW_ACCEPTED)
        r = fail_set(fail, ERR_BROKEN, "without keys it is refused, %s: %s",
                     law_verdict_kind(v)->name, refusal.args[1]);
    else if (!bytes_equal(buf_view(&effects), content))
        r = fail_set(fail, ERR_BROKEN, "without keys its effects are others");
    buf_drop(&effects);
    return r;
}

/* The entry as a store keeps it, read back and folded. */
static void fold(struct scene *s, struct entry_header *h, struct bytes command) {
    static const uint8_t salt[3][ENTRY_SALT_BYTES] = {"command's salt.", "effects' salt..",
                                                      "what is sealed."};
    struct entry e = {.header = *h, .n_parts = h->pseudonym.n ? 3 : 2}, back;
    struct fail fail = {0};
    struct buf stored;
    e.parts[0] = (struct entry_part){
        .kind = PART_COMMAND, .content = command, .salt = bytes_of(salt[0], ENTRY_SALT_BYTES)};
    e.parts[1] = (struct entry_part){.kind = PART_EFFECTS,
                                     .content = buf_view(&s->effects),
                                     .salt = bytes_of(salt[1], ENTRY_SALT_BYTES)};
    e.parts[2] = (struct entry_part){.kind = PART_SEALED,
                                     .content = BYTES_LIT("who it was"),
                                     .salt = bytes_of(salt[2], ENTRY_SALT_BYTES)};
    entry_seal(&e);
    buf_init(&stored, &alloc_heap, LIMIT_ENTRY_BYTES);
    entry_encode(&e, &stored);
    if (stored.failed || entry_decode(buf_view(&stored), &back, &fail) < 0 ||
        follow(s, &back, command, &fail) < 0) {
        scene_fail(s, "entry %llu does not come back: %s", (unsigned long long)h->seq, fail.text);
    } else {
        struct hash leaf = entry_leaf_hash(&back);
        s->head = sha256_node(1, &s->head, &leaf);
        if (s->entries < COMPARE_ALL || s->entries % COMPARE_EVERY == 0)
            compare_laws(s);
    }
    s->entries++;
    buf_drop(&stored);
}

/* Decides one command; an accepted one is folded by the follower too. */
static void submit(struct scene *s, struct entry_header *h, struct bytes bytes) {
    struct command c;
    struct fail fail = {0};
    struct hash before = {0}, after;
    bool small = s->entries < COMPARE_ALL;
    uint32_t things = s->law->things.n;
    h->seq = law_size(s->law);
    h->stamp = s->now;
    h->key[0] = 1;
    memcpy(h->key + 1, &h->seq, sizeof(h->seq));
    if (command_decode(bytes, &c, &fail) < 0 || law_reserve(s->law, &fail) < 0) {
        scene_fail(s, "%s", fail.text);
        return;
    }
    h->type = c.type;
    uint32_t in = law_member_act(s->law, h, &c);
    struct pseudonym pseudonym;
    if (in) {
        pseudonym = pseudonym_of((const uint8_t *)"a secret of the scenes, 32 bytes", h->actor, in);
        h->pseudonym = bytes_of(pseudonym.b, sizeof(pseudonym.b));
    }
    if (small)
        before = law_hash(s->law);
    buf_clear(&s->effects);
    if (law_decide(s->law, h, &c, NULL, &s->effects, &s->refusal) == LAW_ACCEPTED) {
        s->made = s->law->things.n > (things ? things : 1) ? (things ? things : 1) : 0;
        fold(s, h, bytes);
        return;
    }
    s->refused = true;
    after = law_hash(s->law);
    if (small && !hash_equal(&before, &after))
        scene_fail(s, "the refusal left a trace");
}

static void tick(struct scene *s) {
    for (unsigned i = 0; s->law && law_due(s->law, s->now); i++) {
        struct entry_header h = {.auth = AUTH_ENGINE};
        struct buf scratch, out;
        struct command_maker m;
        if (i == TICKS_MAX) {
            scene_fail(s, "ticks never settle what is due");
            return;
        }
        buf_init(&scratch, &alloc_heap, 64);
        buf_init(&out, &alloc_heap, 64);
        command_begin(&m, COMMAND_TICK, &scratch);
        command_end(&m, &out, NULL);
        submit(s, &h, buf_view(&out));
        buf_drop(&scratch);
        buf_drop(&out);
    }
}

/* --- lines ------------------------------------------------------------------------------------ */

static void refused_unasked(struct scene *s) {
    struct buf text;
    if (!s->refused)
        return;
    buf_init(&text, &alloc_heap, 4096);
    refusal_text(&s->refusal, NULL, &text);
    s->line -= s->line > 0;
    scene_fail(s, "%.*s before here is refused, %s: %.*s", (int)s->verb.n, (const char *)s->verb.at,
               law_verdict_kind(s->refusal.verdict)->name, (int)text.n, (const char *)text.at);
    s->line++;
    buf_drop(&text);
    s->refused = false;
}

/* "maria for executive:", "clerk-anna as maria:", ".": who acts. */
static bool actor_read(struct scene *s, struct bytes who, struct entry_header *ret) {
    struct bytes word;
    *ret = (struct entry_header){.auth = AUTH_OPERATOR};
    uint32_t *put = &ret->actor;
    while ((word = scene_word(&who)).n) {
        if (bytes_is(word, ".")) {
            continue;
        } else if (bytes_is(word, "for")) {
            put = &ret->acting_for;
        } else if (bytes_is(word, "as")) {
            ret->entered_by = ret->actor;
            ret->auth = AUTH_CLERK;
            put = &ret->actor;
        } else if (!(*put = thing_meant(s, word))) {
            scene_fail(s, "nobody is called \"%.*s\"", (int)word.n, (const char *)word.at);
            return false;
        } else if (ret->auth == AUTH_OPERATOR && put == &ret->actor) {
            ret->auth = AUTH_SESSION;
        }
    }
    return true;
}

static void run_command(struct scene *s, struct bytes who, struct bytes text) {
    struct entry_header h;
    struct bytes bytes;
    if (!s->law) {
        scene_fail(s, "a scene begins with a constitution");
        return;
    }
    tick(s);
    if (actor_read(s, who, &h) && command_read(s, text, &s->verb, &bytes))
        submit(s, &h, bytes);
}

static void found_and_adopt(struct scene *s, struct bytes text) {
    struct buf scratch, out, charter, title;
    struct command_maker m;
    struct hash hash = sha256_of(text);
    struct entry_header h = {.auth = AUTH_OPERATOR};
    struct buf *all[] = {&scratch, &out, &charter, &title};
    for (size_t i = 0; i < 4; i++)
        buf_init(all[i], &alloc_heap, LIMIT_PART_BYTES);
    charter_encode(s->charter, &charter);
    cbor_put_text(&title, s->charter->name.text[0]);
    command_begin(&m, COMMAND_FOUND, &scratch);
    command_put_raw(&m, FIELD_TITLE, buf_view(&title));
    if (s->charter->past) {
        buf_clear(&title);
        cbor_put_bool(&title, true);
        command_put_raw(&m, FIELD_PAST, buf_view(&title));
    }
    command_end(&m, &out, NULL);
    submit(s, &h, buf_view(&out));
    buf_clear(&scratch);
    buf_clear(&out);
    command_begin(&m, COMMAND_ADOPT, &scratch);
    command_put_text(&m, FIELD_CHARTER, buf_view(&charter));
    command_put_text(&m, FIELD_HASH, bytes_of(hash.b, HASH_BYTES));
    command_put_int(&m, FIELD_RULES, LAW_RULES);
    command_end(&m, &out, NULL);
    submit(s, &h, buf_view(&out));
    for (size_t i = 0; i < 4; i++)
        buf_drop(all[i]);
}

static void run_constitution(struct scene *s, struct bytes rest) {
    struct bytes text;
    s->charter = scene_charter(s, scene_word(&rest), &text);
    if (!s->charter)
        return;
    if (s->law || law_new(&alloc_heap, &s->law) < 0 || law_new(&alloc_heap, &s->follower) < 0) {
        scene_fail(s, "one constitution at the beginning; others are adopted");
        return;
    }
    s->verb = BYTES_LIT("adopt");
    found_and_adopt(s, text);
}

/* refused NAME [article PATH] [says "words"] */
static void run_refused(struct scene *s, struct bytes rest) {
    struct bytes name = scene_word(&rest), word;
    struct buf text;
    if (!s->refused) {
        scene_fail(s, "it was accepted; expected %.*s", (int)name.n, (const char *)name.at);
        return;
    }
    s->refused = false;
    buf_init(&text, &alloc_heap, 4096);
    refusal_text(&s->refusal, NULL, &text);
    const char *got = law_verdict_kind(s->refusal.verdict)->name;
    bool ok = bytes_is(name, got);
    while ((word = scene_word(&rest)).n) {
        if (bytes_is(word, "says")) {
            word = word_plain(s, scene_word(&rest));
            ok &= text.n >= word.n && memmem(text.at, text.n, word.at, word.n) != NULL;
        } else if (!bytes_is(word, "article")) {
            ok &= bytes_is(word, s->refusal.article);
        }
    }
    if (!ok)
        scene_fail(s, "refused %s article %s: %.*s", got, s->refusal.article, (int)text.n,
                   (const char *)text.at);
    buf_drop(&text);
}

static void run_hash(struct scene *s) {
    char hex[2 * HASH_BYTES + 1];
    struct hash state = law_hash(s->law);
    bytes_to_hex(bytes_of(s->head.b, HASH_BYTES), hex);
    buf_format(&s->out, "entries %llu\nhead %s\n", (unsigned long long)law_size(s->law), hex);
    bytes_to_hex(bytes_of(state.b, HASH_BYTES), hex);
    buf_format(&s->out, "state %s\n", hex);
}

static void run_wait(struct scene *s, struct bytes rest) {
    struct span span;
    struct bytes word = scene_word(&rest);
    if (!s->charter || span_parse(word, &span) < 0) {
        scene_fail(s, "expected a time span: 36h 7d 2w 6m 1y");
        return;
    }
    s->now = span_end(span, s->now, &s->charter->zone);
    tick(s);
}

static void run_at(struct scene *s, struct bytes rest) {
    int64_t at;
    while (rest.n && rest.at[0] == ' ')
        rest = bytes_part(rest, 1, rest.n - 1);
    if (!scene_when(s, rest, &at))
        return;
    if (at < s->now) {
        scene_fail(s, "time does not go back");
        return;
    }
    s->now = at;
    tick(s);
}

/* Where WHO ends: at ": " outside of quotes, before any "="; 0 when the line is no command. */
static size_t who_end(struct bytes line) {
    if (line.n > 1 && line.at[0] == '.' && line.at[1] == ' ')
        return 1;
    for (size_t i = 0; i + 1 < line.n && line.at[i] != '=' && line.at[i] != '"'; i++)
        if (line.at[i] == ':' && line.at[i + 1] == ' ')
            return i;
    return 0;
}

static void run_line(struct scene *s, struct bytes line) {
    struct bytes rest = line, word;
    size_t who = who_end(line);
    if (!who) {
        word = scene_word(&rest);
        if (bytes_is(word, "refused")) {
            run_refused(s, rest);
            return;
        }
    }
    refused_unasked(s);
    if (who)
        run_command(s, bytes_part(line, 0, who), bytes_part(line, who + 1, line.n - who));
    else if (bytes_is(word, "constitution"))
        run_constitution(s, rest);
    else if (bytes_is(word, "at"))
        run_at(s, rest);
    else if (bytes_is(word, "wait"))
        run_wait(s, rest);
    else if (!s->law)
        scene_fail(s, "a scene begins with a constitution");
    else if (bytes_is(word, "hash"))
        run_hash(s);
    else if (!ask(s, word, rest))
        scene_fail(s, "\"%.*s\": neither a command (WHO: verb field=value) nor a question",
                   (int)word.n, (const char *)word.at);
}

/* --- blocks ----------------------------------------------------------------------------------- */

/* Without the comment at its end and blanks around it. */
static struct bytes line_bare(struct bytes line) {
    bool quoted = false;
    for (size_t i = 0; i < line.n; i++) {
        quoted ^= line.at[i] == '"';
        if (line.at[i] == '#' && !quoted && (i == 0 || line.at[i - 1] == ' ') &&
            (i + 1 == line.n || line.at[i + 1] == ' '))
            line.n = i;
    }
    while (line.n && (line.at[line.n - 1] == ' ' || line.at[line.n - 1] == '\r'))
        line.n--;
    while (line.n && line.at[0] == ' ')
        line = bytes_part(line, 1, line.n - 1);
    return line;
}

static struct bytes with_variables(struct scene *s, struct bytes line) {
    struct buf b;
    if (!line.n || !memchr(line.at, '$', line.n))
        return line;
    buf_init(&b, &alloc_heap, FILE_MAX);
    for (size_t i = 0; i < line.n; i++) {
        bool put = false;
        for (size_t v = s->n_variables; line.at[i] == '$' && v > 0 && !put; v--) {
            struct bytes name = s->variables[v - 1].name;
            put = bytes_equal(bytes_part(line, i + 1, name.n), name);
            if (put) {
                buf_bytes(&b, s->variables[v - 1].value);
                i += name.n;
            }
        }
        if (!put)
            buf_byte(&b, line.at[i]);
    }
    line = bytes_of(arena_copy(&s->arena, buf_view(&b)), b.n);
    buf_drop(&b);
    return line;
}

static void run_block(struct scene *s, size_t from, size_t to);

/* The line of the `end` that closes the `for` of this line. */
static size_t block_end(struct scene *s, size_t at, size_t to) {
    for (int depth = 0; at < to; at++) {
        struct bytes rest = line_bare(s->lines[at]), word = scene_word(&rest);
        depth += bytes_is(word, "for");
        depth -= bytes_is(word, "end");
        if (depth == 0)
            return at;
    }
    scene_fail(s, "this for has no end");
    return to;
}

/* for NAME in 1..40 or for NAME in anna, maria, nikos */
static void run_for(struct scene *s, struct bytes rest, size_t from, size_t to) {
    struct bytes name = scene_word(&rest), in = scene_word(&rest), word;
    size_t v = s->n_variables;
    long lo = 0, hi = -1;
    if (!bytes_is(in, "in") || v == SCENE_VARIABLES) {
        scene_fail(s, "expected: for NAME in 1..40, or: for NAME in anna, maria");
        return;
    }
    s->variables[v].name = name;
    s->n_variables++;
    char copy[64];
    snprintf(copy, sizeof(copy), "%.*s", (int)rest.n, (const char *)rest.at);
    if (sscanf(copy, "%ld..%ld", &lo, &hi) == 2) {
        for (long i = lo; i <= hi; i++) {
            const char *text = arena_format(&s->arena, "%ld", i);
            s->variables[v].value = bytes_str(text);
            run_block(s, from, to);
        }
    } else {
        while ((word = scene_word(&rest)).n) {
            word.n -= word.at[word.n - 1] == ',';
            s->variables[v].value = word;
            run_block(s, from, to);
        }
    }
    s->n_variables = v;
}

static void run_block(struct scene *s, size_t from, size_t to) {
    for (size_t i = from; i < to; i++) {
        struct bytes line = with_variables(s, line_bare(s->lines[i])), rest = line;
        s->line = i;
        if (!line.n)
            continue;
        if (!bytes_is(scene_word(&rest), "for")) {
            run_line(s, line);
            continue;
        }
        refused_unasked(s);
        size_t end = block_end(s, i, to);
        run_for(s, rest, i + 1, end);
        i = end;
    }
}

/* --- a file ----------------------------------------------------------------------------------- */

static void split(struct scene *s, struct bytes text) {
    s->lines = arena_array(&s->arena, LINES_MAX, sizeof(*s->lines));
    while (text.n && s->n_lines < LINES_MAX) {
        const uint8_t *nl = memchr(text.at, '\n', text.n);
        size_t n = nl ? (size_t)(nl - text.at) : text.n;
        s->lines[s->n_lines++] = bytes_part(text, 0, n);
        text = nl ? bytes_part(text, n + 1, text.n - n - 1) : (struct bytes){0};
    }
    struct bytes first = s->n_lines ? s->lines[0] : (struct bytes){0};
    if (first.n > 2 && first.at[0] == '#')
        s->title = arena_copy(&s->arena, bytes_part(first, 2, first.n - 2));
    else
        scene_fail(s, "a scene begins with a comment that says what it shows");
}

/* The saved state, read back, is the state. */
static void round_trip(struct scene *s) {
    struct buf saved;
    struct law *l = NULL;
    struct fail fail = {0};
    struct hash a = law_hash(s->law), b;
    buf_init(&saved, &alloc_heap, 1u << 30);
    if (law_save(s->law, &saved) < 0 || law_load(&alloc_heap, buf_view(&saved), &l, &fail) < 0) {
        scene_fail(s, "the state does not save and load: %s", fail.text);
    } else {
        b = law_hash(l);
        if (!hash_equal(&a, &b))
            scene_fail(s, "the state that was loaded is another one");
    }
    law_free(l);
    buf_drop(&saved);
}

static void compare_out(struct scene *s) {
    struct bytes want = {0};
    size_t n = strlen(s->path);
    const char *path = arena_format(&s->arena, "%.*s.out", (int)(n - strlen(".scene")), s->path);
    if (!s->out.n)
        return;
    if (getenv("UPDATE")) {
        FILE *f = fopen(path, "wb");
        if (!f || fwrite(s->out.at, 1, s->out.n, f) != s->out.n)
            scene_fail(s, "cannot write %s", path);
        if (f)
            fclose(f);
        return;
    }
    if (!file_read(&s->arena, path, &want) || !bytes_equal(want, buf_view(&s->out)))
        scene_fail(s, "its hashes are not those of %s (UPDATE=1 writes it anew)", path);
}

static bool run_scene(const char *path, unsigned number) {
    struct scene s = {.path = path, .title = path, .now = INT64_C(1767225600000)};
    struct bytes text;
    arena_init(&s.arena, &alloc_heap, ARENA_BYTES);
    buf_init(&s.effects, &alloc_heap, LIMIT_PART_BYTES);
    buf_init(&s.out, &alloc_heap, LIMIT_PART_BYTES);
    if (file_read(&s.arena, path, &text)) {
        split(&s, text);
        run_block(&s, 0, s.n_lines);
        refused_unasked(&s);
    } else {
        scene_fail(&s, "cannot read it");
    }
    if (s.law && s.follower) {
        compare_laws(&s);
        round_trip(&s);
        compare_out(&s);
    }
    printf("%s %u %s\n", s.failures ? "not ok" : "ok", number, s.title);
    fflush(stdout);
    law_free(s.law);
    law_free(s.follower);
    buf_drop(&s.effects);
    buf_drop(&s.out);
    arena_drop(&s.arena);
    return s.failures == 0;
}

static int is_scene(const struct dirent *d) {
    const char *dot = strrchr(d->d_name, '.');
    return dot && strcmp(dot, ".scene") == 0;
}

/* scene FOLDER [WORD]: the scenes of a folder whose name has the word. */
int main(int argc, char **argv) {
    struct dirent **names;
    int n = argc > 1 ? scandir(argv[1], &names, is_scene, alphasort) : -1;
    unsigned failed = 0, number = 0;
    char path[4096];
    if (n < 0) {
        printf("1..0 # SKIP no folder of scenes\n");
        return 1;
    }
    for (int i = 0; i < n; i++) {
        snprintf(path, sizeof(path), "%s/%s", argv[1], names[i]->d_name);
        if (argc < 3 || strstr(path, argv[2]))
            failed += !run_scene(path, ++number);
        free(names[i]);
    }
    free(names);
    printf("1..%u\n", number);
    return failed ? 1 : 0;
}
