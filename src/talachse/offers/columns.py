"""The columns of a list of offers: import, template and export are made from them, and the page that explains them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, URLValidator

from talachse.documents import columns as cells
from talachse.documents.columns import CellWrong, Column
from talachse.offers import hours_text
from talachse.offers.models import Access, Cost, Gender, OfferStatus
from talachse.offers.services.directory import Exceptional, Hours, OfferFacts, as_json, json_value
from talachse.offers.vocabulary import BUT_COMPONENTS, LANGUAGES, PILLARS, SITUATIONS, THEMES

SITUATION_LABELS = {key: situation.label for key, situation in SITUATIONS.items()}
SLUG = re.compile(r"[-a-zA-Z0-9_]{1,80}")


def _slug(cell: str) -> str:
    if not SLUG.fullmatch(cell):
        raise CellWrong("Ein Schlüssel besteht aus höchstens 80 Buchstaben ohne Umlaute, Ziffern und Bindestrichen.")
    return cell


def _email(cell: str) -> str:
    try:
        EmailValidator()(cell)
    except ValidationError:
        raise CellWrong(f"„{cell[:60]}“ ist keine E-Mail-Adresse.") from None
    return cells.text(254)(cell)


def _address_of_page(cell: str) -> str:
    url = f"https://{cell}" if cell.lower().startswith("www.") else cell
    try:
        URLValidator(schemes=["http", "https"])(url)
    except ValidationError:
        raise CellWrong(f"„{cell[:60]}“ ist keine Internetadresse. Sie beginnt mit https://.") from None
    return cells.text(400)(url)


def _hours(cell: str) -> tuple[Hours, ...]:
    try:
        return hours_text.read(cell)
    except hours_text.HoursWrong as error:
        raise CellWrong(str(error)) from None


def _exceptions(cell: str) -> tuple[Exceptional, ...]:
    try:
        return hours_text.read_exceptions(cell)
    except hours_text.HoursWrong as error:
        raise CellWrong(str(error)) from None


def _in_order(keys: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted(keys))


_read_themes = cells.several_of(THEMES)
_read_situations = cells.several_of(SITUATION_LABELS)
_read_languages = cells.several_of(LANGUAGES)


def _themes(cell: str) -> tuple[str, ...]:
    main, *rest = _read_themes(cell) or ("",)
    if not main:
        raise CellWrong("Hier fehlt eine Angabe.")
    return (main, *_in_order(rest))


def _situations(cell: str) -> tuple[str, ...]:
    return _in_order(_read_situations(cell))


def _languages(cell: str) -> tuple[str, ...]:
    return _in_order(_read_languages(cell))


GENDERS = {str(key): str(label) for key, label in Gender.choices}
ACCESSES = {str(key): str(label) for key, label in Access.choices}
COSTS = {str(key): str(label) for key, label in Cost.choices}
STATUSES = {str(key): str(label) for key, label in OfferStatus.choices}

COLUMNS: tuple[Column, ...] = (
    Column("key", "Schlüssel", "Kennung des Eintrags. Leer lassen, wenn das Angebot neu ist.", _slug,
           synonyms=("ID", "Kennung", "slug"), example=""),
    Column("title", "Name", "Wie das Angebot heißt.", cells.text(200),
           synonyms=("Titel", "Angebot", "Bezeichnung"), required=True, example="Offener Treff am Park (Beispiel)"),
    Column("kind", "Art", "Was für ein Angebot es ist, in ein, zwei Wörtern.", cells.text(80),
           synonyms=("Angebotsart", "Typ", "Kategorie"), required=True, example="Treffpunkt"),
    Column("themes", "Thema", "Ein Thema oder mehrere; das erste ist das wichtigste.", _themes, cells.labels_of(THEMES),
           ("Themen", "Themenfeld"), required=True, example="Treffpunkt und Freizeit; Schule und Lernen"),
    Column("summary", "Beschreibung", "Was man dort macht, in einfachen Sätzen.", cells.text(2000),
           synonyms=("Was man dort macht", "Kurzbeschreibung", "Text", "Inhalt"),
           example="Spielen, Hausaufgaben machen, andere treffen."),
    Column("provider", "Träger", "Wer das Angebot macht.", cells.text(200),
           synonyms=("Anbieter", "Organisation", "Einrichtung"), example="Beispielverein"),
    Column("phone", "Telefon", "Nummer für Fragen.", cells.text(40),
           synonyms=("Tel", "Telefonnummer", "Rufnummer"), example="0202 000000"),
    Column("email", "E-Mail", "Adresse für Fragen.", _email, synonyms=("Mail", "E-Mail-Adresse"),
           example="treff@example.org"),
    Column("website", "Internetseite", "Seite mit mehr Angaben.", _address_of_page,
           synonyms=("Webseite", "Website", "Homepage", "URL", "Link", "Internet"), example="https://example.org/treff"),
    Column("address", "Adresse", "Straße und Hausnummer, Postleitzahl und Ort.", cells.text(200),
           synonyms=("Anschrift", "Ort", "Straße", "Standort"), example="Parkstraße 1, 42103 Wuppertal"),
    Column("district", "Stadtbezirk", "Name oder Nummer (0 bis 9); leer: ganz Wuppertal.", cells.district,
           cells.write_district, ("Bezirk", "Stadtteil"), example="Barmen"),
    Column("quarter", "Quartier", "Quartier im Bezirk.", cells.text(80), synonyms=("Viertel",)),
    Column("remote", "Ohne hinzugehen", "ja, wenn es auch am Telefon oder im Internet geht.", cells.yes_or_no,
           cells.write_yes_or_no, ("Online", "Auch online", "Telefonisch", "Auch ohne hinzugehen (Telefon, Internet)"),
           example="nein"),
    Column("hours", "Öffnungszeiten", f"Zum Beispiel: {hours_text.EXAMPLE}.", _hours, hours_text.write,
           ("Zeiten", "Geöffnet", "Sprechzeiten"), example="Mo 9-12, 14-17; Di 9-12"),
    Column("exceptions", "Abweichende Tage", f"Zum Beispiel: {hours_text.DAYS_EXAMPLE}.", _exceptions,
           hours_text.write_exceptions, ("Ausnahmen", "Sonderöffnungszeiten", "An welchen Tagen ist es anders?"),
           example="24.12.2026 geschlossen"),
    Column("hours_note", "Hinweis zu den Zeiten", "Was die Zeiten nicht sagen.", cells.text(200),
           synonyms=("Zeiten Hinweis",), example="In den Ferien anders."),
    Column("audience", "Für wen", "Wer kommen kann.", cells.text(300), synonyms=("Zielgruppe", "Zielgruppen"),
           example="Kinder und Jugendliche"),
    Column("age_from", "Alter ab", "In Jahren.", cells.number(0, 120), synonyms=("Mindestalter", "Alter von"), example="6"),
    Column("age_to", "Alter bis", "In Jahren.", cells.number(0, 120), synonyms=("Höchstalter",), example="18"),
    Column("school_year_from", "Schuljahr ab", "Klasse.", cells.number(1, 13), synonyms=("Klasse ab", "Schuljahr von")),
    Column("school_year_to", "Schuljahr bis", "Klasse.", cells.number(1, 13), synonyms=("Klasse bis",)),
    Column("gender", "Nur für", "Leer, wenn alle kommen können.", cells.one_of(GENDERS, Frauen="f", Mädchen="f", Männer="m",
           Jungen="m", queer="q"), cells.label_of(GENDERS), ("Geschlecht",)),
    Column("care_level", "Pflegegrad ab", "1 bis 5.", cells.number(1, 5), synonyms=("Pflegegrad",)),
    Column("access", "Zugang", "Wie man hineinkommt.", cells.one_of(ACCESSES, offen="open", Termin="appointment",
           Anmeldung="registration", Zuweisung="referral"), cells.label_of(ACCESSES),
           ("Wie kommt man hinein", "Anmeldung"), example="einfach hingehen"),
    Column("barrier_free", "Ohne Stufen", "ja, nein, oder leer, wenn es nicht bekannt ist.", cells.yes_or_no,
           cells.write_yes_or_no, ("Barrierefrei", "Stufenlos"), example="ja"),
    Column("cost", "Kosten", "Ob es etwas kostet.", cells.one_of(COSTS, frei="free", ja="fee", nein="free",
           kostenpflichtig="fee"), cells.label_of(COSTS), ("Preis",), example="kostenlos"),
    Column("cost_note", "Hinweis zu den Kosten", "Wie viel, für wen weniger.", cells.text(200), synonyms=("Kosten Hinweis",)),
    Column("but_component", "Bildung und Teilhabe", "Welcher Teil es bezahlen kann.", cells.one_of(BUT_COMPONENTS),
           cells.label_of(BUT_COMPONENTS), ("BuT", "Bezahlbar mit Bildung und Teilhabe")),
    Column("legal_basis", "Rechtsgrundlage", "Paragraf, wenn es einen gibt.", cells.text(120), synonyms=("Gesetz",)),
    Column("pillar", "Säule", "Säule im Zentrum Zukunft.", cells.one_of(PILLARS), cells.label_of(PILLARS),
           ("Säule im Zentrum Zukunft", "Zentrum Zukunft")),
    Column("project", "Projekt", "Schlüssel des Projekts der Vereinbarung.", _slug,
           synonyms=("Projekt der Vereinbarung",)),
    Column("valid_from", "Gibt es ab", "Erster Tag, zum Beispiel 01.02.2027.", cells.day, cells.write_day, ("Gültig ab", "Beginn")),
    Column("valid_until", "Gibt es bis", "Letzter Tag.", cells.day, cells.write_day, ("Gültig bis", "Ende")),
    Column("status", "Stand", "Gibt es das Angebot noch?", cells.one_of(STATUSES, aktiv="active"), cells.label_of(STATUSES),
           ("Status",), example="gibt es"),
    Column("note", "Hinweis", "Was man noch wissen muss.", cells.text(300), synonyms=("Bemerkung", "Anmerkung")),
    Column("source_url", "Quelle", "Internetadresse, unter der die Angaben stehen.", _address_of_page,
           synonyms=("Quelle URL", "Herkunft"), example="https://example.org/treff"),
    Column("situations", "Lebenslagen", "Wobei das Angebot hilft.", _situations, cells.labels_of(SITUATION_LABELS),
           ("Lebenslage",), example="Mein Kind sucht Freunde und Freizeit"),
    Column("languages", "Sprachen", "In welchen Sprachen man dort sprechen kann.", _languages, cells.labels_of(LANGUAGES),
           ("Sprache",), example="Deutsch; Türkisch"),
    Column("checked_on", "Geprüft am", "Wann die Angaben geprüft wurden; leer: heute.", cells.day, cells.write_day,
           ("Stand vom", "Zuletzt geprüft", "Zuletzt geprüft am")),
)  # fmt: skip
BY_NAME = {column.name: column for column in COLUMNS}
# Not part of what an entry says.
APART = frozenset({"key", "checked_on"})
NOTHING = OfferFacts(title="", kind="", themes=("",))
_NOTHING_JSON = as_json(NOTHING)
# What a field is when its cell is empty.
EMPTY = {f.name: getattr(NOTHING, f.name) for f in fields(OfferFacts)}


def facts_from(values: Mapping[str, Any], *, named: frozenset[str], old: OfferFacts = NOTHING) -> OfferFacts:
    """What a row says. ``named``: fields that have a column in the file; the others stay as they are in ``old``."""
    said = {name: values.get(name, EMPTY[name]) for name in named - APART}
    return replace(old, **said)


def contradictions(facts: OfferFacts) -> list[tuple[str, str]]:
    """What cannot be true together: (column, German reason)."""
    found = []
    for first, last, reason in (
        ("age_from", "age_to", "Das Alter „bis“ liegt unter dem Alter „ab“."),
        ("school_year_from", "school_year_to", "Das Schuljahr „bis“ liegt unter dem Schuljahr „ab“."),
        ("valid_from", "valid_until", "Das Ende liegt vor dem Beginn."),
    ):
        low, high = getattr(facts, first), getattr(facts, last)
        if low is not None and high is not None and high < low:
            found.append((BY_NAME[last].label, reason))
    return found


def as_cell(name: str, value: Any) -> str:
    """One value as a person reads it."""
    column = BY_NAME.get(name)
    empty = value is None or value in ("", ())
    return "" if empty or column is None else column.write(value)


def sparse(facts: OfferFacts) -> dict[str, Any]:
    """The facts without what is empty anyway, to be kept in a draft."""
    said = {name: getattr(facts, name) for name in EMPTY if getattr(facts, name) != EMPTY[name]}
    return {name: json_value(value) for name, value in said.items()}


def whole(data: Mapping[str, Any]) -> dict[str, Any]:
    """The other way round, for ``from_json``."""
    return {**_NOTHING_JSON, **data}
