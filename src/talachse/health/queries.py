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
from talachse.offers.queries import groups_of
from talachse.placements.models import Participation
from talachse.placements.queries import own_participation, participations_in
from talachse.rules.placement.rehapro import latest_end, months_taken_part


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
    latest_end: dt.date
    months: int


def admissions_of(group: PlaceGroup) -> QuerySet[Participation]:
    """Everybody admitted through the group, newest first."""
    return participations_in(group)


def admission(participation: Participation, *, on: dt.date) -> Admission:
    """Months so far and the latest end of one participation."""
    pauses = [(p.since, p.until) for p in participation.pauses.all()]
    closed = [(since, until) for since, until in pauses if until is not None]
    return Admission(
        participation=participation,
        takes_part=participation.started_on <= on and (participation.ended_on is None or participation.ended_on >= on),
        latest_end=latest_end(participation.started_on, closed),
        months=months_taken_part(participation.started_on, participation.ended_on, pauses, on=on),
    )


def own_admission(organisations: Collection[int], pk: int) -> Participation | None:
    """One participation in the programme, only for the coaches of its place."""
    found = own_participation(organisations, pk)
    return found if found is not None and found.group.legal_basis == LegalBasis.REHAPRO else None
