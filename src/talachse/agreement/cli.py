"""The commands around the agreement; each prints its answer and returns the exit code."""

from __future__ import annotations

import argparse
import datetime as dt
import errno
import json
import os
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils import timezone

from talachse.accounts.actor import SYSTEM
from talachse.agreement.file import AgreementFileError
from talachse.agreement.models import Agreement
from talachse.agreement.queries import document, seats, standing
from talachse.agreement.queries.meetings import decisions_overdue
from talachse.agreement.reports import figures
from talachse.agreement.reports.files import WRITERS
from talachse.agreement.services import reports
from talachse.agreement.services.loading import compare_with_loaded
from talachse.agreement.services.loading import load_agreement as load

# The system says these in English.
WHY_NOT = {
    errno.EACCES: "Für diesen Ordner fehlt das Recht.",
    errno.EPERM: "Für diesen Ordner fehlt das Recht.",
    errno.EROFS: "Dieser Datenträger lässt nur Lesen zu.",
    errno.EEXIST: "Die Datei gibt es inzwischen schon.",
    errno.ENOSPC: "Es ist kein Platz mehr frei.",
    errno.ENAMETOOLONG: "Der Name ist zu lang.",
}
FIRST_DAY = dt.date(2021, 7, 1)


class InputRefused(Exception):
    """Wrong input; the message says in German what to write instead."""


def _fail(text: str) -> int:
    sys.stderr.write(text + "\n")
    return 2


def load_agreement(args: argparse.Namespace) -> int:
    """Check a file and load it as a new version, or with --dry-run only say what would change."""
    path = Path(args.file)
    try:
        if args.dry_run:
            changes, headline = compare_with_loaded(path), "Nur geprüft, nichts geladen."
        else:
            loaded = load(path, by=SYSTEM, now=timezone.now())
            changes = loaded.changes
            number = loaded.version.number
            headline = (
                f"Fassung {number} geladen." if loaded.created else f"Unverändert: das ist schon Fassung {number}."
            )
    except OSError:
        return _fail(f"Die Datei {path} lässt sich nicht öffnen.")
    except AgreementFileError as error:
        return _fail("\n".join(f"{path}:{p.line}: {p.where}: {p.reason}" for p in error.problems))
    sys.stdout.write("\n".join([headline, *(str(change) for change in changes)]) + "\n")
    return 0


def pack(args: argparse.Namespace) -> int:
    """Write the pack of a quarter into a file; the suffix says which kind."""
    path = Path(args.output)
    try:
        _check_target(path)
        content = _pack_content(args)
        day = dt.date.fromisoformat(content["on"])
        sys.stderr.write(f"Mappe zum {content['name']}, Stand {day:%d.%m.%Y} …\n")
        _write_new(path, WRITERS[_kind(path)][0](content))
    except (InputRefused, reports.ReportRefused) as refusal:
        return _fail(str(refusal))
    except OSError as error:
        return _fail(f"{path} lässt sich nicht schreiben: {WHY_NOT.get(error.errno or 0, error.strerror)}")
    sys.stdout.write(f"{path}\n")
    return 0


def _kind(path: Path) -> str:
    return path.suffix[1:].lower()


def _check_target(path: Path) -> None:
    if _kind(path) not in WRITERS:
        raise InputRefused(f"{path.name}: bitte mit .pdf, .xlsx oder .json enden lassen.")
    if path.exists():
        raise InputRefused(f"{path} gibt es schon. Bitte einen neuen Namen wählen.")
    if not path.parent.is_dir():
        raise InputRefused(f"Den Ordner {path.parent} gibt es nicht.")


def _pack_content(args: argparse.Namespace) -> dict[str, Any]:
    today = timezone.localdate()
    agreement = document.agreement(args.agreement or "")
    if agreement is None:
        raise InputRefused("Diese Vereinbarung ist nicht geladen.")
    on = _day(args.on, today=today) if args.on else None
    try:
        return reports.pack_of(agreement, args.period, today=today, on=on)
    except ValueError as error:
        raise InputRefused(f"„{args.period}“ ist kein Quartal. Bitte so angeben: 2026Q4") from error


def _write_new(path: Path, content: bytes) -> None:
    """All or nothing, and never over a file that came into being meanwhile."""
    draft = path.with_name(f".{os.getpid()}{path.suffix}")
    try:
        draft.write_bytes(content)
        # A USB stick knows no hard links, so the name is taken first and filled in one step.
        path.touch(exist_ok=False)
        try:
            draft.replace(path)
        except OSError:
            path.unlink()
            raise
    finally:
        draft.unlink(missing_ok=True)


def _day(text: str, *, today: dt.date) -> dt.date:
    try:
        day = dt.date.fromisoformat(text)
    except ValueError as error:
        raise InputRefused(f"„{text}“ ist kein Tag. Bitte so angeben: 2023-06-30") from error
    if not FIRST_DAY <= day <= today:
        raise InputRefused(f"Stände gibt es vom {FIRST_DAY:%d.%m.%Y} bis heute ({today:%d.%m.%Y}).")
    return day


def status(args: argparse.Namespace) -> int:
    """How everything stood on a day."""
    today = timezone.localdate()
    try:
        on = _day(args.on, today=today) if args.on else today
    except InputRefused as refusal:
        return _fail(str(refusal))
    agreement = document.agreement(args.agreement or "")
    if agreement is None:
        return _fail(
            "Diese Vereinbarung ist nicht geladen." if args.agreement else "Es ist noch keine Vereinbarung geladen."
        )
    state = status_of(agreement, on=on)
    text = json.dumps(state, ensure_ascii=False, indent=1) if args.json else _table(state)
    sys.stdout.write(text + "\n")
    return 0


def status_of(agreement: Agreement, *, on: dt.date) -> dict[str, Any]:
    """The state of an agreement on a day as plain data."""
    version = document.version_on(agreement, on)
    content = document.document_of(version)
    clauses = standing.clause_standings(agreement, version, on=on)
    projects = standing.project_standings(agreement, version, on=on)
    return {
        "agreement": agreement.key,
        "version": version.number,
        "on": on.isoformat(),
        "clauses": [
            {
                "anchor": c.anchor,
                "modality": c.modality.value,
                "status": clauses[c.anchor].status if c.anchor in clauses else "open",
                "figures": c.figures,
                "projects": c.projects,
            }
            for c in content.clauses
        ],
        "projects": [
            {"key": p.key, "field": p.section, "status": projects[p.key].status if p.key in projects else "unknown"}
            for p in standing.projects_on(agreement, on=on)
        ],
        "figures": [
            {
                "key": f.key,
                "target": _number(f.figure.value),
                "actual": _number(f.actual),
                "kind": f.figure.kind.value,
                "as_of": f.as_of.isoformat() if f.as_of else None,
                "source": f.source or None,
                "definition": f.counted_as or f.figure.definition,
            }
            for f in figures.figures_on(agreement, version, on=on)
        ],
        "seats_vacant": [seat.key for seat in seats.vacant(agreement, on=on)],
        "decisions_overdue": [d.number for d in decisions_overdue(agreement, on)],
    }


def _number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _table(state: dict[str, Any]) -> str:
    counts: dict[str, int] = {}
    for clause in state["clauses"]:
        counts[clause["status"]] = counts.get(clause["status"], 0) + 1
    words = {"fulfilled": "erfüllt", "running": "läuft", "overtaken": "überholt", "open": "offen"}
    lines = [
        f"{state['agreement']}, Fassung {state['version']}, Stand {dt.date.fromisoformat(state['on']):%d.%m.%Y}",
        "Aussagen: " + ", ".join(f"{n} {words[s]}" for s, n in sorted(counts.items())),
        f"Projekte: {len(state['projects'])}",
        "",
        f"{'Zahl':32} {'vereinbart':>12} {'Ist':>12}  Quelle",
    ]
    for figure in state["figures"]:
        actual = "–" if figure["actual"] is None else f"{figure['actual']:,}".replace(",", ".")
        target = f"{figure['target']:,}".replace(",", ".") if figure["target"] >= 10_000 else str(figure["target"])
        lines.append(f"{figure['key']:32} {target:>12} {actual:>12}  {figure['source'] or ''}")
    lines += [
        "",
        "Unbesetzte Funktionen: " + (", ".join(state["seats_vacant"]) or "keine"),
        "Überfällige Beschlüsse: " + (", ".join(state["decisions_overdue"]) or "keine"),
    ]
    return "\n".join(lines)
