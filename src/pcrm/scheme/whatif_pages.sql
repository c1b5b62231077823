-- What was tried of drafts: kept by the job, shown by its pages.

-- name: trial_draft :maybe
-- in: draft_id int4
-- out: rules text, edition int4, title text
select rules::text, edition, title from rule_draft where draft_id = :draft_id;

-- name: whatif_add :one
-- in: draft_id int4, edition int4, day date, base_version int4, customers int4, millis int4, rules text
-- out: whatif_id int4
insert into whatif (draft_id, edition, day, base_version, customers, millis, rules, at)
values (:draft_id, :edition, :day, :base_version, :customers, :millis, :rules::text::jsonb, now())
returning whatif_id;

-- name: whatif_cell_copy :copy_in
-- in: whatif_id int4, scheme int2, org_id int4, level_before int2, level_after int2, moves int2, customers int4, examples int8[]
copy whatif_cell (whatif_id, scheme, org_id, level_before, level_after, moves, customers, examples) from stdin (format binary);

-- name: whatif_card_copy :copy_in
-- in: whatif_id int4, org_id int4, below_before int4, below_after int4, missing_before int4, missing_after int4
copy whatif_card (whatif_id, org_id, below_before, below_after, missing_before, missing_after) from stdin (format binary);

-- name: whatif_load_copy :copy_in
-- in: whatif_id int4, staff_id int4, level int2, before int4, after int4
copy whatif_load (whatif_id, staff_id, level, before, after) from stdin (format binary);

-- name: whatifs_of :many
-- in: draft_id int4, within int4?
-- out: whatif_id int4, day date, at time, customers int8, moved int8, current bool
-- The newest first, of whom the person may count; current: of the draft as it is now.
select w.whatif_id, w.day, w.at, coalesce(c.customers, 0)::int8 as customers, coalesce(c.moved, 0)::int8 as moved,
       w.edition = d.edition as current
from whatif w join rule_draft d using (draft_id)
cross join lateral (
    select sum(c.customers) as customers, sum(c.customers) filter (where c.moves <> 0) as moved
    from whatif_cell c
    where c.whatif_id = w.whatif_id and c.scheme = 1
      and (:within::int4 is null or c.org_id in (
          select o.org_id from org_place o join org_place own on o.first between own.first and own.last
          where own.org_id = :within))) c
where w.draft_id = :draft_id order by w.whatif_id desc limit 20;

-- name: whatif_find :maybe
-- in: whatif_id int4
-- out: whatif_id int4, draft_id int4, title text, day date, at time, millis int4, base_version int4, current bool, rules text inner, rules_before text inner
-- What was tried, and the version that was in force.
select w.whatif_id, w.draft_id, d.title, w.day, w.at, w.millis, w.base_version, w.edition = d.edition as current,
       coalesce(w.rules, d.rules)::text as rules, r.rules::text as rules_before
from whatif w join rule_draft d using (draft_id) join rule_set r on r.version = w.base_version
where w.whatif_id = :whatif_id;

-- name: whatif_matrix :many
-- in: whatif_id int4, scheme int2, within int4?
-- out: level_before int2, level_after int2, moves int2, customers int8
-- Of the whole bank, or of an organisation and what lies below it.
select level_before, level_after, min(moves) as moves, sum(customers)::int8 as customers from whatif_cell
where whatif_id = :whatif_id and scheme = :scheme
  and (:within::int4 is null or org_id in (
      select o.org_id from org_place o join org_place own on o.first between own.first and own.last
      where own.org_id = :within))
group by level_before, level_after order by level_before, level_after;

-- name: whatif_cards :one
-- in: whatif_id int4, within int4?
-- out: below_before int8, below_after int8, missing_before int8, missing_after int8
select coalesce(sum(below_before), 0)::int8 as below_before, coalesce(sum(below_after), 0)::int8 as below_after,
       coalesce(sum(missing_before), 0)::int8 as missing_before, coalesce(sum(missing_after), 0)::int8 as missing_after
from whatif_card
where whatif_id = :whatif_id
  and (:within::int4 is null or org_id in (
      select o.org_id from org_place o join org_place own on o.first between own.first and own.last
      where own.org_id = :within));

-- name: whatif_within :maybe
-- in: org_id int4, within int4?
-- out: name text
-- An organisation of those that the person may count.
select (select n.name from org n where n.org_id = o.org_id order by n.day desc limit 1) as name
from org_place o
where o.org_id = :org_id
  and (:within::int4 is null or exists (
      select from org_place own where own.org_id = :within and o.first between own.first and own.last));

-- name: whatif_orgs :many
-- in: whatif_id int4, scheme int2, within int4?
-- out: org_id int4, name text, customers int8, up int8, down int8
-- Organisations in which somebody moves, those with most first.
select c.org_id, (select o.name from org o where o.org_id = c.org_id order by o.day desc limit 1) as name,
       sum(c.customers)::int8 as customers,
       coalesce(sum(c.customers) filter (where c.moves > 0), 0)::int8 as up,
       coalesce(sum(c.customers) filter (where c.moves < 0), 0)::int8 as down
from whatif_cell c
where c.whatif_id = :whatif_id and c.scheme = :scheme and c.org_id > 0
  and (:within::int4 is null or c.org_id in (
      select o.org_id from org_place o join org_place own on o.first between own.first and own.last
      where own.org_id = :within))
group by c.org_id having count(*) filter (where c.moves <> 0) > 0
order by sum(c.customers) filter (where c.moves <> 0) desc, c.org_id limit 100;

-- name: whatif_loads :many
-- in: whatif_id int4, within int4?
-- out: staff_id int4, name text, org_name text?, before int8, after int8
-- Managers whose customers from gold up become more or fewer.
select l.staff_id, s.name, (select o.name from org o where o.org_id = s.org_id order by o.day desc limit 1) as org_name,
       l.before, l.after
from (select staff_id, sum(before) filter (where level >= 2)::int8 as before, sum(after) filter (where level >= 2)::int8 as after
      from whatif_load where whatif_id = :whatif_id group by staff_id) l
cross join lateral (select n.name, n.org_id from staff n where n.staff_id = l.staff_id order by n.day desc limit 1) s
where l.before <> l.after
  and (:within::int4 is null or s.org_id in (
      select o.org_id from org_place o join org_place own on o.first between own.first and own.last
      where own.org_id = :within))
order by abs(l.after - l.before) desc, l.staff_id limit 50;

-- name: whatif_examples :one
-- in: whatif_id int4, scheme int2, level_before int2, level_after int2, within int4?
-- out: customer_ids int8[]
select coalesce(array_agg(e.id order by e.id), '{}') as customer_ids
from (select unnest(examples) as id from whatif_cell
      where whatif_id = :whatif_id and scheme = :scheme and level_before = :level_before and level_after = :level_after
        and (:within::int4 is null or org_id in (
            select o.org_id from org_place o join org_place own on o.first between own.first and own.last
            where own.org_id = :within))) e;

-- name: whatifs_beside :many
-- in: whatif_id int4
-- out: whatif_id int4, title text, at time
-- The newest other trials.
select w.whatif_id, d.title, w.at from whatif w join rule_draft d using (draft_id)
where w.whatif_id <> :whatif_id order by w.whatif_id desc limit 8;
