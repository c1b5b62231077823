/* folder_bench -- how fast the files of a day folder are split and checked in full (goal G6).
 *
 *   folder_bench FOLDER [FILE...]   FILE: "account.csv"; default: all that MANIFEST names
 *
 * One JSON line a file and number of threads: the median of RUNS; the checksum is timed apart. */
#include "cif/intake/manifest.h"
#include "cif/intake/scan.h"

enum { RUNS = 5 };

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static bool is_wanted(const char *name, int argc, char **argv)
{
    bool wanted = argc == 0;
    for (int i = 0; i < argc && !wanted; i++)
        wanted = strcmp(argv[i], name) == 0;
    return wanted;
}

static rc time_file(const char *folder, const struct manifest_line *line, struct scan_how how,
                    struct why *why)
{
    double parse[RUNS], checksum[RUNS];
    uint64_t bytes = 0, rows = 0;
    for (int i = 0; i < RUNS; i++) {
        struct scan *s = NULL;
        TRY(scan_open(folder, line, &how, &s, why));
        parse[i] = s->parse_seconds;
        checksum[i] = s->checksum_seconds;
        bytes = s->bytes;
        rows = s->row_count;
        scan_close(s);
    }
    qsort(parse, RUNS, sizeof *parse, by_size);
    qsort(checksum, RUNS, sizeof *checksum, by_size);
    printf("{\"file\":\"%s\",\"threads\":%u,\"rows\":%" PRIu64 ",\"bytes\":%" PRIu64
           ",\"parse_ms\":%.1f,\"checksum_ms\":%.1f}\n",
           dayfile_table(line->file)->name, how.threads, rows, bytes, parse[RUNS / 2] * 1000,
           checksum[RUNS / 2] * 1000);
    return OK;
}

static rc time_folder(const char *folder, int argc, char **argv, struct why *why)
{
    static const struct hash_key key = {1, 2};
    struct arena arena;
    struct manifest manifest = {.named = {false}};
    struct profile profile;
    arena_init(&arena);
    profile_default(&profile);
    rc r = manifest_read(&arena, folder, &manifest, why);
    for (enum dayfile file = 0; r == OK && file < FILE_COUNT; file++)
        for (unsigned threads = 1; r == OK && threads <= 2; threads++)
            if (manifest.named[file] && is_wanted(dayfile_table(file)->name, argc, argv))
                r = time_file(folder, &manifest.lines[file],
                              (struct scan_how){.profile = &profile,
                                                .key = &key,
                                                .share_bp = SHARE_BP,
                                                .share_from = SHARE_FROM,
                                                .threads = threads},
                              why);
    arena_release(&arena);
    return r;
}

int main(int argc, char **argv)
{
    struct why why = {""};
    if (argc < 2) {
        fprintf(stderr, "usage: folder_bench FOLDER [FILE...]\n");
        return 2;
    }
    if (time_folder(argv[1], argc - 2, argv + 2, &why) != OK) {
        fprintf(stderr, "folder_bench: %s\n", why.text);
        return 1;
    }
    return 0;
}
