#pragma once
/* person_row -- private to platform: what every query that finds a person gives, for the
 * initialiser of struct person. */
#include "platform/people.h"

#define PERSON_OF_ROW(row)                                                                         \
    .staff_no = (row).staff_no, .name = (row).name, .org_id = (row).org_id, .post = (row).post,    \
    .must_change = (row).must_change, .tongue = (row).tongue
