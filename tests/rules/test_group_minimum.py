from collections import Counter
from dataclasses import replace

import highspy
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talachse.rules.placement import group_minimum
from talachse.rules.placement.group_minimum import GROUP_OBJECTIVE, allocate_groups
from talachse.rules.placement.matching import (
    Assignment,
    BadInstance,
    Instance,
    Key,
    NotSolved,
    PotSpec,
    allocate,
)
from tests.rules.rounds import every_result, luck, make_round, person, rounds, worth


@settings(max_examples=60, deadline=None)
@given(rounds(), st.data())
def test_a_round_with_minimums_is_the_best_of_all_that_keep_them(instance: Instance, data: st.DataObject) -> None:
    minimums: dict[Key, int] = {place.id: data.draw(st.integers(0, 3)) for place in instance.places}

    def keeps(result: dict[Key, Key]) -> bool:
        sizes = Counter(result.values())
        return all(not sizes[place] or sizes[place] >= least for place, least in minimums.items())

    possible = [result for result in every_result(instance) if keeps(result)]
    if not possible:
        with pytest.raises(BadInstance, match="Mindestgrößen nicht erreichen"):
            allocate_groups(instance, minimums)
        return
    result = allocate_groups(instance, minimums)
    found = {one.person: one.place for one in result.allocation.assignments}
    assert found in possible
    best = max(worth(instance, one) for one in possible)
    assert worth(instance, found) == best
    lot = result.allocation.lot
    assert luck(instance, found, lot) == min(luck(instance, r, lot) for r in possible if worth(instance, r) == best)
    assert result.closed == tuple(p for p, least in sorted(minimums.items()) if least and p not in found.values())


@settings(max_examples=30, deadline=None)
@given(rounds())
def test_without_minimums_it_is_a_plain_round(instance: Instance) -> None:
    plain, grouped = allocate(instance), allocate_groups(instance, {}).allocation
    assert (grouped.by_priority, grouped.score, grouped.unplaced) == (plain.by_priority, plain.score, plain.unplaced)


def test_a_group_of_two_does_not_run_when_it_needs_three() -> None:
    instance = make_round(
        person("ada", course=900, shop=1),
        person("ben", course=900),
        person("cem", priority=2, course=5),
        course=5,
        shop=1,
    )
    three = allocate_groups(instance, {"course": 3})
    assert three.closed == ()
    assert three.allocation.placed == 3
    four = allocate_groups(instance, {"course": 4})
    assert four.closed == ("course",)
    assert four.allocation.assignments == (Assignment("ada", "shop"),)
    assert {one.person: one.reason for one in four.allocation.unplaced}["ben"].startswith(
        "Die einzige Gruppe, die passt, „course“"
    )
    assert four.allocation.objective == GROUP_OBJECTIVE
    assert four.allocation.solver.startswith("HiGHS 1.")


def test_the_same_input_gives_the_same_groups_in_any_order() -> None:
    people = [person(f"p{n}", a=5, b=5, c=5) for n in range(9)]
    instance = make_round(*people, pots=(PotSpec("t", 7),), inside={"a": "t", "b": "t"}, a=4, b=4, c=4)
    turned = replace(instance, persons=instance.persons[::-1], places=instance.places[::-1])
    first = allocate_groups(instance, {"a": 3, "b": 3, "c": 3})
    again = allocate_groups(turned, {"c": 3, "b": 3, "a": 3})
    assert (first.allocation.placed, first.allocation.score) == (9, 45)
    assert again.allocation == first.allocation


@pytest.mark.parametrize(
    ("minimums", "fault"),
    [
        ({"z": 2}, "minimums.z: Den Platz „z“ gibt es nicht."),
        ({"a": -2}, "minimums.a: -2 ist kleiner als 0."),
        ({"a": 2}, "minimums: Mit den festen Zuordnungen lassen sich die Mindestgrößen nicht erreichen."),
    ],
)
def test_a_fault_is_named_with_its_field(minimums: dict[Key, int], fault: str) -> None:
    instance = make_round(person("p"), person("q", b=1), fixed={"p": "a"}, a=3, b=1)
    with pytest.raises(BadInstance) as refused:
        allocate_groups(instance, minimums)
    assert refused.value.problems == (fault,)


def test_what_the_solver_rounds_wrongly_is_no_result(monkeypatch: pytest.MonkeyPatch) -> None:
    instance = make_round(person("p", a=1), person("q", a=1), a=1)

    def everybody(_: object, aim: np.ndarray) -> np.ndarray:
        return np.ones_like(aim)

    monkeypatch.setattr(group_minimum._Model, "_run", everybody)
    with pytest.raises(NotSolved, match="„a“ hat 1 Plätze, aber 2 Menschen"):
        allocate_groups(instance, {})
    with pytest.raises(NotSolved, match="„a“ ist zu klein"):
        allocate_groups(make_round(person("p", a=1), a=3), {"a": 2})


def test_a_solver_that_was_stopped_gives_no_result() -> None:
    model = group_minimum._Model(make_round(person("p", a=1), a=1), {"a": 1}, "lot")
    model.highs.setOptionValue("time_limit", 0.0)
    model.highs.setOptionValue("presolve", "off")
    with pytest.raises(NotSolved, match="ließ sich nicht rechnen"):
        model.solve()
    assert model.highs.getModelStatus() == highspy.HighsModelStatus.kTimeLimit
