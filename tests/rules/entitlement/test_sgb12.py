import datetime as dt
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from talachse.rules.entitlement import groups, needs, sgb12
from talachse.rules.entitlement.columns import Column, from_households
from talachse.rules.entitlement.household import Household
from talachse.rules.entitlement.sgb12 import FOURTH, THIRD, Means, Sgb12
from tests.rules.entitlement.people import DAY, amounts, born, columns, euros, families, household, net


def computed(
    *persons: dict[str, Any],
    housing: float = 0.0,
    kindergeld: dict[int, float] | None = None,
    uv: dict[int, float] | None = None,
    others_surplus: dict[int, float] | None = None,
    on: dt.date = DAY,
    **more: Any,
) -> Sgb12:
    """The calculation of one household; amounts by position of the person, ``housing`` for each."""
    c = columns(*persons, on=on)

    def column(values: dict[int, float] | None) -> Column:
        return np.array([(values or {}).get(i, 0.0) for i in range(len(persons))])

    means = Means(net(c), column(kindergeld), column(uv))
    eg = groups.families(c, below=18)
    share = np.full(len(persons), housing)
    return sgb12.claims(c, eg, share, means, on, others_surplus=column(others_surplus), **more)


# ---------------------------------------------------------------------------------------------------------------------
# Who


@pytest.mark.parametrize(
    ("birthday", "last_day_before"),
    [
        ("1946-06-15", dt.date(2011, 6, 30)),  # 65 years, end of the month
        ("1947-01-10", dt.date(2012, 2, 29)),  # 65 years and 1 month
        ("1958-07-02", dt.date(2024, 7, 31)),  # 66 years
        ("1959-11-15", dt.date(2026, 1, 31)),  # 66 years and 2 months: 15 January, end of January
        ("1959-12-01", dt.date(2026, 1, 31)),  # completed on 31 January (§ 188 (2) BGB)
        ("1963-03-31", dt.date(2030, 1, 31)),  # 66 years and 10 months
        ("1964-01-01", dt.date(2030, 12, 31)),  # 67 years
        ("1990-05-20", dt.date(2057, 5, 31)),
    ],
)
def test_the_retirement_age_is_reached_at_the_end_of_a_month(birthday: str, last_day_before: dt.date) -> None:
    for day, past in ((last_day_before, False), (last_day_before + dt.timedelta(days=1), True)):
        c = columns({"born": birthday}, on=day)
        assert needs.past_retirement_age(c, day).tolist() == [past]
        assert sgb12.chapter_four(c, day).tolist() == [past]
        assert sgb12.erwerbsfaehig(c, day).tolist() == [not past]


@pytest.mark.parametrize(
    ("person", "able", "four", "three"),
    [
        ({"born": born(14)}, False, False, True),
        ({"born": born(15)}, True, False, False),
        ({"born": born(17), "fully_incapacitated": True}, False, False, True),
        ({"born": born(18), "fully_incapacitated": True}, False, True, False),
        ({"born": born(40)}, True, False, False),
        ({"born": born(80)}, False, True, False),
        ({"born": born(80), "asylum_benefits": True}, False, False, False),
        ({"born": born(40), "asylum_benefits": True}, False, False, False),
    ],
)
def test_each_person_belongs_to_one_law(person: dict[str, Any], able: bool, four: bool, three: bool) -> None:
    c = columns(person)
    assert sgb12.erwerbsfaehig(c, DAY).tolist() == [able]
    assert sgb12.chapter_four(c, DAY).tolist() == [four]
    assert sgb12.chapter_three(c, DAY).tolist() == [three]


def test_a_child_goes_with_the_jobcenter_as_soon_as_one_of_the_family_can_work() -> None:
    old, child = {"born": born(70)}, {"born": born(10), "parents": ["p0"]}
    assert sgb12.chapter_three(columns(old, child), DAY).tolist() == [False, True]
    working = {"born": born(40), "partner": "p0"}
    assert sgb12.chapter_three(columns(old, child, working), DAY).tolist() == [False, False, False]
    sister = {"born": born(16), "parents": ["p0"]}
    assert sgb12.chapter_three(columns(old, child, sister), DAY).tolist() == [False, False, False]
    grown_up = {"born": born(30), "parents": ["p0"]}  # a Bedarfsgemeinschaft of its own
    assert sgb12.chapter_three(columns(old, child, grown_up), DAY).tolist() == [False, True, False]


def test_a_child_outside_of_the_asylum_law_gets_the_third_chapter_beside_a_parent_inside() -> None:
    c = columns({"born": born(30), "asylum_benefits": True}, {"born": born(3), "parents": ["p0"]})
    assert sgb12.chapter_three(c, DAY).tolist() == [False, True]


def test_the_stufe_of_the_regelbedarf_follows_couple_and_age() -> None:
    c = columns(
        {"born": born(70), "partner": "p1"},
        {"born": born(68)},
        *({"born": born(years), "parents": ["p0"]} for years in (18, 17, 14, 13, 6, 5, 0)),
    )
    stufen = needs.stufe(c, "sgb12")
    assert stufen.tolist() == [2, 2, 1, 4, 4, 5, 5, 6, 6]
    # 2026: 563, 506, 451, 471, 390, 357
    assert needs.regelbedarf_of(stufen, DAY).tolist() == [506, 506, 563, 471, 471, 390, 390, 357, 357]


# ---------------------------------------------------------------------------------------------------------------------
# How much, by hand


def test_a_pensioner_gets_what_the_pension_leaves_open() -> None:
    # 563 + 475 = 1,038; less 750 = 288
    found = computed({"born": born(72), "pension": 750.0}, housing=475)
    assert euros(found.amount4) == [288.0]
    assert euros(found.need) == [1038.0]
    assert euros(found.counted_income) == [750.0]
    assert euros(found.amount3) == [0.0]


def test_mark_g_raises_the_need_by_17_per_cent() -> None:
    # 563 × 0.17 = 95.71; 1,038 + 95.71 − 750 = 383.71
    assert euros(computed({"born": born(72), "pension": 750.0, "mark_g": True}, housing=475).amount4) == [383.71]
    # 506 × 0.17 = 86.02 for one of a couple: 506 + 86.02 and 506
    pair = computed({"born": born(72), "mark_g": True, "partner": "p1"}, {"born": born(71)})
    assert euros(pair.amount4) == [592.02, 506.0]
    # A child of ten with the mark belongs to the third chapter: no such Mehrbedarf.
    assert euros(computed({"born": born(10), "mark_g": True}).need) == [390.0]


def test_further_needs_count_only_for_people_of_this_law() -> None:
    pair: Any = ({"born": born(72), "partner": "p1"}, {"born": born(40)})
    assert euros(computed(*pair, further_need=np.array([12.95, 40.0])).need) == [518.95, 0.0]


@pytest.mark.parametrize(
    ("company_pension", "free"),
    [(0, 0), (80, 80), (100, 100), (300, 160), (705, 281.5), (706, 281.5), (2000, 281.5)],
)
def test_a_company_pension_stays_free_by_100_and_30_per_cent(company_pension: float, free: float) -> None:
    # 300: 100 + 0.3 × 200 = 160; 705: 100 + 0.3 × 605 = 281.50 = half of 563
    c = columns({"born": born(72), "company_pension": company_pension})
    assert euros(sgb12.allowance(c, DAY)) == [free]


@pytest.mark.parametrize(("wage", "free"), [(0, 0), (100, 30), (600, 180), (938.33, 281.5), (1500, 281.5)])
def test_30_per_cent_of_earnings_stay_free_up_to_half_of_stufe_1(wage: float, free: float) -> None:
    assert euros(sgb12.allowance(columns({"born": born(72), "gross_wage": wage}), DAY)) == [free]


def test_the_statutory_pension_counts_in_full_unless_there_are_33_years() -> None:
    c = columns({"born": born(72), "pension": 750.0}, {"born": born(72), "pension": 400.0})
    assert euros(sgb12.allowance(c, DAY)) == [0, 0]
    # 100 + 0.3 × 650 = 295, at most 281.50; 100 + 0.3 × 300 = 190
    assert euros(sgb12.allowance(c, DAY, np.array([True, True]))) == [281.5, 190]
    assert euros(sgb12.allowance(c, DAY, np.array([False, True]))) == [0, 190]


def test_what_one_of_a_couple_has_left_goes_to_the_other() -> None:
    # Need 506 + 300 = 806 each. 500 and 200: 306 + 606 open.
    both = computed(
        {"born": born(72), "pension": 500.0, "partner": "p1"}, {"born": born(70), "pension": 200.0}, housing=300
    )
    assert euros(both.amount4) == [306.0, 606.0]
    # 1,200 and nothing: 394 over, 806 − 394 = 412.
    one = computed({"born": born(72), "pension": 1200.0, "partner": "p1"}, {"born": born(70)}, housing=300)
    assert euros(one.amount4) == [0.0, 412.0]
    assert euros(one.surplus) == [0.0, 0.0]


def test_in_a_mixed_couple_the_surplus_goes_to_the_partner_at_the_jobcenter_and_back() -> None:
    # 2023: 451 + 300 = 751. Pension 1,200 with 33 years: 100 + 0.3 × 1,100 = 430, at most 502 / 2 = 251; 949 − 751 = 198.
    day = dt.date(2023, 7, 1)
    years = np.array([False, True])
    pair: Any = ({"born": born(55, day), "partner": "p1"}, {"born": born(67, day), "pension": 1200.0})
    over = computed(*pair, housing=300, on=day, grundrente=years)
    assert euros(over.amount4) == [0, 0]
    assert euros(over.surplus) == [0, 198]
    # Pension 400 with 33 years: 400 − 190 = 210; need 751; partner has 11 above her own need: 751 − 210 − 11 = 530.
    pair[1]["pension"] = 400.0
    under = computed(*pair, housing=300, on=day, grundrente=years, others_surplus={0: 11.0, 1: 999.0})
    assert euros(under.amount4) == [
        0,
        530,
    ]  # surplus of a person of this law is computed here, what was handed in is ignored
    assert euros(under.surplus) == [0, 0]


def test_a_lone_mother_who_cannot_work_and_her_child() -> None:
    # Mother 563 + 200 = 763. Child 390 + 200 = 590, Kindergeld 259, Unterhaltsvorschuss 299: 32 open, and 25.
    family: Any = ({"born": born(35), "fully_incapacitated": True}, {"born": born(8), "parents": ["p0"]})
    found = computed(*family, housing=200, kindergeld={1: 259}, uv={1: 299})
    assert euros(found.amount4) == [763, 0]
    assert euros(found.amount3) == [0, 57]
    assert euros(found.sofortzuschlag) == [0, 25]
    assert found.chapter.tolist() == [FOURTH, THIRD]


def test_kindergeld_that_the_child_does_not_need_is_income_of_the_mother() -> None:
    # Child 390 + 100 = 490, Unterhaltsvorschuss 299: 191 of 259 needed, 68 left for the mother: 563 + 100 − 68 = 595.
    # The need ends only because of the Kindergeld: the Sofortzuschlag stays.
    family: Any = ({"born": born(35), "fully_incapacitated": True}, {"born": born(8), "parents": ["p0"]})
    found = computed(*family, housing=100, kindergeld={1: 259}, uv={1: 299})
    assert euros(found.amount4) == [595, 0]
    assert euros(found.amount3) == [0, 25]
    # With 600 of maintenance the child needs nothing: no Sofortzuschlag, all 259 to the mother, none of the 110 left over.
    rich: Any = (family[0], {**family[1], "maintenance_received": 600.0})
    found = computed(*rich, housing=100, kindergeld={1: 259})
    assert euros(found.amount4) == [404, 0]
    assert euros(found.amount3) == [0, 0]


def test_kindergeld_goes_to_who_receives_it_and_stays_with_an_orphan() -> None:
    old: Any = ({"born": born(70), "partner": "p1"}, {"born": born(69)})
    # A son of 20 who cannot work: a claim of his own, his Kindergeld is the receiving parent's: 506 − 259 = 247.
    son = {"born": born(20), "parents": ["p0", "p1"], "fully_incapacitated": True, "kindergeld_to": "p1"}
    assert euros(computed(*old, son, kindergeld={2: 259}).amount4) == [506, 247, 563]
    assert euros(computed({"born": born(12)}, kindergeld={0: 259}).amount3) == [156]  # 390 − 259 + 25


def test_parents_with_more_than_they_need_pay_for_their_children_first() -> None:
    # Father 72: 563, pension 800: 237 over. Child of 8: 390 − 259 = 131 open. 106 stay over, child gets nothing;
    # without Kindergeld 390 − 237 = 153 would be open: Sofortzuschlag 25.
    found = computed({"born": born(72), "pension": 800.0}, {"born": born(8), "parents": ["p0"]}, kindergeld={1: 259})
    assert euros(found.amount3) == [0, 25]
    assert euros(found.surplus) == [106, 0]


@pytest.mark.parametrize(
    ("wealth", "amount"),
    [((10_000,), 563.0), ((10_000.01,), 0.0)],
)
def test_a_single_person_keeps_10000(wealth: tuple[float, ...], amount: float) -> None:
    assert euros(computed({"born": born(72), "wealth": wealth[0]}).amount4) == [amount]


def test_a_couple_keeps_20000_and_500_for_each_child_and_a_rich_child_excludes_only_itself() -> None:
    def family(parents: float, child: float) -> Sgb12:
        return computed(
            {"born": born(72), "partner": "p1", "wealth": parents},
            {"born": born(70)},
            {"born": born(9), "parents": ["p0", "p1"], "wealth": child},
        )

    # 10,000 + 10,000 + 500 = 20,500
    assert euros(family(20_500, 0).wealth_limit) == [20_500] * 3
    assert euros(family(20_500, 0).amount4) == [506, 506, 0]
    assert euros(family(20_501, 0).amount4) == [0, 0, 0]
    assert euros(family(20_501, 0).amount3) == [0, 0, 0]
    assert euros(family(20_000, 501).amount4) == [506, 506, 0]
    assert euros(family(20_000, 501).amount3) == [0, 0, 0]
    assert euros(family(20_000, 500).amount3) == [0, 0, 415]  # 390 + 25


def test_the_third_chapter_alone() -> None:
    c = columns({"born": born(72)}, {"born": born(8), "parents": ["p0"]})
    nothing = np.zeros(2)
    means = Means(nothing, np.array([0.0, 259.0]), nothing)
    # 390 + 100 − 259 = 231, and 25
    close_family = groups.families(c, below=18)
    found = sgb12.claims(c, close_family, np.full(2, 100.0), means, DAY, others_surplus=nothing)
    assert euros(found.amount3) == [0, 256]


# ---------------------------------------------------------------------------------------------------------------------
# In words


def told(found: Sgb12, of: Household, chapter: int = FOURTH) -> str:
    return sgb12.verdict(of, found, chapter).reason


def test_the_verdict_names_the_amount_and_takes_away_the_fear_for_the_children() -> None:
    home = household({"born": born(72), "pension": 750.0})
    found = computed({"born": born(72), "pension": 750.0}, housing=475)
    verdict = sgb12.verdict(home, found, FOURTH)
    assert verdict.is_yes
    assert "288 €" in verdict.reason
    assert "100.000 €" in verdict.reason
    assert "§ 94 Abs. 1a SGB XII" in verdict.basis
    assert sgb12.verdict(home, found, THIRD).is_no


def test_the_verdict_of_the_third_chapter_says_that_knowing_is_enough() -> None:
    child = {"born": born(8)}
    verdict = sgb12.verdict(household(child), computed(child), THIRD)
    assert verdict.is_yes
    assert "sobald es von der Lage weiß" in verdict.reason
    assert sgb12.verdict(household(child), computed(child), FOURTH).is_no


def test_a_no_says_whether_wealth_or_income_stands_in_the_way() -> None:
    rich: Any = {"born": born(72), "wealth": 50_000.0}
    assert "10.000 €" in told(computed(rich), household(rich))
    earning: Any = {"born": born(72), "pension": 2_000.0}
    assert "Einkommen reicht" in told(computed(earning), household(earning))


def test_33_years_for_the_grundrente_may_open_or_raise_the_claim() -> None:
    # Need 563 + 475 = 1,038. Pension 1,100: nothing; with the 33 years 1,100 − 281.50 = 818.50, so 219.50.
    def both(pension: float) -> Any:
        person: Any = {"born": born(72), "pension": pension}
        best = computed(person, housing=475, grundrente=np.array([True]))
        return sgb12.verdict(household(person), computed(person, housing=475), FOURTH, best)

    perhaps = both(1_100.0)
    assert perhaps.is_unknown
    assert perhaps.missing == ("33 Jahre Grundrentenzeiten",)
    assert "219,50 €" in perhaps.reason
    # Pension 750: 288; with the years 1,038 − 468.50 = 569.50.
    sure = both(750.0)
    assert sure.is_yes
    assert "288 €" in sure.reason
    assert "569,50 €" in sure.reason
    assert both(2_000.0).is_no


def test_what_nobody_knows_makes_the_answer_unknown() -> None:
    person: Any = {"born": born(72), "pension": None}
    verdict = sgb12.verdict(household(person), computed(person), FOURTH)
    assert verdict.is_unknown
    assert verdict.missing == ("persons.p0.pension",)


def test_the_steps_lead_to_the_amount() -> None:
    pair: Any = (
        {"born": born(72), "pension": 1200.0, "partner": "p1"},
        {"born": born(70), "company_pension": 300.0, "mark_g": True},
    )
    found = computed(*pair, housing=300)
    # Own: 506 + 86.02 + 300 = 892.02; 300 − 160 = 140; partner 1,200 − 806 = 394; 892.02 − 140 − 394 = 358.02
    assert [(step.label, float(step.value)) for step in sgb12.steps(found, 1)] == [
        ("Regelbedarf", 506.0),
        ("Mehrbedarf", 86.02),
        ("Miete und Heizung, Ihr Anteil", 300.0),
        ("Bedarf zusammen", 892.02),
        ("Bleibt von Lohn und Rente frei", 160.0),
        ("Angerechnetes eigenes Einkommen", -140.0),
        ("Einkommen der anderen in der Familie", -394.0),
        ("Leistung im Monat", 358.02),
    ]


def test_the_steps_name_the_wealth_that_ends_the_claim() -> None:
    found = computed({"born": born(72), "wealth": 12_500.0})
    assert [(step.label, float(step.value)) for step in sgb12.steps(found, 0)] == [
        ("Regelbedarf", 563.0),
        ("Bedarf zusammen", 563.0),
        ("Vermögen über der Grenze", 2_500.0),
        ("Leistung im Monat", 0.0),
    ]
    assert [float(step.value) for step in sgb12.steps(computed({"born": born(40)}), 0)] == [0.0]


# ---------------------------------------------------------------------------------------------------------------------
# Whatever the household


def of_family(people: list[dict[str, Any]]) -> tuple[Sgb12, dict[str, Column]]:
    c = from_households([household(*people)])
    child = groups.is_dependent_child(c, 18)
    means = Means(net(c), np.where(child, 259.0, 0.0), np.zeros(len(people)))
    found = sgb12.claims(
        c, groups.families(c, below=18), np.full(len(people), 200.0), means, DAY, others_surplus=np.zeros(len(people))
    )
    return found, c


@given(families())
def test_no_amount_is_negative_or_unreal_and_nobody_gets_two_chapters(people: list[dict[str, Any]]) -> None:
    found, c = of_family(people)
    for name in Sgb12.__slots__:
        column = getattr(found, name)
        assert np.isfinite(column).all(), name
        assert (column >= 0).all(), name
    assert not ((found.amount4 > 0) & (found.amount3 > 0)).any()
    assert not ((found.amount4 + found.amount3 > 0) & (sgb12.erwerbsfaehig(c, DAY) | c["asylum_benefits"])).any()


@given(
    families(),
    amounts,
    st.integers(0, 4),
    st.sampled_from(["pension", "company_pension", "gross_wage", "other_income", "wealth"]),
)
def test_more_income_or_wealth_never_raises_what_the_family_gets(
    people: list[dict[str, Any]], more: float, who: int, field: str
) -> None:
    before, _ = of_family(people)
    one = people[who % len(people)]
    richer = [{**p, field: p.get(field, 0.0) + more} if p is one else p for p in people]
    after, _ = of_family(richer)
    assert (after.amount4 + after.amount3).sum() <= (before.amount4 + before.amount3).sum() + 1e-6


@given(families(), st.randoms(use_true_random=False))
def test_the_order_of_persons_never_matters(people: list[dict[str, Any]], random: Any) -> None:
    mixed = list(people)
    random.shuffle(mixed)
    a, b = of_family(people)[0], of_family(mixed)[0]
    for name in Sgb12.__slots__:
        mine = {p["id"]: float(v) for p, v in zip(people, getattr(a, name), strict=True)}
        theirs = {p["id"]: float(v) for p, v in zip(mixed, getattr(b, name), strict=True)}
        assert theirs == pytest.approx(mine), name
