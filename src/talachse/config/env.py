"""The environment variables, typed: the only module that reads the environment.

``docs/betrieb/umgebung.md`` is generated from :data:`VARIABLES`.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Variable:
    """One environment variable: name, default as text, and a German explanation for the city's IT."""

    name: str
    default: str
    explanation: str


VARIABLES: list[Variable] = []


def _text(name: str, default: str, explanation: str) -> str:
    VARIABLES.append(Variable(name, default, explanation))
    return os.environ.get(name, default)


def _flag(name: str, default: bool, explanation: str) -> bool:
    value = _text(name, "1" if default else "0", explanation).strip().lower()
    if value not in {"0", "1", "true", "false", "ja", "nein"}:
        raise SystemExit(f"{name}: bitte 1 oder 0 angeben, nicht „{value}“.")
    return value in {"1", "true", "ja"}


def _number(name: str, default: int, explanation: str) -> int:
    value = _text(name, str(default), explanation)
    if not value.strip().isdecimal():
        raise SystemExit(f"{name}: bitte eine ganze Zahl angeben, nicht „{value}“.")
    return int(value)


def _list(name: str, default: str, explanation: str) -> list[str]:
    return [item.strip() for item in _text(name, default, explanation).split(",") if item.strip()]


def _pairs(name: str, default: str, explanation: str) -> dict[str, str]:
    pairs = [item.partition("=") for item in _list(name, default, explanation)]
    if not all(key and separator and value for key, separator, value in pairs):
        raise SystemExit(f"{name}: bitte NAME=WERT angeben, mehrere mit Komma getrennt.")
    return {key.strip(): value.strip() for key, _, value in pairs}


_REPOSITORY = Path(__file__).resolve().parents[3]

VAR_DIR = Path(
    _text(
        "TALACHSE_VAR", str(Path.cwd() / "var"), "Ordner für Datenbank, Geheimnisse, Ablagen. Gehört in die Sicherung."
    )
).resolve()
ENGINE_DIR = Path(
    _text(
        "TALACHSE_ENGINE",
        str(VAR_DIR / "engine"),
        "Ordner der übersetzten Rechenregeln. Sie entstehen von selbst neu und gehören nicht in die Sicherung.",
    )
)
DATABASE_URL = _text(
    "TALACHSE_DATABASE_URL",
    "",
    "Leer: SQLite in var/. Sonst postgresql://NUTZER:PASSWORT@RECHNER:PORT/NAME (PostgreSQL ab 15).",
)
DEMO = _flag(
    "TALACHSE_DEMO",
    True,
    "1: beim ersten Start Demo-Daten laden und jede Seite mit „Demo“ kennzeichnen. Im Betrieb: 0.",
)
DEBUG = _flag("TALACHSE_DEBUG", False, "1: Fehlerseiten für Entwickler*innen. Nie im Betrieb.")
HOST = _text("TALACHSE_HOST", "127.0.0.1", "Adresse, auf der der Webserver hört.")
PORT = _number("TALACHSE_PORT", 8000, "Port des Webservers.")
WORKERS = _number("TALACHSE_WORKERS", 2, "Anzahl der Web-Prozesse.")
PUBLIC_URL = _text(
    "TALACHSE_PUBLIC_URL",
    "",
    "Öffentliche Adresse, etwa https://talachse.example.de. Steht in E-Mails. Leer: http://HOST:PORT.",
)
ALLOWED_HOSTS = _list(
    "TALACHSE_ALLOWED_HOSTS",
    "127.0.0.1,localhost",
    "Rechnernamen, unter denen die Anwendung erreichbar ist, mit Komma getrennt.",
)
HTTPS = _flag("TALACHSE_HTTPS", False, "1: Cookies nur über HTTPS, HSTS an. Im Betrieb: 1.")
MAIL = _text("TALACHSE_MAIL", "file", "Versandweg für E-Mails: console, file (nach var/mail) oder smtp.")
SMTP_HOST = _text("TALACHSE_SMTP_HOST", "127.0.0.1", "Mailserver für TALACHSE_MAIL=smtp.")
SMTP_PORT = _number("TALACHSE_SMTP_PORT", 25, "Port des Mailservers.")
SMTP_USER = _text("TALACHSE_SMTP_USER", "", "Nutzer des Mailservers; leer: ohne Anmeldung.")
SMTP_PASSWORD = _text("TALACHSE_SMTP_PASSWORD", "", "Passwort des Mailservers.")
SMTP_STARTTLS = _flag("TALACHSE_SMTP_STARTTLS", False, "1: Verbindung zum Mailserver mit STARTTLS sichern.")
MAIL_FROM = _text("TALACHSE_MAIL_FROM", "talachse@example.org", "Absender der E-Mails.")
CITY_NAME = _text("TALACHSE_CITY_NAME", "Wuppertal", "Name der Stadt in Überschriften und Texten.")
JOBCENTER_NAME = _text("TALACHSE_JOBCENTER_NAME", "Jobcenter Wuppertal AöR", "Name des Jobcenters in Texten.")
CONTACT_MAIL = _text(
    "TALACHSE_CONTACT_MAIL", "kontakt@example.org", "Adresse für Rückmeldungen, auch zur Barrierefreiheit."
)
OFFICE_MAILS = _pairs(
    "TALACHSE_OFFICE_MAILS",
    "",
    "Wohin Anträge zur Fristwahrung gehen: LEISTUNG=ADRESSE mit Komma getrennt, zum Beispiel wohngeld=wohngeldstelle@example.org. Was fehlt, geht an TALACHSE_CONTACT_MAIL. Die E-Mail nennt Name und Kontakt (Sozialdaten, § 35 SGB I): nur Postfächer im eigenen Netz oder mit verschlüsseltem Weg.",
)
OPERATOR = _text(
    "TALACHSE_OPERATOR", "Demo-Betrieb, keine amtliche Stelle", "Betreiber*in für das Impressum, mit Anschrift."
)
API_PER_MINUTE = _number(
    "TALACHSE_API_PER_MINUTE",
    120,
    "Offene Schnittstelle: so viele Anfragen beantworten wir je Adresse und Minute; eine ganze Liste (CSV, GeoJSON) zählt zwölffach, eine Prüfung der Leistungen vierfach. 0: ohne Grenze.",
)
AGREEMENT_FILE = Path(
    _text(
        "TALACHSE_AGREEMENT",
        str(_REPOSITORY / "agreements" / "fokus-wuppertal.yaml"),
        "Vereinbarung, die beim ersten Start geladen wird.",
    )
)


def secret(name: str) -> str:
    """A secret kept in ``var/secrets/`` (mode 0600), made when it is asked for the first time."""
    folder = VAR_DIR / "secrets"
    path = folder / name
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = folder / f".{name}.{os.getpid()}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(48))
        # Several processes start at once: link() is atomic, the first one wins and nobody reads half a secret.
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_text()
