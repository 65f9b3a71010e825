"""People known to a zone."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "talachse.people"
    verbose_name = "Menschen"
