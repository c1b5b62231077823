#include "web/problem.h"

#include "web/error.html.h"

struct problem_view {
    int32_t status;
    struct text title, what, retry_url, request_id;
};

static const struct field problem_fields[] = {
    FIELD(struct problem_view, status),     FIELD(struct problem_view, title),
    FIELD(struct problem_view, what),       FIELD_AS(struct problem_view, retry_url, KIND_URL),
    FIELD(struct problem_view, request_id),
};
static const struct record problem_record = RECORD(struct problem_view, problem_fields);
const struct page problem_page = {&tmpl_error, &problem_record, N_("That did not work")};

static const struct {
    int status;
    const char *title, *message;
} problems[] = {
    {400, N_("This cannot be read"), N_("What was sent cannot be read. Go back and try again.")},
    {401, N_("Not signed in"), N_("Please sign in first.")},
    {403, N_("Not allowed"), N_("Your post does not allow this.")},
    {404, N_("Not found"), N_("There is no such page, or it is not yours to see.")},
    {405, N_("Not possible here"), N_("This cannot be done at this address.")},
    {409, N_("Not done"),
     N_("Somebody else changed this meanwhile. Open it again and look before repeating.")},
    {422, N_("Please check"), N_("Some values are not valid.")},
    {429, N_("Too fast"), N_("Too many requests in a short time. Please wait a moment.")},
    {503, N_("Just a moment"), N_("The system is busy. Please try again in a moment.")},
    {500, N_("Something went wrong"),
     N_("Something went wrong on our side and was recorded. Please try again; if it persists, tell "
        "your administrator.")},
};

static size_t problem_of(int status)
{
    for (size_t i = 0; i < ARRAY_LEN(problems); i++)
        if (problems[i].status == status)
            return i;
    return ARRAY_LEN(problems) - 1;
}

const char *problem_text(const struct req *r, int status)
{
    return r->said ? r->said : word(r, problems[problem_of(status)].message);
}

void problem_show(struct req *r, int status)
{
    struct problem_view *v = VIEW(r, struct problem_view);
    const char *message = problem_text(r, status);
    v->status = status;
    v->title = text_of(word(r, problems[problem_of(status)].title));
    v->what = text_of(arena_text(r->arena, message, strlen(message)));
    v->request_id = text_of(r->id);
    if (status >= 500 && r->http->method == HTTP_GET)
        v->retry_url = r->http->path;
    r->answer = (struct answer){
        .kind = ANSWER_PAGE, .page = &problem_page, .view = v, .title = v->title.ptr};
}
