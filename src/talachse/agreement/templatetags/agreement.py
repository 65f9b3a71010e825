"""Status and words of the agreement in templates."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import template
from django.urls import reverse

from talachse.agreement import words
from talachse.agreement.reports.figures import FigureOnDay
from talachse.agreement.reports.public import shown_value
from talachse.ui import navigation
from talachse.ui.templatetags.ui import number

register = template.Library()


@register.inclusion_tag("ui/components/status.html")
def clause_status(value: str) -> dict[str, Any]:
    """Status tag of a clause."""
    kind, text = words.CLAUSE_STATUS[value]
    return {"kind": kind, "text": text}


@register.inclusion_tag("ui/components/status.html")
def project_status(value: str) -> dict[str, Any]:
    """Status tag of a project: progress, not risk."""
    kind, text = words.PROJECT_STATUS[value]
    return {"kind": kind, "text": text}


@register.inclusion_tag("ui/components/status.html")
def risk_level(value: str) -> dict[str, Any]:
    """Level of a risk: a fact of its own beside progress."""
    kind, text = words.RISK_LEVEL[value]
    return {"kind": kind, "text": text}


@register.inclusion_tag("ui/components/status.html")
def confirmation(value: str) -> dict[str, Any]:
    """Whether city and Jobcenter have both turned their key."""
    kind, text = words.CONFIRMATION[value]
    return {"kind": kind, "text": text}


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
    return value if isinstance(value, str) else number(value)


@register.simple_tag
def agreed(found: FigureOnDay) -> str:
    """What was agreed, as people say it: "rund 14.000.000", "20 bis 30", a year without points."""
    figure = found.figure
    if figure.counting == "date":
        return str(int(figure.value))
    text = number(figure.value)
    if figure.value_to is not None:
        text = f"{text} bis {number(figure.value_to)}"
    return f"rund {text}" if figure.about else text


@register.filter
def is_number(value: object) -> bool:
    """True for values a bar can show."""
    return isinstance(value, Decimal | int)
