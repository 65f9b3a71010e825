"""What the check draws so often on a page that a template of its own would take longer than the calculation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from talachse.entitlement import shown
from talachse.entitlement.shown import Row
from talachse.rules.entitlement.result import ButLine

register = template.Library()

_ROW = (
    '<tr role="row"><th role="rowheader" scope="row">{}</th>'
    '<td role="cell" class="t-num" data-label="{}"><span class="t-amounts">{}</span></td>'
    '<td role="cell" class="t-num" data-label="{}"><span class="t-amounts">{}</span></td>'
    '<td role="cell" class="t-num" data-label="{}"><span class="t-amounts">{}</span></td></tr>'
)


@register.simple_tag
def compared(rows: Sequence[Row], left: str, right: str) -> SafeString:
    """The lines of a table with two sides and their difference; on a phone each amount carries the name of its column."""
    more = _("Unterschied")
    cells = ((row.name, left, row.left_words, right, row.right_words, more, row.difference) for row in rows)
    return format_html_join("", _ROW, cells)


@register.simple_tag
def but_procedure(line: ButLine, day: dt.date) -> SafeString:
    """How a component is paid, from when on, with which application and papers."""
    return shown.but_procedure(line, day)
