-- What was tried of drafts: kept by the job, shown by its pages.

-- name: trial_draft :maybe
-- in: draft_id int4
-- out: rules text, edition int4, title text
select rules::text, edition, title from rule_draft where draft_id = :draft_id;

-- name: whatif_add :one
-- in: draft_id int4, edition int4, day date, base_version int4, customers int4, millis int4, vip_below int4[], vip_missing int4[]
-- out: whatif_id int4
insert into whatif (draft_id, edition, day, base_version, customers, millis, vip_below, vip_missing, at)
values (:draft_id, :edition, :day, :base_version, :customers, :millis, :vip_below, :vip_missing, now())
returning whatif_id;

-- name: whatif_cell_copy :copy_in
-- in: whatif_id int4, scheme int2, org_id int4, level_before int2, level_after int2, customers int4, examples int8[]
copy whatif_cell (whatif_id, scheme, org_id, level_before, level_after, customers, examples) from stdin (format binary);

-- name: whatif_load_copy :copy_in
-- in: whatif_id int4, staff_id int4, level int2, before int4, after int4
copy whatif_load (whatif_id, staff_id, level, before, after) from stdin (format binary);

-- name: whatifs_of :many
-- in: draft_id int4
-- out: whatif_id int4, day date, at time, customers int4, moved int8, current bool
-- The newest first; current: of the draft as it is now.
select w.whatif_id, w.day, w.at, w.customers,
       coalesce((select sum(c.customers) from whatif_cell c
                 where c.whatif_id = w.whatif_id and c.scheme = 1 and c.level_before <> c.level_after), 0)::int8 as moved,
       w.edition = d.edition as current
from whatif w join rule_draft d using (draft_id)
where w.draft_id = :draft_id order by w.whatif_id desc limit 20;

-- name: whatif_find :maybe
-- in: whatif_id int4
-- out: whatif_id int4, draft_id int4, title text, day date, at time, customers int4, millis int4, base_version int4, vip_below int4[] inner, vip_missing int4[] inner, current bool
select w.whatif_id, w.draft_id, d.title, w.day, w.at, w.customers, w.millis, w.base_version, w.vip_below, w.vip_missing,
       w.edition = d.edition as current
from whatif w join rule_draft d using (draft_id) where w.whatif_id = :whatif_id;

-- name: whatif_matrix :many
-- in: whatif_id int4, scheme int2, org_id int4?
-- out: level_before int2, level_after int2, customers int8
-- Of the whole bank, or of an organisation and what lies below it.
select level_before, level_after, sum(customers)::int8 as customers from whatif_cell
where whatif_id = :whatif_id and scheme = :scheme
  and (:org_id::int4 is null or org_id in (
      select o.org_id from org_place o join org_place own on o.first between own.first and own.last
      where own.org_id = :org_id))
group by level_before, level_after order by level_before, level_after;

-- name: whatif_orgs :many
-- in: whatif_id int4, scheme int2
-- out: org_id int4, name text, customers int8, up int8, down int8
-- Organisations in which somebody moves, those with most first.
select c.org_id, (select o.name from org o where o.org_id = c.org_id order by o.day desc limit 1) as name,
       sum(c.customers)::int8 as customers,
       coalesce(sum(c.customers) filter (where c.level_after > c.level_before), 0)::int8 as up,
       coalesce(sum(c.customers) filter (where c.level_after < c.level_before), 0)::int8 as down
from whatif_cell c where c.whatif_id = :whatif_id and c.scheme = :scheme and c.org_id > 0
group by c.org_id having count(*) filter (where c.level_after <> c.level_before) > 0
order by count(*) filter (where c.level_after <> c.level_before) desc, sum(c.customers) desc, c.org_id limit 100;

-- name: whatif_loads :many
-- in: whatif_id int4
-- out: staff_id int4, name text, before int8, after int8
-- Managers whose customers from gold up become more or fewer.
select l.staff_id, (select s.name from staff s where s.staff_id = l.staff_id order by s.day desc limit 1) as name,
       sum(l.before) filter (where l.level >= 2)::int8 as before, sum(l.after) filter (where l.level >= 2)::int8 as after
from whatif_load l where l.whatif_id = :whatif_id
group by l.staff_id having sum(l.before) filter (where l.level >= 2) <> sum(l.after) filter (where l.level >= 2)
order by abs(sum(l.after - l.before) filter (where l.level >= 2)) desc, l.staff_id limit 50;

-- name: whatif_examples :one
-- in: whatif_id int4, scheme int2, level_before int2, level_after int2
-- out: customer_ids int8[]
select coalesce(array_agg(e.id order by e.id), '{}') as customer_ids
from (select unnest(examples) as id from whatif_cell
      where whatif_id = :whatif_id and scheme = :scheme and level_before = :level_before and level_after = :level_after) e;

-- name: whatifs_beside :many
-- in: whatif_id int4
-- out: whatif_id int4, title text
-- The newest other trials.
select w.whatif_id, d.title from whatif w join rule_draft d using (draft_id)
where w.whatif_id <> :whatif_id order by w.whatif_id desc limit 8;
