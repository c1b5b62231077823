"""A plain second reading of the bank's day files and value rules, for tests.

It is written from the specification alone: a loop over days and customers, without any cleverness, so that
the product can be compared with it byte for byte.  AMBIGUITIES.md lists the readings chosen where the
specification can be read in two ways.

    layout.py    the files, their columns, what each column may hold
    days.py      dates as day numbers; money.py: amounts and rates as integers
    profile.py   profile.json: charset, delimiter, names, constants, values
    rows.py      from bytes to records to checked rows
    books.py     what the bank knows: customers, accounts, cards, rates, waiting rows, quarantine, loads
    dayfiles.py  MANIFEST, refusals, taking a folder
    rules.py     figures, stage, tier, standing, alerts of one day
    batch.py     the loop over days
    output.py    values, alerts, quarantine and loads as CSV
    banks.py     random banks to run it all on
    agree.py     the product against this reference
"""
