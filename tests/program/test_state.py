"""The engine's file: whatever happens to it, the figures stay, and only time is lost."""

import os
import random
import resource
import shutil
import struct
import subprocess
import sys
import unittest

from bank import DONE, FAILED, TESTS, USAGE, Bank, account, small_bank

WORD = (1 << 64) - 1
FACTOR = 0x9E3779B97F4A7C15
HEAD = struct.Struct("<8sQqqQQiIQ")


def checksum(data, seed):
    """base/checksum.c once more."""
    def step(lane, word):
        lane = ((lane ^ word) * FACTOR) & WORD
        return lane ^ (lane >> 29)

    lanes = [(seed + i) & WORD for i in (1, 2, 3, 4)]
    whole = len(data) // 8
    words = struct.unpack(f"<{whole}Q", data[:whole * 8])
    stripes = whole // 4 * 4
    for i in range(stripes):
        lanes[i % 4] = step(lanes[i % 4], words[i])
    for word in words[stripes:]:
        lanes[0] = step(lanes[0], word)
    lanes[0] = step(lanes[0], int.from_bytes(data[whole * 8:], "little"))
    total = len(data)
    for lane in lanes:
        total = step(total, lane)
    return ((total ^ (total >> 32)) * FACTOR) & WORD


class Base:
    """A base that is changed and bears right checksums all the same."""

    def __init__(self, path):
        self.path = path
        with open(path, "rb") as file:
            self.data = bytearray(file.read())
        head = HEAD.unpack_from(self.data)
        self.layout, self.content_len = head[1], head[4]
        self.shape_len = 16 + 8 * 8
        self.begin = (HEAD.size + self.content_len + 4095) // 4096 * 4096

    def chunk(self, i, start, length):
        return checksum(bytes(self.data[start:start + length]), i)

    def sums(self):
        return (self.content_len - self.shape_len) // 8

    def repair(self, chunks):
        """Right checksums for the chunks (number, start, length), the content and the head."""
        for i, start, length in chunks:
            at = HEAD.size + self.shape_len + 8 * i
            struct.pack_into("<Q", self.data, at, self.chunk(i, start, length))
        content = bytes(self.data[HEAD.size:HEAD.size + self.content_len])
        head = list(HEAD.unpack_from(self.data))
        head[5] = checksum(content, 0)
        HEAD.pack_into(self.data, 0, *head)
        head[8] = checksum(bytes(self.data[:HEAD.size - 8]), self.layout)
        HEAD.pack_into(self.data, 0, *head)
        with open(self.path, "wb") as file:
            file.write(self.data)


def make_days(bank, seed=21, days=24):
    subprocess.run([sys.executable, "-m", "reference", "make", bank.days, "--seed", str(seed), "--customers", "60",
                    "--days", str(days), "--kind", "mixed"], cwd=TESTS, check=True, stdout=subprocess.DEVNULL)


class State(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.calm = Bank()
        cls.addClassCleanup(cls.calm.close)
        make_days(cls.calm)
        cls.calm.run("batch", cls.calm.days, "--quiet")
        with cls.calm.server_kept():
            cls.expected = cls.calm.everything()
        cls.shared = None

    def middle(self):
        """The one bank that stays in the middle of its days, with its files as they were."""
        cls = type(self)
        if cls.shared is None:
            cls.shared, _ = self.begun(cls)
            cls.kept = os.path.join(cls.shared.folder, "kept")
            shutil.copytree(os.path.join(cls.shared.home, "engine"), cls.kept)
        folder = os.path.join(cls.shared.home, "engine")
        if os.path.isdir(folder):
            shutil.rmtree(folder)
        shutil.copytree(cls.kept, folder)
        return cls.shared

    def serves_not(self, bank, why):
        self.assertRegex(bank.run("state", "verify", expect=FAILED).err, why)

    def begun(self, owner=None):
        """A bank in the middle of its days, with a base and some journals."""
        bank = Bank()
        (owner.addClassCleanup if owner else self.addCleanup)(bank.close)
        os.rmdir(bank.days)
        bank.days = self.calm.days
        days = bank.valued_days()
        bank.run("batch", bank.days, "--quiet", "--date", days[8])
        bank.run("batch", bank.days, "--quiet", "--date", days[12])
        return bank, days

    def files(self, bank, word=""):
        folder = os.path.join(bank.home, "engine")
        return sorted(os.path.join(folder, name) for name in os.listdir(folder) if name.startswith(word))

    def goes_on(self, bank, complains=None):
        """The rest of the days, with or without a word about the file, gives what it must give."""
        said = bank.run("batch", bank.days).err
        if complains is not None:
            self.assertEqual("read from the database" in said, complains, said)
        with bank.server_kept():
            told = bank.everything()
            for what in self.expected:
                self.assertEqual(told[what], self.expected[what], what)
            bank.run("state", "verify")

    def test_file_and_database_agree_day_for_day(self):
        bank = Bank()
        self.addCleanup(bank.close)
        make_days(bank, 22)
        with bank.server_kept():
            for day in bank.valued_days()[:16]:
                bank.run("batch", bank.days, "--quiet", "--date", day)
                bank.run("state", "verify")
                if day.endswith("5"):
                    bank.run("batch", bank.days, "--quiet", "--date", day)
                    bank.run("state", "verify")

    def test_left_alone_it_serves(self):
        bank, days = self.begun()
        self.assertEqual(len(self.files(bank, "base")), 1)
        self.assertEqual(len(self.files(bank, "journal")), 4)
        bank.run("intake", "--check", os.path.join(bank.days, days[-1].replace("-", "")))
        self.goes_on(bank, complains=False)

    def test_files_are_for_their_owner_only(self):
        bank = self.middle()
        self.assertEqual(os.stat(os.path.join(bank.home, "engine")).st_mode & 0o777, 0o700)
        for path in self.files(bank):
            self.assertEqual(os.stat(path).st_mode & 0o777, 0o600)

    def test_no_directory(self):
        bank = self.middle()
        shutil.rmtree(os.path.join(bank.home, "engine"))
        self.serves_not(bank, "base.* is not there")

    def test_no_place_for_a_directory(self):
        bank = self.middle()
        shutil.rmtree(os.path.join(bank.home, "engine"))
        with open(os.path.join(bank.home, "engine"), "w", encoding="ascii"):
            pass
        self.serves_not(bank, "not there")
        self.assertEqual(bank.run("state", "rebuild", expect=FAILED).err.count("\n"), 1)
        os.unlink(os.path.join(bank.home, "engine"))
        bank.run("state", "rebuild")
        bank.run("state", "verify")

    def test_any_byte_changed(self):
        bank = self.middle()
        rng = random.Random(3)
        with bank.server_kept():
            for n in range(20):
                path = rng.choice(self.files(bank, "base") if n % 2 else self.files(bank, "journal"))
                with open(path, "rb") as file:
                    good = file.read()
                at = rng.randrange(HEAD.size) if n % 3 == 0 else rng.randrange(len(good))
                bad = bytearray(good)
                bad[at] ^= 1 << rng.randrange(8)
                with open(path, "wb") as file:
                    file.write(bad)
                result = bank.run("state", "verify", expect=None)
                # Between a base's checksums and its first chunk nothing counts.
                self.assertIn(result.code, (DONE, FAILED) if "base" in path else (FAILED,), f"{path} {at}")
                if result.code == FAILED:
                    self.assertRegex(result.err, "is damaged|another version|another run|not there")
                with open(path, "wb") as file:
                    file.write(good)
            bank.run("state", "verify")

    def test_cut_anywhere(self):
        rng = random.Random(4)
        bank = self.middle()
        with bank.server_kept():
            for word in ("base", "journal"):
                path = self.files(bank, word)[-1]
                with open(path, "rb") as file:
                    good = file.read()
                for length in [0, 1, HEAD.size - 1, HEAD.size] + [rng.randrange(len(good)) for _ in range(3)]:
                    with open(path, "wb") as file:
                        file.write(good[:length])
                    self.assertIn("damaged", bank.run("state", "verify", expect=FAILED).err)
                with open(path, "wb") as file:
                    file.write(good + b"x")
                self.assertIn("damaged", bank.run("state", "verify", expect=FAILED).err)
                with open(path, "wb") as file:
                    file.write(good)

    def test_a_journal_is_missing(self):
        bank, _ = self.begun()
        os.unlink(self.files(bank, "journal")[1])
        self.goes_on(bank, complains=True)

    def test_a_journal_of_another_day(self):
        bank = self.middle()
        journals = self.files(bank, "journal")
        shutil.copy(journals[0], journals[1])
        self.serves_not(bank, "another run")

    def test_files_of_another_run_of_the_day(self):
        bank, days = self.begun()
        kept = os.path.join(bank.folder, "kept")
        shutil.copytree(os.path.join(bank.home, "engine"), kept)
        bank.run("batch", bank.days, "--quiet", "--date", days[12])
        bank.run("state", "verify")
        shutil.rmtree(os.path.join(bank.home, "engine"))
        shutil.copytree(kept, os.path.join(bank.home, "engine"))
        self.goes_on(bank, complains=True)

    def test_the_last_day_again_needs_the_former_base(self):
        bank, days = self.begun()
        os.unlink(self.files(bank, "base")[0])
        bank.run("batch", bank.days, "--quiet", "--date", days[13])     # from the database; makes a base
        bank.run("batch", bank.days, "--quiet", "--date", days[13])     # again, before that base
        bank.run("state", "verify")
        self.goes_on(bank)

    def test_a_wrong_figure_is_found(self):
        bank = self.middle()
        bank.run("state", "rebuild")
        path = self.files(bank, "base")[-1]
        with open(path, "rb") as file:
            good = file.read()
        found = 0
        with bank.server_kept():
            base = Base(path)
            start, size = base.begin, len(good) - base.begin
            # The first parts are those of customers: keys, slots, columns.  Their lengths follow from
            # the shape; a checksum that fits says that a length was guessed right.
            for i in range(8):
                length = next(n for n in range(1, size + 1)
                              if (n % 4 == 0 or n < 256) and base.chunk(i, start, n) ==
                              struct.unpack_from("<Q", good, HEAD.size + base.shape_len + 8 * i)[0])
                if i >= 2:
                    base = Base(path)
                    base.data[start] ^= 2
                    base.repair([(i, start, length)])
                    result = bank.run("state", "verify", expect=FAILED)
                    found += "customers." in result.out and "differs in 1 of" in result.out
                    with open(path, "wb") as file:
                        file.write(good)
                start += length
            bank.run("state", "verify")
        self.assertGreaterEqual(found, 4)

    def test_a_file_that_cannot_be_written(self):
        def limit():
            resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192))

        with Bank() as bank, bank.server_kept():
            bank.deliver("2026-01-01", small_bank())
            bank.run("batch", bank.days)
            bank.deliver("2026-01-02", {"account.csv": [account("A1", "C2", "7.00")]}, modes={"account.csv": "delta"})
            for name in self.files(bank):
                os.unlink(name)
            said = bank.run("batch", bank.days, preexec_fn=limit).err
            self.assertEqual(said.count("was not written"), 1, said)
            self.assertEqual(self.files(bank), [])
            self.assertIn("base-20260102", bank.run("state", "rebuild", expect=FAILED, preexec_fn=limit).err)
            self.assertEqual(self.files(bank), [])
            bank.run("state", "rebuild")
            bank.run("state", "verify")

    def test_usage(self):
        with Bank() as bank:
            self.assertEqual(bank.run("state", "forget", expect=USAGE).err.count("\n"), 1)
            self.assertIn("no day was run yet", bank.run("state", "verify", expect=FAILED).err)
            self.assertIn("no day was run yet", bank.run("state", "rebuild", expect=FAILED).err)
            bank.deliver("2026-01-01", small_bank())
            bank.run("batch", bank.days)
            self.assertIn("as of 2026-01-01", bank.run("state", "rebuild").out)
            self.assertIn("say the same of 2026-01-01", bank.run("state", "verify").out)
            later = {"account.csv": [account("A1", "C2", "7.00"), account("A3", "C1", "90000.00")]}
            bank.deliver("2026-01-02", later)
            bank.run("batch", bank.days)
            self.assertIn("say the same of 2026-01-02", bank.run("state", "verify").out)
            rows = {row["customer_no"]: row["fa"] for row in bank.rows("values")}
            self.assertEqual(rows, {"C1": "90000.00", "C2": "7.00"})


if __name__ == "__main__":
    unittest.main()
