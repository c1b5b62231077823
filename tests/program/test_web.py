"""The pages from outside: signing in, who may what, forms, lists in all their forms, and what is refused."""

import contextlib
import csv
import http.client
import io
import json
import os
import re
import socket
import ssl
import subprocess
import time
import unittest
import urllib.parse

from bank import TESTS, data, small_bank
from web import Served, Site

POSTS = ["outlet_head", "rm", "lobby_manager", "lobby_assistant", "open_teller", "closed_teller", "marketer",
         "marketing_supervisor", "supervisor", "agent", "compliance", "admin", "remote_authoriser"]
MATRIX = TESTS / "expected" / "permissions.txt"
QUICK = 5.0     # seconds; some milliseconds on an idle machine, more where tests run beside each other
HOSTILE = '<script>alert("1")</script>&amp;\'"{{x}}'


def files():
    """One of the staff for each post, a name that would be markup, and rows that end in quarantine."""
    bank = small_bank()
    bank["staff.csv"] = [{"staff_no": f"P{i:02}", "name": f"Name {post}", "org_no": "O1", "post": post}
                         for i, post in enumerate(POSTS)]
    bank["staff.csv"] += [{"staff_no": f"X{i:03}", "name": f"{HOSTILE} {i}", "org_no": "O1", "post": "rm"}
                          for i in range(120)]
    bank["staff.csv"].append({"staff_no": "=1+1", "name": "=SUM(A1)", "org_no": "O1", "post": "rm"})
    bank["account.csv"].append({**bank["account.csv"][0], "account_no": "6222021234567890123", "balance": "x"})
    bank["org.csv"][2]["name"] = HOSTILE
    return bank


class Web(Served):
    ADMIN = "P11"

    @classmethod
    def fill(cls):
        cls.bank.deliver("2026-01-05", files())
        cls.bank.run("batch", cls.bank.days)

    # --- signing in ------------------------------------------------------------------------------------

    def test_nobody_sees_anything_before_signing_in(self):
        stranger = self.site.browser()
        answer = stranger.get("/users")
        self.assertEqual((answer.status, answer.to), (303, "/sign-in?next=/users"))
        answer = stranger.json("/users")
        self.assertEqual(answer.status, 401)
        self.assertEqual(answer.headers["Content-Type"], "application/problem+json")
        self.assertEqual(stranger.get("/nowhere").status, 404)

    def test_a_wrong_password_is_refused_in_the_same_words_as_an_unknown_number(self):
        texts = set()
        for staff_no in ("P00", "nobody", "P01' or 1=1--", HOSTILE):
            answer = self.site.browser().post("/sign-in", {"staff": staff_no, "password": "wrong"})
            self.assertEqual(answer.status, 422)
            self.assertNotIn("<script>alert", answer.text)
            texts.add(re.search(r'role="alert">(.*?)</div>', answer.text, re.S).group(1))
        self.assertEqual(len(texts), 1)

    def test_five_wrong_passwords_lock(self):
        browser = self.site.sign_in("P02")
        for _ in range(5):
            self.site.browser().post("/sign-in", {"staff": "P02", "password": "wrong"})
        answer = self.site.browser().post("/sign-in", {"staff": "P02", "password": browser.password})
        self.assertEqual(answer.status, 422)

    def test_a_one_time_password_must_be_changed_first(self):
        once = self.bank.run("user", "password", "P03").out.strip()
        browser = self.site.browser()
        answer = browser.post("/sign-in", {"staff": "P03", "password": once, "next": "/organisations"})
        self.assertEqual((answer.status, answer.to), (303, "/organisations"))
        answer = browser.get("/organisations")
        self.assertEqual((answer.status, answer.to), (303, "/password"))
        self.assertEqual(browser.json("/organisations").status, 403)
        browser.get("/password")
        for password, again in (("short", "short"), ("P03P03P03", "P03P03P03"), ("one thing 12345", "another 12345")):
            answer = browser.post("/password", {"before": once, "password": password, "again": again})
            self.assertEqual(answer.status, 422, password)
            self.assertNotIn(password, answer.text)

    def test_next_leads_only_to_our_own_pages(self):
        for target in ("//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"):
            once = self.bank.run("user", "password", "P04").out.strip()
            answer = self.site.browser().post("/sign-in", {"staff": "P04", "password": once, "next": target})
            self.assertEqual((answer.status, answer.to), (303, "/"), target)

    def test_sessions_are_seen_and_ended(self):
        first = self.site.sign_in("P05")
        second = self.site.browser()
        second.post("/sign-in", {"staff": "P05", "password": first.password})
        self.assertEqual(second.get("/me").status, 200)
        sessions = first.json("/me").json["sessions"]
        self.assertEqual(sorted(s["is_this"] for s in sessions), [False, True])
        other = next(s["session_id"] for s in sessions if not s["is_this"])
        self.assertEqual(first.post(f"/me/sessions/{other}/end").status, 303)
        self.assertEqual(second.get("/me").status, 303)
        self.assertEqual(first.post("/sign-out").status, 303)
        self.assertEqual(first.get("/me").status, 303)

    def test_forged_cookies_are_nobody(self):
        good = self.admin.cookie
        for cookie in ("guanhu=", "guanhu=x", "guanhu=" + "A" * 43, "guanhu=" + "A" * 5000, good + "A", good[:-1],
                       good + "; " + good, "guanhu=../../x", "guanhu=%00"):
            answer = self.site.browser().send("GET", "/users", headers={"Cookie": cookie})
            self.assertIn(answer.status, (303, 400), cookie[:60])

    # --- who may what ----------------------------------------------------------------------------------

    def routes(self):
        described = self.site.browser().get("/api/v1/openapi.json").json
        return sorted((path, method) for path, methods in described["paths"].items() for method in methods)

    def test_the_access_matrix(self):
        """By real requests: whoever may not do it gets 403.  Ids are of nobody, so nothing is changed."""
        lines = []
        browsers = [self.admin if post == "admin" else self.site.sign_in(f"P{i:02}") for i, post in enumerate(POSTS)]
        for path, method in self.routes():
            if path in ("/sign-out", "/sign-in", "/password"):
                continue
            address = re.sub(r"\{day\}", "1999-01-01", re.sub(r"\{\w+_id\}", "987654321", path))
            may = []
            for post, browser in zip(POSTS, browsers):
                answer = browser.json(address) if method == "get" else browser.post(address, Accept="application/json")
                self.assertNotIn(answer.status, (401, 500, 503), (path, post, answer.text))
                if answer.status != 403:
                    may.append(post)
            lines.append(f"{method.upper():6} {path:40} {' '.join(may) if len(may) < len(POSTS) else 'everybody'}".rstrip())
        found = "\n".join(lines) + "\n"
        if os.environ.get("GUANHU_ACCEPT"):
            MATRIX.parent.mkdir(exist_ok=True)
            MATRIX.write_text(found, encoding="ascii")
        self.assertEqual(found, MATRIX.read_text(encoding="ascii"), "GUANHU_ACCEPT=1 writes it anew, for review")

    def test_a_change_needs_the_token_of_its_own_session(self):
        other = self.site.sign_in("P10")
        staff = self.admin.json("/users?q=X001").json["rows"][0]["staff_id"]
        for token in (None, "", "x", other.csrf, self.admin.csrf[:-1]):
            fields = {} if token is None else {"csrf": token}
            answer = self.admin.post(f"/users/{staff}/lock", fields, csrf=False)
            self.assertEqual(answer.status, 403, token)
        answer = self.admin.post(f"/users/{staff}/lock", Sec_Fetch_Site="cross-site")
        self.assertEqual(answer.status, 403)
        self.assertEqual(self.admin.json(f"/users/{staff}").json["user"]["locked_by_hand"], False)
        self.assertEqual(self.admin.post(f"/users/{staff}/lock").status, 303)
        self.assertEqual(self.admin.json(f"/users/{staff}").json["user"]["locked_by_hand"], True)
        self.assertEqual(self.admin.post(f"/users/{staff}/unlock").status, 303)
        self.assertEqual(self.bank.ask("select string_agg(what, ' ' order by entry_id) from audit_entry "
                                       f"where subject = 2 and subject_id = {staff}"), "user.lock user.unlock")

    def test_nobody_locks_oneself_out(self):
        me = self.admin.json("/users?q=P11").json["rows"][0]["staff_id"]
        answer = self.admin.post(f"/users/{me}/lock")
        self.assertEqual(answer.status, 409)
        self.assertEqual(self.admin.get("/users").status, 200)

    # --- lists -------------------------------------------------------------------------------------------

    def test_a_list_sorts_filters_pages_and_chooses(self):
        first = self.admin.json("/users?post=rm&sort=-staff_no").json
        self.assertEqual((first["total"], first["page"], first["pages"], len(first["rows"])), (122, 1, 3, 50))
        self.assertEqual(first["rows"][0]["staff_no"], "X119")
        last = self.admin.json("/users?post=rm&sort=-staff_no&page=3").json
        self.assertEqual([len(last["rows"]), last["rows"][-1]["staff_no"]], [22, "=1+1"])
        self.assertEqual(self.admin.json("/users?page=99").json["page"], 1)
        self.assertEqual(self.admin.json("/users?sort=password").status, 422)
        self.assertEqual(self.admin.json("/users?post=emperor").status, 422)
        page = self.admin.get("/users?columns=name,post").text
        self.assertEqual(len(re.findall(r"<th scope=\"col\"", page)), 2)

    def test_a_list_as_csv(self):
        answer = self.admin.get("/users?post=rm&sort=staff_no&as=csv&columns=staff_no,name")
        self.assertIn("attachment", answer.headers["Content-Disposition"])
        rows = list(csv.reader(io.StringIO(answer.bytes.decode("utf-8-sig"))))
        self.assertEqual(len(rows), 123)
        self.assertEqual(rows[1], ["'=1+1", "'=SUM(A1)"])
        self.assertIn([f"X{7:03}", f"{HOSTILE} 7"], rows)

    def test_ids_and_amounts_are_texts(self):
        row = self.admin.json("/users?q=P00").json["rows"][0]
        self.assertIsInstance(row["staff_id"], str)
        self.assertEqual(row["post"], "outlet_head")
        self.assertEqual(self.admin.get("/api/v1/users?q=P00").json["rows"][0], row)

    def test_what_files_brought_is_shown_as_the_text_it_is(self):
        for path in ("/users?post=rm", "/organisations", "/users?q=" + "%3Cscript%3E"):
            page = self.admin.get(path).text
            self.assertNotIn("<script>alert", page)
        self.assertIn("&lt;script&gt;alert", self.admin.get("/organisations").text)
        hostile = data("bad-input")
        for path in sorted(hostile.rglob("*.txt"))[:20] if hostile else []:
            for line in path.read_text(encoding="utf-8", errors="ignore").splitlines()[:60]:
                answer = self.admin.send("GET", "/users?" + urllib.parse.urlencode({"q": line[:40]}))
                self.assertIn(answer.status, (200, 400, 422), line)
                self.assertNotIn("<script>alert", answer.text)

    def test_the_quarantine_masks(self):
        page = self.admin.json("/quarantine").json
        self.assertEqual(page["total"], 1)
        self.assertEqual([page["rows"][0][name] for name in ("file", "column", "reason")],
                         ["account.csv", "balance", "type"])

    def test_a_night_shows_its_files_and_steps(self):
        night = self.admin.json("/nights/2026-01-05").json
        self.assertEqual(night["night"]["customers"], 2)
        self.assertEqual([s["step"] for s in night["steps"]],
                         ["load", "checksum", "parse", "compute", "write", "publish", "total", "keep"])
        self.assertEqual(self.admin.json("/nights/1999-01-01").status, 404)
        self.assertEqual(self.admin.json("/nights/yesterday").status, 404)
        loads = self.admin.json("/loads?day=2026-01-05&file=account.csv").json["rows"]
        self.assertEqual([(r["rows"], r["taken"], r["quarantined"]) for r in loads], [(3, 2, 1)])

    # --- those who mean no good, and the line ----------------------------------------------------------

    def test_five_thousand_slow_senders_hold_nobody_up(self):
        halves = [b"GET /users HTTP/1.1\r\nHos", b"POST /sign-in HTTP/1.1\r\nHost: a\r\nContent-Length: 99\r\n\r\nstaff="]
        with contextlib.ExitStack() as held:
            for number in range(5000):
                slow = held.enter_context(socket.create_connection(("127.0.0.1", self.site.port)))
                slow.sendall(halves[number % 2])
            slowest = 0.0
            for _ in range(20):
                began = time.monotonic()
                self.assertEqual(self.admin.get("/users").status, 200)
                slowest = max(slowest, time.monotonic() - began)
            self.assertLess(slowest, QUICK)

    def raw(self, request):
        with socket.create_connection(("127.0.0.1", self.site.port), timeout=60) as line:
            line.sendall(request)
            answer = b""
            while part := line.recv(65536):
                answer += part
        return answer

    def test_what_is_no_request_is_refused(self):
        end = b"Host: a\r\nConnection: close\r\n\r\n"
        for request, status in (
                (b"POST /sign-in HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n" + end, b"400"),
                (b"GET /users%00 HTTP/1.1\r\n" + end, b"400"),
                (b"GET /..%2f..%2fetc HTTP/1.1\r\n" + end, b"400"),
                (b"TRACE / HTTP/1.1\r\n" + end, b"405"),
                (b"GET / HTTP/1.1\r\nCookie: guanhu=" + b"a" * 200000 + b"\r\n" + end, b"431"),
                (b"POST /sign-in HTTP/1.1\r\nContent-Length: 2000000\r\n" + end, b"413"),
                (b"POST /sign-in HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                 b"Content-Length: 7\r\n" + end + b"staff=%", b"400"),
                (b"POST /sign-in HTTP/1.1\r\nContent-Type: text/plain\r\nContent-Length: 1\r\n" + end + b"x", b"400")):
            answer = self.raw(request)
            self.assertEqual(answer[9:12], status, request[:80])
            self.assertNotIn(b"guanhu:", answer)

    def test_requests_in_one_breath_are_answered_in_order(self):
        answer = self.raw(b"GET /health/live HTTP/1.1\r\nHost: a\r\n\r\nGET /nowhere HTTP/1.1\r\nHost: a\r\n\r\n"
                          b"GET /sign-in HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        self.assertEqual(re.findall(rb"HTTP/1.1 (\d+)", answer), [b"200", b"404", b"200"])

    def test_tls(self):
        key, certificate = (os.path.join(self.bank.folder, name) for name in ("key.pem", "certificate.pem"))
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                        "-keyout", key, "-out", certificate, "-days", "2", "-subj", "/CN=localhost",
                        "-addext", "subjectAltName=IP:127.0.0.1"], check=True, capture_output=True)
        trust = ssl.create_default_context(cafile=certificate)
        with Site(self.bank, "--certificate", certificate, "--key", key) as site:
            self.assertIn("https://", site.ready)
            once = self.bank.run("user", "password", "P07").out.strip()
            line = http.client.HTTPSConnection("127.0.0.1", site.port, context=trust, timeout=60)
            line.request("POST", "/sign-in", f"staff=P07&password={once}",
                         {"Content-Type": "application/x-www-form-urlencoded"})
            answer = line.getresponse()
            answer.read()
            self.assertEqual(answer.status, 303)
            self.assertIn("Secure", answer.headers["Set-Cookie"])
            line.close()

    # --- both tongues, both forms ---------------------------------------------------------------------

    def test_chinese_unless_asked_otherwise(self):
        stranger = self.site.browser()
        self.assertIn('lang="zh-CN"', stranger.get("/sign-in").text)
        self.assertIn('lang="en"', stranger.get("/sign-in", Accept_Language="en-GB,zh;q=0.5").text)
        browser = self.site.sign_in("P06")
        browser.post("/me/tongue", {"tongue": "en", "next": "/me"})
        self.assertIn('lang="en"', browser.get("/me").text)
        browser.post("/me/tongue", {"tongue": "zh-CN"})
        self.assertIn('lang="zh-CN"', browser.get("/me", Accept_Language="en").text)

    def test_pages_say_what_browsers_may_do(self):
        headers = self.admin.get("/users").headers
        self.assertIn("script-src 'self'", headers["Content-Security-Policy"])
        self.assertNotIn("unsafe", headers["Content-Security-Policy"])
        self.assertEqual(headers["Cache-Control"], "no-store")
        self.assertEqual(headers["X-Content-Type-Options"], "nosniff")

    def test_files_of_the_browser_are_kept_for_ever(self):
        page = self.admin.get("/users").text
        for address in re.findall(r'(?:href|src)="(/assets/[^"]+)"', page):
            answer = self.site.browser().get(address, Accept_Encoding="gzip")
            self.assertEqual((answer.status, answer.headers["Content-Encoding"]), (200, "gzip"))
            self.assertIn("immutable", answer.headers["Cache-Control"])

    def test_the_description_of_the_api(self):
        described = self.site.browser().get("/api/v1/openapi.json").json
        self.assertEqual(described["openapi"], "3.1.0")
        users = described["paths"]["/users"]["get"]
        self.assertEqual({p["name"] for p in users["parameters"]},
                         {"q", "post", "locked", "sort", "page", "columns", "as"})
        row = users["responses"]["200"]["content"]["application/json"]["schema"]["properties"]["rows"]["items"]
        self.assertEqual(set(row["properties"]), set(self.admin.json("/users?q=P00").json["rows"][0]))
        self.assertTrue(all(operation["x-permission"] != "UNDECLARED"
                            for methods in described["paths"].values() for operation in methods.values()))
        self.assertEqual(json.loads(json.dumps(described)), described)


if __name__ == "__main__":
    unittest.main()
