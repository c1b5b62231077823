-- The published days, as the pages show them.

-- name: night_list :many
-- in: since date?, until date?, limit int8, offset int8
-- out: day date, customers int8, files int8, rows int8, taken int8, quarantined int8, waiting int8, refused int8, rule_version int4, published_at time, list_total int8
-- order: day desc, customers, rows, quarantined, waiting, refused, published_at
select day, customers, files, rows, taken, quarantined, waiting, refused, rule_version,
       published_at, count(*) over () as list_total
from (select b.day, b.customers, b.rule_version, b.published_at,
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
-- out: day date, customers int8, rule_version int4, folder bool, published_at time, alerts int8
select b.day, b.customers, b.rule_version, b.folder, b.published_at,
       (select count(*) from alert a where a.day = b.day) as alerts
from business_day b where b.day = :day;

-- name: night_loads :many
-- in: day date
-- out: file int2 of load_files, state int2 of load_states, reason text, rows int8, taken int8, quarantined int8, waiting int8, bytes int8, millis int8
select file, state, reason, rows, taken, quarantined, waiting, bytes, millis
from load where day = :day order by file;
