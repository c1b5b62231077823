#include "platform/test_bank.h"

#include <unistd.h>

#include "platform/audit.h"
#include "platform/people.sql.h"
#include "platform/session.h"

static const char good[] = "Lots of tea 19";

static rc sign_in_from(const char *no, const char *password, int64_t now, const char *address,
                       struct token *ret_token)
{
    struct why why = {""};
    const struct attempt attempt = {.staff_no = text_of(no),
                                    .password = text_of(password),
                                    .address = text_of(address),
                                    .agent = TEXT("Browser/1.0"),
                                    .now = now};
    rc r = person_sign_in(&t.people, t.db, &attempt, ret_token, &why);
    if (r == E_FORBIDDEN)
        CHECK(strncmp(why.text, "the staff number and the password do not fit", 44) == 0);
    return r;
}

static rc sign_in(const char *no, const char *password, int64_t now)
{
    struct token token;
    return sign_in_from(no, password, now, "10.0.0.1", &token);
}

static struct token signed_in(const char *no, const char *password, int64_t now)
{
    struct token token = {""};
    CHECK_OK(sign_in_from(no, password, now, "10.0.0.1", &token));
    return token;
}

static rc look(struct token token, int64_t now, struct person *ret_person)
{
    return session_find(&t.people, t.db, text_of(token.text), now, &t.arena, ret_person);
}

/* With the person at the browser. */
static rc find(struct token token, int64_t now, struct person *ret_person)
{
    TRY(look(token, now, ret_person));
    return session_seen(t.db, ret_person, now);
}

static struct one_time give(const char *no, int64_t now)
{
    struct one_time one = {""};
    struct why why = {""};
    int32_t id;
    CHECK_OK(user_give_password(&t.people, t.db, text_of(no), now, &one, &id, &why));
    return one;
}

static rc change(const struct person *p, const char *before, const char *password, int64_t now)
{
    struct why why = {""};
    const struct password_change c = {text_of(before), text_of(password), now};
    enum password_fault fault;
    return person_change_password(&t.people, t.db, p, &c, &fault, &why);
}

/* A member of the staff who signed in and has the password 'good'. */
static struct token settled(int32_t id, const char *no, enum post post, struct person *ret_person)
{
    CHECK_OK(add_staff(id, no, 1, post, 20000, false));
    struct one_time one = give(no, T0);
    struct token token = signed_in(no, one.text, T0);
    CHECK_OK(find(token, T0, ret_person));
    CHECK_OK(change(ret_person, one.text, good, T0));
    CHECK_OK(find(token, T0, ret_person));
    return token;
}

static int last_outcome(void)
{
    struct q_test_sign_in_last_row row;
    CHECK_OK(q_test_sign_in_last(t.db, &t.arena, &row));
    return row.outcome;
}

TEST(nobody_is_there_before_the_first_day)
{
    struct why why = {""};
    struct one_time one;
    int32_t id;
    CHECK_RC(sign_in("admin", "admin", T0), E_FORBIDDEN);
    CHECK_INT(last_outcome(), SIGN_IN_UNKNOWN);
    CHECK_RC(user_give_password(&t.people, t.db, TEXT("Z1"), T0, &one, &id, &why), E_NOT_FOUND);
    CHECK(strstr(why.text, "take a day folder first") != NULL);
}

TEST(a_one_time_password_must_be_changed)
{
    struct person p;
    CHECK_OK(add_staff(1, "S001", 7, POST_RM, 20000, false));
    CHECK_RC(sign_in("S001", "", T0), E_FORBIDDEN);
    struct one_time one = give("S001", T0);
    struct token token = signed_in("S001", one.text, T0 + MINUTES(1));
    CHECK_OK(find(token, T0 + MINUTES(2), &p));
    CHECK(p.must_change && p.staff_id == 1 && p.org_id == 7 && p.post == POST_RM);
    CHECK(text_is(p.staff_no, "S001") && text_is(p.name, "name of S001"));
    CHECK(person_may(&p, PERM_SESSION) && !person_may(&p, PERM_SIGNED_IN));
    CHECK(!person_may(&p, PERM_CUSTOMER_READ));

    CHECK_RC(change(&p, one.text, one.text, T0 + MINUTES(3)), E_INVALID);
    CHECK_OK(change(&p, one.text, good, T0 + MINUTES(3)));
    CHECK_OK(find(token, T0 + MINUTES(4), &p));
    CHECK(!p.must_change && person_may(&p, PERM_CUSTOMER_READ));
    CHECK_RC(sign_in("S001", one.text, T0 + MINUTES(4)), E_FORBIDDEN);
    CHECK_OK(sign_in("S001", good, T0 + MINUTES(4)));
}

TEST(a_one_time_password_ends_after_a_day)
{
    CHECK_OK(add_staff(2, "S002", 7, POST_ADMIN, 20000, false));
    struct one_time one = give("S002", T0);
    CHECK_RC(sign_in("S002", one.text, T0 + MINUTES(24 * 60)), E_FORBIDDEN);
    CHECK_INT(last_outcome(), SIGN_IN_EXPIRED);
    CHECK_OK(sign_in("S002", one.text, T0 + MINUTES(24 * 60) - 1));
}

TEST(a_lasting_password_stays)
{
    struct person p;
    struct one_time lasting;
    struct why why = {""};
    int32_t id;
    CHECK_OK(add_staff(31, "S031", 1, POST_RM, 20000, false));
    CHECK_OK(user_give_lasting_password(&t.people, t.db, TEXT("S031"), T0, &lasting, &id, &why));
    CHECK_INT(id, 31);
    int64_t later = T0 + MINUTES(60 * ONE_TIME_HOURS + 60);
    struct token token = signed_in("S031", lasting.text, later);
    CHECK_OK(find(token, later, &p));
    CHECK(!p.must_change && person_may(&p, PERM_CUSTOMER_READ));
    CHECK_OK(change(&p, lasting.text, good, later));
    CHECK_RC(change(&p, good, lasting.text, later), E_INVALID); /* a former one */
}

TEST(five_failures_lock_for_ten_minutes)
{
    struct person p;
    settled(3, "S003", POST_RM, &p);
    for (int i = 0; i < 4; i++)
        CHECK_RC(sign_in("S003", "wrong password", T0 + i), E_FORBIDDEN);
    CHECK_OK(sign_in("S003", good, T0 + 10)); /* counts from the beginning again */
    for (int i = 0; i < 5; i++)
        CHECK_RC(sign_in("S003", "wrong password", T0 + SECONDS(20)), E_FORBIDDEN);
    CHECK_INT(last_outcome(), SIGN_IN_WRONG);
    CHECK_RC(sign_in("S003", good, T0 + SECONDS(21)), E_FORBIDDEN);
    CHECK_INT(last_outcome(), SIGN_IN_LOCKED);
    CHECK_RC(sign_in("S003", good, T0 + SECONDS(20) + MINUTES(10) - 1), E_FORBIDDEN);
    CHECK_RC(sign_in("S003", "wrong password", T0 + SECONDS(20) + MINUTES(10)), E_FORBIDDEN);
    CHECK_INT(last_outcome(), SIGN_IN_WRONG); /* the first of five again */
    CHECK_OK(sign_in("S003", good, T0 + SECONDS(20) + MINUTES(11)));
}

TEST(the_administrator_locks_and_unlocks)
{
    struct person p;
    struct why why = {""};
    int32_t id = 0;
    bool changed = false;
    struct token token = settled(4, "S004", POST_RM, &p);
    CHECK_OK(user_lock(t.db, TEXT("S004"), &id, &why));
    CHECK_INT(id, 4);
    CHECK_RC(find(token, T0 + 1, &p), E_NOT_FOUND);
    CHECK_RC(sign_in("S004", good, T0 + MINUTES(100)), E_FORBIDDEN);
    CHECK_OK(user_unlock(t.db, TEXT("S004"), &changed, &id, &why));
    CHECK(changed);
    CHECK_OK(user_unlock(t.db, TEXT("S004"), &changed, &id, &why));
    CHECK(!changed);
    CHECK_OK(sign_in("S004", good, T0 + MINUTES(100)));
    CHECK_RC(user_lock(t.db, TEXT("nobody"), &id, &why), E_NOT_FOUND);

    /* who never had a password can be locked before */
    CHECK_OK(add_staff(5, "S005", 7, POST_RM, 20000, false));
    CHECK_OK(user_lock(t.db, TEXT("S005"), &id, &why));
    struct one_time one = give("S005", T0);
    CHECK_RC(sign_in("S005", one.text, T0), E_FORBIDDEN);
}

TEST(who_left_is_out_at_once)
{
    struct person p;
    struct why why = {""};
    struct one_time one;
    int32_t id;
    struct token token = settled(6, "S006", POST_RM, &p);
    CHECK_OK(add_staff(6, "S006", 1, POST_RM, 20001, true));
    CHECK_RC(find(token, T0 + 1, &p), E_NOT_FOUND);
    CHECK_RC(sign_in("S006", good, T0 + 1), E_FORBIDDEN);
    CHECK_INT(last_outcome(), SIGN_IN_LEFT);
    CHECK_RC(user_give_password(&t.people, t.db, TEXT("S006"), T0, &one, &id, &why), E_REFUSED);
    /* back again, in another post */
    CHECK_OK(add_staff(6, "S006", 2, POST_SUPERVISOR, 20002, false));
    CHECK_OK(find(token, T0 + 1, &p));
    CHECK(p.post == POST_SUPERVISOR && p.org_id == 2);
}

TEST(the_last_five_passwords_are_not_taken_again)
{
    struct person p;
    char names[6][24];
    settled(7, "S007", POST_RM, &p);
    CHECK_RC(change(&p, good, good, T0), E_INVALID);
    const char *before = good;
    for (int i = 0; i < 5; i++) {
        snprintf(names[i], sizeof names[i], "another one, no %d", i);
        CHECK_RC(change(&p, before, good, T0), E_INVALID);
        CHECK_OK(change(&p, before, names[i], T0));
        before = names[i];
    }
    CHECK_RC(change(&p, before, names[0], T0), E_INVALID);
    CHECK_OK(change(&p, before, good, T0)); /* the sixth last */
}

TEST(a_wrong_present_password_counts)
{
    struct person p;
    settled(8, "S008", POST_RM, &p);
    for (int i = 0; i < 5; i++)
        CHECK_RC(change(&p, "not the one", "some new password", T0), E_FORBIDDEN);
    CHECK_RC(change(&p, good, "some new password", T0), E_FORBIDDEN);
    CHECK_RC(sign_in("S008", good, T0), E_FORBIDDEN);
}

TEST(changing_ends_the_other_sessions)
{
    struct person p;
    struct token here = settled(9, "S009", POST_RM, &p);
    struct token there = signed_in("S009", good, T0);
    CHECK_OK(find(there, T0, &p));
    CHECK_OK(find(here, T0, &p));
    CHECK_OK(change(&p, good, "some new password", T0));
    CHECK_RC(find(there, T0, &p), E_NOT_FOUND);
    CHECK_OK(find(here, T0, &p));
}

TEST(as_many_at_a_time_as_may)
{
    struct person p;
    settled(10, "S010", POST_RM, &p);
    atomic_store(&t.people.looking, 2);
    CHECK_RC(sign_in("S010", good, T0), E_BUSY);
    atomic_store(&t.people.looking, 1);
    CHECK_OK(sign_in("S010", good, T0));
    CHECK_INT(atomic_load(&t.people.looking), 1);
    atomic_store(&t.people.looking, 0);
}

TEST(what_is_no_password)
{
    static const char *const bad[] = {"short",       "123456789",           "1234567890",
                                      "0987654321",  "Password123",         "aaaaaaaaaaaa",
                                      "ababababab",  "qwertyuiop",          "abcdefghij",
                                      "x S0123 y z", "\xFF\xFE some bytes", ""};
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        if (password_check(text_of(bad[i]), TEXT("s0123")) == PASSWORD_FAULT_NONE)
            fail_msg("%s is no password", bad[i]);
    CHECK_INT(password_check(TEXT("short"), TEXT("s0123")), PASSWORD_FAULT_SHORT);
    CHECK_INT(password_check(TEXT("x S0123 y z"), TEXT("s0123")), PASSWORD_FAULT_STAFF_NO);
    CHECK_INT(password_check(TEXT("长长的一句话也可以当密码"), TEXT("s0123")), PASSWORD_FAULT_NONE);
    CHECK_INT(password_check(text_of(good), TEXT("s0123")), PASSWORD_FAULT_NONE);
    CHECK_INT(password_check(text_of(good), TEXT("")), PASSWORD_FAULT_NONE);
    char huge[PASSWORD_BYTES_MOST + 1];
    memset(huge, 'x', sizeof huge);
    CHECK_INT(password_check((struct text){huge, sizeof huge}, TEXT("1")), PASSWORD_FAULT_LONG);
}

TEST(strange_input_is_refused_like_any)
{
    char huge[5000];
    memset(huge, 'x', sizeof huge - 1);
    huge[sizeof huge - 1] = '\0';
    struct token token;
    CHECK_RC(sign_in("\xFF\xFE", good, T0), E_FORBIDDEN);
    CHECK_RC(sign_in(huge, huge, T0), E_FORBIDDEN);
    CHECK_RC(sign_in_from("S001", "x", T0, "\xFF", &token), E_FORBIDDEN);
    struct q_test_sign_in_last_row row;
    CHECK_RC(sign_in_from(huge, "x", T0, huge, &token), E_FORBIDDEN);
    CHECK_OK(q_test_sign_in_last(t.db, &t.arena, &row));
    CHECK_INT(row.came_from.len, ADDRESS_BYTES_MOST);
    CHECK(!row.staff_id.known);
}

TEST(sessions_end_by_time)
{
    struct person p;
    struct token token = settled(11, "S011", POST_RM, &p);
    token = signed_in("S011", good, T0);
    CHECK_OK(find(token, T0 + MINUTES(30) - 1, &p));
    CHECK_OK(find(token, T0 + MINUTES(60) - 2, &p)); /* it was seen meanwhile */
    CHECK_OK(look(token, T0 + MINUTES(90) - 3, &p)); /* a browser alone keeps nothing alive */
    CHECK_RC(find(token, T0 + MINUTES(90) - 2, &p), E_NOT_FOUND);
    token = signed_in("S011", good, T0);
    for (int i = 1; i < 12 * 60 / 20; i++)
        CHECK_OK(find(token, T0 + MINUTES(20 * i), &p));
    CHECK_RC(find(token, T0 + MINUTES(12 * 60), &p), E_NOT_FOUND);
}

/* How many accounts a transaction of that person sees, and whether the session still held. */
static int64_t seen_by(struct token token, struct person *p, int64_t now, bool *ret_still)
{
    struct session_check *check = NULL;
    struct q_test_users_seen_row users;
    CHECK_OK(session_begin(&t.people, t.db, text_of(token.text), now, p, true, &t.arena, &check));
    CHECK_OK(q_test_users_seen(t.db, &users));
    CHECK_OK(session_still(t.db, check, p, ret_still));
    CHECK_OK(db_commit(t.db));
    return users.count;
}

TEST(a_transaction_proves_its_session)
{
    struct person p, changed;
    bool still = false;
    struct token token = settled(15, "S015", POST_RM, &p);
    CHECK_OK(find(token, T0, &p));
    CHECK_INT(seen_by(token, &p, T0, &still), 1);
    CHECK(still);
    CHECK_INT(seen_by(token_new(), &p, T0, &still), 0); /* another token sees nobody */
    CHECK(!still);
    CHECK_INT(seen_by(token, &p, T0 + MINUTES(12 * 60), &still), 0); /* too late */
    CHECK(!still);

    CHECK_OK(session_outdate_all(t.db)); /* a day is published */
    CHECK_INT(seen_by(token, &p, T0, &still), 0);
    CHECK(!still);
    CHECK_OK(find(token, T0, &changed));
    CHECK(changed.version != p.version);
    CHECK_INT(seen_by(token, &changed, T0, &still), 1);
    CHECK(still);

    CHECK_OK(session_end_all(t.db, 15, 0));
    CHECK_INT(seen_by(token, &changed, T0, &still), 0);
    CHECK(!still);
}

TEST(a_transaction_without_a_query_proves_its_session_too)
{
    struct person p;
    bool still = false;
    struct session_check *check = NULL;
    struct token token = settled(16, "S016", POST_RM, &p);
    CHECK_OK(find(token, T0, &p));
    CHECK_OK(session_begin(&t.people, t.db, text_of(token.text), T0 + MINUTES(2), &p, true,
                           &t.arena, &check));
    CHECK_OK(session_still(t.db, check, &p, &still));
    CHECK(still);
    CHECK_OK(db_commit(t.db));
    CHECK_OK(session_seen(t.db, &p, T0 + MINUTES(2)));
    CHECK_INT(seen_by(token, &p, T0 + MINUTES(31), &still), 1); /* it was seen meanwhile */
    CHECK(still);
}

TEST(persons_are_remembered_by_their_token)
{
    struct session_memory *m = session_memory_make();
    struct person p, q;
    struct token token = settled(17, "S017", POST_RM, &p), other = token_new();
    CHECK(!session_recall(m, text_of(token.text), &t.arena, &q));
    session_remember(m, text_of(token.text), &p);
    CHECK(session_recall(m, text_of(token.text), &t.arena, &q));
    CHECK_INT(q.staff_id, 17);
    CHECK(text_is(q.staff_no, "S017"));
    CHECK(!session_recall(m, text_of(other.text), &t.arena, &q));
    CHECK(!session_recall(m, TEXT("x"), &t.arena, &q));
    session_forget(m, text_of(other.text));
    CHECK(session_recall(m, text_of(token.text), &t.arena, &q));
    session_forget(m, text_of(token.text));
    CHECK(!session_recall(m, text_of(token.text), &t.arena, &q));
    session_memory_free(m);
}

TEST(only_the_whole_token_opens)
{
    struct person p;
    struct token token = settled(12, "S012", POST_RM, &p), other = token_new();
    struct q_test_tokens_plain_row row;
    CHECK_RC(find(other, T0, &p), E_NOT_FOUND);
    CHECK_RC(session_find(&t.people, t.db, TEXT(""), T0, &t.arena, &p), E_NOT_FOUND);
    CHECK_RC(session_find(&t.people, t.db, TEXT("x"), T0, &t.arena, &p), E_NOT_FOUND);
    CHECK_OK(find(token, T0, &p));
    CHECK_OK(q_test_tokens_plain(t.db, text_of(token.text), &row));
    CHECK_INT(row.count, 0);
    CHECK_OK(q_test_tokens_plain(t.db, text_of(good), &row));
    CHECK_INT(row.count, 0);
}

TEST(forms_belong_to_their_session)
{
    struct token a = token_new(), b = token_new();
    struct token form = session_csrf(text_of(a.text));
    CHECK(session_csrf_ok(text_of(a.text), text_of(form.text)));
    CHECK(!session_csrf_ok(text_of(b.text), text_of(form.text)));
    CHECK(!session_csrf_ok(text_of(a.text), text_of(a.text)));
    CHECK(!session_csrf_ok(text_of(a.text), TEXT("")));
    CHECK(!session_csrf_ok(TEXT(""), text_of(form.text)));
}

TEST(people_end_their_own_sessions_only)
{
    struct person p, q;
    struct q_session_list_row *rows = NULL;
    size_t count = 0;
    struct token mine = settled(13, "S013", POST_RM, &p);
    struct token other = settled(14, "S014", POST_RM, &q);
    struct token second = signed_in("S013", good, T0 + 1);
    CHECK_OK(session_list(&t.people, t.db, &p, T0 + 2, &t.arena, &rows, &count));
    CHECK_INT(count, 2);
    CHECK(!rows[0].is_this && rows[1].is_this);
    CHECK(rows[0].seen_at == T0 + 1 && text_is(rows[0].agent, "Browser 1"));
    CHECK_OK(session_end(t.db, 13, q.session_id));
    CHECK_OK(find(other, T0 + 2, &q));
    CHECK_OK(session_end(t.db, 13, rows[0].session_id));
    CHECK_RC(find(second, T0 + 2, &q), E_NOT_FOUND);
    CHECK_OK(find(mine, T0 + 2, &p));
    CHECK_OK(session_end_all(t.db, 13, 0));
    CHECK_RC(find(mine, T0 + 2, &p), E_NOT_FOUND);
    CHECK_OK(session_list(&t.people, t.db, &p, T0 + 2, &t.arena, &rows, &count));
    CHECK_INT(count, 0);
}

TEST(entries_are_part_of_the_transaction)
{
    struct keys *keys = NULL;
    struct why why = {""};
    char dir[] = "/tmp/guanhu-test-keys-XXXXXX";
    CHECK(mkdtemp(dir) != NULL);
    CHECK_OK(keys_open(dir, &keys, &why));
    struct sealer *sealer = sealer_open(keys);
    const struct audit_entry entry = {.at = T0,
                                      .staff_id = 13,
                                      .session_id = 99,
                                      .what = "user.lock",
                                      .subject = AUDIT_STAFF,
                                      .subject_id = 14,
                                      .address = TEXT("10.0.0.1"),
                                      .detail = TEXT("because")};
    struct q_test_audit_last_row row;
    CHECK_OK(db_begin(t.db));
    CHECK_OK(audit_write(t.db, sealer, &entry));
    db_rollback(t.db);
    CHECK_RC(q_test_audit_last(t.db, &t.arena, &row), E_NOT_FOUND);
    CHECK_OK(audit_write(t.db, sealer, &entry));
    CHECK_OK(q_test_audit_last(t.db, &t.arena, &row));
    CHECK(row.at == T0 && row.staff_id.value == 13 && row.subject == AUDIT_STAFF);
    struct buf plain;
    buf_init(&plain);
    CHECK_OK(unseal(keys, row.detail_sealed, &plain, &why));
    CHECK(text_is(buf_text(&plain), "because"));
    CHECK_OK(audit_write(t.db, sealer, &(struct audit_entry){.at = T0, .what = "bank.start"}));
    CHECK_OK(q_test_audit_last(t.db, &t.arena, &row));
    CHECK(!row.staff_id.known && !row.subject_id.known && row.detail_sealed.ptr == NULL);
    CHECK_TEXT(audit_subject_name(AUDIT_CUSTOMER), "customer");
    buf_release(&plain);
    sealer_close(sealer);
    keys_close(keys);
    CHECK(chdir(dir) == 0 && unlink("hash.key") == 0 && unlink("seal-001.key") == 0);
    CHECK(chdir("/") == 0 && rmdir(dir) == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(nobody_is_there_before_the_first_day),
        CASE(a_one_time_password_must_be_changed),
        CASE(a_one_time_password_ends_after_a_day),
        CASE(a_lasting_password_stays),
        CASE(five_failures_lock_for_ten_minutes),
        CASE(the_administrator_locks_and_unlocks),
        CASE(who_left_is_out_at_once),
        CASE(the_last_five_passwords_are_not_taken_again),
        CASE(a_wrong_present_password_counts),
        CASE(changing_ends_the_other_sessions),
        CASE(as_many_at_a_time_as_may),
        CASE(what_is_no_password),
        CASE(strange_input_is_refused_like_any),
        CASE(sessions_end_by_time),
        CASE(a_transaction_proves_its_session),
        CASE(a_transaction_without_a_query_proves_its_session_too),
        CASE(persons_are_remembered_by_their_token),
        CASE(only_the_whole_token_opens),
        CASE(forms_belong_to_their_session),
        CASE(people_end_their_own_sessions_only),
        CASE(entries_are_part_of_the_transaction),
    };
    return cmocka_run_group_tests(tests, bank_start, bank_stop);
}
