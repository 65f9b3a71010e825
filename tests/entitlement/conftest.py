"""The compiled rules, made once for all workers of a run: the worker's part of the work, done by the real code."""

from pathlib import Path

import pytest
from django.utils import timezone

from talachse.entitlement import services
from talachse.entitlement.cache import Cache
from talachse.rules.entitlement.engine import GIVEN, TARGETS


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the rules of today. Several workers ask at once: one builds, the others wait."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if base.name.startswith("popen-") else base) / "engine"
    assert Cache(folder, targets=TARGETS, given=GIVEN).prepare(timezone.localdate()) is not None
    return folder


@pytest.fixture
def engine(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the place is another; what is computed is what the product computes."""
    monkeypatch.setattr(services, "folder", lambda: built)
