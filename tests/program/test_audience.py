"""Lists of customers and audiences: made, filled from files, looked at, by everybody within their own scope."""

import csv
import io
import re
import unittest
import uuid
import zipfile
from urllib.parse import quote

from bank import account, customer, wait_until
from sheets import MAIN, workbook
from web import Served

DAY = "2026-02-02"
MANY = 400           # customers of the other branch, beside


def staff(no, org, post):
    return {"staff_no": no, "name": f"Staff {no}", "org_no": org, "post": post}


def person(n, outlet):
    return customer(f"C{n:03}", name=f"客户{n:03}", outlet_no=outlet, cert_type="id",
                    cert_no=f"11010119800101{n:03}X", phone=f"1380000{n:04}")


def day_files():
    """C001 to C030 at O1, C031 to C060 at O3 of the other branch; C007 and C008 have one phone."""
    people = [person(n, "O1" if n <= 30 else "O3") for n in range(1, 61)]
    people[7]["phone"] = people[6]["phone"]
    return {
        "org.csv": [{"org_no": no, "parent_no": up, "level": level, "name": f"机构{no}"} for no, up, level in
                    (("H", "", "head"), ("T1", "H", "tier1"), ("T2", "H", "tier1"), ("O1", "T1", "outlet"),
                     ("O2", "T1", "outlet"), ("O3", "T2", "outlet"))],
        "product.csv": [{"product_code": "CUR", "name": "活期", "class": "demand"}],
        "staff.csv": [staff("HEAD", "O1", "outlet_head"), staff("HEAD2", "O2", "outlet_head"), staff("RM1", "O1", "rm"),
                      staff("SUP", "T1", "supervisor"), staff("MKT", "T1", "marketer"), staff("ADM", "H", "admin"),
                      staff("CLO", "O1", "closed_teller")],
        "customer.csv": people,
        "account.csv": [account(f"A{n:03}", f"C{n:03}", f"{n * 20000}.00", outlet_no="O1" if n <= 30 else "O3")
                        for n in range(1, 61)],
    }


def upload(browser, path, content, name="客户.csv", **fields):
    """As a browser sends a form with a file."""
    mark = uuid.uuid4().hex
    body = b""
    for key, value in {"csrf": browser.csrf, **fields}.items():
        body += f'--{mark}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
    body += f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
    body += content if isinstance(content, bytes) else content.encode()
    body += f"\r\n--{mark}--\r\n".encode()
    return browser.send("POST", path, body, {"Content-Type": f"multipart/form-data; boundary={mark}"})


class Setting(Served):
    """A bank of two branches, served."""

    @classmethod
    def fill(cls):
        cls.bank.deliver(DAY, day_files())
        cls.bank.run("batch", cls.bank.days)
        cls.bank.assign(*(f"C{n:03},RM1,10000,managed,{DAY}" for n in range(1, 11)))

    def make(self, browser, kind, **fields):
        """A new list, audience or tag: its address."""
        answer = browser.post(f"/{kind}", fields)
        self.assertEqual(answer.status, 303, answer.text[-2000:])
        return answer.to


class Uploads(Setting):
    def new_list(self, staff_no, name, visibility="own"):
        return self.make(self.at(staff_no), "lists", name=name, visibility=visibility)

    def upload(self, staff_no, address, content, way="customer_no", **options):
        """Uploads, waits, and gives the report."""
        answer = upload(self.at(staff_no), f"{address}/uploads", content, way=way, **options)
        self.assertEqual(answer.status, 303, answer.text[-2000:])
        return self.report(staff_no, answer.to)

    def report(self, staff_no, address):
        def done():
            seen = self.at(staff_no).json(address)
            self.assertEqual(seen.status, 200, seen.text[:500])
            return seen.json["is"]["state"] in ("done", "failed") and {"address": address, **seen.json}
        return wait_until(done, "the upload is compared")

    def members(self, staff_no, address):
        answer = self.at(staff_no).json(address)
        self.assertEqual(answer.status, 200, answer.text[:500])
        return sorted(row["customer_no"] for row in answer.json["rows"])

    def failed(self, staff_no, report):
        rows = self.at(staff_no).json(report["address"] + "/lines").json["rows"]
        return [(row["line"], row["reason"]) for row in rows]

    def test_each_line_of_a_file_is_accounted_for(self):
        mine = self.new_list("HEAD", "春季存款客户")
        report = self.upload("HEAD", mine, "姓名,客户号\n甲,C001\n乙,C999\n丙, C002 \n丁,C001\n\n戊,C031\n己,not one\n")
        self.assertEqual({name: report["is"][name] for name in ("state", "lines", "added", "present", "failed")},
                         {"state": "done", "lines": 6, "added": 2, "present": 0, "failed": 4})
        self.assertEqual(self.failed("HEAD", report),
                         [(3, "unknown"), (5, "twice"), (7, "out_of_scope"), (8, "unknown")])
        self.assertEqual(self.members("HEAD", mine), ["C001", "C002"])
        again = self.upload("HEAD", mine, "C002\nC003\n")
        self.assertEqual((again["is"]["added"], again["is"]["present"], again["is"]["failed"]), (1, 1, 0))
        self.assertEqual(self.members("HEAD", mine), ["C001", "C002", "C003"])
        self.assertEqual(self.at("HEAD").json("/lists?q=春季".replace("春季", "%E6%98%A5%E5%AD%A3")).json["rows"][0]["members"], 3)

    def test_the_lines_that_were_not_taken_are_a_file(self):
        mine = self.new_list("HEAD", "有误的文件")
        report = self.upload("HEAD", mine, "C001\nC999\nC001\n")
        answer = self.at("HEAD").get(report["address"] + "/lines?as=csv")
        rows = list(csv.reader(io.StringIO(answer.text.lstrip("\ufeff"))))
        self.assertEqual([row[0] for row in rows[1:]], ["2", "3"])
        self.assertEqual(rows[2][3], "1")

    def test_certificates_and_phones_tell_nothing_of_other_peoples_customers(self):
        mine = self.new_list("HEAD", "凭证件")
        report = self.upload("HEAD", mine, "证件号码\n11010119800101001x\n'11010119800101031X\n1101011980\n———\n",
                             way="certificate")
        self.assertEqual(self.failed("HEAD", report), [(3, "unknown"), (4, "unknown"), (5, "no_number")])
        self.assertEqual(self.members("HEAD", mine), ["C001"])
        shown = self.at("HEAD").get(report["address"]).text
        self.assertNotIn("11010119800101031", shown)
        mine = self.new_list("HEAD", "凭手机")
        report = self.upload("HEAD", mine, "+86 138 0000 0002\n13800000007\n13800000031\n13800000002\n", way="phone")
        self.assertEqual(self.failed("HEAD", report), [(2, "several"), (3, "unknown"), (4, "twice")])
        self.assertEqual(self.members("HEAD", mine), ["C002"])

    def test_gb18030_and_tabs(self):
        mine = self.new_list("HEAD", "国标文件")
        report = self.upload("HEAD", mine, "姓名\t客户号\n王五\tC004\n".encode("gb18030"), name="名单.txt")
        self.assertEqual(report["is"]["added"], 1)
        self.assertEqual(self.members("HEAD", mine), ["C004"])

    def test_what_is_no_such_file_is_said_at_the_field(self):
        mine = self.new_list("HEAD", "不是文件")
        for content, said in ((b"PK\x03\x04rest", "xlsx"), (b"\xd0\xcf\x11\xe0rest", "密码"), (b"\xff\xfeC\x000\x00", "UTF-8"), (b"\n \n", "号码"),
                              (b"C001\n" * 100001, "100,000")):
            answer = upload(self.at("HEAD"), f"{mine}/uploads", content, way="customer_no")
            self.assertEqual(answer.status, 422)
            self.assertIn(said, answer.text)
        answer = upload(self.at("HEAD"), f"{mine}/uploads", "C001\n", way="shoe size")
        self.assertEqual(answer.status, 422)
        self.assertEqual(self.members("HEAD", mine), [])
        self.assertEqual(self.at("HEAD").json(mine).status, 200)

    def test_a_hundred_thousand_lines_half_of_them_unknown(self):
        mine = self.new_list("HEAD", "十万行")
        lines = [f"C{n % 30 + 1:03}" if n % 2 else f"X{n}" for n in range(100000)]
        report = self.upload("HEAD", mine, "\n".join(lines))
        self.assertEqual((report["is"]["lines"], report["is"]["added"]), (100000, 15))
        self.assertEqual({row["reason"]: row["lines"] for row in report["reasons"]},
                         {"unknown": 50000, "twice": 49985})
        self.assertEqual(report["is"]["failed"], 99985)

    def test_a_workbook_of_excel(self):
        mine = self.new_list("HEAD", "工作簿")
        rows = [["姓名", "客户号"], ["甲", "C001"], ["乙", " C002 "], [], ["丙", (46027, 1)], ["丁", (46027, 2)],
                ["戊", "C001"], ["己", "1.23E+17"], ["庚"]]
        report = self.upload("HEAD", mine, workbook(rows), name="客户.xlsx")
        self.assertEqual(self.failed("HEAD", report), [(5, "date"), (6, "date"), (7, "twice"), (8, "rounded")])
        self.assertEqual((report["is"]["lines"], report["is"]["added"]), (6, 2))
        self.assertEqual(self.members("HEAD", mine), ["C001", "C002"])
        mine = self.new_list("HEAD", "工作簿手机")
        rows = [["手机"], [13800000001], [1.3800000002e10], ["+86 138 0000 0003"], [138.5], ["<&>"]]
        report = self.upload("HEAD", mine, workbook(rows), way="phone", name="a.xlsx")
        self.assertEqual(self.members("HEAD", mine), ["C001", "C002", "C003"])
        self.assertEqual([line for line, _ in self.failed("HEAD", report)], [5, 6])
        mine = self.new_list("HEAD", "工作簿证件")
        rows = [["证件号码"], [("1.1010119800101E+17", 0)], [("110101198001010017", 0)], ["11010119800101001X"]]
        report = self.upload("HEAD", mine, workbook(rows), way="certificate", name="a.xlsx")
        self.assertEqual(self.failed("HEAD", report), [(2, "rounded"), (3, "rounded")])
        self.assertEqual(self.members("HEAD", mine), ["C001"])
        self.assertIn("科学计数", self.at("HEAD").get(report["address"]).text)

    def test_hostile_workbooks(self):
        mine = self.new_list("HEAD", "恶意工作簿")
        laughs = ('<?xml version="1.0"?><!DOCTYPE sst [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
                  f"<sst {MAIN}><si><t>&b;</t></si></sst>")
        deep = f"<worksheet {MAIN}>" + "<a>" * 5000 + "</a>" * 5000 + "</worksheet>"
        bomb = f"<worksheet {MAIN}><sheetData>" + "<row><c t='str'><v>C001</v></c>" + " " * (200 << 20) + "</row></sheetData></worksheet>"
        long = f"<worksheet {MAIN}><sheetData>" + "<row><c><v>1</v></c></row>" * 100001 + "</sheetData></worksheet>"
        wide = f"<worksheet {MAIN}><sheetData><row><c r='ZZZZZZZZ1' t='str'><v>C001</v></c></row></sheetData></worksheet>"
        for content, said in ((workbook([["C001"]], sharedStrings=laughs), "xlsx"), (workbook(worksheets__sheet2=deep), "xlsx"),
                              (workbook(worksheets__sheet2=bomb), "128 MB"), (workbook(worksheets__sheet2=long), "100,000"),
                              (workbook(worksheets__sheet2=wide), "号码"), (workbook(worksheets__sheet2=None), "xlsx"),
                              (workbook(workbook=None), "xlsx"), (workbook(worksheets__sheet2="<worksheet"), "xlsx"),
                              (workbook([["C001"]])[:-30], "xlsx"), (workbook([]), "号码")):
            answer = upload(self.at("HEAD"), f"{mine}/uploads", content, way="customer_no", name="a.xlsx")
            self.assertEqual(answer.status, 422, said)
            self.assertIn(said, answer.text)
        self.assertEqual(self.at("HEAD").json(mine).json["rows"], [])

    def test_the_template_is_taken_back(self):
        template = self.at("HEAD").get("/lists/template")
        self.assertEqual(template.status, 200)
        with zipfile.ZipFile(io.BytesIO(template.bytes)) as archive:
            self.assertIsNone(archive.testzip())
            self.assertIn("客户号", archive.read("xl/worksheets/sheet1.xml").decode())
        mine = self.new_list("HEAD", "空模板")
        answer = upload(self.at("HEAD"), f"{mine}/uploads", template.bytes, way="customer_no", name="a.xlsx")
        self.assertEqual(answer.status, 422)
        self.assertIn("号码", answer.text)

    def test_a_hundred_thousand_rows_of_a_workbook(self):
        mine = self.new_list("HEAD", "十万行工作簿")
        rows = [[f"C{n % 30 + 1:03}" if n % 2 else f"X{n}"] for n in range(100000)]
        report = self.upload("HEAD", mine, workbook(rows), name="a.xlsx")
        self.assertEqual({row["reason"]: row["lines"] for row in report["reasons"]}, {"unknown": 50000, "twice": 49985})

    def test_a_list_is_its_owners(self):
        mine = self.new_list("HEAD", "只给自己")
        self.upload("HEAD", mine, "C001\nC011\n")
        for other in ("RM1", "HEAD2", "ADM"):
            self.assertEqual(self.at(other).get(mine).status, 404)
            self.assertEqual(self.at(other).post(f"{mine}/delete").status, 404)
            self.assertEqual(upload(self.at(other), f"{mine}/uploads", "C001\n", way="customer_no").status, 404)
        self.at("HEAD").get(f"{mine}/edit")
        self.assertEqual(self.at("HEAD").post(mine, {"name": "给本机构", "visibility": "organisation"}).status, 303)
        self.assertEqual(self.members("RM1", mine), ["C001"])         # C011 is not RM1's
        self.assertEqual(self.at("HEAD2").get(mine).status, 404)
        self.assertEqual(self.at("RM1").post(f"{mine}/delete").status, 403)
        self.at("HEAD").post(mine, {"name": "给全行", "visibility": "bank"})
        self.assertEqual(self.members("HEAD2", mine), [])
        self.assertEqual(self.members("ADM", mine), ["C001", "C011"])
        self.assertEqual(self.at("CLO").get("/lists").status, 403)
        taken = self.at("RM1").post("/lists", {"name": "给全行", "visibility": "own"})
        self.assertEqual(taken.status, 422)
        self.assertIn("重名", taken.text)
        self.assertEqual(self.at("HEAD").post(f"{mine}/delete").status, 303)
        self.assertEqual(self.at("ADM").get(mine).status, 404)

    def test_another_persons_upload_is_not_there(self):
        mine = self.new_list("HEAD", "他人的上传", "bank")
        report = self.upload("HEAD", mine, "C999\n")
        for part in ("", "/lines"):
            self.assertEqual(self.at("ADM").get(report["address"] + part).status, 404)
        self.assertEqual(self.at("ADM").post(report["address"] + "/again").status, 404)

    def test_hostile_names(self):
        for name in ("'; drop table list; --", "😀 \"名单\"", "<script>alert(1)</script>", "{{x}}", "a" * 60):
            mine = self.new_list("HEAD", name)
            page = self.at("HEAD").get(mine)
            self.assertEqual(page.status, 200)
            self.assertNotIn("<script>alert(1)", page.text)
            self.assertEqual(self.at("HEAD").json(mine).status, 200)
        for name in ("", " ", "a" * 61):
            self.assertEqual(self.at("HEAD").post("/lists", {"name": name, "visibility": "own"}).status, 422)


class Audiences(Setting):
    def new(self, staff_no, name, condition, refresh="daily", visibility="own"):
        return self.make(self.at(staff_no), "audiences", name=name, condition=condition, refresh=refresh,
                         visibility=visibility)

    def publish(self, staff_no, address):
        answer = self.at(staff_no).post(f"{address}/publish")
        self.assertEqual(answer.status, 303, answer.text[-1500:])

    def rows(self, staff_no, address):
        answer = self.at(staff_no).json(address)
        self.assertEqual(answer.status, 200, answer.text[:500])
        return sorted(row["customer_no"] for row in answer.json["rows"])

    def numbers(self, first, last):
        return [f"C{n:03}" for n in range(first, last + 1)]

    def wait_for(self, staff_no, address, wanted):
        """What people change is in the store a moment later."""
        wait_until(lambda: self.rows(staff_no, address) == wanted, f"{wanted} at {address}")

    def test_whom_a_condition_finds_each_in_the_own_scope(self):
        rich = self.new("ADM", "四十万以上", "aum >= 400000", visibility="bank")
        self.publish("ADM", rich)
        self.assertEqual(self.rows("ADM", rich), self.numbers(20, 60))
        self.assertEqual(self.rows("HEAD", rich), self.numbers(20, 30))
        self.assertEqual(self.rows("RM1", rich), [])
        self.assertEqual(self.rows("HEAD2", rich), [])
        page = self.at("HEAD").get(rich).text
        self.assertIn("11", page)
        marketer = self.at("MKT").get(rich)                            # counts of T1, and nobody by name
        self.assertEqual(marketer.status, 200)
        self.assertNotIn("客户020", marketer.text)
        self.assertEqual(self.at("CLO").get("/audiences").status, 403)

    def test_drafts_versions_and_copies(self):
        mine = self.new("HEAD", "版本", "aum >= 500000", visibility="bank")
        self.assertEqual(self.at("RM1").get(mine).status, 200)
        self.publish("HEAD", mine)
        self.assertEqual(self.at("HEAD").post(f"{mine}/publish").status, 303)
        changed = {"name": "版本", "condition": "aum >= 560000", "refresh": "daily", "visibility": "bank"}
        self.assertEqual(self.at("HEAD").post(mine, changed).status, 303)
        self.assertEqual(self.rows("HEAD", mine), self.numbers(25, 30))    # the published one still
        self.publish("HEAD", mine)
        self.assertEqual(self.rows("HEAD", mine), self.numbers(28, 30))
        self.assertEqual(self.at("RM1").post(mine, changed).status, 403)
        self.assertEqual(self.at("RM1").post(f"{mine}/publish").status, 403)
        copied = self.at("RM1").post(f"{mine}/copy")
        self.assertEqual(copied.status, 303)
        self.assertIn("版本 2", self.at("RM1").get(copied.to).text)
        self.assertEqual(self.at("HEAD").get(copied.to).status, 404)

    def test_a_faulty_condition_is_said_at_its_field(self):
        for condition, said in (("aum >", "aum"), ("amu >= 5", "aum"), ('tag("没有的标签")', "没有的标签"),
                                ("tier in (brass)", "brass"), ("(" * 40 + "dnd" + ")" * 40, "32"), ("x" * 4097, "4096"),
                                ("", "")):
            answer = self.at("HEAD").post("/audiences", {"name": "错", "condition": condition, "refresh": "daily",
                                                        "visibility": "own"})
            self.assertEqual(answer.status, 422, condition[:30])
            self.assertIn(said, answer.text)
        self.assertEqual(self.at("HEAD").json("/audiences?q=%E9%94%99").json["rows"], [])

    def test_of_tags_lists_and_other_audiences(self):
        tag = self.make(self.at("HEAD"), "tags", name="爱旅游", part="attitude", visibility="own")
        ids = {row["customer_no"]: row["customer_id"] for row in self.at("HEAD").json("/customers").json["rows"]}
        self.at("HEAD").post(f"{tag}/give", {"customers": f"{ids['C011']} {ids['C025']}"})
        named = self.make(self.at("HEAD"), "lists", name="点名", visibility="own")
        upload(self.at("HEAD"), f"{named}/uploads", "C025\nC026\n", way="customer_no")
        tagged = self.new("HEAD", "旅游客户", 'tag("爱旅游") or list("点名")')
        self.publish("HEAD", tagged)
        self.wait_for("HEAD", tagged, ["C011", "C025", "C026"])
        both = self.new("HEAD", "旅游且富裕", 'audience("旅游客户") and aum >= 500000')
        self.assertEqual(self.rows("HEAD", both), ["C025", "C026"])
        self.publish("HEAD", both)
        circle = self.at("HEAD").post(tagged, {"name": "旅游客户", "condition": 'audience("旅游且富裕")',
                                               "refresh": "daily", "visibility": "own"})
        self.assertEqual(circle.status, 422)
        stranger = self.at("RM1").post("/audiences", {"name": "借用", "condition": 'tag("爱旅游")', "refresh": "daily",
                                                      "visibility": "own"})
        self.assertEqual(stranger.status, 422)                          # HEAD's own tag
        asked = self.at("HEAD").get(f"{tagged}/delete").text
        self.assertIn(f'<a href="{both}">旅游且富裕</a>', asked)
        self.assertNotIn('name="although"', self.at("HEAD").get(f"{both}/delete").text)
        refused = self.at("HEAD").post(f"{tagged}/delete")
        self.assertEqual(refused.status, 422)
        self.assertIn("须勾选", refused.text)
        self.assertEqual(self.rows("HEAD", both), ["C025", "C026"])
        self.assertEqual(self.at("HEAD").post(f"{tagged}/delete", {"although": "1"}).status, 303)
        broken = self.at("HEAD").get(both)
        self.assertEqual(broken.status, 200)
        self.assertIn("旅游客户", broken.text)
        self.assertEqual(self.rows("HEAD", both), [])

    def test_a_static_audience_stays_as_it_was_published(self):
        fixed = self.new("HEAD", "固定", "aum between 200000 and 240000", refresh="static", visibility="bank")
        self.publish("HEAD", fixed)
        self.assertEqual(self.rows("HEAD", fixed), self.numbers(10, 12))
        self.assertEqual(self.rows("RM1", fixed), ["C010"])
        changed = {"name": "固定", "condition": "aum >= 560000", "refresh": "static", "visibility": "bank"}
        self.at("HEAD").post(fixed, changed)
        self.assertEqual(self.rows("HEAD", fixed), self.numbers(10, 12))
        self.publish("HEAD", fixed)
        self.assertEqual(self.rows("HEAD", fixed), self.numbers(28, 30))

    def test_why_is_this_customer_in_it_or_not(self):
        rich = self.new("HEAD", "为什么", "aum >= 400000 and not dnd")
        seen = self.at("HEAD").json(f"{rich}/why?customer=C019").json
        self.assertFalse(seen["holds"])
        self.assertEqual([(line["depth"], line["holds"]) for line in seen["lines"]],
                         [(0, False), (1, False), (1, True), (2, False)])
        self.assertEqual((seen["lines"][1]["found"], seen["lines"][1]["needed"]), ("380000.00", "20000.00"))
        self.assertTrue(self.at("HEAD").json(f"{rich}/why?customer=C020").json["holds"])
        self.assertTrue(self.at("HEAD").json(f"{rich}/why?customer=C031").json["is_nobody"])
        self.assertEqual(self.at("HEAD").get(f"{rich}/why?customer=C019").status, 200)

    def test_what_two_and_three_have_in_common(self):
        one, other = self.new("HEAD", "交集甲", "aum >= 400000"), self.new("HEAD", "交集乙", "aum < 500000")
        third = self.new("HEAD", "交集丙", "aum between 380000 and 420000")
        number = [each.rsplit("/", 1)[1] for each in (one, other, third)]
        for each in (other, third):
            self.publish("HEAD", each)
        two = self.at("HEAD").json(f"{one}/overlap?with={number[1]}").json
        self.assertEqual([part["customers"] for part in two["parts"]], [5, 19, 6])      # both, only other, only one
        three = self.at("HEAD").json(f"{one}/overlap?with={number[1]}&and={number[2]}").json
        self.assertEqual([part["customers"] for part in three["parts"]], [2, 1, 0, 0, 3, 18, 6])
        self.assertEqual((three["any"], three["parts"][0]["share"]), (30, "6.7%"))
        self.assertEqual(self.at("HEAD").get(f"{one}/overlap").status, 200)
        self.assertEqual(self.at("HEAD").get(f"{one}/overlap?with=999999").status, 404)
        self.assertEqual(self.at("HEAD").get(f"{one}/overlap?with=x").status, 422)

    def test_versions_are_compared(self):
        mine = self.new("HEAD", "版本比较", "aum >= 500000")
        self.publish("HEAD", mine)
        self.assertFalse(self.at("HEAD").json(f"{mine}/versions").json["is_valid"])
        self.at("HEAD").post(mine, {"name": "版本比较", "condition": "aum >= 560000", "refresh": "daily", "visibility": "own"})
        self.publish("HEAD", mine)
        seen = self.at("HEAD").json(f"{mine}/versions").json
        self.assertEqual([(one["condition"], one["customers"]) for one in seen["sets"]],
                         [("aum >= 500000", 6), ("aum >= 560000", 3)])
        self.assertEqual([part["customers"] for part in seen["parts"]], [3, 0, 3])
        self.assertEqual(self.at("HEAD").get(f"{mine}/versions?from=1&until=9").status, 404)
        self.assertEqual(self.at("RM1").get(f"{mine}/versions").status, 404)

    def test_another_name_is_carried_over(self):
        rich = self.new("HEAD", '旧名"引号', "aum >= 500000", visibility="bank")
        self.publish("HEAD", rich)
        words = 'audience("旧名\\"引号") and not dnd'
        user = self.new("RM1", "引用者", words)
        view = self.at("HEAD").post("/me/views", {"at": "/customers", "name": "引用的视图", "query": "where=" + quote(words)})
        self.assertEqual(view.status, 303, view.text[-800:])
        self.assertEqual(self.at("HEAD").post(rich, {"name": "新名 & 字", "condition": "aum >= 500000", "refresh": "daily",
                                                     "visibility": "bank"}).status, 303)
        page = self.at("RM1").get(user).text
        self.assertIn("新名 &amp; 字", page)
        self.assertNotIn("旧名", page)
        self.assertNotIn("不再有效", page)
        asked = self.at("HEAD").get(f"{rich}/delete").text
        self.assertIn("引用者", asked)                       # of somebody else's audience the name, but no way there
        self.assertNotIn(f'href="{user}"', asked)
        self.assertIn("引用的视图", asked)
        link = re.search(r'href="(/customers\?view=[^"]*)"', asked).group(1).replace("&amp;", "&")
        self.assertEqual(len(self.at("HEAD").json(link).json["rows"]), 6)
        self.assertEqual(self.at("HEAD").post(f"{rich}/delete").status, 422)
        self.assertEqual(self.at("RM1").post(f"{rich}/delete", {"although": "1"}).status, 403)

    def test_a_name_that_would_make_a_condition_too_long_is_refused(self):
        name = "长"
        rich = self.new("HEAD", name, "aum >= 500000")
        self.publish("HEAD", rich)
        self.new("HEAD", "满", " or ".join([f'audience("{name}")'] * 180))
        answer = self.at("HEAD").post(rich, {"name": "很长很长的名字", "condition": "aum >= 500000", "refresh": "daily",
                                             "visibility": "own"})
        self.assertEqual(answer.status, 422)
        self.assertIn("过长", answer.text)

    def test_the_form_counts(self):
        mine = self.new("HEAD", "表单计数", "aum >= 500000")
        page = self.at("HEAD").get(f"{mine}/edit").text
        self.assertIn("data-condition", page)
        self.assertIn('name="condition"', page)
        self.assertRegex(page, r'counted-size"><b>6</b>')
        wrong = self.at("HEAD").post(mine, {"name": "表单计数", "condition": "aum >", "refresh": "daily", "visibility": "own"})
        self.assertEqual(wrong.status, 422)
        self.assertIn(">aum &gt;</textarea>", wrong.text)


class Days(Setting):
    """Daily audiences from day to day, by a server that runs and by a batch alone."""

    def deliver(self, day, **balances):
        rows = [account(no, no.replace("A", "C"), f"{amount}.00") for no, amount in balances.items()]
        self.bank.deliver(day, {"account.csv": rows}, modes={"account.csv": "delta"})

    def changes(self, audience, start, until):
        """Who came and who left: number, day, by what."""
        path = f"{audience}/days?from={start}&until={until}"
        self.assertEqual(self.at("HEAD").get(path).status, 200)
        return [sorted((row["customer_no"], row["on"], row["by"]) for row in self.at("HEAD").json(path + way).json["rows"])
                for way in ("", "&way=went")]

    def sizes(self, audience):
        """As the page's chart has them; a day alone has none."""
        page = self.at("HEAD").get(audience).text
        row = r'<th scope="row">([0-9-]{10})</th><td class="number" data-value="(\d+)">[^<]*</td><td class="number">(\d+)</td><td class="number">(\d+)</td>'
        return [(day, int(members), int(came), int(went)) for day, members, came, went in re.findall(row, page)]

    def test_day_by_day(self):
        head = self.at("HEAD")
        poor = self.make(head, "audiences", name="逐日", condition="aum < 100000 and not dnd", refresh="daily", visibility="own")
        fixed = self.make(head, "audiences", name="静止", condition="aum < 100000", refresh="static", visibility="own")
        self.assertEqual(head.post(f"{fixed}/publish").status, 303)
        asks = self.make(head, "audiences", name="失效", condition='audience("静止")', refresh="daily", visibility="own")
        for each in (poor, asks):
            self.assertEqual(head.post(f"{each}/publish").status, 303)
        self.deliver("2026-02-03", A001=900000, A010=10)
        self.bank.run("batch", self.bank.days)
        self.assertEqual(self.sizes(poor), [(DAY, 4, 4, 0), ("2026-02-03", 4, 1, 1)])
        self.assertEqual(self.changes(poor, DAY, "2026-02-03"),
                         [[("C010", "2026-02-03", "aum < 100000")], [("C001", "2026-02-03", "aum < 100000")]])
        self.assertEqual(self.sizes(fixed), [])              # of its one day there is nothing to draw
        # Several days at once, those between no longer in the store.
        for day, balances in (("2026-02-04", {"A001": 10}), ("2026-02-05", {"A011": 20}), ("2026-02-06", {"A002": 700000})):
            self.deliver(day, **balances)
        self.bank.run("batch", self.bank.days)
        self.assertEqual(self.sizes(poor)[2:], [("2026-02-04", 5, 1, 0), ("2026-02-05", 6, 1, 0), ("2026-02-06", 5, 0, 1)])
        self.assertEqual(self.changes(poor, "2026-02-03", "2026-02-05"),
                         [[("C001", "2026-02-04", "aum < 100000"), ("C011", "2026-02-05", "aum < 100000")], []])
        self.assertEqual(self.changes(poor, DAY, "2026-02-06"),
                         [[("C010", "2026-02-03", "aum < 100000"), ("C011", "2026-02-05", "aum < 100000")],
                          [("C002", "2026-02-06", "aum < 100000")]])
        # The last day run again takes the place of what it was.
        self.deliver("2026-02-06", A002=700000, A003=800000)
        self.bank.run("batch", self.bank.days, "--date", "2026-02-06")
        self.assertEqual(self.sizes(poor)[-1], ("2026-02-06", 4, 0, 2))
        # Another version on the same day; what it changes is said to be its own.
        self.assertEqual(head.get("/today").status, 200)
        head.post(poor, {"name": "逐日", "condition": "aum >= 700000", "refresh": "daily", "visibility": "own"})
        self.assertEqual(head.post(f"{poor}/publish").status, 303)
        came, went = self.changes(poor, "2026-02-05", "2026-02-06")
        self.assertEqual(came, [])                                # C002 and C003 are in both
        self.assertEqual([(no, by) for no, _, by in went], [(no, "发布了新版本") for no in ("C001", "C004", "C010", "C011")])
        # An audience that can no longer be asked stays behind and says so; the days stand.
        self.assertEqual(head.post(f"{fixed}/delete", {"although": "1"}).status, 303)
        self.deliver("2026-02-07", A004=900000)
        out = self.bank.run("batch", self.bank.days)
        self.assertIn("失效", out.err)
        self.assertEqual(self.sizes(poor)[-1], ("2026-02-07", 3, 1, 0))
        self.assertEqual(self.sizes(asks)[-1][0], "2026-02-06")
        # Days of which nothing is kept, and what is no day.
        self.assertEqual(head.get(f"{poor}/days?from=2026-01-01&until=2026-02-03").status, 409)
        self.assertEqual(head.get(f"{poor}/days?from=2026-02-03&until={DAY}").status, 422)
        self.assertEqual(head.get(f"{poor}/days?from=soon&until={DAY}").status, 422)
        self.assertEqual(self.at("RM1").get(f"{poor}/days?from={DAY}&until=2026-02-03").status, 404)
        # Without a server the batch does it all by itself, also what only the database can find.
        numbered = self.make(head, "audiences", name="编号", condition='customer_no begins with "C00" and aum >= 700000', refresh="daily", visibility="own")
        self.assertEqual(head.post(f"{numbered}/publish").status, 303)
        self.site.__exit__()
        self.deliver("2026-02-08", A005=900000)
        self.bank.run("batch", self.bank.days)
        self.site.__enter__()
        self.people.clear()
        self.assertEqual(self.sizes(poor)[-1], ("2026-02-08", 4, 1, 0))
        for each in (poor, numbered):
            self.assertEqual(self.changes(each, "2026-02-07", "2026-02-08")[0], [("C005", "2026-02-08", "aum >= 700000")])

    def test_what_is_older_than_400_days_ends(self):
        head, number = self.at("HEAD"), lambda path: int(path.rsplit("/", 1)[1])
        daily = self.make(head, "audiences", name="久远", condition="aum < 100000", refresh="daily", visibility="own")
        fixed = self.make(head, "audiences", name="久远静止", condition="aum < 100000", refresh="static", visibility="own")
        for each in (daily, fixed):
            self.assertEqual(head.post(f"{each}/publish").status, 303)
        kept = self.bank.ask("select max(day) - 399 from business_day")     # 400 days before the day that will come
        first, second, third, fourth = self.bank.ask("select id from (select distinct customer_id as id from customer) c order by 1 limit 4").split()
        for each in (number(daily), number(fixed)):
            self.bank.ask("insert into audience_day (audience_id, day, version, members, came, went, day_at)"
                          f" select {each}, date '{kept}' - n, 1, 4, 0, 0, now() from generate_series(0, 3) n;"
                          "insert into audience_member (customer_id, audience_id, since, until) values"
                          f" ({first}, {each}, date '{kept}' - 3, date '{kept}' - 2), ({second}, {each}, date '{kept}' - 3, date '{kept}' - 1),"
                          f" ({third}, {each}, date '{kept}' - 3, '{kept}'), ({fourth}, {each}, date '{kept}' - 1, date '{kept}' + 9)")
        day = self.bank.ask("select max(day) + 1 from business_day")
        self.deliver(day, A001=5)
        self.bank.run("batch", self.bank.days)

        def left(audience):
            days = self.bank.ask(f"select count(*) from audience_day where audience_id = {number(audience)} and day <= '{kept}'")
            old = self.bank.ask(f"select customer_id from audience_member where audience_id = {number(audience)} and since < '{kept}' order by 1")
            return days, old.split()

        self.assertEqual(left(daily), ("1", [third, fourth]))                # the 400th day before is the first one known
        self.assertEqual(left(fixed), ("4", [first, second, third, fourth]))
        self.assertEqual(head.get(f"{daily}/days?from={kept}&until={day}").status, 200)
        before = self.bank.ask(f"select date '{kept}' - 1")
        self.assertEqual(head.get(f"{daily}/days?from={before}&until={day}").status, 409)


if __name__ == "__main__":
    unittest.main()
