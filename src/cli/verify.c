#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/date.h"
#include "cli/verb.h"
#include "engine/beside.h"
#include "engine/verify.h"
#include "engine/witness.h"
#include "store/folder.h"
#include "view/command_json.h"
#include "wire/checkpoint.h"
#include "wire/receipt.h"
#include "yaml/yaml.h"

/* The text as written, parsed again, must give the bytes the law was judged by. */
static int same_charter(void *self, struct bytes text, struct bytes canonical, struct fail *fail) {
    struct arena a;
    struct charter *c = NULL;
    struct yaml_errors errors = {0};
    struct buf b;
    (void)self;
    arena_init(&a, &alloc_heap, 64u << 20);
    buf_init(&b, &alloc_heap, LIMIT_CHARTER_BYTES);
    int r = yaml_charter(text, "the constitution", &a, &c, &errors);
    if (r == 0)
        charter_encode(c, &b);
    if (r < 0 || !bytes_equal(buf_view(&b), canonical))
        r = fail_set(fail, ERR_BROKEN,
                     "the constitution's text does not say what its canonical bytes say");
    buf_drop(&b);
    arena_drop(&a);
    return r;
}

/* --- witnesses -------------------------------------------------------------------------------- */

struct cosigners {
    struct fail wrong; /* what is wrong with what is kept of them; "" */
    struct witnesses w;
    struct cosigned_last last[WITNESS_FIRST + LIMIT_WITNESSES];
};

/* What witnesses saw binds the record as a checkpoint that somebody kept does: the largest of them
 * is compared entry by entry. */
static int read_cosigners(const char *folder, const char *path, struct cosigners *ret,
                          struct verify_options *o, struct fail *fail) {
    int r = witnesses_read(folder, path, &ret->w, fail);
    if (r == ERR_MISSING && !path) {
        ret->w.n = 0; /* nothing was ever signed here */
        return 0;
    }
    if (r < 0)
        return r;
    r = cosigned_last(folder, &ret->w, ret->last, &ret->wrong);
    bool wrong = r == ERR_BROKEN || r == ERR_SYNTAX;
    if (r < 0 && !wrong)
        return ret->wrong.text[0] ? fail_set(fail, r, "%s", ret->wrong.text) : r;
    bool given = o->kept_size > 0;
    for (size_t i = WITNESS_FIRST; !wrong && !given && i < ret->w.n; i++)
        if (ret->last[i].size > o->kept_size) {
            o->kept_size = ret->last[i].size;
            o->kept_root = ret->last[i].root;
        }
    return 0;
}

/* The smaller ones, by the hashes beside the record, which hold when it does. */
static void compare_cosigned(struct cosigners *c, const struct beside *b,
                             struct verify_report *report) {
    for (size_t i = WITNESS_FIRST; i < c->w.n && b->leaves_fit && report->holds; i++) {
        if (!c->last[i].size || c->last[i].size > b->size)
            continue;
        struct hash root = merkle_root_of((const struct hash *)(const void *)b->leaves.at,
                                          (size_t)c->last[i].size);
        if (hash_equal(&root, &c->last[i].root))
            continue;
        report->holds = false;
        report->first_bad = c->last[i].size - 1;
        snprintf(report->why, sizeof(report->why),
                 "up to it this is not the record that the witness %.200s cosigned: it was split, "
                 "or written anew",
                 c->w.keys[i].name);
    }
}

static void print_cosigners(const struct cosigners *c, uint64_t entries) {
    char stamp[INSTANT_TEXT_MAX];
    for (size_t i = WITNESS_FIRST; i < c->w.n; i++) {
        const struct cosigned_last *l = &c->last[i];
        instant_format((int64_t)l->time * 1000, stamp);
        if (l->size)
            printf("  cosigned up to                  %llu of %llu, at %s, by %s\n",
                   (unsigned long long)l->size, (unsigned long long)entries, stamp,
                   c->w.keys[i].name);
        else
            printf("  not cosigned yet by             %s\n", c->w.keys[i].name);
    }
}

static void print_cosigners_json(const struct cosigners *c) {
    struct buf out;
    buf_init(&out, &alloc_heap, 1 << 20);
    buf_str(&out, ", \"cosigned\": [");
    for (size_t i = WITNESS_FIRST; i < c->w.n; i++) {
        buf_str(&out, i > WITNESS_FIRST ? ", {\"by\": " : "{\"by\": ");
        json_put_text(&out, bytes_str(c->w.keys[i].name));
        buf_format(&out, ", \"size\": %llu, \"time\": %llu}",
                   (unsigned long long)c->last[i].size, (unsigned long long)c->last[i].time);
    }
    printf("%.*s]", (int)out.n, (const char *)out.at);
    buf_drop(&out);
}

static void print_text(const char *folder, const struct verify_report *r,
                       const struct cosigners *c) {
    char root[65], state[65];
    bytes_to_hex(bytes_of(r->root.b, 32), root);
    bytes_to_hex(bytes_of(r->state.b, 32), state);
    printf("%s: %s\n\n", folder, r->holds ? "the record holds" : "THE RECORD DOES NOT HOLD");
    if (!r->holds)
        printf("  first entry that does not hold  %llu: %s\n", (unsigned long long)r->first_bad,
               r->why);
    printf("  entries that hold               %llu\n", (unsigned long long)r->entries);
    printf("  decisions made again            %llu, each with the same effects\n",
           (unsigned long long)r->decisions);
    printf("  signed by the person            %llu\n", (unsigned long long)r->signed_entries);
    printf("  by session, clerk, operator     %llu, %llu, %llu\n",
           (unsigned long long)r->session_entries, (unsigned long long)r->clerk_entries,
           (unsigned long long)r->operator_entries);
    printf("  settled by time (ticks)         %llu\n", (unsigned long long)r->ticks);
    if (r->pseudonyms)
        printf("  by members under a pseudonym    %llu; who it was found with the keys: %llu\n",
               (unsigned long long)r->pseudonyms, (unsigned long long)r->members_known);
    printf("  parts withheld or erased        %llu; decisions not made again because of it: %llu\n",
           (unsigned long long)r->parts_withheld, (unsigned long long)r->not_decided);
    print_cosigners(c, r->entries);
    printf("  root of the tree                %s\n  hash of the living state        %s\n\n", root,
           state);
    printf("What this proves: nothing in the record was changed, dropped, added or put in another "
           "order\n"
           "since its root was known, and every decision follows from the constitution. What it "
           "does not:\n"
           "that what clerks and the operator entered is what was said or written on paper.\n");
}

static void print_json(const struct verify_report *r, const struct cosigners *c) {
    char root[65], state[65];
    struct buf why;
    bytes_to_hex(bytes_of(r->root.b, 32), root);
    bytes_to_hex(bytes_of(r->state.b, 32), state);
    buf_init(&why, &alloc_heap, 8192);
    json_put_text(&why, bytes_str(r->why));
    printf("{\"holds\": %s, \"entries\": %llu, \"decisions\": %llu, \"signed\": %llu, \"session\": "
           "%llu, "
           "\"clerk\": %llu, \"operator\": %llu, \"ticks\": %llu, \"parts-withheld\": %llu, "
           "\"not-decided\": %llu, \"pseudonyms\": %llu, \"members-known\": %llu, "
           "\"root\": \"%s\", \"state\": \"%s\"",
           r->holds ? "true" : "false", (unsigned long long)r->entries,
           (unsigned long long)r->decisions, (unsigned long long)r->signed_entries,
           (unsigned long long)r->session_entries, (unsigned long long)r->clerk_entries,
           (unsigned long long)r->operator_entries, (unsigned long long)r->ticks,
           (unsigned long long)r->parts_withheld, (unsigned long long)r->not_decided,
           (unsigned long long)r->pseudonyms, (unsigned long long)r->members_known, root, state);
    if (!r->holds)
        printf(", \"first-bad\": %llu, \"why\": %.*s", (unsigned long long)r->first_bad, (int)why.n,
               (const char *)why.at);
    print_cosigners_json(c);
    printf("}\n");
    buf_drop(&why);
}

/* --- a receipt, without the record
 * ---------------------------------------------------------------- */

static int read_key(const char *path, struct note_key *ret, struct fail *fail) {
    struct buf text;
    struct fail why = {0};
    buf_init(&text, &alloc_heap, 4096);
    int r = verb_read_file(path, 4095, &text, fail);
    struct bytes line = buf_view(&text);
    const uint8_t *end = line.n ? memchr(line.at, '\n', line.n) : NULL;
    r = r < 0 ? r
              : note_key_parse(bytes_part(line, 0, end ? (size_t)(end - line.at) : line.n), ret,
                               &why);
    if (r < 0 && why.code)
        fail_set(fail, why.code, "%s is not a log.vkey: %s", path, why.text);
    buf_drop(&text);
    return r;
}

/* The checkpoint somebody kept: signed by the key she kept with it, or else by the folder's. */
static int kept_from(const char *folder, const char *path, const char *key_path,
                     struct verify_options *o, struct fail *fail) {
    char beside[4096];
    struct note_key key;
    struct note_opened opened;
    struct checkpoint c;
    struct fail inner = {0};
    struct buf text;
    buf_init(&text, &alloc_heap, LIMIT_NOTE_BYTES);
    int n = snprintf(beside, sizeof(beside), "%s/log.vkey", folder);
    int r = (size_t)n < sizeof(beside) ? 0 : fail_set(fail, ERR_RANGE, "%s is too long", folder);
    r = r < 0 ? r : read_key(key_path ? key_path : beside, &key, fail);
    r = r < 0 ? r : verb_read_file(path, LIMIT_NOTE_BYTES - 1, &text, fail);
    int opens = r < 0 ? 0 : note_open(buf_view(&text), &key, 1, &opened, &inner);
    if (opens < 0) /* no signature of it, or a wrong one: somebody else's, or forged */
        r = fail_set(fail, opens == ERR_SYNTAX ? opens : ERR_BROKEN,
                     "%s is not signed by the key \"%s\": %s", path, key.name, inner.text);
    r = r < 0 ? r : checkpoint_parse(opened.text, &c, fail);
    if (r == 0 && !bytes_is(c.origin, key.name))
        r = fail_set(fail, ERR_BROKEN, "%s is of another record than \"%s\"", path, key.name);
    if (r == 0) {
        o->kept_size = c.size;
        o->kept_root = c.root;
    }
    buf_drop(&text);
    return r;
}

static void print_receipt(const struct receipt_verified *got, const struct witnesses *w,
                          bool json) {
    char leaf[2 * HASH_BYTES + 1], root[2 * HASH_BYTES + 1], stamp[INSTANT_TEXT_MAX];
    bytes_to_hex(bytes_of(got->leaf.b, HASH_BYTES), leaf);
    bytes_to_hex(bytes_of(got->checkpoint.root.b, HASH_BYTES), root);
    printf(json ? "{\"holds\": true, \"entry\": %llu, \"leaf\": \"%s\", \"size\": %llu, \"root\": "
                  "\"%s\", \"signed-by\": \"%s\", \"cosigned\": ["
                : "The receipt holds: entry %llu, leaf hash\n    %s\nis in the record of %llu "
                  "entries with the root\n    %s\nsigned by %s.\n",
           (unsigned long long)got->receipt.index, leaf, (unsigned long long)got->checkpoint.size,
           root, w->keys[0].name);
    const char *between = "";
    for (size_t i = WITNESS_FIRST; i < w->n; i++) {
        if (!(got->opened.signed_by >> i & 1))
            continue;
        instant_format((int64_t)got->opened.time[i] * 1000, stamp);
        if (json)
            printf("%s\"%s\"", between, w->keys[i].name);
        else
            printf("It was cosigned at %s by %s.\n", stamp, w->keys[i].name);
        between = ", ";
    }
    if (json)
        printf("]}\n");
}

static int verify_receipt(const struct cli_verb *v, const struct verb_args *a) {
    struct witnesses w;
    struct receipt_verified got;
    struct fail fail = {0};
    struct buf text;
    const char *key_path = verb_value(v, a, "--key");
    if (!key_path) {
        fprintf(stderr, "koinon verify: --receipt needs --key FILE: log.vkey of the record, as you "
                        "had it from somebody you trust\n");
        return EXIT_USAGE;
    }
    buf_init(&text, &alloc_heap, 1 << 16);
    int r = verb_read_file(verb_value(v, a, "--receipt"), 65535, &text, &fail);
    r = r < 0 ? r : witnesses_read(NULL, verb_value(v, a, "--witnesses"), &w, &fail);
    r = r < 0 ? r : read_key(key_path, &w.keys[0], &fail);
    r = r < 0 ? r : receipt_verify(buf_view(&text), w.keys, w.n, &got, &fail);
    if (r == 0)
        print_receipt(&got, &w, verb_has(v, a, "--json"));
    buf_drop(&text);
    if (r == ERR_BROKEN || r == ERR_MISSING) {
        fprintf(stderr, "koinon verify: THE RECEIPT DOES NOT HOLD: %s\n", fail.text);
        return EXIT_NO;
    }
    return r < 0 ? verb_fail(v, &fail) : EXIT_DONE;
}

/* It is no part of the record: what is wrong with it is said, and the record holds or not. */
static void say_snapshot(const char *folder, struct store *record) {
    struct fail fail = {0};
    uint64_t size = 0;
    int r = verify_snapshot(folder, record, &size, &fail);
    if (r == 0)
        fprintf(stderr, "koinon verify: the snapshot of the first %llu entries is as they state\n",
                (unsigned long long)size);
    else if (r != ERR_MISSING)
        fprintf(stderr, "koinon verify: the snapshot beside the record is never used: %s\n",
                fail.text);
}

/* Who has the keys of the record knows who is behind a pseudonym; an auditor's copy has none. */
static bool keys_beside(const char *folder, struct record_keys *ret) {
    struct fail none = {0};
    char path[4096];
    int n = snprintf(path, sizeof(path), "%s/keys", folder);
    return (size_t)n < sizeof(path) && record_keys_load(path, ret, &none) == 0;
}

/* What stands beside the record is said to be right, or the record does not hold. */
static void say_beside(const struct beside *b, const struct cosigners *c,
                       struct verify_report *report) {
    bool any = b->checkpoint.n > 0, right = b->signed_by_key && b->leaves_fit;
    if (!any)
        fprintf(stderr,
                "koinon verify: no checkpoint stands beside the record; only what follows from "
                "itself was checked\n");
    else if (!right)
        fprintf(stderr, "koinon verify: %s\n",
                b->signed_by_key ? "the list of hashes is not the one the checkpoint signed"
                                 : "the checkpoint beside the record is not signed by log.vkey");
    if (c->wrong.text[0])
        fprintf(stderr, "koinon verify: %s\n", c->wrong.text);
    if ((any && !right) || c->wrong.text[0])
        report->holds = false;
}

static int verify_folder(const struct cli_verb *v, const struct verb_args *a, struct beside *beside,
                         struct cosigners *cosigners, struct verify_report *report,
                         struct fail *fail) {
    struct folder folder = {0};
    struct record_keys keys = {0};
    struct verify_options o = {.progress = verb_progress, .charter = same_charter};
    const char *since = verb_value(v, a, "--since"), *at = a->args[0];
    int r = folder_open(at, STORE_READ, FOLDER_RECORD, &alloc_heap, &folder, fail);
    r = r < 0 ? r : beside_read(at, beside, fail);
    if (r == 0 && beside->signed_by_key) {
        o.known_size = beside->size;
        o.known_root = beside->root;
    }
    if (beside->leaves_fit) {
        o.leaves = (const struct hash *)(const void *)beside->leaves.at;
        o.n_leaves = beside->size;
    }
    r = r < 0 || !since ? r : kept_from(at, since, verb_value(v, a, "--key"), &o, fail);
    uint64_t since_size = o.kept_size;
    r = r < 0 ? r : read_cosigners(at, verb_value(v, a, "--witnesses"), cosigners, &o, fail);
    const char *auditor = verb_value(v, a, "--auditor-key");
    if (r == 0 && auditor)
        r = record_keys_load_auditor(auditor, &keys, fail);
    if (r == 0 && (auditor || keys_beside(at, &keys)))
        o.keys = &keys;
    r = r < 0 ? r : verify_record(folder.record, &o, report, fail);
    record_keys_drop(&keys);
    if (r == 0)
        say_snapshot(at, folder.record);
    folder_drop(&folder);
    if (r < 0)
        return r;
    say_beside(beside, cosigners, report);
    compare_cosigned(cosigners, beside, report);
    if (since && report->holds)
        fprintf(stderr, "koinon verify: it begins with the %llu entries that %s signed\n",
                (unsigned long long)since_size, since);
    return 0;
}

int cli_verify(const struct cli_verb *v, const struct verb_args *a) {
    if (verb_has(v, a, "--receipt"))
        return verify_receipt(v, a);
    if (a->n == 0) {
        fprintf(stderr,
                "koinon verify: needs FOLDER, or --receipt FILE; koinon verify --help tells "
                "more\n");
        return EXIT_USAGE;
    }
    static struct cosigners cosigners;
    struct fail fail = {0};
    struct verify_report report;
    struct beside beside = {0};
    int r = verify_folder(v, a, &beside, &cosigners, &report, &fail);
    beside_drop(&beside);
    if (r < 0)
        return verb_fail(v, &fail);
    if (verb_has(v, a, "--json"))
        print_json(&report, &cosigners);
    else
        print_text(a->args[0], &report, &cosigners);
    return report.holds ? EXIT_DONE : EXIT_NO;
}
