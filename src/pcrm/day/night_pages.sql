-- The published days, as the pages show them.

-- name: night_list :many
-- in: since date?, until date?, limit int8, offset int8
-- out: day date, customers int8, alerts int8?, files int8, rows int8, taken int8, quarantined int8, waiting int8, refused int8, rule_version int4, millis int8?, published_at time, list_total int8 inner
-- order: day, customers, alerts, rows, quarantined, waiting, refused, millis, published_at
select day, customers, alerts, files, rows, taken, quarantined, waiting, refused, rule_version,
       (select s.millis from night_step s where s.day = x.day and s.step = 6) as millis,
       published_at, count(*) over () as list_total
from (select b.day, b.customers, b.alerts, b.rule_version, b.published_at,
             count(l.day) as files,
             coalesce(sum(l.rows), 0)::int8 as rows,
             coalesce(sum(l.taken), 0)::int8 as taken,
             coalesce(sum(l.quarantined), 0)::int8 as quarantined,
             coalesce(sum(l.waiting), 0)::int8 as waiting,
             count(*) filter (where l.state = 1) as refused
      from business_day b left join load l on l.day = b.day and l.file <> 11
      where (:since::date is null or b.day >= :since)
        and (:until::date is null or b.day <= :until)
      group by b.day) x
order by :order, day desc limit :limit offset :offset;

-- name: night_find :one
-- in: day date
-- out: day date, customers int8, alerts int8?, rule_version int4, folder bool, published_at time
select day, customers, alerts, rule_version, folder, published_at
from business_day where day = :day;

-- name: night_steps :many
-- in: day date
-- out: step int2 of night_step_words, rows int8?, bytes int8?, millis int8
select step, nullif(rows, 0) as rows, nullif(bytes, 0) as bytes, millis
from night_step where day = :day order by step;

-- name: night_steps_put :exec
-- in: day date, steps int4[], rows int8[], bytes int8[], millis int8[]
-- Where the time of a day's last run went.
insert into night_step (day, step, rows, bytes, millis)
select :day, step::int2, rows, bytes, millis
from unnest(:steps::int4[], :rows::int8[], :bytes::int8[], :millis::int8[])
         s (step, rows, bytes, millis)
on conflict (day, step) do update
set rows = excluded.rows, bytes = excluded.bytes, millis = excluded.millis;
