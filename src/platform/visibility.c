#include "platform/visibility.h"

#include "base/tongue.h"

static const struct word items[] = {
    {VISIBLE_OWN, "own", N_("only me")},
    {VISIBLE_ORG, "organisation", N_("my organisation and those below it")},
    {VISIBLE_BANK, "bank", N_("the whole bank")},
};
const struct words visibilities = {"visibilities", items, ARRAY_LEN(items)};
