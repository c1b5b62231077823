-- The first load of who manages whom.  A block of groups (one customer, relation and date each) is
-- looked up and added by three queries, however many rows it has.

-- name: assign_staff :many
-- out: staff_no text, staff_id int4, has_left bool
-- Everybody as of the last day, by the bytes of the number.
select distinct on (staff_no collate "C") staff_no, staff_id, has_left from staff
order by staff_no collate "C", day desc;

-- name: assign_customers :many
-- in: customer_nos text[]
-- out: at int8, customer_id int8
-- The known ones of these, with their places from 1.
select n.at, c.customer_id
from unnest(:customer_nos) with ordinality n (customer_no, at)
join customer c on c.customer_no = n.customer_no;

-- name: care_overlaps :many
-- in: customer_ids int8[], relations int4[], from_days date[]
-- out: at int8
-- The places, from 1, of those whose customer is in somebody's care at that date or later already.
select n.at
from unnest(:customer_ids, :relations, :from_days) with ordinality
     n (customer_id, relation, from_day, at)
where exists (select 1 from care c
              where c.customer_id = n.customer_id and c.relation = n.relation
                and c.period && daterange(n.from_day, null));

-- name: care_add :exec
-- in: customer_ids int8[], relations int4[], from_days date[], groups int8[], staff_ids int4[], shares int4[]
-- 'groups': the place, from 1, of the period that each of the staff belongs to; the first is the main one.
insert into care (customer_id, relation, period, staff_ids, shares)
select g.customer_id, g.relation, daterange(g.from_day, null),
       array_agg(m.staff_id order by m.at), array_agg(m.share order by m.at)
from unnest(:customer_ids, :relations, :from_days) with ordinality
     g (customer_id, relation, from_day, number)
join unnest(:groups, :staff_ids, :shares) with ordinality m (number, staff_id, share, at)
     using (number)
group by number, g.customer_id, g.relation, g.from_day;
