"""What is known of a person, as the rules of eligibility want it: entered facts, own participations, earlier ones."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from talachse.offers.models import PlaceGroup
from talachse.people.facts import FACTS, Kind, value_of
from talachse.people.models import Fact, Person
from talachse.people.queries import facts_of
from talachse.placements.models import Participation
from talachse.rules.placement.eligibility import Facts, LedgerEntry
from talachse.rules.placement.ledger import NAMES, may_start
from talachse.rules.placement.rehapro import add_months

GENDERS = {"f": "female", "m": "male", "d": "diverse"}
# The health programme is not for the eyes of the Jobcenter, and it counts for nothing else.
NOT_HERE = "rehapro"


@dataclass(frozen=True, slots=True)
class Known:
    """Everything known of one person on a day."""

    person: Person
    facts: Mapping[str, Fact]
    own: tuple[LedgerEntry, ...]

    @property
    def earlier(self) -> tuple[LedgerEntry, ...] | None:
        """Participations elsewhere; None when nobody has asked yet."""
        fact = self.facts.get("earlier_stays")
        if fact is None:
            return None
        return tuple(LedgerEntry(basis, first, last) for basis, first, last in value_of("earlier_stays", fact.value))

    @property
    def stays(self) -> tuple[LedgerEntry, ...]:
        """All that counts, as far as it is known."""
        return self.own + (self.earlier or ())

    def for_place(
        self,
        legal_basis: str,
        *,
        starts_on: dt.date,
        planned_end: dt.date | None = None,
        employer: str = "",
        reason: str = "",
    ) -> Facts:
        """Facts for one legal basis. Own participations that use everything up stop, also before others were asked for."""
        entered: dict[str, Any] = {
            key: value_of(key, fact.value)
            for key, fact in self.facts.items()
            if key in FACTS and FACTS[key].kind is not Kind.STAYS
        }
        stays: tuple[LedgerEntry, ...] | None = self.stays
        if self.earlier is None:
            stopped = may_start(
                legal_basis, self.own, starts_on=starts_on, planned_end=planned_end, employer=employer
            ).is_no
            stays = self.own if stopped or legal_basis not in NAMES else None
        return Facts(
            born=self.person.born_on,
            gender=GENDERS.get(self.person.sex),
            hours_per_week=self.person.hours_per_week,
            planned_end=planned_end,
            employer=employer,
            reason_for_extension=reason,
            stays=stays,
            **entered,
        )


def employer_of(group: PlaceGroup) -> str:
    """Who employs in this group; the provider where nobody else is named."""
    return group.employer or group.provider.name


def first_day_in(group: PlaceGroup, *, on: dt.date) -> dt.date:
    """The day on which somebody could begin."""
    return max(day for day in (on, group.starts_on, group.next_start_on) if day is not None)


def planned_end_in(group: PlaceGroup, starts_on: dt.date) -> dt.date | None:
    """The last day by the usual length of the group, within the group's own time."""
    by_length = add_months(starts_on, group.months) - dt.timedelta(days=1) if group.months else None
    days = [day for day in (by_length, group.ends_on) if day is not None]
    return min(days) if days else None


def _last_day(one: Participation, on: dt.date) -> dt.date | None:
    """As recorded, else as agreed; who stays beyond the agreed day without an end is still there."""
    if one.ended_on is not None:
        return one.ended_on
    planned = one.planned_end_on if one.planned_end_on is not None and one.planned_end_on >= on else None
    days = [day for day in (planned, one.group.ends_on) if day is not None]
    return min(days) if days else None


def ledger_entries(
    codes: Collection[str], *, on: dt.date, without: int | None = None
) -> dict[str, tuple[LedgerEntry, ...]]:
    """Participations by the code of the person. Two queries."""
    found: dict[str, list[LedgerEntry]] = defaultdict(list)
    rows = (
        Participation.objects.filter(code__in=list(codes))
        .exclude(group__legal_basis=NOT_HERE)
        .exclude(pk=without or 0)
        .select_related("group", "group__provider")
        .prefetch_related("pauses")
        .order_by("started_on", "pk")
    )
    for one in rows:
        found[one.code].append(
            LedgerEntry(
                one.group.legal_basis,
                one.started_on,
                _last_day(one, on),
                tuple((pause.since, pause.until) for pause in one.pauses.all()),
                employer_of(one.group),
            )
        )
    return {code: tuple(entries) for code, entries in found.items()}


def known_of(person: Person, *, on: dt.date, without: int | None = None) -> Known:
    """Facts and participations of one person; ``without`` leaves out one participation. Three queries."""
    entries = ledger_entries([person.code], on=on, without=without)
    return Known(person, facts_of([person.pk], on=on)[person.pk], entries.get(person.code, ()))


def known_of_all(persons: Collection[Person], *, on: dt.date) -> dict[int, Known]:
    """The same for many persons; the number of queries stays."""
    facts = facts_of([person.pk for person in persons], on=on)
    entries = ledger_entries([person.code for person in persons], on=on)
    return {person.pk: Known(person, facts[person.pk], entries.get(person.code, ())) for person in persons}
