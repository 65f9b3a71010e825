"""The live counts behind the figures: a name, what it counts, and the query of the app that knows.

Counts only, never persons. Before the first record of its app a metric answers None: nothing was counted yet, which is
something else than zero.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from talachse.agreement.models import Agreement, Meeting
from talachse.agreement.queries import meetings
from talachse.applications import queries as applications
from talachse.cases import queries as cases
from talachse.offers.queries import apprenticeships
from talachse.offers.queries import places as offers
from talachse.placements.queries import participations as placements

type Filters = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Counted:
    """A live value for a day; ``of`` is the whole, where the value is a part of one; ``definition`` only if it differs."""

    value: Decimal
    of: Decimal | None = None
    definition: str = ""


@dataclass(frozen=True, slots=True)
class Metric:
    """A named count: German text what is counted, the function over a day and filters, and which filters it takes."""

    text: str
    count: Callable[[Agreement, dt.date, Filters], Counted | None]
    needs: frozenset[str] = frozenset()
    takes: frozenset[str] = frozenset()


def _products(agreement: Agreement, on: dt.date, filters: Filters) -> Counted | None:
    working, everything = applications.products_both_channels(on=on, side=filters["side"])
    return Counted(Decimal(working), Decimal(everything)) if everything else None


def _lost_contacts(agreement: Agreement, on: dt.date, filters: Filters) -> Counted | None:
    counted = cases.lost_contacts(on=on)
    if counted is None:
        return None
    lost, pupils = counted
    share = (Decimal(lost) * 100 / Decimal(pupils)).quantize(Decimal("0.1"))
    return Counted(share, definition="Anteil nach der letzten Meldung jeder Schule, höchstens zwölf Monate alt")


def _meetings_closed(agreement: Agreement, on: dt.date, filters: Filters) -> Counted | None:
    if not Meeting.objects.filter(agreement=agreement, kind=filters["kind"], starts_at__date__lte=on).exists():
        return None
    return Counted(Decimal(meetings.meetings_closed(agreement=agreement, kind=filters["kind"], on=on)))


def _places_occupied(agreement: Agreement, on: dt.date, filters: Filters) -> Counted | None:
    occupied, offered = placements.places_occupied(on=on, **filters), offers.places_offered(on=on, **filters)
    if not occupied and not offered and not offers.has_groups(on=on, **filters):
        return None
    return Counted(Decimal(occupied), Decimal(offered))


def _admissions(agreement: Agreement, on: dt.date, filters: Filters) -> Counted | None:
    if not offers.has_groups(on=on, project=filters["project"]):
        return None
    return Counted(Decimal(placements.admissions_cumulative(on=on, project=filters["project"])))


def _longest(agreement: Agreement, on: dt.date, filters: Filters) -> Counted | None:
    months = placements.longest_participation_months(on=on, project=filters["project"])
    return None if months is None else Counted(Decimal(months))


def _apprenticeships(agreement: Agreement, on: dt.date, filters: Filters) -> Counted | None:
    if not apprenticeships.has_postings(on=on):
        return None
    return Counted(Decimal(apprenticeships.apprenticeships_offered(on=on)[0]))


def _event_count(query: Callable[..., int]) -> Callable[[Agreement, dt.date, Filters], Counted | None]:
    def count(agreement: Agreement, on: dt.date, filters: Filters) -> Counted | None:
        if not apprenticeships.has_events(on=on, **filters):
            return None
        return Counted(Decimal(query(on=on, **filters)))

    return count


def _hours_delivered(agreement: Agreement, on: dt.date, filters: Filters) -> Counted | None:
    hours = offers.hours_delivered(on=on, **filters)
    return None if hours is None else Counted(hours)


def _health_advice(agreement: Agreement, on: dt.date, filters: Filters) -> Counted | None:
    named, everything = offers.groups_with_health_advice(on=on)
    if not everything:
        return None
    share = (Decimal(named) * 100 / Decimal(everything)).quantize(Decimal("0.1"))
    return Counted(share, definition="Anteil der Platzgruppen des Tages, bei denen heute eine Beratung eingetragen ist")


PROJECT, SIDE, KIND = frozenset({"project"}), frozenset({"side"}), frozenset({"kind"})
PLACES = frozenset({"legal_bases", "project", "theme", "municipal"})
METRICS: dict[str, Metric] = {
    "places_occupied": Metric("Besetzte Plätze an dem Tag", _places_occupied, takes=PLACES),
    "admissions_cumulative": Metric("Aufnahmen seit Beginn; wer ausscheidet, bleibt gezählt", _admissions, PROJECT),
    "longest_participation_months": Metric("Längste Teilnahme in Monaten zu 30 Tagen, ohne Pausen", _longest, PROJECT),
    "hours_delivered": Metric(
        "Stunden für Vorhaben der Stadt in allen Wochen bis zu dem Tag", _hours_delivered, takes=PROJECT
    ),
    "measures_with_health_advice": Metric("Anteil der Maßnahmen, die ihre Gesundheitsberatung nennen", _health_advice),
    "products_both_channels": Metric("Produkte, bei denen beide Wege funktionieren", _products, SIDE),
    "lost_contact_share": Metric(
        "Anteil der Schüler*innen ohne Kontakt nach den Meldungen der Schulen", _lost_contacts
    ),
    "apprenticeships_open": Metric("Freie Ausbildungsplätze in Betrieben an dem Tag", _apprenticeships),
    "events_held": Metric(
        "Veranstaltungen zum Kennenlernen, die stattgefunden haben",
        _event_count(apprenticeships.events_held),
        takes=PROJECT,
    ),
    "event_seats_taken": Metric(
        "Menschen mit einem Platz bei einer Veranstaltung; wer zurückgab, zählt nicht",
        _event_count(apprenticeships.seats_taken),
        takes=PROJECT,
    ),
    "event_visitors": Metric(
        "Menschen, die zu einer Veranstaltung gekommen sind",
        _event_count(apprenticeships.people_who_came),
        takes=PROJECT,
    ),
    "meetings_closed": Metric("Gespräche des Kalenderjahres, durchgeführt und abgeschlossen", _meetings_closed, KIND),
}


def what_is_wrong(name: str, filters: Filters) -> str:
    """Why this count cannot be made, in German; empty when it can."""
    metric = METRICS.get(name)
    if metric is None:
        return f"Die Zählung „{name}“ gibt es nicht. Möglich sind: {', '.join(METRICS)}."
    if missing := sorted(metric.needs - set(filters)):
        return f"Die Zählung „{name}“ braucht den Filter „{missing[0]}“."
    if unknown := sorted(set(filters) - metric.needs - metric.takes):
        return f"Die Zählung „{name}“ kennt den Filter „{unknown[0]}“ nicht."
    return ""


def count(agreement: Agreement, name: str, filters: Filters, *, on: dt.date) -> Counted | None:
    """The live value of a metric on a day; None before anything was counted. KeyError for an unknown name."""
    return METRICS[name].count(agreement, on, filters)
