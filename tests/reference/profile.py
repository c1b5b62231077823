"""profile.json: how this bank's files differ from the standard form.

A profile gives, for the whole bank and again for single files, charset, delimiter, quoting, header and date
form, and for single files the names of the columns, constants and value maps.  Every name in it that is
not known is an error at once.
"""

import json
import os

from . import layout

DEFAULTS = {"charset": "UTF-8", "delimiter": ",", "quoting": "rfc4180", "header": True, "dates": "YYYY-MM-DD"}
ALLOWED = {"charset": ("UTF-8", "GB18030"), "quoting": ("rfc4180", "none"), "header": (True, False),
           "dates": ("YYYY-MM-DD", "YYYYMMDD", "YYMMDD")}
OF_A_FILE = ("columns", "constants", "values")


class ProfileError(Exception):
    """The profile is not one."""


class Dialect:
    """How one file is written."""

    def __init__(self, name, settings, own):
        self.file = layout.FILES[name]
        self.charset = settings["charset"]
        self.delimiter = settings["delimiter"]
        self.quoting = settings["quoting"]
        self.header = settings["header"]
        self.dates = settings["dates"]
        # Pairs (name in the file, our name), or None: the file uses our names.
        self.columns = own.get("columns")
        self.constants = own.get("constants", {})
        self.values = own.get("values", {})

    def positions(self, header):
        """Our column name -> place in the record, for a file with this header line (None: it has none)."""
        if header is None:
            names = [ours for _, ours in self.columns] if self.columns else [c.name for c in self.file.columns]
        elif self.columns:
            ours = dict((theirs, name) for theirs, name in self.columns)
            names = [ours.get(theirs) for theirs in header]
        else:
            names = header
        known = {}
        for place, name in enumerate(names):
            if name in self.file.index and name not in known:
                known[name] = place
        return known

    def width(self, header):
        """How many fields a record has."""
        if header is not None:
            return len(header)
        return len(self.columns) if self.columns else len(self.file.columns)


class Profile:
    """The dialects of all files."""

    def __init__(self, content=None):
        content = content or {}
        common = dict(DEFAULTS)
        for name, value in content.items():
            if name != "files":
                common[name] = self._setting(name, value)
        own = content.get("files", {})
        for name in own:
            if name not in layout.FILES:
                raise ProfileError(f"unknown file {name}")
        self.dialects = {name: self._dialect(name, common, own.get(name, {})) for name in layout.FILES}

    @staticmethod
    def _setting(name, value):
        if name not in DEFAULTS:
            raise ProfileError(f"unknown name {name}")
        if name in ALLOWED and value not in ALLOWED[name]:
            raise ProfileError(f"unknown {name} {value!r}")
        if name == "delimiter" and not (isinstance(value, str) and len(value) == 1 and value.isascii()):
            raise ProfileError("the delimiter is one ASCII character")
        return value

    def _dialect(self, name, common, own):
        settings = dict(common)
        for key, value in own.items():
            if key not in OF_A_FILE:
                settings[key] = self._setting(key, value)
        index = layout.FILES[name].index
        used = [ours for _, ours in own.get("columns", [])]
        used += list(own.get("constants", {})) + list(own.get("values", {}))
        for ours in used:
            if ours not in index:
                raise ProfileError(f"unknown column {ours} of {name}")
        return Dialect(name, settings, own)


def load(directory, path=None):
    """The profile named, else profile.json beside the day folders, else the standard form."""
    if path is None:
        path = os.path.join(directory, "profile.json")
        if not os.path.exists(path):
            return Profile()
    with open(path, encoding="utf-8") as source:
        return Profile(json.load(source))
