"""Dates as day numbers.

A day is an integer (date.toordinal()), so that comparing and counting is plain arithmetic.  Here is all
that needs a calendar: month ends, adding months, the day of the year, reading and writing dates.
"""

import calendar
import datetime
import functools


@functools.lru_cache(maxsize=None)
def day_number(year, month, day):
    """The day's number, or None where there is no such day."""
    try:
        return datetime.date(year, month, day).toordinal()
    except ValueError:
        return None


@functools.lru_cache(maxsize=None)
def parts(day):
    """(year, month, day of month) of a day number."""
    date = datetime.date.fromordinal(day)
    return date.year, date.month, date.day


@functools.lru_cache(maxsize=None)
def text(day):
    """YYYY-MM-DD."""
    return datetime.date.fromordinal(day).isoformat()


def folder_name(day):
    """YYYYMMDD."""
    return text(day).replace("-", "")


def from_text(written):
    """The day number of YYYY-MM-DD; raises ValueError for anything else."""
    return datetime.date.fromisoformat(written).toordinal()


def from_folder_name(name):
    """The day number of YYYYMMDD, or None if the name is not that of a day folder."""
    if len(name) != 8 or not name.isascii() or not name.isdigit():
        return None
    return day_number(int(name[:4]), int(name[4:6]), int(name[6:]))


def last_of_month(year, month):
    return calendar.monthrange(year, month)[1]


def is_leap(year):
    return calendar.isleap(year)


def is_month_end(day):
    year, month, of_month = parts(day)
    return of_month == last_of_month(year, month)


def first_of_month(day):
    return day - parts(day)[2] + 1


def day_of_year(day):
    return day - day_number(parts(day)[0], 1, 1) + 1


@functools.lru_cache(maxsize=None)
def add_months(day, months):
    """The same day of the month some months later, or that month's last day where it has no such day."""
    year, month, of_month = parts(day)
    index = year * 12 + (month - 1) + months
    year, month = divmod(index, 12)
    month += 1
    return day_number(year, month, min(of_month, last_of_month(year, month)))


def month_ends_between(first, last):
    """How many of the days first … last are month ends."""
    return sum(1 for day in range(first, last + 1) if is_month_end(day))
