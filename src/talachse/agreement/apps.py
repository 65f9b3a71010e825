"""Doors of the agreement and rooms of the steering."""

from django.apps import AppConfig

from talachse.agreement import rooms, rooms_meetings
from talachse.ui import navigation


class AgreementConfig(AppConfig):
    name = "talachse.agreement"
    verbose_name = "Vereinbarung und Steuerung"

    def ready(self) -> None:
        navigation.door(
            label="Vereinbarung",
            url_name="agreement-text",
            text="Was Stadt und Jobcenter einander zugesagt haben, Aussage für Aussage, und wie weit es ist.",
            order=10,
        )
        navigation.door(
            label="Vorhaben",
            url_name="agreement-projects",
            text="Alle gemeinsamen Vorhaben: wofür sie da sind, wo sie sind und was daraus wurde.",
            order=11,
        )
        rooms.register()
        rooms_meetings.register()
