"""Hostile texts go through the intake and come out of the database as the texts they are."""

import json
import unittest

from bank import Bank, customer, data, small_bank

LONGEST = 4096               # bytes of a text column


def texts():
    """Naughty strings and script injections, without the few that no day file may hold."""
    found = json.loads(data("bad-input/blns.json").read_text(encoding="utf-8"))
    found += data("bad-input/xss.txt").read_text(encoding="utf-8", errors="replace").split("\n")
    kept = [text for text in dict.fromkeys(found) if text and "\0" not in text]
    return [text for text in kept if len(text.encode("utf-8", "surrogatepass")) <= LONGEST]


def names_in_database(bank):
    """customer_no -> name."""
    return json.loads(bank.ask("select json_object_agg(customer_no, name) "
                               "from customer join customer_record using (customer_id)"))


@unittest.skipUnless(data("bad-input/blns.json"), "the test data are not here")
class HostileTexts(unittest.TestCase):
    def test_names_come_out_as_they_went_in(self):
        wanted = {f"N{i:05}": text for i, text in enumerate(texts())}
        files = small_bank()
        files["customer.csv"] += [customer(no, name=text) for no, text in wanted.items()]
        with Bank() as bank, bank.server_kept():
            bank.deliver("2026-01-01", files)
            bank.run("batch", bank.days)
            self.assertEqual(bank.rows("quarantine"), [])
            self.assertEqual(len(bank.rows("values")), len(wanted) + 2)
            names = names_in_database(bank)
        self.assertGreater(len(wanted), 5000)
        self.assertEqual({no: names.get(no) for no in wanted}, wanted)

    def test_customer_numbers_may_be_anything_too(self):
        numbers = [text for text in texts() if len(text.encode("utf-8", "surrogatepass")) <= 64]
        files = small_bank()
        files["customer.csv"] += [customer(no) for no in numbers if no not in ("C1", "C2")]
        with Bank() as bank:
            bank.deliver("2026-01-01", files)
            bank.run("batch", bank.days)
            told = [row["customer_no"] for row in bank.rows("values")]
        wanted = sorted(set(numbers) | {"C1", "C2"}, key=lambda no: no.encode("utf-8"))
        self.assertEqual(told, wanted)


if __name__ == "__main__":
    unittest.main()
