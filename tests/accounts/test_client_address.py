"""Limits count visitors, also behind the city's proxy, and nobody escapes them with an invented header."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from talachse.accounts.middleware import ClientAddressMiddleware


@pytest.mark.parametrize(
    ("behind_proxy", "header", "address"),
    [
        (True, "203.0.113.9", "203.0.113.9"),
        (True, "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        (True, "", "127.0.0.1"),
        (False, "203.0.113.9", "127.0.0.1"),
    ],
)
def test_the_address_is_the_one_the_own_proxy_saw(
    behind_proxy: bool, header: str, address: str, settings: pytest.FixtureRequest
) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if behind_proxy else None  # type: ignore[attr-defined]
    seen: list[str] = []

    def answer(request: HttpRequest) -> HttpResponse:
        seen.append(request.META["REMOTE_ADDR"])
        return HttpResponse()

    ClientAddressMiddleware(answer)(RequestFactory().get("/", headers={"X-Forwarded-For": header} if header else {}))
    assert seen == [address]
