#include "cli/constitution.h"

#include <jansson.h>

#include "base/sha256.h"
#include "charter/charter.h"
#include "cli/verb.h"
#include "engine/engine.h"
#include "yaml/yaml.h"

#define WORKING_BYTES (64u << 20)

static int set_base64(json_t *line, const char *name, struct bytes content, struct arena *a) {
    char *text = arena_get(a, (content.n + 2) / 3 * 4 + 1);
    if (!text)
        return ERR_NOMEM;
    bytes_to_base64(content, text);
    return json_object_set_new(line, name, json_string(text)) < 0 ? ERR_NOMEM : 0;
}

static int set_hash(json_t *line, struct bytes content, struct arena *a) {
    struct hash h = sha256_of(content);
    return set_base64(line, "hash", bytes_of(h.b, HASH_BYTES), a);
}

/* What the law reads of the text. */
static int read_text(const char *path, struct bytes text, struct buf *ret, struct fail *fail) {
    struct arena working;
    struct charter *c = NULL;
    struct yaml_errors errors = {0};
    arena_init(&working, &alloc_heap, WORKING_BYTES);
    int r = yaml_charter(text, path, &working, &c, &errors);
    if (r == 0)
        charter_encode(c, ret);
    else if (errors.first)
        r = fail_set(fail, ERR_SYNTAX, "%s:%u:%u: %s%s", path, errors.first->line,
                     errors.first->column, errors.first->text,
                     errors.n > 1 ? " (koinon check shows all that is wrong)" : "");
    arena_drop(&working);
    return r < 0 ? r : ret->failed ? ERR_NOMEM : 0;
}

static int replace(json_t *line, const char *path, struct arena *a, struct bytes *ret_text,
                   struct fail *fail) {
    struct buf text, canonical;
    bool adopt = strcmp(json_string_value(json_object_get(line, "do")), "adopt") == 0;
    buf_init(&text, &alloc_heap, LIMIT_CHARTER_BYTES + 1);
    buf_init(&canonical, &alloc_heap, LIMIT_CHARTER_BYTES);
    int r = verb_read_file(path, LIMIT_CHARTER_BYTES, &text, fail);
    r = r < 0 ? r : read_text(path, buf_view(&text), &canonical, fail);
    r = r < 0 ? r : set_hash(line, buf_view(adopt ? &text : &canonical), a);
    if (r == 0 && adopt)
        r = set_base64(line, "charter", buf_view(&canonical), a);
    if (r == 0 && adopt && json_object_set_new(line, "rules", json_integer(LAW_RULES)) < 0)
        r = ERR_NOMEM;
    if (r == 0) {
        const char *copy = arena_copy(a, buf_view(&text));
        r = copy ? 0 : ERR_NOMEM;
        *ret_text = bytes_of(copy, text.n);
    }
    buf_drop(&canonical);
    buf_drop(&text);
    return r;
}

int constitution_in_line(struct bytes *line, struct arena *a, struct bytes *ret_text,
                         struct fail *fail) {
    static const char key[] = "\"constitution\"";
    *ret_text = (struct bytes){0};
    if (!memmem(line->at, line->n, key, sizeof(key) - 1)) /* as nearly every line is */
        return 0;
    json_t *all = json_loadb((const char *)line->at, line->n, JSON_REJECT_DUPLICATES, NULL);
    const char *path = json_string_value(json_object_get(all, "constitution"));
    const char *what = json_string_value(json_object_get(all, "do"));
    int r = 0;
    if (path && what && (strcmp(what, "adopt") == 0 || strcmp(what, "propose") == 0)) {
        r = replace(all, path, a, ret_text, fail);
        if (r == 0) {
            json_object_del(all, "constitution");
            char *again = json_dumps(all, JSON_COMPACT);
            const char *copy = again ? arena_copy(a, bytes_str(again)) : NULL;
            *line = bytes_str(copy ? copy : "");
            r = copy ? 0 : ERR_NOMEM;
            free(again);
        }
    }
    if (r == ERR_NOMEM)
        fail_set(fail, r, "not enough memory for the constitution of this line");
    json_decref(all);
    return r;
}
