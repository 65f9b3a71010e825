"""How a fresh installation without demo data gets its first people."""

import re
from typing import Any

import pytest
from django.test import Client

from talachse.accounts.models import Membership, Organisation, User
from talachse.config.cli import main
from talachse.gateways.mail import FakeMailer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _prepared(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test database is ready; commands must not prepare another."""
    monkeypatch.setattr("talachse.config.cli._ready", lambda **_: None)


def run(*words: str) -> int:
    return main(list(words))


def test_the_first_administrator_gets_access_and_sets_a_password(
    client: Client, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    assert run("add-organisation", "stadt", "Stadt Musterstadt", "--kind", "city") == 0
    assert (
        run("add-access", "Kim@stadt.example", "Kim Muster", "--organisation", "stadt", "--role", "administrator") == 0
    )
    assert Organisation.objects.get().side == "city"
    assert Membership.objects.get().role == "administrator"

    settings.TALACHSE_MAILER = mailer = FakeMailer()
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/konto/passwort/vergessen/", {"email": "kim@stadt.example"})
    (message,) = mailer.sent
    link = re.search(r"https?://[^/]+(/\S+)", message.get_content())
    assert link is not None
    page = client.get(link[1], follow=True)
    password = "ein-langes-neues-passwort"
    client.post(page.redirect_chain[-1][0], {"password1": password, "password2": password})
    client.post("/konto/anmelden/", {"login": "kim@stadt.example", "password": password})
    assert client.get("/arbeit/").status_code == 200


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("add-organisation", "stadt", "Stadt", "--kind", "stadt"), "Möglich sind: city, jobcenter"),
        (("add-organisation", "st adt", "Stadt", "--kind", "city"), "Ein Schlüssel besteht aus"),
        (("add-access", "k@s.example", "K", "--organisation", "fehlt", "--role", "mayor"), "gibt es nicht"),
    ],
)
def test_wrong_input_is_refused_in_one_line(
    words: tuple[str, ...], reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*words) == 2
    assert reason in capsys.readouterr().err
    assert not User.objects.exists()


def test_what_exists_already_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    run("add-organisation", "stadt", "Stadt", "--kind", "city")
    assert run("add-organisation", "stadt", "Stadt", "--kind", "city") == 2
    access = ("add-access", "k@s.example", "K", "--organisation", "stadt", "--role", "auditor")
    assert run(*access[:-1], "könig") == 2
    assert run("add-access", "keine-adresse", *access[2:]) == 2
    assert not User.objects.exists()
    assert run(*access) == 0
    assert run(*access) == 2
    assert "Diese Mitgliedschaft gibt es schon." in capsys.readouterr().err
