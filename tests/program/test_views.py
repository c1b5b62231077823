"""Views of lists: saved, shared, chosen at first; several sort keys; who may see and change whose."""

import html
import re
import unittest
import urllib.parse

from bank import account, customer
from web import Served

ROWS = 14


def staff(no, org, post):
    return {"staff_no": no, "name": f"Staff {no}", "org_no": org, "post": post}


def files():
    return {
        "org.csv": [{"org_no": no, "parent_no": up, "level": level, "name": f"机构{no}"} for no, up, level in
                    (("H", "", "head"), ("T1", "H", "tier1"), ("T2", "H", "tier1"), ("O1", "T1", "outlet"), ("O3", "T2", "outlet"))],
        "product.csv": [{"product_code": "CUR", "name": "活期", "class": "demand"}],
        "staff.csv": [staff("ADM", "H", "admin"), staff("SUP", "T1", "supervisor"), staff("HEAD", "O1", "outlet_head"),
                      staff("RM1", "O1", "rm"), staff("RM2", "O1", "rm"), staff("RM3", "O3", "rm")],
        "customer.csv": [customer(f"C{n:02}", name=f"客户{n:02}", outlet_no="O1", birth_date=f"1980-{n * 5 % 12 + 1:02}-01") for n in range(ROWS)],
        "account.csv": [account(f"A{n:02}", f"C{n:02}", f"{[600000, 90000, 90000, 20000][n % 4]}.00", product_code="CUR", outlet_no="O1")
                        for n in range(ROWS)],
    }


class Views(Served):
    @classmethod
    def fill(cls):
        cls.bank.deliver("2026-02-02", files())
        cls.bank.run("batch", cls.bank.days)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for staff_no in ("SUP", "HEAD", "RM1", "RM2", "RM3"):
            cls.at(staff_no)

    def save(self, who, name, query, at="/customers", **more):
        return self.people[who].post("/me/views", {"at": at, "name": name, "query": query, **more})

    def id_of(self, answer):
        self.assertEqual(answer.status, 303, answer.text[-500:])
        return int(re.search(r"[?&]view=(\d+)", answer.to).group(1))

    def drop(self, who, view):
        return self.people[who].post(f"/me/views/{view}/drop", {"at": "/customers"})

    def offered(self, who, path="/customers?view=0"):
        page = self.people[who].get(path).text
        return re.findall(r'<a href="[^"]*[?&;]view=\d+[^"]*"[^>]*><span>([^<]+)</span>', page)

    def test_a_view_is_the_address_under_a_name(self):
        saved = self.save("HEAD", "大额", "stage=target&sort=-aum,kinds&columns=name,aum&page=7&csrf=x")
        view = self.id_of(saved)
        self.assertEqual(saved.to, f"/customers?view={view}&stage=target&sort=-aum%2Ckinds&columns=name%2Caum")
        shown = self.people["HEAD"].get(saved.to)
        self.assertEqual(shown.status, 200)
        self.assertEqual(len(re.findall(r'<th scope="col"', shown.text)), 2)
        self.assertIn("大额", shown.text)
        self.assertNotIn("（已改动）", shown.text)
        self.assertIn("（已改动）", self.people["HEAD"].get(f"/customers?view={view}&stage=potential").text)
        self.assertEqual(self.people["HEAD"].get(f"/me/views/{view}").to, saved.to)
        again = self.save("HEAD", "大额", "stage=potential")
        self.assertEqual(self.id_of(again), view)
        self.assertEqual(self.drop("HEAD", view).status, 303)
        self.assertEqual(self.people["HEAD"].get(f"/me/views/{view}").status, 404)

    def test_what_a_view_shows_and_a_filter_asks_stands_in_words(self):
        typed = 'aum >= 500000 and not dnd'
        told = "条件: AUM余额不低于50万元，且可以接听电话和接收短信"
        head = self.people["HEAD"]
        view = self.id_of(self.save("HEAD", "大额可联系", "stage=target&where=" + urllib.parse.quote(typed)))
        plain = self.id_of(self.save("HEAD", "全部按资产", "sort=-aum"))
        rows = {row["name"]: row for row in head.json("/me/views").json["rows"]}
        self.assertEqual(rows["大额可联系"]["shows"], f"客户阶段: 目标客户 · {told}")
        self.assertEqual(rows["全部按资产"]["shows"], "整个列表")
        self.assertIn(html.escape(told), head.get("/me/views").text)
        page = head.get(f"/customers?view={view}&stage=target&where=" + urllib.parse.quote(typed)).text
        self.assertIn(f'<span class="chip" title="{html.escape(typed)}"><span class="chip-words">{told}</span>', page)
        self.assertIn('<span class="chip"><span class="chip-words">客户阶段: 目标客户</span>', page)
        classes = head.get("/customers/classes?where=" + urllib.parse.quote(typed)).text
        self.assertIn(f'title="{html.escape(typed)}"><span class="chip-words">{told}</span>', classes)
        for each in (view, plain):
            self.assertEqual(self.drop("HEAD", each).status, 303)

    def test_only_what_is_shared_from_above_is_seen_and_only_the_own_is_changed(self):
        own = self.id_of(self.save("SUP", "只有我", "tier=gold"))
        shared = self.id_of(self.save("SUP", "分行大额", "sort=-aum", is_shared="1"))
        self.assertEqual(self.offered("HEAD"), ["分行大额"])
        self.assertEqual(sorted(self.offered("SUP")), sorted(["只有我", "分行大额"]))
        head = self.people["HEAD"]
        self.assertEqual(head.get(f"/me/views/{shared}").status, 303)
        self.assertEqual(head.get(f"/me/views/{own}").status, 404)
        self.assertEqual(self.people["RM3"].get(f"/me/views/{shared}").status, 404)     # another branch
        self.assertEqual(self.people["RM1"].get(f"/me/views/{shared}").status, 404)     # may not see that list
        for view in (own, shared):
            self.assertEqual(self.drop("HEAD", view).status, 404)
        mine = self.id_of(self.save("HEAD", "分行大额", "sort=aum"))
        self.assertNotEqual(mine, shared)
        self.save("SUP", "分行大额", "sort=-aum")          # no longer shared
        self.assertEqual(self.offered("HEAD"), ["分行大额"])
        for who, view in (("SUP", own), ("SUP", shared), ("HEAD", mine)):
            self.assertEqual(self.drop(who, view).status, 303)
        self.assertEqual(self.offered("HEAD") + self.offered("SUP"), [])

    def test_a_list_begins_as_the_person_says_else_as_the_post_does(self):
        sup, head = self.people["SUP"], self.people["HEAD"]
        shared = self.id_of(self.save("SUP", "开场", "sort=-aum&tier=gold", is_shared="1"))
        self.assertEqual(head.get("/customers").status, 200)
        self.assertEqual(sup.post("/me/views/post-first", {"at": "/customers", "view_id": shared, "post": "outlet_head"}).status, 303)
        begun = head.get("/customers")
        self.assertEqual((begun.status, begun.to), (303, f"/customers?view={shared}&sort=-aum&tier=gold"))
        self.assertEqual(head.get("/customers?view=0").status, 200)
        self.assertEqual(sup.get("/customers").status, 200)            # another post
        self.assertEqual(head.json("/customers").status, 200)          # programs get the list
        head.post("/me/views/first", {"at": "/customers", "view_id": 0})
        self.assertEqual(head.get("/customers").status, 200)
        mine = self.id_of(self.save("HEAD", "我的开场", "stage=target"))
        head.post("/me/views/first", {"at": "/customers", "view_id": mine})
        self.assertEqual(head.get("/customers").to, f"/customers?view={mine}&stage=target")
        head.post("/me/views/first", {"at": "/customers", "reset": "1"})
        self.assertEqual(head.get("/customers").to, f"/customers?view={shared}&sort=-aum&tier=gold")
        self.drop("SUP", shared)
        self.assertEqual(head.get("/customers").status, 200)
        self.drop("HEAD", mine)

    def test_what_the_list_does_not_know_is_not_saved(self):
        before = self.offered("HEAD")
        for query in ("tier=nobody", "what=ever", "stage=%ff", "from=1,2x", "sort=-nothing"):
            self.assertEqual(self.save("HEAD", "坏", query).status, 422, query)
        self.assertEqual(self.save("HEAD", "坏", "", at="/nowhere").status, 404)
        self.assertEqual(self.save("HEAD", "坏", "", at="/users").status, 404)         # not for this post
        self.assertEqual(self.save("HEAD", "", "tier=gold").status, 422)
        self.assertEqual(self.save("HEAD", "x" * 41, "tier=gold").status, 422)
        self.assertEqual(self.people["RM1"].post("/me/views/post-first", {"at": "/customers/mine", "view_id": 0, "post": "rm"}).status, 403)
        self.assertEqual(self.offered("HEAD"), before)
        hostile = "<b>'\"😀"
        view = self.id_of(self.save("HEAD", hostile, "q=" + urllib.parse.quote("'\"<script>")))
        page = self.people["HEAD"].get("/customers?view=0").text
        self.assertIn(html.escape(hostile, quote=False).split("'")[0], page)
        self.assertNotIn("<b>'", page)
        self.drop("HEAD", view)

    def test_all_of_them_at_once(self):
        view = self.id_of(self.save("HEAD", "总览", "tier=gold", is_shared="1"))
        rows = {row["name"]: row for row in self.people["HEAD"].json("/me/views").json["rows"]}
        self.assertTrue(rows["总览"]["is_mine"] and rows["总览"]["is_shared"] and not rows["总览"]["is_first"])
        self.assertNotIn("总览", [row["name"] for row in self.people["RM3"].json("/me/views").json["rows"]])
        edit = f"/me/views/{view}/edit"
        self.assertEqual(self.people["RM3"].get(edit).status, 404)
        self.assertIn("总览", self.people["HEAD"].get(edit).text)
        self.assertEqual(self.people["HEAD"].post(edit, {"name": "新名字", "is_first": "1"}).status, 303)
        self.assertEqual(self.people["SUP"].post(edit, {"name": "别人"}).status, 404)
        rows = {row["name"]: row for row in self.people["HEAD"].json("/me/views").json["rows"]}
        self.assertTrue(rows["新名字"]["is_first"] and not rows["新名字"]["is_shared"])
        self.assertIn(f"view={view}", self.people["HEAD"].get("/customers").to)
        other = self.id_of(self.save("HEAD", "另一个", "tier=gold"))
        again = self.people["HEAD"].post(edit, {"name": "另一个"})
        self.assertEqual(again.status, 422)
        self.assertIn("重名", again.text)
        self.assertEqual(self.people["HEAD"].post(edit, {"name": ""}).status, 422)
        self.assertEqual(self.people["HEAD"].post(edit, {"name": "新名字"}).status, 303)      # begins with it no more
        self.assertEqual(self.people["HEAD"].get("/customers").status, 200)
        for each in (view, other):
            self.assertEqual(self.people["HEAD"].post(f"/me/views/{each}/drop", {"at": "/me/views"}).status, 303)

    def test_fifty_views_are_enough(self):
        views = [self.id_of(self.save("RM2", f"V{n}", "tier=gold", at="/customers/mine")) for n in range(50)]
        refused = self.save("RM2", "V50", "tier=gold", at="/customers/mine")
        self.assertEqual(refused.status, 409, refused.text[-300:])
        self.assertEqual(self.id_of(self.save("RM2", "V49", "tier=core", at="/customers/mine")), views[-1])
        for view in views:
            self.people["RM2"].post(f"/me/views/{view}/drop", {"at": "/customers/mine"})

    def rows(self, path):
        answer = self.people["HEAD"].json(path)
        self.assertEqual(answer.status, 200, answer.text)
        return answer.json["rows"]

    def test_rows_stand_by_several_columns(self):
        """By the store, by what it does not keep, and by a query; as a plain sort has them."""
        key = {"aum": lambda row: float(row["aum"]), "kinds": lambda row: row["kinds"], "birthday": lambda row: row["birthday"]}
        for sort in (["-aum", "kinds"], ["kinds", "-aum"], ["kinds", "aum", "birthday"], ["-aum", "birthday"], ["aum", "-birthday"]):
            got = self.rows("/customers?sort=" + ",".join(sort))
            self.assertEqual(len(got), ROWS)
            wanted = list(got)
            for one in reversed(sort):
                wanted.sort(key=key[one.lstrip("-")], reverse=one.startswith("-"))
            names = [one.lstrip("-") for one in sort]
            self.assertEqual([[r[n] for n in names] for r in got], [[r[n] for n in names] for r in wanted], sort)
            repeated = self.rows("/customers?" + "&".join("sort=" + one for one in sort))
            self.assertEqual(got, repeated)
        self.assertEqual(self.people["HEAD"].json("/customers?sort=-aum,nothing").status, 422)
        orgs = self.rows("/organisations?sort=level,-name")
        self.assertEqual([(o["level"], o["name"]) for o in orgs], [("head", "机构H"), ("tier1", "机构T2"), ("tier1", "机构T1"),
                                                                  ("outlet", "机构O3"), ("outlet", "机构O1")])
        page = self.people["HEAD"].get("/customers?sort=-aum,kinds").text
        self.assertEqual(re.findall(r'<small class="rank">(\d)</small>', page), ["1"])
        self.assertEqual(len(re.findall(r'aria-sort="', page)), 1)


if __name__ == "__main__":
    unittest.main()
