"""Starts web server and background worker as one group, and leaves nothing behind."""

from __future__ import annotations

import ctypes
import http.client
import os
import signal
import socketserver
import subprocess
import sys
import time
from collections.abc import Callable
from types import FrameType

from talachse.config import env
from talachse.config.prepare import say

PR_SET_PDEATHSIG = 1
GRACE_SECONDS = 10


def _die_with_parent() -> None:
    """The kernel ends the child when the launcher is killed, even with SIGKILL."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class _Probe(socketserver.TCPServer):
    allow_reuse_address = True


def port_is_free() -> bool:
    """Nobody listens on our port yet."""
    try:
        _Probe((env.HOST, env.PORT), socketserver.BaseRequestHandler).server_close()
    except OSError:
        return False
    return True


def _answers() -> bool:
    """The web server takes connections."""
    connection = http.client.HTTPConnection(env.HOST, env.PORT, timeout=1)
    try:
        connection.connect()
    except OSError:
        return False
    finally:
        connection.close()
    return True


def serve(*, opened: Callable[[], None], rest: Callable[[], None]) -> int:
    """Run until somebody ends it; 0 after Ctrl-C, else the code of the child that fell.

    ``opened`` is called when the port answers; then ``rest`` does what need not be there for the first page; then the
    background worker starts, which finds everything complete.
    """
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "talachse.config.settings"}
    web = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", env.HOST, "--port", str(env.PORT),
        "--workers", str(env.WORKERS), "--blocking-threads", "4", "--no-ws", "--log-level", "warning",
        "--respawn-failed-workers", "talachse.config.wsgi:application",
    ]  # fmt: skip
    worker = [sys.executable, "-m", "talachse.config.cli", "worker"]
    stopping = False

    def stop(signum: int, frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, stop)

    # Own sessions keep the terminal's Ctrl-C from reaching the children twice; we pass it on once.
    def spawn(command: list[str]) -> None:
        children.append(
            subprocess.Popen(command, env=environment, preexec_fn=_die_with_parent, start_new_session=True)  # noqa: PLW1509, S603
        )

    children: list[subprocess.Popen[bytes]] = []
    code = 0
    tasks: list[Callable[[], None]] = [opened, rest, lambda: spawn(worker)]
    spawn(web)
    try:
        while not stopping:
            if tasks and _answers():
                tasks.pop(0)()
            fallen = [child for child in children if child.poll() is not None]
            if fallen:
                code = fallen[0].returncode or 1
                say("Ein Teil der Anwendung ist beendet; alles wird angehalten.")
                break
            time.sleep(0.1)
    finally:
        _end(children)
    return code


def _end(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        if child.poll() is None:
            child.terminate()
    deadline = time.monotonic() + GRACE_SECONDS
    for child in children:
        try:
            child.wait(max(deadline - time.monotonic(), 0.1))
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()
