"""An offer as open data: the names of Open Referral HSDS 3 where it has one for it, ``x_…`` where it has none.

Nothing is invented: there are no coordinates, and what an entry does not say is not in its object. What stands in the
objects is German, whatever language the reader of the pages has chosen. See docs/entwickeln/angebote-api.md.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
import uuid
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any, Literal

from django.conf import settings
from django.utils import timezone
from pydantic import BaseModel, ConfigDict, Field
from pydantic.json_schema import models_json_schema

from talachse.offers import vocabulary
from talachse.offers.models import Cost, Offer, OfferStatus, OpeningHours
from talachse.offers.queries.directory import Places
from talachse.rules.disclosure import disclose
from talachse.ui.charts import DISTRICTS
from talachse.ui.open_api import Part, Problem

# A whole list stands for as many ordinary requests.
WHOLE_LIST = 12
LICENCE = "Datenlizenz Deutschland – Namensnennung – Version 2.0"
LICENCE_URL = "https://www.govdata.de/dl-de/by-2-0"
BYDAY = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
# ISO 639; Gebärdensprache is "gsg", Leichte Sprache is German and says so in its note.
LANGUAGE_CODES = {"dgs": "gsg", "de-ls": "de"}
POSTAL_CODE = re.compile(r"\b\d{5}\b")
# What a spreadsheet would take for the beginning of a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")

type Uuid = Annotated[str, Field(json_schema_extra={"format": "uuid"})]


class Organization(Part):
    """Who offers it. HSDS asks for a description; the directory keeps none, so it is empty."""

    id: Uuid
    name: str
    description: str = ""
    website: str | None = None


class Address(Part):
    """As the entry says it. Postal code and state are empty where the entry does not name them."""

    id: Uuid
    address_1: str
    city: str
    state_province: str
    postal_code: str
    country: Literal["DE"] = "DE"
    address_type: Literal["physical"] = "physical"


class Accessibility(Part):
    """Whether one gets in without steps, where that is known."""

    id: Uuid
    description: str


class Location(Part):
    """Where it is. Latitude and longitude are not recorded and therefore never given."""

    id: Uuid
    location_type: Literal["physical"] = "physical"
    name: str | None = None
    addresses: list[Address] = Field(default_factory=list)
    accessibility: list[Accessibility] = Field(default_factory=list)
    x_district: int | None = Field(None, ge=0, le=9, description="Stadtbezirk, 0 bis 9")
    x_quarter: str | None = None


class ServiceAtLocation(Part):
    """The link between the offer and the place."""

    id: Uuid
    location: Location


class Schedule(Part):
    """Open every week on this day; local time of Berlin. Closing before opening means: on the next day."""

    id: Uuid
    freq: Literal["WEEKLY"] = "WEEKLY"
    byday: Literal["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
    opens_at: str = Field(description="HH:MM, Ortszeit")
    closes_at: str = Field(description="HH:MM, Ortszeit")
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None


class OpeningDay(Part):
    """One day that differs from the week; without times it is closed."""

    day: dt.date
    opens_at: str | None = None
    closes_at: str | None = None
    note: str | None = None


class ServiceArea(Part):
    """For which part of the city it is."""

    id: Uuid
    name: str


class Language(Part):
    """A language that is spoken there."""

    id: Uuid
    name: str
    code: str = Field(description="ISO 639-1, sonst ISO 639-3")
    note: str | None = None


class Phone(Part):
    id: Uuid
    number: str


class CostOption(Part):
    """Only for what is free: of the others no amounts are recorded."""

    id: Uuid
    amount: float
    currency: Literal["EUR"] = "EUR"


class Attribute(Part):
    """A word of our lists: theme, life situation, way in, pillar of Zentrum Zukunft."""

    id: Uuid
    link_type: Literal["theme", "life_situation", "access", "pillar"]
    value: str
    label: str


class Capacity(Part):
    """Places behind the offer on the day ``as_of``, counted at the moment of the answer."""

    places: int = Field(ge=0)
    free: int = Field(ge=0)
    waiting: int | None = Field(None, ge=0, description="Wie viele warten; fehlt bei sehr wenigen")
    waiting_below: int | None = Field(None, ge=1, description="Statt „waiting“: es warten welche, weniger als so viele")
    next_start_on: dt.date | None = None
    as_of: dt.date


class OfferCapacity(Capacity):
    """The same with the key of its offer."""

    key: str
    id: Uuid


class Service(Part):
    """One offer: an HSDS ``service`` with its organisation, places, times and words."""

    id: Uuid
    name: str
    status: Literal["active", "inactive", "defunct", "temporarily closed"]
    description: str | None = None
    url: str | None = None
    email: str | None = None
    alert: str | None = None
    application_process: str | None = None
    fees_description: str | None = None
    eligibility_description: str | None = None
    minimum_age: int | None = None
    maximum_age: int | None = None
    assured_date: dt.date = Field(description="Zuletzt geprüft am")
    last_modified: dt.datetime
    organization: Organization | None = None
    service_at_locations: list[ServiceAtLocation] = Field(default_factory=list)
    schedules: list[Schedule] = Field(default_factory=list)
    service_areas: list[ServiceArea] = Field(default_factory=list)
    languages: list[Language] = Field(default_factory=list)
    phones: list[Phone] = Field(default_factory=list)
    cost_options: list[CostOption] = Field(default_factory=list)
    attributes: list[Attribute] = Field(default_factory=list)
    x_key: str = Field(description="Schlüssel für /api/v1/offers/{key}")
    x_page: str = Field(description="Seite für Menschen")
    x_kind: str
    x_life_situations: list[str] = Field(default_factory=list)
    x_but_component: str | None = Field(None, description="Teil von Bildung und Teilhabe, der das bezahlen kann")
    x_school_year_from: int | None = None
    x_school_year_to: int | None = None
    x_gender: Literal["f", "m", "q"] | None = None
    x_care_level: int | None = None
    x_remote: bool = False
    x_legal_basis: str | None = None
    x_project: str | None = None
    x_hours_note: str | None = None
    x_opening_exceptions: list[OpeningDay] = Field(default_factory=list)
    x_check_by: dt.date = Field(description="Nächste Prüfung bis")
    x_source: str | None = None
    x_capacity: Capacity | None = None


class ServicePage(Part):
    """Some offers and where the next ones are."""

    contents: list[Service]
    size: int = Field(ge=0, description="Wie viele in dieser Antwort stehen")
    next_cursor: str | None = None
    next: str | None = Field(None, description="Adresse der nächsten Angebote; fehlt am Ende")


class CapacityPage(Part):
    """Places of some offers and where the next ones are."""

    contents: list[OfferCapacity]
    size: int = Field(ge=0)
    next_cursor: str | None = None
    next: str | None = None


class Properties(Part):
    """What a map needs to know of an offer."""

    key: str
    name: str
    kind: str
    theme: str
    organization: str | None = None
    address: str | None = None
    district: int | None = None
    district_name: str | None = None
    quarter: str | None = None
    page: str
    capacity: Capacity | None = None


class Feature(BaseModel):
    """One offer. Its geometry is there and null: coordinates are not recorded, and none are invented (RFC 7946, 3.2)."""

    model_config = ConfigDict(extra="forbid")

    type: Literal["Feature"] = "Feature"
    id: str
    geometry: None = None
    properties: Properties


class FeatureCollection(BaseModel):
    """All fitting offers."""

    model_config = ConfigDict(extra="forbid")

    type: Literal["FeatureCollection"] = "FeatureCollection"
    features: list[Feature]

    def as_json(self) -> str:
        """Without what is not known, but with the geometry that RFC 7946 wants to be there."""
        plain = self.model_dump(mode="json", exclude_none=True)
        features = [{**feature, "geometry": None} for feature in plain["features"]]
        return json.dumps({**plain, "features": features}, ensure_ascii=False, separators=(",", ":"))


def json_schema() -> dict[str, Any]:
    """The schema of everything the API answers with, as published in docs/schemas/offers-api.json."""
    models: list[type[BaseModel]] = [Service, ServicePage, OfferCapacity, CapacityPage, FeatureCollection, Problem]
    _, schema = models_json_schema(
        [(model, "serialization") for model in models],
        title="Talachse: Angebote als offene Daten, Version 1",
        ref_template="#/$defs/{model}",
    )
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


# --- from an entry ------------------------------------------------------------------------------------------------


def identifier(kind: str, key: str) -> str:
    """The same thing has the same identifier for ever, whatever the address of the installation."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"urn:talachse:{settings.TALACHSE_CITY_NAME}:{kind}:{key}"))


def page_of(offer: Offer) -> str:
    """The page for people."""
    return f"{settings.TALACHSE_PUBLIC_URL}/angebote/{offer.key}/"


def capacity(places: Places, theme: str, *, on: dt.date) -> dict[str, Any]:
    """Fields of a capacity; very few waiting people are not counted out loud."""
    waiting = disclose(places.waiting, health=theme == "health")
    return {
        "places": places.places,
        "free": places.free,
        "waiting": waiting.value,
        "waiting_below": waiting.threshold if waiting.suppressed else None,
        "next_start_on": places.next_start_on,
        "as_of": on,
    }


def service(offer: Offer, places: Places | None, *, on: dt.date) -> Service:
    """The object of an offer whose hours, exceptions, tags and owner have been read."""
    return Service(
        id=identifier("offer", offer.key),
        name=offer.title,
        status=_status(offer, on),
        description=offer.summary or None,
        url=offer.website or None,
        email=offer.email or None,
        alert=_alert(offer),
        application_process=str(vocabulary.ACCESS[offer.access]) if offer.access else None,
        fees_description=_fees(offer),
        eligibility_description=offer.audience or None,
        minimum_age=offer.age_from,
        maximum_age=offer.age_to,
        assured_date=offer.checked_on,
        last_modified=offer.changed_at,
        organization=_organization(offer),
        service_at_locations=list(_locations(offer)),
        schedules=[_schedule(offer, hours) for hours in offer.hours.all()],
        service_areas=[ServiceArea(id=identifier("area", offer.key), name=_district(offer) or "ganze Stadt")],
        languages=[_language(offer, code) for code in _tags(offer, "language")],
        phones=[Phone(id=identifier("phone", offer.key), number=offer.phone)] if offer.phone else [],
        cost_options=[CostOption(id=identifier("cost", offer.key), amount=0)] if offer.cost == Cost.FREE else [],
        attributes=list(_attributes(offer)),
        **_own(offer),
        x_capacity=Capacity(**capacity(places, offer.theme, on=on)) if places else None,
    )


def _own(offer: Offer) -> dict[str, Any]:
    return {
        "x_key": offer.key,
        "x_page": page_of(offer),
        "x_kind": offer.kind,
        "x_life_situations": _tags(offer, "situation"),
        "x_but_component": offer.but_component or None,
        "x_school_year_from": offer.school_year_from,
        "x_school_year_to": offer.school_year_to,
        "x_gender": offer.gender or None,
        "x_care_level": offer.care_level,
        "x_remote": offer.remote,
        "x_legal_basis": offer.legal_basis or None,
        "x_project": offer.project or None,
        "x_hours_note": offer.hours_note or None,
        "x_opening_exceptions": [
            OpeningDay(day=e.day, opens_at=_hhmm(e.opens), closes_at=_hhmm(e.closes), note=e.note or None)
            for e in offer.exceptions.all()
        ],
        "x_check_by": offer.check_by,
        "x_source": offer.source_url or None,
    }


def _status(offer: Offer, on: dt.date) -> Literal["active", "inactive", "defunct"]:
    if offer.status == OfferStatus.ENDED or (offer.valid_until is not None and offer.valid_until < on):
        return "defunct"
    return "inactive" if offer.valid_from is not None and offer.valid_from > on else "active"


def _alert(offer: Offer) -> str | None:
    unclear = "Wir prüfen gerade, ob es das Angebot noch gibt." if offer.status == OfferStatus.UNCLEAR else ""
    return " ".join(text for text in (unclear, offer.note) if text) or None


def _fees(offer: Offer) -> str | None:
    words = {Cost.FREE.value: "kostenlos", Cost.FEE.value: "kostet etwas"}
    return ": ".join(text for text in (words.get(offer.cost, ""), offer.cost_note) if text) or None


def _organization(offer: Offer) -> Organization | None:
    name = offer.provider or (offer.owner.name if offer.owner else "")
    if not name:
        return None
    return Organization(id=identifier("organization", offer.owner.key if offer.owner else name.casefold()), name=name)


def _district(offer: Offer) -> str | None:
    return DISTRICTS[offer.district][0] if offer.district is not None else None


def _locations(offer: Offer) -> Iterator[ServiceAtLocation]:
    if not offer.address and offer.district is None:
        return
    found = POSTAL_CODE.search(offer.address)
    address = Address(
        id=identifier("address", offer.key),
        address_1=offer.address,
        city=settings.TALACHSE_CITY_NAME,
        state_province="",
        postal_code=found.group() if found else "",
    )
    steps = {True: "ohne Stufen", False: "mit Stufen"}
    access = steps.get(offer.barrier_free) if offer.barrier_free is not None else None
    location = Location(
        id=identifier("location", offer.key),
        name=offer.provider or None,
        addresses=[address] if offer.address else [],
        accessibility=[Accessibility(id=identifier("accessibility", offer.key), description=access)] if access else [],
        x_district=offer.district,
        x_quarter=offer.quarter or None,
    )
    yield ServiceAtLocation(id=identifier("service_at_location", offer.key), location=location)


def _schedule(offer: Offer, hours: OpeningHours) -> Schedule:
    return Schedule(
        id=identifier("schedule", f"{offer.key}:{hours.weekday}:{hours.opens:%H:%M}"),
        byday=BYDAY[hours.weekday],
        opens_at=f"{hours.opens:%H:%M}",
        closes_at=f"{hours.closes:%H:%M}",
        valid_from=offer.valid_from,
        valid_to=offer.valid_until,
    )


def _hhmm(time: dt.time | None) -> str | None:
    return f"{time:%H:%M}" if time else None


def _language(offer: Offer, code: str) -> Language:
    return Language(
        id=identifier("language", f"{offer.key}:{code}"),
        name=str(vocabulary.LANGUAGES.get(code, code)),
        code=LANGUAGE_CODES.get(code, code),
        note="Leichte Sprache" if code == "de-ls" else None,
    )


def _attributes(offer: Offer) -> Iterator[Attribute]:
    situations = {key: situation.label for key, situation in vocabulary.SITUATIONS.items()}
    words: list[tuple[Any, list[str], Mapping[str, Any]]] = [
        ("theme", [offer.theme, *_tags(offer, "theme")], vocabulary.THEMES),
        ("life_situation", _tags(offer, "situation"), situations),
        ("access", [offer.access] if offer.access else [], vocabulary.ACCESS),
        ("pillar", [offer.pillar] if offer.pillar else [], vocabulary.PILLARS),
    ]
    for kind, values, labels in words:
        for value in values:
            yield Attribute(
                id=identifier("attribute", f"{offer.key}:{kind}:{value}"),
                link_type=kind,
                value=value,
                label=str(labels.get(value, value)),
            )


def _tags(offer: Offer, kind: str) -> list[str]:
    return [tag.value for tag in offer.tags.all() if tag.kind == kind]


def feature(offer: Offer, places: Places | None, *, on: dt.date) -> Feature:
    """The offer for a map, without a place on it."""
    organization = _organization(offer)
    return Feature(
        id=identifier("offer", offer.key),
        properties=Properties(
            key=offer.key,
            name=offer.title,
            kind=offer.kind,
            theme=offer.theme,
            organization=organization.name if organization else None,
            address=offer.address or None,
            district=offer.district,
            district_name=_district(offer),
            quarter=offer.quarter or None,
            page=page_of(offer),
            capacity=Capacity(**capacity(places, offer.theme, on=on)) if places else None,
        ),
    )


# --- table --------------------------------------------------------------------------------------------------------

COLUMNS = (
    "key",
    "name",
    "kind",
    "theme",
    "further_themes",
    "life_situations",
    "description",
    "organization",
    "phone",
    "email",
    "url",
    "address",
    "district",
    "district_name",
    "quarter",
    "eligibility",
    "minimum_age",
    "maximum_age",
    "school_year_from",
    "school_year_to",
    "gender",
    "languages",
    "access",
    "barrier_free",
    "remote",
    "cost",
    "cost_note",
    "but_component",
    "opening_hours",
    "hours_note",
    "pillar",
    "project",
    "legal_basis",
    "status",
    "note",
    "assured_date",
    "check_by",
    "last_modified",
    "source",
    "page",
    "places",
    "free",
    "waiting",
    "next_start_on",
)

# Columns that are called as the fields of an entry.
SAME_IN_TABLE = [
    "key",
    "kind",
    "theme",
    "phone",
    "email",
    "address",
    "district",
    "quarter",
    "school_year_from",
    "school_year_to",
    "gender",
    "access",
    "barrier_free",
    "remote",
    "cost",
    "cost_note",
    "but_component",
    "hours_note",
    "pillar",
    "project",
    "legal_basis",
    "note",
    "check_by",
]


def table(offers: Iterable[Offer], places: Mapping[int, Places], *, on: dt.date) -> str:
    """The offers as CSV of RFC 4180: commas, first row names, with the mark by which spreadsheets know UTF-8."""
    stream = io.StringIO()
    stream.write("\ufeff")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for offer in offers:
        row = _row(offer, places.get(offer.pk), on)
        writer.writerow([harmless(row.get(name)) for name in COLUMNS])
    return stream.getvalue()


def harmless(value: object) -> str:
    """The value as text that no spreadsheet calculates: a text that begins like a formula gets an apostrophe."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value).replace("\x00", "")
    return f"'{text}" if isinstance(value, str) and text.lstrip(" \n").startswith(FORMULA) else text


def _row(offer: Offer, places: Places | None, on: dt.date) -> dict[str, object]:
    organization = _organization(offer)
    known = capacity(places, offer.theme, on=on) if places else {}
    hours = [f"{BYDAY[h.weekday]} {h.opens:%H:%M}-{h.closes:%H:%M}" for h in offer.hours.all()]
    return {name: getattr(offer, name) for name in SAME_IN_TABLE} | {
        "name": offer.title,
        "further_themes": " ".join(_tags(offer, "theme")),
        "life_situations": " ".join(_tags(offer, "situation")),
        "description": offer.summary,
        "organization": organization.name if organization else "",
        "url": offer.website,
        "district_name": _district(offer),
        "eligibility": offer.audience,
        "minimum_age": offer.age_from,
        "maximum_age": offer.age_to,
        "languages": " ".join(_tags(offer, "language")),
        "opening_hours": "; ".join(hours),
        "status": _status(offer, on),
        "assured_date": offer.checked_on,
        "last_modified": timezone.localtime(offer.changed_at).isoformat(timespec="seconds"),
        "source": offer.source_url,
        "page": page_of(offer),
        "places": known.get("places"),
        "free": known.get("free"),
        "waiting": known.get("waiting"),
        "next_start_on": known.get("next_start_on"),
    }
