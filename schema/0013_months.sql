-- The days of a month that is over are put together: what is asked of one customer looks into as many tables as
-- there are partitions, and a year of days would be some hundred.  Rows come to lie by customer.

-- One partition of a month's days before 'until', which is not after its end: in place of what there is of them by
-- day, and of an earlier one.  keys: only the last row of each of these; null: all rows.  False: those days have no
-- partitions of their own.  Readers wait for the moment in which it takes its place, not while it is made.
create function incoming.gather(tab text, start date, until date, keys text) returns bool
language plpgsql set work_mem = '256MB' as $$
declare
    whole text := tab || to_char(start, '_YYYYMM');
    parts text[] := array(select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
                          where i.inhparent = format('public.%I', tab)::regclass
                            and c.relname ~ ('^' || whole || '(\d\d)?$')
                            and c.relname < tab || to_char(until, '_YYYYMMDD'));
    part  text;
begin
    if cardinality(parts) = 0 then
        return false;
    end if;
    execute format('create table incoming.%I (like public.%I including all)', whole, tab);
    execute format('insert into incoming.%I select %s * from public.%I where day >= %L and day < %L order by %s, day desc',
                   whole, 'distinct on (' || keys || ')', tab, start, until, coalesce(keys, 'customer_id'));
    execute format('alter table incoming.%I add constraint of_its_days check (day >= %L and day < %L)', whole, start, until);
    perform incoming.index_days(format('incoming.%I', whole)::regclass);
    foreach part in array parts loop
        execute format('drop table public.%I', part);
    end loop;
    execute format('alter table incoming.%I set schema public', whole);
    execute format('alter table public.%I attach partition public.%I for values from (%L) to (%L)', tab, whole, start, until);
    execute format('alter table public.%I drop constraint of_its_days', whole);
    return true;
end
$$;

-- What lies in days and is to be put together: a month before the newest day's, else that one's days before the
-- newest (it may be run again) when they are more than a week.  No row: nothing.
create function incoming.in_days(out month date, out until date) returns setof record
language sql stable as $$
    with newest as (select max(day) as day from business_day)
    select m.month, least((m.month + interval '1 month')::date, n.day)
    from incoming.month m, newest n
    where m.by_day and m.month <= n.day
      and (m.month < date_trunc('month', n.day)
           or (select count(*) from pg_inherits i join pg_class c on c.oid = i.inhrelid
               where i.inhparent = 'public.customer_day'::regclass
                 and c.relname ~ ('^customer_day' || to_char(m.month, '_YYYYMM') || '\d\d$')) > 7)
    order by m.month limit 1
$$;

-- Of a month that nobody may ask for day by day any more keeps each customer's and each account's last
-- row: with it the month end is still answered.
create or replace function incoming.thin(start date) returns void
language plpgsql as $$
declare
    next date := start + interval '1 month';
    x record;
begin
    for x in select * from (values ('customer_day', 'customer_id'),
                                   ('account_record', 'customer_id, account_id')) t (tab, keys) loop
        continue when incoming.gather(x.tab, start, next, x.keys);
        -- its rows lie with those of other months
        execute format('delete from public.%1$I r using (select *, lead(day) over (partition by %2$s order by day) as later from public.%1$I where day >= %3$L and day < %4$L) o where r.day = o.day and (%5$s) and o.later is not null',
                       x.tab, x.keys, start, next,
                       (select string_agg(format('r.%1$s = o.%1$s', trim(k)), ' and ')
                        from unnest(string_to_array(x.keys, ',')) k));
    end loop;
    update business_day set thinned = true where day >= start and day < next - 1;
end
$$;
