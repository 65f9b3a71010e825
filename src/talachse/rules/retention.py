"""When data must go."""

from __future__ import annotations

import datetime as dt

from talachse.rules._book import rule

# Half a year, and ten years: in days, so that every day has one answer.
READS_KEPT_DAYS = 183
ACTS_KEPT_DAYS = 3653
GUIDE_QUESTIONS_KEPT_DAYS = 183


@rule(
    question="Bis wann bleibt der personenbezogene Teil eines Journaleintrags?",
    basis="§ 79 SGB X: Abrufprotokolle enden nach sechs Monaten; § 84 SGB X; Aufbewahrung von Akten zehn Jahre",
)
def journal_payload_kept_until(written_on: dt.date, *, is_read: bool) -> dt.date:
    """The last day; the line itself stays, with a digest in place of the content."""
    return written_on + dt.timedelta(days=READS_KEPT_DAYS if is_read else ACTS_KEPT_DAYS)


@rule(
    question="Muss der personenbezogene Teil heute gelöscht werden?",
    basis="§ 84 Abs. 2 SGB X: löschen, was nicht mehr erforderlich ist",
)
def payload_is_expired(kept_until: dt.date, *, today: dt.date) -> bool:
    """The last day itself still belongs to the term."""
    return today > kept_until


@rule(
    question="Welche beantworteten Fragen an Gesundheitslots*innen müssen heute gelöscht werden?",
    basis="Art. 9 DSGVO, § 84 Abs. 2 SGB X: Gesundheitsdaten nur so lange, bis die Antwort gelesen sein kann; ein halbes Jahr",
)
def guide_questions_expire_before(*, today: dt.date) -> dt.date:
    """Questions answered before this day go; the half year ends with its last day."""
    return today - dt.timedelta(days=GUIDE_QUESTIONS_KEPT_DAYS)
