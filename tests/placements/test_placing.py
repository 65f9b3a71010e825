"""One way for everybody: from a suggestion to the end of after-care; nobody loses a rank, nothing ends in silence."""

import datetime as dt
import uuid
from pathlib import Path
from typing import Any

import pytest

from talachse.accounts.actor import SYSTEM, Actor
from talachse.audit.models import Entry
from talachse.jobs.models import OutgoingMail
from talachse.offers.models import LegalBasis
from talachse.people.models import Zone
from talachse.people.services import put_fact
from talachse.placements.models import Participation, Placement, PlacementStep, Said
from talachse.placements.queries import placing as queries
from talachse.placements.services import placing, silence
from talachse.placements.services.steps import PlacementRefused
from talachse.rules.placement.lifecycle import DeclineReason, EndReason
from tests.placements.builders import (
    DAY,
    TODAY,
    accepted,
    case_manager,
    client_of,
    make_group,
    make_person,
    started,
    suggest,
)
from tests.race import at_once, shared_database

pytestmark = pytest.mark.django_db
KW: dict[str, Any] = {"by": SYSTEM, "today": TODAY}


def states(placement: Placement) -> list[str]:
    return list(PlacementStep.objects.filter(placement=placement).order_by("pk").values_list("new", flat=True))


def test_the_whole_way_from_a_suggestion_to_the_end_of_after_care_is_written_down() -> None:
    group, person = make_group(), make_person()
    placement = suggest(person, group)
    placement = placing.wait(placement, **KW)
    placement = placing.refer(placement, **KW)
    placement = placing.accept(placement, planned_start_on=TODAY - 20 * DAY, **KW)
    placement = placing.start(
        placement, started_on=TODAY - 20 * DAY, planned_end_on=TODAY + 100 * DAY, by=SYSTEM, today=TODAY
    )
    placement = placing.pause(placement, since=TODAY - 15 * DAY, by=SYSTEM, today=TODAY)
    assert placement.status == "paused"
    placement = placing.resume(placement, on=TODAY - 10 * DAY, by=SYSTEM)
    placement = placing.extend(placement, new_end=TODAY + 150 * DAY, by=SYSTEM, today=TODAY)
    placement = placing.end(placement, ended_on=TODAY, reason=EndReason.JOB, by=SYSTEM, today=TODAY)
    placement = placing.after_care(placement, until=TODAY + 60 * DAY, **KW)
    placement = placing.close(placement, **KW)
    assert states(placement) == [
        *("suggested", "waiting", "referred", "accepted", "started", "paused", "started", "started"),
        *("ended", "after_care", "closed"),
    ]
    participation = Participation.objects.get()
    assert (participation.code, participation.law_version) == (person.code, "§ 16d SGB II")
    assert (participation.ended_on, participation.end_reason) == (TODAY, "Arbeit aufgenommen")
    assert (placement.end_reason, placement.after_care_until) == ("job", TODAY + 60 * DAY)
    assert Entry.objects.filter(subject=f"placements.placement:{placement.pk}", verb="placement_moved").count() == 11


@pytest.mark.parametrize("said", [Said.PERSON, Said.PROVIDER])
def test_person_and_provider_decline_with_the_same_reasons(said: Said) -> None:
    placement = placing.refer(suggest(make_person(), make_group()), **KW)
    placement = placing.decline(placement, reason=DeclineReason.WAY, said=said, **KW)
    assert (placement.status, placement.decline_reason, placement.declined_by) == ("declined", "way", said.value)
    with pytest.raises(PlacementRefused, match="zu Ende"):
        placing.accept(placement, **KW)


def test_nobody_begins_without_a_promise() -> None:
    with pytest.raises(PlacementRefused, match="erst die Zusage"):
        placing.start(suggest(make_person(), make_group()), started_on=TODAY, by=SYSTEM, today=TODAY)
    assert not Participation.objects.exists()


def test_the_same_form_sent_twice_is_one_suggestion_and_one_step() -> None:
    person, group, same = make_person(), make_group(), uuid.uuid4()
    first = suggest(person, group, submission=same)
    assert suggest(person, group, submission=same) == first
    placing.refer(first, **KW)
    placing.refer(first, **KW)
    accepting = placing.accept(first, **KW)
    for _ in range(2):
        placing.start(accepting, started_on=TODAY, by=SYSTEM, today=TODAY)
    assert states(first) == ["suggested", "referred", "accepted", "started"]
    assert Participation.objects.count() == 1


def test_a_second_way_to_the_same_group_is_refused_while_the_first_is_open() -> None:
    person, group = make_person(), make_group()
    placement = suggest(person, group)
    with pytest.raises(PlacementRefused, match="läuft schon"):
        suggest(person, group)
    placing.withdraw(placement, **KW)
    suggest(person, group)


def test_used_up_months_stop_a_start_whoever_presses() -> None:
    person = make_person()
    early = dt.date(TODAY.year - 5, 1, 1)
    stay = {"legal_basis": "sgb2_16i", "starts_on": early.isoformat(), "ends_on": (early + 1825 * DAY).isoformat()}
    put_fact(person, "earlier_stays", [stay], "Bescheid", TODAY, by=SYSTEM)
    placement = accepted(person, make_group(basis=LegalBasis.SGB2_16I))
    with pytest.raises(PlacementRefused, match=r"§ 16i SGB II.*von 60 Monaten"):
        placing.start(placement, started_on=TODAY, planned_end_on=TODAY + 300 * DAY, by=SYSTEM, today=TODAY)
    placement.refresh_from_db()
    assert placement.status == "accepted"
    assert not Participation.objects.exists()


def test_an_extension_beyond_24_months_needs_a_reason_and_with_one_it_is_kept() -> None:
    begin = TODAY - 700 * DAY
    placement = started(make_person(), make_group(), on=begin, until=TODAY + 20 * DAY)
    later = TODAY + 200 * DAY
    with pytest.raises(PlacementRefused, match="Mit einer Begründung"):
        placing.extend(placement, new_end=later, by=SYSTEM, today=TODAY)
    placing.extend(placement, new_end=later, extension_reason="Stabil, Anschluss folgt", by=SYSTEM, today=TODAY)
    assert Participation.objects.get().planned_end_on == later
    assert "Stabil" in queries.steps_of(placement)[0].note


def test_the_last_place_is_not_given_to_a_second_person() -> None:
    group = make_group(1)
    started(make_person("Eins"), group)
    second = accepted(make_person("Zwei"), group)
    with pytest.raises(PlacementRefused, match="Platz"):
        placing.start(second, started_on=TODAY, by=SYSTEM, today=TODAY)


BEGIN = """
import datetime as dt
from talachse.accounts.actor import SYSTEM, Actor
from talachse.placements.models import Placement
from talachse.placements.services import placing
from talachse.placements.services.steps import PlacementRefused
day = dt.date.fromisoformat("{day}")
begun = 0
for placement in Placement.objects.filter(pk__in={pks}):
    try:
        begun += placing.start(placement, started_on=day, by=SYSTEM, today=day).status == "started"
    except PlacementRefused:
        pass
print(begun)
"""


@pytest.mark.django_db(transaction=True)
def test_two_people_who_press_at_once_start_one_participation_on_the_last_place(tmp_path: Path) -> None:
    group = make_group(1)
    pks = [accepted(make_person(name), group).pk for name in ("Eins", "Zwei", "Drei")]
    with shared_database(tmp_path) as environment:
        begun = at_once(tmp_path, environment, [BEGIN.format(day=TODAY, pks=[pk]) for pk in pks])
    assert sorted(begun) == ["0", "0", "1"]


def test_a_transfer_keeps_waiting_time_priority_and_rank() -> None:
    old, new = make_group(provider="lernwerk"), make_group()
    long_ago = TODAY - 200 * DAY
    others = [placing.wait(suggest(make_person(f"Wartet {n}"), new, on=TODAY - n * DAY), **KW) for n in (30, 60)]
    placement = placing.wait(suggest(make_person("Wechselt"), old, on=long_ago), **KW)
    same = uuid.uuid4()
    moved = placing.transfer(placement, new, submission=same, **KW)
    assert placing.transfer(placement, new, submission=same, **KW) == moved
    assert (moved.waiting_since, moved.moved_from_id, moved.status) == (long_ago, placement.pk, "waiting")
    assert queries.position_of(moved) == 1
    assert [queries.position_of(other) for other in others] == [3, 2]
    placement.refresh_from_db()
    assert placement.status == "withdrawn"


def test_a_higher_priority_class_is_never_overtaken() -> None:
    group = make_group()
    late = placing.wait(suggest(make_person("Spät"), group), **KW)
    early = placing.wait(suggest(make_person("Früh"), group, on=TODAY - 300 * DAY), **KW)
    assert queries.position_of(early) == 1
    placing.set_priority(late, priority=1, **KW)
    assert queries.position_of(Placement.objects.get(pk=late.pk)) == 1


def test_silence_reminds_then_asks_a_human_and_never_ends_anything() -> None:
    client_of("radwerk")
    case_manager()
    placement = placing.refer(suggest(make_person(), make_group(), on=TODAY - 40 * DAY), by=SYSTEM, today=TODAY)
    referred_on = TODAY + 7 * DAY
    assert silence.watch(by=SYSTEM, today=TODAY + 6 * DAY) == (0, 0)
    assert silence.watch(by=SYSTEM, today=referred_on) == (1, 0)
    assert silence.watch(by=SYSTEM, today=referred_on) == (0, 0)
    assert OutgoingMail.objects.count() == 1
    assert silence.watch(by=SYSTEM, today=TODAY + 14 * DAY) == (0, 1)
    assert OutgoingMail.objects.count() == 2
    for far in (100, 1000):
        silence.watch(by=SYSTEM, today=TODAY + far * DAY)
    placement.refresh_from_db()
    assert (placement.status, placement.escalated_on) == ("referred", TODAY + 14 * DAY)
    assert {b"Robin Probe" in bytes(mail.message) for mail in OutgoingMail.objects.all()} == {False}


def test_only_after_a_human_has_tried_and_waited_may_a_placement_end_without_an_answer() -> None:
    placement = suggest(make_person(), make_group(), on=TODAY - 60 * DAY)
    Placement.objects.filter(pk=placement.pk).update(escalated_on=TODAY)
    with pytest.raises(PlacementRefused, match="versuchen Sie zuerst selbst"):
        placing.expire(placement, **KW)
    somebody = Actor(user_id=7)
    for _ in range(2):
        tried = placing.tried(placement, note="angerufen, niemand da", by=somebody, today=TODAY)
    assert tried.escalated_on is None
    assert PlacementStep.objects.filter(placement=placement, note__startswith="Versuch").count() == 1
    with pytest.raises(PlacementRefused, match="Bitte warten Sie noch"):
        placing.expire(placement, **KW)
    expired = placing.expire(placement, by=SYSTEM, today=TODAY + 20 * DAY)
    assert expired.status == "expired"
    back = placing.wait(expired, by=SYSTEM, today=TODAY + 30 * DAY)
    assert (back.status, back.waiting_since) == ("waiting", TODAY - 60 * DAY)


def test_after_care_lasts_no_longer_than_the_law_allows() -> None:
    placement = placing.end(
        started(make_person(), make_group(), on=TODAY - 30 * DAY),
        ended_on=TODAY,
        reason=EndReason.SCHOOL,
        by=SYSTEM,
        today=TODAY,
    )
    with pytest.raises(PlacementRefused, match="war bis zum"):
        placing.after_care(placement, until=TODAY + 250 * DAY, **KW)
    assert placing.after_care(placement, until=TODAY + 250 * DAY, is_special=True, **KW).status == "after_care"


def test_the_waiting_list_says_how_long_with_its_basis_and_nothing_when_it_cannot_know() -> None:
    group = make_group(20)
    waiting = placing.wait(suggest(make_person(), group), **KW)
    rows, number = queries.queue_of(group, on=TODAY)
    assert (number, rows[0].placement, rows[0].position) == (1, waiting, 1)
    assert "können wir nicht sagen" in rows[0].forecast.text
    begin = dt.date(TODAY.year - 2, 6, 1)
    for n in range(12):
        placement = started(make_person(f"War da {n}"), group, on=begin)
        placing.end(placement, ended_on=TODAY - (40 + 25 * n) * DAY, reason=EndReason.JOB, by=SYSTEM, today=TODAY)
    known = queries.queue_of(group, on=TODAY)[0][0].forecast
    assert known.is_known
    assert "In den letzten 12 Monaten wurden" in known.basis_text


def test_the_health_programme_is_not_placed_into_from_here() -> None:
    with pytest.raises(PlacementRefused, match="Gesundheitscoaching"):
        suggest(make_person(zone=Zone.SGB2), make_group(basis=LegalBasis.REHAPRO))
