"""A case manager finds places for a person, reads why one does not fit and which proof would help; other zones stay shut."""

import datetime as dt
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from talachse.accounts.actor import SYSTEM
from talachse.audit.models import Entry
from talachse.offers.models import Capacity, LegalBasis, PlaceGroup
from talachse.offers.services.directory import OfferFacts, put_offer
from talachse.people.models import Fact, Person, Zone
from talachse.people.services import put_fact
from talachse.placements.models import ChecklistSignature, Participation, Placement
from talachse.placements.queries import suggestions
from talachse.placements.services import placing
from tests.placements.builders import (
    DAY,
    FIRST,
    TODAY,
    case_manager,
    make_group,
    make_organisation,
    make_person,
    suggest,
)

pytestmark = pytest.mark.django_db
BORN = dt.date(1980, 1, 1)


def see(client: Client, name: str, *args: object) -> str:
    return client.get(reverse(name, args=args)).content.decode()


def many(first: int, last: int) -> None:
    """Groups with these numbers, each with three people in it."""
    provider = make_organisation("vieles")
    made = PlaceGroup.objects.bulk_create(
        PlaceGroup(
            key=f"viel-{n}",
            title=f"Gruppe {n}",
            provider=provider,
            legal_basis=(LegalBasis.SGB2_16D, LegalBasis.SGB2_16I, LegalBasis.NOT_STATED)[n % 3],
            occupation=("Garten pflegen", "Fahrräder reparieren", "Küche")[n % 3],
            district=n % 10,
            starts_on=FIRST,
        )
        for n in range(first, last)
    )
    Capacity.objects.bulk_create(Capacity(group=g, since=FIRST, places=5, source="Probe") for g in made)
    people = Person.objects.bulk_create(
        Person(code=f"{n:03d}-{group.pk}", name=f"Mensch {n}", born_on=BORN, zone="sgb2", entered_on=TODAY)
        for group in made
        for n in range(3)
    )
    Participation.objects.bulk_create(
        Participation(
            submission=uuid.uuid4(), code=one.code, group=made[n // 3], started_on=TODAY, recorded_by="system"
        )
        for n, one in enumerate(people)
    )


def test_suggestions_out_of_2500_places_need_no_more_queries_than_out_of_a_few() -> None:
    person = make_person()
    client, address = case_manager(), reverse("placements-person", args=[person.pk])
    numbers = []
    for first, last in ((0, 20), (20, 2500)):
        many(first, last)
        client.get(address)
        with CaptureQueriesContext(connection) as seen:
            page = client.get(address).content.decode()
        assert "Gruppe" in page
        numbers.append(len(seen))
    assert numbers[0] == numbers[1]
    assert numbers[0] < 30


def test_the_best_place_comes_first_and_says_why() -> None:
    person = make_person()
    Person.objects.filter(pk=person.pk).update(wishes="Küche", district=3)
    person.refresh_from_db()
    many(0, 30)
    found = suggestions.places_for(person, on=TODAY)
    assert len(found) == 8
    assert "Passt zum Wunsch: Küche." in found[0].suggestion.reasons
    assert found[0].suggestion.score >= found[-1].suggestion.score


def test_places_of_an_offer_for_women_are_not_suggested_to_a_man_and_the_page_says_why() -> None:
    man, woman, place = make_person(), make_person(), make_group()
    Person.objects.filter(pk=man.pk).update(sex="m")
    Person.objects.filter(pk=woman.pk).update(sex="f")
    man.refresh_from_db()
    woman.refresh_from_db()
    offer, _ = put_offer(
        "frauen",
        OfferFacts(title="Frauen", kind="Kurs", themes=("work",), gender="f", source_url="https://example.org/"),
        by=SYSTEM,
        checked_on=TODAY,
        check_by=TODAY,
    )
    PlaceGroup.objects.filter(pk=place.pk).update(offer=offer)
    place.refresh_from_db()
    assert suggestions.places_for(man, on=TODAY) == []
    assert [one.group for one in suggestions.places_for(woman, on=TODAY)] == [place]
    page = see(case_manager(), "placements-person-place", man.pk, place.key)
    assert "Beim Platz selbst: Das Angebot ist für Frauen." in page
    elsewhere = make_group(0)
    for person in (man, woman):
        suggest(person, elsewhere)
    assert [one.person for one in suggestions.persons_for(place, [Zone.SGB2], on=TODAY)] == [woman]


def test_a_full_place_and_one_that_the_person_is_on_the_way_to_are_not_suggested() -> None:
    person = make_person()
    full, running, free = make_group(0), make_group(), make_group()
    suggest(person, running)
    assert [one.group for one in suggestions.places_for(person, on=TODAY)] == [free]
    assert full.pk != free.pk


def test_a_case_manager_reads_why_a_16i_job_does_not_work_and_which_proof_would_help() -> None:
    person, group = make_person(), make_group(basis=LegalBasis.SGB2_16I)
    client = case_manager()
    put_fact(person, "months_on_sgb2_in_last_84", 66, "Bescheide", TODAY, by=SYSTEM)
    page = see(client, "placements-person-place", person.pk, group.key)
    assert "66 von 84 Monaten" in page
    assert "nicht erfüllt" in page or "nicht bekannt" in page
    assert "Schwerbehindertenausweis" in page
    assert "Kooperationsplan" in page
    assert "§ 66 SGB II" in page
    assert Entry.objects.filter(kind="read", subject=f"people.person:{person.pk}", why="Platz geprüft").exists()


def test_used_up_years_are_shown_as_the_one_thing_that_stops() -> None:
    person, group = make_person(), make_group(basis=LegalBasis.SGB2_16I)
    early = dt.date(TODAY.year - 5, 1, 1)
    stay = {"legal_basis": "sgb2_16i", "starts_on": early.isoformat(), "ends_on": (early + 1825 * DAY).isoformat()}
    put_fact(person, "earlier_stays", [stay], "Bescheid", TODAY, by=SYSTEM)
    page = see(case_manager(), "placements-person-place", person.pk, group.key)
    assert "geht nicht" in page
    assert group not in [one.group for one in suggestions.places_for(person, on=TODAY)]
    assert "ganz belegt" in see(case_manager(), "placements-person", person.pk)


def test_own_months_stop_even_before_other_jobcenters_were_asked() -> None:
    person, group = make_person(), make_group(basis=LegalBasis.SGB2_16D)
    assert suggestions.fit_of(person, group, on=TODAY).assessment.criteria[0].verdict.is_unknown
    Participation.objects.create(
        submission=uuid.uuid4(),
        code=person.code,
        group=group,
        started_on=TODAY - 800 * DAY,
        ended_on=TODAY - DAY,
        recorded_by="system",
    )
    assert suggestions.fit_of(person, group, on=TODAY).stops


def test_a_person_is_found_by_name_code_and_file_number_and_no_name_stands_in_an_address() -> None:
    person = make_person("Özge Probe")
    client = case_manager()
    for text in ("özge", "Probe", person.code.replace("-", "").lower()):
        page = client.post(reverse("placements-people"), {"text": text}).content.decode()
        assert reverse("placements-person", args=[person.pk]) in page or text == "özge", text
    assert client.post(reverse("placements-people"), {"text": ""}).status_code == 422
    assert "Özge" not in client.get(reverse("placements-people"), {"text": "Özge"}).content.decode()


def test_a_person_of_another_office_is_not_there() -> None:
    other = make_person("Anna Jugendamt", zone=Zone.SGB8)
    group = make_group()
    placement = suggest(other, group)
    placing.wait(placement, by=SYSTEM, today=TODAY)
    client = case_manager()
    assert "Anna Jugendamt" not in client.post(reverse("placements-people"), {"text": "Anna"}).content.decode()
    for name, *args in (
        ("placements-person", other.pk),
        ("placements-person-change", other.pk),
        ("placements-person-facts", other.pk),
        ("placements-person-fact", other.pk, "employable"),
        ("placements-person-places", other.pk),
        ("placements-person-place", other.pk, group.key),
        ("placements-placement", placement.pk),
    ):
        assert client.get(reverse(name, args=args)).status_code == 404, name
    assert client.post(reverse("placements-placement-step", args=[placement.pk, "weiterleiten"])).status_code == 404
    for page in (see(client, "placements-placing"), see(client, "placements-queue", group.key)):
        assert "Anna Jugendamt" not in page
    placement.refresh_from_db()
    assert placement.status == "waiting"


def test_a_person_is_entered_once_however_often_the_button_is_pressed() -> None:
    client, form = case_manager(), {"submission": str(uuid.uuid4()), "name": "Neu Neu", "born_on": "1990-01-01"}
    answers = [client.post(reverse("placements-people-add"), form) for _ in range(2)]
    assert {answer.status_code for answer in answers} == {302}
    assert Person.objects.count() == 1
    twice = form | {"submission": str(uuid.uuid4()), "file_number": "A-1"}
    assert client.post(reverse("placements-people-add"), twice).status_code == 302
    third = client.post(reverse("placements-people-add"), twice | {"submission": str(uuid.uuid4())})
    assert third.status_code == 422
    assert "schon eine Person" in third.content.decode()
    wrong = client.post(reverse("placements-people-add"), form | {"born_on": "2999-01-01"})
    assert wrong.status_code == 422
    assert "Neu Neu" in wrong.content.decode()


@pytest.mark.parametrize(
    ("key", "value", "stored"),
    [
        ("employable", "ja", True),
        ("employable", "nein", False),
        ("holistic_support_months", "4", 4),
        ("training_ended_on", "2026-02-01", "2026-02-01"),
        ("earlier_stays", "", []),
        (
            "earlier_stays",
            "16d; 01.02.2024; 31.07.2024",
            [{"legal_basis": "sgb2_16d", "starts_on": "2024-02-01", "ends_on": "2024-07-31"}],
        ),
    ],
)
def test_each_kind_of_fact_is_entered_with_its_proof(key: str, value: str, stored: object) -> None:
    person, client = make_person(), case_manager()
    address = reverse("placements-person-fact", args=[person.pk, key])
    form = {"value": value, "proof": "gesehen", "as_of": TODAY.isoformat()}
    assert client.post(address, form).status_code == 302
    fact = Fact.objects.get()
    assert (fact.key, fact.value, fact.proof) == (key, stored, "gesehen")
    assert client.get(address).status_code == 200
    assert "gesehen" in see(client, "placements-person", person.pk)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("employable", ""),
        ("holistic_support_months", "-1"),
        ("holistic_support_months", "viel"),
        ("training_ended_on", "gestern"),
        ("earlier_stays", "16x; 01.02.2024; 31.07.2024"),
        ("earlier_stays", "16d; 01.02.2024; 31.01.2024"),
        ("earlier_stays", "früher einmal"),
    ],
)
def test_a_wrong_fact_is_refused_at_its_field(key: str, value: str) -> None:
    person = make_person()
    answer = case_manager().post(
        reverse("placements-person-fact", args=[person.pk, key]),
        {"value": value, "proof": "so getippt", "as_of": TODAY.isoformat()},
    )
    assert answer.status_code == 422
    assert "so getippt" in answer.content.decode()
    assert not Fact.objects.exists()


def test_a_suggestion_is_made_from_the_place_and_leads_on_step_by_step() -> None:
    person, group, other = make_person(), make_group(), make_group(provider="lernwerk")
    client = case_manager()
    form = {"submission": str(uuid.uuid4()), "step": "wait", "priority": "1", "note": ""}
    for _ in range(2):
        assert client.post(reverse("placements-person-place", args=[person.pk, group.key]), form).status_code == 302
    placement = Placement.objects.get()
    assert (placement.status, placement.priority) == ("waiting", 1)
    assert "Platz auf der Warteliste" in see(client, "placements-placement", placement.pk)
    assert person.name in see(client, "placements-queue", group.key)
    move = {"transfer": str(uuid.uuid4()), "placement": str(placement.pk)}
    for _ in range(2):
        assert client.post(reverse("placements-person-place", args=[person.pk, other.key]), move).status_code == 302
    moved = Placement.objects.get(group=other)
    assert (moved.moved_from_id, moved.status) == (placement.pk, "waiting")
    step = reverse("placements-placement-step", args=[moved.pk, "beginn"])
    refused = client.post(step, {"started_on": TODAY.isoformat()})
    assert refused.status_code == 422
    assert "erst die Zusage" in refused.content.decode()
    unknown = reverse("placements-placement-step", args=[moved.pk, "zaubern"])
    assert client.post(unknown).status_code == 404


def test_what_needs_a_human_stands_first_and_the_list_needs_the_same_queries_for_few_and_many() -> None:
    group, client = make_group(), case_manager()
    first = suggest(make_person("Zoe Zuletzt"), group)
    see(client, "placements-placing")
    numbers = []
    for more in (1, 25):
        for n in range(more):
            suggest(make_person(f"Person {more} {n}"), group, on=TODAY - 20 * DAY)
        with CaptureQueriesContext(connection) as seen:
            see(client, "placements-placing")
        numbers.append(len(seen))
    assert numbers[0] == numbers[1]
    Placement.objects.filter(pk=first.pk).update(escalated_on=TODAY)
    page = see(client, "placements-placing")
    assert "braucht einen Menschen (1)" in page
    assert page.index("Zoe Zuletzt") < page.index("Person 25 0")
    only = client.get(reverse("placements-placing"), {"stand": "human"}).content.decode()
    assert "Person 25 0" not in only
    assert Entry.objects.filter(kind="read", subject="placements.placement:open").exists()


def test_a_point_of_the_check_list_is_signed_once_by_name() -> None:
    group, client = make_group(basis=LegalBasis.SGB2_16D), case_manager()
    address = reverse("placements-queue-sign", args=[group.key])
    assert client.post(address, {"item": "gibt-es-nicht"}).status_code == 422
    for _ in range(2):
        assert client.post(address, {"item": "zusaetzlich", "note": "vor Ort angesehen"}).status_code == 302
    assert ChecklistSignature.objects.get().note == "vor Ort angesehen"
    assert "vor Ort angesehen" in see(client, "placements-queue", group.key)
    assert Entry.objects.filter(verb="checklist_signed").count() == 1


def test_for_a_free_place_those_who_wait_elsewhere_are_named_longest_waiting_first_and_only_of_the_own_zone() -> None:
    elsewhere, free = make_group(provider="lernwerk"), make_group()
    for name, days, zone in (("Kurz", 5, Zone.SGB2), ("Lang", 90, Zone.SGB2), ("Fremd", 200, Zone.SGB12)):
        waiting = suggest(make_person(name, zone=zone), elsewhere, on=TODAY - days * DAY)
        placing.wait(waiting, by=SYSTEM, today=TODAY)
    suggest(make_person("Schon da"), free)
    found = suggestions.persons_for(free, ["sgb2"], on=TODAY)
    assert [one.person.name for one in found] == ["Lang", "Kurz"]
    manager = case_manager()
    assert "Lang" not in see(manager, "placements-queue", free.key)  # looked for only when somebody asks
    page = manager.get(reverse("placements-queue", args=[free.key]), {"passend": "1"}).content.decode()
    assert page.index("Lang") < page.index("Kurz")
    assert "Fremd" not in page
    assert suggestions.persons_for(make_group(0), ["sgb2"], on=TODAY) == []
