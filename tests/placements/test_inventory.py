"""The placement desk's room: groups with everything about them, pots, papers of providers, what later years owe."""

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from talachse.accounts.actor import SYSTEM
from talachse.accounts.models import Organisation
from talachse.audit.models import Entry
from talachse.offers.models import Capacity, FundingShare, PaperKind, Payer, PlaceGroup, Pot, PotKind, ProviderPaper
from talachse.offers.queries.directory import offer_by_key, places_by_offer
from talachse.offers.services import groups, papers
from talachse.offers.services.directory import OfferFacts, put_offer
from talachse.offers.services.pots import PlacesRefused
from talachse.placements.forms.inventory import GroupForm
from talachse.placements.models import Participation
from talachse.placements.queries.inventory import beyond_this_year
from talachse.placements.services.participations import record_history
from talachse.rules.access import Role
from talachse.rules.placement.rehapro import add_months
from tests.placements.test_money import client_as, employ
from tests.placements.test_places import client_of, make_group
from tests.placements.test_pots import begin, group_in, make_pot

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)


@pytest.fixture
def desk() -> Client:
    """Somebody who keeps places and pots."""
    return client_as(Role.PLACEMENT)


def posted(group: PlaceGroup, **changes: Any) -> dict[str, Any]:
    """The form of a group as the page sends it."""
    form = GroupForm.of(group)
    facts = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    return {name: value for name, value in (facts | changes).items() if value is not None}


def test_the_list_shows_what_is_free_and_where_health_advice_is_missing(desk: Client) -> None:
    group = make_group(3)
    begin(group)
    page = desk.get(reverse("placements-inventory")).content.decode()
    assert "1 von 3" in page
    assert "0 von 1" in page
    assert group.title in desk.get(reverse("placements-inventory"), {"ohne": "on"}).content.decode()
    groups.change_group(group, {"health_advice": "Lots*innen"}, by=SYSTEM, today=TODAY)
    assert group.title not in desk.get(reverse("placements-inventory"), {"ohne": "on"}).content.decode()
    other = {"grundlage": "sgb2_16i"}
    assert group.title not in desk.get(reverse("placements-inventory"), other).content.decode()


def test_a_group_is_changed_and_the_journal_says_what(desk: Client) -> None:
    group = make_group(3)
    address = reverse("placements-inventory-group", args=[group.key])
    facts = posted(group, cost_per_month="1.250,50", months="9", district="6", municipal="on")
    assert desk.post(address, facts).status_code == 302
    group.refresh_from_db()
    assert (group.cost_per_month, group.months, group.district, group.municipal) == (Decimal("1250.50"), 9, 6, True)
    entry = Entry.objects.get(verb="place_group_changed")
    assert entry.why == "cost_per_month, district, months, municipal"
    assert desk.post(address, posted(group, cost_per_month="1.250,50")).status_code == 302
    assert Entry.objects.filter(verb="place_group_changed").count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [("ends_on", "2020-01-01"), ("cost_per_month", "1.25"), ("age_from", "alt"), ("title", ""), ("pot", "999")],
)
def test_a_wrong_fact_stands_at_its_field_and_nothing_is_lost(desk: Client, field: str, value: str) -> None:
    group = make_group(3)
    facts = posted(group, occupation="Beete pflegen") | {field: value}
    answer = desk.post(reverse("placements-inventory-group", args=[group.key]), facts)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert f'id="id_{field}-error"' in page
    assert "Beete pflegen" in page


def test_a_new_group_is_entered_once_though_clicked_twice(desk: Client) -> None:
    provider = make_group(1).provider
    facts = {
        "submission": str(uuid.uuid4()),
        "provider": str(provider.pk),
        "title": "Neue Plätze",
        "legal_basis": "sgb2_16d",
        "places": "12",
        "source": "Vertrag",
        "starts_on": TODAY.isoformat(),
        "health_advice": "Lots*innen",
    }
    for _ in range(2):
        assert desk.post(reverse("placements-inventory-new"), facts).status_code == 302
    made = PlaceGroup.objects.get(title="Neue Plätze")
    assert (made.health_advice, made.capacities.get().places) == ("Lots*innen", 12)
    missing = desk.post(reverse("placements-inventory-new"), facts | {"provider": ""})
    assert missing.status_code == 422


def test_the_shares_of_a_month_are_a_hundred_percent_or_refused(desk: Client) -> None:
    group = make_group(3)
    address = reverse("placements-inventory-funding", args=[group.key])
    facts = {"since": "2026-03-17", "federal": "85", "city": "10", "source": "Bescheid"}
    refused = desk.post(address, facts)
    assert refused.status_code == 422
    assert "ergeben zusammen 95 Prozent" in refused.content.decode()
    assert not FundingShare.objects.exists()
    assert desk.post(address, facts | {"city": "15"}).status_code == 302
    shares = dict(FundingShare.objects.values_list("payer", "percent"))
    assert shares == {Payer.FEDERAL: Decimal(85), Payer.CITY: Decimal(15)}
    assert FundingShare.objects.filter(since=dt.date(2026, 3, 1)).count() == 2


def test_places_are_added_from_a_day_on(desk: Client) -> None:
    group = make_group(3)
    address = reverse("placements-inventory-capacity", args=[group.key])
    assert desk.post(address, {"since": TODAY.isoformat(), "places": "5", "source": "Nachtrag"}).status_code == 302
    assert desk.post(address, {"since": TODAY.isoformat(), "places": "-1", "source": "Nachtrag"}).status_code == 422
    assert Capacity.objects.get(group=group, since=TODAY).places == 5


def test_a_group_does_not_move_into_a_pot_that_is_too_small_for_its_people(desk: Client) -> None:
    pot = make_pot("klein", 1)
    group = make_group(5)
    begin(group)
    begin(group)
    answer = desk.post(reverse("placements-inventory-group", args=[group.key]), posted(group, pot=str(pot.pk)))
    assert answer.status_code == 422
    assert "2 Plätze besetzt; die Obergrenze ist 1" in answer.content.decode()
    with pytest.raises(PlacesRefused):
        groups.change_group(group, {"pot": pot}, by=SYSTEM, today=TODAY)


def test_a_pot_is_entered_limited_and_never_put_into_what_lies_in_it(desk: Client) -> None:
    facts = {"title": "Außen", "key": "aussen", "kind": "capping", "measure": "stock"}
    assert desk.post(reverse("placements-pots-new"), facts).status_code == 302
    assert desk.post(reverse("placements-pots-new"), facts).status_code == 422
    outer = Pot.objects.get()
    inner = make_pot("innen", 5, parent=outer)
    address = reverse("placements-pot", args=["aussen"])
    refused = desk.post(address, facts | {"parent": str(inner.pk)})
    assert refused.status_code == 422
    assert "liegt schon darin" in refused.content.decode()
    limit = {"since": TODAY.isoformat(), "places": "12", "source": "Haushalt"}
    assert desk.post(reverse("placements-pot-limit", args=["aussen"]), limit).status_code == 302
    money = {
        "payer": "city",
        "begins_on": "2026-01-01",
        "ends_on": "2026-12-31",
        "amount": "120.000",
        "source": "Haushalt",
    }
    for _ in range(2):
        assert desk.post(reverse("placements-pot-money", args=["aussen"]), money).status_code == 302
    assert outer.allotments.get().amount == Decimal(120_000)
    assert (
        desk.post(reverse("placements-pot-money", args=["aussen"]), money | {"ends_on": "2025-01-01"}).status_code
        == 422
    )


def test_the_tree_shows_taken_and_free_of_a_day(desk: Client) -> None:
    pot = make_pot("trasse", 5, kind=PotKind.COUNTING)
    begin(group_in(pot), TODAY - 3 * DAY)
    today = desk.get(reverse("placements-pots")).content.decode()
    assert '<td class="t-num">1</td><td class="t-num">5</td><td class="t-num">4</td>' in today
    before = desk.get(reverse("placements-pots"), {"stand": (TODAY - 4 * DAY).isoformat()}).content.decode()
    assert '<td class="t-num">0</td><td class="t-num">5</td><td class="t-num">5</td>' in before


def test_a_pot_whose_groups_have_ended_offers_nothing_any_more(desk: Client) -> None:
    group = group_in(make_pot("bergauf", 5))
    PlaceGroup.objects.filter(pk=group.pk).update(ends_on=TODAY - DAY)
    today = desk.get(reverse("placements-pots")).content.decode()
    assert '<td class="t-num">0</td><td class="t-num">5</td><td class="t-num">0</td>' in today
    assert "beendet" in today
    before = desk.get(reverse("placements-pots"), {"stand": (TODAY - DAY).isoformat()}).content.decode()
    assert "Plätze frei" in before


def test_a_provider_enters_none_of_the_desks_rooms() -> None:
    group = make_group(3)
    pot = make_pot("trasse", 5)
    provider = client_of("radwerk")
    for address in (
        reverse("placements-inventory"),
        reverse("placements-inventory-group", args=[group.key]),
        reverse("placements-contracts", args=[group.key]),
        reverse("placements-pot", args=[pot.key]),
        reverse("placements-papers"),
        reverse("placements-cuts"),
    ):
        assert provider.get(address).status_code == 403


def test_papers_say_what_runs_out_and_reports_are_asked_for_once(desk: Client) -> None:
    group = make_group(3)
    papers.enter_paper(
        organisation=group.provider,
        kind=PaperKind.CERTIFICATE,
        title="Zulassung",
        valid_until=TODAY + 59 * DAY,
        by=SYSTEM,
    )
    for _ in range(2):
        assert desk.post(reverse("placements-papers-expect")).status_code == 302
    report = ProviderPaper.objects.get(kind=PaperKind.MONTHLY_REPORT)
    page = desk.get(reverse("placements-papers")).content.decode()
    assert f"läuft ab am {TODAY + 59 * DAY:%d.%m.%Y}" in page
    for _ in range(2):
        desk.post(reverse("placements-paper-came", args=[report.pk]))
    report.refresh_from_db()
    assert report.submitted_on == TODAY
    assert Entry.objects.filter(verb="paper_submitted").count() == 1
    owed = desk.get(reverse("placements-papers"), {"offen": "on"}).content.decode()
    assert f'<th scope="row">{report.title}' not in owed


def test_what_is_owed_needs_a_day(desk: Client) -> None:
    organisation = Organisation.objects.get(pk=make_group(3).provider_id)
    facts = {"organisation": str(organisation.pk), "kind": "proof_of_use", "title": "Nachweis"}
    answer = desk.post(reverse("placements-papers"), facts)
    assert answer.status_code == 422
    assert "wann die Unterlage fällig ist" in answer.content.decode()


def test_later_years_owe_what_runs_beyond_this_one() -> None:
    group = group_in(make_pot("trasse", 50), cost=Decimal(1000))
    employ(group, TODAY - 10 * DAY, until=dt.date(TODAY.year + 1, 2, 28), count=2)
    employ(group, TODAY - 10 * DAY)
    found = beyond_this_year(on=TODAY)
    assert found.totals[0] == Decimal("4000.00")
    assert (found.open_ended, found.without_cost) == (1, 0)


def test_a_contract_gets_its_wage_and_every_look_is_kept(desk: Client) -> None:
    group = make_group(3)
    participation = begin(group).participation
    address = reverse("placements-contract", args=[participation.pk])
    end = add_months(TODAY, 24).isoformat()
    assert desk.post(address, {"wage_cost": "2.150", "planned_end_on": end}).status_code == 302
    participation.refresh_from_db()
    assert participation.wage_cost == Decimal(2150)
    assert desk.post(address, {"wage_cost": "2.150", "planned_end_on": "2020-01-01"}).status_code == 422
    assert participation.code in desk.get(reverse("placements-contracts", args=[group.key])).content.decode()
    assert Entry.objects.filter(kind="read", subject=f"offers.placegroup:{group.key}").exists()


def test_a_group_linked_to_its_entry_shows_free_places_in_the_directory() -> None:
    group = make_group(3)
    begin(group)
    facts = OfferFacts(title="Werkstatt", kind="Ausbildung", themes=("work",), provider="Radwerk", audience="alle")
    put_offer("werkstatt", facts, by=SYSTEM, owner=group.provider, checked_on=TODAY, check_by=TODAY + 100 * DAY)
    offer = offer_by_key("werkstatt")
    assert offer is not None
    groups.change_group(group, {"offer": offer, "next_start_on": TODAY + DAY}, by=SYSTEM, today=TODAY)
    found = places_by_offer(on=TODAY)[offer.pk]
    assert (found.free, found.next_start_on) == (2, TODAY + DAY)


def test_the_list_asks_no_more_for_many_groups(desk: Client) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            desk.get(reverse("placements-inventory"))
        return len(found)

    make_group(1)
    few = asked()
    for number in range(12):
        group = make_group(5, provider=f"werk-{number}")
        record_history(
            [Participation(submission=uuid.uuid4(), code=f"c-{number}", group=group, started_on=TODAY, recorded_by="x")]
        )
    assert asked() <= few
