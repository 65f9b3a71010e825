"""Reading who is on the way to a place, who waits for one and who holds one."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Case, Count, F, IntegerField, Max, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from talachse.accounts.actor import Actor
from talachse.offers.models import PlaceGroup
from talachse.offers.queries.places import groups_on
from talachse.people.queries import zones_of
from talachse.placements.models import ChecklistSignature, Participation, Placement, PlacementStep
from talachse.rules.access import Action
from talachse.rules.placement.lifecycle import OVER, SILENCE_TEXTS
from talachse.rules.placement.rehapro import add_months
from talachse.rules.placement.waiting import MONTHS_LOOKED_AT, WaitForecast, WaitingEntry, forecast, rank

# On the waiting list until somebody answers: neither begun nor declined.
WAITING = ("suggested", "waiting", "referred", "accepted")
# What a provider is told about: people who were sent to a place of its own.
TOLD_TO_PROVIDER = ("referred", "accepted", "started", "paused")
# Whoever stands in the queue for a place that is not promised yet.
QUEUE = ("waiting",)
OPEN = (*(status.value for status in SILENCE_TEXTS), "started", "after_care")


def taken_by_group(groups: Collection[int], on: dt.date) -> dict[int, int]:
    """Held places on the day by id of the group; without a held place a group is not in it."""
    rows = _held(on).filter(group__in=list(groups)).order_by().values_list("group").annotate(n=Count("pk"))
    return dict(rows)


def taken_beside_group(on: dt.date) -> Coalesce:
    """The same as a column of a query of groups; 0 for a group without a held place."""
    counted = _held(on).filter(group=OuterRef("pk")).order_by().values("group").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


def _held(on: dt.date) -> QuerySet[Participation]:
    return Participation.objects.filter(Q(ended_on=None) | Q(ended_on__gte=on), started_on__lte=on)


def waiting_by_group(groups: Collection[int], on: dt.date) -> dict[int, int]:
    """People on the way to a place of the group, by its id."""
    rows = (
        Placement.objects.filter(group__in=list(groups), status__in=WAITING, waiting_since__lte=on)
        .order_by()
        .values_list("group")
        .annotate(n=Count("pk"))
    )
    return dict(rows)


def admitted_by_group(groups: Collection[int], on: dt.date) -> dict[int, int]:
    """All who ever began until the day, by id of the group."""
    rows = Participation.objects.filter(group__in=list(groups), started_on__lte=on).order_by().values_list("group")
    return dict(rows.annotate(n=Count("pk")))


def _with_all() -> QuerySet[Placement]:
    return Placement.objects.select_related("person", "group", "group__provider", "participation")


def placements_for(actor: Actor) -> QuerySet[Placement]:
    """All placements of persons of the actor's zones."""
    return _with_all().filter(person__zone__in=zones_of(actor))


def placement_for(actor: Actor, pk: int) -> Placement | None:
    """One placement, only for the zone of its person."""
    return placements_for(actor).filter(pk=pk).first()


def open_by_state(actor: Actor) -> dict[str, int]:
    """How many placements are in each open state, and under "human" how many need a human."""
    rows = (
        placements_for(actor)
        .filter(status__in=OPEN)
        .order_by()
        .values("status")
        .annotate(n=Count("pk"), human=Count("pk", filter=Q(escalated_on__isnull=False)))
        .values_list("status", "n", "human")
    )
    found = list(rows)
    return {status: n for status, n, _ in found} | {"human": sum(human for _, _, human in found)}


def open_placements(
    actor: Actor, *, status: str = "", text_in: Collection[int] | None = None
) -> QuerySet[Placement, int]:
    """Ids of open placements: those that need a human first, then reminded ones, then whoever has been still the longest.

    Only ids, since tens of thousands are put in order: ``with_all`` reads those of one page.
    """
    found = placements_for(actor).filter(status__in=OPEN)
    if status == "human":
        found = found.filter(escalated_on__isnull=False)
    elif status:
        found = found.filter(status=status)
    if text_in is not None:
        found = found.filter(person__in=list(text_in))
    urgency = Case(
        When(escalated_on__isnull=False, then=Value(0)),
        When(reminded_on__isnull=False, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return found.order_by(urgency, "status_since", "pk").values_list("pk", flat=True)


def with_all(ids: Iterable[int]) -> list[Placement]:
    """These placements with person, group and participation, in this order; one query."""
    wanted = list(ids)
    found = _with_all().in_bulk(wanted)
    return [found[pk] for pk in wanted if pk in found]


def placements_of(person_id: int) -> QuerySet[Placement]:
    """Everything that was tried for one person, newest first, with the history."""
    return _with_all().filter(person=person_id).prefetch_related("steps").order_by("-status_since", "-pk")


def steps_of(placement: Placement) -> QuerySet[PlacementStep]:
    """The history of one placement, newest first."""
    return placement.steps.order_by("-at", "-pk")


def human_tried_on(placement_id: int) -> dt.date | None:
    """The last day on which a person tried to reach somebody since the last change of state."""
    last = PlacementStep.objects.filter(placement=placement_id).exclude(old=F("new")).aggregate(at=Max("at"))["at"]
    tries = PlacementStep.objects.filter(placement=placement_id, old=F("new")).exclude(by="system")
    if last is not None:
        tries = tries.filter(at__gte=last)
    found: dt.date | None = tries.aggregate(on=Max("on"))["on"]
    return found


def still_placements(*, last_move_until: dt.date) -> QuerySet[Placement]:
    """Placements in a state where silence counts, without any step after the day, which nobody has been given yet."""
    return (
        _with_all()
        .filter(status__in=[status.value for status in SILENCE_TEXTS], status_since__lte=last_move_until)
        .filter(escalated_on=None)
        .annotate(moved_on=Coalesce(Max("steps__on"), F("status_since")))
        .filter(moved_on__lte=last_move_until)
        .order_by("pk")
    )


def placement_by_submission(submission: uuid.UUID) -> Placement | None:
    """The placement that this form made before."""
    return _with_all().filter(submission=submission).first()


def has_open_placement(person_id: int, group_id: int) -> bool:
    """The person is on the way to this group, or there."""
    over = [status.value for status in OVER] + ["ended"]
    return Placement.objects.filter(person=person_id, group=group_id).exclude(status__in=over).exists()


def open_placement(person_id: int, group_id: int) -> Placement | None:
    """The way on which the person is to this group, if any."""
    return _with_all().filter(person=person_id, group=group_id, status__in=OPEN).order_by("-pk").first()


# --- the queue of one group --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Waiter:
    """Somebody in the queue of a group: position 1 is next."""

    placement: Placement
    position: int
    forecast: WaitForecast


def queue_entries(group_id: int) -> list[WaitingEntry]:
    """Whoever waits for the group, first to last. Who came from another group keeps the number of the first entry."""
    rows = (
        Placement.objects.filter(group=group_id, status__in=QUEUE)
        .annotate(tie=Coalesce("moved_from__moved_from", "moved_from", "pk"))
        .values_list("pk", "priority", "waiting_since", "tie")
    )
    return rank(WaitingEntry(str(pk), priority, since, tie) for pk, priority, since, tie in rows)


def exits_by_month(group: PlaceGroup, *, on: dt.date) -> list[int] | None:
    """Places that came free in each of the last twelve full months, oldest first; None when the group is younger."""
    first = on.replace(day=1)
    months = [add_months(first, back - MONTHS_LOOKED_AT) for back in range(MONTHS_LOOKED_AT)]
    if group.starts_on > months[0]:
        return None
    ended = Participation.objects.filter(group=group, ended_on__gte=months[0], ended_on__lt=first).order_by()
    counted: Counter[dt.date] = Counter()
    # By day, since SQLite asks Python for the month of every row; there are at most 366 days.
    for day, number in ended.values_list("ended_on").annotate(n=Count("pk")):
        counted[day.replace(day=1)] += number
    return [counted[month] for month in months]


def forecasts(group: PlaceGroup, positions: Sequence[int], *, on: dt.date) -> dict[int, WaitForecast]:
    """How long it takes from each position of the queue; the same basis for everybody. Two queries."""
    exits = exits_by_month(group, on=on) or []
    planned = [
        day
        for day in Participation.objects.filter(group=group, ended_on=None, planned_end_on__gte=on).values_list(
            "planned_end_on", flat=True
        )
        if day is not None
    ]
    return {position: forecast(position, exits, planned, on=on) for position in positions}


def queue_of(group: PlaceGroup, *, on: dt.date, first: int = 1, number: int = 30) -> tuple[list[Waiter], int]:
    """A stretch of the queue with forecasts, and how long the queue is."""
    entries = queue_entries(group.pk)
    wanted = entries[first - 1 : first - 1 + number]
    found = {p.pk: p for p in _with_all().filter(pk__in=[int(entry.person) for entry in wanted])}
    expected = forecasts(group, range(first, first + len(wanted)), on=on)
    rows = [Waiter(found[int(entry.person)], first + n, expected[first + n]) for n, entry in enumerate(wanted)]
    return rows, len(entries)


def position_of(placement: Placement) -> int | None:
    """Place in the queue of its group, 1 is next; None for whoever does not wait."""
    if placement.status not in QUEUE:
        return None
    order = [entry.person for entry in queue_entries(placement.group_id)]
    return order.index(str(placement.pk)) + 1


# --- groups as case managers see them ----------------------------------------------------------------------------


def group_to_place(key: str, *, on: dt.date) -> PlaceGroup | None:
    """A group into which somebody can be placed here; the health programme admits by itself."""
    return groups_on(on).filter(key=key).exclude(legal_basis="rehapro").first()


def groups_to_place(*, on: dt.date) -> QuerySet[PlaceGroup]:
    """All groups into which somebody can be placed here."""
    return groups_on(on).exclude(legal_basis="rehapro").order_by("title", "pk")


def groups_named(word: str, legal_basis: str, *, on: dt.date) -> QuerySet[PlaceGroup]:
    """Groups by a word of task, title or provider, and by legal basis; all of them without either."""
    found = groups_to_place(on=on)
    if legal_basis:
        found = found.filter(legal_basis=legal_basis)
    for part in word.split():
        found = found.filter(
            Q(title__icontains=part) | Q(occupation__icontains=part) | Q(provider__name__icontains=part)
        )
    return found


def signatures_of(group: PlaceGroup) -> dict[str, ChecklistSignature]:
    """Signed points of the check list by key."""
    return {one.item: one for one in group.signatures.select_related("signed_by")}


# --- the provider's view -----------------------------------------------------------------------------------------


def own_placement(actor: Actor, pk: int) -> Placement | None:
    """A placement as the provider of its place may see it: referred, accepted, started; of others nothing."""
    organisations = actor.organisations_for(Action.RECORD_PARTICIPATION)
    return _with_all().filter(pk=pk, group__provider__in=organisations, status__in=TOLD_TO_PROVIDER).first()


def referred_to(group: PlaceGroup) -> QuerySet[Placement]:
    """Who was sent to the group and has not begun yet, the longest without an answer first."""
    return _with_all().filter(group=group, status__in=("referred", "accepted")).order_by("status_since", "pk")


def names_of(participations: Collection[int]) -> dict[int, Placement]:
    """Placements of running participations by participation: the name is for their provider."""
    found = _with_all().filter(participation__in=list(participations), status__in=TOLD_TO_PROVIDER)
    return {p.participation_id: p for p in found if p.participation_id is not None}


def placement_of(participation_id: int) -> Placement | None:
    """The placement that led to a participation."""
    return _with_all().filter(participation=participation_id).first()
