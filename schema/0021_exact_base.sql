-- What transactions in foreign currencies are worth, once more without the rounding of a division.

-- 0018 divided numerics: a quotient is itself rounded, before the rounding to fen that is meant.  A rate is
-- multiplied by 0.00000001 instead, which is exact, as everywhere else (ADR 0029).
create temporary table account_then on commit drop as
    select account_id, day, status, currency_id from account_record
    where account_id in (select account_id from txn where base is not null);
create index on account_then (account_id, day);
analyze account_then;

update txn t set base = e.base
from (select x.customer_id, x.on_date, x.txn_id, x.day, round(x.amount::numeric * c.rate * 0.00000001)::int8 as base
      from txn x
      cross join lateral (select currency_id from account_then r
                          where r.account_id = x.account_id and r.day <= x.day
                          order by r.day desc, r.status limit 1) a
      cross join lateral (select rate from currency c
                          where c.currency_id = a.currency_id and c.day <= x.day
                          order by c.day desc limit 1) c
      where x.base is not null) e
where t.customer_id = e.customer_id and t.on_date = e.on_date and t.txn_id = e.txn_id and t.day = e.day
  and t.base <> e.base;
