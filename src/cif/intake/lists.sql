-- name: loads_list :copy_out
-- out: day date, file int2, state int2, reason text, full_file bool?, rows int8, taken int8, quarantined int8, waiting int8, millis int8
copy (select day, file, state, reason, full_file, rows, taken, quarantined, waiting, millis
      from load order by day, file) to stdout (format binary);

-- name: quarantine_list :copy_out
-- out: day date, file int2, line int8, reason int2, column_no int2?, value_sealed bytea, ended_on date?
copy (select day, file, line, reason, column_no, value_sealed, ended_on
      from quarantine order by day, file, line) to stdout (format binary);

-- name: duplicates_list :copy_out
-- out: cert_hash hash, customer_no text, cert_type int2, cert_sealed bytea, gone bool
-- Customers whose last records name the same document.
copy (with newest as (
          select distinct on (customer_id) customer_id, cert_hash, cert_type, cert_sealed, gone
          from customer_record order by customer_id, day desc),
      shared as (select cert_hash from newest group by cert_hash having count(*) > 1)
      select n.cert_hash, c.customer_no, n.cert_type, n.cert_sealed, n.gone
      from newest n join shared using (cert_hash) join customer c using (customer_id)
      order by min(c.customer_no collate "C") over (partition by n.cert_hash), n.cert_hash,
               c.customer_no collate "C") to stdout (format binary);
