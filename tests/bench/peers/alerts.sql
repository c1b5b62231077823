-- What night {n} deserves of alerts, from the states {from} and {out}.
create {temporary} table alert_{out} as
with pair as (
  select s.cid, s.stage, s.tier, s.standing, s.fa, s.aum, s.lapsed,
         p.stage as p_stage, p.tier as p_tier, p.standing as p_standing, p.fa as p_fa
  from state_{out} s join state_{from} p using (cid)
  where s.stage <> p.stage or s.tier <> p.tier or s.standing <> p.standing
     or (abs(s.fa - p.fa) >= 5000000 and 5 * abs(s.fa - p.fa) >= p.fa)
)
select cid, case when stage > p_stage then 'stage_up' else 'stage_down' end as kind,
       cast(p_stage as bigint) as from_value, cast(stage as bigint) as to_value, cast(null as bigint) as amount
from pair where stage <> p_stage
union all
select cid, case when tier > p_tier then 'tier_up' else 'tier_down' end, p_tier, tier, null
from pair where tier <> p_tier
union all
select cid, case standing when 1 then 'entered_watch' when 2 then 'entered_attention'
                          when 3 then 'entered_churned' else 'won_back' end, p_standing, standing, null
from pair where standing <> p_standing and (standing > 0 or (p_standing = 3 and not lapsed))
union all
select cid, case when fa > p_fa then 'assets_rose' else 'assets_fell' end, p_fa, fa, abs(fa - p_fa)
from pair where abs(fa - p_fa) >= 5000000 and 5 * abs(fa - p_fa) >= p_fa
union all
select cid, 'churning', m3, aum, m3 - aum
from state_{out} join month using (cid)
where {month_end} and tier >= 3 and aum < m1 and m1 < m2 and m2 < m3
union all
select cid, 'large_movement', null, case when direction = 'out' then 1 else 0 end, amount
from txn_{n} where amount >= 20000000
union all
select cid, 'product_maturing', aid, matures, balance
from account_{n} where status < 2 and balance > 0 and matures - {day} in (30, 7, 1, 0)
union all
select cid, 'card_expiring', kid, expires, null from card_{n} where active and expires - {day} = 60
union all
select p.cid, 'card_cancelled', p.kid, null, null
from card_{p} p join card_change_{n} d on d.kid = p.kid where p.active and not d.active
union all
select p.cid, 'account_closed', p.aid, null, p.balance
from account_{p} p join account_change_{n} d on d.aid = p.aid
where p.class = 0 and p.status < 2 and d.status = 2
union all
select cid, 'birthday', null, null, null
from customer where birth_month = {birth_month} and birth_day = {birth_day};
