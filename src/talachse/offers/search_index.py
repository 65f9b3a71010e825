"""The index behind the search: parts of words, on both databases.

SQLite: an FTS5 table of trigrams that triggers keep in step. PostgreSQL: a trigram index on the column itself. Made after
every migration, because rebuilding a table on SQLite silently drops its triggers.
"""

from __future__ import annotations

from typing import Any

from django.db import connections

TABLE, INDEX = "offers_offer", "offers_search"
SHORTEST = 3  # a trigram has three letters; shorter words are compared as they are

SQLITE = [
    "CREATE VIRTUAL TABLE IF NOT EXISTS offers_search USING fts5(words, content='offers_offer', content_rowid='id', tokenize='trigram')",
    """CREATE TRIGGER IF NOT EXISTS offers_search_insert AFTER INSERT ON offers_offer BEGIN
    INSERT INTO offers_search(rowid, words) VALUES (new.id, new.words); END""",
    """CREATE TRIGGER IF NOT EXISTS offers_search_delete AFTER DELETE ON offers_offer BEGIN
    INSERT INTO offers_search(offers_search, rowid, words) VALUES ('delete', old.id, old.words); END""",
    """CREATE TRIGGER IF NOT EXISTS offers_search_update AFTER UPDATE OF words ON offers_offer BEGIN
    INSERT INTO offers_search(offers_search, rowid, words) VALUES ('delete', old.id, old.words);
    INSERT INTO offers_search(rowid, words) VALUES (new.id, new.words); END""",
]
POSTGRESQL = [
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    "CREATE INDEX IF NOT EXISTS offers_search ON offers_offer USING gin (words gin_trgm_ops)",
]


def ensure(*, using: str = "default", **_: Any) -> None:
    """Make the index where it is missing, and fill it anew when its triggers were gone."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if TABLE not in connection.introspection.table_names(cursor):
            return
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s", ["offers_search_%"]
            )
            whole = cursor.fetchone()[0] == len(SQLITE) - 1
            for statement in SQLITE:
                cursor.execute(statement)
            if not whole:
                cursor.execute("INSERT INTO offers_search(offers_search) VALUES ('rebuild')")
        else:
            for statement in POSTGRESQL:
                cursor.execute(statement)
