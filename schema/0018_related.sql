-- Who stands in a relation to a customer, or may be the same person: of customers whom the person who
-- asks may not see, these functions tell that there is one, and of those of the same tier-1 branch what
-- a look-up record tells, to the posts that may look up.

create index relation_by_other on relation (other_id, customer_id);

-- May this transaction see the customer?
create function app_has_open(customer int8) returns bool
language sql stable as $$
    select coalesce(current_setting('role', true), 'none') in ('guanhu_all', 'none')
        or app_sees(customer)
$$;

-- Those who name the customer in a relation, and as what.
create function app_named_by(customer int8, on_day date) returns table (other_id int8, kind int2)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
    if not app_has_open(customer) then
        return;
    end if;
    return query
        select n.customer_id, n.kind
        from (select distinct on (r.customer_id, r.kind) r.customer_id, r.kind, r.removed
              from relation r where r.other_id = customer and r.day <= on_day
              order by r.customer_id, r.kind, r.day desc) n
        where not n.removed
        limit 200;
end
$$;

-- Those of the proposed who have a certificate's number, a phone, or name and day of birth in common
-- with the customer.  'certificates': the customer's number as a certificate of any other kind.
create function app_alike(customer int8, proposed int8[], certificates uuid[], on_day date)
returns table (other_id int8, same_certificate bool, same_number bool, same_phone bool, same_name bool,
               customer_no text, name text, cert_type int2, cert_sealed bytea, home_name text,
               stage int2, tier int2, managers text)
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
    me     customer_record;
    branch int4range := case when app_post() in (0, 1) then app_branch(app_org_of_person()) end;
begin
    if not app_has_open(customer) then
        return;
    end if;
    select * into me from customer_record r where r.customer_id = customer and r.day <= on_day
    order by r.day desc limit 1;
    return query
        select o.customer_id, o.is_certificate, o.is_number, o.is_phone, o.is_name, l.customer_no, l.name,
               l.cert_type, l.cert_sealed, l.home_name, l.stage, l.tier, l.managers
        from (select v.customer_id, v.cert_hash = me.cert_hash as is_certificate,
                     v.cert_hash <> me.cert_hash and v.cert_hash = any(certificates) as is_number,
                     coalesce(v.phone_hash = me.phone_hash, false) as is_phone,
                     v.name = me.name and coalesce(v.birth_date = me.birth_date, false) as is_name,
                     v.home_id
              from unnest(proposed) wanted (customer_id)
              cross join lateral (select * from customer_record r
                                  where r.customer_id = wanted.customer_id and r.day <= on_day
                                  order by r.day desc limit 1) v
              where v.customer_id <> customer) o
        left join org_place home on home.org_id = o.home_id
        left join lateral (select * from app_look_up_rows(array[o.customer_id], on_day)
                           where home.first <@ branch) l on true
        where o.is_certificate or o.is_number or o.is_phone or o.is_name
        order by o.is_certificate desc, o.is_number desc, o.is_name desc, o.is_phone desc, o.customer_id
        limit 50;
end
$$;

revoke all on function app_named_by(int8, date), app_alike(int8, int8[], uuid[], date) from public;
grant execute on function app_named_by(int8, date), app_alike(int8, int8[], uuid[], date)
    to guanhu_all, guanhu_org, guanhu_own;
