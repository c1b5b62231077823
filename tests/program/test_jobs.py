"""Long work while a server runs: handed over, followed, cancelled, and what remains when somebody dies."""

import json
import os
import re
import signal
import subprocess
import unittest

from bank import DONE, FAILED, REFUSED, USAGE, Bank, Blocked, account, small_bank, wait_until
from web import Site

FIRST, SECOND, THIRD = "2026-01-05", "2026-01-06", "2026-01-07"
RUNNING, ENDED_DONE, BROKEN_OFF, WAITING, CANCELLED = 0, 1, 4, 5, 6


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


class Served(unittest.TestCase):
    """What both kinds of tests do with banks and servers."""

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
        if Served.calm is None:
            bank = self.begun()
            bank.run("batch", bank.days, "--quiet")
            with bank.server_kept():
                Served.calm = bank.everything()
        return Served.calm

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


class Jobs(Served):
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
        said += [call("batch", os.path.join(bank.folder, "nowhere")), call("batch", "")]
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

    def test_cancelled_on_the_page(self):
        bank = self.begun()
        site = self.served(bank)
        admin, other = site.sign_in("Z1"), site.sign_in("S1")
        with Blocked(bank) as blocked:
            process = bank.begin("batch", bank.days)
            blocked.wait(process)
            page = admin.get("/jobs/2")
            self.assertIn('data-live="job 2"', page.text)
            self.assertIn('action="/jobs/2/cancel"', page.text)
            job = admin.json("/jobs/2").json
            self.assertEqual((job["job"]["state"], job["job"]["origin"], job["running"]), ("running", "command", True))
            self.assertEqual(other.post("/jobs/2/cancel").status, 404)
            self.assertEqual(admin.post("/jobs/2/cancel", csrf=False).status, 403)
            self.assertEqual((admin.post("/jobs/2/cancel").to, self.job(bank)), ("/jobs/2", str(RUNNING)))
            self.assertNotIn("/jobs/2/cancel", admin.get("/jobs/2").text)
            blocked.release()
            self.assertEqual(process.wait(60), FAILED)
        self.one_line(bank, f"{SECOND}: cancelled")
        job = admin.json("/jobs/2").json
        self.assertEqual((job["job"]["state"], job["job"]["cancel_name"], job["open"]), ("cancelled", "Admin", False))
        self.assertIn(f"{SECOND}: cancelled", job["lines"][-1]["text"])
        self.assertNotIn("hx-get", admin.get("/jobs/2").text)
        self.assertEqual(admin.post("/jobs/2/cancel").status, 409)
        self.assertEqual(admin.post("/jobs/99/cancel").status, 404)
        self.assertEqual(bank.ask("select string_agg(what || ' ' || subject_id, ',') from audit_entry where subject = 5"),
                         "job.cancel 2")
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
            said.append(site.says())
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


class Sources(Served):
    """A directory that is watched."""

    def watched(self, bank, seconds=None, *arguments):
        with open(os.path.join(bank.home, "guanhu.conf"), "w", encoding="utf-8") as file:
            file.write(f"watch_seconds = {seconds}\n" if seconds else "")
        return self.served(bank, "--watch", bank.days, *arguments)

    def seen(self, bank, columns):
        return bank.ask(f"select {columns} from source")

    def ended(self, bank, count):
        wait_until(lambda: bank.ask("select count(*) from job where state not in (0, 5)") == str(count), f"{count} ended jobs")

    def looks_again(self, bank):
        before = self.seen(bank, "looked_at")
        wait_until(lambda: self.seen(bank, "looked_at") != before, "another look")

    def test_a_new_folder_is_taken_and_one_that_is_not_ready_waits(self):
        bank = self.bank()
        self.watched(bank, seconds=1)
        self.ended(bank, 1)
        self.assertEqual(self.job(bank, "state || ' ' || origin"), "1 2")
        bank.deliver(SECOND, night("777.00"), ready=False)
        self.looks_again(bank)
        self.assertEqual(self.seen(bank, "newest || ' ' || not_ready"), f"{FIRST} 1")
        bank.deliver(SECOND, night("777.00"))
        self.ended(bank, 2)
        bank.deliver(THIRD, night("99888.00"))
        self.ended(bank, 3)
        self.looks_again(bank)
        self.assertEqual(self.seen(bank, "behind_since is null and in_step_at is not null"), "t")
        self.goes_on(bank)

    def test_what_fails_is_put_once(self):
        bank = self.begun()
        with open(os.path.join(bank.days, "20260107", "MANIFEST"), "w", encoding="ascii") as file:
            file.write("no manifest\n")
        site = self.watched(bank, seconds=1)
        self.ended(bank, 2)
        self.looks_again(bank)
        self.looks_again(bank)
        self.assertEqual(self.job(bank, "job_id || ' ' || state"), "2 2")
        source = site.sign_in("Z1").json("/sources").json["sources"][0]
        self.assertEqual((source["is_behind"], source["source"]["behind_days"], source["source"]["last_state"]),
                         (True, 1, "failed"))
        more_days(bank)
        self.goes_on(bank)

    def test_synchronised_by_hand_and_how_often_by_itself(self):
        bank = self.bank()
        site = self.watched(bank)
        self.ended(bank, 1)
        admin = site.sign_in("Z1")
        self.assertEqual(self.seen(bank, "every_seconds"), "900")
        more_days(bank)
        source = admin.json("/sources").json["sources"][0]
        self.assertEqual((source["source"]["watched"], source["in_step"]), (True, True))
        answer = admin.post("/sources/1/synchronise")
        self.assertEqual(answer.to, "/jobs/2")
        self.ended(bank, 2)
        job = admin.json("/jobs/2").json["job"]
        self.assertEqual((job["origin"], job["asked_name"], job["days"], job["last_day"]), ("page", "Admin", 2, THIRD))
        self.assertEqual(admin.post("/sources/1", {"minutes": "30"}).status, 303)
        self.assertEqual(self.seen(bank, "every_seconds"), "1800")
        self.assertEqual(bank.ask("select string_agg(what, ' ' order by entry_id) from audit_entry where subject = 6"),
                         "source.synchronise source.schedule")
        self.assertEqual(admin.post("/sources/99/synchronise").status, 404)
        for minutes in ("0", "1441", "", "x"):
            self.assertEqual(admin.post("/sources/1", {"minutes": minutes}).status, 422, minutes)
        self.assertEqual(self.seen(bank, "every_seconds"), "1800")
        self.goes_on(bank)

    def test_a_new_schedule_counts_at_once(self):
        bank = self.bank()
        site = self.watched(bank, seconds=3600)
        self.ended(bank, 1)
        bank.ask("update source set looked_at = looked_at - interval '2 minutes'")
        bank.deliver(SECOND, night("777.00"))
        self.assertEqual(site.sign_in("Z1").post("/sources/1", {"minutes": "1"}).status, 303)
        self.ended(bank, 2)
        self.assertEqual(self.job(bank, "state"), str(ENDED_DONE))

    def test_of_two_servers_one_watches(self):
        bank = self.bank()
        first = self.watched(bank, 1)
        second = self.served(bank, "--watch", bank.days)
        self.ended(bank, 1)
        first.kill()
        bank.deliver(SECOND, night("777.00"))
        self.ended(bank, 2)
        self.assertEqual(self.job(bank, "state"), str(ENDED_DONE))
        self.assertIsNone(second.process.poll())

    def test_nobody_watches(self):
        bank = self.bank()
        self.watched(bank).__exit__()
        site = self.served(bank)
        admin = site.sign_in("Z1")
        self.assertEqual(admin.json("/sources").json["sources"][0]["source"]["watched"], False)
        self.assertEqual(admin.post("/sources/1/synchronise").status, 409)

    def test_a_directory_that_is_not_there(self):
        bank = self.bank()
        said = bank.run("serve", "--watch", "/nowhere", expect=USAGE)
        self.assertIn("/nowhere: the folder with the day files cannot be read", said.err)
        site = self.watched(bank, 1)
        self.ended(bank, 1)
        os.rename(bank.days, bank.days + ".away")
        wait_until(lambda: "cannot be read" in self.seen(bank, "problem"), "the problem is seen")
        page = site.sign_in("Z1").get("/sources").text
        self.assertIn("cannot be read", page)
        os.rename(bank.days + ".away", bank.days)
        wait_until(lambda: self.seen(bank, "problem") == "", "the problem is over")


if __name__ == "__main__":
    unittest.main()
