"""Whatever a view tells somebody can be shown: every level of a message has its look."""

import pytest
from django.contrib.messages.storage.base import LEVEL_TAGS
from django.template import Context, Template

SHOWN = sorted(set(LEVEL_TAGS.values()) - {"debug"})


@pytest.mark.parametrize("kind", SHOWN)
def test_every_level_of_a_message_has_an_icon_and_a_class(kind: str) -> None:
    html = Template("{% alert kind title %}").render(Context({"kind": kind, "title": "Bitte nennen Sie den Grund."}))
    assert f't-alert--{kind}"' in html
    assert "<svg" in html
    assert "Bitte nennen Sie den Grund." in html


def test_what_went_wrong_is_read_out_at_once() -> None:
    assert SHOWN == ["danger", "info", "success", "warning"]
    html = Template("{% alert 'danger' 'Das geht nicht.' %}").render(Context())
    assert 'role="alert"' in html
