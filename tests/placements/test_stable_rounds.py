"""A round of apprenticeships: a stable proposal with markers only, confirmed once, and only while nothing has changed."""

import datetime as dt
import re
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from talachse.accounts import services as accounts
from talachse.accounts.actor import PUBLIC, SYSTEM
from talachse.accounts.models import OrganisationKind, User
from talachse.audit.models import Entry
from talachse.jobs.models import OutgoingMail
from talachse.offers.models import Applicant, Posting
from talachse.offers.queries.wishes import interested_in
from talachse.offers.services import apprenticeships, wishes
from talachse.offers.services.wishes import Met
from talachse.placements.models import Round
from talachse.placements.services import stable_rounds as services
from talachse.rules.access import Role
from talachse.rules.apprenticeships import marker

pytestmark = pytest.mark.django_db
NOW = timezone.now()
TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)


def make_posting(occupation: str, places: int = 1) -> Posting:
    """A company of its own for each occupation."""
    company = accounts.add_organisation(key=occupation, name=occupation, kind=OrganisationKind.COMPANY, by=SYSTEM)
    return apprenticeships.post_apprenticeship(
        submission=uuid.uuid4(),
        company_id=company.pk,
        occupation=occupation,
        places=places,
        starts_on=TODAY + 200 * DAY,
        by=SYSTEM,
        today=TODAY,
    )


def make_list(*postings: Posting) -> Applicant:
    owner = wishes.begin_list(submission=uuid.uuid4(), by=PUBLIC, today=TODAY)
    for posting in postings:
        wishes.add_wish(owner, posting, by=PUBLIC)
    return owner


def rank(posting: Posting, *best_first: Applicant, declined: tuple[Applicant, ...] = ()) -> None:
    ids = {owner.pk: owner.wishes.get(posting=posting).pk for owner in (*best_first, *declined)}
    said = {ids[owner.pk]: Met(rank=n) for n, owner in enumerate(best_first, 1)}
    wishes.rank_wishes(posting, said | {ids[owner.pk]: Met(declined=True) for owner in declined}, by=SYSTEM)


def given(found: Round) -> dict[str, tuple[str, int]]:
    return {pair["person"]: (pair["place"], pair["wish"]) for pair in found.result["assignments"]}


class Case:
    """Three want the bakery; it would rather have B, then A. C was met by nobody, D does not fit."""

    def __init__(self) -> None:
        self.bakery, self.kitchen = make_posting("Bäckerei"), make_posting("Küche")
        self.a = make_list(self.bakery, self.kitchen)
        self.b = make_list(self.bakery)
        self.c = make_list(self.bakery)
        self.d = make_list(self.kitchen)
        rank(self.bakery, self.b, self.a)
        rank(self.kitchen, self.a, declined=(self.d,))


def steerer() -> Client:
    organisation = accounts.add_organisation(key="jc", name="Jobcenter", kind=OrganisationKind.JOBCENTER, by=SYSTEM)
    user = User.objects.create_user("platz@example.org", None, name="Rike")
    accounts.add_membership(
        user=user, organisation=organisation, role=Role.PLACEMENT, valid_from=TODAY - 9 * DAY, by=SYSTEM
    )
    client = Client()
    client.force_login(user)
    return client


def test_a_round_gives_everybody_the_best_stable_place_and_says_why_somebody_gets_none() -> None:
    case = Case()
    found = services.propose(by=SYSTEM, now=NOW)
    a, b, c, d = (marker(owner.pk) for owner in (case.a, case.b, case.c, case.d))
    assert given(found) == {a: (str(case.kitchen.pk), 2), b: (str(case.bakery.pk), 1)}
    assert found.result["by_wish"] == {"1": 1, "2": 1}
    reasons = {row["person"]: row["reason"] for row in found.result["unmatched"]}
    assert set(reasons) == {c, d}
    assert "kennengelernt" in reasons[c]
    assert found.solver
    assert found.objective


def test_a_round_keeps_markers_and_never_a_code_or_a_nickname() -> None:
    case = Case()
    wishes.describe(case.a, nickname="Kiwi", school_year=9, district=1, by=PUBLIC)
    found = services.propose(by=SYSTEM, now=NOW)
    kept = f"{found.instance}{found.result}"
    assert [o.code for o in Applicant.objects.all() if o.code in kept] == []
    assert "Kiwi" not in kept


def test_the_same_starting_point_twice_is_one_proposal_and_a_new_one_drops_the_old() -> None:
    case = Case()
    first = services.propose(by=SYSTEM, now=NOW)
    assert services.propose(by=SYSTEM, now=NOW) == first
    make_list(case.bakery)
    second = services.propose(by=SYSTEM, now=NOW)
    first.refresh_from_db()
    assert (first.status, second.status) == ("dropped", "proposed")
    assert Entry.objects.filter(verb="stable_round_proposed").count() == 2


def test_without_any_wish_there_is_nothing_to_compute() -> None:
    make_posting("Bäckerei")
    with pytest.raises(services.RoundRefused, match="noch keine Wünsche"):
        services.propose(by=SYSTEM, now=NOW)
    answer = steerer().post(reverse("placements-stable-rounds"), follow=True)
    assert "noch keine Wünsche" in answer.content.decode()


def test_who_has_left_and_what_was_withdrawn_is_not_in_the_round() -> None:
    case = Case()
    wishes.leave(case.b, by=PUBLIC, today=TODAY)
    apprenticeships.withdraw_posting(case.kitchen, by=SYSTEM, today=TODAY)
    found = services.propose(by=SYSTEM, now=NOW)
    assert given(found) == {marker(case.a.pk): (str(case.bakery.pk), 1)}
    assert list(found.instance["quotas"]) == [str(case.bakery.pk)]


def test_a_simulation_shows_who_moves_and_keeps_nothing() -> None:
    case = Case()
    found = services.propose(by=SYSTEM, now=NOW)
    moved = services.without(found, str(case.kitchen.pk))
    assert [(m.person, m.before, m.after) for m in moved] == [(marker(case.a.pk), str(case.kitchen.pk), None)]
    with pytest.raises(services.RoundRefused, match="gibt es in der Runde nicht"):
        services.without(found, "0")
    page = steerer().get(reverse("placements-stable-round", args=[found.pk]), {"ohne": str(case.kitchen.pk)})
    assert "ändert sich für 1 jungen Menschen etwas" in page.content.decode()
    unknown = steerer_again(page.wsgi_request.user).get(reverse("placements-stable-round", args=[found.pk]) + "?ohne=x")
    assert unknown.status_code == 200
    found.refresh_from_db()
    assert found.status == "proposed"


def steerer_again(user: object) -> Client:
    client = Client()
    client.force_login(user)  # type: ignore[arg-type]
    return client


def test_a_confirmed_round_reaches_lists_and_companies_once() -> None:
    case = Case()
    baker = User.objects.create_user("baecker@example.org", None, name="Jo")
    accounts.add_membership(
        user=baker, organisation=case.bakery.company, role=Role.COMPANY, valid_from=TODAY - 9 * DAY, by=SYSTEM
    )
    found = services.propose(by=SYSTEM, now=NOW)
    client = steerer()
    for _ in range(2):
        client.post(reverse("placements-stable-round-confirm", args=[found.pk]))
    found.refresh_from_db()
    assert found.status == "confirmed"
    assert Entry.objects.filter(verb="stable_round_confirmed").count() == 1
    assert OutgoingMail.objects.count() == 1
    mail = bytes(OutgoingMail.objects.get().message).decode()
    assert marker(case.b.pk) not in mail
    for owner, sees in ((case.a, "Küche"), (case.b, "Bäckerei"), (case.c, ""), (case.d, "")):
        pupil = Client()
        pupil.post(reverse("offers-wishes"), {"code": owner.code})
        text = pupil.get(reverse("offers-wishes")).content.decode()
        invitations = re.findall(r"Der Betrieb (\S+) möchte dich kennenlernen", text)
        assert invitations == ([sees] if sees else [])
    assert [line.invited for line in interested_in(case.kitchen, on=TODAY) if line.marker == marker(case.a.pk)] == [
        True
    ]
    room = steerer_again(baker).get(reverse("offers-own-posting", args=[case.bakery.pk])).content.decode()
    assert "passt ein junger Mensch zu Ihnen" in room


@pytest.mark.parametrize("change", ["wish", "order", "places", "left"])
def test_a_round_that_no_longer_fits_cannot_be_confirmed(change: str) -> None:
    case = Case()
    found = services.propose(by=SYSTEM, now=NOW)
    if change == "wish":
        wishes.move_wish(case.a, case.a.wishes.get(posting=case.kitchen).pk, to=1, by=PUBLIC)
    elif change == "order":
        rank(case.bakery, case.a, case.b)
    elif change == "left":
        wishes.leave(case.c, by=PUBLIC, today=TODAY)
    else:
        apprenticeships.change_posting(
            case.bakery, occupation="Bäckerei", places=2, starts_on=case.bakery.starts_on, by=SYSTEM, today=TODAY
        )
    with pytest.raises(services.RoundRefused, match="Bitte rechnen Sie neu"):
        services.confirm(found, by=SYSTEM, now=NOW)
    client = steerer()
    page = reverse("placements-stable-round", args=[found.pk])
    assert "Runde bestätigen" not in client.get(page).content.decode()
    answer = client.post(reverse("placements-stable-round-confirm", args=[found.pk]), follow=True)
    assert "Bitte rechnen Sie neu" in answer.content.decode()
    assert not OutgoingMail.objects.exists()


def test_a_dropped_round_is_not_confirmed_and_a_confirmed_one_not_dropped() -> None:
    Case()
    found = services.propose(by=SYSTEM, now=NOW)
    for _ in range(2):
        services.drop(found, by=SYSTEM, now=NOW)
    with pytest.raises(services.RoundRefused, match="verworfen"):
        services.confirm(found, by=SYSTEM, now=NOW)
    again = services.propose(by=SYSTEM, now=NOW)
    services.confirm(again, by=SYSTEM, now=NOW)
    with pytest.raises(services.RoundRefused, match="schon bestätigt"):
        services.drop(again, by=SYSTEM, now=NOW)
    assert Entry.objects.filter(verb="stable_round_dropped").count() == 1


def test_a_new_round_replaces_what_the_old_one_said() -> None:
    case = Case()
    services.confirm(services.propose(by=SYSTEM, now=NOW), by=SYSTEM, now=NOW)
    rank(case.bakery, case.a, case.b)
    services.confirm(
        services.propose(by=SYSTEM, now=NOW + dt.timedelta(seconds=1)), by=SYSTEM, now=NOW + dt.timedelta(seconds=2)
    )
    assert [line.marker for line in interested_in(case.bakery, on=TODAY) if line.invited] == [marker(case.a.pk)]
    assert [line for line in interested_in(case.kitchen, on=TODAY) if line.invited] == []


def test_the_pages_need_as_many_queries_for_many_people_as_for_few_and_every_look_is_kept() -> None:
    case = Case()
    client = steerer()
    client.get(reverse("placements-stable-rounds"))  # the first look after a log-in writes it down

    def queries(found: Round) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse("placements-stable-round", args=[found.pk])).status_code == 200
        return len(asked)

    few = queries(services.propose(by=SYSTEM, now=NOW))
    rank(case.bakery, case.b, case.a, *(make_list(case.bakery) for _ in range(20)))
    assert queries(services.propose(by=SYSTEM, now=NOW)) == few
    assert Entry.objects.filter(kind="read", why="Ausbildungsrunde angesehen").count() == 2
    assert client.get(reverse("placements-stable-round", args=[0])).status_code == 404
    assert client.get(reverse("placements-stable-rounds")).status_code == 200


def test_only_those_who_run_rounds_see_them() -> None:
    Case()
    found = services.propose(by=SYSTEM, now=NOW)
    page = reverse("placements-stable-round", args=[found.pk])
    assert Client().get(page).status_code == 302
    manager = User.objects.create_user("fall@example.org", None, name="Sam")
    organisation = accounts.add_organisation(key="jc", name="Jobcenter", kind=OrganisationKind.JOBCENTER, by=SYSTEM)
    accounts.add_membership(
        user=manager, organisation=organisation, role=Role.CASE_MANAGER, valid_from=TODAY - DAY, by=SYSTEM
    )
    assert steerer_again(manager).get(page).status_code == 403
