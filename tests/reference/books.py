"""What the bank knows at the end of a day: the books.

Good rows end up here.  `take` puts a row into the books, `absent` does what a full file says of a key that is
not in it, `unknown_reference` tells which reference of a row is not known (yet).  Rows are immutable; a
delivered row replaces the whole row of its key.
"""

import collections
import copy

from . import days, layout, money

Entry = collections.namedtuple("Entry", "day name line column reason")
Waiting = collections.namedtuple("Waiting", "day line key row")
Movement = collections.namedtuple("Movement", "customer_no txn_id direction amount")


class Customer:
    """A customer: its row, its accounts and cards, and the state that the rules carry from day to day."""

    def __init__(self, row, came):
        self.no = row.customer_no
        self.row = row
        self.came = came                   # the day it was first taken
        self.gone = False
        self.accounts = {}                 # account_no -> row, closed ones too
        self.cards = {}                    # card_no -> row, cancelled ones too
        self.spend = {}                    # (day, txn_id) -> credit-card spend in base currency, refunds negative
        # The state at the end of the last day; before the first one: nothing.
        self.stage = "retained"
        self.tier = "none"
        self.ref = "none"
        self.below = 0
        self.standing = "normal"
        self.fa = 0
        self.fa_ytd = 0
        self.aum_m = [0] * 12              # AUM at the last twelve month ends, newest first
        self.reached_on = None             # the last day on which fa or fa_avg reached the target line
        self.not_under_on = None           # the last day on which acct_max was not under the entry line
        # What figures were computed from what; see rules.py.
        self.figures = None
        self.stale = True

    def copy(self):
        twin = copy.copy(self)
        twin.accounts = dict(self.accounts)
        twin.cards = dict(self.cards)
        twin.spend = dict(self.spend)
        twin.aum_m = list(self.aum_m)
        return twin


class Books:
    """All of it, the waiting rows, the quarantine and the loads included."""

    def __init__(self):
        self.first_day = None
        self.last_day = None               # the last day that was valued
        self.orgs = {}
        self.products = {}
        self.rates = {}                    # currency -> rate; the base currency is not among them
        self.staff = {}
        self.customers = {}
        self.accounts = {}
        self.cards = {}
        self.relations = set()
        self.waiting = {name: [] for name in layout.FILES}
        self.quarantine = []
        self.loads = []                    # of folders taken and of late ones
        self.taken_folders = set()
        self.late_folders = set()
        # Of the day that runs:
        self.movements = {}                # key of a transaction taken -> Movement
        self.rates_changed = False

    def copy(self):
        """The same books, independent of these."""
        twin = copy.copy(self)
        for name in ("orgs", "products", "rates", "staff", "accounts", "cards", "movements"):
            setattr(twin, name, dict(getattr(self, name)))
        for name in ("relations", "taken_folders", "late_folders"):
            setattr(twin, name, set(getattr(self, name)))
        for name in ("quarantine", "loads"):
            setattr(twin, name, list(getattr(self, name)))
        twin.waiting = {name: list(rows) for name, rows in self.waiting.items()}
        twin.customers = {no: customer.copy() for no, customer in self.customers.items()}
        return twin

    def start_day(self):
        self.movements = {}
        self.rates_changed = False

    # --- References ----------------------------------------------------------------------------------------

    def knows(self, name, key):
        """Is this a good reference to a row of that file?  A gone customer is none."""
        if name == "org.csv":
            return key in self.orgs
        if name == "product.csv":
            return key in self.products
        if name == "fx.csv":
            return key == layout.BASE_CURRENCY or key in self.rates
        if name == "customer.csv":
            return key in self.customers and not self.customers[key].gone
        return key in self.accounts

    def unknown_reference(self, name, row, same_file=()):
        """The first column of the row with an unknown reference, or None.

        same_file: keys of the good rows of the same file, to which a row of org.csv may refer.
        """
        for column, value in zip(layout.FILES[name].columns, row):
            if column.refers and value is not None and not self.knows(column.refers, value):
                if not (column.refers == name and value in same_file):
                    return column.name
        return None

    # --- Taking a row --------------------------------------------------------------------------------------

    def take(self, name, row, day):
        """The row is good and its references are known: it counts from this day on."""
        getattr(self, "_take_" + name.split(".")[0])(row, day)

    def _take_org(self, row, day):
        self.orgs[row.org_no] = row

    def _take_product(self, row, day):
        former = self.products.get(row.product_code)
        self.products[row.product_code] = row
        if former and former.class_ != row.class_:
            for customer in self.customers.values():
                customer.stale = True

    def _take_fx(self, row, day):
        if row.currency != layout.BASE_CURRENCY:
            self.rates[row.currency] = row.rate
            self.rates_changed = True

    def _take_staff(self, row, day):
        self.staff[row.staff_no] = row

    def _take_customer(self, row, day):
        customer = self.customers.get(row.customer_no)
        if customer is None:
            self.customers[row.customer_no] = Customer(row, day)
        else:
            customer.row = row
            customer.gone = False

    def _take_account(self, row, day):
        former = self.accounts.get(row.account_no)
        if former:
            owner = self.customers[former.customer_no]
            del owner.accounts[row.account_no]
            owner.stale = True
        self.accounts[row.account_no] = row
        owner = self.customers[row.customer_no]
        owner.accounts[row.account_no] = row
        owner.stale = True

    def _take_card(self, row, day):
        former = self.cards.get(row.card_no)
        if former:
            owner = self.customers[former.customer_no]
            del owner.cards[row.card_no]
            owner.stale = True
        self.cards[row.card_no] = row
        owner = self.customers[row.customer_no]
        owner.cards[row.card_no] = row
        owner.stale = True

    def _take_transaction(self, row, day):
        account = self.accounts[row.account_no]
        rate = money.RATE_ONE if account.currency == layout.BASE_CURRENCY else self.rates[account.currency]
        amount = money.convert(row.amount, rate)
        key = (row.customer_no, row.at, row.txn_id)
        self.movements[key] = Movement(row.customer_no, row.txn_id, row.direction, amount)
        spend = self.customers[row.customer_no].spend
        spend.pop(key[1:], None)
        if row.kind == "card_spend" and self.products[account.product_code].class_ == "credit_card":
            spend[key[1:]] = amount if row.direction == "out" else -amount

    def _take_behaviour(self, row, day):
        pass                               # no rule looks at it

    def _take_relation(self, row, day):
        self.relations.add(tuple(row))

    def _take_opening(self, row, day):
        """History before the first day; for a customer that comes later, days without it lie in between."""
        customer = self.customers[row.customer_no]
        first = self.first_day
        year, month, of_month = days.parts(first)
        if days.parts(day)[0] == year and (month, of_month) != (1, 1):
            customer.fa_ytd += row.fa_ytd_sum
        months = [getattr(row, f"aum_m{i}") or 0 for i in range(1, 13)]
        customer.aum_m = ([0] * days.month_ends_between(first, day - 1) + months)[:12]
        customer.stage = row.stage
        customer.tier = row.tier
        customer.ref = row.tier if layout.TIERS.index(row.tier) >= layout.TIERS.index("gold") else "none"
        if row.stage == "target":
            customer.reached_on = row.since if row.since is not None else first - 1

    # --- Absence -------------------------------------------------------------------------------------------

    def keys(self, name):
        """The keys of a file's rows that its full form could leave out."""
        if name == "customer.csv":
            return [(no,) for no, customer in self.customers.items() if not customer.gone]
        if name == "relation.csv":
            return list(self.relations)
        return [(no,) for no in {"staff.csv": self.staff, "account.csv": self.accounts, "card.csv": self.cards}[name]]

    def absent(self, name, key):
        """A full file does not hold this key."""
        if name == "customer.csv":
            self._go(self.customers[key[0]])
        elif name == "account.csv":
            self._close(key[0])
        elif name == "card.csv":
            self._cancel(key[0])
        elif name == "staff.csv":
            self.staff[key[0]] = self.staff[key[0]]._replace(status="left")
        else:
            self.relations.discard(key)

    def _go(self, customer):
        customer.gone = True
        for no in customer.accounts:
            self._close(no)
        for no in customer.cards:
            self._cancel(no)

    def _close(self, no):
        row = self.accounts[no]._replace(status="closed")
        owner = self.customers[row.customer_no]
        self.accounts[no] = owner.accounts[no] = row
        owner.stale = True

    def _cancel(self, no):
        row = self.cards[no]._replace(status="cancelled")
        owner = self.customers[row.customer_no]
        self.cards[no] = owner.cards[no] = row
        owner.stale = True
