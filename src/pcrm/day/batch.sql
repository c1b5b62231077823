-- name: day_last :one
-- out: day date?
-- The newest published day.
select max(day) as day from business_day;

-- name: day_before :one
-- in: day date
-- out: day date?
select max(day) as day from business_day where day < :day;

-- name: day_published :maybe
-- in: day date
-- out: published_at timestamptz
-- When the day before was published: it tells apart the runs of that day.
select published_at from business_day where day < :day order by day desc limit 1;

-- name: day_rule_version :maybe
-- in: day date
-- out: rule_version int4
select rule_version from business_day where day = :day;

-- name: days_with_folder :many
-- out: day date
select day from business_day where folder order by day;

-- name: loads_forget_not_ready :exec
-- What is not ready is listed anew by each batch.
delete from load where state = 2;

-- name: loads_not_ready :exec
-- in: days date[]
insert into load (day, file, state, reason, rows, taken, quarantined, waiting, bytes, millis, detail)
select day, 11, 2, '', 0, 0, 0, 0, 0, 0, 'no MANIFEST' from unnest(:days) as d (day)
on conflict (day, file) do nothing;

-- name: load_late :exec
-- in: day date, file int2, full_file bool, rows int8
insert into load (day, file, state, reason, full_file, rows, taken, quarantined, waiting, bytes,
                  millis, detail)
values (:day, :file, 1, 'late', :full_file, :rows, 0, 0, 0, 0, 0, 'the day was run already')
on conflict (day, file) do nothing;
