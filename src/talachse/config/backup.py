"""One file with everything: database, stored files, secrets. Checked when it comes back."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from contextlib import closing
from importlib.metadata import version
from pathlib import Path

from django.db import connection
from django.utils import timezone

from talachse.config import env
from talachse.config.prepare import locked, say

FOLDERS = ("files", "secrets")


class BackupRefused(Exception):
    """The backup cannot be made or taken back; the message says why, in German."""


def backup(target: str) -> Path:
    """Write a backup of the running installation; the database may be in use meanwhile."""
    path = Path(target).resolve()
    if path.exists():
        raise BackupRefused(f"{path} gibt es schon. Bitte einen neuen Namen wählen.")
    if not path.parent.is_dir():
        raise BackupRefused(f"Den Ordner {path.parent} gibt es nicht.")
    with tempfile.TemporaryDirectory(dir=env.VAR_DIR) as folder:
        inside = Path(folder)
        _dump(inside)
        for name in FOLDERS:
            if (env.VAR_DIR / name).is_dir():
                shutil.copytree(env.VAR_DIR / name, inside / name)
        files = sorted(p for p in inside.rglob("*") if p.is_file())
        manifest = {
            "talachse": version("talachse"),
            "database": connection.vendor,
            "made_at": timezone.now().isoformat(),
            "sha256": {p.relative_to(inside).as_posix(): _digest(p) for p in files},
        }
        (inside / "manifest.json").write_text(json.dumps(manifest, indent=1))
        draft = path.with_suffix(".part")
        # Holds secrets and personal data: for the owner only, from the first byte on.
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
            with tarfile.open(fileobj=stream, mode="w:gz") as archive:
                archive.add(inside, arcname=".")
            stream.flush()
            os.fsync(stream.fileno())
        draft.rename(path)
    say(f"Gesichert: {path} ({path.stat().st_size / 1e6:.1f} MB)")
    return path


def restore(source: str, *, force: bool = False) -> None:
    """Take a backup back. Refuses when there are data, unless ``force``; checks every file before anything is replaced."""
    path = Path(source)
    if not path.is_file():
        raise BackupRefused(f"Die Datei {path} gibt es nicht.")
    with locked(), tempfile.TemporaryDirectory(dir=env.VAR_DIR) as folder:
        inside = Path(folder)
        manifest = _unpack(path, inside)
        if manifest["database"] != connection.vendor:
            raise BackupRefused(
                f"Die Sicherung stammt von {manifest['database']}, eingestellt ist {connection.vendor}."
            )
        if not force and _has_data():
            raise BackupRefused("Es gibt schon Daten. Mit --force werden sie ersetzt.")
        connection.close()
        _load(inside)
        for name in FOLDERS:
            if (inside / name).is_dir():
                shutil.rmtree(env.VAR_DIR / name, ignore_errors=True)
                shutil.move(inside / name, env.VAR_DIR / name)
    say("Zurückgespielt. Der nächste Start bringt die Datenbank auf den Stand dieser Version.")


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _unpack(path: Path, target: Path) -> dict[str, str]:
    try:
        with tarfile.open(path) as archive:
            archive.extractall(target, filter="data")
        manifest = json.loads((target / "manifest.json").read_text())
        damaged = [name for name, digest in manifest["sha256"].items() if _digest(target / name) != digest]
    except (tarfile.TarError, OSError, KeyError, ValueError, EOFError) as error:
        raise BackupRefused(f"{path} ist keine unversehrte Sicherung von Talachse.") from error
    if damaged:
        raise BackupRefused(f"Die Sicherung ist beschädigt: {', '.join(damaged)}")
    return dict(manifest)


def _has_data() -> bool:
    return "accounts_user" in connection.introspection.table_names()


def _postgres(command: str) -> tuple[list[str], dict[str, str]]:
    s = connection.settings_dict
    words = [command, "-h", str(s["HOST"]), "-p", str(s["PORT"] or 5432), "-U", str(s["USER"])]
    return words, {**os.environ, "PGPASSWORD": str(s["PASSWORD"])}


def _dump(target: Path) -> None:
    if connection.vendor == "sqlite":
        with (
            closing(sqlite3.connect(connection.settings_dict["NAME"])) as source,
            closing(sqlite3.connect(target / "talachse.sqlite3")) as copy,
        ):
            source.backup(copy)
        return
    words, environment = _postgres("pg_dump")
    subprocess.run(  # noqa: S603
        [*words, "-Fc", "-f", str(target / "talachse.pgdump"), connection.settings_dict["NAME"]],
        check=True,
        env=environment,
    )


def _load(source: Path) -> None:
    if connection.vendor == "sqlite":
        name = Path(connection.settings_dict["NAME"])
        for leftover in (name.with_name(name.name + "-wal"), name.with_name(name.name + "-shm")):
            leftover.unlink(missing_ok=True)
        shutil.move(source / "talachse.sqlite3", name)
        return
    words, environment = _postgres("pg_restore")
    subprocess.run(  # noqa: S603
        [
            *words,
            "--clean",
            "--if-exists",
            "--no-owner",
            "-d",
            connection.settings_dict["NAME"],
            str(source / "talachse.pgdump"),
        ],
        check=True,
        env=environment,
    )
