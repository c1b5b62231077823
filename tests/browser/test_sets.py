"""Audiences, lists and tags, lived through: in Chinese on a desk, in English on a phone."""

import os
import unittest

import browser
from sheets import workbook
from test_condition_pages import files
from test_pages import Bank, Site

PROMISES = 20


class Sets(unittest.TestCase):
    def test_every_promise(self):
        with Bank() as bank:
            bank.deliver("2026-02-02", files())
            bank.run("batch", bank.days)
            numbers = [row["customer_no"] for row in files()["customer.csv"]]
            given = {kind: os.path.join(bank.folder, f"客户.{kind}") for kind in ("xlsx", "csv")}
            with open(given["xlsx"], "wb") as file:
                file.write(workbook([["客户号"]] + [[no] for no in numbers[:3]] + [["nobody"], ["1.23E+17"], [(46027, 1)]]))
            with open(given["csv"], "w", encoding="gb18030") as file:
                file.write("姓名,客户号\n甲," + numbers[2] + "\n乙," + numbers[3] + "\n丙,none\n")
            with Site(bank) as site:
                somebody = site.sign_in("ADM")
                browser.SHOTS.mkdir(parents=True, exist_ok=True)
                seen = browser.run_script("sets.mjs", base=f"http://127.0.0.1:{site.port}", shots=str(browser.SHOTS),
                                          staff="ADM", password=somebody.password, files=given)
        self.assertGreaterEqual(len(seen), PROMISES)
        for (promise, look), faults in seen.items():
            with self.subTest(promise=promise, look=look):
                self.assertEqual(faults, [])


if __name__ == "__main__":
    unittest.main()
