"""Actions on selected customers: asked for on a list, done in the background as the person who asked, or not at all."""

import io
import re
import unittest
import urllib.parse
import zipfile

from bank import Blocked, wait_until
from test_audience import DAY, Setting, day_files

OPEN = ("waiting", "running")


class Selecting(Setting):
    def job(self, staff_no, answer):
        """What the job that was put says in the end."""
        self.assertEqual(answer.status, 303, re.sub(r"\s+", " ", answer.text)[-1500:])
        def ended():
            job = self.at(staff_no).json(answer.to).json["job"]
            return job["state"] not in OPEN and job
        return wait_until(ended, f"{answer.to} ends")

    def act(self, staff_no, action, list_, **fields):
        return self.at(staff_no).post(f"/selection/{action}", {"list": list_, **fields})

    def done(self, staff_no, action, list_, **fields):
        job = self.job(staff_no, self.act(staff_no, action, list_, **fields))
        self.assertEqual(job["state"], "done", job)
        return job

    def new_tag(self, staff_no, name, visibility="own"):
        path = self.make(self.at(staff_no), "tags", name=name, part="attitude", visibility=visibility)
        return path, path.rsplit("/", 1)[1]

    def new_list(self, staff_no, name, visibility="own"):
        path = self.make(self.at(staff_no), "lists", name=name, visibility=visibility)
        return path, path.rsplit("/", 1)[1]

    def members(self, staff_no, path):
        answer = self.at(staff_no).json(path)
        self.assertEqual(answer.status, 200, answer.text[:300])
        return sorted(row["customer_no"] for row in answer.json["rows"])

    def ids(self, staff_no, list_, *numbers):
        rows = self.at(staff_no).json(list_).json["rows"]
        return ",".join(str(row["customer_id"]) for row in rows if not numbers or row["customer_no"] in numbers)

    def file(self, staff_no, job):
        return self.at(staff_no).get(f"/jobs/{job['job_id']}/file")

    def audit(self, what):
        return int(self.bank.ask(f"select count(*) from audit_entry where what = '{what}'"))


class Actions(Selecting):
    def test_all_results_get_a_tag_and_lose_it(self):
        path, tag = self.new_tag("HEAD", "所有结果")
        some = "/customers?where=" + urllib.parse.quote("aum >= 400000")
        page = self.at("HEAD").get(f"/selection/give-tag?{urllib.parse.urlencode({'list': some, 'all': 1})}")
        self.assertEqual(page.status, 200, page.text[-500:])
        self.assertIn("<b>11</b>", page.text)
        self.assertIn("aum &gt;= 400000", page.text)
        self.assertIn("所有结果", page.text)
        before = self.audit("selection.give_tag"), self.audit("selection.give_tag.done")
        job = self.done("HEAD", "give-tag", some, all=1, tag_id=tag)
        self.assertEqual((job["acted"], job["had"], job["missing"], job["unseen"], job["look_at"]), (11, 0, 0, 0, path))
        self.assertEqual(self.members("HEAD", path), [f"C{n:03}" for n in range(20, 31)])
        self.assertEqual((self.audit("selection.give_tag"), self.audit("selection.give_tag.done")), (before[0] + 1, before[1] + 1))
        job = self.done("HEAD", "give-tag", "/customers", all=1, tag_id=tag)
        self.assertEqual((job["acted"], job["had"]), (19, 11))
        job = self.done("HEAD", "take-tag", some, all=1, tag_id=tag)
        self.assertEqual((job["acted"], job["had"]), (11, 0))
        self.assertEqual(self.members("HEAD", path), [f"C{n:03}" for n in range(1, 20)])

    def test_picked_rows_go_onto_a_list_and_off_it(self):
        path, list_id = self.new_list("HEAD", "选中的客户")
        picked = self.ids("HEAD", "/customers?sort=-aum", "C003", "C005", "C009")
        job = self.done("HEAD", "put-on-list", "/customers", picked=picked, list_id=list_id)
        self.assertEqual((job["acted"], job["had"], job["missing"]), (3, 0, 0))
        self.assertEqual(self.members("HEAD", path), ["C003", "C005", "C009"])
        self.assertEqual(self.at("HEAD").json("/lists?q=" + urllib.parse.quote("选中的客户")).json["rows"][0]["members"], 3)
        more = f"{picked},{self.ids('HEAD', '/customers', 'C010')}"
        self.assertEqual(self.done("HEAD", "put-on-list", "/customers", picked=more, list_id=list_id)["had"], 3)
        # members of the list itself, as a list
        two = self.ids("HEAD", path, "C005", "C009")
        job = self.done("HEAD", "take-off-list", path, picked=two, list_id=list_id)
        self.assertEqual(job["acted"], 2)
        self.assertEqual(self.members("HEAD", path), ["C003", "C010"])
        self.assertEqual(self.at("HEAD").json("/lists?q=" + urllib.parse.quote("选中的客户")).json["rows"][0]["members"], 2)

    def test_a_forged_selection_finds_nobody_more(self):
        path, tag = self.new_tag("RM1", "伪造", visibility="bank")
        foreign = self.ids("ADM", "/customers?sort=-aum", "C012", "C031", "C044")
        mine = self.ids("RM1", "/customers/mine", "C002")
        job = self.done("RM1", "give-tag", "/customers/mine", picked=f"{foreign},{mine},999999999", tag_id=tag)
        self.assertEqual((job["acted"], job["missing"]), (1, 4))
        self.assertEqual(self.members("ADM", path), ["C002"])
        for list_, status in (("/customers", 404), ("/jobs", 404), ("/nowhere", 404), ("//evil", 422), ("/customers/mine?where=aum+%3E", 422),
                              ("/customers/mine?tier=nothing", 422), ("/customers/mine?sort=colour", 422), ("", 422),
                              ("/me/jobs", 409)):
            self.assertEqual(self.act("RM1", "give-tag", list_, all=1, tag_id=tag).status, status, list_)
        for picked in ("x", "1;2", "1,,2", "-1", ""):
            self.assertIn(self.act("RM1", "give-tag", "/customers/mine", picked=picked, tag_id=tag).status, (409, 422), picked)
        self.assertEqual(self.act("RM1", "give-tag", "/customers/mine", all=1).status, 422)           # no tag
        self.assertEqual(self.act("CLO", "give-tag", "/customers/mine", all=1, tag_id=tag).status, 403)
        self.assertEqual(self.members("ADM", path), ["C002"])

    def test_what_is_gone_meanwhile_does_nothing(self):
        path, tag = self.new_tag("HEAD", "将被删除")
        other, list_id = self.new_list("HEAD", "将被删除的名单")
        self.at("HEAD").post(f"{path}/delete")
        self.at("HEAD").post(f"{other}/delete")
        for action, field in (("give-tag", {"tag_id": tag}), ("take-tag", {"tag_id": tag}), ("put-on-list", {"list_id": list_id}),
                              ("give-tag", {"tag_id": 99999}), ("take-off-list", {"list_id": list_id})):
            job = self.job("HEAD", self.act("HEAD", action, "/customers", all=1, **field))
            self.assertEqual(job["state"], "refused", (action, job))
            self.assertIn("删除", job["message"])
        self.assertEqual(self.bank.ask(f"select count(*) from customer_tag where tag_id = {tag}"), "0")
        system = self.at("SUP").post("/tags/system", {"name": "条件标签", "part": "basics", "visibility": "bank", "condition": "aum > 0"}).to
        job = self.job("HEAD", self.act("HEAD", "give-tag", "/customers", all=1, tag_id=system.rsplit("/", 1)[1]))
        self.assertEqual(job["state"], "refused")

    def test_only_its_owner_changes_a_list(self):
        path, list_id = self.new_list("HEAD", "别人的名单", visibility="bank")
        job = self.job("RM1", self.act("RM1", "put-on-list", "/customers/mine", all=1, list_id=list_id))
        self.assertEqual(job["state"], "refused")
        self.assertEqual(self.members("HEAD", path), [])

    def test_lists_of_every_sort(self):
        path, tag = self.new_tag("RM1", "各种列表", visibility="bank")
        self.assertEqual(self.done("RM1", "give-tag", "/customers/mine?sort=-aum&page=2&columns=name", all=1, tag_id=tag)["acted"], 10)
        audience = self.make(self.at("HEAD"), "audiences", name="可操作的客群", condition="aum >= 500000", refresh="daily", visibility="own")
        mine, list_id = self.new_list("HEAD", "来自客群")
        self.assertEqual(self.done("HEAD", "put-on-list", audience, all=1, list_id=list_id)["acted"], 6)
        self.assertEqual(self.done("HEAD", "put-on-list", path, all=1, list_id=list_id)["acted"], 10)
        self.assertEqual(len(self.members("HEAD", mine)), 16)
        named = "/customers?sort=-aum&q=" + urllib.parse.quote("客户01")
        self.assertEqual(self.done("HEAD", "take-off-list", named, all=1, list_id=list_id)["acted"], 1)


class Files(Selecting):
    def test_csv_has_the_columns_and_the_order_of_the_list(self):
        list_ = "/customers?sort=-aum&columns=name,aum,customer_no&where=" + urllib.parse.quote("aum >= 540000")
        job = self.done("HEAD", "export", list_, all=1, form="csv")
        self.assertEqual(job["acted"], 4)
        file = self.file("HEAD", job)
        self.assertEqual(file.status, 200)
        self.assertRegex(file.headers["Content-Disposition"], f'attachment; filename="guanhu-{DAY}.csv"')
        lines = file.text.lstrip("\ufeff").splitlines()
        self.assertEqual(len(lines[0].split(",")), 3)
        self.assertEqual([re.search(r"C0\d\d", line).group() for line in lines[1:]], ["C030", "C029", "C028", "C027"])
        self.assertIn("600000.00", lines[1])
        direct = self.at("HEAD").get(list_ + "&as=csv").text
        self.assertEqual(file.text, direct)                 # the same to the byte

    def test_excel_is_masked_as_the_page_is(self):
        job = self.done("HEAD", "export", "/customers?sort=-aum", all=1, form="xlsx")
        body = self.file("HEAD", job).bytes
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            self.assertIsNone(book.testzip())
            sheet = book.read("xl/worksheets/sheet1.xml").decode()
            words = "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
        self.assertEqual(sheet.count("<row "), 31)
        self.assertIn("客户001", words)
        self.assertNotRegex(words, r"1380000\d{4}|11010119800101")
        picked = self.ids("HEAD", "/customers", "C004", "C006")
        self.assertEqual(self.done("HEAD", "export", "/customers", picked=picked, form="xlsx")["acted"], 2)

    def test_a_list_that_is_a_query(self):
        self.new_tag("HEAD", "要导出的标签")
        job = self.done("HEAD", "export", "/tags", all=1, form="xlsx")
        self.assertEqual(job["acted"], self.at("HEAD").json("/tags").json["total"])
        self.assertEqual(self.act("HEAD", "export", "/tags", picked="1", form="xlsx").status, 409)

    def test_a_file_is_for_whoever_asked(self):
        job = self.done("HEAD", "export", "/customers", all=1, form="csv")
        at = f"/jobs/{job['job_id']}"
        for other in ("RM1", "HEAD2", "ADM", "SUP"):
            self.assertEqual(self.at(other).get(at + "/file").status, 404, other)
        self.assertEqual(self.at("RM1").get(at).status, 404)
        self.assertEqual(self.at("ADM").get(at).status, 200)                       # sees that there was work
        self.assertIsNone(self.at("ADM").json(at).json["job"]["file_name"])
        self.assertEqual(self.at("RM1").post(at + "/cancel").status, 404)
        before = self.audit("selection.download")
        self.assertEqual(self.file("HEAD", job).status, 200)
        self.assertEqual(self.audit("selection.download"), before + 1)
        self.bank.ask(f"update job_file set until = now() - interval '1 second' where job_id = {job['job_id']}")
        self.assertEqual(self.file("HEAD", job).status, 404)
        self.done("HEAD", "export", "/customers", all=1, form="csv")                # clears away what is over
        self.assertEqual(self.bank.ask(f"select count(*) from job_file_part where job_id = {job['job_id']}"), "0")

    def test_parts_are_sealed(self):
        job = self.done("HEAD", "export", "/customers", all=1, form="csv")
        plain = self.bank.ask(f"select count(*) from job_file_part where job_id = {job['job_id']} and position('C001'::bytea in content_sealed) > 0")
        self.assertEqual(plain, "0")

    def test_own_work_is_listed(self):
        self.done("RM1", "export", "/customers/mine", all=1, form="csv")
        rows = self.at("RM1").json("/me/jobs").json["rows"]
        self.assertTrue(rows)
        self.assertTrue(all(row["asked_name"] == "Staff RM1" for row in rows))
        self.assertEqual(self.at("RM1").get("/jobs").status, 403)


class Meanwhile(Selecting):
    """Each changes the bank, so each has one of its own."""

    def held(self):
        """Actions wait: another session holds the lock of their kind."""
        key = 0
        for letter in b"action":
            key = (key * 31 + letter) & (2 ** 64 - 1)
        return Blocked(self.bank, how=f"select pg_advisory_lock({key & (2 ** 63 - 1)})")

    def test_rights_are_those_of_the_moment_it_is_done(self):
        path, tag = self.new_tag("RM1", "离岗", visibility="bank")
        with self.held():
            answers = [self.act("RM1", "give-tag", "/customers/mine", all=1, tag_id=tag) for _ in range(2)]
            self.assertEqual([answer.status for answer in answers], [303, 303])     # several may wait
            self.bank.run("user", "lock", "RM1")
        for answer in answers:
            job = self.job("ADM", answer)
            self.assertEqual(job["state"], "refused", job)
        self.assertEqual(self.members("ADM", path), [])
        self.bank.run("user", "unlock", "RM1")

    def test_one_that_waits_is_cancelled_by_whoever_asked(self):
        path, tag = self.new_tag("HEAD", "取消")
        with self.held():
            answer = self.act("HEAD", "give-tag", "/customers", all=1, tag_id=tag)
            self.assertEqual(self.at("HEAD").post(f"{answer.to}/cancel").status, 303)
        self.assertEqual(self.job("HEAD", answer)["state"], "cancelled")
        self.assertEqual(self.members("HEAD", path), [])

    def test_twenty_wait_no_more(self):
        _, tag = self.new_tag("HEAD", "排队")
        with self.held():
            answers = [self.act("HEAD", "give-tag", "/customers", all=1, tag_id=tag) for _ in range(21)]
            self.assertEqual([answer.status for answer in answers], [303] * 20 + [409])
        jobs = [self.job("HEAD", answer) for answer in answers[:20]]
        self.assertEqual({job["state"] for job in jobs}, {"done"})
        self.assertEqual([job["acted"] for job in jobs], [30] + [0] * 19)          # the longest waiting first

    def test_killed_in_the_middle_nothing_of_it_is_done(self):
        path, tag = self.new_tag("HEAD", "中断")
        with Blocked(self.bank, "customer_tag"):
            answer = self.act("HEAD", "give-tag", "/customers", all=1, tag_id=tag)
            wait_until(lambda: self.at("HEAD").json(answer.to).json["job"]["state"] == "running", "the job runs")
            self.site.kill()
        self.site.__enter__()
        type(self).people = {}
        self.assertEqual(self.job("HEAD", answer)["state"], "broken_off")
        self.assertIn("没有执行", self.at("HEAD").get(answer.to).text)
        self.assertEqual(self.members("HEAD", path), [])
        self.assertEqual(self.done("HEAD", "give-tag", "/customers", all=1, tag_id=tag)["acted"], 30)

    def test_z_days_that_come_meanwhile(self):
        """A selection is of its day while that is in memory, and refused afterwards."""
        _, tag = self.new_tag("HEAD", "跨日")
        gone = day_files()["customer.csv"]
        gone[29] = {**gone[29], "status": "closed"} if "status" in gone[29] else gone[29]
        with self.held():
            answer = self.act("HEAD", "give-tag", "/customers", all=1, tag_id=tag)
            for day in ("2026-02-03", "2026-02-04", "2026-02-05"):
                self.bank.deliver(day, {"customer.csv": gone})
            self.bank.run("batch", self.bank.days)
        job = self.job("HEAD", answer)
        self.assertEqual(job["state"], "refused")
        self.assertIn("请重新打开该列表", job["message"])


if __name__ == "__main__":
    unittest.main()
