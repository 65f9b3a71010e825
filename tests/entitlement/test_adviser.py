"""An adviser computes with somebody at the desk: one form, variants, the surprise helper, storing on demand."""

import datetime as dt
import io
import itertools
import json
import re
import uuid
from typing import Any

import pikepdf
import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from talachse.accounts.models import Membership, Organisation, User
from talachse.audit.models import Entry, Payload
from talachse.entitlement import adviser, adviser_sheet, adviser_shown, services, tasks
from talachse.entitlement.adviser import Desk, Sheet
from talachse.entitlement.adviser_form import HouseholdForm, sheet_of
from talachse.entitlement.adviser_shown import Variant
from talachse.entitlement.models import StoredCheck
from talachse.rules.access import Role
from talachse.rules.entitlement import household
from talachse.rules.entitlement.household import MOST_PERSONS
from tests.entitlement.test_check_views import Fields
from tests.rules.entitlement.made import FAMILY

pytestmark = pytest.mark.django_db
URL = "/arbeit/leistungsrechner/"
STORED = f"{URL}gespeichert/"
TODAY = timezone.localdate()


def born(years: int) -> str:
    return f"01.02.{TODAY.year - years}"


# A mother with two children and part-time work, as an adviser types it.
MOTHER: dict[str, Any] = {
    "as_of": f"{TODAY:%d.%m.%Y}",
    "rent_cold": "620",
    "heating": "90",
    "area_m2": "70",
    "p1-label": "Mutter",
    "p1-born": born(36),
    "p1-gross_wage": "1.400",
    "p1-hours_per_week": "25",
    "p2-label": "Kind 1",
    "p2-born": born(10),
    "p2-parent_1": "p1",
    "p3-label": "Kind 2",
    "p3-born": born(5),
    "p3-parent_1": "p1",
    "p3-daycare": "ja",
}


def member(login: str, role: Role = Role.CASE_MANAGER, organisation: str = "jobcenter") -> User:
    """Somebody with one function."""
    house, _ = Organisation.objects.get_or_create(
        key=organisation, defaults={"name": organisation, "kind": "jobcenter", "side": ""}
    )
    user = User.objects.create_user(f"{login}@test.example", "geheim-geheim", name=login)
    Membership.objects.create(user=user, organisation=house, role=role, valid_from=dt.date(2021, 7, 1))
    return user


@pytest.fixture
def sam(client: Client) -> Client:
    """A case manager who is logged in."""
    client.force_login(member("sam"))
    return client


def sent(
    client: Client, page: str, typed: dict[str, Any], go: str = "compute", *, to: str = URL, status: int = 200
) -> str:
    """What comes back when the form of a page is sent with these fields."""
    response = client.post(to, {"state": Fields(page).values["state"], "typed": "1", "go": go, **typed})
    assert response.status_code == status, response.content.decode()
    return response.content.decode()


def blank(client: Client) -> str:
    """The empty form with room for three people."""
    page = client.get(URL).content.decode()
    return sent(client, sent(client, page, {}, "person"), {}, "person")


def computed(client: Client) -> str:
    return sent(client, blank(client), MOTHER)


def test_a_lone_parent_is_computed_on_one_page(sam: Client, engine: None) -> None:
    page = computed(sam)
    assert "Zuerst Wohngeld und Kinderzuschlag" in page
    assert "Unterhaltsvorschuss" in page
    assert "§§ 11, 12 WoGG" in page
    assert "Kinderzuschlag: Mindesteinkommen" in page
    assert "Mietobergrenze der Stadt" in page
    assert "Keine Entscheidung, keine Zusage." in page
    assert Fields(page).values["p1-gross_wage"] == "1.400"


def test_a_grant_over_new_year_stands_there_on_both_sides(sam: Client, engine: None) -> None:
    page = sent(sam, blank(sam), {**MOTHER, "as_of": "01.11.2026"})
    assert "Ab 1. Januar 2027: Das Recht ändert sich" in page
    assert "Das Gesetz ist noch nicht beschlossen." in page
    assert "eine Bewilligung vom 01.11.2026 noch" in page
    assert "<caption>01.11.2026 und ab 01.01.2027, in Euro im Monat</caption>" in page


def test_the_sheet_says_a_change_of_law_too(engine: None) -> None:
    home = household.read({"as_of": "2026-11-01", **FAMILY}, today=TODAY)
    result = services.answer(home)
    assert result is not None
    variant = adviser_sheet._variant(adviser_shown.detail(Variant("Ausgang", home, result, services.values(home))))
    assert [(day["since"], len(day["lines"])) for day in variant["later"]] == [("Ab 1. Januar 2027", 3)]
    assert variant["later"][0]["lines"][0] == {"title": "Nach geltendem Recht", "amount": "3.542,40 € (gleich)"}


# ---------------------------------------------------------------------------------------------------------------------
# The form


def test_the_empty_form_asks_and_stores_nothing(sam: Client) -> None:
    response = sam.get(URL)
    assert "no-store" in response.headers["Cache-Control"]
    fields = Fields(response.content.decode()).values
    assert fields["as_of"] == f"{TODAY:%d.%m.%Y}"
    assert not StoredCheck.objects.exists()


def test_bad_input_is_named_at_the_field_and_nothing_typed_is_lost(sam: Client, engine: None) -> None:
    page = sent(sam, blank(sam), {**MOTHER, "rent_cold": "viel", "p2-born": "", "p3-wealth": "x"}, status=422)
    assert "Fehler:" in page
    assert page.count("Nicht bekannt? Dann ein Fragezeichen.") >= 2
    assert '<a href="#p2-born">' in page
    fields = Fields(page).values
    assert (fields["rent_cold"], fields["p3-wealth"], fields["p1-gross_wage"]) == ("viel", "x", "1.400")


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"p2-label": "Mutter"}, "Diese Bezeichnung steht doppelt."),
        ({"p2-born": born(40)}, "Ein Elternteil muss älter sein als das Kind."),
        ({"as_of": "01.01.2029"}, "Gerechnet wird für Tage vom"),
        ({"sgb2_first_month": f"01.01.{TODAY.year + 4}"}, "Dieser Tag liegt zu weit in der Zukunft."),
        ({"p1-partner": "p1"}, "Bitte wählen Sie etwas aus der Liste."),
        ({"area_m2": "0"}, "Die Zahl muss größer als 0 sein."),
        ({"p1-pregnant_week": "60"}, "Bitte geben Sie eine Zahl von 0 bis 45 ein."),
    ],
)
def test_what_cannot_be_is_said(sam: Client, engine: None, typed: dict[str, str], says: str) -> None:
    assert says in sent(sam, blank(sam), {**MOTHER, **typed}, status=422)


def test_a_question_mark_gives_a_range_and_says_what_is_open(sam: Client, engine: None) -> None:
    page = sent(sam, blank(sam), {**MOTHER, "rent_cold": "?", "p1-single_parent": "?"})
    assert " bis " in page
    assert "Offen: " in page
    assert "Mit ihnen kann auch eine andere Leistung zuerst kommen." in page
    assert "Was nicht bekannt ist, ist hier mit 0 oder mit „nein“ gerechnet." in page
    assert "Im Monat in der Hand</dt>" not in page


def test_persons_come_and_go_and_nobody_points_to_who_left(sam: Client, engine: None) -> None:
    page = sent(sam, blank(sam), MOTHER, "drop:p1")
    fields = Fields(page).values
    assert "p1-born" not in fields
    assert fields["p2-label"] == "Kind 1"
    page = sent(sam, page, {name: value for name, value in MOTHER.items() if "parent" not in name and "p1" not in name})
    assert "Alleinerziehend (Kind" not in page
    assert "Ergebnis speichern" in page


def test_only_fields_of_the_form_are_kept_and_no_novels() -> None:
    sheet = Sheet().with_typed(["name"], {"name": ["x" * 500], "evil": ["y"]})
    assert sheet.typed == {"name": ["x" * 80]}
    full = Sheet(tuple(f"p{i}" for i in range(1, MOST_PERSONS + 1)))
    assert full.with_person() is full
    assert Sheet().without_person("p1") == Sheet() == Sheet().without_person("p9")


def test_what_was_changed_on_the_way_is_refused(sam: Client) -> None:
    for to in (URL, f"{URL}blatt/", f"{URL}speichern/"):
        response = sam.post(to, {"state": "gefälscht", "typed": "1"})
        assert response.status_code == 422
        assert "ließen sich nicht öffnen" in response.content.decode()


def test_the_largest_household_in_four_variants_travels(sam: Client) -> None:
    names = [f"p{i}-{field}" for i in range(1, 31) for field in ("label", "born", "gross_wage", "wealth", "parent_1")]
    sheet = Sheet(tuple(f"p{i}" for i in range(1, 31)), {name: [uuid.uuid4().hex[:20]] for name in names})
    desk = Desk((sheet,) * 4, 3)
    assert adviser.opened(desk.sealed()) == desk


def test_a_household_in_its_documented_form_is_taken_over(sam: Client, engine: None) -> None:
    raw = {
        "as_of": TODAY.isoformat(),
        "dwelling": {"rent_cold": 620.5, "heating": None, "owner": False},
        "persons": [
            {"id": "Mutter", "born": "1990-03-01", "partner": None, "receives": ["kindergeld"], "mark_g": None},
            {"id": "Kind", "born": "2016-03-01", "parents": ["Mutter"], "school": "allgemeinbildend"},
        ],
    }
    page = sent(sam, sam.get(URL).content.decode(), {"json": json.dumps(raw)}, "json")
    fields = Fields(page).values
    assert (fields["rent_cold"], fields["heating"], fields["p2-born"]) == ("620,50", "?", "01.03.2016")
    assert ("p1-receives", "kindergeld") in Fields(page).ticked
    form = HouseholdForm(sheet_of(raw), TODAY, judged=True)
    assert form.is_valid(), form.errors
    persons = [{k: v for k, v in one.items() if k != "partner"} for one in raw["persons"]]  # type: ignore[attr-defined]
    assert form.raw == {**raw, "persons": persons}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "Kein gültiges JSON in Zeile 1"),
        ("[" * 90_000, "zu tief verschachtelt"),
        ('{"persons": [], "persons": []}', "persons: Diese Angabe steht doppelt."),
        ('{"as_of": "2019-01-01", "persons": [{"id": "a", "born": "1990-01-01"}]}', "Gerechnet wird für Tage vom"),
        ('{"persons": []}', "mindestens eine Person"),
        ('{"municipality": "05111000", "persons": [{"id": "a", "born": "1990-01-01"}]}', "nur für Wuppertal"),
    ],
)
def test_wrong_json_is_refused_where_it_was_put(sam: Client, text: str, says: str) -> None:
    page = sent(sam, sam.get(URL).content.decode(), {"json": text}, "json", status=422)
    assert says in page


def test_without_the_rules_of_a_day_the_form_waits_and_has_them_made(
    sam: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    monkeypatch.setattr(services, "folder", lambda: tmp_path)
    asked: list[dt.date] = []
    monkeypatch.setattr(services, "prepare_rules", asked.append)
    page = sent(sam, blank(sam), MOTHER, status=503)
    assert "werden gerade vorbereitet" in page
    assert Fields(page).values["rent_cold"] == "620"
    assert asked == [TODAY]


# ---------------------------------------------------------------------------------------------------------------------
# Variants


def with_more_work(client: Client) -> str:
    """A second variant: the mother works more."""
    page = sent(client, computed(client), MOTHER, "variant")
    assert Fields(page).values["p1-gross_wage"] == "1.400"
    return sent(client, page, {**MOTHER, "name": "mehr Stunden", "p1-gross_wage": "2.200", "p1-hours_per_week": "38"})


def rows(page: str) -> dict[str, list[str]]:
    """The comparison: by line the words of each cell."""
    table = re.search(r'aria-labelledby="vergleich".*?</table>', page, flags=re.DOTALL)
    assert table
    found = {}
    for row in re.findall(r"<tr .*?</tr>", table[0], flags=re.DOTALL)[1:]:
        head = re.search(r"<th[^>]*>(.*?)</th>", row)
        assert head
        cells = re.findall(r"<td[^>]*>(.*?)</td>", row)
        found[head[1]] = [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in cells]
    return found


def test_two_variants_stand_side_by_side_with_what_differs(sam: Client, engine: None) -> None:
    page = with_more_work(sam)
    lines = rows(page)
    assert lines["Kindergeld"] == ["518,00 €", "518,00 € 0 €"]
    first, second = (
        float(lines["Im Monat in der Hand"][i].split(" €")[0].replace(".", "").replace(",", ".")) for i in (0, 1)
    )
    assert second > first
    assert "+" in lines["Im Monat in der Hand"][1]
    assert (
        "Lohn brutto (Mutter) 2.200 € statt 1.400 €; Arbeitsstunden in der Woche (Mutter) 38 Stunden statt 25 Stunden"
        in page
    )
    assert "mehr Stunden: Zuerst" in page


def test_the_order_of_variants_changes_only_their_order(sam: Client, engine: None) -> None:
    one = with_more_work(sam)
    page = sent(sam, blank(sam), {**MOTHER, "p1-gross_wage": "2.200", "p1-hours_per_week": "38"})
    page = sent(sam, page, {**MOTHER, "p1-gross_wage": "2.200", "p1-hours_per_week": "38"}, "variant")
    other = sent(sam, page, MOTHER)
    amounts = [{name: [cell.split(" €")[0] for cell in cells] for name, cells in rows(p).items()} for p in (one, other)]
    assert amounts[0] == {name: cells[::-1] for name, cells in amounts[1].items()}


def test_in_whatever_order_variants_stand_each_has_the_same_amounts(engine: None) -> None:
    found = []
    for wage in (0.0, 900.0, 2400.0):
        raw = {
            "as_of": TODAY.isoformat(),
            "dwelling": {"rent_cold": 620.0, "heating": 90.0},
            "persons": [
                {"id": "m", "born": "1990-03-01", "gross_wage": wage},
                {"id": "k", "born": "2016-03-01", "parents": ["m"]},
            ],
        }
        home = household.read(raw, today=TODAY)
        result = services.answer(home)
        assert result is not None
        found.append(Variant(f"{wage:.0f}", home, result, ()))
    tables = []
    for order in itertools.permutations(found):
        table = adviser_shown.comparison(order)
        assert [[cell[0] for cell in row.cells] for row in table] == [[one.name for one in order]] * len(table)
        assert all(row.cells[0][2] == "" for row in table)
        tables.append({row.name: {name: value for name, value, _ in row.cells} for row in table})
    assert all(table == tables[0] for table in tables)


def test_two_variants_never_have_the_same_name() -> None:
    assert adviser_shown.names(["", "mehr", "mehr", ""]) == ["Ausgang", "mehr", "mehr (Variante 3)", "Variante 4"]
    for typed in (["Variante 2", ""], ["a", "a (Variante 3)", "a"], ["Ausgang"] * 4):
        assert len(set(adviser_shown.names(typed))) == len(typed)


def test_variants_are_opened_and_dropped_and_there_are_four_at_most(sam: Client, engine: None) -> None:
    page = with_more_work(sam)
    page = sent(sam, page, {**MOTHER, "p1-gross_wage": "2.200"}, "show:0")
    assert "Ausgang: Zuerst" in page
    assert Fields(page).values["p1-gross_wage"] == "1.400"
    for _ in range(3):
        page = sent(sam, page, MOTHER, "variant")
    assert page.count('value="edit:') == 4
    page = sent(sam, page, MOTHER, "edit:1")
    assert Fields(page).values["p1-gross_wage"] == "2.200"
    page = sent(sam, page, MOTHER, "drop-variant:1")
    assert page.count('value="edit:') == 3
    for nowhere in ("7", "x", "9" * 5000):  # what no button sends
        for action in ("edit", "show", "drop-variant"):
            page = sent(sam, page, MOTHER, f"{action}:{nowhere}")
            assert len(re.findall(r'value="(?:edit|show):[0-9]"', page)) == 3
    assert Desk().without_variant(0) == Desk().opened(7) == Desk()


def test_a_mistake_in_another_variant_is_shown_there(sam: Client, engine: None) -> None:
    page = sent(sam, with_more_work(sam), {**MOTHER, "rent_cold": "viel"}, "edit:0")
    page = sent(sam, page, MOTHER, status=422)
    assert "Angaben: Variante 2" in page
    assert Fields(page).values["rent_cold"] == "viel"


def test_an_open_amount_has_no_difference(sam: Client, engine: None) -> None:
    page = sent(sam, computed(sam), MOTHER, "variant")
    lines = rows(sent(sam, page, {**MOTHER, "rent_cold": "?"}))
    assert lines["Im Monat in der Hand"][1] == "offen"
    assert [words.endswith(", noch offen") for words in lines["Was das Gesetz zuerst vorsieht"]] == [False, True]
    assert " bis " in lines["Wohngeld"][1]


# ---------------------------------------------------------------------------------------------------------------------
# Why does this surprise me?


def test_the_helper_names_three_inputs_in_words(sam: Client, engine: None) -> None:
    page = sent(sam, computed(sam), MOTHER, "surprise")
    found = re.search(r'id="ueberraschung".*?</section>', page, flags=re.DOTALL)
    assert found
    assert found[0].count("<li>") == 3
    assert "Alleinerziehend (Mutter): nein statt ja" in found[0]
    assert "Unterhaltsvorschuss −" in found[0]


def test_a_result_asks_the_database_only_who_is_there(
    sam: Client, engine: None, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    page = with_more_work(sam)
    # Session, person, functions; nothing grows with variants, persons or what is tried.
    with django_assert_max_num_queries(4):
        sent(sam, page, MOTHER, "surprise")


# ---------------------------------------------------------------------------------------------------------------------
# On paper


def keywords(pdf: bytes) -> str:
    """What the sheet says of itself, for people who file it."""
    with pikepdf.open(io.BytesIO(pdf)) as document, document.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        return str(document.docinfo["/Keywords"])


def test_the_sheet_says_law_version_and_that_it_decides_nothing(sam: Client, engine: None) -> None:
    page = with_more_work(sam)
    data = {"state": Fields(page).values["state"], "typed": "1", **MOTHER}
    response = sam.post(f"{URL}blatt/", data)
    assert response.headers["Content-Type"] == "application/pdf"
    assert "Keine Entscheidung, keine Zusage." in keywords(response.content)
    assert services.basis().words in keywords(response.content)


def test_a_sheet_of_what_is_wrong_shows_the_form(sam: Client, engine: None) -> None:
    page = blank(sam)
    sent(sam, page, {**MOTHER, "rent_cold": "viel"}, to=f"{URL}blatt/", status=422)
    sent(sam, page, {**MOTHER, "rent_cold": "viel"}, to=f"{URL}speichern/", status=422)
    assert sam.get(f"{URL}blatt/").status_code == sam.get(f"{URL}speichern/").status_code == 302


# ---------------------------------------------------------------------------------------------------------------------
# Stored on demand


def stored(client: Client, **more: str) -> StoredCheck:
    """A result with two variants, stored through the page."""
    page = with_more_work(client)
    data = {"state": Fields(page).values["state"], "submission": Fields(page).values["submission"], **more}
    response = client.post(f"{URL}speichern/", data)
    assert response.status_code == 302, response.content.decode()
    return StoredCheck.objects.latest("pk")


def test_a_stored_result_shows_what_it_was_computed_with(sam: Client, engine: None) -> None:
    one = stored(sam, reference="BG 4711")
    assert (one.delete_on - one.stored_on).days == 183
    page = sam.get(f"{STORED}{one.pk}/?variante=2").content.decode()
    assert "BG 4711" in page
    assert services.basis().words in page
    assert "mehr Stunden: Zuerst" in page
    assert f"{one.delete_on:%d.%m.%Y}" in page
    assert "Heute gilt ein anderer Stand" not in page
    assert "Kinderzuschlag: Mindesteinkommen" in page
    assert f"{STORED}{one.pk}/" in sam.get(STORED).content.decode()
    for other in ("9", "x", "9" * 5000):
        assert "Ausgang: Zuerst" in sam.get(f"{STORED}{one.pk}/?variante={other}").content.decode()


def test_with_other_parameters_the_old_result_stays_and_says_so(sam: Client, engine: None) -> None:
    one = stored(sam)
    StoredCheck.objects.update(parameter_version="0123456789ab")
    page = sam.get(f"{STORED}{one.pk}/").content.decode()
    assert "Heute gilt ein anderer Stand" in page
    assert "Parameter 0123456789ab" in page
    assert "Parameter 0123456789ab" in keywords(sam.get(f"{STORED}{one.pk}/blatt/").content)
    again = sam.post(URL, {"state": Fields(page).values["state"], "go": "show:0"}).content.decode()
    assert services.basis().words in again
    assert Fields(again).values["p1-gross_wage"] == "1400"


def test_the_same_form_sent_twice_is_stored_once(sam: Client, engine: None) -> None:
    page = with_more_work(sam)
    data = {"state": Fields(page).values["state"], "submission": Fields(page).values["submission"]}
    for _ in range(2):
        assert sam.post(f"{URL}speichern/", data).status_code == 302
    assert StoredCheck.objects.count() == 1
    assert Entry.objects.filter(verb="check_stored").count() == 1


def test_a_sign_that_is_too_long_is_refused_with_the_result_still_there(sam: Client, engine: None) -> None:
    page = sent(
        sam,
        computed(sam),
        {**MOTHER, "submission": str(uuid.uuid4()), "reference": "x" * 41},
        to=f"{URL}speichern/",
        status=422,
    )
    assert "Ergebnis speichern" in page
    assert not StoredCheck.objects.exists()


def test_nothing_of_the_household_stands_in_the_journal(sam: Client, engine: None) -> None:
    one = stored(sam, reference="BG 4711")
    sam.get(f"{STORED}{one.pk}/")
    sam.post(f"{STORED}{one.pk}/loeschen/")
    entries = Entry.objects.filter(subject__startswith="entitlement.storedcheck:")
    assert [entry.verb for entry in entries.order_by("pk")] == ["check_stored", "read", "check_deleted"]
    assert not Payload.objects.filter(entry_id__in=entries.values("pk")).exists()
    said = " ".join(f"{entry.subject} {entry.why} {entry.who}" for entry in entries)
    assert not re.search(r"4711|Mutter|Kind|1\.?400|2\.?200", said)
    assert not StoredCheck.objects.exists()


def test_only_who_stored_it_opens_it_and_only_while_advising_there(sam: Client, engine: None) -> None:
    one = stored(sam)
    colleague = Client()
    colleague.force_login(member("kim"))
    for path in ("", "blatt/"):
        assert colleague.get(f"{STORED}{one.pk}/{path}").status_code == 404
    assert colleague.post(f"{STORED}{one.pk}/loeschen/").status_code == 404
    assert "Nichts gespeichert" in colleague.get(STORED).content.decode()
    Membership.objects.filter(user__email="sam@test.example").update(valid_until=TODAY - dt.timedelta(days=1))
    assert sam.get(f"{STORED}{one.pk}/").status_code == 403
    house = Organisation.objects.create(key="stadt", name="Stadt", kind="city", side="")
    user = User.objects.get(email="sam@test.example")
    Membership.objects.create(user=user, organisation=house, role=Role.DESK, valid_from=TODAY)
    assert sam.get(f"{STORED}{one.pk}/").status_code == 404


@pytest.mark.parametrize("role", [Role.PROVIDER, Role.DESK_OFFICER, Role.MAYOR, Role.ADMINISTRATOR, Role.HEALTH_GUIDE])
def test_who_does_not_advise_has_no_calculation(client: Client, role: Role) -> None:
    client.force_login(member("other", role))
    assert client.get(URL).status_code == 403


def test_on_its_day_a_stored_result_goes_and_not_before(sam: Client, engine: None) -> None:
    one = stored(sam)
    at = dt.datetime.combine(one.delete_on, dt.time(), timezone.get_current_timezone())
    tasks.delete_stored_checks(at - dt.timedelta(days=1))
    assert StoredCheck.objects.exists()
    tasks.delete_stored_checks(at)
    assert not StoredCheck.objects.exists()
    assert (
        Entry.objects.filter(verb="check_expired", who="system", subject=f"entitlement.storedcheck:{one.pk}").count()
        == 1
    )


def test_on_its_day_nobody_opens_it_even_if_the_clock_stands_still(sam: Client, engine: None) -> None:
    one = stored(sam)
    StoredCheck.objects.update(stored_on=TODAY - dt.timedelta(days=183), delete_on=TODAY)
    assert sam.get(f"{STORED}{one.pk}/").status_code == 404
    assert "Nichts gespeichert" in sam.get(STORED).content.decode()


@pytest.mark.parametrize(
    "wrong", [{"delete_on": TODAY}, {"law_set": "guess"}, {"purpose": ""}, {"parameter_version": ""}, {"engine": ""}]
)
def test_the_database_refuses_what_must_not_be(wrong: dict[str, Any]) -> None:
    user = member("sam")
    right = {
        "stored_by": user,
        "organisation": Organisation.objects.get(),
        "variants": [],
        "as_of": TODAY,
        "law_set": "in force",
        "parameter_version": "0123456789ab",
        "engine": "GETTSIM",
        "stored_at": timezone.now(),
        "stored_on": TODAY,
        "delete_on": TODAY + dt.timedelta(days=1),
        "purpose": "Beratung",
    }
    StoredCheck.objects.create(submission=uuid.uuid4(), **right)
    with pytest.raises(IntegrityError), transaction.atomic():
        StoredCheck.objects.create(submission=uuid.uuid4(), **{**right, **wrong})


def test_the_list_asks_the_database_as_often_for_many_as_for_one_and_for_no_household(
    sam: Client, engine: None, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    one = stored(sam)
    for _ in range(3):
        one.pk, one.submission = None, uuid.uuid4()
        one.save()
    # Session, person, functions, how many, these.
    with django_assert_max_num_queries(5) as asked:
        assert sam.get(STORED).content.decode().count(f'href="{STORED}') == 4
    assert not any('"variants"' in query["sql"] for query in asked.captured_queries)
