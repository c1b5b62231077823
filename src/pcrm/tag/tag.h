#pragma once
/* tag -- words that people give to customers (custom tags), or that a condition gives (system
 * tags), and the portrait that they make on the 360° view (CIF-7).
 *
 * Custom tags are rows; whoever sees a customer and may use a tag gives and takes it.  System tags
 * are no rows: a customer has one while its condition holds, so it is always as live as what the
 * condition asks. */
#include "web/request.h"

enum tag_kind { TAG_CUSTOM, TAG_SYSTEM };
/* The parts of the portrait: 基本特征、产品业务、交易行为、客户态度、关系特征. */
enum tag_part {
    PART_BASICS,
    PART_PRODUCTS,
    PART_TRANSACTIONS,
    PART_ATTITUDE,
    PART_RELATIONS,
    PART_COUNT
};
extern const struct words tag_kinds, tag_parts;

/* Gives a custom tag to those of these customers whom the person may see, within the request's
 * transaction; *ret_given: how many had it not, *ret_seen: how many may be seen.  E_NOT_FOUND:
 * there is no such tag for this person; E_REFUSED: a system tag. */
MUST_USE rc tag_give(struct req *r, int64_t tag_id, struct int8s customers, int64_t *ret_given,
                     int64_t *ret_seen);

extern const struct module tag_module;
