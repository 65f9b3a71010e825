"""The product as an operator starts it, with its own folder and port."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

PATIENCE_SECONDS = 120
# Processor time in two seconds of a server that nobody asks.
IDLE_SECONDS = 0.1
# Installations share the compiled rules: a worker that compiles takes a core for a minute.
ENGINE = f"{tempfile.gettempdir()}/talachse-engine-{os.getuid()}"


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Server:
    """Web server and background worker of one installation, on the loopback address."""

    folder: Path
    port: int = field(default_factory=free_port)
    settings: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> dict[str, str]:
        """What the product reads; nothing of the caller's own installation."""
        own = {key: value for key, value in os.environ.items() if not key.startswith("TALACHSE_")}
        own |= {"TALACHSE_VAR": str(self.folder), "TALACHSE_PORT": str(self.port), "TALACHSE_ENGINE": ENGINE}
        return own | {"DJANGO_SETTINGS_MODULE": "talachse.config.settings"} | self.settings

    def run(self, *arguments: str) -> str:
        """What a command prints on stdout; its failure is ours."""
        done = subprocess.run(
            [sys.executable, "-m", *arguments], env=self.environment, check=True, stdout=subprocess.PIPE, text=True
        )
        return done.stdout

    def start(self) -> None:
        """Returns when the first page is there."""
        self.folder.mkdir(parents=True, exist_ok=True)
        log = self.folder / "server.log"
        with log.open("ab") as stream:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "talachse"],
                env=self.environment,
                stdout=stream,
                stderr=stream,
                start_new_session=True,
            )
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            if self._answers():
                return
            time.sleep(0.1)
        raise RuntimeError(log.read_text()[-4000:])

    def start_quietly(self) -> None:
        """Start with the rules compiled, as on any day but the first; returns when the worker has done what a start brings."""
        self.run("benchmarks.rules")
        self.start()
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            before = self.cpu_seconds()
            time.sleep(2)
            if self.cpu_seconds() - before < IDLE_SECONDS:
                return

    def kill(self) -> None:
        """As when the power fails: nobody gets a chance to tidy up."""
        for pid in self.pids():
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        if self.process is not None:
            self.process.wait()
        self._wait_until_closed()

    def stop(self) -> int:
        """As with Ctrl-C; the code of the launcher."""
        if self.process is None or self.process.poll() is not None:
            return 0
        self.process.send_signal(signal.SIGINT)
        code = self.process.wait(timeout=30)
        self._wait_until_closed()
        return code

    def pids(self) -> list[int]:
        """Launcher, web processes and worker: every process below ours."""
        if self.process is None:
            return []
        children: dict[int, list[int]] = {}
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                except OSError:
                    continue
                children.setdefault(parent, []).append(int(entry.name))
        found = [self.process.pid]
        for pid in found:
            found += children.get(pid, [])
        return found

    def cpu_seconds(self) -> float:
        """Processor time of all processes so far: what a busy machine cannot distort."""
        ticks = 0
        for pid in self.pids():
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/")
            return connection.getresponse().status == http.HTTPStatus.OK
        except OSError:
            return False
        finally:
            connection.close()

    def _wait_until_closed(self) -> None:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) != 0:
                    return
            time.sleep(0.05)
        raise RuntimeError("The port is still open: a process was left over.")
