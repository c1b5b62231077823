"""The program as a server, and people at their browsers.

    with Bank() as bank:
        ...
        with Site(bank) as site:
            admin = site.sign_in("Z1")
            admin.get("/users").status

A browser keeps its cookie and sends along what forms and scripts of the page would.  Served is a bank with
its site for all tests of a class."""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import time
import urllib.parse

from bank import PROGRAM, Kept

PASSWORD = "a long word of mine 7"
PATIENCE = 20        # seconds


class Answer:
    def __init__(self, response, body):
        self.status = response.status
        self.headers = response.headers
        self.bytes = body
        self.text = body.decode("utf-8", "replace")

    @property
    def json(self):
        return json.loads(self.text)

    @property
    def to(self):
        return self.headers.get("Location")

    def csrf(self):
        found = re.search(r'name="csrf" (?:value|content)="([^"]*)"', self.text)
        return found.group(1) if found else None


class Browser:
    def __init__(self, port):
        self.port = port
        self.cookie = None
        self.csrf = None

    def send(self, method, path, body=None, headers=()):
        """Comes again, as a browser does, while the server reads a new day in."""
        deadline = time.monotonic() + PATIENCE
        answer = self.send_once(method, path, body, headers)
        while method == "GET" and answer.status == 503 and time.monotonic() < deadline:
            time.sleep(float(answer.headers["Retry-After"]) / 4)
            answer = self.send_once(method, path, body, headers)
        return answer

    def send_once(self, method, path, body=None, headers=()):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        sent = dict(headers)
        if self.cookie:
            sent.setdefault("Cookie", self.cookie)
        connection.request(method, path, body, sent)
        response = connection.getresponse()
        answer = Answer(response, response.read())
        connection.close()
        for line in response.headers.get_all("Set-Cookie") or []:
            self.cookie = line.split(";")[0]
        self.csrf = answer.csrf() or self.csrf
        return answer

    def get(self, path, **headers):
        return self.send("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})

    def json(self, path):
        return self.get(path, Accept="application/json")

    def post(self, path, fields=(), csrf=True, **headers):
        fields = dict(fields)
        if csrf and self.csrf:
            fields.setdefault("csrf", self.csrf)
        sent = {"Content-Type": "application/x-www-form-urlencoded"}
        sent.update({name.replace("_", "-"): value for name, value in headers.items()})
        return self.send("POST", path, urllib.parse.urlencode(fields), sent)


class Site:
    def __init__(self, bank, *arguments):
        self.bank = bank
        self.arguments = arguments
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]

    def __enter__(self):
        path = os.path.join(self.bank.folder, f"serve-{self.port}.log")      # a pipe that nobody reads would fill
        with open(path, "wb") as log:
            self.process = subprocess.Popen([PROGRAM, "serve", "--port", str(self.port), *self.arguments],
                                            env=self.bank.environment(), stdout=subprocess.PIPE, stderr=log, text=True)
        self.log = open(path, encoding="utf-8")
        self.ready = self.process.stdout.readline()
        if "serves on" not in self.ready:
            self.kill()
            raise AssertionError("not serving: " + self.err)
        return self

    def kill(self):
        """As the machine's failure would end it."""
        self.process.kill()
        self.process.communicate(timeout=60)
        self.process = None
        self.close_log()

    def says(self):
        """The next line that it writes to standard error, waited for; "" when it has ended."""
        while not (line := self.log.readline()) and self.process.poll() is None:
            time.sleep(0.02)
        return line

    def close_log(self):
        if self.log.closed:
            return
        self.log.seek(0)
        self.err = self.log.read()
        self.log.close()

    def __exit__(self, *_):
        if self.process is None:
            return
        self.process.send_signal(signal.SIGTERM)
        self.process.communicate(timeout=60)
        self.close_log()
        if self.process.returncode != 0:
            raise AssertionError(f"serve ended with {self.process.returncode}: {self.err}")

    def browser(self):
        return Browser(self.port)

    def sign_in(self, staff_no):
        """With a one-time password, changed at once; each time anew."""
        browser = self.browser()
        once = self.bank.run("user", "password", staff_no).out.strip()
        browser.post("/sign-in", {"staff": staff_no, "password": once})
        browser.get("/password")
        number = len(self.bank.__dict__.setdefault("passwords", []))
        password = f"{PASSWORD} {number}"
        self.bank.passwords.append(password)
        changed = browser.post("/password", {"before": once, "password": password, "again": password})
        if changed.status != 303:
            raise AssertionError(f"{staff_no} cannot change the password: {changed.status} {changed.text[-2000:]}")
        browser.password = password
        browser.get("/me")
        return browser


class Served(Kept):
    """Tests over one bank and its site; with ADMIN naming somebody, cls.admin is signed in as that one."""

    ADMIN = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = {}
        cls.site = cls.enterClassContext(Site(cls.bank))
        cls.admin = cls.at(cls.ADMIN) if cls.ADMIN else None

    @classmethod
    def at(cls, staff_no):
        """That person's browser, signed in the first time it is asked for."""
        if staff_no not in cls.people:
            cls.people[staff_no] = cls.site.sign_in(staff_no)
        return cls.people[staff_no]
