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
    f"CREATE VIRTUAL TABLE IF NOT EXISTS {INDEX} USING fts5(words, content='{TABLE}', content_rowid='id', tokenize='trigram')",
    f"""CREATE TRIGGER IF NOT EXISTS {INDEX}_insert AFTER INSERT ON {TABLE} BEGIN
    INSERT INTO {INDEX}(rowid, words) VALUES (new.id, new.words); END""",
    f"""CREATE TRIGGER IF NOT EXISTS {INDEX}_delete AFTER DELETE ON {TABLE} BEGIN
    INSERT INTO {INDEX}({INDEX}, rowid, words) VALUES ('delete', old.id, old.words); END""",
    f"""CREATE TRIGGER IF NOT EXISTS {INDEX}_update AFTER UPDATE OF words ON {TABLE} BEGIN
    INSERT INTO {INDEX}({INDEX}, rowid, words) VALUES ('delete', old.id, old.words);
    INSERT INTO {INDEX}(rowid, words) VALUES (new.id, new.words); END""",
]
POSTGRESQL = [
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    f"CREATE INDEX IF NOT EXISTS {INDEX} ON {TABLE} USING gin (words gin_trgm_ops)",
]


def ensure(*, using: str = "default", **_: Any) -> None:
    """Make the index where it is missing, and fill it anew when its triggers were gone."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if TABLE not in connection.introspection.table_names(cursor):
            return
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s", [f"{INDEX}_%"]
            )
            whole = cursor.fetchone()[0] == len(SQLITE) - 1
            for statement in SQLITE:
                cursor.execute(statement)
            if not whole:
                cursor.execute(f"INSERT INTO {INDEX}({INDEX}) VALUES ('rebuild')")
        else:
            for statement in POSTGRESQL:
                cursor.execute(statement)
