"""The day files: their order, their columns, what a column may hold, keys and references.

One place for the table of dayfiles.md.  A column has

    name      as in the table
    kind      text, amount, balance (an amount that may be negative), rate, date, past (a birth or issue
              date, which matters only for two-digit years), time, days (a whole number), or code
    codes     for the kind code: the values it may have
    required  an empty text is a fault
    limit     the most bytes in UTF-8: 64 for keys and references, 4,096 otherwise
    default   what an empty text stands for
    refers    the file in which the value must be known, or None
"""

import collections
import keyword

SHORT, LONG = 64, 4096

Column = collections.namedtuple("Column", "name kind codes required limit default refers")
File = collections.namedtuple("File", "name columns key row index")

CLASSES = ("demand", "time", "mortgage", "credit_loan", "other_loan", "fund", "bond", "wealth", "insurance",
           "securities", "gold", "debit_card", "credit_card", "settlement", "channel")
STAGES = ("retained", "potential", "target")
TIERS = ("none", "potential", "gold", "platinum", "growth", "core")
GRADES = ("ordinary", "gold", "platinum", "diamond")
FLAG = ("0", "1")
POSTS = ("outlet_head", "rm", "lobby_manager", "lobby_assistant", "open_teller", "closed_teller", "marketer",
         "marketing_supervisor", "supervisor", "agent", "compliance", "admin", "remote_authoriser")
CERTIFICATES = ("id", "passport", "household", "military", "hk_macau", "taiwan", "foreigner", "other")

# Stands for "the base currency", which is a parameter and not known here.
BASE_CURRENCY = "CNY"


def column(name, kind="text", required=False, short=False, default=None, codes=None, refers=None):
    """One column; a star behind the name marks it as required, as in the table."""
    if name.endswith("*"):
        name, required = name[:-1], True
    if codes:
        kind = "code"
    return Column(name, kind, frozenset(codes or ()), required, SHORT if short or refers else LONG, default, refers)


def file(name, key, *columns):
    """One file; key is the tuple of the names of its key columns (empty: the file has no key)."""
    fields = [c.name + "_" if keyword.iskeyword(c.name) else c.name for c in columns]
    row = collections.namedtuple(name.split(".")[0].capitalize(), fields)
    return File(name, columns, key, row, {c.name: i for i, c in enumerate(columns)})


FILES = collections.OrderedDict((f.name, f) for f in (
    file("org.csv", ("org_no",),
         column("org_no*", short=True),
         column("parent_no", refers="org.csv"),
         column("level*", codes=("head", "tier1", "tier2", "subbranch", "outlet")),
         column("name*"),
         column("region")),
    file("product.csv", ("product_code",),
         column("product_code*", short=True),
         column("name*"),
         column("class*", codes=CLASSES),
         column("family"),
         column("risk", codes=("R1", "R2", "R3", "R4", "R5")),
         column("term_days", "days"),
         column("rate", "rate"),
         column("min_amount", "amount"),
         column("on_sale_from", "date"),
         column("on_sale_to", "date")),
    file("fx.csv", ("currency",),
         column("currency*", short=True),
         column("rate*", "rate")),
    file("staff.csv", ("staff_no",),
         column("staff_no*", short=True),
         column("name*"),
         column("org_no*", refers="org.csv"),
         column("post*", codes=POSTS),
         column("phone"),
         column("email"),
         column("skills"),
         column("status", codes=("active", "left"), default="active")),
    file("customer.csv", ("customer_no",),
         column("customer_no*", short=True),
         column("cert_type*", codes=CERTIFICATES),
         column("cert_no*"),
         column("name*"),
         column("gender", codes=("male", "female")),
         column("birth_date", "past"),
         column("phone"),
         column("email"),
         column("address"),
         column("occupation"),
         column("education"),
         column("marital"),
         column("income_year", "amount"),
         column("risk_level", codes=("C1", "C2", "C3", "C4", "C5")),
         column("risk_assessed_on", "date"),
         column("outlet_no*", refers="org.csv"),
         column("opened_on", "date"),
         column("dnd", codes=FLAG, default="0")),
    file("account.csv", ("account_no",),
         column("account_no*", short=True),
         column("customer_no*", refers="customer.csv"),
         column("product_code*", refers="product.csv"),
         column("currency", refers="fx.csv", default=BASE_CURRENCY),
         column("balance*", "balance"),
         column("outlet_no*", refers="org.csv"),
         column("opened_on*", "date"),
         column("matures_on", "date"),
         column("status", codes=("open", "frozen", "closed"), default="open"),
         column("cost", "amount"),
         column("auto_renew", codes=FLAG)),
    file("card.csv", ("card_no",),
         column("card_no*", short=True),
         column("customer_no*", refers="customer.csv"),
         column("kind*", codes=("debit", "credit")),
         column("grade*", codes=GRADES),
         column("vip", codes=FLAG, default="0"),
         column("issued_on*", "past"),
         column("expires_on", "date"),
         column("status", codes=("active", "cancelled"), default="active")),
    file("transaction.csv", ("customer_no", "at", "txn_id"),
         column("txn_id*", short=True),
         column("account_no*", refers="account.csv"),
         column("customer_no*", refers="customer.csv"),
         column("at*", "time"),
         column("direction*", codes=("in", "out")),
         column("amount*", "amount"),
         column("kind", codes=("cash", "transfer", "salary", "purchase", "redemption", "interest", "fee",
                               "card_spend", "repayment", "other")),
         column("channel", codes=("counter", "atm", "pos", "web", "app", "thirdparty")),
         column("counterparty"),
         column("counterparty_bank"),
         column("own_name", codes=FLAG),
         column("note")),
    file("behaviour.csv", (),
         column("customer_no*", refers="customer.csv"),
         column("at*", "time"),
         column("channel*", codes=("app", "web", "wechat")),
         column("event*", codes=("login", "view", "search", "click")),
         column("object")),
    file("relation.csv", ("customer_no", "other_no", "kind"),
         column("customer_no*", refers="customer.csv"),
         column("other_no*", refers="customer.csv"),
         column("kind*", short=True, codes=("spouse", "parent", "child", "employer", "guarantor", "friend"))),
    file("opening.csv", ("customer_no",),
         column("customer_no*", refers="customer.csv"),
         column("fa_ytd_sum*", "amount"),
         *(column(f"aum_m{i}", "amount") for i in range(1, 13)),
         column("stage", codes=STAGES, default="retained"),
         column("tier", codes=TIERS, default="none"),
         column("since", "date")),
))

# In which files a full one says something about what is absent from it.
ABSENCE_MEANS = ("staff.csv", "customer.csv", "account.csv", "card.csv", "relation.csv")

# The column named in a duplicate's quarantine entry: the key's first in the table, for transactions txn_id.
DUPLICATE_COLUMN = {name: ("txn_id" if name == "transaction.csv" else f.key[0] if f.key else None)
                    for name, f in FILES.items()}


def file_order(name):
    """The place of a file in the order in which a folder is taken; other names come last."""
    return list(FILES).index(name) if name in FILES else len(FILES)
