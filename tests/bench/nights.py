"""What many nights cost: tests/bench/nights.py CUSTOMERS NIGHTS [AHEAD_ROWS]

Runs NIGHTS nights of a small bank, each as a batch of its own, and prints what the first and the last ten cost in
seconds (medians), bytes of log and bytes of database.  A bank of this size is written ahead when AHEAD_ROWS is 0, as a
large one is."""

import datetime
import pathlib
import random
import shutil
import statistics
import sys
import tempfile
import time

TOP = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(TOP / "tests" / "program")]

from bank import Bank, account, customer, small_bank  # noqa: E402

FIRST = datetime.date(2026, 1, 1)
GROUP = 10


def log_written(bank):
    return int(bank.ask("select pg_current_wal_lsn() - '0/0'::pg_lsn"))


def size(bank):
    return int(bank.ask("select pg_database_size('guanhu')"))


def first_day(customers):
    files = small_bank()
    files["customer.csv"] = [customer(f"C{n}") for n in range(customers)]
    files["account.csv"] = [account(f"A{n}", f"C{n // 3}", f"{n % 90000}.00") for n in range(3 * customers)]
    return files


def night(pick, customers, number):
    chosen = sorted(pick.sample(range(3 * customers), 3 * customers // 10))
    at = f"{FIRST + datetime.timedelta(days=number)} 10:00:00"
    return {
        "account.csv": [account(f"A{n}", f"C{n // 3}", f"{pick.randrange(90000)}.00") for n in chosen],
        "transaction.csv": [{"txn_id": f"T{number}-{n}", "account_no": f"A{n}", "customer_no": f"C{n // 3}", "at": at,
                             "direction": "out", "amount": "12.00", "kind": "card_spend", "channel": "pos",
                             "counterparty": "", "counterparty_bank": "", "own_name": "", "note": ""}
                            for n in chosen],
    }


def main(words):
    customers, nights = int(words[0]), int(words[1])
    ahead_rows = words[2] if len(words) > 2 else "0"
    pick = random.Random(1)
    costs = []
    sizes = []
    with Bank(f"ahead_rows = {ahead_rows}\n") as bank, bank.server_kept():
        bank.deliver(str(FIRST), first_day(customers))
        bank.run("batch", bank.days, "--quiet")
        sizes.append(size(bank))
        for number in range(1, nights + 1):
            day = FIRST + datetime.timedelta(days=number)
            bank.deliver(str(day), night(pick, customers, number), modes={"account.csv": "delta"})
            log, before = log_written(bank), size(bank)
            began = time.monotonic()
            bank.run("batch", bank.days, "--quiet")
            seconds = time.monotonic() - began
            costs.append((seconds, log_written(bank) - log, size(bank) - before))
            sizes.append(size(bank))
            shutil.rmtree(pathlib.Path(bank.days) / f"{day:%Y%m%d}")
    print(f"{customers} customers, {3 * customers // 10} accounts and transactions a night, ahead_rows = {ahead_rows}")
    print(f"database: {sizes[0] / 1e6:.0f} MB after the first day, {sizes[-1] / 1e6:.0f} MB after {nights} nights")
    for name, part in (("first", costs[3:3 + GROUP]), ("last", costs[-GROUP:])):
        seconds, log, more = (statistics.median(column) for column in zip(*part))
        print(f"{name:>5} {len(part)} of {nights} nights: {seconds:.2f} s, {log / 1e6:.1f} MB of log, {more / 1e6:.1f} MB more")


if __name__ == "__main__":
    main(sys.argv[1:])
