"""Days that are written ahead: what was written before a kill is used, and only where it fits."""

import signal
import unittest

from bank import Bank, Blocked, account, small_bank

AHEAD = "ahead_rows = 0\n"
FIRST, SECOND = "2026-01-01", "2026-01-02"
FILES = "select relname, pg_relation_filenode(c.oid) from pg_class c where relnamespace = '{}'::regnamespace " \
        "and relname like '{}' and relkind = 'r'"


def files_of(bank, schema, like):
    """Table -> number of the file that holds its rows."""
    return dict(line.split("|") for line in bank.ask(FILES.format(schema, like)).split("\n"))


def night(amount="777.00"):
    return {"account.csv": [account("A1", "C1", amount), account("A2", "C2", amount)],
            "transaction.csv": [{"txn_id": "T1", "account_no": "A1", "customer_no": "C1", "at": SECOND + " 10:00:00",
                                 "direction": "out", "amount": "5.00", "kind": "", "channel": "", "counterparty": "",
                                 "counterparty_bank": "", "own_name": "", "note": ""}]}


def pieces(bank):
    return bank.ask("select inhrelid::regclass from pg_inherits where inhparent = 'account_record'::regclass order by inhrelid::regclass::text").split()


def kill_before_publishing(test, bank):
    """Runs a batch up to the moment at which its day would be published, and kills it there."""
    with Blocked(bank, "account_record", "share update exclusive") as blocked:
        process = bank.begin("batch", bank.days, "--quiet")
        blocked.wait(process)
        process.send_signal(signal.SIGKILL)
        process.wait(60)



class Ahead(unittest.TestCase):
    def setUp(self):
        self.bank = Bank(AHEAD)
        self.addCleanup(self.bank.close)
        self.bank.deliver(FIRST, small_bank())
        self.bank.run("batch", self.bank.days, "--quiet")

    def test_what_was_written_before_a_kill_is_published(self):
        bank = self.bank
        with bank.server_kept():
            bank.run("values")
            bank.deliver(SECOND, night())
            kill_before_publishing(self, bank)
            self.assertEqual(bank.rows("values")[0]["date"], FIRST)
            ahead = files_of(bank, "incoming", "%")
            bank.run("batch", bank.days, "--quiet")
            published = files_of(bank, "public", "%20260102")
        for table in ("account_record", "txn", "customer_day"):
            self.assertEqual(published[table + "_20260102"], ahead[table], table)
        self.assertEqual([row["fa"] for row in bank.rows("values")], ["777.00", "777.00"])

    def test_what_was_written_of_another_delivery_is_not(self):
        bank = self.bank
        with bank.server_kept():
            bank.run("values")
            bank.deliver(SECOND, night())
            kill_before_publishing(self, bank)
            bank.deliver(SECOND, {"account.csv": [account("A1", "C1", "888.00"), account("A2", "C2", "888.00")]})
            bank.run("batch", bank.days, "--quiet")
            self.assertEqual(bank.ask("select count(*) from txn"), "0")
            self.assertEqual(bank.ask("select count(*) from incoming.done"), "0")
        self.assertEqual([row["fa"] for row in bank.rows("values")], ["888.00", "888.00"])

    def test_the_last_day_again_replaces_its_tables(self):
        bank = self.bank
        bank.deliver(SECOND, night())
        bank.run("batch", bank.days, "--quiet")
        before = bank.run("values").out
        with bank.server_kept():
            bank.run("batch", bank.days, "--date", SECOND, "--quiet")
            self.assertEqual(bank.ask("select count(*) from account_record where day = '2026-01-02'"), "2")
        self.assertEqual(bank.run("values").out, before)

    def test_days_of_the_present_month_lie_in_one_piece_but_for_the_last_few(self):
        bank, days = self.bank, {}
        for number in range(2, 13):
            day = f"2026-01-{number:02}"
            bank.deliver(day, night(f"{number}77.00"))
            bank.run("batch", bank.days, "--quiet")
            days[day] = bank.run("values").out
        with bank.server_kept():
            bank.run("values")
            self.assertEqual(pieces(bank), ["account_record_202601"] + [f"account_record_202601{day:02}" for day in range(10, 13)])
        bank.run("batch", bank.days, "--date", "2026-01-12", "--quiet")
        for day, told in days.items():
            self.assertEqual(bank.run("values", "--date", day).out, told, day)

    def test_months_that_are_over_lie_in_one_piece(self):
        bank, days = self.bank, {}
        for number, day in enumerate(["2026-01-15", "2026-01-31", "2026-02-03", "2026-02-28"]):
            bank.deliver(day, night(f"{number}77.00"))
            bank.run("batch", bank.days, "--quiet")
            days |= {one: bank.run("values", "--date", one).out for one in (day, FIRST)}
        with bank.server_kept():
            bank.run("values")
            self.assertEqual(pieces(bank), ["account_record_202601", "account_record_20260203", "account_record_20260228"])
            bank.deliver("2026-03-01", night("5.00"))
            bank.run("batch", bank.days, "--quiet")
            self.assertEqual(pieces(bank), ["account_record_202601", "account_record_202602", "account_record_20260301"])
            self.assertEqual(bank.ask("select count(*) from incoming.month where by_day"), "1")
            # seen through its table only, as before
            self.assertEqual(bank.ask("select count(*) from pg_class c join pg_inherits i on i.inhrelid = c.oid where c.relacl is not null"), "0")
        for day, told in days.items():
            self.assertEqual(bank.run("values", "--date", day).out, told, day)
        again = bank.run("values").out
        bank.run("batch", bank.days, "--date", "2026-03-01", "--quiet")
        self.assertEqual(bank.run("values").out, again)


if __name__ == "__main__":
    unittest.main()
