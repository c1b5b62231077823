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
import unittest

from bank import PROGRAM, TESTS, Bank, Blocked, small_bank
from web import Site

sys.path.insert(0, str(TESTS))
from reference import banks, days

PRINT = pathlib.Path(os.environ.get("GUANHU_BUILD", pathlib.Path(PROGRAM).resolve().parent)) / "tests/bench/snapshot_print"
SEED = int(os.environ.get("GUANHU_SEED", "1"))
AMOUNTS = ["deposits", "loans", "funds", "bonds", "wealth", "insurance", "securities", "gold", "fa", "aum", "mortgage",
           "credit_loan"]
FIGURES = ["stage", "tier", "ref", "below", "standing", "acct_max", "fa_avg", "cc_spend", "cc_grade", "product_kinds"]


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
        return values

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


if __name__ == "__main__":
    unittest.main()
