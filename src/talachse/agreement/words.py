"""The words of the law and of the steering, as people read them on the screen."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _


def dative(unit: str) -> str:
    """11 von 12 Plätzen: a German plural in -e, -el or -er takes an -n after "von"."""
    return f"{unit}n" if unit.endswith(("e", "el", "er")) else unit


# Words of the public pages are translated, words of the steering alone are not.
# status: kind of the status tag, word
CLAUSE_STATUS = {
    "fulfilled": ("good", _("erfüllt")),
    "running": ("info", _("läuft")),
    "open": ("neutral", _("offen")),
    "overtaken": ("neutral", _("überholt")),
    # Not a status: a statement that asks nothing of anybody is counted apart.
    "ctx": ("neutral", _("Feststellung")),
}
PROJECT_STATUS = {
    "planned": ("neutral", _("geplant")),
    "running": ("info", _("läuft")),
    "completed": ("good", _("abgeschlossen")),
    "ended": ("neutral", _("beendet")),
    "overtaken": ("neutral", _("überholt")),
    "unknown": ("warning", _("nicht bekannt")),
}
MODALITY = {
    "does": _("geschieht schon"),
    "will": _("zugesagt"),
    "plan": _("geplant"),
    "goal": _("Ziel"),
    "poss": _("möglich"),
    "ctx": _("Feststellung"),
}
MODALITY_EXPLAINED = {
    "does": _("Das gab es bei der Unterzeichnung schon."),
    "will": _("Das haben die Partner zugesagt."),
    "plan": _("Das haben die Partner geplant."),
    "goal": _("Das ist ein Ziel, keine Zusage mit Termin."),
    "poss": _("Das ist möglich, niemand hat es zugesagt. Es kann nie überfällig sein."),
    "ctx": _("Das ist eine Feststellung, keine Pflicht. Sie kann nie überfällig sein."),
}
FIGURE_KIND = {
    "state": _("Stand bei der Unterzeichnung, keine Obergrenze"),
    "offer": _("Angebot an Plätzen"),
    "ceiling": _("Obergrenze"),
    "volume": _("Gesamtvolumen"),
    "duration": _("Dauer"),
    "deadline": _("Termin"),
    "goal": _("Ziel der Stadt"),
    "context": _("Feststellung als Zusammenhang"),
    "duty": _("Pflicht im Jahr"),
}
ACTOR_ROLE = {
    "lead": _("führt"),
    "provider": _("Träger"),
    "partner": _("Partner"),
    "funder": _("fördert"),
    "owner": _("verantwortet"),
}
LEGAL_BASIS = {
    "sgb2_16d": _("§ 16d SGB II (Arbeitsgelegenheiten)"),
    "sgb2_16e": _("§ 16e SGB II (Eingliederung von Langzeitleistungsbeziehenden)"),
    "sgb2_16h": _("§ 16h SGB II (schwer zu erreichende junge Menschen)"),
    "sgb2_16i": _("§ 16i SGB II (Teilhabe am Arbeitsmarkt)"),
    "sgb3_76": _("§ 16 Abs. 1 SGB II mit § 76 SGB III (außerbetriebliche Ausbildung)"),
    "rehapro": _("§ 11 SGB IX (Modellvorhaben rehapro)"),
    "sgb2_28": _("§ 28 SGB II"),
    "sgb12_34": _("§ 34 SGB XII"),
    "bkgg_6b": _("§ 6b BKGG"),
    "asylblg_3": _("§ 3 Abs. 4 AsylbLG"),
}
MONEY_SOURCE = {
    "bund_egt": "Bund, Eingliederungstitel",
    "bund_pat": "Bund, Passiv-Aktiv-Transfer",
    "municipal": "Stadt",
    "land_esf": "Land oder ESF",
    "rehapro": "Bund, rehapro",
    "gkv": "Krankenkassen",
    "own": "Eigenmittel",
    "other": "andere",
}
PLAN_STATE = {
    "announced": "angekündigt",
    "allocated": "zugeteilt",
    "shifted": "umgeschichtet",
    "actual": "tatsächlich",
}
RISK_LEVEL = {"low": ("neutral", "gering"), "medium": ("warning", "mittel"), "high": ("danger", "hoch")}
SIDE = {"city": "Stadt", "jobcenter": "Jobcenter", "": "beide"}
EVENT_KIND = {
    "budget": "Geld",
    "milestone": "Ereignis",
    "law": "Gesetz",
    "office": "Amt",
    "press": "Bericht",
    "signing": "Unterschrift",
}
CONFIRMATION = {
    "confirmed": ("good", "von beiden bestätigt"),
    "half": ("warning", "eine Seite fehlt"),
    "open": ("neutral", "noch nicht bestätigt"),
    "dissent": ("danger", "Einwand"),
}
RHYTHM = {
    "month": "monatlich",
    "quarter": "jedes Quartal",
    "half": "halbjährlich",
    "year": "jährlich",
    "once": "einmal",
    "live": "laufend",
}
