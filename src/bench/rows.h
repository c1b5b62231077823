#pragma once
/* rows -- private to src/bench: the rows of the day files, one at a time. */
#include "bench/world.h"
#include "cif/intake/dayfile.h"
#include "invent/put.h"

/* One file of one night. */
struct day_file {
    const struct world *world;
    enum night night;
    enum dayfile file;
};

/* 0: the night has no such file. */
uint64_t day_file_rows(const struct day_file *f);

/* Writes row 'number' (from 0) with its line end; at most ROW_BYTES_MOST bytes. */
void day_file_row(const struct day_file *f, uint64_t number, struct line *line);

/* The first night's files are full, but for those that only add. */
bool day_file_is_full(const struct day_file *f);
