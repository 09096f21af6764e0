/* Every bound in one place. A bound is part of the format where it says so: a record that passes
 * one is refused by every implementation. */
#ifndef KOINON_BASE_LIMITS_H
#define KOINON_BASE_LIMITS_H

/* the record (format) */
#define LIMIT_ENTRY_BYTES (1u << 20)  /* one entry with all its parts */
#define LIMIT_PART_BYTES (512u << 10) /* one part */
#define LIMIT_PARTS 8                 /* parts of one entry */
#define LIMIT_COMMAND_FIELDS 24       /* fields of one command */
#define LIMIT_NOTE_BYTES (64u << 10) /* a signed checkpoint */
#define LIMIT_NOTE_SIGNATURES 100    /* of one note; C2SP asks for 16 at least */
#define LIMIT_EFFECTS 4096 /* effects of one entry; what exceeds it is carried on by ticks */
#define LIMIT_EFFECT_ARGS 12
#define LIMIT_CBOR_DEPTH 12
#define LIMIT_NAME_BYTES 96
#define LIMIT_PATH_BYTES (2 * LIMIT_NAME_BYTES + 1) /* a name of a thing in a command: body/unit   \
                                                     */
#define LIMIT_WHEN_BYTES 96                         /* a date as written */
#define LIMIT_TITLE_BYTES 1000
#define LIMIT_TEXT_BYTES (256u << 10)
#define LIMIT_LIST 512 /* elements of a list in a command */

/* the constitution (format) */
#define LIMIT_CHARTER_BYTES (256u << 10)
#define LIMIT_CHARTER_ITEMS 256 /* of each of: bodies, acts, powers, units... */
#define LIMIT_LANGUAGES 16
#define LIMIT_SEAT_GROUPS 16
#define LIMIT_STEPS 8

/* the law */
#define LIMIT_THINGS 0x7ffffff0u
#define LIMIT_LAW_HEAP (1u << 31)

/* the engine */
#define LIMIT_KEYS_REMEMBERED (1u << 18) /* a repeat is recognised within so many entries */
#define LIMIT_KEYS_SIGNED (1u << 24)     /* signed entries of a record: their keys for ever */
#define LIMIT_BATCH 512                  /* entries of one transaction */
#define LIMIT_QUEUE 4096
#define LIMIT_WITNESSES 32 /* of one record */

/* the store */
#define LIMIT_WAL_BYTES (32u << 20)       /* a write-ahead log this long is emptied by the writer */
#define LIMIT_WAL_BYTES_MAX (1024u << 20) /* a reader prevents that: nothing is added */
#define LIMIT_VAULT_FIELDS 32             /* fields of one person */
#define LIMIT_VAULT_NAME_BYTES 48         /* the name of a field */
#define LIMIT_VAULT_VALUE_BYTES 4096      /* its value */
#define LIMIT_VAULT_PERSONS (1u << 24)

/* the edges */
#define LIMIT_BODY_BYTES (1u << 20)
#define LIMIT_HEADER_BYTES (16u << 10)
#define LIMIT_URI_BYTES 2048
#define LIMIT_HEADERS 64       /* header fields of one request */
#define LIMIT_REPLY_HEADERS 16 /* fields a handler may add to its reply */
#define LIMIT_SEGMENTS 16      /* parts of a path between slashes; {arguments} of a route */
#define LIMIT_FORM_FIELDS 1024 /* name=value pairs of a query or a form */
#define LIMIT_EXCHANGE_BYTES (16u << 20)  /* memory of one request, its reply's body apart */
#define LIMIT_EXCHANGES 1024              /* requests being answered at once, by one process */
#define LIMIT_STREAM_BACKLOG (256u << 10) /* bytes a reader of live updates may be behind */
#define LIMIT_CACHE_BYTES (64u << 20)     /* finished pages kept by one process */
#define LIMIT_CACHE_PAGES 4096
#define LIMIT_PAGE_BYTES (8u << 20)
#define LIMIT_TEMPLATE_DEPTH 32           /* templates and sections inside one another */
#define LIMIT_TEMPLATE_BYTES (256u << 10) /* one template file */
#define LIMIT_JSON_DEPTH 16

/* counting */
#define LIMIT_COUNT_CANDIDATES 10000
#define LIMIT_COUNT_PAIRWISE 2000 /* candidates compared each with each: n^2 memory, n^3 steps */
#define LIMIT_COUNT_BALLOTS (1ull << 32)
#define LIMIT_COUNT_WORKING (3ull << 30) /* bytes of a result with its stages */

#endif
