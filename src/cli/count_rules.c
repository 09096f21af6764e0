#include "cli/count_rules.h"

#include <dirent.h>
#include <errno.h>
#include <jansson.h>
#include <unistd.h>

#include "base/buf.h"

#define RULES_MAX (64u << 20) /* bytes */
#define RECORDS_MAX 10000

static int misread(const struct count_rules *r, struct fail *f, const char *key, const char *want) {
    return fail_set(f, ERR_SYNTAX, "%s: \"%s\": expected %s", r->path, key, want);
}

static void hex(struct sha256 *s, char ret[HASH_HEX]) {
    struct hash h;
    sha256_end(s, &h);
    bytes_to_hex(bytes_of(h.b, HASH_BYTES), ret);
}

/* Reads a file through; what it holds goes to KEEP, unless that is NULL. */
static int read_through(const char *path, struct buf *keep, char ret_sha256[HASH_HEX],
                        struct fail *f) {
    static char part[1 << 16];
    struct sha256 s;
    FILE *from = fopen(path, "rb");
    if (!from)
        return fail_set(f, ERR_IO, "%s: %s", path, strerror(errno));
    sha256_init(&s);
    for (size_t n; (n = fread(part, 1, sizeof(part), from)) > 0;) {
        sha256_add(&s, part, n);
        if (keep)
            buf_add(keep, part, n);
    }
    bool broken = ferror(from);
    fclose(from);
    if (broken)
        return fail_set(f, ERR_IO, "%s: could not be read", path);
    hex(&s, ret_sha256);
    return 0;
}

/* A path that the file of rules names: relative to its folder. */
static const char *beside(const struct count_rules *r, const char *path, const char *more,
                          struct arena *a) {
    const char *slash = strrchr(r->path, '/');
    int n = path[0] == '/' || !slash ? 0 : (int)(slash - r->path) + 1;
    return arena_format(a, "%.*s%s%s", n, r->path, path, more);
}

/* ---- our own form ---- */

static int own_head(struct count_rules *r, struct arena *a, struct fail *f) {
    static const char *const keys[] = {"rules", "title", "method", "ballots", "format", "options"};
    const json_t *all = r->json_;
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)(uintptr_t)all, key, value) {
        size_t i = 0;
        while (i < sizeof(keys) / sizeof(keys[0]) && strcmp(keys[i], key) != 0)
            i++;
        if (i == sizeof(keys) / sizeof(keys[0]))
            return fail_set(f, ERR_SYNTAX,
                            "%s: unknown key \"%.60s\"; there are rules, title, method, ballots, "
                            "format, options",
                            r->path, key);
        if (i == 0 && json_integer_value(value) != 1)
            return misread(r, f, key, "1, this form");
        if (i > 0 && i < 5 && !json_is_string(value))
            return misread(r, f, key, "a text");
        if (i == 5 && !json_is_object(value))
            return misread(r, f, key, "options by the names of the command line");
    }
    const char *title = json_string_value(json_object_get(all, "title"));
    const char *file = json_string_value(json_object_get(all, "ballots"));
    r->method = json_string_value(json_object_get(all, "method"));
    r->format = json_string_value(json_object_get(all, "format"));
    if (!r->method)
        return misread(r, f, "method", "a method; koinon count --methods lists them");
    if (file && !(r->ballots = beside(r, file, "", a)))
        return ERR_NOMEM;
    r->title = bytes_str(arena_copy(a, bytes_str(title ? title : "")));
    return r->title.at ? 0 : ERR_NOMEM;
}

int count_rules_open(struct count_rules *ret, const char *path, struct arena *a, struct fail *f) {
    struct count_rules r = {.path = path};
    struct buf text;
    json_error_t error;
    buf_init(&text, &alloc_heap, RULES_MAX);
    int code = read_through(path, &text, r.sha256, f);
    if (code == 0 && text.failed)
        code = fail_set(f, ERR_RANGE, "%s: too large for a file of rules", path);
    if (code == 0) {
        r.json_ = json_loadb((const char *)text.at, text.n, JSON_REJECT_DUPLICATES, &error);
        if (!r.json_)
            code = fail_set(f, ERR_SYNTAX, "%s: line %d: %s", path, error.line, error.text);
    }
    buf_drop(&text);
    if (code == 0) {
        r.rctab = !json_is_integer(json_object_get(r.json_, "rules"));
        if (r.rctab && !json_is_object(json_object_get(r.json_, "rules")))
            code = fail_set(f, ERR_SYNTAX,
                            "%s: neither rules of this program (\"rules\": 1) nor a configuration "
                            "of RCTab (\"rules\": {...})",
                            path);
    }
    if (code == 0 && !r.rctab)
        code = own_head(&r, a, f);
    if (code < 0)
        count_rules_close(&r);
    else
        *ret = r;
    return code;
}

void count_rules_close(struct count_rules *r) {
    json_decref(r->json_);
    r->json_ = NULL;
}

/* A number of seats; MISSING where it is not said. */
static bool bound(const json_t *group, const char *key, uint32_t missing, uint32_t *ret) {
    const json_t *value = json_object_get(group, key);
    json_int_t n = value ? json_integer_value(value) : 0;
    *ret = value ? (uint32_t)n : missing;
    return !value || (json_is_integer(value) && n >= 0 && n <= 1000000);
}

static int one_group(const struct count_rules *r, const struct count_ballots *b,
                     struct count_options *o, const json_t *group, struct arena *a,
                     struct fail *f) {
    static const char *const what =
        "groups of \"name\", \"members\" and, if wanted, \"min\" and \"max\" seats";
    const json_t *members = json_object_get(group, "members");
    const char *name = json_string_value(json_object_get(group, "name"));
    size_t n = json_array_size(members), known = 2;
    uint32_t min, max;
    struct bytes *who = ARENA_ARRAY(a, n + 1, struct bytes);
    if (!who)
        return ERR_NOMEM;
    known += json_object_get(group, "min") != NULL;
    known += json_object_get(group, "max") != NULL;
    if (!name || !*name || !json_is_array(members) || json_object_size(group) != known ||
        !bound(group, "min", 0, &min) || !bound(group, "max", UINT32_MAX, &max))
        return misread(r, f, "group", what);
    for (size_t i = 0; i < n; i++) {
        const char *member = json_string_value(json_array_get(members, i));
        if (!member)
            return misread(r, f, "members", "names of candidates");
        who[i] = bytes_str(member);
    }
    struct fail why = {0};
    int code = count_option_group(o, b, bytes_str(name), who, n, min, max, a, &why);
    return code < 0 ? fail_set(f, code, "%s: %s", r->path, why.text) : 0;
}

/* The value as it would stand on the command line. */
static bool value_text(const char *key, const json_t *value, struct buf *text) {
    size_t i;
    json_t *each;
    if (json_is_string(value))
        buf_str(text, json_string_value(value));
    else if (json_is_integer(value))
        buf_format(text, "%lld", (long long)json_integer_value(value));
    else if (json_is_boolean(value))
        buf_str(text, json_is_true(value) ? "yes" : "no");
    else if (!json_is_array(value))
        return false;
    json_array_foreach(value, i, each) {
        if (json_is_array(each) || !value_text(key, each, text))
            return false;
        if (i + 1 < json_array_size(value) || strcmp(key, "order") == 0)
            buf_byte(text, strcmp(key, "order") == 0 ? ';' : ','); /* names may hold commas */
    }
    return true;
}

static int one_option(const struct count_rules *r, const struct count_ballots *b,
                      struct count_options *o, const char *key, const json_t *value,
                      struct arena *a, struct fail *f) {
    struct fail why = {0};
    struct buf text;
    size_t i;
    json_t *each;
    if (strcmp(key, "min") == 0 || strcmp(key, "max") == 0)
        return misread(r, f, key, "it in its group");
    if (strcmp(key, "group") == 0) {
        int code = json_is_array(value) ? 0 : misread(r, f, key, "a list of groups");
        json_array_foreach(value, i, each) if (code == 0) code = one_group(r, b, o, each, a, f);
        return code;
    }
    buf_init(&text, &alloc_heap, RULES_MAX);
    int code = 0;
    if (!value_text(key, value, &text))
        code = misread(r, f, key, "a text, a whole number, true or false, or a list of them");
    else if (text.failed)
        code = ERR_NOMEM;
    else if ((code = count_option_set(o, b, bytes_str(key), buf_view(&text), a, &why)) < 0)
        fail_set(f, code, "%s: %s", r->path, why.code ? why.text : err_name(code));
    buf_drop(&text);
    return code;
}

int count_rules_options(const struct count_rules *r, const struct count_ballots *b,
                        struct count_options *o, struct arena *a, struct fail *f) {
    const char *key;
    json_t *value;
    int code = 0;
    json_object_foreach(json_object_get(r->json_, "options"), key, value) if (code == 0) code =
        one_option(r, b, o, key, value, a, f);
    return code;
}

/* ---- RCTab ---- */

struct records {
    const struct count_rules *r;
    struct arena *a;
    struct fail *f;
    struct count_file *file;
    size_t n;
};

static int put_record(struct records *l, const char *path, const char *more, const char *sha256) {
    char *named = arena_format(l->a, "%s%s", path, more);
    char *kept = arena_copy(l->a, bytes_str(sha256));
    if (!named || !kept)
        return ERR_NOMEM;
    if (l->n == RECORDS_MAX)
        return fail_set(l->f, ERR_RANGE, "%s: more than %d files of records", l->r->path,
                        RECORDS_MAX);
    l->file[l->n++] = (struct count_file){.path = bytes_str(named), .sha256 = kept};
    return 0;
}

/* A file that the configuration names, and its hash. */
static int record(struct records *l, const char *path, const char *more) {
    const char *at = beside(l->r, path, more, l->a);
    char sha256[HASH_HEX];
    int r = at ? read_through(at, NULL, sha256, l->f) : ERR_NOMEM;
    return r < 0 ? r : put_record(l, path, more, sha256);
}

/* CvrExport.json, or CvrExport_1.json, CvrExport_2.json and so on, as cli/cvr.c reads them. */
static int dominion_records(struct records *l, const char *folder) {
    const char *whole = beside(l->r, folder, "/CvrExport.json", l->a);
    if (!whole)
        return ERR_NOMEM;
    if (access(whole, F_OK) == 0)
        return record(l, folder, "/CvrExport.json");
    for (int part = 1;; part++) {
        const char *name = arena_format(l->a, "/CvrExport_%d.json", part);
        const char *at = name ? beside(l->r, folder, name, l->a) : NULL;
        if (!at)
            return ERR_NOMEM;
        if (part > 1 && access(at, F_OK) < 0)
            return 0;
        int code = record(l, folder, name);
        if (code < 0)
            return code;
    }
}

static int hart_file(const struct dirent *d) {
    size_t n = strlen(d->d_name);
    const char *end = n >= 4 ? d->d_name + n - 4 : "";
    bool signature = n >= 8 && strcmp(d->d_name + n - 8, ".sig.xml") == 0;
    return (strcmp(end, ".xml") == 0 || strcmp(end, ".XML") == 0) && !signature;
}

/* A folder with a file a ballot has one hash: of what sha256sum prints of them, by their names. */
static int hart_records(struct records *l, const char *folder) {
    const char *path = beside(l->r, folder, "", l->a);
    struct dirent **files = NULL;
    struct sha256 sums;
    char all[HASH_HEX];
    int n = path ? scandir(path, &files, hart_file, alphasort) : 0, r = path ? 0 : ERR_NOMEM;
    if (n < 0)
        r = fail_set(l->f, ERR_IO, "%s: %s", path, strerror(errno));
    sha256_init(&sums);
    for (int i = 0; i < n; i++) {
        char one[HASH_HEX];
        const char *name = arena_format(l->a, "/%s", files[i]->d_name);
        const char *at = name ? beside(l->r, folder, name, l->a) : NULL;
        free(files[i]);
        r = r < 0 ? r : at ? read_through(at, NULL, one, l->f) : ERR_NOMEM;
        if (r < 0)
            continue;
        sha256_add(&sums, one, HASH_HEX - 1);
        sha256_add(&sums, "  ", 2);
        sha256_add(&sums, name + 1, strlen(name + 1));
        sha256_add(&sums, "\n", 1);
    }
    free(files);
    hex(&sums, all);
    return r < 0 ? r : put_record(l, folder, "", all);
}

int count_rules_records(const struct count_rules *r, struct arena *a, struct count_file **ret,
                        uint32_t *ret_n, struct fail *f) {
    const json_t *sources = json_object_get(r->json_, "cvrFileSources");
    struct records l = {.r = r, .a = a, .f = f};
    size_t i;
    json_t *each;
    l.file = ARENA_ARRAY(a, RECORDS_MAX, struct count_file);
    if (!l.file)
        return ERR_NOMEM;
    json_array_foreach(sources, i, each) {
        const char *path = json_string_value(json_object_get(each, "filePath"));
        const char *provider = json_string_value(json_object_get(each, "provider"));
        bool dominion = provider && strcmp(provider, "dominion") == 0;
        bool hart = provider && strcmp(provider, "hart") == 0;
        path = path ? path : "";
        int code = dominion ? dominion_records(&l, path)
                   : hart   ? hart_records(&l, path)
                            : record(&l, path, "");
        if (code < 0)
            return code;
    }
    *ret = l.file;
    *ret_n = (uint32_t)l.n;
    return 0;
}
