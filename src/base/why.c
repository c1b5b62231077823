#include "base/why.h"

#include <stdarg.h>

static void one_line(char *text)
{
    for (; *text; text++)
        if ((unsigned char)*text < ' ')
            *text = ' ';
}

rc why_say(struct why *why, rc r, const char *format, ...)
{
    if (!why)
        return r;
    va_list args;
    va_start(args, format);
    vsnprintf(why->text, sizeof why->text, format, args);
    va_end(args);
    one_line(why->text);
    return r;
}

rc why_in(struct why *why, rc r, const char *format, ...)
{
    if (!why)
        return r;
    char context[256];
    va_list args;
    va_start(args, format);
    vsnprintf(context, sizeof context, format, args);
    va_end(args);

    struct why inner = *why;
    return why_say(why, r, "%s: %.*s", context, (int)(sizeof inner.text - sizeof context),
                   inner.text);
}
