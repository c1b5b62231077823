-- Statements about the session itself.

-- name: session_lock :exec
-- in: key int8
select pg_advisory_lock(:key);

-- name: session_try_lock :one
-- in: key int8
-- out: got bool
select pg_try_advisory_lock(:key) as got;

-- name: session_unlock :one
-- in: key int8
-- out: held bool
select pg_advisory_unlock(:key) as held;
