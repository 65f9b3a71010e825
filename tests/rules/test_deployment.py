import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talachse.rules.placement.deployment import Group, HoursEntry, Need, fit, hours_delivered, suggestions

NEED = Need(["Wege", "Hecken"], "Barmen", weeks=4, hands=4, skills=["Freischneider"])


def make_group(
    key: str = "parks",
    *,
    words: tuple[str, ...] = ("Wegebau", "Heckenschnitt"),
    district: str = "Barmen",
    free_hands: int = 6,
    skills: tuple[str, ...] = ("Freischneider",),
    free_weeks: int | None = 8,
    legal_basis: str = "sgb2_16i",
) -> Group:
    """Six people in Barmen who know paths and hedges."""
    return Group(key, words, district, free_hands, skills, free_weeks, legal_basis)


def test_a_group_that_knows_the_work_nearby_fits_fully() -> None:
    found = fit(NEED, make_group())
    assert found.score == 100
    assert found.reasons == (
        "Die Aufgabe passt: hecken, wege.",
        "4 von 4 gesuchten Personen sind frei.",
        "Der Ort liegt im selben Stadtbezirk.",
    )


def test_every_gap_costs_points_and_is_named() -> None:
    found = fit(
        NEED,
        make_group(
            words=("Wegebau",), district="Vohwinkel", free_hands=1, skills=(), free_weeks=2, legal_basis="sgb2_16d"
        ),
    )
    assert found.score == 30
    assert found.reasons[1:5] == (
        "1 von 4 gesuchten Personen ist frei.",
        "Der Ort liegt in einem anderen Stadtbezirk.",
        "Noch zu klären: freischneider.",
        "Die Gruppe ist 2 von 4 Wochen frei.",
    )
    assert "wettbewerbsneutral" in found.reasons[5]


def test_unknown_weeks_are_said_and_no_skills_are_no_gap() -> None:
    found = fit(Need(["Wege"], "Barmen", 1, 2), make_group(free_weeks=None, free_hands=1, skills=()))
    assert found.score == 90
    assert "Wie lange die Gruppe frei ist, ist nicht eingetragen." in found.reasons
    assert (
        fit(Need(["Wege"], "Barmen", 1, 3), make_group(free_hands=2)).reasons[1]
        == "2 von 3 gesuchten Personen sind frei."
    )


def test_without_free_hands_or_a_fitting_occupation_nothing_is_suggested() -> None:
    assert fit(NEED, make_group(free_hands=0)).score == 0
    assert fit(NEED, make_group(words=("Küche", "We"))).reasons == ("Die Aufgabe passt zu keinem Beruf dieser Gruppe.",)
    assert suggestions(NEED, [make_group(free_hands=0)]) == []


def test_the_best_group_comes_first_then_the_key() -> None:
    groups = [make_group("c", district="Vohwinkel"), make_group("b"), make_group("a")]
    assert [one.group for one in suggestions(NEED, groups)] == ["a", "b", "c"]


@pytest.mark.parametrize(("weeks", "hands"), [(0, 1), (1, 0)])
def test_a_need_has_time_and_hands(weeks: int, hands: int) -> None:
    with pytest.raises(ValueError, match="at least one"):
        Need(["Wege"], "Barmen", weeks, hands)


@given(free=st.integers(0, 12), more=st.integers(0, 5))
def test_more_free_hands_never_fit_worse(free: int, more: int) -> None:
    few, many = fit(NEED, make_group(free_hands=free)), fit(NEED, make_group(free_hands=free + more))
    assert 0 <= few.score <= many.score <= 100


def test_hours_are_counted_by_project_and_both_days_count() -> None:
    first, last = dt.date(2026, 11, 2), dt.date(2026, 11, 30)
    entries = [
        HoursEntry("wupperufer", first, 4, Decimal("6.5")),
        HoursEntry("buga-2031", last, 2, Decimal(3)),
        HoursEntry("wupperufer", last, 1, Decimal(1)),
        HoursEntry("wupperufer", last + dt.timedelta(days=1), 9, Decimal(9)),
        HoursEntry("wupperufer", first - dt.timedelta(days=1), 9, Decimal(9)),
    ]
    assert hours_delivered(entries, since=first, until=last) == {"buga-2031": Decimal(6), "wupperufer": Decimal(27)}
    assert hours_delivered(entries)["wupperufer"] == Decimal(189)
