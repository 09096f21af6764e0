/* The vault: what it keeps, what it shows of it, and that whoever is forgotten stays so. */
#include "store_place.h"

#include <sqlite3.h>
#include <time.h>

#include "base/limits.h"
#include "store/vault.h"

static struct fail fail;

static struct vault *open_vault(const struct place *p, enum store_mode mode) {
    struct vault *v = NULL;
    fail = (struct fail){0};
    return vault_open(p->folder, mode, &alloc_heap, &v, &fail) == 0 ? v : NULL;
}

static struct vault *new_vault(struct place *p) {
    place_init(p);
    struct vault *v = open_vault(p, STORE_CREATE);
    EXPECT(v != NULL);
    return v;
}

static const char *path_of(const struct place *p, const char *name) {
    static char path[4][256];
    static int turn;
    turn = (turn + 1) % 4;
    snprintf(path[turn], sizeof(path[turn]), "%s/%s", p->folder, name);
    return path[turn];
}

static void copy_file(const struct place *p, const char *from, const char *to) {
    struct bytes all = place_read(path_of(p, from));
    EXPECT(all.n > 0);
    place_write(path_of(p, to), all);
    free((void *)all.at);
}

static int put(struct vault *v, uint32_t person, const char *name, const char *value) {
    fail = (struct fail){0};
    return vault_put(v, person, &(struct vault_field){bytes_str(name), bytes_str(value)}, 1, &fail);
}

/* The value, "" when the field is not there, or the class of the failure. */
static const char *get(struct vault *v, uint32_t person, const char *field) {
    static char text[4][200];
    static int turn;
    struct vault_field *fields;
    struct arena a;
    size_t n;
    turn = (turn + 1) % 4;
    fail = (struct fail){0};
    arena_init(&a, &alloc_heap, 1 << 20);
    int err = vault_get(v, person, &a, &fields, &n, &fail);
    struct bytes value = err == 0 ? vault_value(fields, n, field) : bytes_str(err_name(err));
    snprintf(text[turn], sizeof(text[turn]), "%.*s", (int)value.n, (const char *)value.at);
    arena_drop(&a);
    return text[turn];
}

/* Her number, or the negative class of the failure. */
static int64_t find(struct vault *v, const char *field, const char *value) {
    uint32_t person;
    fail = (struct fail){0};
    int err = vault_find(v, bytes_str(field), bytes_str(value), &person, &fail);
    return err < 0 ? err : (int64_t)person;
}

static uint64_t count(struct vault *v) {
    uint64_t n = UINT64_MAX;
    EXPECT_INT(vault_count(v, &n, &fail), 0);
    return n;
}

static void meddle(const char *file, const char *sql) {
    sqlite3 *db;
    char *says = NULL;
    EXPECT_INT(sqlite3_open(file, &db), SQLITE_OK);
    if (sqlite3_exec(db, sql, NULL, NULL, &says) != SQLITE_OK)
        TEST_FAIL_("%s: %s", sql, says);
    sqlite3_free(says);
    sqlite3_close(db);
}

#define MISSING err_name(ERR_MISSING)
#define BROKEN err_name(ERR_BROKEN)

/* --- keeping ---------------------------------------------------------------------------------- */

TEST(fields_are_set_kept_and_removed) {
    struct place p;
    struct vault *v = new_vault(&p);
    const struct vault_field all[] = {{BYTES_LIT("name"), BYTES_LIT("Nadezhda S.")},
                                      {BYTES_LIT("email"), BYTES_LIT("n@example.org")},
                                      {BYTES_LIT("raw"), bytes_of("a\0b", 3)}};
    EXPECT_STR(get(v, 7, "name"), MISSING);
    EXPECT_INT(vault_put(v, 7, all, 3, &fail), 0);
    EXPECT_INT(put(v, 7, "phone", "555"), 0);
    EXPECT_INT(put(v, 7, "name", "Nadia"), 0);
    EXPECT_INT(put(v, 7, "email", ""), 0);
    EXPECT_INT(put(v, 7, "address", ""), 0);
    for (int round = 0; round < 2; round++) {
        struct vault_field *fields;
        struct arena a;
        size_t n = 0;
        arena_init(&a, &alloc_heap, 1 << 20);
        EXPECT_INT(vault_get(v, 7, &a, &fields, &n, &fail), 0);
        EXPECT_INT(n, 3);
        EXPECT_BYTES(fields[0].name, BYTES_LIT("name"));
        EXPECT_BYTES(fields[0].value, BYTES_LIT("Nadia"));
        EXPECT_BYTES(fields[1].name, BYTES_LIT("phone"));
        EXPECT(bytes_equal(fields[2].value, bytes_of("a\0b", 3)));
        arena_drop(&a);
        vault_free(v);
        v = open_vault(&p, round == 0 ? STORE_WRITE : STORE_READ);
    }
    EXPECT_INT(put(v, 7, "name", "x"), ERR_DENIED);
    EXPECT_INT(vault_forget(v, 7, &fail), ERR_DENIED);
    vault_free(v);
    place_drop(&p);
}

TEST(what_is_outside_bounds_changes_nothing) {
    static uint8_t big[LIMIT_VAULT_VALUE_BYTES + 1];
    struct vault_field many[LIMIT_VAULT_FIELDS + 1];
    static char names[LIMIT_VAULT_FIELDS + 1][8];
    struct place p;
    struct vault *v = new_vault(&p);
    for (int i = 0; i <= LIMIT_VAULT_FIELDS; i++) {
        snprintf(names[i], sizeof(names[i]), "f%d", i);
        many[i] = (struct vault_field){bytes_str(names[i]), bytes_of(big, LIMIT_VAULT_VALUE_BYTES)};
    }
    struct vault_field one = {BYTES_LIT("name"), bytes_of(big, sizeof(big))};
    EXPECT_INT(vault_put(v, 1, &one, 1, &fail), ERR_RANGE);
    EXPECT_INT(vault_put(v, 1, many, LIMIT_VAULT_FIELDS + 1, &fail), ERR_RANGE);
    EXPECT_INT(put(v, 0, "name", "x"), ERR_RANGE);
    EXPECT_INT(put(v, 1, "", "x"), ERR_RANGE);
    many[1].name = many[0].name;
    EXPECT_INT(vault_put(v, 1, many, 2, &fail), ERR_RANGE);
    EXPECT_INT(count(v), 0);
    many[1].name = bytes_str(names[1]);
    EXPECT_INT(vault_put(v, 1, many, LIMIT_VAULT_FIELDS, &fail), 0);
    fail = (struct fail){0};
    EXPECT_INT(put(v, 1, "one-more", "x"), ERR_RANGE);
    EXPECT_STR(get(v, 1, "one-more"), "");
    EXPECT_INT(put(v, 1, "f3", ""), 0);
    EXPECT_INT(put(v, 1, "one-more", "x"), 0);
    EXPECT_INT(put(v, UINT32_MAX, "name", "the last"), 0);
    EXPECT_STR(get(v, UINT32_MAX, "name"), "the last");
    vault_free(v);
    place_drop(&p);
}

TEST(persons_are_found_by_number_and_email_exactly) {
    struct place p;
    struct vault *v = new_vault(&p);
    EXPECT_INT(put(v, 1, "member-number", "1001"), 0);
    EXPECT_INT(put(v, 2, "member-number", "1002"), 0);
    EXPECT_INT(put(v, 1, "email", "family@example.org"), 0);
    EXPECT_INT(put(v, 2, "email", "family@example.org"), 0);
    EXPECT_INT(put(v, 2, "name", "1001"), 0);
    EXPECT_INT(find(v, "member-number", "1001"), 1);
    EXPECT_INT(find(v, "member-number", "1002"), 2);
    EXPECT_INT(find(v, "member-number", "100"), ERR_MISSING);
    EXPECT_INT(find(v, "member-number", ""), ERR_MISSING);
    EXPECT_INT(find(v, "email", "1001"), ERR_MISSING);
    EXPECT_INT(find(v, "email", "family@example.org"), ERR_CONFLICT);
    EXPECT_INT(put(v, 1, "member-number", "2001"), 0);
    EXPECT_INT(find(v, "member-number", "1001"), ERR_MISSING);
    EXPECT_INT(find(v, "member-number", "2001"), 1);
    EXPECT_INT(put(v, 2, "email", ""), 0);
    EXPECT_INT(find(v, "email", "family@example.org"), 1);
    vault_free(v);
    v = open_vault(&p, STORE_READ);
    EXPECT_INT(find(v, "member-number", "2001"), 1);
    vault_free(v);
    place_drop(&p);
}

TEST(no_file_shows_a_value) {
    struct place p;
    struct vault *v = new_vault(&p);
    EXPECT_INT(put(v, 1, "name", "Lukeriya Kondratyevna"), 0);
    EXPECT_INT(put(v, 1, "member-number", "PUTILOV-48213"), 0);
    EXPECT_INT(put(v, 1, "email", "lukeriya@example.org"), 0);
    for (int round = 0; round < 2; round++) {
        EXPECT_INT(place_holds(&p, "Lukeriya"), 0);
        EXPECT_INT(place_holds(&p, "48213"), 0);
        EXPECT_INT(place_holds(&p, "lukeriya@"), 0);
        EXPECT_INT(place_holds(&p, "member-number"), 0);
        vault_free(v);
        v = round == 0 ? open_vault(&p, STORE_READ) : NULL;
    }
    struct stat st;
    EXPECT(stat(path_of(&p, "vault.db"), &st) == 0 && (st.st_mode & 0777) == 0600);
    EXPECT(stat(path_of(&p, "vault.keys"), &st) == 0 && (st.st_mode & 0777) == 0600);
    place_drop(&p);
}

struct summed {
    uint64_t persons, numbers;
};
static int sum(void *self, uint32_t person, const struct vault_field *fields, size_t n) {
    struct summed *s = self;
    s->persons++;
    s->numbers += person * (n + 1);
    return person == 99 ? 5 : 0;
}

TEST(scan_visits_everybody_and_can_be_ended) {
    struct place p;
    struct summed s = {0};
    struct vault *v = new_vault(&p);
    EXPECT_INT(vault_scan(v, sum, &s, &fail), 0);
    EXPECT_INT(s.persons, 0);
    for (uint32_t i = 3; i >= 1; i--)
        EXPECT_INT(put(v, i, "name", "x"), 0);
    EXPECT_INT(vault_scan(v, sum, &s, &fail), 0);
    EXPECT_INT(s.persons, 3);
    EXPECT_INT(s.numbers, 12);
    EXPECT_INT(put(v, 99, "name", "x"), 0);
    EXPECT_INT(put(v, 100, "name", "x"), 0);
    s = (struct summed){0};
    EXPECT_INT(vault_scan(v, sum, &s, &fail), 5);
    EXPECT_INT(s.persons, 4);
    vault_free(v);
    place_drop(&p);
}

/* --- several at once -------------------------------------------------------------------------- */

TEST(import_is_kept_together_or_not_at_all) {
    struct place p;
    char number[16];
    struct vault *v = new_vault(&p);
    EXPECT_INT(put(v, 5, "name", "before"), 0);
    EXPECT_INT(vault_begin(v, &fail), 0);
    for (uint32_t i = 10; i < 510; i++) {
        snprintf(number, sizeof(number), "M%u", i);
        EXPECT_INT(put(v, i, "member-number", number), 0);
    }
    EXPECT_INT(find(v, "member-number", "M200"), 200);
    EXPECT_INT(vault_commit(v, &fail), 0);
    EXPECT_INT(count(v), 501);

    EXPECT_INT(vault_begin(v, &fail), 0);
    EXPECT_INT(put(v, 900, "name", "never"), 0);
    EXPECT_INT(put(v, 5, "name", "after"), 0);
    EXPECT_INT(put(v, 5, "", "refused, and no harm to the others"), ERR_RANGE);
    vault_abandon(v);
    EXPECT_STR(get(v, 5, "name"), "before");
    EXPECT_STR(get(v, 900, "name"), MISSING);

    EXPECT_INT(vault_begin(v, &fail), 0);
    EXPECT_INT(put(v, 901, "name", "lost with the process"), 0);
    vault_free(v);
    v = open_vault(&p, STORE_WRITE);
    EXPECT_INT(count(v), 501);
    EXPECT_INT(put(v, 901, "name", "again"), 0);
    EXPECT_STR(get(v, 901, "name"), "again");
    EXPECT_INT(find(v, "member-number", "M509"), 509);
    vault_free(v);
    place_drop(&p);
}

TEST(many_are_forgotten_together) {
    struct place p;
    char number[16];
    struct vault *v = new_vault(&p);
    EXPECT_INT(vault_begin(v, &fail), 0);
    for (uint32_t i = 1; i <= 300; i++) {
        snprintf(number, sizeof(number), "M%u", i);
        EXPECT_INT(put(v, i, "member-number", number), 0);
    }
    EXPECT_INT(vault_commit(v, &fail), 0);
    EXPECT_INT(vault_begin(v, &fail), 0);
    for (uint32_t i = 2; i <= 300; i += 2)
        EXPECT_INT(vault_forget(v, i, &fail), 0);
    EXPECT_INT(find(v, "member-number", "M200"), ERR_MISSING);
    EXPECT_INT(vault_commit(v, &fail), 0);
    EXPECT_INT(count(v), 150);
    EXPECT_INT(find(v, "member-number", "M200"), ERR_MISSING);
    EXPECT_INT(find(v, "member-number", "M201"), 201);
    vault_free(v);
    place_drop(&p);
}

/* --- forgetting ------------------------------------------------------------------------------- */

/* Three persons; the second is forgotten. Copies of both files from before are kept. */
static struct vault *with_one_forgotten(struct place *p) {
    struct vault *v = new_vault(p);
    EXPECT_INT(put(v, 1, "member-number", "1001"), 0);
    EXPECT_INT(put(v, 2, "member-number", "1002"), 0);
    EXPECT_INT(put(v, 2, "name", "Forgotten, once"), 0);
    EXPECT_INT(put(v, 3, "member-number", "1003"), 0);
    vault_free(v); /* so that no log is left to be copied */
    copy_file(p, "vault.db", "old.db");
    copy_file(p, "vault.keys", "old.keys");
    v = open_vault(p, STORE_WRITE);
    EXPECT_INT(vault_forget(v, 2, &fail), 0);
    return v;
}

/* Is any slot of PATH (its head has two) also in OTHER? */
static bool shares_key(const char *path, const char *other, size_t at) {
    struct bytes a = place_read(path), b = place_read(other);
    bool found = a.n >= at + 64 && memmem(b.at, b.n, a.at + at + 8, 32) != NULL;
    free((void *)a.at);
    free((void *)b.at);
    return found;
}

TEST(forgotten_person_is_gone_and_others_are_not) {
    struct place p;
    struct vault *v = with_one_forgotten(&p);
    for (int round = 0; round < 2; round++) {
        EXPECT_STR(get(v, 2, "name"), MISSING);
        EXPECT_INT(find(v, "member-number", "1002"), ERR_MISSING);
        EXPECT_INT(find(v, "member-number", "1001"), 1);
        EXPECT_INT(find(v, "member-number", "1003"), 3);
        EXPECT_INT(vault_forget(v, 2, &fail), 0);
        EXPECT_INT(vault_forget(v, 77, &fail), 0);
        EXPECT_INT(count(v), 2);
        vault_free(v);
        v = open_vault(&p, STORE_WRITE);
    }
    vault_free(v);
    /* Of the old keys, hers (second slot) and the search key of then (second of the head) are
     * gone. */
    EXPECT(!shares_key(path_of(&p, "old.keys"), path_of(&p, "vault.keys"), 512 + 64));
    EXPECT(!shares_key(path_of(&p, "old.keys"), path_of(&p, "vault.keys"), 128));
    EXPECT(shares_key(path_of(&p, "old.keys"), path_of(&p, "vault.keys"), 512));
    EXPECT(shares_key(path_of(&p, "old.keys"), path_of(&p, "vault.keys"), 512 + 128));
    place_drop(&p);
}

TEST(old_copy_of_the_rows_does_not_bring_her_back) {
    struct place p;
    struct vault *v = with_one_forgotten(&p);
    EXPECT_INT(put(v, 4, "name", "takes a slot"), 0);
    vault_free(v);
    copy_file(&p, "old.db", "vault.db");
    v = open_vault(&p, STORE_READ);
    EXPECT_STR(get(v, 2, "name"), MISSING);
    EXPECT_STR(get(v, 1, "member-number"), "1001");
    vault_free(v);
    v = open_vault(&p, STORE_WRITE);
    REQUIRE(v != NULL);
    EXPECT_STR(get(v, 2, "name"), MISSING);
    EXPECT_INT(count(v), 2);
    EXPECT_INT(find(v, "member-number", "1002"), ERR_MISSING);
    EXPECT_INT(find(v, "member-number", "1001"), 1);
    EXPECT_INT(find(v, "member-number", "1003"), 3);
    EXPECT_INT(put(v, 4, "name", "entered again"), 0);
    EXPECT_STR(get(v, 4, "name"), "entered again");
    vault_free(v);
    place_drop(&p);
}

TEST(old_copy_of_the_keys_does_not_bring_her_back) {
    struct place p;
    struct vault *v = with_one_forgotten(&p);
    EXPECT_INT(put(v, 4, "name", "newer than the copy"), 0);
    EXPECT_INT(put(v, 5, "name", "newer than the copy"), 0);
    vault_free(v);
    copy_file(&p, "old.keys", "vault.keys");
    v = open_vault(&p, STORE_READ);
    EXPECT_STR(get(v, 2, "name"), MISSING);
    EXPECT_STR(get(v, 4, "name"), BROKEN);
    EXPECT(strstr(fail.text, "older copy") != NULL);
    vault_free(v);
    v = open_vault(&p, STORE_WRITE);
    REQUIRE(v != NULL);
    EXPECT_STR(get(v, 2, "name"), MISSING);
    EXPECT_STR(get(v, 3, "member-number"), "1003");
    EXPECT_INT(find(v, "member-number", "1003"), 3);
    EXPECT_STR(get(v, 4, "name"), BROKEN);
    EXPECT_INT(put(v, 4, "name", "entered again"), 0);
    EXPECT_STR(get(v, 4, "name"), "entered again");
    EXPECT_INT(vault_forget(v, 5, &fail), 0);
    EXPECT_STR(get(v, 5, "name"), MISSING);
    vault_free(v);
    EXPECT(!shares_key(path_of(&p, "old.keys"), path_of(&p, "vault.keys"), 512 + 64));
    v = open_vault(&p, STORE_WRITE);
    EXPECT_STR(get(v, 4, "name"), "entered again");
    EXPECT_INT(count(v), 3);
    vault_free(v);
    place_drop(&p);
}

TEST(forgetting_that_was_cut_short_is_finished) {
    struct place p;
    struct vault *v = with_one_forgotten(&p);
    EXPECT_INT(vault_begin(v, &fail), 0);
    EXPECT_INT(vault_forget(v, 3, &fail), 0);
    /* The key is destroyed, the row is not deleted: as if the process had died here. */
    vault_free(v);
    v = open_vault(&p, STORE_READ);
    EXPECT_STR(get(v, 3, "member-number"), MISSING);
    EXPECT_INT(find(v, "member-number", "1003"), ERR_MISSING);
    EXPECT_INT(count(v), 2);
    vault_free(v);
    v = open_vault(&p, STORE_WRITE);
    EXPECT_INT(count(v), 1);
    EXPECT_INT(find(v, "member-number", "1003"), ERR_MISSING);
    EXPECT_INT(find(v, "member-number", "1001"), 1);
    vault_free(v);
    place_drop(&p);
}

struct dying {
    const struct place *place;
    int tell;
};

/* Puts persons 1, 2, 3... and forgets every third; tells each that was acknowledged. */
static int put_for_ever(void *self) {
    struct dying *d = self;
    struct vault *v = open_vault(d->place, STORE_WRITE);
    uint64_t n;
    char number[16];
    if (!v || vault_count(v, &n, &fail) < 0)
        return 1;
    for (uint32_t person = 1;; person++) {
        snprintf(number, sizeof(number), "M%u", person);
        if (put(v, person, "member-number", number) < 0)
            return 2;
        if (person % 3 == 0 && vault_forget(v, person, &fail) < 0)
            return 3;
        if (write(d->tell, &person, sizeof(person)) != sizeof(person))
            return 4;
    }
}

TEST(what_was_acknowledged_survives_kill_9) {
    struct place p;
    vault_free(new_vault(&p));
    uint64_t dice = 99;
    for (int round = 0; round < 12; round++) {
        int ends[2];
        uint32_t told, acknowledged = 0;
        dice = dice * UINT64_C(6364136223846793005) + 1442695040888963407u;
        REQUIRE(pipe(ends) == 0);
        pid_t child = place_child(put_for_ever, &(struct dying){&p, ends[1]});
        close(ends[1]);
        if (read(ends[0], &told, sizeof(told)) == sizeof(told))
            acknowledged = told;
        nanosleep(&(struct timespec){0, (long)(dice >> 40) % 12000 * 1000}, NULL);
        kill(child, SIGKILL);
        EXPECT_INT(place_wait(child), 1000 + SIGKILL);
        while (read(ends[0], &told, sizeof(told)) == sizeof(told))
            acknowledged = told;
        close(ends[0]);
        EXPECT(acknowledged > 0);
        struct vault *v = open_vault(&p, round % 2 ? STORE_READ : STORE_WRITE);
        REQUIRE(v != NULL);
        for (uint32_t person = 1; person <= acknowledged; person++) {
            char number[16];
            snprintf(number, sizeof(number), "M%u", person);
            EXPECT_STR(get(v, person, "member-number"), person % 3 ? number : MISSING);
            EXPECT_INT(find(v, "member-number", number),
                       person % 3 ? (int64_t)person : ERR_MISSING);
        }
        vault_free(v);
    }
    place_drop(&p);
}

/* --- files that are not what they should be --------------------------------------------------- */

static void expect_open_fails(const struct place *p, int code, const char *says) {
    for (enum store_mode mode = STORE_READ; mode <= STORE_WRITE; mode++) {
        struct vault *v = open_vault(p, mode);
        EXPECT(v == NULL);
        EXPECT_INT(fail.code, code);
        if (!strstr(fail.text, says))
            TEST_FAIL_("\"%s\" does not say \"%s\"", fail.text, says);
        vault_free(v);
    }
}

TEST(files_that_do_not_fit_are_refused) {
    struct place p, other;
    vault_free(new_vault(&other));
    place_init(&p);
    expect_open_fails(&p, ERR_MISSING, "vault.db");
    vault_free(open_vault(&p, STORE_CREATE));
    EXPECT(open_vault(&p, STORE_CREATE) == NULL);
    EXPECT_INT(fail.code, ERR_EXISTS);
    copy_file(&p, "vault.keys", "good.keys");

    chmod(path_of(&p, "vault.keys"), 0640);
    expect_open_fails(&p, ERR_DENIED, "chmod");
    chmod(path_of(&p, "vault.keys"), 0600);
    remove(path_of(&p, "vault.keys"));
    expect_open_fails(&p, ERR_MISSING, "vault.keys");
    place_write(path_of(&p, "vault.keys"), BYTES_LIT("something else"));
    expect_open_fails(&p, ERR_SYNTAX, "not the file of a vault's keys");
    struct bytes keys = place_read(path_of(&other, "vault.keys"));
    place_write(path_of(&p, "vault.keys"), keys);
    free((void *)keys.at);
    expect_open_fails(&p, ERR_BROKEN, "do not belong together");
    copy_file(&p, "good.keys", "vault.keys");
    meddle(path_of(&p, "vault.db"), "PRAGMA user_version = 9");
    expect_open_fails(&p, ERR_VERSION, "later Koinon");
    place_write(path_of(&p, "vault.db"),
                BYTES_LIT("something else, and enough of it to be looked at"));
    expect_open_fails(&p, ERR_SYNTAX, "something else");
    place_drop(&p);
    place_drop(&other);
}

TEST(rows_cannot_be_changed_or_moved_unseen) {
    struct place p;
    struct vault *v = new_vault(&p);
    for (uint32_t i = 1; i <= 4; i++)
        EXPECT_INT(put(v, i, "name", "x"), 0);
    vault_free(v);
    meddle(path_of(&p, "vault.db"),
           "UPDATE person SET sealed = (SELECT sealed FROM person WHERE id = 2) WHERE id = 1;"
           "UPDATE person SET sealed = x'00' WHERE id = 2;"
           "UPDATE person SET slot = 0 WHERE id = 3");
    v = open_vault(&p, STORE_READ);
    for (uint32_t i = 1; i <= 3; i++)
        EXPECT_STR(get(v, i, "name"), BROKEN);
    EXPECT_STR(get(v, 4, "name"), "x");
    struct summed s = {0};
    EXPECT_INT(vault_scan(v, sum, &s, &fail), ERR_BROKEN);
    vault_free(v);
    v = open_vault(&p, STORE_WRITE);
    EXPECT_INT(put(v, 2, "name", "y"), ERR_BROKEN); /* never written over by an update */
    EXPECT_INT(vault_forget(v, 2, &fail), 0); /* but forgetting works with damaged ones about */
    EXPECT_STR(get(v, 2, "name"), MISSING);
    vault_free(v);
    struct bytes keys = place_read(path_of(&p, "vault.keys"));
    ((uint8_t *)keys.at)[512 + 3 * 64 + 20] ^= 1; /* a bit of the fourth key */
    place_write(path_of(&p, "vault.keys"), keys);
    free((void *)keys.at);
    v = open_vault(&p, STORE_READ);
    EXPECT_STR(get(v, 4, "name"), BROKEN);
    EXPECT(strstr(fail.text, "damaged at byte 704") != NULL);
    vault_free(v);
    place_drop(&p);
}

static int read_it(void *self) {
    struct vault *v = open_vault(self, STORE_READ), *w = open_vault(self, STORE_WRITE);
    if (w || fail.code != ERR_CONFLICT)
        return 1;
    for (int i = 0; i < 4000; i++) {
        if (strcmp(get(v, 2, "name"), "seen") == 0 && find(v, "member-number", "1001") == 1)
            return 0;
        nanosleep(&(struct timespec){0, 1000000}, NULL);
    }
    return 2;
}

TEST(one_process_writes_and_others_read) {
    struct place p;
    struct vault *v = new_vault(&p);
    vault_free(v);
    int ready[2];
    REQUIRE(pipe(ready) == 0);
    fflush(stdout);
    pid_t writer = fork();
    if (writer == 0) {
        v = open_vault(&p, STORE_WRITE);
        if (!v || put(v, 1, "member-number", "1001") < 0 || write(ready[1], "x", 1) != 1)
            _exit(1);
        for (uint32_t i = 10;; i++) {
            put(v, i, "member-number", "9");
            vault_forget(v, i, &fail);
            if (i == 20)
                put(v, 2, "name", "seen");
        }
    }
    char byte;
    EXPECT_INT(read(ready[0], &byte, 1), 1);
    EXPECT_INT(place_wait(place_child(read_it, &p)), 0);
    kill(writer, SIGKILL);
    place_wait(writer);
    close(ready[0]);
    close(ready[1]);
    place_drop(&p);
}

TEST(lack_of_memory_is_an_error_and_harms_nothing) {
    struct place p;
    struct alloc_faulty alloc;
    bool lucky = false;
    vault_free(new_vault(&p));
    for (size_t n = 1; n < 100 && !lucky; n++) {
        struct vault *v = NULL;
        uint32_t person;
        struct fail f = {0};
        alloc_faulty_init(&alloc, n);
        lucky = vault_open(p.folder, STORE_WRITE, &alloc.base, &v, &f) == 0;
        const struct vault_field number = {BYTES_LIT("member-number"), BYTES_LIT("1")};
        lucky = lucky && vault_put(v, 1, &number, 1, &f) == 0 &&
                vault_find(v, number.name, number.value, &person, &f) == 0 &&
                vault_forget(v, 1, &f) == 0 && vault_put(v, 2, &number, 1, &f) == 0;
        EXPECT(lucky || f.code == ERR_NOMEM);
        vault_free(v);
    }
    EXPECT(lucky);
    struct vault *v = open_vault(&p, STORE_WRITE);
    EXPECT_STR(get(v, 1, "member-number"), MISSING);
    EXPECT_INT(find(v, "member-number", "1"), 2);
    vault_free(v);
    place_drop(&p);
}

TEST_MAIN(T(fields_are_set_kept_and_removed), T(what_is_outside_bounds_changes_nothing),
          T(persons_are_found_by_number_and_email_exactly), T(no_file_shows_a_value),
          T(scan_visits_everybody_and_can_be_ended), T(import_is_kept_together_or_not_at_all),
          T(many_are_forgotten_together), T(forgotten_person_is_gone_and_others_are_not),
          T(old_copy_of_the_rows_does_not_bring_her_back),
          T(old_copy_of_the_keys_does_not_bring_her_back),
          T(forgetting_that_was_cut_short_is_finished), T(what_was_acknowledged_survives_kill_9),
          T(files_that_do_not_fit_are_refused), T(rows_cannot_be_changed_or_moved_unseen),
          T(one_process_writes_and_others_read), T(lack_of_memory_is_an_error_and_harms_nothing))
