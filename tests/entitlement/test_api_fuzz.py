"""Schemathesis sends to the open API what nobody expects: never an error of ours, and always what the description says."""

import datetime as dt
import http
import json
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st
from pytest_django import Settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from talachse.config.api import openapi
from talachse.rules.entitlement.household import BENEFITS, WUPPERTAL, Dwelling, Person
from tests.offers.test_api import TODAY, group_of
from tests.offers.test_directory import put
from tests.rules.entitlement.random_households import households

EXAMPLES = 30
CHECK = "/api/v1/check"
schema = schemathesis.openapi.from_dict(json.loads(json.dumps(openapi())))
schema.app = WSGIHandler()
KNOWN = ["alles", "werkstatt", "beendet"]
# The same every time, and without judging by the clock.
steady = effort(
    max_examples=EXAMPLES, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """As Django's own test client: requests must not end the connection that holds the test's transaction."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture(autouse=True)
def _offers(db: None, engine: None, settings: Settings) -> None:
    settings.TALACHSE_API_PER_MINUTE = 0
    put("alles", hours=((0, dt.time(9), dt.time(12)),), languages=("de", "dgs"), address="Talstraße 5", district=0)
    group_of(put("werkstatt"), 3)
    put("beendet", status="ended", valid_until=TODAY)


@schema.parametrize()
@steady
def test_nothing_that_is_sent_breaks_it_and_every_answer_is_as_described(case: schemathesis.Case[Any]) -> None:
    key = case.path_parameters.get("key")
    if isinstance(key, str) and len(key) % 2:  # made up keys are hardly ever those of an entry
        case.path_parameters["key"] = KNOWN[len(key) % 3]
    answer = case.call()
    refused_though_right = {
        http.HTTPStatus.GONE,  # the key of an entry that has ended
        http.HTTPStatus.UNPROCESSABLE_ENTITY if case.path == CHECK else None,  # facts that contradict each other
        http.HTTPStatus.SERVICE_UNAVAILABLE if case.path == CHECK else None,  # a day that nobody has asked for yet
    }
    excluded: list[Any] = [positive_data_acceptance] if answer.status_code in refused_though_right else []
    case.validate_response(answer, excluded_checks=excluded)


@given(household=households())
@steady
def test_every_household_that_can_be_is_answered(household: dict[str, Any]) -> None:
    answer = schema[CHECK]["POST"].Case(body=household).call_and_validate()
    assert answer.status_code == http.HTTPStatus.OK


def rare(default: Any) -> list[Any]:
    """What is right in a field, but hardly anybody says it."""
    match default:
        case bool():
            return [None, True, False]
        case int():
            return [None, 0, 45]
        case float():
            return [None, 0, 0.01, 603, 999_999.99]
        case None:
            return [None]
        case _:
            return [None, [], ["wohngeld"], list(BENEFITS)]


type Fact = tuple[str, str, Any]  # of a person, the dwelling or the household; its name; its value
RARE: list[Fact] = [
    (part, name, value)
    for part, model in (("persons", Person), ("dwelling", Dwelling))
    for name, field in model.model_fields.items()
    if not field.is_required() and name not in {"partner", "parents", "kindergeld_to", "area_m2"}
    for value in rare(field.default)
] + [
    ("dwelling", "area_m2", 0.01),
    ("persons", "school", "berufsbildend"),
    ("persons", "asylum_since", "0001-01-01"),
    ("persons", "born", "2008-02-29"),
    ("persons", "kindergeld_to", None),
    ("", "sgb2_first_month", "0001-01-01"),
    ("", "sgb2_grant_start", "2028-10-01"),
    ("", "municipality", WUPPERTAL),
]
# What people and programmes write where something else belongs.
ODD: list[Any] = [True, -1, 1.5, 1e308, "", "x", "a", "\x00", "9999-12-31", [], {}, ["a", "b"], ["k0", "k0"], [None]]
WRONG: list[Fact] = [(part, name, value) for part, name, _ in RARE for value in ODD] + [
    (part, name, value)
    for part, name in (("", "persons"), ("", "dwelling"), ("", "as_of"), ("persons", "parents"), ("persons", "id"))
    for value in ODD
]


def changed(household: dict[str, Any], part: str, name: str, value: Any, number: int) -> None:
    """Put the value into the household, for the number-th of its persons where it is a fact of one."""
    people = household["persons"]
    {"persons": people[number % len(people)], "dwelling": household["dwelling"], "": household}[part][name] = value


@given(
    household=households(),
    said=st.lists(st.tuples(st.sampled_from(RARE), st.integers(0, 5)), max_size=5),
    wrong=st.none() | st.none() | st.tuples(st.sampled_from(WRONG), st.integers(0, 5)),
)
@steady
def test_a_household_with_odd_facts_is_answered_or_refused(
    household: dict[str, Any], said: list[tuple[Fact, int]], wrong: tuple[Fact, int] | None
) -> None:
    for (part, name, value), number in [*said, *([wrong] if wrong else [])]:
        changed(household, part, name, value, number)
    case = schema[CHECK]["POST"].Case(body=household)
    answer = case.call()
    case.validate_response(answer, excluded_checks=[positive_data_acceptance])
    assert answer.status_code in {http.HTTPStatus.OK, http.HTTPStatus.UNPROCESSABLE_ENTITY}
    if answer.status_code != http.HTTPStatus.OK:
        assert answer.json()["fields"]
