"""Every page that can be opened without a key, wide and narrow, light and dark, under the eye of axe."""

from collections.abc import Callable

import pytest

from tests.journeys.conftest import Walker

PUBLIC = [
    "/",
    "/vereinbarung/",
    "/angebote/",
    "/zukunft/",
    "/ui/",
]


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (320, True)])
def test_public_pages(walk: Callable[..., Walker], width: int, dark: bool) -> None:
    walker = walk(width=width, dark=dark)
    for path in PUBLIC:
        walker.goto(path)
        walker.check()
