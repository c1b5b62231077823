"""What a reader should never meet in src/ (CONTRIBUTING.md says why)."""

import re

from . import sources

MOST_LINES = 800
MOST_FUNCTION_LINES = 60

# Statements, not words: "updated" or "from" in a message to a person is no SQL.
SQL = re.compile(
    r"\bselect\b.+\bfrom\b|\binsert\s+into\b|\bupdate\s+\w+\s+set\b|\bdelete\s+from\b"
    r"|\b(create|alter|drop)\s+(table|index|view|function|schema|type|policy)\b|\btruncate\s+\w+",
    re.I | re.S)
SQL_AT_RUN_TIME = "src/db/statement.c"        # the one place (docs/adr/0029)
UNFINISHED = re.compile(r"\b(FIXME|TODO|XXX|HACK)\b")
SOMEBODYS_HOME = re.compile(r"(?<![\w.])/(home|root|Users)/\w")


def function_lengths(source):
    """(line, name, lines) of every function; the format puts its braces into column 0."""
    lines = source.splitlines()
    begin = None
    for number, line in enumerate(lines, 1):
        if line == "{":
            begin = number
        elif line == "}" and begin:
            yield begin, lines[begin - 2], number - begin + 1
            begin = None


def joined_strings(source):
    """Strings that stand side by side are one, as for the compiler."""
    together = re.sub(r'(?<!\\)"[ \t\n]*"', "", source)
    yield from ((line, token) for line, token in sources.hiding(together, '"'))


def faults_of(path):
    source = sources.text(path)
    lines = source.count("\n")
    if lines > MOST_LINES:
        yield f"{path}: {lines} lines; {MOST_LINES} are allowed"
    for line, name, length in function_lengths(source):
        if length > MOST_FUNCTION_LINES:
            yield f"{path}:{line}: {length} lines; {MOST_FUNCTION_LINES} are allowed: {name}"
    for line, _ in sources.hiding(source, "//"):
        yield f"{path}:{line}: a // comment; this house writes /* */"
    for line, comment in sources.hiding(source, "/*"):
        if UNFINISHED.search(comment):
            yield f"{path}:{line}: {UNFINISHED.search(comment).group()} in a comment"
    if not path.name.startswith("test_") and str(path) != SQL_AT_RUN_TIME:
        for _, token in joined_strings(source):
            if SQL.search(token):
                yield f"{path}: SQL in a string; it belongs into a .sql file: {token[:60]}"


def homes():
    everything = sources.files("src", "tools", "scripts", "tests", "docs", "schema", ".ci",
                               suffixes=(".c", ".h", ".py", ".sql", ".md", ".build", ".json", ""))
    for path in everything + sources.files(".", suffixes=(".md", ".build", ".txt")):
        if path.parts[0].startswith("build") or path.suffix == "" and "data" in path.parts \
                or "node_modules" in path.parts:
            continue
        try:
            source = sources.text(path)
        except UnicodeDecodeError:
            continue
        for match in SOMEBODYS_HOME.finditer(source):
            line = sources.line_of(source, match.start())
            yield f"{path}:{line}: the path of somebody's home: {match.group()}"


def check():
    faults = [fault for path in sources.files("src") for fault in faults_of(path)]
    return faults + sorted(set(homes()))
