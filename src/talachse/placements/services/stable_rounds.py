"""Rounds of apprenticeships: young people and companies choose each other. A proposal, until a person confirms it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from talachse.accounts import queries as accounts
from talachse.accounts.actor import Actor
from talachse.audit.services import record, record_read
from talachse.jobs.services import post
from talachse.offers.queries.wishes import for_round
from talachse.placements.models import Round
from talachse.placements.models.rounds import RoundKind, RoundStatus
from talachse.placements.queries.stable_rounds import by_company
from talachse.rules.access import Role
from talachse.rules.placement.matching_instance import Assignment
from talachse.rules.placement.stable import blocking_pairs, stable_match
from talachse.rules.placement.stable_reasons import Move, fulfilled_wish, moves, why_unmatched

OBJECTIVE = (
    "Stabil: Kein junger Mensch und kein Betrieb möchten lieber einander als das, was sie haben. Unter allen stabilen "
    "Ergebnissen bekommt jeder junge Mensch den besten Platz, den es für ihn gibt. Ein Betrieb nimmt nur, wen er "
    "kennengelernt und eingereiht hat; bei gleicher Stelle entscheidet das Los der Runde."
)
SOLVER = "Annahme unter Vorbehalt (Gale und Shapley 1962), talachse.rules.placement.stable"


class RoundRefused(Exception):
    """The step is not possible; the message says why, in German."""


@dataclass(frozen=True, slots=True)
class Instance:
    """What a round starts from: markers and numbers of postings, as text."""

    wishes: dict[str, list[str]]
    rankings: dict[str, dict[str, int]]
    quotas: dict[str, int]
    labels: dict[str, str]
    companies: dict[str, int]

    def as_json(self) -> dict[str, Any]:
        """As it is kept."""
        return {
            "wishes": self.wishes,
            "rankings": self.rankings,
            "quotas": self.quotas,
            "labels": self.labels,
            "companies": self.companies,
        }

    @property
    def digest(self) -> str:
        """Changes with every wish, order, place or posting; not with how a posting is called."""
        facts = {"wishes": self.wishes, "rankings": self.rankings, "quotas": self.quotas}
        return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()

    @property
    def lot(self) -> str:
        """The lot of the round: nobody chooses it, and everybody can compute it again."""
        return self.digest[:16]


def collect(*, today: dt.date) -> Instance:
    """Wishes of those who are still looking, orders of the companies, open places."""
    postings, rows = for_round(on=today)
    wishes: dict[str, list[str]] = defaultdict(list)
    rankings: dict[str, dict[str, int]] = {str(p.pk): {} for p in postings}
    for row in rows:
        wishes[row.marker].append(str(row.posting))
        if row.company_rank is not None and not row.company_declined:
            rankings[str(row.posting)][row.marker] = row.company_rank
    return Instance(
        wishes=dict(wishes),
        rankings=rankings,
        quotas={str(p.pk): p.places for p in postings},
        labels={str(p.pk): p.label for p in postings},
        companies={str(p.pk): p.company for p in postings},
    )


def propose(*, by: Actor, now: dt.datetime) -> Round:
    """Compute a round and keep it as a proposal. The same starting point twice is one proposal."""
    today = timezone.localdate(now)
    instance = collect(today=today)
    if not instance.wishes:
        raise RoundRefused("Es gibt noch keine Wünsche für offene Plätze. Eine Runde hätte nichts zu rechnen.")
    match = stable_match(instance.wishes, instance.rankings, instance.quotas, lot=instance.lot)
    if blocking_pairs(instance.wishes, instance.rankings, instance.quotas, match, lot=instance.lot):
        raise RoundRefused(
            "Die Gegenprobe ist gescheitert: Das Ergebnis ist nicht stabil. Es wurde nichts gespeichert."
        )
    with transaction.atomic():
        open_ones = Round.objects.select_for_update().filter(kind=RoundKind.STABLE, status=RoundStatus.PROPOSED)
        for known in open_ones:
            if known.input_hash == instance.digest:
                return known
            _decide(known, RoundStatus.DROPPED, by=by, now=now, why="neu gerechnet")
        made = Round.objects.create(
            kind=RoundKind.STABLE,
            title=f"Ausbildungsrunde vom {today:%d.%m.%Y}",
            instance=instance.as_json(),
            result=_result(instance, match),
            input_hash=instance.digest,
            objective=OBJECTIVE,
            solver=SOLVER,
            made_by_id=by.user_id,
            made_at=now,
        )
        record(by=by, verb="stable_round_proposed", subject=f"placements.round:{made.pk}", why=instance.digest[:12])
    return made


def _result(instance: Instance, match: Sequence[Assignment]) -> dict[str, Any]:
    matched = {str(pair.person): str(pair.place) for pair in match}
    pairs = [
        {"person": person, "place": place, "wish": fulfilled_wish(person, place, instance.wishes)}
        for person, place in sorted(matched.items())
    ]
    return {
        "assignments": pairs,
        "by_wish": {str(wish): n for wish, n in sorted(Counter(pair["wish"] for pair in pairs).items())},
        "unmatched": [
            {"person": person, "reason": why_unmatched(person, instance.wishes, instance.rankings)}
            for person in sorted(instance.wishes)
            if person not in matched
        ],
        "blocking_pairs": 0,
    }


def _kept(found: Round) -> Instance:
    known = found.instance
    return Instance(known["wishes"], known["rankings"], known["quotas"], known["labels"], known["companies"])


def fits_today(found: Round, *, today: dt.date) -> bool:
    """Nothing that the round starts from has changed since it was computed."""
    return collect(today=today).digest == found.input_hash


def without(found: Round, posting: str) -> list[Move]:
    """Who would get something else if this posting were not there. A simulation: nothing is kept."""
    instance = _kept(found)
    if posting not in instance.quotas:
        raise RoundRefused("Diesen Platz gibt es in der Runde nicht.")
    after = stable_match(instance.wishes, instance.rankings, instance.quotas | {posting: 0}, lot=instance.lot)
    before = [Assignment(pair["person"], pair["place"]) for pair in found.result["assignments"]]
    return moves(before, after)


def confirm(found: Round, *, by: Actor, now: dt.datetime) -> Round:
    """From now on the lists and the companies' rooms show it. Once; and only while the starting point still holds."""
    today = timezone.localdate(now)
    with transaction.atomic():
        fresh = Round.objects.select_for_update().get(pk=found.pk, kind=RoundKind.STABLE)
        if fresh.status == RoundStatus.CONFIRMED:
            return fresh
        if fresh.status == RoundStatus.DROPPED:
            raise RoundRefused("Diese Runde wurde verworfen. Bitte rechnen Sie neu.")
        if not fits_today(fresh, today=today):
            raise RoundRefused(
                "Seit der Rechnung haben sich Wünsche, Reihenfolgen oder Plätze geändert. Bitte rechnen Sie neu."
            )
        for other in Round.objects.filter(kind=RoundKind.STABLE, status=RoundStatus.PROPOSED).exclude(pk=fresh.pk):
            _decide(other, RoundStatus.DROPPED, by=by, now=now, why="eine andere Runde gilt")
        _decide(fresh, RoundStatus.CONFIRMED, by=by, now=now, why=fresh.input_hash[:12])
        _tell_companies(by_company(fresh), today=today)
    return fresh


def drop(found: Round, *, by: Actor, now: dt.datetime) -> Round:
    """The proposal is not wanted; a second click changes nothing."""
    with transaction.atomic():
        fresh = Round.objects.select_for_update().get(pk=found.pk, kind=RoundKind.STABLE)
        if fresh.status == RoundStatus.CONFIRMED:
            raise RoundRefused("Diese Runde ist schon bestätigt. Junge Menschen haben das Ergebnis gesehen.")
        if fresh.status == RoundStatus.PROPOSED:
            _decide(fresh, RoundStatus.DROPPED, by=by, now=now)
    return fresh


def _decide(found: Round, status: RoundStatus, *, by: Actor, now: dt.datetime, why: str = "") -> None:
    found.status, found.decided_by_id, found.decided_at = status, by.user_id, now
    found.save(update_fields=["status", "decided_by", "decided_at"])
    record(by=by, verb=f"stable_round_{status}", subject=f"placements.round:{found.pk}", why=why)


def _tell_companies(counts: Mapping[int, int], *, today: dt.date) -> None:
    """A mail with a number; who it is, with markers only, stands in the company's room."""
    address = settings.TALACHSE_PUBLIC_URL + reverse("offers-postings")
    for company, to in accounts.addresses_of(list(counts), [Role.COMPANY], today=today).items():
        n = counts[company]
        people = "ein junger Mensch passt" if n == 1 else f"{n} junge Menschen passen"
        post(
            to=to,
            subject="Ausbildungsrunde: Ergebnis für Ihren Betrieb",
            body=f"Guten Tag,\n\n{people} nach der Ausbildungsrunde zu Ihren Plätzen.\n"
            f"Die Kennzeichen sehen Sie nach der Anmeldung: {address}\n\nEin Vertrag ist damit noch nicht verbunden.\n",
        )


def read_round(found: Round, *, by: Actor) -> None:
    """Somebody looks at who gets what."""
    record_read(by=by, subject=f"placements.round:{found.pk}", why="Ausbildungsrunde angesehen")
