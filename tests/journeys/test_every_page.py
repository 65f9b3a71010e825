"""Every page that people can reach by its links, wide and light, narrow and dark, under the eye of axe."""

import http
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.urls import get_resolver, resolve
from playwright.sync_api import Page

from talachse.demo.accounts import SHOWN
from tests.addresses import patterns
from tests.journeys.conftest import Walker

ROOT = Path(__file__).resolve().parents[2]
# Somebody passing by first, then everybody: a page is looked at by the first who reaches it.
PEOPLE = ["", *(email.partition("@")[0] for email, _ in SHOWN), "gruenwerk", "treff", "revision"]
FORM = re.compile(r"<form\b[^>]*>")
TARGET = re.compile(r"""{% url ["']([\w-]+)["']""")
# Files, what comes after a form, and what is opened with a link from a mail.
NOT_BY_LINK = {
    "account_inactive",
    "account_reauthenticate",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_signup",
    "agreement-data-csv",
    "agreement-data-json",
    "agreement-data-schema",
    "agreement-meeting-file",
    "agreement-meeting-paper",
    "agreement-meetings-file",
    "agreement-profile-paper",
    "agreement-report-file",
    # On the printed sheet, and after the last question.
    "entitlement-again",
    "entitlement-api-check",
    "entitlement-sheet",
    # Buttons of the adviser's form, and what was stored with one of them.
    "entitlement-adviser-sheet",
    "entitlement-adviser-store",
    "entitlement-stored",
    "entitlement-stored-sheet",
    "intake-receipt",
    "offers-import-preview",
    "offers-import-rest",
    "offers-import-table",
    "offers-import-template",
    "offers-api-capacity",
    "offers-api-csv",
    "offers-api-geojson",
    "offers-api-offer",
    "offers-api-offer-capacity",
    "offers-api-offers",
    "open-api-description",
    "placements-exchange-groups-export",
    "placements-exchange-groups-preview",
    "placements-exchange-groups-rest",
    "placements-exchange-groups-template",
    "placements-exchange-table-export",
    "placements-exchange-table-preview",
    "placements-exchange-table-rest",
    "placements-exchange-table-template",
    "offers-event-file",
    "offers-flyer",
    "offers-renew",
    "offers-search-confirm",
    "offers-search-stop",
    # Open only with a list of wishes in this browser.
    "offers-wishes-help",
    "placements-money-csv",
}
OFF_THE_PATH = [
    "/konto/gesperrt/",
    "/konto/registrieren/",
    "/konto/passwort/vergessen/gesendet/",
    "/konto/passwort/neu/1-abc-123/",
    "/konto/passwort/neu/fertig/",
    "/gibt-es-nicht/",
]
START = ["/arbeit/", "/steuerung/"]


def names() -> set[str]:
    return {str(pattern.name) for pattern in patterns(get_resolver())}


def targets_of_forms() -> set[str]:
    """Addresses to which forms are sent: steps, no pages."""
    templates = (ROOT / "src" / "talachse").glob("*/templates/**/*.html")
    forms = (form for path in templates for form in FORM.findall(path.read_text()))
    return {name for form in forms for name in TARGET.findall(form)}


def links_of(page: Page) -> list[str]:
    """Addresses of this installation that the page links to, without what they jump to."""
    found = page.eval_on_selector_all("a[href]:not([download])", "links => links.map(a => a.getAttribute('href'))")
    whole = [urldefrag(urljoin(page.url, href)).url for href in found]
    here = "{0.scheme}://{0.netloc}".format(urlsplit(page.url))
    return [url.removeprefix(here) for url in whole if url.startswith(here + "/")]


def name_of(url: str) -> str:
    return str(resolve(urlsplit(url).path).url_name)


def is_page(walker: Walker, url: str) -> bool:
    """Not a file, no step that leads on, nothing that is shut for this person."""
    answer = walker.page.request.get(walker.server.address + url, max_redirects=0)
    return answer.status == http.HTTPStatus.OK and "text/html" in answer.headers["content-type"]


def crawl(walker: Walker, start: list[str], seen: set[str]) -> tuple[list[str], list[str]]:
    """Follow links, one page for each kind of address that nobody has seen yet; these pages, and what is wrong there."""
    waiting, found, problems = list(start), [], []
    # Where somebody begins differs from person to person: looked at again, whoever was there before.
    asked = seen - {name_of(url) for url in start}
    while waiting:
        url = waiting.pop(0)
        if name_of(url) in asked:
            continue
        asked.add(name_of(url))
        if not is_page(walker, url):
            continue
        walker.goto(url)
        seen.add(name_of(url))
        found.append(url)
        problems += walker.problems()
        waiting += links_of(walker.page)
    return found, problems


def test_every_page_of_every_role(walk: Callable[..., Walker]) -> None:
    seen: set[str] = set()
    problems: list[str] = []
    for login in PEOPLE:
        walker = walk(login)
        pages, wrong = crawl(walker, START if login else ["/", "/ui/"], seen)
        # The same pages as somebody with a phone, at night.
        walker.page.set_viewport_size({"width": 320, "height": 700})
        walker.page.emulate_media(color_scheme="dark")
        for url in pages:
            walker.goto(url)
            wrong += walker.problems()
        problems += [f"{login or 'niemand'}: {problem}" for problem in wrong]
    assert problems == [], "\n".join(problems)
    # A page to which no link leads is a page nobody finds.
    assert names() - seen - targets_of_forms() == NOT_BY_LINK


@pytest.mark.parametrize(
    ("login", "path"),
    [
        ("platzsteuerung", "/arbeit/runden/1/"),
        ("referat-stadt", "/steuerung/angebote/"),
        ("finanzen", "/steuerung/mittel/plaetze/"),
    ],
)
def test_tables_that_stack_need_no_scrolling_on_a_phone(walk: Callable[..., Walker], login: str, path: str) -> None:
    walker = walk(login, width=320)
    walker.goto(path)
    tables = walker.page.locator(".t-table-wrap--stack")
    assert tables.count() > 1
    widths = tables.evaluate_all("all => all.map(one => one.scrollWidth - one.clientWidth)")
    assert set(widths) == {0}


def test_pages_off_the_path(walk: Callable[..., Walker]) -> None:
    walker = walk(width=320)
    for path in OFF_THE_PATH:
        walker.page.goto(walker.server.address + path)
        walker.page.get_by_role("heading", level=1).wait_for()
        assert walker.problems() == []


# WCAG 1.4.12: what people set who need more room between letters, words and lines.
SPACED = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
p { margin-block-end: 2em !important; }"""


@pytest.mark.parametrize("path", ["/", "/ui/", "/vereinbarung/", "/angebote/", "/zukunft/frage/"])
def test_more_room_between_letters_cuts_nothing_off(walk: Callable[..., Walker], path: str) -> None:
    walker = walk(width=320)
    walker.goto(path)
    walker.page.evaluate(
        "css => { const s = new CSSStyleSheet(); s.replaceSync(css); document.adoptedStyleSheets = [s]; }", SPACED
    )
    assert walker.problems() == []
    cut = walker.page.evaluate(
        """() => [...document.querySelectorAll("main :is(p, a, li, label, button, h1, h2, h3, dd)")]
        .filter(e => !e.closest(".visually-hidden, .t-table-wrap, svg") && getComputedStyle(e).overflow === "hidden"
          && (e.scrollHeight > e.clientHeight + 2 || e.scrollWidth > e.clientWidth + 2))
        .map(e => e.outerHTML.slice(0, 120))"""
    )
    assert cut == []


@pytest.mark.parametrize("path", ["/", "/ui/"])
def test_with_the_colours_of_the_system_everything_is_still_there(walk: Callable[..., Walker], path: str) -> None:
    walker = walk()
    walker.page.emulate_media(forced_colors="active")
    walker.goto(path)
    # Bars and marks that are only a background would vanish: each has a border or a drawing of its own.
    gone = walker.page.evaluate(
        """() => [...document.querySelectorAll("main .t-status, main .kern-btn, main .t-card")]
        .filter(e => e.offsetParent && parseFloat(getComputedStyle(e).borderTopWidth) === 0
          && !e.querySelector("svg") && getComputedStyle(e).outlineStyle === "none")
        .map(e => e.outerHTML.slice(0, 120))"""
    )
    assert gone == []
    assert walker.problems() == []
