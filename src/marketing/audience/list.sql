-- Lists of customers that people keep.

-- name: list_page :many
-- in: q text?, own bool?, limit int8, offset int8
-- out: list_id id, name text, about text, members int8, owner_name text?, org_name text?, visibility int2 of visibilities, changed_at time, is_mine bool, list_total int8 inner
-- order: changed_at, name, members, owner_name
select list_id, name, about, members, owner_name, org_name, visibility, changed_at, is_mine,
       count(*) over () as list_total
from (select l.list_id, l.name collate "zh-x-icu" as name, l.about, l.members, l.visibility, l.changed_at,
             l.owner_id = app_staff() as is_mine,
             (select s.name from staff s where s.staff_id = l.owner_id order by day desc limit 1) as owner_name,
             (select o.name from org o where o.org_id = l.org_id order by day desc limit 1) as org_name
      from list l where l.deleted_at is null) x
where (:q::text is null or position(:q in name) > 0 or position(:q in about) > 0)
  and (:own::bool is null or is_mine = :own)
order by :order, list_id desc limit :limit offset :offset;

-- name: list_find :one
-- in: list_id int8
-- out: list_id id, name text, about text, members int8, owner_name text?, org_name text?, visibility int2 of visibilities, made_at time, changed_at time, is_mine bool
select l.list_id, l.name, l.about, l.members,
       (select s.name from staff s where s.staff_id = l.owner_id order by day desc limit 1) as owner_name,
       (select o.name from org o where o.org_id = l.org_id order by day desc limit 1) as org_name,
       l.visibility, l.made_at, l.changed_at, l.owner_id = app_staff() as is_mine
from list l where l.list_id = :list_id and l.deleted_at is null;

-- name: list_add :one
-- in: name text, about text, owner_id int4, org_id int4, visibility int2, at time
-- out: list_id int8
with l as (insert into list (name, about, owner_id, org_id, visibility, made_at, changed_at)
           values (:name, :about, :owner_id, :org_id, :visibility, :at, :at) returning list_id)
select list_id from l cross join lateral app_set_changed(list_id);

-- name: list_change :maybe
-- in: list_id int8, name text, about text, visibility int2, at time
-- out: list_id int8
with l as (update list set name = :name, about = :about, visibility = :visibility, changed_at = :at
           where list_id = :list_id and deleted_at is null returning list_id)
select list_id from l cross join lateral app_set_changed(list_id);

-- name: list_uploads :many
-- in: list_id int8
-- out: upload_id id, file_name text, way int2 of upload_ways, state int2 of upload_states, at time, lines int8, added int8, failed int8
select upload_id, file_name, way, state, at, lines, added, failed
from upload where list_id = :list_id order by upload_id desc limit 20;

-- name: list_tags :many
-- out: tag_id id, name text, part int2 of tag_parts
-- That may be given by hand.
select tag_id, name, part from tag where kind = 0 and deleted_at is null
order by name collate "zh-x-icu" limit 500;
