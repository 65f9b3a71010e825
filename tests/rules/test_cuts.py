import datetime as dt
import re
from collections.abc import Sequence
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talachse.rules.placement.cuts import RULE_TEXT, Cut, CutResult, FallKind, GroupStay, PlaceGroup, simulate_cut
from talachse.rules.placement.nested_pots import Measure, NestedPot, PotKind

ON = dt.date(2026, 11, 2)
SINCE = dt.date(2027, 1, 1)
FIRST = dt.date(2024, 1, 1)
POTS = [
    NestedPot("all", "Alle", PotKind.COUNTING, Measure.STOCK, []),
    NestedPot("city", "Mit Geld der Stadt", PotKind.COUNTING, Measure.STOCK, [], "all"),
    NestedPot("other", "Etwas anderes", PotKind.COUNTING, Measure.STOCK, []),
]


def make_group(
    key: str = "parks",
    *,
    pot: str = "city",
    places: int = 4,
    stays: Sequence[GroupStay] = (),
    cost: str | None = None,
) -> PlaceGroup:
    """Four places in parks, with money of the city."""
    return PlaceGroup(key, key, pot, [(FIRST, places)], stays, cost_per_month=None if cost is None else Decimal(cost))


def stay(key: str, starts_on: dt.date, ends_on: dt.date | None) -> GroupStay:
    return GroupStay(key, starts_on, ends_on)


RUNNING = [
    stay("r1", dt.date(2025, 1, 1), dt.date(2027, 3, 31)),
    stay("r2", dt.date(2025, 1, 1), dt.date(2027, 2, 28)),
]


def summary(result: CutResult) -> list[tuple[str, FallKind, int, dt.date]]:
    return [(row.group, row.kind, row.count, row.effect_on) for row in result.falling]


def test_free_places_fall_first_then_the_latest_planned_start_then_contracts_run_out() -> None:
    planned = stay("p1", dt.date(2027, 2, 1), None), stay("p2", dt.date(2027, 4, 1), None)
    groups = [make_group(stays=RUNNING), make_group("stairs", stays=planned, places=2)]
    result = simulate_cut(groups, Cut("city", SINCE, places=5), pots=POTS, on=ON)
    assert summary(result) == [
        ("parks", FallKind.FREE, 2, SINCE),
        ("stairs", FallKind.PLANNED, 2, SINCE),
        ("parks", FallKind.RUNNING, 1, dt.date(2027, 3, 1)),
    ]
    assert result.falling[1].stays == ("p2", "p1")
    assert result.falling[2].reason == "Laufen aus am 28.02.2027 und werden danach nicht neu besetzt."
    assert result.falling[2].stays == ()
    assert result.effect_by_month == ((SINCE, 4), (dt.date(2027, 2, 1), 4), (dt.date(2027, 3, 1), 5))
    assert (result.reached_on, result.shortfall) == (dt.date(2027, 3, 1), Decimal(0))
    assert result.rule_text == RULE_TEXT


def test_the_latest_planned_start_falls_before_an_earlier_one() -> None:
    planned = stay("p1", dt.date(2027, 2, 1), None), stay("p2", dt.date(2027, 4, 1), None)
    result = simulate_cut([make_group(stays=planned, places=2)], Cut("all", SINCE, places=1), pots=POTS, on=ON)
    assert result.falling[0].stays == ("p2",)
    assert result.falling[0].reason == "Geplant und noch nicht begonnen, entfällt ab dem 01.01.2027."


def test_contracts_without_an_end_do_not_fall_and_the_rest_is_stated() -> None:
    open_ended = [stay("o1", FIRST, None), RUNNING[0]]
    result = simulate_cut([make_group(stays=open_ended, places=2)], Cut("city", SINCE, places=2), pots=POTS, on=ON)
    assert summary(result) == [("parks", FallKind.RUNNING, 1, dt.date(2027, 4, 1))]
    assert (result.reached_on, result.shortfall) == (None, Decimal(1))


def test_who_follows_on_the_same_place_does_not_begin_any_more() -> None:
    follows = [RUNNING[1], stay("next", dt.date(2027, 3, 1), dt.date(2028, 2, 29))]
    result = simulate_cut([make_group(stays=follows, places=1)], Cut("city", SINCE, places=1), pots=POTS, on=ON)
    assert summary(result) == [("parks", FallKind.RUNNING, 1, dt.date(2027, 3, 1))]
    assert result.falling[0].stays == ("next",)


def test_other_pots_and_groups_that_are_over_are_left_alone() -> None:
    over = PlaceGroup("over", "over", "city", [(FIRST, 5)], (), ends_on=dt.date(2026, 12, 31))
    result = simulate_cut(
        [make_group("other-group", pot="other"), make_group("outer", pot="all"), over],
        Cut("city", SINCE, places=1),
        pots=POTS,
        on=ON,
    )
    assert (result.falling, result.effect_by_month, result.shortfall) == ((), (), Decimal(1))


def test_places_that_only_come_later_fall_too() -> None:
    later = PlaceGroup(
        "later", "later", "city", [(dt.date(2027, 6, 1), 3), (dt.date(2028, 6, 1), 9)], (), dt.date(2028, 1, 1)
    )
    result = simulate_cut([later], Cut("city", SINCE, places=5), pots=POTS, on=ON)
    assert (result.places, result.shortfall) == (3, Decimal(2))


def test_an_overfull_group_loses_no_more_places_than_it_has() -> None:
    result = simulate_cut([make_group(stays=RUNNING, places=1)], Cut("city", SINCE, places=2), pots=POTS, on=ON)
    assert (result.places, result.shortfall) == (1, Decimal(1))


def test_a_cut_in_euros_takes_places_until_the_sum_is_reached() -> None:
    groups = [make_group("a", cost="400"), make_group("b", cost="0"), make_group("c")]
    result = simulate_cut(groups, Cut("city", SINCE, euros=Decimal(900)), pots=POTS, on=ON)
    assert summary(result) == [("a", FallKind.FREE, 3, SINCE)]
    assert (result.shortfall, result.unknown_cost) == (Decimal(0), ("c",))
    more = simulate_cut(groups, Cut("city", SINCE, euros=Decimal(2000)), pots=POTS, on=ON)
    assert (more.places, more.shortfall, more.reached_on) == (4, Decimal(400), None)


def test_a_cut_says_what_it_takes_and_from_which_pot() -> None:
    with pytest.raises(ValueError, match="places or in euros"):
        Cut("city", SINCE)
    with pytest.raises(ValueError, match="takes something away"):
        Cut("city", SINCE, places=0)
    with pytest.raises(LookupError, match="Unknown pot"):
        simulate_cut([], Cut("nowhere", SINCE, places=1), pots=POTS, on=ON)


def test_the_stated_rule_reads_in_the_order_in_which_places_fall() -> None:
    assert re.search(r"freie.*geplante.*Laufende", RULE_TEXT)
    assert [kind.value for kind in FallKind] == ["free", "planned", "running"]


DAYS = st.dates(dt.date(2026, 1, 1), dt.date(2028, 12, 31))


@st.composite
def some_groups(draw: st.DrawFn) -> list[PlaceGroup]:
    groups = []
    for number in range(draw(st.integers(0, 4))):
        stays = [
            stay(f"{number}-{n}", begin, None if length is None else begin + dt.timedelta(days=length))
            for n, (begin, length) in enumerate(
                draw(st.lists(st.tuples(DAYS, st.none() | st.integers(0, 500)), max_size=5))
            )
        ]
        pot = draw(st.sampled_from(["all", "city", "other"]))
        groups.append(make_group(f"g{number}", pot=pot, places=draw(st.integers(0, 5)), stays=stays))
    return groups


@given(groups=some_groups(), places=st.integers(1, 15), data=st.data())
def test_every_cut_adds_up_and_does_not_depend_on_the_order(
    groups: list[PlaceGroup], places: int, data: st.DataObject
) -> None:
    cut = Cut("all", SINCE, places=places)
    result = simulate_cut(groups, cut, pots=POTS, on=ON)
    assert result.places + result.shortfall == places
    assert (result.reached_on is None) is (result.shortfall > 0)
    for group in groups:
        fallen = sum(row.count for row in result.falling if row.group == group.key)
        assert fallen <= (group.places[0][1] if group.pot != "other" else 0)
        begun = [one for one in group.stays if one.starts_on <= ON]
        for row in result.falling:
            if row.group == group.key and row.kind is FallKind.RUNNING:
                assert row.effect_on - dt.timedelta(days=1) in {one.ends_on for one in begun}
            assert not {one.key for one in begun} & set(row.stays)
    if result.effect_by_month:
        assert result.effect_by_month[-1][1] == result.places
    shuffled = [
        PlaceGroup(g.key, g.title, g.pot, g.places, data.draw(st.permutations(g.stays)))
        for g in data.draw(st.permutations(groups))
    ]
    assert simulate_cut(shuffled, cut, pots=POTS, on=ON) == result
