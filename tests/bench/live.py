"""How soon open pages hear: tests/bench/live.py [STREAMS] [tls]

Makes a small bank, serves it, opens STREAMS live streams (2,000) and says 25 times that a job has changed.  Prints
milliseconds from before the notice is committed until the last stream has heard it (median, worst), the server's
memory before and with the streams, and the processor's time it takes in 20 seconds in which nothing happens.  Client,
server and database share the machine."""

import base64
import hashlib
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

TOP = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(TOP / "tests" / "program")]

from bank import Bank, small_bank  # noqa: E402
from web import Site  # noqa: E402

CLIENT = TOP / "build" / "tests" / "bench" / "live_client"
STREAMS_A_SESSION = 5
ROUNDS = 25
IDLE_SECONDS = 20


def make_sessions(bank, count):
    """Cookies of sessions that were never signed in: a password takes longer than all that is measured here."""
    tokens = [os.urandom(32) for _ in range(count)]
    digests = [hashlib.blake2b(token, digest_size=32).hexdigest() for token in tokens]
    bank.run("user", "password", "A")
    bank.ask("update app_user set must_change = false")
    bank.ask("insert into app_session (token_digest, staff_id, begun_at, seen_at, came_from, agent) "
             f"select decode(d, 'hex'), (select staff_id from app_user), now(), now(), '', '' from unnest('{{{','.join(digests)}}}'::text[]) d")
    return ["guanhu=" + base64.urlsafe_b64encode(token).decode().rstrip("=") for token in tokens]


def memory(process):
    with open(f"/proc/{process}/status", encoding="ascii") as file:
        return next(int(line.split()[1]) / 1024 for line in file if line.startswith("VmRSS"))


def processor(process):
    with open(f"/proc/{process}/stat", encoding="ascii") as file:
        words = file.read().rsplit(")", 1)[1].split()
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


def make_certificate(folder):
    key, certificate = (os.path.join(folder, name) for name in ("key.pem", "certificate.pem"))
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout",
                    key, "-out", certificate, "-days", "2", "-subj", "/CN=localhost"], check=True, capture_output=True)
    return ["--certificate", certificate, "--key", key]


def measure(bank, site, streams, tls):
    cookies = make_sessions(bank, streams // STREAMS_A_SESSION + 1)
    before = memory(site.process.pid)
    psql = subprocess.Popen(bank.psql(), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    client = subprocess.Popen([CLIENT, str(site.port), "tls" if tls else "plain", str(streams), str(ROUNDS)],
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    client.stdin.write("\n".join(cookies) + "\n")
    client.stdin.close()
    assert client.stdout.readline() == "open\n"
    took = processor(site.process.pid)
    time.sleep(IDLE_SECONDS)
    took = processor(site.process.pid) - took
    last = []
    for number in range(ROUNDS):
        began = time.monotonic_ns()
        psql.stdin.write(b"select pg_notify('guanhu_live', 'job %d');\n" % number)
        psql.stdin.flush()
        last.append((int(client.stdout.readline().split()[1]) - began) / 1e6)
        time.sleep(0.1)
    after = memory(site.process.pid)
    client.wait()
    psql.stdin.close()
    psql.wait()
    print(f"{streams} streams{', TLS' if tls else ''}: heard by all after {statistics.median(last):.1f} ms (median of {ROUNDS}), "
          f"{min(last):.1f} at best, {max(last):.1f} at worst; memory {before:.0f} MB before, {after:.0f} with them; "
          f"{took:.2f} s of processor in {IDLE_SECONDS} s")


def main(words):
    streams = int(words[0]) if words and words[0].isdigit() else 2000
    tls = "tls" in words
    with Bank() as bank, tempfile.TemporaryDirectory() as folder:
        files = small_bank()
        files["staff.csv"].append({"staff_no": "A", "name": "Administrator", "org_no": "O1", "post": "admin"})
        bank.deliver("2026-01-05", files)
        bank.run("batch", bank.days, "--quiet")
        with Site(bank, *(make_certificate(folder) if tls else [])) as site:
            measure(bank, site, streams, tls)


if __name__ == "__main__":
    main(sys.argv[1:])
