-- Tags, and who has them.

-- name: tag_page :many
-- in: q text?, kind int2?, part int2?, own bool?, limit int8, offset int8
-- out: tag_id id, name text, kind int2 of tag_kinds, part int2 of tag_parts, about text, condition text, owner_name text?, visibility int2 of visibilities, changed_at time, is_mine bool, list_total int8 inner
-- order: name, kind, part, owner_name, changed_at
select tag_id, name, kind, part, about, condition, owner_name, visibility, changed_at, is_mine,
       count(*) over () as list_total
from (select t.tag_id, t.name collate "zh-x-icu" as name, t.kind, t.part, t.about, t.condition, t.visibility,
             t.changed_at, t.owner_id = app_staff() as is_mine,
             (select s.name from staff s where s.staff_id = t.owner_id order by day desc limit 1) as owner_name
      from tag t where t.deleted_at is null) x
where (:q::text is null or position(:q in name) > 0 or position(:q in about) > 0)
  and (:kind::int2 is null or kind = :kind) and (:part::int2 is null or part = :part)
  and (:own::bool is null or is_mine = :own)
order by :order, tag_id limit :limit offset :offset;

-- name: tag_find :one
-- in: tag_id int8
-- out: tag_id id, name text, kind int2 of tag_kinds, part int2 of tag_parts, about text, condition text, owner_name text?, visibility int2 of visibilities, made_at time, changed_at time, is_mine bool
select t.tag_id, t.name, t.kind, t.part, t.about, t.condition,
       (select s.name from staff s where s.staff_id = t.owner_id order by day desc limit 1) as owner_name,
       t.visibility, t.made_at, t.changed_at, t.owner_id = app_staff() as is_mine
from tag t where t.tag_id = :tag_id and t.deleted_at is null;

-- name: tag_add :one
-- in: name text, kind int2, part int2, about text, condition text, owner_id int4, org_id int4, visibility int2, at time
-- out: tag_id int8
with t as (insert into tag (name, kind, part, about, condition, owner_id, org_id, visibility, made_at, changed_at)
           values (:name, :kind, :part, :about, :condition, :owner_id, :org_id, :visibility, :at, :at)
           returning tag_id)
select tag_id from t cross join lateral app_set_changed(tag_id);

-- name: tag_change :maybe
-- in: tag_id int8, name text, part int2, about text, condition text, visibility int2, at time
-- out: tag_id int8
with t as (update tag set name = :name, part = :part, about = :about, condition = :condition,
                          visibility = :visibility, changed_at = :at
           where tag_id = :tag_id and deleted_at is null returning tag_id)
select tag_id from t cross join lateral app_set_changed(tag_id);

-- name: tag_usable :many
-- out: tag_id id, name text, part int2 of tag_parts
-- Custom tags that the person may give.
select tag_id, name, part from tag where kind = 0 and deleted_at is null
order by part, name collate "zh-x-icu" limit 500;

-- name: tag_system :many
-- out: tag_id id, name text, part int2 of tag_parts, about text, condition text
select tag_id, name, part, about, condition from tag where kind = 1 and deleted_at is null
order by part, name collate "zh-x-icu" limit 500;

-- ---- of customers who are opened ------------------------------------------------------------------------

-- name: tag_of_customer :many
-- in: customer_id int8
-- out: tag_id id, name text, part int2 of tag_parts, about text, at time, staff_name text?
select t.tag_id, t.name, t.part, t.about, c.at,
       (select s.name from staff s where s.staff_id = c.staff_id order by day desc limit 1) as staff_name
from customer_tag c join tag t on t.tag_id = c.tag_id
where c.customer_id = :customer_id and t.kind = 0 and t.deleted_at is null
order by t.part, t.name collate "zh-x-icu";

-- name: tag_give :one
-- in: tag_id int8, customers int8[], staff_id int4, at time
-- out: given int8
with c as (insert into customer_tag (customer_id, tag_id, staff_id, at)
           select w.customer_id, :tag_id, :staff_id, :at from unnest(:customers) w (customer_id)
           on conflict do nothing returning customer_id)
select (select count(*) from c) as given
from app_customers_changed(array(select customer_id from c), 1);

-- name: tag_take :one
-- in: tag_id int8, customers int8[]
-- out: taken int8
with c as (delete from customer_tag where tag_id = :tag_id and customer_id = any(:customers) returning customer_id)
select (select count(*) from c) as taken
from app_customers_changed(array(select customer_id from c), 1);
