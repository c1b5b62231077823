#include "cif/intake/cells.h"

/* Version 1: the byte 1, the number of columns as one byte, then per column the length of its text
 * in two bytes (the low one first) and the text. */
enum { VERSION = 1, HEAD_BYTES = 2, LENGTH_BYTES = 2, SEPARATOR = 0x1F, DATE_LEN = 10 };

void cells_pack(enum dayfile file, const struct cell *cells, struct buf *ret_bytes)
{
    int count = dayfile_table(file)->column_count;
    buf_add_char(ret_bytes, VERSION);
    buf_add_char(ret_bytes, (char)count);
    for (int i = 0; i < count; i++) {
        size_t len = cells[i].text.len;
        assert(len <= TEXT_BYTES_MOST);
        buf_add_char(ret_bytes, (char)(len & 0xFF));
        buf_add_char(ret_bytes, (char)(len >> 8));
        buf_add(ret_bytes, cells[i].text.ptr, len);
    }
}

/* The next text of packed bytes, which are shortened by it. */
static bool take_text(struct text *bytes, struct text *ret_text)
{
    const unsigned char *p = (const unsigned char *)bytes->ptr;
    if (bytes->len < LENGTH_BYTES)
        return false;
    size_t len = (size_t)(p[0] | p[1] << 8);
    if (bytes->len - LENGTH_BYTES < len)
        return false;
    *ret_text = (struct text){bytes->ptr + LENGTH_BYTES, len};
    bytes->ptr += LENGTH_BYTES + len;
    bytes->len -= LENGTH_BYTES + len;
    return true;
}

bool cells_unpack(enum dayfile file, struct text bytes, struct cell *cells)
{
    const struct dayfile_table *table = dayfile_table(file);
    if (bytes.len < HEAD_BYTES || bytes.ptr[0] != VERSION)
        return false;
    int packed = (unsigned char)bytes.ptr[1];
    if (packed > table->column_count)
        return false;
    bytes.ptr += HEAD_BYTES;
    bytes.len -= HEAD_BYTES;
    for (int i = 0; i < table->column_count; i++) {
        struct text text = {"", 0};
        if (i < packed && !take_text(&bytes, &text))
            return false;
        /* The standard reading never needs a scratch. */
        if (column_check(&table->columns[i], text, &reading_standard, NULL, &cells[i]))
            return false;
    }
    return bytes.len == 0;
}

struct text cells_key_text(const struct dayfile_table *table, const struct cell *cells, char *room)
{
    if (table->key_count == 1)
        return cells[table->key[0]].text;
    size_t len = 0;
    for (int i = 0; i < table->key_count; i++) {
        int column = table->key[i];
        struct text part = cells[column].text;
        if (table->columns[column].kind == CELL_TIME)
            part.len = DATE_LEN;
        if (i > 0)
            room[len++] = SEPARATOR;
        memcpy(room + len, part.ptr, part.len);
        len += part.len;
    }
    return (struct text){room, len};
}

struct hash128 cells_key(enum dayfile file, const struct cell *cells, const struct hash_key *key)
{
    const struct dayfile_table *table = dayfile_table(file);
    char room[KEY_TEXT_MOST];
    if (table->key_count == 0)
        return (struct hash128){0};
    struct text text = cells_key_text(table, cells, room);
    return hash128_of(key, text.ptr, text.len);
}
