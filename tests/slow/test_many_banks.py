"""The program and the plain reference say the same on many random banks, for as long as there is time."""

import os
import time
import unittest

from test_agree import KINDS, SEED, agree

BANKS = int(os.environ.get("GUANHU_BANKS", "32"))
SECONDS = float(os.environ.get("GUANHU_SECONDS", "3600"))


class ManyBanks(unittest.TestCase):
    def test_a_bank_of_thousands_over_more_than_two_years(self):
        if SECONDS < 600:
            self.skipTest("left out for want of time: the long bank")
        agree(self, "long", SEED + 7, 2500, 800)

    def test_many_banks(self):
        done = 0
        deadline = time.monotonic() + 0.5 * SECONDS
        while done == 0 or done < BANKS and time.monotonic() < deadline:
            kind = KINDS[done % len(KINDS)]
            with self.subTest(kind=kind, seed=SEED + 1000 + done):
                agree(self, kind, SEED + 1000 + done, 30 + done % 7 * 30, 30 + done % 5 * 30)
            done += 1
        if done < BANKS:
            print(f"left out for want of time: {BANKS - done} of {BANKS} banks")


if __name__ == "__main__":
    unittest.main()
