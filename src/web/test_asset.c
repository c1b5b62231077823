#include "base/test.h"

#include <zlib.h>

#include "web/asset.h"
#include "web/assets.h"

TEST(every_asset_is_found_by_its_address)
{
    CHECK(assets_len > 0);
    for (size_t i = 0; i < assets_len; i++)
        CHECK(asset_find(text_of(assets[i].address)) == &assets[i]);
    CHECK(asset_find(text_of(ASSET_GUANHU_CSS)) != NULL);
    CHECK(asset_find(text_of(ASSET_GUANHU_JS)) != NULL);
    CHECK(!asset_find(TEXT("/assets/guanhu.css")));
    CHECK(!asset_find(TEXT("")));
}

TEST(what_is_gzipped_is_the_same)
{
    for (size_t i = 0; i < assets_len; i++) {
        const struct asset *a = &assets[i];
        char *back = malloc(a->plain.len + 1);
        z_stream z = {.next_in = (unsigned char *)(uintptr_t)a->gzip.ptr,
                      .avail_in = (unsigned)a->gzip.len,
                      .next_out = (unsigned char *)back,
                      .avail_out = (unsigned)a->plain.len + 1};
        CHECK_INT(inflateInit2(&z, 16 + MAX_WBITS), Z_OK);
        CHECK_INT(inflate(&z, Z_FINISH), Z_STREAM_END);
        CHECK(text_equal((struct text){back, z.total_out}, a->plain));
        inflateEnd(&z);
        free(back);
    }
}

/* What a page needs besides itself; a branch's line is slow, and every further page costs nothing.
 */
TEST(the_first_page_is_small)
{
    size_t sum = 0;
    for (size_t i = 0; i < assets_len; i++)
        if (strcmp(assets[i].address, ASSET_CHART_JS) != 0) /* only where a chart stands */
            sum += assets[i].gzip.len;
    CHECK(sum < 100 * 1024);
}

TESTS(CASE(every_asset_is_found_by_its_address), CASE(what_is_gzipped_is_the_same),
      CASE(the_first_page_is_small))
