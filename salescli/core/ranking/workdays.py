"""Which days are working days in a customer's country."""

from __future__ import annotations

from datetime import date, timedelta

SATURDAY = 5
ONE_DAY = timedelta(days=1)


def is_working_day(day: date, country: str) -> bool:
    """Monday to Friday, in every country: public holidays are not known yet."""
    return day.weekday() < SATURDAY


def roll(day: date, country: str) -> date:
    """The day itself, or the next working day after it."""
    while not is_working_day(day, country):
        day += ONE_DAY
    return day
