"""Bildung und Teilhabe, the way there: which office, which application, what is paid, how, how far back, which papers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from talachse.rules._book import rule
from talachse.rules.entitlement.household import WUPPERTAL
from talachse.rules.parameters import Parameter, Parameters
from talachse.rules.verdict import Verdict

LAW = Parameters("talachse.rules.entitlement", "but.yaml")
OFFICES = Parameters("talachse.rules.entitlement", "but_offices.yaml")


class Component(StrEnum):
    """The seven parts of Bildung und Teilhabe."""

    AUSFLUEGE = "ausfluege"
    KLASSENFAHRTEN = "klassenfahrten"
    SCHULBEDARF = "schulbedarf"
    SCHUELERBEFOERDERUNG = "schuelerbefoerderung"
    LERNFOERDERUNG = "lernfoerderung"
    MITTAGSVERPFLEGUNG = "mittagsverpflegung"
    TEILHABE = "teilhabe"


class Gate(StrEnum):
    """The benefit that opens the door. KINDERGELD: Wohngeld or Kinderzuschlag opens it if Kindergeld is paid for the child."""

    SGB2 = "sgb2"
    SGB12 = "sgb12"
    KINDERZUSCHLAG = "kinderzuschlag"
    WOHNGELD = "wohngeld"
    ASYLBLG = "asylblg"
    NONE = "none"
    KINDERGELD = "kindergeld"
    UNKNOWN = "unknown"


DOORS = (Gate.SGB2, Gate.SGB12, Gate.KINDERZUSCHLAG, Gate.WOHNGELD, Gate.ASYLBLG)
BKGG = (Gate.KINDERZUSCHLAG, Gate.WOHNGELD, Gate.KINDERGELD)

# Paragraph 28 of SGB II and 34 of SGB XII count alike.
SUBSECTION = {
    Component.AUSFLUEGE: "2 S. 1 Nr. 1",
    Component.KLASSENFAHRTEN: "2 S. 1 Nr. 2",
    Component.SCHULBEDARF: "3",
    Component.SCHUELERBEFOERDERUNG: "4",
    Component.LERNFOERDERUNG: "5",
    Component.MITTAGSVERPFLEGUNG: "6",
    Component.TEILHABE: "7",
}
# What the law always pays to the family (§ 29 (1) S. 3 SGB II, § 34a (2) S. 3 SGB XII).
ALWAYS_MONEY = (Component.SCHULBEDARF, Component.SCHUELERBEFOERDERUNG)


def statute(gate: Gate) -> str:
    """The statute of a door as the tables of offices name it."""
    return "bkgg" if gate in BKGG else gate.value


def basis(component: Component, gate: Gate) -> str:
    """The paragraph of a component under the statute of the door; SGB II where no door is open."""
    part = SUBSECTION[component]
    match statute(gate):
        case "sgb12":
            return f"§ 34 Abs. {part} SGB XII"
        case "bkgg":
            return f"§ 6b Abs. 2 BKGG mit § 28 Abs. {part} SGB II"
        case "asylblg":
            return f"§ 3 Abs. 4 AsylbLG mit § 34 Abs. {part} SGB XII"
        case _:
            return f"§ 28 Abs. {part} SGB II"


@rule(
    question="Welche Stelle ist für Bildung und Teilhabe zuständig?",
    basis="§§ 28, 36 SGB II, § 34c SGB XII, § 7 Abs. 3 BKGG, § 3 Abs. 4 AsylbLG",
)
def responsible(gate: Gate, *, on: dt.date, municipality: str = WUPPERTAL, offices: Parameters = OFFICES) -> Parameter:
    """The office with its source, out of the table of the municipality. Where the table has no entry, the law's own word for it.

    When no door is open yet, Jobcenter and Sozialamt must both take the application and pass it on.
    """
    if gate in {Gate.NONE, Gate.UNKNOWN}:
        return LAW.on("stelle_offen", on)
    name = f"{municipality}/{statute(gate)}"
    return offices.on(name, on) if name in offices.names() else LAW.on(f"stelle_{statute(gate)}", on)


@rule(
    question="Braucht es für diesen Teil einen eigenen Antrag?",
    basis="§ 37 Abs. 1 SGB II, § 34a Abs. 1, § 44 Abs. 1 SGB XII, § 9 Abs. 3 BKGG, § 6b AsylbLG",
)
def needs_own_application(gate: Gate, component: Component) -> Verdict:
    """In SGB II and SGB XII the main application covers everything but Lernförderung; families with Wohngeld or
    Kinderzuschlag always apply; under AsylbLG it is enough that the office knows."""
    if gate in {Gate.KINDERZUSCHLAG, Gate.WOHNGELD}:
        return Verdict.yes(
            "Ja. Ein formloser Antrag reicht, zum Beispiel eine E-Mail mit einem Satz.", basis="§ 9 Abs. 3 BKGG"
        )
    if gate is Gate.ASYLBLG:
        return Verdict.no(
            "Nein. Es reicht, dass die Stelle von dem Bedarf weiß. Sagen Sie dort kurz Bescheid.", basis="§ 6b AsylbLG"
        )
    if gate not in DOORS:
        return Verdict.unknown(
            "Das hängt von der Leistung ab. Ein formloser Antrag schadet nie.", missing=["Leistung der Familie"]
        )
    paragraph = "§ 37 Abs. 1 SGB II" if gate is Gate.SGB2 else "§ 34a Abs. 1 SGB XII"
    if component is Component.LERNFOERDERUNG:
        return Verdict.yes(
            "Ja. Nachhilfe braucht einen eigenen Antrag und eine Bestätigung der Schule.", basis=paragraph
        )
    if component is Component.SCHULBEDARF:
        return Verdict.no("Nein. Das Geld kommt von selbst, der Hauptantrag umfasst es.", basis=paragraph)
    return Verdict.no("Nein. Der Hauptantrag umfasst das schon. Legen Sie nur die Bescheinigung vor.", basis=paragraph)


# ---------------------------------------------------------------------------------------------------------------------
# Amounts


@dataclass(frozen=True, slots=True)
class Instalment:
    """One payment of the Schulbedarf. ``settled`` is False when the amount is only carried forward from the year before."""

    due: dt.date
    euros: Decimal
    settled: bool


@rule(
    question="Wann wird der Schulbedarf gezahlt und wie viel?",
    basis="§ 28 Abs. 3 SGB II, § 34 Abs. 3, Abs. 3a und Anlage SGB XII",
)
def school_supplies(on: dt.date) -> tuple[Instalment, Instalment]:
    """Both payments of the school year in which ``on`` lies; a school year runs from August to July.

    The amounts of a calendar year are set with the Regelbedarfe; later ones are carried forward and marked.
    """
    year = on.year if on.month >= 8 else on.year - 1
    last = LAW.on("schulbedarf_steht_fest_bis", on).value
    august, february = dt.date(year, 8, 1), dt.date(year + 1, 2, 1)
    return (
        Instalment(august, LAW.on("schulbedarf_august", august).euros, august <= last),
        Instalment(february, LAW.on("schulbedarf_februar", february).euros, february <= last),
    )


MONTHS = {8: "August", 2: "Februar"}


def still_open(on: dt.date) -> str:
    """A German sentence naming the payments of the school year whose amount is not settled yet; empty when all are."""
    open_ones = [f"{MONTHS[one.due.month]} {one.due.year}" for one in school_supplies(on) if not one.settled]
    match open_ones:
        case []:
            return ""
        case [one]:
            return f"Der Betrag für {one} steht noch nicht fest."
        case _:
            return f"Die Beträge für {' und '.join(open_ones)} stehen noch nicht fest."


def amount(component: Component, on: dt.date) -> tuple[Decimal | None, str]:
    """Euros and what they are for ("Schuljahr", "Monat"); None where the real cost is paid."""
    if component is Component.SCHULBEDARF:
        return sum((one.euros for one in school_supplies(on)), Decimal(0)), "Schuljahr"
    if component is Component.TEILHABE:
        return LAW.on("teilhabe_monat", on).euros, "Monat"
    return None, ""


# ---------------------------------------------------------------------------------------------------------------------
# How it is paid, how far back


@rule(
    question="Auf welchem Weg wird dieser Teil gezahlt?",
    basis="§ 29 SGB II, § 34a SGB XII, § 6b Abs. 3 BKGG",
)
def how_paid(
    component: Component, gate: Gate, *, on: dt.date, municipality: str = WUPPERTAL, offices: Parameters = OFFICES
) -> str:
    """One German sentence. Schulbedarf and Schülerbeförderung are always paid as money; for the rest the municipality
    chooses between voucher, payment to the provider and money. Who paid in advance gets it back if it could not be done in time."""
    if component in ALWAYS_MONEY:
        return "Das Geld kommt auf Ihr Konto."
    before = "§ 34b SGB XII" if gate in {Gate.SGB12, Gate.ASYLBLG} else "§ 30 SGB II"
    name = f"{municipality}/zahlweg"
    ways = {
        "direkt": "Die Stelle zahlt direkt an Schule, Kita oder Anbieter.",
        "gutschein": "Sie bekommen einen Gutschein und geben ihn bei Schule, Kita oder Anbieter ab.",
        "geld": "Das Geld kommt auf Ihr Konto. Heben Sie die Belege auf.",
        "": "Die Kommune entscheidet: Gutschein, Zahlung an den Anbieter oder Geld auf Ihr Konto.",
    }
    way = ways[offices.on(name, on).value if name in offices.names() else ""]
    return f"{way} Mussten Sie schon selbst zahlen, weil es eilte, können Sie es sich erstatten lassen ({before})."


@dataclass(frozen=True, slots=True)
class Back:
    """From which day on costs are paid. ``since`` is None when that hangs on the start of the current grant."""

    since: dt.date | None
    words: str
    basis: str


@rule(
    question="Wie weit zurück wird Bildung und Teilhabe gezahlt?",
    basis="§ 37 Abs. 2 SGB II, §§ 18, 44 Abs. 2 SGB XII, § 6b Abs. 2a BKGG, § 6b AsylbLG",
)
def how_far_back(component: Component, gate: Gate, *, received: dt.date) -> Back:
    """``received`` is the day on which the application (under AsylbLG: the news) reached an office.

    SGB II and SGB XII: as long as the main application has worked; Lernförderung from the first of the month of its own
    application. Kinderzuschlag and Wohngeld: while they were drawn, and claims lapse twelve months after their month.
    """
    first = received.replace(day=1)
    if gate in BKGG:
        months = LAW.on("verjaehrung_monate_bkgg", received)
        whole = received.year * 12 + received.month - 1 - months.value
        since = dt.date(whole // 12, whole % 12 + 1, 1)
        return Back(
            since,
            f"Ab {since:%d.%m.%Y}, solange Sie da schon Wohngeld oder Kinderzuschlag bekommen haben.",
            months.source,
        )
    if gate is Gate.ASYLBLG:
        return Back(received, "Ab dem Tag, an dem die Stelle von dem Bedarf weiß.", "§ 6b AsylbLG mit § 18 SGB XII")
    if gate not in DOORS:
        return Back(
            first, f"Meist ab {first:%d.%m.%Y}, dem Ersten des Monats, in dem der Antrag ankommt.", "§ 37 Abs. 2 SGB II"
        )
    paragraph = "§ 37 Abs. 2 SGB II" if gate is Gate.SGB2 else "§§ 18, 34a Abs. 1, § 44 Abs. 2 SGB XII"
    if component is Component.LERNFOERDERUNG:
        return Back(
            first, f"Ab {first:%d.%m.%Y}, dem Ersten des Monats, in dem der Antrag auf Nachhilfe ankommt.", paragraph
        )
    return Back(None, "Ab dem Beginn Ihrer laufenden Bewilligung.", paragraph)


# ---------------------------------------------------------------------------------------------------------------------
# The checklist

PAPERS = {
    Component.AUSFLUEGE: ("Elternbrief von Schule, Kita oder Tagespflege mit Kosten und Datum",),
    Component.KLASSENFAHRTEN: ("Elternbrief mit Kosten, Datum und Konto der Schule oder Kita",),
    Component.SCHULBEDARF: ("Schulbescheinigung ab 15 Jahren oder bei der Einschulung",),
    Component.SCHUELERBEFOERDERUNG: (
        "Schulbescheinigung",
        "Ablehnung oder Bescheid über Schülerfahrkosten von der Schule",
        "Nachweis der Fahrkosten, zum Beispiel das Abo",
    ),
    Component.LERNFOERDERUNG: (
        "Bestätigung der Schule, dass Nachhilfe gebraucht wird",
        "Angebot mit Preis und Stunden",
    ),
    Component.MITTAGSVERPFLEGUNG: ("Bestätigung von Schule, Kita oder Tagespflege, dass Ihr Kind dort isst",),
    Component.TEILHABE: ("Bestätigung von Verein, Musikschule oder Anbieter mit Beitrag und Zeitraum",),
}
GRANT = {
    Gate.KINDERZUSCHLAG: "Bescheid der Familienkasse über Kinderzuschlag",
    Gate.WOHNGELD: "Wohngeldbescheid und Nachweis über Kindergeld",
}


@dataclass(frozen=True, slots=True)
class Details:
    """The checklist of one component behind one door, in German sentences."""

    paid: str
    back: str
    application: str
    responsible: str
    papers: tuple[str, ...]


def details(
    component: Component, gate: Gate, on: dt.date, *, municipality: str = WUPPERTAL, offices: Parameters = OFFICES
) -> Details:
    """What a family does about one component when the wish for help arrives on ``on``."""
    grant = GRANT.get(gate)
    return Details(
        paid=" ".join(
            filter(
                None,
                (
                    what_is_paid(component, on=on, gate=gate),
                    how_paid(component, gate, on=on, municipality=municipality, offices=offices),
                ),
            )
        ),
        back=how_far_back(component, gate, received=on).words,
        application=needs_own_application(gate, component).reason,
        responsible=responsible(gate, on=on, municipality=municipality, offices=offices).value,
        papers=(*((grant,) if grant else ()), *PAPERS[component]),
    )


@rule(
    question="Was wird bei diesem Teil gezahlt?",
    basis="§ 28 Abs. 2 bis 7 SGB II, § 34 Abs. 2 bis 7 SGB XII",
)
def what_is_paid(component: Component, *, on: dt.date, gate: Gate = Gate.NONE) -> str:
    """German sentences with the amounts that hold on the day. In SGB XII and AsylbLG the Schulbedarf comes with the month
    in which school begins, not always on 1 August."""
    if component is Component.SCHULBEDARF:
        first, second = school_supplies(on)
        when = ("im August", "im Februar")
        if gate in {Gate.SGB12, Gate.ASYLBLG}:
            when = ("im Monat des ersten Schultags", "im Monat, in dem das zweite Halbjahr beginnt")
        text = (
            f"{first.euros} Euro {when[0]} und {second.euros} Euro {when[1]}, "
            f"zusammen {first.euros + second.euros} Euro im Schuljahr."
        )
        return f"{text} {still_open(on)}".strip()
    if component is Component.TEILHABE:
        monthly = LAW.on("teilhabe_monat", on).euros
        return f"{monthly} Euro im Monat, sobald für ein Angebot Kosten entstehen."
    return {
        Component.AUSFLUEGE: "Die wirklichen Kosten des Ausflugs, ohne Taschengeld.",
        Component.KLASSENFAHRTEN: "Die wirklichen Kosten der Fahrt, ohne Taschengeld.",
        Component.SCHUELERBEFOERDERUNG: "Die Kosten des Schulwegs, soweit sie niemand anders übernimmt.",
        Component.LERNFOERDERUNG: "Nachhilfe in angemessenem Umfang.",
        Component.MITTAGSVERPFLEGUNG: "Das ganze gemeinsame Mittagessen, ohne eigenen Anteil.",
    }[component]
