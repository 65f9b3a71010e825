"""``talachse allocate``: a placement round from a file, without a database and without Django."""

from __future__ import annotations

import argparse
import errno
import gc
import json
import os
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from pydantic_core import SchemaValidator, ValidationError
from pydantic_core import core_schema as cs

from talachse.rules.placement import matching
from talachse.rules.placement.matching_check import check
from talachse.rules.placement.matching_instance import (
    MAX_SCORE,
    MIN_SCORE,
    Allocation,
    Assignment,
    Instance,
    Option,
    PersonSpec,
    PlaceSpec,
    PotSpec,
)

# More people than the world has; so no number can be a mistake that nobody sees.
LARGEST = 10**9

# The system says these in English.
WHY_NOT = {
    errno.ENOENT: "Die Datei oder der Ordner fehlt.",
    errno.EISDIR: "Das ist ein Ordner, keine Datei.",
    errno.ENOTDIR: "Ein Teil des Pfades ist kein Ordner.",
    errno.EACCES: "Dafür fehlt das Recht.",
    errno.EPERM: "Dafür fehlt das Recht.",
    errno.EROFS: "Dieser Datenträger lässt nur Lesen zu.",
    errno.ENOSPC: "Es ist kein Platz mehr frei.",
    errno.ENAMETOOLONG: "Der Name ist zu lang.",
}
WHAT_IS_WRONG = {
    "missing": "Diese Angabe fehlt.",
    "unexpected_keyword_argument": "Diese Angabe ist nicht bekannt.",
    "extra_forbidden": "Diese Angabe ist nicht bekannt.",
    "int_type": "Hier muss eine ganze Zahl stehen.",
    "tuple_type": "Hier muss eine Liste stehen.",
    "list_type": "Hier muss eine Liste stehen.",
    "dataclass_type": "Hier muss ein Objekt in geschweiften Klammern stehen.",
    "dict_type": "Hier muss ein Objekt in geschweiften Klammern stehen.",
    "key": "Hier muss eine Kennung stehen: ein Text, der nicht leer ist, oder eine ganze Zahl.",
    "too_long": "Höchstens ein Topf, der innerste.",
    "greater_than_equal": "Die Zahl ist kleiner als {ge}.",
    "less_than_equal": "Die Zahl ist größer als {le}.",
}


class InputRefused(Exception):
    """Wrong input; the message names the field in German."""


def allocate(args: argparse.Namespace) -> int:
    """Compute the round of ``args.file`` and write it to ``args.output``; 2 for wrong input, 1 when nothing is proven.

    Without an output, or with ``-``, JSON alone goes to stdout. A file is replaced as a whole or not at all.
    """
    output = None if args.output in {None, "-"} else Path(args.output)
    try:
        _refuse_output(Path(args.file), output)
        # A large round makes a million objects that all stay: looking for garbage among them costs a third of the time.
        with _no_garbage_collection():
            instance = read_instance(Path(args.file))
            allocation = matching.allocate(instance)
            _tell(
                f"{allocation.placed} von {len(instance.persons)} Menschen haben einen Platz. Das Ergebnis wird geprüft …"
            )
            _refuse_faults(check(instance, allocation))
        _write(output, json.dumps(as_json(allocation), ensure_ascii=False, allow_nan=False) + "\n")
    except matching.BadInstance as error:
        more = len(error.problems) - 1
        return _fail(f"{error}{f' (und {more} weitere Fehler)' if more else ''}")
    except InputRefused as error:
        return _fail(str(error))
    except matching.NotSolved as error:
        return _fail(str(error), code=1)
    return 0


def read_instance(path: Path) -> Instance:
    """The round in a file; InputRefused when it is no JSON of the documented form."""
    try:
        text = path.read_bytes()
    except OSError as error:
        raise InputRefused(f"{path}: {_why_not(error)}") from error
    except ValueError as error:  # a name with a zero byte
        raise InputRefused("Diesen Dateinamen gibt es nicht.") from error
    try:
        found = _SCHEMA.validate_json(text.removeprefix(b"\xef\xbb\xbf"))
    except ValidationError as error:
        raise InputRefused(_first_fault(path, error)) from error
    places = tuple(PlaceSpec(place["id"], place["capacity"], *place["pots"]) for place in found["places"])
    return Instance(found["pots"], places, found["persons"], found["fixed"])


def as_json(allocation: Allocation) -> dict[str, Any]:
    """The result in the documented form."""
    return {
        "assignments": [{"person": one.person, "place": one.place} for one in allocation.assignments],
        "placed": allocation.placed,
        "score": allocation.score,
        "by_priority": {
            str(priority): {"persons": tally.persons, "placed": tally.placed}
            for priority, tally in allocation.by_priority.items()
        },
        "unplaced": [{"person": one.person, "reason": one.reason} for one in allocation.unplaced],
        "optimal": allocation.optimal,
        "input_hash": allocation.input_hash,
        "objective": allocation.objective,
        "solver": allocation.solver,
    }


def _schema() -> SchemaValidator:
    """Strict: no text is taken for a number, no true for 1, and an unknown name is a mistake, not a detail."""

    def number(least: int, most: int) -> cs.CoreSchema:
        return cs.int_schema(strict=True, ge=least, le=most)

    def many(item: cs.CoreSchema, *, most: int | None = None) -> cs.CoreSchema:
        # Stops at the first wrong row; a file of the wrong kind does not make a million messages.
        return cs.tuple_schema([item], variadic_item_index=0, fail_fast=True, max_length=most)

    def record(kind: type, fields: Mapping[str, cs.CoreSchema]) -> cs.CoreSchema:
        arguments = [cs.dataclass_field(name, schema) for name, schema in fields.items()]
        body = cs.dataclass_args_schema(kind.__name__, arguments, extra_behavior="forbid")
        return cs.dataclass_schema(kind, body, list(fields), slots=True, frozen=True)

    def mapping(fields: Mapping[str, cs.CoreSchema]) -> cs.CoreSchema:
        return cs.typed_dict_schema(
            {name: cs.typed_dict_field(schema) for name, schema in fields.items()}, extra_behavior="forbid", strict=True
        )

    def absent(schema: cs.CoreSchema, default: object) -> cs.CoreSchema:
        return cs.with_default_schema(schema, default=default)

    key = cs.union_schema(
        [cs.str_schema(strict=True, min_length=1), cs.int_schema(strict=True)],
        mode="left_to_right",
        custom_error_type="key",
        custom_error_message="key",
    )
    capacity = number(0, LARGEST)
    pot = record(
        PotSpec, {"id": key, "cap": cs.nullable_schema(capacity), "parent": absent(cs.nullable_schema(key), None)}
    )
    place = mapping({"id": key, "capacity": capacity, "pots": absent(many(key, most=1), ())})
    option = record(Option, {"place": key, "score": number(MIN_SCORE, MAX_SCORE)})
    person = record(PersonSpec, {"id": key, "priority": number(1, LARGEST), "options": many(option)})
    fixed = record(Assignment, {"person": key, "place": key})
    return SchemaValidator(
        mapping(
            {
                "pots": absent(many(pot), ()),
                "places": many(place),
                "persons": many(person),
                "fixed": absent(many(fixed), ()),
            }
        )
    )


_SCHEMA = _schema()


def _first_fault(path: Path, error: ValidationError) -> str:
    fault = error.errors(include_url=False, include_input=False)[0]
    if fault["type"] == "json_invalid":
        where = re.search(r"at line (\d+) column (\d+)", str(fault["ctx"]["error"]))
        return f"{path}: Das ist kein gültiges JSON{f' (Zeile {where[1]}, Spalte {where[2]})' if where else ''}."
    field = ""
    for part in fault["loc"]:
        field += f"[{part}]" if isinstance(part, int) else f".{part}"
    text = WHAT_IS_WRONG.get(fault["type"], "Diese Angabe ist falsch.").format(**fault.get("ctx", {}))
    return f"{field.removeprefix('.') or path}: {text}"


def _why_not(error: OSError) -> str:
    return WHY_NOT.get(error.errno or 0, "Das geht nicht.")


def _refuse_faults(faults: list[str]) -> None:
    if faults:
        raise matching.NotSolved(f"Die Prüfung lehnt das Ergebnis ab: {faults[0]}")


def _refuse_output(source: Path, target: Path | None) -> None:
    """Before minutes of work, not after: the folder is there, and the round is not overwritten by its result."""
    if target is None:
        return
    try:
        if target.is_dir():
            raise InputRefused(f"{target}: {WHY_NOT[errno.EISDIR]}")
        if not target.resolve().parent.is_dir():
            raise InputRefused(f"{target}: Den Ordner dafür gibt es nicht.")
        if source.exists() and target.exists() and source.samefile(target):
            raise InputRefused(
                f"{target}: Das Ergebnis würde die Eingabe überschreiben. Bitte einen anderen Namen wählen."
            )
    except (OSError, ValueError) as error:
        raise InputRefused(f"{target}: In diese Datei lässt sich nicht schreiben.") from error


def _write(target: Path | None, text: str) -> None:
    if target is None:
        sys.stdout.write(text)
        return
    target = target.resolve()  # a link stays a link
    try:
        if target.exists() and not target.is_file():
            target.write_text(text)  # a device such as /dev/null is written to, never replaced
        else:
            _replace(target, text)
    except OSError as error:
        raise InputRefused(f"{target}: {_why_not(error)}") from error


def _replace(target: Path, text: str) -> None:
    beside = target.with_name(f".{target.name[:200]}.{os.getpid()}.tmp")
    try:
        with beside.open("x", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(target)
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _tell(text: str) -> None:
    # A key may contain anything; what is told stays one line.
    sys.stderr.write("".join(sign if sign.isprintable() else " " for sign in text) + "\n")


def _fail(text: str, *, code: int = 2) -> int:
    _tell(text)
    return code
