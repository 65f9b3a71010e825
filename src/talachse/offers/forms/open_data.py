"""Input of the open data: the criteria of the search with English names, and where to go on."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Annotated, Any

from django.utils import timezone
from ninja import Schema
from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from talachse.offers import vocabulary
from talachse.offers.queries.directory import Criteria, plain

MOST, USUAL = 200, 50


def _written(value: Any) -> Any:
    """A number would be taken for seconds since 1970; only a day as it is written counts."""
    if not re.match(r"\d{4}-\d\d-\d\d", str(value)):
        raise ValueError("a date as in 2026-11-01T00:00:00+01:00")
    return value


class OneOf:
    """Nothing, or one of these words; the description lists them."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words = ["", *words]

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.literal_schema(self.words)


def _moment(value: dt.datetime) -> dt.datetime:
    """Within what databases and time zones can count; without a zone it is the time of the city."""
    within = min(max(value.replace(tzinfo=None), dt.datetime(1970, 1, 2)), dt.datetime(9000, 1, 1))  # noqa: DTZ001
    # In UTC, because PostgreSQL knows no time zone 23 hours away.
    return within.replace(tzinfo=value.tzinfo or timezone.get_current_timezone()).astimezone(dt.UTC)


# The id behind which it goes on, in a form that nobody takes for a number to count with.
CURSOR = r"^c[0-9a-z]{1,12}$"
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


class Wanted(Schema):
    """The criteria of the search; together they narrow. Empty or missing: does not matter."""

    model_config = ConfigDict(extra="forbid")

    q: str = Field("", max_length=100, description="Wörter oder Teile davon; Umlaute auch als ae, oe, ue")
    situation: Annotated[str, OneOf(vocabulary.SITUATIONS)] = Field("", description="Lebenslage")
    theme: Annotated[str, OneOf(vocabulary.THEMES)] = Field("", description="Thema")
    district: int | None = Field(None, ge=0, le=9, description="Stadtbezirk, 0 bis 9; zählt nur zusammen mit reach")
    reach: int | None = Field(None, ge=0, le=9, description="Höchstens so viele Bezirke von district entfernt")
    age: int | None = Field(None, ge=0, le=120, description="Alter in Jahren")
    school_year: int | None = Field(None, ge=1, le=13, description="Schuljahr (Klasse)")
    care_level: int | None = Field(None, ge=1, le=5, description="Pflegegrad")
    language: Annotated[str, OneOf(vocabulary.LANGUAGES)] = Field("", description="Sprache")
    gender: Annotated[str, OneOf("fmq")] = Field(
        "", description="f: Frauen und Mädchen, m: Männer und Jungen, q: queere Menschen"
    )
    free: bool = Field(False, description="kostenlos")
    walk_in: bool = Field(False, description="ohne Termin")
    but: bool = Field(False, description="mit Bildung und Teilhabe bezahlbar")
    barrier_free: bool = Field(False, description="ohne Stufen")
    remote: bool = Field(False, description="auch am Telefon oder online")
    free_places: bool = Field(False, description="mit freien Plätzen")
    open_now: bool = Field(False, description="jetzt geöffnet")
    pillar: Annotated[str, OneOf(vocabulary.PILLARS)] = Field("", description="Säule im Zentrum Zukunft")
    project: str = Field("", max_length=80, pattern=r"^[-a-zA-Z0-9_]*$", description="Vorhaben der Vereinbarung")
    changed_since: Annotated[dt.datetime, BeforeValidator(_written), AfterValidator(_moment)] | None = Field(
        None, description="geändert seit, etwa 2026-11-01T00:00:00+01:00"
    )

    def criteria(self) -> Criteria:
        """What the search page asks its queries."""
        same = {f: getattr(self, f) for f in _SAME}
        now = timezone.localtime().replace(tzinfo=None)
        return Criteria(words=plain(self.q), open_at=now if self.open_now else None, **same)


_SAME = [name for name in Wanted.model_fields if name in Criteria.__slots__]
Limit = Annotated[int, Field(ge=1, le=MOST, description="Wie viele höchstens")]


class Step(Schema):
    """From where, and how many."""

    model_config = ConfigDict(extra="forbid")

    cursor: str | None = Field(None, pattern=CURSOR, description="next_cursor der vorigen Antwort")
    limit: Limit = USUAL


class WantedStep(Wanted, Step):
    """Criteria, and from where."""


def after(cursor: str | None) -> int:
    """The id behind which it goes on."""
    return int(cursor[1:], 36) if cursor else 0


def cursor_for(number: int) -> str:
    """The cursor that goes on behind an id above 0."""
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = DIGITS[digit] + digits
    return f"c{digits}"
