"""Handing work over: by name, after the transaction has been committed."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db import transaction
from django.tasks import Task
from django.utils.module_loading import import_string


def later(name: str, **arguments: Any) -> None:
    """Enqueue ``app.tasks.name`` with JSON arguments once the current transaction is committed."""
    job: Task[Any, Any] = import_string(f"talachse.{name}")
    transaction.on_commit(partial(job.enqueue, **arguments))
