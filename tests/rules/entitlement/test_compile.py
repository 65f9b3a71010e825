import functools
import itertools
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from talachse.rules.entitlement import compile as compiler
from talachse.rules.entitlement.columns import Column
from tests.rules.entitlement.engines import (
    SmallEngine,
    federal,
    make_engine,
    make_people,
    plain_aggregates,
)


def compiled(engine: SmallEngine) -> compiler.Compiled:
    return compiler.load(compiler.trace(engine, make_people(7)))


def agrees(engine: SmallEngine) -> None:
    """Traced with 7 households, the text says the same about 1 and about 300."""
    text = compiled(engine)
    for households in (1, 2, 300):
        assert compiler.differences(engine, text, make_people(households, seed=households)) == {}


def test_what_is_computed_person_by_person_is_the_same_for_any_number_of_people() -> None:
    def net(wage: Column, age: Column, adult: Column) -> Any:
        allowance = np.where(age >= 65, 500, 100)
        return np.where(adult, np.maximum(wage - allowance, 0.0) * 0.8, 0.0)

    def rounded(net: Column) -> Any:
        return 0.5 * (np.asarray(net) / 0.5).round()

    def whole(net: Column) -> Any:
        return net.astype(int) // 2 + np.array(net, dtype=float)

    agrees(make_engine(net, rounded, whole))


def test_the_number_of_people_stays_open_wherever_it_is_used() -> None:
    def couple(p_id: Column, p_id_parent: Column) -> Any:
        return np.maximum(p_id, p_id_parent) + np.minimum(p_id, p_id_parent) * p_id.shape[0]

    def last(p_id: Column) -> Any:
        return p_id == len(p_id) - 1

    def turned(p_id: Column) -> Any:
        return (
            np.arange(len(p_id))[::-1]
            + np.ones(p_id.shape, dtype=int)
            + np.zeros(len(p_id))
            + np.full(3, 2).sum(axis=0)
        )

    def twice(wage: Column) -> Any:
        return np.concatenate((wage.reshape(-1, 1), wage.reshape(-1, 1)), axis=1).sum(axis=1)

    engine = make_engine(couple, last, turned, twice)
    agrees(engine)
    assert "n" in compiler.trace(engine, make_people(7)).source


def test_a_person_is_found_by_the_pointer_to_it() -> None:
    def wage_of_parent(p_id: Column, p_id_parent: Column, wage: Column) -> Any:
        order = np.argsort(p_id)
        place = np.searchsorted(p_id[order], p_id_parent)
        return np.where(p_id_parent >= 0, wage[order][np.minimum(place, len(p_id) - 1)], 0.0)

    engine = make_engine(wage_of_parent)
    agrees(engine)
    assert "argsort" not in compiler.trace(engine, make_people(2)).source  # persons are in order already


@pytest.mark.parametrize(
    ("name", "column"),
    [
        *itertools.product(("sum", "mean", "max", "min", "any", "all"), ("wage", "age")),
        *itertools.product(("sum", "mean", "any", "all"), ("adult",)),
    ],
)
def test_sums_over_a_household_are_those_of_counting_by_hand(name: str, column: str) -> None:
    aggregates = plain_aggregates()

    def family(household_id: Column, **values: Column) -> Any:
        return getattr(aggregates, f"grouped_{name}")(values["column"], household_id)

    source = f"def family(household_id, {column}): return work(household_id, column={column})"
    names: dict[str, Any] = {"work": family}
    exec(source, names)  # noqa: S102 - a function whose argument has the column's name
    agrees(make_engine(names["family"], aggregates=aggregates))


def test_people_are_counted_by_group_and_by_pointer() -> None:
    aggregates: Any = plain_aggregates()

    def size(household_id: Column) -> Any:
        return aggregates.grouped_count(household_id)

    def children(p_id: Column, p_id_parent: Column) -> Any:
        return aggregates.count_by_p_id(p_id_parent, p_id)

    def young(p_id: Column, p_id_parent: Column, age: Column) -> Any:
        return aggregates.any_by_p_id(age < 6, p_id_parent, p_id)

    def sums(p_id: Column, p_id_parent: Column, age: Column, wage: Column, adult: Column) -> Any:
        ages = aggregates.sum_by_p_id(age, p_id_parent, p_id)
        money = ages + aggregates.sum_by_p_id(wage, p_id_parent, p_id)
        return money + aggregates.sum_by_p_id(adult, p_id_parent, p_id)

    engine = make_engine(size, children, young, sums, aggregates=aggregates)
    agrees(engine)
    alone = {name: column[:2] for name, column in make_people(1).items()}
    assert compiled(engine)(alone)["children"].tolist() == [0, 0]


@dataclass(frozen=True)
class Tariff:
    """Parameters of the law in one object, as GETTSIM hands them to its functions."""

    steps: Column
    rates: dict[str, Column]
    free: float


class Ages:
    """A table by whole numbers, with the fields of GETTSIM's."""

    def __init__(self) -> None:
        self.bases_to_subtract = np.array([[0], [1]])
        self.lookup_multipliers = np.array([2, 1])
        self.values_to_look_up = np.arange(200.0) ** 2
        self.unit = "euros"

    def look_up(self, *keys: Any) -> Any:
        return self.values_to_look_up[keys[0] * 2 + keys[1] - 1]


def test_parameters_of_the_law_are_looked_up_with_what_people_bring_along() -> None:
    def tax(wage: Column, *, tariff: Tariff, table: Ages) -> Any:
        step = np.searchsorted(tariff.steps, wage, side="right") - 1
        rate = tariff.rates["rates"][np.clip(step, 0, 2)]
        first = tariff.rates["rates"][0] + table.look_up(1, 2)
        assert table.unit == "euros"
        return np.maximum(wage - tariff.free, 0) * rate + first

    def old(age: Column, adult: Column, *, table: Ages) -> Any:
        kind = np.where(adult, 1, 2)
        return table.look_up(age, kind)

    tariff = Tariff(np.array([-np.inf, 1000.0, 2000.0]), {"rates": np.array([0.0, 0.2, 0.4])}, 100.0)
    before = tariff.steps, tariff.rates["rates"]
    agrees(
        make_engine(
            functools.partial(tax, tariff=tariff, table=Ages()),
            functools.partial(old, table=Ages()),
        )
    )
    assert (type(before[0]), type(before[1])) == (np.ndarray, np.ndarray)  # the library's own stayed as they were


def test_a_target_may_be_the_same_for_everybody_or_a_column_that_was_given() -> None:
    def nothing(wage: Column) -> float:
        return 0.0

    def hidden(wage: Column) -> Any:
        return wage * 2

    engine = make_engine(nothing, hidden, constants={"year": 2026}, targets=("nothing", "year", "wage"))
    agrees(engine)
    assert "multiply" not in compiler.trace(engine, make_people(3)).source  # what leads to no target is left out


def test_what_depends_on_no_person_is_computed_once() -> None:
    def tax(wage: Column) -> Any:
        return (wage.reshape(-1, 1) ** np.arange(1, 3) * np.array([0.1, 0.2])).sum(axis=1)

    traced = compiler.trace(make_engine(tax), make_people(3))
    assert "arange" not in traced.source
    agrees(make_engine(tax))


def test_a_variable_is_used_again_when_nobody_reads_it_any_more() -> None:
    def long(wage: Column) -> Any:
        for step in range(50):
            wage = wage + step * 1.5
        return wage

    assert "r_2" not in compiler.trace(make_engine(long), make_people(3)).source


def _branches(wage: Column) -> Any:
    return wage if wage[0] > 5 else -wage


def _loops(wage: Column) -> Any:
    return np.array([one + 1 for one in wage])


def _by_number_of_people(wage: Column) -> Any:
    return wage + 1 if len(wage) > 30 else wage + 2


def _another_way(wage: Column) -> Any:
    return wage * 2 + 1 if len(wage) > 30 else wage * 2


def _share(wage: Column) -> Any:
    return wage / float(len(wage))


def _half(wage: Column, p_id: Column) -> Any:
    return p_id * (len(wage) // 2)


def _changed(wage: Column) -> Any:
    wage += 1
    return wage


def _reduced(wage: Column) -> Any:
    return wage + np.add.reduce(wage)


def _with_object(wage: Column) -> Any:
    work: Any = np.where
    return np.where(wage > 1, work, 0)


def _foreign(wage: Column) -> Any:
    return np.linalg.norm(wage)


def _constant_by_size(wage: Column) -> Any:
    return wage + np.linspace(0, 1, 3)[: 1 + (len(wage) > 30)][-1]


def _fails(wage: Column) -> Any:
    raise RuntimeError("the law knows no answer")


@pytest.mark.parametrize(
    "rule",
    [
        _branches, _loops, _by_number_of_people, _another_way, _share, _half, _changed, _reduced, _with_object, _foreign,
        _constant_by_size, _fails,
    ],
)  # fmt: skip
def test_what_straight_lines_cannot_express_is_refused(rule: Callable[..., Any]) -> None:
    with pytest.raises(compiler.NotTraceable):
        compiler.trace(make_engine(rule), make_people(7))


def test_an_aggregation_without_words_is_refused() -> None:
    aggregates: Any = plain_aggregates()

    def oldest(p_id: Column, p_id_parent: Column, age: Column) -> Any:
        return aggregates.max_by_p_id(age, p_id_parent, p_id)

    with pytest.raises(compiler.NotTraceable, match="max_by_p_id"):
        compiler.trace(make_engine(oldest, aggregates=aggregates), make_people(7))


@pytest.mark.parametrize("rule", [_branches, _fails, lambda wage: wage + 1])
def test_the_libraries_are_as_before_whatever_happened(rule: Callable[..., Any]) -> None:
    aggregates = plain_aggregates()
    names = ("ones", "zeros", "full", "arange", "asarray", "array")
    before = [getattr(np, name) for name in names], dict(vars(aggregates))
    with suppress(compiler.NotTraceable):
        compiler.trace(make_engine(rule, aggregates=aggregates), make_people(7))
    assert ([getattr(np, name) for name in names], dict(vars(aggregates))) == before


def test_other_threads_notice_nothing_of_the_recording() -> None:
    seen: list[Column] = []

    def rule(wage: Column) -> Any:
        thread = threading.Thread(target=lambda: seen.append(np.ones(2)))
        thread.start()
        thread.join()
        return wage

    compiler.trace(make_engine(rule), make_people(2))
    assert [type(one) for one in seen] == [np.ndarray, np.ndarray]


def test_groups_may_have_any_numbers_and_columns_any_type_that_fits() -> None:
    aggregates: Any = plain_aggregates()

    def family(household_id: Column, wage: Column) -> Any:
        return aggregates.grouped_sum(wage, household_id)

    text = compiled(make_engine(family, aggregates=aggregates))
    people = make_people(2)
    expected = text(people)["family"]
    people["wage"] = people["wage"].astype(np.float32).astype(object)
    for numbers in ([0, 0, 0, 1, 1, 1], [7, 7, 7, 5, 5, 5], [10**12, 10**12, 10**12, 4, 4, 4]):
        people["household_id"] = np.array(numbers)
        assert np.allclose(text(people)["family"], expected, atol=0.001)
    assert text.inputs == ("p_id", "household_id", "p_id_parent", "wage", "age", "adult")


def test_a_missing_column_is_named() -> None:
    text = compiled(make_engine(lambda wage: wage + 1))
    people = make_people(2)
    del people["wage"]
    with pytest.raises(KeyError, match="wage"):
        text(people)


def test_two_engines_that_differ_are_told_apart_with_the_distance() -> None:
    def tax(wage: Column) -> Any:
        return wage * 0.1

    def other(wage: Column) -> Any:
        return wage * 0.1 + 0.25

    other.__name__ = "tax"
    one, people = make_engine(tax), make_people(3)
    assert compiler.equal(one, compiled(one), people)
    assert not compiler.equal(one, make_engine(other), people)
    assert compiler.differences(one, make_engine(other), people) == {"tax": pytest.approx(0.25)}


def test_the_federal_rules_as_text_say_what_gettsim_says() -> None:
    from talachse.rules.entitlement.sample import random_columns

    engine = federal()
    text = compiler.load(compiler.trace(engine, random_columns(engine.types, 20, year=2026, seed=1)))
    people = random_columns(engine.types, 20_000, year=2026, seed=2)
    assert compiler.differences(engine, text, people) == {}
    answers = engine(people)
    # The households are such that each benefit is due to some and not to others.
    for name in engine.targets[:5]:
        assert 0 < np.mean(answers[name] > 0) < 1, name
