"""The form of the C text (clang-format), and the map of the rooms (ARCHITECTURE.md)."""

import re
import shutil
import subprocess

from . import sources

FOLDERS = ["src", "tools", "tests"]


def clang_format(*options):
    program = shutil.which("clang-format-14") or shutil.which("clang-format")
    if not program:
        return ["clang-format is not installed (scripts/install-packages)"]
    paths = [str(path) for path in sources.files(*FOLDERS)]
    run = subprocess.run([program, *options, *paths], cwd=sources.TOP, capture_output=True,
                         text=True)
    wrong = sorted({line.split(":")[0] for line in run.stderr.splitlines() if ": error:" in line})
    return [f"{path}: not in the house's format (make format)" for path in wrong]


def check_format():
    return clang_format("--dry-run", "-Werror")


def fix_format():
    return clang_format("-i")


def check_map():
    """Every room that has files stands in the map, and every room of the map but those that say
    "later" has files."""
    on_map = {}
    for line in sources.text("ARCHITECTURE.md").splitlines():
        row = re.match(r"\| `([a-z_/]+)/` \|(.*)", line)
        if row and line.count("|") == 6:     # the table of rooms has five columns
            on_map[row.group(1)] = row.group(2)
    rooms = {str(path.parent.relative_to("src")) for path in sources.files("src", suffixes=(".c", ".h", ".sql"))}
    rooms.discard(".")
    faults = [f"ARCHITECTURE.md: the map lacks `{room}/`" for room in sorted(rooms - set(on_map))]
    for room in sorted(set(on_map) - rooms):
        if "(later)" not in on_map[room]:
            faults.append(f"ARCHITECTURE.md: the map names `{room}/`, which has no files")
    return faults
