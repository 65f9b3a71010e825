"""Keeping entries right: own entries, a second look at sensitive ones, reminders, one tap "still right"."""

from __future__ import annotations

import datetime as dt
import uuid

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from talachse.accounts.actor import SYSTEM, Actor
from talachse.accounts.models import Organisation, OrganisationKind
from talachse.accounts.queries import free_organisation_key, organisation_by_name
from talachse.accounts.services import add_membership, add_organisation, add_user
from talachse.audit.services import record
from talachse.jobs.services import post
from talachse.offers.models import ChangeStatus, Offer, OfferChange, OfferStatus, PeopleInDistrict
from talachse.offers.services.directory import OfferFacts, as_json, facts_of, free_key, from_json, put_offer
from talachse.rules.access import Action, Role
from talachse.rules.offers import needs_four_eyes, next_check


class KeepingRefused(Exception):
    """The step is not possible; the message says why, in German."""


def keep(
    offer: Offer | None, facts: OfferFacts, *, owner: Organisation, by: Actor, today: dt.date
) -> tuple[Offer | None, OfferChange | None]:
    """A provider writes an own entry: everybody reads it at once; only sensitive topics wait for a second person.

    (offer, None) when it is live, (offer or None, change) when it waits. KeepingRefused for the entry of another.
    """
    if not by.is_system and owner.pk not in by.organisations_for(Action.KEEP_OFFERS):
        raise KeepingRefused("Sie pflegen nur die Einträge der eigenen Organisation.")
    if offer is not None and offer.owner_id != owner.pk:
        raise KeepingRefused("Sie pflegen nur die Einträge der eigenen Organisation.")
    with transaction.atomic():
        if offer is not None:
            offer = Offer.objects.select_for_update().get(pk=offer.pk)
        before = facts_of(offer) if offer else None
        if is_sensitive(facts, before) and before != facts:
            return offer, _wait(offer, facts, owner=owner, by=by)
        key = offer.key if offer else free_key(facts.title)
        kept, _changed = put_offer(key, facts, by=by, owner=owner, checked_on=today, check_by=next_check(today))
        Offer.objects.filter(pk=kept.pk).update(renew_code=None, reminded_on=None)
        return kept, None


def is_sensitive(facts: OfferFacts, before: OfferFacts | None = None) -> bool:
    """A second person looks at it first, also when the sensitive words are to be taken out."""
    versions = [facts] if before is None else [facts, before]
    text = " ".join(f"{one.title} {one.kind} {one.summary} {one.audience} {one.note}" for one in versions)
    return needs_four_eyes([theme for one in versions for theme in one.situations], text).is_yes


def _wait(offer: Offer | None, facts: OfferFacts, *, owner: Organisation, by: Actor) -> OfferChange:
    """The newest change of an entry waits; an older one that still waited is replaced."""
    if by.user_id is None:
        raise KeepingRefused("Einen heiklen Eintrag reicht eine Person ein, damit eine zweite ihn ansehen kann.")
    waiting = OfferChange.objects.filter(status=ChangeStatus.WAITING, owner=owner)
    same = waiting.filter(offer=offer) if offer else waiting.filter(offer=None, data__title=facts.title)
    same.delete()
    change = OfferChange.objects.create(
        offer=offer, owner=owner, data=as_json(facts), submitted_by_id=by.user_id, submitted_at=timezone.now()
    )
    record(by=by, verb="offer_change_waits", subject=f"offers.offerchange:{change.pk}", why=offer.key if offer else "")
    return change


def decide_change(change: OfferChange, *, accept: bool, note: str, by: Actor, today: dt.date) -> OfferChange:
    """A second person takes a change over or gives it back with a hint. KeepingRefused for the own change, or a decided one."""
    with transaction.atomic():
        fresh = OfferChange.objects.select_for_update().select_related("owner").get(pk=change.pk)
        if fresh.status != ChangeStatus.WAITING:
            raise KeepingRefused("Über diese Änderung ist schon entschieden.")
        if fresh.submitted_by_id == by.user_id:
            raise KeepingRefused(
                "Diese Änderung haben Sie selbst eingereicht. Bitte lassen Sie eine zweite Person entscheiden."
            )
        if not accept and not note.strip():
            raise KeepingRefused("Bitte schreiben Sie, was geändert werden soll.")
        if accept:
            facts = from_json(fresh.data)
            key = fresh.offer.key if fresh.offer else free_key(facts.title)
            kept, _ = put_offer(key, facts, by=by, owner=fresh.owner, checked_on=today, check_by=next_check(today))
            Offer.objects.filter(pk=kept.pk).update(renew_code=None, reminded_on=None)
            fresh.offer = kept
        fresh.status = ChangeStatus.ACCEPTED if accept else ChangeStatus.RETURNED
        fresh.decided_by_id, fresh.decided_at, fresh.note = by.user_id, timezone.now(), note.strip()
        fresh.save()
        verb = "offer_change_accepted" if accept else "offer_change_returned"
        record(by=by, verb=verb, subject=f"offers.offerchange:{fresh.pk}")
    return fresh


def still_right(offer: Offer, *, by: Actor, today: dt.date) -> Offer:
    """Everything is still right: checked today. The link of the mail is used up; a second tap changes nothing."""
    with transaction.atomic():
        fresh = Offer.objects.select_for_update().get(pk=offer.pk)
        if fresh.checked_on == today and fresh.renew_code is None:
            return fresh
        fresh.checked_on, fresh.check_by = today, next_check(today)
        fresh.renew_code = fresh.reminded_on = None
        fresh.save(update_fields=["checked_on", "check_by", "renew_code", "reminded_on"])
        record(by=by, verb="offer_still_right", subject=f"offers.offer:{fresh.key}")
    return fresh


def end_offer(offer: Offer, *, by: Actor, today: dt.date) -> Offer:
    """The offer no longer exists; its page says so."""
    with transaction.atomic():
        fresh = Offer.objects.select_for_update().get(pk=offer.pk)
        if fresh.status != OfferStatus.ENDED:
            fresh.status, fresh.changed_at = OfferStatus.ENDED, timezone.now()
            fresh.renew_code = fresh.reminded_on = None
            if fresh.valid_until is None and (fresh.valid_from is None or fresh.valid_from <= today):
                fresh.valid_until = today
            fresh.save()
            record(by=by, verb="offer_ended", subject=f"offers.offer:{fresh.key}")
    return fresh


def remind(offer: Offer, *, to: list[str], today: dt.date, shown_until: dt.date) -> None:
    """Ask whoever keeps the entry whether it is still right: a mail with a link that needs no log-in."""
    with transaction.atomic():
        fresh = Offer.objects.select_for_update().get(pk=offer.pk)
        fresh.renew_code = fresh.renew_code or uuid.uuid4()
        fresh.reminded_on = today
        fresh.save(update_fields=["renew_code", "reminded_on"])
        link = settings.TALACHSE_PUBLIC_URL + reverse("offers-renew", args=[fresh.renew_code])
        body = (
            f"Guten Tag,\n\nstimmt Ihr Eintrag „{fresh.title}“ im Verzeichnis der Angebote noch?\n\n"
            f"Ja, oder etwas ändern: {link}\n\n"
            "Sie müssen sich nicht anmelden, um zu bestätigen. "
            f"Ohne Antwort blenden wir den Eintrag nach dem {shown_until:%d.%m.%Y} aus. Gelöscht wird nichts.\n"
        )
        post(to=to, subject=f"Stimmt Ihr Eintrag noch? {fresh.title}", body=body)
        record(by=SYSTEM, verb="offer_reminded", subject=f"offers.offer:{fresh.key}")


def invite(*, name: str, email: str, person: str, by: Actor, today: dt.date) -> Organisation:
    """Give somebody of an organisation the function to keep its entries, and nothing else; a mail says how to begin.

    An organisation of the same name is the same. KeepingRefused for the authorities: their functions are given elsewhere.
    """
    with transaction.atomic():
        organisation = organisation_by_name(name) or add_organisation(
            key=free_organisation_key(name), name=name.strip(), kind=OrganisationKind.PARTNER, by=by
        )
        if organisation.side or organisation.kind in {OrganisationKind.CITY, OrganisationKind.JOBCENTER}:
            raise KeepingRefused("Zugänge für Stadt und Jobcenter vergibt die Verwaltung der Zugänge.")
        user = add_user(email=email.strip().lower(), name=person.strip(), by=by)
        if not user.memberships.filter(organisation=organisation, role=Role.OFFER_KEEPER.value).exists():
            add_membership(user=user, organisation=organisation, role=Role.OFFER_KEEPER, valid_from=today, by=by)
        base = settings.TALACHSE_PUBLIC_URL
        body = (
            f"Guten Tag {person.strip()},\n\nbitte pflegen Sie die Angebote von „{organisation.name}“ selbst. "
            "Was Sie ändern, steht sofort im Verzeichnis.\n\n"
            f"1. Passwort setzen: {base}{reverse('account_reset_password')}\n"
            f"2. Einträge pflegen: {base}{reverse('offers-own')}\n"
        )
        post(to=[user.email], subject="Ihre Angebote im Verzeichnis der Stadt", body=body)
        record(by=by, verb="offer_keeper_invited", subject=f"accounts.organisation:{organisation.key}")
    return organisation


def count_people(*, audience: str, district: str, people: int, as_of: dt.date, source: str, by: Actor) -> None:
    """Enter how many people of an audience live in a district; the same day again corrects that day."""
    with transaction.atomic():
        PeopleInDistrict.objects.update_or_create(
            audience=audience, district=int(district), as_of=as_of, defaults={"people": people, "source": source}
        )
        record(by=by, verb="people_counted", subject=f"offers.peopleindistrict:{audience}-{district}", why=f"{as_of}")
