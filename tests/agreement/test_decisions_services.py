import datetime as dt
import uuid
from pathlib import Path
from typing import Any

import pytest

from talachse.accounts.actor import SYSTEM
from talachse.agreement.models import AgendaItem, Decision, Meeting, Standing
from talachse.agreement.queries import meetings as queries
from talachse.agreement.services import decisions, meetings, projects
from talachse.audit.models import Entry
from talachse.rules.agreement.document import Side
from talachse.rules.agreement.meetings import ItemKind
from tests.agreement.builders import (
    make_agreement,
    make_decision,
    make_held,
    make_meeting,
    make_quarterly,
)
from tests.race import at_once, shared_database

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 12, 8)


def item_of(meeting: Meeting, kind: ItemKind = ItemKind.DECISION) -> AgendaItem:
    return meetings.add_item(meeting, submission=uuid.uuid4(), kind=kind, title="Vorlage", by=SYSTEM)


def decide(item: AgendaItem, **changes: Any) -> Decision:
    facts: dict[str, Any] = {
        "submission": uuid.uuid4(),
        "title": "Fahrradwerkstatt",
        "text": "Die Werkstatt wird erweitert.",
        "addressee": item.meeting.agreement.seats.get(key="contact-city"),
        "due_on": dt.date(2027, 1, 31),
        "by": SYSTEM,
        "today": DAY,
    }
    return decisions.decide(item, **(facts | changes))


def test_decisions_are_numbered_by_meeting_and_a_second_click_is_the_same() -> None:
    item = item_of(make_held(make_quarterly(make_agreement())))
    submission = uuid.uuid4()
    numbers = [
        decide(item, submission=submission).number,
        decide(item, submission=submission).number,
        decide(item).number,
    ]
    assert numbers == ["2026/Q4-1", "2026/Q4-1", "2026/Q4-2"]


def test_nothing_is_decided_before_it_is_known_who_was_there() -> None:
    item = item_of(make_quarterly(make_agreement()))
    with pytest.raises(decisions.DecisionRefused, match="wer anwesend war"):
        decide(item)


def test_a_biased_seat_does_not_vote_and_without_a_vote_of_its_side_nothing_is_decided() -> None:
    meeting = make_held(make_quarterly(make_agreement()))
    item = item_of(meeting)
    rows = list(meeting.attendances.filter(seat__side="jobcenter"))
    for _ in range(2):
        meetings.declare_conflict(item, attendance=rows[0], note="im Vorstand des Trägers", by=SYSTEM)
    assert decisions.voting_sides(item) == frozenset(Side)
    conflict = meetings.declare_conflict(item, attendance=rows[1], note="ebenso", by=SYSTEM)
    with pytest.raises(decisions.DecisionRefused, match="niemand mitstimmen"):
        decide(item)
    meetings.withdraw_conflict(conflict, by=SYSTEM)
    decide(item)
    with pytest.raises(meetings.MeetingRefused, match="schon beschlossen"):
        meetings.declare_conflict(item, attendance=rows[1], note="zu spät", by=SYSTEM)


def test_presence_is_fixed_once_something_is_decided() -> None:
    meeting = make_held(make_quarterly(make_agreement()))
    decide(item_of(meeting))
    with pytest.raises(meetings.MeetingRefused, match="schon Beschlüsse"):
        meetings.record_attendance(
            meeting,
            revision=meeting.revision,
            words={a.pk: "deputy" for a in meeting.attendances.filter(seat__key="none")} | guest_only(meeting),
            by=SYSTEM,
            today=DAY,
        )


def guest_only(meeting: Meeting) -> dict[int, str]:
    meetings.add_guest(meeting, name="Kammer", email="", by=SYSTEM)
    return {meeting.attendances.get(guest="Kammer").pk: "self"}


def test_a_deadline_before_the_decision_is_refused() -> None:
    item = item_of(make_held(make_quarterly(make_agreement())))
    with pytest.raises(decisions.DecisionRefused, match="Frist"):
        decide(item, due_on=dt.date(2026, 12, 1))


def test_a_project_is_added_by_the_quarterly_meeting_of_both_sides() -> None:
    item = item_of(make_held(make_quarterly(make_agreement())), ItemKind.NEW_PROJECT)
    decision = decide(item, adds_project=True)
    for _ in range(2):
        project = projects.add_project(
            decision, key="reparatur", title="Reparaturcafé", section="I", purpose="Reparieren", by=SYSTEM, today=DAY
        )
    assert (project.origin_decision, project.added_on) == (decision, DAY)
    standing = Standing.objects.get(project=project)
    assert (standing.status, standing.since, standing.source) == ("planned", DAY, "Beschluss 2026/Q4-1")
    assert Entry.objects.filter(verb="project_added", subject="agreement.project:reparatur").count() == 1


def test_one_decision_adds_one_project_under_its_own_key() -> None:
    agreement = make_agreement()
    item = item_of(make_held(make_quarterly(agreement)), ItemKind.NEW_PROJECT)
    first, second = decide(item, adds_project=True), decide(item, adds_project=True)
    facts: dict[str, Any] = {"title": "Neu", "section": "I", "purpose": "Zweck", "by": SYSTEM, "today": DAY}
    projects.add_project(first, key="eins", **facts)
    with pytest.raises(projects.ProjectRefused, match="schon ein Projekt"):
        projects.add_project(first, key="zwei", **facts)
    with pytest.raises(projects.ProjectRefused, match="Schlüssel"):
        projects.add_project(second, key="eins", **facts)


def test_a_monthly_alignment_adds_no_project() -> None:
    meeting = make_held(make_meeting(make_agreement()))
    with pytest.raises(decisions.DecisionRefused, match="monatlichen Abgleich"):
        decide(item_of(meeting), adds_project=True)
    with pytest.raises(projects.ProjectRefused, match="monatlichen Abgleich"):
        add(make_decision(meeting))


def test_a_circular_decision_adds_no_project() -> None:
    agreement = make_agreement()
    facts: dict[str, Any] = {
        "title": "Umlauf",
        "text": "Einverstanden.",
        "addressee": None,
        "due_on": None,
        "decided_on": DAY,
        "by": SYSTEM,
        "today": DAY,
    }
    with pytest.raises(decisions.DecisionRefused, match="Umlaufbeschluss"):
        decisions.decide_by_circular(agreement, submission=uuid.uuid4(), adds_project=True, **facts)
    submission = uuid.uuid4()
    for _ in range(2):
        circular = decisions.decide_by_circular(agreement, submission=submission, **facts)
    assert circular.number == "2026/U-1"
    with pytest.raises(projects.ProjectRefused, match="Umlaufbeschluss"):
        add(circular)


def test_one_side_alone_adds_no_project() -> None:
    meeting = make_held(make_quarterly(make_agreement()), sides=(Side.CITY,))
    with pytest.raises(decisions.DecisionRefused, match="nur eine Seite"):
        decide(item_of(meeting), adds_project=True)
    with pytest.raises(projects.ProjectRefused, match="nur eine Seite"):
        add(make_decision(meeting))


def test_a_decision_about_something_else_adds_no_project() -> None:
    decision = decide(item_of(make_held(make_quarterly(make_agreement()))))
    with pytest.raises(projects.ProjectRefused, match="nimmt kein Projekt auf"):
        add(decision)


def add(decision: Decision) -> None:
    projects.add_project(decision, key="neu", title="Neu", section="I", purpose="Zweck", by=SYSTEM, today=DAY)


def test_a_delay_has_a_reason_and_a_mistaken_done_can_be_taken_back() -> None:
    decision = decide(item_of(make_held(make_quarterly(make_agreement()))))
    decisions.report_on(decision, done_on=None, delay_reason="Der Träger fehlt", by=SYSTEM, today=DAY)
    done = decisions.report_on(decision, done_on=DAY, delay_reason="", by=SYSTEM, today=DAY)
    assert queries.decision_state(done, DAY) == "done"
    decisions.report_on(decision, done_on=None, delay_reason="Irrtum", by=SYSTEM, today=DAY)
    verbs = Entry.objects.filter(subject__startswith="agreement.decision").order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["decided", "decision_delayed", "decision_done", "decision_reopened"]
    with pytest.raises(decisions.DecisionRefused, match="Zukunft"):
        decisions.report_on(decision, done_on=DAY + dt.timedelta(days=1), delay_reason="", by=SYSTEM, today=DAY)


def test_the_register_begins_with_the_longest_overdue_and_knows_any_past_day(
    django_assert_max_num_queries: Any,
) -> None:
    agreement = make_agreement()
    meeting = make_held(make_quarterly(agreement))
    facts: dict[str, dict[str, Any]] = {
        "offen": {"due_on": DAY + dt.timedelta(days=90)},
        "überfällig": {"due_on": DAY + dt.timedelta(days=10)},
        "verspätet": {"due_on": DAY + dt.timedelta(days=5), "done_on": DAY + dt.timedelta(days=30)},
        "erledigt": {"due_on": DAY + dt.timedelta(days=60), "done_on": DAY + dt.timedelta(days=31)},
    }
    for title, dates in facts.items():
        make_decision(meeting, title=title, **dates)
    on = DAY + dt.timedelta(days=40)
    with django_assert_max_num_queries(2):
        rows = queries.register(agreement, on)
    assert [(r.decision.title, r.state) for r in rows] == [
        ("überfällig", "overdue"),
        ("offen", "open"),
        ("erledigt", "done"),
        ("verspätet", "late"),
    ]
    earlier = queries.register(agreement, DAY + dt.timedelta(days=20), state="overdue")
    assert [r.decision.title for r in earlier] == ["verspätet", "überfällig"]
    assert [d.title for d in queries.decisions_overdue(agreement, on)] == ["überfällig"]
    assert [r.decision.title for r in queries.register(agreement, on, text="OFFEN")] == ["offen"]


@pytest.mark.django_db(transaction=True)
def test_people_deciding_at_once_get_different_numbers(tmp_path: Path) -> None:
    item = item_of(make_held(make_quarterly(make_agreement())))
    snippet = f"""
import datetime as dt, uuid
from talachse.accounts.actor import SYSTEM
from talachse.agreement.models import AgendaItem
from talachse.agreement.services.decisions import decide
item = AgendaItem.objects.get(pk={item.pk})
day = dt.date(2026, 12, 8)
taken = [
    decide(item, submission=uuid.uuid4(), title="T", text="T", addressee=None, due_on=None, by=SYSTEM, today=day)
    for _ in range(5)
]
print(" ".join(d.number for d in taken))
"""
    with shared_database(tmp_path) as environment:
        answers = at_once(tmp_path, environment, [snippet] * 2)
    numbers = " ".join(answers).split()
    assert sorted(numbers, key=lambda n: int(n.split("-")[1])) == [f"2026/Q4-{n}" for n in range(1, 11)]
