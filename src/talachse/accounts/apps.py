"""Rooms of the administration."""

from django.apps import AppConfig

from talachse.rules.access import Action
from talachse.ui import navigation


class AccountsConfig(AppConfig):
    name = "talachse.accounts"
    verbose_name = "Zugänge"

    def ready(self) -> None:
        navigation.room(
            label="Zugänge",
            url_name="accounts-access",
            action=Action.MANAGE_ACCESS,
            text="Organisationen, Personen und ihre Funktionen.",
            order=90,
        )
        navigation.room(
            label="Journal",
            url_name="accounts-journal",
            action=Action.READ_JOURNAL,
            text="Wer wann was getan oder angesehen hat. Jeder Einblick wird selbst festgehalten.",
            order=91,
        )
