"""§ 16 Abs. 1 SGB II with § 54a SGB III, Einstiegsqualifizierung: some months in a company before training."""

from __future__ import annotations

import datetime as dt

from talachse.rules._book import rule
from talachse.rules.placement.criteria import (
    LAW,
    Assessment,
    Criterion,
    Facts,
    asked,
    at_least,
    both,
    either,
    found,
    is_entitled,
    listed,
    version_on,
)
from talachse.rules.placement.rehapro import add_months

CHECKLIST = listed(
    (
        (
            "vertrag",
            "Der Vertrag ist einer nach § 26 BBiG und der Kammer angezeigt.",
            "§ 54a Abs. 2 Nr. 1, Abs. 3 SGB III",
        ),
        (
            "beruf",
            "Die Einstiegsqualifizierung bereitet auf einen anerkannten Ausbildungsberuf vor.",
            "§ 54a Abs. 2 Nr. 2 SGB III",
        ),
        (
            "fahrkosten",
            "Die Person weiß: Fahrkosten nach § 54a Abs. 6 zahlt das Jobcenter nicht.",
            "§ 16 Abs. 1 Satz 2 Nr. 3 SGB II",
        ),
    )
)


@rule(
    question="Dauert eine Einstiegsqualifizierung so lange, wie sie gefördert werden kann?",
    basis="§ 54a Abs. 2 Satz 1 SGB III",
)
def fundable_length(facts: Facts, *, starts_on: dt.date) -> Criterion:
    """Four to twelve months by the calendar; the last day counts."""
    least = LAW.on("sgb3_54a_mindestens_monate", starts_on)
    most = LAW.on("sgb3_54a_hoechstens_monate", starts_on)
    day = dt.timedelta(days=1)
    first, last = add_months(starts_on, least.value) - day, add_months(starts_on, most.value) - day
    return found(
        "dauer",
        f"Dauert sie {least.value} bis {most.value} Monate?",
        None if facts.planned_end is None else first <= facts.planned_end <= last,
        f"Das Ende muss zwischen dem {first:%d.%m.%Y} und dem {last:%d.%m.%Y} liegen.",
        papers=("Entwurf des Vertrags",),
        basis=most.source,
    )


@rule(
    question="Kann eine Einstiegsqualifizierung in diesem Betrieb gefördert werden?",
    basis="§ 54a Abs. 5 SGB III",
)
def firm_is_new(facts: Facts) -> tuple[Criterion, Criterion]:
    """No earlier one and no insured job there; after an apprenticeship that broke off both may have been. Never at home."""
    was_there = either(facts.earlier_eq_in_firm, facts.insured_job_in_firm_last_3_years)
    stands_against = both(was_there, None if facts.training_ended_early is None else not facts.training_ended_early)
    return (
        asked(
            "neuer_betrieb",
            "War die Person in diesem Unternehmen noch nicht in einer Einstiegsqualifizierung oder beschäftigt?",
            None if stands_against is None else not stands_against,
            yes="Es gibt keinen Ausschluss wegen einer früheren Zeit in diesem Unternehmen.",
            no="Die Person war schon in einer Einstiegsqualifizierung hier oder in den letzten drei Jahren beschäftigt.",
            papers=("Versicherungsverlauf der Rentenversicherung", "Lösung des früheren Ausbildungsvertrags"),
            basis="§ 54a Abs. 5 Satz 1 und 3 SGB III",
        ),
        asked(
            "nicht_familie",
            "Gehört der Betrieb nicht der Familie?",
            None if facts.firm_of_family is None else not facts.firm_of_family,
            yes="Der Betrieb gehört weder den Eltern noch der Partnerin oder dem Partner.",
            no="Der Betrieb gehört den Eltern, der Partnerin oder dem Partner. Dort ist die Förderung ausgeschlossen.",
            papers=("Angabe zum Betrieb",),
            basis="§ 54a Abs. 5 Satz 2 SGB III",
        ),
    )


@rule(
    question="Kann ein junger Mensch eine Einstiegsqualifizierung mit Zuschuss machen?",
    basis="§ 16 Abs. 1 Satz 2 Nr. 3 SGB II mit § 54a Abs. 1 bis 5 SGB III",
)
def assess_54a(facts: Facts, *, starts_on: dt.date) -> Assessment:
    """Unplaced applicants, those not yet ready for training, and learning-impaired or disadvantaged people."""
    hours = LAW.on("sgb3_54a_wochenstunden", starts_on)
    group = either(
        either(facts.unplaced_applicant, facts.not_ready_for_training), facts.learning_impaired_or_disadvantaged
    )
    return Assessment(
        basis="sgb3_54a",
        starts_on=starts_on,
        criteria=(
            *is_entitled(facts, basis="§ 16 Abs. 1 SGB II"),
            asked(
                "zielgruppe",
                "Sucht die Person noch eine Ausbildung, und braucht sie dafür diesen Schritt?",
                group,
                yes="Die Person gehört zur Zielgruppe.",
                no="Nach den Angaben gehört die Person nicht zur Zielgruppe.",
                papers=("Meldung als Bewerberin oder Bewerber", "Stellungnahme der Berufsberatung"),
                basis="§ 54a Abs. 4 SGB III",
            ),
            *firm_is_new(facts),
            fundable_length(facts, starts_on=starts_on),
            found(
                "wochenstunden",
                f"Sind es mindestens {hours.value} Stunden in der Woche?",
                at_least(facts.hours_per_week, hours.value),
                f"Nötig sind {hours.value} Stunden in der Woche"
                + ("." if facts.hours_per_week is None else f"; geplant sind {facts.hours_per_week}."),
                papers=("Entwurf des Vertrags",),
                basis=hours.source,
            ),
        ),
        law_version=version_on("sgb3_54a", starts_on),
        checklist=CHECKLIST,
    )
