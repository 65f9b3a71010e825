"""Template components of the design system."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django import template
from django.forms import BaseForm, BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from talachse.ui import charts, stand

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as StrOrPromise

register = template.Library()

# Own drawings on a 24-pixel grid: they carry the meaning of a status without its colour.
ICONS: dict[str, str] = {
    "good": '<path d="M20 6 9 17l-5-5" fill="none" stroke="currentColor" stroke-width="3"/>',
    "success": '<path d="M20 6 9 17l-5-5" fill="none" stroke="currentColor" stroke-width="3"/>',
    "info": '<circle cx="12" cy="12" r="9" fill="none" stroke="currentColor" stroke-width="2.5"/><path d="M12 11v6M12 7v.5" stroke="currentColor" stroke-width="3"/>',
    "warning": '<path d="M12 3 22 21H2z" fill="none" stroke="currentColor" stroke-width="2.5"/><path d="M12 10v5M12 17.5v.5" stroke="currentColor" stroke-width="2.5"/>',
    "danger": '<path d="M8 2h8l6 6v8l-6 6H8l-6-6V8z" fill="none" stroke="currentColor" stroke-width="2.5"/><path d="M12 7v6M12 16.5v.5" stroke="currentColor" stroke-width="3"/>',
    "neutral": '<circle cx="12" cy="12" r="5" fill="currentColor"/>',
    "print": '<path d="M7 9V3h10v6M7 17H4v-7h16v7h-3M7 14h10v7H7z" fill="none" stroke="currentColor" stroke-width="2"/>',
    "download": '<path d="M12 3v12m-5-5 5 5 5-5M4 21h16" fill="none" stroke="currentColor" stroke-width="2.5"/>',
    "search": '<circle cx="10.5" cy="10.5" r="6.5" fill="none" stroke="currentColor" stroke-width="2"/><path d="m15.5 15.5 5.5 5.5" stroke="currentColor" stroke-width="2"/>',
    "pencil": '<path d="M4 20l1-5L16 4l4 4L9 19zM13.5 6.5l4 4" fill="none" stroke="currentColor" stroke-width="2" stroke-linejoin="round"/>',
    "people": '<circle cx="8.5" cy="8" r="3.5" fill="none" stroke="currentColor" stroke-width="2"/><path d="M2 20c0-4 3-6 6.5-6s6.5 2 6.5 6M15.5 5a3.5 3.5 0 0 1 0 6.5M18 14.5c2.5.8 4 2.7 4 5.5" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round"/>',
    "heart": '<path d="M12 20.5S3 15 3 8.8C3 6 5.2 4 7.6 4c1.9 0 3.5 1 4.4 2.8C12.9 5 14.5 4 16.4 4 18.8 4 21 6 21 8.8 21 15 12 20.5 12 20.5z" fill="none" stroke="currentColor" stroke-width="2" stroke-linejoin="round"/>',
    "tool": '<path d="M14.5 6.5a4.5 4.5 0 0 1 6-2.5l-3 3 .5 2 2 .5 3-3a4.5 4.5 0 0 1-6 5.5L8 21l-4-4 9.5-9z" transform="translate(-1.5 -.5)" fill="none" stroke="currentColor" stroke-width="2" stroke-linejoin="round"/>',
    "bridge": '<path d="M2 17h20M4 17c0-5 4-8 8-8s8 3 8 8M12 9v8M7.5 11v6M16.5 11v6" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round"/>',
    "paper": '<path d="M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6" fill="none" stroke="currentColor" stroke-width="2" stroke-linejoin="round"/>',
    "handshake": '<path d="M2 8l4-2 5 2 2-1 5 2 4-1v8l-3 1-5 3-4-1-6-4-2 1z" fill="none" stroke="currentColor" stroke-width="2" stroke-linejoin="round"/><path d="M11 8l-2 4c1.5 1 3 .5 4-1l4 4" fill="none" stroke="currentColor" stroke-width="2" stroke-linejoin="round"/>',
    "map": '<path d="M3 6l6-3 6 3 6-3v15l-6 3-6-3-6 3zM9 3v15M15 6v15" fill="none" stroke="currentColor" stroke-width="2" stroke-linejoin="round"/>',
    "arrow": '<path d="M5 12h14m-6-6 6 6-6 6" fill="none" stroke="currentColor" stroke-width="2.5"/>',
}
ORIGINS = {
    "agreement": (_("Vereinbarung"), _("Steht in der Vereinbarung.")),
    "public": (_("öffentliche Quelle"), _("Aus einer öffentlichen Quelle mit Tag.")),
    "demo": (_("Demo"), _("Erfunden, damit man die Anwendung ausprobieren kann.")),
    "live": (_("live"), _("Aus der laufenden Arbeit gezählt.")),
}


@register.simple_tag
def icon(name: str) -> SafeString:
    """A decorative icon; the text beside it says what it means."""
    return mark_safe(  # noqa: S308 - a constant of this module
        f'<svg class="t-icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{ICONS[name]}</svg>'
    )


@register.simple_tag
def drawing(name: str) -> SafeString:
    """The lines of an icon, for an SVG that sets its own size."""
    return mark_safe(ICONS[name])  # noqa: S308 - a constant of this module


@register.simple_tag
def footer(city: str) -> SafeString:
    """The end of every page."""
    return _footer(get_language(), city)


@lru_cache
def _footer(language: str | None, city: str) -> SafeString:
    # The same for everybody who reads this language: drawn once.
    return render_to_string("ui/components/footer.html", {"city": city})


@register.inclusion_tag("ui/components/breadcrumb.html")
def breadcrumb(*parts: str, is_data: bool = False) -> dict[str, Any]:
    """Label and address name by turns; the last label is the page itself, or the name of something (``is_data``)."""
    pairs = list(zip(parts[:-1:2], parts[1::2], strict=True))
    return {"links": [(label, reverse(name)) for label, name in pairs], "here": parts[-1], "is_data": is_data}


@lru_cache(maxsize=512)
def _status(kind: str, text: str) -> SafeString:
    # The same state looks the same everywhere, and some pages show hundreds: drawn once.
    return render_to_string("ui/components/status.html", {"kind": kind, "text": text})


@register.simple_tag
def status(kind: str, text: StrOrPromise) -> SafeString:
    """A state as icon and word; the colour only helps."""
    return _status(kind, str(text))


@register.simple_tag
def german() -> SafeString:
    """``<p{% german %}>``: what stands here is German whatever the page speaks, so that it is read out as such."""
    return mark_safe("" if (get_language() or "de").startswith("de") else ' lang="de"')  # noqa: S308 - constants


@register.simple_tag
def origin(badge: str) -> SafeString:
    """Where a datum comes from."""
    return _origin(badge, get_language())


@lru_cache
def _origin(badge: str, language: str | None) -> SafeString:
    label, explanation = ORIGINS[badge]
    return render_to_string("ui/components/origin.html", {"badge": badge, "label": label, "explanation": explanation})


@register.simple_tag
def number(value: Decimal | int | float | None, places: int | None = None) -> str:
    """A number as the language of the page writes it; a dash when there is none. Whole numbers lose their zeros."""
    if value is None:
        return "–"
    amount = Decimal(str(value))
    # As many places as the value needs, two at most: 10,6 and not 10,60.
    needed = -int(amount.normalize().as_tuple().exponent)
    decimals = places if places is not None else max(0, min(needed, 2))
    return number_format(amount, decimal_pos=decimals, use_l10n=True, force_grouping=abs(amount) >= 10_000)


@register.simple_tag
def percent(share: float | None) -> str:
    """A share between 0 and 1 in whole percent; a dash when there is none."""
    return "–" if share is None else f"{number(round(share * 100))} %"


@register.simple_tag
def money(value: Decimal | int | None) -> str:
    """Euros; whole amounts without cents."""
    if value is None:
        return "–"
    cents = 0 if Decimal(value) == Decimal(value).to_integral_value() else 2
    return f"{number(value, cents)} €"


@register.inclusion_tag("ui/components/figure_bar.html")
def figure_bar(
    *,
    label: str,
    actual: Decimal | int | None = None,
    target: Decimal | int | None = None,
    unit: str = "",
    about: bool = False,
    note: str = "",
    badge: str = "",
) -> dict[str, Any]:
    """Actual against planned value as words and a bar."""
    have = float(actual) if actual is not None else None
    want = float(target) if target is not None else None
    top = max(have or 0, want or 0) or 1
    return {
        "label": label,
        "actual": actual,
        "target": target,
        "unit": unit,
        "about": about,
        "note": note,
        "badge": badge,
        "actual_width": round(min(have or 0, want or top) / top * 100, 2),
        "over_width": round(max((have or 0) - (want or top), 0) / top * 100, 2),
        "target_at": round((want or 0) / top * 100, 2),
        "has_bar": have is not None and want is not None,
    }


@register.inclusion_tag("ui/components/time_chart.html")
def time_chart(series: Sequence[charts.Series], *, title: str, unit: str = "") -> dict[str, Any]:
    """Time series as a drawing, with the same values as a table beneath."""
    return {
        "drawing": charts.draw(series),
        "title": title,
        "unit": unit,
        "width": charts.WIDTH,
        "height": charts.HEIGHT,
        "left": charts.LEFT,
        "right": charts.WIDTH - charts.RIGHT,
        "bottom": charts.HEIGHT - charts.BOTTOM,
    }


@register.simple_tag
def tile_map(values: Mapping[int, int | str], *, title: StrOrPromise, unit: StrOrPromise = "") -> SafeString:
    """The ten districts as tiles, with the same values as a table beneath."""
    return _tile_map(get_language(), tuple(values.items()), str(title), str(unit))


@lru_cache(maxsize=256)
def _tile_map(language: str | None, values: tuple[tuple[int, int | str], ...], title: str, unit: str) -> SafeString:
    size = {"width": 6 * charts.TILE_WIDTH, "height": 3 * charts.TILE_HEIGHT}
    return render_to_string(
        "ui/components/tile_map.html", {"tiles": charts.tiles(dict(values)), "title": title, "unit": unit, **size}
    )


@register.inclusion_tag("ui/components/pagination.html", takes_context=True)
def pagination(context: template.Context, page: Any) -> dict[str, Any]:
    """Previous and next page; other choices in the address are kept."""
    query = context["request"].GET.copy()
    query.pop("seite", None)
    return {"page": page, "query": query.urlencode()}


@register.inclusion_tag("ui/components/stepper.html")
def stepper(steps: Sequence[str], current: str) -> dict[str, Any]:
    """Where somebody stands in a fixed row of steps."""
    at = list(steps).index(current)
    return {"steps": [(n + 1, label, n < at, n == at) for n, label in enumerate(steps)]}


@register.inclusion_tag("ui/components/alert.html")
def alert(kind: str, title: str, text: str = "") -> dict[str, Any]:
    """A note that must be seen."""
    return {"kind": kind, "title": title, "text": text}


@register.inclusion_tag("ui/components/empty.html")
def empty(title: str, text: str, url: str = "", label: str = "") -> dict[str, Any]:
    """Nothing here yet, and what to do about it."""
    return {"title": title, "text": text, "url": url, "label": label}


@register.inclusion_tag("ui/components/form_errors.html")
def form_errors(form: BaseForm, *, du: bool = False) -> dict[str, Any]:
    """Summary of all errors with links to the fields; ``du`` where the page speaks to young people."""
    return {"form": form, "fields": [f for f in form if f.errors] if form.is_bound else [], "du": du}


@register.inclusion_tag("ui/components/field.html")
def field(bound: BoundField) -> dict[str, Any]:
    """Label, hint, error and control of one field."""
    widget = bound.field.widget
    describers = [f"{bound.auto_id}-hint"] if bound.help_text else []
    if bound.errors:
        describers.append(f"{bound.auto_id}-error")
    attributes: dict[str, Any] = {}
    if describers:
        attributes["aria-describedby"] = " ".join(describers)
    if bound.errors:
        attributes["aria-invalid"] = "true"
    return {
        "bound": bound,
        "is_group": isinstance(widget, RadioSelect | CheckboxSelectMultiple),
        "is_checkbox": isinstance(widget, CheckboxInput),
        "control": bound.as_widget(attrs=attributes),
        "describedby": " ".join(describers),
    }


@register.inclusion_tag("ui/components/stand_picker.html", takes_context=True)
def stand_picker(context: template.Context, on: dt.date) -> dict[str, Any]:
    """Choose the day for which the page is shown."""
    query = [(k, v) for k, v in context["request"].GET.items() if k not in {"stand", "seite"}]
    return {
        "on": on,
        "first": stand.FIRST_DAY,
        "today": timezone.localdate(),
        "query": query,
        "path": context["request"].path,
    }
