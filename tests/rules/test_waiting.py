import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talachse.rules.placement.waiting import WaitForecast, WaitingEntry, forecast, rank, transfer

ON = dt.date(2026, 11, 2)
EXITS = [1, 0, 1, 1, 0, 2, 0, 1, 1, 0, 1, 1]


def entry(person: str, *, priority: int = 1, since: dt.date = ON, tie: int = 0) -> WaitingEntry:
    return WaitingEntry(person, priority, since, tie)


def test_priority_goes_before_waiting_time_and_the_number_decides_last() -> None:
    early = ON - dt.timedelta(days=30)
    entries = [
        entry("late", tie=2),
        entry("second class", priority=2, since=early),
        entry("same day", tie=1),
        entry("early", since=early, tie=9),
    ]
    assert [one.person for one in rank(entries)] == ["early", "same day", "late", "second class"]


ENTRIES = st.lists(
    st.builds(
        entry,
        st.text("abc", min_size=1, max_size=4),
        priority=st.integers(1, 3),
        since=st.dates(dt.date(2026, 1, 1), dt.date(2026, 1, 9)),
        tie=st.integers(0, 3),
    ),
    unique_by=lambda one: one.person,
)


@given(entries=ENTRIES, data=st.data())
def test_the_order_of_the_file_and_a_new_provider_change_no_rank(
    entries: list[WaitingEntry], data: st.DataObject
) -> None:
    before = [one.person for one in rank(entries)]
    moved = [transfer(one, provider="Wichernhaus") for one in data.draw(st.permutations(entries))]
    assert [one.person for one in rank(moved)] == before
    assert {one.provider for one in moved} <= {"Wichernhaus"}


def test_a_forecast_is_a_range_with_its_basis() -> None:
    found = forecast(3, EXITS, on=ON)
    assert found == WaitForecast(2, 9, "etwa 2 bis 9 Monate", "In den letzten 12 Monaten wurden 9 Plätze frei.")
    assert found.is_known


def test_fewer_than_three_exits_are_no_basis() -> None:
    found = forecast(1, [0] * 10 + [1, 1], on=ON)
    assert not found.is_known
    assert found.basis_text == "In den letzten 12 Monaten wurden 2 Plätze frei. Das sind zu wenige für eine Vorhersage."
    assert forecast(1, [0] * 11 + [1], on=ON).basis_text.startswith("In den letzten 12 Monaten wurde 1 Platz frei.")
    assert forecast(1, [0] * 9 + [1] * 3, on=ON).is_known


def test_a_year_with_gaps_is_no_basis() -> None:
    found = forecast(1, [4] * 11, on=ON)
    assert (found.lowest_months, found.highest_months) == (None, None)
    assert found.basis_text == "Für die letzten 12 Monate fehlen Zahlen."


def test_a_long_wait_is_not_made_short() -> None:
    found = forecast(9, [0] * 9 + [1] * 3, on=ON)
    assert found.highest_months is None
    assert found.text == f"mindestens {found.lowest_months} Monate, vielleicht viel länger"
    assert forecast(400, [0] * 9 + [1] * 3, on=ON).lowest_months == 36


def test_a_planned_end_shortens_the_wait_and_says_so() -> None:
    ends = [dt.date(2026, 10, 1), dt.date(2026, 12, 1), dt.date(2026, 12, 2)]
    found = forecast(1, EXITS, ends, on=ON)
    assert (found.lowest_months, found.highest_months) == (1, 1)
    two = forecast(2, EXITS, ends, on=ON)
    assert two.text == "etwa 1 bis 2 Monate"
    assert two.basis_text.endswith("2 Plätze werden nach Plan in dieser Zeit frei.")
    one = forecast(1, EXITS, [dt.date(2026, 11, 30)], on=ON)
    assert one.text == "etwa 1 Monat"
    assert one.basis_text.endswith("1 Platz wird nach Plan in dieser Zeit frei.")


def test_the_first_position_is_one() -> None:
    with pytest.raises(ValueError, match="position"):
        forecast(0, EXITS, on=ON)


@given(position=st.integers(1, 30), exits=st.lists(st.integers(0, 6), min_size=12, max_size=12))
def test_who_stands_further_back_never_waits_less(position: int, exits: list[int]) -> None:
    nearer, further = forecast(position, exits, on=ON), forecast(position + 1, exits, on=ON)
    assert nearer.is_known is further.is_known is (sum(exits) >= 3)
    if nearer.lowest_months is not None and further.lowest_months is not None:
        assert nearer.lowest_months <= further.lowest_months
        assert (nearer.highest_months or 99) <= (further.highest_months or 99)
        assert nearer.lowest_months <= (nearer.highest_months or 99)


def test_a_list_of_thousands_before_a_large_group_has_an_answer_too() -> None:
    found = forecast(6000, [45] * 12, on=dt.date(2026, 11, 26))
    assert found.highest_months is None
    assert "mindestens 36 Monate" in found.text
    assert forecast(1, [45] * 12, on=dt.date(2026, 11, 26)).lowest_months == 1
