"""Engine, SQL and plain words mean the same by every condition: random conditions over random banks, as of random
days of them (tests/conditions/conditions.c).

A fixed budget in `make test`.  Without limit, by hand, in tests/program:

    PYTHONPATH=.. GUANHU_CONDITIONS=0 python3 -m unittest test_conditions      until it is interrupted or differs
    PYTHONPATH=.. GUANHU_SEED=17 GUANHU_CONDITIONS=400 python3 -m unittest test_conditions

GUANHU_SEED: the first bank's; GUANHU_CONDITIONS: how many a bank (0: bank after bank for ever).  What differs is said
with seed, day, the smallest condition that still differs, customers, and what each says of them."""

import os
import pathlib
import random
import re
import subprocess
import sys
import unittest

from bank import PROGRAM, TESTS, Bank

sys.path.insert(0, str(TESTS))
from reference import banks, days

CONDITIONS = pathlib.Path(os.environ.get("GUANHU_BUILD", pathlib.Path(PROGRAM).resolve().parent)) / "tests/conditions/conditions"
SEED = int(os.environ.get("GUANHU_SEED", "1"))
WANTED = int(os.environ.get("GUANHU_CONDITIONS", "240"))
KINDS = ["opening", "mixed", "gaps", "hostile"]
# What the engine cannot be asked: nothing, and nothing is added.
NOT_IN_THE_STORE = set()


def assign(bank, rng):
    """Some customers are in somebody's care from when they came, or from then to then: one or two of the staff."""
    staff = bank.ask("select distinct staff_id from staff order by 1").split()
    for customer in bank.ask("select customer_id from customer order by 1").split():
        people = rng.sample(staff, min(len(staff), rng.choice([0, 1, 1, 2])))
        period = rng.choice(["[2023-01-01,)", "[2023-01-01,)", "[2023-12-05,)", "[2023-11-01,2024-01-10)", "[2024-01-20,)"])
        shares = [[], ["10000"], ["6000", "4000"]][len(people)]
        if people:
            bank.ask("insert into care (customer_id, relation, period, staff_ids, shares)"
                     f" select customer_id, 0, p.own, '{{{','.join(people)}}}', '{{{','.join(shares)}}}'"
                     f" from customer, lateral (select daterange '{period}' as own) p"
                     f" where customer_id = {customer} and not isempty(p.own)")


def make_sets(bank, rng):
    """Two of each: tags, lists, audiences with members of their own."""
    customers = bank.ask("select customer_id from customer order by 1").split()
    sets = [(1000 + n, n // 2, name) for n, name in enumerate(["房贷客户", "vip", "L1", "名单 2", "A1", "A \"2\""])]
    members = [(number, customer) for number, _, _ in sets for customer in rng.sample(customers, rng.randint(0, len(customers)))]
    bank.ask("create or replace view live_set as select * from (values "
             + ", ".join(f"({number}, {kind}, '{name}')" for number, kind, name in sets) + ") s (set_id, kind, name);"
             "create or replace view live_member as select * from (values "
             + ", ".join(f"({number}, {customer}::int8)" for number, customer in members) + ") m (set_id, customer_id)")


class Conditions(unittest.TestCase):
    def agree(self, seed, kind, count):
        """A bank, and so many conditions over it; what was found."""
        rng = random.Random(f"{seed} {kind}")
        with Bank() as bank:
            _, last = banks.make(bank.days, seed, 60, 70, "2023-11-20", kind)
            with bank.server_kept():
                bank.run("batch", bank.days, "--date", days.text(last), expect=None)
                assign(bank, rng)
                make_sets(bank, rng)
                done = subprocess.run([CONDITIONS, str(seed * 1000), str(count)], env=bank.environment(),
                                      stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                      text=True, errors="replace", check=False)
        said = done.stdout.strip()
        print(f"{kind}, seed {seed}: {said.splitlines()[-1] if said else ''}")
        self.assertEqual(done.returncode, 0, f"{kind}, seed {seed}:\n{said[-6000:]}")
        found = {word: int(number) for number, word in re.findall(r"(\d+) (asked|differ|members)", said.splitlines()[-1])}
        self.assertEqual(found["differ"], 0, f"{kind}, seed {seed}:\n{said[-6000:]}")
        self.assertEqual(found["asked"], count)
        unknown = set(re.search(r"^unknown to the engine:(.*)$", said, re.M).group(1).split())
        self.assertEqual(unknown, NOT_IN_THE_STORE)
        self.assertGreater(found["members"], count)
        return found

    def test_all_say_the_same(self):
        seed = SEED
        while True:
            for kind in KINDS:
                with self.subTest(kind=kind, seed=seed):
                    self.agree(seed, kind, WANTED or 4000)
                seed += 1
            if WANTED:
                return


if __name__ == "__main__":
    unittest.main()
