#include "engine/beside.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "engine/hashes.h"
#include "store/file.h"
#include "wire/note.h"

#define LEAVES_BYTES_MAX ((size_t)1 << 32)

int beside_key(const uint8_t public_key[ED25519_PUBLIC_BYTES], struct note_key *ret,
               struct fail *fail) {
    char hex[65], name[80];
    bytes_to_hex(bytes_of(public_key, ED25519_PUBLIC_BYTES), hex);
    int n = snprintf(name, sizeof(name), "koinon/%.32s", hex);
    return note_key_make(bytes_of(name, (size_t)n), NOTE_ED25519, public_key, ret, fail);
}

static int own_key(const struct record_keys *keys, struct note_key *ret, struct fail *fail) {
    return beside_key(keys->log_public, ret, fail);
}

int beside_vkey(const char *folder, struct note_key *ret, struct fail *fail) {
    struct buf text;
    buf_init(&text, &alloc_heap, 4096);
    int r = beside_file(folder, "log.vkey", &text, fail);
    struct bytes line = buf_view(&text);
    while (line.n && line.at[line.n - 1] == '\n')
        line.n--;
    if (r == 0 && !line.n)
        r = fail_set(fail, ERR_MISSING, "there is no log.vkey in %s: nothing is signed yet",
                     folder);
    r = r < 0 ? r : note_key_parse(line, ret, fail);
    buf_drop(&text);
    return r;
}

int beside_replace(const char *folder, const char *name, struct bytes content, struct fail *fail) {
    char path[FILE_PATH_MAX], draft[FILE_PATH_MAX];
    int r = file_path(folder, name, path, fail);
    r = r < 0 ? r : file_draft(path, draft, fail);
    if (r < 0)
        return r;
    r = file_create(draft, content, fail);
    if (r == 0 && rename(draft, path) < 0)
        r = fail_set(fail, ERR_IO, "cannot replace %s: %s", path, strerror(errno));
    return r;
}

int beside_sign(const struct merkle *tree, const struct record_keys *keys, struct buf *b,
                struct fail *fail) {
    struct note_key key;
    struct ed25519_secret secret;
    struct buf text;
    struct checkpoint c = {.size = tree->n, .root = merkle_root(tree)};
    int r = own_key(keys, &key, fail);
    if (r < 0)
        return r;
    buf_init(&text, &alloc_heap, 4096);
    c.origin = bytes_str(key.name);
    checkpoint_text(&c, &text);
    memcpy(&secret, keys->log_secret, sizeof(secret));
    r = text.failed ? fail_set(fail, ERR_NOMEM, "not enough memory to sign a checkpoint")
                    : note_sign(buf_view(&text), &key, &secret, 0, b, fail);
    ed25519_wipe(&secret);
    buf_drop(&text);
    return r;
}

static int write_key(const char *folder, const struct record_keys *keys, struct fail *fail) {
    char vkey[NOTE_KEY_TEXT_MAX + 2];
    struct note_key key;
    int r = own_key(keys, &key, fail);
    if (r < 0)
        return r;
    struct note_key there;
    if (beside_vkey(folder, &there, NULL) == 0 && memcmp(&there, &key, sizeof(key)) == 0)
        return 0;
    note_key_format(&key, vkey);
    size_t n = strlen(vkey);
    vkey[n] = '\n';
    return beside_replace(folder, "log.vkey", bytes_of(vkey, n + 1), fail);
}

int beside_write(const char *folder, uint64_t from, struct bytes hashes, const struct merkle *tree,
                 const struct record_keys *keys, struct fail *fail) {
    struct buf note;
    buf_init(&note, &alloc_heap, LIMIT_NOTE_BYTES);
    int r = hashes_write(folder, from, hashes, fail);
    r = r < 0 ? r : beside_sign(tree, keys, &note, fail);
    r = r < 0 ? r : write_key(folder, keys, fail);
    r = r < 0 ? r : beside_replace(folder, "checkpoint", buf_view(&note), fail);
    buf_drop(&note);
    return r;
}

/* --- reading ---------------------------------------------------------------------------------- */

int beside_file(const char *folder, const char *name, struct buf *ret, struct fail *fail) {
    char path[FILE_PATH_MAX];
    int r = file_path(folder, name, path, fail);
    if (r < 0 || access(path, F_OK) != 0)
        return r;
    return file_read(path, ret, fail);
}

int beside_known(const char *folder, const struct record_keys *keys, struct checkpoint *ret,
                 struct buf *note, struct fail *fail) {
    struct note_key key;
    struct note_opened opened;
    struct checkpoint c = {0};
    int r = beside_file(folder, "checkpoint", note, fail);
    r = r < 0 ? r : own_key(keys, &key, fail);
    if (r == 0 && note->n) {
        if (note_open(buf_view(note), &key, 1, &opened, NULL) < 0 ||
            checkpoint_parse(opened.text, &c, NULL) < 0)
            return fail_set(
                fail, ERR_BROKEN,
                "%s/checkpoint is not signed by this record's key. If the key was changed on "
                "purpose, move that file away",
                folder);
    }
    if (r == 0)
        *ret = c;
    return r;
}

static void open_checkpoint(struct beside *b, struct bytes vkey) {
    struct note_key key;
    struct note_opened opened;
    struct checkpoint c;
    while (vkey.n && vkey.at[vkey.n - 1] == '\n')
        vkey.n--;
    if (!b->checkpoint.n || note_key_parse(vkey, &key, NULL) < 0 ||
        note_open(buf_view(&b->checkpoint), &key, 1, &opened, NULL) < 0 ||
        checkpoint_parse(opened.text, &c, NULL) < 0)
        return;
    b->signed_by_key = true;
    b->size = c.size;
    b->root = c.root;
    if (b->leaves.n / HASH_BYTES < c.size)
        return;
    struct hash root =
        merkle_root_of((const struct hash *)(const void *)b->leaves.at, (size_t)c.size);
    b->leaves_fit = hash_equal(&root, &c.root);
}

int beside_read(const char *folder, struct beside *ret, struct fail *fail) {
    struct buf vkey;
    buf_init(&ret->leaves, &alloc_heap, LEAVES_BYTES_MAX);
    buf_init(&ret->checkpoint, &alloc_heap, 1 << 16);
    buf_init(&vkey, &alloc_heap, 4096);
    ret->size = 0;
    ret->signed_by_key = ret->leaves_fit = false;
    int r = beside_file(folder, "leaves", &ret->leaves, fail);
    r = r < 0 ? r : beside_file(folder, "checkpoint", &ret->checkpoint, fail);
    r = r < 0 ? r : beside_file(folder, "log.vkey", &vkey, fail);
    if (r == 0)
        open_checkpoint(ret, buf_view(&vkey));
    buf_drop(&vkey);
    return r;
}

void beside_drop(struct beside *b) {
    buf_drop(&b->leaves);
    buf_drop(&b->checkpoint);
}
