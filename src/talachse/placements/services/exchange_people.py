"""People of the Jobcenter, as its own case system knows them."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from talachse.documents.previews import CHANGED, DOUBTFUL, NEW, UNCHANGED, WRONG, Line, Preview, refuse_twins
from talachse.people import lists
from talachse.people.lists import PersonFacts
from talachse.people.models import Person
from talachse.placements.columns import PEOPLE
from talachse.placements.services.exchange import Context, Said, Table, days_back, in_words, plain, version
from talachse.rules.access import Action
from talachse.rules.search import plain_words

MOVED_ON = (
    "Diese Angaben hat nach der Vorschau jemand anderes geändert. Bitte prüfen Sie sie und lesen Sie die Zeile neu ein."
)
APPEARED = "Dieses Aktenzeichen hat inzwischen jemand anderes eingetragen. Bitte lesen Sie die Zeile neu ein."
EMPTY = asdict(PersonFacts(name="", born_on=dt.date.min))


def judge(rows: list[Said], where: Context) -> None:
    """Found again by file number, else by code; who has the same name and birthday is asked about."""
    for row in rows:
        _prepare(row, where)
    refuse_twins((row.line for row in rows), named="Dieses Aktenzeichen")
    good = [row for row in rows if row.is_good]
    known = lists.people_by("file_number", (row.line.key for row in good), zone=where.zone)
    by_number = {person.file_number: person for person in known}
    codes = (row.values.get("code") for row in good)
    by_code = {person.code: person for person in lists.people_by("code", codes, zone=where.zone)}
    alike = _alike(good, where)
    for row in good:
        _compare(row, by_number.get(row.line.key), by_code, alike)
    seen = {person.pk: person for person in (*by_number.values(), *by_code.values())}
    lists.record_look(seen.values(), by=where.by, why="Abgleich mit dem Fachverfahren")


def _prepare(row: Said, where: Context) -> None:
    values = row.values
    given = values.pop("given_name", "")
    if given and "name" in values:
        values["name"] = f"{given} {values['name']}"[:120]
    row.line.label, row.line.key = values.get("name", ""), values.get("file_number", "")
    born_on = values.get("born_on")
    if born_on is not None and born_on > where.today:
        row.line.refuse("Das Geburtsdatum liegt in der Zukunft.", column="Geburtsdatum")


def _alike(rows: list[Said], where: Context) -> dict[tuple[str, dt.date], list[Person]]:
    """People by plain name and birthday."""
    found: dict[tuple[str, dt.date], list[Person]] = defaultdict(list)
    for person in lists.people_by("born_on", (row.values["born_on"] for row in rows), zone=where.zone):
        found[_same_name(person.name), person.born_on].append(person)
    return found


def _same_name(name: str) -> str:
    # "Beispiel, Alex" and "Alex Beispiel" are the same.
    return " ".join(sorted(plain_words(name)))


def _compare(
    row: Said,
    person: Person | None,
    by_code: Mapping[str, Person],
    alike: Mapping[tuple[str, dt.date], list[Person]],
) -> None:
    code = row.values.get("code")
    bearer = by_code.get(code) if code else None
    if code and bearer is None:
        row.line.refuse("Diesen Code kennen wir nicht.", column="Code")
    elif bearer is not None and bearer != (person or bearer):
        row.line.refuse("Aktenzeichen und Code gehören zu verschiedenen Personen.", column="Code")
    elif found := person or bearer:
        _against(row.line, found, _said(row))
    else:
        _as_new(row, alike)


def _said(row: Said) -> dict[str, Any]:
    """What the row says; an empty cell of a column that is there empties the field."""
    return {name: row.values.get(name, EMPTY[name]) for name in row.named if name in EMPTY}


def _against(line: Line, person: Person, said: dict[str, Any]) -> None:
    before = asdict(lists.facts_of(person))
    line.key, line.base, line.facts = person.code, version(before), plain(said)
    line.differences = in_words(PEOPLE, before, said)
    line.state = CHANGED if line.differences else UNCHANGED
    if line.state == UNCHANGED:
        line.facts, line.cells = {}, []


def _as_new(row: Said, alike: Mapping[tuple[str, dt.date], list[Person]]) -> None:
    line, said = row.line, _said(row)
    line.facts = plain(said)
    same = alike.get((_same_name(said["name"]), said["born_on"]), [])
    if same:
        line.state = DOUBTFUL
        line.candidates = [
            (person.code, f"{person.name}, {person.file_number or 'ohne Aktenzeichen'}", _version(person))
            for person in same[:3]
        ]


def _version(person: Person) -> str:
    return version(asdict(lists.facts_of(person)))


def take(found: Preview, choices: Mapping[int, str], where: Context, pk: int) -> None:
    """New people get a code; changed ones only where nobody else has changed them since."""
    _choose(found, choices)
    wanted = [line for line in found.lines if line.state in {NEW, CHANGED}]
    there = {p.code: p for p in lists.people_by("code", _keys(wanted, CHANGED), zone=where.zone, lock=True)}
    numbers = (line.facts.get("file_number") for line in wanted)
    bearers = {p.file_number: p.code for p in lists.people_by("file_number", numbers, zone=where.zone)}
    done: Counter[str] = Counter()
    new: list[PersonFacts] = []
    changes: list[tuple[Person, dict[str, Any]]] = []
    for line in wanted:
        values = days_back(line.facts, "born_on")
        person = there.get(line.key)
        own = line.key if line.state == CHANGED else None
        if bearers.get(values.get("file_number", ""), own) != own:
            line.refuse(APPEARED)
        elif line.state == NEW:
            new.append(PersonFacts(**values))
            done["neu"] += 1
        elif person is None or _version(person) != line.base:
            line.refuse(MOVED_ON)
        else:
            changes.append((person, values))
            done["geändert"] += 1
    lists.add_people(new, zone=where.zone, by=where.by, today=where.today)
    lists.change_people(changes, by=where.by)
    counts = found.counts()
    done["unverändert"], done["nicht übernommen"] = counts[UNCHANGED], counts[WRONG] + counts[DOUBTFUL]
    found.done = dict(done)


def _keys(lines: list[Line], state: str) -> list[str]:
    return [line.key for line in lines if line.state == state]


def _choose(found: Preview, choices: Mapping[int, str]) -> None:
    for line in found.of(DOUBTFUL):
        versions = {code: seen for code, _, seen in line.candidates}
        choice = choices.get(line.number, "")
        if choice == "new":
            line.state = NEW
        elif choice in versions:
            line.state, line.key, line.base = CHANGED, choice, versions[choice]
    refuse_twins((line for line in found.lines if line.state == CHANGED), named="Diese Person")


def rows(where: Context) -> Iterator[dict[str, Any]]:
    """Everybody of the own zone. Each of them can be told who has seen their record, and what for."""
    people = list(lists.people_of(where.zone))
    lists.record_look(people, by=where.by, why="Ausgabe als Tabelle")
    for person in people:
        yield asdict(lists.facts_of(person)) | {"code": person.code}


TABLE = Table("personen", "Personen", "Person", PEOPLE, Action.PLACE_PEOPLE, judge, take, rows)
