"""``talachse check`` and ``talachse screen``: claims of one household or of many, without a database and without Django."""

from __future__ import annotations

import argparse
import datetime as dt
import os
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from talachse.entitlement.cache import Cache
from talachse.rules.entitlement import check as rules
from talachse.rules.entitlement.engine import GIVEN, TARGETS, Federal
from talachse.rules.entitlement.household import EARLIEST, LARGEST, LATEST, BadHousehold, Household, NotJson, from_json
from talachse.rules.entitlement.housing import BadTable, Table, Tables
from talachse.rules.entitlement.law import BILL, IN_FORCE, LawSet
from talachse.rules.entitlement.result import CheckResult, Later, as_text_of_json
from talachse.rules.entitlement.wording import IN_PREPARATION, NAMES, NOT_DECIDED, SIDES, SPARED
from talachse.rules.entitlement.words import euros

ANSWERS = {"yes": "ja, wahrscheinlich", "no": "eher nein", "unknown": "noch offen"}
FIRST = {
    "sgb2": "Grundsicherungsgeld vom Jobcenter",
    "wohngeld_kinderzuschlag": "Wohngeld und Kinderzuschlag",
    "sgb12": "Sozialamt",
    "asylblg": "Leistungen nach dem AsylbLG",
    "none": "keine laufende Leistung",
}


class InputRefused(Exception):
    """Wrong input; one German line that names the field."""


def check(args: argparse.Namespace, *, engine: Path) -> int:
    """Claims of the household in ``args.file``; ``engine`` is the folder of the compiled rules. 2 for wrong input."""
    try:
        household, table = _household(Path(args.file), _today())
    except (InputRefused, BadTable) as error:
        return _fail(str(error))
    law = _law(args)
    cache = Cache(engine, targets=TARGETS, given=GIVEN)

    def federal_on(day: dt.date, law: LawSet) -> Federal:
        return cache.ready(day, _progress, law=law)

    result = rules.check(household, federal_on(household.as_of, law), table, law=law, federal_on=federal_on)
    if args.json:
        print(as_text_of_json(result))
    else:
        print(as_text(result))
    return 0


def screen(args: argparse.Namespace, *, engine: Path) -> int:
    """Every household of a Parquet file; 2 for wrong input."""
    try:
        day = dt.date.fromisoformat(args.as_of) if args.as_of else _today()
    except ValueError:
        return _fail("--as-of: Diesen Tag gibt es nicht. Schreiben Sie ihn so: 2026-11-01.")
    if not EARLIEST <= day <= LATEST:
        return _fail(f"--as-of: Gerechnet wird für Tage vom {EARLIEST:%d.%m.%Y} bis {LATEST:%d.%m.%Y}.")
    from talachse.entitlement import screen as bulk_screen  # noqa: PLC0415 - Arrow takes long to load; check does without

    source, target = Path(args.source), Path(args.target)
    if not target.parent.is_dir():
        return _fail(f"{target}: Den Ordner gibt es nicht.")
    try:
        Tables().of(args.municipality)
        # Once, before the processes ask for it all at the same time.
        Cache(engine, targets=TARGETS, given=GIVEN).ready(day, _progress, law=_law(args))
        households, faults = bulk_screen.screen(
            source,
            target,
            engine=engine,
            as_of=day,
            municipality=args.municipality,
            law=_law(args),
            workers=args.workers,
            dask=args.dask,
            progress=bulk_screen.bar,
        )
    except (bulk_screen.ScreenRefused, BadHousehold, BadTable) as error:
        return _fail(str(error))
    print(f"{households} Haushalte gerechnet: {target}", file=sys.stderr)
    if faults:
        print(f"Nicht gerechnet, mit Grund: {faults}", file=sys.stderr)
    return 0


def _law(args: argparse.Namespace) -> LawSet:
    return BILL if args.law == BILL else IN_FORCE


def _today() -> dt.date:
    return dt.datetime.now().astimezone().date()


def _household(path: Path, today: dt.date) -> tuple[Household, Table]:
    try:
        with sys.stdin.buffer if str(path) == "-" else path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise InputRefused(f"{path}: {os.strerror(error.errno or 0)}") from error
    if len(data) > LARGEST:
        raise InputRefused(f"{path}: Die Datei ist größer als ein Haushalt sein kann (höchstens 1 MB).")
    try:
        household = from_json(data, today=today)
        return household, Tables().of(household.municipality)
    except NotJson as error:
        raise InputRefused(f"{path}: {error}") from error
    except BadHousehold as error:
        raise InputRefused(str(error)) from error


def as_text(result: CheckResult) -> str:
    """The answer for people at a terminal."""
    lines = [
        f"Stand: {result.rules.as_of:%d.%m.%Y} ({result.rules.stand})",
        f"Zuerst nach dem Gesetz: {FIRST[result.first_by_law]}",
        f"  {result.first_reason.reason}",
        "",
    ]
    for claim in result.claims:
        amount = f"{euros(claim.amount)} im Monat" if claim.amount else ANSWERS[claim.verdict.answer.value]
        lines.append(f"{NAMES[claim.benefit]}: {amount}")
        if claim.amount or claim.verdict.is_unknown:
            lines.append(f"  {claim.verdict.reason} ({claim.verdict.basis})")
        lines += [f"    {step.label}: {euros(step.value)}" for step in claim.steps]
        if claim.turning_point:
            lines.append(f"  {claim.turning_point}")
    lines.append("")
    for route in result.routes:
        lines.append(f"{FIRST[route.name]}: {euros(route.total)}, zum Leben {euros(route.disposable_income)}")
    lines += ["", *(f"Hinweis: {note}" for note in result.rules.notes)]
    for day in result.later:
        lines += ["", f"Ab {day.since:%d.%m.%Y} ändert sich das Recht:", *_later(day)]
    return "\n".join(lines).rstrip()


def _later(day: Later) -> Iterator[str]:
    told: set[str] = set()
    for side in day.sides:
        bill = f" – {NOT_DECIDED}" if side.parameter_set == BILL else ""
        yield f"  {SIDES[side.parameter_set, side.running]}{bill}"
        for change in side.changes:
            if change.text not in told:
                yield f"    {change.text}{'' if change.running else f' {SPARED}'} ({change.source})"
        if not side.ready:
            yield f"    {IN_PREPARATION}"
        for one in side.amounts:
            amount = euros(one.low) if one.amount is not None else f"{euros(one.low)} bis {euros(one.high)}"
            yield f"    {NAMES[one.benefit]}: {amount} im Monat{_more(one.difference)}"
        if side.disposable_income is not None:
            yield f"    Zum Leben: {euros(side.disposable_income)}{_more(side.difference)}"
        yield from (f"    Hinweis: {note}" for note in side.notes if note not in told)
        told |= {*side.notes, *(change.text for change in side.changes)}


def _more(difference: Decimal | None) -> str:
    """ " (16 € mehr)", or nothing."""
    return f" ({euros(abs(difference))} {'mehr' if difference > 0 else 'weniger'})" if difference else ""


def _progress(share: float, text: str) -> None:
    sys.stderr.write(f"\r{text} … {share:4.0%}" + ("\n" if share >= 1 else ""))
    sys.stderr.flush()


def _fail(text: str) -> int:
    print(text, file=sys.stderr)
    return 2
