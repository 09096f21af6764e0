/* Verbs that stand on view/ and http/: their rows of the table. Private to cli/. */
#ifndef KOINON_CLI_EXTRA_H
#define KOINON_CLI_EXTRA_H

#include "cli/verb.h"

int cli_serve(const struct cli_verb *v, const struct verb_args *a);
int cli_show(const struct cli_verb *v, const struct verb_args *a);

#define CLI_EXTRA_VERBS                                                                            \
    {"serve",                                                                                      \
     "FOLDER...",                                                                                  \
     "show federations as pages, and as data for programs",                                        \
     "Follows the records of the folders and serves them until it is told to stop. It writes "     \
     "nothing and reads no key: commands are given with koinon submit.",                           \
     {{"--listen", "HOST:PORT", "where; 127.0.0.1:8080 when not given, port 0: any free one"}},    \
     1,                                                                                            \
     VERB_ARGS,                                                                                    \
     "koinon serve --listen 127.0.0.1:8080 union.koinon",                                          \
     cli_serve},                                                                                   \
        {"show",                                                                                   \
         "FOLDER VIEW [NAME]",                                                                     \
         "what a page shows: overview, bodies, body NAME, acts, findings...",                      \
         "The same views as the pages and the API, as lines or as JSON. Views: overview, bodies, " \
         "body, units, unit, person, acts, act, proceedings, proceeding, powers, authorities, "    \
         "recognition, things, thing, entries, entry, findings, about.",                           \
         {{"--at", "DATE", "how things stood then, in the record's calendar"},                     \
          {"--since", "DATE", "of powers: what changed since then"},                               \
          {"--known", "DATE", "as the record knew it then"},                                       \
          {"--order", "ORDER", "the legal order by whose rules acts are judged"},                  \
          {"--reading", "READING", "which side of a contradiction is believed: c01a"},             \
          {"--public", NULL, "only what anybody may see"},                                         \
          {"--json", NULL, "as JSON"}},                                                            \
         2,                                                                                        \
         3,                                                                                        \
         "koinon show union.koinon body congress --at 2026-06-01",                                 \
         cli_show},

#endif
