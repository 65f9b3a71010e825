"""Logging in, being locked out after guesses, ending a session, functions that begin and end."""

import datetime as dt
import subprocess
import sys
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse

from talachse.accounts import services
from talachse.accounts.actor import SYSTEM
from talachse.accounts.models import Membership, Organisation, OrganisationKind, User
from talachse.accounts.queries import actor_for
from talachse.audit.models import Entry
from talachse.rules.access import Action, Role
from talachse.rules.agreement.document import Side

pytestmark = pytest.mark.django_db
PASSWORD = "ein-langes-passwort"
TODAY = dt.date(2026, 11, 24)
DAY = dt.timedelta(days=1)


@pytest.fixture
def person() -> User:
    """Somebody with a password and without a function."""
    return User.objects.create_user("kim@stadt.example", PASSWORD, name="Kim Muster")


def give(person: User, role: Role = Role.DESK_OFFICER, **dates: dt.date | None) -> Membership:
    """A function in the city."""
    city = services.add_organisation(key="stadt", name="Stadt", kind=OrganisationKind.CITY, side=Side.CITY, by=SYSTEM)
    return services.add_membership(
        user=person,
        organisation=city,
        role=role,
        by=SYSTEM,
        **({"valid_from": TODAY} | dates),  # type: ignore[arg-type]
    )


def log_in(client: Client, password: str = PASSWORD, email: str = "kim@stadt.example") -> Any:
    return client.post("/konto/anmelden/", {"login": email, "password": password})


def test_passwords_are_kept_as_argon2_in_an_installation() -> None:
    """The suite itself uses a quick hash; an installation's settings are read in a process of their own."""
    code = "from talachse.config import settings; print(settings.PASSWORD_HASHERS[0])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "django.contrib.auth.hashers.Argon2PasswordHasher"


def test_the_form_says_password_once_and_shows_no_grey_words(client: Client) -> None:
    page = client.get("/konto/anmelden/").content.decode()
    assert "Demo – keine amtliche Website" in page, "as on every other page"
    assert "<title>Anmelden – Talachse Wuppertal</title>" in page
    assert page.count("Passwort vergessen?") == 1
    assert "placeholder" not in page
    assert "Remember" not in page
    assert "angemeldet bleiben" not in page.lower()


def test_a_session_ends_with_the_browser(client: Client, person: User) -> None:
    assert log_in(client).status_code == 302
    assert client.cookies["sessionid"]["expires"] == ""


def test_after_five_wrong_guesses_even_the_right_password_waits(client: Client, person: User) -> None:
    for _ in range(5):
        assert log_in(client, "falsch-geraten").status_code == 200
    assert "_auth_user_id" not in client.session
    answer = log_in(client)
    assert "_auth_user_id" not in client.session
    assert "Zu viele" in answer.content.decode()
    # From another place too: it is the account that is protected.
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    log_in(elsewhere)
    assert "_auth_user_id" not in elsewhere.session


def test_who_has_no_account_and_who_has_one_get_the_same_answer(client: Client, person: User) -> None:
    known = client.post("/konto/passwort/vergessen/", {"email": "kim@stadt.example"})
    unknown = client.post("/konto/passwort/vergessen/", {"email": "niemand@stadt.example"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])


def test_a_lost_telephone_is_logged_out_from_afar(person: User) -> None:
    phone, desk = Client(), Client()
    for client in (phone, desk):
        log_in(client)
        assert client.get("/konto/").status_code == 200
    lost = UserSession.objects.get(session_key=phone.session.session_key)
    desk.post(reverse("accounts-end-session", args=[lost.pk]))
    assert phone.get("/konto/").status_code == 302
    assert desk.get("/konto/").status_code == 200


def test_nobody_ends_the_session_of_somebody_else(person: User) -> None:
    User.objects.create_user("alex@stadt.example", PASSWORD, name="Alex Muster")
    own, other = Client(), Client()
    log_in(own)
    log_in(other, email="alex@stadt.example")
    own.get("/konto/")
    session = UserSession.objects.get(session_key=own.session.session_key)
    other.post(reverse("accounts-end-session", args=[session.pk]))
    assert own.get("/konto/").status_code == 200


@pytest.mark.parametrize(
    ("first", "last", "may"),
    [
        (TODAY, None, True),
        (TODAY, TODAY, True),
        (TODAY + DAY, None, False),
        (TODAY - DAY, TODAY - DAY, False),
    ],
)
def test_a_function_opens_pages_from_its_first_to_its_last_day(
    person: User, first: dt.date, last: dt.date | None, may: bool
) -> None:
    give(person, valid_from=first, valid_until=last)
    assert actor_for(person, today=TODAY).may(Action.SEE_STEERING) is may


def test_a_function_that_ended_closes_the_open_window_at_once(client: Client, person: User) -> None:
    membership = give(person, valid_from=dt.date(2021, 7, 1))
    log_in(client)
    assert client.get("/arbeit/").status_code == 200
    services.end_membership(membership, last_day=dt.date(2026, 1, 1), by=SYSTEM)
    assert client.get("/steuerung/").status_code == 403
    assert Organisation.objects.get().memberships.count() == 1, "nothing is deleted"


def test_a_pause_of_reminders_is_kept_in_the_journal(client: Client, person: User) -> None:
    log_in(client)
    client.post("/konto/", {"until": "2026-12-31"})
    person.refresh_from_db()
    assert person.reminders_paused_until == dt.date(2026, 12, 31)
    assert Entry.objects.filter(verb="reminders_paused", subject=f"accounts.user:{person.pk}").count() == 1


def test_the_journal_keeps_no_name_that_somebody_looked_for(client: Client, person: User) -> None:
    give(person, Role.AUDITOR, valid_from=dt.date(2021, 7, 1))
    log_in(client)
    answer = client.get("/arbeit/journal/", {"woran": "Kim Muster"})
    assert answer.status_code == 422
    client.get("/arbeit/journal/", {"woran": "kim"})
    client.get("/arbeit/journal/", {"woran": "accounts.membership"})
    written = [f"{e.subject} {e.why}" for e in Entry.objects.filter(verb="read")]
    assert len(written) == 3
    assert not any("kim" in line.lower() for line in written)
    assert any(line.startswith("accounts.membership:") for line in written)
