/* Every picture of web_sample.h, byte for byte as it is in test/golden/web/. When a picture was
 * changed on purpose: build/test/golden/golden-web-pictures --write */
#include <stdio.h>

#include "test.h"
#include "web_sample.h"

static const char *folder;
static bool write_them;

static bool read_file(const char *path, struct buf *b) {
    FILE *f = fopen(path, "rb");
    char part[4096];
    if (!f)
        return false;
    for (size_t n; (n = fread(part, 1, sizeof(part), f)) > 0;)
        buf_add(b, part, n);
    fclose(f);
    return true;
}

static void write_file(const char *path, struct bytes content) {
    FILE *f = fopen(path, "wb");
    EXPECT(f && fwrite(content.at, 1, content.n, f) == content.n && fclose(f) == 0);
}

static void compare(const char *name, void (*draw)(struct buf *, const struct lang *)) {
    struct lang en;
    struct buf got, want;
    char path[1000];
    lang_english(&en);
    buf_init(&got, &alloc_heap, LIMIT_CHART_BYTES);
    buf_init(&want, &alloc_heap, LIMIT_CHART_BYTES);
    draw(&got, &en);
    buf_byte(&got, '\n');
    EXPECT(!got.failed);
    snprintf(path, sizeof(path), "%s/%s.svg", folder, name);
    if (write_them)
        write_file(path, buf_view(&got));
    EXPECT(read_file(path, &want));
    if (!bytes_equal(buf_view(&got), buf_view(&want)))
        TEST_FAIL_("%s is not as it was", path);
    buf_drop(&got);
    buf_drop(&want);
}

TEST(pictures_are_as_they_were) {
    for (size_t i = 0; i < PICTURES_N; i++)
        compare(pictures[i].name, pictures[i].draw);
}

static void draw_swatches(struct buf *b, const struct lang *l) {
    for (int i = 0; i <= CHART_COLOURS + 1; i++) {
        chart_swatch(b, (uint8_t)i, true);
        chart_swatch(b, (uint8_t)i, false);
        buf_byte(b, '\n');
    }
}

TEST(swatches_are_as_they_were) {
    compare("swatches", draw_swatches);
}

int main(int argc, char **argv) {
    static const struct test_case cases[] = {T(pictures_are_as_they_were),
                                             T(swatches_are_as_they_were)};
    folder = GOLDEN_FOLDER;
    write_them = argc > 1 && strcmp(argv[1], "--write") == 0;
    return test_run_all_(cases, 2, 1, argv);
}
