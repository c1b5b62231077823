"""The program and the plain reference say the same on random banks.

One small bank of every kind here; tests/slow runs many.  A difference is shown with the customer's
history; GUANHU_SEED repeats it."""

import os
import subprocess
import sys
import tempfile
import unittest

from bank import PROGRAM, TESTS

KINDS = ["plain", "mixed", "gaps", "opening", "full", "late", "profile", "hostile"]
SEED = int(os.environ.get("GUANHU_SEED", "1"))


def agree(test, kind, seed, customers, days):
    """Fails with what 'reference agree' says when the two differ."""
    with tempfile.TemporaryDirectory(prefix="guanhu-") as work:
        os.chmod(work, 0o755)        # root's server runs as another user
        done = subprocess.run([sys.executable, "-m", "reference", "agree", "--guanhu", PROGRAM, "--work", work,
                               "--seed", str(seed), "--kind", kind, "--customers", str(customers),
                               "--days", str(days), "--sample", "8"],
                              cwd=TESTS, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True, errors="replace", check=False)
    print(done.stdout.strip().split("\n")[-1])
    test.assertEqual(done.returncode, 0, f"kind {kind}, seed {seed}:\n{done.stdout[-6000:]}")


class Agree(unittest.TestCase):
    def test_a_bank_of_every_kind(self):
        for number, kind in enumerate(KINDS):
            with self.subTest(kind=kind):
                agree(self, kind, SEED + number, 40, 40)


if __name__ == "__main__":
    unittest.main()
