"""Lists that people bring along: CSV, XLSX and JSON become rows of text, and rows become CSV and XLSX again.

Read row by row, so that a large file needs no more memory than a small one (JSON has to be read whole and is limited like
the others). What cannot be read is refused with one German sentence; formulas are never computed, only their values are read.
"""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import io
import json
import os
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import IO, Any
from xml.etree.ElementTree import ParseError

import openpyxl
import xlsxwriter
from openpyxl.utils.exceptions import InvalidFileException

MAX_BYTES = 10_000_000
MAX_ROWS = 20_000
MAX_COLUMNS = 200
MAX_CELL = 5_000
# Unpacked, an honest table of 10 MB is not larger than this; a zip bomb is.
MAX_UNPACKED = 150_000_000
MAX_PARTS = 2_000
CHUNK = 64 * 1024
DELIMITERS = (";", ",", "\t")
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
BROKEN = (
    "Die Datei ist beschädigt oder keine Tabelle. Bitte öffnen Sie sie und speichern Sie sie neu als XLSX oder CSV."
)
EMPTY = "Die Datei ist leer. Bitte wählen Sie eine Datei mit einer Kopfzeile und mindestens einer Zeile."
# A cell that begins so would be computed when the file is opened; a leading apostrophe keeps it a text.
COMPUTED = ("=", "+", "-", "@", "\t", "\r")
GUARDED = re.compile(r"'(?=[=+\-@\t\r])")


class TableRefused(Exception):
    """The file cannot be read as a table; the message says why, in German."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number as a spreadsheet shows it, its texts by column, and what is wrong with its shape, if anything."""

    number: int
    cells: dict[str, str]
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """``kind`` is csv, xlsx or json. ``rows`` can be read once; reading may raise TableRefused."""

    kind: str
    columns: tuple[str, ...]
    rows: Iterator[Row]


def open_table(file: IO[bytes], name: str) -> Table:
    """The table in a file. What it really is counts, not what it is called. TableRefused when it cannot be read."""
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    if size == 0:
        raise TableRefused(EMPTY)
    if size > MAX_BYTES:
        raise TableRefused("Die Datei ist größer als 10 MB. Bitte teilen Sie sie auf.")
    head = file.read(8)
    file.seek(0)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise TableRefused("Das ist eine alte Excel-Datei (XLS). Bitte speichern Sie sie als XLSX.")
    if head.startswith(b"PK"):
        return _table("xlsx", _lines_of_xlsx(file))
    if PurePath(name).suffix.lower() == ".json":
        return _table_of_json(file)
    return _table("csv", _lines_of_csv(file))


# --- from lines of cells to rows ---------------------------------------------------------------------------------


def _table(kind: str, lines: Iterator[Sequence[str]]) -> Table:
    numbered = ((number, line) for number, line in enumerate(lines, 1) if any(line))
    at, header = next(numbered, (0, ()))
    if not header:
        raise TableRefused(EMPTY)
    columns = tuple(header[: max(i for i, cell in enumerate(header, 1) if cell)])
    _check_columns([column for column in columns if column])
    return Table(kind, tuple(column for column in columns if column), _rows(columns, lines, first=at + 1))


def _check_columns(columns: Sequence[str]) -> None:
    if len(columns) > MAX_COLUMNS:
        raise TableRefused(f"Die Tabelle hat mehr als {MAX_COLUMNS} Spalten.")
    known: set[str] = set()
    for column in columns:
        if column.casefold() in known:
            raise TableRefused(f"Die Spalte „{column[:60]}“ gibt es zweimal. Jede Spalte darf nur einmal vorkommen.")
        known.add(column.casefold())


def _rows(columns: Sequence[str], lines: Iterator[Sequence[str]], *, first: int) -> Iterator[Row]:
    filled = 0
    for number, line in enumerate(lines, first):
        if not any(line):
            continue
        filled += 1
        if filled > MAX_ROWS:
            raise TableRefused("Die Tabelle hat mehr als 20.000 Zeilen. Bitte teilen Sie sie auf.")
        yield _row(number, columns, line)


def _row(number: int, columns: Sequence[str], line: Sequence[str]) -> Row:
    cells = {column: cell for column, cell in zip(columns, line, strict=False) if column}
    problem = ""
    homeless = [cell for i, cell in enumerate(line) if cell and (i >= len(columns) or not columns[i])]
    if homeless:
        problem = (
            f"„{homeless[0][:40]}“ steht in einer Spalte ohne Namen. Oft fehlen Anführungszeichen um ein Trennzeichen."
        )
    too_long = next((column for column, cell in cells.items() if len(cell) > MAX_CELL), None)
    if too_long is not None:
        cells[too_long] = cells[too_long][:MAX_CELL]
        problem = f"Der Text in „{too_long}“ ist länger als {MAX_CELL} Zeichen."
    return Row(number, cells, problem)


# --- CSV ---------------------------------------------------------------------------------------------------------


def _encoding(file: IO[bytes]) -> str:
    """UTF-8 with or without mark, UTF-16 with mark, else what German Windows programs write."""
    head = file.read(4)
    file.seek(0)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    for encoding in ("utf-8-sig", "cp1252"):
        if _decodes(file, encoding):
            return encoding
    raise TableRefused(BROKEN)


def _decodes(file: IO[bytes], encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    file.seek(0)
    try:
        while chunk := file.read(CHUNK):
            if b"\x00" in chunk:
                raise TableRefused(BROKEN)
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    finally:
        file.seek(0)
    return True


def _delimiter(first: str) -> str:
    """The sign that cuts the first line into most cells."""
    counts = {sign: len(next(csv.reader([first], delimiter=sign), [])) for sign in DELIMITERS}
    return max(DELIMITERS, key=lambda sign: counts[sign])


def _lines_of_csv(file: IO[bytes]) -> Iterator[Sequence[str]]:
    encoding = _encoding(file)
    # Not closed with the reader: whoever opened the file closes it.
    text = codecs.getreader(encoding)(file)
    lines = _whole_lines(text)
    try:
        first = next(lines, "")
        if first.strip().lower().startswith("sep="):
            delimiter, rest = first.strip()[4:5] or ";", lines
        else:
            delimiter, rest = _delimiter(first), _with_first(first, lines)
        for line in csv.reader(rest, delimiter=delimiter, strict=True):
            yield [_from_file(cell) for cell in line]
    except csv.Error as error:
        raise TableRefused(
            "Die Anführungszeichen in der Datei passen nicht zusammen, oder eine Zelle ist zu lang. "
            "Bitte speichern Sie die Tabelle neu als CSV oder XLSX."
        ) from error
    except UnicodeDecodeError as error:
        raise TableRefused(BROKEN) from error


def _whole_lines(text: codecs.StreamReader) -> Iterator[str]:
    """Lines with their ends. Only line feeds and carriage returns end a line, as in a CSV file."""
    rest = ""
    while chunk := text.read(CHUNK):
        lines = io.StringIO(rest + chunk, newline="").readlines()
        # The last one may go on, and a carriage return at its end may belong to a line feed.
        rest = lines.pop()
        yield from lines
    if rest:
        yield from io.StringIO(rest, newline="").readlines()


def _with_first(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


def _from_file(cell: str) -> str:
    return GUARDED.sub("", cell.strip(), count=1) if cell.startswith("'") else cell.strip()


# --- XLSX --------------------------------------------------------------------------------------------------------


def _check_parts(file: IO[bytes]) -> None:
    """No more data inside than an honest table has, and no document type definitions (they can blow up)."""
    with zipfile.ZipFile(file) as packed:
        parts = packed.infolist()
        # Sizes can be stated falsely; reading then ends with an error instead of going on.
        if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
            raise TableRefused("Die Datei ist ausgepackt viel zu groß für eine Tabelle. Bitte teilen Sie sie auf.")
        if "xl/workbook.xml" not in packed.namelist():
            raise TableRefused("Das ist keine Excel-Tabelle (XLSX). Bitte speichern Sie die Liste als XLSX oder CSV.")
        for part in parts:
            if part.filename.endswith((".xml", ".rels")):
                with packed.open(part) as opened:
                    if b"<!DOCTYPE" in opened.read(2_000):
                        raise TableRefused(BROKEN)
    file.seek(0)


# What broken packages make the libraries raise.
UNREADABLE = (
    zipfile.BadZipFile,
    InvalidFileException,
    ParseError,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    NotImplementedError,
    RuntimeError,
    OSError,
    EOFError,
)


def _lines_of_xlsx(file: IO[bytes]) -> Iterator[Sequence[str]]:
    try:
        _check_parts(file)
        book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
        # A book without a sheet is none: IndexError.
        sheet = book.worksheets[0]
        # What the file says of its own size is often wrong.
        sheet.reset_dimensions()
        for line in sheet.iter_rows(max_col=_width(sheet), values_only=True):
            yield ["" if value is None else _as_text(value) for value in line]
    except TableRefused:
        raise
    except UNREADABLE as error:
        raise TableRefused(BROKEN) from error


def _width(sheet: Any) -> int:
    """Columns to read: those of the first filled row, and some beyond it to see what stands without a name."""
    for line in sheet.iter_rows(max_col=MAX_COLUMNS + 1, values_only=True):
        if filled := [at for at, value in enumerate(line, 1) if value is not None]:
            return min(filled[-1] + 10, MAX_COLUMNS + 1)
    return 1


def _as_text(value: Any) -> str:
    """A cell as a person reads it: 31.12.2026, 9:30, 12,5, ja."""
    if isinstance(value, str):
        return value.strip()
    kinds: tuple[tuple[type, Callable[[Any], str]], ...] = (
        (bool, lambda flag: "ja" if flag else "nein"),
        (dt.datetime, lambda at: at.strftime("%d.%m.%Y" if at.time() == dt.time() else "%d.%m.%Y %H:%M")),
        (dt.date, lambda day: day.strftime("%d.%m.%Y")),
        (dt.time, lambda time: time.strftime("%H:%M")),
        (float, lambda number: str(int(number)) if number.is_integer() else repr(number).replace(".", ",")),
    )
    write = next((how for kind, how in kinds if isinstance(value, kind)), str)
    return write(value).strip()


# --- JSON --------------------------------------------------------------------------------------------------------


def _table_of_json(file: IO[bytes]) -> Table:
    try:
        data = json.loads(file.read())
    except (ValueError, RecursionError) as error:
        raise TableRefused("Die Datei ist kein gültiges JSON.") from error
    if not isinstance(data, list) or not all(isinstance(entry, dict) for entry in data):
        raise TableRefused("Erwartet wird eine JSON-Liste mit einem Objekt je Zeile: [{…}, {…}].")
    if not data:
        raise TableRefused(EMPTY)
    if len(data) > MAX_ROWS:
        raise TableRefused("Die Tabelle hat mehr als 20.000 Zeilen. Bitte teilen Sie sie auf.")
    columns = tuple(dict.fromkeys(name.strip() for entry in data for name in entry if name.strip()))
    _check_columns(columns)
    return Table("json", columns, _rows_of_json(data, columns))


def _rows_of_json(data: list[dict[str, Any]], columns: Sequence[str]) -> Iterator[Row]:
    for number, entry in enumerate(data, 1):
        plain = {name.strip(): _json_text(value) for name, value in entry.items()}
        nested = next((name for name, value in plain.items() if value is None), None)
        line = [plain.get(column) or "" for column in columns]
        if any(line) or nested:
            row = _row(number, columns, line)
            problem = (
                f"„{nested[:60]}“ enthält etwas Verschachteltes. Erwartet wird ein Text." if nested else row.problem
            )
            yield Row(number, row.cells, problem)


def _json_text(value: Any) -> str | None:
    if value is None:
        return ""
    if isinstance(value, list) and not any(isinstance(part, dict | list) for part in value):
        return "; ".join(_as_text(part) for part in value if part is not None)
    return None if isinstance(value, dict | list) else _as_text(value)


# --- writing -----------------------------------------------------------------------------------------------------


def write_csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """As German spreadsheets open it: semicolons, UTF-8 with mark. Nothing in it is computed when it is opened."""
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([f"'{cell}" if cell.startswith(COMPUTED) else cell for cell in row])
    return codecs.BOM_UTF8 + stream.getvalue().encode()


def write_xlsx(columns: Sequence[str], rows: Iterable[Sequence[str]], *, sheet: str = "Liste") -> bytes:
    """Every cell a text, so that file numbers keep their zeros and nothing is computed; written row by row."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(
        stream, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    text, head = book.add_format({"num_format": "@"}), book.add_format({"bold": True, "bottom": 1, "num_format": "@"})
    page = book.add_worksheet(sheet)
    page.freeze_panes(1, 0)
    page.set_column(0, max(len(columns) - 1, 0), 22, text)
    page.write_row(0, 0, columns, head)
    for number, row in enumerate(rows, 1):
        for column, cell in enumerate(row):
            if cell:
                page.write_string(number, column, cell, text)
    book.close()
    return stream.getvalue()


WRITERS = {"csv": write_csv, "xlsx": write_xlsx}
