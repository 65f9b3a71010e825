"""What the browser remembers of #Abflug: numbers of rows, never codes."""

from __future__ import annotations

from talachse.accounts.http import TalachseRequest
from talachse.offers.models import Applicant, Seat
from talachse.offers.queries.wishes import applicant

LIST, TICKETS = "abflug_list", "abflug_tickets"
MOST_TICKETS = 20


def own_list(request: TalachseRequest) -> Applicant | None:
    """The list of wishes that is open in this browser."""
    return applicant(request.session.get(LIST))


def remember_list(request: TalachseRequest, owner: Applicant) -> None:
    """Keep the list open."""
    request.session[LIST] = owner.pk


def forget_list(request: TalachseRequest) -> None:
    """Close the list; on a computer at school the next one must not see it."""
    request.session.pop(LIST, None)


def tickets(request: TalachseRequest) -> list[int]:
    """Seats that were taken or opened here."""
    return list(request.session.get(TICKETS, []))


def remember_ticket(request: TalachseRequest, seat: Seat) -> None:
    """Keep the ticket at hand."""
    known = [pk for pk in tickets(request) if pk != seat.pk]
    request.session[TICKETS] = [*known, seat.pk][-MOST_TICKETS:]


def forget_tickets(request: TalachseRequest) -> None:
    """No ticket is shown here any more."""
    request.session.pop(TICKETS, None)
