import datetime as dt

import pytest

from talachse.rules.access import LOGGED_IN_ACTIONS, PUBLIC_ACTIONS, Action, Role, guard, guard_of, is_valid_on, may

NOBODY: frozenset[Role] = frozenset()


@pytest.mark.parametrize("action", sorted(PUBLIC_ACTIONS))
def test_public_pages_are_open_to_everybody(action: Action) -> None:
    assert may(NOBODY, action, logged_in=False).is_yes


@pytest.mark.parametrize("action", sorted(set(Action) - PUBLIC_ACTIONS))
def test_without_log_in_nothing_else_opens(action: Action) -> None:
    assert may(frozenset(Role), action, logged_in=False).is_no


def test_the_own_account_belongs_to_whoever_is_logged_in() -> None:
    assert all(may(NOBODY, action, logged_in=True).is_yes for action in LOGGED_IN_ACTIONS)


def test_a_role_opens_its_own_actions_and_no_other() -> None:
    provider = frozenset({Role.PROVIDER})
    assert may(provider, Action.RECORD_PARTICIPATION, logged_in=True).is_yes
    assert may(provider, Action.SEE_STEERING, logged_in=True).is_no


def test_the_jobcenter_sees_participation_but_never_the_health_programme() -> None:
    assert Action.SEE_PARTICIPATIONS in Role.CASE_MANAGER.actions
    assert {Action.ADMIT_TO_HEALTH_PROGRAMME, Action.ANSWER_AS_HEALTH_GUIDE}.isdisjoint(Role.CASE_MANAGER.actions)


def test_every_action_that_needs_a_role_is_carried_by_one() -> None:
    carried = frozenset().union(*(role.actions for role in Role))
    assert set(Action) - PUBLIC_ACTIONS - LOGGED_IN_ACTIONS - carried == set()


def test_every_role_is_described_in_german() -> None:
    assert [role for role in Role if not role.description.endswith(".")] == []


@pytest.mark.parametrize(
    ("day", "valid"),
    [
        (dt.date(2024, 12, 31), False),
        (dt.date(2025, 1, 1), True),
        (dt.date(2025, 6, 30), True),
        (dt.date(2025, 7, 1), False),
    ],
)
def test_first_and_last_day_of_a_membership_count(day: dt.date, valid: bool) -> None:
    assert is_valid_on(dt.date(2025, 1, 1), dt.date(2025, 6, 30), on=day) is valid


def test_a_membership_without_end_goes_on() -> None:
    assert is_valid_on(dt.date(2021, 7, 1), None, on=dt.date(2040, 1, 1))


def test_a_view_names_its_action() -> None:
    @guard(Action.SEE_PUBLIC)
    def page() -> None: ...

    assert guard_of(page) is Action.SEE_PUBLIC
    assert guard_of(lambda: None) is None
