"""A bank for tests: a temporary home, day folders from plain dicts, the built program run on them.

    with Bank() as bank:
        bank.deliver("2026-01-01", small_bank())
        bank.run("batch", bank.days)
        rows = bank.rows("values")

The program is build/guanhu, or the one that GUANHU_PROGRAM names.  Whatever happens, "guanhu stop"
is called at the end and the home is removed."""

import atexit
import contextlib
import csv
import datetime
import fcntl
import hashlib
import io
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time
import unittest

TESTS = pathlib.Path(__file__).resolve().parent.parent
TOP = TESTS.parent
PROGRAM = os.environ.get("GUANHU_PROGRAM", str(TOP / "build" / "guanhu"))

DONE, FAILED, USAGE, REFUSED = 0, 1, 2, 3

# Files in the order in which a batch takes them, and in which a MANIFEST may as well list them.
ORDER = ["org.csv", "product.csv", "fx.csv", "staff.csv", "customer.csv", "account.csv", "card.csv",
         "transaction.csv", "behaviour.csv", "relation.csv", "opening.csv"]


def wait_until(true, what, seconds=120):
    """Looks again and again, for what comes without a signal; what was found true."""
    deadline = time.monotonic() + seconds
    while not (found := true()):
        if time.monotonic() > deadline:
            raise AssertionError(f"never: {what}")
        time.sleep(0.02)
    return found


def data(name):
    """A file of the test data, or None: GUANHU_DATA, or shared/data beside the checkout."""
    for folder in (os.environ.get("GUANHU_DATA"), TOP.parent / "shared" / "data"):
        if folder and (pathlib.Path(folder) / name).exists():
            return pathlib.Path(folder) / name
    return None


def csv_text(rows):
    """Rows (dicts) as CSV with a header; the columns in the order in which they first come."""
    columns = list(dict.fromkeys(column for row in rows for column in row))
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def small_bank():
    """The files of a first day: one outlet, two products, two customers with an account each."""
    return {
        "org.csv": [
            {"org_no": "H", "parent_no": "", "level": "head", "name": "Head"},
            {"org_no": "T", "parent_no": "H", "level": "tier1", "name": "Branch"},
            {"org_no": "O1", "parent_no": "T", "level": "outlet", "name": "Outlet 1"},
        ],
        "product.csv": [
            {"product_code": "CUR", "name": "Current", "class": "demand"},
            {"product_code": "FND", "name": "Fund", "class": "fund"},
        ],
        "staff.csv": [
            {"staff_no": "S1", "name": "Manager", "org_no": "O1", "post": "rm"},
        ],
        "customer.csv": [customer("C1"), customer("C2")],
        "account.csv": [account("A1", "C1", "120000.00"), account("A2", "C2", "500.00")],
    }


def customer(no, **columns):
    return {"customer_no": no, "cert_type": "passport", "cert_no": "P" + no, "name": "Name " + no,
            "birth_date": "1980-05-05", "outlet_no": "O1", "opened_on": "2020-01-01", **columns}


def account(no, owner, balance, **columns):
    return {"account_no": no, "customer_no": owner, "product_code": "CUR", "currency": "",
            "balance": balance, "outlet_no": "O1", "opened_on": "2020-01-01", **columns}


class Result:
    """What a call of the program gave back."""

    def __init__(self, arguments, code, out, err):
        self.arguments, self.code = arguments, code
        self.bytes = out
        self.out = out.decode("utf-8", "surrogateescape")
        self.err = err.decode("utf-8", "replace")

    def __str__(self):
        return f"guanhu {' '.join(self.arguments)}: exit {self.code}\n{self.out[-2000:]}{self.err[-4000:]}"


class Bank:
    def __init__(self, config=""):
        # Root's server runs as another user, who must be able to enter the home.
        self.folder = tempfile.mkdtemp(prefix="guanhu-")
        os.chmod(self.folder, 0o755)
        self.home = os.path.join(self.folder, "home")
        self.days = os.path.join(self.folder, "days")
        os.mkdir(self.home)
        os.mkdir(self.days)
        if config:
            with open(os.path.join(self.home, "guanhu.conf"), "w", encoding="utf-8") as file:
                file.write(config)
        self.open = True
        self.stderr = None
        atexit.register(self.close)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        if not self.open:
            return
        self.open = False
        atexit.unregister(self.close)
        self.forget_stderr()
        try:
            self.run("stop", expect=None, timeout=120)
        except (OSError, subprocess.SubprocessError):
            pass
        self.kill_server(signal.SIGQUIT)
        outside = os.path.realpath(os.path.join(self.home, "pg"))
        if not outside.startswith(self.folder):
            shutil.rmtree(outside, ignore_errors=True)
        shutil.rmtree(self.folder, ignore_errors=True)

    # --- the program ---------------------------------------------------------------------------------

    def environment(self, extra=None):
        environment = {name: value for name, value in os.environ.items()
                       if not name.startswith("GUANHU_") or name.startswith("GUANHU_PG_")}
        return {**environment, "GUANHU_HOME": self.home, **(extra or {})}

    def run(self, *arguments, expect=DONE, timeout=600, env=None, **options):
        """Runs the program to its end; another exit code than the expected one is a failure."""
        arguments = [str(argument) for argument in arguments]
        done = subprocess.run([PROGRAM, *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, env=self.environment(env), timeout=timeout,
                              check=False, **options)
        result = Result(arguments, done.returncode, done.stdout, done.stderr)
        if expect is not None and result.code != expect:
            raise AssertionError(f"exit {expect} was expected: {result}")
        return result

    def begin(self, *arguments, env=None, **options):
        """Starts the program in a process group of its own and does not wait; what it says on
        standard error is for said()."""
        self.forget_stderr()
        self.stderr = tempfile.TemporaryFile(dir=self.folder)
        return subprocess.Popen([PROGRAM, *map(str, arguments)], stdin=subprocess.DEVNULL,
                                stdout=subprocess.DEVNULL, stderr=self.stderr,
                                env=self.environment(env), start_new_session=True, **options)

    def forget_stderr(self):
        if self.stderr:
            self.stderr.close()
        self.stderr = None

    def said(self):
        """What the program that was begun last has said so far."""
        self.stderr.seek(0)
        return self.stderr.read().decode("utf-8", "replace")

    def assign(self, *rows):
        """The first load of who manages whom, from lines without a header; all must be taken."""
        path = os.path.join(self.folder, "assign.csv")
        with open(path, "w", encoding="utf-8") as file:
            file.write("customer_no,staff_no,share_bp,relation,from\n" + "".join(row + "\n" for row in rows))
        return self.run("assign", path)

    def rows(self, *arguments):
        """The result of a command as dicts."""
        return list(csv.DictReader(io.StringIO(self.run(*arguments).out, newline="")))

    def everything(self):
        """All that the program can tell of all days, by command line; without the seconds it took."""
        told = {"quarantine": self.run("quarantine").out}
        loads = csv.reader(io.StringIO(self.run("loads").out, newline=""))
        told["loads"] = "\n".join(",".join(row[:8]) for row in loads)
        for day in self.valued_days():
            for command in ("values", "alerts"):
                told[f"{command} --date {day}"] = self.run(command, "--date", day).out
        return told

    def valued_days(self):
        """Every calendar day from the first folder to the last one, ready folders only."""
        names = sorted(name for name in os.listdir(self.days)
                       if os.path.exists(os.path.join(self.days, name, "MANIFEST")))
        first, last = (datetime.datetime.strptime(name, "%Y%m%d").date() for name in (names[0], names[-1]))
        return [str(first + datetime.timedelta(n)) for n in range((last - first).days + 1)]

    @contextlib.contextmanager
    def server_kept(self):
        """Keeps the private server running between calls: a user's shared lock, as the program's own."""
        with open(os.path.join(self.home, "pg.use"), "a", encoding="ascii") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH)
            yield

    # --- the private server ---------------------------------------------------------------------------

    def server_pid(self):
        """The postmaster's process, or None."""
        for place in ("pg/data/postmaster.pid", "pg/postmaster.pid"):
            try:
                with open(os.path.join(self.home, place), encoding="ascii", errors="replace") as file:
                    return int(file.readline())
            except (OSError, ValueError):
                continue
        return None

    def psql(self, *options):
        """The command that asks the private server, which must be running."""
        with open(os.path.join(self.home, "pg/data/postmaster.pid"), encoding="ascii") as file:
            lines = file.read().split("\n")
        return ["psql", "-h", lines[4], "-p", lines[3], "-U", "guanhu", "-d", "guanhu", "-AtX", *options]

    def ask(self, question):
        """What the private server answers: one line a row, columns between '|'."""
        done = subprocess.run(self.psql("-c", question), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, check=True)
        return done.stdout.decode("utf-8").strip("\n")

    def server_log(self, lines=12):
        """The end of the private server's log, for a failure's report."""
        try:
            with open(os.path.join(self.home, "pg", "log"), encoding="utf-8", errors="replace") as file:
                return "".join(file.readlines()[-lines:])
        except OSError:
            return ""

    def kill_server(self, number):
        """Sends the postmaster a signal and waits until it is gone; False where there is none."""
        pid = self.server_pid()
        if pid is None or not runs(pid):
            return False
        try:
            os.kill(pid, number)
        except OSError:
            return False
        for _ in range(200):
            if not runs(pid):
                return True
            time.sleep(0.05)
        return True

    # --- day folders ----------------------------------------------------------------------------------

    def deliver(self, day, files, ready=True, modes=None):
        """Writes the day's folder.  'files' maps names to rows (dicts) or to the file's text; 'modes'
        names those that are not full.  Without 'ready' the MANIFEST is missing."""
        folder = os.path.join(self.days, day.replace("-", ""))
        os.makedirs(folder, exist_ok=True)
        lines = []
        for name in sorted(files, key=lambda name: ORDER.index(name) if name in ORDER else len(ORDER)):
            content = files[name]
            text = content if isinstance(content, str) else csv_text(content)
            count = text.count("\n") - 1 if isinstance(content, str) else len(content)
            raw = text.encode("utf-8")
            with open(os.path.join(folder, name), "wb") as file:
                file.write(raw)
            default = "delta" if name in ("transaction.csv", "behaviour.csv") else "full"
            mode = (modes or {}).get(name, default)
            lines.append(f"{name} {count} {hashlib.sha256(raw).hexdigest()} {mode}\n")
        if ready:
            with open(os.path.join(folder, "MANIFEST"), "w", encoding="ascii") as file:
                file.write("".join(lines))
        return folder


class Kept(unittest.TestCase):
    """Tests over one bank, made once for all of them; its private server runs until the last one.

    class Lists(Kept):
        @classmethod
        def fill(cls):
            cls.bank.deliver("2026-01-05", small_bank())
            cls.bank.run("batch", cls.bank.days)"""

    CONFIG = ""        # lines of its guanhu.conf

    @classmethod
    def setUpClass(cls):
        cls.bank = Bank(cls.CONFIG)
        cls.addClassCleanup(cls.bank.close)
        cls.enterClassContext(cls.bank.server_kept())
        cls.fill()

    @classmethod
    def fill(cls):
        raise NotImplementedError


class Blocked:
    """Somebody holds a lock that keeps a day from being written (or, by mode, from being published)."""

    def __init__(self, bank, table="customer_day", mode="exclusive", how=None):
        self.bank = bank
        self.lock = f"begin;\n{how or f'lock table public.{table} in {mode} mode'};\nselect 'locked';\n"

    def __enter__(self):
        self.process = subprocess.Popen(self.bank.psql(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.process.stdin.write(self.lock)
        self.process.stdin.flush()
        while "locked" not in self.process.stdout.readline():
            pass
        return self

    def wait(self, process):
        """Until the batch of that process stands before the lock."""
        deadline = time.monotonic() + 120
        while self.bank.ask("select count(*) from pg_locks where not granted") == "0":
            if process.poll() is not None:
                raise AssertionError("the batch ended though it was blocked: " + self.bank.said())
            if time.monotonic() > deadline:
                raise AssertionError("the batch never came to the lock")

    def release(self):
        if self.process:
            self.process.stdin.close()
            self.process.wait(60)
            self.process.stdout.close()
        self.process = None

    def __exit__(self, *_):
        self.release()


def runs(pid):
    """Is there such a process, and is it more than a dead one nobody has asked about?"""
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as file:
            return file.read().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False
