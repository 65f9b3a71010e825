import datetime as dt
import io
import logging
import os
import re
import subprocess
import sys
from email.message import EmailMessage
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import pytest_django
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from talachse.accounts.models import Membership, Organisation, User
from talachse.config import settings as settings_module
from talachse.entitlement import services
from talachse.entitlement import state as sealed
from talachse.entitlement.state import State
from talachse.gateways.mail import FakeMailer
from talachse.intake.models import Request
from talachse.jobs.services import deliver_due
from talachse.rules.access import Role
from talachse.rules.intake import APPLICATIONS
from talachse.ui.logs import Discreet
from tests.ui.test_languages import GERMAN, Outside, reader

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
                self.ticked.add((facts["name"], facts.get("value", "on")))


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
    # What to do about it: how it is paid, from when, with which papers.
    assert "Die Stelle zahlt direkt an Schule, Kita oder Anbieter." in page
    assert "Bestätigung der Schule, dass Nachhilfe gebraucht wird" in page
    assert "Wohngeldstelle" in page
    assert "Sie müssen" not in page
    assert "Antworten fehlen noch" not in page


def after(client: Client, key: str) -> str:
    """The page of a question, all before it answered."""
    return walked(client, MOTHER, until=key)


# ---------------------------------------------------------------------------------------------------------------------
# The way through


def test_the_first_page_says_what_happens_and_asks_nothing(client: Client) -> None:
    page = client.get(URL).content.decode()
    assert heading(page) == "Was steht Ihnen zu?"
    assert "Wir speichern nichts." in page
    assert "state" not in Fields(page).values


def test_no_page_may_be_kept_by_a_browser_or_a_proxy(client: Client) -> None:
    token = Fields(after(client, "dwelling")).values["state"]
    for response in (client.get(URL), client.post(URL), client.post(URL, {"state": token})):
        assert "no-store" in response.headers["Cache-Control"]
        assert "private" in response.headers["Cache-Control"]


def test_nothing_of_the_answers_can_be_read_in_the_page(client: Client) -> None:
    page = after(client, "savings")
    assert "620" not in page
    assert "1.400" not in page
    assert "1400" not in page


def test_bad_input_is_named_and_nothing_typed_is_lost(client: Client) -> None:
    typed = {"owner": "no", "rent_cold": "viel", "heating": "90", "area_m2": "", "water": "no"}
    page = sent(client, after(client, "dwelling"), typed, status=422)
    assert "Fehler" in page
    assert "Bitte geben Sie eine Zahl ein, zum Beispiel 540" in page
    assert "Sie wissen es nicht? Dann kreuzen Sie das an." in page
    fields = Fields(page)
    assert (fields.values["rent_cold"], fields.values["heating"]) == ("viel", "90")
    assert {("owner", "no"), ("water", "no")} <= fields.ticked


def test_what_nobody_knows_may_be_left_open(client: Client, engine: None) -> None:
    home = {
        **MOTHER["dwelling"],
        "rent_cold": "",
        "rent_cold__unknown": "on",
        "heating": "so 90",
        "heating__unknown": "on",
    }
    page = walked(client, {**MOTHER, "dwelling": home})
    assert " bis " in page
    assert "Das würde die Antwort genauer machen" in page
    assert "Mit ihnen kann auch eine andere Leistung zuerst kommen." in page
    assert "Was zuerst kommt, ist noch offen" in page
    assert "Was Sie nicht wissen, ist hier mit 0 oder mit „nein“ gerechnet." in page


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"born__me": "morgen"}, "Bitte geben Sie einen Tag ein"),
        ({"born__me": f"01.01.{TODAY.year + 1}"}, "Der Geburtstag liegt in der Zukunft."),
        ({"born__me": years_ago(4)}, "Ein Elternteil muss älter sein als das Kind."),
    ],
)
def test_birthdays_that_cannot_be_are_named(client: Client, typed: dict[str, str], says: str) -> None:
    assert says in sent(client, after(client, "born"), {**MOTHER["born"], **typed}, status=422)


def test_more_children_than_there_is_room_for(client: Client) -> None:
    page = sent(client, after(client, "people"), {"partner": "no", "children": "13"}, status=422)
    assert "Bitte geben Sie eine Zahl von 0 bis 12 ein." in page
    page = sent(client, after(client, "people"), {"partner": "no", "children": "1,5"}, status=422)
    assert "ganze Zahl" in page
    page = sent(client, after(client, "people"), {"partner": "no", "children": "9" * 50}, status=422)
    assert "Bitte geben Sie eine Zahl ein" in page


def test_back_loses_nothing_neither_answered_nor_half_typed(client: Client) -> None:
    page = sent(client, after(client, "work"), {"gross_wage": "1.4x", "hours_per_week": "25"}, go="back")
    assert heading(page) == "Ihre Wohnung"
    fields = Fields(page)
    assert (fields.values["rent_cold"], fields.values["area_m2"]) == ("620", "70")
    assert {("owner", "no"), ("water", "no")} <= fields.ticked
    page = sent(client, page, MOTHER["dwelling"])
    assert heading(page) == "Ihre Arbeit"
    assert Fields(page).values["gross_wage"] == "1.4x"


def test_a_page_that_was_only_left_is_not_answered(client: Client) -> None:
    page = sent(client, after(client, "income"), {"income__me": "pension"}, go="back")
    page = sent(client, page, MOTHER["work"])
    assert heading(page) == "Anderes Geld, das jeden Monat kommt"
    assert ("income__me", "pension") in Fields(page).ticked


def test_ticked_unknowns_and_days_come_back_as_they_were_typed(client: Client) -> None:
    page = after(client, "dwelling")
    page = sent(client, page, {**MOTHER["dwelling"], "heating": "", "heating__unknown": "on", "rent_cold": "540,50"})
    page = sent(client, page, {}, go="change:dwelling")
    assert ("heating__unknown", "on") in Fields(page).ticked
    assert Fields(page).values["rent_cold"] == "540,50"
    page = sent(client, page, {}, go="change:born")
    assert Fields(page).values["born__me"] == years_ago(36)


def test_one_child_more_asks_only_what_is_missing(client: Client, engine: None) -> None:
    page = sent(client, walked(client, MOTHER), {}, go="change:people")
    page = sent(client, page, {"partner": "no", "children": "3"})
    assert heading(page) == "Wann sind Sie geboren?"
    page = sent(client, page, {**MOTHER["born"], "born__k3": years_ago(9)})
    assert heading(page) == "Ihr Ergebnis"
    assert "Kind 3" in page


def test_answers_that_no_longer_fit_together_are_asked_again(client: Client, engine: None) -> None:
    """A stepmother younger than the child: fine until somebody says that she is its mother."""
    now = timezone.now()
    answers: dict[str, dict[str, Any]] = {
        "people": {"partner": "yes", "children": 1},
        "born": {
            "born__me": f"{TODAY.year - 50}-01-01",
            "born__mate": f"{TODAY.year - 20}-01-01",
            "born__k1": f"{TODAY.year - 26}-01-01",
        },
        "children": {"parents__k1": "both"},
        "dwelling": {"owner": "no", "rent_cold": 500.0, "heating": 80.0, "area_m2": 60.0, "water": "no"},
        "work": {"learning": "no"},
        "partner_work": {"learning": "no"},
        "income": {},
        "savings": {"more": "no"},
        "special": {},
        "received": {},
    }
    token = sealed.seal(State(now, answers), now=now)
    response = client.post(URL, {"state": token, "at": "", "go": "show"})
    assert response.status_code == 422
    page = response.content.decode()
    assert heading(page) == "Ihre Kinder"
    assert "Ein Elternteil muss älter sein als das Kind." in page
    assert heading(sent(client, page, {"parents__k1": "me"})) == "Ihr Ergebnis"


def test_sending_twice_is_harmless(client: Client) -> None:
    page = after(client, "born")
    assert heading(sent(client, page, MOTHER["born"])) == heading(sent(client, page, MOTHER["born"])) == "Ihre Kinder"


def test_start_again_throws_everything_away(client: Client) -> None:
    token = Fields(after(client, "work")).values["state"]
    response = client.post(URL, {"state": token, "at": "work", "go": "restart"})
    assert (response.status_code, response.headers["Location"]) == (302, URL)
    assert heading(client.post(URL).content.decode()) == "Wer wohnt bei Ihnen?"


def test_every_page_offers_to_start_again_and_to_keep_the_day(client: Client, engine: None) -> None:
    pages = [client.get(URL).content.decode(), walked(client, MOTHER), *(after(client, key) for key in MOTHER)]
    for page in pages:
        assert "Antrag zur Fristwahrung" in page
        assert "Neu beginnen und löschen" in page


def test_the_switch_of_the_language_keeps_answers_and_typing(client: Client) -> None:
    token = Fields(after(client, "dwelling")).values["state"]
    response = client.post(URL, {"state": token, "at": "dwelling", "language": "en", "rent_cold": "620"})
    page = response.content.decode()
    assert response.headers["Content-Language"] == "en"
    assert heading(page) == "Your home"
    assert Fields(page).values["rent_cold"] == "620"
    assert heading(client.get(URL).content.decode()) == "What are you entitled to?"


# ---------------------------------------------------------------------------------------------------------------------
# The sealed field


@pytest.mark.parametrize("token", ["x", "A" * 200, "ä", "", "A" * 30_000])
def test_a_foreign_field_starts_again_in_plain_words(client: Client, token: str) -> None:
    response = client.post(URL, {"state": token or "=", "at": "born"})
    assert response.status_code == 422
    assert heading(response.content.decode()) == "Bitte beginnen Sie neu"


def test_one_changed_letter_is_noticed(client: Client) -> None:
    token = Fields(after(client, "born")).values["state"]
    for at in (0, 5, len(token) // 2, len(token) - 2):
        changed = token[:at] + ("B" if token[at] != "B" else "C") + token[at + 1 :]
        assert client.post(URL, {"state": changed, "at": "born"}).status_code == 422


def test_a_link_does_not_open_as_a_field_nor_the_other_way_round(client: Client) -> None:
    now = timezone.now()
    link, field = sealed.link_token(State(now), now=now), sealed.seal(State(now), now=now)
    assert client.post(URL, {"state": link}).status_code == 422
    assert client.get(f"/pruefen/wieder/{field}/").status_code == 404


def test_another_key_opens_nothing(client: Client, settings: pytest_django.Settings) -> None:
    token = Fields(after(client, "born")).values["state"]
    settings.TALACHSE_CHECK_SECRET = "another"
    assert client.post(URL, {"state": token}).status_code == 422


def test_after_two_hours_we_ask_who_sits_there(client: Client) -> None:
    long_ago = timezone.now() - dt.timedelta(hours=2, minutes=1)
    token = sealed.seal(State(long_ago, {"people": {"partner": "no", "children": 0}}), now=long_ago)
    page = client.post(URL, {"state": token, "at": "born", "born__me": "1.1.19"}).content.decode()
    assert heading(page) == "Sind Sie noch da?"
    assert "1.1.19" not in page
    page = sent(client, page, {}, go="go_on")
    assert heading(page) == "Wann sind Sie geboren?"
    assert Fields(page).values["born__me"] == "1.1.19"


def test_within_two_hours_nobody_is_asked(client: Client) -> None:
    earlier = timezone.now() - dt.timedelta(hours=1, minutes=59)
    token = sealed.seal(State(earlier, {"people": {"partner": "no", "children": 0}}), now=earlier)
    assert heading(client.post(URL, {"state": token}).content.decode()) == "Wann sind Sie geboren?"


# ---------------------------------------------------------------------------------------------------------------------
# Nothing stays


def test_nothing_is_kept_of_a_whole_walk(client: Client, engine: None, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        page = walked(client, MOTHER)
        token = Fields(page).values["state"]
        client.post("/pruefen/blatt/", {"state": token})
        client.post("/pruefen/was-waere-wenn/", {"state": token, "wage": "2000"})
    assert not Session.objects.exists()
    assert not Request.objects.exists()
    assert "sessionid" not in client.cookies
    assert token not in caplog.text
    assert "620" not in " ".join(
        record.getMessage() for record in caplog.records if record.name != "django.db.backends"
    )


def test_the_address_of_a_link_is_not_written_into_the_log() -> None:
    writer = logging.getHandlerByName("stderr")
    assert writer is None or isinstance(writer.formatter, Discreet)
    line = logging.LogRecord(
        "django.request", logging.WARNING, "", 0, "Not Found: %s", ("/pruefen/wieder/AbC-_9/",), None
    )
    assert Discreet("{levelname} {message}", style="{").format(line) == "WARNING Not Found: /pruefen/wieder/…"
    error = ValueError("GET /pruefen/wieder/AbC-_9/?x=1 failed")
    info = (ValueError, error, error.__traceback__)
    line = logging.LogRecord("django.request", logging.ERROR, "", 0, "Internal Server Error", (), info)
    assert "AbC-_9" not in Discreet("{message}", style="{").format(line)


def test_every_handler_of_the_installation_is_discreet() -> None:
    logging_settings: dict[str, Any] = settings_module.LOGGING
    formatters = logging_settings["formatters"]
    for handler in logging_settings["handlers"].values():
        assert formatters[handler["formatter"]]["()"] == "talachse.ui.logs.Discreet"


def test_a_link_nobody_made_is_logged_without_its_address(client: Client) -> None:
    logger = logging.getLogger("django.request")
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Discreet("{message}", style="{"))
    logger.addHandler(handler)
    try:
        assert client.get("/pruefen/wieder/GeheimGeheim/").status_code == 404
    finally:
        logger.removeHandler(handler)
    assert "GeheimGeheim" not in stream.getvalue()


# ---------------------------------------------------------------------------------------------------------------------
# The result


def test_while_the_rules_are_being_compiled_the_answers_wait(
    client: Client, built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "folder", lambda: tmp_path)
    page = client.post(URL).content.decode()
    for key in list(MOTHER)[:-1]:
        page = sent(client, page, MOTHER[key])
    page = sent(client, page, MOTHER["received"], status=503)
    assert heading(page) == "Die Berechnung wird vorbereitet"
    monkeypatch.setattr(services, "folder", lambda: built)
    assert heading(sent(client, page, {}, go="show")) == "Ihr Ergebnis"


def test_the_page_never_loads_gettsim() -> None:
    code = "import sys, django; django.setup(); import talachse.config.urls; assert 'gettsim' not in sys.modules"
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "talachse.config.settings"}
    done = subprocess.run([sys.executable, "-c", code], check=False, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_what_if_shows_both_results_side_by_side(client: Client, engine: None) -> None:
    token = Fields(walked(client, MOTHER)).values["state"]
    response = client.post("/pruefen/was-waere-wenn/", {"state": token, "wage": "2.600", "child": "on", "rent": "700"})
    page = response.content.decode()
    assert response.status_code == 200
    assert "beide Ergebnisse nebeneinander" in page
    assert "Unterschied" in page
    # Back on the result nothing of the trial is left.
    assert "nebeneinander" not in sent(client, page, {}, go="show")


def test_what_if_without_a_change_says_so(client: Client, engine: None) -> None:
    token = Fields(walked(client, MOTHER)).values["state"]
    response = client.post("/pruefen/was-waere-wenn/", {"state": token, "rent": "", "wage": ""})
    assert response.status_code == 422
    assert "Bitte ändern Sie mindestens eine Sache." in response.content.decode()
    response = client.post("/pruefen/was-waere-wenn/", {"state": token, "rent": "viel"})
    assert response.status_code == 422


@pytest.mark.parametrize("path", ["was-waere-wenn", "blatt"])
def test_who_has_not_finished_is_led_to_the_beginning(client: Client, path: str) -> None:
    token = Fields(after(client, "work")).values["state"]
    assert client.post(f"/pruefen/{path}/", {"state": token}).headers["Location"] == URL
    assert client.get(f"/pruefen/{path}/").headers["Location"] == URL
    assert client.post(f"/pruefen/{path}/", {"state": "x"}).status_code == 422


def test_assumptions_lead_to_the_page_that_changes_them(client: Client, engine: None) -> None:
    page = walked(client, MOTHER)
    assert "Das haben wir angenommen" in page
    assert "Kind 1, Kind 2" in page
    assert heading(sent(client, page, {}, go="change:savings")) == "Ihr Erspartes"


def test_the_sheet_is_one_page_and_its_code_opens_the_answers_again(client: Client, engine: None) -> None:
    token = Fields(walked(client, MOTHER)).values["state"]
    response = client.post("/pruefen/blatt/", {"state": token})
    assert response.headers["Content-Type"] == "application/pdf"
    assert "no-store" in response.headers["Cache-Control"]
    with pikepdf.open(io.BytesIO(response.content)) as pdf:
        assert len(pdf.pages) == 1
    state = sealed.open_(token)
    link = sealed.link_token(state, now=timezone.now())
    opened = client.get(f"/pruefen/wieder/{link}/")
    page = opened.content.decode()
    assert opened.headers["Referrer-Policy"] == "strict-origin"
    assert "no-store" in opened.headers["Cache-Control"]
    assert "430" not in page
    assert heading(sent(client, page, {}, go="show")) == "Ihr Ergebnis"


def test_a_large_family_fits_on_one_sheet_and_into_the_code(client: Client, engine: None) -> None:
    number = 12
    answers = {
        **MOTHER,
        "people": {"partner": "no", "children": str(number)},
        "born": {"born__me": years_ago(45), **{f"born__k{n}": years_ago(7 + n) for n in range(1, number + 1)}},
        "children": {f"learning__k{n}": "school" for n in range(1, number + 1)},
    }
    token = Fields(walked(client, answers)).values["state"]
    response = client.post("/pruefen/blatt/", {"state": token})
    with pikepdf.open(io.BytesIO(response.content)) as pdf:
        assert len(pdf.pages) == 1


def test_a_link_ends_after_thirty_days(client: Client) -> None:
    then = timezone.now() - dt.timedelta(days=30, minutes=1)
    response = client.get(f"/pruefen/wieder/{sealed.link_token(State(then), now=then)}/")
    assert response.status_code == 410
    assert heading(response.content.decode()) == "Der Code ist abgelaufen"


# ---------------------------------------------------------------------------------------------------------------------
# The application that keeps the day

APPLY = "/pruefen/antrag/"
ANNA = {"name": "Anna Beispiel", "benefit": "wohngeld", "channel": "email", "address": "anna@example.org"}


@pytest.fixture
def mailer(settings: pytest_django.Settings) -> FakeMailer:
    settings.TALACHSE_MAILER = FakeMailer()
    box: FakeMailer = settings.TALACHSE_MAILER
    return box


def arrived(mailer: FakeMailer) -> list[EmailMessage]:
    """What the worker has delivered by now."""
    deliver_due(now=timezone.now())
    return mailer.sent


def apply(client: Client, **changes: str) -> Any:
    submission = Fields(client.get(APPLY).content.decode()).values["submission"]
    return client.post(APPLY, {"submission": submission, **ANNA, **changes})


def test_an_application_is_stamped_and_mailed_to_its_office(
    client: Client, settings: pytest_django.Settings, mailer: FakeMailer
) -> None:
    settings.TALACHSE_OFFICE_MAILS = {"wohngeld": "wohngeldstelle@example.org"}
    page = apply(client).content.decode()
    [received] = Request.objects.all()
    assert (received.received_on, received.desk, received.reference) == (TODAY, APPLICATIONS, "fristwahrung:wohngeld")
    assert "Ich beantrage: Wohngeld." in received.text
    assert "Anna Beispiel" in received.text
    assert heading(page) == "Ihr Antrag ist da"
    assert f"{received.code[:4]}-{received.code[4:]}" in page
    assert "Wohngeldstelle" in page
    [mail] = arrived(mailer)
    assert mail["To"] == "wohngeldstelle@example.org"
    assert "Anna" not in mail["Subject"]
    assert "Anna Beispiel" in mail.get_content()
    assert not Session.objects.exists()


def test_sending_the_application_twice_is_one_application_and_one_mail(client: Client, mailer: FakeMailer) -> None:
    submission = Fields(client.get(APPLY).content.decode()).values["submission"]
    for _ in range(2):
        assert client.post(APPLY, {"submission": submission, **ANNA}).status_code == 200
    assert Request.objects.count() == len(arrived(mailer)) == 1


def test_what_has_no_office_of_its_own_goes_to_the_city(
    client: Client, settings: pytest_django.Settings, mailer: FakeMailer
) -> None:
    settings.TALACHSE_CONTACT_MAIL = "stadt@example.org"
    assert apply(client, benefit="alles", channel="code", address="").status_code == 200
    assert [mail["To"] for mail in arrived(mailer)] == ["stadt@example.org"]
    assert Request.objects.get().address == ""


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"name": ""}, "Ohne Namen ist es kein Antrag."),
        ({"address": ""}, "Bitte schreiben Sie uns Ihre E-Mail-Adresse oder Telefonnummer."),
        ({"address": "anna"}, "Das ist keine vollständige E-Mail-Adresse."),
        ({"channel": ""}, "Bitte wählen Sie eine Antwort aus."),
    ],
)
def test_an_application_that_cannot_be_sent_keeps_what_was_typed(
    client: Client, changes: dict[str, str], says: str
) -> None:
    response = apply(client, **changes)
    page = response.content.decode()
    assert response.status_code == 422
    assert says in page
    assert Fields(page).values["name"] == {**ANNA, **changes}["name"]
    assert not Request.objects.exists()


def test_the_way_back_from_the_application_leads_to_the_page_with_everything_typed(client: Client) -> None:
    token = Fields(after(client, "dwelling")).values["state"]
    page = client.post(APPLY, {"state": token, "at": "dwelling", "rent_cold": "620"}).content.decode()
    page = sent(client, page, {}, go="show")
    assert heading(page) == "Ihre Wohnung"
    assert Fields(page).values["rent_cold"] == "620"


def test_an_application_counts_even_with_a_spoilt_field(client: Client) -> None:
    submission = Fields(client.get(APPLY).content.decode()).values["submission"]
    assert client.post(APPLY, {"submission": submission, "state": "spoilt", **ANNA}).status_code == 200
    assert Request.objects.count() == 1


def test_a_benefit_of_the_result_is_chosen_already(client: Client, engine: None) -> None:
    token = Fields(walked(client, MOTHER)).values["state"]
    page = client.post(APPLY, {"state": token, "at": "", "benefit": "kinderzuschlag"}).content.decode()
    assert ("benefit", "kinderzuschlag") in Fields(page).ticked


def test_the_code_shows_where_the_application_stands(client: Client) -> None:
    apply(client)
    page = client.post("/zukunft/antwort/", {"code": Request.objects.get().code}).content.decode()
    assert heading(page) == "Ihr Antrag"
    assert "Für die Frist zählt der Tag des Eingangs." in page


def test_the_desk_for_applications_reads_it(client: Client) -> None:
    apply(client)
    city = Organisation.objects.create(key="stadt", name="Stadt", kind="city")
    user = User.objects.create_user("eingang@test.example", "geheim-geheim", name="Eingang")
    Membership.objects.create(
        user=user, organisation=city, role=Role.DESK, desk=APPLICATIONS, valid_from=dt.date(2021, 7, 1)
    )
    client.force_login(user)
    assert "Antrag zur Fristwahrung" in client.get("/arbeit/anfragen/").content.decode()


# ---------------------------------------------------------------------------------------------------------------------
# Languages


def test_the_whole_walk_is_english_too(engine: None) -> None:
    client = reader("en")
    pages = [after(client, key) for key in MOTHER] + [walked(client, MOTHER)]
    for page in pages:
        assert [words for words in Outside(page).words if GERMAN.search(words)] == []
    assert heading(pages[-1]) == "Your result"


def test_start_and_result_speak_leichte_sprache(engine: None) -> None:
    client = reader("de-ls")
    assert heading(client.get(URL).content.decode()) == "Welches Geld können Sie bekommen?"
    assert heading(walked(client, MOTHER)) == "Das ist Ihr Ergebnis"
