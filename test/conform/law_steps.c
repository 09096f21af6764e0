/* What a record cost the law: every entry is decided anew by a law that counts the rows it looks at
 * (base/table.h), and what each says it does is compared.
 *
 *     law-steps FOLDER [FROM [TO]]     a line of JSON for each kind of command among those entries:
 *                                      how many, rows looked at, effects, the most of one entry */
#include <stdio.h>
#include <stdlib.h>

#include "law/law.h"
#include "store/folder.h"
#include "wire/effect.h"

uint64_t table_steps;

#define TYPES 256
struct cost {
    uint64_t n, steps, effects, most;
};
struct deciding {
    struct law *law;
    uint64_t from, to;
    struct cost by_type[TYPES];
    struct buf effects;
};

static int decide(void *self, uint64_t seq, struct bytes stored) {
    struct deciding *o = self;
    struct entry e;
    struct command c;
    struct refusal refusal;
    struct fail fail = {0};
    struct law_standing said;
    struct effect_reader reader;
    struct effect effect;
    if (entry_decode(stored, &e, &fail) < 0 ||
        command_decode(entry_part(&e, PART_COMMAND)->content, &c, &fail) < 0 ||
        law_reserve(o->law, &fail) < 0)
        return ERR_BROKEN;
    struct bytes effects = entry_part(&e, PART_EFFECTS)->content;
    bool says = e.header.pseudonym.n && law_standing_said(effects, &said);
    uint64_t before = table_steps;
    buf_clear(&o->effects);
    if (law_decide(o->law, &e.header, &c, says ? &said : NULL, &o->effects, &refusal) !=
            LAW_ACCEPTED ||
        !bytes_equal(buf_view(&o->effects), effects) || c.type >= TYPES) {
        fprintf(stderr, "law-steps: entry %llu is decided otherwise\n", (unsigned long long)seq);
        return ERR_BROKEN;
    }
    if (seq < o->from || seq >= o->to)
        return 0;
    struct cost *cost = &o->by_type[c.type];
    uint64_t steps = table_steps - before;
    cost->n++;
    cost->steps += steps;
    cost->most = steps > cost->most ? steps : cost->most;
    for (effect_read(effects, &reader); effect_next(&reader, &effect);)
        cost->effects++;
    return 0;
}

int main(int argc, char **argv) {
    static struct deciding o;
    struct folder folder = {0};
    struct fail fail = {0};
    if (argc < 2)
        return 2;
    o.from = argc > 2 ? strtoull(argv[2], NULL, 10) : 0;
    o.to = argc > 3 ? strtoull(argv[3], NULL, 10) : UINT64_MAX;
    buf_init(&o.effects, &alloc_heap, (size_t)LIMIT_BATCH * LIMIT_ENTRY_BYTES);
    if (law_new(&alloc_heap, &o.law) < 0 ||
        folder_open(argv[1], STORE_READ, FOLDER_RECORD, &alloc_heap, &folder, &fail) < 0 ||
        store_scan(folder.record, 0, UINT64_MAX, decide, &o, &fail) < 0) {
        fprintf(stderr, "law-steps: %s\n", fail.text);
        return 1;
    }
    for (uint16_t type = 0; type < TYPES; type++)
        if (o.by_type[type].n)
            printf("{\"do\": \"%s\", \"n\": %llu, \"steps\": %llu, \"effects\": %llu, \"most\": "
                   "%llu}\n",
                   command_kind(type)->name, (unsigned long long)o.by_type[type].n,
                   (unsigned long long)o.by_type[type].steps,
                   (unsigned long long)o.by_type[type].effects,
                   (unsigned long long)o.by_type[type].most);
    law_free(o.law);
    folder_drop(&folder);
    buf_drop(&o.effects);
    return 0;
}
