"""What the intake has to show: duplicate customers, and what is still open in the quarantine."""

import unittest

from bank import Bank, account, customer, small_bank


class Lists(unittest.TestCase):
    def test_customers_with_the_same_certificate_are_listed_and_count_as_two(self):
        files = small_bank()
        files["customer.csv"] += [
            customer("D1", cert_type="id", cert_no="110105491231002"),
            customer("D2", cert_type="id", cert_no="11010519491231002x"),
            customer("D3", cert_type="passport", cert_no="110105491231002"),
        ]
        with Bank() as bank, bank.server_kept():
            bank.deliver("2026-01-01", files)
            bank.run("batch", bank.days)
            duplicates = bank.rows("duplicates")
            self.assertEqual([(row["group"], row["customer_no"]) for row in duplicates], [("1", "D1"), ("1", "D2")])
            self.assertNotIn("110105", "".join(row["cert_no"] for row in duplicates))
            self.assertEqual(len(bank.rows("values")), 5)

    def test_a_waiting_row_is_open_until_it_is_taken(self):
        files = small_bank()
        files["account.csv"] += [account("A9", "C9", "70.00"), account("A8", "C1", "1,5")]
        with Bank() as bank, bank.server_kept():
            bank.deliver("2026-01-01", files)
            bank.run("batch", bank.days)
            told = [(row["line"], row["column"], row["reason"]) for row in bank.rows("quarantine")]
            self.assertEqual(told, [("4", "customer_no", "reference"), ("5", "balance", "type")])
            self.assertEqual(bank.rows("quarantine", "--open"), bank.rows("quarantine"))

            bank.deliver("2026-01-02", {"customer.csv": [customer("C9")]}, modes={"customer.csv": "delta"})
            bank.run("batch", bank.days)
            self.assertEqual(len(bank.rows("quarantine")), 2)
            self.assertEqual([row["reason"] for row in bank.rows("quarantine", "--open")], ["type"])
            figures = {row["customer_no"]: row["deposits"] for row in bank.rows("values")}
            self.assertEqual(figures["C9"], "70.00")

            bank.run("batch", bank.days, "--date", "2026-01-02")
            self.assertEqual([row["reason"] for row in bank.rows("quarantine", "--open")], ["type"])


if __name__ == "__main__":
    unittest.main()
