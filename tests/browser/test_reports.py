"""Reports and the dashboard, lived through: in Chinese on a desk, in English on a phone."""

import unittest

import promises
from test_views import files


class Reports(promises.Promises):
    SCRIPT = "reports.mjs"
    DAY = "2025-12-31"
    STAFF = "HEAD"
    OTHERS = ("RM1",)
    LEAST = 14

    def files(self):
        return files()

    def task(self, bank, somebody):
        return {"colleague": {"staff": "RM1", "customers": 0}}         # who manages nobody yet


if __name__ == "__main__":
    unittest.main()
