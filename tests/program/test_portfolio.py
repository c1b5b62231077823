"""Lists and tables of customers: every column as `guanhu values` has it, every order, every scope, and what is refused."""

import csv
import io
import random
import re
import unittest
import urllib.parse

from bank import Bank, account, customer
from web import Served, Site

DAYS = ["2025-12-31", "2026-01-31", "2026-02-01", "2026-02-02"]
TODAY, YESTERDAY, MONTH_END, YEAR_END = "2026-02-02", "2026-02-01", "2026-01-31", "2025-12-31"
HOSTILE = ["%", "_", "'", '"', "' or 1=1--", "\\", "😀", "<script>alert(1)</script>", "{{x}}", "\u202e", "a" * 41, "x" * 10000]

# column: what values calls it
AS_VALUES = {"stage": "stage", "tier": "tier", "standing": "standing", "below": "below", "deposits": "deposits",
             "loans": "loans", "funds": "funds", "bonds": "bonds", "wealth": "wealth", "insurance": "insurance",
             "securities": "securities", "gold": "gold", "fa": "fa", "aum": "aum", "acct_max": "acct_max",
             "fa_avg": "fa_avg", "cc_spend": "cc_spend", "secured_loans": "mortgage", "credit_loans": "credit_loan",
             "cc_grade": "cc_grade", "kinds": "product_kinds"}
CHANGES = {f"{what}_{name}": (what, day) for what in ("aum", "deposits")
           for name, day in (("day", YESTERDAY), ("month", MONTH_END), ("year", YEAR_END))}
RANKS = {"stage": ["retained", "potential", "target"],
         "tier": ["none", "potential", "gold", "platinum", "growth", "core"],
         "standing": ["normal", "watch", "attention", "churned"],
         "cc_grade": ["none", "ordinary", "gold", "platinum", "diamond"]}
NUMBERS = [*[c for c in AS_VALUES if c not in RANKS], *CHANGES, "demand", "time", "home_loans", "certificate_bonds"]
CODES = [("CUR", "demand", "", "10"), ("DEP", "time", "", "90"), ("HOM", "mortgage", "住房贷款", ""),
         ("BIZ", "mortgage", "抵押经营", ""), ("CRE", "credit_loan", "", ""), ("FND", "fund", "", ""),
         ("CER", "bond", "凭证式国债", ""), ("ELE", "bond", "电子式国债", ""), ("WEA", "wealth", "本利丰", ""),
         ("INS", "insurance", "", ""), ("SEC", "securities", "", ""), ("GLD", "gold", "", "")]
GONE = 120
HOMES = {n: f"O{n % 3 + 1}" for n in range(1, GONE)}
MANAGERS = {n: ("RM1" if n % 6 == 0 else "RM2") for n in HOMES if n % 3 == 0 and n % 5} | \
           {n: "RM3" for n in HOMES if n % 3 == 2 and n % 4 == 0}
SHARED = {n for n in MANAGERS if MANAGERS[n] == "RM2" and n % 9 == 0}     # RM1 has a share


def staff(no, org, post):
    return {"staff_no": no, "name": f"Staff {no}", "org_no": org, "post": post}


def person(n):
    name = f"客户{n:03}" if n != 7 else "O'Brien %_<b>"
    return customer(f"C{n:03}", name=name, outlet_no=HOMES.get(n, "O1"), birth_date=f"1980-{n % 12 + 1:02}-{n % 28 + 1:02}")


def accounts(die):
    rows = []
    for n in range(1, 121):
        for code, *_ in die.sample(CODES, die.randrange(0, 6)):
            balance = f"{die.choice([500, 9000, 40000, 250000, 900000, 6000000]) + die.randrange(1000)}.{die.randrange(100):02}"
            rows.append(account(f"A{n:03}{code}", f"C{n:03}", balance, product_code=code, outlet_no=HOMES.get(n, "O1")))
    return rows


def first_day(die):
    return {
        "org.csv": [{"org_no": no, "parent_no": up, "level": level, "name": f"机构{no}"} for no, up, level in
                    (("H", "", "head"), ("T1", "H", "tier1"), ("T2", "H", "tier1"), ("O1", "T1", "outlet"),
                     ("O2", "T1", "outlet"), ("O3", "T2", "outlet"))],
        "product.csv": [{"product_code": code, "name": f"产品{code}", "class": kind, "family": family}
                        for code, kind, family, _ in CODES],
        "staff.csv": [staff("HEAD", "O1", "outlet_head"), staff("RM1", "O1", "rm"), staff("RM2", "O1", "rm"),
                      staff("RM3", "O3", "rm"), staff("RM4", "O2", "rm"), staff("SUP", "T1", "supervisor"),
                      staff("LOB", "O2", "lobby_manager"), staff("ADM", "H", "admin"), staff("TEL", "O1", "open_teller"),
                      staff("CLO", "O1", "closed_teller")],
        "customer.csv": [person(n) for n in range(1, 121)],
        "account.csv": accounts(die),
    }


def assignments():
    for n, who in MANAGERS.items():
        if n in SHARED:
            yield f"C{n:03},{who},7000,managed,{DAYS[0]}"
            yield f"C{n:03},RM1,3000,managed,{DAYS[0]}"
        else:
            yield f"C{n:03},{who},10000,managed,{DAYS[0]}"


def table(text):
    return list(csv.reader(io.StringIO(text.lstrip("\ufeff"))))


class Portfolio(Served):
    @classmethod
    def fill(cls):
        die = random.Random(11)
        cls.bank.deliver(DAYS[0], first_day(die))
        for day in DAYS[1:]:
            rows = die.sample(accounts(random.Random(11)), 90)
            for row in rows:
                row["balance"] = f"{die.randrange(2000000)}.{die.randrange(100):02}"
            more = {"customer.csv": [person(n) for n in HOMES]} if day == TODAY else {}
            cls.bank.deliver(day, {"account.csv": [r for r in rows if day != TODAY or r["customer_no"] != f"C{GONE}"], **more},
                             modes={"account.csv": "delta"})
        cls.bank.run("batch", cls.bank.days)
        cls.bank.assign(*assignments())
        cls.values = {day: {row["customer_no"]: row for row in cls.bank.rows("values", "--date", day)}
                      for day in (TODAY, YESTERDAY, MONTH_END, YEAR_END)}

    def rows(self, staff_no, path, **filters):
        """All pages."""
        rows, page = [], 1
        while True:
            query = urllib.parse.urlencode({**filters, "page": page})
            answer = self.at(staff_no).json(f"{path}?{query}")
            self.assertEqual(answer.status, 200, answer.text[:300])
            rows += answer.json["rows"]
            if page >= answer.json["pages"]:
                self.assertEqual(len(rows), answer.json["total"])
                return rows
            page += 1

    def numbers(self, rows):
        return {int(row["customer_no"][1:]) for row in rows}

    # --- what stands in a list -------------------------------------------------------------------------

    def test_every_column_is_what_values_says(self):
        rows = self.rows("ADM", "/customers")
        self.assertEqual(self.numbers(rows), set(HOMES))
        for row in rows:
            today = self.values[TODAY][row["customer_no"]]
            for column, name in AS_VALUES.items():
                self.assertEqual(str(row[column]), today[name], (row["customer_no"], column))
            for column, (what, day) in CHANGES.items():
                moved = round(float(today[what]) - float(self.values[day][row["customer_no"]][what]), 2)
                self.assertAlmostEqual(float(row[column]), moved, 2, (row["customer_no"], column))
            n = int(row["customer_no"][1:])
            self.assertEqual(row["home_name"], f"机构{HOMES[n]}")
            self.assertEqual(row["manager_name"], f"Staff {MANAGERS[n]}" if n in MANAGERS else None)
            self.assertEqual(row["birthday"], f"{n % 12 + 1:02}-{n % 28 + 1:02}")
            self.assertEqual(row["came_on"], DAYS[0])
            self.assertAlmostEqual(float(row["demand"]) + float(row["time"]), float(row["deposits"]), 2)

    def test_home_loans_and_certificate_bonds_go_by_the_family_of_the_product(self):
        held = self.bank.ask(
            "select c.customer_no, sum(balance) filter (where family = '住房贷款'), sum(balance) filter (where family = '凭证式国债')"
            " from (select distinct on (customer_id, account_id) * from account_record order by 1, 2, day desc) a"
            " join customer c using (customer_id)"
            " join (select distinct on (product_id) product_id, family from product order by 1, day desc) p using (product_id)"
            " where status = 0 group by 1 order by 1")
        wanted = {no: (int(loans or 0), int(bonds or 0)) for no, loans, bonds in
                  (line.split("|") for line in held.split("\n"))}
        some = 0
        for row in self.rows("ADM", "/customers"):
            loans, bonds = wanted.get(row["customer_no"], (0, 0))
            self.assertEqual((round(float(row["home_loans"]) * 100), round(float(row["certificate_bonds"]) * 100)),
                             (loans, bonds), row["customer_no"])
            some += loans > 0 and bonds > 0
        self.assertGreater(some, 0)

    def test_every_order_is_right_and_its_reverse_the_exact_reverse(self):
        for column in [*NUMBERS, *RANKS, "birthday", "came_on"]:
            up = self.rows("ADM", "/customers", sort=column)
            down = self.rows("ADM", "/customers", sort="-" + column)
            self.assertEqual([r["customer_id"] for r in up], [r["customer_id"] for r in reversed(down)], column)
            key = (lambda v, c=column: RANKS[c].index(v)) if column in RANKS else \
                  (lambda v: v) if column in ("birthday", "came_on") else float
            ranked = [(key(row[column]), int(row["customer_id"])) for row in up]
            if column == "standing":     # within it by the months below
                ranked = [(key(row[column]), row["below"], int(row["customer_id"])) for row in up]
            self.assertEqual(ranked, sorted(ranked), column)

    def test_few_are_sorted_by_names_too(self):
        for column in ("name", "customer_no", "home_name", "manager_name"):
            rows = self.rows("RM1", "/customers/mine", sort=column)
            self.assertGreater(len(rows), 5)
            if column == "customer_no":
                self.assertEqual([r[column] for r in rows], sorted(r[column] for r in rows))
            self.assertEqual(self.at("ADM").json("/customers?sort=" + column).status, 422)

    # --- filters ---------------------------------------------------------------------------------------

    def test_filters_leave_those_who_meet_them(self):
        everybody = self.rows("ADM", "/customers")

        def expect(wanted, **filters):
            found = self.numbers(self.rows("ADM", "/customers", **filters))
            self.assertEqual(found, {int(r["customer_no"][1:]) for r in everybody if wanted(r)}, filters)
        for column, words in (("stage", RANKS["stage"]), ("tier", RANKS["tier"]), ("standing", RANKS["standing"])):
            for word in words:
                expect(lambda r, c=column, w=word: r[c] == w, **{column: word})
        for figure in ("aum", "fa", "deposits", "demand", "wealth", "bonds", "loans", "fa_avg", "acct_max", "aum_month"):
            amount = sorted(float(r[figure]) for r in everybody)[60]
            expect(lambda r, f=figure, a=amount: float(r[f]) >= a, figure=figure, **{"from": f"{amount:.2f}"})
            expect(lambda r, f=figure, a=amount: float(r[f]) <= a, figure=figure, until=f"{amount:.2f}")
        expect(lambda r: 50000 <= float(r["aum"]) <= 900000, **{"from": "50000", "until": "900000"})
        expect(lambda r: r["kinds"] == 3, kinds=3)
        expect(lambda r: r["birthday"] == "02-03", birthday=1)   # far behind the clock: from the day after
        expect(lambda r: "02-03" <= r["birthday"] <= "03-04", birthday=30)
        expect(lambda r: True, birthday=366)
        expect(lambda r: "客户01" in r["name"], q="客户01")
        expect(lambda r: "%_<b>" in r["name"], q="%_<b>")
        expect(lambda r: r["manager_name"] is None, unmanaged="true")
        expect(lambda r: r["manager_name"] is None, manager=0)
        rm1 = self.bank.ask("select staff_id from staff where staff_no = 'RM1'")
        expect(lambda r: r["manager_name"] == "Staff RM1", manager=rm1)
        expect(lambda r: r["home_name"] == "机构O2", org="O2")
        expect(lambda r: r["home_name"] in ("机构O1", "机构O2"), org="T1")
        expect(lambda r: False, org="T1", alone="true")
        expect(lambda r: r["home_name"] == "机构O3" and r["stage"] == "target", org="机构O3", stage="target")
        product = self.bank.ask("select product_id from product where product_code = 'WEA'")
        expect(lambda r: float(r["wealth"]) > 0, product=product)
        for row in self.rows("ADM", "/customers", product=product, sort="-held"):
            self.assertEqual(row["held"], row["wealth"])

    def test_what_makes_no_sense_is_refused_in_words(self):
        for query in ("sort=evil", "sort=-", "stage=evil", "tier=1", "standing=%27", "figure=x", "from=abc", "until=1e9", "from=1.234",
                      "from=9&until=8", "kinds=-1", "kinds=99", "birthday=-1", "birthday=367", "birthday=x", "org=Nowhere",
                      "org=%25", "manager=-1", "manager=99999999999", "product=0", "product=x", "unmanaged=perhaps"):
            answer = self.at("ADM").json("/customers?" + query)
            self.assertEqual(answer.status, 422, (query, answer.text[:200]))
            self.assertEqual(self.at("ADM").get("/customers?" + query).status, 422, query)
        for page in ("0", "-1", "abc", "999999999999999999", "1.5"):
            self.assertEqual(self.at("ADM").json("/customers?page=" + page).json["page"], 1, page)

    def test_hostile_texts_find_nobody_and_break_nothing(self):
        for text in HOSTILE:
            for name in ("q", "org", "columns"):
                answer = self.at("ADM").get("/customers?" + urllib.parse.urlencode({name: text}))
                self.assertIn(answer.status, (200, 400, 414, 422, 431), (name, text[:40]))
                self.assertNotIn("<script>alert(1)", answer.text)
        self.assertEqual(self.numbers(self.rows("ADM", "/customers", q="%")), {7})
        self.assertEqual(self.numbers(self.rows("ADM", "/customers", q="'")), {7})

    # --- scope -----------------------------------------------------------------------------------------

    def test_each_post_sees_its_own_whatever_is_asked(self):
        outlet = {n for n in HOMES if HOMES[n] == "O1"}
        branch = {n for n in HOMES if HOMES[n] in ("O1", "O2")}
        managed = {who: {n for n in MANAGERS if MANAGERS[n] == who} for who in ("RM1", "RM2", "RM3", "RM4")}
        seen = {("HEAD", "/customers"): outlet, ("SUP", "/customers"): branch, ("LOB", "/customers"): branch - outlet,
                ("ADM", "/customers"): set(HOMES), ("RM1", "/customers/mine"): managed["RM1"],
                ("RM2", "/customers/mine"): managed["RM2"], ("RM3", "/customers/mine"): managed["RM3"],
                ("RM4", "/customers/mine"): set(), ("RM1", "/customers/related"): SHARED,
                ("RM2", "/customers/related"): set(), ("TEL", "/customers/mine"): set(), ("HEAD", "/customers/mine"): set()}
        targets = {n for n in HOMES if self.values[TODAY][f"C{n:03}"]["stage"] == "target" and n not in MANAGERS}
        seen |= {(who, "/customers/unassigned"): targets & whom for who, whom in
                 (("HEAD", outlet), ("SUP", branch), ("ADM", set(HOMES)))}
        for (who, path), wanted in seen.items():
            self.assertEqual(self.numbers(self.rows(who, path)), wanted, (who, path))
            for filters in ({"sort": "aum"}, {"sort": "-certificate_bonds"}, {"sort": "birthday"}, {"q": "客户"},
                            {"from": "-1"}, {"birthday": "366"}, {"tier": "none"}, {"product": "1"}):
                self.assertLessEqual(self.numbers(self.rows(who, path, **filters)), wanted, (who, path, filters))
            exported = table(self.at(who).get(path + "?as=csv&columns=name,customer_no,aum").text)
            self.assertEqual({int(row[1][1:]) for row in exported[1:]}, wanted, (who, path))
            page = self.at(who).get(path).text
            self.assertLessEqual({int(n) for n in re.findall(r">C(\d\d\d)<", page)}, wanted)

    def test_another_organisation_cannot_be_asked_for(self):
        for who, org in (("HEAD", "O2"), ("HEAD", "T1"), ("HEAD", "机构O3"), ("SUP", "O3"), ("SUP", "H"), ("LOB", "O1")):
            for path in ("/customers", "/customers/unassigned", "/customers/summary/managers", "/customers/summary/organisations",
                         "/customers/classes", "/customers/maturities", "/customers/holdings"):
                answer = self.at(who).json(path + "?org=" + urllib.parse.quote(org))
                self.assertEqual(answer.status, 422, (who, org, path))
        for who, path in (("RM1", "/customers"), ("RM1", "/customers/unassigned"), ("RM1", "/customers/summary/managers"),
                          ("SUP", "/customers/mine"), ("CLO", "/customers/mine"), ("CLO", "/customers/maturities")):
            self.assertEqual(self.at(who).get(path).status, 403, (who, path))
        self.assertEqual(self.at("RM1").json("/customers/classes?whose=all").status, 422)

    def test_an_export_has_all_rows_in_blocks_and_no_formula(self):
        exported = table(self.at("SUP").get("/customers?as=csv&sort=-aum&columns=name,customer_no,aum,manager_name").text)
        self.assertEqual([row[1] for row in exported[1:]], [r["customer_no"] for r in self.rows("SUP", "/customers", sort="-aum")])

    # --- tables ----------------------------------------------------------------------------------------

    def sums(self, numbers, day=TODAY):
        rows = [self.values[day][f"C{n:03}"] for n in numbers]
        return {c: round(sum(float(r[c]) for r in rows), 2) for c in ("aum", "deposits", "loans", "fa")}

    def test_the_summary_adds_up(self):
        managers = self.rows("HEAD", "/customers/summary/managers")
        outlet = {n for n in HOMES if HOMES[n] == "O1"}
        self.assertEqual(sum(r["customers"] for r in managers), len(outlet))
        for row in managers:
            own = {n for n in outlet if (MANAGERS.get(n) if row["staff_no"] else None) == row["staff_no"] and
                   (row["staff_no"] or n not in MANAGERS)}
            sums, before = self.sums(own), self.sums(own | (set() if row["staff_no"] else {GONE}), MONTH_END)
            for what in ("aum", "deposits", "loans", "fa"):
                self.assertAlmostEqual(float(row[what]), sums[what], 2)
                self.assertAlmostEqual(float(row[what + "_month"]), sums[what] - before[what], 2)
            self.assertEqual(row["targets"], sum(self.values[TODAY][f"C{n:03}"]["stage"] == "target" for n in own))
        orgs = {r["org_no"]: r for r in self.rows("SUP", "/customers/summary/organisations")}
        self.assertEqual(set(orgs), {"O1", "O2"})
        for no, row in orgs.items():
            own = {n for n in HOMES if HOMES[n] == no}
            self.assertEqual(row["customers"], len(own))
            self.assertAlmostEqual(float(row["aum"]), self.sums(own)["aum"], 2)
        mine = self.rows("RM1", "/customers/summary/mine")
        self.assertEqual(sorted(r["customers"] for r in mine),
                         sorted([len([n for n in MANAGERS if MANAGERS[n] == "RM1"]), len(SHARED)]))

    def test_every_number_of_the_tables_leads_to_as_many_customers(self):
        for who, path in (("HEAD", "/customers/summary/managers"), ("SUP", "/customers/summary/organisations"),
                          ("RM1", "/customers/summary/mine"), ("HEAD", "/customers/classes"), ("RM1", "/customers/classes"),
                          ("SUP", "/customers/classes?org=O2")):
            page = self.at(who).get(path).text
            links = re.findall(r'<a href="(/customers[^"]*)">(?:<b>)?(\d+)(?:</b>)?</a>', page)
            self.assertGreater(len(links), 3, path)
            for url, number in links:
                answer = self.at(who).json(url.replace("&amp;", "&"))
                self.assertEqual(answer.status, 200, url)
                self.assertEqual(answer.json["total"], int(number), (path, url))

    def test_the_classification_counts_everybody_once(self):
        found = self.at("ADM").json("/customers/classes").json
        self.assertEqual(found["customers"], len(HOMES))
        for part in (found["cross"], *found["tables"]):
            self.assertEqual(sum(line["all"]["customers"] for line in part["lines"]), len(HOMES))
            self.assertEqual(part["total"]["all"]["customers"], len(HOMES))
        exported = table(self.at("ADM").get("/customers/classes?as=csv").text)
        self.assertEqual(sum(int(row[3]) for row in exported[1:] if not row[2]), 3 * len(HOMES))

    # --- columns that somebody chose -------------------------------------------------------------------

    def choose(self, who, path, *columns, **more):
        fields = [("csrf", self.at(who).csrf), ("list", path), *[("columns", c) for c in columns], *more.items()]
        return self.at(who).send("POST", "/me/columns", urllib.parse.urlencode(fields),
                                 {"Content-Type": "application/x-www-form-urlencoded"})

    def heads(self, who, path):
        return table(self.at(who).get(path + ("&" if "?" in path else "?") + "as=csv").text)[0]

    def test_chosen_columns_are_kept_for_the_person_and_the_list(self):
        usual = self.heads("RM2", "/customers/mine")
        answer = self.choose("RM2", "/customers/mine", "name", "gold", "evil", sort="-gold", q="客户")
        self.assertEqual((answer.status, answer.to), (303, "/customers/mine?sort=-gold&q=%E5%AE%A2%E6%88%B7"))
        kept = self.heads("RM2", "/customers/mine")
        self.assertEqual(len(kept), 2)
        self.assertEqual(self.heads("RM2", "/customers/related"), self.heads("RM1", "/customers/related"))
        self.assertEqual(self.heads("RM1", "/customers/mine"), usual)
        self.assertEqual(len(self.heads("RM2", "/customers/mine?columns=name,aum,fa")), 3)
        self.assertEqual(self.choose("RM2", "/customers/mine", reset="true").to, "/customers/mine")
        self.assertEqual(self.heads("RM2", "/customers/mine"), usual)
        self.choose("RM2", "/customers/mine", "nothing that there is")
        self.assertEqual(self.heads("RM2", "/customers/mine"), usual)
        for path in ("/nowhere", "/customers", "/customers/classes", "/users"):
            self.assertEqual(self.choose("RM2", path, "name").status, 404, path)


class SmallBanks(unittest.TestCase):
    PATHS = ("/customers", "/customers/unassigned", "/customers/summary/managers", "/customers/summary/organisations",
             "/customers/classes", "/customers/maturities", "/customers/holdings")

    def walk(self, files, wanted):
        with Bank() as bank:
            bank.deliver("2026-01-05", files)
            bank.run("batch", bank.days)
            with Site(bank) as site:
                admin = site.sign_in("ADM")
                for path in self.PATHS:
                    answer = admin.get(path)
                    self.assertEqual(answer.status, 200, path)
                    for way in ("aum", "-certificate_bonds", "birthday", "-below", "-held"):
                        self.assertEqual(admin.get("/customers?sort=" + way).status, 200, way)
                self.assertEqual(admin.json("/customers").json["total"], wanted)
                self.assertEqual(admin.get("/customers?as=csv").status, 200)
                return admin.json("/customers").json["rows"]

    def test_a_bank_without_customers(self):
        files = first_day(random.Random(1))
        self.walk({name: files[name] for name in ("org.csv", "product.csv", "staff.csv")}, 0)

    def test_one_customer_and_nothing_to_compare_with(self):
        files = first_day(random.Random(1))
        files["customer.csv"] = files["customer.csv"][:1]
        files["account.csv"] = [account("A1", "C001", "1200.00")]
        row = self.walk(files, 1)[0]
        self.assertEqual([row[c] for c in CHANGES], [None] * 6)
        self.assertEqual(row["aum"], "1200.00")


if __name__ == "__main__":
    unittest.main()
