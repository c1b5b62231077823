-- name: scope_begin :exec
-- in: staff_id int4, scope text, role text
-- Until the transaction ends.  Plans are made once: for one customer or a page of them they hardly differ,
-- and making one over a year's partitions costs more than the query.  (Citus takes only set local as a message of its own to its shards: with
-- set_config they show nothing.)
select set_config('app.staff', :staff_id::int4::text, true), set_config('app.scope', :scope, true),
       set_config('plan_cache_mode', 'force_generic_plan', true), set_config('role', :role, true);

-- name: scope_own :one
-- out: own int8[]
select app_own() as own;

-- name: scope_open :one
-- in: customers int8[]
-- out: seen int8[]
select app_open(:customers) as seen;

-- name: scope_open_next :exec
-- in: customers int8[]
select app_open(:customers);

-- name: scope_close :exec
select set_config('app.customers', '', true);

-- name: scope_place_orgs :exec
select app_place_orgs();

-- name: scope_protect :exec
select app_protect();

-- name: scope_faults :many
-- out: name text
-- Roles that escape the policies, or that could: there must be none.
select r.rolname::text as name
from pg_roles r
where r.rolname in ('guanhu_all', 'guanhu_org', 'guanhu_own')
  and (r.rolsuper or r.rolbypassrls or r.rolcreaterole
       or exists (select 1 from pg_class c where c.relowner = r.oid
                  and c.relnamespace = 'public'::regnamespace)
       or exists (select 1 from pg_auth_members m where m.member = r.oid))
order by 1;
