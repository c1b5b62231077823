"""No include climbs a floor, enters a private header, or sees a library that is another room's."""

import re

from . import sources

# What each room may use besides itself: these rooms, and all that those may use.  Systems use each
# other only along the loop: cif knows the customers, pcrm values them, the others work with both.
# The same graph stands in the libraries of src/*/meson.build.
MAY_USE = {
    "base": [],
    "cond": ["base"],
    "tmpl": ["base"],
    "db": ["cond"],
    "engine": ["cond"],
    "platform": ["db", "tmpl", "engine"],
    "web": ["platform"],
    "cif": ["web"],
    "pcrm": ["cif"],
    "cfe": ["pcrm"],
    "marketing": ["pcrm"],
    "service": ["pcrm"],
    "analysis": ["cfe"],
    "admin": ["web"],
    "invent": ["cif"],
    "bench": ["cfe", "marketing", "service", "analysis", "admin", "invent"],
    "demo": ["cfe", "marketing", "service", "analysis", "admin", "invent"],
    "main": ["bench", "demo"],
}

# Libraries that only one room sees.
ONLY_IN = {
    "libpq-fe.h": "db",
    "libpq/": "db",
    "roaring/": "engine",
    "microhttpd.h": "web",
    "sodium.h": "base",
    "nettle/": "base",
    "unicode/": "base",
    "zip.h": "cif",
    "expat.h": "cif",
}

INCLUDE = re.compile(r'^\s*#\s*include\s+(?:"([^"]+)"|<([^>]+)>)', re.M)


def room_of(path):
    """src/cif/intake/csv.c is in cif; src/main.c and what lies beside it is main."""
    parts = path.parts
    return parts[1] if len(parts) > 2 else "main"


def reachable(room):
    found = {room}
    for other in MAY_USE[room]:
        found |= reachable(other)
    return found


def is_private(header):
    """A private header says so in its first lines: "/* Private: ..." or "/* name -- private to ..."."""
    path = sources.TOP / "src" / header
    if not path.is_file():
        return False
    head = path.read_text(encoding="utf-8").splitlines()[:3]
    return any(re.search(r"(/\*|--)\s*private\b", line, re.I) for line in head)


def faults_of(path):
    room = room_of(path)
    if room not in MAY_USE:
        yield f"{path}: the room {room} is not in the table of scripts/checks/floors.py"
        return
    allowed = reachable(room)
    source = sources.text(path)
    for match in INCLUDE.finditer(source):
        where = f"{path}:{sources.line_of(source, match.start())}"
        ours, library = match.groups()
        if library:
            for prefix, owner in ONLY_IN.items():
                if library.startswith(prefix) and room != owner:
                    yield f"{where}: only {owner} may include <{library}>"
            continue
        other = ours.split("/")[0] if "/" in ours else room
        if other not in allowed:
            yield f"{where}: {room} may not use {other} (\"{ours}\")"
        elif other != room and is_private(ours):
            yield f"{where}: \"{ours}\" is private to {other}"


def check():
    return [fault for path in sources.files("src") for fault in faults_of(path)]
