#include "base/agent.h"
#include "base/test.h"

static const char *const said[][2] = {
    {"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 "
     "Safari/537.36",
     "Chrome 156 · Linux"},
    {"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
     "Chrome/150.0.0.0 Safari/537.36 Edg/150.0.1.2",
     "Edge 150 · Windows"},
    {"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) "
     "Version/17.4 Safari/605.1.15",
     "Safari 17 · macOS"},
    {"Mozilla/5.0 (Windows NT 10.0; rv:128.0) Gecko/20100101 Firefox/128.0",
     "Firefox 128 · Windows"},
    {"Mozilla/5.0 (Linux; Android 14; Pixel) AppleWebKit/537.36 (KHTML, like Gecko) "
     "Chrome/130.0.0.0 Mobile Safari/537.36",
     "Chrome 130 · Android 14"},
    {"Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like "
     "Gecko) Mobile/15E148 MicroMessenger/8.0.49",
     "WeChat 8 · iPhone"},
    {"Mozilla/5.0 (Windows NT 6.1; Trident/7.0; rv:11.0) like Gecko",
     "Internet Explorer · Windows"},
    {"curl/8.5.0", "curl 8"},
    {"Python-urllib/3.11", "Python-urllib 3"},
    {"our-batch", "our-batch"},
    {"Browser/1.0", "Browser 1"},
    {"Mozilla/5.0", ""},
    {"", ""},
    {"<script>alert(1)</script>", "<script>alert(1)<"},
    {"/", ""},
    {"x/", "x"},
};

TEST(browsers_and_programs_are_known)
{
    struct arena a;
    arena_init(&a);
    for (size_t i = 0; i < ARRAY_LEN(said); i++) {
        struct text words = agent_words(&a, text_of(said[i][0]));
        if (!text_is(words, said[i][1]))
            fail_msg("%s: \"%.*s\"", said[i][0], (int)words.len, words.len ? words.ptr : "");
    }
    arena_release(&a);
}

TEST(nothing_long_comes_out)
{
    char huge[5000];
    struct arena a;
    arena_init(&a);
    memset(huge, 'x', sizeof huge);
    CHECK_INT(agent_words(&a, (struct text){huge, sizeof huge}).len, 0);
    CHECK(text_is(agent_words(&a, (struct text){NULL, 0}), ""));
    CHECK(agent_words(&a, TEXT("")).ptr != NULL);
    memcpy(huge, "Chrome/99999999", 15);
    CHECK(text_is(agent_words(&a, (struct text){huge, 15}), "Chrome 9999"));
    arena_release(&a);
}

TESTS(CASE(browsers_and_programs_are_known), CASE(nothing_long_comes_out))
