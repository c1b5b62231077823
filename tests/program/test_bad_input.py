"""What people who mean no good send: each is refused in words or shown as the text it is, and the next one is served."""

import html.parser
import json
import re
import socket
import unittest
import urllib.parse

from bank import data, small_bank
from web import Served

STAFF = 300       # names of the list of naughty strings that are loaded as names of staff
EXTRA = ["<b>bold</b>", "a\u202evsc.exe", "\u2066left\u2069", "é" * 60, "名" * 60, "{{name}}", "{{{frame.csrf}}}",
         "\u0645\u0631\u062d\u0628\u0627", "a\u0301" * 30, "'; drop table staff; --", "=cmd|' /C calc'!A0"]
END = b"Host: a\r\nConnection: close\r\n\r\n"
SECOND = b"GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n"


def naughty():
    """One line each; what a day file may not contain at all is tested where day files are."""
    path = data("bad-input/blns.json")
    texts = json.loads(path.read_text(encoding="utf-8")) if path else []
    return [text for text in texts + EXTRA if text.strip()]


def attacks():
    path = data("bad-input/xss.txt")
    return path.read_text(encoding="utf-8", errors="replace").splitlines()[::60] if path else ["<script>alert(1)</script>"]


class Page(html.parser.HTMLParser):
    """The cells of a page as people read them, and whatever in it could run."""

    def __init__(self, text):
        super().__init__()
        self.cells, self.scripts, self.handlers, self.tags, self.reading = [], [], [], set(), False
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        if tag == "script":
            self.scripts.append(dict(attrs).get("src"))
        self.handlers += [name for name, value in attrs if name.startswith("on") or
                          (name in ("href", "src", "action") and (value or "").strip().lower().startswith("javascript"))]
        if tag in ("td", "th", "dd", "pre"):
            self.reading = True
            self.cells.append("")

    def handle_endtag(self, tag):
        if tag in ("td", "th", "dd", "pre"):
            self.reading = False

    def handle_data(self, text):
        if self.reading:
            self.cells[-1] += text


def multipart(fields, boundary="XX", end="--"):
    """fields: (name, value), or (name, value, file name) for a file."""
    body = b""
    for name, value, *file_name in fields:
        more = f'; filename="{file_name[0]}"' if file_name else ""
        body += f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n'.encode()
        body += (value if isinstance(value, bytes) else value.encode()) + b"\r\n"
    return body + f"--{boundary}{end}\r\n".encode()


class BadInput(Served):
    CONFIG = "requests_per_minute = 0\n"
    ADMIN = "A"

    @classmethod
    def fill(cls):
        files = small_bank()
        cls.names = naughty()[:STAFF] + EXTRA
        files["staff.csv"] = [{"staff_no": "A", "name": "Administrator", "org_no": "O1", "post": "admin"},
                              {"staff_no": "R", "name": "Manager", "org_no": "O1", "post": "rm"}]
        files["staff.csv"] += [{"staff_no": f"N{i:03}", "name": name, "org_no": "O1", "post": "rm"}
                               for i, name in enumerate(cls.names)]
        files["org.csv"] += [{"org_no": f"B{i:03}", "parent_no": "T", "level": "outlet", "name": name}
                             for i, name in enumerate(cls.names)]
        cls.bank.deliver("2026-01-05", files)
        cls.bank.run("batch", cls.bank.days)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.usual = set(Page(cls.admin.get("/users?q=Administrator").text).scripts)

    def check_page(self, answer):
        """Nothing of it runs but what is ours; its cells."""
        page = Page(answer.text)
        self.assertLessEqual(set(page.scripts), self.usual)
        self.assertEqual(page.handlers, [])
        self.assertFalse(page.tags & {"iframe", "object", "embed", "base", "marquee", "video", "audio"})
        return page.cells

    # --- what files brought ------------------------------------------------------------------------------

    def test_names_from_files_are_shown_as_the_text_they_are(self):
        for address, question, file in (("/users", "select name from staff where staff_no like 'N___'", "staff.csv"),
                                        ("/organisations", "select name from org where org_no like 'B___'", "org.csv")):
            shown = []
            for page in range(1, self.admin.json(address).json["pages"] + 1):
                shown += self.check_page(self.admin.get(f"{address}?sort=name&page={page}"))
            taken = self.bank.ask(question).split("\n")
            load = self.admin.json(f"/loads?file={file}").json["rows"][0]
            self.assertEqual(load["rows"], load["taken"] + load["quarantined"])
            self.assertGreater(len(taken), len(self.names) * 9 // 10, file)
            self.assertEqual([name for name in taken if name not in shown], [], file)

    # --- what is typed -------------------------------------------------------------------------------------

    def test_every_field_takes_any_text_or_says_why_not(self):
        texts = attacks() + naughty()[::4]
        for text in texts:
            quoted = urllib.parse.quote(text[:200], errors="replace")
            for address in (f"/users?q={quoted}", f"/organisations?q={quoted}", f"/nights?since={quoted}",
                            f"/quarantine?file={quoted}", f"/sign-in?next={quoted}", f"/users?sort={quoted}"):
                answer = self.admin.get(address)
                self.assertIn(answer.status, (200, 400, 422), address)
                self.check_page(answer)

    def test_the_sign_in_page_gives_nothing_back_that_runs(self):
        stranger = self.site.browser()
        for text in attacks()[::4] + naughty()[::20]:
            answer = stranger.post("/sign-in", {"staff": text[:300], "password": text[:300], "next": text[:300]})
            self.assertIn(answer.status, (400, 422), text)
            self.check_page(answer)

    def test_paths_are_pages_or_not_found(self):
        for text in attacks()[::2] + naughty()[::10]:
            answer = self.admin.send("GET", "/users/" + urllib.parse.quote(text[:200], safe="", errors="replace"))
            self.assertIn(answer.status, (400, 404), text)
            if answer.status == 404:
                self.check_page(answer)

    def test_any_json_is_an_answer(self):
        folder = data("bad-input/json-test-suite")
        if not folder:
            self.skipTest("the JSON test suite is not there")
        for path in sorted(folder.iterdir()):
            answer = self.admin.send("POST", "/api/v1/me/tongue", path.read_bytes(),
                                     {"Content-Type": "application/json", "X-CSRF-Token": self.admin.csrf})
            self.assertIn(answer.status, (400, 403, 413, 422), path.name)
            self.assertEqual(answer.headers["Content-Type"], "application/problem+json", path.name)

    # --- forms with files ------------------------------------------------------------------------------------

    def send_form(self, fields, **headers):
        sent = {"Content-Type": "multipart/form-data; boundary=XX", **{n.replace("_", "-"): v for n, v in headers.items()}}
        return self.admin.send("POST", "/components/form", fields if isinstance(fields, bytes) else multipart(fields), sent)

    def csrf(self):
        return ("csrf", self.admin.csrf)

    def test_a_file_is_received(self):
        answer = self.send_form([self.csrf(), ("subject", "客户名单"),
                                 ("list", "no,name\r\n1,<b>张</b>\x01\n", "C:\\x\\名单\u202e.csv")])
        self.assertEqual(answer.status, 200, answer.text[-3000:])
        cells = self.check_page(answer)
        for wanted in ("客户名单", "名单.csv", "23", "no,name\n1,<b>张</b>\ufffd\n"):
            self.assertIn(wanted, cells)

    def test_a_file_that_is_not_wanted_is_refused_at_its_field(self):
        for value, name, said in ((b"x", "a.exe", ".csv,.txt"), (b"", "a.csv", "空文件"),
                                  (b"x" * ((2 << 20) + 1), "a.csv", "2 MB")):
            answer = self.send_form([self.csrf(), ("subject", "s"), ("list", value, name)])
            self.assertEqual(answer.status, 422)
            self.assertRegex(answer.text, f'id="fe-list">[^<]*{said}')
            self.assertIn('value="s"', answer.text)
        answer = self.send_form([self.csrf(), ("subject", "x", "a.csv")])
        self.assertEqual(answer.status, 422)
        answer = self.send_form([self.csrf(), ("subject", "s"), ("list", b"\xff\xfe\0", "a.txt")])
        self.assertEqual(answer.status, 200)
        self.assertNotIn("<pre", answer.text)

    def test_hostile_texts_in_a_form_with_a_file(self):
        for text in attacks()[::3] + naughty()[::12]:
            name = text[:60].replace('"', "%22").replace("\r", "").replace("\n", "")
            answer = self.send_form([self.csrf(), ("subject", text[:60]), ("list", text or "x", name + ".csv")])
            self.assertIn(answer.status, (200, 400, 422), text)
            self.check_page(answer)

    def test_a_form_with_a_file_needs_the_token_of_its_session(self):
        other = self.site.sign_in("R")
        for token in ([], [("csrf", "")], [("csrf", "x")], [("csrf", other.csrf)], [("csrf", self.admin.csrf, "a.csv")],
                      [("csrf", "x"), self.csrf()]):
            answer = self.send_form([*token, ("subject", "s")])
            self.assertEqual(answer.status, 403, token)
        self.assertEqual(self.send_form([self.csrf(), ("subject", "s")], Sec_Fetch_Site="cross-site").status, 403)
        self.assertEqual(self.send_form([("subject", "s")], X_CSRF_Token=self.admin.csrf).status, 200)

    def test_what_is_no_form_is_told_so(self):
        whole = multipart([self.csrf(), ("subject", "s"), ("list", "x", "a.csv")])
        for body in (b"", whole[:-8], whole[5:], whole + b"more", whole.replace(b"form-data", b"attachment", 1),
                     whole.replace(b'name="csrf"', b'name="csrf"; name="x"'), multipart([("a", "1")] * 501),
                     whole.replace(b"\r\n", b"\n")):
            answer = self.send_form(body)
            self.assertIn(answer.status, (400, 403), body[:80])
        self.assertIn("part 1", self.send_form(whole.replace(b"form-data", b"attachment", 1), Accept="application/json").text)
        answer = self.raw(b"POST /components/form HTTP/1.1\r\nContent-Type: multipart/form-data; boundary=XX\r\n"
                          b"Content-Length: %d\r\n" % (4 << 20) + END)
        self.assertEqual(answer[9:12], b"413")

    # --- what is another's -------------------------------------------------------------------------------------

    def test_nobody_ends_anothers_session(self):
        other = self.site.sign_in("R")
        theirs = other.json("/me").json["sessions"][0]["session_id"]
        self.admin.post(f"/me/sessions/{theirs}/end")
        self.assertEqual(other.get("/me").status, 200)
        for wrong in ("0", "-1", "9223372036854775808", "1e3", "x", "%00"):
            self.assertIn(self.admin.post(f"/me/sessions/{wrong}/end").status, (400, 404), wrong)

    def test_a_token_of_another_session_is_worth_nothing(self):
        other = self.site.sign_in("R")
        answer = self.admin.send("POST", "/me/tongue", "tongue=en",
                                 {"Content-Type": "application/x-www-form-urlencoded", "X-CSRF-Token": other.csrf})
        self.assertEqual(answer.status, 403)
        mixed = self.site.browser()
        mixed.cookie = other.cookie
        self.assertEqual(mixed.post("/me/tongue", {"tongue": "zh-CN", "csrf": self.admin.csrf}).status, 403)

    # --- what is no request ---------------------------------------------------------------------------------------

    def raw(self, request, shut=False):
        with socket.create_connection(("127.0.0.1", self.site.port), timeout=60) as line:
            line.sendall(request)
            if shut:
                line.shutdown(socket.SHUT_WR)
            answer = b""
            try:
                while part := line.recv(65536):
                    answer += part
            except ConnectionResetError:
                pass
            return answer

    def test_no_request_hides_in_another(self):
        """Whatever the body is said to be: either it is taken as a body, or the connection ends; never is the request
        in it answered."""
        hidden = len(SECOND)
        for head in (b"Transfer-Encoding: chunked\r\nContent-Length: %d\r\n" % hidden,
                     b"Content-Length: %d\r\nContent-Length: %d\r\n" % (hidden, hidden),
                     b"Content-Length: 0\r\nContent-Length: %d\r\n" % hidden,
                     b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
                     b"Transfer-Encoding: identity\r\n", b"Transfer-Encoding: xchunked\r\n",
                     b"Transfer-Encoding: chunked, identity\r\n", b"Transfer-Encoding: gzip, chunked\r\n",
                     b"Transfer-Encoding:\x0bchunked\r\n", b"Transfer-Encoding : chunked\r\n",
                     b"Transfer-Encoding:\r\n chunked\r\n", b"X: 1\r\n Transfer-Encoding: chunked\r\n",
                     b"Content-Length: +%d\r\n" % hidden, b"Content-Length: -1\r\n", b"Content-Length: 0x10\r\n",
                     b"Content-Length: 1e2\r\n", b"Content-Length: 0, %d\r\n" % hidden, b"Content-Length:\r\n",
                     b"Content-Length: 18446744073709551617\r\n", b"Content-Length : %d\r\n" % hidden,
                     b"Content_Length: %d\r\nTransfer-Encoding: x\r\n" % hidden):
            for method in (b"POST /sign-in", b"GET /sign-in"):
                answer = self.raw(method + b" HTTP/1.1\r\n" + head + b"Host: a\r\n\r\n" + SECOND, shut=True)
                self.assertNotIn(b"alive", answer, (method, head))
                answers = re.findall(rb"HTTP/1.1 (\d+)", answer)
                self.assertTrue(len(answers) == 1 or set(answers) <= {b"400", b"413"}, (method, head, answers))

    def test_chunks_that_are_none_end_the_connection(self):
        for body in (b"g\r\n", b"FFFFFFFFFFFFFFFF\r\nx", b"10000000000000001\r\nx", b"-1\r\n", b"0x1\r\na\r\n0\r\n\r\n",
                     b"1\r\nab\r\n0\r\n\r\n"):
            answer = self.raw(b"POST /sign-in HTTP/1.1\r\nTransfer-Encoding: chunked\r\nHost: a\r\n\r\n" + body + SECOND, shut=True)
            self.assertNotIn(b"alive", answer, body)
        answer = self.raw(b"POST /sign-in HTTP/1.0\r\nTransfer-Encoding: chunked\r\nHost: a\r\n\r\n0\r\n\r\n" + SECOND, shut=True)
        self.assertNotIn(b"alive", answer)

    def test_requests_cut_short_hold_nobody(self):
        whole = (b"POST /sign-in HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                 b"Content-Length: 20\r\n\r\nstaff=x&password=yyyy")
        for length in range(0, len(whole), 7):
            with socket.create_connection(("127.0.0.1", self.site.port), timeout=60) as line:
                line.sendall(whole[:length])
        self.assertEqual(self.admin.get("/users").status, 200)

    def test_heads_that_are_too_large_or_odd_are_refused(self):
        for head, status in ((b"GET / HTTP/1.1\r\n" + b"".join(b"X-%d: 1\r\n" % i for i in range(100)), b"431"),
                             (b"GET / HTTP/1.1\r\nX: " + b"a" * 300000 + b"\r\n", b"431"),
                             (b"GET /" + b"a" * 300000 + b" HTTP/1.1\r\n", b"414"),
                             (b"GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\n", b"400"),
                             (b"GET /users/%ff HTTP/1.1\r\n", b"400"),
                             (b"GET /users?q=%00 HTTP/1.1\r\n", b"400"),
                             (b"GET /\\..\\ HTTP/1.1\r\n", b"400"),
                             (b"CONNECT evil:443 HTTP/1.1\r\n", b"4"),
                             (b"GET http://evil.example/users HTTP/1.1\r\n", b"4"),
                             (b"PATCH /users HTTP/1.1\r\n", b"405")):
            answer = self.raw(head + (b"Cookie: " + self.admin.cookie.encode() + b"\r\n" if b"q=%00" in head else b"") + END)
            self.assertTrue(answer[9:12].startswith(status), (head[:60], answer[:60]))

    def test_bytes_at_random_are_no_request(self):
        for junk in (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 500, b"\0" * 1000, b"\r\n" * 5000,
                     b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"\xff" * 5000, b"GET\r\n\r\n", b" \r\n\r\n", b"HTTP/1.1 200 OK\r\n\r\n"):
            answer = self.raw(junk, shut=True)
            self.assertNotRegex(answer, b"HTTP/1.1 [23]")
        self.assertEqual(self.admin.get("/users").status, 200)


if __name__ == "__main__":
    unittest.main()
