"""German, Leichte Sprache and English: every public page speaks all three and says what is German in it."""

import datetime as dt
import re
import subprocess
import sys
import uuid
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone, translation
from django.utils.formats import date_format, number_format

from talachse import demo
from talachse.accounts.actor import SYSTEM
from talachse.accounts.models import User
from talachse.agreement.services.loading import load_agreement
from talachse.entitlement.state import State, link_token
from talachse.offers.models import Event, Offer, Posting, SavedSearch
from talachse.rules.access import PUBLIC_ACTIONS, guard_of
from tests.addresses import patterns

ROOT = Path(__file__).resolve().parents[2]
LONGEST_SENTENCE = 15
VOID = {"br", "hr", "img", "input", "link", "meta", "wbr"}
STEPS = {
    "account_logout",
    "entitlement-api-check",
    "entitlement-sheet",
    "entitlement-what-if",
    "health-receipt",
    "intake-receipt",
    "offers-seat-give-back",
    "offers-watch",
    "offers-wish",
    "offers-wishes-about",
    "offers-wishes-change",
    "offers-wishes-end",
    "offers-wishes-help",
    "ui-language",
}
SPOKEN = ("aria-label", "alt", "placeholder", "title")
# Small words without which no German sentence can do, and which are no English words.
GERMAN = re.compile(
    r"\b(und|oder|der|das|dem|den|ein|eine|einen|ist|sind|wird|werden|nicht|noch|für|mit|von|vom|zum|zur|bei|auf|aus"
    r"|über|nach|Sie|Ihre?|wir|du|dich|dir|dein|keine?|Stand|Wert|bis|rund)\b"
)


PUBLIC = [p for p in patterns(get_resolver()) if guard_of(p.callback) in PUBLIC_ACTIONS]


class Outside(HTMLParser):
    """What is read out in the language of the page: text and labels outside elements with a language of their own."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[bool] = []
        self.hidden = 0
        self.language = ""
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = dict(attrs)
        if tag == "html":
            self.language = facts.get("lang") or ""
        # The title in the tab names things as they are called; no part of it can have a language of its own.
        foreign = (tag != "html" and "lang" in facts) or tag in {"title", "style", "script"}
        if not (foreign or self.hidden):
            self.words += [facts[name] or "" for name in SPOKEN if name in facts]
        if tag not in VOID:
            self.open.append(foreign)
            self.hidden += foreign

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Draws something, holds nothing."""

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= self.open.pop()

    def handle_data(self, data: str) -> None:
        if not self.hidden and data.strip():
            self.words.append(" ".join(data.split()))


def reader(language: str) -> Client:
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    return client


@pytest.fixture
def addresses(db: None) -> dict[str, str]:
    """Every public address, those of single things with one that the demo has."""
    load_agreement(settings.TALACHSE_AGREEMENT_FILE, by=SYSTEM, now=timezone.now())
    demo.run(today=timezone.localdate(), say=lambda _: None)
    offer, posting = Offer.objects.order_by("pk").first(), Posting.objects.order_by("pk").first()
    assert offer is not None
    assert posting is not None
    event = Event.objects.filter(starts_at__gt=timezone.now()).order_by("pk")[0]
    search = SavedSearch.objects.create(
        email="probe@example.org",
        query="q=Treff",
        asked_at=timezone.now(),
        expires_on=timezone.localdate() + dt.timedelta(days=2),
    )
    renewed = Offer.objects.filter(owner__isnull=False).order_by("pk")[0]
    renewed.renew_code = uuid.uuid4()
    renewed.save(update_fields=["renew_code"])
    things: dict[str, dict[str, Any]] = {
        "account_reset_password_from_key": {"uidb36": "1", "key": "abc-123"},
        "agreement-data-csv": {"table": "zahlen"},
        "agreement-figure": {"key": "jobs-teilhabechancengesetz"},
        "agreement-project": {"key": "wecycle"},
        "entitlement-again": {"token": link_token(State(timezone.now()), now=timezone.now())},
        "offers-api-offer": {"key": offer.key},
        "offers-api-offer-capacity": {"key": "radwerk-ausbildung"},
        "offers-event": {"pk": event.pk},
        "offers-event-door": {"pk": event.pk},
        "offers-event-file": {"pk": event.pk},
        "offers-flyer": {"key": offer.key},
        "offers-interest": {"pk": posting.pk},
        "offers-offer": {"key": offer.key},
        "offers-posting": {"pk": posting.pk},
        "offers-renew": {"code": renewed.renew_code},
        "offers-search-confirm": {"token": search.token},
        "offers-search-stop": {"token": search.token},
        "offers-seat-give-back": {"pk": event.pk},
        "offers-ticket": {"pk": event.pk},
        "offers-wish": {"pk": posting.pk},
    }
    return {str(p.name): reverse(str(p.name), kwargs=things.get(str(p.name))) for p in PUBLIC}


def test_every_public_page_answers_in_every_language(addresses: dict[str, str]) -> None:
    for language, _name in settings.LANGUAGES:
        client = reader(language)
        for name, url in addresses.items():
            response = client.get(url)
            # The language is only sent; receipts and a finished log-out lead on, and so does a list nobody has opened.
            assert response.status_code in {200, 302, 405}, f"{language} {url}"
            if name not in STEPS:
                assert response.status_code == 200, f"{language} {url}"
            if response.status_code == 200 and response.headers["Content-Type"].startswith("text/html"):
                page = Outside(response.content.decode())
                assert page.open == [], url
                assert page.language == response.headers["Content-Language"] == language.removesuffix("-ls"), url


def test_what_is_german_on_an_english_page_is_marked_as_german(addresses: dict[str, str]) -> None:
    client = reader("en")
    slipped = []
    for url in [*addresses.values(), "/gibt-es-nicht/", "/vereinbarung/?stand=gestern", "/angebote/?q=gibtesnicht"]:
        response = client.get(url)
        if response.headers.get("Content-Type", "").startswith("text/html"):
            page = Outside(response.content.decode())
            slipped += [f"{url}: {words}" for words in page.words if GERMAN.search(words)]
    assert slipped == []


def test_the_four_questions_and_their_answer_are_english_too(db: None) -> None:
    answers = {"benefit": "wohngeld", "age": "9", "learning": "school", "component": "lernfoerderung"}
    client = reader("en")
    for at in answers:
        response = client.post(reverse("entitlement-but-door"), answers | {"at": at})
        page = Outside(response.content.decode())
        assert [words for words in page.words if GERMAN.search(words)] == []
    assert "Your office for education and participation" in page.words


def test_a_refused_form_says_so_in_the_language_of_the_reader(db: None) -> None:
    for language, words in [
        ("de", "Bitte schreib kurz, worum es geht."),
        ("de-ls", "Bitte schreib einen Satz."),
        ("en", "Please write in a few words what it is about."),
    ]:
        response = reader(language).post(reverse("intake-ask"), {})
        assert response.status_code == 422
        assert words in response.content.decode()


# What Leichte Sprache does without: the subjunctive, the passive of the past, words of offices.
HARD = re.compile(
    r"\b(wäre|würde|könnte|hätte|möchten?|sollte|dürfte|deren|dessen|wegen|während|wurden?|beziehungsweise|bzw)\b"
)


def leichte_sprache() -> dict[str, list[str]]:
    """The texts of the catalogue by the German ones."""
    with (ROOT / "src/talachse/locale/de_LS/LC_MESSAGES/django.po").open("rb") as file:
        catalogue = read_po(file)
    found = {}
    for message in catalogue:
        texts = [message.string] if isinstance(message.string, str) else list(message.string or ())
        if message.id and texts and all(texts):
            found[message.id if isinstance(message.id, str) else message.id[0]] = texts
    return found


def sentences(text: str) -> list[str]:
    return [part for part in re.split(r"(?<=[.!?:])\s+|\n+", text) if part]


def test_leichte_sprache_is_short_and_without_hard_words() -> None:
    catalogue = leichte_sprache()
    plain = [text for texts in catalogue.values() for text in texts]
    assert [text for text in plain if HARD.search(text)] == []
    assert [part for text in plain for part in sentences(text) if len(part.split()) > LONGEST_SENTENCE] == []


TOLD = {
    "offers-directory": "Hilfe in Ihrer Nähe",
    "offers-abflug": "Willst du nach der Schule eine Ausbildung machen?",
    "offers-events": "Treffen mit Firmen",
    "intake-complain": "Jemand war nicht fair zu Ihnen?",
    "offers-search-confirm": "Gibt es neue Hilfe? Dann können wir Ihnen eine E-Mail schicken.",
    "agreement-project": "Das ist passiert",
}


def test_the_ways_people_take_are_told_in_leichte_sprache_and_led_to(addresses: dict[str, str]) -> None:
    client = reader("de-ls")
    assert [name for name, told in TOLD.items() if told not in client.get(addresses[name]).content.decode()] == []
    page = reader("de").get(reverse("ui-easy")).content.decode()
    ways = ("offers-directory", "offers-abflug", "intake-complain", "agreement-projects", "intake-future")
    assert [name for name in ways if f'href="{addresses[name]}"' not in page] == []


SAYS_DU = re.compile(r"\b(Mein|[Dd]u|[Dd]ich|[Dd]ir|[Dd]eine?[mnrs]?)\b")


def test_the_summary_of_errors_says_du_where_the_page_does(db: None) -> None:
    wrong = []
    for template in sorted((ROOT / "src/talachse").rglob("templates/**/*.html")):
        text = template.read_text()
        if "{% form_errors " in text:
            says_du = any(SAYS_DU.search(said) for said in re.findall(r'{% translate "([^"]*)"', text))
            calls = re.findall(r"{% form_errors [^%]*%}", text)
            wrong += [f"{template.name}: {call}" for call in calls if ("du=True" in call) != says_du]
    assert wrong == []
    for language, words in [("de", "Bitte prüfe deine Eingaben"), ("en", "Please check what you entered")]:
        page = reader(language).post(reverse("intake-ask"), {}).content.decode()
        assert words in page
        assert "Bitte prüfen Sie Ihre Eingaben" not in page


def test_where_leichte_sprache_has_no_text_german_stands() -> None:
    with translation.override("de-ls"):
        assert translation.gettext("Eine Tür für %(city)s") == "Hilfe in %(city)s"
        assert translation.gettext("Gesundheit und Arbeit") == "Gesundheit und Arbeit"
        # Texts of the libraries as well: this one is Django's.
        assert translation.gettext("Enter a whole number.") == "Bitte eine ganze Zahl eingeben."
        assert translation.get_language_info("de-ls")["code"] == "de"


def test_dates_and_numbers_follow_the_language() -> None:
    day = dt.date(2026, 3, 4)
    for language, date, amount in [
        ("de", "04.03.2026", "1.234,5"),
        ("de-ls", "04.03.2026", "1.234,5"),
        ("en", "4 Mar 2026", "1,234.5"),
    ]:
        with translation.override(language):
            assert date_format(day, "SHORT_DATE_FORMAT") == date
            assert number_format("1234.5", force_grouping=True) == amount


def test_the_switch_shows_the_language_that_is_on_and_keeps_it(client: Client, db: None) -> None:
    answer = client.post(reverse("ui-language"), {"language": "en", "next": "/zukunft/"})
    assert answer.headers["Location"] == "/zukunft/"
    page = client.get("/zukunft/").content.decode()
    assert re.search(r'value="en" lang="en" aria-current="true"', page)
    assert page.count('aria-current="true"') == 1
    client.post(reverse("ui-language"), {"language": "xx", "next": "/"})
    assert Outside(client.get("/").content.decode()).language == "en"


def test_rooms_of_staff_are_german_and_offer_no_other_language(db: None) -> None:
    user = User.objects.create_user("person@test.example", "geheim-geheim", name="Person")
    client = reader("en")
    client.force_login(user)
    response = client.get(reverse("accounts-own"))
    page = response.content.decode()
    assert response.headers["Content-Language"] == Outside(page).language == "de"
    assert reverse("ui-language") not in page
    assert "Abmelden" in page
    assert "Log out" in client.get("/").content.decode()


def test_the_catalogues_are_fresh_and_whole() -> None:
    done = subprocess.run(
        [sys.executable, "scripts/messages.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
