"""Programs that work for people: tokens, keys of changes, rates; and what people see of themselves and of
others: whole values, another user's pages, the networks they may come from."""

import base64
import json
import os
import re
import threading
import unittest

from bank import Bank, account, small_bank
from web import Served, Site

ACCOUNT_NO = "6222021234567890123"
POSTS = {"A1": "admin", "A2": "admin", "K1": "compliance", "R1": "rm", "R2": "rm", "H1": "outlet_head"}
CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36"


def files():
    """A few people, and an account number that stands in quarantine."""
    bank = small_bank()
    bank["staff.csv"] = [{"staff_no": no, "name": f"Name {no}", "org_no": "O1", "post": post} for no, post in POSTS.items()]
    bank["account.csv"] += [account(ACCOUNT_NO, "C1", "1.00"), account(ACCOUNT_NO, "C1", "2.00")]
    return bank


class Access(Served):
    ADMIN = "A1"

    @classmethod
    def fill(cls):
        cls.bank.deliver("2026-01-05", files())
        cls.bank.run("batch", cls.bank.days)

    def id_of(self, staff_no):
        return self.bank.ask(f"select max(staff_id) from staff where staff_no = '{staff_no}'")

    def token(self, browser, scopes, name="a program", **more):
        page = browser.post("/me/tokens", {"name": name, "scopes": scopes, **more})
        self.assertEqual(page.status, 200, page.text[-2000:])
        found = re.findall(r"guanhu_[A-Za-z0-9_-]{43}", page.text)
        self.assertEqual(len(found), 1)
        self.assertNotIn(found[0], browser.get("/me/tokens").text)
        return found[0]

    def by(self, token, path, method="GET", body=None, **headers):
        sent = {"Authorization": f"Bearer {token}", **{k.replace("_", "-"): v for k, v in headers.items()}}
        if body is not None:
            sent["Content-Type"] = "application/json"
        return self.site.browser().send(method, "/api/v1" + path, None if body is None else json.dumps(body), sent)


class Tokens(Access):
    def test_a_token_is_its_person_less_what_it_was_not_made_for(self):
        token = self.token(self.admin, "USERS_READ")
        answer = self.by(token, "/users?q=A1")
        self.assertEqual((answer.status, answer.json["rows"][0]["staff_no"]), (200, "A1"))
        answer = self.by(token, "/nights")
        self.assertEqual((answer.status, answer.headers["WWW-Authenticate"]),
                         (403, 'Bearer realm="guanhu", error="insufficient_scope", scope="NIGHTS_READ"'))
        for word in ("NIGHTS_READ", "USERS_READ"):
            self.assertIn(word, answer.json["title"])
        lock = self.by(token, f"/users/{self.id_of('R1')}/lock", "POST", {})
        self.assertEqual(lock.status, 403)
        self.assertIsNone(answer.headers.get("Set-Cookie"))

    def test_whatever_is_asked_of_the_api_answers_json(self):
        index = self.site.browser().get("/api/v1")
        self.assertEqual(self.site.browser().get("/api/v1/").json, index.json)
        self.assertEqual((index.status, index.headers["Content-Type"]), (200, "application/json"))
        self.assertEqual(self.site.browser().get(index.json["description"]).json["openapi"], "3.1.0")
        self.assertIn("/customers/{customer_id}", index.json["read"])
        for path in ("/api", "/api/v1/nothing", "/api/v2/customers"):
            answer = self.site.browser().get(path)
            self.assertEqual((answer.status, answer.headers["Content-Type"]), (404, "application/problem+json"), path)

    def test_a_change_by_a_token_needs_no_form_and_is_in_the_trail(self):
        token = self.token(self.admin, "USERS_MANAGE")
        number = self.bank.ask("select max(token_id) from api_token")
        self.assertEqual(self.by(token, f"/users/{self.id_of('R2')}/lock", "POST", {}).status, 204)
        self.assertEqual(self.bank.ask(f"select locked_by_hand from app_user where staff_id = {self.id_of('R2')}"), "t")
        self.assertEqual(self.by(token, f"/users/{self.id_of('R2')}/unlock", "POST").status, 204)
        self.assertEqual(self.bank.ask(f"select what, staff_id from audit_entry where token_id = {number} order by entry_id"),
                         f"user.lock|{self.id_of('A1')}\nuser.unlock|{self.id_of('A1')}")

    def test_nobody_gives_what_is_not_ones_own(self):
        manager = self.site.sign_in("H1")
        for scopes in ("USERS_MANAGE", "CUSTOMER_READ USERS_READ", "SIGNED_IN", "OWN_ACCOUNT", "SEE_AS", "SESSION", "PUBLIC",
                       "UNDECLARED", "nothing", "CUSTOMER_READ  LOOKUP"):
            answer = manager.post("/me/tokens", {"name": "x", "scopes": scopes}, Accept="application/json")
            self.assertEqual((answer.status, list(answer.json["errors"])), (422, ["scopes"]), scopes)
        for fields in ({"scopes": "LOOKUP"}, {"name": "x"}, {"name": "x", "scopes": "LOOKUP", "days": "366"},
                       {"name": "x", "scopes": "LOOKUP", "days": "0"}, {"name": "x" * 61, "scopes": "LOOKUP"}):
            self.assertEqual(manager.post("/me/tokens", fields).status, 422, fields)
        self.assertEqual(self.bank.ask(f"select count(*) from api_token where staff_id = {self.id_of('H1')}"), "0")
        page = manager.get("/me/tokens/new").text
        self.assertIn('value="LOOKUP"', page)
        self.assertIn("查看权限范围内客户的完整信息", page)
        self.assertNotIn("USERS_MANAGE", page)

    def test_a_token_touches_neither_tokens_nor_sessions(self):
        token = self.token(self.admin, "USERS_READ USERS_MANAGE")
        for path, method in (("/me/tokens", "GET"), ("/me/tokens", "POST"), ("/me", "GET"), ("/me/sessions/end-others", "POST"),
                             ("/sign-out", "POST"), ("/password", "POST"), (f"/users/{self.id_of('R1')}/see-as", "POST"),
                             ("/me/see-as/end", "POST")):
            answer = self.by(token, path, method, {"name": "more", "scopes": "USERS_READ"} if method == "POST" else None)
            self.assertEqual(answer.status, 403, path)

    def refused(self, token, **headers):
        answer = self.by(token, "/users", **headers)
        self.assertEqual(answer.status, 401, token)
        self.assertEqual(answer.headers["Content-Type"], "application/problem+json")
        self.assertEqual(answer.headers["WWW-Authenticate"], 'Bearer realm="guanhu", error="invalid_token"')
        self.assertEqual(answer.json["status"], 401)

    def test_what_is_no_token_any_more_or_never_was(self):
        token = self.token(self.admin, "USERS_READ")
        number = self.bank.ask("select max(token_id) from api_token")
        for other in ("", "x", token[:-1], token + "A", token.replace("guanhu_", "github_"), token[7:], "guanhu_" + "A" * 43,
                      "guanhu_" + "\x7f" * 43, "A" * 5000, token + " " + token):
            self.refused(other)
        answer = self.site.browser().get("/api/v1/users", Authorization="Basic " + base64.b64encode(b"A1:x").decode())
        self.assertEqual((answer.status, answer.headers["WWW-Authenticate"]), (401, 'Bearer realm="guanhu", error="invalid_token"'))
        self.assertEqual(self.site.browser().get("/api/v1/users").headers["WWW-Authenticate"], 'Bearer realm="guanhu"')
        self.assertEqual(self.by(token, "/users").status, 200)
        self.bank.ask(f"update api_token set made_at = made_at - interval '91 days', until = until - interval '91 days'"
                      f" where token_id = {number}")
        self.refused(token)

    def test_ended_locked_and_one_time(self):
        other = self.site.sign_in("A2")
        token = self.token(other, "USERS_READ", days="3")
        self.assertEqual(self.by(token, "/users").status, 200)
        self.bank.run("user", "lock", "A2")
        self.refused(token)
        self.bank.run("user", "unlock", "A2")
        self.assertEqual(self.by(token, "/users").status, 200)
        self.bank.run("user", "password", "A2")
        self.assertEqual(self.by(token, "/users").status, 403)
        self.assertEqual(self.site.sign_in("A2").get("/me").status, 200)
        self.assertEqual(self.by(token, "/users").status, 200)

    def test_everybody_ends_the_own_and_an_administrator_any(self):
        manager = self.site.sign_in("R1")
        token = self.token(manager, "LOOKUP ORGS_READ", name="my <b>program</b>")
        number = self.bank.ask("select max(token_id) from api_token")
        self.assertEqual(self.by(token, "/organisations").status, 200)
        colleague = self.site.sign_in("H1")
        self.assertEqual(colleague.post(f"/me/tokens/{number}/end").status, 404)
        self.assertEqual(colleague.post(f"/tokens/{number}/end").status, 403)
        self.assertEqual(self.admin.post(f"/me/tokens/{number}/end").status, 404)
        row = next(r for r in self.admin.json("/tokens?state=working").json["rows"] if r["token_id"] == number)
        self.assertEqual((row["staff_no"], row["name"], row["state"]), ("R1", "my <b>program</b>", "working"))
        self.assertIsNotNone(row["used_at"])
        self.assertNotIn("<b>program", self.admin.get("/tokens").text + self.admin.get(f"/tokens/{number}").text)
        self.assertEqual(self.admin.post(f"/tokens/{number}/end").status, 303)
        self.refused(token)
        self.assertEqual(self.admin.post(f"/tokens/{number}/end").status, 404)
        self.assertEqual(manager.json("/me/tokens").json["tokens"][0]["state"], "ended")
        self.assertIn("Name A1", self.admin.get(f"/tokens/{number}").text)
        mine = self.token(manager, "LOOKUP")
        number = self.bank.ask("select max(token_id) from api_token")
        self.assertEqual(manager.post(f"/me/tokens/{number}/end").status, 303)
        self.refused(mine)
        self.assertEqual(self.bank.ask(f"select what from audit_entry where subject = 7 and subject_id = {number} order by entry_id"),
                         "token.make\ntoken.end")

    def test_a_token_comes_alone_and_below_the_api(self):
        token = self.token(self.admin, "USERS_READ")
        answer = self.admin.get("/api/v1/users", Authorization=f"Bearer {token}")
        self.assertEqual(answer.status, 400)
        self.assertIn("Cookie", answer.json["title"])
        answer = self.site.browser().get("/users", Authorization=f"Bearer {token}")
        self.assertEqual(answer.status, 401)
        self.assertNotIn("Name A1", answer.text)
        self.assertEqual(self.site.browser().json("/users").status, 401)

    def test_nothing_in_the_database_is_a_token(self):
        token = self.token(self.admin, "USERS_READ")
        self.assertEqual(self.bank.ask(f"select count(*) from api_token t where t::text like '%{token[7:]}%'"), "0")
        self.assertEqual(self.bank.ask("begin; set local role guanhu_own;"
                                       f" set local app.staff = '{self.id_of('R1')}'; select count(*) from"
                                       f" (select token_id from api_token where staff_id = {self.id_of('A1')}) t").split("\n")[-1], "0")

    def test_the_description_says_how_programs_come(self):
        described = self.site.browser().get("/api/v1/openapi.json").json
        self.assertEqual(described["components"]["securitySchemes"]["token"]["scheme"], "bearer")
        self.assertEqual(described["security"], [{"session": []}, {"token": []}])
        self.assertEqual(described["paths"]["/me/tokens"]["post"]["security"], [{"session": []}])
        lock = described["paths"]["/users/{staff_id}/lock"]["post"]
        self.assertEqual([p["in"] for p in lock["parameters"] if p["name"] == "Idempotency-Key"], ["header"])
        self.assertIn("429", lock["responses"])
        self.assertFalse(any(p["name"] == "Idempotency-Key" for p in described["paths"]["/unmask"]["post"].get("parameters", [])))
        row = described["paths"]["/users"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        self.assertNotIn("list_total", row["properties"]["rows"]["items"]["properties"])
        self.assertNotIn("list_total", self.admin.json("/users").json["rows"][0])


class Keys(Access):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls.token(cls(), cls.admin, "USERS_MANAGE USERS_READ")

    def once(self, key, staff_no="R1", act="password", body=None):
        return self.by(self.manager, f"/users/{self.id_of(staff_no)}/{act}", "POST", body or {}, Idempotency_Key=key)

    def given(self, staff_no):
        return int(self.bank.ask(f"select count(*) from audit_entry where what = 'user.password' and subject_id = {self.id_of(staff_no)}"))

    def test_sent_again_it_is_done_once_and_answered_alike(self):
        before = self.given("R1")
        first, second = self.once("k-1"), self.once("k-1")
        self.assertEqual((first.status, second.status), (200, 200))
        self.assertTrue(first.json["one_time"])
        self.assertEqual(first.json, second.json)
        self.assertEqual((first.headers["Idempotent-Replayed"], second.headers["Idempotent-Replayed"]), (None, "true"))
        self.assertEqual(self.given("R1"), before + 1)
        self.assertNotEqual(self.once("k-2").json["one_time"], first.json["one_time"])
        self.assertEqual(self.bank.ask(f"select count(*) from request_key k where k::text like '%{first.json['one_time']}%'"), "0")
        self.assertEqual([self.once("k-3", act="lock").status for _ in range(3)], [204] * 3)

    def test_of_those_that_come_at_once_one_is_done(self):
        before, answers = self.given("R2"), []
        threads = [threading.Thread(target=lambda: answers.append(self.once("at-once", "R2"))) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual([a.status for a in answers], [200] * 6)
        self.assertEqual(len({a.json["one_time"] for a in answers}), 1)
        self.assertEqual(self.given("R2"), before + 1)

    def test_another_request_under_the_key_is_refused(self):
        self.assertEqual(self.once("k-4", act="unlock").status, 204)
        for other in (self.once("k-4", act="lock"), self.once("k-4", "R2", "unlock"), self.once("k-4", act="unlock", body={"x": 1})):
            self.assertEqual(other.status, 422)
            self.assertIn("Idempotency-Key", other.json["title"])
        self.assertEqual(self.bank.ask(f"select count(*) from app_user where locked_by_hand and staff_id = {self.id_of('R1')}"), "0")

    def test_what_failed_has_no_key(self):
        self.assertEqual(self.once("k-5", "A1", "lock").status, 409)
        self.assertEqual(self.once("k-5", "R1", "unlock").status, 204)

    def test_a_key_is_one_persons_and_a_days(self):
        other = self.site.sign_in("A2")
        self.assertEqual(self.once("k-6", act="unlock").status, 204)
        answer = other.post(f"/api/v1/users/{self.id_of('R2')}/unlock", Idempotency_Key="k-6")
        self.assertEqual((answer.status, answer.headers["Idempotent-Replayed"]), (204, None))
        self.bank.ask("update request_key set at = at - interval '25 hours' where key = 'k-6'")
        answer = self.once("k-6", "R2", "unlock")
        self.assertEqual((answer.status, answer.headers["Idempotent-Replayed"]), (204, None))

    def test_where_keys_have_no_place(self):
        for key in ("", " ", "a b", "x" * 256, "键"):
            answer = self.by(self.manager, f"/users/{self.id_of('R1')}/unlock", "POST", {},
                             Idempotency_Key=key.encode("utf-8").decode("latin-1"))
            self.assertEqual(answer.status, 400, key)
        self.assertEqual(self.admin.post(f"/users/{self.id_of('R1')}/unlock", Idempotency_Key="page").status, 400)
        watcher = self.site.sign_in("K1")
        self.assertEqual(watcher.post("/api/v1/unmask", {"what": "quarantine.value", "reason": "check"}, Idempotency_Key="look").status, 400)
        self.assertEqual(self.by(self.manager, "/users", Idempotency_Key="read").status, 200)


class Rates(Access):
    CONFIG = "requests_per_minute = 40\nsign_ins_per_minute = 12\n"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.browser = cls.site.sign_in("R1")

    def until_refused(self, ask):
        """What was answered, up to the first 429."""
        answers = [ask()]
        while answers[-1].status != 429 and len(answers) < 500:
            answers.append(ask())
        self.assertEqual(answers[-1].status, 429)
        return answers

    def test_sessions_and_tokens_have_a_rate_each(self):
        browser = self.browser
        token = self.token(browser, "ORGS_READ")
        answers = self.until_refused(lambda: self.by(token, "/organisations"))
        self.assertGreaterEqual(len(answers), 41)
        self.assertEqual({a.status for a in answers[:-1]}, {200})
        self.assertIn(answers[-1].headers["Retry-After"], ("1", "2"))
        self.assertEqual(answers[-1].headers["Content-Type"], "application/problem+json")
        page = self.until_refused(lambda: browser.get("/organisations"))[-1]
        self.assertRegex(page.text, "请 [12] 秒后继续")
        self.assertEqual(self.site.browser().get("/sign-in").status, 200)

    def test_an_address_may_not_guess_for_ever(self):
        answers = self.until_refused(lambda: self.site.browser().post("/sign-in", {"staff": "nobody", "password": "x"}))
        self.assertEqual({a.status for a in answers[:-1]}, {422})
        self.assertTrue(1 <= int(answers[-1].headers["Retry-After"]) <= 10)


class Unmasking(Access):
    ENTRY = {"what": "quarantine.value", "day": "2026-01-05", "file": "account.csv"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.watcher = cls.site.sign_in("K1")
        cls.ENTRY = {**cls.ENTRY, "line": str(cls.watcher.json("/quarantine").json["rows"][0]["line"])}

    def looks(self):
        return int(self.bank.ask("select count(*) from audit_entry where what = 'value.unmask'"))

    def test_it_is_masked_on_every_path(self):
        for path in ("/quarantine", "/quarantine?as=csv", "/quarantine?columns=value,reason", "/api/v1/quarantine"):
            for browser in (self.watcher, self.admin):
                for headers in ({}, {"Accept": "application/json"}, {"HX_Request": "true"}):
                    answer = browser.get(path, **headers)
                    self.assertEqual(answer.status, 200)
                    self.assertNotIn(ACCOUNT_NO, answer.text)
                    self.assertIn("0123", answer.text)
        query = "&".join(f"{k}={v}" for k, v in self.ENTRY.items())
        answer = self.watcher.get("/unmask?" + query)
        self.assertEqual(answer.status, 200)
        self.assertNotIn(ACCOUNT_NO, answer.text + self.watcher.json("/unmask?" + query + "&reason=check").text)
        self.assertNotIn("sealed", self.watcher.json("/quarantine").text)

    def test_who_may_and_says_why_sees_it_and_is_in_the_trail(self):
        before = self.looks()
        self.assertIn('class="unmask" href="/unmask?what=quarantine.value&amp;day=2026-01-05', self.watcher.get("/quarantine").text)
        for wrong in ({}, {"reason": ""}, {"reason": "curious"}, {"reason": "other"}, {"reason": "check", "note": "x" * 201}):
            answer = self.watcher.post("/unmask", {**self.ENTRY, **wrong})
            self.assertEqual(answer.status, 422, wrong)
            self.assertNotIn(ACCOUNT_NO, answer.text)
        self.assertEqual(self.looks(), before)
        answer = self.watcher.post("/unmask", {**self.ENTRY, "reason": "other", "note": "审计抽查"})
        self.assertEqual(answer.status, 200)
        self.assertIn(ACCOUNT_NO, answer.text)
        self.assertEqual(answer.headers["Cache-Control"], "no-store")
        self.assertEqual(self.looks(), before + 1)
        who = self.bank.ask("select staff_id, subject, detail_sealed is not null from audit_entry where what = 'value.unmask' "
                            "order by entry_id desc limit 1")
        self.assertEqual(who, f"{self.id_of('K1')}|4|t")
        self.assertEqual(self.bank.ask("select count(*) from audit_entry a where a::text like '%审计抽查%'"), "0")
        answer = self.watcher.post("/api/v1/unmask", {**self.ENTRY, "reason": "check"})
        self.assertEqual((answer.json["plain"], self.looks()), (ACCOUNT_NO, before + 2))

    def test_nobody_else_gets_it(self):
        before = self.looks()
        manager = self.site.sign_in("R1")        # may unmask, but sees no quarantine
        self.assertEqual(manager.post("/unmask", {**self.ENTRY, "reason": "check"}).status, 404)
        self.assertEqual(self.admin.post("/unmask", {**self.ENTRY, "reason": "check"}).status, 403)
        self.assertNotIn('class="unmask"', self.admin.get("/quarantine").text)
        for other in ({"what": "nothing"}, {"line": "999"}, {"line": "x"}, {"file": "x.csv"}, {"day": "2026-13-01"}, {"day": ""}):
            self.assertEqual(self.watcher.post("/unmask", {**self.ENTRY, "reason": "check", **other}).status, 404, other)
        token = self.token(self.watcher, "LOADS_READ")
        self.assertEqual(self.by(token, "/unmask", "POST", {**self.ENTRY, "reason": "check"}).status, 403)
        self.assertEqual(self.watcher.post("/unmask", {**self.ENTRY, "reason": "check"}, csrf=False).status, 403)
        self.assertEqual(self.looks(), before)
        token = self.token(self.watcher, "LOADS_READ UNMASK")
        answer = self.by(token, "/unmask", "POST", {**self.ENTRY, "reason": "check"})
        self.assertEqual((answer.json["plain"], self.looks()), (ACCOUNT_NO, before + 1))

    def test_without_the_trail_there_is_no_value(self):
        self.bank.ask("alter table audit_entry add constraint none check (what <> 'value.unmask') not valid")
        try:
            answer = self.watcher.post("/unmask", {**self.ENTRY, "reason": "check"})
        finally:
            self.bank.ask("alter table audit_entry drop constraint none")
        self.assertGreaterEqual(answer.status, 400)
        self.assertNotIn(ACCOUNT_NO, answer.text)


class Seeing(Access):
    def entries(self, after):
        return self.bank.ask(f"select what, staff_id, coalesce(seen_as, 0) from audit_entry where entry_id > {after} order by entry_id").split("\n")

    def test_as_another_user_one_sees_and_changes_nothing(self):
        me, other = self.id_of("A2"), self.id_of("R1")
        self.site.sign_in("R1")
        browser = self.site.sign_in("A2")
        last = self.bank.ask("select max(entry_id) from audit_entry")
        self.assertIn("以此用户身份查看", browser.get(f"/users/{other}").text)
        self.assertEqual(browser.post(f"/users/{other}/see-as").to, "/")
        page = browser.get("/me")
        self.assertIn('class="look-bar"', page.text)
        self.assertIn("Name R1", page.text)
        self.assertEqual([browser.get(path).status for path in ("/users", "/nights", "/organisations")], [403, 403, 200])
        self.assertIn('class="look-bar"', browser.get("/nights").text)
        self.assertIn('class="look-bar"', browser.get("/nowhere").text)
        self.assertIn('class="look-bar"', browser.get("/password").text)
        for path, fields in (("/me/tongue", {"tongue": "en"}), ("/me/theme", {"theme": "dark"}), ("/me/tokens", {"name": "x", "scopes": "LOOKUP"}),
                             ("/password", {"before": "x", "password": "y", "again": "y"}), ("/me/sessions/end-others", {}),
                             ("/sign-out", {}), ("/unmask", {"what": "quarantine.value", "reason": "check"}),
                             (f"/users/{me}/lock", {}), (f"/users/{me}/see-as", {})):
            self.assertEqual(browser.post(path, fields).status, 403, path)
        self.assertEqual(self.bank.ask(f"select count(*) from api_token where staff_id in ({me}, {other})"), "0")
        self.assertEqual(browser.post("/me/see-as/end").to, f"/users/{other}")
        self.assertEqual(browser.get("/users").status, 200)
        self.assertNotIn("look-bar", browser.get("/users").text)
        self.assertEqual(self.entries(last), [f"user.see_as|{me}|0", f"page.look|{me}|{other}", f"page.look|{me}|{other}",
                                              f"page.look|{me}|{other}", f"user.see_as_end|{me}|{other}"])

    def test_only_administrators_and_only_others_who_are_here(self):
        manager, watcher = self.site.sign_in("H1"), self.site.sign_in("K1")
        for browser in (manager, watcher):
            self.assertEqual(browser.post(f"/users/{self.id_of('R1')}/see-as").status, 403)
        self.assertNotIn("see-as", watcher.get(f"/users/{self.id_of('R1')}").text)
        self.assertEqual(self.admin.post(f"/users/{self.id_of('A1')}/see-as").status, 409)
        self.assertEqual(self.admin.post("/users/987654321/see-as").status, 404)
        self.assertEqual(self.admin.post("/me/see-as/end").status, 303)
        self.assertEqual(self.admin.get("/users").status, 200)

    def test_the_one_looked_at_is_not_disturbed(self):
        other = self.site.sign_in("R2")
        self.admin.post(f"/users/{self.id_of('R2')}/see-as")
        self.assertEqual(len(self.admin.json("/me").json["sessions"]), len(other.json("/me").json["sessions"]))
        self.assertNotIn("look-bar", other.get("/me").text)
        self.assertEqual(other.post("/me/tongue", {"tongue": "en"}).status, 303)
        self.assertIn('lang="zh-CN"', self.admin.get("/me").text)
        self.admin.post("/me/see-as/end")
        self.assertEqual(self.admin.get("/users").status, 200)


class Networks(unittest.TestCase):
    def test_nobody_comes_from_elsewhere(self):
        with Bank() as bank, bank.server_kept():
            bank.deliver("2026-01-05", files())
            bank.run("batch", bank.days)
            with Site(bank) as site:
                admin = site.sign_in("A1")
                page = admin.post("/me/tokens", {"name": "x", "scopes": "USERS_READ"})
                token = re.search(r"guanhu_[A-Za-z0-9_-]{43}", page.text).group(0)
            conf = os.path.join(bank.home, "guanhu.conf")
            for ranges, inside in (("10.0.0.0/8, fd00::/8", False), ("10.0.0.0/8, 127.0.0.0/8", True)):
                with open(conf, "w", encoding="utf-8") as file:
                    file.write(f"allow_addresses = {ranges}\n")
                with Site(bank) as site:
                    stranger = site.browser()
                    answer = stranger.post("/sign-in", {"staff": "A1", "password": admin.password})
                    self.assertEqual(answer.status, 303 if inside else 422)
                    self.assertEqual("不允许从此网络地址登录" in answer.text, not inside)
                    old = site.browser()
                    old.cookie = admin.cookie
                    self.assertEqual(old.get("/users").status, 200 if inside else 303)
                    answer = site.browser().get("/api/v1/users", Authorization=f"Bearer {token}")
                    self.assertEqual(answer.status, 200 if inside else 401)
            self.assertEqual(bank.ask("select outcome, came_from from sign_in order by sign_in_id desc limit 2"), "0|127.0.0.1\n6|127.0.0.1")
            self.assertEqual(bank.ask("select failures from app_user"), "0")
            with open(conf, "w", encoding="utf-8") as file:
                file.write("allow_addresses = 10.0.0.0/8, example.com\n")
            self.assertIn("addresses and ranges", bank.run("serve", expect=2).err)


class People(Access):
    """Signing in and what a person keeps, from end to end, in the words that are read."""

    def test_a_user_from_the_first_password_to_the_lock_and_back(self):
        staff = self.id_of("R1")
        page = self.admin.post(f"/users/{staff}/password")
        once = re.search(r"[2-9a-z]{4}-[2-9a-z]{4}-[2-9a-z]{4}", page.text).group(0)
        browser = self.site.browser()
        self.assertEqual(browser.post("/sign-in", {"staff": "R1", "password": once}, User_Agent=CHROME).status, 303)
        self.assertEqual(browser.get("/organisations").to, "/password")
        browser.get("/password")
        for password, said in (("short", "少于十个字符"), ("password123", "过于常见"), (f"R1{once}", None), ("1234567890", "过于常见")):
            if said:
                answer = browser.post("/password", {"before": once, "password": password, "again": password})
                self.assertEqual(answer.status, 422)
                self.assertIn(said, answer.text)
        self.assertIn("与上面", browser.post("/password", {"before": once, "password": "a" * 12, "again": "b" * 12}).text)
        word = "a tall green tree 5"
        self.assertEqual(browser.post("/password", {"before": once, "password": word, "again": word}).status, 303)
        answer = browser.post("/password", {"before": word, "password": word, "again": word})
        self.assertIn("最近五次", answer.text)
        for _ in range(5):
            self.assertEqual(self.site.browser().post("/sign-in", {"staff": "R1", "password": "x"}).status, 422)
        self.assertEqual(self.site.browser().post("/sign-in", {"staff": "R1", "password": word}).status, 422)
        self.assertEqual(self.admin.json(f"/users/{staff}").json["is_locked"], True)
        self.assertEqual(self.admin.post(f"/users/{staff}/unlock").status, 303)
        self.assertEqual(self.site.browser().post("/sign-in", {"staff": "R1", "password": word}).status, 303)
        self.assertEqual(self.admin.post(f"/users/{staff}/lock").status, 303)
        self.assertEqual(browser.get("/me").status, 303)
        self.assertEqual(self.site.browser().post("/sign-in", {"staff": "R1", "password": word}).status, 422)

    def test_the_own_sign_ins_say_when_from_where_with_what_and_why_not(self):
        browser = self.site.sign_in("R2")
        self.site.browser().post("/sign-in", {"staff": "R2", "password": "wrong"}, User_Agent=CHROME)
        seen = browser.json("/me").json["sign_ins"]
        self.assertEqual([seen[0][name] for name in ("outcome", "came_from", "agent")], ["WRONG", "127.0.0.1", "Chrome 156 · Linux"])
        self.assertIn("DONE", [s["outcome"] for s in seen])
        page = browser.get("/me").text
        self.assertIn("Chrome 156 · Linux", page)
        self.assertNotIn("AppleWebKit", page + self.admin.get(f"/users/{self.id_of('R2')}").text)
        self.assertIn("密码错误", page)

    def test_the_theme_is_the_persons(self):
        browser = self.site.sign_in("H1")
        self.assertIn('data-look="auto"', browser.get("/me").text)
        self.assertEqual(browser.post("/me/theme", {"theme": "dark", "next": "/organisations"}).to, "/organisations")
        for _ in range(20):                      # whichever worker answers
            self.assertIn('data-look="dark"', browser.get("/organisations").text)
        again = self.site.browser()
        again.post("/sign-in", {"staff": "H1", "password": browser.password})
        self.assertIn('data-look="dark"', again.get("/organisations").text)
        self.assertIn('data-look="dark"', again.get("/password").text)
        self.assertEqual(browser.post("/me/theme", {"theme": "pink"}).status, 422)
        self.assertIn('data-look="auto"', self.site.browser().get("/sign-in").text)


if __name__ == "__main__":
    unittest.main()
