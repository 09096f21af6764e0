/* Translations, read from the bytes of a .mo file (GNU gettext manual, 10.3 "The Format of GNU MO
 * Files"; 11.2.6 "Additional functions for plural forms"). libintl chooses one language for a
 * process; a server needs one for each request. Nothing is allocated: the bytes are borrowed.
 *
 *     struct po el;
 *     if (po_open(&el, *embedded("po/el.mo"), &fail) < 0) ...
 *     struct bytes t = po_find(&el, NULL, BYTES_LIT("Bodies"), 0);            // "Όργανα"
 *     t = po_find(&el, NULL, BYTES_LIT("{n} member"), po_form(&el, 3));       // "{n} μέλη"
 *
 * A file is checked whole when it is opened, so that looking up cannot leave its bytes: offsets,
 * order, UTF-8, and as many forms of each plural as the file says its language has. */
#ifndef KOINON_WEB_PO_H
#define KOINON_WEB_PO_H

#include "base/bytes.h"
#include "base/fail.h"

#define PO_FORMS_MAX 6
#define PO_NODES_MAX 64

/* The expression that chooses a plural form: a tree in an array; leaves are n and numbers. */
struct po_node {
    /* 'n' '#' '?' '|' '&' '=' '!'(not equal) '<' '>' 'l'(<=) 'g'(>=) '+' '-' '*' '/' '%' '~' */
    char op;
    uint8_t a, b, c;
    uint32_t number;
};

struct po {
    struct bytes mo;
    bool swapped; /* written on a machine of the other byte order */
    uint32_t n, from_at, to_at;
    uint32_t forms;
    struct po_node nodes[PO_NODES_MAX];
    uint8_t nodes_n, root;
};

int po_open(struct po *ret, struct bytes mo, struct fail *fail);
/* "nplurals=2; plural=(n != 1);" into forms and nodes of P. */
int po_plural_parse(struct po *p, struct bytes text, struct fail *fail);
/* Which form goes with N: 0 when the expression divides by zero or points past the forms. */
uint32_t po_form(const struct po *p, uint64_t n);
/* The translation of MSGID (of a plural: its singular) in CONTEXT (NULL: none) in this form; {NULL,
 * 0} when there is none. */
struct bytes po_find(const struct po *p, const char *context, struct bytes msgid, uint32_t form);
/* The I-th entry, for tests: its key as stored (context EOT msgid NUL plural) and its forms. */
bool po_at(const struct po *p, uint32_t i, struct bytes *ret_key, struct bytes *ret_forms);

#endif
