"""The result of the check on one sheet of paper."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import segno
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from talachse.entitlement import shown
from talachse.rules.entitlement.household import Household
from talachse.rules.entitlement.result import CheckResult
from talachse.ui.pdf import render

TEMPLATE = Path(__file__).with_name("sheet.typ")


def sheet(result: CheckResult, known: Household, *, link: str, until: dt.date) -> bytes:
    """PDF/UA-1 with a code that opens the answers until that day."""
    svg = io.BytesIO()
    segno.make(link, error="l").save(svg, kind="svg", border=4, xmldecl=False)
    data = dict(shown.printed(result, known, link=link, until=until))
    language = (get_language() or "de").split("-")[0]
    words = {
        "title": _("Ihre Prüfung: mögliche Leistungen"),
        "first": _("Das kommt zuerst"),
        "total": _("Alle Leistungen zusammen, im Monat"),
        "benefit": _("Leistung"),
        "where": _("Wo Sie den Antrag stellen"),
        "papers": _("Mitbringen"),
        "but": _("Bildung und Teilhabe"),
        "later": _("Das Recht ändert sich: im Monat in der Hand, mit Lohn"),
        "day": _("Jeder Tag zählt. Ein Satz reicht als Antrag. Unterlagen können Sie nachreichen (§ 16 SGB I)."),
        "code": _("Mit dem Handy öffnen: Ihre Antworten, ohne Konto"),
        "until": _("Der Code gilt bis"),
        "private": _("Wer dieses Blatt hat, kann Ihre Antworten lesen."),
        "no_decision": _("Das ist eine Berechnung nach Ihren Angaben und kein Bescheid."),
        "demo": _("Demo – keine amtliche Auskunft."),
    }
    return render(
        TEMPLATE,
        {
            **data,
            "words": words,
            "language": language,
            "qr": svg.getvalue().decode(),
            "demo": settings.TALACHSE_DEMO,
        },
    )
