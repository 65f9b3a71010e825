"""People known to a zone."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "talachse.people"
    verbose_name = "Menschen"

    def ready(self) -> None:
        from talachse.people import codes, lists  # noqa: PLC0415 - models exist only now

        codes.register("people", lists.taken_codes)
