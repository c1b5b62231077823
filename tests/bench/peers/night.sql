-- The holdings after night {n}, from those of the night before, {p}.  Left joins keep the order.
create table rate_{n} as
  select cur, coalesce(cast(r.rate * 10000 as bigint), p.rate) as rate
  from rate_{p} p join currencies using (cur) left join rate_record_{n} r on r.currency = code;
