"""Lists of offers: what is wrong comes back with its reason, what is good is taken over once, nobody is overwritten."""

import datetime as dt
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from talachse import demo
from talachse.accounts import services as accounts
from talachse.accounts.actor import SYSTEM, Actor
from talachse.accounts.models import OrganisationKind, User
from talachse.accounts.queries import actor_for
from talachse.audit.models import Entry
from talachse.documents.models import StoredFile
from talachse.documents.previews import Preview
from talachse.documents.services import delete_old_drafts, read_draft
from talachse.documents.tables import TableRefused, write_csv, write_xlsx
from talachse.offers.columns import COLUMNS
from talachse.offers.models import ChangeStatus, Offer, OfferChange
from talachse.offers.services import imports as services
from talachse.offers.services.directory import OfferFacts, facts_of, put_offer
from talachse.rules.access import Role

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
SOURCE = "https://example.org/liste"
HEAD = ["Name", "Art", "Thema", "Adresse", "Stadtbezirk"]


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Any) -> None:
    files = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path / "files"}}
    settings.STORAGES = settings.STORAGES | {"default": files}


def user_of(login: str, role: Role = Role.DIRECTORY_EDITOR) -> User:
    """Somebody of the city with this function."""
    city = accounts.add_organisation(key="stadt", name="Stadt", kind=OrganisationKind.CITY, by=SYSTEM)
    user = User.objects.create_user(f"{login}@example.org", None, name=login)
    accounts.add_membership(user=user, organisation=city, role=role, valid_from=dt.date(2024, 1, 1), by=SYSTEM)
    return user


def editor(login: str = "finn") -> Actor:
    return actor_for(user_of(login), today=TODAY)


def logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def put(key: str, **changes: Any) -> Offer:
    """An entry with these facts."""
    facts = OfferFacts(title=key, kind="Treff", themes=("meeting",), source_url=SOURCE)
    offer, _ = put_offer(
        key, replace(facts, **changes), by=SYSTEM, checked_on=TODAY, check_by=TODAY + dt.timedelta(days=100)
    )
    return offer


def read(content: bytes, name: str = "liste.csv", *, by: Actor, source: str = SOURCE) -> tuple[int, Preview]:
    """Number and content of the preview of a file."""
    stored = services.preview(io.BytesIO(content), name, source_url=source, by=by, today=TODAY)
    return stored.pk, Preview.from_json(read_draft(stored))


def confirm(pk: int, *, by: Actor, **choices: str) -> Preview:
    chosen = {int(number.removeprefix("z")): choice for number, choice in choices.items()}
    found = services.confirm(pk, choices=chosen, by=by, today=TODAY)
    assert found is not None
    return found


def rows(*cells: list[str], head: list[str] | None = None) -> bytes:
    return write_csv(head or HEAD, cells)


def reasons(found: Preview) -> dict[int, str]:
    return {line.number: line.reason for line in found.of("wrong")}


def test_good_rows_are_taken_over_and_wrong_ones_come_back_with_row_column_and_reason() -> None:
    by = editor()
    head = [*HEAD, "Öffnungszeiten", "Alter ab", "Alter bis", "Gibt es ab", "E-Mail", "Ohne Stufen"]
    pk, found = read(
        rows(
            ["Treff am Berg", "Treff", "Treffpunkt und Freizeit", "Weg 1", "Barmen", "Mo 9-12, 14-17; Di 9-12"],
            ["Bezirk falsch", "Treff", "meeting", "Weg 2", "Köln"],
            ["Tag falsch", "Treff", "meeting", "Weg 3", "5", "", "", "", "31.02.2027"],
            ["Zeit falsch", "Treff", "meeting", "Weg 4", "5", "Mo neun bis zwölf"],
            ["Alter falsch", "Treff", "meeting", "Weg 5", "5", "", "18", "6"],
            ["", "Treff", "meeting"],
            ["Zwei Fehler", "Treff", "Angeln", "Weg 6", "", "", "sechs", "", "", "keine-adresse", "vielleicht"],
            head=head,
        ),
        by=by,
    )
    assert found.counts() == {"new": 1, "changed": 0, "unchanged": 0, "wrong": 6, "doubtful": 0}
    wrong = reasons(found)
    assert "Stadtbezirk: Den Stadtbezirk „Köln“ gibt es nicht." in wrong[3]
    assert wrong[4] == "Gibt es ab: Den 31.02.2027 gibt es nicht. Bitte prüfen Sie das Datum."
    assert wrong[5].startswith("Öffnungszeiten: „Mo neun bis zwölf“ verstehen wir nicht.")
    assert wrong[6] == "Alter bis: Das Alter „bis“ liegt unter dem Alter „ab“."
    assert wrong[7] == "Name: Hier fehlt eine Angabe."
    assert wrong[8].startswith("Thema: „Angeln“ kennen wir hier nicht.")
    assert "Alter ab: „sechs“ ist keine ganze Zahl." in wrong[8]
    assert "E-Mail: „keine-adresse“ ist keine E-Mail-Adresse." in wrong[8]
    assert Offer.objects.count() == 0
    assert confirm(pk, by=by).done == {"neu": 1, "unverändert": 0, "nicht übernommen": 6}
    offer = Offer.objects.get()
    assert (offer.key, offer.theme, offer.district, offer.source_url) == ("treff-am-berg", "meeting", 5, SOURCE)
    assert [str(hours) for hours in offer.hours.all()] == [
        "Montag 09:00–12:00",
        "Montag 14:00–17:00",
        "Dienstag 09:00–12:00",
    ]
    assert set(Entry.objects.filter(verb__startswith="offer").values_list("verb", flat=True)) == {
        "offer_added",
        "offers_imported",
    }


def test_what_was_wrong_comes_back_in_the_format_it_came_in_and_can_be_mended_there() -> None:
    by = editor()
    bad = ["=Falsch", "Treff", "meeting", "+49 Weg", "Köln"]
    for name, write in (("a.csv", write_csv), ("a.xlsx", write_xlsx)):
        _, found = read(write(HEAD, [bad]), name, by=by)
        content, _, back = found.given_back()
        assert back == f"a-nicht-uebernommen.{name[2:]}"
        _, second = read(content, back, by=by)
        assert second.columns == [*HEAD, "Grund"]
        assert reasons(second) == reasons(found)
        assert second.unknown_columns == []
        assert second.lines[0].cells[:5] == bad
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert [cell.data_type for cell in next(iter(book.active.iter_rows(min_row=2)))] == ["s"] * 6  # type: ignore[union-attr]


def test_a_changed_row_shows_before_and_after_and_a_missing_column_takes_nothing_away() -> None:
    by = editor()
    put("treff", phone="0202 1", audience="alle", hours=((0, dt.time(9), dt.time(12)),))
    pk, found = read(
        write_csv(
            ["Schlüssel", "Titel", "ANGEBOTSART", "themen", "Telefon"], [["treff", "Treff", "Treff", "meeting", ""]]
        ),
        by=by,
        source="",
    )
    [line] = found.of("changed")
    assert {tuple(change) for change in line.differences} == {("Name", "treff", "Treff"), ("Telefon", "0202 1", "")}
    confirm(pk, by=by)
    facts = facts_of(Offer.objects.get())
    assert (facts.title, facts.phone, facts.audience, len(facts.hours)) == ("Treff", "", "alle", 1)


def test_the_whole_directory_goes_out_and_comes_in_again_unchanged() -> None:
    demo.run(today=TODAY, say=lambda _: None, only=frozenset({"accounts", "offers"}))
    by = editor()
    number = Offer.objects.count()
    assert number > 80
    for name, write in (("a.csv", write_csv), ("a.xlsx", write_xlsx)):
        content = write([column.label for column in COLUMNS], services.table_of_offers())
        _, found = read(content, name, by=by, source="")
        assert (reasons(found), [line.differences for line in found.of("changed")]) == ({}, [])
        assert found.counts()["unchanged"] == number


def test_the_same_name_at_the_same_address_is_the_same_offer_and_a_similar_one_is_asked_about() -> None:
    by = editor()
    put("a", title="Café Süd", address="42103 Wuppertal, Hofstr. 9")
    put("b", title="Elterncafé Nord", address="Nordweg 1", district=5)
    put("c", title="Lesekreis", district=3)
    pk, found = read(
        rows(
            ["Cafe Sued", "Treff", "meeting", "Hofstraße 9"],
            ["Café Süd", "Treff", "meeting", "Hofstr. 9, Wuppertal"],
            ["Elterncafé am Nord", "Treff", "meeting", "Nordweg 1", "Barmen"],
            ["Lesekreis", "Kurs", "meeting", "", "Vohwinkel"],
            ["Lesekreis", "Kurs", "meeting", "", "Ronsdorf"],
            ["Lesekreis", "Kurs", "meeting", "", "Ronsdorf"],
        ),
        by=by,
    )
    doubtful = {line.number: [key for key, _, _ in line.candidates] for line in found.of("doubtful")}
    assert doubtful == {4: ["b"], 5: ["c"]}
    assert [line.key for line in found.of("changed")] == ["a"]
    assert [line.number for line in found.of("new")] == [6]
    assert reasons(found) == {
        3: "Dieses Angebot steht schon in Zeile 2.",
        7: "Name: Dieses Angebot steht schon in Zeile 6.",
    }
    done = confirm(pk, by=by, z4="b", z5="new")
    assert done.done == {"neu": 2, "geändert": 2, "unverändert": 0, "nicht übernommen": 2}
    assert Offer.objects.get(key="b").title == "Elterncafé am Nord"
    assert Offer.objects.filter(title="Lesekreis").count() == 3
    back = {line.number for line in done.lines if line.state in {"wrong", "doubtful"}}
    assert back == {3, 7}


def test_a_second_click_changes_nothing_and_keeps_the_answer() -> None:
    by = editor()
    pk, _ = read(rows(["Treff", "Treff", "meeting", "Weg 1"]), by=by)
    first, second = confirm(pk, by=by), confirm(pk, by=by)
    assert first.done == second.done
    assert Offer.objects.count() == 1
    assert Entry.objects.filter(verb="offers_imported").count() == 1


def test_two_editors_at_once_never_overwrite_each_other() -> None:
    one, two = editor("eins"), editor("zwei")
    put("treff", title="Treff", address="Weg 1")
    changed = rows(["Treff", "Halle", "meeting", "Weg 1"], ["Neues", "Treff", "meeting", "Weg 2"])
    other = rows(["Treff", "Bude", "meeting", "Weg 1"], ["Neues", "Bude", "meeting", "Weg 2"])
    (first, _), (second, _) = read(changed, by=one), read(other, by=two)
    assert confirm(first, by=one).done == {"geändert": 1, "neu": 1, "unverändert": 0, "nicht übernommen": 0}
    late = confirm(second, by=two)
    assert late.done == {"unverändert": 0, "nicht übernommen": 2}
    assert "von jemand anderem geändert" in reasons(late)[2]
    assert "inzwischen jemand anderes eingetragen" in reasons(late)[3]
    assert set(Offer.objects.values_list("title", "kind")) == {("Treff", "Halle"), ("Neues", "Treff")}


def test_sensitive_rows_wait_for_a_second_editor_and_are_not_handed_in_twice() -> None:
    by = editor()
    put("hilfe", title="Hilfe bei Drogen", address="Weg 1")
    content = rows(
        ["Hilfe bei Drogen", "Beratung", "advice", "Weg 1"],
        ["Schuldnerberatung", "Beratung", "advice", "Weg 2"],
        ["Schach", "Treff", "meeting", "Weg 3"],
    )
    pk, found = read(content, by=by)
    assert found.waiting() == 2
    assert confirm(pk, by=by).done == {"wartet": 2, "neu": 1, "unverändert": 0, "nicht übernommen": 0}
    assert Offer.objects.get(key="hilfe").kind == "Treff"
    assert not Offer.objects.filter(title="Schuldnerberatung").exists()
    waiting = OfferChange.objects.filter(status=ChangeStatus.WAITING)
    assert {(change.offer and change.offer.key, change.data["title"]) for change in waiting} == {
        ("hilfe", "Hilfe bei Drogen"),
        (None, "Schuldnerberatung"),
    }
    _, again = read(content, by=by)
    assert again.counts() == {"new": 0, "changed": 0, "unchanged": 3, "wrong": 0, "doubtful": 0}


def test_rows_need_to_say_where_their_facts_come_from() -> None:
    by = editor()
    _, found = read(rows(["Treff", "Treff", "meeting", "Weg 1"]), by=by, source="")
    assert reasons(found) == {2: "Quelle: Es fehlt, woher die Angaben stammen. Nennen Sie eine Internetadresse."}


def test_the_same_key_twice_in_a_file_is_refused_the_second_time() -> None:
    by = editor()
    head = ["Schlüssel", *HEAD]
    _, found = read(rows(["a", "Eins", "x", "meeting"], ["a", "Zwei", "x", "meeting"], head=head), by=by)
    assert reasons(found) == {3: "Dieses Angebot steht schon in Zeile 2."}


ROW = ["Färberei & Größe", "Café", "meeting", "Straße 1", "Barmen"]
LINE = ";".join(HEAD) + "\n" + ";".join(ROW)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("utf8.csv", LINE.encode()),
        ("mark.csv", b"\xef\xbb\xbf" + LINE.encode()),
        ("windows.csv", LINE.replace("\n", "\r\n").encode("cp1252")),
        ("utf16.txt", LINE.replace(";", "\t").encode("utf-16")),
        ("comma.csv", LINE.replace(";", ",").encode()),
        ("sep.csv", b"sep=,\r\n" + LINE.replace(";", ",").encode()),
        ("mac.csv", LINE.replace("\n", "\r").encode()),
        ("falsch-benannt.csv", write_xlsx(HEAD, [ROW])),
        ("liste.json", json.dumps([dict(zip(HEAD, ROW, strict=True))]).encode()),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_list_is_read_however_a_program_has_written_it(name: str, content: bytes) -> None:
    _, found = read(content, name, by=editor())
    assert (found.of("new")[0].label, found.of("new")[0].facts["district"]) == ("Färberei & Größe", 5)


def bomb() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", "<a/>")
        with packed.open("xl/worksheets/sheet1.xml", "w") as part:
            for _ in range(170):
                part.write(b" " * 1_000_000)
    return stream.getvalue()


def entity_bomb() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as packed:
        packed.writestr("xl/workbook.xml", '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>')
    return stream.getvalue()


def cut() -> bytes:
    whole = write_xlsx(HEAD, [ROW] * 50)
    return whole[: len(whole) // 2]


def wide() -> bytes:
    return ";".join(["Name", "Art", "Thema", *(f"s{n}" for n in range(200))]).encode() + b"\nx"


def word() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as packed:
        packed.writestr("word/document.xml", "<a/>")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (lambda: b"", "Die Datei ist leer"),
        (lambda: b"\n \n;;\n", "Die Datei ist leer"),
        (lambda: ";".join(HEAD).encode(), "nur eine Kopfzeile"),
        (lambda: write_xlsx(HEAD, []), "nur eine Kopfzeile"),
        (lambda: write_xlsx([], []), "Die Datei ist leer"),
        (lambda: b"PK\x03\x04 so ein Unsinn", "beschädigt"),
        (cut, "beschädigt"),
        (word, "keine Excel-Tabelle"),
        (bomb, "ausgepackt viel zu groß"),
        (entity_bomb, "beschädigt"),
        (lambda: b"\xd0\xcf\x11\xe0 alt", "alte Excel-Datei"),
        (lambda: b"\x89PNG\r\n\x1a\n\x00\x00", "beschädigt"),
        (lambda: b"Name;Art\nx;y", "fehlt die Spalte „Thema“"),
        (lambda: b"Name;Name;Art;Thema\nx;y", "gibt es zweimal"),
        (lambda: b"Name;Titel;Art;Thema\nx;y", "bedeuten beide „Name“"),
        (lambda: b'Name;Art;Thema\n"Treff;x;y', "Anführungszeichen"),
        (lambda: b"Name;Art;Thema\n" + b"x;y;z\n" * 20_001, "mehr als 20.000 Zeilen"),
        (wide, "200 Spalten"),
        (lambda: b"x" * 10_000_001, "größer als 10 MB"),
    ],
)
def test_a_file_that_is_no_list_is_refused_with_one_sentence(content: Callable[[], bytes], says: str) -> None:
    with pytest.raises(TableRefused, match=says):
        read(content(), "liste.csv", by=editor())


@pytest.mark.parametrize("text", ["{}", "[1]", "[", "[" * 5_000, '{"a":1}'])
def test_json_that_is_no_list_of_objects_is_refused(text: str) -> None:
    with pytest.raises(TableRefused, match="JSON"):
        read(text.encode(), "liste.json", by=editor())


def test_a_file_of_nearly_ten_megabytes_is_read_and_too_long_cells_are_told() -> None:
    long = "x" * 3_000
    content = rows(*(["Treff", "Treff", "meeting", long] for _ in range(3_300)))
    assert 9_900_000 < len(content) < 10_000_000
    _, found = read(content, by=editor())
    assert reasons(found)[2] == "Adresse: Der Text hat 3000 Zeichen, erlaubt sind 200."
    assert found.counts()["wrong"] == 3_300


def test_formulas_are_not_computed_and_cells_without_a_column_are_told() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEAD)
    sheet.append(["=1+1", "Treff", "meeting", "Weg 1", "Barmen"])
    sheet.append(["Treff", "Treff", "meeting", "Weg 1", "Barmen", "zu viel"])
    sheet.append([dt.date(2026, 1, 31), 3.0, True, dt.time(9, 30)])
    stream = io.BytesIO()
    book.save(stream)
    _, found = read(stream.getvalue(), "liste.xlsx", by=editor())
    assert reasons(found)[2] == "Name: Hier fehlt eine Angabe."
    assert "„zu viel“ steht in einer Spalte ohne Namen" in reasons(found)[3]
    assert found.lines[2].cells == ["31.01.2026", "3", "ja", "09:30", ""]


def many() -> Iterator[list[str]]:
    """5,000 rows, 300 of them wrong."""
    for number in range(5_000):
        wrong = number < 300
        yield [
            f"Angebot {number}",
            "Kurs",
            "Schule und Lernen; digital",
            f"Musterweg {number}, 42103 Wuppertal",
            "Entenhausen" if wrong and number % 2 else "Barmen",
            "Mo-Fr 9-12, 14-17:30",
            "31.02.2027" if wrong and not number % 2 else "",
        ]


def test_five_thousand_rows_with_three_hundred_wrong_ones_need_few_queries() -> None:
    by = editor()
    head = [*HEAD, "Zeiten", "Gibt es ab"]
    content = write_csv(head, many())
    with CaptureQueriesContext(
        connection,
    ) as looked:
        pk, found = read(content, by=by)
    assert found.counts() == {"new": 4_700, "changed": 0, "unchanged": 0, "wrong": 300, "doubtful": 0}
    assert len(looked) < 20
    with CaptureQueriesContext(connection) as wrote:
        done = confirm(pk, by=by)
    assert done.done == {"neu": 4_700, "unverändert": 0, "nicht übernommen": 300}
    assert Offer.objects.count() == 4_700
    # Some for each 500 rows, none for each row.
    assert len(wrote) < 300
    back, _, name = done.given_back()
    assert name == "liste-nicht-uebernommen.csv"
    assert back.count(b"\r\n") == 301
    assert back.count("Den Stadtbezirk „Entenhausen“ gibt es nicht.".encode()) == 150
    assert back.count(b"Den 31.02.2027 gibt es nicht.") == 150
    with CaptureQueriesContext(connection) as again:
        _, second = read(content, by=by)
    assert second.counts() == {"new": 0, "changed": 0, "unchanged": 4_700, "wrong": 300, "doubtful": 0}
    assert len(again) < 80


def upload(client: Client, content: bytes, name: str = "liste.csv") -> Any:
    data = {"file": SimpleUploadedFile(name, content), "source_url": SOURCE}
    return client.post(reverse("offers-import"), data)


def test_an_editor_walks_from_the_file_to_the_entries_and_gets_the_rest_back() -> None:
    client = logged_in(user_of("finn"))
    put("b", title="Elterncafé Nord", address="Nordweg 1")
    page = client.get(reverse("offers-import"))
    assert "Vorlage für Excel" in page.text
    wrong = upload(client, b"")
    assert wrong.status_code == 422
    assert "Die Datei ist leer." in wrong.text
    assert SOURCE in wrong.text
    content = rows(
        ["Treff", "Treff", "meeting", "Weg 1"],
        ["Falsch", "Treff", "meeting", "Weg 1", "Köln"],
        ["Elterncafé am Nord", "Treff", "meeting", "Nordweg 1"],
    )
    sent = upload(client, content)
    assert sent.status_code == 302
    address = sent.headers["Location"]
    page = client.get(address)
    for text in ("1 neu", "1 mit Fehler", "1 vielleicht schon da", "Den Stadtbezirk „Köln“ gibt es nicht."):
        assert text in page.text
    assert 'href="/angebote/b/"' in client.get(f"{address}?zeigen=doubtful").text
    assert client.post(address, {"zeile-4": "gibt-es-nicht"}).status_code == 422
    assert client.post(address, {"zeile-4": "new"}).status_code == 302
    assert client.post(address, {"zeile-4": "new"}).status_code == 302
    assert Offer.objects.count() == 3
    assert "Die Datei ist eingelesen." in client.get(address).text
    rest = client.get(f"{address}zurueck/")
    assert rest.headers["Content-Disposition"] == 'attachment; filename="liste-nicht-uebernommen.csv"'
    assert "Köln" in rest.content.decode("utf-8-sig")


def test_a_preview_belongs_to_the_one_who_made_it() -> None:
    sent = upload(logged_in(user_of("finn")), rows(["Treff", "Treff", "meeting", "Weg 1"]))
    address = sent.headers["Location"]
    other = logged_in(user_of("rike"))
    assert [other.get(address).status_code, other.post(address).status_code] == [404, 404]
    assert other.get(f"{address}zurueck/").status_code == 404
    assert Offer.objects.count() == 0


@pytest.mark.parametrize("role", [Role.OFFER_KEEPER, Role.PROVIDER, Role.PLACEMENT])
def test_nobody_but_editors_reads_lists_in(role: Role) -> None:
    client = logged_in(user_of("eli", role))
    assert client.get(reverse("offers-import")).status_code == 403
    assert upload(client, rows(["Treff", "Treff", "meeting"])).status_code == 403
    assert client.get(reverse("offers-import-table", args=["csv"])).status_code == 403


def test_single_days_come_in_with_a_list_and_stay_where_it_has_no_column_for_them() -> None:
    by = editor()
    closed = (dt.date(2026, 12, 24), None, None, "Heiligabend; Fest")
    short = (dt.date(2026, 12, 31), dt.time(9), dt.time(12), "nur vormittags")
    head = [*HEAD, "Ausnahmen"]
    pk, found = read(
        rows(
            [
                "Treff",
                "Treff",
                "meeting",
                "Weg 1",
                "5",
                "31.12.2026 9-12 nur vormittags; 24.12.2026 zu Heiligabend; Fest",
            ],
            ["Falsch", "Treff", "meeting", "Weg 2", "5", "24.12.2026 ab mittags"],
            head=head,
        ),
        by=by,
    )
    assert reasons(found)[3].startswith("Ausnahmen: „24.12.2026 ab mittags“ verstehen wir nicht.")
    confirm(pk, by=by)
    assert facts_of(Offer.objects.get()).exceptions == (closed, short)
    # Without the column they stay; what is given out reads in again and changes nothing.
    pk, _ = read(write_csv(["Schlüssel", "Name", "Art", "Thema"], [["treff", "Treffpunkt", "Treff", "meeting"]]), by=by)
    confirm(pk, by=by)
    assert facts_of(Offer.objects.get()).exceptions == (closed, short)
    for suffix in ("csv", "xlsx"):
        content = logged_in(User.objects.get()).get(reverse("offers-import-table", args=[suffix]))
        _, again = read(b"".join(content) if content.streaming else content.content, f"alle.{suffix}", by=by)
        assert again.counts()["unchanged"] == 1
    as_list = [
        {"Schlüssel": "treff", "Name": "Treff", "Art": "Treff", "Thema": "meeting", "Abweichende Tage": ["1.1.2027 zu"]}
    ]
    pk, _ = read(json.dumps(as_list).encode(), "liste.json", by=by)
    confirm(pk, by=by)
    assert facts_of(Offer.objects.get()).exceptions == ((dt.date(2027, 1, 1), None, None, ""),)
    pk, _ = read(
        write_csv(["Schlüssel", "Name", "Art", "Thema", "Ausnahmen"], [["treff", "Treff", "Treff", "meeting", ""]]),
        by=by,
    )
    confirm(pk, by=by)
    assert facts_of(Offer.objects.get()).exceptions == ()


def test_the_template_reads_in_without_an_error() -> None:
    client = logged_in(user_of("finn"))
    for suffix in ("csv", "xlsx"):
        content = client.get(reverse("offers-import-template", args=[suffix])).content
        _, found = read(content, f"vorlage.{suffix}", by=editor(f"kim-{suffix}"), source="")
        assert reasons(found) == {}
        assert found.unknown_columns == []
    assert client.get(reverse("offers-import-template", args=["pdf"])).status_code == 404


def test_the_page_for_developers_names_every_column() -> None:
    page = (Path(__file__).parents[2] / "docs" / "entwickeln" / "angebote-einlesen.md").read_text()
    assert [column.label for column in COLUMNS if column.label not in page] == []


def test_no_two_columns_share_a_word() -> None:
    from talachse.documents.columns import folded

    words = [folded(word) for column in COLUMNS for word in {column.label, column.name, *column.synonyms}]
    assert sorted({word for word in words if words.count(word) > 1}) == ["email", "status", "website"]


def test_previews_are_gone_after_a_week_with_their_files() -> None:
    by = editor()
    pk, _ = read(rows(["Treff", "Treff", "meeting", "Weg 1"]), by=by)
    stored = StoredFile.objects.get(pk=pk)
    assert delete_old_drafts(now=timezone.now()) == 0
    assert delete_old_drafts(now=timezone.now() + dt.timedelta(days=8)) == 1
    assert stored.file.name
    assert not stored.file.storage.exists(stored.file.name)
    assert services.confirm(pk, choices={}, by=by, today=TODAY) is None
