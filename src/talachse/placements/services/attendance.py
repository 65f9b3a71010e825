"""Days of people at a place: entered in the week's table or pasted from a spreadsheet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.db import transaction

from talachse.accounts.actor import Actor
from talachse.audit.services import record
from talachse.offers.models import PlaceGroup
from talachse.people.queries import as_written
from talachse.placements.models import Attendance, AttendanceKind, Participation
from talachse.placements.queries import attendance as queries
from talachse.rules.placement import lifecycle
from talachse.rules.placement.lifecycle import may_record
from talachse.rules.search import plain_words

type Cell = tuple[int, dt.date]
# How people write it, beside the labels on the screen.
WORDS = {
    **{" ".join(plain_words(label)): kind.value for kind, label in lifecycle.ATTENDANCE_LABELS.items()},
    **{" ".join(plain_words(str(label))): value for value, label in AttendanceKind.choices},
    "a": "present",
    "da": "present",
    "x": "present",
    "e": "excused",
    "u": "unexcused",
    "url": "holiday",
    "zu": "closed",
}
ROWS_AT_MOST = 5000
HEAD = "code"


@dataclass(frozen=True, slots=True)
class Row:
    """One pasted line: what was read, or in German why it cannot be taken over."""

    number: int
    text: str
    participation: Participation | None = None
    day: dt.date | None = None
    kind: str = ""
    hours: Decimal | None = None
    error: str = ""

    @property
    def label(self) -> str:
        return AttendanceKind(self.kind).label if self.kind else ""


def refusals(
    participations: Mapping[int, Participation], cells: Mapping[Cell, str], *, today: dt.date
) -> dict[Cell, str]:
    """Cells that cannot be recorded, each with the reason of the rule."""
    found = {}
    for (pk, day), kind in cells.items():
        one = participations[pk]
        verdict = may_record(lifecycle.Attendance(kind), day, starts_on=one.started_on, ended_on=one.ended_on, on=today)
        if not verdict.is_yes:
            found[pk, day] = verdict.reason
    return found


def record_week(
    group: PlaceGroup, cells: Mapping[Cell, str], cleared: Collection[Cell], *, week: dt.date, by: Actor
) -> int:
    """Keep what was entered for a week and empty what was emptied; how many cells changed. Hours stay as they are.

    The cells were checked by ``refusals``; only participations of the group may be among them.
    """
    with transaction.atomic():
        wanted = {pk for pk, _ in [*cells, *cleared]}
        own = set(Participation.objects.filter(group=group, pk__in=wanted).values_list("pk", flat=True))
        known = queries.attendance_of(own, [week, week + dt.timedelta(days=6)])
        changed = {
            cell: kind
            for cell, kind in cells.items()
            if cell[0] in own and (cell not in known or known[cell].kind != kind)
        }
        gone = [known[cell].pk for cell in cleared if cell in known]
        Attendance.objects.filter(pk__in=gone).delete()
        _keep(Attendance(participation_id=pk, day=day, kind=kind) for (pk, day), kind in changed.items())
        number = len(changed) + len(gone)
        if number:
            _write(group, f"{number} Einträge, Woche ab {week:%d.%m.%Y}", by)
    return number


def _keep(rows: Iterable[Attendance], *, with_hours: bool = False) -> None:
    Attendance.objects.bulk_create(
        list(rows),
        update_conflicts=True,
        unique_fields=["participation", "day"],
        update_fields=["kind", "hours"] if with_hours else ["kind"],
        batch_size=500,
    )


def _write(group: PlaceGroup, why: str, by: Actor) -> None:
    record(by=by, verb="attendance_recorded", subject=f"offers.placegroup:{group.key}", why=why)


# --- paste from a spreadsheet ------------------------------------------------------------------------------------


def read_table(group: PlaceGroup, text: str, *, today: dt.date) -> list[Row]:
    """Lines "Code;Datum;Anwesenheit;Stunden" (or with tabs), each read or with its error. A heading is skipped. One query.

    The same code and day twice: the second line is an error, nothing is overwritten by chance.
    """
    lines = [(n, line) for n, line in enumerate(text.splitlines(), 1) if line.strip()][:ROWS_AT_MOST]
    cut = [(n, line, _cut(line)) for n, line in lines]
    if cut and cut[0][2][0].casefold() == HEAD:
        cut = cut[1:]
    people = queries.by_code(group, {as_written(parts[0]) for _, _, parts in cut})
    seen: set[Cell] = set()
    rows = []
    for number, line, parts in cut:
        row = _read(number, line, parts, people, today)
        if row.participation is not None and row.day is not None:
            cell = (row.participation.pk, row.day)
            if cell in seen:
                row = Row(number, line, error="Diesen Code und Tag gibt es in der Tabelle schon.")
            seen.add(cell)
        rows.append(row)
    return rows


def _cut(line: str) -> list[str]:
    parts = [part.strip() for part in line.split("\t" if "\t" in line else ";")]
    return parts + [""] * (4 - len(parts))


def _read(number: int, line: str, parts: list[str], people: Mapping[str, list[Participation]], today: dt.date) -> Row:
    code, day_text, word, hours_text = parts[:4]
    stays = people.get(as_written(code), [])
    if not stays:
        return Row(number, line, error="Diesen Code gibt es in dieser Gruppe nicht.")
    day = _day(day_text)
    if day is None:
        return Row(number, line, error="Das Datum ist nicht lesbar. Bitte schreiben Sie es so: 24.11.2026.")
    kind = WORDS.get(" ".join(plain_words(word)))
    if kind is None:
        return Row(
            number,
            line,
            error="Bitte schreiben Sie: anwesend, entschuldigt, unentschuldigt, Urlaub oder geschlossen.",
        )
    hours, wrong = _hours(hours_text)
    if wrong:
        return Row(number, line, error=wrong)
    one = next((p for p in reversed(stays) if p.started_on <= day), stays[0])
    verdict = may_record(lifecycle.Attendance(kind), day, starts_on=one.started_on, ended_on=one.ended_on, on=today)
    if not verdict.is_yes:
        return Row(number, line, error=verdict.reason)
    return Row(number, line, participation=one, day=day, kind=kind, hours=hours)


def _day(text: str) -> dt.date | None:
    for form in ("%d.%m.%Y", "%Y-%m-%d", "%d.%m.%y"):
        try:
            return dt.datetime.strptime(text, form).replace(tzinfo=dt.UTC).date()
        except ValueError:
            continue
    return None


def _hours(text: str) -> tuple[Decimal | None, str]:
    if not text:
        return None, ""
    try:
        hours = Decimal(text.replace(",", "."))
    except InvalidOperation:
        return None, "Die Stunden sind keine Zahl. Bitte schreiben Sie zum Beispiel 6 oder 6,5."
    if not hours.is_finite() or not 0 <= hours <= 24:
        return None, "Ein Tag hat 0 bis 24 Stunden."
    return hours.quantize(Decimal("0.01")), ""


def take_over(group: PlaceGroup, rows: Collection[Row], *, by: Actor) -> int:
    """Keep the readable rows of a pasted table; how many. The same table twice changes nothing."""
    good = [
        Attendance(participation=row.participation, day=row.day, kind=row.kind, hours=row.hours)
        for row in rows
        if row.participation is not None and row.day is not None and not row.error
    ]
    with transaction.atomic():
        _keep(good, with_hours=True)
        if good:
            _write(group, f"{len(good)} Einträge aus einer Tabelle", by)
    return len(good)
