"""The command line: what it refuses and how it says so, and what every command promises."""

import json
import os
import re
import socket
import subprocess
import unittest

from bank import DONE, FAILED, PROGRAM, REFUSED, USAGE, Bank, account, customer, small_bank

COMMANDS = ["batch", "intake", "values", "alerts", "quarantine", "loads", "assign", "demo", "user password", "user lock",
            "user unlock", "dayfile", "bench night", "bench audience", "stop"]


class Usage(unittest.TestCase):
    """Nothing here needs a database; none may be made."""

    @classmethod
    def setUpClass(cls):
        cls.bank = Bank()
        cls.addClassCleanup(cls.bank.close)

    def wrong(self, *arguments, names=(), env=None):
        """Exit code 2, nothing on standard output, one line that names what is wrong."""
        cluster = os.path.join(self.bank.home, "pg")
        there = os.path.exists(cluster)
        result = self.bank.run(*arguments, expect=USAGE, env=env)
        self.assertEqual(result.out, "")
        self.assertEqual(result.err.count("\n"), 1, result)
        for name in names:
            self.assertIn(name, result.err)
        self.assertEqual(os.path.exists(cluster), there)

    def test_no_command(self):
        self.wrong(names=["--help"])

    def test_unknown_command(self):
        self.wrong("bacth", names=["bacth"])

    def test_unknown_option(self):
        self.wrong("values", "--dat", "2026-01-01", names=["--dat", "--date"])

    def test_option_without_value(self):
        self.wrong("values", "--date", names=["--date"])

    def test_what_is_no_day(self):
        for day in ("2026-13-01", "2026-02-29", "yesterday", ""):
            with self.subTest(day=day):
                self.wrong("values", "--date", day, names=["--date"])

    def test_missing_positional(self):
        self.wrong("batch", names=["DIR"])
        self.wrong("assign", names=["FILE"])

    def test_too_many_positionals(self):
        self.wrong("batch", "a", "b", names=["b"])

    def test_unknown_kind_of_alert(self):
        self.wrong("alerts", "--kind", "stage_sideways", names=["stage_sideways", "stage_up"])

    def test_environment_is_checked(self):
        self.wrong("loads", names=["GUANHU_PORT", "65535"], env={"GUANHU_PORT": "99999"})

    def test_a_named_configuration_must_exist(self):
        self.wrong("loads", "--config", "/nowhere/guanhu.conf", names=["/nowhere/guanhu.conf"])

    def test_configuration_names_line_and_what_is_allowed(self):
        path = os.path.join(self.bank.home, "guanhu.conf")
        for line, names in (("colour = red", ["colour", "base_currency"]), ("threads = many", ["many", "64"])):
            with self.subTest(line=line):
                with open(path, "w", encoding="utf-8") as file:
                    file.write("# our own\n" + line + "\n")
                self.addCleanup(lambda: os.path.exists(path) and os.unlink(path))
                self.wrong("loads", names=["guanhu.conf:2", *names])

    def test_errors_as_json(self):
        result = self.bank.run("--json", "values", "--date", "never", expect=USAGE)
        self.assertEqual(result.out, "")
        self.assertIn("never", json.dumps(json.loads(result.err)))

    def test_help_lists_every_command(self):
        result = self.bank.run("--help")
        self.assertEqual(result.err, "")
        for command in COMMANDS:
            self.assertRegex(result.out, rf"(?m)^  {command}\b")

    def test_every_command_has_help(self):
        for command in COMMANDS:
            with self.subTest(command=command):
                result = self.bank.run(*command.split(), "--help")
                self.assertIn(f"guanhu {command}", result.out)
                self.assertIn("--json", result.out)

    def test_words_that_begin_commands_have_help(self):
        for word, known in (("user", "user password"), ("bench", "bench night")):
            self.assertRegex(self.bank.run(word, "--help").out, rf"(?m)^  {known}\b")
            self.wrong(word, names=[f"guanhu {word} --help"])
            self.wrong(word, "nothing", names=["nothing", f"guanhu {word} --help"])

    def test_help_says_which_day_a_date_is_and_lists_what_may_be_said(self):
        for command in ("batch", "quarantine", "loads"):
            self.assertIn("--date UNTIL", self.bank.run(command, "--help").out)
        for command in ("values", "alerts"):
            self.assertIn("--date DAY", self.bank.run(command, "--help").out)
        told = self.bank.run("alerts", "--help").out
        for kind in ("stage_up", "won_back", "large_movement", "card_below"):
            self.assertIn(kind, told)
        self.assertEqual(told.count("several times"), 1)
        for command in COMMANDS:
            told = self.bank.run(*command.split(), "--help").out
            self.assertNotIn("manual", told)
            self.assertLessEqual(max(map(len, told.split("\n"))), 100, command)

    def test_the_columns_of_day_files_need_no_bank(self):
        rows = [json.loads(line) for line in self.bank.run("--json", "dayfile").out.splitlines()]
        found = {(row["file"], row["column"]): row for row in rows}
        self.assertEqual(len(found), len(rows))
        self.assertEqual(found["account.csv", "status"],
                         {"file": "account.csv", "column": "status", "required": "", "key": "", "kind": "code",
                          "values": "open frozen closed", "empty": "open"})
        self.assertEqual(found["account.csv", "customer_no"]["values"], "a row of customer.csv")
        self.assertFalse(os.path.exists(os.path.join(self.bank.home, "pg")))

    def test_a_taken_port_is_told_before_anything_is_opened(self):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = str(taken.getsockname()[1])
            result = self.bank.run("serve", "--port", port, expect=FAILED)
        self.assertEqual(result.err.count("\n"), 1, result)
        for word in ("127.0.0.1", port, "--port"):
            self.assertIn(word, result.err)
        self.assertNotIn("certificate", result.err)
        self.assertFalse(os.path.exists(os.path.join(self.bank.home, "pg")))

    def test_version(self):
        self.assertRegex(self.bank.run("--version").out, r"^guanhu \d+\.\d+\.\d+\n$")

    def test_a_full_disk_at_the_result_is_no_success(self):
        if not os.path.exists("/dev/full"):
            self.skipTest("there is no /dev/full")
        with open("/dev/full", "w", encoding="utf-8") as full:
            done = subprocess.run([PROGRAM, "--help"], stdout=full, stderr=subprocess.PIPE,
                                  stdin=subprocess.DEVNULL, env=self.bank.environment(), check=False)
        self.assertEqual(done.returncode, FAILED, done.stderr)


class Days(unittest.TestCase):
    """A bank of two customers over a few days; each test has its own."""

    def setUp(self):
        self.bank = Bank()
        self.addCleanup(self.bank.close)

    def one_line(self, result):
        self.assertEqual(result.out, "")
        self.assertEqual(result.err.strip().count("\n"), 0, result)
        self.assertNotEqual(result.err.strip(), "")

    def values(self, *arguments):
        return {row["customer_no"]: row for row in self.bank.rows("values", *arguments)}

    def test_before_any_batch(self):
        for command in ("values", "alerts"):
            self.one_line(self.bank.run(command, expect=FAILED))
        self.assertEqual(self.bank.rows("loads"), [])
        self.assertEqual(self.bank.rows("quarantine"), [])

    def test_nothing_to_do_is_said(self):
        result = self.bank.run("batch", self.bank.days)
        self.assertNotEqual((result.out + result.err).strip(), "")
        self.one_line(self.bank.run("batch", "/nowhere/days", expect=None))

    def test_a_first_day(self):
        self.bank.deliver("2026-01-05", small_bank())
        self.bank.run("batch", self.bank.days)
        values = self.values()
        self.assertEqual(list(values), ["C1", "C2"])
        self.assertEqual(values["C1"]["date"], "2026-01-05")
        self.assertEqual(values["C1"]["stage"], "target")
        self.assertEqual(values["C1"]["fa"], "120000.00")
        self.assertEqual(values["C1"]["fa_avg"], "24000.00")
        self.assertEqual(values["C2"]["stage"], "retained")
        self.assertEqual(self.bank.run("alerts").out, "customer_no,date,kind,from,to,amount\n")
        again = self.bank.run("batch", self.bank.days)
        self.assertNotEqual((again.out + again.err).strip(), "")

    def test_loads_and_quarantine_account_for_every_row(self):
        files = small_bank()
        files["customer.csv"] += [customer("C3", gender="robot"), customer("C1")]
        files["account.csv"] += [account("A3", "C9", "1.00"), account("A4", "C1", "1,5")]
        self.bank.deliver("2026-01-05", files)
        self.bank.run("batch", self.bank.days)
        loads = {row["file"]: row for row in self.bank.rows("loads")}
        self.assertEqual(list(loads["20260105/customer.csv"].values())[1:8],
                         ["full", "4", "2", "2", "0", "taken", ""])
        self.assertEqual(list(loads["20260105/account.csv"].values())[1:8],
                         ["full", "4", "2", "1", "1", "taken", ""])
        entries = [tuple(row.values())[:4] for row in self.bank.rows("quarantine")]
        self.assertEqual(entries, [
            ("20260105/customer.csv", "4", "gender", "code"),
            ("20260105/customer.csv", "5", "customer_no", "duplicate"),
            ("20260105/account.csv", "4", "customer_no", "reference"),
            ("20260105/account.csv", "5", "balance", "type"),
        ])

    def test_dates(self):
        self.bank.deliver("2026-01-05", small_bank())
        self.bank.run("batch", self.bank.days, "--date", "2026-01-07")
        before = self.bank.run("values").bytes
        self.assertEqual(self.values()["C1"]["date"], "2026-01-07")
        self.assertEqual(self.values("--date", "2026-01-06")["C1"]["date"], "2026-01-06")
        self.one_line(self.bank.run("batch", self.bank.days, "--date", "2026-01-06", expect=REFUSED))
        self.bank.run("batch", self.bank.days, "--date", "2026-01-07")
        self.assertEqual(self.bank.run("values").bytes, before)
        for day in ("2026-01-04", "2026-01-08"):
            self.one_line(self.bank.run("values", "--date", day, expect=FAILED))

    def test_a_folder_that_is_not_ready_stops_its_day(self):
        self.bank.deliver("2026-01-05", small_bank())
        self.bank.deliver("2026-01-06", {"account.csv": [account("A1", "C1", "1.00")]}, ready=False)
        self.one_line(self.bank.run("batch", self.bank.days, "--date", "2026-01-06", expect=REFUSED))
        self.bank.run("batch", self.bank.days)
        self.assertEqual(self.values()["C1"]["date"], "2026-01-05")

    def test_a_wrong_checksum_refuses_the_file_only(self):
        self.bank.deliver("2026-01-05", small_bank())
        folder = self.bank.deliver("2026-01-06", {
            "customer.csv": [customer("C1"), customer("C2"), customer("C3")],
            "account.csv": [account("A1", "C1", "1.00"), account("A2", "C2", "2.00")]})
        with open(os.path.join(folder, "account.csv"), "a", encoding="utf-8") as file:
            file.write("\n")
        self.bank.run("batch", self.bank.days)
        loads = {row["file"]: row for row in self.bank.rows("loads")}
        self.assertEqual(loads["20260106/account.csv"]["state"], "refused")
        self.assertEqual(loads["20260106/account.csv"]["reason"], "sha256")
        self.assertEqual(loads["20260106/customer.csv"]["state"], "taken")
        self.assertEqual(self.values()["C1"]["fa"], "120000.00")

    def test_intake_check_changes_nothing(self):
        folder = self.bank.deliver("2026-01-05", small_bank())
        self.assertIn("account.csv", self.bank.run("intake", "--check", folder).out)
        self.assertEqual(self.bank.rows("loads"), [])
        self.bank.run("values", expect=FAILED)

    def test_customers_from_a_file_keep_their_order(self):
        self.bank.deliver("2026-01-05", small_bank())
        self.bank.run("batch", self.bank.days)
        path = os.path.join(self.bank.folder, "customers")
        with open(path, "w", encoding="utf-8") as file:
            file.write("C2\nC9\nC1\n")
        self.assertEqual([row["customer_no"] for row in self.bank.rows("values", "--customers", path)], ["C2", "C1"])

    def test_alerts_by_kind(self):
        self.bank.deliver("2026-01-05", small_bank())
        self.bank.deliver("2026-01-06", {"account.csv": [account("A1", "C1", "10.00"), account("A2", "C2", "20000.00")]})
        self.bank.run("batch", self.bank.days)
        self.assertEqual([(row["customer_no"], row["kind"], row["amount"]) for row in self.bank.rows("alerts")],
                         [("C1", "assets_fell", "119990.00"), ("C2", "stage_up", "")])
        kinds = {row["kind"] for row in self.bank.rows("alerts", "--kind", "stage_up", "--kind", "birthday")}
        self.assertEqual(kinds, {"stage_up"})

    def test_results_as_json_lines(self):
        self.bank.deliver("2026-01-05", small_bank())
        self.bank.run("batch", self.bank.days)
        rows = [json.loads(line) for line in self.bank.run("values", "--json").out.splitlines()]
        self.assertEqual([row["customer_no"] for row in rows], ["C1", "C2"])
        self.assertEqual(rows[0]["fa"], "120000.00")
        self.assertEqual(list(rows[0]), list(self.values()["C1"]))

    def test_quiet_says_nothing_on_success(self):
        self.bank.deliver("2026-01-05", small_bank())
        self.assertEqual(self.bank.run("batch", self.bank.days, "--quiet").err, "")

    def test_without_a_terminal_progress_is_plain_lines(self):
        self.bank.deliver("2026-01-05", small_bank())
        result = self.bank.run("batch", self.bank.days)
        self.assertNotRegex(result.err, r"[\r\x1b]")
        self.assertTrue(re.search("2026-01-05", result.err), result)

    def test_assign_reports_refused_rows(self):
        self.bank.deliver("2026-01-05", small_bank())
        self.bank.run("batch", self.bank.days)
        path = os.path.join(self.bank.folder, "assign.csv")
        with open(path, "w", encoding="utf-8") as file:
            file.write("customer_no,staff_no,share_bp,relation,from\nC1,S1,10000,managed,2026-01-05\n"
                       "C9,S1,10000,managed,2026-01-05\n")
        result = self.bank.run("assign", path, expect=None)
        self.assertIn("C9", result.out + result.err)

    def test_stop_twice(self):
        self.bank.run("loads")
        self.assertEqual(self.bank.run("stop").code, DONE)
        self.assertEqual(self.bank.run("stop").code, DONE)
        self.assertIsNone(self.bank.server_pid())


if __name__ == "__main__":
    unittest.main()
