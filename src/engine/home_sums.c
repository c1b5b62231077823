#include "engine/home_sums.h"

#include "engine/snapshot_parts.h"

enum { BYTES_A_ROW = 4, BYTES_LEAST = 16 << 20 };

void home_sums_free(struct made *made)
{
    struct home_sums *h = (struct home_sums *)made;
    free((void *)(uintptr_t)h->sums);
    free(h);
}

/* Places and codes as a question of the cube; 'dims': room for two. */
static struct cube_shape shape_of(const struct snapshot *s, const uint8_t *codes, uint32_t parts,
                                  struct cube_dim *dims)
{
    const struct reach all = reach_all();
    dims[0] = (struct cube_dim){.parts = s->place_count + 1, .code = {CUBE_I32, s->place}};
    dims[1] = (struct cube_dim){.parts = parts, .code = {CUBE_U8, codes}};
    return (struct cube_shape){.s = s,
                               .gone = s->gone,
                               .rows = cube_rows_of(s, &all, NULL),
                               .dims = dims,
                               .strides = {parts, 1},
                               .dims_len = codes ? 2 : 1,
                               .slots = dims[0].parts * parts};
}

static struct home_sums *make(const struct snapshot *s, const uint8_t *codes, uint32_t parts,
                              const fen *amount)
{
    struct cube_dim dims[2];
    struct cube_sums found;
    const struct cube_shape shape = shape_of(s, codes, parts, dims);
    const struct cube_figure figure = {.columns = {{CUBE_I64, amount}}, .len = 1, .plus = 1};
    cube_pass(&shape, amount ? &figure : NULL, &found);
    struct home_sum *sums = mem_alloc(shape.slots * sizeof *sums);
    for (uint32_t slot = 0; slot < shape.slots; slot++)
        sums[slot] = (struct home_sum){.count = (int64_t)cube_sums_count(&found, slot),
                                       .sum = amount ? cube_sums_sum(&found, slot, 0) : 0};
    cube_sums_release(&found);
    struct home_sums *h = mem_alloc(sizeof *h);
    *h = (struct home_sums){
        .made = {.of = {codes, amount}, .bytes = shape.slots * sizeof *sums},
        .parts = parts,
        .sums = sums,
    };
    return h;
}

const struct home_sums *home_sums_get(const struct snapshot *s, const uint8_t *codes,
                                      uint32_t parts, const fen *amount)
{
    struct made_list *kept = &s->parts->day->home_sums;
    const struct made_of of = {codes, amount};
    size_t most = (size_t)s->count * BYTES_A_ROW + BYTES_LEAST;
    bool is_full;
    if ((s->place_count + (uint64_t)1) * parts > CUBE_GROUPS_MOST)
        return NULL;
    const struct made *found = made_find(kept, of, most, &is_full);
    if (!found && !is_full)
        found = made_keep(kept, &make(s, codes, parts, amount)->made, home_sums_free);
    const struct home_sums *h = (const struct home_sums *)found;
    return h && h->parts >= parts ? h : NULL;
}
