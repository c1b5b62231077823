-- Saved views of lists.

-- name: view_kept :one
-- in: list text, staff_id int4, org_id int4, post int2
-- out: columns text, views text
-- What is kept of a list for somebody: the columns chosen, and as JSON the views to choose from: the own
-- ones first, then those shared by the own organisation and those above it.
with above as (
    select up.org_id, up.last - up.first as size
    from org_place me join org_place up on me.first between up.first and up.last
    where me.org_id = :org_id
), first as (
    select f.view_id
    from first_view f left join above a on a.org_id = f.org_id
    where f.list = :list
      and (f.staff_id = :staff_id or (f.staff_id = 0 and f.post = :post and a.org_id is not null))
    order by f.staff_id = 0, a.size limit 1
)
select coalesce((select columns from list_columns where staff_id = :staff_id and list = :list), '') as columns,
       coalesce((select jsonb_agg(jsonb_build_object(
                            'view_id', v.view_id, 'name', v.name, 'query', v.query,
                            'is_mine', v.staff_id = :staff_id, 'is_shared', v.org_id is not null,
                            'owner', (select s.name from staff s where s.staff_id = v.staff_id
                                      order by day desc limit 1),
                            'is_first', v.view_id = (select view_id from first))
                        order by v.staff_id <> :staff_id, v.name, v.view_id)
                 from saved_view v
                 where v.list = :list
                   and (v.staff_id = :staff_id or v.org_id in (select org_id from above))), '[]')::text as views;

-- name: view_save :one
-- in: list text, staff_id int4, name text, about text, query text, org_id int4?, now timestamptz
-- out: view_id int8
-- One of that name is another one from now on.
insert into saved_view (list, staff_id, name, about, query, org_id, saved_at)
values (:list, :staff_id, :name, :about, :query, :org_id, :now)
on conflict (staff_id, list, name)
    do update set about = excluded.about, query = excluded.query, org_id = excluded.org_id,
                  saved_at = excluded.saved_at
returning view_id;

-- name: view_count :one
-- in: list text, staff_id int4, name text
-- out: views int8
-- The person's views of the list, but for the one of that name.
select count(*) as views from saved_view where list = :list and staff_id = :staff_id and name <> :name;

-- name: view_page :many
-- in: staff_id int4, org_id int4, post int2, limit int8, offset int8
-- out: view_id id, list text, list_title text?, name text, shows text?, query text, owner_name text?, is_mine bool, is_shared bool, is_first bool, saved_at time, change text?, list_total int8 inner
-- order: list, name, owner_name, saved_at
-- All that the person has or that is shared; 'list_title', 'shows' and 'change' are filled in by who shows them.
with above as (
    select up.org_id, up.last - up.first as size
    from org_place me join org_place up on me.first between up.first and up.last
    where me.org_id = :org_id
), first as (
    select distinct on (f.list) f.list, f.view_id
    from first_view f left join above a on a.org_id = f.org_id
    where f.staff_id = :staff_id or (f.staff_id = 0 and f.post = :post and a.org_id is not null)
    order by f.list, f.staff_id = 0, a.size
), found as (
    select v.view_id, v.list, null::text as list_title, v.name collate "zh-x-icu" as name,
           null::text as shows, v.query, (select s.name from staff s where s.staff_id = v.staff_id order by day desc limit 1) as owner_name,
           v.staff_id = :staff_id as is_mine, v.org_id is not null as is_shared,
           coalesce(v.view_id = f.view_id, false) as is_first, v.saved_at, null::text as change
    from saved_view v left join first f on f.list = v.list
    where v.staff_id = :staff_id or v.org_id in (select org_id from above)
)
select view_id, list, list_title, name, shows, query, owner_name, is_mine, is_shared, is_first, saved_at, change,
       count(*) over () as list_total
from found
order by :order, view_id limit :limit offset :offset;

-- name: view_change :maybe
-- in: view_id int8, staff_id int4, name text, about text?, org_id int4?
-- out: view_id int8
-- No row: it is not the person's, or another view of that list has the name.  about: null as it was.
update saved_view v set name = :name, about = coalesce(:about, about), org_id = :org_id
where view_id = :view_id and staff_id = :staff_id
  and not exists (select from saved_view o where o.staff_id = v.staff_id and o.list = v.list
                  and o.name = :name and o.view_id <> v.view_id)
returning view_id;

-- name: view_find :maybe
-- in: view_id int8, staff_id int4, org_id int4
-- out: list text, query text, is_mine bool, name text, is_shared bool, is_first bool, about text, owner_name text?
-- One that the person has, or that is shared.
select list, query, staff_id = :staff_id as is_mine, name, org_id is not null as is_shared,
       exists (select from first_view f
               where f.list = v.list and f.staff_id = :staff_id and f.view_id = v.view_id) as is_first,
       about, (select s.name from staff s where s.staff_id = v.staff_id order by day desc limit 1) as owner_name
from saved_view v
where view_id = :view_id
  and (staff_id = :staff_id
       or v.org_id in (select up.org_id
                       from org_place me join org_place up on me.first between up.first and up.last
                       where me.org_id = :org_id));

-- name: view_of :many
-- in: list text, staff_id int4, org_id int4
-- out: view_id id, name text, about text, query text, owner_name text?, is_mine bool, is_shared bool, saved_at time
-- Those of one list that the person has, then those shared with the own organisation.
select v.view_id, v.name, v.about, v.query,
       (select s.name from staff s where s.staff_id = v.staff_id order by day desc limit 1) as owner_name,
       v.staff_id = :staff_id as is_mine, v.org_id is not null as is_shared, v.saved_at
from saved_view v
where v.list = :list
  and (v.staff_id = :staff_id
       or v.org_id in (select up.org_id
                       from org_place me join org_place up on me.first between up.first and up.last
                       where me.org_id = :org_id))
order by v.staff_id <> :staff_id, v.name collate "zh-x-icu", v.view_id
limit 500;

-- name: view_drop :exec
-- in: view_id int8, staff_id int4
delete from saved_view where view_id = :view_id and staff_id = :staff_id;

-- name: view_begin :exec
-- in: list text, staff_id int4, org_id int4, post int2, view_id int8?
-- Where none is named it begins as it is.
insert into first_view (list, staff_id, org_id, post, view_id)
values (:list, :staff_id, :org_id, :post, :view_id)
on conflict (list, staff_id, org_id, post) do update set view_id = excluded.view_id;

-- name: view_begin_as_others :exec
-- in: list text, staff_id int4
-- As the post says, or the list.
delete from first_view where list = :list and staff_id = :staff_id;
