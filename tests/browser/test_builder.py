"""The builder of conditions and saved views, lived through by keyboard alone: in Chinese on a desk, in English on a phone."""

import unittest

import promises
from test_condition_pages import files


class Builder(promises.Promises):
    SCRIPT = "conditions.mjs"
    LEAST = 20

    def files(self):
        return files()


if __name__ == "__main__":
    unittest.main()
