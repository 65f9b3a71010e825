"""The journal keeps its refusal in the database; one named switch lets the test-suite flush tables."""

from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.db.backends.signals import connection_created


def register_switch(connection: Any, **kwargs: Any) -> None:
    """The switch lives in our process only: any other program on the database file cannot turn it."""
    if connection.vendor == "sqlite":
        connection.connection.create_function(
            "talachse_journal_may_be_flushed", 0, lambda: int(settings.TALACHSE_JOURNAL_MAY_BE_FLUSHED)
        )


class AuditConfig(AppConfig):
    name = "talachse.audit"
    verbose_name = "Journal"

    def ready(self) -> None:
        connection_created.connect(register_switch, dispatch_uid="talachse.audit.switch")
