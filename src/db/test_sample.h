#pragma once
/* Private: the tables and words that test_sample.sql speaks of; for tests only. */
#include "base/record.h"

extern const struct words sample_words;

#define SAMPLE_COLUMNS(p, null)                                                                    \
    p "_bool bool " null ", " p "_int2 int2 " null ", " p "_int4 int4 " null ", " p                \
      "_text text " null ", " p "_bytea bytea " null ", " p "_date date " null ", " p              \
      "_hash uuid " null ", " p "_at timestamptz " null ", " p "_local timestamp " null ", " p     \
      "_doc jsonb " null ", " p "_int4s int4[] " null ", " p "_int8s int8[] " null ", " p          \
      "_dates date[] " null ", " p "_texts text[] " null ", " p "_byteas bytea[] " null ", " p     \
      "_hashes uuid[] " null

#define SAMPLE_SCHEMA                                                                              \
    "create table sample (id int8 primary key, o_int8 int8, " SAMPLE_COLUMNS(                      \
        "r", "not null") ", " SAMPLE_COLUMNS("o",                                                  \
                                             "") ");\n"                                            \
                                                 "create table thing (id int8 primary key, name "  \
                                                 "text not null,\n"                                \
                                                 "  \"case\" int4 not null, constraint "           \
                                                 "thing_name unique (name));\n"                    \
                                                 "create function fail_with(state text) returns "  \
                                                 "void language plpgsql as $$ begin\n"             \
                                                 "  raise exception 'as you wish' using errcode "  \
                                                 "= state; end $$;\n"
