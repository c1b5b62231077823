"""Hand-worked numbers for the trickiest rules, so that the reference itself can be trusted.

Run from the directory above: python3 -m unittest reference.test_reference
"""

import csv
import hashlib
import io
import json
import os
import tempfile
import unittest

from . import banks, batch, dayfiles, days, layout, money, output, profile, rows

ORG = "org_no,level,name\nO1,outlet,One\n"
PRODUCT = ("product_code,name,class\nD,Demand,demand\nF,Fund,fund\nM,Home loan,mortgage\nL,Loan,credit_loan\n"
           "X,Credit card,credit_card\nS,Payroll,settlement\n")
CUSTOMER = "customer_no,cert_type,cert_no,name,outlet_no,birth_date\n"
ACCOUNT = "account_no,customer_no,product_code,currency,balance,outlet_no,opened_on,status,matures_on\n"
CARD = "card_no,customer_no,kind,grade,issued_on,expires_on,status\n"
TXN = "txn_id,account_no,customer_no,at,direction,amount,kind\n"


def customer(no, birth=""):
    return f"{no},id,1,Name,O1,{birth}\n"


def account(no, owner, balance, product="D", currency="", status="", matures=""):
    return f"{no},{owner},{product},{currency},{balance},O1,2020-01-01,{status},{matures}\n"


class Bank:
    """A bank in a temporary directory, valued as its folders are written."""

    def __init__(self):
        self.place = tempfile.TemporaryDirectory()
        self.directory = self.place.name
        self.values, self.alerts = {}, {}
        self.batch = batch.Batch(self.publish)

    def publish(self, day, values, alerts):
        on = days.text(day)
        reader = csv.DictReader(io.StringIO(output.values_csv(values, day), newline=""))
        self.values[on] = {row["customer_no"]: row for row in reader}
        text = output.alerts_csv(alerts, day)
        self.alerts[on] = [",".join(row[:1] + row[2:]) for row in csv.reader(io.StringIO(text, newline=""))][1:]

    def folder(self, on, modes=None, ready=True, **files):
        """Writes a day folder; files by name without .csv, text or bytes; the mode is delta unless given."""
        path = os.path.join(self.directory, on.replace("-", ""))
        os.makedirs(path, exist_ok=True)
        manifest = ""
        for name, text in files.items():
            data = text if isinstance(text, bytes) else text.encode()
            with open(os.path.join(path, name + ".csv"), "wb") as target:
                target.write(data)
            dialect = profile.load(self.directory).dialects[name + ".csv"]
            count = len(rows.split(data, dialect)) - dialect.header
            mode = (modes or {}).get(name, "delta")
            manifest += f"{name}.csv {count} {hashlib.sha256(data).hexdigest()} {mode}\n"
        if ready:
            with open(os.path.join(path, "MANIFEST"), "w", encoding="utf-8") as target:
                target.write(manifest)

    def run(self, until=None):
        self.batch.run(self.directory, days.from_text(until) if until else None)

    def get(self, on, no, column):
        return self.values[on][no][column]

    def quarantine(self):
        return [line[:-1] for line in output.quarantine_csv(self.batch.books.quarantine).split("\n")[1:-1]]

    def loads(self):
        return output.loads_csv(self.batch.loads()).split("\n")[1:-1]


class BankTest(unittest.TestCase):
    def setUp(self):
        self.bank = Bank()
        self.addCleanup(self.bank.place.cleanup)

    def start(self, on, **files):
        """The first folder, with an outlet and products."""
        self.bank.folder(on, org=ORG, product=PRODUCT, **files)


class Numbers(unittest.TestCase):
    def test_halves_go_away_from_zero(self):
        self.assertEqual([money.divide(n, 2) for n in (1, 3, -1, -3, 0)], [1, 2, -1, -2, 0])
        self.assertEqual([money.divide(n, 3) for n in (1, 2, -1, -2)], [0, 1, 0, -1])
        self.assertEqual(money.convert(1, 50_000_000), 1)       # 0.01 at 0.5
        self.assertEqual(money.convert(-1, 50_000_000), -1)
        self.assertEqual(money.convert(1, 49_999_999), 0)

    def test_amounts_are_written_with_two_decimals(self):
        self.assertEqual([money.text(n) for n in (123450, -500, 0, -5)], ["1234.50", "-5.00", "0.00", "-0.05"])

    def test_six_months_keep_the_day_or_the_months_last(self):
        pairs = {"2023-08-31": "2024-02-29", "2022-08-30": "2023-02-28", "2023-03-15": "2023-09-15",
                 "2024-02-29": "2024-08-29", "2023-12-31": "2024-06-30", "2023-07-01": "2024-01-01"}
        for day, later in pairs.items():
            self.assertEqual(days.text(days.add_months(days.from_text(day), 6)), later)


class Fields(unittest.TestCase):
    def check(self, name, column, text, form="YYYY-MM-DD", on="2024-01-01"):
        col = layout.FILES[name].columns[layout.FILES[name].index[column]]
        try:
            return rows.value(col, text, form, days.from_text(on))
        except rows.Fault as fault:
            return fault.reason

    def test_amounts(self):
        good = {"5": 500, "5.5": 550, "5.05": 505, "0": 0, "9999999999999.99": 999999999999999, "007": 700}
        for text, value in good.items():
            self.assertEqual(self.check("transaction.csv", "amount", text), value)
        for text in ("5.", ".5", "-5", "+5", "1,000", "12345678901234", "1.234", " 5", "５"):
            self.assertEqual(self.check("transaction.csv", "amount", text), "type", text)
        self.assertEqual(self.check("account.csv", "balance", "-5.1"), -510)

    def test_rates(self):
        self.assertEqual(self.check("fx.csv", "rate", "7.1"), 710_000_000)
        self.assertEqual(self.check("fx.csv", "rate", "0.00000000"), "range")
        for text in ("1.123456789", "1234567890", "-1", "1."):
            self.assertEqual(self.check("fx.csv", "rate", text), "type", text)

    def test_first_of_several_faults(self):
        self.assertEqual(self.check("card.csv", "grade", "x" * 5000), "length")
        self.assertEqual(self.check("card.csv", "grade", "x\udcff" * 5000), "encoding")
        self.assertEqual(self.check("card.csv", "card_no", "x" * 64), "x" * 64)
        self.assertEqual(self.check("card.csv", "card_no", "名" * 22), "length")     # 66 bytes
        self.assertEqual(self.check("customer.csv", "name", "a\0"), "encoding")
        self.assertEqual(self.check("account.csv", "status", ""), "open")

    def test_centuries_of_two_digit_years(self):
        def born(text, on="2024-05-10"):
            return days.text(self.check("customer.csv", "birth_date", text, "YYMMDD", on))
        self.assertEqual(born("240510"), "2024-05-10")
        self.assertEqual(born("240511"), "1924-05-11")
        self.assertEqual(born("600229"), "1960-02-29")
        self.assertEqual(days.text(self.check("account.csv", "opened_on", "980101", "YYMMDD")), "2098-01-01")

    def test_times(self):
        day = days.from_text("2024-02-29")
        self.assertEqual(self.check("transaction.csv", "at", "2024-02-29 23:59:59"), day)
        self.assertEqual(self.check("transaction.csv", "at", "20240229 23:59:59", "YYYYMMDD"), day)
        self.assertEqual(self.check("transaction.csv", "at", "2024-02-29 00:00:00", "YYYYMMDD"), day)
        for text in ("2024-02-29 24:00:00", "2024-02-30 10:00:00", "2024-02-29", "20240229 10:00:00"):
            self.assertEqual(self.check("transaction.csv", "at", text), "type", text)


class Splitting(unittest.TestCase):
    def split(self, data, **settings):
        return rows.split(data, profile.Profile(settings).dialects["org.csv"])

    def test_quotes_and_line_numbers(self):
        data = b'\xef\xbb\xbfa,b\r\n"1\n2","x""y"\n3,4'
        self.assertEqual(self.split(data), [(1, ["a", "b"]), (2, ["1\n2", 'x"y']), (4, ["3", "4"])])

    def test_malformed_quotes_are_read_leniently(self):
        self.assertEqual(self.split(b'a"b,"c"d,"e""\n'), [(1, ['a"b', "cd", 'e"\n'])])
        self.assertEqual(self.split(b'"a"b"c,d\n'), [(1, ['ab"c', "d"])])
        self.assertEqual(self.split(b'x,"y\nz,1\n'), [(1, ["x", "y\nz,1\n"])])

    def test_second_byte_of_a_character_is_no_delimiter(self):
        for char in (banks.SECOND_BAR[0], banks.SECOND_BACKSLASH[0]):
            data = f"{char}|{char}\n".encode("gb18030")
            self.assertEqual(self.split(data, charset="GB18030", delimiter="|"), [(1, [char, char])])

    def test_without_quoting_a_quote_is_a_character(self):
        self.assertEqual(self.split(b'"a,b"\n', quoting="none"), [(1, ['"a', 'b"'])])

    def test_unknown_names_in_a_profile_are_errors(self):
        for content in ({"charsets": "UTF-8"}, {"files": {"x.csv": {}}}, {"charset": "LATIN1"},
                        {"files": {"org.csv": {"columns": [["a", "nothing"]]}}}):
            with self.assertRaises(profile.ProfileError):
                profile.Profile(content)


class Intake(BankTest):
    def test_duplicates_come_before_references_and_the_first_good_row_counts(self):
        cards = CARD + ("K1,C1,debit,bad,2020-01-01,,\n"           # code: not good, so no first row
                        "K1,C1,debit,gold,2020-01-01,,\n"          # taken
                        "K1,NOBODY,debit,gold,2020-01-01,,\n"      # duplicate, though the reference is unknown too
                        "K2,NOBODY,debit,gold,2020-01-01,,\n"      # waits
                        "K2,C1,debit,gold,2020-01-01,,\n")         # duplicate of a row that waits
        self.start("2024-01-10", customer=CUSTOMER + customer("C1"), card=cards)
        self.bank.run()
        self.assertEqual(self.bank.quarantine(), ["20240110/card.csv,2,grade,code", "20240110/card.csv,4,card_no,duplicate",
                                                  "20240110/card.csv,5,customer_no,reference",
                                                  "20240110/card.csv,6,card_no,duplicate"])
        self.assertIn("20240110/card.csv,delta,5,1,3,1,taken,", self.bank.loads())

    def test_one_entry_for_the_first_fault_in_the_tables_order(self):
        # The file has its columns in another order than the table; opened_on comes after balance in the table.
        text = "opened_on,balance,outlet_no,product_code,customer_no,account_no\nbad,bad,O1,D,C1,A1\nx,1,O1,D,C1\n"
        self.start("2024-01-10", customer=CUSTOMER + customer("C1"), account=text)
        self.bank.run()
        self.assertEqual(self.bank.quarantine(), ["20240110/account.csv,2,balance,type", "20240110/account.csv,3,,columns"])

    def test_five_percent_are_taken_more_are_not(self):
        good = "".join(customer(f"C{i:02d}") for i in range(19))
        self.start("2024-01-10", customer=CUSTOMER + good + "X,id\n")               # 1 of 20
        self.bank.folder("2024-01-11", customer=CUSTOMER + good + "X,id\nY,id\n")   # 2 of 21
        self.bank.folder("2024-01-12", customer=CUSTOMER + "X,id\nY,id\n" + customer("Z"))   # 2 of 3
        self.bank.run()
        loads = [line for line in self.bank.loads() if "customer" in line]
        self.assertEqual(loads, ["20240110/customer.csv,delta,20,19,1,0,taken,",
                                 "20240111/customer.csv,delta,21,0,0,0,refused,share",
                                 "20240112/customer.csv,delta,3,1,2,0,taken,"])
        self.assertEqual(len(self.bank.quarantine()), 3)

    def test_a_waiting_row_counts_from_the_day_its_reference_comes(self):
        self.start("2024-01-10", account=ACCOUNT + account("A1", "C1", "20000"))
        self.bank.folder("2024-01-12", customer=CUSTOMER + customer("C1"))
        self.bank.run()
        self.assertEqual(self.bank.values["2024-01-11"], {})
        self.assertEqual(self.bank.get("2024-01-12", "C1", "stage"), "potential")
        self.assertEqual(self.bank.get("2024-01-12", "C1", "fa_avg"), "1666.67")     # 20,000 over 12 days
        self.assertEqual(self.bank.quarantine(), ["20240110/account.csv,2,customer_no,reference"])

    def test_a_later_row_of_its_key_drops_a_waiting_row_even_a_bad_one(self):
        self.start("2024-01-10", account=ACCOUNT + account("A1", "C1", "20000") + account("A2", "C1", "500"))
        self.bank.folder("2024-01-11", account=ACCOUNT + account("A1", "C1", "bad"))
        self.bank.folder("2024-01-12", customer=CUSTOMER + customer("C1"))
        self.bank.run()
        self.assertEqual(self.bank.get("2024-01-12", "C1", "deposits"), "500.00")

    def test_waiting_rows_are_retried_before_the_new_rows_of_their_file(self):
        # A1 waits for C1, which comes together with a row of A1 that waits for another reason: the old one is taken.
        self.start("2024-01-10", account=ACCOUNT + account("A1", "C1", "20000"))
        self.bank.folder("2024-01-11", customer=CUSTOMER + customer("C1"),
                         account=ACCOUNT + account("A1", "C1", "1", product="NEW"))
        self.bank.run()
        self.assertEqual(self.bank.get("2024-01-11", "C1", "deposits"), "20000.00")

    def test_a_key_in_a_bad_row_of_a_full_file_is_not_absent(self):
        self.start("2024-01-10", customer=CUSTOMER + customer("C1"), modes={"account": "full"},
                   account=ACCOUNT + account("A1", "C1", "1") + account("A2", "C1", "2") + account("A3", "C1", "4"))
        self.bank.folder("2024-01-11", modes={"account": "full"},
                         account=ACCOUNT + account("A1", "C1", "bad") + account("A3", "NOBODY", "9"))
        self.bank.run()
        self.assertEqual(self.bank.get("2024-01-11", "C1", "deposits"), "5.00")
        self.assertEqual(self.bank.alerts["2024-01-11"], ["C1,account_closed,A2,closed,2.00"])

    def test_a_gone_customer_keeps_its_row_and_its_spend(self):
        spend = TXN + "T1,A2,C1,2024-01-10 10:00:00,out,100000,card_spend\n"
        self.start("2024-01-10", customer=CUSTOMER + customer("C1", "1990-01-18") + customer("C2"), modes={"customer": "full"},
                   account=ACCOUNT + account("A1", "C1", "150000") + account("A2", "C1", "0", product="X"),
                   card=CARD + "K1,C1,credit,diamond,2020-01-01,,\n", transaction=spend)
        self.bank.folder("2024-01-11", customer=CUSTOMER + customer("C2"), modes={"customer": "full"},
                         account=ACCOUNT + account("A1", "C1", "7"))
        self.bank.folder("2024-02-01", customer=CUSTOMER + customer("C1"))
        self.bank.run()
        row = self.bank.values["2024-01-31"]["C1"]
        self.assertEqual((row["fa"], row["cc_spend"], row["cc_grade"], row["product_kinds"]), ("0.00", "100000.00", "none", "0"))
        self.assertEqual(row["fa_avg"], "4838.71")               # 150,000 on one day of 31
        self.assertEqual((row["tier"], row["ref"], row["stage"]), ("platinum", "platinum", "target"))
        self.assertEqual(self.bank.alerts["2024-01-11"], ["C1,account_closed,A1,closed,150000.00",
                                                          "C1,assets_fell,150000.00,0.00,150000.00",
                                                          "C1,card_cancelled,K1,cancelled,"])
        self.assertEqual(self.bank.get("2024-02-01", "C1", "deposits"), "7.00")   # the row that waited; A2 stays closed
        self.assertEqual(self.bank.get("2024-02-01", "C1", "cc_grade"), "none")

    def test_organisations_may_refer_to_any_good_row_of_their_file(self):
        text = ("org_no,parent_no,level,name\nB,A,outlet,B\nA,,head,A\nC,D,outlet,C\nD,NOWHERE,outlet,D\nE,F,outlet,E\n"
                "F,A,nolevel,F\n")
        self.bank.folder("2024-01-10", org=text)
        self.bank.run()
        self.assertEqual(self.bank.quarantine(), ["20240110/org.csv,5,parent_no,reference", "20240110/org.csv,6,parent_no,reference",
                                                  "20240110/org.csv,7,level,code"])

    def test_refusals(self):
        self.start("2024-01-10", customer=CUSTOMER + customer("C1"))
        self.bank.folder("2024-01-11", fx="currency,rates\nUSD,7\n", card=CARD, staff="staff_no\n", opening="customer_no\n")
        folder = os.path.join(self.bank.directory, "20240111")
        os.remove(os.path.join(folder, "staff.csv"))
        with open(os.path.join(folder, "card.csv"), "a", encoding="utf-8") as target:
            target.write(" ")
        self.bank.run()
        self.assertEqual([line.split("/")[1] for line in self.bank.loads() if "refused" in line],
                         ["fx.csv,delta,1,0,0,0,refused,header", "staff.csv,delta,0,0,0,0,refused,missing",
                          "card.csv,delta,0,0,0,0,refused,sha256", "opening.csv,delta,0,0,0,0,refused,late"])

    def test_late_and_unready_folders(self):
        self.start("2024-01-10")
        self.bank.folder("2024-01-11", ready=False, fx="currency,rate\nUSD,7\n")
        self.bank.folder("2024-01-12")
        with self.assertRaises(batch.Refused):
            self.bank.run("2024-01-11")
        self.bank.run()
        self.assertIn("20240111/MANIFEST,,0,0,0,0,not_ready,", self.bank.loads())
        self.bank.folder("2024-01-11", fx="currency,rate\nUSD,7\n")
        self.bank.run("2024-01-13")
        self.assertIn("20240111/fx.csv,delta,1,0,0,0,refused,late", self.bank.loads())
        self.assertEqual([line for line in self.bank.loads() if "MANIFEST" in line], [])
        self.bank.folder("2024-01-13", fx="currency,rate\nUSD,7\n")
        self.bank.run("2024-01-13")                              # the last date again: its folder is taken now
        self.assertIn("20240113/fx.csv,delta,1,1,0,0,taken,", self.bank.loads())
        with self.assertRaises(batch.Refused):
            self.bank.run("2024-01-12")

    def test_a_malformed_manifest_fails_on_its_day(self):
        self.start("2024-01-10")
        self.bank.folder("2024-01-12")
        with open(os.path.join(self.bank.directory, "20240112", "MANIFEST"), "w", encoding="utf-8") as target:
            target.write("org.csv 1\n")
        with self.assertRaises(dayfiles.ManifestError):
            self.bank.run("2024-01-15")
        self.assertEqual(days.text(self.bank.batch.books.last_day), "2024-01-11")

    def test_a_profile(self):
        content = {"charset": "GB18030", "delimiter": "|", "quoting": "none", "header": False, "dates": "YYYYMMDD",
                   "files": {"customer.csv": {"columns": [["号", "customer_no"], ["证", "cert_no"], ["名", "name"],
                                                         ["网点", "outlet_no"], ["性", "gender"], ["生", "birth_date"]],
                                              "constants": {"cert_type": "id"}, "values": {"gender": {"M": "male"}}},
                             "org.csv": {"delimiter": ","}}}
        with open(os.path.join(self.bank.directory, "profile.json"), "w", encoding="utf-8") as target:
            json.dump(content, target)
        char = banks.SECOND_BAR[0]
        self.bank.folder("2024-01-10", org="O1,,outlet,One,\n",
                         customer=f'C1|1|"{char}|O1|M|19900229\nC2|1|{char}|O1|M|19880229\n'.encode("gb18030"))
        self.bank.run()
        self.assertEqual(self.bank.quarantine(), ["20240110/customer.csv,1,birth_date,type"])
        row = self.bank.batch.books.customers["C2"].row
        self.assertEqual((row.gender, row.cert_type, row.name), ("male", "id", char))


class Figures(BankTest):
    def test_each_foreign_account_is_rounded_by_itself(self):
        self.start("2024-01-10", fx="currency,rate\nUSD,0.5\n", customer=CUSTOMER + customer("C1") + customer("C2"),
                   account=ACCOUNT + account("A1", "C1", "0.01", currency="USD") + account("A2", "C1", "0.01", currency="USD")
                   + account("A3", "C2", "-0.01", currency="USD") + account("A4", "C2", "-0.01", product="M"))
        self.bank.run("2024-01-11")
        self.bank.folder("2024-01-12", fx="currency,rate\nUSD,0.49\n")
        self.bank.run()
        self.assertEqual(self.bank.get("2024-01-11", "C1", "deposits"), "0.02")
        self.assertEqual(self.bank.get("2024-01-12", "C1", "deposits"), "0.00")
        self.assertEqual(self.bank.get("2024-01-11", "C2", "deposits"), "-0.01")
        self.assertEqual(self.bank.get("2024-01-11", "C2", "fa"), "-0.02")       # -0.01 and half of -0.01: -0.015
        self.assertEqual(self.bank.get("2024-01-11", "C2", "acct_max"), "0.00")

    def test_spend_window_refunds_and_redelivery(self):
        self.start("2023-01-01", fx="currency,rate\nUSD,2\n", customer=CUSTOMER + customer("C1"),
                   account=ACCOUNT + account("A1", "C1", "0", product="X", currency="USD") + account("A2", "C1", "0"),
                   transaction=TXN + "T1,A1,C1,2023-01-02 00:00:00,out,100,card_spend\n"
                   "T2,A1,C1,2023-01-01 23:59:59,in,30.5,card_spend\n"
                   "T3,A2,C1,2023-01-01 10:00:00,out,1000,card_spend\n"          # not a credit-card account
                   "T4,A1,C1,2023-01-01 10:00:00,out,1000,cash\n")
        self.bank.folder("2023-01-03", fx="currency,rate\nUSD,3\n", account=ACCOUNT + account("A1", "C1", "0", "D", "USD", "closed"))
        self.bank.folder("2023-01-05", transaction=TXN + "T1,A1,C1,2023-01-02 12:00:00,out,100,card_spend\n")
        self.bank.run("2024-01-03")
        spend = [self.bank.get(on, "C1", "cc_spend") for on in ("2023-01-01", "2023-01-02", "2023-01-04", "2023-01-05",
                                                               "2023-12-31", "2024-01-01")]
        # From the 5th T1 is on an account that is no credit card any more: it does not count.
        self.assertEqual(spend, ["-61.00", "139.00", "139.00", "-61.00", "-61.00", "0.00"])

    def test_product_kinds(self):
        self.start("2024-01-10", customer=CUSTOMER + customer("C1"),
                   account=ACCOUNT + account("A1", "C1", "0") + account("A2", "C1", "0", product="S")
                   + account("A3", "C1", "-5", product="F") + account("A4", "C1", "0.01", product="M"),
                   card=CARD + "K1,C1,debit,gold,2020-01-01,2024-01-10,\nK2,C1,credit,platinum,2020-01-01,,cancelled\n")
        self.bank.run("2024-01-11")
        self.assertEqual(self.bank.get("2024-01-10", "C1", "product_kinds"), "3")     # settlement, mortgage, debit card
        self.assertEqual(self.bank.get("2024-01-11", "C1", "product_kinds"), "2")
        self.assertEqual(self.bank.get("2024-01-10", "C1", "cc_grade"), "none")

    def test_months_and_the_new_year(self):
        self.start("2023-12-30", customer=CUSTOMER + customer("C1"), account=ACCOUNT + account("A1", "C1", "200000"))
        self.bank.folder("2024-01-02", account=ACCOUNT + account("A1", "C1", "100"))
        self.bank.run("2024-01-02")
        got = [self.bank.get(on, "C1", "fa_avg") for on in ("2023-12-31", "2024-01-01", "2024-01-02")]
        self.assertEqual(got, ["1095.89", "200000.00", "100050.00"])                  # 400,000 / 365 = 1,095.890…
        self.assertEqual(self.bank.get("2024-01-02", "C1", "aum_max6"), "200000.00")


class Stages(BankTest):
    def test_exactly_ten_thousand_neither_enters_nor_leaves(self):
        self.start("2024-01-31", customer=CUSTOMER + customer("C1") + customer("C2"),
                   account=ACCOUNT + account("A1", "C1", "10000") + account("A2", "C2", "10000.01"))
        self.bank.folder("2024-02-01", account=ACCOUNT + account("A2", "C2", "10000"))
        self.bank.folder("2024-03-01", account=ACCOUNT + account("A2", "C2", "9999.99"))
        self.bank.run("2024-03-31")
        self.assertEqual(self.bank.get("2024-02-29", "C1", "stage"), "retained")
        self.assertEqual(self.bank.get("2024-02-29", "C2", "stage"), "potential")
        self.assertEqual(self.bank.get("2024-03-30", "C2", "stage"), "potential")
        # fa_avg on 31 March: (10,000.01 + 29 × 10,000 + 31 × 9,999.99) / 91 < 10,000
        self.assertEqual(self.bank.get("2024-03-31", "C2", "stage"), "retained")
        self.assertEqual(self.bank.get("2024-03-31", "C2", "tier"), "none")

    def potential(self, first):
        """A potential customer by opening.csv with nothing; until the end of the next month."""
        self.start(first, customer=CUSTOMER + customer("C1"), opening="customer_no,fa_ytd_sum,stage\nC1,0,potential\n")
        self.bank.run("2024-03-31")

    def test_the_first_month_counts_only_if_it_was_seen_whole(self):
        self.potential("2024-02-02")
        self.assertEqual(self.bank.get("2024-02-29", "C1", "stage"), "potential")
        self.assertEqual(self.bank.get("2024-03-31", "C1", "stage"), "retained")

    def test_a_whole_first_month_counts(self):
        self.potential("2024-02-01")
        self.assertEqual(self.bank.get("2024-02-29", "C1", "stage"), "retained")

    def test_target_is_left_six_months_after_the_last_day(self):
        self.start("2023-08-30", customer=CUSTOMER + customer("C1") + customer("C2"),
                   account=ACCOUNT + account("A1", "C1", "100000") + account("A2", "C2", "99999.99"))
        self.bank.folder("2023-09-01", account=ACCOUNT + account("A1", "C1", "99999.99"))
        self.bank.run("2024-03-01")
        self.assertEqual(self.bank.get("2023-08-30", "C1", "stage"), "target")
        self.assertEqual(self.bank.get("2023-08-30", "C2", "stage"), "potential")
        # Last day reached: 31 August; six months later is 29 February.
        self.assertEqual(self.bank.get("2024-02-28", "C1", "stage"), "target")
        self.assertEqual(self.bank.get("2024-02-29", "C1", "stage"), "potential")
        self.assertIn("C1,stage_down,target,potential,", self.bank.alerts["2024-02-29"])

    def test_opening(self):
        header = "customer_no,fa_ytd_sum,aum_m1,aum_m7,aum_m12,stage,tier,since\n"
        self.start("2024-03-10", customer=CUSTOMER + customer("C1"), account=ACCOUNT + account("A1", "C1", "70"),
                   opening=header + "C1,6930.00,1.00,3.00,900.00,target,gold,2023-09-12\nC2,500,2,,800,,platinum,\n")
        self.bank.folder("2024-04-01", customer=CUSTOMER + customer("C2"))
        self.bank.run()
        self.assertEqual(self.bank.get("2024-03-10", "C1", "fa_avg"), "100.00")       # 7,000 / 70
        self.assertEqual([self.bank.get("2024-03-10", "C1", c) for c in ("aum_max6", "aum_max12", "ref", "tier")],
                         ["70.00", "900.00", "gold", "gold"])
        self.assertEqual(self.bank.get("2024-03-11", "C1", "stage"), "target")
        self.assertEqual(self.bank.get("2024-03-12", "C1", "stage"), "retained")
        self.assertEqual([self.bank.get("2024-03-31", "C1", c) for c in ("tier", "standing", "below")], ["none", "watch", "1"])
        # C2 came after one month end: 500 over 92 days, its eleventh month is what was the twelfth no more.
        self.assertEqual([self.bank.get("2024-04-01", "C2", c) for c in ("fa_avg", "aum_max12", "ref", "tier", "stage")],
                         ["5.43", "2.00", "platinum", "platinum", "retained"])
        self.assertIn("C2,tier_up,none,platinum,", self.bank.alerts["2024-04-01"])


class Tiers(BankTest):
    def test_lines_are_inclusive_and_loans_count(self):
        balances = {"C1": ("D", "9999999.99", "growth"), "C2": ("D", "10000000", "core"), "C3": ("D", "199999.99", "potential"),
                    "C4": ("M", "1500000", "platinum"), "C5": ("L", "300000", "gold"), "C6": ("L", "299999.99", "potential"),
                    "C7": ("D", "10000", "none")}
        self.start("2024-01-31", customer=CUSTOMER + "".join(map(customer, balances)), account=ACCOUNT + "".join(
            account("A" + no, no, balance, product) for no, (product, balance, _) in balances.items()))
        self.bank.run()
        for no, (_, _, tier) in balances.items():
            self.assertEqual(self.bank.get("2024-01-31", no, "tier"), tier, no)

    def test_platinum_falls_through_watch_attention_churned_and_is_given_up(self):
        self.start("2022-01-31", customer=CUSTOMER + customer("C1"), account=ACCOUNT + account("A1", "C1", "500000"))
        self.bank.folder("2022-02-01", account=ACCOUNT + account("A1", "C1", "250000"))
        self.bank.run("2023-09-01")
        steps = {"2022-01-31": ("platinum", "platinum", "0", "normal"), "2022-02-28": ("platinum", "platinum", "1", "watch"),
                 "2022-04-30": ("platinum", "platinum", "3", "watch"), "2022-05-31": ("platinum", "platinum", "4", "attention"),
                 # AUM of 31 January is the sixth month end back on 31 July, and out of the window a month later.
                 "2022-07-31": ("platinum", "platinum", "6", "attention"), "2022-08-31": ("gold", "platinum", "7", "churned"),
                 "2023-07-31": ("gold", "platinum", "18", "churned"), "2023-08-31": ("gold", "gold", "0", "normal")}
        for on, expected in steps.items():
            row = self.bank.values[on]["C1"]
            self.assertEqual((row["tier"], row["ref"], row["below"], row["standing"]), expected, on)
        alerts = [a for a in self.bank.alerts["2022-08-31"] if "card" not in a]
        self.assertEqual(alerts, ["C1,entered_churned,attention,churned,", "C1,tier_down,platinum,gold,"])
        self.assertEqual([a for a in self.bank.alerts["2023-08-31"] if "won_back" in a], [])

    def test_won_back(self):
        self.start("2022-01-31", customer=CUSTOMER + customer("C1"), account=ACCOUNT + account("A1", "C1", "200000"))
        self.bank.folder("2022-02-01", account=ACCOUNT + account("A1", "C1", "199999.99"))
        self.bank.folder("2022-09-30", account=ACCOUNT + account("A1", "C1", "200000"))
        self.bank.run()
        self.assertEqual(self.bank.get("2022-08-31", "C1", "standing"), "churned")
        self.assertEqual([self.bank.get("2022-09-30", "C1", c) for c in ("tier", "ref", "below", "standing")],
                         ["gold", "gold", "0", "normal"])
        self.assertIn("C1,won_back,churned,normal,", self.bank.alerts["2022-09-30"])


class Alerts(BankTest):
    def test_birthdays_of_29_february(self):
        self.start("2023-02-01", customer=CUSTOMER + customer("C1", "1992-02-29"))
        self.bank.run("2024-03-01")
        found = {on: alerts for on, alerts in self.bank.alerts.items() if alerts}
        self.assertEqual(found, {"2023-02-21": ["C1,birthday,2023-02-28,,"], "2024-02-22": ["C1,birthday,2024-02-29,,"]})

    def test_assets_move_by_a_fifth_and_fifty_thousand(self):
        self.start("2024-01-10", customer=CUSTOMER + customer("C1") + customer("C2"),
                   account=ACCOUNT + account("A1", "C1", "250000") + account("A2", "C2", "250000.01"))
        self.bank.folder("2024-01-11", account=ACCOUNT + account("A1", "C1", "200000") + account("A2", "C2", "200000.01"))
        self.bank.run()
        self.assertEqual(self.bank.alerts["2024-01-11"], ["C1,assets_fell,250000.00,200000.00,50000.00"])

    def test_movements_maturities_and_cards(self):
        self.start("2024-01-10", fx="currency,rate\nUSD,8\n", customer=CUSTOMER + customer("C1"),
                   account=ACCOUNT + account("A1", "C1", "5", currency="USD", matures="2024-02-10") + account("A2", "C1", "5"),
                   card=CARD + "K1,C1,debit,gold,2020-01-01,2024-03-11,\nK2,C1,debit,gold,2020-01-01,2024-03-11,cancelled\n")
        self.bank.folder("2024-01-11", transaction=TXN + "T2,A1,C1,2023-12-01 10:00:00,in,25000,salary\n"
                         "T1,A2,C1,2024-01-11 10:00:00,out,199999.99,cash\nT1,A2,C1,2024-01-12 10:00:00,out,200000,cash\n",
                         account=ACCOUNT + account("A2", "C1", "1", status="closed"))
        self.bank.run()
        self.assertEqual(self.bank.alerts["2024-01-11"], [
            "C1,account_closed,A2,closed,5.00", "C1,card_expiring,K1,2024-03-11,",
            "C1,large_movement,T1,out,200000.00", "C1,large_movement,T2,in,200000.00",
            "C1,product_maturing,A1,2024-02-10,5.00"])

    def test_the_first_day_raises_none_and_a_new_customer_no_asset_alert(self):
        self.start("2024-01-30", customer=CUSTOMER + customer("C1"), account=ACCOUNT + account("A1", "C1", "900000"))
        self.bank.folder("2024-01-31", customer=CUSTOMER + customer("C2"), account=ACCOUNT + account("A2", "C2", "900000"))
        self.bank.run()
        self.assertEqual(self.bank.alerts["2024-01-30"], [])
        self.assertEqual([a for a in self.bank.alerts["2024-01-31"] if a.startswith("C2") and "card" not in a],
                         ["C2,stage_up,retained,target,", "C2,tier_up,none,platinum,"])


class Determinism(unittest.TestCase):
    def test_a_bank_is_the_same_for_the_same_seed_and_steps_do_not_matter(self):
        results = []
        for steps in ([], [3, 9, 20]):
            with tempfile.TemporaryDirectory() as place:
                first, _ = banks.make(place, 5, 15, 40, "2024-02-10", "mixed")
                seen = {}
                bank = batch.Batch(lambda day, v, a: seen.update({day: output.values_csv(v, day) + output.alerts_csv(a, day)}))
                for step in steps:
                    try:
                        bank.run(place, first + step)
                        bank.run(place, first + step)            # again: the same
                    except batch.Refused:
                        pass
                bank.run(place)
                results.append((seen, output.quarantine_csv(bank.books.quarantine), output.loads_csv(bank.loads())))
        self.assertEqual(*results)


if __name__ == "__main__":
    unittest.main()
