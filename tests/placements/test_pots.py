"""Pots: what counts never refuses, what caps is never oversold, and nobody ties them into a knot."""

import datetime as dt
import json
import uuid
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import timezone

from talachse.accounts.actor import SYSTEM
from talachse.offers.models import Payer, PlaceGroup, Pot, PotKind, PotMeasure
from talachse.offers.services import pots as services
from talachse.offers.services.pots import PlacesRefused, PotFacts
from talachse.placements.models import Participation
from talachse.placements.services.participations import (
    PlacementRefused,
    Started,
    end_participation,
    start_participation,
)
from tests.placements.test_places import FIRST, START, make_group
from tests.race import at_once, number_in, shared_database

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)


def make_pot(
    key: str,
    places: int | None,
    *,
    kind: PotKind = PotKind.CAPPING,
    measure: PotMeasure = PotMeasure.STOCK,
    parent: Pot | None = None,
) -> Pot:
    """A pot with its number of places since the beginning."""
    facts = PotFacts(title=f"Topf {key}", kind=kind, measure=measure, parent=parent)
    pot = services.add_pot(key=key, facts=facts, by=SYSTEM)
    if places is not None:
        services.set_limit(pot, since=FIRST, places=places, source="Probe", by=SYSTEM)
    return pot


def group_in(pot: Pot, provider: str = "radwerk", *, places: int = 50, cost: Decimal | None = None) -> PlaceGroup:
    """A group with more than enough places, in a pot."""
    group = make_group(places, provider=provider)
    PlaceGroup.objects.filter(pk=group.pk).update(pot=pot, cost_per_month=cost, months=2)
    group.refresh_from_db()
    return group


def begin(group: PlaceGroup, on: dt.date = TODAY) -> Started:
    return start_participation(group, submission=uuid.uuid4(), started_on=on, by=SYSTEM, today=TODAY)


def test_a_full_pot_refuses_by_its_name_though_the_group_has_room() -> None:
    pot = make_pot("trasse", 2)
    one, other = group_in(pot), group_in(pot, "lernwerk")
    first = begin(one).participation
    begin(other)
    with pytest.raises(PlacementRefused, match="In „Topf trasse“ sind alle 2 Plätze besetzt"):
        begin(one)
    end_participation(first, ended_on=TODAY, reason="beendet", by=SYSTEM, today=TODAY)
    begin(other, TODAY + DAY)
    assert Participation.objects.count() == 3


def test_the_outer_pot_refuses_what_the_inner_one_would_allow() -> None:
    outer = make_pot("alle", 1)
    inner = make_pot("davon", 10, parent=outer)
    begin(group_in(inner))
    with pytest.raises(PlacementRefused, match="Topf alle"):
        begin(group_in(outer, "lernwerk"))


def test_a_counting_pot_never_refuses_but_says_so() -> None:
    group = group_in(make_pot("stand", 1, kind=PotKind.COUNTING))
    assert begin(group).notice == ""
    assert "ist das Platz 2; vereinbart waren 1. Diese Zahl ist keine Obergrenze." in begin(group).notice


def test_where_admissions_count_an_exit_frees_nothing() -> None:
    group = group_in(make_pot("programm", 1, measure=PotMeasure.CUMULATIVE))
    first = begin(group, TODAY - 20 * DAY).participation
    end_participation(first, ended_on=TODAY - 10 * DAY, reason="beendet", by=SYSTEM, today=TODAY)
    with pytest.raises(PlacementRefused, match="macht keinen Platz frei"):
        begin(group)


def test_a_capping_pot_without_a_number_gives_no_place_away() -> None:
    with pytest.raises(PlacementRefused, match="keine Obergrenze eingetragen"):
        begin(group_in(make_pot("offen", None)))


def whole_year(pot: Pot, euros: int) -> None:
    """Money of the federation for the months around today."""
    services.add_allotment(
        pot,
        payer=Payer.FEDERAL,
        begins_on=TODAY.replace(day=1),
        ends_on=TODAY + 400 * DAY,
        amount=Decimal(euros),
        source="Bescheid",
        by=SYSTEM,
    )


def test_money_that_is_promised_is_not_promised_again() -> None:
    pot = make_pot("geld", 50)
    whole_year(pot, 5000)
    group = group_in(pot, cost=Decimal(1000))
    begin(group)
    begin(group)
    with pytest.raises(PlacementRefused, match=r"In „Topf geld: Bund .*“ sind vom .* frei. Nötig sind"):
        begin(group)


def test_a_start_before_anything_is_granted_is_refused_and_a_later_gap_is_only_said() -> None:
    pot = make_pot("geld", 50)
    services.add_allotment(
        pot,
        payer=Payer.CITY,
        begins_on=TODAY.replace(day=1),
        ends_on=TODAY,
        amount=Decimal(90000),
        source="Beschluss",
        by=SYSTEM,
    )
    group = group_in(pot, cost=Decimal(1000))
    with pytest.raises(PlacementRefused, match="noch keine Mittel bewilligt"):
        begin(group, TODAY.replace(day=1) - DAY)
    assert "noch keine Mittel bewilligt. Bitte klären Sie" in begin(group).notice


def test_no_pot_is_put_into_itself_or_into_what_lies_in_it() -> None:
    outer = make_pot("aussen", 5)
    middle = make_pot("mitte", 5, parent=outer)
    inner = make_pot("innen", 5, parent=middle)
    for parent in (outer, middle, inner):
        with pytest.raises(PlacesRefused, match="liegt schon darin"):
            services.change_pot(outer, facts=PotFacts("Außen", PotKind.CAPPING, parent=parent), by=SYSTEM, today=TODAY)
    moved = services.change_pot(inner, facts=PotFacts("Innen", PotKind.CAPPING, parent=outer), by=SYSTEM, today=TODAY)
    assert moved.parent == outer


@pytest.mark.django_db(transaction=True)
def test_two_groups_that_share_a_pot_never_oversell_it_at_once(tmp_path: Path) -> None:
    pot = make_pot("gemeinsam", 7)
    keys = [group_in(pot).key, group_in(pot, "lernwerk").key]
    with shared_database(tmp_path) as environment:
        taken = at_once(
            tmp_path, environment, [START.format(day=TODAY, keys=order) for order in (keys, keys[::-1]) * 2]
        )
    assert sum(int(count) for count in taken) == 7


# As the product runs: two web processes; of the clients each has a connection of its own and presses once.
CROWD = """
import datetime as dt, json, threading, uuid
from django.db import connection
from talachse.accounts.actor import SYSTEM
from talachse.offers.models import PlaceGroup
from talachse.placements.services.participations import PlacementRefused, start_participation
day = dt.date.fromisoformat("{day}")
groups = list(PlaceGroup.objects.filter(key__in={keys}).order_by("key"))
answers, gate = [], threading.Barrier({clients})
def client(number):
    connection.ensure_connection()
    gate.wait()
    try:
        start_participation(groups[number % 2], submission=uuid.uuid4(), started_on=day, by=SYSTEM, today=day)
        answers.append("begun")
    except PlacementRefused as refusal:
        answers.append(str(refusal))
    except Exception as error:
        answers.append(repr(error))
    connection.close()
threads = [threading.Thread(target=client, args=(number,)) for number in range({clients})]
for one in threads: one.start()
for one in threads: one.join()
print(json.dumps(answers))
"""


@pytest.mark.django_db(transaction=True)
def test_of_32_clients_on_two_groups_of_a_pot_exactly_seven_get_a_place_and_all_others_read_why_not(
    tmp_path: Path,
) -> None:
    pot = make_pot("gemeinsam", 7)
    keys = [group_in(pot).key, group_in(pot, "lernwerk").key]
    with shared_database(tmp_path) as environment:
        said = at_once(tmp_path, environment, [CROWD.format(day=TODAY, keys=keys, clients=16)] * 2)
        stored = number_in(tmp_path, "SELECT count(*) FROM placements_participation")
    answers = Counter(answer for text in said for answer in json.loads(text))
    assert answers == {"begun": 7, "In „Topf gemeinsam“ sind alle 7 Plätze besetzt.": 25}
    assert stored == 7


@pytest.mark.django_db(transaction=True)
def test_the_same_euros_are_promised_once_when_people_press_at_once(tmp_path: Path) -> None:
    pot = make_pot("geld", 50)
    whole_year(pot, 5000)
    cost = Decimal(1000)
    keys = [group_in(pot, cost=cost).key, group_in(pot, "lernwerk", cost=cost).key]
    with shared_database(tmp_path) as environment:
        taken = at_once(tmp_path, environment, [START.format(day=TODAY, keys=keys)] * 3)
    assert sum(int(count) for count in taken) == 2
