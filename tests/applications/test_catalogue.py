import datetime as dt

import pytest

from talachse.accounts.actor import SYSTEM
from talachse.applications import queries, services
from talachse.applications.models import ChannelKind, Product
from talachse.audit.models import Entry
from talachse.rules.agreement.document import Side

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 24)


def make_product(key: str = "weiterbewilligung", side: Side = Side.JOBCENTER) -> Product:
    """A product offered since the agreement took effect."""
    return services.add_product(key=key, title=key, side=side, since=dt.date(2021, 7, 1), by=SYSTEM)


def works(product: Product, channel: ChannelKind, since: dt.date, *, yes: bool = True) -> None:
    """From ``since`` on the way works."""
    services.set_channel_state(product, channel=channel, works=yes, since=since, source="Test", by=SYSTEM, today=TODAY)


def test_a_product_counts_when_both_ways_work() -> None:
    product = make_product()
    works(product, ChannelKind.PAPER, dt.date(2021, 7, 1))
    assert queries.products_both_channels(on=TODAY, side="jobcenter") == (0, 1)
    works(product, ChannelKind.DIGITAL, dt.date(2024, 3, 1))
    assert queries.products_both_channels(on=TODAY, side="jobcenter") == (1, 1)


def test_a_past_day_stays_as_it_was() -> None:
    product = make_product()
    works(product, ChannelKind.PAPER, dt.date(2021, 7, 1))
    works(product, ChannelKind.DIGITAL, dt.date(2024, 3, 1))
    works(product, ChannelKind.DIGITAL, dt.date(2025, 1, 1), yes=False)
    counted = [
        queries.products_both_channels(on=day, side="jobcenter")[0]
        for day in (dt.date(2024, 2, 29), dt.date(2024, 3, 1), TODAY)
    ]
    assert counted == [0, 1, 0]


def test_products_of_the_city_are_counted_apart() -> None:
    make_product("wohngeld", Side.CITY)
    assert queries.products_both_channels(on=TODAY, side="jobcenter") == (0, 0)
    assert queries.products_both_channels(on=TODAY, side="city") == (0, 1)


def test_a_product_that_is_gone_no_longer_counts() -> None:
    product = make_product()
    Product.objects.filter(pk=product.pk).update(until=dt.date(2025, 12, 31))
    assert queries.products_both_channels(on=TODAY, side="jobcenter") == (0, 0)


def test_nobody_records_the_future_or_a_time_before_the_product() -> None:
    product = make_product()
    with pytest.raises(services.CatalogueRefused, match="Zukunft"):
        works(product, ChannelKind.DIGITAL, TODAY + dt.timedelta(days=1))
    with pytest.raises(services.CatalogueRefused, match=r"01\.07\.2021"):
        works(product, ChannelKind.DIGITAL, dt.date(2021, 6, 30))


def test_the_same_day_again_corrects_that_day_and_both_stand_in_the_journal() -> None:
    product = make_product()
    works(product, ChannelKind.DIGITAL, dt.date(2024, 3, 1))
    works(product, ChannelKind.DIGITAL, dt.date(2024, 3, 1), yes=False)
    assert [state.works for state in queries.history(product)] == [False]
    assert list(Entry.objects.order_by("id").values_list("verb", flat=True))[1:] == [
        "channel_works",
        "channel_does_not_work",
    ]


def test_the_whole_catalogue_is_one_query(django_assert_num_queries: object) -> None:
    for number in range(12):
        make_product(f"produkt-{number}")
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert len(queries.catalogue(on=TODAY)) == 12
