"""The columns that go in and out: persons, participations and place groups as the Jobcenter's own case system has them."""

from __future__ import annotations

import re

from talachse.documents import columns as cells
from talachse.documents.columns import CellWrong, Column
from talachse.offers.models import EmployerKind, LegalBasis
from talachse.people.models import NationalityGroup, Sex

SLUG = re.compile(r"[-a-zA-Z0-9_]{1,80}")
CODE = re.compile(r"[0-9A-Z]{3}-?[0-9A-Z]{3}")
SEXES = {str(key): str(label) for key, label in Sex.choices}
NATIONALITIES = {str(key): str(label) for key, label in NationalityGroup.choices}
BASES = {str(key): str(label) for key, label in LegalBasis.choices}
EMPLOYERS = {str(key): str(label) for key, label in EmployerKind.choices}
# How people name a legal basis in short.
SHORT_BASES = {
    "16d": "sgb2_16d", "§ 16d SGB II": "sgb2_16d", "AGH": "sgb2_16d", "Arbeitsgelegenheit": "sgb2_16d",
    "16e": "sgb2_16e", "§ 16e SGB II": "sgb2_16e", "EVL": "sgb2_16e",
    "16h": "sgb2_16h", "§ 16h SGB II": "sgb2_16h",
    "16i": "sgb2_16i", "§ 16i SGB II": "sgb2_16i", "TaAM": "sgb2_16i",
    "16k": "sgb2_16k", "§ 16k SGB II": "sgb2_16k",
    "45": "sgb3_45", "§ 45 SGB III": "sgb3_45", "MAT": "sgb3_45",
    "54a": "sgb3_54a", "§ 54a SGB III": "sgb3_54a", "EQ": "sgb3_54a", "Einstiegsqualifizierung": "sgb3_54a",
    "76": "sgb3_76", "§ 76 SGB III": "sgb3_76", "BaE": "sgb3_76",
    "§ 11 SGB IX": "rehapro",
}  # fmt: skip


def _code(cell: str) -> str:
    plain = cell.upper().replace(" ", "")
    if not CODE.fullmatch(plain):
        raise CellWrong(f"„{cell[:20]}“ ist kein Code. Ein Code sieht so aus: BCD-234.")
    return f"{plain[:3]}-{plain[-3:]}"


def _slug(cell: str) -> str:
    if not SLUG.fullmatch(cell):
        raise CellWrong("Ein Schlüssel besteht aus höchstens 80 Buchstaben ohne Umlaute, Ziffern und Bindestrichen.")
    return cell


PEOPLE: tuple[Column, ...] = (
    Column("file_number", "Aktenzeichen", "Nummer der Person im eigenen Fachverfahren. Daran erkennen wir sie wieder.",
           cells.text(40), synonyms=("Kundennummer", "Aktennummer", "AZ", "Personennummer"), required=True,
           example="39102-0000000"),
    Column("name", "Name", "Vor- und Nachname, oder nur der Nachname, wenn es eine Spalte „Vorname“ gibt.", cells.text(120),
           synonyms=("Nachname", "Familienname", "Vor- und Nachname"), required=True, example="Alex Beispiel"),
    Column("given_name", "Vorname", "Nur beim Einlesen: wird vor den Namen gesetzt.", cells.text(60), synonyms=("Rufname",)),
    Column("born_on", "Geburtsdatum", "Zum Beispiel 31.12.1990.", cells.day, cells.write_day, ("geboren am", "Geb.-Datum",
           "GebDat"), required=True, example="31.12.1990"),
    Column("contact", "Erreichbar unter", "Telefon oder E-Mail.", cells.text(254),
           synonyms=("Kontakt", "Telefon", "E-Mail", "Telefonnummer"), example="0202 000000"),
    Column("sex", "Geschlecht", "weiblich, männlich oder divers.", cells.one_of(SEXES, w="f", m="m", d="d"),
           cells.label_of(SEXES), ("Geschl",), example="divers"),
    Column("nationality_group", "Gruppe der Staatsangehörigkeit", "Nur für den Bericht über gerechten Zugang: "
           + ", ".join(NATIONALITIES.values()) + ".", cells.one_of(NATIONALITIES), cells.label_of(NATIONALITIES),
           ("Staatsangehörigkeit Gruppe",)),
    Column("district", "Stadtbezirk", "Name oder Nummer (0 bis 9).", cells.district, cells.write_district, ("Bezirk",),
           example="Barmen"),
    Column("wishes", "Wünsche", "Was die Person möchte und kann.", cells.text(300),
           synonyms=("Was die Person möchte und kann", "Berufswunsch")),
    Column("hours_per_week", "Wochenstunden", "Stunden in der Woche.", cells.number(1, 60),
           synonyms=("Stunden in der Woche", "Stunden pro Woche")),
    Column("code", "Code", "Nur beim Ausgeben: unser Code für Träger und Steuerung.", _code, synonyms=("Talachse-Code",)),
)  # fmt: skip

PARTICIPATIONS: tuple[Column, ...] = (
    Column("file_number", "Aktenzeichen", "Nummer der Person im eigenen Fachverfahren; oder der Code.", cells.text(40),
           synonyms=("Kundennummer", "Aktennummer", "AZ", "Personennummer"), example="39102-0000000"),
    Column("code", "Code", "Unser Code, wenn das Aktenzeichen fehlt.", _code, synonyms=("Talachse-Code",)),
    Column("group", "Platzgruppe", "Schlüssel der Platzgruppe, oder ihr Name, wenn es ihn nur einmal gibt.", cells.text(200),
           synonyms=("Maßnahme", "Maßnahmenummer", "Gruppe", "Schlüssel der Platzgruppe"), required=True,
           example="beispiel-werkstatt"),
    Column("started_on", "Beginn", "Erster Tag.", cells.day, cells.write_day, ("Eintritt", "Eintrittsdatum", "von",
           "Teilnahmebeginn"), required=True, example="01.02.2027"),
    Column("ended_on", "Ende", "Letzter Tag; leer, solange jemand teilnimmt.", cells.day, cells.write_day, ("Austritt",
           "Austrittsdatum", "bis", "Teilnahmeende")),
    Column("reason", "Grund des Endes", "Wie es weiterging.", cells.text(200), synonyms=("Endegrund", "Austrittsgrund",
           "Abgangsgrund", "Beendigungsgrund")),
)  # fmt: skip

GROUPS: tuple[Column, ...] = (
    Column("key", "Schlüssel", "Kennung der Platzgruppe; sie bleibt.", _slug, synonyms=("Maßnahmenummer", "Kennung", "ID"),
           required=True, example="beispiel-werkstatt"),
    Column("title", "Name", "Wie die Plätze heißen.", cells.text(200), synonyms=("Maßnahme", "Bezeichnung", "Titel"),
           required=True, example="Werkstatt am Beispielweg"),
    Column("provider", "Träger", "Schlüssel oder Name der Organisation, wie sie bei uns eingetragen ist.", cells.text(200),
           synonyms=("Anbieter", "Organisation", "Maßnahmeträger"), required=True, example="beispiel-traeger"),
    Column("legal_basis", "Rechtsgrundlage", "Zum Beispiel § 16i SGB II, BaE oder AGH.", cells.one_of(BASES, **SHORT_BASES),
           cells.label_of(BASES), ("Paragraf", "Instrument", "Förderart"), required=True, example="§ 16d SGB II"),
    Column("places", "Plätze", "Wie viele Plätze es gibt.", cells.number(0, 5000), synonyms=("Platzzahl", "Teilnehmerplätze",
           "Soll"), required=True, example="12"),
    Column("since", "Plätze gelten ab", "Ab wann diese Zahl gilt; leer: ab heute, bei neuen Gruppen ab dem Beginn.",
           cells.day, cells.write_day, ("Gültig ab", "Platzzahl ab")),
    Column("starts_on", "Beginn", "Erster Tag der Gruppe.", cells.day, cells.write_day, ("Start", "Maßnahmebeginn", "von"),
           required=True, example="01.02.2027"),
    Column("ends_on", "Ende", "Letzter Tag; leer: unbefristet.", cells.day, cells.write_day, ("Maßnahmeende", "bis")),
    Column("project", "Projekt", "Schlüssel des Projekts der Vereinbarung.", _slug, synonyms=("Projekt der Vereinbarung",)),
    Column("occupation", "Tätigkeit", "Tätigkeit oder Beruf.", cells.text(200), synonyms=("Beruf", "Tätigkeit oder Beruf")),
    Column("municipal", "Mit Geld der Stadt", "ja oder nein.", cells.yes_or_no, cells.write_yes_or_no, ("Städtisch",)),
    Column("site", "Ort", "Wo gearbeitet oder gelernt wird.", cells.text(200), synonyms=("Einsatzort", "Adresse")),
    Column("district", "Stadtbezirk", "Name oder Nummer (0 bis 9).", cells.district, cells.write_district, ("Bezirk",)),
    Column("employer", "Arbeitgeber", "Wer anstellt, wenn es nicht der Träger ist.", cells.text(200)),
    Column("employer_kind", "Art des Arbeitgebers", ", ".join(EMPLOYERS.values()) + ".", cells.one_of(EMPLOYERS),
           cells.label_of(EMPLOYERS)),
    Column("supervision", "Anleitung", "Wer anleitet.", cells.text(200), synonyms=("Betreuung",)),
    Column("months", "Dauer in Monaten", "Wie lange jemand bleibt.", cells.number(1, 120), synonyms=("Dauer",)),
    Column("hours_per_week", "Wochenstunden", "Stunden in der Woche.", cells.number(1, 60),
           synonyms=("Stunden in der Woche", "Stunden pro Woche")),
    Column("age_from", "Alter ab", "In Jahren.", cells.number(0, 120)),
    Column("age_to", "Alter bis", "In Jahren.", cells.number(0, 120)),
    Column("smallest", "Kleinste Gruppe", "Ab wie vielen Menschen die Gruppe beginnt.", cells.number(1, 500),
           synonyms=("Mindestteilnehmerzahl",)),
    Column("next_start_on", "Nächster Einstieg", "Wann das nächste Mal jemand beginnen kann.", cells.day, cells.write_day),
    Column("cost_per_month", "Kosten je Platz und Monat", "In Euro.", cells.money, cells.write_money, ("Monatskosten",)),
    Column("health_advice", "Gesundheitsberatung", "Wer dort zur Gesundheit berät.", cells.text(200)),
)  # fmt: skip
