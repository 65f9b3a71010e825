"""A remembered answer never outlives a commit, whoever made it."""

import datetime as dt
import threading
import time

import pytest
from django.db import connection, transaction

from talachse.agreement.models import ActionItem, Agreement
from talachse.agreement.reports.board import board
from talachse.ui.unchanged import MOST_REMEMBERED, until_changed
from tests.agreement.builders import SEATS, make_agreement


def write(key: str) -> None:
    make_agreement(key=key)


def names() -> list[str]:
    return sorted(Agreement.objects.values_list("key", flat=True))


@pytest.mark.django_db(transaction=True)
def test_the_answer_is_made_once_while_nobody_writes() -> None:
    first = until_changed("names", names)
    assert until_changed("names", names) is first


@pytest.mark.django_db(transaction=True)
def test_an_own_write_makes_it_again() -> None:
    assert until_changed("names", names) == []
    write("own")
    assert until_changed("names", names) == ["own"]


@pytest.mark.django_db(transaction=True)
def test_somebody_elses_write_makes_it_again() -> None:
    assert until_changed("names", names) == []

    def elsewhere() -> None:
        write("other")
        # Django leaves a database in memory open; this connection is only ours.
        connection.connection.close()

    other = threading.Thread(target=elsewhere)
    other.start()
    other.join()
    assert until_changed("names", names) == ["other"]


@pytest.mark.django_db(transaction=True)
def test_what_is_taken_back_was_never_remembered() -> None:
    with transaction.atomic():
        write("taken-back")
        assert until_changed("names", names) == ["taken-back"]
        transaction.set_rollback(True)
    assert until_changed("names", names) == []


@pytest.mark.django_db(transaction=True)
def test_an_answer_that_fails_is_tried_again() -> None:
    def fail() -> list[str]:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        until_changed("names", fail)
    assert until_changed("names", names) == []


@pytest.mark.django_db(transaction=True)
def test_two_who_ask_at_once_get_the_same_answer_made_once() -> None:
    made: list[int] = []
    meet = threading.Barrier(2)

    def slowly() -> int:
        made.append(1)
        time.sleep(0.2)
        return len(made)

    def ask() -> None:
        meet.wait()
        until_changed("slow", slowly)
        # Django leaves a database in memory open; this connection is only ours.
        if connection.connection is not None:
            connection.connection.close()

    askers = [threading.Thread(target=ask) for _ in range(2)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    assert made == [1]


@pytest.mark.django_db(transaction=True)
def test_only_a_few_answers_are_kept() -> None:
    for n in range(2 * MOST_REMEMBERED):
        until_changed(n, names)
    asked: list[int] = []
    until_changed(0, lambda: asked.append(0))
    assert asked == [0]


@pytest.mark.django_db(transaction=True)
def test_the_board_shows_a_new_commitment_at_the_next_look() -> None:
    agreement, on = make_agreement(), dt.date(2026, 11, 24)
    # PostgreSQL counts the commits of the whole cluster, so another worker's may fall between two looks.
    assert any(board(agreement, on=on) is board(agreement, on=on) for _ in range(20))
    before = len(board(agreement, on=on).deviations)
    day = dt.date(2026, 10, 1)
    ActionItem.objects.create(
        agreement=agreement,
        title="Plan schreiben",
        owner=agreement.seats.get(key=SEATS[0][0]),
        created_on=day,
        due_on=day,
    )
    assert len(board(agreement, on=on).deviations) == before + 1
