"""Numbers as a citizen reads them."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


def in_cents(amount: float) -> Decimal:
    """The amount with two decimals, half a cent rounded up (§ 41 (2) SGB II)."""
    return Decimal(repr(round(float(amount), 6))).quantize(CENT, ROUND_HALF_UP)


def euros(amount: float | Decimal) -> str:
    """ "1.048,80 €"; whole euros without cents ("430 €")."""
    value = in_cents(float(amount))
    text = f"{value:,.0f}" if value == value.to_integral_value() else f"{value:,.2f}"
    return text.translate(str.maketrans(",.", ".,")) + " €"


def persons(number: int) -> str:
    """ "1 Person", "4 Personen"."""
    return f"{number} Person" if number == 1 else f"{number} Personen"
