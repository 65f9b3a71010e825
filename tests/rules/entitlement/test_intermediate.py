"""Every intermediate value, person by person. The sums are computed by hand in the comments."""

import datetime as dt
import json
from collections.abc import Callable

import pytest

from talachse.rules.entitlement.engine import Federal
from talachse.rules.entitlement.household import read
from talachse.rules.entitlement.housing import Tables
from talachse.rules.entitlement.intermediate import Intermediate, as_json, from_json, intermediate
from tests.rules.entitlement.made import TODAY, child, person, rented

WUPPERTAL = Tables().of("05124000")


@pytest.fixture
def values(federal: Callable[[dt.date], Federal]) -> tuple[Intermediate, Intermediate]:
    """A mother with 800 € wage and two children of 10 and 5 years."""
    raw = {
        "as_of": TODAY.isoformat(),
        "dwelling": rented(620, 90),
        "persons": [person("m", 36, gross_wage=800.0), child("k1", 10, "m"), child("k2", 5, "m")],
    }
    return intermediate(read(raw, today=TODAY), federal(TODAY), WUPPERTAL)


def line(values: Intermediate, label: str) -> tuple[str, ...]:
    return next(one.values for one in values.lines if one.label == label)


def test_the_need_of_each_person_is_there_with_its_parts(values: tuple[Intermediate, Intermediate]) -> None:
    jobcenter, _ = values
    assert jobcenter.persons == ("m", "k1", "k2")
    # 563 + 36 % (§ 21 (3) SGB II); 390 and 357 (Stufe 5 and 6); rent and heating by heads: 620 / 3 and 90 / 3.
    assert line(jobcenter, "Regelbedarf, mit Mehrbedarf für Alleinerziehende") == ("765,68 €", "390 €", "357 €")
    assert line(jobcenter, "Miete, die zählt (Kopfteil)") == ("206,67 €",) * 3
    assert line(jobcenter, "Bedarf") == ("1.002,35 €", "626,67 €", "593,67 €")
    # 100 + 20 % of 420 + 30 % of 280 (§ 11b (3) SGB II)
    assert line(jobcenter, "Freibetrag auf Arbeit") == ("268 €", "–", "–")


def test_a_value_of_the_group_stands_once(values: tuple[Intermediate, Intermediate]) -> None:
    jobcenter, housing = values
    # 10,000 + 5,000 + 5,000 (§ 12 (2) SGB II)
    assert line(jobcenter, "Freies Vermögen der Bedarfsgemeinschaft") == ("20.000 €", "–", "–")
    assert line(housing, "Kinderzuschlag: Mindesteinkommen") == ("600 €", "–", "–")
    assert line(housing, "Wohngeld: Miete, die zählt")[1:] == ("–", "–")


def test_what_is_nothing_for_everybody_is_left_out(values: tuple[Intermediate, Intermediate]) -> None:
    labels = {one.label for route in values for one in route.lines}
    assert not labels & {"Anderer Mehrbedarf", "Bedarf, viertes Kapitel", "Vermögen, das zählt"}
    assert all(one.basis for route in values for one in route.lines)


def test_kept_values_come_back_as_they_were(values: tuple[Intermediate, Intermediate]) -> None:
    assert from_json(json.loads(json.dumps(as_json(values)))) == values
