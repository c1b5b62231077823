-- What conditions ask of transactions, and how the readers' store hears what people change.

-- ---- transactions ------------------------------------------------------------------------------------

-- What a transaction is worth in base currency, at the rate of the day on which it was delivered (null: the
-- amount itself, the account is in base currency); the class of its account's product on that day (of purchases
-- and redemptions alone: of others nobody asks).  Both are settled when it is taken, as its spend is.
alter table txn add column base int8, add column class int2;

update txn t set
    base = (select case when a.currency_id <> 1 then round(t.amount::numeric * c.rate / 100000000)::int8 end
            from (select r.currency_id from account_record r
                  where r.customer_id = t.customer_id and r.account_id = t.account_id and r.day <= t.day
                  order by r.day desc limit 1) a
            left join lateral (select rate from currency c
                               where c.currency_id = a.currency_id and c.day <= t.day
                               order by c.day desc limit 1) c on true),
    class = case when t.kind in (3, 4) then
        (select p.class
         from (select r.product_id from account_record r
               where r.customer_id = t.customer_id and r.account_id = t.account_id and r.day <= t.day
               order by r.day desc limit 1) a
         cross join lateral (select class from product p
                             where p.product_id = a.product_id and p.day <= t.day
                             order by p.day desc limit 1) p) end
where t.kind in (3, 4)
   or t.account_id in (select account_id from account_record where currency_id <> 1);

drop table incoming.txn;
delete from incoming.done where name = 'txn';
select incoming.make('txn');

-- From now on it names every transaction that was delivered again, with a spend of 0 too: so readers find
-- the few versions that count no longer.
insert into spend_replaced (customer_id, on_date, txn_id, day, spend)
select n.customer_id, n.on_date, n.txn_id, n.day, 0
from business_day b
join txn n on n.day = b.day
join txn o on o.customer_id = n.customer_id and o.on_date = n.on_date and o.txn_id = n.txn_id and o.day < n.day
where n.on_date <= (select x.newest_txn from business_day x where x.day < b.day order by x.day desc limit 1)
on conflict do nothing;
create index spend_replaced_of_day on spend_replaced (day, customer_id);

-- ---- a random share --------------------------------------------------------------------------------------

-- Which of ten thousand equal parts a customer belongs to, for ever; engine/profile.h has the same.
create function app_bucket(customer_id int8) returns int4
language sql immutable parallel safe as $$
    select (c.x # (c.x >> 16))::int4 % 10000
    from (select (customer_id + 1013904223) & 2147483647 as x) s
    cross join lateral (select (s.x * 1103515245 + 12345) & 2147483647 as x) a
    cross join lateral (select ((a.x # (a.x >> 16)) * 1103515245 + 12345) & 2147483647 as x) b
    cross join lateral (select ((b.x # (b.x >> 16)) * 1103515245 + 12345) & 2147483647 as x) c
$$;

-- ---- sets of customers that people change ----------------------------------------------------------------

-- Tags, lists, audiences with members of their own: one view over all of them, and one over their members, for
-- the readers' store.  Whoever adds such a thing replaces the views; ids are of one sequence.
create sequence live_set_id as int4;
create view live_set as
    select null::int4 as set_id, null::int4 as kind /* engine/member_set.h */, null::text as name where false;
create view live_member as select null::int4 as set_id, null::int8 as customer_id where false;

-- ---- the change feed -------------------------------------------------------------------------------------

-- What changed since, for readers that hold copies: written in the transaction that changes it, read by what
-- is visible now and was not before.  It names what to read again, not what it is now.
create table change_feed (
    customer_id int8 not null, -- 0: of nobody alone
    xid         xid8 not null default pg_current_xact_id(),
    what        int4 not null, -- 0 who manages; 1 sets of the customer; 2 a whole set
    set_id      int4 not null default 0,
    at          timestamptz not null default now(),
    primary key (customer_id, xid, what, set_id)
);
create index change_feed_by_xid on change_feed (xid, customer_id);
create index change_feed_by_time on change_feed using brin (at);
select app_protect();

create function app_tell_change(customers int8[], what_changed int4, set_changed int4) returns void
language sql security definer set search_path = public, pg_temp as $$
    insert into change_feed (customer_id, what, set_id)
    select distinct unnest(customers), what_changed, set_changed
    on conflict do nothing;
    select pg_notify('guanhu_live', 'change 0');
$$;

-- Within the transaction that changes it.  what: 0 who manages the customer, 1 in which sets the customer is.
create function app_customer_changed(customer int8, what int4) returns void
language sql as $$ select app_tell_change(array[customer], what, 0) $$;
create function app_customers_changed(customers int8[], what int4) returns void
language sql as $$ select app_tell_change(customers, what, 0) $$;
-- A set came, goes, has another name, or other members: all of it is read again.
create function app_set_changed(set_id int8) returns void
language sql as $$ select app_tell_change(array[0::int8], 2, set_id::int4) $$;

revoke all on function app_tell_change(int8[], int4, int4), app_customer_changed(int8, int4),
    app_customers_changed(int8[], int4), app_set_changed(int8) from public;
grant execute on function app_tell_change(int8[], int4, int4), app_customer_changed(int8, int4),
    app_customers_changed(int8[], int4), app_set_changed(int8) to guanhu_all, guanhu_org, guanhu_own;

-- Readers that heard nothing for a day read everything again.
create function app_thin_changes() returns void
language sql as $$ delete from change_feed where at < now() - interval '1 day' $$;
