-- What a night costs does not depend on the nights before it: versions of customers and cards are divided
-- by their day as the others are.  In one table over all days each changed row touched a page of its own in
-- the index, in the file and in the log.

-- A table as it is becomes the partition of the days so far.  In a month written ahead that leaves out the
-- last day, which can be run again and so has a partition of its own.
create function incoming.divide(tab text) returns void
language plpgsql as $$
declare
    last_day date := (select max(day) from business_day);
    ends date := (date_trunc('month', last_day) + interval '1 month')::date;
    before text := tab || '_before';
    own text := tab || to_char(last_day, '_YYYYMMDD');
begin
    execute format('alter table public.%I rename to %I', tab, before);
    execute format('alter index public.%I rename to %I', tab || '_pkey', before || '_pkey');
    execute format('create table public.%I (like public.%I including all) partition by range (day)', tab, before);
    if last_day is null then
        execute format('drop table public.%I', before);
        return;
    end if;
    if (select by_day from incoming.month where month = date_trunc('month', last_day)) then
        ends := last_day;
        perform incoming.add_partition(tab, own, last_day, last_day + 1);
        execute format('with last as (delete from public.%I where day = %L returning *) insert into public.%I select * from last',
                       before, last_day, own);
    end if;
    execute format('alter table public.%I attach partition public.%I for values from (minvalue) to (%L)', tab, before, ends);
end
$$;

drop index customer_record_of_day;
drop index card_record_of_day;
select incoming.divide(name) from unnest('{customer_record,card_record}'::text[]) name;
drop function incoming.divide(text);
update incoming.large set by_column = 'day' where name in ('customer_record', 'card_record');
delete from incoming.done;

-- Rows of a day are found in a month's partition by an index of its own; a day's partition needs none.
drop index account_record_of_day;
drop index txn_of_day;
drop index behaviour_of_day;
drop index customer_day_of_day;
drop index alert_of_day;

create function incoming.index_days(part regclass) returns void
language plpgsql as $$
begin
    execute format('create index on %s using brin (day)', part);
end
$$;

select incoming.index_days(i.inhrelid)
from incoming.large l
join pg_inherits i on i.inhparent = format('public.%I', l.name)::regclass
join pg_class c on c.oid = i.inhrelid
where l.by_column = 'day' and c.relname !~ '_\d{8}$';

create index opening_of_day on opening using brin (day);

-- Settles the form of the day's month; true: the day is written ahead.
create or replace function incoming.open_day(d date, large bool) returns bool
language plpgsql as $$
declare
    start date := date_trunc('month', d);
    form bool := (select by_day from incoming.month where month = start);
    t incoming.large;
    part text;
begin
    if form is not null then
        return form;
    end if;
    insert into incoming.month values (start, large);
    if large then
        return true;
    end if;
    for t in select * from incoming.large where by_column is not null order by name loop
        part := t.name || to_char(d, '_YYYYMM');
        perform incoming.add_partition(t.name, part, start, (start + interval '1 month')::date);
        if t.by_column = 'day' then
            perform incoming.index_days(format('public.%I', part)::regclass);
        end if;
    end loop;
    return false;
end
$$;

-- What was written ahead of the day into these tables becomes part of the published ones.
create or replace function incoming.publish(d date, names text[]) returns void
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
end
$$;

-- Rows come to a day that was written ahead and is published: customers, accounts and cards may end on a day
-- that delivers none.
create function incoming.make_room(tab text, d date) returns void
language plpgsql as $$
declare
    part text := tab || to_char(d, '_YYYYMMDD');
begin
    if to_regclass('public.' || part) is null then
        perform incoming.add_partition(tab, part, d, d + 1);
    end if;
end
$$;

-- ---- figures of a customer ---------------------------------------------------------------------------

-- Most customers have two or three of these: where there is none the row says nothing, which is 0.
-- Rows from before say 0.
alter table customer_day
    alter demand drop not null, alter time drop not null, alter mortgage drop not null,
    alter credit_loan drop not null, alter other_loan drop not null, alter fund drop not null,
    alter bond drop not null, alter wealth drop not null, alter insurance drop not null,
    alter securities drop not null, alter gold drop not null, alter cc_spend drop not null;
drop table incoming.customer_day;
select incoming.make('customer_day');

-- ---- card spend as a day begins ------------------------------------------------------------------------

-- The dates of the card spend that a day brought; infinity to -infinity: it brought none; null: nobody knows.
-- So what leaves the window is searched on the few days that had it, and the others are not even planned for.
alter table business_day
    add column spend_from  date,
    add column spend_until date;

-- Card spend on some dates, of the newest versions delivered before a day.
create function incoming.spend_span(before_day date, from_date date, until_date date)
returns table (customer_id int8, spend int8)
language plpgsql stable as $$
declare
    days date[] := (select array_agg(b.day) from business_day b
                    where b.day < before_day
                      and coalesce(b.spend_from <= until_date and b.spend_until >= from_date, true));
begin
    return query execute format(
        'select c.customer_id, sum(c.spend)::int8
         from (select customer_id, spend from txn
               where day = any(%L::date[]) and on_date between $1 and $2 and spend <> 0
               union all
               select customer_id, -spend from spend_replaced
               where on_date between $1 and $2 and day < $3) c
         group by c.customer_id having sum(c.spend) <> 0', days)
    using from_date, until_date, before_day;
end
$$;
