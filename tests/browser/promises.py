"""What pages promise, kept or not: a script of the browser goes through it in each of its looks, at a bank of its own."""

import unittest

import browser
from test_pages import Bank, Site


class Promises(unittest.TestCase):
    """Used as promises.Promises: a module that had the name itself would run it, too."""

    SCRIPT = ""
    DAY = "2026-02-02"
    STAFF = "ADM"
    OTHERS = ()       # of the staff, whose passwords the script is told too
    LEAST = 1         # promises times looks that the script must go through

    def files(self):
        """The day folder's."""
        raise NotImplementedError

    def task(self, bank, somebody):
        """What the script is told besides; 'somebody' is signed in."""
        return {}

    def test_every_promise(self):
        with Bank() as bank:
            bank.deliver(self.DAY, self.files())
            bank.run("batch", bank.days)
            with Site(bank) as site:
                somebody = site.sign_in(self.STAFF)
                browser.SHOTS.mkdir(parents=True, exist_ok=True)
                seen = browser.run_script(self.SCRIPT, base=f"http://127.0.0.1:{site.port}", shots=str(browser.SHOTS),
                                          staff=self.STAFF, password=somebody.password,
                                          passwords={no: site.sign_in(no).password for no in self.OTHERS}, **self.task(bank, somebody))
        self.assertGreaterEqual(len(seen), self.LEAST)
        for (promise, look), faults in seen.items():
            with self.subTest(promise=promise, look=look):
                self.assertEqual(faults, [])
