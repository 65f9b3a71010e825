"""What an adviser has on the desk: one household in up to four variants, as typed. It travels through the browser, sealed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from talachse.entitlement import state
from talachse.rules.entitlement.household import MOST_PERSONS

MOST_VARIANTS = 4
# Longer than anything a field takes; what is beyond was not typed by a person.
LONGEST_TYPED = 80


@dataclass(frozen=True, slots=True)
class Sheet:
    """One variant as it was typed: the keys of its persons in order, and what stands in each field ("p1-born")."""

    persons: tuple[str, ...] = ("p1",)
    typed: Mapping[str, list[str]] | None = None  # None: nobody has typed yet, the form shows what is usual

    def with_typed(self, names: list[str], sent: Mapping[str, list[str]]) -> Sheet:
        """With what was sent for these fields; nothing that is no field, and no novels."""
        typed = {
            name: [value[:LONGEST_TYPED] for value in sent[name][:20]] for name in names if any(sent.get(name, ()))
        }
        return replace(self, typed=typed)

    def with_person(self) -> Sheet:
        """One person more, the key is new; unchanged when there are as many as the rules take."""
        if len(self.persons) >= MOST_PERSONS:
            return self
        number = max(int(key[1:]) for key in self.persons) + 1
        return replace(self, persons=(*self.persons, f"p{number}"))

    def without_person(self, key: str) -> Sheet:
        """One person less, and nobody points to them any more; the last one stays."""
        if key not in self.persons or len(self.persons) == 1:
            return self
        typed = {
            name: [value for value in values if value != key]
            for name, values in (self.typed or {}).items()
            if not name.startswith(f"{key}-")
        }
        return Sheet(tuple(one for one in self.persons if one != key), typed)


@dataclass(frozen=True, slots=True)
class Desk:
    """All variants, and the one that is open."""

    sheets: tuple[Sheet, ...] = (Sheet(),)
    current: int = 0

    @property
    def sheet(self) -> Sheet:
        return self.sheets[self.current]

    def put(self, sheet: Sheet) -> Desk:
        """With another sheet in the place of the open one."""
        return replace(self, sheets=(*self.sheets[: self.current], sheet, *self.sheets[self.current + 1 :]))

    def with_variant(self) -> Desk:
        """With a copy of the open sheet at the end, which is open then; unchanged when there are four."""
        if len(self.sheets) >= MOST_VARIANTS:
            return self
        typed = {name: values for name, values in (self.sheet.typed or {}).items() if name != "name"}
        return Desk((*self.sheets, replace(self.sheet, typed=typed)), len(self.sheets))

    def without_variant(self, number: int) -> Desk:
        """One variant less; the last one stays."""
        if len(self.sheets) == 1 or not 0 <= number < len(self.sheets):
            return self
        return Desk(tuple(one for i, one in enumerate(self.sheets) if i != number), 0)

    def opened(self, number: int) -> Desk:
        """With another variant open; unchanged when there is no such."""
        return replace(self, current=number) if 0 <= number < len(self.sheets) else self

    def sealed(self) -> str:
        """For the hidden field of a page."""
        sheets = [{"p": one.persons, "t": one.typed} for one in self.sheets]
        return state.seal_desk({"s": sheets, "c": self.current})


def opened(token: str) -> Desk:
    """Out of the hidden field; an empty desk for an empty one.

    :raises Foreign: it was not made here, or was changed.
    """
    if not token:
        return Desk()
    content: dict[str, Any] = state.open_desk(token)
    return Desk(tuple(Sheet(tuple(one["p"]), one["t"]) for one in content["s"]), content["c"])
