-- Audiences that are refreshed with each published day: who came, who left, and by which part of the condition.

-- Bits: 0 to 59 the tests of the condition in their order, 60 among whom the owner may see, 61 known to the bank
-- (marketing/audience/refresh.h).  Null: by a version that was published, or nobody knows.
alter table audience_member add column came_by int8, add column went_by int8;
-- Of a publication of the day: run again, it is another one.
alter table audience_day add column day_at timestamptz;
update audience_day d set day_at = b.published_at from business_day b where b.day = d.day;

-- The day is as if it had not been taken.
create function app_audience_take_back(audience int8, on_day date) returns void
language sql volatile as $$
    delete from audience_member m where m.audience_id = audience and m.since >= on_day;
    update audience_member m set until = null, went_by = null where m.audience_id = audience and m.until >= on_day;
    delete from audience_day d where d.audience_id = audience and d.day >= on_day;
$$;

-- The owner's audience has exactly these members from that day on; how many came and went.
create or replace function app_audience_now(audience int8, on_day date, of_version int4, customers int8[])
returns table (came int8, went int8)
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
    if coalesce(current_setting('role', true), 'none') <> 'none' and not app_owns_audience(audience) then
        raise insufficient_privilege using message = 'this audience is another''s';
    end if;
    perform app_audience_take_back(audience, on_day);
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
    insert into audience_day (audience_id, day, version, members, came, went, day_at)
    values (audience, on_day, of_version, cardinality(customers), app_audience_now.came, app_audience_now.went,
            (select published_at from business_day b where b.day = on_day));
    perform app_set_changed(audience);
    return next;
end
$$;

-- Who was in an audience on one day and not on the other: since when he is in it (the later day) or out of it
-- (the earlier), by what, by which version's condition; no condition: by a version that was published.
create function app_audience_changes(audience int8, on_day date, other date)
returns table (customer_id int8, day date, by_parts int8, condition text)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
    if not exists (select from audience a where a.audience_id = audience and a.deleted_at is null
                   and app_may_use(a.owner_id, a.org_id, a.visibility)) then
        return;
    end if;
    return query
        select c.customer_id, c.changed, c.by_parts, case when c.by_parts is not null then v.condition end
        from (select m.customer_id, case when on_day > other then m.since else m.until end as changed,
                     case when on_day > other then m.came_by else m.went_by end as by_parts
              from audience_member m
              where m.audience_id = audience and m.since <= on_day and (m.until is null or m.until > on_day)
                and not exists (select from audience_member o
                                where o.customer_id = m.customer_id and o.audience_id = m.audience_id
                                  and o.since <= other and (o.until is null or o.until > other))) c
        left join audience_day d on d.audience_id = audience and d.day = c.changed
        left join audience_version v on v.audience_id = audience and v.version = d.version
        order by 1;
end
$$;
drop function app_audience_between(int8, date, date);

revoke all on function app_audience_take_back(int8, date), app_audience_changes(int8, date, date) from public;
grant execute on function app_audience_changes(int8, date, date) to guanhu_all, guanhu_org, guanhu_own;
