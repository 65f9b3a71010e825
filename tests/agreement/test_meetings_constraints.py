"""What must not be, the database refuses: also without our rules, by plain SQL."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from talachse.agreement.models import Decision, Meeting, Project
from talachse.rules.agreement.document import Side
from tests.agreement.builders import START, make_agreement, make_decision, make_held, make_meeting, make_quarterly

pytestmark = pytest.mark.django_db


def refused(act: Any) -> bool:
    """The database says no; a deferred check is asked now."""
    try:
        with transaction.atomic():
            act()
            connection.check_constraints()
    except IntegrityError:
        return True
    return False


def project_row(decision: Decision, *, kind: str, both: bool) -> Project:
    return Project(
        agreement=decision.agreement,
        key="neu",
        title="Neu",
        section="I",
        added_on=START,
        origin_decision=decision,
        origin_kind=kind,
        origin_both_present=both,
    )


def test_a_quarterly_decision_of_both_sides_carries_a_project() -> None:
    decision = make_decision(make_held(make_quarterly(make_agreement())), adds_project=True)
    assert not refused(project_row(decision, kind="quarterly", both=True).save)


def test_a_project_without_any_origin_is_refused() -> None:
    agreement = make_agreement()
    assert refused(Project(agreement=agreement, key="neu", title="Neu", section="I", added_on=START).save)


@pytest.mark.parametrize(
    ("kind", "sides"), [("monthly", tuple(Side)), ("quarterly", (Side.CITY,)), ("quarterly", (Side.JOBCENTER,))]
)
def test_a_project_cannot_lie_about_its_decision(kind: str, sides: tuple[Side, ...]) -> None:
    agreement = make_agreement()
    meeting = make_quarterly(agreement) if kind == "quarterly" else make_meeting(agreement)
    decision = make_decision(make_held(meeting, sides=sides))
    assert refused(project_row(decision, kind="quarterly", both=True).save)
    assert refused(project_row(decision, kind=kind, both=len(sides) == 2).save) is (
        kind != "quarterly" or len(sides) < 2
    )


def test_plain_sql_cannot_add_a_project_to_a_monthly_decision() -> None:
    decision = make_decision(make_held(make_meeting(make_agreement())))

    def insert() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO agreement_project (agreement_id, key, title, section, parent_key, purpose, audience,"
                " legal_bases, site, added_on, origin_decision_id, origin_kind, origin_both_present)"
                " VALUES (%s, 'neu', 'Neu', 'I', '', '', '', '[]', '', %s, %s, 'quarterly', %s)",
                [decision.agreement_id, START, decision.pk, True],
            )

    assert refused(insert)


def test_plain_sql_cannot_turn_a_monthly_decision_into_a_quarterly_one() -> None:
    decision = make_decision(make_held(make_meeting(make_agreement())))

    def update() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE agreement_decision SET meeting_kind = 'quarterly', adds_project = %s WHERE id = %s",
                [True, decision.pk],
            )

    assert refused(update)


def test_plain_sql_cannot_turn_a_meeting_that_carries_decisions_into_another_kind() -> None:
    decision = make_decision(make_held(make_meeting(make_agreement())))

    def update() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE agreement_meeting SET kind = 'quarterly', period = '2026Q4' WHERE id = %s",
                [decision.meeting_id],
            )

    assert refused(update)


def test_plain_sql_cannot_claim_both_sides_when_one_was_missing() -> None:
    meeting = make_held(make_quarterly(make_agreement()), sides=(Side.CITY,))

    def update() -> None:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE agreement_meeting SET both_sides_present = %s WHERE id = %s", [True, meeting.pk])

    assert refused(update)


def test_a_decision_cannot_claim_a_presence_its_meeting_did_not_have() -> None:
    meeting = make_held(make_quarterly(make_agreement()), sides=(Side.CITY,))
    assert refused(lambda: make_decision(meeting, both_sides_present=True))


def test_a_circular_decision_has_no_meeting_and_adds_no_project() -> None:
    meeting = make_held(make_quarterly(make_agreement()))
    assert refused(lambda: make_circular(meeting, adds_project=True))
    assert refused(lambda: make_decision(meeting, meeting_kind="circular"))
    assert not refused(lambda: make_circular(meeting))


def make_circular(meeting: Meeting, **changes: Any) -> Decision:
    return Decision.objects.create(
        agreement=meeting.agreement,
        number="2026/U-1",
        meeting_kind="circular",
        title="Umlauf",
        text="Einverstanden.",
        decided_on=dt.date(2026, 12, 8),
        **changes,
    )


def test_a_form_says_in_german_why_the_project_is_refused() -> None:
    decision = make_decision(make_held(make_meeting(make_agreement())))
    with pytest.raises(ValidationError, match="Quartalsgespräch mit beiden Seiten"):
        project_row(decision, kind="quarterly", both=True).validate_constraints()


def test_a_decision_with_a_project_keeps_its_meeting_as_it_was() -> None:
    meeting = make_held(make_quarterly(make_agreement()))
    decision = make_decision(meeting, adds_project=True)
    project_row(decision, kind="quarterly", both=True).save()
    changed = {"city_present": False, "both_sides_present": False}
    assert refused(lambda: Meeting.objects.filter(pk=meeting.pk).update(**changed))
    assert refused(lambda: Decision.objects.filter(pk=decision.pk).update(adds_project=False, meeting_kind="monthly"))


def test_a_period_has_one_meeting_of_its_kind() -> None:
    agreement = make_agreement()
    make_meeting(agreement)
    assert refused(lambda: make_meeting(agreement))


def test_a_decision_is_not_done_before_it_was_taken() -> None:
    meeting = make_held(make_quarterly(make_agreement()))
    assert refused(lambda: make_decision(meeting, done_on=dt.date(2026, 12, 7)))


def test_a_closed_or_cancelled_meeting_names_its_day() -> None:
    meeting = make_meeting(make_agreement())
    for status in ("held", "closed", "cancelled"):
        assert refused(lambda status=status: Meeting.objects.filter(pk=meeting.pk).update(status=status))
