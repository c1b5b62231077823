"""Long work while a server runs: handed over, followed, cancelled, and what remains when somebody dies."""

import json
import os
import re
import signal
import subprocess
import time
import unittest

from bank import DONE, FAILED, REFUSED, USAGE, Bank, Blocked, account, small_bank
from web import Site

FIRST, SECOND, THIRD = "2026-01-05", "2026-01-06", "2026-01-07"
RUNNING, ENDED_DONE, BROKEN_OFF, WAITING, CANCELLED = 0, 1, 4, 5, 6


def wait_until(true, what, seconds=120):
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            raise AssertionError(f"never: {what}")
        time.sleep(0.02)


def night(amount):
    return {"account.csv": [account("A1", "C1", amount), account("A2", "C2", amount)]}


def first_day(bank):
    files = small_bank()
    files["staff.csv"].append({"staff_no": "Z1", "name": "Admin", "org_no": "H", "post": "admin"})
    bank.deliver(FIRST, files)


def more_days(bank):
    bank.deliver(SECOND, night("777.00"))
    bank.deliver(THIRD, night("99888.00"))


def same(bank, text):
    """Without what no two runs share: times, and where the bank lies."""
    text = re.sub(r"\d+\.\d s$", "T s", text.replace(bank.folder, "BANK"), flags=re.M)
    return re.sub(r'"(seconds|peak_bytes)":[\d.]+', r'"\1":N', text)


class Jobs(unittest.TestCase):
    def bank(self):
        bank = Bank()
        self.addCleanup(bank.close)
        first_day(bank)
        return bank

    def served(self, bank, *arguments):
        site = Site(bank, *arguments)
        site.__enter__()
        self.addCleanup(site.__exit__)
        return site

    def begun(self):
        """A bank with its first day taken, and two days that wait."""
        bank = self.bank()
        bank.run("batch", bank.days, "--quiet")
        more_days(bank)
        return bank

    calm = None # what an undisturbed bank tells

    def undisturbed(self):
        if Jobs.calm is None:
            bank = self.begun()
            bank.run("batch", bank.days, "--quiet")
            with bank.server_kept():
                Jobs.calm = bank.everything()
        return Jobs.calm

    def job(self, bank, columns="state"):
        return bank.ask(f"select {columns} from job order by job_id desc limit 1")

    def one_line(self, bank, *parts):
        said = bank.said()
        self.assertEqual(said.count("guanhu: "), 1, said)
        for part in parts:
            self.assertIn(part, said)

    def goes_on(self, bank):
        """The next call does what was left, and all is as if nothing had happened."""
        bank.run("batch", bank.days, "--quiet")
        with bank.server_kept():
            told = bank.everything()
        expected = self.undisturbed()
        for what, text in expected.items():
            self.assertEqual(told[what], text, what)

    # --- handed over -----------------------------------------------------------------------------------

    def calls(self, bank):
        """What a person types, and what is said: on the same folders, in the same order."""
        def call(*arguments, cwd=None):
            result = bank.run(*arguments, expect=None, cwd=cwd)
            return [arguments[1:], result.code, same(bank, result.out), same(bank, result.err)]

        said = [call("batch", bank.days), call("batch", bank.days)]
        bank.deliver(SECOND, night("777.00"))
        said.append(call("batch", "days", "--json", cwd=bank.folder))
        bank.deliver(THIRD, night("99888.00"), ready=False)
        for arguments in (["--date", THIRD], ["--date", FIRST], ["--date", FIRST, "--json"], ["--date", SECOND],
                          ["--profile", "/nowhere/profile.json"], ["--quiet"], ["--date", SECOND, "--steps", "--quiet"]):
            said.append(call("batch", bank.days, *arguments))
        said.append(call("batch", os.path.join(bank.folder, "nowhere")))
        with open(os.path.join(bank.days, "20260107", "MANIFEST"), "w", encoding="ascii") as file:
            file.write("no manifest\n")
        said.append(call("batch", bank.days))
        os.unlink(os.path.join(bank.days, "20260107", "MANIFEST"))
        return said

    def test_the_same_is_said_with_a_server_and_without(self):
        alone, served = self.bank(), self.bank()
        self.served(served)
        expected, found = self.calls(alone), self.calls(served)
        for without, with_server in zip(expected, found):
            without[0] = with_server[0] = [str(word).split("/")[-1] for word in without[0]]
            self.assertEqual(with_server, without)
        self.assertEqual({call[1] for call in found}, {DONE, FAILED, USAGE, REFUSED})
        self.assertEqual(served.ask("select count(*) from job where place is null"), "0", "a job that was not handed over")
        with alone.server_kept(), served.server_kept():
            self.assertEqual(served.everything(), alone.everything())

    def test_another_home_on_the_same_machine_is_not_asked(self):
        here, there = self.bank(), self.bank()
        self.served(there)
        here.run("batch", here.days)
        with here.server_kept():
            here.run("values")
            self.assertEqual(self.job(here, "place is null"), "t")

    def test_a_second_one_is_refused(self):
        bank = self.begun()
        self.served(bank)
        with Blocked(bank) as blocked:
            first = bank.begin("batch", bank.days, "--quiet")
            blocked.wait(first)
            second = bank.run("batch", bank.days, expect=REFUSED)
            self.assertIn("a batch is running already", second.err)
            self.assertIn("a batch is running already", bank.run("state", "verify", expect=REFUSED).err)
        self.assertEqual(first.wait(60), DONE)

    # --- cancelled -------------------------------------------------------------------------------------

    def interrupt(self, bank, process):
        process.send_signal(signal.SIGINT)
        wait_until(lambda: self.job(bank, "cancel_asked_at is not null") == "t", "the server asked to cancel")

    def test_interrupted_the_command_line_cancels(self):
        bank = self.begun()
        self.served(bank)
        with Blocked(bank) as blocked:
            process = bank.begin("batch", bank.days)
            blocked.wait(process)
            self.interrupt(bank, process)
            blocked.release()
            self.assertEqual(process.wait(60), FAILED)
        self.one_line(bank, "asking the server to cancel", f"guanhu: {SECOND}: cancelled")
        self.assertEqual(self.job(bank), str(CANCELLED))
        self.assertEqual(bank.ask("select max(day) from business_day"), FIRST)
        self.goes_on(bank)

    def test_interrupted_twice_it_leaves_the_server_to_itself(self):
        bank = self.begun()
        self.served(bank)
        with Blocked(bank) as blocked:
            process = bank.begin("batch", bank.days)
            blocked.wait(process)
            self.interrupt(bank, process)
            process.send_signal(signal.SIGINT)
            self.assertEqual(process.wait(60), FAILED)
            self.one_line(bank, "left to itself: job 2 goes on")
            self.assertEqual(self.job(bank), str(RUNNING))
        wait_until(lambda: self.job(bank) == str(CANCELLED), "the job cancelled")
        self.goes_on(bank)

    # --- ends --------------------------------------------------------------------------------------------

    def test_a_killed_server_is_noticed_and_the_next_call_goes_on(self):
        bank = self.begun()
        site = self.served(bank)
        with Blocked(bank) as blocked:
            process = bank.begin("batch", bank.days, "--quiet")
            blocked.wait(process)
            site.kill()
            blocked.release()
            self.assertEqual(process.wait(60), FAILED)
        self.one_line(bank, "the server ended while it ran this")
        self.goes_on(bank)
        with bank.server_kept():
            bank.run("values")
            self.assertEqual(bank.ask("select count(*) from job where state = 4"), "1")

    def test_a_new_server_marks_what_the_killed_one_left(self):
        bank = self.begun()
        site = self.served(bank)
        with Blocked(bank) as blocked, bank.server_kept():
            process = bank.begin("batch", bank.days, "--quiet")
            blocked.wait(process)
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(60)
            site.kill()
            blocked.release()
            wait_until(lambda: bank.ask("select count(*) from pg_locks where locktype = 'advisory'") == "0",
                       "the killed server's connections gone")
            self.assertEqual(self.job(bank), str(RUNNING))
            self.served(bank)
            self.assertEqual(self.job(bank), str(BROKEN_OFF))
        self.goes_on(bank)

    def asked_to_end(self, site, signals):
        """Signals one after another, each when the one before was understood; what it said of them."""
        said = []
        for _ in range(signals):
            site.process.send_signal(signal.SIGTERM)
            said.append(site.process.stderr.readline())
        return said

    def test_an_ending_server_finishes_what_runs(self):
        bank = self.begun()
        site = self.served(bank)
        with Blocked(bank) as blocked:
            process = bank.begin("batch", bank.days, "--quiet")
            blocked.wait(process)
            said = self.asked_to_end(site, 1)
            self.assertIn("job 2 runs: ending after it", said[0])
            self.assertEqual(site.browser().get("/health/live").status, 200)
        self.assertEqual(process.wait(60), DONE)
        self.assertEqual(site.process.wait(60), 0)
        self.goes_on(bank)

    def test_an_ending_server_asked_again_cancels(self):
        bank = self.begun()
        site = self.served(bank)
        with Blocked(bank) as blocked:
            process = bank.begin("batch", bank.days, "--quiet")
            blocked.wait(process)
            self.assertIn("asking it to cancel", self.asked_to_end(site, 2)[1])
        self.assertEqual(process.wait(60), FAILED)
        self.one_line(bank, "cancelled")
        self.assertEqual(site.process.wait(60), 0)
        self.goes_on(bank)

    def test_lost_connections(self):
        bank = self.begun()
        site = self.served(bank)
        with Blocked(bank) as blocked:
            process = bank.begin("batch", bank.days, "--quiet")
            blocked.wait(process)
            bank.ask("select pg_terminate_backend(pid) from pg_stat_activity "
                     "where usename = current_user and pid <> pg_backend_pid()")
            self.assertEqual(process.wait(60), FAILED)
        self.one_line(bank)
        self.assertIsNone(site.process.poll())
        wait_until(lambda: self.job(bank) == str(BROKEN_OFF), "the job marked as broken off")
        self.goes_on(bank)
        self.assertEqual(self.job(bank, "place is not null"), "t", "the server took the next one again")


if __name__ == "__main__":
    unittest.main()
