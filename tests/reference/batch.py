"""The loop over days.

`Batch` stands for a bank's installation: each call of `run` is one run of the nightly batch on a directory
of day folders that may have changed since the last call.
"""

import os

from . import dayfiles, days, profile, rules
from .books import Books


class Refused(Exception):
    """The batch is refused by a rule; nothing is changed."""


class Batch:
    """Runs days and hands each one to publish(day, values, alerts)."""

    def __init__(self, publish, profile_path=None):
        self.publish = publish
        self.profile_path = profile_path
        self.books = Books()
        self.before_last = None            # the books before the last day, to run it again
        self.not_ready = []

    def run(self, directory, until=None):
        """One batch, up to and including a day (None: the newest ready folder).

        A malformed MANIFEST ends it with an error on that day; the days before it stand.
        """
        settings = profile.load(directory, self.profile_path)
        folders = dayfiles.folders(directory)
        ready = sorted(day for day, is_ready in folders.items() if is_ready)
        last = self.books.last_day
        if until is None:
            until = ready[-1] if ready else None
            if until is None or (last is not None and until <= last):
                return
        elif last is not None and until < last:
            raise Refused(f"{days.text(until)} lies before the last date {days.text(last)}")
        if until in folders and not folders[until]:
            raise Refused(f"the folder of {days.text(until)} has no {dayfiles.MANIFEST}")
        if until == last:
            self.books = self.before_last
            last = self.books.last_day

        self.list_late(directory, ready)
        self.not_ready = [day for day, is_ready in folders.items() if not is_ready and day <= until]
        if last is None and (not ready or ready[0] > until):
            return
        start = ready[0] if last is None else last + 1
        until, error = self.last_before_error(directory, folders, start, until)
        for day in range(start, until + 1):
            if day == until:
                self.before_last = self.books.copy()
            folder = os.path.join(directory, days.folder_name(day)) if folders.get(day) else None
            self.run_day(day, folder, settings)
        if error:
            raise error

    @staticmethod
    def last_before_error(directory, folders, start, until):
        """The last day before one whose MANIFEST is malformed, and the error of that one; else until, None."""
        for day in range(start, until + 1):
            if folders.get(day):
                try:
                    dayfiles.read_manifest(os.path.join(directory, days.folder_name(day)))
                except dayfiles.ManifestError as error:
                    return day - 1, error
        return until, None

    def list_late(self, directory, ready):
        """Folders of days that were valued without them are listed as late, once."""
        books = self.books
        for day in ready:
            if books.last_day is not None and day <= books.last_day \
                    and day not in books.taken_folders and day not in books.late_folders:
                books.late_folders.add(day)
                books.loads += dayfiles.late_loads(directory, day)

    def run_day(self, day, folder, settings):
        books = self.books
        before = rules.Before(books)
        books.start_day()
        dayfiles.take_day(books, day, folder, settings)
        values, alerts = rules.run_day(books, day, before)
        books.last_day = day
        self.publish(day, values, alerts)

    def loads(self):
        """What the command `loads` lists: files taken, refused and late, and folders not ready."""
        return self.books.loads + [dayfiles.Load(day, dayfiles.MANIFEST, "", 0, 0, 0, 0, "not_ready", "")
                                   for day in self.not_ready]
