-- What a user's transaction begins with is set at once: app.scope holds what stood in app.served,
-- app.cared, app.org and app.now, and app.customers need not be emptied (platform/scope.h).

-- "t,t,17,1767225600000000": is shown those in service or granted; those managed; those at home
-- in organisation 17 or below (empty: not by home); the moment, in microseconds since 1970.  Empty: nobody.
create function app_scope() returns text[]
language sql stable parallel safe as $$
    select string_to_array(current_setting('app.scope', true), ',')
$$;

-- Those of these customers that are the person's own.  null: all of them, of the whole bank.  (plpgsql
-- keeps its plans; a function in SQL that runs as its owner is planned at each call.)
create or replace function app_own(customers int8[]) returns setof int8
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
    person int4 := app_staff();
    scope  text[] := app_scope();
    served bool := scope[1]::bool;
    cared  bool := scope[2]::bool;
    moment timestamptz := timestamptz 'epoch' + scope[4]::int8 * interval '1 microsecond';
    today  date := (select max(day) from business_day);
begin
    if served and customers is null then
        return query select g.customer_id from customer_grant g
                     where g.staff_id = person and g.since <= moment and g.until > moment;
    elsif served then
        return query select g.customer_id from customer_grant g
                     where g.customer_id = any(customers)
                       and g.staff_id = person and g.since <= moment and g.until > moment;
    end if;
    if cared and customers is null then
        return query select c.customer_id from care c
                     where c.staff_ids @> array[person] and c.relation = 0 and c.period @> today;
    elsif cared then
        return query select c.customer_id from care c
                     where c.customer_id = any(customers)
                       and c.staff_ids @> array[person] and c.relation = 0 and c.period @> today;
    end if;
end
$$;

-- Opens those of these customers that the person may see; gives them.
create or replace function app_open(customers int8[]) returns int8[]
language plpgsql as $$
declare
    own_org int4 := nullif((app_scope())[3], '')::int4;
    seen    int8[] := array(select distinct app_own(customers));
begin
    if own_org is not null then
        seen := array(select unnest(seen) union select app_at_home(own_org, customers));
    end if;
    perform set_config('app.customers',
                       coalesce(nullif(current_setting('app.customers', true), ''), ',')
                       || array_to_string(seen, ',') || ',', true);
    return seen;
end
$$;

-- A session's version is another one whenever anything about its person may be: a day was published,
-- or the person's own row changed (platform/session.h).
alter table app_session add column version int8 not null default 0;
grant select (version), update (version) on app_session to guanhu_all, guanhu_org, guanhu_own;
