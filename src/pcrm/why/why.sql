-- What the rules made of one customer on one day, and what it was made of.

-- name: why_state :maybe
-- in: customer_id int8, day date, decided date
-- out: on_day date, demand int8, time int8, mortgage int8, credit_loan int8, other_loan int8, fund int8, bond int8, wealth int8, insurance int8, securities int8, gold int8, fa int8, acct_max int8, fa_ytd int8, cc_spend int8, cc_grade int2, product_kinds int2, stage int2, tier int2, own_tier int2, ref int2, below int2, standing int2, reached_on date?, over_on date?, first_day date, schemes text[]?, levels int4[]?, active_on date?, then_day date?, then_figures int8[]?, then_fa_ytd int8?, then_active_on date?, held int4, month_ends date[]?, aums int8[]?, opening_day date?, opening int8[]?, card_kinds int4[]?, card_grades int4[]?, card_ends date[]?, spend_days date[]?, spends int8[]?, replaced_days date[]?, replaced int8[]?, tier_from date[]?, tier_until date[]?, hand_tiers int4[]?, target_from date[]?, target_until date[]?, stage_since date?, tier_since date?, own_tier_since date?, standing_since date?
-- The last row up to the day, as it was written: standstill_until carries it on.  Cards and card
-- spend of the window, and dated ahead, as known on the day.  then_...: the last row up to the day
-- 'decided', the figures in the order of enum then.
with mine as materialized (
    select * from customer_day where customer_id = :customer_id and day <= :day
)
select d.day as on_day, coalesce(d.demand, 0) as demand, coalesce(d.time, 0) as time,
       coalesce(d.mortgage, 0) as mortgage, coalesce(d.credit_loan, 0) as credit_loan,
       coalesce(d.other_loan, 0) as other_loan, coalesce(d.fund, 0) as fund, coalesce(d.bond, 0) as bond,
       coalesce(d.wealth, 0) as wealth, coalesce(d.insurance, 0) as insurance,
       coalesce(d.securities, 0) as securities, coalesce(d.gold, 0) as gold, d.fa, d.acct_max, d.fa_ytd,
       coalesce(d.cc_spend, 0) as cc_spend, d.cc_grade,
       d.product_kinds, d.stage, d.tier, d.own_tier, d.ref, d.below, d.standing, d.reached_on, d.over_on,
       (select min(b.day) from business_day b) as first_day, l.schemes, l.levels,
       greatest(s.active_on, e.active_on) as active_on, x.then_day, x.then_figures, x.then_fa_ytd,
       greatest(s.then_active_on, e.then_active_on) as then_active_on,
       h.held, m.month_ends, m.aums, o.day as opening_day, o.months as opening, k.card_kinds,
       k.card_grades, k.card_ends, s.spend_days, s.spends, g.replaced_days, g.replaced, tiers.tier_from,
       tiers.tier_until, tiers.hand_tiers, targets.target_from, targets.target_until, since.stage_since,
       since.tier_since, since.own_tier_since, since.standing_since
from (select * from mine order by day desc limit 1) d
left join lateral (
    select y.day as then_day, y.fa_ytd as then_fa_ytd,
           array[y.fa, y.acct_max, coalesce(y.cc_spend, 0), coalesce(y.mortgage, 0),
                 coalesce(y.credit_loan, 0),
                 coalesce(y.demand, 0) + coalesce(y.time, 0) + coalesce(y.fund, 0) + coalesce(y.bond, 0)
                 + coalesce(y.wealth, 0) + coalesce(y.insurance, 0) + coalesce(y.securities, 0)
                 + coalesce(y.gold, 0), y.cc_grade, y.product_kinds, y.stage] as then_figures
    from mine y where y.day <= :decided
    order by y.day desc limit 1) x on true
cross join lateral (
    select array_agg(c.scheme order by c.scheme) as schemes, array_agg(c.level::int4 order by c.scheme) as levels
    from (select distinct on (scheme) scheme, level from customer_level
          where customer_id = :customer_id and day <= :day order by scheme, day desc) c) l
cross join lateral (
    select coalesce(bit_or(1 << p.class), 0) as held
    from (select distinct on (account_id) product_id, balance, status from account_record
          where customer_id = :customer_id and day <= :day order by account_id, day desc) a
    cross join lateral (select c.class from product c where c.product_id = a.product_id and c.day <= :day
                        order by c.day desc limit 1) p
    where a.status in (0, 1) and (a.balance > 0 or p.class in (13, 14))) h
cross join lateral (
    select array_agg(c.month_end order by c.month_end) as month_ends,
           array_agg(c.aum order by c.month_end) as aums
    from aum_month c
    where c.customer_id = :customer_id and c.month_end < :day and c.day <= :day) m
left join opening o on o.customer_id = :customer_id and o.day <= :day
cross join lateral (
    select array_agg(c.kind::int4 order by c.card_id) as card_kinds,
           array_agg(c.grade::int4 order by c.card_id) as card_grades,
           array_agg(c.expires_on order by c.card_id) as card_ends
    from (select distinct on (card_id) card_id, kind, grade, expires_on, status from card_record
          where customer_id = :customer_id and day <= :day order by card_id, day desc) c
    where c.status = 0) k
cross join lateral (
    select max(least(t.on_date, t.day)) as active_on,
           max(least(t.on_date, t.day)) filter (where t.day <= :decided) as then_active_on,
           array_agg(t.on_date order by t.on_date) filter (where t.spend <> 0) as spend_days,
           array_agg(t.spend order by t.on_date) filter (where t.spend <> 0) as spends
    from txn t
    where t.customer_id = :customer_id and t.day <= :day and t.on_date >= :day::date - 366) s
cross join lateral (
    select array_agg(c.on_date) as replaced_days, array_agg(-c.spend) as replaced
    from spend_replaced c
    where c.customer_id = :customer_id and c.day <= :day and c.on_date >= :day::date - 366) g
cross join lateral (
    select max(least(c.at::date, c.day)) as active_on,
           max(least(c.at::date, c.day)) filter (where c.day <= :decided) as then_active_on
    from behaviour c
    where c.customer_id = :customer_id and c.day between :day::date - 366 and :day) e
cross join lateral (
    select array_agg(c.from_day order by c.from_day) as tier_from,
           array_agg(c.until_day order by c.from_day) as tier_until,
           array_agg(c.tier::int4 order by c.from_day) as hand_tiers
    from tier_by_hand c
    where c.customer_id = :customer_id and c.from_day <= :day and c.until_day >= :day) tiers
cross join lateral (
    select array_agg(c.from_day order by c.from_day) as target_from,
           array_agg(c.until_day order by c.from_day) as target_until
    from target_by_hand c
    where c.customer_id = :customer_id and c.from_day <= :day and c.until_day >= :day) targets
cross join lateral (
    select min(c.day) filter (where c.stage_same) as stage_since,
           min(c.day) filter (where c.tier_same) as tier_since,
           min(c.day) filter (where c.own_tier_same) as own_tier_since,
           min(c.day) filter (where c.standing_same) as standing_since
    from (select y.day,
                 bool_and(y.stage = d.stage) over w as stage_same,
                 bool_and(y.tier = d.tier) over w as tier_same,
                 bool_and(y.own_tier = d.own_tier) over w as own_tier_same,
                 bool_and(y.standing = d.standing and y.ref = d.ref) over w as standing_same
          from mine y
          window w as (order by y.day desc)) c) since;

-- name: why_rules :one
-- in: day date
-- out: version int4, effective_on date, rules text
-- The rules in force on a day.
select version, effective_on, rules::text from rule_set
where effective_on <= :day
order by effective_on desc
limit 1;

-- name: why_day :one
-- in: day date, last_day date
-- out: first_day date, valued bool, kept bool, earlier date?, later date?, month_end date?
-- What is kept of a day, and of its neighbours.
select (select min(b.day) from business_day b) as first_day,
       exists (select from business_day b where b.day = :day and b.day <= :last_day) as valued,
       exists (select from business_day b where b.day = :day and b.day <= :last_day and not b.thinned) as kept,
       (select max(b.day) from business_day b where b.day < :day and b.day <= :last_day and not b.thinned) as earlier,
       (select min(b.day) from business_day b where b.day > :day and b.day <= :last_day and not b.thinned) as later,
       (select max(b.day) from business_day b
        where b.day < date_trunc('month', :day::date) and not b.thinned) as month_end;

-- name: why_managers :many
-- in: customer_id int8, day date
-- out: relation int2 of care_relation_words, staff_name text, share int4, is_main bool, since date?
-- Who managed the customer on the day, the main manager first.
select k.relation, s.name as staff_name, u.share, u.number = 1 as is_main, lower(k.period) as since
from care k
cross join lateral unnest(k.staff_ids, k.shares) with ordinality u (staff_id, share, number)
cross join lateral (select name from staff s where s.staff_id = u.staff_id and s.day <= :day
                    order by s.day desc limit 1) s
where k.customer_id = :customer_id and care_on(k.period, :day)
order by k.relation, u.number;
