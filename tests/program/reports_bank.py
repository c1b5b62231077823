"""A bank for the tests of reports: two branches, five outlets, customers who come and go, change hands and
lose or win money, on twelve days of half a year."""

import random

from bank import account, customer

DAYS = ["2025-11-30", "2025-12-31", "2026-01-10", "2026-01-20", "2026-01-31", "2026-02-10", "2026-02-20", "2026-02-28",
        "2026-03-10", "2026-03-18", "2026-03-19", "2026-03-20"]
ORGS = [("H", "", "head"), ("T1", "H", "tier1"), ("T2", "H", "tier1"), ("S1", "T1", "subbranch"), ("O1", "S1", "outlet"),
        ("O2", "S1", "outlet"), ("O3", "T1", "outlet"), ("O4", "T2", "outlet"), ("O5", "T2", "outlet")]
OUTLETS = [no for no, _, level in ORGS if level == "outlet"]
STAFF = [("HEAD", "O1", "outlet_head"), ("RM1", "O1", "rm"), ("RM2", "O1", "rm"), ("RM3", "O3", "rm"), ("RM4", "O4", "rm"),
         ("SUP", "T1", "supervisor"), ("TOP", "H", "supervisor"), ("MAR", "T1", "marketer"), ("ADM", "H", "admin"),
         ("TEL", "O1", "open_teller")]
PRODUCTS = [("CUR", "demand", ""), ("DEP", "time", ""), ("HOM", "mortgage", "住房贷款"), ("FND", "fund", ""),
            ("CER", "bond", "凭证式国债"), ("WEA", "wealth", "本利丰"), ("INS", "insurance", ""), ("GLD", "gold", "")]
CUSTOMERS = 160
AMOUNTS = [800, 9000, 40000, 120000, 260000, 700000, 2000000, 9000000]


def number(n):
    return f"C{n:03}"


def home(n):
    return OUTLETS[n % len(OUTLETS)]


def moved_home(n):
    """Some are at home elsewhere from February on."""
    return OUTLETS[(n + 1) % len(OUTLETS)] if n % 19 == 0 else home(n)


def comes(n):
    """Some come later."""
    return DAYS[5] if n % 17 == 0 else DAYS[0]


def leaves(n):
    return n % 23 == 0


def person(n, outlet):
    born = f"{1940 + n % 65}-{n % 12 + 1:02}-{n % 28 + 1:02}"
    return customer(number(n), name=f"客户{n:03}", outlet_no=outlet, birth_date=born)


def cards(n):
    if n % 4:
        return []
    return [{"card_no": f"K{n}", "customer_no": number(n), "kind": "debit", "grade": ["gold", "platinum", "diamond"][n % 3],
             "vip": "1", "status": "active", "issued_on": "2024-01-01", "expires_on": "2030-01-01"}]


def balances(die, n):
    return {code: die.choice(AMOUNTS) + die.randrange(900) + die.randrange(100) / 100
            for code, *_ in die.sample(PRODUCTS, die.randrange(1, 6))}


def rows_of(n, held):
    return [account(f"A{n:03}{code}", number(n), f"{amount:.2f}", product_code=code,
                    outlet_no=home(n) if (n + len(code)) % 7 else OUTLETS[0]) for code, amount in held.items()]


def there(n, day):
    return comes(n) <= day and not (leaves(n) and day >= DAYS[8])


def deliver(bank, seed):
    """All day folders."""
    die = random.Random(seed)
    held = {n: balances(die, n) for n in range(1, CUSTOMERS + 1)}
    for place, day in enumerate(DAYS):
        for n, of in held.items():
            for code in of:
                if n % 6 == 0 and place:                       # falls all the time
                    of[code] *= 0.8
                elif die.random() < 0.3:
                    of[code] = die.choice(AMOUNTS) + die.randrange(100) / 100
        here = [n for n in held if there(n, day)]
        files = {"customer.csv": [person(n, moved_home(n) if day >= "2026-02" else home(n)) for n in here],
                 "account.csv": [row for n in here for row in rows_of(n, held[n])],
                 "card.csv": [row for n in here for row in cards(n)]}
        if place == 0:
            files |= {"org.csv": [{"org_no": no, "parent_no": up, "level": level, "name": f"机构{no}"} for no, up, level in ORGS],
                      "product.csv": [{"product_code": code, "name": f"产品{code}", "class": kind, "family": family}
                                      for code, kind, family in PRODUCTS],
                      "staff.csv": [{"staff_no": no, "name": f"Staff {no}", "org_no": org, "post": post}
                                    for no, org, post in STAFF]}
        bank.deliver(day, files)


MANAGED_BY = {"O1": ["RM1", "RM2"], "O3": ["RM3"], "O4": ["RM4"]}


def assignments():
    for n in range(1, CUSTOMERS + 1):
        managers = MANAGED_BY.get(home(n), [])
        if managers and n % 4 and comes(n) == DAYS[0]:
            yield f"{number(n)},{managers[n % len(managers)]},10000,managed,{DAYS[0]}"
