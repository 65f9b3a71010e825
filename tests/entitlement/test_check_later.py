"""What the result page and the sheet say of a change of law inside the grant period; it is late November 2026."""

import datetime as dt
import io
import os
import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pikepdf
import pytest
import time_machine
from django.test import Client
from django.utils import translation

from talachse.entitlement import services, shown, tasks
from talachse.entitlement.cache import Cache
from talachse.rules.entitlement.engine import GIVEN, TARGETS
from talachse.rules.entitlement.household import read
from talachse.rules.entitlement.law import LAW_SETS, LawSet
from talachse.rules.entitlement.result import CheckResult
from tests.entitlement.test_check_views import MOTHER, Fields, walked
from tests.rules.entitlement.made import FAMILY

pytestmark = pytest.mark.django_db
NOVEMBER, NEW_YEAR = dt.date(2026, 11, 27), dt.date(2027, 1, 1)


@pytest.fixture(scope="session")
def compiled() -> Path:
    """Today's rules and those of both law sets in the new year: what the worker makes."""
    folder = Path(os.environ["TALACHSE_ENGINE"])
    cache = Cache(folder, targets=TARGETS, given=GIVEN)
    assert cache.prepare(NOVEMBER) is not None
    assert all(cache.prepare(NEW_YEAR, law=law) for law in LAW_SETS)
    return folder


@pytest.fixture
def november(compiled: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(services, "folder", lambda: compiled)
    with time_machine.travel("2026-11-27 09:00:00+01:00"):
        yield


@pytest.fixture
def only_today(compiled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The worker has not come further than the rules of today."""
    cache = Cache(compiled, targets=TARGETS, given=GIVEN)
    assert cache.checked(NOVEMBER) is not None
    today = next(name for name, artefact in cache._read.items() if NOVEMBER in artefact.interval)
    shutil.copytree(compiled / today, tmp_path / today)
    monkeypatch.setattr(services, "folder", lambda: tmp_path)
    with time_machine.travel("2026-11-27 09:00:00+01:00"):
        yield


def answered(**more: object) -> CheckResult:
    result = services.answer(read({"as_of": NOVEMBER.isoformat(), **FAMILY, **more}, today=NOVEMBER))
    assert result is not None
    return result


def test_the_page_sets_today_beside_both_laws_of_the_new_year(client: Client, november: None) -> None:
    page = walked(client, MOTHER)
    assert "Ab 1. Januar 2027: Das Recht ändert sich" in page
    assert "Nach geltendem Recht" in page
    assert "Nach dem Gesetzentwurf, wenn Sie den Antrag erst dann stellen" in page
    assert page.count("Das Gesetz ist noch nicht beschlossen.") == 2
    assert page.count("Nach dem Gesetzentwurf steigt das Kindergeld auf 267 Euro.") == 1
    assert "Was schon bewilligt ist, bleibt bis zum Ende der Bewilligung." in page
    assert "BT-Drs. 21/8235" in page


def test_the_page_does_not_wait_for_rules_that_are_still_being_compiled(client: Client, only_today: None) -> None:
    page = walked(client, MOTHER)
    assert "Zuerst: Wohngeld und Kinderzuschlag" in page
    assert page.count("Diese Rechnung wird noch vorbereitet.") == 3


def test_rules_that_are_said_to_be_in_preparation_are_asked_for(
    only_today: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[dt.date] = []
    monkeypatch.setattr(services, "prepare_rules", asked.append)
    assert not any(side.ready for side in answered().later[0].sides)
    assert set(asked) == {NEW_YEAR}


def test_the_worker_compiles_both_law_sets_of_a_day_that_was_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[tuple[dt.date, LawSet]] = []
    monkeypatch.setattr(Cache, "prepare", lambda _, on, *, law: made.append((on, law)))
    tasks.build_engine_of.func("2028-01-01")
    assert made == [(dt.date(2028, 1, 1), law) for law in LAW_SETS]


def test_each_side_has_its_rows_and_says_a_thing_once(november: None) -> None:
    (day,) = shown.later(answered())
    in_force, running, new = day.sides
    assert (in_force.same, running.same, new.same) == (True, False, False)
    assert {row.name: row.difference for row in new.rows} == {
        "Kindergeld": "+ 16,00 €",
        "Wohngeld": "− 99,00 €",
        "Kinderzuschlag": "0,00 €",
        "Im Monat in der Hand, mit Lohn": "− 83,00 €",
    }
    assert new.rows[-1] == new.in_hand
    assert in_force.in_hand is not None
    assert in_force.in_hand.right == Decimal("3542.40")
    assert new.changes == [] == new.notes
    assert any(spared for _, spared in running.changes)


def test_what_nobody_knows_is_a_range_on_that_day_too(november: None) -> None:
    sides = shown.later(answered(dwelling={"rent_cold": None, "heating": 130.0}))[0].sides
    assert "Wohngeld" in dict(sides[0].ranges)
    assert " bis " in dict(sides[0].ranges)["Wohngeld"]
    assert dict(sides[1].ranges)["Kindergeld"] == "534,00 €"  # what is known stands beside it
    assert sides[0].in_hand is None
    assert not sides[0].same


def test_another_benefit_that_comes_first_then_is_named(november: None) -> None:
    """Need 563 + 500 = 1,063 less 800 − 30: 293 are missing. Wohngeld 323 covers them, 272 of the bill do not.

    1.15 × (550.40 − (0.04 + 0.0004797 × 550.40 + 0.0000408 × 800) × 800) = 323.2;
    1.15 × (502.40 − (0.04 + 0.0004797 × 502.40 + 0.000064464 × 800) × 800) = 271.8.
    """
    alone = {"id": "a", "born": "1986-03-10", "other_income": 800.0}
    result = answered(persons=[alone], dwelling={"rent_cold": 440.0, "heating": 60.0})
    in_force, running, new = shown.later(result)[0].sides
    assert [side.first for side in (in_force, running, new)] == ["", "", "Grundsicherungsgeld vom Jobcenter"]
    assert {row.name: row.right for row in new.rows}["Grundsicherungsgeld"] == Decimal(293)
    assert {row.name: row.left for row in new.rows}["Wohngeld"] == Decimal(323)


def test_the_sheet_has_a_line_for_each_side_and_stays_one_page(client: Client, november: None) -> None:
    page = walked(client, MOTHER)
    response = client.post("/pruefen/blatt/", {"state": Fields(page).values["state"]})
    with pikepdf.open(io.BytesIO(response.content)) as pdf:
        assert len(pdf.pages) == 1
    home = read({"as_of": NOVEMBER.isoformat(), **FAMILY}, today=NOVEMBER)
    said = dict(shown.printed(answered(), home, link="https://x.example/", until=NOVEMBER))["later"]
    assert said == [
        {
            "since": "Ab 1. Januar 2027",
            "lines": [
                {"title": "Nach geltendem Recht", "amount": "3.542,40 € (gleich)"},
                {
                    "title": "Nach dem Gesetzentwurf (Das Gesetz ist noch nicht beschlossen)",
                    "amount": "3.558,40 € (+ 16,00 €)",
                },
                {
                    "title": "Nach dem Gesetzentwurf, wenn Sie den Antrag erst dann stellen (Das Gesetz ist noch nicht beschlossen)",
                    "amount": "3.459,40 € (− 83,00 €)",
                },
            ],
        }
    ]


def test_in_english_the_day_and_the_sides_are_english(november: None) -> None:
    with translation.override("en"):
        home = read({"as_of": NOVEMBER.isoformat(), **FAMILY}, today=NOVEMBER)
        said = dict(shown.printed(answered(), home, link="https://x.example/", until=NOVEMBER))["later"][0]
    assert said["lines"][1]["title"] == "Under the draft law (The law has not been passed yet)"
    assert "2027" in said["since"]
