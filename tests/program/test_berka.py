"""A real bank: 455 day folders of a Czech bank, 1993 and 1994, against the plain reference."""

import csv
import io
import os
import subprocess
import sys
import unittest

from bank import TESTS, Bank, data

COMPARED = ["1993-01-01", "1993-01-31", "1993-02-28", "1993-06-30", "1993-08-14", "1993-12-31", "1994-01-01",
            "1994-01-31", "1994-03-30", "1994-03-31"]
FREE_KINDS = ["holding_gain", "holding_loss", "card_missing", "card_below"]   # these need not be exact


def columns(text, count):
    return [row[:count] for row in csv.reader(io.StringIO(text, newline=""))]


class Berka(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        archive = data("berka/days.tar.zst")
        if not archive:
            raise unittest.SkipTest("berka/days.tar.zst is not there (GUANHU_DATA)")
        cls.bank = Bank("base_currency = CZK\nkeep_days = 500\n")
        cls.addClassCleanup(cls.bank.close)
        subprocess.run(["tar", "--zstd", "-xf", archive, "-C", cls.bank.days], check=True)
        cls.expected = os.path.join(cls.bank.folder, "expected")
        subprocess.run([sys.executable, "-m", "reference", "run", cls.bank.days, "--out", cls.expected,
                        "--days", ",".join(COMPARED)], cwd=TESTS, check=True)
        cls.bank.run("batch", cls.bank.days)

    def reference(self, name):
        with open(os.path.join(self.expected, name), encoding="utf-8", newline="") as file:
            return file.read()

    def same_text(self, mine, theirs, what):
        if mine == theirs:
            return
        lines = [f"- {line}" for line in theirs.splitlines() if line not in set(mine.splitlines())][:5]
        lines += [f"+ {line}" for line in mine.splitlines() if line not in set(theirs.splitlines())][:5]
        self.fail(f"{what} differs from the reference (-):\n" + "\n".join(lines))

    def test_values(self):
        for day in COMPARED:
            with self.subTest(day=day):
                self.same_text(self.bank.run("values", "--date", day).out, self.reference(f"values-{day}.csv"), day)

    def test_alerts(self):
        def exact(text):
            return "\n".join(",".join(row) for row in columns(text, 6) if row[2] not in FREE_KINDS)

        for day in COMPARED:
            with self.subTest(day=day):
                mine = self.bank.run("alerts", "--date", day).out
                self.same_text(exact(mine), exact(self.reference(f"alerts-{day}.csv")), day)

    def test_every_row_is_accounted_for(self):
        loads = self.bank.rows("loads")
        self.assertGreater(len(loads), 455)
        for load in loads:
            if load["state"] == "taken":
                self.assertEqual(int(load["rows"]),
                                 int(load["taken"]) + int(load["quarantined"]) + int(load["waiting"]), load)

    def test_loads_and_quarantine(self):
        self.assertEqual(sorted(columns(self.bank.run("loads").out, 8)), sorted(columns(self.reference("loads.csv"), 8)))
        self.assertEqual(columns(self.bank.run("quarantine").out, 4), columns(self.reference("quarantine.csv"), 4))


if __name__ == "__main__":
    unittest.main()
