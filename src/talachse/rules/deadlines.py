"""Counting days: working days of North Rhine-Westphalia, and when an answer is due."""

from __future__ import annotations

import datetime as dt
from functools import cache

import holidays

from talachse.rules._book import rule

# The promise of a desk to a person who asked; an own rule, no statute sets it.
ANSWER_WORKING_DAYS = 3


@cache
def _holidays(year: int) -> holidays.HolidayBase:
    return holidays.country_holidays("DE", subdiv="NW", years=year)


@cache
@rule(
    question="Welche gesetzlichen Feiertage hat das Jahr?",
    basis="§ 2 Feiertagsgesetz NW",
)
def holidays_of(year: int) -> frozenset[dt.date]:
    """Public holidays of North Rhine-Westphalia."""
    return frozenset(_holidays(year))


@rule(
    question="Ist dieser Tag ein Arbeitstag?",
    basis="§ 2 Feiertagsgesetz NW; § 193 BGB: Samstag, Sonntag und Feiertag zählen nicht",
)
def is_working_day(day: dt.date) -> bool:
    """Monday to Friday, no public holiday in North Rhine-Westphalia."""
    return day.weekday() < 5 and day not in _holidays(day.year)


@rule(
    question="Welcher Tag liegt so viele Arbeitstage später?",
    basis="§ 187 Abs. 1 BGB: der Tag des Ereignisses zählt nicht mit",
)
def add_working_days(start: dt.date, days: int) -> dt.date:
    """The day of the event does not count; the answer is itself a working day."""
    day = start
    while days > 0:
        day += dt.timedelta(days=1)
        if is_working_day(day):
            days -= 1
    return day


@rule(
    question="Bis wann muss eine Anlaufstelle antworten?",
    basis="Eigene Regel: drei Arbeitstage nach Eingang",
)
def answer_due_on(received_on: dt.date) -> dt.date:
    """Three working days after the day of receipt."""
    return add_working_days(received_on, ANSWER_WORKING_DAYS)
