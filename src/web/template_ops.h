/* What a template is made into, between template.c, which reads, and render.c, which writes. */
#ifndef KOINON_WEB_TEMPLATE_OPS_H
#define KOINON_WEB_TEMPLATE_OPS_H

#include "web/template.h"

/* Where in HTML something stands (html.c). */
enum html_state {
    HTML_TEXT,
    HTML_TAG,      /* in a tag, between attributes */
    HTML_NAME,     /* of a tag or an attribute, or after it: nothing may stand here */
    HTML_ATTRIBUTE, /* inside "quotes" */
    HTML_ADDRESS,   /* at the start of href="" and its like */
    HTML_ADDRESS_PART,
    HTML_FORBIDDEN, /* a script, a style, a comment, on...="": no value may stand here */
};
struct html_place {
    enum html_state state;
    uint8_t inner;     /* finer state, of html.c */
    uint8_t name_n;    /* of the tag or attribute being read */
    char name[30];
    char element[14];  /* the element whose tag this is, or whose raw text we are in */
    const char *wrong; /* what no template may have, or NULL */
};
void html_follow(struct html_place *p, struct bytes text);
/* May a section begin here (which ends the name of a tag or attribute)? May it end at P when it
 * began at OPENED (P becomes the place behind)? */
bool html_open(struct html_place *p);
bool html_join(struct html_place *p, const struct html_place *opened);

#define PATH_PARTS 4
struct path {
    uint8_t n;      /* 0: the element itself, {{.}} */
    bool optional;  /* {{note?}} */
    char special;   /* 'f' 'l' 'n' for @first @last @number, else 0 */
    struct bytes text; /* as written */
    struct bytes parts[PATH_PARTS];
    uint32_t hashes[PATH_PARTS];
};

enum op_code { OP_TEXT, OP_VALUE, OP_RAW, OP_SECTION, OP_INVERTED, OP_END, OP_PARTIAL, OP_CONTENT,
               OP_MESSAGE };
struct op {
    uint8_t code;
    uint8_t state;      /* OP_VALUE, OP_MESSAGE: enum html_state */
    bool compares;      /* sections: is the value `text`? */
    uint16_t args_n;    /* OP_PARTIAL, OP_MESSAGE */
    uint32_t line;
    uint32_t end;       /* sections, messages with parts: index of what follows */
    uint32_t target;    /* template, or message */
    struct bytes text;  /* OP_TEXT; what a section compares with */
    struct path path;
    const struct arg *args;
};

/* key=path, key="literal", or a part {{:key}} of a message. */
struct arg {
    struct bytes name;
    uint32_t hash;
    bool literal, part;
    struct tv text;       /* of a literal */
    struct path path;
    uint32_t from, to;    /* of a part: its ops */
};

/* A message in one language and form: literal text, escaped already, and slots. */
struct piece {
    struct bytes text;
    int32_t slot; /* index of the arg, or -1 */
};
struct pieces {
    struct piece *at;
    size_t n;
};

struct message {
    struct bytes context, msgid, plural;
    uint32_t file, line;
    int32_t count_arg;     /* the arg `n` of a plural, or -1 */
    struct pieces *forms;  /* langs_n * PO_FORMS_MAX */
    uint32_t english;      /* bit by language: not translated, so the forms are one and many */
};

struct template {
    const char *path; /* "templates/body.html" */
    const char *name; /* "body.html" */
    struct bytes source;
    struct op *ops;
    size_t ops_n, ops_room;
    int32_t layout; /* template, or -1 */
};

struct templates {
    struct alloc *alloc;
    struct arena arena;
    struct template *at;
    size_t n;
    struct message *messages;
    size_t messages_n, messages_room;
    const struct lang *langs;
    size_t langs_n;
};

/* The template of that name, -1: none. */
int32_t templates_find(const struct templates *t, struct bytes name);

#endif
