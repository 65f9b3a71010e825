import datetime as dt
import uuid
from typing import Any

import pytest
from django.tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from talachse.jobs import clock, services
from talachse.jobs.models import Rescue, Run

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 24, 10, 30, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> list[dt.date]:
    """A registry with one daily piece of work that notes for which day it ran."""
    ran: list[dt.date] = []
    monkeypatch.setattr(clock, "_REGISTRY", {})
    clock.periodic(name="test.daily", period="day")(lambda due: ran.append(due.date()))
    return ran


def test_work_runs_once_a_day(work: list[dt.date]) -> None:
    assert clock.tick(NOW) == ["test.daily 2026-11-24"]
    assert clock.tick(NOW + dt.timedelta(hours=2)) == []
    assert work == [dt.date(2026, 11, 24)]


def test_what_was_missed_is_caught_up_oldest_first(work: list[dt.date]) -> None:
    clock.tick(NOW)
    clock.tick(NOW + 3 * DAY)
    assert work == [dt.date(2026, 11, 24), dt.date(2026, 11, 25), dt.date(2026, 11, 26), dt.date(2026, 11, 27)]


def test_after_a_long_downtime_only_the_last_week_is_caught_up(work: list[dt.date]) -> None:
    clock.tick(NOW)
    clock.tick(NOW + 100 * DAY)
    assert len(work) == 1 + clock.CATCH_UP["day"]


def test_a_second_clock_does_nothing_again(work: list[dt.date]) -> None:
    Run.objects.create(name="test.daily", period="2026-11-24", started_at=NOW)
    assert clock.tick(NOW) == []
    assert work == []


def test_a_run_that_died_with_its_process_is_made_again(work: list[dt.date]) -> None:
    Run.objects.create(name="test.daily", period="2026-11-24", started_at=NOW - clock.LOST_AFTER - DAY / 24)
    assert clock.tick(NOW) == ["test.daily 2026-11-24"]
    assert Run.objects.get().finished_at is not None
    assert clock.tick(NOW + DAY / 2) == []


def test_a_run_that_is_still_young_is_left_to_its_clock(work: list[dt.date]) -> None:
    Run.objects.create(name="test.daily", period="2026-11-24", started_at=NOW - clock.LOST_AFTER / 2)
    assert clock.tick(NOW) == []


def test_one_failing_job_does_not_stop_the_others(work: list[dt.date], caplog: pytest.LogCaptureFixture) -> None:
    def fail(due: dt.datetime) -> None:
        raise ZeroDivisionError

    clock.periodic(name="test.a-fails", period="month")(fail)
    clock.periodic(name="test.z-hourly", period="hour")(lambda due: None)
    assert len(clock.tick(NOW)) == 3
    assert Run.objects.get(name="test.a-fails").error == "ZeroDivisionError"
    assert work == [dt.date(2026, 11, 24)]


def make_lost(*, minutes: int = 60, worker: str = "dead") -> DBTaskResult[Any, Any]:
    """Work whose worker gives no sign of life."""
    return DBTaskResult.objects.create(
        id=uuid.uuid4(),
        status=TaskResultStatus.RUNNING,
        started_at=NOW - dt.timedelta(minutes=minutes),
        args_kwargs={"args": [], "kwargs": {}},
        worker_ids=["first", worker],
        task_path="talachse.intake.tasks.send_answer",
        queue_name="default",
        backend_name="default",
    )


def test_lost_work_goes_back_into_the_queue() -> None:
    lost = make_lost()
    assert services.rescue_lost(now=NOW) == 1
    lost.refresh_from_db()
    assert (lost.status, lost.started_at) == (TaskResultStatus.READY, None)


def test_work_of_a_living_worker_may_take_as_long_as_it_takes() -> None:
    make_lost(minutes=600, worker="alive")
    services.sign_of_life("alive", now=NOW - services.SILENT_AFTER / 2)
    assert services.rescue_lost(now=NOW) == 0
    assert services.rescue_lost(now=NOW + services.SILENT_AFTER) == 1


def test_work_that_is_still_young_is_left_alone() -> None:
    make_lost(minutes=4)
    assert services.rescue_lost(now=NOW) == 0


def test_after_three_rescues_work_counts_as_failed() -> None:
    lost = make_lost()
    Rescue.objects.create(task_id=lost.id, times=services.TRIES, last_at=NOW)
    services.rescue_lost(now=NOW)
    lost.refresh_from_db()
    assert lost.status == TaskResultStatus.FAILED


def test_finished_work_goes_after_a_week_with_its_rescues_and_the_rest_stays() -> None:
    old, young, waiting = make_lost(), make_lost(), make_lost()
    DBTaskResult.objects.filter(pk=old.pk).update(
        status=TaskResultStatus.SUCCESSFUL, finished_at=NOW - services.FINISHED_KEPT - DAY
    )
    DBTaskResult.objects.filter(pk=young.pk).update(status=TaskResultStatus.FAILED, finished_at=NOW - DAY)
    Rescue.objects.create(task_id=old.id, times=1, last_at=NOW)
    Rescue.objects.create(task_id=young.id, times=1, last_at=NOW)
    assert services.tidy_up(now=NOW) == 1
    assert set(DBTaskResult.objects.values_list("pk", flat=True)) == {young.pk, waiting.pk}
    assert Rescue.objects.get().task_id == young.id
