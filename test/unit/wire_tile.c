#include "test.h"

#include "wire/pseudonym.h"
#include "wire/tile.h"

static const struct {
    const char *path;
    struct tile tile;
} paths[] = {
    {"tile/0/001", {false, 0, 1, 256}},
    {"tile/0/001.p/5", {false, 0, 1, 5}},
    {"tile/5/x123/x456/078", {false, 5, 123456078, 256}},
    {"tile/5/x123/x456/078.p/2", {false, 5, 123456078, 2}},
    {"tile/0/x003/x057/500", {false, 0, 3057500, 256}},
    {"tile/0/x001/x234/067", {false, 0, 1234067, 256}}, /* the example of C2SP tlog-tiles */
    {"tile/0/000", {false, 0, 0, 256}},
    {"tile/1/000.p/1", {false, 1, 0, 1}},
    {"tile/0/x001/000", {false, 0, 1000, 256}},
    {"tile/63/999.p/255", {false, 63, 999, 255}},
    {"tile/entries/x001/234", {true, 0, 1234, 256}},
    {"tile/entries/000.p/17", {true, 0, 0, 17}},
    {"tile/0/x009/x223/x372/x036/x854/x775/807", {false, 0, INT64_MAX, 256}},
};

TEST(paths_of_tiles_are_written_and_read) {
    for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
        char path[TILE_PATH_MAX];
        struct tile t;
        tile_path(&paths[i].tile, path);
        EXPECT_STR(path, paths[i].path);
        EXPECT_INT(tile_parse(bytes_str(paths[i].path), &t), 0);
        EXPECT(t.entries == paths[i].tile.entries && t.level == paths[i].tile.level);
        EXPECT(t.index == paths[i].tile.index && t.width == paths[i].tile.width);
    }
}

TEST(a_tile_has_one_path_only) {
    static const char *const bad[] = {
        "", "tile", "tile/", "tile/0", "tile/0/", "tile/0/1", "tile/0/01", "tile/0/0001",
        "tile/00/001",
        "tile/01/001", "tile/64/001", "tile/-1/001", "tile/100/001", "tile/00000000000/001",
        "tile/5/123/456/078", "tile/5/x123/456/078", "tile/5/x123/x456/x078", "tile/0/x000/001",
        "tile/0/x000/x001/001", "tile/0/x1/001", "tile/0/001.p/", "tile/0/001.p/0",
        "tile/0/001.p/256", "tile/0/001.p/05", "tile/0/001.p/1000", "tile/0/001.p/5/",
        "tile/0/001/",
        "tile/0/001.p", "tile/0/001.p5", " tile/0/001", "/tile/0/001", "tile/0/00a", "tile/0/ 01",
        "tile/0/+01", "tile/a/001", "tile/entries/", "tile/entries/1", "tile/entries/0/001",
        "tile/entries", "tile/data/001", "TILE/0/001", "tile/0/x009/x223/x372/x036/x854/x775/808",
        "tile/0/x999/x999/x999/x999/x999/x999/x999/999",
    };
    struct tile t = {.index = 42};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        if (tile_parse(bytes_str(bad[i]), &t) == 0)
            TEST_FAIL_("\"%s\" was taken", bad[i]);
    EXPECT_INT(tile_parse(BYTES_LIT("tile/0/001\0"), &t), ERR_SYNTAX);
    EXPECT_INT(t.index, 42);
}

/* "A tree of size 70,000 will be represented by 273 full level 0 tiles, one partial level 0 tile of
 * width 112, one full level 1 tile, one partial level 1 tile of width 17, and one partial level 2
 * tile of width 1." (C2SP tlog-tiles) */
TEST(a_tree_has_the_tiles_of_the_standard) {
    EXPECT_INT(tile_width(0, 272, 70000), 256);
    EXPECT_INT(tile_width(0, 273, 70000), 112);
    EXPECT_INT(tile_width(0, 274, 70000), 0);
    EXPECT_INT(tile_width(1, 0, 70000), 256);
    EXPECT_INT(tile_width(1, 1, 70000), 17);
    EXPECT_INT(tile_width(1, 2, 70000), 0);
    EXPECT_INT(tile_width(2, 0, 70000), 1);
    EXPECT_INT(tile_width(3, 0, 70000), 0);
    EXPECT_INT(tile_width(0, 0, 256), 256);
    EXPECT_INT(tile_width(1, 0, 256), 1);
    EXPECT_INT(tile_width(0, 0, 0), 0);
    EXPECT_INT(tile_width(63, 0, UINT64_MAX), 0);
    EXPECT_INT(tile_width(7, 0, INT64_MAX), 127);
    EXPECT_INT(tile_width(0, UINT64_MAX, UINT64_MAX), 0);
    EXPECT(tile_exists(&(struct tile){.index = 273, .width = 112}, 70000));
    EXPECT(tile_exists(&(struct tile){.index = 273, .width = 111}, 70000));
    EXPECT(!tile_exists(&(struct tile){.index = 273, .width = 113}, 70000));
    EXPECT(!tile_exists(&(struct tile){.index = 273, .width = 0}, 70000));
}

static int node(void *self, unsigned level, uint64_t index, struct hash *ret, struct fail *fail) {
    *ret = (struct hash){{(uint8_t)level, (uint8_t)(index >> 8), (uint8_t)index}};
    return index == 999 ? fail_set(fail, ERR_IO, "the disk said no") : 0;
}

TEST(a_tile_holds_the_subtrees_of_its_level) {
    struct hash hashes[TILE_WIDTH];
    struct tile t = {.level = 1, .index = 2, .width = 3};
    EXPECT_INT(tile_read(&t, node, NULL, hashes, NULL), 0);
    EXPECT(hashes[2].b[0] == 8 && hashes[2].b[1] == 2 && hashes[2].b[2] == 2);
    t = (struct tile){.level = 0, .index = 3, .width = 256};
    EXPECT_INT(tile_read(&t, node, NULL, hashes, NULL), ERR_IO);
    t = (struct tile){.level = 8, .width = 1};
    EXPECT_INT(tile_read(&t, node, NULL, hashes, NULL), ERR_RANGE);
}

static struct tile sample = {false, 5, 123456078, 2};

TEST(no_cut_and_no_flipped_bit_names_the_same_tile) {
    char path[TILE_PATH_MAX], other[TILE_PATH_MAX];
    struct tile t;
    tile_path(&sample, path);
    size_t n = strlen(path);
    for (size_t bit = 0; bit < n * 8; bit++) {
        memcpy(other, path, n + 1);
        other[bit / 8] ^= (char)(1 << bit % 8);
        if (tile_parse(bytes_of(other, n), &t) < 0)
            continue;
        char again[TILE_PATH_MAX];
        tile_path(&t, again);
        EXPECT(strlen(again) == n && memcmp(again, other, n) == 0);
    }
    for (size_t cut = 0; cut < n; cut++)
        if (tile_parse(bytes_of(path, cut), &t) == 0)
            EXPECT(t.index != sample.index || t.width != sample.width);
}

/* Computed with another program's HMAC. */
TEST(a_member_has_a_name_of_her_own_in_each_proceeding) {
    static const uint8_t secret[PSEUDONYM_SECRET_BYTES] = "a secret of the vault, 32 bytes.";
    char hex[2 * PSEUDONYM_BYTES + 1];
    struct pseudonym a = pseudonym_of(secret, 17, 70000), b = pseudonym_of(secret, 17, 70001);
    bytes_to_hex(bytes_of(a.b, PSEUDONYM_BYTES), hex);
    EXPECT_STR(hex, "58c66cf74814f074d3cd63228fc141b2");
    EXPECT(memcmp(a.b, b.b, PSEUDONYM_BYTES) != 0);
    b = pseudonym_of(secret, 18, 70000);
    EXPECT(memcmp(a.b, b.b, PSEUDONYM_BYTES) != 0);
}

TEST_MAIN(T(paths_of_tiles_are_written_and_read), T(a_tile_has_one_path_only),
          T(a_tree_has_the_tiles_of_the_standard), T(a_tile_holds_the_subtrees_of_its_level),
          T(no_cut_and_no_flipped_bit_names_the_same_tile),
          T(a_member_has_a_name_of_her_own_in_each_proceeding))
