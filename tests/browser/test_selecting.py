"""Selections and what is done with them, lived through by keyboard: in Chinese on a desk, in English on a phone."""

import unittest

import promises
from test_condition_pages import files

TAG = "重点跟进"


class Selecting(promises.Promises):
    SCRIPT = "selection.mjs"
    LEAST = 10

    def files(self):
        return files()

    def task(self, bank, somebody):
        made = somebody.post("/tags", {"name": TAG, "part": "attitude", "visibility": "bank"})
        self.assertEqual(made.status, 303, made.text[-300:])
        return {"tag": TAG}


if __name__ == "__main__":
    unittest.main()
