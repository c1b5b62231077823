"""The readers' store says of every customer what `guanhu values` prints, to the fen, on every day that can be
compared with; and going on from day to day gives the same bytes as reading everything anew.

Random banks of the reference, run by days and by longer steps over month ends, a new year, gaps, customers
who go, and last days that are run again.  GUANHU_SEED repeats a bank."""

import collections
import os
import pathlib
import random
import subprocess
import sys
import time
import unittest

from bank import PROGRAM, TESTS, Bank, Blocked, customer, small_bank
from web import Site

sys.path.insert(0, str(TESTS))
from reference import banks, days

PRINT = pathlib.Path(os.environ.get("GUANHU_BUILD", pathlib.Path(PROGRAM).resolve().parent)) / "tests/bench/snapshot_print"
SEED = int(os.environ.get("GUANHU_SEED", "1"))
AMOUNTS = ["deposits", "loans", "funds", "bonds", "wealth", "insurance", "securities", "gold", "fa", "aum", "mortgage",
           "credit_loan"]
FIGURES = ["stage", "tier", "ref", "below", "standing", "acct_max", "fa_avg", "cc_spend", "cc_grade", "product_kinds"]


# What the store must say of everybody's profile, worked out from the delivered versions alone.
PROFILE = """
select c.customer_id, r.gender, r.cert_type, r.risk_level, r.dnd::int, r.birth_date, r.opened_on, r.risk_assessed_on,
       r.income_year, encode(convert_to(r.occupation, 'UTF8'), 'hex'), encode(convert_to(r.education, 'UTF8'), 'hex'),
       encode(convert_to(r.marital, 'UTF8'), 'hex'),
       (select encode(convert_to(o.region, 'UTF8'), 'hex') from org o
        where o.org_id = h.home_id and o.day <= '{day}' order by o.day desc limit 1),
       coalesce((select level from customer_level l where l.customer_id = c.customer_id and scheme = 'card'
                 and l.day <= '{day}' order by l.day desc limit 1), 0),
       coalesce((select level from customer_level l where l.customer_id = c.customer_id and scheme = 'mass'
                 and l.day <= '{day}' order by l.day desc limit 1), 0),
       coalesce((select bit_or(1 << k) from (
           select kind::int as k from relation n where n.customer_id = c.customer_id and n.day <= '{day}' and not removed
              and not exists (select from relation x where (x.customer_id, x.other_id, x.kind) = (n.customer_id, n.other_id, n.kind)
                              and x.day > n.day and x.day <= '{day}')
           union all
           select case n.kind when 1 then 2 when 2 then 1 when 3 then 6 when 4 then 7 else n.kind end
           from relation n where n.other_id = c.customer_id and n.day <= '{day}' and not removed
              and not exists (select from relation x where (x.customer_id, x.other_id, x.kind) = (n.customer_id, n.other_id, n.kind)
                              and x.day > n.day and x.day <= '{day}')) kinds), 0),
       (select max(least(b.at::date, b.day)) from behaviour b
        where b.customer_id = c.customer_id and b.event = 0 and b.day <= '{day}'
          and least(b.at::date, b.day) > date '{day}' - 366),
       app_bucket(c.customer_id),
       (select string_agg(kind || ':' || grade || ':' || vip::int || ':' || coalesce(expires_on::text, ''), ' ' order by card_id)
        from (select distinct on (v.card_id) * from card_record v where v.day <= '{day}'
              order by v.card_id, v.day desc, v.status) v
        where v.customer_id = c.customer_id and v.status = 0)
from customer c
cross join lateral (select * from customer_record r where r.customer_id = c.customer_id and r.day <= '{day}'
                    order by r.day desc limit 1) r
left join lateral (select home_id from customer_home h where h.customer_id = c.customer_id and h.day <= '{day}'
                   order by h.day desc limit 1) h on true
where c.day <= '{day}' order by c.customer_id"""

# Of each transaction the newest version; its account, whosever it is, as it was when that was delivered.
WINDOWS = """
with newest as (
    select distinct on (customer_id, on_date, txn_id) * from txn where day <= '{day}'
    order by customer_id, on_date, txn_id, day desc
), dated as (
    select t.customer_id, t.direction, t.kind, t.channel, least(t.on_date, t.day) as on_date, p.class,
           case when a.currency_id = 1 then t.amount
                else round(t.amount::numeric * coalesce((select rate from currency c where c.currency_id = a.currency_id and c.day <= t.day
                                                         order by c.day desc limit 1), 100000000) / 100000000)::int8 end as amount
    from newest t
    left join lateral (select product_id, currency_id from account_record a
                       where a.account_id = t.account_id and a.day <= t.day
                       order by a.day desc, a.status limit 1) a on true
    left join lateral (select class from product p where p.product_id = a.product_id and p.day <= t.day
                       order by p.day desc limit 1) p on true
), acts as (
    select customer_id, event, least(at::date, day) as on_date from behaviour where day <= '{day}'
)
select c.customer_id, {columns} from customer c where c.day <= '{day}' order by c.customer_id"""
DAYS = [1, 7, 30, 366]
ASKED = ["direction = 0", "channel = 2 and direction = 1", "kind = 3 and class = 0"]
OWN = "x.customer_id = c.customer_id and x.on_date > date '{day}' - %d"
WINDOW_COLUMNS = [f"(select count(*) from acts x where event = {event} and {OWN % count})" for event in range(4) for count in DAYS] + [
    f"(select count(*) || ',' || coalesce(sum(amount), 0) from dated x where {asked} and {OWN % count})"
    for count in DAYS for asked in ASKED]


class Store:
    """snapshot_print beside a bank: reads when it is told to."""

    def __init__(self, bank):
        self.process = subprocess.Popen([PRINT], env=bank.environment(), stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait(60)
        self.process.stdout.close()

    def read(self):
        """Lines by their first word."""
        self.process.stdin.write("read\n")
        self.process.stdin.flush()
        said = collections.defaultdict(list)
        while True:
            line = self.process.stdout.readline()
            if not line:
                raise AssertionError("snapshot_print ended")
            if line.startswith("differs"):
                said["differs"].append(line)
                continue
            word, *rest = line.rstrip("\n").split(",")
            said[word].append(rest)
            if word == "end":
                return said


class Snapshots(unittest.TestCase):
    def compare(self, bank, said, day):
        """With what the command line prints of each day; those who had not come have zeros."""
        self.assertEqual(said["differs"], [], day)
        self.assertEqual(said["end"], [[day]])
        values, of_day = {}, {}
        for at, date, number, *amounts in said["amounts"]:
            number = bytes.fromhex(number).decode("utf-8", "surrogateescape")
            if date not in values:
                values[date] = {row["customer_no"]: row for row in bank.rows("values", "--date", date)}
            row = values[date].get(number)
            wanted = [row[name] for name in AMOUNTS] if row else ["0.00"] * len(AMOUNTS)
            self.assertEqual(amounts, wanted, (day, at, number))
            if at == "day":
                of_day[number] = row
        for number, *figures in said["figures"]:
            number = bytes.fromhex(number).decode("utf-8", "surrogateescape")
            self.assertEqual(figures, [of_day[number][name] for name in FIGURES], (day, number))
        self.assertEqual(len(said["figures"]), len(values[day]))
        self.assertEqual(int(said["alerts"][0][0]), len(bank.rows("alerts", "--date", day)))
        self.compare_with_sql(bank, said, day)
        return values

    def compare_with_sql(self, bank, said, day):
        for word, question in (("profile", PROFILE), ("windows", WINDOWS.replace("{columns}", ", ".join(WINDOW_COLUMNS)))):
            answer = bank.ask(question.replace("{day}", day)).replace("|", ",").split("\n")
            self.assertEqual([",".join(line) for line in said[word]], answer, (word, day))
        for line in said["windows"]:
            self.counted.update(i for i, number in enumerate(line[1:]) if number != "0")

    def setUp(self):
        self.counted = collections.Counter()     # windows in which there was something, by column

    def live(self, kind, customers, count):
        rng = random.Random(f"{SEED} {kind}")
        seen = set()
        with Bank() as bank:
            first, last = banks.make(bank.days, SEED, customers, count, "2023-11-20", kind)
            bank.run("batch", bank.days, "--date", days.text(first), expect=None)
            with bank.server_kept(), Store(bank) as store:
                self.compare(bank, store.read(), days.text(first))
                day = first
                while day < last:
                    day = min(last, day + rng.choice([1, 1, 1, 3, 6, 9, 14]))
                    bank.run("batch", bank.days, "--date", days.text(day), expect=None)
                    if rng.random() < 0.2:
                        bank.run("batch", bank.days, "--date", days.text(day), expect=None)   # once more
                    said = store.read()
                    seen.update(self.compare(bank, said, said["end"][0][0]))
        self.assertGreater(len(seen), 10)

    def test_random_banks(self):
        for kind in ("opening", "mixed", "gaps", "hostile"):
            with self.subTest(kind=kind):
                self.live(kind, 40, 80)
        self.assertGreater(len(self.counted), 24)


class Waiting(unittest.TestCase):
    """A page that asks the store for a day which the server has not read yet."""

    PAGE = "/today"

    def publish_again(self, bank):
        bank.ask("update business_day set published_at = now() where day = (select max(day) from business_day);"
                 "update app_session set version = version + 1; select pg_notify('guanhu_live', 'day 2026-01-01')")

    def test_a_page_waits_and_comes_again(self):
        with Bank() as bank:
            bank.deliver("2026-01-01", small_bank())
            bank.run("batch", bank.days)
            with Site(bank) as site:
                manager = site.sign_in("S1")
                if manager.get(self.PAGE).status == 404:
                    self.skipTest("no page asks the store")
                self.assertEqual(manager.get(self.PAGE).status, 200)
                with Blocked(bank, "customer_day", "access exclusive") as lock:
                    self.publish_again(bank)
                    page = manager.send_once("GET", self.PAGE)
                    self.assertEqual((page.status, page.headers["Retry-After"], page.headers["Refresh"]), (503, "1", "1"))
                    part = manager.send_once("GET", self.PAGE, headers={"HX-Request": "true"})
                    self.assertEqual((part.status, part.headers["HX-Refresh"]), (503, "true"))
                    told = manager.send_once("GET", self.PAGE, headers={"Accept": "application/json"})
                    self.assertEqual((told.status, told.json["status"], told.headers["Refresh"]), (503, 503, None))
                    lock.release()
                self.assertEqual(manager.get(self.PAGE).status, 200)
            self.assertNotIn("E_BUSY", site.err)     # nobody need look into that


class Changes(unittest.TestCase):
    """What people change is in the next answer within a second."""

    def mine(self, manager):
        answer = manager.json("/customers/mine")
        self.assertEqual(answer.status, 200, answer.text[:300])
        return {row["customer_no"] for row in answer.json["rows"]}

    def there_soon(self, manager, wanted):
        began = time.monotonic()
        while self.mine(manager) != wanted:
            self.assertLess(time.monotonic() - began, 1, (self.mine(manager), wanted))

    def give(self, bank, customer, period="'[2026-01-01,)'"):
        return (f"insert into care (customer_id, relation, period, staff_ids, shares) select customer_id, 0, {period}, array[1], "
                f"array[10000] from customer where customer_no = '{customer}'; "
                f"select app_customer_changed(customer_id, 0) from customer where customer_no = '{customer}'")

    def test_who_manages_whom(self):
        files = small_bank()
        files["customer.csv"].append(customer("C3"))
        with Bank() as bank:
            bank.deliver("2026-01-01", files)
            bank.run("batch", bank.days)
            with Site(bank) as site:
                manager = site.sign_in("S1")
                self.assertEqual(self.mine(manager), set())
                bank.ask(self.give(bank, "C1"))
                self.there_soon(manager, {"C1"})
                with Blocked(bank, "txn", "access exclusive") as lock:     # as while a night rebuilds it
                    bank.ask(self.give(bank, "C2"))
                    self.there_soon(manager, {"C1", "C2"})
                    lock.release()
                bank.ask("delete from care where customer_id = 1; select app_customer_changed(1, 0)")
                self.there_soon(manager, {"C2"})
                path = os.path.join(bank.folder, "assign.csv")
                with open(path, "w", encoding="utf-8") as file:
                    file.write("customer_no,staff_no,share_bp,relation,from\nC3,S1,10000,managed,2026-01-01\n")
                bank.run("assign", path)
                self.there_soon(manager, {"C2", "C3"})
                bank.deliver("2026-01-02", {"customer.csv": [customer("C4")]}, modes={"customer.csv": "delta"})
                bank.ask(self.give(bank, "C2", "'[,2026-01-01)'"))         # of the past: nothing changes
                bank.run("batch", bank.days)
                self.there_soon(manager, {"C2", "C3"})
            self.assertNotIn("the readers' store", site.err)


if __name__ == "__main__":
    unittest.main()
