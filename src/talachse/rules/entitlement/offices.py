"""Where to go: the office for each benefit in Wuppertal, how to apply, how far back it works and which papers are asked for."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from talachse.rules._book import rule
from talachse.rules.parameters import Parameters
from talachse.rules.verdict import Verdict

OFFICES = Parameters("talachse.rules.entitlement", "offices.yaml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """One door. Empty texts: not confirmed by a source, so not shown.

    ``back_months`` is how many months before the month of receipt are paid, None when it starts with the day the office
    knows; ``any_office`` whether a wish handed in elsewhere counts from that day (§ 16 (2) SGB I).
    """

    name: str
    address: str
    phone: str
    online: str
    written: bool
    form_basis: str
    back_months: int | None
    back_basis: str
    any_office: bool
    papers: tuple[str, ...]
    source: str


@rule(question="Welche Stelle ist für eine Leistung zuständig?", basis="§ 12 SGB I und die Gesetze der Leistungen")
def office_for(benefit: str, on: dt.date) -> Office:
    """``benefit`` is one of ``household.BENEFITS``."""
    found = OFFICES.on(benefit, on)
    return Office(**{**found.value, "papers": tuple(found.value["papers"])}, source=found.source)


@rule(
    question="Reicht für diese Leistung ein formloser Antrag?",
    basis="§ 9 SGB X, § 60 Abs. 2 SGB I und die Gesetze der Leistungen",
)
def verdict(benefit: str, on: dt.date) -> Verdict:
    """Yes: a mail or a spoken sentence is enough. No: it must be in writing, but a first letter already keeps the day."""
    office = office_for(benefit, on)
    if not office.written:
        return Verdict.yes("Ja. Ein Satz reicht, zum Beispiel eine E-Mail oder ein Gespräch.", basis=office.form_basis)
    return Verdict.no(
        "Nein, der Antrag muss schriftlich sein. Schreiben Sie zuerst einen kurzen Brief mit Ihrer Unterschrift. Das Formular "
        "können Sie danach ausfüllen.",
        basis=office.form_basis,
    )


@rule(
    question="Ab wann wird gezahlt, wenn der Antrag an einem Tag eingeht?",
    basis="§ 16 Abs. 2 SGB I und die Gesetze der Leistungen",
)
def paid_from(benefit: str, received_on: dt.date) -> dt.date:
    """The first day that a wish received on ``received_on`` can reach, if everything else is given."""
    months = office_for(benefit, received_on).back_months
    if months is None:
        return received_on
    index = received_on.year * 12 + received_on.month - 1 - months
    return dt.date(index // 12, index % 12 + 1, 1)


def in_words(benefit: str, received_on: dt.date) -> str:
    """From when it is paid, and whether any office may take the wish; two German sentences for a receipt."""
    office = office_for(benefit, received_on)
    start = paid_from(benefit, received_on)
    if office.any_office:
        where = "Der Antrag zählt auch, wenn er zuerst bei einem anderen Amt eingeht."
    else:
        where = f"Geben Sie den Antrag direkt dort ab: {office.name}."
    return f"Möglich ist die Leistung ab dem {start:%d.%m.%Y}. {where}"
