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

from bank import PROGRAM, TESTS, Bank

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


if __name__ == "__main__":
    unittest.main()
