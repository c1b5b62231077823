-- Customers who are opened, put on a list and taken off it.

-- name: list_own :many
-- out: list_id id, name text
-- That the person may change.
select list_id, name from list where owner_id = app_staff() and deleted_at is null
order by changed_at desc limit 500;

-- name: list_put :one
-- in: list_id int8, customers int8[], at time
-- out: put int8
with m as (insert into list_member (customer_id, list_id, at)
           select unnest(:customers), :list_id, :at on conflict do nothing returning 1)
select count(*) as put from m;

-- name: list_take_off :one
-- in: list_id int8, customers int8[]
-- out: taken int8
with m as (delete from list_member where list_id = :list_id and customer_id = any(:customers) returning 1)
select count(*) as taken from m;

-- name: list_members_changed :maybe
-- in: list_id int8, by int8, at time
-- out: list_id int8
-- No row: it has been deleted meanwhile, or is another's.
with l as (update list set members = members + :by, changed_at = :at
           where list_id = :list_id and deleted_at is null returning list_id)
select list_id from l cross join lateral app_set_changed(list_id);
