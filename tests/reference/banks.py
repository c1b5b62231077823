"""Random banks: day folders that make the rules work, the same ones for the same seed.

Three layers, each a class:

    World   what happens: customers, accounts, cards, rates and transactions move from day to day, mostly to
            places where the rules decide (a limit, one fen above it, one below)
    Writer  how the bank writes it down: charset, delimiter, names and order of columns, full or delta
    Damage  what goes wrong on the way: bad rows, bad files, bad control lines

The world never asks what the rules make of it: rows are rows.  What is delivered late or never comes from
the queue of rows, in which a row may be put on a later day than what refers to it.
"""

import collections
import hashlib
import json
import os
import random

from . import days, layout, money

EDGES = [money.yuan(n) for n in (10_000, 50_000, 100_000, 200_000, 300_000, 500_000, 600_000, 1_500_000, 5_000_000,
                                 10_000_000)]
# How rich a customer is: how many are so, the limits its money stays near, the sizes of its amounts as powers of ten.
WEALTH = {"poor": (45, EDGES[:1], (2, 6.1)), "middle": (35, EDGES[:5], (4, 7.5)), "rich": (20, EDGES, (6, 9))}
CURRENCIES = {"USD": 7.12345678, "EUR": 7.81, "HKD": 0.9123, "JPY": 0.04712345, "KWD": 23.5}
LATE_CURRENCY, NO_CURRENCY = "CHF", "ZZZ"

NAMES = ["王伟", "李娜", "张敏", "刘洋", "陈静", "赵磊", "Anna Smith", "Ō'Neil", "欧阳 修", "阿依·古丽", "𠮷田"]
# Characters whose second byte in GB18030 is the vertical bar or the backslash.
SECOND_BAR = [chr(c) for c in range(0x4E00, 0x9FA5) if chr(c).encode("gb18030")[1:] == b"|"][:20]
SECOND_BACKSLASH = [chr(c) for c in range(0x4E00, 0x9FA5) if chr(c).encode("gb18030")[1:] == b"\\"][:20]
ODD_NAMES = ['Li "Lee" Ming', "Li, Ming", "two\nlines", "two\r\nlines", " blank ", "tab\there", 'end"', '"', "😀", ",",
             "a|b", "back\\slash", "x" * 4096, "名" * 1365]
ODD_NUMBERS = ["客户", "c,1", 'q"1', "Ｃ", "😀", " s", "K" * 58, "名" * 19, "-1", "0", "line\nend", "é", "e\u0301"]

OCCUPATIONS = ["", "", "教师", "医生", "teacher", "教师 ", "é", "e\u0301"]
EDUCATIONS = ["", "本科", "master"]

# What a kind of bank has more or less of; see `features`.
KINDS = {
    "plain": {},
    "hostile": {"bad_rows": 0.5, "bad_files": 0.03, "odd": 0.1, "sloppy": True, "gap": 0.1, "full": 0.05, "away": 0.02,
                "early": 0.15, "late": True, "opening": 0.7},
    "profile": {"profile": True, "odd": 0.1, "bad_rows": 0.2, "full": 0.03, "opening": 0.5, "early": 0.1},
    "gaps": {"gap": 0.6, "late": True, "early": 0.1, "full": 0.05},
    "opening": {"opening": 0.9, "early": 0.1},
    "full": {"full": 0.2, "away": 0.05, "early": 0.1, "bad_rows": 0.3, "gap": 0.1},
    "late": {"late": True, "gap": 0.2, "early": 0.2},
    "long": {"jumps": 0.02, "act": 0.02, "opening": 0.5, "gap": 0.3, "full": 0.005, "away": 0.02, "early": 0.05},
    "mixed": {"profile": True, "bad_rows": 0.3, "bad_files": 0.02, "odd": 0.1, "sloppy": True, "gap": 0.3, "full": 0.05,
              "away": 0.03, "early": 0.15, "late": True, "opening": 0.7},
}


def features(kind):
    """How much of everything a kind of bank has."""
    common = {"act": 0.12,                 # customers to whom something happens, a day
              "jumps": 0.01,               # customers whose assets go elsewhere, a day
              "gap": 0.05,                 # dates without a folder
              "full": 0.01,                # files that are full, a day
              "away": 0.005,               # customers left out of a full customer.csv
              "early": 0.03,               # new customers to whom other rows refer first
              "opening": 0,                # customers with a row in opening.csv
              "bad_rows": 0,               # files with bad rows
              "bad_files": 0,              # files damaged as a whole
              "odd": 0,                    # odd names and numbers
              "sloppy": False,             # byte order marks, CR LF, shuffled columns
              "late": False,               # folders that are late or not ready
              "profile": False}            # written in the bank's own way
    return {**common, **KINDS[kind]}


# --- What happens ------------------------------------------------------------------------------------------

class World:
    """Customers and what they have; every change is put into a queue of rows to deliver."""

    def __init__(self, rng, wants, customers, first, last):
        self.rng, self.wants = rng, wants
        self.details = random.Random(str(rng.getstate()[1][:8]))   # of what the rules never look at
        self.first, self.last = first, last
        self.day = first
        self.queue = collections.defaultdict(lambda: collections.defaultdict(list))   # day -> file -> rows
        self.orgs, self.products, self.accounts, self.cards, self.people = [], {}, {}, {}, {}
        self.rates = {}
        self.transactions = []             # the last ones, to deliver again
        self.arrivals = collections.Counter()
        self.numbers = 0
        self.start_bank()
        start = max(1, int(customers * 0.8)) if last > first else customers
        for _ in range(start):
            self.arrivals[first] += 1
        for _ in range(customers - start):
            self.arrivals[rng.randint(first, last)] += 1

    def emit(self, name, row, delay=0):
        """Deliver a copy of the row, today or some days later."""
        self.queue[self.day + delay][name].append(dict(row))

    def number(self, letter):
        """A new key; sometimes an odd one."""
        self.numbers += 1
        plain = f"{letter}{self.numbers:06d}"
        if self.rng.random() < self.wants["odd"]:
            return (self.rng.choice(ODD_NUMBERS) + plain)[-64:]
        return plain

    def name(self):
        rng = self.rng
        if rng.random() < self.wants["odd"]:
            return rng.choice(ODD_NAMES + [rng.choice(SECOND_BAR) + "氏" + rng.choice(SECOND_BACKSLASH)])
        return rng.choice(NAMES)

    def date(self, day):
        return days.text(day)

    # The bank itself

    def start_bank(self):
        rng = self.rng
        levels = [("HQ", "", "head"), ("T1", "HQ", "tier1"), ("T2", "T1", "tier2"), ("S1", "T2", "subbranch")]
        levels += [(f"O{i}", rng.choice(["S1", "T2"]), "outlet") for i in range(1, 9)]
        rng.shuffle(levels)                # a row may refer to one further down
        for no, parent, level in levels:
            self.orgs.append(no)
            self.emit("org.csv", {"org_no": no, "parent_no": parent, "level": level, "name": self.name(),
                                  "region": rng.choice(["", "东", "West"])})
        for class_ in layout.CLASSES:
            for i in (1, 2):
                self.products[f"{class_.upper()}{i}"] = class_
                self.emit_product(f"{class_.upper()}{i}")
        for currency, rate in CURRENCIES.items():
            self.set_rate(currency, rate)
        for i in range(10):
            self.emit("staff.csv", {"staff_no": f"M{i}", "name": self.name(), "org_no": rng.choice(self.orgs),
                                    "post": rng.choice(layout.POSTS), "phone": "13800000000", "email": "",
                                    "skills": "loan;card", "status": rng.choice(["", "active", "left"])})

    def emit_product(self, code, delay=0):
        rng = self.rng
        self.emit("product.csv", {
            "product_code": code, "name": self.name(), "class": self.products[code], "family": rng.choice(["", "本利丰"]),
            "risk": rng.choice(["", "R1", "R5"]), "term_days": rng.choice(["", "90", "365"]),
            "rate": rng.choice(["", "0.0175", "3.5"]), "min_amount": rng.choice(["", "10000", "50000.00"]),
            "on_sale_from": rng.choice(["", "2020-01-01"]), "on_sale_to": rng.choice(["", "2030-12-31"])}, delay)

    def set_rate(self, currency, rate):
        text = f"{rate:.8f}"
        if self.rng.random() < 0.3:
            text = f"{rate:.2f}" if rate > 0.1 else text
        self.rates[currency] = int(text.replace(".", "")) * 10 ** (8 - len(text.split(".")[1]))
        self.emit("fx.csv", {"currency": currency, "rate": text})

    def bank_moves(self):
        """Rates, and now and then a product's class, a new outlet, a new member of staff."""
        rng = self.rng
        if rng.random() < 0.3:
            for currency in rng.sample(sorted(self.rates), rng.randint(1, len(self.rates))):
                self.set_rate(currency, self.rates[currency] / money.RATE_ONE * rng.uniform(0.97, 1.03))
        if LATE_CURRENCY not in self.rates and rng.random() < 0.03:
            self.set_rate(LATE_CURRENCY, 8.05)
        if rng.random() < 0.02:
            self.emit("fx.csv", {"currency": layout.BASE_CURRENCY, "rate": "1"})
        if rng.random() < 0.02:
            code = rng.choice(["FUND2", "CHANNEL2", "CREDIT_CARD2", "DEMAND2", "MORTGAGE2", "SETTLEMENT2"])
            self.products[code] = rng.choice(layout.CLASSES)
            self.emit_product(code)
        if rng.random() < 0.03:
            no = self.number("N")
            parent = rng.choice(self.orgs[-3:] + ["HQ"])
            self.orgs.append(no)
            row = {"org_no": no, "parent_no": parent, "level": "outlet", "name": self.name(), "region": ""}
            self.emit("org.csv", row, rng.choice([0, 0, 1, 3, 10]))
            for _ in range(rng.choice([0, 1, 3])):     # a chain below it, link by link, perhaps before it
                child = self.number("N")
                self.orgs.append(child)
                row = {**row, "org_no": child, "parent_no": self.orgs[-2]}
                self.emit("org.csv", row, rng.choice([0, 0, 1, 3, 10]))
        if rng.random() < 0.02:
            code = f"NEW{self.day - self.first}"
            self.products[code] = rng.choice(layout.CLASSES)
            self.emit_product(code, rng.choice([0, 1, 5]))
        if rng.random() < 0.03:
            self.emit("staff.csv", {"staff_no": f"M{rng.randint(0, 30)}", "name": self.name(),
                                    "org_no": rng.choice([self.outlet(), self.outlet(), "NOWHERE"]), "post": rng.choice(layout.POSTS),
                                    "phone": "", "email": "a@b.example", "skills": "", "status": ""})

    # Customers

    def birth_date(self):
        rng = self.rng
        year = rng.randint(1935, 2010)
        if rng.random() < 0.1:
            return f"{year // 4 * 4}-02-29"
        if rng.random() < 0.1:
            return rng.choice(["", f"{year}-02-28", f"{year}-01-01", f"{year}-12-31"])
        return days.text(days.day_number(year, 1, 1) + rng.randint(0, 364))

    def new_customer(self):
        rng = self.rng
        no = self.number("C")
        row = {"customer_no": no, "cert_type": "id", "cert_no": f"{rng.randint(10**17, 10**18 - 1)}", "name": self.name(),
               "gender": rng.choice(["", "male", "female"]), "birth_date": self.birth_date(), "phone": "139" * 3,
               "email": "", "address": rng.choice(["", "北京市东城区", 'Street "5", 2']),
               "occupation": self.details.choice(OCCUPATIONS), "education": self.details.choice(EDUCATIONS),
               "marital": self.details.choice(["", "已婚", "未婚", "married"]), "income_year": rng.choice(["", "120000.00", "0"]),
               "risk_level": rng.choice(["", "C1", "C5"]), "risk_assessed_on": rng.choice(["", "2021-06-30"]),
               "outlet_no": self.outlet(), "opened_on": rng.choice(["", self.date(self.day)]),
               "dnd": rng.choice(["", "0", "1"])}
        wealth = rng.choices(list(WEALTH), [share for share, _, _ in WEALTH.values()])[0]
        person = {"row": row, "accounts": [], "cards": [], "wealth": wealth}
        self.people[no] = person
        # Some come after what refers to them, some never.
        delay = rng.choice([1, 2, 5, 20, 100_000]) if rng.random() < self.wants["early"] else 0
        self.emit("customer.csv", row, delay)
        self.new_account(person, "DEMAND1")
        for _ in range(rng.choice([0, 0, 1, 1, 2, 4])):
            self.new_account(person)
        for _ in range(rng.choice([0, 0, 1, 2])):
            self.new_card(person)
        if self.wants["opening"] and rng.random() < self.wants["opening"]:
            self.opening(no, wealth)
        return person

    def outlet(self):
        """An organisation; rather often a new one, of which the bank may not know yet."""
        return self.rng.choice(self.orgs[-3:] if self.rng.random() < 0.2 else self.orgs)

    def change_customer(self, person):
        rng, row = self.rng, person["row"]
        row["birth_date"] = self.birth_date()
        row["name"] = self.name()
        row["outlet_no"] = self.outlet()
        if rng.random() < 0.05:
            row["outlet_no"] = "NOWHERE"
        self.emit("customer.csv", row)
        if row["outlet_no"] == "NOWHERE":
            row["outlet_no"] = "O1"
            if rng.random() < 0.7:
                self.emit("customer.csv", row, rng.randint(1, 10))

    def opening(self, no, wealth):
        """History before the first day; rows of customers that come later wait for them."""
        rng = self.rng
        run = days.day_of_year(self.first) - 1
        level = rng.choice([money.yuan(5_000), self.edge(wealth), self.edge(wealth), self.edge("rich")])
        aum = rng.choice([level, self.edge("rich")])
        row = {"customer_no": no, "fa_ytd_sum": self.plain(max(0, level * run + rng.choice([-1, 0, 0, 1])))}
        for i in range(1, 13):
            if rng.random() < 0.3:
                aum = self.edge(wealth)
            row[f"aum_m{i}"] = rng.choice([self.plain(aum), self.plain(aum), ""])
        row["stage"] = rng.choice(["", "retained", "potential", "target", "target"])
        row["tier"] = rng.choice(["", "potential", "gold", "platinum", "growth", "core"])
        back = rng.choice([1, 30, 90, 150, 178, 179, 180, 181, 182, 183, 184, 185, 200, 400])
        row["since"] = rng.choice(["", self.date(self.first - back)]) if row["stage"] == "target" else ""
        self.queue[self.first]["opening.csv"].append(row)

    # Accounts

    def edge(self, wealth):
        """A limit, or a fen above or below it."""
        return self.rng.choice(WEALTH[wealth][1]) + self.rng.choice([-1, 0, 0, 1])

    def any_amount(self, wealth):
        return int(10 ** self.rng.uniform(*WEALTH[wealth][2]))

    def plain(self, amount):
        """An amount as a bank may write it: 5, 5.5 and 5.50 are one."""
        text = money.text(amount)
        form = self.rng.random()
        if form < 0.1 and text.endswith(".00"):
            return text[:-3]
        if form < 0.2 and text.endswith("0"):
            return text[:-1]
        if form < 0.22 and not text.startswith("-"):
            return "0" + text
        return text

    def in_currency(self, amount, currency):
        """About so much base currency, in another one."""
        if currency in self.rates and currency:
            return amount * money.RATE_ONE // self.rates[currency] + self.rng.choice([-1, 0, 1])
        return amount

    def new_account(self, person, code=None):
        rng = self.rng
        code = code or rng.choice(sorted(self.products))
        class_ = self.products[code]
        currency = rng.choice(["", "", layout.BASE_CURRENCY, "USD", "JPY", rng.choice(sorted(CURRENCIES))])
        if rng.random() < 0.02:
            currency = rng.choice([LATE_CURRENCY, NO_CURRENCY])
        if code == "DEMAND1":
            currency = rng.choice(["", layout.BASE_CURRENCY])
        wealth = person["wealth"]
        amount = rng.choice([0, self.edge(wealth), self.edge(wealth), self.any_amount(wealth), self.any_amount(wealth),
                             -self.any_amount("poor")])
        if amount < 0 and class_ not in ("demand", "mortgage", "credit_loan", "other_loan", "credit_card"):
            amount = -amount
        amount = self.in_currency(amount, currency)
        fund = class_ in ("fund", "wealth")
        no = self.number("A")
        row = {"account_no": no, "customer_no": person["row"]["customer_no"], "product_code": code,
               "currency": currency, "balance": self.plain(amount), "outlet_no": rng.choice(self.orgs),
               "opened_on": self.date(self.day - rng.randint(-5, 2000)),
               "matures_on": self.date(self.day + rng.choice([0, 1, 7, 30, 31, rng.randint(-20, 400)]))
               if rng.random() < 0.4 else "",
               "status": rng.choice(["", "open", "open", "frozen", "closed"] if rng.random() < 0.3 else ["open"]),
               "cost": self.plain(abs(amount)) if fund and rng.random() < 0.7 else "",
               "auto_renew": rng.choice(["", "0", "1"])}
        self.accounts[no] = {"row": row, "cents": amount}
        person["accounts"].append(no)
        self.emit("account.csv", row, 0 if rng.random() > 0.03 else rng.randint(1, 8))
        return no

    def set_balance(self, no, cents):
        account = self.accounts[no]
        account["cents"] = cents
        account["row"]["balance"] = self.plain(cents)
        self.emit("account.csv", account["row"])

    def worth(self, person, classes):
        """About what the customer has in these classes, in base currency."""
        total = 0
        for no in person["accounts"]:
            account = self.accounts[no]
            if self.products.get(account["row"]["product_code"]) in classes and account["row"]["status"] != "closed":
                rate = self.rates.get(account["row"]["currency"], money.RATE_ONE)
                total += money.convert(account["cents"], rate)
        return total

    def jump(self, person):
        """The customer's assets go to another band: exactly to a limit, or a fen beside it, or nearly nothing."""
        rng = self.rng
        if not person["accounts"]:
            return
        main = person["accounts"][0]
        others = self.worth(person, ("demand", "time", "fund", "bond", "wealth", "insurance", "securities", "gold"))
        others -= self.accounts[main]["cents"]
        wealth = person["wealth"]
        goal = rng.choice([self.edge(wealth), self.edge(wealth), self.edge("middle"), self.edge("rich"), 0, 0,
                           money.yuan(9_000), self.any_amount(wealth)])
        if rng.random() < 0.3:             # everything else away first, so that the goal is acct_max too
            for no in person["accounts"][1:]:
                if self.accounts[no]["cents"] > 0:
                    self.set_balance(no, 0)
            others = 0
        self.set_balance(main, goal - others)

    def touch_account(self, person):
        """Something happens to one account."""
        rng = self.rng
        if not person["accounts"]:
            return
        no = rng.choice(person["accounts"])
        account = self.accounts[no]
        row, cents = account["row"], account["cents"]
        what = rng.random()
        if what < 0.45:
            self.set_balance(no, cents + rng.randint(-abs(cents) // 50 - 1, abs(cents) // 40 + 1))
        elif what < 0.65:
            self.set_balance(no, self.in_currency(self.edge(person["wealth"]), row["currency"]))
        elif what < 0.72:
            fall = rng.choice([1, 2, 5])   # a change by exactly a fifth, or of exactly 50,000.00
            self.set_balance(no, cents - cents // 5 * fall if rng.random() < 0.5 else cents - money.yuan(50_000))
        elif what < 0.80:
            row["status"] = rng.choice(["open", "", "frozen", "closed"])
            self.set_balance(no, cents)
        elif what < 0.84:
            row["product_code"] = rng.choice(sorted(self.products))
            if rng.random() < 0.1:
                self.emit("account.csv", {**row, "product_code": "NOTHING"})
            self.set_balance(no, cents)
        elif what < 0.87:
            other = rng.choice(sorted(self.people))
            person["accounts"].remove(no)
            self.people[other]["accounts"].append(no)
            row["customer_no"] = other
            self.set_balance(no, cents)
        elif what < 0.90:
            row["outlet_no"] = rng.choice(self.orgs)
            self.set_balance(no, cents)
        elif what < 0.95:
            row["matures_on"] = self.date(self.day + rng.choice([0, 1, 2, 7, 8, 30, 31]))
            self.set_balance(no, cents)
        elif row["cost"]:
            cost = int(row["cost"].split(".")[0]) * 100
            self.set_balance(no, cost + rng.choice([1, -1]) * cost // 10 + rng.choice([-1, 0, 1]))
        elif abs(cents) < money.yuan(20_000):
            self.set_balance(no, -cents)

    # Cards

    def new_card(self, person):
        rng = self.rng
        no = self.number("K")
        row = {"card_no": no, "customer_no": person["row"]["customer_no"], "kind": rng.choice(["debit", "credit"]),
               "grade": rng.choice(layout.GRADES), "vip": rng.choice(["", "0", "1"]),
               "issued_on": self.date(self.day - rng.randint(0, 1500)),
               "expires_on": rng.choice(["", self.date(self.day + rng.choice([0, 1, 59, 60, 61, 90, 700]))]),
               "status": rng.choice(["", "active", "active", "cancelled"])}
        self.cards[no] = row
        person["cards"].append(no)
        self.emit("card.csv", row)

    def touch_card(self, person):
        rng = self.rng
        if not person["cards"] or rng.random() < 0.3:
            self.new_card(person)
            return
        row = self.cards[rng.choice(person["cards"])]
        what = rng.random()
        if what < 0.4:
            row["status"] = rng.choice(["active", "cancelled"])
        elif what < 0.6:
            row["grade"] = rng.choice(layout.GRADES)
        elif what < 0.8:
            row["expires_on"] = self.date(self.day + rng.choice([-1, 0, 1, 60, 61, 75]))
        else:
            row["vip"] = rng.choice(["0", "1"])
        self.emit("card.csv", row)

    # Transactions, behaviour, relations

    def transact(self, person):
        rng = self.rng
        if not person["accounts"]:
            return
        no = rng.choice(person["accounts"])
        row = {"txn_id": f"T{self.numbers}", "account_no": no, "customer_no": person["row"]["customer_no"],
               "at": self.moment(), "direction": rng.choice(["in", "out"]), "amount": self.plain(self.any_amount("rich")),
               "kind": rng.choice(["", "cash", "transfer", "salary", "card_spend", "other"]),
               "channel": rng.choice(["", "counter", "app"]), "counterparty": self.name() if rng.random() < 0.3 else "",
               "counterparty_bank": "", "own_name": rng.choice(["", "0", "1"]), "note": ""}
        if row["kind"] != "card_spend" and self.details.random() < 0.6:
            row["kind"] = self.details.choice(["purchase", "purchase", "redemption", "interest", "fee", "repayment"])
            row["channel"] = self.details.choice(["counter", "atm", "pos", "web", "app", "thirdparty"])
        self.numbers += 1
        if rng.random() < 0.2:
            currency = self.accounts[no]["row"]["currency"]
            row["amount"] = self.plain(abs(self.in_currency(money.yuan(200_000) + rng.choice([-1, 0, 1]), currency)))
        self.deliver(row)

    def spend(self, person):
        """Credit-card spend and refunds, some of them old, some dated ahead."""
        rng = self.rng
        cards = [no for no in person["accounts"]
                 if self.products.get(self.accounts[no]["row"]["product_code"]) == "credit_card"]
        if not cards:
            no = self.new_account(person, rng.choice(["CREDIT_CARD1", "CREDIT_CARD2"]))
        else:
            no = rng.choice(cards)
        amount = rng.choice([self.any_amount("poor"), self.any_amount("poor"), self.any_amount("middle"),
                             money.yuan(50_000), money.yuan(100_000) + rng.choice([-1, 0, 1]),
                             money.yuan(500_000) + rng.choice([-1, 0, 1])])
        currency = self.accounts[no]["row"]["currency"]
        row = {"txn_id": f"T{self.numbers}", "account_no": no, "customer_no": person["row"]["customer_no"],
               "at": self.moment(), "direction": rng.choice(["out", "out", "out", "in"]),
               "amount": self.plain(max(0, self.in_currency(amount, currency))), "kind": "card_spend",
               "channel": "pos", "counterparty": "", "counterparty_bank": "", "own_name": "", "note": "超市"}
        self.numbers += 1
        self.deliver(row)

    def moment(self):
        rng = self.rng
        day = self.day
        if rng.random() < 0.25:
            day += rng.choice([-1, -3, -30, -363, -364, -365, -366, 1, 2, 30])
        clock = rng.choice(["00:00:00", "23:59:59", f"{rng.randint(0, 23):02d}:{rng.randint(0, 59):02d}:07"])
        return f"{self.date(day)} {clock}"

    def deliver(self, row):
        rng = self.rng
        if rng.random() < 0.02:
            row["account_no"] = "NOACCOUNT"
        self.transactions = self.transactions[-300:] + [row]
        self.emit("transaction.csv", row, 0 if rng.random() < 0.9 else rng.randint(1, 12))

    def redeliver(self):
        """A transaction delivered again, mostly changed; with another date it is another one."""
        rng = self.rng
        if not self.transactions:
            return
        row = dict(rng.choice(self.transactions))
        if rng.random() < 0.6:
            row["amount"] = self.plain(self.any_amount(rng.choice(list(WEALTH))))
        if rng.random() < 0.2:
            row["kind"] = rng.choice(["cash", "card_spend"])
        if rng.random() < 0.2:
            row["direction"] = rng.choice(["in", "out"])
        if rng.random() < 0.1:
            row["at"] = self.moment()
        if rng.random() < 0.1:
            row["customer_no"] = rng.choice(sorted(self.people))
        self.emit("transaction.csv", row)

    def behave(self, person):
        row = {"customer_no": person["row"]["customer_no"], "at": self.moment(), "channel": "app",
               "event": self.rng.choice(["login", "view", "search", "click"]), "object": "基金"}
        for _ in range(self.details.choice([0, 0, 1, 4])):
            self.emit("behaviour.csv", {**row, "channel": self.details.choice(["app", "web", "wechat"]),
                                        "event": self.details.choice(["login", "login", "view", "search", "click"]),
                                        "object": self.details.choice(["", "基金", "credit card", "理财"])})
        self.emit("behaviour.csv", row)

    def relate(self, person):
        other = self.rng.choice(sorted(self.people) + ["NOBODY"])
        self.emit("relation.csv", {"customer_no": person["row"]["customer_no"], "other_no": other,
                                   "kind": self.rng.choice(["spouse", "parent", "friend"])})
        if other != "NOBODY":
            self.emit("relation.csv", {"customer_no": person["row"]["customer_no"], "other_no": other,
                                       "kind": self.details.choice(["child", "employer", "guarantor"])})

    # A day

    def live(self):
        """One day of all of it."""
        rng, wants = self.rng, self.wants
        for _ in range(self.arrivals[self.day]):
            self.new_customer()
        if self.day > self.first:
            self.bank_moves()
        people = sorted(self.people)
        for no in people:
            person = self.people[no]
            if self.day > self.first and rng.random() < wants["jumps"]:
                self.jump(person)
            if rng.random() < wants["act"]:
                self.act(person)
        if rng.random() < 0.5:
            self.redeliver()

    def act(self, person):
        what = self.rng.random()
        if what < 0.45:
            self.touch_account(person)
        elif what < 0.50:
            self.new_account(person)
        elif what < 0.58:
            self.touch_card(person)
        elif what < 0.70:
            self.spend(person)
        elif what < 0.85:
            self.transact(person)
        elif what < 0.90:
            self.change_customer(person)
        elif what < 0.95:
            self.behave(person)
        else:
            self.relate(person)


# --- How it is written -------------------------------------------------------------------------------------

GENDERS = {"M": "male", "F": "female", "U": ""}
STATUSES = {"正常": "open", "冻结": "frozen", "销户": "closed"}
DIRECTIONS = {"C": "in", "D": "out"}


class Raw(str):
    """A field that is written as it is, whatever it holds."""


class Style:
    """How one file is written; the profile says the same to the reader."""

    def __init__(self, name, charset="UTF-8", delimiter=",", quoting="rfc4180", header=True, dates="YYYY-MM-DD",
                 renamed=False, constants=None, values=None):
        self.charset, self.delimiter, self.quoting, self.header, self.dates = charset, delimiter, quoting, header, dates
        self.constants, self.values = constants or {}, values or {}
        self.columns = [c for c in layout.FILES[name].columns if c.name not in self.constants]
        self.names = {c.name: ("列" + c.name if renamed else c.name) for c in self.columns}

    def written(self, column, text):
        """A field's text as this bank writes it."""
        mapped = self.values.get(column.name)
        if mapped:
            backwards = {ours: theirs for theirs, ours in mapped.items()}
            text = backwards.get(text, text)
        if column.kind in ("date", "past", "time") and len(text) >= 10 and text[4] == "-" and text[7] == "-":
            day, rest = text[:10], text[10:]
            if self.dates != "YYYY-MM-DD":
                day = day.replace("-", "")
                day = day if self.dates == "YYYYMMDD" else day[2:]
            text = day + rest
        return text

    def line(self, fields, eager=False):
        """One record."""
        if self.quoting == "none":
            plain = [f.replace(self.delimiter, " ").replace("\n", " ").replace("\r", " ") for f in fields]
            return self.delimiter.join(plain)
        done = []
        for f in fields:
            needs = any(c in f for c in (self.delimiter, '"', "\n", "\r"))
            if not isinstance(f, Raw) and (needs or eager):
                f = '"' + f.replace('"', '""') + '"'
            done.append(f)
        return self.delimiter.join(done)


class Writer:
    """Writes day folders in the bank's own way."""

    def __init__(self, rng, wants, directory):
        self.rng, self.wants, self.directory = rng, wants, directory
        self.damage = Damage(rng, wants)
        self.styles = {name: Style(name) for name in layout.FILES}
        self.delivered = {name: {} for name in layout.ABSENCE_MEANS}      # key -> the row delivered last
        if wants["profile"]:
            self.make_profile()

    def make_profile(self):
        rng = self.rng
        common = {"charset": rng.choice(["UTF-8", "GB18030", "GB18030"]), "delimiter": rng.choice("|,;\t|"),
                  "quoting": rng.choice(["rfc4180", "none"]), "header": rng.choice([True, False]),
                  "dates": rng.choice(["YYYY-MM-DD", "YYYYMMDD", "YYMMDD"])}
        content = {**common, "files": {}}
        renamed = rng.random() < 0.8
        for name in layout.FILES:
            settings, own = dict(common), {}
            if rng.random() < 0.2:
                own["delimiter"] = settings["delimiter"] = rng.choice(["^", "|", "\x01"])
            if rng.random() < 0.2:
                own["dates"] = settings["dates"] = rng.choice(["YYYY-MM-DD", "YYYYMMDD"])
            if rng.random() < 0.1:
                own["charset"] = settings["charset"] = rng.choice(["UTF-8", "GB18030"])
            constants = {"cert_type": "id"} if name == "customer.csv" else {}
            values = {"customer.csv": {"gender": GENDERS}, "account.csv": {"status": STATUSES},
                      "transaction.csv": {"direction": DIRECTIONS}}.get(name, {})
            style = Style(name, **settings, renamed=renamed, constants=constants, values=values)
            rng.shuffle(style.columns)
            self.styles[name] = style
            own["columns"] = [[style.names[c.name], c.name] for c in style.columns]
            if constants:
                own["constants"] = constants
            if values:
                own["values"] = values
            content["files"][name] = own
        if rng.random() < 0.3:             # what is said by default may be left unsaid
            content = {k: v for k, v in content.items() if v not in ("UTF-8", ",", "rfc4180", True, "YYYY-MM-DD")}
        with open(os.path.join(self.directory, "profile.json"), "w", encoding="utf-8") as target:
            json.dump(content, target, ensure_ascii=False, indent=1)

    def folder(self, day, queued, first, is_full):
        """Writes the folder of a day from the rows queued for it; is_full(name) decides the mode."""
        path = os.path.join(self.directory, days.folder_name(day))
        os.makedirs(path)
        manifest = []
        names = list(layout.FILES)
        self.rng.shuffle(names)
        for name in names:
            mode, rows = self.mode_and_rows(name, queued.get(name, []), first, is_full)
            if not rows and mode == "delta" and self.rng.random() > (0.002 if name == "opening.csv" else 0.02):
                continue
            line = self.file(path, day, name, mode, rows, first)
            if line:
                manifest.append(line)
        manifest += self.damage.strange_lines(path)
        with open(os.path.join(path, "MANIFEST"), "w", encoding="utf-8", newline="") as target:
            target.write("".join(manifest))

    def mode_and_rows(self, name, rows, first, is_full):
        """A full file has the last row of every key delivered so far, less those left out."""
        file = layout.FILES[name]
        latest = {}
        if file.key and name != "transaction.csv":
            for row in rows:               # of several changes of a day the last one is delivered
                latest[tuple(row[k] for k in file.key)] = row
            rows = list(latest.values())
        full = first or (is_full(name) and name != "opening.csv")
        if name not in layout.ABSENCE_MEANS:
            return ("full" if full and name not in ("transaction.csv", "behaviour.csv") else "delta"), rows
        known = self.delivered[name]
        known.update(latest)
        if not full:
            return "delta", rows
        kept = []
        for key, row in known.items():
            if first or self.rng.random() >= self.wants["away"]:
                kept.append(row)
        for key in [k for k in known if self.rng.random() < 0.01 and not first]:
            known.pop(key)                 # never again, unless it moves
        return "full", kept

    def file(self, path, day, name, mode, rows, first):
        """Writes one file; returns its line for MANIFEST, or None."""
        rng, style = self.rng, self.styles[name]
        columns, extra = self.columns(name, style)
        records = []
        for row in rows:
            fields = {c.name: style.written(c, row.get(c.name, "")) for c in columns if c}
            records.append([fields[c.name] if c else "不用" for c in columns])
        damaged = not first and rng.random() < self.wants["bad_rows"]
        if damaged and records:
            self.damage.rows(name, style, columns, records, day)
        lines = [style.line(record, rng.random() < 0.05) for record in records]
        header = [style.names[c.name] if c else extra for c in columns]
        trouble = self.damage.file_trouble(first, name)
        if trouble == "header" and style.header:
            header = [h + "x" if c and c.required else h for h, c in zip(header, columns)]
        if style.header:
            lines.insert(0, style.line(header))
        end = "\n"
        if self.wants["sloppy"] and rng.random() < 0.2:
            end = "\r\n"
        text = "".join(line + end for line in lines)
        if self.wants["sloppy"] and rng.random() < 0.2 and lines:
            text = text[:-len(end)]
        data = text.encode(style.charset.lower()).replace(b"@BAD@", b"\xff")
        if self.wants["sloppy"] and rng.random() < 0.2 and style.charset == "UTF-8":
            data = b"\xef\xbb\xbf" + data
        if trouble != "missing":
            with open(os.path.join(path, name), "wb") as target:
                target.write(data)
        if trouble == "unnamed":
            return None
        sha256 = hashlib.sha256(data if trouble != "sha256" else data + b" ").hexdigest()
        count = len(records) + (rng.choice([-1, 1]) if trouble == "rows" and records else 0)
        return f"{name} {count} {sha256} {mode}\n"

    def columns(self, name, style):
        """The columns in file order; None stands for one that the reader does not know."""
        rng = self.rng
        columns = list(style.columns)
        extra = "extra column"
        if self.wants["sloppy"] and style.header:
            if rng.random() < 0.3:
                rng.shuffle(columns)
            if rng.random() < 0.1:
                optional = [c for c in columns if not c.required and c.name not in ("status", "currency", "kind")]
                if optional:
                    columns.remove(rng.choice(optional))
            if rng.random() < 0.2:
                columns.insert(rng.randint(0, len(columns)), None)
        return columns, extra


# --- What goes wrong ---------------------------------------------------------------------------------------

class Damage:
    """Bad rows, bad files."""

    AMOUNTS = ["1,000.00", "12.345", "1e5", " 5", "5 ", "+5", "-5", "12345678901234", "5.", ".5", "５", "0x5", "--5", "5.1.1",
               "NaN", "9999999999999.999"]
    DATES = ["2023-02-30", "2023-2-3", "20230203", "2023/02/03", "2023-13-01", "2023-00-10", "2023-01-00", "0", "x",
             "2023-02-29", "1900-02-29", "２０２３-01-01", "2023-01-01 "]
    TIMES = ["2023-01-01 24:00:00", "2023-01-01", "2023-01-01T10:00:00", "2023-02-30 10:00:00", "2023-01-01 10:00",
             "2023-01-01 10:60:00", "2023-01-01  10:00:00", "2023-01-01 10:00:00.0", "10:00:00"]
    RATES = ["0", "0", "0.0", "0.00000000", "-1", "1.123456789", "1234567890", "", "1,5", "seven"]

    def __init__(self, rng, wants):
        self.rng, self.wants = rng, wants

    def file_trouble(self, first, name):
        if first or self.rng.random() >= self.wants["bad_files"]:
            return None
        return self.rng.choice(["sha256", "rows", "missing", "header", "unnamed"])

    def strange_lines(self, path):
        """Lines for files that nobody knows."""
        if self.wants["sloppy"] and self.rng.random() < 0.05:
            with open(os.path.join(path, "extra.csv"), "w", encoding="utf-8") as target:
                target.write("a,b\n")
            return [f"extra.csv 1 {'0' * 64} full\n"]
        return []

    def rows(self, name, style, columns, records, day):
        """Damages some records: a few, or just 5 % of them, or just more."""
        rng = self.rng
        count = len(records)
        if count >= 20 and rng.random() < 0.3:
            del records[count // 20 * 20:]             # so that exactly 5 % can be bad, or one row more
            for i in rng.sample(range(len(records)), count // 20 + (rng.random() < 0.2)):
                records[i] = self.record(name, style, columns, records[i])
            return
        wanted = min(count, rng.choice([1, max(1, count // 40), count // 20]))
        for i in rng.sample(range(count), wanted):
            records[i] = self.record(name, style, columns, records[i])
        if rng.random() < 0.3 and layout.FILES[name].key:
            self.duplicates(name, style, columns, records)
        if rng.random() < 0.3:
            self.unknown(columns, records)
        if rng.random() < 0.1 and style.quoting == "rfc4180":
            self.quotes(columns, records)

    def record(self, name, style, columns, record):
        """One bad record, in one of many ways."""
        rng = self.rng
        record = list(record)
        if len(record) != len(columns):
            return record                  # it is bad already
        what = rng.random()
        if what < 0.1:
            return record[:-1] if len(record) > 1 else record + [""]
        if what < 0.2:
            return record + [rng.choice(["", "x"])]
        known = [i for i, c in enumerate(columns) if c]
        i = rng.choice(known)
        column = columns[i]
        if what < 0.25:                    # two faults in one row: the first column of the table counts
            record[rng.choice(known)] = "@BAD@"
        if what < 0.35:
            record[i] = record[i] + rng.choice(["@BAD@", "\0", "@BAD@x"])
        elif what < 0.45:
            required = [j for j in known if columns[j].required]
            record[rng.choice(required)] = ""
        elif what < 0.55:
            record[i] = rng.choice(["x" * (column.limit + 1), "名" * (column.limit // 3 + 1), "x" * column.limit])
        else:
            record[i] = self.bad_value(column)
        return record

    def bad_value(self, column):
        rng = self.rng
        if column.kind in ("amount", "balance"):
            return rng.choice(self.AMOUNTS)
        if column.kind in ("date", "past"):
            return rng.choice(self.DATES)
        if column.kind == "time":
            return rng.choice(self.TIMES)
        if column.kind == "rate":
            return rng.choice(self.RATES)
        if column.kind == "code":
            return rng.choice(["OPEN", "x", " open", "2", "活期", "0 "])
        if column.kind == "days":
            return rng.choice(["-1", "1.5", "x"])
        return ""

    def duplicates(self, name, style, columns, records):
        """A key twice; the first good row counts, so sometimes the first one is bad."""
        rng = self.rng
        i = rng.randrange(len(records))
        twin = list(records[i])
        places = [j for j, c in enumerate(columns) if c and c.kind in ("amount", "balance")]
        for j in places:
            if j < len(twin) and twin[j] and rng.random() < 0.7:
                twin[j] = str(rng.randint(1, 10**6))
        if rng.random() < 0.3:
            records[i] = self.record(name, style, columns, records[i])
        records.insert(rng.randint(i + 1, len(records)), twin)

    def unknown(self, columns, records):
        """References to what there is not."""
        rng = self.rng
        places = [j for j, c in enumerate(columns) if c and c.refers]
        if places:
            record = rng.choice(records)
            j = rng.choice(places)
            if j < len(record):
                record[j] = rng.choice(["NOWHERE", "C999999", "x"])

    def quotes(self, columns, records):
        """Quotes where they should not be; one that is never closed only in the last record."""
        rng = self.rng
        places = [j for j, c in enumerate(columns) if c and c.kind == "text" and c.limit == layout.LONG]
        if not places:
            return
        j = rng.choice(places)
        record = rng.choice(records)
        if j < len(record):
            record[j] = Raw(rng.choice(['a "b" c', '"a" b', '"a"b"c', 'a"', '"a""b"']))
        if rng.random() < 0.3 and j < len(records[-1]):
            records[-1][j] = Raw('"never closed')


# --- Making a bank -----------------------------------------------------------------------------------------

def make(directory, seed, customers, count, start, kind, held=None):
    """Writes a bank's day folders; with `held`, some folders are put there and a plan says when they come.

    The plan is a list of {"folder", "after", "what"}: `folder` is to be moved to the day folders (what =
    late, again) or its MANIFEST is (slow, in time, broken) once the batch ran up to `after`; for `again` the
    batch of that date is then run again, and `broken` folders have a malformed MANIFEST until then.
    """
    rng = random.Random(f"{seed} {kind}")
    wants = features(kind)
    first = days.from_text(start)
    last = first + count - 1
    world = World(rng, wants, customers, first, last)
    os.makedirs(directory, exist_ok=True)
    writer = Writer(rng, wants, directory)
    pending = collections.defaultdict(list)
    written = []
    for day in range(first, last + 1):
        world.day = day
        world.live()
        for name, rows in world.queue.pop(day, {}).items():
            pending[name] += rows
        if day in (first, last) or rng.random() >= wants["gap"]:
            writer.folder(day, pending, day == first, lambda name: rng.random() < wants["full"])
            pending.clear()
            written.append(day)
    if wants["late"] and held:
        hold(rng, directory, held, written)
    return first, last


def hold(rng, directory, held, written):
    """Takes some folders or their MANIFEST away, to be delivered later."""
    os.makedirs(held, exist_ok=True)
    middle = written[2:-8]
    plan = []
    for day in sorted(rng.sample(middle, min(len(middle) // 10 + 1, 6, len(middle)))):
        name = days.folder_name(day)
        what = rng.choice(["late", "late", "slow", "in time", "again", "never", "broken"])
        if what in ("in time", "broken"):
            after = day - 1
        else:
            after = day if what == "again" else day + rng.choice([1, 3, 6] if what == "slow" else [0, 0, 1, 3, 6])
        manifest = os.path.join(directory, name, "MANIFEST")
        if what in ("late", "again"):
            os.rename(os.path.join(directory, name), os.path.join(held, name))
        else:
            os.makedirs(os.path.join(held, name))
            os.rename(manifest, os.path.join(held, name, "MANIFEST"))
        if what == "broken":
            with open(manifest, "w", encoding="utf-8") as target:
                target.write(rng.choice(["card.csv 1\n", f"card.csv 1 {'A' * 64} full\n", "\n",
                                         f"card.csv 1 {'a' * 64} whole\n", f"card.csv  1 {'a' * 64} full\n",
                                         f"card.csv -1 {'a' * 64} full\n", f"card.csv 1 {'a' * 63} full\n"]))
        if what != "never":
            plan.append({"folder": name, "after": days.text(after), "what": what})
    with open(os.path.join(held, "plan.json"), "w", encoding="utf-8") as target:
        json.dump(plan, target, indent=1)


def command(options):
    make(options.dir, options.seed, options.customers, options.days, options.start, options.kind, options.held)
    return 0


def add_command(commands):
    parser = commands.add_parser("make", help="write a random bank's day folders")
    parser.add_argument("dir")
    add_size(parser)
    parser.add_argument("--held", help="directory for folders that come late, with plan.json")
    parser.set_defaults(call=command)


def add_size(parser):
    """The arguments that a bank is made of."""
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--customers", type=int, default=100)
    parser.add_argument("--days", type=int, default=60)
    parser.add_argument("--start", default="2023-11-20", help="YYYY-MM-DD")
    parser.add_argument("--kind", default="plain", choices=sorted(KINDS))
