-- The first day's holdings, from what holdings.sql found in its files.
create table account_0 as select * from account_change_0 order by cid, aid;
create table card_0 as select * from card_change_0 order by cid, kid;
create table spend as
  select on_day, cid, amount from spend_added_0 order by on_day, cid;

create table month as
  select cid, fen(aum_m1) as m1, fen(aum_m2) as m2, fen(aum_m3) as m3,
         greatest(fen(aum_m1), fen(aum_m2), fen(aum_m3), fen(aum_m4), fen(aum_m5), fen(aum_m6)) as max6,
         greatest(fen(aum_m1), fen(aum_m2), fen(aum_m3), fen(aum_m4), fen(aum_m5), fen(aum_m6),
                  fen(aum_m7), fen(aum_m8), fen(aum_m9), fen(aum_m10), fen(aum_m11), fen(aum_m12)) as max12
  from opening_record join customer using (customer_no) order by cid;

create table state_open as
  select cid, cast(0 as bigint) as demand, cast(0 as bigint) as time, cast(0 as bigint) as mortgage, cast(0 as bigint) as credit_loan, cast(0 as bigint) as other_loan, cast(0 as bigint) as fund, cast(0 as bigint) as bond, cast(0 as bigint) as wealth, cast(0 as bigint) as insurance, cast(0 as bigint) as securities, cast(0 as bigint) as gold,
         cast(0 as bigint) as acct_max, cast(0 as bigint) as fa, fen(fa_ytd_sum) as fa_ytd, cast(0 as bigint) as cc_spend,
         s.code as stage, t.code as tier, case when t.code >= 2 then t.code else 0 end as ref,
         0 as below, 0 as standing,
         coalesce(day_number(since), {day} - 1) as reached_on, {day} - 1 as over_on
  from opening_record
  join customer using (customer_no)
  join words s on s.kind = 'stage' and s.word = opening_record.stage
  join words t on t.kind = 'tier' and t.word = opening_record.tier
  order by cid;
