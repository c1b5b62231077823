"""Every built-in report, as several posts see it: a total is what its rows come to, a figure is what the customers behind it
come to by `guanhu values`, what an organisation shows is what those below it show.

The pages' own addresses are followed; what they lead to is added up here, plainly, from the values of each day."""

import datetime
import os
import re
import unittest
import urllib.parse
from fractions import Fraction

import reports_bank
from reports_bank import DAYS
from web import Served

SEED = int(os.environ.get("GUANHU_SEED", "7"))
POSTS = ["ADM", "TOP", "SUP", "HEAD", "RM1"]
WHOLE = "ADM"                                   # sees everybody, and is asked for every cell; of the others' some
EACH = 5
TODAY = DAYS[-1]
LEVELS = {"none": 0, "potential": 1, "gold": 2, "platinum": 3, "growth": 4, "core": 5}


def day_of(text):
    return datetime.date.fromisoformat(text)


def month_ends_before(day, n):
    for _ in range(n):
        day = day.replace(day=1) - datetime.timedelta(days=1)
    return day


def meant(word, shown, over):
    """The day that a word of the language means, seen from the one that is shown."""
    day = day_of(shown)
    if word == "yesterday" or (word == "before" and over.startswith("days")):
        return str(day - datetime.timedelta(days=1))
    if word == "month_end" or (word == "before" and over.startswith("months")):
        return str(month_ends_before(day, 1))
    if word.endswith("_months_ago"):
        return str(month_ends_before(day, int(word.split("_")[0])))
    if word == "year_begin":
        return str(day.replace(month=1, day=1) - datetime.timedelta(days=1))
    if word == "before":                        # of ten-day periods
        last = 20 if day.day > 20 else 10 if day.day > 10 else 0
        return str(day.replace(day=last) if last else month_ends_before(day, 1))
    return {"": shown, "today": shown}[word]


def split(text):
    """At commas outside parentheses."""
    return re.findall(r"[^,(]+(?:\([^)]*\)[^,]*)?", text)


class Cell:
    """A figure of a page: where it leads, and what it says."""

    def __init__(self, url, value):
        self.url, self.value = url, value
        asked = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(url).query, keep_blank_values=True))
        self.by, self.cell, self.over = asked.get("by", ""), asked.get("cell", ""), asked.get("over", "")
        self.day = asked.get("point") or meant(asked.get("at", ""), TODAY, "")
        self.then = asked.get("as") == "then"
        self.definition = {name: text for name, text in asked.items() if name not in ("cell", "point", "measure")}
        self.measure = split(asked.get("show", "customers"))[int(asked.get("measure", 0))]
        self.what, _, options = self.measure.partition("(")
        self.options = options.rstrip(")").split(",") if options else []
        self.since = next((o[3:] for o in self.options if o.startswith("vs_")), None)
        self.basis = next((o for o in self.options if o.endswith("_avg") and o != "fa_avg"), None)
        self.field = self.options[0] if self.options and not self.options[0].startswith("vs_") else None

    def adds_up(self):
        return self.what in ("customers", "sum") and "rate" not in self.options

    def group(self):
        """Cells that divide the same figure."""
        return self.by, self.measure, self.day, self.definition.get("show"), self.definition.get("at")

    def at(self, day):
        """The same group's plain figure of another day, without what is compared."""
        options = [o for o in self.options if not o.startswith("vs_") and o != "rate"]
        show = self.what + (f"({','.join(options)})" if options else "")
        asked = {name: text for name, text in self.definition.items() if name not in ("show", "over", "order", "chart", "first")}
        return "/reports/customers?" + urllib.parse.urlencode({**asked, "show": show, "at": day, "cell": self.cell})


def figures(view):
    for section in view["sections"]:
        if section["is_figures"]:
            for figure in [section["lead"], *section["figures"]]:
                if figure["url"]:
                    yield Cell(figure["url"], figure["value"])


def tables(view):
    return [section["table"] for section in view["sections"] if section["is_table"] and not section["said"]]


def cells_of(table):
    """(of the rows, of the foot)."""
    rows = [Cell(c["url"], c["value"]) for row in table["rows"] for c in row["cells"] if c["url"]]
    foot = [Cell(c["url"], c["value"]) for c in table["all"]["cells"] if c["url"]] if table["has_all"] else []
    return rows, foot


def wrong_totals(table):
    """What a table's foot says and its rows do not come to; both in yuan or customers."""
    if table["is_cut"]:
        return []
    rows, foot = cells_of(table)
    wrong = []
    for total in foot:
        if total.cell or not total.adds_up() or re.search(r"\b(holds|tag)\b", total.by):
            continue
        come_to = sum(Fraction(c.value) for c in rows if c.group() == total.group())
        if come_to != Fraction(total.value):
            wrong.append((total.measure, total.day, str(total.value), str(come_to)))
    return wrong


class Reports(Served):
    CONFIG = "requests_per_minute = 0\n"

    @classmethod
    def fill(cls):
        reports_bank.deliver(cls.bank, SEED)
        cls.bank.run("batch", cls.bank.days)
        cls.bank.assign(*reports_bank.assignments())
        cls.values = {day: {row["customer_no"]: row for row in cls.bank.rows("values", "--date", day)
                            if reports_bank.there(int(row["customer_no"][1:]), day)} for day in DAYS}
        cls.lists = {}

    def page(self, post, url):
        answer = self.at(post).json(url)
        self.assertEqual(answer.status, 200, (url, answer.text[:300]))
        return answer.json

    def reports(self, post):
        """The address of each report in each of its views."""
        for group in self.page(post, "/reports")["group"]:
            for item in group["items"]:
                views = self.page(post, item["url"])["views"]
                yield from [view["url"] for view in views] or [item["url"]]

    def behind(self, post, url):
        """The customers of a list, all pages."""
        if (post, url) not in self.lists:
            found, page = [], 1
            while True:
                answer = self.page(post, f"{url}&page={page}")
                found += [row["customer_no"] for row in answer["rows"]]
                if page >= answer["pages"]:
                    break
                page += 1
            self.assertEqual(len(found), answer["total"], url)
            self.lists[post, url] = set(found)
            self.assertEqual(len(self.lists[post, url]), len(found), url)
        return self.lists[post, url]

    # --- plainly ----------------------------------------------------------------------------------------

    def held(self, customer, field, day):
        """In fen, or a number; of a day without a file that of the last one before."""
        known = max((d for d in DAYS if d <= day), default=None)
        row = self.values[known].get(customer) if known else None
        return Fraction(row[field]) if row else Fraction(0)

    def averaged(self, customer, field, basis, day):
        last = day_of(day)
        first = {"month_avg": last.replace(day=1), "year_avg": last.replace(month=1, day=1),
                 "quarter_avg": last.replace(month=(last.month - 1) // 3 * 3 + 1, day=1)}[basis]
        days = [str(first + datetime.timedelta(days=n)) for n in range((last - first).days + 1)]
        return sum(self.held(customer, field, d) for d in days) / len(days)

    def figure(self, cell, customers, day):
        """What those come to at that day."""
        there = [c for c in customers if c in self.values[day]]
        if cell.what == "customers":
            return Fraction(len(there))
        each = [self.averaged(c, cell.field, cell.basis, day) if cell.basis else self.held(c, cell.field, day) for c in there]
        return sum(each, Fraction(0)) if cell.what == "sum" else sum(each, Fraction(0)) / max(len(each), 1)

    def expected(self, post, cell):
        """None: it is a share of others, or a median."""
        if cell.what in ("share", "median", "top"):
            return None
        customers = self.behind(post, cell.url)
        if not cell.since:
            return self.figure(cell, customers, cell.day)
        day = meant(cell.since, cell.day, cell.over)
        if cell.then:                           # who was there then are others: each list by itself
            now = self.figure(cell, self.behind(post, cell.at(cell.day)), cell.day)
            before = self.figure(cell, self.behind(post, cell.at(day)), day)
            self.assertEqual(customers, self.behind(post, cell.at(cell.day)) | self.behind(post, cell.at(day)), cell.url)
        else:
            now, before = self.figure(cell, customers, cell.day), self.figure(cell, customers, day)
        if "rate" in cell.options:
            return (now - before) / before * 100 if before > 0 else None
        return now - before

    def check_cell(self, post, cell):
        wanted = self.expected(post, cell)
        if wanted is None:
            self.assertTrue(self.behind(post, cell.url), cell.url)
            return
        exact = cell.adds_up() and not cell.basis
        self.assertAlmostEqual(Fraction(cell.value), wanted, None, (post, cell.url, cell.measure),
                               delta=Fraction(0) if exact else Fraction(2, 100))

    # --- what is promised -------------------------------------------------------------------------------

    def test_every_total_is_what_its_rows_come_to(self):
        seen = 0
        for post in POSTS:
            for url in self.reports(post):
                for table in tables(self.page(post, url)):
                    seen += 1
                    with self.subTest(post=post, url=url, heads=[h["label"] for h in table["heads"]][:3]):
                        self.assertEqual(wrong_totals(table), [])
        self.assertGreater(seen, 60 * len(POSTS))

    def test_every_figure_is_what_its_customers_come_to(self):
        seen = 0
        for post in POSTS:
            for url in self.reports(post):
                view = self.page(post, url)
                cells = [cell for table in tables(view) for part in cells_of(table) for cell in part]
                some = cells if post == WHOLE else cells[::EACH]
                for cell in [*figures(view), *some]:
                    seen += 1
                    with self.subTest(post=post, url=url, cell=cell.cell, measure=cell.measure, day=cell.day):
                        self.check_cell(post, cell)
        self.assertGreater(seen, 1500)

    def test_averages_are_of_the_days(self):
        for basis in ("month_avg", "quarter_avg", "year_avg"):
            for name in ("tiers", "league"):
                view = self.page(WHOLE, f"/reports/built-in/{name}?basis={basis}")
                cells = [*figures(view), *(c for t in tables(view) for part in cells_of(t) for c in part)]
                averages = [c for c in cells if c.basis == basis and not c.then and not c.since]
                self.assertTrue(averages or name == "league")
                for cell in averages:
                    with self.subTest(basis=basis, name=name, cell=cell.cell, measure=cell.measure):
                        self.check_cell(WHOLE, cell)

    def test_parts_are_apart_and_whole(self):
        """A customer is in one row; all together are those of the foot."""
        for url in self.reports(WHOLE):
            for table in tables(self.page(WHOLE, url)):
                rows, foot = cells_of(table)
                for total in [c for c in foot if not c.cell and c.measure == "customers" and not table["is_cut"]]:
                    several = re.search(r"\b(holds|tag)\b", total.by)
                    parts = [self.behind(WHOLE, c.url) for c in rows if c.group() == total.group()]
                    with self.subTest(url=url, by=total.by):
                        whole = self.behind(WHOLE, total.url)
                        self.assertEqual(set().union(*parts), whole)
                        self.assertTrue(several or sum(map(len, parts)) == len(whole))

    def test_who_stands_in_a_row_belongs_there(self):
        """By tier, number of classes, band of assets, manager and home."""
        seen = set()
        for url in self.reports(WHOLE):
            for table in tables(self.page(WHOLE, url)):
                for cell in cells_of(table)[0]:
                    if cell.since or not cell.cell:
                        continue
                    for dim, key in zip(split(cell.by), cell.cell.split("~")):
                        seen |= {dim.split("(")[0].split("@")[0]} if self.check_part(cell, dim, key) else set()
        self.assertEqual(seen, {"tier", "fa", "product_kinds", "manager", "org"})

    def check_part(self, cell, dim, key):
        name, _, at = dim.partition("@")
        shown = cell.day if cell.then or not cell.over else TODAY
        day = meant(at, shown, "") if at else shown
        name, _, cuts = name.partition("(")
        for customer in self.behind(WHOLE, cell.url):
            row, told = self.values[day].get(customer), (cell.url, customer)
            if row is None:
                continue
            if name in ("tier", "product_kinds"):
                self.assertEqual(row[name], key, told)
            elif name == "fa":
                cuts_from = [0, *map(int, cuts.rstrip(")").split(","))]
                low = 0 if key == "below" else int(float(key))
                high = next((c for c in cuts_from if c > low), None)
                self.assertTrue(low <= float(row["fa"]) and (high is None or float(row["fa"]) < high), told)
            elif name == "manager" and day == TODAY:
                self.assertEqual(self.manager(customer), key, told)
            elif name == "org" and day == TODAY and key != "-":
                self.assertIn(self.home(customer), self.below(key), told)
        return name in ("tier", "product_kinds", "fa", "manager", "org")

    @staticmethod
    def manager(customer):
        rows = (row.split(",") for row in reports_bank.assignments())
        return next((staff for no, staff, *_ in rows if no == customer), "-")

    @staticmethod
    def home(customer):
        return reports_bank.moved_home(int(customer[1:]))

    @staticmethod
    def below(org):
        found = {org}
        for no, up, _ in reports_bank.ORGS:
            found |= {no} if up in found else set()
        return found

    def test_the_levels_of_the_tree_add_up(self):
        """What an organisation's row says is what the report of that organisation says of all."""
        seen = 0
        for url in self.reports(WHOLE):
            view = self.page(WHOLE, url)
            for number, table in enumerate(tables(view)):
                for row in table["rows"]:
                    label, cells = row["labels"][0], row["cells"]
                    if not label["url"] or not cells[0]["url"] or table["has_sums"]:
                        continue
                    under = tables(self.page(WHOLE, label["url"]))[number]
                    for above, cell in zip(cells, under["all"]["cells"]):
                        if above["url"] and Cell(above["url"], "0").what in ("customers", "sum", "avg"):
                            seen += 1
                            with self.subTest(url=url, org=label["text"]):
                                self.assertEqual(above["value"], cell["value"])
        self.assertGreater(seen, 50)

    def test_nobody_is_counted_who_may_not_be_seen(self):
        def all_of(post):
            cells = figures(self.page(post, "/reports/built-in/size-bands"))
            return self.behind(post, next(c for c in cells if c.measure == "customers").url)
        everybody = set(self.values[TODAY])
        self.assertEqual(all_of("ADM"), everybody)
        self.assertEqual(all_of("TOP"), everybody)
        self.assertEqual(all_of("SUP"), {c for c in everybody if self.home(c) in self.below("T1")})
        self.assertEqual(all_of("HEAD"), {c for c in everybody if self.home(c) == "O1"})
        self.assertEqual(all_of("RM1"), {c for c in everybody if self.manager(c) == "RM1"})

    def test_the_churning_are_those_who_fell(self):
        cells = figures(self.page(WHOLE, "/reports/built-in/churning"))
        told = self.behind(WHOLE, next(c for c in cells if c.measure == "customers").url)
        ends = [str(month_ends_before(day_of(TODAY), n)) for n in (3, 2, 1)] + [TODAY]
        fell = {c for c in self.values[TODAY]
                if self.held(c, "aum", ends[0]) >= 50000
                and all(self.held(c, "aum", a) > self.held(c, "aum", b) for a, b in zip(ends, ends[1:]))}
        self.assertTrue(fell)
        self.assertEqual(told, fell)

    def test_places_follow_the_figures(self):
        table = tables(self.page(WHOLE, "/reports/built-in/league?view=aum"))[1]
        place = next(i for i, head in enumerate(table["heads"]) if head["unit"] == "place")
        rows = [row["cells"] for row in table["rows"] if row["cells"][place]["value"]]
        before = [Fraction(c[0]["value"]) - Fraction(c[1]["value"]) for c in rows]
        self.assertEqual([c[place]["value"] for c in rows], [str(n + 1) for n in range(len(rows))])
        self.assertEqual([int(c[place + 1]["value"]) for c in rows], [1 + sum(b > a for b in before) for a in before])

    def test_a_wrong_total_is_noticed(self):
        table = tables(self.page(WHOLE, "/reports/built-in/tiers"))[0]
        self.assertEqual(wrong_totals(table), [])
        cell = next(c for c in table["rows"][1]["cells"] if c["url"] and Cell(c["url"], "0").what == "sum")
        cell["value"] = str(Fraction(cell["value"]) + 1)
        self.assertEqual(len(wrong_totals(table)), 1)

    def test_a_wrong_figure_is_noticed(self):
        cell = next(c for c in figures(self.page(WHOLE, "/reports/built-in/tiers")) if c.what == "sum")
        self.check_cell(WHOLE, cell)
        cell.value = str(Fraction(cell.value) + Fraction(1, 100))
        with self.assertRaises(AssertionError):
            self.check_cell(WHOLE, cell)

    def test_what_is_not_there_is_said(self):
        self.assertEqual(self.at(WHOLE).get("/reports/built-in/nothing").status, 404)
        self.assertEqual(self.at(WHOLE).get("/reports/built-in/tiers?basis=week").status, 422)
        self.assertEqual(self.at("TEL").get("/reports/built-in/tiers").status, 403)
        self.assertNotIn("churning", str(self.page("MAR", "/reports")))
        said = self.page("HEAD", "/reports/built-in/tiers?org=O4")["sections"]
        self.assertTrue(all(s["said"] or not s["table"]["rows"] for s in said), "another outlet's figures")


if __name__ == "__main__":
    unittest.main()
