#include "wire/kinds.h"

struct word {
    uint16_t number;
    const char *word;
};

/* Ascending by number: the lists stand in the order of their hundreds. */
static const struct word words[] = {
#define X(number, id, name) {number, name},
    WIRE_NOUNS(X) WIRE_ENTITY_KINDS(X) WIRE_TIE_KINDS(X) WIRE_PROCEEDING_KINDS(X) WIRE_STEP_KINDS(X)
        WIRE_STATES(X) WIRE_OUTCOMES(X) WIRE_HOWS(X) WIRE_STANDINGS(X)
#undef X
};
#define N_WORDS (sizeof(words) / sizeof(words[0]))

/* The first word whose number is not below NUMBER. */
static size_t first_from(uint32_t number) {
    size_t lo = 0, hi = N_WORDS;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (words[mid].number < number)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

const char *kind_word(uint32_t number) {
    size_t i = first_from(number);
    return i < N_WORDS && words[i].number == number ? words[i].word : "";
}

uint32_t kind_number(uint32_t hundred, struct bytes word) {
    hundred -= hundred % 100;
    for (size_t i = first_from(hundred); i < N_WORDS && words[i].number < hundred + 100; i++)
        if (bytes_is(word, words[i].word))
            return words[i].number;
    return 0;
}
