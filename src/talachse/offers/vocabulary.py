"""The words of the directory: themes, life situations, languages, parts of Bildung und Teilhabe. Keys are stored, labels shown."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from talachse.rules.search import plain_words

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as StrOrPromise

THEMES: dict[str, StrOrPromise] = {
    "meeting": _("Treffpunkt und Freizeit"),
    "advice": _("Beratung und Hilfe"),
    "school": _("Schule und Lernen"),
    "work": _("Ausbildung und Arbeit"),
    "housing": _("Wohnen und Schutz"),
    "health": _("Gesundheit"),
    "arrival": _("Ankommen in Deutschland"),
    "digital": _("Computer und Internet"),
    "climate": _("Umwelt und Klima"),
}


@dataclass(frozen=True, slots=True)
class Situation:
    """How people say what is the matter. ``says`` are further German words for it, found by the search too."""

    key: str
    label: StrOrPromise
    says: str


SITUATIONS: dict[str, Situation] = {
    situation.key: situation
    for situation in (
        Situation(
            "school_absence",
            _("Mein Kind geht nicht mehr zur Schule"),
            "schwänzen Schulabbruch Schulverweigerung Schulangst fehlt in der Schule Schulabsentismus nicht zur Schule",
        ),
        Situation(
            "learning",
            _("Mein Kind braucht Hilfe beim Lernen"),
            "Nachhilfe Lernförderung Hausaufgaben Noten Versetzung lesen schreiben rechnen",
        ),
        Situation(
            "free_time",
            _("Mein Kind sucht Freunde und Freizeit"),
            "Jugendtreff Sport Verein Spielen Ferien Langeweile Hobby Musik basteln",
        ),
        Situation(
            "apprenticeship",
            _("Ich suche eine Ausbildung"),
            "Ausbildungsplatz Lehre Lehrstelle Azubi Praktikum Beruf Schulabschluss nachholen",
        ),
        Situation(
            "work",
            _("Ich suche Arbeit oder eine Aufgabe"),
            "Job Stelle arbeitslos Bewerbung Beschäftigung Ein-Euro-Job Wiedereinstieg",
        ),
        Situation(
            "women",
            _("Ich bin eine Frau und will neu anfangen"),
            "Frauen Wiedereinstieg Mutter Kinderbetreuung alleinerziehend geflüchtete Frauen",
        ),
        Situation(
            "money",
            _("Das Geld reicht nicht"),
            "Schulden Geldsorgen Inkasso Mahnung Bürgergeld Grundsicherung Wohngeld arm Tafel Kleidung Möbel",
        ),
        Situation(
            "housing",
            _("Ich brauche eine Wohnung oder verliere meine"),
            "Kündigung Räumung obdachlos wohnungslos Miete Notunterkunft Schlafplatz",
        ),
        Situation(
            "trouble_at_home",
            _("Zu Hause gibt es Streit oder Gewalt"),
            "Trennung Erziehung schlagen Angst weglaufen Schutz Missbrauch Eltern Kinderschutz",
        ),
        Situation(
            "not_well",
            _("Mir geht es nicht gut"),
            "traurig krank Depression Stress einsam Gesundheit Bewegung Arzt Therapie",
        ),
        Situation(
            "addiction",
            _("Jemand trinkt, spielt oder nimmt Drogen"),
            "Sucht Alkohol Kiffen Cannabis Glücksspiel Entzug",
        ),
        Situation(
            "arrival",
            _("Ich bin neu in Deutschland"),
            "Deutschkurs Sprachkurs Flüchtling Asyl Integration Migration Zuwanderung übersetzen Dolmetscher",
        ),
        Situation(
            "computer",
            _("Ich brauche Hilfe mit Computer oder Handy"),
            "Laptop Internet Tablet digital Online-Antrag App Drucker",
        ),
    )
}

LANGUAGES: dict[str, StrOrPromise] = {
    "de": _("Deutsch"),
    "de-ls": _("Leichte Sprache"),
    "dgs": _("Gebärdensprache"),
    "en": _("Englisch"),
    "tr": _("Türkisch"),
    "ar": _("Arabisch"),
    "uk": _("Ukrainisch"),
    "ru": _("Russisch"),
    "ro": _("Rumänisch"),
    "bg": _("Bulgarisch"),
    "pl": _("Polnisch"),
    "el": _("Griechisch"),
    "it": _("Italienisch"),
    "es": _("Spanisch"),
    "rom": _("Romanes"),
}

# Parts of Bildung und Teilhabe that can pay for an offer.
BUT_COMPONENTS: dict[str, StrOrPromise] = {
    "teilhabe": _("Kultur, Sport und Freizeit (15 Euro im Monat)"),
    "lernfoerderung": _("Lernförderung"),
    "mittagsverpflegung": _("Mittagessen"),
    "ausfluege": _("Ausflüge"),
    "klassenfahrten": _("Klassenfahrten"),
}

PILLARS: dict[str, StrOrPromise] = {
    "advice": _("Bildung, Qualifizierung und Kultur"),
    "contact_point": _("Lebensfragen"),
    "apprenticeships": _("Ausbildung"),
}

# Whom offers and people of a district are compared for (white spots): ages, both included.
AUDIENCES: dict[str, tuple[StrOrPromise, int, int]] = {
    "children": (_("Kinder, 6 bis 13 Jahre"), 6, 13),
    "youth": (_("Jugendliche, 14 bis 17 Jahre"), 14, 17),
    "young_adults": (_("junge Erwachsene, 18 bis 26 Jahre"), 18, 26),
    "adults": (_("Erwachsene, 27 bis 64 Jahre"), 27, 64),
    "older": (_("Ältere, ab 65 Jahren"), 65, 120),
}

# What a sentence is made of but a search is not about.
FILLERS = frozenset(
    [
        "ich",
        "du",
        "er",
        "sie",
        "es",
        "wir",
        "ihr",
        "mein",
        "meine",
        "meinen",
        "meiner",
        "dein",
        "unser",
        "ein",
        "eine",
        "einen",
        "einer",
        "der",
        "die",
        "das",
        "den",
        "dem",
        "des",
        "und",
        "oder",
        "nicht",
        "mehr",
        "kein",
        "keine",
        "ist",
        "bin",
        "sind",
        "war",
        "habe",
        "hat",
        "haben",
        "brauche",
        "braucht",
        "suche",
        "sucht",
        "will",
        "moechte",
        "kann",
        "geht",
        "gehe",
        "zu",
        "zur",
        "zum",
        "in",
        "im",
        "am",
        "an",
        "auf",
        "fuer",
        "mit",
        "von",
        "vom",
        "bei",
        "wo",
        "wie",
        "was",
        "wer",
        "hilfe",
        "bitte",
    ]
)

# How one gets in (keys of ``models.Access``).
ACCESS: dict[str, StrOrPromise] = {
    "open": _("einfach hingehen"),
    "appointment": _("mit Termin"),
    "registration": _("mit Anmeldung"),
    "referral": _("über Jobcenter, Schule oder Amt"),
}


def situations_said(words: tuple[str, ...]) -> list[Situation]:
    """Life situations that somebody may have meant: best first, at most two. ``words`` are plain."""
    scored = []
    for situation in SITUATIONS.values():
        said = _beginnings(str(situation.label), situation.says)
        hits = sum(word[:5] in said for word in words if len(word) > 3)
        if hits:
            scored.append((-hits, situation.key, situation))
    return [situation for _score, _key, situation in sorted(scored, key=lambda row: row[:2])[:2]]


@lru_cache(maxsize=128)
def _beginnings(label: str, says: str) -> frozenset[str]:
    """Five letters of each word that carries something."""
    return frozenset(word[:5] for word in plain_words(f"{label} {says}") if word not in FILLERS)
