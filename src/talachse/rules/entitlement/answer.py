"""The amounts of many households as flat columns: one row a household, for bulk and for comparisons."""

from __future__ import annotations

import datetime as dt

import numpy as np

from talachse.rules.entitlement import but, check, engine, routes
from talachse.rules.entitlement.columns import Column, Columns
from talachse.rules.entitlement.engine import Federal
from talachse.rules.entitlement.housing import Table


def of_columns(c: Columns, on: dt.date, federal: Federal, table: Table) -> dict[str, Column]:
    """Both routes, what comes first, and how many children have each component of Bildung und Teilhabe.

    Columns: ``sgb2_<benefit>`` and ``wohngeld_<benefit>`` (euros a month with cents), ``first_by_law``, ``net_income``,
    ``disposable_income``, ``but_<component>`` (number of persons).
    """
    jobcenter, housing = engine.both_routes(c, on, federal, table)
    found = routes.outcome(jobcenter, housing, on)
    household = c["household"]
    result: dict[str, Column] = {"first_by_law": np.array(routes.FIRST)[found.first]}
    at_jobcenter, with_housing = found.jobcenter.of_households(c), found.housing.of_households(c)
    result |= {f"sgb2_{name}": np.round(amount, 2) for name, amount in at_jobcenter.items()}
    result |= {f"wohngeld_{name}": np.round(amount, 2) for name, amount in with_housing.items()}
    net = np.bincount(household, weights=found.net_income)
    on_housing = np.isin(found.first, [routes.FIRST.index(routes.HOUSING), routes.FIRST.index(routes.NONE)])
    benefits = np.where(on_housing, sum(with_housing.values()), sum(at_jobcenter.values()))
    result |= {"net_income": np.round(net, 2), "disposable_income": np.round(net + benefits, 2)}
    gates = check.gates(jobcenter, housing, found)
    codes = but.components(c, gates, on)
    for name, answers in zip(but.COMPONENTS, codes.answer, strict=True):
        result[f"but_{name}"] = np.bincount(household, weights=answers == but.YES).astype(np.int32)
    return result
