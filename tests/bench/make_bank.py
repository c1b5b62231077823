#!/usr/bin/env python3
"""Writes the day folders of a large bank: make_bank.py DIR CUSTOMERS [DAYS].

The first day is a full load (three accounts a customer); each further one a delta: a tenth of the
accounts, as many transactions, one customer in a hundred.  The same arguments give the same bytes."""

import hashlib
import datetime
import pathlib
import random
import sys

FIRST = datetime.date(2026, 1, 30)
CLASSES = ["demand", "time", "mortgage", "fund", "wealth", "credit_card"]
OUTLETS = 400


def write(folder, files):
    folder.mkdir(parents=True)
    lines = []
    for name, header, rows, mode in files:
        sha, count = hashlib.sha256(), 0
        with open(folder / name, "wb", buffering=1 << 20) as out:
            head = (header + "\n").encode()
            out.write(head)
            sha.update(head)
            for row in rows:
                data = (row + "\n").encode()
                out.write(data)
                sha.update(data)
                count += 1
        lines.append(f"{name} {count} {sha.hexdigest()} {mode}\n")
    (folder / "MANIFEST").write_text("".join(lines))


def customers(numbers, day):
    for n in numbers:
        yield (f"C{n:09},id,{110000000000000000 + n},客户{n},{'male' if n % 2 else 'female'},"
               f"{1940 + n % 60}-{1 + n % 12:02}-{1 + n % 28:02},138{n % 10**8:08},北京市东城区{n % 500}号,"
               f"O{n % OUTLETS:03},2020-01-01,0")


def accounts(numbers, random_balance):
    for n in numbers:
        customer, kind = n // 3, (n * 7 + n // 3) % len(CLASSES)
        yield (f"A{n:010},C{customer:09},P{kind},{'USD' if n % 50 == 0 else ''},{random_balance()},"
               f"O{customer % OUTLETS:03},2020-01-01,{'2026-03-01' if kind == 1 else ''},open,,0")


def transactions(numbers, day):
    for n in numbers:
        customer = n // 3
        yield (f"T{day:%m%d}{n:010},A{n:010},C{customer:09},{day} {n % 24:02}:{n % 60:02}:00,"
               f"{'out' if n % 3 else 'in'},{n % 90000}.{n % 100:02},card_spend,pos,某商户,,0,")


def main(words):
    target, count = pathlib.Path(words[0]), int(words[1])
    days = int(words[2]) if len(words) > 2 else 2
    pick = random.Random(count)

    def balance():
        size = pick.choice((1000, 20000, 300000, 3000000))
        return f"{pick.randrange(size)}.{pick.randrange(100):02}"

    orgs = ["HQ,,head,总行,"] + [f"O{i:03},HQ,outlet,网点{i}," for i in range(OUTLETS)]
    products = [f"P{i},{c},{c}" for i, c in enumerate(CLASSES)]
    c_head = "customer_no,cert_type,cert_no,name,gender,birth_date,phone,address,outlet_no,opened_on,dnd"
    a_head = "account_no,customer_no,product_code,currency,balance,outlet_no,opened_on,matures_on,status,cost,auto_renew"
    t_head = ("txn_id,account_no,customer_no,at,direction,amount,kind,channel,counterparty,"
              "counterparty_bank,own_name,note")
    write(target / f"{FIRST:%Y%m%d}", [
        ("org.csv", "org_no,parent_no,level,name,region", orgs, "full"),
        ("product.csv", "product_code,name,class", products, "full"),
        ("fx.csv", "currency,rate", ["USD,7.1234"], "full"),
        ("customer.csv", c_head, customers(range(count), FIRST), "full"),
        ("account.csv", a_head, accounts(range(3 * count), balance), "full")])
    for i in range(1, days):
        day = FIRST + datetime.timedelta(days=i)
        changed = range(i % 10, 3 * count, 10)
        write(target / f"{day:%Y%m%d}", [
            ("customer.csv", c_head, customers(range(i, count, 100), day), "delta"),
            ("account.csv", a_head, accounts(changed, balance), "delta"),
            ("transaction.csv", t_head, transactions(changed, day), "delta")])


main(sys.argv[1:])
