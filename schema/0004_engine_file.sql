-- For the engine's file and for card spend, which is no longer kept in memory.

-- What leaves the window of cc_spend as a day begins.
create index txn_spend_by_date on txn (on_date, customer_id) where spend <> 0;

-- Random, new for each run of a day: a file of the engine counts only where it bears the mark.
alter table business_day add column mark int8;
