-- A month that is over becomes one partition of each large table again.  Written ahead, each night is a
-- partition of its own (0003), which is right for the night; but whoever asks for one customer over all days
-- looks into every one of them, and after a year that is 400 for each table of each query.

-- Builds the month's tables beside the published ones, with their indexes, and then puts them in the place
-- of the days: only that last step keeps readers out, and takes no time.
create function incoming.join_month(start date) returns void
language plpgsql as $$
declare
    next date := start + interval '1 month';
    suffix text := to_char(start, '_YYYYMM');
    x incoming.large;
    i record;
    part regclass;
begin
    for x in select * from incoming.large where by_column is not null order by name loop
        continue when to_regclass('public.' || x.name || suffix) is not null; -- thinned before it was joined
        execute format('create table public.%I (like public.%I including defaults including storage including compression)',
                       x.name || suffix, x.name);
        execute format('insert into public.%I select * from public.%I where %I >= %L and %3$I < %5$L order by %6$s',
                       x.name || suffix, x.name, x.by_column, start, next,
                       (select string_agg(quote_ident(a.attname), ', ' order by k.place)
                        from pg_index p cross join lateral unnest(p.indkey::int2[]) with ordinality k (number, place)
                        join pg_attribute a on a.attrelid = p.indrelid and a.attnum = k.number
                        where p.indrelid = format('public.%I', x.name)::regclass and p.indisprimary));
        for i in select c.relname || suffix as name, p.indisprimary, pg_get_indexdef(p.indexrelid) as made
                 from pg_index p join pg_class c on c.oid = p.indexrelid
                 where p.indrelid = format('public.%I', x.name)::regclass order by not p.indisprimary, 1 loop
            execute regexp_replace(i.made, ' INDEX \S+ ON (ONLY )?\S+ ',
                                   format(' INDEX %I ON public.%I ', i.name, x.name || suffix));
            if i.indisprimary then
                execute format('alter table public.%I add primary key using index %I', x.name || suffix, i.name);
            end if;
        end loop;
        if x.by_column = 'day' then
            perform incoming.index_days(format('public.%I', x.name || suffix)::regclass);
        end if;
        execute format('alter table public.%I add constraint of_its_month check (%I >= %L and %2$I < %4$L)',
                       x.name || suffix, x.by_column, start, next);
    end loop;

    for x in select * from incoming.large where by_column is not null order by name loop
        for part in select c.oid::regclass from pg_inherits p join pg_class c on c.oid = p.inhrelid
                    where p.inhparent = format('public.%I', x.name)::regclass
                      and c.relname ~ ('^' || x.name || suffix || '\d\d$') loop
            execute format('drop table %s', part);
        end loop;
        continue when exists (select from pg_inherits p
                              where p.inhrelid = format('public.%I', x.name || suffix)::regclass);
        execute format('alter table public.%I attach partition public.%I for values from (%L) to (%L)',
                       x.name, x.name || suffix, start, next);
        execute format('alter table public.%I drop constraint of_its_month', x.name || suffix);
    end loop;
    update incoming.month set by_day = false where month = start;
end
$$;
