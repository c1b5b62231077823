-- What the taking of a day folder writes.  Records are versions: one row a key and day.

-- name: org_copy :copy_in
-- in: org_id int4, day date, org_no text, parent_no text?, level int2, name text, region text?
copy org (org_id, day, org_no, parent_no, level, name, region) from stdin (format binary);

-- name: product_copy :copy_in
-- in: product_id int4, day date, product_code text, name text, class int2, family text?, risk int2?, term_days int4?, rate int8?, min_amount int8?, on_sale_from date?, on_sale_to date?
copy product (product_id, day, product_code, name, class, family, risk, term_days, rate, min_amount,
              on_sale_from, on_sale_to) from stdin (format binary);

-- name: currency_copy :copy_in
-- in: currency_id int4, day date, currency text, rate int8
copy currency (currency_id, day, currency, rate) from stdin (format binary);

-- name: staff_copy :copy_in
-- in: staff_id int4, day date, staff_no text, name text, org_id int4, post int2, phone_sealed bytea?, phone_hash hash?, email text?, skills text?, has_left bool
copy staff (staff_id, day, staff_no, name, org_id, post, phone_sealed, phone_hash, email, skills,
            has_left) from stdin (format binary);

-- name: customer_copy :copy_in
-- in: customer_id int8, customer_no text, day date
copy customer (customer_id, customer_no, day) from stdin (format binary);

-- name: customer_record_copy :copy_in
-- in: customer_id int8, day date, gone bool, cert_type int2, cert_sealed bytea, cert_hash hash, name text, gender int2?, birth_date date?, phone_sealed bytea?, phone_hash hash?, email text?, address_sealed bytea?, address_hash hash?, occupation text?, education text?, marital text?, income_year int8?, risk_level int2?, risk_assessed_on date?, home_id int4, opened_on date?, dnd bool
copy customer_record (customer_id, day, gone, cert_type, cert_sealed, cert_hash, name, gender,
                      birth_date, phone_sealed, phone_hash, email, address_sealed, address_hash,
                      occupation, education, marital, income_year, risk_level, risk_assessed_on,
                      home_id, opened_on, dnd) from stdin (format binary);

-- name: account_copy :copy_in
-- in: customer_id int8, account_id int8, day date, account_no_sealed bytea, account_no_hash hash
copy account (customer_id, account_id, day, account_no_sealed, account_no_hash)
    from stdin (format binary);

-- name: account_record_copy :copy_in
-- in: customer_id int8, account_id int8, day date, product_id int4, currency_id int4, balance int8, outlet_id int4, opened_on date, matures_on date?, status int2, cost int8?, auto_renew bool?
copy account_record (customer_id, account_id, day, product_id, currency_id, balance, outlet_id,
                     opened_on, matures_on, status, cost, auto_renew) from stdin (format binary);

-- name: card_copy :copy_in
-- in: customer_id int8, card_id int8, day date, card_no_sealed bytea, card_no_hash hash
copy card (customer_id, card_id, day, card_no_sealed, card_no_hash) from stdin (format binary);

-- name: card_record_copy :copy_in
-- in: customer_id int8, card_id int8, day date, kind int2, grade int2, vip bool, issued_on date, expires_on date?, status int2
copy card_record (customer_id, card_id, day, kind, grade, vip, issued_on, expires_on, status)
    from stdin (format binary);

-- name: txn_copy :copy_in
-- in: customer_id int8, on_date date, txn_id text, day date, account_id int8, at timestamp, direction int2, amount int8, kind int2?, channel int2?, counterparty text?, counterparty_bank text?, own_name bool?, note text?, spend int8, base int8?, class int2?
copy txn (customer_id, on_date, txn_id, day, account_id, at, direction, amount, kind, channel,
          counterparty, counterparty_bank, own_name, note, spend, base, class) from stdin (format binary);

-- name: behaviour_copy :copy_in
-- in: customer_id int8, day date, source_day date, line int8, at timestamp, channel int2, event int2, object text?
copy behaviour (customer_id, day, source_day, line, at, channel, event, object)
    from stdin (format binary);

-- name: relation_copy :copy_in
-- in: customer_id int8, other_id int8, kind int2, day date, removed bool
copy relation (customer_id, other_id, kind, day, removed) from stdin (format binary);

-- name: opening_copy :copy_in
-- in: customer_id int8, day date, months int8[]
copy opening (customer_id, day, months) from stdin (format binary);

-- ---- what ends by absence ---------------------------------------------------------------------

-- name: customers_gone :exec
-- in: customers int8[], day date
-- The customers' last records once more, as gone.
insert into customer_record (customer_id, day, gone, cert_type, cert_sealed, cert_hash, name, gender,
                             birth_date, phone_sealed, phone_hash, email, address_sealed,
                             address_hash, occupation, education, marital, income_year, risk_level,
                             risk_assessed_on, home_id, opened_on, dnd)
select distinct on (r.customer_id)
       r.customer_id, :day, true, r.cert_type, r.cert_sealed, r.cert_hash, r.name, r.gender,
       r.birth_date, r.phone_sealed, r.phone_hash, r.email, r.address_sealed, r.address_hash,
       r.occupation, r.education, r.marital, r.income_year, r.risk_level, r.risk_assessed_on,
       r.home_id, r.opened_on, r.dnd
from customer_record r
where r.customer_id = any(:customers)
order by r.customer_id, r.day desc
on conflict (customer_id, day) do update set gone = true;

-- name: accounts_end :exec
-- in: customers int8[], accounts int8[], status int2, day date
-- The last records of these customers' accounts once more, closed or moved.
insert into account_record (customer_id, account_id, day, product_id, currency_id, balance,
                            outlet_id, opened_on, matures_on, status, cost, auto_renew)
select r.customer_id, r.account_id, :day, r.product_id, r.currency_id, r.balance, r.outlet_id,
       r.opened_on, r.matures_on, :status, r.cost, r.auto_renew
from unnest(:customers, :accounts) as ended (customer_id, account_id)
cross join lateral (
    select * from account_record one
    where one.customer_id = ended.customer_id and one.account_id = ended.account_id
    order by one.day desc
    limit 1) r
on conflict (customer_id, account_id, day) do update set status = excluded.status;

-- name: accounts_move :exec
-- in: from_customers int8[], to_customers int8[], accounts int8[], day date
-- The accounts are now another customer's.
insert into account (customer_id, account_id, day, account_no_sealed, account_no_hash)
select moved.to_id, a.account_id, :day, a.account_no_sealed, a.account_no_hash
from unnest(:from_customers, :to_customers, :accounts) as moved (from_id, to_id, account_id)
join account a on a.customer_id = moved.from_id and a.account_id = moved.account_id
on conflict (customer_id, account_id) do nothing;

-- name: cards_end :exec
-- in: customers int8[], cards int8[], status int2, day date
insert into card_record (customer_id, card_id, day, kind, grade, vip, issued_on, expires_on, status)
select distinct on (r.customer_id, r.card_id)
       r.customer_id, r.card_id, :day, r.kind, r.grade, r.vip, r.issued_on, r.expires_on, :status
from unnest(:customers, :cards) as ended (customer_id, card_id)
join card_record r using (customer_id, card_id)
order by r.customer_id, r.card_id, r.day desc
on conflict (customer_id, card_id, day) do update set status = excluded.status;

-- name: cards_move :exec
-- in: from_customers int8[], to_customers int8[], cards int8[], day date
insert into card (customer_id, card_id, day, card_no_sealed, card_no_hash)
select moved.to_id, c.card_id, :day, c.card_no_sealed, c.card_no_hash
from unnest(:from_customers, :to_customers, :cards) as moved (from_id, to_id, card_id)
join card c on c.customer_id = moved.from_id and c.card_id = moved.card_id
on conflict (customer_id, card_id) do nothing;

-- name: staff_left :exec
-- in: staff int4[], day date
insert into staff (staff_id, day, staff_no, name, org_id, post, phone_sealed, phone_hash, email,
                   skills, has_left)
select distinct on (s.staff_id)
       s.staff_id, :day, s.staff_no, s.name, s.org_id, s.post, s.phone_sealed, s.phone_hash, s.email,
       s.skills, true
from staff s
where s.staff_id = any(:staff)
order by s.staff_id, s.day desc
on conflict (staff_id, day) do update set has_left = true;

-- name: relations_remove :exec
-- in: customers int8[], others int8[], kinds int4[], day date
insert into relation (customer_id, other_id, kind, day, removed)
select customer_id, other_id, kind::int2, :day, true
from unnest(:customers, :others, :kinds) as gone (customer_id, other_id, kind)
on conflict (customer_id, other_id, kind, day) do update set removed = true;

-- ---- card spend -------------------------------------------------------------------------------

-- name: txn_newest :maybe
-- in: day date
-- out: newest_txn date?
-- The newest date of a transaction taken before the day.
select newest_txn from business_day where day < :day order by day desc limit 1;

-- name: txn_replaced :many
-- in: day date, from_date date, to_date date
-- out: customer_id int8, on_date date, txn_id text, spend int8
-- What the transactions taken on a day for these dates had counted before, when first delivered.
-- Plain txn: where the day's rows are (platform/incoming.h).
select t.customer_id, t.on_date, t.txn_id, p.spend
from txn t
cross join lateral (
    select before.spend from public.txn before
    where before.customer_id = t.customer_id and before.on_date = t.on_date
      and before.txn_id = t.txn_id and before.day < t.day
    order by before.day desc
    limit 1) p
where t.on_date between :from_date and :to_date and t.day = :day;

-- name: spend_replaced_copy :copy_in
-- in: customer_id int8, on_date date, txn_id text, day date, spend int8
copy spend_replaced (customer_id, on_date, txn_id, day, spend) from stdin (format binary);

-- ---- quarantine and loads ---------------------------------------------------------------------

-- name: quarantine_copy :copy_in
-- in: day date, file int2, line int8, reason int2, column_no int2?, value_sealed bytea, row_sealed bytea, key_hash hash?, ended_on date?, ended_as int2?
copy quarantine (day, file, line, reason, column_no, value_sealed, row_sealed, key_hash, ended_on,
                 ended_as) from stdin (format binary);

-- name: waiting_list :many
-- in: file int2
-- out: day date, line int8, row_sealed bytea, key_hash hash?
-- Rows of a file that wait for a reference, in the order in which they came.
select day, line, row_sealed, key_hash
from quarantine
where file = :file and reason = 9 and ended_on is null
order by day, line;

-- name: waiting_end :exec
-- in: file int2, days date[], lines int8[], ended_on date, ended_as int2
update quarantine q set ended_on = :ended_on, ended_as = :ended_as
from unnest(:days, :lines) as ended (day, line)
where q.file = :file and q.day = ended.day and q.line = ended.line;

-- name: load_add :exec
-- in: day date, file int2, state int2, reason text, full_file bool?, rows int8, taken int8, quarantined int8, waiting int8, bytes int8, millis int8, detail text
-- A folder that was listed before (not ready, late) has its entry replaced.
insert into load (day, file, state, reason, full_file, rows, taken, quarantined, waiting, bytes,
                  millis, detail)
values (:day, :file, :state, :reason, :full_file, :rows, :taken, :quarantined, :waiting, :bytes,
        :millis, :detail)
on conflict (day, file) do update set
    state = excluded.state, reason = excluded.reason, full_file = excluded.full_file,
    rows = excluded.rows, taken = excluded.taken, quarantined = excluded.quarantined,
    waiting = excluded.waiting, bytes = excluded.bytes, millis = excluded.millis,
    detail = excluded.detail, seen_at = now();
