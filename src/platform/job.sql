-- Whoever changes a job tells it, so that pages and command lines see it at once.

-- name: job_break_off :exec
-- in: kind text, key int8
-- Rows of the kind that still say running though nobody else holds its lock.
with j as (update job set state = 4, ended_at = now()
           where kind = :kind and state = 0 and not app_locked(:key) returning job_id)
select app_tell('job', job_id) from j;

-- name: job_add :one
-- in: kind text, title text, args text, origin int2, asked_by int4?
-- out: job_id int8
with j as (insert into job (kind, title, args, origin, asked_by, state, started_at)
           values (:kind, :title, :args, :origin, :asked_by, 0, now()) returning job_id)
select app_tell('job', job_id) as job_id from j;

-- name: job_put :maybe
-- in: kind text, title text, args text, origin int2, asked_by int4?, place int8, key int8, queues bool
-- out: job_id int8
-- No row: one of the kind runs or waits already, and no more may wait.  A lock alone says no such thing: one that
-- has just ended holds it for a moment.
with j as (insert into job (kind, title, args, origin, asked_by, place, queues, state)
           select :kind, :title, :args, :origin, :asked_by, :place, :queues, 5
           where :queues or not (app_locked(:key) and exists (select from job where kind = :kind and state = 0))
           on conflict (kind) where state = 5 and not queues do nothing returning job_id)
select app_tell('job', job_id) as job_id from j;

-- name: job_open :maybe
-- in: kind text
-- out: job_id int8
-- The one of the kind that runs or waits.
select job_id from job where kind = :kind and state in (0, 5) order by job_id desc limit 1;

-- name: jobs_open_of :one
-- in: asked_by int4, kind text
-- out: open int8
select count(*) as open from job where asked_by = :asked_by and kind = :kind and state in (0, 5);

-- name: job_waiting :one
-- in: kind text, place int8
-- out: waits bool
select exists (select from job where kind = :kind and place = :place and state = 5) as waits;

-- name: job_take :maybe
-- in: kind text, place int8
-- out: job_id int8, args text, asked_by int4?
-- The one that waits longest.
with j as (update job set state = 0, started_at = now(), seen_at = now()
           where job_id = (select job_id from job where kind = :kind and place = :place and state = 5
                           order by job_id limit 1 for update skip locked)
           returning job_id, args, asked_by)
select app_tell('job', job_id) as job_id, args, asked_by from j;

-- name: job_progress :maybe
-- in: job_id int8, stage text, unit text, stage_at time, done int8, total int8
-- out: cancel bool
with j as (update job set stage = :stage, unit = :unit, stage_at = :stage_at, done = :done,
                          total = :total, seen_at = now()
           where job_id = :job_id returning job_id, cancel_asked_at is not null as cancel)
select cancel from j cross join lateral app_tell('job', job_id);

-- name: job_log_add :exec
-- in: job_id int8, line int4, kind int2, stage text, body text, millis int8
with l as (insert into job_log (job_id, line, kind, stage, body, millis)
           values (:job_id, :line, :kind, :stage, :body, :millis) returning job_id)
select app_tell('job', job_id) from l;

-- name: job_close :exec
-- in: job_id int8, state int2, outcome text, message text, result text
with j as (update job set state = :state, outcome = :outcome, message = :message,
                          result = :result, ended_at = now(), seen_at = now()
           where job_id = :job_id returning job_id)
select app_tell('job', job_id) from j;

-- name: job_cancel :exec
-- in: job_id int8, asked_by int4?
-- One that waits ends at once, one that runs is asked to; no row: it has ended.
with j as (update job set cancel_asked_at = coalesce(cancel_asked_at, now()),
                          cancel_asked_by = coalesce(cancel_asked_by, :asked_by),
                          state = case state when 5 then 6 else state end,
                          outcome = case state when 5 then 'E_CANCELLED' else outcome end,
                          ended_at = case state when 5 then now() end
           where job_id = :job_id and state in (0, 5) returning job_id)
select app_tell('job', job_id) from j;

-- name: job_drop_waiting :exec
-- in: job_id int8
-- Nobody is there who would take it.
with j as (update job set state = 4, ended_at = now()
           where job_id = :job_id and state = 5 returning job_id)
select app_tell('job', job_id) from j;

-- name: job_follow :one
-- in: job_id int8, kind_key int8
-- out: state int2, stage text, unit text, stage_at time?, done int8, total int8, outcome text, message text, result text, alive bool
-- 'alive': whoever runs it, or would take it, is there.
select state, stage, unit, stage_at, done, total, outcome, message, result,
       case state when 0 then app_locked(:kind_key) when 5 then app_locked(place) else true end as alive
from job where job_id = :job_id;

-- name: job_log_since :many
-- in: job_id int8, line int4
-- out: line int4, kind int2, stage text, body text, millis int8
select line, kind, stage, body, millis from job_log
where job_id = :job_id and line > :line order by line;

-- name: job_locked :one
-- in: key int8
-- out: held bool
select app_locked(:key) as held;

-- name: job_patient :one
-- out: value text
-- What is told of a job need not be on the disk before the work goes on.
select set_config('synchronous_commit', 'off', false) as value;
