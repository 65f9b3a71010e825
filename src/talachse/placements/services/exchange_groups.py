"""Place groups: what they are and how many places they have. The number of places keeps its history."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from talachse.accounts.models import Organisation
from talachse.accounts.queries import every_organisation
from talachse.documents.columns import folded
from talachse.documents.previews import CHANGED, NEW, UNCHANGED, WRONG, Line, Preview, refuse_twins
from talachse.offers.models import LegalBasis, PlaceGroup
from talachse.offers.queries.groups import all_groups, groups_by_key
from talachse.offers.queries.places import lock_group
from talachse.offers.services.groups import change_group
from talachse.offers.services.places import add_group, set_capacity
from talachse.offers.services.pots import PlacesRefused
from talachse.placements.columns import GROUPS
from talachse.placements.queries.exchange import stays_by_group
from talachse.placements.services.exchange import Context, Said, Table, days_back, in_words, plain, version
from talachse.rules.access import Action
from talachse.rules.placement.pots import Stay, places_suffice

SOURCE = "Fachverfahren"
OTHER_PROVIDER = "Diese Gruppe gehört einem anderen Träger. Für den neuen Träger legen Sie bitte eine neue Gruppe an."
DAYS = ("starts_on", "ends_on", "since", "next_start_on")
APART = frozenset({"key", "provider", "places", "since"})
OWN = tuple(column.name for column in GROUPS if column.name not in APART)
EMPTY: dict[str, Any] = {
    "ends_on": None, "project": "", "occupation": "", "municipal": False, "site": "", "district": None, "employer": "",
    "employer_kind": "", "supervision": "", "months": None, "hours_per_week": None, "age_from": None, "age_to": None,
    "smallest": None, "next_start_on": None, "cost_per_month": None, "health_advice": "",
}  # fmt: skip
MOVED_ON = "Diese Platzgruppe hat nach der Vorschau jemand anderes geändert. Bitte prüfen Sie sie und lesen Sie die Zeile neu ein."
APPEARED = "Diese Platzgruppe hat inzwischen jemand anderes eingetragen. Bitte lesen Sie die Zeile neu ein."


@dataclass(slots=True)
class _Known:
    """What is there already."""

    groups: dict[str, PlaceGroup]
    providers: dict[str, Organisation]
    stays: dict[int, list[Stay]]


def _known(keys: list[str]) -> _Known:
    organisations = list(every_organisation())
    providers = {folded(o.name): o for o in organisations} | {folded(o.key): o for o in organisations}
    groups = groups_by_key(keys)
    return _Known(groups, providers, stays_by_group([group.pk for group in groups.values()]))


def judge(rows: list[Said], where: Context) -> None:
    """Found again by key. Fewer places than people is a cut and not decided with a file."""
    for row in rows:
        row.line.label, row.line.key = row.values.get("title", ""), row.values.get("key", "")
    refuse_twins((row.line for row in rows), named="Diese Platzgruppe")
    known = _known([row.line.key for row in rows if row.is_good])
    for row in rows:
        if row.is_good:
            _compare(row, known, where)


def _compare(row: Said, known: _Known, where: Context) -> None:
    line = row.line
    provider = known.providers.get(folded(row.values["provider"]))
    if provider is None:
        line.refuse(
            "Diesen Träger kennen wir nicht. Zugänge und Organisationen legt die Verwaltung an.", column="Träger"
        )
        return
    said = {name: row.values.get(name, EMPTY.get(name)) for name in OWN if name in row.named}
    said |= {"provider": provider.key, "places": row.values["places"], "since": row.values.get("since")}
    group = known.groups.get(line.key)
    before = values_of(group) if group else {}
    for column, reason in _contradictions({**before, **said}):
        line.refuse(reason, column=column)
    line.facts = plain(said)
    if group is None:
        return
    line.base = version(before)
    since = said["since"] or max(where.today, group.starts_on)
    line.facts["since"] = since.isoformat()
    line.differences = in_words(
        GROUPS, before | {"places": places_on(group, since), "since": None}, said | {"since": None}
    )
    _refuse_too_few(line, group, said, since, known.stays.get(group.pk, []))
    if line.state != WRONG:
        line.state = CHANGED if line.differences else UNCHANGED
    if line.state == UNCHANGED:
        line.facts, line.cells = {}, []


def _contradictions(said: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for first, last, column, reason in (
        ("starts_on", "ends_on", "Ende", "Das Ende liegt vor dem Beginn."),
        ("age_from", "age_to", "Alter bis", "Das Alter „bis“ liegt unter dem Alter „ab“."),
        ("starts_on", "since", "Plätze gelten ab", "Vor dem Beginn der Gruppe gibt es keine Plätze."),
    ):
        low, high = said.get(first), said.get(last)
        if low is not None and high is not None and high < low:
            yield column, reason


def _refuse_too_few(line: Line, group: PlaceGroup, said: Mapping[str, Any], since: dt.date, stays: list[Stay]) -> None:
    """Nobody loses a place through a file."""
    steps = [(step.since, step.places) for step in group.capacities.all() if step.since != since]
    enough = places_suffice(places=[*steps, (since, said["places"])], stays=stays, since=since)
    if said["places"] < places_on(group, since) and enough.is_no:
        line.refuse(enough.reason, column="Plätze")
    first = min((begin for begin, _ in stays), default=None)
    if first is not None and said["starts_on"] > first:
        line.refuse(f"Am {first:%d.%m.%Y} hat dort schon jemand begonnen.", column="Beginn")


def places_on(group: PlaceGroup, on: dt.date) -> int:
    """Places on the day, from capacities that were read with the group."""
    known = [step for step in group.capacities.all() if step.since <= on]
    return max(known, key=lambda step: step.since).places if known else 0


def values_of(group: PlaceGroup) -> dict[str, Any]:
    """What a group is, without its number of places."""
    return {name: getattr(group, name) for name in OWN} | {"key": group.key, "provider": group.provider.key}


def take(found: Preview, choices: Mapping[int, str], where: Context, pk: int) -> None:
    """Each group locked, compared with what the person saw, and written through the services of the inventory."""
    wanted = [line for line in found.lines if line.state in {NEW, CHANGED}]
    known = _known([line.key for line in wanted])
    done: Counter[str] = Counter()
    for line in wanted:
        values = days_back(line.facts, *DAYS)
        if values.get("cost_per_month") is not None:
            values["cost_per_month"] = Decimal(values["cost_per_month"])
        group = known.groups.get(line.key)
        provider = known.providers[folded(values.pop("provider"))]
        if line.state == NEW:
            _add(line, group, provider, values, where)
        else:
            _change(line, group, provider, values, where)
        if line.state != WRONG:
            done["neu" if line.state == NEW else "geändert"] += 1
    counts = found.counts()
    done["unverändert"], done["nicht übernommen"] = counts[UNCHANGED], counts[WRONG]
    found.done = dict(done)


def _add(line: Line, group: PlaceGroup | None, provider: Organisation, values: dict[str, Any], where: Context) -> None:
    if group is not None:
        line.refuse(APPEARED)
        return
    places, _ = values.pop("places"), values.pop("since")
    first = {name: values.pop(name) for name in ("title", "starts_on")}
    basis = LegalBasis(values.pop("legal_basis"))
    added = add_group(
        key=line.key, provider=provider, legal_basis=basis, places=places, by=where.by, source=SOURCE, **first
    )
    try:
        change_group(added, values, by=where.by, today=where.today)
    except PlacesRefused as refusal:
        line.refuse(str(refusal))


def _change(
    line: Line, group: PlaceGroup | None, provider: Organisation, values: dict[str, Any], where: Context
) -> None:
    if group is None or version(values_of(group)) != line.base:
        line.refuse(MOVED_ON)
        return
    places, since = values.pop("places"), values.pop("since")
    lock_group(group.pk)
    # Counted again under the lock: somebody may have begun since the preview.
    stays = stays_by_group([group.pk]).get(group.pk, [])
    _refuse_too_few(line, group, values | {"places": places, "starts_on": values["starts_on"]}, since, stays)
    if line.state == WRONG:
        return
    if provider.pk != group.provider_id:
        line.refuse(OTHER_PROVIDER)
        return
    try:
        change_group(group, values, by=where.by, today=where.today)
    except PlacesRefused as refusal:
        line.refuse(str(refusal))
        return
    if places != places_on(group, since):
        set_capacity(group, since=since, places=places, source=SOURCE, by=where.by)


def rows(where: Context) -> Iterator[dict[str, Any]]:
    """Every group with its places of today (or of its first day, when that is to come)."""
    for group in all_groups():
        on = max(where.today, group.starts_on)
        yield values_of(group) | {"places": places_on(group, on)}


TABLE = Table("platzgruppen", "Platzgruppen", "Platzgruppe", GROUPS, Action.MANAGE_PLACES, judge, take, rows)
