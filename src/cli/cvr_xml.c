#include "cli/cvr_xml.h"

#include <errno.h>
#include <expat.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"

#define DEPTH_MAX 64
#define TEXT_MAX (1u << 16)

static const char *const lists[] = {
    "CVR",         "CVRSnapshot", "CVRContest",       "CVRContestSelection", "SelectionPosition",
    "Election",    "Contest",     "ContestSelection", "Candidate",           "Option",
    "CandidateIds"};

struct tree {
    XML_Parser parser;
    json_t *open[DEPTH_MAX]; /* from the outermost in; each is owned by the one before */
    size_t depth;
    struct buf text;
    int code;
};

static void stop(struct tree *t, int code) {
    t->code = code;
    XML_StopParser(t->parser, XML_FALSE);
}

static const char *local(const char *name) {
    const char *colon = strrchr(name, ':');
    return colon ? colon + 1 : name;
}

static bool is_list(const char *name) {
    for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
        if (strcmp(lists[i], name) == 0)
            return true;
    return false;
}

static void put(struct tree *t, json_t *in, const char *name, json_t *value) {
    json_t *list = json_object_get(in, name);
    bool failed = !value;
    if (!is_list(name)) {
        failed = failed || json_object_set_new(in, name, value) < 0;
    } else {
        if (!list) {
            list = json_array();
            failed = failed || !list || json_object_set_new(in, name, list) < 0;
        }
        failed = failed || json_array_append_new(list, value) < 0;
    }
    if (failed)
        stop(t, ERR_NOMEM);
}

static void XMLCALL start(void *user, const XML_Char *name, const XML_Char **attributes) {
    struct tree *t = user;
    json_t *object = json_object();
    if (!object || t->depth == DEPTH_MAX) {
        json_decref(object);
        stop(t, object ? ERR_RANGE : ERR_NOMEM);
        return;
    }
    for (; attributes[0]; attributes += 2)
        if (strcmp(local(attributes[0]), "ObjectId") == 0 &&
            json_object_set_new(object, "@id", json_string(attributes[1])) < 0)
            stop(t, ERR_NOMEM);
    buf_clear(&t->text);
    t->open[t->depth++] = object;
}

static void XMLCALL characters(void *user, const XML_Char *at, int n) {
    struct tree *t = user;
    buf_add(&t->text, at, (size_t)n);
    if (t->text.failed)
        stop(t, ERR_RANGE);
}

/* The text without the blanks around it. */
static struct bytes text_of(const struct tree *t) {
    struct bytes b = buf_view(&t->text);
    while (b.n && strchr(" \t\r\n", b.at[0]))
        b = bytes_part(b, 1, b.n);
    while (b.n && strchr(" \t\r\n", b.at[b.n - 1]))
        b.n--;
    return b;
}

static json_t *leaf(const char *name, struct bytes text) {
    int64_t n = 0;
    if (strcmp(name, "Rank") != 0)
        return json_stringn((const char *)text.at, text.n);
    for (size_t i = 0; i < text.n && n < INT32_MAX; i++) {
        if (text.at[i] < '0' || text.at[i] > '9')
            return json_integer(0);
        n = n * 10 + (text.at[i] - '0');
    }
    return json_integer(n);
}

/* Several identifiers with blanks between. */
static void put_ids(struct tree *t, json_t *in, const char *name, struct bytes text) {
    while (text.n && t->code == 0) {
        size_t n = 0;
        while (n < text.n && !strchr(" \t\r\n", text.at[n]))
            n++;
        if (n)
            put(t, in, name, leaf(name, bytes_part(text, 0, n)));
        text = bytes_part(text, n < text.n ? n + 1 : n, text.n);
    }
}

static void XMLCALL end(void *user, const XML_Char *name) {
    struct tree *t = user;
    json_t *object = t->open[t->depth - 1], *in = t->depth > 1 ? t->open[t->depth - 2] : NULL;
    struct bytes text = text_of(t);
    name = local(name);
    if (!in) /* the outermost stays */
        return;
    t->depth--;
    if (json_object_size(object)) {
        put(t, in, name, object);
    } else {
        json_decref(object);
        if (strcmp(name, "CandidateIds") == 0)
            put_ids(t, in, name, text);
        else
            put(t, in, name, text.n ? leaf(name, text) : json_string(""));
    }
    buf_clear(&t->text);
}

static int parse(struct tree *t, FILE *file) {
    char block[1 << 14];
    uint64_t total = 0;
    size_t n;
    do {
        n = fread(block, 1, sizeof(block), file);
        total += n;
        if (ferror(file))
            t->code = ERR_IO;
        else if (total > CVR_XML_BYTES)
            t->code = ERR_RANGE;
        else if (XML_Parse(t->parser, block, (int)n, n == 0) == XML_STATUS_ERROR && t->code == 0)
            t->code = ERR_SYNTAX;
    } while (n && t->code == 0);
    return t->code;
}

static void say(const struct tree *t, const char *path, struct fail *f) {
    unsigned long line = (unsigned long)XML_GetCurrentLineNumber(t->parser);
    if (t->code == ERR_SYNTAX)
        fail_set(f, t->code, "%s: line %lu: %s", path, line,
                 XML_ErrorString(XML_GetErrorCode(t->parser)));
    else if (t->code == ERR_RANGE)
        fail_set(f, t->code,
                 "%s: line %lu: more than %u levels, or a text of more than %u bytes, or a file of "
                 "more than %u",
                 path, line, DEPTH_MAX, TEXT_MAX, CVR_XML_BYTES);
    else
        fail_set(f, t->code, "%s: %s", path, err_name(t->code));
}

json_t *cvr_xml_load(const char *path, struct fail *f) {
    struct tree t = {0};
    FILE *file = fopen(path, "re");
    if (!file) {
        fail_set(f, ERR_IO, "%s: %s", path, strerror(errno));
        return NULL;
    }
    t.parser = XML_ParserCreate(NULL);
    buf_init(&t.text, &alloc_heap, TEXT_MAX);
    t.code = t.parser ? 0 : ERR_NOMEM;
    if (t.parser) {
        XML_SetUserData(t.parser, &t);
        XML_SetElementHandler(t.parser, start, end);
        XML_SetCharacterDataHandler(t.parser, characters);
        (void)parse(&t, file);
    }
    json_t *all = t.depth ? t.open[0] : NULL;
    for (size_t i = 1; i < t.depth; i++) /* open when it broke off: owned by nobody yet */
        json_decref(t.open[i]);
    if (t.code < 0) {
        if (t.parser)
            say(&t, path, f);
        else
            fail_set(f, t.code, "%s: %s", path, err_name(t.code));
        json_decref(all);
        all = NULL;
    }
    XML_ParserFree(t.parser);
    buf_drop(&t.text);
    fclose(file);
    return all;
}
