"""Work of the directory and of the apprenticeships that happens by the clock."""

from __future__ import annotations

import datetime as dt

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from talachse.accounts.actor import SYSTEM
from talachse.accounts.queries import mails_for
from talachse.jobs.clock import periodic
from talachse.offers.forms.directory import SearchForm
from talachse.offers.queries import directory, keeping, searches
from talachse.offers.services import keeping as keeping_services
from talachse.offers.services import searches as search_services
from talachse.offers.services.events import forget_guests
from talachse.offers.services.wishes import forget_left_lists
from talachse.rules.access import Action
from talachse.rules.offers import freshness, reminder_is_due

MOST_IN_A_MAIL = 10


@periodic(name="offers.remind_keepers", period="day")
def remind_keepers(due: dt.datetime) -> None:
    """Whoever keeps an entry is asked in time whether it is still right."""
    today = timezone.localdate(due)
    for offer in keeping.to_check(on=today).iterator():
        if not reminder_is_due(offer.check_by, last_sent_on=offer.reminded_on, on=today):
            continue
        to = mails_for(offer.owner_id or 0, Action.KEEP_OFFERS, on=today)
        if to:
            keeping_services.remind(offer, to=to, today=today, shown_until=freshness(offer.check_by, today).shown_until)


@periodic(name="offers.tell_searchers", period="day")
def tell_searchers(due: dt.datetime) -> None:
    """New offers for watched searches; one mail each, and none when there is nothing new."""
    now = timezone.now()
    today = timezone.localdate(due)
    for saved in searches.to_tell(today=today).iterator():
        form = SearchForm(QueryDict(saved.query))
        form.is_valid()
        since = saved.sent_until or saved.asked_at
        found = directory.search(form.criteria(), on=today).filter(changed_at__gt=since)[:MOST_IN_A_MAIL]
        titles = [(offer.title, reverse("offers-offer", args=[offer.key])) for offer in found]
        if titles:
            search_services.tell(saved, titles, now=now)


@periodic(name="offers.forget", period="day")
def forget(due: dt.datetime) -> None:
    """Watched searches that ended and rare empty searches go."""
    search_services.forget_old(today=timezone.localdate(due))


@periodic(name="offers.forget_guests", period="day")
def forget_old_guests(due: dt.datetime) -> None:
    """Nicknames and codes of events go 30 days after the end."""
    forget_guests(today=timezone.localdate(due), by=SYSTEM)


@periodic(name="offers.forget_left_lists", period="day")
def forget_old_lists(due: dt.datetime) -> None:
    """Lists of wishes go half a year after they were left."""
    forget_left_lists(today=timezone.localdate(due), by=SYSTEM)
