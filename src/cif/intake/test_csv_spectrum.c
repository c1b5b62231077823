/* The public CSV cases (bad-input/csv-spectrum of the test data) against their expected results. */
#include "base/test.h"

#include <jansson.h>

#include "base/mapped.h"
#include "cif/intake/csv.h"

enum { ROOM = 32 };

static const char *data_folder(void)
{
    const char *home = getenv("GUANHU_DATA");
    return home ? home : DATA_BESIDE;
}

/* Every record after the header is the next object of the list: header names, field values. */
static void check_records(struct text bytes, const json_t *expected)
{
    struct csv csv;
    struct csv_record record;
    struct text names[ROOM], fields[ROOM];
    struct arena scratch;
    arena_init(&scratch);
    csv_init(&csv, bytes, 1, ',', true);
    CHECK(csv_next(&csv, names, ROOM, &scratch, &record));
    size_t columns = record.fields, rows = 0;
    for (; csv_next(&csv, fields, ROOM, &scratch, &record); rows++) {
        const json_t *object = json_array_get(expected, rows);
        CHECK_INT(record.fields, columns);
        CHECK_INT(json_object_size(object), columns);
        for (size_t i = 0; i < columns; i++) {
            const char *name = arena_text(&scratch, names[i].ptr, names[i].len);
            CHECK_TEXT(arena_text(&scratch, fields[i].ptr, fields[i].len),
                       json_string_value(json_object_get(object, name)));
        }
    }
    CHECK_INT(rows, json_array_size(expected));
    arena_release(&scratch);
}

static void open_data(const char *folder, const char *name, const char *ending, struct mapped *ret)
{
    char path[512];
    snprintf(path, sizeof path, "%s/bad-input/csv-spectrum/%s/%s.%s", data_folder(), folder, name,
             ending);
    if (mapped_open(path, ret, NULL) == OK)
        return;
    printf("skipped: %s is not there (GUANHU_DATA names the folder)\n", path);
    skip();
}

static void check_case(const char *name)
{
    struct mapped file, json;
    open_data("csvs", name, "csv", &file);
    open_data("json", name, "json", &json);
    json_t *expected = json_loadb(json.bytes.ptr, json.bytes.len, 0, NULL);
    CHECK(json_is_array(expected));
    check_records(file.bytes, expected);
    json_decref(expected);
    mapped_close(&json);
    mapped_close(&file);
}

/* clang-format off */
#define SPECTRUM(X)                                                                                \
    X(comma_in_quotes) X(empty) X(empty_crlf) X(escaped_quotes) X(json)                            \
    X(newlines) X(newlines_crlf) X(quotes_and_newlines) X(simple) X(simple_crlf) X(utf8)
#define SPECTRUM_TEST(name) TEST(name) { check_case(#name); }
#define SPECTRUM_CASE(name) CASE(name),
/* clang-format on */

SPECTRUM(SPECTRUM_TEST)

/* Its expected result tells of another telephone number; what counts are the quotes: inside a field
 * that did not begin with one they are text. */
TEST(location_coordinates)
{
    struct mapped file;
    struct csv csv;
    struct csv_record record;
    struct text f[ROOM];
    struct arena scratch;
    open_data("csvs", "location_coordinates", "csv", &file);
    arena_init(&scratch);
    csv_init(&csv, file.bytes, 1, ',', true);
    CHECK(csv_next(&csv, f, ROOM, &scratch, &record));
    CHECK(csv_next(&csv, f, ROOM, &scratch, &record));
    CHECK_INT(record.fields, 4);
    CHECK(text_is(f[0], "2095257564"));
    CHECK_TEXT(arena_text(&scratch, f[1].ptr + f[1].len - 6, 6), "17.9\"W");
    CHECK(text_is(f[2], "Modesto"));
    CHECK(text_is(f[3], "Stanislaus"));
    CHECK(!csv_next(&csv, f, ROOM, &scratch, &record));
    arena_release(&scratch);
    mapped_close(&file);
}

TESTS(SPECTRUM(SPECTRUM_CASE) CASE(location_coordinates))
