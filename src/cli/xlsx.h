/* Cells of the first sheet of an .xlsx workbook, through libzip and expat: text as shown in the
 * file, numbers as written. Formulas, dates and styles are not interpreted. */
#ifndef KOINON_CLI_XLSX_H
#define KOINON_CLI_XLSX_H

#include "base/bytes.h"
#include "base/fail.h"

/* Rows and columns are counted from 0; cells come row by row. A negative answer ends the reading
 * and is returned. */
typedef int xlsx_cell(void *context, size_t row, size_t column, struct bytes text);
/* ERR_IO, ERR_SYNTAX, ERR_RANGE (a part over 1 GiB, a cell over 32 KiB), ERR_NOMEM. */
int xlsx_read(const char *path, xlsx_cell *cell, void *context, struct fail *f);

#endif
