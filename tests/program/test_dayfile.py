"""The documentation of day files says what the program takes: its tables are compared with the program's own,
its example is run as it stands, and both languages say the same."""

import os
import re
import subprocess
import unittest

from bank import PROGRAM, TOP, Bank
from web import Site

PAGES = {"en": "dayfiles.md", "zh": "dayfiles.zh.md"}
KINDS = {"文本": "text", "金额": "amount", "带符号金额": "signed amount", "比率": "rate", "日期": "date", "时间": "time",
         "代码": "code", "整数": "whole number", "0 或 1": "0 or 1"}
MARKS = {"key": "key", "主键": "key", "required": "required", "必填": "required"}
LOADS = {"missing", "sha256", "rows", "header", "share", "late"}
FAULTS = {"columns", "encoding", "required", "length", "type", "range", "code", "duplicate", "reference"}


def page(tongue):
    with open(os.path.join(TOP, "docs", PAGES[tongue]), encoding="utf-8") as file:
        return file.read()


def sections(text):
    """{file: [cells of each row]} of the tables of columns."""
    found = {}
    for part in re.split(r"(?m)^### ", text)[1:]:
        name, body = part.split("\n", 1)
        rows = [[cell.strip() for cell in line.strip("|").split("|")]
                for line in re.split(r"(?m)^## ", body)[0].split("\n") if line.startswith("| `")]
        found[name] = rows
    return found


def documented(tongue):
    """{(file, column): (mark, kind, values, empty)} in the order of the page."""
    told = {}
    for file, rows in sections(page(tongue)).items():
        for column, mark, kind, values, meaning in rows:
            assert meaning, (file, column)
            codes, empty = re.fullmatch(r"(.*?)(?:[；;] ?)?(?:(?:empty: |空即 )`(\w+)`)?", values).groups()
            told[file, column.strip("`")] = (MARKS.get(mark, ""), KINDS.get(kind, kind), re.findall("`([^`]+)`", codes), empty or "")
    return told


def example(tongue):
    """The scripts of the page, without what serves on and on."""
    return "\n".join(block for block in re.findall(r"(?ms)^```sh\n(.*?)^```", page(tongue)) if block.strip() != "guanhu serve")


class Documentation(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.bank = Bank()
        cls.addClassCleanup(cls.bank.close)
        cls.columns = cls.bank.rows("dayfile")

    def test_every_column_is_documented_as_it_is_taken(self):
        expected = {}
        for row in self.columns:
            mark = "key" if row["key"] else "required" if row["required"] else ""
            values = row["values"].split()[-1:] if row["values"].startswith("a row of") else row["values"].split()
            expected[row["file"], row["column"]] = (mark, row["kind"], values, row["empty"])
        for tongue in PAGES:
            told = documented(tongue)
            self.assertEqual(list(told), list(expected), tongue)
            for place, what in expected.items():
                self.assertEqual(told[place], what, (tongue, place))

    def test_every_reason_is_documented(self):
        for tongue in PAGES:
            told = set(re.findall(r"(?m)^\| `(\w+)` \|", page(tongue)))
            self.assertLessEqual(LOADS | FAULTS, told, tongue)

    def test_both_languages_have_the_same_parts(self):
        self.assertEqual(len(re.findall("(?m)^##", page("en"))), len(re.findall("(?m)^##", page("zh"))))


class Example(unittest.TestCase):
    def follow(self, tongue):
        with Bank() as bank, bank.server_kept():
            where = os.path.join(bank.folder, "example")
            os.makedirs(os.path.join(where, "bin"))
            os.symlink(os.path.abspath(PROGRAM), os.path.join(where, "bin", "guanhu"))
            script = example(tongue).replace("export GUANHU_HOME=$PWD/home\n", "")
            environment = bank.environment()
            environment["PATH"] = os.path.join(where, "bin") + os.pathsep + environment["PATH"]
            done = subprocess.run(["bash", "-euo", "pipefail", "-c", script], cwd=where, env=environment, check=False,
                                  stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            self.assertEqual(done.returncode, 0, done.stderr.decode())
            out = done.stdout.decode("utf-8")
            values = {row["customer_no"]: row for row in bank.rows("values", "--date", "2026-01-05")}
            self.assertEqual((values["C1"]["stage"], values["C1"]["fa"]), ("target", "170000.00"))
            self.assertEqual(values["C2"]["stage"], "retained")
            self.assertRegex(out, r"(?m)^[a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{4}$")
            self.assertIn("C2,2026-01-06,stage_up,retained,potential,", out)
            self.assertEqual(bank.rows("quarantine"), [])
            with Site(bank) as site:
                mine = site.sign_in("M1").json("/customers/mine")
                self.assertEqual([row["customer_no"] for row in mine.json["rows"]], ["C1"])

    def test_the_example_leads_to_the_first_page(self):
        self.follow("en")

    def test_the_chinese_example_does_too(self):
        self.follow("zh")


if __name__ == "__main__":
    unittest.main()
