"""Conditions on the pages: counted, as lists, from text and from a tree, with their faults, within what everybody may see."""

import html
import json
import re
import unittest
import urllib.parse

from bank import account, customer
from web import Served

MANY = 60
BALANCES = [600000, 90000, 1200000, 20000, 0]


def staff(no, org, post):
    return {"staff_no": no, "name": f"Staff {no}", "org_no": org, "post": post}


def files():
    return {
        "org.csv": [{"org_no": no, "parent_no": up, "level": level, "name": f"机构{no}"} for no, up, level in
                    (("H", "", "head"), ("T1", "H", "tier1"), ("O1", "T1", "outlet"), ("O2", "T1", "outlet"))],
        "product.csv": [{"product_code": "CUR", "name": "活期", "class": "demand"},
                        {"product_code": "WM1", "name": "安心一号", "class": "wealth", "family": "安心快线"}],
        "staff.csv": [staff("ADM", "H", "admin"), staff("HEAD", "O1", "outlet_head"), staff("RM1", "O1", "rm"), staff("MKT", "O1", "marketer")],
        "customer.csv": [customer(f"C{n:02}", name=f"{'王李'[n % 2]}客户{n:02}", outlet_no=f"O{n % 3 % 2 + 1}",
                                  birth_date=f"{1950 + n}-01-15", gender=["male", "female"][n % 2]) for n in range(MANY)],
        "account.csv": [account(f"A{n:02}", f"C{n:02}", f"{BALANCES[n % 5]}.00", product_code=["CUR", "WM1"][n % 4 == 0], outlet_no="O1")
                        for n in range(MANY)],
    }


class Conditions(Served):
    @classmethod
    def fill(cls):
        cls.bank.deliver("2026-02-02", files())
        cls.bank.run("batch", cls.bank.days)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for staff_no in ("ADM", "HEAD", "RM1", "MKT"):
            cls.at(staff_no)
        cls.customers = cls.all_rows("/customers")

    @classmethod
    def all_rows(cls, path, who="ADM"):
        rows, page = [], 1
        while True:
            answer = cls.people[who].json(f"{path}{'&' if '?' in path else '?'}page={page}")
            if answer.status != 200:
                raise AssertionError(f"{path}: {answer.status} {answer.text}")
            rows += answer.json["rows"]
            if page >= answer.json["pages"]:
                return rows
            page += 1

    def count(self, who="ADM", **given):
        answer = self.people[who].post("/conditions/count", given, Accept="application/json")
        self.assertEqual(answer.status, 200, answer.text)
        return answer.json

    def listed(self, where, path="/customers", who="ADM"):
        return sorted(row["customer_no"] for row in self.all_rows(f"{path}?where={urllib.parse.quote(where)}", who))

    def test_a_count_is_the_list_and_both_are_a_plain_loop(self):
        self.assertEqual(len(self.customers), MANY)
        number = lambda row: int(row["customer_no"][1:])
        for where, holds in {
            "aum >= 500000": lambda r: float(r["aum"]) >= 500000,
            "aum between 20000 and 600000 and holds(wealth)": lambda r: 20000 <= float(r["aum"]) <= 600000 and float(r["wealth"]) > 0,
            'holds("安心快线")': lambda r: float(r["wealth"]) > 0,
            "not (stage = target or 性别 = male)": lambda r: r["stage"] != "target" and number(r) % 2 == 1,
            'org under "机构O2"': lambda r: r["home_name"] == "机构O2",
            'org under "机构T1" and gender = male': lambda r: number(r) % 2 == 0,
            "age >= 40": lambda r: 1950 + number(r) <= 1986,
        }.items():
            wanted = sorted(r["customer_no"] for r in self.customers if holds(r))
            self.assertTrue(0 < len(wanted) < MANY, where)
            counted = self.count(where=where)
            self.assertFalse(counted["has_fault"], counted["fault"])
            self.assertEqual((counted["customers"], counted["of"]), (len(wanted), MANY), where)
            self.assertEqual(self.listed(where), wanted, where)
            self.assertEqual(sum(t["customers"] for t in counted["tiers"]), len(wanted))
            self.assertEqual(sum(o["customers"] for o in counted["orgs"]), len(wanted))
            self.assertEqual(len(counted["sample"]), min(5, len(wanted)))
            self.assertLessEqual({s["customer_no"] for s in counted["sample"]}, set(wanted))

    def test_text_and_tree_are_one(self):
        text = 'aum >= 500000 and not (gender = female or holds("安心快线")) and org under "机构H"'
        first = self.count(where=text)
        again = self.count(tree=first["tree"])
        self.assertEqual(again["text"], first["text"])
        self.assertEqual(json.loads(again["tree"]), json.loads(first["tree"]))
        self.assertEqual(again["customers"], first["customers"])
        self.assertEqual([p["left"] for p in first["parts"]][-1], first["customers"])
        self.assertEqual(sum(p["removed"] for p in first["parts"]), first["of"] - first["customers"])

    def test_overlap_with_another_condition(self):
        both = self.count(where="aum >= 500000 and gender = male")["customers"]
        counted = self.count(where="aum >= 500000", among="gender = male")
        self.assertEqual((counted["has_among"], counted["common"]), (True, both))
        self.assertIn("nothing", self.count(where="aum >= 500000", among="nothing = 1")["among_fault"])

    def test_contradictions_are_named(self):
        for where, said in (("aum >= 500000 and aum < 100", "【AUM余额低于100元】（第 19 个字符）"), ("holds(wealth) and holds(insurance)", "保险"),
                            ("age > 40 and age > 30", "【年龄高于30岁】（第 14 个字符）")):
            findings = [row["text"] for row in self.count(where=where)["findings"]]
            self.assertEqual(len(findings), 1, (where, findings))
            self.assertIn(said, findings[0])
        self.assertEqual(self.count(where="age > 40 and gender = male")["findings"], [])

    def test_what_no_snapshot_has_is_found_all_the_same(self):
        """By SQL, once a day, of all the bank: within what each may see it is cut afterwards (ADR 0038)."""
        for who, customers in (("ADM", self.customers), ("HEAD", self.all_rows("/customers", "HEAD"))):
            kings = [c for c in customers if c["name"].startswith("王")]
            for _ in range(2):
                self.assertEqual(self.count(who, where='name begins with "王"')["customers"], len(kings))
                self.assertEqual(self.count(who, where='not name begins with "王"')["customers"], len(customers) - len(kings))
        self.assertEqual(self.count(where='customer_no = "C07"')["customers"], 1)
        self.assertEqual(self.count(where="aum_max6 >= 600000")["customers"], self.count(where="aum >= 600000")["customers"])

    def test_parts_read_as_people_say_them(self):
        parts = self.count(where="aum >= 600000 and gender = female")["parts"]
        self.assertEqual([p["text"] for p in parts], ["aum >= 600000", "gender = female"])
        self.assertEqual([p["words"] for p in parts], ["AUM余额不低于60万元", "性别为女"])

    def test_the_part_that_nobody_meets_is_blamed(self):
        said = [f["text"] for f in self.count(where="aum >= 900000000 and gender = female")["findings"]]
        self.assertEqual(len(said), 1, said)
        self.assertIn("【AUM余额不低于9亿元】（第 1 个字符）", said[0])
        self.assertNotIn("性别", said[0])

    def test_faults_are_told_at_their_place(self):
        for where, at, said in (("aum >= x", 7, ""), ("aun >= 5", 0, "aum"), ('org under "机构01"', 10, "机构O1"), ("aum >=", 6, ""),
                                ("tier in (goldd)", 9, "gold")):
            counted = self.count(where=where)
            self.assertTrue(counted["has_fault"], where)
            self.assertEqual(counted["fault_at"], at, (where, counted["fault"]))
            self.assertIn(said, counted["fault"])
            answer = self.people["ADM"].json("/customers?where=" + urllib.parse.quote(where))
            self.assertEqual(answer.status, 422)
            self.assertIn("where", answer.json["errors"])
            page = self.people["ADM"].get("/conditions?where=" + urllib.parse.quote(where)).text
            self.assertIn('aria-invalid="true"', page)
            self.assertIn(html.escape(counted["fault"], quote=False)[:12], page)
        self.assertEqual(self.count(tree='{"and":[{"field":"aum","op":">=","values":["x"]}]}')["has_fault"], True)
        self.assertEqual(self.count(tree='{"and":[{"field":"dnd"},{"field":"aum","op":">=","values":["x"]}]}')["fault_path"][:6], "/and/1")
        self.assertEqual(self.count(tree="{")["has_fault"], True)
        self.assertEqual(self.count(where="(" * 100 + "dnd" + ")" * 100)["has_fault"], True)
        self.assertEqual(self.people["ADM"].post("/conditions/count", {"where": "a" * 5000}, Accept="application/json").status, 422)

    def test_nobody_is_counted_whom_one_may_not_see(self):
        for who in ("HEAD", "RM1"):
            path = "/customers" if who == "HEAD" else "/customers/mine"
            seen = len(self.all_rows(path, who))
            counted = self.count(who, where="aum >= 0")
            self.assertEqual((counted["of"], counted["customers"]), (seen, seen))
        self.assertEqual(self.people["RM1"].post("/conditions/count", {"where": "dnd"}).status, 200)

    def test_marketers_see_counts_and_no_customer(self):
        """SEC-2: counts of the organisation and below, nobody by name."""
        counted = self.count("MKT", where="aum >= 0")
        self.assertEqual(counted["customers"], self.count("HEAD", where="aum >= 0")["customers"])
        self.assertGreater(counted["customers"], 0)
        self.assertEqual(counted["sample"], [])
        self.assertNotEqual(self.count("HEAD", where="aum >= 0")["sample"], [])
        self.assertEqual(self.people["MKT"].get("/conditions").status, 403)

    def test_hostile_texts_stay_texts(self):
        for text in ("'", '"', "</textarea><script>alert(1)</script>", "😀", "{{x}}", "\u202e", 'name = "\'; drop table org; --"'):
            page = self.people["ADM"].get("/conditions?where=" + urllib.parse.quote(text))
            self.assertEqual(page.status, 200)
            self.assertNotIn("<script>alert(1)", page.text)

    def test_fields_and_names(self):
        fields = self.people["ADM"].json("/conditions/fields").json
        by_name = {field["name"]: field for field in fields["fields"]}
        self.assertEqual(by_name["fa_avg"]["label"], "年日均金融资产")
        self.assertTrue(by_name["deposits"]["pinyin"].startswith("cunkuanyue ckye"), by_name["deposits"]["pinyin"])
        self.assertEqual([o["name"] for o in by_name["dnd"]["operators"]], [])
        self.assertIn(">=", [o["name"] for o in by_name["tier"]["operators"]])
        for field in fields["fields"]:
            for operator in field["operators"]:
                self.assertNotIn("", (operator["name"], operator["label"]), field["name"])
        named = lambda kind, q: [n["name"] for n in self.people["ADM"].json(f"/conditions/names?kind={kind}&q={urllib.parse.quote(q)}").json["names"]]
        self.assertEqual(named("org", "O2"), ["机构O2"])
        self.assertEqual(named("staff", "RM"), ["RM1"])
        self.assertEqual(named("product", "安心"), ["安心快线", "WM1"])
        self.assertEqual(named("tag", ""), [])
        self.assertEqual(self.people["ADM"].json("/conditions/names?kind=evil").status, 422)

    def test_a_view_keeps_a_condition(self):
        adm = self.people["ADM"]
        where = 'aum >= 500000 and 性别 = male and org under "机构T1"'
        saved = adm.post("/me/views", {"at": "/customers", "name": "王", "query": "where=" + urllib.parse.quote(where)})
        self.assertEqual(saved.status, 303, saved.text[-300:])
        self.assertEqual(urllib.parse.parse_qs(urllib.parse.urlsplit(saved.to).query)["where"], [where])
        page = adm.get(saved.to).text
        self.assertIn("/conditions?at=", html.unescape(page))
        view = re.search(r"view=(\d+)", saved.to).group(1)
        self.assertEqual(adm.post(f"/me/views/{view}/drop", {"at": "/customers"}).status, 303)


if __name__ == "__main__":
    unittest.main()
