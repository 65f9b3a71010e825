"""The next possible steps of a placement as forms; both rooms, the office's and the provider's, show them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages

from talachse.accounts.http import TalachseRequest
from talachse.placements.forms.placing import (
    AcceptForm,
    AfterCareForm,
    BeginForm,
    DeclineForm,
    ExtendForm,
    NoteForm,
    PriorityForm,
    TriedForm,
)
from talachse.placements.models import Placement
from talachse.placements.queries.eligibility import first_day_in, planned_end_in
from talachse.placements.services import placing as services
from talachse.placements.services.steps import DurationUsedUp, PlacementRefused
from talachse.rules.placement.lifecycle import LABELS, PlacementStatus

S = PlacementStatus


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that can be done next: what the button says, what is asked, which service does it."""

    label: str
    form: type[forms.Form]
    run: Callable[..., Placement]


STEPS: dict[str, Step] = {
    "weiterleiten": Step("An den Träger weiterleiten", NoteForm, services.refer),
    "warteliste": Step("Auf die Warteliste", NoteForm, services.wait),
    "zusage": Step("Zusage festhalten", AcceptForm, services.accept),
    "absage": Step("Absage festhalten", DeclineForm, services.decline),
    "beginn": Step("Beginn festhalten", BeginForm, services.start),
    "verlaengern": Step("Verlängern", ExtendForm, services.extend),
    "nachbetreuung": Step("Nachbetreuung beginnen", AfterCareForm, services.after_care),
    "abschluss": Step("Abschließen", NoteForm, services.close),
    "versuch": Step("Versuch festhalten, jemanden zu erreichen", TriedForm, services.tried),
    "vorrang": Step("Vorrang ändern", PriorityForm, services.set_priority),
    "zurueckziehen": Step("Zurückziehen", NoteForm, services.withdraw),
    "ohne-antwort": Step("Ohne Antwort beenden", NoteForm, services.expire),
}
NEXT: dict[PlacementStatus, tuple[str, ...]] = {
    S.SUGGESTED: ("weiterleiten", "warteliste", "absage", "versuch", "zurueckziehen", "ohne-antwort"),
    S.WAITING: ("weiterleiten", "vorrang", "absage", "versuch", "zurueckziehen", "ohne-antwort"),
    S.REFERRED: ("zusage", "absage", "warteliste", "versuch", "zurueckziehen", "ohne-antwort"),
    S.ACCEPTED: ("beginn", "warteliste", "absage", "versuch", "zurueckziehen"),
    S.STARTED: ("verlaengern",),
    S.PAUSED: ("verlaengern", "versuch"),
    S.ENDED: ("nachbetreuung", "abschluss", "versuch"),
    S.AFTER_CARE: ("abschluss",),
    S.EXPIRED: ("warteliste",),
}


def take(request: TalachseRequest, found: Placement, name: str, *, for_provider: bool = False) -> forms.Form | None:
    """Do the step; the form with its error when it was not possible, else None.

    A provider learns that the time is used up, not where else the person was.
    """
    chosen = STEPS[name]
    form = chosen.form(request.POST, auto_id=f"id_{name}_%s")
    if not form.is_valid():
        return form
    try:
        done = chosen.run(found, by=request.actor, today=request.today, **form.cleaned_data)
    except PlacementRefused as refusal:
        hidden = for_provider and isinstance(refusal, DurationUsedUp)
        form.add_error(next(iter(form.fields)), DurationUsedUp.FOR_PROVIDERS if hidden else str(refusal))
        return form
    messages.success(request, f"Festgehalten. Stand: {LABELS[S(done.status)]}.")
    return None


def next_steps(
    found: Placement, names: tuple[str, ...], failed: tuple[str, forms.Form] | None, today: Any
) -> list[dict[str, Any]]:
    """Each possible step with its form; the one that failed keeps what was typed and stands open."""
    rows = []
    for name in names:
        form = STEPS[name].form(auto_id=f"id_{name}_%s", initial=_initial(found, name, today))
        if failed is not None and failed[0] == name:
            form = failed[1]
        rows.append({"name": name, "label": STEPS[name].label, "form": form, "open": form.is_bound})
    if failed is not None and failed[0] not in names:
        rows.append({"name": failed[0], "label": STEPS[failed[0]].label, "form": failed[1], "open": True})
    if rows and failed is None:
        rows[0]["open"] = True
    return rows


def _initial(found: Placement, name: str, today: Any) -> dict[str, Any]:
    if name == "beginn":
        first = max(found.planned_start_on or first_day_in(found.group, on=today), found.group.starts_on)
        last = planned_end_in(found.group, first)
        return {"started_on": first.isoformat(), "planned_end_on": last.isoformat() if last else ""}
    return {"priority": found.priority} if name == "vorrang" else {}
