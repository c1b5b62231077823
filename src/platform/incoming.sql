-- Writing ahead of publication: the functions of schema/0003_incoming.sql.

-- name: incoming_settle_form :one
-- in: day date, large bool
-- out: ahead bool
select incoming.open_day(:day, :large) as ahead;

-- name: incoming_there :many
-- in: day date
-- out: name text, print int8
select name, print from incoming.done where day = :day;

-- name: incoming_first :one
-- out: path text
-- Plain names of large tables mean those of the day.
select set_config('search_path', 'incoming, public', false) as path;

-- name: incoming_empty :exec
-- in: name text, day date
select incoming.begin(:name, :day);

-- name: incoming_finish :exec
-- in: name text, day date, print int8, rows int8
select incoming.finish(:name, :day, :print, :rows);

-- name: incoming_publish_day :exec
-- in: day date, names text[]
select incoming.publish(:day, :names);

-- name: incoming_back :exec
-- in: day date
select incoming.take_back(:day);
