"""The page that shows a city how to write its agreement: its example loads, and every part of the schema is explained."""

import datetime as dt
from pathlib import Path

import pytest
import yaml
from django.utils import timezone
from pydantic import BaseModel

from talachse.accounts.actor import SYSTEM
from talachse.agreement import metrics
from talachse.agreement.cli import status_of
from talachse.agreement.file import parse
from talachse.agreement.models import Agreement
from talachse.agreement.services.loading import compare_with_loaded, load_agreement
from talachse.rules.agreement import document
from tests.docs.pages import ROOT, blocks

PAGE = ROOT / "docs" / "vereinbarung-schreiben.md"


@pytest.fixture
def example(tmp_path: Path) -> Path:
    """The smallest complete file, as it stands on the page."""
    path = tmp_path / "unsere-stadt.yaml"
    path.write_text(blocks(PAGE, "yaml")[0])
    return path


@pytest.mark.django_db
def test_the_example_can_be_checked_loaded_and_asked(example: Path) -> None:
    assert len(compare_with_loaded(example)) == 1
    assert not Agreement.objects.exists(), "checking writes nothing"
    assert load_agreement(example, by=SYSTEM, now=timezone.now()).created
    state = status_of(Agreement.objects.get(), on=dt.date(2026, 2, 1))
    assert [(clause["anchor"], clause["status"]) for clause in state["clauses"]] == [
        ("§0-1", "running"),
        ("I-1", "open"),
    ]
    assert state["seats_vacant"] == ["contact-city", "contact-jobcenter"]


@pytest.mark.django_db
def test_it_lies_beside_another_agreement(example: Path) -> None:
    load_agreement(ROOT / "agreements" / "fokus-wuppertal.yaml", by=SYSTEM, now=timezone.now())
    load_agreement(example, by=SYSTEM, now=timezone.now())
    assert set(Agreement.objects.values_list("key", flat=True)) == {"fokus-wuppertal", "musterstadt"}


def test_every_piece_of_yaml_on_the_page_can_be_read() -> None:
    for piece in blocks(PAGE, "yaml"):
        assert yaml.safe_load(piece), piece


def test_the_larger_project_of_the_page_is_a_project() -> None:
    (piece,) = [yaml.safe_load(b)[0] for b in blocks(PAGE, "yaml") if b.strip().startswith("- key: bike-workshop")]
    assert document.Project.model_validate(piece).names[0].name == "Radmeisterei"


def test_every_part_of_the_file_is_explained() -> None:
    text = PAGE.read_text()
    assert [name for name in document.Document.model_fields if name not in text] == []
    parts: list[type[BaseModel]] = [document.Clause, document.Figure, document.Project, document.Version, document.Head]
    missing = [f"{p.__name__}.{name}" for p in parts for name in p.model_fields if name not in text]
    assert missing == []


def test_every_word_the_file_may_use_is_on_the_page() -> None:
    text = PAGE.read_text()
    words = [
        *document.Modality,
        *document.ClauseStatus,
        *document.ProjectStatus,
        *document.FigureKind,
        *document.ActorRole,
    ]
    assert [word.value for word in words if f"`{word.value}`" not in text] == []
    assert [name for name in metrics.METRICS if f"`{name}`" not in text] == []


def test_the_messages_on_the_page_are_those_of_the_command(example: Path) -> None:
    broken = example.read_text().replace("modality: will\n    text: Bis", "modality: soll\n    text: Bis")
    with pytest.raises(Exception, match="Erlaubt ist: 'does', 'will', 'plan', 'goal', 'poss' oder 'ctx'"):
        parse(broken.encode())
