"""Taking a day folder: MANIFEST, refusals, checks, quarantine, waiting rows, absence.

`take_day` does all of it for one day, with a folder or without one (waiting rows are retried every day).
"""

import collections
import hashlib
import os
import re

from . import days, layout, rows
from .books import Entry, Waiting

MANIFEST = "MANIFEST"
MANIFEST_LINE = re.compile(r"([^ \n]+) ([0-9]+) ([0-9a-f]{64}) (full|delta)\n")

MOST_BAD_PERCENT = 5                       # more bad rows than this refuse a file …
FROM_ROWS = 20                             # … of at least so many rows

Promise = collections.namedtuple("Promise", "name rows sha256 mode")
Load = collections.namedtuple("Load", "day name mode rows taken quarantined waiting state reason")


class ManifestError(Exception):
    """A MANIFEST that is not written as it must be: the batch fails."""


class Refused(Exception):
    """A file of which nothing is taken; the reason is the exception's text."""


# --- Folders and MANIFEST ----------------------------------------------------------------------------------

def folders(directory):
    """day -> is it ready (has it a MANIFEST)?"""
    found = {}
    for name in os.listdir(directory):
        day = days.from_folder_name(name)
        if day is not None and os.path.isdir(os.path.join(directory, name)):
            found[day] = os.path.isfile(os.path.join(directory, name, MANIFEST))
    return found


def read_manifest(folder):
    """file name -> Promise, for the file names that there are; lines for other names are ignored."""
    with open(os.path.join(folder, MANIFEST), "rb") as source:
        text = source.read().decode("utf-8", "surrogateescape")
    promises = {}
    for line in re.findall(r"[^\n]*\n|[^\n]+$", text):
        match = MANIFEST_LINE.fullmatch(line)
        if not match:
            raise ManifestError(f"{os.path.basename(folder)}/{MANIFEST}: {line!r}")
        name, count, sha256, mode = match.groups()
        if name in promises:
            raise ManifestError(f"{os.path.basename(folder)}/{MANIFEST}: {name} twice")
        if name in layout.FILES:
            promises[name] = Promise(name, int(count), sha256, mode)
    return promises


def late_loads(directory, day):
    """What is listed of a folder that came too late: every file of its MANIFEST."""
    folder = os.path.join(directory, days.folder_name(day))
    return [Load(day, p.name, p.mode, p.rows, 0, 0, 0, "refused", "late") for p in read_manifest(folder).values()]


# --- One day -----------------------------------------------------------------------------------------------

def take_day(books, day, folder, profile):
    """Takes the day's folder (None: there is none) into the books; waiting rows go before each file."""
    promises = read_manifest(folder) if folder else {}
    if folder:
        if books.first_day is None:
            books.first_day = day
        books.taken_folders.add(day)
    for name in layout.FILES:
        retry(books, name, day)
        if name in promises:
            books.loads.append(take_file(books, day, folder, promises[name], profile.dialects[name]))


def retry(books, name, day):
    """Takes the waiting rows of a file whose references are known by now, once each, oldest first."""
    still = []
    for waiting in books.waiting[name]:
        if books.unknown_reference(name, waiting.row):
            still.append(waiting)
        else:
            books.take(name, waiting.row, day)
    books.waiting[name] = still


def take_file(books, day, folder, promise, dialect):
    """Takes one file, or refuses it; returns its Load."""
    try:
        records, reader = open_file(books, day, folder, promise, dialect)
        good, bad, keys = sort_out(records, reader)
        if len(records) >= FROM_ROWS and len(bad) * 100 > MOST_BAD_PERCENT * len(records):
            raise Refused("share")
    except Refused as refused:
        return Load(day, promise.name, promise.mode, promise.rows, 0, 0, 0, "refused", str(refused))

    name = promise.name
    drop_waiting(books, name, promise.mode, keys)
    same_file = {row[0] for _, row in good} if name == "org.csv" else ()
    entries = [Entry(day, name, line, column, reason) for line, column, reason in bad]
    waits = 0
    for line, row in good:
        column = books.unknown_reference(name, row, same_file)
        if column:
            entries.append(Entry(day, name, line, column, "reference"))
            books.waiting[name].append(Waiting(day, line, key_of(name, row), row))
            waits += 1
        else:
            books.take(name, row, day)
    if promise.mode == "full" and name in layout.ABSENCE_MEANS:
        for key in books.keys(name):
            if key not in keys:
                books.absent(name, key)
    books.quarantine.extend(sorted(entries, key=lambda entry: entry.line))
    return Load(day, name, promise.mode, len(records), len(good) - waits, len(bad), waits, "taken", "")


def open_file(books, day, folder, promise, dialect):
    """The file's records and the reader that checks them, if it is what MANIFEST says."""
    if promise.name == "opening.csv" and day != books.first_day:
        raise Refused("late")
    path = os.path.join(folder, promise.name)
    if not os.path.isfile(path):
        raise Refused("missing")
    with open(path, "rb") as source:
        data = source.read()
    if hashlib.sha256(data).hexdigest() != promise.sha256:
        raise Refused("sha256")
    records = rows.split(data, dialect)
    header = None
    if dialect.header:
        header = records[0][1] if records else []
        records = records[1:]
    if len(records) != promise.rows:
        raise Refused("rows")
    reader = rows.Reader(dialect, header, day)
    if reader.lacks_required():
        raise Refused("header")
    return records, reader


def sort_out(records, reader):
    """(good rows with their lines, bad ones with column and reason, every readable key)."""
    name = reader.file.name
    good, bad, keys, taken = [], [], set(), set()
    for line, fields in records:
        row, column, reason = reader.check(fields)
        if row is None:
            bad.append((line, column, reason))
            key = reader.readable_key(fields)
        else:
            key = key_of(name, row)
            if key is not None and key in taken:
                bad.append((line, layout.DUPLICATE_COLUMN[name], "duplicate"))
            else:
                good.append((line, row))
                taken.add(key)
        if key is not None:
            keys.add(key)
    return good, bad, keys


def key_of(name, row):
    """The key of a good row; None where rows have no key."""
    file = layout.FILES[name]
    return tuple(row[file.index[column]] for column in file.key) if file.key else None


def drop_waiting(books, name, mode, keys):
    """An accepted file drops the older waiting rows of its keys, or all where a full file tells of absence."""
    if mode == "full" and name in layout.ABSENCE_MEANS:
        books.waiting[name] = []
    else:
        books.waiting[name] = [w for w in books.waiting[name] if w.key is None or w.key not in keys]
