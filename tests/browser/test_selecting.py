"""Selections and what is done with them, lived through by keyboard: in Chinese on a desk, in English on a phone."""

import unittest

import browser
from test_condition_pages import files
from test_pages import Bank, Site

LEAST = 10
TAG = "重点跟进"


class Selecting(unittest.TestCase):
    def test_every_promise(self):
        with Bank() as bank:
            bank.deliver("2026-02-02", files())
            bank.run("batch", bank.days)
            with Site(bank) as site:
                somebody = site.sign_in("ADM")
                made = somebody.post("/tags", {"name": TAG, "part": "attitude", "visibility": "bank"})
                self.assertEqual(made.status, 303, made.text[-300:])
                browser.SHOTS.mkdir(parents=True, exist_ok=True)
                seen = browser.run_script("selection.mjs", base=f"http://127.0.0.1:{site.port}", shots=str(browser.SHOTS),
                                          staff="ADM", password=somebody.password, tag=TAG)
        self.assertGreaterEqual(len(seen), LEAST)
        for (promise, look), faults in seen.items():
            with self.subTest(promise=promise, look=look):
                self.assertEqual(faults, [])


if __name__ == "__main__":
    unittest.main()
