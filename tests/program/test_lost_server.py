"""The private database server dies under serve: nobody has to start the pages again."""

import signal
import unittest

from bank import small_bank
from web import Served


class LostServer(Served):
    ADMIN = "A"

    @classmethod
    def fill(cls):
        files = small_bank()
        files["staff.csv"].append({"staff_no": "A", "name": "Administrator", "org_no": "O1", "post": "admin"})
        cls.bank.deliver("2026-01-05", files)
        cls.bank.run("batch", cls.bank.days)

    def lose_server(self):
        self.assertEqual(self.admin.get("/users").status, 200)
        before = self.bank.server_pid()
        self.assertTrue(self.bank.kill_server(signal.SIGKILL))
        return before

    def test_one_that_another_command_started_is_found_by_the_next_page(self):
        before = self.lose_server()
        self.assertIn("org.csv", self.bank.run("loads").out)
        self.assertNotEqual(self.bank.server_pid(), before)
        self.assertEqual(self.site.browser().send_once("GET", "/sign-in").status, 200)
        self.assertEqual(self.admin.send_once("GET", "/users").status, 200)

    def test_serve_starts_it_again_by_itself(self):
        before = self.lose_server()
        self.assertEqual(self.admin.get("/users").status, 200)        # after pages that said "in a moment"
        self.assertNotEqual(self.bank.server_pid(), before)
        self.assertEqual(self.admin.post("/me/tongue", {"tongue": "en"}).status, 303)


if __name__ == "__main__":
    unittest.main()
