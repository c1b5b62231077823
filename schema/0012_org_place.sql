-- Organisations numbered by the tree, so that "that organisation or below it" is a range of numbers, and
-- what a person may open is asked in one statement (platform/scope.h).

-- As of the newest day.  Organisations that stand above each other have no place.
create table org_place (
    org_id int4 primary key,
    first  int4 not null, -- its own number
    last   int4 not null, -- the greatest below it
    check (last >= first)
);

-- Within the transaction that publishes a day: numbers them anew where something moved.
create function app_place_orgs() returns void
language sql as $$
    with recursive newest as (
        select distinct on (org_id) org_id, org_no, parent_no from org order by org_id, day desc
    ), tree as (
        select org_id, org_no, array[org_no] as path from newest n
        where parent_no is null or not exists (select from newest p where p.org_no = n.parent_no)
        union all
        select n.org_id, n.org_no, t.path || n.org_no
        from tree t join newest n on n.parent_no = t.org_no
    ), numbered as (
        select org_id, org_no, row_number() over (order by path) as number from tree
    ), sized as (
        select up.org_no, count(*) as size from tree, unnest(path) up (org_no) group by 1
    ), placed as (
        select n.org_id, n.number::int4 as first, (n.number + s.size - 1)::int4 as last
        from numbered n join sized s using (org_no)
    ), gone as (
        delete from org_place p where not exists (select from placed n where n.org_id = p.org_id)
    )
    insert into org_place as p (org_id, first, last) select org_id, first, last from placed
    on conflict (org_id) do update set first = excluded.first, last = excluded.last
    where (p.first, p.last) is distinct from (excluded.first, excluded.last)
$$;
select app_place_orgs();

-- The person's own customers, of the whole bank.
drop function app_own(int8[]);
create function app_own() returns int8[]
language plpgsql stable security definer set search_path = public, pg_temp
set plan_cache_mode = force_generic_plan as $$
declare
    person int4 := app_staff();
    scope  text[] := app_scope();
    moment timestamptz := timestamptz 'epoch' + scope[4]::int8 * interval '1 microsecond';
    today  date := (select max(day) from business_day);
begin
    return array(
        select g.customer_id from customer_grant g
        where scope[1]::bool and g.staff_id = person and g.since <= moment and g.until > moment
        union
        select c.customer_id from care c
        where scope[2]::bool and c.staff_ids @> array[person] and c.relation = 0 and c.period @> today);
end
$$;

-- Opens those of these customers that the person may see: in service or granted, managed, or at home in
-- the person's organisation or below; gives them.
create or replace function app_open(customers int8[]) returns int8[]
language plpgsql security definer set search_path = public, pg_temp
set plan_cache_mode = force_generic_plan as $$
declare
    person  int4 := app_staff();
    scope   text[] := app_scope();
    own_org int4 := nullif(scope[3], '')::int4;
    moment  timestamptz := timestamptz 'epoch' + scope[4]::int8 * interval '1 microsecond';
    today   date := (select max(day) from business_day);
    seen    int8[];
begin
    seen := array(
        select g.customer_id from customer_grant g
        where scope[1]::bool and g.customer_id = any(customers)
          and g.staff_id = person and g.since <= moment and g.until > moment
        union
        select c.customer_id from care c
        where scope[2]::bool and c.customer_id = any(customers)
          and c.staff_ids @> array[person] and c.relation = 0 and c.period @> today
        union
        select r.customer_id
        from unnest(case when own_org is not null then customers end) wanted (customer_id)
        cross join lateral (select w.customer_id, w.home_id from customer_record w
                            where w.customer_id = wanted.customer_id order by day desc limit 1) r
        where r.home_id = own_org
           or exists (select from org_place home join org_place own
                          on own.org_id = own_org and home.first between own.first and own.last
                      where home.org_id = r.home_id));
    perform set_config('app.customers',
                       coalesce(nullif(current_setting('app.customers', true), ''), ',')
                       || array_to_string(seen, ',') || ',', true);
    return seen;
end
$$;
drop function app_at_home(int4, int8[]);
revoke all on function app_own(), app_open(int8[]), app_place_orgs() from public;
grant execute on function app_own(), app_open(int8[]) to guanhu_org, guanhu_own;
