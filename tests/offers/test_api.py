"""The open data of the directory: whole, in step with the search, harmless in a spreadsheet, live in its places."""

import csv
import datetime as dt
import io
import json
import os
import uuid
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from talachse import demo
from talachse.accounts import services as accounts
from talachse.accounts.actor import SYSTEM
from talachse.accounts.models import OrganisationKind
from talachse.config.api import openapi
from talachse.offers import open_data
from talachse.offers.forms.directory import SearchForm
from talachse.offers.forms.open_data import Wanted
from talachse.offers.models import LegalBasis, Offer, PlaceGroup
from talachse.offers.queries.directory import Criteria, Places, search
from talachse.offers.services.places import add_group
from talachse.placements.services import participations
from tests.offers.test_directory import put

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
SCHEMAS = ROOT / "docs" / "schemas"
TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _as_often_as_needed(settings: Settings) -> None:
    settings.TALACHSE_API_PER_MINUTE = 0


@pytest.fixture
def _demo() -> None:
    demo.run(today=TODAY, say=lambda _: None, only=frozenset({"accounts", "offers"}))


def get(client: Client, address: str, **criteria: str | int) -> Any:
    answer = client.get(f"/api/v1/{address}", criteria)
    assert answer.status_code == 200, answer.content
    return json.loads(answer.content)


def keys(page: Any) -> list[str]:
    return [service["x_key"] for service in page["contents"]]


def conforms(value: Any, name: str) -> None:
    schema = json.loads((SCHEMAS / "offers-api.json").read_text())
    whole = {**schema, "$ref": f"#/$defs/{name}"}
    jsonschema.Draft202012Validator(whole, format_checker=jsonschema.FormatChecker()).validate(value)


def group_of(offer: Offer, places: int) -> PlaceGroup:
    """Places behind an offer."""
    provider = accounts.add_organisation(key="radwerk", name="Radwerk", kind=OrganisationKind.PROVIDER, by=SYSTEM)
    group = add_group(
        key=f"plaetze-{offer.key}",
        title="Plätze",
        provider=provider,
        legal_basis=LegalBasis.SGB2_16D,
        starts_on=TODAY - 400 * DAY,
        places=places,
        by=SYSTEM,
        source="Probe",
        project="wecycle",
    )
    PlaceGroup.objects.filter(pk=group.pk).update(offer=offer)
    return group


# --- paging -------------------------------------------------------------------------------------------------------


def test_every_offer_comes_exactly_once_while_others_change_and_add_entries(client: Client, settings: Settings) -> None:
    for number in range(25):
        put(f"a-{number}")
    page = get(client, "offers", limit=4)
    seen = keys(page)
    for step in range(1, 60):
        if "next" not in page:
            break
        if step <= 6:  # meanwhile: entries before and behind change, new ones come, one ends that nobody has read yet
            put(f"a-{step}", summary=f"geändert {step}")
            put(f"a-{23 - step}", summary=f"geändert {step}")
            put(f"neu-{step}")
            put("a-24", status="ended")
        page = json.loads(client.get(page["next"].removeprefix(settings.TALACHSE_PUBLIC_URL)).content)
        assert page["size"] == len(page["contents"]) <= 4
        seen += keys(page)
    assert len(seen) == len(set(seen))
    assert set(seen) == set(Offer.objects.exclude(status="ended").values_list("key", flat=True))
    assert "neu-6" in seen


def test_the_next_address_keeps_the_criteria(client: Client) -> None:
    for number in range(3):
        put(f"frei-{number}", cost="free")
        put(f"teuer-{number}", cost="fee")
    answer = client.get("/api/v1/offers", {"free": "true", "limit": "2"})
    page = json.loads(answer.content)
    assert "free=true" in page["next"]
    assert answer["Link"] == f'<{page["next"]}>; rel="next"'
    assert keys(get(client, "offers", free="true", limit=2, cursor=page["next_cursor"])) == ["frei-2"]


@pytest.mark.parametrize("cursor", ["", "c", "7", "cä", "c-1", "c" + "z" * 13, "' OR 1=1", "cZ", "\x00"])
def test_a_strange_cursor_is_refused_with_reasons(client: Client, cursor: str) -> None:
    answer = client.get("/api/v1/offers", {"cursor": cursor})
    problem = json.loads(answer.content)
    assert answer.status_code == 422
    assert problem["code"] == "unusable"
    assert problem["message"] == "Diese Angaben können wir nicht lesen: cursor."
    assert problem["fields"][0]["allowed"] == "next_cursor der vorigen Antwort"
    conforms(problem, "Problem")


@pytest.mark.parametrize(
    ("criteria", "name"),
    [
        ({"limit": "201"}, "limit"),
        ({"limit": "0"}, "limit"),
        ({"district": "10"}, "district"),
        ({"theme": "quatsch"}, "theme"),
        ({"lebenslage": "learning"}, "lebenslage"),
        ({"changed_since": "gestern"}, "changed_since"),
        ({"free": "vielleicht"}, "free"),
    ],
)
def test_a_wrong_or_unknown_criterion_never_silently_gives_everything(
    client: Client, criteria: dict[str, str], name: str
) -> None:
    answer = client.get("/api/v1/offers", criteria)
    assert answer.status_code == 422
    assert [field["name"] for field in json.loads(answer.content)["fields"]] == [name]


# --- the same as the search ----------------------------------------------------------------------------------------

PAIRS: list[tuple[dict[str, str], dict[str, str]]] = [
    ({"q": "jugend"}, {"q": "jugend"}),
    ({"q": "Färberei"}, {"q": "faerberei"}),
    ({"lebenslage": "learning"}, {"situation": "learning"}),
    ({"thema": "health"}, {"theme": "health"}),
    ({"bezirk": "6", "umkreis": "1"}, {"district": "6", "reach": "1"}),
    ({"bezirk": "6"}, {"district": "6"}),
    ({"alter": "15"}, {"age": "15"}),
    ({"schuljahr": "7"}, {"school_year": "7"}),
    ({"sprache": "tr"}, {"language": "tr"}),
    ({"fuer": "f"}, {"gender": "f"}),
    ({"pflegegrad": "2"}, {"care_level": "2"}),
    ({"kostenlos": "on"}, {"free": "true"}),
    ({"hingehen": "on"}, {"walk_in": "1"}),
    ({"but": "on"}, {"but": "true"}),
    ({"stufenlos": "on"}, {"barrier_free": "true"}),
    ({"online": "on"}, {"remote": "true"}),
    ({"frei": "on"}, {"free_places": "true"}),
    ({"offen": "on"}, {"open_now": "true"}),
    ({"saeule": "advice"}, {"pillar": "advice"}),
    ({"q": "lernen", "kostenlos": "on", "alter": "12"}, {"q": "lernen", "free": "true", "age": "12"}),
]


@pytest.mark.usefixtures("_demo")
def test_the_criteria_find_what_the_search_page_finds(client: Client) -> None:
    group_of(Offer.objects.get(key="radwerk-treff"), 3)
    named = {name for _german, english in PAIRS for name in english}
    assert named == set(Wanted.model_fields) - {"project", "changed_since"}
    for german, english in PAIRS:
        form = SearchForm(german)
        assert form.is_valid()
        expected = sorted(offer.key for offer in search(form.criteria(), on=TODAY))
        assert sorted(keys(get(client, "offers", limit=200, **english))) == expected, english
    project = sorted(o.key for o in search(Criteria(project="wecycle"), on=TODAY))
    assert sorted(keys(get(client, "offers", project="wecycle"))) == project != []


def test_changed_since_gives_only_what_changed(client: Client) -> None:
    put("alt")
    Offer.objects.update(changed_at=timezone.now() - 10 * DAY)
    put("neu")
    assert keys(get(client, "offers", changed_since=(TODAY - DAY).isoformat())) == ["neu"]
    assert keys(get(client, "offers", changed_since="0001-01-01T00:00:00Z")) == ["alt", "neu"]
    assert keys(get(client, "offers", changed_since="9999-12-31T23:59:59Z")) == []
    # No zone lies so far away, but it can be written, and PostgreSQL refuses it.
    assert keys(get(client, "offers", changed_since="2020-12-16T23:19:01.7221-23:29")) == ["alt", "neu"]


def test_what_has_ended_or_is_hidden_is_in_no_list_and_says_why_alone(client: Client) -> None:
    put("da")
    put("beendet", status="ended")
    put("vorbei", valid_until=TODAY - DAY)
    put("spaeter", valid_from=TODAY + DAY)
    stale = put("alt")
    Offer.objects.filter(pk=stale.pk).update(checked_on=TODAY - 400 * DAY, check_by=TODAY - 200 * DAY)
    assert keys(get(client, "offers")) == ["da"]
    assert [f["properties"]["key"] for f in get(client, "offers.geojson")["features"]] == ["da"]
    assert [row["key"] for row in table(client)] == ["da"]
    status = {key: client.get(f"/api/v1/offers/{key}").status_code for key in ("da", "beendet", "vorbei", "spaeter")}
    assert status == {"da": 200, "beendet": 410, "vorbei": 410, "spaeter": 404}
    for key, code in {"alt": "hidden", "gibt-es-nicht": "not_found"}.items():
        answer = client.get(f"/api/v1/offers/{key}")
        assert (answer.status_code, json.loads(answer.content)["code"]) == (404, code)
        assert client.get(f"/api/v1/offers/{key}/capacity").status_code == 404
    assert client.get("/api/v1/offers/beendet/capacity").status_code == 410


# --- the objects ----------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("_demo")
def test_every_answer_keeps_to_the_published_schema(client: Client) -> None:
    group_of(full(), 3)
    page = get(client, "offers", limit=200)
    assert page["size"] >= 80
    conforms(page, "ServicePage")
    for service in page["contents"]:
        conforms(service, "Service")
    capacity = get(client, "capacity", limit=200)
    assert capacity["contents"]
    conforms(capacity, "CapacityPage")
    conforms(get(client, "offers.geojson"), "FeatureCollection")
    conforms(get(client, f"offers/{capacity['contents'][0]['key']}/capacity"), "OfferCapacity")


@pytest.mark.parametrize("name", ["openapi-v1", "offers-api"])
def test_the_published_descriptions_are_those_of_the_code(client: Client, name: str) -> None:
    served = {"openapi-v1": openapi(), "offers-api": open_data.json_schema()}[name]
    assert json.loads(json.dumps(served)) == json.loads((SCHEMAS / f"{name}.json").read_text()), (
        "write them with: uv run python scripts/schemas.py"
    )
    if name == "openapi-v1":
        assert get(client, "openapi.json") == json.loads(json.dumps(served))
        assert served["openapi"].startswith("3.1")


def full() -> Offer:
    """An entry that says everything."""
    return put(
        "alles",
        title="Lernhilfe",
        summary="Mathe und Deutsch",
        themes=("school", "digital"),
        situations=("learning",),
        languages=("de", "de-ls", "dgs"),
        provider="Lernwerk e. V.",
        phone="0202 123",
        email="a@example.org",
        website="https://example.org/lernen",
        address="Talstraße 5, 42103 Wuppertal",
        district=0,
        quarter="Nordstadt",
        audience="Klassen 5 bis 10",
        age_from=10,
        age_to=17,
        school_year_from=5,
        school_year_to=10,
        gender="f",
        access="registration",
        barrier_free=True,
        cost="free",
        cost_note="auch Material",
        but_component="lernfoerderung",
        hours=((0, dt.time(14), dt.time(18)),),
        exceptions=((TODAY, None, None, "Ferien"),),
        note="Bitte klingeln",
    )


def test_an_offer_has_the_names_of_open_referral_and_nothing_invented(client: Client) -> None:
    full()
    service = get(client, "offers/alles")
    conforms(service, "Service")
    uuid.UUID(service["id"])
    assert service["name"] == "Lernhilfe"
    assert service["status"] == "active"
    assert service["organization"]["name"] == "Lernwerk e. V."
    location = service["service_at_locations"][0]["location"]
    assert {"latitude", "longitude"} & set(location) == set()
    assert location["addresses"][0] | {"id": ""} == {
        "id": "",
        "address_1": "Talstraße 5, 42103 Wuppertal",
        "city": "Wuppertal",
        "state_province": "",
        "postal_code": "42103",
        "country": "DE",
        "address_type": "physical",
    }
    assert location["accessibility"][0]["description"] == "ohne Stufen"
    times = {name: service["schedules"][0][name] for name in ("freq", "byday", "opens_at", "closes_at")}
    assert times == {"freq": "WEEKLY", "byday": "MO", "opens_at": "14:00", "closes_at": "18:00"}
    assert [(x["code"], x["name"]) for x in service["languages"]] == [
        ("de", "Deutsch"),
        ("de", "Leichte Sprache"),
        ("gsg", "Gebärdensprache"),
    ]
    assert (service["minimum_age"], service["maximum_age"]) == (10, 17)
    assert service["cost_options"][0]["amount"] == 0
    assert service["fees_description"] == "kostenlos: auch Material"
    assert service["service_areas"][0]["name"] == "Elberfeld"
    assert service["assured_date"] == TODAY.isoformat()
    assert service["x_opening_exceptions"] == [{"day": TODAY.isoformat(), "note": "Ferien"}]
    assert ("life_situation", "learning") in {(a["link_type"], a["value"]) for a in service["attributes"]}
    assert "x_capacity" not in service


def test_texts_are_german_whatever_language_the_reader_has_chosen(client: Client) -> None:
    full()
    german = client.get("/api/v1/offers/alles").content
    client.cookies["django_language"] = "en"
    assert client.get("/api/v1/offers/alles").content == german


# Property names of HSDS 3.1 that we use, read from openreferral/specification (schema/*.json) on 26.11.2026.
HSDS = {
    "Service": "id name status description url email alert application_process fees_description eligibility_description "
    "minimum_age maximum_age assured_date last_modified organization service_at_locations schedules service_areas "
    "languages phones cost_options attributes",
    "Organization": "id name description website",
    "ServiceAtLocation": "id location",
    "Location": "id location_type name addresses accessibility",
    "Address": "id address_1 city state_province postal_code country address_type",
    "Accessibility": "id description",
    "Schedule": "id freq byday opens_at closes_at valid_from valid_to",
    "ServiceArea": "id name",
    "Language": "id name code note",
    "Phone": "id number",
    "CostOption": "id amount currency",
    "Attribute": "id link_type value label",
}


def test_names_without_x_are_names_of_the_standard() -> None:
    for part, names in HSDS.items():
        own = {name for name in getattr(open_data, part).model_fields if not name.startswith("x_")}
        assert own == set(names.split()), part


@pytest.mark.skipif(
    "HSDS_SCHEMA" not in os.environ,
    reason="the HSDS schema is CC BY-SA, in no package and not copied here: set HSDS_SCHEMA to its folder schema/",
)
@pytest.mark.usefixtures("_demo")
def test_offers_are_valid_services_of_the_standard(client: Client) -> None:
    from referencing import Registry, Resource
    from referencing.jsonschema import DRAFT202012

    resources = []
    for path in Path(os.environ["HSDS_SCHEMA"]).glob("*.json"):
        content = json.loads(path.read_text())
        content.pop("$id", None)  # the parts name each other by their files
        resources.append((path.name, Resource(contents=content, specification=DRAFT202012)))  # type: ignore[call-arg]
    registry: Registry[Any] = Registry().with_resources(resources)
    validator = jsonschema.Draft202012Validator(
        {"$ref": "service.json"}, registry=registry, format_checker=jsonschema.FormatChecker()
    )
    full()
    for service in get(client, "offers", limit=200)["contents"]:
        validator.validate(service)


def test_a_map_gets_the_district_and_no_place_on_the_map(client: Client) -> None:
    full()
    answer = client.get("/api/v1/offers.geojson")
    assert answer["Content-Type"] == "application/geo+json"
    [feature] = json.loads(answer.content)["features"]
    assert feature["geometry"] is None
    assert feature["properties"]["district_name"] == "Elberfeld"
    assert feature["properties"]["quarter"] == "Nordstadt"


def table(client: Client, **criteria: str) -> list[dict[str, str]]:
    answer = client.get("/api/v1/offers.csv", criteria)
    assert answer.content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


@pytest.mark.parametrize("text", ["=1+1", "+49 202", "-2", "@SUM(A1)", "\t=1", "  =1", '=HYPERLINK("http://x")'])
def test_no_cell_of_the_table_is_a_formula(client: Client, text: str) -> None:
    put("a", title=text, summary=text, phone="+49 202 1", note='sagt "Hallo", ja')
    [row] = table(client)
    assert row["name"].startswith("'")
    assert row["description"] == f"'{text}"
    assert row["phone"] == "'+49 202 1"
    assert row["note"] == 'sagt "Hallo", ja'
    assert not any(value.lstrip(" \n").startswith(open_data.FORMULA) for value in row.values())


def test_the_table_holds_what_the_objects_hold(client: Client) -> None:
    full()
    put("b", title="anders", cost="fee")
    rows = table(client, free="true")
    assert [row["key"] for row in rows] == ["alles"]
    assert rows[0]["opening_hours"] == "MO 14:00-18:00"
    assert (rows[0]["further_themes"], rows[0]["languages"]) == ("digital", "de de-ls dgs")
    assert (rows[0]["barrier_free"], rows[0]["remote"]) == ("true", "false")
    assert b"\r\n" in client.get("/api/v1/offers.csv").content


# --- places ---------------------------------------------------------------------------------------------------------


def test_places_are_live(client: Client) -> None:
    offer = put("werkstatt")
    group = group_of(offer, 2)
    address = "offers/werkstatt/capacity"
    before = client.get(f"/api/v1/{address}")
    assert get(client, address)["free"] == 2
    started = participations.start_participation(
        group, submission=uuid.uuid4(), started_on=TODAY - DAY, by=SYSTEM, today=TODAY
    )
    now = get(client, address)
    assert (now["places"], now["free"], now["waiting"], now["as_of"]) == (2, 1, 0, TODAY.isoformat())
    assert client.get(f"/api/v1/{address}", headers={"if-none-match": before["ETag"]}).status_code == 200
    assert get(client, "capacity")["contents"] == [now]
    assert get(client, "offers/werkstatt")["x_capacity"]["free"] == 1
    assert table(client)[0]["free"] == "1"
    participations.end_participation(
        started.participation, ended_on=TODAY - DAY, reason="beendet", by=SYSTEM, today=TODAY
    )
    assert get(client, address)["free"] == 2


def test_an_offer_without_places_has_no_capacity_and_is_not_in_the_list(client: Client) -> None:
    put("treff")
    answer = client.get("/api/v1/offers/treff/capacity")
    assert (answer.status_code, json.loads(answer.content)["code"]) == (404, "no_places")
    assert get(client, "capacity")["contents"] == []


def test_very_few_who_wait_are_not_counted_out_loud() -> None:
    def shown(waiting: int, theme: str = "work") -> tuple[object, object]:
        found = open_data.capacity(Places(5, 0, waiting, None), theme, on=TODAY)
        return found["waiting"], found["waiting_below"]

    assert [shown(n) for n in (0, 1, 3)] == [(0, None), (None, 3), (3, None)]
    assert [shown(n, "health") for n in (4, 5)] == [(None, 5), (5, None)]


# --- HTTP -----------------------------------------------------------------------------------------------------------

LISTS = ["offers", "offers/a", "offers.geojson", "offers.csv", "capacity", "openapi.json"]


@pytest.mark.parametrize("address", LISTS)
def test_who_knows_the_answer_already_gets_none(client: Client, address: str) -> None:
    put("a")
    first = client.get(f"/api/v1/{address}")
    again = client.get(f"/api/v1/{address}", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert again["Cache-Control"] == first["Cache-Control"]
    if address in {"offers", "offers/a"}:
        assert again["Last-Modified"] == first["Last-Modified"]
        put("a", summary="anders")
        changed = client.get(f"/api/v1/{address}", headers={"if-none-match": first["ETag"]})
        assert changed.status_code == 200
        assert changed["ETag"] != first["ETag"]


@pytest.mark.parametrize("address", LISTS)
def test_any_page_may_read_it_nobody_gets_a_cookie_and_nobody_writes(client: Client, address: str) -> None:
    put("a")
    answer = client.get(f"/api/v1/{address}", headers={"origin": "https://example.org"})
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert not answer.cookies
    head = client.head(f"/api/v1/{address}")
    assert (head.status_code, head["ETag"]) == (200, answer["ETag"])
    for method in ("post", "put", "patch", "delete"):
        assert getattr(client, method)(f"/api/v1/{address}").status_code == 405


def test_only_the_open_data_are_readable_from_other_pages(client: Client) -> None:
    for address in ("/", "/angebote/", "/daten/angebote/", "/einbetten/angebote/"):
        assert "Access-Control-Allow-Origin" not in client.get(address).headers


def test_unknown_addresses_of_the_interface_are_answered_in_json(client: Client) -> None:
    answer = client.get("/api/v1/gibt-es-nicht")
    assert answer.status_code == 404
    conforms(json.loads(answer.content), "Problem")


def test_one_address_may_ask_so_often_and_hears_when_to_come_back(client: Client, settings: Settings) -> None:
    settings.TALACHSE_API_PER_MINUTE = 30
    whole = [client.get("/api/v1/offers.csv").status_code for _ in range(2)]
    single = [client.get("/api/v1/capacity").status_code for _ in range(6)]
    assert whole + single == [200] * 8
    refused = client.get("/api/v1/capacity", headers={"accept-language": "en"})
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 60
    assert "Too many requests" in json.loads(refused.content)["message_en"]
    conforms(json.loads(refused.content), "Problem")
    assert client.get("/api/v1/capacity", REMOTE_ADDR="192.0.2.7").status_code == 200
    assert client.get("/angebote/").status_code == 200


@pytest.mark.parametrize("address", ["offers", "offers.geojson", "offers.csv", "capacity"])
def test_the_number_of_queries_does_not_grow_with_the_offers(client: Client, address: str) -> None:
    def entry(number: int) -> None:
        hours = ((0, dt.time(9), dt.time(12)),)
        group_of(put(f"jugend-{number}", languages=("de", "tr"), hours=hours, provider=f"Träger {number}"), 3)

    entry(0)
    entry(1)
    with CaptureQueriesContext(connection) as few:
        client.get(f"/api/v1/{address}")
    for number in range(2, 20):
        entry(number)
    with CaptureQueriesContext(connection) as many:
        client.get(f"/api/v1/{address}")
    assert len(many) == len(few) <= 12


# --- pages ----------------------------------------------------------------------------------------------------------


def test_the_page_explains_criteria_columns_licence_and_gives_a_line_to_copy(client: Client) -> None:
    page = client.get("/daten/angebote/").content.decode()
    for name in [*Wanted.model_fields, *open_data.COLUMNS]:
        assert f"<code>{name}</code>" in page
    assert open_data.LICENCE_URL in page
    assert "&lt;iframe src=&quot;http://127.0.0.1:8000/einbetten/angebote/?lebenslage=learning&quot;" in page
    assert "/daten/angebote/" in client.get("/angebote/").content.decode()


def test_the_list_for_other_pages_may_be_framed_and_runs_and_keeps_nothing(client: Client) -> None:
    put("lernen", situations=("learning",))
    put("anderes")
    answer = client.get("/einbetten/angebote/", {"lebenslage": "learning"})
    page = answer.content.decode()
    assert "lernen" in page
    assert "anderes" not in page
    assert "X-Frame-Options" not in answer.headers
    policy = answer["Content-Security-Policy"]
    assert "frame-ancestors *" in policy
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert not answer.cookies
    for word in ("<script", "<form", "<nav", "csrf", "<iframe"):
        assert word not in page
    assert page.count('target="_top"') == page.count("<a ") == 2
    assert '?lebenslage=learning" target="_top"' in page
    for address in ("/", "/angebote/", "/daten/angebote/"):
        other = client.get(address)
        assert other["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in other["Content-Security-Policy"]


@pytest.mark.parametrize(
    "query", ["?bezirk=99", "?q=%00", "?q=" + "a" * 5000, "?alter=x", "?q=<script>alert(1)</script>"]
)
def test_strange_criteria_of_the_list_are_answered(client: Client, query: str) -> None:
    answer = client.get("/einbetten/angebote/" + query)
    assert answer.status_code == 200
    assert b"<script" not in answer.content
