"""bench audience: every answer agrees with a plain loop, the same bank each time, and what it refuses."""

import csv
import json
import os
import unittest

from bank import FAILED, USAGE, Bank

CUSTOMERS = 4000
TRIAL = ["Q1", "Q1u", "Q2", "Q2t", "Q3", "Q3t", "Q4", "Q5", "Q6", "Q7", "Q8"]


class Audience(unittest.TestCase):
    """Nothing here needs a database; none may be made."""

    @classmethod
    def setUpClass(cls):
        cls.bank = Bank()
        cls.addClassCleanup(cls.bank.close)

    def tearDown(self):
        self.assertFalse(os.path.exists(os.path.join(self.bank.home, "pg")))

    def ask(self, *more, **options):
        return self.bank.run("bench", "audience", "--customers", str(CUSTOMERS), "--quiet", *more, **options)

    def lines(self, *more):
        rows = [json.loads(line) for line in self.ask(*more).out.splitlines()]
        return [row for row in rows if "query" in row], [row for row in rows if "memory" in row]

    def test_every_answer_agrees(self):
        answers, memory = self.lines()
        self.assertEqual([row["query"] for row in answers[:len(TRIAL)]], TRIAL)
        self.assertGreaterEqual(len(answers), len(TRIAL) + 20)
        for row in answers:
            self.assertIs(row["agrees"], True, row)
            self.assertLessEqual(row["median_us"], row["p99_us"], row)
        self.assertEqual([row["memory"] for row in memory], ["columns", "tags", "events", "kept orders", "kept sets"])
        for row in memory:
            self.assertAlmostEqual(row["bytes_a_customer"], row["bytes"] / CUSTOMERS, 1)

    def test_the_same_bank_each_time(self):
        def found():
            return [(row["query"], row["count"], row["assets_fen"]) for row in self.lines()[0]]

        self.assertEqual(found(), found())

    def test_the_customers_as_csv(self):
        path = os.path.join(self.bank.folder, "customers.csv")
        answers, _ = self.lines("--csv", path)
        with open(path, encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        self.assertEqual(len(rows), CUSTOMERS)
        rich = [int(row["aum"]) for row in rows if row["gone"] == "0" and int(row["aum"]) >= 50_000_000]
        [said] = [row for row in answers if row["query"] == "rich"]
        self.assertEqual((said["count"], said["assets_fen"]), (len(rich), sum(rich)))

    def test_a_file_that_cannot_be_written(self):
        result = self.ask("--csv", os.path.join(self.bank.folder, "nowhere", "x.csv"), expect=FAILED)
        self.assertEqual(result.out, "")
        self.assertIn("nowhere/x.csv: cannot write: No such file or directory", result.err)

    def test_impossible_numbers(self):
        for numbers in (["--customers", "0"], []):
            result = self.bank.run("bench", "audience", *numbers, expect=USAGE)
            self.assertEqual((result.out, result.err.count("\n")), ("", 1))
            self.assertIn("--customers", result.err)

    def test_too_little_memory(self):
        result = self.bank.run("bench", "audience", "--customers", "900000000", expect=FAILED)
        self.assertEqual((result.out, result.err.count("\n")), ("", 1))
        self.assertIn("take fewer --customers", result.err)


if __name__ == "__main__":
    unittest.main()
