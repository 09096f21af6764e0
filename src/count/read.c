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
    return scan_number(&line, UINT64_MAX, &n) &&
           (line.n == 0 || line.at[0] == ' ' || line.at[0] == '#');
}

static bool holds(struct bytes text, const char *words) {
    size_t n = strlen(words);
    text = bytes_part(text, 0, 4096);
    for (size_t i = 0; i + n <= text.n; i++)
        if (memcmp(text.at + i, words, n) == 0)
            return true;
    return false;
}

static const struct {
    const char *name;
    count_reader *read;
} readers[] = {
    {"blt", count_read_blt},       {"preflib", count_read_preflib},
    {"debian", count_read_debian}, {"condorcet", count_read_condorcet},
    {"lists", count_read_lists},   {"districts", count_read_districts},
    {"scores", count_read_scores}, {"abc", count_read_abc},
};

count_reader *count_reader_find(const char *format) {
    for (size_t i = 0; i < sizeof(readers) / sizeof(readers[0]); i++)
        if (strcmp(readers[i].name, format) == 0)
            return readers[i].read;
    return NULL;
}

const char *count_format(struct bytes text) {
    struct bytes line = first_line(text), rest = line;
    uint64_t n;
    if (line.n == 0)
        return NULL;
    if (holds(text, "#/Candidates"))
        return "condorcet";
    if (holds(text, "Tally Sheet for the votes cast") || scan_begins(line, "V: "))
        return "debian";
    if (scan_begins(line, "num_cand:") || scan_begins(line, "description:") ||
        scan_begins(line, "profile:") || holds(text, "\nnum_cand:"))
        return "abc";
    if (two_numbers(line) || (line.at[0] == '#' && !scan_begins(line, "# FILE NAME") &&
                              !scan_begins(line, "# TITLE") && !scan_begins(line, "# Spec") &&
                              !scan_begins(line, "# NUMBER ALTERNATIVES") &&
                              !scan_begins(line, "# ALTERNATIVE NAME")))
        return "blt";
    if (line.at[0] == '#' || (scan_number(&rest, UINT64_MAX, &n) && rest.n == 0))
        return "preflib";
    rest = line;
    scan_until(&rest, memchr(rest.at, ';', rest.n)    ? ';'
                      : memchr(rest.at, '\t', rest.n) ? '\t'
                                                      : ',');
    rest = scan_trim(rest);
    if ((scan_number(&rest, UINT64_MAX, &n) &&
         (rest.n == 0 || rest.at[0] == ',' || rest.at[0] == ';' || rest.at[0] == '\t')) ||
        scan_same(rest, "votes"))
        return "lists";
    return NULL;
}

int count_read(struct count_ballots *b, struct bytes text, struct fail *f) {
    const char *format = count_format(text);
    if (first_line(text).n == 0)
        return fail_set(f, ERR_SYNTAX, "line 1: the file is empty");
    if (!format)
        return fail_set(f, ERR_SYNTAX,
                        "line 1: not a format that is known; say which with --format");
    return count_reader_find(format)(b, text, f);
}
