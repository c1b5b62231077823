/* What the codes of test_sample.sql mean; for tests only. */
#include "db/test_sample.h"

static const struct word items[] = {
    {.code = 1, .name = "old", .label = "Old", .tone = "quiet"},
    {.code = 2, .name = "new", .label = "New", .tone = "ok"},
};
const struct words sample_words = {"sample_words", items, ARRAY_LEN(items)};
