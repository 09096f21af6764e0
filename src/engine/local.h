/* The engine of this process, from inside. Private to engine/. */
#ifndef KOINON_ENGINE_LOCAL_H
#define KOINON_ENGINE_LOCAL_H

#include "engine/beside.h"
#include "engine/engine.h"
#include "engine/fold.h"
#include "engine/prove.h"
#include "store/folder.h"
#include <sys/types.h>

/* Entries of one batch: requests and the ticks before them. */
#define ENGINE_BATCH_MAX (2 * LIMIT_BATCH)

struct engine {
    struct engine_options options;
    struct alloc *alloc;
    struct folder folder; /* keys always; its store unless one was given */
    struct store *store;
    struct fold fold;
    struct remember keys_seen; /* of fold */
    struct buf scratch;        /* the batch's entries, one after another */
    size_t batch, batch_n[ENGINE_BATCH_MAX];
    uint64_t batch_from;           /* the number of its first entry */
    bool joined[ENGINE_BATCH_MAX]; /* it stands in the transaction of the entry before it */
    struct buf effects;            /* of the entry being decided */
    struct buf leaves; /* hashes that are not in folder/leaves yet, from fold.leaves_from on */
    char path[4096];   /* of the folder; "": a store was given */
    bool carrying;     /* the entry being made carries on what the one before it does */
    uint64_t snapshot; /* entries the last snapshot has; 0: there is none */
    uint64_t tried;    /* entries there were when one was begun last */
    pid_t child;       /* writes a draft of `tried` entries into draft; 0: none does */
    int draft;
    int64_t beside_at; /* when the hashes beside the record were written last */
    bool dead;         /* a write failed, or memory: only a new reading tells what is true */
};

/* Decides, appends and flushes an entry that the engine makes itself, at the last stamp. Nothing
 * may be due. */
int engine_own(struct engine *e, struct bytes command, struct fail *fail);

#endif
