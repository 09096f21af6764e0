#include <strings.h>

#include "web/template_ops.h"

void html_escape(struct buf *b, struct bytes text) {
    size_t from = 0;
    for (size_t i = 0; i < text.n; i++) {
        const char *as = NULL;
        switch (text.at[i]) {
        case '&':
            as = "&amp;";
            break;
        case '<':
            as = "&lt;";
            break;
        case '>':
            as = "&gt;";
            break;
        case '"':
            as = "&quot;";
            break;
        case '\'':
            as = "&#39;";
            break;
        default:
            continue;
        }
        buf_add(b, text.at + from, i - from);
        buf_str(b, as);
        from = i + 1;
    }
    buf_add(b, text.at + from, text.n - from);
}

/* The states of the HTML standard's tokenizer (13.2.5) that templates need; what a browser would
 * mend, such as an attribute without quotes, is an error here. */
enum inner {
    TEXT,
    OPEN,
    TAG_NAME,
    BETWEEN,
    ATTR_NAME,
    AFTER_NAME,
    BEFORE_VALUE,
    VALUE,
    MARKUP,
    COMMENT,
    RAW,
    NEED_SPACE
};

static bool is_space(uint8_t c) {
    return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

static bool is_one_of(const char *name, const char *const *list) {
    for (; *list; list++) {
        if (strcmp(name, *list) == 0)
            return true;
    }
    return false;
}

static bool is_raw(const char *element) {
    static const char *const raw[] = {"script",  "style", "iframe",    "noscript",
                                      "noembed", "xmp",   "plaintext", NULL};
    return is_one_of(element, raw);
}

static void name_start(struct html_place *p) {
    p->name_n = 0;
    p->name[0] = 0;
}

static void name_add(struct html_place *p, uint8_t c) {
    if (c >= 'A' && c <= 'Z')
        c = (uint8_t)(c + 32);
    if (p->name_n + 1u < sizeof(p->name)) {
        p->name[p->name_n++] = (char)c;
        p->name[p->name_n] = 0;
    }
}

static void enter_value(struct html_place *p) {
    static const char *const addresses[] = {"href", "src",  "action",     "formaction", "poster",
                                            "cite", "data", "xlink:href", "manifest",   NULL};
    static const char *const lists[] = {"srcset", "ping", "srcdoc", "style", "http-equiv", NULL};
    bool code = strncmp(p->name, "on", 2) == 0 || is_one_of(p->name, lists);
    p->inner = VALUE;
    p->state = code                            ? HTML_FORBIDDEN
               : is_one_of(p->name, addresses) ? HTML_ADDRESS
                                               : HTML_ATTRIBUTE;
}

static void leave_tag(struct html_place *p) {
    bool raw = p->element[0] != '/' && is_raw(p->element);
    p->inner = raw ? RAW : TEXT;
    p->state = raw ? HTML_FORBIDDEN : HTML_TEXT;
    name_start(p);
}

static void end_tag_name(struct html_place *p) {
    memcpy(p->element, p->name, sizeof(p->element) - 1);
    p->element[sizeof(p->element) - 1] = 0;
    p->inner = BETWEEN;
    p->state = HTML_TAG;
}

static void in_tag(struct html_place *p, uint8_t c) {
    switch ((enum inner)p->inner) {
    case TAG_NAME:
        if (is_space(c) || c == '>') {
            end_tag_name(p);
        } else {
            name_add(p, c);
        }
        break;
    case BETWEEN:
        if (!is_space(c) && c != '>' && c != '/') {
            name_start(p);
            name_add(p, c);
            p->inner = ATTR_NAME;
            p->state = HTML_NAME;
        }
        break;
    case ATTR_NAME:
    case AFTER_NAME:
        if (c == '=') {
            p->inner = BEFORE_VALUE;
        } else if (is_space(c)) {
            p->inner = AFTER_NAME;
            p->state = HTML_TAG;
        } else if (c != '>' && c != '/' && p->inner == AFTER_NAME) {
            name_start(p);
            name_add(p, c);
            p->inner = ATTR_NAME;
            p->state = HTML_NAME;
        } else if (c != '>') {
            name_add(p, c);
        }
        break;
    case NEED_SPACE: /* behind a section that ended in a name: that name is over */
        if (!is_space(c) && c != '>' && c != '/')
            p->wrong = "a section at the end of a name, and what follows one, begins with a space";
        p->inner = AFTER_NAME;
        break;
    default: /* BEFORE_VALUE */
        if (c == '"')
            enter_value(p);
        else if (!is_space(c))
            p->wrong = "the value of an attribute stands in \"double quotes\"";
        return;
    }
    if (c == '>')
        leave_tag(p);
}

static void in_raw(struct html_place *p, uint8_t c) {
    /* Ends at "</element"; the name is collected as it comes. */
    if (c == '<')
        name_start(p);
    name_add(p, c);
    size_t n = strlen(p->element);
    if (p->name_n == n + 2 && p->name[0] == '<' && p->name[1] == '/' &&
        strncmp(p->name + 2, p->element, n) == 0) {
        p->inner = TAG_NAME;
        p->state = HTML_NAME;
        name_start(p);
        name_add(p, '/');
        for (size_t i = 0; i < n; i++)
            name_add(p, (uint8_t)p->element[i]);
    }
}

static void follow_byte(struct html_place *p, uint8_t c) {
    switch ((enum inner)p->inner) {
    case TEXT:
        if (c == '<') {
            p->inner = OPEN;
            p->state = HTML_NAME;
        }
        break;
    case OPEN:
        name_start(p);
        name_add(p, c);
        p->inner = c == '!' || c == '?' ? MARKUP : TAG_NAME;
        if (p->inner == MARKUP)
            p->state = HTML_FORBIDDEN;
        else if (c != '/' && !((c | 32) >= 'a' && (c | 32) <= 'z'))
            p->wrong = "a '<' that begins no tag is written &lt;";
        break;
    case MARKUP: /* <!doctype ...>, or the start of a comment */
        name_add(p, c);
        if (strcmp(p->name, "!--") == 0) {
            p->inner = COMMENT;
            name_start(p);
        } else if (c == '>') {
            p->inner = TEXT;
            p->state = HTML_TEXT;
        }
        break;
    case COMMENT:
        if (c == '>' && p->name_n >= 2) {
            p->inner = TEXT;
            p->state = HTML_TEXT;
        }
        if (c == '-')
            name_add(p, c);
        else
            name_start(p);
        break;
    case RAW:
        in_raw(p, c);
        break;
    case VALUE:
        if (c == '"') {
            p->inner = BETWEEN;
            p->state = HTML_TAG;
        } else if (p->state == HTML_ADDRESS) {
            p->state = HTML_ADDRESS_PART;
        }
        break;
    default:
        in_tag(p, c);
    }
}

void html_follow(struct html_place *p, struct bytes text) {
    for (size_t i = 0; i < text.n && !p->wrong; i++)
        follow_byte(p, text.at[i]);
}

static bool between_attributes(const struct html_place *p) {
    return p->inner == BETWEEN || p->inner == AFTER_NAME || p->inner == NEED_SPACE;
}

bool html_open(struct html_place *p) {
    if (p->inner == TAG_NAME)
        end_tag_name(p);
    else if (p->inner != ATTR_NAME)
        return p->state != HTML_NAME;
    p->inner = NEED_SPACE;
    p->state = HTML_TAG;
    return true;
}

bool html_join(struct html_place *p, const struct html_place *opened) {
    if (p->inner == ATTR_NAME && between_attributes(opened)) {
        p->inner = NEED_SPACE;
        p->state = HTML_TAG;
        return true;
    }
    if (between_attributes(p) && between_attributes(opened)) {
        if (opened->inner == NEED_SPACE)
            p->inner = NEED_SPACE;
        return true;
    }
    if (p->inner != opened->inner || strcmp(p->element, opened->element) != 0)
        return p->inner == TEXT && opened->inner == TEXT;
    if (p->inner == VALUE && p->state != opened->state)
        p->state = HTML_ADDRESS_PART;
    return p->inner == TEXT || p->inner == VALUE || p->inner == RAW || p->inner == COMMENT;
}
