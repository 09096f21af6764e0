/* What tools/embed.py put into the program is what lies in the folders. */
#include "base/embedded.h"
#include "base/bytes.h"
#include "test.h"

TEST(a_file_of_the_project_is_found_with_its_bytes) {
    const struct bytes *mo = embedded("po/el.mo");
    REQUIRE(mo != NULL);
    const uint8_t magic[4] = {0xde, 0x12, 0x04, 0x95};
    REQUIRE(mo->n > sizeof(magic));
    EXPECT(memcmp(mo->at, magic, sizeof(magic)) == 0);
}

TEST(every_file_is_found_by_its_path_in_order_and_ends_with_nul) {
    REQUIRE(embedded_count() > 0);
    for (size_t i = 0; i < embedded_count(); i++) {
        const struct embedded_file *file = embedded_at(i);
        EXPECT(embedded(file->path) == &file->content);
        EXPECT_INT(file->content.at[file->content.n], 0);
        EXPECT(i == 0 || strcmp(embedded_at(i - 1)->path, file->path) < 0);
    }
}

TEST(an_unknown_path_is_null) {
    EXPECT(embedded("") == NULL);
    EXPECT(embedded("po") == NULL);
    EXPECT(embedded("po/el.mo/") == NULL);
    EXPECT(embedded("zzz") == NULL);
    EXPECT(embedded_at(embedded_count()) == NULL);
}

TEST_MAIN(T(a_file_of_the_project_is_found_with_its_bytes),
          T(every_file_is_found_by_its_path_in_order_and_ends_with_nul), T(an_unknown_path_is_null))
