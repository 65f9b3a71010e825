"""The processes of ``talachse screen``: copies of a first one that has loaded what they need and done nothing yet.

So they begin at once and share its memory. They are no copies of the command itself: Arrow's threads do not survive that. Nothing
that takes long is imported here: the first process loads while the command does.
"""

from __future__ import annotations

import multiprocessing
from multiprocessing import forkserver
from multiprocessing.context import BaseContext


def context() -> BaseContext:
    """How the processes are started."""
    found = multiprocessing.get_context("forkserver")
    found.set_forkserver_preload(["talachse.entitlement.screen"])
    return found


def begin() -> None:
    """Start the first process, unless it runs; does not wait for it."""
    context()
    forkserver.ensure_running()
