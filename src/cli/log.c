#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "cli/verb.h"
#include "engine/follower.h"
#include "view/command_json.h"
#include "wire/entry.h"

struct logging {
    const struct law *law;
    bool json;
    struct buf out;
};

static const char *const auths[] = {"engine", "signed", "session", "clerk", "operator"};

static void put_who(struct logging *l, uint32_t id) {
    struct bytes name = law_name(l->law, id);
    if (name.n)
        buf_bytes(&l->out, name);
    else if (id)
        buf_format(&l->out, "#%u", id);
    else
        buf_str(&l->out, "-");
}

static bool is_base64(uint8_t c) {
    return isalnum(c) || c == '+' || c == '/';
}

/* For people a long run of base64 is said by its length: the canonical bytes of a constitution fill
 * pages. --json has them. */
static void shorten(struct buf *b, size_t from) {
    enum { SHOWN = 16, LONG = 200 };
    struct buf out;
    buf_init(&out, &alloc_heap, 16u << 20);
    for (size_t i = from; i < b->n;) {
        size_t n = 0;
        while (i + n < b->n && is_base64(b->at[i + n]))
            n++;
        buf_add(&out, b->at + i, n > LONG ? SHOWN : n ? n : 1);
        if (n > LONG)
            buf_format(&out, "... (%zu bytes)", n * 3 / 4);
        i += n ? n : 1;
    }
    if (!out.failed) {
        b->n = from;
        buf_bytes(b, buf_view(&out));
    }
    buf_drop(&out);
}

static void put_part(struct logging *l, const struct entry *e, enum part_kind kind) {
    const struct entry_part *p = entry_part(e, kind);
    if (!p || p->withheld)
        buf_str(&l->out, "null");
    else if (kind == PART_COMMAND && command_to_json(p->content, &l->out, NULL) < 0)
        buf_str(&l->out, "null");
    else if (kind == PART_EFFECTS)
        (void)effects_to_json(p->content, &l->out, NULL);
}

static int print_entry(void *self, uint64_t seq, struct bytes stored) {
    struct logging *l = self;
    struct entry e;
    struct fail fail = {0};
    char stamp[INSTANT_TEXT_MAX], hex[2 * HASH_BYTES + 1];
    char pseudonym[2 * ENTRY_PSEUDONYM_BYTES + 1] = "";
    buf_clear(&l->out);
    if (entry_decode(stored, &e, &fail) < 0) {
        fprintf(stderr, "koinon log: entry %llu: %s\n", (unsigned long long)seq, fail.text);
        return ERR_BROKEN;
    }
    struct hash leaf = entry_leaf_hash(&e);
    bytes_to_hex(bytes_of(leaf.b, HASH_BYTES), hex);
    instant_format(e.header.stamp, stamp);
    if (e.header.pseudonym.n)
        bytes_to_hex(e.header.pseudonym, pseudonym);
    if (l->json) {
        buf_format(
            &l->out,
            "{\"seq\": %llu, \"stamp\": \"%s\", \"auth\": \"%s\", \"actor\": %u, \"for\": %u, "
            "\"entered-by\": %u, \"pseudonym\": \"%s\", \"leaf\": \"%s\", \"command\": ",
            (unsigned long long)seq, stamp, auths[e.header.auth], e.header.actor,
            e.header.acting_for, e.header.entered_by, pseudonym, hex);
        put_part(l, &e, PART_COMMAND);
        buf_str(&l->out, ", \"effects\": ");
        put_part(l, &e, PART_EFFECTS);
        buf_str(&l->out, "}\n");
    } else {
        buf_format(&l->out, "%6llu  %s  %-8s ", (unsigned long long)seq, stamp,
                   auths[e.header.auth]);
        if (pseudonym[0])
            buf_format(&l->out, "a member (%s)", pseudonym);
        else
            put_who(l, e.header.actor);
        if (e.header.acting_for) {
            buf_str(&l->out, " for ");
            put_who(l, e.header.acting_for);
        }
        buf_str(&l->out, "\n        ");
        size_t at = l->out.n;
        put_part(l, &e, PART_COMMAND);
        shorten(&l->out, at);
        buf_str(&l->out, "\n");
    }
    fwrite(l->out.at, 1, l->out.n, stdout);
    return 0;
}

static bool number_of(const char *text, uint64_t *ret) {
    char *end;
    if (!text)
        return true;
    unsigned long long n = strtoull(text, &end, 10);
    *ret = n;
    return *text >= '0' && *text <= '9' && !*end;
}

int cli_log(const struct cli_verb *v, const struct verb_args *a) {
    uint64_t from = 0, to = UINT64_MAX;
    struct follower *f = NULL;
    struct fail fail = {0};
    struct logging l = {.json = verb_has(v, a, "--json")};
    if (!number_of(verb_value(v, a, "--from"), &from) ||
        !number_of(verb_value(v, a, "--to"), &to)) {
        fprintf(stderr, "koinon log: --from and --to take the number of an entry\n");
        return EXIT_USAGE;
    }
    if (follower_open(a->args[0], NULL, &f, &fail) < 0)
        return verb_fail(v, &fail);
    buf_init(&l.out, &alloc_heap, 16u << 20);
    l.law = follower_law(f);
    int r = store_scan(follower_store(f), from, to, print_entry, &l, &fail);
    buf_drop(&l.out);
    follower_free(f);
    return r < 0 ? verb_fail(v, &fail) : EXIT_DONE;
}
