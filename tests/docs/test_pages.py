"""Links lead somewhere, commands exist, variables are the real ones."""

import argparse
import re
from pathlib import Path

import pytest

from talachse.config import env
from talachse.config.cli import parser
from tests.docs.pages import BENCHMARKS, PAGES, ROOT, blocks, name

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
COMMAND = re.compile(r"(?:^|`|uv run |&& |/bin/)talachse ([a-z-]+)", flags=re.MULTILINE)
VARIABLE = re.compile(r"\bTALACHSE_[A-Z_]+\b")
JOURNEYS = "\n".join(path.read_text() for path in (ROOT / "tests" / "journeys").glob("*.py"))


def is_still_to_be_drawn(path: Path) -> bool:
    """A screenshot that a journey will write; once a journey draws pictures at all, it must name each of them."""
    return path.parent.name == "bilder" and ("bilder" not in JOURNEYS or path.stem in JOURNEYS)


def subcommands() -> dict[str, argparse.ArgumentParser]:
    """What `talachse` knows."""
    (choices,) = [a.choices for a in parser()._actions if isinstance(a, argparse._SubParsersAction)]
    return dict(choices)


def code(page: Path) -> str:
    """Everything that is set as code: there, a word after `talachse` is a command."""
    return "\n".join([*re.findall(r"`[^`\n]+`", page.read_text()), *blocks(page, "(?:bash|sh|console|ini|text)?")])


@pytest.mark.parametrize("page", [*PAGES, BENCHMARKS], ids=name)
def test_every_link_leads_to_a_file(page: Path) -> None:
    missing = []
    for target in LINK.findall(page.read_text()):
        if re.match(r"[a-z]+:", target) or target.startswith("#"):
            continue
        path = (page.parent / target.partition("#")[0]).resolve()
        if not path.exists() and not is_still_to_be_drawn(path):
            missing.append(target)
    assert missing == []


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_heading_that_is_linked_to_exists(page: Path) -> None:
    missing = []
    for target in LINK.findall(page.read_text()):
        file, _, anchor = target.partition("#")
        if anchor and not re.match(r"[a-z]+:", target):
            other = (page.parent / file).resolve() if file else page
            headings = re.findall(r"^#+ (.+)$", other.read_text(), flags=re.MULTILINE)
            slugs = {re.sub(r"[^\w\- ]", "", h.lower()).replace(" ", "-") for h in headings}
            if anchor not in slugs:
                missing.append(target)
    assert missing == []


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_command_exists(page: Path) -> None:
    known = {*subcommands(), "--help", "--version"}
    assert [command for command in COMMAND.findall(code(page)) if command not in known] == []


def test_every_command_is_explained_to_somebody() -> None:
    shown = "\n".join(page.read_text() for page in PAGES)
    assert [command for command in subcommands() if f"talachse {command}" not in shown] == []


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_variable_is_real(page: Path) -> None:
    real = {variable.name for variable in env.VARIABLES}
    assert {v for v in VARIABLE.findall(page.read_text()) if v not in real and not v.endswith("_")} == set()


def test_every_variable_is_explained() -> None:
    text = (ROOT / "docs" / "betrieb" / "umgebung.md").read_text()
    assert [v.name for v in env.VARIABLES if f"`{v.name}`" not in text] == []


def test_every_page_can_be_reached_from_the_readme() -> None:
    seen: set[Path] = set()
    waiting = [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in seen or page.suffix != ".md" or not page.exists():
            continue
        seen.add(page)
        waiting += [
            (page.parent / target.partition("#")[0]).resolve()
            for target in LINK.findall(page.read_text())
            if not re.match(r"[a-z]+:", target) and not target.startswith("#")
        ]
    assert [name(page) for page in PAGES if page not in seen] == []


def test_the_addresses_of_the_walk_are_answered() -> None:
    """Paths the README sends people to."""
    from django.urls import resolve

    paths = set(re.findall(r"`(/[a-z0-9/-]*/)`", (ROOT / "README.md").read_text())) | {"/"}
    for path in paths:
        resolve(path)
    assert len(paths) > 5
