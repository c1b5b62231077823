/* The engine's file: whatever bytes are found where it should be, they are refused, or a book comes
 * of them in which no reference leads outside.  The first byte chooses what the others are: a base
 * or a journal as a file; a journal's records, told to a small book; an image, without the
 * checksums that would keep chance out. */
#include "fuzz.h"

#include <fcntl.h>
#include <unistd.h>

#include "engine/image.h"
#include "engine/journal.h"
#include "pcrm/day/state_file.h"

enum { FIRST_DAY = 20000, MOST_BYTES = 1 << 22 };

static const struct state_stamp stamp = {.day = FIRST_DAY, .mark = 7};

static void check_book(const struct book *b)
{
    for (uint32_t i = 0; i < b->customers.keys.count; i++) {
        uint32_t steps = 0;
        for (uint32_t a = b->customers.first_account[i]; a != NO_ROW; a = b->accounts.at[a].next)
            MUST(a < b->accounts.keys.count && steps++ <= b->accounts.keys.count);
        for (uint32_t c = b->customers.first_card[i]; c != NO_ROW; c = b->cards.next[c])
            MUST(c < b->cards.keys.count &&
                 steps++ <= b->cards.keys.count + b->accounts.keys.count);
    }
    MUST(key_find(&b->customers.keys, (struct hash128){1, 2}) == NO_ROW ||
         b->customers.keys.count > 0);
}

static void small_book(struct book *b)
{
    book_init(b, (struct hash128){1, 1});
    book_day_begin(b, FIRST_DAY, 365);
    book_add_org(b, (struct hash128){1, 1});
    book_take_product(b, (struct hash128){1, 1}, CLASS_DEMAND);
    for (uint64_t i = 0; i < 3; i++)
        book_add_customer(b, (struct hash128){i, i});
    uint32_t account = book_add_account(b, (struct hash128){1, 1});
    book_set_account(b, account, &(struct account_facts){.customer = 1, .matures_on = NO_DAY});
    uint32_t card = book_add_card(b, (struct hash128){1, 1});
    book_set_card(b, card, &(struct card_facts){.customer = 1, .expires_on = NO_DAY});
}

static void try_records(struct text bytes)
{
    struct book b;
    small_book(&b);
    if (journal_replay(bytes, &b))
        check_book(&b);
    book_release(&b);
}

static void try_image(struct text bytes)
{
    struct image_shape shape;
    struct image_part parts[IMAGE_PARTS_MOST];
    struct book b;
    if (bytes.len < sizeof shape)
        return;
    memcpy(&shape, bytes.ptr, sizeof shape);
    if (image_size(&shape) > MOST_BYTES)
        return;
    book_init(&b, (struct hash128){1, 1});
    if (image_prepare(&b, &shape)) {
        size_t count = image_parts(&b, parts), at = sizeof shape;
        for (size_t i = 0; i < count; i++)
            for (size_t k = 0; k < parts[i].len; k++)
                parts[i].bytes[k] = at < bytes.len ? bytes.ptr[at++] : 0;
        if (image_finish(&b))
            check_book(&b);
    }
    book_release(&b);
}

/* A directory of its own, gone again at once. */
static int open_directory(void)
{
    char path[] = "/tmp/fuzz-state-XXXXXX";
    MUST(mkdtemp(path));
    int dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    MUST(dir >= 0);
    return dir;
}

static void close_directory(int dir)
{
    char link[64], path[256];
    snprintf(link, sizeof link, "/proc/self/fd/%d", dir);
    ssize_t len = readlink(link, path, sizeof path - 1);
    unlinkat(dir, "file", 0);
    close(dir);
    if (len > 0) {
        path[len] = '\0';
        rmdir(path);
    }
}

static void try_file(struct text bytes, bool journal)
{
    struct why why = {""};
    struct book b;
    struct buf content;
    uint64_t size = 0;
    int dir = open_directory();
    int fd = openat(dir, "file", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    MUST(fd >= 0 && write(fd, bytes.ptr, bytes.len) == (ssize_t)bytes.len);
    close(fd);
    buf_init(&content);
    book_init(&b, (struct hash128){1, 1});
    rc r = journal ? journal_read(dir, "file", &stamp, &content, &why)
                   : base_read(dir, "file", &stamp, &b, 1, &size, &why);
    MUST(r == OK || why.text[0]);
    if (r == OK && !journal)
        check_book(&b);
    book_release(&b);
    buf_release(&content);
    close_directory(dir);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    struct text bytes = fuzz_text(data + 1, size - 1);
    switch (data[0] % 4) {
    case 0:
        try_file(bytes, false);
        break;
    case 1:
        try_file(bytes, true);
        break;
    case 2:
        try_records(bytes);
        break;
    default:
        try_image(bytes);
    }
    return 0;
}
