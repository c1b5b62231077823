#pragma once
/* asked -- what somebody typed into the search, and by which ways it may find: private to
 * src/cfe/search.
 *
 * A name is anything with a character or two letters in it.  A number is letters and digits of
 * ASCII with at least one digit, however it is spaced: a customer number, a phone (+86 or not), a
 * certificate of any kind (15 and 18 digits alike), an account or a card.  Four digits (or three
 * and an X) may be the end of one of them.  What is both is tried both ways. */
#include "base/value.h"
#include "cif/customer/typed.h"
#include "engine/roll.h"
#include "platform/bank.h"

enum { TYPED_MOST = 200, NUMBER_MOST = TYPED_NUMBER_MOST };

struct search_asked {
    struct text typed; /* without blanks around it */
    bool by_name, by_number, by_tail;
    struct called_asked name;
    struct texts numbers; /* as customer numbers may be written */
    struct hashes hashes; /* of an account or a card */
    struct hashes certificates, phones;
    uint16_t tail;
    struct text tail_text;
};

struct search_asked search_asked(const struct bank *bank, struct arena *a, struct text typed);
