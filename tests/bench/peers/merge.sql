create table account_{n} as
  select a.aid, coalesce(d.cid, a.cid) as cid, coalesce(d.class, a.class) as class,
         coalesce(d.cur, a.cur) as cur, coalesce(d.balance, a.balance) as balance,
         coalesce(d.status, a.status) as status,
         case when d.aid is null then a.matures else d.matures end as matures
  from account_{p} a left join account_change_{n} d on d.aid = a.aid;
create table card_{n} as
  select a.kid, coalesce(d.cid, a.cid) as cid, coalesce(d.credit, a.credit) as credit,
         coalesce(d.grade, a.grade) as grade,
         case when d.kid is null then a.expires else d.expires end as expires,
         coalesce(d.active, a.active) as active
  from card_{p} a left join card_change_{n} d on d.kid = a.kid;
pg analyze account_{n}, card_{n};
