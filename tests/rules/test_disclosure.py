from hypothesis import given
from hypothesis import strategies as st

from talachse.rules.disclosure import GENERAL_THRESHOLD, HEALTH_THRESHOLD, disclose, disclose_nested, disclose_table


def test_one_and_two_are_held_back_three_is_shown() -> None:
    assert [disclose(n).shown for n in (0, 1, 2, 3)] == ["0", "unter 3", "unter 3", "3"]


def test_health_counts_need_five() -> None:
    assert [disclose(n, health=True).shown for n in (0, 4, 5)] == ["0", "unter 5", "5"]


def test_a_single_gap_takes_a_second_cell_with_it() -> None:
    cells = disclose_table({"Barmen": 2, "Elberfeld": 9, "Ronsdorf": 4, "Vohwinkel": 0})
    assert [key for key, cell in cells.items() if cell.suppressed] == ["Barmen", "Ronsdorf"]


def test_a_row_with_nothing_else_to_hide_behind_keeps_its_gap() -> None:
    assert disclose_table({"Barmen": 2, "Elberfeld": 0})["Barmen"].suppressed


@given(st.dictionaries(st.text(min_size=1, max_size=3), st.integers(0, 40), max_size=8), st.booleans())
def test_no_held_back_cell_can_be_computed_from_the_total(counts: dict[str, int], health: bool) -> None:
    threshold = HEALTH_THRESHOLD if health else GENERAL_THRESHOLD
    cells = disclose_table(counts, health=health)
    held = [key for key, cell in cells.items() if cell.suppressed]
    assert all(cells[key].suppressed for key, n in counts.items() if 0 < n < threshold)
    assert len(held) != 1 or all(n == 0 for key, n in counts.items() if key not in held)


INSIDE = {"wecycle": "apprenticeships", "upstairs": "apprenticeships", "cofinanced": "jobs", "trainees": "wecycle"}


def held(counts: dict[str, int], health: frozenset[str] = frozenset()) -> list[str]:
    return sorted(key for key, cell in disclose_nested(counts, INSIDE, health=health).items() if cell.suppressed)


def test_large_parts_and_a_large_rest_are_all_shown() -> None:
    assert held({"apprenticeships": 102, "wecycle": 12, "upstairs": 18, "jobs": 620, "cofinanced": 210}) == []


def test_a_small_part_takes_another_part_with_it_when_the_rest_is_empty() -> None:
    assert held({"apprenticeships": 20, "wecycle": 2, "upstairs": 18}) == ["upstairs", "wecycle"]


def test_a_small_part_hides_behind_a_large_rest() -> None:
    assert held({"apprenticeships": 102, "wecycle": 2, "upstairs": 18}) == ["wecycle"]


def test_a_small_rest_is_a_cell_too() -> None:
    assert held({"jobs": 212, "cofinanced": 210}) == ["cofinanced"]


def test_where_the_parts_do_not_suffice_the_whole_is_held_back() -> None:
    assert held({"jobs": 2, "cofinanced": 2}) == ["cofinanced", "jobs"]


def test_a_part_whose_whole_is_not_shown_stands_alone() -> None:
    assert held({"cofinanced": 2}) == ["cofinanced"]


def test_deeper_parts_come_first() -> None:
    assert held({"apprenticeships": 102, "wecycle": 12, "upstairs": 18, "trainees": 11}) == ["trainees"]


def test_a_health_count_has_its_own_threshold_among_the_parts() -> None:
    assert held({"apprenticeships": 40, "wecycle": 4, "upstairs": 6}, frozenset({"wecycle"})) == ["wecycle"]
