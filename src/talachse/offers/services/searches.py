"""What happens around a search: what found nothing is counted, what shall be watched is mailed."""

from __future__ import annotations

import datetime as dt
import hashlib

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from talachse.accounts.actor import SYSTEM
from talachse.audit.services import record
from talachse.jobs.services import post
from talachse.offers.models import EmptySearch, SavedSearch
from talachse.offers.queries.directory import Criteria
from talachse.rules.offers import search_term


class SearchRefused(Exception):
    """The search cannot be watched; the message says why, in German."""


def note_empty(criteria: Criteria, *, whose: str, on: dt.date) -> None:
    """Count a search that found nothing, once an hour from one address. Only words: no numbers, no mail addresses."""
    words = " ".join(sorted(word for word in criteria.words if word.isalpha()))[:120]
    filters = " ".join(name for name in criteria.chosen() if name not in {"words", "open_at"})[:200]
    if not words and not filters:
        return
    key = "empty-search:" + hashlib.sha256(f"{whose} {words} {filters}".encode()).hexdigest()[:32]
    # Looked up first: entering it takes the turn at the database from somebody who writes, even when it is there already.
    if cache.get(key) or not cache.add(key, 1, timeout=3600):
        return
    month = on.replace(day=1)
    with transaction.atomic():
        row, _created = EmptySearch.objects.get_or_create(month=month, words=words, filters=filters)
        EmptySearch.objects.filter(pk=row.pk).update(times=F("times") + 1)


def watch(*, email: str, query: str, language: str, whose: str) -> None:
    """Ask by mail whether somebody wants to hear of new offers. Nothing tells whether the address is known.

    SearchRefused when one address asks too often or watches too much.
    """
    key = "watch-search:" + hashlib.sha256(whose.encode()).hexdigest()[:32]
    cache.add(key, 0, timeout=3600)
    if cache.incr(key) > search_term("suche_anfragen_je_stunde", timezone.localdate()):
        raise SearchRefused(_("Das waren viele Anfragen. Bitte versuchen Sie es in einer Stunde noch einmal."))
    email = email.strip().lower()
    now = timezone.now()
    today = timezone.localdate(now)
    expires_on = today + dt.timedelta(days=search_term("suche_bestaetigen_tage", today))
    with transaction.atomic():
        if SavedSearch.objects.filter(email=email).exclude(query=query).count() >= search_term(
            "suchen_je_adresse", today
        ):
            return
        saved, created = SavedSearch.objects.get_or_create(
            email=email,
            query=query,
            defaults={"language": language, "asked_at": now, "expires_on": expires_on},
        )
        if saved.confirmed_at is not None and not created:
            return
        SavedSearch.objects.filter(pk=saved.pk).update(asked_at=now, expires_on=expires_on)
        post(to=[email], subject=_("Bitte bestätigen Sie Ihre gemerkte Suche"), body=_confirmation(saved))
        record(by=SYSTEM, verb="search_asked", subject=f"offers.savedsearch:{saved.pk}")


def _confirmation(saved: SavedSearch) -> str:
    link = settings.TALACHSE_PUBLIC_URL + reverse("offers-search-confirm", args=[saved.token])
    return _(
        "Guten Tag,\n\njemand hat mit dieser Adresse eine Suche nach Angeboten gemerkt.\n"
        "Waren Sie das? Dann öffnen Sie bitte diesen Link:\n\n%(link)s\n\n"
        "Waren Sie es nicht? Dann tun Sie nichts. Wir löschen die Adresse nach drei Tagen.\n"
    ) % {"link": link}


def confirm(saved: SavedSearch, *, now: dt.datetime) -> SavedSearch:
    """The link was opened and the button pressed: half a year from now; a second time makes it a new half year."""
    with transaction.atomic():
        fresh = SavedSearch.objects.select_for_update().get(pk=saved.pk)
        if fresh.confirmed_at is None:
            fresh.confirmed_at = fresh.sent_until = now
            record(by=SYSTEM, verb="search_confirmed", subject=f"offers.savedsearch:{fresh.pk}")
        fresh.expires_on = timezone.localdate(now) + dt.timedelta(
            days=search_term("suche_laeuft_tage", timezone.localdate(now))
        )
        fresh.save(update_fields=["confirmed_at", "sent_until", "expires_on"])
    return fresh


def stop(saved: SavedSearch) -> None:
    """No more mails; the address goes."""
    with transaction.atomic():
        record(by=SYSTEM, verb="search_stopped", subject=f"offers.savedsearch:{saved.pk}")
        SavedSearch.objects.filter(pk=saved.pk).delete()


def tell(saved: SavedSearch, titles: list[tuple[str, str]], *, now: dt.datetime) -> None:
    """Mail what is new for one watched search: (name, path) of each offer."""
    base = settings.TALACHSE_PUBLIC_URL
    with translation.override(saved.language), transaction.atomic():
        lines = [f"– {title}\n  {base}{path}" for title, path in titles]
        body = _(
            "Guten Tag,\n\nfür Ihre gemerkte Suche gibt es Neues:\n\n%(offers)s\n\n"
            "Alle Treffer: %(all)s\nKeine E-Mails mehr: %(stop)s\n"
        ) % {
            "offers": "\n".join(lines),
            "all": f"{base}{reverse('offers-directory')}?{saved.query}",
            "stop": base + reverse("offers-search-stop", args=[saved.token]),
        }
        # Marked first: killed in between, nobody gets the same mail twice.
        SavedSearch.objects.filter(pk=saved.pk).update(sent_until=now)
        post(to=[saved.email], subject=_("Neue Angebote für Ihre Suche"), body=body)


def forget_old(*, today: dt.date) -> None:
    """Unconfirmed and expired searches go, rare empty searches of past months too, others after two years."""
    SavedSearch.objects.filter(expires_on__lt=today).delete()
    month = today.replace(day=1)
    EmptySearch.objects.filter(month__lt=month, times__lt=search_term("leere_suche_selten_unter", today)).delete()
    kept = dt.timedelta(days=search_term("leere_suche_aufbewahrt_tage", today))
    EmptySearch.objects.filter(month__lt=today - kept).delete()
