"""Killed at any moment, the next call goes on where it stood.

"guanhu batch" is killed with SIGKILL at random moments, in some cases with the database server under
it, until the bank is done; between the kills the engine's files are torn, cut, removed or replaced by
older ones.  Then everything it can tell must be what an undisturbed run tells, byte
by byte.  GUANHU_SEED repeats a run, GUANHU_KILLS says how many kills (200), GUANHU_SECONDS how long."""

import collections
import os
import random
import shutil
import signal
import subprocess
import sys
import time
import unittest

from bank import TESTS, Bank

KILLS = int(os.environ.get("GUANHU_KILLS", "200"))
SEED = int(os.environ.get("GUANHU_SEED", "1"))
DEADLINE = time.monotonic() + 0.8 * float(os.environ.get("GUANHU_SECONDS", "3600"))
KINDS = ["plain", "mixed", "gaps", "opening", "full"]
KILLS_OF_A_BANK = 40         # so many at most on one bank, then it may finish


def make_days(bank, seed):
    subprocess.run([sys.executable, "-m", "reference", "make", bank.days, "--seed", str(seed), "--customers", "60",
                    "--days", "45", "--kind", KINDS[seed % len(KINDS)]], cwd=TESTS, check=True,
                   stdout=subprocess.DEVNULL)


def spoil(bank, rng, old):
    """Does something to the engine's files: torn, cut, gone, stale, or nothing.  'old' is a folder for
    files of an earlier moment."""
    folder = os.path.join(bank.home, "engine")
    names = sorted(os.listdir(folder)) if os.path.isdir(folder) else []
    way = rng.choice(("nothing", "nothing", "torn", "cut", "gone", "stale", "keep", "litter"))
    if way == "keep" and names:
        shutil.rmtree(old, ignore_errors=True)
        shutil.copytree(folder, old)
    elif way == "stale" and os.path.isdir(old):
        shutil.copytree(old, folder, dirs_exist_ok=True)
    elif way == "litter" and names:
        for name in ("new", "base-", "base-20230230", "journal-x", "base-20991231"):
            with open(os.path.join(folder, name), "wb") as file:
                file.write(bytes(rng.randrange(256) for _ in range(200)))
    elif names:
        path = os.path.join(folder, rng.choice(names))
        size = os.path.getsize(path)
        if way == "gone":
            os.unlink(path)
        elif way == "cut":
            os.truncate(path, rng.randrange(size + 1))
        elif way == "torn" and size:
            with open(path, "r+b") as file:
                file.seek(rng.randrange(size))
                file.write(bytes(rng.randrange(1, 5000)))
    return way


class Tormentor:
    """Runs batches on a bank and ends them early."""

    def __init__(self, test, bank, rng, ways):
        self.test, self.bank, self.rng = test, bank, rng
        self.kills, self.last = 0, ""
        self.ways = ways         # counts how things were killed
        self.longest = 2.0       # seconds that a batch may need until it is at the interesting part

    def delay(self):
        """Half of the kills come early (making the cluster, starting, taking the first files)."""
        return self.rng.uniform(0, self.longest * self.rng.choice((0.15, 0.5, 1.0)))

    def attempt(self, *arguments):
        """One batch; True when it came to its end by itself."""
        self.ways["files: " + spoil(self.bank, self.rng, os.path.join(self.bank.folder, "old"))] += 1
        process = self.bank.begin("batch", self.bank.days, "--quiet", *arguments)
        began = time.monotonic()
        try:
            code = process.wait(self.delay())
        except subprocess.TimeoutExpired:
            self.kill(process)
            return False
        self.longest = max(0.3, time.monotonic() - began)
        self.test.assertEqual(code, 0, f"after {self.kills} kills, the last: {self.last}: {self.bank.said()}"
                              f"{self.bank.server_log()}")
        return True

    def kill(self, process):
        """The program alone, or the server with it, before or after it."""
        way = self.rng.choice(("program", "program", "program", "both", "server first", "server only"))
        number = self.rng.choice((signal.SIGKILL, signal.SIGQUIT))
        if way in ("server first", "server only"):
            self.bank.kill_server(number)
        if way == "server only":
            code = process.wait(120)
            self.test.assertIn(code, (0, 1), self.bank.said())
            self.test.assertLessEqual(self.bank.said().count("\n"), 1, self.bank.said())
        else:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(60)
        if way == "both":
            self.bank.kill_server(number)
        self.kills += 1
        self.ways[way] += 1
        self.last = f"{way}, {number.name}"


class Kills(unittest.TestCase):
    def undisturbed(self, seed):
        bank = Bank()
        self.addCleanup(bank.close)
        make_days(bank, seed)
        bank.run("batch", bank.days, "--quiet")
        with bank.server_kept():
            return bank, bank.everything()

    def one_bank(self, seed):
        """The kills that one bank took before it was done, and done again."""
        reference, expected = self.undisturbed(seed)
        bank = Bank(f"ahead_rows = {(0, 10 ** 9)[seed % 2]}\n")  # the two ways of writing
        self.addCleanup(bank.close)
        os.rmdir(bank.days)
        bank.days = reference.days
        tormentor = Tormentor(self, bank, random.Random(f"kills {seed}"), self.ways)
        while tormentor.kills < KILLS_OF_A_BANK and not tormentor.attempt():
            pass
        bank.run("batch", bank.days, "--quiet")
        self.same(expected, bank, seed)

        # The last date again, from the state before it: that may be killed as well.
        last = bank.valued_days()[-1]
        until = tormentor.kills + 8
        while tormentor.kills < until and not tormentor.attempt("--date", last):
            pass
        bank.run("batch", bank.days, "--quiet", "--date", last)
        self.same(expected, bank, seed)
        bank.close()
        reference.close()
        return tormentor.kills

    def same(self, expected, bank, seed):
        with bank.server_kept():
            told = bank.everything()
        for what in expected:
            self.assertEqual(told[what], expected[what], f"seed {seed}: {what}")
        if os.path.isdir(os.path.join(bank.home, "engine")):
            result = bank.run("state", "verify", expect=None)
            self.assertNotIn("differ", result.out + result.err, f"seed {seed}")

    def test_kills(self):
        kills, banks = 0, 0
        self.ways = collections.Counter()
        while kills < KILLS and time.monotonic() < DEADLINE:
            kills += self.one_bank(SEED + banks)
            banks += 1
        print(f"{kills} kills on {banks} banks, seeds {SEED} to {SEED + banks - 1}: {dict(self.ways)}")
        if kills < KILLS:
            print(f"left out for want of time: {KILLS - kills} kills")
        self.assertGreater(kills, 0)


if __name__ == "__main__":
    unittest.main()
