import json
import random
from dataclasses import replace
from fractions import Fraction
from hashlib import sha256

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talachse.rules.placement import matching
from talachse.rules.placement.matching import (
    Allocation,
    Assignment,
    BadInstance,
    Instance,
    Move,
    NotSolved,
    Option,
    PersonSpec,
    PlaceSpec,
    PotSpec,
    Tally,
    Unplaced,
    allocate,
    compare,
    input_hash,
    moves,
    problems,
    solver_version,
    what_if,
    why_not,
    with_reserve,
)
from talachse.rules.placement.matching_check import check, weights
from talachse.rules.placement.matching_reasons import blockers, unplaced_reason
from tests.rules.rounds import every_result, fits, luck, make_round, person, rounds, worth


def places_of(allocation: Allocation) -> dict[str | int, str | int]:
    return {one.person: one.place for one in allocation.assignments}


def reason(allocation: Allocation, key: str) -> str:
    return next(one.reason for one in allocation.unplaced if one.person == key)


# The best result


@settings(max_examples=150, deadline=None)
@given(rounds())
def test_a_round_is_the_best_of_all_that_are_possible(instance: Instance) -> None:
    allocation = allocate(instance)
    found = places_of(allocation)
    everything = list(every_result(instance))
    assert found in everything  # so nothing is oversold, and fixed people are where they were
    best = max(worth(instance, result) for result in everything)
    assert worth(instance, found) == best
    equals = [result for result in everything if worth(instance, result) == best]
    happiest = min(luck(instance, result, allocation.lot) for result in equals)
    assert luck(instance, found, allocation.lot) == happiest
    assert {frozenset(r) for r in equals if luck(instance, r, allocation.lot) == happiest} == {frozenset(found)}
    assert check(instance, allocation) == []
    for one in allocation.unplaced:
        assert one.reason.endswith(".")


@settings(max_examples=60, deadline=None)
@given(rounds(people=8), st.randoms(use_true_random=False))
def test_the_order_of_the_lists_decides_nothing(instance: Instance, shuffler: random.Random) -> None:
    def mixed[T](rows: tuple[T, ...]) -> tuple[T, ...]:
        return tuple(shuffler.sample(rows, len(rows)))

    people = tuple(replace(one, options=mixed(one.options)) for one in instance.persons)
    other = Instance(mixed(instance.pots), mixed(instance.places), mixed(people), mixed(instance.fixed))
    assert allocate(other) == allocate(instance)


def test_one_person_of_priority_1_counts_more_than_any_score() -> None:
    instance = make_round(person("first", a=0), person("second", priority=2, a=1000), a=1)
    allocation = allocate(instance)
    assert places_of(allocation) == {"first": "a"}
    assert allocation.by_priority == {1: Tally(1, 1), 2: Tally(1, 0)}
    assert allocation.optimal


def test_somebody_with_low_score_moves_so_that_one_more_person_gets_a_place() -> None:
    instance = make_round(person("ada", a=1000, b=0), person("ben", priority=9, a=3), a=1, b=1)
    allocation = allocate(instance)
    assert places_of(allocation) == {"ada": "b", "ben": "a"}
    assert (allocation.placed, allocation.score) == (2, 3)


def test_an_inner_and_an_outer_pot_both_cap_and_a_counting_pot_never_refuses() -> None:
    pots = (PotSpec("620"), PotSpec("210", 2, "620"), PotSpec("102", 3, "counts"), PotSpec("counts", None, "210"))
    people = [person(f"p{n}", a=5, b=7) for n in range(5)]
    allocation = allocate(make_round(*people, pots=pots, inside={"a": "102", "b": "210"}, a=9, b=1))
    assert (allocation.placed, allocation.score) == (2, 12)
    assert "ist der Topf voll: „210“ (2 von 2)" in allocation.unplaced[0].reason


def test_fixed_people_use_their_place_and_every_pot_above_and_count() -> None:
    pots = (PotSpec("outer", 2), PotSpec("inner", 1, "outer"))
    instance = make_round(
        person("old", priority=3, a=10),
        PersonSpec("older", 2),
        person("new", a=900),
        pots=pots,
        inside={"a": "inner", "b": "outer"},
        fixed={"old": "a", "older": "b"},
        a=5,
        b=5,
    )
    allocation = allocate(instance)
    assert places_of(allocation) == {"old": "a", "older": "b"}
    assert (allocation.placed, allocation.score) == (2, 10)
    assert reason(allocation, "new") == (
        "Bei dem Platz, der passt, ist der Topf voll: „inner“ (1 von 1). "
        "Dort sind nur Menschen, die ihren Platz schon vor der Runde hatten."
    )


def test_among_equals_the_lot_of_the_round_decides_and_not_the_name() -> None:
    people = [person(f"p{n}", a=5) for n in range(12)]
    winners = {allocate(make_round(*people, a=1), lot=f"round {n}").assignments[0].person for n in range(40)}
    assert len(winners) > 6
    first = allocate(make_round(*people, a=1))
    assert first.lot == first.input_hash
    ranked = sorted(people, key=lambda one: sha256(f'{first.lot}|"{one.id}"'.encode()).digest())
    assert first.assignments == (Assignment(ranked[0].id, "a"),)


def test_a_round_without_anybody_or_anything_has_an_empty_result() -> None:
    allocation = allocate(Instance((), (), ()))
    assert (allocation.assignments, allocation.placed, allocation.by_priority) == ((), 0, {})
    assert check(Instance((), (), ()), allocation) == []


def test_a_capacity_beyond_all_measure_is_just_enough() -> None:
    assert allocate(make_round(person("p", a=1), a=10**30)).placed == 1


def test_a_number_and_a_text_are_two_keys() -> None:
    people = (PersonSpec(1, 1, (Option(7, 5),)), PersonSpec("1", 1, (Option("7", 6),)))
    allocation = allocate(Instance((), (PlaceSpec(7, 1), PlaceSpec("7", 1)), people))
    assert places_of(allocation) == {1: 7, "1": "7"}


def test_what_computed_a_round_is_kept_with_it() -> None:
    allocation = allocate(make_round(person("p", a=1), a=1))
    assert allocation.solver == solver_version()
    assert solver_version().startswith("OR-tools 9.")
    assert allocation.objective == matching.OBJECTIVE


def test_the_hash_of_the_input_can_be_recomputed_from_its_description() -> None:
    instance = make_round(
        person("ü", b=2, a=1),
        person("p", priority=2, a=3),
        pots=(PotSpec("t", 4),),
        inside={"b": "t"},
        fixed={"p": "a"},
        b=2,
        a=1,
    )
    spelling = [
        [["t", 4, None]],
        [["a", 1, None], ["b", 2, "t"]],
        [["p", 2, ["a"], [3]], ["ü", 1, ["a", "b"], [1, 2]]],
        [["p", "a"]],
    ]
    assert input_hash(instance) == sha256(json.dumps(spelling, separators=(",", ":")).encode()).hexdigest()
    assert input_hash(replace(instance, fixed=())) != input_hash(instance)


def test_a_round_too_large_for_whole_numbers_is_refused_and_not_computed_wrongly() -> None:
    matching._refuse_too_large(10**7 * 10**3, nodes=10**5)
    with pytest.raises(NotSolved, match="zu groß"):
        matching._refuse_too_large(2**61, nodes=2)


def test_what_the_solver_cannot_compute_is_no_result() -> None:
    network = matching._network(make_round(person("p", a=1), a=1), "lot", ())
    with pytest.raises(NotSolved, match="INFEASIBLE"):
        matching._flow(network, -network.options[2], np.array([2]), network.draws)


# What is wrong with a round


GOOD = make_round(person("p", a=1), pots=(PotSpec("t", 1),), inside={"a": "t"}, a=1)


@pytest.mark.parametrize(
    ("instance", "fault"),
    [
        (replace(GOOD, pots=(*GOOD.pots, PotSpec("t"))), "pots[1].id: „t“ gibt es doppelt."),
        (replace(GOOD, pots=(PotSpec("t", -1),)), "pots[0].cap: -1 ist kleiner als 0."),
        (replace(GOOD, pots=(PotSpec("t", 1, "x"),)), "pots[0].parent: Den Topf „x“ gibt es nicht."),
        (
            replace(GOOD, pots=(PotSpec("t", 1), PotSpec("u", 1, "v"), PotSpec("v", 1, "u"))),
            "pots[1].parent: Der Topf „u“ liegt über andere Töpfe in sich selbst.",
        ),
        (replace(GOOD, places=(PlaceSpec("a", 1), PlaceSpec("a", 1))), "places[1].id: „a“ gibt es doppelt."),
        (replace(GOOD, places=(PlaceSpec("a", -3),)), "places[0].capacity: -3 ist kleiner als 0."),
        (replace(GOOD, places=(PlaceSpec("a", 1, "x"),)), "places[0].pots: Den Topf „x“ gibt es nicht."),
        (replace(GOOD, persons=(person("p"), person("p"))), "persons[1].id: „p“ gibt es doppelt."),
        (
            replace(GOOD, persons=(person("p", priority=0),)),
            "persons[0].priority: 0 ist kleiner als 1. Die erste Priorität ist 1.",
        ),
        (replace(GOOD, persons=(person("p", b=1),)), "persons[0].options[0].place: Den Platz „b“ gibt es nicht."),
        (
            replace(GOOD, persons=(PersonSpec("p", 1, (Option("a", 1), Option("a", 2))),)),
            "persons[0].options[1].place: „a“ steht bei dieser Person doppelt.",
        ),
        (
            replace(GOOD, persons=(person("p", a=1001),)),
            "persons[0].options[0].score: 1001 liegt nicht zwischen 0 und 1000.",
        ),
        (
            replace(GOOD, persons=(person("p", a=-1),)),
            "persons[0].options[0].score: -1 liegt nicht zwischen 0 und 1000.",
        ),
        (replace(GOOD, fixed=(Assignment("q", "a"),)), "fixed[0].person: Die Person „q“ gibt es nicht."),
        (replace(GOOD, fixed=(Assignment("p", "b"),)), "fixed[0].place: Den Platz „b“ gibt es nicht."),
        (replace(GOOD, fixed=(Assignment("p", "a"),) * 2), "fixed[1].person: „p“ ist doppelt fest zugeordnet."),
        (
            make_round(person("p"), fixed={"p": "a"}, a=0),
            "places[0].capacity: „a“ hat 0 Plätze, fest zugeordnet sind aber 1 Menschen.",
        ),
        (
            make_round(
                person("p"),
                pots=(PotSpec("i", None, "o"), PotSpec("o", 0)),
                inside={"a": "i"},
                fixed={"p": "a"},
                a=1,
            ),
            "pots[1].cap: Im Topf „o“ sind höchstens 0 Menschen erlaubt, fest zugeordnet sind aber 1.",
        ),
    ],
)
def test_a_fault_is_named_with_its_field(instance: Instance, fault: str) -> None:
    assert fault in problems(instance)
    with pytest.raises(BadInstance) as refused:
        allocate(instance)
    assert refused.value.problems == tuple(problems(instance))


def test_nothing_is_wrong_with_a_good_round() -> None:
    assert problems(GOOD) == []


# Why not


def test_everybody_without_a_place_reads_why() -> None:
    pots = (PotSpec("x", 0), PotSpec("y", 1))
    instance = make_round(
        person("nothing fits"),
        person("taken", priority=2, a=1),
        person("taken twice", priority=2, a=1, b=1),
        person("both", priority=2, a=1, c=1),
        person("pots", priority=2, c=1, d=1),
        person("none", priority=2, e=1),
        person("ada", a=1),
        person("ben", b=1),
        person("cem", d=1),
        person("old", priority=4),
        pots=pots,
        inside={"c": "x", "d": "y"},
        fixed={"old": "a"},
        a=2,
        b=1,
        c=3,
        d=3,
        e=0,
    )
    allocation = allocate(instance)
    higher = "Dort sind nur Menschen mit derselben oder einer höheren Priorität"
    assert {one.person: one.reason for one in allocation.unplaced} == {
        "nothing fits": "Für diese Person ist kein Platz eingetragen, der passt.",
        "taken": f"Der einzige Platz, der passt, „a“, ist voll. {higher} und Menschen, die ihren Platz schon vor der Runde hatten.",
        "taken twice": f"Alle 2 Plätze, die passen, sind voll. {higher} und Menschen, die ihren Platz schon vor der Runde hatten.",
        "both": "1 Platz, der passt, ist voll. Bei 1 weiteren ist der Topf voll: „x“ (0 von 0). "
        f"{higher} und Menschen, die ihren Platz schon vor der Runde hatten.",
        "pots": f"Bei den 2 Plätzen, die passen, sind die Töpfe voll: „x“ (0 von 0), „y“ (1 von 1). {higher}.",
        "none": "Der einzige Platz, der passt, „e“, ist voll. In dieser Runde ist dort kein Platz zu vergeben.",
    }


def test_a_reason_names_three_pots_at_most() -> None:
    names = "abcde"
    pots = tuple(PotSpec(f"pot {name}", 0) for name in names)
    places = tuple(PlaceSpec(name, 1, f"pot {name}") for name in names)
    instance = Instance(pots, places, (PersonSpec("p", 1, tuple(Option(name, 1) for name in names)),))
    assert "„pot c“ (0 von 0) und 2 weitere." in reason(allocate(instance), "p")


def test_groups_that_miss_their_minimum_are_a_reason_too() -> None:
    instance = make_round(person("p", priority=2, a=1, b=1, c=1), person("q", priority=3, a=1), a=1, b=1, c=1)
    about = instance.persons[0]
    full = blockers(instance, [Assignment("q", "a")])
    assert unplaced_reason(about, full, closed=("b", "c")) == (
        "Ihre Mindestgröße erreichen in dieser Runde nicht: „b“, „c“. 1 Platz, der passt, ist voll. "
        "Wer dort ist, wird gebraucht, damit eine Gruppe genug Menschen hat."
    )
    assert unplaced_reason(about, full, closed=("a", "b", "c")) == (
        "Ihre Mindestgröße erreichen in dieser Runde nicht: „a“, „b“, „c“."
    )
    assert unplaced_reason(person("p", b=1), full, closed=("b",)) == (
        "Die einzige Gruppe, die passt, „b“, kommt nicht zustande: Die Mindestgröße wird in dieser Runde nicht erreicht."
    )


def test_for_every_pair_the_reason_can_be_told() -> None:
    instance = make_round(
        person("ada", a=900, b=500, c=500, d=100),
        person("ben", a=700, b=400),
        person("cem", priority=2, a=200, d=5),
        person("dia", priority=2, b=3),
        person("old", priority=9, b=3),
        pots=(PotSpec("outer"), PotSpec("full", 1, "outer"), PotSpec("over d")),
        inside={"c": "full", "f": "full", "d": "over d"},
        fixed={"old": "f"},
        a=1,
        b=1,
        c=1,
        d=1,
        f=1,
    )
    allocation = allocate(instance)
    assert places_of(allocation) == {"ada": "a", "ben": "b", "cem": "d", "old": "f"}

    def why(one: str, place: str) -> str:
        verdict = why_not(instance, allocation, one, place)
        assert verdict.is_no
        return verdict.reason

    assert why_not(instance, allocation, "ada", "a").is_yes
    assert why("old", "b") == "Die Person hatte schon vor der Runde einen Platz: „f“."
    assert why("ben", "d") == "„d“ gehört nicht zu den Plätzen, die für diese Person passen."
    assert why("ada", "b") == "Die Person hat „a“. Das passt besser (900 statt 500 Punkte)."
    assert why("dia", "b") == (
        "„b“ ist voll (1 von 1). Dort sind nur Menschen mit derselben oder einer höheren Priorität."
    )
    assert why("cem", "a") == (
        "„a“ ist voll (1 von 1). Die Person hat stattdessen „d“. So haben zuerst möglichst viele Menschen einen Platz, "
        "und dann passen alle Plätze zusammen am besten."
    )
    assert why_not(instance, allocation, "dia", "b", closed=("b",)).reason.startswith(
        "Die Gruppe „b“ kommt nicht zustande"
    )
    with pytest.raises(LookupError):
        why_not(instance, allocation, "nobody", "a")
    with pytest.raises(LookupError):
        why_not(instance, allocation, "ada", "nowhere")


def test_an_equal_place_is_called_equal() -> None:
    instance = make_round(
        person("ada", a=5, b=5),
        person("ben", priority=2, b=5),
        pots=(PotSpec("t", 1),),
        inside={"a": "t", "b": "t"},
        a=1,
        b=1,
    )
    allocation = allocate(instance)
    had = places_of(allocation)["ada"]
    other = "b" if had == "a" else "a"
    assert (
        why_not(instance, allocation, "ada", other).reason
        == f"Die Person hat „{had}“. Das passt gleich gut (5 statt 5 Punkte)."
    )


def test_a_full_pot_refuses_a_person_but_not_a_move_inside_it() -> None:
    instance = make_round(
        person("ada", a=5, b=9),
        person("ben", priority=2, b=5),
        pots=(PotSpec("t", 1),),
        inside={"a": "t", "b": "t"},
        a=1,
        b=1,
    )
    by_hand = replace(allocate(instance), assignments=(Assignment("ada", "a"),))
    assert why_not(instance, by_hand, "ben", "b").reason == (
        "Der Topf „t“ ist voll (1 von 1). Dort sind nur Menschen mit derselben oder einer höheren Priorität."
    )
    assert "Bitte die Runde neu rechnen" in why_not(instance, by_hand, "ada", "b").reason


@settings(max_examples=60, deadline=None)
@given(rounds())
def test_no_place_of_a_computed_round_is_free_for_somebody_who_would_rather_have_it(instance: Instance) -> None:
    allocation = allocate(instance)
    for one in instance.persons:
        for place in instance.places:
            verdict = why_not(instance, allocation, one.id, place.id)
            assert "neu rechnen" not in verdict.reason
            assert verdict.is_yes == (places_of(allocation).get(one.id) == place.id)


# What if


def test_a_simulation_tells_who_moves_and_what_it_costs() -> None:
    instance = make_round(
        person("ada", a=900, b=800), person("ben", a=900, b=100), person("cem", priority=2, b=9), a=1, b=1
    )
    before = allocate(instance)
    assert places_of(before) == {"ada": "b", "ben": "a"}
    after, change = what_if(instance, before, "cem", "b")
    assert after.lot == before.lot
    assert change.placed == 0
    assert {move.person for move in change.moves} >= {"cem", "ada"}
    _, without = what_if(instance, before, "ben")
    assert without.moves == (Move("ada", "b", "a"), Move("ben", "a", None), Move("cem", None, "b"))
    assert (without.placed, without.score) == (0, 909 - 1700)
    with pytest.raises(LookupError):
        what_if(instance, before, "nobody")
    with pytest.raises(BadInstance):
        what_if(instance, before, "ada", "nowhere")


def test_a_person_who_was_fixed_elsewhere_can_be_played_through_elsewhere() -> None:
    instance = make_round(person("ada", a=9, b=1), fixed={"ada": "b"}, a=1, b=1)
    after, change = what_if(instance, allocate(instance), "ada", "a")
    assert (places_of(after), change.score, change.moves) == ({"ada": "a"}, 8, (Move("ada", "b", "a"),))


@settings(max_examples=60, deadline=None)
@given(rounds())
def test_nobody_moves_when_nothing_changes(instance: Instance) -> None:
    before = allocate(instance)
    assert moves(before, allocate(instance, lot=before.lot, keep=before.assignments)) == []
    for one in before.assignments[:1]:
        after, change = what_if(instance, before, one.person, one.place)
        # Where somebody already is, to be fixed there changes nobody's place.
        assert change.moves == ()
        assert after.score == before.score


def test_people_who_could_change_places_at_no_cost_stay() -> None:
    people = [person(f"p{n}", a=5, b=5, c=5) for n in range(6)]
    instance = make_round(*people, a=2, b=2, c=2)
    before = allocate(instance)
    for other in ("x", "y", "z"):
        by_hand = replace(before, assignments=tuple(Assignment(f"p{n}", "abc"[(n + ord(other)) % 3]) for n in range(6)))
        assert moves(by_hand, allocate(instance, keep=by_hand.assignments)) == []


# The reserve


@pytest.mark.parametrize(
    ("capacity", "share", "left"),
    [
        (10, Fraction(1, 10), 9),
        (9, Fraction(1, 10), 9),
        (1, Fraction(1), 1),
        (5, Fraction(1), 1),
        (0, Fraction(1), 0),
        (7, Fraction(1, 2), 4),
        (3, Fraction(0), 3),
    ],
)
def test_the_reserve_is_rounded_down_and_one_place_stays(capacity: int, share: Fraction, left: int) -> None:
    assert with_reserve(make_round(a=capacity), share).places == (PlaceSpec("a", left),)


def test_the_reserve_takes_no_place_from_people_who_have_one_and_its_cost_is_told() -> None:
    instance = make_round(person("p"), person("q"), person("r", a=50), fixed={"p": "a", "q": "a"}, a=4)
    held = with_reserve(instance, Fraction(3, 4))
    assert held.places == (PlaceSpec("a", 2),)
    before = allocate(instance)
    cost = compare(before, allocate(held, lot=before.lot))
    assert (cost.placed, cost.score, cost.moves) == (-1, -50, (Move("r", "a", None),))


def test_a_reserve_of_more_than_everything_is_a_mistake() -> None:
    for share in (Fraction(-1, 2), Fraction(3, 2)):
        with pytest.raises(ValueError, match="between 0 and 1"):
            with_reserve(make_round(a=1), share)


# The independent check


def good() -> tuple[Instance, Allocation]:
    instance = make_round(
        person("ada", a=900, b=800),
        person("ben", a=900, b=100),
        person("cem", priority=2, b=9),
        person("old", priority=2, b=1),
        pots=(PotSpec("t", 3),),
        inside={"a": "t", "b": "t"},
        fixed={"old": "b"},
        a=1,
        b=2,
    )
    return instance, allocate(instance)


def changed(allocation: Allocation, **places: str) -> Allocation:
    place_of = places_of(allocation)
    place_of.update(places)
    rows = tuple(Assignment(key, place) for key, place in place_of.items() if place)
    return replace(allocation, assignments=rows)


def test_the_check_finds_what_is_wrong_with_a_result() -> None:
    instance, right = good()
    assert check(instance, right) == []
    assert "„cem“ hat den Platz „a“, der nicht passt." in check(instance, changed(right, cem="a"))
    assert "Die Person „eve“ gehört nicht zu dieser Runde." in check(instance, changed(right, eve="a"))
    assert "Den Platz „z“ gibt es in dieser Runde nicht." in check(instance, changed(right, ada="z"))
    assert "„old“ war fest bei „b“ und ist es nicht mehr." in check(instance, changed(right, old=""))
    assert "„a“ hat 1 Plätze, aber 2 Menschen." in check(instance, changed(right, ada="a"))
    assert "Im Topf „t“ sind höchstens 3 erlaubt, es sind aber 4." in check(instance, changed(right, cem="b"))
    twice = replace(right, assignments=(*right.assignments, right.assignments[0]))
    assert "„ada“ hat 2 Plätze." in check(instance, twice)
    assert check(instance, replace(right, score=1)) == ["Die Summe der Punkte ist 1701, nicht 1."]
    assert check(instance, replace(right, placed=1)) == ["Einen Platz haben 3 Menschen, nicht 1."]
    assert check(instance, replace(right, by_priority={1: Tally(2, 2)})) == ["Die Zahlen je Priorität stimmen nicht."]
    assert check(instance, replace(right, unplaced=(Unplaced("ada", "."),))) == [
        "Die Liste der Menschen ohne Platz stimmt nicht."
    ]


def recount(instance: Instance, place_of: dict[str | int, str | int], lot: str) -> Allocation:
    return matching.result_of(
        instance,
        [Assignment(key, place) for key, place in place_of.items()],
        digest="",
        lot=lot,
        closed=[place.id for place in instance.places],
    )


@settings(max_examples=60, deadline=None)
@given(rounds(people=4))
def test_the_check_accepts_the_best_results_and_no_other(instance: Instance) -> None:
    everything = list(every_result(instance))
    lot = "any"
    value = {id(r): (worth(instance, r), -luck(instance, r, lot)) for r in everything}
    best = max(value.values())
    for result in everything:
        found = check(instance, recount(instance, result, lot))
        assert found == ([] if value[id(result)] == best else ["Es gibt eine bessere Verteilung."])
        assert fits(instance, result)
        assert check(instance, recount(instance, result, lot), best=False) == []


def test_a_round_too_large_for_the_proof_is_not_called_proven(monkeypatch: pytest.MonkeyPatch) -> None:
    instance, right = good()
    monkeypatch.setattr("talachse.rules.placement.matching_check._LARGEST", 10)
    assert check(instance, right) == ["Diese Runde ist zu groß für den Nachweis, dass es keine bessere gibt."]


def test_the_largest_round_we_measure_lies_far_below_the_limit_of_the_proof() -> None:
    assert weights(10_000, 1_500, 9)[2] < 2**62 // 1000
