"""How fast a morning's pages come: tests/bench/morning.py HOME [PEOPLE] [SECONDS]

HOME is that of a bank that `guanhu demo` made.  Serves it, signs PEOPLE (50) in without passwords: managers of
customers, heads, supervisors and tellers in a branch's proportions, and lets each ask for a page every 250 ms, going
through the pages of a morning with customers of the own scope: once unmeasured, when the server has read all it reads
at its start, since it does so in the evening, then SECONDS long.  Prints for each page how often it was asked, and
milliseconds from the planned moment to the answer's last byte (median, 99th percentile, worst), and its largest size.
Client, server and database share the machine.  "saturate" as a last word asks without pause instead, page by page,
and prints requests a second beside those of `pgbench -S`.  "policies" asks one after another for the same customers'
pages as their manager, as the head of that outlet, and as compliance, whom no policy binds: what a scope costs a page.
"cost" asks page by page, one at a time, and prints the processor's milliseconds of the program and of PostgreSQL for
each, which other work on the machine changes little; a word after it asks only for pages whose label begins so."""

import base64
import hashlib
import http.client
import json
import os
import pathlib
import statistics
import subprocess
import sys
import time

TOP = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(TOP / "tests" / "program")]

from bank import Bank  # noqa: E402
from web import Site  # noqa: E402

CLIENT = TOP / "build" / "tests" / "bench" / "paced_client"
PAUSE_MILLIS = 250
GOAL_MILLIS = 20
POSTS = {"rm": 1, "outlet_head": 0, "lobby_manager": 2, "supervisor": 8, "compliance": 10}  # as stored: src/platform/perm.h
SHARES = {"rm": 0.72, "outlet_head": 0.14, "lobby_manager": 0.06, "supervisor": 0.08}
CUSTOMERS_EACH = 12
COSTED = 2           # people for each page, one after another

# What is asked, by post: the label and the address; {customer} is another one each time.
OWN = [("today", "/today"), ("mine", "/customers/mine"), ("mine by average", "/customers/mine?sort=-fa_avg"),
       ("mine by home loans", "/customers/mine?sort=-home_loans"), ("related", "/customers/related"),
       ("my summary", "/customers/summary/mine"), ("my holdings", "/customers/holdings/mine")]
WIDE = [("today, wide", "/today"), ("customers", "/customers"), ("customers by average", "/customers?sort=-fa_avg"),
        ("customers by home loans", "/customers?sort=-home_loans"), ("customers by bonds", "/customers?sort=-certificate_bonds"),
        ("customers, gold", "/customers?tier=gold&sort=-aum_month"), ("customers, page 9", "/customers?sort=-aum&page=9"),
        ("summary", "/customers/summary/organisations"), ("managers", "/customers/summary/managers"),
        ("holdings", "/customers/holdings")]
BOTH = [("maturities", "/customers/maturities"), ("classes", "/customers/classes"), ("search name", "/search?q=%E7%8E%8B"),
        ("search pinyin", "/search?q=zhangwei"), ("search initials", "/search?q=zw"), ("search tail", "/search?q=1234")]
RECORD = [("record", ""), ("assets", "/assets"), ("products", "/products"), ("transactions", "/transactions"),
          ("relations", "/relations"), ("why", "/why"), ("timeline", "/timeline"), ("statement", "/statement")]


class Home(Bank):
    """A bank that is there, and stays."""

    def __init__(self, home):  # noqa: the temporary home of a Bank is not wanted
        self.home, self.folder, self.stderr, self.open = home, home, None, False
        self.days = os.path.join(home, "demo", "days")


def people(bank, count):
    """(post, staff_id) of so many, those first who manage most."""
    chosen = []
    for post, share in SHARES.items():
        order = "(select count(*) from care c where c.staff_ids @> array[s.staff_id] and c.relation = 0) desc, " if post == "rm" else ""
        ids = bank.ask("select staff_id from (select distinct on (staff_id) * from staff order by staff_id, day desc) s "
                       f"where post = {POSTS[post]} and not has_left order by {order}staff_id limit {round(count * share)}").split()
        chosen += [(post, int(one)) for one in ids]
    return chosen


def sign_in(bank, staff_id):
    """The cookie of a session that was never signed in: a password takes longer than all that is measured here."""
    token = os.urandom(32)
    digest = hashlib.blake2b(token, digest_size=32).hexdigest()
    bank.ask(f"insert into app_user (staff_id, must_change) values ({staff_id}, false) on conflict do nothing; "
             "insert into app_session (token_digest, staff_id, begun_at, seen_at, came_from, agent) "
             f"values (decode('{digest}', 'hex'), {staff_id}, now(), now(), '', '')")
    return "guanhu=" + base64.urlsafe_b64encode(token).decode().rstrip("=")


def customers_of(bank, post, staff_id):
    if post == "rm":
        asked = f"select customer_id from care where staff_ids @> array[{staff_id}] and relation = 0 and upper_inf(period)"
    else:
        asked = ("select r.customer_id from customer_home r join org_place h on h.org_id = r.home_id join org_place o on o.org_id = "
                 f"(select org_id from staff where staff_id = {staff_id} order by day desc limit 1) and h.first between o.first and o.last "
                 "where r.customer_id % 7 = 0")
    return bank.ask(f"select customer_id from ({asked} limit 2000) c order by hashint8(customer_id) limit {CUSTOMERS_EACH}").split()


def round_of(bank, post, staff_id):
    """The steps of somebody's morning."""
    steps = (OWN if post == "rm" else WIDE) + BOTH
    for number, customer in enumerate(customers_of(bank, post, staff_id)):
        steps = steps + [(label, f"/customers/{customer}{path}") for label, path in (RECORD if number % 3 == 0 else RECORD[:1])]
    return steps


def apart(steps, number):
    """Nobody begins where the neighbour does."""
    at = number * 7 % len(steps)
    return steps[at:] + steps[:at]


def ask_all(site, rounds, pause, seconds):
    """Rows of the client: label, count, median, 99th percentile, worst, bytes, faults."""
    lines = [f"{cookie} {label.replace(' ', '_')} {path}" for cookie, steps in rounds for label, path in steps]
    done = subprocess.run([CLIENT, str(site.port), str(pause), str(seconds)], input="\n".join(lines) + "\n", text=True,
                          stdout=subprocess.PIPE, check=True)
    return [line.split() for line in done.stdout.splitlines()]


def show(rows):
    print(f"{'page':<26}{'asked':>8}{'median':>9}{'99 %':>9}{'worst':>9}{'KB':>7}{'not 200':>9}")
    for label, count, median, slow, worst, size, faults in rows:
        mark = " *" if float(slow) > GOAL_MILLIS else ""
        print(f"{label.replace('_', ' '):<26}{count:>8}{median:>9}{slow:>9}{worst:>9}{int(size) / 1000:>7.1f}{faults:>9}{mark}")


def pgbench(bank):
    """Transactions a second of `pgbench -S`, eight clients, on the same server, with tables of its own."""
    host = bank.psql()
    where = ["-h", host[2], "-p", host[4], "-U", "guanhu"]
    subprocess.run(["pgbench", "-i", "-s", "50", "-q", *where, "guanhu"], check=True, capture_output=True)
    rates = {}
    for mode in ("simple", "prepared"):
        done = subprocess.run(["pgbench", "-n", "-S", "-M", mode, "-c", "8", "-j", "2", "-T", "8", *where, "guanhu"], check=True,
                              capture_output=True, text=True)
        rates[mode] = float(next(line.split()[2] for line in done.stdout.splitlines() if line.startswith("tps")))
    bank.ask("drop table pgbench_accounts, pgbench_branches, pgbench_history, pgbench_tellers")
    return rates


def staff_of(bank, post, org=None):
    return int(bank.ask("select staff_id from (select distinct on (staff_id) * from staff order by staff_id, day desc) s "
                        f"where post = {POSTS[post]} and not has_left {f'and org_id = {org}' if org else ''} order by staff_id limit 1"))


def millis(site, cookie, path):
    """Of one answer, on a connection that is there."""
    connection = site.setdefault(cookie, http.client.HTTPConnection("127.0.0.1", site["port"]))
    begun = time.perf_counter()
    connection.request("GET", path, headers={"Cookie": cookie})
    answer = connection.getresponse()
    answer.read()
    assert answer.status == 200, (path, answer.status)
    return (time.perf_counter() - begun) * 1000


def policies(bank, site):
    _, manager = people(bank, 1)[0]
    org = bank.ask(f"select org_id from staff where staff_id = {manager} order by day desc limit 1")
    cookies = {"manager": sign_in(bank, manager), "head": sign_in(bank, staff_of(bank, "outlet_head", org)),
               "compliance": sign_in(bank, staff_of(bank, "compliance"))}
    connections = {"port": site.port}
    for label, path in RECORD:
        took = {who: [] for who in cookies}
        for number in range(14):
            for customer in customers_of(bank, "rm", manager):
                for who, cookie in cookies.items():
                    took[who].append(millis(connections, cookie, f"/customers/{customer}{path}"))
        middle = {who: statistics.median(all_of[len(all_of) // 7:]) for who, all_of in took.items()}
        print(f"{label:<16}" + "".join(f"{who} {one:.2f} ms ({(one - middle['compliance']) / one:+.0%})  " for who, one in middle.items()))


def saturate(bank, site, rounds):
    for label in dict.fromkeys(label for _, steps in rounds for label, _ in steps):
        some = [(cookie, [step for step in steps if step[0] == label]) for cookie, steps in rounds]
        rows = ask_all(site, [one for one in some if one[1]], 0, 2)
        print(f"{label:<26}{int(rows[-1][1]) / 2:>9.0f} a second, median {rows[-1][2]} ms, largest {int(rows[-1][5]) / 1000:.1f} KB")
    print("pgbench -S:", ", ".join(f"{mode} {rate:.0f} a second" for mode, rate in pgbench(bank).items()))


def ticks_of(pid, ended=False):
    """Processor time used by a process with all its threads, or by its children that have ended, in seconds."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    first = 13 if ended else 11
    return (int(fields[first]) + int(fields[first + 1])) / os.sysconf("SC_CLK_TCK")


def used(site, bank):
    """Seconds of the program, and of all processes that the private cluster has or had."""
    postmaster = pathlib.Path(bank.home, "pg", "data", "postmaster.pid").read_text(encoding="ascii").split()[0]
    children = pathlib.Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text(encoding="ascii").split()
    return ticks_of(site.process.pid), ticks_of(postmaster, ended=True) + sum(ticks_of(child) for child in children)


def cost(bank, site, rounds, only):
    print(f"{'page':<26}{'asked':>8}{'median':>9}{'program':>9}{'PostgreSQL':>12}   milliseconds")
    for label in dict.fromkeys(label for _, steps in rounds for label, _ in steps):
        asking = [(cookie, [step for step in steps if step[0] == label]) for cookie, steps in rounds]
        asking = [one for one in asking if one[1]][:COSTED]
        if not label.startswith(only):
            continue
        for seconds in (1, 3):
            before = used(site, bank)
            row = [ask_all(site, [one], 0, seconds)[-1] for one in asking]
            after = used(site, bank)
        asked = sum(int(one[1]) for one in row)
        program, cluster = ((b - a) * 1000 / asked for a, b in zip(before, after))
        print(f"{label:<26}{asked:>8}{statistics.median(float(one[2]) for one in row):>9.2f}{program:>9.2f}{cluster:>12.2f}", flush=True)


def reads_numbers(site, cookie):
    connection = http.client.HTTPConnection("127.0.0.1", site.port)
    connection.request("GET", "/search?q=1234", headers={"Cookie": cookie, "Accept": "application/json"})
    return json.loads(connection.getresponse().read())["is_reading"]


def wait_until_read(site, cookie):
    """A server that has just begun reads the ends of all numbers for a while, on a thread beside."""
    deadline = time.monotonic() + 300
    while reads_numbers(site, cookie) and time.monotonic() < deadline:
        time.sleep(1)


def main(words):
    numbers = [int(word) for word in words[1:] if word.isdigit()]
    count, seconds = (numbers + [50, 60][len(numbers):])[:2]
    bank = Home(words[0])
    with Site(bank) as site:
        if "policies" in words:
            policies(bank, site)
            return
        rounds = [(sign_in(bank, staff_id), apart(round_of(bank, post, staff_id), number))
                  for number, (post, staff_id) in enumerate(people(bank, count))]
        if "saturate" in words:
            saturate(bank, site, rounds)
            return
        wait_until_read(site, rounds[0][0])
        if "cost" in words:
            cost(bank, site, rounds, " ".join(words[words.index("cost") + 1:]))
            return
        ask_all(site, rounds, PAUSE_MILLIS, 1 + max(len(steps) for _, steps in rounds) * PAUSE_MILLIS // 1000)
        show(ask_all(site, rounds, PAUSE_MILLIS, seconds))


if __name__ == "__main__":
    main(sys.argv[1:])
