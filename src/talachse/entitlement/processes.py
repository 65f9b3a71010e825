"""The processes of ``talachse screen``: copies of a first one that has loaded what they need and done nothing yet.

So they begin at once and share its memory. They are no copies of the command itself: Arrow's threads do not survive that. Nothing
that takes long is imported here: the first process loads while the command does.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
from multiprocessing import forkserver
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess

# The memory of one column is kept for the next. Left alone, the C library gives it back and fetches it anew, 50,000 pages a piece.
SETTINGS = {"MALLOC_MMAP_THRESHOLD_": str(32 << 20), "MALLOC_TRIM_THRESHOLD_": str(256 << 20)}
# Nothing here is linear algebra, and a process without threads is copied more safely.
SETTINGS |= {"OPENBLAS_NUM_THREADS": "1"}


def context() -> BaseContext:
    """How the processes are started."""
    found = multiprocessing.get_context("forkserver")
    found.set_forkserver_preload(["talachse.entitlement.screen"])
    return found


def begin() -> None:
    """Start the first process, unless it runs; does not wait for it."""
    context()
    os.environ.update(SETTINGS)  # read when a process starts, so for those that follow
    forkserver.ensure_running()


def follow() -> None:
    """Begin a process that ends with the command, however that ends.

    When it is killed, one that waits for work would wait for ever: it holds the other end of the pipe itself.
    """
    threading.Thread(target=_end_with, args=(multiprocessing.parent_process(),), daemon=True).start()


def _end_with(command: BaseProcess) -> None:
    command.join()
    os._exit(1)
