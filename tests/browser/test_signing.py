"""Signing in and what stands around it, as people live through it in a browser: both languages, on a desk
and on a phone.  Pictures of each step stay in build/screenshots."""

import unittest

import browser
from test_pages import Bank, Site, deliver

PEOPLE = {"zh-CN desktop": "E0000", "en phone": "E0003"}
LEAST_STEPS = 15


class Signing(unittest.TestCase):
    def test_every_step_in_every_look(self):
        with Bank() as bank:
            deliver(bank)
            with Site(bank) as site:
                admin, watcher = site.sign_in("admin"), site.sign_in("E0007")
                seen = browser.run_script(
                    "signing.mjs", base=f"http://127.0.0.1:{site.port}", shots=str(browser.SHOTS), people=PEOPLE,
                    admin={"staff": "admin", "password": admin.password},
                    watcher={"staff": "E0007", "password": watcher.password})
        self.assertGreaterEqual(len(seen), LEAST_STEPS * len(PEOPLE))
        for (step, look), faults in seen.items():
            with self.subTest(step=step, look=look):
                self.assertEqual(faults, [])


if __name__ == "__main__":
    unittest.main()
