import numpy as np

from talachse.rules.entitlement.means import capped_allowance, cover, euros
from tests.rules.entitlement.people import euros as cents

ALL, NOBODY = np.array([True, True, True]), np.zeros(3)


def test_own_income_comes_first_and_the_rest_is_shared_by_open_need() -> None:
    # 100 over; 150 and 50 open: three quarters and one quarter of the 100.
    found = cover(
        np.array([500.0, 400, 300]),
        np.array([600.0, 250, 250]),
        np.zeros(3, dtype=int),
        gives=ALL,
        takes=ALL,
        from_others=NOBODY,
    )
    assert cents(found.open) == [0, 75, 25]
    assert cents(found.surplus) == [0, 0, 0]


def test_what_nobody_needs_stays_with_who_has_it_and_groups_do_not_mix() -> None:
    found = cover(
        np.array([500.0, 400, 300]),
        np.array([700.0, 350, 0]),
        np.array([0, 0, 1]),
        gives=ALL,
        takes=ALL,
        from_others=NOBODY,
    )
    assert cents(found.open) == [0, 0, 300]
    assert cents(found.surplus) == [150, 0, 0]


def test_who_does_not_give_keeps_and_who_does_not_take_gets_nothing() -> None:
    found = cover(
        np.array([500.0, 400, 300]),
        np.array([700.0, 350, 0]),
        np.zeros(3, dtype=int),
        gives=np.array([False, True, True]),
        takes=np.array([True, True, False]),
        from_others=np.array([0.0, 0.0, 20.0]),
    )
    assert cents(found.open) == [0, 30, 0]
    assert cents(found.surplus) == [0, 0, 0]


def test_an_allowance_has_a_base_a_share_and_an_end() -> None:
    assert cents(capped_allowance(np.array([0.0, 50, 100, 200, 5000]), 100, 0.3, 281.5)) == [0, 50, 100, 130, 281.5]


def test_half_a_cent_counts_upwards_and_float_dust_does_not() -> None:
    assert str(euros(0.125)) == "0.13"
    assert str(euros(2.675)) == "2.68"
    assert str(euros(1e-9)) == "0.00"
