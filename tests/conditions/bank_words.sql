-- What random conditions speak of: things of the bank, and texts that its customers have.

-- name: words_orgs :many
-- out: id int4, name text
select distinct on (org_id) org_id as id, name from org order by org_id, day desc;

-- name: words_staff :many
-- out: id int4, name text
select distinct on (staff_id) staff_id as id, staff_no as name from staff order by staff_id, day desc;

-- name: words_products :many
-- out: id int4, name text
-- Products by number; families below 0.
select distinct on (product_id) product_id as id, product_code as name from product
union all
select (-row_number() over (order by family))::int4, family
from (select distinct family from product where family <> '') f;

-- name: words_family :many
-- in: family int4, day date
-- out: id int4
-- Its products on that day.
select p.product_id as id
from (select distinct on (product_id) product_id, family from product where day <= :day
      order by product_id, day desc) p
join (select family, (-row_number() over (order by family))::int4 as id
      from (select distinct family from product where family <> '') f) f using (family)
where f.id = :family order by 1;

-- name: words_sets :many
-- in: kind int4
-- out: id int4, name text
select set_id as id, name from live_set where kind = :kind order by 1;

-- name: words_texts :many
-- in: most int8
-- out: text text
-- Some of everything that a text of a condition could be.
(select customer_no as text from customer order by 1 limit :most)
union (select name from customer_record order by 1 limit :most)
union (select occupation from customer_record where occupation <> '' limit :most)
union (select education from customer_record where education <> '' limit :most)
union (select marital from customer_record where marital <> '' limit :most)
union (select region from org where region <> '' limit :most)
union (select object from behaviour where object <> '' limit :most);

-- name: words_days :many
-- out: day date
-- Those of which everything is still known.
select day from business_day where not thinned order by day;

-- name: words_numbers :many
-- in: customer_ids int8[]
-- out: customer_id int8, customer_no text
select customer_id, customer_no from customer where customer_id = any(:customer_ids) order by 1;
