-- Sources, as the pages show them.

-- name: source_list :many
-- in: watch_key int8
-- out: source_id id, name text, dir text, every_seconds int4, looked_at time?, problem text, newest date?, not_ready int4, last_day date?, succeeded_at time?, behind_since time?, behind_days int4, behind_minutes int8, watched bool, open_job id?, last_job id?, last_state int2? of job_states
-- The last success: the last look that found nothing missing, or the last day published.
select s.source_id, s.name, s.dir, s.every_seconds, s.looked_at, s.problem, s.newest, s.not_ready,
       d.day as last_day, greatest(s.in_step_at, d.published_at) as succeeded_at,
       case when s.newest > d.day or d.day is null then s.behind_since end as behind_since,
       greatest(0, s.newest - d.day)::int4 as behind_days,
       coalesce(extract(epoch from now() - s.behind_since) / 60, 0)::int8 as behind_minutes,
       app_locked(:watch_key) as watched, o.job_id as open_job, s.job_id as last_job,
       j.state as last_state
from source s
left join (select day, published_at from business_day order by day desc limit 1) d on true
left join job j on j.job_id = s.job_id
left join lateral (select job_id from job where kind = s.kind and state in (0, 5)
                   order by job_id desc limit 1) o on true
order by s.source_id;

-- name: source_find :one
-- in: source_id int8, watch_key int8
-- out: name text, dir text, kind text, args text, place int8, every_seconds int4, watched bool
select name, dir, kind, args, place, every_seconds, app_locked(:watch_key) as watched
from source where source_id = :source_id;

-- name: source_schedule :exec
-- in: source_id int8, every_seconds int4
with s as (update source set every_seconds = :every_seconds where source_id = :source_id
           returning source_id)
select app_tell('source', source_id) from s;
