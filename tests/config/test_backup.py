"""A backup holds everything, comes back whole or not at all, and is for its owner only."""

import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from django.db import connection

ORGANISATIONS = "SELECT key FROM accounts_organisation ORDER BY key"
HOLD = """
import sys
from talachse.config.prepare import RUNNING, locked
with locked(RUNNING, shared=True):
    print("held", flush=True)
    sys.stdin.read()
"""


class Installation:
    """A folder and a database of its own, of the kind this run of the suite is about."""

    def __init__(self, folder: Path, database_url: str = "") -> None:
        self.folder = folder
        self.var = folder / "var"
        self.environment = {
            **os.environ,
            "TALACHSE_VAR": str(self.var),
            "TALACHSE_DATABASE_URL": database_url,
            "TALACHSE_DEMO": "0",
            "TALACHSE_AGREEMENT": str(folder / "none.yaml"),
            "DJANGO_SETTINGS_MODULE": "talachse.config.settings",
        }

    def python(self, *words: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, *words], cwd=self.folder, env=self.environment, capture_output=True, text=True, check=False
        )

    def run(self, *words: str) -> "subprocess.CompletedProcess[str]":
        """A command as somebody types it."""
        return self.python("-m", "talachse", *words)

    def add(self, key: str) -> None:
        """Something that is in the database."""
        assert self.run("add-organisation", key, f"Haus {key}", "--kind", "provider").returncode == 0

    @property
    def organisations(self) -> list[str]:
        """Read past the product: what lies in the database."""
        url = self.environment["TALACHSE_DATABASE_URL"]
        link = psycopg.connect(url) if url else sqlite3.connect(self.var / "talachse.sqlite3")
        with closing(link):
            return [key for (key,) in link.execute(ORGANISATIONS)]

    @property
    def secret(self) -> str:
        return (self.var / "secrets" / "django").read_text()

    @property
    def leftovers(self) -> list[str]:
        """What lies in the folders and should not stay."""
        return [
            p.name
            for p in (*self.folder.iterdir(), *self.var.iterdir())
            if p.name.startswith("tmp") or p.suffix == ".part"
        ]


@pytest.fixture(scope="session")
def make_installation(
    tmp_path_factory: pytest.TempPathFactory, django_db_blocker: object
) -> Iterator[Callable[[], Installation]]:
    """Makes empty installations; their PostgreSQL databases are gone afterwards."""
    s = connection.settings_dict
    server = {"host": s["HOST"], "port": s["PORT"], "user": s["USER"], "dbname": "postgres"}
    made: list[str] = []

    def make() -> Installation:
        folder = tmp_path_factory.mktemp("installation")
        if connection.vendor == "sqlite":
            return Installation(folder)
        name = f"talachse_{uuid.uuid4().hex[:12]}"
        with closing(psycopg.connect(**server, autocommit=True)) as link:
            link.execute(f'CREATE DATABASE "{name}"')
        made.append(name)
        return Installation(folder, f"postgresql://{s['USER']}@{s['HOST']}:{s['PORT']}/{name}")

    yield make
    for name in made:
        with closing(psycopg.connect(**server, autocommit=True)) as link:
            link.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="module")
def source(make_installation: Callable[[], Installation]) -> Installation:
    """An installation with something in it, and its backup."""
    installation = make_installation()
    installation.add("vorher")
    (installation.var / "files").mkdir()
    (installation.var / "files" / "papier.txt").write_text("Vorlage")
    done = installation.run("backup", "sicherung.tar.gz")
    assert done.returncode == 0, done.stderr
    return installation


@pytest.fixture
def archive(source: Installation) -> Path:
    return source.folder / "sicherung.tar.gz"


def rewritten(archive: Path, target: Path, change: Callable[[tarfile.TarInfo, bytes], bytes]) -> Path:
    """The same backup with something changed in one of its files."""
    with tarfile.open(archive) as old, tarfile.open(target, "w:gz") as new:
        for member in old:
            stream = old.extractfile(member)
            if stream is None:
                new.addfile(member)
                continue
            content = change(member, stream.read())
            member.size = len(content)
            new.addfile(member, io.BytesIO(content))
    return target


def test_a_backup_is_for_its_owner_only_and_leaves_nothing_beside_it(source: Installation, archive: Path) -> None:
    assert archive.stat().st_mode & 0o777 == 0o600
    assert source.leftovers == []


def test_a_backup_overwrites_nothing(source: Installation, archive: Path) -> None:
    before = archive.read_bytes()
    done = source.run("backup", "sicherung.tar.gz")
    assert done.returncode == 2
    assert "gibt es schon" in done.stderr
    assert archive.read_bytes() == before


def test_database_files_and_secrets_come_back_on_another_machine(
    source: Installation, archive: Path, make_installation: Callable[[], Installation]
) -> None:
    target = make_installation()
    done = target.run("restore", str(archive))
    assert done.returncode == 0, done.stderr
    assert target.organisations == ["vorher"]
    assert (target.var / "files" / "papier.txt").read_text() == "Vorlage"
    assert target.secret == source.secret
    assert target.run("prepare").returncode == 0
    target.add("nachher")
    assert target.organisations == ["nachher", "vorher"]
    assert target.leftovers == []


def test_data_are_only_replaced_with_force_and_then_completely(
    archive: Path, make_installation: Callable[[], Installation]
) -> None:
    target = make_installation()
    target.add("spaeter")
    (target.var / "files").mkdir()
    (target.var / "files" / "anderes.txt").write_text("Anderes")
    refused = target.run("restore", str(archive))
    assert (refused.returncode, target.organisations) == (2, ["spaeter"])
    assert "--force" in refused.stderr
    done = target.run("restore", str(archive), "--force")
    assert done.returncode == 0, done.stderr
    assert target.organisations == ["vorher"]
    assert [p.name for p in (target.var / "files").iterdir()] == ["papier.txt"]


def test_the_journal_of_a_restored_installation_still_refuses_change(
    archive: Path, make_installation: Callable[[], Installation]
) -> None:
    target = make_installation()
    assert target.run("restore", str(archive)).returncode == 0
    done = target.python(
        "-c",
        "import django; django.setup()\nfrom talachse.audit.models import Entry\nEntry.objects.update(who='x')",
    )
    assert "Das Journal wird nicht geändert" in done.stderr


def _database(change: Callable[[bytes], bytes]) -> Callable[[tarfile.TarInfo, bytes], bytes]:
    def apply(member: tarfile.TarInfo, content: bytes) -> bytes:
        return change(content) if "talachse." in member.name else content

    return apply


def _manifest(**facts: object) -> Callable[[tarfile.TarInfo, bytes], bytes]:
    def apply(member: tarfile.TarInfo, content: bytes) -> bytes:
        if not member.name.endswith("manifest.json"):
            return content
        return json.dumps(json.loads(content) | facts).encode()

    return apply


def _escape(member: tarfile.TarInfo, content: bytes) -> bytes:
    if member.name.endswith("papier.txt"):
        member.name = "../../../papier.txt"
    return content


def _extra(member: tarfile.TarInfo, content: bytes) -> bytes:
    if member.name.endswith("papier.txt"):
        member.name = "./files/fremd.txt"
    return content


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        pytest.param(
            _database(lambda content: content[:-1] + bytes([content[-1] ^ 1])),
            "keine unversehrte Sicherung",
            id="damaged",
        ),
        pytest.param(_escape, "keine unversehrte Sicherung", id="leaves-the-folder"),
        pytest.param(_extra, "keine unversehrte Sicherung", id="a-file-nobody-listed"),
        pytest.param(_manifest(sha256=None), "keine unversehrte Sicherung", id="no-digests"),
        pytest.param(_manifest(database="oracle"), "Die Sicherung stammt von oracle", id="other-database"),
        pytest.param(_manifest(talachse="999.0"), "neuere Version installieren", id="newer-version"),
    ],
)
def test_what_is_not_whole_replaces_nothing(
    source: Installation,
    archive: Path,
    tmp_path: Path,
    change: Callable[[tarfile.TarInfo, bytes], bytes],
    reason: str,
) -> None:
    changed = rewritten(archive, tmp_path / "geaendert.tar.gz", change)
    secret = source.secret
    done = source.run("restore", str(changed), "--force")
    assert done.returncode == 2
    assert reason in done.stderr
    assert "Traceback" not in done.stderr
    assert (source.organisations, source.secret, source.leftovers) == (["vorher"], secret, [])


def test_an_archive_that_is_cut_off_replaces_nothing(source: Installation, archive: Path, tmp_path: Path) -> None:
    short = tmp_path / "kurz.tar.gz"
    short.write_bytes(archive.read_bytes()[:-200])
    done = source.run("restore", str(short), "--force")
    assert done.returncode == 2
    assert "keine unversehrte Sicherung" in done.stderr
    assert source.organisations == ["vorher"]


def test_a_restore_that_fails_half_way_leaves_everything_as_it_was(
    archive: Path, make_installation: Callable[[], Installation]
) -> None:
    """The database itself fails, after files and secrets were already exchanged."""
    snippet = f"""
import django
django.setup()
from pathlib import Path
from talachse.config import backup

def fail(*_):
    raise backup.BackupRefused("Mittendrin gescheitert.")

backup._load_into_postgresql = fail
rename = Path.rename
Path.rename = lambda self, target: fail() if self.name == backup.SQLITE and self.parent.name == "new" else rename(self, target)
backup.restore({str(archive)!r}, force=True)
"""
    target = make_installation()
    target.add("spaeter")
    (target.var / "files").mkdir()
    (target.var / "files" / "neu.txt").write_text("nach der Sicherung")
    secret = target.secret
    done = target.python("-c", snippet)
    assert "Mittendrin gescheitert." in done.stderr
    assert target.organisations == ["spaeter"]
    assert [p.name for p in (target.var / "files").iterdir()] == ["neu.txt"]
    assert (target.secret, target.leftovers) == (secret, [])


def test_postgresql_takes_back_everything_or_nothing(source: Installation, archive: Path) -> None:
    """A dump that breaks off while rows are read in: the old rows are still there."""
    if connection.vendor != "postgresql":
        pytest.skip("about PostgreSQL; the suite runs on it too")
    snippet = f"""
import django
django.setup()
from talachse.config import backup
run = backup._postgresql

def break_off(name, *arguments):
    run(name, *arguments)
    if name == "pg_restore":
        script = __import__("pathlib").Path(arguments[arguments.index("-f") + 1])
        script.write_text(script.read_text() + "\\nSELECT no_such_function();\\n")

backup._postgresql = break_off
backup.restore({str(archive)!r}, force=True)
"""
    before = source.organisations
    done = source.python("-c", snippet)
    assert "psql ist gescheitert" in done.stderr
    assert source.organisations == before != []


def test_nothing_is_taken_back_while_the_application_runs(source: Installation, archive: Path) -> None:
    running = subprocess.Popen(
        [sys.executable, "-c", HOLD],
        env=source.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert running.stdout is not None
    assert running.stdout.readline() == "held\n"
    try:
        done = source.run("restore", str(archive), "--force")
    finally:
        running.communicate("")
    assert done.returncode == 2
    assert "Bitte zuerst anhalten" in done.stderr


def test_a_missing_programme_is_named(make_installation: Callable[[], Installation]) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite needs no programme")
    target = make_installation()
    snippet = """
import django
django.setup()
from pathlib import Path
from talachse.config import backup
Path.glob = lambda *_: []
backup.shutil.which = lambda _: None
backup.backup("x.tar.gz")
"""
    assert target.run("prepare").returncode == 0
    done = target.python("-c", snippet)
    assert "pg_dump fehlt. Bitte installieren" in done.stderr


def test_a_full_disk_leaves_no_half_backup(source: Installation) -> None:
    """A limit on the size of files stands for the full disk."""
    limited = f"ulimit -f 20; exec {shutil.which('env')} {sys.executable} -m talachse backup voll.tar.gz"
    done = subprocess.run(
        ["bash", "-c", limited], cwd=source.folder, env=source.environment, capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert not (source.folder / "voll.tar.gz").exists()
