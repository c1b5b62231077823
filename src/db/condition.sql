-- What the fields of a condition are read from, as of a day (db/condition.h): each gives a customer one row at
-- most.  condition.c joins those that a condition speaks of, on customer_id, and calls them by nobody else.

-- name: condition_customer :many
-- in: day date
-- out: customer_id int8, customer_no text, came date, bucket int4
-- Who may be asked for: whoever has come.
select customer_id, customer_no, day as came, app_bucket(customer_id) as bucket from customer where day <= :day;

-- name: condition_record :many
-- in: day date
-- out: customer_id int8, gone bool, cert_type int2, name text, gender int2?, birth_date date?, age int4?, birthday int4?, occupation text?, education text?, marital text?, income_year int8?, risk_level int2?, risk_assessed_on date?, opened_on date?, dnd bool
-- What was delivered last; an empty text says nothing.  birthday: days until the next one; 29 February is on
-- the 28th in other years.
select distinct on (r.customer_id) r.customer_id, r.gone, r.cert_type, r.name, r.gender, r.birth_date,
       extract(year from age(:day, r.birth_date))::int4 as age,
       case when b.this_year >= :day then b.this_year - :day else b.next_year - :day end as birthday,
       nullif(r.occupation, '') as occupation, nullif(r.education, '') as education,
       nullif(r.marital, '') as marital, r.income_year, r.risk_level, r.risk_assessed_on,
       r.opened_on, r.dnd
from customer_record r
cross join lateral (
    select (r.birth_date + make_interval(years => y.years))::date as this_year,
           (r.birth_date + make_interval(years => y.years + 1))::date as next_year
    from (select (extract(year from :day::date) - extract(year from r.birth_date))::int4 as years) y) b
where r.day <= :day
order by r.customer_id, r.day desc;

-- name: condition_home :many
-- in: day date
-- out: customer_id int8, home_id int4, region text?
-- region: what the home's newest row says.
select h.customer_id, h.home_id, nullif(o.region, '') as region
from (select distinct on (customer_id) customer_id, home_id from customer_home
      where day <= :day order by customer_id, day desc) h
left join (select distinct on (org_id) org_id, region from org
           where day <= :day order by org_id, day desc) o on o.org_id = h.home_id;

-- name: condition_under :many
-- in: day date, org_ids int8[]
-- out: customer_id int8, is_under bool
-- Who is at home in one of these organisations or below it, by their places, which are those of the newest day.
-- One without a place has nothing below it.
select h.customer_id, true as is_under
from (select distinct on (customer_id) customer_id, home_id from customer_home
      where day <= :day order by customer_id, day desc) h
left join org_place home on home.org_id = h.home_id
where h.home_id = any(:org_ids::int8[])
   or exists (select from org_place o where o.org_id = any(:org_ids::int8[]) and home.first between o.first and o.last);

-- name: condition_figures :many
-- in: day date
-- out: customer_id int8, demand int8, time int8, mortgage int8, credit_loan int8, other_loan int8, funds int8, bonds int8, wealth int8, insurance int8, securities int8, gold int8, fa int8, deposits int8, loans int8, aum int8, acct_max int8, fa_avg int8, cc_spend int8, cc_grade int2, product_kinds int2, stage int2, tier int2, own_tier int2, ref int2, below int2, standing int2
-- The last row carried on: fa_avg is fa_ytd up to the day, by days of the year, halves away from zero.
-- Sums that leave 64 bits saturate, as everywhere.
select customer_id, demand, time, mortgage, credit_loan, other_loan, funds, bonds, wealth, insurance,
       securities, gold, fa,
       least(greatest(demand::numeric + time, -9223372036854775808), 9223372036854775807)::int8 as deposits,
       least(greatest(mortgage::numeric + credit_loan + other_loan, -9223372036854775808), 9223372036854775807)::int8 as loans,
       least(greatest(demand::numeric + time + funds + bonds + wealth + insurance + securities + gold,
                      -9223372036854775808), 9223372036854775807)::int8 as aum,
       acct_max,
       fa_ytd / days + (2 * (fa_ytd % days) >= days)::int4 - (2 * (fa_ytd % days) <= -days)::int4 as fa_avg,
       cc_spend, cc_grade, product_kinds, stage, tier, own_tier, ref, below, standing
from (select distinct on (d.customer_id) d.customer_id, coalesce(d.demand, 0) as demand,
             coalesce(d.time, 0) as time, coalesce(d.mortgage, 0) as mortgage,
             coalesce(d.credit_loan, 0) as credit_loan, coalesce(d.other_loan, 0) as other_loan,
             coalesce(d.fund, 0) as funds, coalesce(d.bond, 0) as bonds, coalesce(d.wealth, 0) as wealth,
             coalesce(d.insurance, 0) as insurance, coalesce(d.securities, 0) as securities,
             coalesce(d.gold, 0) as gold, d.fa, d.acct_max, coalesce(d.cc_spend, 0) as cc_spend,
             d.cc_grade, d.product_kinds, d.stage, d.tier, d.own_tier, d.ref, d.below, d.standing,
             extract(doy from :day::date)::int4 as days,
             least(greatest(case when d.day >= date_trunc('year', :day::date)::date
                                 then d.fa_ytd + d.fa::numeric * (:day - d.day)
                                 else d.fa * extract(doy from :day::date) end,
                            -9223372036854775808), 9223372036854775807)::int8 as fa_ytd
      from customer_day d where d.day <= :day order by d.customer_id, d.day desc) f;

-- name: condition_aum_max :many
-- in: day date, months int4
-- out: customer_id int8, aum_max int8
-- The largest of aum and that of the last month ends, of which those before the bank's first day are delivered:
-- each holds until the next one; where the delivered ones had to wait, the month ends until then were empty.
select f.customer_id, greatest(f.aum, e.newer, coalesce(e.oldest, 0)) as aum_max
from (select distinct on (d.customer_id) d.customer_id,
             least(greatest(coalesce(d.demand, 0)::numeric + coalesce(d.time, 0) + coalesce(d.fund, 0)
                            + coalesce(d.bond, 0) + coalesce(d.wealth, 0) + coalesce(d.insurance, 0)
                            + coalesce(d.securities, 0) + coalesce(d.gold, 0),
                            -9223372036854775808), 9223372036854775807)::int8 as aum
      from customer_day d where d.day <= :day order by d.customer_id, d.day desc) f
left join (
    select m.customer_id, max(m.aum) filter (where m.month_end > w.oldest) as newer,
           (array_agg(m.aum order by m.month_end desc, m.rank desc) filter (where m.month_end <= w.oldest))[1] as oldest
    from (select customer_id, month_end, 2 as rank, aum from aum_month where month_end < :day and day <= :day
          union all
          select o.customer_id, (b.month - make_interval(months => k.k::int4 - 1))::date - 1, 0, k.aum
          from opening o
          cross join (select date_trunc('month', min(day)) as month from business_day) b
          cross join unnest(o.months) with ordinality k (aum, k)
          where o.day <= :day
          union all
          select o.customer_id, b.month_end, 1, 0
          from opening o
          cross join (select (date_trunc('month', min(day)) + interval '1 month')::date - 1 as month_end
                      from business_day) b
          where o.day <= :day and b.month_end < o.day and b.month_end < :day) m
    cross join (select (date_trunc('month', :day::date) - make_interval(months => :months - 1))::date - 1 as oldest) w
    group by m.customer_id, w.oldest) e on e.customer_id = f.customer_id;

-- name: condition_level :many
-- in: day date, side int4
-- out: customer_id int8, level int2
-- The level of the scheme that has that side on the day.
select distinct on (l.customer_id) l.customer_id, l.level
from customer_level l
where l.scheme = (select s.scheme from schemes_on(:day) s where s.side = :side) and l.day <= :day
order by l.customer_id, l.day desc;

-- name: condition_care :many
-- in: day date
-- out: customer_id int8, since date?, manager int4, share int4, others int4[]
-- Who manages whom on the day: the main manager and that one's share, and the others.
select customer_id, lower(period) as since, staff_ids[1] as manager, shares[1] as share, staff_ids[2:] as others
from care where relation = 0 and care_on(period, :day);

-- name: condition_holding :many
-- in: day date, class int2?, product int4?, family text?
-- out: customer_id int8, amount int8, holds bool
-- What is held of products of a class, or of a family or code: open and frozen accounts, each in base currency by
-- itself, at the last rate.  holds: one with a balance, of settlement and channel whatever it is; or a valid card.
select h.customer_id,
       least(greatest(sum(h.amount), -9223372036854775808), 9223372036854775807)::int8 as amount,
       bool_or(h.holds) as holds
from (select a.customer_id,
             least(greatest(case when a.currency_id = 1 then a.balance
                                 else round(a.balance * c.rate * 0.00000001) end,
                            -9223372036854775808), 9223372036854775807) as amount,
             a.balance > 0 or p.class in (13, 14) as holds
      from (select distinct on (customer_id, account_id) customer_id, product_id, currency_id, balance, status
            from account_record where day <= :day order by customer_id, account_id, day desc) a
      join (select distinct on (product_id) product_id, class, family from product
            where day <= :day order by product_id, day desc) p using (product_id)
      left join (select distinct on (currency_id) currency_id, rate::numeric as rate from currency
                 where day <= :day order by currency_id, day desc) c using (currency_id)
      where a.status in (0, 1) and (p.class = :class or p.product_id = :product or p.family = :family)
      union all
      select customer_id, 0, true
      from (select distinct on (customer_id, card_id) customer_id, kind, expires_on, status
            from card_record where day <= :day order by customer_id, card_id, day desc) k
      where k.status = 0 and (k.expires_on is null or k.expires_on >= :day) and k.kind + 11 = :class) h
group by h.customer_id;

-- name: condition_maturity :many
-- in: day date, days int4, class int2?, product int4?, family text?
-- out: customer_id int8, amount int8, matures bool
-- What matures from the day on, within so many days: of any product, or as above.
select a.customer_id,
       least(greatest(sum(least(greatest(case when a.currency_id = 1 then a.balance
                                              else round(a.balance * c.rate * 0.00000001) end,
                                         -9223372036854775808), 9223372036854775807)),
                      -9223372036854775808), 9223372036854775807)::int8 as amount, true as matures
from (select distinct on (customer_id, account_id) customer_id, product_id, currency_id, balance, status, matures_on
      from account_record where day <= :day order by customer_id, account_id, day desc) a
join (select distinct on (product_id) product_id, class, family from product
      where day <= :day order by product_id, day desc) p using (product_id)
left join (select distinct on (currency_id) currency_id, rate::numeric as rate from currency
           where day <= :day order by currency_id, day desc) c using (currency_id)
where a.status in (0, 1) and (a.balance > 0 or p.class in (13, 14)) and a.matures_on between :day and :day + :days
  and (p.class = :class or p.product_id = :product or p.family = :family
       or coalesce(:class::int4, :product, length(:family)) is null)
group by a.customer_id;

-- name: condition_cards :many
-- in: day date, kind int2?
-- out: customer_id int8, cards int8, vip bool
-- Active cards, valid on the day: of one kind, or of all.
select customer_id, count(*) as cards, bool_or(vip) as vip
from (select distinct on (customer_id, card_id) customer_id, kind, vip, expires_on, status
      from card_record where day <= :day order by customer_id, card_id, day desc) c
where status = 0 and (expires_on is null or expires_on >= :day) and coalesce(kind = :kind, true)
group by customer_id;

-- name: condition_events :many
-- in: day date, days int4, event int2, object text?
-- out: customer_id int8, events int8
-- What was done in the app or on the web on the last days, of one kind, with one object where it is named.  It
-- happened when it says so, or when it was delivered where it is dated ahead.
select customer_id, count(*) as events from behaviour
where day <= :day and day > :day - :days and at >= :day - :days + 1 and event = :event
  and coalesce(object = :object, :object is null)
group by customer_id;

-- name: condition_last_event :many
-- in: day date, days int4, event int2
-- out: customer_id int8, on_day date
select customer_id, max(least(at::date, day)) as on_day from behaviour
where day <= :day and day > :day - :days and at >= :day - :days + 1 and event = :event
group by customer_id;

-- name: condition_active :many
-- in: day date, days int4
-- out: customer_id int8, active bool
-- Who did anything on the last days, at a counter or in the app: as in the two above and below.
select customer_id, true as active from behaviour
where day <= :day and day > :day - :days and at >= :day - :days + 1
union
select customer_id, true from txn
where day <= :day and day > :day - :days and on_date > :day - :days;

-- name: condition_transactions :many
-- in: day date, days int4, kind int2?, channel int2?, direction int2?
-- out: customer_id int8, amount int8, transactions int8
-- On the last days, of one kind, way and direction where they are named; of what was delivered again the newest
-- version.
select customer_id,
       least(greatest(sum(coalesce(base, amount)::numeric), -9223372036854775808), 9223372036854775807)::int8 as amount,
       count(*) as transactions
from (select distinct on (customer_id, on_date, txn_id) customer_id, day, direction, amount, base, kind, channel
      from txn where day <= :day and on_date > :day - :days
      order by customer_id, on_date, txn_id, day desc) t
where day > :day - :days and coalesce(kind = :kind, :kind is null)
  and coalesce(channel = :channel, :channel is null)
  and coalesce(direction = :direction, :direction is null)
group by customer_id;

-- name: condition_purchases :many
-- in: day date, days int4, class int2?
-- out: customer_id int8, amount int8, bought bool
-- What was bought on the last days, of a class of product or of any.
select customer_id,
       least(greatest(sum(coalesce(base, amount)::numeric), -9223372036854775808), 9223372036854775807)::int8 as amount,
       true as bought
from (select distinct on (customer_id, on_date, txn_id) customer_id, day, amount, base, class, kind
      from txn where day <= :day and on_date > :day - :days
      order by customer_id, on_date, txn_id, day desc) t
where day > :day - :days and kind = 3 and coalesce(class = :class, :class is null)
group by customer_id;

-- name: condition_related :many
-- in: day date, kind int2?
-- out: customer_id int8, related bool
-- Who has somebody in a relation, one or any: as the other is to the customer.  The other may be the one who says
-- so: then it is turned round.
select customer_id, true as related
from (select distinct on (customer_id, other_id, kind) customer_id, other_id, kind, removed from relation
      where day <= :day order by customer_id, other_id, kind, day desc) r
where not removed and coalesce(kind = :kind, :kind is null)
union
select other_id, true
from (select distinct on (customer_id, other_id, kind) customer_id, other_id, kind, removed from relation
      where day <= :day order by customer_id, other_id, kind, day desc) r
where not removed
  and coalesce((case kind when 1 then 2 when 2 then 1 when 3 then 6 when 4 then 7 else kind end) = :kind, :kind is null);

-- name: condition_member :many
-- in: set_id int4
-- out: customer_id int8, belongs bool
-- Who bears a tag, or stands in a list or an audience.
select distinct customer_id, true as belongs from live_member where set_id = :set_id;
