/* koinon import: a list of members into the record (a number for each, a unit, a class) and into
 * the vault (who she is). Everything is checked before anything is written, and what a list brings
 * twice is entered once: a person's name in the record is made of her number in the list. */
#include <errno.h>
#include <iconv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/date.h"
#include "base/name.h"
#include "charter/charter.h"
#include "cli/csv.h"
#include "cli/extra.h"
#include "engine/engine.h"
#include "engine/follower.h"
#include "store/folder.h"
#include "view/command_json.h"
#include "view/members.h"

#define FILE_MAX (256u << 20)
#define ERRORS_SHOWN 40
#define NAME_CHARS 18 /* "m-" and 64 bits in hexadecimal */
#define GROUPS_MAX 64

enum column {
    COLUMN_NUMBER,
    COLUMN_UNIT,
    COLUMN_CLASS,
    COLUMN_GROUPS,
    COLUMN_ARREARS,
    COLUMN_NAME,
    COLUMN_EMAIL,
    COLUMN_PHONE,
    COLUMN_ADDRESS,
    COLUMN_NOTE,
    COLUMNS
};
/* The headings a column goes by, folded: between spaces. The vault's name of it, if it goes there.
 */
static const struct {
    const char *heads, *vault;
} columns[COLUMNS] = {
    [COLUMN_NUMBER] = {" number member-number id no αριθμός αριθμός-μητρώου αρ-μητρώου μητρώο αμ ",
                       "member-number"},
    [COLUMN_UNIT] = {" unit branch society workplace μονάδα κλάδος παράρτημα συνεταιρισμός τμήμα ",
                     NULL},
    [COLUMN_CLASS] = {" class kind κατηγορία τάξη ", NULL},
    [COLUMN_GROUPS] = {" groups group ομάδες ομάδα ", NULL},
    [COLUMN_ARREARS] = {" arrears months-owed οφειλή οφειλόμενοι-μήνες ", NULL},
    [COLUMN_NAME] = {" name full-name ονοματεπώνυμο όνομα ", "name"},
    [COLUMN_EMAIL] = {" email e-mail ηλεκτρονική-διεύθυνση ", "email"},
    [COLUMN_PHONE] = {" phone telephone mobile τηλέφωνο κινητό ", "phone"},
    [COLUMN_ADDRESS] = {" address διεύθυνση ", "address"},
    [COLUMN_NOTE] = {" note notes σημείωση παρατηρήσεις ", "note"},
};

struct row {
    struct csv_cell cell[COLUMNS];
    char name[NAME_CHARS + 1]; /* of the person in the record */
    uint32_t unit, person;     /* person: 0 until she is known */
    bool bad, member;
};

struct import {
    const struct cli_verb *verb;
    const char *file;
    struct buf text;
    struct arena arena;
    struct csv csv;
    int of[CSV_CELLS_MAX]; /* column of the table, or -1 */
    struct row *rows;
    size_t n, room;
    const struct law *law;
    struct folder folder; /* vault and keys */
    struct engine *engine;
    unsigned long errors, entered, enrolled, known, elsewhere;
    struct fail fail;
};

/* --- reading ------------------------------------------------------------------------------------
 */

static int convert(struct import *x, const char *encoding) {
    iconv_t how = iconv_open("UTF-8", encoding);
    if (how == (iconv_t)-1)
        return fail_set(&x->fail, ERR_SYNTAX, "--encoding: nothing is known of \"%s\"", encoding);
    struct buf out;
    buf_init(&out, &alloc_heap, 4 * (size_t)FILE_MAX);
    char *in = (char *)x->text.at;
    size_t left = x->text.n;
    int r = 0;
    while (left && r == 0) {
        uint8_t *at = buf_room(&out, 1 << 16);
        char *to = (char *)at;
        size_t room = 1 << 16;
        if (!at)
            r = fail_set(&x->fail, ERR_NOMEM, "%s: not enough memory", x->file);
        else if (iconv(how, &in, &left, &to, &room) == (size_t)-1 && errno != E2BIG)
            r = fail_set(&x->fail, ERR_SYNTAX, "%s: byte %zu is nothing in %s", x->file,
                         x->text.n - left + 1, encoding);
        out.n -= at ? room : 0;
    }
    iconv_close(how);
    buf_drop(&x->text);
    x->text = out;
    return r;
}

/* An error of the list: it is told, and counted. */
static void complain(struct import *x, struct row *row, const struct csv_cell *c, const char *what,
                     struct bytes near) {
    if (row)
        row->bad = true;
    if (x->errors++ >= ERRORS_SHOWN)
        return;
    fprintf(stderr, "%s:%u:%u: \"%.*s\": %s", x->file, c->line, c->column,
            (int)(c->text.n > 60 ? 60 : c->text.n), (const char *)c->text.at, what);
    if (near.n)
        fprintf(stderr, "; did you mean \"%.*s\"?", (int)near.n, (const char *)near.at);
    fprintf(stderr, "\n");
}

static int column_of(struct arena *a, struct bytes head) {
    char key[LIMIT_NAME_BYTES * 2];
    const char *like = name_suggest(a, head);
    if (!like || snprintf(key, sizeof(key), " %s ", like) >= (int)sizeof(key))
        return -1;
    for (int i = 0; i < COLUMNS; i++)
        if (strstr(columns[i].heads, key))
            return i;
    return -1;
}

static int read_head(struct import *x) {
    const struct csv_cell *cells;
    size_t n = 0;
    unsigned seen = 0;
    int r = csv_begin(&x->csv, buf_view(&x->text), &x->fail);
    r = r < 0 ? r : csv_next(&x->csv, &x->arena, &cells, &n, &x->fail);
    if (r < 0)
        return r;
    for (size_t i = 0; i < n; i++) {
        x->of[i] = column_of(&x->arena, cells[i].text);
        if (x->of[i] < 0)
            fprintf(stderr, "%s:%u:%u: the column \"%.*s\" is not known and is left out\n", x->file,
                    cells[i].line, cells[i].column, (int)cells[i].text.n,
                    (const char *)cells[i].text.at);
        else if (seen & (1u << x->of[i]))
            complain(x, NULL, &cells[i], "a column of this meaning stands here twice",
                     (struct bytes){0});
        else
            seen |= 1u << x->of[i];
    }
    for (size_t i = n; i < CSV_CELLS_MAX; i++)
        x->of[i] = -1;
    if (!(seen & (1u << COLUMN_NUMBER)))
        return fail_set(&x->fail, ERR_SYNTAX,
                        "%s:1: no column says which member: one of them is headed \"number\" (each "
                        "member's own, as in your list)",
                        x->file);
    return x->errors ? fail_set(&x->fail, ERR_SYNTAX, "%s: nothing was written", x->file) : 0;
}

static struct row *add_row(struct import *x) {
    if (x->n == x->room) {
        size_t room = x->room ? 2 * x->room : 1024;
        struct row *more =
            alloc_heap.resize(&alloc_heap, x->rows, x->room * sizeof(*more), room * sizeof(*more));
        if (!more)
            return NULL;
        x->rows = more;
        x->room = room;
    }
    x->rows[x->n] = (struct row){0};
    return &x->rows[x->n++];
}

static int read_rows(struct import *x) {
    const struct csv_cell *cells;
    size_t n;
    int r = read_head(x);
    while (r >= 0 && (r = csv_next(&x->csv, &x->arena, &cells, &n, &x->fail)) > 0) {
        struct row *row = add_row(x);
        if (!row)
            return fail_set(&x->fail, ERR_NOMEM, "%s: not enough memory", x->file);
        for (int i = 0; i < COLUMNS; i++)
            row->cell[i] = (struct csv_cell){.line = cells[0].line, .column = 1};
        for (size_t i = 0; i < n; i++)
            if (x->of[i] >= 0)
                row->cell[x->of[i]] = cells[i];
    }
    return r;
}

/* --- checking -----------------------------------------------------------------------------------
 */

/* Her name in the record says nothing of her to whoever has no keys, and is the same every time. */
static void name_of(const struct import *x, struct row *row) {
    static const char label[] = "member-number";
    uint8_t text[sizeof(label) + LIMIT_VAULT_VALUE_BYTES];
    size_t n = row->cell[COLUMN_NUMBER].text.n;
    n = n > LIMIT_VAULT_VALUE_BYTES ? LIMIT_VAULT_VALUE_BYTES : n;
    memcpy(text, label, sizeof(label));
    memcpy(text + sizeof(label), row->cell[COLUMN_NUMBER].text.at, n);
    struct hash h = sha256_hmac(
        bytes_of(x->folder.keys.pseudonym_secret, sizeof(x->folder.keys.pseudonym_secret)),
        bytes_of(text, sizeof(label) + n));
    memcpy(row->name, "m-", 2);
    bytes_to_hex(bytes_of(h.b, (NAME_CHARS - 2) / 2), row->name + 2);
}

static void check_unit(struct import *x, struct row *row) {
    const struct csv_cell *c = &row->cell[COLUMN_UNIT];
    row->unit = view_unit_called(x->law, c->text);
    if (row->unit == UINT32_MAX)
        complain(x, row, c, "more than one unit is called so: use its name in the record",
                 (struct bytes){0});
    else if (!row->unit)
        complain(x, row, c, c->text.n ? "there is no such unit" : "the unit is missing",
                 c->text.n ? view_unit_near(x->law, c->text) : (struct bytes){0});
}

static void check_class(struct import *x, struct row *row) {
    const struct members_rule *m = &law_charter(x->law)->members;
    const struct csv_cell *c = &row->cell[COLUMN_CLASS];
    struct bytes names[sizeof(m->classes) / sizeof(m->classes[0])];
    for (uint8_t i = 0; i < m->n_classes; i++)
        names[i] = m->classes[i].name;
    for (uint8_t i = 0; c->text.n && i < m->n_classes; i++)
        if (bytes_equal(names[i], c->text))
            return;
    int near = name_nearest(c->text, names, m->n_classes);
    if (c->text.n)
        complain(x, row, c, "the constitution has no such class of members",
                 near < 0 ? (struct bytes){0} : names[near]);
}

/* The next of several words with commas, semicolons, bars or spaces between. */
static struct bytes next_word(struct bytes *rest) {
    size_t n = 0;
    while (rest->n && strchr(",;|/ ", rest->at[0]))
        *rest = bytes_part(*rest, 1, rest->n);
    while (n < rest->n && !strchr(",;|/ ", rest->at[n]))
        n++;
    struct bytes word = bytes_part(*rest, 0, n);
    *rest = bytes_part(*rest, n, rest->n);
    return word;
}

static void check_groups(struct import *x, struct row *row) {
    const struct members_rule *m = &law_charter(x->law)->members;
    const struct csv_cell *c = &row->cell[COLUMN_GROUPS];
    struct bytes rest = c->text, word;
    while ((word = next_word(&rest)).n) {
        uint8_t i = 0;
        while (i < m->n_groups && !bytes_equal(m->groups[i], word))
            i++;
        int near = name_nearest(word, m->groups, m->n_groups);
        if (i == m->n_groups)
            complain(x, row, c, "the constitution has no such group of members",
                     near < 0 ? (struct bytes){0} : m->groups[near]);
    }
}

static void check_number(struct import *x, struct row *row) {
    const struct csv_cell *c = &row->cell[COLUMN_NUMBER];
    if (!c->text.n)
        complain(x, row, c, "the member's number is missing", (struct bytes){0});
    for (int i = 0; i < COLUMNS; i++)
        if (row->cell[i].text.n > LIMIT_VAULT_VALUE_BYTES / 4)
            complain(x, row, &row->cell[i], "is too long", (struct bytes){0});
    const struct csv_cell *a = &row->cell[COLUMN_ARREARS];
    bool digits = a->text.n <= 4;
    for (size_t i = 0; i < a->text.n; i++)
        digits &= a->text.at[i] >= '0' && a->text.at[i] <= '9';
    if (!digits)
        complain(x, row, a, "expected a whole number of months", (struct bytes){0});
}

static int by_name(const void *a, const void *b) {
    const struct row *x = *(const struct row *const *)a, *y = *(const struct row *const *)b;
    int r = memcmp(x->name, y->name, NAME_CHARS);
    return r ? r : x < y ? -1 : 1;
}

/* Nobody twice in one list. */
static int check_twice(struct import *x) {
    struct row **order = ARENA_ARRAY(&x->arena, x->n + 1, struct row *);
    if (!order)
        return fail_set(&x->fail, ERR_NOMEM, "%s: not enough memory", x->file);
    for (size_t i = 0; i < x->n; i++)
        order[i] = &x->rows[i];
    qsort(order, x->n, sizeof(struct row *), by_name);
    for (size_t i = 1; i < x->n; i++)
        if (memcmp(order[i]->name, order[i - 1]->name, NAME_CHARS) == 0) {
            char what[64];
            snprintf(what, sizeof(what), "this number stands in line %u already",
                     order[i - 1]->cell[COLUMN_NUMBER].line);
            complain(x, order[i], &order[i]->cell[COLUMN_NUMBER], what, (struct bytes){0});
        }
    return 0;
}

static void find_person(struct import *x, struct row *row) {
    struct fail none = {0};
    uint32_t person = 0;
    if (vault_find(x->folder.vault, BYTES_LIT("member-number"), row->cell[COLUMN_NUMBER].text,
                   &person, &none) < 0)
        person = law_named(x->law, bytes_str(row->name));
    row->person = person;
    uint32_t unit = person ? view_unit_of(x->law, person) : 0;
    row->member = unit && unit == row->unit;
    if (unit && !row->member && !row->bad) {
        fprintf(stderr,
                "%s:%u: this member is in another unit (%.*s): a move is `leave`, then "
                "`enrol`; only who she is was looked at\n",
                x->file, row->cell[0].line, (int)law_name(x->law, unit).n,
                (const char *)law_name(x->law, unit).at);
        x->elsewhere++;
        row->member = true;
    }
}

static int check_rows(struct import *x) {
    for (size_t i = 0; i < x->n; i++) {
        struct row *row = &x->rows[i];
        name_of(x, row);
        check_number(x, row);
        check_unit(x, row);
        check_class(x, row);
        check_groups(x, row);
        if (!row->bad)
            find_person(x, row);
    }
    return check_twice(x);
}

/* --- writing ------------------------------------------------------------------------------------
 */

static void put_pair(struct buf *b, const char *name, struct bytes value) {
    buf_format(b, ", \"%s\": ", name);
    json_put_text(b, value);
}

static void enrol_line(const struct import *x, const struct row *row, struct buf *b) {
    struct bytes rest = row->cell[COLUMN_GROUPS].text, word;
    buf_str(b, "{\"do\": \"enrol\"");
    put_pair(b, "person", bytes_str(row->name));
    if (law_charter(x->law)->n_units)
        put_pair(b, "unit", law_name(x->law, row->unit));
    if (row->cell[COLUMN_CLASS].text.n)
        put_pair(b, "class", row->cell[COLUMN_CLASS].text);
    if (rest.n) {
        buf_str(b, ", \"groups\": [");
        for (bool first = true; (word = next_word(&rest)).n; first = false) {
            buf_str(b, first ? "" : ", ");
            json_put_text(b, word);
        }
        buf_byte(b, ']');
    }
    buf_byte(b, '}');
}

static void arrears_line(const struct import *x, const struct row *row, struct buf *b) {
    struct bytes n = row->cell[COLUMN_ARREARS].text;
    buf_str(b, "{\"do\": \"arrears\"");
    put_pair(b, "person", bytes_str(row->name));
    if (law_charter(x->law)->n_units)
        put_pair(b, "unit", law_name(x->law, row->unit));
    buf_format(b, ", \"quantity\": %.*s}", (int)n.n, (const char *)n.at);
}

struct batch {
    struct engine_request requests[LIMIT_BATCH];
    const struct row *of[LIMIT_BATCH];
    struct arena arena;
    size_t n;
};

static int flush(struct import *x, struct batch *b) {
    static struct engine_answer answers[LIMIT_BATCH];
    int r = b->n ? engine_submit(x->engine, b->requests, b->n, answers, &x->fail) : 0;
    for (size_t i = 0; r == 0 && i < b->n; i++) {
        const struct engine_answer *a = &answers[i];
        const struct csv_cell *c = &b->of[i]->cell[COLUMN_NUMBER];
        struct buf why;
        buf_init(&why, &alloc_heap, 4096);
        if (a->code == 0 && a->verdict != LAW_ACCEPTED)
            refusal_text(&a->refusal, NULL, &why);
        if (a->code < 0)
            r = fail_set(&x->fail, a->code, "%s:%u: %s", x->file, c->line, a->fail.text);
        else if (a->verdict != LAW_ACCEPTED)
            r = fail_set(&x->fail, ERR_SYNTAX, "%s:%u: %.*s", x->file, c->line, (int)why.n,
                         (const char *)why.at);
        buf_drop(&why);
    }
    arena_clear(&b->arena);
    b->n = 0;
    return r < 0 || !x->engine ? r : engine_rest(x->engine, &x->fail);
}

/* No client key: what is in the record already was looked at, so a repeat asks for nothing. */
static int add_command(struct import *x, struct batch *b, const struct row *row,
                       const struct buf *line) {
    struct command_request c;
    if (line->failed || command_from_json(buf_view(line), &b->arena, &c, &x->fail) < 0)
        return x->fail.code ? x->fail.code : fail_set(&x->fail, ERR_NOMEM, "not enough memory");
    struct engine_request *q = &b->requests[b->n];
    *q = (struct engine_request){.command = c.command, .auth = AUTH_OPERATOR, .stamp = INSTANT_MIN};
    b->of[b->n++] = row;
    return b->n == LIMIT_BATCH ? flush(x, b) : 0;
}

static int write_record(struct import *x, struct batch *b) {
    struct buf line;
    int r = 0;
    buf_init(&line, &alloc_heap, 1 << 16);
    for (size_t i = 0; i < x->n && r == 0; i++) {
        const struct row *row = &x->rows[i];
        if (row->bad)
            continue;
        if (!row->person) {
            buf_clear(&line);
            buf_format(&line, "{\"do\": \"enter\", \"kind\": \"person\", \"name\": \"%s\"}",
                       row->name);
            r = add_command(x, b, row, &line);
            x->entered++;
        } else {
            x->known++;
        }
        if (r == 0 && !row->member) {
            buf_clear(&line);
            enrol_line(x, row, &line);
            r = add_command(x, b, row, &line);
            x->enrolled++;
        }
        if (r == 0 && !row->member && row->cell[COLUMN_ARREARS].text.n) {
            buf_clear(&line);
            arrears_line(x, row, &line);
            r = add_command(x, b, row, &line);
        }
        verb_progress(NULL, i, x->n);
    }
    buf_drop(&line);
    return r < 0 ? r : flush(x, b);
}

static int write_vault(struct import *x) {
    int r = vault_begin(x->folder.vault, &x->fail);
    for (size_t i = 0; i < x->n && r == 0; i++) {
        const struct row *row = &x->rows[i];
        struct vault_field fields[COLUMNS];
        size_t n = 0;
        uint32_t person = row->person ? row->person : law_named(x->law, bytes_str(row->name));
        for (int c = 0; c < COLUMNS; c++)
            if (columns[c].vault && row->cell[c].text.n)
                fields[n++] = (struct vault_field){bytes_str(columns[c].vault), row->cell[c].text};
        if (!row->bad && person)
            r = vault_put(x->folder.vault, person, fields, n, &x->fail);
        if (r == 0 && i % 1000 == 999) {
            r = vault_commit(x->folder.vault, &x->fail);
            r = r < 0 ? r : vault_begin(x->folder.vault, &x->fail);
        }
    }
    return r < 0 ? r : vault_commit(x->folder.vault, &x->fail);
}

static int write_all(struct import *x) {
    struct batch *b = alloc_heap.resize(&alloc_heap, NULL, 0, sizeof(*b));
    if (!b)
        return fail_set(&x->fail, ERR_NOMEM, "not enough memory");
    b->n = 0;
    arena_init(&b->arena, &alloc_heap, (size_t)LIMIT_BATCH * LIMIT_PART_BYTES);
    int r = write_record(x, b);
    arena_drop(&b->arena);
    alloc_heap.resize(&alloc_heap, b, sizeof(*b), 0);
    return r < 0 ? r : write_vault(x);
}

/* --- the verb -----------------------------------------------------------------------------------
 */

static int report(const struct import *x, bool dry) {
    unsigned long enter = x->entered, enrol = x->enrolled, known = x->known, bad = 0;
    for (size_t i = 0; i < x->n; i++) {
        bad += x->rows[i].bad;
        if (dry && !x->rows[i].bad) {
            enter += !x->rows[i].person;
            known += x->rows[i].person != 0;
            enrol += !x->rows[i].member;
        }
    }
    printf("{\"lines\": %zu, \"%s\": %lu, \"enrolled\": %lu, \"known\": %lu, \"elsewhere\": %lu, "
           "\"bad\": %lu%s}\n",
           x->n, "new", enter, enrol, known, x->elsewhere, bad, dry ? ", \"dry-run\": true" : "");
    return bad ? EXIT_NO : EXIT_DONE;
}

static int run(struct import *x, const char *folder, bool dry, bool skip) {
    struct follower *follower = NULL;
    int r = folder_open(folder, dry ? STORE_READ : STORE_WRITE, FOLDER_VAULT | FOLDER_KEYS,
                        &alloc_heap, &x->folder, &x->fail);
    struct engine_options o = {.progress = verb_progress, .note = verb_note};
    if (r == 0)
        r = dry ? follower_open(folder, &o, &follower, &x->fail)
                : engine_open(folder, &o, &x->engine, &x->fail);
    if (r == 0) {
        x->law = dry ? follower_law(follower) : engine_law(x->engine);
        r = law_charter(x->law)
                ? 0
                : fail_set(&x->fail, ERR_SYNTAX, "%s has no constitution yet", folder);
    }
    r = r < 0 ? r : read_rows(x);
    r = r < 0 ? r : check_rows(x);
    if (r == 0 && x->errors && !skip)
        r = fail_set(&x->fail, ERR_SYNTAX,
                     "nothing was written: %lu places of %s want mending (--skip-bad leaves those "
                     "lines out)",
                     x->errors, x->file);
    if (r == 0 && !dry)
        r = write_all(x);
    follower_free(follower);
    engine_free(x->engine);
    folder_drop(&x->folder);
    return r;
}

int cli_import(const struct cli_verb *v, const struct verb_args *a) {
    static struct import x;
    bool dry = verb_has(v, a, "--dry-run");
    const char *encoding = verb_value(v, a, "--encoding");
    x = (struct import){.verb = v, .file = a->args[1]};
    buf_init(&x.text, &alloc_heap, FILE_MAX + 1);
    arena_init(&x.arena, &alloc_heap, 8 * (size_t)FILE_MAX);
    int r = verb_read_file(x.file, FILE_MAX, &x.text, &x.fail);
    r = r == 0 && encoding ? convert(&x, encoding) : r;
    r = r < 0 ? r : run(&x, a->args[0], dry, verb_has(v, a, "--skip-bad"));
    int status = r < 0 ? verb_fail(v, &x.fail) : report(&x, dry);
    alloc_heap.resize(&alloc_heap, x.rows, x.room * sizeof(*x.rows), 0);
    arena_drop(&x.arena);
    buf_drop(&x.text);
    return status;
}
