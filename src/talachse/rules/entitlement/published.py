"""The form in which an answer is published: what ``talachse check --json`` prints and ``/api/v1/check`` sends.

``result.as_json`` builds exactly these types, the type checker sees to it; the published schema is made from them.
"""

from __future__ import annotations

from typing import Annotated, Any, TypedDict

from pydantic import Field, TypeAdapter

from talachse.rules.entitlement.but_procedure import DOORS, Component
from talachse.rules.entitlement.household import BENEFITS
from talachse.rules.verdict import Answer

# What may come first, and the two ways that are laid side by side (rules/entitlement/routes.py).
FIRST = ("sgb2", "wohngeld_kinderzuschlag", "sgb12", "asylblg", "none")
ROUTES = FIRST[:2]
PARAMETER_SETS = ("in force", "bill")


def _one_of(*words: str) -> Any:
    return Field(json_schema_extra={"enum": list(words)})


type Benefit = Annotated[str, _one_of(*BENEFITS)]
type PersonIds = Annotated[list[str], Field(description="Kennungen der Personen, die es betrifft")]
type Amount = Annotated[float, Field(description="Euro im Monat")]


class Verdict(TypedDict):
    verdict: Annotated[str, _one_of(*Answer)]
    reason: Annotated[str, Field(description="Ein Satz, den man vorlesen kann")]
    basis: Annotated[str, Field(description="Paragraf; leer, wenn es keinen eigenen gibt")]
    missing: Annotated[list[str], Field(description="Was noch fehlt, um es zu entscheiden; nur bei „unknown“")]


class AmountStep(TypedDict):
    label: str
    value: float
    unit: str
    basis: str


class Claim(Verdict):
    benefit: Benefit
    persons: PersonIds
    amount: Annotated[float | None, Field(description="Euro im Monat für alle zusammen; null: nicht zu sagen")]
    range: Annotated[
        list[float] | None,
        Field(min_length=2, max_length=2, description="Niedrigster und höchster Betrag; null: nicht von uns gerechnet"),
    ]
    steps: Annotated[list[AmountStep], Field(description="Rechenweg")]
    turning_point: Annotated[str, Field(description="Ab welcher Miete, welchem Lohn es anders wäre; leer: unbekannt")]


class RouteClaim(TypedDict):
    benefit: Benefit
    persons: PersonIds
    amount: Amount


class Route(TypedDict):
    name: Annotated[str, _one_of(*ROUTES)]
    total: Amount
    claims: list[RouteClaim]
    disposable_income: Amount


class ButLine(Verdict):
    person: str
    component: Annotated[str, _one_of(*Component)]
    amount: Annotated[
        float | None, Field(description="Euro je „per“; null: die wirklichen Kosten, oder nicht zu sagen")
    ]
    per: Annotated[str, Field(description="Wofür der Betrag gilt, etwa Monat oder Schuljahr")]
    gate: Annotated[
        str | None, Field(description="Leistung, die die Tür öffnet", json_schema_extra={"enum": [*DOORS, None]})
    ]
    application_needed: Annotated[
        bool | None, Field(description="Ob ein eigener Antrag nötig ist; null: nicht zu sagen")
    ]
    responsible: Annotated[str, Field(description="Zuständige Stelle")]


class Rules(TypedDict):
    parameter_set: Annotated[str, _one_of(*PARAMETER_SETS)]
    stand: Annotated[str, Field(description="Rechtsstand in einem Satz")]
    notes: Annotated[list[str], Field(description="Grenzen der Rechnung, die diesen Haushalt betreffen")]
    engine: str


class LaterChange(TypedDict):
    text: Annotated[str, Field(description="Was sich ändert, in einem Satz")]
    source: str
    running: Annotated[bool, Field(description="Ob es auch laufende Bewilligungen trifft")]


class LaterAmount(TypedDict):
    benefit: Benefit
    amount: Annotated[float | None, Field(description="Euro im Monat; null, solange eine Angabe fehlt")]
    range: Annotated[list[float], Field(min_length=2, max_length=2, description="Niedrigster und höchster Betrag")]
    difference: Annotated[float | None, Field(description="Euro im Monat mehr oder weniger als jetzt")]


class LaterSide(TypedDict):
    parameter_set: Annotated[str, _one_of(*PARAMETER_SETS)]
    stand: Annotated[str, Field(description="Rechtsstand in einem Satz")]
    running: Annotated[bool, Field(description="true: was heute bewilligt wird, läuft weiter; false: neuer Antrag")]
    changes: list[LaterChange]
    ready: Annotated[
        bool, Field(description="false: Die Regeln dieses Tages werden noch vorbereitet, nichts ist gerechnet")
    ]
    first_by_law: Annotated[
        str, _one_of(*FIRST, ""), Field(description="Was dann vorgeht; leer, solange nicht gerechnet")
    ]
    amounts: list[LaterAmount]
    disposable_income: Annotated[float | None, Field(description="Euro im Monat")]
    difference: Annotated[float | None, Field(description="Euro im Monat mehr oder weniger als jetzt")]
    notes: list[str]


# A key of the form is a word of Python.
Later = TypedDict(
    "Later",
    {
        "from": Annotated[str, Field(json_schema_extra={"format": "date"}, description="Ab diesem Tag")],
        "sides": Annotated[
            list[LaterSide], Field(description="Geltendes Recht und, wenn es einen gibt, Gesetzentwurf")
        ],
    },
)


class CheckResult(TypedDict):
    as_of: Annotated[str, Field(json_schema_extra={"format": "date"})]
    rules: Rules
    claims: Annotated[list[Claim], Field(description="Was das Gesetz zuerst vorsieht, eine Zeile je Leistung")]
    routes: Annotated[list[Route], Field(description="Beide Wege nebeneinander")]
    first_by_law: Annotated[str, _one_of(*FIRST), Field(description="Was vorgeht")]
    first_reason: str
    but: Annotated[list[ButLine], Field(description="Bildung und Teilhabe, je Kind und Leistung")]
    disposable_income: Amount
    total_range: Annotated[
        list[float],
        Field(min_length=2, max_length=2, description="Alle Leistungen zusammen: niedrigster und höchster Betrag"),
    ]
    assumptions: Annotated[
        dict[str, str | float | bool | list[str] | None],
        Field(description="Was als üblich galt, weil nichts gesagt wurde"),
    ]
    decisive: Annotated[list[str], Field(description="Unbekannte Angaben; zuerst, was am meisten ändert")]
    later: Annotated[list[Later], Field(description="Änderungen des Rechts, während die Bewilligung läuft")]


def json_schema(ref_template: str = "#/$defs/{model}") -> dict[str, Any]:
    """The published JSON Schema of an answer; ``ref_template`` says where the schemas of its parts are to be found."""
    schema = TypeAdapter(CheckResult).json_schema(ref_template=ref_template)
    for part in (schema, *schema["$defs"].values()):
        if "properties" in part:
            part["additionalProperties"] = False
    return schema | {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Ergebnis der Prüfung"}
