"""The pictures of the README: taken anew with `just bilder`, otherwise only checked to be there."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.journeys.conftest import Walker

PICTURES = Path(__file__).resolve().parents[2] / "docs" / "bilder"
WANTED = os.environ.get("TALACHSE_BILDER") == "1"
LARGEST_BYTES = 200_000
SHOTS = [
    ("start-1280.png", "", 1280, False, "/"),
    ("vereinbarung-1280.png", "", 1280, False, "/vereinbarung/"),
    ("zukunft-320.png", "", 320, False, "/zukunft/"),
    ("steuerung-1280.png", "referat-stadt", 1280, False, "/steuerung/"),
    ("steuerung-320-dunkel.png", "referat-stadt", 320, True, "/steuerung/"),
    ("profil-1280.png", "referat-stadt", 1280, False, "/steuerung/projekte/wecycle/"),
    ("quartalsgespraech-1280.png", "referat-stadt", 1280, False, "/steuerung/gespraeche/"),
]


@pytest.mark.parametrize(("name", "login", "width", "dark", "path"), SHOTS, ids=[shot[0] for shot in SHOTS])
def test_the_picture_shows_a_page_as_it_is(
    walk: Callable[..., Walker], name: str, *, login: str, width: int, dark: bool, path: str
) -> None:
    walker = walk(login, width=width, dark=dark)
    walker.goto(path)
    if name.startswith("quartalsgespraech"):
        walker.page.get_by_role("link", name="Quartalsgespräch ").first.click()
    if WANTED:
        walker.page.screenshot(path=PICTURES / name)
    assert walker.page.get_by_role("heading", level=1).count() == 1
    assert 0 < (PICTURES / name).stat().st_size < LARGEST_BYTES
