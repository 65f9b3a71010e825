"""Participations: who began and who left, through the same services as at the provider's, so that every cap holds."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from talachse.audit.services import record
from talachse.documents.previews import CHANGED, NEW, UNCHANGED, WRONG, Line, Preview
from talachse.offers.models import LegalBasis, PlaceGroup
from talachse.offers.queries.groups import groups_by_key, groups_by_title
from talachse.offers.queries.places import lock_group, lock_groups_of_project, places_over_time
from talachse.people import lists
from talachse.people.models import Person
from talachse.placements.columns import PARTICIPATIONS
from talachse.placements.models import Participation
from talachse.placements.queries import exchange as queries
from talachse.placements.queries import participations as participation_queries
from talachse.placements.services.exchange import Context, Said, Table, days_back, in_words, plain
from talachse.placements.services.participations import (
    FURTHEST_AHEAD,
    PlacementRefused,
    end_participation,
    start_participation,
)
from talachse.rules.access import Action
from talachse.rules.placement.pots import Pot, Stay, may_begin
from talachse.rules.placement.rehapro import latest_end, may_admit, may_end_on

TOO_FAR = "Der Tag liegt mehr als ein Jahr in der Zukunft. Bitte prüfen Sie das Datum."


@dataclass(slots=True)
class _Known:
    """What is there already; ``stays`` and ``admitted`` grow with the rows, so that a file cannot oversell a group."""

    groups: dict[str, PlaceGroup]
    people: dict[str, Person]
    codes: set[str]
    participations: dict[tuple[str, int], list[Participation]]
    stays: dict[int, list[Stay]]
    admitted: dict[str, int]
    planned: dict[tuple[str, int], list[tuple[Stay, int]]] = field(default_factory=dict)


def judge(rows: list[Said], where: Context) -> None:
    """Who is meant, then ends (they free places), then starts from the earliest on, each counted with those before it."""
    good = [row for row in rows if row.is_good]
    known = _read(good, where)
    placed = [row for row in good if _place(row, known)]
    news = [row for row in placed if not _known_already(row, known, where)]
    for row in sorted(news, key=lambda row: (row.values["started_on"], row.line.number)):
        _judge_start(row, known, where)
    lists.record_look(known.people.values(), by=where.by, why="Abgleich mit dem Fachverfahren")


def _read(rows: list[Said], where: Context) -> _Known:
    named = {row.values["group"] for row in rows}
    groups = groups_by_key(named)
    groups |= {name: found[0] for name, found in groups_by_title(named - groups.keys()).items() if len(found) == 1}
    numbers = (row.values.get("file_number") for row in rows)
    people = {person.file_number: person for person in lists.people_by("file_number", numbers, zone=where.zone)}
    codes = {row.values["code"] for row in rows if "code" in row.values}
    bearers = {person.code: person for person in lists.people_by("code", codes)}
    # A code without a person was given by a provider; a code of another office is none of ours.
    own = {code for code, person in bearers.items() if person.zone == where.zone}
    own |= queries.taken_codes(codes - bearers.keys())
    ids = [group.pk for group in groups.values()]
    projects = {group.project for group in groups.values() if _is_programme(group)}
    return _Known(
        groups,
        people,
        own,
        queries.participations_of(own | {person.code for person in people.values()}),
        queries.stays_by_group(ids),
        queries.admissions_by_project(projects),
    )


def _place(row: Said, known: _Known) -> bool:
    """Find person and group; True when both are known and the days are possible."""
    line, values = row.line, row.values
    person = known.people.get(values.get("file_number", ""))
    code = person.code if person else values.get("code", "")
    line.label = f"{values.get('file_number') or code} · {values['group']}"
    if values.get("file_number") and person is None:
        line.refuse(
            "Zu diesem Aktenzeichen kennen wir keine Person. Lesen Sie zuerst die Personen ein.", column="Aktenzeichen"
        )
    elif not code:
        line.refuse("Es fehlt, wer teilnimmt: Aktenzeichen oder Code.", column="Aktenzeichen")
    elif values.get("code") and values["code"] != code:
        line.refuse("Aktenzeichen und Code gehören zu verschiedenen Personen.", column="Code")
    elif person is None and code not in known.codes:
        line.refuse("Diesen Code kennen wir nicht.", column="Code")
    if values["group"] not in known.groups:
        line.refuse("Diese Platzgruppe kennen wir nicht, oder ihr Name ist nicht eindeutig.", column="Platzgruppe")
    ended_on = values.get("ended_on")
    if ended_on is not None and ended_on < values["started_on"]:
        line.refuse("Das Ende liegt vor dem Beginn.", column="Ende")
    values["code"] = code
    return row.is_good


def _known_already(row: Said, known: _Known, where: Context) -> bool:
    """The participation is there: then the row can only end it. True when the row is settled."""
    line, values = row.line, row.values
    group = known.groups[values["group"]]
    there = known.participations.get((values["code"], group.pk), [])
    same = next((one for one in there if one.started_on == values["started_on"]), None)
    if same is None:
        return False
    line.key = f"{values['code']} {group.key} {same.started_on}"
    ended_on, reason = values.get("ended_on"), values.get("reason", "")
    if same.ended_on is None and ended_on is not None:
        _judge_end(row, same, known, where)
    elif same.ended_on != ended_on:
        line.refuse(f"Diese Teilnahme ist schon beendet, zum {same.ended_on:%d.%m.%Y}.", column="Ende")
    else:
        line.state, line.cells = UNCHANGED, []
        if reason and reason != same.end_reason:
            line.note = "Der eingetragene Grund des Endes bleibt."
    return True


def _judge_end(row: Said, same: Participation, known: _Known, where: Context) -> None:
    line, ended_on, reason = row.line, row.values["ended_on"], row.values.get("reason", "")
    if ended_on > where.today + FURTHEST_AHEAD:
        line.refuse(TOO_FAR, column="Ende")
        return
    stays = known.stays[same.group_id]
    if (same.started_on, None) in stays:
        stays.remove((same.started_on, None))
        stays.append((same.started_on, ended_on))
    line.state, line.base = CHANGED, str(same.pk)
    line.facts = plain({"ended_on": ended_on, "reason": reason})
    before = {"ended_on": None, "reason": same.end_reason}
    line.differences = in_words(PARTICIPATIONS, before, {"ended_on": ended_on, "reason": reason})


def _judge_start(row: Said, known: _Known, where: Context) -> None:
    line, values = row.line, row.values
    group = known.groups[values["group"]]
    stay: Stay = (values["started_on"], values.get("ended_on"))
    if max(stay[0], stay[1] or stay[0]) > where.today + FURTHEST_AHEAD:
        line.refuse(TOO_FAR, column="Beginn")
        return
    there: list[Stay] = [
        (one.started_on, one.ended_on) for one in known.participations.get((values["code"], group.pk), [])
    ]
    planned = known.planned.setdefault((values["code"], group.pk), [])
    for other, number in [*((one, 0) for one in there), *planned]:
        if _overlap(stay, other):
            since = f"seit dem {other[0]:%d.%m.%Y}"
            where_from = f" (Zeile {number})" if number else ""
            line.refuse(f"Diese Person nimmt in dieser Gruppe schon {since} teil{where_from}.", column="Beginn")
            return
    reason = _refusal(group, stay, known)
    if reason:
        line.refuse(reason, column="Beginn")
        return
    known.stays.setdefault(group.pk, []).append(stay)
    known.admitted[group.project] = known.admitted.get(group.project, 0) + 1
    planned.append((stay, line.number))
    line.key = f"{values['code']} {group.key} {stay[0]}"
    said = {"group": group.key, "code": values["code"], "started_on": stay[0], "ended_on": stay[1]}
    line.facts = plain(said | {"reason": values.get("reason", "")})


def _overlap(one: Stay, other: Stay) -> bool:
    return one[0] <= (other[1] or dt.date.max) and other[0] <= (one[1] or dt.date.max)


def _refusal(group: PlaceGroup, stay: Stay, known: _Known) -> str:
    """The verdict's reason where the programme or the group refuses; empty when it can begin."""
    programme = _programme_refusal(stay, known.admitted.get(group.project, 0)) if _is_programme(group) else ""
    if programme:
        return programme
    places = [(step.since, step.places) for step in group.capacities.all()]
    # Who has left before does not count, and is not looked at again and again.
    stays = [other for other in known.stays.get(group.pk, []) if other[1] is None or other[1] >= stay[0]]
    free = may_begin(Pot(group.starts_on, group.ends_on, places, stays), starts_on=stay[0], until=stay[1])
    return "" if free.is_yes else free.reason


def _is_programme(group: PlaceGroup) -> bool:
    return group.legal_basis == LegalBasis.REHAPRO


def _programme_refusal(stay: Stay, admitted: int) -> str:
    admission = may_admit(starts_on=stay[0], admitted_so_far=admitted)
    if not admission.is_yes:
        return admission.reason
    end = may_end_on(stay[1], latest=latest_end(stay[0], [])) if stay[1] else admission
    return "" if end.is_yes else end.reason


# --- taking over -------------------------------------------------------------------------------------------------


def take(found: Preview, choices: Mapping[int, str], where: Context, pk: int) -> None:
    """Ends first, then starts from the earliest on; what the service refuses now comes back with its reason."""
    done: Counter[str] = Counter()
    starts = sorted(found.of(NEW), key=lambda line: (line.facts["started_on"], line.number))
    groups = groups_by_key({line.facts["group"] for line in starts})
    ends = found.of(CHANGED)
    there = queries.participations_by_pk([int(line.base) for line in ends])
    for line in ends:
        _act(line, lambda line=line: _end(line, there.get(int(line.base)), where))
        done["beendet"] += line.state != WRONG
    for line in starts:
        _act(line, lambda line=line: _start(line, groups.get(line.facts["group"]), where, pk))
        done["begonnen"] += line.state != WRONG
    counts = found.counts()
    done["unverändert"], done["nicht übernommen"] = counts[UNCHANGED], counts[WRONG]
    found.done = dict(done)


def _act(line: Line, act: Any) -> None:
    try:
        act()
    except PlacementRefused as refusal:
        line.refuse(str(refusal))


def _end(line: Line, participation: Participation | None, where: Context) -> None:
    if participation is None:
        raise PlacementRefused("Diese Teilnahme gibt es nicht mehr.")
    values = days_back(line.facts, "ended_on")
    end_participation(
        participation, ended_on=values["ended_on"], reason=values["reason"], by=where.by, today=where.today
    )


def _start(line: Line, group: PlaceGroup | None, where: Context, pk: int) -> None:
    if group is None:
        raise PlacementRefused("Diese Platzgruppe gibt es nicht mehr.")
    values = days_back(line.facts, "started_on", "ended_on")
    # The same row of the same preview is the same start, however often it is taken over.
    submission = uuid.uuid5(uuid.NAMESPACE_URL, f"talachse:draft:{pk}:{line.number}")
    code, started_on = values["code"], values["started_on"]
    with transaction.atomic():
        _refuse_overlap(group, submission, (started_on, values["ended_on"]), code)
        if values["ended_on"] is None:
            start_participation(
                group, submission=submission, started_on=started_on, by=where.by, today=where.today, code=code
            )
        else:
            take_over_past(group, submission=submission, code=code, values=values, where=where)


def _refuse_overlap(group: PlaceGroup, submission: uuid.UUID, stay: Stay, code: str) -> None:
    lock_group(group.pk)
    for one in queries.participations_of([code]).get((code, group.pk), []):
        if one.submission != submission and _overlap(stay, (one.started_on, one.ended_on)):
            raise PlacementRefused(
                f"Diese Person nimmt in dieser Gruppe schon seit dem {one.started_on:%d.%m.%Y} teil."
            )


def take_over_past(
    group: PlaceGroup, *, submission: uuid.UUID, code: str, values: Mapping[str, Any], where: Context
) -> Participation:
    """A stay whose end is known: only the days in between need a place. The same ``submission`` twice is one stay.

    PlacementRefused when on one of these days every place was taken, or the programme refuses.
    """
    stay: Stay = (values["started_on"], values["ended_on"])
    with transaction.atomic():
        if _is_programme(group):
            lock_groups_of_project(group.project)
        locked = lock_group(group.pk)
        known = Participation.objects.filter(submission=submission).first()
        if known is not None:
            return known
        if _is_programme(locked):
            admitted = queries.admissions_by_project([locked.project])[locked.project]
            if reason := _programme_refusal(stay, admitted):
                raise PlacementRefused(reason)
        stays = participation_queries.stays_in(locked.pk, since=stay[0])
        pot = Pot(locked.starts_on, locked.ends_on, places_over_time(locked), stays)
        free = may_begin(pot, starts_on=stay[0], until=stay[1])
        if not free.is_yes:
            raise PlacementRefused(free.reason)
        made = Participation.objects.create(
            submission=submission,
            code=code,
            group=locked,
            started_on=stay[0],
            ended_on=stay[1],
            end_reason=values["reason"],
            district=locked.district,
            recorded_by=where.by.journal_id,
        )
        record(
            by=where.by,
            verb="participation_started",
            subject=f"placements.participation:{made.pk}",
            why=f"{locked.key}, bis {stay[1]}",
        )
    return made


# --- going out ---------------------------------------------------------------------------------------------------


def rows(where: Context) -> Iterator[dict[str, Any]]:
    """Every participation but those of other offices' people; whose file number we know is told who has looked."""
    people = {person.code: person for person in lists.people_of(where.zone)}
    seen: dict[int, Person] = {}
    for one in queries.all_participations(without=lists.codes_outside(where.zone)):
        person = people.get(one.code)
        if person is not None:
            seen[person.pk] = person
        yield {
            "file_number": person.file_number if person else "",
            "code": one.code,
            "group": one.group.key,
            "started_on": one.started_on,
            "ended_on": one.ended_on,
            "reason": one.end_reason,
        }
    lists.record_look(seen.values(), by=where.by, why="Ausgabe der Teilnahmen als Tabelle")


TABLE = Table(
    "teilnahmen", "Teilnahmen", "Teilnahme", PARTICIPATIONS, Action.PLACE_PEOPLE, judge, take, rows, whole=False
)
