"""Status and words of the agreement in templates."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from talachse.agreement import words
from talachse.agreement.reports.board import Deviation, ProjectRow
from talachse.agreement.reports.figures import FigureOnDay
from talachse.agreement.reports.public import shown_value
from talachse.ui import navigation
from talachse.ui.templatetags.ui import number, status

register = template.Library()


@register.simple_tag
def clause_status(value: str) -> SafeString:
    """Status tag of a clause."""
    return status(*words.CLAUSE_STATUS[value])


@register.simple_tag
def project_status(value: str) -> SafeString:
    """Status tag of a project: progress, not risk."""
    return status(*words.PROJECT_STATUS[value])


@register.simple_tag
def risk_level(value: str) -> SafeString:
    """Level of a risk: a fact of its own beside progress."""
    return status(*words.RISK_LEVEL[value])


@register.simple_tag
def confirmation(value: str) -> SafeString:
    """Whether city and Jobcenter have both turned their key."""
    return status(*words.CONFIRMATION[value])


@register.inclusion_tag("agreement/steering/nav.html", takes_context=True)
def steering_nav(context: template.Context) -> dict[str, Any]:
    """The rooms of the steering that this person may enter, with the present one marked."""
    request = context["request"]
    rooms = navigation.rooms_for(request.actor.may, area="steering")
    return {
        "rooms": [
            {"label": r.label, "url": url, "here": url == request.path} for r in rooms for url in [reverse(r.url_name)]
        ]
    }


@register.filter
def word(value: str, table: str) -> Any:
    """The word for a value: ``{{ clause.modality|word:"MODALITY" }}``; the value itself where there is none."""
    return getattr(words, table).get(str(value), value)


@register.simple_tag
def public_value(found: FigureOnDay) -> str:
    """The value of a figure for everybody, small counts of persons held back."""
    value = shown_value(found)
    return _(value) if isinstance(value, str) else number(value)


@register.simple_tag
def agreed(found: FigureOnDay) -> str:
    """What was agreed, as people say it: "rund 14.000.000", "20 bis 30", a year without points."""
    figure = found.figure
    if figure.counting == "date":
        return str(int(figure.value))
    text = number(figure.value)
    if figure.value_to is not None:
        text = _("%(from)s bis %(to)s") % {"from": text, "to": number(figure.value_to)}
    return _("rund %(number)s") % {"number": text} if figure.about else text


@register.filter
def is_number(value: object) -> bool:
    """True for values a bar can show."""
    return isinstance(value, Decimal | int)


@dataclass(frozen=True, slots=True)
class Line:
    """All that a line of the board shows. Equal lines look alike: a board of hundreds draws only those that changed."""

    key: str
    title: str
    status: str
    since: dt.date | None
    overdue: tuple[str, ...]
    risk: str
    risk_title: str
    figures: tuple[str, ...]
    on: dt.date
    is_child: bool
    language: str | None


@lru_cache(maxsize=4096)
def _line(line: Line) -> SafeString:
    return render_to_string("agreement/steering/row.html", {"line": line})


@register.simple_tag
def project_line(row: ProjectRow, on: dt.date, is_child: bool = False) -> SafeString:
    """A project on the board: progress, risk and figures."""
    return _line(
        Line(
            key=row.project.key,
            title=row.title,
            status=row.status,
            since=row.stand.since if row.stand else None,
            overdue=tuple(m.title for m in row.overdue),
            risk=row.risk,
            risk_title=row.risk_title,
            figures=tuple(_have_of_agreed(f) for f in row.figures),
            on=on,
            is_child=is_child,
            language=get_language(),
        )
    )


def _have_of_agreed(found: FigureOnDay) -> str:
    shows_both = found.actual is not None and found.figure.counting != "none"
    have = f"{number(found.actual)} von " if shows_both else ""
    return f"{have}{agreed(found)} {found.figure.unit}"


@register.simple_tag
@lru_cache(maxsize=4096)
def deviation_line(deviation: Deviation) -> SafeString:
    """One thing that is not as promised; drawn once for as long as it deviates."""
    return render_to_string("agreement/steering/deviation.html", {"d": deviation})
