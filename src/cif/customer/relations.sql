-- Who belongs to a customer, and who may be the same person.

-- name: customer_traits :one
-- in: customer_id int8, day date
-- out: cert_type int2, cert_sealed bytea, phone_hash hash?, name text
-- What somebody else would have in common.
select cert_type, cert_sealed, phone_hash, name
from customer_record where customer_id = :customer_id and day <= :day order by day desc limit 1;

-- name: relations_of :many
-- in: customer_id int8, day date
-- out: other_id id, kind int2 of related_words
-- As the other is to the customer; also those who name the customer: 6 employs, 7 is guaranteed by.
select other_id, min(kind)::int2 as kind
from (select other_id, kind from (select distinct on (other_id, kind) other_id, kind, removed
                                  from relation where customer_id = :customer_id and day <= :day
                                  order by other_id, kind, day desc) own
      where not removed
      union
      select other_id, (case kind when 1 then 2 when 2 then 1 when 3 then 6 when 4 then 7
                                  else kind end)::int2 as kind
      from app_named_by(:customer_id, :day)) both_ways
group by other_id, kind
order by kind, other_id
limit 200;

-- name: alike_of :many
-- in: customer_id int8, proposed int8[], certificates hash[], day date
-- out: other_id id, same_certificate bool, same_number bool, same_phone bool, same_name bool, customer_no text?, name text?, cert_type int2? of cert_type_words, certificate sealed? certificate, home_name text?, stage int2? of stage_words, tier int2? of tier_words, managers text?
select other_id, same_certificate, same_number, same_phone, same_name, customer_no, name, cert_type,
       cert_sealed as certificate, home_name, stage, tier, managers
from app_alike(:customer_id, :proposed, :certificates, :day);

-- name: relation_people :many
-- in: customers int8[], day date
-- out: customer_id id, customer_no text, name text, gone bool, certificate sealed certificate, birth_date date?, tier int2? of tier_words, standing int2? of standing_words, aum fen, home_name text?, managers text?
-- Those of them whom the transaction has opened.
select c.customer_id, c.customer_no, v.name, v.gone, v.cert_sealed as certificate, v.birth_date,
       d.tier, d.standing, coalesce(d.aum, 0) as aum, o.name as home_name, m.managers
from customer c
cross join lateral (select name, gone, cert_sealed, birth_date, home_id from customer_record v
                    where v.customer_id = c.customer_id and v.day <= :day
                    order by v.day desc limit 1) v
left join lateral (select tier, standing,
                          coalesce(demand, 0) + coalesce(time, 0) + coalesce(fund, 0)
                          + coalesce(bond, 0) + coalesce(wealth, 0) + coalesce(insurance, 0)
                          + coalesce(securities, 0) + coalesce(gold, 0) as aum
                   from customer_day d where d.customer_id = c.customer_id and d.day <= :day
                   order by d.day desc limit 1) d on true
left join lateral (select name from org o where o.org_id = v.home_id and o.day <= :day
                   order by o.day desc limit 1) o on true
left join lateral (select string_agg(s.name, '、' order by u.number) as managers
                   from care k
                   cross join lateral unnest(k.staff_ids) with ordinality u (staff_id, number)
                   cross join lateral (select name from staff s
                                       where s.staff_id = u.staff_id and s.day <= :day
                                       order by s.day desc limit 1) s
                   where k.customer_id = c.customer_id and k.relation = 0
                     and care_on(k.period, :day)) m on true
where c.customer_id = any(:customers);
