import datetime as dt
import re
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from talachse.accounts.actor import SYSTEM
from talachse.audit.apps import register_switch
from talachse.audit.models import Entry, EntryKind, Payload
from talachse.audit.queries import entries, history_of
from talachse.audit.services import delete_expired_payloads, record, record_read
from talachse.audit.words import DONE
from talachse.rules.retention import journal_payload_kept_until, payload_is_expired

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 24, 12, 0, tzinfo=dt.UTC)


def make_entry(kind: EntryKind = EntryKind.ACT) -> Entry:
    """A line with a personal payload."""
    return record(by=SYSTEM, verb="noted", subject="test.thing:1", payload={"name": "Kim"}, kind=kind, at=NOW)


@pytest.mark.parametrize("statement", ["UPDATE audit_entry SET who = 'x'", "DELETE FROM audit_entry"])
def test_the_database_refuses_to_change_a_line(statement: str) -> None:
    make_entry()
    with pytest.raises(DatabaseError, match="Journal wird nicht"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Entry.objects.count() == 1


def test_the_database_refuses_to_rewrite_a_payload() -> None:
    make_entry()
    with pytest.raises(DatabaseError, match="Journal wird nicht"), transaction.atomic():
        Payload.objects.update(data={"name": "Alex"})
    assert Payload.objects.get().data == {"name": "Kim"}


def test_the_database_refuses_to_empty_the_journal() -> None:
    make_entry()
    statement = "TRUNCATE audit_entry" if connection.vendor == "postgresql" else "DELETE FROM audit_entry"
    with pytest.raises(DatabaseError, match="Journal wird nicht"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_without_the_switch_a_foreign_connection_is_refused_too() -> None:
    """A plain sqlite3 shell does not know the switch: the trigger fails, the line stays."""
    make_entry()
    if connection.vendor == "sqlite":
        connection.connection.create_function("talachse_journal_may_be_flushed", 0, None)
    try:
        with pytest.raises(DatabaseError), transaction.atomic():
            Entry.objects.all().delete()
    finally:
        register_switch(connection)
    assert Entry.objects.count() == 1


def test_act_and_line_exist_only_together() -> None:
    def act_that_fails() -> None:
        with transaction.atomic():
            make_entry()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        act_that_fails()
    assert Entry.objects.count() == 0


def test_the_digest_stays_when_the_payload_goes() -> None:
    entry = make_entry(EntryKind.READ)
    assert delete_expired_payloads(today=dt.date(2027, 5, 26)) == 0
    assert delete_expired_payloads(today=dt.date(2027, 5, 27)) == 1
    assert Payload.objects.count() == 0
    assert len(Entry.objects.get(pk=entry.pk).digest) == 64


def test_reads_end_after_six_months_acts_after_ten_years() -> None:
    day = dt.date(2026, 11, 24)
    assert journal_payload_kept_until(day, is_read=True) == dt.date(2027, 5, 26)
    assert journal_payload_kept_until(day, is_read=False) == dt.date(2036, 11, 24)
    assert not payload_is_expired(day, today=day)
    assert payload_is_expired(day, today=day + dt.timedelta(days=1))


def test_equal_payloads_have_different_digests() -> None:
    assert make_entry().digest != make_entry().digest


def test_a_read_leaves_a_line() -> None:
    record_read(by=SYSTEM, subject="test.thing:2", why="Auskunft")
    assert history_of("test.thing:2").get().kind == EntryKind.READ


def test_the_journal_is_paged_by_key() -> None:
    lines = [make_entry() for _ in range(5)]
    first = list(entries()[:2])
    assert first == [lines[4], lines[3]]
    assert list(entries(before_id=first[-1].pk)[:2]) == [lines[2], lines[1]]
    assert list(entries(subject="other")) == []


def test_the_page_has_german_words_for_everything_that_is_done() -> None:
    source = Path(__file__).resolve().parents[2] / "src" / "talachse"
    lines = [
        line for path in source.rglob("*.py") for line in path.read_text().splitlines() if re.search(r"verb ?=", line)
    ]
    written = {
        word for line in lines for word in re.findall(r'verb ?= ?"(\w+)"| (?:if|else).*?"(\w+)"', line) for word in word
    }
    written |= {word for line in lines if " if " in line for word in re.findall(r'"([a-z_]+)"', line)}
    assert len(written) > 50
    assert written - {""} - set(DONE) == set()
