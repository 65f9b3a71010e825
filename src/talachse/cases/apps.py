"""Doors and rooms of outreach."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from talachse.rules.access import Action
from talachse.ui import navigation


class CasesConfig(AppConfig):
    name = "talachse.cases"
    verbose_name = "Aufsuchende Arbeit"

    def ready(self) -> None:
        navigation.door(
            label=_("Du gehst gerade nicht zur Schule?"),
            short=_("Keine Schule?"),
            url_name="cases-lost-contact",
            icon="bridge",
            text=_("Wir kommen zu dir. Ohne Ärger, ohne Amt, nur wenn du willst."),
            order=60,
            in_navigation=False,
        )
        navigation.room(
            label="Kontaktverlust melden",
            url_name="cases-report",
            action=Action.REPORT_LOST_CONTACT,
            text="Zu wie vielen Schüler*innen der Kontakt abgerissen ist. Nur die Anzahl.",
            order=30,
        )
        navigation.room(
            label="Aufsuchende Arbeit",
            url_name="cases-contacts",
            action=Action.DO_OUTREACH,
            text="Wer auf einen Besuch wartet, und wie weit jeder Kontakt ist.",
            order=31,
        )
