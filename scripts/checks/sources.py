"""The files of the house, and C text without its comments or strings."""

import pathlib
import re

TOP = pathlib.Path(__file__).resolve().parent.parent.parent

# One token of C that may hide others: a comment, a string, a character.
HIDING = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)


def files(*folders, suffixes=(".c", ".h")):
    """All files with these endings under the folders, as paths from the top, in order."""
    found = []
    for folder in folders:
        for path in (TOP / folder).rglob("*"):
            if path.is_file() and path.suffix in suffixes:
                found.append(path.relative_to(TOP))
    return sorted(found)


def text(path):
    return (TOP / path).read_text(encoding="utf-8")


def line_of(source, offset):
    return source.count("\n", 0, offset) + 1


def hiding(source, opening):
    """(line, token) for the comments or strings that begin with 'opening'."""
    for match in HIDING.finditer(source):
        if match.group().startswith(opening):
            yield line_of(source, match.start()), match.group()
