"""The search over any page (Ctrl+K), lived through by keyboard alone: in Chinese on a desk, in English on a phone."""

import unittest

import promises
from bank import wait_until
from test_search import files


class Palette(promises.Promises):
    SCRIPT = "palette.mjs"
    DAY = "2026-01-05"
    STAFF = "CO"
    LEAST = 20

    def files(self):
        return files()

    def task(self, bank, somebody):
        wait_until(lambda: not somebody.json("/search?q=5678").json["is_reading"], "the roll is read in")
        return {}


if __name__ == "__main__":
    unittest.main()
