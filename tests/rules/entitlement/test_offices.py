import datetime as dt

import pytest

from talachse.rules.entitlement import offices
from talachse.rules.entitlement.household import BENEFITS
from tests.rules.entitlement.people import DAY


@pytest.mark.parametrize("benefit", BENEFITS)
def test_every_benefit_has_an_office_a_form_and_a_source(benefit: str) -> None:
    office = offices.office_for(benefit, DAY)
    assert office.name
    assert office.papers
    assert all(text.startswith("§") for text in (office.form_basis, office.back_basis))
    assert office.source
    assert office.name.split(" ")[0] in {
        "Jobcenter",
        "Stadt",
        "Familienkasse",
        "Jugendamt",
        "Sozialamt",
        "Ressort",
        "Amt",
        "Agentur",
        "Elterngeldstelle",
    }


def test_no_benefit_beyond_the_list_has_an_office() -> None:
    assert set(offices.OFFICES.names()) == set(BENEFITS)
    with pytest.raises(KeyError):
        offices.office_for("blindengeld", DAY)


@pytest.mark.parametrize(
    ("benefit", "formless"),
    [
        ("grundsicherungsgeld", True),
        ("wohngeld", True),
        ("kita_beitrag_erlass", True),
        ("asylblg", True),
        ("kinderzuschlag", False),
        ("kindergeld", False),
        ("unterhaltsvorschuss", False),
        ("elterngeld", False),
        ("bafoeg", False),
    ],
)
def test_whether_a_sentence_is_enough(benefit: str, formless: bool) -> None:
    verdict = offices.verdict(benefit, DAY)
    assert verdict.is_yes is formless
    assert verdict.basis == offices.office_for(benefit, DAY).form_basis


@pytest.mark.parametrize(
    ("benefit", "received", "start"),
    [
        ("grundsicherungsgeld", "2026-11-30", "2026-11-01"),  # § 37 (2) S. 2 SGB II
        ("kindergeld", "2026-03-15", "2025-09-01"),  # six months back, over the turn of the year
        ("unterhaltsvorschuss", "2026-01-31", "2025-12-01"),
        ("elterngeld", "2026-12-01", "2026-09-01"),
        ("hilfe_zum_lebensunterhalt", "2026-11-17", "2026-11-17"),  # from the day the office knows
        ("asylblg", "2026-11-17", "2026-11-17"),
    ],
)
def test_from_which_day_a_wish_is_paid(benefit: str, received: str, start: str) -> None:
    assert offices.paid_from(benefit, dt.date.fromisoformat(received)) == dt.date.fromisoformat(start)


def test_the_receipt_says_the_day_and_whether_any_office_will_do() -> None:
    day = dt.date(2026, 11, 30)
    text = offices.in_words("wohngeld", day)
    assert "ab dem 01.11.2026" in text
    assert "bei einem anderen Amt" in text
    assert "Geben Sie den Antrag direkt dort ab: Ressort Zuwanderung" in offices.in_words("asylblg", day)
