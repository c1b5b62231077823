"""Walks pages with a real browser: packages, the program, and the node script that looks."""

import contextlib
import fcntl
import http.server
import json
import os
import pathlib
import shutil
import subprocess
import threading

HERE = pathlib.Path(__file__).resolve().parent
TOP = HERE.parent.parent
PACKAGES = TOP / "build" / "browser"
SHOTS = TOP / "build" / "screenshots"
POLICY = ("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
          "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")


def install():
    """What the walk needs from the registry, once for each lock file; suites beside one another wait for the first."""
    PACKAGES.mkdir(parents=True, exist_ok=True)
    with open(PACKAGES / "installing", "w", encoding="utf-8") as one_at_a_time:
        fcntl.flock(one_at_a_time, fcntl.LOCK_EX)
        install_alone()


def install_alone():
    lock = (HERE / "package-lock.json").read_text(encoding="utf-8")
    stamp = PACKAGES / "node_modules" / ".installed"
    if stamp.exists() and stamp.read_text(encoding="utf-8") == lock:
        return
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(HERE / name, PACKAGES / name)
    subprocess.run(["npm", "ci", "--ignore-scripts", "--loglevel=error"], cwd=PACKAGES, check=True,
                   stdout=subprocess.DEVNULL)
    stamp.write_text(lock, encoding="utf-8")


def walk(base, pages, shots=SHOTS, password="", looks=None, passwords=None):
    """{(page, look): faults} of every page in every look."""
    return run_script("walk.mjs", base=base, shots=str(shots), pages=pages, password=password,
                      passwords=passwords, looks=looks, all=os.environ.get("GUANHU_LOOKS") == "all")


def islands(base, staff=None, password=""):
    """{(promise, look): faults} of what the scripts of the page promise."""
    return run_script("islands.mjs", base=base, staff=staff, password=password)


def live(base, staff, password, notify):
    """{(promise, look): faults} of what pages hear while they are open; 'notify' is a command that takes
    one notice as its last word."""
    return run_script("live.mjs", base=base, staff=staff, password=password, notify=notify)


def run_script(name, **task):
    install()
    run = subprocess.run(["node", str(HERE / name)], input=json.dumps({**task, "packages": str(PACKAGES)}),
                         text=True, stdout=subprocess.PIPE, timeout=1800)
    seen = [json.loads(line) for line in run.stdout.splitlines()]
    if run.returncode != 0:
        raise RuntimeError(f"{name} ended with {run.returncode} after {len(seen)} looks")
    return {(one["page"], one["look"]): one["faults"] for one in seen}


# --- a folder of finished pages, with the headers of the product --------------------------------


class Folder(http.server.SimpleHTTPRequestHandler):
    """/x is x.html of the folder of the tongue that the browser asks for, or else of all tongues."""

    def do_GET(self):
        tongue = "zh" if self.headers.get("Accept-Language", "zh").startswith("zh") else "en"
        path = self.path.split("?")[0].split("#")[0]
        for name in (f"/{tongue}{path}.html", f"{path}.html", path):
            if (pathlib.Path(self.directory) / name.lstrip("/")).is_file():
                self.path = name
                break
        super().do_GET()

    def end_headers(self):
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("Cache-Control", "max-age=600" if "/assets/" in self.path else "no-store")
        super().end_headers()

    def log_message(self, *_):
        pass


@contextlib.contextmanager
def folder(path):
    """Serves a folder; gives its address."""
    def handler(*args):
        return Folder(*args, directory=str(path))

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
