-- What one customer holds.

-- name: customer_accounts :many
-- in: customer_id int8, day date, base text, limit int8
-- out: account_id id, account_no sealed number, product_id int4 inner, product text?, class int2 of class_words, family text?, risk int2? of product_risk_words, rate int8? inner, currency text, balance fen, base_balance fen, opened_on date, matures_on date?, status int2 of account_status_words, cost fen?, base_cost fen?, auto_renew bool?, outlet text?, accounts_total int8 inner
-- Open and frozen ones first, by class, the largest first.  Amounts also in the base currency, at the
-- last rate delivered.
select a.account_id, a.account_no_sealed as account_no, r.product_id, p.name as product,
       coalesce(p.class, 0::int2) as class, p.family, p.risk, p.rate,
       coalesce(c.currency, :base) as currency, r.balance,
       case when c.rate is null then r.balance
            else round(r.balance::numeric * c.rate / 100000000)::int8 end as base_balance,
       r.opened_on, r.matures_on, r.status, r.cost,
       case when c.rate is null then r.cost
            else round(r.cost::numeric * c.rate / 100000000)::int8 end as base_cost,
       r.auto_renew, o.name as outlet, count(*) over () as accounts_total
from account a
cross join lateral (select * from account_record r
                    where r.customer_id = a.customer_id and r.account_id = a.account_id and r.day <= :day
                    order by r.day desc limit 1) r
left join lateral (select name, class, family, risk, rate from product p
                   where p.product_id = r.product_id and p.day <= :day
                   order by p.day desc limit 1) p on true
left join lateral (select currency, rate from currency c
                   where c.currency_id = r.currency_id and c.day <= :day
                   order by c.day desc limit 1) c on true
left join lateral (select name from org o where o.org_id = r.outlet_id and o.day <= :day
                   order by o.day desc limit 1) o on true
where a.customer_id = :customer_id and a.day <= :day and r.status <> 3
order by r.status = 2, p.class, base_balance desc, a.account_id
limit :limit;

-- name: customer_cards :many
-- in: customer_id int8, day date, limit int8
-- out: card_id id, card_no sealed number, kind int2 of card_kind_words, grade int2 of grade_words, vip bool, issued_on date, expires_on date?, status int2 of card_status_words, is_expired bool
select c.card_id, c.card_no_sealed as card_no, r.kind, r.grade, r.vip, r.issued_on, r.expires_on,
       r.status, r.status = 0 and coalesce(r.expires_on < :day, false) as is_expired
from card c
cross join lateral (select * from card_record r
                    where r.customer_id = c.customer_id and r.card_id = c.card_id and r.day <= :day
                    order by r.day desc limit 1) r
where c.customer_id = :customer_id and c.day <= :day and r.status <> 2
order by r.status, is_expired, r.kind, r.grade desc, c.card_id
limit :limit;

-- name: customer_account_no :one
-- in: customer_id int8, account_id int8
-- out: sealed bytea
select account_no_sealed as sealed from account
where customer_id = :customer_id and account_id = :account_id;

-- name: customer_card_no :one
-- in: customer_id int8, card_id int8
-- out: sealed bytea
select card_no_sealed as sealed from card where customer_id = :customer_id and card_id = :card_id;

-- name: products_on_sale :many
-- in: day date
-- out: product_id int4, product_code text, name text, class int2 of class_words, family text?, risk int2? of product_risk_words, term_days int4?, rate int8?, min_amount fen?
-- What can be bought on the day.
select product_id, product_code, name, class, family, risk, term_days, rate, min_amount
from (select distinct on (product_id) * from product where day <= :day
      order by product_id, day desc) p
where coalesce(on_sale_from <= :day, true) and coalesce(on_sale_to >= :day, true)
order by class, family nulls last, product_code;
