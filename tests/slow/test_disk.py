"""When the ground gives way: a full disk, a database that goes away, a home that cannot be written.

Each time: exit code 1, one clear line, nothing lost, and the next call completes the work."""

import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
import unittest

from bank import FAILED, TESTS, Bank

MEGABYTE = 1024 * 1024
DISK = 600 * MEGABYTE


def make_days(bank, customers=800, days=60):
    subprocess.run([sys.executable, "-m", "reference", "make", bank.days, "--seed", "11", "--customers", str(customers),
                    "--days", str(days), "--kind", "plain"], cwd=TESTS, check=True, stdout=subprocess.DEVNULL)


def mount(*arguments):
    """True where this may be done: in many containers even root may not."""
    return os.geteuid() == 0 and subprocess.run(["mount", *arguments], stdout=subprocess.DEVNULL,
                                                stderr=subprocess.DEVNULL, check=False).returncode == 0


class Trouble(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.calm = Bank()
        cls.addClassCleanup(cls.calm.close)
        make_days(cls.calm)
        began = time.monotonic()
        cls.calm.run("batch", cls.calm.days, "--quiet")
        cls.seconds = time.monotonic() - began
        with cls.calm.server_kept():
            cls.expected = cls.calm.everything()

    def setUp(self):
        self.bank = Bank()
        self.addCleanup(self.bank.close)
        os.rmdir(self.bank.days)
        self.bank.days = self.calm.days

    def batch(self, **options):
        return self.bank.run("batch", self.bank.days, "--quiet", **options)

    def one_clear_line(self, code, text):
        self.assertEqual(code, FAILED, text)
        self.assertEqual(text.count("\n"), 1, text)
        self.assertGreater(len(text.strip()), 10, text)
        self.assertNotIn("PANIC", text)

    def completes(self):
        self.batch()
        with self.bank.server_kept():
            told = self.bank.everything()
        for what in self.expected:
            self.assertEqual(told[what], self.expected[what], what)

    def own_disk(self):
        """Puts the home onto a small file system of its own."""
        if not mount("-t", "tmpfs", "-o", f"size={DISK},mode=755", "tmpfs", self.bank.home):
            self.skipTest("only root can mount a small file system, and not everywhere")
        folder = self.bank.home

        def unmount():
            self.bank.run("stop", expect=None)
            self.bank.kill_server(signal.SIGQUIT)
            subprocess.run(["umount", "-l", folder], check=False)

        self.addCleanup(unmount)

    def fill(self, left):
        """Fills the disk of the home but for 'left' bytes."""
        path = os.path.join(self.bank.home, "filler")
        info = os.statvfs(self.bank.home)
        size = info.f_bavail * info.f_frsize - left
        with open(path, "wb") as file:
            if size > 0:
                os.posix_fallocate(file.fileno(), 0, size)
        return path

    def test_a_full_disk(self):
        self.own_disk()
        days = self.bank.valued_days()
        self.bank.run("batch", self.bank.days, "--quiet", "--date", days[2])
        failures = 0
        for left in (0, MEGABYTE // 2, 2 * MEGABYTE, 4 * MEGABYTE):
            filler = self.fill(left)
            result = self.batch(expect=None)
            if result.code != 0:
                failures += 1
                self.one_clear_line(result.code, result.err)
            os.unlink(filler)
            self.bank.run("values", "--date", days[2])          # what was there is there
        self.assertGreater(failures, 0)
        self.completes()

    def test_a_disk_that_is_full_from_the_start(self):
        self.own_disk()
        filler = self.fill(8 * MEGABYTE)
        result = self.batch(expect=None)
        self.one_clear_line(result.code, result.err)
        os.unlink(filler)
        self.completes()

    def test_files_that_may_not_grow(self):
        def limit():
            resource.setrlimit(resource.RLIMIT_FSIZE, (MEGABYTE // 4, MEGABYTE // 4))

        result = self.batch(expect=None, preexec_fn=limit)
        self.one_clear_line(result.code, result.err)
        self.completes()

    def test_the_database_goes_away(self):
        rng = random.Random(5)
        first = self.bank.valued_days()[0]
        self.bank.run("batch", self.bank.days, "--quiet", "--date", first)
        caught = 0
        for _ in range(12):
            process = self.bank.begin("batch", self.bank.days, "--quiet")
            while process.poll() is None and self.bank.server_pid() is None:
                time.sleep(0.01)
            time.sleep(rng.uniform(0.02, 0.25) * self.seconds)
            self.bank.kill_server(rng.choice((signal.SIGINT, signal.SIGQUIT)))
            code = process.wait(300)
            if code == 0:
                break
            caught += 1
            self.one_clear_line(code, self.bank.said())
        self.completes()
        self.assertGreater(caught, 0, "the batch was always faster")

    def test_a_home_that_cannot_be_written(self):
        if os.geteuid() == 0:
            self.own_disk()
            self.assertTrue(mount("-o", "remount,ro", self.bank.home))
        else:
            os.chmod(self.bank.home, 0o555)
        result = self.batch(expect=None)
        self.one_clear_line(result.code, result.err)
        self.assertIn(self.bank.home, result.err)
        if os.geteuid() == 0:
            self.assertTrue(mount("-o", "remount,rw", self.bank.home))
        else:
            os.chmod(self.bank.home, 0o755)
        self.completes()

    def test_a_home_that_is_a_file(self):
        with tempfile.NamedTemporaryFile() as file:
            result = self.batch(expect=None, env={"GUANHU_HOME": file.name})
            self.assertIn(result.code, (FAILED, 2), result)
            self.assertEqual(result.err.count("\n"), 1, result)


if __name__ == "__main__":
    unittest.main()
