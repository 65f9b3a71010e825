"""What may stand in an agreement file: clauses, figures, projects, actors, and what became of them.

One file is one version of one agreement. Every fact carries its day and its source, because projects end, are renamed,
slip and lose money, and a reader must be able to ask "how did it stand on that day?" years later.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

Key = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=80)]
Anchor = Annotated[str, Field(pattern=r"^(§0|§S|[IVX]+)-\d+$", max_length=12)]


class Side(StrEnum):
    """The two parties of the agreement."""

    CITY = "city"
    JOBCENTER = "jobcenter"


class Modality(StrEnum):
    """How binding a statement is. ``POSS`` and ``CTX`` bind nobody and are never late."""

    DOES = "does"
    WILL = "will"
    PLAN = "plan"
    GOAL = "goal"
    POSS = "poss"
    CTX = "ctx"


class ClauseStatus(StrEnum):
    FULFILLED = "fulfilled"
    RUNNING = "running"
    OVERTAKEN = "overtaken"
    OPEN = "open"


class ProjectStatus(StrEnum):
    PLANNED = "planned"
    RUNNING = "running"
    COMPLETED = "completed"
    ENDED = "ended"
    OVERTAKEN = "overtaken"
    UNKNOWN = "unknown"


class Badge(StrEnum):
    """Where a datum comes from; shown beside every datum, so that nobody mistakes demo for life."""

    AGREEMENT = "agreement"
    PUBLIC = "public"
    DEMO = "demo"
    LIVE = "live"


class FigureKind(StrEnum):
    STATE = "state"  # a state at signing: no ceiling
    OFFER = "offer"
    CEILING = "ceiling"
    VOLUME = "volume"
    DURATION = "duration"
    DEADLINE = "deadline"
    GOAL = "goal"
    CONTEXT = "context"
    DUTY = "duty"


class ActorRole(StrEnum):
    LEAD = "lead"
    PROVIDER = "provider"
    PARTNER = "partner"
    FUNDER = "funder"
    OWNER = "owner"


class Part(BaseModel):
    """Base of every part of the file: unknown keys are mistakes, not extras."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Source(Part):
    """A place where a fact can be read."""

    key: Key
    title: str
    url: str | None = None
    published_on: dt.date | None = None
    note: str = ""


class DatedFact(Part):
    """A fact that holds from a day on, until the next of its kind."""

    since: dt.date
    note: str = ""
    source: Key
    badge: Badge


class ClauseStanding(DatedFact):
    status: ClauseStatus


class ProjectStanding(DatedFact):
    status: ProjectStatus


class DatedName(Part):
    """A name a project bore from a day on."""

    name: str
    since: dt.date
    source: Key


class Signature(Part):
    """Which side signed, and in which function; names of office holders are not kept."""

    side: Side
    function: str


class Head(Part):
    key: Key
    title: str
    summary: str
    signed_on: dt.date
    effective_on: dt.date
    signatures: list[Signature] = Field(min_length=2)
    source: Key


class Version(Part):
    """Which wording this file is. A later file with a later ``valid_from`` governs the days from then on."""

    label: str
    valid_from: dt.date
    added_projects: dict[Key, str] = Field(
        default_factory=dict,
        description="Projects that this version adds, each with the number of the quarterly decision it rests on.",
    )


class FrameField(Part):
    """One of the programme's fields of action (hashtag)."""

    key: Key
    hashtag: str
    theme: str
    used_in: list[str] = Field(default_factory=list, description="Section keys that name it.")
    as_printed: str = Field("", description="The spelling in the agreement, where it differs.")


class Section(Part):
    key: Annotated[str, Field(pattern=r"^(§0|§S|[IVX]+)$")]
    title: str
    frame: list[Key] = Field(default_factory=list, description="Hashtags of the section, as frame keys.")


class Actor(Part):
    key: Key
    name: str
    kind: Literal[
        "city", "jobcenter", "provider", "chamber", "university", "school", "company", "health", "federal", "alliance"
    ]
    side: Side | None = None
    note: str = ""


class Clause(Part):
    """One statement of the agreement, in our own words."""

    anchor: Anchor
    section: str
    modality: Modality
    text: str = Field(description="The statement in our own words, German.")
    locator: str = Field(description="Where it stands in the source text.")
    due_on: dt.date | None = None
    own_reading: str = Field("", description="What is our reading and not said by the text.")
    projects: list[Key] = Field(default_factory=list)
    figures: list[Key] = Field(default_factory=list)
    actors: list[Key] = Field(default_factory=list)
    standings: list[ClauseStanding] = Field(min_length=1)

    def standing(self, on: dt.date) -> ClauseStanding | None:
        """How the statement stood on the day; None before its first standing."""
        return _latest(self.standings, on, lambda s: s.since)


class Metric(Part):
    """The live count behind a figure: a name of ``agreement/metrics.py`` and its filters."""

    name: str
    filters: dict[str, str | bool | int | list[str]] = Field(default_factory=dict)


class Measurement(Part):
    """A value somebody stated for a day. Values with another ``definition`` never share a line."""

    as_of: dt.date
    value: Decimal
    definition: str = Field("", description="Empty: the figure's own definition. Else what was counted instead.")
    precision: Literal["day", "month", "year"] = "day"
    source: Key
    badge: Badge
    note: str = ""

    @property
    def comparable(self) -> bool:
        """True when it was counted as the figure says."""
        return not self.definition


class Figure(Part):
    """A number of the agreement: what was said, what it counts, and what is known of it since."""

    key: Key
    label: str
    value: Decimal
    value_to: Decimal | None = Field(None, description="Upper end, where the text names a range.")
    unit: str
    about: bool = Field(False, description="The text says 'about'.")
    kind: FigureKind
    definition: str = Field(description="What is counted, and how.")
    counting: Literal["stock", "cumulative", "maximum", "share", "date", "none"]
    legal_bases: list[str] = Field(default_factory=list)
    inside: Key | None = Field(None, description="The figure this one is a part of.")
    remainder: str = Field(
        "", description="Says what the rest of the larger figure is ('410 ohne ...: nicht genannt')."
    )
    target_on: dt.date | None = None
    waiting_months: int = Field(0, ge=0, description="Months until an official value is final.")
    own_reading: str = ""
    metric: Metric | None = None
    measurements: list[Measurement] = Field(default_factory=list)

    def actual(self, on: dt.date) -> Measurement | None:
        """Latest comparable value known for ``on``; None when nothing comparable was measured until then."""
        return _latest([m for m in self.measurements if m.comparable], on, lambda m: m.as_of)

    def other_series(self) -> dict[str, list[Measurement]]:
        """Values counted in another way, each definition apart, oldest first."""
        series: dict[str, list[Measurement]] = {}
        for m in sorted((m for m in self.measurements if not m.comparable), key=lambda m: m.as_of):
            series.setdefault(m.definition, []).append(m)
        return series


class ProjectActor(Part):
    actor: Key
    role: ActorRole
    since: dt.date | None = None
    until: dt.date | None = None
    source: Key | None = None


class Synergy(Part):
    project: Key
    text: str


class Funding(Part):
    """Money of a project by source and state of planning; no sum is ever guessed."""

    source_of_money: Literal["bund_egt", "bund_pat", "municipal", "land_esf", "rehapro", "gkv", "own", "other"]
    amount: Decimal | None = Field(None, description="Euros.")
    plan_state: Literal["announced", "allocated", "shifted", "actual"] = "announced"
    year: int | None = None
    note: str = ""
    source: Key
    badge: Badge


class Milestone(Part):
    key: Key
    title: str
    due_on: dt.date | None = None
    done_on: dt.date | None = None
    slipped_from: dt.date | None = None
    source: Key
    badge: Badge
    note: str = ""


class Event(Part):
    """Something that happened: an opening, a cut, a law, an election."""

    key: Key
    day: dt.date
    precision: Literal["day", "month", "year"] = "day"
    kind: Literal["budget", "milestone", "law", "office", "press", "signing"]
    title: str
    amount: Decimal | None = Field(None, description="Euros; a cut is negative.")
    plan_state: Literal["announced", "allocated", "shifted", "actual"] | None = None
    projects: list[Key] = Field(default_factory=list)
    clauses: list[Anchor] = Field(default_factory=list)
    source: Key
    badge: Badge


class Indicator(Part):
    """A yearly or quarterly number of a project that is not a figure of the agreement."""

    key: Key
    label: str
    unit: str
    definition: str
    direction: Literal["up", "down", "none"] = "none"
    rhythm: Literal["month", "quarter", "year"] = "year"
    area: str = ""
    waiting_months: int = 0
    target: Decimal | None = None
    target_on: dt.date | None = None
    target_source: Key | None = None
    measurements: list[Measurement] = Field(default_factory=list)


class Risk(Part):
    title: str
    since: dt.date
    level: Literal["low", "medium", "high"]
    answer: str = ""
    source: Key
    badge: Badge


class Project(Part):
    key: Key
    title: str
    names: list[DatedName] = Field(default_factory=list, description="Later names; the first is ``title``.")
    section: str
    parent: Key | None = Field(None, description="The bundle it belongs to.")
    frame: list[Key] = Field(default_factory=list)
    clauses: list[Anchor] = Field(min_length=1)
    figures: list[Key] = Field(default_factory=list)
    purpose: str
    audience: str = ""
    legal_bases: list[str] = Field(default_factory=list)
    site: str = ""
    district: Annotated[int, Field(ge=0, le=9)] | None = None
    starts_on: dt.date | None = None
    ends_on: dt.date | None = None
    predecessor: str = ""
    actors: list[ProjectActor] = Field(min_length=1)
    synergies: list[Synergy] = Field(default_factory=list)
    funding: list[Funding] = Field(default_factory=list)
    milestones: list[Milestone] = Field(default_factory=list)
    indicators: list[Indicator] = Field(default_factory=list)
    risks: list[Risk] = Field(default_factory=list)
    own_reading: str = ""
    standings: list[ProjectStanding] = Field(min_length=1)

    def standing(self, on: dt.date) -> ProjectStanding | None:
        """How the project stood on the day; None before its first standing."""
        return _latest(self.standings, on, lambda s: s.since)


class ContextSeries(Part):
    """A published series that explains, but answers no figure of the agreement."""

    key: Key
    label: str
    unit: str
    definition: str
    not_comparable_with: list[Key] = Field(default_factory=list)
    points: list[Measurement]


class Seat(Part):
    """A function in the steering of the agreement; persons fill it for a time."""

    key: Key
    title: str
    side: Side | None = None
    purpose: str = ""
    project: Key | None = None
    required: bool = True
    since: dt.date
    clauses: list[Anchor] = Field(default_factory=list)


class Term(Part):
    """A word of the law and the days on which it was the word."""

    term: str
    stands_for: str
    since: dt.date
    until: dt.date | None = None
    source: Key


class Document(Part):
    """The whole file."""

    schema_version: Literal[1]
    agreement: Head
    version: Version
    frame: list[FrameField]
    sections: list[Section] = Field(min_length=1)
    sources: list[Source] = Field(min_length=1)
    actors: list[Actor]
    clauses: list[Clause] = Field(min_length=1)
    figures: list[Figure]
    projects: list[Project]
    seats: list[Seat] = Field(default_factory=list)
    events: list[Event] = Field(default_factory=list)
    context: list[ContextSeries] = Field(default_factory=list)
    terms: list[Term] = Field(default_factory=list)

    def clause(self, anchor: str) -> Clause:
        """The clause with this anchor; KeyError when there is none."""
        return _by(self.clauses, "anchor", anchor)

    def figure(self, key: str) -> Figure:
        """The figure with this key; KeyError when there is none."""
        return _by(self.figures, "key", key)

    def project(self, key: str) -> Project:
        """The project with this key; KeyError when there is none."""
        return _by(self.projects, "key", key)

    def source(self, key: str) -> Source:
        """The source with this key; KeyError when there is none."""
        return _by(self.sources, "key", key)

    @model_validator(mode="after")
    def references_lead_somewhere(self) -> Self:
        """Every key named somewhere exists, and none exists twice. Each mistake is named with its place."""
        if problems := list(_dangling(self)):
            raise DanglingReferences(problems)
        return self


class DanglingReferences(ValueError):
    """Keys that are named but do not exist, or exist twice: list of (path in the file, German message)."""

    def __init__(self, problems: list[tuple[tuple[str | int, ...], str]]) -> None:
        self.problems = problems
        super().__init__("; ".join(message for _, message in problems))


def _latest[T](items: list[T], on: dt.date, day: Callable[[T], dt.date]) -> T | None:
    """What holds on the day; of two with the same day the one further down in the file."""
    return max((item for item in reversed(items) if day(item) <= on), key=day, default=None)


def _by[T](items: list[T], attribute: str, value: str) -> T:
    for item in items:
        if getattr(item, attribute) == value:
            return item
    raise KeyError(value)


type Path = tuple[str | int, ...]


def _dangling(document: Document) -> Iterator[tuple[Path, str]]:
    keys: dict[str, set[str]] = {}
    for name, attribute in (
        ("frame", "key"),
        ("sections", "key"),
        ("sources", "key"),
        ("actors", "key"),
        ("clauses", "anchor"),
        ("figures", "key"),
        ("projects", "key"),
        ("seats", "key"),
        ("events", "key"),
        ("context", "key"),
    ):
        values = [getattr(item, attribute) for item in getattr(document, name)]
        keys[name] = set(values)
        for value, count in Counter(values).items():
            if count > 1:
                yield (
                    (name, values.index(value)),
                    f"„{value}“ steht {count}-mal in „{name}“; jeder Schlüssel gilt einmal.",
                )

    def known(kind: str, value: str | None, path: Path) -> Iterator[tuple[Path, str]]:
        if value is not None and value not in keys[kind]:
            yield path, f"„{value}“ gibt es in „{kind}“ nicht."

    for path, kind, value in _references(document):
        yield from known(kind, value, path)


def _references(document: Document) -> Iterator[tuple[Path, str, str | None]]:
    """Every reference of the file: its path, the list it points into, and the key it names."""
    targets = {
        "source": "sources",
        "target_source": "sources",
        "projects": "projects",
        "project": "projects",
        "parent": "projects",
        "figures": "figures",
        "inside": "figures",
        "not_comparable_with": "figures",
        "actors": "actors",
        "actor": "actors",
        "clauses": "clauses",
        "section": "sections",
        "used_in": "sections",
        "frame": "frame",
        "added_projects": "projects",
    }

    def walk(node: object, path: Path) -> Iterator[tuple[Path, str, str | None]]:
        if isinstance(node, BaseModel):
            for name in type(node).model_fields:
                value = getattr(node, name)
                target = targets.get(name)
                if target is not None and isinstance(value, str):
                    yield (*path, name), target, value
                elif target is not None and _is_list_of_keys(value):
                    yield from (((*path, name, i), target, key) for i, key in enumerate(value))
                else:
                    yield from walk(value, (*path, name))
        elif isinstance(node, list):
            for i, item in enumerate(node):
                yield from walk(item, (*path, i))

    yield from walk(document, ())


def _is_list_of_keys(value: object) -> bool:
    return isinstance(value, list | dict) and bool(value) and all(isinstance(item, str) for item in value)
