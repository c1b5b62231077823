"""What a report of `guanhu report` must say, worked out plainly from every day of the reference.

A question is a dict: by, show, over, points, as_then, at; see test_report.py, which asks them.
"""

import collections

from . import days

AVERAGED = ("deposits", "loans", "fa", "aum")
CODES = ("stage", "tier", "ref", "standing", "cc_grade")
NUMBERS = ("below", "product_kinds")
Dim = collections.namedtuple("Dim", "text field cuts levels past", defaults=((), 0, ""))
Measure = collections.namedtuple("Measure", "text what field basis top since rate", defaults=("", "", 0, "", False))


def rounded(dividend, divisor):
    """Half up, halves away from zero."""
    sign = -1 if dividend < 0 else 1
    return sign * ((2 * abs(dividend) + divisor) // (2 * divisor))


class History:
    """Facts of every customer at the end of every day: history[day][customer_no]."""

    def __init__(self):
        self.days = {}
        self.orgs = {}

    def add(self, day, values, books):
        facts = {}
        for v in values:
            figures, person = v.figures, books.customers[v.customer_no]
            sums = figures.sums
            facts[v.customer_no] = {
                "stage": v.stage, "tier": v.tier, "ref": v.ref, "standing": v.standing, "below": v.below,
                "cc_grade": figures.cc_grade, "product_kinds": figures.product_kinds,
                "deposits": figures.deposits, "loans": figures.loans, "funds": sums["fund"], "bonds": sums["bond"],
                "wealth": sums["wealth"], "insurance": sums["insurance"], "securities": sums["securities"],
                "gold": sums["gold"], "fa": figures.fa, "aum": figures.aum, "acct_max": figures.acct_max,
                "fa_avg": figures.fa_avg, "cc_spend": figures.cc_spend, "mortgage": sums["mortgage"],
                "credit_loan": sums["credit_loan"], "fa_ytd": person.fa_ytd, "gone": person.gone,
                "org": person.row.outlet_no, "gender": person.row.gender or "-"}
        self.days[day] = facts
        self.orgs = {no: row.parent_no for no, row in books.orgs.items()}

    @property
    def first(self):
        return min(self.days)

    @property
    def last(self):
        return max(self.days)


class Answer:
    """One question over a history."""

    def __init__(self, history, question):
        self.history, self.question = history, question
        self.shown = self.moment(question["at"] or "today", history.last)
        self.points = self.times()
        self.held = self.held_days()

    # --- days ----------------------------------------------------------------------------------------------

    def before(self, day):
        over = self.question["over"]
        if over == "months":
            return month_end_before(day)
        if over == "tens":
            of_month = days.parts(day)[2]
            return day - (of_month - 20) if of_month > 20 else day - (of_month - 10) if of_month > 10 \
                else days.first_of_month(day) - 1
        return day - 1

    def times(self):
        times = [self.shown]
        while len(times) < self.question["points"]:
            times.insert(0, self.before(times[0]))
        return times

    def moment(self, word, day):
        if word == "year_begin":
            return days.day_number(days.parts(day)[0], 1, 1) - 1
        return {"today": day, "yesterday": day - 1, "month_end": month_end_before(day),
                "before": self.before(day), "3_months_ago": month_end_before(month_end_before(month_end_before(day)))}[word]

    def held_days(self):
        last = self.history.last
        held, end = {last, last - 1}, last
        for _ in range(16):
            end = month_end_before(end)
            held.add(end)
        month = days.first_of_month(last)
        for _ in range(3):
            held |= {month + 9, month + 19}
            month = days.first_of_month(month - 1)
        return {day for day in held if self.history.first <= day <= last}

    def is_held(self):
        """Are the days of the definition itself there?"""
        return all(not dim.past or self.moment(dim.past, self.shown) in self.held for dim in self.question["by"])

    # --- groups --------------------------------------------------------------------------------------------

    def key(self, dim, day, no):
        if dim.past:
            day = self.moment(dim.past, self.shown)
        facts = self.history.days[day].get(no)
        if dim.field == "org":
            return self.org_key(dim, facts["org"]) if facts else "-"
        if not facts:
            return {"stage": "retained", "standing": "normal"}.get(dim.field, "none") if dim.field in CODES else \
                "0" if dim.field in NUMBERS else band(0, dim.cuts)
        if dim.cuts:
            return band(facts[dim.field], dim.cuts)
        return str(facts[dim.field])

    def org_key(self, dim, org):
        path = [org]
        while self.history.orgs.get(path[0]):
            path.insert(0, self.history.orgs[path[0]])
        return path[min(dim.levels, len(path) - 1)]

    def members(self, day):
        return [no for no, facts in self.history.days[day].items() if not facts["gone"]]

    def groups(self, day):
        found = collections.defaultdict(list)
        as_of = day if self.question["as_then"] else self.shown
        for no in self.members(day):
            found[tuple(self.key(dim, as_of, no) for dim in self.question["by"])].append(no)
        return found

    # --- figures -------------------------------------------------------------------------------------------

    def period(self, basis, day):
        year, month, _ = days.parts(day)
        first = {"year_avg": 1, "quarter_avg": (month - 1) // 3 * 3 + 1, "month_avg": month}[basis]
        return days.day_number(year, first, 1)

    def added(self, measure, day, members):
        """The sum over a period's days, and how many there are; None: not known."""
        start = self.period(measure.basis, day)
        january = days.parts(start)[1] == 1
        if not january and start - 1 not in self.held:
            return None
        if measure.field == "fa":
            total = sum(self.history.days[day][no]["fa_ytd"] for no in members)
            if not january:
                earlier = self.history.days[start - 1]
                total -= sum(earlier[no]["fa_ytd"] for no in members if no in earlier)
            return total, day - start + 1
        if start < self.history.first:
            return None
        total = sum(self.history.days[d][no][measure.field] for d in range(start, day + 1) for no in members
                    if no in self.history.days[d])
        return total, day - start + 1

    def figure(self, measure, day, members, everybody):
        if day not in self.held:
            return None
        if measure.what == "customers":
            return len(members)
        if measure.what == "share" and not measure.field:
            return rounded(len(members) * 10000, len(everybody)) if everybody else None
        values = sorted(self.history.days[day][no][measure.field] for no in members)
        total, count = sum(values), 1
        if measure.basis:
            found = self.added(measure, day, members)
            if found is None:
                return None
            total, count = found
        if measure.what == "sum":
            return rounded(total, count)
        if measure.what == "avg":
            hundred = 100 if measure.field in NUMBERS else 1
            return rounded(total * hundred, count * len(members)) if members else None
        if measure.what == "share":
            if measure.basis:
                whole = self.added(measure, day, everybody)[0]
            else:
                whole = sum(self.history.days[day][no][measure.field] for no in everybody)
            return rounded(total * 10000, whole) if whole > 0 else None
        if measure.what == "top":
            return sum(values[-measure.top:])
        middle = len(values) // 2
        if not values:
            return None
        return values[middle] if len(values) % 2 else rounded(values[middle - 1] + values[middle], 2)

    def value(self, measure, day, key):
        def at(moment):
            if moment not in self.held:
                return None
            groups = self.groups(moment)
            everybody = [no for members in groups.values() for no in members]
            return self.figure(measure, moment, groups.get(key, []), everybody)
        now = at(day)
        if not measure.since:
            return now
        then = at(self.moment(measure.since, day))
        if now is None or then is None:
            return None
        if not measure.rate:
            return now - then
        return rounded((now - then) * 10000, abs(then)) if then else None

    def days_asked(self):
        asked = set(self.points)
        for measure in self.question["show"]:
            if measure.since:
                asked |= {self.moment(measure.since, day) for day in self.points}
        return asked & self.held

    def rows(self):
        """{(keys, day): [values]}"""
        keys = {key for day in self.days_asked() for key in self.groups(day)}
        if not self.question["by"]:
            keys = {()}
        return {(key, day): [self.value(measure, day, key) for measure in self.question["show"]]
                for key in keys for day in self.points}


def band(value, cuts):
    reached = [cut for cut in cuts if value >= cut]
    return f"{reached[-1] // 100}.{reached[-1] % 100:02d}" if reached else "below"


def month_end_before(day):
    return days.first_of_month(day) - 1
