/* Verbs that stand on view/ and http/: their rows of the table. Private to cli/. */
#ifndef KOINON_CLI_EXTRA_H
#define KOINON_CLI_EXTRA_H

#include "cli/verb.h"

/* The verbs: exit status. */
int cli_serve(const struct cli_verb *v, const struct verb_args *a);
int cli_show(const struct cli_verb *v, const struct verb_args *a);
int cli_import(const struct cli_verb *v, const struct verb_args *a);
int cli_export(const struct cli_verb *v, const struct verb_args *a);
int cli_witness(const struct cli_verb *v, const struct verb_args *a);
int cli_sign(const struct cli_verb *v, const struct verb_args *a);
int cli_schema(const struct cli_verb *v, const struct verb_args *a);

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
          {"--language", "CODE", "of the words: en, el"},                                          \
          {"--json", NULL, "as JSON"}},                                                            \
         2,                                                                                        \
         3,                                                                                        \
         "koinon show union.koinon body congress --at 2026-06-01",                                 \
         cli_show},                                                                                \
        {"import",                                                                                 \
         "FOLDER FILE.csv",                                                                        \
         "bring a list of members into the record and the vault",                                  \
         "A table with a heading: number (each member's own; needed), unit, class, groups, "       \
         "arrears, and for the vault name, email, phone, address, note; Greek headings too; "      \
         "commas, semicolons or tabs. Everything is checked first: one mistake, and nothing is "   \
         "written. A member is known again by her number, so the same list twice changes "         \
         "nothing. "                                                                               \
         "The record gets a number made of hers by the folder's keys; who she is stays in the "    \
         "vault.",                                                                                 \
         {{"--dry-run", NULL, "check and count only"},                                             \
          {"--skip-bad", NULL, "leave lines with mistakes out instead of stopping"},               \
          {"--encoding", "NAME", "of the file, where it is not UTF-8: windows-1253, iso-8859-7"}}, \
         2,                                                                                        \
         2,                                                                                        \
         "koinon import union.koinon members.csv --dry-run",                                       \
         cli_import},                                                                              \
        {"export",                                                                                 \
         "FOLDER commands|constitution|members|auditor-key",                                       \
         "take the record, the constitution or the members' list with you",                        \
         "commands: a line of JSON each, which koinon submit takes, so that the same record can "  \
         "be made elsewhere (koinon new --stamps-as-given first). constitution: the text in "      \
         "force, as it was adopted. members: a table as koinon import reads it, with what the "    \
         "vault knows; mind who reads it. auditor-key: with it koinon verify finds in a copy who " \
         "is behind each pseudonym; it signs nothing.",                                            \
         {{"--unit", "UNIT", "of members: of this unit only"},                                     \
          {"--output", "FILE", "there instead of standard output; it must not exist yet"}},        \
         2,                                                                                        \
         2,                                                                                        \
         "koinon export union.koinon members --unit piraeus --output piraeus.csv",                 \
         cli_export},                                                                              \
        {"sign",                                                                                   \
         "[FILE]",                                                                                 \
         "sign commands with one's own key, away from the record's machine",                       \
         "Reads commands, a line of JSON each, and writes them signed, for koinon submit. "        \
         "Whoever keeps the record can then enter them, but not make or change them. The record "  \
         "is named by a copy of its folder (record.db is enough), or, where there is none, by "    \
         "the leaf hash of its entry 0 (koinon log FOLDER --to 1 --json) and people and bodies "   \
         "by their numbers.",                                                                      \
         {{"--new-key", "FILE", "make a key in FILE instead, and print its public half"},          \
          {"--key", "FILE", "the key"},                                                            \
          {"--record", "FOLDER|HASH", "which record: a copy, or the leaf hash of its entry 0"},    \
          {"--as", "PERSON", "who signs: her name, or her number in the record"},                  \
          {"--for", "BODY", "in whose name: its name or number"}},                                 \
         0,                                                                                        \
         1,                                                                                        \
         "koinon sign votes.jsonl --key my.key --record union.koinon --as maria > signed.jsonl",   \
         cli_sign},                                                                                \
        {"witness",                                                                                \
         "FOLDER",                                                                                 \
         "have others cosign what the record is, so that it cannot be shown two ways",             \
         "Without options: who witnesses the record, and up to which entry. A witness (C2SP "      \
         "tlog-witness) is a service of somebody else that cosigns checkpoints which continue "    \
         "those it saw. Pin its key once; then, as often as you like, ask it with any program "    \
         "that sends a file by HTTP: koinon witness FOLDER --ask NAME | curl --data-binary @- "    \
         "URL/add-checkpoint | koinon witness FOLDER --take - . Verification, pages' proofs and "  \
         "the served log have the cosignatures from then on.",                                     \
         {{"--pin", "FILE",                                                                        \
           "take the key of a witness from FILE: its vkey, or, of sigsum, ssh-ed25519 ..."},       \
          {"--ask", "NAME", "print what to send to it: a part of its name that no other has"},     \
          {"--old", "N", "with --ask: it has seen N entries (it answers so when it is asked "      \
                         "wrongly)"},                                                              \
          {"--take", "FILE", "check and keep what it answered; - is standard input"},              \
          {"--json", NULL, "as JSON"}},                                                            \
         1,                                                                                        \
         1,                                                                                        \
         "koinon witness union.koinon --pin witness.vkey",                                         \
         cli_witness},                                                                             \
        {"schema",                                                                                 \
         "",                                                                                       \
         "the JSON Schema of constitutions, for editors that complete and check",                  \
         "Prints the schema that is installed as share/koinon/constitution.schema.json.",          \
         {{0}},                                                                                    \
         0,                                                                                        \
         0,                                                                                        \
         "koinon schema > constitution.schema.json",                                               \
         cli_schema},

#endif
