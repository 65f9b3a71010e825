import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from talachse.rules.placement.rounds import forget_before, may_confirm, round_score

ON = dt.date(2026, 11, 26)


@given(st.integers(0, 1000), st.integers(0, 4000), st.integers(0, 4000))
def test_who_waits_longer_never_counts_less(fits: int, days: int, more: int) -> None:
    since = ON - dt.timedelta(days=days)
    earlier = since - dt.timedelta(days=more)
    score = round_score(fits, waiting_since=since, on=ON)
    assert 0 <= score <= round_score(fits, waiting_since=earlier, on=ON) <= 1000


def test_fit_and_waiting_count_the_same() -> None:
    assert round_score(1000, waiting_since=ON, on=ON) == 500
    assert round_score(0, waiting_since=ON - dt.timedelta(days=730), on=ON) == 500
    assert round_score(1000, waiting_since=ON - dt.timedelta(days=5000), on=ON) == 1000
    assert round_score(1000, waiting_since=ON + dt.timedelta(days=5), on=ON) == 500


def test_a_proposal_is_confirmed_once_and_only_while_it_is_true() -> None:
    assert may_confirm(computed_for="a", now="a", is_open=True).is_yes
    assert "neu" in may_confirm(computed_for="a", now="b", is_open=True).reason
    assert "schon entschieden" in may_confirm(computed_for="a", now="a", is_open=False).reason


def test_a_decided_round_goes_after_a_year() -> None:
    assert forget_before(dt.date(2026, 11, 26)) == dt.date(2025, 11, 26)
