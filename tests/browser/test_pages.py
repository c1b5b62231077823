"""Every page of pages.json, in both tongues, on a desk and on a phone, light and dark: nothing for axe
to say, no error in the console, nothing refused by the policy, nothing wider than the screen, nothing
untranslated, and small.  Pictures stay in build/screenshots.  GUANHU_LOOKS=all walks all eight looks."""

import json
import sys
import unittest

import browser

sys.path.insert(0, str(browser.TOP / "tests" / "program"))
from bank import Bank, Blocked, small_bank  # noqa: E402
from web import Site  # noqa: E402

PAGES = json.loads((browser.HERE / "pages.json").read_text(encoding="utf-8"))


def deliver(bank):
    """Three days: enough of everything for every page to have something to show."""
    files = small_bank()
    files["org.csv"][0]["name"], files["org.csv"][1]["name"], files["org.csv"][2]["name"] = "总行", "浙江省分行", "西湖支行网点"
    names = ["李敏", "王芳", "张伟", "刘洋", "陈静", "杨帆", "赵磊", "黄丽", "周强", "吴娜"]
    posts = ["rm", "rm", "outlet_head", "open_teller", "closed_teller", "lobby_manager", "supervisor", "compliance"]
    files["staff.csv"] = [{"staff_no": "admin", "name": "孙立", "org_no": "H", "post": "admin"}]
    files["staff.csv"] += [{"staff_no": f"E{i:04}", "name": names[i % 10], "org_no": "O1", "post": posts[i % 8]} for i in range(70)]
    files["account.csv"].append({**files["account.csv"][0], "account_no": "6222021234567890123", "balance": "x"})
    files["account.csv"] += [{**files["account.csv"][0], "account_no": "6222021234567890123"}] * 2
    bank.deliver("2026-01-05", files)
    bank.deliver("2026-01-06", {"account.csv": files["account.csv"][:1]})
    bank.deliver("2026-01-07", {"account.csv": files["account.csv"][:2]})
    bank.run("batch", bank.days)


def begin_night(bank):
    """A batch, job 2, which runs until somebody lets it."""
    accounts = [{**account, "balance": "777.00"} for account in small_bank()["account.csv"]]
    bank.deliver("2026-01-08", {"account.csv": accounts})
    return bank.begin("batch", bank.days)


class EveryPage(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with Bank() as bank:
            deliver(bank)
            with Site(bank, "--watch", bank.days) as site, Blocked(bank) as blocked:
                admin = site.sign_in(PAGES["staff"])
                admin.post("/me/tokens", {"name": "夜间核对程序", "scopes": "LOADS_READ NIGHTS_READ JOBS_READ USERS_READ"})
                password = admin.password
                night = begin_night(bank)
                blocked.wait(night)
                base = f"http://127.0.0.1:{site.port}"
                cls.seen = browser.walk(base, PAGES["pages"], password=password)
                cls.promises = browser.islands(base, PAGES["staff"], password)
                notify = [sys.executable, str(browser.HERE / "notify.py"), *bank.psql()]
                cls.promises |= browser.live(base, PAGES["staff"], password, notify)
                blocked.release()
                night.wait(60)

    def test_nothing_is_wrong_with_any_page(self):
        self.assertTrue(self.seen)
        for (page, look), faults in self.seen.items():
            with self.subTest(page=page, look=look):
                self.assertEqual(faults, [])

    def test_every_promise_of_the_islands_is_kept(self):
        self.assertTrue(self.promises)
        for (promise, _), faults in self.promises.items():
            with self.subTest(promise):
                self.assertEqual(faults, [])


if __name__ == "__main__":
    unittest.main()
