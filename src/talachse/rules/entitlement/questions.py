"""The questions of the citizens' check as data: one thing a page, and only what still matters.

Answers are plain values by question and field (``{"people": {"partner": "no", "children": 2}}``), so that they can travel with
the browser. ``None`` means "I do not know"; a field that is missing was left empty and takes the usual value.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from talachse.rules._book import rule
from talachse.rules.entitlement import household, wealth
from talachse.rules.entitlement.columns import of_household
from talachse.rules.entitlement.household import age_on
from talachse.rules.entitlement.wording import NAMES
from talachse.rules.parameters import Parameters

type Answers = Mapping[str, Mapping[str, Any]]

TERMS = Parameters("talachse.rules.entitlement", "questions.yaml")

MOST_CHILDREN = 12
ME, MATE = "me", "mate"
_SCHOOL: Mapping[str, int] = TERMS.history("schule_gewiss")[0].value
SCHOOL_FROM, SCHOOL_UNTIL = _SCHOOL["ab"], _SCHOOL["bis"]
LEARNS_UNTIL: int = TERMS.history("lernt_bis")[0].value
TRAINS_UNTIL: int = TERMS.history("ausbildung_gefragt_bis")[0].value


class Kind(StrEnum):
    """What is put into a field."""

    CHOICE = "choice"
    MANY = "many"
    DATE = "date"
    EUROS = "euros"
    NUMBER = "number"
    COUNT = "count"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a page. ``label`` may hold ``%(person)s``, filled with the label of ``person``."""

    name: str
    kind: Kind
    label: str
    person: str = ""
    help: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    required: bool = False
    may_be_unknown: bool = False
    low: float = 0
    high: float = household.MOST_EUROS


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One page. ``why`` says what the answer is needed for; ``help`` what belongs in.

    ``label`` may hold ``%(amount)s``: the bound above which wealth matters, see :func:`savings_bound`.
    """

    key: str
    text: str
    why: str
    help: str = ""
    fields: Callable[[Answers, dt.date], tuple[Field, ...]]
    matters: Callable[[Answers, dt.date], bool] = lambda answers, today: True


YES_NO = (("yes", "Ja"), ("no", "Nein"))
YES_NO_UNKNOWN = (*YES_NO, ("unknown", "Ich weiß es nicht"))
KNOWN = {"yes": True, "no": False, "unknown": None}


def people(answers: Answers) -> tuple[str, ...]:
    """Keys of everybody in the household: me, mate, k1, k2 …"""
    said = answers.get("people", {})
    mate = (MATE,) if said.get("partner", "no") != "no" else ()
    return (ME, *mate, *(f"k{n}" for n in range(1, int(said.get("children") or 0) + 1)))


def adults(answers: Answers) -> tuple[str, ...]:
    """Who fills in, and the partner."""
    return tuple(key for key in people(answers) if key in {ME, MATE})


def children(answers: Answers) -> tuple[str, ...]:
    """Keys of the children, also of those of age."""
    return tuple(key for key in people(answers) if key not in {ME, MATE})


def name_of(key: str) -> str:
    """What a person is called in the result: nobody has to give a name."""
    return {ME: "Sie", MATE: "Partner*in"}.get(key, f"Kind {key[1:]}")


def _born(answers: Answers, key: str) -> dt.date | None:
    said = answers.get("born", {}).get(f"born__{key}")
    return dt.date.fromisoformat(said) if said else None


def _age(answers: Answers, key: str, today: dt.date) -> int:
    """Years of life; who has not said it yet counts as 40, a child as 10."""
    born = _born(answers, key)
    return age_on(born, today) if born else (40 if key in {ME, MATE} else 10)


# ---------------------------------------------------------------------------------------------------------------------
# The pages


def _people_fields(answers: Answers, today: dt.date) -> tuple[Field, ...]:
    return (
        Field(
            name="partner",
            kind=Kind.CHOICE,
            label="Wohnen Sie mit einer Partnerin oder einem Partner zusammen?",
            choices=(("no", "Nein"), ("married", "Ja, wir sind verheiratet"), ("yes", "Ja, ohne Trauschein")),
            required=True,
        ),
        Field(
            name="children",
            kind=Kind.COUNT,
            label="Wie viele Kinder wohnen bei Ihnen?",
            help="Auch erwachsene Kinder zählen mit. Ohne Kinder: 0.",
            required=True,
            high=MOST_CHILDREN,
        ),
    )


def _born_fields(answers: Answers, today: dt.date) -> tuple[Field, ...]:
    labels = {ME: "Ihr Geburtstag", MATE: "Geburtstag Ihrer Partnerin oder Ihres Partners"}
    return tuple(
        Field(
            name=f"born__{key}",
            kind=Kind.DATE,
            label=labels.get(key, "Geburtstag: %(person)s"),
            person=key,
            required=True,
        )
        for key in people(answers)
    )


def _whose(answers: Answers, key: str) -> tuple[str, ...]:
    """Keys of the parents who live here."""
    if MATE not in people(answers):
        return (ME,)
    said = answers.get("children", {}).get(f"parents__{key}", "both")
    return {"me": (ME,), "mate": (MATE,)}.get(said, (ME, MATE))


def _one_child(answers: Answers, key: str, today: dt.date) -> Iterator[Field]:
    age = _age(answers, key, today)
    couple = MATE in people(answers)
    if couple:
        yield Field(
            name=f"parents__{key}",
            kind=Kind.CHOICE,
            label="%(person)s: Wer sind die Eltern?",
            person=key,
            choices=(
                ("both", "Wir beide"),
                ("me", "Ich und jemand anders"),
                ("mate", "Partner*in und jemand anders"),
            ),
            required=True,
        )
    if age < SCHOOL_FROM:
        choices = [("daycare", "Kita oder Tagespflege"), ("nothing", "Zu Hause")]
        if age >= SCHOOL_FROM - 2:
            choices.insert(1, ("school", "Schule"))
        yield _learning(key, choices)
    elif SCHOOL_UNTIL <= age < LEARNS_UNTIL:
        yield _learning(key, list(LEARNING))
        yield Field(
            name=f"pay__{key}",
            kind=Kind.EUROS,
            label="%(person)s: Lohn oder Ausbildungsvergütung im Monat, vor Abzügen",
            person=key,
            help="Leer lassen, wenn das Kind nichts verdient.",
            may_be_unknown=True,
        )
    if age < LEARNS_UNTIL:
        yield Field(
            name=f"maintenance__{key}",
            kind=Kind.EUROS,
            label="%(person)s: Unterhalt vom anderen Elternteil, der wirklich ankommt, im Monat",
            person=key,
            help="Leer lassen, wenn nichts kommt oder beide Eltern hier wohnen."
            if couple
            else "Leer lassen, wenn nichts kommt.",
            may_be_unknown=True,
        )


LEARNING = (
    ("school", "Schule (Klasse 5 bis 13)"),
    ("vocational", "Berufskolleg oder Berufsschule ohne Lohn"),
    ("training", "Ausbildung mit Lohn"),
    ("nothing", "Nichts davon"),
)


def _learning(key: str, choices: list[tuple[str, str]]) -> Field:
    return Field(
        name=f"learning__{key}",
        kind=Kind.CHOICE,
        label="%(person)s: Was macht das Kind tagsüber?",
        person=key,
        choices=tuple(choices),
        required=True,
    )


def _children_fields(answers: Answers, today: dt.date) -> tuple[Field, ...]:
    return tuple(field for key in children(answers) for field in _one_child(answers, key, today))


def _children_matter(answers: Answers, today: dt.date) -> bool:
    return bool(_children_fields(answers, today))


def _dwelling_fields(answers: Answers, today: dt.date) -> tuple[Field, ...]:
    return (
        Field(
            name="owner",
            kind=Kind.CHOICE,
            label="Gehört die Wohnung Ihnen?",
            choices=(("no", "Nein, wir zahlen Miete"), ("yes", "Ja, Eigentum")),
            required=True,
        ),
        Field(
            name="rent_cold",
            kind=Kind.EUROS,
            label="Miete im Monat, mit Nebenkosten, ohne Heizung",
            help="Steht im Mietvertrag: Grundmiete und Betriebskosten zusammen. Bei Eigentum: die laufenden Kosten und Zinsen.",
            required=True,
            may_be_unknown=True,
        ),
        Field(
            name="heating",
            kind=Kind.EUROS,
            label="Heizung im Monat",
            required=True,
            may_be_unknown=True,
        ),
        Field(
            name="area_m2",
            kind=Kind.NUMBER,
            label="Größe der Wohnung in Quadratmetern",
            required=True,
            may_be_unknown=True,
            low=5,
            high=2000,
        ),
        Field(
            name="water",
            kind=Kind.CHOICE,
            label="Macht ein Boiler oder Durchlauferhitzer in der Wohnung das Wasser warm?",
            choices=YES_NO_UNKNOWN,
            required=True,
        ),
    )


def _work_fields(key: str) -> Callable[[Answers, dt.date], tuple[Field, ...]]:
    def fields(answers: Answers, today: dt.date) -> tuple[Field, ...]:
        found = [
            Field(
                name="gross_wage",
                kind=Kind.EUROS,
                label="Lohn im Monat, vor Abzügen (brutto)",
                help="Auch Minijob und Ausbildung. Leer lassen, wenn kein Lohn kommt.",
                may_be_unknown=True,
            ),
            Field(
                name="hours_per_week",
                kind=Kind.NUMBER,
                label="Arbeitsstunden in der Woche",
                high=80,
                may_be_unknown=True,
            ),
            Field(
                name="self_employed_income",
                kind=Kind.EUROS,
                label="Gewinn aus selbständiger Arbeit im Monat",
                help="Leer lassen, wenn niemand selbständig ist.",
                may_be_unknown=True,
            ),
        ]
        if _age(answers, key, today) < TRAINS_UNTIL:
            choices = (("no", "Nein"), *LEARNING[:3])
            found.insert(
                0,
                Field(
                    name="learning", kind=Kind.CHOICE, label="Schule oder Ausbildung?", choices=choices, required=True
                ),
            )
        return tuple(found)

    return fields


def _has_mate(answers: Answers, today: dt.date) -> bool:
    return MATE in people(answers)


INCOMES = {
    "pension": "Gesetzliche Rente",
    "company_pension": "Betriebsrente",
    "unemployment_benefit": "Arbeitslosengeld von der Agentur für Arbeit",
    "parental_allowance": "Elterngeld",
    "maintenance_received": "Unterhalt für Sie selbst",
    "other_income": "Anderes, zum Beispiel Krankengeld, Zinsen, Einnahmen aus Vermietung",
}


def _ticks(name: str, mine: str, theirs: str, choices: Mapping[str, str], answers: Answers) -> tuple[Field, ...]:
    """One field with boxes to tick for each adult; ``mine`` and ``theirs`` are what it says above them."""
    return tuple(
        Field(
            name=f"{name}__{key}",
            kind=Kind.MANY,
            label=mine if key == ME else theirs,
            choices=tuple(choices.items()),
        )
        for key in adults(answers)
    )


def _income_fields(answers: Answers, today: dt.date) -> tuple[Field, ...]:
    return _ticks("income", "Sie bekommen:", "Partner*in bekommt:", INCOMES, answers)


def _ticked(answers: Answers, question: str, name: str) -> list[str]:
    return list(answers.get(question, {}).get(name) or [])


def _amount_fields(answers: Answers, today: dt.date) -> tuple[Field, ...]:
    return tuple(
        Field(
            name=f"{income}__{key}",
            kind=Kind.EUROS,
            label=f"%(person)s: {INCOMES[income]}",
            person=key,
            required=True,
            may_be_unknown=True,
        )
        for key in adults(answers)
        for income in _ticked(answers, "income", f"income__{key}")
    )


def _amounts_matter(answers: Answers, today: dt.date) -> bool:
    return bool(_amount_fields(answers, today))


def _savings_fields(answers: Answers, today: dt.date) -> tuple[Field, ...]:
    return (
        Field(
            name="more",
            kind=Kind.CHOICE,
            label="Haben Sie zusammen mehr als %(amount)s Erspartes?"
            if MATE in people(answers)
            else "Haben Sie mehr als %(amount)s Erspartes?",
            help="Konto, Bargeld, Wertpapiere. Nicht: Hausrat, ein angemessenes Auto, Geld für die Altersvorsorge.",
            choices=YES_NO_UNKNOWN,
            required=True,
        ),
    )


def _wealth_fields(answers: Answers, today: dt.date) -> tuple[Field, ...]:
    return (
        Field(
            name="wealth",
            kind=Kind.EUROS,
            label="Wie viel ist es zusammen, in Euro?",
            help="Ungefähr reicht.",
            required=True,
            may_be_unknown=True,
        ),
    )


def _wealth_matters(answers: Answers, today: dt.date) -> bool:
    return answers.get("savings", {}).get("more") == "yes"


SPECIAL = {
    "pregnant": "Schwangerschaft",
    "disability": "Behinderung mit Bescheid oder Ausweis",
    "incapacitated": "Auf Dauer voll erwerbsgemindert (festgestellt)",
    "asylum": "Aufenthaltsgestattung, Duldung oder andere Leistungen nach dem Asylbewerberleistungsgesetz",
}


def _special_fields(answers: Answers, today: dt.date) -> tuple[Field, ...]:
    mine, theirs = "Trifft etwas davon auf Sie zu?", "Trifft etwas davon auf Partner*in zu?"
    return _ticks("special", mine, theirs, SPECIAL, answers)


def _details_of(key: str, ticked: list[str]) -> Iterator[Field]:
    if "pregnant" in ticked:
        yield Field(
            name=f"pregnant_week__{key}",
            kind=Kind.COUNT,
            label="%(person)s: Woche der Schwangerschaft",
            person=key,
            required=True,
            may_be_unknown=True,
            low=1,
            high=45,
        )
    if "disability" in ticked:
        yield Field(
            name=f"disability_degree__{key}",
            kind=Kind.COUNT,
            label="%(person)s: Grad der Behinderung",
            person=key,
            required=True,
            may_be_unknown=True,
            high=100,
        )
        yield Field(
            name=f"mark_g__{key}",
            kind=Kind.CHOICE,
            label="%(person)s: Merkzeichen G oder aG im Ausweis?",
            person=key,
            choices=YES_NO_UNKNOWN,
            required=True,
        )
    if "asylum" in ticked:
        yield Field(
            name=f"asylum_since__{key}",
            kind=Kind.DATE,
            label="%(person)s: Seit wann in Deutschland?",
            person=key,
            help="Ungefähr reicht. Leer lassen, wenn Sie es nicht wissen.",
        )


def _detail_fields(answers: Answers, today: dt.date) -> tuple[Field, ...]:
    return tuple(
        field for key in adults(answers) for field in _details_of(key, _ticked(answers, "special", f"special__{key}"))
    )


def _details_matter(answers: Answers, today: dt.date) -> bool:
    return bool(_detail_fields(answers, today))


def _received_fields(answers: Answers, today: dt.date) -> tuple[Field, ...]:
    return (
        Field(
            name="receives",
            kind=Kind.MANY,
            label="Was bekommen Sie schon?",
            choices=tuple((benefit, NAMES[benefit]) for benefit in household.BENEFITS),
        ),
        Field(
            name="first_month",
            kind=Kind.DATE,
            label="Nur beim Jobcenter: Seit wann bekommen Sie Geld?",
            help="Ungefähr reicht, zum Beispiel 01.03.2025.",
        ),
        Field(
            name="grant_start",
            kind=Kind.DATE,
            label="Nur beim Jobcenter: Ab wann gilt der neueste Bescheid?",
            help="Steht auf der ersten Seite des Bescheids.",
        ),
    )


QUESTIONS: tuple[Question, ...] = (
    Question(
        key="people",
        text="Wer wohnt bei Ihnen?",
        why="Die Leistungen rechnen für alle, die zusammen wohnen und wirtschaften.",
        help="Wohnen noch andere bei Ihnen, zum Beispiel Ihre Mutter? Dann geben Sie später nur Ihren Teil der Miete an.",
        fields=_people_fields,
    ),
    Question(
        key="born",
        text="Wann sind Sie geboren?",
        why="Vom Alter hängt ab, wie viel jemand zum Leben braucht und welches Amt zuständig ist.",
        help="Zum Beispiel 01.03.1990.",
        fields=_born_fields,
    ),
    Question(
        key="children",
        text="Ihre Kinder",
        why="Schule, Kita und Unterhalt entscheiden über Bildung und Teilhabe, Kindergeld und Unterhaltsvorschuss.",
        fields=_children_fields,
        matters=_children_matter,
    ),
    Question(
        key="dwelling",
        text="Ihre Wohnung",
        why="Wohngeld und Grundsicherungsgeld hängen von Miete, Heizung und Größe ab.",
        fields=_dwelling_fields,
    ),
    Question(
        key="work",
        text="Ihre Arbeit",
        why="Ein Teil des Lohns bleibt immer frei. Dafür brauchen wir den Betrag vor Abzügen.",
        fields=_work_fields(ME),
    ),
    Question(
        key="partner_work",
        text="Die Arbeit Ihrer Partnerin oder Ihres Partners",
        why="Bei Paaren zählt das Einkommen von beiden.",
        fields=_work_fields(MATE),
        matters=_has_mate,
    ),
    Question(
        key="income",
        text="Anderes Geld, das jeden Monat kommt",
        why="Renten und andere Leistungen gehen manchen Ansprüchen vor.",
        help="Kindergeld müssen Sie nicht angeben. Nichts davon? Dann einfach weiter.",
        fields=_income_fields,
    ),
    Question(
        key="amounts",
        text="Wie viel kommt im Monat?",
        why="Der Betrag wird von manchen Leistungen abgezogen.",
        fields=_amount_fields,
        matters=_amounts_matter,
    ),
    Question(
        key="savings",
        text="Ihr Erspartes",
        why="Bis zu diesem Betrag spielt Erspartes für keine Leistung eine Rolle.",
        fields=_savings_fields,
    ),
    Question(
        key="wealth",
        text="Wie viel Erspartes?",
        why="Jede Leistung hat eine eigene Grenze. Manche liegt weit höher.",
        fields=_wealth_fields,
        matters=_wealth_matters,
    ),
    Question(
        key="special",
        text="Besondere Umstände",
        why="Dafür gibt es mehr Geld, oder ein anderes Gesetz gilt. Sie können alles leer lassen.",
        fields=_special_fields,
    ),
    Question(
        key="details",
        text="Noch etwas genauer",
        why="Davon hängt ab, wie hoch der Zuschlag ist.",
        fields=_detail_fields,
        matters=_details_matter,
    ),
    Question(
        key="received",
        text="Was bekommen Sie schon?",
        why="Für laufende Bescheide gelten zum Teil noch ältere Regeln.",
        help="Nichts davon? Dann einfach weiter.",
        fields=_received_fields,
    ),
)
BY_KEY = {question.key: question for question in QUESTIONS}


# What ``household.read`` says of contradictions that these pages can bring about.
CONTRADICTIONS = (
    "Der Geburtstag liegt in der Zukunft.",
    "Der Geburtstag liegt zu weit zurück.",
    "Dieser Tag liegt in der Zukunft.",
    "Dieser Tag liegt zu weit in der Zukunft.",
    "Der erste Monat liegt nach dem Beginn der Bewilligung.",
    "Ein Elternteil muss älter sein als das Kind.",
)


def texts() -> Iterator[str]:
    """Every German text that a page can show, for the catalogues of the languages."""
    alone: Answers = {"people": {"partner": "no", "children": 1}}
    couple: Answers = {"people": {"partner": "yes", "children": 1}}
    day = dt.date(2026, 7, 1)
    ages = [{"born": {"born__me": "2000-01-01", "born__k1": f"{2026 - age}-01-01"}} for age in (1, 5, 10, 17)]
    ticks = {
        "income": {"income__me": list(INCOMES)},
        "special": {"special__me": list(SPECIAL)},
    }
    yield from ("Sie", "Partner*in", *CONTRADICTIONS)
    for question in QUESTIONS:
        yield from filter(None, (question.text, question.why, question.help))
        for answers in ({**home, **age, **ticks} for home in (alone, couple) for age in ages):
            for field in question.fields(answers, day):
                yield from filter(None, (field.label, field.help, *(label for _, label in field.choices)))


# ---------------------------------------------------------------------------------------------------------------------
# The way through


@rule(
    question="Welche Fragen der Prüfung stellen sich diesem Haushalt?",
    basis="Art. 5 Abs. 1 Buchst. c DSGVO Datenminimierung; § 60 Abs. 1 SGB I",
)
def asked(answers: Answers, today: dt.date) -> list[Question]:
    """The pages in order, as the answers stand; what no longer matters is left out, its answer is not used."""
    return [question for question in QUESTIONS if question.matters(answers, today)]


def is_answered(question: Question, answers: Answers, today: dt.date) -> bool:
    """Whether the page was sent and holds everything that it must hold now, also for people who came later."""
    given = answers.get(question.key)
    return given is not None and all(field.name in given for field in question.fields(answers, today) if field.required)


@rule(
    question="Welche Frage der Prüfung kommt als nächste?", basis="Eigene Regel: eine Sache je Seite, in fester Folge"
)
def next_question(answers: Answers, today: dt.date) -> Question | None:
    """The first page that is still open; None when everything that matters has been said."""
    return next((question for question in asked(answers, today) if not is_answered(question, answers, today)), None)


def before(key: str, answers: Answers, today: dt.date) -> Question | None:
    """The page before this one; None before the first."""
    keys = [question.key for question in asked(answers, today)]
    at = keys.index(key) if key in keys else 0
    return BY_KEY[keys[at - 1]] if at else None


@rule(
    question="Nach welcher Pause fragt die Prüfung, ob noch dieselbe Person vor dem Bildschirm sitzt?",
    basis="Art. 32 Abs. 1 DSGVO; die Dauer ist eine eigene Regel",
)
def pause_after(on: dt.date) -> dt.timedelta:
    """Time between two pages after which nothing is shown before somebody says who sits there."""
    return dt.timedelta(hours=TERMS.on("pause_stunden", on).value)


@rule(
    question="Wie lange öffnet der Code auf dem Blatt die Antworten wieder?",
    basis="Art. 5 Abs. 1 Buchst. e DSGVO; die Dauer ist eine eigene Regel",
)
def link_lives(on: dt.date) -> dt.timedelta:
    """Time from printing on, whole days."""
    return dt.timedelta(days=TERMS.on("link_tage", on).value)


@rule(
    question="Ab welchem Ersparten muss jemand den Betrag nennen?",
    basis="§ 12 Abs. 2 SGB II, § 90 Abs. 2 Nr. 9 SGB XII, § 21 Nr. 3 WoGG, Art. 5 Abs. 1 Buchst. c DSGVO",
)
def savings_bound(answers: Answers, today: dt.date) -> float:
    """The smallest allowance that can matter to the adults together, in euros; below it no claim changes."""
    known = household.read(household_of({**answers, "wealth": {}}, today), today=today)
    c = of_household(known)
    number = len(adults(answers))
    at_jobcenter = float(wealth.own_allowance(c, today)[:number].sum())
    each = wealth.LAW.on("sgb12", today).value["erwachsen"]
    return min(at_jobcenter, float(each * number))


# ---------------------------------------------------------------------------------------------------------------------
# The household


def household_of(answers: Answers, today: dt.date) -> dict[str, Any]:
    """The household in the raw form that ``household.read`` checks; what was not said is left out."""
    received = answers.get("received", {})
    raw: dict[str, Any] = {
        "as_of": today.isoformat(),
        "municipality": household.WUPPERTAL,
        "dwelling": _dwelling(answers.get("dwelling", {})),
        "persons": [_person(answers, key, today) for key in people(answers)],
    }
    if "grundsicherungsgeld" in (received.get("receives") or ()):
        dates = {"sgb2_first_month": received.get("first_month"), "sgb2_grant_start": received.get("grant_start")}
        raw |= {name: day for name, day in dates.items() if day}
    return raw


def _dwelling(said: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {name: said[name] for name in ("rent_cold", "heating", "area_m2") if name in said}
    if "owner" in said:
        found["owner"] = KNOWN[said["owner"]]
    if "water" in said:
        found["water_heated_in_flat"] = KNOWN[said["water"]]
    return found


def _person(answers: Answers, key: str, today: dt.date) -> dict[str, Any]:
    born = _born(answers, key) or today.replace(day=1, year=today.year - (40 if key in {ME, MATE} else 10))
    person: dict[str, Any] = {"id": name_of(key), "born": born.isoformat()}
    if key in {ME, MATE}:
        return person | _adult(answers, key)
    return person | _child(answers, key, today)


def _adult(answers: Answers, key: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if MATE in people(answers):
        found["partner"] = name_of(MATE if key == ME else ME)
        found["married"] = answers["people"]["partner"] == "married"
    work = answers.get("work" if key == ME else "partner_work", {})
    found |= {name: work[name] for name in ("hours_per_week", "self_employed_income") if name in work}
    found |= _learns(work.get("learning", "no"))
    if "gross_wage" in work:
        found["training_pay" if work.get("learning") == "training" else "gross_wage"] = work["gross_wage"]
    amounts = answers.get("amounts", {})
    for income in _ticked(answers, "income", f"income__{key}"):
        if f"{income}__{key}" in amounts:
            found[income] = amounts[f"{income}__{key}"]
    found |= _special(answers, key)
    if key == ME:
        found |= _savings(answers)
        found["receives"] = list(answers.get("received", {}).get("receives") or [])
    return found


def _savings(answers: Answers) -> dict[str, Any]:
    """All savings stand at one person: for the family's sum it makes no difference whose they are."""
    match answers.get("savings", {}).get("more"):
        case "no":
            return {"wealth": 0.0}
        case "unknown":
            return {"wealth": None}
        case "yes" if "wealth" in answers.get("wealth", {}):
            return {"wealth": answers["wealth"]["wealth"]}
        case _:
            return {}


def _special(answers: Answers, key: str) -> dict[str, Any]:
    ticked, said = _ticked(answers, "special", f"special__{key}"), answers.get("details", {})
    found: dict[str, Any] = {}
    if "pregnant" in ticked:
        found["pregnant_week"] = said.get(f"pregnant_week__{key}")
    if "disability" in ticked:
        found["disability_degree"] = said.get(f"disability_degree__{key}")
        found["mark_g"] = KNOWN[said.get(f"mark_g__{key}", "unknown")]
    if "incapacitated" in ticked:
        found["fully_incapacitated"] = True
    if "asylum" in ticked:
        found["asylum_benefits"] = True
        found["asylum_since"] = said.get(f"asylum_since__{key}")
    return found


def _learns(what: str) -> dict[str, Any]:
    if what == "school":
        return {"school": "allgemeinbildend"}
    return {"school": "berufsbildend"} if what == "vocational" else {}


def _child(answers: Answers, key: str, today: dt.date) -> dict[str, Any]:
    said = answers.get("children", {})
    asked_for = {field.name for field in _one_child(answers, key, today)}
    found: dict[str, Any] = {"parents": [name_of(parent) for parent in _whose(answers, key)]}
    learning = said.get(f"learning__{key}", "") if f"learning__{key}" in asked_for else ""
    found |= _learns(learning)
    if learning == "daycare":
        found["daycare"] = True
    if f"pay__{key}" in asked_for and f"pay__{key}" in said:
        found["training_pay" if learning == "training" else "gross_wage"] = said[f"pay__{key}"]
    if f"maintenance__{key}" in asked_for and f"maintenance__{key}" in said:
        found["maintenance_received"] = said[f"maintenance__{key}"]
    return found


def changed(
    raw: Mapping[str, Any], *, rent: float | None, wage: float | None, child: bool, today: dt.date
) -> dict[str, Any]:
    """The raw household with another rent or wage (euros a month) of the person who asks, or with one more newborn child."""
    found: dict[str, Any] = {**raw, "persons": [dict(person) for person in raw["persons"]]}
    if rent is not None:
        found["dwelling"] = {**raw["dwelling"], "rent_cold": rent}
    if wage is not None:
        found["persons"][0]["gross_wage"] = wage
    if child:
        parents = [person["id"] for person in found["persons"] if person["id"] in {name_of(ME), name_of(MATE)}]
        number = len(found["persons"]) - len(parents) + 1
        found["persons"].append({"id": f"Kind {number}", "born": today.isoformat(), "parents": parents})
    return found
