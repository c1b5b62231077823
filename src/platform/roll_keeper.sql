-- Reading the roll.  COPY takes no parameters: the days after and up to which stand in the transaction's
-- settings.  All versions come unsorted; the newest wins in memory.

-- name: roll_days_set :one
-- in: after date, until date
-- out: after text, until text
select set_config('guanhu.after', to_char(:after::date, 'YYYY-MM-DD'), true) as after,
       set_config('guanhu.until', to_char(:until::date, 'YYYY-MM-DD'), true) as until;

-- name: roll_records :copy_out
-- out: customer_id int8, day date, gone bool, name text, cert_hash hash, phone_hash hash?
copy (select customer_id, day, gone, name, cert_hash, phone_hash from customer_record
      where day > (select current_setting('guanhu.after')::date)
        and day <= (select current_setting('guanhu.until')::date)) to stdout (format binary);

-- name: roll_sealed :copy_out
-- out: customer_id int8, day date, cert_sealed bytea, phone_sealed bytea?
copy (select customer_id, day, cert_sealed, phone_sealed from customer_record
      where day > (select current_setting('guanhu.after')::date)
        and day <= (select current_setting('guanhu.until')::date)) to stdout (format binary);

-- name: roll_accounts :copy_out
-- out: customer_id int8, account_no_sealed bytea
copy (select customer_id, account_no_sealed from account
      where day > (select current_setting('guanhu.after')::date)
        and day <= (select current_setting('guanhu.until')::date)) to stdout (format binary);

-- name: roll_cards :copy_out
-- out: customer_id int8, card_no_sealed bytea
copy (select customer_id, card_no_sealed from card
      where day > (select current_setting('guanhu.after')::date)
        and day <= (select current_setting('guanhu.until')::date)) to stdout (format binary);

-- name: roll_is_continued :one
-- in: day date, at timestamptz
-- out: still bool
-- That day is still as it was published then.
select exists (select from business_day where day = :day and published_at = :at) as still;
