"""Which law a calculation rests on: the law in force or a bill, up to which day it was read, and what changes when."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from talachse.rules._book import rule
from talachse.rules.parameters import Parameter, Parameters

type LawSet = Literal["in force", "bill"]
IN_FORCE: LawSet = "in force"
BILL: LawSet = "bill"
LAW_SETS = (IN_FORCE, BILL)

_PACKAGE = "talachse.rules.entitlement"
LAW = Parameters(_PACKAGE, "law.yaml")
BILLS = (Parameters(_PACKAGE, "wohngeld_bill.yaml"), Parameters(_PACKAGE, "kindergeld_bill.yaml"))
CHANGES = Parameters(_PACKAGE, "law_changes.yaml")
BILL_CHANGES = Parameters(_PACKAGE, "law_changes_bill.yaml")
BILL_OPEN = Parameters(_PACKAGE, "law_open_bill.yaml")


@dataclass(frozen=True, slots=True)
class Change:
    """From ``on`` another rule holds; ``text`` is one German sentence. ``running`` says whether it reaches running grants.

    ``benefit`` names the one that it is about, "" for many.
    """

    on: dt.date
    text: str
    source: str
    running: bool
    benefit: str = ""


@rule(
    question="Welcher Wert gilt an einem Tag, nach geltendem Recht oder nach dem Gesetzentwurf?",
    basis="Eigene Regel: ein Entwurf ersetzt nur die Werte, die er nennt, und erst ab seinem Tag",
)
def value(name: str, on: dt.date, law: LawSet = IN_FORCE) -> Parameter:
    """The dated value of ``law.yaml``; under the bill its value once its day has come.

    :raises LookupError: no value is known for the day.
    """
    if law == BILL:
        for bill in BILLS:
            drafted = [one for one in bill.history(name) if one.since <= on]
            if drafted:
                return drafted[-1]
    return LAW.on(name, on)


@rule(
    question="Nach welchem Recht wird an einem Tag gerechnet, wenn nach dem Gesetzentwurf gefragt ist?",
    basis="Eigene Regel: vor seinem ersten Tag ändert ein Entwurf nichts",
)
def in_effect(on: dt.date, law: LawSet) -> LawSet:
    """The law set whose rules hold on the day: before the first day of every bill that of the law in force."""
    drafted = any(one.since <= on for bill in BILLS for name in bill.names() for one in bill.history(name))
    return BILL if law == BILL and drafted else IN_FORCE


@rule(
    question="Was ist am Gesetzentwurf noch offen, so dass es nicht gerechnet werden kann?",
    basis="BT-Drs. 21/8284, BT-Drs. 21/8235",
)
def open_points(on: dt.date, law: LawSet) -> tuple[str, ...]:
    """German sentences, one for each matter of which the bill is known but not its values; none under the law in force."""
    if in_effect(on, law) == IN_FORCE:
        return ()
    return tuple(BILL_OPEN.on(name, on).value for name in BILL_OPEN.names())


@rule(
    question="Auf welchem Rechtsstand beruht eine Rechnung?",
    basis="Eigene Regel: jedes Ergebnis nennt seinen Rechtsstand; Werte nach dem letzten bekannten Tag sind fortgeschrieben",
)
def rechtsstand(on: dt.date, law: LawSet = IN_FORCE) -> str:
    """One German sentence that every result carries."""
    read, open_from = LAW.on("rechtsstand", on).value, LAW.on("fortgeschrieben_ab", on).value
    stand = f"Stand {read:%d.%m.%Y}"
    if on >= open_from:
        stand += f"; für Tage ab {open_from:%d.%m.%Y} fortgeschrieben – Rechtsgrundlage steht noch aus"
    if law == IN_FORCE:
        return stand
    if in_effect(on, law) == IN_FORCE:
        return f"{stand}; die Gesetzentwürfe ändern an diesem Tag noch nichts"
    return (
        f"{stand}; Wohngeld und Kindergeld nach Gesetzentwürfen, die nicht beschlossen sind (BT-Drs. 21/8284, 21/8235)"
    )


@rule(
    question="Welche Änderungen des Rechts fallen in einen Bewilligungszeitraum?",
    basis="§ 48 Abs. 1 SGB X; Übergangsrecht: § 65a Abs. 1 SGB II, Entwurf § 42e WoGG",
)
def changes_between(
    start: dt.date,
    end: dt.date,
    law: LawSet = IN_FORCE,
    *,
    city: Parameters | None = None,
    also_for_new_grants: bool = False,
) -> tuple[Change, ...]:
    """Changes after ``start`` and up to ``end``, the earliest first: each splits the period into two calculations.

    ``city`` is the dated table of a municipality. A change that spares running grants is left out, unless
    ``also_for_new_grants`` asks what a new application would meet.
    """
    known = _changes(CHANGES)
    if law == BILL:
        known |= _changes(BILL_CHANGES)  # what a bill says of a matter and day takes the place of what is open there
    found = list(known.values())
    if city is not None:
        limits = city.history("mietobergrenze")
        found += [Change(one.since, "Die Stadt hat neue Mietobergrenzen.", one.source, running=True) for one in limits]
    hit = [one for one in found if start < one.on <= end and (one.running or also_for_new_grants)]
    return tuple(sorted(hit, key=lambda one: (one.on, one.text)))


def _changes(book: Parameters) -> dict[tuple[str, dt.date], Change]:
    found = {}
    for name in book.names():
        for one in book.history(name):
            said = one.value
            running, benefit = said.get("running", True), said.get("benefit", "")
            found[name, one.since] = Change(one.since, said["text"], one.source, running, benefit)
    return found
