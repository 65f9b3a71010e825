"""A list of offers comes in: first a preview of what would happen, then exactly that, once."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import IO, Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from talachse.accounts.actor import Actor
from talachse.audit.services import record, record_many
from talachse.documents import services as documents
from talachse.documents.columns import Column, match_columns, read_cells, written
from talachse.documents.models import StoredFile
from talachse.documents.previews import (
    CHANGED,
    DOUBTFUL,
    NEW,
    UNCHANGED,
    WRONG,
    Line,
    Preview,
    cells_of,
    refuse_twins,
)
from talachse.documents.queries import draft
from talachse.documents.tables import Row, Table, TableRefused, open_table
from talachse.offers.columns import BY_NAME, COLUMNS, NOTHING, as_cell, contradictions, facts_from, sparse, whole
from talachse.offers.models import Offer, OfferChange, OfferTag, OpeningException, OpeningHours
from talachse.offers.queries import imports as queries
from talachse.offers.services.directory import OfferFacts, as_json, difference, facts_of, from_json
from talachse.offers.services.keeping import is_sensitive
from talachse.rules.access import Action
from talachse.rules.duplicates import Known, address_words, may_be_the_same
from talachse.rules.offers import next_check

BATCH = 500
# A word that stands in more names than this says nothing ("Beratung").
COMMON = 200
# The person has said that a row is new although something like it is there.
BY_CHOICE = "chosen"
CHECKED = BY_NAME["checked_on"].label
WAITS = "wartet auf eine zweite Person"
MOVED_ON = "Der Eintrag wurde nach der Vorschau von jemand anderem geändert. Bitte prüfen Sie ihn und lesen Sie die Zeile neu ein."
APPEARED = "Dieses Angebot hat inzwischen jemand anderes eingetragen. Bitte lesen Sie die Zeile neu ein."


class ImportRefused(Exception):
    """The list cannot be taken over now; the message says why, in German."""


def owner_of(by: Actor) -> str:
    """Under this name a preview is kept: only who made it sees and confirms it."""
    return f"draft.offers:{by.user_id}"


# --- preview -----------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Directory:
    """What is there, so that rows can be compared without asking for each."""

    entries: dict[str, queries.Entry]
    by_identity: dict[tuple[str, frozenset[str]], list[str]]
    by_word: dict[str, list[str]]
    by_address: dict[frozenset[str], list[str]]
    waiting: set[tuple[str, str]]
    keys: set[str]
    offers: dict[str, Offer] = field(default_factory=dict)

    @classmethod
    def read(cls) -> _Directory:
        found = cls({}, defaultdict(list), defaultdict(list), defaultdict(list), queries.waiting_changes(), set())
        for entry in queries.entries():
            found.entries[entry.key] = entry
            found.by_identity[entry.identity].append(entry.key)
            for word in entry.known.title:
                found.by_word[word].append(entry.key)
            if entry.known.address:
                found.by_address[entry.known.address].append(entry.key)
        found.keys = set(found.entries)
        return found

    def same(self, facts: OfferFacts) -> str:
        """The one entry with this name at this address; empty when there is none, or when it cannot be told."""
        identity = queries.identity(queries.title_words(facts.title), facts.address)
        keys = self.by_identity.get(identity, [])
        return keys[0] if len(keys) == 1 and identity[1] else ""

    def like(self, facts: OfferFacts) -> list[str]:
        """Entries that may mean the same, three at most."""
        new = _known(facts)
        near = set(self.by_address.get(new.address, ()))
        for word in new.title:
            keys = self.by_word.get(word, ())
            near.update(keys if len(keys) <= COMMON else ())
        found = [key for key in sorted(near) if may_be_the_same(new, self.entries[key].known).is_yes]
        return found[:3]

    def free_key(self, title: str) -> str:
        """A key that no entry and no earlier row has."""
        base = queries.title_words(title).replace(" ", "-")[:70].strip("-") or "angebot"
        key, number = base, 1
        while key in self.keys:
            number += 1
            key = f"{base}-{number}"
        self.keys.add(key)
        return key


def _known(facts: OfferFacts) -> Known:
    return Known(frozenset(queries.title_words(facts.title).split()), address_words(facts.address), facts.district)


@dataclass(slots=True)
class _Said:
    """One row while it is being compared: its line, its values, and what fields have a column."""

    line: Line
    values: dict[str, Any]
    named: frozenset[str]


def preview(file: IO[bytes], name: str, *, source_url: str, by: Actor, today: dt.date) -> StoredFile:
    """Read a list and keep what it would do. ``source_url`` is the source of rows that name none. TableRefused."""
    table = open_table(file, PurePath(name).name)
    matched, unknown = match_columns(COLUMNS, table.columns)
    found = Preview("offers", PurePath(name).name[-200:], table.kind, list(table.columns), unknown_columns=unknown)
    rows = list(_said(table, matched, source_url=source_url, today=today))
    if not rows:
        raise TableRefused("Die Datei hat nur eine Kopfzeile. Es gibt nichts einzulesen.")
    found.lines = [row.line for row in rows]
    _compare(rows, _Directory.read())
    return documents.keep_draft(found.as_json(), owner=owner_of(by), name=found.name, by=by)


def _said(table: Table, matched: Mapping[str, Column], *, source_url: str, today: dt.date) -> Iterator[_Said]:
    named = frozenset(column.name for column in matched.values()) | ({"source_url"} if source_url else frozenset())
    for row in table.rows:
        values, wrong = read_cells(matched, row)
        if source_url:
            values.setdefault("source_url", source_url)
        checked_on = values.get("checked_on")
        if checked_on is not None and checked_on > today:
            wrong.append((CHECKED, "Dieser Tag liegt in der Zukunft."))
        line = _line(row, table, values, wrong)
        yield _Said(line, values, named)


def _line(row: Row, table: Table, values: Mapping[str, Any], wrong: list[tuple[str, str]]) -> Line:
    state = WRONG if wrong else NEW
    label = str(values.get("title", ""))
    key = str(values.get("key", ""))
    return Line(row.number, state, label=label, key=key, problems=wrong, cells=cells_of(table.columns, row))


def _compare(rows: list[_Said], directory: _Directory) -> None:
    good = [row for row in rows if row.line.state != WRONG]
    for row in good:
        if row.line.key not in directory.entries:
            row.line.key = directory.same(_facts(row)) or row.line.key
    refuse_twins((row.line for row in good), named="Dieses Angebot")
    _refuse_same_names(good)
    good = [row for row in good if row.line.state != WRONG]
    likes = {row.line.number: directory.like(_facts(row)) for row in good if row.line.key not in directory.entries}
    wanted = {row.line.key for row in good} & directory.entries.keys()
    directory.keys |= {row.line.key for row in good}
    directory.offers = queries.offers_by_key(wanted.union(*likes.values()))
    for row in good:
        like = likes.get(row.line.number, [])
        if row.line.key in directory.offers:
            _against(row, directory.offers[row.line.key], directory)
        else:
            _as_new(row, like, directory)


def _facts(row: _Said, old: Offer | None = None) -> OfferFacts:
    return facts_from(row.values, named=row.named, **({"old": facts_of(old)} if old else {}))


def _refuse_same_names(rows: Iterable[_Said]) -> None:
    """Rows without a key that name the same offer twice."""
    first: dict[tuple[str, frozenset[str], int | None], int] = {}
    for row in rows:
        if row.line.state == WRONG or row.line.key:
            continue
        title, address = queries.identity(_title_words(row.line), str(row.values.get("address", "")))
        # Without an address the district tells two of one name apart.
        identity = (title, address, None if address else row.values.get("district"))
        if identity in first:
            row.line.refuse(f"Dieses Angebot steht schon in Zeile {first[identity]}.", column=BY_NAME["title"].label)
        first.setdefault(identity, row.line.number)


def _against(row: _Said, offer: Offer, directory: _Directory) -> None:
    """The row means an entry that is there."""
    line, facts = row.line, _facts(row, offer)
    line.base, line.facts = _version(offer), sparse(facts)
    line.differences = _in_words(difference(facts_of(offer), facts))
    checked_on = row.values.get("checked_on")
    if checked_on and checked_on > offer.checked_on:
        line.facts["checked_on"] = checked_on.isoformat()
        line.differences.append((CHECKED, as_cell("checked_on", offer.checked_on), as_cell("checked_on", checked_on)))
    line.state = CHANGED if line.differences else UNCHANGED
    _settle(line, facts, keeper=offer.owner_id is not None, before=facts_of(offer))
    if line.waits and (offer.key, queries.content(as_json(facts))) in directory.waiting:
        _waits_already(line)
    if line.state == UNCHANGED:
        line.facts, line.cells = {}, []


def _as_new(row: _Said, like: list[str], directory: _Directory) -> None:
    """Nothing has this key, nor this name at this address."""
    line, facts = row.line, _facts(row)
    line.facts = sparse(facts)
    checked_on = row.values.get("checked_on")
    if checked_on:
        line.facts["checked_on"] = checked_on.isoformat()
    _settle(line, facts, keeper=False)
    if line.state == WRONG:
        return
    if line.waits and ("", queries.content(as_json(facts))) in directory.waiting:
        _waits_already(line)
        return
    line.key = line.key or directory.free_key(facts.title)
    if like:
        line.state = DOUBTFUL
        line.candidates = [(key, directory.entries[key].title, _version(directory.offers[key])) for key in like]


def _waits_already(line: Line) -> None:
    line.state, line.waits, line.note = UNCHANGED, False, "wartet schon auf eine zweite Person"
    line.facts, line.cells = {}, []


def _settle(line: Line, facts: OfferFacts, *, keeper: bool, before: OfferFacts | None = None) -> None:
    """What cannot be, and whether a second person has to look."""
    wrong = contradictions(facts)
    if not keeper and not facts.source_url:
        wrong.append(
            (BY_NAME["source_url"].label, "Es fehlt, woher die Angaben stammen. Nennen Sie eine Internetadresse.")
        )
    for column, reason in wrong:
        line.refuse(reason, column=column)
    if line.state in {NEW, CHANGED} and is_sensitive(facts, before):
        line.waits, line.note = True, WAITS


def _version(offer: Offer) -> str:
    return f"{offer.changed_at.isoformat()} {offer.checked_on}"


def _in_words(changes: Mapping[str, tuple[Any, Any]]) -> list[tuple[str, str, str]]:
    return [
        (BY_NAME[name].label, as_cell(name, old), as_cell(name, new))
        for name, (old, new) in changes.items()
        if name in BY_NAME
    ]


# --- reading a preview -------------------------------------------------------------------------------------------


def preview_of(pk: int, *, by: Actor) -> Preview | None:
    """A preview, only for who made it."""
    stored = draft(pk, owner=owner_of(by))
    return None if stored is None else Preview.from_json(documents.read_draft(stored))


# --- taking over -------------------------------------------------------------------------------------------------


def confirm(pk: int, *, choices: Mapping[int, str], by: Actor, today: dt.date) -> Preview | None:
    """Do what the preview says, once; the second click finds it done. None when the preview is not there (any more).

    ``choices`` by number of the row: "new", or the key of the entry that is meant; anything else leaves the row. What
    somebody else has changed since the preview is not overwritten but comes back with its reason.
    """
    try:
        with transaction.atomic():
            stored = documents.locked_draft(pk, owner=owner_of(by))
            if stored is None:
                return None
            found = Preview.from_json(documents.read_draft(stored))
            if not found.done:
                _take_over(found, choices, by=by, today=today)
                record(by=by, verb="offers_imported", subject=f"documents.storedfile:{pk}", why=_summary(found))
                documents.replace_draft(stored, found.as_json())
    except IntegrityError as error:
        raise ImportRefused(
            "Gerade hat jemand anderes dieselben Angebote eingetragen. Es wurde nichts übernommen. "
            "Bitte bestätigen Sie noch einmal; was dann schon da ist, bekommen Sie zurück."
        ) from error
    return found


def _summary(found: Preview) -> str:
    return ", ".join(f"{name} {number}" for name, number in found.done.items())


@dataclass(slots=True)
class _Written:
    """What is to be written: rows of offers with their facts, and changes that wait."""

    offers: list[tuple[Line, OfferFacts, Offer | None, dt.date]] = field(default_factory=list)
    waiting: list[tuple[Line, OfferFacts, Offer | None]] = field(default_factory=list)


def _take_over(found: Preview, choices: Mapping[int, str], *, by: Actor, today: dt.date) -> None:
    _choose(found, choices)
    wanted = [line for line in found.lines if line.state in {NEW, CHANGED}]
    there = queries.offers_by_key({line.key for line in wanted}, lock=True)
    appeared = queries.identities({_title_words(line) for line in wanted if line.state == NEW and not line.base})
    plan = _Written()
    done: Counter[str] = Counter()
    for line in wanted:
        old = there.get(line.key)
        _check_still(line, old, appeared)
        if line.state == WRONG:
            continue
        done["wartet" if line.waits else "neu" if line.state == NEW else "geändert"] += 1
        _plan(line, old, plan, today=today)
    _write(plan, by=by, today=today)
    counts = found.counts()
    done["unverändert"], done["nicht übernommen"] = counts[UNCHANGED], counts[WRONG] + counts[DOUBTFUL]
    found.done = dict(done)


def _title_words(line: Line) -> str:
    return queries.title_words(line.label)


def _choose(found: Preview, choices: Mapping[int, str]) -> None:
    """What the person said of possible duplicates."""
    chosen = [(line, choices.get(line.number, "")) for line in found.of(DOUBTFUL)]
    same = queries.offers_by_key({choice for _, choice in chosen} - {"", "new"})
    for line, choice in chosen:
        versions = {key: version for key, _, version in line.candidates}
        if choice == "new":
            line.state, line.base = NEW, BY_CHOICE
        elif choice in versions and choice in same:
            line.state, line.key, line.base = CHANGED, choice, versions[choice]
            _over(line, facts_of(same[choice]))
    refuse_twins((line for line in found.lines if line.state == CHANGED), named="Dieses Angebot")


def _over(line: Line, before: OfferFacts) -> None:
    """What the row says over what the entry says: an empty cell of a row that was read as new takes nothing away."""
    checked_on = line.facts.get("checked_on")
    line.facts = sparse(before) | line.facts
    facts = from_json(whole({name: value for name, value in line.facts.items() if name != "checked_on"}))
    line.differences = _in_words(difference(before, facts))
    _settle(line, facts, keeper=True, before=before)
    if not line.differences and not checked_on and line.state == CHANGED:
        line.state, line.waits, line.facts, line.cells = UNCHANGED, False, {}, []


def _check_still(line: Line, old: Offer | None, appeared: Mapping[tuple[str, frozenset[str]], str]) -> None:
    """Nobody has changed meanwhile what the person saw."""
    if line.state == CHANGED and (old is None or _version(old) != line.base):
        line.refuse(MOVED_ON)
    elif line.state == NEW:
        identity = queries.identity(_title_words(line), str(line.facts.get("address", "")))
        again = identity in appeared and bool(identity[1]) and line.base != BY_CHOICE
        if old is not None or again:
            line.refuse(APPEARED)


def _plan(line: Line, old: Offer | None, plan: _Written, *, today: dt.date) -> None:
    said = dict(line.facts)
    checked = said.pop("checked_on", None)
    facts = from_json(whole(said))
    if line.waits:
        plan.waiting.append((line, facts, old))
    else:
        plan.offers.append((line, facts, old, dt.date.fromisoformat(checked) if checked else today))


def _write(plan: _Written, *, by: Actor, today: dt.date) -> None:
    now = timezone.now()
    rows = [_row(*entry, now=now) for entry in plan.offers]
    _write_offers([row for row, (_, _, old, _) in zip(rows, plan.offers, strict=True) if old is None], again=False)
    _write_offers([row for row, (_, _, old, _) in zip(rows, plan.offers, strict=True) if old is not None], again=True)
    ids = queries.ids_by_key({row.key for row in rows})
    _write_parts([(ids[line.key], facts, old) for line, facts, old, _ in plan.offers])
    for verb, is_new in (("offer_added", True), ("offer_changed", False)):
        lines = [
            (f"offers.offer:{line.key}", ", ".join(label for label, _, _ in line.differences))
            for line, _, old, _ in plan.offers
            if (old is None) is is_new
        ]
        record_many(by=by, verb=verb, lines=lines, at=now)
    _write_waiting(plan.waiting, by=by, now=now)


def _row(line: Line, facts: OfferFacts, old: Offer | None, checked_on: dt.date, *, now: dt.datetime) -> Offer:
    return Offer(
        **facts.columns(),
        key=line.key,
        owner_id=old.owner_id if old else None,
        checked_on=checked_on,
        check_by=next_check(checked_on),
        changed_at=old.changed_at if old and {label for label, _, _ in line.differences} == {CHECKED} else now,
        words=facts.words(),
        title_words=queries.title_words(facts.title),
    )


# Everything a changed row brings. The owner stays; a reminder ends with the check.
WRITTEN = [
    *NOTHING.columns(),
    *("checked_on", "check_by", "reminded_on", "renew_code", "changed_at", "words", "title_words"),
]


def _write_offers(rows: list[Offer], *, again: bool) -> None:
    """By key, in few statements. New ones must be new: IntegrityError when somebody was faster."""
    if again:
        Offer.objects.bulk_create(
            rows, batch_size=BATCH, update_conflicts=True, unique_fields=["key"], update_fields=WRITTEN
        )
    else:
        Offer.objects.bulk_create(rows, batch_size=BATCH)


def _write_parts(entries: list[tuple[int, OfferFacts, Offer | None]]) -> None:
    """Tags, hours and single days. What has no column in the list is in the facts as it was."""
    again = [pk for pk, _, old in entries if old is not None]
    for at in range(0, len(again), BATCH):
        OfferTag.objects.filter(offer__in=again[at : at + BATCH]).delete()
        OpeningHours.objects.filter(offer__in=again[at : at + BATCH]).delete()
        OpeningException.objects.filter(offer__in=again[at : at + BATCH]).delete()
    OfferTag.objects.bulk_create(
        (
            OfferTag(offer_id=pk, kind=kind, value=value)
            for pk, facts, _ in entries
            for kind, value in sorted(facts.tags())
        ),
        batch_size=BATCH,
    )
    OpeningHours.objects.bulk_create(
        (
            OpeningHours(offer_id=pk, weekday=weekday, opens=opens, closes=closes)
            for pk, facts, _ in entries
            for weekday, opens, closes in facts.hours
        ),
        batch_size=BATCH,
    )
    OpeningException.objects.bulk_create(
        (
            OpeningException(offer_id=pk, day=day, opens=opens, closes=closes, note=note)
            for pk, facts, _ in entries
            for day, opens, closes, note in facts.exceptions
        ),
        batch_size=BATCH,
    )


def _write_waiting(entries: list[tuple[Line, OfferFacts, Offer | None]], *, by: Actor, now: dt.datetime) -> None:
    """Sensitive rows: a second person of the editors decides, and never the one who brought the list."""
    if not entries:
        return
    if by.user_id is None:
        raise ImportRefused("Heikle Einträge reicht ein Mensch ein, damit ein zweiter sie ansehen kann.")
    house = min(by.organisations_for(Action.EDIT_DIRECTORY))
    made = OfferChange.objects.bulk_create(
        (
            OfferChange(
                offer=old,
                owner_id=old.owner_id if old and old.owner_id else house,
                data=as_json(facts),
                submitted_by_id=by.user_id,
                submitted_at=now,
            )
            for _, facts, old in entries
        ),
        batch_size=BATCH,
    )
    lines = [(f"offers.offerchange:{change.pk}", line.key) for change, (line, _, _) in zip(made, entries, strict=True)]
    record_many(by=by, verb="offer_change_submitted", lines=lines, at=now)


# --- going out ---------------------------------------------------------------------------------------------------


def table_of_offers() -> Iterator[list[str]]:
    """The whole directory in the columns that an import reads: out and in again changes nothing."""
    for offer in queries.all_offers():
        facts = facts_of(offer)
        values: dict[str, Any] = {column.name: getattr(facts, column.name, None) for column in COLUMNS}
        yield written(COLUMNS, values | {"key": offer.key, "checked_on": offer.checked_on})
