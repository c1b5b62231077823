"""python3 -m reference run|make|agree: see --help of each."""

import argparse
import os
import sys

from . import agree, banks, batch, days, output


def run(options):
    """Values, alerts, quarantine and loads of a directory of day folders, into a directory."""
    os.makedirs(options.out, exist_ok=True)
    chosen = {days.from_text(text) for text in options.days.split(",")} if options.days else None

    def write(name, text):
        with open(os.path.join(options.out, name), "w", encoding="utf-8", newline="") as target:
            target.write(text)

    def publish(day, values, alerts):
        if chosen is None or day in chosen:
            write(f"values-{days.text(day)}.csv", output.values_csv(values, day))
            write(f"alerts-{days.text(day)}.csv", output.alerts_csv(alerts, day))

    bank = batch.Batch(publish, options.profile)
    bank.run(options.dir, days.from_text(options.until) if options.until else None)
    write("quarantine.csv", output.quarantine_csv(bank.books.quarantine))
    write("loads.csv", output.loads_csv(bank.loads()))
    return 0


def main():
    parser = argparse.ArgumentParser(prog="reference", description="The plain reference of the nightly batch.")
    commands = parser.add_subparsers(dest="command", required=True)
    command = commands.add_parser("run", help="value a directory of day folders")
    command.add_argument("dir")
    command.add_argument("--out", required=True)
    command.add_argument("--profile", help="default: profile.json in DIR, if there is one")
    command.add_argument("--until", help="YYYY-MM-DD; default: the newest ready folder")
    command.add_argument("--days", help="YYYY-MM-DD,…: write only these; default: every day")
    command.set_defaults(call=run)
    banks.add_command(commands)
    agree.add_command(commands)
    options = parser.parse_args()
    return options.call(options)


if __name__ == "__main__":
    sys.exit(main())
