/* replay -- runs the files of folders through a fuzz target, without a fuzzer.
 *
 *   replay FOLDER...   each file once, in the order of names; missing folders are told, not errors
 */
#include <dirent.h>

#include "base/mapped.h"
#include "fuzz.h"

static bool run_file(const char *path)
{
    struct mapped m;
    struct why why = {""};
    rc r = mapped_open(path, &m, &why);
    if (r == E_INVALID)
        return false; /* a folder */
    if (r != OK) {
        fprintf(stderr, "replay: %s\n", why.text);
        exit(1);
    }
    /* an exact copy, so that a sanitizer sees one byte too many */
    uint8_t *bytes = mem_alloc(m.bytes.len);
    memcpy(bytes, m.bytes.ptr, m.bytes.len);
    LLVMFuzzerTestOneInput(bytes, m.bytes.len);
    free(bytes);
    mapped_close(&m);
    return true;
}

static int run_folder(const char *folder)
{
    struct dirent **names;
    int count = scandir(folder, &names, NULL, alphasort);
    if (count < 0) {
        printf("skipped: %s is not there\n", folder);
        return 0;
    }
    int held = 0;
    for (int i = 0; i < count; i++) {
        struct buf path;
        buf_init(&path);
        buf_printf(&path, "%s/%s", folder, names[i]->d_name);
        buf_add_char(&path, 0);
        if (names[i]->d_name[0] != '.')
            held += run_file(path.bytes);
        buf_release(&path);
        free(names[i]);
    }
    free(names);
    return held;
}

int main(int argc, char **argv)
{
    int count = 0;
    for (int i = 1; i < argc; i++)
        count += run_folder(argv[i]);
    printf("%d files held\n", count);
    return 0;
}
