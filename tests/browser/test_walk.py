"""The walk finds what it is there to find: each page of faults/ has the one fault it is named after."""

import tempfile
import unittest

import browser

FOUND_AS = {
    "none": [],
    "contrast": ["axe color-contrast"],
    "contrast_ground": ["axe color-contrast"],
    "unlabelled": ["axe label"],
    "inline_style": ["refused by the policy: style-src", "console: "],
    "inline_script": ["refused by the policy: script-src", "console: "],
    "broken_script": ["script: nobody is not defined"],
    "missing_file": ["404: /nowhere.png", "console: "],
    "too_wide": ["wider than the screen"],
    "tongue": ["the page speaks fr"],
    "english": ["not in Chinese: Nobody has translated"],
    "other_host": ["asks another host: http://192.0.2.1", "console: ", "refused by the policy: img-src"],
}


class TheWalk(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        pages = [{"name": name, "path": "/" + name} for name in FOUND_AS]
        with browser.folder(browser.HERE / "faults") as base, tempfile.TemporaryDirectory() as shots:
            cls.seen = browser.walk(base, pages, shots, looks=["zh-CN desktop light"])

    def test_every_fault_is_found_and_nothing_else(self):
        for name, wanted in FOUND_AS.items():
            with self.subTest(name):
                faults = self.seen[name, "zh-CN desktop light"]
                for beginning in wanted:
                    self.assertTrue(any(f.startswith(beginning) for f in faults), faults)
                for fault in faults:
                    self.assertTrue(any(fault.startswith(b) for b in wanted), fault)


if __name__ == "__main__":
    unittest.main()
