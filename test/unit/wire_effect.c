#include "test.h"

#include "base/cbor.h"
#include "wire/effect.h"
#include "wire/types.h"

#define ROOM 512

static struct effect number_effect(int64_t value) {
    return (struct effect){.type = EFFECT_NUMBER, .n = 3, .a = {7, 2, value}};
}

TEST(effects_come_back_as_they_went) {
    uint8_t room[ROOM], list_room[ROOM];
    struct buf b = buf_on(room, ROOM), list = buf_on(list_room, ROOM);
    struct effect e[] = {
        number_effect(INT64_MIN),
        number_effect(INT64_MAX),
        {.type = EFFECT_WORD,
         .n = 1,
         .has_text = true,
         .a = {10000},
         .text = BYTES_LIT("\xce\xba")},
        {.type = EFFECT_WORD, .n = 1, .a = {10001}},
        {.type = EFFECT_TITLE,
         .n = 1,
         .has_text = true,
         .a = {3},
         .text = BYTES_LIT("\xa1\x62"
                           "el\x61"
                           "x")},
        {.type = EFFECT_KEY, .n = 1, .has_text = true, .a = {4}, .text = BYTES_LIT("\xff\x00")},
        {.type = EFFECT_STATED, .n = 0, .has_text = true, .text = BYTES_LIT("0123")},
    };
    size_t n = sizeof(e) / sizeof(e[0]);
    for (size_t i = 0; i < n; i++)
        effect_put(&b, &e[i]);
    effect_put_list(&list, n, buf_view(&b));
    REQUIRE(!list.failed && cbor_valid(buf_view(&list)));
    struct effect_reader r;
    struct effect d;
    effect_read(buf_view(&list), &r);
    for (size_t i = 0; i < n; i++) {
        REQUIRE(effect_next(&r, &d));
        EXPECT_INT(d.type, e[i].type);
        EXPECT_INT(d.n, e[i].n);
        EXPECT(memcmp(d.a, e[i].a, d.n * sizeof(d.a[0])) == 0);
        EXPECT_INT(d.has_text, e[i].has_text);
        EXPECT(bytes_equal(d.text, e[i].text));
    }
    EXPECT(!effect_next(&r, &d) && !r.failed);
}

static int count_of(struct bytes part) {
    struct effect_reader r;
    struct effect d;
    int n = 0;
    effect_read(part, &r);
    while (effect_next(&r, &d))
        n++;
    EXPECT(!effect_next(&r, &d));
    return r.failed ? -1 : n;
}
#define COUNT(hex) count_of(BYTES_LIT(hex))

TEST(what_does_not_fit_the_table_is_refused) {
    EXPECT_INT(COUNT("\x80"), 0);
    EXPECT_INT(COUNT("\x81\x84\x18\x1f\x01\x02\x03"), 1);
    EXPECT_INT(COUNT("\x81\x83\x18\x1f\x01\x02"), -1);          /* an integer too few */
    EXPECT_INT(COUNT("\x81\x85\x18\x1f\x01\x02\x03\x04"), -1);  /* one too many */
    EXPECT_INT(COUNT("\x81\x85\x18\x1f\x01\x02\x03\x61x"), -1); /* a text where there is none */
    EXPECT_INT(COUNT("\x81\x83\x03\x01\x61x"), 1);
    EXPECT_INT(COUNT("\x81\x83\x03\x01\x41x"), -1);     /* bytes for a text */
    EXPECT_INT(COUNT("\x81\x83\x18\x3c\x01\x61x"), -1); /* a text for bytes */
    EXPECT_INT(COUNT("\x81\x83\x18\x3c\x01\x41x"), 1);
    EXPECT_INT(COUNT("\x81\x83\x05\x01\x41x"), -1); /* bytes for a title */
    EXPECT_INT(COUNT("\x81\x83\x05\x01\xa0"), -1);  /* a title in no language */
    EXPECT_INT(COUNT("\x81\x81\x18\x63"), -1);      /* effect 99 */
    EXPECT_INT(COUNT("\x81\x81\x00"), -1);
    EXPECT_INT(COUNT("\x81\x80"), -1);
    EXPECT_INT(COUNT("\x81\x00"), -1);
    EXPECT_INT(COUNT("\x80\x00"), -1); /* something after the end */
    EXPECT_INT(COUNT("\x81\x84\x18\x1f\x01\x02\x03\x00"), -1);
    EXPECT_INT(COUNT("\x81\x84\x18\x1f\x01\x02\x61x"), -1); /* a text for an integer */
    EXPECT_INT(COUNT("\x82\x84\x18\x1f\x01\x02\x03"), -1);  /* one effect short */
    EXPECT_INT(COUNT(""), -1);
    EXPECT_INT(COUNT("\xa0"), -1);
}

TEST(the_number_of_effects_is_bounded) {
    struct buf one, list;
    buf_init(&one, &alloc_heap, 1 << 20);
    buf_init(&list, &alloc_heap, 1 << 20);
    struct effect e = number_effect(1);
    for (int i = 0; i < LIMIT_EFFECTS; i++)
        effect_put(&one, &e);
    effect_put_list(&list, LIMIT_EFFECTS, buf_view(&one));
    EXPECT_INT(count_of(buf_view(&list)), LIMIT_EFFECTS);
    effect_put(&one, &e);
    buf_clear(&list);
    cbor_put_array(&list, LIMIT_EFFECTS + 1);
    buf_bytes(&list, buf_view(&one));
    EXPECT_INT(count_of(buf_view(&list)), -1);
    buf_drop(&one);
    buf_drop(&list);
}

TEST(no_cut_and_no_flipped_bit_crashes) {
    struct bytes part = BYTES_LIT("\x83\x84\x18\x1f\x01\x02\x03\x83\x03\x01\x63xyz"
                                  "\x83\x05\x01\xa1\x62"
                                  "el\x61g");
    uint8_t other[64];
    EXPECT_INT(count_of(part), 3);
    for (size_t n = 0; n < part.n; n++)
        EXPECT_INT(count_of(bytes_part(part, 0, n)), -1);
    for (size_t bit = 0; bit < part.n * 8; bit++) {
        memcpy(other, part.at, part.n);
        other[bit / 8] ^= (uint8_t)(1 << bit % 8);
        if (count_of(bytes_of(other, part.n)) >= 0)
            EXPECT(cbor_valid(bytes_of(other, part.n)));
    }
}

TEST_MAIN(T(effects_come_back_as_they_went), T(what_does_not_fit_the_table_is_refused),
          T(the_number_of_effects_is_bounded), T(no_cut_and_no_flipped_bit_crashes))
