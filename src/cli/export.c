/* koinon export: what a federation must be able to take with it. COMMANDS make the same record
 * again elsewhere; the CONSTITUTION is the text in force, byte for byte; MEMBERS is the list of a
 * unit or of all, with what the vault knows. The AUDITOR-KEY lets whoever verifies a copy see who
 * is behind each pseudonym. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/date.h"
#include "charter/charter.h"
#include "cli/csv.h"
#include "cli/extra.h"
#include "engine/follower.h"
#include "engine/member.h"
#include "store/folder.h"
#include "view/command_json.h"
#include "view/members.h"
#include "wire/entry.h"

struct export {
    const struct cli_verb *verb;
    FILE *to;
    struct follower *follower;
    const struct law *law;
    struct folder folder; /* the vault, for members */
    char keys_path[4096];
    bool keys_read;
    struct record_keys keys;
    struct arena arena;
    struct buf line;
    unsigned long n;
    struct fail fail;
};

static int put_line(struct export *x) {
    bool good = !x->line.failed && fwrite(x->line.at, 1, x->line.n, x->to) == x->line.n;
    x->n++;
    return good ? 0
                : fail_set(&x->fail, ERR_IO, "%s",
                           x->line.failed ? "not enough memory" : strerror(errno));
}

/* --- commands -----------------------------------------------------------------------------------
 */

static void put_who(struct export *x, const char *field, uint32_t id) {
    struct bytes name = law_name(x->law, id);
    if (!id)
        return;
    buf_format(&x->line, ", \"%s\": ", field);
    if (name.n)
        json_put_text(&x->line, name);
    else
        buf_format(&x->line, "%u", id);
}

/* Who acted under a pseudonym: whoever exports for another machine has the keys of this one. */
static int member_of_entry(struct export *x, struct entry *e, uint8_t room[MEMBER_SEALED_MAX]) {
    struct fail why = {0};
    if (!x->keys_read && record_keys_load(x->keys_path, &x->keys, &why) < 0)
        return fail_set(&x->fail, ERR_DENIED,
                        "who acted in entry %llu is sealed with the record's keys, and they are "
                        "not here: %s",
                        (unsigned long long)e->header.seq, why.text);
    x->keys_read = true;
    int r = member_open(&x->keys, e, room, &why);
    return r < 0 ? fail_set(&x->fail, r, "entry %llu: %s", (unsigned long long)e->header.seq,
                            why.text)
                 : 0;
}

/* What `koinon new` and the engine's clock do by themselves is left out. */
static int export_command(void *self, uint64_t seq, struct bytes stored) {
    struct export *x = self;
    struct entry e;
    uint8_t room[MEMBER_SEALED_MAX];
    char text[INSTANT_TEXT_MAX];
    if (entry_decode(stored, &e, &x->fail) < 0)
        return x->fail.code;
    const struct entry_part *p = entry_part(&e, PART_COMMAND);
    buf_clear(&x->line);
    if (!p || p->withheld) {
        fprintf(stderr, "koinon export: the command of entry %llu is withheld\n",
                (unsigned long long)seq);
        return 0;
    }
    struct command c;
    if (command_decode(p->content, &c, &x->fail) < 0)
        return x->fail.code;
    bool own = c.type == COMMAND_FOUND || c.type == COMMAND_TICK || c.type == COMMAND_STATE_HASH ||
               (c.type == COMMAND_ADOPT && seq < 2);
    if (own)
        return 0;
    if (command_to_json(p->content, &x->line, &x->fail) < 0)
        return x->fail.code;
    x->line.n--; /* the brace that closes it */
    instant_format(e.header.stamp, text);
    buf_format(&x->line, ", \"at\": \"%s\"", text);
    if (e.header.pseudonym.n && member_of_entry(x, &e, room) < 0)
        return x->fail.code;
    put_who(x, "as", e.header.actor);
    put_who(x, "for", e.header.acting_for);
    put_who(x, "clerk", e.header.entered_by);
    buf_str(&x->line, "}\n");
    return put_line(x);
}

/* --- the constitution ---------------------------------------------------------------------------
 */

static int keep_text(void *self, uint64_t seq, struct bytes stored) {
    struct export *x = self;
    struct entry e;
    struct command c;
    (void)seq;
    if (entry_decode(stored, &e, &x->fail) < 0)
        return x->fail.code;
    const struct entry_part *p = entry_part(&e, PART_COMMAND), *t = entry_part(&e, PART_TEXT);
    if (!p || p->withheld || command_decode(p->content, &c, &x->fail) < 0 ||
        c.type != COMMAND_ADOPT)
        return 0;
    buf_clear(&x->line);
    if (t && !t->withheld)
        buf_bytes(&x->line, t->content);
    return 0;
}

static int export_constitution(struct export *x) {
    int r = store_scan(follower_store(x->follower), 0, UINT64_MAX, keep_text, x, &x->fail);
    if (r == 0 && !x->line.n)
        return fail_set(&x->fail, ERR_MISSING, "the record has no text of a constitution");
    return r < 0 ? r : put_line(x);
}

/* --- members ------------------------------------------------------------------------------------
 */

static void put_groups(struct export *x, uint64_t groups) {
    const struct members_rule *m = &law_charter(x->law)->members;
    struct buf names;
    buf_init(&names, &alloc_heap, 1 << 16);
    for (uint8_t i = 0; i < m->n_groups; i++)
        if (groups >> i & 1) {
            buf_str(&names, names.n ? " " : "");
            buf_bytes(&names, m->groups[i]);
        }
    csv_put(&x->line, buf_view(&names));
    buf_drop(&names);
}

static int export_member(void *self, const struct view_member *m) {
    static const char *const known[] = {"name", "email", "phone", "address", "note"};
    struct export *x = self;
    struct vault_field *fields = NULL;
    struct fail none = {0};
    size_t n = 0;
    arena_clear(&x->arena);
    buf_clear(&x->line);
    if (vault_get(x->folder.vault, m->person, &x->arena, &fields, &n, &none) < 0)
        n = 0; /* nobody told the vault, or she is forgotten */
    struct bytes number = vault_value(fields, n, "member-number");
    csv_put(&x->line, number.n ? number : m->person_name);
    buf_byte(&x->line, ',');
    csv_put(&x->line, m->unit_name);
    buf_byte(&x->line, ',');
    csv_put(&x->line, m->class_);
    buf_byte(&x->line, ',');
    put_groups(x, m->groups);
    buf_format(&x->line, ",%u", m->arrears);
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        buf_byte(&x->line, ',');
        csv_put(&x->line, vault_value(fields, n, known[i]));
    }
    buf_byte(&x->line, '\n');
    return put_line(x);
}

static int export_members(struct export *x, const char *folder, const char *unit) {
    int r = folder_open(folder, STORE_READ, FOLDER_VAULT, &alloc_heap, &x->folder, &x->fail);
    uint32_t id = unit ? view_unit_called(x->law, bytes_str(unit)) : 0;
    struct bytes near = unit && !id ? view_unit_near(x->law, bytes_str(unit)) : (struct bytes){0};
    if (r == 0 && unit && (!id || id == UINT32_MAX))
        return fail_set(&x->fail, ERR_MISSING, "%s unit \"%s\"%s%.*s%s",
                        id ? "more than one" : "there is no", unit,
                        near.n ? "; did you mean \"" : "", (int)near.n, (const char *)near.at,
                        near.n ? "\"?" : "");
    buf_str(&x->line, "number,unit,class,groups,arrears,name,email,phone,address,note\n");
    r = r < 0 ? r : put_line(x);
    x->n = 0;
    return r < 0 ? r : view_members(x->law, id, export_member, x);
}

static int export_auditor_key(struct export *x) {
    int r = record_keys_load(x->keys_path, &x->keys, &x->fail);
    if (r < 0)
        return r;
    record_keys_auditor(&x->keys, &x->line);
    return put_line(x);
}

/* --- the verb -----------------------------------------------------------------------------------
 */

static int open_output(struct export *x, const char *path) {
    int fd = path ? open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600) : STDOUT_FILENO;
    if (fd < 0)
        return fail_set(&x->fail, errno == EEXIST ? ERR_EXISTS : ERR_IO, "%s: %s", path,
                        strerror(errno));
    x->to = path ? fdopen(fd, "w") : stdout;
    return x->to ? 0 : fail_set(&x->fail, ERR_IO, "%s: %s", path, strerror(errno));
}

static int run(struct export *x, const char *folder, const char *what, const char *unit) {
    int r = follower_open(folder,
                          &(struct engine_options){.progress = verb_progress, .note = verb_note},
                          &x->follower, &x->fail);
    if (r < 0)
        return r;
    x->law = follower_law(x->follower);
    if (strcmp(what, "constitution") == 0)
        r = export_constitution(x);
    else if (strcmp(what, "members") == 0)
        r = export_members(x, folder, unit);
    else if (strcmp(what, "auditor-key") == 0)
        r = export_auditor_key(x);
    else
        r = store_scan(follower_store(x->follower), 0, UINT64_MAX, export_command, x, &x->fail);
    if (r == 0 && fflush(x->to) != 0)
        r = fail_set(&x->fail, ERR_IO, "the list could not be written whole: %s", strerror(errno));
    follower_free(x->follower);
    return r;
}

int cli_export(const struct cli_verb *v, const struct verb_args *a) {
    static struct export x;
    const char *what = a->args[1], *path = verb_value(v, a, "--output");
    x = (struct export){.verb = v};
    if (strcmp(what, "commands") != 0 && strcmp(what, "constitution") != 0 &&
        strcmp(what, "members") != 0 && strcmp(what, "auditor-key") != 0) {
        fprintf(stderr,
                "koinon export: \"%s\" is none of commands, constitution, members, auditor-key\n",
                what);
        return EXIT_USAGE;
    }
    if (verb_has(v, a, "--unit") && strcmp(what, "members") != 0) {
        fprintf(stderr, "koinon export: --unit is of members; %s are of the whole record\n", what);
        return EXIT_USAGE;
    }
    buf_init(&x.line, &alloc_heap, 64u << 20);
    arena_init(&x.arena, &alloc_heap, 1 << 22);
    int n = snprintf(x.keys_path, sizeof(x.keys_path), "%s/keys", a->args[0]);
    int r = (size_t)n < sizeof(x.keys_path)
                ? open_output(&x, path)
                : fail_set(&x.fail, ERR_RANGE, "%s is too long", a->args[0]);
    r = r < 0 ? r : run(&x, a->args[0], what, verb_value(v, a, "--unit"));
    if (x.to && x.to != stdout && fclose(x.to) != 0 && r == 0)
        r = fail_set(&x.fail, ERR_IO, "%s: %s", path, strerror(errno));
    if (r < 0 && path && x.to)
        (void)unlink(path); /* half a list would look like a whole one */
    record_keys_drop(&x.keys);
    folder_drop(&x.folder);
    arena_drop(&x.arena);
    buf_drop(&x.line);
    return r < 0 ? verb_fail(v, &x.fail) : EXIT_DONE;
}
