-- A table with a column of every type, and queries in every mode; for tests only.

-- name: sample_put :copy_in
-- in: id int8, r_bool bool, r_int2 int2, r_int4 int4, r_text text, r_bytea bytea, r_date date,
-- in: r_hash hash, r_at timestamptz, r_local timestamp, r_doc json, r_int4s int4[], r_int8s int8[],
-- in: r_dates date[], r_texts text[], r_byteas bytea[], r_hashes hash[],
-- in: o_bool bool?, o_int2 int2?, o_int4 int4?, o_int8 int8?, o_text text?, o_bytea bytea?,
-- in: o_date date?, o_hash hash?, o_at timestamptz?, o_local timestamp?, o_doc json?,
-- in: o_int4s int4[]?, o_int8s int8[]?, o_dates date[]?, o_texts text[]?, o_byteas bytea[]?,
-- in: o_hashes hash[]?
copy sample (id, r_bool, r_int2, r_int4, r_text, r_bytea, r_date, r_hash, r_at, r_local, r_doc,
             r_int4s, r_int8s, r_dates, r_texts, r_byteas, r_hashes,
             o_bool, o_int2, o_int4, o_int8, o_text, o_bytea, o_date, o_hash, o_at, o_local, o_doc,
             o_int4s, o_int8s, o_dates, o_texts, o_byteas, o_hashes)
from stdin (format binary);

-- name: sample_get :copy_out
-- out: id int8, r_bool bool, r_int2 int2, r_int4 int4, r_text text, r_bytea bytea, r_date date,
-- out: r_hash hash, r_at timestamptz, r_local timestamp, r_doc json, r_int4s int4[], r_int8s int8[],
-- out: r_dates date[], r_texts text[], r_byteas bytea[], r_hashes hash[],
-- out: o_bool bool?, o_int2 int2?, o_int4 int4?, o_int8 int8?, o_text text?, o_bytea bytea?,
-- out: o_date date?, o_hash hash?, o_at timestamptz?, o_local timestamp?, o_doc json?,
-- out: o_int4s int4[]?, o_int8s int8[]?, o_dates date[]?, o_texts text[]?, o_byteas bytea[]?,
-- out: o_hashes hash[]?
copy (select id, r_bool, r_int2, r_int4, r_text, r_bytea, r_date, r_hash, r_at, r_local,
             r_doc::text, r_int4s, r_int8s, r_dates, r_texts, r_byteas, r_hashes,
             o_bool, o_int2, o_int4, o_int8, o_text, o_bytea, o_date, o_hash, o_at, o_local,
             o_doc::text, o_int4s, o_int8s, o_dates, o_texts, o_byteas, o_hashes
      from sample order by id) to stdout (format binary);

-- name: sample_all :many
-- out: id int8, r_bool bool, r_int2 int2, r_int4 int4, r_text text, r_bytea bytea, r_date date,
-- out: r_hash hash, r_at timestamptz, r_local timestamp, r_doc json, r_int4s int4[], r_int8s int8[],
-- out: r_dates date[], r_texts text[], r_byteas bytea[], r_hashes hash[],
-- out: o_bool bool?, o_int2 int2?, o_int4 int4?, o_int8 int8?, o_text text?, o_bytea bytea?,
-- out: o_date date?, o_hash hash?, o_at timestamptz?, o_local timestamp?, o_doc json?,
-- out: o_int4s int4[]?, o_int8s int8[]?, o_dates date[]?, o_texts text[]?, o_byteas bytea[]?,
-- out: o_hashes hash[]?
select id, r_bool, r_int2, r_int4, r_text, r_bytea, r_date, r_hash, r_at, r_local, r_doc::text,
       r_int4s, r_int8s, r_dates, r_texts, r_byteas, r_hashes,
       o_bool, o_int2, o_int4, o_int8, o_text, o_bytea, o_date, o_hash, o_at, o_local, o_doc::text,
       o_int4s, o_int8s, o_dates, o_texts, o_byteas, o_hashes
from sample order by id;

-- name: sample_add :exec
-- in: id int8, r_bool bool, r_int2 int2, r_int4 int4, r_text text, r_bytea bytea, r_date date,
-- in: r_hash hash, r_at timestamptz, r_local timestamp, r_doc json, r_int4s int4[], r_int8s int8[],
-- in: r_dates date[], r_texts text[], r_byteas bytea[], r_hashes hash[],
-- in: o_bool bool?, o_int2 int2?, o_int4 int4?, o_int8 int8?, o_text text?, o_bytea bytea?,
-- in: o_date date?, o_hash hash?, o_at timestamptz?, o_local timestamp?, o_doc json?,
-- in: o_int4s int4[]?, o_int8s int8[]?, o_dates date[]?, o_texts text[]?, o_byteas bytea[]?,
-- in: o_hashes hash[]?
insert into sample (id, r_bool, r_int2, r_int4, r_text, r_bytea, r_date, r_hash, r_at, r_local,
                    r_doc, r_int4s, r_int8s, r_dates, r_texts, r_byteas, r_hashes,
                    o_bool, o_int2, o_int4, o_int8, o_text, o_bytea, o_date, o_hash, o_at, o_local,
                    o_doc, o_int4s, o_int8s, o_dates, o_texts, o_byteas, o_hashes)
values (:id, :r_bool, :r_int2, :r_int4, :r_text, :r_bytea, :r_date, :r_hash, :r_at, :r_local,
        :r_doc::jsonb, :r_int4s, :r_int8s, :r_dates, :r_texts, :r_byteas, :r_hashes,
        :o_bool, :o_int2, :o_int4, :o_int8, :o_text, :o_bytea, :o_date, :o_hash, :o_at, :o_local,
        :o_doc::jsonb, :o_int4s, :o_int8s, :o_dates, :o_texts, :o_byteas, :o_hashes);

-- name: sample_clear :exec
delete from sample;

-- name: thing_add :exec
-- in: id int8, name text, case int4
insert into thing (id, name, "case") values (:id, :name, :case);

-- name: thing_find :one
-- in: id int8
-- out: name text, case int4
-- The name of a thing */ and what "case" it is.
select name, "case" from thing where id = :id;

-- name: thing_perhaps :maybe
-- in: id int8
-- out: case int4
select "case" from thing where id = :id;

-- name: thing_count :one
-- out: count int8
select count(*) from thing;

-- name: thing_bump :exec
-- in: id int8
update thing set "case" = "case" + 1 where id = :id;

-- name: thing_odd :one
-- in: name text
-- out: text text, found bool, casts int4, spans int4[]
-- Colons, quotes and comments that are none: see the test.
select 'it''s :name -- no' || $q$:name ; "$q$ || e'\':name' as text, -- :name
       true /* :name ; /* nested */ */ as found,
       '17'::int4 as casts,
       (array[1, 2, 3])[1:2] as spans
where :name = 'a?b??c"d\e';

-- name: thing_too_many :one
-- out: id int8
select id from thing;

-- name: thing_null :one
-- out: none int8
select null::int8 as none;

-- name: thing_wrong_type :one
-- out: small int8
select 1::int4 as small;

-- name: thing_infinite :one
-- out: d date
select 'infinity'::date as d;

-- name: thing_null_copy :copy_out
-- out: id int8, maybe int8
copy (select g as id, nullif(g, 5)::int8 as maybe from generate_series(1::int8, 10) g)
to stdout (format binary);

-- name: numbers :copy_out
-- out: n int8, day date, name text
copy (select g as n, '2026-01-01'::date + (g % 365)::int4 as day, 'name ' || g as name
      from (select generate_series(1::int8, current_setting('guanhu.numbers')::int8) as g) as s)
to stdout (format binary);

-- name: numbers_set :exec
-- in: count text
select set_config('guanhu.numbers', :count, false);

-- name: fail_with :exec
-- in: state text
select fail_with(:state);

-- name: my_backend :one
-- out: pid int4
select pg_backend_pid() as pid;

-- name: end_backend :exec
-- in: pid int4
select pg_terminate_backend(:pid, 10000);

-- name: thing_list :many
-- in: limit int8, offset int8
-- out: id id, name text, case int2? of sample_words, worth fen?, at time, tags text[]
-- order: name, worth desc, id asc
select id, name, "case"::int2 as case, nullif(id, 9002) * 100 as worth,
       '2026-11-22 06:05:00Z'::timestamptz as at, array[name] as tags
from thing order by :order, id limit :limit offset :offset;

-- name: say :exec
-- in: channel text, payload text
select pg_notify(:channel, :payload);
