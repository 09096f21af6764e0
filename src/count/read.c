#include "count/format.h"

/* The first line that says something, at most 200 bytes of it. */
static struct bytes first_line(struct bytes text) {
    struct scan s;
    struct bytes line = {0};
    scan_init(&s, bytes_part(text, 0, 4096), NULL);
    while (scan_line(&s, &line) && scan_trim(line).n == 0)
        continue;
    return scan_trim(bytes_part(line, 0, 200));
}

static bool two_numbers(struct bytes line) {
    uint64_t n;
    if (!scan_number(&line, UINT64_MAX, &n) || line.n == 0 ||
        (line.at[0] != ' ' && line.at[0] != '\t'))
        return false;
    line = scan_trim(line);
    return scan_number(&line, UINT64_MAX, &n) && (line.n == 0 || line.at[0] == ' ' ||
                                                   line.at[0] == '#');
}

static bool holds(struct bytes text, const char *words) {
    size_t n = strlen(words);
    text = bytes_part(text, 0, 4096);
    for (size_t i = 0; i + n <= text.n; i++)
        if (memcmp(text.at + i, words, n) == 0)
            return true;
    return false;
}

int count_read(struct count_ballots *b, struct bytes text, struct fail *f) {
    struct bytes line = first_line(text), rest = line;
    uint64_t n;
    if (line.n == 0)
        return fail_set(f, ERR_SYNTAX, "line 1: the file is empty");
    if (holds(text, "#/Candidates"))
        return count_read_condorcet(b, text, f);
    if (holds(text, "Tally Sheet for the votes cast") || scan_begins(line, "V: "))
        return count_read_debian(b, text, f);
    if (scan_begins(line, "num_cand:") || scan_begins(line, "description:") ||
        scan_begins(line, "profile:") || holds(text, "\nnum_cand:"))
        return count_read_abc(b, text, f);
    if (two_numbers(line) || (line.at[0] == '#' && !scan_begins(line, "# FILE NAME") &&
                              !scan_begins(line, "# TITLE") && !scan_begins(line, "# Spec")))
        return count_read_blt(b, text, f);
    if (line.at[0] == '#' || (scan_number(&rest, UINT64_MAX, &n) && rest.n == 0))
        return count_read_preflib(b, text, f);
    rest = line;
    scan_until(&rest, memchr(rest.at, ';', rest.n)    ? ';'
                      : memchr(rest.at, '\t', rest.n) ? '\t'
                                                      : ',');
    rest = scan_trim(rest);
    if ((scan_number(&rest, UINT64_MAX, &n) &&
         (rest.n == 0 || rest.at[0] == ',' || rest.at[0] == ';' || rest.at[0] == '\t')) ||
        scan_same(rest, "votes"))
        return count_read_lists(b, text, f);
    return fail_set(f, ERR_SYNTAX, "line 1: not a format that is known; say which with --format");
}
