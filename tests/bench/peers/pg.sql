-- What only PostgreSQL says so.
create or replace function idiv(a bigint, b bigint) returns bigint
  immutable parallel safe language sql as 'select a / b';
create or replace function half_up(n bigint, d bigint) returns bigint
  immutable parallel safe language sql as
  'select case when n >= 0 then (2 * n + d) / (2 * d) else -((-2 * n + d) / (2 * d)) end';
create or replace function fen(amount numeric) returns bigint
  immutable parallel safe language sql as 'select (amount * 100)::bigint';
create or replace function day_number(d date) returns integer
  immutable parallel safe language sql as 'select d - date ''1970-01-01''';
-- The built-in sum of bigint is numeric, and several times slower.
create or replace aggregate sum64(bigint)
  (sfunc = int8pl, stype = bigint, combinefunc = int8pl, initcond = '0', parallel = safe);
