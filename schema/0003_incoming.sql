-- How a day's rows get into the large tables.
--
-- Tables that grow every night are partitioned by their day.  A small bank has a partition a month and
-- writes into it.  A large one writes each day into tables of the schema "incoming" first, one
-- transaction a table, nobody else looking; publishing turns them into the day's partitions.  So no night
-- touches what earlier nights wrote (the four-hundredth costs what the fourth did), a night that was
-- killed finds what it had written (incoming.done), and readers never wait.

create schema incoming;

-- The tables that take a night's rows, and by which column they are partitioned (null: they are not,
-- rows are added, or become the table itself on the bank's first day).
create table incoming.large (
    name      text primary key,
    by_column text
);
insert into incoming.large values
    ('customer', null), ('customer_record', null), ('account', null), ('card', null),
    ('card_record', null), ('opening', null),
    ('account_record', 'day'), ('txn', 'day'), ('behaviour', 'day'), ('customer_day', 'day'),
    ('customer_level', 'day'), ('alert', 'day'), ('aum_month', 'month_end');

-- Which form a month has: fixed by its first day.
create table incoming.month (
    month  date primary key,
    by_day bool not null
);

-- What was written ahead; print: all that the rows follow from.
create table incoming.done (
    name    text primary key,
    day     date not null,
    print   int8 not null,
    rows    int8 not null,
    indexed bool not null
);

-- opening.csv: aum at the twelve month ends before the bank's first day, newest first.
create table opening (
    customer_id int8 not null,
    day         date not null, -- of the folder from which the row was taken
    months      int8[] not null,
    primary key (customer_id)
);
insert into opening (customer_id, day, months)
select m.customer_id, min(m.day), array(
           select coalesce((select o.aum from aum_month o
                            where o.customer_id = m.customer_id and o.month_end < first.day
                              and o.month_end <= (date_trunc('month', first.day) - make_interval(months => k))::date - 1
                            order by o.month_end desc limit 1), 0)
           from generate_series(0, 11) k)
from aum_month m, (select min(day) as day from business_day) first
where m.month_end < first.day
group by m.customer_id, first.day;
delete from aum_month where month_end < (select min(day) from business_day);

-- The newest date of a transaction up to the day: below it a key may have come before.
alter table business_day add column newest_txn date;
update business_day b set newest_txn = (select max(on_date) from txn where txn.day <= b.day);

-- ---- functions -------------------------------------------------------------------------------------

create function incoming.column_of(tab text) returns text
language sql stable as $$
    select by_column from incoming.large where name = tab
$$;

-- An empty table of the same columns, without indexes.
create function incoming.make(tab text) returns void
language plpgsql as $$
begin
    execute format('create table incoming.%1$I (like public.%1$I including defaults including storage including compression)', tab);
end
$$;

-- A partition for the days [since, before_day).
create function incoming.add_partition(tab text, part text, since date, before_day date) returns void
language plpgsql as $$
begin
    execute format('create table public.%I (like public.%I including defaults including storage including compression)', part, tab);
    execute format('alter table public.%I attach partition public.%I for values from (%L) to (%L)',
                   tab, part, since, before_day);
end
$$;

-- Settles the form of the day's month; true: the day is written ahead.
create function incoming.open_day(d date, large bool) returns bool
language plpgsql as $$
declare
    start date := date_trunc('month', d);
    form bool := (select by_day from incoming.month where month = start);
    t incoming.large;
begin
    if form is not null then
        return form;
    end if;
    insert into incoming.month values (start, large);
    if not large then
        for t in select * from incoming.large where by_column is not null order by name loop
            perform incoming.add_partition(t.name, t.name || to_char(d, '_YYYYMM'), start,
                                           (start + interval '1 month')::date);
        end loop;
    end if;
    return large;
end
$$;

-- Empties a table for the rows of a day.  Indexes come when they are there (incoming.finish).
create function incoming.begin(tab text, d date) returns void
language plpgsql as $$
declare
    x record;
begin
    delete from incoming.done where name = tab;
    execute format('truncate incoming.%I', tab);
    for x in select conname from pg_constraint
             where conrelid = format('incoming.%I', tab)::regclass and contype in ('p', 'c') loop
        execute format('alter table incoming.%I drop constraint %I', tab, x.conname);
    end loop;
    for x in select indexrelid::regclass::text as name from pg_index
             where indrelid = format('incoming.%I', tab)::regclass loop
        execute format('drop index %s', x.name);
    end loop;
    if incoming.column_of(tab) is not null then
        execute format('alter table incoming.%I add constraint of_its_day check (%I = %L)',
                       tab, incoming.column_of(tab), d);
    end if;
end
$$;

-- The rows are there: makes the indexes of the published table.  Partitions of a day have them named
-- after it.
create function incoming.finish(tab text, d date) returns void
language plpgsql as $$
declare
    suffix text := case when incoming.column_of(tab) is null then '' else to_char(d, '_YYYYMMDD') end;
    x record;
begin
    for x in select c.relname || suffix as name, i.indisprimary, pg_get_indexdef(i.indexrelid) as made
             from pg_index i join pg_class c on c.oid = i.indexrelid
             where i.indrelid = format('public.%I', tab)::regclass order by not i.indisprimary, 1 loop
        execute regexp_replace(x.made, ' INDEX \S+ ON (ONLY )?\S+ ',
                               format(' INDEX %I ON incoming.%I ', x.name, tab));
        if x.indisprimary then
            execute format('alter table incoming.%I add primary key using index %I', tab, x.name);
        end if;
    end loop;
    update incoming.done set indexed = true where name = tab;
end
$$;

-- What was written ahead of the day into these tables becomes part of the published ones.
create function incoming.publish(d date, names text[]) returns void
language plpgsql as $$
declare
    x record;
    part text;
    is_first bool;
begin
    for x in select w.name, l.by_column from incoming.done w join incoming.large l using (name)
             where w.day = d and w.rows > 0 and w.name = any(names) order by w.name loop
        if x.by_column is not null then
            part := x.name || to_char(d, '_YYYYMMDD');
            execute format('alter table incoming.%I rename to %I', x.name, part);
            execute format('alter table incoming.%I set schema public', part);
            execute format('alter table public.%I attach partition public.%I for values from (%L) to (%L)',
                           x.name, part, d, d + 1);
            execute format('alter table public.%I drop constraint of_its_day', part);
            perform incoming.make(x.name);
            continue;
        end if;
        execute format('select not exists (select 1 from public.%I)', x.name) into is_first;
        if is_first then
            execute format('drop table public.%I', x.name);
            execute format('alter table incoming.%I set schema public', x.name);
            perform incoming.make(x.name);
        else
            execute format('insert into public.%1$I select * from incoming.%1$I', x.name);
        end if;
    end loop;
    delete from incoming.done;
    -- Accounts may end on a day that delivers none.
    part := to_char(d, '"account_record_"YYYYMMDD');
    if to_regclass('public.' || part) is null then
        perform incoming.add_partition('account_record', part, d, d + 1);
    end if;
end
$$;

-- Takes the rows of a published day out of the large tables.
create function incoming.take_back(d date) returns void
language plpgsql as $$
declare
    form bool := (select by_day from incoming.month where month = date_trunc('month', d));
    is_first bool := not exists (select 1 from business_day where day < d);
    x incoming.large;
begin
    for x in select * from incoming.large order by name loop
        if x.by_column is not null and form then
            execute format('drop table if exists public.%I', x.name || to_char(d, '_YYYYMMDD'));
        elsif is_first then
            execute format('truncate public.%I', x.name);
        else
            execute format('delete from public.%I where day = %L', x.name, d);
        end if;
    end loop;
end
$$;

-- Of a month that nobody may ask for day by day any more keeps each customer's and each account's last
-- row: with it the month end is still answered.
create function incoming.thin(start date) returns void
language plpgsql as $$
declare
    next date := start + interval '1 month';
    form bool := (select by_day from incoming.month where month = start);
    kept text;
    x record;
    part regclass;
begin
    for x in select * from (values ('customer_day', 'customer_id'),
                                   ('account_record', 'customer_id, account_id')) t (tab, keys) loop
        kept := x.tab || to_char(start, '_YYYYMM');
        if not form then
            execute format('delete from public.%1$I r using (select *, lead(day) over (partition by %2$s order by day) as later from public.%1$I where day >= %3$L and day < %4$L) o where r.day = o.day and (%5$s) and o.later is not null',
                           x.tab, x.keys, start, next,
                           (select string_agg(format('r.%1$s = o.%1$s', trim(k)), ' and ')
                            from unnest(string_to_array(x.keys, ',')) k));
            continue;
        end if;
        execute format('create table public.%I (like public.%I including defaults including storage including compression)', kept, x.tab);
        execute format('insert into public.%1$I select distinct on (%2$s) * from public.%3$I where day >= %4$L and day < %5$L order by %2$s, day desc',
                       kept, x.keys, x.tab, start, next);
        for part in select c.oid::regclass from pg_inherits i join pg_class c on c.oid = i.inhrelid
                    where i.inhparent = format('public.%I', x.tab)::regclass
                      and c.relname ~ ('^' || kept || '\d\d$') loop
            execute format('drop table %s', part);
        end loop;
        execute format('alter table public.%I attach partition public.%I for values from (%L) to (%L)',
                       x.tab, kept, start, next);
    end loop;
    update business_day set thinned = true where day >= start and day < next - 1;
end
$$;

-- ---- the tables as they are become partitioned -----------------------------------------------------------

-- Nobody asks for them yet, and 100,000 changed customers would touch as many pages of each a night: whoever
-- searches by fingerprint gets a table of its own, which changes only when a number does.
drop index customer_record_by_cert;
drop index customer_record_by_phone;
drop index txn_by_date;
drop index customer_day_by_day;
create index customer_day_of_day on customer_day using brin (day);
drop index alert_by_day;
create index alert_of_day on alert using brin (day);

-- What there is becomes the partition of all days up to the end of the last one's month.
create function incoming.divide(tab text, by_column text, last_day date) returns void
language plpgsql as $$
declare
    made text[];
    statement text;
    x record;
begin
    select array_agg(pg_get_indexdef(i.indexrelid) order by c.relname) filter (where not i.indisprimary)
    into made
    from pg_index i join pg_class c on c.oid = i.indexrelid
    where i.indrelid = format('public.%I', tab)::regclass;
    select pg_get_constraintdef(oid) as key, conname as name into x from pg_constraint
    where conrelid = format('public.%I', tab)::regclass and contype = 'p';

    execute format('alter table public.%I rename to %I', tab, tab || '_before');
    for statement in select format('alter index public.%I rename to %I', c.relname, c.relname || '_before')
                     from pg_index i join pg_class c on c.oid = i.indexrelid
                     where i.indrelid = format('public.%I', tab || '_before')::regclass loop
        execute statement;
    end loop;
    execute format('create table public.%I (like public.%I including defaults including storage including compression) partition by range (%I)',
                   tab, tab || '_before', by_column);
    execute format('alter table public.%I add constraint %I %s', tab, x.name, x.key);
    foreach statement in array coalesce(made, '{}') loop
        execute statement;
    end loop;
    if last_day is null then
        execute format('drop table public.%I', tab || '_before');
    else
        execute format('alter table public.%I attach partition public.%I for values from (minvalue) to (%L)',
                       tab, tab || '_before', (date_trunc('month', last_day) + interval '1 month')::date);
    end if;
end
$$;

select incoming.divide(l.name, l.by_column, (select max(day) from business_day))
from incoming.large l where l.by_column is not null;
drop function incoming.divide(text, text, date);

insert into incoming.month
select distinct date_trunc('month', day)::date, false from business_day;

select incoming.make(name) from incoming.large;
