"""Reports, compared with every day of the reference: `guanhu report` says to the fen what a plain loop
over all days says, for random questions over random banks; and who stands behind a figure is counted in it."""

import csv
import io
import os
import random
import unittest

from bank import Bank, REFUSED, USAGE
from reference import banks, batch, days, reports
from reference.reports import Dim, Measure

SEED = int(os.environ.get("GUANHU_SEED", "1"))
QUESTIONS = 40
FIELDS = ["deposits", "loans", "funds", "wealth", "fa", "aum", "fa_avg", "product_kinds", "below", "mortgage"]


def random_dim(dice, is_then):
    past = dice.choice(["", "", "month_end", "year_begin", "yesterday"]) if not is_then else ""
    behind = f"@{past}" if past else ""
    kind = dice.choice(["code", "number", "bands", "org", "gender"])
    if kind == "code":
        field = dice.choice(reports.CODES)
        return Dim(field + behind, field, past=past)
    if kind == "number":
        field = dice.choice(reports.NUMBERS)
        return Dim(field + behind, field, past=past)
    if kind == "gender":
        return Dim("gender", "gender")
    if kind == "org":
        levels = dice.choice([1, 2, 99])
        return Dim(f"org({'all' if levels == 99 else levels}){behind}", "org", levels=levels, past=past)
    field = dice.choice(["aum", "fa", "deposits", "loans"])
    cuts = tuple(sorted(dice.sample([1, 100000, 1000000, 5000050, 20000000, 50000000], dice.randint(1, 4))))
    text = ",".join(f"{cut // 100}.{cut % 100:02d}" for cut in cuts)
    return Dim(f"{field}({text}){behind}", field, cuts=cuts, past=past)


def random_measure(dice, several):
    what = dice.choice(["customers", "share", "sum", "sum", "avg", "median", "shareof", "top"])
    since = dice.choice(["", "", "yesterday", "month_end", "year_begin", "3_months_ago"] + (["before"] if several else []))
    rate = bool(since) and dice.random() < 0.3
    more = ([f"vs_{since}"] if since else []) + (["rate"] if rate else [])
    if what in ("customers", "share"):
        return Measure(what + (f"({','.join(more)})" if more else ""), what, since=since, rate=rate)
    basis = dice.choice(["", "", "month_avg", "quarter_avg", "year_avg"]) if what in ("sum", "avg", "shareof") else ""
    field = dice.choice(reports.AVERAGED if basis else FIELDS)
    top = dice.randint(1, 5) if what == "top" else 0
    parts = [field] + ([str(top)] if top else []) + ([basis] if basis else []) + more
    name = "share" if what == "shareof" else what
    return Measure(f"{name}({','.join(parts)})", name, field, basis, top, since, rate)


def random_question(dice):
    over = dice.choice(["", "", "months", "tens"])
    is_then = dice.random() < 0.3
    return {"by": [random_dim(dice, is_then) for _ in range(dice.randint(0, 2))],
            "show": [random_measure(dice, over) for _ in range(dice.randint(1, 4))],
            "over": over, "points": dice.randint(1, 6) if over else 1, "as_then": is_then,
            "at": dice.choice(["", "", "month_end"])}


def definition(question):
    parts = [("by", ",".join(dim.text for dim in question["by"])),
             ("show", ",".join(measure.text for measure in question["show"])),
             ("over", f"{question['over']}({question['points']})" if question["over"] else ""),
             ("as", "then" if question["as_then"] else ""), ("at", question["at"])]
    return "&".join(f"{name}={value}" for name, value in parts if value)


def shown(measure, value):
    if value is None:
        return ""
    whole = measure.what == "customers" or (measure.field in reports.NUMBERS and measure.what not in ("avg", "share"))
    if whole and not measure.rate:
        return str(value)
    sign = "-" if value < 0 else ""
    return f"{sign}{abs(value) // 100}.{abs(value) % 100:02d}"


class Asked:
    """What the program printed, in the form of the reference."""

    def __init__(self, bank, question, *more):
        self.by, self.show = len(question["by"]), question["show"]
        lines = bank.run("report", definition(question), "--keys", *more).out
        self.table = list(csv.reader(io.StringIO(lines, newline="")))[1:]
        self.has_day = question["points"] > 1
        self.last = None

    def rows(self, shown_day):
        found = {}
        for row in self.table:
            keys = tuple(row[2 * i] for i in range(self.by))
            rest = row[2 * self.by:]
            day = days.from_text(rest.pop(0)) if self.has_day else shown_day
            assert (keys, day) not in found, (keys, day)
            found[keys, day] = rest
        return found


class Reports(unittest.TestCase):
    """One bank with customers who come, go, return and move."""

    @classmethod
    def setUpClass(cls):
        cls.bank = Bank()
        cls.history = reports.History()
        kind = ["full", "opening", "gaps", "mixed"][SEED % 4]
        banks.make(cls.bank.days, SEED, 50, 110, "2025-11-18", kind)
        reference = batch.Batch(lambda day, values, alerts: cls.history.add(day, values, reference.books))
        reference.run(cls.bank.days)
        cls.bank.run("batch", cls.bank.days)

    @classmethod
    def tearDownClass(cls):
        cls.bank.close()

    def check(self, question):
        answer = reports.Answer(self.history, question)
        if not answer.is_held():
            self.assertIn("is not known", self.bank.run("report", definition(question), expect=REFUSED).err)
            return
        wanted = {place: [shown(m, v) for m, v in zip(question["show"], values)]
                  for place, values in answer.rows().items()}
        found = Asked(self.bank, question).rows(answer.shown)
        self.assertEqual(found, wanted, definition(question))

    def test_random_questions(self):
        dice = random.Random(f"report {SEED}")
        for number in range(QUESTIONS):
            question = random_question(dice)
            with self.subTest(number=number, definition=definition(question)):
                self.check(question)

    def test_movements_between_tiers(self):
        for past in ("month_end", "year_begin"):
            self.check({"by": [Dim(f"tier@{past}", "tier", past=past), Dim("tier", "tier")],
                        "show": [Measure("customers", "customers"), Measure("sum(aum)", "sum", "aum"),
                                 Measure("sum(aum,vs_month_end)", "sum", "aum", since="month_end")],
                        "over": "", "points": 1, "as_then": False, "at": ""})

    def test_a_figure_counts_those_behind_it(self):
        definition_ = "by=tier,gender&show=customers,sum(aum,vs_month_end)&over=months(3)"
        rows = self.bank.rows("report", definition_, "--keys")
        self.assertTrue(rows)
        for row in rows:
            cell = f"{row['tier key']}~{row['gender key']}"
            behind = self.bank.rows("report", definition_, "--cell", cell, "--point", row["day"]) \
                if row["customers"] else []
            self.assertEqual(str(len(behind)), row["customers"] or "0", cell)

    def test_past_sheets_are_made_anew(self):
        question = "by=tier@month_end&show=customers,sum(aum,year_avg),sum(fa,month_avg)&over=months(3)"
        before = self.bank.run("report", question).out
        folder = os.path.join(self.bank.home, "sheets")
        names = sorted(os.listdir(folder))
        with open(os.path.join(folder, names[0]), "r+b") as file:
            file.seek(4100)
            file.write(b"damage")
        os.unlink(os.path.join(folder, names[-1]))
        self.assertEqual(self.bank.run("report", question).out, before)
        for name in names:
            os.unlink(os.path.join(folder, name))
        self.assertEqual(self.bank.run("report", question).out, before)
        self.assertEqual(sorted(os.listdir(folder)), names)

    def test_what_is_wrong_is_said(self):
        for text, code, said in [
                ("by=teir", USAGE, 'by: character 1: there is no field "teir", or not any more; is tier meant?'),
                ("by=tier,aum(5,3)", USAGE, 'by: character 12: "3" is not above the band before it'),
                ("show=sum(tier)", USAGE, 'show: character 5: "tier" cannot be added up'),
                ("show=sum(funds,month_avg)", USAGE, "show: character 1: no daily average is kept of funds"),
                ("by=name", USAGE, 'by: character 1: "name" cannot be divided by'),
                ("by=age@month_end", USAGE, "by: character 4: age is not kept of earlier days"),
                ("over=weeks(3)", USAGE, 'over: character 1: "weeks" are no times'),
                ("over=months(14)", USAGE, 'over: character 8: "14": a number from 1 to 13 is expected'),
                ("where=tier = silver", USAGE, "where: character 8"),
                ("colour=red", USAGE, '"colour" is no part of a report'),
                ("by=tier&order=aum", USAGE, "order: "),
                ("by=tag(\"none\")", REFUSED, 'the bank has no "none"'),
                ("org=nowhere&by=org(1)", REFUSED, 'there is no organisation "nowhere"'),
                ("at=2020-01-31", REFUSED, "2020-01-31 are not known: that day is not held"),
                ("by=tier@2020-01-31", REFUSED, "of 2020-01-31 is not known")]:
            with self.subTest(text=text):
                self.assertIn(said, self.bank.run("report", text, expect=code).err)

    def test_words(self):
        said = self.bank.run("report", "by=tier&show=sum(aum,year_avg)&where=aum>=5", "--words").out.split("\n")
        self.assertEqual(said[0], "by=tier&show=sum(aum,year_avg)&where=aum%20%3E%3D%205")
        self.assertIn("rounded once", "\n".join(said))


if __name__ == "__main__":
    unittest.main()
