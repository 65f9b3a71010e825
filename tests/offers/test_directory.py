"""The directory: sixty offers with source and day of check, found in spite of umlauts and parts of words."""

import pytest
from django.test import Client
from django.utils import timezone

from talachse import demo
from talachse.offers.models import Offer
from talachse.offers.queries.directory import offers

pytestmark = pytest.mark.django_db


@pytest.fixture
def _directory() -> None:
    demo.run(today=timezone.localdate(), say=lambda _: None, only=frozenset({"accounts", "offers"}))


@pytest.mark.usefixtures("_directory")
def test_the_sixty_offers_and_the_actors_of_health_have_source_and_day_of_check() -> None:
    assert Offer.objects.count() >= 60
    assert [o.key for o in Offer.objects.all() if not o.source_url or o.check_by <= o.checked_on] == []
    assert len({o.title for o in Offer.objects.all()}) == Offer.objects.count()


@pytest.mark.usefixtures("_directory")
@pytest.mark.parametrize("text", ["alte feuerwache", "ALTE FEUERWACHE", "feuerwach", "alte  feuer"])
def test_an_offer_is_found_by_parts_of_its_words(text: str) -> None:
    assert "alte-feuerwache" in {o.key for o in offers(text=text)}


@pytest.mark.usefixtures("_directory")
def test_umlauts_may_be_written_as_one_can() -> None:
    by_umlaut = {o.key for o in offers(text="jugendförderung")} | {o.key for o in offers(text="für")}
    assert by_umlaut
    assert {o.key for o in offers(text="fuer")} == {o.key for o in offers(text="für")}


@pytest.mark.usefixtures("_directory")
def test_the_page_shows_source_and_check_and_helps_when_nothing_is_found(client: Client) -> None:
    page = client.get("/angebote/alte-feuerwache/").content.decode()
    assert "Zuletzt geprüft" in page
    assert "Quelle" in page
    nothing = client.get("/angebote/", {"q": "quastenflosser"})
    assert nothing.status_code == 200
    assert "nichts gefunden" in nothing.content.decode()


@pytest.mark.parametrize("query", ["?bezirk=99", "?bezirk=x", "?thema=%00", "?seite=-1", "?q=" + "a" * 5000])
def test_strange_addresses_are_answered(client: Client, query: str) -> None:
    assert client.get("/angebote/" + query).status_code in {200, 400}
