"""Reading wishes for help: by code for whoever asked, by desk for whoever answers, as counts for everybody else."""

from __future__ import annotations

import datetime as dt
import hmac

from django.db.models import Count, Q, QuerySet

from talachse.accounts.actor import Actor
from talachse.intake.models import Request
from talachse.rules.intake import DESKS, Channel, RequestStatus


def by_code(code: str) -> Request | None:
    """The request this code opens; spaces, hyphens and case do not matter."""
    plain = normalise_code(code)
    request = Request.objects.filter(code=plain).first()
    return request if request is not None and hmac.compare_digest(request.code, plain) else None


def normalise_code(code: str) -> str:
    """As stored: upper case, without spaces and hyphens."""
    return "".join(c for c in code.upper() if c.isalnum())[:12]


def received(pk: int | None) -> Request | None:
    """The request a browser has just sent, for its receipt."""
    return Request.objects.filter(pk=pk).first() if pk else None


def inbox(actor: Actor, *, open_only: bool = True) -> QuerySet[Request]:
    """What lies on the desks this person answers for, most urgent first."""
    requests = Request.objects.filter(desk__in=actor.desks())
    if open_only:
        requests = requests.filter(status__in=[RequestStatus.NEW, RequestStatus.IN_PROGRESS])
    return requests.order_by("answer_due_on", "id")


def request_for(actor: Actor, pk: int) -> Request | None:
    """One request, only for the desk it lies on."""
    return Request.objects.filter(desk__in=actor.desks(), pk=pk).first()


def request_of_desk(desk: str, pk: int) -> Request | None:
    """One request of one desk; for apps above that own the desk (outreach)."""
    return Request.objects.filter(desk=desk, pk=pk).first()


def requests_answered(*, on: dt.date) -> tuple[int, int]:
    """(answered, received) until the day, over all desks."""
    totals = Request.objects.filter(received_on__lte=on).aggregate(
        answered=Count("pk", filter=Q(answered_on__lte=on)), received=Count("pk")
    )
    return totals["answered"], totals["received"]


def requests_by_reference(prefix: str, *, on: dt.date) -> dict[str, int]:
    """How many wishes refer to each thing of a kind ("posting:"), until the day."""
    rows = (
        Request.objects.filter(reference__startswith=prefix, received_on__lte=on)
        .values("reference")
        .annotate(n=Count("pk"))
        .values_list("reference", "n")
        .order_by("reference")
    )
    return dict(rows)


def answered_by_mail(pk: int) -> tuple[str, str, str] | None:
    """(address, answer, name of the desk) of an answered request that wants mail; None when there is nothing to send."""
    request = Request.objects.filter(pk=pk, status=RequestStatus.ANSWERED, channel=Channel.EMAIL).first()
    if request is None or not request.address:
        return None
    return request.address, request.answer, DESKS[request.desk].label
