import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talachse.rules.fairness import NOBODY, TOO_FEW, complaint_answer_due, held_back, report, wilson

ON = dt.date(2026, 11, 2)


def test_the_interval_is_the_one_of_the_textbook() -> None:
    low, high = wilson(8, 10, confidence=0.95)
    assert (round(low, 4), round(high, 4)) == (0.4902, 0.9433)
    assert wilson(0, 10, confidence=0.95)[0] == 0
    assert wilson(10, 10, confidence=0.95)[1] == 1


@pytest.mark.parametrize(("got", "asked"), [(0, 0), (3, 2), (-1, 4)])
def test_nobody_gets_more_than_was_asked_for(got: int, asked: int) -> None:
    with pytest.raises(ValueError, match="asked"):
        wilson(got, asked, confidence=0.95)


@given(asked=st.integers(1, 400), share=st.floats(0, 1))
def test_the_rate_lies_in_its_interval_and_more_confidence_is_wider(asked: int, share: float) -> None:
    got = round(asked * share)
    low, high = wilson(got, asked, confidence=0.95)
    wide_low, wide_high = wilson(got, asked, confidence=0.99)
    assert 0 <= wide_low <= low <= got / asked + 1e-12
    assert got / asked - 1e-12 <= high <= wide_high <= 1


def test_a_difference_beyond_chance_is_named_without_naming_a_cause() -> None:
    men, women = report({"Männer": (300, 500), "Frauen": (150, 500)}, on=ON)
    assert men.differs
    assert women.differs
    assert women.rate == 0.3
    assert women.text == (
        "30 % haben etwas bekommen, insgesamt 45 %. Die Spanne reicht von 26 % bis 34 %. "
        "Der Unterschied ist größer, als der Zufall erwarten lässt. Woran das liegt, sagt die Zahl nicht."
    )


def test_a_small_difference_can_be_chance_and_none_is_not_seen() -> None:
    first, second, third = report({"a": (40, 100), "b": (50, 100), "c": (45, 100)}, on=ON)
    assert first.text.endswith("Der Unterschied kann Zufall sein.")
    assert third.text.endswith("Ein Unterschied ist nicht zu sehen.")
    assert not any(row.differs for row in (first, second, third))
    assert (second.got, second.asked) == ("50", "100")


def test_who_looks_at_many_groups_needs_more_to_see_a_difference() -> None:
    counts = {"a": (60, 100), "b": (180, 400)}
    assert report(counts, on=ON, comparisons=1)[0].differs
    assert not report(counts, on=ON, comparisons=20)[0].differs


def test_small_groups_are_held_back_with_one_more_and_nobody_stays_nobody() -> None:
    rows = {row.group: row for row in report({"a": (2, 40), "b": (10, 30), "c": (50, 90), "d": (0, 0)}, on=ON)}
    assert rows["a"].text == rows["b"].text == TOO_FEW
    assert (rows["b"].rate, rows["b"].low, rows["b"].high, rows["b"].got, rows["b"].asked) == (
        None,
        None,
        None,
        "–",
        "–",
    )
    assert rows["c"].rate == 50 / 90
    assert rows["d"].text == NOBODY


def test_a_report_about_nobody_is_a_report() -> None:
    assert report({}, on=ON) == []
    assert [row.text for row in report({"a": (0, 0)}, on=ON)] == [NOBODY]


COUNTS = st.dictionaries(
    st.sampled_from("abcdef"),
    st.tuples(st.integers(0, 12), st.integers(0, 12)).map(lambda pair: (pair[0], pair[0] + pair[1])),
    max_size=6,
)


@given(counts=COUNTS)
def test_nothing_small_can_be_computed_from_the_shown_rows(counts: dict[str, tuple[int, int]]) -> None:
    hidden = held_back(counts)
    for key, (got, asked) in counts.items():
        assert key in hidden or (got not in {1, 2} and asked - got not in {1, 2})
    shown = [key for key in counts if key not in hidden and counts[key][1]]
    if hidden and shown:
        for column in (0, 1):
            rest = [(counts[key][0], counts[key][1] - counts[key][0])[column] for key in hidden]
            assert sum(rest) not in {1, 2}
            assert sum(n > 0 for n in rest) != 1


def test_a_complaint_is_answered_within_two_working_weeks() -> None:
    assert complaint_answer_due(dt.date(2026, 11, 2)) == dt.date(2026, 11, 16)
    assert complaint_answer_due(dt.date(2026, 12, 18)) == dt.date(2027, 1, 5)
