#include "store/vault.h"

#include <sodium.h>
#include <unistd.h>

#include "base/check.h"
#include "base/limits.h"
#include "base/sha256.h"
#include "store/fields.h"
#include "store/file.h"
#include "store/lock.h"
#include "store/slots.h"
#include "store/sql.h"

#define APPLICATION 0x4b6f6976 /* "Koiv" */
#define VERSION 1
#define NONCE_BYTES crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG_BYTES crypto_aead_xchacha20poly1305_ietf_ABYTES
#define FIELDS_BYTES_MAX                                                                           \
    (LIMIT_VAULT_FIELDS * (LIMIT_VAULT_NAME_BYTES + LIMIT_VAULT_VALUE_BYTES + 3) + 64)
#define SEALED_BYTES_MAX (FIELDS_BYTES_MAX + NONCE_BYTES + TAG_BYTES)
#define WORK_BYTES_MAX (4u << 20) /* of one call: fields old and new, plain and sealed */
#define MARK_BYTES 16
#define FOUND_MAX 8 /* persons with one mark that are looked at */
#define TRIES 4     /* a reader meets a change of the search key at most so often */

enum statement {
    BEGIN,
    COMMIT,
    ROLLBACK,
    STATE,
    SET_STATE,
    GET,
    PUT,
    DELETE,
    COUNT,
    SCAN,
    SLOTS,
    FIND,
    MARK,
    UNMARK,
    UNMARK_ALL,
    STATEMENTS,
};
static const char *const statement_names[STATEMENTS] = {
    "begin", "commit", "rollback", "state", "set-state", "get",    "put",        "delete",
    "count", "scan",   "slots",    "find",  "mark",      "unmark", "unmark-all",
};

struct vault {
    struct alloc *alloc;
    char db_path[FILE_PATH_MAX], keys_path[FILE_PATH_MAX], lock_path[FILE_PATH_MAX];
    struct lock lock;
    sqlite3 *db;
    sqlite3_stmt *sql[STATEMENTS];
    struct slots slots;
    uint64_t epoch; /* of the search key in use; the writer's only */
    bool writes, broken;
    /* of the transaction */
    bool begun;   /* by vault_begin */
    bool doomed;  /* something in it failed: it cannot be committed */
    bool counted; /* vault.keys has the new generation */
    bool took;    /* keys were added */
    bool forgot;  /* hashes must be made anew */
};

static int outcome(struct vault *v, int err) {
    v->broken |= err == ERR_IO;
    return err;
}

static int usable(const struct vault *v, bool to_write, struct fail *fail) {
    if (v->broken)
        return fail_set(fail, ERR_IO,
                        "the vault failed before and is not used again: end this program, see to "
                        "the disk, and start it anew");
    if (to_write && !v->writes)
        return fail_set(fail, ERR_DENIED, "%s was opened for reading", v->db_path);
    return 0;
}

static int no_memory(struct fail *fail) {
    return fail_set(fail, ERR_NOMEM, "not enough memory for what is known of a person");
}

static int step(struct vault *v, enum statement s, struct fail *fail) {
    return sql_step(v->sql[s], fail);
}

/* --- sealing ---------------------------------------------------------------------------------- */

struct bound_to { /* authenticated with each row: it cannot be moved to another person or vault */
    uint8_t b[VAULT_NUMBER_BYTES + 4];
};

static struct bound_to bound_to(const struct vault *v, uint32_t person) {
    struct bound_to ret;
    memcpy(ret.b, v->slots.number, VAULT_NUMBER_BYTES);
    for (int i = 0; i < 4; i++)
        ret.b[VAULT_NUMBER_BYTES + i] = (uint8_t)(person >> (8 * i));
    return ret;
}

static struct bytes seal(const struct vault *v, struct arena *a, uint32_t person,
                         const struct slot_key *key, struct bytes plain) {
    uint8_t *all = arena_get(a, NONCE_BYTES + plain.n + TAG_BYTES);
    if (!all)
        return bytes_of(NULL, 0);
    struct bound_to to = bound_to(v, person);
    unsigned long long n;
    randombytes_buf(all, NONCE_BYTES);
    crypto_aead_xchacha20poly1305_ietf_encrypt(all + NONCE_BYTES, &n, plain.at, plain.n, to.b,
                                               sizeof(to.b), NULL, all, key->b);
    return bytes_of(all, NONCE_BYTES + (size_t)n);
}

static int unseal(const struct vault *v, struct arena *a, uint32_t person,
                  const struct slot_key *key, struct bytes sealed, struct bytes *ret,
                  struct fail *fail) {
    struct bound_to to = bound_to(v, person);
    unsigned long long n = 0;
    if (sealed.n < NONCE_BYTES + TAG_BYTES || sealed.n > SEALED_BYTES_MAX)
        return fail_set(fail, ERR_BROKEN, "the row of person %u in %s is damaged", person,
                        v->db_path);
    uint8_t *plain = arena_get(a, sealed.n);
    if (!plain)
        return no_memory(fail);
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(plain, &n, NULL, sealed.at + NONCE_BYTES,
                                                   sealed.n - NONCE_BYTES, to.b, sizeof(to.b),
                                                   sealed.at, key->b) < 0)
        return fail_set(fail, ERR_BROKEN, "the row of person %u in %s does not fit her key", person,
                        v->db_path);
    *ret = bytes_of(plain, (size_t)n);
    return 0;
}

/* --- one person ------------------------------------------------------------------------------- */

struct person {
    uint32_t slot;
    struct slot_key key;
    struct vault_field *fields;
    size_t n;
    struct bytes plain; /* what the fields point into */
};

static void forget_plain(struct person *p) {
    if (p->plain.n)
        sodium_memzero((void *)p->plain.at, p->plain.n);
    sodium_memzero(&p->key, sizeof(p->key));
}

static int open_sealed(struct vault *v, struct arena *a, uint32_t person, struct bytes sealed,
                       struct person *ret, struct fail *fail) {
    struct person p = *ret;
    int err = slots_get(&v->slots, p.slot, person, &p.key, fail);
    if (err < 0)
        return err;
    err = unseal(v, a, person, &p.key, sealed, &p.plain, fail);
    if (err == 0 && (err = fields_decode(a, p.plain, &p.fields, &p.n)) == ERR_SYNTAX)
        err =
            fail_set(fail, ERR_BROKEN, "the row of person %u in %s is damaged", person, v->db_path);
    else if (err == ERR_NOMEM)
        no_memory(fail);
    if (err < 0)
        forget_plain(&p);
    else
        *ret = p;
    return err;
}

/* 1: there is a row, and RET has its slot and fields. 0: there is none. ERR_MISSING: a row without
 * its key. */
static int load(struct vault *v, struct arena *a, uint32_t person, struct person *ret,
                struct fail *fail) {
    sqlite3_stmt *get = v->sql[GET];
    sqlite3_bind_int64(get, 1, person);
    int err = step(v, GET, fail);
    if (err != 1)
        return err;
    struct person p = {.slot = (uint32_t)sqlite3_column_int64(get, 0)};
    struct bytes sealed =
        bytes_of(sqlite3_column_blob(get, 1), (size_t)sqlite3_column_bytes(get, 1));
    err = open_sealed(v, a, person, sealed, &p, fail);
    sqlite3_reset(get);
    if (err == 0)
        *ret = p;
    return err < 0 ? err : 1;
}

static int nobody(uint32_t person, struct fail *fail) {
    return fail_set(fail, ERR_MISSING, "nobody is known by the number %u", person);
}

struct state {
    uint8_t number[VAULT_NUMBER_BYTES];
    uint64_t generation, epoch;
};

static int read_state(struct vault *v, struct state *ret, struct fail *fail) {
    sqlite3_stmt *s = v->sql[STATE];
    int err = step(v, STATE, fail);
    if (err < 0)
        return err;
    if (err == 0 || sqlite3_column_bytes(s, 0) != VAULT_NUMBER_BYTES) {
        sqlite3_reset(s);
        return fail_set(fail, ERR_SYNTAX, "%s does not say which vault it is", v->db_path);
    }
    memcpy(ret->number, sqlite3_column_blob(s, 0), VAULT_NUMBER_BYTES);
    ret->generation = (uint64_t)sqlite3_column_int64(s, 1);
    ret->epoch = (uint64_t)sqlite3_column_int64(s, 2);
    sqlite3_reset(s);
    return 0;
}

/* A row whose key is not there: she is being forgotten when the keys are newer than the rows. */
static int without_key(struct vault *v, uint32_t person, struct fail *fail) {
    struct state state;
    uint64_t generation;
    int err = slots_read_generation(&v->slots, &generation, fail);
    if (err < 0 || (err = read_state(v, &state, fail)) < 0)
        return err;
    if (generation > state.generation)
        return nobody(person, fail);
    return fail_set(fail, ERR_BROKEN,
                    "the key of person %u is not in %s, which is an older copy than %s: restore "
                    "the latest one",
                    person, v->keys_path, v->db_path);
}

/* As load, and a row without its key is told apart. A forgetting may come between reading the row
 * and reading the key: then, read again, the row is gone or the keys are newer. */
static int load_known(struct vault *v, struct arena *a, uint32_t person, struct person *ret,
                      struct fail *fail) {
    struct fail first = {0};
    int err = load(v, a, person, ret, &first);
    if (err == ERR_MISSING) {
        first = (struct fail){0};
        err = load(v, a, person, ret, &first);
    }
    if (err == 0)
        return nobody(person, fail);
    if (err == ERR_MISSING)
        return without_key(v, person, fail);
    return err < 0 ? fail_set(fail, err, "%s", first.text) : 0;
}

/* --- searching -------------------------------------------------------------------------------- */

bool vault_field_is_searched(struct bytes field) {
    return bytes_is(field, "member-number") || bytes_is(field, "email");
}

struct mark {
    uint8_t b[MARK_BYTES];
};

static struct mark mark_of(const struct slot_key *key, struct bytes name, struct bytes value) {
    uint8_t text[1 + LIMIT_VAULT_NAME_BYTES + LIMIT_VAULT_VALUE_BYTES];
    text[0] = (uint8_t)name.n;
    memcpy(text + 1, name.at, name.n);
    memcpy(text + 1 + name.n, value.at, value.n);
    struct hash h =
        sha256_hmac(bytes_of(key->b, SLOT_KEY_BYTES), bytes_of(text, 1 + name.n + value.n));
    struct mark ret;
    memcpy(ret.b, h.b, MARK_BYTES);
    sodium_memzero(text, 1 + name.n + value.n);
    return ret;
}

static int set_marks(struct vault *v, enum statement s, const struct slot_key *key, uint32_t person,
                     const struct vault_field *fields, size_t n, struct fail *fail) {
    int err = 0;
    for (size_t i = 0; i < n && err == 0; i++) {
        if (!vault_field_is_searched(fields[i].name))
            continue;
        struct mark m = mark_of(key, fields[i].name, fields[i].value);
        sqlite3_bind_blob(v->sql[s], 1, m.b, MARK_BYTES, SQLITE_STATIC);
        sqlite3_bind_int64(v->sql[s], 2, person);
        err = sql_do(v->sql[s], fail);
        sqlite3_clear_bindings(v->sql[s]);
    }
    return err;
}

/* --- transactions ----------------------------------------------------------------------------- */

static int start(struct vault *v, struct fail *fail) {
    v->doomed = v->counted = v->took = v->forgot = false;
    return sql_do(v->sql[BEGIN], fail);
}

static void roll_back(struct vault *v) {
    struct fail ignored = {0};
    if (!sqlite3_get_autocommit(v->db))
        (void)sql_do(v->sql[ROLLBACK], &ignored);
    v->begun = false;
}

/* Says in vault.keys, before anything is destroyed there and before new keys are relied on, that it
 * is ahead of vault.db. */
static int count_up(struct vault *v, struct fail *fail) {
    int err = v->counted ? 0 : slots_set_generation(&v->slots, v->slots.generation + 1, fail);
    v->counted |= err == 0;
    return err;
}

static int mark_anew(struct vault *v, uint64_t epoch, struct fail *fail);

static int set_state(struct vault *v, uint64_t epoch, struct fail *fail) {
    sqlite3_bind_int64(v->sql[SET_STATE], 1, (sqlite3_int64)v->slots.generation);
    sqlite3_bind_int64(v->sql[SET_STATE], 2, (sqlite3_int64)epoch);
    return sql_do(v->sql[SET_STATE], fail);
}

static int finish(struct vault *v, struct fail *fail) {
    uint64_t epoch = v->epoch + v->forgot;
    int err = 0;
    if (v->took || v->forgot)
        err = v->counted ? slots_flush(&v->slots, fail) : count_up(v, fail);
    if (err == 0 && v->forgot)
        err = mark_anew(v, epoch, fail);
    if (err == 0 && v->counted)
        err = set_state(v, epoch, fail);
    if (err == 0)
        err = sql_do(v->sql[COMMIT], fail);
    if (err < 0)
        return err;
    v->begun = false;
    if (v->forgot) {
        v->epoch = epoch;
        err = slots_search_keep(&v->slots, epoch, fail);
    }
    return err;
}

static int enter(struct vault *v, struct fail *fail) {
    if (!v->begun)
        return start(v, fail);
    return v->doomed ? fail_set(fail, ERR_CONFLICT,
                                "something before failed: what was begun cannot be completed")
                     : 0;
}

static int leave(struct vault *v, int err, struct fail *fail) {
    if (v->begun) {
        v->doomed |= err < 0 && err != ERR_RANGE && err != ERR_BROKEN;
        return outcome(v, err);
    }
    if (err == 0)
        err = finish(v, fail);
    if (err < 0)
        roll_back(v);
    return outcome(v, err);
}

int vault_begin(struct vault *v, struct fail *fail) {
    int err = usable(v, true, fail);
    check(!v->begun);
    if (err < 0 || (err = start(v, fail)) < 0)
        return outcome(v, err);
    v->begun = true;
    return 0;
}

int vault_commit(struct vault *v, struct fail *fail) {
    int err = usable(v, true, fail);
    check(v->begun);
    if (err == 0 && v->doomed)
        err = fail_set(fail, ERR_CONFLICT, "something begun here failed: nothing of it is kept");
    if (err == 0)
        err = finish(v, fail);
    if (err < 0)
        roll_back(v);
    return outcome(v, err);
}

void vault_abandon(struct vault *v) {
    check(v->begun);
    roll_back(v);
}

/* --- putting and forgetting ------------------------------------------------------------------- */

static int write_row(struct vault *v, uint32_t person, uint32_t slot, struct bytes sealed,
                     struct fail *fail) {
    sqlite3_stmt *put = v->sql[PUT];
    sqlite3_bind_int64(put, 1, person);
    sqlite3_bind_int64(put, 2, slot);
    sqlite3_bind_blob(put, 3, sealed.at, (int)sealed.n, SQLITE_STATIC);
    int err = sql_do(put, fail);
    sqlite3_clear_bindings(put);
    return err;
}

/* OLD has her key, or a new one. */
static int put_merged(struct vault *v, struct arena *a, uint32_t person, const struct person *old,
                      const struct vault_field *fields, size_t n, struct fail *fail) {
    struct vault_field *all;
    struct slot_key search;
    size_t all_n;
    int err = fields_merge(a, old->fields, old->n, fields, n, &all, &all_n, fail);
    if (err < 0 || (err = slots_search_get(&v->slots, v->epoch, &search, fail)) < 0)
        return err;
    struct bytes plain = fields_encode(a, all, all_n);
    struct bytes sealed = plain.at ? seal(v, a, person, &old->key, plain) : plain;
    if (!sealed.at)
        err = no_memory(fail);
    if (err == 0)
        err = set_marks(v, UNMARK, &search, person, old->fields, old->n, fail);
    if (err == 0)
        err = set_marks(v, MARK, &search, person, all, all_n, fail);
    if (err == 0)
        err = write_row(v, person, old->slot, sealed, fail);
    if (plain.at)
        sodium_memzero((void *)plain.at, plain.n);
    sodium_memzero(&search, sizeof(search));
    return err;
}

static int put_in(struct vault *v, struct arena *a, uint32_t person,
                  const struct vault_field *fields, size_t n, struct fail *fail) {
    struct fail first = {0};
    struct person old = {0};
    int err = load(v, a, person, &old, &first);
    if (err == 0 || err == ERR_MISSING) {
        err = slots_take(&v->slots, person, &old.key, &old.slot, fail);
        v->took |= err == 0;
    } else if (err < 0) {
        return fail_set(fail, err, "%s", first.text);
    }
    if (err >= 0)
        err = put_merged(v, a, person, &old, fields, n, fail);
    forget_plain(&old);
    return err;
}

int vault_put(struct vault *v, uint32_t person, const struct vault_field *fields, size_t n,
              struct fail *fail) {
    struct arena a;
    int err = usable(v, true, fail);
    if (err == 0 && person == 0)
        err = fail_set(fail, ERR_RANGE, "0 is not the number of a person");
    if (err < 0 || (err = fields_check(fields, n, fail)) < 0 || (err = enter(v, fail)) < 0)
        return outcome(v, err);
    arena_init(&a, v->alloc, WORK_BYTES_MAX);
    err = put_in(v, &a, person, fields, n, fail);
    arena_drop(&a);
    return leave(v, err, fail);
}

static int delete_row(struct vault *v, uint32_t person, struct fail *fail) {
    sqlite3_bind_int64(v->sql[DELETE], 1, person);
    int err = sql_do(v->sql[DELETE], fail);
    v->forgot |= err == 0;
    return err;
}

static int forget_in(struct vault *v, uint32_t person, struct fail *fail) {
    uint32_t owner = 0;
    sqlite3_bind_int64(v->sql[GET], 1, person);
    int err = step(v, GET, fail);
    if (err != 1)
        return err;
    uint32_t slot = (uint32_t)sqlite3_column_int64(v->sql[GET], 0);
    sqlite3_reset(v->sql[GET]);
    err = slots_owner(&v->slots, slot, &owner, fail);
    if (err == 0 && owner == person && (err = count_up(v, fail)) == 0)
        err = slots_wipe(&v->slots, slot, fail);
    return err < 0 ? err : delete_row(v, person, fail);
}

int vault_forget(struct vault *v, uint32_t person, struct fail *fail) {
    int err = usable(v, true, fail);
    if (err < 0 || (err = enter(v, fail)) < 0)
        return outcome(v, err);
    return leave(v, forget_in(v, person, fail), fail);
}

/* --- reading ---------------------------------------------------------------------------------- */

int vault_get(struct vault *v, uint32_t person, struct arena *arena, struct vault_field **ret,
              size_t *ret_n, struct fail *fail) {
    struct person p = {0};
    int err = usable(v, false, fail);
    if (err < 0 || (err = load_known(v, arena, person, &p, fail)) < 0)
        return outcome(v, err);
    *ret = p.fields;
    *ret_n = p.n;
    sodium_memzero(&p.key, sizeof(p.key));
    return 0;
}

struct bytes vault_value(const struct vault_field *fields, size_t n, const char *field) {
    for (size_t i = 0; i < n; i++)
        if (bytes_is(fields[i].name, field))
            return fields[i].value;
    return bytes_of(NULL, 0);
}

int vault_count(struct vault *v, uint64_t *ret, struct fail *fail) {
    int err = usable(v, false, fail);
    if (err < 0 || (err = step(v, COUNT, fail)) < 0)
        return outcome(v, err);
    *ret = (uint64_t)sqlite3_column_int64(v->sql[COUNT], 0);
    sqlite3_reset(v->sql[COUNT]);
    return 0;
}

/* TOLERANT: leaves out rows that are damaged, too. */
static int scan(struct vault *v, bool tolerant, vault_visit *visit, void *self, struct fail *fail) {
    sqlite3_stmt *s = v->sql[SCAN];
    struct arena a;
    int err;
    arena_init(&a, v->alloc, WORK_BYTES_MAX);
    while ((err = step(v, SCAN, fail)) == 1) {
        struct fail its = {0};
        uint32_t person = (uint32_t)sqlite3_column_int64(s, 0);
        struct person p = {.slot = (uint32_t)sqlite3_column_int64(s, 1)};
        struct bytes sealed =
            bytes_of(sqlite3_column_blob(s, 2), (size_t)sqlite3_column_bytes(s, 2));
        err = open_sealed(v, &a, person, sealed, &p, &its);
        if (err == ERR_MISSING || (tolerant && err == ERR_BROKEN))
            err = 0;
        else if (err < 0)
            fail_set(fail, err, "%s", its.text);
        else
            err = visit(self, person, p.fields, p.n);
        forget_plain(&p);
        arena_clear(&a);
        if (err != 0)
            break;
    }
    sqlite3_reset(s);
    arena_drop(&a);
    return err;
}

int vault_scan(struct vault *v, vault_visit *visit, void *self, struct fail *fail) {
    int err = usable(v, false, fail);
    return err < 0 ? err : scan(v, false, visit, self, fail);
}

/* Who has this mark; more than FOUND_MAX are not looked at. */
static int marked(struct vault *v, const struct mark *m, uint32_t *ret, size_t *ret_n,
                  struct fail *fail) {
    int err = 0;
    *ret_n = 0;
    sqlite3_bind_blob(v->sql[FIND], 1, m->b, MARK_BYTES, SQLITE_STATIC);
    while (*ret_n < FOUND_MAX && (err = step(v, FIND, fail)) == 1)
        ret[(*ret_n)++] = (uint32_t)sqlite3_column_int64(v->sql[FIND], 0);
    sqlite3_reset(v->sql[FIND]);
    sqlite3_clear_bindings(v->sql[FIND]);
    return err < 0 ? err : 0;
}

/* 1: she is known and has this value now. */
static int has(struct vault *v, uint32_t person, struct bytes field, struct bytes value,
               struct fail *fail) {
    struct fail its = {0};
    struct person p = {0};
    struct arena a;
    int answer = 0;
    arena_init(&a, v->alloc, WORK_BYTES_MAX);
    int err = load_known(v, &a, person, &p, &its);
    for (size_t i = 0; err == 0 && i < p.n; i++)
        if (bytes_equal(p.fields[i].name, field) && bytes_equal(p.fields[i].value, value))
            answer = 1;
    forget_plain(&p);
    arena_drop(&a);
    return err < 0 && err != ERR_MISSING ? fail_set(fail, err, "%s", its.text) : answer;
}

static int find_once(struct vault *v, struct bytes field, struct bytes value, uint64_t epoch,
                     uint32_t *ret, struct fail *fail) {
    struct slot_key key;
    uint32_t persons[FOUND_MAX];
    size_t n, good = 0;
    int err = slots_search_get(&v->slots, epoch, &key, fail);
    if (err < 0)
        return err;
    struct mark m = mark_of(&key, field, value);
    sodium_memzero(&key, sizeof(key));
    err = marked(v, &m, persons, &n, fail);
    for (size_t i = 0; i < n && err == 0; i++) {
        int answer = has(v, persons[i], field, value, fail);
        err = answer < 0 ? answer : 0;
        if (answer == 1)
            persons[good++] = persons[i];
    }
    if (err < 0)
        return err;
    if (good == 0)
        return fail_set(fail, ERR_MISSING, "nobody has this %.*s", (int)field.n,
                        (const char *)field.at);
    if (good > 1)
        return fail_set(fail, ERR_CONFLICT, "more than one person has this %.*s", (int)field.n,
                        (const char *)field.at);
    *ret = persons[0];
    return 0;
}

int vault_find(struct vault *v, struct bytes field, struct bytes value, uint32_t *ret,
               struct fail *fail) {
    struct fail its;
    struct state before, after;
    int err = usable(v, false, fail);
    if (err < 0)
        return err;
    check(vault_field_is_searched(field));
    if (value.n < 1 || value.n > LIMIT_VAULT_VALUE_BYTES)
        return fail_set(fail, ERR_MISSING, "nobody has this %.*s", (int)field.n,
                        (const char *)field.at);
    /* The writer may change to another search key while this looks: then it looks again. */
    for (int i = 0; i < TRIES; i++) {
        its = (struct fail){0};
        if ((err = read_state(v, &before, fail)) < 0)
            return outcome(v, err);
        err = find_once(v, field, value, before.epoch, ret, &its);
        if (err != ERR_MISSING)
            return err < 0 ? outcome(v, fail_set(fail, err, "%s", its.text)) : 0;
        if ((err = read_state(v, &after, fail)) < 0)
            return outcome(v, err);
        if (after.epoch == before.epoch)
            return fail_set(fail, ERR_MISSING, "%s", its.text);
    }
    return fail_set(fail, ERR_BUSY, "the vault is being changed; try again");
}

struct marking {
    struct vault *vault;
    struct slot_key key;
    struct fail *fail;
};

static int mark_person(void *self, uint32_t person, const struct vault_field *fields, size_t n) {
    struct marking *m = self;
    return set_marks(m->vault, MARK, &m->key, person, fields, n, m->fail);
}

static int mark_anew(struct vault *v, uint64_t epoch, struct fail *fail) {
    struct marking m = {.vault = v, .fail = fail};
    int err = slots_search_new(&v->slots, epoch, &m.key, fail);
    if (err < 0 || (err = sql_do(v->sql[UNMARK_ALL], fail)) < 0)
        return err;
    err = scan(v, true, mark_person, &m, fail);
    sodium_memzero(&m.key, sizeof(m.key));
    return err;
}

/* --- opening ---------------------------------------------------------------------------------- */

static int create_db(const struct vault *v, const uint8_t *number, struct fail *fail) {
    char draft[FILE_PATH_MAX];
    sqlite3 *db;
    sqlite3_stmt *created;
    int err = file_draft(v->db_path, draft, fail);
    if (err < 0 || (err = sql_create(draft, "vault", SEALED_BYTES_MAX + 4096, &db, fail)) < 0)
        return err;
    err = sql_prepare(db, "vault", "created", &created, fail);
    if (err == 0) {
        sqlite3_bind_blob(created, 1, number, VAULT_NUMBER_BYTES, SQLITE_STATIC);
        err = sql_do(created, fail);
        sqlite3_finalize(created);
    }
    if (err == 0)
        err = sql_empty_log(db, fail);
    sqlite3_close(db);
    if (err == 0)
        return file_place(draft, v->db_path, fail);
    unlink(draft);
    return err;
}

static int create(const struct vault *v, struct fail *fail) {
    uint8_t number[VAULT_NUMBER_BYTES];
    if (access(v->db_path, F_OK) == 0)
        return fail_set(fail, ERR_EXISTS, "%s is there already", v->db_path);
    randombytes_buf(number, sizeof(number));
    int err = slots_create(v->keys_path, number, fail);
    return err < 0 ? err : create_db(v, number, fail);
}

/* One row against its slot, on opening to write. */
struct reconciling {
    bool keys_newer, keys_older;
    bool row; /* the statement stands on a row */
    uint32_t id, slot;
};

static int next_row(struct vault *v, struct reconciling *r, struct fail *fail) {
    int err = step(v, SLOTS, fail);
    r->row = err == 1;
    if (err == 1) {
        r->id = (uint32_t)sqlite3_column_int64(v->sql[SLOTS], 0);
        r->slot = (uint32_t)sqlite3_column_int64(v->sql[SLOTS], 1);
    }
    return err < 0 ? err : 0;
}

/* Rows that point to SLOT, whose key is OWNER's. Without her key a person is forgotten when the
 * keys are newer; when they are older, her row waits for the right file. */
static int reconcile_rows(struct vault *v, struct reconciling *r, uint32_t slot, uint32_t owner,
                          bool *ret_claimed, struct fail *fail) {
    int err = 0;
    *ret_claimed = false;
    while (err == 0 && r->row && r->slot == slot) {
        if (owner == r->id)
            *ret_claimed = true;
        else if (r->keys_newer)
            err = delete_row(v, r->id, fail);
        if (err == 0)
            err = next_row(v, r, fail);
    }
    return err;
}

static int reconcile_slots(struct vault *v, struct reconciling *r, struct fail *fail) {
    int err = next_row(v, r, fail);
    for (uint32_t slot = 0; err == 0 && slot < v->slots.n; slot++) {
        uint32_t owner;
        bool claimed;
        if ((err = slots_owner(&v->slots, slot, &owner, fail)) < 0 ||
            (err = reconcile_rows(v, r, slot, owner, &claimed, fail)) < 0)
            break;
        /* Old keys bring back persons who were forgotten since. A key without a row may also be of
         * a row that an old copy of vault.db lacks: it stays. */
        if (owner && !claimed && r->keys_older) {
            err = slots_wipe(&v->slots, slot, fail);
            owner = 0;
        }
        if (err == 0 && owner == 0)
            err = slots_offer(&v->slots, slot, fail);
    }
    while (err == 0 && r->row) {
        bool claimed;
        err = reconcile_rows(v, r, r->slot, 0, &claimed, fail);
    }
    sqlite3_reset(v->sql[SLOTS]);
    return err;
}

/* Finishes what a process that died left, and faces files restored from another day. */
static int reconcile(struct vault *v, const struct state *state, struct fail *fail) {
    struct slot_key key;
    struct reconciling r = {.keys_newer = v->slots.generation > state->generation,
                            .keys_older = v->slots.generation < state->generation};
    struct fail ignored = {0};
    v->epoch = state->epoch;
    int err = start(v, fail);
    if (err < 0)
        return err;
    err = reconcile_slots(v, &r, fail);
    if (err == 0 && r.keys_older)
        err = slots_set_generation(&v->slots, state->generation, fail);
    v->counted = r.keys_newer; /* so that vault.db follows */
    if (err == 0 && slots_search_get(&v->slots, v->epoch, &key, &ignored) < 0)
        v->forgot = true;
    sodium_memzero(&key, sizeof(key));
    err = leave(v, err, fail);
    return err < 0 ? err : slots_search_keep(&v->slots, v->epoch, fail);
}

static int open_db(struct vault *v, struct fail *fail) {
    struct state state;
    int err = file_check(v->db_path, false, fail);
    if (err == 0)
        err = sql_open(v->db_path, v->writes ? SQL_WRITE : SQL_READ, SEALED_BYTES_MAX + 4096,
                       &v->db, fail);
    if (err < 0 ||
        (err = sql_check_format(v->db, "vault", "a vault", APPLICATION, VERSION, fail)) < 0 ||
        (err = sql_run(v->db, "vault", "session", fail)) < 0)
        return err;
    for (int i = 0; i < STATEMENTS && err == 0; i++)
        err = sql_prepare(v->db, "vault", statement_names[i], &v->sql[i], fail);
    if (err < 0 || (err = read_state(v, &state, fail)) < 0)
        return err;
    if (memcmp(state.number, v->slots.number, VAULT_NUMBER_BYTES) != 0)
        return fail_set(fail, ERR_BROKEN, "%s and %s do not belong together", v->db_path,
                        v->keys_path);
    return v->writes ? reconcile(v, &state, fail) : 0;
}

static int open_files(struct vault *v, enum store_mode mode, struct fail *fail) {
    int err = 0;
    v->writes = mode != STORE_READ;
    if (mode != STORE_CREATE && (err = file_check(v->db_path, false, fail)) < 0)
        return err;
    if (v->writes && (err = lock_take(v->lock_path, &v->lock, fail)) < 0)
        return err;
    if (mode == STORE_CREATE && (err = create(v, fail)) < 0)
        return err;
    if ((err = slots_open(v->keys_path, v->writes, v->alloc, &v->slots, fail)) < 0)
        return err;
    return open_db(v, fail);
}

int vault_open(const char *folder, enum store_mode mode, struct alloc *alloc, struct vault **ret,
               struct fail *fail) {
    if (sodium_init() < 0)
        return fail_set(fail, ERR_IO, "this machine gives no random numbers");
    struct vault *v = alloc->resize(alloc, NULL, 0, sizeof(*v));
    if (!v)
        return fail_set(fail, ERR_NOMEM, "not enough memory to open the vault in %s", folder);
    *v = (struct vault){.alloc = alloc, .slots.fd = -1};
    int err = file_path(folder, "vault.db", v->db_path, fail);
    if (err == 0)
        err = file_path(folder, "vault.keys", v->keys_path, fail);
    if (err == 0)
        err = file_path(folder, "vault.lock", v->lock_path, fail);
    if (err == 0)
        err = open_files(v, mode, fail);
    if (err < 0) {
        vault_free(v);
        return err;
    }
    *ret = v;
    return 0;
}

void vault_free(struct vault *v) {
    if (!v)
        return;
    if (v->db)
        roll_back(v);
    for (int i = 0; i < STATEMENTS; i++)
        sqlite3_finalize(v->sql[i]);
    sqlite3_close(v->db);
    slots_drop(&v->slots);
    lock_drop(&v->lock);
    v->alloc->resize(v->alloc, v, sizeof(*v), 0);
}
