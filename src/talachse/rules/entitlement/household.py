"""What a household tells about itself: one set of questions, from which every claim is computed.

A key that is missing means the usual (0, no, not receiving) and is listed in :attr:`Household.assumptions`. ``null`` means
"I do not know": the value is then looked for in :attr:`Household.unknown`, and what depends on it becomes a range.
All amounts are euros a month, wealth is euros.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as field_of
from functools import partial
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import PydanticCustomError

from talachse.rules._book import rule
from talachse.rules.parameters import Parameters

AGES = Parameters("talachse.rules.entitlement", "ages.yaml")
_ADULT: int = AGES.history("volljaehrig")[0].value
_KINDERGELD_UNTIL: int = AGES.history("kindergeld_in_ausbildung_unter")[0].value
_SCHOOL: Mapping[str, int] = AGES.history("schulpflicht")[0].value
_MAYBE_SCHOOL: Mapping[str, int] = AGES.history("vielleicht_in_der_schule")[0].value

# More than any household in the city; a number beyond it is a slip of the finger.
MOST_PERSONS = 30
MOST_EUROS = 1_000_000.0
OLDEST = 125
# Bytes of JSON. A household is a few kilobytes; more is something else.
LARGEST = 1 << 20
# Digits of a whole number; what is longer is counted as infinite instead of being read for seconds.
LONGEST_NUMBER = 30

_DAYS: Mapping[str, dt.date] = (
    Parameters("talachse.rules.entitlement", "law.yaml").history("gerechnet_von_bis")[0].value
)
EARLIEST, LATEST = _DAYS["von"], _DAYS["bis"]

WUPPERTAL = "05124000"

type BenefitName = Literal[
    "grundsicherungsgeld",
    "wohngeld",
    "kinderzuschlag",
    "kindergeld",
    "unterhaltsvorschuss",
    "grundsicherung_im_alter",
    "hilfe_zum_lebensunterhalt",
    "asylblg",
    "bafoeg",
    "bab",
    "elterngeld",
    "kita_beitrag_erlass",
]
BENEFITS: tuple[str, ...] = get_args(BenefitName.__value__)

type School = Literal["allgemeinbildend", "berufsbildend"]


def _no_truth_as_number(value: object) -> object:
    """JSON's ``true`` would pass as 1 euro."""
    if isinstance(value, bool):
        raise ValueError("Hier muss eine Zahl stehen.")  # noqa: TRY004 - pydantic turns only this one into a message
    return value


def _as_written(value: object) -> object:
    """A number would pass as seconds since 1970, and a time of day would silently be dropped."""
    if type(value) is dt.date:
        return value
    if not isinstance(value, str):
        raise PydanticCustomError("date_type", "a day")
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        raise PydanticCustomError("date_parsing", "a day as in 2026-11-01")
    return value


type Key = Annotated[str, Field(min_length=1, max_length=40)]
type Day = Annotated[dt.date, BeforeValidator(_as_written), Field(strict=False)]
type Euros = Annotated[float, Field(ge=0, le=MOST_EUROS, allow_inf_nan=False), BeforeValidator(_no_truth_as_number)]


class _Facts(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    def given(self, name: str) -> bool:
        """Whether the household said anything about ``name``, also that it does not know."""
        return name in self.model_fields_set


class Dwelling(_Facts):
    """The flat or house. Rent is the Bruttokaltmiete: with cold running costs, without heating."""

    rent_cold: Euros | None = Field(0.0, description="Miete mit kalten Nebenkosten, ohne Heizung, in Euro im Monat")
    heating: Euros | None = Field(0.0, description="Heizkosten in Euro im Monat")
    area_m2: Annotated[float, Field(gt=0, le=2000, allow_inf_nan=False)] | None = Field(
        None, description="Wohnfläche in Quadratmetern"
    )
    owner: bool | None = Field(False, description="Die Wohnung gehört jemandem aus dem Haushalt")
    water_heated_in_flat: bool | None = Field(
        False, description="Warmes Wasser wird in der Wohnung erzeugt (Boiler, Durchlauferhitzer)"
    )


class Person(_Facts):
    """One person of the household on the day ``as_of``."""

    id: Key
    born: Annotated[Day, Field(description="Geburtstag, JJJJ-MM-TT")]
    partner: Key | None = Field(None, description="Kennung der Person, mit der ein Paar gebildet wird")
    married: bool | None = Field(False, description="Verheiratet oder verpartnert und zusammenlebend")
    parents: Annotated[tuple[Key, ...], Field(max_length=2, strict=False)] = Field(
        (), description="Kennungen der Eltern, die im Haushalt leben"
    )
    kindergeld_to: Key | None = Field(None, description="Kennung der Person, die für dieses Kind Kindergeld bekommt")
    single_parent: bool | None = Field(False, description="Sorgt allein für Pflege und Erziehung eines Kindes")
    gross_wage: Euros | None = Field(0.0, description="Lohn vor Abzügen")
    hours_per_week: Annotated[float, Field(ge=0, le=168, allow_inf_nan=False)] | None = Field(
        0.0, description="Arbeitsstunden in der Woche"
    )
    self_employed_income: Euros | None = Field(0.0, description="Gewinn aus selbständiger Arbeit vor Steuern")
    pension: Euros | None = Field(0.0, description="Gesetzliche Rente vor Abzügen")
    company_pension: Euros | None = Field(0.0, description="Betriebsrente")
    unemployment_benefit: Euros | None = Field(0.0, description="Arbeitslosengeld (Agentur für Arbeit)")
    parental_allowance: Euros | None = Field(0.0, description="Elterngeld")
    maintenance_received: Euros | None = Field(0.0, description="Unterhalt, der wirklich ankommt")
    other_income: Euros | None = Field(0.0, description="Anderes Einkommen, zum Beispiel Krankengeld, Zinsen, Miete")
    wealth: Euros | None = Field(0.0, description="Erspartes und anderes Vermögen in Euro")
    school: School | None = Field(None, description="Art der Schule")
    training_pay: Euros | None = Field(0.0, description="Ausbildungsvergütung")
    daycare: bool | None = Field(False, description="Kita oder Kindertagespflege")
    pregnant_week: Annotated[int, Field(ge=0, le=45), BeforeValidator(_no_truth_as_number)] | None = Field(
        0, description="Schwangerschaftswoche, 0 = nicht schwanger"
    )
    disability_degree: Annotated[int, Field(ge=0, le=100), BeforeValidator(_no_truth_as_number)] | None = Field(
        0, description="Grad der Behinderung"
    )
    mark_g: bool | None = Field(False, description="Merkzeichen G oder aG")
    fully_incapacitated: bool | None = Field(False, description="Voll erwerbsgemindert auf Dauer")
    asylum_benefits: bool | None = Field(False, description="Fällt unter § 1 AsylbLG")
    asylum_since: Day | None = Field(None, description="Seit wann in Deutschland (AsylbLG), JJJJ-MM-TT")
    receives: Annotated[tuple[BenefitName, ...], Field(strict=False)] | None = Field(
        (), description="Leistungen, die schon bezogen werden"
    )


class _HouseholdFacts(_Facts):
    as_of: Day | None = Field(None, description="Für welchen Tag gerechnet wird")
    municipality: Annotated[str, Field(pattern=r"^[0-9]{8}$")] = Field(
        WUPPERTAL, description="Amtlicher Gemeindeschlüssel, acht Ziffern"
    )
    sgb2_grant_start: Day | None = Field(None, description="Beginn des laufenden Bewilligungszeitraums beim Jobcenter")
    sgb2_first_month: Day | None = Field(
        None, description="Erster Monat mit Leistungen des Jobcenters (Karenzzeit der Wohnung)"
    )
    dwelling: Dwelling = Dwelling()
    persons: Annotated[tuple[Person, ...], Field(min_length=1, max_length=MOST_PERSONS, strict=False)]


@dataclass(frozen=True, slots=True)
class Household:
    """A checked household.

    ``assumptions`` names what was taken as usual because nothing was said ("persons.mia.wealth": 0.0); ``unknown`` names the
    facts that nobody knows, by the same paths.
    """

    as_of: dt.date
    municipality: str
    sgb2_grant_start: dt.date | None
    sgb2_first_month: dt.date | None
    dwelling: Dwelling
    persons: tuple[Person, ...]
    assumptions: Mapping[str, Any]
    unknown: tuple[str, ...]
    # What was worked out of these facts (see ``columns.of_household``); a changed copy begins with nothing.
    memo: dict[str, Any] = field_of(default_factory=dict, init=False, repr=False, compare=False)

    def person(self, key: str) -> Person:
        """The person with this id."""
        return next(person for person in self.persons if person.id == key)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one field; ``where`` is its path ("persons.2.born"), ``text`` German."""

    where: str
    text: str

    def __str__(self) -> str:
        return f"{self.where}: {self.text}" if self.where else self.text


class BadHousehold(ValueError):
    """The facts contradict themselves or have the wrong form; ``problems`` says every place."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        more = len(problems) - 1
        super().__init__(f"{problems[0]}{f' (und {more} weitere)' if more else ''}")


class NotJson(ValueError):
    """What came is no JSON; the message says in German where it stops being some."""


def from_json(data: bytes, *, today: dt.date) -> Household:
    """The household out of its JSON text, on a day for which the law is put in; ``today`` as for :func:`read`.

    :raises NotJson: no JSON in UTF-8.
    :raises BadHousehold: as :func:`read` and :func:`on_known_day`; also for a name that stands twice.
    """
    return on_known_day(read(parsed(data), today=today))


def parsed(data: bytes) -> Any:
    """What stands in a JSON text, before anybody asks whether it is a household.

    :raises NotJson: no JSON in UTF-8.
    :raises BadHousehold: a name stands twice.
    """
    try:
        return json.loads(data.decode("utf-8-sig"), parse_int=_whole_number, object_pairs_hook=_no_doubles)
    except UnicodeDecodeError as error:
        raise NotJson("Das ist kein Text in UTF-8.") from error
    except json.JSONDecodeError as error:
        raise NotJson(f"Kein gültiges JSON in Zeile {error.lineno}, Spalte {error.colno}.") from error
    except RecursionError as error:
        raise NotJson("Die Angaben sind zu tief verschachtelt.") from error


def _whole_number(text: str) -> float:
    return int(text) if len(text) <= LONGEST_NUMBER else float(text)


def _no_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """JSON lets a name stand twice and would silently take the last."""
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = Counter(name for name, _ in pairs).most_common(1)[0][0]
        raise BadHousehold((Problem(_printable(twice), "Diese Angabe steht doppelt."),))
    return found


def _printable(name: str) -> str:
    """No novels, and no half characters (``"\\ud800"`` is valid JSON), which nobody could write down again."""
    return name[:80].encode(errors="replace").decode()


def read(raw: object, *, today: dt.date) -> Household:
    """The household out of its JSON form; ``today`` is the day to compute for when it names none.

    :raises BadHousehold: wrong form, or facts that cannot all be true (a child older than its parents).
    """
    if not isinstance(raw, dict):
        raise BadHousehold((Problem("", "Der Haushalt muss ein Objekt in geschweiften Klammern sein."),))
    try:
        facts = _HouseholdFacts.model_validate(raw)
    except ValidationError as error:
        found = [
            one for one in error.errors() if one["type"] != "too_short" or not one["input"]
        ]  # no list "gets shorter"
        raise BadHousehold(tuple(map(_problem, found))) from error
    as_of = facts.as_of or today
    problems = _contradictions(facts, as_of)
    if problems:
        raise BadHousehold(tuple(problems))
    return _complete(facts, as_of)


@rule(
    question="Für welche Tage kann gerechnet werden?",
    basis="Eigene Regel: nur Tage, für die das Recht als Ganzes erfasst ist (parameters/law.yaml)",
)
def on_known_day(household: Household) -> Household:
    """The household, when its day lies where the law is put in as a whole.

    :raises BadHousehold: it does not.
    """
    if EARLIEST <= household.as_of <= LATEST:
        return household
    text = f"Gerechnet wird für Tage vom {EARLIEST:%d.%m.%Y} bis {LATEST:%d.%m.%Y}."
    raise BadHousehold((Problem("as_of", text),))


def json_schema(ref_template: str = "#/$defs/{model}") -> dict[str, Any]:
    """The published JSON Schema of a household; ``ref_template`` says where the schemas of its parts are to be found."""
    schema = _HouseholdFacts.model_json_schema(ref_template=ref_template)
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "Haushalt"
    return schema


# ---------------------------------------------------------------------------------------------------------------------

_WRONG = {
    "missing": "Diese Angabe fehlt.",
    "extra_forbidden": "Diese Angabe ist nicht bekannt.",
    "float_type": "Hier muss eine Zahl stehen.",
    "int_type": "Hier muss eine ganze Zahl stehen.",
    "int_from_float": "Hier muss eine ganze Zahl stehen.",
    "bool_type": "Hier muss ja oder nein stehen (true oder false).",
    "string_type": "Hier muss ein Text stehen.",
    "string_too_short": "Hier fehlt der Text.",
    "string_too_long": "Der Text ist zu lang.",
    "string_pattern_mismatch": "Der Gemeindeschlüssel hat acht Ziffern, zum Beispiel 05124000 für Wuppertal.",
    "date_type": "Hier muss ein Tag stehen, zum Beispiel 2026-11-01.",
    "date_parsing": "Diesen Tag gibt es nicht. Schreiben Sie ihn so: 2026-11-01.",
    "date_from_datetime_parsing": "Diesen Tag gibt es nicht. Schreiben Sie ihn so: 2026-11-01.",
    "date_from_datetime_inexact": "Hier muss ein Tag ohne Uhrzeit stehen, zum Beispiel 2026-11-01.",
    "finite_number": "Hier muss eine endliche Zahl stehen.",
    "greater_than": "Die Zahl muss größer als {gt} sein.",
    "greater_than_equal": "Die Zahl darf nicht kleiner als {ge} sein.",
    "less_than_equal": "Die Zahl darf nicht größer als {le} sein.",
    "tuple_type": "Hier muss eine Liste stehen.",
    "too_short": "Hier muss mindestens eine Person stehen.",
    "too_long": "Hier sind zu viele Einträge, höchstens {max_length}.",
    "model_type": "Hier muss ein Objekt in geschweiften Klammern stehen.",
    "model_attributes_type": "Hier muss ein Objekt in geschweiften Klammern stehen.",
    "literal_error": "Möglich sind hier nur: {expected}.",
    "value_error": "Hier muss eine Zahl stehen.",
}


def _problem(error: Any) -> Problem:
    context = {
        name: (f"{value:,.0f}".replace(",", ".") if isinstance(value, float) else value)
        for name, value in error.get("ctx", {}).items()
    }
    if "expected" in context:
        context["expected"] = str(context["expected"]).replace(" or ", " oder ")
    text = _WRONG.get(error["type"], "Diese Angabe passt nicht.").format(**context)
    return Problem(".".join(_printable(str(part)) for part in error["loc"]), text)


def _contradictions(facts: _HouseholdFacts, as_of: dt.date) -> list[Problem]:
    problems: list[Problem] = []
    index = {person.id: i for i, person in enumerate(facts.persons)}
    if len(index) < len(facts.persons):
        problems.append(Problem("persons", "Jede Kennung darf nur einmal vorkommen."))
    for name in ("sgb2_grant_start", "sgb2_first_month"):
        day = getattr(facts, name)
        # As numbers: two years after 9998 there is no day.
        if day and (day.year - 2, day.month, day.day) > (as_of.year, as_of.month, 1):
            problems.append(Problem(name, "Dieser Tag liegt zu weit in der Zukunft."))
    if facts.sgb2_first_month and facts.sgb2_grant_start and facts.sgb2_first_month > facts.sgb2_grant_start:
        problems.append(Problem("sgb2_first_month", "Der erste Monat liegt nach dem Beginn der Bewilligung."))
    for i, person in enumerate(facts.persons):
        problems += _about_person(facts, index, i, person, as_of)
    return problems


def _about_person(
    facts: _HouseholdFacts, index: dict[str, int], i: int, person: Person, as_of: dt.date
) -> list[Problem]:
    wrong = [*_about_days(person, as_of), *_about_pointers(facts, index, person), *_about_parents(facts, index, person)]
    return [Problem(f"persons.{i}.{field}", text) for field, text in wrong]


def _about_days(person: Person, as_of: dt.date) -> Iterator[tuple[str, str]]:
    if person.born > as_of:
        yield "born", "Der Geburtstag liegt in der Zukunft."
    elif as_of.year - person.born.year > OLDEST:
        yield "born", "Der Geburtstag liegt zu weit zurück."
    if person.asylum_since and person.asylum_since > as_of:
        yield "asylum_since", "Dieser Tag liegt in der Zukunft."


def _about_pointers(facts: _HouseholdFacts, index: dict[str, int], person: Person) -> Iterator[tuple[str, str]]:
    for field in ("partner", "kindergeld_to"):
        other = getattr(person, field)
        if other is not None and other not in index:
            yield field, f"Eine Person mit der Kennung „{other}“ gibt es im Haushalt nicht."
    mate = person.partner
    if mate is None or mate not in index:
        return
    if mate == person.id:
        yield "partner", "Niemand ist mit sich selbst ein Paar."
    elif facts.persons[index[mate]].partner not in {None, person.id}:
        yield "partner", "Diese Person hat jemand anderen als Partner*in angegeben."
    elif [one.partner for one in facts.persons].count(mate) > 1:
        yield "partner", "Diese Person ist bei mehreren als Partner*in angegeben."


def _about_parents(facts: _HouseholdFacts, index: dict[str, int], person: Person) -> Iterator[tuple[str, str]]:
    if len(set(person.parents)) < len(person.parents):
        yield "parents", "Ein Elternteil steht doppelt."
    for parent in person.parents:
        if parent not in index:
            yield "parents", f"Eine Person mit der Kennung „{parent}“ gibt es im Haushalt nicht."
        elif parent == person.id:
            yield "parents", "Niemand ist das eigene Kind."
        elif parent == person.partner:
            yield "parents", "Ein Elternteil kann nicht zugleich Partner*in sein."
        elif person.id in facts.persons[index[parent]].parents:
            yield "parents", "Zwei Personen sind gegenseitig als Eltern angegeben."
        elif facts.persons[index[parent]].born >= person.born:
            # Covers every longer circle too: somebody in it is not younger than the parent.
            yield "parents", "Ein Elternteil muss älter sein als das Kind."


def _complete(facts: _HouseholdFacts, as_of: dt.date) -> Household:
    assumptions: dict[str, Any] = {}
    unknown: list[str] = []
    if not facts.as_of:
        assumptions["as_of"] = as_of.isoformat()
    if not facts.given("municipality"):
        assumptions["municipality"] = facts.municipality
    for name in ("sgb2_grant_start", "sgb2_first_month"):
        if not facts.given(name):
            assumptions[name] = None
    for field in Dwelling.model_fields:
        if not facts.dwelling.given(field):
            assumptions[f"dwelling.{field}"] = getattr(facts.dwelling, field)
        elif getattr(facts.dwelling, field) is None:
            unknown.append(f"dwelling.{field}")
    partners = {person.id: person.partner for person in facts.persons if person.partner}
    partners |= {other: person for person, other in partners.items()}
    people = tuple(
        _filled(person, partial(_usual, person, facts, partners, as_of), as_of, assumptions, unknown)
        for person in facts.persons
    )
    return Household(
        as_of,
        facts.municipality,
        facts.sgb2_grant_start,
        facts.sgb2_first_month,
        facts.dwelling,
        people,
        assumptions,
        tuple(unknown),
    )


def _filled(
    person: Person,
    usual: Callable[[str], Any],
    as_of: dt.date,
    assumptions: dict[str, Any],
    unknown: list[str],
) -> Person:
    """The person with what is usual in the place of what was not said; notes both in the last two arguments."""
    filled: dict[str, Any] = {}
    for field in Person.model_fields:
        path = f"persons.{person.id}.{field}"
        if field in {"id", "born"}:
            continue
        if not person.given(field):
            value = usual(field)
            assumptions[path] = list(value) if isinstance(value, tuple) else value
            filled[field] = value
        elif getattr(person, field) is None and field not in {"partner", "kindergeld_to"}:
            # Nobody asks a baby or a grandfather for the school, and nobody else since when the asylum law applies.
            if (field == "school" and not _may_be_pupil(person, as_of)) or (
                field == "asylum_since" and person.asylum_benefits is False
            ):
                continue
            unknown.append(path)
    return person.model_copy(update=filled)


def age_on(born: dt.date, day: dt.date) -> int:
    """Completed years of life; somebody born on 29 February has the birthday on 1 March of other years (§ 187 (2) BGB)."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _may_be_pupil(person: Person, as_of: dt.date) -> bool:
    return _MAYBE_SCHOOL["ab"] <= age_on(person.born, as_of) < _MAYBE_SCHOOL["unter"]


def _usual(person: Person, facts: _HouseholdFacts, partners: Mapping[str, str], as_of: dt.date, field: str) -> Any:
    """What is usual when nothing was said about ``field``."""
    age = age_on(person.born, as_of)
    match field:
        case "partner":
            return partners.get(person.id)
        case "married":  # said by one of the couple, true for both
            other = partners.get(person.id)
            return any(one.id == other and one.married for one in facts.persons)
        case "kindergeld_to":
            learns = bool(person.school or person.training_pay)
            return (
                person.parents[0] if person.parents and (age < _ADULT or (age < _KINDERGELD_UNTIL and learns)) else None
            )
        case "single_parent":  # a minor child, and no second adult who is partner or the child's parent
            children = [c for c in facts.persons if person.id in c.parents and age_on(c.born, as_of) < _ADULT]
            return bool(children) and person.id not in partners and all(set(c.parents) == {person.id} for c in children)
        case "school":  # compulsory schooling in North Rhine-Westphalia
            return "allgemeinbildend" if _SCHOOL["ab"] <= age < _SCHOOL["unter"] else None
        case _:
            return Person.model_fields[field].default
