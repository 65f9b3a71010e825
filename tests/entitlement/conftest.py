"""The compiled rules, made once for all workers of a run: the worker's part of the work, done by the real code."""

import os
from pathlib import Path

import pytest
from django.utils import timezone

from talachse.entitlement import services
from talachse.entitlement.cache import Cache
from talachse.entitlement.tasks import AHEAD
from talachse.rules.entitlement.engine import GIVEN, TARGETS


@pytest.fixture(scope="session")
def built() -> Path:
    """The folder that all tests share, with the rules of today and of a grant that begins today, under both law sets.

    Several workers ask at once: one builds, the others wait.
    """
    folder, today = Path(os.environ["TALACHSE_ENGINE"]), timezone.localdate()
    cache = Cache(folder, targets=TARGETS, given=GIVEN)
    cache.prepare_all(today, today + AHEAD)
    assert cache.first_missing(today, today + AHEAD) is None
    return folder


@pytest.fixture
def engine(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the place is another; what is computed is what the product computes."""
    monkeypatch.setattr(services, "folder", lambda: built)
