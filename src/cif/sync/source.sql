-- Sources of data.  Whoever changes one tells it, so that pages see it at once.

-- name: source_register :one
-- in: name text, dir text, kind text, args text, place int8, every_seconds int4
-- out: source_id int8
-- How often it is looked at stays as it was set; a new directory has nothing put for it yet.
with s as (insert into source (name, dir, kind, args, place, every_seconds)
           values (:name, :dir, :kind, :args, :place, :every_seconds)
           on conflict (name) do update
           set dir = excluded.dir, kind = excluded.kind, args = excluded.args, place = excluded.place,
               put_for = case when source.dir = excluded.dir then source.put_for end, looked_at = null
           returning source_id)
select app_tell('source', source_id) as source_id from s;

-- name: source_due :one
-- in: source_id int8
-- out: millis int8
-- Until the next look.
select greatest(0, coalesce(ceil(extract(epoch from looked_at + every_seconds * interval '1 second'
                                                    - clock_timestamp()) * 1000), 0))::int8 as millis
from source where source_id = :source_id;

-- name: source_looked :one
-- in: source_id int8, problem text, newest date?, not_ready int4
-- out: put bool
-- What a look found; 'put': a job is to take it.
with d as (select max(day) as last from business_day),
     s as (update source
           set looked_at = clock_timestamp(), problem = :problem, newest = :newest, not_ready = :not_ready,
               in_step_at = case when :problem = '' and :newest::date is not null and :newest <= d.last
                                 then clock_timestamp() else in_step_at end,
               behind_since = case when :newest::date is null or :newest <= d.last then null
                                   else coalesce(behind_since, clock_timestamp()) end
           from d where source_id = :source_id
           returning source_id, put_for, job_id, d.last)
select coalesce(:newest > coalesce(last, '-infinity')
                and (put_for is distinct from :newest::date
                     or exists (select from job j where j.job_id = s.job_id and j.state = 4)), false) as put
from s cross join lateral app_tell('source', source_id);

-- name: source_put :exec
-- in: source_id int8, newest date, job_id int8
update source set put_for = :newest, job_id = :job_id where source_id = :source_id;
