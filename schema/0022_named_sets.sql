-- Sets that people name, by one mechanism: tags, lists and audiences differ by their tables only.

-- All of them.  kind: 0 tag, 1 list, 2 audience (schema/0018); 'asks' is what a system tag or an audience that
-- is refreshed daily asks: it has no members of its own.
create view named_set as
    select tag_id as set_id, 0::int2 as kind, name, owner_id, org_id, visibility, true as usable,
           nullif(condition, '') as asks, deleted_at
    from tag
    union all
    select list_id, 1::int2, name, owner_id, org_id, visibility, true, null, deleted_at from list
    union all
    select a.audience_id, 2::int2, a.name, a.owner_id, a.org_id, a.visibility, a.version > 0,
           case when v.refresh = 1 then v.condition end, a.deleted_at
    from audience a left join audience_version v on v.audience_id = a.audience_id and v.version = a.version;

-- Who is in them, where that is kept.
create view named_set_member as
    select tag_id as set_id, customer_id, null::date as since, null::date as until from customer_tag
    union all
    select list_id, customer_id, null, null from list_member
    union all
    select audience_id, customer_id, since, until from audience_member;

create or replace function app_set_named(kind int2, called text) returns int8
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
    return (select n.set_id from named_set n
            where n.kind = app_set_named.kind and n.name = called and n.deleted_at is null);
end
$$;

create or replace function app_set_usable(kind int2, called text) returns int8
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
    return (select n.set_id from named_set n
            where n.kind = app_set_usable.kind and n.name = called and n.deleted_at is null and n.usable
              and app_may_use(n.owner_id, n.org_id, n.visibility));
end
$$;

create or replace function app_set_condition(kind int2, id int8) returns text
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
    return (select n.asks from named_set n
            where n.kind = app_set_condition.kind and n.set_id = id and n.deleted_at is null);
end
$$;

-- Everybody in a set, on a day where it keeps days: to be opened before anything else of them is read.  Nobody,
-- where the person may not use it.
create function app_in_set(id int8, on_day date) returns int8[]
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
    if not exists (select from named_set n where n.set_id = id and n.deleted_at is null
                   and app_may_use(n.owner_id, n.org_id, n.visibility)) then
        return '{}';
    end if;
    return array(select m.customer_id from named_set_member m
                 where m.set_id = id and (m.since is null or m.since <= on_day)
                   and (m.until is null or m.until > on_day)
                 order by 1);
end
$$;

-- Its owner's set ends, for everybody in it; false: there is none of the person's own.
create function app_set_end(id int8, moment timestamptz) returns bool
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
    if not exists (select from named_set n
                   where n.set_id = id and n.owner_id = app_staff() and n.deleted_at is null) then
        return false;
    end if;
    update tag set deleted_at = moment where tag_id = id;
    update list set deleted_at = moment, members = 0 where list_id = id;
    update audience set deleted_at = moment where audience_id = id;
    delete from customer_tag where tag_id = id;
    delete from list_member where list_id = id;
    delete from audience_member where audience_id = id;
    perform app_set_changed(id);
    return true;
end
$$;

-- Who asks with that text in the condition, or, as it stands in an address, in a saved view's (kind 3): the
-- caller looks whether it is a name there.  'reachable': the person may open it; of others' views only whose
-- they are is told.
drop function app_conditions_with(text);
create function app_conditions_with(words text, address text)
returns table (kind int2, id int8, name text, condition text, place text, reachable bool)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
    return query
        select 0::int2, t.tag_id, t.name, t.condition, '', app_may_use(t.owner_id, t.org_id, t.visibility)
        from tag t where t.deleted_at is null and position(words in t.condition) > 0
        union all
        select 2::int2, a.audience_id, a.name,
               case when position(words in a.condition) > 0 then a.condition else v.condition end, '',
               app_may_use(a.owner_id, a.org_id, a.visibility)
        from audience a
        left join audience_version v on v.audience_id = a.audience_id and v.version = a.version
        where a.deleted_at is null and (position(words in a.condition) > 0 or position(words in v.condition) > 0)
        union all
        select 3::int2, s.view_id,
               case when s.staff_id = app_staff() or s.org_id is not null then s.name
                    else (select p.name from staff p where p.staff_id = s.staff_id order by p.day desc limit 1) end,
               s.query, s.list, s.staff_id = app_staff() or s.org_id is not null
        from saved_view s where position(address in s.query) > 0
        limit 1000;
end
$$;

-- The owner's set has another name: whoever asks for it asks by that name.  What stands in a condition and in an
-- address comes as it is written there.  How many were carried over; below 0: so many would be too long.
create function app_set_renamed(id int8, was text, becomes text, was_address text, becomes_address text)
returns int8
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
    most constant int := 4096; -- COND_BYTES_MOST
    long int8;
    done int8;
    carried int8;
begin
    if not exists (select from named_set n
                   where n.set_id = id and n.owner_id = app_staff() and n.deleted_at is null) then
        raise insufficient_privilege using message = 'this set is another''s';
    end if;
    long := (select count(*) from (select t.condition from tag t where t.deleted_at is null
                                   union all select a.condition from audience a where a.deleted_at is null
                                   union all select v.condition from audience_version v) c
             where position(was in c.condition) > 0 and octet_length(replace(c.condition, was, becomes)) > most);
    if long > 0 then
        return -long;
    end if;
    update tag t set condition = replace(t.condition, was, becomes) where position(was in t.condition) > 0;
    get diagnostics carried = row_count;
    update audience a set condition = replace(a.condition, was, becomes) where position(was in a.condition) > 0;
    get diagnostics done = row_count;
    carried := carried + done;
    update audience_version v set condition = replace(v.condition, was, becomes)
    where position(was in v.condition) > 0;
    update saved_view s set query = replace(s.query, was_address, becomes_address)
    where position(was_address in s.query) > 0;
    get diagnostics done = row_count;
    return carried + done;
end
$$;

drop function app_on_list(int8), app_with_tag(int8), app_in_audience(int8, date),
    app_list_end(int8, timestamptz), app_tag_end(int8, timestamptz);

revoke all on function app_set_usable(int2, text), app_in_set(int8, date), app_set_end(int8, timestamptz),
    app_conditions_with(text, text), app_set_renamed(int8, text, text, text, text) from public;
grant execute on function app_set_usable(int2, text), app_in_set(int8, date), app_set_end(int8, timestamptz),
    app_conditions_with(text, text), app_set_renamed(int8, text, text, text, text)
    to guanhu_all, guanhu_org, guanhu_own;

-- The readers' store holds the members of what asks nothing.
create or replace view live_set as
    select set_id::int4, kind::int4, name from named_set where deleted_at is null and usable and asks is null;
create or replace view live_member as
    select m.set_id::int4, m.customer_id from named_set_member m
    where m.until is null and not exists (select from named_set n where n.set_id = m.set_id and n.asks is not null);
