#include "cli/cvr.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <unistd.h>

#include "base/buf.h"
#include "cli/csv.h"
#include "cli/cvr_xml.h"
#include "cli/xlsx.h"

#define WRITE_INS "Undeclared Write-ins"

struct alias {
    struct bytes name;
    uint32_t candidate; /* from 1 */
};
#define CLEAR_COLUMNS_MAX 4000u
struct clear_column { /* of one candidate at one rank */
    size_t column;
    uint32_t rank, candidate; /* candidate 0: one that the configuration does not name */
    struct bytes name;
};
struct cvr {
    const char *folder; /* of the configuration, with its '/' */
    struct count_ballots *b;
    struct arena *a;
    struct fail *f;
    json_t *source;
    struct alias *alias;
    size_t aliases_n;
    uint32_t write_in; /* candidate from 1, 0 none */
    int ranks_max;
    /* the record being read */
    uint32_t rank[512], code[512], n;
    size_t row, first_row, first_column;
    struct clear_column *clear;
    size_t clear_n;
    uint32_t last_rank; /* the last rank of this row that has a cell */
    bool open;
};

static const char *setting(const json_t *object, const char *key) {
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

static bool is_set(const json_t *object, const char *key) {
    return json_is_true(json_object_get(object, key)) || strcmp(setting(object, key), "true") == 0;
}

/* A switch of the rules: true or false, as it is or as a text. */
static int is_switch(struct cvr *x, const json_t *object, const char *key, bool *ret) {
    const json_t *value = json_object_get(object, key);
    const char *text = setting(object, key);
    bool none = !value || json_is_null(value) || (json_is_string(value) && !*text);
    if (!none && !json_is_boolean(value) && strcmp(text, "true") != 0 &&
        strcmp(text, "false") != 0)
        return fail_set(x->f, ERR_SYNTAX, "%s: expected true or false, not \"%.40s\"", key, text);
    *ret = is_set(object, key);
    return 0;
}

/* A whole number; blank, or the word ANY: MISSING. */
static int whole_number(struct cvr *x, const json_t *object, const char *key, const char *any,
                        int least, int missing, int *ret) {
    const char *text = setting(object, key), *at = text;
    int64_t n = 0;
    for (; *at >= '0' && *at <= '9' && n <= INT32_MAX; at++)
        n = n * 10 + (*at - '0');
    if (*text && *at == 0 && n >= least && n <= INT32_MAX) {
        *ret = (int)n;
        return 0;
    }
    if (*text && strcmp(text, any) != 0)
        return fail_set(x->f, ERR_SYNTAX, "%s is \"%.40s\", expected a whole number from %d on%s%s",
                        key, text, least, *any ? " or " : "", any);
    *ret = missing;
    return 0;
}

/* Numbers where texts are usual, everywhere in a configuration. */
static void numbers_to_texts(json_t *value) {
    const char *key;
    json_t *each;
    void *next;
    size_t i;
    json_array_foreach(value, i, each) numbers_to_texts(each);
    json_object_foreach_safe(value, next, key, each) {
        char text[32];
        snprintf(text, sizeof(text), "%lld", (long long)json_integer_value(each));
        if (json_is_integer(each))
            json_object_set_new(value, key, json_string(text));
        else
            numbers_to_texts(each);
    }
}

/* Of the source's records: from the configuration's folder on. */
static int source_path(struct cvr *x, char *ret, size_t room) {
    const char *file = setting(x->source, "filePath");
    size_t n = (size_t)snprintf(ret, room, "%s%s", file[0] == '/' ? "" : x->folder, file);
    return n < room ? 0 : fail_set(x->f, ERR_RANGE, "filePath is too long: %.60s...", file);
}

static bool ends_with(const char *s, const char *end) {
    size_t n = strlen(s), m = strlen(end);
    return n >= m && strcmp(s + n - m, end) == 0;
}

/* JSON, or what is written as XML in its shape. NULL when it is not there or neither; F says
 * which. */
static json_t *load(const char *path, struct fail *f) {
    json_error_t error;
    FILE *file = fopen(path, "re");
    if (!file) {
        fail_set(f, ERR_IO, "%s: %s", path, strerror(errno));
        return NULL;
    }
    int first = fgetc(file);
    json_t *all = fseek(file, 0, SEEK_SET) == 0 ? json_loadf(file, 0, &error) : NULL;
    fclose(file);
    if (!all && (first == '<' || ends_with(path, ".xml")))
        return cvr_xml_load(path, f);
    if (!all)
        fail_set(f, ERR_SYNTAX, "%s: line %d: %s", path, error.line, error.text);
    return all;
}

static uint32_t find(const struct cvr *x, struct bytes name) {
    for (size_t i = 0; i < x->aliases_n; i++)
        if (bytes_equal(x->alias[i].name, name))
            return x->alias[i].candidate;
    return 0;
}

static struct bytes trimmed(struct bytes t) {
    while (t.n && (t.at[0] == ' ' || t.at[0] == '\t'))
        t = bytes_part(t, 1, t.n);
    while (t.n && (t.at[t.n - 1] == ' ' || t.at[t.n - 1] == '\t' || t.at[t.n - 1] == '\r'))
        t.n--;
    return t;
}

static int mark(struct cvr *x, uint32_t rank, uint32_t code) {
    if (x->n == 512 || rank == 0 || rank > 500)
        return fail_set(x->f, ERR_RANGE, "record %zu: more than 500 ranks or marks", x->row + 1);
    if (x->ranks_max >= 0 && rank > (uint32_t)x->ranks_max)
        return fail_set(x->f, ERR_SYNTAX, "record %zu: rank %u, at most %d (maxRankingsAllowed)",
                        x->row + 1, rank, x->ranks_max);
    x->rank[x->n] = rank;
    x->code[x->n++] = code;
    return 0;
}

/* The record as a ballot: ranks in order, blank ones kept between. */
static int end_record(struct cvr *x) {
    uint32_t element[1100], n = 0, most = 0;
    for (uint32_t i = 0; i < x->n; i++)
        most = x->rank[i] > most ? x->rank[i] : most;
    for (uint32_t rank = 1; rank <= most; rank++) {
        bool any = false;
        for (uint32_t i = 0; i < x->n; i++)
            if (x->rank[i] == rank) {
                element[n++] = x->code[i] | (any ? x->b->tied : 0);
                any = true;
            }
        if (!any)
            element[n++] = x->b->candidates + 1;
    }
    x->n = 0;
    x->open = false;
    int r = count_ballots_add(x->b, element, n, 1);
    return r < 0 ? fail_set(x->f, r, "record %zu: %s", x->row + 1, err_name(r)) : 0;
}

static int one_name(struct cvr *x, struct bytes name, uint32_t rank) {
    name = trimmed(name);
    if (bytes_is(name, setting(x->source, "skippedRankLabel")))
        return 0;
    const char *overvote = setting(x->source, "overvoteLabel");
    const char *write_in = setting(x->source, "undeclaredWriteInLabel");
    uint32_t c = *overvote && bytes_is(name, overvote)   ? x->b->candidates + 2
                 : *write_in && bytes_is(name, write_in) ? x->write_in
                                                         : find(x, name);
    if (c == 0)
        return fail_set(x->f, ERR_SYNTAX, "row %zu: no candidate \"%.*s\"", x->row + 1,
                        (int)(name.n > 60 ? 60 : name.n), (const char *)name.at);
    return mark(x, rank, c);
}

/* Ranks of a row without a cell are left blank, or are undeclared write-ins. */
static int empty_cells(struct cvr *x, uint32_t until) {
    bool write_ins = is_set(x->source, "treatBlankAsUndeclaredWriteIn");
    int r = 0;
    while (++x->last_rank < until && write_ins && r == 0)
        r = mark(x, x->last_rank, x->write_in);
    x->last_rank = until;
    return r;
}

static int end_row(struct cvr *x) {
    int r = x->ranks_max >= 0 ? empty_cells(x, (uint32_t)x->ranks_max + 1) : 0;
    x->last_rank = 0;
    return r < 0 ? r : end_record(x);
}

/* One cell of a sheet with a candidate's name in each rank's column (ES&S). */
static int name_cell(void *context, size_t row, size_t column, struct bytes text) {
    struct cvr *x = context;
    int r = 0;
    if (row < x->first_row)
        return 0;
    if (x->open && row != x->row)
        r = end_row(x);
    x->row = row;
    x->open = true;
    if (r < 0 || column < x->first_column ||
        (x->ranks_max >= 0 && column >= x->first_column + (size_t)x->ranks_max))
        return r;
    uint32_t rank = (uint32_t)(column - x->first_column) + 1;
    const char *mark_between = setting(x->source, "overvoteDelimiter");
    r = empty_cells(x, rank);
    while (*mark_between && text.n && r == 0) {
        size_t n = strlen(mark_between), i = 0;
        while (i + n <= text.n && memcmp(text.at + i, mark_between, n) != 0)
            i++;
        if (i + n > text.n)
            break;
        r = one_name(x, bytes_part(text, 0, i), rank);
        text = bytes_part(text, i + n, text.n);
    }
    return r < 0 ? r : one_name(x, text, rank);
}

static int csv_cells(struct cvr *x, struct bytes text, xlsx_cell *cell) {
    size_t row = 0, column = 0;
    struct csv c;
    struct buf quoted;
    struct bytes value;
    bool ends;
    int r;
    csv_open(&c, text, ',');
    buf_init(&quoted, &alloc_heap, 1 << 16);
    while ((r = csv_next_cell(&c, &quoted, &value, &ends, x->f)) > 0) {
        if (value.n && (r = cell(x, row, column, value)) < 0)
            break;
        row += ends;
        column = ends ? 0 : column + 1;
    }
    buf_drop(&quoted);
    return r;
}

/* A cell of a sheet with a rank in each candidate's column. */
static int rank_cell(void *context, size_t row, size_t column, struct bytes text) {
    struct cvr *x = context;
    int r = 0;
    if (row >= x->first_row && x->open && row != x->row)
        r = end_record(x);
    x->row = row;
    x->open = x->open || row >= x->first_row;
    if (r < 0 || column < x->first_column)
        return r;
    column -= x->first_column;
    if (column >= 256)
        return fail_set(x->f, ERR_RANGE, "row %zu: more than 256 candidates", row + 1);
    uint32_t *of = (uint32_t *)(void *)x->alias[x->aliases_n].name.at;
    if (row == 0) {
        const char *write_in = setting(x->source, "undeclaredWriteInLabel");
        of[column] = *write_in && bytes_is(text, write_in) ? x->write_in : find(x, text);
        return of[column] ? 0 : fail_set(x->f, ERR_SYNTAX, "row 1: no candidate \"%.*s\"",
                                         (int)(text.n > 60 ? 60 : text.n), (const char *)text.at);
    }
    if (row < x->first_row)
        return 0;
    uint32_t rank = 0;
    for (size_t i = 0; i < text.n && text.at[i] >= '0' && text.at[i] <= '9' && rank < 1000; i++)
        rank = rank * 10 + (text.at[i] - '0');
    return rank && of[column] ? mark(x, rank, of[column])
                              : fail_set(x->f, ERR_SYNTAX, "row %zu: \"%.*s\" is no rank", row + 1,
                                         (int)(text.n > 60 ? 60 : text.n), (const char *)text.at);
}

static int read_whole(struct cvr *x, const char *path, struct buf *ret) {
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return fail_set(x->f, ERR_IO, "%s: %s", path, strerror(errno));
    for (;;) {
        uint8_t *at = buf_room(ret, 1 << 16);
        ssize_t n = at ? read(fd, at, 1 << 16) : -1;
        if (n >= 0)
            ret->n -= (size_t)((1 << 16) - n);
        if (n <= 0) {
            close(fd);
            return n == 0 ? 0 : fail_set(x->f, ERR_IO, "%s: could not be read", path);
        }
    }
}

static int read_sheet(struct cvr *x, const char *path, xlsx_cell *cell) {
    int column, row, r = whole_number(x, x->source, "firstVoteColumnIndex", "", 1, 1, &column);
    if (r == 0)
        r = whole_number(x, x->source, "firstVoteRowIndex", "", 1, 2, &row);
    if (r < 0)
        return r;
    x->first_column = (size_t)column - 1;
    x->first_row = (size_t)row - 1;
    x->open = false;
    x->last_rank = 0;
    if (ends_with(path, ".xlsx")) {
        r = xlsx_read(path, cell, x, x->f);
    } else {
        struct buf text;
        buf_init(&text, &alloc_heap, 1u << 30);
        r = read_whole(x, path, &text);
        if (r == 0)
            r = csv_cells(x, buf_view(&text), cell);
        buf_drop(&text);
    }
    if (r < 0 || !x->open)
        return r;
    return cell == name_cell ? end_row(x) : end_record(x);
}

/* ---- the common data format ---- */

static const char *by_id(const json_t *list, const char *id, const char *key) {
    size_t i;
    json_t *each;
    json_array_foreach(list, i, each)
        if (strcmp(setting(each, "@id"), id) == 0)
            return setting(each, key);
    return "";
}

/* The name of a selection of the contest: its candidate's, or an overvote. */
static uint32_t selected(struct cvr *x, const json_t *election, const json_t *contest,
                         const char *id) {
    size_t i;
    json_t *each;
    json_array_foreach(json_object_get(contest, "ContestSelection"), i, each) {
        if (strcmp(setting(each, "@id"), id) != 0)
            continue;
        if (is_set(each, "IsWriteIn"))
            return x->write_in;
        const json_t *ids = json_object_get(each, "CandidateIds");
        const char *candidate = json_string_value(json_array_get(ids, 0));
        if (!candidate)
            return 0;
        const char *name = by_id(json_object_get(election, "Candidate"), candidate, "Name");
        const char *overvote = setting(x->source, "overvoteLabel");
        if (strcmp(name, "overvote") == 0 || (*overvote && strcmp(name, overvote) == 0))
            return x->b->candidates + 2;
        uint32_t c = find(x, bytes_str(name));
        return c ? c : find(x, bytes_str(candidate));
    }
    return 0;
}

static int cdf_selection(struct cvr *x, const json_t *selection, uint32_t code) {
    size_t i;
    json_t *each;
    const json_t *rank = json_object_get(selection, "Rank");
    if (json_is_integer(rank))
        return mark(x, (uint32_t)json_integer_value(rank), code);
    json_array_foreach(json_object_get(selection, "SelectionPosition"), i, each) {
        if (json_object_get(each, "CVRWriteIn"))
            code = x->write_in;
        if (strcmp(setting(each, "HasIndication"), "no") == 0 ||
            strcmp(setting(each, "IsAllocable"), "no") == 0)
            continue;
        int r = mark(x, (uint32_t)json_integer_value(json_object_get(each, "Rank")), code);
        if (r < 0)
            return r;
    }
    return 0;
}

static int cdf_record(struct cvr *x, const json_t *cvr, const json_t *election,
                      const json_t *contest) {
    size_t i, k, s;
    json_t *snapshot, *each, *selection;
    json_array_foreach(json_object_get(cvr, "CVRSnapshot"), i, snapshot) {
        if (strcmp(setting(snapshot, "@id"), setting(cvr, "CurrentSnapshotId")) != 0)
            continue;
        json_array_foreach(json_object_get(snapshot, "CVRContest"), k, each) {
            if (strcmp(setting(each, "ContestId"), setting(contest, "@id")) != 0)
                continue;
            json_array_foreach(json_object_get(each, "CVRContestSelection"), s, selection) {
                if (strcmp(setting(selection, "Status"), "needs-adjudication") == 0)
                    continue; /* nobody has decided yet what it says */
                uint32_t code =
                    selected(x, election, contest, setting(selection, "ContestSelectionId"));
                if (code == 0)
                    return fail_set(x->f, ERR_SYNTAX,
                                    "record %zu: selection \"%.60s\" is no candidate", x->row + 1,
                                    setting(selection, "ContestSelectionId"));
                int r = cdf_selection(x, selection, code);
                if (r < 0)
                    return r;
            }
            return end_record(x);
        }
    }
    return 0;
}

/* The contest that the source names; NULL: F says so. */
static const json_t *cdf_contest(struct cvr *x, const char *path, const json_t *election) {
    size_t i;
    json_t *each;
    json_array_foreach(json_object_get(election, "Contest"), i, each)
        if (strcmp(setting(each, "Name"), setting(x->source, "contestId")) == 0)
            return each;
    fail_set(x->f, ERR_SYNTAX, "%s: no contest \"%.60s\"", path, setting(x->source, "contestId"));
    return NULL;
}

static int read_cdf(struct cvr *x, const char *path) {
    json_t *all = load(path, x->f);
    if (!all)
        return x->f->code;
    const json_t *election = json_array_get(json_object_get(all, "Election"), 0);
    const json_t *contest = cdf_contest(x, path, election);
    int r = contest ? 0 : x->f->code;
    size_t i;
    json_t *each;
    json_array_foreach(json_object_get(all, "CVR"), i, each) {
        if (r < 0)
            break;
        x->row = i;
        r = cdf_record(x, each, election, contest);
    }
    json_decref(all);
    return r;
}

static bool holds(struct bytes text, const char *word) {
    size_t n = strlen(word);
    for (size_t i = 0; i + n <= text.n; i++) {
        const uint8_t *at = memchr(text.at + i, word[0], text.n - i - n + 1);
        if (!at)
            return false;
        i = (size_t)(at - text.at);
        if (memcmp(at, word, n) == 0)
            return true;
    }
    return false;
}

static bool selection_written_in(const json_t *contest, const json_t *selection) {
    size_t i;
    json_t *each;
    if (strcmp(setting(selection, "Status"), "needs-adjudication") == 0)
        return false;
    json_array_foreach(json_object_get(contest, "ContestSelection"), i, each)
        if (is_set(each, "IsWriteIn") &&
            strcmp(setting(each, "@id"), setting(selection, "ContestSelectionId")) == 0)
            return true;
    json_array_foreach(json_object_get(selection, "SelectionPosition"), i, each)
        if (json_object_get(each, "CVRWriteIn"))
            return true;
    return false;
}

static bool record_written_in(const json_t *cvr, const json_t *contest) {
    size_t i, k, s;
    json_t *snapshot, *each, *selection;
    json_array_foreach(json_object_get(cvr, "CVRSnapshot"), i, snapshot) {
        if (strcmp(setting(snapshot, "@id"), setting(cvr, "CurrentSnapshotId")) != 0)
            continue;
        json_array_foreach(json_object_get(snapshot, "CVRContest"), k, each) {
            if (strcmp(setting(each, "ContestId"), setting(contest, "@id")) != 0)
                continue;
            json_array_foreach(json_object_get(each, "CVRContestSelection"), s, selection)
                if (selection_written_in(contest, selection))
                    return true;
        }
    }
    return false;
}

/* Did anybody write in a name? Then undeclared write-ins are a candidate; without, they would be
 * one more with no votes to exclude. Most files have no such word at all and are read once. */
static int cdf_has_write_ins(struct cvr *x, bool *ret) {
    char path[4096];
    struct buf text;
    int r = source_path(x, path, sizeof(path));
    buf_init(&text, &alloc_heap, 1u << 30);
    r = r < 0 ? r : read_whole(x, path, &text);
    bool maybe =
        r == 0 && (holds(buf_view(&text), "IsWriteIn") || holds(buf_view(&text), "CVRWriteIn"));
    buf_drop(&text);
    json_t *all = maybe ? load(path, x->f) : NULL;
    if (!maybe || !all)
        return maybe ? x->f->code : r;
    const json_t *contest =
        cdf_contest(x, path, json_array_get(json_object_get(all, "Election"), 0));
    r = contest ? 0 : x->f->code;
    size_t i;
    json_t *each;
    json_array_foreach(json_object_get(all, "CVR"), i, each)
        if (contest && !*ret)
            *ret = record_written_in(each, contest);
    json_decref(all);
    return r;
}

/* ---- Dominion ---- */

static int dominion_contest(struct cvr *x, const json_t *contest) {
    size_t i;
    json_t *each;
    json_array_foreach(json_object_get(contest, "Marks"), i, each) {
        char id[32];
        if (json_is_true(json_object_get(each, "IsAmbiguous")))
            continue;
        snprintf(id, sizeof(id), "%lld",
                 (long long)json_integer_value(json_object_get(each, "CandidateId")));
        int r = one_name(x, bytes_str(id),
                         (uint32_t)json_integer_value(json_object_get(each, "Rank")));
        if (r < 0)
            return r;
    }
    return end_record(x);
}

static int dominion_contests(struct cvr *x, const json_t *card) {
    size_t i;
    json_t *each;
    json_array_foreach(json_object_get(card, "Contests"), i, each) {
        char id[32];
        snprintf(id, sizeof(id), "%lld",
                 (long long)json_integer_value(json_object_get(each, "Id")));
        if (strcmp(id, setting(x->source, "contestId")) != 0)
            continue;
        int r = dominion_contest(x, each);
        if (r < 0)
            return r;
    }
    return 0;
}

static int dominion_file(struct cvr *x, const json_t *all) {
    size_t i, k;
    json_t *session, *card;
    int r = 0;
    json_array_foreach(json_object_get(all, "Sessions"), i, session) {
        const json_t *data = json_object_get(session, "Original");
        if (r < 0)
            break;
        x->row = i;
        if (!json_is_true(json_object_get(data, "IsCurrent")))
            data = json_object_get(session, "Modified");
        const json_t *cards = json_object_get(data, "Cards");
        if (!cards)
            r = dominion_contests(x, data);
        json_array_foreach(cards, k, card) if (r == 0) r = dominion_contests(x, card);
    }
    return r;
}

/* CvrExport.json, or CvrExport_1.json, CvrExport_2.json and so on. */
static int read_dominion(struct cvr *x, const char *folder) {
    const char *path = arena_format(x->a, "%s/CvrExport.json", folder);
    bool parts = path && access(path, F_OK) < 0;
    for (int part = 1; path; part++) {
        if (parts)
            path = arena_format(x->a, "%s/CvrExport_%d.json", folder, part);
        if (part > 1 && (!path || access(path, F_OK) < 0))
            return path ? 0 : ERR_NOMEM;
        json_t *all = path ? load(path, x->f) : NULL;
        if (path && !all)
            return x->f->code;
        int r = dominion_file(x, all);
        json_decref(all);
        if (r < 0 || !parts)
            return r;
    }
    return ERR_NOMEM;
}

/* ---- Hart: a folder with a file for each ballot ---- */

/* "0101": the ranks at which the option was marked. */
static int hart_option(struct cvr *x, const json_t *option) {
    const char *value = setting(option, "Value");
    int r = 0;
    for (uint32_t rank = 1; value[rank - 1] && r == 0; rank++)
        if (value[rank - 1] == '1')
            r = one_name(x, bytes_str(setting(option, "Id")), rank);
    return r;
}

static int hart_ballot(struct cvr *x, const json_t *all) {
    size_t i, k;
    json_t *contest, *option;
    json_array_foreach(json_object_get(json_object_get(all, "Contests"), "Contest"), i, contest) {
        if (strcmp(setting(contest, "Id"), setting(x->source, "contestId")) != 0)
            continue;
        int r = 0;
        json_array_foreach(json_object_get(json_object_get(contest, "Options"), "Option"), k,
                           option) if (r == 0) r = hart_option(x, option);
        if (r == 0)
            r = end_record(x);
        if (r < 0)
            return r;
    }
    return 0;
}

static int hart_file(const struct dirent *d) {
    return (ends_with(d->d_name, ".xml") || ends_with(d->d_name, ".XML")) &&
           !ends_with(d->d_name, ".sig.xml");
}

/* The files in the order of their names: what is counted does not depend on the disk. */
static int read_hart(struct cvr *x, const char *folder) {
    struct dirent **files = NULL;
    int n = scandir(folder, &files, hart_file, alphasort), r = 0;
    if (n <= 0)
        r = fail_set(x->f, ERR_IO, "%s: %s", folder,
                     n < 0 ? strerror(errno) : "no cast vote records (*.xml)");
    for (int i = 0; i < n; i++) {
        char path[4096];
        size_t length = (size_t)snprintf(path, sizeof(path), "%s/%s", folder, files[i]->d_name);
        free(files[i]);
        if (r < 0)
            continue;
        if (length >= sizeof(path)) {
            r = fail_set(x->f, ERR_RANGE, "%s: too long a name", folder);
            continue;
        }
        json_t *all = cvr_xml_load(path, x->f);
        x->row = (size_t)i;
        r = all ? hart_ballot(x, all) : x->f->code;
        json_decref(all);
    }
    free(files);
    return r;
}

/* ---- Clear Ballot: a column for each candidate at each rank ---- */

#define CLEAR_FIRST 10 /* columns of the ballot itself before */
#define CLEAR_FIELDS 6 /* of a column's head: choice, contest, rank, rule, candidate, party */

/* 0: no number, or a large one. */
static uint32_t number_of(struct bytes text) {
    uint32_t n = 0;
    for (size_t i = 0; i < text.n; i++) {
        if (text.at[i] < '0' || text.at[i] > '9' || n > 100000)
            return 0;
        n = n * 10 + (text.at[i] - '0');
    }
    return n;
}

/* The head "Choice_6_1:Mayor:1:Number of Winners 1:Ann:NON", a column of this contest or not. */
static int clear_head(struct cvr *x, size_t column, struct bytes text) {
    struct bytes part[CLEAR_FIELDS];
    size_t n = 0, from = 0;
    for (size_t i = 0; i <= text.n; i++)
        if (i == text.n || text.at[i] == ':') {
            if (n < CLEAR_FIELDS)
                part[n] = bytes_part(text, from, i - from);
            n++;
            from = i + 1;
        }
    uint32_t rank = n == CLEAR_FIELDS ? number_of(part[2]) : 0;
    if (rank == 0 || rank > 500)
        return fail_set(x->f, ERR_SYNTAX,
                        "column %zu: expected choice:contest:rank:rule:candidate:party, not "
                        "\"%.*s\"",
                        column + 1, (int)(text.n > 80 ? 80 : text.n), (const char *)text.at);
    if (!bytes_is(part[1], setting(x->source, "contestId")) ||
        (x->ranks_max >= 0 && rank > (uint32_t)x->ranks_max))
        return 0;
    const char *write_in = setting(x->source, "undeclaredWriteInLabel");
    uint32_t c = *write_in && bytes_is(part[4], write_in) ? x->write_in : find(x, part[4]);
    if (x->clear_n == CLEAR_COLUMNS_MAX)
        return fail_set(x->f, ERR_RANGE, "more than %u columns of one contest", CLEAR_COLUMNS_MAX);
    char *name = arena_copy(x->a, part[4]);
    if (!name)
        return ERR_NOMEM;
    x->clear[x->clear_n++] =
        (struct clear_column){column, rank, c, bytes_of(name, part[4].n)};
    return 0;
}

static int clear_cell(void *context, size_t row, size_t column, struct bytes text) {
    struct cvr *x = context;
    int r = 0;
    if (row == 0)
        return column < CLEAR_FIRST ? 0 : clear_head(x, column, text);
    if (x->open && row != x->row)
        r = end_record(x);
    x->row = row;
    x->open = true;
    for (size_t i = 0; i < x->clear_n && r == 0; i++) {
        const struct clear_column *at = &x->clear[i];
        if (at->column != column || bytes_is(text, "0"))
            continue;
        if (!bytes_is(text, "1"))
            return fail_set(x->f, ERR_SYNTAX, "row %zu, column %zu: expected 0 or 1, not \"%.*s\"",
                            row + 1, column + 1, (int)(text.n > 40 ? 40 : text.n),
                            (const char *)text.at);
        if (!at->candidate)
            return fail_set(x->f, ERR_SYNTAX, "row %zu: no candidate \"%.*s\"", row + 1,
                            (int)(at->name.n > 60 ? 60 : at->name.n), (const char *)at->name.at);
        r = mark(x, at->rank, at->candidate);
    }
    return r;
}

static int read_clear(struct cvr *x, const char *path) {
    struct buf text;
    x->clear = ARENA_ARRAY(x->a, CLEAR_COLUMNS_MAX, struct clear_column);
    x->clear_n = 0;
    x->open = false;
    if (!x->clear)
        return ERR_NOMEM;
    buf_init(&text, &alloc_heap, 1u << 30);
    int r = read_whole(x, path, &text);
    if (r == 0)
        r = csv_cells(x, buf_view(&text), clear_cell);
    if (r == 0 && !x->clear_n)
        r = fail_set(x->f, ERR_SYNTAX, "%s: no contest \"%.60s\"", path,
                     setting(x->source, "contestId"));
    if (r == 0 && x->open)
        r = end_record(x);
    buf_drop(&text);
    return r;
}

/* ---- the configuration ---- */

static int add_alias(struct cvr *x, const char *name, uint32_t candidate) {
    char *copy = arena_copy(x->a, bytes_str(name));
    if (!copy || x->aliases_n >= 4000)
        return fail_set(x->f, ERR_RANGE, "too many names of candidates");
    x->alias[x->aliases_n++] = (struct alias){bytes_str(copy), candidate};
    return 0;
}

static int candidates(struct cvr *x, const json_t *config) {
    size_t i, k;
    json_t *each, *alias;
    x->alias = ARENA_ARRAY(x->a, 4002, struct alias);
    uint32_t *columns = ARENA_ARRAY(x->a, 256, uint32_t);
    if (!x->alias || !columns)
        return ERR_NOMEM;
    bool write_ins = false;
    json_array_foreach(json_object_get(config, "cvrFileSources"), i, each)
        write_ins = write_ins || *setting(each, "undeclaredWriteInLabel") ||
                    is_set(each, "treatBlankAsUndeclaredWriteIn");
    json_array_foreach(json_object_get(config, "cvrFileSources"), i, each) {
        x->source = each;
        if (!write_ins && strcmp(setting(each, "provider"), "cdf") == 0) {
            int r = cdf_has_write_ins(x, &write_ins);
            if (r < 0)
                return r;
        }
    }
    json_array_foreach(json_object_get(config, "candidates"), i, each) {
        int r = count_ballots_candidate(x->b, bytes_str(setting(each, "name")));
        uint32_t c = x->b->candidates;
        if (r == 0)
            r = add_alias(x, setting(each, "name"), c);
        json_array_foreach(json_object_get(each, "aliases"), k, alias) if (r == 0)
            r = add_alias(x, json_string_value(alias) ? json_string_value(alias) : "", c);
        if (*setting(each, "code") && r == 0)
            r = add_alias(x, setting(each, "code"), c);
        if (r < 0)
            return fail_set(x->f, r, "candidates: %s", err_name(r));
        x->b->candidate[c - 1].withdrawn = is_set(each, "excluded");
    }
    if (write_ins) {
        int r = count_ballots_candidate(x->b, BYTES_LIT(WRITE_INS));
        x->write_in = x->b->candidates;
        if (r < 0)
            return r;
    }
    x->alias[x->aliases_n].name = bytes_of(columns, 0);
    return x->b->candidates ? 0 : fail_set(x->f, ERR_SYNTAX, "no candidates");
}

/* One of the words that a rule knows. */
static int word_of(struct cvr *x, const json_t *rules, const char *key, const char *const *words,
                   int *ret) {
    const char *text = setting(rules, key);
    char known[400];
    size_t n = 0;
    for (int i = 0; words[i]; i++) {
        if (strcmp(words[i], text) == 0) {
            *ret = i;
            return 0;
        }
        n += (size_t)snprintf(known + n, sizeof(known) - n, "%s%s", i ? ", " : "", words[i]);
    }
    return fail_set(x->f, ERR_SYNTAX, "%s is \"%.60s\", expected one of: %s", key, text, known);
}

static const char *const modes[] = {"singleWinnerMajority",
                                    "multiWinnerAllowMultipleWinnersPerRound",
                                    "multiWinnerAllowOnlyOneWinnerPerRound",
                                    "bottomsUp",
                                    "bottomsUpUsingPercentageThreshold",
                                    "multiPassIrv",
                                    NULL}; /* as enum count_winners */
static const char *const overvotes[] = {"exhaustImmediately", "alwaysSkipToNextRank",
                                        "exhaustIfMultipleContinuing",
                                        NULL}; /* as enum count_overvote */
static const char *const ties[] = {"random",
                                   "previousRoundCountsThenRandom",
                                   "stopCountingAndAsk",
                                   "previousRoundCountsThenAsk",
                                   "useCandidateOrder",
                                   "generatePermutation",
                                   NULL};

static int set_ties(struct cvr *x, struct count_options *o, const json_t *rules) {
    const char *mode = setting(rules, "tiebreakMode");
    char *seed = arena_copy(x->a, bytes_str(setting(rules, "randomSeed")));
    uint32_t *order = ARENA_ARRAY(x->a, x->b->candidates, uint32_t);
    int n = 0, which, r = word_of(x, rules, "tiebreakMode", ties, &which);
    if (r < 0)
        return r;
    if (!seed || !order)
        return ERR_NOMEM;
    o->seed = bytes_str(seed);
    if (strncmp(mode, "previousRoundCounts", 19) == 0)
        o->tie[n++] = COUNT_TIE_BACKWARDS;
    if (ends_with(mode, "andom"))
        o->tie[n] = COUNT_TIE_RCTAB;
    else if (strcmp(mode, "useCandidateOrder") == 0 || strcmp(mode, "generatePermutation") == 0)
        o->tie[n] = COUNT_TIE_ORDER;
    else
        o->tie[n] = COUNT_TIE_REFUSE;
    if (strcmp(mode, "generatePermutation") != 0)
        return 0;
    for (uint32_t i = 0; i < x->b->candidates; i++) { /* by name, then shuffled */
        uint32_t j = i;
        for (; j && bytes_compare(x->b->candidate[order[j - 1]].name, x->b->candidate[i].name) > 0;
             j--)
            order[j] = order[j - 1];
        order[j] = i;
    }
    uint32_t shuffled = x->b->candidates - (x->write_in != 0), k = 0;
    for (uint32_t i = 0; i < x->b->candidates; i++)
        if (order[i] + 1 != x->write_in)
            order[k++] = order[i];
    count_shuffle_rctab(o->seed, order, shuffled);
    o->order = order;
    o->order_n = shuffled;
    return 0;
}

static int set_switches(struct cvr *x, struct count_options *o, const json_t *rules) {
    bool fraction, hare, batch;
    const struct {
        const char *key;
        bool *at;
    } switches[] = {{"nonIntegerWinningThreshold", &fraction},
                    {"hareQuota", &hare},
                    {"batchElimination", &batch},
                    {"cutoffElimination", &o->cutoff},
                    {"doesFirstRoundDetermineThreshold", &o->first_round_sets_quota},
                    {"continueUntilTwoCandidatesRemain", &o->until_two},
                    {"exhaustOnDuplicateCandidate", &o->duplicate_exhausts}};
    for (size_t i = 0; i < sizeof(switches) / sizeof(switches[0]); i++) {
        int r = is_switch(x, rules, switches[i].key, switches[i].at);
        if (r < 0)
            return r;
    }
    o->quota = hare ? (fraction ? COUNT_HARE_FRACTION : COUNT_HARE)
                    : (fraction ? COUNT_DROOP_FRACTION : COUNT_DROOP);
    o->batch = batch;
    return 0;
}

static int set_numbers(struct cvr *x, struct count_options *o, const json_t *rules) {
    int seats, percent, minimum;
    const struct {
        const char *key, *any;
        int least, missing, *at;
    } numbers[] = {{"numberOfWinners", "", 0, 1, &seats},
                   {"decimalPlacesForVoteArithmetic", "", 0, 4, &o->places},
                   {"multiSeatBottomsUpPercentageThreshold", "", 0, 0, &percent},
                   {"minimumVoteThreshold", "", 0, 0, &minimum},
                   {"maxSkippedRanksAllowed", "unlimited", 0, -1, &o->skips_max},
                   {"maxRankingsAllowed", "max", 1, -1, &o->ranks_max},
                   {"stopTabulationEarlyAfterRound", "", 0, 0, &o->stop_after}};
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
        int r = whole_number(x, rules, numbers[i].key, numbers[i].any, numbers[i].least,
                             numbers[i].missing, numbers[i].at);
        if (r < 0)
            return r;
    }
    bool share = o->winners == COUNT_BOTTOMS_UP_THRESHOLD;
    if (share ? percent < 1 || percent > 100 : seats < 1)
        return fail_set(x->f, ERR_RANGE,
                        share ? "multiSeatBottomsUpPercentageThreshold: expected 1 to 100"
                              : "numberOfWinners: expected a whole number from 1 on");
    o->seats = share ? x->b->candidates : (uint32_t)seats;
    if (share)
        o->share = (struct ratio){percent, 100};
    o->minimum_votes = (uint64_t)minimum;
    x->ranks_max = o->ranks_max;
    return 0;
}

static int set_rules(struct cvr *x, struct count_options *o, const json_t *rules) {
    int mode = 0, overvote = 0;
    int r = word_of(x, rules, "winnerElectionMode", modes, &mode);
    if (r == 0)
        r = word_of(x, rules, "overvoteRule", overvotes, &overvote);
    o->winners = (enum count_winners)mode;
    o->overvote = (enum count_overvote)overvote;
    o->write_in = (int)x->write_in;
    if (r == 0)
        r = set_switches(x, o, rules);
    if (r == 0)
        r = set_numbers(x, o, rules);
    return r < 0 ? r : set_ties(x, o, rules);
}

static int read_source(struct cvr *x) {
    const char *provider = setting(x->source, "provider");
    char path[4096];
    int r = source_path(x, path, sizeof(path));
    if (r < 0)
        return r;
    if (strcmp(provider, "ess") == 0)
        return read_sheet(x, path, name_cell);
    if (strcmp(provider, "genericCsv") == 0 || strcmp(provider, "csv") == 0)
        return read_sheet(x, path, rank_cell);
    if (strcmp(provider, "cdf") == 0)
        return read_cdf(x, path);
    if (strcmp(provider, "dominion") == 0)
        return read_dominion(x, path);
    if (strcmp(provider, "hart") == 0)
        return read_hart(x, path);
    if (strcmp(provider, "clearBallot") == 0)
        return read_clear(x, path);
    return fail_set(x->f, ERR_SYNTAX,
                    "provider \"%.40s\" is not read: ess, genericCsv, cdf, dominion, hart, "
                    "clearBallot",
                    provider);
}

int cvr_read_config(const char *path, struct count_ballots *b, struct count_options *o,
                    struct arena *a, struct fail *f) {
    static struct cvr x; /* large, and one at a time */
    json_t *config = load(path, f);
    x = (struct cvr){.b = b, .a = a, .f = f};
    if (!config)
        return f->code;
    numbers_to_texts(config);
    const char *slash = strrchr(path, '/');
    x.folder = arena_copy(a, bytes_of(path, slash ? (size_t)(slash - path) + 1 : 0));
    const char *title = setting(json_object_get(config, "outputSettings"), "contestName");
    char *copy = arena_copy(a, bytes_str(title));
    int r = x.folder && copy ? candidates(&x, config) : ERR_NOMEM;
    b->title = bytes_str(copy);
    if (r == 0)
        r = set_rules(&x, o, json_object_get(config, "rules"));
    size_t i;
    json_t *each;
    json_array_foreach(json_object_get(config, "cvrFileSources"), i, each) {
        x.source = each;
        if (r == 0)
            r = read_source(&x);
    }
    json_decref(config);
    return r;
}
