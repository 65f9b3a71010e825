"""Reading counts of lost contact, and the outreach contacts of those who go out."""

from __future__ import annotations

import datetime as dt

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from talachse.accounts.actor import Actor
from talachse.cases.models import LostContactReport, Outreach
from talachse.rules.access import Action
from talachse.rules.outreach import Stage


def lost_contacts(*, on: dt.date) -> tuple[int, int] | None:
    """(lost, pupils) over the latest report of each school within twelve months before the day; None without report."""
    latest = LostContactReport.objects.filter(
        reported_on__lte=on, reported_on__gt=on - dt.timedelta(days=366)
    ).annotate(rank=Window(RowNumber(), partition_by=F("school"), order_by=[F("period").desc(), F("id").desc()]))
    rows = list(latest.filter(rank=1).values_list("lost", "pupils"))
    if not rows:
        return None
    return sum(lost for lost, _ in rows), sum(pupils for _, pupils in rows)


def reports_of(actor: Actor) -> QuerySet[LostContactReport]:
    """Reports of the schools this person reports for."""
    schools = actor.organisations_for(Action.REPORT_LOST_CONTACT)
    return LostContactReport.objects.filter(school__in=schools).select_related("school")


def contacts(*, open_only: bool = True) -> QuerySet[Outreach]:
    """Outreach contacts, oldest wish first."""
    found = Outreach.objects.select_related("request").order_by("request__received_on", "id")
    return found.exclude(stage=Stage.ENDED) if open_only else found


def contact(pk: int) -> Outreach | None:
    """One contact with its request."""
    return Outreach.objects.select_related("request").filter(pk=pk).first()


def count_by_stage(*, on: dt.date) -> dict[Stage, int]:
    """How many contacts had come how far on the day."""
    counted = Outreach.objects.filter(request__received_on__lte=on).aggregate(
        ended=Count("pk", filter=Q(ended_on__lte=on)),
        handed_over=Count("pk", filter=Q(handed_over_on__lte=on) & (Q(ended_on=None) | Q(ended_on__gt=on))),
        reached=Count(
            "pk",
            filter=Q(reached_on__lte=on)
            & (Q(handed_over_on=None) | Q(handed_over_on__gt=on))
            & (Q(ended_on=None) | Q(ended_on__gt=on)),
        ),
        total=Count("pk"),
    )
    total = counted.pop("total")
    known = {Stage(key): value for key, value in counted.items()}
    return {Stage.NEW: total - sum(known.values()), **known}
