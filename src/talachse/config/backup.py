"""One file with everything: database, stored files, secrets. Checked before it replaces anything, taken back whole or not at all."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib.metadata import version
from pathlib import Path

from django.db import connection
from django.utils import timezone

from talachse.config import env
from talachse.config.prepare import RUNNING, locked, say

FOLDERS = ("files", "secrets")
SQLITE, POSTGRESQL = "talachse.sqlite3", "talachse.pgdump"


class BackupRefused(Exception):
    """The backup cannot be made or taken back; the message says why, in German."""


def backup(target: str) -> Path:
    """Write a backup of the running installation; the database may be in use meanwhile."""
    path = Path(target).resolve()
    if path.exists():
        raise BackupRefused(f"{path} gibt es schon. Bitte einen neuen Namen wählen.")
    if not path.parent.is_dir():
        raise BackupRefused(f"Den Ordner {path.parent} gibt es nicht.")
    # Beside its place, so that the last step is a mere renaming; for the owner only, from the first byte on.
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with tempfile.TemporaryDirectory(dir=env.VAR_DIR) as folder:
            _collect(Path(folder))
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
                with tarfile.open(fileobj=stream, mode="w:gz") as archive:
                    archive.add(folder, arcname=".")
                stream.flush()
                os.fsync(stream.fileno())
        draft.rename(path)
    except OSError as error:
        raise BackupRefused(f"{path} lässt sich nicht schreiben: {error.strerror}.") from error
    finally:
        draft.unlink(missing_ok=True)
    say(f"Gesichert: {path} ({path.stat().st_size / 1e6:.1f} MB)")
    return path


def restore(source: str, *, force: bool = False) -> None:
    """Take a backup back. Refuses while the application runs and when there are data, unless ``force``.

    Every file is checked before anything is replaced. What fails half way leaves everything as it was.
    """
    path = Path(source)
    if not path.is_file():
        raise BackupRefused(f"Die Datei {path} gibt es nicht.")
    with _alone(), locked(), tempfile.TemporaryDirectory(dir=env.VAR_DIR) as folder:
        inside = Path(folder) / "new"
        inside.mkdir()
        _unpack(path, inside)
        if not force and _has_data():
            raise BackupRefused("Es gibt schon Daten. Mit --force werden sie ersetzt.")
        connection.close()
        with _put_aside(Path(folder) / "old"):
            for name in FOLDERS:
                if (inside / name).is_dir():
                    (inside / name).rename(env.VAR_DIR / name)
            if connection.vendor == "sqlite":
                (inside / SQLITE).rename(connection.settings_dict["NAME"])
            else:
                _load_into_postgresql(inside / POSTGRESQL, Path(folder))
    say("Zurückgespielt. Der nächste Start bringt die Datenbank auf den Stand dieser Version.")


@contextmanager
def _alone() -> Iterator[None]:
    """Nobody may use the installation meanwhile; who does holds the lock of the running ones."""
    env.VAR_DIR.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (env.VAR_DIR / RUNNING).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BackupRefused("Talachse läuft noch. Bitte zuerst anhalten, dann zurückspielen.") from error
        yield


@contextmanager
def _put_aside(old: Path) -> Iterator[None]:
    """Move files and SQLite database out of the way, and back when what follows fails."""
    old.mkdir()
    places = [env.VAR_DIR / name for name in FOLDERS]
    if connection.vendor == "sqlite":
        database = Path(connection.settings_dict["NAME"])
        # The log belongs to its database: one without the other would be a damaged one.
        places += [database.with_name(database.name + ending) for ending in ("", "-wal", "-shm")]
    moved: list[tuple[Path, Path]] = []
    try:
        for place in places:
            if place.exists():
                place.rename(old / place.name)
                moved.append((old / place.name, place))
        yield
    except BaseException:
        for place in places:
            if place.is_dir():
                shutil.rmtree(place)
            else:
                place.unlink(missing_ok=True)
        for kept, place in moved:
            kept.rename(place)
        raise


def _collect(inside: Path) -> None:
    _dump(inside)
    for name in FOLDERS:
        if (env.VAR_DIR / name).is_dir():
            shutil.copytree(env.VAR_DIR / name, inside / name)
    manifest = {
        "talachse": version("talachse"),
        "database": connection.vendor,
        "made_at": timezone.now().isoformat(),
        "sha256": _digests(inside),
    }
    (inside / "manifest.json").write_text(json.dumps(manifest, indent=1))


def _digests(folder: Path) -> dict[str, str]:
    found = {}
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        with path.open("rb") as stream:
            found[path.relative_to(folder).as_posix()] = hashlib.file_digest(stream, "sha256").hexdigest()
    return found


def _unpack(path: Path, target: Path) -> None:
    broken = BackupRefused(f"{path} ist keine unversehrte Sicherung von Talachse. Es wurde nichts geändert.")
    try:
        with tarfile.open(path) as archive:
            archive.extractall(target, filter="data")
        manifest = json.loads((target / "manifest.json").read_text())
        (target / "manifest.json").unlink()
        vendor, made_with, digests = manifest["database"], _ordered(manifest["talachse"]), manifest["sha256"]
    except (tarfile.TarError, OSError, KeyError, TypeError, ValueError, EOFError) as error:
        raise broken from error
    if digests != _digests(target):
        raise broken
    if vendor != connection.vendor:
        raise BackupRefused(f"Die Sicherung stammt von {vendor}, eingestellt ist {connection.vendor}.")
    if made_with > _ordered(version("talachse")):
        raise BackupRefused(
            f"Die Sicherung stammt von Talachse {manifest['talachse']}, installiert ist {version('talachse')}. "
            "Bitte zuerst die neuere Version installieren."
        )
    if vendor == "sqlite":
        with closing(sqlite3.connect(target / SQLITE)) as database:
            if database.execute("PRAGMA quick_check").fetchone() != ("ok",):
                raise broken


def _ordered(number: str) -> tuple[int, ...]:
    return tuple(int(part) for part in number.split(".") if part.isdecimal())


def _has_data() -> bool:
    return "accounts_user" in connection.introspection.table_names()


def _dump(target: Path) -> None:
    if connection.vendor == "sqlite":
        with (
            closing(sqlite3.connect(connection.settings_dict["NAME"])) as source,
            closing(sqlite3.connect(target / SQLITE)) as copy,
        ):
            source.backup(copy)
        return
    _postgresql("pg_dump", "-Fc", "-f", str(target / POSTGRESQL), *_where())


def _load_into_postgresql(dump: Path, folder: Path) -> None:
    """One transaction from the empty schema to the last row: nobody finds half of it, and a failure leaves the old one."""
    empty, script = folder / "empty.sql", folder / "script.sql"
    empty.write_text("DROP SCHEMA public CASCADE; CREATE SCHEMA public;")
    _postgresql("pg_restore", "--no-owner", "--no-privileges", "-f", str(script), str(dump))
    quietly = ("-X", "-q", "-o", os.devnull, "-v", "ON_ERROR_STOP=1", "--single-transaction")
    _postgresql("psql", *quietly, "-f", str(empty), "-f", str(script), *_where())


def _where() -> list[str]:
    s = connection.settings_dict
    return ["-h", str(s["HOST"]), "-p", str(s["PORT"] or 5432), "-U", str(s["USER"]), "-d", str(s["NAME"])]


def _postgresql(name: str, *arguments: str) -> None:
    """Run a programme of PostgreSQL; Debian keeps most of them outside PATH, the newest one can read older servers."""
    installed = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda p: _ordered(p.parts[-3]))
    command = str(installed[-1]) if installed else shutil.which(name)
    if command is None:
        raise BackupRefused(f"{name} fehlt. Bitte installieren: apt-get install postgresql-client")
    environment = {
        **os.environ,
        "PGPASSWORD": str(connection.settings_dict["PASSWORD"]),
        "PGOPTIONS": "-c client_min_messages=warning",
    }
    done = subprocess.run([command, *arguments], env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        # The first line names the cause; rows of the data stand in the later ones.
        cause = done.stderr.strip().partition("\n")[0]
        raise BackupRefused(f"{name} ist gescheitert: {cause}. Es wurde nichts geändert.")
