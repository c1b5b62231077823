"""The product against the reference, on a random bank.

Both get the same calls of the batch on the same directory of day folders: one call or several, dates chosen
by the seed, folders that come late, batches that must be refused, the last date run again.  What they print
for the days chosen must be the same.
"""

import collections
import csv
import io
import json
import os
import random
import shutil
import subprocess

from . import banks, batch, dayfiles, days, output, profile

SOFT_KINDS = ("holding_gain", "holding_loss", "card_missing", "card_below")
FAILED, REFUSED = 1, 3                      # exit codes
SHOWN = 6                                  # differing lines shown of a day and command
HISTORY = 25                               # lines of input shown of a customer
KEPT_DAYS = 399                            # older days than this may be forgotten, but for month ends


class Disagreement(Exception):
    """The product did something else than the reference."""


class Product:
    """The program under test, with a home of its own."""

    def __init__(self, path, home, ahead_rows):
        self.path = os.path.abspath(path)
        self.environment = {**os.environ, "GUANHU_HOME": os.path.abspath(home)}
        os.makedirs(home, mode=0o755)
        with open(os.path.join(home, "guanhu.conf"), "w", encoding="utf-8") as file:
            file.write(f"ahead_rows = {ahead_rows}\n")

    def call(self, *arguments, expect=0):
        done = subprocess.run([self.path, *arguments], env=self.environment, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, check=False)
        if expect is not None and done.returncode != expect:
            raise Disagreement(f"{' '.join(arguments)}: exit {done.returncode}, expected {expect}\n"
                               f"{done.stderr.decode(errors='replace')}")
        return done.stdout.decode("utf-8", "surrogateescape")


class Comparison:
    """One bank, run by both."""

    def __init__(self, options):
        self.options = options
        self.rng = random.Random(f"agree {options.seed} {options.kind}")
        self.folders = os.path.join(options.work, "days")
        self.held = os.path.join(options.work, "held")
        for name in ("days", "held", "home"):
            shutil.rmtree(os.path.join(options.work, name), ignore_errors=True)
        self.first, self.last = banks.make(self.folders, options.seed, options.customers, options.days, options.start,
                                           options.kind, self.held)
        # The two ways of writing, and a bank that changes from one to the other with the months.
        ahead_rows = (0, 10 ** 9, 2 * options.customers)[options.seed % 3]
        self.product = Product(options.guanhu, os.path.join(options.work, "home"), ahead_rows)
        self.reference = batch.Batch(self.publish)
        self.plan, self.delivered = [], []
        self.kept = {}                     # day -> (values, alerts) of the reference, as printed
        self.counts = collections.Counter()
        self.soft = 0
        self.differences = 0
        self.compared_to = None
        self.chosen = self.choose_days()

    def choose_days(self):
        """The days to compare: month ends, the first days, and a sample of the others."""
        everything = range(self.first, self.last + 1)
        chosen = {day for day in range(self.first, self.last + 41) if days.is_month_end(day)}
        chosen |= {self.first, self.first + 1, self.last, self.last + 10}
        return chosen | set(self.rng.sample(everything, min(self.options.sample, len(everything))))

    def publish(self, day, values, alerts):
        if day in self.chosen or day + 1 in self.chosen:
            self.kept[day] = (output.values_csv(values, day), output.alerts_csv(alerts, day))

    # --- Running both --------------------------------------------------------------------------------------

    def run(self, until):
        """One batch up to a day (None: no --date) by both; returns whether it was accepted."""
        arguments = ["batch", self.folders] + (["--date", days.text(until)] if until else [])
        try:
            self.reference.run(self.folders, until)
        except batch.Refused:
            self.product.call(*arguments, expect=REFUSED)
            self.counts["refused"] += 1
            return False
        except dayfiles.ManifestError:
            self.product.call(*arguments, expect=FAILED)
            self.counts["failed"] += 1
            self.repair()
            return self.run(until)
        self.product.call(*arguments)
        self.counts["batches"] += 1
        return True

    def advance(self, until):
        """Runs up to this day; where the folder of the day is not ready, up to the next one that can be run."""
        last = self.reference.books.last_day
        if last is not None and until <= last:
            return
        while not self.run(until):
            until += 1
        self.compare_days()

    def repair(self):
        """Puts the right MANIFEST in the place of malformed ones, up to the day at which the batch stopped."""
        stopped = days.folder_name(self.reference.books.last_day + 1)
        for item in self.plan:
            if item["what"] == "broken" and item["folder"] <= stopped:
                self.deliver(item)

    def deliver(self, item):
        """Puts a held folder, or its MANIFEST, where it belongs."""
        if item in self.delivered:
            return
        self.delivered.append(item)
        source, target = os.path.join(self.held, item["folder"]), os.path.join(self.folders, item["folder"])
        if item["what"] in ("late", "again"):
            os.rename(source, target)
        else:
            os.rename(os.path.join(source, dayfiles.MANIFEST), os.path.join(target, dayfiles.MANIFEST))

    def go(self):
        """All calls: those that the plan asks for, and some of the seed's own."""
        rng = self.rng
        if os.path.exists(os.path.join(self.held, "plan.json")):
            with open(os.path.join(self.held, "plan.json"), encoding="utf-8") as source:
                self.plan = json.load(source)
        stops = collections.defaultdict(list)
        for item in self.plan:
            stops[days.from_text(item["after"])].append(item)
        if rng.random() < 0.6:
            for _ in range(rng.randint(1, 6)):
                stops[rng.randint(self.first, self.last)] += []
        for stop in sorted(stops):
            self.advance(stop)
            for item in stops[stop]:
                self.handle(item)
            if rng.random() < 0.3:
                self.again()
            if rng.random() < 0.2:
                self.refuse_earlier()
        self.run(None)
        self.compare_days()
        if rng.random() < 0.3:
            self.advance(self.last + rng.randint(1, 40))
        if rng.random() < 0.3:
            self.again()
        self.compare_days()
        self.compare_lists()

    def handle(self, item):
        """A held folder comes."""
        day = days.from_folder_name(item["folder"])
        last = self.reference.books.last_day
        if item["what"] in ("in time", "broken") and last == day - 1:
            self.run(day)                  # refused: not ready; or failed, and mended there
        self.deliver(item)
        if item["what"] == "again" and last == day:
            self.again()

    def again(self):
        """Runs the last date again."""
        last = self.reference.books.last_day
        self.run(last)
        self.counts["again"] += 1
        self.compared_to = min(self.compared_to, last - 1)
        self.compare_days()

    def refuse_earlier(self):
        """An earlier date than the last is refused."""
        last = self.reference.books.last_day
        if last > self.first:
            self.run(last - 1)

    # --- Comparing -----------------------------------------------------------------------------------------

    def compare_days(self):
        """Compares the chosen days that were valued since the last comparison."""
        last = self.reference.books.last_day
        since = self.compared_to if self.compared_to is not None else self.first - 1
        for day in sorted(self.chosen):
            if since < day <= last and day in self.kept and (day >= last - KEPT_DAYS or days.is_month_end(day)):
                self.compare_day(day)
        self.compared_to = last

    def compare_day(self, day):
        on = days.text(day)
        values, alerts = self.kept[day]
        self.compare(f"values {on}", values, self.product.call("values", "--date", on), day)
        theirs = self.product.call("alerts", "--date", on)
        if theirs != alerts:
            hard, soft = split_soft(alerts)
            their_hard, their_soft = split_soft(theirs)
            self.compare(f"alerts {on}", hard, their_hard, day)
            if soft != their_soft:
                self.soft += 1
                show(f"alerts {on} (kinds that need not be exact)", soft, their_soft)
        self.counts["days"] += 1
        self.counts["values"] += values.count("\n") - 1
        self.counts["alerts"] += alerts.count("\n") - 1

    def compare_lists(self):
        books = self.reference.books
        ours = output.quarantine_csv(books.quarantine)
        theirs = self.product.call("quarantine")
        self.compare("quarantine (without the value)", columns(ours, 4), columns(theirs, 4), None)
        last = days.folder_name(books.last_day)
        ours, theirs = (columns(text, 8) for text in (output.loads_csv(self.reference.loads()), self.product.call("loads")))
        self.compare("loads (without seconds, sorted)", sort_loads(ours, last), sort_loads(theirs, last), None)
        self.counts["quarantine"] = len(books.quarantine)
        self.counts["loads"] = len(books.loads)

    def compare(self, what, ours, theirs, day):
        if ours == theirs:
            return
        self.differences += 1
        customers = show(what, ours, theirs)
        if day is not None:
            for no in customers[:2]:
                self.show_history(no, day)
        if self.differences >= self.options.most:
            raise Disagreement(f"{self.differences} differences, no more looked for")

    def show_history(self, no, day):
        """What was delivered about a customer up to the day, and the reference's values around it."""
        print(f"  customer {no!r}, the reference's values:")
        for on in (day - 1, day):
            for line in self.kept.get(on, ("", ""))[0].split("\n"):
                if line.startswith(output.field(no) + ","):
                    print(f"    {line}")
        settings = profile.load(self.folders)
        found = []
        for on, ready in sorted(dayfiles.folders(self.folders).items()):
            if on <= day and ready:
                found += self.lines_about(no, on, settings)
        print(f"  its last input up to {days.text(day)}:")
        for line in found[-HISTORY:]:
            print(f"    {line}")

    def lines_about(self, no, day, settings):
        folder = os.path.join(self.folders, days.folder_name(day))
        for name, dialect in settings.dialects.items():
            path = os.path.join(folder, name)
            if os.path.isfile(path):
                with open(path, encoding=dialect.charset.lower(), errors="replace", newline="\n") as source:
                    for line_no, line in enumerate(source, 1):
                        if no in line:
                            yield f"{days.folder_name(day)}/{name}:{line_no}: {line.rstrip()[:200]}"


def split_soft(text):
    """The alerts that must be exact, and those that need not be."""
    hard, soft = [], []
    for line in text.splitlines(keepends=True):
        kinds = line.split(",")
        (soft if any(kind in SOFT_KINDS for kind in kinds) else hard).append(line)
    return "".join(hard), "".join(soft)


def columns(text, count):
    """The first columns of CSV."""
    return "".join(",".join(row[:count]) + "\n" for row in csv.reader(io.StringIO(text, newline="")))


def sort_loads(text, last):
    """Loads in one order, without folders not ready that lie after the last day."""
    lines = text.splitlines(keepends=True)
    kept = [line for line in lines[1:] if not (",not_ready," in line and line[:8] > last)]
    return "".join(lines[:1] + sorted(kept))


def show(what, ours, theirs):
    """Prints the first differing lines; returns the customers in them."""
    left, right = ours.split("\n"), theirs.split("\n")
    only_left = list((collections.Counter(left) - collections.Counter(right)).elements())
    only_right = list((collections.Counter(right) - collections.Counter(left)).elements())
    print(f"{what}: {len(only_left)} lines of the reference and {len(only_right)} of the product differ")
    if not only_left and not only_right:
        print("  the same lines in another order")
    for line in only_left[:SHOWN]:
        print(f"  reference {line}")
    for line in only_right[:SHOWN]:
        print(f"  product   {line}")
    shown = only_left[:SHOWN] + only_right[:SHOWN]
    customers = []
    for row in csv.reader(io.StringIO("\n".join(shown), newline="")):
        if row and row[0] not in customers:
            customers.append(row[0])
    return customers


def command(options):
    os.makedirs(options.work, exist_ok=True)
    exits = []
    for _ in range(options.banks):
        exits.append(one_bank(options))
        options.seed += 1
    return max(exits)


def one_bank(options):
    """Makes the bank of the seed, runs and compares it; the exit code."""
    comparison = Comparison(options)
    bank = f"seed {options.seed} kind {options.kind} customers {options.customers} days {options.days}"
    try:
        comparison.go()
    except Disagreement as trouble:
        comparison.differences = max(comparison.differences, 1)
        print(f"{bank}: {trouble}")
    finally:
        comparison.product.call("stop", expect=None)
    c = comparison.counts
    print(f"{bank}: {'DIFFERENT' if comparison.differences else 'equal'}; {c['batches']} batches ({c['again']} of them again, "
          f"{c['refused']} refused, {c['failed']} failed), {c['days']} days compared: {c['values']} values, {c['alerts']} alerts; "
          f"{c['quarantine']} quarantine entries, {c['loads']} loads; {comparison.soft} days with other soft alerts")
    return 1 if comparison.differences else 0


def add_command(commands):
    parser = commands.add_parser("agree", help="compare the product with the reference on a random bank")
    parser.add_argument("--guanhu", required=True, help="the program")
    parser.add_argument("--work", required=True, metavar="DIR", help="where the bank and the home are made")
    banks.add_size(parser)
    parser.add_argument("--banks", type=int, default=1, help="so many banks, with this seed and the next ones")
    parser.add_argument("--sample", type=int, default=25, help="days to compare besides month ends")
    parser.add_argument("--most", type=int, default=5, help="stop after so many differences")
    parser.set_defaults(call=command)
