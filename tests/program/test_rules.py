"""Rules on screen: a limit is changed, tried on everybody, signed by another person; the next night runs by it; back."""

import datetime
import json
import re
import unittest

from bank import account, customer, small_bank, wait_until
from web import Served

CUSTOMERS = 40
VALUE = "/levels/value/"


def staff(no, name, post, org="H"):
    return {"staff_no": no, "name": name, "org_no": org, "post": post}


def run_january(bank, files, customers):
    """So many customers, the n-th with n times 10,000 yuan; three days are run."""
    files["customer.csv"] = [customer(f"C{n:03}") for n in range(customers)]
    files["account.csv"] = [account(f"A{n:03}", f"C{n:03}", f"{n * 10000}.00") for n in range(customers)]
    bank.deliver("2026-01-30", files)
    bank.run("batch", bank.days, "--date", "2026-01-31")
    bank.run("batch", bank.days, "--date", "2026-02-01")


class Rules(Served):
    @classmethod
    def fill(cls):
        files = small_bank()
        files["staff.csv"] = [staff("ADM", "Ann", "admin"), staff("ADM2", "Bo", "admin"), staff("CMP", "Cy", "compliance"),
                              staff("MKT", "Di", "marketing_supervisor"), staff("HEAD", "Ed", "outlet_head", "O1"),
                              staff("RM1", "Fe", "rm", "O1")]
        run_january(cls.bank, files, CUSTOMERS)

    def begin(self, no="MKT", version=1):
        made = self.at(no).post(f"/rules/{version}/draft")
        self.assertEqual(made.status, 303, made.text[-500:])
        return made.to

    def fields(self, no, path):
        """What a form of the page at that path shows."""
        page = self.at(no).get(path).text
        found = dict(re.findall(r'<input[^>]* name="([^"]+)"[^>]* value="([^"]*)"', page))
        for name, options in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', page, re.S):
            found.update((name, value) for value in re.findall(r'<option value="([^"]*)" selected', options))
        found.update((name, "1") for name in re.findall(r'<input type="checkbox"[^>]* name="([^"]+)"[^>]* checked', page))
        found.update(re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>([^<]*)</textarea>', page))
        return {name: value.replace("&gt;", ">") for name, value in found.items() if name != "csrf"}

    def change(self, no, path, status=303, **fields):
        answer = self.at(no).post(path, {**self.fields(no, path), **fields})
        self.assertEqual(answer.status, status, answer.text[-3000:])
        return " | ".join(re.findall(r'class="wrong"[^>]*>([^<]+)', answer.text)) if status == 422 else answer.text

    def tried(self, no, draft):
        self.assertEqual(self.at(no).post(draft + "/try").status, 303)
        def trial():
            found = self.at(no).json(draft).json
            first = (found["whatifs"] or [None])[0]
            return first and not found["running"] and first["current"] and f"/whatifs/{first['whatif_id']}"
        return wait_until(trial, "the draft is tried")

    def matrix(self, no, whatif, scheme=1, **more):
        query = "".join(f"&{name}={value}" for name, value in more.items())
        found = self.at(no).json(f"{whatif}?scheme={scheme}{query}").json
        return found, {(b, a): cell["customers"] for b, row in enumerate(found["matrices"][0]["rows"])
                       for a, cell in enumerate(row["cells"]) if cell["customers"]}

    def tiers(self):
        return {row["customer_no"]: row["tier"] for row in self.bank.rows("values")}

    def test_changed_tried_signed_and_taken_back(self):
        self.assertEqual(sum(tier == "gold" for tier in self.tiers().values()), 20)
        draft = self.begin()
        self.change("MKT", draft + "/edit", title="金级提高到30万", effective_on="2026-02-02")
        self.change("MKT", draft + VALUE + "gold", condition="aum_max6 >= 300000 or credit_loan >= 300000", line="300000")
        page = self.at("MKT").get(draft).text
        self.assertIn("aum_max6 &gt;= 300000", page)
        self.assertIn("<s><code>aum_max6 &gt;= 200000 or credit_loan &gt;= 300000</code></s>", page)
        whatif = self.tried("MKT", draft)
        found, moves = self.matrix("MKT", whatif)
        self.assertEqual(moves, {(0, 0): 2, (1, 1): 18, (2, 1): 10, (2, 2): 10})
        first = found["matrices"][0]
        self.assertEqual((first["moved"], first["down"], first["up"], first["moved_share"]), (10, 10, 0, "25.0%"))
        self.assertEqual([(org["name"], org["customers"], org["down"]) for org in found["orgs"]], [("Outlet 1", 40, 10)])
        self.assertEqual(sum(tier == "gold" for tier in self.tiers().values()), 20)      # nobody was touched

        examples = self.at("ADM").json(f"{whatif}/moves?scheme=1&level_before=2&level_after=1").json["rows"]
        self.assertEqual(sorted(row["customer_no"] for row in examples), ["C020", "C021", "C022"])
        self.assertEqual(len(self.at("HEAD").json(f"{whatif}/moves?scheme=1&level_before=2&level_after=1").json["rows"]), 3)
        self.assertEqual(self.at("MKT").json(f"{whatif}/moves?scheme=1&level_before=2&level_after=1").json["rows"], [])

        self.assertEqual(self.at("CMP").post(draft + "/sign").status, 409)         # not handed in
        self.assertEqual(self.at("MKT").post(draft + "/hand-in").status, 303)
        self.assertEqual(self.at("MKT").post(draft + "/sign").status, 403)
        self.assertEqual(self.at("HEAD").post(draft + "/sign").status, 403)
        signed = self.at("CMP").post(draft + "/sign")
        self.assertEqual((signed.status, signed.to), (303, "/rules/2"))
        self.assertIn("Cy", self.at("HEAD").get("/rules/2").text)
        self.bank.run("batch", self.bank.days, "--date", "2026-02-28")
        self.assertEqual(sum(tier == "gold" for tier in self.tiers().values()), 10)

        back = self.begin("ADM", 1)
        self.assertIn("aum_max6 &gt;= 300000", self.at("ADM").get(back).text)      # what it is in force without it
        self.change("ADM", back + "/edit", title="恢复原标准", effective_on="2026-03-01")
        self.assertEqual(self.at("ADM").post(back + "/hand-in").status, 303)
        self.assertEqual(self.at("ADM").post(back + "/sign").status, 403)          # who wrote it
        self.assertEqual(self.at("ADM2").post(back + "/sign").status, 303)
        self.bank.run("batch", self.bank.days, "--date", "2026-03-31")
        self.assertEqual(sum(tier == "gold" for tier in self.tiers().values()), 20)
        self.assertEqual(self.bank.ask("select day, rule_version from business_day where rule_version <> "
                                       "(select lag from (select day, lag(rule_version) over (order by day) from business_day) b "
                                       "where b.day = business_day.day)").splitlines(), ["2026-02-02|2", "2026-03-01|3"])
        why = self.at("ADM").json("/rules").json["rows"]
        self.assertEqual([row["version"] for row in why if row["in_force"]], [3])

    def test_two_drafts_side_by_side(self):
        first, second = self.begin("ADM"), self.begin("ADM")
        self.change("ADM", first + VALUE + "platinum", condition="aum_max6 >= 350000 or cc_spend >= 100000", line="350000")
        self.change("ADM", second + "/limits", target_limit="50000")
        one, other = self.tried("ADM", first), self.tried("ADM", second)
        found = self.at("ADM").json(f"{one}?scheme=1&against={other.rsplit('/', 1)[1]}").json
        self.assertEqual(len(found["matrices"]), 2)
        _, stages = self.matrix("ADM", other, 0)
        self.assertTrue(any(after > before for before, after in stages), stages)
        self.assertEqual(self.matrix("ADM", one, 1, org_id=1)[0]["matrices"][0]["moved"],
                         self.matrix("ADM", one, 1)[0]["matrices"][0]["moved"])

    def test_bad_input_is_said_at_its_place(self):
        draft = self.begin("ADM")
        gold = draft + VALUE + "gold"
        for asks, said in (("aum_max6 >= ", "第 12 个字符"), ("age >= 60", "日终批量不掌握“age &gt;= 60”"),
                           ("aum &lt; 5".replace("&lt;", "<"), "5.00 至 499,999.99 之间无人得到任何级别"), ("nonsense >= 5", "没有名为"),
                           ("aum_max6 >= 600000", "没有客户会得到此级别"), ("tier >= gold", "循环"),
                           ("aum >= 2 * fa", "与固定数值比较")):
            self.assertIn(said, self.change("ADM", gold, 422, condition=asks).replace("&#34;", '"'), asks)
        self.assertIn("必填", self.change("ADM", gold, 422, line=""))
        self.assertIn("不得少于观察月数", self.change("ADM", gold, 422, watch_months="9"))
        self.assertIn("只有金级及以上", self.change("ADM", draft + "/levels/value/potential", 422, line="5"))
        last = datetime.date.fromisoformat(self.bank.ask("select max(day) from business_day").strip())
        self.assertIn("晚于最近一次日终批量", self.change("ADM", draft + "/edit", 422, effective_on=last.isoformat()))
        self.assertEqual(self.at("ADM").get(draft + "/levels/value/nonsense").status, 404)
        self.assertEqual(self.at("ADM2").post(draft + "/hand-in").status, 403)      # another's draft
        self.assertEqual(self.at("ADM").post(draft + "/withdraw").status, 303)
        self.assertEqual(self.at("ADM").get(gold).status, 409)

    def test_an_upper_limit_is_refused_with_the_gap_that_it_leaves(self):
        draft = self.begin("ADM")
        gold = draft + VALUE + "gold"
        for asks, said in (("aum between 200000 and 400000", "400,000.01 至 499,999.99 之间无人得到任何级别"),
                           ("aum >= 200000 and aum < 600000", "500,000.00 至 599,999.99 之间会同时符合两个级别"),
                           ("product_kinds between 1 and 3", "自 4 起无人得到任何级别")):
            self.assertIn(said, self.change("ADM", gold, 422, condition=asks), asks)
        self.assertIn("200,000.00元 至 249,999.99元", self.change("ADM", gold, 422, line="250000"))

    def test_every_number_is_changed_on_screen(self):
        draft = self.begin("ADM")
        page = self.at("ADM").get(draft + "/limits").text
        for said in ("原为 30, 7, 1, 0 天", "0 至 120", "单笔交易"):
            self.assertIn(said, page)
        changed = {"potential_limit": "20000.00", "maturing_days": "60, 30, 0", "upgrade_daily": "1", "churning_from": "gold",
                   "home_by": "assets", "holding_moved_bp": "12.50", "time": "90.00", "gold": "100.00", "birthday_days": "3"}
        self.change("ADM", draft + "/limits", **changed)
        after = self.fields("ADM", draft + "/limits")
        self.assertEqual({name: after[name] for name in changed}, changed)
        kept = json.loads(self.bank.ask(f"select rules from rule_draft where draft_id = {draft.rsplit('/', 1)[1]}"))
        self.assertEqual((kept["maturing_days"], kept["upgrade_daily"], kept["churning_from"], kept["home_by"], kept["holding_moved_bp"],
                          kept["weights_bp"]["time"]), ([60, 30, 0], True, "gold", "assets", 1250, 9000))
        self.assertIn("<s>30, 7, 1, 0 天</s>", self.at("ADM").get(draft).text)
        for name, typed, said in (("maturing_days", "30; 7", "至多八个"), ("maturing_days", "4000", "至多八个"),
                                  ("target_keep_months", "121", "120"), ("spend_days", "0", "1"), ("demand", "1000.01", "1000.00")):
            self.assertIn(said, self.change("ADM", draft + "/limits", 422, **{name: typed}), (name, typed))

    def test_drafts_that_cross_each_other_are_told(self):
        one, other = self.begin("ADM"), self.begin("MKT")
        self.assertIn(one, self.at("MKT").get(other).text)
        self.assertIn("后签发者会撤回", self.at("MKT").get(other).text)
        newest = self.bank.ask("select max(version) from rule_set").strip()
        self.bank.ask(f"insert into rule_set (version, effective_on, rules) select {newest} + 1, '2027-01-01', rules "
                      f"from rule_set where version = {newest} returning 1")
        try:
            self.assertIn(f"第 {int(newest) + 1} 版已发布", self.at("MKT").get(other).text)
            self.assertEqual(self.at("MKT").post(other + "/hand-in").status, 409)
            self.assertEqual(self.at("MKT").post(other + "/see").status, 303)
            self.assertEqual(self.at("MKT").post(other + "/hand-in").status, 303)
        finally:
            self.bank.ask(f"delete from rule_set where version = {newest} + 1 returning 1")
        self.assertEqual(self.at("MKT").post(other + "/withdraw").status, 303)

    def test_who_may_what(self):
        draft = self.begin("ADM")
        for no, read, edit in (("RM1", 403, 403), ("HEAD", 200, 403), ("CMP", 200, 403), ("MKT", 200, 403)):
            self.assertEqual(self.at(no).get("/rules").status, read, no)
            self.assertEqual(self.at(no).get(draft).status, read, no)
            self.assertEqual(self.at(no).get(draft + "/limits").status, edit, no)
        self.assertEqual(self.at("CMP").post(draft + "/try").status, 403)


if __name__ == "__main__":
    unittest.main()
