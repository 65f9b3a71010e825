"""What an agreement file must not contain is told with line, place and reason."""

import datetime as dt
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml

from talachse.agreement.file import AgreementFileError, load, parse
from talachse.rules.agreement.document import DanglingReferences, Document
from tests.agreement.builders import make_content

FOKUS = Path(__file__).resolve().parents[2] / "agreements" / "fokus-wuppertal.yaml"


def problems_of(content: dict[str, Any] | bytes) -> list[tuple[int, str, str]]:
    raw = content if isinstance(content, bytes) else yaml.safe_dump(content, sort_keys=False).encode()
    with pytest.raises(AgreementFileError) as caught:
        parse(raw)
    return [(problem.line, problem.where, problem.reason) for problem in caught.value.problems]


def changed(path: str, value: Any) -> dict[str, Any]:
    """The smallest valid file with one place set: "clauses.0.modality"."""
    content = deepcopy(make_content())
    *parents, last = path.split(".")
    node: Any = content
    for part in parents:
        node = node[int(part) if part.isdigit() else part]
    node[last] = value
    return content


def test_the_smallest_file_is_an_agreement() -> None:
    assert parse(yaml.safe_dump(make_content()).encode()).agreement.key == "fokus"


@pytest.mark.parametrize(
    ("path", "value", "where", "reason"),
    [
        ("clauses.0.modality", "soll", "clauses › §0-8 › modality", "Erlaubt ist:"),
        ("clauses.0.anchor", "0-8", "anchor", "Schreibweise"),
        ("clauses.1.standings", [], "clauses › §0-9 › standings", "mindestens ein Eintrag"),
        ("clauses.0.projekt", "x", "clauses › §0-8 › projekt", "gibt es nicht"),
        ("version.valid_from", "bald", "version › valid_from", "Datum"),
        ("agreement.title", 7, "agreement › title", "Text"),
        ("schema_version", 2, "schema_version", "Erlaubt ist: 1"),
        ("sources", "keine", "sources", "Liste"),
        ("agreement.source", "gibt-es-nicht", "agreement › source", "„gibt-es-nicht“ gibt es in „sources“ nicht."),
        ("clauses.0.projects", ["wolke"], "clauses › §0-8 › projects › 1", "„wolke“ gibt es in „projects“ nicht."),
    ],
)
def test_a_mistake_is_told_with_its_place(path: str, value: Any, where: str, reason: str) -> None:
    [(line, place, said)] = problems_of(changed(path, value))
    assert line > 0
    assert place.endswith(where)
    assert reason in said


def test_the_line_is_that_of_the_file() -> None:
    text = yaml.safe_dump(make_content(), sort_keys=False)
    number = next(i for i, line in enumerate(text.splitlines(), 1) if "modality: will" in line)
    [(line, *_)] = problems_of(text.replace("modality: will", "modality: soll", 1).encode())
    assert line == number


def test_the_same_key_twice_is_named_once_per_list() -> None:
    content = make_content()
    content["seats"].append(content["seats"][0])
    [(_, _, reason)] = problems_of(content)
    assert "steht 2-mal" in reason


def test_an_added_project_must_exist() -> None:
    content = make_content()
    content["version"]["added_projects"] = {"wolke": "2026Q4-1"}
    [(_, where, reason)] = problems_of(content)
    assert where.startswith("version › added_projects")
    assert "wolke" in reason


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file() -> None:
    content = changed("clauses.1.modality", "soll")
    content["agreement"]["signed_on"] = "gestern"
    lines = [line for line, *_ in problems_of(content)]
    assert len(lines) == 2
    assert lines == sorted(lines)


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        (b"", 1, "enthält keine Vereinbarung"),
        (b"- a\n- b\n", 1, "enthält keine Vereinbarung"),
        (b"a: 1\nb: [1\n", 3, "nicht lesbar"),
        (b"a: 1\nb: 2\na: 3\n", 3, "zweimal"),
        ("a: 1\nb: Ä\n".encode("latin-1"), 2, "UTF-8"),
        (b"a: \x00\n", 1, "nicht lesbar"),
    ],
)
def test_a_file_that_is_no_yaml_says_so(content: bytes, line: int, reason: str) -> None:
    [(found, _, said)] = problems_of(content)
    assert found == line
    assert reason in said


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "datei.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + yaml.safe_dump(make_content()).encode())
    assert load(path).agreement.key == "fokus"


def test_dangling_references_are_found_without_the_file_too() -> None:
    with pytest.raises(ValueError, match="wolke") as caught:
        Document.model_validate(changed("clauses.0.projects", ["wolke"]))
    cause = caught.value.errors()[0]["ctx"]["error"]  # type: ignore[attr-defined]
    assert isinstance(cause, DanglingReferences)


def test_a_statement_stands_as_its_latest_entry_says_and_the_lower_one_on_the_same_day() -> None:
    since = {"source": make_content()["sources"][0]["key"], "badge": "agreement"}
    standings = [
        {"since": "2021-07-01", "status": "running"} | since,
        {"since": "2023-01-01", "status": "open"} | since,
        {"since": "2023-01-01", "status": "fulfilled"} | since,
    ]
    document = Document.model_validate(changed("clauses.0.standings", standings))
    clause = document.clauses[0]
    assert clause.standing(on=dt.date(2021, 6, 30)) is None
    assert [
        s.status for s in [clause.standing(on=dt.date(2022, 12, 31)), clause.standing(on=dt.date(2023, 1, 1))] if s
    ] == [
        "running",
        "fulfilled",
    ]


def test_projects_and_sources_are_found_by_their_keys() -> None:
    document = load(FOKUS)
    project = document.project("upstairs")
    standing = project.standing(on=dt.date(2026, 11, 24))
    assert standing is not None
    assert document.source(standing.source).title
    assert project.standing(on=dt.date(2000, 1, 1)) is None
    with pytest.raises(KeyError):
        document.source("gibt-es-nicht")
