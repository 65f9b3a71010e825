"""Random households as columns of the engine: to compare two engines, and to measure them. They are nobody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from talachse.rules.entitlement.columns import Column

_MOST_CHILDREN = 5


def random_columns(types: Mapping[str, type], households: int, *, year: int, seed: int) -> dict[str, Column]:
    """``households`` households of one or two adults with up to five children, every needed column filled.

    ``types`` are the columns an engine asks for. A name that this module does not know gets a value by its type and its
    last part, so that an engine with new columns is compared as well.
    """
    draw = np.random.default_rng(seed)
    adults = draw.integers(1, 3, households)
    children = np.minimum(draw.poisson(1.1, households), _MOST_CHILDREN)
    sizes = adults + children
    household = np.repeat(np.arange(households), sizes)
    first = (np.cumsum(sizes) - sizes)[household]  # position of the first adult
    place = np.arange(len(household)) - first
    couple = (adults == 2)[household]
    adult = place < adults[household]
    people = _People(draw, household=household, first=first, adult=adult, couple=couple, year=year)
    return {name: people.column(name, kind) for name, kind in types.items()}


class _People:
    def __init__(
        self,
        draw: np.random.Generator,
        *,
        household: Column,
        first: Column,
        adult: Column,
        couple: Column,
        year: int,
    ) -> None:
        self._draw, self._household, self._length = draw, household, len(household)
        persons = np.arange(self._length)
        old = draw.random(household.max() + 1)[household] < 0.2
        grown = np.where(old, draw.integers(60, 95, self._length), draw.integers(18, 64, self._length))
        age = np.where(adult, grown, draw.integers(0, 24, self._length))
        partner = np.where(adult & couple, np.where(persons == first, first + 1, first), -1)
        married = (draw.random(household.max() + 1) < 0.7)[household] & (partner >= 0)
        has_children = np.bincount(household, weights=~adult)[household] > 0
        parents = ~adult
        self._known: dict[str, Column] = {
            "p_id": persons,
            "hh_id": household,
            **dict.fromkeys(("bg_id", "wthh_id", "fg_id", "eg_id", "ehe_id", "sn_id"), household),
            "alter": age,
            "alter_monate": age * 12 + draw.integers(0, 12, self._length),
            "geburtsjahr": year - age,
            "geburtsmonat": draw.integers(1, 13, self._length),
            "p_id_ehepartner": np.where(married, partner, -1),
            "p_id_einstandspartner": partner,
            "gemeinsam_veranlagt": married,
            "p_id_elternteil_1": np.where(parents, first, -1),
            "p_id_elternteil_2": np.where(parents & couple, first + 1, -1),
            "p_id_empfänger": np.where(parents, first, -1),
            "alleinerziehend": adult & ~couple & has_children,
            "hat_kinder": adult & has_children,
            "in_ausbildung": parents & (age >= 6),
            "bruttolohn_m": np.where(adult | (age >= 16), self._amounts(5500, 0.55), 0.0),
            "arbeitsstunden_w": np.where(age >= 16, self._amounts(45, 0.6), 0.0),
            "vermögen": np.round(draw.exponential(12_000, self._length)),
            "bezieht_rente": age >= 67,
            "altersrente": np.where(age >= 63, self._amounts(1900, 0.9), 0.0),
            "jahr_renteneintritt": np.where(age >= 67, year - age + 66, year - age + 67),
            "mietstufe_hh": self._each_household(draw.integers(1, 8, household.max() + 1)),
            "bruttokaltmiete_m_hh": self._each_household(np.round(draw.uniform(200, 1400, household.max() + 1), 2)),
            "heizkosten_m_hh": self._each_household(np.round(draw.uniform(20, 220, household.max() + 1), 2)),
            "wohnfläche_hh": self._each_household(draw.uniform(20, 160, household.max() + 1)),
            "kosten_der_unterkunft_m": np.round(draw.uniform(80, 500, self._length), 2),
            "vermögensfreibetrag_bg": self._each_household(draw.choice([0.0, 15_000.0, 40_000.0], household.max() + 1)),
            "behinderungsgrad": draw.choice([0, 0, 0, 0, 30, 50, 70, 100], self._length),
            "alter_beginn_leistungsbezug_sonstige_private_vorsorge": np.full(self._length, 67),
            "steuerklasse": np.where(married, 4, 1),
        }

    def column(self, name: str, kind: type) -> Column:
        *folders, leaf = name.split("__")
        known = self._known.get(leaf)
        if known is None and leaf == "betrag_m" and folders:
            known = self._known.get(folders[-1])
        return np.asarray(self._other(leaf, kind) if known is None else known, dtype=kind)

    def _other(self, leaf: str, kind: type) -> Any:
        if leaf.startswith("p_id_"):
            return np.full(self._length, -1)
        if kind is bool:
            flags = self._draw.random(self._length) < 0.1
            return self._same(flags) if self._of_group(leaf) else flags
        values = self._amounts(400, 0.15) if kind is float else np.zeros(self._length)
        return self._same(values) if self._of_group(leaf) else values

    def _of_group(self, leaf: str) -> bool:
        return leaf.endswith(("_hh", "_bg", "_wthh", "_fg", "_eg", "_sn", "_ehe"))

    def _amounts(self, most: float, share: float) -> Column:
        """Amounts with cents for a share of the people, nothing for the others."""
        drawn = np.round(self._draw.uniform(0, most, self._length), 2)
        return np.where(self._draw.random(self._length) < share, drawn, 0.0)

    def _same(self, values: Column) -> Column:
        """The value of the first person for everybody of the household."""
        start = np.unique(self._household, return_index=True)[1]
        return values[start][self._household]

    def _each_household(self, values: Column) -> Column:
        return values[self._household]
