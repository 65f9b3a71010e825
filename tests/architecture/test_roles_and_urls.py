"""Every role at every address: the guard's action decides, and nothing else."""

import datetime as dt
import re
import uuid
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone
from pytest_django import Settings

from talachse import demo
from talachse.accounts.actor import SYSTEM
from talachse.accounts.models import Membership, Organisation, User
from talachse.agreement.models import AgendaItem, AgendaPaper, Agreement, ConflictOfInterest, Milestone, ProjectPaper
from talachse.agreement.services.loading import load_agreement
from talachse.documents.services import store
from talachse.offers.models import Offer, OfferChange, SavedSearch
from talachse.offers.services.directory import as_json, facts_of
from talachse.placements.models import Round
from talachse.placements.services.stable_rounds import propose
from talachse.rules.access import LOGGED_IN_ACTIONS, PUBLIC_ACTIONS, Action, Role, guard_of
from talachse.rules.agreement.document import Side
from tests.addresses import patterns

SOURCE = Path(__file__).resolve().parents[2] / "src" / "talachse"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
# What stands in an address when no row of the data is meant.
FIXED: dict[str, dict[str, Any]] = {
    "accounts-end-session": {"pk": 1},
    "account_reset_password_from_key": {"uidb36": "1", "key": "abc-123"},
    "agreement-data-csv": {"table": "zahlen"},
    "entitlement-again": {"token": "nicht-von-hier"},
    "entitlement-stored": {"pk": 1},
    "agreement-report-freeze": {"period": "2026Q3"},
    "agreement-report-file": {"period": "2026Q3", "suffix": "json"},
    "offers-search-": {"token": "5d1a0d0e-4c0a-4e0a-9d0a-0a0a0a0a0a0a"},
    "offers-import-preview": {"pk": 1},
    "offers-import-rest": {"pk": 1},
    "offers-import-table": {"suffix": "csv"},
    "offers-import-template": {"suffix": "xlsx"},
    "placements-exchange-groups": {"pk": 1, "suffix": "csv"},
    "placements-exchange-table": {"table": "personen", "pk": 1, "suffix": "csv"},
}


PATTERNS = sorted(patterns(get_resolver()), key=lambda p: p.name or "")


def test_every_address_has_a_name_and_a_guard() -> None:
    assert [str(p.pattern) for p in PATTERNS if not p.name or guard_of(p.callback) is None] == []
    names = [p.name for p in PATTERNS]
    assert sorted({name for name in names if names.count(name) > 1}, key=str) == []


def test_every_action_opens_an_address_or_is_asked_inside_one() -> None:
    """An action that no code asks for would be a promise in the list of functions that means nothing."""
    source = "\n".join(path.read_text() for path in SOURCE.rglob("*.py") if path.name != "access.py")
    assert [action for action in Action if f"Action.{action.name}" not in source] == []


def first_pk(model: str, **facts: Any) -> int:
    found = apps.get_model(model).objects.filter(**facts).order_by("pk").first()
    assert found is not None, f"the demo data has no {model} with {facts}"
    return int(found.pk)


def first_key(model: str) -> str:
    return str(apps.get_model(model).objects.order_by("pk")[0].key)


def stable_round() -> Round:
    return propose(by=SYSTEM, now=timezone.now())


def places(agreement: Agreement) -> dict[str, dict[str, Any]]:
    """What to put into the addresses, by the beginning of their names; the longest beginning wins."""
    project = agreement.projects.get(key="wecycle")
    seat = agreement.seats.get(key="contact-city")
    indicator = agreement.indicators.get(key="conduct-heat")
    value = indicator.measurements.order_by("pk")[0]
    milestone = Milestone.objects.create(
        project=project, key="probe", title="Probe", due_on=dt.date(2027, 1, 1), source="Probe", badge="demo"
    )
    stored = store(SimpleUploadedFile("probe.pdf", PDF, "application/pdf"), owner="agreement.project:x", by=SYSTEM)
    paper = ProjectPaper.objects.create(
        project=project,
        file=stored,
        title="Probe",
        added_on=dt.date(2026, 11, 1),
        by="system",
    )
    item = AgendaItem.objects.filter(meeting__agreement=agreement).order_by("pk")[0]
    meeting = item.meeting
    attendance = meeting.attendances.order_by("pk")[0]
    agenda_paper = AgendaPaper.objects.create(item=item, file=stored, title="Probe")
    conflict = ConflictOfInterest.objects.create(item=item, attendance=attendance, note="Probe")
    earlier = agreement.meetings.filter(kind="quarterly", status="held").order_by("pk")[0]
    own = Offer.objects.filter(owner__key="demo-radwerk").order_by("pk")[0]
    Offer.objects.filter(pk=own.pk).update(renew_code=uuid.uuid4())
    own.refresh_from_db()
    change = OfferChange.objects.create(
        offer=own,
        owner_id=own.owner_id or 0,
        data=as_json(facts_of(own)),
        submitted_by_id=first_pk("accounts.User"),
        submitted_at=timezone.now(),
    )
    watched = SavedSearch.objects.create(
        email="probe@example.org", query="q=x", asked_at=timezone.now(), expires_on=dt.date(2099, 1, 1)
    )
    return FIXED | {
        "accounts-end-membership": {"pk": first_pk("accounts.Membership")},
        "agreement-action-": {"pk": first_pk("agreement.ActionItem")},
        "agreement-decision": {"pk": first_pk("agreement.Decision")},
        "agreement-figure": {"key": "jobs-teilhabechancengesetz"},
        "agreement-hand-over": {"key": seat.key},
        "agreement-indicator": {"key": indicator.key},
        "agreement-indicator-confirm": {"key": indicator.key, "pk": value.pk},
        "agreement-meeting": {
            "pk": meeting.pk,
            "item_id": item.pk,
            "paper_id": agenda_paper.pk,
            "conflict_id": conflict.pk,
            "attendance_id": attendance.pk,
            "earlier_id": earlier.pk,
        },
        "agreement-milestone-shift": {"key": project.key, "pk": milestone.pk},
        "agreement-profile": {"key": project.key},
        "agreement-profile-add": {"key": project.key, "what": "risiko"},
        "agreement-profile-paper": {"key": project.key, "pk": paper.pk},
        "agreement-project": {"key": project.key},
        "agreement-seat": {"key": seat.key},
        "agreement-seat-vacate": {"key": seat.key, "pk": seat.tenures.order_by("pk")[0].pk},
        "applications-product": {"key": first_key("applications.Product")},
        "cases-": {"pk": first_pk("cases.Outreach")},
        "health-question": {"pk": first_pk("health.GuideRequest")},
        "health-leave": {"pk": first_pk("placements.Participation", group__legal_basis="rehapro")},
        "health-pause": {"pk": first_pk("placements.Participation", group__legal_basis="rehapro")},
        "intake-": {"pk": first_pk("intake.Request")},
        "offers-deployment": {"pk": first_pk("offers.Deployment")},
        "offers-matching-need": {"pk": first_pk("offers.HandsNeed")},
        "offers-need": {"pk": first_pk("offers.HandsNeed")},
        "placements-contract": {"pk": first_pk("placements.Participation")},
        "placements-contracts": {"key": first_key("offers.PlaceGroup")},
        "placements-cut": {"pk": first_pk("offers.Cut")},
        "placements-inventory-": {"key": first_key("offers.PlaceGroup")},
        "placements-paper-": {"pk": first_pk("offers.ProviderPaper")},
        "placements-pot": {"key": first_key("offers.Pot")},
        "placements-attendance": {"key": first_key("offers.PlaceGroup")},
        "placements-person": {"pk": first_pk("people.Person")},
        "placements-person-fact": {"pk": first_pk("people.Person"), "key": "employable"},
        "placements-person-place": {"pk": first_pk("people.Person"), "key": "demo-wecycle"},
        "placements-placement": {"pk": first_pk("placements.Placement"), "step": "weiterleiten"},
        "placements-queue": {"key": "demo-wecycle"},
        "placements-referred": {"pk": first_pk("placements.Placement"), "step": "zusage"},
        "placements-report": {"pk": first_pk("offers.ProviderPaper", kind="monthly_report")},
        "offers-event": {"pk": first_pk("offers.Event")},
        "offers-own-event": {"pk": first_pk("offers.Event")},
        "offers-seat-": {"pk": first_pk("offers.Event")},
        "offers-ticket": {"pk": first_pk("offers.Event")},
        "placements-stable-round": {"pk": stable_round().pk},
        "offers-api-offer": {"key": first_key("offers.Offer")},
        "offers-change": {"pk": change.pk},
        "offers-checked": {"key": first_key("offers.Offer")},
        "offers-confirm": {"key": own.key},
        "offers-edit": {"key": own.key},
        "offers-end": {"key": own.key},
        "offers-flyer": {"key": own.key},
        "offers-offer": {"key": own.key},
        "offers-renew": {"code": own.renew_code},
        "offers-search-": {"token": watched.token},
        "offers-": {"pk": first_pk("offers.Posting"), "key": own.key, "suffix": "csv"},
        "placements-group": {"key": first_key("offers.PlaceGroup")},
        "placements-": {"pk": first_pk("placements.Participation"), "key": first_key("offers.PlaceGroup")},
    }


def address(pattern: URLPattern, known: dict[str, dict[str, Any]]) -> str:
    assert pattern.name
    wanted = list(re.compile(pattern.pattern.regex).groupindex)
    if not wanted:
        return reverse(pattern.name)
    fits = [start for start in known if pattern.name.startswith(start)]
    assert fits, f"tell this test what to put into {pattern.name}"
    facts = known[max(fits, key=len)]
    return reverse(pattern.name, kwargs={key: facts[key] for key in wanted})


@pytest.fixture
def addresses(db: None, settings: Settings) -> dict[str, str]:
    """The demo installation: a row for every address, and as many visits from one address as this test needs."""
    settings.TALACHSE_API_PER_MINUTE = 0
    load_agreement(settings.TALACHSE_AGREEMENT_FILE, by=SYSTEM, now=timezone.now())
    demo.run(today=timezone.localdate(), say=lambda _: None)
    known = places(Agreement.objects.get())
    return {str(pattern.name): address(pattern, known) for pattern in PATTERNS}


def holder_of(role: Role) -> User:
    """A person whose only function is this one, at the place where it is held."""
    membership = Membership.objects.filter(role=role).select_related("user").order_by("pk").first()
    assert membership is not None, f"nobody of the demo holds {role}"
    assert membership.user.memberships.count() == 1
    return membership.user


def without_function(*, ended: bool) -> User:
    user = User.objects.create_user(f"ohne-{ended}@test.example", "geheim-geheim", name="Ohne Funktion")
    if ended:
        Membership.objects.create(
            user=user,
            organisation=Organisation.objects.get(side=Side.CITY),
            role=Role.DESK_OFFICER,
            valid_from=dt.date(2021, 7, 1),
            valid_until=timezone.localdate() - dt.timedelta(days=1),
        )
    return user


def answer(client: Client, url: str) -> str:
    """What a visit ends in: "log in", "forbidden" or "in"."""
    response = client.get(url)
    if response.streaming:
        b"".join(response)  # a file that is handed out stays open until somebody has read it
    location = response.headers.get("Location", "")
    if response.status_code == 302 and location == f"{reverse('account_login')}?{urlencode({'next': url})}":
        return "log in"
    if response.status_code == 403:
        return "forbidden"
    # 404: not among the rows of one's own house; 405: only to be sent; 409, 422: not now.
    assert response.status_code in {200, 302, 404, 405, 409, 422}, f"{url}: {response.status_code}"
    return "in"


def test_every_role_opens_exactly_the_addresses_of_its_actions(addresses: dict[str, str]) -> None:
    own = PUBLIC_ACTIONS | LOGGED_IN_ACTIONS
    people: list[tuple[str, User | None, frozenset[Action]]] = [
        ("nobody", None, PUBLIC_ACTIONS),
        ("without function", without_function(ended=False), own),
        ("function has ended", without_function(ended=True), own),
        *((str(role), holder_of(role), own | role.actions) for role in Role),
    ]
    wrong = []
    for who, user, opened in people:
        client = Client()
        if user is not None:
            client.force_login(user)
        shut = "forbidden" if user is not None else "log in"
        for pattern in PATTERNS:
            expected = "in" if guard_of(pattern.callback) in opened else shut
            found = answer(client, addresses[str(pattern.name)])
            if found != expected:
                wrong.append(f"{who} at {pattern.name}: {found} instead of {expected}")
    assert wrong == []
