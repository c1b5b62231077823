"""Why a customer stands where he stands: the page says what `guanhu values` and the plain reference say of
that day, foretells what the reference does when nothing is delivered any more, and shows nobody more than
he may see."""

import collections
import decimal
import os
import random
import re
import sys
import unittest

from bank import TESTS, Bank, account, customer, small_bank
from web import Site

sys.path.insert(0, str(TESTS))
from reference import banks, batch, days  # noqa: E402

SEED = int(os.environ.get("GUANHU_SEED", "1"))
STATES = ("stage", "tier", "ref", "standing")
FIGURES = ("deposits", "loans", "funds", "bonds", "wealth", "insurance", "securities", "gold", "fa", "aum", "acct_max",
           "fa_avg", "aum_max6", "aum_max12", "cc_spend", "mortgage", "credit_loan")
MONTHS_AHEAD = 24


def months_ahead(day, count):
    """The month end that many month ends after a day."""
    for _ in range(count):
        day += 1
        while not days.is_month_end(day):
            day += 1
    return day


class Reference:
    """The plain rules over the same folders, and on without any."""

    def __init__(self, folder):
        self.folder = folder
        self.days = {}                      # day -> {customer_no: Value}
        self.batch = batch.Batch(self.publish)
        self.batch.run(folder)
        self.last = self.batch.books.last_day

    def publish(self, day, values, _alerts):
        self.days[day] = {value.customer_no: value for value in values}

    def go_on(self, months):
        self.batch.run(self.folder, months_ahead(self.last, months))

    def changes(self, customer_no, months):
        """(day, what, from, to) of all days after the last, as the rules name levels."""
        told = []
        until = months_ahead(self.last, months)
        for day in range(self.last + 1, until + 1):
            before, now = self.days[day - 1][customer_no], self.days[day][customer_no]
            told += [(days.text(day), what, getattr(before, what), getattr(now, what))
                     for what in STATES if getattr(before, what) != getattr(now, what)]
        return told


class Agreement(unittest.TestCase):
    """On random banks, for every customer."""

    WORDS = {"Retained customer": "retained", "Potential customer": "potential", "Target customer": "target",
             "No tier": "none"}

    def agree(self, kind, seed, customers=40, count=75):
        with Bank() as bank, bank.server_kept():
            banks.make(bank.days, seed, customers, count, "2025-11-10", kind)
            bank.run("batch", bank.days, "--quiet")
            reference = Reference(bank.days)
            bank.ask("update staff set post = 10, has_left = false where staff_no = 'M0'")
            ids = dict(line.split("|") for line in
                       bank.ask("select customer_no, customer_id from customer").split("\n") if "\n" not in line and line)
            with Site(bank) as site:
                browser = site.sign_in("M0")
                browser.post("/me/tongue", {"tongue": "en"})
                self.check_days(bank, browser, ids, random.Random(f"why {seed}"))
                reference.go_on(MONTHS_AHEAD)
                self.check_forecasts(browser, ids, reference)

    def check_days(self, bank, browser, ids, rng):
        valued = bank.valued_days()
        chosen = sorted({valued[0], valued[-1], *rng.sample(valued, 5),
                         *(day for day in valued if days.is_month_end(days.from_text(day)))})
        for day in chosen:
            for row in bank.rows("values", "--date", day):
                if row["customer_no"] in ids:
                    self.check_day(browser, ids[row["customer_no"]], day, row)

    def check_day(self, browser, customer_id, day, row):
        where = f"{row['customer_no']} on {day}"
        answer = browser.json(f"/customers/{customer_id}/why?date={day}")
        self.assertEqual(answer.status, 200, where)
        told = answer.json
        self.assertTrue(told["is_known"], where)
        self.assertEqual({name: told["figures"][name] for name in FIGURES}, {name: row[name] for name in FIGURES}, where)
        self.assertEqual(told["figures"]["cc_grade"], row["cc_grade"], where)
        self.assertEqual(str(told["figures"]["product_kinds"]), row["product_kinds"], where)
        self.assertEqual([told["stage"]["stage"], told["tier"]["tier"], told["standing"]["ref"],
                          told["standing"]["standing"], str(told["standing"]["below"])],
                         [row[name] for name in ("stage", "tier", "ref", "standing", "below")], where)
        self.check_reasons(told, row, day, where)
        self.check_sides(told, row, where)

    def check_reasons(self, told, row, day, where):
        reasons = {"reaches": "target", "by_hand": "target", "kept": "target", "over": "potential", "stays": "potential",
                   "under": "retained"}
        self.assertEqual(reasons[told["stage"]["why"]], row["stage"], where)
        self.assertTrue(told["stage"]["reason"]["exact"], where)
        self.assertLessEqual(told["stage"]["since"], day, where)
        tier = told["tier"]
        if tier["is_decided"]:
            self.assertTrue(days.is_month_end(days.from_text(tier["decided_on"])), where)
            self.assertLessEqual(tier["decided_on"], day, where)
            if row["tier"] in ("gold", "platinum", "growth", "core"):
                self.assertIn(f"the {row['tier'].capitalize()} standard.", tier["reason"]["exact"], where)
        if told["standing"]["is_held"]:
            missing = decimal.Decimal(told["standing"]["line"]) - decimal.Decimal(row["aum"])
            self.assertEqual(decimal.Decimal(told["standing"]["missing"]), max(0, missing), where)

    AVERAGES = {"Gold": 100000, "Platinum": 500000, "Diamond": 5000000}

    def check_sides(self, told, row, where):
        """What the card scheme lacks is counted from the figures of the day that is shown."""
        card = told["sides"][0]
        if card["next_level"] is None or card["is_open"]:
            return
        missing = self.AVERAGES[card["next_level"]] - decimal.Decimal(row["fa_avg"])
        lacks = card["lacks"]["exact"]
        self.assertEqual("Target customer status" in lacks, row["stage"] != "target", where)
        self.assertEqual(f"annual daily average +¥{missing:,.2f}" in lacks, missing > 0, (where, lacks))

    def check_forecasts(self, browser, ids, reference):
        checked = 0
        for customer_no, customer_id in ids.items():
            told = browser.json(f"/customers/{customer_id}/why").json
            got = [(c["on"], c["what"], self.word(c["from"]), self.word(c["to"])) for c in told["changes"]
                   if c["what"] in STATES]
            expected = reference.changes(customer_no, MONTHS_AHEAD)
            self.assertEqual(collections.Counter(got), collections.Counter(expected), customer_no)
            checked += len(expected)
        self.assertGreater(checked, 10)

    def word(self, label):
        return self.WORDS.get(label, label.lower())

    def test_a_plain_bank(self):
        self.agree("plain", SEED)

    def test_a_bank_that_begins_in_mid_year(self):
        self.agree("opening", SEED + 1)

    def test_a_bank_with_everything(self):
        self.agree("mixed", SEED + 2)


PEOPLE = [("K1", "compliance"), ("S1", "rm"), ("S2", "rm"), ("H1", "outlet_head"), ("P1", "supervisor"), ("M1", "marketer")]
HOSTILE = "<script>alert(1)</script> 100% _ 'x\" 😀 6222021234567890123"


def files():
    """C1 has 120,000 until January ends; C2 little; C3 comes on the fifth day."""
    bank = small_bank()
    bank["org.csv"].append({"org_no": "O2", "parent_no": "T", "level": "outlet", "name": "Outlet 2"})
    bank["staff.csv"] = [{"staff_no": no, "name": f"Name {no}", "org_no": "O2" if no == "S2" else "O1", "post": post}
                         for no, post in PEOPLE]
    bank["staff.csv"][4]["org_no"] = "T"
    bank["customer.csv"][0]["opened_on"] = "2019-03-04"
    bank["customer.csv"][1]["opened_on"] = ""
    bank["account.csv"][1]["opened_on"] = "2021-05-06"
    return bank


class Pages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.bank = Bank("keep_days = 40\n")
        cls.addClassCleanup(cls.bank.close)
        cls.bank.deliver("2026-01-05", files())
        cls.bank.deliver("2026-01-09", {"customer.csv": [customer("C3")], "account.csv": [account("A3", "C3", "250000.00")]},
                         modes={"customer.csv": "delta", "account.csv": "delta"})
        cls.bank.deliver("2026-02-03", {
            "account.csv": [account("A1", "C1", "30000.00"), account("A9", "C1", "0.00", status="closed")],
            "transaction.csv": [{"txn_id": "T1", "account_no": "A1", "customer_no": "C1", "at": "2026-02-03 10:00:00",
                                 "direction": "out", "amount": "250000.00", "kind": "transfer", "channel": "counter",
                                 "counterparty": HOSTILE, "counterparty_bank": "Other bank", "own_name": "0", "note": ""}],
            "behaviour.csv": [{"customer_no": "C1", "at": "2026-02-03 09:00:00", "channel": "app", "event": "login",
                               "object": ""}]}, modes={"account.csv": "delta"})
        cls.bank.deliver("2026-04-20", {"customer.csv": [customer("C1", name="New name", phone="13812345678", opened_on="2019-03-04")]},
                         modes={"customer.csv": "delta"})
        cls.bank.run("batch", cls.bank.days, "--quiet")
        path = os.path.join(cls.bank.folder, "assign.csv")
        with open(path, "w", encoding="utf-8") as file:
            file.write("customer_no,staff_no,share_bp,relation,from\nC1,S1,7000,managed,2026-01-05\n"
                       "C1,S2,3000,managed,2026-01-05\nC1,S1,10000,signed,2026-01-05\n")
        cls.bank.run("assign", path)
        cls.site = Site(cls.bank)
        cls.site.__enter__()
        cls.addClassCleanup(lambda: cls.site.__exit__())
        cls.all = cls.site.sign_in("K1")
        cls.ids = {no: cls.bank.ask(f"select customer_id from customer where customer_no = '{no}'") for no in ("C1", "C2", "C3")}

    def why(self, no, rest="", browser=None):
        return (browser or self.all).json(f"/customers/{self.ids[no]}/why{rest}")

    def test_a_past_day_is_shown_with_who_managed_and_by_which_rules(self):
        told = self.why("C1", "?date=2026-01-31").json
        self.assertEqual(told["date"], "2026-01-31")
        self.assertEqual((told["stage"]["stage"], told["stage"]["why"]), ("target", "reaches"))
        self.assertEqual(told["version"], 1)
        self.assertEqual([(m["name"], m["share"], m["is_main"]) for m in told["managers"]],
                         [("Name S1", "70.00%", True), ("Name S2", "30.00%", False), ("Name S1", "100.00%", True)])
        self.assertEqual([m["relation"] for m in told["managers"]], ["managed", "managed", "signed"])
        self.assertEqual(self.why("C2", "?date=2026-01-31").json["managers"], [])

    def test_a_target_below_both_limits_knows_the_day_on_which_it_is_left(self):
        told = self.why("C1", "?date=2026-04-20").json
        self.assertEqual(told["stage"]["why"], "kept")
        first = next(c for c in told["changes"] if c["what"] == "stage")
        self.assertEqual(told["stage"]["leaves_on"], first["on"])
        self.assertIn(told["stage"]["leaves_on"], told["stage"]["reason"]["exact"])

    def test_before_the_customer_came_nothing_is_invented(self):
        self.assertFalse(self.why("C3", "?date=2026-04-05").json is None)
        page = self.all.get(f"/customers/{self.ids['C3']}/why?date=2026-01-31")
        self.assertEqual(page.status, 200)

    def test_days_that_are_not_kept(self):
        for day in ("2026-01-04", "1999-12-31", "2026-04-21", "2100-01-01", "2026-01-10"):
            with self.subTest(day=day):
                self.assertEqual(self.why("C1", f"?date={day}").status, 422)
                page = self.all.get(f"/customers/{self.ids['C1']}/why?date={day}")
                self.assertEqual(page.status, 200)
                self.assertIn('role="status"', page.text)
                self.assertIn('value="2026-04-20"', page.text)
        for nonsense in ("nonsense", "2026-02-30", "2026-1-1", "0000-00-00", "'; drop table customer; --", "9" * 10000, "%F0%9F%98%80"):
            with self.subTest(nonsense=nonsense[:20]):
                path = f"/customers/{self.ids['C1']}/why?date={nonsense.replace(' ', '%20')}"
                self.assertIn(self.all.get(path).status, (414, 422))

    def test_month_ends_stay_when_days_are_thinned(self):
        self.assertEqual(self.why("C1", "?date=2026-01-31").status, 200)
        self.assertEqual(self.why("C1", "?date=2026-02-28").status, 200)
        self.assertEqual(self.why("C1", "?date=2026-01-30").status, 422)

    def test_customers_that_are_not_there(self):
        for page in ("why", "timeline"):
            for nobody in ("0", "-1", "abc", "999999999", "9" * 40, "1'", "1%25"):
                with self.subTest(page=page, nobody=nobody[:9]):
                    self.assertEqual(self.all.get(f"/customers/{nobody}/{page}").status, 404)

    def test_who_may_see_it(self):
        for staff, seen in (("S1", "C1"), ("S2", "C1"), ("H1", "C1 C2 C3"), ("P1", "C1 C2 C3")):
            browser = self.site.sign_in(staff)
            for no in self.ids:
                for page in ("why", "timeline"):
                    with self.subTest(staff=staff, no=no, page=page):
                        got = browser.get(f"/customers/{self.ids[no]}/{page}").status
                        self.assertEqual(got, 200 if no in seen.split() else 404)
        self.assertEqual(self.site.sign_in("M1").get(f"/customers/{self.ids['C1']}/why").status, 403)
        self.assertEqual(self.site.browser().get(f"/customers/{self.ids['C1']}/why").status, 303)

    def test_each_look_is_in_the_trail(self):
        def looks():
            return int(self.bank.ask("select count(*) from audit_entry where what = 'customer.look'"
                                     f" and subject_id = {self.ids['C2']}"))
        before = looks()
        self.why("C2")
        self.all.get(f"/customers/{self.ids['C2']}/timeline")
        self.assertEqual(looks(), before + 2)

    # --- the timeline -----------------------------------------------------------------------------------

    def events(self, no, rest=""):
        told = self.all.json(f"/customers/{self.ids[no]}/timeline{rest}").json
        return [(day["day"], event["group"], event["exact"]) for day in told["days"] for event in day["events"]]

    def test_everything_stands_in_the_timeline_newest_first(self):
        events = self.events("C1")
        self.assertEqual([e[0] for e in events], sorted((e[0] for e in events), reverse=True))
        groups = {group for _, group, _ in events}
        self.assertEqual(groups, {"alerts", "transactions", "holdings", "people", "profile", "digital"} | groups)
        self.assertTrue(any(day == "2026-04-20" and group == "profile" for day, group, _ in events))

    def test_the_two_relations_are_told_apart(self):
        people = [(day, said) for day, _, said in self.events("C1", "?kind=people")]
        self.assertEqual(people, [("2026-01-05", "由 Name S1、Name S2 管户"), ("2026-01-05", "签约经理：Name S1")])

    def test_a_customer_is_one_since_the_day_delivered_or_the_oldest_account(self):
        came = {no: [day for day, _, said in self.events(no, "?kind=profile") if said == "成为我行客户"]
                for no in ("C1", "C2")}
        self.assertEqual(came, {"C1": ["2019-03-04"], "C2": ["2021-05-06"]})
        self.assertNotIn("成为我行客户", [said for _, _, said in self.events("C1", "?since=2019-03-05")])

    def test_the_timeline_is_filtered_by_kind_and_period(self):
        for kind in ("alerts", "levels", "transactions", "holdings", "people", "profile", "digital"):
            self.assertLessEqual({group for _, group, _ in self.events("C1", f"?kind={kind}")}, {kind})
        self.assertEqual({day for day, _, _ in self.events("C1", "?since=2026-02-01&until=2026-02-28")} - {
            f"2026-02-{n:02}" for n in range(1, 29)}, set())
        self.assertEqual(self.events("C1", "?since=2026-04-21"), [])
        self.assertEqual(self.events("C1", "?page=200"), [])
        for wrong in ("?kind=nothing", "?page=0", "?page=x", "?since=yesterday", "?page=99999999999"):
            self.assertEqual(self.all.get(f"/customers/{self.ids['C1']}/timeline{wrong}").status, 422, wrong)

    def test_what_others_wrote_is_text_and_numbers_in_it_are_masked(self):
        for path in ("timeline", "timeline?kind=transactions", ""):
            text = self.all.get(f"/customers/{self.ids['C1']}/{path}".rstrip("/")).text
            self.assertNotIn("<script>alert(1)", text)
            self.assertNotIn("6222021234567890123", text)
        self.assertTrue(any("0123" in said for _, _, said in self.events("C1", "?kind=transactions")))

    def test_alerts_are_sentences_on_the_customers_page(self):
        told = self.all.json(f"/customers/{self.ids['C1']}").json
        lines = told["panels"]["alerts"]["lines"] if "alerts" in told["panels"] else []
        for line in lines:
            self.assertNotRegex(line["exact"], r"[{}]")
        self.assertIn("why", told["panels"])
        everything = [said for _, _, said in self.events("C1")]
        self.assertTrue(everything)
        for said in everything:
            self.assertFalse(re.search(r"[{}]", said), said)


class Empty(unittest.TestCase):
    def test_a_bank_without_customers_has_no_such_page(self):
        with Bank() as bank:
            only = small_bank()
            only["staff.csv"][0]["post"] = "compliance"
            only["customer.csv"], only["account.csv"] = only["customer.csv"][:1], only["account.csv"][:1]
            bank.deliver("2026-01-05", only)
            bank.run("batch", bank.days)
            with Site(bank) as site:
                browser = site.sign_in("S1")
                self.assertEqual(browser.get("/customers/1/why").status, 200)
                self.assertEqual(browser.get("/customers/1/timeline").status, 200)
                self.assertEqual(browser.get("/customers/2/why").status, 404)
                told = browser.json("/customers/1/why").json
                self.assertFalse(told["tier"]["is_decided"])


if __name__ == "__main__":
    unittest.main()
