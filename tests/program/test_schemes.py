"""Schemes of a bank's own: made on screen, given by the night, asked for by name, put into another order, retired."""

import re
import unittest
import urllib.parse

from bank import small_bank
from web import Served

from test_rules import run_january, staff

CUSTOMERS = 30
NEW = {"scheme_code": "wealth", "scheme_zh": "财富分层", "scheme_en": "Wealth", "code": "silver", "zh": "白银", "en": "Silver",
       "condition": "aum >= 50000", "card": "none", "gift": "100.00"}


class Schemes(Served):
    ADMIN = "ADM"

    @classmethod
    def fill(cls):
        files = small_bank()
        files["staff.csv"] = [staff("ADM", "Ann", "admin"), staff("ADM2", "Bo", "admin"), staff("HEAD", "Ed", "outlet_head", "O1"),
                              staff("FAR", "Gu", "outlet_head", "O2"), staff("MKT", "Di", "marketing_supervisor")]
        files["org.csv"] = files["org.csv"] + [{**files["org.csv"][-1], "org_no": "O2", "name": "Outlet 2"}]
        run_january(cls.bank, files, CUSTOMERS)

    def post(self, path, status=303, no="ADM", **fields):
        answer = self.at(no).post(path, fields)
        self.assertEqual(answer.status, status, re.sub(r"<[^>]+>", " ", answer.text)[-3000:])
        if status == 422:
            answer.text = " | ".join(re.findall(r'class="wrong"[^>]*>([^<]+)', answer.text))
        return answer

    def begin(self):
        version = self.bank.ask("select version from rule_set order by effective_on desc limit 1").strip()
        return self.post(f"/rules/{version}/draft").to

    def sign(self, draft, on):
        self.post(draft + "/edit", title="分层", effective_on=on)
        self.post(draft + "/hand-in")
        self.post(draft + "/sign", no="ADM2")

    def night(self, on):
        self.bank.run("batch", self.bank.days, "--date", on)

    def count(self, condition):
        return self.admin.json("/conditions?where=" + urllib.parse.quote(condition)).json["customers"]

    def levels(self):
        """Customers of each level, as conditions and the tables have it."""
        rows = self.bank.ask("select level, count(*) from (select distinct on (customer_id) level from customer_level "
                             "where scheme = 'wealth' order by customer_id, day desc) l group by level order by level")
        return {int(level): int(n) for level, n in (row.split("|") for row in rows.splitlines())}

    def test_1_made_tried_and_given_by_the_night(self):
        draft = self.begin()
        self.post(draft + "/schemes/new", **NEW)
        self.post(draft + "/levels/wealth/new", code="jade", zh="翡翠", en="Jade", condition="aum >= 200000", card="gold", gift="1000")
        for fields, said in (({**NEW, "scheme_code": "wealth"}, "已有分层方案使用此代码"), ({**NEW, "scheme_code": "Big"}, "小写字母"),
                             ({**NEW, "scheme_code": "value"}, "保留词"), ({**NEW, "scheme_code": "w2", "condition": "level(mass) >= affluent"},
                                                                        "循环")):
            self.assertIn(said, self.post(draft + "/schemes/new", 422, **fields).text)
        self.assertIn("使用此代码",
                      self.post(draft + "/levels/wealth/new", 422, code="jade", zh="x", en="x", condition="aum >= 1", card="none").text)
        self.assertIn("没有客户会得到此级别",
                      self.post(draft + "/levels/wealth/new", 422, code="low", zh="低", en="Low", condition="aum >= 1000", card="none").text)
        self.post(draft + "/levels/wealth/silver/up", 409)                   # would hide the one above
        self.assertIn("翡翠", self.admin.get(draft).text)
        self.sign(draft, "2026-02-02")
        self.night("2026-02-27")
        self.assertEqual(self.count("level(wealth) >= silver"), 0)           # its first month end decides
        self.night("2026-02-28")
        self.assertEqual(self.count("level(wealth) = silver"), 15)
        self.assertEqual(self.count('level("财富分层") >= "翡翠"'), 10)
        self.assertEqual(self.levels(), {1: 15, 2: 10})
        self.assertIn("gold", self.admin.json("/conditions?where=level(wealth)%20%3E%3D%20gold").json["fault"])
        why = self.admin.json("/customers/25/why").json
        side = next(s for s in why["sides"] if s["scheme"] == "财富分层")
        self.assertEqual(side["level"], "翡翠")
        before = self.admin.json("/customers/25/why?date=2026-01-31").json
        self.assertNotIn("财富分层", [s["scheme"] for s in before["sides"]])
        self.assertIn("card_missing", self.bank.run("alerts", "--date", "2026-02-28").out)   # jade goes with a gold card

    def test_2_levels_are_carried_into_another_order(self):
        draft = self.begin()
        self.post(draft + "/levels/wealth/new", code="top", zh="至尊", en="Top", condition="aum >= 270000", card="none")
        self.post(draft + "/levels/wealth/silver/remove")
        self.post(draft + "/schemes/wealth", scheme_zh="财富客群", scheme_en="Wealth")
        self.sign(draft, "2026-03-02")
        self.night("2026-03-02")
        self.assertEqual(self.levels(), {0: 15, 1: 10})                      # jade is the first now, silver nobody's
        self.assertEqual(self.count("level(wealth) = jade"), 10)
        side = next(s for s in self.admin.json("/customers/25/why").json["sides"] if s["scheme"] == "财富客群")
        self.assertEqual(side["level"], "翡翠")
        self.night("2026-03-31")
        self.assertEqual(self.levels(), {0: 15, 1: 7, 2: 3})
        self.bank.run("state", "verify")

    def test_3_a_trial_counts_them_within_what_one_may_count(self):
        draft = self.begin()
        self.post(draft + "/schemes/wealth/copy", scheme_code="w2", scheme_zh="分层二", scheme_en="Second")
        self.post(draft + "/levels/wealth/jade", zh="翡翠", en="Jade", condition="aum >= 100000", card="none", gift="1000")
        self.post(draft + "/try")
        found = self.wait(draft)
        names = re.findall(r'href="[^"]*scheme=(\d+)[^"]*"[^>]*>([^<]+)</a></li>', self.admin.get(found).text)
        sorts = {name: int(number) for number, name in names}
        m = self.admin.json(f"{found}?scheme={sorts['财富客群']}").json["matrices"][0]
        self.assertEqual((m["up"], m["down"], m["budget_before"], m["budget_after"]), (10, 0, "7000.00", "17000.00"))
        m = self.admin.json(f"{found}?scheme={sorts['分层二']}").json["matrices"][0]
        self.assertEqual((m["up"], m["all"]), (10, 30))
        self.assertEqual(self.at("HEAD").json(f"{found}?scheme={sorts['财富客群']}").json["matrices"][0]["all"], 30)
        far = self.at("FAR").json(f"{found}?scheme={sorts['财富客群']}").json
        self.assertEqual((far["matrices"][0]["all"], far["orgs"], far["loads"]), (0, [], []))
        org = self.bank.ask("select distinct org_id from org where org_no = 'O1'").strip()
        self.assertEqual(self.at("FAR").get(f"{found}?scheme=1&org_id={org}").status, 404)
        self.assertEqual(self.at("MKT").json(f"{found}?scheme=1").json["matrices"][0]["all"], 30)
        self.post(draft + "/withdraw")

    def wait(self, draft):
        from bank import wait_until
        return wait_until(lambda: (lambda d: not d["running"] and d["whatifs"] and f"/whatifs/{d['whatifs'][0]['whatif_id']}")
                          (self.admin.json(draft).json), "the draft is tried")

    def test_4_retired_and_brought_back(self):
        draft = self.begin()
        self.post(draft + "/schemes/card/retire", 409)
        self.post(draft + "/schemes/wealth/retire")
        self.assertIn("不再保留：财富客群", self.admin.get(draft).text)
        self.sign(draft, "2026-04-02")
        self.night("2026-04-02")
        self.assertEqual(self.levels(), {0: 25})
        self.assertIn("wealth", self.admin.json("/conditions?where=level(wealth)%20%3E%3D%20jade").json["fault"])
        version = int(self.bank.ask("select max(version) from rule_set").strip()) - 1
        back = self.post(f"/rules/{version}/draft").to
        self.sign(back, "2026-04-04")
        self.night("2026-04-05")
        self.assertEqual(self.count("level(wealth) >= jade"), 0)
        self.night("2026-04-30")
        self.assertEqual(self.levels(), {0: 15, 1: 7, 2: 3})
        self.bank.run("state", "verify")


if __name__ == "__main__":
    unittest.main()
