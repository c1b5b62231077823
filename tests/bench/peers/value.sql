-- Figures, stage, tier and standing of night {n} into {out} (rules.md), from the state {from}.
-- Only who was touched is added up anew: owners of changed accounts, and of foreign ones, as rates
-- change every night.
create {temporary} table touched_{out} as
  select cid from account_change_{n} union select cid from account_{n} where cur <> 0;
pg analyze touched_{out};
create {temporary} table state_{out} as
with worth as (
  select cid, class,
         case when cur = 0 then balance else half_up(balance * rate, 10000) end as v
  from account_{n} join rate_{n} using (cur)
  where status < 2 and class < 11 and cid in (select cid from touched_{out})
), sums as (
  select cid,
         sum64(case when class = 0 then v else 0 end) as demand,
         sum64(case when class = 1 then v else 0 end) as time,
         sum64(case when class = 2 then v else 0 end) as mortgage,
         sum64(case when class = 3 then v else 0 end) as credit_loan,
         sum64(case when class = 4 then v else 0 end) as other_loan,
         sum64(case when class = 5 then v else 0 end) as fund,
         sum64(case when class = 6 then v else 0 end) as bond,
         sum64(case when class = 7 then v else 0 end) as wealth,
         sum64(case when class = 8 then v else 0 end) as insurance,
         sum64(case when class = 9 then v else 0 end) as securities,
         sum64(case when class = 10 then v else 0 end) as gold,
         max(v) as most
  from worth group by cid
), grades as (
  select cid, max(grade) as grade
  from card_{n} where credit and active and (expires is null or expires >= {day}) group by cid
), spending as (
  select cid, sum64(amount) as amount
  from (select cid, amount from spend_added_{n}
        union all select cid, -amount from spend where on_day = {day} - 365) as s group by cid
), figures as (
  select p.cid, p.stage, p.tier, p.ref, p.below, p.standing, p.over_on, p.reached_on,
         case when t.cid is null then p.demand else coalesce(s.demand, 0) end as demand,
         case when t.cid is null then p.time else coalesce(s.time, 0) end as time,
         case when t.cid is null then p.mortgage else coalesce(s.mortgage, 0) end as mortgage,
         case when t.cid is null then p.credit_loan else coalesce(s.credit_loan, 0) end as credit_loan,
         case when t.cid is null then p.other_loan else coalesce(s.other_loan, 0) end as other_loan,
         case when t.cid is null then p.fund else coalesce(s.fund, 0) end as fund,
         case when t.cid is null then p.bond else coalesce(s.bond, 0) end as bond,
         case when t.cid is null then p.wealth else coalesce(s.wealth, 0) end as wealth,
         case when t.cid is null then p.insurance else coalesce(s.insurance, 0) end as insurance,
         case when t.cid is null then p.securities else coalesce(s.securities, 0) end as securities,
         case when t.cid is null then p.gold else coalesce(s.gold, 0) end as gold,
         case when t.cid is null then p.acct_max else greatest(coalesce(most, 0), 0) end as acct_max,
         p.fa_ytd, p.cc_spend + coalesce(x.amount, 0) as cc_spend, coalesce(g.grade, 0) as grade
  from state_{from} p
  left join touched_{out} t using (cid) left join sums s using (cid) left join grades g using (cid)
  left join spending x using (cid)
  {fence}
), assets as (
  select f.*,
         half_up(2 * (demand + time + fund + bond + wealth) + mortgage + credit_loan + other_loan, 2) as fa,
         demand + time + fund + bond + wealth + insurance + securities + gold as aum
  from figures f
  {fence}
), averages as (
  select f.*, fa_ytd + fa as ytd, half_up(fa_ytd + fa, {year_day}) as fa_avg from assets f
  {fence}
), reached as (
  select a.*, fa >= 10000000 or fa_avg >= 10000000 as above,
         case when fa >= 10000000 or fa_avg >= 10000000 then {day} else reached_on end as reached,
         case when acct_max >= 1000000 then {day} else over_on end as above_on
  from averages a
  {fence}
), stages as (
  select r.*,
         case when stage = 2 and not above and reached <= {half_year_ago}
              then case when acct_max > 1000000 or fa_avg >= 1000000 then 1 else 0 end
              when stage = 2 then 2
              when above and (stage = 1 or acct_max > 1000000) then 2
              when acct_max > 1000000 and stage = 0 then 1
              else stage end as moved
  from reached r
  {fence}
), staged as (
  select s.*,
         case when moved = 1 and {month_end} and {month_seen} and above_on < {month_start} and fa_avg < 1000000
              then 0 else moved end as new_stage
  from stages s
  {fence}
), tiers as (
  select s.*, case
         when not {month_end} then tier
         when greatest(aum, max12) >= 1000000000 then 5
         when greatest(aum, max12) >= 500000000 or cc_spend >= 50000000 or mortgage >= 500000000 or grade = 4 then 4
         when greatest(aum, max6) >= 50000000 or cc_spend >= 10000000 or mortgage >= 150000000 or credit_loan >= 60000000 then 3
         when greatest(aum, max6) >= 20000000 or credit_loan >= 30000000 then 2
         when new_stage > 0 then 1 else 0 end as new_tier
  from staged s join month using (cid)
  {fence}
), held as ( -- the reference: 0 as it was, 1 raised, 2 there is none, 3 reached, 4 given up, 5 missed
  select t.*, case
         when not {month_end} then 0
         when new_tier >= 2 and new_tier > ref then 1
         when ref = 0 then 2
         when ref = 2 and (aum >= 20000000 or credit_loan >= 30000000) then 3
         when ref = 3 and (aum >= 50000000 or cc_spend >= 10000000 or mortgage >= 150000000 or credit_loan >= 60000000) then 3
         when ref = 4 and (aum >= 500000000 or cc_spend >= 50000000 or mortgage >= 500000000 or grade = 4) then 3
         when ref = 5 and aum >= 1000000000 then 3
         when below + 1 > case when ref >= 4 then 24 else 18 end then 4
         else 5 end as outcome
  from tiers t
  {fence}
)
select cid, demand, time, mortgage, credit_loan, other_loan, fund, bond, wealth, insurance, securities, gold,
       fa, aum, acct_max, ytd as fa_ytd, fa_avg, cc_spend, grade, new_stage as stage, new_tier as tier,
       case when outcome = 1 then new_tier
            when outcome = 4 then case when new_tier >= 2 then new_tier else 0 end
            else ref end as ref,
       case outcome when 0 then below when 5 then below + 1 else 0 end as below,
       case outcome when 0 then standing
            when 5 then case when below + 1 > case when ref >= 4 then 12 else 6 end then 3
                                    when below + 1 > case when ref >= 4 then 6 else 3 end then 2
                                    else 1 end
            else 0 end as standing,
       reached as reached_on, above_on as over_on, outcome = 4 as lapsed
from held;
pg analyze state_{out};
