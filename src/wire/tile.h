/* Tiles: the hashes of the tree in files of 256, by C2SP tlog-tiles (v0.1).
 *
 *   tile/<level>/<index>[.p/<width>]      tile/0/x001/x234/067    tile/1/000.p/17
 *   tile/entries/<index>[.p/<width>]      bundles of leaves
 *
 * Hash i of tile (level, index) is the complete subtree of 256^level leaves from
 * (index * 256 + i) * 256^level: merkle_node(8 * level, index * 256 + i). */
#ifndef KOINON_WIRE_TILE_H
#define KOINON_WIRE_TILE_H

#include "wire/merkle.h"

#define TILE_WIDTH 256
#define TILE_LEVEL_MAX 63

struct tile {
    bool entries;   /* tile/entries/...: level is 0 */
    uint8_t level;  /* 0..63 */
    uint64_t index; /* below 2^63 */
    uint16_t width; /* 1..256; 256 is a full tile */
};

#define TILE_PATH_MAX 64
void tile_path(const struct tile *t, char *ret);
/* Strict: one path for each tile. ERR_SYNTAX, RET untouched. */
int tile_parse(struct bytes path, struct tile *ret);

/* How wide the tile is in a tree of SIZE leaves: 0 (it is not there) to 256. */
unsigned tile_width(unsigned level, uint64_t index, uint64_t size);
/* Has a tree of SIZE leaves all the hashes of this tile (of this or a smaller width)? */
bool tile_exists(const struct tile *t, uint64_t size);
/* Its hashes; RET has room for t->width. */
int tile_read(const struct tile *t, merkle_node *node, void *self, struct hash *ret,
              struct fail *fail);

#endif
