"""Doors and rooms of the directory."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from talachse.offers import search_index
from talachse.rules.access import Action
from talachse.ui import navigation


class OffersConfig(AppConfig):
    name = "talachse.offers"
    verbose_name = "Angebote und Plätze"

    def ready(self) -> None:
        post_migrate.connect(search_index.ensure, sender=self)
        navigation.door(
            label=_("Angebote finden"),
            short=_("Angebote"),
            url_name="offers-directory",
            icon="search",
            text=_("Treffpunkte, Beratung, Kurse und Hilfe in Ihrer Nähe."),
            order=10,
        )
        navigation.door(
            label=_("#Abflug in Ausbildung"),
            short=_("Ausbildung"),
            url_name="offers-abflug",
            icon="tool",
            text=_("Freie Plätze in Betrieben und Termine zum Kennenlernen. Ohne Bewerbung und ohne Konto."),
            order=50,
            in_navigation=False,
        )
        navigation.room(
            label="Ausbildungsplätze melden",
            url_name="offers-postings",
            action=Action.POST_APPRENTICESHIP,
            text="Freie Plätze melden, zu Terminen einladen, eine Reihenfolge nach dem Kennenlernen festhalten.",
            order=25,
        )
        navigation.room(
            label="Eigene Angebote",
            url_name="offers-own",
            action=Action.KEEP_OFFERS,
            text="Einträge im Verzeichnis ändern und bestätigen, dass sie noch stimmen.",
            order=20,
        )
        navigation.room(
            label="Redaktion der Angebote",
            url_name="offers-editors",
            action=Action.EDIT_DIRECTORY,
            text="Heikle Einträge ansehen, fällige prüfen, Träger einladen.",
            order=21,
        )
        navigation.room(
            label="Weiße Flecken",
            url_name="offers-spots",
            action=Action.SEE_STEERING,
            text="Wo für wen Angebote fehlen, und wonach Menschen vergeblich suchen.",
            order=60,
            area="steering",
        )
        navigation.room(
            label="Angebote einlesen",
            url_name="offers-import",
            action=Action.EDIT_DIRECTORY,
            text="Listen als Excel, CSV oder JSON: erst ansehen, was sich ändert, dann übernehmen.",
            order=22,
        )
        navigation.room(
            label="Hände für die Stadt",
            url_name="offers-needs",
            action=Action.POST_NEED,
            text="Melden, wo Hände gebraucht werden. Sehen, wer kommt. Stunden bestätigen.",
            order=14,
        )
        navigation.room(
            label="Einsätze für die Stadt",
            url_name="offers-deployments",
            action=Action.RECORD_PARTICIPATION,
            text="Wo die eigenen Leute für die Stadt arbeiten: Stunden je Woche eintragen.",
            order=13,
        )
