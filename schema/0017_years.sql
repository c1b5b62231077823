-- The quarters of a year that are over are put together as the days of a month are (0013_months.sql): what a page
-- asks of one customer costs most where PostgreSQL opens partitions, not where it reads rows.

-- The partitions of a table that lie within [start, until).
create function incoming.parts_within(tab text, start date, until date) returns text[]
language sql stable as $$
    select coalesce(array_agg(p.relname order by p.since), '{}')
    from (select c.relname, b[1]::date as since, b[2]::date as before
          from pg_inherits i join pg_class c on c.oid = i.inhrelid
          cross join lateral regexp_match(pg_get_expr(c.relpartbound, c.oid),
                                          'FROM \(''(\d{4}-\d\d-\d\d)''\) TO \(''(\d{4}-\d\d-\d\d)''\)') b
          where i.inhparent = format('public.%I', tab)::regclass) p
    where p.since >= start and p.before <= until
$$;

-- One partition of the days [start, until) of a month or a year, in place of those that lie within; none where
-- one alone is there already.  keys: only the last row of each of these; null: all rows.  False: these days have no
-- partitions of their own.  Readers wait for the moment in which it takes its place, not while it is made.
create or replace function incoming.gather(tab text, start date, until date, keys text) returns bool
language plpgsql set work_mem = '256MB' as $$
declare
    by_column text := incoming.column_of(tab);
    whole     text := tab || to_char(start, case when until > start + interval '1 month' then '_YYYY' else '_YYYYMM' end);
    parts     text[] := incoming.parts_within(tab, start, until);
    part      text;
begin
    if cardinality(parts) = 0 then
        return false;
    elsif cardinality(parts) = 1 and keys is null then
        return true;
    end if;
    execute format('create table incoming.%I (like public.%I including all)', whole, tab);
    execute format('insert into incoming.%1$I select %2$s * from public.%3$I where %4$I >= %5$L and %4$I < %6$L order by %7$s, %4$I desc',
                   whole, 'distinct on (' || keys || ')', tab, by_column, start, until, coalesce(keys, 'customer_id'));
    execute format('alter table incoming.%1$I add constraint of_its_days check (%2$I >= %3$L and %2$I < %4$L)',
                   whole, by_column, start, until);
    if by_column = 'day' then
        perform incoming.index_days(format('incoming.%I', whole)::regclass);
    end if;
    foreach part in array parts loop
        execute format('drop table public.%I', part);
    end loop;
    execute format('alter table incoming.%I set schema public', whole);
    execute format('alter table public.%I attach partition public.%I for values from (%L) to (%L)', tab, whole, start, until);
    execute format('alter table public.%I drop constraint of_its_days', whole);
    return true;
end
$$;

drop function incoming.in_days();

-- What lies apart and is to be put together: the days of a month before the newest day's; a year's quarters before
-- the newest day's; the newest month's days before the newest (it may be run again) when they are more than three.
-- No row: nothing.
create function incoming.apart(out start date, out until date) returns setof record
language sql stable as $$
    with newest as (select max(day) as day from business_day),
    months as (
        select m.month as start, least((m.month + interval '1 month')::date, n.day) as until
        from incoming.month m, newest n
        where m.by_day and m.month <= n.day
          and (m.month < date_trunc('month', n.day)
               or cardinality(incoming.parts_within('customer_day', m.month, n.day)) > 4)
    ), years as (
        select distinct y.start, least((y.start + interval '1 year')::date, date_trunc('quarter', n.day)::date) as until
        from incoming.month m, newest n, date_trunc('year', m.month) y (start)
    )
    select start, until from months
    union all
    select y.start::date, y.until from years y
    where exists (select from incoming.large l where cardinality(incoming.parts_within(l.name, y.start::date, y.until)) > 1)
    order by start, until limit 1
$$;
