/* Verbs that stand on view/ and http/: their rows of the table. Private to cli/. */
#ifndef KOINON_CLI_EXTRA_H
#define KOINON_CLI_EXTRA_H

#define CLI_EXTRA_VERBS

#endif
