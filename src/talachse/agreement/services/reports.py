"""The report of a quarter is frozen: once, for good."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from talachse.accounts.actor import Actor
from talachse.agreement.models import Agreement, FrozenReport
from talachse.agreement.queries import reports as queries
from talachse.agreement.reports.pack import pack
from talachse.audit.services import record
from talachse.rules.agreement.meetings import may_freeze, quarter_days, report_day


class ReportRefused(Exception):
    """The report cannot be made or frozen; the message says why, in German."""


def digest_of(content: dict[str, Any]) -> str:
    """SHA-256 over the content in one fixed spelling, so that everybody can check a frozen report."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def pack_of(agreement: Agreement, period: str, *, today: dt.date, on: dt.date | None = None) -> dict[str, Any]:
    """The pack of a quarter: as frozen, else as things stand on the day that the rule (or ``on``) names.

    ValueError for a period that is no quarter; ReportRefused when the quarter has not begun.
    """
    held_on = queries.held_on(agreement, period)
    day = on or report_day(period, held_on=held_on, today=today)
    if day is None:
        raise ReportRefused("Dieses Quartal hat noch nicht begonnen. Vorher gibt es keine Mappe.")
    if day < quarter_days(period)[0]:
        raise ReportRefused(
            f"Am {day:%d.%m.%Y} hatte dieses Quartal noch nicht begonnen. Bitte einen späteren Tag wählen."
        )
    frozen = queries.frozen(agreement, period)
    if frozen is not None and on in {None, frozen.on}:
        return {
            **frozen.content,
            "frozen_on": timezone.localdate(frozen.frozen_at).isoformat(),
            "digest": frozen.digest,
        }
    return pack(agreement, period, on=day)


def freeze_report(agreement: Agreement, period: str, *, by: Actor, today: dt.date) -> FrozenReport:
    """Keep the quarter as it is known now. A second click, or a second person, gets the first one's report."""
    held_on = queries.held_on(agreement, period)
    verdict = may_freeze(period, held_on=held_on, frozen=False, today=today)
    if not verdict.is_yes:
        raise ReportRefused(verdict.reason)
    existing = queries.frozen(agreement, period)
    if existing is not None:
        return existing
    day = report_day(period, held_on=held_on, today=today)
    if day is None:
        raise ReportRefused("Dieses Quartal hat noch nicht begonnen.")
    content = pack(agreement, period, on=day)
    try:
        with transaction.atomic():
            report = FrozenReport.objects.create(
                agreement=agreement,
                period=period,
                on=day,
                frozen_at=timezone.now(),
                frozen_by=by.journal_id,
                content=content,
                digest=digest_of(content),
            )
            record(by=by, verb="report_frozen", subject=f"agreement.report:{period}", why=report.digest)
    except IntegrityError:
        # Two people at once: the unique constraint let one through; both see that one.
        return FrozenReport.objects.get(agreement=agreement, period=period)
    return report
