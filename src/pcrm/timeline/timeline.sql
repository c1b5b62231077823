-- Everything that happened to one customer.

-- name: timeline_page :many
-- in: customer_id int8, groups int4, since date, until date, limit int8, offset int8
-- out: day date, what int2 inner, id int8 inner, n1 int8 inner, n2 int8 inner, n3 int8 inner, t1 text?, t2 text?, number sealed? number
-- Newest first.  'groups' has a bit for each enum timeline_group that is wanted; each part brings as
-- many rows as the page may need.
with accounts as materialized (
    select account_id, day, product_id, opened_on, matures_on, status from account_record
    where :groups::int4 & 8 <> 0 and customer_id = :customer_id and day <= :until
), cards as materialized (
    select card_id, day, kind, grade, issued_on, expires_on, status from card_record
    where :groups & 8 <> 0 and customer_id = :customer_id and day <= :until
)
select e.day, e.what, e.id, e.n1, e.n2, e.n3, e.t1, e.t2, e.number
from (
    -- 0: alerts; where not only they are wanted, but for those of which the thing itself stands here
    (select a.day, 0::int2 as what, a.number::int8 as id, a.kind::int8 as n1, 0::int8 as n2, 0::int8 as n3,
            null::text as t1, null::text as t2, null::bytea as number
     from alert a
     where :groups::int4 & 1 <> 0 and a.customer_id = :customer_id and a.day between :since and :until
       and (:groups = 1 or a.kind in (8, 9, 10, 16, 17, 18))
     order by a.day desc, a.number desc limit :limit + :offset)
    union all
    -- 1: stage, tier, reference and standing, before and after
    (select c.day, 1::int2, 0, c.before, c.after, c.aum, null, null, null
     from (select y.day,
                  coalesce(y.demand, 0) + coalesce(y.time, 0) + coalesce(y.fund, 0) + coalesce(y.bond, 0)
                  + coalesce(y.wealth, 0) + coalesce(y.insurance, 0) + coalesce(y.securities, 0)
                  + coalesce(y.gold, 0) as aum,
                  y.stage + 16 * y.tier + 256 * y.ref + 4096 * y.standing as after,
                  lag(y.stage + 16 * y.tier + 256 * y.ref + 4096 * y.standing) over (order by y.day) as before
           from customer_day y
           where :groups & 2 <> 0 and y.customer_id = :customer_id and y.day <= :until) c
     where c.before <> c.after and c.day >= :since
     order by c.day desc limit :limit + :offset)
    union all
    -- 2: levels of the other schemes
    (select c.day, 2::int2, 0, c.before, c.level, 0,
            coalesce(n.zh, o.zh, c.scheme) || E'\n' || coalesce(n.en, o.en, c.scheme),
            concat_ws(E'\n', coalesce(o.levels -> (nullif(c.before, 0)::int4 - 1) ->> 'zh', ''), coalesce(o.levels -> (nullif(c.before, 0)::int4 - 1) ->> 'en', ''),
                      coalesce(n.levels -> (nullif(c.level, 0)::int4 - 1) ->> 'zh', ''), coalesce(n.levels -> (nullif(c.level, 0)::int4 - 1) ->> 'en', '')), null
     from (select l.day, l.scheme, l.level,
                  lag(l.level) over (partition by l.scheme order by l.day) as before
           from customer_level l
           where :groups & 2 <> 0 and l.customer_id = :customer_id and l.day <= :until) c
     left join lateral schemes_on(c.day) n on n.scheme = c.scheme
     left join lateral schemes_on(c.day - 1) o on o.scheme = c.scheme
     where c.before <> c.level and c.day >= :since
     order by c.day desc limit :limit + :offset)
    union all
    -- 3: transactions from the amount on that also makes an alert of moved assets; of what moved between
    -- own accounts here only the leg that says what was bought or paid out
    (select t.on_date, 3::int2, t.account_id, t.amount, t.direction,
            coalesce(t.kind, -1) * 256 + coalesce(t.channel, 255), t.counterparty, t.counterparty_bank,
            (select n.account_no_sealed from account n
             where n.customer_id = t.customer_id and n.account_id = t.account_id)
     from (select distinct on (t.on_date, t.txn_id) t.*
           from txn t
           where :groups & 4 <> 0 and t.customer_id = :customer_id and t.day <= :until
             and t.on_date between :since and :until
           order by t.on_date desc, t.txn_id, t.day desc) t
     where (t.own_name is not true or t.counterparty_bank is not null or t.kind is distinct from 1)
       and t.amount >= (select ((r.rules ->> 'assets_moved_from')::numeric * 100)::int8 from rule_set r
                        where r.effective_on <= :until order by r.effective_on desc limit 1)
     order by t.on_date desc, t.at desc limit :limit + :offset)
    union all
    -- 4 to 7: accounts opened, closed, matured, moved to another customer
    (select h.on_day, h.what, h.account_id, 0, 0, 0,
            (select p.name from product p where p.product_id = h.product_id and p.day <= :until
             order by p.day desc limit 1), null,
            (select n.account_no_sealed from account n
             where n.customer_id = :customer_id and n.account_id = h.account_id)
     from (select r.account_id, r.product_id, r.opened_on as on_day, 4::int2 as what
           from (select distinct on (account_id) * from accounts order by account_id, day) r
           union all
           select r.account_id, r.product_id, r.day,
                  case r.status when 2 then 5::int2 else 7::int2 end
           from (select o.*, lag(o.status) over (partition by o.account_id order by o.day) as before
                 from accounts o) r
           where r.status in (2, 3) and r.before in (0, 1)
           union all
           select r.account_id, r.product_id, r.matures_on, 6::int2
           from (select distinct on (account_id) * from accounts order by account_id, day desc) r
           where r.matures_on <= :until) h
     where h.on_day between :since and :until
     order by h.on_day desc limit :limit + :offset)
    union all
    -- 8 to 10: cards issued, cancelled, expired
    (select h.on_day, h.what, h.card_id, h.kind, h.grade, 0, null, null,
            (select n.card_no_sealed from card n
             where n.customer_id = :customer_id and n.card_id = h.card_id)
     from (select r.card_id, r.kind, r.grade, r.issued_on as on_day, 8::int2 as what
           from (select distinct on (card_id) * from cards order by card_id, day) r
           union all
           select r.card_id, r.kind, r.grade, r.day, 9::int2
           from (select o.*, lag(o.status) over (partition by o.card_id order by o.day) as before
                 from cards o) r
           where r.status = 1 and r.before = 0
           union all
           select r.card_id, r.kind, r.grade, r.expires_on, 10::int2
           from (select distinct on (card_id) * from cards order by card_id, day desc) r
           where r.status = 0 and r.expires_on <= :until) h
     where h.on_day between :since and :until
     order by h.on_day desc limit :limit + :offset)
    union all
    -- 11, 12: relations; the other's name where the person may see them
    (select r.day, case when r.removed then 12::int2 else 11::int2 end, r.other_id, r.kind, 0, 0,
            (select v.name from customer_record v where v.customer_id = r.other_id and v.day <= :until
             order by v.day desc limit 1), null, null
     from relation r
     where :groups & 16 <> 0 and r.customer_id = :customer_id and r.day between :since and :until
     order by r.day desc limit :limit + :offset)
    union all
    -- 13, 14: who manages, from when and until when; by relation
    (select k.on_day, k.what, 0, k.relation, 0, 0,
            (select string_agg(s.name, e'\n' order by u.number)
             from unnest(k.staff_ids) with ordinality u (staff_id, number)
             cross join lateral (select name from staff s where s.staff_id = u.staff_id and s.day <= :until
                                 order by s.day desc limit 1) s), null, null
     from (select lower(c.period) as on_day, 13::int2 as what, c.relation, c.staff_ids from care c
           where :groups & 16 <> 0 and c.customer_id = :customer_id
             and not exists (select from care b where b.customer_id = c.customer_id and b.relation = c.relation
                               and upper(b.period) = lower(c.period) and b.staff_ids = c.staff_ids)
           union all
           select upper(c.period), 14::int2, c.relation, c.staff_ids from care c
           where :groups & 16 <> 0 and c.customer_id = :customer_id
             and not exists (select from care n where n.customer_id = c.customer_id
                               and n.relation = c.relation and lower(n.period) = upper(c.period))) k
     where k.on_day between :since and :until
     order by k.on_day desc limit :limit + :offset)
    union all
    -- 15: the record; which fields of it changed, one bit each
    (select v.day, 15::int2, 0, v.changed, 0, 0, null, null, null
     from (select r.day,
                  (r.name is distinct from lag(r.name) over w)::int4
                  + 2 * (r.cert_hash is distinct from lag(r.cert_hash) over w)::int4
                  + 4 * (r.phone_hash is distinct from lag(r.phone_hash) over w)::int4
                  + 8 * (r.address_hash is distinct from lag(r.address_hash) over w)::int4
                  + 16 * (r.email is distinct from lag(r.email) over w)::int4
                  + 32 * (r.occupation is distinct from lag(r.occupation) over w)::int4
                  + 64 * (r.education is distinct from lag(r.education) over w)::int4
                  + 128 * (r.marital is distinct from lag(r.marital) over w)::int4
                  + 256 * (r.income_year is distinct from lag(r.income_year) over w)::int4
                  + 512 * ((r.risk_level, r.risk_assessed_on) is distinct from (lag(r.risk_level) over w, lag(r.risk_assessed_on) over w))::int4
                  + 1024 * (r.home_id is distinct from lag(r.home_id) over w)::int4
                  + 2048 * (r.dnd is distinct from lag(r.dnd) over w)::int4
                  + 4096 * (r.gone is distinct from lag(r.gone) over w)::int4 as changed,
                  lag(r.day) over w as before
           from customer_record r
           where :groups & 32 <> 0 and r.customer_id = :customer_id and r.day <= :until
           window w as (order by r.day)) v
     where v.before is not null and v.changed <> 0 and v.day >= :since
     order by v.day desc limit :limit + :offset)
    union all
    -- 16: digital behaviour of a day
    (select b.day, 16::int2, 0, count(*) filter (where b.event = 0), count(*) filter (where b.event <> 0), 0,
            (array_agg(b.object order by b.line desc) filter (where b.object is not null))[1], null, null
     from behaviour b
     where :groups & 64 <> 0 and b.customer_id = :customer_id and b.day between :since and :until
     group by b.day
     order by b.day desc limit :limit + :offset)
    union all
    -- 17: since when this is a customer: as delivered, else by the oldest account, else the first delivery
    (select s.since, 17::int2, 0, 0, 0, 0, null, null, null
     from (select least(coalesce((select v.opened_on from customer_record v
                            where v.customer_id = c.customer_id and v.day <= :until
                            order by v.day desc limit 1),
                           (select min(r.opened_on) from account_record r
                            where r.customer_id = c.customer_id and r.day <= :until)), c.day) as since
           from customer c where :groups & 32 <> 0 and c.customer_id = :customer_id) s
     where s.since between :since and :until)
) e
order by e.day desc, e.what, e.id, e.n1
limit :limit offset :offset;
