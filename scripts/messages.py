"""Collects the texts of the public pages into the catalogues of src/talachse/locale/.

``python scripts/messages.py`` brings the catalogues up to date; ``--check`` fails when one is stale, when an English
text is missing, or when a translation and its German text name different placeholders. Needs no gettext tools.
"""

from __future__ import annotations

import argparse
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from talachse.rules.disclosure import GENERAL_THRESHOLD, HEALTH_THRESHOLD, Count
from talachse.rules.entitlement import questions, wording
from talachse.rules.intake import DESKS

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "talachse"
LOCALE = PACKAGE / "locale"
# Every text needs English; where Leichte Sprache has none, German stands.
CATALOGUES = {"en": True, "de_LS": False}
KEYWORDS = {"_": None, "gettext": None, "gettext_lazy": None, "ngettext": (1, 2), "ngettext_lazy": (1, 2)}
PLACEHOLDER = re.compile(r"%\((\w+)\)")
# Lines of the head that would change with the day or with the tool.
CHANGING = (b'"POT-', b'"PO-', b'"Report-', b'"Last-', b'"Language-Team', b'"Generated-')
type Text = str | tuple[str, ...]


def _in_source(path: Path) -> Iterator[Text]:
    text = path.read_text()
    if path.suffix == ".html":
        # Django turns a template into something like Python; only its indentation is none.
        text = "\n".join(line.strip() for line in templatize(text).splitlines())
    for _line, message, _comments, _context in extract("python", io.BytesIO(text.encode()), KEYWORDS):
        yield message


def _in_rules() -> Iterator[tuple[str, Text]]:
    """What rules say in public: they know no Django, so their few texts are named here."""
    for desk in DESKS.values():
        yield "rules/intake.py", desk.label
        yield "rules/intake.py", desk.purpose
    for text in questions.texts():
        yield "rules/entitlement/questions.py", text
    later = (*wording.SIDES.values(), wording.NOT_DECIDED, wording.IN_PREPARATION, wording.SPARED)
    for text in (*wording.NAMES.values(), *wording.FACTS.values(), *later):
        yield "rules/entitlement/wording.py", text
    for threshold in (GENERAL_THRESHOLD, HEALTH_THRESHOLD):
        yield "rules/disclosure.py", Count(None, threshold).shown


def collected() -> dict[Text, list[str]]:
    """Every marked text with the files it stands in."""
    found: dict[Text, list[str]] = {}
    for path in sorted([*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.html")]):
        place = path.relative_to(PACKAGE).as_posix()
        for text in _in_source(path):
            if place not in found.setdefault(text, []):
                found[text].append(place)
    for place, text in _in_rules():
        if place not in found.setdefault(text, []):
            found[text].append(place)
    return found


def _read(path: Path) -> Catalog:
    if not path.exists():
        return Catalog()
    with path.open("rb") as file:
        return read_po(file, ignore_obsolete=True)


def merged(name: str, found: dict[Text, list[str]]) -> Catalog:
    """The catalogue with exactly the texts found; what was translated stays."""
    known = _read(LOCALE / name / "LC_MESSAGES" / "django.po")
    fresh = Catalog(
        locale=name if name == "en" else None,
        project="Talachse",
        version="1",
        charset="utf-8",
        fuzzy=False,
        header_comment=f"# Texts of the public pages ({name}). Collected by `just messages`, translated by hand.",
    )
    for text, places in found.items():
        message = known.get(text[0] if isinstance(text, tuple) else text)
        kept = message.string if message is not None and message.id == text else ""
        flags = ["fuzzy"] if message is not None and message.fuzzy else []
        if isinstance(text, tuple) and not isinstance(kept, tuple):
            kept = ("", "")
        fresh.add(text, kept, locations=[(place, 0) for place in places], flags=flags)
    return fresh


def written(catalogue: Catalog) -> bytes:
    """The catalogue as it stands in its file."""
    file = io.BytesIO()
    write_po(file, catalogue, width=116, include_lineno=False)
    lines = file.getvalue().rstrip().splitlines(keepends=True)
    return b"".join(line for line in lines if not line.startswith(CHANGING)) + b"\n"


def _texts(message: Message) -> list[tuple[str, str]]:
    """German and translation, one pair for each number."""
    ids, strings = (tuple(part) if isinstance(part, list | tuple) else (part,) for part in (message.id, message.string))
    return [(str(text), str(translated)) for text, translated in zip(ids, strings, strict=True)]


def faults(name: str, catalogue: Catalog) -> list[str]:
    """What a reader would stumble over: a missing text, a guess, a placeholder too many or too few."""
    found = []
    for message in catalogue:
        if not message.id:
            continue
        if message.fuzzy:
            found.append(f"{name}: fuzzy: {message.id!r}")
        for german, other in _texts(message):
            if not other and CATALOGUES[name]:
                found.append(f"{name}: missing: {german!r}")
            elif other and set(PLACEHOLDER.findall(german)) != set(PLACEHOLDER.findall(other)):
                found.append(f"{name}: placeholders: {german!r} – {other!r}")
    return found


def main() -> int:
    """Write or check; exit code 1 when something is stale or wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    texts = collected()
    wrong = []
    for name in CATALOGUES:
        path = LOCALE / name / "LC_MESSAGES" / "django.po"
        catalogue = merged(name, texts)
        content = written(catalogue)
        wrong += faults(name, catalogue)
        if path.exists() and path.read_bytes() == content:
            continue
        if arguments.check:
            wrong.append(f"{name}: stale, run `just messages`")
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    if wrong:
        sys.stderr.write("\n".join(wrong) + "\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
