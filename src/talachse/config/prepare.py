"""Makes an installation ready: folders, tables, texts, static files, agreement, demo data. Safe to repeat, safe in parallel."""

from __future__ import annotations

import fcntl
import hashlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

from talachse.config import env


def say(text: str) -> None:
    """Progress goes to stderr: stdout belongs to the answer of a command."""
    print(text, file=sys.stderr, flush=True)


PREPARING, STARTING, RUNNING = "prepare.lock", "start.lock", "running.lock"


@contextmanager
def locked(name: str = PREPARING, *, shared: bool = False) -> Iterator[None]:
    """Only one process prepares at a time; the others wait. A killed process leaves no lock behind."""
    env.VAR_DIR.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (env.VAR_DIR / name).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH if shared else fcntl.LOCK_EX)
        yield


def prepare(*, web: bool = False, whole: bool = True) -> None:
    """Bring the installation to the state of this code; ``web`` adds what only the web server needs.

    Not ``whole``: only what the first page and the log-in need; calling it again does the rest.
    """
    with locked():
        _tables()
        _texts()
        if web:
            _static_files()
        _agreement_and_demo(whole=whole)


def _tables() -> None:
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        say(f"Datenbank wird eingerichtet ({len(plan)} Schritte) …")
        call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)


def _texts() -> None:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po
    from django.conf import settings

    source = Path(__file__).resolve().parents[1] / "locale"
    for catalogue in source.glob("*/LC_MESSAGES/django.po"):
        target = Path(settings.LOCALE_PATHS[0]) / catalogue.relative_to(source).with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= catalogue.stat().st_mtime:
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = target.with_suffix(".tmp")
        with catalogue.open("rb") as po, draft.open("wb") as mo:
            write_mo(mo, read_po(po))
        draft.replace(target)


def _static_files() -> None:
    from django.core.management import call_command

    package = Path(__file__).resolve().parents[1]
    state = hashlib.sha256(version("mkdocs-kern-ux").encode())
    for path in sorted(package.glob("*/static/**/*")):
        if path.is_file():
            state.update(f"{path}:{path.stat().st_mtime_ns}".encode())
    mark = env.VAR_DIR / "static.state"
    if mark.exists() and mark.read_text() == state.hexdigest() and (env.VAR_DIR / "static").exists():
        return
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    mark.write_text(state.hexdigest())


def _agreement_and_demo(*, whole: bool) -> None:
    from django.utils import timezone

    from talachse import demo
    from talachse.accounts.actor import SYSTEM
    from talachse.agreement.queries.document import has_agreement
    from talachse.agreement.services.loading import load_agreement

    if not has_agreement() and env.AGREEMENT_FILE.exists():
        say("Vereinbarung wird geladen …")
        load_agreement(env.AGREEMENT_FILE, by=SYSTEM, now=timezone.now())
    if env.DEMO:
        demo.run(today=timezone.localdate(), say=say, only=frozenset(demo.PARTS) if whole else demo.FIRST)
