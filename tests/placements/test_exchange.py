"""Tables of the Jobcenter's case system: nobody types twice, no cap is broken by a file, no office sees another's people."""

import datetime as dt
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from talachse.accounts import services as accounts
from talachse.accounts.actor import SYSTEM, Actor
from talachse.accounts.models import Organisation, OrganisationKind, User
from talachse.accounts.queries import actor_for
from talachse.audit.models import Entry
from talachse.documents.previews import Preview
from talachse.documents.services import read_draft
from talachse.documents.tables import WRITERS, TableRefused, write_csv
from talachse.offers.models import LegalBasis, PlaceGroup
from talachse.offers.services.places import add_group
from talachse.people import codes, lists
from talachse.people.lists import PersonFacts
from talachse.people.models import Person, Zone
from talachse.placements.models import Participation
from talachse.placements.services import exchange as services
from talachse.placements.services import exchange_groups, exchange_participations, exchange_people
from talachse.placements.services.exchange import ExchangeRefused, Table
from talachse.rules.access import Role
from talachse.rules.agreement.document import Side
from tests.race import at_once, shared_database

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)
FIRST = dt.date(2024, 1, 1)
PEOPLE, STAYS, GROUPS = exchange_people.TABLE, exchange_participations.TABLE, exchange_groups.TABLE
PERSON_HEAD = ["Aktenzeichen", "Name", "Geburtsdatum"]
STAY_HEAD = ["Aktenzeichen", "Platzgruppe", "Beginn", "Ende", "Grund des Endes"]


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Any) -> None:
    files = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path / "files"}}
    settings.STORAGES = settings.STORAGES | {"default": files}


def user_of(login: str, role: Role = Role.PLACEMENT, side: Side | None = Side.JOBCENTER) -> User:
    """Somebody of the Jobcenter, of the city or of neither, with this function."""
    kind = {
        Side.JOBCENTER: OrganisationKind.JOBCENTER,
        Side.CITY: OrganisationKind.CITY,
        None: OrganisationKind.PROVIDER,
    }[side]
    house = accounts.add_organisation(key=f"haus-{side}", name=f"Haus {side}", kind=kind, side=side, by=SYSTEM)
    user = User.objects.create_user(f"{login}@example.org", None, name=login)
    accounts.add_membership(user=user, organisation=house, role=role, valid_from=FIRST, by=SYSTEM)
    return user


def worker(login: str = "rike") -> Actor:
    return actor_for(user_of(login), today=TODAY)


def logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def provider(key: str = "radwerk") -> Organisation:
    return accounts.add_organisation(key=key, name=key.title(), kind=OrganisationKind.PROVIDER, by=SYSTEM)


def group(places: int = 5, key: str = "werkstatt", basis: LegalBasis = LegalBasis.SGB2_16D) -> PlaceGroup:
    return add_group(
        key=key, title=f"Gruppe {key}", provider=provider(), legal_basis=basis, starts_on=FIRST, places=places,
        project="bergauf", by=SYSTEM, source="Probe",
    )  # fmt: skip


def person(number: str, name: str = "Alex Beispiel", *, zone: Zone = Zone.SGB2, born_on: dt.date = FIRST) -> Person:
    facts = PersonFacts(name=name, born_on=born_on, file_number=number)
    with transaction.atomic():
        [made] = lists.add_people([facts], zone=zone, by=SYSTEM, today=TODAY)
    return made


def read(table: Table, head: list[str], *cells: list[str], by: Actor) -> tuple[int, Preview]:
    """Number and content of the preview of rows."""
    return read_file(table, write_csv(head, cells), by=by)


def read_file(table: Table, content: bytes, name: str = "liste.csv", *, by: Actor) -> tuple[int, Preview]:
    stored = services.preview(table, io.BytesIO(content), name, by=by, today=TODAY)
    return stored.pk, Preview.from_json(read_draft(stored))


def confirm(table: Table, pk: int, *, by: Actor, **choices: str) -> Preview:
    chosen = {int(number.removeprefix("z")): choice for number, choice in choices.items()}
    found = services.confirm(table, pk, choices=chosen, by=by, today=TODAY)
    assert found is not None
    return found


def reasons(found: Preview) -> dict[int, str]:
    return {line.number: line.reason for line in found.of("wrong")}


def day(ago: int) -> str:
    return (TODAY - ago * DAY).strftime("%d.%m.%Y")


# --- people ------------------------------------------------------------------------------------------------------


def test_people_come_in_once_with_a_code_and_are_brought_up_to_date_later() -> None:
    by = worker()
    head = [*PERSON_HEAD, "Vorname", "Geschlecht", "Bezirk", "Telefon"]
    pk, found = read(PEOPLE, head, ["007", "Muster", "1.2.1990", "Kim", "w", "Barmen", "+49 202"], by=by)
    assert found.counts()["new"] == 1
    assert confirm(PEOPLE, pk, by=by).done == {"neu": 1, "unverändert": 0, "nicht übernommen": 0}
    made = Person.objects.get()
    assert (made.name, made.file_number, made.sex, made.district, made.contact) == (
        "Kim Muster",
        "007",
        "f",
        5,
        "+49 202",
    )
    assert (made.zone, len(made.code)) == ("sgb2", 7)
    pk, found = read(PEOPLE, [*PERSON_HEAD, "Telefon"], ["007", "Kim Muster", "01.02.1990", "0202 1"], by=by)
    assert [list(change) for change in found.of("changed")[0].differences] == [
        ["Erreichbar unter", "+49 202", "0202 1"]
    ]
    confirm(PEOPLE, pk, by=by)
    made.refresh_from_db()
    assert (made.contact, made.sex) == ("0202 1", "f")
    assert set(Entry.objects.filter(subject=f"people.person:{made.pk}").values_list("verb", "why")) == {
        ("person_added", "sgb2"),
        ("person_changed", "contact"),
        ("read", "Abgleich mit dem Fachverfahren"),
    }


def test_wrong_rows_of_people_say_what_is_wrong() -> None:
    by = worker()
    known = person("1")
    head = [*PERSON_HEAD, "Bezirk", "Geschlecht", "Code"]
    _, found = read(
        PEOPLE, head,
        ["", "Ohne Nummer", "01.01.1990"],
        ["2", "Falscher Tag", "31.02.1990"],
        ["3", "Noch nicht da", (TODAY + DAY).strftime("%d.%m.%Y")],
        ["4", "Woanders", "01.01.1990", "Köln", "x"],
        ["5", "Doppelt", "01.01.1990"],
        ["5", "Doppelt", "01.01.1990"],
        ["6", "Fremder Code", "01.01.1990", "", "", "BBB-BBB"],
        ["7", "Kein Code", "01.01.1990", "", "", "hallo"],
        ["8", "Von früher", "01.01.1800"],
        by=by,
    )  # fmt: skip
    wrong = reasons(found)
    assert wrong[2] == "Aktenzeichen: Hier fehlt eine Angabe."
    assert wrong[3] == "Geburtsdatum: Den 31.02.1990 gibt es nicht. Bitte prüfen Sie das Datum."
    assert wrong[4] == "Geburtsdatum: Das Geburtsdatum liegt in der Zukunft."
    assert "Bezirk: Den Stadtbezirk „Köln“ gibt es nicht." in wrong[5]
    assert "Geschlecht: „x“ kennen wir hier nicht." in wrong[5]
    assert wrong[7] == "Dieses Aktenzeichen steht schon in Zeile 6."
    assert wrong[8] == "Code: Diesen Code kennen wir nicht."
    assert wrong[9].startswith("Code: „hallo“ ist kein Code.")
    assert "liegt zu weit zurück" in wrong[10]
    assert [line.number for line in found.of("new")] == [6]
    _, found = read(PEOPLE, [*PERSON_HEAD, "Code"], ["9", "Andere Nummer", "01.01.1990", known.code], by=by)
    assert found.of("changed")[0].key == known.code


def test_somebody_of_the_same_name_and_birthday_is_asked_about_and_not_entered_twice() -> None:
    by = worker()
    known = person("alt", "Alex Beispiel")
    pk, found = read(
        PEOPLE, PERSON_HEAD,
        ["neu", "Beispiel, Alex", "01.01.2024"], ["auch", "Alex Beispiel", "01.01.2024"], ["offen", "Alex Beispiel", "01.01.2024"],
        by=by,
    )  # fmt: skip
    assert [[code for code, _, _ in line.candidates] for line in found.of("doubtful")] == [[known.code]] * 3
    done = confirm(PEOPLE, pk, by=by, z2=known.code, z3="new")
    assert done.done == {"geändert": 1, "neu": 1, "unverändert": 0, "nicht übernommen": 1}
    assert set(Person.objects.values_list("file_number", "name")) == {
        ("neu", "Beispiel, Alex"),
        ("auch", "Alex Beispiel"),
    }


def test_two_people_who_exchange_at_once_do_not_overwrite_each_other() -> None:
    one, two = worker("eins"), worker("zwei")
    person("1", "Alex")
    row, other = [["1", name, "01.01.2024"] for name in ("Alex Eins", "Alex Zwei")]
    (first, _), (second, _) = (
        read(PEOPLE, PERSON_HEAD, row, ["2", "Neu Eins", "01.01.1990"], by=one),
        read(PEOPLE, PERSON_HEAD, other, ["2", "Neu Zwei", "01.01.1990"], by=two),
    )
    confirm(PEOPLE, first, by=one)
    late = confirm(PEOPLE, second, by=two)
    assert "jemand anderes geändert" in reasons(late)[2]
    assert "inzwischen jemand anderes eingetragen" in reasons(late)[3]
    assert set(Person.objects.values_list("name", flat=True)) == {"Alex Eins", "Neu Eins"}
    assert confirm(PEOPLE, first, by=one).done == {"geändert": 1, "neu": 1, "unverändert": 0, "nicht übernommen": 0}
    assert Person.objects.count() == 2


def test_people_of_another_office_are_neither_seen_nor_matched() -> None:
    by = worker()
    child = person("1", "Jugendamt Kind", zone=Zone.SGB8)
    Participation.objects.create(
        submission="00000000-0000-0000-0000-000000000001",
        code=child.code,
        group=group(),
        started_on=FIRST,
        recorded_by="x",
    )
    _, found = read(PEOPLE, PERSON_HEAD, ["1", "Jugendamt Kind", "01.01.2024"], by=by)
    assert [line.state for line in found.lines] == ["new"]
    _, found = read(STAYS, ["Code", *STAY_HEAD[1:]], [child.code, "werkstatt", day(3)], by=by)
    assert reasons(found) == {2: "Code: Diesen Code kennen wir nicht."}
    for table in (PEOPLE, STAYS):
        content = services.export(table, "csv", reason="Abgleich am Morgen", by=by, today=TODAY)
        assert child.code not in content.decode()
    with pytest.raises(ExchangeRefused, match="nur das Jobcenter"):
        read(PEOPLE, PERSON_HEAD, ["1", "x", "01.01.1990"], by=actor_for(user_of("stadt", side=Side.CITY), today=TODAY))


def test_thousands_of_people_need_few_queries() -> None:
    by = worker()
    rows = [
        [f"A{number}", f"Person {number}", "01.01.1990" if number % 10 else "31.02.1990"] for number in range(3_000)
    ]
    with CaptureQueriesContext(connection) as looked:
        pk, found = read(PEOPLE, PERSON_HEAD, *rows, by=by)
    assert (found.counts()["new"], found.counts()["wrong"]) == (2_700, 300)
    assert len(looked) < 25
    with CaptureQueriesContext(connection) as wrote:
        confirm(PEOPLE, pk, by=by)
    assert Person.objects.count() == 2_700
    assert len(wrote) < 60


# --- participations ----------------------------------------------------------------------------------------------


def test_starts_and_ends_come_in_and_what_a_cap_refuses_comes_back_with_its_reason() -> None:
    by = worker()
    group(2)
    for number in "1234":
        person(number, f"Person {number}")
    head = STAY_HEAD
    pk, found = read(
        STAYS, head,
        ["1", "werkstatt", day(100)],
        ["2", "Gruppe werkstatt", day(50)],
        ["3", "werkstatt", day(20)],
        ["4", "werkstatt", day(300), day(200), "Arbeit oder Ausbildung aufgenommen"],
        by=by,
    )  # fmt: skip
    assert reasons(found) == {4: "Beginn: Alle 2 Plätze dieser Gruppe sind besetzt."}
    assert Participation.objects.count() == 0
    assert confirm(STAYS, pk, by=by).done == {"begonnen": 3, "unverändert": 0, "nicht übernommen": 1}
    first, second = confirm(STAYS, pk, by=by), confirm(STAYS, pk, by=by)
    assert first.done == second.done
    assert Participation.objects.count() == 3
    past = Participation.objects.get(ended_on__isnull=False)
    assert (past.end_reason, past.code) == (
        "Arbeit oder Ausbildung aufgenommen",
        Person.objects.get(file_number="4").code,
    )
    # One leaves, so the third can begin: in one file.
    pk, found = read(
        STAYS, head, ["3", "werkstatt", day(5)], ["1", "werkstatt", day(100), day(10), "abgeschlossen"], ["2", "werkstatt", day(50)],
        by=by,
    )  # fmt: skip
    assert found.counts() == {"new": 1, "changed": 1, "unchanged": 1, "wrong": 0, "doubtful": 0}
    assert confirm(STAYS, pk, by=by).done == {"beendet": 1, "begonnen": 1, "unverändert": 1, "nicht übernommen": 0}
    assert Participation.objects.filter(ended_on=None).count() == 2


def test_a_place_that_was_taken_after_the_preview_is_not_given_again() -> None:
    by = worker()
    place = group(1)
    person("1")
    pk, found = read(STAYS, STAY_HEAD, ["1", "werkstatt", day(1)], by=by)
    assert found.counts()["new"] == 1
    Participation.objects.create(
        submission="00000000-0000-0000-0000-000000000002",
        code="XXX-XXX",
        group=place,
        started_on=FIRST,
        recorded_by="x",
    )
    late = confirm(STAYS, pk, by=by)
    assert late.done == {"begonnen": 0, "unverändert": 0, "nicht übernommen": 1}
    assert reasons(late) == {2: "Der einzige Platz dieser Gruppe ist besetzt."}


def test_a_break_in_the_middle_is_taken_up_again_without_a_second_start() -> None:
    by = worker()
    group(5)
    person("1")
    pk, found = read(STAYS, STAY_HEAD, ["1", "werkstatt", day(1)], by=by)
    where = services.context(STAYS, by=by, today=TODAY)
    STAYS.take(found, {}, where, pk)  # and then the machine went down before the preview was marked as done
    assert Participation.objects.count() == 1
    assert confirm(STAYS, pk, by=by).done == {"begonnen": 1, "unverändert": 0, "nicht übernommen": 0}
    assert Participation.objects.count() == 1


CONFIRM = """
import datetime as dt
from talachse.accounts.models import User
from talachse.accounts.queries import actor_for
from talachse.placements.services import exchange, exchange_participations
day = dt.date.fromisoformat("{day}")
by = actor_for(User.objects.get(), today=day)
found = exchange.confirm(exchange_participations.TABLE, {pk}, choices={{}}, by=by, today=day)
print(found.done["begonnen"])
"""


@pytest.mark.django_db(transaction=True)
def test_the_button_pressed_in_three_windows_at_once_is_one_act(tmp_path: Path) -> None:
    by = worker()
    group(4)
    for number in range(6):
        person(str(number), f"Person {number}", born_on=FIRST + number * DAY)
    rows = [[str(number), "werkstatt", day(20), day(10) if number < 2 else ""] for number in range(6)]
    pk, found = read(STAYS, STAY_HEAD, *rows, by=by)
    assert found.counts() == {"new": 4, "changed": 0, "unchanged": 0, "wrong": 2, "doubtful": 0}
    with shared_database(tmp_path) as environment:
        counted = at_once(tmp_path, environment, [CONFIRM.format(day=TODAY, pk=pk)] * 3)
        assert [int(count) for count in counted] == [4, 4, 4]
        stays = "from talachse.placements.models import Participation as P; print(P.objects.count())"
        assert [int(count) for count in at_once(tmp_path, environment, [stays])] == [4]


def test_wrong_rows_of_participations_say_what_is_wrong() -> None:
    by = worker()
    group(5)
    person("1")
    ended = person("2", "Zwei")
    Participation.objects.create(
        submission="00000000-0000-0000-0000-000000000003", code=ended.code, group=PlaceGroup.objects.get(),
        started_on=TODAY - 50 * DAY, ended_on=TODAY - 40 * DAY, recorded_by="x",
    )  # fmt: skip
    _, found = read(
        STAYS, STAY_HEAD,
        ["99", "werkstatt", day(1)],
        ["", "werkstatt", day(1)],
        ["1", "nirgends", day(1)],
        ["1", "werkstatt", day(1), day(2)],
        ["1", "werkstatt", "31.02.2026"],
        ["1", "werkstatt", "01.01.2020"],
        ["1", "werkstatt", (TODAY + 400 * DAY).strftime("%d.%m.%Y")],
        ["2", "werkstatt", day(50), day(30)],
        ["2", "werkstatt", day(45)],
        ["1", "werkstatt", day(10)],
        ["1", "werkstatt", day(5)],
        by=by,
    )  # fmt: skip
    wrong = reasons(found)
    assert "kennen wir keine Person" in wrong[2]
    assert "Es fehlt, wer teilnimmt" in wrong[3]
    assert "Diese Platzgruppe kennen wir nicht" in wrong[4]
    assert wrong[5] == "Ende: Das Ende liegt vor dem Beginn."
    assert "31.02.2026 gibt es nicht" in wrong[6]
    assert wrong[7] == "Beginn: Diese Plätze gibt es erst ab dem 01.01.2024."
    assert "mehr als ein Jahr in der Zukunft" in wrong[8]
    assert wrong[9] == f"Ende: Diese Teilnahme ist schon beendet, zum {day(40)}."
    assert f"schon seit dem {day(50)} teil" in wrong[10]
    assert f"schon seit dem {day(10)} teil (Zeile 11)" in wrong[12]
    assert [line.number for line in found.of("new")] == [11]


def test_the_ceiling_of_the_health_programme_holds_for_a_file_too() -> None:
    by = worker()
    group(5, basis=LegalBasis.REHAPRO)
    person("1")
    _, found = read(
        STAYS,
        STAY_HEAD,
        ["1", "werkstatt", "01.12.2026"],
        ["1", "werkstatt", "01.02.2024", "01.02.2028", "abgeschlossen"],
        by=by,
    )
    assert "Aufnehmen geht nur mit einem ersten Tag in dieser Zeit" in reasons(found)[2]
    assert found.lines[1].state == "wrong"


def test_preview_of_many_participations_asks_the_database_a_few_times() -> None:
    by = worker()
    group(400)
    lists.add_people(
        [PersonFacts(name=f"P{n}", born_on=FIRST, file_number=str(n)) for n in range(500)],
        zone="sgb2",
        by=SYSTEM,
        today=TODAY,
    )
    rows = [[str(n), "werkstatt", day(30)] for n in range(500)]
    with CaptureQueriesContext(connection) as looked:
        _, found = read(STAYS, STAY_HEAD, *rows, by=by)
    assert (found.counts()["new"], found.counts()["wrong"]) == (400, 100)
    assert len(looked) < 25


# --- place groups ------------------------------------------------------------------------------------------------

GROUP_HEAD = ["Schlüssel", "Name", "Träger", "Rechtsgrundlage", "Plätze", "Beginn"]


def test_place_groups_come_in_change_and_keep_the_history_of_their_places() -> None:
    by = worker()
    provider()
    row = ["neu", "Neue Werkstatt", "Radwerk", "§ 16i SGB II", "12", "01.01.2025"]
    pk, found = read(
        GROUPS, [*GROUP_HEAD, "Kosten je Platz und Monat", "Wochenstunden"], [*row, "1.234,50", "30"], by=by
    )
    assert found.counts()["new"] == 1
    confirm(GROUPS, pk, by=by)
    made = PlaceGroup.objects.get()
    assert (made.legal_basis, str(made.cost_per_month), made.hours_per_week) == ("sgb2_16i", "1234.50", 30)
    changed = ["neu", "Neue Werkstatt", "radwerk", "TaAM", "15", "01.01.2025"]
    pk, found = read(GROUPS, [*GROUP_HEAD, "Plätze gelten ab"], [*changed, "01.06.2025"], by=by)
    assert [tuple(change) for change in found.of("changed")[0].differences] == [("Plätze", "12", "15")]
    confirm(GROUPS, pk, by=by)
    assert list(made.capacities.order_by("since").values_list("since", "places")) == [
        (dt.date(2025, 1, 1), 12),
        (dt.date(2025, 6, 1), 15),
    ]
    made.refresh_from_db()
    assert made.hours_per_week == 30


def test_a_file_takes_no_place_away_from_anybody() -> None:
    by = worker()
    place = group(3)
    for number in range(3):
        Participation.objects.create(
            submission=f"00000000-0000-0000-0000-00000000001{number}", code=f"AAA-AA{number}", group=place,
            started_on=TODAY - 5 * DAY, recorded_by="x",
        )  # fmt: skip
    row = ["werkstatt", "Gruppe werkstatt", "radwerk", "16d", "2", "01.01.2024"]
    _, found = read(GROUPS, GROUP_HEAD, row, by=by)
    assert "3 Menschen einen Platz, es gäbe aber nur 2 Plätze" in reasons(found)[2]
    _, found = read(GROUPS, GROUP_HEAD, [*row[:4], "3", day(0)], by=by)
    assert f"Am {day(5)} hat dort schon jemand begonnen." in reasons(found)[2]


def test_wrong_rows_of_groups_say_what_is_wrong() -> None:
    by = worker()
    provider()
    _, found = read(
        GROUPS, [*GROUP_HEAD, "Ende"],
        ["a", "A", "niemand", "16i", "1", "01.01.2025"],
        ["b", "B", "radwerk", "§ 99", "1", "01.01.2025"],
        ["c", "C", "radwerk", "16i", "-1", "01.01.2025"],
        ["d", "D", "radwerk", "16i", "1", "01.01.2025", "31.12.2024"],
        ["e mit Leerzeichen", "E", "radwerk", "16i", "1", "01.01.2025"],
        by=by,
    )  # fmt: skip
    wrong = reasons(found)
    assert "Diesen Träger kennen wir nicht" in wrong[2]
    assert "„§ 99“ kennen wir hier nicht" in wrong[3]
    assert wrong[4] == "Plätze: „-1“ ist keine ganze Zahl."
    assert wrong[5] == "Ende: Das Ende liegt vor dem Beginn."
    assert "Ein Schlüssel besteht aus" in wrong[6]


# --- out and in again --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_what_goes_out_comes_in_again_unchanged_and_every_look_is_journalled(suffix: str) -> None:
    by = worker()
    place = group(10)
    alex, kim = person("0012", "=Alex"), person("3", "Kim")
    for number, (who, end) in enumerate([(alex.code, None), (kim.code, TODAY), ("PPP-PPP", None)]):
        Participation.objects.create(
            submission=f"00000000-0000-0000-0000-00000000002{number}", code=who, group=place,
            started_on=TODAY - 9 * DAY, ended_on=end, end_reason="abgeschlossen" if end else "", recorded_by="x",
        )  # fmt: skip
    for table, number in ((PEOPLE, 2), (STAYS, 3), (GROUPS, 1)):
        content = services.export(table, suffix, reason="Abgleich am Morgen", by=by, today=TODAY)
        _, found = read_file(table, content, f"liste.{suffix}", by=by)
        assert reasons(found) == {}
        assert [line.differences for line in found.of("changed")] == []
        assert found.counts()["unchanged"] == number
        line = Entry.objects.get(verb="table_exported", subject=f"placements.exchange:{table.key}")
        assert (line.why, line.who) == ("Abgleich am Morgen", by.journal_id)
    looks = Entry.objects.filter(subject=f"people.person:{alex.pk}", kind="read").values_list("why", flat=True)
    assert {"Ausgabe als Tabelle", "Ausgabe der Teilnahmen als Tabelle"} <= set(looks)


def test_codes_are_free_among_people_and_participations() -> None:
    taken = {"BBB-BBB", "CCC-CCC"}
    codes.register("test", lambda tried: set(tried) & taken)
    assert len(set(codes.free_codes(200))) == 200
    assert not set(codes.free_codes(50)) & taken


# --- pages -------------------------------------------------------------------------------------------------------


def upload(client: Client, table: str, content: bytes) -> Any:
    return client.post(f"/arbeit/austausch/{table}/", {"file": SimpleUploadedFile("liste.csv", content)})


def test_placement_walks_from_the_file_to_the_people_and_out_again() -> None:
    client = logged_in(user_of("rike"))
    hub = client.get(reverse("placements-exchange")).text
    assert all(text in hub for text in ("Personen", "Teilnahmen", "Platzgruppen"))
    bad = upload(client, "personen", b"")
    assert (bad.status_code, "Die Datei ist leer." in bad.text) == (422, True)
    nothing = client.post("/arbeit/austausch/personen/", {})
    assert (nothing.status_code, "Bitte wählen Sie eine Datei." in nothing.text) == (422, True)
    sent = upload(
        client, "personen", write_csv(PERSON_HEAD, [["1", "Kim Muster", "01.01.1990"], ["2", "X", "31.02.1990"]])
    )
    address = sent.headers["Location"]
    page = client.get(f"{address}?zeigen=new")
    assert "Kim Muster" in page.text
    assert "Kim" not in address
    assert client.post(address).status_code == 302
    assert "Die Datei ist eingelesen." in client.get(address).text
    assert "Den 31.02.1990 gibt es nicht." in client.get(f"{address}zurueck/").content.decode("utf-8-sig")
    refused = client.post("/arbeit/austausch/personen/ausgeben/", {"suffix": "csv"})
    assert (refused.status_code, "wofür Sie die Tabelle brauchen" in refused.text) == (422, True)
    out = client.post("/arbeit/austausch/personen/ausgeben/", {"suffix": "csv", "reason": "Abgleich am Morgen"})
    assert "Kim Muster" in out.content.decode("utf-8-sig")
    assert "no-store" in out.headers["Cache-Control"]
    assert client.get("/arbeit/austausch/sonstiges/").status_code == 404


@pytest.mark.parametrize(
    ("role", "side", "people", "places"),
    [
        (Role.PROVIDER, None, 403, 403),
        (Role.DIRECTORY_EDITOR, Side.CITY, 403, 403),
        (Role.CASE_MANAGER, Side.JOBCENTER, 200, 403),
        (Role.PLACEMENT, Side.JOBCENTER, 200, 200),
    ],
)
def test_each_function_opens_its_own_tables(role: Role, side: Side | None, people: int, places: int) -> None:
    client = logged_in(user_of("eli", role, side))
    assert client.get("/arbeit/austausch/personen/").status_code == people
    assert client.get("/arbeit/austausch/teilnahmen/").status_code == people
    assert client.get("/arbeit/austausch/platzgruppen/").status_code == places


def test_a_preview_with_names_belongs_to_the_one_who_made_it() -> None:
    sent = upload(logged_in(user_of("rike")), "personen", write_csv(PERSON_HEAD, [["1", "Kim Muster", "01.01.1990"]]))
    other = logged_in(user_of("toni"))
    address = sent.headers["Location"]
    assert [other.get(address).status_code, other.post(address).status_code] == [404, 404]
    assert other.get(f"{address}zurueck/").status_code == 404
    assert Person.objects.count() == 0


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (lambda: b"Aktenzeichen;Name\n1;x", "fehlt die Spalte „Geburtsdatum“"),
        (lambda: ";".join(PERSON_HEAD).encode(), "nur eine Kopfzeile"),
        (lambda: b"PK\x03\x04 kaputt", "beschädigt"),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_one_sentence(content: Callable[[], bytes], says: str) -> None:
    with pytest.raises(TableRefused, match=says):
        read_file(PEOPLE, content(), by=worker())


def test_the_page_for_developers_names_every_column() -> None:
    page = (Path(__file__).parents[2] / "docs" / "entwickeln" / "austausch.md").read_text()
    columns = (*PEOPLE.columns, *STAYS.columns, *GROUPS.columns)
    assert [column.label for column in columns if column.label not in page] == []


@pytest.mark.parametrize("table", [PEOPLE, GROUPS, STAYS], ids=lambda table: table.key)
def test_templates_are_read_and_no_two_columns_share_a_word(table: Table) -> None:
    from talachse.documents.columns import folded

    by = worker()
    content = WRITERS["csv"]([c.label for c in table.columns], [[c.example for c in table.columns]])
    _, found = read_file(table, content, by=by)
    assert found.unknown_columns == []
    words = [folded(word) for column in table.columns for word in {column.label, *column.synonyms}]
    assert sorted({word for word in words if words.count(word) > 1}) == []
