"""The search over any page (Ctrl+K), lived through by keyboard alone: in Chinese on a desk, in English on a phone."""

import time
import unittest

import browser
from test_pages import Bank, Site
from test_search import files

LEAST = 20


class Palette(unittest.TestCase):
    def test_every_promise(self):
        with Bank() as bank:
            bank.deliver("2026-01-05", files())
            bank.run("batch", bank.days)
            with Site(bank) as site:
                somebody = site.sign_in("CO")
                while somebody.json("/search?q=5678").json["is_reading"]:
                    time.sleep(0.1)
                browser.SHOTS.mkdir(parents=True, exist_ok=True)
                seen = browser.run_script("palette.mjs", base=f"http://127.0.0.1:{site.port}", shots=str(browser.SHOTS),
                                          staff="CO", password=somebody.password)
        self.assertGreaterEqual(len(seen), LEAST)
        for (promise, look), faults in seen.items():
            with self.subTest(promise=promise, look=look):
                self.assertEqual(faults, [])


if __name__ == "__main__":
    unittest.main()
