#define _XOPEN_SOURCE 700 /* nftw */
#include "invent/remove.h"

#include <ftw.h>

enum { OPEN_DIRECTORIES = 16 };

static int remove_one(const char *path, UNUSED const struct stat *st, UNUSED int type,
                      UNUSED struct FTW *ftw)
{
    remove(path);
    return 0;
}

void remove_tree(const char *path)
{
    nftw(path, remove_one, OPEN_DIRECTORIES, FTW_DEPTH | FTW_PHYS);
}
