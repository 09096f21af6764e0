#include "charter/phrase.h"

static struct bytes same(void *context, const char *msgid) {
    return bytes_str(msgid);
}

static void write(const struct phrase *p, phrase_translate *translate, void *context, int depth,
                  struct buf *b) {
    struct bytes text = translate(context, p->msgid);
    for (size_t i = 0; i < text.n; i++) {
        if (text.at[i] != '%' || i + 1 == text.n) {
            buf_byte(b, text.at[i]);
            continue;
        }
        int number = text.at[++i] - '1';
        if (number < 0 || number >= PHRASE_PARTS) {
            buf_byte(b, text.at[i]);
            continue;
        }
        const struct phrase_part *part = &p->parts[number];
        if (!part->phrase)
            buf_bytes(b, part->text);
        else if (depth < PHRASE_DEPTH)
            write(part->phrase, translate, context, depth + 1, b);
    }
}

void phrase_write(const struct phrase *p, phrase_translate *translate, void *context,
                  struct buf *b) {
    write(p, translate ? translate : same, context, 0, b);
}

/* Greek lower case in UTF-8 to upper: alpha to omicron, pi to omega, and those with an accent. */
static void capitalise_greek(uint8_t *at) {
    static const uint8_t accents[][4] = {{0xce, 0xac, 0xce, 0x86}, {0xce, 0xad, 0xce, 0x88},
                                         {0xce, 0xae, 0xce, 0x89}, {0xce, 0xaf, 0xce, 0x8a},
                                         {0xcf, 0x8c, 0xce, 0x8c}, {0xcf, 0x8d, 0xce, 0x8e},
                                         {0xcf, 0x8e, 0xce, 0x8f}};
    for (size_t i = 0; i < sizeof(accents) / sizeof(accents[0]); i++) {
        if (at[0] == accents[i][0] && at[1] == accents[i][1]) {
            at[0] = accents[i][2];
            at[1] = accents[i][3];
            return;
        }
    }
    if (at[0] == 0xce && at[1] >= 0xb1 && at[1] <= 0xbf) {
        at[1] = (uint8_t)(at[1] - 0x20);
    } else if (at[0] == 0xcf && at[1] >= 0x80 && at[1] <= 0x89 && at[1] != 0x82) {
        at[0] = 0xce;
        at[1] = (uint8_t)(at[1] + 0x20);
    }
}

void sentence_write(const struct phrase *p, phrase_translate *translate, void *context,
                    struct buf *b) {
    size_t from = b->n;
    phrase_write(p, translate, context, b);
    uint8_t *at = b->at ? b->at + from : NULL;
    if (b->n - from < 2)
        return;
    if (*at >= 'a' && *at <= 'z')
        *at = (uint8_t)(*at - 'a' + 'A');
    else
        capitalise_greek(at);
}
