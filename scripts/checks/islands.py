"""The TypeScript of the islands has no fault of types; no lock file names a host."""

import json
import re
import subprocess

from . import sources

PACKAGES = sources.TOP / "build" / "ui" / "node_modules"
LOCKS = ["ui/package-lock.json", "tests/browser/package-lock.json"]


def types():
    if not (PACKAGES / "typescript").is_dir():
        return ["the packages of ui/ are not installed (make build)"]
    command = ["node", str(PACKAGES / "typescript" / "bin" / "tsc"), "--pretty", "false", "--project", "ui"]
    run = subprocess.run(command, cwd=sources.TOP, capture_output=True, text=True)
    return (run.stdout + run.stderr).splitlines() if run.returncode else []


def hosts():
    for lock in LOCKS:
        for name, package in json.loads(sources.text(lock))["packages"].items():
            if re.match(r"https?:", package.get("resolved", "")):
                yield f"{lock}: {name} names a host; run npm where .npmrc stands"


def check():
    return types() + list(hosts())
