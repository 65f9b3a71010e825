"""The calculation in words a citizen reads: verdict, who shares, what an unknown fact is called."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from talachse.rules._book import rule
from talachse.rules.entitlement import groups
from talachse.rules.entitlement.columns import Column, group_any
from talachse.rules.entitlement.engine import Computed
from talachse.rules.entitlement.household import Household
from talachse.rules.entitlement.later import grant_end
from talachse.rules.entitlement.law import BILL, IN_FORCE, LawSet
from talachse.rules.entitlement.words import euros
from talachse.rules.verdict import Verdict

NAMES = {
    "grundsicherungsgeld": "Grundsicherungsgeld",
    "wohngeld": "Wohngeld",
    "kinderzuschlag": "Kinderzuschlag",
    "kindergeld": "Kindergeld",
    "unterhaltsvorschuss": "Unterhaltsvorschuss",
    "grundsicherung_im_alter": "Grundsicherung im Alter und bei Erwerbsminderung",
    "hilfe_zum_lebensunterhalt": "Hilfe zum Lebensunterhalt",
    "asylblg": "Leistungen nach dem Asylbewerberleistungsgesetz",
    "bafoeg": "BAföG",
    "bab": "Berufsausbildungsbeihilfe",
    "elterngeld": "Elterngeld",
    "kita_beitrag_erlass": "Erlass des Kita-Beitrags",
}
# Why there is a claim, for who gets it.
WHY = {
    "grundsicherungsgeld": "Einkommen und Erspartes reichen nicht für Leben und Wohnen.",
    "wohngeld": "Das Einkommen reicht zum Leben, für die Miete aber nicht ganz.",
    "kinderzuschlag": "Das Einkommen reicht für die Eltern, für die Kinder aber nicht ganz.",
    "kindergeld": "Kindergeld gibt es bis 18 Jahre, in Schule oder Ausbildung bis 25.",
    "unterhaltsvorschuss": "Vom anderen Elternteil kommt kein oder zu wenig Unterhalt.",
    "grundsicherung_im_alter": "Rente und Erspartes reichen nicht für Leben und Wohnen.",
    "hilfe_zum_lebensunterhalt": "Niemand in der Familie kann arbeiten, und das Geld reicht nicht.",
    "asylblg": "Das Einkommen reicht nicht für Leben und Wohnen.",
}
BASIS = {
    "grundsicherungsgeld": "§§ 7, 9, 11–12, 19–22 SGB II",
    "wohngeld": "§§ 4–19 WoGG",
    "kinderzuschlag": "§ 6a BKGG",
    "kindergeld": "§§ 62, 66 EStG, § 6 BKGG",
    "unterhaltsvorschuss": "§§ 1, 2 UhVorschG",
    "grundsicherung_im_alter": "§§ 41–43 SGB XII",
    "hilfe_zum_lebensunterhalt": "§§ 27–27b SGB XII",
    "asylblg": "§§ 1–3a AsylbLG",
    "bafoeg": "§§ 11–13 BAföG",
    "bab": "§§ 56–62 SGB III",
    "elterngeld": "§§ 1–4 BEEG",
    "kita_beitrag_erlass": "§ 90 Abs. 4 SGB VIII",
}
# The sides of a change of the law: law set, and whether what is granted today runs on.
SIDES: dict[tuple[LawSet, bool], str] = {
    (IN_FORCE, True): "Nach geltendem Recht",
    (IN_FORCE, False): "Nach geltendem Recht, wenn Sie den Antrag erst dann stellen",
    (BILL, True): "Nach dem Gesetzentwurf",
    (BILL, False): "Nach dem Gesetzentwurf, wenn Sie den Antrag erst dann stellen",
}
NOT_DECIDED = "Das Gesetz ist noch nicht beschlossen."
IN_PREPARATION = "Diese Rechnung wird noch vorbereitet. Bitte sehen Sie in ein paar Minuten noch einmal nach."
SPARED = "Was schon bewilligt ist, bleibt bis zum Ende der Bewilligung."
FACTS = {
    "rent_cold": "Miete ohne Heizung",
    "heating": "Heizkosten",
    "area_m2": "Größe der Wohnung",
    "owner": "ob die Wohnung Ihnen gehört",
    "water_heated_in_flat": "ob das Wasser in der Wohnung warm gemacht wird",
    "married": "ob Sie verheiratet sind",
    "single_parent": "ob Sie allein erziehen",
    "gross_wage": "Lohn",
    "hours_per_week": "Arbeitsstunden",
    "self_employed_income": "Gewinn aus selbständiger Arbeit",
    "pension": "Rente",
    "company_pension": "Betriebsrente",
    "unemployment_benefit": "Arbeitslosengeld",
    "parental_allowance": "Elterngeld",
    "maintenance_received": "Unterhalt",
    "other_income": "anderes Einkommen",
    "wealth": "Erspartes",
    "school": "Schule",
    "training_pay": "Ausbildungsvergütung",
    "daycare": "Kita oder Tagespflege",
    "pregnant_week": "Schwangerschaft",
    "disability_degree": "Grad der Behinderung",
    "mark_g": "Merkzeichen G",
    "fully_incapacitated": "ob Erwerbsminderung auf Dauer festgestellt ist",
    "asylum_benefits": "ob das Asylbewerberleistungsgesetz gilt",
    "asylum_since": "seit wann in Deutschland",
    "receives": "welche Leistungen schon laufen",
}


def fact(path: str, household: Household) -> str:
    """An unknown fact by its everyday name; with the person's id where there are several people."""
    head, _, rest = path.partition(".")
    if head == "dwelling":
        return FACTS[rest]
    key, _, field = rest.rpartition(".")
    return FACTS[field] if len(household.persons) == 1 else f"{FACTS[field]} ({key})"


@rule(
    question="Besteht ein Anspruch auf die Leistung?",
    basis="§§ 14, 16 SGB I; die Leistungsgesetze je Leistung",
)
def verdict(
    benefit: str, amount: Decimal | None, span: tuple[Decimal, Decimal], missing: Sequence[str], *, other_route: Decimal
) -> Verdict:
    """Yes, no or unknown for one computed benefit; never a refusal: who is unsure may always apply.

    ``amount`` is None while an answer is missing; ``other_route`` is what the benefit would be on the route that does not
    come first, in euros a month.
    """
    name, basis = NAMES[benefit], BASIS[benefit]
    low, high = span
    if amount is None:
        return Verdict.unknown(
            f"{name}: je nach Antwort {euros(float(low))} bis {euros(float(high))} im Monat. Am meisten hängt davon ab: {missing[0]}.",
            missing=tuple(missing),
            basis=basis,
        )
    if amount > 0:
        return Verdict.yes(f"{WHY[benefit]} Wahrscheinlich sind es {euros(float(amount))} im Monat.", basis=basis)
    if other_route > 0:
        way = "Die andere Möglichkeit geht" if benefit != "grundsicherungsgeld" else "Wohngeld und Kinderzuschlag gehen"
        return Verdict.no(
            f"{name} kommt hier nicht zuerst. {way} vor. Allein wären es {euros(float(other_route))} im Monat.",
            basis=basis,
        )
    return Verdict.no(
        f"{name}: nach diesen Angaben eher nicht. Wenn Sie unsicher sind, stellen Sie trotzdem einen Antrag.",
        basis=basis,
    )


def shares(done: Computed, benefit: str, amount: Column) -> Column:
    """Who shares in a benefit whose amount may stand at one member of a group only."""
    match benefit:
        case "wohngeld":
            return group_any(amount > 0, done.variant.wthh)
        case "kinderzuschlag":
            return group_any(amount > 0, done.variant.bg) & groups.is_dependent_child(done.c)
        case "kindergeld":
            return (done.federal["bürgergeld__kindergeld_zur_bedarfsdeckung_m"] > 0) & groups.is_dependent_child(done.c)
        case _:
            return amount > 0


def held(benefits: Sequence[str], start: dt.date) -> tuple[str, ...]:
    """For each benefit whose granted amount stays in spite of a change, until when."""
    ends = {benefit: grant_end(benefit, start) for benefit in benefits}
    return tuple(
        f"{NAMES[benefit]}: Was ab {start:%d.%m.%Y} bewilligt wird, bleibt bis zum {end:%d.%m.%Y} gleich."
        for benefit, end in ends.items()
        if end
    )
