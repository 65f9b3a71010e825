"""How much of a duration per person is used up, how much is left, and until when.

How months are counted here. First and last day count, and no day counts twice: participations that overlap or touch
are one run. In a run every full month from its first day on (§ 188 Abs. 2 BGB) counts 30 days, however long it is; the
days left over count one each; a run never counts more days than it has. Several runs are added up, 30 days being a
month (§ 191 BGB). So two runs of twelve months are 24 months, and so is one of 24 months, however long these months are;
a gap of a day inside a month can move the sum by a few days. The limits stand in days of the same kind. The health programme alone counts real days, as
``rehapro`` does.

Pauses are taken out where the programme says so: in the health programme (IV-8). The law names none for § 16i, § 16d
and § 16e; that reading is a dated parameter of its own.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from talachse.rules._book import rule
from talachse.rules.parameters import Parameters
from talachse.rules.placement import rehapro
from talachse.rules.placement.criteria import LedgerEntry
from talachse.rules.placement.rehapro import add_months
from talachse.rules.verdict import Verdict

PARAMETERS = Parameters("talachse.rules.placement", "ledger.yaml")
DAY = dt.timedelta(days=1)

type Run = tuple[dt.date, dt.date]

NAMES = {
    "sgb2_16i": "§ 16i SGB II",
    "sgb2_16d": "§ 16d SGB II",
    "sgb2_16e": "§ 16e SGB II",
    "rehapro": "„Bergauf“ (IV-8)",
}


class Kind(StrEnum):
    """What a stretch of the timeline was: taking part, a pause that does not count, or neither."""

    USED = "used"
    PAUSE = "pause"
    FREE = "free"


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of the timeline; both days belong to it."""

    since: dt.date
    until: dt.date
    kind: Kind


@dataclass(frozen=True, slots=True)
class Ledger:
    """A duration of one person as it stands at the end of a day.

    ``used_days``, ``limit_days`` and ``remaining_days`` are days of which 30 make a month (health programme: real
    days). ``last_possible_day``: the last day if the person takes part from now on without a gap; it lies in the past
    when everything was used up. ``window`` is the stretch of time the limit refers to, if the law names one.
    ``segments`` cover the timeline without gap and without overlap, oldest first. ``latest_full_entry``: last start
    that leaves the full time (health programme only).
    """

    legal_basis: str
    used_days: int
    limit_days: int
    remaining_days: int
    last_possible_day: dt.date
    window: Run | None
    segments: tuple[Segment, ...]
    latest_full_entry: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """A limit as it holds on a day: months in all, or within windows of so many months."""

    limit_months: int
    month: int
    pauses_out: bool
    window_months: int | None = None
    one_employment: bool = False

    @property
    def limit_days(self) -> int:
        return self.limit_months * self.month


def merged(runs: Iterable[Run]) -> list[Run]:
    """Runs in order; those that overlap or touch become one."""
    found: list[Run] = []
    for since, until in sorted(runs):
        if found and since <= found[-1][1] + DAY:
            found[-1] = (found[-1][0], max(found[-1][1], until))
        else:
            found.append((since, until))
    return found


def clipped(runs: Iterable[Run], since: dt.date, until: dt.date) -> list[Run]:
    """The parts of the runs that lie between two days."""
    return [(max(a, since), min(b, until)) for a, b in runs if max(a, since) <= min(b, until)]


def without(runs: Iterable[Run], holes: Iterable[Run]) -> list[Run]:
    """The runs minus the days of the holes."""
    holes, found = merged(holes), []
    for since, until in runs:
        day = since
        for a, b in clipped(holes, since, until):
            if day < a:
                found.append((day, a - DAY))
            day = b + DAY
        if day <= until:
            found.append((day, until))
    return found


def real_days(runs: Iterable[Run]) -> int:
    """Days of the calendar."""
    return sum((until - since).days + 1 for since, until in runs)


def counted_days(run: Run, month: int = 30) -> int:
    """A full month counts ``month`` days, a day left over counts one; never more than the run has days."""
    since, after = run[0], run[1] + DAY
    months = (after.year - since.year) * 12 + after.month - since.month
    if add_months(since, months) > after:
        months -= 1
    return min(months * month + (after - add_months(since, months)).days, (after - since).days)


def months_and_days(days: int) -> str:
    """Counted days as people say them: "23 Monate und 12 Tage"."""
    months, rest = divmod(days, 30)
    parts = [f"{months} {'Monat' if months == 1 else 'Monate'}"] if months or not rest else []
    parts += [f"{rest} {'Tag' if rest == 1 else 'Tage'}"] if rest else []
    return " und ".join(parts)


def _closed(pauses: Iterable[tuple[dt.date, dt.date | None]], until: dt.date) -> list[Run]:
    return merged((since, end or until) for since, end in pauses if since <= (end or until))


def _used(entries: Iterable[LedgerEntry], until: dt.date, *, pauses_out: bool) -> list[Run]:
    """The days used up to a day. A pause takes out its own participation only; one beside it goes on counting."""
    runs: list[Run] = []
    for entry in entries:
        end = min(entry.ends_on or until, until)
        if entry.starts_on <= end:
            own = [(entry.starts_on, end)]
            runs += without(own, _closed(entry.pauses, end)) if pauses_out else own
    return merged(runs)


def _windows(runs: Sequence[Run], terms: Terms) -> list[Run]:
    """The stretches of time to which the limit refers, oldest first.

    Without windows: the whole life. § 16d: five years from the first entry; the next begin with the first day of taking
    part after them, also when somebody just stays. § 16e: the first two years of each employment, and no more.
    """
    if terms.one_employment:
        return [(since, add_months(since, terms.limit_months) - DAY) for since, _ in runs]
    if terms.window_months is None:
        return [(dt.date.min, dt.date.max - DAY)]
    found: list[Run] = []
    for since, until in runs:
        day = max(since, found[-1][1] + DAY) if found else since
        while day <= until:
            end = add_months(day, terms.window_months) - DAY
            found.append((day, end))
            day = end + DAY
    return found


def _in(runs: Iterable[Run], window: Run, terms: Terms) -> int:
    return sum(counted_days(run, terms.month) for run in clipped(runs, *window))


def _timeline(since: dt.date, until: dt.date, used: Iterable[Run], paused: Iterable[Run] = ()) -> tuple[Segment, ...]:
    used = clipped(used, since, until)
    known = [(a, b, Kind.USED) for a, b in used]
    known += [(a, b, Kind.PAUSE) for a, b in without(clipped(merged(paused), since, until), used)]
    free = without([(since, until)], [(a, b) for a, b, _ in known])
    return tuple(Segment(*stretch) for stretch in sorted([*known, *((a, b, Kind.FREE) for a, b in free)]))


def _own(entries: Iterable[LedgerEntry], legal_basis: str, employer: str | None = None) -> list[LedgerEntry]:
    return [e for e in entries if e.legal_basis == legal_basis and (employer is None or e.employer == employer)]


def _days_until(first: dt.date, last: dt.date, *, fits: Callable[[dt.date], bool]) -> int:
    """How many days from ``first`` on fit; from the first day that does not fit, none does."""
    return bisect_left(range((last - first).days), True, key=lambda n: not fits(first + n * DAY))


def _window_on(runs: Sequence[Run], terms: Terms, on: dt.date) -> Run:
    """The window in which a day lies; where none is running, the one that a start on that day would open.

    An employment under § 16e stays what it is after its two years, so its window is the one of the run itself.
    """
    windows = _windows(runs, terms)
    if terms.one_employment:
        here = [window for window, run in zip(windows, runs, strict=True) if run[0] <= on <= run[1]]
    else:
        here = [window for window in windows if window[0] <= on <= window[1]]
    return here[0] if here else _windows([(on, on)], terms)[0]


def _ledger(legal_basis: str, entries: Iterable[LedgerEntry], terms: Terms, on: dt.date) -> Ledger:
    runs = _used(entries, on, pauses_out=terms.pauses_out)
    window = _window_on(runs, terms, on)
    in_window = clipped(runs, *window)
    used = _in(in_window, window, terms)
    first = in_window[0][0] if in_window else on
    far = min(window[1], add_months(on, terms.limit_months + 1))
    # As if the person went on from today: the last day on which the count still is within the limit.
    going_on = merged([*in_window, (on, far)]) if on <= far else in_window
    fitting = _days_until(first, far + DAY, fits=lambda day: _in(going_on, (first, day), terms) <= terms.limit_days)
    last = first + (fitting - 1) * DAY
    bounded = None if terms.window_months is None and not terms.one_employment else window
    until = max(on, last, bounded[1]) if bounded else max(on, last)
    paused = [pause for entry in entries for pause in _closed(entry.pauses, on)] if terms.pauses_out else []
    return Ledger(
        legal_basis=legal_basis,
        used_days=used,
        limit_days=terms.limit_days,
        remaining_days=max(terms.limit_days - used, 0),
        last_possible_day=last,
        window=bounded,
        segments=_timeline(first, until, runs, paused),
    )


def _value(name: str, on: dt.date) -> int:
    value: int = PARAMETERS.on(name, on).value
    return value


def terms_of(legal_basis: str, *, on: dt.date, extended: bool = False) -> Terms:
    """The limit of § 16i, § 16d or § 16e as it holds on a day; LookupError for a day before the values begin."""
    months = _value(f"{legal_basis}_monate", on)
    window = None
    if legal_basis == "sgb2_16d":
        months += _value("sgb2_16d_weitere_monate", on) if extended else 0
        window = _value("sgb2_16d_zeitraum_monate", on)
    return Terms(
        limit_months=months,
        month=_value("tage_je_monat", on),
        pauses_out=legal_basis != "sgb2_16e" and bool(_value(f"{legal_basis}_pausen_zaehlen_nicht", on)),
        window_months=window,
        one_employment=legal_basis == "sgb2_16e",
    )


@rule(
    question="Wie viel von den fünf Jahren nach § 16i SGB II hat jemand verbraucht?",
    basis="§ 16i Abs. 3 Nr. 4 SGB II: fünf Jahre je Person; §§ 188, 191 BGB",
)
def ledger_16i(entries: Sequence[LedgerEntry], *, on: dt.date) -> Ledger:
    """The sum over all employers and a whole life.

    Times under § 16e in the wording until 31.12.2018 and under the federal programme „Soziale Teilhabe am Arbeitsmarkt“
    count too (§ 16i Abs. 10 Satz 2 SGB II): hand them in as entries of this basis.
    """
    return _ledger("sgb2_16i", _own(entries, "sgb2_16i"), terms_of("sgb2_16i", on=on), on)


@rule(
    question="Wie viel Zeit in Arbeitsgelegenheiten hat jemand in den laufenden fünf Jahren verbraucht?",
    basis="§ 16d Abs. 6 SGB II: 24 Monate in fünf Jahren ab dem ersten Eintritt, begründet bis zu zwölf weitere; "
    "§§ 188, 191 BGB",
)
def ledger_16d(entries: Sequence[LedgerEntry], *, on: dt.date, extended: bool = False) -> Ledger:
    """``extended``: with the twelve further months. The last possible day lies within the running five years."""
    return _ledger("sgb2_16d", _own(entries, "sgb2_16d"), terms_of("sgb2_16d", on=on, extended=extended), on)


@rule(
    question="Wie viel von den zwei Jahren Zuschuss nach § 16e SGB II ist in einem Arbeitsverhältnis verbraucht?",
    basis="§ 16e Abs. 2 SGB II: in den ersten beiden Jahren des Bestehens des Arbeitsverhältnisses",
)
def ledger_16e(entries: Sequence[LedgerEntry], *, on: dt.date, employer: str = "") -> Ledger:
    """One employment with one employer; it goes on after the subsidy. A later employment begins anew."""
    return _ledger("sgb2_16e", _own(entries, "sgb2_16e", employer), terms_of("sgb2_16e", on=on), on)


@rule(
    question="Wie viel von den 36 Monaten in „Bergauf“ hat eine Frau verbraucht, und bis wann kann sie bleiben?",
    basis="IV-8: bis zu 36 Monate, Pausen zählen nicht mit; spätestens mit dem Programm",
)
def ledger_rehapro(entries: Sequence[LedgerEntry], *, on: dt.date) -> Ledger:
    """Real days. Time between two participations is a pause; a known pause ahead moves the last day too.

    LookupError for a participation before the agreement. An open pause is known until the day asked for.
    """
    own = [entry for entry in _own(entries, "rehapro") if entry.starts_on <= on]
    start = min((entry.starts_on for entry in own), default=on)
    programme = rehapro.programme_facts(on=start)
    used = _used(own, min(on, programme.last), pauses_out=True)
    resumes = on + DAY if used and used[-1][1] == on else on
    pauses = merged(p for e in own for p in clipped(_closed(e.pauses, on), e.starts_on, e.ends_on or programme.last))
    away = without([(start, resumes - DAY)], used) if start < resumes else []
    last = rehapro.latest_end(start, away)
    for since, until in clipped(pauses, resumes, programme.last):
        if since <= last:
            away.append((since, until))
            last = rehapro.latest_end(start, away)
    left = without([(resumes, last)], away) if resumes <= last else []
    return Ledger(
        legal_basis="rehapro",
        used_days=real_days(used),
        limit_days=(rehapro.full_end(start) - start).days + 1,
        remaining_days=real_days(left),
        last_possible_day=last,
        window=None,
        segments=_timeline(start, max(on, last), used, pauses),
        latest_full_entry=rehapro.latest_full_length_entry(on=start),
    )


@rule(
    question="Wie steht die Höchstdauer einer Person für eine Rechtsgrundlage?",
    basis="§ 16i, § 16d, § 16e SGB II; IV-8",
)
def ledger_of(
    legal_basis: str, entries: Sequence[LedgerEntry], *, on: dt.date, extended: bool = False, employer: str = ""
) -> Ledger | None:
    """The ledger of this basis; None where the law knows no limit per person."""
    if legal_basis == "sgb2_16i":
        return ledger_16i(entries, on=on)
    if legal_basis == "sgb2_16d":
        return ledger_16d(entries, on=on, extended=extended)
    if legal_basis == "sgb2_16e":
        return ledger_16e(entries, on=on, employer=employer)
    return ledger_rehapro(entries, on=on) if legal_basis == "rehapro" else None


def _ended(entries: Iterable[LedgerEntry], until: dt.date) -> list[LedgerEntry]:
    """Running participations as if they ended on a day; one that begins later, on its first."""
    return [replace(entry, ends_on=entry.ends_on or max(entry.starts_on, until)) for entry in entries]


def _fits(runs: Sequence[Run], planned: Run, terms: Terms) -> bool:
    """Whether no window that the planned time touches holds more than the limit."""
    together = merged([*runs, planned])
    return all(
        _in(together, window, terms) <= terms.limit_days
        for window in _windows(together, terms)
        if clipped([planned], *window)
    )


def _last_fitting(runs: Sequence[Run], starts_on: dt.date, terms: Terms) -> dt.date | None:
    """The last day up to which somebody who starts may stay; None when not even the first day is left."""
    # Longer than any unbroken time that two neighbouring windows leave, so the end of the search never fits.
    beyond = add_months(starts_on, 2 * terms.limit_months + 1)
    days = _days_until(starts_on, beyond, fits=lambda day: _fits(runs, (starts_on, day), terms))
    return starts_on + (days - 1) * DAY if days else None


def _so_far(legal_basis: str, entries: Sequence[LedgerEntry], terms: Terms, starts_on: dt.date) -> tuple[str, Run]:
    runs = _used(_ended(entries, starts_on - DAY), dt.date.max - DAY, pauses_out=terms.pauses_out)
    window = _window_on(merged([*runs, (starts_on, starts_on)]), terms, starts_on)
    days = _in(runs, window, terms)
    used = months_and_days(days) if days else "noch nichts"
    time = f" (vom {window[0]:%d.%m.%Y} bis zum {window[1]:%d.%m.%Y})" if terms.window_months else ""
    return f"Belegt nach {NAMES[legal_basis]}: {used} von {terms.limit_months} Monaten{time}.", window


def _may_start_summed(
    legal_basis: str, entries: Sequence[LedgerEntry], starts_on: dt.date, planned_end: dt.date | None, extended: bool
) -> Verdict:
    terms = terms_of(legal_basis, on=starts_on, extended=extended)
    until = planned_end or starts_on
    runs = _used(_ended(entries, until), dt.date.max - DAY, pauses_out=terms.pauses_out)
    basis = PARAMETERS.on(f"{legal_basis}_monate", starts_on).source
    so_far, window = _so_far(legal_basis, entries, terms, starts_on)
    last = _last_fitting(runs, starts_on, terms)
    if _fits(runs, (starts_on, until), terms):
        return Verdict.yes(f"{so_far} Möglich ist es bis zum {max(last or until, until):%d.%m.%Y}.", basis=basis)
    if last is not None:
        limit = f"Ab dem {starts_on:%d.%m.%Y} geht es bis zum {last:%d.%m.%Y}; geplant ist bis zum {until:%d.%m.%Y}."
    elif terms.window_months:
        limit = f"Das ist die ganze Zeit. Ein neuer Zeitraum beginnt frühestens am {window[1] + DAY:%d.%m.%Y}."
    else:
        limit = "Das ist die ganze Zeit."
    more = ""
    if legal_basis == "sgb2_16d" and not extended:
        further = _value("sgb2_16d_weitere_monate", starts_on)
        more = f" Mit einer Begründung sind bis zu {further} weitere Monate möglich."
    return Verdict.no(f"{so_far} {limit}{more}", basis=basis)


def _may_start_employment(entries: Sequence[LedgerEntry], starts_on: dt.date) -> Verdict:
    terms = terms_of("sgb2_16e", on=starts_on)
    runs = merged(
        [*_used(_ended(entries, starts_on - DAY), dt.date.max - DAY, pauses_out=False), (starts_on, starts_on)]
    )
    _, last = _window_on(runs, terms, starts_on)
    basis = PARAMETERS.on("sgb2_16e_monate", starts_on).source
    if starts_on > last:
        return Verdict.no(
            f"Den Zuschuss gibt es für {terms.limit_months} Monate eines Arbeitsverhältnisses. "
            f"Hier ging er bis zum {last:%d.%m.%Y}.",
            basis=basis,
        )
    return Verdict.yes(f"Den Zuschuss gibt es in diesem Arbeitsverhältnis bis zum {last:%d.%m.%Y}.", basis=basis)


def _may_start_rehapro(entries: Sequence[LedgerEntry], starts_on: dt.date, planned_end: dt.date | None) -> Verdict:
    programme = rehapro.programme_facts(on=starts_on)
    if not programme.first <= starts_on <= programme.last:
        return Verdict.no(
            f"„Bergauf“ lief vom {programme.first:%d.%m.%Y} bis zum {programme.last:%d.%m.%Y}. "
            f"Der {starts_on:%d.%m.%Y} liegt außerhalb.",
            basis="IV-8",
        )
    ledger = ledger_rehapro(_ended(entries, starts_on - DAY), on=starts_on)
    used, last = f"{ledger.used_days} von {ledger.limit_days} Tagen", ledger.last_possible_day
    if last < starts_on:
        return Verdict.no(f"Belegt in „Bergauf“: {used}. Das ist die ganze Zeit.", basis="IV-8")
    if planned_end is not None and planned_end > last:
        return Verdict.no(
            f"Ab dem {starts_on:%d.%m.%Y} geht es bis zum {last:%d.%m.%Y}; geplant ist bis zum {planned_end:%d.%m.%Y}.",
            basis="IV-8",
        )
    return Verdict.yes(f"Belegt in „Bergauf“: {used}. Möglich ist es bis zum {last:%d.%m.%Y}.", basis="IV-8")


@rule(
    question="Lässt die Höchstdauer einer Person einen Beginn an diesem Tag zu, und bis wann?",
    basis="§ 16i Abs. 3 Nr. 4, § 16d Abs. 6, § 16e Abs. 2 SGB II; IV-8",
)
def may_start(
    legal_basis: str,
    entries: Sequence[LedgerEntry],
    *,
    starts_on: dt.date,
    planned_end: dt.date | None = None,
    extension_reason: str = "",
    employer: str = "",
) -> Verdict:
    """The one hard stop. Without a planned end the first day decides; a reason opens the further months of § 16d.

    Running participations are taken as going on beside the planned one, agreed ones as they are agreed. In § 16e the
    contract may outlast the subsidy, so its end does not matter here.
    """
    if legal_basis not in NAMES:
        return Verdict.yes("Hier gibt es keine Höchstdauer je Person.")
    if planned_end is not None and planned_end < starts_on:
        return Verdict.unknown("Das geplante Ende liegt vor dem Beginn.", missing=["geplantes Ende"])
    own = _own(entries, legal_basis, employer if legal_basis == "sgb2_16e" else None)
    try:
        if legal_basis == "sgb2_16e":
            return _may_start_employment(own, starts_on)
        if legal_basis == "rehapro":
            return _may_start_rehapro(own, starts_on, planned_end)
        return _may_start_summed(legal_basis, own, starts_on, planned_end, bool(extension_reason.strip()))
    except LookupError:
        return Verdict.unknown(
            f"Für den {starts_on:%d.%m.%Y} ist hier keine Höchstdauer hinterlegt.",
            missing=[f"Fassung von {NAMES[legal_basis]} an diesem Tag"],
        )
