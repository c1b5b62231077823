-- Where customers belong, and organisations numbered by the tree: "at home in that organisation or below it"
-- is one row and a range of numbers, and what a person may open is asked step by step, the likeliest first
-- (platform/scope.h).

-- The organisation to which a customer belongs from a day on (CARE-7).  customer_record has the outlet that
-- is delivered, this what follows from it: one row each time it changes, to be found by one look.
create table customer_home (
    customer_id int8 not null,
    day         date not null,
    home_id     int4 not null, -- org
    primary key (customer_id, day)
);
create index customer_home_of_day on customer_home using brin (day);
insert into customer_home (customer_id, day, home_id)
select customer_id, day, home_id
from (select customer_id, day, home_id, lag(home_id) over (partition by customer_id order by day) as before
      from customer_record) r
where before is distinct from home_id;

-- What of each customer's aum lay where at the last month ends, while homes follow it (pcrm/day/home.h).
create table outlet_month (
    customer_id int8 not null,
    month_end   date not null,
    outlet_id   int4 not null, -- org
    aum         int8 not null,
    primary key (customer_id, month_end, outlet_id)
);

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

-- Whether who looks after somebody does so on that day: "period @> day", but found by the plain key; the index
-- on periods costs nine times as much.  (So does "customer_id = 17" while "customer_id = any(array[17])" takes the
-- key: the planner takes the one index for as cheap as the other.)
create function care_on(period daterange, day date) returns bool
language sql immutable parallel safe as $$
    select coalesce(lower(period) <= day, true) and coalesce(upper(period) > day, true)
$$;

-- The person's own customers, of the whole bank.
drop function app_own(int8[]);
create function app_own() returns int8[]
language plpgsql stable security definer set search_path = public, pg_temp
set plan_cache_mode = force_generic_plan as $$
declare
    person int4 := app_staff();
    scope  text[] := app_scope();
    moment timestamptz := timestamptz 'epoch' + scope[4]::int8 * interval '1 microsecond';
    today  date := (select day from business_day order by day desc limit 1);
    own    int8[] := '{}';
begin
    if scope[2]::bool then
        own := array(
            select c.customer_id from care c
            where c.staff_ids @> array[person] and c.relation = 0 and care_on(c.period, today));
    end if;
    if scope[1]::bool then
        own := own || array(
            select distinct g.customer_id from customer_grant g
            where g.staff_id = person and g.since <= moment and g.until > moment
              and g.customer_id <> all(own));
    end if;
    return own;
end
$$;

-- Opens those of these customers that the person may see: at home in the person's organisation or below,
-- managed, in service or granted; gives them.  Each step asks only for those whom none before it has found.
create or replace function app_open(customers int8[]) returns int8[]
language plpgsql security definer set search_path = public, pg_temp
set plan_cache_mode = force_generic_plan as $$
declare
    person int4 := app_staff();
    scope  text[] := app_scope();
    moment timestamptz;
    today  date;
    own    org_place;
    seen   int8[] := '{}';
begin
    if scope[3] <> '' then
        select * into own from org_place where org_id = scope[3]::int4;
        seen := array(
            select r.customer_id
            from unnest(customers) wanted (customer_id)
            cross join lateral (select h.customer_id, h.home_id from customer_home h
                                where h.customer_id = wanted.customer_id order by day desc limit 1) r
            join org_place home on home.org_id = r.home_id and home.first between own.first and own.last);
    end if;
    if scope[2]::bool and cardinality(seen) < cardinality(customers) then
        today := (select day from business_day order by day desc limit 1);
        seen := seen || array(
            select c.customer_id from care c
            where c.customer_id = any(customers) and c.customer_id <> all(seen) and c.relation = 0
              and person = any(c.staff_ids) and care_on(c.period, today));
    end if;
    if scope[1]::bool and cardinality(seen) < cardinality(customers) then
        moment := timestamptz 'epoch' + scope[4]::int8 * interval '1 microsecond';
        seen := seen || array(
            select distinct g.customer_id from customer_grant g
            where g.customer_id = any(customers) and g.customer_id <> all(seen)
              and g.staff_id = person and g.since <= moment and g.until > moment);
    end if;
    perform set_config('app.customers',
                       coalesce(nullif(current_setting('app.customers', true), ''), ',')
                       || array_to_string(seen, ',') || ',', true);
    return seen;
end
$$;
drop function app_at_home(int4, int8[]);
revoke all on function app_own(), app_open(int8[]), app_place_orgs() from public;
grant execute on function app_own(), app_open(int8[]) to guanhu_org, guanhu_own;
select app_protect();
