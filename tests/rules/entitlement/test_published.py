"""The published form of an answer: every answer keeps to it, and its words are those of the rules."""

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import settings as effort

from talachse.rules.entitlement import check, law, published, routes
from talachse.rules.entitlement.engine import Federal
from talachse.rules.entitlement.household import Household, read
from talachse.rules.entitlement.result import as_text_of_json
from tests.rules.entitlement import whole
from tests.rules.entitlement.random_households import households
from tests.rules.entitlement.whole import Case

CASES = list(whole.cases())
SCHEMA = published.json_schema()
FORM = jsonschema.Draft202012Validator(SCHEMA, format_checker=jsonschema.FormatChecker())
UNKNOWN: dict[str, Any] = {
    "dwelling": {"rent_cold": None, "area_m2": None},
    "persons": [
        {"id": "a", "born": "1990-02-01", "gross_wage": None, "wealth": None, "receives": None, "asylum_since": None},
        {"id": "b", "born": "2016-05-01", "parents": ["a"], "school": None, "daycare": None, "training_pay": None},
    ],
}


def answered(household: Household, federal: Callable[[dt.date], Federal]) -> Any:
    """The answer as it is sent, after a look whether it has the form."""
    result = check.check(household, federal(household.as_of), whole.table(), federal_on=lambda day, law: federal(day))
    found = json.loads(as_text_of_json(result))
    assert [f"{error.json_path}: {error.message}" for error in FORM.iter_errors(found)] == []
    return found


def test_the_published_schema_is_that_of_the_code() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    file = Path(__file__).parents[3] / "docs" / "schemas" / "check-result.json"
    assert json.loads(file.read_text(encoding="utf-8")) == SCHEMA, "uv run python scripts/schemas.py"


def test_its_words_are_those_of_the_rules() -> None:
    assert published.FIRST == routes.FIRST
    assert published.ROUTES == (routes.SGB2, routes.HOUSING)
    assert law.IN_FORCE in published.PARAMETER_SETS


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_answer_to_every_case_has_the_form(case: Case, federal: Callable[[dt.date], Federal]) -> None:
    found = answered(case.household, federal)
    assert found["as_of"] == case.household.as_of.isoformat()
    assert len(found["claims"]) >= 12
    assert [route["name"] for route in found["routes"]] == ["sgb2", "wohngeld_kinderzuschlag"]


def test_the_answer_to_a_household_that_knows_little_is_a_range(federal: Callable[[dt.date], Federal]) -> None:
    found = answered(read(UNKNOWN, today=whole.TODAY), federal)
    low, high = found["claims"][0]["range"]
    assert found["claims"][0]["amount"] is None
    assert low < high
    assert "persons.a.wealth" in found["decisive"]


@given(raw=households())
@effort(max_examples=25)
def test_the_answer_to_any_household_has_the_form(raw: dict[str, Any], federal: Callable[[dt.date], Federal]) -> None:
    assert answered(read(raw, today=whole.TODAY), federal)["assumptions"]


def test_another_form_is_refused(federal: Callable[[dt.date], Federal]) -> None:
    found = answered(read(UNKNOWN, today=whole.TODAY), federal)
    assert not FORM.is_valid(found | {"name": "Erika"})
    assert not FORM.is_valid({name: value for name, value in found.items() if name != "routes"})
    assert not FORM.is_valid(found | {"first_by_law": "sgb3"})
