"""Amounts, ages and terms of the law: each with the day from which it holds and where that is written."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from importlib.resources import files
from typing import Any

import yaml

# The one in C reads ten times as fast, and a command line reads a dozen files.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Parameter:
    """One value as it holds on a day, with its source (paragraph, table).

    ``confidence`` is empty for what stands in the law; else a German word on how sure the value is ("Gesetzentwurf").
    """

    value: Any
    since: dt.date
    source: str
    confidence: str = ""

    @property
    def euros(self) -> Decimal:
        """The value as an amount in euros."""
        return Decimal(str(self.value))


class Parameters:
    """Dated values of one packaged YAML file: ``name: {2024-01-01: {value: 15, source: "§ 28 Abs. 7 SGB II"}}``."""

    def __init__(self, package: str, name: str | None, changes: str = "") -> None:
        """``name`` is the packaged file, None for none. The values of ``changes`` (YAML of the same form) are laid over it.

        A change for a name and day that the file has replaces that value; every other one is added.
        """
        packaged = files(package).joinpath("parameters", name).read_text(encoding="utf-8") if name else ""
        self._values = _dated(packaged)
        for key, values in _dated(changes).items():
            days = {parameter.since for parameter in values}
            kept = [parameter for parameter in self._values.get(key, []) if parameter.since not in days]
            self._values[key] = sorted(kept + values, key=lambda parameter: parameter.since)

    def on(self, name: str, day: dt.date) -> Parameter:
        """The value that holds on ``day``; LookupError when the law knew none yet."""
        known = [parameter for parameter in self._values[name] if parameter.since <= day]
        if not known:
            raise LookupError(f"{name}: kein Wert für den {day:%d.%m.%Y}")
        return known[-1]

    def names(self) -> list[str]:
        """All names of the file."""
        return sorted(self._values)

    def history(self, name: str) -> tuple[Parameter, ...]:
        """Every value of ``name``, the oldest first; empty for a name that the file lacks."""
        return tuple(self._values.get(name, ()))


def _dated(text: str) -> dict[str, list[Parameter]]:
    return {
        key: sorted(
            (
                Parameter(fact["value"], since, fact["source"], fact.get("confidence", ""))
                for since, fact in facts.items()
            ),
            key=lambda parameter: parameter.since,
        )
        for key, facts in (yaml.load(text, Loader=LOADER) or {}).items()  # noqa: S506 - both loaders are safe
    }
