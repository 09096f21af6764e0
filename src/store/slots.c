#include "store/slots.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/check.h"
#include "base/limits.h"
#include "base/sha256.h"
#include "store/file.h"

#define MAGIC "koinon vault keys 1\n"
#define HEAD_BYTES 512
#define SLOT_BYTES 64
#define NUMBER_AT 32
#define GENERATION_AT 48
#define SEARCH_AT 64 /* two, of SLOT_BYTES: epoch in place of the person */
#define CHECK_BYTES 16

/* On disk, little-endian: 8 bytes of owner (person or epoch), 32 of key, 16 of check, 8 of zero. */
struct slot {
    uint64_t owner;
    struct slot_key key;
};

static void put_u64(uint8_t *at, uint64_t n) {
    for (int i = 0; i < 8; i++)
        at[i] = (uint8_t)(n >> (8 * i));
}

static uint64_t get_u64(const uint8_t *at) {
    uint64_t n = 0;
    for (int i = 7; i >= 0; i--)
        n = n << 8 | at[i];
    return n;
}

static void slot_write(const struct slot *s, uint8_t *ret) {
    memset(ret, 0, SLOT_BYTES);
    put_u64(ret, s->owner);
    memcpy(ret + 8, s->key.b, SLOT_KEY_BYTES);
    struct hash h = sha256_of(bytes_of(ret, 8 + SLOT_KEY_BYTES));
    memcpy(ret + 8 + SLOT_KEY_BYTES, h.b, CHECK_BYTES);
}

/* false: damaged. Nobody's: owner 0. */
static bool slot_read(const uint8_t *at, struct slot *ret) {
    uint8_t again[SLOT_BYTES];
    if (sodium_is_zero(at, SLOT_BYTES)) {
        *ret = (struct slot){0};
        return true;
    }
    struct slot s = {.owner = get_u64(at)};
    memcpy(s.key.b, at + 8, SLOT_KEY_BYTES);
    slot_write(&s, again);
    bool good = s.owner != 0 && memcmp(again, at, SLOT_BYTES) == 0;
    if (good)
        *ret = s;
    sodium_memzero(again, sizeof(again));
    sodium_memzero(&s, sizeof(s));
    return good;
}

/* --- bytes at a place ------------------------------------------------------------------------- */

static off_t place(uint32_t slot) {
    return HEAD_BYTES + (off_t)slot * SLOT_BYTES;
}

/* Past the end there are zeros: nobody's. */
static int read_at(struct slots *s, off_t at, uint8_t *ret, size_t n, struct fail *fail) {
    ssize_t got;
    while ((got = pread(s->fd, ret, n, at)) < 0 && errno == EINTR)
        ;
    if (got < 0)
        return fail_set(fail, ERR_IO, "cannot read %s: %s", s->path, strerror(errno));
    memset(ret + got, 0, n - (size_t)got);
    return 0;
}

static int write_at(struct slots *s, off_t at, const uint8_t *bytes, size_t n, struct fail *fail) {
    check(s->writes);
    ssize_t done;
    while ((done = pwrite(s->fd, bytes, n, at)) < 0 && errno == EINTR)
        ;
    if (done != (ssize_t)n)
        return fail_set(fail, ERR_IO, "cannot write %s: %s", s->path,
                        done < 0 ? strerror(errno) : "no room left on the disk");
    s->unflushed = true;
    return 0;
}

int slots_flush(struct slots *s, struct fail *fail) {
    if (s->unflushed && fdatasync(s->fd) < 0)
        return fail_set(fail, ERR_IO, "cannot flush %s: %s", s->path, strerror(errno));
    s->unflushed = false;
    return 0;
}

static int read_slot(struct slots *s, off_t at, struct slot *ret, struct fail *fail) {
    uint8_t bytes[SLOT_BYTES];
    int err = read_at(s, at, bytes, sizeof(bytes), fail);
    if (err == 0 && !slot_read(bytes, ret))
        err = fail_set(fail, ERR_BROKEN, "%s is damaged at byte %lld: restore its last copy",
                       s->path, (long long)at);
    sodium_memzero(bytes, sizeof(bytes));
    return err;
}

static int write_slot(struct slots *s, off_t at, const struct slot *slot, struct fail *fail) {
    uint8_t bytes[SLOT_BYTES];
    slot_write(slot, bytes);
    int err = write_at(s, at, bytes, sizeof(bytes), fail);
    sodium_memzero(bytes, sizeof(bytes));
    return err;
}

static int wipe(struct slots *s, off_t at, struct fail *fail) {
    static const uint8_t zeros[SLOT_BYTES];
    int err = write_at(s, at, zeros, sizeof(zeros), fail);
    return err < 0 ? err : slots_flush(s, fail);
}

/* --- the file --------------------------------------------------------------------------------- */

static off_t search_place(uint64_t epoch) {
    return SEARCH_AT + (off_t)(epoch % 2) * SLOT_BYTES;
}

int slots_create(const char *path, const uint8_t *number, struct fail *fail) {
    uint8_t head[HEAD_BYTES] = {0};
    struct slot search = {.owner = 1};
    memcpy(head, MAGIC, sizeof(MAGIC) - 1);
    memcpy(head + NUMBER_AT, number, VAULT_NUMBER_BYTES);
    put_u64(head + GENERATION_AT, 1);
    randombytes_buf(search.key.b, SLOT_KEY_BYTES);
    slot_write(&search, head + search_place(1));
    int err = file_create(path, bytes_of(head, sizeof(head)), fail);
    sodium_memzero(head, sizeof(head));
    sodium_memzero(&search, sizeof(search));
    return err;
}

static int read_head(struct slots *s, struct fail *fail) {
    uint8_t head[SEARCH_AT];
    struct stat st;
    int err = read_at(s, 0, head, sizeof(head), fail);
    if (err < 0)
        return err;
    if (memcmp(head, MAGIC, sizeof(MAGIC) - 1) != 0 || fstat(s->fd, &st) < 0 ||
        st.st_size < HEAD_BYTES)
        return fail_set(fail, ERR_SYNTAX, "%s is not the file of a vault's keys", s->path);
    if (st.st_size > HEAD_BYTES + (off_t)LIMIT_VAULT_PERSONS * SLOT_BYTES)
        return fail_set(fail, ERR_RANGE, "%s has more than %u keys", s->path, LIMIT_VAULT_PERSONS);
    memcpy(s->number, head + NUMBER_AT, VAULT_NUMBER_BYTES);
    s->generation = get_u64(head + GENERATION_AT);
    s->n = (uint32_t)((st.st_size - HEAD_BYTES + SLOT_BYTES - 1) / SLOT_BYTES);
    return 0;
}

int slots_open(const char *path, bool writes, struct alloc *alloc, struct slots *ret,
               struct fail *fail) {
    struct slots s = {.writes = writes, .path = path, .alloc = alloc};
    int err = file_check(path, true, fail);
    if (err < 0)
        return err;
    s.fd = open(path, (writes ? O_RDWR : O_RDONLY) | O_CLOEXEC);
    if (s.fd < 0)
        return fail_set(fail, ERR_IO, "cannot open %s: %s", path, strerror(errno));
    if ((err = read_head(&s, fail)) < 0) {
        close(s.fd);
        return err;
    }
    *ret = s;
    return 0;
}

void slots_drop(struct slots *s) {
    if (s->fd >= 0)
        close(s->fd);
    s->fd = -1;
    if (s->unused)
        s->alloc->resize(s->alloc, s->unused, s->unused_room * sizeof(*s->unused), 0);
    s->unused = NULL;
}

/* --- persons ---------------------------------------------------------------------------------- */

int slots_get(struct slots *s, uint32_t slot, uint32_t person, struct slot_key *ret,
              struct fail *fail) {
    struct slot found;
    int err = read_slot(s, place(slot), &found, fail);
    if (err == 0 && found.owner != person)
        err = fail_set(fail, ERR_MISSING, "%s has no key of person %u", s->path, person);
    if (err == 0)
        *ret = found.key;
    sodium_memzero(&found, sizeof(found));
    return err;
}

int slots_owner(struct slots *s, uint32_t slot, uint32_t *ret, struct fail *fail) {
    struct slot found;
    int err = read_slot(s, place(slot), &found, fail);
    if (err == 0)
        *ret = (uint32_t)found.owner;
    sodium_memzero(&found, sizeof(found));
    return err;
}

int slots_offer(struct slots *s, uint32_t slot, struct fail *fail) {
    if (s->unused_n == s->unused_room) {
        size_t room = s->unused_room ? 2 * s->unused_room : 64;
        void *at = s->alloc->resize(s->alloc, s->unused, s->unused_room * sizeof(*s->unused),
                                    room * sizeof(*s->unused));
        if (!at)
            return fail_set(fail, ERR_NOMEM, "not enough memory for the slots of %s", s->path);
        s->unused = at;
        s->unused_room = room;
    }
    s->unused[s->unused_n++] = slot;
    return 0;
}

int slots_take(struct slots *s, uint32_t person, struct slot_key *ret_key, uint32_t *ret_slot,
               struct fail *fail) {
    uint32_t slot = s->unused_n ? s->unused[s->unused_n - 1] : s->n;
    struct slot new = {.owner = person};
    if (slot >= LIMIT_VAULT_PERSONS)
        return fail_set(fail, ERR_RANGE, "the vault is full: it holds %u persons at most",
                        LIMIT_VAULT_PERSONS);
    randombytes_buf(new.key.b, SLOT_KEY_BYTES);
    int err = write_slot(s, place(slot), &new, fail);
    if (err == 0) {
        if (s->unused_n)
            s->unused_n--;
        else
            s->n++;
        *ret_key = new.key;
        *ret_slot = slot;
    }
    sodium_memzero(&new, sizeof(new));
    return err;
}

int slots_wipe(struct slots *s, uint32_t slot, struct fail *fail) {
    return wipe(s, place(slot), fail);
}

/* --- the head --------------------------------------------------------------------------------- */

int slots_set_generation(struct slots *s, uint64_t generation, struct fail *fail) {
    uint8_t bytes[8];
    put_u64(bytes, generation);
    int err = write_at(s, GENERATION_AT, bytes, sizeof(bytes), fail);
    if (err < 0 || (err = slots_flush(s, fail)) < 0)
        return err;
    s->generation = generation;
    return 0;
}

int slots_read_generation(struct slots *s, uint64_t *ret, struct fail *fail) {
    uint8_t bytes[8];
    int err = read_at(s, GENERATION_AT, bytes, sizeof(bytes), fail);
    if (err == 0)
        *ret = get_u64(bytes);
    return err;
}

int slots_search_get(struct slots *s, uint64_t epoch, struct slot_key *ret, struct fail *fail) {
    struct slot found;
    int err = read_slot(s, search_place(epoch), &found, fail);
    if (err == 0 && found.owner != epoch)
        err = fail_set(fail, ERR_MISSING, "%s has no search key %llu", s->path,
                       (unsigned long long)epoch);
    if (err == 0)
        *ret = found.key;
    sodium_memzero(&found, sizeof(found));
    return err;
}

int slots_search_new(struct slots *s, uint64_t epoch, struct slot_key *ret, struct fail *fail) {
    struct slot new = {.owner = epoch};
    randombytes_buf(new.key.b, SLOT_KEY_BYTES);
    int err = write_slot(s, search_place(epoch), &new, fail);
    if (err == 0 && (err = slots_flush(s, fail)) == 0)
        *ret = new.key;
    sodium_memzero(&new, sizeof(new));
    return err;
}

int slots_search_keep(struct slots *s, uint64_t epoch, struct fail *fail) {
    static const uint8_t zeros[SLOT_BYTES];
    uint8_t other[SLOT_BYTES];
    int err = read_at(s, search_place(epoch + 1), other, sizeof(other), fail);
    bool wiped = err == 0 && sodium_memcmp(other, zeros, sizeof(other)) == 0;
    sodium_memzero(other, sizeof(other));
    return err < 0 || wiped ? err : wipe(s, search_place(epoch + 1), fail);
}
