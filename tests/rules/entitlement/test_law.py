import datetime as dt

import pytest

from talachse.rules.entitlement import housing, law, needs, wealth
from talachse.rules.entitlement.housing import Tables
from talachse.rules.entitlement.law import BILL, BILLS, CHANGES, LAW, changes_between, rechtsstand, value
from talachse.rules.entitlement.words import euros, in_cents, persons

CARRIED_FORWARD = "Stand 19.08.2026; für Tage ab 01.01.2027 fortgeschrieben – Rechtsgrundlage steht noch aus"
END_2026, START_2027 = dt.date(2026, 12, 31), dt.date(2027, 1, 1)


@pytest.mark.parametrize(
    ("name", "on", "in_force", "bill"),
    [
        ("kindergeld", END_2026, 259, 259),
        ("kindergeld", START_2027, 259, 267),
        ("kindergeld", dt.date(2028, 1, 1), 259, 272),
        ("wohngeld_bagatelle", START_2027, 10, 15),
        ("wohngeld_bagatelle", END_2026, 10, 10),
        ("wohngeld_faktor_c", START_2027, 1, 1.58),
        ("mindestlohn", END_2026, 13.90, 13.90),
        ("mindestlohn", START_2027, 14.60, 14.60),  # decided, not a bill
    ],
)
def test_the_bill_replaces_only_what_it_names_and_only_from_its_day(
    name: str, on: dt.date, in_force: float, bill: float
) -> None:
    assert value(name, on).value == in_force
    assert value(name, on, BILL).value == bill


def test_the_heating_part_of_wohngeld_under_the_bill() -> None:
    heating = value("wohngeld_heizkosten", START_2027, BILL)
    assert (heating.value[1], heating.value[4]) == (62.40, 111.80)  # the two amounts that are public
    old = value("wohngeld_heizkosten", START_2027).value
    assert heating.value == {size: pytest.approx(amount * 13 / 23) for size, amount in old.items()}
    assert heating.confidence.startswith("Gesetzentwurf")


def test_every_name_of_a_bill_stands_in_the_law_in_force_too() -> None:
    assert {name for bill in BILLS for name in bill.names()} <= set(LAW.names())
    assert all(one.confidence for bill in BILLS for name in bill.names() for one in bill.history(name))


def test_the_minijob_limit_follows_the_minimum_wage() -> None:
    # § 8 (1a) SGB IV: 13.90 × 130 / 3 = 602.33 -> 603; 14.60 × 130 / 3 = 632.67 -> 633
    for day in (END_2026, START_2027):
        wage = value("mindestlohn", day).value
        assert value("minijob_grenze", day).value == -int(-wage * 130 // 3)


@pytest.mark.parametrize(
    ("on", "parameter_set", "sentence"),
    [
        (END_2026, law.IN_FORCE, "Stand 19.08.2026"),
        (START_2027, law.IN_FORCE, CARRIED_FORWARD),
        (END_2026, BILL, "Stand 19.08.2026; die Gesetzentwürfe ändern an diesem Tag noch nichts"),
        (
            START_2027,
            BILL,
            f"{CARRIED_FORWARD}; Wohngeld und Kindergeld nach Gesetzentwürfen, die nicht beschlossen sind (BT-Drs. 21/8284, 21/8235)",
        ),
    ],
)
def test_every_result_names_its_rechtsstand(on: dt.date, parameter_set: law.LawSet, sentence: str) -> None:
    assert rechtsstand(on, parameter_set) == sentence


def test_a_grant_over_new_year_has_two_calculations() -> None:
    found = changes_between(dt.date(2026, 9, 1), dt.date(2027, 8, 31))
    assert {change.on for change in found} == {START_2027}
    assert len(found) == 4  # Regelbedarfe and Wohngeld open, Mindestlohn, § 12a
    assert all(change.running and change.source for change in found)
    assert changes_between(dt.date(2026, 7, 1), END_2026) == ()


def test_a_change_on_the_first_day_splits_nothing_and_on_the_last_day_does() -> None:
    assert changes_between(START_2027, dt.date(2027, 12, 31)) == ()
    assert changes_between(END_2026, START_2027)


def test_running_grants_keep_their_wealth_rules_but_not_their_rent_rules() -> None:
    # § 65a (1) SGB II names § 12, not § 22
    spring = (dt.date(2026, 3, 1), dt.date(2026, 8, 31))
    assert [change.source for change in changes_between(*spring)] == ["§ 22 Abs. 1 S. 6 SGB II"]
    both = changes_between(*spring, also_for_new_grants=True)
    assert {change.running for change in both} == {True, False}


def test_the_bill_adds_its_changes() -> None:
    period = (dt.date(2026, 9, 1), dt.date(2028, 8, 31))
    more = set(changes_between(*period, BILL)) - set(changes_between(*period))
    assert sorted(change.on.year for change in more) == [2027, 2028]  # Kindergeld; granted Wohngeld stays
    everything = set(changes_between(*period, BILL, also_for_new_grants=True))
    # what the bill says of Wohngeld takes the place of the open question
    assert [change.text[:24] for change in everything if "Wohngeld" in change.text] == ["Nach dem Gesetzentwurf w"]


def test_a_new_table_of_the_city_is_a_change_too() -> None:
    city = Tables({"05124000": "mietobergrenze: {2027-03-01: {value: {1: 500}, source: Rat}}"}).of("05124000").values
    found = changes_between(dt.date(2027, 2, 1), dt.date(2027, 7, 31), city=city)
    assert [(change.on, change.text) for change in found] == [
        (dt.date(2027, 3, 1), "Die Stadt hat neue Mietobergrenzen.")
    ]


def test_every_day_on_which_a_number_changes_is_told_as_a_change() -> None:
    """Who adds a dated number must say it in one sentence, or a grant period would hide it."""
    told = {one.since for book in (CHANGES, law.BILL_CHANGES) for name in book.names() for one in book.history(name)}
    books = (LAW, *BILLS, housing.LAW, needs.LAW, wealth.LAW)
    changed = {one.since for book in books for name in book.names() for one in book.history(name)[1:]}
    assert changed <= told


def test_numbers_as_a_citizen_reads_them() -> None:
    assert [euros(568.1), euros(1048.8), euros(40000), euros(0)] == ["568,10 €", "1.048,80 €", "40.000 €", "0 €"]
    assert str(in_cents(284.055)) == "284.06"
    assert [persons(1), persons(4)] == ["1 Person", "4 Personen"]
