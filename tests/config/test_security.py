"""What every answer carries, what errors show, what logs keep."""

import logging
import subprocess
import sys
import uuid

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db
SECRET_WORDS = "Kim Muster, Demoweg 1"


def test_every_answer_tells_the_browser_what_it_may_do(client: Client) -> None:
    for address in ("/", "/konto/anmelden/", "/gibt-es-nicht/", "/vereinbarung/daten/schema.json"):
        headers = client.get(address).headers
        policy = dict(part.strip().partition(" ")[::2] for part in headers["Content-Security-Policy"].split(";"))
        assert policy["default-src"] == "'self'"
        assert policy["script-src"] == "'self'"
        assert policy["style-src"] == "'self'"
        assert policy["frame-ancestors"] == "'none'"
        assert policy["object-src"] == "'none'"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"


def test_pages_fetch_nothing_from_elsewhere(client: Client) -> None:
    page = client.get("/").content.decode()
    fetched = [word for word in page.split() if word.startswith(("src=", "href="))]
    assert fetched
    assert [word for word in fetched if "//" in word and "rel=" not in word] == []


def test_with_https_cookies_stay_on_it() -> None:
    code = (
        "from talachse.config import settings as s;"
        "print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_HSTS_SECONDS > 0, s.SECURE_PROXY_SSL_HEADER)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env={"TALACHSE_HTTPS": "1"}, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "True True True ('HTTP_X_FORWARDED_PROTO', 'https')"


def test_the_cookie_of_a_session_is_out_of_reach_for_scripts(client: Client) -> None:
    client.post(
        "/zukunft/frage/",
        {
            "submission": str(uuid.uuid4()),
            "pillar": "advice",
            "text": "Wer hilft mir?",
            "channel": "code",
        },
    )
    cookie = client.cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_a_fault_shows_and_logs_nothing_of_what_somebody_wrote(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(**_: object) -> None:
        raise LookupError("no such shelf")

    monkeypatch.setattr("talachse.intake.services.receive", break_down)
    question = {"submission": str(uuid.uuid4()), "pillar": "advice", "text": SECRET_WORDS, "channel": "code"}
    with caplog.at_level(logging.DEBUG):
        answer = Client(raise_request_exception=False).post("/zukunft/frage/", question)
    shown = answer.content.decode()
    assert answer.status_code == 500
    assert "no such shelf" in caplog.text, "the fault itself is logged"
    assert "no such shelf" not in shown
    assert SECRET_WORDS not in shown + caplog.text


def test_a_form_from_elsewhere_is_refused_with_a_way_back() -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/zukunft/frage/", {"text": "Hallo"})
    assert answer.status_code == 403
    assert "Seite neu" in answer.content.decode() or "noch einmal" in answer.content.decode()


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example"])
def test_a_foreign_host_name_is_refused(host: str) -> None:
    assert Client().get("/", headers={"host": host}).status_code == 400
