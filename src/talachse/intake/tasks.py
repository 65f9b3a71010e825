"""Work of the intake that happens after the answer to the browser."""

from __future__ import annotations

from django.tasks import task
from django.utils.translation import gettext as _

from talachse.intake import queries
from talachse.jobs.services import post


@task
def send_answer(request_id: int) -> None:
    """Mail the answer to whoever asked. The subject says nothing about the matter."""
    found = queries.answered_by_mail(request_id)
    if found is None:
        return
    address, text, label = found
    post(
        to=[address],
        subject=_("Antwort auf deine Anfrage"),
        body=f"{text}\n\n{label}\n",
    )
