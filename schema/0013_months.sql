-- The days of a month that is over are put together: what is asked of one customer looks into as many tables as
-- there are partitions, and a year of days would be some hundred.  Rows come to lie by customer.

-- The partition of a month: in place of what there is of it by day, or of an earlier one.  keys: only the last row
-- of each of these; null: all rows.  False: the month has no partitions of its own.  Readers wait for the moment
-- in which it takes its place, not while it is made.
create function incoming.gather(tab text, start date, keys text) returns bool
language plpgsql set work_mem = '256MB' as $$
declare
    next  date := start + interval '1 month';
    whole text := tab || to_char(start, '_YYYYMM');
    parts text[] := array(select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
                          where i.inhparent = format('public.%I', tab)::regclass
                            and c.relname ~ ('^' || whole || '(\d\d)?$'));
    part  text;
begin
    if cardinality(parts) = 0 then
        return false;
    end if;
    execute format('create table incoming.%I (like public.%I including all)', whole, tab);
    execute format('insert into incoming.%I select %s * from public.%I where day >= %L and day < %L order by %s, day desc',
                   whole, 'distinct on (' || keys || ')', tab, start, next, coalesce(keys, 'customer_id'));
    execute format('alter table incoming.%I add constraint of_its_month check (day >= %L and day < %L)', whole, start, next);
    perform incoming.index_days(format('incoming.%I', whole)::regclass);
    foreach part in array parts loop
        execute format('drop table public.%I', part);
    end loop;
    execute format('alter table incoming.%I set schema public', whole);
    execute format('alter table public.%I attach partition public.%I for values from (%L) to (%L)', tab, whole, start, next);
    execute format('alter table public.%I drop constraint of_its_month', whole);
    return true;
end
$$;

-- A month before the newest day's that still lies in days; null: there is none.
create function incoming.month_in_days() returns date
language sql stable as $$
    select min(month) from incoming.month
    where by_day and month < (select date_trunc('month', max(day)) from business_day)
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
        continue when incoming.gather(x.tab, start, x.keys);
        -- its rows lie with those of other months
        execute format('delete from public.%1$I r using (select *, lead(day) over (partition by %2$s order by day) as later from public.%1$I where day >= %3$L and day < %4$L) o where r.day = o.day and (%5$s) and o.later is not null',
                       x.tab, x.keys, start, next,
                       (select string_agg(format('r.%1$s = o.%1$s', trim(k)), ' and ')
                        from unnest(string_to_array(x.keys, ',')) k));
    end loop;
    update business_day set thinned = true where day >= start and day < next - 1;
end
$$;
