"""What a column of a list means: how people may call it, how its cells are read, and how they are written.

An app declares its columns once; import, template file, export and the page that explains them are made from that.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from django.utils import translation

from talachse.documents.tables import Row, TableRefused
from talachse.rules.search import plain_words
from talachse.ui.charts import DISTRICTS

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as StrOrPromise

YES = frozenset({"ja", "j", "yes", "y", "1", "true", "wahr", "x"})
NO = frozenset({"nein", "n", "no", "0", "false", "falsch"})
WHOLE_CITY = frozenset({"ganz wuppertal", "wuppertal", "stadtweit", "alle", "ganze stadt"})
GERMAN_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
EARLIEST = dt.date(1900, 1, 1)


class CellWrong(ValueError):
    """A cell cannot be read; the message says why, in German."""


@dataclass(frozen=True, slots=True)
class Column:
    """``name`` is the field it fills. An empty cell is not read: the field keeps its default, unless ``required``."""

    name: str
    label: str
    says: str
    read: Callable[[str], Any]
    write: Callable[[Any], str] = str
    synonyms: tuple[str, ...] = ()
    required: bool = False
    example: str = ""


def folded(text: str) -> str:
    """The same however it is written: "Für wen?", "fuer_wen" and "FÜR WEN"."""
    return "".join(plain_words(text))


def match_columns(columns: Sequence[Column], found: Sequence[str]) -> tuple[dict[str, Column], list[str]]:
    """Which column of the file is which of ours, and which we do not know. TableRefused when one is missing or meant twice."""
    by_word = {folded(word): column for column in columns for word in (column.label, column.name, *column.synonyms)}
    matched: dict[str, Column] = {}
    meant: dict[str, str] = {}
    for header in found:
        column = by_word.get(folded(header))
        if column is None:
            continue
        if column.name in meant:
            raise TableRefused(f"Die Spalten „{meant[column.name]}“ und „{header}“ bedeuten beide „{column.label}“.")
        matched[header], meant[column.name] = column, header
    missing = [f"„{column.label}“" for column in columns if column.required and column.name not in meant]
    if missing:
        word = "die Spalte" if len(missing) == 1 else "die Spalten"
        raise TableRefused(f"In der ersten Zeile fehlt {word} {', '.join(missing)}. Die Vorlage zeigt alle Spalten.")
    return matched, [header for header in found if header not in matched and folded(header) != "grund"]


def read_cells(matched: Mapping[str, Column], row: Row) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """The values by field, and what is wrong: (column as the file calls it, German reason)."""
    values: dict[str, Any] = {}
    wrong = [("", row.problem)] if row.problem else []
    for header, column in matched.items():
        text = row.cells.get(header, "")
        if text:
            try:
                values[column.name] = column.read(text)
            except CellWrong as error:
                wrong.append((header, str(error)))
        elif column.required:
            wrong.append((header, "Hier fehlt eine Angabe."))
    return values, wrong


def written(columns: Sequence[Column], values: Mapping[str, Any]) -> list[str]:
    """The cells of one row as our own files have them; what is empty stays empty."""
    cells = []
    for column in columns:
        value = values.get(column.name)
        cells.append("" if value is None or value in ("", ()) else column.write(value))
    return cells


# --- how cells are read ------------------------------------------------------------------------------------------


def text(longest: int) -> Callable[[str], str]:
    """A text of at most so many characters, on one line."""

    def read(cell: str) -> str:
        value = " ".join(cell.split())
        if len(value) > longest:
            raise CellWrong(f"Der Text hat {len(value)} Zeichen, erlaubt sind {longest}.")
        return value

    return read


def day(cell: str) -> dt.date:
    """31.12.2026 or 2026-12-31."""
    match = GERMAN_DAY.fullmatch(cell)
    parts = match.groups()[::-1] if match else ()
    iso = ISO_DAY.fullmatch(cell)
    parts = parts or (iso.groups() if iso else ())
    if not parts:
        raise CellWrong(f"„{cell[:40]}“ ist kein Datum. Bitte schreiben Sie es so: 31.12.2026.")
    try:
        value = dt.date(*(int(part) for part in parts))
    except ValueError:
        raise CellWrong(f"Den {cell[:40]} gibt es nicht. Bitte prüfen Sie das Datum.") from None
    if value < EARLIEST:
        raise CellWrong(f"Der {cell[:40]} liegt zu weit zurück. Bitte prüfen Sie das Jahr.")
    return value


def write_day(value: dt.date) -> str:
    """31.12.2026."""
    return value.strftime("%d.%m.%Y")


def number(lowest: int, highest: int) -> Callable[[str], int]:
    """A whole number between two others."""

    def read(cell: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", cell):
            raise CellWrong(f"„{cell[:40]}“ ist keine ganze Zahl.")
        value = int(cell)
        if not lowest <= value <= highest:
            raise CellWrong(f"{value} liegt nicht zwischen {lowest} und {highest}.")
        return value

    return read


def money(cell: str) -> Decimal:
    """Euros: 1.234,50 or 1234.50."""
    plain = cell.replace("€", "").replace(" ", "")
    plain = plain.replace(".", "").replace(",", ".") if "," in plain else plain
    try:
        value = Decimal(plain)
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or not 0 <= value < 10_000_000:
        raise CellWrong(f"„{cell[:40]}“ ist kein Betrag in Euro. Bitte schreiben Sie ihn so: 1234,50.")
    return value.quantize(Decimal("0.01"))


def write_money(value: Decimal) -> str:
    """1234,50."""
    return f"{value:.2f}".replace(".", ",")


def yes_or_no(cell: str) -> bool:
    """Ja or nein, however it is written."""
    if cell.casefold() in YES:
        return True
    if cell.casefold() in NO:
        return False
    raise CellWrong(f"„{cell[:40]}“ ist weder „ja“ noch „nein“.")


def write_yes_or_no(value: object) -> str:
    """Ja or nein."""
    return "ja" if value else "nein"


def german(choices: Mapping[str, StrOrPromise]) -> dict[str, str]:
    """The labels as our files have them: in German, whatever language the page speaks."""
    with translation.override("de"):
        return {key: str(label) for key, label in choices.items()}


def one_of(choices: Mapping[str, StrOrPromise], **further: str) -> Callable[[str], str]:
    """A key, or its German label; ``further`` maps other words to keys."""

    @cache
    def known() -> dict[str, str]:
        labels = {folded(label): key for key, label in german(choices).items()}
        return labels | {folded(key): key for key in choices} | {folded(word): key for word, key in further.items()}

    @lru_cache(maxsize=256)
    def read(cell: str) -> str:
        key = known().get(folded(cell))
        if key is None:
            labels = ", ".join(f"„{label}“" for label in list(german(choices).values())[:12])
            raise CellWrong(f"„{cell[:40]}“ kennen wir hier nicht. Möglich sind: {labels}.")
        return key

    return read


def label_of(choices: Mapping[str, StrOrPromise]) -> Callable[[str], str]:
    """The German label of a key."""
    labels = cache(lambda: german(choices))
    return lambda key: labels().get(key, key)


def several_of(choices: Mapping[str, StrOrPromise], **further: str) -> Callable[[str], tuple[str, ...]]:
    """Keys or labels, apart by semicolon or comma; each once, in the order of the file."""
    read = one_of(choices, **further)
    with_comma = cache(lambda: [label for label in german(choices).values() if "," in label])

    @lru_cache(maxsize=256)
    def read_all(cell: str) -> tuple[str, ...]:
        # A label may itself hold a comma: then it counts as one word.
        for label in with_comma():
            cell = re.sub(re.escape(label), label.replace(",", " "), cell, flags=re.IGNORECASE)
        return tuple(dict.fromkeys(read(part.strip()) for part in re.split(r"[;,\n|]", cell) if part.strip()))

    return read_all


def labels_of(choices: Mapping[str, StrOrPromise]) -> Callable[[Sequence[str]], str]:
    """The German labels of keys, apart by semicolons."""
    label = label_of(choices)
    return lambda keys: "; ".join(label(key) for key in keys)


_DISTRICT_KEYS = {folded(name): key for key, (name, _x, _y) in DISTRICTS.items()}


def district(cell: str) -> int | None:
    """The key of a district by its name or number; None for the whole city."""
    if cell in {str(key) for key in DISTRICTS}:
        return int(cell)
    if " ".join(cell.casefold().split()) in WHOLE_CITY:
        return None
    key = _DISTRICT_KEYS.get(folded(cell))
    if key is None:
        names = ", ".join(name for name, _x, _y in DISTRICTS.values())
        raise CellWrong(f"Den Stadtbezirk „{cell[:40]}“ gibt es nicht. Möglich sind: {names}.")
    return key


def write_district(value: int) -> str:
    """The name of a district."""
    return DISTRICTS[value][0]
