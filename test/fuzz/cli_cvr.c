/* Cast vote records from anywhere: the first byte says of which vendor, what follows is the file;
 * or it is the rules themselves. Each reader answers with ballots or says why not. */
#include "fuzz.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "cli/cvr.h"

static const struct kind {
    const char *provider, *source, *file;
} kinds[] = {{"ess", "r.csv", "r.csv"},
             {"ess", "r.xlsx", "r.xlsx"},
             {"genericCsv", "r.csv", "r.csv"},
             {"cdf", "r.json", "r.json"},
             {"cdf", "r.xml", "r.xml"},
             {"clearBallot", "r.csv", "r.csv"},
             {"dominion", "d", "d/CvrExport.json"},
             {"hart", "h", "h/a.xml"},
             {NULL, NULL, "rules.json"}};
#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

static const char rules[] =
    "{\"outputSettings\": {\"contestName\": \"Chair\"}, \"cvrFileSources\": [{\"filePath\": "
    "\"%s\", "
    "\"provider\": \"%s\", \"contestId\": \"Chair\", \"firstVoteColumnIndex\": \"2\", "
    "\"undeclaredWriteInLabel\": \"W\", \"overvoteDelimiter\": \"//\"}], \"candidates\": "
    "[{\"name\": "
    "\"Ann\", \"code\": \"1\"}, {\"name\": \"Bo\", \"code\": \"2\"}], \"rules\": "
    "{\"tiebreakMode\": "
    "\"useCandidateOrder\", \"overvoteRule\": \"exhaustImmediately\", \"winnerElectionMode\": "
    "\"singleWinnerMajority\", \"numberOfWinners\": \"1\", \"maxSkippedRanksAllowed\": "
    "\"unlimited\", \"maxRankingsAllowed\": \"max\"}}";

static char folder[64];

static void folder_remove(void) {
    static const char *const all[] = {
        "r.csv",   "r.xlsx",     "r.json", "r.xml", "d/CvrExport.json",
        "h/a.xml", "rules.json", "d",      "h",     ""};
    char path[128];
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
        snprintf(path, sizeof(path), "%s/%s", folder, all[i]);
        (void)remove(path);
    }
}

static void folder_make(void) {
    char path[128];
    if (folder[0])
        return;
    snprintf(folder, sizeof(folder), "/dev/shm/koinon-fuzz-cvr-XXXXXX"); /* memory: thousands of */
    if (!mkdtemp(folder)) {                                              /* files a second */
        snprintf(folder, sizeof(folder), "/tmp/koinon-fuzz-cvr-XXXXXX");
        FUZZ_CHECK(mkdtemp(folder));
    }
    atexit(folder_remove);
    for (const char *each = "dh"; *each; each++) {
        snprintf(path, sizeof(path), "%s/%c", folder, *each);
        FUZZ_CHECK(mkdir(path, 0700) == 0);
    }
}

static void put(const char *name, struct bytes content, char path[128]) {
    snprintf(path, 128, "%s/%s", folder, name);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    FUZZ_CHECK(fd >= 0 && write(fd, content.at, content.n) == (ssize_t)content.n);
    close(fd);
}

static void count(const char *path) {
    struct count_ballots b;
    struct count_options o = COUNT_OPTIONS;
    struct count_result result;
    struct arena a;
    struct fail f = {0};
    arena_init(&a, &alloc_heap, 64u << 20);
    count_ballots_init(&b, &alloc_heap);
    int r = cvr_read_config(path, &b, &o, &a, &f);
    FUZZ_CHECK(r == 0 || r == ERR_NOMEM || (r < 0 && f.text[0]));
    if (r == 0 && b.n < 1000 && b.candidates < 100) {
        r = count_run(count_method_find(BYTES_LIT("irv")), &b, &o, &a, &result, &f);
        FUZZ_CHECK(r == 0 || f.text[0]);
    }
    count_ballots_drop(&b);
    arena_drop(&a);
}

void fuzz_one(struct bytes input) {
    char text[2048], path[128];
    if (input.n < 2)
        return;
    const struct kind *k = &kinds[input.at[0] % KINDS];
    folder_make();
    put(k->file, bytes_part(input, 1, input.n), path);
    if (k->provider) {
        int n = snprintf(text, sizeof(text), rules, k->source, k->provider);
        put("rules.json", bytes_of(text, (size_t)n), path);
    }
    count(path);
}
FUZZ_TARGET
