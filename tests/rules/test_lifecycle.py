import datetime as dt
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talachse.rules.placement import lifecycle
from talachse.rules.placement.lifecycle import (
    TRANSITIONS,
    Attendance,
    DeclinedBy,
    DeclineReason,
    EndReason,
    Level,
    PlacementStatus,
    count_declines,
    leads_to_sanction,
    may_after_care,
    may_change,
    may_expire,
    may_extend,
    may_record,
    shortest_silence,
    silence,
)

SINCE = dt.date(2026, 11, 2)


@pytest.mark.parametrize(("old", "new"), list(product(PlacementStatus, PlacementStatus)))
def test_a_step_is_possible_exactly_when_the_table_says_so(old: PlacementStatus, new: PlacementStatus) -> None:
    assert may_change(old, new).is_yes is (new in TRANSITIONS[old])


def test_every_word_of_the_life_cycle_has_a_german_label() -> None:
    assert set(lifecycle.LABELS) == set(TRANSITIONS) == set(PlacementStatus)
    assert set(lifecycle.DECLINE_LABELS) == set(DeclineReason)
    assert set(lifecycle.END_LABELS) == set(EndReason)
    assert set(lifecycle.ATTENDANCE_LABELS) == set(Attendance)
    assert set(lifecycle.DECLINED_BY_LABELS) == set(DeclinedBy)


def test_every_status_is_reached_and_leads_to_an_end() -> None:
    reached, new = {PlacementStatus.SUGGESTED}, [PlacementStatus.SUGGESTED]
    while new:
        fresh = TRANSITIONS[new.pop()] - reached
        reached |= fresh
        new += fresh
    assert reached == set(PlacementStatus)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (PlacementStatus.WAITING, PlacementStatus.WAITING, "schon auf der Warteliste"),
        (PlacementStatus.CLOSED, PlacementStatus.STARTED, "neuen Vorschlag"),
        (PlacementStatus.REFERRED, PlacementStatus.STARTED, "erst die Zusage"),
        (PlacementStatus.STARTED, PlacementStatus.DECLINED, "Tag und Grund"),
        (PlacementStatus.ENDED, PlacementStatus.PAUSED, "Von „beendet“ geht es nicht direkt zu „pausiert“."),
    ],
)
def test_a_refused_step_says_what_to_do(old: PlacementStatus, new: PlacementStatus, words: str) -> None:
    assert words in may_change(old, new).reason


def test_the_diagram_in_the_documentation_is_the_table_in_the_code() -> None:
    page = Path(__file__).resolve().parents[2] / "docs" / "zustaende" / "vermittlung.md"
    assert page.read_text() == lifecycle.diagram()


END = dt.date(2026, 12, 31)


@pytest.mark.parametrize(
    ("status", "ends_on", "new_end", "latest", "words"),
    [
        (PlacementStatus.ENDED, END, dt.date(2027, 1, 31), None, "solange die Teilnahme läuft"),
        (PlacementStatus.STARTED, None, dt.date(2027, 1, 31), None, "kein festes Ende"),
        (PlacementStatus.STARTED, END, END, None, "nach dem 31.12.2026"),
        (PlacementStatus.STARTED, END, dt.date(2027, 2, 1), dt.date(2027, 1, 31), "höchstens bis zum 31.01.2027"),
    ],
)
def test_an_extension_is_refused_with_its_reason(
    status: PlacementStatus, ends_on: dt.date | None, new_end: dt.date, latest: dt.date | None, words: str
) -> None:
    verdict = may_extend(status, ends_on=ends_on, new_end=new_end, latest=latest)
    assert verdict.is_no
    assert words in verdict.reason


def test_an_extension_up_to_the_last_possible_day_is_fine_and_without_that_day_unknown() -> None:
    day = dt.date(2027, 1, 31)
    assert may_extend(PlacementStatus.PAUSED, ends_on=END, new_end=day, latest=day).is_yes
    assert may_extend(PlacementStatus.STARTED, ends_on=END, new_end=day, latest=None).is_unknown


# --- declining ---------------------------------------------------------------------------------------------------


def test_both_sides_count_alike() -> None:
    found = count_declines(
        [
            (DeclinedBy.PERSON, DeclineReason.WAY),
            (DeclinedBy.PROVIDER, DeclineReason.PLACE_GONE),
            (DeclinedBy.PROVIDER, DeclineReason.WAY),
        ]
    )
    assert (found.by_person, found.by_provider) == (1, 2)
    assert found.by_reason == {DeclineReason.WAY: 2, DeclineReason.PLACE_GONE: 1}


@given(st.lists(st.tuples(st.sampled_from(DeclinedBy), st.sampled_from(DeclineReason))))
def test_no_refusal_is_lost(declines: list[tuple[DeclinedBy, DeclineReason]]) -> None:
    found = count_declines(declines)
    assert found.by_person + found.by_provider == sum(found.by_reason.values()) == len(declines)


def test_declining_never_leads_to_less_money_by_itself() -> None:
    assert leads_to_sanction(legal_basis="sgb2_16d").is_no
    voluntary = leads_to_sanction(legal_basis="sgb2_16k")
    assert voluntary.is_no
    assert voluntary.basis == "§ 16k Abs. 4 SGB II"


# --- attendance, after-care --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "day", "words"),
    [
        (Attendance.PRESENT, dt.date(2026, 11, 1), "beginnt erst am 02.11.2026"),
        (Attendance.HOLIDAY, dt.date(2027, 1, 1), "am 31.12.2026 geendet"),
        (Attendance.PRESENT, dt.date(2026, 11, 24), "noch vor uns"),
    ],
)
def test_attendance_is_for_days_of_the_participation(kind: Attendance, day: dt.date, words: str) -> None:
    verdict = may_record(kind, day, starts_on=SINCE, ended_on=END, on=dt.date(2026, 11, 23))
    assert verdict.is_no
    assert words in verdict.reason


def test_today_and_a_holiday_ahead_can_be_entered() -> None:
    today = dt.date(2026, 11, 23)
    assert may_record(Attendance.EXCUSED, today, starts_on=SINCE, ended_on=None, on=today).is_yes
    assert may_record(Attendance.HOLIDAY, END, starts_on=SINCE, ended_on=END, on=today).is_yes


def test_after_care_lasts_six_months_and_three_more_in_special_cases() -> None:
    ended = dt.date(2026, 8, 31)
    assert may_after_care(ended, extended=False, on=dt.date(2027, 2, 28)).is_yes
    assert may_after_care(ended, extended=False, on=dt.date(2027, 3, 1)).is_no
    assert may_after_care(ended, extended=True, on=dt.date(2027, 5, 31)).is_yes
    assert may_after_care(ended, extended=True, on=dt.date(2027, 6, 1)).is_no


def test_after_care_under_an_older_law_is_unknown() -> None:
    verdict = may_after_care(dt.date(2020, 5, 1), extended=False, on=dt.date(2020, 6, 1))
    assert verdict.is_unknown
    assert verdict.missing == ("Dauer der Nachbetreuung nach dem Recht von damals",)


# --- silence -----------------------------------------------------------------------------------------------------


def test_a_provider_who_does_not_answer_is_reminded_then_a_human_calls() -> None:
    assert silence(PlacementStatus.REFERRED, SINCE, SINCE + dt.timedelta(days=6)) is None
    reminder = silence(PlacementStatus.REFERRED, SINCE, SINCE + dt.timedelta(days=7))
    assert reminder is not None
    assert (reminder.level, reminder.due_on) == (Level.REMIND, dt.date(2026, 11, 9))
    human = silence(PlacementStatus.REFERRED, SINCE, SINCE + dt.timedelta(days=30))
    assert human is not None
    assert (human.level, human.due_on) == (Level.HUMAN, dt.date(2026, 11, 16))
    assert human.text.startswith("Bitte rufen Sie den Träger an")


@pytest.mark.parametrize("status", sorted(lifecycle.OVER | {PlacementStatus.STARTED, PlacementStatus.AFTER_CARE}))
def test_where_silence_is_normal_nobody_is_disturbed(status: PlacementStatus) -> None:
    assert silence(status, SINCE, SINCE + dt.timedelta(days=1000)) is None


@given(status=st.sampled_from(list(lifecycle.SILENCE_TEXTS)), days=st.integers(0, 400))
def test_silence_only_grows_and_ends_with_a_human(status: PlacementStatus, days: int) -> None:
    order = [None, Level.REMIND, Level.HUMAN]
    today, tomorrow = (silence(status, SINCE, SINCE + dt.timedelta(days=n)) for n in (days, days + 1))
    assert order.index(today.level if today else None) <= order.index(tomorrow.level if tomorrow else None)
    assert days < 120 or (today is not None and today.level is Level.HUMAN)


def test_nothing_is_due_before_the_shortest_silence_and_something_is_on_its_day() -> None:
    shortest = shortest_silence(SINCE)
    assert shortest.days == 7
    early, due = (
        [silence(status, SINCE, SINCE + shortest - dt.timedelta(days=back)) for status in lifecycle.SILENCE_TEXTS]
        for back in (1, 0)
    )
    assert not any(early)
    assert any(due)


def test_nothing_expires_before_a_human_has_tried_and_waited() -> None:
    status = PlacementStatus.WAITING
    assert may_expire(status, human_tried_on=None, on=dt.date(2030, 1, 1)).is_no
    assert "16.11.2026" in may_expire(status, human_tried_on=SINCE, on=dt.date(2026, 11, 13)).reason
    assert may_expire(status, human_tried_on=SINCE, on=dt.date(2026, 11, 16)).is_yes


def test_a_promise_and_a_running_place_never_expire() -> None:
    for status in (PlacementStatus.ACCEPTED, PlacementStatus.STARTED):
        assert may_expire(status, human_tried_on=SINCE, on=dt.date(2030, 1, 1)).is_no


def test_who_comes_back_returns_to_the_waiting_list() -> None:
    assert may_change(PlacementStatus.EXPIRED, PlacementStatus.WAITING).is_yes
