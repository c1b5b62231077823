/* Inputs: what is typed becomes a struct, or a sentence at its field. */
#include "base/test.h"

#include "web/input.h"

static struct arena arena;

struct form {
    int64_t id;
    struct text note;
    fen amount;
    day since;
    int16_t state;
    bool urgent;
    int32_t page;
    struct opt_int8 limit;
};

static const struct word state_items[] = {{0, "open", "Open"}, {1, "closed", "Closed"}};
static const struct words states = {"states", state_items, 2};

static const struct input items[] = {
    PATH_ID(struct form, id),
    INPUT_TEXT(struct form, note, "Note", .required = true, .max = 5),
    INPUT_FEN(struct form, amount, "Amount", .max = YUAN(1000)),
    INPUT_DAY(struct form, since, "Since"),
    INPUT_CODE(struct form, state, states, "State"),
    INPUT_BOOL(struct form, urgent, "Urgent"),
    INPUT_NUMBER(struct form, page, "Page", .min = 1, .max = 99, .otherwise = 1),
    INPUT_NUMBER(struct form, limit, "Limit"),
};
static const struct inputs inputs = INPUTS(struct form, items);

static struct input_result take(const char *form)
{
    static struct pair path[] = {{{"id", 2}, {"17", 2}}};
    struct pairs given;
    CHECK(http_form(&arena, text_of(form), 20, &given));
    return inputs_take(&arena, &inputs, ENGLISH, (struct pairs){path, 1}, given);
}

TEST(what_was_given_is_in_its_place)
{
    struct input_result r =
        take("note=+%E4%BD%A0%E5%A5%BD+&amount=12.5&since=2026-01-30&state=closed&"
             "urgent=on&page=7&limit=9&other=1");
    CHECK_INT(r.errors_len, 0);
    const struct form *f = r.in;
    CHECK_INT(f->id, 17);
    CHECK(text_is(f->note, "你好"));
    CHECK_INT(f->amount, 1250);
    CHECK_TEXT(day_format(f->since).text, "2026-01-30");
    CHECK_INT(f->state, 1);
    CHECK(f->urgent);
    CHECK_INT(f->page, 7);
    CHECK(f->limit.known && f->limit.value == 9);
}

TEST(what_was_not_given_is_not_known)
{
    struct input_result r = take("note=x");
    CHECK_INT(r.errors_len, 0);
    const struct form *f = r.in;
    CHECK_INT(f->page, 1);
    CHECK(f->since == NO_DAY);
    CHECK(!f->limit.known && !f->urgent);
}

static void check_error(const char *form, const char *name, const char *message)
{
    struct input_result r = take(form);
    CHECK_INT(r.errors_len, 1);
    CHECK_TEXT(r.errors[0].input->name, name);
    CHECK_TEXT(r.errors[0].message, message);
}

TEST(faults_are_told_at_their_field)
{
    check_error("note=", "note", "is required");
    check_error("note=++", "note", "is required");
    check_error("note=123456", "note", "is too long: at most 5 characters");
    check_error("note=a%07", "note", "has characters that cannot be shown");
    check_error("note=a%0Ab", "note", "has characters that cannot be shown");
    check_error("note=a&amount=1.234", "amount", "is not an amount; write it like 1234.50");
    check_error("note=a&amount=-1", "amount", "is not an amount; write it like 1234.50");
    check_error("note=a&amount=1000.01", "amount", "must be at most 1000.00");
    check_error("note=a&since=2026-02-30", "since", "is not a day; write it like 2026-11-22");
    check_error("note=a&state=7", "state", "is not one of the choices");
    check_error("note=a&urgent=maybe", "urgent", "is neither yes nor no");
    check_error("note=a&page=0", "page", "must be at least 1");
    check_error("note=a&page=1x", "page", "is not a whole number");
    check_error("note=a&page=9999999999", "page", "is too large");
    check_error("note=a&limit=99999999999999999999", "limit", "is not a whole number");
}

TEST(json_gives_the_same_pairs)
{
    struct pairs pairs;
    struct why why;
    CHECK_OK(inputs_of_json(&arena,
                            TEXT("{\"note\":\"a\",\"page\":3,\"urgent\":true,\"since\":null}"), 10,
                            &pairs, &why));
    CHECK_INT(pairs.len, 4);
    struct input_result r = inputs_take(
        &arena, &inputs, ENGLISH, (struct pairs){(struct pair[]){{{"id", 2}, {"1", 1}}}, 1}, pairs);
    CHECK_INT(r.errors_len, 0);
    CHECK_INT(((const struct form *)r.in)->page, 3);
    CHECK_INT(inputs_of_json(&arena, TEXT("[1]"), 10, &pairs, &why), E_INVALID);
    CHECK_INT(inputs_of_json(&arena, TEXT("{\"a\":1.5}"), 10, &pairs, &why), E_INVALID);
    CHECK_INT(inputs_of_json(&arena, TEXT("{\"a\":1,\"a\":2}"), 10, &pairs, &why), E_INVALID);
    CHECK_INT(inputs_of_json(&arena, TEXT("{\"a\":{}}"), 10, &pairs, &why), E_INVALID);
    CHECK_INT(inputs_of_json(&arena, TEXT("{"), 10, &pairs, &why), E_INVALID);
}

struct file_form {
    struct file_in list;
    struct text note;
};
static const struct input file_items[] = {
    INPUT_FILE(struct file_form, list, ".csv,.txt", "List", .required = true, .max = 2 << 20),
    INPUT_TEXT(struct file_form, note, "Note"),
};
static const struct inputs file_inputs = INPUTS(struct file_form, file_items);

static struct input_result take_file(const char *name, size_t len)
{
    const struct file_in file = {.name = text_of(name), .bytes = {name, len}};
    struct pair pair = {TEXT("list"), file.name, &file};
    return inputs_take(&arena, &file_inputs, ENGLISH, (struct pairs){NULL, 0},
                       (struct pairs){&pair, name ? 1 : 0});
}

static void check_file_fault(struct input_result r, const char *said)
{
    CHECK_INT(r.errors_len, 1);
    CHECK_TEXT(r.errors[0].message, said);
}

TEST(files_are_inputs_too)
{
    struct input_result r = take_file("a list.CSV", 2 << 20);
    CHECK_INT(r.errors_len, 0);
    CHECK(text_is(((const struct file_form *)r.in)->list.name, "a list.CSV"));
    check_file_fault(take_file(NULL, 0), "is required");
    check_file_fault(take_file("a.csv", 0), "is empty");
    check_file_fault(take_file("a.csv", (2 << 20) + 1), "is too large: at most 2 MB");
    check_file_fault(take_file("a.exe", 9), "is none of the files taken here: .csv,.txt");
    check_file_fault(take_file(".csv", 9), "is none of the files taken here: .csv,.txt");
    struct pair text = {TEXT("list"), TEXT("a.csv")};
    check_file_fault(inputs_take(&arena, &file_inputs, ENGLISH, (struct pairs){NULL, 0},
                                 (struct pairs){&text, 1}),
                     "is not a file: choose one");
    const struct file_in file = {.name = TEXT("a.csv"), .bytes = TEXT("x")};
    struct pair both[] = {{TEXT("list"), file.name, &file}, {TEXT("note"), file.name, &file}};
    check_file_fault(inputs_take(&arena, &file_inputs, ENGLISH, (struct pairs){NULL, 0},
                                 (struct pairs){both, 2}),
                     "is a file; it is to be written here");
    CHECK_INT((int64_t)input_typed(&file_items[0], (struct pairs){both, 2}).len, 0);
}

TESTS(CASE(files_are_inputs_too), CASE(what_was_given_is_in_its_place),
      CASE(what_was_not_given_is_not_known), CASE(faults_are_told_at_their_field),
      CASE(json_gives_the_same_pairs))
