"""The background worker: the queue in the main thread, the clock beside it."""

from __future__ import annotations

import logging
import threading

from django.core.management import call_command
from django.db import close_old_connections
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.module_loading import autodiscover_modules

from talachse.entitlement.tasks import build_if_missing
from talachse.jobs import services
from talachse.jobs.clock import tick

TICK_SECONDS = 30
logger = logging.getLogger("talachse.worker")


def run() -> None:
    """Work until SIGTERM or SIGINT."""
    autodiscover_modules("tasks")
    stop = threading.Event()
    worker_id = get_random_string(32)

    def clock() -> None:
        begun = False
        while not stop.is_set():
            try:
                if not begun:  # also after an update within the day
                    build_if_missing(timezone.localdate())
                    begun = True
                services.sign_of_life(worker_id, now=timezone.now())
                services.deliver_due(now=timezone.now())
                tick(timezone.now())
            except Exception:  # the database may be away for a moment
                logger.exception("The clock could not tick")
            close_old_connections()
            stop.wait(TICK_SECONDS)

    threading.Thread(target=clock, name="clock", daemon=True).start()
    try:
        call_command("db_worker", queue_name="*", interval=1, verbosity=1, worker_id=worker_id)
    finally:
        stop.set()
