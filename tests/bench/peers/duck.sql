-- What only DuckDB says so.
create or replace macro idiv(a, b) as a // b;
create or replace macro half_up(n, d) as
  case when n >= 0 then (2 * n + d) // (2 * d) else -((-2 * n + d) // (2 * d)) end;
create or replace macro fen(amount) as cast(amount * 100 as bigint);
create or replace macro day_number(d) as cast(d - date '1970-01-01' as integer);
-- The sum of bigint is a hugeint, and a third slower; doubles are exact up to 90,000 billion yuan.
create or replace macro sum64(x) as cast(sum(cast(x as double)) as bigint);
