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
        "number": book.add_format({"num_format": "#,##0", "valign": "top"}),
        "fraction": book.add_format({"num_format": "#,##0.00", "valign": "top"}),
    }
    book.set_properties(
        {
            "title": f"{content['title']}: {content['name']}",
            "comments": f"Stand {content['on']}",
            # The day of the content: the same content makes the same file.
            "created": dt.datetime.fromisoformat(content.get("frozen_on") or content["on"]),
        }
    )
    for name, columns, rows in _sheets(content):
        _sheet(book, formats, name, columns, rows)
    book.close()
    return stream.getvalue()


WRITERS: dict[str, tuple[Callable[[Content], bytes], str]] = {
    "pdf": (as_pdf, "application/pdf"),
    "xlsx": (as_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "json": (as_json, "application/json"),
}

BADGES = {"agreement": "Vereinbarung", "public": "öffentliche Quelle", "demo": "Demo", "live": "live"}
type Columns = Sequence[tuple[str, int]]


def _sheets(content: Content) -> Iterable[tuple[str, Columns, list[list[Any]]]]:
    overview = content["overview"]
    yield ("Mappe", [("Angabe", 20), ("Wert", 90)], _head(content))
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
        "Steckbriefe",
        [
            ("Feld", 8), ("Vorhaben", 40), ("Zweck", 50), ("Für wen", 40), ("Beteiligt", 50), ("Rechtsgrundlage", 50),
            ("Ort", 30), ("Ab", 12), ("Bis", 12), ("Aussagen", 14), ("Zuletzt bekannt", 50), ("Quelle", 40),
            ("Meilensteine", 50), ("Risiken", 50),
        ],
        [
            [
                p["section"], p["title"], p["purpose"], p["audience"], "; ".join(p["actors"]),
                "; ".join(p["legal_bases"]), p["site"], _day(p["starts_on"]), _day(p["ends_on"]),
                ", ".join(p["clauses"]), p["note"], p["source"],
                "; ".join(f"{m['title']}: {m['state']}" for m in p["milestones"]),
                "; ".join(f"{r['title']} ({r['level']})" for r in p["risks"]),
            ]
            for p in content["profiles"]
        ],
    )  # fmt: skip
    yield (
        "Zahlen",
        [
            ("Schlüssel", 30), ("Zahl", 40), ("Vereinbart", 14), ("Ist", 14), ("Einheit", 14), ("Art", 30),
            ("Stichtag", 12), ("Was gemeint ist", 60), ("Wie gezählt wird", 40), ("Quelle", 40), ("Herkunft", 16),
            ("Aussagen", 14),
        ],
        [
            [
                f["key"], f["label"], f["target"], f["actual"], f["unit"], f["kind"], _day(f["as_of"]),
                f["definition"], f["counted_as"], f["source"], BADGES[f["badge"]], ", ".join(f["clauses"]),
            ]
            for f in content["figures"]
        ],
    )  # fmt: skip
    yield (
        "Kennzahlen",
        [
            ("Vorhaben", 36), ("Bereich", 20), ("Kennzahl", 44), ("Wert", 12), ("Einheit", 14), ("Stichtag", 12),
            ("Was gemeint ist", 60), ("Quelle", 40), ("Herkunft", 16), ("Bestätigt", 22),
        ],
        [
            [
                i["project"], i["area"], i["label"], i["value"], i["unit"], _day(i["as_of"]), i["definition"],
                i["source"], BADGES[i["badge"]], i["confirmed"],
            ]
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
            # A year is a name, not an amount: no 2.025.
            [p["title"], m["source"], str(m["year"] or ""), m["amount"], m["plan_state"], m["note"]]
            for p in content["profiles"]
            for m in p["money"]
        ],
    )
    yield (
        "Funktionen",
        [("Funktion", 40), ("Seite", 14), ("Besetzt", 10)],
        [[s["title"], s["side"], "ja" if s["held"] else "nein"] for s in overview["seats"]],
    )
    yield "Quellen", [("Quelle", 70), ("Adresse", 80)], [[s["title"], s["url"]] for s in content["sources"]]


def _head(content: Content) -> list[list[Any]]:
    """What somebody who finds the file alone must know of it."""
    rows: list[list[Any]] = [
        ["Vereinbarung", content["title"]],
        ["Fassung", str(content["version"])],
        ["Quartal", content["name"]],
        ["Stand", _day(content["on"])],
    ]
    if "frozen_on" in content:
        rows += [["Eingefroren am", _day(content["frozen_on"])], ["Prüfsumme (SHA-256)", content["digest"]]]
    if content["demo"]:
        rows.append(["Demo", "Personen, Teilnahmen und laufende Zahlen sind erfunden."])
    return rows


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
            _cell(sheet, formats, line, at, value)
    if rows:
        sheet.autofilter(0, 0, len(rows), len(columns) - 1)


def _cell(sheet: Any, formats: dict[str, Any], line: int, at: int, value: Any) -> None:
    match value:
        case None | "":
            sheet.write_blank(line, at, None, formats["cell"])
        case dt.date():
            sheet.write_datetime(line, at, dt.datetime.combine(value, dt.time()), formats["day"])
        case bool() | str():
            sheet.write_string(line, at, str(value), formats["cell"])
        case int():
            sheet.write_number(line, at, value, formats["number"])
        case _:
            sheet.write_number(line, at, value, formats["fraction"])
