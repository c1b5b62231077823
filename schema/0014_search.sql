-- Customers found by exact numbers: in one's own scope, to be served, or to learn who manages them.
--
-- A number comes as its keyed hash, so that whoever asks must have been told the number; certificates and
-- phones, of which no index is kept, come with the customers whom the server's roll proposes
-- (platform/roll_keeper.h), and are compared here.  What may be seen is decided in these functions, not by who
-- calls them.

-- Somebody's look-ups: counted here, so that servers and restarts agree.
create table look_up (
    look_up_id int8 generated always as identity primary key,
    staff_id   int4 not null,
    at         timestamptz not null,
    found      int2 not null -- customers
);
create index look_up_of_staff on look_up (staff_id, at);
grant select on look_up to guanhu_all, guanhu_org, guanhu_own;
alter table look_up enable row level security;
create policy everything on look_up to guanhu_all using (true);
create policy own on look_up to guanhu_org, guanhu_own using (staff_id = app_staff());

-- Whom it found.
create table look_up_hit (
    customer_id int8 not null,
    look_up_id  int8 not null,
    primary key (customer_id, look_up_id)
);
create index look_up_hit_of_look_up on look_up_hit (look_up_id, customer_id);
select app_protect();

create function app_moment() returns timestamptz
language sql stable parallel safe as $$
    select timestamptz 'epoch' + (app_scope())[4]::int8 * interval '1 microsecond'
$$;

-- The person's post as of the newest day; null: nobody, or has left.
create function app_post() returns int2
language sql stable as $$
    select case when not has_left then post end from staff where staff_id = app_staff()
    order by day desc limit 1
$$;

-- ---- by number, before the scope ------------------------------------------------------------------------

-- Customers with that customer number, account or card, of the whole bank: to be opened by app_open, which
-- lets through whom the person may see.
create function app_with_number(numbers text[], hashes uuid[]) returns int8[]
language plpgsql stable security definer set search_path = public, pg_temp
set plan_cache_mode = force_generic_plan as $$
begin
    return array(
        select customer_id from customer where customer_no = any(numbers)
        union
        select customer_id from account where account_no_hash = any(hashes)
        union
        select customer_id from card where card_no_hash = any(hashes)
        limit 50);
end
$$;

-- Those of these whose newest version has one of the certificates or phones.
create function app_with_certificate(customers int8[], certificates uuid[], phones uuid[]) returns setof int8
language plpgsql stable security definer set search_path = public, pg_temp
set plan_cache_mode = force_generic_plan as $$
begin
    return query
        select r.customer_id
        from unnest(customers) wanted (customer_id)
        cross join lateral (select w.customer_id, w.cert_hash, w.phone_hash, w.gone
                            from customer_record w
                            where w.customer_id = wanted.customer_id order by day desc limit 1) r
        where not r.gone and (r.cert_hash = any(certificates) or r.phone_hash = any(phones));
end
$$;

-- ---- in service ---------------------------------------------------------------------------------------------

-- Who stands before a teller with a card, a passbook or a certificate is in that person's service for half an
-- hour.  Closed accounts, cancelled cards and those that moved to somebody else serve nobody.
create function app_serve(hashes uuid[], proposed int8[], certificates uuid[]) returns int8[]
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
    person int4 := app_staff();
    moment timestamptz := app_moment();
    served int8[];
begin
    -- lobby assistant, open-counter and closed-counter teller, agent, remote authoriser (platform/perm.h)
    if app_post() not in (3, 4, 5, 9, 12) then
        raise insufficient_privilege using message = 'this post serves nobody';
    end if;
    served := array(
        select a.customer_id from account a
        cross join lateral (select status from account_record r
                            where r.customer_id = a.customer_id and r.account_id = a.account_id
                            order by r.day desc limit 1) v
        where a.account_no_hash = any(hashes) and v.status < 2
        union
        select c.customer_id from card c
        cross join lateral (select status from card_record r
                            where r.customer_id = c.customer_id and r.card_id = c.card_id
                            order by r.day desc limit 1) v
        where c.card_no_hash = any(hashes) and v.status = 0
        union
        select app_with_certificate(proposed, certificates, '{}')
        limit 5);
    update customer_grant set until = greatest(moment, since + interval '1 microsecond')
    where staff_id = person and kind = 0 and customer_id = any(served) and until > moment;
    insert into customer_grant (customer_id, staff_id, since, until, kind)
    select id, person, moment, moment + interval '30 minutes', 0 from unnest(served) id;
    return served;
end
$$;

-- Ends it before its time; what nobody serves is ended already.
create function app_serve_end(customer int8) returns void
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
    moment timestamptz := app_moment();
begin
    update customer_grant set until = greatest(moment, since + interval '1 microsecond')
    where staff_id = app_staff() and kind = 0 and customer_id = customer and until > moment;
end
$$;

create function app_in_service() returns table (customer_id int8, until timestamptz)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
    return query select g.customer_id, max(g.until) from customer_grant g
                 where g.staff_id = app_staff() and g.kind = 0 and g.since <= app_moment()
                   and g.until > app_moment()
                 group by g.customer_id order by 2 desc limit 20;
end
$$;

-- ---- the look-up record ---------------------------------------------------------------------------------------

-- Where an organisation stands below its tier-1 branch (level 1); head office: the whole bank.
create function app_branch(org int4) returns int4range
language sql stable as $$
    select coalesce(
        (select int4range(b.first, b.last, '[]')
         from org_place own join org_place b on own.first between b.first and b.last
         cross join lateral (select level from org o where o.org_id = b.org_id
                             order by day desc limit 1) o
         where own.org_id = org and o.level = 1 limit 1),
        (select int4range(own.first, own.last, '[]') from org_place own where own.org_id = org))
$$;

create function app_org_of_person() returns int4
language sql stable as $$
    select org_id from staff where staff_id = app_staff() order by day desc limit 1
$$;

-- Looks a customer of the person's tier-1 branch up by the whole customer number, certificate or phone.
-- look_up_id 0: so often that it is refused until then.  Who is not found, is of another branch or of nobody's
-- gets the same answer, and counts the same.
create function app_look_up(numbers text[], proposed int8[], certificates uuid[], phones uuid[],
                            out look_up_id int8, out customers int2, out possible_at timestamptz)
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
    person int4 := app_staff();
    moment timestamptz := app_moment();
    most   int8 := coalesce((select value::int8 from setting where name = 'look_ups_a_day'), 50);
    branch int4range := app_branch(app_org_of_person());
    hits   int8[];
begin
    if app_post() not in (0, 1) then -- outlet head, relationship manager (platform/perm.h)
        raise insufficient_privilege using message = 'this post looks nobody up';
    end if;
    perform pg_advisory_xact_lock(14, person); -- two at once count one after the other
    possible_at := (select u.at + interval '1 day' from look_up u
                    where u.staff_id = person and u.at > moment - interval '1 day'
                    order by u.at desc offset greatest(most - 1, 0) limit 1);
    if possible_at is not null or most < 1 then
        look_up_id := 0;
        customers := 0;
        possible_at := coalesce(possible_at, moment + interval '1 day');
        return;
    end if;
    hits := array(
        select id.customer_id
        from (select c.customer_id from customer c where c.customer_no = any(numbers)
              union
              select app_with_certificate(proposed, certificates, phones)) id
        cross join lateral (select gone from customer_record r
                            where r.customer_id = id.customer_id order by day desc limit 1) r
        cross join lateral (select home_id from customer_home h
                            where h.customer_id = id.customer_id order by day desc limit 1) h
        join org_place home on home.org_id = h.home_id
        where not r.gone and home.first <@ branch
        limit 10);
    customers := cardinality(hits);
    insert into look_up (staff_id, at, found) values (person, moment, customers)
    returning look_up.look_up_id into look_up_id;
    insert into look_up_hit (customer_id, look_up_id) select id, app_look_up.look_up_id from unnest(hits) id;
end
$$;

-- Names of who manages (0) or signed (1) the customer.
create function app_staff_of(customer int8, what int2, on_day date) returns text
language sql stable as $$
    select string_agg(s.name, '、' order by u.number)
    from care k
    cross join lateral unnest(k.staff_ids) with ordinality u (staff_id, number)
    cross join lateral (select name from staff s where s.staff_id = u.staff_id and s.day <= on_day
                        order by s.day desc limit 1) s
    where k.customer_id = any(array[customer]) and k.relation = what and care_on(k.period, on_day)
$$;

-- What a look-up record tells of these, and nothing more.
create function app_look_up_rows(customers int8[], on_day date)
returns table (customer_id int8, customer_no text, name text, cert_type int2, cert_sealed bytea,
               home_name text, stage int2, tier int2, managers text, signed text)
language sql stable as $$
    select c.customer_id, c.customer_no, v.name, v.cert_type, v.cert_sealed, o.name, d.stage, d.tier,
           app_staff_of(c.customer_id, 0::int2, on_day), app_staff_of(c.customer_id, 1::int2, on_day)
    from customer c
    cross join lateral (select * from customer_record r where r.customer_id = c.customer_id
                        and r.day <= on_day order by r.day desc limit 1) v
    cross join lateral (select h.home_id from customer_home h where h.customer_id = c.customer_id
                        and h.day <= on_day order by h.day desc limit 1) h
    left join lateral (select o.name from org o where o.org_id = h.home_id and o.day <= on_day
                       order by o.day desc limit 1) o on true
    left join lateral (select t.stage, t.tier from customer_day t where t.customer_id = c.customer_id
                       and t.day <= on_day order by t.day desc limit 1) d on true
    where c.customer_id = any(customers)
$$;

-- The record that the person looked up, for half an hour.
create function app_look_up_record(wanted int8, on_day date)
returns table (customer_id int8, customer_no text, name text, cert_type int2, cert_sealed bytea,
               home_name text, stage int2, tier int2, managers text, signed text)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
    return query select * from app_look_up_rows(array(
        select h.customer_id from look_up u join look_up_hit h on h.look_up_id = u.look_up_id
        where u.look_up_id = wanted and u.staff_id = app_staff()
          and u.at > app_moment() - interval '30 minutes'), on_day) r order by r.customer_no;
end
$$;

-- The outlet's pending list: its target customers whom nobody manages, of those proposed.
create function app_pending(proposed int8[], on_day date)
returns table (customer_id int8, customer_no text, name text, cert_type int2, cert_sealed bytea,
               home_name text, stage int2, tier int2, managers text, signed text)
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
    own int4 := app_org_of_person();
begin
    if app_post() not in (0, 1) then
        raise insufficient_privilege using message = 'this post has no pending list';
    end if;
    return query select * from app_look_up_rows(array(
        select p.id from unnest(proposed) p (id)
        cross join lateral (select gone from customer_record r
                            where r.customer_id = p.id order by day desc limit 1) r
        cross join lateral (select home_id from customer_home h
                            where h.customer_id = p.id order by day desc limit 1) h
        cross join lateral (select d.stage from customer_day d
                            where d.customer_id = p.id and d.day <= on_day
                            order by d.day desc limit 1) d
        where h.home_id = own and not r.gone and d.stage = 2
          and not exists (select from care k where k.customer_id = any(array[p.id]) and k.relation = 0
                          and care_on(k.period, on_day))), on_day) r
    order by r.tier desc, r.customer_no;
end
$$;

-- ---- lately opened ----------------------------------------------------------------------------------------------

-- The customers whom the person looked at last, by the trail.
create function app_lately() returns int8[]
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
    return array(
        select e.subject_id
        from (select subject_id, at from audit_entry
              where staff_id = app_staff() and subject = 1 and at > app_moment() - interval '14 days'
              order by at desc limit 200) e
        where e.subject_id is not null
        group by e.subject_id order by max(e.at) desc limit 8);
end
$$;

revoke all on function app_with_number(text[], uuid[]), app_with_certificate(int8[], uuid[], uuid[]),
    app_serve(uuid[], int8[], uuid[]), app_serve_end(int8), app_in_service(),
    app_look_up(text[], int8[], uuid[], uuid[]), app_look_up_record(int8, date), app_pending(int8[], date),
    app_lately() from public;
grant execute on function app_with_number(text[], uuid[]), app_lately()
    to guanhu_all, guanhu_org, guanhu_own;
grant execute on function app_serve(uuid[], int8[], uuid[]), app_serve_end(int8), app_in_service()
    to guanhu_org, guanhu_own;
grant execute on function app_look_up(text[], int8[], uuid[], uuid[]), app_look_up_record(int8, date),
    app_pending(int8[], date) to guanhu_org, guanhu_own;
