"""The directory: found in spite of umlauts, typing errors and parts of words, by life situation, by what somebody needs."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from talachse import demo
from talachse.accounts.actor import SYSTEM
from talachse.offers import search_index
from talachse.offers.forms.directory import SearchForm
from talachse.offers.models import EmptySearch, Offer, PlaceGroup
from talachse.offers.queries.directory import (
    Criteria,
    Search,
    free_places_of,
    listed,
    places_by_offer,
    plain,
    search,
)
from talachse.offers.services.directory import OfferFacts, as_json, facts_of, from_json, put_offer
from talachse.rules import offers as rules
from talachse.rules.deadlines import holidays_of
from tests.placements.builders import make_group, make_person, started

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
FACTS = OfferFacts(title="Treff", kind="Treff", themes=("meeting",), source_url="https://example.org/")


def put(key: str, facts: OfferFacts = FACTS, **changes: object) -> Offer:
    """An entry with these changes."""
    from dataclasses import replace

    known, _ = put_offer(
        key,
        replace(facts, **{"title": key, **changes}),  # type: ignore[arg-type]
        by=SYSTEM,
        checked_on=TODAY,
        check_by=TODAY + dt.timedelta(days=100),
    )
    return known


def keys(criteria: Criteria) -> list[str]:
    return [offer.key for offer in search(criteria, on=TODAY)]


def for_text(text: str) -> list[str]:
    return keys(Criteria(words=plain(text)))


@pytest.fixture
def _directory() -> None:
    demo.run(today=TODAY, say=lambda _: None, only=frozenset({"accounts", "offers"}))


@pytest.mark.usefixtures("_directory")
def test_every_entry_has_a_source_or_somebody_who_keeps_it_and_a_day_of_check() -> None:
    assert Offer.objects.exclude(source_url="").count() >= 80
    assert [o.key for o in Offer.objects.all() if not (o.source_url or o.owner_id) or o.check_by <= o.checked_on] == []
    assert len({o.title for o in Offer.objects.all()}) == Offer.objects.count()


@pytest.mark.usefixtures("_directory")
@pytest.mark.parametrize("text", ["alte feuerwache", "ALTE FEUERWACHE", "feuerwach", "alte  feuer", "wache"])
def test_an_offer_is_found_by_parts_of_its_words(text: str) -> None:
    assert "alte-feuerwache" in for_text(text)


def test_umlauts_may_be_written_as_one_can() -> None:
    put("a", title="Färberei Größe")
    for text in ("färberei", "faerberei", "FÄRBER", "größe", "groesse"):
        assert for_text(text) == ["a"]
    # A vowel without its dots is a typing error like any other: corrected when nothing else is found.
    assert for_text("farberei") == []


def test_words_of_two_letters_are_found_too() -> None:
    put("a", title="IB am Ort")
    assert for_text("ib") == ["a"]


@pytest.mark.usefixtures("_directory")
def test_a_typing_error_is_corrected_and_the_page_says_so(client: Client) -> None:
    for text in ("drogenberatung", "drogenberatnug"):
        page = client.get("/angebote/", {"q": text}).content.decode()
        assert "<strong>drogen beratung</strong>" in page
        assert "Beratungsstelle für Drogenprobleme" in page
    page = client.get("/angebote/", {"q": "suchtberatnug"}).content.decode()
    assert "<strong>suchtberatung</strong>" in page
    assert "Beratungsstelle für Drogenprobleme" in page
    assert not EmptySearch.objects.exists()


@pytest.mark.usefixtures("_directory")
def test_a_sentence_leads_to_the_life_situation(client: Client) -> None:
    page = client.get("/angebote/", {"q": "mein Kind geht nicht mehr zur Schule"}).content.decode()
    assert "?lebenslage=school_absence" in page
    page = client.get("/angebote/", {"lebenslage": "school_absence"}).content.decode()
    assert "Mobile Jugendsozialarbeit" in page
    assert "Wir kommen zu dir" in page


def test_near_comes_first_and_a_reach_narrows() -> None:
    for key, district in (("fern", 3), ("hier", 6), ("nebenan", 5), ("stadt", None)):
        put(key, district=district)
    assert keys(Criteria(district=6)) == ["hier", "nebenan", "stadt", "fern"]
    assert keys(Criteria(district=6, reach=0)) == ["hier", "stadt"]
    assert keys(Criteria(district=6, reach=1)) == ["hier", "nebenan", "stadt"]


def test_a_page_found_in_one_pass_is_the_part_of_the_whole_list() -> None:
    for number in range(12):
        title = f"{'Chor' if number % 3 else 'Garten'} {number % 4}"
        put(f"o-{number}", title=title, summary="Chor im Garten", district=number % 10 if number % 5 else None)
    for wanted in (
        Criteria(),
        Criteria(words=("garten",)),
        Criteria(words=("chor", "garten")),
        Criteria(district=6),
        Criteria(words=("chor",), district=6, reach=1),
        Criteria(words=("flugzeug",)),
        Criteria(free_places=True),
    ):
        whole = [offer.pk for offer in search(wanted, on=TODAY)]
        for first in (0, 5, 10, 40):
            looked = Search(wanted, on=TODAY)
            assert [found.pk for found in looked.between(first, 5)] == whole[first : first + 5]
            assert looked.count == len(whole)
            assert looked.places == Search(wanted, on=TODAY).places


def test_what_has_free_places_is_counted_over_all_groups_of_an_offer() -> None:
    full, half, without = put("voll"), put("halb"), put("ohne")
    for offer, places, held in ((full, 1, 1), (half, 1, 1), (half, 2, 1), (half, 3, 0)):
        group = make_group(places, provider=f"traeger-{PlaceGroup.objects.count()}")
        PlaceGroup.objects.filter(pk=group.pk).update(offer=offer)
        for _ in range(held):
            started(make_person(), group)
    assert keys(Criteria(free_places=True)) == ["halb"]
    named = [full.pk, half.pk, without.pk]
    assert free_places_of(named, on=TODAY) == {full.pk: 0, half.pk: 4}
    assert {pk: places.free for pk, places in places_by_offer(named, on=TODAY).items()} == {full.pk: 0, half.pk: 4}


def test_each_need_narrows_and_unknown_does_not_exclude() -> None:
    put("alle")
    put("jung", age_from=6, age_to=13, school_year_from=1, school_year_to=6)
    put("frauen", gender="f")
    put("frei", cost="free", access="open", but_component="teilhabe", barrier_free=True, remote=True)
    put("tuerkisch", languages=("tr",), themes=("meeting", "arrival"), pillar="advice", care_level=3)
    assert set(keys(Criteria(age=20))) == {"alle", "frauen", "frei", "tuerkisch"}
    assert "jung" in keys(Criteria(age=13, school_year=6))
    assert "jung" not in keys(Criteria(school_year=7))
    assert "frauen" not in keys(Criteria(gender="m"))
    for narrow in ("free", "walk_in", "but", "barrier_free", "remote"):
        assert keys(Criteria(**{narrow: True})) == ["frei"]  # type: ignore[arg-type]
    assert keys(Criteria(language="tr")) == keys(Criteria(theme="arrival")) == keys(Criteria(pillar="advice"))
    assert "tuerkisch" not in keys(Criteria(care_level=2))


def test_who_is_ended_over_or_long_unchecked_is_not_listed() -> None:
    put("da")
    put("beendet", status="ended")
    put("vorbei", valid_until=TODAY - dt.timedelta(days=1))
    put("spaeter", valid_from=TODAY + dt.timedelta(days=1))
    stale = put("alt")
    Offer.objects.filter(pk=stale.pk).update(
        checked_on=TODAY - dt.timedelta(days=400), check_by=TODAY - dt.timedelta(days=200)
    )
    assert [o.key for o in listed(on=TODAY)] == ["da"]
    stale.refresh_from_db()
    assert rules.freshness(stale.check_by, TODAY).is_hidden


@pytest.mark.parametrize("hour", [0, 3, 9, 13, 21, 23])
@pytest.mark.parametrize("shift", range(9))
def test_open_now_is_the_same_for_one_and_for_all(hour: int, shift: int) -> None:
    day = dt.date(2026, 12, 20) + dt.timedelta(days=shift)  # over Christmas
    t = dt.time
    put("tags", hours=tuple((weekday, t(9), t(17)) for weekday in range(7)))
    put("nachts", hours=((4, t(20), t(4)), (5, t(20), t(4))))
    put("sonst", hours=((0, t(9), t(17)),), exceptions=((dt.date(2026, 12, 21), None, None, "zu"),))
    put("weihnachten", exceptions=((dt.date(2026, 12, 25), t(12), t(14), "offen"),))
    at = dt.datetime.combine(day, t(hour))
    holidays = holidays_of(day.year) | holidays_of(day.year + 1)
    expected = [
        o.key
        for o in Offer.objects.order_by("title")
        if rules.is_open(
            [rules.OpeningHours(h.weekday, h.opens, h.closes) for h in o.hours.all()],
            [rules.OpeningException(e.day, e.opens, e.closes) for e in o.exceptions.all()],
            at,
            holidays=holidays,
        ).is_open
    ]
    assert keys(Criteria(open_at=at)) == expected


def test_nothing_found_names_the_choice_to_drop_and_is_counted_once_without_numbers(client: Client) -> None:
    put("deutschkurs", district=6, cost="free")
    address = {"q": "deutschkurs 0202", "thema": "health"}
    for _ in range(3):
        page = client.get("/angebote/", address).content.decode()
    assert "Ohne „Thema“" not in page  # the number is in no entry either
    assert "Ohne „Was suchen Sie? + Thema“: 1 Angebot<" in page  # so only both together help
    page = client.get("/angebote/", {"q": "deutschkurs", "thema": "health"}).content.decode()
    assert "Ohne „Thema“: 1 Angebot<" in page
    rows = {(row.words, row.filters, row.times) for row in EmptySearch.objects.all()}
    assert rows == {("deutschkurs", "theme", 1)}


@pytest.mark.usefixtures("_directory")
def test_the_number_of_queries_does_not_grow_with_the_directory(client: Client) -> None:
    from django.test.utils import CaptureQueriesContext

    client.get("/angebote/", {"q": "jugend", "bezirk": "6"})
    with CaptureQueriesContext(connection) as few:
        client.get("/angebote/", {"q": "jugend", "bezirk": "6"})
    for number in range(60):
        put(f"jugend-{number}", languages=("de", "tr"), hours=((0, dt.time(9), dt.time(12)),))
    with CaptureQueriesContext(connection) as many:
        client.get("/angebote/", {"q": "jugend", "bezirk": "6"})
    # The search, what is shown of the found, their places, their hours, and where those differ.
    assert len(many) == len(few) == 5


def test_what_is_listed_is_asked_anew_each_time() -> None:
    put("eins")
    assert [offer.key for offer in listed(on=TODAY)] == ["eins"]
    put("zwei")
    assert {offer.key for offer in listed(on=TODAY)} == {"eins", "zwei"}


def test_what_somebody_chose_stays_in_their_own_form() -> None:
    wrong, right = SearchForm({"bezirk": "77", "alter": "alt"}), SearchForm({"bezirk": "6", "alter": "12"})
    assert (wrong.is_valid(), right.is_valid()) == (False, True)
    assert set(wrong.errors) == {"bezirk", "alter"}
    assert (right.criteria().district, right.criteria().age) == (6, 12)
    assert "value" not in str(SearchForm()["alter"])


def test_a_line_shows_every_sign_as_it_was_written(client: Client) -> None:
    put("zeichen", title="Chor <b>& Co</b>", audience='wer\'s "mag"', address="Hof 1 <hinten>", district=6)
    client.cookies["django_language"] = "en"
    drawn = client.get("/angebote/", {"q": "chor", "bezirk": "6"}).content.decode()
    assert '<a href="/angebote/zeichen/" lang="de">Chor &lt;b&gt;&amp; Co&lt;/b&gt;</a>' in drawn
    assert "wer&#x27;s &quot;mag&quot;</p>" in drawn
    assert ', <span lang="de">Hof 1 &lt;hinten&gt;</span> · ' in drawn


def test_the_index_follows_every_write_and_comes_back_when_its_triggers_are_lost() -> None:
    offer = put("eins", summary="Trampolin")
    assert for_text("trampolin") == ["eins"]
    put("eins", summary="Schaukel")
    assert (for_text("trampolin"), for_text("schaukel")) == ([], ["eins"])
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("DROP TRIGGER offers_search_update")
        Offer.objects.filter(pk=offer.pk).update(words="rutsche")
        search_index.ensure()
        assert for_text("rutsche") == ["eins"]
    offer.delete()
    assert for_text("schaukel") == []


def test_facts_come_back_as_they_went_in() -> None:
    facts = OfferFacts(
        title="Alles",
        kind="Probe",
        themes=("meeting", "work"),
        situations=("money",),
        languages=("de", "tr"),
        age_from=3,
        valid_from=TODAY,
        hours=((0, dt.time(9), dt.time(12, 30)),),
        exceptions=((TODAY, None, None, "zu"), (TODAY + dt.timedelta(days=1), dt.time(9), dt.time(10), "")),
        source_url="https://example.org/",
    )
    offer = put("alles", facts, title="Alles")
    assert facts_of(Offer.objects.get(pk=offer.pk)) == facts
    assert from_json(as_json(facts)) == facts
    _, changed = put_offer("alles", facts, by=SYSTEM, checked_on=TODAY, check_by=offer.check_by)
    assert changed == []


@pytest.mark.usefixtures("_directory")
def test_the_page_of_an_entry_says_source_check_hours_and_gives_a_sheet_for_the_wall(client: Client) -> None:
    page = client.get("/angebote/alte-feuerwache/").content.decode()
    assert "Zuletzt geprüft" in page
    assert "Quelle" in page
    assert "<path d=" in page
    sheet = client.get("/angebote/lernwerk-nachhilfe/aushang.pdf")
    assert sheet["Content-Type"] == "application/pdf"
    assert sheet.content.startswith(b"%PDF-1.7")


@pytest.mark.parametrize(
    "query",
    [
        "?bezirk=99",
        "?bezirk=x",
        "?thema=%00",
        "?seite=-1",
        "?q=" + "a" * 5000,
        "?q=%00",
        '?q="*',
        "?alter=-1",
        "?alter=x",
    ],
)
def test_strange_addresses_are_answered(client: Client, query: str) -> None:
    assert client.get("/angebote/" + query).status_code in {200, 400}


def test_every_choice_of_the_form_can_be_dropped_again() -> None:
    form = SearchForm({})
    form.is_valid()
    for name in form.criteria().__slots__:
        if name not in {"district", "project"}:
            assert form.field_of(name) in form.fields
