"""The pack as files: PDF for the table, XLSX for those who calculate, JSON for machines."""

from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from talachse.ui import pdf

TEMPLATE = Path(__file__).with_name("pack.typ")
type Content = dict[str, Any]


def as_pdf(content: Content) -> bytes:
    """PDF/UA-1."""
    return pdf.render(TEMPLATE, content)


def as_json(content: Content) -> bytes:
    """The same content, readable by machines."""
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def as_xlsx(content: Content) -> bytes:
    """One sheet for each part of the pack."""
    stream = io.BytesIO()
    # Text that begins with "=" stays text.
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    formats = {
        "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
        "cell": book.add_format({"text_wrap": True, "valign": "top"}),
        "day": book.add_format({"num_format": "dd.mm.yyyy", "valign": "top", "align": "left"}),
        "number": book.add_format({"num_format": "#,##0.##", "valign": "top"}),
    }
    book.set_properties({"title": f"{content['title']}: {content['name']}", "comments": f"Stand {content['on']}"})
    for name, columns, rows in _sheets(content):
        _sheet(book, formats, name, columns, rows)
    book.close()
    return stream.getvalue()


WRITERS: dict[str, tuple[Callable[[Content], bytes], str]] = {
    "pdf": (as_pdf, "application/pdf"),
    "xlsx": (as_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "json": (as_json, "application/json"),
}

type Columns = Sequence[tuple[str, int]]


def _sheets(content: Content) -> Iterable[tuple[str, Columns, list[list[Any]]]]:
    overview = content["overview"]
    yield (
        "Abweichungen",
        [("Art", 14), ("Was", 70), ("Woran man es sieht", 40), ("Schwer", 10)],
        [[d["kind"], d["title"], d["detail"], "ja" if d["serious"] else "nein"] for d in overview["deviations"]],
    )
    yield (
        "Vorhaben",
        [
            ("Feld", 8),
            ("Vorhaben", 44),
            ("Fortschritt", 16),
            ("Seit", 12),
            ("Risiko", 10),
            ("Welches", 44),
            ("Zahlen", 50),
        ],
        [
            [f["key"], p["title"], p["status"], _day(p["since"]), p["risk"], p["risk_title"], "; ".join(p["figures"])]
            for f in overview["fields"]
            for p in f["projects"]
        ],
    )
    yield (
        "Zahlen",
        [
            ("Schlüssel", 30), ("Zahl", 40), ("Vereinbart", 14), ("Ist", 14), ("Einheit", 14), ("Art", 30),
            ("Stichtag", 12), ("Was gezählt wird", 60), ("Quelle", 40), ("Herkunft", 12),
        ],
        [
            [
                f["key"], f["label"], f["target"], f["actual"], f["unit"], f["kind"], _day(f["as_of"]),
                f["counted_as"] or f["definition"], f["source"], f["badge"],
            ]
            for f in content["figures"]
        ],
    )  # fmt: skip
    yield (
        "Kennzahlen",
        [
            ("Vorhaben", 36), ("Bereich", 20), ("Kennzahl", 44), ("Wert", 12), ("Einheit", 14), ("Stichtag", 12),
            ("Quelle", 40), ("Bestätigt", 22),
        ],
        [
            [i["project"], i["area"], i["label"], i["value"], i["unit"], _day(i["as_of"]), i["source"], i["confirmed"]]
            for i in content["indicators"]
        ],
    )  # fmt: skip
    yield (
        "Beschlüsse",
        [
            ("Nummer", 12), ("Titel", 44), ("Beschluss", 60), ("Vom", 12), ("Zuständig", 30), ("Frist", 12),
            ("Umgesetzt", 12), ("Stand", 20), ("Grund der Verzögerung", 44),
        ],
        [
            [
                d["number"], d["title"], d["text"], _day(d["decided_on"]), d["addressee"], _day(d["due_on"]),
                _day(d["done_on"]), d["state"], d["delay_reason"],
            ]
            for d in content["decisions"]
        ],
    )  # fmt: skip
    yield (
        "Tagesordnung",
        [("Nr.", 6), ("Art", 20), ("Titel", 50), ("Sachverhalt", 60), ("Beschlussvorschlag", 60), ("Hinweis", 30)],
        [
            [n, i["kind"], i["title"], i["text"], i["proposal"], ", ".join(_marks(i))]
            for n, i in enumerate(content["agenda"], 1)
        ],
    )
    yield (
        "Mittel",
        [
            ("Vorhaben", 40),
            ("Herkunft", 28),
            ("Jahr", 8),
            ("Betrag in Euro", 18),
            ("Planstand", 16),
            ("Erläuterung", 50),
        ],
        [
            [p["title"], m["source"], m["year"], m["amount"], m["plan_state"], m["note"]]
            for p in content["profiles"]
            for m in p["money"]
        ],
    )
    yield (
        "Funktionen",
        [("Funktion", 40), ("Seite", 14), ("Besetzt", 10)],
        [[s["title"], s["side"], "ja" if s["held"] else "nein"] for s in overview["seats"]],
    )


def _marks(item: Content) -> list[str]:
    """What the reader of an item must know at once."""
    return [text for text, holds in (("Tischvorlage", item["late"]), ("nicht öffentlich", not item["public"])) if holds]


def _day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _sheet(book: Any, formats: dict[str, Any], name: str, columns: Columns, rows: list[list[Any]]) -> None:
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    for at, (label, width) in enumerate(columns):
        sheet.set_column(at, at, width)
        sheet.write_string(0, at, label, formats["head"])
    for line, row in enumerate(rows, 1):
        for at, value in enumerate(row):
            match value:
                case None | "":
                    sheet.write_blank(line, at, None, formats["cell"])
                case dt.date():
                    sheet.write_datetime(line, at, dt.datetime.combine(value, dt.time()), formats["day"])
                case bool() | str():
                    sheet.write_string(line, at, str(value), formats["cell"])
                case _:
                    sheet.write_number(line, at, value, formats["number"])
    if rows:
        sheet.autofilter(0, 0, len(rows), len(columns) - 1)
