"""Money and cuts: the city's rest to the end of each contract, and a cut that is computed often and decided once."""

import csv
import datetime as dt
import io
import uuid
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from talachse.accounts import services as accounts
from talachse.accounts.actor import SYSTEM, Actor
from talachse.accounts.models import OrganisationKind, User
from talachse.accounts.queries import actor_for
from talachse.audit.models import Entry
from talachse.offers.models import Capacity, Cut, CutStatus, LegalBasis, PlaceGroup, Pot, PotLimit
from talachse.offers.services.places import set_capacity
from talachse.placements.models import Participation
from talachse.placements.queries import money as queries
from talachse.placements.services import cuts as services
from talachse.placements.services.contracts import set_contract
from talachse.placements.services.cuts import CutRefused
from talachse.placements.services.participations import PlacementRefused, record_history
from talachse.rules.access import Role
from talachse.rules.placement.rehapro import add_months
from talachse.rules.placement.subsidy import CITY_READING
from tests.placements.test_places import FIRST, make_group
from tests.placements.test_pots import begin, make_pot
from tests.race import at_once, shared_database

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)
NEXT_YEAR = dt.date(TODAY.year + 1, 1, 1)


def holder(role: Role) -> User:
    """Somebody of the Jobcenter with one function."""
    organisation = accounts.add_organisation(key="jc", name="Jobcenter", kind=OrganisationKind.JOBCENTER, by=SYSTEM)
    user = User.objects.create_user(f"{role}@example.org", None, name="Kim")
    accounts.add_membership(user=user, organisation=organisation, role=role, valid_from=FIRST, by=SYSTEM)
    return user


def actor(role: Role = Role.PLACEMENT) -> Actor:
    return actor_for(holder(role), today=TODAY)


def client_as(role: Role) -> Client:
    client = Client()
    client.force_login(holder(role))
    return client


def employ(
    group: PlaceGroup, started_on: dt.date, *, until: dt.date | None = None, wage: str | None = "2000", count: int = 1
) -> None:
    """People with a work contract."""
    record_history(
        [
            Participation(
                submission=uuid.uuid4(),
                code=f"{group.pk}-{Participation.objects.count() + n}",
                group=group,
                started_on=started_on,
                planned_end_on=until,
                wage_cost=None if wage is None else Decimal(wage),
                recorded_by="system",
            )
            for n in range(count)
        ]
    )


def jobs(*, municipal: bool = True, provider: str = "radwerk") -> PlaceGroup:
    group = make_group(20, provider=provider, basis=LegalBasis.SGB2_16I)
    PlaceGroup.objects.filter(pk=group.pk).update(municipal=municipal)
    group.refresh_from_db()
    return group


# --- the city's rest -----------------------------------------------------------------------------------------------


def test_the_city_carries_what_the_subsidy_leaves_until_the_contract_ends() -> None:
    # The third year has 90 percent of the wage, so 200 of 2000 euros are left; then 80 percent.
    start = add_months(TODAY.replace(day=1), -25)
    employ(jobs(), start, until=add_months(start, 60) - DAY)
    employ(jobs(municipal=False, provider="lernwerk"), start, until=add_months(start, 60) - DAY)
    months = queries.by_month(queries.contracts_on(TODAY).rows, since=TODAY)
    assert (months[0].contracts, months[0].rest, months[0].city) == (2, Decimal("400.00"), Decimal("200.00"))
    assert months[11].city == Decimal("400.00")
    assert months[-1].month == add_months(start, 59)
    assert months[-1].city == Decimal("600.00")


def test_what_nobody_has_entered_is_counted_and_never_guessed() -> None:
    employ(jobs(), TODAY - 30 * DAY, wage=None, count=3)
    found = queries.contracts_on(TODAY)
    assert (found.rows, found.without_wage, found.municipal_without_wage) == ([], 3, 3)


def test_a_step_warns_three_months_before_and_an_end_six() -> None:
    group = jobs()
    # Two years are over in two months: from 100 to 90 percent.
    employ(group, add_months(TODAY, -22), until=add_months(TODAY, 38), count=2)
    employ(group, add_months(TODAY, -18), until=add_months(TODAY, 5))
    found = queries.contracts_on(TODAY)
    (step,) = queries.steps(found, on=TODAY)
    assert (step.group, step.count, step.text, step.more) == (
        group.title,
        2,
        "von 100\u00a0% auf 90\u00a0%",
        Decimal("400.00"),
    )
    (ending,) = queries.endings(found, on=TODAY)
    assert (ending.count, ending.month) == (1, add_months(TODAY, 5).replace(day=1))


def test_finance_reads_counts_and_the_placement_desk_the_codes() -> None:
    employ(jobs(), add_months(TODAY, -22), until=add_months(TODAY, 38))
    code = Participation.objects.get().code
    finance = client_as(Role.FINANCE).get(reverse("placements-money")).content.decode()
    assert CITY_READING in finance
    assert finance.count("Unsere Lesart") == 1
    assert "von 100\u00a0% auf 90\u00a0%" in finance
    assert "200 €" not in finance
    assert code not in finance
    assert code in client_as(Role.PLACEMENT).get(reverse("placements-money")).content.decode()


def test_the_forecast_can_be_taken_along_as_a_table() -> None:
    start = add_months(TODAY.replace(day=1), -25)
    group = jobs()
    employ(group, start, until=add_months(start, 59) - DAY, count=3)
    employ(group, start, until=add_months(start, 60) - DAY)
    answer = client_as(Role.FINANCE).get(reverse("placements-money-csv"))
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[1] == [f"{TODAY:%Y-%m}", "4", "8000,00", "7200,00", "800,00", "800,00"]
    # The last month belongs to one person: its amount would be a wage.
    assert rows[-1][1:] == ["unter 3"] * 5


def test_the_page_asks_no_more_for_many_contracts() -> None:
    client = client_as(Role.FINANCE)
    group = jobs()

    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            client.get(reverse("placements-money"))
        return len(found)

    employ(group, TODAY - 30 * DAY, until=NEXT_YEAR)
    few = asked()
    employ(group, TODAY - 60 * DAY, until=NEXT_YEAR, count=15)
    assert asked() <= few


def test_a_planned_end_before_the_beginning_is_refused() -> None:
    employ(jobs(), TODAY)
    with pytest.raises(PlacementRefused, match="liegt vor dem Beginn"):
        set_contract(Participation.objects.get(), wage_cost=Decimal(1), planned_end_on=TODAY - DAY, by=SYSTEM)


# --- cuts ----------------------------------------------------------------------------------------------------------


def pot_with_group(*, places: int = 10) -> tuple[Pot, PlaceGroup]:
    """A capping pot with one group: two run out soon, one is open."""
    pot = make_pot("trasse", places)
    group = make_group(places, basis=LegalBasis.SGB2_16I)
    PlaceGroup.objects.filter(pk=group.pk).update(pot=pot)
    group.refresh_from_db()
    employ(group, TODAY - 90 * DAY, until=NEXT_YEAR + 58 * DAY, count=2)
    employ(group, TODAY - 90 * DAY)
    return pot, group


def simulate(
    pot: Pot, by: Actor, *, places: int | None = None, percent: int | None = None, euros: Decimal | None = None
) -> Cut:
    return services.simulate(
        pot, submission=uuid.uuid4(), since=NEXT_YEAR, places=places, percent=percent, euros=euros, by=by, today=TODAY
    )


def test_a_simulation_changes_nothing_and_says_what_would_fall() -> None:
    pot, group = pot_with_group()
    cut = simulate(pot, actor(), places=2)
    assert [(row["kind"], row["count"]) for row in cut.result["falling"]] == [("free", 7), ("running", 1)]
    assert cut.result["reached_on"] == (NEXT_YEAR + 59 * DAY).isoformat()
    assert Capacity.objects.filter(group=group).count() == 1
    assert PotLimit.objects.filter(pot=pot).count() == 1


def test_a_decision_lowers_the_pot_at_once_and_the_group_as_contracts_run_out() -> None:
    pot, group = pot_with_group()
    by = actor()
    services.decide(simulate(pot, by, places=2), reason="Beschluss 7", by=by, today=TODAY)
    places = list(
        Capacity.objects.filter(group=group, since__gte=NEXT_YEAR).order_by("since").values_list("since", "places")
    )
    assert places == [(NEXT_YEAR, 3), (NEXT_YEAR + 59 * DAY, 2)]
    limit = PotLimit.objects.get(pot=pot, since=NEXT_YEAR)
    assert (limit.places, limit.source) == (2, "Beschluss 7")
    assert Participation.objects.filter(ended_on=None).count() == 3
    with pytest.raises(PlacementRefused):
        begin(group, NEXT_YEAR + 5 * DAY)


def test_contracts_without_an_end_leave_a_shortfall() -> None:
    pot, _ = pot_with_group()
    cut = simulate(pot, actor(), percent=100)
    assert (cut.places, cut.result["shortfall"], cut.result["reached_on"]) == (0, 1, None)


def test_a_cut_in_euros_takes_as_many_places_as_bring_the_amount() -> None:
    pot, group = pot_with_group()
    PlaceGroup.objects.filter(pk=group.pk).update(cost_per_month=Decimal(500))
    without_cost = make_group(3, provider="gruenwerk", basis=LegalBasis.SGB2_16I)
    PlaceGroup.objects.filter(pk=without_cost.pk).update(pot=pot)
    by = actor()
    desk = Client()
    desk.force_login(User.objects.get())
    cut = simulate(pot, by, euros=Decimal("3600.50"))
    assert [(row["kind"], row["count"]) for row in cut.result["falling"]] == [("free", 7), ("running", 1)]
    assert (cut.places, cut.result["before"], cut.result["euros"]) == (5, 13, "3600.50")
    page = desk.get(reverse("placements-cut", args=[cut.pk])).content.decode()
    assert "Gekürzt wird um 3.600,50 € im Monat." in page
    assert f"Nicht gerechnet, weil die Kosten je Platz fehlen: {without_cost.title}." in page
    services.decide(cut, reason="Beschluss 7", by=by, today=TODAY)
    assert PotLimit.objects.get(pot=pot, since=NEXT_YEAR).places == 5


def test_what_a_cut_in_euros_cannot_reach_is_said_in_euros() -> None:
    pot, group = pot_with_group()
    by = actor()
    desk = Client()
    desk.force_login(User.objects.get())
    with pytest.raises(CutRefused, match="dessen Kosten je Monat bekannt sind"):
        simulate(pot, by, euros=Decimal(100))
    PlaceGroup.objects.filter(pk=group.pk).update(cost_per_month=Decimal(500))
    cut = simulate(pot, by, euros=Decimal(6000))
    assert (cut.places, cut.result["shortfall"], cut.result["reached_on"]) == (1, 1500, None)
    page = desk.get(reverse("placements-cut", args=[cut.pk])).content.decode()
    assert "Es fehlen 1.500 € im Monat" in page


def test_a_second_click_decides_nothing_more() -> None:
    pot, _ = pot_with_group()
    by = actor()
    cut = simulate(pot, by, places=5)
    services.decide(cut, reason="Beschluss 7", by=by, today=TODAY)
    services.decide(cut, reason="Beschluss 8", by=by, today=TODAY)
    cut.refresh_from_db()
    assert cut.reason == "Beschluss 7"
    assert Entry.objects.filter(verb="cut_decided").count() == 1
    with pytest.raises(CutRefused, match="schon beschlossen"):
        services.drop(cut, by=by)


def test_what_has_changed_since_is_computed_again_first() -> None:
    pot, group = pot_with_group()
    by = actor()
    cut = simulate(pot, by, places=5)
    begin(group)
    with pytest.raises(CutRefused, match="Bitte rechnen Sie neu"):
        services.decide(cut, reason="Beschluss 7", by=by, today=TODAY)
    assert not PotLimit.objects.filter(pot=pot, since=NEXT_YEAR).exists()


def test_a_dropped_cut_is_not_decided() -> None:
    pot, _ = pot_with_group()
    by = actor()
    cut = simulate(pot, by, places=5)
    services.drop(cut, by=by)
    assert services.drop(cut, by=by).status == CutStatus.DROPPED
    with pytest.raises(CutRefused, match="verworfen"):
        services.decide(cut, reason="Beschluss 7", by=by, today=TODAY)


def test_more_places_are_no_cut_and_a_later_decision_is_not_overwritten() -> None:
    pot, group = pot_with_group()
    by = actor()
    with pytest.raises(CutRefused, match="gibt es dort 10 Plätze"):
        simulate(pot, by, places=10)
    set_capacity(group, since=NEXT_YEAR + 90 * DAY, places=12, source="Nachtrag", by=SYSTEM)
    services.decide(simulate(pot, by, places=9), reason="Beschluss 7", by=by, today=TODAY)
    later = Capacity.objects.get(group=group, since=NEXT_YEAR + 90 * DAY)
    assert later.places == 9
    with pytest.raises(CutRefused, match="schon eine andere Zahl beschlossen"):
        services.simulate(pot, submission=uuid.uuid4(), since=NEXT_YEAR - DAY, places=1, by=by, today=TODAY)


DECIDE = """
import datetime as dt
from talachse.accounts.models import User
from talachse.accounts.queries import actor_for
from talachse.offers.models import Cut
from talachse.placements.services.cuts import CutRefused, decide
day = dt.date.fromisoformat("{day}")
try:
    decide(Cut.objects.get(), reason="Beschluss {number}", by=actor_for(User.objects.get(), today=day), today=day)
except CutRefused:
    pass
print(Cut.objects.get().reason)
"""


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_decide_one_cut_once(tmp_path: Path) -> None:
    pot, _ = pot_with_group()
    simulate(pot, actor(), places=5)
    with shared_database(tmp_path) as environment:
        reasons = at_once(tmp_path, environment, [DECIDE.format(day=TODAY, number=n) for n in (1, 2)])
    assert reasons[0] == reasons[1]


def test_finance_computes_and_only_the_desk_decides() -> None:
    pot, group = pot_with_group()
    finance, desk = client_as(Role.FINANCE), client_as(Role.PLACEMENT)
    form = {"submission": str(uuid.uuid4()), "pot": str(pot.pk), "since": NEXT_YEAR.isoformat(), "places": "4"}
    both = finance.post(reverse("placements-cuts"), form | {"percent": "10"})
    assert both.status_code == 422
    assert "Nur eines davon" in both.content.decode()
    nothing = finance.post(reverse("placements-cuts"), {**form, "places": "", "euros": "0"})
    assert "Betrag über null" in nothing.content.decode()
    for _ in range(2):
        assert finance.post(reverse("placements-cuts"), form).status_code == 302
    cut = Cut.objects.get()
    page = finance.get(reverse("placements-cut", args=[cut.pk])).content.decode()
    assert group.title in page
    assert "Kürzung beschließen" not in page
    address = reverse("placements-cut-decide", args=[cut.pk])
    assert finance.post(address, {"reason": "Beschluss 7"}).status_code == 403
    assert desk.post(address, {"reason": ""}).status_code == 422
    assert desk.post(address, {"reason": "Beschluss 7"}).status_code == 302
    cut.refresh_from_db()
    assert cut.status == CutStatus.DECIDED
