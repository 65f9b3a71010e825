"""Facts of a household: what is usual, what is unknown, what cannot be."""

import datetime as dt
import json
import math
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from talachse.rules.entitlement import household
from talachse.rules.entitlement.household import BadHousehold, read
from talachse.rules.entitlement.housing import Tables

TODAY = dt.date(2026, 11, 26)
MOTHER = {"id": "a", "born": "1990-02-01"}


def refused(*persons: dict[str, Any], **facts: Any) -> list[str]:
    with pytest.raises(BadHousehold) as refusal:
        read({"persons": list(persons), **facts}, today=TODAY)
    return [str(problem) for problem in refusal.value.problems]


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ({"gross_wage": -1}, "persons.0.gross_wage: Die Zahl darf nicht kleiner als 0 sein."),
        ({"gross_wage": math.nan}, "persons.0.gross_wage: Hier muss eine endliche Zahl stehen."),
        ({"gross_wage": 1e7}, "persons.0.gross_wage: Die Zahl darf nicht größer als 1.000.000 sein."),
        ({"gross_wage": "viel"}, "persons.0.gross_wage: Hier muss eine Zahl stehen."),
        ({"wealth": True}, "persons.0.wealth: Hier muss eine Zahl stehen."),
        ({"born": "2030-01-01"}, "persons.0.born: Der Geburtstag liegt in der Zukunft."),
        ({"born": "1890-01-01"}, "persons.0.born: Der Geburtstag liegt zu weit zurück."),
        ({"born": "1990-13-01"}, "persons.0.born: Diesen Tag gibt es nicht. Schreiben Sie ihn so: 2026-11-01."),
        ({"born": 631152000}, "persons.0.born: Hier muss ein Tag stehen, zum Beispiel 2026-11-01."),
        (
            {"born": "1990-01-01T00:00:00Z"},
            "persons.0.born: Diesen Tag gibt es nicht. Schreiben Sie ihn so: 2026-11-01.",
        ),
        ({"school": "uni"}, "persons.0.school: Möglich sind hier nur: 'allgemeinbildend' oder 'berufsbildend'."),
        ({"colour": "red"}, "persons.0.colour: Diese Angabe ist nicht bekannt."),
        ({"mark_g": 1}, "persons.0.mark_g: Hier muss ja oder nein stehen (true oder false)."),
        ({"partner": "x"}, "persons.0.partner: Eine Person mit der Kennung „x“ gibt es im Haushalt nicht."),
        ({"partner": "a"}, "persons.0.partner: Niemand ist mit sich selbst ein Paar."),
        ({"kindergeld_to": "x"}, "persons.0.kindergeld_to: Eine Person mit der Kennung „x“ gibt es im Haushalt nicht."),
        ({"parents": ["a"]}, "persons.0.parents: Niemand ist das eigene Kind."),
        ({"parents": ["x"]}, "persons.0.parents: Eine Person mit der Kennung „x“ gibt es im Haushalt nicht."),
        ({"asylum_since": "2030-01-01"}, "persons.0.asylum_since: Dieser Tag liegt in der Zukunft."),
    ],
)
def test_a_wrong_fact_is_named_at_its_place(facts: dict[str, Any], message: str) -> None:
    assert message in refused(MOTHER | facts)


def test_people_who_cannot_be_related_like_that() -> None:
    child = {"id": "b", "born": "2015-02-01", "parents": ["a"]}
    assert "Ein Elternteil muss älter sein" in refused(MOTHER | {"born": "2016-01-01"}, child)[0]
    circle = refused(MOTHER | {"parents": ["b"]}, {"id": "b", "born": "1991-01-01", "parents": ["a"]})
    assert all("gegenseitig als Eltern" in text for text in circle)
    assert "steht doppelt" in refused(MOTHER, child | {"parents": ["a", "a"]})[0]
    assert "nicht zugleich Partner" in refused(MOTHER, child | {"partner": "a"})[0]
    other = {"id": "b", "born": "1991-01-01"}
    third = {"id": "c", "born": "1992-01-01"}
    assert "jemand anderen" in refused(MOTHER | {"partner": "b"}, other | {"partner": "c"}, third)[0]
    assert "bei mehreren" in refused(MOTHER | {"partner": "b"}, other, third | {"partner": "b"})[0]
    assert "nur einmal" in refused(MOTHER, MOTHER)[0]


def test_a_household_has_one_to_thirty_persons() -> None:
    assert refused() == ["persons: Hier muss mindestens eine Person stehen."]
    many = [{"id": str(i), "born": "1990-01-01"} for i in range(40)]
    assert refused(*many) == ["persons: Hier sind zu viele Einträge, höchstens 30."]
    with pytest.raises(BadHousehold, match="geschweiften"):
        read([], today=TODAY)


def test_days_of_the_grant_and_the_calculation() -> None:
    assert "zu weit in der Zukunft" in refused(MOTHER, sgb2_grant_start="2040-01-01")[0]
    late = refused(MOTHER, sgb2_grant_start="2026-01-01", sgb2_first_month="2026-05-01")
    assert late == ["sgb2_first_month: Der erste Monat liegt nach dem Beginn der Bewilligung."]
    early = read({"as_of": "2020-01-01", "persons": [MOTHER]}, today=TODAY)
    with pytest.raises(BadHousehold, match=r"Gerechnet wird für Tage vom 01\.01\.2026"):
        household.on_known_day(early)
    for day, known in (("2026-01-01", True), ("2028-12-31", True), ("2029-01-01", False)):
        home = read({"as_of": day, "persons": [MOTHER]}, today=TODAY)
        if known:
            assert household.on_known_day(home) is home
        else:
            with pytest.raises(BadHousehold, match=r"bis 31\.12\.2028"):
                household.on_known_day(home)
    assert household.on_known_day(read({"persons": [MOTHER]}, today=TODAY)).as_of == TODAY
    assert read({"persons": [MOTHER | {"born": dt.date(1990, 2, 1)}]}, today=TODAY).persons[0].born.year == 1990


def test_the_text_of_a_household() -> None:
    text = json.dumps({"persons": [MOTHER | {"gross_wage": 1000}]})
    assert household.from_json(text.encode("utf-8-sig"), today=TODAY).persons[0].gross_wage == 1000
    with pytest.raises(household.NotJson, match="Zeile 2, Spalte 1"):
        household.from_json(b"\n", today=TODAY)
    with pytest.raises(household.NotJson, match="UTF-8"):
        household.from_json(b"\xff\xfe\xff", today=TODAY)
    with pytest.raises(household.NotJson, match="verschachtelt"):
        household.from_json(b"[" * 100_000, today=TODAY)
    with pytest.raises(BadHousehold, match="a: Diese Angabe steht doppelt"):
        household.from_json(b'{"a": 1, "b": 2, "a": 3}', today=TODAY)
    with pytest.raises(BadHousehold, match="wealth: Hier muss eine endliche Zahl"):
        household.from_json(text.replace("1000", "1" * 400).replace("gross_wage", "wealth").encode(), today=TODAY)
    with pytest.raises(BadHousehold, match="Gerechnet wird"):
        household.from_json(json.dumps({"as_of": "2019-01-01", "persons": [MOTHER]}).encode(), today=TODAY)


def test_an_unknown_municipality_names_the_missing_table() -> None:
    with pytest.raises(
        BadHousehold, match=r"05111000 fehlt die Tabelle der Mietobergrenzen \(parameters/housing/05111000"
    ):
        Tables().of(read({"municipality": "05111000", "persons": [MOTHER]}, today=TODAY).municipality)
    assert "acht Ziffern" in refused(MOTHER, municipality="Wuppertal")[0]


def test_what_was_not_said_is_usual_and_listed() -> None:
    home = read({"persons": [MOTHER, {"id": "b", "born": "2016-05-01", "parents": ["a"]}]}, today=TODAY)
    mother, child = home.persons
    assert mother.single_parent
    assert (child.school, child.kindergeld_to) == ("allgemeinbildend", "a")
    assert home.assumptions["persons.a.single_parent"] is True
    assert home.assumptions["persons.b.gross_wage"] == 0.0
    assert home.assumptions["as_of"] == "2026-11-26"
    assert home.unknown == ()
    assert home.person("b") is child


def test_what_one_of_a_couple_says_holds_for_both() -> None:
    home = read(
        {"persons": [MOTHER | {"partner": "b", "married": True}, {"id": "b", "born": "1991-01-01"}]}, today=TODAY
    )
    assert [person.partner for person in home.persons] == ["b", "a"]
    assert all(person.married for person in home.persons)
    assert not any(person.single_parent for person in home.persons)


def test_an_adult_child_in_school_keeps_kindergeld_with_the_parent() -> None:
    def recipient(**facts: Any) -> str | None:
        child = {"id": "b", "born": "2006-05-01", "parents": ["a"], **facts}
        return read({"persons": [MOTHER | {"born": "1970-01-01"}, child]}, today=TODAY).persons[1].kindergeld_to

    assert recipient(school="berufsbildend") == "a"
    assert recipient() is None


def test_null_means_unknown_where_it_can_matter() -> None:
    home = read(
        {
            "persons": [MOTHER | {"wealth": None, "school": None, "asylum_benefits": False, "asylum_since": None}],
            "dwelling": {"rent_cold": None},
        },
        today=TODAY,
    )
    assert home.unknown == ("dwelling.rent_cold", "persons.a.wealth")


def test_a_birthday_on_29_february_comes_on_1_march() -> None:
    born = dt.date(2008, 2, 29)
    assert household.age_on(born, dt.date(2026, 2, 28)) == 17
    assert household.age_on(born, dt.date(2026, 3, 1)) == 18


def test_the_published_schema_takes_what_the_code_takes() -> None:
    schema = household.json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    published = Path(__file__).parents[3] / "docs" / "schemas" / "household.json"
    assert json.loads(published.read_text(encoding="utf-8")) == schema, "uv run python scripts/schemas.py"
    validator = jsonschema.Draft202012Validator(schema)
    assert validator.is_valid({"persons": [MOTHER | {"wealth": None, "receives": ["wohngeld"]}]})
    assert not validator.is_valid({"persons": []})
    assert not validator.is_valid({"persons": [MOTHER | {"gross_wage": -1}]})
