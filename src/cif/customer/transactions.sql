-- The transactions of one customer.

-- name: transaction_list :many
-- in: customer_id int8, day date, base text, since date?, until date?, direction int2?, kind int2?, channel int2?, at_least int8?, q text?, limit int8, offset int8
-- out: at text, direction int2 of direction_words, amount fen, currency text, base_amount fen, kind int2? of txn_kind_words, channel int2? of txn_channel_words, counterparty text?, counterparty_bank text?, own_name bool?, product text?, account_no sealed number, note text?, txn_id text, list_total int8 inner
-- order: at, amount, counterparty, kind, channel
-- The newest version of each.  q is looked for in what can be seen of the counterparty: long runs of
-- digits are masked before.
with accounts as (
    select a.account_id, a.account_no_sealed, p.name as product, coalesce(c.currency, :base) as currency,
           coalesce(c.rate, 100000000) as rate
    from account a
    cross join lateral (select product_id, currency_id from account_record r
                        where r.customer_id = a.customer_id and r.account_id = a.account_id and r.day <= :day
                        order by r.day desc limit 1) r
    left join lateral (select name from product p where p.product_id = r.product_id and p.day <= :day
                       order by p.day desc limit 1) p on true
    left join lateral (select currency, rate from currency c
                       where c.currency_id = r.currency_id and c.day <= :day
                       order by c.day desc limit 1) c on true
    where a.customer_id = :customer_id
), newest as (
    select distinct on (t.on_date, t.txn_id) t.*
    from txn t
    where t.customer_id = :customer_id and t.day <= :day
      and (:since::date is null or t.on_date >= :since) and (:until::date is null or t.on_date <= :until)
    order by t.on_date, t.txn_id, t.day desc
), found as (
    select n.at::text as at, n.direction, n.amount, a.currency,
           round(n.amount::numeric * a.rate / 100000000)::int8 as base_amount, n.kind, n.channel,
           n.counterparty, n.counterparty_bank, n.own_name, a.product,
           a.account_no_sealed as account_no, n.note, n.txn_id
    from newest n join accounts a using (account_id)
)
select *, count(*) over () as list_total
from found
where (:direction::int2 is null or direction = :direction)
  and (:kind::int2 is null or kind = :kind) and (:channel::int2 is null or channel = :channel)
  and (:at_least::int8 is null or base_amount >= :at_least)
  and (:q::text is null or position(lower(:q) in lower(
           regexp_replace(coalesce(counterparty, ''), '\d{3,}(?=\d{4})', '*', 'g')
           || ' ' || coalesce(counterparty_bank, ''))) > 0)
order by :order, at desc, txn_id limit :limit offset :offset;

-- name: counterparties :many
-- in: customer_id int8, day date, since date, most int8
-- out: direction int2 of direction_words, who int2 of counterparty_words, counterparty text?, own_name bool, parties int8, times int8, amount fen, last_on date
-- With whom most money moved since then, in base currency: so many of each direction by name, then all
-- others with a name, own accounts here, and what names nobody, so that the sums add up.
with accounts as (
    select a.account_id, coalesce(c.rate, 100000000) as rate
    from account a
    cross join lateral (select currency_id from account_record r
                        where r.customer_id = a.customer_id and r.account_id = a.account_id and r.day <= :day
                        order by r.day desc limit 1) r
    left join lateral (select rate from currency c
                       where c.currency_id = r.currency_id and c.day <= :day
                       order by c.day desc limit 1) c on true
    where a.customer_id = :customer_id
), newest as (
    select distinct on (t.on_date, t.txn_id) t.*
    from txn t
    where t.customer_id = :customer_id and t.day <= :day and t.on_date > :since and t.on_date <= :day
    order by t.on_date, t.txn_id, t.day desc
), sums as (
    select direction, case when own_name and counterparty_bank is null then 2
                           when counterparty <> '' then 0 else 3 end as sort,
           case when own_name and counterparty_bank is null then null
                else nullif(counterparty, '') end as counterparty,
           bool_or(coalesce(own_name, false)) as own_name, count(*) as times,
           sum(round(amount::numeric * rate / 100000000)) as amount, max(on_date) as last_on
    from newest join accounts using (account_id)
    group by 1, 2, 3
), ranked as (
    select *, row_number() over (partition by direction, sort order by amount desc, counterparty) as place
    from sums
), told as (
    select *, case when sort = 0 and place > :most then 1 else sort end as who
    from ranked
)
select direction, who::int2 as who, min(counterparty) filter (where who = 0) as counterparty,
       bool_or(own_name) and who = 0 as own_name, count(*) as parties, sum(times)::int8 as times,
       sum(amount)::int8 as amount, max(last_on) as last_on
from told
group by direction, who, case who when 0 then place end
order by direction, who, min(place);
