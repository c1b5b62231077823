"""Tags: given by hand, one and many, by everybody within their own scope; the portrait on the customer's page."""

import re
import unittest

from test_audience import Setting, upload


class Tags(Setting):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        admin = cls.site.sign_in("ADM")
        cls.people["ADM"] = admin
        cls.ids = {row["customer_no"]: row["customer_id"]
                   for page in (1, 2) for row in admin.json(f"/customers?page={page}").json["rows"]}

    def new_tag(self, staff_no, name, part="attitude", visibility="own", **fields):
        return self.make(self.at(staff_no), "tags", name=name, part=part, visibility=visibility, **fields)

    def holders(self, staff_no, tag):
        answer = self.at(staff_no).json(tag)
        self.assertEqual(answer.status, 200, answer.text[:500])
        return sorted(row["customer_no"] for row in answer.json["rows"])

    def portrait(self, staff_no, customer_no, *names):
        """Of these tags, those that the customer has, by part."""
        panel = self.at(staff_no).json(f"/customers/{self.ids[customer_no]}").json["panels"]["portrait"]
        parts = {part["part"]: [tag["name"] for tag in part["tags"] if tag["name"] in names] for part in panel["parts"]}
        return {part: tags for part, tags in parts.items() if tags}

    def give(self, staff_no, customer_no, *tags):
        fields = [("csrf", self.at(staff_no).csrf)] + [("tag", tag.rsplit("/", 1)[1]) for tag in tags]
        body = "&".join(f"{name}={value}" for name, value in fields)
        return self.at(staff_no).send("POST", f"/customers/{self.ids[customer_no]}/tags", body,
                                      {"Content-Type": "application/x-www-form-urlencoded"})

    def test_given_and_taken_on_the_customers_page(self):
        both = "爱打高尔夫", "用手机办事"
        golf, phone = self.new_tag("HEAD", both[0]), self.new_tag("HEAD", both[1], part="transactions")
        page = self.at("HEAD").get(f"/customers/{self.ids['C001']}").text
        self.assertIn("爱打高尔夫", page)                         # can be chosen
        self.assertEqual(self.portrait("HEAD", "C001", *both), {})
        self.assertEqual(self.give("HEAD", "C001", golf, phone).status, 303)
        self.assertEqual(self.portrait("HEAD", "C001", *both), {"attitude": ["爱打高尔夫"], "transactions": ["用手机办事"]})
        self.assertEqual(self.give("HEAD", "C001", golf).status, 303)     # once more is no more
        self.assertEqual(self.holders("HEAD", golf), ["C001"])
        taken = self.at("HEAD").post(f"/customers/{self.ids['C001']}{golf}/take")
        self.assertEqual(taken.status, 303)
        self.assertEqual(self.portrait("HEAD", "C001", *both), {"transactions": ["用手机办事"]})
        self.assertEqual(self.at("HEAD").post(f"/customers/{self.ids['C001']}{golf}/take").status, 404)

    def test_nobody_gives_a_tag_to_whom_he_may_not_see(self):
        tag = self.new_tag("HEAD", "越权标签", visibility="bank")
        self.assertEqual(self.give("HEAD", "C031", tag).status, 404)
        self.assertEqual(self.give("RM1", "C011", tag).status, 404)
        self.assertEqual(self.give("RM1", "C002", tag).status, 303)
        self.assertEqual(self.give("CLO", "C002", tag).status, 403)
        ids = ",".join(str(self.ids[no]) for no in ("C003", "C012", "C031"))
        self.assertEqual(self.at("RM1").post(f"{tag}/give", {"customers": ids}).status, 303)
        self.assertEqual(self.holders("ADM", tag), ["C002", "C003"])
        self.assertEqual(self.holders("RM1", tag), ["C002", "C003"])
        self.assertEqual(self.holders("HEAD2", tag), [])

    def test_another_persons_tag_is_not_there(self):
        tag = self.new_tag("HEAD", "我的私人标签")
        self.give("HEAD", "C001", tag)
        self.assertEqual(self.at("RM1").get(tag).status, 404)
        self.assertEqual(self.give("RM1", "C001", tag).status, 404)
        self.assertEqual(self.portrait("RM1", "C001", "我的私人标签"), {})
        again = self.at("RM1").post("/tags", {"name": "我的私人标签", "part": "attitude", "visibility": "own"})
        self.assertEqual(again.status, 422)
        self.assertIn("重名", again.text)
        self.at("HEAD").post(tag, {"name": "给全行用", "part": "basics", "visibility": "bank"})
        self.assertEqual(self.portrait("RM1", "C001", "给全行用"), {"basics": ["给全行用"]})
        self.assertEqual(self.at("RM1").post(tag, {"name": "改名", "part": "basics", "visibility": "bank"}).status, 403)
        self.assertEqual(self.at("RM1").post(f"{tag}/delete").status, 403)
        self.assertEqual(self.at("HEAD").post(f"{tag}/delete").status, 303)
        self.assertEqual(self.portrait("HEAD", "C001", "给全行用"), {})
        self.assertEqual(self.at("HEAD").get(tag).status, 404)

    def test_a_whole_list_gets_a_tag(self):
        tag = self.new_tag("HEAD", "春季活动")
        mine = self.make(self.at("HEAD"), "lists", name="给标签的名单", visibility="bank")
        self.assertEqual(upload(self.at("HEAD"), f"{mine}/uploads", "\n".join(f"C{n:03}" for n in range(1, 31)),
                                way="customer_no").status, 303)
        while len(self.at("HEAD").json(mine).json["rows"]) < 30:
            pass
        self.at("HEAD").get(f"{mine}/tag")
        given = self.at("HEAD").post(f"{mine}/tag", {"tag_id": tag.rsplit("/", 1)[1]})
        self.assertEqual((given.status, given.to), (303, tag))
        self.assertEqual(self.holders("HEAD", tag), [f"C{n:03}" for n in range(1, 31)])

    def test_system_tags_follow_their_condition(self):
        answer = self.at("SUP").post("/tags/system", {"name": "百万客户", "part": "products", "visibility": "bank",
                                                      "condition": "aum >= 600000"})
        self.assertEqual(answer.status, 303, answer.text[-1500:])
        rich = answer.to
        self.assertEqual(self.holders("HEAD", rich), ["C030"])
        self.assertEqual(self.holders("RM1", rich), [])
        self.assertEqual(self.portrait("HEAD", "C030", "百万客户"), {"products": ["百万客户"]})
        self.assertEqual(self.portrait("HEAD", "C029", "百万客户"), {})
        self.assertEqual(self.give("HEAD", "C029", rich).status, 409)
        self.assertEqual(self.portrait("HEAD", "C029", "百万客户"), {})
        changed = {"name": "百万客户", "part": "products", "visibility": "bank", "condition": "aum >= 580000"}
        self.assertEqual(self.at("SUP").post(f"{rich}/system", changed).status, 303)
        self.assertEqual(self.portrait("HEAD", "C029", "百万客户"), {"products": ["百万客户"]})
        itself = self.at("SUP").post(f"{rich}/system", {**changed, "condition": 'aum >= 1 or tag("百万客户")'})
        self.assertEqual(itself.status, 422)
        self.assertEqual(self.at("SUP").post(f"{rich}/system", {**changed, "condition": "aum >"}).status, 422)
        self.assertEqual(self.at("HEAD").post("/tags/system", {**changed, "name": "无权"}).status, 403)
        audience = self.make(self.at("HEAD"), "audiences", name="按系统标签", condition='tag("百万客户") and aum < 600000',
                             refresh="daily", visibility="own")
        self.assertEqual(self.holders("HEAD", audience), ["C029"])

    def test_bad_input(self):
        tag = self.new_tag("HEAD", "坏输入")
        for ids in ("", "x", "1,2,y", "1;2", "9" * 30, ",".join(["1"] * 10001)):
            self.assertEqual(self.at("HEAD").post(f"{tag}/give", {"customers": ids}).status, 422, ids[:20])
        self.assertEqual(self.at("HEAD").post(f"{tag}/give", {"customers": "999999"}).status, 303)
        self.assertEqual(self.holders("HEAD", tag), [])
        for name in ("", "a" * 21):
            self.assertEqual(self.at("HEAD").post("/tags", {"name": name, "part": "basics", "visibility": "own"}).status, 422)
        self.assertEqual(self.give("HEAD", "C001", "/tags/99999").status, 404)
        hostile = self.new_tag("HEAD", "<b>'\";--")
        self.give("HEAD", "C005", hostile)
        page = self.at("HEAD").get(f"/customers/{self.ids['C005']}").text
        self.assertIsNone(re.search(r"<b>'", page))


if __name__ == "__main__":
    unittest.main()
