-- Alerts with what their sentences need: the object, the transaction, the figures of their day.

-- name: alert_lines :many
-- in: customers int8[], numbers int4[], ages int4[], since date, until date, limit int8
-- out: customer_id id, customer text, day date, number int4, kind int2, from_value int8, to_value int8, amount fen, account sealed? number, card sealed? number, product text?, currency text?, renews bool?, card_kind int2? of card_kind_words, grade int2? of grade_words, txn_kind int2? of txn_kind_words, channel int2? of txn_channel_words, counterparty text?, bank text?, own_name bool?, fa fen?, aum fen?, fa_ytd fen?, figures_on date?, acct_max fen?, ref int2, below int2
-- Of those customers, and of each only that number, and of the day so many days before the last, where
-- they are given; in the order asked for, of one the newest day first.  Which holding gained or lost was not kept at first: it is the one that had that cost and balance on the day.
select a.customer_id, v.name as customer, a.day, a.number, a.kind, a.from_value, a.to_value, a.amount,
       n.account_no_sealed as account, m.card_no_sealed as card, p.name as product,
       case when h.currency_id > 1 then
           (select c.currency from currency c where c.currency_id = h.currency_id order by c.day limit 1)
       end as currency,
       h.auto_renew as renews, q.kind as card_kind, q.grade, t.kind as txn_kind, t.channel,
       t.counterparty, t.counterparty_bank as bank, t.own_name, d.fa, d.aum, d.fa_ytd,
       d.day as figures_on, d.acct_max, coalesce(d.ref, 0::int2) as ref, coalesce(d.below, 0::int2) as below
from unnest(:customers::int8[], :numbers::int4[], :ages::int4[]) with ordinality k (customer_id, number, age, place)
join alert a on a.customer_id = k.customer_id and a.day between :since and :until
            and (k.number is null or a.number = k.number)
            and (k.age is null or a.day = :until::date - k.age)
left join lateral (select o.account_id from account_record o
                   where a.kind in (17, 18) and a.object_id is null and o.customer_id = a.customer_id
                     and o.day = a.day and o.cost = a.from_value and o.balance = a.to_value
                   order by o.account_id limit 1) w on true
cross join lateral (select r.name from customer_record r
                    where r.customer_id = a.customer_id and r.day <= :until
                    order by r.day desc limit 1) v
left join lateral (select y.day, y.fa, y.fa_ytd, y.acct_max, y.ref, y.below,
                          coalesce(y.demand, 0) + coalesce(y.time, 0) + coalesce(y.fund, 0)
                          + coalesce(y.bond, 0) + coalesce(y.wealth, 0) + coalesce(y.insurance, 0)
                          + coalesce(y.securities, 0) + coalesce(y.gold, 0) as aum
                   from customer_day y
                   where a.kind in (0, 1, 2, 3, 4, 5, 6, 7) and y.customer_id = a.customer_id
                     and y.day <= a.day
                   order by y.day desc limit 1) d on true
left join lateral (select o.product_id, o.currency_id, o.auto_renew from account_record o
                   where a.kind in (12, 14, 17, 18) and o.customer_id = a.customer_id
                     and o.account_id = coalesce(a.object_id, w.account_id) and o.day <= a.day
                   order by o.day desc limit 1) h on true
left join lateral (select o.name from product o where o.product_id = h.product_id and o.day <= a.day
                   order by o.day desc limit 1) p on true
left join lateral (select o.account_no_sealed from account o
                   where a.kind in (12, 14, 17, 18) and o.customer_id = a.customer_id
                     and o.account_id = coalesce(a.object_id, w.account_id)) n on true
left join lateral (select o.card_no_sealed from card o
                   where a.kind in (13, 15) and o.customer_id = a.customer_id
                     and o.card_id = a.object_id) m on true
left join lateral (select o.kind, o.grade from card_record o
                   where a.kind in (13, 15) and o.customer_id = a.customer_id
                     and o.card_id = a.object_id and o.day <= a.day
                   order by o.day desc limit 1) q on true
left join lateral (select o.kind, o.channel, o.counterparty, o.counterparty_bank, o.own_name from txn o
                   where a.kind = 11 and o.customer_id = a.customer_id and o.txn_id = a.txn_id
                     and o.day = a.day
                   order by o.on_date desc limit 1) t on true
order by k.place, a.day desc, a.number
limit :limit;

-- name: alert_any :one
-- in: customer_id int8, since date, until date
-- out: any bool
-- Most customers have none in a month: the query above starts in a dozen tables.
select exists (select from alert where customer_id = :customer_id and day between :since and :until) as any;
