"""What-if: who would move under other rules, as the plain reference has it, and what is refused.

The reference runs the last day again from the books before it, with every number changed in its own constants
and the day taken for a month end."""

import collections
import contextlib
import json
import os
import sys
import unittest

from bank import REFUSED, USAGE, Bank, TESTS, small_bank

sys.path.insert(0, str(TESTS))
from reference import banks, batch, days, profile, rules  # noqa: E402

FAILED = 1
VALUE = {
    "potential": "stage >= potential",
    "gold": "aum_max6 >= 200000 or credit_loan >= 300000",
    "platinum": "aum_max6 >= 500000 or cc_spend >= 100000 or mortgage >= 1500000 or credit_loan >= 600000",
    "growth": "aum_max12 >= 5000000 or cc_spend >= 500000 or mortgage >= 5000000 or cc_grade >= diamond",
    "core": "aum_max12 >= 10000000",
}
LINES = {"gold": (200000, 3, 6, 18), "platinum": (500000, 3, 6, 18), "growth": (5000000, 6, 12, 24),
         "core": (10000000, 6, 12, 24)}


def value_scheme(**changed):
    """The scheme value, with other conditions of some levels."""
    levels = []
    for name, when in {**VALUE, **changed}.items():
        level = {"name": name, "when": when}
        if name in LINES:
            line, watch, attention, give_up = LINES[name]
            level.update(line=f"{line}.00", watch_months=watch, attention_months=attention, give_up_months=give_up)
        levels.append(level)
    return levels


# What is tried, and the same in the reference's constants.
TRIALS = {
    "gold is asked more of": (
        {"schemes": {"value": value_scheme(gold="aum_max6 >= 350000 or credit_loan >= 300000")}},
        {"AUM_LINE": {**rules.AUM_LINE, "gold": 350_000_00}}),
    "targets begin lower, and loans count whole": (
        {"target_limit": "60000.00", "weights_bp": {**rules.WEIGHTS, "mortgage": 10000, "insurance": 0, "securities": 0, "gold": 0}},
        {"TARGET_LINE": 60_000_00, "WEIGHTS": {**rules.WEIGHTS, "mortgage": 10000}}),
    "targets begin high": ({"target_limit": "900000.00"}, {"TARGET_LINE": 900_000_00}),
    "card spend is enough with less": (
        {"schemes": {"value": value_scheme(platinum="aum_max6 >= 500000 or cc_spend >= 300 or mortgage >= 1500000 "
                                                    "or credit_loan >= 600000")}},
        {"SPEND_LINE": {**rules.SPEND_LINE, "platinum": 300_00}}),
}


@contextlib.contextmanager
def constants(**changed):
    before = {name: getattr(rules, name) for name in changed}
    for name, value in changed.items():
        setattr(rules, name, value)
    try:
        yield
    finally:
        for name, value in before.items():
            setattr(rules, name, value)


class Reference:
    def __init__(self, folders):
        self.folders = folders
        self.batch = batch.Batch(lambda day, values, alerts: None)
        self.batch.run(folders)
        self.last = self.batch.books.last_day

    def again(self, **changed):
        """Stage and tier of everybody, the last day being a month end under changed constants."""
        is_month_end = days.is_month_end
        again = batch.Batch(lambda day, values, alerts: None)
        again.books = self.batch.before_last.copy()
        folder = os.path.join(self.folders, days.folder_name(self.last))
        days.is_month_end = lambda day: day == self.last or is_month_end(day)
        try:
            with constants(**changed):
                again.run_day(self.last, folder if os.path.isdir(folder) else None, profile.load(self.folders, None))
        finally:
            days.is_month_end = is_month_end
        return {c.no: (c.stage, c.tier) for c in again.books.customers.values() if not c.gone}


def matrix(before, after, of):
    return collections.Counter((before[no][of], after[no][of]) for no in before)


class Whatif(unittest.TestCase):
    def tried(self, bank, change, *more):
        path = os.path.join(bank.folder, "change.json")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(change, file)
        return bank.rows("whatif", path, *more)

    def counted(self, rows):
        found = collections.Counter()
        for row in rows:
            found[row["old_level"], row["new_level"]] += int(row["count"])
        return found

    def check_bank(self, seed, customers, number, kind):
        with Bank() as bank:
            banks.make(bank.days, seed, customers, number, "2025-11-20", kind, None)
            bank.run("batch", bank.days)
            reference = Reference(bank.days)
            now = reference.again()
            with bank.server_kept():
                values = bank.run("values").out
                for name, (change, numbers) in TRIALS.items():
                    with self.subTest(name, seed=seed):
                        then = reference.again(**numbers)
                        rows = self.tried(bank, change)
                        self.assertEqual(self.counted(rows), matrix(now, then, 1))
                        self.assertEqual(self.counted(self.tried(bank, change, "--org")), matrix(now, then, 1))
                        self.assertEqual(self.counted(self.tried(bank, change, "--scheme", "stage")), matrix(now, then, 0))
                        self.moved += sum(n for (old, new), n in matrix(now, then, 1).items() if old != new)
                self.assertEqual(bank.run("values").out, values)

    def test_who_would_move_as_the_reference_has_it(self):
        self.moved = 0
        self.check_bank(11, 150, 45, "plain")      # ends within a month
        self.check_bank(12, 150, 42, "mixed")      # ends with a year
        self.assertGreater(self.moved, 20)

    def test_what_is_refused(self):
        with Bank() as bank:
            bank.deliver("2026-01-01", small_bank())
            bank.run("batch", bank.days)
            with bank.server_kept():
                path = os.path.join(bank.folder, "change.json")

                def refused(change, code, *said):
                    with open(path, "w", encoding="utf-8") as file:
                        file.write(change if isinstance(change, str) else json.dumps(change))
                    result = bank.run("whatif", path, expect=code)
                    for words in said:
                        self.assertIn(words, result.err)

                refused({}, REFUSED, "from the second day on")
                bank.run("batch", bank.days, "--date", "2026-01-02")
                refused("{", FAILED, "change.json: not rules as JSON: line 1")
                refused({"target_limit": 5}, FAILED, "change.json", '"target_limit" must be an amount in yuan')
                refused({"target_limits": "5"}, FAILED, 'there is no "target_limits"')
                refused({"schemes": {"value": value_scheme(gold="age >= 60")}}, FAILED,
                        'value, gold: character 1: "age >= 60" is not known to the night')
                refused({"schemes": {"value": value_scheme(gold="aum < 5")}}, FAILED, "value, gold: character 1",
                        "from 5.00 to 499,999.99 nobody would have a level")
                refused({"schemes": {"value": value_scheme(gold="aum >= ")}}, FAILED, "value, gold: character 8")
                refused({"schemes": {"value": value_scheme(gold="aum_max6 >= 600000")}}, FAILED,
                        "value, gold: nobody can be given this level: whoever meets it is given platinum")
                refused({"schemes": {"nonsense": []}}, FAILED, 'there is no "nonsense" with its side')
                result = bank.run("whatif", path, "--date", "2026-01-01", expect=USAGE)
                self.assertIn("a trial is of the last day, 2026-01-02", result.err)
                with open(path, "w", encoding="utf-8") as file:
                    file.write("{}")
                result = bank.run("whatif", path, "--scheme", "none", expect=USAGE)
                self.assertIn("there are stage, value, card, mass", result.err)


if __name__ == "__main__":
    unittest.main()
