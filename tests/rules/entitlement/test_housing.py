import datetime as dt
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from talachse.rules.entitlement import housing
from talachse.rules.entitlement.columns import Column, from_households
from talachse.rules.entitlement.groups import families
from talachse.rules.entitlement.household import BadHousehold, read
from talachse.rules.entitlement.housing import BadTable, Housing, Table, Tables, in_karenz, notes, recognised, steps
from tests.rules.entitlement.made import AFTER, BEFORE, TODAY, child, make_columns, person, rented

WUPPERTAL = Tables().of("05124000")
OVER = "2024-01-01"  # first month with benefits: the first year is over in 2026
LONE_PARENT = (person("ann"), child("kim", 6, "ann"))


def housing_of(
    *persons: dict[str, Any],
    on: dt.date = TODAY,
    table: Table = WUPPERTAL,
    statute: housing.Statute = "sgb2",
    **household: Any,
) -> Housing:
    c = make_columns(*persons, on=on, **household)
    return recognised(c, families(c), on, table, statute)


def total_rent(result: Housing) -> float:
    return round(float(result.rent.sum()), 2)


# --- limit and heads ------------------------------------------------------------------------------------------------


def test_after_the_first_year_the_limit_of_the_family_counts() -> None:
    # § 22 (1) S. 1: 650 € for two persons; limit for two from 1.1.2025: 568.10; heating 80 counts as stated
    result = housing_of(*LONE_PARENT, dwelling=rented(650, 80), sgb2_first_month=OVER)
    assert total_rent(result) == 568.10
    assert result.heating.sum() == 80
    assert result.total.sum() == pytest.approx(648.10)
    assert result.rent == pytest.approx([284.05, 284.05])  # by heads
    assert result.limit.tolist() == [568.10, 568.10]
    assert result.capped.all()
    assert not result.karenz.any()
    assert not result.unknown.any()


def test_a_rent_below_the_limit_counts_as_it_is() -> None:
    result = housing_of(*LONE_PARENT, dwelling=rented(500), sgb2_first_month=OVER)
    assert total_rent(result) == 500
    assert not result.capped.any()


@pytest.mark.parametrize(("persons", "limit"), [(1, 466.00), (2, 568.10), (3, 699.20), (4, 830.30), (5, 933.90)])
def test_each_number_of_persons_has_its_limit(persons: int, limit: float) -> None:
    children = [child(f"k{i}", 3 + i, "ann") for i in range(persons - 1)]
    result = housing_of(person("ann"), *children, dwelling=rented(2000), sgb2_first_month=OVER)
    assert total_rent(result) == limit
    assert result.capped.all()
    at_the_edge = housing_of(person("ann"), *children, dwelling=rented(limit), sgb2_first_month=OVER)
    assert not at_the_edge.capped.any()


def test_the_table_of_2021_knew_other_amounts_and_more_persons() -> None:
    on = dt.date(2024, 12, 31)
    people = [person("ann"), *(child(f"k{i}", 6 + i, "ann") for i in range(6))]
    assert total_rent(housing_of(person("ann"), on=on, dwelling=rented(2000), sgb2_first_month="2023-01-01")) == 413.50
    assert total_rent(housing_of(*people, on=on, dwelling=rented(2000), sgb2_first_month="2023-01-01")) == 1050.00


def test_strangers_in_one_flat_are_each_measured_by_their_own_share() -> None:
    # BSG B 14/11b AS 61/06 R: 1200 / 3 heads = 400 each; limit for one person 466: nothing is cut
    result = housing_of(person("a"), person("b"), person("c"), dwelling=rented(1200), sgb2_first_month=OVER)
    assert result.rent == pytest.approx([400, 400, 400])
    assert not result.capped.any()
    # 1500 / 3 = 500 each, cut to 466
    result = housing_of(person("a"), person("b"), person("c"), dwelling=rented(1500), sgb2_first_month=OVER)
    assert result.rent == pytest.approx([466, 466, 466])


def test_an_adult_child_of_25_is_measured_alone_and_its_mother_too() -> None:
    # BSG B 14 AS 73/08 R: the size of the Bedarfsgemeinschaft counts, though both are relatives; 1000 / 2 = 500 > 466
    result = housing_of(person("ann", 50), child("tom", 25, "ann"), dwelling=rented(1000), sgb2_first_month=OVER)
    assert result.rent == pytest.approx([466, 466])
    # at 24 they are one Bedarfsgemeinschaft: limit for two 568.10
    result = housing_of(person("ann", 50), child("tom", 24, "ann"), dwelling=rented(1000), sgb2_first_month=OVER)
    assert result.rent == pytest.approx([284.05, 284.05])


# --- first year -----------------------------------------------------------------------------------------------------


def test_until_june_2026_the_whole_rent_counts_in_the_first_year() -> None:
    # § 22 (1) S. 3 old: 1500 € for one person, limit 466
    result = housing_of(person("ann"), on=BEFORE, dwelling=rented(1500))
    assert total_rent(result) == 1500
    assert result.karenz.all()
    assert not result.capped.any()


def test_from_july_2026_it_counts_up_to_one_and_a_half_times_the_limit() -> None:
    # § 22 (1) S. 6: 1.5 × 466 = 699
    assert total_rent(housing_of(person("ann"), on=AFTER, dwelling=rented(1500))) == 699
    assert total_rent(housing_of(person("ann"), on=AFTER, dwelling=rented(699))) == 699
    at_the_edge = housing_of(person("ann"), on=AFTER, dwelling=rented(699.01))
    assert total_rent(at_the_edge) == 699
    assert at_the_edge.capped.all()
    assert not at_the_edge.discretion.any()


def test_with_children_the_office_may_go_beyond_the_cap() -> None:
    result = housing_of(*LONE_PARENT, on=AFTER, dwelling=rented(1000))
    assert total_rent(result) == 852.15  # 1.5 × 568.10
    assert result.discretion.all()
    assert not housing_of(*LONE_PARENT, on=AFTER, dwelling=rented(800)).discretion.any()
    for age, minor in ((17, True), (18, False)):
        family = (person("ann", 50), child("tom", age, "ann"))
        assert housing_of(*family, on=AFTER, dwelling=rented(1000)).discretion.tolist() == [minor, minor]


@pytest.mark.parametrize(
    ("first", "on", "inside"),
    [
        (None, "2026-11-01", True),  # never drawn: it begins now
        ("2025-12-01", "2026-11-01", True),  # 11 months
        ("2025-11-01", "2026-11-01", False),  # 12 months: over
        ("2025-11-01", "2026-10-31", True),
        ("2026-12-01", "2026-11-01", True),  # begins next month
        ("2020-01-01", "2023-12-01", True),  # § 65 (2): months before 2023 do not count
        ("2020-01-01", "2024-01-01", False),
    ],
)
def test_the_first_year_lasts_twelve_months(first: str | None, on: str, *, inside: bool) -> None:
    day = dt.date.fromisoformat(on)
    c = make_columns(person("ann"), on=day, **({"sgb2_first_month": first} if first else {}))
    assert in_karenz(c, day).tolist() == [inside]


def test_who_draws_the_benefit_without_naming_the_first_month_gets_a_range() -> None:
    drawing = person("ann", receives=["grundsicherungsgeld"])
    result = housing_of(drawing, dwelling=rented(600))
    assert total_rent(result) == 600  # below 1.5 × 466 = 699
    assert result.low.sum() == pytest.approx(466)  # past the first year
    assert result.unknown.all()
    assert not housing_of(drawing, dwelling=rented(400)).unknown.any()
    assert not housing_of(drawing, dwelling=rented(600), sgb2_first_month="2026-05-01").unknown.any()


def test_in_sgb12_a_drawn_pension_supplement_counts_as_begun() -> None:
    old = person("rosa", 70, receives=["grundsicherung_im_alter"])
    assert housing_of(old, dwelling=rented(600), statute="sgb12").unknown.all()
    assert not housing_of(old, dwelling=rented(600), statute="sgb2").unknown.any()
    assert total_rent(housing_of(person("rosa", 70), dwelling=rented(900), statute="sgb12")) == 699  # mirrored cap


# --- what nobody knows ----------------------------------------------------------------------------------------------


def six(rent: float, **household: Any) -> Housing:
    return housing_of(person("a"), *(child(f"k{i}", 3 + i, "a") for i in range(5)), dwelling=rented(rent), **household)


def test_six_persons_have_no_limit_and_it_is_never_made_up() -> None:
    result = six(1200, sgb2_first_month=OVER)
    assert total_rent(result) == 1200  # as stated
    assert result.low.sum() == pytest.approx(933.90)  # what five may have
    assert result.unknown.all()
    assert result.limit.tolist() == [0.0] * 6
    assert not result.capped.any()


def test_what_five_may_have_six_may_have_too() -> None:
    assert not six(933.90, sgb2_first_month=OVER).unknown.any()
    assert six(933.96, sgb2_first_month=OVER).unknown.all()
    # first year from July 2026: 1.5 × 933.90 = 1400.85
    assert not six(1400.85, on=AFTER).unknown.any()
    result = six(1500, on=AFTER)
    assert result.unknown.all()
    assert result.low.sum() == pytest.approx(1400.85)
    assert not six(1500, on=BEFORE).unknown.any()  # whole rent in the first year


def test_owners_get_their_costs_as_stated_with_a_range_down_to_the_limit() -> None:
    result = housing_of(person("ann"), dwelling=rented(600, owner=True), sgb2_first_month=OVER)
    assert total_rent(result) == 600
    assert result.low.sum() == pytest.approx(466)
    assert result.unknown.all()


# --- ceilings by square metre ---------------------------------------------------------------------------------------

NINE_EUROS = "quadratmeterhoechstmiete: {2026-01-01: {value: 9.0, source: Satzung}}"


def test_a_ceiling_by_square_metre_holds_in_the_first_year_too_from_july_2026() -> None:
    table = Tables({"05124000": NINE_EUROS}).of("05124000")
    home = rented(600, area_m2=50.0)
    assert total_rent(housing_of(person("ann"), on=BEFORE, table=table, dwelling=home)) == 600
    result = housing_of(person("ann"), on=AFTER, table=table, dwelling=home)
    assert total_rent(result) == 450  # § 22 (1) S. 8 Nr. 1: 9 € × 50 m²
    assert result.capped.all()
    # nobody said how large the flat is, or it is owned: the ceiling cannot be tested
    assert total_rent(housing_of(person("ann"), on=AFTER, table=table, dwelling=rented(600))) == 600
    owned = rented(600, area_m2=50.0, owner=True)
    assert total_rent(housing_of(person("ann"), on=AFTER, table=table, dwelling=owned)) == 600
    earlier = Tables({"05124000": NINE_EUROS.replace("2026", "2027")}).of("05124000")
    assert total_rent(housing_of(person("ann"), on=AFTER, table=earlier, dwelling=home)) == 600


# --- tables ---------------------------------------------------------------------------------------------------------


def test_a_municipality_without_table_is_named_with_the_missing_file() -> None:
    with pytest.raises(BadHousehold) as error:
        Tables().of("05111000")
    assert error.value.problems[0].where == "municipality"
    assert error.value.problems[0].text == (
        "Für die Gemeinde 05111000 fehlt die Tabelle der Mietobergrenzen (parameters/housing/05111000.yaml)"
    )


def test_a_city_lays_a_dated_file_over_ours() -> None:
    tables = Tables({"05124000": "mietobergrenze: {2027-01-01: {value: {1: 500, 2: 610}, source: Ratsbeschluss}}"})
    table = tables.of("05124000")
    assert tables.of("05124000") is table
    assert table.limits(dt.date(2026, 12, 31)).value[1] == 466.00
    assert table.limits(dt.date(2027, 1, 1)).value[1] == 500
    corrected = Tables({"05124000": "mietobergrenze: {2025-01-01: {value: {1: 470}, source: Berichtigung}}"})
    assert corrected.of("05124000").limits(TODAY).value == {1: 470}
    assert WUPPERTAL.limits(TODAY).value[1] == 466.00


def test_another_city_hands_in_its_own_file() -> None:
    other = Tables({"05111000": "mietobergrenze: {2026-01-01: {value: {1: 600}, source: Stadt}}"}).of("05111000")
    assert other.limits(TODAY).value == {1: 600}
    assert other.said("mietpreisbremse", TODAY) is None
    with pytest.raises(BadHousehold, match=r"beginnen die Mietobergrenzen erst am 01\.01\.2026"):
        other.limits(dt.date(2025, 12, 31))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[1, 2]", "nicht die Form"),
        ("mietobergrenze: {2026-01-01: {wert: 1}}", "nicht die Form"),
        ("a: [", "nicht die Form"),
        ("", "fehlen die Mietobergrenzen"),
        ("miete: {2026-01-01: {value: 1, source: x}}", "„miete“ ist nicht bekannt"),
        ("mietobergrenze: {gestern: {value: {1: 5}, source: x}}", "Hier muss ein Tag stehen"),
        ("mietobergrenze: {2026-01-01: {value: 5, source: x}}", "bei 1 beginnen"),
        ("mietobergrenze: {2026-01-01: {value: {}, source: x}}", "bei 1 beginnen"),
        ("mietobergrenze: {2026-01-01: {value: {1: 5, 3: 6}, source: x}}", "bei 1 beginnen"),
        ("mietobergrenze: {2026-01-01: {value: {1: -5}, source: x}}", "Zahl über 0"),
        ("mietobergrenze: {2026-01-01: {value: {1: .nan}, source: x}}", "Zahl über 0"),
        ("mietobergrenze: {2026-01-01: {value: {1: true}, source: x}}", "Zahl über 0"),
        ("mietobergrenze: {2026-01-01: {value: {1: 500, 2: 400}, source: x}}", "nicht sinken"),
        ("quadratmeterhoechstmiete: {2026-01-01: {value: 0, source: x}}", "Zahl über 0"),
        ("mietpreisbremse: {2026-01-01: {value: ja, source: x}}", "true oder false"),
    ],
)
def test_a_wrong_file_says_where_it_is_wrong(text: str, message: str) -> None:
    with pytest.raises(BadTable, match=message) as error:
        Tables({"05111000": text}).of("05111000")
    assert "housing/05111000.yaml" in str(error.value)


# --- words ----------------------------------------------------------------------------------------------------------


def words(*persons: dict[str, Any], on: dt.date = TODAY, table: Table = WUPPERTAL, **household: Any) -> list[str]:
    c = make_columns(*persons, on=on, **household)
    return [step.label for step in steps(c, families(c), on, table)]


def test_the_chain_can_be_read_by_a_citizen() -> None:
    c = make_columns(*LONE_PARENT, dwelling=rented(650, 80), sgb2_first_month=OVER)
    chain = steps(c, families(c), TODAY, WUPPERTAL)
    assert [(step.label, step.value) for step in chain] == [
        ("Miete mit kalten Nebenkosten", Decimal("650.00")),
        ("Miete, die zählt (Grenze 568,10 € für 2 Personen)", Decimal("568.10")),
        ("Heizkosten, die zählen", Decimal("80.00")),
        ("Bedarf für Miete und Heizung", Decimal("648.10")),
    ]
    assert chain[1].basis.startswith("§ 22 Abs. 1 SGB II; Stadt Wuppertal")
    assert steps(c, families(c), TODAY, WUPPERTAL, statute="sgb12")[1].basis.startswith("§ 35 Abs. 1 SGB XII")


def test_the_reason_for_the_rent_that_counts() -> None:
    assert words(person("a"), person("b"), dwelling=rented(900), sgb2_first_month=OVER)[1:3] == [
        "Ihr Anteil an der Miete (1 von 2 Personen)",
        "Miete, die zählt (Grenze 466 € für 1 Person)",
    ]
    assert words(person("a"), on=BEFORE, dwelling=rented(900))[1] == "Miete, die zählt (im ersten Jahr die ganze Miete)"
    assert words(person("a"), on=AFTER, dwelling=rented(900))[1] == (
        "Miete, die zählt (im ersten Jahr höchstens 699 €, das 1,5-Fache der Grenze für 1 Person)"
    )
    assert words(person("a"), dwelling=rented(900, owner=True))[1] == "Miete, die zählt (eigene Wohnung: wie angegeben)"
    people = [person("a"), *(child(f"k{i}", 3 + i, "a") for i in range(5))]
    assert words(*people, dwelling=rented(900))[1] == "Miete, die zählt (für 6 Personen ist keine Grenze bekannt)"


@pytest.mark.parametrize(
    ("persons", "household", "expected"),
    [
        ([person("a")], {"dwelling": rented(400)}, ""),
        ([person("a")], {"dwelling": rented(400, 60)}, "Heizkosten angemessen"),
        ([person("a"), *(child(f"k{i}", 3 + i, "a") for i in range(5))], {}, "Für 6 Personen nennt die Stadt keine"),
        ([person("a")], {"dwelling": rented(400, owner=True)}, "keine Tilgung"),
        ([person("a")], {"dwelling": rented(900), "sgb2_first_month": "2025-01-01"}, "bis zu 6 Monate"),
        ([*LONE_PARENT], {"dwelling": rented(900)}, "Mit Kindern"),
        ([person("a", receives=["grundsicherungsgeld"])], {"dwelling": rented(600)}, "nicht angegeben"),
    ],
)
def test_notes_say_what_stays_open(persons: list[dict[str, Any]], household: dict[str, Any], expected: str) -> None:
    c = make_columns(*persons, **household)
    said = notes(c, families(c), TODAY, WUPPERTAL)
    assert [expected in text for text in said] == [True] * bool(expected)


def test_notes_on_a_new_first_year_and_on_the_rent_brake() -> None:
    table = Tables({"05124000": "mietpreisbremse: {2026-07-01: {value: true, source: Land}}"}).of("05124000")
    c = make_columns(person("a"), dwelling=rented(900), sgb2_first_month="2010-01-01")
    said = notes(c, families(c), TODAY, table)
    assert [text.split(",")[0] for text in said] == [
        "Ist die Miete zu hoch",
        "Nach drei Jahren ohne diese Leistungen beginnt das erste Jahr neu.",
        "Ist die Miete höher",
    ]
    bare = Tables({"05111000": "mietobergrenze: {2026-01-01: {value: {1: 950}, source: x}}"}).of("05111000")
    assert notes(c, families(c), TODAY, bare) == ()


# --- properties -----------------------------------------------------------------------------------------------------

rents = st.floats(0, 5000, allow_nan=False)
families_of = st.lists(st.integers(0, 24), max_size=7)
days = st.sampled_from([BEFORE, AFTER, dt.date(2023, 1, 1), dt.date(2027, 1, 1)])
firsts = st.sampled_from([None, "2022-01-01", "2025-12-01", "2026-05-01"])


def any_household(ages: list[int], rent: float, on: dt.date, first: str | None, *, owner: bool) -> dict[str, Column]:
    people = [person("a", 45), *(child(f"k{i}", max(age, 4), "a") for i, age in enumerate(ages)), person("z", 70)]
    first = first if first and first <= on.isoformat() else None
    return make_columns(*people, on=on, dwelling=rented(rent, 50, owner=owner), sgb2_first_month=first)


@given(families_of, rents, rents, days, firsts, st.booleans(), st.sampled_from(["sgb2", "sgb12"]))
def test_more_rent_never_lowers_what_counts(  # noqa: PLR0917
    ages: list[int], rent: float, more: float, on: dt.date, first: str | None, owner: bool, statute: housing.Statute
) -> None:
    small = any_household(ages, rent, on, first, owner=owner)
    large = any_household(ages, rent + more, on, first, owner=owner)
    before = recognised(small, families(small), on, WUPPERTAL, statute)
    after = recognised(large, families(large), on, WUPPERTAL, statute)
    assert (after.rent >= before.rent - 1e-9).all()
    assert (after.low >= before.low - 1e-9).all()
    for column in (before.rent, before.heating, before.total, before.limit, before.low):
        assert np.isfinite(column).all()
        assert (column >= 0).all()
    assert (before.low <= before.rent).all()
    assert before.rent.sum() <= rent + 1e-6


@given(families_of, rents, days, firsts, st.randoms())
def test_the_order_of_the_persons_never_matters(
    ages: list[int], rent: float, on: dt.date, first: str | None, random: Any
) -> None:
    people = [person("a", 45), *(child(f"k{i}", max(age, 4), "a") for i, age in enumerate(ages)), person("z", 70)]
    first = first if first and first <= on.isoformat() else None
    facts: dict[str, Any] = {"on": on, "dwelling": rented(rent), "sgb2_first_month": first}
    shuffled = random.sample(people, len(people))
    one = dict(zip([p["id"] for p in people], housing_of(*people, **facts).rent, strict=True))
    two = dict(zip([p["id"] for p in shuffled], housing_of(*shuffled, **facts).rent, strict=True))
    assert one == pytest.approx(two)


def test_two_households_in_one_batch_do_not_touch_each_other() -> None:
    def household(rent: float, first: str | None) -> Any:
        raw = {"as_of": "2026-11-01", "persons": [person("a")], "dwelling": rented(rent), "sgb2_first_month": first}
        return read(raw, today=TODAY)

    c = from_households([household(900, None), household(900, OVER), household(300, OVER)])
    assert recognised(c, families(c), TODAY, WUPPERTAL).rent == pytest.approx([699, 466, 300])
