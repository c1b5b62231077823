"""From the bytes of a day file to checked rows.

    split   bytes -> records: (number of the physical line it starts on, list of texts)
    check   a record -> a row of typed values, or the first fault

Decoding comes first, splitting second: in GB18030 the second byte of a character may be the delimiter.
Bytes that the charset does not know stay in the text as lone surrogates, so that the column that holds them
can be told.
"""

import functools
import re

from . import days, layout

BYTE_ORDER_MARK = b"\xef\xbb\xbf"

AMOUNT = re.compile(r"[0-9]{1,13}(?:\.[0-9]{1,2})?")
RATE = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,8})?")
WHOLE = re.compile(r"[0-9]{1,9}")
CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]")
DATE_FORMS = {
    "YYYY-MM-DD": re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})"),
    "YYYYMMDD": re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})"),
    "YYMMDD": re.compile(r"([0-9]{2})([0-9]{2})([0-9]{2})"),
}


class Fault(Exception):
    """What is wrong with a field: encoding, required, length, type, range or code."""

    def __init__(self, reason):
        super().__init__(reason)
        self.reason = reason


# --- Splitting ---------------------------------------------------------------------------------------------

def split(data, dialect):
    """All records of a file, the header among them."""
    if dialect.charset == "UTF-8":
        if data.startswith(BYTE_ORDER_MARK):
            data = data[len(BYTE_ORDER_MARK):]
        text = data.decode("utf-8", "surrogateescape")
    else:
        text = data.decode("gb18030", "surrogateescape")
    records = []
    at, line_no = 0, 1
    while at < len(text):
        end = text.find("\n", at)
        line = text[at:end] if end >= 0 else text[at:]
        if dialect.quoting == "none" or '"' not in line:
            if end >= 0 and line.endswith("\r"):
                line = line[:-1]
            records.append((line_no, line.split(dialect.delimiter)))
            at = end + 1 if end >= 0 else len(text)
            line_no += 1
        else:
            fields, after = quoted_record(text, at, dialect.delimiter)
            records.append((line_no, fields))
            line_no += text.count("\n", at, after)
            at = after
    return records


def quoted_record(text, at, delimiter):
    """The record that starts at this place, quotes in it: (fields, where the next record starts).

    Malformed quoting is read leniently: a quote inside an unquoted field is text, text after a closing
    quote is appended to the field, a quote that is never closed runs to the end of the file.
    """
    fields, field = [], []
    state = "start"                        # of a field; then plain, quoted, or closing (just after a quote)
    while at < len(text):
        char = text[at]
        at += 1
        if state == "quoted":
            if char == '"':
                state = "closing"
            else:
                field.append(char)
        elif char == "\n":
            break
        elif char == "\r" and text.startswith("\n", at):
            pass                           # the first half of the line end
        elif char == delimiter:
            fields.append("".join(field))
            field, state = [], "start"
        elif char == '"' and state == "start":
            state = "quoted"
        elif char == '"' and state == "closing":
            field.append(char)             # two quotes stand for one
            state = "quoted"
        else:
            field.append(char)
            state = "plain"
    fields.append("".join(field))
    return fields, at


# --- Checking ----------------------------------------------------------------------------------------------

def amount(text):
    if not AMOUNT.fullmatch(text):
        raise Fault("type")
    whole, _, cents = text.partition(".")
    return int(whole) * 100 + int((cents + "00")[:2])


def balance(text):
    return -amount(text[1:]) if text.startswith("-") else amount(text)


def rate(text):
    if not RATE.fullmatch(text):
        raise Fault("type")
    whole, _, decimals = text.partition(".")
    value = int(whole) * 100_000_000 + int((decimals + "00000000")[:8])
    if value == 0:
        raise Fault("range")
    return value


def whole_number(text):
    if not WHOLE.fullmatch(text):
        raise Fault("type")
    return int(text)


@functools.lru_cache(maxsize=None)
def date(text, form, on, past):
    """A date in one of the three forms, as a day number.

    on is the folder's day; it matters for two-digit years only: a birth or issue date (past) is put into the
    100 years up to that day, any other into 20YY.
    """
    match = DATE_FORMS[form].fullmatch(text)
    if not match:
        raise Fault("type")
    year, month, of_month = map(int, match.groups())
    if form == "YYMMDD":
        year += 2000
        if past:
            latest = days.parts(on)
            while (year, month, of_month) > latest:
                year -= 100
    day = days.day_number(year, month, of_month)
    if day is None:
        raise Fault("type")
    return day


def time(text, form, on):
    """A time, YYYY-MM-DD HH:MM:SS; only its day is of use here.  The date may be in the profile's form."""
    written, blank, clock = text.partition(" ")
    if not blank or not CLOCK.fullmatch(clock):
        raise Fault("type")
    if len(written) == 10:
        return date(written, "YYYY-MM-DD", None, False)
    return date(written, form, None, False)


def value(column, text, form, on):
    """The typed value of a field; raises its first Fault."""
    size = len(text)
    if not text.isascii():
        try:
            size = len(text.encode("utf-8"))
        except UnicodeEncodeError:
            raise Fault("encoding") from None
    if "\0" in text:
        raise Fault("encoding")
    if not text:
        if column.required:
            raise Fault("required")
        return column.default
    if size > column.limit:
        raise Fault("length")
    kind = column.kind
    if kind == "text":
        return text
    if kind == "code":
        if text not in column.codes:
            raise Fault("code")
        return text
    if kind == "amount":
        return amount(text)
    if kind == "balance":
        return balance(text)
    if kind == "date":
        return date(text, form, None, False)
    if kind == "time":
        return time(text, form, on)
    if kind == "past":
        return date(text, form, on if form == "YYMMDD" else None, True)
    if kind == "rate":
        return rate(text)
    return whole_number(text)


class Reader:
    """Checks the records of one file: its dialect, its header, the day of its folder."""

    def __init__(self, dialect, header, on):
        self.file = dialect.file
        self.form = dialect.dates
        self.on = on
        self.width = dialect.width(header)
        positions = dialect.positions(header)
        self.sources = [(c, positions.get(c.name), dialect.constants.get(c.name, ""), dialect.values.get(c.name))
                        for c in self.file.columns]

    def lacks_required(self):
        """Is there a required column neither in the file nor among the constants?"""
        return any(c.required and place is None and not constant for c, place, constant, _ in self.sources)

    def _value(self, source, fields):
        column, place, text, mapped = source
        if place is not None:
            text = fields[place]
            if mapped:
                text = mapped.get(text, text)
        return value(column, text, self.form, self.on)

    def check(self, fields):
        """(row, None, None), or (None, column, reason) with the first fault."""
        if len(fields) != self.width:
            return None, "", "columns"
        values = []
        for source in self.sources:
            try:
                values.append(self._value(source, fields))
            except Fault as fault:
                return None, source[0].name, fault.reason
        return self.file.row(*values), None, None

    def readable_key(self, fields):
        """The key of a bad record, or None if its number of fields or a key column is at fault."""
        if not self.file.key or len(fields) != self.width:
            return None
        try:
            return tuple(self._value(self.sources[self.file.index[name]], fields) for name in self.file.key)
        except Fault:
            return None
