-- Tags, lists and audiences: sets of customers that people name.
--
-- What is about customers (customer_tag, list_member, audience_member) has customer_id in its key and
-- shows nobody but the customers that a transaction has opened, as all customers' tables do; whoever may
-- see a customer writes there as well.  What is about the set as a whole (its name, its condition, who may
-- use it) is a bank-wide table with policies of its own.  A name belongs to one living set of its sort:
-- conditions call it by name.  Its number is of one sequence for all sorts (schema/0018): the readers'
-- store holds them side by side.

-- Is the person at home in that organisation or below it?
create function app_org_within(org int4) returns bool
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
    return exists (select from org_place own join org_place o on own.first between o.first and o.last
                   where own.org_id = app_org_of_person() and o.org_id = org);
end
$$;

-- May the person use what somebody made?  visibility: 0 its owner's, 1 of the organisation and below, 2 everybody's.
create function app_may_use(owner int4, org int4, visibility int2) returns bool
language sql stable as $$
    select coalesce(owner = app_staff(), false) or visibility = 2 or (visibility = 1 and app_org_within(org))
$$;

-- ---- tags -----------------------------------------------------------------------------------------------

create table tag (
    tag_id     int8 primary key default nextval('live_set_id'),
    kind       int2 not null, -- 0 custom: given by hand; 1 system: has whom its condition holds for
    name       text not null,
    part       int2 not null, -- of the portrait: 0 basics, 1 products, 2 transactions, 3 attitude, 4 relations
    about      text not null default '',
    condition  text not null default '', -- of a system tag
    owner_id   int4 not null, -- staff
    org_id     int4 not null, -- the owner's when it was made
    visibility int2 not null, -- app_may_use
    made_at    timestamptz not null,
    changed_at timestamptz not null,
    deleted_at timestamptz,
    check (kind in (0, 1) and part between 0 and 4 and visibility between 0 and 2),
    check ((kind = 1) = (condition <> ''))
);
create unique index tag_by_name on tag (name) where deleted_at is null;

-- Of custom tags; a system tag's customers follow from its condition.
create table customer_tag (
    customer_id int8 not null,
    tag_id      int8 not null,
    staff_id    int4 not null, -- who gave it
    at          timestamptz not null,
    primary key (customer_id, tag_id)
);
create index customer_tag_of_tag on customer_tag (tag_id, customer_id);

-- ---- lists ----------------------------------------------------------------------------------------------

create table list (
    list_id    int8 primary key default nextval('live_set_id'),
    name       text not null,
    about      text not null default '',
    owner_id   int4 not null,
    org_id     int4 not null,
    visibility int2 not null,
    members    int8 not null default 0,
    made_at    timestamptz not null,
    changed_at timestamptz not null,
    deleted_at timestamptz,
    check (visibility between 0 and 2)
);
create unique index list_by_name on list (name) where deleted_at is null;

create table list_member (
    customer_id int8 not null,
    list_id     int8 not null,
    at          timestamptz not null,
    primary key (customer_id, list_id)
);
create index list_member_of_list on list_member (list_id, customer_id);

-- A file that was uploaded to a list, and what became of its lines.
create table upload (
    upload_id      int8 generated always as identity primary key,
    list_id        int8 not null,
    staff_id       int4 not null,
    file_name      text not null,
    way            int2 not null, -- by what: 0 customer number, 1 certificate, 2 phone
    state          int2 not null, -- 0 waiting, 1 being matched, 2 done, 3 failed
    at             timestamptz not null,
    ended_at       timestamptz,
    content_sealed bytea, -- until it is done
    lines          int8 not null default 0,
    matched        int8 not null default 0, -- lines so far
    added          int8 not null default 0,
    present        int8 not null default 0, -- were on the list before
    failed         int8 not null default 0, -- lines of upload_line
    message        text not null default '', -- why it failed
    check (way between 0 and 2 and state between 0 and 3)
);
create index upload_of_list on upload (list_id, upload_id);
create index upload_waiting on upload (upload_id) where state < 2;

create table upload_line (
    upload_id int8 not null,
    line      int8 not null, -- of the file
    reason    int2 not null, -- enum line_fault (marketing/audience/upload.h)
    shown     text not null, -- what stood there, masked
    first     int8, -- the line on which the same customer stood before
    primary key (upload_id, line)
);

-- ---- audiences --------------------------------------------------------------------------------------------

create table audience (
    audience_id int8 primary key default nextval('live_set_id'),
    name        text not null,
    about       text not null default '',
    condition   text not null, -- as it is being edited
    refresh     int2 not null, -- 0 static: as of the day it was published; 1 anew every day
    version     int4 not null default 0, -- the published one; 0: none yet
    draft       bool not null default true, -- 'condition' or 'refresh' differ from the published version
    owner_id    int4 not null,
    org_id      int4 not null,
    visibility  int2 not null,
    made_at     timestamptz not null,
    changed_at  timestamptz not null,
    deleted_at  timestamptz,
    check (refresh in (0, 1) and visibility between 0 and 2 and version >= 0)
);
create unique index audience_by_name on audience (name) where deleted_at is null;

create table audience_version (
    audience_id  int8 not null,
    version      int4 not null,
    condition    text not null,
    refresh      int2 not null,
    day          date not null, -- of which it was published
    members      int8 not null,
    staff_id     int4 not null,
    published_at timestamptz not null,
    primary key (audience_id, version)
);

-- Who was a member from a day until the day before another one.
create table audience_member (
    customer_id int8 not null,
    audience_id int8 not null,
    since       date not null,
    until       date, -- null: still
    primary key (customer_id, audience_id, since),
    check (until > since)
);
create index audience_member_of_audience on audience_member (audience_id, customer_id);

-- The days of which members are known.
create table audience_day (
    audience_id int8 not null,
    day         date not null,
    version     int4 not null,
    members     int8 not null,
    came        int8 not null, -- since the day before it here
    went        int8 not null,
    primary key (audience_id, day)
);

-- ---- who may see and change them ------------------------------------------------------------------------------

select app_protect();
grant insert, delete on customer_tag, list_member to guanhu_all, guanhu_org, guanhu_own;

grant select, insert, update on tag, list, audience to guanhu_all, guanhu_org, guanhu_own;
grant select, insert on audience_version to guanhu_all, guanhu_org, guanhu_own;
grant select on audience_day, upload_line to guanhu_all, guanhu_org, guanhu_own;
grant select, insert, update on upload to guanhu_all, guanhu_org, guanhu_own;
grant insert on upload_line to guanhu_all, guanhu_org, guanhu_own;
grant usage on sequence live_set_id to guanhu_all, guanhu_org, guanhu_own;
grant insert on job to guanhu_org, guanhu_own; -- whoever uploads puts the job that matches

do $$
declare
    t text;
begin
    foreach t in array array['tag', 'list', 'audience'] loop
        execute format('alter table %I enable row level security', t);
        execute format('create policy usable on %I for select to guanhu_all, guanhu_org, guanhu_own'
                       ' using (app_may_use(owner_id, org_id, visibility))', t);
        execute format('create policy made on %I for insert to guanhu_all, guanhu_org, guanhu_own'
                       ' with check (owner_id = app_staff())', t);
        execute format('create policy changed on %I for update to guanhu_all, guanhu_org, guanhu_own'
                       ' using (owner_id = app_staff())', t);
    end loop;
end
$$;
alter table upload enable row level security;
create policy own on upload to guanhu_all, guanhu_org, guanhu_own using (staff_id = app_staff());

-- Is that upload the person's own?  Is that audience one that the person may use, or the person's own?
create function app_own_upload(upload int8) returns bool
language sql stable as $$
    select exists (select from upload u where u.upload_id = upload and u.staff_id = app_staff())
$$;
create function app_sees_audience(audience int8) returns bool
language sql stable as $$
    select exists (select from audience a where a.audience_id = audience)
$$;
create function app_owns_audience(audience int8) returns bool
language sql stable as $$
    select exists (select from audience a where a.audience_id = audience and a.owner_id = app_staff())
$$;
alter table upload_line enable row level security;
create policy own on upload_line to guanhu_all, guanhu_org, guanhu_own using (app_own_upload(upload_id));
alter table audience_version enable row level security;
create policy usable on audience_version for select to guanhu_all, guanhu_org, guanhu_own
    using (app_sees_audience(audience_id));
create policy made on audience_version for insert to guanhu_all, guanhu_org, guanhu_own
    with check (app_owns_audience(audience_id));
alter table audience_day enable row level security;
create policy usable on audience_day to guanhu_all, guanhu_org, guanhu_own
    using (app_sees_audience(audience_id));

-- Which living tag (0), list (1) or audience (2) has that name, whoever may use it; null: none.
create function app_set_named(kind int2, called text) returns int8
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
    return case kind
        when 0 then (select tag_id from tag where name = called and deleted_at is null)
        when 1 then (select list_id from list where name = called and deleted_at is null)
        else (select audience_id from audience where name = called and deleted_at is null) end;
end
$$;

-- The same, of those that the person may use, and that there is something of.
create function app_set_usable(kind int2, called text) returns int8
language sql stable as $$
    select case kind
        when 0 then (select tag_id from tag where name = called and deleted_at is null)
        when 1 then (select list_id from list where name = called and deleted_at is null)
        else (select audience_id from audience where name = called and deleted_at is null and version > 0) end
$$;

-- What a system tag (0) or an audience that is refreshed daily (2) asks; null: it is no such thing.  Whoever
-- may use it need not be allowed to use what it is made of.
create function app_set_condition(kind int2, id int8) returns text
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
    return case kind
        when 0 then (select t.condition from tag t where t.tag_id = id and t.kind = 1 and t.deleted_at is null)
        when 2 then (select v.condition from audience a
                     join audience_version v on v.audience_id = a.audience_id and v.version = a.version
                     where a.audience_id = id and v.refresh = 1 and a.deleted_at is null) end;
end
$$;

-- Who asks with that text in the condition: the caller looks whether it is a name there.
create function app_conditions_with(words text)
returns table (kind int2, id int8, name text, condition text)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
    return query
        select 0::int2, t.tag_id, t.name, t.condition from tag t
        where t.deleted_at is null and position(words in t.condition) > 0
        union all
        select 2::int2, a.audience_id, a.name, a.condition from audience a
        where a.deleted_at is null and position(words in a.condition) > 0
        limit 1000;
end
$$;

-- Who came into an audience after one day and was in it on another, or the other way round.
create function app_audience_between(audience int8, on_day date, other date) returns int8[]
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
    return array(
        select m.customer_id from audience_member m join audience a on a.audience_id = m.audience_id
        where m.audience_id = audience and a.deleted_at is null
          and app_may_use(a.owner_id, a.org_id, a.visibility)
          and m.since <= on_day and (m.until is null or m.until > on_day)
          and not exists (select from audience_member o
                          where o.customer_id = m.customer_id and o.audience_id = m.audience_id
                            and o.since <= other and (o.until is null or o.until > other))
        order by 1);
end
$$;

-- ---- whole sets ---------------------------------------------------------------------------------------------------

-- Everybody on a list, with a tag: to be opened before anything else of them is read.  Nobody, where the
-- person may not use it.
create function app_on_list(list int8) returns int8[]
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
    return array(select m.customer_id from list_member m join list l on l.list_id = m.list_id
                 where m.list_id = list and l.deleted_at is null
                   and app_may_use(l.owner_id, l.org_id, l.visibility)
                 order by 1);
end
$$;
create function app_with_tag(tag int8) returns int8[]
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
    return array(select c.customer_id from customer_tag c join tag t on t.tag_id = c.tag_id
                 where c.tag_id = tag and t.deleted_at is null
                   and app_may_use(t.owner_id, t.org_id, t.visibility)
                 order by 1);
end
$$;
create function app_in_audience(audience int8, on_day date) returns int8[]
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
    return array(select m.customer_id from audience_member m join audience a on a.audience_id = m.audience_id
                 where m.audience_id = audience and m.since <= on_day and (m.until is null or m.until > on_day)
                   and a.deleted_at is null and app_may_use(a.owner_id, a.org_id, a.visibility)
                 order by 1);
end
$$;

-- Its owner's list or tag ends, for everybody in it.
create function app_list_end(list int8, moment timestamptz) returns void
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
    update list l set deleted_at = moment, members = 0
    where l.list_id = list and l.owner_id = app_staff() and l.deleted_at is null;
    if found then
        delete from list_member m where m.list_id = list;
        perform app_set_changed(list);
    end if;
end
$$;
create function app_tag_end(tag int8, moment timestamptz) returns void
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
    update tag t set deleted_at = moment
    where t.tag_id = tag and t.owner_id = app_staff() and t.deleted_at is null;
    if found then
        delete from customer_tag c where c.tag_id = tag;
        perform app_set_changed(tag);
    end if;
end
$$;

-- The owner's audience has exactly these members from that day on; how many came and went.
create function app_audience_now(audience int8, on_day date, of_version int4, customers int8[])
returns table (came int8, went int8)
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
    if coalesce(current_setting('role', true), 'none') <> 'none' and not app_owns_audience(audience) then
        raise insufficient_privilege using message = 'this audience is another''s';
    end if;
    -- Taken for the same day before: as if it had not been.
    delete from audience_member m where m.audience_id = audience and m.since >= on_day;
    update audience_member m set until = null where m.audience_id = audience and m.until >= on_day;
    create temp table if not exists audience_wanted (customer_id int8 primary key) on commit drop;
    truncate audience_wanted;
    insert into audience_wanted select unnest(customers);
    update audience_member m set until = on_day
    where m.audience_id = audience and m.until is null
      and not exists (select from audience_wanted w where w.customer_id = m.customer_id);
    get diagnostics went = row_count;
    insert into audience_member (customer_id, audience_id, since)
    select w.customer_id, audience, on_day from audience_wanted w
    where not exists (select from audience_member m where m.customer_id = w.customer_id
                      and m.audience_id = audience and m.until is null);
    get diagnostics came = row_count;
    insert into audience_day as d (audience_id, day, version, members, came, went)
    values (audience, on_day, of_version, cardinality(customers), app_audience_now.came, app_audience_now.went)
    on conflict (audience_id, day) do update
    set version = excluded.version, members = excluded.members, came = excluded.came, went = excluded.went;
    perform app_set_changed(audience);
    return next;
end
$$;

revoke all on function app_set_named(int2, text), app_set_condition(int2, int8), app_conditions_with(text),
    app_audience_between(int8, date, date), app_on_list(int8), app_with_tag(int8), app_in_audience(int8, date),
    app_list_end(int8, timestamptz), app_tag_end(int8, timestamptz),
    app_audience_now(int8, date, int4, int8[]) from public;
grant execute on function app_set_named(int2, text), app_set_condition(int2, int8), app_conditions_with(text),
    app_audience_between(int8, date, date), app_on_list(int8), app_with_tag(int8), app_in_audience(int8, date),
    app_list_end(int8, timestamptz), app_tag_end(int8, timestamptz),
    app_audience_now(int8, date, int4, int8[]) to guanhu_all, guanhu_org, guanhu_own;

-- ---- what the readers' store holds of them (schema/0018) ------------------------------------------------------------

-- An audience that is refreshed daily has no members of its own here: its condition is asked.
create or replace view live_set as
    select tag_id::int4 as set_id, 0 as kind, name from tag where deleted_at is null and kind = 0
    union all
    select list_id::int4, 1, name from list where deleted_at is null
    union all
    select audience_id::int4, 2, name from audience where deleted_at is null and version > 0 and refresh = 0;

create or replace view live_member as
    select tag_id::int4 as set_id, customer_id from customer_tag
    union all
    select list_id::int4, customer_id from list_member
    union all
    select audience_id::int4, customer_id from audience_member where until is null;
