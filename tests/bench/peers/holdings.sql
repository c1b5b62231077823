-- What the files of night {n} change, with keys looked up and words as numbers.
create table account_change_{n} as
  select aid, cid, class, cur, fen(balance) as balance, s.code as status,
         day_number(matures_on) as matures
  from account_record_{n}
  join account_key using (account_no)
  join customer using (customer_no)
  join product using (product_code)
  join currencies c on c.code = account_record_{n}.currency
  join words s on s.kind = 'status' and s.word = account_record_{n}.status;
create table card_change_{n} as
  select kid, cid, card_record_{n}.kind = 'credit' as credit, g.code as grade, day_number(expires_on) as expires,
         status = 'active' as active
  from card_record_{n}
  join card_key using (card_no)
  join customer using (customer_no)
  join words g on g.kind = 'grade' and g.word = card_record_{n}.grade;
create table txn_{n} as
  select txn_id, aid, cid, cur, day_number(cast(moved_at as date)) as on_day, direction,
         case when cur = 0 then fen(amount) else half_up(fen(amount) * rate, 10000) end as amount,
         kind = 'card_spend' and class = 12 as spent
  from transaction_record_{n}
  join account_key using (account_no)
  join customer using (customer_no)
  join (select aid, class, cur from {accounts}) a using (aid)
  join rate_{n} using (cur);
create table spend_added_{n} as
  select on_day, cid, case when direction = 'out' then amount else -amount end as amount
  from txn_{n} where spent and on_day between {day} - 364 and {day};
pg analyze account_change_{n}, card_change_{n}, txn_{n}, spend_added_{n};
