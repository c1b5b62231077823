"""Users from the command line: one-time passwords, locks, and what the audit keeps of them."""

import unittest

from bank import FAILED, REFUSED, USAGE, Bank, small_bank


class User(unittest.TestCase):
    def test_a_bank_without_staff_says_what_to_do(self):
        with Bank() as bank:
            result = bank.run("user", "password", "S1", expect=FAILED)
            self.assertEqual(result.out, "")
            self.assertIn("take a day folder first", result.err)

    def test_passwords_and_locks(self):
        with Bank() as bank, bank.server_kept():
            files = small_bank()
            files["staff.csv"] = ("staff_no,name,org_no,post,status\n"
                                  "Z1,Head,O1,admin,\nZ2,Gone,O1,rm,left\n")
            bank.deliver("2026-01-05", files)
            bank.run("batch", bank.days)
            self.assertRegex(bank.run("user", "password", "Z1").out,
                             r"\A[2-9a-z]{4}-[2-9a-z]{4}-[2-9a-z]{4}\n\Z")
            self.assertIn("has left", bank.run("user", "password", "Z2", expect=REFUSED).err)
            self.assertIn("Z9", bank.run("user", "lock", "Z9", expect=FAILED).err)
            bank.run("user", expect=USAGE)
            bank.run("user", "lock", "Z1")
            self.assertEqual(bank.ask("select locked_by_hand from app_user"), "t")
            bank.run("user", "unlock", "Z1")
            self.assertEqual(bank.ask("select locked_by_hand from app_user"), "f")
            self.assertEqual(bank.ask("select string_agg(what, ' ' order by entry_id) from audit_entry"),
                             "user.password user.lock user.unlock")

    def test_tables_made_on_the_first_day_are_closed(self):
        with Bank("ahead_rows = 0\n") as bank, bank.server_kept():
            bank.deliver("2026-01-05", small_bank())
            bank.run("batch", bank.days)
            self.assertEqual(bank.ask("select count(*) from customer"), "2")
            self.assertEqual(bank.ask("select relname from pg_class c where relkind in ('r', 'p') and not relrowsecurity"
                                      " and relnamespace = 'public'::regnamespace and not relispartition and exists"
                                      " (select 1 from pg_attribute where attrelid = c.oid and attname = 'customer_id')"),
                             "")
            self.assertEqual(bank.ask("begin; set local role guanhu_own; select count(*) from customer").split(
                "\n")[-1], "0")


if __name__ == "__main__":
    unittest.main()
