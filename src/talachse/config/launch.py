"""Starts web server and background worker as one group, and leaves nothing behind."""

from __future__ import annotations

import contextlib
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
from talachse.config.prepare import RUNNING, STARTING, locked, say

PR_SET_PDEATHSIG = 1
GRACE_SECONDS = 10
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


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
    """The web server answers; that it takes connections is not enough, it does so before it can answer."""
    connection = http.client.HTTPConnection(env.HOST, env.PORT, timeout=1)
    try:
        connection.request("HEAD", "/")
        connection.getresponse()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True


def _stop(signum: int, frame: FrameType | None) -> None:
    """Whatever is being done ends here and is taken back; who is impatient and asks again changes nothing."""
    for name in ENDING:
        signal.signal(name, signal.SIG_IGN)
    raise KeyboardInterrupt


def serve(*, first: Callable[[], None], opened: Callable[[], None], rest: Callable[[], None]) -> int:
    """Run until somebody ends it; 0 after Ctrl-C, else the code of the child that fell.

    The web server loads its code while ``first`` makes ready what the first page needs. ``opened`` is called when the
    port answers; then ``rest`` does what need not be there for the first page; then the background worker starts,
    which finds everything complete.
    """
    # No access log: addresses of the check's printed links carry answers (docs/entscheidungen/0015).
    web = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", env.HOST, "--port", str(env.PORT),
        "--workers", str(env.WORKERS), "--blocking-threads", "4", "--no-ws", "--log-level", "warning", "--no-access-log",
        "--respawn-failed-workers", "talachse.config.wsgi:application",
    ]  # fmt: skip
    worker = [sys.executable, "-m", "talachse.config.cli", "worker"]
    for name in ENDING:
        signal.signal(name, _stop)
    children: list[subprocess.Popen[bytes]] = []
    grace = 0  # who still loads code has nothing to bring to an end, and would not hear us
    try:
        # Who takes a backup back finds out that somebody is using the data.
        with locked(RUNNING, shared=True):
            with locked(STARTING):
                _spawn(web, children)
                first()
            grace = GRACE_SECONDS
            code = _watch(children, [opened, rest, lambda: _spawn(worker, children)])
    except KeyboardInterrupt:
        code = 0
    finally:
        _end(children, grace)
    return code


def _spawn(command: list[str], children: list[subprocess.Popen[bytes]]) -> None:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "talachse.config.settings"}
    # Own sessions keep the terminal's Ctrl-C from reaching the children twice; we pass it on once.
    children.append(
        subprocess.Popen(command, env=environment, preexec_fn=_die_with_parent, start_new_session=True)  # noqa: PLW1509, S603
    )


def _watch(children: list[subprocess.Popen[bytes]], tasks: list[Callable[[], None]]) -> int:
    """Do the tasks once the port answers, then wait until a child falls; its code."""
    while True:
        if tasks and _answers():
            tasks.pop(0)()
        for child in children:
            if child.poll() is not None:
                say("Ein Teil der Anwendung ist beendet; alles wird angehalten.")
                return child.returncode or 1
        time.sleep(0.05 if tasks else 0.5)


def _end(children: list[subprocess.Popen[bytes]], grace: int) -> None:
    for child in children:
        if child.poll() is None:
            child.terminate()
    deadline = time.monotonic() + grace
    for child in children:
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(max(deadline - time.monotonic(), 0.1))
        # Also what a fallen child has left in its group.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
