"""Pulls the plug in the middle of 200 writes: is every acknowledged one still there?

Several young people send their questions to the running product at once; each acknowledged one is remembered. In the
middle every process is killed, without a chance to tidy up. After the restart the database is asked.

``uv run python -m benchmarks.power_loss [--rounds 5]``
"""

from __future__ import annotations

import argparse
import http.client
import sqlite3
import sys
import tempfile
import threading
import uuid
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.client import Client
from benchmarks.server import Server

WRITES, WRITERS = 200, 4


@dataclass
class Outcome:
    """What was sent, what the server had acknowledged when it died, and what is there afterwards."""

    sent: set[str] = field(default_factory=set)
    acknowledged: set[str] = field(default_factory=set)
    stored: set[str] = field(default_factory=set)
    journalled: int = 0

    @property
    def missing(self) -> set[str]:
        """Acknowledged and gone: must be empty."""
        return self.acknowledged - self.stored

    def __str__(self) -> str:
        return (
            f"{len(self.sent)} sent, {len(self.acknowledged)} acknowledged, {len(self.stored)} stored, "
            f"{self.journalled} journalled, {len(self.missing)} missing"
        )


def pull_the_plug(folder: Path, *, after: int = WRITES // 2) -> Outcome:
    """Send, kill once ``after`` writes are acknowledged, start again, count."""
    # Without demo data and agreement: it is about the writes, and the start shall be short.
    server = Server(folder, settings={"TALACHSE_DEMO": "0", "TALACHSE_AGREEMENT": str(folder / "none.yaml")})
    server.start()
    try:
        outcome = _send_until_killed(server, after)
        server.start()
        _read_what_is_there(folder, outcome)
    finally:
        server.stop()
    return outcome


def _send_until_killed(server: Server, after: int) -> Outcome:
    outcome = Outcome()
    lock = threading.Lock()
    enough = threading.Event()

    def write() -> None:
        with Client(server.port) as client:
            client.get("/zukunft/frage/")
            for _ in range(WRITES // WRITERS):
                submission = str(uuid.uuid4())
                question = {"submission": submission, "pillar": "advice", "text": "Wer hilft mir?", "channel": "code"}
                with lock:
                    outcome.sent.add(submission)
                try:
                    status = client.post("/zukunft/frage/", question)
                except (OSError, http.client.HTTPException):
                    return
                if status == http.HTTPStatus.FOUND:
                    with lock:
                        outcome.acknowledged.add(submission)
                        if len(outcome.acknowledged) >= after:
                            enough.set()

    writers = [threading.Thread(target=write) for _ in range(WRITERS)]
    for writer in writers:
        writer.start()
    enough.wait(timeout=30)
    server.kill()
    for writer in writers:
        writer.join()
    return outcome


def _read_what_is_there(folder: Path, outcome: Outcome) -> None:
    with closing(sqlite3.connect(f"file:{folder / 'talachse.sqlite3'}?mode=ro", uri=True)) as database:
        if database.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise RuntimeError("The database is damaged.")
        rows = database.execute("SELECT submission FROM intake_request").fetchall()
        outcome.stored = {str(uuid.UUID(row[0])) for row in rows}
        received = "SELECT count(*) FROM audit_entry WHERE subject LIKE 'intake.request:%'"
        (outcome.journalled,) = database.execute(received).fetchone()


def main() -> int:
    """0 when nothing acknowledged was missing in any round."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    missing = 0
    for n in range(rounds):
        with tempfile.TemporaryDirectory(prefix="talachse-plug-") as folder:
            outcome = pull_the_plug(Path(folder) / "var", after=20 + n * (WRITES - 40) // max(rounds - 1, 1))
        sys.stdout.write(f"{outcome}\n")
        missing += len(outcome.missing)
    return 1 if missing else 0


if __name__ == "__main__":
    raise SystemExit(main())
