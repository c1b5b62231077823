-- The day files as tables with typed columns, as they are kept; once for each night {n}.
-- A line "csv TABLE FILE columns" becomes a COPY or a read_csv (run.py).
csv rate_record_{n} fx.csv currency text, rate numeric(18,8)
csv customer_record_{n} customer.csv customer_no text, cert_type text, cert_no text, name text, gender text, birth_date date, phone text, email text, address text, occupation text, education text, marital text, income_year numeric(15,2), risk_level text, risk_assessed_on date, outlet_no text, opened_on date, dnd integer
csv account_record_{n} account.csv account_no text, customer_no text, product_code text, currency text, balance numeric(15,2), outlet_no text, opened_on date, matures_on date, status text, cost numeric(15,2), auto_renew integer
csv card_record_{n} card.csv card_no text, customer_no text, kind text, grade text, vip integer, issued_on date, expires_on date, status text
csv transaction_record_{n} transaction.csv txn_id text, account_no text, customer_no text, moved_at timestamp, direction text, amount numeric(15,2), kind text, channel text, counterparty text, counterparty_bank text, own_name integer, note text
pg analyze account_record_{n}, card_record_{n}, transaction_record_{n};
