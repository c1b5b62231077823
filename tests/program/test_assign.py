"""assign: who manages whom, from a file; what is refused, and that the rest is taken whole."""

import os
import unittest

from bank import USAGE, Kept, customer, small_bank

HEADER = "customer_no,staff_no,share_bp,relation,from\n"


class Assign(Kept):
    @classmethod
    def fill(cls):
        files = small_bank()
        files["customer.csv"] += [customer(f"C{n}") for n in range(3, 5200)]
        files["staff.csv"] = ("staff_no,name,org_no,post,status\nS1,One,O1,rm,\nS2,Two,O1,rm,\n"
                              "S3,Three,O1,open_teller,active\nZ1,Gone,O1,rm,left\n")
        cls.bank.deliver("2026-01-05", files)
        cls.bank.run("batch", cls.bank.days)

    def setUp(self):
        self.bank.run("loads")
        self.bank.ask("delete from care")

    def assign(self, *rows, header=HEADER, **options):
        path = os.path.join(self.bank.folder, "assign.csv")
        with open(path, "w", encoding="utf-8") as file:
            file.write(header + "".join(row + "\n" for row in rows))
        return self.bank.run("assign", path, **options)

    def reasons(self, *rows):
        """By line; the report goes in the file's order."""
        lines = [line.split(",", 3) for line in self.assign(*rows).out.splitlines()[1:]]
        self.assertEqual([int(line[0]) for line in lines], sorted(int(line[0]) for line in lines))
        return {int(line[0]): line[3] for line in lines}

    def cared(self):
        return self.bank.ask("select c.customer_no, k.relation, lower(k.period), k.staff_ids, k.shares, upper_inf(k.period)"
                             " from care k join customer c using (customer_id) order by 1, 2, 3")

    def staff(self, *numbers):
        return "{" + ",".join(self.bank.ask(f"select staff_id from staff where staff_no = '{no}'") for no in numbers) + "}"

    def test_the_largest_share_is_the_main_manager(self):
        self.assertEqual(self.reasons("C1,S1,3000,managed,2026-01-05", "C1,S2,5000,managed,2026-01-05",
                                      "C1,S3,2000,managed,2026-01-05", "C2,S3,10000,signed,2025-12-31",
                                      "C2,S2,5000,managed,2025-12-31", "C2,S1,5000,managed,2025-12-31"), {})
        self.assertEqual(self.cared().split("\n"), [
            f"C1|0|2026-01-05|{self.staff('S2', 'S1', 'S3')}|{{5000,3000,2000}}|t",
            f"C2|0|2025-12-31|{self.staff('S2', 'S1')}|{{5000,5000}}|t",
            f"C2|1|2025-12-31|{self.staff('S3')}|{{10000}}|t"])

    def test_what_is_wrong_is_refused_with_its_whole_group(self):
        reasons = self.reasons("C1,S1,5000,managed,2026-01-05", "C1,S9,5000,managed,2026-01-05",
                               "C2,Z1,10000,managed,2026-01-05", "C3,S1,9999,managed,2026-01-05",
                               "C4,S1,5000,managed,2026-01-05", "C4,S1,5000,managed,2026-01-05",
                               "X1,S1,10000,managed,2026-01-05", "C5,S1,10000,owned,2026-01-05",
                               "C6,S1,10000,managed,2026-02-30", "C7,S1,10000,managed,2026-01-05")
        wanted = {2: "another row", 3: "not known", 4: "has left", 5: "do not add up", 6: "stands twice",
                  7: "stands twice", 8: "customer_no is not known", 9: "neither managed nor signed", 10: "not a date"}
        self.assertEqual(set(reasons), set(wanted))
        for line, part in wanted.items():
            self.assertIn(part, reasons[line], line)
        self.assertEqual([row.split("|")[0] for row in self.cared().split("\n")], ["C7"])

    def test_nobody_is_given_away_twice(self):
        self.assertEqual(self.reasons("C1,S1,10000,managed,2026-03-01", "C2,S1,10000,managed,2026-03-01"), {})
        reasons = self.reasons("C1,S2,10000,managed,2026-01-01", "C2,S2,10000,signed,2026-01-01",
                               "C3,S1,10000,managed,2026-01-01", "C3,S2,10000,managed,2026-06-01",
                               "C3,S2,10000,managed,2026-09-01")
        self.assertEqual(set(reasons), {2, 5, 6})
        self.assertTrue(all("in somebody's care" in reason for reason in reasons.values()), reasons)
        self.assertEqual(len(self.cared().split("\n")), 4)

    def test_more_than_a_block_is_taken(self):
        rows = [f"C{n},S{n % 3 + 1},10000,managed,2026-01-05" for n in range(1, 5200)]
        self.assertEqual(self.reasons(*rows, "X9,S1,10000,managed,2026-01-05"), {5201: "customer_no is not known"})
        self.assertEqual(self.bank.ask("select count(*), count(distinct customer_id) from care"), "5199|5199")
        self.assertEqual(self.bank.ask("select count(*) from care k join customer c using (customer_id) join staff s on"
                                       " s.staff_id = k.staff_ids[1] where s.staff_no <> 'S' ||"
                                       " substr(c.customer_no, 2)::int % 3 + 1"), "0")

    def test_another_header_is_wrong_usage(self):
        self.assign(header="customer,staff\n", expect=USAGE)


if __name__ == "__main__":
    unittest.main()
