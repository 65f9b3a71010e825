"""The compiled rules, made once for all workers of a run: the worker's part of the work, done by the real code."""

import os
from pathlib import Path

import pytest
from django.utils import timezone

from talachse.entitlement import services
from talachse.entitlement.cache import Cache
from talachse.rules.entitlement.engine import GIVEN, TARGETS


@pytest.fixture(scope="session")
def built() -> Path:
    """The folder that all tests share, with the rules of today. Several workers ask at once: one builds, the others wait."""
    folder = Path(os.environ["TALACHSE_ENGINE"])
    assert Cache(folder, targets=TARGETS, given=GIVEN).prepare(timezone.localdate()) is not None
    return folder


@pytest.fixture
def engine(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the place is another; what is computed is what the product computes."""
    monkeypatch.setattr(services, "folder", lambda: built)
