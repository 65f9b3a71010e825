"""Reading an agreement file without database and without Django.

>>> document = load("agreements/fokus-wuppertal.yaml")
>>> document.figure("jobs-teilhabechancengesetz").value
Decimal('620')
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from talachse.rules.agreement.document import DanglingReferences, Document

# pydantic's reasons in the words of somebody who edits the file.
REASONS = {
    "missing": "Diese Angabe fehlt.",
    "extra_forbidden": "Diese Angabe gibt es nicht. Ist sie richtig geschrieben?",
    "enum": "Erlaubt ist: {expected}.",
    "literal_error": "Erlaubt ist: {expected}.",
    "string_type": "Hier wird Text erwartet. Anführungszeichen helfen.",
    "string_pattern_mismatch": "Diese Schreibweise ist hier nicht möglich (erwartet: {pattern}).",
    "string_too_long": "Der Text ist zu lang (höchstens {max_length} Zeichen).",
    "date_type": "Hier wird ein Datum erwartet, zum Beispiel 2021-07-01.",
    "date_from_datetime_parsing": "Hier wird ein Datum erwartet, zum Beispiel 2021-07-01.",
    "date_parsing": "Hier wird ein Datum erwartet, zum Beispiel 2021-07-01.",
    "decimal_parsing": "Hier wird eine Zahl erwartet, zum Beispiel 620 oder 4.83.",
    "decimal_type": "Hier wird eine Zahl erwartet, zum Beispiel 620 oder 4.83.",
    "int_type": "Hier wird eine ganze Zahl erwartet.",
    "int_parsing": "Hier wird eine ganze Zahl erwartet.",
    "bool_type": "Hier wird true oder false erwartet.",
    "list_type": "Hier wird eine Liste erwartet: [a, b].",
    "dict_type": "Hier werden Angaben mit Namen erwartet.",
    "model_type": "Hier werden Angaben mit Namen erwartet.",
    "too_short": "Hier fehlt mindestens ein Eintrag.",
    "greater_than_equal": "Der Wert ist zu klein (mindestens {ge}).",
    "less_than_equal": "Der Wert ist zu groß (höchstens {le}).",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake of a file: line (from 1), where in the structure, and the reason in German."""

    line: int
    where: str
    reason: str


class AgreementFileError(Exception):
    """The file cannot be read as an agreement; ``problems`` in the order of the lines."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(problems, key=lambda p: p.line)
        super().__init__("; ".join(f"Zeile {p.line}: {p.where}: {p.reason}" for p in self.problems))


class _Loader(yaml.SafeLoader):
    """Refuses the same key twice in one place: YAML itself would silently keep the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                line = key.start_mark.line + 1
                raise AgreementFileError([Problem(line, str(key.value), "Diese Angabe steht hier zweimal.")])
            seen.add(key.value)
        return super().construct_mapping(node, deep=deep)


def load(path: str | Path) -> Document:
    """The agreement in a file; AgreementFileError with lines and reasons, OSError when it cannot be opened."""
    return parse(Path(path).read_bytes())


def parse(content: bytes) -> Document:
    """The agreement in the bytes of a file; AgreementFileError with lines and reasons."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise AgreementFileError([Problem(line, "Datei", "Die Datei ist nicht in UTF-8 gespeichert.")]) from error
    try:
        loader = _Loader(text)
        root = loader.get_single_node()
        data = loader.construct_document(root) if root is not None else None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise AgreementFileError(
            [Problem(line, "YAML", f"So ist die Datei nicht lesbar ({error.problem}).")]
        ) from error
    except yaml.YAMLError as error:
        raise AgreementFileError([Problem(1, "YAML", "So ist die Datei nicht lesbar.")]) from error
    if root is None or not isinstance(data, dict):
        raise AgreementFileError([Problem(1, "Datei", "Die Datei enthält keine Vereinbarung.")])
    try:
        return Document.model_validate(data)
    except ValidationError as error:
        raise AgreementFileError([_problem(detail, root) for e in [error] for detail in _flat(e)]) from error


def problem_at(content: bytes, path: tuple[str | int, ...], reason: str) -> Problem:
    """A mistake that only the installation can see, told with its place in a file that could be read."""
    root = _Loader(content.decode("utf-8-sig")).get_single_node()
    return _problem((path, reason), root) if root is not None else Problem(1, "Datei", reason)


def _flat(error: ValidationError) -> list[tuple[tuple[str | int, ...], str]]:
    flat: list[tuple[tuple[str | int, ...], str]] = []
    for detail in error.errors():
        cause = detail.get("ctx", {}).get("error")
        if isinstance(cause, DanglingReferences):
            flat += cause.problems
        else:
            flat.append((detail["loc"], _reason(detail)))
    return flat


def _reason(detail: ErrorDetails) -> str:
    template = REASONS.get(detail["type"])
    if template is None:
        return detail["msg"]
    # pydantic joins what it expects in English.
    return template.format_map({k: str(v).replace("' or '", "' oder '") for k, v in detail.get("ctx", {}).items()})


def _problem(item: tuple[tuple[str | int, ...], str], root: yaml.Node) -> Problem:
    path, reason = item
    return Problem(_line(root, path), _where(path, root), reason)


def _line(node: yaml.Node, path: tuple[str | int, ...]) -> int:
    """Line of the deepest part of ``path`` that exists in the file."""
    line = node.start_mark.line + 1
    for part in path:
        child = _child(node, part)
        if child is None:
            break
        node = child
        line = node.start_mark.line + 1
    return line


def _child(node: yaml.Node, part: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == part), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        found: yaml.Node = node.value[part]
        return found
    return None


def _where(path: tuple[str | int, ...], root: yaml.Node) -> str:
    """The place in words: list entries are named by their key or anchor, else counted from 1."""
    names: list[str] = []
    node: yaml.Node | None = root
    for part in path:
        node = _child(node, part) if node is not None else None
        names.append(part if isinstance(part, str) else _name(node) or str(part + 1))
    return " › ".join(names) or "Datei"


def _name(node: yaml.Node | None) -> str | None:
    if not isinstance(node, yaml.MappingNode):
        return None
    return next((v.value for k, v in node.value if k.value in {"key", "anchor"} and isinstance(v.value, str)), None)
