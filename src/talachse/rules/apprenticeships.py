"""#Abflug in Ausbildung: how long a list of wishes is, who gets a seat at an event, and how long any of it is kept."""

from __future__ import annotations

import datetime as dt

from talachse.rules._book import rule
from talachse.rules.verdict import Verdict

MOST_WISHES = 10
MOST_PEOPLE_ON_A_SEAT = 6
DOOR_OPENS_BEFORE = dt.timedelta(hours=1)
SEATS_KEPT_DAYS = 30
# Half a year, in days, so that every day has one answer.
LISTS_KEPT_DAYS = 183

# As in the codes of the intake: no vowels, nothing that looks alike.
MARKER_SIGNS = "23456789BCDFGHJKMNPQRSTVWXZ"
_MARKERS = len(MARKER_SIGNS) ** 5
# Without a common divisor with the number of markers, so that no two lists get the same one.
_STEP, _START = 8_675_309, 1_234_577


@rule(
    question="Unter welchem Kennzeichen sieht ein Betrieb einen jungen Menschen?",
    basis="Eigene Regel: der Betrieb sieht nie den geheimen Code und keinen Namen (Art. 25 DSGVO)",
)
def marker(number: int) -> str:
    """Five signs for the number of a list: never the same twice, and of no use for opening the list.

    ValueError beyond 14,348,907 lists.
    """
    if not 0 <= number < _MARKERS:
        raise ValueError(f"no marker for {number}")
    left, signs = (number * _STEP + _START) % _MARKERS, ""
    for _ in range(5):
        left, digit = divmod(left, len(MARKER_SIGNS))
        signs += MARKER_SIGNS[digit]
    return signs


@rule(
    question="Passt noch ein Platz auf die Wunschliste?",
    basis="Eigene Regel: höchstens zehn Wünsche, damit jeder ernst gemeint ist",
)
def can_add_wish(*, on_list: int) -> Verdict:
    """``on_list``: wishes that are on it now."""
    if on_list < MOST_WISHES:
        return Verdict.yes("Auf der Liste ist noch Platz.")
    return Verdict.no("Deine Liste ist voll. Nimm zuerst einen Wunsch herunter.")


@rule(
    question="Kann jemand für so viele Menschen Plätze bei einer Veranstaltung nehmen?",
    basis="Eigene Regel: nie mehr Menschen als Plätze; bis zum Beginn; wer nicht kommt, gibt zurück",
)
def can_take_seats(
    *, seats: int, taken: int, people: int, starts_at: dt.datetime, cancelled: bool, now: dt.datetime
) -> Verdict:
    """``taken``: people who hold seats now."""
    if cancelled:
        return Verdict.no("Die Veranstaltung ist abgesagt.")
    if now >= starts_at:
        return Verdict.no("Die Veranstaltung hat schon begonnen.")
    if taken >= seats:
        return Verdict.no(
            "Alle Plätze sind vergeben. Schau später noch einmal: Manchmal gibt jemand einen Platz zurück."
        )
    if taken + people > seats:
        return Verdict.no("So viele Plätze sind nicht mehr frei. Komm mit weniger Menschen.")
    return Verdict.yes("Es sind noch Plätze frei.")


@rule(
    question="Kann sich jemand am Eingang einer Veranstaltung anmelden?",
    basis="Eigene Regel: ab einer Stunde vor dem Beginn bis zum Ende",
)
def can_check_in(*, starts_at: dt.datetime, ends_at: dt.datetime, cancelled: bool, now: dt.datetime) -> Verdict:
    """The last moment is the end."""
    if cancelled:
        return Verdict.no("Die Veranstaltung ist abgesagt.")
    if now < starts_at - DOOR_OPENS_BEFORE:
        return Verdict.no("Das geht ab einer Stunde vor dem Beginn.")
    if now > ends_at:
        return Verdict.no("Die Veranstaltung ist vorbei.")
    return Verdict.yes("Der Eingang ist offen.")


@rule(
    question="Für welche Veranstaltungen müssen Spitznamen und Codes heute gelöscht werden?",
    basis="Art. 5 Abs. 1 Buchst. e DSGVO: nur so lange wie nötig; 30 Tage nach dem Ende, die Zahl bleibt",
)
def seats_expire_before(*, today: dt.date) -> dt.date:
    """Events that ended before this day; the thirtieth day still belongs to the term."""
    return today - dt.timedelta(days=SEATS_KEPT_DAYS)


@rule(
    question="Welche verlassenen Wunschlisten müssen heute gelöscht werden?",
    basis="Art. 5 Abs. 1 Buchst. e DSGVO: nur so lange wie nötig; ein halbes Jahr, falls jemand zurückkommt",
)
def lists_expire_before(*, today: dt.date) -> dt.date:
    """Lists left before this day; the half year ends with its last day."""
    return today - dt.timedelta(days=LISTS_KEPT_DAYS)
