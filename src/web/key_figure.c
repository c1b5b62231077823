#include "web/key_figure.h"

static const struct field key_figure_fields[] = {
    FIELD(struct key_figure, label),     FIELD(struct key_figure, value),
    FIELD(struct key_figure, unit),      FIELD(struct key_figure, exact),
    FIELD(struct key_figure, note),      FIELD(struct key_figure, change),
    FIELD(struct key_figure, direction), FIELD_AS(struct key_figure, url, KIND_URL),
};
const struct record key_figure_record = RECORD(struct key_figure, key_figure_fields);
