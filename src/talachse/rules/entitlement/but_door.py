"""Which door for Bildung und Teilhabe: four questions lead to the right office and the next step."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from talachse.rules._book import rule
from talachse.rules.parameters import Parameter, Parameters
from talachse.rules.verdict import Verdict

LAW = Parameters("talachse.rules.entitlement", "but_door.yaml")
ADDRESSES = Parameters("talachse.rules.entitlement", "but_addresses.yaml")


class Benefit(StrEnum):
    """The main benefit of the family; it alone decides about the door."""

    SGB2 = "sgb2"
    SGB12 = "sgb12"
    WOHNGELD = "wohngeld"
    KINDERZUSCHLAG = "kinderzuschlag"
    ASYLBLG = "asylblg"
    NONE = "none"
    UNKNOWN = "unknown"


class Learning(StrEnum):
    """Where the child learns."""

    SCHOOL = "school"
    DAYCARE = "daycare"
    TRAINING_PAY = "training_pay"
    NEITHER = "neither"


class Component(StrEnum):
    """The seven parts of Bildung und Teilhabe."""

    AUSFLUEGE = "ausfluege"
    KLASSENFAHRTEN = "klassenfahrten"
    SCHULBEDARF = "schulbedarf"
    SCHUELERBEFOERDERUNG = "schuelerbefoerderung"
    LERNFOERDERUNG = "lernfoerderung"
    MITTAGSVERPFLEGUNG = "mittagsverpflegung"
    TEILHABE = "teilhabe"


# With day care instead of school, only trips and lunch remain of the education parts (§ 28 Abs. 2 S. 2, Abs. 6 SGB II).
IN_DAYCARE = frozenset({Component.AUSFLUEGE, Component.KLASSENFAHRTEN, Component.MITTAGSVERPFLEGUNG})
DOORS = {
    Benefit.SGB2: "jobcenter",
    Benefit.SGB12: "sozialamt",
    Benefit.WOHNGELD: "sozialamt",
    Benefit.KINDERZUSCHLAG: "sozialamt",
    Benefit.ASYLBLG: "zuwanderung",
}


@dataclass(frozen=True, slots=True)
class Child:
    """What the four questions bring to light; ``age`` in years, None when not said."""

    benefit: Benefit
    age: int | None
    learning: Learning
    component: Component


@rule(
    question="Welche Stelle ist für Bildung und Teilhabe zuständig?",
    basis="§ 28 SGB II, § 34a SGB XII, § 6b BKGG, § 3 Abs. 4 AsylbLG",
)
def door_for(benefit: Benefit, *, today: dt.date) -> Parameter | None:
    """The office with its address and source; None when the family draws none of the five benefits, or does not know."""
    key = DOORS.get(benefit)
    return ADDRESSES.on(key, today) if key else None


@rule(
    question="Kann dieses Kind diesen Teil von Bildung und Teilhabe bekommen?",
    basis="§ 28 Abs. 1 bis 7 SGB II, §§ 34, 42 Nr. 3 SGB XII, § 6b BKGG, § 3 Abs. 4 AsylbLG",
)
def may_claim(child: Child, *, today: dt.date) -> Verdict:
    """Likely, not likely, or unknown; never a rejection. In doubt the family should apply, the day of receipt counts."""
    if child.benefit is Benefit.UNKNOWN:
        return Verdict.unknown(
            "Das hängt davon ab, welche Leistung Ihre Familie bekommt.",
            missing=["Leistung der Familie"],
            basis="§ 28 SGB II",
        )
    if child.benefit is Benefit.NONE:
        return Verdict.unknown(
            "Ohne eine dieser Leistungen ist Bildung und Teilhabe selten möglich. Vielleicht steht Ihnen aber eine davon zu.",
            missing=["Prüfung auf Grundsicherungsgeld, Wohngeld und Kinderzuschlag"],
            basis="§ 7 Abs. 2 SGB II, § 6a BKGG, WoGG",
        )
    if child.age is None:
        return Verdict.unknown(
            "Das hängt vom Alter ab.", missing=["Alter des Kindes"], basis="§ 28 Abs. 1 und 7 SGB II"
        )
    if child.component is Component.TEILHABE:
        return _participation(child.age, today=today)
    return _education(child, child.age, today=today)


def _participation(age: int, *, today: dt.date) -> Verdict:
    limit = LAW.on("teilhabe_unter_alter", today)
    if age < limit.value:
        return Verdict.yes(
            "Bis zum 18. Geburtstag gibt es Geld für Verein, Musik, Kultur und Freizeit.", basis=limit.source
        )
    return Verdict.no("Geld für Verein, Musik und Freizeit gibt es nur bis zum 18. Geburtstag.", basis=limit.source)


def _education(child: Child, age: int, *, today: dt.date) -> Verdict:
    limit = LAW.on("schulteile_unter_alter", today)
    if age >= limit.value:
        return Verdict.no("Die Hilfen für die Schule gibt es nur bis zum 25. Geburtstag.", basis=limit.source)
    if child.learning is Learning.TRAINING_PAY:
        return Verdict.no(
            "Wer eine Ausbildungsvergütung bekommt, erhält die Hilfen für die Schule nicht.", basis=limit.source
        )
    if child.learning is Learning.NEITHER:
        return Verdict.no(
            "Diese Hilfe gibt es für Kinder in Schule, Kita oder Tagespflege.", basis="§ 28 Abs. 2 bis 6 SGB II"
        )
    if child.learning is Learning.DAYCARE and child.component not in IN_DAYCARE:
        return Verdict.no(
            "Diese Hilfe gibt es erst in der Schule. In der Kita: Ausflüge, Fahrten und Mittagessen.",
            basis="§ 28 Abs. 2 und 6 SGB II",
        )
    return Verdict.yes(
        "Wahrscheinlich ja. Die zuständige Stelle prüft den Einzelfall.", basis="§ 28 Abs. 1 bis 6 SGB II"
    )


@rule(
    question="Braucht es für diesen Teil einen eigenen Antrag?",
    basis="§ 37 Abs. 1 SGB II, § 34a Abs. 1 SGB XII, § 9 Abs. 3 BKGG, § 6b AsylbLG",
)
def needs_own_application(benefit: Benefit, component: Component) -> Verdict:
    """In SGB II and SGB XII the main application covers everything but Lernförderung; families with Wohngeld or
    Kinderzuschlag always apply; under AsylbLG it is enough that the office knows."""
    if benefit in {Benefit.WOHNGELD, Benefit.KINDERZUSCHLAG}:
        return Verdict.yes(
            "Ja. Ein formloser Antrag reicht, zum Beispiel eine E-Mail mit einem Satz.", basis="§ 9 Abs. 3 BKGG"
        )
    if benefit is Benefit.ASYLBLG:
        return Verdict.no(
            "Nein. Es reicht, dass die Stelle von dem Bedarf weiß. Sagen Sie dort kurz Bescheid.", basis="§ 6b AsylbLG"
        )
    if benefit in {Benefit.NONE, Benefit.UNKNOWN}:
        return Verdict.unknown(
            "Das hängt von der Leistung ab. Ein formloser Antrag schadet nie.", missing=["Leistung der Familie"]
        )
    if component is Component.LERNFOERDERUNG:
        return Verdict.yes(
            "Ja. Nachhilfe braucht einen eigenen Antrag und eine Bestätigung der Schule.", basis="§ 37 Abs. 1 SGB II"
        )
    return Verdict.no(
        "Nein. Der Hauptantrag umfasst das schon. Legen Sie nur die Bescheinigung vor.", basis="§ 37 Abs. 1 SGB II"
    )


@rule(
    question="Was wird bei diesem Teil gezahlt?",
    basis="§ 28 Abs. 2 bis 7, § 29 SGB II",
)
def what_is_paid(component: Component, *, today: dt.date) -> str:
    """One German sentence with the amounts that hold on the day."""
    if component is Component.SCHULBEDARF:
        august, february = LAW.on("schulbedarf_august", today), LAW.on("schulbedarf_februar", today)
        return (
            f"{august.value} Euro im August und {february.value} Euro im Februar, "
            f"zusammen {august.value + february.value} Euro im Schuljahr, als Geld."
        )
    if component is Component.TEILHABE:
        return f"{LAW.on('teilhabe_monat', today).value} Euro im Monat, sobald für ein Angebot Kosten entstehen."
    return {
        Component.AUSFLUEGE: "Die wirklichen Kosten des Ausflugs, ohne Taschengeld. Gezahlt wird direkt an Schule oder Kita.",
        Component.KLASSENFAHRTEN: "Die wirklichen Kosten der Fahrt, ohne Taschengeld. Gezahlt wird direkt an Schule oder Kita.",
        Component.SCHUELERBEFOERDERUNG: "Die Kosten des Schulwegs, soweit sie niemand anders übernimmt, als Geld.",
        Component.LERNFOERDERUNG: "Nachhilfe in angemessenem Umfang. Gezahlt wird direkt an den Anbieter.",
        Component.MITTAGSVERPFLEGUNG: "Das ganze gemeinsame Mittagessen, ohne eigenen Anteil. Gezahlt wird direkt an den Anbieter.",
    }[component]
