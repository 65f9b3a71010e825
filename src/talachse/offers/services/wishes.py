"""What happens to a list of wishes: begun without an account, put in order, left; and what companies say after meeting."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max
from django.utils.crypto import salted_hmac

from talachse.accounts.actor import Actor
from talachse.audit.services import record, record_read
from talachse.intake.models import Request
from talachse.intake.services import CODE_ALPHABET, receive
from talachse.offers.models import Applicant, Posting, Wish
from talachse.offers.queries import wishes as queries
from talachse.rules.apprenticeships import can_add_wish, lists_expire_before
from talachse.rules.intake import Channel

CODE_SIGNS = 8
NOT_A_FIT = "not_a_fit"


class WishRefused(Exception):
    """The step is not possible; the message says why, in German."""


def _code_of(submission: uuid.UUID) -> str:
    # From the form's own number, so that a double click opens one list and not two; secret like any other code.
    left = int.from_bytes(salted_hmac("offers.applicant", str(submission), algorithm="sha256").digest())
    signs = ""
    for _ in range(CODE_SIGNS):
        left, sign = divmod(left, len(CODE_ALPHABET))
        signs += CODE_ALPHABET[sign]
    return signs


def begin_list(*, submission: uuid.UUID, by: Actor, today: dt.date) -> Applicant:
    """A new list with its code, and nothing else about the person. The same ``submission`` twice is one list."""
    with transaction.atomic():
        owner, created = Applicant.objects.get_or_create(code=_code_of(submission), defaults={"since": today})
        if created:
            record(by=by, verb="wish_list_begun", subject=f"offers.applicant:{owner.pk}")
    return owner


def add_wish(owner: Applicant, posting: Posting, *, by: Actor) -> Wish:
    """Put an open posting at the end of the list; the second time changes nothing. Whoever had left is back."""
    with transaction.atomic():
        fresh = _locked(owner)
        known = fresh.wishes.filter(posting=posting).first()
        if known is not None:
            return known
        verdict = can_add_wish(on_list=fresh.wishes.count())
        if not verdict.is_yes:
            raise WishRefused(verdict.reason)
        last = fresh.wishes.aggregate(last=Max("rank"))["last"] or 0
        wish = Wish.objects.create(applicant=fresh, posting=posting, rank=last + 1)
        record(by=by, verb="wish_added", subject=f"offers.applicant:{fresh.pk}", why=f"posting:{posting.pk}")
        _set_left(fresh, None, by=by)
    return wish


def move_wish(owner: Applicant, wish_id: int, *, to: int, by: Actor) -> None:
    """Put a wish at the place ``to`` (1 is first); beyond the ends it stops there. The second click changes nothing."""
    with transaction.atomic():
        fresh = _locked(owner)
        order = list(fresh.wishes.order_by("rank", "pk"))
        moved = next((wish for wish in order if wish.pk == wish_id), None)
        if moved is None:
            return
        order.remove(moved)
        order.insert(min(max(to, 1), len(order) + 1) - 1, moved)
        if _renumber(order):
            record(by=by, verb="wish_moved", subject=f"offers.applicant:{fresh.pk}")


def remove_wish(owner: Applicant, wish_id: int, *, by: Actor) -> None:
    """Take a wish off the list; the others move up."""
    with transaction.atomic():
        fresh = _locked(owner)
        removed, _ = fresh.wishes.filter(pk=wish_id).delete()
        if removed:
            _renumber(list(fresh.wishes.order_by("rank", "pk")))
            record(by=by, verb="wish_removed", subject=f"offers.applicant:{fresh.pk}")


def _renumber(order: list[Wish]) -> bool:
    changed = [(rank, wish) for rank, wish in enumerate(order, 1) if wish.rank != rank]
    for rank, wish in changed:
        wish.rank = rank
    Wish.objects.bulk_update([wish for _, wish in changed], ["rank"])
    return bool(changed)


def describe(owner: Applicant, *, nickname: str, school_year: int | None, district: int | None, by: Actor) -> Applicant:
    """What somebody wants to say about themselves; nothing of it is needed."""
    with transaction.atomic():
        fresh = _locked(owner)
        fresh.nickname, fresh.school_year, fresh.district = nickname.strip(), school_year, district
        fresh.save(update_fields=["nickname", "school_year", "district"])
        record(by=by, verb="wish_list_described", subject=f"offers.applicant:{fresh.pk}")
    return fresh


def leave(owner: Applicant, *, by: Actor, today: dt.date) -> None:
    """Companies no longer see the wishes; with the code one can come back for half a year."""
    with transaction.atomic():
        _set_left(_locked(owner), today, by=by)


def come_back(owner: Applicant, *, by: Actor) -> None:
    """Take part again."""
    with transaction.atomic():
        _set_left(_locked(owner), None, by=by)


def _set_left(owner: Applicant, day: dt.date | None, *, by: Actor) -> None:
    if (owner.left_on is None) == (day is None):
        return
    owner.left_on = day
    owner.save(update_fields=["left_on"])
    verb = "wish_list_resumed" if day is None else "wish_list_left"
    record(by=by, verb=verb, subject=f"offers.applicant:{owner.pk}")


def delete_list(owner: Applicant, *, by: Actor) -> None:
    """Everything goes at once, as its owner wishes."""
    with transaction.atomic():
        removed, _ = Applicant.objects.filter(pk=owner.pk).delete()
        if removed:
            record(by=by, verb="wish_list_deleted", subject=f"offers.applicant:{owner.pk}")


def ask_for_help(
    owner: Applicant,
    *,
    submission: uuid.UUID,
    channel: Channel,
    by: Actor,
    today: dt.date,
    nickname: str = "",
    address: str = "",
    text: str = "",
) -> Request:
    """Somebody from the placement desk shall help; the desk reads the wishes, never the code of the list."""
    with transaction.atomic():
        fresh = _locked(owner)
        wishes = fresh.wishes.select_related("posting__company").order_by("rank", "pk")
        lines = [f"{wish.rank}. {wish.posting.occupation}, {wish.posting.company.name}" for wish in wishes]
        wanted = ["Wunschliste:", *lines] if lines else ["Noch keine Wünsche auf der Liste."]
        request = receive(
            submission=submission,
            desk="desk-apprenticeships",
            text="\n".join(["Ich will, dass mir jemand bei der Ausbildung hilft.", text.strip(), *wanted])[:4000],
            channel=channel,
            address=address,
            nickname=nickname or fresh.nickname,
            reference=f"applicant:{fresh.pk}",
            by=by,
            today=today,
        )
        fresh.request = request
        fresh.save(update_fields=["request"])
    return request


def _locked(owner: Applicant) -> Applicant:
    try:
        return Applicant.objects.select_for_update().get(pk=owner.pk)
    except Applicant.DoesNotExist:
        raise WishRefused("Diese Liste gibt es nicht mehr.") from None


@dataclass(frozen=True, slots=True)
class Met:
    """What a company says about somebody it has met, or not: its order (1 is first), or that it does not fit."""

    rank: int | None = None
    declined: bool = False


def rank_wishes(posting: Posting, said: Mapping[int, Met], *, by: Actor) -> int:
    """Keep the company's order of those it has met, by id of the wish; returns how many changed.

    Wishes for another posting, and of people who have left meanwhile, are passed over.
    """
    with transaction.atomic():
        changed = []
        for wish in queries.wishes_for_company(posting, list(said)).select_for_update(of=("self",)):
            met = said[wish.pk]
            new = (None if met.declined else met.rank, NOT_A_FIT if met.declined else "")
            if (wish.company_rank, wish.company_declined) != new:
                wish.company_rank, wish.company_declined = new
                changed.append(wish)
        Wish.objects.bulk_update(changed, ["company_rank", "company_declined"])
        if changed:
            record(by=by, verb="wishes_ranked", subject=f"offers.posting:{posting.pk}", why=f"{len(changed)}")
    return len(changed)


def read_interested(posting: Posting, *, by: Actor) -> None:
    """Somebody of the company looks at who would like the posting."""
    record_read(by=by, subject=f"offers.posting:{posting.pk}", why="Kennzeichen der Interessierten angesehen")


def forget_left_lists(*, today: dt.date, by: Actor) -> int:
    """Lists left half a year ago go, with their wishes; returns how many."""
    with transaction.atomic():
        old = Applicant.objects.filter(left_on__lt=lists_expire_before(today=today))
        count = old.count()
        if count:
            old.delete()
            record(by=by, verb="wish_lists_expired", subject="offers.applicant", why=f"{count}")
    return count
