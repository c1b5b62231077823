"""Rules on screen, lived through: changed, tried, signed, run by the night, explained, taken back; Chinese on a desk, English on a phone."""

import unittest

import promises
from bank import PROGRAM, account, customer, small_bank
from test_rules import staff
from web import Site

CUSTOMERS = 60


class RulesPages(promises.Promises):
    SCRIPT = "rules.mjs"
    DAY = "2026-01-30"
    LEAST = 18

    def files(self):
        files = small_bank()
        files["staff.csv"] = [staff("ADM", "Ann", "admin"), staff("ADM2", "Bo", "admin"), staff("RM1", "Fe", "rm", "O1")]
        files["customer.csv"] = [customer(f"C{n:03}") for n in range(CUSTOMERS)]
        files["account.csv"] = [account(f"A{n:03}", f"C{n:03}", f"{n * 10000}.00") for n in range(CUSTOMERS)]
        return files

    def task(self, bank, somebody):
        bank.run("batch", bank.days, "--date", "2026-02-03")
        site = Site(bank)
        site.port = somebody.port
        signer = site.sign_in("ADM2")
        return {"signer": {"staff": "ADM2", "password": signer.password}, "home": bank.home,
                "night": [str(PROGRAM), "batch", str(bank.days), "--date"], "customer": 26}


if __name__ == "__main__":
    unittest.main()
