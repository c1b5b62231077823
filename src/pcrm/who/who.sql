-- What conditions name, and the few customers that are shown of those they find.

-- name: who_org :maybe
-- in: called text, day date
-- out: org_id int4
select org_id
from (select distinct on (org_id) org_id, org_no, name from org where day <= :day
      order by org_id, day desc) o
where org_no = :called or name = :called order by org_no = :called desc, org_id limit 1;

-- name: who_staff :maybe
-- in: staff_no text, day date
-- out: staff_id int4
select staff_id
from (select distinct on (staff_id) staff_id, staff_no from staff where day <= :day
      order by staff_id, day desc) s
where staff_no = :staff_no limit 1;

-- name: who_product :maybe
-- in: called text, day date
-- out: id int8
-- A product by its code; a family by its first product, turned round.
select id
from (select product_id::int8 as id, product_code as called
      from (select distinct on (product_id) product_id, product_code from product where day <= :day
            order by product_id, day desc) p
      union all
      select -min(product_id)::int8, family
      from (select distinct on (product_id) product_id, family from product where day <= :day
            order by product_id, day desc) f
      where family <> '' group by family) x
where called = :called order by id desc limit 1;

-- name: who_family :one
-- in: product_id int4, day date
-- out: product_ids int4[]
-- The products of that one's family.
with p as (
    select distinct on (product_id) product_id, family from product where day <= :day
    order by product_id, day desc
)
select coalesce(array_agg(product_id order by product_id), '{}') as product_ids
from p where family = (select family from p own where own.product_id = :product_id);

-- name: who_orgs :many
-- in: part text, day date, most int8
-- out: name text, more text
select name, org_no as more
from (select distinct on (org_id) org_id, org_no, name from org where day <= :day
      order by org_id, day desc) o
where org_no = :part or position(:part in name) > 0
order by org_no = :part desc, position(:part in name), org_no limit :most;

-- name: who_staffs :many
-- in: part text, day date, most int8
-- out: name text, more text
-- By number or name; a condition has the number.
select staff_no as name, name as more
from (select distinct on (staff_id) staff_id, staff_no, name, has_left from staff where day <= :day
      order by staff_id, day desc) s
where not has_left and (position(:part in staff_no) > 0 or position(:part in name) > 0)
order by staff_no = :part desc, staff_no limit :most;

-- name: who_products :many
-- in: part text, day date, most int8
-- out: name text, more text
-- Families first, then products by their code.
with p as (
    select distinct on (product_id) product_id, product_code, name, family from product
    where day <= :day order by product_id, day desc
)
select name, more
from (select family as name, '' as more, 0 as kind from p where family <> '' group by family
      union all select product_code, name, 1 from p) x
where position(:part in name) > 0 or position(:part in more) > 0
order by kind, name limit :most;

-- name: who_people :many
-- in: ids int8[], day date
-- out: customer_id id, customer_no text, name text
-- Of these customers, who were opened before.
select c.customer_id, c.customer_no, v.name
from customer c
cross join lateral (select name from customer_record v
                    where v.customer_id = c.customer_id and v.day <= :day
                    order by v.day desc limit 1) v
where c.customer_id = any(:ids);

-- name: who_org_names :many
-- in: ids int4[], day date
-- out: org_id int4, name text
select distinct on (org_id) org_id, name from org
where org_id = any(:ids) and day <= :day order by org_id, day desc;

-- name: who_set :one
-- in: kind int2, called text
-- out: id int8?
-- A tag (0), list (1) or audience (2) that the person may use.
select app_set_usable(:kind, :called) as id;

-- name: who_any_set :one
-- in: kind int2, called text
-- out: id int8?
select app_set_named(:kind, :called) as id;

-- name: who_condition :one
-- in: kind int2, id int8
-- out: condition text?
-- Of a system tag, or an audience that is refreshed daily.
select app_set_condition(:kind, :id) as condition;

-- name: who_sets :many
-- in: kind int2, part text, most int8
-- out: name text, more text
select name, more
from (select 0 as kind, name, about as more from tag where deleted_at is null
      union all select 1, name, about from list where deleted_at is null
      union all select 2, name, about from audience where deleted_at is null and version > 0) x
where kind = :kind::int2 and position(:part in name) > 0
order by position(:part in name), name collate "zh-x-icu" limit :most;
