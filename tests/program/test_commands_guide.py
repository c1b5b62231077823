"""docs/guide/commands.md and its Chinese twin name every command, argument, option and setting of the program, and no
other."""

import pathlib
import re
import unittest

from bank import DONE, USAGE, Bank

GUIDE = pathlib.Path(__file__).resolve().parents[2] / "docs" / "guide"
PAGES = ["commands.md", "commands.zh.md"]


def told_commands(page):
    """{command: (arguments, options)} of the headings."""
    told = {}
    for heading in re.findall(r"^### `guanhu (.*)`$", page, re.M):
        options = re.findall(r"--([a-z-]+)", heading)
        words = re.sub(r"\[[^]]*\]|--[a-z-]+ [A-Z]+", "", heading).split()
        told[" ".join(w for w in words if w.islower() and "|" not in w)] = (
            [w for w in words if not w.islower() or "|" in w], options)
    return told


class Commands(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.bank = Bank()
        cls.addClassCleanup(cls.bank.close)

    def help_of(self, *words):
        return self.bank.run("help", *words, expect=DONE).out

    def commands(self):
        listed = self.help_of().split("Commands\n")[1].split("\n\n")[0]
        known = {}
        for command in re.findall(r"^  (\S+(?: \S+)*?)(?:  |$)", listed, re.M):
            said = self.help_of(*command.split()).split("Every command takes")[0]
            usage = said.splitlines()[0].removeprefix(f"usage: guanhu {command}").replace("[options]", "").split()
            known[command] = (usage, re.findall(r"^  --([a-z-]+)", said, re.M))
        return known

    def test_every_command_with_what_it_takes(self):
        known = self.commands()
        self.assertGreater(len(known), 10)
        for name in PAGES:
            with self.subTest(name):
                self.assertEqual(told_commands((GUIDE / name).read_text(encoding="utf-8")), known)

    def test_what_every_command_takes(self):
        common = re.findall(r"^  --([a-z-]+)", self.help_of().split("Every command takes")[1], re.M)
        for name in PAGES:
            with self.subTest(name):
                head = (GUIDE / name).read_text(encoding="utf-8").split("\n## ")[0]
                self.assertEqual(re.findall(r"`--([a-z-]+)[ `]", head.split("\n\n")[-1]), common)

    def test_every_setting(self):
        with open(f"{self.bank.home}/guanhu.conf", "w", encoding="utf-8") as file:
            file.write("nothing = 1\n")
        said = self.bank.run("values", expect=USAGE).err
        names = sorted(re.findall(r"[a-z_]+", said.rsplit("there are", 1)[1]))
        self.assertGreater(len(names), 10)
        for name in PAGES:
            with self.subTest(name):
                page = (GUIDE / name).read_text(encoding="utf-8")
                self.assertEqual(sorted(re.findall(r"^\| `([a-z_]+)` \|", page, re.M)), names)

    def test_help_says_what_the_option_says(self):
        self.assertEqual(self.help_of(), self.bank.run("--help").out)
        self.assertEqual(self.help_of("user", "lock"), self.bank.run("user", "lock", "--help").out)
        self.assertEqual(self.help_of("user"), self.bank.run("user", "--help").out)


if __name__ == "__main__":
    unittest.main()
