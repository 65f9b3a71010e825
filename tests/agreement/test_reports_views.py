"""The page of the reports, with more than one agreement in the house."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from talachse.agreement.models import Agreement, FrozenReport
from talachse.rules.access import Role
from talachse.rules.agreement.document import Side
from tests.agreement.builders import make_agreement, make_user


@pytest.fixture
def officer(fokus: Agreement) -> Client:
    client = Client()
    client.force_login(make_user(Role.DESK_OFFICER, Side.CITY))
    return client


def test_every_link_of_the_page_leads_to_the_agreement_shown(fokus: Agreement, officer: Client) -> None:
    page = officer.get(reverse("agreement-reports")).content.decode()
    addresses = re.findall(r'(?:href|action)="(/steuerung/berichte/[^"]+)"', page)
    assert len(addresses) > 20 * 3
    assert {a.partition("?")[2] for a in addresses} == {f"vereinbarung={fokus.key}"}


def test_the_second_agreement_has_reports_of_its_own(fokus: Agreement, officer: Client) -> None:
    other = make_agreement()
    address = reverse("agreement-report-freeze", args=["2026Q3"])
    answer = officer.post(f"{address}?vereinbarung={other.key}")
    assert answer.headers["Location"] == f"{reverse('agreement-reports')}?vereinbarung={other.key}"
    assert FrozenReport.objects.get().agreement == other
    taken = officer.get(f"{reverse('agreement-report-file', args=['2026Q3', 'pdf'])}?vereinbarung={other.key}")
    assert taken.content.startswith(b"%PDF")
    wrong = officer.get(f"{reverse('agreement-report-file', args=['2026Q3', 'json'])}?vereinbarung=unbekannt")
    assert wrong.status_code == 404
