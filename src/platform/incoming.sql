-- Writing ahead of publication: the functions of schema/0003_incoming.sql.

-- name: incoming_settle_form :one
-- in: day date, large bool
-- out: ahead bool
select incoming.open_day(:day, :large) as ahead;

-- name: incoming_there :many
-- in: day date
-- out: name text, print int8, indexed bool
select name, print, indexed from incoming.done where day = :day;

-- name: incoming_first :one
-- out: path text
-- Plain names of large tables mean those of the day.
select set_config('search_path', 'incoming, public', false) as path;

-- name: incoming_empty :exec
-- in: name text, day date
select incoming.begin(:name, :day);

-- name: incoming_note :exec
-- in: name text, day date, print int8, rows int8
insert into incoming.done (name, day, print, rows, indexed)
values (:name, :day, :print, :rows, false);

-- name: incoming_finish :exec
-- in: name text, day date
select incoming.finish(:name, :day);

-- name: incoming_publish_day :exec
-- in: day date, names text[]
select incoming.publish(:day, :names);

-- name: incoming_make_room :exec
-- in: name text, day date
select incoming.make_room(:name, :day);

-- name: incoming_back :exec
-- in: day date
select incoming.take_back(:day);
