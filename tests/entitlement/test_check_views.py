import datetime as dt
import logging
import re
from html.parser import HTMLParser

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from talachse.entitlement import state as sealed
from talachse.entitlement.state import State
from talachse.intake.models import Request
from talachse.jobs.models import OutgoingMail

pytestmark = pytest.mark.django_db
URL = "/pruefen/"
TODAY = timezone.localdate()


def years_ago(years: int) -> str:
    return f"01.01.{TODAY.year - years}"


# A mother with two children, a part-time job and a small flat.
MOTHER: dict[str, dict[str, str]] = {
    "people": {"partner": "no", "children": "2"},
    "born": {"born__me": years_ago(36), "born__k1": years_ago(10), "born__k2": years_ago(5)},
    "children": {"learning__k2": "daycare", "maintenance__k1": "", "maintenance__k2": ""},
    "dwelling": {"owner": "no", "rent_cold": "620", "heating": "90", "area_m2": "70", "water": "no"},
    "work": {"gross_wage": "1.400", "hours_per_week": "25"},
    "income": {},
    "savings": {"more": "no"},
    "special": {},
    "received": {},
}


class Fields(HTMLParser):
    """Names and values of what a page's form would send, and its headings."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self.ticked: set[tuple[str, str]] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = {name: value or "" for name, value in attrs}
        if tag == "input" and "name" in facts:
            if facts.get("type") not in {"radio", "checkbox"}:
                self.values.setdefault(facts["name"], facts.get("value", ""))
            elif "checked" in facts:
                self.ticked.add((facts["name"], facts["value"]))


def sent(client: Client, page: str, answers: dict[str, str], go: str = "next", status: int = 200) -> str:
    """What comes back when the fields of a page are sent with these answers."""
    fields = Fields(page).values
    response = client.post(URL, {"state": fields["state"], "at": fields["at"], "go": go, **answers})
    assert response.status_code == status, response.content.decode()
    return response.content.decode()


def walked(client: Client, answers: dict[str, dict[str, str]], until: str = "") -> str:
    """The page ``until``, or the result, after all answers before it."""
    page = client.post(URL).content.decode()
    for _ in range(len(answers) + 1):
        at = Fields(page).values["at"]
        if at in {"", until}:
            return page
        page = sent(client, page, answers[at])
    raise AssertionError("the questions never end")


def heading(page: str) -> str:
    found = re.search(r"<h1>(.*?)</h1>", page)
    assert found
    return found[1]


def test_a_mother_with_two_children_sees_her_claims(client: Client, engine: None) -> None:
    page = walked(client, MOTHER)
    assert heading(page) == "Ihr Ergebnis"
    assert "Zuerst: Wohngeld und Kinderzuschlag" in page
    assert "Unterhaltsvorschuss" in page
    assert "Kind 2" in page
    assert "Mittagessen" in page
    assert "Wohngeldstelle" in page
    assert "Sie müssen" not in page
