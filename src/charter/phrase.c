#include "charter/phrase.h"

static const char *same(void *context, const char *msgid) {
    return msgid;
}

static void write(const struct phrase *p, phrase_translate *translate, void *context, int depth,
                  struct buf *b) {
    const char *text = translate(context, p->msgid);
    for (const char *at = text; *at; at++) {
        if (*at != '%' || !at[1]) {
            buf_byte(b, (uint8_t)*at);
            continue;
        }
        at++;
        int number = *at - '1';
        if (number < 0 || number >= PHRASE_PARTS) {
            buf_byte(b, (uint8_t)*at);
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
