"""guanhu demo: the same bank from the same numbers, with everything in it that the rules know, taken
without a fault but the intended ones, and people who can sign in."""

import collections
import csv
import datetime
import filecmp
import io
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import unittest

from bank import PROGRAM, REFUSED, TESTS, TOP, USAGE, Bank, Kept, small_bank
from web import Browser, Site

UNTIL = "2026-11-20"
SIZE = ["--customers", "4000", "--until", UNTIL]
SMALL = ["--customers", "150", "--days", "12", "--until", UNTIL]

STAGES = {"retained", "potential", "target"}
TIERS = {"none", "potential", "gold", "platinum", "growth", "core"}
STANDINGS = {"normal", "watch", "attention", "churned"}
KINDS = {"stage_up", "stage_down", "tier_up", "tier_down", "entered_watch", "entered_attention", "entered_churned",
         "won_back", "assets_fell", "assets_rose", "churning", "large_movement", "product_maturing", "card_expiring",
         "account_closed", "card_cancelled", "birthday", "holding_gain", "holding_loss", "card_missing", "card_below"}
MORNING = {"stage_up", "assets_fell", "assets_rose", "large_movement", "product_maturing", "birthday"}
SOFT = {"holding_gain", "holding_loss", "card_missing", "card_below"}   # the reference need not agree on these

# How the rows that the demo gets wrong on purpose are known, by file, and what is said of them.
DIRT = {
    "customer.csv": [(",1987-02-30,", "birth_date", "type"), (",id,000000000000000000,,", "name", "required")],
    "account.csv": [('"12,500.00"', "balance", "type")],
    "card.csv": [(",debit,VIP,", "grade", "code")],
    "transaction.csv": [(",9909000000000000,", "account_no", "reference")],
}


def month_ends(first, last):
    days = (first + datetime.timedelta(n) for n in range((last - first).days + 1))
    return [str(day) for day in days if (day + datetime.timedelta(1)).day == 1]


def days_of(bank):
    return os.path.join(bank.home, "demo", "days")


def rows_of(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def luhn(number):
    digits = [int(digit) for digit in reversed(number)]
    return sum(digits[0::2]) + sum(sum(divmod(2 * digit, 10)) for digit in digits[1::2])


def certificate_is_right(text):
    weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    return text[17] == "10X98765432"[sum(weight * int(digit) for weight, digit in zip(weights, text)) % 11]


def same_folders(one, other):
    """All files of two directories, byte by byte."""
    left, right = ({os.path.relpath(os.path.join(at, name), top) for at, _, names in os.walk(top) for name in names}
                   for top in (one, other))
    return left == right and not filecmp.cmpfiles(one, other, left, shallow=False)[1]


class Whole(Kept):
    """One bank of some size, looked at from all sides."""

    @classmethod
    def fill(cls):
        cls.said = cls.bank.run("demo", *SIZE, "--json", "--quiet")
        cls.demo = os.path.join(cls.bank.home, "demo")
        cls.days = os.path.join(cls.demo, "days")
        cls.folders = sorted(os.listdir(cls.days))
        cls.first, cls.last = (datetime.datetime.strptime(cls.folders[i], "%Y%m%d").date() for i in (0, -1))
        cls.values = cls.bank.rows("values")

    def files(self, name):
        return [os.path.join(self.days, day, name) for day in self.folders
                if os.path.exists(os.path.join(self.days, day, name))]

    def alerts(self, day):
        return self.bank.rows("alerts", "--date", day)

    def test_a_year_of_history_and_sixty_days(self):
        self.assertEqual(str(self.last), UNTIL)
        wanted = [(self.last - datetime.timedelta(n)).strftime("%Y%m%d") for n in range(60)]
        self.assertEqual(self.folders[-60:], sorted(wanted))
        self.assertEqual(len(rows_of(os.path.join(self.days, self.folders[0], "opening.csv"))), 4000)
        self.assertGreaterEqual(len(month_ends(self.first, self.last)), 9)

    def test_every_stage_tier_and_standing_has_customers(self):
        self.assertEqual({row["stage"] for row in self.values}, STAGES)
        self.assertEqual({row["tier"] for row in self.values}, TIERS)
        self.assertEqual({row["standing"] for row in self.values}, STANDINGS)

    def test_every_alert_has_cases_and_the_last_morning_most(self):
        days = {str(self.last - datetime.timedelta(n)) for n in range(25)} | set(month_ends(self.first, self.last)[-3:])
        found = {day: {row["kind"] for row in self.alerts(day)} for day in days}
        self.assertEqual(set().union(*found.values()), KINDS)
        self.assertLessEqual(MORNING, found[UNTIL])

    def test_purchases_are_booked_on_what_was_bought(self):
        products = {row["product_code"]: row["class"] for path in self.files("product.csv") for row in rows_of(path)}
        bought = {row["account_no"]: products[row["product_code"]] for path in self.files("account.csv")
                  for row in rows_of(path)}
        moved = [row for path in self.files("transaction.csv") for row in rows_of(path)]
        classes = {kind: {bought.get(row["account_no"]) for row in moved if row["kind"] == kind}
                   for kind in ("purchase", "redemption")}
        for kind, found in classes.items():
            self.assertLessEqual({"wealth", "fund", "time"}, found, kind)
            self.assertNotIn("demand", found, kind)
        by_itself = {row["kind"] for row in moved if not row["channel"]}
        self.assertEqual(by_itself, {"interest", "salary", "repayment"})
        self.assertEqual({row["channel"] for row in moved if row["kind"] in ("interest", "salary")}, {""})

    def test_accounts_are_open_frozen_and_closed(self):
        states = {row["status"] for path in self.files("account.csv") for row in rows_of(path)}
        self.assertEqual(states, {"open", "frozen", "closed"})

    def test_only_what_is_wrong_on_purpose_stays_in_the_quarantine(self):
        wanted = collections.Counter()
        for name, marks in DIRT.items():
            for path in self.files(name):
                with open(path, encoding="utf-8") as file:
                    text = file.read()
                for mark, column, reason in marks:
                    wanted[(os.path.basename(os.path.dirname(path)) + "/" + name, column, reason)] += text.count(mark)
        still = self.bank.rows("quarantine", "--open")
        self.assertEqual(collections.Counter((row["file"], row["column"], row["reason"]) for row in still), +wanted)
        self.assertGreaterEqual(len(still), 3)
        self.assertEqual({row["state"] for row in self.bank.rows("loads")}, {"taken"})
        # Who comes a day after his account is waited for, and taken then.
        waited = [row for row in self.bank.rows("quarantine") if row["reason"] == "reference"]
        self.assertGreater(len(waited), sum(row["reason"] == "reference" for row in still))

    def test_numbers_check_and_belong_to_nobody(self):
        certificates = collections.Counter()
        for row in rows_of(os.path.join(self.days, self.folders[0], "customer.csv")):
            certificates[row["cert_no"]] += 1
            self.assertRegex(row["phone"], r"\A12\d{9}\Z")
            if row["cert_type"] != "id":
                self.assertRegex(row["cert_no"], r"\A[HE]\d{8}\Z")
                continue
            self.assertRegex(row["cert_no"], r"\A99\d{4}(19|20)\d{9}[\dX]\Z")
            self.assertTrue(certificate_is_right(row["cert_no"]), row)
            self.assertEqual(row["cert_no"][6:14], row["birth_date"].replace("-", ""))
            self.assertEqual(int(row["cert_no"][16]) % 2, row["gender"] == "male")
        twice = sum(count for count in certificates.values() if count > 1)
        self.assertTrue(0 < twice < 80, twice)
        self.assertGreaterEqual(len(self.bank.rows("duplicates")), twice)
        for name, column in (("account.csv", "account_no"), ("card.csv", "card_no")):
            for row in rows_of(os.path.join(self.days, self.folders[0], name)):
                self.assertEqual(luhn(row[column]) % 10, 0, row)

    def test_most_customers_are_managed_and_nothing_was_refused(self):
        with open(os.path.join(self.demo, "assign-refused.csv"), encoding="utf-8") as file:
            self.assertEqual(file.read().count("\n"), 1)
        rows = rows_of(os.path.join(self.demo, "assign.csv"))
        shares, loads = collections.Counter(), collections.Counter()
        for row in rows:
            shares[(row["customer_no"], row["relation"])] += int(row["share_bp"])
            loads[row["staff_no"]] += row["relation"] == "managed"
        self.assertEqual(set(shares.values()), {10000})
        managed = {customer for customer, relation in shares if relation == "managed"}
        signed = {customer for customer, relation in shares if relation == "signed"}
        targets = {row["customer_no"] for row in self.values if row["stage"] == "target"}
        self.assertGreater(len(managed), 0.5 * len(self.values))
        self.assertTrue(0.8 * len(targets) < len(targets & managed) < len(targets), len(targets & managed))
        self.assertTrue(signed and signed <= managed)
        self.assertGreater(sum(int(row["share_bp"]) < 10000 for row in rows), len(managed) // 20)
        self.assertTrue(30 <= min(loads.values()) and max(loads.values()) <= 600, loads)
        self.assertEqual(self.bank.ask("select count(*) from care"), str(len(shares)))

    def test_staff_of_every_post_and_some_who_left(self):
        staff = [row for path in self.files("staff.csv") for row in rows_of(path)]
        self.assertEqual(len({row["post"] for row in staff}), 13)
        self.assertIn("left", {row["status"] for row in staff})
        self.assertGreater(len(self.files("staff.csv")), 1)

    def test_families_clicks_and_rates(self):
        kinds = {row["kind"] for row in rows_of(self.files("relation.csv")[0])}
        self.assertEqual(kinds, {"spouse", "parent", "child", "employer", "guarantor", "friend"})
        events = {row["event"] for row in rows_of(self.files("behaviour.csv")[-1])}
        self.assertEqual(events, {"login", "view", "search", "click"})
        self.assertEqual({row["currency"] for row in rows_of(self.files("fx.csv")[-1])}, {"USD", "HKD", "EUR", "JPY"})

    def test_one_of_each_post_can_sign_in_with_the_password_shown(self):
        users = [json.loads(line) for line in self.said.out.splitlines()]
        self.assertEqual(len({user["post"] for user in users}), 13)
        with Site(self.bank) as site:
            for user in users:
                browser = site.browser()
                browser.post("/sign-in", {"staff": user["staff_no"], "password": user["password"]})
                me = browser.get("/me")
                self.assertEqual(me.status, 200, user)
                self.assertIn(user["name"], me.text)
                self.assertEqual(browser.get("/users").status, 200 if user["post"] in ("admin", "compliance") else 403)

    def test_called_again_it_says_that_the_bank_is_there(self):
        again = self.bank.run("demo")
        self.assertIn("it was here already", again.out)
        self.assertNotRegex(again.out, r"[2-9a-z]{4}-[2-9a-z]{4}-[2-9a-z]{4}")
        self.assertIn("guanhu serve", again.out)
        for other in (["--customers", "5000"], ["--seed", "2"], ["--days", "61"], ["--until", "2026-11-19"]):
            refused = self.bank.run("demo", *other, expect=REFUSED)
            self.assertIn("4000 customers", refused.err)
            self.assertEqual(refused.err.count("\n"), 1)


class Small(unittest.TestCase):
    def reference_agrees(self, bank):
        """The plain reference says the same of all month ends and of the last days."""
        folders = days_of(bank)
        first = datetime.datetime.strptime(min(os.listdir(folders)), "%Y%m%d").date()
        last = datetime.date.fromisoformat(UNTIL)
        days = month_ends(first, last) + [str(last - datetime.timedelta(n)) for n in (2, 1, 0)]
        with tempfile.TemporaryDirectory(prefix="guanhu-") as out, bank.server_kept():
            subprocess.run([sys.executable, "-m", "reference", "run", folders, "--out", out, "--days", ",".join(days)],
                           cwd=TESTS, check=True, stdout=subprocess.DEVNULL)
            for day in days:
                with open(os.path.join(out, f"values-{day}.csv"), encoding="utf-8", newline="") as file:
                    self.assertEqual(bank.run("values", "--date", day).out, file.read(), day)
                with open(os.path.join(out, f"alerts-{day}.csv"), encoding="utf-8", newline="") as file:
                    self.assertEqual(exact(bank.run("alerts", "--date", day).out), exact(file.read()), day)

    def test_the_same_numbers_make_the_same_files_even_when_it_was_ended_half_way(self):
        with Bank() as whole, Bank() as broken:
            whole.run("demo", *SMALL, "--quiet")
            self.leave_half(broken)
            broken.run("demo", *SMALL, "--seed", "1", "--quiet")
            self.assertTrue(same_folders(days_of(whole), days_of(broken)))
            self.reference_agrees(whole)
            self.end_before_the_passwords(broken)
            self.lose_its_files(broken)

    def leave_half(self, bank):
        """As if it had ended while the files were written: what is there of them is of no use."""
        half = os.path.join(days_of(bank), "20200101")
        os.makedirs(half)
        with open(os.path.join(half, "MANIFEST"), "w", encoding="ascii") as file:
            file.write("customer.csv 1\n")

    def end_before_the_passwords(self, bank):
        with bank.server_kept():
            bank.run("loads")
            bank.ask("delete from app_user; delete from care")
            said = bank.run("demo", "--quiet")
            self.assertEqual(len(re.findall(r"[2-9a-z]{4}-[2-9a-z]{4}-[2-9a-z]{4}", said.out)), 13)
            self.assertNotEqual(bank.ask("select count(*) from care"), "0")

    def lose_its_files(self, bank):
        """Then nobody can tell whose bank it is."""
        os.remove(os.path.join(bank.home, "demo", "made"))
        self.assertIn("not the demo bank", bank.run("demo", *SMALL, expect=REFUSED).err)

    def test_another_bank_is_left_alone(self):
        with Bank() as bank, bank.server_kept():
            bank.deliver("2026-01-05", small_bank())
            bank.run("batch", bank.days)
            before = bank.run("values").out
            refused = bank.run("demo", *SMALL, expect=REFUSED)
            self.assertEqual(refused.err.count("\n"), 1)
            self.assertIn("a home of its own", refused.err)
            self.assertFalse(os.path.exists(os.path.join(bank.home, "demo", "days")))
            self.assertEqual(bank.run("values").out, before)

    def test_the_script_makes_it_and_serves_it_until_interrupted(self):
        with Bank() as bank:
            port = Site(bank).port
            script = subprocess.Popen([os.path.join(TOP, "scripts", "run-demo")], stdout=subprocess.PIPE,
                                      stderr=subprocess.PIPE, text=True,
                                      env=bank.environment({"CUSTOMERS": "100", "GUANHU_PORT": str(port),
                                                            "GUANHU_PROGRAM": PROGRAM}))
            said = []
            while not said or said[-1] and "serves on" not in said[-1]:
                said.append(script.stdout.readline())
            self.assertIn(f"http://127.0.0.1:{port}", said[-1])
            self.assertEqual(sum("Relationship manager" in line for line in said), 1)
            self.assertEqual(Browser(port).get("/sign-in").status, 200)
            script.send_signal(signal.SIGINT)
            _, err = script.communicate(timeout=60)
            self.assertEqual(script.returncode, 0, err)

    def test_impossible_sizes_are_wrong_usage(self):
        with Bank() as bank:
            for wrong in (["--customers", "0"], ["--customers", "x"], ["--days", "0"], ["--until", "2026-02-30"]):
                self.assertEqual(bank.run("demo", *wrong, expect=USAGE).err.count("\n"), 1)


def exact(alerts):
    return [row for row in csv.reader(io.StringIO(alerts, newline="")) if row[2] not in SOFT]


if __name__ == "__main__":
    unittest.main()
