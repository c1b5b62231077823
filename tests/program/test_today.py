"""The morning's page says what the values and alerts of the days say: for a manager, a head, a supervisor, and
nobody sees more than theirs.  Every number that leads somewhere is the number that stands there."""

import collections
import datetime
import decimal
import json
import unittest

from bank import Bank, account, customer, small_bank
from web import Served, Site

UNTIL = "2026-11-20"
SIZE = ["--customers", "500", "--days", "8", "--until", UNTIL]
YESTERDAY, MONTH_END = "2026-11-19", "2026-10-31"

# What the lines of the balances add up, in their order.
LINES = [["deposits"], ["wealth"], ["funds"], ["bonds"], ["insurance", "securities", "gold"], ["aum"], ["loans"], ["fa"]]


# As engine/worth.h has it; a large movement is told by what it was.
LEAVING = {"assets_fell", "account_closed", "churning"}
FALLING = {"tier_down", "stage_down", "entered_watch", "entered_attention", "entered_churned", "holding_loss",
           "card_below", "card_cancelled"}
NEWS = {"birthday", "card_expiring"}


def read_on(day):
    """The reader's day, in the bank's zone; the day after the business day, where the clock says nothing."""
    calendar = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=8)).date()
    business = datetime.date.fromisoformat(day)
    return calendar if 0 <= (calendar - business).days <= 10 else business + datetime.timedelta(days=1)


def first_unseen(day):
    """The first day whose alerts could not be read on the last working day."""
    since = read_on(day) - datetime.timedelta(days=1)
    while since.weekday() >= 5:
        since -= datetime.timedelta(days=1)
    return min(since, datetime.date.fromisoformat(day))


def urgency(line, matures_on=None):
    """'matures_on': days until then, of what matures."""
    if line["kind"] == "large_movement":
        return {"risk": 0, "opportunity": 3, "information": 4}[line["group"]]
    if line["kind"] == "product_maturing":
        return 1 if matures_on <= 3 else 3
    return 0 if line["kind"] in LEAVING else 2 if line["kind"] in FALLING else 4 if line["kind"] in NEWS else 3


def total(rows, columns):
    return sum((decimal.Decimal(row[column]) for row in rows for column in columns), decimal.Decimal(0))


class Demo(Served):
    @classmethod
    def fill(cls):
        said = cls.bank.run("demo", *SIZE, "--json", "--quiet").out
        cls.users = {user["post"]: user for user in map(json.loads, said.splitlines())}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.browsers = {}
        cls.read_bank()

    @classmethod
    def read_bank(cls):
        cls.values = {day: {row["customer_no"]: row for row in cls.bank.rows("values", "--date", day)}
                      for day in (UNTIL, YESTERDAY, MONTH_END)}
        week = [str(datetime.date.fromisoformat(UNTIL) - datetime.timedelta(days=age)) for age in range(7)]
        cls.week = [row for day in week for row in cls.bank.rows("alerts", "--date", day)]
        cls.alerts = cls.since(str(first_unseen(UNTIL)))
        ask = cls.bank.ask
        cls.numbers = dict(line.split("|") for line in ask("select customer_id, customer_no from customer").splitlines())
        cls.gone = set(ask("select c.customer_no from customer c join lateral (select gone from customer_record r "
                           "where r.customer_id = c.customer_id order by day desc limit 1) r on r.gone").split())

    @classmethod
    def since(cls, day):
        """What was raised; what matures, the last time only: as newest days come first."""
        told, rows = set(), []
        for row in cls.week:
            maturing = (row["customer_no"], row["from"]) if row["kind"] == "product_maturing" else None
            if row["date"] < day or (maturing and maturing in told):
                continue
            told.add(maturing)
            rows.append(row)
        return rows

    def browser(self, post):
        if post not in self.browsers:
            browser = self.site.browser()
            user = self.users[post]
            browser.post("/sign-in", {"staff": user["staff_no"], "password": user["password"]})
            self.browsers[post] = browser
        return self.browsers[post]

    def today(self, post, query=""):
        answer = self.browser(post).json("/today" + query)
        self.assertEqual(answer.status, 200, answer.text)
        return answer.json

    def person(self, post):
        return self.bank.ask("select staff_id, org_id from staff where staff_no = "
                             f"'{self.users[post]['staff_no']}' order by day desc limit 1").split("|")

    def managed(self, staff, main="="):
        return set(self.bank.ask(
            "select customer_no from customer join care using (customer_id) where relation = 0 "
            f"and staff_ids @> array[{staff}] and staff_ids[1] {main} {staff} and period @> date '{UNTIL}'").split())

    def at_home(self, org):
        return set(self.bank.ask(
            "select c.customer_no from customer c cross join lateral (select home_id from customer_record r "
            "where r.customer_id = c.customer_id order by day desc limit 1) r join org_place h on h.org_id = r.home_id "
            f"join org_place o on o.org_id = {org} and h.first between o.first and o.last").split())

    def check_figures(self, page, mine):
        now, before = ([row for no, row in self.values[day].items() if no in mine] for day in (UNTIL, YESTERDAY))
        month = [row for no, row in self.values[MONTH_END].items() if no in mine]
        for line, columns in zip(page["figures"]["lines"], LINES):
            self.assertEqual(decimal.Decimal(line["now"]), total(now, columns), line)
            for name, rows in (("yesterday", before), ("month_end", month)):
                self.assertEqual(decimal.Decimal(line[name]["amount"]), total(now, columns) - total(rows, columns), line)
        here = [row for row in now if row["customer_no"] not in self.gone]
        self.assertEqual(page["figures"]["customers"], len(here))
        self.assertEqual(page["figures"]["targets"], sum(row["stage"] == "target" for row in here))
        self.assertEqual(page["figures"]["attention"], sum(row["standing"] == "attention" for row in here))
        self.assertEqual(page["figures"]["churned"], sum(row["standing"] == "churned" for row in here))
        tiers = collections.Counter(row["tier"] for row in here)
        self.assertEqual({line["tier"]: line["customers"] for line in page["figures"]["tiers"]}, dict(tiers))

    def check_alerts(self, post, page, mine, query="", alerts=None):
        theirs = [row for row in (self.alerts if alerts is None else alerts) if row["customer_no"] in mine]
        kinds = collections.Counter(row["kind"] for row in theirs)
        self.assertEqual(page["tasks"]["alerts"], len(theirs))
        self.assertEqual({chip["kind"]: chip["count"] for chip in page["tasks"]["chips"]}, dict(kinds))
        lines, seen, worth = [], [], 1
        while worth <= page["tasks"]["pages"]:
            for task in self.today(post, f"?page={worth}{query}")["tasks"]["items"]:
                seen.append(self.numbers[task["customer_id"]])
                lines += [line["kind"] for line in task["lines"]]
            worth += 1
        self.assertEqual(len(seen), len(set(seen)), "a customer stands twice")
        self.assertEqual(set(seen), {row["customer_no"] for row in theirs})
        self.assertEqual(collections.Counter(lines), kinds)
        self.assertEqual(page["tasks"]["customers"], len(seen))
        self.assertEqual(page["tasks"]["chosen"], len(theirs))

    def check(self, post, mine):
        self.assertTrue(mine)
        page = self.today(post)
        self.check_figures(page, mine)
        self.check_alerts(post, page, mine)
        return page

    def test_a_managers_page_is_that_of_the_managed_customers(self):
        for post in ("rm", "open_teller"):
            page = self.check(post, self.managed(self.person(post)[0]))
            self.assertEqual(page["below"]["orgs"], [])

    def test_a_heads_page_is_that_of_the_outlet_and_its_managers(self):
        mine = self.at_home(self.person("outlet_head")[1])
        page = self.check("outlet_head", mine)
        managers = page["below"]["managers"]
        self.assertEqual(sum(unit["customers"] for unit in managers), page["figures"]["customers"])
        self.assertEqual(sum(unit["alerts"] for unit in managers), page["tasks"]["alerts"])
        self.assertEqual(sum(decimal.Decimal(unit["aum"]) for unit in managers), decimal.Decimal(page["figures"]["aum"]))
        names = {unit["name"] for unit in managers if unit["name"]}
        self.assertIn(self.users["rm"]["name"], names)
        free = int(self.bank.ask("select count(*) from customer c where not exists (select from care "
                                 "where care.customer_id = c.customer_id and relation = 0 and period @> current_date) "
                                 f"and c.customer_no = any(array[{','.join(repr(no) for no in self.targets(mine))}])"))
        self.assertEqual(page["below"]["unassigned"], free)
        self.assertEqual(self.today("lobby_manager")["below"]["managers"], [])

    def targets(self, mine):
        return [no for no in mine - self.gone if self.values[UNTIL][no]["stage"] == "target"] or ["-"]

    def test_a_supervisors_page_adds_up_down_to_the_outlets(self):
        page = self.check("supervisor", self.at_home(self.person("supervisor")[1]))
        steps = 0
        while page["below"]["orgs"]:
            orgs = page["below"]["orgs"]
            self.assertEqual(page["today"], str(read_on(UNTIL)))
            for name in ("customers", "targets", "unassigned", "attention", "churned"):
                whole = page["figures"].get(name, page["below"]["unassigned"])
                self.assertEqual(sum(org[name] for org in orgs), whole, name)
            self.assertEqual(sum(decimal.Decimal(org["aum"]) for org in orgs), decimal.Decimal(page["figures"]["aum"]))
            below = [org for org in orgs if org["url"] and org["customers"]]
            if not below:
                break
            page = self.today("supervisor", below[0]["url"].removeprefix("/today"))
            self.check_figures(page, self.at_home(below[0]["id"]))
            self.assertEqual(page["below"]["path"][-1]["id"], below[0]["id"])
            steps += 1
        self.assertGreaterEqual(steps, 2)

    def test_related_customers_stand_apart(self):
        """Of whom somebody else is the main manager nobody is reminded (CFE-R): they are a choice."""
        staff = self.person("rm")[0]
        related = self.managed(staff, "<>") - self.gone
        whose = self.today("rm")["whose"]
        if not related:
            self.assertEqual(whose, [])
            self.skipTest("the manager looks after nobody else's customers in this bank")
        self.assertEqual([tab["count"] for tab in whose], [len(self.managed(staff) - self.gone), len(related)])
        page = self.today("rm", "?related=true")
        self.assertTrue(page["is_related"])
        self.check_figures(page, related)
        self.check_alerts("rm", page, related, "&related=true")

    def test_a_week_of_alerts_can_be_looked_at(self):
        mine = self.at_home(self.person("outlet_head")[1])
        page = self.today("outlet_head", "?days=week")
        week = self.since("0001-01-01")
        self.assertEqual(page["tasks"]["since"], "2026-11-14")
        self.check_alerts("outlet_head", page, mine, "&days=week", week)
        counts = [tab["count"] for tab in page["tasks"]["spans"]]
        self.assertEqual(counts, [len([row for row in rows if row["customer_no"] in mine]) for rows in (self.alerts, week)])
        said = {(self.numbers[task["customer_id"]], line["day"], line["kind"])
                for task in page["tasks"]["items"] for line in task["lines"]}
        self.assertLessEqual(said, {(row["customer_no"], row["date"], row["kind"]) for row in week})
        self.assertGreater(len({day for _, day, _ in said}), 1)

    def test_the_most_urgent_come_first_and_the_most_serious_gives_the_icon(self):
        icons = {"risk": "alert-triangle", "opportunity": "bulb", "information": "info-circle"}
        left = {}
        for row in self.since("0001-01-01"):
            if row["kind"] == "product_maturing":
                days = (datetime.date.fromisoformat(row["to"]) - read_on(UNTIL)).days
                left.setdefault((row["customer_no"], row["date"]), []).append(days)
        for post in ("rm", "outlet_head", "supervisor"):
            page, seen, number = None, [], 1
            while page is None or number <= page["tasks"]["pages"]:
                page = self.today(post, f"?days=week&page={number}")
                for task in page["tasks"]["items"]:
                    key = self.numbers[task["customer_id"]]
                    ranks = [urgency(line, min(left.get((key, line["day"]), [99]))) for line in task["lines"]]
                    several = any(len(left.get((key, line["day"]), [])) > 1 for line in task["lines"])
                    if not several:
                        self.assertEqual(ranks, sorted(ranks), task)
                        seen.append(ranks[0])
                    serious = min((line["group"] for line in task["lines"]), key=list(icons).index)
                    self.assertIn(task["icon"], {icons[serious], "cake"}, task)
                number += 1
            self.assertEqual(seen, sorted(seen), post)
            self.assertGreater(len(set(seen)), 1, post)

    def test_gains_and_losses_name_their_product(self):
        browser = self.browser("supervisor")
        page = browser.json("/today?days=week&view=kind").json
        lines = [line["exact"] for kind in page["tasks"]["kinds"] if kind["kind"] in ("holding_gain", "holding_loss")
                 for task in kind["tasks"] for line in task["lines"]]
        products = self.bank.ask("select distinct name from product").splitlines()
        for said in lines:
            self.assertTrue(any(said.startswith(name) for name in products), said)
        if not lines:
            self.skipTest("nothing gained or lost so much in this bank")

    def list_total(self, post, url):
        answer = self.browser(post).json(url)
        self.assertEqual(answer.status, 200, (url, answer.text))
        return answer.json["total"]

    def check_links(self, post, query=""):
        """Each number beside an address, and what the address says."""
        page = self.today(post, query)
        figures, moves, below = page["figures"], page["moves"], page["below"]
        links = {"customers": (figures["customers"], figures["customers_url"]),
                 "targets": (figures["targets"], figures["targets_url"]),
                 "attention": (figures["attention"], figures["attention_url"]),
                 "churned": (figures["churned"], figures["churned_url"]),
                 "maturities": (moves["week_count"], moves["maturities_url"])}
        if moves["has_birthdays"]:
            links["birthdays"] = moves["birthdays"]["total"], moves["birthdays_url"]
        if page["has_unassigned"]:
            links["unassigned"] = below["unassigned"], below["unassigned_url"]
        for line in figures["tiers"]:
            links[f"tier {line['tier']}"] = line["customers"], line["url"]
        for unit in below["managers"] if page["has_managers"] else []:
            links[f"manager {unit['id']}"] = unit["customers"], unit["url"]
            for name, filtered in (("targets", "stage=target"), ("attention", "standing=attention"), ("churned", "standing=churned")):
                links[f"manager {unit['id']} {name}"] = unit[name], f"{unit['url']}&{filtered}"
        for name, (count, url) in links.items():
            self.assertEqual(self.list_total(post, url), count, (post, query, name, url))
        self.assertEqual(moves["losing"]["total"] + moves["returning"]["total"], figures["attention"] + figures["churned"])
        for tab in page["whose"] + [unit for unit in below["orgs"] if unit["url"]]:
            there = self.today(post, tab["url"].removeprefix("/today"))["figures"]["customers"]
            self.assertEqual(there, tab.get("count", tab.get("customers")), tab)
        for tab in page["tasks"]["groups"] + page["tasks"]["chips"] + page["tasks"]["spans"]:
            there = self.today(post, tab["url"].removeprefix("/today"))["tasks"]
            self.assertIn(tab["count"], (there["chosen"], there["alerts"]), tab)
        return page, len(links)

    def test_every_number_leads_to_as_many(self):
        """Nobody finds 212 customers behind 251."""
        followed = 0
        for post, query in (("rm", ""), ("rm", "?related=true"), ("open_teller", ""), ("outlet_head", ""),
                            ("lobby_manager", ""), ("supervisor", "")):
            page, links = self.check_links(post, query)
            followed += links
        for org in [org for org in page["below"]["orgs"] if org["url"] and org["customers"]][:2]:
            below, links = self.check_links("supervisor", org["url"].removeprefix("/today"))
            followed += links
        self.assertGreater(followed, 60)

    def test_an_outlets_birthdays_are_those_of_its_managers_together(self):
        page = self.today("outlet_head")
        whole = page["moves"]["birthdays"]["total"]
        parts = [self.list_total("outlet_head", unit["url"] + "&birthday=7") for unit in page["below"]["managers"]]
        self.assertEqual(sum(parts), whole)
        self.assertEqual(self.today("lobby_manager")["moves"]["birthdays"]["total"], whole)
        own = self.today("rm")["moves"]["birthdays"]["total"]
        self.assertEqual(own, self.list_total("rm", "/customers/mine?birthday=7"))

    def test_who_goes_on_leaving_comes_before_who_comes_back(self):
        for post in ("rm", "outlet_head", "supervisor"):
            moves = self.today(post)["moves"]
            for name, comes_back in (("losing", False), ("returning", True)):
                changes = [decimal.Decimal(line["change"]["amount"]) for line in moves[name]["items"]]
                self.assertTrue(all((change > 0) == comes_back for change in changes), (post, name, changes))
                self.assertEqual(changes, sorted(changes, reverse=comes_back), (post, name))

    def test_views_and_chips_show_the_same_alerts(self):
        page = self.today("outlet_head")
        kinds = {chip["kind"]: chip["count"] for chip in page["tasks"]["chips"]}
        by_kind = self.today("outlet_head", "?view=kind")["tasks"]["kinds"]
        self.assertEqual({line["kind"]: line["count"] for line in by_kind}, kinds)
        rich = self.today("outlet_head", "?view=customer")["tasks"]["items"]
        amounts = [decimal.Decimal(task["aum"]) for task in rich]
        self.assertEqual(amounts, sorted(amounts, reverse=True))
        for kind in kinds:
            for task in self.today("outlet_head", f"?kind={kind}")["tasks"]["items"]:
                self.assertEqual({line["kind"] for line in task["lines"]}, {kind})
        groups = {tab["url"].partition("group=")[2]: tab["count"] for tab in page["tasks"]["groups"]}
        self.assertEqual(groups.pop(""), sum(groups.values()))

    def test_falls_and_rises_are_those_of_the_values(self):
        mine = self.at_home(self.person("outlet_head")[1])
        for word, column, day in (("aum", "aum", "month"), ("deposits", "deposits", "yesterday"), ("loans", "loans", "month")):
            before = self.values[MONTH_END if day == "month" else YESTERDAY]
            moved = sorted(decimal.Decimal(self.values[UNTIL][no][column])
                           - decimal.Decimal(before[no][column] if no in before else 0)
                           for no in mine - self.gone)
            page = self.today("outlet_head", f"?watch={word}&since={day}")
            for name, wanted in (("falls", [each for each in moved if each < 0]), ("rises", [each for each in moved if each > 0][::-1])):
                found = [decimal.Decimal(line["change"]["amount"]) for line in page["moves"][name]["items"]]
                self.assertEqual(found, wanted[:5], (word, day, name))
                self.assertEqual(page["moves"][name]["total"], len(wanted))

    def test_what_matures_is_what_the_accounts_say(self):
        """Money only: a loan that ends looks for no new home."""
        for post, mine in (("rm", self.managed(self.person("rm")[0])), ("outlet_head", self.at_home(self.person("outlet_head")[1])),
                           ("supervisor", self.at_home(self.person("supervisor")[1]))):
            numbers = ",".join(f"'{no}'" for no in mine)
            lines = self.bank.ask(
                "select r.matures_on, count(*), sum(r.balance), count(*) filter (where r.currency_id > 1) from account a join customer c using (customer_id) "
                "cross join lateral (select * from account_record r where r.customer_id = a.customer_id "
                "and r.account_id = a.account_id order by day desc limit 1) r "
                "join lateral (select class from product p where p.product_id = r.product_id order by day desc limit 1) p "
                f"on p.class not in (2, 3, 4) where c.customer_no in ({numbers}) and r.status < 2 and r.balance > 0 "
                f"and r.matures_on between date '{read_on(UNTIL)}' and date '{read_on(UNTIL)}' + 6 group by 1 order by 1").splitlines()
            days = {line.split("|")[0]: [int(each) for each in line.split("|")[1:]] for line in lines}
            today, later = days.pop(str(read_on(UNTIL)), [0, 0, 0]), list(days.values())
            moves = self.today(post)["moves"]
            self.assertEqual([line["is_today"] for line in moves["maturities"]["items"]],
                             [line["on"] == str(read_on(UNTIL)) for line in moves["maturities"]["items"]])
            self.assertEqual(moves["week_count"] - moves["today_count"], sum(day[0] for day in later), post)
            if not any(day[2] for day in later):   # foreign money has a rate
                self.assertEqual((decimal.Decimal(moves["week_amount"]) - decimal.Decimal(moves["today_amount"])) * 100,
                                 sum(day[1] for day in later), post)
            self.assertGreaterEqual(moves["today_count"], today[0], post)   # and what is paid out already

    def test_nobody_sees_more_than_theirs(self):
        outlet = self.person("outlet_head")[1]
        head = self.person("supervisor")[1]
        other = self.bank.ask(f"select org_id from org_place where first = last and org_id <> {outlet} limit 1")
        for post, org, status in (("outlet_head", outlet, 200), ("outlet_head", other, 404), ("outlet_head", head, 404),
                                  ("lobby_manager", other, 404), ("rm", outlet, 404), ("agent", outlet, 404),
                                  ("supervisor", other, 200), ("supervisor", "999999", 404), ("admin", other, 200)):
            self.assertEqual(self.browser(post).get(f"/today?org={org}").status, status, (post, org))
        for post in ("marketer", "marketing_supervisor", "compliance", "admin"):
            page = self.today(post)
            self.assertEqual(page["tasks"]["items"] + page["moves"]["losing"]["items"], [], post)
            self.assertEqual(page["figures"]["customers"], len(set(self.values[UNTIL]) - self.gone), post)
        for post in ("agent", "closed_teller", "lobby_assistant", "remote_authoriser"):
            page = self.today(post)
            self.assertEqual((page["figures"]["customers"], page["served"]), (0, []), post)
        self.assertIn("nights", self.today("admin")["panels"])
        self.assertNotIn("nights", self.today("rm")["panels"])

    def test_hostile_addresses_are_answered_in_words(self):
        for query in ("?view=x", "?kind=nothing", "?org=0", "?org=-1", "?org=1%20or%201=1", "?page=0", "?page=100000",
                      "?group=%F0%9F%98%80", "?watch=" + "a" * 10000, "?since=day", "?org=99999999999999999999"):
            self.assertIn(self.browser("outlet_head").get("/today" + query).status, (400, 404, 414, 422), query)
        self.assertEqual(self.browser("outlet_head").get("/today?page=999").status, 200)

    def test_the_start_leads_to_the_day(self):
        for post in self.users:
            wanted = "/nights" if post in ("admin", "compliance") else "/today"
            self.assertEqual(self.browser(post).get("/").to, wanted, post)

    def test_who_was_given_away_is_not_shown_any_more(self):
        """What the page is made from is of the night; what may be seen is of now."""
        staff = self.person("open_teller")[0]
        shown = [task["customer_id"] for task in self.today("open_teller")["tasks"]["items"]]
        if not shown:
            self.skipTest("the teller has no alerts in this bank")
        self.bank.ask(f"update care set staff_ids = array[{self.person('rm')[0]}], shares = array[10000] "
                      f"where customer_id = {shown[0]} and relation = 0")
        try:
            now = [task["customer_id"] for task in self.today("open_teller")["tasks"]["items"]]
            self.assertNotIn(shown[0], now)
        finally:
            self.bank.ask(f"update care set staff_ids = array[{staff}] where customer_id = {shown[0]} and relation = 0")


class Small(unittest.TestCase):
    def test_a_first_day_without_history_and_with_nobody_managed(self):
        with Bank() as bank, bank.server_kept():
            files = small_bank()
            files["staff.csv"] += [{"staff_no": "H1", "name": "Head", "org_no": "O1", "post": "outlet_head"},
                                   {"staff_no": "V1", "name": "Supervisor", "org_no": "H", "post": "supervisor"}]
            bank.deliver("2026-01-05", files)
            bank.run("batch", bank.days)
            with Site(bank) as site:
                people = {staff: site.sign_in(staff) for staff in ("S1", "H1", "V1")}
                mine = people["S1"].json("/today").json
                self.assertEqual((mine["figures"]["customers"], mine["has_tasks"]), (0, False))
                self.assertIn("网点负责人", people["S1"].get("/today").text)
                for staff in ("H1", "V1"):
                    page = people[staff].json("/today").json
                    self.assertEqual(page["figures"]["customers"], 2)
                    self.assertEqual(page["figures"]["aum"], "120500.00")
                    self.assertEqual({line["yesterday"]["amount"] for line in page["figures"]["lines"]}, {None})
                    self.assertTrue(page["tasks"]["is_first_day"])
                    self.assertFalse(page["moves"]["can_watch"])
                    self.assertEqual(people[staff].get("/today").status, 200)
                self.assertEqual(people["H1"].json("/today").json["below"]["unassigned"], 1)
                self.next_day(bank, people)

    def next_day(self, bank, people):
        """The page moves to the new day, and to the day run again, as a whole."""
        for balance, wanted in (("190000.00", "70000.00"), ("200000.00", "80000.00")):
            bank.deliver("2026-01-06", {"account.csv": [account("A1", "C1", balance), account("A2", "C2", "500.00")]})
            bank.run("batch", bank.days, *(["--date", "2026-01-06"] if wanted == "80000.00" else []))
            page = self.read_until(people["H1"], "2026-01-06")
            self.assertEqual(page["figures"]["lines"][0]["yesterday"]["amount"], wanted)
            self.assertEqual([task["lines"][0]["kind"] for task in page["tasks"]["items"]], ["assets_rose"])

    def read_until(self, browser, day):
        """The server may still be reading the day in: then it says so and asks to come again."""
        for _ in range(100):
            answer = browser.json("/today")
            if answer.status == 200:
                return answer.json
            self.assertEqual(answer.status, 503)
            self.assertTrue(answer.headers.get("Retry-After"))
        raise AssertionError(f"{day} was never there")

    def test_one_customer_and_one_organisation(self):
        with Bank() as bank, bank.server_kept():
            files = small_bank()
            files["org.csv"] = [{"org_no": "O1", "parent_no": "", "level": "outlet", "name": "Outlet 1"}]
            files["staff.csv"] = [{"staff_no": "H1", "name": "Head", "org_no": "O1", "post": "outlet_head"},
                                  {"staff_no": "V1", "name": "Supervisor", "org_no": "O1", "post": "supervisor"}]
            files["customer.csv"], files["account.csv"] = [customer("C1")], [account("A1", "C1", "1.00")]
            bank.deliver("2026-01-05", files)
            bank.run("batch", bank.days)
            with Site(bank) as site:
                for staff in ("H1", "V1"):
                    page = site.sign_in(staff).json("/today").json
                    self.assertEqual((page["figures"]["customers"], page["figures"]["aum"]), (1, "1.00"))


if __name__ == "__main__":
    unittest.main()
