#include <errno.h>
#include <unistd.h>

#include "engine/engine.h"
#include "store/file.h"
#include "store/folder.h"

static const char mark_text[] = "Commands may bring their stamps into this record: it is an "
                                "example, a rehearsal or an import.\n";

static int mark_stamps(const char *folder, struct fail *fail) {
    char path[FILE_PATH_MAX];
    int r = file_path(folder, "stamps-as-given", path, fail);
    return r < 0 ? r : file_create(path, bytes_str(mark_text), fail);
}

static int seed_keys(const char *folder, struct bytes seed, struct fail *fail) {
    char path[FILE_PATH_MAX];
    int r = file_path(folder, "keys", path, fail);
    if (r < 0)
        return r;
    if (unlink(path) < 0)
        return fail_set(fail, ERR_IO, "cannot replace %s: %s", path, strerror(errno));
    return record_keys_create_from(path, seed, fail);
}

int engine_create(const char *folder, const struct engine_new *o, struct fail *fail) {
    int r = folder_create(folder, &alloc_heap, fail);
    if (r == 0 && o->seed.n)
        r = seed_keys(folder, o->seed, fail);
    if (r == 0 && o->stamps_as_given)
        r = mark_stamps(folder, fail);
    return r;
}
