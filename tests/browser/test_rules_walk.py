"""Rules written, tried and signed by two people at browsers; the next night runs by them, and the way back."""

import unittest

import browser
from bank import account, customer, small_bank
from test_pages import Bank, Site

LEAST = 16


def bank_of_forty():
    files = small_bank()
    files["staff.csv"] = [{"staff_no": no, "name": name, "org_no": "H", "post": post}
                          for no, name, post in (("ADM", "安娜", "admin"), ("CMP", "陈合", "compliance"))]
    files["customer.csv"] = [customer(f"C{n:03}") for n in range(40)]
    files["account.csv"] = [account(f"A{n:03}", f"C{n:03}", f"{n * 10000}.00") for n in range(40)]
    return files


def gold(bank):
    return sum(row["tier"] == "gold" for row in bank.rows("values"))


class RulesWalk(unittest.TestCase):
    def test_a_limit_is_changed_by_two_people(self):
        with Bank() as bank:
            bank.deliver("2026-01-30", bank_of_forty())
            bank.run("batch", bank.days, "--date", "2026-01-31")
            bank.run("batch", bank.days, "--date", "2026-02-27")
            with bank.server_kept(), Site(bank) as site:
                writer, signer = site.sign_in("ADM"), site.sign_in("CMP")
                browser.SHOTS.mkdir(parents=True, exist_ok=True)
                seen = browser.run_script("rules.mjs", base=f"http://127.0.0.1:{site.port}", shots=str(browser.SHOTS),
                                          writer={"staff": "ADM", "password": writer.password},
                                          signer={"staff": "CMP", "password": signer.password})
                for (page, look), faults in seen.items():
                    with self.subTest(page=page, look=look):
                        self.assertEqual(faults, [])
                self.assertGreaterEqual(len(seen), LEAST)
                self.assertEqual(gold(bank), 20)
                bank.run("batch", bank.days, "--date", "2026-02-28")
                self.assertEqual(gold(bank), 10)
                back = writer.post("/rules/1/draft").to
                self.assertEqual(writer.post(back + "/hand-in").status, 303)
                self.assertEqual(signer.post(back + "/sign").status, 303)
                bank.run("batch", bank.days, "--date", "2026-03-31")
                self.assertEqual(gold(bank), 20)


if __name__ == "__main__":
    unittest.main()
