/* Whatever a text holds, no tag, quote or address can be made with it: all texts of
 * shared/data/bad-input, in every place.  The folder of test data is the first argument, or in
 * GUANHU_DATA. */
#include <jansson.h>

#include "tmpl/show.h"

static const char *const places[] = {
    [PLACE_TEXT] = "between tags",
    [PLACE_ATTR] = "in an attribute",
    [PLACE_URL] = "as an address",
    [PLACE_URL_PART] = "in an address",
};

static bool is_harmless(struct text shown, enum tmpl_place place)
{
    for (size_t i = 0; i < shown.len; i++) {
        char c = shown.ptr[i];
        if (c == '<' || c == '>' || c == '"' || c == '\'')
            return false;
        if (place == PLACE_URL_PART && strchr(" &#?/:;=\\\n\r\t", c))
            return false;
        if (c == '&' && i + 1 < shown.len && !memchr("alqg#", shown.ptr[i + 1], 5))
            return false;
    }
    return true;
}

static size_t check_text(struct text text)
{
    const struct field field = {.name = "x", .kind = KIND_TEXT};
    struct buf out;
    size_t failed = 0;
    buf_init(&out);
    for (int place = PLACE_TEXT; place <= PLACE_URL_PART; place++) {
        buf_clear(&out);
        show_value(&out, &field, &text, SHOW_AS_IS, CHINESE, (enum tmpl_place)place);
        if (is_harmless(buf_text(&out), (enum tmpl_place)place))
            continue;
        fprintf(stderr, "%s: %.*s\n", places[place], (int)text.len, text.ptr);
        failed++;
    }
    buf_release(&out);
    return failed;
}

static size_t check_strings(const char *path, size_t *count)
{
    json_t *list = json_load_file(path, 0, NULL), *text;
    size_t i, failed = 0;
    json_array_foreach(list, i, text) failed +=
        check_text((struct text){json_string_value(text), json_string_length(text)});
    *count += json_array_size(list);
    json_decref(list);
    return failed;
}

static size_t check_lines(const char *path, size_t *count)
{
    FILE *file = fopen(path, "rb");
    char line[65536];
    size_t failed = 0;
    if (!file)
        return 0;
    for (; fgets(line, sizeof line, file); (*count)++)
        failed += check_text((struct text){line, strlen(line)});
    fclose(file);
    return failed;
}

int main(int argc, char **argv)
{
    const char *data = getenv("GUANHU_DATA");
    char path[1024];
    size_t count = 0, failed = 0;
    if (argc != 2)
        return 2;
    if (!data)
        data = argv[1];
    for (int c = 1; c < 256; c++)
        failed += check_text((struct text){(const char[]){(char)c, 'a'}, 2});
    snprintf(path, sizeof path, "%s/bad-input/blns.json", data);
    failed += check_strings(path, &count);
    snprintf(path, sizeof path, "%s/bad-input/xss.txt", data);
    failed += check_lines(path, &count);
    printf("%zu hostile texts, %zu failed\n", count, failed);
    if (count == 0)
        printf("skipped: %s has no bad-input\n", data);
    return failed ? 1 : count ? 0 : 77;
}
