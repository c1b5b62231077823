#include "base/test.h"

#include "cif/intake/certificate.h"

enum { PASSPORT = 1 };

static bool same(int type_a, const char *a, int type_b, const char *b)
{
    struct arena arena;
    arena_init(&arena);
    bool equal = text_equal(certificate_key(&arena, type_a, text_of(a)),
                            certificate_key(&arena, type_b, text_of(b)));
    arena_release(&arena);
    return equal;
}

/* The example of the standard itself (GB 11643-1999): check character X. */
TEST(old_and_new_id_numbers_are_one)
{
    CHECK(same(CERT_ID, "110105491231002", CERT_ID, "11010519491231002X"));
    CHECK(!same(CERT_ID, "110105491231003", CERT_ID, "11010519491231002X"));
}

TEST(the_check_character_is_worked_out)
{
    CHECK(same(CERT_ID, "440524188001010", CERT_ID, "440524191880010100") == false);
    CHECK(same(CERT_ID, "440524800101001", CERT_ID, "440524198001010013"));
}

TEST(small_x_and_large_x_are_one)
{
    CHECK(same(CERT_ID, "11010519491231002x", CERT_ID, "11010519491231002X"));
    CHECK(!same(PASSPORT, "E1234567x", PASSPORT, "E1234567X"));
}

TEST(equal_numbers_of_different_documents_are_not)
{
    CHECK(!same(CERT_ID, "110105491231002", PASSPORT, "110105491231002"));
    CHECK(!same(PASSPORT, "110105491231002", PASSPORT, "11010519491231002X"));
}

TEST(what_is_no_id_number_stays_as_it_is)
{
    CHECK(!same(CERT_ID, "11010549123100A", CERT_ID, "11010519491231002X"));
    CHECK(same(CERT_ID, "", CERT_ID, ""));
}

TESTS(CASE(old_and_new_id_numbers_are_one), CASE(the_check_character_is_worked_out),
      CASE(small_x_and_large_x_are_one), CASE(equal_numbers_of_different_documents_are_not),
      CASE(what_is_no_id_number_stays_as_it_is))
