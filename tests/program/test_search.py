"""Searching from outside: each way of finding somebody, for each post; serving at the counter; the look-up
record and its limit; and what must not be told."""

import subprocess
import unittest
import urllib.parse

from bank import account, customer, small_bank, wait_until
from web import Served

STAFF = {"R1": ("rm", "O1"), "R2": ("rm", "O3"), "H1": ("outlet_head", "O1"), "L1": ("lobby_manager", "O1"),
         "LA": ("lobby_assistant", "O1"), "OT": ("open_teller", "O1"), "CT": ("closed_teller", "O1"),
         "MK": ("marketer", "H"), "SU": ("supervisor", "T1"), "AG": ("agent", "H"), "CO": ("compliance", "H"),
         "AD": ("admin", "H"), "RA": ("remote_authoriser", "T1")}
ACCOUNT, CARD, CLOSED = "6222021234567890123", "6217001234509876", "6222021234565555"
PHONE = "13800001234"


def id_number(first):
    """With its check character (GB 11643)."""
    weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    return first + "10X98765432"[sum(int(c) * w for c, w in zip(first, weights)) % 11]


OLD_ID = "990101900101123"
NEW_ID = id_number("99010119900101123")


def person(no, name, outlet, **more):
    return customer(no, name=name, outlet_no=outlet, **more)


def files():
    bank = small_bank()
    bank["org.csv"] = [{"org_no": no, "parent_no": parent, "level": level, "name": f"机构{no}"} for no, parent, level in (
        ("H", "", "head"), ("T1", "H", "tier1"), ("T2", "H", "tier1"), ("O1", "T1", "outlet"), ("O2", "T1", "outlet"),
        ("O3", "T2", "outlet"))]
    bank["staff.csv"] = [{"staff_no": no, "name": f"员工{no}", "org_no": org, "post": post} for no, (post, org) in STAFF.items()]
    bank["customer.csv"] = [
        person("C1", "张伟", "O1", cert_type="id", cert_no=NEW_ID, phone=PHONE),
        person("C2", "单雄信", "O1", cert_no="G1234567"),
        person("C3", "曾小贤", "O2", phone="13900005678"),
        person("C4", "张建国", "O2", phone="13900001234"),
        person("C5", "张伟", "O3", phone="13700007777", cert_no="E7654321"),
        person("C6", "John Smith", "O1"),
        person("C7", "尉迟静", "O3"),
        person("CA", "李娜拉", "O3"),
        person("CB", "李娜", "O3"),
        person("C8", "<script>alert(1)</script>", "O1"),
    ]
    bank["account.csv"] = [account(ACCOUNT, "C1", "120000.00"), account("A2", "C2", "500.00"),
                           account(CLOSED, "C4", "0.00"), account("A5", "C5", "9000000.00", outlet_no="O3"),
                           account("A6", "C6", "990000.00"), account("A4", "C4", "700000.00", outlet_no="O2")]
    bank["account.csv"][2]["status"] = "closed"
    bank["card.csv"] = [{"card_no": CARD, "customer_no": "C3", "kind": "debit", "grade": "ordinary", "vip": "0",
                         "issued_on": "2020-01-01", "expires_on": "", "status": "active"}]
    return bank


class Search(Served):
    @classmethod
    def fill(cls):
        cls.bank.deliver("2026-01-05", files())
        cls.bank.run("batch", cls.bank.days)
        cls.bank.assign(*(f"{customer_no},{staff_no},10000,managed,2026-01-05"
                          for customer_no, staff_no in (("C1", "R1"), ("C4", "R1"), ("C5", "R2"))))

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.wait_for_the_roll()

    @classmethod
    def wait_for_the_roll(cls):
        wait_until(lambda: not cls.at("AD").json("/search?q=5678").json["is_reading"], "the roll is read in")

    def answer(self, staff_no, typed):
        answer = self.at(staff_no).json("/search?q=" + urllib.parse.quote(typed))
        self.assertEqual(answer.status, 200, (staff_no, typed, answer.text[-500:]))
        return answer.json

    def found(self, staff_no, typed):
        return " ".join(hit["customer_no"] for hit in self.answer(staff_no, typed)["hits"])

    def ways(self, staff_no, typed):
        return [(hit["customer_no"], hit["way"], hit["tail"]) for hit in self.answer(staff_no, typed)["hits"]]

    def id_of(self, customer_no):
        return self.bank.ask(f"select customer_id from customer where customer_no = '{customer_no}'")

    def trail(self, what):
        return self.bank.ask(f"select count(*) from audit_entry where what = '{what}'")

    # --- each way of finding -----------------------------------------------------------------------------

    def test_by_name_pinyin_and_initials(self):
        for typed in ("单雄信", "單雄信", "雄信", "shanxiongxin", "Shan Xiong Xin", "danxiongxin", "sxx", "SXX", "shanx",
                      "ｓｘｘ", "单xx", " 单 雄信 "):
            self.assertEqual(self.found("AD", typed), "C2", typed)
        self.assertEqual(self.found("AD", "zengxiaoxian"), "C3")
        self.assertEqual(self.found("AD", "yuchijing"), "C7")
        self.assertEqual(self.found("AD", "smith john"), "")
        self.assertEqual(self.found("AD", "JOHN smith"), "C6")
        self.assertEqual(self.ways("AD", "zw"), [("C1", "initials", None), ("C5", "initials", None)])
        self.assertEqual([way for _, way, _ in self.ways("AD", "zhangwei")], ["pinyin", "pinyin"])
        self.assertEqual(self.ways("AD", "建国"), [("C4", "name", None)])

    def test_who_is_called_so_stands_before_who_only_begins_so(self):
        self.assertEqual(self.found("AD", "李娜").split(), ["CB", "CA"])
        self.assertEqual(self.found("AD", "ln").split(), ["CB", "CA"])
        self.assertEqual(str(self.answer("AD", "张")["total"]), "3")

    def test_by_whole_numbers(self):
        for typed, customer_no, way in (
                ("C2", "C2", "customer_no"), ("c2", "C2", "customer_no"), (PHONE, "C1", "phone"), ("138 0000 1234", "C1", "phone"),
                ("+86 138-0000-1234", "C1", "phone"), (NEW_ID, "C1", "certificate"), (OLD_ID, "C1", "certificate"),
                (NEW_ID.lower(), "C1", "certificate"), ("g1234567", "C2", "certificate"), (ACCOUNT, "C1", "account"),
                ("6222 0212 3456 7890 123", "C1", "account"), (CARD, "C3", "card"), ("１３８００００１２３４", "C1", "phone")):
            self.assertEqual(self.ways("AD", typed), [(customer_no, way, None)], typed)
        for typed in (PHONE[:-1], NEW_ID[:-1], ACCOUNT[1:], PHONE + "0"):
            self.assertEqual(self.found("AD", typed), "", typed)

    def test_by_exactly_the_last_four(self):
        self.assertEqual(sorted(self.ways("AD", "1234")), [("C1", "phone", "1234"), ("C4", "phone", "1234")])
        self.assertEqual(self.ways("AD", "0123"), [("C1", "account", "0123")])
        self.assertEqual(self.ways("AD", "9876"), [("C3", "card", "9876")])
        self.assertEqual(self.ways("AD", NEW_ID[-4:]), [("C1", "certificate", NEW_ID[-4:])])
        self.assertEqual(self.found("AD", "234"), "")
        self.assertEqual(self.found("AD", "01234"), "")

    def test_pages_by_their_names_in_either_tongue(self):
        for typed in ("Users", "用户", "yonghu", "yh"):
            pages = [page["url"] for page in self.answer("AD", typed)["pages"]]
            self.assertIn("/users", pages, typed)
            self.assertNotIn("/users", [page["url"] for page in self.answer("R1", typed)["pages"]], typed)

    # --- whose customers -------------------------------------------------------------------------------------

    def test_each_post_finds_its_own_customers_only(self):
        wanted = {"R1": "C1 C4", "R2": "C5", "H1": "C1", "L1": "C1", "SU": "C1 C4", "CO": "C1 C5 C4", "AD": "C1 C5 C4",
                  "LA": "", "CT": "", "OT": "", "AG": "", "RA": "", "MK": ""}
        for staff_no, customers in wanted.items():
            found = self.found(staff_no, "zhang")
            self.assertEqual(sorted(found.split()), sorted(customers.split()), staff_no)
        for typed in ("13700007777", "E7654321", "C5", "7777", "A5", "4321"):
            self.assertEqual(self.found("R1", typed), "", typed)
            self.assertEqual(self.found("H1", typed), "", typed)
            self.assertEqual(self.found("R2", typed), "C5", typed)

    def test_out_of_reach_and_not_there_are_the_same_page(self):
        def page(typed):
            text = self.at("H1").get("/search?q=" + typed).text
            return text.replace(typed, "TYPED").replace(self.at("H1").csrf, "CSRF")
        self.assertEqual(page("13700007777"), page("13700007778"))
        self.assertEqual(page("7777"), page("7778"))
        self.assertEqual(page("yuchi"), page("yuchx"))

    def test_a_newcomer_is_found_when_the_day_is_published(self):
        self.bank.deliver("2026-01-06", {"customer.csv": [person("C9", "万俟新", "O1", phone="13600004444")]}, modes={"customer.csv": "delta"})
        self.bank.run("batch", self.bank.days)
        wait_until(lambda: self.found("AD", "moqixin") and self.found("AD", "4444"), "the newcomer is found")
        self.assertEqual(self.found("H1", "moqi"), "C9")
        self.assertEqual(self.ways("H1", "4444"), [("C9", "phone", "4444")])
        self.bank.deliver("2026-01-07", {"customer.csv": [person("C9", "郁新", "O2", phone="13600003333")]}, modes={"customer.csv": "delta"})
        self.bank.run("batch", self.bank.days)
        wait_until(lambda: self.found("AD", "yuxin") and self.found("AD", "3333"), "the new name is found")
        self.assertEqual([self.found("SU", typed) for typed in ("yuxin", "3333", "moqi", "4444", "13600004444")], ["C9", "C9", "", "", ""])
        self.assertEqual(self.found("H1", "yuxin"), "", "who moved to another outlet")

    # --- bad input ------------------------------------------------------------------------------------------

    def test_hostile_texts_find_nobody_calmly(self):
        for typed in ("%", "_", "*", "?", "张%", "'", "\"", "' or 1=1 --", "\\", "😀", "    ", "\t\n", "a" * 200, "1" * 200, "<script>",
                      "{{q}}", "-", "+", "\u202e张", "0", "张" * 64):
            answer = self.at("AD").get("/search?q=" + urllib.parse.quote(typed))
            self.assertEqual(answer.status, 200, typed)
            self.assertNotIn("<script>alert", answer.text)
        self.assertEqual(self.found("AD", "%"), "")
        self.assertEqual(self.found("AD", "_"), "")
        self.assertIn("&lt;script&gt;alert", self.at("AD").get("/search?q=script").text)

    def test_what_is_too_long_or_broken_is_refused_calmly(self):
        answer = self.at("AD").get("/search?q=" + "a" * 10000)
        self.assertIn(answer.status, (414, 422, 431, 400))
        self.assertEqual(self.at("AD").get("/search?q=" + "a" * 201).status, 422)
        self.assertIn(self.at("AD").get("/search?q=%00").status, (400, 422))
        self.assertIn(self.at("AD").get("/search?q=%FF%FE").status, (200, 400, 422))
        self.assertEqual(self.at("AD").get("/search?q=a&most=0").status, 422)
        self.assertEqual(self.at("AD").get("/search?q=a&most=99999").status, 422)

    # --- in service ---------------------------------------------------------------------------------------------

    def serve(self, staff_no, number):
        return self.at(staff_no).post("/serving", {"number": number})

    def test_a_number_presented_opens_the_customer_for_half_an_hour(self):
        for staff_no, number, customer_no in (("CT", ACCOUNT, "C1"), ("OT", CARD, "C3"), ("LA", OLD_ID, "C1"), ("AG", "E7654321", "C5"),
                                              ("RA", "6217 0012 3450 9876", "C3")):
            self.assertEqual(self.found(staff_no, customer_no), "", staff_no)
            before = int(self.trail("customer.serve"))
            answer = self.serve(staff_no, number)
            self.assertEqual((answer.status, answer.to), (303, f"/customers/{self.id_of(customer_no)}"), staff_no)
            self.assertEqual(int(self.trail("customer.serve")), before + 1)
            self.assertEqual(self.found(staff_no, customer_no), customer_no)
            served = self.at(staff_no).json("/serving").json["served"]
            self.assertEqual([row["customer_no"] for row in served], [customer_no])
            self.assertEqual(self.at(staff_no).json("/search").json["served"][0]["customer_no"], customer_no)
            page = self.at(staff_no).get(answer.to)
            self.assertEqual(page.status, 200)
            self.assertIn(f'action="/serving/{self.id_of(customer_no)}/end"', page.text)
            self.assertEqual(self.at(staff_no).post(f"/serving/{self.id_of(customer_no)}/end").status, 303)
            self.assertEqual(self.found(staff_no, customer_no), "")
            self.assertEqual(self.at(staff_no).get(answer.to).status, 404)
            self.assertEqual(self.at(staff_no).json("/serving").json["served"], [])

    def test_service_ends_by_itself(self):
        self.assertEqual(self.serve("CT", ACCOUNT).status, 303)
        self.assertEqual(self.found("CT", "张伟"), "C1")
        self.bank.ask("update customer_grant set since = since - interval '31 minutes', until = until - interval '31 minutes'")
        self.assertEqual(self.found("CT", "张伟"), "")
        self.assertEqual(self.at("CT").json("/serving").json["served"], [])

    def test_what_serves_nobody_is_in_the_trail_too(self):
        before = int(self.trail("customer.serve"))
        for number in ("6222029999999999999", PHONE, "C1", CLOSED):
            answer = self.serve("CT", number)
            self.assertEqual((answer.status, answer.to), (303, "/serving?missed=true"), number)
        self.assertEqual(int(self.trail("customer.serve")), before + 4)
        for number in ("", "张伟", "%", "9" * 41):
            self.assertEqual(self.serve("CT", number).status, 422, number)

    def test_who_has_customers_of_ones_own_serves_nobody(self):
        for staff_no in ("R1", "H1", "L1", "SU", "CO", "AD", "MK"):
            self.assertEqual(self.serve(staff_no, ACCOUNT).status, 403, staff_no)

    # --- the look-up record ----------------------------------------------------------------------------------------

    def look_up(self, staff_no, number):
        answer = self.at(staff_no).post("/lookup", {"number": number})
        self.assertEqual(answer.status, 303, answer.text[-1000:])
        return self.at(staff_no).json(answer.to).json

    def test_a_customer_of_the_branch_is_looked_up_by_a_whole_number(self):
        for number in ("C4", "13900001234"):
            record = self.look_up("H1", number)["customers"]
            self.assertEqual(len(record), 1)
            self.assertEqual(set(record[0]), {"customer_id", "customer_no", "name", "cert_type", "certificate", "home_name",
                                              "stage", "tier", "managers", "signed"})
            self.assertEqual((record[0]["name"], record[0]["home_name"], record[0]["managers"]), ("张建国", "机构O2", "员工R1"))
            self.assertNotIn("PC4", record[0]["certificate"])
        self.assertEqual(self.look_up("R1", OLD_ID)["customers"][0]["customer_no"], "C1")
        self.assertEqual(self.at("H1").get(f"/customers/{self.id_of('C4')}").status, 404)

    def test_other_branches_and_nobody_are_the_same(self):
        nobody = self.look_up("R1", "13999999999")
        for number in ("C5", "13700007777", "E7654321"):
            found = self.look_up("R1", number)
            self.assertEqual((found["found_nobody"], found["customers"]), (nobody["found_nobody"], []), number)
        for number in ("1234", "A4", CARD, ACCOUNT):
            self.assertEqual(self.look_up("R1", number)["customers"], [], number)

    def test_each_look_up_is_in_the_trail_found_or_not(self):
        before = int(self.trail("customer.look_up"))
        self.look_up("R2", "C5")
        self.look_up("R2", "C4")
        self.assertEqual(int(self.trail("customer.look_up")), before + 2)
        for number in ("", "张伟", "' or 1=1 --", "9" * 41):
            self.assertEqual(self.at("R2").post("/lookup", {"number": number}).status, 422, number)

    def test_a_record_is_its_askers_for_half_an_hour(self):
        where = self.at("R1").post("/lookup", {"number": "C4"}).to
        self.assertEqual(self.at("R1").get(where).status, 200)
        self.assertEqual(self.at("H1").get(where).status, 404)
        self.bank.ask("update look_up set at = at - interval '31 minutes'")
        self.assertEqual(self.at("R1").json(where).json["customers"], [])
        self.assertTrue(self.at("R1").json(where).json["is_over"])

    def test_they_are_limited_a_day(self):
        used = self.at("H1").json("/lookup").json["used"]
        self.bank.ask(f"insert into setting values ('look_ups_a_day', '{int(used) + 2}')")
        try:
            self.look_up("H1", "C1")
            self.look_up("H1", "13999999999")
            answer = self.at("H1").post("/lookup", {"number": "C1"})
            self.assertEqual(answer.status, 429)
            self.assertIn("24 小时", answer.text)
            self.assertGreater(int(answer.headers["Retry-After"]), 3600)
            self.bank.ask("update look_up set at = at - interval '25 hours'")
            self.look_up("H1", "C1")
        finally:
            self.bank.ask("delete from setting where name = 'look_ups_a_day'")

    def test_only_managers_and_heads_look_up(self):
        for staff_no in STAFF:
            allowed = STAFF[staff_no][0] in ("rm", "outlet_head")
            self.assertEqual(self.at(staff_no).get("/lookup").status, 200 if allowed else 403, staff_no)
            wide = STAFF[staff_no][0] == "outlet_head"      # who has the whole list is led to it
            self.assertEqual(self.at(staff_no).get("/pending").status, 303 if wide else 200 if allowed else 403, staff_no)
            if not allowed:
                self.assertEqual(self.at(staff_no).post("/lookup", {"number": "C1"}).status, 403, staff_no)

    def test_the_pending_list_is_the_outlets(self):
        pending = {staff_no: sorted(row["customer_no"] for row in self.at(staff_no).json("/pending").json["customers"])
                   for staff_no in ("R1", "R2")}
        self.assertEqual(pending["R1"], ["C6"])
        self.assertEqual(self.at("H1").get("/pending").to, "/customers/unassigned")
        whole = self.at("H1").json("/customers/unassigned").json["rows"]
        self.assertEqual([row["customer_no"] for row in whole], pending["R1"])
        heads = [row["name"] for row in self.at("R1").json("/pending").json["heads"]]
        self.assertEqual(len(heads), 1)
        self.assertIn(heads[0], self.at("R1").get("/pending").text)
        self.assertNotIn('href="/pending"', self.at("H1").get("/today").text)
        self.assertEqual(pending["R2"], [])

    # --- lately -----------------------------------------------------------------------------------------------------

    def test_whom_one_opened_lately_is_shown_before_anything_is_typed(self):
        self.assertEqual(self.at("SU").json("/search").json["hits"], [])
        for customer_no in ("C4", "C1", "C2"):
            self.assertEqual(self.at("SU").get(f"/customers/{self.id_of(customer_no)}").status, 200)
        self.assertEqual([hit["customer_no"] for hit in self.at("SU").json("/search").json["hits"]], ["C2", "C1", "C4"])

    # --- the functions refuse too ---------------------------------------------------------------------------------------

    def test_the_database_decides_by_the_post(self):
        """As whoever calls the functions with another post's scope would."""
        teller, manager = (self.bank.ask(f"select max(staff_id) from staff where staff_no = '{no}'") for no in ("CT", "R1"))
        for staff_id, call in ((teller, "app_look_up('{C1}', '{}', '{}', '{}')"), (teller, "app_pending('{1,2,3}', '2026-01-05')"),
                               (manager, "app_serve('{}', '{1}', '{}')")):
            question = (f"begin; set local app.staff = '{staff_id}'; set local app.scope = 't,f,,1767600000000000'; "
                        f"set local role guanhu_own; select * from {call}")
            done = subprocess.run(self.bank.psql("-c", question), stdin=subprocess.DEVNULL, capture_output=True, check=False)
            self.assertIn(b"this post", done.stderr)


if __name__ == "__main__":
    unittest.main()
