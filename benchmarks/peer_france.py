"""Runs in the environment of OpenFisca-France, not in ours: six benefits of lone parents with two children.

``python peer_france.py HOUSEHOLDS`` prints JSON: seconds of the first and of the best of two later computations.
"""

import json
import sys
import time
from importlib.metadata import version
from typing import Any

from openfisca_core.simulation_builder import SimulationBuilder  # type: ignore[import-not-found]
from openfisca_france import FranceTaxBenefitSystem  # type: ignore[import-not-found]

MONTH, BEFORE = "2025-01", [f"2024-{month:02}" for month in range(1, 13)]
BENEFITS = ("af", "cf", "asf", "rsa", "ppa", "aide_logement")


def situation(households: int) -> dict[str, Any]:
    found: dict[str, Any] = {"individus": {}, "familles": {}, "foyers_fiscaux": {}, "menages": {}}
    for n in range(households):
        mother, children, key = f"m{n}", [f"a{n}", f"b{n}"], f"f{n}"
        wage = dict.fromkeys([*BEFORE, MONTH], 900 + n % 2000)
        found["individus"][mother] = {"date_naissance": {"ETERNITY": "1990-03-01"}, "salaire_de_base": wage}
        for child, born in zip(children, ("2016-05-01", "2021-08-01"), strict=True):
            found["individus"][child] = {"date_naissance": {"ETERNITY": born}}
        found["familles"][key] = {"parents": [mother], "enfants": children}
        found["foyers_fiscaux"][key] = {"declarants": [mother], "personnes_a_charge": children}
        home = {"loyer": {MONTH: 620}, "statut_occupation_logement": {MONTH: "locataire_vide"}}
        found["menages"][key] = {"personne_de_reference": [mother], "enfants": children, **home}
    return found


def main() -> None:
    system, facts, took = FranceTaxBenefitSystem(), situation(int(sys.argv[1])), []
    for _ in range(3):
        began = time.perf_counter()
        simulation = SimulationBuilder().build_from_entities(system, facts)
        for name in BENEFITS:
            simulation.calculate(name, MONTH)
        took.append(time.perf_counter() - began)
    sys.stdout.write(json.dumps({"version": version("openfisca-france"), "first": took[0], "next": min(took[1:])}))


if __name__ == "__main__":
    main()
