"""Any day from 01.07.2021 to today can be shown, and a past day does not change when later-dated entries come in."""

import datetime as dt
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from talachse.accounts.actor import SYSTEM
from talachse.agreement.models import Agreement, Question
from talachse.agreement.services import steering
from talachse.rules.access import Role
from talachse.rules.agreement.document import Badge, ProjectStatus, Side
from tests.agreement.builders import BERLIN, make_user

pytestmark = pytest.mark.django_db
PAST = dt.date(2025, 6, 30)
LATER = dt.date(2026, 11, 20)
FIGURE = {"key": "jobs-teilhabechancengesetz"}
PAGES: list[tuple[str, dict[str, Any]]] = [
    ("agreement-board", {}),
    ("agreement-profile", {"key": "wecycle"}),
    ("agreement-indicators", {}),
    ("agreement-indicator", {"key": "conduct-heat"}),
    ("agreement-indicator", FIGURE),
    ("agreement-seats", {}),
    ("agreement-hand-over", {"key": "contact-city"}),
    ("agreement-money", {}),
    ("agreement-conduct", {}),
    ("agreement-actions", {}),
    ("agreement-decisions", {}),
    ("agreement-text", {}),
    ("agreement-figure", FIGURE),
    ("agreement-projects", {}),
    ("agreement-project", {"key": "wecycle"}),
    ("agreement-data-json", {}),
    ("agreement-data-csv", {"table": "aussagen"}),
    ("agreement-data-csv", {"table": "zahlen"}),
    ("agreement-data-csv", {"table": "vorhaben"}),
]
NAMES = [f"{name}-{'-'.join(kwargs.values())}".rstrip("-") for name, kwargs in PAGES]


@pytest.fixture(autouse=True)
def november() -> Iterator[None]:
    with time_machine.travel(dt.datetime(2026, 11, 24, 9, tzinfo=BERLIN), tick=False):
        yield


@pytest.fixture
def officer(fokus: Agreement) -> Client:
    client = Client()
    client.force_login(make_user(Role.DESK_OFFICER, Side.CITY))
    return client


def show(client: Client, name: str, kwargs: dict[str, Any], day: dt.date) -> str:
    response = client.get(reverse(name, kwargs=kwargs), {"stand": day.isoformat()})
    assert response.status_code == 200
    # Made anew for every answer, and no part of what the page says.
    return re.sub(r'(csrfmiddlewaretoken" value|nonce)="[^"]*"', "", response.content.decode())


def enter(agreement: Agreement, day: dt.date, name: str) -> None:
    """One entry of every kind, all valid from the day on."""
    project = agreement.projects.get(key="wecycle")
    seat = agreement.seats.get(key="contact-city")
    steering.set_project_status(
        project, status=ProjectStatus.COMPLETED, since=day, note=name, source=name, by=SYSTEM, today=LATER
    )
    for key in ("conduct-heat", FIGURE["key"]):
        indicator = agreement.indicators.get(key=key)
        value = steering.report_value(
            indicator, series="actual", as_of=day, value=Decimal("77"), source=name, note=name, by=SYSTEM, today=LATER
        )
        steering.report_value(
            indicator,
            series="actual",
            as_of=day,
            value=Decimal("78"),
            source=name,
            by=SYSTEM,
            today=LATER,
            corrects=value,
        )
        steering.release_indicator(indicator, seat=seat, since=day, by=SYSTEM)
    steering.note_exchange(project, exchanged_on=day, text=name, by=SYSTEM)
    steering.add_risk(project, title=name, level="high", since=day, answer=name, by=SYSTEM)
    steering.add_funding(
        project,
        source_of_money="city",
        amount=Decimal(1000),
        plan_state="allocated",
        year=day.year,
        since=day,
        source=name,
        by=SYSTEM,
    )
    steering.appoint(seat, holder_name=name, valid_from=day, by=SYSTEM)
    steering.add_contact_seat(project, side=Side.CITY, since=day, by=SYSTEM)
    action = steering.take_on(agreement, title=name, owner=seat, due_on=day, by=SYSTEM, today=day, project=project)
    steering.finish(action, by=SYSTEM, today=day)
    steering.raise_question(agreement, text=name, by=SYSTEM, today=day)


@pytest.mark.parametrize(("name", "kwargs"), PAGES, ids=NAMES)
def test_a_past_day_stays_the_same_when_later_dated_entries_come_in(
    fokus: Agreement, officer: Client, name: str, kwargs: dict[str, Any]
) -> None:
    before = show(officer, name, kwargs, PAST)
    enter(fokus, LATER, "Späterer Eintrag")
    assert show(officer, name, kwargs, PAST) == before
    assert "Späterer Eintrag" not in before


@pytest.mark.parametrize(("name", "kwargs"), PAGES, ids=NAMES)
@pytest.mark.parametrize("day", [dt.date(2021, 7, 1), dt.date(2026, 11, 24)])
def test_the_first_day_and_today_can_be_shown(officer: Client, name: str, kwargs: dict[str, Any], day: dt.date) -> None:
    assert show(officer, name, kwargs, day)


@pytest.mark.parametrize(("name", "kwargs"), PAGES, ids=NAMES)
@pytest.mark.parametrize("day", ["2021-06-30", "2026-11-25", "gestern"])
def test_no_other_day_is_shown(officer: Client, name: str, kwargs: dict[str, Any], day: str) -> None:
    response = officer.get(reverse(name, kwargs=kwargs), {"stand": day})
    assert response.status_code == 400
    assert re.search(r"Stände gibt es vom|Stand als Datum", response.content.decode())


def test_an_open_action_of_a_past_day_shows_there_though_it_is_done_today(fokus: Agreement, officer: Client) -> None:
    seat = fokus.seats.get(key="contact-city")
    action = steering.take_on(
        fokus, title="Fläche prüfen", owner=seat, due_on=PAST, by=SYSTEM, today=PAST - dt.timedelta(days=9)
    )
    steering.finish(action, by=SYSTEM, today=LATER)
    Question.objects.create(agreement=fokus, text="Wer zahlt?", raised_on=PAST, answered_on=LATER, answer="Die Stadt.")
    then = show(officer, "agreement-actions", {}, PAST)
    now = show(officer, "agreement-actions", {}, dt.date(2026, 11, 24))
    assert (f'id="auftrag-{action.pk}"' in then, f'id="auftrag-{action.pk}"' in now) == (True, False)
    assert ("Wer zahlt?" in then, "Wer zahlt?" in now) == (True, False)


def test_a_back_dated_correction_shows_on_the_past_day_and_is_flagged(fokus: Agreement, officer: Client) -> None:
    project = fokus.projects.get(key="wecycle")
    steering.set_project_status(
        project,
        status=ProjectStatus.ENDED,
        since=PAST - dt.timedelta(days=1),
        note="Nachgetragen",
        source="Vermerk",
        by=SYSTEM,
        today=LATER,
        badge=Badge.LIVE,
        is_correction=True,
    )
    page = show(officer, "agreement-profile", {"key": "wecycle"}, PAST)
    assert "Nachgetragen" in page
    assert "nachgetragen" in page
