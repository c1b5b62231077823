-- Audiences: customers by condition.

-- name: audience_page :many
-- in: q text?, own bool?, draft bool?, limit int8, offset int8
-- out: audience_id id, name text, about text, condition text, refresh int2 of audience_refreshes, version int4, draft bool, members int8?, day date?, owner_name text?, org_name text?, visibility int2 of visibilities, changed_at time, is_mine bool, list_total int8 inner
-- order: changed_at, name, members, owner_name
select audience_id, name, about, condition, refresh, version, draft, members, day, owner_name, org_name, visibility,
       changed_at, is_mine, count(*) over () as list_total
from (select a.audience_id, a.name collate "zh-x-icu" as name, a.about, a.condition, a.refresh, a.version, a.draft,
             v.members, v.day, a.visibility, a.changed_at, a.owner_id = app_staff() as is_mine,
             (select s.name from staff s where s.staff_id = a.owner_id order by day desc limit 1) as owner_name,
             (select o.name from org o where o.org_id = a.org_id order by day desc limit 1) as org_name
      from audience a
      left join audience_version v on v.audience_id = a.audience_id and v.version = a.version
      where a.deleted_at is null) x
where (:q::text is null or position(:q in name) > 0 or position(:q in about) > 0)
  and (:own::bool is null or is_mine = :own) and (:draft::bool is null or (version = 0) = :draft)
order by :order, audience_id desc limit :limit offset :offset;

-- name: audience_find :one
-- in: audience_id int8
-- out: audience_id id, name text, about text, condition text, refresh int2 of audience_refreshes, version int4, draft bool, published text?, published_refresh int2? of audience_refreshes, published_on date?, members int8?, owner_name text?, org_name text?, visibility int2 of visibilities, changed_at time, is_mine bool
select a.audience_id, a.name, a.about, a.condition, a.refresh, a.version, a.draft, v.condition as published,
       v.refresh as published_refresh, v.day as published_on, v.members,
       (select s.name from staff s where s.staff_id = a.owner_id order by day desc limit 1) as owner_name,
       (select o.name from org o where o.org_id = a.org_id order by day desc limit 1) as org_name,
       a.visibility, a.changed_at, a.owner_id = app_staff() as is_mine
from audience a left join audience_version v on v.audience_id = a.audience_id and v.version = a.version
where a.audience_id = :audience_id and a.deleted_at is null;

-- name: audience_others :many
-- in: audience_id int8
-- out: audience_id id, name text
-- With which it can be compared.
select audience_id, name from audience
where audience_id <> :audience_id and deleted_at is null and version > 0 order by name collate "zh-x-icu" limit 500;

-- name: audience_add :one
-- in: name text, about text, condition text, refresh int2, owner_id int4, org_id int4, visibility int2, at time
-- out: audience_id int8
insert into audience (name, about, condition, refresh, owner_id, org_id, visibility, made_at, changed_at)
values (:name, :about, :condition, :refresh, :owner_id, :org_id, :visibility, :at, :at)
returning audience_id;

-- name: audience_change :maybe
-- in: audience_id int8, name text, about text, condition text, refresh int2, visibility int2, at time
-- out: audience_id int8
with a as (update audience a set name = :name, about = :about, condition = :condition, refresh = :refresh,
                                 visibility = :visibility, changed_at = :at,
                                 draft = not exists (select from audience_version v
                                                     where v.audience_id = a.audience_id and v.version = a.version
                                                       and v.condition = :condition and v.refresh = :refresh)
           where a.audience_id = :audience_id and a.deleted_at is null returning a.audience_id)
select audience_id from a cross join lateral app_set_changed(audience_id);

-- name: audience_publish :maybe
-- in: audience_id int8, day date, members int8, staff_id int4, at time
-- out: version int4
-- As it is being edited becomes the next version.
with a as (update audience set version = version + 1, draft = false, changed_at = :at
           where audience_id = :audience_id and deleted_at is null
           returning audience_id, version, condition, refresh),
     v as (insert into audience_version (audience_id, version, condition, refresh, day, members, staff_id, published_at)
           select audience_id, version, condition, refresh, :day, :members, :staff_id, :at from a)
select version from a cross join lateral app_set_changed(audience_id);

-- name: audience_now :one
-- in: audience_id int8, day date, version int4, customers int8[]
-- out: came int8, went int8
select came, went from app_audience_now(:audience_id, :day, :version, :customers);

-- name: audience_versions :many
-- in: audience_id int8
-- out: version int4, condition text, refresh int2 of audience_refreshes, day date, members int8, staff_name text?, published_at time
select version, condition, refresh, day, members,
       (select s.name from staff s where s.staff_id = v.staff_id order by s.day desc limit 1) as staff_name,
       published_at
from audience_version v where audience_id = :audience_id order by version desc limit 20;

-- name: audience_changes :many
-- in: audience_id int8, day date, other date
-- out: customer_id int8, day date, by_parts int8?, condition text?
-- Who was in it on one day and not on the other (app_audience_changes).
select customer_id, day, by_parts, condition from app_audience_changes(:audience_id, :day, :other);

-- name: audience_kept :one
-- in: audience_id int8, days date[]
-- out: first date?, known int8
-- Since when days are kept, and how many of these are.
select min(day) as first, count(*) filter (where day = any(:days)) as known
from audience_day where audience_id = :audience_id;

-- name: audience_sizes :many
-- in: audience_id int8
-- out: day date, version int4, members int8, came int8, went int8
-- As a line: what is kept of a year, the oldest first.
select day, version, members, came, went
from (select * from audience_day where audience_id = :audience_id order by day desc limit 400) d order by day;

-- name: audience_orgs :many
-- in: ids int4[], day date
-- out: org_id int4, name text
select distinct on (org_id) org_id, name from org
where org_id = any(:ids) and day <= :day order by org_id, day desc;

-- name: audience_customer :one
-- in: numbers text[]
-- out: customers int8[]
select app_with_number(:numbers, '{}'::uuid[]) as customers;

-- name: audience_customer_name :maybe
-- in: customer_id int8, day date
-- out: customer_no text, name text
select c.customer_no, v.name from customer c
cross join lateral (select name from customer_record v where v.customer_id = c.customer_id and v.day <= :day
                    order by v.day desc limit 1) v
where c.customer_id = :customer_id;
