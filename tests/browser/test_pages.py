"""Every page of pages.json, in both tongues, on a desk and on a phone, light and dark: nothing for axe
to say, no error in the console, nothing refused by the policy, nothing wider than the screen, nothing
untranslated, and small.  Pictures stay in build/screenshots.  GUANHU_LOOKS=all walks all eight looks."""

import json
import os
import subprocess
import tempfile
import unittest

import browser

PROGRAM = os.environ.get("GUANHU_PROGRAM", str(browser.TOP / "build" / "guanhu"))
PAGES = json.loads((browser.HERE / "pages.json").read_text(encoding="utf-8"))


class EveryPage(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        if not browser.can_serve(PROGRAM):
            raise unittest.SkipTest("the program has no command serve yet")
        with tempfile.TemporaryDirectory(prefix="guanhu.") as home:
            os.chmod(home, 0o755)
            subprocess.run([PROGRAM, "demo", "--customers", "500", "--days", "3", "--seed", "1"], check=True,
                           env={**os.environ, "GUANHU_HOME": home}, stdout=subprocess.DEVNULL)
            with browser.serving(PROGRAM, home) as base:
                cls.seen = browser.walk(base, PAGES["pages"], password=PAGES["password"])
                cls.promises = browser.islands(base, PAGES["staff"], PAGES["password"])

    def test_nothing_is_wrong_with_any_page(self):
        self.assertTrue(self.seen)
        for (page, look), faults in self.seen.items():
            with self.subTest(page=page, look=look):
                self.assertEqual(faults, [])

    def test_every_promise_of_the_islands_is_kept(self):
        self.assertTrue(self.promises)
        for (promise, _), faults in self.promises.items():
            with self.subTest(promise):
                self.assertEqual(faults, [])


if __name__ == "__main__":
    unittest.main()
