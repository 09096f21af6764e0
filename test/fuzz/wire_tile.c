/* Paths of tiles: a tile has one path. */
#include "fuzz.h"

#include "wire/tile.h"

void fuzz_one(struct bytes input) {
    struct tile t;
    char path[TILE_PATH_MAX];
    if (tile_parse(input, &t) < 0)
        return;
    tile_path(&t, path);
    FUZZ_CHECK(bytes_is(input, path));
    FUZZ_CHECK(!tile_exists(&t, 0));
    FUZZ_CHECK(t.level > 0 || t.index >> 50 || tile_exists(&t, UINT64_MAX));
}

FUZZ_TARGET
