#pragma once
/* sheet_file -- private to src/platform: sheets as files of the home. */
#include "engine/sheet.h"

/* E_NOT_FOUND: there is none that is whole, of that day as it was published then, with so much
 * room. */
MUST_USE rc sheet_load(const char *home, day d, int64_t at, uint32_t room, struct sheet **ret);

/* Writes it and gives back a sheet that is mapped from the file in place of '*sheet'; where that
 * cannot be, it stays as it is. */
void sheet_save(const char *home, struct sheet **sheet);

/* Deletes files of days that are not among these. */
void sheet_files_thin(const char *home, const day *days, size_t len);
