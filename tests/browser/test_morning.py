"""A morning at the bank's branches, on a small demo bank: every page of morning.json as the post it names,
as in test_pages; and mornings.mjs, in which a manager, a head, a supervisor and others click their way
from signing in to their customers.  Pictures of each page and step stay in build/screenshots.

A page of morning.json: { name, path, post, status?, whole? }.  In its path stand for what the bank has:

    {customer}   the customer with the largest assets whom the post may see; the first one of an RM
    {other}      a customer whom an RM may not see
    {org}        the organisation of the person
    {day}        the newest day

Each page in one of two looks in which everything differs, its neighbour in the other; with GUANHU_LOOKS=all
each in five."""

import json
import os
import sys
import unittest

import browser

sys.path.insert(0, str(browser.TOP / "tests" / "program"))
from bank import Bank  # noqa: E402
from web import Site  # noqa: E402

SIZE = ["--customers", "1500", "--days", "10", "--until", "2026-11-20"]
EVERY_LOOK = ["zh-CN desktop light", "zh-CN phone dark", "zh-CN wide light", "en desktop dark", "en phone light"]
APART = ["zh-CN desktop light", "en phone dark"]
JOURNEYS = ["zh-CN desktop light", "en phone light"]
PAGES = json.loads((browser.HERE / "morning.json").read_text(encoding="utf-8"))["pages"]
LEAST_STEPS = 12

RICHEST = """select r.customer_id
from (select distinct on (customer_id) customer_id, fa from customer_day order by customer_id, day desc) r
order by r.fa desc, r.customer_id limit 1"""
MANAGED = """select r.customer_id
from (select distinct on (d.customer_id) d.customer_id, d.fa from customer_day d
      join care c on c.customer_id = d.customer_id and c.relation = 0 and {who} and upper_inf(c.period)
      order by d.customer_id, d.day desc) r
order by r.fa desc, r.customer_id limit 1"""
AT_HOME = """select r.customer_id
from (select distinct on (d.customer_id) d.customer_id, d.fa from customer_day d
      join (select distinct on (customer_id) customer_id, home_id from customer_home order by customer_id, day desc) h
          on h.customer_id = d.customer_id
      join org_place home on home.org_id = h.home_id
      join org_place own on own.org_id = {org} and home.first between own.first and own.last
      order by d.customer_id, d.day desc) r
order by r.fa desc, r.customer_id limit 1"""
MANAGING, BELOW = {"rm", "open_teller"}, {"outlet_head", "lobby_manager", "supervisor"}


def places(bank, user):
    """What the braces of a path stand for, for that person."""
    staff, org = bank.ask(f"select staff_id, org_id from staff where staff_no = '{user['staff_no']}' "
                          "order by day desc limit 1").split("|")
    question = (MANAGED.format(who=f"{staff} = c.staff_ids[1]") if user["post"] in MANAGING else
                AT_HOME.format(org=org) if user["post"] in BELOW else RICHEST)
    return {"{customer}": bank.ask(question), "{org}": org, "{day}": bank.ask("select max(day) from business_day"),
            "{other}": bank.ask(MANAGED.format(who=f"not c.staff_ids @> array[{staff}]"))}


def page_of(page, users, found):
    path = page["path"]
    for brace, value in found[page["post"]].items():
        path = path.replace(brace, value)
    return {**page, "path": path, "staff": users[page["post"]]["staff_no"]}


def looks_of(pages):
    """(pages, looks) to be walked."""
    if os.environ.get("GUANHU_LOOKS") == "all":
        return [(pages, EVERY_LOOK)]
    return [(pages[number::2], [look]) for number, look in enumerate(APART)]


class Morning(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with Bank() as bank, bank.server_kept():
            said = bank.run("demo", *SIZE, "--json", "--quiet").out
            users = {user["post"]: user for user in map(json.loads, said.splitlines())}
            passwords = {user["staff_no"]: user["password"] for user in users.values()}
            with Site(bank) as site:
                base = f"http://127.0.0.1:{site.port}"
                found = {post: places(bank, user) for post, user in users.items()}
                people = {post: {"staff": user["staff_no"], "password": user["password"], "name": user["name"],
                                 "customer": found[post]["{customer}"], "other": found[post]["{other}"]}
                          for post, user in users.items()}
                cls.seen, cls.visits = {}, 0
                for pages, looks in looks_of([page_of(page, users, found) for page in PAGES]):
                    cls.seen |= browser.walk(base, pages, looks=looks, passwords=passwords)
                    cls.visits += len(pages) * len(looks)
                cls.steps = browser.run_script("mornings.mjs", base=base, shots=str(browser.SHOTS), people=people,
                                               looks=JOURNEYS)

    def test_nothing_is_wrong_with_any_page(self):
        self.assertEqual(len(self.seen), self.visits)
        for (page, look), faults in self.seen.items():
            with self.subTest(page=page, look=look):
                self.assertEqual(faults, [])

    def test_every_step_of_every_morning(self):
        self.assertGreaterEqual(len(self.steps), LEAST_STEPS * len(JOURNEYS))
        for (step, look), faults in self.steps.items():
            with self.subTest(step=step, look=look):
                self.assertEqual(faults, [])


if __name__ == "__main__":
    unittest.main()
