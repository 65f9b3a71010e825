"""A round is a proposal: computed, checked, played through; only a person makes it true, once, while it is true."""

import datetime as dt
import json
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from talachse.accounts.actor import SYSTEM
from talachse.accounts.models import User
from talachse.offers.models import LegalBasis, PlaceGroup, Pot, PotKind, PotLimit
from talachse.people.models import Person
from talachse.placements.models import Placement, Round
from talachse.placements.queries import rounds as queries
from talachse.placements.services import placing
from talachse.placements.services import rounds as services
from talachse.placements.services.rounds import RoundRefused
from talachse.placements.tasks import nightly_round
from talachse.rules.access import Role
from tests.placements.builders import DAY, FIRST, TODAY, client_of, make_group, make_person, started

pytestmark = pytest.mark.django_db
BASES = [LegalBasis.SGB2_16D]


def wish(person: Person, group: PlaceGroup, *, priority: int = 2, since: dt.date = TODAY) -> Placement:
    """Suggested for a group; waits since a day."""
    return placing.suggest(
        person,
        group,
        submission=uuid.uuid4(),
        by=SYSTEM,
        today=TODAY,
        priority=priority,
        waiting_since=since,
    )


def propose(**options: object) -> Round:
    return services.propose(BASES, title="Probe", by=SYSTEM, today=TODAY, **options)  # type: ignore[arg-type]


def placed(made: Round) -> dict[str, str]:
    return {one["person"]: one["place"] for one in made.result["assignments"]}


def test_who_comes_first_is_never_overtaken_and_who_waits_longer_is_ahead_among_equals() -> None:
    group = make_group(2)
    first, long, short = (make_person() for _ in range(3))
    wish(short, group, since=TODAY)
    wish(long, group, since=TODAY - 400 * DAY)
    wish(first, group, priority=1, since=TODAY)
    made = propose()
    assert set(placed(made)) == {first.code, long.code}
    [without] = made.result["unplaced"]
    assert without["person"] == short.code
    assert group.key in without["reason"] or "voll" in without["reason"] or "vergeben" in without["reason"]


def test_taken_places_promises_and_pots_are_not_given_again() -> None:
    one, other = make_group(2), make_group(5)
    pot = Pot.objects.create(key="topf", title="Topf", kind=PotKind.CAPPING)
    PotLimit.objects.create(pot=pot, since=FIRST, places=3, source="Probe")
    PlaceGroup.objects.filter(pk__in=[one.pk, other.pk]).update(pot=pot)
    started(make_person(), one)
    promised = make_person()
    placing.refer(wish(promised, other), by=SYSTEM, today=TODAY)
    for _ in range(3):
        person = make_person()
        wish(person, one)
        wish(person, other)
    made = propose()
    # Three in the pot: one has begun, one is asked, so one is left.
    assert placed(made)[promised.code] == other.key
    assert len(made.result["assignments"]) == 2
    assert len(made.result["unplaced"]) == 2


def test_a_proposal_moves_nobody_until_a_person_confirms_it_once() -> None:
    group, person = make_group(1), make_person()
    placement = wish(person, group)
    made = propose()
    placement.refresh_from_db()
    assert placement.status == "suggested"
    assert services.confirm(made, by=SYSTEM, today=TODAY) == 1
    placement.refresh_from_db()
    assert (placement.status, placement.round_id) == ("referred", made.pk)
    with pytest.raises(RoundRefused, match="schon entschieden"):
        services.confirm(made, by=SYSTEM, today=TODAY)
    with pytest.raises(RoundRefused, match="schon bestätigt"):
        services.drop(made, by=SYSTEM)


def test_a_proposal_that_is_no_longer_true_is_computed_anew() -> None:
    group = make_group(1)
    wish(make_person(), group)
    made = propose()
    wish(make_person(), group, priority=1)
    with pytest.raises(RoundRefused, match="neu"):
        services.confirm(made, by=SYSTEM, today=TODAY)
    assert not Placement.objects.filter(status="referred").exists()


def test_one_can_see_who_would_move_before_anybody_does() -> None:
    group = make_group(1)
    ahead, behind = make_person(), make_person()
    wish(ahead, group, priority=1)
    wish(behind, group)
    made = propose()
    without = services.simulate(made, person=ahead.code)
    assert {move.person: move.after for move in without.moves} == {ahead.code: None, behind.code: group.key}
    forced = services.simulate(made, person=behind.code, group=group.key)
    assert {move.person for move in forced.moves} == {ahead.code, behind.code}
    fewer = services.simulate_fewer(made, group=group.key, places=0)
    assert fewer.placed == -1
    with pytest.raises(RoundRefused, match="Code"):
        services.simulate(made, person="GIBTS-NICHT")


def test_a_reserve_keeps_places_free_and_says_what_it_costs() -> None:
    group = make_group(10)
    for _ in range(10):
        wish(make_person(), group)
    made = propose(reserve_percent=20)
    assert len(made.result["assignments"]) == 8
    assert made.result["reserve_costs"]["placed"] == 2


def test_a_group_that_misses_its_smallest_size_does_not_begin() -> None:
    group = make_group(10)
    PlaceGroup.objects.filter(pk=group.pk).update(smallest=3)
    for _ in range(2):
        wish(make_person(), group)
    made = propose(whole_groups=True)
    assert made.result["assignments"] == []
    assert made.result["closed"] == [group.key]
    wish(make_person(), group)
    assert len(propose(whole_groups=True).result["assignments"]) == 3


def test_the_proposal_of_the_night_replaces_the_one_before() -> None:
    wish(make_person(), make_group(1))
    nightly_round(timezone.now())
    nightly_round(timezone.now())
    assert list(Round.objects.order_by("pk").values_list("status", flat=True)) == ["dropped", "proposed"]


def test_a_decided_round_is_forgotten_after_a_year_and_an_open_one_stays() -> None:
    wish(make_person(), make_group(1))
    decided, waiting = propose(), propose()
    services.drop(decided, by=SYSTEM)
    assert services.forget_old(today=TODAY + 365 * DAY) == 0
    assert services.forget_old(today=TODAY + 367 * DAY) == 1
    assert Round.objects.get() == waiting


def test_with_nobody_waiting_there_is_nothing_to_compute() -> None:
    make_group(1)
    with pytest.raises(RoundRefused, match="wartet gerade niemand"):
        propose()


def test_the_same_situation_gives_the_same_round_and_can_be_read_again() -> None:
    groups = [make_group(2) for _ in range(3)]
    for number in range(9):
        person = make_person()
        for group in groups[: 1 + number % 3]:
            wish(person, group)
    one, other = propose(), propose()
    assert one.input_hash == other.input_hash
    assert one.result == other.result
    again = json.loads(json.dumps(queries.allocation_as_json(queries.allocation_from_json(one.result))))
    assert again == {name: one.result[name] for name in again}
    assert json.loads(json.dumps(queries.instance_as_json(queries.instance_from_json(one.instance)))) == one.instance


def test_the_number_of_queries_does_not_grow_with_the_people() -> None:
    group = make_group(50)
    wish(make_person(), group)
    with CaptureQueriesContext(connection) as few:
        queries.situation(BASES, on=TODAY)
    for _ in range(15):
        wish(make_person(), group)
    with CaptureQueriesContext(connection) as many:
        queries.situation(BASES, on=TODAY)
    assert len(many) == len(few)


def test_placement_walks_from_the_proposal_to_the_confirmation() -> None:
    group, person = make_group(1), make_person()
    wish(person, group)
    client = client_of("jobcenter", Role.PLACEMENT)
    nothing = client.post(reverse("placements-rounds"), {"title": "", "reserve_percent": "0"})
    assert nothing.status_code == 422
    form = {"title": "Herbst", "legal_bases": [LegalBasis.SGB2_16D.value], "reserve_percent": "0"}
    assert client.post(reverse("placements-rounds"), form).status_code == 302
    made = Round.objects.get()
    assert made.made_by == User.objects.get()
    address = reverse("placements-round", args=[made.pk])
    page = client.get(address).content.decode()
    assert person.code in page
    assert person.name not in page
    played = client.post(address, {"person": person.code}).content.decode()
    assert f"{person.code}: {group.title} → kein Platz" in played
    wrong = client.post(address, {"person": ""})
    assert wrong.status_code == 422
    client.post(reverse("placements-round-confirm", args=[made.pk]))
    assert Placement.objects.get().status == "referred"
    assert "bestätigt" in client.get(address).content.decode()
    for late in ("placements-round-confirm", "placements-round-drop"):
        told = client.post(reverse(late, args=[made.pk]), follow=True)
        assert told.status_code == 200
        assert 't-alert--danger" role="alert"' in told.content.decode()
