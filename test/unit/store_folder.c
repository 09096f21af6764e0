/* The folder of a federation, the record's secrets, and copies to rehearse on. */
#include "store_place.h"

#include <sodium.h>

#include "store/folder.h"

static struct fail fail;

static char koinon[256], other[256];

static void start(struct place *p) {
    place_init(p);
    snprintf(koinon, sizeof(koinon), "%s/union.koinon", p->folder);
    snprintf(other, sizeof(other), "%s/rehearsal.koinon", p->folder);
    fail = (struct fail){0};
}

static const char *in(const char *folder, const char *name) {
    static char path[300];
    snprintf(path, sizeof(path), "%s/%s", folder, name);
    return path;
}

static void expect_open_fails(const char *path, unsigned parts, int code, const char *says) {
    struct folder f = {0};
    fail = (struct fail){0};
    EXPECT_INT(folder_open(path, STORE_READ, parts, &alloc_heap, &f, &fail), code);
    EXPECT(!f.record && !f.vault && !f.has_keys);
    if (!strstr(fail.text, says))
        TEST_FAIL_("\"%s\" does not say \"%s\"", fail.text, says);
    folder_drop(&f);
}

/* --- the record's secrets --------------------------------------------------------------------- */

TEST(keys_are_made_once_and_read_back) {
    struct place p;
    struct record_keys a, b, c;
    uint8_t signature[crypto_sign_BYTES];
    struct stat st;
    start(&p);
    EXPECT_INT(record_keys_load(in(p.folder, "keys"), &a, &fail), ERR_MISSING);
    EXPECT_INT(record_keys_create(in(p.folder, "keys"), NULL, &fail), 0);
    EXPECT_INT(record_keys_create(in(p.folder, "keys"), NULL, &fail), ERR_EXISTS);
    EXPECT_INT(record_keys_load(in(p.folder, "keys"), &b, &fail), 0);
    EXPECT_INT(record_keys_load(in(p.folder, "keys"), &a, &fail), 0);
    EXPECT(memcmp(&a, &b, sizeof(a)) == 0);
    EXPECT(stat(in(p.folder, "keys"), &st) == 0 && (st.st_mode & 0777) == 0600);
    crypto_sign_detached(signature, NULL, (const uint8_t *)"x", 1, b.log_secret);
    EXPECT_INT(crypto_sign_verify_detached(signature, (const uint8_t *)"x", 1, b.log_public), 0);
    EXPECT_INT(record_keys_create(in(p.folder, "keys2"), NULL, &fail), 0);
    EXPECT_INT(record_keys_load(in(p.folder, "keys2"), &c, &fail), 0);
    EXPECT(memcmp(a.log_public, c.log_public, 32) != 0);
    EXPECT(memcmp(a.salt_secret, c.salt_secret, 32) != 0);
    EXPECT(memcmp(a.pseudonym_secret, c.pseudonym_secret, 32) != 0);
    EXPECT(memcmp(c.salt_secret, c.pseudonym_secret, 32) != 0);
    record_keys_drop(&c);
    EXPECT(sodium_is_zero((const uint8_t *)&c, sizeof(c)));
    place_drop(&p);
}

TEST(any_wrong_character_in_the_keys_is_noticed) {
    struct place p;
    struct record_keys k = {0}, untouched = {0};
    start(&p);
    EXPECT_INT(record_keys_create(in(p.folder, "keys"), NULL, &fail), 0);
    EXPECT_INT(record_keys_load(in(p.folder, "keys"), &k, &fail), 0);
    struct bytes text = place_read(in(p.folder, "keys"));
    REQUIRE(text.n > 300);
    k = untouched;
    for (size_t i = 0; i < text.n; i++) {
        uint8_t *at = (uint8_t *)text.at + i, was = *at;
        *at = was == '1' ? '2' : '1';
        place_write(in(p.folder, "keys"), text);
        fail = (struct fail){0};
        EXPECT_INT(record_keys_load(in(p.folder, "keys"), &k, &fail), ERR_SYNTAX);
        *at = was;
    }
    for (size_t n = 0; n < text.n; n += 7) {
        place_write(in(p.folder, "keys"), bytes_of(text.at, n));
        EXPECT_INT(record_keys_load(in(p.folder, "keys"), &k, &fail), ERR_SYNTAX);
    }
    EXPECT(memcmp(&k, &untouched, sizeof(k)) == 0);
    static uint8_t big[5000];
    place_write(in(p.folder, "keys"), bytes_of(big, sizeof(big)));
    EXPECT_INT(record_keys_load(in(p.folder, "keys"), &k, &fail), ERR_SYNTAX);
    place_write(in(p.folder, "keys"), text);
    EXPECT_INT(record_keys_load(in(p.folder, "keys"), &k, &fail), 0);
    chmod(in(p.folder, "keys"), 0644);
    fail = (struct fail){0};
    EXPECT_INT(record_keys_load(in(p.folder, "keys"), &k, &fail), ERR_DENIED);
    free((void *)text.at);
    place_drop(&p);
}

/* --- the folder ------------------------------------------------------------------------------- */

TEST(folder_is_made_whole_and_opens) {
    struct place p;
    struct folder f, second;
    struct stat st;
    start(&p);
    mkdir(in(p.folder, "union.koinon.new"), 0700); /* left by a process that died */
    place_write(in(p.folder, "union.koinon.new/keys"), BYTES_LIT("half"));
    char slashed[300];
    snprintf(slashed, sizeof(slashed), "%s//", koinon);
    EXPECT_INT(folder_create(slashed, &alloc_heap, &fail), 0);
    EXPECT_INT(folder_create(koinon, &alloc_heap, &fail), ERR_EXISTS);
    EXPECT(access(in(p.folder, "union.koinon.new"), F_OK) < 0);
    EXPECT(stat(koinon, &st) == 0 && (st.st_mode & 0777) == 0700);
    struct bytes readme = place_read(in(koinon, "README.txt"));
    EXPECT(memmem(readme.at, readme.n, "vault.keys", 10) != NULL);
    free((void *)readme.at);

    EXPECT_INT(folder_open(koinon, STORE_WRITE, FOLDER_ALL, &alloc_heap, &f, &fail), 0);
    EXPECT_INT(store_append(f.record, 0, &BYTES_LIT("first"), 1, &fail), 0);
    EXPECT_INT(
        vault_put(f.vault, 1, &(struct vault_field){BYTES_LIT("name"), BYTES_LIT("M.")}, 1, &fail),
        0);
    EXPECT(f.has_keys && !sodium_is_zero(f.keys.log_public, 32));
    EXPECT_INT(folder_open(koinon, STORE_WRITE, FOLDER_RECORD, &alloc_heap, &second, &fail),
               ERR_CONFLICT);
    EXPECT_INT(folder_open(koinon, STORE_READ, FOLDER_ALL, &alloc_heap, &second, &fail), 0);
    uint64_t n;
    EXPECT_INT(store_size(second.record, &n, &fail), 0);
    EXPECT_INT(n, 1);
    folder_drop(&second);
    folder_drop(&f);
    EXPECT(!f.record && !f.vault && !f.has_keys);
    folder_drop(&f);
    place_drop(&p);
}

TEST(what_is_no_folder_of_a_federation_is_told_plainly) {
    struct place p;
    start(&p);
    expect_open_fails(koinon, FOLDER_ALL, ERR_MISSING, "there is no folder");
    place_write(koinon, BYTES_LIT("a file"));
    expect_open_fails(koinon, FOLDER_ALL, ERR_SYNTAX, "is a file");
    remove(koinon);
    mkdir(koinon, 0700);
    expect_open_fails(koinon, FOLDER_ALL, ERR_MISSING, "not the folder of a federation");
    place_write(in(koinon, "record.db"),
                BYTES_LIT("Not a database, however long one looks at it."));
    expect_open_fails(koinon, FOLDER_RECORD, ERR_SYNTAX, "something else");
    remove(in(koinon, "record.db"));
    rmdir(koinon);
    EXPECT_INT(folder_create(koinon, &alloc_heap, &fail), 0);
    remove(in(koinon, "keys"));
    expect_open_fails(koinon, FOLDER_ALL, ERR_MISSING, "keys");
    remove(in(koinon, "vault.keys"));
    expect_open_fails(koinon, FOLDER_VAULT, ERR_MISSING, "vault.keys");
    struct folder f; /* what an auditor has */
    EXPECT_INT(folder_open(koinon, STORE_READ, FOLDER_RECORD, &alloc_heap, &f, &fail), 0);
    folder_drop(&f);
    fail = (struct fail){0};
    EXPECT_INT(folder_create("/nowhere/x.koinon", &alloc_heap, &fail), ERR_IO);
    EXPECT_INT(folder_create("", &alloc_heap, &fail), ERR_RANGE);
    place_drop(&p);
}

/* A federation with two entries and a person, open for writing. */
static struct folder running(void) {
    struct folder f = {0};
    const struct bytes entries[] = {BYTES_LIT("first"), BYTES_LIT("second")};
    EXPECT_INT(folder_create(koinon, &alloc_heap, &fail), 0);
    EXPECT_INT(folder_open(koinon, STORE_WRITE, FOLDER_ALL, &alloc_heap, &f, &fail), 0);
    EXPECT_INT(store_append(f.record, 0, entries, 2, &fail), 0);
    EXPECT_INT(vault_put(f.vault, 9,
                         &(struct vault_field){BYTES_LIT("email"), BYTES_LIT("x@example.org")}, 1,
                         &fail),
               0);
    return f;
}

TEST(copy_to_rehearse_has_the_record_but_no_persons_and_no_secrets) {
    struct place p;
    struct folder copy;
    uint64_t n;
    start(&p);
    struct folder f = running();
    EXPECT_INT(folder_copy(koinon, other, 0, &alloc_heap, &fail), 0);
    EXPECT_INT(folder_copy(koinon, other, 0, &alloc_heap, &fail), ERR_EXISTS);
    EXPECT_INT(folder_open(other, STORE_WRITE, FOLDER_ALL, &alloc_heap, &copy, &fail), 0);
    EXPECT_INT(store_size(copy.record, &n, &fail), 0);
    EXPECT_INT(n, 2);
    EXPECT_INT(store_append(copy.record, 2, &BYTES_LIT("rehearsed"), 1, &fail), 0);
    EXPECT_INT(vault_count(copy.vault, &n, &fail), 0);
    EXPECT_INT(n, 0);
    EXPECT(memcmp(copy.keys.log_public, f.keys.log_public, 32) != 0);
    EXPECT(memcmp(copy.keys.pseudonym_secret, f.keys.pseudonym_secret, 32) != 0);
    EXPECT(access(in(other, "README.txt"), F_OK) == 0);
    EXPECT_INT(store_size(f.record, &n, &fail), 0);
    EXPECT_INT(n, 2);
    folder_drop(&copy);
    folder_drop(&f);
    place_drop(&p);
}

TEST(copy_that_keeps_pseudonyms_signs_by_a_key_of_its_own) {
    struct place p;
    struct folder copy;
    start(&p);
    struct folder f = running();
    EXPECT_INT(folder_copy(koinon, other, FOLDER_COPY_PSEUDONYMS, &alloc_heap, &fail), 0);
    EXPECT_INT(folder_open(other, STORE_READ, FOLDER_ALL, &alloc_heap, &copy, &fail), 0);
    EXPECT(memcmp(copy.keys.pseudonym_secret, f.keys.pseudonym_secret, 32) == 0);
    EXPECT(memcmp(copy.keys.log_public, f.keys.log_public, 32) != 0);
    EXPECT(memcmp(copy.keys.salt_secret, f.keys.salt_secret, 32) != 0);
    folder_drop(&copy);
    folder_drop(&f);
    place_drop(&p);
}

TEST(copy_with_everything_has_vault_keys_of_its_own) {
    struct place p;
    struct folder copy;
    uint32_t person = 0;
    start(&p);
    struct folder f = running();
    EXPECT_INT(
        folder_copy(koinon, other, FOLDER_COPY_PERSONS | FOLDER_COPY_KEYS, &alloc_heap, &fail), 0);
    EXPECT_INT(folder_open(other, STORE_WRITE, FOLDER_ALL, &alloc_heap, &copy, &fail), 0);
    EXPECT(memcmp(&copy.keys, &f.keys, sizeof(f.keys)) == 0);
    EXPECT_INT(
        vault_find(copy.vault, BYTES_LIT("email"), BYTES_LIT("x@example.org"), &person, &fail), 0);
    EXPECT_INT(person, 9);
    EXPECT_INT(vault_forget(f.vault, 9, &fail), 0);
    EXPECT_INT(
        vault_find(copy.vault, BYTES_LIT("email"), BYTES_LIT("x@example.org"), &person, &fail), 0);
    struct bytes a = place_read(in(koinon, "vault.keys")), b = place_read(in(other, "vault.keys"));
    EXPECT(a.n >= 576 && b.n >= 576 && memcmp(a.at + 512, b.at + 512, 64) != 0);
    free((void *)a.at);
    free((void *)b.at);
    folder_drop(&copy);
    folder_drop(&f);
    place_drop(&p);
}

TEST(auditors_folder_can_be_copied_as_far_as_it_goes) {
    struct place p;
    start(&p);
    struct folder f = running();
    folder_drop(&f);
    remove(in(koinon, "keys"));
    remove(in(koinon, "vault.keys"));
    remove(in(koinon, "vault.db"));
    EXPECT_INT(folder_copy(koinon, other, FOLDER_COPY_KEYS, &alloc_heap, &fail), ERR_MISSING);
    EXPECT(access(other, F_OK) < 0);
    fail = (struct fail){0};
    EXPECT_INT(folder_copy(koinon, other, 0, &alloc_heap, &fail), 0);
    EXPECT_INT(folder_open(other, STORE_READ, FOLDER_ALL, &alloc_heap, &f, &fail), 0);
    folder_drop(&f);
    place_drop(&p);
}

TEST_MAIN(T(keys_are_made_once_and_read_back), T(any_wrong_character_in_the_keys_is_noticed),
          T(folder_is_made_whole_and_opens), T(what_is_no_folder_of_a_federation_is_told_plainly),
          T(copy_to_rehearse_has_the_record_but_no_persons_and_no_secrets),
          T(copy_that_keeps_pseudonyms_signs_by_a_key_of_its_own),
          T(copy_with_everything_has_vault_keys_of_its_own),
          T(auditors_folder_can_be_copied_as_far_as_it_goes))
