-- One customer, as of a day.

-- name: customer_head :one
-- in: customer_id int8, day date
-- out: customer_id id, customer_no text, came_on date, gone bool, name text, cert_type int2 of cert_type_words, certificate sealed certificate, gender int2? of gender_words, birth_date date?, phone sealed? phone, dnd bool, home_id int4 inner, home_name text?, stage int2? of stage_words, tier int2? of tier_words, standing int2? of standing_words, staff_names text[] inner, shares int4[] inner
-- What stands on top of every page about a customer.
select c.customer_id, c.customer_no, c.day as came_on, v.gone, v.name, v.cert_type,
       v.cert_sealed as certificate, v.gender, v.birth_date, v.phone_sealed as phone, v.dnd,
       h.home_id, o.name as home_name, d.stage, d.tier, d.standing,
       coalesce(m.staff_names, '{}') as staff_names, coalesce(m.shares, '{}') as shares
from customer c
cross join lateral (select * from customer_record v where v.customer_id = c.customer_id and v.day <= :day
                    order by v.day desc limit 1) v
cross join lateral (select home_id from customer_home h where h.customer_id = c.customer_id and h.day <= :day
                    order by h.day desc limit 1) h
left join lateral (select name from org o where o.org_id = h.home_id and o.day <= :day
                   order by o.day desc limit 1) o on true
left join lateral (select stage, tier, standing from customer_day d
                   where d.customer_id = c.customer_id and d.day <= :day
                   order by d.day desc limit 1) d on true
left join lateral (select array_agg(s.name order by u.number) as staff_names,
                          array_agg(u.share order by u.number) as shares
                   from care k
                   cross join lateral unnest(k.staff_ids, k.shares) with ordinality
                       u (staff_id, share, number)
                   cross join lateral (select name from staff s
                                       where s.staff_id = u.staff_id and s.day <= :day
                                       order by s.day desc limit 1) s
                   where k.customer_id = c.customer_id and k.relation = 0
                     and care_on(k.period, :day)) m on true
where c.customer_id = :customer_id;

-- name: customer_certificate :one
-- in: customer_id int8, day date
-- out: sealed bytea
select cert_sealed as sealed from customer_record
where customer_id = :customer_id and day <= :day order by day desc limit 1;

-- name: customer_phone :one
-- in: customer_id int8, day date
-- out: sealed bytea?
select phone_sealed as sealed from customer_record
where customer_id = :customer_id and day <= :day order by day desc limit 1;

-- name: customer_profile :one
-- in: customer_id int8, day date
-- out: birth_date date?, opened_on date?, email text?, address sealed? address, occupation text?, education text?, marital text?, income_year fen?, risk_level int2? of risk_words, risk_assessed_on date?
select birth_date, opened_on, email, address_sealed as address, occupation, education, marital,
       income_year, risk_level, risk_assessed_on
from customer_record where customer_id = :customer_id and day <= :day order by day desc limit 1;

-- name: customer_address :one
-- in: customer_id int8, day date
-- out: sealed bytea?
select address_sealed as sealed from customer_record
where customer_id = :customer_id and day <= :day order by day desc limit 1;

-- name: bank_name :maybe
-- in: day date
-- out: name text
-- The organisation above all others.
select name from org
where level = 0 and day <= :day
order by org_id, day desc limit 1;
