-- Long work, as the pages show it.

-- name: job_list :many
-- in: state int2?, limit int8, offset int8
-- out: job_id id, title text, state int2 of job_states, stage text, done int8, total int8, message text, started_at time, ended_at time?, list_total int8 inner
-- order: started_at, title, state, ended_at
select job_id, title, state, stage, done, total, message, started_at, ended_at,
       count(*) over () as list_total
from job where (:state::int2 is null or state = :state)
order by :order, job_id desc limit :limit offset :offset;

-- name: job_find :one
-- in: job_id int8
-- out: job_id id, kind text, title text, state int2 of job_states, stage text, done int8, total int8, message text, started_at time, seen_at time, ended_at time?
select job_id, kind, title, state, stage, done, total, message, started_at, seen_at, ended_at
from job where job_id = :job_id;
