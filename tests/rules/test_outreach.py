import datetime as dt
from itertools import product

import pytest

from talachse.rules.diagrams import state_diagram
from talachse.rules.outreach import (
    NEXT_STAGES,
    STAGE_LABELS,
    Stage,
    is_plausible_report,
    may_hand_over,
    may_move,
    quarter_of,
)


@pytest.mark.parametrize(("current", "wanted"), list(product(Stage, Stage)))
def test_a_step_is_possible_exactly_when_the_table_says_so(current: Stage, wanted: Stage) -> None:
    assert may_move(current, wanted).is_yes is (wanted in NEXT_STAGES[current])


def test_who_was_not_reached_cannot_be_handed_over_and_the_reason_says_so() -> None:
    assert "erst fest" in may_move(Stage.NEW, Stage.HANDED_OVER).reason


def test_hand_over_needs_a_yes() -> None:
    assert may_hand_over(agreed=True).is_yes
    assert may_hand_over(agreed=False).is_no


@pytest.mark.parametrize(
    ("pupils", "lost", "fits"), [(400, 0, True), (400, 400, True), (400, 401, False), (0, 0, False)]
)
def test_lost_contacts_stay_within_the_pupils(pupils: int, lost: int, fits: bool) -> None:
    assert is_plausible_report(pupils=pupils, lost=lost).is_yes is fits


def test_november_is_in_the_fourth_quarter() -> None:
    assert quarter_of(dt.date(2026, 11, 24)) == "2026Q4"
    assert quarter_of(dt.date(2026, 3, 31)) == "2026Q1"


def test_the_diagram_shows_every_step_of_the_table() -> None:
    page = state_diagram("Aufsuchende Arbeit", Stage.NEW, NEXT_STAGES, STAGE_LABELS)
    steps = [f"  {a.value} --> {b.value}" for a, following in NEXT_STAGES.items() for b in following]
    assert all(step in page.splitlines() for step in steps)
    assert "  ended --> [*]" in page
