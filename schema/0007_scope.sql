-- Whose customers a user's transaction sees: enforced below every query.
--
-- The tables belong to the role that migrates; the batch and the command line work as that role, whom
-- no policy binds.  Users are served through one of three roles, taken for a transaction
-- (platform/scope.h): guanhu_all sees every customer; guanhu_org and guanhu_own see those that the
-- transaction has opened (app_open) because they are the person's own, or at home in the organisation
-- or below.  A query that forgets its where clause finds nobody else.
--
-- No policy holds a sub-select (Citus refuses those), no large table carries the home of its customer
-- (a move would rewrite years of it), and the batch pays nothing.  Roles belong to the server, not to
-- the database: databases of one server share them, so let nobody connect to a database who may not
-- read it.

do $$
declare
    n text;
begin
    foreach n in array array['guanhu_all', 'guanhu_org', 'guanhu_own'] loop
        begin
            if not exists (select 1 from pg_roles where rolname = n) then
                execute format('create role %I nologin noinherit', n);
            end if;
            if not pg_has_role(current_user, n, 'usage') then
                execute format('grant %I to %I', n, current_user);
            end if;
        exception
            when duplicate_object or unique_violation then -- another database's migration was faster
                execute format('grant %I to %I', n, current_user);
            when insufficient_privilege then
                raise exception 'the role % is missing or not granted, and % may not do it: have the administrator of the server run "create role %; grant % to %"', n, current_user, n, n, current_user;
        end;
    end loop;
end
$$;

create index org_by_no on org (org_no, day);
create index care_of_staff on care using gin (staff_ids);

-- Customers that somebody may see for a while though they are not the own ones.
create table customer_grant (
    customer_id int8 not null,
    staff_id    int4 not null,
    since       timestamptz not null,
    until       timestamptz not null,
    kind        int2 not null, -- 0 in service: opened by an exact number; 1 applied for and approved
    primary key (customer_id, staff_id, since),
    check (until > since)
);
create index customer_grant_of_staff on customer_grant (staff_id, customer_id);

-- ---- what policies ask -------------------------------------------------------------------------------

-- Looks for ",17," in ",5,17,23,", the customers that a page is about: a text of some hundred bytes; an
-- array would be put together anew for each row.
create function app_sees(customer_id int8) returns bool
language sql stable parallel safe as $$
    select position(',' || customer_id::text || ',' in current_setting('app.customers', true)) > 0
$$;

create function app_staff() returns int4
language sql stable parallel safe as $$
    select nullif(current_setting('app.staff', true), '')::int4
$$;

-- ---- what a transaction opens ------------------------------------------------------------------------------

-- Those of these customers that are the person's own: granted (app.served), managed (app.cared).
-- null: all of them, of the whole bank.  (plpgsql keeps its plans; a function in SQL that runs as its
-- owner is planned at each call.)
create function app_own(customers int8[]) returns setof int8
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
    person int4 := app_staff();
    moment timestamptz := current_setting('app.now')::timestamptz;
    today  date := (select max(day) from business_day);
begin
    if current_setting('app.served')::bool and customers is null then
        return query select g.customer_id from customer_grant g
                     where g.staff_id = person and g.since <= moment and g.until > moment;
    elsif current_setting('app.served')::bool then
        return query select g.customer_id from customer_grant g
                     where g.customer_id = any(customers)
                       and g.staff_id = person and g.since <= moment and g.until > moment;
    end if;
    if current_setting('app.cared')::bool and customers is null then
        return query select c.customer_id from care c
                     where c.staff_ids @> array[person] and c.relation = 0 and c.period @> today;
    elsif current_setting('app.cared')::bool then
        return query select c.customer_id from care c
                     where c.customer_id = any(customers)
                       and c.staff_ids @> array[person] and c.relation = 0 and c.period @> today;
    end if;
end
$$;

-- Those whose newest home is that organisation or below it.
create function app_at_home(own_org int4, customers int8[]) returns setof int8
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
    ids   int8[];
    homes int4[];
begin
    select array_agg(r.customer_id), array_agg(r.home_id) into ids, homes
    from (select distinct on (customer_id) customer_id, home_id from customer_record
          where customer_id = any(customers) order by customer_id, day desc) r;
    return query
    with recursive above (home_id, org_id) as (
        select distinct h, h from unnest(homes) h
        union
        select a.home_id, parent.org_id
        from above a
        cross join lateral (select parent_no from org where org_id = a.org_id
                            order by day desc limit 1) o
        cross join lateral (select org_id from org where org_no = o.parent_no
                            order by day desc limit 1) parent)
    select p.customer_id
    from unnest(ids, homes) p (customer_id, home_id)
    join above a on a.home_id = p.home_id and a.org_id = own_org;
end
$$;

-- Opens those of these customers that the person may see; gives them.
create function app_open(customers int8[]) returns int8[]
language plpgsql as $$
declare
    own_org int4 := nullif(current_setting('app.org'), '')::int4;
    seen    int8[] := array(select distinct app_own(customers));
begin
    if own_org is not null then
        seen := array(select unnest(seen) union select app_at_home(own_org, customers));
    end if;
    perform set_config('app.customers', coalesce(nullif(current_setting('app.customers'), ''), ',')
                       || array_to_string(seen, ',') || ',', true);
    return seen;
end
$$;
revoke all on function app_own(int8[]), app_at_home(int4, int8[]), app_open(int8[]) from public;
grant execute on function app_own(int8[]), app_at_home(int4, int8[]), app_open(int8[])
    to guanhu_org, guanhu_own;

-- ---- policies and grants -----------------------------------------------------------------------------------

-- Gives every customers' table its policies.  Partitions have none and are granted to nobody: they are
-- reached through their table.  To be called where such a table was made; does nothing twice.
create function app_protect() returns void
language plpgsql as $$
declare
    t regclass;
begin
    for t in select c.oid from pg_class c join pg_attribute a on a.attrelid = c.oid
             where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
               and not c.relispartition and not c.relrowsecurity and a.attname = 'customer_id'
               and not a.attisdropped
             order by c.relname loop
        execute format('alter table %s enable row level security', t);
        execute format('create policy everything on %s to guanhu_all using (true)', t);
        execute format('create policy seen on %s to guanhu_org, guanhu_own using (app_sees(customer_id))', t);
        execute format('grant select on %s to guanhu_all, guanhu_org, guanhu_own', t);
    end loop;
end
$$;
select app_protect();

-- The bank's own tables; rows that were not taken hold anybody's values.
grant select on org, product, currency, staff, rule_set, business_day, setting, job, load
    to guanhu_all, guanhu_org, guanhu_own;
grant select on quarantine to guanhu_all;

-- People see and change what is their own; who manages users all of it.
grant select, insert, update on app_user to guanhu_all;
grant select, delete on app_session to guanhu_all;
grant select on sign_in, audit_entry to guanhu_all;
grant insert on audit_entry to guanhu_all, guanhu_org, guanhu_own;
grant select (staff_id, must_change, last_sign_in, tongue, theme), update (tongue, theme)
    on app_user to guanhu_org, guanhu_own;
grant select (session_id, staff_id, begun_at, seen_at, came_from, agent), delete
    on app_session to guanhu_org, guanhu_own;
grant select on sign_in to guanhu_org, guanhu_own;

alter table app_user enable row level security;
create policy everything on app_user to guanhu_all using (true);
create policy own on app_user to guanhu_org, guanhu_own using (staff_id = app_staff());
alter table app_session enable row level security;
create policy everything on app_session to guanhu_all using (true);
create policy own on app_session to guanhu_org, guanhu_own using (staff_id = app_staff());
alter table sign_in enable row level security;
create policy everything on sign_in to guanhu_all using (true);
create policy own on sign_in to guanhu_org, guanhu_own using (staff_id = app_staff());
