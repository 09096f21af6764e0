/* The files that the program carries inside itself: everything under templates/, static/, sql/ and
 * share/, and the compiled translations po/LANGUAGE.mo. They are put there by the build
 * (tools/embed.py); a program that wants them uses embedded_dep in its meson.build.
 *
 *     const struct bytes *page = embedded("templates/page.html");
 *     for (size_t i = 0; i < embedded_count(); i++)
 *         puts(embedded_at(i)->path);
 *
 * The bytes are constant, live as long as the program, and a NUL that is not
 * counted follows them. */
#ifndef KOINON_BASE_EMBEDDED_H
#define KOINON_BASE_EMBEDDED_H

#include "base/bytes.h"

struct embedded_file {
    const char *path; /* from the top of the project, with '/', as in "static/app.css" */
    struct bytes content;
};

/* The content of the file with this path, or NULL. */
const struct bytes *embedded(const char *path);

/* All of them, in the order of their paths as strcmp() has it; NULL past the end. */
size_t embedded_count(void);
const struct embedded_file *embedded_at(size_t i);

#endif
