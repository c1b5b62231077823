"""The pages of reports and the dashboard: figures that lead to their customers, own reports saved, shared, copied, deleted,
tiles arranged; who may see what; and what is said where something cannot be shown."""

import io
import re
import unittest
import urllib.parse
import zipfile

from test_views import files
from web import Served


def address(path, **parameters):
    return f"{path}?{urllib.parse.urlencode(parameters)}"


def values(table):
    """{row label: [numbers]} of a table in JSON; a dash is None."""
    return {" · ".join(label["text"] for label in row["labels"]): [cell["value"] and float(cell["value"]) for cell in row["cells"]]
            for row in table["rows"]}


class ReportPages(Served):
    @classmethod
    def fill(cls):
        cls.bank.deliver("2025-12-31", files())         # what is compared with the beginning of the year
        cls.bank.deliver("2026-02-02", {"account.csv": files()["account.csv"]})
        cls.bank.run("batch", cls.bank.days)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for staff_no in ("ADM", "SUP", "HEAD", "RM1", "RM3"):
            cls.at(staff_no)

    def report(self, who="HEAD", **definition):
        answer = self.people[who].json(address("/reports/run", **definition))
        self.assertEqual(answer.status, 200, answer.text[:500])
        return answer.json

    def save(self, who, name, definition, **more):
        answer = self.people[who].post(address("/reports", **definition), {**definition, "name": name, **more})
        self.assertEqual(answer.status, 303, answer.text[-800:])
        return int(re.search(r"view=(\d+)", answer.to).group(1))

    def tiles(self, who):
        return self.people[who].json("/dashboard").json["tiles"]

    # ---- figures and the customers behind them ----

    def test_every_figure_leads_to_as_many_customers(self):
        for definition in ({"by": "aum(0,50000,500000)", "show": "customers"}, {"by": "org(1),gender", "show": "customers"}, {"show": "customers"}):
            with self.subTest(definition):
                table = self.report(**definition)["table"]
                rows = table["rows"] + ([table["all"]] if table["has_all"] else [])
                cells = [cell for row in rows for cell in row["cells"] if cell["value"] and float(cell["value"])]
                self.assertTrue(cells)
                for cell in cells:
                    behind = self.people["HEAD"].json(cell["url"])
                    self.assertEqual(behind.status, 200)
                    self.assertEqual(behind.json["total"], int(float(cell["value"])), cell["url"])

    def test_totals_are_the_sums_of_their_rows(self):
        table = self.report(by="aum(0,50000,500000)", show="customers,sum(aum)")["table"]
        for column, total in enumerate(table["all"]["cells"]):
            self.assertEqual(sum(row[column] or 0 for row in values(table).values()), float(total["value"]))
        self.assertEqual(float(table["all"]["cells"][0]["value"]), 14)

    def test_two_dimensions_stand_as_rows_and_columns_with_their_sums(self):
        table = self.report(by="aum(0,50000,500000),gender", show="customers")["table"]
        self.assertTrue(table["has_sums"])
        for row in values(table).values():
            self.assertEqual(sum(cell or 0 for cell in row[:-1]), row[-1])
        self.assertEqual(float(table["all"]["cells"][-1]["value"]), 14)

    def test_the_page_has_the_figure_the_chart_and_the_table(self):
        page = self.people["HEAD"].get(address("/reports/run", by="aum(0,50000,500000)", show="customers", chart="bar")).text
        self.assertLess(page.index('class="lead-figure"'), page.index('data-chart="bar"'))
        self.assertLess(page.index('data-chart="bar"'), page.index('id="report-table"'))
        self.assertIn("report-told", page)

    def test_a_choice_is_an_address(self):
        shown = self.report(by="tier", show="sum(aum)")
        choices = [choice for switch in shown["switches"] for choice in switch["choices"]]
        averages = next(choice for choice in choices if "month_avg" in choice["url"])
        self.assertEqual(self.people["HEAD"].json(averages["url"]).json["show"], "sum(aum,month_avg)")
        for switch in shown["switches"]:
            self.assertEqual(sum(choice["current"] for choice in switch["choices"]), 1, switch["label"])

    def test_organisations_are_a_path_within_the_own_one(self):
        shown = self.report("SUP", by="org(1)", show="customers")
        self.assertEqual([choice["label"] for choice in shown["path"]], ["机构T1"])
        self.assertEqual([choice["label"] for choice in shown["below"]], ["机构O1"])
        below = self.people["SUP"].json(shown["below"][0]["url"]).json
        self.assertEqual([choice["label"] for choice in below["path"]], ["机构T1", "机构O1"])

    # ---- files ----

    def test_a_report_is_sent_as_csv_and_excel(self):
        definition = {"by": "aum(0,50000,500000)", "show": "customers,sum(aum)"}
        lines = self.people["HEAD"].get(address("/reports/file", form="csv", **definition)).bytes.decode("utf-8-sig").splitlines()
        rows = [line.split(",") for line in lines[1:]]
        self.assertEqual(sum(int(row[2]) for row in rows), 14)
        self.assertEqual(len(lines[0].split(",")), 4)
        book = zipfile.ZipFile(io.BytesIO(self.people["HEAD"].get(address("/reports/file", form="xlsx", **definition)).bytes))
        self.assertIn("xl/worksheets/sheet1.xml", book.namelist())

    # ---- what cannot be shown ----

    def test_what_is_wrong_with_a_definition_is_said_where(self):
        for definition, place, words in (({"by": "nothing"}, "by", "nothing"), ({"show": "sum(nowhere)"}, "show", "nowhere"),
                                         ({"by": "tier", "over": "years(9)"}, "over", "years"), ({"by": "tier", "chart": "cake"}, "chart", "cake")):
            with self.subTest(definition):
                shown = self.report(**definition)
                self.assertEqual(shown["fault_input"], place)
                self.assertIn(words, shown["fault"])
                self.assertFalse(shown["is_shown"])
                page = self.people["HEAD"].get(address("/reports/run", **definition))
                self.assertIn("/reports/new?", page.text)
                refused = self.people["HEAD"].json(address("/reports/file", form="csv", **definition))
                self.assertEqual(refused.status, 409, refused.text)

    def test_a_condition_that_is_no_longer_valid_is_said(self):
        shown = self.report(by="tier", show="customers", where='audience("nobody has this")')
        self.assertIn("nobody has this", shown["said"])
        self.assertFalse(shown["is_shown"])

    def test_absent_reports_are_not_found(self):
        for path in ("/reports/run?view=999", "/reports/999/edit", "/reports/999/delete"):
            self.assertEqual(self.people["HEAD"].json(path).status, 404, path)
        self.assertEqual(self.people["HEAD"].json("/reports/customers?by=tier&show=customers&cell=emperor").status, 409)

    # ---- own reports ----

    def test_a_report_is_saved_under_a_name_and_shown_again(self):
        definition = {"by": "gender", "show": "customers,avg(aum)", "chart": "bar"}
        view = self.save("HEAD", "性别均值", definition, about="每月例会")
        shown = self.report(view=view)
        self.assertEqual((shown["name"], shown["about"], shown["show"], shown["is_changed"]), ("性别均值", "每月例会", "customers,avg(aum)", False))
        self.assertTrue(self.report(view=view, by="tier", show="customers")["is_changed"])
        self.assertIn("性别均值", self.people["HEAD"].get("/reports").text)
        self.assertIn("性别均值", self.people["HEAD"].get("/me/views").text)

    def test_a_shared_report_shows_each_what_he_may_see(self):
        view = self.save("SUP", "共享", {"show": "customers"}, is_shared="1")
        alone = self.save("SUP", "自用", {"show": "customers"})
        self.assertEqual(float(self.report("SUP", view=view)["lead"]["value"]), 14)
        self.assertEqual(float(self.report("RM1", view=view)["lead"]["value"] or 0), 0)
        self.assertEqual(self.people["RM1"].json(f"/reports/run?view={alone}").status, 404)
        self.assertEqual(self.people["RM3"].json(f"/reports/run?view={view}").status, 404)      # of another branch
        self.assertEqual(self.people["RM1"].post(f"/reports/{view}/edit", {"name": "mine now"}).status, 403)
        self.assertEqual(self.people["RM1"].post(f"/reports/{view}/delete").status, 403)
        copied = self.people["RM1"].post(f"/reports/{view}/copy")
        self.assertEqual(self.report("RM1", view=re.search(r"view=(\d+)", copied.to).group(1))["name"], "共享 (2)")

    def test_whoever_renames_an_audience_takes_reports_along(self):
        head = self.people["HEAD"]
        audience = head.post("/audiences", {"visibility": "own", "name": "大户", "condition": "aum >= 500000", "refresh": "daily"}).to
        head.post(audience + "/publish")
        view = self.save("HEAD", "大户报表", {"by": "gender", "show": "customers", "where": 'audience("大户")'})
        count = self.report(view=view)["lead"]["value"]
        self.assertGreater(float(count), 0)
        head.post(audience, {"visibility": "own", "name": "贵宾户", "condition": "aum >= 500000", "refresh": "daily"})
        self.assertEqual(self.report(view=view)["where"], 'audience("贵宾户")')
        self.assertIn("大户报表", head.get(audience + "/delete").text)
        shared = self.save("HEAD", "共享大户", {"show": "customers", "where": 'audience("贵宾户")'}, is_shared="1")
        said = self.report("RM1", view=shared)["said"]
        self.assertIn("贵宾户", said)

    def test_a_report_is_renamed_and_deleted_with_a_warning(self):
        view = self.save("HEAD", "将删除", {"by": "tier", "show": "customers"})
        taken = self.save("HEAD", "已有名", {"by": "tier", "show": "customers"})
        again = self.people["HEAD"].post(f"/reports/{view}/edit", {"name": "已有名"})
        self.assertEqual(again.status, 422)
        self.assertEqual(self.people["HEAD"].post(f"/reports/{view}/edit", {"name": "改名", "about": "x"}).status, 303)
        self.assertEqual(self.report(view=view)["name"], "改名")
        self.people["HEAD"].post("/dashboard/add", {"report": str(view)})
        self.assertEqual(self.people["HEAD"].json(f"/reports/{view}/delete").json["people"], 1)
        self.assertEqual(self.people["HEAD"].json(f"/reports/{taken}/delete").json["people"], 0)
        self.assertEqual(self.people["HEAD"].post(f"/reports/{view}/delete").status, 303)
        place = len(self.tiles("HEAD"))
        tile = self.people["HEAD"].json(f"/dashboard/tile?place={place}").json
        self.assertTrue(tile["is_gone"])
        self.assertTrue(self.tiles("HEAD")[-1]["is_gone"])
        self.people["HEAD"].post("/dashboard/reset")

    # ---- the dashboard ----

    def test_a_dashboard_begins_as_the_post_does_and_is_kept(self):
        begun = [tile["title"] for tile in self.tiles("SUP")]
        self.assertGreater(len(begun), 4)
        self.assertNotEqual(begun, [tile["title"] for tile in self.tiles("RM1")])
        sup = self.people["SUP"]
        self.assertEqual(sup.post("/dashboard/change", {"place": "1", "act": "later"}).status, 303)
        sup.post("/dashboard/change", {"place": "1", "act": "wider"})
        sup.post("/dashboard/change", {"place": "1", "act": "table"})
        now = self.tiles("SUP")
        self.assertEqual([tile["title"] for tile in now], [begun[1], begun[0], *begun[2:]])
        self.assertEqual((now[0]["shown"], now[0]["width"]), ("table", 3))
        order = ",".join(str(n) for n in range(len(now), 0, -1))
        self.assertEqual(sup.post("/dashboard/order", {"order": order}).status, 303)
        self.assertEqual([tile["title"] for tile in self.tiles("SUP")], [tile["title"] for tile in reversed(now)])
        for wrong in ("1,1", "1,2,3,4,5,6,99", "x"):
            self.assertEqual(sup.post("/dashboard/order", {"order": wrong}).status, 422, wrong)
        sup.post("/dashboard/reset")
        self.assertEqual([tile["title"] for tile in self.tiles("SUP")], begun)

    def test_every_tile_of_every_post_can_be_shown(self):
        for who in ("ADM", "SUP", "HEAD", "RM1"):
            for tile in self.tiles(who):
                with self.subTest(who=who, tile=tile["title"]):
                    shown = self.people[who].json(f"/dashboard/tile?place={tile['place']}")
                    self.assertEqual(shown.status, 200)
                    self.assertFalse(shown.json["is_gone"])
                    self.assertTrue(shown.json["is_shown"], shown.json["said"])

    def test_a_dashboard_has_thirty_tiles_at_most(self):
        rm = self.people["RM1"]
        rm.post("/dashboard/reset")
        for _ in range(30 - len(self.tiles("RM1"))):
            self.assertEqual(rm.post("/dashboard/add", {"report": "tiers/1", "shown": "figure"}).status, 303)
        self.assertEqual(rm.post("/dashboard/add", {"report": "tiers/1"}).status, 409)
        self.assertEqual(rm.json("/dashboard/tile?place=30").json["is_shown"], True)
        self.assertEqual(rm.json("/dashboard/tile?place=31").status, 422)
        rm.post("/dashboard/reset")

    def test_only_reports_that_there_are_become_tiles(self):
        for report in ("emperor/1", "tiers/99", "999999", "tiers/x"):
            self.assertEqual(self.people["RM1"].post("/dashboard/add", {"report": report}).status, 422, report)
        self.assertFalse(self.people["RM1"].json("/dashboard").json["is_own"])


if __name__ == "__main__":
    unittest.main()
