/* Saved, read back and told again, the book is the same, whatever the days brought. */
#include "engine/image.h"
#include "engine/journal.h"
#include "engine/test_bank.h"

enum { DAYS = 120, MOST_OF_A_DAY = 60 };

/* A bank to which random things happen; written down day by day. */
struct world {
    struct bank bank;
    struct journal journal;
    uint64_t seed, began_with;
};

/* What a file would hold. */
struct saved {
    struct image_shape shape;
    struct buf bytes;
};

/* ---- what happens ---- */

static uint32_t any_row(struct world *w, const struct key_index *keys)
{
    return (uint32_t)between(&w->seed, 0, (int64_t)keys->count - 1);
}

static uint32_t any_customer(struct world *w)
{
    return any_row(w, &w->bank.book.customers.keys);
}

static day a_day_about(struct world *w)
{
    return w->bank.book.today + (day)between(&w->seed, -400, 40);
}

static void account_changes(struct world *w)
{
    struct book *b = &w->bank.book;
    bool is_new = b->accounts.keys.count == 0 || one_in(&w->seed, 3);
    uint32_t account =
        is_new ? book_add_account(b, new_key(&w->bank)) : any_row(w, &b->accounts.keys);
    struct account_facts f = {.customer = is_new || one_in(&w->seed, 4)
                                              ? any_customer(w)
                                              : b->accounts.at[account].customer,
                              .product = any_row(w, &b->products.keys),
                              .currency = any_row(w, &b->currencies.keys),
                              .outlet = any_row(w, &b->orgs),
                              .balance = between(&w->seed, -1000, YUAN(300000)),
                              .cost = between(&w->seed, 0, YUAN(1000)),
                              .matures_on = one_in(&w->seed, 2) ? a_day_about(w) : NO_DAY,
                              .status = one_in(&w->seed, 6) ? ACCOUNT_CLOSED : ACCOUNT_OPEN};
    book_set_account(b, account, &f);
    if (one_in(&w->seed, 5))
        book_set_account(b, account, &f); /* delivered twice */
    if (one_in(&w->seed, 8))
        book_close_account(b, account);
}

static void card_changes(struct world *w)
{
    struct book *b = &w->bank.book;
    bool is_new = b->cards.keys.count == 0 || one_in(&w->seed, 3);
    uint32_t card = is_new ? book_add_card(b, new_key(&w->bank)) : any_row(w, &b->cards.keys);
    book_set_card(
        b, card,
        &(struct card_facts){.customer = any_customer(w),
                             .kind = one_in(&w->seed, 2) ? CARD_CREDIT : CARD_DEBIT,
                             .grade = (enum grade)between(&w->seed, GRADE_ORDINARY, GRADE_DIAMOND),
                             .vip = one_in(&w->seed, 2),
                             .status = CARD_ACTIVE,
                             .expires_on = one_in(&w->seed, 3) ? a_day_about(w) : NO_DAY});
    if (one_in(&w->seed, 6))
        book_cancel_card(b, card);
}

static void person_changes(struct world *w)
{
    struct book *b = &w->bank.book;
    uint32_t i = any_customer(w);
    if (one_in(&w->seed, 6)) {
        book_customer_gone(b, i);
        return;
    }
    if (one_in(&w->seed, 3))
        i = book_add_customer(b, new_key(&w->bank));
    book_set_person(b, i, birthday_of(one_in(&w->seed, 5) ? NO_DAY : a_day_about(w)));
    if (one_in(&w->seed, 4)) {
        struct opening_facts f = {.stage = (uint8_t)between(&w->seed, 0, 2),
                                  .tier = (uint8_t)between(&w->seed, 0, 5),
                                  .reached_on = one_in(&w->seed, 2) ? a_day_about(w) : NO_DAY,
                                  .fa_ytd = between(&w->seed, 0, YUAN(90000000))};
        for (int k = 0; k < AUM_MONTHS; k++)
            f.aum_m.v[k] = between(&w->seed, 0, YUAN(900000));
        book_set_opening(b, i, &f);
    }
}

static void bank_changes(struct world *w)
{
    struct book *b = &w->bank.book;
    uint32_t of = any_row(w, &b->products.keys), to = any_row(w, &b->currencies.keys);
    book_take_product(b, b->products.keys.hashes[of],
                      (enum product_class)between(&w->seed, 0, CLASS_COUNT - 1));
    book_take_currency(b, b->currencies.keys.hashes[to], between(&w->seed, 1, 9 * RATE_ONE));
    if (one_in(&w->seed, 3))
        book_take_currency(b, new_key(&w->bank), between(&w->seed, 1, 9 * RATE_ONE));
    book_add_org(b, new_key(&w->bank));
    uint32_t staff = book_add_staff(b, new_key(&w->bank));
    book_set_staff_left(b, (uint32_t)between(&w->seed, 0, staff), one_in(&w->seed, 2));
}

static void relation_changes(struct world *w)
{
    struct book *b = &w->bank.book;
    uint32_t row = book_add_relation(b, new_key(&w->bank));
    book_set_relation(b, row, any_customer(w), any_customer(w), (uint8_t)between(&w->seed, 0, 3));
    book_remove_relation(b, any_row(w, &b->relations.keys));
}

static void hand_decides(struct world *w)
{
    struct book *b = &w->bank.book;
    if (one_in(&w->seed, 2))
        book_set_tier_by_hand(b, any_customer(w), (enum tier)between(&w->seed, 0, 5), b->today + 3);
    else
        book_set_target_by_hand(b, any_customer(w), b->today - 2, b->today + 5);
}

static void something_happens(struct world *w)
{
    struct book *b = &w->bank.book;
    switch (between(&w->seed, 0, 9)) {
    case 0:
        card_changes(w);
        break;
    case 1:
        person_changes(w);
        break;
    case 2:
        relation_changes(w);
        break;
    case 3:
        if (one_in(&w->seed, 9))
            bank_changes(w);
        break;
    case 4:
        book_note_activity(b, any_customer(w), b->today - (day)between(&w->seed, 0, 9));
        break;
    case 5:
    case 6:
        add_spend(&w->bank, any_customer(w), a_day_about(w), between(&w->seed, -500, YUAN(90000)));
        break;
    default:
        account_changes(w);
    }
}

static void fill_day(struct world *w, day d)
{
    struct book *b = &w->bank.book;
    if (one_in(&w->seed, 25))
        w->bank.rules.spend_days = (int)between(&w->seed, 1, SPEND_DAYS_MOST);
    journal_begin(&w->journal);
    bank_begin(&w->bank, d);
    book_clear_hands(b);
    for (int64_t n = between(&w->seed, 0, 3); n > 0; n--)
        hand_decides(w);
    if (one_in(&w->seed, 20))
        book_touch_all(b, TOUCH_SUMS | TOUCH_WRITE);
    for (int64_t n = between(&w->seed, 0, MOST_OF_A_DAY); n > 0; n--)
        something_happens(w);
}

static struct world *open_world(uint64_t seed, day first)
{
    static struct world w;
    w = (struct world){.seed = seed + (uint64_t)first, .began_with = seed};
    bank_open(&w.bank);
    book_add_org(&w.bank.book, new_key(&w.bank));
    bank_begin(&w.bank, first);
    for (int i = 0; i < 20; i++)
        add_customer(&w.bank);
    bank_value(&w.bank);
    journal_init(&w.journal, SIZE_MAX);
    w.bank.book.journal = &w.journal;
    return &w;
}

static void close_world(struct world *w)
{
    w->bank.book.journal = NULL;
    journal_release(&w->journal);
    bank_close(&w->bank);
}

/* ---- saving and reading back ---- */

static struct saved save(const struct book *b)
{
    struct saved s = {.shape = image_describe(b)};
    struct image_part parts[IMAGE_PARTS_MOST];
    size_t count = image_parts(b, parts);
    buf_init(&s.bytes);
    for (size_t i = 0; i < count; i++)
        buf_add(&s.bytes, parts[i].bytes, parts[i].len);
    return s;
}

static bool read_back(const struct saved *s, struct book *b)
{
    struct image_part parts[IMAGE_PARTS_MOST];
    size_t at = 0;
    book_init(b, (struct hash128){1, 1});
    if (!image_prepare(b, &s->shape))
        return false;
    size_t count = image_parts(b, parts);
    for (size_t i = 0; i < count; i++) {
        CHECK(at + parts[i].len <= s->bytes.len);
        memcpy(parts[i].bytes, s->bytes.bytes + at, parts[i].len);
        at += parts[i].len;
    }
    CHECK(at == s->bytes.len && at == image_size(&s->shape));
    return image_finish(b);
}

static void say(void *ctx, const char *line)
{
    (void)ctx;
    print_message("%s\n", line);
}

static void must_be_same(struct world *w, struct book *twin)
{
    if (image_compare(&w->bank.book, twin, say, NULL) != 0)
        fail_msg("GUANHU_SEED=%" PRIu64 ", %s", w->began_with, day_format(w->bank.book.today).text);
}

/* The twin is told what the bank was told, and valued by its own threads. */
static void tell_twin(struct world *w, struct book *twin, struct run *run, unsigned threads)
{
    CHECK(journal_replay(buf_text(&w->journal.bytes), twin));
    run_day(run, twin, &w->bank.rules, threads);
}

static void same_for_days(uint64_t seed, day first, unsigned threads)
{
    struct world *w = open_world(seed, first);
    struct run run;
    struct book twin;
    run_init(&run);
    struct saved s = save(&w->bank.book);
    CHECK(read_back(&s, &twin));
    for (int i = 1; i < DAYS; i++) {
        fill_day(w, first + i);
        bank_value(&w->bank);
        tell_twin(w, &twin, &run, threads);
        CHECK_INT(run.changed.len, w->bank.run.changed.len);
        CHECK_INT(run.alerts.len, w->bank.run.alerts.len);
        must_be_same(w, &twin);
        if (!one_in(&w->seed, 10))
            continue;
        buf_release(&s.bytes);
        s = save(&twin);
        book_release(&twin);
        CHECK(read_back(&s, &twin));
        must_be_same(w, &twin);
    }
    buf_release(&s.bytes);
    book_release(&twin);
    run_release(&run);
    close_world(w);
}

TEST(a_book_saved_and_told_again_is_the_same_day_for_day)
{
    uint64_t seed = first_seed();
    same_for_days(seed, on(2023, 12, 20), 1);
    same_for_days(seed, on(2026, 1, 30), 2);
    same_for_days(seed + 1, on(2024, 2, 29), 2);
}

TEST(an_empty_bank_can_be_saved)
{
    struct bank bank;
    struct book twin;
    bank_open(&bank);
    bank_begin(&bank, on(2026, 1, 1));
    bank_value(&bank);
    struct saved s = save(&bank.book);
    CHECK(read_back(&s, &twin));
    CHECK_INT(image_compare(&bank.book, &twin, say, NULL), 0);
    uint32_t li = book_add_customer(&twin, new_key(&bank));
    CHECK_INT(twin.customers.first_account[li], NO_ROW);
    buf_release(&s.bytes);
    book_release(&twin);
    bank_close(&bank);
}

/* ---- what does not fit is refused ---- */

static struct world *some_days(void)
{
    struct world *w = open_world(first_seed(), on(2026, 3, 1));
    for (int i = 1; i < 9; i++) {
        fill_day(w, on(2026, 3, 1) + i);
        bank_value(&w->bank);
    }
    return w;
}

TEST(differences_are_told)
{
    struct world *w = some_days();
    struct book twin;
    struct saved s = save(&w->bank.book);
    CHECK(read_back(&s, &twin));
    twin.customers.fa[3]++;
    CHECK_INT(image_compare(&w->bank.book, &twin, NULL, NULL), 1);
    twin.accounts.outlet[0] += 7;
    CHECK_INT(image_compare(&w->bank.book, &twin, NULL, NULL), 2);
    book_add_customer(&twin, new_key(&w->bank));
    CHECK_INT(image_compare(&w->bank.book, &twin, NULL, NULL), 3);
    twin.today++;
    book_add_spend(&twin, 0, twin.today + 9, 5);
    CHECK_INT(image_compare(&w->bank.book, &twin, NULL, NULL), 5);
    buf_release(&s.bytes);
    book_release(&twin);
    close_world(w);
}

TEST(references_that_lead_out_of_the_book_are_refused)
{
    struct world *w = some_days();
    struct book *b = &w->bank.book, twin;
    uint32_t *places[] = {&b->accounts.at[0].customer, &b->cards.customer[0],
                          &b->relations.other[0], b->customers.keys.slots};
    for (size_t i = 0; i < ARRAY_LEN(places); i++) {
        uint32_t kept = *places[i];
        *places[i] = 1000000;
        struct saved s = save(b);
        *places[i] = kept;
        CHECK(!read_back(&s, &twin));
        buf_release(&s.bytes);
        book_release(&twin);
    }
    close_world(w);
}

TEST(shapes_that_no_book_has_are_refused)
{
    struct world *w = some_days();
    struct image_shape good = image_describe(&w->bank.book), s;
    struct book twin;
    book_init(&twin, (struct hash128){1, 1});
    s = good, s.today = NO_DAY;
    CHECK(!image_prepare(&twin, &s));
    s = good, s.spend_window = 0;
    CHECK(!image_prepare(&twin, &s));
    s = good, s.tables[0].rows = 1 << s.tables[0].slot_bits;
    CHECK(!image_prepare(&twin, &s));
    s = good, s.tables[1].slot_bits = 60;
    CHECK(!image_prepare(&twin, &s));
    s = good, s.tables[2].slot_bits = 0;
    CHECK(!image_prepare(&twin, &s));
    book_release(&twin);
    close_world(w);
}

/* Cut anywhere, a journal is either refused or the beginning of a day. */
TEST(a_journal_that_is_cut_does_no_harm)
{
    struct world *w = some_days();
    struct saved s = save(&w->bank.book);
    fill_day(w, w->bank.book.today + 1);
    struct text bytes = buf_text(&w->journal.bytes);
    for (size_t len = 0; len < bytes.len; len += 1 + bytes.len / 64) {
        struct book twin;
        CHECK(read_back(&s, &twin));
        bool sound = journal_replay((struct text){bytes.ptr, len}, &twin);
        CHECK(sound || len > 0);
        book_release(&twin);
    }
    buf_release(&s.bytes);
    close_world(w);
}

TEST(a_journal_that_grows_too_long_is_given_up)
{
    struct world *w = some_days();
    w->journal.most = 100;
    fill_day(w, w->bank.book.today + 1);
    for (int i = 0; i < 10; i++)
        account_changes(w);
    CHECK(w->journal.over);
    CHECK_INT(w->journal.bytes.len, 0);
    journal_begin(&w->journal);
    CHECK(!w->journal.over);
    close_world(w);
}

TESTS(CASE(a_book_saved_and_told_again_is_the_same_day_for_day), CASE(an_empty_bank_can_be_saved),
      CASE(differences_are_told), CASE(references_that_lead_out_of_the_book_are_refused),
      CASE(shapes_that_no_book_has_are_refused), CASE(a_journal_that_is_cut_does_no_harm),
      CASE(a_journal_that_grows_too_long_is_given_up))
