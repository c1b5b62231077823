#include "base/rc.h"

#include <string.h>

#define RC_NAME(name, exit, http, text) [name] = #name,
#define RC_TEXT(name, exit, http, text) [name] = text,
#define RC_EXIT(name, exit, http, text) [name] = exit,
#define RC_HTTP(name, exit, http, text) [name] = http,

const char *rc_name(rc r)
{
    static const char *const names[] = {RC_MAP(RC_NAME)};
    return names[r];
}

rc rc_named(const char *name)
{
    for (rc r = OK; r < E_INTERNAL; r++)
        if (strcmp(name, rc_name(r)) == 0)
            return r;
    return E_INTERNAL;
}

const char *rc_text(rc r)
{
    static const char *const texts[] = {RC_MAP(RC_TEXT)};
    return texts[r];
}

int rc_exit(rc r)
{
    static const int codes[] = {RC_MAP(RC_EXIT)};
    return codes[r];
}

int rc_http(rc r)
{
    static const int codes[] = {RC_MAP(RC_HTTP)};
    return codes[r];
}
