/* Elections described by a configuration of RCTab (config.json): its rules become options, its cast
 * vote records (CSV, ES&S workbooks, the NIST common data format as JSON and as XML, folders of
 * Dominion and of Hart, Clear Ballot's CSV) become ballots. */
#ifndef KOINON_CLI_CVR_H
#define KOINON_CLI_CVR_H

#include "count/count.h"

/* Paths in the file are relative to it. */
int cvr_read_config(const char *path, struct count_ballots *b, struct count_options *o,
                    struct arena *a, struct fail *f);

#endif
