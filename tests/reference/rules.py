"""The value rules of one day: figures, stage, tier, standing, alerts.

`run_day` runs them for every customer in the books after the day's snapshot, in the order in which rules.md
states them.  All amounts are in hundredths; all limits are the defaults.
"""

import collections

from . import days, layout, money
from .money import yuan

ENTRY_LINE = yuan(10_000)                  # potential, and the way back
TARGET_LINE = yuan(100_000)
TARGET_MONTHS = 6

WEIGHTS = {"demand": 10_000, "time": 10_000, "fund": 10_000, "bond": 10_000, "wealth": 10_000,
           "mortgage": 5_000, "credit_loan": 5_000, "other_loan": 5_000}
AUM_CLASSES = ("demand", "time", "fund", "bond", "wealth", "insurance", "securities", "gold")
FIGURE_CLASSES = AUM_CLASSES + ("mortgage", "credit_loan", "other_loan")

AUM_LINE = {"core": yuan(10_000_000), "growth": yuan(5_000_000), "platinum": yuan(500_000), "gold": yuan(200_000)}
SPEND_LINE = {"growth": yuan(500_000), "platinum": yuan(100_000)}
MORTGAGE_LINE = {"growth": yuan(5_000_000), "platinum": yuan(1_500_000)}
CREDIT_LOAN_LINE = {"platinum": yuan(600_000), "gold": yuan(300_000)}

# ref -> the last month end of watch, of attention, and of churned before the reference is given up
STANDING_STEPS = {"core": (6, 12, 24), "growth": (6, 12, 24), "platinum": (3, 6, 18), "gold": (3, 6, 18)}

ASSET_ALERT = yuan(50_000)
LARGE_MOVEMENT = yuan(200_000)
MATURING_DAYS = (30, 7, 1, 0)
EXPIRING_DAYS = 60
BIRTHDAY_DAYS = 7

# Levels of the scheme `card` by fa_avg, for targets.
CARD_LEVELS = (("diamond", yuan(5_000_000)), ("platinum", yuan(500_000)), ("gold", yuan(100_000)))

STAGE_RANK = {name: i for i, name in enumerate(layout.STAGES)}
TIER_RANK = {name: i for i, name in enumerate(layout.TIERS)}
GRADE_RANK = {"none": 0, "ordinary": 1, "gold": 2, "platinum": 3, "diamond": 4}
GOLD = TIER_RANK["gold"]
PLATINUM = TIER_RANK["platinum"]

Alert = collections.namedtuple("Alert", "customer_no kind frm to amount")
# What a day leaves of a customer, for `values`.
Value = collections.namedtuple("Value", "customer_no stage tier ref below standing figures")


def is_counted(account):
    """Does the account count?  It does while it is open or frozen, whatever its dates say."""
    return account.status != "closed"


def is_valid(card, day):
    """A card is valid while it is active, up to and including the day it expires on."""
    return card.status == "active" and (card.expires_on is None or card.expires_on >= day)


# --- Figures -----------------------------------------------------------------------------------------------

class Figures:
    """A customer's figures on one day.

    Those that depend on accounts and rates only are computed again when one of them changed.
    """

    def __init__(self, customer, books):
        self.sums = dict.fromkeys(FIGURE_CLASSES, 0)
        self.acct_max = 0
        self.held = set()                  # classes that count as product kinds by their accounts
        self.foreign = False
        for account in customer.accounts.values():
            if is_counted(account):
                self._add(account, books)
        sums = self.sums
        self.deposits = sums["demand"] + sums["time"]
        self.loans = sums["mortgage"] + sums["credit_loan"] + sums["other_loan"]
        self.fa = money.divide(sum(sums[name] * weight for name, weight in WEIGHTS.items()), 10_000)
        self.aum = sum(sums[name] for name in AUM_CLASSES)

    def _add(self, account, books):
        class_ = books.products[account.product_code].class_
        if account.balance > 0 or class_ in ("channel", "settlement"):
            self.held.add(class_)
        balance = account.balance
        if account.currency != layout.BASE_CURRENCY:
            self.foreign = True
            balance = money.convert(balance, books.rates[account.currency])
        if class_ in self.sums:
            self.sums[class_] += balance
            self.acct_max = max(self.acct_max, balance)

    def complete(self, customer, day):
        """The figures that depend on the day."""
        self.cc_grade = "none"
        card_classes = set()
        for card in customer.cards.values():
            if is_valid(card, day):
                card_classes.add(card.kind + "_card")
                if card.kind == "credit" and GRADE_RANK[card.grade] > GRADE_RANK[self.cc_grade]:
                    self.cc_grade = card.grade
        self.product_kinds = len(self.held | card_classes)
        self.cc_spend = sum(amount for (on, _), amount in customer.spend.items() if day - 364 <= on <= day)
        self.fa_avg = money.divide(customer.fa_ytd, days.day_of_year(day))
        self.aum_max6 = max(self.aum, *customer.aum_m[:6])
        self.aum_max12 = max(self.aum, *customer.aum_m)


def compute_figures(customer, books, day):
    """The customer's figures of the day; adds the day to fa_ytd."""
    former = customer.figures
    if customer.stale or (former.foreign and books.rates_changed):
        figures = Figures(customer, books)
        customer.stale = False
    else:
        figures = Figures.__new__(Figures)
        figures.__dict__.update(former.__dict__)
    if days.parts(day)[1:] == (1, 1):
        customer.fa_ytd = 0
    customer.fa_ytd += figures.fa
    figures.complete(customer, day)
    customer.figures = figures
    return figures


# --- Stage -------------------------------------------------------------------------------------------------

def run_stage(customer, figures, day, first_day):
    reaches = figures.fa >= TARGET_LINE or figures.fa_avg >= TARGET_LINE
    if reaches:
        customer.reached_on = day
    if figures.acct_max >= ENTRY_LINE:
        customer.not_under_on = day

    if customer.stage == "retained" and figures.acct_max > ENTRY_LINE:
        customer.stage = "potential"
    if customer.stage == "potential" and reaches:
        customer.stage = "target"
    if customer.stage == "target" and not reaches and day >= days.add_months(customer.reached_on, TARGET_MONTHS):
        stays_potential = figures.acct_max > ENTRY_LINE or figures.fa_avg >= ENTRY_LINE
        customer.stage = "potential" if stays_potential else "retained"
    if customer.stage == "potential" and days.is_month_end(day) and figures.fa_avg < ENTRY_LINE:
        month = days.first_of_month(day)
        under_all_month = customer.not_under_on is None or customer.not_under_on < month
        if month >= first_day and under_all_month:
            customer.stage = "retained"


# --- Tier --------------------------------------------------------------------------------------------------

def meets_other(tier, figures):
    """Does one of the tier's criteria other than AUM hold today?"""
    return (tier in SPEND_LINE and figures.cc_spend >= SPEND_LINE[tier]
            or tier in MORTGAGE_LINE and figures.sums["mortgage"] >= MORTGAGE_LINE[tier]
            or tier in CREDIT_LOAN_LINE and figures.sums["credit_loan"] >= CREDIT_LOAN_LINE[tier]
            or tier == "growth" and figures.cc_grade == "diamond")


def compute_tier(stage, figures):
    for tier in ("core", "growth", "platinum", "gold"):
        window = figures.aum_max12 if tier in ("core", "growth") else figures.aum_max6
        if window >= AUM_LINE[tier] or meets_other(tier, figures):
            return tier
    return "none" if stage == "retained" else "potential"


# --- Standing ----------------------------------------------------------------------------------------------

def run_standing(customer, figures):
    """Moves ref, below and standing; returns whether the customer was won back."""
    former = customer.standing
    rank = TIER_RANK[customer.tier]
    if customer.ref == "none" and rank < GOLD:
        customer.below, customer.standing = 0, "normal"
        return False
    if rank >= GOLD and rank > TIER_RANK[customer.ref]:
        customer.ref, customer.below, customer.standing = customer.tier, 0, "normal"
        return former == "churned"
    if figures.aum >= AUM_LINE[customer.ref] or meets_other(customer.ref, figures):
        customer.below, customer.standing = 0, "normal"
        return former == "churned"
    customer.below += 1
    watch, attention, churned = STANDING_STEPS[customer.ref]
    if customer.below <= watch:
        customer.standing = "watch"
    elif customer.below <= attention:
        customer.standing = "attention"
    elif customer.below <= churned:
        customer.standing = "churned"
    else:
        customer.ref = customer.tier if rank >= GOLD else "none"
        customer.below, customer.standing = 0, "normal"
    return False


# --- The day -----------------------------------------------------------------------------------------------

class Before:
    """The end of the day before, as far as alerts look at it."""

    def __init__(self, books):
        self.accounts = dict(books.accounts)
        self.cards = dict(books.cards)
        self.products = dict(books.products)


def run_day(books, day, before):
    """Runs the rules for the day; returns the customers' values and the alerts."""
    alerts = []
    values = []
    month_end = days.is_month_end(day)
    for customer in books.customers.values():
        stage, tier, standing, fa = customer.stage, customer.tier, customer.standing, customer.fa
        if customer.came == day:
            stage, tier, standing = "retained", "none", "normal"  # whatever opening.csv gave
        figures = compute_figures(customer, books, day)
        run_stage(customer, figures, day, books.first_day)
        won_back = False
        if month_end:
            customer.tier = compute_tier(customer.stage, figures)
            won_back = run_standing(customer, figures)
        customer.fa = figures.fa
        if day != books.first_day:
            alerts += state_alerts(customer, stage, tier, standing, won_back)
            if customer.came != day:
                alerts += asset_alerts(customer, fa)
            if month_end:
                alerts += month_end_alerts(customer, figures, day)
            alerts += birthday_alerts(customer, day)
        values.append(Value(customer.no, customer.stage, customer.tier, customer.ref, customer.below,
                            customer.standing, figures))
        if month_end:
            customer.aum_m = [figures.aum] + customer.aum_m[:11]
    if day != books.first_day:
        alerts += movement_alerts(books)
        alerts += account_alerts(books, day, before)
        alerts += card_alerts(books, day, before)
    return values, alerts


# --- Alerts ------------------------------------------------------------------------------------------------

def state_alerts(customer, stage, tier, standing, won_back):
    no = customer.no
    if customer.stage != stage:
        up = STAGE_RANK[customer.stage] > STAGE_RANK[stage]
        yield Alert(no, "stage_up" if up else "stage_down", stage, customer.stage, None)
    if customer.tier != tier:
        up = TIER_RANK[customer.tier] > TIER_RANK[tier]
        yield Alert(no, "tier_up" if up else "tier_down", tier, customer.tier, None)
    if customer.standing != standing and customer.standing != "normal":
        yield Alert(no, "entered_" + customer.standing, standing, customer.standing, None)
    if won_back:
        yield Alert(no, "won_back", "churned", "normal", None)


def asset_alerts(customer, fa_before):
    difference = customer.fa - fa_before
    if 5 * abs(difference) >= fa_before and abs(difference) >= ASSET_ALERT:
        kind = "assets_rose" if difference > 0 else "assets_fell"
        yield Alert(customer.no, kind, money.text(fa_before), money.text(customer.fa), abs(difference))


def month_end_alerts(customer, figures, day):
    m1, m2, m3 = customer.aum_m[:3]
    if TIER_RANK[customer.tier] >= PLATINUM and figures.aum < m1 < m2 < m3:
        yield Alert(customer.no, "churning", money.text(m3), money.text(figures.aum), m3 - figures.aum)
    level = "none"
    if customer.stage == "target":
        level = next((name for name, line in CARD_LEVELS if figures.fa_avg >= line), "none")
    grades = [card.grade for card in customer.cards.values() if card.vip == "1" and is_valid(card, day)]
    best = max(grades, key=GRADE_RANK.get, default="none")
    if level != "none" and GRADE_RANK[best] < GRADE_RANK[level]:
        yield Alert(customer.no, "card_missing", level, "", None)
    if GRADE_RANK[best] > max(GRADE_RANK[level], GRADE_RANK["ordinary"]):
        yield Alert(customer.no, "card_below", best, "", None)


def birthday_alerts(customer, day):
    born = customer.row.birth_date
    if born is None or customer.gone:
        return
    _, month, of_month = days.parts(born)
    year, on_month, on_day = days.parts(day + BIRTHDAY_DAYS)
    if (month, of_month) == (2, 29) and not days.is_leap(year):
        of_month = 28
    if (month, of_month) == (on_month, on_day):
        yield Alert(customer.no, "birthday", days.text(day + BIRTHDAY_DAYS), "", None)


def movement_alerts(books):
    for movement in books.movements.values():
        if movement.amount >= LARGE_MOVEMENT:
            yield Alert(movement.customer_no, "large_movement", movement.txn_id, movement.direction, movement.amount)


def account_alerts(books, day, before):
    for account in books.accounts.values():
        if account.matures_on is not None and account.matures_on - day in MATURING_DAYS \
                and is_counted(account) and account.balance > 0:
            yield Alert(account.customer_no, "product_maturing", account.account_no, days.text(account.matures_on),
                        account.balance)
    for former in before.accounts.values():
        account = books.accounts[former.account_no]
        if account is former:
            continue
        class_ = before.products[former.product_code].class_
        if class_ == "demand" and is_counted(former) and not is_counted(account):
            yield Alert(former.customer_no, "account_closed", former.account_no, "closed", former.balance)
        yield from holding_alerts(books, before, former, account)


def holding_alerts(books, before, former, account):
    """Gains and losses of a fund or wealth holding that cross a tenth of what was paid."""
    if books.products[account.product_code].class_ not in ("fund", "wealth"):
        return
    if not (account.cost and former.cost and is_counted(account) and is_counted(former)):
        return
    gain, gain_before = account.balance - account.cost, former.balance - former.cost
    what = (money.text(account.cost), money.text(account.balance), abs(gain))
    if gain * 10 >= account.cost and gain_before * 10 < former.cost:
        yield Alert(account.customer_no, "holding_gain", *what)
    if gain * 10 <= -account.cost and gain_before * 10 > -former.cost:
        yield Alert(account.customer_no, "holding_loss", *what)


def card_alerts(books, day, before):
    for card in books.cards.values():
        if card.status != "cancelled" and card.expires_on is not None and card.expires_on - day == EXPIRING_DAYS:
            yield Alert(card.customer_no, "card_expiring", card.card_no, days.text(card.expires_on), None)
    for former in before.cards.values():
        if former.status == "active" and books.cards[former.card_no].status == "cancelled":
            yield Alert(former.customer_no, "card_cancelled", former.card_no, "cancelled", None)
