"""An answer that was stored comes back as it was."""

import datetime as dt
import json
import shutil
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from talachse.rules.entitlement import check, versions
from talachse.rules.entitlement.engine import Federal
from talachse.rules.entitlement.household import read
from talachse.rules.entitlement.housing import Tables
from talachse.rules.entitlement.result import as_json, from_json
from talachse.rules.entitlement.versions import Basis, parameter_version
from talachse.rules.verdict import Verdict
from tests.rules.entitlement.made import TODAY, child, person, rented


@pytest.mark.parametrize("facts", [{}, {"wealth": None, "gross_wage": 1400.0}])
def test_out_of_its_documented_form_an_answer_is_the_same(
    federal: Callable[[dt.date], Federal], facts: dict[str, Any]
) -> None:
    raw = {"persons": [person("m", 36, **facts), child("k", 9, "m")], "dwelling": rented(620, 90)}
    home = read({"as_of": TODAY.isoformat(), **raw}, today=TODAY)
    answer = check.check(home, federal(TODAY), Tables().of("05124000"), federal_on=lambda day, law: federal(day))
    assert answer.later
    stored = json.loads(json.dumps(as_json(answer)))
    again = from_json(stored)
    assert as_json(again) == stored
    assert again.claims == answer.claims
    assert again.routes == answer.routes
    assert again.but == answer.but
    assert again.rules == answer.rules
    assert again.later == answer.later
    assert again.total_range == answer.total_range
    assert again.first_reason == Verdict.yes(answer.first_reason.reason)


def test_what_was_stored_before_there_was_a_range_has_the_total_of_its_route(
    federal: Callable[[dt.date], Federal],
) -> None:
    home = read({"as_of": TODAY.isoformat(), "persons": [person("m", 36)], "dwelling": rented(420, 80)}, today=TODAY)
    stored = as_json(check.check(home, federal(TODAY), Tables().of("05124000")))
    old = {name: value for name, value in stored.items() if name != "total_range"}
    assert from_json(old).total_range == (Decimal("1063.00"), Decimal("1063.00"))


@pytest.mark.parametrize("changed", ["wealth.py", "parameters/wealth.yaml", "parameters/housing/05124000.yaml"])
def test_another_rule_amount_or_limit_of_rent_is_another_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, changed: str
) -> None:
    rules = tmp_path / "entitlement"
    shutil.copytree(Path(versions.__file__).parent, rules)
    monkeypatch.setattr(versions, "files", lambda _: rules)
    before = versions.parameter_version.__wrapped__()
    assert before == parameter_version()
    with (rules / changed).open("a") as file:
        file.write("\n")
    assert versions.parameter_version.__wrapped__() != before


def test_the_version_of_the_parameters_is_twelve_digits_and_said_with_the_law() -> None:
    version = parameter_version()
    assert len(version) == 12
    assert version == parameter_version()
    assert Basis("bill", version, "GETTSIM x").words == f"Gesetzentwurf, Parameter {version}, GETTSIM x"
