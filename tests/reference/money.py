"""Amounts: integers in hundredths, rates: integers in hundred-millionths.

Every division rounds once, halves away from zero.
"""

RATE_ONE = 100_000_000


def divide(number, by):
    """number / by, rounded to the nearest integer, halves away from zero; by is positive."""
    nearest = (2 * abs(number) + by) // (2 * by)
    return nearest if number >= 0 else -nearest


def convert(amount, rate):
    """An amount in a currency of this rate, in base currency."""
    return divide(amount * rate, RATE_ONE)


def text(amount):
    """1234.50, -5.00, 0.00."""
    whole, cents = divmod(abs(amount), 100)
    return f"{'-' if amount < 0 else ''}{whole}.{cents:02d}"


def yuan(amount):
    """Whole units to hundredths, to write limits as the rules do."""
    return amount * 100
