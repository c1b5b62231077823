"""The pages about one customer: figures as `values` prints them, who may see whom, what is masked, and
what becomes of bad addresses, strange names and customers with nothing."""

import json
import os
import re
import unittest
from decimal import Decimal

from bank import Bank, account, customer, small_bank
from web import Site

NAME_LONG = "长" * 1365                       # 4,095 bytes
NAME_STRANGE = '<b>王&"明\'😀{{x}}'
CERT, PHONE, ADDRESS = "110105194912310020", "13812345678", "杭州市西湖区文三路 1 号 2 单元 301"
ACCOUNT, CARD = "6222021234567890123", "6228480402564890018"
FIGURES = ("fa", "aum", "fa_avg")
PARTS = ("", "/assets", "/products", "/transactions", "/relations", "/statement")


def transaction(no, owner, at, direction, amount, number=ACCOUNT, **columns):
    return {"txn_id": no, "account_no": number, "customer_no": owner, "at": at, "direction": direction,
            "amount": amount, "kind": "transfer", "channel": "app", **columns}


def first_day():
    files = small_bank()
    files["org.csv"].append({"org_no": "O2", "parent_no": "T", "level": "outlet", "name": "Outlet 2"})
    files["product.csv"] += [
        {"product_code": "TD", "name": "Time", "class": "time", "rate": "0.0175", "family": "整存整取"},
        {"product_code": "WLT", "name": "Wealth 90", "class": "wealth", "family": "本利丰", "risk": "R2", "rate": "0.024"},
        {"product_code": "RSK", "name": "Bold", "class": "fund", "family": "股票基金", "risk": "R5", "min_amount": "10"},
        {"product_code": "OLD", "name": "No longer sold", "class": "bond", "family": "老国债", "on_sale_to": "2025-12-31"},
        {"product_code": "LOAN", "name": "Home loan", "class": "mortgage", "rate": "0.0345"},
        {"product_code": "CC", "name": "Credit card", "class": "credit_card"},
        {"product_code": "PAY", "name": "代发工资", "class": "settlement"}]
    files["org.csv"][0]["name"] = "南屏银行总行"
    files["fx.csv"] = [{"currency": "USD", "rate": "7.20000000"}]
    files["staff.csv"] = [{"staff_no": no, "name": f"Staff {no}", "org_no": org, "post": post} for no, org, post in (
        ("RM1", "O1", "rm"), ("RM2", "O1", "rm"), ("HEAD1", "O1", "outlet_head"), ("HEAD2", "O2", "outlet_head"),
        ("SUP", "T", "supervisor"), ("TELL", "O1", "closed_teller"), ("MKT", "O1", "marketer"),
        ("COMP", "H", "compliance"), ("ADM", "H", "admin"))]
    files["customer.csv"] = [
        customer("C1", cert_type="id", cert_no=CERT, phone=PHONE, address=ADDRESS, email="zhang@example.com",
                 gender="female", birth_date="1949-12-31", occupation="教师", education="本科", marital="已婚",
                 income_year="120000.00", risk_level="C3", risk_assessed_on="2025-02-01", dnd="1"),
        customer("C2", name=NAME_LONG),
        customer("C3", name=NAME_STRANGE),
        customer("C4"),                        # has nothing
        customer("C5", outlet_no="O2", phone=PHONE, name="Name C1"),
        customer("C6", cert_type="other", cert_no=CERT),
        customer("C7")]                        # will be gone
    files["account.csv"] = [
        account(ACCOUNT, "C1", "120000.00"),
        account("A-USD", "C1", "1000.01", currency="USD"),
        account("A-TIME", "C1", "50000.00", product_code="TD", matures_on="2026-02-10", auto_renew="1"),
        account("A-WLT", "C1", "300000.00", product_code="WLT", matures_on="2026-12-31", cost="290000.00"),
        account("A-LOAN", "C1", "800000.00", product_code="LOAN", matures_on="2045-01-01"),
        account("A-CC", "C1", "4321.09", product_code="CC"),
        account("A-PAY", "C1", "0.00", product_code="PAY"),
        account("A3", "C3", "20000.00"), account("A5", "C5", "5.00"), account("A7", "C7", "70000.00")]
    files["card.csv"] = [{"card_no": CARD, "customer_no": "C1", "kind": "debit", "grade": "gold", "vip": "1",
                          "issued_on": "2024-01-01", "expires_on": "2030-01-01"}]
    files["transaction.csv"] = [
        transaction("T1", "C1", "2026-01-30 09:00:00", "in", "250000.00", counterparty="浙江某公司 6222021234567890999",
                    counterparty_bank="工商银行", note="货款 13900001111"),
        transaction("T2", "C1", "2026-01-30 10:00:00", "out", "1200.50", counterparty="王芳", kind="transfer"),
        transaction("T3", "C1", "2026-01-30 11:00:00", "in", "1000.00", number="A-USD")]
    files["transaction.csv"] += [
        transaction(f"P{i}", "C3", f"2026-01-29 1{i}:00:00", "out", f"{i}00.10", "A3", counterparty=f"Shop {i}")
        for i in range(1, 9)]
    files["transaction.csv"] += [transaction("P9", "C3", "2026-01-29 19:00:00", "out", "33.33", "A3", kind="cash")]
    files["relation.csv"] = [{"customer_no": "C1", "other_no": "C3", "kind": "spouse"},
                             {"customer_no": "C5", "other_no": "C1", "kind": "parent"}]
    files["opening.csv"] = [{"customer_no": "C1", "fa_ytd_sum": "1000000.00", "aum_m1": "400000.00", "aum_m2": "390000.00"}]
    return files


class Customer(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.bank = Bank()
        cls.addClassCleanup(cls.bank.close)
        files = first_day()
        cls.bank.deliver("2026-01-30", files)
        accounts = [dict(row) for row in files["account.csv"]]
        accounts[0]["balance"] = "220000.00"
        cls.bank.deliver("2026-01-31", {"account.csv": accounts})
        accounts[3]["balance"] = "295000.00"
        cls.bank.deliver("2026-02-02", {"fx.csv": [{"currency": "USD", "rate": "7.12345678"}], "account.csv": accounts})
        cls.bank.deliver("2026-02-03", {"customer.csv": files["customer.csv"][:-1]})
        cls.bank.run("batch", cls.bank.days)
        path = os.path.join(cls.bank.folder, "assign.csv")
        with open(path, "w", encoding="utf-8") as file:
            file.write("customer_no,staff_no,share_bp,relation,from\nC1,RM1,6000,managed,2026-01-30\n"
                       "C1,RM2,4000,managed,2026-01-30\nC3,RM2,10000,managed,2026-01-30\n")
        cls.bank.run("assign", path)
        cls.site = Site(cls.bank)
        cls.site.__enter__()
        cls.addClassCleanup(lambda: cls.site.__exit__())
        cls.browsers = {}
        cls.ids = dict(line.split("|") for line in cls.bank.ask("select customer_no, customer_id from customer").split("\n"))

    def of(self, staff_no):
        if staff_no not in self.browsers:
            self.browsers[staff_no] = self.site.sign_in(staff_no)
        return self.browsers[staff_no]

    def path(self, customer_no, part=""):
        return f"/customers/{self.ids[customer_no]}{part}"

    def record(self, customer_no, part="", staff_no="COMP"):
        answer = self.of(staff_no).json(self.path(customer_no, part))
        self.assertEqual(answer.status, 200, answer.text[-500:])
        return answer.json

    # --- figures ---------------------------------------------------------------------------------------

    def test_figures_are_those_that_values_prints(self):
        for row in self.bank.rows("values"):
            page = self.record(row["customer_no"], "/assets")
            figures = page["figures"]
            lines = {line["name"]: line["amount"]["now"] for line in figures["lines"]}
            with self.subTest(customer=row["customer_no"]):
                for name in FIGURES:
                    self.assertEqual(figures[name]["now"], row[name], name)
                for name in ("acct_max", "cc_spend", "cc_grade"):
                    self.assertEqual(figures[name], row[name], name)
                self.assertEqual(figures["product_kinds"], int(row["product_kinds"]))
                for name in ("deposits", "loans", "funds", "bonds", "wealth", "insurance", "securities", "gold", "mortgage"):
                    self.assertEqual(lines.get(name, "0.00"), row[name], name)
                for name in ("stage", "tier", "standing"):
                    self.assertEqual(page["head"][name], row[name], name)

    def test_changes_and_charts_are_those_of_values_of_the_days_before(self):
        figures = self.record("C1")["figures"]
        now = {row["customer_no"]: row for row in self.bank.rows("values")}["C1"]
        for mark, day in (("yesterday", "2026-02-02"), ("month_end", "2026-01-31")):
            before = {row["customer_no"]: row for row in self.bank.rows("values", "--date", day)}["C1"]
            self.assertEqual(figures[mark], day)
            for name in FIGURES:
                self.assertEqual(Decimal(figures[name][mark]["by"]), Decimal(now[name]) - Decimal(before[name]), (name, day))
        self.assertFalse(figures["has_year_end"])
        self.assertEqual(figures["fa"]["year_end"]["by"], None)
        self.assertEqual(Decimal(figures["aum"]["year_end"]["by"]), Decimal(now["aum"]) - 400000)   # opening.csv
        days = {point["day"]: point for point in figures["days"]}
        self.assertEqual(sorted(days), ["2026-01-30", "2026-01-31", "2026-02-01", "2026-02-02", "2026-02-03"])
        for day, point in days.items():
            row = {row["customer_no"]: row for row in self.bank.rows("values", "--date", day)}["C1"]
            self.assertEqual((point["aum"], point["deposits"], point["loans"], point["wealth"]),
                             (row["aum"], row["deposits"], row["loans"], row["wealth"]))
        months = {point["day"]: point["aum"] for point in figures["months"]}
        self.assertEqual((months["2025-12-31"], months["2025-11-30"]), ("400000.00", "390000.00"))

    def test_accounts_add_up_and_are_told_in_both_currencies(self):
        page = self.record("C1", "/assets")
        self.assertEqual(page["accounts_sum"], page["figures"]["aum"]["now"])
        self.assertEqual([(d["account"]["class"], d["account"]["base_balance"]) for d in page["debts"]],
                         [("mortgage", "800000.00"), ("credit_card", "4321.09")])
        self.assertEqual(page["debts_sum"], "804321.09")
        self.assertEqual(page["figures"]["loans"]["now"], "800000.00")
        dollars = next(a for a in page["accounts"] if a["is_foreign"])
        self.assertEqual((dollars["account"]["currency"], dollars["account"]["balance"], dollars["account"]["base_balance"]),
                         ("USD", "1000.01", "7123.53"))
        wealth = next(a for a in page["accounts"] if a["account"]["class"] == "wealth")
        self.assertEqual((wealth["gain"], wealth["rate"]), ("5000.00", "2.40%"))
        deposit = next(a for a in page["accounts"] if a["account"]["class"] == "time")
        self.assertEqual((deposit["days_left"], deposit["matures_soon"], deposit["renews"]), (7, True, True))
        self.assertEqual([s["account"]["product"] for s in page["services"]], ["代发工资"])
        self.assertEqual([(c["card"]["grade"], c["card"]["vip"]) for c in page["cards"]], [("gold", True)])

    def test_the_profile_says_what_is_missing_and_expired(self):
        profile = self.record("C1")["profile"]
        self.assertEqual((profile["known"], profile["of"], profile["is_complete"]), (10, 10, True))
        self.assertEqual((profile["risk_until"], profile["risk_is_over"]), ("2026-02-01", True))
        bare = self.record("C4")["profile"]
        self.assertEqual((bare["known"], bare["is"]["risk_level"]), (1, None))

    def test_products_held_and_not_held(self):
        groups = self.record("C1", "/products")["groups"]
        held = {family["family"] for group in groups for family in group["held"]}
        free = {family["family"]: family for group in groups for family in group["open"]}
        self.assertTrue({"整存整取", "本利丰", "代发工资"} <= held)
        self.assertTrue(free["股票基金"]["is_too_risky"])
        self.assertNotIn("老国债", free)

    # --- who may see whom ------------------------------------------------------------------------------------

    def test_everybody_sees_those_of_the_post(self):
        seen = {"RM1": "C1", "RM2": "C1 C3", "HEAD1": "C1 C2 C3 C4 C6 C7", "HEAD2": "C5",
                "SUP": "C1 C2 C3 C4 C5 C6 C7", "TELL": "", "COMP": "C1 C2 C3 C4 C5 C6 C7", "ADM": "C1 C2 C3 C4 C5 C6 C7"}
        for staff_no, expected in seen.items():
            for part in PARTS:
                found = [no for no in sorted(self.ids) if self.of(staff_no).json(self.path(no, part)).status == 200]
                self.assertEqual(" ".join(found), expected, (staff_no, part))
        for part in PARTS:
            self.assertEqual(self.of("MKT").json(self.path("C1", part)).status, 403)
            self.assertEqual(self.site.browser().json(self.path("C1", part)).status, 401)

    def test_who_is_not_seen_looks_like_nobody(self):
        browser = self.of("RM1")
        for part in PARTS:
            hidden, nobody = browser.json(self.path("C5", part)), browser.json(f"/customers/987654321{part}")
            self.assertEqual((hidden.status, hidden.text), (404, nobody.text))
        self.assertEqual(browser.get(self.path("C5", "/transactions?as=csv")).status, 404)

    def test_relations_show_only_whom_one_may_see(self):
        spouse, child = self.record("C1", "/relations", "RM2")["related"]
        self.assertEqual((spouse["kind"], spouse["is_seen"], spouse["who"]["name"]), ("spouse", True, NAME_STRANGE))
        self.assertEqual((child["kind"], child["is_seen"]), ("child", False))
        self.assertNotIn("Name C1", json.dumps(child, ensure_ascii=False))
        everything = self.record("C1", "/relations", "COMP")
        self.assertTrue(all(r["is_seen"] for r in everything["related"]))
        self.assertEqual(everything["family"], 3)

    def test_duplicates_come_with_their_evidence(self):
        alike = {a["who"]["customer_no"]: a["who"] for a in self.record("C1", "/relations", "COMP")["alike"]}
        self.assertEqual(set(alike), {"C5", "C6"})
        self.assertEqual((alike["C6"]["same_certificate"], alike["C6"]["same_number"]), (False, True))
        self.assertEqual((alike["C5"]["same_phone"], alike["C5"]["same_name"]), (True, False))
        other = self.record("C5", "/relations", "HEAD2")
        (one,) = other["alike"]
        self.assertFalse(one["is_seen"])                # what a look-up tells: the same tier-1 branch
        self.assertNotIn(CERT, json.dumps(other))

    # --- what is told, and what is kept ----------------------------------------------------------------------

    def test_every_look_is_in_the_trail(self):
        browser = self.of("SUP")
        before = int(self.bank.ask("select count(*) from audit_entry"))
        for part in PARTS:
            browser.get(self.path("C2", part))
        told = self.bank.ask("select what, subject, subject_id from audit_entry order by entry_id desc limit 6").split("\n")
        self.assertEqual(sorted(set(told)), [f"customer.look|1|{self.ids['C2']}", f"customer.statement|1|{self.ids['C2']}"])
        self.assertEqual(int(self.bank.ask("select count(*) from audit_entry")), before + 6)

    def test_no_personal_value_is_told_whole(self):
        whole = (CERT, PHONE, "文三路", ACCOUNT, CARD, "zhang@example.com", "6222021234567890999", "13900001111")
        browser = self.of("HEAD1")
        texts = [browser.get(self.path("C1", part)).text for part in PARTS]
        texts += [browser.json(self.path("C1", part)).text for part in PARTS]
        texts.append(browser.get(self.path("C1", "/transactions?as=csv")).text)
        for text in texts:
            for value in whole:
                self.assertNotIn(value, text)
        self.assertIn("138****5678", texts[0])
        self.assertIn("****0123", texts[1])
        self.assertIn("0999", texts[3])

    def test_who_may_sees_one_whole_and_says_why(self):
        links = set(re.findall(r'/unmask\?what=[^"]*', self.of("RM1").get(self.path("C1", "/assets")).text.replace("&amp;", "&")))
        self.assertTrue({"customer.phone", "customer.certificate", "account.number", "card.number"}
                        <= {re.search(r"what=([a-z.]+)", link).group(1) for link in links})
        fields = {"what": "customer.phone", "customer_id": self.ids["C1"], "reason": "contact"}
        self.assertIn(PHONE, self.of("RM1").post("/unmask", fields).text)
        self.assertEqual(self.of("RM1").post("/unmask", {**fields, "customer_id": self.ids["C5"]}).status, 404)
        self.assertNotIn("/unmask", self.of("SUP").get(self.path("C1", "/assets")).text)
        self.assertEqual(self.of("SUP").post("/unmask", fields).status, 403)

    # --- transactions ----------------------------------------------------------------------------------------

    def test_transactions_are_filtered(self):
        def found(query):
            answer = self.of("RM1").json(self.path("C1", "/transactions" + query))
            return [row["txn_id"] for row in answer.json["rows"]] if answer.status == 200 else answer.status
        self.assertEqual(found(""), ["T3", "T2", "T1"])
        self.assertEqual(found("?direction=out"), ["T2"])
        self.assertEqual(found("?large=true"), ["T1"])
        self.assertEqual(found("?at_least=7000"), ["T3", "T1"])          # 1,000 dollars
        self.assertEqual(found("?q=%E7%8E%8B"), ["T2"])
        self.assertEqual(found("?q=0999"), ["T1"])
        self.assertEqual(found("?q=6222021234567890"), [])               # not by what is masked
        self.assertEqual(found("?q=%25"), [])
        self.assertEqual(found("?q=" + "x" * 10000), 422)
        self.assertEqual(found("?until=2026-01-29"), [])
        self.assertEqual(found("?since=yesterday"), 422)

    def flows(self, no):
        """[(who, amount), ...] of what came and of what went, as the page has them, and both sums."""
        page = self.of("COMP").get(self.path(no, "/transactions")).text
        return [([(re.sub("<.*?>", "", who).strip(), Decimal(amount.replace(",", ""))) for who, amount in
                  re.findall(r'<li>(.*?)<b class="number" title="([0-9.,]+)"', part)],
                 Decimal((re.findall(r'<b class="number" title="([0-9.,]+)"', part) or ["0"])[0].replace(",", "")))
                for part in page.split('<section class="sheet">')[1:3]]

    def test_sources_add_up_to_all_that_came_and_went(self):
        for no in ("C1", "C3", "C4"):
            moved = self.of("COMP").json(self.path(no, "/transactions?size=100")).json["rows"]
            for (told, whole), direction in zip(self.flows(no), ("in", "out")):
                expected = sum(Decimal(row["base_amount"]) for row in moved if row["direction"] == direction)
                self.assertEqual((whole, sum(amount for _, amount in told)), (expected, expected), (no, direction))
        came, _ = self.flows("C1")
        self.assertEqual([who for who, _ in came[0]], ["浙江某公司 ***************0999", "无对手方信息"])
        _, went = self.flows("C3")
        self.assertEqual([who for who, _ in went[0]],
                         [f"Shop {i}" for i in (8, 7, 6, 5, 4)] + ["其他 3 个对手方", "无对手方信息"])

    # --- the sheet to print ----------------------------------------------------------------------------------

    def test_the_sheet_names_the_bank_and_leads_to_the_neighbours(self):
        self.assertEqual(self.record("C1", "/statement")["bank_name"], "南屏银行")
        page = self.of("RM1").get(self.path("C1", "/statement")).text
        self.assertIn("<b>南屏银行</b>", page)
        self.assertIn('data-key="j"', page)

    # --- what is strange -------------------------------------------------------------------------------------

    def test_bad_addresses(self):
        for number in ("0", "-1", "x", "1.5", "99999999999999999999", "1" * 10000, "%00", "..", "1;drop", "%F0%9F%98%80"):
            for part in PARTS:
                answer = self.of("COMP").get(f"/customers/{number}{part}")
                self.assertIn(answer.status, (400, 404, 414), (number[:20], part))

    def test_strange_names_are_shown_as_they_are(self):
        for no, name in (("C2", NAME_LONG), ("C3", NAME_STRANGE)):
            for part in PARTS:
                page = self.of("HEAD1").get(self.path(no, part))
                self.assertEqual(page.status, 200)
                self.assertNotIn("<b>王", page.text)
            self.assertEqual(self.record(no)["head"]["name"], name)

    def test_who_has_nothing_or_is_gone_has_calm_pages(self):
        for no in ("C4", "C7"):
            for part in PARTS:
                self.assertEqual(self.of("COMP").get(self.path(no, part)).status, 200, (no, part))
        gone = self.record("C7")
        self.assertTrue(gone["head"]["gone"])
        self.assertEqual(gone["figures"]["aum"]["now"], "0.00")
        self.assertEqual(len(self.record("C7", "/assets")["closed"]), 1)


if __name__ == "__main__":
    unittest.main()
