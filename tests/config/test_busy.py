"""Who gets no turn at the database in time is told so in plain words, and nothing is half saved."""

import json
from pathlib import Path

import pytest

from talachse.config.sqlite.base import HALVED_AFTER_SECONDS, SHORTEST_PAUSE_SECONDS, pause_after
from tests.race import at_once, number_in, shared_database

BUSY = """
import json, uuid
from django.conf import settings
from django.db import connection
from django.test import Client
settings.ALLOWED_HOSTS = ["testserver"]
form = {"submission": str(uuid.uuid4()), "text": "Man hat mich weggeschickt.", "channel": "code"}
sqlite = connection.vendor == "sqlite"
other = connection.copy()
if sqlite:
    connection.settings_dict["OPTIONS"]["timeout"] = 0.1
with other.cursor() as cursor:
    cursor.execute("BEGIN IMMEDIATE" if sqlite else "BEGIN; LOCK TABLE audit_entry IN ACCESS EXCLUSIVE MODE")
    if not sqlite:
        connection.cursor().execute("SET lock_timeout = '100ms'")
    refused = Client().post("/beschwerde/", form, secure=True)
    cursor.execute("ROLLBACK")
accepted = Client().post("/beschwerde/", form, secure=True)
print(json.dumps([refused.status_code, refused.headers.get("Retry-After"), refused.content.decode(), accepted.status_code]))
"""


@pytest.mark.django_db(transaction=True)
def test_a_full_database_asks_to_send_the_form_again_and_the_second_time_it_is_saved_once(tmp_path: Path) -> None:
    with shared_database(tmp_path) as environment:
        (said,) = at_once(tmp_path, environment, [BUSY])
        stored = number_in(tmp_path, "SELECT count(*) FROM intake_request")
    status, retry_after, page, second = json.loads(said)
    assert (status, retry_after) == (503, "5")
    assert "Gerade speichern sehr viele" in page
    assert "noch einmal" in page
    assert second == 302
    assert stored == 1


def test_whoever_has_waited_longer_asks_more_often() -> None:
    pauses = [pause_after(waited) for waited in (0, HALVED_AFTER_SECONDS, 1, 20)]
    assert pauses == sorted(pauses, reverse=True)
    assert pauses[1] == pauses[0] / 2
    assert pauses[-1] == SHORTEST_PAUSE_SECONDS


WAITS = """
import threading, time
from django.db import connection, transaction
from talachse.accounts.actor import SYSTEM
from talachse.audit.services import record
held, seen = threading.Event(), []
def holder():
    with transaction.atomic():
        record(by=SYSTEM, verb="read", subject="first")
        held.set()
        time.sleep(0.3)
    connection.close()
one = threading.Thread(target=holder)
one.start()
held.wait()
with transaction.atomic():
    record(by=SYSTEM, verb="read", subject="second")
one.join()
print("both")
"""


@pytest.mark.django_db(transaction=True)
def test_who_comes_while_somebody_writes_waits_and_then_writes_too(tmp_path: Path) -> None:
    with shared_database(tmp_path) as environment:
        assert at_once(tmp_path, environment, [WAITS]) == ["both"]
        found = "SELECT count(*) FROM audit_entry WHERE subject IN ('first', 'second')"
        assert number_in(tmp_path, found) == 2
