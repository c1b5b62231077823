"""What matures and who holds what: as the accounts have it, in every scope."""

import datetime
import unittest
import urllib.parse

from bank import account, customer
from web import Served

TODAY = datetime.date(2026, 3, 4)       # a Wednesday: far behind the clock, the day after the business day
BUSINESS = datetime.date(2026, 3, 3)
BEFORE = datetime.date(2026, 3, 2)


def on(days):
    return (TODAY + datetime.timedelta(days)).isoformat()


def files():
    return {
        "org.csv": [{"org_no": no, "parent_no": up, "level": level, "name": f"机构{no}"} for no, up, level in
                    (("H", "", "head"), ("T1", "H", "tier1"), ("O1", "T1", "outlet"), ("O2", "T1", "outlet"))],
        "product.csv": [{"product_code": code, "name": f"产品{code}", "class": kind, "family": "系列"} for code, kind in
                        (("CUR", "demand"), ("DEP", "time"), ("WEA", "wealth"), ("BON", "bond"), ("MOR", "mortgage"), ("INS", "insurance"))],
        "staff.csv": [{"staff_no": no, "name": f"Staff {no}", "org_no": org, "post": post} for no, org, post in
                      (("HEAD", "O1", "outlet_head"), ("RM1", "O1", "rm"), ("RM2", "O2", "rm"), ("SUP", "T1", "supervisor"), ("ADM", "H", "admin"))],
        "customer.csv": [customer(f"C{n}", name=f"客户{n}", outlet_no="O1" if n <= 4 else "O2") for n in range(1, 9)],
        "account.csv": [
            account("T1", "C1", "1000.00", product_code="DEP", matures_on=on(0), auto_renew="1"),
            account("T2", "C1", "2000.00", product_code="DEP", matures_on=on(1), auto_renew="0"),
            account("W1", "C2", "50000.00", product_code="WEA", matures_on=on(5)),
            account("W2", "C2", "70000.00", product_code="WEA", matures_on=on(90)),
            account("W3", "C2", "80000.00", product_code="WEA", matures_on=on(91)),
            account("W4", "C3", "90000.00", product_code="WEA", matures_on=on(-10)),
            account("W5", "C3", "95000.00", product_code="WEA", matures_on=on(-91)),
            account("B1", "C4", "30000.00", product_code="BON", matures_on=on(20)),
            account("M1", "C4", "400000.00", product_code="MOR", matures_on=on(12)),
            account("I1", "C5", "6000.00", product_code="INS", matures_on=on(40)),
            account("W6", "C6", "11000.00", product_code="WEA", matures_on=on(4), outlet_no="O2"),
            account("D1", "C7", "7000.00"), account("D2", "C7", "800.00"), account("D3", "C1", "90.00"),
        ],
    }


class Holding(Served):
    @classmethod
    def fill(cls):
        cls.bank.deliver(BEFORE.isoformat(), files())
        cls.bank.deliver(BUSINESS.isoformat(), {"account.csv": [account("D1", "C7", "7000.00")]}, modes={"account.csv": "delta"})
        cls.bank.run("batch", cls.bank.days)
        cls.bank.assign("C1,RM1,10000,managed,2026-03-01", "C2,RM1,6000,managed,2026-03-01", "C2,RM2,4000,managed,2026-03-01",
                        "C6,RM2,10000,managed,2026-03-01")

    def found(self, who, **filters):
        answer = self.at(who).json("/customers/maturities?" + urllib.parse.urlencode(filters))
        self.assertEqual(answer.status, 200, answer.text[:300])
        return answer.json["rows"]

    def amounts(self, who, **filters):
        return [row["amount"] for row in self.found(who, **filters)]

    def test_what_matures_ahead_by_date_and_without_loans(self):
        rows = self.found("ADM")
        self.assertEqual([(r["matures_on"], r["amount"], r["days"]) for r in rows],
                         [(on(0), "1000.00", 0), (on(1), "2000.00", 1), (on(4), "11000.00", 4), (on(5), "50000.00", 5),
                          (on(20), "30000.00", 20), (on(40), "6000.00", 40), (on(90), "70000.00", 90)])
        self.assertEqual([r["auto_renew"] for r in rows][:3], [True, False, None])
        self.assertEqual({r["state"] for r in rows}, {"comes"})
        self.assertEqual(rows[0]["name"], "客户1")
        self.assertNotIn("T1", rows[0]["account_no"])

    def test_by_kind_date_and_amount(self):
        self.assertEqual(self.amounts("ADM", kind="loan"), ["400000.00"])
        self.assertEqual(self.amounts("ADM", kind="bond"), ["30000.00"])
        self.assertEqual(self.amounts("ADM", when="today"), ["1000.00"])
        self.assertEqual(self.amounts("ADM", when="week"), ["1000.00", "2000.00", "11000.00"])      # until Sunday
        self.assertEqual(self.amounts("ADM", when="next_week"), ["50000.00"])
        self.assertEqual(self.amounts("ADM", when="month", least="20000"), ["50000.00", "30000.00"])
        self.assertEqual(self.amounts("ADM", **{"from": on(2), "until": on(30)}), ["11000.00", "50000.00", "30000.00"])
        self.assertEqual(self.amounts("ADM", sort="-amount")[0], "70000.00")
        self.assertEqual(self.amounts("ADM", sort="amount")[0], "1000.00")
        back = self.found("ADM", when="back")
        self.assertEqual([(r["amount"], r["state"], r["days"]) for r in back], [("90000.00", "held", -10)])
        self.assertEqual(self.amounts("ADM", when="held"), ["90000.00"])

    def test_each_post_sees_its_own(self):
        self.assertEqual(self.amounts("RM1"), ["1000.00", "2000.00", "50000.00", "70000.00"])
        self.assertEqual(self.amounts("RM2"), ["11000.00", "50000.00", "70000.00"])
        self.assertEqual(self.amounts("HEAD"), ["1000.00", "2000.00", "50000.00", "30000.00", "70000.00"])
        self.assertEqual(self.amounts("SUP", org="O2"), ["11000.00", "6000.00"])
        self.assertEqual((self.amounts("RM1", org="O2"), self.amounts("RM1", org="O1")), ([], self.amounts("RM1")))
        for query in ("when=x", "kind=1", "from=yesterday", "until=2026-02-30", f"from={on(5)}&until={on(4)}", "least=-1", "org=O9", "sort=name"):
            self.assertEqual(self.at("SUP").json("/customers/maturities?" + query).status, 422, query)
        self.assertEqual(self.found("ADM", **{"from": "1900-01-01", "until": "1900-02-01"}), [])

    def test_one_may_ask_for_ones_own_or_related_ones_alone(self):
        self.assertEqual(self.amounts("RM1", whose="mine"), ["1000.00", "2000.00", "50000.00", "70000.00"])
        self.assertEqual(self.amounts("RM2", whose="mine"), ["11000.00"])
        self.assertEqual(self.amounts("RM2", whose="related"), ["50000.00", "70000.00"])
        self.assertEqual(self.amounts("SUP", whose="mine"), [])

    def test_the_page_says_days_in_words_and_sums_on_top(self):
        page = self.at("ADM").get("/customers/maturities").text
        for words in ("今天 周三 03-04", "明天 周四 03-05", "后", "17.00万"):
            self.assertIn(words, page)

    def test_a_condition_narrows_both(self):
        where = "&where=" + urllib.parse.quote("aum >= 100000")
        browser = self.site.sign_in("ADM")
        everything = browser.json("/customers/maturities?when=ahead").json
        some = browser.json("/customers/maturities?when=ahead" + where).json
        self.assertEqual({row["customer_no"] for row in some["rows"]}, {"C2"})
        self.assertLess(some["total"], everything["total"])
        products = browser.json("/customers/holdings?" + where[1:]).json["rows"]
        self.assertEqual({row["product_code"] for row in products}, {"WEA"})
        self.assertEqual({row["customers"] for row in products}, {2})        # C2 and C3, whose wealth has matured
        page = browser.get("/customers/holdings?" + where[1:]).text
        self.assertIn("/customers?org=&amp;product=", page)
        self.assertIn("where=aum", page)
        for path in ("/customers/maturities", "/customers/holdings", "/customers/summary/organisations", "/customers/summary/managers",
                     "/customers/classes"):
            wrong = browser.json(path + "?where=aum+%3E%3E+1")
            self.assertEqual((wrong.status, list(wrong.json["errors"])), (422, ["where"]), path)
        nobody = browser.get("/customers/maturities?where=" + urllib.parse.quote("aum >= 100000 and aum < 5")).text
        self.assertIn("aum &lt; 5", nobody)
        both = browser.json("/customers/summary/organisations?" + where[1:]).json["rows"]
        self.assertEqual(sum(row["customers"] for row in both), 2)
        self.assertEqual(sum(row["customers"] for row in browser.json("/customers/summary/managers?" + where[1:]).json["rows"]), 2)
        self.assertEqual(browser.json("/customers/classes?" + where[1:]).json["customers"], 2)
        mine = self.site.sign_in("RM1").json("/customers/summary/mine?" + where[1:]).json["rows"]
        self.assertEqual([row["customers"] for row in mine], [1, 0])

    def test_holdings_by_product_lead_to_those_who_hold_it(self):
        rows = {r["product_code"]: r for r in self.at("ADM").json("/customers/holdings").json["rows"]}
        self.assertEqual((rows["CUR"]["customers"], rows["CUR"]["accounts"], rows["CUR"]["amount"]), (2, 3, "7890.00"))
        self.assertEqual((rows["WEA"]["customers"], rows["WEA"]["amount"]), (3, "396000.00"))
        for code, row in rows.items():
            held = self.at("ADM").json(f"/customers?product={row['product_id']}&sort=-held").json
            self.assertEqual(held["total"], row["customers"], code)
            self.assertAlmostEqual(sum(float(r["held"]) for r in held["rows"]), float(row["amount"]), 2)
        own = {r["product_code"]: r["customers"] for r in self.at("RM1").json("/customers/holdings/mine").json["rows"]}
        self.assertEqual(own, {"DEP": 1, "CUR": 1, "WEA": 1})
        shared = self.at("RM2").json("/customers/holdings/mine?whose=related").json["rows"]
        self.assertEqual([(r["product_code"], r["customers"]) for r in shared], [("WEA", 1)])
        self.assertEqual(self.at("RM1").get("/customers/holdings").status, 403)
        self.assertEqual(len(self.at("ADM").json("/customers/holdings?kind=bond").json["rows"]), 1)
        self.assertEqual(len(self.at("ADM").json("/customers/holdings?q=%25").json["rows"]), 0)


if __name__ == "__main__":
    unittest.main()
