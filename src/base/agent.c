#include "base/agent.h"

/* How it names itself, and how people do.  The first that is found counts: nearly all of them say
 * that they are Chrome and Safari too. */
struct name {
    const char *mark;
    const char *word;
    bool has_version; /* digits stand behind the mark */
};

static const struct name browsers[] = {
    {"MicroMessenger/", "WeChat", true},
    {"DingTalk/", "DingTalk", true},
    {"QQBrowser/", "QQ Browser", true},
    {"UCBrowser/", "UC Browser", true},
    {"QIHU 360EE", "360 Browser", false},
    {"360SE", "360 Browser", false},
    {"Edg/", "Edge", true},
    {"EdgA/", "Edge", true},
    {"EdgiOS/", "Edge", true},
    {"OPR/", "Opera", true},
    {"FxiOS/", "Firefox", true},
    {"CriOS/", "Chrome", true},
    {"HeadlessChrome/", "Chrome", true},
    {"Firefox/", "Firefox", true},
    {"Chrome/", "Chrome", true},
    {"Version/", "Safari", true},
    {"MSIE ", "Internet Explorer", true},
    {"Trident/", "Internet Explorer", false},
};

static const struct name systems[] = {
    {"HarmonyOS", "HarmonyOS", false}, {"Android ", "Android", true}, {"iPhone", "iPhone", false},
    {"iPad", "iPad", false},           {"Windows", "Windows", false}, {"Mac OS X", "macOS", false},
    {"CrOS", "ChromeOS", false},       {"Linux", "Linux", false},     {"X11", "Linux", false},
};

/* Where 'mark' ends in the text; NULL: it does not stand there. */
static const char *behind(struct text t, const char *mark)
{
    size_t len = strlen(mark);
    for (size_t i = 0; i + len <= t.len; i++)
        if (memcmp(t.ptr + i, mark, len) == 0)
            return t.ptr + i + len;
    return NULL;
}

static size_t digits(const char *at, const char *end)
{
    size_t n = 0;
    while (at + n < end && n < 4 && at[n] >= '0' && at[n] <= '9')
        n++;
    return n;
}

static const char *word_in(struct arena *a, struct text agent, const struct name *names, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        const char *at = behind(agent, names[i].mark);
        if (!at)
            continue;
        size_t version = names[i].has_version ? digits(at, agent.ptr + agent.len) : 0;
        return version ? arena_printf(a, "%s %.*s", names[i].word, (int)version, at)
                       : names[i].word;
    }
    return NULL;
}

/* "curl/8.5.0 ...": "curl 8". */
static const char *own_word(struct arena *a, struct text agent)
{
    size_t name = 0;
    const char *end = agent.ptr + agent.len;
    while (name < agent.len && agent.ptr[name] > ' ' && agent.ptr[name] < 127 &&
           agent.ptr[name] != '/')
        name++;
    if (name == 0 || name > AGENT_WORDS_MOST - 10)
        return NULL;
    size_t version = name < agent.len ? digits(agent.ptr + name + 1, end) : 0;
    bool mozilla = name == 7 && memcmp(agent.ptr, "Mozilla", 7) == 0;
    if (mozilla)
        return NULL;
    return arena_printf(a, version ? "%.*s %.*s" : "%.*s", (int)name, agent.ptr, (int)version,
                        agent.ptr + name + 1);
}

struct text agent_words(struct arena *a, struct text agent)
{
    const char *browser = word_in(a, agent, browsers, ARRAY_LEN(browsers));
    const char *system = word_in(a, agent, systems, ARRAY_LEN(systems));
    if (!browser)
        browser = own_word(a, agent);
    if (browser && system)
        return text_of(arena_printf(a, "%s · %s", browser, system));
    return text_of(browser ? browser : system ? system : "");
}
