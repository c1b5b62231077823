-- Long work, as the pages show it.

-- name: job_list :many
-- in: state int2?, asked_by int4?, limit int8, offset int8
-- out: job_id id, title text, state int2 of job_states, stage text, message text, origin int2 of job_origins, asked_name text?, asked_at time, started_at time?, ended_at time?, list_total int8 inner
-- order: asked_at, title, state, started_at, ended_at
select job_id, title, state, stage, message, origin,
       (select s.name from staff s where s.staff_id = j.asked_by order by day desc limit 1) as asked_name,
       asked_at, started_at, ended_at, count(*) over () as list_total
from job j
where (:state::int2 is null or state = :state) and (:asked_by::int4 is null or asked_by = :asked_by)
order by :order, job_id desc limit :limit offset :offset;

-- name: job_find :one
-- in: job_id int8
-- out: job_id id, kind text, title text, state int2 of job_states, origin int2 of job_origins, asked_name text?, stage text, unit text, stage_at time?, done int8, total int8, message text, asked_at time, started_at time?, seen_at time, ended_at time?, cancel_asked_at time?, cancel_name text?, first_day date?, last_day date?, days int4?, customers int8?, alerts int8?, acted int8?, had int8?, missing int8?, unseen int8?, look_at text?, asked_by int4? inner, file_name text?, file_bytes int8?, file_until time?
-- The last columns are of a result: a batch's, an action's; of a file only for whose it is, while it is kept.
select j.job_id, kind, title, state, origin,
       (select s.name from staff s where s.staff_id = j.asked_by order by day desc limit 1) as asked_name,
       stage, unit, stage_at, done, total, message, asked_at, started_at, seen_at, ended_at, cancel_asked_at,
       (select s.name from staff s where s.staff_id = j.cancel_asked_by order by day desc limit 1)
           as cancel_name,
       (r ->> 'first')::date as first_day, (r ->> 'last')::date as last_day, (r ->> 'days')::int4 as days,
       (r ->> 'customers')::int8 as customers, (r ->> 'alerts')::int8 as alerts,
       (r ->> 'done')::int8 as acted, (r ->> 'had')::int8 as had, (r ->> 'missing')::int8 as missing,
       (r ->> 'unseen')::int8 as unseen, r ->> 'to' as look_at, asked_by,
       f.name as file_name, f.bytes as file_bytes, f.until as file_until
from job j cross join lateral (select nullif(result, '')::jsonb as r) x
left join job_file f on f.job_id = j.job_id and f.staff_id = app_staff() and f.until > now()
where j.job_id = :job_id;

-- name: job_log_last :many
-- in: job_id int8, most int8
-- out: at time, kind int2, text text
-- The last lines of its log, in their order.
select at, kind, text
from (select line, at, kind,
             case kind when 0 then stage || '  ' || body || '  ' || round(millis / 1000.0, 1) || ' s'
                       else body end as text
      from job_log where job_id = :job_id order by line desc limit :most) l
order by line;
