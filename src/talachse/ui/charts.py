"""Time series and the map of the districts, drawn as plain SVG with a table beneath."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from django.utils.formats import date_format, number_format

type Style = Literal["actual", "plan", "other"]

WIDTH, HEIGHT = 640, 280
LEFT, RIGHT, TOP, BOTTOM = 62, 14, 14, 34
# Room for a year on the axis.
TICK_WIDTH = 40

# Schematic: where a district lies towards its neighbours, west to east, north to south (column, row).
DISTRICTS: dict[int, tuple[str, int, int]] = {
    0: ("Elberfeld", 2, 1),
    1: ("Elberfeld-West", 1, 1),
    2: ("Uellendahl-Katernberg", 2, 0),
    3: ("Vohwinkel", 0, 1),
    4: ("Cronenberg", 2, 2),
    5: ("Barmen", 3, 1),
    6: ("Oberbarmen", 4, 0),
    7: ("Heckinghausen", 4, 1),
    8: ("Langerfeld-Beyenburg", 5, 1),
    9: ("Ronsdorf", 3, 2),
}
TILE_WIDTH, TILE_HEIGHT = 112, 78


@dataclass(frozen=True, slots=True)
class Series:
    """One line: values that were counted in the same way. ``style`` sets pattern and colour together."""

    label: str
    points: Sequence[tuple[dt.date, Decimal]]
    style: Style = "actual"


@dataclass(frozen=True, slots=True)
class Line:
    """A drawn series: SVG points and the single dots."""

    label: str
    style: str
    path: str
    dots: list[tuple[float, float, str]]


@dataclass(frozen=True, slots=True)
class Tick:
    """A label on an axis at a position."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything a template needs to draw a time chart."""

    lines: list[Line]
    x_ticks: list[Tick]
    y_ticks: list[Tick]
    rows: list[tuple[str, dt.date, Decimal]]


def nice_step(span: float, parts: int = 4) -> float:
    """A step of 1, 2 or 5 times a power of ten that divides ``span`` into about ``parts``."""
    rough = max(span, 1e-9) / parts
    power = 10 ** len(str(int(rough))) / 10 if rough >= 1 else 0.1
    for factor in (1, 2, 5, 10):
        if factor * power >= rough:
            return factor * power
    return 10 * power


def draw(series: Sequence[Series]) -> Drawing | None:
    """Place all points; None when there are none. The value axis begins at zero, so that no line exaggerates."""
    rows = [(s.label, day, value) for s in series for day, value in s.points]
    if not rows:
        return None
    first, last = min(day for _, day, _ in rows), max(day for _, day, _ in rows)
    days = max((last - first).days, 1)
    top = max(float(value) for _, _, value in rows) or 1.0
    step = nice_step(top)
    ceiling = step * -(-top // step)

    def x(day: dt.date) -> float:
        share = (day - first).days / days if last > first else 0.5
        return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)

    def y(value: float) -> float:
        return round(HEIGHT - BOTTOM - value / ceiling * (HEIGHT - TOP - BOTTOM), 1)

    lines = []
    for s in series:
        points = sorted(s.points)
        dots = [(x(day), y(float(value)), _point(day, value)) for day, value in points]
        lines.append(Line(s.label, s.style, " ".join(f"{cx},{cy}" for cx, cy, _ in dots), dots))
    years = range(first.year, last.year + 1)
    every = -(-len(years) // 8)
    starts = [max(dt.date(year, 1, 1), first) for year in years[::every]]
    if len(starts) > 1 and x(starts[1]) - x(starts[0]) < TICK_WIDTH:
        # The first year begins late: its label would lie under the next one.
        starts = starts[1:]
    x_ticks = [Tick(x(day), str(day.year)) for day in starts]
    y_ticks = [
        Tick(y(n * step), number_format(round(n * step), force_grouping=True)) for n in range(int(ceiling / step) + 1)
    ]
    return Drawing(lines, x_ticks, y_ticks, sorted(rows, key=lambda row: (row[0], row[1])))


def _point(day: dt.date, value: Decimal) -> str:
    return f"{date_format(day, 'SHORT_DATE_FORMAT')}: {number_format(f'{value.normalize():f}')}"


@dataclass(frozen=True, slots=True)
class Tile:
    """One district on the map: position, name in at most two lines, value, and a shade from 0 to 3."""

    code: int
    name: str
    words: list[str]
    x: int
    y: int
    value: str
    shade: int


def tiles(values: Mapping[int, int | str]) -> list[Tile]:
    """The ten districts with their values; text values (held back) get no shade."""
    numbers = [value for value in values.values() if isinstance(value, int)]
    top = max(numbers, default=0)
    drawn = []
    for code, (name, column, row) in DISTRICTS.items():
        value = values.get(code, "–")
        shade = 0 if not isinstance(value, int) or not top else min(3, -(-value * 3 // top))
        drawn.append(
            Tile(
                code,
                name,
                name.replace("-", "-\n").split("\n"),
                column * TILE_WIDTH,
                row * TILE_HEIGHT,
                str(value),
                shade,
            )
        )
    return drawn
