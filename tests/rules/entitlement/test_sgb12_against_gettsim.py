"""GETTSIM ships policy cases of the Grundsicherung im Alter with the amounts it expects; ours must be the same.

Only the files are read: nothing of GETTSIM is imported.
"""

import datetime as dt
import importlib.util
import unicodedata
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from talachse.rules.entitlement import groups, sgb12
from talachse.rules.entitlement.columns import from_households
from talachse.rules.entitlement.household import read
from talachse.rules.entitlement.sgb12 import Means
from tests.rules.entitlement.people import net

KINDERGELD_2023 = 250.0
YEARS_OF_GRUNDRENTE = 33 * 12
# Income of the partner at the Jobcenter above her need, as the note of the case derives it: 762 − 751.
SURPLUS = {"gemischte_bg_überschuss_sgb_ii": 11.0}


def cases() -> list[Path]:
    """The cases of 2023 and later."""
    spec = importlib.util.find_spec("gettsim")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    folder = Path(spec.submodule_search_locations[0], "tests_germany/policy_cases/grundsicherung/im_alter")
    return sorted(path for path in folder.glob("*/*.yaml") if path.parent.name >= "2023")


def amounts_of(facts: dict[str, Any], on: dt.date, surplus: float) -> list[float]:
    """Our amounts of the fourth chapter for the people of a case."""
    persons, incomes = [], facts["einnahmen"]["renten"]
    names = [f"p{i}" for i in range(len(facts["p_id"]))]
    wealth = facts.get("vermögen_eg", facts.get("vermögen", [0.0] * len(names)))
    for i, name in enumerate(names):
        partner = max(
            facts["familie"].get("p_id_ehepartner", [-1] * len(names))[i],
            facts["bürgergeld"]["p_id_einstandspartner"][i],
        )
        parents = [facts["familie"][f"p_id_elternteil_{n}"][i] for n in (1, 2)]
        known_parents = [names[p] for p in parents if p >= 0]
        persons.append(
            {
                "id": name,
                "born": f"{facts['geburtsjahr'][i]}-{facts['geburtsmonat'][i]:02}-{facts['geburtstag'][i]:02}",
                "partner": names[partner] if partner >= 0 else None,
                "parents": known_parents,
                "pension": facts["sozialversicherung"]["rente"]["altersrente"]["betrag_m"][i],
                "company_pension": sum(values[i] for values in incomes.values()),
                "gross_wage": facts["einnahmen"]["bruttolohn_m"][i],
                # The case gives the sum of the family at each member: it is laid at one adult.
                "wealth": wealth[i] if not known_parents and not (0 <= partner < i) else 0.0,
            }
        )
    c = from_households([read({"as_of": on.isoformat(), "persons": persons}, today=on)])
    house = np.array(facts["hh_id"])
    rent = np.array(facts["wohnen"]["bruttokaltmiete_m_hh"]) + np.array(facts["wohnen"]["heizkosten_m_hh"])
    child = groups.is_dependent_child(c, 18)
    found = sgb12.claims(
        c,
        groups.families(c, below=18),
        rent / np.array([(house == one).sum() for one in house]),
        Means(net(c), np.where(child, KINDERGELD_2023, 0.0), np.zeros(len(house))),
        on,
        others_surplus=np.where(sgb12.erwerbsfaehig(c, on), surplus, 0.0),
        grundrente=np.array(facts["sozialversicherung"]["rente"]["grundrente"]["grundrentenzeiten_monate"])
        >= YEARS_OF_GRUNDRENTE,
    )
    return [float(amount) for amount in found.amount4]


def test_the_cases_are_there() -> None:
    assert len(cases()) >= 12


@pytest.mark.parametrize("path", cases(), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_the_amounts_are_those_of_gettsim(path: Path) -> None:
    case = yaml.safe_load(path.read_text(encoding="utf-8"))
    wanted = case["outputs"]["grundsicherung"]["im_alter"]
    # "betrag" is 0 where Wohngeld is better: which way comes first is decided elsewhere.
    expected = wanted.get("anspruchshöhe_m", wanted.get("betrag_m"))
    on = dt.date.fromisoformat(path.parent.name)
    surplus = SURPLUS.get(unicodedata.normalize("NFC", path.stem), 0.0)
    assert amounts_of(case["inputs"]["provided"], on, surplus) == pytest.approx(expected, abs=0.01)
