import datetime as dt
from collections.abc import Callable, Sequence
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talachse.rules.offers import (
    BERLIN,
    QUALITY_FIELDS,
    FreshnessState,
    OfferFacts,
    OpeningException,
    OpeningHours,
    Vocabulary,
    correct,
    distance,
    freshness,
    is_open,
    is_open_at,
    needs_four_eyes,
    next_check,
    parts_of,
    quality,
    reminder_is_due,
    search_term,
    shown_if_check_by,
    to_drop,
    white_spots,
)
from talachse.rules.verdict import Answer

CHECK_BY = dt.date(2026, 12, 1)
MONDAY = dt.date(2026, 11, 23)
WEEK = [OpeningHours(day, dt.time(10), dt.time(18)) for day in range(5)]


def at(day: dt.date, hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour, minute))


# --- freshness ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "state"),
    [
        (dt.date(2026, 11, 16), FreshnessState.FRESH),
        (dt.date(2026, 11, 17), FreshnessState.DUE),
        (dt.date(2027, 1, 30), FreshnessState.DUE),
        (dt.date(2027, 1, 31), FreshnessState.STALE),
    ],
)
def test_an_entry_is_asked_about_two_weeks_before_and_hidden_two_months_after(
    on: dt.date, state: FreshnessState
) -> None:
    found = freshness(CHECK_BY, on)
    assert found.state is state
    assert found.is_hidden is (state is FreshnessState.STALE)
    assert found.shown_until == dt.date(2027, 1, 30)


def test_a_provider_reads_until_when_the_entry_stays() -> None:
    assert freshness(CHECK_BY, CHECK_BY).text.endswith("bis zum 30.01.2027 sichtbar.")
    assert freshness(CHECK_BY, dt.date(2027, 2, 5)).text.startswith("Der Eintrag ist seit dem 31.01.2027 ausgeblendet.")
    assert freshness(CHECK_BY, dt.date(2026, 1, 1)).text == "Nächste Prüfung bis zum 01.12.2026."


def test_reminders_come_every_two_weeks_until_the_entry_is_hidden() -> None:
    days = freshness(CHECK_BY, CHECK_BY).reminders
    assert days[0] == dt.date(2026, 11, 17)
    assert days[1] == CHECK_BY
    assert days[-1] == dt.date(2027, 1, 26)


def test_one_message_per_reminder_day_and_what_was_missed_becomes_one() -> None:
    first = dt.date(2026, 11, 17)
    assert not reminder_is_due(CHECK_BY, last_sent_on=None, on=first - dt.timedelta(days=1))
    assert reminder_is_due(CHECK_BY, last_sent_on=None, on=first)
    assert not reminder_is_due(CHECK_BY, last_sent_on=first, on=first + dt.timedelta(days=13))
    assert reminder_is_due(CHECK_BY, last_sent_on=first, on=dt.date(2027, 1, 5))
    assert not reminder_is_due(CHECK_BY, last_sent_on=dt.date(2027, 1, 5), on=dt.date(2027, 1, 6))
    assert not reminder_is_due(CHECK_BY, last_sent_on=None, on=dt.date(2027, 3, 1))


# --- open now ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "answer", "text"),
    [
        (at(MONDAY, 10), Answer.YES, "Jetzt geöffnet, bis 18 Uhr."),
        (at(MONDAY, 17, 59), Answer.YES, "Jetzt geöffnet, bis 18 Uhr."),
        (at(MONDAY, 18), Answer.NO, "Geschlossen, öffnet morgen um 10 Uhr."),
        (at(MONDAY, 8), Answer.NO, "Geschlossen, öffnet heute um 10 Uhr."),
        (at(MONDAY + dt.timedelta(days=5), 12), Answer.NO, "Geschlossen, öffnet am Montag um 10 Uhr."),
    ],
)
def test_a_person_reads_whether_it_is_open_and_when_again(moment: dt.datetime, answer: Answer, text: str) -> None:
    found = is_open(WEEK, [], moment)
    assert found.answer is answer
    assert found.is_open is (answer is Answer.YES)
    assert found.text == text
    assert found.changes_at is not None


def test_the_clock_of_the_server_is_turned_into_local_time() -> None:
    assert is_open(WEEK, [], dt.datetime(2026, 11, 23, 9, 30, tzinfo=dt.UTC)).is_open
    assert not is_open(WEEK, [], dt.datetime(2026, 11, 23, 9, 30, tzinfo=BERLIN)).is_open


def test_a_night_belongs_to_the_day_on_which_it_begins() -> None:
    friday = [OpeningHours(4, dt.time(20, 30), dt.time(2))]
    evening = dt.date(2026, 11, 27)
    assert is_open(friday, [], at(evening, 21)).text == "Jetzt geöffnet, bis morgen um 2 Uhr."
    assert is_open(friday, [], at(evening + dt.timedelta(days=1), 1)).text == "Jetzt geöffnet, bis 2 Uhr."
    assert not is_open(friday, [], at(evening + dt.timedelta(days=1), 2)).is_open
    assert is_open(friday, [], at(evening, 12)).text == "Geschlossen, öffnet heute um 20:30 Uhr."


def test_midnight_is_called_midnight_and_joined_nights_are_one() -> None:
    until_midnight = [OpeningHours(0, dt.time(18), dt.time(0))]
    assert is_open(until_midnight, [], at(MONDAY, 23)).text == "Jetzt geöffnet, bis Mitternacht."
    always = [OpeningHours(day, dt.time(0), dt.time(0)) for day in range(7)]
    assert is_open(always, [], at(MONDAY, 3)).text == "Rund um die Uhr geöffnet."


def test_a_holiday_is_closed_unless_the_day_is_named() -> None:
    holidays = {MONDAY}
    assert is_open(WEEK, [], at(MONDAY, 12), holidays=holidays).text == "Geschlossen, öffnet morgen um 10 Uhr."
    named = [OpeningException(MONDAY, dt.time(12), dt.time(14))]
    assert is_open(WEEK, named, at(MONDAY, 12), holidays=holidays).text == "Jetzt geöffnet, bis 14 Uhr."
    assert not is_open(WEEK, named, at(MONDAY, 10)).is_open


def test_closed_wins_when_a_day_is_entered_twice() -> None:
    twice = [OpeningException(MONDAY), OpeningException(MONDAY, dt.time(12), dt.time(14))]
    assert not is_open(WEEK, twice, at(MONDAY, 12)).is_open


def test_an_exception_has_both_hours_or_none() -> None:
    with pytest.raises(ValueError, match="both hours"):
        OpeningException(MONDAY, opens=dt.time(10))


def test_a_break_of_two_weeks_names_the_date() -> None:
    closed = [OpeningException(MONDAY + dt.timedelta(days=n)) for n in range(14)]
    assert is_open(WEEK, closed, at(MONDAY, 12)).text == "Geschlossen, öffnet am Montag, 07.12.2026, um 10 Uhr."


def test_nothing_is_promised_beyond_four_weeks() -> None:
    late = [OpeningException(MONDAY + dt.timedelta(days=40), dt.time(10), dt.time(12))]
    found = is_open([], late, at(MONDAY, 12))
    assert found.answer is Answer.NO
    assert found.changes_at is None


def test_without_hours_it_is_unknown_not_closed() -> None:
    past = [OpeningException(MONDAY - dt.timedelta(days=3), dt.time(10), dt.time(12))]
    assert is_open([], past, at(MONDAY, 11)).answer is Answer.UNKNOWN
    last_night = [OpeningException(MONDAY - dt.timedelta(days=1), dt.time(20), dt.time(4))]
    assert is_open([], last_night, at(MONDAY, 3)).is_open


@given(
    opening=st.lists(st.builds(OpeningHours, st.integers(0, 6), st.times(), st.times()), min_size=1, max_size=6),
    moment=st.builds(dt.datetime.combine, st.dates(dt.date(2026, 1, 1), dt.date(2026, 12, 31)), st.times()),
)
def test_the_next_change_lies_ahead_and_changes_the_answer(opening: list[OpeningHours], moment: dt.datetime) -> None:
    found = is_open(opening, [], moment)
    if found.changes_at is not None and found.text != "Rund um die Uhr geöffnet.":
        assert found.changes_at > moment
        assert is_open(opening, [], found.changes_at).is_open is not found.is_open


@given(
    opening=st.lists(st.builds(OpeningHours, st.integers(0, 6), st.times(), st.times()), max_size=6),
    named=st.dictionaries(st.integers(-2, 1), st.none() | st.tuples(st.times(), st.times()), max_size=3),
    moment=st.builds(dt.datetime.combine, st.dates(dt.date(2026, 12, 20), dt.date(2027, 1, 10)), st.times()),
)
def test_a_list_says_the_same_as_the_page_of_an_offer(
    opening: list[OpeningHours], named: dict[int, tuple[dt.time, dt.time] | None], moment: dt.datetime
) -> None:
    exceptions = [OpeningException(moment.date() + dt.timedelta(days=n), *(hours or ())) for n, hours in named.items()]
    holidays = {dt.date(2026, 12, 25), dt.date(2027, 1, 1)}
    whole = is_open(opening, exceptions, moment, holidays=holidays).is_open
    assert is_open_at(opening, exceptions, moment, holidays=holidays) is whole


# --- quality -----------------------------------------------------------------------------------------------------

GOOD = OfferFacts(
    description="Wir reparieren Fahrräder mit Ihnen. Werkzeug ist da. Ersatzteile kosten wenig, und Kaffee gibt es auch.",
    has_contact=True,
    has_place=True,
    has_hours=True,
    has_audience=True,
    has_cost=True,
    has_way_in=True,
    has_themes=True,
    has_languages=True,
    has_access=True,
    is_checked=True,
)


def test_a_full_entry_has_a_hundred_and_an_empty_one_none() -> None:
    assert sum(weight for _, weight, _ in QUALITY_FIELDS) == 100
    assert (quality(GOOD).score, quality(GOOD).next_best_fix) == (100, "")
    empty = quality(OfferFacts())
    assert empty.score == 0
    assert empty.next_best_fix == "Tragen Sie eine Telefonnummer oder eine Mailadresse ein."
    assert len(empty.missing) == len(QUALITY_FIELDS)


def test_the_heaviest_gap_is_named_first_and_long_sentences_count() -> None:
    long = OfferFacts(description="wort " * 25, has_contact=True)
    found = quality(long)
    assert found.next_best_fix.startswith("Tragen Sie die Adresse ein")
    assert "plain" in found.missing
    assert "description" not in found.missing


# --- four eyes ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("themes", "text", "topics"),
    [
        (["debt"], "", "Schulden"),
        ([], "Beratung für Überschuldete", "Schulden"),
        (["violence", "leisure"], "Suchtberatung, Psychotherapie", "Gewalt, Sucht und seelische Gesundheit"),
    ],
)
def test_a_sensitive_entry_is_seen_by_a_second_person(themes: list[str], text: str, topics: str) -> None:
    verdict = needs_four_eyes(themes, text)
    assert verdict.is_yes
    assert verdict.reason.startswith(f"In diesem Eintrag geht es um {topics}.")


@pytest.mark.parametrize("text", ["Wer Arbeit sucht, besucht uns", "Ein gewaltiges Fest", "Umweltschutz im Garten"])
def test_everyday_words_do_not_hold_an_entry_back(text: str) -> None:
    assert needs_four_eyes(["leisure"], text).is_no


# --- white spots -------------------------------------------------------------------------------------------------


def test_the_worst_served_come_first_and_unknown_need_stays_unknown() -> None:
    spots = white_spots(
        {("Barmen", "Jugend"): 4, ("Elberfeld", "Jugend"): 1, ("Ronsdorf", "Jugend"): 2, ("Cronenberg", "Kinder"): 1},
        {
            ("Barmen", "Jugend"): 3000,
            ("Elberfeld", "Jugend"): 4000,
            ("Vohwinkel", "Jugend"): 900,
            ("Oberbarmen", "Jugend"): 1200,
            ("Cronenberg", "Kinder"): 2,
            ("Langerfeld", "Jugend"): 0,
            ("Heckinghausen", "Jugend"): None,
        },
    )
    assert [(spot.district, spot.need, spot.per_thousand) for spot in spots] == [
        ("Oberbarmen", "1200", Decimal("0.0")),
        ("Vohwinkel", "900", Decimal("0.0")),
        ("Elberfeld", "4000", Decimal("0.3")),
        ("Barmen", "3000", Decimal("1.3")),
        ("Cronenberg", "unter 3", None),
        ("Heckinghausen", "unbekannt", None),
        ("Ronsdorf", "unbekannt", None),
        ("Langerfeld", "0", None),
    ]
    assert [spot.district for spot in spots if spot.is_unknown] == ["Heckinghausen", "Ronsdorf"]


# --- search ------------------------------------------------------------------------------------------------------


class Shop:
    """Things with properties, and how many there are without some of the filters."""

    def __init__(self, *things: set[str]) -> None:
        self.things = things

    def counts(self, chosen: Sequence[str]) -> Callable[[Sequence[str]], int]:
        return lambda without: sum(set(chosen) - set(without) <= thing for thing in self.things)


def test_the_filter_that_helps_most_is_named_first() -> None:
    chosen = ["kostenlos", "Bezirk", "Alter", "offen"]
    shop = Shop({"kostenlos", "Alter", "offen"}, {"kostenlos", "Alter", "offen"}, {"kostenlos", "Bezirk", "Alter"})
    assert to_drop(chosen, shop.counts(chosen)) == [(("Bezirk",), 2), (("offen",), 1)]


def test_where_no_filter_helps_alone_the_fewest_that_help_together_are_named() -> None:
    chosen = ["Wort", "kostenlos", "Bezirk", "Alter"]
    shop = Shop({"Wort", "Alter"}, {"kostenlos"}, set())
    assert to_drop(chosen, shop.counts(chosen)) == [(("kostenlos", "Bezirk"), 1)]


def test_an_empty_shelf_blames_no_filter() -> None:
    assert to_drop(["Wort", "Alter"], Shop().counts(["Wort", "Alter"])) == []
    assert to_drop([], Shop().counts([])) == []


@given(
    st.lists(st.sets(st.sampled_from("abcdef")), max_size=6),
    st.lists(st.sampled_from("abcdef"), unique=True, min_size=1),
)
def test_what_is_named_always_leads_to_something_and_nothing_is_named_in_vain(
    things: list[set[str]], chosen: list[str]
) -> None:
    count = Shop(*things).counts(chosen)
    if count([]):
        return
    named = to_drop(chosen, count)
    assert bool(named) == bool(things)
    for names, number in named:
        assert number == count(names) > 0
        assert all(not count([one for one in names if one != kept]) for kept in names)


WORDS = Vocabulary({"fahrrad": 9, "beratung": 30, "bewerbung": 12, "schule": 20, "schulden": 5, "kita": 8, "kino": 8})


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("fharrad", "fahrrad"),
        ("farrad", "fahrrad"),
        ("beratnug", "beratung"),
        ("berattunng", "beratung"),
        ("shcule", "schule"),
        ("schul", "schule"),
        ("kina", "kino"),
        ("kits", "kita"),
    ],
)
def test_a_typing_error_is_put_right(typed: str, meant: str) -> None:
    assert correct(typed, WORDS) == meant


@pytest.mark.parametrize("typed", ["schule", "kit", "kin0", "xyzxyz", "shucle", "kati2", "unbekanntes"])
def test_what_is_known_short_or_far_away_stays(typed: str) -> None:
    assert correct(typed, WORDS) is None


def test_the_frequent_word_wins_then_the_alphabet() -> None:
    assert correct("hauss", Vocabulary({"hause": 1, "haus": 7})) == "haus"
    assert correct("kixo", Vocabulary({"kito": 8, "kilo": 8})) == "kilo"
    assert len(WORDS) == 7


def brute_distance(one: str, other: str) -> int:
    """Optimal string alignment, by the whole table."""
    table = {(i, 0): i for i in range(len(one) + 1)} | {(0, j): j for j in range(len(other) + 1)}
    for i in range(1, len(one) + 1):
        for j in range(1, len(other) + 1):
            costs = [table[i - 1, j] + 1, table[i, j - 1] + 1, table[i - 1, j - 1] + (one[i - 1] != other[j - 1])]
            if i > 1 and j > 1 and one[i - 1] == other[j - 2] and one[i - 2] == other[j - 1]:
                costs.append(table[i - 2, j - 2] + 1)
            table[i, j] = min(costs)
    return table[len(one), len(other)]


SHORT = st.text("abcd", max_size=8)


@given(one=SHORT, other=SHORT, at_most=st.integers(0, 3))
def test_the_fast_distance_is_the_slow_one(one: str, other: str, at_most: int) -> None:
    assert distance(one, other, at_most=at_most) == min(brute_distance(one, other), at_most + 1)


@given(words=st.sets(SHORT.filter(bool), max_size=15), word=SHORT, errors=st.integers(1, 2))
def test_the_index_loses_no_near_word(words: set[str], word: str, errors: int) -> None:
    found = Vocabulary(dict.fromkeys(words, 1)).within(word, errors)
    assert found == sorted(other for other in words if brute_distance(word, other) <= errors)


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("drogenberatung", ("drogen", "beratung")),
        ("drogenberatnug", ("drogen", "beratung")),
        ("jugendschutzhaus", ("jugendschutz", "haus")),
        ("schuldnerhaus", None),
        ("xyzberatung", None),
        ("drogenxyzxyz", None),
        ("haus", None),
    ],
)
def test_an_unknown_compound_is_taken_apart(word: str, parts: tuple[str, str] | None) -> None:
    known = Vocabulary({"drogenprobleme": 1, "beratung": 9, "jugendschutzstelle": 1, "haus": 2})
    assert parts_of(word, known) == parts


def test_what_is_hidden_for_one_is_hidden_in_the_list() -> None:
    on = dt.date(2026, 12, 1)
    edge = shown_if_check_by(on)
    assert not freshness(edge, on).is_hidden
    assert freshness(edge - dt.timedelta(days=1), on).is_hidden


def test_an_entry_is_checked_every_half_year() -> None:
    assert next_check(dt.date(2026, 1, 1)) == dt.date(2026, 7, 3)


def test_a_life_situation_alone_can_need_a_second_person() -> None:
    assert "Gewalt" in needs_four_eyes(["trouble_at_home"]).reason
    assert needs_four_eyes(["addiction"]).is_yes
    assert needs_four_eyes(["money", "learning"]).is_no


def test_a_watched_search_lasts_half_a_year_and_is_confirmed_within_three_days() -> None:
    day = dt.date(2026, 11, 26)
    assert (search_term("suche_bestaetigen_tage", day), search_term("suche_laeuft_tage", day)) == (3, 183)
