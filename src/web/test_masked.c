/* What comes sealed leaves masked, wherever in a record it lies. */
#include "base/test.h"

#include <unistd.h>

#include "web/masked.h"
#include "web/web.h"

struct part {
    struct text phone;
};
static const struct field part_fields[] = {{.name = "phone",
                                            .kind = KIND_TEXT,
                                            .nullable = true,
                                            .offset = offsetof(struct part, phone),
                                            .personal = PERSONAL_PHONE}};
static const struct record part_record = RECORD(struct part, part_fields);

struct whole {
    struct text name;
    struct part part;
    struct part *parts;
    size_t parts_count;
};
static const struct field whole_fields[] = {
    FIELD(struct whole, name),
    FIELD_RECORD(struct whole, part, part_record),
    FIELD_ROWS(struct whole, parts, part_record),
};
static const struct record whole_record = RECORD(struct whole, whole_fields);

static char dir[] = "/tmp/guanhu-test-masked-XXXXXX";
static struct keys *keys;
static struct sealer *sealer;
static struct arena arena;
static struct bank bank;
static struct web web = {.bank = &bank};
static struct req req = {.arena = &arena, .web = &web};

static int start(UNUSED void **state)
{
    struct why why = {""};
    arena_init(&arena);
    if (!mkdtemp(dir) || keys_open(dir, &keys, &why) != OK)
        return 1;
    sealer = sealer_open(keys);
    bank.keys = keys;
    return 0;
}

static int stop(UNUSED void **state)
{
    sealer_close(sealer);
    keys_close(keys);
    arena_release(&arena);
    return chdir(dir) || unlink("hash.key") || unlink("seal-001.key") || chdir("/") || rmdir(dir);
}

static struct text sealed(const char *plain)
{
    struct buf b;
    buf_init(&b);
    seal(sealer, text_of(plain), &b);
    return keep(&arena, &b);
}

TEST(what_comes_sealed_leaves_masked)
{
    struct part parts[] = {{sealed("13800001234")}, {{NULL, 0}}, {sealed("")}};
    struct whole w = {
        TEXT("13800001234 is no field of ours"), {sealed("13900005678")}, parts, ARRAY_LEN(parts)};
    CHECK_OK(mask_record(&req, &whole_record, &w));
    CHECK(text_is(w.name, "13800001234 is no field of ours"));
    CHECK(text_is(w.part.phone, "139****5678"));
    CHECK(text_is(parts[0].phone, "138****1234"));
    CHECK(parts[1].phone.ptr == NULL);
    CHECK_INT(parts[2].phone.len, 0);
}

TEST(what_was_changed_in_the_database_is_not_shown)
{
    struct part part = {TEXT("13800001234")};
    CHECK(mask_record(&req, &part_record, &part) != OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(what_comes_sealed_leaves_masked),
        CASE(what_was_changed_in_the_database_is_not_shown),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
