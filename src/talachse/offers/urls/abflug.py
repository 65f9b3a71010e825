"""Addresses of #Abflug in Ausbildung."""

from django.urls import path

from talachse.offers.views import abflug, companies, events

urlpatterns = [
    path("abflug/", abflug.campaign, name="offers-abflug"),
    path("abflug/eltern/", abflug.parents, name="offers-abflug-parents"),
    path("abflug/schule/", abflug.school, name="offers-abflug-school"),
    path("abflug/betriebe/", abflug.companies, name="offers-abflug-companies"),
    path("abflug/liste/", abflug.wishes, name="offers-wishes"),
    path("abflug/liste/aendern/", abflug.change_wishes, name="offers-wishes-change"),
    path("abflug/liste/angaben/", abflug.about_me, name="offers-wishes-about"),
    path("abflug/liste/hilfe/", abflug.help_me, name="offers-wishes-help"),
    path("abflug/liste/beenden/", abflug.end_wishes, name="offers-wishes-end"),
    path("abflug/termine/", events.events, name="offers-events"),
    path("abflug/termine/<int:pk>/", events.event, name="offers-event"),
    path("abflug/termine/<int:pk>/termin.ics", events.event_file, name="offers-event-file"),
    path("abflug/termine/<int:pk>/platz/", events.ticket, name="offers-ticket"),
    path("abflug/termine/<int:pk>/zurueckgeben/", events.give_back, name="offers-seat-give-back"),
    path("abflug/termine/<int:pk>/da/", events.door, name="offers-event-door"),
    path("ausbildung/<int:pk>/", abflug.posting, name="offers-posting"),
    path("ausbildung/<int:pk>/liste/", abflug.wish, name="offers-wish"),
    path("arbeit/ausbildungsplaetze/termine/", companies.events, name="offers-own-events"),
    path("arbeit/ausbildungsplaetze/termine/<int:pk>/", companies.event, name="offers-own-event"),
    path("arbeit/ausbildungsplaetze/termine/<int:pk>/absagen/", companies.cancel, name="offers-own-event-cancel"),
    path("arbeit/ausbildungsplaetze/<int:pk>/", companies.posting, name="offers-own-posting"),
    path("arbeit/ausbildungsplaetze/<int:pk>/reihenfolge/", companies.rank, name="offers-own-posting-rank"),
]
