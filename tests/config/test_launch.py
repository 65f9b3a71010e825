"""The product as a process: how it starts, how it ends, what it leaves behind."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from talachse.demo import PARTS

pytestmark = pytest.mark.own_sqlite
PATIENCE_SECONDS = 300
WRONG = [
    ["status", "--on", "gestern"],
    ["status", "--on", "2020-01-01"],
    ["status", "--agreement", "gibt-es-nicht"],
    ["load-agreement", "gibt-es-nicht.yaml"],
    ["pack", "2026Q7", "-o", "mappe.pdf"],
    ["pack", "2026Q3", "-o", "mappe.doc"],
    ["backup", "gibt-es-nicht/sicherung.tar.gz"],
    ["restore", "gibt-es-nicht.tar.gz"],
    ["rule", "Quastenflosser"],
]


class Installation:
    """One folder with one port."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log = folder / "log"
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.environment = {
            **os.environ,
            "TALACHSE_VAR": str(folder / "var"),
            "TALACHSE_PORT": str(self.port),
            "TALACHSE_DATABASE_URL": "",
            "TALACHSE_WORKERS": "1",
        }
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> subprocess.Popen[bytes]:
        """Begin to start; does not wait."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "talachse"], cwd=self.folder, env=self.environment, stdout=log, stderr=log
            )
        return self.process

    def wait_for(self, words: str) -> None:
        """Until the words stand in what the start prints."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while words not in self.log.read_text():
            assert self.process is not None
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.05)

    def status_of(self, path: str) -> int:
        """What the web server answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        finally:
            connection.close()

    def left(self) -> list[str]:
        """Processes of this installation, found by their environment."""
        mark = f"TALACHSE_VAR={self.folder / 'var'}\0".encode()
        found = []
        for path in Path("/proc").glob("[0-9]*/environ"):
            try:
                if mark in path.read_bytes():
                    found.append((path.parent / "cmdline").read_bytes().replace(b"\0", b" ").decode())
            except OSError:  # ended meanwhile, or not ours
                continue
        return found

    def is_left_alone(self) -> bool:
        """Soon nobody is there any more."""
        deadline = time.monotonic() + 15
        while self.left() and time.monotonic() < deadline:
            time.sleep(0.1)
        return self.left() == []

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        return subprocess.run(
            [sys.executable, "-m", "talachse", *arguments],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE_SECONDS,
        )


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """One installation, prepared and complete."""
    made = Installation(tmp_path_factory.mktemp("launch"))
    done = made.command("prepare")
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    yield made
    if made.process is not None and made.process.poll() is None:
        made.process.kill()
        made.process.wait()


def test_a_killed_first_start_goes_on_next_time_and_makes_each_demo_part_once(tmp_path: Path) -> None:
    fresh = Installation(tmp_path)
    process = fresh.start()
    fresh.wait_for("Demo-Daten: Plätze")
    assert fresh.status_of("/") == http.HTTPStatus.OK
    process.kill()
    process.wait()
    assert fresh.is_left_alone(), fresh.left()
    assert "Beenden mit Strg+C" in fresh.log.read_text()
    again = fresh.command("status", "--json")
    assert json.loads(again.stdout)["agreement"] == "fokus-wuppertal"
    assert "Demo-Daten sind vollständig." in again.stderr
    for label in (PARTS["accounts"], PARTS["offers"], PARTS["products"]):
        assert f"Demo-Daten: {label} …" not in again.stderr
    assert fresh.command("status").stderr == ""


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_every_way_to_end_it_ends_with_zero_and_leaves_nobody(installation: Installation, name: str) -> None:
    installation.log.write_text("")
    process = installation.start()
    installation.wait_for("Starting worker")
    assert installation.status_of("/vereinbarung/") == http.HTTPStatus.OK
    process.send_signal(signal.Signals[name])
    assert process.wait(timeout=15) == 0
    assert installation.is_left_alone(), installation.left()


def test_who_ends_it_while_it_starts_does_not_wait(tmp_path: Path) -> None:
    fresh = Installation(tmp_path)
    process = fresh.start()
    fresh.wait_for("Datenbank wird eingerichtet")
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=5) == 0
    assert fresh.is_left_alone(), fresh.left()


def test_a_port_in_use_is_said_in_one_line(installation: Installation) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", installation.port))
        other.listen()
        done = installation.command()
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"Port {installation.port} ist belegt.")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("arguments", WRONG, ids=" ".join)
def test_wrong_input_is_one_german_line_and_code_two(installation: Installation, arguments: list[str]) -> None:
    done = installation.command(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1, done.stderr


def test_help_groups_commands_by_person(installation: Installation) -> None:
    done = installation.command("--help")
    assert done.returncode == 0
    for person in ("Für alle", "Für Referent*innen", "Für die IT der Stadt", "Für Entwickler*innen"):
        assert person in done.stdout
