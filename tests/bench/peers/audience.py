#!/usr/bin/env python3
"""Who? asked of Guanhu and of DuckDB: make bench-peers.

    audience.py [--customers 1000000] [--runs 7]

`guanhu bench audience` invents the bank, writes it as CSV too, and answers from the text of each condition on,
by one thread; DuckDB reads the CSV into a table of the narrowest types that fit and answers SQL with two threads,
without the making of rows for its client.  Warm medians; counts and sums of assets must be equal.  The goals
are ratios; a run fails where an answer differs or a goal is missed by more than half."""

import argparse
import json
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile

from run import HERE, TOP, Duck, install_duckdb, show

TYPES = {"cid": "UINTEGER", "tags": "UBIGINT", "born": "DATE", "came": "INTEGER", "staff": "INTEGER",
         "login": "UTINYINT", "outlet": "USMALLINT", "centre": "USMALLINT", "branch": "UTINYINT",
         "bucket": "USMALLINT"}
MONEY = ["aum", "deposits", "wealth", "funds", "mortgage", "acct_max", "fa_avg", "cc_spend"]
EPOCH_DAYS = {"2018": 17532, "2024": 19723}
Q2T = "(has(tags, 50) and has(tags, 45) or has(tags, 48) and has(tags, 40) and not (has(tags, 55) or has(tags, 52)))"
PAGES = ["Q5", "Q6", "a thousand of many"]
GROUPS = ["Q4", "groups of a set"]
TAGS_ASKED, SLACK = 6, 2
# goal, what it speaks of, at least so many times as fast as DuckDB
RATIOS = [("G9 tags, a range, an organisation", ["Q2", "Q3", "Q6"], 10),
          ("G10 not prepared for", ["Q1u", "Q7"], 4),
          ("G11 groups", ["Q4"], 6),
          ("G11 groups of a set", ["groups of a set"], 1),
          ("G12 list of members", ["Q8"], 20)]


def questions():
    text = (HERE / "audience.sql").read_text(encoding="utf-8")
    for key, value in {"q2t": Q2T, "day": "date '2026-01-30'", **EPOCH_DAYS}.items():
        text = text.replace("{" + key + "}", str(value))
    return dict(re.findall(r"^-- (.+)\n((?:where|from) .+)$", text, re.M))


def ask_guanhu(program, customers, csv):
    lines = subprocess.run([program, "--home", csv.parent / "home", "bench", "audience", "--customers", str(customers),
                            "--csv", csv, "--quiet"], check=True, capture_output=True, text=True).stdout
    rows = [json.loads(line) for line in lines.splitlines()]
    [formulas] = [row for row in rows if "formulas" in row]
    return ({row["query"]: row for row in rows if "query" in row},
            {row["memory"]: row["bytes_a_customer"] for row in rows if "memory" in row}, formulas)


class DuckOfCustomers(Duck):
    def load(self, csv):
        names = csv.open(encoding="utf-8").readline().strip().split(",")
        types = ", ".join(f"'{n}': '{TYPES.get(n, 'BIGINT' if n in MONEY else 'UTINYINT')}'" for n in names)
        self.run("create or replace macro has(tags, n) as (tags >> n) & 1 = 1")
        self.run(f"create table customer as select * from read_csv('{csv}', header = true, auto_detect = false, "
                 f"columns = {{{types}}})")

    def found(self, name, where):
        """How many, and what assets they have."""
        if name in GROUPS:
            inner = f"select sum(aum) as aum from customer {where}"
        else:
            inner = f"select aum from customer {where}"
        row = self.rows(f"select count(*) as n, coalesce(sum(aum), 0)::varchar as aum from ({inner})")[0]
        return int(row[0]), int(row[1])

    def median(self, name, where, runs):
        what = "outlet, tier, count(*), sum(aum)" if name in GROUPS else "cid" if name in [*PAGES, "Q8"] else "count(*)"
        return statistics.median(self.run(f"select {what} from customer {where}") for _ in range(runs))


def compare(name, ours, theirs):
    if (ours["count"], ours["assets_fen"]) != theirs:
        sys.exit(f"{name}: Guanhu finds {ours['count']} with {ours['assets_fen']} fen, DuckDB {theirs[0]} with {theirs[1]}")


def report(customers, answers, duck, memory, formulas, read_gb):
    show("milliseconds, warm medians", [("", "count", "Guanhu", "DuckDB", "ratio")] + [
        (name, a["count"], f"{a['median_us'] / 1000:.3f}", f"{duck[name]:.1f}", f"{1000 * duck[name] / a['median_us']:.0f}x")
        for name, a in answers.items()])
    missed = []
    goals = [("goal", "found", "wanted")]
    for goal, names, least in RATIOS:
        worst = min(1000 * duck[name] / answers[name]["median_us"] for name in names)
        goals.append((goal + ", DuckDB / ours", f"{worst:.1f}x", f"at least {least}x"))
        missed += [goal] if worst * SLACK < least else []
    limit = TAGS_ASKED * customers / 8 / read_gb / 1e6
    times = formulas["median_us"] / 1000 / limit
    goals.append((f"G8 six tags, {formulas['formulas']} formulas in turn / limit of the memory at {read_gb} GB/s", f"{times:.1f}x", "at most 3x"))
    store = memory["columns"] + memory["tags"]
    goals.append(("G13 bytes a customer, events and orders apart", f"{store:.0f}", "at most 250"))
    missed += ["G13 memory"] if store > 250 * SLACK else []
    show("goals of the audience", goals)
    if missed:
        sys.exit("missed by more than half: " + ", ".join(missed))


def measure(options, folder):
    csv = folder / "customers.csv"
    answers, memory, formulas = ask_guanhu(TOP / options.build / "guanhu", options.customers, csv)
    duck, times = DuckOfCustomers(None, folder), {}
    try:
        duck.load(csv)
        asked = questions()
        for name, ours in answers.items():
            compare(name, ours, duck.found(name, asked[name]))
            times[name] = duck.median(name, asked[name], options.runs)
    finally:
        duck.close()
    bandwidth = json.loads(subprocess.run([TOP / options.build / "tests" / "bench" / "bandwidth"], check=True,
                                          capture_output=True, text=True).stdout)
    report(options.customers, answers, times, memory, formulas, bandwidth["read_1"])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--build", default="build")
    options = parser.parse_args()
    install_duckdb()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="guanhu-audience-"))
    os.chmod(folder, 0o755)
    try:
        measure(options, folder)
    except subprocess.CalledProcessError as failed:
        sys.exit(f"{failed.cmd[0]}: exit {failed.returncode}: {failed.stderr or ''}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
