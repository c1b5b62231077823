"""Audiences, lists and tags, lived through: in Chinese on a desk, in English on a phone."""

import os
import unittest

import promises
from sheets import workbook
from test_condition_pages import files


class Sets(promises.Promises):
    SCRIPT = "sets.mjs"
    LEAST = 20

    def files(self):
        return files()

    def task(self, bank, somebody):
        numbers = [row["customer_no"] for row in files()["customer.csv"]]
        given = {kind: os.path.join(bank.folder, f"客户.{kind}") for kind in ("xlsx", "csv")}
        with open(given["xlsx"], "wb") as file:
            file.write(workbook([["客户号"]] + [[no] for no in numbers[:3]] + [["nobody"], ["1.23E+17"], [(46027, 1)]]))
        with open(given["csv"], "w", encoding="gb18030") as file:
            file.write("姓名,客户号\n甲," + numbers[2] + "\n乙," + numbers[3] + "\n丙,none\n")
        return {"files": given}


if __name__ == "__main__":
    unittest.main()
