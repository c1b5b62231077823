#!/usr/bin/env python3
"""The same night through Guanhu, DuckDB and PostgreSQL's own SQL: make bench-peers.

    run.py [--customers 1000000] [--accounts 3000000] [--runs 5] [--folder DIR]

All three read the same day files (guanhu bench night makes them), have two threads, take turns, and must
come to the same figures.  Printed are medians in milliseconds and the ratios that the goals speak of.
Keys are looked up by all three; the peers' state is kept in tables sorted by customer, and a night makes
new tables from those of the night before, which is several times faster for them than changing rows in
place and lets a night be run again.  What the peers need not do: quarantine, duplicates, encryption,
side schemes, the number of products, gains of holdings, customers and accounts that are new."""

import argparse
import datetime
import json
import os
import pathlib
import pwd
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
TOP = HERE.parent.parent.parent
EPOCH = datetime.date(1970, 1, 1)
NIGHTS = [datetime.date(2026, 1, 29), datetime.date(2026, 1, 30), datetime.date(2026, 1, 31)]
# Alerts that the SQL of the peers raises, too.
KINDS = ["stage_up", "stage_down", "tier_up", "tier_down", "entered_watch", "entered_attention", "entered_churned",
         "won_back", "assets_rose", "assets_fell", "churning", "large_movement", "product_maturing", "card_expiring",
         "card_cancelled", "account_closed", "birthday"]
# Bytes that the rules must at least read and write of a customer: G2.  Everybody's fa, fa_ytd, acct_max, cc_spend,
# verdict and two dates; at month ends also aum, the eleven sums, twelve months and what follows from them.
TOUCHED = {1: (46, 22), 2: (46 + 8 + 88 + 96, 22 + 8)}


def expand(name, **values):
    """The text of a .sql file, its {names} filled in."""
    text = (HERE / name).read_text(encoding="utf-8")
    for key, value in values.items():
        text = text.replace("{" + key + "}", str(value))
    return text


def parameters(night, state_before=None, out=None, temporary=""):
    day = NIGHTS[night]
    eve = day + datetime.timedelta(days=7)
    after = day + datetime.timedelta(days=1)
    month = day.month + 6 if day.month <= 6 else day.month - 6
    # The last day from which half a year has passed: the rule keeps the day of the month.
    half_year_ago = datetime.date(day.year if day.month > 6 else day.year - 1, month, min(day.day, 28))
    while add_half_year(half_year_ago + datetime.timedelta(days=1)) <= day:
        half_year_ago += datetime.timedelta(days=1)
    return {"n": night, "p": night - 1, "from": state_before if state_before is not None else night - 1,
            "out": night if out is None else out, "temporary": temporary,
            "accounts": f"account_{night - 1}" if night else "account_change_0",
            "day": (day - EPOCH).days, "year_day": day.timetuple().tm_yday,
            "month_end": "true" if after.month != day.month else "false",
            "month_seen": "true" if day.replace(day=1) >= NIGHTS[0] else "false",
            "month_start": (day.replace(day=1) - EPOCH).days, "half_year_ago": (half_year_ago - EPOCH).days,
            "birth_month": eve.month, "birth_day": eve.day}


def add_half_year(day):
    year, month = divmod(day.year * 12 + day.month - 1 + 6, 12)
    for number in range(day.day, 27, -1):
        try:
            return datetime.date(year, month + 1, number)
        except ValueError:
            continue
    return datetime.date(year, month + 1, day.day)


# --- the two peers ------------------------------------------------------------------------------------------


class Peer:
    """A database with SQL.  A script is text with our own lines 'csv TABLE FILE columns' and 'pg STATEMENT'."""

    def __init__(self, days):
        self.days = days

    def script(self, names, night, **more):
        values = {**parameters(night, **more), "fence": self.fence}
        text = "\n".join(expand(name, **values) for name in names)
        folder = self.days / NIGHTS[night].strftime("%Y%m%d")

        def csv(match):
            columns = [column.strip().rsplit(" ", 1) for column in re.split(r",\s*(?![\d])", match[3])]
            return self.read_csv(match[1], str(folder / match[2]), columns)

        text = re.sub(r"^csv (\S+) (\S+) (.+)$", csv, text, flags=re.M)
        return re.sub(r"^pg (.*)$", r"\1" if self.is_postgres else "", text, flags=re.M)

    def load_first_day(self):
        for names in (["files.sql", "first.sql"], ["holdings.sql"], ["first_holdings.sql"], ["value.sql"]):
            self.run(self.script(names, 0, state_before="open"))
            self.settle()
        self.run(";".join(f"drop table {table}" for table in self.of_night(0, keep_state=True)) + ";")
        self.settle()

    def of_night(self, night, keep_state=False):
        names = ["rate_record", "customer_record", "account_record", "card_record", "transaction_record",
                 "account_change", "card_change", "txn", "spend_added", "touched"]
        if not keep_state:
            names += ["rate", "account", "card", "state", "alert", "aum_month"]
        return [f"{name}_{night}" for name in names]

    def forget_night(self, night):
        self.run(";".join(f"drop table if exists {table}" for table in self.of_night(night)) + ";")
        self.settle()

    def night(self, night):
        """Files to committed result, in milliseconds."""
        names = ["files.sql", "night.sql", "holdings.sql", "merge.sql", "value.sql", "alerts.sql"]
        names += ["month_end.sql"] if night == 2 else []
        return self.run_durably(self.script(names, night))

    def compute(self, night):
        """What the rules take when everything is in tables already; the results are given up."""
        names = ["value.sql", "alerts.sql"] + (["month_end.sql"] if night == 2 else [])
        ms = self.run(self.script(names, night, out="c", temporary=self.temporary))
        tables = ["touched_c", "state_c", "alert_c"] + (["aum_month_c"] if night == 2 else [])
        self.run(";".join(f"drop table {table}" for table in tables) + ";")
        return ms

    def figures(self, night):
        return {what: int(number) for what, number in self.rows(expand("figures.sql", n=night))}


class Duck(Peer):
    name, fence, temporary, is_postgres = "DuckDB", "", "temporary", False
    TYPES = {"text": "VARCHAR", "integer": "INTEGER", "date": "DATE", "timestamp": "TIMESTAMP"}

    def __init__(self, days, place):
        super().__init__(days)
        memory = f"{min(10, max(1, available_gb() // 2))}GB"
        self.process = subprocess.Popen(["node", HERE / "duck.mjs", str(place / "duck.db"), memory],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.run(expand("duck.sql"))

    def ask(self, sql, rows):
        self.process.stdin.write(json.dumps({"sql": sql, "rows": rows}) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline() or '{"error": "DuckDB ended"}')
        if "error" in answer:
            raise SystemExit(f"DuckDB: {answer['error']}\n{sql[:3000]}")
        return answer

    def run(self, sql):
        return self.ask(sql, False)["ms"]

    def rows(self, sql):
        return self.ask(sql, True)["rows"]

    def source(self, path, columns):
        types = ", ".join(f"'{name}': '{self.TYPES.get(kind, kind.replace('numeric', 'DECIMAL'))}'" for name, kind in columns)
        return (f"read_csv('{path}', header = true, auto_detect = false, delim = ',', quote = '\"', escape = '\"', "
                f"columns = {{{types}}})")

    def read_csv(self, table, path, columns):
        return f"create table {table} as select * from {self.source(path, columns)};"

    def run_durably(self, sql):
        return self.run(f"begin; {sql} commit; checkpoint;")

    def settle(self):
        self.run("checkpoint;")

    def scan_csv(self, file, threads):
        """Every column of a first day's file read and checked, nothing kept."""
        line = re.search(rf"^csv \S+ {file} (.+)$", (HERE / "files.sql").read_text(encoding="utf-8"), re.M)
        columns = [column.strip().rsplit(" ", 1) for column in re.split(r",\s*(?![\d])", line[1])]
        counts = ", ".join(f"count({name})" for name, _ in columns)
        path = self.days / NIGHTS[0].strftime("%Y%m%d") / file
        self.run(f"set threads = {threads}")
        ms = self.run(f"select {counts} from {self.source(path, columns)};")
        self.run("set threads = 2")
        return ms

    def close(self):
        self.process.stdin.close()
        self.process.wait(60)


class Postgres(Peer):
    """A cluster of our own on a socket of its own, gone at the end."""

    # Without a fence the planner writes every expression out as often as it is used; what reads temporary
    # tables would have one thread only.
    name, fence, temporary, is_postgres = "PostgreSQL", "offset 0", "unlogged", True

    def __init__(self, days, place):
        super().__init__(days)
        self.bin = subprocess.run(["pg_config", "--bindir"], capture_output=True, text=True, check=True).stdout.strip() \
            if shutil.which("pg_config") else max(map(str, pathlib.Path("/usr/lib/postgresql").glob("*/bin")))
        # Root's server runs as another user.
        self.user = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
        self.data = place / "pg"
        self.data.mkdir(mode=0o700)
        self.sockets = tempfile.mkdtemp(prefix="guanhu-peers-")
        if self.user:
            owner = pwd.getpwnam("postgres")
            for path in (self.data, self.sockets):
                os.chown(path, owner.pw_uid, owner.pw_gid)
        subprocess.run([f"{self.bin}/initdb", "-D", self.data, "-U", "bench", "-A", "trust", "-E", "UTF8", "--locale=C",
                        "--no-sync"], check=True, stdout=subprocess.DEVNULL, cwd=self.sockets, **self.user)
        (self.data / "postgresql.auto.conf").write_text(self.settings(), encoding="ascii")
        with open(self.data / "log", "ab") as log:
            self.server = subprocess.Popen([f"{self.bin}/postgres", "-D", self.data, "-k", self.sockets, "-c",
                                            "listen_addresses="], stdout=log, stderr=log, cwd=self.sockets, **self.user)
        while subprocess.run([f"{self.bin}/pg_isready", "-q", "-h", self.sockets], check=False).returncode:
            if self.server.poll() is not None:
                raise SystemExit(f"PostgreSQL does not start: see {self.data}/log")
            time.sleep(0.05)
        self.run(expand("pg.sql"))

    @staticmethod
    def settings():
        buffers = min(4096, available_gb() * 1024 // 4)
        return f"""shared_buffers = {buffers}MB
work_mem = 512MB
maintenance_work_mem = 512MB
max_parallel_workers_per_gather = 2
max_parallel_workers = 2
min_parallel_table_scan_size = 0
parallel_setup_cost = 100
jit = off
wal_level = minimal
max_wal_senders = 0
max_wal_size = 16GB
checkpoint_timeout = 30min
autovacuum = off
random_page_cost = 1.1
effective_cache_size = {2 * buffers}MB
"""

    def psql(self, sql, *options):
        done = subprocess.run(["psql", "-X", "-q", "-h", self.sockets, "-U", "bench", "-d", "postgres", "-v",
                               "ON_ERROR_STOP=1", *options, "-f", "-"], input=sql, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"PostgreSQL: {done.stderr}\n{sql[:3000]}")
        return done.stdout

    def run(self, sql):
        began = time.monotonic()
        self.psql(sql)
        return (time.monotonic() - began) * 1000

    def rows(self, sql):
        return [line.split("|") for line in self.psql(sql, "-A", "-t").splitlines()]

    @staticmethod
    def read_csv(table, path, columns):
        names = ", ".join(f"{name} {kind}" for name, kind in columns)
        return f"create table {table} ({names}); copy {table} from '{path}' with (format csv, header);"

    def run_durably(self, sql):
        return self.run(f"begin; {sql} commit;")

    def settle(self):
        self.run("vacuum analyze; checkpoint;")

    def close(self):
        self.server.send_signal(signal.SIGINT)
        self.server.wait(120)
        shutil.rmtree(self.sockets, ignore_errors=True)


# --- the product --------------------------------------------------------------------------------------------


class Product:
    name = "Guanhu"

    def __init__(self, program, folder, customers, accounts):
        self.program, self.folder = program, folder
        self.size = ["--customers", str(customers), "--accounts", str(accounts), "--folder", str(folder)]
        self.home = folder / "home"

    def call(self, *words):
        environment = {name: value for name, value in os.environ.items() if not name.startswith("GUANHU_")}
        return subprocess.run([self.program, *words], check=True, capture_output=True, text=True, env=environment).stdout

    def threads(self, number):
        self.home.mkdir(exist_ok=True)
        (self.home / "guanhu.conf").write_text(f"threads = {number}\n", encoding="ascii")

    def night(self, night):
        words = ["--month-end"] if night == 2 else []
        steps = self.call("bench", "night", *self.size, "--quiet", "--json", *words).splitlines()
        return {step["step"]: step for step in map(json.loads, steps)}

    def figures(self, night):
        found = dict.fromkeys(("fa", "aum", "fa_avg", "cc_spend"), 0)
        values = self.list("values", night)
        columns = {name: i for i, name in enumerate(next(values))}
        codes = {"stage": ["retained", "potential", "target"],
                 "tier": ["none", "potential", "gold", "platinum", "growth", "core"],
                 "standing": ["normal", "watch", "attention", "churned"]}
        for row in values:
            for name, words in codes.items():
                what = f"{name} {words.index(row[columns[name]])}"
                found[what] = found.get(what, 0) + 1
            for name in ("fa", "aum", "fa_avg", "cc_spend"):
                found[name] += int(row[columns[name]].replace(".", ""))
        alerts = self.list("alerts", night)
        kind = next(alerts).index("kind")
        for row in alerts:
            if row[kind] in KINDS:
                found[row[kind]] = found.get(row[kind], 0) + 1
        return found

    def list(self, what, night):
        """The rows of values or alerts; nothing in them needs quotes."""
        path = self.folder / f"{what}.csv"
        with open(path, "w", encoding="utf-8") as file:
            subprocess.run([self.program, "--home", self.home, "--database-url", "", what, "--date", str(NIGHTS[night])],
                           check=True, stdout=file)
        with open(path, encoding="utf-8") as file:
            yield from (line.rstrip("\n").split(",") for line in file)
        path.unlink()


def available_gb():
    for line in open("/proc/meminfo", encoding="ascii"):
        if line.startswith("MemAvailable"):
            return int(line.split()[1]) // 1024 // 1024
    return 4


# --- measuring ----------------------------------------------------------------------------------------------


def median(values):
    return statistics.median(values)


def compare(night, contenders):
    """All must come to the same figures."""
    all_figures = {c.name: c.figures(night) for c in contenders}
    ours = all_figures["Guanhu"]
    wrong = [f"{NIGHTS[night]} {what}: Guanhu {ours.get(what, 0)}, {name} {figures.get(what, 0)}"
             for name, figures in all_figures.items() for what in sorted(set(ours) | set(figures))
             if figures.get(what, 0) != ours.get(what, 0)]
    if wrong:
        raise SystemExit("the contenders disagree:\n  " + "\n  ".join(wrong))
    alerts = sum(ours.get(kind, 0) for kind in KINDS)
    print(f"{NIGHTS[night]}: all agree on {len(ours)} figures, {alerts} alerts among them", flush=True)


def measure_night(night, runs, product, duck, postgres):
    """Rounds of all contenders in turn; the first is not counted."""
    found = {}

    def note(what, ms):
        found.setdefault(what, []).append(ms)

    for run in range(runs + 1):
        steps = product.night(night)
        duck.forget_night(night)
        times = {"duck": duck.night(night), "duck compute": duck.compute(night)}
        postgres.forget_night(night)
        times["pg"] = postgres.night(night)
        postgres.run("analyze;")
        times["pg compute"] = postgres.compute(night)
        if run == 0:
            compare(night, (product, duck, postgres))
            continue
        for name, step in steps.items():
            note(name, step["seconds"] * 1000)
        for name, ms in times.items():
            note(name, ms)
        print(f"  round {run}: Guanhu {steps['total']['seconds'] * 1000:.0f} (compute {steps['compute']['seconds'] * 1000:.1f}), "
              f"DuckDB {times['duck']:.0f} ({times['duck compute']:.0f}), PostgreSQL {times['pg']:.0f} ({times['pg compute']:.0f}) ms",
              flush=True)
    return {what: median(values) for what, values in found.items()}


def measure_one_thread(night, runs, product):
    product.threads(1)
    times = [product.night(night)["compute"]["seconds"] * 1000 for _ in range(runs)]
    product.threads(2)
    return median(times)


def measure_csv(product_bench, days, duck, runs):
    """G6: (file, threads) -> (ours, DuckDB's, bytes, rows)."""
    found = {}
    folder = days / NIGHTS[0].strftime("%Y%m%d")
    for file in ("account.csv", "transaction.csv", "customer.csv"):
        out = subprocess.run([product_bench, folder, file], check=True, capture_output=True, text=True).stdout
        for ours in map(json.loads, out.splitlines()):
            theirs = median([duck.scan_csv(file, ours["threads"]) for _ in range(runs)])
            found[file, ours["threads"]] = (ours["parse_ms"], theirs, ours["bytes"], ours["rows"])
    return found


def show(title, rows):
    print(f"\n{title}")
    widths = [max(len(str(row[i])) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        print("  " + "  ".join(str(cell).ljust(width) if i == 0 else str(cell).rjust(width)
                               for i, (cell, width) in enumerate(zip(row, widths))))


def report(customers, nights, one_thread, csv, memory):
    names = {1: "ordinary", 2: "month end"}
    show("milliseconds, medians", [("", *names.values())] + [
        (what, *(f"{nights[n][what]:.1f}" for n in names)) for what in nights[1]])
    goals = [("goal", "ordinary", "month end", "at least")]

    def ratio(name, goal, value):
        goals.append((name, *(f"{value(nights[n], n):.2f}x" for n in names), goal))

    ratio("G1 compute, DuckDB / ours", "20", lambda t, n: t["duck compute"] / t["compute"])
    ratio("G1 compute, PostgreSQL / ours", "80", lambda t, n: t["pg compute"] / t["compute"])

    def limit(n):
        read, written = TOUCHED[n]
        return customers * (read / memory["read_2"] + written / memory["write_2"]) / 1e6

    ratio("G2 ours / limit of the memory", "at most 6", lambda t, n: t["compute"] / limit(n))
    ratio("G5 compute, 1 thread / 2 threads", "1.6", lambda t, n: one_thread[n] / t["compute"])

    def engine(t):
        return t["total"] - t["write"] - t["publish"] + t["keep"]

    ratio("G7 files to figures, DuckDB / ours", "3", lambda t, n: t["duck"] / engine(t))
    ratio("G7 files to committed, PostgreSQL / ours", "1.5", lambda t, n: t["pg"] / t["total"])
    ratio("G7 files to committed, DuckDB / ours", "no bar", lambda t, n: t["duck"] / t["total"])
    show("goals of the night", goals)
    rows = [("G6 day files", "threads", "ours ms", "GB/s", "Mrow/s", "DuckDB ms", "ratio (3)")]
    for (file, threads), (ours, theirs, size, count) in csv.items():
        rows.append((file, threads, f"{ours:.1f}", f"{size / ours / 1e6:.2f}", f"{count / ours / 1e3:.2f}", f"{theirs:.1f}",
                     f"{theirs / ours:.2f}x"))
    show("reading and checking", rows)
    print(f"\nmemory, 2 threads: read {memory['read_2']} GB/s, write {memory['write_2']} GB/s")


def install_duckdb():
    if not (HERE / "node_modules" / "@duckdb").is_dir():
        subprocess.run(["npm", "install", "--no-save", "--silent", "--no-audit", "--no-fund"], cwd=HERE, check=True)


def measure(options, folder, place):
    product = Product(TOP / options.build / "guanhu", folder, options.customers, options.accounts)
    tools = TOP / options.build / "tests" / "bench"
    print(f"{options.customers} customers, {options.accounts} accounts: making and loading the bank", flush=True)
    product.night(1)
    product.threads(2)
    days = folder / "days"
    duck = Duck(days, place)
    try:
        postgres = Postgres(days, place)
        try:
            for peer in (duck, postgres):
                peer.load_first_day()
            nights, one_thread = {}, {}
            for night in (1, 2):
                nights[night] = measure_night(night, options.runs, product, duck, postgres)
                one_thread[night] = measure_one_thread(night, options.runs, product)
            csv = measure_csv(tools / "folder_bench", days, duck, options.runs)
        finally:
            postgres.close()
    finally:
        duck.close()
    memory = json.loads(subprocess.run([tools / "bandwidth"], check=True, capture_output=True, text=True).stdout)
    report(options.customers, nights, one_thread, csv, memory)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--accounts", type=int, default=0, help="default: three a customer")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--folder", help="where the bank lies; default: a temporary one, removed at the end")
    parser.add_argument("--build", default="build")
    options = parser.parse_args()
    options.accounts = options.accounts or 3 * options.customers
    install_duckdb()

    # What the databases of the peers need is gone at the end, whatever happens.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    own = None if options.folder else tempfile.mkdtemp(prefix="guanhu-peers-")
    if own:
        os.chmod(own, 0o755)
    folder = pathlib.Path(options.folder or os.path.join(own, "bank")).resolve()
    place = pathlib.Path(tempfile.mkdtemp(prefix="guanhu-peers-", dir=own or folder.parent))
    os.chmod(place, 0o755)
    try:
        measure(options, folder, place)
    except subprocess.CalledProcessError as failed:
        sys.exit(f"{failed.cmd[0]}: exit {failed.returncode}: {failed.stderr or ''}")
    finally:
        shutil.rmtree(place, ignore_errors=True)
        if own:
            shutil.rmtree(own, ignore_errors=True)


if __name__ == "__main__":
    main()
