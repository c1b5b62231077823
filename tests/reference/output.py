"""What the commands print, as CSV: UTF-8, LF, quotes only where they are needed."""

from . import days, layout, money

VALUES_HEADER = ("customer_no,date,stage,tier,ref,below,standing,deposits,loans,funds,bonds,wealth,insurance,"
                 "securities,gold,fa,aum,acct_max,fa_avg,aum_max6,aum_max12,cc_spend,mortgage,credit_loan,cc_grade,"
                 "product_kinds\n")
ALERTS_HEADER = "customer_no,date,kind,from,to,amount\n"
QUARANTINE_HEADER = "file,line,column,reason,value\n"
LOADS_HEADER = "file,mode,rows,taken,quarantined,waiting,state,reason\n"


def field(text):
    """A field, in quotes where it holds a comma, a quote or a line end."""
    if any(char in text for char in ',"\n\r'):
        return '"' + text.replace('"', '""') + '"'
    return text


def file_name(day, name):
    return f"{days.folder_name(day)}/{name}"


def values_csv(values, day):
    on = days.text(day)
    lines = [VALUES_HEADER]
    for v in sorted(values, key=lambda v: v.customer_no.encode("utf-8")):
        f, s = v.figures, v.figures.sums
        amounts = (f.deposits, f.loans, s["fund"], s["bond"], s["wealth"], s["insurance"], s["securities"], s["gold"],
                   f.fa, f.aum, f.acct_max, f.fa_avg, f.aum_max6, f.aum_max12, f.cc_spend, s["mortgage"],
                   s["credit_loan"])
        lines.append(f"{field(v.customer_no)},{on},{v.stage},{v.tier},{v.ref},{v.below},{v.standing},"
                     f"{','.join(map(money.text, amounts))},{f.cc_grade},{f.product_kinds}\n")
    return "".join(lines)


def alerts_csv(alerts, day):
    on = days.text(day)

    def place(alert):
        amount = (0, 0) if alert.amount is None else (1, alert.amount)
        return (alert.customer_no.encode(), alert.kind, alert.frm.encode(), alert.to.encode(), amount)

    lines = [ALERTS_HEADER]
    for a in sorted(alerts, key=place):
        amount = "" if a.amount is None else money.text(a.amount)
        lines.append(f"{field(a.customer_no)},{on},{a.kind},{field(a.frm)},{field(a.to)},{amount}\n")
    return "".join(lines)


def quarantine_csv(entries):
    """All entries; the last column, the value, is left empty here (the product masks what is personal)."""
    lines = [QUARANTINE_HEADER]
    for e in sorted(entries, key=lambda e: (e.day, layout.file_order(e.name), e.line)):
        lines.append(f"{file_name(e.day, e.name)},{e.line},{e.column},{e.reason},\n")
    return "".join(lines)


def loads_csv(loads):
    """All loads, without the seconds they took."""
    lines = [LOADS_HEADER]
    for l in sorted(loads, key=lambda l: (l.day, layout.file_order(l.name))):
        lines.append(f"{file_name(l.day, l.name)},{l.mode},{l.rows},{l.taken},{l.quarantined},{l.waiting},{l.state},"
                     f"{l.reason}\n")
    return "".join(lines)
