#include "web/asset.h"

static int order(const void *address, const void *asset)
{
    return text_order(*(const struct text *)address,
                      text_of(((const struct asset *)asset)->address));
}

const struct asset *asset_find(struct text address)
{
    return bsearch(&address, assets, assets_len, sizeof *assets, order);
}
