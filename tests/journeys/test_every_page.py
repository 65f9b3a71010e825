"""Every page that people can reach by its links, wide and light, narrow and dark, under the eye of axe."""

import http
from collections.abc import Callable, Iterator
from urllib.parse import urldefrag, urljoin, urlsplit

from django.urls import URLPattern, URLResolver, get_resolver, resolve
from playwright.sync_api import Page

from talachse.demo.accounts import SHOWN
from tests.journeys.conftest import Walker

# Somebody passing by first, then everybody: a page is looked at by the first who reaches it.
PEOPLE = ["", *(email.partition("@")[0] for email, _ in SHOWN)]
START = ["/arbeit/", "/steuerung/"]


def names(resolver: URLResolver) -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield str(pattern.name)
        else:
            yield from names(pattern)


def links_of(page: Page) -> list[str]:
    """Addresses of this installation that the page links to, without what they jump to."""
    found = page.eval_on_selector_all("a[href]:not([download])", "links => links.map(a => a.getAttribute('href'))")
    whole = [urldefrag(urljoin(page.url, href)).url for href in found]
    here = "{0.scheme}://{0.netloc}".format(urlsplit(page.url))
    return [url.removeprefix(here) for url in whole if url.startswith(here + "/")]


def is_page(walker: Walker, url: str) -> bool:
    """Not a file, no step that leads on, nothing that is shut for this person."""
    answer = walker.page.request.get(walker.server.address + url, max_redirects=0)
    return answer.status == http.HTTPStatus.OK and "text/html" in answer.headers["content-type"]


def crawl(walker: Walker, start: list[str], seen: set[str]) -> tuple[list[str], list[str]]:
    """Follow links, one page for each kind of address that nobody has seen yet; these pages, and what is wrong there."""
    waiting, found, problems = list(start), [], []
    asked: set[str] = set()
    while waiting:
        url = waiting.pop(0)
        name = str(resolve(urlsplit(url).path).url_name)
        # The first pages differ from person to person.
        if url not in start and (name in seen or name in asked):
            continue
        asked.add(name)
        if not is_page(walker, url):
            continue
        walker.goto(url)
        seen.add(name)
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
    assert problems == []
    print(sorted(set(names(get_resolver())) - seen))
    raise AssertionError
