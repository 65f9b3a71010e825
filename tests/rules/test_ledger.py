import datetime as dt
from collections.abc import Callable
from functools import partial
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talachse.rules.placement import ledger
from talachse.rules.placement.criteria import LedgerEntry
from talachse.rules.placement.ledger import (
    Kind,
    Ledger,
    Terms,
    counted_days,
    ledger_16d,
    ledger_16e,
    ledger_16i,
    ledger_of,
    ledger_rehapro,
    may_start,
    months_and_days,
    terms_of,
)
from talachse.rules.placement.rehapro import latest_end, months_taken_part

DAY = dt.timedelta(days=1)
DAYS = st.dates(dt.date(2022, 1, 1), dt.date(2028, 12, 31))
D = dt.date


def stay(
    basis: str,
    since: dt.date,
    until: dt.date | None = None,
    employer: str = "",
    pauses: tuple[tuple[dt.date, dt.date | None], ...] = (),
) -> LedgerEntry:
    """A participation under "16i", "16d", "16e" or "rehapro"."""
    return LedgerEntry(f"sgb2_{basis}" if basis[0].isdigit() else basis, since, until, pauses, employer)


@st.composite
def stays(draw: st.DrawFn, basis: str) -> list[LedgerEntry]:
    """Up to five participations: overlapping, touching, open, with closed and open pauses, also an end before the start."""
    found = []
    for _ in range(draw(st.integers(0, 5))):
        since, length = draw(DAYS), draw(st.none() | st.integers(-5, 1500))
        pauses = draw(st.lists(st.tuples(st.integers(-20, 400), st.none() | st.integers(0, 90)), max_size=2))
        found.append(
            LedgerEntry(
                basis,
                since,
                None if length is None else since + length * DAY,
                tuple((since + a * DAY, None if n is None else since + (a + n) * DAY) for a, n in pauses),
            )
        )
    return found


# --- the slow way: sets of days, and months by walking through the calendar ---


def days_of(entries: list[LedgerEntry], until: dt.date, *, pauses_out: bool = False) -> set[dt.date]:
    found: set[dt.date] = set()
    for entry in entries:
        day, last = entry.starts_on, min(entry.ends_on or until, until)
        while day <= last:
            if not pauses_out or not any(since <= day <= (end or last) for since, end in entry.pauses):
                found.add(day)
            day += DAY
    return found


def months_later(day: dt.date, months: int) -> dt.date:
    year, month, number = day.year, day.month, day.day
    for _ in range(months):
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    while True:
        try:
            return dt.date(year, month, number)
        except ValueError:
            number -= 1


def slow_count(days: set[dt.date]) -> int:
    total, left = 0, set(days)
    while left:
        first = last = min(left)
        while last + DAY in left:
            last += DAY
        months = 0
        while months_later(first, months + 1) <= last + DAY:
            months += 1
        rest = (last + DAY - months_later(first, months)).days
        total += min(30 * months + rest, (last - first).days + 1)
        left = {day for day in left if day > last}
    return total


def slow_windows(days: set[dt.date], months: int) -> list[tuple[dt.date, dt.date]]:
    found: list[tuple[dt.date, dt.date]] = []
    for day in sorted(days):
        if not found or day > found[-1][1]:
            found.append((day, months_later(day, months) - DAY))
    return found


def within(days: set[dt.date], since: dt.date, until: dt.date) -> set[dt.date]:
    return {day for day in days if since <= day <= until}


def span(since: dt.date, until: dt.date) -> set[dt.date]:
    return {since + n * DAY for n in range((until - since).days + 1)}


def check_timeline(found: Ledger, used: set[dt.date]) -> None:
    """Without gap, without overlap, neighbours differ or a run goes on; used is used."""
    for before, after in pairwise(found.segments):
        assert after.since == before.until + DAY
    for segment in found.segments:
        days = span(segment.since, segment.until)
        assert days <= used if segment.kind is Kind.USED else not days & used
    assert within(used, found.segments[0].since, found.segments[-1].until) == {
        day for s in found.segments if s.kind is Kind.USED for day in span(s.since, s.until)
    }


def check_last_day(found: Ledger, used: set[dt.date], on: dt.date, first: dt.date, end: dt.date) -> None:
    """Somebody who goes on from today is within the limit on the last possible day, and not the day after."""

    def spent(day: dt.date) -> int:
        going_on = used | span(on, max(on, day))
        return slow_count(within(going_on, first, day))

    last = found.last_possible_day
    assert spent(last) <= found.limit_days
    assert last == end or spent(last + DAY) > found.limit_days


@settings(max_examples=60, deadline=None)
@given(stays("sgb2_16i"), DAYS)
def test_the_five_years_are_the_days_of_all_jobs_counted_once(entries: list[LedgerEntry], on: dt.date) -> None:
    used, found = days_of(entries, on), ledger_16i(entries, on=on)
    assert (found.used_days, found.limit_days) == (slow_count(used), 1800)
    assert found.remaining_days == max(1800 - found.used_days, 0)
    assert found.window is None
    check_timeline(found, used)
    check_last_day(found, used, on, min(used, default=on), D.max)


@settings(max_examples=60, deadline=None)
@given(stays("sgb2_16d"), DAYS, st.booleans())
def test_work_opportunities_are_counted_within_their_five_years(
    entries: list[LedgerEntry], on: dt.date, extended: bool
) -> None:
    used, found = days_of(entries, on), ledger_16d(entries, on=on, extended=extended)
    running = [window for window in slow_windows(used, 60) if window[0] <= on <= window[1]]
    window = running[0] if running else (on, months_later(on, 60) - DAY)
    limit = 1080 if extended else 720
    assert (found.window, found.limit_days) == (window, limit)
    assert found.used_days == slow_count(within(used, *window))
    assert found.remaining_days == max(limit - found.used_days, 0)
    check_timeline(found, within(used, *window))
    check_last_day(found, within(used, *window), on, window[0], window[1])


@settings(max_examples=60, deadline=None)
@given(stays("sgb2_16e"), DAYS)
def test_the_subsidy_is_counted_in_the_first_two_years_of_the_running_job(
    entries: list[LedgerEntry], on: dt.date
) -> None:
    used, found = days_of(entries, on), ledger_16e(entries, on=on)
    first = on
    while first in used and first - DAY in used:
        first -= DAY
    end = months_later(first, 24) - DAY
    assert (found.window, found.limit_days, found.last_possible_day) == ((first, end), 720, end)
    assert found.used_days == slow_count(within(used, first, end))
    assert found.remaining_days == 720 - found.used_days
    check_timeline(found, within(used, first, max(on, end)))


@settings(max_examples=60, deadline=None)
@given(stays("rehapro"), DAYS)
def test_the_health_programme_counts_days_without_pauses(entries: list[LedgerEntry], on: dt.date) -> None:
    programme_end = D(2026, 10, 31)
    known = [entry for entry in entries if entry.starts_on <= on]
    start = min((entry.starts_on for entry in known), default=on)
    used, found = days_of(known, min(on, programme_end), pauses_out=True), ledger_rehapro(entries, on=on)
    limit = (months_later(start, 36) - start).days
    assert (found.used_days, found.limit_days) == (len(used), limit)
    ahead = {
        day
        for entry in known
        for since, end in entry.pauses
        for day in span(max(since, entry.starts_on), min(end or on, entry.ends_on or programme_end, programme_end))
    }
    spent, day = set(used), on + DAY if on in used else on
    while len(spent) < limit and day <= programme_end:
        spent |= {day} - ahead
        day += DAY
    assert found.remaining_days == len(spent) - len(used)
    if found.remaining_days:
        assert found.last_possible_day >= max(spent)
        assert not span(max(spent) + DAY, found.last_possible_day) - ahead
    else:
        assert found.last_possible_day <= max(on, *ahead) if ahead else found.last_possible_day <= on
    assert found.latest_full_entry == D(2023, 11, 1)
    check_timeline(found, used)


@settings(max_examples=60, deadline=None)
@given(DAYS, st.lists(st.tuples(st.integers(0, 300), st.integers(0, 20)), max_size=1), st.integers(0, 1000))
def test_the_ledger_of_one_participation_agrees_with_the_rules_of_the_programme(
    start: dt.date, pauses: list[tuple[int, int]], days: int
) -> None:
    breaks = tuple((start + a * DAY, start + (a + n) * DAY) for a, n in pauses)
    on = min(start + days * DAY, D(2026, 10, 31))
    if start > on:
        return
    found = ledger_rehapro([LedgerEntry("rehapro", start, None, breaks)], on=on)
    assert found.last_possible_day == latest_end(start, breaks)
    assert found.used_days // 30 == months_taken_part(start, None, breaks, on=on)


@settings(max_examples=40, deadline=None)
@given(stays("sgb2_16i"), DAYS)
def test_where_pauses_are_taken_out_they_stand_in_the_timeline(entries: list[LedgerEntry], on: dt.date) -> None:
    terms = Terms(limit_months=60, month=30, pauses_out=True)
    used = days_of(entries, on, pauses_out=True)
    found = ledger._ledger("sgb2_16i", entries, terms, on)
    assert found.used_days == slow_count(used)
    check_timeline(found, used)


def planned(entries: list[LedgerEntry], basis: str, since: dt.date, until: dt.date) -> set[dt.date]:
    """All days that would be known if the planned time came on top; running ones go on beside it."""
    known = [
        LedgerEntry(e.legal_basis, e.starts_on, e.ends_on or max(e.starts_on, until))
        for e in entries
        if e.legal_basis == basis
    ]
    return days_of(known, D(2040, 1, 1)) | span(since, until)


@settings(max_examples=60, deadline=None)
@given(stays("sgb2_16i"), DAYS, st.integers(0, 2000))
def test_a_start_is_stopped_exactly_when_the_five_years_would_be_exceeded(
    entries: list[LedgerEntry], since: dt.date, length: int
) -> None:
    until = since + length * DAY
    verdict = may_start("sgb2_16i", entries, starts_on=since, planned_end=until)
    assert verdict.is_yes is (slow_count(planned(entries, "sgb2_16i", since, until)) <= 1800)
    assert verdict.is_no is not verdict.is_yes


@settings(max_examples=60, deadline=None)
@given(stays("sgb2_16d"), DAYS, st.integers(0, 1200), st.sampled_from(["", "Die Person ist fast so weit."]))
def test_a_work_opportunity_is_stopped_exactly_when_one_of_its_five_years_would_be_exceeded(
    entries: list[LedgerEntry], since: dt.date, length: int, reason: str
) -> None:
    until = since + length * DAY
    days, limit = planned(entries, "sgb2_16d", since, until), 1080 if reason else 720
    fits = all(
        slow_count(within(days, *window)) <= limit
        for window in slow_windows(days, 60)
        if within(span(since, until), *window)
    )
    verdict = may_start("sgb2_16d", entries, starts_on=since, planned_end=until, extension_reason=reason)
    assert verdict.is_yes is fits


@given(DAYS, st.integers(0, 1200))
def test_a_run_never_counts_more_than_its_days_and_never_less_when_it_grows(since: dt.date, length: int) -> None:
    whole = counted_days((since, since + length * DAY))
    assert whole <= length + 1
    assert counted_days((since, since + (length + 1) * DAY)) >= whole


def test_months_count_alike_however_long_they_are() -> None:
    half_years = [
        stay("16d", D(2022, 7, 1), D(2022, 12, 31)),
        stay("16d", D(2023, 7, 1), D(2023, 12, 31)),
        stay("16d", D(2024, 7, 1), D(2024, 12, 31)),
    ]
    verdict = may_start("sgb2_16d", half_years, starts_on=D(2025, 7, 1), planned_end=D(2025, 12, 31))
    assert verdict.reason == (
        "Belegt nach § 16d SGB II: 18 Monate von 24 Monaten (vom 01.07.2022 bis zum 30.06.2027). "
        "Möglich ist es bis zum 31.12.2025."
    )


def test_one_contract_of_five_years_is_five_years_in_a_leap_year_too() -> None:
    verdict = may_start("sgb2_16i", [], starts_on=D(2024, 1, 1), planned_end=D(2028, 12, 31))
    assert verdict.is_yes
    longer = may_start("sgb2_16i", [], starts_on=D(2024, 1, 1), planned_end=D(2029, 1, 1))
    assert longer.reason == (
        "Belegt nach § 16i SGB II: noch nichts von 60 Monaten. "
        "Ab dem 01.01.2024 geht es bis zum 31.12.2028; geplant ist bis zum 01.01.2029."
    )


def test_after_five_years_no_job_under_16i_begins() -> None:
    job = [stay("16i", D(2019, 3, 1), D(2024, 2, 29))]
    refused = may_start("sgb2_16i", job, starts_on=D(2026, 12, 1))
    assert refused.is_no
    assert refused.reason == "Belegt nach § 16i SGB II: 60 Monate von 60 Monaten. Das ist die ganze Zeit."
    assert refused.basis == "§ 16i Abs. 3 Nr. 4 SGB II: fünf Jahre je Person"


def test_times_of_another_legal_basis_do_not_count() -> None:
    other = [stay("16d", D(2022, 1, 1), D(2023, 12, 31))]
    assert ledger_16i(other, on=D(2026, 1, 1)).used_days == 0
    assert may_start("sgb2_16i", other, starts_on=D(2026, 1, 1), planned_end=D(2030, 12, 31)).is_yes


def test_twelve_further_months_need_a_reason() -> None:
    two_years = [stay("16d", D(2023, 1, 1), D(2024, 12, 31))]
    ask = partial(may_start, "sgb2_16d", two_years, starts_on=D(2025, 1, 1), planned_end=D(2025, 12, 31))
    refused = ask()
    assert refused.reason == (
        "Belegt nach § 16d SGB II: 24 Monate von 24 Monaten (vom 01.01.2023 bis zum 31.12.2027). "
        "Das ist die ganze Zeit. Ein neuer Zeitraum beginnt frühestens am 01.01.2028. "
        "Mit einer Begründung sind bis zu 12 weitere Monate möglich."
    )
    assert ask(extension_reason=" ").is_no
    assert ask(extension_reason="Der Übergang ist vorbereitet.").is_yes
    three_years = [*two_years, stay("16d", D(2025, 1, 1), D(2025, 12, 31))]
    again = may_start(
        "sgb2_16d", three_years, starts_on=D(2026, 1, 1), extension_reason="Der Übergang ist vorbereitet."
    )
    assert again.is_no
    assert "weitere Monate" not in again.reason


def test_a_new_window_begins_with_the_first_entry_after_the_old_one() -> None:
    old = [stay("16d", D(2021, 8, 1), D(2023, 7, 31))]
    assert may_start("sgb2_16d", old, starts_on=D(2026, 7, 31)).is_no
    assert may_start("sgb2_16d", old, starts_on=D(2026, 8, 1), planned_end=D(2028, 7, 31)).is_yes
    later = ledger_16d([*old, stay("16d", D(2026, 11, 1))], on=D(2026, 11, 30))
    assert later.window == (D(2026, 11, 1), D(2031, 10, 31))
    assert (later.used_days, later.last_possible_day) == (30, D(2028, 10, 31))


def test_an_agreed_time_later_on_is_taken_into_account() -> None:
    agreed = [stay("16i", D(2027, 1, 1), D(2031, 12, 31))]
    assert may_start("sgb2_16i", agreed, starts_on=D(2026, 12, 1)).is_no


def test_a_running_participation_counts_until_the_day_asked_for() -> None:
    running = [stay("16i", D(2025, 1, 1))]
    found = ledger_16i(running, on=D(2026, 11, 30))
    assert months_and_days(found.used_days) == "23 Monate"
    assert found.last_possible_day == D(2029, 12, 31)
    assert [(s.since, s.until, s.kind.value) for s in found.segments] == [
        (D(2025, 1, 1), D(2026, 11, 30), "used"),
        (D(2026, 12, 1), D(2029, 12, 31), "free"),
    ]


def test_the_subsidy_of_a_job_ends_after_two_years_and_a_new_employer_begins_anew() -> None:
    job = [stay("16e", D(2024, 3, 1), None, "Demo Bau")]
    same = may_start("sgb2_16e", job, starts_on=D(2026, 3, 1), employer="Demo Bau")
    assert same.reason == (
        "Den Zuschuss gibt es für 24 Monate eines Arbeitsverhältnisses. Hier ging er bis zum 28.02.2026."
    )
    assert same.is_no
    assert may_start("sgb2_16e", job, starts_on=D(2026, 2, 28), employer="Demo Bau").is_yes
    new = may_start("sgb2_16e", job, starts_on=D(2026, 3, 1), planned_end=D(2030, 1, 1), employer="Demo Holz")
    assert new.reason == "Den Zuschuss gibt es in diesem Arbeitsverhältnis bis zum 29.02.2028."


def test_after_its_two_years_an_employment_has_nothing_left() -> None:
    found = ledger_16e([stay("16e", D(2023, 1, 1), None, "Demo Bau")], on=D(2026, 6, 1), employer="Demo Bau")
    assert (found.used_days, found.remaining_days, found.last_possible_day) == (720, 0, D(2024, 12, 31))


def test_the_health_programme_says_until_when() -> None:
    earlier = [stay("rehapro", D(2023, 1, 1), D(2023, 6, 30))]
    verdict = may_start("rehapro", earlier, starts_on=D(2024, 1, 1), planned_end=D(2026, 6, 30))
    assert verdict.reason == "Belegt in „Bergauf“: 181 von 1096 Tagen. Möglich ist es bis zum 03.07.2026."
    longer = may_start("rehapro", earlier, starts_on=D(2024, 1, 1), planned_end=D(2026, 7, 4))
    assert longer.reason == "Ab dem 01.01.2024 geht es bis zum 03.07.2026; geplant ist bis zum 04.07.2026."
    full = may_start("rehapro", [stay("rehapro", D(2022, 1, 1), D(2024, 12, 31))], starts_on=D(2025, 2, 1))
    assert full.is_no
    assert full.reason == "Belegt in „Bergauf“: 1096 von 1096 Tagen. Das ist die ganze Zeit."
    over = may_start("rehapro", [], starts_on=D(2026, 11, 1))
    assert over.reason == "„Bergauf“ lief vom 01.01.2022 bis zum 31.10.2026. Der 01.11.2026 liegt außerhalb."


def test_a_pause_in_the_health_programme_moves_the_last_day() -> None:
    woman = [stay("rehapro", D(2022, 3, 1), None, pauses=((D(2023, 1, 1), D(2023, 1, 10)), (D(2023, 1, 5), None)))]
    found = ledger_rehapro(woman, on=D(2023, 1, 31))
    assert [(s.since, s.until, s.kind) for s in found.segments] == [
        (D(2022, 3, 1), D(2022, 12, 31), Kind.USED),
        (D(2023, 1, 1), D(2023, 1, 31), Kind.PAUSE),
        (D(2023, 2, 1), D(2025, 3, 31), Kind.FREE),
    ]
    assert (found.used_days, found.last_possible_day) == (306, D(2025, 3, 31))


def test_a_pause_known_ahead_counts_only_when_it_begins_in_time() -> None:
    start = D(2022, 3, 1)
    woman = [stay("rehapro", start, None, pauses=((D(2024, 1, 1), D(2024, 1, 10)), (D(2025, 5, 1), D(2025, 5, 10))))]
    assert ledger_rehapro(woman, on=D(2023, 1, 1)).last_possible_day == D(2025, 3, 10)


@pytest.mark.parametrize("basis", ["sgb2_16i", "sgb2_16d", "sgb2_16e", "rehapro"])
def test_before_its_first_value_the_law_is_not_known_here(basis: str) -> None:
    verdict = may_start(basis, [], starts_on=D(2018, 12, 31))
    assert verdict.is_unknown
    assert verdict.reason == "Für den 31.12.2018 ist hier keine Höchstdauer hinterlegt."
    with pytest.raises(LookupError):
        ledger_of(basis, [], on=D(2018, 12, 31))


def test_an_end_before_the_start_is_asked_for_again() -> None:
    verdict = may_start("sgb2_16i", [], starts_on=D(2026, 1, 2), planned_end=D(2026, 1, 1))
    assert verdict.missing == ("geplantes Ende",)


def test_a_basis_without_a_limit_has_no_ledger() -> None:
    assert may_start("sgb3_76", [], starts_on=D(2026, 9, 1)).is_yes
    assert ledger_of("sgb3_76", [], on=D(2026, 9, 1)) is None


@pytest.mark.parametrize(
    ("basis", "direct"),
    [("sgb2_16i", ledger_16i), ("sgb2_16d", ledger_16d), ("sgb2_16e", ledger_16e), ("rehapro", ledger_rehapro)],
)
def test_the_ledger_of_a_basis_is_the_one_of_its_paragraph(basis: str, direct: Callable[..., Ledger]) -> None:
    entries, on = [LedgerEntry(basis, D(2024, 5, 1))], D(2026, 1, 15)
    assert ledger_of(basis, entries, on=on) == direct(entries, on=on)


def test_the_terms_come_from_dated_values() -> None:
    assert terms_of("sgb2_16d", on=D(2026, 1, 1), extended=True).limit_days == 1080
    assert not terms_of("sgb2_16i", on=D(2026, 1, 1)).pauses_out


@pytest.mark.parametrize(
    ("days", "text"),
    [(0, "0 Monate"), (1, "1 Tag"), (30, "1 Monat"), (75, "2 Monate und 15 Tage"), (31, "1 Monat und 1 Tag")],
)
def test_days_are_said_in_months(days: int, text: str) -> None:
    assert months_and_days(days) == text
