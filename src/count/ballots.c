#include "count/count.h"
#include "base/checked.h"
#include "base/limits.h"
#include "count/format.h"

void count_ballots_init(struct count_ballots *b, struct alloc *alloc) {
    *b = (struct count_ballots){.alloc = alloc, .width = 1, .tied = 0x80};
    arena_init(&b->names, alloc, 64u << 20);
}

void count_ballots_drop(struct count_ballots *b) {
    struct alloc *alloc = b->alloc;
    if (!alloc)
        return;
    alloc->resize(alloc, b->pref, b->prefs_room * b->width, 0);
    alloc->resize(alloc, b->weight, b->weights_room * sizeof(*b->weight), 0);
    alloc->resize(alloc, b->score, b->scores_room * sizeof(*b->score), 0);
    alloc->resize(alloc, b->candidate,
                  ballots_candidates_room(b->candidates) * sizeof(*b->candidate), 0);
    arena_drop(&b->names);
    *b = (struct count_ballots){.alloc = alloc, .width = 1, .tied = 0x80};
}

/* Room for candidates grows in powers of two, so that it follows from their number. */
size_t ballots_candidates_room(size_t n) {
    size_t room = n ? 8 : 0;
    while (room < n)
        room *= 2;
    return room;
}

int count_ballots_candidate(struct count_ballots *b, struct bytes name) {
    if (b->candidates >= LIMIT_COUNT_CANDIDATES || b->n)
        return ERR_RANGE;
    size_t had = ballots_candidates_room(b->candidates);
    size_t room = ballots_candidates_room(b->candidates + 1);
    if (room != had) {
        void *at = b->alloc->resize(b->alloc, b->candidate, had * sizeof(*b->candidate),
                                    room * sizeof(*b->candidate));
        if (!at)
            return ERR_NOMEM;
        b->candidate = at;
    }
    char *copy = arena_copy(&b->names, name);
    if (!copy)
        return ERR_NOMEM;
    b->candidate[b->candidates++] = (struct count_candidate){.name = bytes_of(copy, name.n)};
    if (b->candidates + 2 > 0x7f) {
        b->width = 2;
        b->tied = 0x8000;
    }
    return 0;
}

int ballots_room(struct count_ballots *b, size_t more) {
    if (b->prefs_n + more <= b->prefs_room)
        return 0;
    size_t room = b->prefs_room + b->prefs_room / 2 + more + 4096;
    void *at = b->alloc->resize(b->alloc, b->pref, b->prefs_room * b->width, room * b->width);
    if (!at)
        return ERR_NOMEM;
    b->pref = at;
    b->prefs_room = room;
    return 0;
}

void ballots_trim(struct count_ballots *b) {
    if (b->prefs_room - b->prefs_n < 4096)
        return;
    void *at = b->alloc->resize(b->alloc, b->pref, b->prefs_room * b->width,
                                (b->prefs_n + 1) * b->width);
    if (!at)
        return;
    b->pref = at;
    b->prefs_room = b->prefs_n + 1;
}

int ballots_weigh(struct count_ballots *b, uint64_t weight) {
    if (b->n + 1 >= LIMIT_COUNT_BALLOTS || b->total + weight > (UINT64_C(1) << 62))
        return ERR_RANGE;
    if (weight != 1 && !b->weight) {
        size_t room = b->n + 64;
        b->weight = b->alloc->resize(b->alloc, NULL, 0, room * sizeof(*b->weight));
        if (!b->weight)
            return ERR_NOMEM;
        b->weights_room = room;
        for (size_t i = 0; i < b->n; i++)
            b->weight[i] = 1;
    }
    if (b->weight) {
        if (b->n == b->weights_room) {
            size_t room = b->weights_room * 2;
            void *at = b->alloc->resize(b->alloc, b->weight, b->weights_room * sizeof(*b->weight),
                                        room * sizeof(*b->weight));
            if (!at)
                return ERR_NOMEM;
            b->weight = at;
            b->weights_room = room;
        }
        b->weight[b->n] = (uint32_t)weight;
    }
    b->n++;
    b->total += weight;
    return 0;
}

static void put(struct count_ballots *b, uint32_t element) {
    if (b->width == 1)
        ((uint8_t *)b->pref)[b->prefs_n++] = (uint8_t)element;
    else
        ((uint16_t *)b->pref)[b->prefs_n++] = (uint16_t)element;
}

int count_ballots_add(struct count_ballots *b, const uint32_t *element, size_t n, uint32_t weight) {
    bool any = false;
    for (size_t i = 0; i < n; i++) {
        uint32_t code = element[i] & (b->tied - 1);
        if (element[i] >= b->tied * 2 || code == 0 || code > b->candidates + 2)
            return ERR_RANGE;
        any = any || code <= b->candidates;
    }
    int r = ballots_room(b, n + 1);
    if (r == 0)
        r = ballots_weigh(b, weight);
    if (r < 0)
        return r;
    for (size_t i = 0; i < n; i++) {
        put(b, element[i]);
        b->has_ties = b->has_ties || (element[i] & b->tied);
        b->has_gaps = b->has_gaps || (element[i] & (b->tied - 1)) > b->candidates;
    }
    put(b, 0);
    if (!any)
        b->blank += weight;
    return 0;
}

int count_ballots_add_scores(struct count_ballots *b, const uint16_t *score, uint32_t weight) {
    size_t need = (b->n + 1) * (size_t)b->candidates;
    if (need > b->scores_room) {
        size_t room = need * 2 + 64;
        void *at = b->alloc->resize(b->alloc, b->score, b->scores_room * sizeof(*b->score),
                                    room * sizeof(*b->score));
        if (!at)
            return ERR_NOMEM;
        b->score = at;
        b->scores_room = room;
    }
    memcpy(b->score + b->n * b->candidates, score, b->candidates * sizeof(*score));
    bool any = false;
    for (uint32_t c = 0; c < b->candidates; c++)
        any = any || score[c] != COUNT_NO_SCORE;
    int r = ballots_room(b, 1);
    if (r == 0)
        r = ballots_weigh(b, weight);
    if (r < 0)
        return r;
    put(b, 0);
    if (!any)
        b->blank += weight;
    return 0;
}

int64_t count_candidate_find(const struct count_ballots *b, struct bytes name) {
    for (uint32_t c = 0; c < b->candidates; c++)
        if (bytes_equal(b->candidate[c].name, name))
            return c;
    return -1;
}
