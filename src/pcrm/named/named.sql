-- Sets that people name, whatever sort they are (schema/0022_named_sets.sql).

-- name: named_find :one
-- in: kind int2, name text
-- out: id int8?
select app_set_named(:kind, :name) as id;

-- name: named_members :one
-- in: id int8, day date
-- out: customers int8[]
select app_in_set(:id, :day) as customers;

-- name: named_users :many
-- in: words text, address text
-- out: kind int2, id int8, name text, condition text, place text, reachable bool
select kind, id, name, condition, place, reachable from app_conditions_with(:words, :address);

-- name: named_carry :one
-- in: id int8, was text, becomes text, was_address text, becomes_address text
-- out: carried int8
select app_set_renamed(:id, :was, :becomes, :was_address, :becomes_address) as carried;

-- name: named_end :one
-- in: id int8, at time
-- out: ended bool
select app_set_end(:id, :at) as ended;
