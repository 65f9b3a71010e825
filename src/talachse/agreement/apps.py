"""Doors of the agreement and rooms of the steering."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from talachse.agreement import rooms, rooms_meetings
from talachse.offers import projects
from talachse.ui import navigation


class AgreementConfig(AppConfig):
    name = "talachse.agreement"
    verbose_name = "Vereinbarung und Steuerung"

    def ready(self) -> None:
        from talachse.agreement.queries import standing  # noqa: PLC0415 - models exist only now

        projects.register(standing.project_names)
        navigation.door(
            label=_("Vereinbarung"),
            url_name="agreement-text",
            icon="handshake",
            text=_("Was Stadt und Jobcenter einander zugesagt haben, Aussage für Aussage, und wie weit es ist."),
            order=80,
            area="agreement",
        )
        navigation.door(
            label=_("Vorhaben"),
            url_name="agreement-projects",
            icon="map",
            text=_("Alle gemeinsamen Vorhaben: wofür sie da sind, wo sie sind und was daraus wurde."),
            order=90,
            area="agreement",
        )
        rooms.register()
        rooms_meetings.register()
