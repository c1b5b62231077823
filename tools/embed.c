/* embed -- builds the files of a directory into the program.
 *
 *     embed NAME DIR ENDING OUT.c OUT.h DEPFILE
 *
 * writes a table "const struct embedded NAME[]" (base/embedded.h) of the files of DIR whose names
 * end with ENDING, in the order of their names, ended by an entry without a name.  DEPFILE tells
 * ninja to do it again when one of them changes or another is added. */
#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static _Noreturn void fail(const char *path, const char *what)
{
    fprintf(stderr, "embed: %s: %s\n", path, what);
    exit(1);
}

static FILE *open_file(const char *path, const char *mode)
{
    FILE *file = fopen(path, mode);
    if (!file)
        fail(path, strerror(errno));
    return file;
}

static void close_file(FILE *file, const char *path)
{
    if (ferror(file) || fclose(file) != 0)
        fail(path, "cannot be read or written");
}

static void *never_null(void *ptr)
{
    if (!ptr)
        fail("memory", "there is no more");
    return ptr;
}

static char *copy_text(const char *text)
{
    size_t size = strlen(text) + 1;
    return memcpy(never_null(malloc(size)), text, size);
}

/* The names in a directory that end with 'ending', in order. */
struct names {
    char **items;
    size_t len;
};

static int order(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool ends_with(const char *name, const char *ending)
{
    size_t len = strlen(name), end = strlen(ending);
    return name[0] != '.' && len > end && strcmp(name + len - end, ending) == 0;
}

static struct names list(const char *path, const char *ending)
{
    struct names names = {NULL, 0};
    struct dirent *entry;
    DIR *dir = opendir(path);
    if (!dir)
        fail(path, strerror(errno));
    while ((entry = readdir(dir))) {
        if (!ends_with(entry->d_name, ending))
            continue;
        names.items = never_null(realloc(names.items, (names.len + 1) * sizeof *names.items));
        names.items[names.len++] = copy_text(entry->d_name);
    }
    closedir(dir);
    if (names.len)
        qsort(names.items, names.len, sizeof *names.items, order);
    return names;
}

static char *join(const char *dir, const char *name)
{
    size_t size = strlen(dir) + strlen(name) + 2;
    char *path = never_null(malloc(size));
    snprintf(path, size, "%s/%s", dir, name);
    return path;
}

/* The bytes as a literal; octal escapes have three digits always, so that no digit joins them. */
static size_t write_bytes(FILE *out, FILE *in)
{
    size_t len = 0;
    int c;
    fputs("    \"", out);
    while ((c = getc(in)) != EOF) {
        len++;
        if (c == '\n')
            fputs("\\n\"\n    \"", out);
        else if (c >= ' ' && c < 0x7F && c != '"' && c != '\\' && c != '?')
            putc(c, out);
        else
            fprintf(out, "\\%03o", (unsigned)c);
        if (len % 4096 == 0)
            fputs("\"\n    \"", out);
    }
    fputs("\"", out);
    return len;
}

static void write_file(const char *dir, const char *name, FILE *out, FILE *depfile)
{
    char *path = join(dir, name);
    FILE *in = open_file(path, "rb");
    fprintf(out, "    {\"%s\", {\n", name);
    size_t len = write_bytes(out, in);
    fprintf(out, ", %zu}},\n", len);
    close_file(in, path);
    fprintf(depfile, " %s", path);
    free(path);
}

int main(int argc, char **argv)
{
    if (argc != 7) {
        fputs("usage: embed NAME DIR ENDING OUT.c OUT.h DEPFILE\n", stderr);
        return 2;
    }
    const char *table = argv[1], *dir = argv[2];
    struct names names = list(dir, argv[3]);
    FILE *source = open_file(argv[4], "w"), *header = open_file(argv[5], "w");
    FILE *depfile = open_file(argv[6], "w");

    fprintf(source,
            "/* Written by embed: change the files, not this one. */\n"
            "#include \"base/embedded.h\"\n\n"
            "#pragma GCC diagnostic ignored \"-Woverlength-strings\"\n\n"
            "extern const struct embedded %s[];\nconst struct embedded %s[] = {\n",
            table, table);
    fprintf(depfile, "%s: %s", argv[4], dir);
    for (size_t i = 0; i < names.len; i++) {
        write_file(dir, names.items[i], source, depfile);
        free(names.items[i]);
    }
    fputs("    {0},\n};\n", source);
    fputs("\n", depfile);
    fprintf(header,
            "#pragma once\n/* Written by embed. */\n#include \"base/embedded.h\"\n\n"
            "extern const struct embedded %s[];\n",
            table);
    free(names.items);
    close_file(source, argv[4]);
    close_file(header, argv[5]);
    close_file(depfile, argv[6]);
    return 0;
}
