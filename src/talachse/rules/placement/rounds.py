"""What a round looks at: how much a place counts for a person who has waited, and when a proposal is still true."""

from __future__ import annotations

import datetime as dt

from talachse.rules._book import rule
from talachse.rules.parameters import Parameters
from talachse.rules.verdict import Verdict

PARAMETERS = Parameters("talachse.rules.placement", "rounds.yaml")


@rule(
    question="Wie viele Punkte bekommt ein Platz für eine Person in einer Runde?",
    basis="Eigene Regel: die Hälfte zählt, wie gut er passt, die andere, wie lange die Person wartet (höchstens zwei Jahre)",
)
def round_score(fits: int, *, waiting_since: dt.date, on: dt.date) -> int:
    """0 to 1000 out of how well it fits (0 to 1000) and the days of waiting; priority is decided before any points."""
    longest: int = PARAMETERS.on("wartezeit_zaehlt_hoechstens_tage", on).value
    share: int = PARAMETERS.on("anteil_passung_prozent", on).value
    waited = min(max((on - waiting_since).days, 0), longest)
    return (fits * share + (waited * 1000 // longest) * (100 - share)) // 100


@rule(
    question="Darf der Vorschlag einer Runde noch bestätigt werden?",
    basis="Eigene Regel: nur, wenn sich seit der Rechnung nichts geändert hat, das in sie einging",
)
def may_confirm(*, computed_for: str, now: str, is_open: bool) -> Verdict:
    """``computed_for`` and ``now`` are the hashes of the input then and now."""
    if not is_open:
        return Verdict.no("Über diese Runde ist schon entschieden.")
    if computed_for != now:
        return Verdict.no("Seit der Rechnung hat sich etwas geändert. Bitte rechnen Sie die Runde neu.")
    return Verdict.yes("Der Vorschlag passt noch.")


@rule(
    question="Bis zu welchem Tag werden entschiedene Runden gelöscht?",
    basis="Eigene Regel: Art. 5 Abs. 1 lit. e DSGVO",
)
def forget_before(today: dt.date) -> dt.date:
    """Rounds decided before this day go."""
    return today - dt.timedelta(days=PARAMETERS.on("aufbewahrt_tage", today).value)
