#pragma once
/* cube_dims -- what customers are divided and summed by: the dimensions and figures of a snapshot.
 *
 * A dimension is good as long as its snapshot and its arena are there. */
#include "base/value.h"
#include "cond/catalogue.h"
#include "engine/cube.h"

/* ---- figures ---- */

struct cube_figure cube_amount(const struct snapshot *s, enum amount amount, enum at at);
struct cube_figure cube_change(const struct snapshot *s, enum amount amount, enum at since);
struct cube_figure cube_figure_fen(const fen *column);
struct cube_figure cube_figure_u8(const uint8_t *column);

/* ---- fields of the catalogue ---- */

/* A closed list, a flag or a small number by its field; parts are the codes of its words.  What is
 * not known is in no part.  False: the field is none of these, or the store has it not yet. */
bool cube_dim_field(const struct snapshot *s, enum customer_field field, struct cube_dim *ret);

/* enum amount of a field; -1: it is none. */
int cube_amount_of_field(enum customer_field field);

/* An amount or a small number by its field.  False: it is neither. */
bool cube_figure_field(const struct snapshot *s, enum customer_field field, enum at at,
                       struct cube_figure *ret);

/* ---- dimensions ---- */

/* A closed list: codes 0 .. parts - 1. */
struct cube_dim cube_dim_code(const uint8_t *column, uint32_t parts);

/* Bands of a figure: bands[0] unused, part k holds bands[k] <= figure < bands[k + 1]. */
struct cube_dim cube_dim_bands(const struct cube_figure *figure, const int64_t *bands,
                               uint32_t parts);

/* Organisations at most 'levels' below one, the one itself (part 0) and those between among them,
 * each with who is at home in it; the lowest ones with all who are at home below.  1: those
 * directly below.  'ret_orgs': org_id by part.  E_NOT_FOUND: there is no such organisation. */
MUST_USE rc cube_dim_org(const struct snapshot *s, int32_t org_id, uint32_t levels, struct arena *a,
                         struct cube_dim *ret, struct int4s *ret_orgs, struct why *why);

/* Main managers; part 0: nobody.  'ret_staff': staff_id by part. */
struct cube_dim cube_dim_manager(const struct snapshot *s, struct arena *a,
                                 struct int4s *ret_staff);

/* Months of a column of days: part 0 is the month of 'from', the last one that of 'until'. */
struct cube_dim cube_dim_month(const day *column, day from, day until, struct arena *a);

/* Bands of whole years between a column of days and the day 'at', as cube_dim_bands: age by date
 * of birth, years with the bank by 'came'.  Who was born on 29 February is a year older on 1
 * March.  Days that are not known or lie ahead are in no part. */
struct cube_dim cube_dim_years(const day *column, day at, const int64_t *bands, uint32_t parts,
                               struct arena *a);
