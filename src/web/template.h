/* Templates: all HTML lives in templates/, and this makes pages of it and of plain values
 * (value.h).
 *
 *     {{title}}                a value, escaped for where it stands: text, an attribute, an address
 *     {{note?}}                the same, and nothing when there is no such value
 *     {{seat.holder}}  {{.}}   a field of a field; the element of a list of texts
 *     {{#seats}}..{{/seats}}   once for each element, or once when it is true (not "", 0, empty)
 *     {{^seats}}..{{/seats}}   when it is not, or is not there
 *     {{#state="vetoed"}}..{{/state}}      when it is this text; {{^state="vetoed"}} when not
 *     {{@first}} {{@last}} {{@number}}     inside a list: flags, and 1, 2, 3...; {{seats.count}}
 *     {{> badge.html}}         another template, here; {{> badge.html state=act.state kind="act"}}
 *     {{< base.html}}          first in a page: it becomes the {{%content}} of base.html
 *     {{! a remark }}
 *     {{{svg}}}                markup made by chart.h; no other raw output exists
 *     {{_ Bodies}}             a translated text
 *     {{_ "{n} seat of {body}" "{n} seats of {body}" n=seats.count body=name}}      with a plural
 *     {{_ "May" context="month alone"}}
 *     {{#_ "Elected by {body} on {day}"}}{{:body}}<a
 *     href="{{url}}">{{name}}</a>{{:day}}{{day}}{{/_}}
 *                              a translated sentence with markup: the parts {:name} stand where the
 *                              translation has {name}
 *
 * A name is looked up in the innermost list element or map, then outwards; what follows a dot only
 * there. Whoever writes a template cannot make a hole in it: the place of each value in the HTML is
 * followed, and values are refused where no escaping helps (tag names, attributes without "quotes",
 * on...=, style=, <script>, comments). An address that begins with a value may be of this site,
 * http, https or mailto; a value further on in one is percent-encoded.
 *
 * All templates are read once, at the start; any mistake in one is an error with its file and line.
 * Messages are looked up then, in every language, so that rendering copies text and little else. */
#ifndef KOINON_WEB_TEMPLATE_H
#define KOINON_WEB_TEMPLATE_H

#include "base/buf.h"
#include "base/embedded.h"
#include "base/fail.h"
#include "base/limits.h"
#include "web/lang.h"
#include "web/value.h"

struct templates;

/* Reads those of FILES whose path begins with "templates/"; they and LANGS must outlive the result.
 * ERR_SYNTAX: "templates/body.html:12: ..."; ERR_NOMEM. */
int templates_new(struct alloc *alloc, const struct embedded_file *files, size_t files_n,
                  const struct lang *langs, size_t langs_n, struct templates **ret,
                  struct fail *fail);
void templates_free(struct templates *t);

/* Appends the page NAME ("body.html") in the language langs[LANG]. ERR_MISSING: a value was not
 * there; the page is whole but for it, and FAIL says which and where. ERR_NOMEM: OUT failed. */
int templates_render(const struct templates *t, const char *name, const struct tv *data,
                     size_t lang, struct buf *out, struct fail *fail);
bool templates_has(const struct templates *t, const char *name);

/* Every message of the templates, for the tests: PLURAL and CONTEXT may be {NULL, 0}. */
struct template_message {
    const char *file;
    uint32_t line;
    struct bytes context, msgid, plural;
};
bool templates_message(const struct templates *t, size_t i, struct template_message *ret);

/* & < > " ' as references: for text and quoted attributes. */
void html_escape(struct buf *b, struct bytes text);

#endif
