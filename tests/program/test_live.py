"""Live streams from outside: who hears what, what ends them, and what happens when the database is gone for a while."""

import socket
import unittest

from bank import small_bank
from web import Served

PATIENCE = 30     # seconds for what comes at once


class Stream:
    """What a browser's EventSource would hear."""

    def __init__(self, browser, accept="text/event-stream"):
        self.line = socket.create_connection(("127.0.0.1", browser.port), timeout=PATIENCE)
        self.line.sendall(f"GET /live HTTP/1.1\r\nHost: a\r\nAccept: {accept}\r\n"
                          f"Cookie: {browser.cookie or ''}\r\n\r\n".encode())
        self.file = self.line.makefile("rb")
        self.status = int(self.file.readline().split()[1])
        self.headers = {}
        for line in iter(self.file.readline, b"\r\n"):
            name, _, value = line.decode().partition(":")
            self.headers[name.lower()] = value.strip()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.file.close()
        self.line.close()

    def event(self):
        """(name, data) of the next event; None when the stream has ended."""
        name = data = ""
        while True:
            line = self.chunked_line()
            if line is None:
                return None
            if line == "" and data:
                return name, data
            if line == "":
                name = ""
            elif line.startswith("event: "):
                name = line[7:]
            elif line.startswith("data: "):
                data = line[6:]

    rest = ""

    def chunked_line(self):
        while "\n" not in self.rest:
            size = int(self.file.readline() or b"0", 16)
            if size == 0:
                return None
            self.rest += self.file.read(size).decode()
            self.file.readline()
        line, _, self.rest = self.rest.partition("\n")
        return line


class Live(Served):
    ADMIN = "A"

    @classmethod
    def fill(cls):
        files = small_bank()
        files["staff.csv"] += [{"staff_no": f"R{i}", "name": f"Manager {i}", "org_no": "O1", "post": "rm"} for i in range(6)]
        files["staff.csv"] += [{"staff_no": "A", "name": "Administrator", "org_no": "O1", "post": "admin"}]
        cls.bank.deliver("2026-01-05", files)
        cls.bank.run("batch", cls.bank.days)

    def notify(self, *payloads):
        for payload in payloads:
            self.bank.ask(f"select pg_notify('guanhu_live', '{payload}')")

    def opened(self, browser):
        stream = Stream(browser)
        self.addCleanup(stream.__exit__)
        self.assertEqual((stream.status, stream.headers["content-type"]), (200, "text/event-stream"))
        self.assertEqual(stream.event(), ("day", self.newest()))
        return stream

    def newest(self):
        return self.bank.ask("select max(day) from business_day")

    def test_nobody_hears_anything_before_signing_in(self):
        with Stream(self.site.browser()) as stream:
            self.assertEqual((stream.status, stream.headers["content-type"]), (401, "application/problem+json"))

    def test_what_is_no_stream_is_told_so(self):
        for accept in ("text/html", "application/json", "*/*"):
            with Stream(self.admin, accept) as stream:
                self.assertEqual(stream.status, 400, accept)

    def test_a_topic_is_heard_by_those_who_may(self):
        clerk, admin = self.opened(self.site.sign_in("R0")), self.opened(self.admin)
        number = self.bank.ask("select max(staff_id) from staff where staff_no = 'R0'")
        self.notify("job 17", "nonsense", "job 1 2", "day 2031-01-01", f"person {number}", "job 18")
        self.assertEqual(admin.event(), ("job", "17"))
        self.assertEqual(admin.event(), ("job", "18"))     # and no day that the server does not have
        self.assertEqual(clerk.event(), ("person", number))

    def test_a_night_is_heard_of_when_it_is_published(self):
        stream = self.opened(self.admin)
        self.bank.deliver("2026-01-06", {"account.csv": small_bank()["account.csv"][:1]})
        self.bank.run("batch", self.bank.days)
        heard = [stream.event()]
        while heard[-1][0] == "job":  # how far the batch is
            heard.append(stream.event())
        self.assertEqual(heard[-1], ("day", "2026-01-06"))

    def test_streams_end_with_their_session(self):
        def sign_out(browser):
            self.assertEqual(browser.post("/sign-out").status, 303)

        def lock(_):
            self.bank.run("user", "lock", "R1")

        def new_password(_):
            self.bank.run("user", "password", "R2")

        def end_others(browser):
            other = self.site.browser()
            other.post("/sign-in", {"staff": "R3", "password": browser.password})
            other.get("/me")
            self.assertEqual(other.post("/me/sessions/end-others").status, 303)

        for staff_no, end in (("R4", sign_out), ("R1", lock), ("R2", new_password), ("R3", end_others)):
            with self.subTest(end.__name__):
                browser = self.site.sign_in(staff_no)
                first, second, other = self.opened(browser), self.opened(browser), self.opened(self.admin)
                end(browser)
                self.assertIsNone(first.event())
                self.assertIsNone(second.event())
                with Stream(browser) as again:
                    self.assertEqual(again.status, 401)
                self.notify("job 1")
                self.assertEqual(other.event(), ("job", "1"))

    def test_a_session_has_only_so_many_streams(self):
        browser = self.site.sign_in("R5")
        streams = [self.opened(browser) for _ in range(6)]
        with Stream(browser) as refused:
            self.assertEqual(refused.status, 429)
            self.assertIn("retry-after", refused.headers)
        self.assertEqual(browser.get("/me").status, 200)
        for stream in streams:
            stream.__exit__()

    def test_a_stream_does_not_keep_a_session_alive(self):
        self.admin.get("/me")
        back = "update app_session set seen_at = seen_at - interval '10 minutes'"
        seen = "select max(now() - seen_at) > interval '9 minutes' from app_session where staff_id = " \
               "(select staff_id from staff where staff_no = 'A' limit 1)"
        self.bank.ask(back)
        self.opened(self.admin)
        self.admin.get("/jobs", X_By_Itself="1")
        self.assertEqual(self.bank.ask(seen), "t")
        self.admin.get("/jobs")
        self.assertEqual(self.bank.ask(seen), "f")

    def test_a_lost_database_is_found_again_and_pages_look_again(self):
        stream = self.opened(self.admin)
        self.bank.ask("select count(pg_terminate_backend(pid)) from pg_stat_activity where query ilike 'listen%'")
        self.assertEqual(stream.event(), ("again", "-"))
        self.assertEqual(stream.event(), ("day", self.newest()))
        self.notify("job 5")
        self.assertEqual(stream.event(), ("job", "5"))


if __name__ == "__main__":
    unittest.main()
