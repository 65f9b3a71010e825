"""A look at a page writes nothing; the list of sessions still says when somebody was last seen."""

import pytest
from allauth.usersessions.models import UserSession
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from talachse.rules.access import Role
from talachse.rules.agreement.document import Side
from tests.agreement.builders import make_user

pytestmark = pytest.mark.django_db


def test_only_the_first_look_in_five_minutes_is_written_down(client: Client) -> None:
    client.force_login(make_user(Role.DESK_OFFICER, Side.CITY))
    client.get("/arbeit/")
    seen = UserSession.objects.get().last_seen_at
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/arbeit/").status_code == 200
    assert [q["sql"] for q in queries if q["sql"].split()[0] in {"INSERT", "UPDATE", "DELETE"}] == []
    assert UserSession.objects.get().last_seen_at == seen
