"""Every header compiles alone, first in its file."""

import concurrent.futures
import os
import subprocess

from . import sources

FLAGS = ["-std=c17", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-Wconversion",
         "-Wno-sign-conversion", "-Wundef", "-Wstrict-prototypes", "-D_POSIX_C_SOURCE=200809L",
         "-DGUANHU_VERSION=\"0\"", "-fsyntax-only", "-x", "c", "-"]


def include_paths():
    packages = ["libpq", "libsodium", "nettle", "jansson"]
    found = subprocess.run(["pkg-config", "--cflags", *packages], capture_output=True, text=True,
                           check=True)
    generated = sorted(str(path) for path in (sources.TOP / "build").rglob("*.p") if path.is_dir())
    paths = [str(sources.TOP / "src"), str(sources.TOP / "build" / "src"), *generated]
    return found.stdout.split() + ["-I" + path for path in paths]


def compile_alone(header, paths):
    name = header.relative_to("src")
    run = subprocess.run([os.environ.get("CC", "cc"), *paths, *FLAGS], capture_output=True,
                         text=True, input=f'#include "{name}"\nstruct the_end;\n')
    if run.returncode == 0:
        return None
    return f"{header} does not compile alone:\n{run.stderr.rstrip()}"


def check():
    headers = sources.files("src", suffixes=(".h",))
    paths = include_paths()
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        faults = pool.map(lambda header: compile_alone(header, paths), headers)
        return [fault for fault in faults if fault]
