"""bench night: what it prints, that it measures the same bank each time, and how it ends when it cannot go on."""

import filecmp
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
import unittest

from bank import FAILED, PROGRAM, REFUSED, TESTS, USAGE, Bank

CUSTOMERS, ACCOUNTS = 2000, 6000
NIGHTS = ["2026-01-29", "2026-01-30", "2026-01-31"]
STEPS = ["load", "checksum", "parse", "compute", "write", "publish", "total"]
SIZE = ["--customers", str(CUSTOMERS), "--accounts", str(ACCOUNTS)]


def files_under(folder):
    return sorted(os.path.relpath(os.path.join(at, name), folder) for at, _, names in os.walk(folder) for name in names)


class WithBench(unittest.TestCase):
    """One bench bank for all that can go on with what the test before left."""

    @classmethod
    def setUpClass(cls):
        # The user's own home; the bench bank lies in a folder of its own beside it.
        cls.bank = Bank()
        cls.addClassCleanup(cls.bank.close)
        cls.folder = cls.new_folder("bench")

    @classmethod
    def new_folder(cls, name):
        folder = os.path.join(cls.bank.folder, name)
        home = os.path.join(folder, "home")
        cls.addClassCleanup(lambda: os.path.isdir(home) and cls.bank.run("stop", "--home", home, expect=None))
        return folder

    def night(self, *more, folder=None, **options):
        return self.bank.run("bench", "night", *SIZE, "--folder", folder or self.folder, "--quiet", *more, **options)

    def steps(self, *more, **options):
        return [json.loads(line) for line in self.night(*more, **options).out.splitlines()]

    def figures(self, what, day):
        return self.bank.run(what, "--date", day, "--home", os.path.join(self.folder, "home")).out

    def one_line(self, result, code):
        self.assertEqual(result.code, code, result)
        self.assertEqual(result.out, "")
        self.assertEqual(result.err.count("\n"), 1, result)

    def nothing_left(self):
        self.assertFalse(os.path.exists(self.folder), files_under(self.folder)[:5])


class Night(WithBench):
    # --- what it prints ----------------------------------------------------------------------------

    def check_steps(self, steps, rows):
        self.assertEqual([step["step"] for step in steps], STEPS)
        for step in steps:
            self.assertEqual(list(step), ["step", "rows", "bytes", "seconds", "peak_bytes"])
            self.assertGreaterEqual(step["seconds"], 0)
        by_name = {step["step"]: step for step in steps}
        parts = sum(by_name[name]["seconds"] for name in STEPS[1:-1])
        self.assertAlmostEqual(parts, by_name["total"]["seconds"], delta=0.2 + 0.1 * parts)
        self.assertEqual(by_name["parse"]["rows"], rows)
        self.assertEqual(by_name["compute"]["rows"], CUSTOMERS)
        self.assertGreater(by_name["total"]["peak_bytes"], 1 << 20)
        peaks = [step["peak_bytes"] for step in steps]
        self.assertEqual(max(peaks), peaks[-1])

    def read(self, night):
        """Rows that MANIFEST names for the night."""
        with open(os.path.join(self.folder, "days", night.replace("-", ""), "MANIFEST"), encoding="ascii") as file:
            return sum(int(line.split()[1]) for line in file)

    def test_every_night_and_again(self):
        """Also that what is measured is right: the plain reference says the same of every day."""
        told = {}
        for more, night in ((["--first"], NIGHTS[0]), ([], NIGHTS[1]), ([], NIGHTS[1]), (["--month-end"], NIGHTS[2]),
                            (["--month-end"], NIGHTS[2]), ([], NIGHTS[1])):
            self.check_steps(self.steps(*more), self.read(night))
            for what in ("values", "alerts"):
                figures = self.figures(what, night)
                self.assertEqual(told.setdefault((what, night), figures), figures)
        with tempfile.TemporaryDirectory() as out:
            subprocess.run([sys.executable, "-m", "reference", "run", os.path.join(self.folder, "days"), "--out", out],
                           cwd=TESTS, check=True, stdout=subprocess.DEVNULL)
            for (what, night), figures in told.items():
                with open(os.path.join(out, f"{what}-{night}.csv"), encoding="utf-8", newline="") as file:
                    self.assertEqual(file.read(), figures, f"{what} {night}")

    def test_the_users_own_bank_is_left_alone(self):
        self.night()
        self.assertFalse(os.path.exists(os.path.join(self.bank.home, "pg")))

    def test_the_folder_is_in_the_home_by_default(self):
        self.bank.run("bench", "night", "--customers", "20", "--quiet")
        folder = os.path.join(self.bank.home, "bench", "20-60")
        self.addCleanup(self.bank.run, "stop", "--home", os.path.join(folder, "home"))
        self.assertTrue(os.path.exists(os.path.join(folder, "made")))

    # --- the files -----------------------------------------------------------------------------------

    def test_the_same_bytes_each_time(self):
        self.night()
        other = self.new_folder("other")
        self.night(folder=other)
        names = files_under(os.path.join(self.folder, "days"))
        self.assertEqual(names, files_under(os.path.join(other, "days")))
        for name in names:
            self.assertTrue(filecmp.cmp(os.path.join(self.folder, "days", name), os.path.join(other, "days", name),
                                        shallow=False), name)

    def test_files_are_made_once(self):
        self.night()
        path = os.path.join(self.folder, "days", "20260129", "account.csv")
        before = os.stat(path).st_mtime_ns
        self.night()
        self.assertEqual(os.stat(path).st_mtime_ns, before)

    def test_files_that_are_not_complete_are_made_anew(self):
        self.night()
        with open(os.path.join(self.folder, "made"), "w", encoding="ascii"):
            pass
        path = os.path.join(self.folder, "days", "20260129", "account.csv")
        before = os.stat(path).st_mtime_ns
        self.night()
        self.assertNotEqual(os.stat(path).st_mtime_ns, before)

    def test_what_a_night_brings(self):
        self.night()
        with open(os.path.join(self.folder, "days", "20260130", "MANIFEST"), encoding="ascii") as file:
            rows = {line.split()[0]: (int(line.split()[1]), line.split()[3]) for line in file}
        self.assertEqual(rows["account.csv"], (ACCOUNTS // 10, "delta"))
        self.assertEqual(rows["transaction.csv"], (ACCOUNTS // 10, "delta"))
        self.assertEqual(rows["customer.csv"], (CUSTOMERS // 100, "delta"))
        self.assertEqual(rows["card.csv"], (CUSTOMERS // 100, "delta"))
        with open(os.path.join(self.folder, "days", "20260130", "account.csv"), encoding="utf-8") as file:
            lines = file.read().splitlines()[1:]
        self.assertTrue(all(field for line in lines for field in line.split(",")))
        self.assertGreaterEqual(min(map(len, lines)) + 1, 90)


class Trouble(WithBench):
    """When it cannot go on; each test has a folder of its own."""

    def setUp(self):
        self.folder = self.new_folder(self.id().rsplit(".", 1)[1])

    def test_impossible_numbers(self):
        for words in (["--customers", "100", "--accounts", "99"], ["--customers", "100", "--accounts", "501"], [],
                      ["--customers", "0"], ["--customers", "100", "--first", "--month-end"]):
            with self.subTest(words=words):
                self.one_line(self.bank.run("bench", "night", *words, "--folder", self.folder, expect=None), USAGE)
        self.nothing_left()

    def test_too_little_memory(self):
        self.one_line(self.bank.run("bench", "night", "--customers", "1000000000", "--folder", self.folder,
                                    expect=None), FAILED)
        self.nothing_left()

    def test_a_folder_of_somebody_else(self):
        os.mkdir(self.folder)
        precious = os.path.join(self.folder, "precious")
        with open(precious, "w", encoding="ascii"):
            pass
        self.one_line(self.night(expect=None), REFUSED)
        self.assertEqual(os.listdir(self.folder), ["precious"])

    def test_a_folder_that_cannot_be_made(self):
        with open(self.folder, "w", encoding="ascii"):
            pass
        self.one_line(self.night(expect=None), FAILED)

    def test_files_that_find_no_room(self):
        def limit():
            resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

        self.one_line(self.night(expect=None, preexec_fn=limit), FAILED)
        self.nothing_left()
        self.night()

    def interrupt_when(self, reached, number):
        process = subprocess.Popen([PROGRAM, "bench", "night", "--customers", "60000", "--folder", self.folder, "--quiet"],
                                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                                   env=self.bank.environment(),
                                   preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
        while process.poll() is None and not reached():
            time.sleep(0.002)
        process.send_signal(number)
        _, said = process.communicate(timeout=120)
        self.assertEqual(process.returncode, -number, said)
        self.assertEqual(said.count(b"\n"), 1, said)

    def test_interrupted_while_it_makes_the_files(self):
        days = os.path.join(self.folder, "days", "20260129")
        self.interrupt_when(lambda: os.path.exists(os.path.join(days, "account.csv")), signal.SIGINT)
        self.nothing_left()

    def test_interrupted_while_it_loads(self):
        pid_file = os.path.join(self.folder, "home", "pg", "data", "postmaster.pid")
        made = os.path.join(self.folder, "made")

        def loading():
            if not (os.path.exists(made) and os.path.getsize(made) and os.path.exists(pid_file)):
                return False
            time.sleep(1.0)
            return True

        self.interrupt_when(loading, signal.SIGTERM)
        self.assertFalse(os.path.exists(pid_file))
        self.assertEqual(sorted(os.listdir(self.folder)), ["days", "made"])


if __name__ == "__main__":
    unittest.main()
