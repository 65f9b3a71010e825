import datetime as dt
from itertools import product
from pathlib import Path

import pytest

from talachse.agreement.models import MeetingKind, MeetingStatus
from talachse.rules.agreement import meetings as rules
from talachse.rules.agreement import reminders
from talachse.rules.agreement.document import Side
from talachse.rules.agreement.meetings import AgendaFacts, ItemKind, Kind, Matter, Phase, Status
from talachse.rules.agreement.reminders import Missing

TODAY = dt.date(2026, 11, 24)
MEETING = dt.date(2026, 12, 8)
BOTH = frozenset(Side)
CITY = frozenset({Side.CITY})
NOBODY: frozenset[Side] = frozenset()
INVITED_AT = dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)


def test_the_tables_words_are_those_of_the_rules() -> None:
    assert set(MeetingKind.values) == set(Kind)
    assert set(MeetingStatus.values) == set(Status)


# --- periods


def test_november_belongs_to_its_month_and_to_the_fourth_quarter() -> None:
    assert rules.period_of(Kind.MONTHLY, TODAY) == "2026-11"
    assert rules.period_of(Kind.QUARTERLY, TODAY) == "2026Q4"


@pytest.mark.parametrize(
    ("period", "following"),
    [
        ("2026-11", "2026-12"),
        ("2026-12", "2027-01"),
        ("2026-01", "2026-02"),
        ("2026Q3", "2026Q4"),
        ("2026Q4", "2027Q1"),
    ],
)
def test_after_december_comes_january(period: str, following: str) -> None:
    assert rules.next_period(period) == following


def test_a_year_has_twelve_alignments_and_four_quarterly_meetings() -> None:
    assert len(rules.periods_of_year(Kind.MONTHLY, 2026)) == 12
    assert rules.periods_of_year(Kind.QUARTERLY, 2026) == ("2026Q1", "2026Q2", "2026Q3", "2026Q4")


def test_a_new_series_begins_with_this_and_the_next_period() -> None:
    found = rules.due_periods(Kind.MONTHLY, latest=None, effective_on=dt.date(2021, 7, 1), today=TODAY)
    assert found == ("2026-11", "2026-12")


def test_periods_left_out_while_the_machine_was_off_are_caught_up() -> None:
    found = rules.due_periods(Kind.QUARTERLY, latest="2026Q1", effective_on=dt.date(2021, 7, 1), today=TODAY)
    assert found == ("2026Q2", "2026Q3", "2026Q4", "2027Q1")


def test_what_is_there_already_is_not_due_again() -> None:
    assert rules.due_periods(Kind.MONTHLY, latest="2026-12", effective_on=dt.date(2021, 7, 1), today=TODAY) == ()


def test_no_meeting_is_due_before_the_agreement_is_in_force() -> None:
    found = rules.due_periods(Kind.MONTHLY, latest=None, effective_on=dt.date(2027, 2, 1), today=TODAY)
    assert found == ("2027-02", "2027-03")


@pytest.mark.parametrize(
    ("period", "day"),
    [
        ("2026-11", dt.date(2026, 11, 26)),
        ("2026Q4", dt.date(2026, 12, 8)),
        ("2026-12", dt.date(2026, 12, 17)),  # the fourth Thursday is Christmas Eve
        ("2024-05", dt.date(2024, 5, 23)),
        ("2023-06", dt.date(2023, 6, 22)),
        ("2017-05", dt.date(2017, 5, 18)),  # the fourth Thursday is Ascension Day
    ],
)
def test_the_usual_day_avoids_holidays_and_christmas(period: str, day: dt.date) -> None:
    assert rules.usual_day(period) == day


# --- steps


@pytest.mark.parametrize(("current", "wanted"), list(product(Status, Status)))
def test_a_step_is_possible_exactly_when_the_table_says_so(current: Status, wanted: Status) -> None:
    assert rules.may_move(current, wanted).is_yes is (wanted in rules.NEXT_STATUSES[current])


def test_the_diagram_in_the_documentation_is_the_table_in_the_code() -> None:
    page = Path(__file__).resolve().parents[2] / "docs" / "zustaende" / "gespraech.md"
    assert page.read_text() == rules.diagram()


def test_an_invitation_seven_days_before_is_in_time_and_six_days_before_is_short() -> None:
    assert rules.invite_by(MEETING) == dt.date(2026, 12, 1)
    assert not rules.is_short_notice(invited_on=dt.date(2026, 12, 1), starts_on=MEETING)
    assert rules.is_short_notice(invited_on=dt.date(2026, 12, 2), starts_on=MEETING)


@pytest.mark.parametrize(
    ("status", "items", "invitees", "confirmed", "today", "reason"),
    [
        (Status.PLANNED, 3, 5, False, TODAY, "hinausgehen"),
        (Status.PLANNED, 3, 5, True, dt.date(2026, 12, 5), "hinausgehen"),
        (Status.PLANNED, 3, 5, False, dt.date(2026, 12, 5), "verkürzter Frist"),
        (Status.PLANNED, 0, 5, False, TODAY, "noch leer"),
        (Status.PLANNED, 3, 0, False, TODAY, "niemand"),
        (Status.PLANNED, 3, 5, True, dt.date(2026, 12, 9), "zurück"),
        (Status.HELD, 3, 5, False, TODAY, "führt kein Schritt"),
    ],
)
def test_an_invitation_needs_agenda_people_and_time(
    *, status: Status, items: int, invitees: int, confirmed: bool, today: dt.date, reason: str
) -> None:
    verdict = rules.may_invite(
        status,
        starts_on=MEETING,
        items=items,
        invitees=invitees,
        short_notice_confirmed=confirmed,
        today=today,
    )
    assert reason in verdict.reason
    assert verdict.is_yes is ("hinausgehen" in reason)


@pytest.mark.parametrize(
    ("kind", "status", "today", "reason"),
    [
        (Kind.MONTHLY, Status.PLANNED, MEETING, "kann festgehalten"),
        (Kind.QUARTERLY, Status.INVITED, MEETING, "kann festgehalten"),
        (Kind.QUARTERLY, Status.HELD, MEETING, "kann festgehalten"),
        (Kind.QUARTERLY, Status.PLANNED, MEETING, "noch nicht eingeladen"),
        (Kind.MONTHLY, Status.PLANNED, TODAY, "erst am 08.12.2026"),
        (Kind.MONTHLY, Status.CLOSED, MEETING, "führt kein Schritt"),
    ],
)
def test_a_meeting_is_held_on_its_day_and_a_quarterly_one_only_when_invited(
    kind: Kind, status: Status, today: dt.date, reason: str
) -> None:
    assert reason in rules.may_hold(kind, status, starts_on=MEETING, today=today).reason


@pytest.mark.parametrize(
    ("holder", "deputy", "by_deputy", "fits"),
    [(True, False, False, True), (False, True, True, True), (False, True, False, False), (True, False, True, False)],
)
def test_a_vacant_seat_is_represented_only_by_a_named_deputy(
    holder: bool, deputy: bool, by_deputy: bool, fits: bool
) -> None:
    assert rules.may_represent(has_holder=holder, has_deputy=deputy, by_deputy=by_deputy).is_yes is fits


def test_one_side_alone_is_not_both() -> None:
    assert rules.both_present(BOTH)
    assert not rules.both_present(CITY)


def test_presence_stays_once_decisions_rest_on_it() -> None:
    assert rules.may_change_presence(decisions=1, sides_change=True).is_no
    assert rules.may_change_presence(decisions=1, sides_change=False).is_yes
    assert rules.may_change_presence(decisions=0, sides_change=True).is_yes


@pytest.mark.parametrize(
    ("kind", "status", "minutes", "side", "confirmed", "reason"),
    [
        (Kind.MONTHLY, Status.HELD, True, Side.CITY, NOBODY, "können den Ergebnisvermerk"),
        (Kind.QUARTERLY, Status.HELD, True, Side.CITY, NOBODY, "nächsten Quartalsgespräch"),
        (Kind.MONTHLY, Status.CLOSED, True, Side.CITY, BOTH, "schon abgeschlossen"),
        (Kind.MONTHLY, Status.PLANNED, True, Side.CITY, NOBODY, "stattgefunden"),
        (Kind.MONTHLY, Status.HELD, False, Side.CITY, NOBODY, "noch keinen Ergebnisvermerk"),
        (Kind.MONTHLY, Status.HELD, True, None, NOBODY, "nur die Referent"),
        (Kind.MONTHLY, Status.HELD, True, Side.CITY, CITY, "schon bestätigt"),
    ],
)
def test_each_side_confirms_a_written_note_once(
    *, kind: Kind, status: Status, minutes: bool, side: Side | None, confirmed: frozenset[Side], reason: str
) -> None:
    assert reason in rules.may_confirm(kind, status, has_minutes=minutes, side=side, confirmed=confirmed).reason


@pytest.mark.parametrize(
    ("kind", "status", "minutes", "reason"),
    [
        (Kind.QUARTERLY, Status.HELD, True, "kann vorgelegt"),
        (Kind.MONTHLY, Status.HELD, True, "beide Seiten"),
        (Kind.QUARTERLY, Status.INVITED, True, "stattgefunden"),
        (Kind.QUARTERLY, Status.HELD, False, "leer"),
    ],
)
def test_minutes_of_a_held_quarterly_meeting_can_be_submitted(
    kind: Kind, status: Status, minutes: bool, reason: str
) -> None:
    assert reason in rules.may_submit_minutes(kind, status, has_minutes=minutes).reason


@pytest.mark.parametrize(
    ("period", "submitted", "in_period", "in_status", "both", "reason"),
    [
        ("2026Q3", True, "2026Q4", Status.HELD, True, "kann genehmigt"),
        ("2026Q3", True, "2026-12", Status.HELD, True, "nur in einem Quartalsgespräch"),
        ("2026Q3", False, "2026Q4", Status.HELD, True, "noch nicht vorgelegt"),
        ("2026Q4", True, "2026Q4", Status.HELD, True, "späteren"),
        ("2026Q3", True, "2026Q4", Status.INVITED, True, "wer in diesem Quartalsgespräch"),
        ("2026Q3", True, "2026Q4", Status.HELD, False, "beide Seiten"),
    ],
)
def test_minutes_are_approved_in_a_later_quarterly_meeting_of_both_sides(
    *, period: str, submitted: bool, in_period: str, in_status: Status, both: bool, reason: str
) -> None:
    verdict = rules.may_approve(
        period=period, submitted=submitted, in_period=in_period, in_status=in_status, in_both_present=both
    )
    assert reason in verdict.reason


@pytest.mark.parametrize(
    ("kind", "status", "confirmed", "approved", "closes"),
    [
        (Kind.MONTHLY, Status.HELD, BOTH, False, True),
        (Kind.MONTHLY, Status.HELD, CITY, False, False),
        (Kind.QUARTERLY, Status.HELD, BOTH, False, False),
        (Kind.QUARTERLY, Status.HELD, NOBODY, True, True),
        (Kind.MONTHLY, Status.PLANNED, BOTH, False, False),
    ],
)
def test_monthly_closes_with_two_keys_and_quarterly_with_approved_minutes(
    kind: Kind, status: Status, confirmed: frozenset[Side], approved: bool, closes: bool
) -> None:
    assert rules.may_close(kind, status, confirmed=confirmed, approved=approved).is_yes is closes


@pytest.mark.parametrize(
    ("kind", "status", "today", "minutes", "submitted", "confirmed", "phase", "words"),
    [
        (Kind.MONTHLY, Status.PLANNED, MEETING, False, False, NOBODY, Phase.HOLD, "wer da war"),
        (Kind.QUARTERLY, Status.PLANNED, dt.date(2026, 12, 3), False, False, NOBODY, Phase.INVITE, "verkürzter"),
        (Kind.QUARTERLY, Status.PLANNED, TODAY, False, False, NOBODY, Phase.INVITE, "bis 01.12.2026"),
        (Kind.QUARTERLY, Status.PLANNED, dt.date(2026, 10, 1), False, False, NOBODY, Phase.PREPARE, "Bereiten"),
        (Kind.QUARTERLY, Status.INVITED, TODAY, False, False, NOBODY, Phase.HOLD, "findet am 08.12.2026"),
        (Kind.QUARTERLY, Status.INVITED, MEETING, False, False, NOBODY, Phase.HOLD, "wer da war"),
        (Kind.MONTHLY, Status.HELD, MEETING, False, False, NOBODY, Phase.RESULT, "Schreiben"),
        (Kind.MONTHLY, Status.HELD, MEETING, True, False, NOBODY, Phase.CLOSE, "Beide Seiten"),
        (Kind.MONTHLY, Status.HELD, MEETING, True, False, CITY, Phase.CLOSE, "des Jobcenters"),
        (Kind.MONTHLY, Status.HELD, MEETING, True, False, frozenset({Side.JOBCENTER}), Phase.CLOSE, "der Stadt"),
        (Kind.QUARTERLY, Status.HELD, MEETING, True, False, NOBODY, Phase.RESULT, "Legen Sie"),
        (Kind.QUARTERLY, Status.HELD, MEETING, True, True, NOBODY, Phase.CLOSE, "liegt vor"),
        (Kind.MONTHLY, Status.CLOSED, MEETING, True, False, BOTH, Phase.CLOSE, "abgeschlossen"),
        (Kind.MONTHLY, Status.CANCELLED, MEETING, False, False, NOBODY, Phase.PREPARE, "ausgefallen"),
    ],
)
def test_there_is_always_one_next_step(
    *,
    kind: Kind,
    status: Status,
    today: dt.date,
    minutes: bool,
    submitted: bool,
    confirmed: frozenset[Side],
    phase: Phase,
    words: str,
) -> None:
    step = rules.next_step(
        kind,
        status,
        starts_on=MEETING,
        has_minutes=minutes,
        submitted=submitted,
        confirmed=confirmed,
        today=today,
    )
    assert step.phase is phase
    assert words in step.text


# --- papers, votes, decisions


def test_a_paper_is_late_when_it_comes_after_the_invitation() -> None:
    hour = dt.timedelta(hours=1)
    assert rules.is_late_paper(invited_at=INVITED_AT, added_at=INVITED_AT + hour)
    assert not rules.is_late_paper(invited_at=INVITED_AT, added_at=INVITED_AT - hour)
    assert not rules.is_late_paper(invited_at=None, added_at=INVITED_AT)


@pytest.mark.parametrize(
    ("side", "present", "biased", "reason"),
    [
        (Side.CITY, True, False, "Stimmt mit"),
        (Side.CITY, True, True, "Befangen"),
        (Side.CITY, False, False, "Nicht anwesend"),
        (None, True, False, "Gäste"),
    ],
)
def test_the_biased_and_guests_do_not_vote(side: Side | None, present: bool, biased: bool, reason: str) -> None:
    assert reason in rules.may_vote(side=side, present=present, biased=biased).reason


@pytest.mark.parametrize(
    ("status", "both", "voting", "reason"),
    [
        (Status.HELD, True, BOTH, "kann eingetragen"),
        (Status.HELD, False, CITY, "kann eingetragen"),
        (Status.HELD, True, CITY, "niemand mitstimmen"),
        (Status.HELD, False, NOBODY, "niemand mitstimmen"),
        (Status.CLOSED, True, BOTH, "nächste Gespräch"),
        (Status.INVITED, False, NOBODY, "wer anwesend war"),
    ],
)
def test_a_decision_needs_a_held_meeting_and_a_vote_of_each_side(
    status: Status, both: bool, voting: frozenset[Side], reason: str
) -> None:
    assert reason in rules.may_decide(status, both_sides_present=both, voting=voting).reason


@pytest.mark.parametrize(
    ("decided_in", "both", "today", "reason"),
    [
        ("quarterly", True, MEETING, "kann aufgenommen werden"),
        ("quarterly", True, MEETING + dt.timedelta(days=9), "kann aufgenommen werden"),
        ("quarterly", True, MEETING - dt.timedelta(days=1), "erst ab dem"),
        ("quarterly", False, MEETING, "nur eine Seite"),
        ("monthly", True, MEETING, "monatlichen Abgleich"),
        ("circular", False, MEETING, "Umlaufbeschluss"),
    ],
)
def test_a_project_comes_from_a_quarterly_decision_of_both_sides_and_from_nothing_else(
    decided_in: str, both: bool, today: dt.date, reason: str
) -> None:
    verdict = rules.may_add_project(decided_in=decided_in, both_sides_present=both, decided_on=MEETING, today=today)
    assert reason in verdict.reason
    assert verdict.is_yes is reason.startswith("kann")


@pytest.mark.parametrize(
    ("due_on", "done_on", "overdue"),
    [
        (TODAY, None, False),
        (TODAY - dt.timedelta(days=1), None, True),
        (TODAY - dt.timedelta(days=1), TODAY, False),
        (TODAY - dt.timedelta(days=1), TODAY + dt.timedelta(days=1), True),
        (None, None, False),
    ],
)
def test_a_decision_is_overdue_from_the_day_after_its_deadline(
    due_on: dt.date | None, done_on: dt.date | None, overdue: bool
) -> None:
    assert rules.is_overdue(due_on=due_on, done_on=done_on, on=TODAY) is overdue


# --- agenda


def matter(key: str) -> tuple[Matter, ...]:
    return (Matter(key, f"Titel {key}", "Text"),)


FULL = AgendaFacts(
    overdue_actions=matter("action:1"),
    open_actions=matter("action:2"),
    changed_figures=matter("figure:a"),
    stale_figures=(*matter("figure:b"), Matter("figure:c", "Zahl c")),
    vacancies=matter("seat:x"),
    questions=matter("question:1"),
    dates=matter("meeting:9"),
    overdue_decisions=matter("decision:1"),
    open_decisions=matter("decision:2"),
    minutes_to_approve=matter("minutes:3"),
    risky_projects=tuple(Matter(f"profile:{n}", f"Projekt {n}", project=f"p{n}") for n in range(5)),
    totals={"Vorhaben": 43},
)


def test_the_monthly_agenda_begins_with_what_is_overdue_and_ends_with_dates() -> None:
    sources = [d.source for d in rules.draft_agenda(Kind.MONTHLY, FULL)]
    assert sources == [
        "action:1",
        "actions-open",
        "decisions",
        "figures-changed",
        "figures-stale",
        "vacancies",
        "question:1",
        "dates",
    ]


def test_the_quarterly_agenda_approves_minutes_follows_up_and_shows_three_profiles() -> None:
    drafts = rules.draft_agenda(Kind.QUARTERLY, FULL)
    assert [d.source for d in drafts] == [
        "minutes:3",
        "decisions",
        "overview",
        "vacancies",
        "question:1",
        "profile:0",
        "profile:1",
        "profile:2",
        "dates",
        "any-other",
    ]
    assert drafts[1].title == "Rückblick auf die Beschlüsse: 1 überfällig, 1 offen"
    assert "43" in drafts[2].text


def test_an_empty_month_has_an_empty_draft_and_a_quiet_quarter_still_looks_back() -> None:
    assert rules.draft_agenda(Kind.MONTHLY, AgendaFacts()) == ()
    kinds = [d.kind for d in rules.draft_agenda(Kind.QUARTERLY, AgendaFacts())]
    assert kinds == [ItemKind.FOLLOW_UP, ItemKind.FIGURE, ItemKind.OTHER]


def test_one_and_many_are_said_correctly() -> None:
    titles = [d.title for d in rules.draft_agenda(Kind.MONTHLY, FULL)]
    assert "1 Zahl hat sich geändert" in titles
    assert "2 Zahlen sind veraltet" in titles


@pytest.mark.parametrize(
    ("drafted", "edited", "dropped", "outcome", "attachments", "may"),
    [
        (True, False, False, False, False, True),
        (True, True, False, False, False, False),
        (True, False, True, False, False, False),
        (True, False, False, True, False, False),
        (True, False, False, False, True, False),
        (False, False, False, False, False, False),
    ],
)
def test_the_draft_touches_only_what_it_wrote_itself(
    *, drafted: bool, edited: bool, dropped: bool, outcome: bool, attachments: bool, may: bool
) -> None:
    assert (
        rules.may_redraft(
            drafted=drafted, edited=edited, dropped=dropped, has_outcome=outcome, has_attachments=attachments
        )
        is may
    )


# --- reminders


@pytest.mark.parametrize(
    ("paused_until", "last_sent_on", "may"),
    [
        (None, None, True),
        (TODAY, None, False),
        (TODAY - dt.timedelta(days=1), None, True),
        (None, TODAY - dt.timedelta(days=6), False),
        (None, TODAY - dt.timedelta(days=7), True),
    ],
)
def test_a_pause_is_kept_and_each_thing_comes_weekly_at_most(
    paused_until: dt.date | None, last_sent_on: dt.date | None, may: bool
) -> None:
    assert reminders.may_remind(paused_until=paused_until, last_sent_on=last_sent_on, today=TODAY) is may


@pytest.mark.parametrize(
    ("kind", "status", "today", "minutes", "submitted", "missing"),
    [
        (Kind.QUARTERLY, Status.PLANNED, TODAY, False, False, Missing.INVITATION),
        (Kind.QUARTERLY, Status.PLANNED, dt.date(2026, 11, 1), False, False, None),
        (Kind.MONTHLY, Status.PLANNED, TODAY, False, False, None),
        (Kind.MONTHLY, Status.PLANNED, dt.date(2026, 12, 9), False, False, Missing.RESULT_NOTE),
        (Kind.QUARTERLY, Status.INVITED, MEETING, False, False, None),
        (Kind.QUARTERLY, Status.HELD, MEETING, False, False, Missing.RESULT_NOTE),
        (Kind.MONTHLY, Status.HELD, MEETING, True, False, Missing.CONFIRMATION),
        (Kind.QUARTERLY, Status.HELD, MEETING, True, False, Missing.MINUTES),
        (Kind.QUARTERLY, Status.HELD, MEETING, True, True, None),
        (Kind.MONTHLY, Status.CLOSED, MEETING, True, False, None),
    ],
)
def test_one_thing_is_missing_at_a_meeting(
    *, kind: Kind, status: Status, today: dt.date, minutes: bool, submitted: bool, missing: Missing | None
) -> None:
    found = reminders.missing_at(kind, status, starts_on=MEETING, has_minutes=minutes, submitted=submitted, today=today)
    assert found is missing


# --- the report of a quarter


def test_a_quarter_has_its_days() -> None:
    assert rules.quarter_days("2026Q4") == (dt.date(2026, 10, 1), dt.date(2026, 12, 31))
    assert rules.quarter_days("2024Q1") == (dt.date(2024, 1, 1), dt.date(2024, 3, 31))


@pytest.mark.parametrize("period", ["2026Q5", "2026", "2026-11", "Q4", "2026Q4 ", "٢٠٢٦Q4"])
def test_anything_else_is_no_quarter(period: str) -> None:
    with pytest.raises(ValueError, match=period):
        rules.quarter_days(period)


@pytest.mark.parametrize(
    ("period", "held_on", "day"),
    [
        ("2026Q4", None, TODAY),
        ("2026Q3", None, dt.date(2026, 9, 30)),
        ("2026Q3", dt.date(2026, 9, 8), dt.date(2026, 9, 8)),
        ("2026Q4", dt.date(2026, 12, 8), TODAY),
        ("2027Q1", None, None),
    ],
)
def test_the_pack_shows_the_day_of_the_meeting(period: str, held_on: dt.date | None, day: dt.date | None) -> None:
    assert rules.report_day(period, held_on=held_on, today=TODAY) == day


@pytest.mark.parametrize(
    ("period", "held_on", "frozen", "may"),
    [
        ("2026Q4", None, False, False),
        ("2026Q4", dt.date(2026, 11, 20), False, True),
        ("2026Q4", dt.date(2026, 12, 8), False, False),
        ("2026Q3", None, False, True),
        ("2026Q3", dt.date(2026, 9, 8), True, False),
    ],
)
def test_a_report_is_frozen_once_and_not_before_the_meeting(
    *, period: str, held_on: dt.date | None, frozen: bool, may: bool
) -> None:
    assert rules.may_freeze(period, held_on=held_on, frozen=frozen, today=TODAY).is_yes is may
