"""Lists of customers and audiences: made, filled from files, looked at, by everybody within their own scope."""

import csv
import io
import time
import unittest
import uuid

from bank import Bank, account, customer
from web import Site

DAY = "2026-02-02"
PATIENCE = 60
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


class Setting(unittest.TestCase):
    """A bank of two branches, served."""

    @classmethod
    def setUpClass(cls):
        cls.bank = Bank()
        cls.addClassCleanup(cls.bank.close)
        cls.bank.deliver(DAY, day_files())
        cls.bank.run("batch", cls.bank.days)
        path = cls.bank.folder + "/assign.csv"
        with open(path, "w", encoding="utf-8") as file:
            file.write("customer_no,staff_no,share_bp,relation,from\n" +
                       "".join(f"C{n:03},RM1,10000,managed,{DAY}\n" for n in range(1, 11)))
        cls.bank.run("assign", path)
        cls.site = Site(cls.bank)
        cls.site.__enter__()
        cls.addClassCleanup(lambda: cls.site.__exit__())
        cls.people = {}

    def at(self, staff_no):
        if staff_no not in self.people:
            self.people[staff_no] = self.site.sign_in(staff_no)
        return self.people[staff_no]

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
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            seen = self.at(staff_no).json(address)
            self.assertEqual(seen.status, 200, seen.text[:500])
            if seen.json["is"]["state"] in ("done", "failed"):
                return {"address": address, **seen.json}
            time.sleep(0.05)
        raise AssertionError(f"not done: {seen.text[:500]}")

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
        for content, said in ((b"PK\x03\x04rest", "Excel"), (b"\xff\xfeC\x000\x00", "UTF-8"), (b"\n \n", "号码"),
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


if __name__ == "__main__":
    unittest.main()
