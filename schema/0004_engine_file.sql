-- For the engine's file and for card spend, which is no longer kept in memory.

-- What leaves the window of cc_spend as a day begins.
create index txn_spend_by_date on txn (on_date, customer_id) where spend <> 0;

-- What a transaction that was delivered again had counted before: it counts no longer.  So the spend of
-- some dates is a sum, not a search for newer versions.
create table spend_replaced (
    customer_id int8 not null,
    on_date     date not null,
    txn_id      text not null,
    day         date not null, -- on which it was delivered again
    spend       int8 not null,
    primary key (customer_id, on_date, txn_id, day)
);
create index spend_replaced_by_date on spend_replaced (on_date, customer_id);
insert into spend_replaced (customer_id, on_date, txn_id, day, spend)
select t.customer_id, t.on_date, t.txn_id, t.day, p.spend
from txn t
cross join lateral (
    select before.spend from txn before
    where before.customer_id = t.customer_id and before.on_date = t.on_date
      and before.txn_id = t.txn_id and before.day < t.day
    order by before.day desc
    limit 1) p
where p.spend <> 0;

-- Random, new for each run of a day: a file of the engine counts only where it bears the mark.
alter table business_day add column mark int8;
