"""What a place itself says to one person, beside the law: is it free, does the age fit, how far is it?"""

from __future__ import annotations

from talachse.rules._book import rule
from talachse.rules.districts import district_distance
from talachse.rules.placement.criteria import Criterion
from talachse.rules.placement.preselection import Person, Place, is_for
from talachse.rules.verdict import Verdict

BASIS = "Eigene Regel: Angaben der Platzgruppe"


@rule(
    question="Was spricht bei diesem Platz selbst für oder gegen eine Person?",
    basis="Eigene Regel: Angaben der Platzgruppe; nichts davon verbietet eine Vermittlung",
)
def place_criteria(person: Person, place: Place) -> tuple[Criterion, ...]:
    """Free place, age, way, and for whom, where the offer is not for everybody. None is hard: people can wait, move and
    be taken nevertheless."""
    return (_free(place), _age(person, place), _way(person, place), *_for_whom(person, place))


def _free(place: Place) -> Criterion:
    question = "Ist ein Platz frei?"
    if place.free > 0:
        reason = "Ein Platz ist frei." if place.free == 1 else f"{place.free} Plätze sind frei."
        return Criterion("frei", question, Verdict.yes(reason, basis=BASIS))
    reason = "Zurzeit ist kein Platz frei. Möglich ist die Warteliste."
    return Criterion("frei", question, Verdict.no(reason, basis=BASIS))


def _age(person: Person, place: Place) -> Criterion:
    question = "Passt das Alter zur Gruppe?"
    bounds = [f"ab {place.age_from}"] if place.age_from is not None else []
    bounds += [f"bis {place.age_to}"] if place.age_to is not None else []
    if not bounds:
        return Criterion("alter_gruppe", question, Verdict.yes("Die Gruppe hat keine Altersgrenze.", basis=BASIS))
    says = f"Die Gruppe ist für Menschen {' '.join(bounds)} Jahre."
    if person.age is None:
        papers = ("Geburtsdatum",)
        return Criterion("alter_gruppe", question, Verdict.unknown(says, missing=papers, basis=BASIS), heals=papers)
    fits = (place.age_from or 0) <= person.age <= (place.age_to or person.age)
    verdict = Verdict.yes(says, basis=BASIS) if fits else Verdict.no(says, basis=BASIS)
    return Criterion("alter_gruppe", question, verdict)


def _way(person: Person, place: Place) -> Criterion:
    question = "Ist der Weg kurz genug?"
    if place.district is None:
        return Criterion("weg", question, Verdict.yes("Der Platz gilt für die ganze Stadt.", basis=BASIS))
    if person.district is None:
        missing = ("Stadtbezirk der Person",)
        return Criterion(
            "weg",
            question,
            Verdict.unknown("Der Stadtbezirk der Person ist nicht eingetragen.", missing=missing, basis=BASIS),
            heals=missing,
        )
    steps = district_distance(person.district, place.district)
    text = ("Im selben Stadtbezirk.", "Im Nachbarbezirk.")[steps] if steps < 2 else f"{steps} Stadtbezirke entfernt."
    return Criterion("weg", question, Verdict.yes(text, basis=BASIS))


FOR_WHOM = {"f": "Frauen", "m": "Männer"}


def _for_whom(person: Person, place: Place) -> tuple[Criterion, ...]:
    if place.only_for not in FOR_WHOM:
        return ()
    question, says = "Ist das Angebot für diese Person?", f"Das Angebot ist für {FOR_WHOM[place.only_for]}."
    if not person.sex:
        papers = ("Angabe der Person",)
        return (Criterion("fuer_wen", question, Verdict.unknown(says, missing=papers, basis=BASIS), heals=papers),)
    fits = is_for(place, person.sex)
    return (Criterion("fuer_wen", question, Verdict.yes(says, basis=BASIS) if fits else Verdict.no(says, basis=BASIS)),)
