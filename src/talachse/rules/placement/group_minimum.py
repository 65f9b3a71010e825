"""A round in which a group runs with enough people or not at all. Harder than a plain round; made for the night."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import highspy
import numpy as np
import numpy.typing as npt

from talachse.rules._book import rule
from talachse.rules.placement.matching import OBJECTIVE, BadInstance, NotSolved, result_of
from talachse.rules.placement.matching_check import check
from talachse.rules.placement.matching_instance import (
    Allocation,
    Assignment,
    Instance,
    Key,
    PersonSpec,
    draw,
    in_order,
    input_hash,
    problems,
)

GROUP_OBJECTIVE = f"Eine Gruppe kommt nur mit ihrer Mindestgröße zustande. {OBJECTIVE}"

type Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class GroupRound:
    """The allocation, and the groups that do not run for want of people."""

    allocation: Allocation
    closed: tuple[Key, ...]


@rule(
    question="Welche Gruppen kommen zustande, und wer ist in welcher?",
    basis="Eigene Regel: eine Gruppe kommt mit ihrer Mindestgröße zustande oder gar nicht",
)
def allocate_groups[L: Key](instance: Instance, minimums: Mapping[L, int], *, lot: str | None = None) -> GroupRound:
    """A round with ``minimums``, the smallest size of some places. Same objective as a plain round.

    A group with fixed people must run. BadInstance when something is wrong with the round or the minimums cannot be
    met, NotSolved when the solver proves nothing. One thread, fixed seed: the same input gives the same result.
    """
    if found := [*problems(instance), *_minimum_problems(instance, minimums)]:
        raise BadInstance(found)
    digest = input_hash(instance)
    lot = lot or digest
    assignments = [*instance.fixed, *_Model(instance, dict(minimums.items()), lot).solve()]
    sizes = Counter(one.place for one in assignments)
    closed = tuple(sorted((place for place, least in minimums.items() if least and not sizes[place]), key=in_order))
    allocation = result_of(
        instance,
        assignments,
        digest=digest,
        lot=lot,
        closed=closed,
        objective=GROUP_OBJECTIVE,
        solver=f"HiGHS {highspy.Highs().version()}",
    )
    # The solver computes with fractions: what it found is counted again with whole numbers.
    faults = check(instance, allocation, best=False)
    faults += [f"„{place}“ ist zu klein." for place, least in minimums.items() if 0 < sizes[place] < least]
    if faults:
        raise NotSolved(faults[0])
    return GroupRound(allocation, closed)


def _minimum_problems[L: Key](instance: Instance, minimums: Mapping[L, int]) -> Iterator[str]:
    places = {place.id for place in instance.places}
    for place, least in minimums.items():
        if place not in places:
            yield f"minimums.{place}: Den Platz „{place}“ gibt es nicht."
        if least < 0:
            yield f"minimums.{place}: {least} ist kleiner als 0."


class _Model:
    """The round as a mixed-integer programme: one 0/1 column per option, one per group with a minimum."""

    def __init__(self, instance: Instance, minimums: Mapping[Key, int], lot: str) -> None:
        fixed = {one.person for one in instance.fixed}
        self.people: list[PersonSpec] = sorted(
            (person for person in instance.persons if person.options and person.id not in fixed),
            key=lambda person: draw(lot, person.id),
        )
        self.options = [(person, option) for person in self.people for option in person.options]
        self.groups = [place for place in instance.places if minimums.get(place.id, 0) > 0]
        self.highs = highspy.Highs()
        for name, value in (("output_flag", False), ("threads", 1), ("random_seed", 0), ("parallel", "off")):
            self.highs.setOptionValue(name, value)
        # Every objective is a whole number: less than half away from the bound is the optimum.
        self.highs.setOptionValue("mip_rel_gap", 0.0)
        self.highs.setOptionValue("mip_abs_gap", 0.5)
        self._columns(instance)
        self._rows(instance, minimums)

    def _columns(self, instance: Instance) -> None:
        taken = Counter(one.place for one in instance.fixed)
        lower = [0.0] * len(self.options) + [1.0 if taken[group.id] else 0.0 for group in self.groups]
        count = len(lower)
        self.highs.addVars(count, np.array(lower), np.ones(count))
        self.highs.changeColsIntegrality(
            count, np.arange(count, dtype=np.int32), np.full(count, highspy.HighsVarType.kInteger)
        )

    def _rows(self, instance: Instance, minimums: Mapping[Key, int]) -> None:
        of_person: dict[Key, list[int]] = {}
        at_place: dict[Key, list[int]] = {place.id: [] for place in instance.places}
        for column, (person, option) in enumerate(self.options):
            of_person.setdefault(person.id, []).append(column)
            at_place[option.place].append(column)
        for columns in of_person.values():
            self._at_most(1, columns)
        taken = Counter(one.place for one in instance.fixed)
        runs = {group.id: len(self.options) + number for number, group in enumerate(self.groups)}
        for place in instance.places:
            here = at_place[place.id]
            if place.id not in runs:
                self._at_most(place.capacity - taken[place.id], here)
                continue
            group = [runs[place.id]]
            self._at_most(-taken[place.id], here, group, factor=-place.capacity)
            self._at_least(-taken[place.id], here, group, factor=-minimums[place.id])
        self._pots(instance, at_place, taken)

    def _pots(self, instance: Instance, at_place: Mapping[Key, list[int]], taken: Mapping[Key, int]) -> None:
        parent = {pot.id: pot.parent for pot in instance.pots}
        inside: dict[Key, list[int]] = {pot.id: [] for pot in instance.pots}
        used = Counter[Key]()
        for place in instance.places:
            pot = place.pot
            while pot is not None:
                inside[pot] += at_place[place.id]
                used[pot] += taken[place.id]
                pot = parent[pot]
        for one in instance.pots:
            if one.cap is not None:
                self._at_most(one.cap - used[one.id], inside[one.id])

    def _at_most(self, most: int, ones: list[int], more: Iterable[int] = (), *, factor: int = 0) -> None:
        self._row(-highspy.kHighsInf, most, ones, more, factor)

    def _at_least(self, least: int, ones: list[int], more: Iterable[int] = (), *, factor: int = 0) -> None:
        self._row(least, highspy.kHighsInf, ones, more, factor)

    def _row(self, lower: float, upper: float, ones: list[int], more: Iterable[int], factor: int) -> None:
        columns = np.array([*ones, *more], dtype=np.int32)
        values = np.ones(len(columns))
        values[len(ones) :] = factor
        self.highs.addRow(lower, upper, len(columns), columns, values)

    def solve(self) -> list[Assignment]:
        """One aim after the other; what is reached stays a condition of the next."""
        result: list[Assignment] = []
        for aim in self._aims():
            values = self._run(aim)
            chosen = np.flatnonzero(values[: len(self.options)] > 0.5)
            result = [Assignment(self.options[c][0].id, self.options[c][1].place) for c in chosen.tolist()]
            reached = round(float(aim[chosen].sum()))
            columns = np.flatnonzero(aim)
            self.highs.addRow(reached - 0.5, highspy.kHighsInf, len(columns), columns.astype(np.int32), aim[columns])
        return result

    def _aims(self) -> Iterator[Floats]:
        priorities = np.array([person.priority for person, _ in self.options], dtype=np.int64)
        for priority in sorted(set(priorities.tolist())):
            yield (priorities == priority).astype(np.float64)
        yield np.array([option.score for _, option in self.options], dtype=np.float64)
        drawn = Counter[int]()
        number = {}
        for person in self.people:
            number[person.id] = drawn[person.priority]
            drawn[person.priority] += 1
        yield np.array([len(self.people) - number[person.id] for person, _ in self.options], dtype=np.float64)

    def _run(self, aim: Floats) -> Floats:
        columns = np.arange(len(aim), dtype=np.int32)
        self.highs.changeColsCost(len(aim), columns, aim)
        self.highs.changeObjectiveSense(highspy.ObjSense.kMaximize)
        self.highs.run()
        status = self.highs.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            raise BadInstance(["minimums: Mit den festen Zuordnungen lassen sich die Mindestgrößen nicht erreichen."])
        if status not in {highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kModelEmpty}:
            raise NotSolved(f"Die Runde ließ sich nicht rechnen: {self.highs.modelStatusToString(status)}.")
        return np.asarray(self.highs.getSolution().col_value, dtype=np.float64)
