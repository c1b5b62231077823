"""How long daily values are kept: months beyond it answer for their end only, in both ways of writing."""

import datetime
import unittest

from bank import FAILED, Bank, account, small_bank

FIRST = datetime.date(2026, 1, 10)
KEPT = ["2026-01-31", "2026-02-28", "2026-03-31", "2026-06-02", "2026-07-28"]
GIVEN_UP = ["2026-01-11", "2026-02-27", "2026-03-01"]


def tell(ahead_rows):
    """What the bank says of some days after 200 of them, with 40 kept."""
    with Bank(f"ahead_rows = {ahead_rows}\nkeep_days = 40\n") as bank, bank.server_kept():
        bank.deliver(str(FIRST), small_bank())
        for number in range(1, 200):
            amount = f"{number * 1000}.00"
            if number % 3:
                bank.deliver(str(FIRST + datetime.timedelta(days=number)),
                             {"account.csv": [account("A1", "C1", amount), account("A2", "C2", amount)]})
        bank.run("batch", bank.days, "--quiet")
        # The quarters that are over are one partition, and so are the days of July but for the last few.
        past, july = (bank.ask(f"select max(cardinality(incoming.parts_within(name, '2026-{since}', '2026-{until}'))) from incoming.large"
                               " where by_column is not null") for since, until in (("01-01", "07-01"), ("07-01", "08-01")))
        assert past == "1" and int(july) <= 5, (past, july)
        return ([bank.run("values", "--date", day).out for day in KEPT] +
                [bank.run("values", "--date", day, expect=FAILED).err for day in GIVEN_UP])


class Keep(unittest.TestCase):
    def test_old_months_answer_for_their_end(self):
        ahead, direct = tell(0), tell(10 ** 9)
        self.assertEqual(ahead, direct)
        self.assertIn("C1,2026-02-28,target,potential,none,0,normal,49000.00", ahead[1])
        for text in ahead[len(KEPT):]:
            self.assertIn("no longer kept", text)


if __name__ == "__main__":
    unittest.main()
