#include "base/test.h"

#include "cif/intake/cells.h"

static const struct hash_key key = {1, 2};

/* A row of a file in the standard form, checked. */
static void fill(enum dayfile file, const char *const *texts, struct cell *cells)
{
    for (int i = 0; i < dayfile_table(file)->column_count; i++)
        CHECK_INT(column_check(dayfile_column_at(file, i), text_of(texts[i]), &reading_standard,
                               NULL, &cells[i]),
                  FAULT_NONE);
}

static const char *const card[CARD_COLUMNS] = {"6222", "C1",         "credit", "gold",
                                               "1",    "2020-02-29", "",       ""};

TEST(packed_rows_come_out_the_same)
{
    struct cell in[COLUMNS_MOST], out[COLUMNS_MOST];
    struct buf bytes;
    buf_init(&bytes);
    fill(FILE_CARD, card, in);
    cells_pack(FILE_CARD, in, &bytes);
    CHECK(cells_unpack(FILE_CARD, buf_text(&bytes), out));
    for (int i = 0; i < CARD_COLUMNS; i++)
        CHECK(text_equal(in[i].text, out[i].text) && in[i].num == out[i].num);
    CHECK_EQ(out[CARD_EXPIRES_ON].num, NO_DAY);
    CHECK(hash128_equal(cells_key(FILE_CARD, in, &key), cells_key(FILE_CARD, out, &key)));
    buf_release(&bytes);
}

TEST(other_bytes_are_no_rows)
{
    struct cell cells[COLUMNS_MOST];
    struct buf bytes;
    buf_init(&bytes);
    fill(FILE_CARD, card, cells);
    cells_pack(FILE_CARD, cells, &bytes);
    struct text whole = buf_text(&bytes);
    for (size_t len = 0; len < whole.len; len++) {
        char *exact = malloc(len + 1);
        memcpy(exact, whole.ptr, len);
        CHECK(!cells_unpack(FILE_CARD, (struct text){exact, len}, cells));
        free(exact);
    }
    CHECK(!cells_unpack(FILE_FX, whole, cells));
    buf_add_char(&bytes, 0);
    CHECK(!cells_unpack(FILE_CARD, buf_text(&bytes), cells));
    bytes.bytes[0] = 2;
    CHECK(!cells_unpack(FILE_CARD, buf_text(&bytes), cells));
    buf_release(&bytes);
}

/* An older program knew fewer columns. */
TEST(columns_added_later_are_not_known)
{
    struct cell out[COLUMNS_MOST];
    static const char old[] = "\x01\x03\x01\x00O\x00\x00\x04\x00head";
    CHECK(!cells_unpack(FILE_ORG, (struct text){old, sizeof old - 1}, out)); /* name is required */
    static const char enough[] = "\x01\x04\x01\x00O\x00\x00\x04\x00head\x01\x00N";
    CHECK(cells_unpack(FILE_ORG, (struct text){enough, sizeof enough - 1}, out));
    CHECK_INT(out[ORG_REGION].text.len, 0);
}

TEST(keys)
{
    struct cell cells[COLUMNS_MOST];
    static const char *const txn[] = {"T", "A", "C", "2026-11-22 10:00:00", "in", "1", "", "", "",
                                      "",  "",  ""};
    static const char *const behaviour[] = {"C", "2026-11-22 10:00:00", "app", "login", ""};
    static const char joined[] = "C\x1F"
                                 "2026-11-22\x1F"
                                 "T";
    fill(FILE_TRANSACTION, txn, cells);
    CHECK(hash128_equal(cells_key(FILE_TRANSACTION, cells, &key),
                        hash128_of(&key, joined, sizeof joined - 1)));
    fill(FILE_CARD, card, cells);
    CHECK(hash128_equal(cells_key(FILE_CARD, cells, &key), hash128_of(&key, "6222", 4)));
    fill(FILE_BEHAVIOUR, behaviour, cells);
    CHECK(hash128_equal(cells_key(FILE_BEHAVIOUR, cells, &key), (struct hash128){0, 0}));
}

TESTS(CASE(packed_rows_come_out_the_same), CASE(other_bytes_are_no_rows),
      CASE(columns_added_later_are_not_known), CASE(keys))
