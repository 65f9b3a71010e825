"""Schemathesis sends to the open data what nobody expects: never an error of ours, and always what the description says."""

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
from hypothesis import HealthCheck
from hypothesis import settings as effort
from pytest_django import Settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from talachse.offers.api import openapi
from tests.offers.test_api import TODAY, group_of
from tests.offers.test_directory import put

EXAMPLES = 50
schema = schemathesis.openapi.from_dict(json.loads(json.dumps(openapi())))
schema.app = WSGIHandler()
KNOWN = ["alles", "werkstatt", "beendet"]


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
def _offers(db: None, settings: Settings) -> None:
    settings.TALACHSE_API_PER_MINUTE = 0
    put("alles", hours=((0, dt.time(9), dt.time(12)),), languages=("de", "dgs"), address="Talstraße 5", district=0)
    group_of(put("werkstatt"), 3)
    put("beendet", status="ended", valid_until=TODAY)


@schema.parametrize()
@effort(
    max_examples=EXAMPLES,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
def test_nothing_that_is_sent_breaks_it_and_every_answer_is_as_described(case: schemathesis.Case[Any]) -> None:
    key = case.path_parameters.get("key")
    if isinstance(key, str) and len(key) % 2:  # made up keys are hardly ever those of an entry
        case.path_parameters["key"] = KNOWN[len(key) % 3]
    answer = case.call()
    # A key of an entry that has ended is right, and refused all the same.
    ended: list[Any] = [positive_data_acceptance] if answer.status_code == http.HTTPStatus.GONE else []
    case.validate_response(answer, excluded_checks=ended)
