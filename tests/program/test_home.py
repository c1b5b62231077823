"""Where customers belong (CARE-7): the outlet delivered, or where most lay over three month ends."""

import random
import unittest

from bank import Bank, account, customer, small_bank

OUTLETS = ["O1", "O2", "O3"]


def bank_files(dice, people=30):
    files = small_bank()
    files["org.csv"] += [{"org_no": no, "parent_no": "T", "level": "outlet", "name": no} for no in OUTLETS[1:]]
    files["product.csv"].append({"product_code": "HML", "name": "Home loan", "class": "mortgage"})
    files["customer.csv"] = [customer(f"C{i}", outlet_no=dice.choice(OUTLETS)) for i in range(people)]
    files["account.csv"] = accounts(dice, people)
    return files


def accounts(dice, people):
    """Anew each time: some have nothing, some owe, some have the same at two outlets."""
    rows = []
    for i in range(people):
        for n in range(dice.randint(0, 4)):
            product = dice.choice(["CUR", "CUR", "FND", "HML"])
            balance = dice.choice(["1000.00", "1000.00", "2500.50", f"{dice.randint(1, 900000)}.07"])
            rows.append(account(f"A{i}-{n}", f"C{i}", balance, product_code=product, outlet_no=dice.choice(OUTLETS),
                                status=dice.choice(["", "", "frozen", "closed"])))
    return rows


def assets(files):
    """{customer: {outlet: fen}} of what counts for aum."""
    lay = {}
    for row in files["account.csv"]:
        if row["product_code"] != "HML" and row["status"] != "closed":
            at = lay.setdefault(row["customer_no"], {})
            at[row["outlet_no"]] = at.get(row["outlet_no"], 0) + round(float(row["balance"]) * 100)
    return lay


def moved(homes, months):
    """The homes after a month end, by what lay where at it and the two before."""
    after = dict(homes)
    for one, home in homes.items():
        total = {}
        for month in months:
            for outlet, amount in month.get(one, {}).items():
                total[outlet] = total.get(outlet, 0) + amount
        best = max(total.items(), key=lambda item: (item[1], item[0] == home, -OUTLETS.index(item[0])), default=(home, 0))
        after[one] = best[0] if best[1] > 0 else home
    return after


def homes_of(bank):
    rows = bank.ask("select c.customer_no, (select o.org_no from org o where o.org_id = h.home_id limit 1) "
                    "from (select distinct on (customer_id) * from customer_home order by customer_id, day desc) h "
                    "join customer c using (customer_id)")
    return dict(row.split("|") for row in rows.splitlines())


class Homes(unittest.TestCase):
    def test_delivered_homes_are_followed(self):
        dice = random.Random(1)
        with Bank() as bank:
            files = bank_files(dice)
            bank.deliver("2026-01-30", files)
            bank.run("batch", bank.days)
            files["customer.csv"][0]["outlet_no"] = "O2"
            files["customer.csv"][1]["outlet_no"] = "O3"
            bank.deliver("2026-01-31", {"customer.csv": files["customer.csv"]})
            bank.run("batch", bank.days)
            with bank.server_kept():
                bank.run("values")
                self.assertEqual(homes_of(bank), {row["customer_no"]: row["outlet_no"] for row in files["customer.csv"]})

    def test_assets_move_homes_at_month_ends(self):
        dice = random.Random(2)
        with Bank() as bank, bank.server_kept():
            files = bank_files(dice)
            bank.deliver("2026-01-15", files)
            bank.run("batch", bank.days)
            bank.ask("insert into rule_set select 2, '2026-01-16', rules || '{\"home_by\": \"assets\"}' from rule_set where version = 1")
            homes, months = {row["customer_no"]: row["outlet_no"] for row in files["customer.csv"]}, []
            for end in ("2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31"):
                files["account.csv"] = accounts(dice, 30)
                files["customer.csv"].append(customer("N" + end, outlet_no="O3"))
                homes["N" + end] = "O3"
                bank.deliver(end, {name: files[name] for name in ("customer.csv", "account.csv")})
                bank.run("batch", bank.days)
                months = [assets(files), *months][:3]
                homes = moved(homes, months)
                self.assertEqual(homes_of(bank), homes, end)
                bank.run("batch", bank.days, "--date", end)
                self.assertEqual(homes_of(bank), homes, end + " again")
            bank.ask("insert into rule_set select 3, '2026-06-01', rules || '{\"home_by\": \"delivered\"}' from rule_set where version = 1")
            for _ in range(2):
                bank.run("batch", bank.days, "--date", "2026-06-01")
                self.assertEqual(homes_of(bank), {row["customer_no"]: row["outlet_no"] for row in files["customer.csv"]})

    def test_a_wrong_parameter_is_told(self):
        with Bank() as bank, bank.server_kept():
            bank.deliver("2026-01-15", small_bank())
            bank.run("batch", bank.days)
            bank.ask("insert into rule_set select 2, '2026-01-16', rules || '{\"home_by\": \"dice\"}' from rule_set where version = 1")
            told = bank.run("batch", bank.days, "--date", "2026-01-16", expect=None)
            self.assertNotEqual(told.code, 0)
            self.assertIn("home_by", told.err)


if __name__ == "__main__":
    unittest.main()
