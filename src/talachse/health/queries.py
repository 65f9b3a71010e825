"""Reading of health: questions for guides, the programme for its coaches, counts for everybody else."""

from __future__ import annotations

import datetime as dt
import hmac
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from talachse.health.models import GuideRequest
from talachse.intake.queries import normalise_code
from talachse.offers.models import LegalBasis, PlaceGroup
from talachse.offers.queries.places import groups_of
from talachse.placements.models import Participation
from talachse.placements.queries.participations import (
    admissions_cumulative,
    latest_end_of,
    own_participation,
    participations_in,
)
from talachse.rules.placement.rehapro import months_taken_part


def guide_request_by_code(code: str) -> GuideRequest | None:
    """The question this code opens."""
    plain = normalise_code(code)
    found = GuideRequest.objects.filter(code=plain).first()
    return found if found is not None and hmac.compare_digest(found.code, plain) else None


def guide_request(pk: int | None) -> GuideRequest | None:
    """One question, for guides and for the receipt."""
    return GuideRequest.objects.filter(pk=pk).first() if pk else None


def guide_requests(*, open_only: bool) -> QuerySet[GuideRequest]:
    """Questions, most urgent first."""
    found = GuideRequest.objects.order_by("answer_due_on", "pk")
    return found.filter(answered_on=None) if open_only else found


def count_guide_requests(*, on: dt.date) -> tuple[int, int]:
    """(answered, received) until the day; only counts leave this app."""
    totals = GuideRequest.objects.filter(received_on__lte=on).aggregate(
        answered=Count("pk", filter=Q(answered_on__lte=on)), received=Count("pk")
    )
    return totals["answered"], totals["received"]


def programme_groups(organisations: Collection[int], *, on: dt.date) -> QuerySet[PlaceGroup]:
    """Groups of the programme at the own organisation, also after its end."""
    return groups_of(organisations, on=on, ended_too=True).filter(legal_basis=LegalBasis.REHAPRO)


@dataclass(frozen=True, slots=True)
class Admission:
    """A participation in the programme with its ledger."""

    participation: Participation
    takes_part: bool
    end_is_missing: bool
    end_proposed: dt.date
    paused: bool
    latest_end: dt.date
    months: int


def admissions_of(group: PlaceGroup) -> QuerySet[Participation]:
    """Everybody admitted through the group, newest first."""
    return participations_in(group)


def count_admitted(group: PlaceGroup, *, on: dt.date) -> int:
    """Admissions to the programme so far, over all its providers; who left stays counted."""
    return admissions_cumulative(on=on, project=group.project)


def admission(participation: Participation, *, on: dt.date) -> Admission:
    """Months so far and the latest end of one participation."""
    pauses = [(p.since, p.until) for p in participation.pauses.all()]
    last = latest_end_of(participation, on=on)
    ended_on = participation.ended_on
    return Admission(
        participation=participation,
        takes_part=participation.started_on <= on <= min(ended_on or last, last),
        end_is_missing=ended_on is None and last < on,
        end_proposed=min(on, last),
        paused=any(until is None for _, until in pauses),
        latest_end=last,
        months=months_taken_part(participation.started_on, min(ended_on or last, last), pauses, on=on),
    )


def own_admission(organisations: Collection[int], pk: int) -> Participation | None:
    """One participation in the programme, only for the coaches of its place."""
    found = own_participation(organisations, pk)
    return found if found is not None and found.group.legal_basis == LegalBasis.REHAPRO else None
