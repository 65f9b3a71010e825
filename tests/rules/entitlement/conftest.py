"""The federal rules for the tests: compiled once on this machine and checked against GETTSIM while they are made."""

import datetime as dt
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from talachse.entitlement.cache import Cache
from talachse.rules.entitlement.engine import GIVEN, TARGETS, Federal

# Under a name of its own for each overlay and release, so an old one is never used; a lock lets one process build.
FOLDER = Path(os.environ["TALACHSE_ENGINE"])


@pytest.fixture(scope="session")
def federal() -> Callable[[dt.date], Federal]:
    """The federal rules of a day."""
    return Cache(FOLDER, targets=TARGETS, given=GIVEN).ready
