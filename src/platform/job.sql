-- name: job_break_off :exec
-- in: kind text
-- Rows of the kind that still say running though nobody holds its lock.
update job set state = 4, ended_at = now() where kind = :kind and state = 0;

-- name: job_add :one
-- in: kind text, title text
-- out: job_id int8
insert into job (kind, title, state) values (:kind, :title, 0) returning job_id;

-- name: job_progress :exec
-- in: job_id int8, stage text, done int8, total int8
update job set stage = :stage, done = :done, total = :total, seen_at = now() where job_id = :job_id;

-- name: job_close :exec
-- in: job_id int8, state int2, message text
update job set state = :state, message = :message, ended_at = now(), seen_at = now()
where job_id = :job_id;
