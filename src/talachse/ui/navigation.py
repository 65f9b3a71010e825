"""Doors of the front page and rooms of the workplace; every app enters its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from talachse.rules.access import Action

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as StrOrPromise


@dataclass(frozen=True, slots=True)
class Entry:
    """One way in: label, address, one sentence what it is for, and the action that opens it."""

    label: StrOrPromise
    url_name: str
    text: StrOrPromise
    action: Action
    order: int = 100
    area: str = "workplace"
    short: StrOrPromise = ""
    in_navigation: bool = True
    icon: str = "arrow"


_DOORS: dict[str, Entry] = {}
_ROOMS: dict[str, Entry] = {}


def door(
    *,
    label: StrOrPromise,
    url_name: str,
    text: StrOrPromise,
    order: int,
    area: str = "help",
    short: StrOrPromise = "",
    in_navigation: bool = True,
    icon: str = "arrow",
) -> None:
    """Enter a public way in. ``area`` is its part of the start page: "help" for what people need, else "agreement".

    ``short`` is its word in the navigation; not every way in has room there. ``icon`` names a drawing of the design system.
    """
    _DOORS[url_name] = Entry(label, url_name, text, Action.SEE_PUBLIC, order, area, short or label, in_navigation, icon)


def room(*, label: str, url_name: str, action: Action, text: str, order: int = 100, area: str = "workplace") -> None:
    """Enter a room of the workplace (``area="workplace"``) or of the steering (``area="steering"``)."""
    _ROOMS[url_name] = Entry(label, url_name, text, action, order, area)


def doors() -> list[Entry]:
    """Public ways in, in order."""
    return sorted(_DOORS.values(), key=lambda e: e.order)


def rooms_for(may: Callable[[Action], bool], *, area: str | None = None) -> list[Entry]:
    """The rooms a person may enter, in order."""
    rooms = (e for e in _ROOMS.values() if may(e.action) and area in {None, e.area})
    return sorted(rooms, key=lambda e: (e.order, str(e.label)))
