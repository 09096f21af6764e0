/* A file of rules for `koinon count --rules`: the method, its options and groups, and which ballots
 * they are for (doc/counting.md has the form); or an election described for RCTab (config.json).
 *
 *     {"rules": 1, "method": "scottish", "ballots": "ward.blt",
 *      "options": {"seats": 3, "tie": ["backwards", "lot"], "seed": "...",
 *                  "group": [{"name": "women", "members": ["Anna", "Maria"], "min": 1}]}} */
#ifndef KOINON_CLI_COUNT_RULES_H
#define KOINON_CLI_COUNT_RULES_H

#include "base/sha256.h"
#include "count/count.h"

#define HASH_HEX (2 * HASH_BYTES + 1)

struct count_rules {
    const char *path;
    char sha256[HASH_HEX];
    bool rctab;
    /* of our own form; NULL: not said */
    const char *method, *ballots, *format; /* ballots: the path, from where the program stands */
    struct bytes title;
    void *json_; /* private */
};

/* ERR_IO, ERR_SYNTAX; the error names the file and the key. Texts live in A. */
int count_rules_open(struct count_rules *ret, const char *path, struct arena *a, struct fail *f);
void count_rules_close(struct count_rules *r);
/* The options of our own form, once the ballots are read: candidates are named in them. */
int count_rules_options(const struct count_rules *r, const struct count_ballots *b,
                        struct count_options *o, struct arena *a, struct fail *f);
/* RCTab: the files of cast vote records, each with its hash. */
int count_rules_records(const struct count_rules *r, struct arena *a, struct count_file **ret,
                        uint32_t *ret_n, struct fail *f);

#endif
