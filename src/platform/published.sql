-- name: published_newest :maybe
-- out: day date, published_at time
select day, published_at from business_day order by day desc limit 1;
