"""The agreement as it is worded on a day."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

from django.db.models import QuerySet

from talachse.agreement.models import Agreement, Version
from talachse.rules.agreement.document import Document


def has_agreement() -> bool:
    """At least one agreement is loaded."""
    return Agreement.objects.exists()


def agreements() -> QuerySet[Agreement]:
    """All agreements of this installation, oldest first."""
    return Agreement.objects.order_by("effective_on", "pk")


def agreement(key: str = "") -> Agreement | None:
    """The agreement with this key; without key the first one."""
    found = agreements()
    return found.filter(key=key).first() if key else found.first()


def versions(of: Agreement) -> QuerySet[Version]:
    """All versions without their content, newest first."""
    return of.versions.defer("content").order_by("-number")


def version_on(of: Agreement, on: dt.date) -> Version:
    """The version that governs the day; before the first one, the first.

    LookupError when the agreement has none, which loading makes impossible.
    """
    rows = list(of.versions.values_list("pk", "valid_from", "number").order_by("valid_from", "number"))
    if not rows:
        raise LookupError(of.key)
    governing = [row for row in rows if row[1] <= on] or rows[:1]
    return of.versions.defer("content").get(pk=governing[-1][0])


def version_number(of: Agreement, number: int) -> Version | None:
    """One version by its number."""
    return of.versions.defer("content").filter(number=number).first()


def document_of(version: Version) -> Document:
    """The whole wording of a version. A version never changes, so it is read once per process."""
    return _document(version.pk, version.digest)


def document_for(of: Agreement, on: dt.date) -> Document:
    """The wording that governs the day."""
    return document_of(version_on(of, on))


@lru_cache(maxsize=16)
def _document(pk: int, digest: str) -> Document:
    # The digest is part of the key: a database that was replaced underneath must not show old words.
    return Document.model_validate(Version.objects.values_list("content", flat=True).get(pk=pk))
