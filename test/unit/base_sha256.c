#include "test.h"

#include "base/sha256.h"

static const char *hex_of(struct hash h) {
    static char hex[2 * HASH_BYTES + 1];
    bytes_to_hex(bytes_of(h.b, HASH_BYTES), hex);
    return hex;
}

/* FIPS 180-4 examples. */
TEST(known_answers) {
    EXPECT_STR(hex_of(sha256_of(BYTES_LIT(""))),
               "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_STR(hex_of(sha256_of(BYTES_LIT("abc"))),
               "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_STR(
        hex_of(sha256_of(BYTES_LIT("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"))),
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

/* Every length around the blocks, by the fast path and by the streaming one. */
TEST(short_and_long_inputs_agree_with_streaming) {
    uint8_t data[400];
    for (size_t i = 0; i < sizeof(data); i++)
        data[i] = (uint8_t)(i * 7 + 1);
    for (size_t n = 0; n <= sizeof(data); n++) {
        struct sha256 s;
        struct hash streamed, prefixed;
        sha256_init(&s);
        sha256_add(&s, data, n / 3);
        sha256_add(&s, data + n / 3, n - n / 3);
        sha256_end(&s, &streamed);
        struct hash whole = sha256_of(bytes_of(data, n));
        EXPECT(hash_equal(&whole, &streamed));
        sha256_init(&s);
        sha256_add(&s, "\x07", 1);
        sha256_add(&s, data, n);
        sha256_end(&s, &streamed);
        prefixed = sha256_prefixed(7, bytes_of(data, n));
        EXPECT(hash_equal(&prefixed, &streamed));
    }
}

TEST(a_node_is_prefix_left_right) {
    uint8_t data[1 + 2 * HASH_BYTES] = {1};
    struct hash a = sha256_of(BYTES_LIT("left")), b = sha256_of(BYTES_LIT("right"));
    memcpy(data + 1, a.b, HASH_BYTES);
    memcpy(data + 1 + HASH_BYTES, b.b, HASH_BYTES);
    struct hash want = sha256_of(bytes_of(data, sizeof(data))), got = sha256_node(1, &a, &b);
    EXPECT(hash_equal(&got, &want));
    got = sha256_node(1, &b, &a);
    EXPECT(!hash_equal(&got, &want));
}

/* RFC 4231, cases 1, 2 and 6 (a key longer than a block). */
TEST(hmac_known_answers) {
    uint8_t key[131];
    memset(key, 0x0b, 20);
    EXPECT_STR(hex_of(sha256_hmac(bytes_of(key, 20), BYTES_LIT("Hi There"))),
               "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    EXPECT_STR(hex_of(sha256_hmac(BYTES_LIT("Jefe"), BYTES_LIT("what do ya want for nothing?"))),
               "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    memset(key, 0xaa, sizeof(key));
    EXPECT_STR(
        hex_of(sha256_hmac(bytes_of(key, sizeof(key)),
                           BYTES_LIT("Test Using Larger Than Block-Size Key - Hash Key First"))),
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST_MAIN(T(known_answers), T(short_and_long_inputs_agree_with_streaming),
          T(a_node_is_prefix_left_right), T(hmac_known_answers))
