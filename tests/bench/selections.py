"""What is asked of everybody at once: tests/bench/selections.py HOME [count | jobs | night]

HOME is that of a bank that `guanhu demo` made.  Serves it, as the supervisor with the largest organisation (or compliance, with
"all").  "count" counts conditions as the page /conditions does after each change, each the first time and then five
times more: milliseconds from the request to the answer.  "jobs" does each action on all results of /customers: a tag is given
and taken, a list filled and emptied, exports to CSV and Excel; prints the seconds that each took, the processor's
seconds of the program and of PostgreSQL, the program's memory before and at its peak, and how long it took until the readers' store
had heard of it.  "night" makes 50 audiences that are refreshed daily, takes the newest day's files once more as of the day after it, and
prints what each stage of that night took: the bank is a day older then."""

import datetime
import hashlib
import os
import pathlib
import statistics
import sys
import tempfile
import time

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parent), str(pathlib.Path(__file__).resolve().parents[1] / "program")]

from morning import Home, people, sign_in, used  # noqa: E402
from web import Browser, Site  # noqa: E402

OPEN = ("waiting", "running")
AGAIN = 5
AUDIENCES = 50
COUNTED = ["aum >= 500000", "tier in (gold, platinum) and aum >= 500000 and not dnd", "logins(30d) >= 3 and age >= 60",
           "aum < 0.8 * aum(3 months ago)", "spent(pos, 90d) >= 5000", "aum < 0.8 * aum(3 months ago) and spent(pos, 90d) >= 5000",
           "logins(91d) = 0 and aum >= 100000", "spent(60d) >= 20000", "no purchase(wealth, 90d) and aum >= 200000"]


def browser_of(bank, site, words):
    post = "compliance" if "all" in words else "supervisor"
    browser = Browser(site.port)
    browser.cookie = sign_in(bank, next(staff for one, staff in people(bank, 50) if one == post)) if post == "supervisor" else \
        sign_in(bank, int(bank.ask("select staff_id from staff where post = 10 order by staff_id limit 1")))
    browser.get("/conditions")
    return browser


def asked(browser, condition):
    """Milliseconds, and how many."""
    begun = time.perf_counter()
    answer = browser.post("/conditions/count", {"where": condition}, Accept="application/json")
    took = (time.perf_counter() - begun) * 1000
    assert answer.status == 200, (condition, answer.status, answer.text[:300])
    return took, answer.json["customers"]


def count(browser):
    print(f"{'condition':<68}{'customers':>10}{'first':>8}{'then':>8}   milliseconds")
    for condition in COUNTED:
        first, customers = asked(browser, condition)
        print(f"{condition:<68}{customers:>10}{first:>8.1f}{statistics.median(asked(browser, condition)[0] for _ in range(AGAIN)):>8.1f}",
              flush=True)


def memory(pid):
    """Megabytes now, and the most since the last look."""
    status = dict(line.split(":", 1) for line in pathlib.Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines())
    now, most = (int(status[name].split()[0]) // 1024 for name in ("VmRSS", "VmHWM"))
    pathlib.Path(f"/proc/{pid}/clear_refs").write_text("5", encoding="ascii")
    return now, most


def done(browser, address):
    while (job := browser.json(address).json["job"])["state"] in OPEN:
        time.sleep(0.05)
    assert job["state"] == "done", job
    return job


def act(bank, site, browser, action, **fields):
    postmaster = pathlib.Path(bank.home, "pg", "data", "postmaster.pid").read_text(encoding="ascii").split()[0]
    before, (resting, _) = used(site, postmaster), memory(site.process.pid)
    begun = time.monotonic()
    answer = browser.post(f"/selection/{action}", {"list": "/customers", "all": 1, **fields})
    assert answer.status == 303, (action, answer.status, answer.text[-400:])
    job = done(browser, answer.to)
    took, after = time.monotonic() - begun, used(site, postmaster)
    program, cluster = (b - a for a, b in zip(before, after))
    print(f"{action + ' ' + fields.get('form', ''):<14}{job['acted']:>10}{took:>9.1f}{program:>9.1f}{cluster:>12.1f}"
          f"{resting:>9}{memory(site.process.pid)[1]:>9}", flush=True)


def heard(browser, path, customers):
    """Until a list of members, which the readers' store counts, says so many."""
    begun = time.monotonic()
    while browser.json(path).json["total"] != customers:
        time.sleep(0.05)
    print(f"{'':<14}heard of after {time.monotonic() - begun:.1f} s", flush=True)


def made(browser, kind, **fields):
    answer = browser.post(f"/{kind}", fields)
    assert answer.status == 303, answer.text[-400:]
    return answer.to


def jobs(bank, site, browser):
    name = f"all {os.getpid()}"
    tag = made(browser, "tags", name=name, part="attitude", visibility="own")
    names = made(browser, "lists", name=name, visibility="own")
    everybody = browser.json("/customers").json["total"]
    print(f"{'action':<14}{'customers':>10}{'seconds':>9}{'program':>9}{'PostgreSQL':>12}{'MB':>9}{'most':>9}")
    for action, path, left in (("give-tag", tag, everybody), ("take-tag", tag, 0), ("put-on-list", names, everybody),
                               ("take-off-list", names, 0)):
        act(bank, site, browser, action, **{"tag_id" if path == tag else "list_id": path.rsplit("/", 1)[1]})
        heard(browser, path, left)
    for form in ("csv", "xlsx"):
        act(bank, site, browser, "export", form=form)
    for path in (tag, names):
        browser.post(f"{path}/delete", {})


def next_day(bank, to):
    """The files of the newest day once more, as of the day after it."""
    folders = sorted(one for one in os.listdir(bank.days) if one.isdigit())
    last = datetime.datetime.strptime(folders[-1], "%Y%m%d")
    day = last + datetime.timedelta(days=1)
    folder = pathlib.Path(to, day.strftime("%Y%m%d"))
    folder.mkdir()
    manifest = []
    for line in pathlib.Path(bank.days, folders[-1], "MANIFEST").read_text(encoding="ascii").splitlines():
        name, rows, _, how = line.split()
        text = pathlib.Path(bank.days, folders[-1], name).read_text(encoding="utf-8")
        text = text.replace(f"{last:%Y-%m-%d}", f"{day:%Y-%m-%d}").replace(f"T{last:%Y%m%d}", f"T{day:%Y%m%d}")
        (folder / name).write_text(text, encoding="utf-8")
        manifest.append(f"{name} {rows} {hashlib.sha256(text.encode()).hexdigest()} {how}")
    (folder / "MANIFEST").write_text("\n".join(manifest) + "\n", encoding="ascii")


def made_daily(browser):
    for number in range(AUDIENCES):
        condition = COUNTED[number % len(COUNTED)] + f" and aum >= {number * 1000}"
        path = made(browser, "audiences", name=f"daily {number} {os.getpid()}", condition=condition, refresh="daily", visibility="own")
        answer = browser.post(f"{path}/publish")
        assert answer.status == 303, answer.text[-400:]


def wait_for_jobs(bank):
    while bank.ask("select count(*) from job where ended_at is null") != "0":
        time.sleep(0.5)


def night(bank, site, browser):
    postmaster = pathlib.Path(bank.home, "pg", "data", "postmaster.pid").read_text(encoding="ascii").split()[0]
    made_daily(browser)
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        next_day(bank, folder)
        before = used(site, postmaster)
        bank.run("batch", folder, timeout=7200)
    time.sleep(5)
    wait_for_jobs(bank)
    program, cluster = (b - a for a, b in zip(before, used(site, postmaster)))
    print(f"processor: program {program:.1f} s, PostgreSQL {cluster:.1f} s")
    print("job, its stage, seconds")
    print(bank.ask("select j.kind, l.stage, round(l.millis / 1000.0, 1) from job j join job_log l using (job_id) where l.kind = 0 and "
                   "j.job_id > (select max(job_id) from job) - 3 order by j.job_id, l.line"))


def main(words):
    bank = Home(words[0])
    with Site(bank) as site:
        browser = browser_of(bank, site, words)
        if "jobs" in words:
            jobs(bank, site, browser)
        elif "night" in words:
            night(bank, site, browser)
        else:
            count(browser)


if __name__ == "__main__":
    main(sys.argv[1:])
